/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shop-fixture.h"
#include "parvis-preferences.h"
#include "parvis-words.h"

#include <adwaita.h>

/* The preferences over the real window of a bakery. */

typedef struct
{
  ShopFixture   shop;
  ParvisWindow *window;
  GtkWidget    *preferences;
} Fixture;

#define MERCHANT(confirm, by) \
  "{\"id\":\"" SHOP_ID "\",\"name\":\"Boulangerie Martineau\",\"kind\":\"bakery\"," \
  "\"confirm\":\"" confirm "\",\"confirm_by\":\"" by "\",\"keep\":15,\"days_ahead\":7," \
  "\"holidays\":\"closed\",\"open\":true,\"cutoff\":{\"day_before\":1200},\"slots\":[" \
  "{\"weekday\":3,\"from\":450,\"until\":480,\"capacity\":12}," \
  "{\"weekday\":3,\"from\":480,\"until\":510,\"capacity\":20}],\"closed\":[]}"

static const LiveEntity own[] = {
  { PARVIS_KIND_MERCHANT, SHOP_ID, MERCHANT ("auto", "shop") },
  { NULL, NULL, NULL },
};

static const LiveEntity settled[] = {
  { PARVIS_KIND_MERCHANT, SHOP_ID, MERCHANT ("manual", "town") },
  { NULL, NULL, NULL },
};

/* A town that takes files of families, and what it wants of its clerks. */
#define SETUP(each) \
  "{\"insee\":\"00001\",\"modules\":[\"orders\",\"dossiers\"],\"own\":[]" each "}"

static const LiveEntity free_hand[] = {
  { PARVIS_KIND_SETUP, "00001", SETUP ("") },
  { NULL, NULL, NULL },
};

static const LiveEntity each_point[] = {
  { PARVIS_KIND_SETUP, "00001", SETUP (",\"check_each\":true") },
  { NULL, NULL, NULL },
};

static GtkWidget *
find_preferences (void)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);

      if (ADW_IS_PREFERENCES_WINDOW (window))
        return window;
    }

  return NULL;
}

static void
open_for (Fixture          *fixture,
          const LiveEntity *entities,
          ParvisRights      rights)
{
  shop_fixture_set_up (&fixture->shop, NULL);
  fixture->shop.live.more_rights |= rights;
  shop_fixture_put (&fixture->shop, entities);
  fixture->window = parvis_window_new (NULL, fixture->shop.live.session, fixture->shop.settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  LIVE_WAIT (gtk_widget_get_width (GTK_WIDGET (fixture->window)) > 0);
  parvis_preferences_show (GTK_WINDOW (fixture->window), fixture->shop.settings, fixture->window,
                           NULL, FALSE);
  fixture->preferences = find_preferences ();
  g_assert_nonnull (fixture->preferences);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  open_for (fixture, data, 0);
}

static void
set_up_clerk (Fixture       *fixture,
              gconstpointer  data)
{
  fixture->shop.live.less_rights = PARVIS_MAY_ADMINISTER;
  open_for (fixture, data, PARVIS_READS_MEMBERS | PARVIS_READS_CLERKS);
}

static void
set_up_mayor (Fixture       *fixture,
              gconstpointer  data)
{
  open_for (fixture, data, PARVIS_READS_MEMBERS | PARVIS_MAY_ADMINISTER);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->preferences));
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  LIVE_WAIT (fixture->window == NULL);
  shop_fixture_tear_down (&fixture->shop, NULL);
}

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

static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  if (GTK_IS_LABEL (widget) && strcmp (gtk_label_get_label (GTK_LABEL (widget)), text) == 0)
    return TRUE;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (says (child, text))
      return TRUE;

  return FALSE;
}

static GtkWidget *
get_control (Fixture    *fixture,
             const char *title)
{
  GtkWidget *row = find_row (fixture->preferences, title);

  g_assert_nonnull (row);

  return adw_action_row_get_activatable_widget (ADW_ACTION_ROW (row));
}

static void
assert_fact (Fixture    *fixture,
             const char *title,
             const char *fact)
{
  GtkWidget *row = find_row (fixture->preferences, title);

  g_assert_nonnull (row);
  g_assert_cmpstr (adw_action_row_get_subtitle (ADW_ACTION_ROW (row)), ==, fact);
}

static void
test_a_shop_says_at_once_whether_it_confirms (Fixture       *fixture,
                                              gconstpointer  data)
{
  GtkWidget *confirm = get_control (fixture, "Confirm at Once");
  ParvisDesk *desk = parvis_window_get_desk (fixture->window);
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  assert_fact (fixture, "Reservations end", "The day before, at 20:00");
  assert_fact (fixture, "Orders for each half-hour", "12 to 20 orders");
  assert_fact (fixture, "Forgotten bags are back on sale", "After 15 minutes");

  g_assert_true (gtk_widget_get_sensitive (confirm));
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (confirm)));
  gtk_switch_set_active (GTK_SWITCH (confirm), FALSE);
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "shop.set");
  g_assert_cmpstr (json_string_value (json_object_get (body, "confirm")), ==, "manual");
  g_assert_cmpuint (json_object_size (body), ==, 1);

  /* And it is taken back like any other gesture. */
  LIVE_WAIT (parvis_undo_take_back (parvis_desk_get_undo (desk)));
  LIVE_WAIT (gtk_switch_get_active (GTK_SWITCH (confirm)));
}

static void
test_what_the_town_set_is_locked_and_says_so (Fixture       *fixture,
                                              gconstpointer  data)
{
  GtkWidget *row = find_row (fixture->preferences, "Confirm at Once");
  GtkWidget *confirm = get_control (fixture, "Confirm at Once");

  g_assert_false (gtk_switch_get_active (GTK_SWITCH (confirm)));
  g_assert_false (gtk_widget_get_sensitive (confirm));
  g_assert_true (says (row, "Set by the town"));
  g_assert_cmpuint (live_fixture_pending (&fixture->shop.live), ==, 0);
}

static void
test_notifications_are_of_what_somebody_works_on (Fixture       *fixture,
                                                  gconstpointer  data)
{
  GtkWidget *row = find_row (fixture->preferences, "Bread");

  /* Nobody gave the baker a dossier, and what is kept of one is not his to read. */
  g_assert_null (find_row (fixture->preferences, "Files"));
  g_assert_null (find_row (fixture->preferences, "Pictures of families’ documents"));
  g_assert_nonnull (find_row (fixture->preferences, "Name, telephone or e-mail of who orders"));
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (row)), ==, 0);
  adw_combo_row_set_selected (ADW_COMBO_ROW (row), 1);
  g_assert_cmpstr (g_settings_get_string (fixture->shop.settings, "notify-orders"), ==, "never");
}

static void
rang_cb (ParvisBell *bell,
         guint       n,
         guint      *rang)
{
  (*rang)++;
}

static void
test_a_reminder_comes_only_where_it_is_wanted (Fixture       *fixture,
                                               gconstpointer  data)
{
  ShopFixture *shop = &fixture->shop;
  GtkWidget *again = get_control (fixture, "Again While Not Seen");
  guint rang = 0;

  g_signal_connect (shop->bell, "rang", G_CALLBACK (rang_cb), &rang);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (again)));
  shop->live.now += PARVIS_MINUTE;
  g_signal_emit_by_name (shop->shop, "aged");
  g_assert_cmpuint (rang, ==, 1);

  gtk_switch_set_active (GTK_SWITCH (again), FALSE);
  shop->live.now += 10 * PARVIS_MINUTE;
  g_signal_emit_by_name (shop->shop, "aged");
  g_assert_cmpuint (rang, ==, 1);

  gtk_switch_set_active (GTK_SWITCH (again), TRUE);
  g_signal_emit_by_name (shop->shop, "aged");
  g_assert_cmpuint (rang, ==, 2);
}

static GtkWidget *
find_shown_row (Fixture    *fixture,
                const char *title)
{
  GtkWidget *row = find_row (fixture->preferences, title);

  return row != NULL && gtk_widget_get_visible (row) ? row : NULL;
}

/* Only what the choice needs is there to be filled in. */
static void
test_slips_have_a_printer_or_a_folder (Fixture       *fixture,
                                       gconstpointer  data)
{
  GSettings *settings = fixture->shop.settings;
  GtkWidget *choice = find_shown_row (fixture, "Slip for Each New Order");
  GtkStringObject *selected;
  g_autofree char *wanted = NULL;
  g_autofree char *chosen = NULL;
  GtkWidget *printer;

  g_assert_nonnull (choice);
  g_assert_null (find_shown_row (fixture, "Slip Printer"));
  g_assert_null (find_shown_row (fixture, "Folder"));

  /* One that is switched off today is still the one that was chosen. */
  g_settings_set_string (settings, "slip-printer", "Epson TM-T20");
  adw_combo_row_set_selected (ADW_COMBO_ROW (choice), 1);
  wanted = g_settings_get_string (settings, "slips");
  g_assert_cmpstr (wanted, ==, "printer");
  printer = find_shown_row (fixture, "Slip Printer");
  g_assert_nonnull (printer);
  g_assert_null (find_shown_row (fixture, "Folder"));
  selected = adw_combo_row_get_selected_item (ADW_COMBO_ROW (printer));
  g_assert_cmpstr (gtk_string_object_get_string (selected), ==, "Epson TM-T20");
  adw_combo_row_set_selected (ADW_COMBO_ROW (printer), 0);
  chosen = g_settings_get_string (settings, "slip-printer");
  g_assert_cmpstr (chosen, ==, "");

  adw_combo_row_set_selected (ADW_COMBO_ROW (choice), 2);
  g_assert_null (find_shown_row (fixture, "Slip Printer"));
  g_assert_true (says (find_shown_row (fixture, "Folder"), "None is chosen yet"));
  g_settings_set_string (settings, "slip-folder", "/tmp/tickets");
  g_assert_true (says (find_shown_row (fixture, "Folder"), "/tmp/tickets"));
}

static void
test_a_town_says_whether_each_point_is_ticked (Fixture       *fixture,
                                               gconstpointer  data)
{
  GtkWidget *each = get_control (fixture, "Each Point Must Be Ticked");
  ParvisDesk *desk = parvis_window_get_desk (fixture->window);
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  /* Who does not read files has nothing else to say there. */
  g_assert_null (find_row (fixture->preferences, "Files Kept Without the Network"));
  g_assert_true (gtk_widget_get_sensitive (each));
  g_assert_false (gtk_switch_get_active (GTK_SWITCH (each)));
  gtk_switch_set_active (GTK_SWITCH (each), TRUE);
  LIVE_WAIT (live_fixture_pending (&fixture->shop.live) == 1);
  body = live_fixture_action (&fixture->shop.live, 0, &name);
  g_assert_cmpstr (name, ==, "town.settle");
  g_assert_true (json_is_true (json_object_get (body, "check_each")));
  g_assert_cmpuint (json_object_size (body), ==, 1);

  LIVE_WAIT (parvis_undo_take_back (parvis_desk_get_undo (desk)));
  LIVE_WAIT (!gtk_switch_get_active (GTK_SWITCH (each)));
}

static void
test_a_clerk_sees_what_the_town_wants_and_keeps_what_he_likes (Fixture       *fixture,
                                                               gconstpointer  data)
{
  GSettings *settings = fixture->shop.settings;
  GtkWidget *row = find_row (fixture->preferences, "Each Point Must Be Ticked");
  GtkWidget *each = get_control (fixture, "Each Point Must Be Ticked");
  GtkWidget *kept = find_row (fixture->preferences, "Files Kept Without the Network");

  g_assert_true (gtk_switch_get_active (GTK_SWITCH (each)));
  g_assert_false (gtk_widget_get_sensitive (each));
  g_assert_true (says (row, "Set by the town"));

  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (kept)), ==, 1);
  adw_combo_row_set_selected (ADW_COMBO_ROW (kept), 2);
  g_assert_cmpint (g_settings_get_int (settings, "dossiers-kept"), ==, 60);
  gtk_switch_set_active (GTK_SWITCH (get_control (fixture, "Zoom Kept for Each Kind")), FALSE);
  g_assert_false (g_settings_get_boolean (settings, "review-same-place"));
  g_assert_cmpuint (live_fixture_pending (&fixture->shop.live), ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char       *path;
    const LiveEntity *entities;
    void (*run) (Fixture *, gconstpointer);
  } tests[] = {
    { "/preferences/a-shop-says-at-once-whether-it-confirms", own,
      test_a_shop_says_at_once_whether_it_confirms },
    { "/preferences/what-the-town-set-is-locked-and-says-so", settled,
      test_what_the_town_set_is_locked_and_says_so },
    { "/preferences/notifications-are-of-what-somebody-works-on", own,
      test_notifications_are_of_what_somebody_works_on },
    { "/preferences/a-reminder-comes-only-where-it-is-wanted", own,
      test_a_reminder_comes_only_where_it_is_wanted },
    { "/preferences/slips-have-a-printer-or-a-folder", own,
      test_slips_have_a_printer_or_a_folder },
  };

  g_test_init (&argc, &argv, NULL);
  adw_init ();
  /* No printer of this machine is looked for. */
  g_object_set (gtk_settings_get_default (), "gtk-print-backends", "file", NULL);
  g_test_add ("/preferences/a-town-says-whether-each-point-is-ticked", Fixture, free_hand,
              set_up_mayor, test_a_town_says_whether_each_point_is_ticked, tear_down);
  g_test_add ("/preferences/a-clerk-sees-what-the-town-wants-and-keeps-what-he-likes", Fixture,
              each_point, set_up_clerk,
              test_a_clerk_sees_what_the_town_wants_and_keeps_what_he_likes, tear_down);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, tests[i].entities, set_up, tests[i].run, tear_down);

  return g_test_run ();
}
