/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-stock-card"

#include "config.h"

#include "parvis-stock-card.h"

#include "parvis-batch-dialog.h"
#include "parvis-icon-button.h"
#include "parvis-selling.h"
#include "parvis-split-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define SHARE_STEP 5

struct _ParvisStockCard
{
  GtkWidget        parent_instance;

  /* Children */
  GtkWidget       *name;
  GtkWidget       *figure;
  GtkWidget       *word;
  GtkWidget       *next;
  GtkWidget       *wanted;
  GtkWidget       *bar;
  GtkWidget       *online;
  GtkWidget       *counter;
  GtkWidget       *sell;
  GtkWidget       *sell_five;
  GtkWidget       *resume;

  /* Owned */
  ParvisShop      *shop;
  ParvisEntityRef *product;       /* (nullable) */

  ParvisStock      stock;
  int              waiting;       /* people who want to be told when there is some */
};

G_DEFINE_FINAL_TYPE (ParvisStockCard, parvis_stock_card, GTK_TYPE_WIDGET)

static const char *
get_name (ParvisStockCard *self)
{
  const char *name = json_string_value (json_object_get (self->product->body, "name"));

  return name != NULL ? name : "";
}

static char *
tell_next (const ParvisStock *stock)
{
  g_autofree char *clock = NULL;

  if (stock->next_ready < 0)
    return NULL;

  clock = parvis_order_text_minutes (stock->next_ready);

  /* Translators: when the next batch is ready, and how many of it. */
  return g_strdup_printf (_("next batch %1$s, ≈ %2$d"), clock, stock->next_quantity);
}

static char *
tell_wanted (int waiting)
{
  if (waiting == 0)
    return NULL;

  return g_strdup_printf (ngettext ("%d person to be told when there is more",
                                    "%d people to be told when there is more",
                                    (gulong) waiting), waiting);
}

/* Little of it is said below the number, in words and not by a colour alone. */
static char *
tell_below (const ParvisStock *stock)
{
  g_autofree char *next = tell_next (stock);

  if (!parvis_stock_is_low (stock))
    return g_steal_pointer (&next);
  if (next == NULL)
    return g_strdup (_("Almost gone"));

  return g_strdup_printf ("%s · %s", _("Almost gone"), next);
}

static const char *
tell_state (const ParvisStock *stock,
            int                left)
{
  if (left == 0 && stock->ready_bakes == 0 && !stock->is_shut)
    return _("not baked yet");
  if (left == 0)
    return _("Sold out");

  return ngettext ("left", "left", (gulong) left);
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
name_buttons (ParvisStockCard *self,
              int              left)
{
  g_autofree char *sold = g_strdup_printf (_("Sold one %1$s, %2$d left then"), get_name (self),
                                           MAX (left - 1, 0));
  g_autofree char *five = g_strdup_printf (_("Sold five %s"), get_name (self));
  g_autofree char *again = g_strdup_printf (_("Reopen %s"), get_name (self));

  parvis_set_label (self->sell, sold);
  parvis_set_label (self->sell_five, five);
  parvis_set_label (self->resume, again);
}

static void
refresh (ParvisStockCard *self)
{
  int left = parvis_stock_get_left (&self->stock);
  g_autofree char *number = g_strdup_printf ("%d", left);
  g_autofree char *online = g_strdup_printf (_("%d reservable online"), self->stock.online);
  g_autofree char *counter = g_strdup_printf (_("%d at the counter"), self->stock.counter);
  gboolean is_low = parvis_stock_is_low (&self->stock);
  g_autofree char *next = tell_below (&self->stock);
  g_autofree char *wanted = tell_wanted (self->waiting);
  g_autofree char *label = g_strdup_printf ("%s, %d %s, %s%s%s, %s%s%s", get_name (self), left,
                                            tell_state (&self->stock, left),
                                            is_low ? _("Almost gone") : "", is_low ? ", " : "",
                                            online, counter, wanted != NULL ? ", " : "",
                                            wanted != NULL ? wanted : "");

  gtk_label_set_label (GTK_LABEL (self->name), get_name (self));
  gtk_label_set_label (GTK_LABEL (self->figure), number);
  gtk_label_set_label (GTK_LABEL (self->word), tell_state (&self->stock, left));
  gtk_label_set_label (GTK_LABEL (self->next), next != NULL ? next : "");
  gtk_widget_set_visible (self->next, next != NULL);
  gtk_label_set_label (GTK_LABEL (self->wanted), wanted != NULL ? wanted : "");
  gtk_widget_set_visible (self->wanted, wanted != NULL);
  gtk_label_set_label (GTK_LABEL (self->online), online);
  gtk_label_set_label (GTK_LABEL (self->counter), counter);
  /* What is shut can neither be reserved nor sold, whatever lies there. */
  gtk_widget_set_visible (self->online, left > 0);
  gtk_widget_set_visible (self->counter, left > 0);
  set_class (self->figure, "stale-value", left == 0);
  set_class (self->next, "warning", is_low);
  set_class (self->next, "heading", is_low);
  parvis_split_bar_set (self->bar, left > 0 ? self->stock.online : 0,
                        left > 0 ? self->stock.counter : 0);
  gtk_widget_set_visible (self->sell, !self->stock.is_shut);
  gtk_widget_set_visible (self->sell_five, !self->stock.is_shut);
  gtk_widget_set_visible (self->resume, self->stock.is_shut);
  name_buttons (self, left);
  parvis_set_label (GTK_WIDGET (self), label);
}

/* Actions. */

static void
do_now (ParvisStockCard *self,
        const char      *name,
        json_t          *body,
        const char      *word,
        const char      *back,
        json_t          *back_body)
{
  g_autofree char *what = g_strdup_printf (_("%1$s: %2$s"), word, get_name (self));
  ParvisDeskCommand command = {
    .name = name, .object = self->product->id, .body = body, .what = what, .back = back,
    .back_body = back_body,
  };

  parvis_shop_do (self->shop, &command);
}

static json_t *
make_body (ParvisStockCard *self)
{
  return json_pack ("{s:s}", "day", parvis_shop_get_today (self->shop));
}

static void
sell_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisStockCard *self = PARVIS_STOCK_CARD (widget);

  parvis_selling_sell (widget, self->shop, self->product, g_variant_get_int32 (parameter));
}

static void
bake_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisStockCard *self = PARVIS_STOCK_CARD (widget);

  parvis_batch_dialog_present (widget, self->shop, self->product);
}

static void
correct_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  ParvisStockCard *self = PARVIS_STOCK_CARD (widget);

  parvis_batch_dialog_correct (widget, self->shop, self->product);
}

static void
lose_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisStockCard *self = PARVIS_STOCK_CARD (widget);
  json_t *body = make_body (self);
  json_t *back = make_body (self);

  json_object_set_new (body, "lost", json_integer (1));
  json_object_set_new (back, "lost", json_integer (-1));
  do_now (self, "product.waste", body, _("One lost"), "product.waste", back);
}

static void
share_action (GtkWidget  *widget,
              const char *name,
              GVariant   *parameter)
{
  ParvisStockCard *self = PARVIS_STOCK_CARD (widget);
  int online = CLAMP (self->stock.online + g_variant_get_int32 (parameter), 0,
                      self->stock.online + self->stock.counter);
  json_t *body = make_body (self);
  json_t *back = make_body (self);
  ParvisOrderMoment moment;

  json_object_set_new (body, "online", json_integer (online));
  json_object_set_new (back, "online", json_integer (self->stock.online));
  /* Of the batches that are ready now, also when it is taken back after the next one is. */
  parvis_shop_read_moment (self->shop, &moment);
  parvis_json_set_time (body, "at", moment.now);
  parvis_json_set_time (back, "at", moment.now);
  do_now (self, "product.share", body, _("Set aside online"), "product.share", back);
}

static void
sold_out_action (GtkWidget  *widget,
                 const char *name,
                 GVariant   *parameter)
{
  ParvisStockCard *self = PARVIS_STOCK_CARD (widget);

  if (!self->stock.is_shut)
    do_now (self, "product.sold-out", make_body (self), _("Sold out"), "product.resume",
            make_body (self));
}

static void
resume_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ParvisStockCard *self = PARVIS_STOCK_CARD (widget);

  do_now (self, "product.resume", make_body (self), _("Reopened"), "product.sold-out",
          make_body (self));
}

/* Children. */

static GtkWidget *
add_label (GtkWidget  *box,
           const char *class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, NULL);

  gtk_widget_add_css_class (label, class);
  gtk_box_append (GTK_BOX (box), label);

  return label;
}

static GMenuModel *
build_menu (void)
{
  g_autoptr(GMenu) menu = g_menu_new ();
  g_autofree char *more = g_strdup_printf (_("Set %d More Aside Online"), SHARE_STEP);
  g_autofree char *less = g_strdup_printf (_("Take %d Back to the Counter"), SHARE_STEP);
  g_autofree char *share_more = g_strdup_printf ("stock.share(%d)", SHARE_STEP);
  g_autofree char *share_less = g_strdup_printf ("stock.share(%d)", -SHARE_STEP);

  g_menu_append (menu, _("Correct the Batch…"), "stock.correct");
  g_menu_append (menu, _("One Lost"), "stock.lose");
  g_menu_append (menu, more, share_more);
  g_menu_append (menu, less, share_less);
  g_menu_append (menu, _("One Sale Back"), "stock.sell(-1)");
  g_menu_append (menu, _("Sold Out"), "stock.sold-out");
  g_menu_append (menu, _("Reopen"), "stock.resume");

  return G_MENU_MODEL (g_steal_pointer (&menu));
}

static GtkWidget *
build_head (ParvisStockCard *self,
            guint            digit)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autoptr(GMenuModel) menu = build_menu ();
  g_autofree char *key = g_strdup_printf ("%u", digit);
  GtkWidget *cap = gtk_label_new (key);
  GtkWidget *button = gtk_menu_button_new ();

  gtk_widget_add_css_class (cap, "keycap");
  gtk_widget_set_valign (cap, GTK_ALIGN_CENTER);
  gtk_widget_set_visible (cap, digit <= 9);
  gtk_box_append (GTK_BOX (box), cap);
  self->name = add_label (box, "title-4");
  gtk_widget_set_hexpand (self->name, TRUE);
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (button), "view-more-symbolic");
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (button), menu);
  gtk_widget_add_css_class (button, "flat");
  parvis_set_label (button, _("More for This Product"));
  gtk_box_append (GTK_BOX (box), button);

  return box;
}

static GtkWidget *
build_figure (ParvisStockCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  self->figure = add_label (box, "figure-xl");
  gtk_widget_set_hexpand (words, TRUE);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), words);
  self->word = add_label (words, "heading");
  self->next = add_label (words, "fresh");
  self->wanted = add_label (words, "fresh");

  return box;
}

static GtkWidget *
build_split (ParvisStockCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);

  self->bar = parvis_split_bar_new ();
  gtk_box_append (GTK_BOX (box), self->bar);
  gtk_box_append (GTK_BOX (box), words);
  self->online = add_label (words, "fresh");
  gtk_widget_set_hexpand (self->online, TRUE);
  self->counter = add_label (words, "fresh");

  return box;
}

static GtkWidget *
build_button (const char *text,
              const char *action)
{
  GtkWidget *button = gtk_button_new_with_label (text);

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), action);
  gtk_widget_add_css_class (button, "order-step");

  return button;
}

static GtkWidget *
build_buttons (ParvisStockCard *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *bake = build_button (_("+ Batch"), "stock.bake");

  self->sell = build_button (_("−1 sold"), "stock.sell(1)");
  gtk_widget_add_css_class (self->sell, "suggested-action");
  gtk_widget_set_hexpand (self->sell, TRUE);
  self->sell_five = build_button ("−5", "stock.sell(5)");
  self->resume = build_button (_("Reopen"), "stock.resume");
  gtk_widget_set_hexpand (self->resume, TRUE);
  gtk_box_append (GTK_BOX (box), self->sell);
  gtk_box_append (GTK_BOX (box), self->resume);
  gtk_box_append (GTK_BOX (box), self->sell_five);
  gtk_box_append (GTK_BOX (box), bake);

  return box;
}

static void
parvis_stock_card_dispose (GObject *object)
{
  ParvisStockCard *self = PARVIS_STOCK_CARD (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->product, parvis_entity_unref);
  g_clear_object (&self->shop);

  G_OBJECT_CLASS (parvis_stock_card_parent_class)->dispose (object);
}

static void
parvis_stock_card_class_init (ParvisStockCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_stock_card_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (widget_class, "stockcard");

  gtk_widget_class_install_action (widget_class, "stock.sell", "i", sell_action);
  gtk_widget_class_install_action (widget_class, "stock.bake", NULL, bake_action);
  gtk_widget_class_install_action (widget_class, "stock.correct", NULL, correct_action);
  gtk_widget_class_install_action (widget_class, "stock.lose", NULL, lose_action);
  gtk_widget_class_install_action (widget_class, "stock.share", "i", share_action);
  gtk_widget_class_install_action (widget_class, "stock.sold-out", NULL, sold_out_action);
  gtk_widget_class_install_action (widget_class, "stock.resume", NULL, resume_action);
}

static void
parvis_stock_card_init (ParvisStockCard *self)
{
}

GtkWidget *
parvis_stock_card_new (ParvisShop *shop,
                       guint       digit)
{
  ParvisStockCard *self;
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *space = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);

  self = g_object_new (PARVIS_TYPE_STOCK_CARD, NULL);
  self->shop = g_object_ref (shop);
  gtk_widget_add_css_class (box, "card");
  gtk_widget_add_css_class (box, "stock-card");
  gtk_widget_set_vexpand (space, TRUE);
  gtk_box_append (GTK_BOX (box), build_head (self, digit));
  gtk_box_append (GTK_BOX (box), build_figure (self));
  gtk_box_append (GTK_BOX (box), build_split (self));
  gtk_box_append (GTK_BOX (box), space);
  gtk_box_append (GTK_BOX (box), build_buttons (self));
  gtk_widget_set_parent (box, GTK_WIDGET (self));

  return GTK_WIDGET (self);
}

void
parvis_stock_card_set (ParvisStockCard *self,
                       ParvisEntityRef *product,
                       GPtrArray       *bakes,
                       int              waiting)
{
  g_return_if_fail (PARVIS_IS_STOCK_CARD (self));

  parvis_entity_ref (product);
  g_clear_pointer (&self->product, parvis_entity_unref);
  self->product = product;
  self->waiting = waiting;
  parvis_selling_read (self->shop, product, bakes, &self->stock);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "stock.correct", self->stock.declared > 0);
  refresh (self);
}

const char *
parvis_stock_card_get_id (ParvisStockCard *self)
{
  g_return_val_if_fail (PARVIS_IS_STOCK_CARD (self), NULL);

  return self->product->id;
}
