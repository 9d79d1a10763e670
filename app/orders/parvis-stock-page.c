/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-stock-page"

#include "config.h"

#include "parvis-stock-page.h"

#include "parvis-code-typing.h"
#include "parvis-day-end-dialog.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"
#include "parvis-selling.h"
#include "parvis-shop-window.h"
#include "parvis-sound-button.h"
#include "parvis-stock-card.h"
#include "parvis-usual-card.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _ParvisStockPage
{
  GtkWidget      parent_instance;

  /* Template */
  AdwHeaderBar  *header;
  GtkLabel      *date_label;
  GtkLabel      *sum_label;
  GtkOrientable *buttons_box;
  GtkWidget     *undo_button;
  GtkLabel      *undo_label;
  AdwBin        *usual_bin;
  GtkFlowBox    *cards;
  GtkWidget     *empty_page;
  GtkWidget     *over_label;
  GtkLabel      *hint_label;

  /* Owned */
  ParvisShop    *shop;
  GPtrArray     *list;         /* borrowed cards, in order */

  guint          selected;
};

G_DEFINE_FINAL_TYPE (ParvisStockPage, parvis_stock_page, GTK_TYPE_WIDGET)

static void
mark_selected (ParvisStockPage *self)
{
  for (guint i = 0; i < self->list->len; i++)
    {
      GtkWidget *card = g_ptr_array_index (self->list, i);

      if (i == self->selected)
        gtk_widget_add_css_class (card, "selected");
      else
        gtk_widget_remove_css_class (card, "selected");
    }
}

static gboolean
same_products (ParvisStockPage *self,
               GPtrArray       *products)
{
  if (products->len != self->list->len)
    return FALSE;

  for (guint i = 0; i < products->len; i++)
    {
      ParvisEntityRef *product = g_ptr_array_index (products, i);

      if (g_strcmp0 (product->id,
                     parvis_stock_card_get_id (g_ptr_array_index (self->list, i))) != 0)
        return FALSE;
    }

  return TRUE;
}

/* How many want to be told when there is @product again today. */
static int
find_waiting (ParvisStockPage       *self,
              GPtrArray             *wanted,
              const ParvisEntityRef *product)
{
  const char *today = parvis_shop_get_today (self->shop);

  for (guint i = 0; i < wanted->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (wanted, i);

      if (g_strcmp0 (json_string_value (json_object_get (entity->body, "product")),
                     product->id) == 0 &&
          g_strcmp0 (json_string_value (json_object_get (entity->body, "day")), today) == 0)
        return (int) json_integer_value (json_object_get (entity->body, "waiting"));
    }

  return 0;
}

static void
fill (ParvisStockPage *self,
      GtkWidget       *card,
      ParvisEntityRef *product,
      GPtrArray       *bakes,
      GPtrArray       *wanted)
{
  parvis_stock_card_set (PARVIS_STOCK_CARD (card), product, bakes,
                         find_waiting (self, wanted, product));
}

static void
rebuild (ParvisStockPage *self,
         GPtrArray       *products,
         GPtrArray       *bakes,
         GPtrArray       *wanted)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->cards))) != NULL)
    gtk_flow_box_remove (self->cards, child);
  g_ptr_array_set_size (self->list, 0);
  self->selected = 0;

  for (guint i = 0; i < products->len; i++)
    {
      GtkWidget *card = parvis_stock_card_new (self->shop, i + 1);
      GtkWidget *holder = g_object_new (GTK_TYPE_FLOW_BOX_CHILD, "child", card, "focusable", FALSE,
                                        "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

      fill (self, card, g_ptr_array_index (products, i), bakes, wanted);
      gtk_flow_box_append (self->cards, holder);
      g_ptr_array_add (self->list, card);
    }
}

static void
refresh_sum (ParvisStockPage *self,
             GPtrArray       *products,
             GPtrArray       *bakes)
{
  int sold = 0;
  int reserved = 0;
  int lost = 0;
  ParvisOrderMoment moment;
  g_autofree char *day = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *date = NULL;
  g_autofree char *sum = NULL;

  for (guint i = 0; i < products->len; i++)
    {
      ParvisStock stock;

      parvis_selling_read (self->shop, g_ptr_array_index (products, i), bakes, &stock);
      sold += stock.sold + stock.collected;
      reserved += stock.reserved + stock.collected;
      lost += stock.lost;
    }

  parvis_shop_read_moment (self->shop, &moment);
  day = parvis_format_day_title (moment.now, moment.now, moment.zone);
  clock = parvis_format_clock (moment.now, moment.zone);
  /* Translators: a day and an hour: "Wednesday 17 June, 16:58". */
  date = g_strdup_printf (_("%1$s, %2$s"), day, clock);
  sum = g_strdup_printf (_("%1$d sold or collected · %2$d reserved online · %3$d lost"), sold,
                         reserved, lost);
  gtk_label_set_label (self->date_label, date);
  gtk_label_set_label (self->sum_label, sum);
}

static void
refresh_hint (ParvisStockPage *self)
{
  ParvisOrderMoment moment;

  parvis_shop_read_moment (self->shop, &moment);
  gtk_widget_set_visible (self->over_label, parvis_shop_is_over (self->shop));
  gtk_label_set_label (self->hint_label,
                       moment.link_up
                       ? _("A counter sale never touches the online share: a confirmed reservation "
                           "will be honoured, even if the network fails.")
                       : _("Offline: you sell from the counter share. What is online stays "
                           "reservable."));
}

static void
refresh_undo (ParvisStockPage *self)
{
  ParvisDesk *desk = parvis_shop_get_desk (self->shop);
  const char *last = parvis_undo_get_last (parvis_desk_get_undo (desk));
  g_autofree char *label = NULL;

  gtk_widget_set_visible (self->undo_button, last != NULL);
  if (last == NULL)
    return;

  /* Translators: the button that takes back what was done last. */
  label = g_strdup_printf (_("Undo: %s"), last);
  gtk_label_set_label (self->undo_label, label);
  parvis_set_label (self->undo_button, label);
}

static void
refresh (ParvisStockPage *self)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (self->shop, PARVIS_KIND_PRODUCT);
  g_autoptr(GPtrArray) bakes = parvis_shop_list (self->shop, PARVIS_KIND_BAKE);
  g_autoptr(GPtrArray) wanted = parvis_shop_list (self->shop, PARVIS_KIND_WANTED);

  if (same_products (self, products))
    for (guint i = 0; i < products->len; i++)
      fill (self, g_ptr_array_index (self->list, i), g_ptr_array_index (products, i), bakes,
            wanted);
  else
    rebuild (self, products, bakes, wanted);

  mark_selected (self);
  gtk_widget_set_visible (self->empty_page, products->len == 0);
  refresh_sum (self, products, bakes);
  refresh_hint (self);
  refresh_undo (self);
}

static void
type_cb (ParvisStockPage *self)
{
  parvis_stock_page_do (self, "stock.bake");
}

static void
shop_cb (ParvisStockPage *self)
{
  parvis_shop_window_present (GTK_WIDGET (self), self->shop);
}

static void
close_cb (ParvisStockPage *self)
{
  parvis_day_end_dialog_present (GTK_WIDGET (self), self->shop);
}

/* In the row of digits, as X11 and Wayland count keys. On a French keyboard it has the minus on it:
 * whoever wants the sixth product sells none of another, and where there is no sixth it sells.
 */
#define KEY_OF_SIX 15

#define MODIFIERS (GDK_CONTROL_MASK | GDK_ALT_MASK | GDK_SUPER_MASK | GDK_META_MASK)

static gboolean
press_sign (ParvisStockPage *self,
            guint            keyval)
{
  switch (keyval)
    {
    case GDK_KEY_minus:
    case GDK_KEY_KP_Subtract:
    case GDK_KEY_space:
      parvis_stock_page_do (self, "stock.sell(1)");
      return TRUE;

    case GDK_KEY_plus:
    case GDK_KEY_equal:
    case GDK_KEY_KP_Add:
      parvis_stock_page_do (self, "stock.sell(-1)");
      return TRUE;

    case GDK_KEY_f:
    case GDK_KEY_F:
      parvis_stock_page_do (self, "stock.bake");
      return TRUE;

    case GDK_KEY_e:
    case GDK_KEY_E:
      parvis_stock_page_do (self, "stock.sold-out");
      return TRUE;

    default:
      return FALSE;
    }
}

static gboolean
pressed_cb (GtkEventControllerKey *controller,
            guint                  keyval,
            guint                  keycode,
            GdkModifierType        state,
            gpointer               user_data)
{
  ParvisStockPage *self = PARVIS_STOCK_PAGE (user_data);
  gboolean single = parvis_desk_get_single_keys (parvis_shop_get_desk (self->shop));

  if ((state & MODIFIERS) != (single ? 0 : GDK_CONTROL_MASK))
    return FALSE;

  return parvis_stock_page_press (self, keyval, keycode);
}

static void
parvis_stock_page_dispose (GObject *object)
{
  ParvisStockPage *self = PARVIS_STOCK_PAGE (object);
  GtkWidget *child;

  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_STOCK_PAGE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_pointer (&self->list, g_ptr_array_unref);
  g_clear_object (&self->shop);

  G_OBJECT_CLASS (parvis_stock_page_parent_class)->dispose (object);
}

static void
parvis_stock_page_class_init (ParvisStockPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_stock_page_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/orders/parvis-stock-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, buttons_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, cards);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, date_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, header);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, hint_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, over_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, sum_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, undo_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, undo_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisStockPage, usual_bin);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
  gtk_widget_class_bind_template_callback (widget_class, shop_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "win.print-list",
                                       NULL);
}

static void
parvis_stock_page_init (ParvisStockPage *self)
{
  self->list = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
parvis_stock_page_new (ParvisShop *shop,
                       ParvisBell *bell)
{
  ParvisStockPage *self;
  GtkEventController *keys = gtk_event_controller_key_new ();
  ParvisDesk *desk;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);
  g_return_val_if_fail (PARVIS_IS_BELL (bell), NULL);

  self = g_object_new (PARVIS_TYPE_STOCK_PAGE, NULL);
  self->shop = g_object_ref (shop);
  desk = parvis_shop_get_desk (shop);
  adw_header_bar_pack_start (self->header, parvis_sound_button_new (desk, bell));
  parvis_page_equip_header (self->header, desk);
  parvis_page_stack_if_compact (self->buttons_box, desk);
  gtk_widget_insert_after (parvis_page_outage_bar (desk), GTK_WIDGET (self),
                           GTK_WIDGET (self->header));
  adw_bin_set_child (self->usual_bin, parvis_usual_card_new (shop));
  g_signal_connect_object (adw_bin_get_child (self->usual_bin), "type", G_CALLBACK (type_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);

  g_signal_connect_object (shop, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shop, "aged", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "said", G_CALLBACK (refresh_undo), self, G_CONNECT_SWAPPED);
  refresh (self);

  return GTK_WIDGET (self);
}

gboolean
parvis_stock_page_select (ParvisStockPage *self,
                          guint            digit)
{
  GtkWidget *card;

  g_return_val_if_fail (PARVIS_IS_STOCK_PAGE (self), FALSE);

  if (digit == 0 || digit > self->list->len)
    return FALSE;

  self->selected = digit - 1;
  mark_selected (self);
  card = g_ptr_array_index (self->list, self->selected);
  gtk_widget_child_focus (card, GTK_DIR_TAB_FORWARD);

  return TRUE;
}

gboolean
parvis_stock_page_press (ParvisStockPage *self,
                         guint            keyval,
                         guint            keycode)
{
  char character = parvis_code_of_key (keyval);

  g_return_val_if_fail (PARVIS_IS_STOCK_PAGE (self), FALSE);

  if (keyval == GDK_KEY_minus && keycode == KEY_OF_SIX && parvis_stock_page_select (self, 6))
    return TRUE;
  if (press_sign (self, keyval))
    return TRUE;

  return g_ascii_isdigit (character) && parvis_stock_page_select (self, (guint) (character - '0'));
}

const char *
parvis_stock_page_get_selected (ParvisStockPage *self)
{
  g_return_val_if_fail (PARVIS_IS_STOCK_PAGE (self), NULL);

  if (self->selected >= self->list->len)
    return NULL;

  return parvis_stock_card_get_id (g_ptr_array_index (self->list, self->selected));
}

void
parvis_stock_page_do (ParvisStockPage *self,
                      const char      *action)
{
  g_autofree char *name = NULL;
  g_autoptr(GVariant) target = NULL;

  g_return_if_fail (PARVIS_IS_STOCK_PAGE (self));

  if (self->selected < self->list->len &&
      g_action_parse_detailed_name (action, &name, &target, NULL))
    gtk_widget_activate_action_variant (g_ptr_array_index (self->list, self->selected), name,
                                        target);
}
