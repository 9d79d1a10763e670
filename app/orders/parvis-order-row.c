/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-row"

#include "config.h"

#include "parvis-order-row.h"

#include "parvis-glyph.h"
#include "parvis-icon-button.h"
#include "parvis-line-layout.h"

#include <glib/gi18n.h>

struct _ParvisOrderRow
{
  GtkListBoxRow  parent_instance;

  /* Children */
  GtkWidget     *outer;
  GtkWidget     *inner;
  GtkWidget     *time;
  GtkWidget     *day;
  GtkWidget     *name;
  GtkWidget     *code;
  GtkWidget     *items;
  GtkWidget     *remark;
  GtkWidget     *button;

  /* Owned */
  ParvisShop    *shop;
  ParvisOrder   *order;
};

G_DEFINE_FINAL_TYPE (ParvisOrderRow, parvis_order_row, GTK_TYPE_LIST_BOX_ROW)

#define GLYPH_SIZE 16

GtkWidget *
parvis_order_step_content (const char *icon,
                           const char *word)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *glyph = parvis_glyph_new (GLYPH_SIZE);
  GtkWidget *label = gtk_label_new (word);

  parvis_glyph_set (glyph, icon);
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), glyph);
  gtk_box_append (GTK_BOX (box), label);

  return box;
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
refresh_button (ParvisOrderRow         *self,
                const ParvisOrderFacts *facts)
{
  const char *step = parvis_order_next_step (facts, parvis_shop_get_today (self->shop));
  gboolean is_new = parvis_order_is_unseen (self->order);
  g_autofree char *code = parvis_order_text_code (facts->code);
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->button, step != NULL);
  set_class (GTK_WIDGET (self), "new", is_new);
  set_class (self->button, "suggested-action", is_new);
  if (step == NULL)
    return;

  gtk_button_set_child (GTK_BUTTON (self->button),
                        parvis_order_step_content (parvis_order_step_icon (step),
                                                   parvis_order_step_word (step)));
  /* Translators: the button of an order, with its code: "Ready, K 47". */
  label = g_strdup_printf (_("%1$s, %2$s"), parvis_order_step_word (step), code);
  parvis_set_label (self->button, label);
}

static void
refresh_remark (ParvisOrderRow          *self,
                const ParvisOrderFacts  *facts,
                const ParvisOrderMoment *moment,
                const char              *worker)
{
  gboolean is_warning;
  g_autofree char *remark = parvis_order_text_remark (facts, moment, &is_warning);

  if (remark == NULL)
    remark = g_strdup (worker);

  gtk_widget_set_visible (self->remark, remark != NULL);
  set_class (self->remark, "warning", is_warning && remark != NULL);
  set_class (self->remark, "heading", is_warning && remark != NULL);
  if (remark != NULL)
    gtk_label_set_label (GTK_LABEL (self->remark), remark);
}

static void
refresh (ParvisOrderRow *self)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (self->order);
  ParvisOrderMoment moment;
  g_autofree char *time = parvis_order_text_minutes (facts->from);
  g_autofree char *code = parvis_order_text_code (facts->code);
  g_autofree char *items = parvis_order_text_items (facts);
  g_autofree char *day = NULL;
  g_autofree char *worker = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *label = NULL;

  parvis_shop_read_moment (self->shop, &moment);
  day = parvis_order_text_day (facts->day, moment.today);
  sentence = parvis_order_text_row (facts, &moment);
  /* Whoever pressed the button here knows. */
  if (!parvis_shop_is_own_step (self->shop, self->order))
    worker = parvis_order_text_worker (facts, &moment);
  label = worker != NULL ? g_strdup_printf ("%s, %s", sentence, worker) : g_strdup (sentence);

  gtk_label_set_label (GTK_LABEL (self->time), time);
  gtk_widget_set_visible (self->day, day != NULL);
  gtk_label_set_label (GTK_LABEL (self->day), day != NULL ? day : "");
  gtk_label_set_label (GTK_LABEL (self->name), facts->name);
  gtk_label_set_label (GTK_LABEL (self->code), code);
  gtk_label_set_label (GTK_LABEL (self->items), items);
  refresh_remark (self, facts, &moment, worker);
  refresh_button (self, facts);
  parvis_set_label (GTK_WIDGET (self), label);
}

static void
clicked_cb (GtkButton *button,
            gpointer   user_data)
{
  ParvisOrderRow *self = PARVIS_ORDER_ROW (user_data);

  parvis_shop_step (self->shop, self->order);
}

/* In a narrow window the button is below, as wide as the row. */
static void
compact_cb (ParvisDesk *desk,
            GParamSpec *pspec,
            gpointer    user_data)
{
  ParvisOrderRow *self = PARVIS_ORDER_ROW (user_data);
  gboolean compact = parvis_desk_get_compact (desk);
  GtkWidget *parent = compact ? self->outer : self->inner;

  set_class (GTK_WIDGET (self), "narrow", compact);
  if (gtk_widget_get_parent (self->button) == parent)
    return;

  g_object_ref (self->button);
  if (gtk_widget_get_parent (self->button) != NULL)
    gtk_box_remove (GTK_BOX (gtk_widget_get_parent (self->button)), self->button);
  gtk_box_append (GTK_BOX (parent), self->button);
  gtk_widget_set_hexpand (self->name, compact);
  g_object_unref (self->button);
}

static GtkWidget *
add_label (GtkWidget  *box,
           const char *class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE,
                                   "wrap-mode", PANGO_WRAP_WORD_CHAR, NULL);

  if (class != NULL)
    gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static void
parvis_order_row_dispose (GObject *object)
{
  ParvisOrderRow *self = PARVIS_ORDER_ROW (object);

  g_clear_object (&self->order);
  g_clear_object (&self->shop);

  G_OBJECT_CLASS (parvis_order_row_parent_class)->dispose (object);
}

static void
parvis_order_row_class_init (ParvisOrderRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_order_row_dispose;
}

static void
parvis_order_row_init (ParvisOrderRow *self)
{
  GtkWidget *clock = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *who = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_add_css_class (GTK_WIDGET (self), "order");
  self->outer = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  self->inner = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  /* A box would ask each text how wide it is for a height, which is a hundred layouts. */
  gtk_widget_set_layout_manager (self->inner, parvis_line_layout_new (12));
  gtk_widget_set_layout_manager (who, parvis_line_layout_new (9));
  gtk_widget_add_css_class (self->outer, "order-row");
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), self->outer);
  gtk_box_append (GTK_BOX (self->outer), self->inner);

  gtk_widget_set_valign (clock, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->inner), clock);
  self->time = add_label (clock, "order-time");
  self->day = add_label (clock, "fresh");
  gtk_label_set_max_width_chars (GTK_LABEL (self->day), 9);

  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->inner), words);
  gtk_box_append (GTK_BOX (words), who);
  self->name = add_label (who, "order-name");
  self->code = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->code, "pickup-code");
  gtk_widget_set_valign (self->code, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (who), self->code);
  self->items = add_label (words, "order-items");
  self->remark = add_label (words, "fresh");

  self->button = gtk_button_new ();
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  /* The row has the focus and Enter; Tab goes from list to list. */
  g_signal_connect (self->button, "clicked", G_CALLBACK (clicked_cb), self);
}

GtkWidget *
parvis_order_row_new (ParvisShop  *shop,
                      ParvisOrder *order)
{
  ParvisOrderRow *self;
  ParvisDesk *desk;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);
  g_return_val_if_fail (PARVIS_IS_ORDER (order), NULL);

  self = g_object_new (PARVIS_TYPE_ORDER_ROW, NULL);
  self->shop = g_object_ref (shop);
  self->order = g_object_ref (order);
  desk = parvis_shop_get_desk (shop);

  g_signal_connect_object (order, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shop, "aged", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::compact", G_CALLBACK (compact_cb), self, 0);
  compact_cb (desk, NULL, self);
  refresh (self);

  return GTK_WIDGET (self);
}

ParvisOrder *
parvis_order_row_get_order (ParvisOrderRow *self)
{
  g_return_val_if_fail (PARVIS_IS_ORDER_ROW (self), NULL);

  return self->order;
}
