/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-list"

#include "config.h"

#include "parvis-order-list.h"

#include "parvis-glyph.h"
#include "parvis-icon-button.h"
#include "parvis-order-row.h"

/* Rows are made as they are scrolled to: a day of hundreds of orders opens as quickly as any. */
#define FIRST_ROWS 4
#define ROW_HEIGHT 76           /* until there is one */

struct _ParvisOrderList
{
  GtkWidget         parent_instance;

  /* Children */
  GtkWidget        *heading;
  GtkWidget        *count;
  GtkListBox       *list;
  GtkWidget        *rest;       /* as high as the rows that are not made yet */

  /* Owned */
  ParvisShop       *shop;
  GListStore       *shown;      /* the first orders of the group: those with a row */

  ParvisOrderGroup  group;
  guint             wanted;     /* rows, if there are as many orders */
};

G_DEFINE_FINAL_TYPE (ParvisOrderList, parvis_order_list, GTK_TYPE_WIDGET)

enum
{
  SIGNAL_CHOSEN,
  SIGNAL_OPENED,
  SIGNAL_PASSED,
  SIGNAL_LEFT,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static GtkWidget *
create_row (gpointer item,
            gpointer user_data)
{
  return parvis_order_row_new (PARVIS_ORDER_LIST (user_data)->shop, PARVIS_ORDER (item));
}

static GListModel *
get_model (ParvisOrderList *self)
{
  return parvis_shop_get_group (self->shop, self->group);
}

static guint
count_shown (ParvisOrderList *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->shown));
}

static int
get_row_height (ParvisOrderList *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->list));

  return height > 0 && count_shown (self) > 0 ? height / (int) count_shown (self) : ROW_HEIGHT;
}

static void
size_rest (ParvisOrderList *self)
{
  guint n = g_list_model_get_n_items (get_model (self)) - count_shown (self);

  gtk_widget_set_visible (self->rest, n > 0);
  gtk_widget_set_size_request (self->rest, -1, (int) n * get_row_height (self));
}

/* Makes the orders from @position on part of those with a row, in the place of @removed. */
static void
show_orders (ParvisOrderList *self,
             guint            position,
             guint            removed,
             guint            added)
{
  g_autoptr(GPtrArray) orders = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < added; i++)
    g_ptr_array_add (orders, g_list_model_get_item (get_model (self), position + i));
  g_list_store_splice (self->shown, position, removed, orders->pdata, added);
}

/* As many rows as are wanted, and not without the one that is selected. */
static void
fill_up (ParvisOrderList *self)
{
  GtkListBoxRow *selected = gtk_list_box_get_selected_row (self->list);
  guint least = selected != NULL ? (guint) gtk_list_box_row_get_index (selected) + 1 : 0;
  guint n = MIN (g_list_model_get_n_items (get_model (self)), MAX (self->wanted, least));
  guint shown = count_shown (self);

  if (shown < n)
    show_orders (self, shown, 0, n - shown);
  else if (shown > n)
    show_orders (self, n, shown - n, 0);
  size_rest (self);
}

static void
want (ParvisOrderList *self,
      guint            n)
{
  if (n <= self->wanted)
    return;

  self->wanted = n;
  fill_up (self);
}

/* The number is in the name of the heading and of the list: a badge alone is not read. */
static void
count_rows (ParvisOrderList *self)
{
  guint n = g_list_model_get_n_items (get_model (self));
  g_autofree char *number = g_strdup_printf ("%u", n);
  g_autofree char *name = g_strdup_printf ("%s, %u", parvis_order_group_word (self->group), n);

  gtk_label_set_label (GTK_LABEL (self->count), number);
  parvis_set_label (self->heading, name);
  parvis_set_label (GTK_WIDGET (self->list), name);
  gtk_widget_set_visible (GTK_WIDGET (self), n > 0);
}

/* The order of the row, if that has the focus. */
static ParvisOrder *
dup_focused (ParvisOrderList *self,
             guint            position)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row = GTK_WIDGET (gtk_list_box_get_row_at_index (self->list, (int) position));

  if (focus == NULL || row == NULL || (focus != row && !gtk_widget_is_ancestor (focus, row)))
    return NULL;

  return g_object_ref (parvis_order_row_get_order (PARVIS_ORDER_ROW (row)));
}

/* GTK would put the focus of a row that goes anywhere near it. */
static void
items_cb (GListModel *model,
          guint       position,
          guint       removed,
          guint       added,
          gpointer    user_data)
{
  ParvisOrderList *self = PARVIS_ORDER_LIST (user_data);
  guint shown = count_shown (self);
  g_autoptr(ParvisOrder) left = removed == 1 ? dup_focused (self, position) : NULL;

  if (position < shown)
    show_orders (self, position, MIN (removed, shown - position), added);
  fill_up (self);
  count_rows (self);
  if (left != NULL)
    g_signal_emit (self, signals[SIGNAL_LEFT], 0, left, (int) position);
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

/* The end is that of the group, not of the rows there are. */
static void
moved_cb (GtkListBox      *list,
          GtkMovementStep  step,
          int              count,
          gboolean         extend,
          gboolean         modify,
          gpointer         user_data)
{
  if (step == GTK_MOVEMENT_BUFFER_ENDS && count > 0)
    want (PARVIS_ORDER_LIST (user_data), G_MAXUINT);
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
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  self->rest = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->list));
  gtk_box_append (GTK_BOX (box), self->rest);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  g_signal_connect (self->list, "row-selected", G_CALLBACK (selected_cb), self);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (activated_cb), self);
  g_signal_connect (self->list, "keynav-failed", G_CALLBACK (keynav_failed_cb), self);
  g_signal_connect (self->list, "move-cursor", G_CALLBACK (moved_cb), self);

  if (is_folded (self->group))
    {
      GtkWidget *expander = gtk_expander_new (NULL);

      gtk_expander_set_label_widget (GTK_EXPANDER (expander), heading);
      gtk_expander_set_child (GTK_EXPANDER (expander), box);
      parvis_set_label (expander, parvis_order_group_word (self->group));
      gtk_widget_set_parent (expander, GTK_WIDGET (self));
    }
  else
    {
      gtk_widget_set_parent (heading, GTK_WIDGET (self));
      gtk_widget_set_parent (box, GTK_WIDGET (self));
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
  g_clear_object (&self->shown);
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
  signals[SIGNAL_LEFT] = g_signal_new ("left", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                       G_TYPE_NONE, 2, PARVIS_TYPE_ORDER, G_TYPE_INT);
}

static void
parvis_order_list_init (ParvisOrderList *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  self->shown = g_list_store_new (PARVIS_TYPE_ORDER);
  self->wanted = FIRST_ROWS;
}

GtkWidget *
parvis_order_list_new (ParvisShop       *shop,
                       ParvisOrderGroup  group)
{
  ParvisOrderList *self;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  self = g_object_new (PARVIS_TYPE_ORDER_LIST, NULL);
  self->shop = g_object_ref (shop);
  self->group = group;
  fill (self);

  gtk_list_box_bind_model (self->list, G_LIST_MODEL (self->shown), create_row, self, NULL);
  g_signal_connect_object (get_model (self), "items-changed", G_CALLBACK (items_cb), self, 0);
  fill_up (self);
  count_rows (self);

  return GTK_WIDGET (self);
}

/* The row of the order, made if it was not yet; NULL if it is not of this group. */
static GtkListBoxRow *
find_row (ParvisOrderList *self,
          ParvisOrder     *order)
{
  guint position;

  if (!g_list_store_find (G_LIST_STORE (get_model (self)), order, &position))
    return NULL;

  want (self, position + 1);

  return gtk_list_box_get_row_at_index (self->list, (int) position);
}

gboolean
parvis_order_list_select (ParvisOrderList *self,
                          ParvisOrder     *order)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (PARVIS_IS_ORDER_LIST (self), FALSE);

  row = order != NULL ? find_row (self, order) : NULL;
  if (gtk_list_box_get_selected_row (self->list) != row)
    gtk_list_box_select_row (self->list, row);

  return row != NULL;
}

void
parvis_order_list_reveal (ParvisOrderList *self,
                          ParvisOrder     *order)
{
  g_return_if_fail (PARVIS_IS_ORDER_LIST (self));

  if (is_folded (self->group) && find_row (self, order) != NULL)
    gtk_expander_set_expanded (GTK_EXPANDER (gtk_widget_get_first_child (GTK_WIDGET (self))), TRUE);
}

gboolean
parvis_order_list_focus (ParvisOrderList *self,
                         guint            position)
{
  guint n;
  GtkListBoxRow *row;

  g_return_val_if_fail (PARVIS_IS_ORDER_LIST (self), FALSE);

  if (!gtk_widget_get_mapped (GTK_WIDGET (self->list)))
    return FALSE;

  n = g_list_model_get_n_items (get_model (self));
  if (n == 0)
    return FALSE;

  position = MIN (position, n - 1);
  want (self, position + 1);
  row = gtk_list_box_get_row_at_index (self->list, (int) position);
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

gboolean
parvis_order_list_reach (ParvisOrderList *self,
                         GtkWidget       *view,
                         int              depth)
{
  graphene_point_t top;
  int missing;

  g_return_val_if_fail (PARVIS_IS_ORDER_LIST (self), FALSE);

  if (!gtk_widget_get_mapped (self->rest) ||
      !gtk_widget_compute_point (self->rest, view, &GRAPHENE_POINT_INIT (0, 0), &top))
    return FALSE;

  missing = depth - (int) top.y;
  if (missing <= 0)
    return FALSE;

  want (self, count_shown (self) + 1 + (guint) (missing / get_row_height (self)));

  return TRUE;
}
