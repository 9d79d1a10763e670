/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-list"

#include "config.h"

#include "parvis-order-list.h"

#include "parvis-glyph.h"
#include "parvis-icon-button.h"
#include "parvis-order-row.h"

struct _ParvisOrderList
{
  GtkWidget         parent_instance;

  /* Children */
  GtkWidget        *heading;
  GtkWidget        *count;
  GtkListBox       *list;

  /* Owned */
  ParvisShop       *shop;

  ParvisOrderGroup  group;
};

G_DEFINE_FINAL_TYPE (ParvisOrderList, parvis_order_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_OPENED,
  SIGNAL_PASSED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return parvis_order_row_new (PARVIS_ORDER_LIST (user_data)->shop, PARVIS_ORDER (item));
}

/* The number is in the name of the heading and of the list: a badge alone is not read. */
static void
count_rows (ParvisOrderList *self)
{
  guint n = g_list_model_get_n_items (parvis_shop_get_group (self->shop, self->group));
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *name = g_strdup_printf ("%s, %u", parvis_order_group_word (self->group), n);

  gtk_label_set_label (GTK_LABEL (self->count), number);
  parvis_set_label (self->heading, name);
  parvis_set_label (GTK_WIDGET (self->list), name);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

static void
items_cb (GListModel *model,
          guint       position,
          guint       removed,
          guint       added,
          gpointer    user_data)
{
  ParvisOrderList *self = PARVIS_ORDER_LIST (user_data);

  count_rows (self);
}

static void
selected_cb (GtkListBox    *list,
             GtkListBoxRow *row,
             gpointer       user_data)
{
  if (row != NULL)
    g_signal_emit (user_data, signals[SIGNAL_CHOSEN], 0,
                   parvis_order_row_get_order (PARVIS_ORDER_ROW (row)));
}

static void
activated_cb (GtkListBox    *list,
              GtkListBoxRow *row,
              gpointer       user_data)
{
  g_signal_emit (user_data, signals[SIGNAL_OPENED], 0,
                 parvis_order_row_get_order (PARVIS_ORDER_ROW (row)));
}

static gboolean
keynav_failed_cb (GtkListBox       *list,
                  GtkDirectionType  direction,
                  gpointer          user_data)
{
  if (direction != GTK_DIR_UP && direction != GTK_DIR_DOWN)
    return FALSE;

  g_signal_emit (user_data, signals[SIGNAL_PASSED], 0, direction == GTK_DIR_DOWN ? 1 : -1);

  return TRUE;
}

static GtkWidget *
build_heading (ParvisOrderList *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *glyph = parvis_glyph_new (16);

  self->heading = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f,
                                "label", parvis_order_group_word (self->group),
                                "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  self->count = gtk_label_new (NULL);
  parvis_glyph_set (glyph, parvis_order_group_icon (self->group));
  gtk_widget_add_css_class (self->heading, "heading");
  gtk_widget_add_css_class (self->count, "count-pill");
  gtk_widget_add_css_class (box, "order-heading");
  gtk_box_append (GTK_BOX (box), glyph);
  gtk_box_append (GTK_BOX (box), self->heading);
  gtk_box_append (GTK_BOX (box), self->count);

  return box;
}

static gboolean
is_folded (ParvisOrderGroup group)
{
  return group >= PARVIS_ORDER_GROUP_LATER;
}

static void
fill (ParvisOrderList *self)
{
  GtkWidget *heading = build_heading (self);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  g_signal_connect (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect (self->list, "keynav-failed", G_CALLBACK (keynav_failed_cb), self);

  if (is_folded (self->group))
    {
      GtkWidget *expander = gtk_expander_new (NULL);

      gtk_expander_set_label_widget (GTK_EXPANDER (expander), heading);
      gtk_expander_set_child (GTK_EXPANDER (expander), GTK_WIDGET (self->list));
      parvis_set_label (expander, parvis_order_group_word (self->group));
      gtk_widget_set_parent (expander, GTK_WIDGET (self));
    }
  else
    {
      gtk_widget_set_parent (heading, GTK_WIDGET (self));
      gtk_widget_set_parent (GTK_WIDGET (self->list), GTK_WIDGET (self));
    }
}

static void
parvis_order_list_dispose (GObject *object)
{
  ParvisOrderList *self = PARVIS_ORDER_LIST (object);
  GtkWidget *child;

  if (self->list != NULL)
    gtk_list_box_bind_model (self->list, NULL, NULL, NULL, NULL);
  self->list = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->shop);

  G_OBJECT_CLASS (parvis_order_list_parent_class)->dispose (object);
}

static void
parvis_order_list_class_init (ParvisOrderListClass *klass)
{
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_order_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);

  signals[SIGNAL_CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, PARVIS_TYPE_ORDER);
  signals[SIGNAL_OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, PARVIS_TYPE_ORDER);
  signals[SIGNAL_PASSED] = g_signal_new ("passed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                         G_TYPE_NONE, 1, G_TYPE_INT);
}

static void
parvis_order_list_init (ParvisOrderList *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
}

GtkWidget *
parvis_order_list_new (ParvisShop       *shop,
                       ParvisOrderGroup  group)
{
  ParvisOrderList *self;
  GListModel *model;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  self = g_object_new (PARVIS_TYPE_ORDER_LIST, NULL);
  self->shop = g_object_ref (shop);
  self->group = group;
  fill (self);

  model = parvis_shop_get_group (shop, group);
  gtk_list_box_bind_model (self->list, model, create_row, self, NULL);
  g_signal_connect_object (model, "items-changed", G_CALLBACK (items_cb), self, 0);
  count_rows (self);

  return GTK_WIDGET (self);
}

static GtkListBoxRow *
find_row (ParvisOrderList *self,
          ParvisOrder     *order)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->list, i)) != NULL; i++)
    if (parvis_order_row_get_order (PARVIS_ORDER_ROW (row)) == order)
      return row;

  return NULL;
}

gboolean
parvis_order_list_select (ParvisOrderList *self,
                          ParvisOrder     *order)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (PARVIS_IS_ORDER_LIST (self), FALSE);

  row = order != NULL ? find_row (self, order) : NULL;
  if (row != NULL && is_folded (self->group))
    gtk_expander_set_expanded (GTK_EXPANDER (gtk_widget_get_first_child (GTK_WIDGET (self))), TRUE);
  if (gtk_list_box_get_selected_row (self->list) != row)
    gtk_list_box_select_row (self->list, row);

  return row != NULL;
}

gboolean
parvis_order_list_focus (ParvisOrderList *self,
                         gboolean         first)
{
  guint n;
  GtkListBoxRow *row;

  g_return_val_if_fail (PARVIS_IS_ORDER_LIST (self), FALSE);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    return FALSE;

  n = g_list_model_get_n_items (parvis_shop_get_group (self->shop, self->group));
  row = gtk_list_box_get_row_at_index (self->list, first ? 0 : (int) n - 1);

  if (row == NULL)
    return FALSE;

  gtk_list_box_select_row (self->list, row);

  return gtk_widget_grab_focus (GTK_WIDGET (row));
}

void
parvis_order_list_focus_on (ParvisOrderList *self,
                            ParvisOrder     *order)
{
  GtkListBoxRow *row;

  g_return_if_fail (PARVIS_IS_ORDER_LIST (self));

  row = find_row (self, order);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}
