/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-inbox-page"

#include "config.h"

#include "parvis-inbox-page.h"

#include "parvis-format.h"
#include "parvis-history-window.h"
#include "parvis-icon-button.h"
#include "parvis-inbox-keys.h"
#include "parvis-order-detail.h"
#include "parvis-order-list.h"
#include "parvis-page.h"
#include "parvis-selling.h"
#include "parvis-sound-button.h"
#include "parvis-stock-strip.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define N_LISTS PARVIS_ORDER_GROUP_PAST
#define DETAIL_WIDTH 452

/* Below that a cell of the strip is a figure and a name. */
#define STRIP_WIDE 640

struct _ParvisInboxPage
{
  GtkWidget         parent_instance;

  /* Template */
  GtkWidget        *back_button;
  GtkLabel         *band;
  GtkWidget        *closed_box;
  AdwBin           *detail_bin;
  AdwStatusPage    *empty_page;
  GtkLabel         *frozen_label;
  AdwHeaderBar     *header;
  AdwLeaflet       *leaflet;
  GtkWidget        *list_pane;
  GtkBox           *lists_box;
  GtkWidget        *scrolled;
  GtkSearchBar     *search_bar;
  GtkEditable      *search_entry;
  GtkLabel         *status_label;
  GtkBox           *strip;
  AdwWindowTitle   *title;

  /* Children made here */
  ParvisOrderList  *lists[N_LISTS];
  GtkWidget        *detail;

  /* Owned */
  ParvisShop       *shop;
  ParvisBell       *bell;
  ParvisOrder      *selected;       /* (nullable) */
  ParvisOrder      *left_order;     /* (nullable): whose row went with the focus */

  ParvisOrderList  *left;           /* borrowed: from where */
  guint             left_at;
  guint             fit_idle;
  guint             first_idle;
  guint             reach_idle;
  gboolean          waits;          /* for an order to be on */
};

G_DEFINE_FINAL_TYPE (ParvisInboxPage, parvis_inbox_page, GTK_TYPE_WIDGET)

/* Who cannot hear it sees it. */
static void
refresh_band (ParvisInboxPage *self)
{
  guint n = g_list_model_get_n_items (parvis_shop_get_group (self->shop, PARVIS_ORDER_GROUP_NEW));
  g_autofree char *text = g_strdup_printf (ngettext ("%u new", "%u new", n), n);

  gtk_label_set_label (self->band, text);
  gtk_widget_set_visible (GTK_WIDGET (self->band), n > 0 && !parvis_bell_is_on (self->bell));
}

static void
rang_cb (ParvisBell *bell,
         guint       unseen,
         gpointer    user_data)
{
  refresh_band (PARVIS_INBOX_PAGE (user_data));
}

static gboolean
has_orders (ParvisInboxPage *self)
{
  for (guint i = 0; i < N_LISTS; i++)
    if (g_list_model_get_n_items (parvis_shop_get_group (self->shop, (ParvisOrderGroup) i)) > 0)
      return TRUE;

  return FALSE;
}

static char *
tell_online (ParvisInboxPage *self)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (self->shop, PARVIS_KIND_PRODUCT);
  g_autoptr(GPtrArray) bakes = parvis_shop_list (self->shop, PARVIS_KIND_BAKE);
  GString *text = NULL;

  for (guint i = 0; i < products->len; i++)
    {
      ParvisEntityRef *product = g_ptr_array_index (products, i);
      const char *name = json_string_value (json_object_get (product->body, "name"));
      ParvisStock stock;

      parvis_selling_read (self->shop, product, bakes, &stock);
      if (stock.online == 0 || name == NULL)
        continue;

      if (text == NULL)
        text = g_string_new (NULL);
      else
        g_string_append (text, ", ");
      g_string_append_printf (text, "%d %s", stock.online, name);
    }

  return text != NULL ? g_string_free (text, FALSE) : NULL;
}

static void
refresh_empty (ParvisInboxPage *self)
{
  g_autofree char *online = NULL;
  g_autofree char *sentence = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->empty_page), !has_orders (self));
  gtk_widget_set_visible (self->closed_box, parvis_shop_is_shut (self->shop));
  if (has_orders (self))
    return;

  online = tell_online (self);
  if (parvis_shop_get_id (self->shop) == NULL)
    sentence = g_strdup (_("The town has no shop of yours yet."));
  else if (parvis_shop_is_shut (self->shop))
    sentence = g_strdup (_("Residents cannot reserve anything today."));
  else if (parvis_shop_is_over (self->shop))
    sentence = g_strdup (_("The day is closed: nothing more is reserved for today."));
  else if (online != NULL)
    /* Translators: products with their numbers. */
    sentence = g_strdup_printf (_("Residents can reserve: %s."), online);
  else
    sentence = g_strdup (_("Residents have nothing to reserve: declare a batch."));
  adw_status_page_set_description (self->empty_page, sentence);
}

/* (transfer full) (nullable): of all that is in the inbox */
static char *
tell_last (ParvisInboxPage *self,
           GTimeZone       *zone)
{
  gint64 last = PARVIS_NO_TIME;
  g_autofree char *clock = NULL;

  for (guint i = 0; i < N_LISTS; i++)
    {
      GListModel *model = parvis_shop_get_group (self->shop, (ParvisOrderGroup) i);

      for (guint j = 0; j < g_list_model_get_n_items (model); j++)
        {
          g_autoptr(ParvisOrder) order = g_list_model_get_item (model, j);

          last = MAX (last, parvis_order_get_facts (order)->placed_at);
        }
    }
  if (last == PARVIS_NO_TIME)
    return NULL;

  clock = parvis_format_clock (last, zone);

  return g_strdup_printf (_("Last order received at %s."), clock);
}

static void
refresh_frozen (ParvisInboxPage *self)
{
  g_autofree char *last = NULL;
  g_autofree char *both = NULL;
  ParvisDesk *desk = parvis_shop_get_desk (self->shop);
  ParvisLinkFacts facts;
  g_autofree char *clock = NULL;
  g_autofree char *sentence = NULL;

  parvis_desk_read_link (desk, &facts);
  gtk_widget_set_visible (GTK_WIDGET (self->frozen_label), facts.link == PARVIS_LINK_OFFLINE &&
                                                           facts.offline_since != PARVIS_NO_TIME);
  if (!gtk_widget_get_visible (GTK_WIDGET (self->frozen_label)))
    return;

  clock = parvis_format_clock (facts.offline_since, facts.zone);
  sentence = g_strdup_printf (_("Online share frozen at %s: residents can only reserve what is "
                                "set aside. New orders arrive when the line is back."), clock);
  last = tell_last (self, facts.zone);
  both = last != NULL ? g_strdup_printf ("%s %s", sentence, last) : g_strdup (sentence);
  gtk_label_set_label (self->frozen_label, both);
}

static void
refresh_title (ParvisInboxPage *self)
{
  ParvisOrderMoment moment;
  g_autofree char *day = NULL;
  const char *name = parvis_shop_get_name (self->shop);

  parvis_shop_read_moment (self->shop, &moment);
  day = parvis_format_day_title (moment.now, moment.now, moment.zone);
  adw_window_title_set_title (self->title, *name != '\0' ? name : _("Orders"));
  adw_window_title_set_subtitle (self->title, day);
}

static void
changed_cb (ParvisInboxPage *self)
{
  refresh_empty (self);
  refresh_title (self);
}

static void
aged_cb (ParvisInboxPage *self)
{
  refresh_frozen (self);
  refresh_title (self);
}

/* Whoever comes to the page is on the order that is next, as soon as there is one. */
static void
focus_first (ParvisInboxPage *self)
{
  self->waits = TRUE;
  for (guint i = 0; i < N_LISTS && self->waits; i++)
    self->waits = !parvis_order_list_focus (self->lists[i], 0);
}

/* What was seen to makes room for the next of its group; after the last one, for the next group. */
static void
focus_next (ParvisInboxPage *self)
{
  ParvisOrderList *left = g_steal_pointer (&self->left);
  g_autoptr(ParvisOrder) order = g_steal_pointer (&self->left_order);

  /* What another counter did takes nobody from the order that he looks at. */
  if (!parvis_shop_is_own_step (self->shop, order))
    {
      for (guint i = 0; i < N_LISTS; i++)
        parvis_order_list_focus_on (self->lists[i], order);
      return;
    }

  if (!parvis_order_list_focus (left, self->left_at))
    focus_first (self);
  /* The keys of the page are heard while something on it has the focus. */
  if (self->waits)
    gtk_widget_child_focus (GTK_WIDGET (self->lists_box), GTK_DIR_TAB_FORWARD);
}

static gboolean
first_cb (gpointer user_data)
{
  ParvisInboxPage *self = PARVIS_INBOX_PAGE (user_data);

  self->first_idle = 0;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    {
      g_clear_object (&self->left_order);
      self->left = NULL;
      return G_SOURCE_REMOVE;
    }

  if (self->left != NULL)
    focus_next (self);
  else if (self->waits && self->selected == NULL)
    focus_first (self);

  return G_SOURCE_REMOVE;
}

static void
mark_selected (ParvisInboxPage *self)
{
  for (guint i = 0; i < N_LISTS; i++)
    parvis_order_list_select (self->lists[i], self->selected);
}

/* What the feed gives anew, after the service was another one, is another object. */
static void
follow_selected (ParvisInboxPage *self)
{
  const char *id = parvis_order_get_facts (self->selected)->id;
  ParvisOrder *order = parvis_shop_find_order (self->shop, id);

  if (order != NULL && order != self->selected)
    parvis_inbox_page_select (self, order);
  else
    mark_selected (self);
}

static void
items_cb (ParvisInboxPage *self)
{
  /* Once all that came together is in its place. */
  if (self->waits && self->first_idle == 0)
    self->first_idle = g_idle_add (first_cb, self);
  refresh_empty (self);
  refresh_band (self);
  /* What is selected stays so when it goes to another group, which stays folded if it was. */
  if (self->selected != NULL)
    follow_selected (self);
}

/* Where there is room the detail has a width of its own, whatever is in it. */
static void
compact_cb (ParvisInboxPage *self)
{
  gboolean compact = parvis_desk_get_compact (parvis_shop_get_desk (self->shop));

  gtk_widget_set_size_request (GTK_WIDGET (self->detail_bin), compact ? -1 : DETAIL_WIDTH, -1);
  if (compact)
    gtk_widget_add_css_class (GTK_WIDGET (self->lists_box), "narrow");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->lists_box), "narrow");
  if (compact)
    parvis_stock_strip_set_narrow (self->strip, TRUE);
}

static gboolean
fit_cb (gpointer user_data)
{
  ParvisInboxPage *self = PARVIS_INBOX_PAGE (user_data);

  self->fit_idle = 0;
  parvis_stock_strip_set_narrow (self->strip, gtk_widget_get_width (self->scrolled) < STRIP_WIDE);

  return G_SOURCE_REMOVE;
}

/* A page of rows is ready below the one that is seen. */
static gboolean
reach_cb (gpointer user_data)
{
  ParvisInboxPage *self = PARVIS_INBOX_PAGE (user_data);
  int depth = 2 * gtk_widget_get_height (self->scrolled);

  self->reach_idle = 0;
  /* What a list gets goes further than it did: the next ones are looked at once it has it. */
  for (guint i = 0; i < N_LISTS; i++)
    if (parvis_order_list_reach (self->lists[i], self->scrolled, depth))
      break;

  return G_SOURCE_REMOVE;
}

static void
scrolled_cb (ParvisInboxPage *self)
{
  if (self->reach_idle == 0)
    self->reach_idle = g_idle_add (reach_cb, self);
}

/* What the width decides is set before the next frame, not during this allocation. */
static void
width_cb (ParvisInboxPage *self)
{
  if (self->fit_idle == 0)
    self->fit_idle = g_idle_add_full (G_PRIORITY_HIGH, fit_cb, self, NULL);
}

static void
folded_cb (ParvisInboxPage *self)
{
  gboolean away = adw_leaflet_get_folded (self->leaflet) &&
                  adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->detail_bin);

  gtk_widget_set_visible (self->back_button, away);
}

static void
chosen_cb (ParvisInboxPage *self,
           ParvisOrder     *order)
{
  /* Not when only its row is another one. */
  if (order != self->selected)
    parvis_inbox_page_select (self, order);
}

static void
opened_cb (ParvisInboxPage *self,
           ParvisOrder     *order)
{
  parvis_inbox_page_select (self, order);
  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->detail_bin));
}

/* The next list in the direction that has something to focus. */
static void
passed_cb (ParvisInboxPage *self,
           int              direction,
           ParvisOrderList *from)
{
  int index = 0;

  while (index < N_LISTS && self->lists[index] != from)
    index++;
  for (index += direction; index >= 0 && index < N_LISTS; index += direction)
    if (parvis_order_list_focus (self->lists[index], direction > 0 ? 0 : G_MAXUINT))
      return;
}

/* Once the order is where it goes to. */
static void
left_cb (ParvisInboxPage *self,
         ParvisOrder     *order,
         int              position,
         ParvisOrderList *list)
{
  self->left = list;
  g_set_object (&self->left_order, order);
  self->left_at = (guint) position;
  if (self->first_idle == 0)
    self->first_idle = g_idle_add_full (G_PRIORITY_HIGH, first_cb, self, NULL);
}

static void
searched_cb (ParvisInboxPage *self)
{
  const char *typed = gtk_editable_get_text (self->search_entry);
  ParvisOrder *order = *typed != '\0' ? parvis_shop_find_code (self->shop, typed) : NULL;

  if (order != NULL)
    parvis_inbox_page_select (self, order);
  parvis_page_set_status (self->status_label,
                          *typed != '\0' && order == NULL ? _("No order has this code.") : NULL);
}

static void
focus_selected (ParvisInboxPage *self)
{
  if (adw_leaflet_get_folded (self->leaflet) &&
      adw_leaflet_get_visible_child (self->leaflet) == GTK_WIDGET (self->detail_bin))
    {
      gtk_widget_child_focus (self->detail, GTK_DIR_TAB_FORWARD);
      return;
    }

  for (guint i = 0; i < N_LISTS && self->selected != NULL; i++)
    parvis_order_list_focus_on (self->lists[i], self->selected);
}

static void
search_stopped_cb (ParvisInboxPage *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  parvis_page_set_status (self->status_label, NULL);
  focus_selected (self);
}

static void
search_activated_cb (ParvisInboxPage *self)
{
  search_stopped_cb (self);
}

/* Actions. */

static void
back_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  parvis_inbox_page_go_back (PARVIS_INBOX_PAGE (widget));
}

static void
detail_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ParvisInboxPage *self = PARVIS_INBOX_PAGE (widget);

  if (self->selected == NULL)
    return;

  adw_leaflet_set_visible_child (self->leaflet, GTK_WIDGET (self->detail_bin));
  gtk_widget_child_focus (self->detail, GTK_DIR_TAB_FORWARD);
}

static void
history_action (GtkWidget  *widget,
                const char *name,
                GVariant   *parameter)
{
  parvis_history_window_present (widget, PARVIS_INBOX_PAGE (widget)->shop);
}

static void
reopen_action (GtkWidget  *widget,
               const char *name,
               GVariant   *parameter)
{
  ParvisInboxPage *self = PARVIS_INBOX_PAGE (widget);
  ParvisDeskCommand command = {
    .name = "shop.reopen", .object = parvis_shop_get_id (self->shop),
    .what = _("Reservations of today are open"), .back = "shop.shut",
  };

  if (parvis_shop_is_shut (self->shop))
    parvis_shop_do (self->shop, &command);
}

static void
sell_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  ParvisInboxPage *self = PARVIS_INBOX_PAGE (widget);
  g_autoptr(ParvisEntityRef) product = parvis_stock_strip_dup_selected (self->strip);

  if (product != NULL)
    parvis_selling_sell (widget, self->shop, product, 1);
}

static void
parvis_inbox_page_dispose (GObject *object)
{
  ParvisInboxPage *self = PARVIS_INBOX_PAGE (object);
  GtkWidget *child;

  g_clear_handle_id (&self->fit_idle, g_source_remove);
  g_clear_handle_id (&self->first_idle, g_source_remove);
  g_clear_handle_id (&self->reach_idle, g_source_remove);
  g_clear_object (&self->left_order);
  g_clear_object (&self->selected);
  g_clear_object (&self->bell);
  g_clear_object (&self->shop);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_INBOX_PAGE);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (parvis_inbox_page_parent_class)->dispose (object);
}

static void
parvis_inbox_page_map (GtkWidget *widget)
{
  ParvisInboxPage *self = PARVIS_INBOX_PAGE (widget);

  GTK_WIDGET_CLASS (parvis_inbox_page_parent_class)->map (widget);

  if (self->selected != NULL)
    focus_selected (self);
  else
    focus_first (self);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, back_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, band);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, closed_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, detail_bin);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, frozen_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, header);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, leaflet);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, list_pane);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, lists_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, scrolled);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, strip);
  gtk_widget_class_bind_template_child (widget_class, ParvisInboxPage, title);
  gtk_widget_class_bind_template_callback (widget_class, folded_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, searched_cb);
}

static void
parvis_inbox_page_class_init (ParvisInboxPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_inbox_page_dispose;
  widget_class->map = parvis_inbox_page_map;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/orders/parvis-inbox-page.ui");
  bind_children (widget_class);
  gtk_widget_class_install_action (widget_class, "inbox.back", NULL, back_action);
  gtk_widget_class_install_action (widget_class, "inbox.detail", NULL, detail_action);
  gtk_widget_class_install_action (widget_class, "inbox.history", NULL, history_action);
  gtk_widget_class_install_action (widget_class, "inbox.reopen", NULL, reopen_action);
  gtk_widget_class_install_action (widget_class, "inbox.sell", NULL, sell_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_p, GDK_CONTROL_MASK, "win.print-list",
                                       NULL);
}

static void
parvis_inbox_page_init (ParvisInboxPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_lists (ParvisInboxPage *self)
{
  GtkWidget *button = gtk_button_new_with_label (_("Past Orders…"));

  for (guint i = 0; i < N_LISTS; i++)
    {
      GtkWidget *list = parvis_order_list_new (self->shop, (ParvisOrderGroup) i);

      self->lists[i] = PARVIS_ORDER_LIST (list);
      gtk_box_append (self->lists_box, list);
      g_signal_connect_object (list, "chosen", G_CALLBACK (chosen_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (list, "opened", G_CALLBACK (opened_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (list, "passed", G_CALLBACK (passed_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (list, "left", G_CALLBACK (left_cb), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (parvis_shop_get_group (self->shop, (ParvisOrderGroup) i),
                               "items-changed", G_CALLBACK (items_cb), self, G_CONNECT_SWAPPED);
    }

  gtk_widget_set_halign (button, GTK_ALIGN_START);
  gtk_widget_add_css_class (button, "flat");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "inbox.history");
  gtk_box_append (self->lists_box, button);
}

GtkWidget *
parvis_inbox_page_new (ParvisShop *shop,
                       ParvisBell *bell)
{
  ParvisInboxPage *self;
  ParvisDesk *desk;
  GtkAdjustment *vertical;

  g_return_val_if_fail (PARVIS_IS_SHOP (shop), NULL);
  g_return_val_if_fail (PARVIS_IS_BELL (bell), NULL);

  self = g_object_new (PARVIS_TYPE_INBOX_PAGE, NULL);
  self->shop = g_object_ref (shop);
  self->bell = g_object_ref (bell);
  desk = parvis_shop_get_desk (shop);

  adw_header_bar_pack_start (self->header, parvis_sound_button_new (desk, bell));
  parvis_page_equip_header (self->header, desk);
  gtk_widget_insert_after (parvis_page_outage_bar (desk), GTK_WIDGET (self),
                           GTK_WIDGET (self->header));
  parvis_stock_strip_attach (self->strip, shop);
  vertical = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scrolled));
  g_signal_connect_object (vertical, "value-changed", G_CALLBACK (scrolled_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vertical, "changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (
    gtk_scrolled_window_get_hadjustment (GTK_SCROLLED_WINDOW (self->scrolled)),
    "notify::page-size", G_CALLBACK (width_cb), self, G_CONNECT_SWAPPED);
  self->detail = parvis_order_detail_new (shop);
  adw_bin_set_child (self->detail_bin, self->detail);
  add_lists (self);
  parvis_inbox_keys_attach (self);

  g_signal_connect_object (shop, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (shop, "aged", G_CALLBACK (aged_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (bell, "rang", G_CALLBACK (rang_cb), self, 0);
  g_signal_connect_object (bell, "switched", G_CALLBACK (refresh_band), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (desk, "notify::compact", G_CALLBACK (compact_cb), self,
                           G_CONNECT_SWAPPED);
  compact_cb (self);
  refresh_band (self);
  changed_cb (self);
  aged_cb (self);
  folded_cb (self);

  return GTK_WIDGET (self);
}

void
parvis_inbox_page_select (ParvisInboxPage *self,
                          ParvisOrder     *order)
{
  g_return_if_fail (PARVIS_IS_INBOX_PAGE (self));
  g_return_if_fail (order == NULL || PARVIS_IS_ORDER (order));

  g_set_object (&self->selected, order);
  parvis_order_detail_set_order (PARVIS_ORDER_DETAIL (self->detail), order);
  mark_selected (self);
  for (guint i = 0; i < N_LISTS && order != NULL; i++)
    parvis_order_list_reveal (self->lists[i], order);
}

ParvisOrder *
parvis_inbox_page_get_selected (ParvisInboxPage *self)
{
  g_return_val_if_fail (PARVIS_IS_INBOX_PAGE (self), NULL);

  return self->selected;
}

gboolean
parvis_inbox_page_go_back (ParvisInboxPage *self)
{
  g_return_val_if_fail (PARVIS_IS_INBOX_PAGE (self), FALSE);

  if (gtk_search_bar_get_search_mode (self->search_bar))
    {
      search_stopped_cb (self);
      return TRUE;
    }
  if (adw_leaflet_get_visible_child (self->leaflet) == self->list_pane)
    return FALSE;

  adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
  focus_selected (self);

  return TRUE;
}

void
parvis_inbox_page_search (ParvisInboxPage *self,
                          const char      *typed)
{
  g_return_if_fail (PARVIS_IS_INBOX_PAGE (self));

  adw_leaflet_set_visible_child (self->leaflet, self->list_pane);
  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self->search_entry));
  gtk_editable_set_text (self->search_entry, typed);
  gtk_editable_set_position (self->search_entry, -1);
}

void
parvis_inbox_page_do (ParvisInboxPage *self,
                      const char      *action)
{
  g_return_if_fail (PARVIS_IS_INBOX_PAGE (self));

  if (g_str_has_prefix (action, "order."))
    gtk_widget_activate_action (self->detail, action, NULL);
  else
    gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
}

ParvisShop *
parvis_inbox_page_get_shop (ParvisInboxPage *self)
{
  g_return_val_if_fail (PARVIS_IS_INBOX_PAGE (self), NULL);

  return self->shop;
}
