/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shop-fixture.h"
#include "parvis-merchant-window.h"
#include "parvis-option-rows.h"
#include "parvis-product-window.h"
#include "parvis-shop-window.h"
#include "parvis-week-rows.h"
#include "parvis-words.h"

#include <adwaita.h>

typedef struct
{
  ShopFixture  shop;
  GtkWidget   *parent;
  GtkWidget   *window;
} Fixture;

static const LiveEntity settings[] = {
  { PARVIS_KIND_MERCHANT, SHOP_ID,
    "{\"id\":\"" SHOP_ID "\",\"name\":\"Boulangerie Martineau\",\"kind\":\"bakery\","
    "\"confirm\":\"auto\",\"keep\":15,\"days_ahead\":7,\"holidays\":\"closed\",\"open\":true,"
    "\"cutoff\":{\"before\":60},\"slots\":["
    "{\"weekday\":3,\"from\":450,\"until\":480,\"capacity\":20},"
    "{\"weekday\":3,\"from\":480,\"until\":510,\"capacity\":20},"
    "{\"weekday\":3,\"from\":1080,\"until\":1110,\"capacity\":20}],"
    "\"closed\":[{\"day\":\"2026-08-15\",\"reason\":\"Vacances\"}]}" },
  { PARVIS_KIND_PRODUCT, SHOP_COUNTRY,
    "{\"id\":\"" SHOP_COUNTRY "\",\"merchant\":\"" SHOP_ID "\",\"name\":\"Campagne\","
    "\"unit\":\"piece\",\"price\":360,\"allergens\":[\"gluten\"],\"position\":2,\"active\":true,"
    "\"options\":[{\"id\":\"cut\",\"name\":\"Tranchage\",\"choices\":["
    "{\"id\":\"no\",\"name\":\"entier\",\"price\":0},"
    "{\"id\":\"yes\",\"name\":\"tranché\",\"price\":10}]}]}" },
  { PARVIS_KIND_PATTERN, SHOP_COUNTRY "/3",
    "{\"id\":\"" SHOP_COUNTRY "/3\",\"merchant\":\"" SHOP_ID "\",\"product\":\"" SHOP_COUNTRY "\","
    "\"weekday\":3,\"bakes\":[{\"ready\":420,\"quantity\":20,\"online\":5},"
    "{\"ready\":960,\"quantity\":8,\"online\":4}]}" },
  { NULL, NULL, NULL },
};

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  shop_fixture_set_up (&fixture->shop, data);
  shop_fixture_put (&fixture->shop, settings);
  fixture->parent = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->parent), 400, 700);
  gtk_window_present (GTK_WINDOW (fixture->parent));
  LIVE_WAIT (gtk_widget_get_width (fixture->parent) > 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->parent));
  shop_fixture_tear_down (&fixture->shop, data);
}

/* The first row of that title. */
static GtkWidget *
find_row (GtkWidget  *widget,
          const char *title)
{
  if (ADW_IS_PREFERENCES_ROW (widget) &&
      strcmp (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_row (child, title);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The n-th of a type below. */
static GtkWidget *
find_type (GtkWidget *widget,
           GType      type,
           guint     *n)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*n)-- == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type, n);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static GtkWidget *
find_nth (GtkWidget *widget,
          GType      type,
          guint      n)
{
  GtkWidget *found = find_type (widget, type, &n);

  g_assert_nonnull (found);

  return found;
}

static void
write_row (GtkWidget  *window,
           const char *title,
           const char *text)
{
  GtkWidget *row = find_row (window, title);

  g_assert_nonnull (row);
  gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static GtkWidget *
find_button (GtkWidget  *widget,
             const char *label)
{
  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_button (child, label);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
press (GtkWidget  *window,
       const char *label)
{
  GtkWidget *button = find_button (window, label);

  g_assert_nonnull (button);
  g_signal_emit_by_name (button, "clicked");
}

/* The body of the command of that name, among those that wait. */
static json_t *
take_command (Fixture    *fixture,
              const char *wanted,
              guint       n)
{
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) >= n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *name = NULL;
      g_autoptr(json_t) body = live_fixture_action (&fixture->shop.live, i, &name);

      if (strcmp (name, wanted) == 0)
        return g_steal_pointer (&body);
    }
  g_test_message ("no %s was sent", wanted);
  g_assert_not_reached ();
}

static GtkWidget *
open_shop (Fixture *fixture)
{
  GtkWidget *window = parvis_shop_window_present (fixture->parent, fixture->shop.shop);

  LIVE_WAIT (gtk_widget_get_mapped (window));

  return window;
}

static void
test_hours_are_shown_and_kept_as_they_are (Fixture       *fixture,
                                           gconstpointer  data)
{
  GtkWidget *window = open_shop (fixture);
  GtkWidget *wednesday = find_row (window, "Wednesday");
  g_autoptr(json_t) slots = NULL;

  g_assert_cmpint (gtk_widget_get_width (window), <=, 400);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (wednesday)), ==, "7:30–8:30, 18:00–18:30");
  write_row (window, "Thursday", "17h-18h");
  press (window, "Save Hours and Reservations");
  slots = take_command (fixture, "shop.slots", 2);
  /* The other days go along: a week is sent whole. */
  g_assert_cmpuint (json_array_size (json_object_get (slots, "slots")), ==, 5);
}

static void
test_what_is_no_hour_is_told_and_nothing_sent (Fixture       *fixture,
                                               gconstpointer  data)
{
  GtkWidget *window = open_shop (fixture);

  write_row (window, "Thursday", "in the evening");
  press (window, "Save Hours and Reservations");
  g_assert_true (gtk_widget_has_css_class (find_row (window, "Thursday"), "error"));
  write_row (window, "Thursday", "");
  g_assert_false (gtk_widget_has_css_class (find_row (window, "Thursday"), "error"));
  write_row (window, "Closed days: 15/08/2026, 01/09/2026–15/09/2026", "some day");
  press (window, "Save Hours and Reservations");
  g_assert_cmpuint (live_fixture_pending (&fixture->shop.live), ==, 0);
  gtk_window_close (GTK_WINDOW (window));
}

static void
test_the_cutoff_may_be_the_evening_before (Fixture       *fixture,
                                           gconstpointer  data)
{
  GtkWidget *window = open_shop (fixture);
  GtkWidget *ends = find_row (window, "Reservations end");
  g_autoptr(json_t) body = NULL;

  g_assert_true (gtk_widget_get_visible (find_row (window, "Minutes before the pickup")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (ends), 1);
  g_assert_false (gtk_widget_get_visible (find_row (window, "Minutes before the pickup")));
  write_row (window, "Until which hour of the day before", "19h30");
  press (window, "Save Hours and Reservations");
  body = take_command (fixture, "shop.set", 1);
  g_assert_cmpint (json_integer_value (json_object_get (json_object_get (body, "cutoff"),
                                                        "day_before")), ==, 1170);
  g_assert_cmpstr (json_string_value (json_object_get (body, "holidays")), ==, "closed");
}

static void
test_reservations_of_today_are_shut_with_a_reason (Fixture       *fixture,
                                                   gconstpointer  data)
{
  GtkWidget *window = open_shop (fixture);
  GtkWidget *row = find_row (window, "Reservations");
  GtkWidget *open = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  g_autoptr(json_t) body = NULL;

  g_assert_true (gtk_switch_get_active (GTK_SWITCH (open)));
  write_row (window, "Why, if you close them today", "Le four est en panne");
  gtk_switch_set_active (GTK_SWITCH (open), FALSE);
  body = take_command (fixture, "shop.shut", 1);
  g_assert_cmpstr (json_string_value (json_object_get (body, "reason")), ==,
                   "Le four est en panne");
  LIVE_WAIT (json_is_false (json_object_get (parvis_shop_get_body (fixture->shop.shop), "open")));
  parvis_undo_take_back (parvis_desk_get_undo (fixture->shop.live.desk));
  LIVE_WAIT (gtk_switch_get_active (GTK_SWITCH (open)));
  gtk_window_close (GTK_WINDOW (window));
}

static GtkWidget *
open_product (Fixture *fixture)
{
  g_autoptr(GPtrArray) products = parvis_shop_list (fixture->shop.shop, PARVIS_KIND_PRODUCT);
  GtkWidget *window = parvis_product_window_present (fixture->parent, fixture->shop.shop,
                                                     products->pdata[1]);

  LIVE_WAIT (gtk_widget_get_mapped (window));

  return window;
}

static void
test_several_batches_of_a_day_are_kept (Fixture       *fixture,
                                        gconstpointer  data)
{
  GtkWidget *window = open_product (fixture);
  GtkWidget *week = find_nth (window, PARVIS_TYPE_WEEK_ROWS, 0);
  GtkWidget *wednesday = find_row (week, "Wednesday");
  g_autoptr(json_t) body = NULL;
  json_t *bakes;

  g_assert_cmpstr (adw_expander_row_get_subtitle (ADW_EXPANDER_ROW (wednesday)), ==,
                   "28 baked, 9 online");
  press (wednesday, "Add a Batch");
  gtk_editable_set_text (GTK_EDITABLE (find_nth (wednesday, GTK_TYPE_ENTRY, 2)), "18h");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (find_nth (wednesday, GTK_TYPE_SPIN_BUTTON, 4)), 6);
  press (window, "Save");
  body = take_command (fixture, "product.pattern", 2);
  bakes = json_object_get (body, "bakes");
  g_assert_cmpint (json_integer_value (json_object_get (body, "weekday")), ==, 3);
  g_assert_cmpuint (json_array_size (bakes), ==, 3);
  g_assert_cmpint (json_integer_value (json_object_get (json_array_get (bakes, 2), "ready")), ==,
                   1080);
  /* No other day was touched, and none is sent. */
  g_assert_cmpuint (live_fixture_pending (&fixture->shop.live), ==, 2);
}

static void
test_a_batch_at_no_hour_is_told (Fixture       *fixture,
                                 gconstpointer  data)
{
  GtkWidget *window = open_product (fixture);
  GtkWidget *week = find_nth (window, PARVIS_TYPE_WEEK_ROWS, 0);
  GtkWidget *entry = find_nth (find_row (week, "Wednesday"), GTK_TYPE_ENTRY, 0);

  gtk_editable_set_text (GTK_EDITABLE (entry), "24:00");
  press (window, "Save");
  g_assert_true (gtk_widget_has_css_class (entry, "error"));
  g_assert_cmpuint (live_fixture_pending (&fixture->shop.live), ==, 0);
  gtk_window_close (GTK_WINDOW (window));
}

static void
test_all_days_become_like_monday (Fixture       *fixture,
                                  gconstpointer  data)
{
  GtkWidget *week = g_object_ref_sink (parvis_week_rows_new ());
  g_autoptr(json_t) bakes = json_pack ("[{s:i,s:i,s:i}]", "ready", 420, "quantity", 9, "online",
                                       3);

  parvis_week_rows_set (PARVIS_WEEK_ROWS (week), 1, bakes);
  press (week, "As Monday");
  for (int weekday = 1; weekday <= 7; weekday++)
    {
      g_autoptr(json_t) now = NULL;

      g_assert_true (parvis_week_rows_read (PARVIS_WEEK_ROWS (week), weekday, &now));
      /* Monday itself is what it was. */
      g_assert_true (weekday == 1 ? now == NULL : json_equal (now, bakes));
    }
  g_object_unref (week);
}

static void
test_options_keep_their_identifiers (Fixture       *fixture,
                                     gconstpointer  data)
{
  GtkWidget *window = open_product (fixture);
  GtkWidget *rows = find_nth (window, PARVIS_TYPE_OPTION_ROWS, 0);
  g_autoptr(json_t) body = NULL;
  const json_t *options;
  const json_t *choices;

  gtk_editable_set_text (GTK_EDITABLE (find_nth (rows, GTK_TYPE_ENTRY, 1)), "tranché fin");
  press (rows, "Add an Option");
  write_row (rows, "Name of the Option", "Tranche");
  press (window, "Save");
  body = take_command (fixture, "product.set", 1);
  options = json_object_get (body, "options");
  choices = json_object_get (json_array_get (options, 0), "choices");
  /* The one that is new has no choice with a name, and so is none. */
  g_assert_cmpuint (json_array_size (options), ==, 1);
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (options, 0), "id")), ==,
                   "cut");
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (choices, 1), "id")), ==,
                   "yes");
  g_assert_cmpstr (json_string_value (json_object_get (json_array_get (choices, 1), "name")), ==,
                   "tranché fin");
  g_assert_cmpint (json_integer_value (json_object_get (json_array_get (choices, 1), "price")), ==,
                   10);
}

static void
test_counts_are_said_where_there_are_any (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr(json_t) day = json_pack ("{s:i,s:i,s:i,s:i}", "placed", 6, "collected", 4, "no_show",
                                     1, "cancelled", 0);
  g_autofree char *text = parvis_merchant_text_counts (day);
  g_autofree char *none = parvis_merchant_text_counts (NULL);

  g_assert_cmpstr (text, ==, "6 placed, 4 collected, 1 not collected");
  g_assert_cmpstr (none, ==, "");
}

static void
test_the_town_may_say_how_orders_are_confirmed (Fixture       *fixture,
                                                gconstpointer  data)
{
  GtkWidget *window = parvis_merchant_window_present (fixture->parent, fixture->shop.live.desk,
                                                      SHOP_ID);
  GtkWidget *row = find_row (window, "Orders Are Confirmed");
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  LIVE_WAIT (gtk_widget_get_mapped (window));
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 2);
  press (window, "Save");
  body = take_command (fixture, "shop.set", 1);
  g_assert_cmpstr (json_string_value (json_object_get (body, "confirm")), ==, "manual");
  g_assert_cmpstr (json_string_value (json_object_get (body, "confirm_by")), ==, "town");

  /* In the shop it is there to be read, and stays out of what is saved. */
  LIVE_WAIT (parvis_shop_is_settled (fixture->shop.shop));
  window = open_shop (fixture);
  row = find_row (window, "I confirm each order myself");
  row = adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (row)));
  g_assert_false (gtk_widget_get_sensitive (row));
  json_decref (g_steal_pointer (&body));
  press (window, "Save Hours and Reservations");
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 2);
  body = live_fixture_action (&fixture->shop.live, 1, &name);
  g_assert_cmpstr (name, ==, "shop.set");
  g_assert_null (json_object_get (body, "confirm"));
  g_assert_nonnull (json_object_get (body, "keep"));
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_setenv ("GSETTINGS_BACKEND", "memory", TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/shop-window/hours-are-shown-and-kept-as-they-are",
       test_hours_are_shown_and_kept_as_they_are);
  add ("/shop-window/what-is-no-hour-is-told-and-nothing-sent",
       test_what_is_no_hour_is_told_and_nothing_sent);
  add ("/shop-window/the-cutoff-may-be-the-evening-before",
       test_the_cutoff_may_be_the_evening_before);
  add ("/shop-window/reservations-of-today-are-shut-with-a-reason",
       test_reservations_of_today_are_shut_with_a_reason);
  add ("/shop-window/the-town-may-say-how-orders-are-confirmed",
       test_the_town_may_say_how_orders_are_confirmed);
  add ("/shop-window/several-batches-of-a-day-are-kept", test_several_batches_of_a_day_are_kept);
  add ("/shop-window/a-batch-at-no-hour-is-told", test_a_batch_at_no_hour_is_told);
  add ("/shop-window/all-days-become-like-monday", test_all_days_become_like_monday);
  add ("/shop-window/options-keep-their-identifiers", test_options_keep_their_identifiers);
  add ("/shop-window/counts-are-said-where-there-are-any",
       test_counts_are_said_where_there_are_any);

  return g_test_run ();
}
