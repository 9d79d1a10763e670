/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-fixture.h"
#include "parvis-closure-dialog.h"
#include "parvis-counter-keys.h"
#include "parvis-counter-page.h"
#include "parvis-day-print.h"
#include "parvis-day-rows.h"
#include "parvis-facility-page.h"
#include "parvis-recount-dialog.h"

#include <adwaita.h>
#include <glib/gstdio.h>

typedef struct
{
  LiveFixture         live;
  GtkWidget          *window;
  ParvisFacilityPage *page;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  live_fixture_set_up (&fixture->live, data);
  fixture->page = PARVIS_FACILITY_PAGE (parvis_facility_page_new (fixture->live.counting));
  parvis_facility_page_set_place (fixture->page,
                                  parvis_places_find (fixture->live.places, LIVE_POOL));
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1044, 700);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  LIVE_WAIT (gtk_widget_get_mapped (GTK_WIDGET (fixture->page)));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  ParvisTally *tally = parvis_counting_get_tally (fixture->live.counting, LIVE_POOL);

  LIVE_WAIT (!parvis_tally_is_settling (tally));
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  LIVE_WAIT (fixture->page == NULL);
  live_fixture_tear_down (&fixture->live, data);
}

static GtkEventController *
find_keys (GtkWidget *page)
{
  g_autoptr(GListModel) controllers = gtk_widget_observe_controllers (page);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr(GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        return controller;
    }

  g_assert_not_reached ();
}

static gboolean
press (GtkWidget       *page,
       guint            keyval,
       GdkModifierType  state)
{
  gboolean handled = FALSE;

  g_signal_emit_by_name (find_keys (page), "key-pressed", keyval, keyval, state, &handled);

  return handled;
}

static void
release (GtkWidget *page,
         guint      keyval)
{
  g_signal_emit_by_name (find_keys (page), "key-released", keyval, keyval, 0);
}

/* The text of every label below @widget that is to be seen, one a line. */
static void
collect_text (GtkWidget *widget,
              GString   *text)
{
  if (!gtk_widget_get_visible (widget))
    return;

  if (GTK_IS_LABEL (widget))
    g_string_append_printf (text, "%s\n", gtk_label_get_text (GTK_LABEL (widget)));
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    collect_text (child, text);
}

static gboolean
shows (gpointer    widget,
       const char *sentence)
{
  g_autoptr(GString) text = g_string_new (NULL);

  collect_text (GTK_WIDGET (widget), text);

  return strstr (text->str, sentence) != NULL;
}

static void
assert_shows (gpointer    widget,
              const char *sentence)
{
  g_autoptr(GString) text = g_string_new (NULL);

  collect_text (GTK_WIDGET (widget), text);
  if (strstr (text->str, sentence) == NULL)
    g_error ("“%s” is not to be seen in:\n%s", sentence, text->str);
}

static void
test_the_figure_adds_up_on_screen (Fixture       *fixture,
                                   gconstpointer  data)
{
  assert_shows (fixture->page, "142\nbathers present\nmaximum allowed 220\n");
  assert_shows (fixture->page, "Moderate · 65 %");
  assert_shows (fixture->page, "Open today until 19:30");
  assert_shows (fixture->page, "486 − 347 + 3 = 142");
  assert_shows (fixture->page, "Gestures and recounts\n2 today");
  assert_shows (fixture->page, "Estimated difference\nsince the recount of 14:05");
  assert_shows (fixture->page, "16:41\n+1\nCounted by hand · entrée par le portail · Karim Benali");
  assert_shows (fixture->page, "Parking\n");
  /* The line is down: nothing may say that it is live. */
  g_assert_false (shows (fixture->page, "Live"));
}

static void
test_keys_count (Fixture       *fixture,
                 gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  g_assert_true (press (page, GDK_KEY_plus, 0));
  release (page, GDK_KEY_plus);
  assert_shows (page, "143\nbathers present");
  g_assert_cmpstr (parvis_facility_page_get_status (fixture->page), ==, "143 bathers present");
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 1);
  assert_shows (page, "+1 at 16:42 · queued");
  assert_shows (page, "at 16:42, +1 here");
  assert_shows (page, "486 − 347 + 4 = 143");

  /* Ten at once, then all of it back. */
  press (page, GDK_KEY_Up, GDK_SHIFT_MASK);
  release (page, GDK_KEY_Up);
  assert_shows (page, "153\nbathers present");
  assert_shows (page, "+11 at 16:42 · queued");
  LIVE_WAIT (!parvis_tally_is_settling (parvis_counting_get_tally (fixture->live.counting,
                                                                   LIVE_POOL)));
  g_assert_true (parvis_undo_take_back (parvis_desk_get_undo (fixture->live.desk)));
  LIVE_WAIT (live_fixture_pending (&fixture->live) == 0);
  assert_shows (page, "142\nbathers present");
  g_assert_cmpstr (parvis_facility_page_get_status (fixture->page), ==,
                   "+11 at 16:42 was taken back. 142 bathers present");
}

static void
test_a_key_that_is_held_counts_once (Fixture       *fixture,
                                     gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  for (int i = 0; i < 30; i++)
    g_assert_true (press (page, GDK_KEY_KP_Add, 0));
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 1);
  release (page, GDK_KEY_KP_Add);
  press (page, GDK_KEY_KP_Add, 0);
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 2);

  /* What means something else is left to others. */
  g_assert_false (press (page, GDK_KEY_z, GDK_CONTROL_MASK));
  g_assert_false (press (page, GDK_KEY_a, 0));
}

static void
test_shift_that_makes_a_plus_is_not_ten (void)
{
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_plus, GDK_SHIFT_MASK, GDK_SHIFT_MASK,
                                               TRUE),
                   ==, 1);
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_equal, 0, 0, TRUE), ==, 1);
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_KP_Subtract, GDK_SHIFT_MASK, 0, TRUE), ==,
                   -10);
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_Down, GDK_ALT_MASK, 0, TRUE), ==, 0);
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_x, 0, 0, TRUE), ==, 0);

  /* Without single keys a sign needs Ctrl, and what is no character does not. */
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_plus, 0, 0, FALSE), ==, 0);
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_plus, GDK_CONTROL_MASK, 0, FALSE), ==, 1);
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_KP_Add, 0, 0, FALSE), ==, 0);
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_Up, 0, 0, FALSE), ==, 1);
  g_assert_cmpint (parvis_counter_delta_of_key (GDK_KEY_plus, GDK_CONTROL_MASK, 0, TRUE), ==, 0);
}

static void
test_the_table_says_what_the_curve_draws (Fixture       *fixture,
                                          gconstpointer  data)
{
  ParvisDayCard *card = parvis_facility_page_get_card (fixture->page);
  ParvisDayCurve *curve = parvis_day_card_get_curve (card);
  GListModel *rows = parvis_day_card_get_rows (card);
  guint n_gaps = 0;
  guint size;

  LIVE_WAIT (parvis_day_series_get_size (parvis_day_curve_get_series (curve)) > 10);
  size = parvis_day_series_get_size (parvis_day_curve_get_series (curve));

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "facility.table", NULL);
  g_assert_true (parvis_day_card_is_table (card));
  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr(ParvisDayRow) row = g_list_model_get_item (rows, i);
      g_autofree char *sentence = NULL;

      if (!parvis_day_row_is_gap (row))
        continue;
      n_gaps++;
      sentence = parvis_day_row_dup_sentence (row, parvis_places_get_zone (fixture->live.places));
      g_assert_cmpstr (sentence, ==, "12:05–13:00, no measure");
    }
  g_assert_cmpuint (n_gaps, ==, 1);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, size + 1);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "facility.table", NULL);
  g_assert_false (parvis_day_card_is_table (card));
}

static void
test_the_cursor_says_where_it_stands (Fixture       *fixture,
                                      gconstpointer  data)
{
  ParvisDayCurve *curve;

  curve = parvis_day_card_get_curve (parvis_facility_page_get_card (fixture->page));
  LIVE_WAIT (parvis_day_series_get_size (parvis_day_curve_get_series (curve)) > 10);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "facility.read", "i", -1);
  g_assert_cmpstr (parvis_facility_page_get_status (fixture->page), ==, "16:41: 142");
  for (int i = 0; i < 45; i++)
    gtk_widget_activate_action (GTK_WIDGET (fixture->page), "facility.read", "i", -1);
  g_assert_cmpstr (parvis_facility_page_get_status (fixture->page), ==,
                   "13:00: 48, no measure from 12:05 to 13:00");
}

static void
test_an_earlier_day_says_that_it_is_not_there (Fixture       *fixture,
                                               gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);

  GObject *stack = gtk_widget_get_template_child (
    GTK_WIDGET (parvis_facility_page_get_card (fixture->page)), PARVIS_TYPE_DAY_CARD, "stack");

  gtk_widget_activate_action (page, "facility.previous-day", NULL);
  g_assert_cmpstr (parvis_facility_page_get_status (fixture->page), ==, "Tuesday 16 June");
  /* While it may still come nothing is said of it. */
  g_assert_cmpstr (gtk_stack_get_visible_child_name (GTK_STACK (stack)), ==, "loading");
  LIVE_WAIT (shows (page, "The curve has not been received yet."));
  gtk_widget_activate_action (page, "facility.next-day", NULL);
  g_assert_cmpstr (parvis_facility_page_get_status (fixture->page), ==, "Wednesday 17 June");
  /* There is no tomorrow. */
  gtk_widget_activate_action (page, "facility.next-day", NULL);
  g_assert_cmpstr (parvis_facility_page_get_status (fixture->page), ==, "Wednesday 17 June");
}

static void
test_an_old_figure_asks_for_a_count (Fixture       *fixture,
                                     gconstpointer  data)
{
  fixture->live.now += 2 * PARVIS_HOUR;
  parvis_places_refresh (fixture->live.places);
  assert_shows (fixture->page, "silent since 16:41. Count by hand in the meantime?");
  g_assert_false (shows (fixture->page, "Moderate"));
}

static void
test_a_closed_place_is_not_a_number (Fixture       *fixture,
                                     gconstpointer  data)
{
  fixture->live.now += 4 * PARVIS_HOUR;
  parvis_places_refresh (fixture->live.places);
  assert_shows (fixture->page, "Closed\nmaximum allowed 220");
  g_assert_false (shows (fixture->page, "bathers present\nmaximum"));
}

static void
test_the_maximum_is_told (Fixture       *fixture,
                          gconstpointer  data)
{
  ParvisCounter *counter = parvis_facility_page_get_counter (fixture->page);

  parvis_counter_press (counter, 79);
  assert_shows (fixture->page, "221 for 220: one out before the next one in.");
  assert_shows (fixture->page, "Maximum reached");
  g_assert_cmpstr (parvis_facility_page_get_status (fixture->page), ==,
                   "221 bathers present, maximum 220");
}

static void
test_a_recount_tells_the_gap_first (Fixture       *fixture,
                                    gconstpointer  data)
{
  ParvisPlace *place = parvis_places_find (fixture->live.places, LIVE_POOL);
  ParvisRecountDialog *dialog;
  GObject *spin;

  dialog = parvis_recount_dialog_present (GTK_WIDGET (fixture->page), fixture->live.counting,
                                          place);
  spin = gtk_widget_get_template_child (GTK_WIDGET (dialog), PARVIS_TYPE_RECOUNT_DIALOG,
                                        "value_spin");
  assert_shows (dialog, "The counter says 142 too.");
  gtk_editable_set_text (GTK_EDITABLE (spin), "139");
  assert_shows (dialog, "The counter says 142: difference −3.");
  assert_shows (dialog, "Set to 139");
  gtk_editable_set_text (GTK_EDITABLE (spin), "beaucoup");
  assert_shows (dialog, "Type a number.");
  g_assert_false (adw_message_dialog_get_response_enabled (ADW_MESSAGE_DIALOG (dialog),
                                                           "recount"));
  gtk_editable_set_text (GTK_EDITABLE (spin), "139");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "recount");
  assert_shows (fixture->page, "139\nbathers present");
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 1);
}

static void
test_a_closure_is_asked_and_undone (Fixture       *fixture,
                                    gconstpointer  data)
{
  ParvisPlace *place = parvis_places_find (fixture->live.places, LIVE_POOL);
  ParvisClosureDialog *dialog;
  GObject *reason;

  dialog = parvis_closure_dialog_present (GTK_WIDGET (fixture->page), fixture->live.counting,
                                          place);
  reason = gtk_widget_get_template_child (GTK_WIDGET (dialog), PARVIS_TYPE_CLOSURE_DIALOG,
                                          "reason_row");
  gtk_editable_set_text (GTK_EDITABLE (reason), "orage");
  adw_message_dialog_response (ADW_MESSAGE_DIALOG (dialog), "close-place");
  LIVE_WAIT (shows (fixture->page, "Closed (orage)"));
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 1);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "facility.reopen", NULL);
  LIVE_WAIT (shows (fixture->page, "Open today until 19:30"));
}

static void
test_a_capacity_is_lowered_and_restored (Fixture       *fixture,
                                         gconstpointer  data)
{
  ParvisPlace *place = parvis_places_find (fixture->live.places, LIVE_POOL);
  ParvisClosureDialog *dialog;
  AdwMessageDialog *message;
  g_autofree char *caption = NULL;
  g_autofree char *after = NULL;
  GObject *spin;
  GObject *day;

  dialog = parvis_closure_dialog_present_lower (GTK_WIDGET (fixture->page), fixture->live.counting,
                                                place);
  message = ADW_MESSAGE_DIALOG (dialog);
  spin = gtk_widget_get_template_child (GTK_WIDGET (dialog), PARVIS_TYPE_CLOSURE_DIALOG,
                                        "capacity_spin");

  /* As much as ever, nothing, and what is no number lower nothing. */
  g_assert_false (adw_message_dialog_get_response_enabled (message, "close-place"));
  gtk_editable_set_text (GTK_EDITABLE (spin), "0");
  g_assert_false (adw_message_dialog_get_response_enabled (message, "close-place"));
  gtk_editable_set_text (GTK_EDITABLE (spin), "beaucoup");
  g_assert_false (adw_message_dialog_get_response_enabled (message, "close-place"));
  gtk_editable_set_text (GTK_EDITABLE (spin), "40");
  g_assert_true (adw_message_dialog_get_response_enabled (message, "close-place"));
  day = gtk_widget_get_template_child (GTK_WIDGET (dialog), PARVIS_TYPE_CLOSURE_DIALOG, "day_row");
  adw_combo_row_set_selected (ADW_COMBO_ROW (day), 4);
  adw_message_dialog_response (message, "close-place");
  LIVE_WAIT (shows (fixture->page, "142\nbathers present\nmaximum allowed 40\n"
                                   "capacity lowered to 40 until 20 June"));
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 1);
  caption = parvis_day_print_dup_caption (parvis_facility_page_get_card (fixture->page), place);
  g_assert_true (g_str_has_suffix (caption, "\ncapacity lowered to 40 until 20 June"));

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "facility.restore", NULL);
  LIVE_WAIT (shows (fixture->page, "maximum allowed 220"));
  g_assert_false (shows (fixture->page, "capacity lowered"));
  after = parvis_day_print_dup_caption (parvis_facility_page_get_card (fixture->page), place);
  g_assert_null (strchr (after, '\n'));
}

static void
test_a_closure_ends_at_a_local_hour (void)
{
  GTimeZone *zone = parvis_time_zone_of_towns ();

  g_assert_cmpint (parvis_closure_until (LIVE_NOW, zone, 0, 18, 0), ==, PARVIS_NO_TIME);
  g_assert_cmpint (parvis_closure_until (LIVE_NOW, zone, 1, 18, 0), ==,
                   LIVE_NOW + PARVIS_HOUR + 18 * PARVIS_MINUTE);
  g_assert_cmpint (parvis_closure_until (LIVE_NOW, zone, 2, 16, 42), ==, LIVE_NOW + PARVIS_DAY);
}

static void
test_one_column_counts_first (Fixture       *fixture,
                              gconstpointer  data)
{
  GtkWidget *page = GTK_WIDGET (fixture->page);
  GtkWidget *counter = GTK_WIDGET (parvis_facility_page_get_counter (fixture->page));
  GtkWidget *card = GTK_WIDGET (parvis_facility_page_get_card (fixture->page));
  graphene_rect_t above, below;
  int minimum;

  gtk_widget_measure (page, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  g_assert_cmpint (minimum, <=, 360);

  gtk_widget_size_allocate (page, &(GtkAllocation) { 0, 0, 400, 700 }, -1);
  g_assert_true (gtk_widget_compute_bounds (counter, page, &above));
  g_assert_true (gtk_widget_compute_bounds (card, page, &below));
  g_assert_cmpfloat (above.origin.y, <, below.origin.y);
  g_assert_cmpfloat (below.size.width, <=, 400);
}

static void
test_the_day_is_printed (Fixture       *fixture,
                         gconstpointer  data)
{
  ParvisDayCard *card = parvis_facility_page_get_card (fixture->page);
  g_autoptr(GtkPrintOperation) operation = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (fixture->live.directory, "day.pdf", NULL);
  g_autofree char *content = NULL;
  gsize length;

  LIVE_WAIT (parvis_day_series_get_size (
               parvis_day_curve_get_series (parvis_day_card_get_curve (card))) > 10);
  operation = parvis_day_print_operation (card, parvis_facility_page_get_place (fixture->page));
  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL,
                                            &error),
                   ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &content, &length, NULL));
  g_assert_cmpuint (length, >, 5000);
  g_assert_true (g_str_has_prefix (content, "%PDF"));
}

static GtkWidget *
find_type (GtkWidget *widget,
           GType      type)
{
  if (g_type_is_a (G_OBJECT_TYPE (widget), type))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_type (child, type);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
set_place (Fixture    *fixture,
           const char *facility)
{
  const ParvisScopes none = { 0 };
  ParvisScopes places = { .n = 1 };

  g_strlcpy (places.ids[0], facility, sizeof places.ids[0]);
  parvis_session_set_rights (fixture->live.session, PARVIS_MAY_READ | PARVIS_MAY_COUNT, &none,
                             &places);
  parvis_counting_follow_rights (fixture->live.counting);
}

static guint
count_windows (void)
{
  g_autoptr(GList) windows = gtk_window_list_toplevels ();

  return g_list_length (windows);
}

/* Who counts at one place is offered nothing at the others, as soon as that is known. */
static void
test_another_place_is_read_only (Fixture       *fixture,
                                 gconstpointer  data)
{
  ParvisPlace *pool = parvis_places_find (fixture->live.places, LIVE_POOL);
  ParvisPlace *library = parvis_places_find (fixture->live.places, LIVE_LIBRARY);
  GtkWidget *counter = find_type (GTK_WIDGET (fixture->page), PARVIS_TYPE_COUNTER);
  GtkWidget *page = parvis_counter_page_new (fixture->live.counting);
  guint before = count_windows ();

  g_object_ref_sink (page);
  g_assert_true (gtk_widget_is_sensitive (counter));
  set_place (fixture, parvis_place_get_facility (library)->id);
  g_assert_false (parvis_counting_allows (fixture->live.counting, pool));
  g_assert_true (parvis_counting_allows (fixture->live.counting, library));
  g_assert_false (gtk_widget_is_sensitive (counter));
  g_assert_true (parvis_counter_page_get_place (PARVIS_COUNTER_PAGE (page)) == library);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "facility.close", NULL);
  g_assert_cmpuint (count_windows (), ==, before);

  set_place (fixture, parvis_place_get_facility (pool)->id);
  g_assert_true (gtk_widget_is_sensitive (counter));
  g_assert_true (parvis_counter_page_get_place (PARVIS_COUNTER_PAGE (page)) == pool);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "facility.close", NULL);
  g_assert_cmpuint (count_windows (), >, before);
  g_object_unref (page);
}

static void
test_the_counting_page_confirms (Fixture       *fixture,
                                 gconstpointer  data)
{
  ParvisCounterPage *page = PARVIS_COUNTER_PAGE (parvis_counter_page_new (fixture->live.counting));
  ParvisPlace *library = parvis_places_find (fixture->live.places, LIVE_LIBRARY);
  ParvisTally *tally = parvis_counting_get_tally (fixture->live.counting, LIVE_LIBRARY);
  GtkWidget *window = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (page));
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (gtk_widget_get_mapped (GTK_WIDGET (page)));
  parvis_counter_page_set_place (page, library);
  assert_shows (page, "2\npeople present\nmaximum allowed 40");
  assert_shows (page, "Counted by hand · 16:15");

  fixture->live.now += 21 * PARVIS_MINUTE;
  parvis_places_refresh (fixture->live.places);
  assert_shows (page, "Last count 48 min ago. Residents see “old”.");
  g_assert_true (press (GTK_WIDGET (page), GDK_KEY_Return, 0));
  LIVE_WAIT (!parvis_tally_is_settling (tally));
  g_assert_false (shows (page, "Last count"));
  g_assert_cmpstr (parvis_counter_page_get_status (page), ==, "2 people present");
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 1);

  /* Down to nobody, and no further. */
  for (int i = 0; i < 3; i++)
    {
      press (GTK_WIDGET (page), GDK_KEY_minus, 0);
      release (GTK_WIDGET (page), GDK_KEY_minus);
    }
  LIVE_WAIT (!parvis_tally_is_settling (tally));
  assert_shows (page, "Already at zero. Recount if somebody is left.");
  g_assert_cmpstr (parvis_counter_page_get_status (page), ==,
                   "Already at zero. Recount if somebody is left.");
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 3);

  gtk_window_destroy (GTK_WINDOW (window));
}

static void
add (const char *name,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  /* Isolated directories would hide the system's schemas and image loaders. */
  g_test_init (&argc, &argv, NULL);

  if (!gtk_init_check ())
    return 77;

  adw_init ();

  add ("/facility/the-figure-adds-up-on-screen", test_the_figure_adds_up_on_screen);
  add ("/facility/keys-count", test_keys_count);
  add ("/facility/a-key-that-is-held-counts-once", test_a_key_that_is_held_counts_once);
  g_test_add_func ("/facility/shift-that-makes-a-plus-is-not-ten",
                   test_shift_that_makes_a_plus_is_not_ten);
  add ("/facility/the-table-says-what-the-curve-draws", test_the_table_says_what_the_curve_draws);
  add ("/facility/the-cursor-says-where-it-stands", test_the_cursor_says_where_it_stands);
  add ("/facility/an-earlier-day-says-that-it-is-not-there",
       test_an_earlier_day_says_that_it_is_not_there);
  add ("/facility/an-old-figure-asks-for-a-count", test_an_old_figure_asks_for_a_count);
  add ("/facility/a-closed-place-is-not-a-number", test_a_closed_place_is_not_a_number);
  add ("/facility/the-maximum-is-told", test_the_maximum_is_told);
  add ("/facility/a-recount-tells-the-gap-first", test_a_recount_tells_the_gap_first);
  add ("/facility/a-closure-is-asked-and-undone", test_a_closure_is_asked_and_undone);
  add ("/facility/a-capacity-is-lowered-and-restored", test_a_capacity_is_lowered_and_restored);
  g_test_add_func ("/facility/a-closure-ends-at-a-local-hour",
                   test_a_closure_ends_at_a_local_hour);
  add ("/facility/one-column-counts-first", test_one_column_counts_first);
  add ("/facility/the-day-is-printed", test_the_day_is_printed);
  add ("/facility/the-counting-page-confirms", test_the_counting_page_confirms);
  add ("/facility/another-place-is-read-only", test_another_place_is_read_only);

  return g_test_run ();
}
