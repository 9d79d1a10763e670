/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preferences"

#include "config.h"

#include "parvis-preferences-pages.h"

#include "parvis-order-text.h"
#include "parvis-preferences-rows.h"
#include "parvis-row-lock.h"
#include "parvis-shop-window.h"

#include <glib/gi18n.h>

/* Notifications. */

void
parvis_preferences_add_notices (AdwPreferencesWindow *preferences,
                                GSettings            *settings,
                                ParvisWindow         *window)
{
  static const char *const keys[] = { "notify-orders", "notify-pool", "notify-sources",
                                      "notify-dossiers", NULL };
  static const char *const moments[] = { "now", "morning", "never", NULL };
  static const char *const either[] = { "now", "never", NULL };
  const char *words[] = { _("At Once"), _("Summary at 9:00"), _("None"), NULL };
  const char *either_words[] = { _("At Once"), _("None"), NULL };
  const struct
  {
    const char *key;
    const char *title;
    const char *subtitle;
  } rows[] = {
    { "notify-pool", _("Pool"), _("The maximum is reached") },
    { "notify-sources", _("Sensors and Sources"), _("One is silent, or sends what cannot be") },
    { "notify-dossiers", _("Files"), _("An answer is due soon") },
  };
  ParvisNews *news = parvis_window_get_news (window);
  GtkWidget *group = parvis_settings_group_new (preferences, settings, _("Notifications"), keys);
  GtkWidget *page;
  guint n = 0;

  if (parvis_window_get_shop (window) != NULL && ++n > 0)
    adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                               parvis_choice_row_new (settings, "notify-orders", _("Bread"),
                                                      _("An order arrives"), either,
                                                      either_words));
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    if (parvis_news_has (news, rows[i].key) && ++n > 0)
      adw_preferences_group_add (ADW_PREFERENCES_GROUP (group),
                                 parvis_choice_row_new (settings, rows[i].key, rows[i].title,
                                                        rows[i].subtitle, moments, words));
  if (n == 0)
    {
      g_object_ref_sink (group);
      g_object_unref (group);
      return;
    }

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("On the desktop, while Parvis runs. Between 21:00 and "
                                           "7:00 only orders are told."));
  page = parvis_preferences_page_new (preferences, _("Notifications"), "mail-unread-symbolic");
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (page), ADW_PREFERENCES_GROUP (group));
}

/* The shop. */

static char *
tell_cutoff (const json_t *body)
{
  const json_t *cutoff = json_object_get (body, "cutoff");
  int evening = (int) json_integer_value (json_object_get (cutoff, "day_before"));
  int before = (int) json_integer_value (json_object_get (cutoff, "before"));
  g_autofree char *clock = parvis_order_text_minutes (evening);

  if (json_object_get (cutoff, "day_before") != NULL)
    return g_strdup_printf (_("The day before, at %s"), clock);

  return g_strdup_printf (ngettext ("%d minute before the pickup", "%d minutes before the pickup",
                                    (gulong) before), before);
}

static char *
tell_capacity (const json_t *body)
{
  const json_t *slots = json_object_get (body, "slots");
  json_int_t least = G_MAXINT;
  json_int_t most = 0;
  gsize i;
  json_t *slot;

  json_array_foreach (slots, i, slot)
    {
      json_int_t capacity = json_integer_value (json_object_get (slot, "capacity"));

      least = MIN (least, capacity);
      most = MAX (most, capacity);
    }
  if (most == 0)
    return g_strdup (_("No pickup hours yet"));
  if (least == most)
    return g_strdup_printf (ngettext ("%d order", "%d orders", (gulong) most), (int) most);

  return g_strdup_printf (_("%1$d to %2$d orders"), (int) least, (int) most);
}

static char *
tell_keep (const json_t *body)
{
  int keep = (int) json_integer_value (json_object_get (body, "keep"));

  return g_strdup_printf (ngettext ("After %d minute", "After %d minutes", (gulong) keep), keep);
}

typedef struct
{
  ParvisShop *shop;      /* owned */
  GtkWidget  *row;
  GtkSwitch  *confirm;
  GtkWidget  *cutoff;
  GtkWidget  *capacity;
  GtkWidget  *keep;
} ShopPage;

static const char *
get_confirm (const ShopPage *page)
{
  const char *word = json_string_value (json_object_get (parvis_shop_get_body (page->shop),
                                                         "confirm"));

  return word != NULL ? word : "auto";
}

static void
confirm_cb (ShopPage *page)
{
  const char *confirm = gtk_switch_get_active (page->confirm) ? "auto" : "manual";
  const char *before = get_confirm (page);
  ParvisDeskCommand command = {
    .name = "shop.set", .object = parvis_shop_get_id (page->shop),
    .what = _("The shop is kept"), .back = "shop.set",
  };

  if (strcmp (confirm, before) == 0)
    return;

  command.body = json_pack ("{s:s}", "confirm", confirm);
  command.back_body = json_pack ("{s:s}", "confirm", before);
  parvis_shop_do (page->shop, &command);
}

static void
shop_cb (GtkWidget *button)
{
  ShopPage *page = g_object_get_data (G_OBJECT (button), "page");

  parvis_shop_window_present (button, page->shop);
}

/* Another computer of the shop may have changed it. */
static void
refresh_shop (ShopPage *page)
{
  const json_t *body = parvis_shop_get_body (page->shop);
  g_autofree char *cutoff = tell_cutoff (body);
  g_autofree char *capacity = tell_capacity (body);
  g_autofree char *keep = tell_keep (body);

  gtk_switch_set_active (page->confirm, strcmp (get_confirm (page), "manual") != 0);
  parvis_row_lock (page->row, parvis_shop_is_settled (page->shop) ? _("Set by the town") : NULL);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (page->cutoff), cutoff);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (page->capacity), capacity);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (page->keep), keep);
}

static void
shop_changed_cb (GtkWidget *widget)
{
  refresh_shop (g_object_get_data (G_OBJECT (widget), "page"));
}

static void
build_confirm (ShopPage *page)
{
  GtkWidget *toggle = gtk_switch_new ();

  page->row = adw_action_row_new ();
  page->confirm = GTK_SWITCH (toggle);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (page->row), _("Confirm at Once"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (page->row), _("Orders within the stock need no yes "
                                                             "from the shop"));
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (page->row), toggle);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (page->row), toggle);
}

/* What the shop's own window changes is told here, with the way to it. */
static void
build_shop (AdwPreferencesGroup *group,
            ShopPage            *page)
{
  GtkWidget *button;
  GtkWidget *row;

  build_confirm (page);
  page->cutoff = parvis_fact_row_new (_("Reservations end"), NULL);
  page->capacity = parvis_fact_row_new (_("Orders for each half-hour"), NULL);
  page->keep = parvis_fact_row_new (_("Forgotten bags are back on sale"), NULL);
  row = parvis_button_row_new (_("Hours, products and reservations"), NULL, _("Change…"), &button);
  g_object_set_data (G_OBJECT (button), "page", page);
  g_signal_connect (button, "clicked", G_CALLBACK (shop_cb), NULL);
  adw_preferences_group_add (group, page->row);
  adw_preferences_group_add (group, page->cutoff);
  adw_preferences_group_add (group, page->capacity);
  adw_preferences_group_add (group, page->keep);
  adw_preferences_group_add (group, row);
}

static void
free_shop (gpointer data)
{
  ShopPage *page = data;

  g_object_unref (page->shop);
  g_free (page);
}

void
parvis_preferences_add_shop (AdwPreferencesWindow *preferences,
                             ParvisWindow         *window)
{
  ParvisShop *shop = parvis_window_get_shop (window);
  GtkWidget *widget;
  GtkWidget *group;
  ShopPage *page;

  if (shop == NULL || parvis_shop_get_body (shop) == NULL)
    return;

  group = adw_preferences_group_new ();
  page = g_new0 (ShopPage, 1);
  page->shop = g_object_ref (shop);
  g_object_set_data_full (G_OBJECT (group), "page", page, free_shop);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (group), parvis_shop_get_name (shop));
  build_shop (ADW_PREFERENCES_GROUP (group), page);
  refresh_shop (page);
  g_signal_connect_swapped (page->confirm, "notify::active", G_CALLBACK (confirm_cb), page);
  g_signal_connect_object (shop, "changed", G_CALLBACK (shop_changed_cb), group,
                           G_CONNECT_SWAPPED);
  widget = parvis_preferences_page_new (preferences, _("Shop"), "parvis-bag-symbolic");
  adw_preferences_page_add (ADW_PREFERENCES_PAGE (widget), ADW_PREFERENCES_GROUP (group));
}
