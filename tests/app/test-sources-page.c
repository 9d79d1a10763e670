/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-fixture.h"
#include "parvis-source-row.h"
#include "parvis-sources-page.h"
#include "parvis-sources.h"

#include <adwaita.h>

#define DOUBTFUL "22222222-0000-4000-8000-000000000001"

typedef struct
{
  LiveFixture        live;
  ParvisSources     *sources;
  GtkWidget         *window;
  ParvisSourcesPage *page;
} Fixture;

static const struct
{
  const char *id;
  const char *body;
} added[] = {
  { DOUBTFUL,
    "{\"id\":\"" DOUBTFUL "\",\"name\":\"Boucle du parking\",\"format\":\"ttn-v3\",\"gauge\":\""
    LIVE_PARK "\",\"measure\":\"occupied\",\"health\":\"implausible\",\"faults\":1,"
    "\"reason\":\"suspicious_zero\",\"last_value\":0,\"battery\":88,\"rssi\":-97,\"snr\":7.5,"
    "\"period\":600,\"observed_at\":\"2026-06-17T13:02:00.000Z\","
    "\"last_seen\":\"2026-06-17T13:02:00.000Z\"}" },
  { "s-silent",
    "{\"id\":\"s-silent\",\"name\":\"Croix-Blanche\",\"format\":\"chirpstack-v4\",\"gauge\":\""
    LIVE_PARK "\",\"measure\":\"free\",\"health\":\"silent\",\"last_value\":31,\"battery\":12,"
    "\"last_seen\":\"2026-06-17T11:05:00.000Z\"}" },
  { "s-paused",
    "{\"id\":\"s-paused\",\"name\":\"Ancien portillon\",\"gauge\":\"" LIVE_POOL "\","
    "\"measure\":\"entered\",\"health\":\"paused\",\"paused\":true}" },
};

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  live_fixture_set_up (&fixture->live, data);
  for (guint i = 0; i < G_N_ELEMENTS (added); i++)
    live_fixture_put (&fixture->live, PARVIS_KIND_SOURCE, added[i].id, added[i].body);
  live_fixture_reopen (&fixture->live);

  fixture->sources = parvis_sources_new (fixture->live.session);
  fixture->page = PARVIS_SOURCES_PAGE (parvis_sources_page_new (fixture->live.desk,
                                                                fixture->sources));
  fixture->window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1044, 760);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_present (GTK_WINDOW (fixture->window));
  LIVE_WAIT (gtk_widget_get_mapped (GTK_WIDGET (fixture->page)));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->page), (gpointer *) &fixture->page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  LIVE_WAIT (fixture->page == NULL);
  g_clear_object (&fixture->sources);
  live_fixture_tear_down (&fixture->live, data);
}

static gpointer
get (Fixture    *fixture,
     const char *name)
{
  return gtk_widget_get_template_child (GTK_WIDGET (fixture->page), PARVIS_TYPE_SOURCES_PAGE, name);
}

static const char *
id_at (Fixture    *fixture,
       const char *list,
       int         index)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (get (fixture, list), index);

  return row != NULL ? parvis_source_row_get_id (PARVIS_SOURCE_ROW (row)) : NULL;
}

static void
test_what_needs_a_look_comes_first (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_assert_cmpuint (parvis_sources_get_to_look_at (fixture->sources), ==, 2);
  g_assert_cmpstr (gtk_label_get_label (get (fixture, "count_label")), ==,
                   "2 sources to look at");
  g_assert_cmpstr (id_at (fixture, "attention_list", 0), ==, DOUBTFUL);
  g_assert_cmpstr (id_at (fixture, "attention_list", 1), ==, "s-silent");
  g_assert_null (id_at (fixture, "attention_list", 2));
  g_assert_cmpstr (id_at (fixture, "running_list", 0), ==, "s-park");
  g_assert_nonnull (id_at (fixture, "running_list", 2));
  g_assert_null (id_at (fixture, "running_list", 3));
  g_assert_cmpstr (id_at (fixture, "paused_list", 0), ==, "s-paused");
}

static void
tell (Fixture    *fixture,
      const char *id,
      json_t     *body)
{
  g_autoptr(GPtrArray) entities =
    g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);

  g_ptr_array_add (entities, parvis_entity_new (PARVIS_KIND_SOURCE, id, 100, body, 0));
  g_signal_emit_by_name (fixture->live.session, "changed", entities);
}

static void
test_one_source_changes_without_the_others (Fixture       *fixture,
                                            gconstpointer  data)
{
  guint count = parvis_sources_get_count (fixture->sources);
  const ParvisSource *other = parvis_sources_find (fixture->sources, DOUBTFUL);

  tell (fixture, "s-silent",
        json_pack ("{s:s, s:s, s:s, s:s, s:s}", "id", "s-silent", "name", "Aire",
                   "gauge", LIVE_PARK, "measure", "free", "health", "ok"));
  g_assert_cmpuint (parvis_sources_get_count (fixture->sources), ==, count);
  g_assert_cmpuint (parvis_sources_get_to_look_at (fixture->sources), ==, 1);
  g_assert_cmpstr (parvis_sources_find (fixture->sources, "s-silent")->place, ==, "Parking");
  g_assert_cmpstr (parvis_sources_get (fixture->sources, 0)->name, ==, "Aire");
  g_assert_true (parvis_sources_find (fixture->sources, DOUBTFUL) == other);

  tell (fixture, "s-silent", NULL);
  g_assert_cmpuint (parvis_sources_get_count (fixture->sources), ==, count - 1);
  g_assert_null (parvis_sources_find (fixture->sources, "s-silent"));
}

static void
test_a_row_opens_its_source_and_gets_the_focus_back (Fixture       *fixture,
                                                     gconstpointer  data)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (get (fixture, "attention_list"), 1);

  g_assert_false (parvis_sources_page_go_back (fixture->page));
  g_signal_emit_by_name (get (fixture, "attention_list"), "row-activated", row);
  g_assert_true (adw_leaflet_get_visible_child (get (fixture, "leaflet")) ==
                 get (fixture, "detail_pane"));
  g_assert_cmpstr (adw_window_title_get_title (get (fixture, "detail_title")), ==,
                   "Croix-Blanche");

  g_assert_true (parvis_sources_page_go_back (fixture->page));
  g_assert_true (gtk_window_get_focus (GTK_WINDOW (fixture->window)) == GTK_WIDGET (row));
  g_assert_false (parvis_sources_page_open (fixture->page, "nobody"));
}

static GtkWidget *
find_row (GtkWidget  *widget,
          const char *title)
{
  GtkWidget *found = NULL;

  if (ADW_IS_PREFERENCES_ROW (widget) &&
      g_str_has_prefix (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (widget)), title))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL;
       child = gtk_widget_get_next_sibling (child))
    found = find_row (child, title);

  return found;
}

static void
test_the_device_that_is_believed_is_declared (Fixture       *fixture,
                                              gconstpointer  data)
{
  GtkWidget *row;
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  /* Only networks name the device of a message. */
  g_assert_true (parvis_sources_page_open (fixture->page, "s-paused"));
  row = find_row (get (fixture, "detail"), "Device (");
  g_assert_false (gtk_widget_get_visible (row));

  g_assert_true (parvis_sources_page_open (fixture->page, DOUBTFUL));
  g_assert_true (gtk_widget_get_visible (row));
  g_signal_emit_by_name (row, "apply");
  g_assert_cmpuint (live_fixture_pending (&fixture->live), ==, 0);
  gtk_editable_set_text (GTK_EDITABLE (row), " 70b3d57ed0000002 ");
  g_signal_emit_by_name (row, "apply");
  LIVE_WAIT (live_fixture_pending (&fixture->live) == 1);
  body = live_fixture_action (&fixture->live, 0, &name);
  g_assert_cmpstr (name, ==, "source.set");
  g_assert_cmpstr (json_string_value (json_object_get (body, "device")), ==, "70b3d57ed0000002");
}

static void
test_a_sudden_zero_is_judged_once (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autofree char *name = NULL;
  g_autoptr(json_t) body = NULL;

  g_assert_true (parvis_sources_page_open (fixture->page, DOUBTFUL));
  g_signal_emit_by_name (get (fixture, "detail"), "judged", FALSE);
  LIVE_WAIT (live_fixture_pending (&fixture->live) == 1);
  body = live_fixture_action (&fixture->live, 0, &name);
  g_assert_cmpstr (name, ==, "source.judge");
  g_assert_true (json_is_false (json_object_get (body, "accept")));
}

static void
test_without_a_line_the_list_is_dated (Fixture       *fixture,
                                       gconstpointer  data)
{
  ParvisLinkFacts facts;
  g_autofree char *dated = NULL;

  g_assert_cmpint (parvis_session_get_link (fixture->live.session), ==, PARVIS_LINK_OFFLINE);
  parvis_desk_read_link (fixture->live.desk, &facts);
  dated = parvis_link_text_dated (&facts);
  g_assert_cmpstr (dated, !=, "");
  g_assert_cmpstr (gtk_label_get_label (get (fixture, "dated_label")), ==, dated);
  g_assert_true (gtk_widget_get_mapped (get (fixture, "dated_label")));
}

static ParvisSource *
read_source (const char *text)
{
  g_autoptr(json_t) body = parvis_json_parse (text, strlen (text), NULL);
  g_autoptr(GError) error = NULL;
  ParvisSource *source = parvis_source_new_from_json (body, "Piscine", 0, &error);

  g_assert_no_error (error);

  return source;
}

static void
test_each_state_has_its_sentence (void)
{
  const struct
  {
    const char *body;
    const char *state;
    gboolean    to_look_at;
  } cases[] = {
    { "\"health\":\"never\",\"created_at\":\"2026-06-17T14:40:00.000Z\"",
      "Nothing received yet. Waiting for 2 min.", TRUE },
    { "\"health\":\"ok\",\"last_seen\":\"2026-06-17T14:41:40.000Z\"", "Live · 20 s", FALSE },
    { "\"health\":\"ok\",\"last_seen\":\"2026-06-17T14:41:40.000Z\","
      "\"other_device\":{\"id\":\"70b3d57ed0000002\",\"at\":\"2026-06-17T14:41:00.000Z\"}",
      "Live · 20 s · messages of another device, 70b3d57ed0000002, are not counted", FALSE },
    { "\"health\":\"late\",\"last_seen\":\"2026-06-17T14:36:00.000Z\"", "Delayed · 6 min", FALSE },
    { "\"health\":\"silent\",\"battery\":12,\"last_seen\":\"2026-06-17T11:05:00.000Z\","
      "\"observed_at\":\"2026-06-17T10:40:00.000Z\"",
      "Sensor silent. Last seen 13:05 (3 h 37) · measure of 12:40 · battery 12 %", TRUE },
    { "\"health\":\"silent\",\"battery\":12,\"last_seen\":\"2026-06-17T11:05:00.000Z\"",
      "Sensor silent. Last seen 13:05 (3 h 37) · battery 12 %", TRUE },
    { "\"health\":\"implausible\",\"reason\":\"negative\",\"last_value\":-3,\"faults\":4",
      "Impossible value (−3) received 4 times", TRUE },
    { "\"health\":\"implausible\",\"reason\":\"suspicious_zero\",\"last_value\":0,"
      "\"observed_at\":\"2026-06-17T13:02:00.000Z\"",
      "Fell to 0 at once at 15:02 while open.", TRUE },
    { "\"health\":\"stuck\",\"last_value\":37,\"same_since\":\"2026-06-17T06:00:00.000Z\"",
      "Repeats the same value, 37, since 08:00 (8 h 42)", TRUE },
    { "\"health\":\"paused\"", "Paused", FALSE },
    { "\"health\":\"silent\",\"format\":\"hand\",\"last_seen\":\"2026-06-17T11:05:00.000Z\"",
      "Last count 13:05 (3 h 37)", FALSE },
    { "\"health\":\"implausible\",\"reason\":\"no_value\",\"faults\":2,"
      "\"pointer\":\"/parvis-not-chosen-yet\"",
      "Unfinished: which value is the count is not chosen", TRUE },
    { "\"health\":\"ok\",\"last_seen\":\"2026-06-17T14:41:40.000Z\","
      "\"pointer\":\"/parvis-not-chosen-yet\"",
      "Unfinished: which value is the count is not chosen", TRUE },
    { "\"health\":\"paused\",\"pointer\":\"/parvis-not-chosen-yet\"", "Paused", FALSE },
    { "\"health\":\"a word of later\"", "Nothing received yet.", TRUE },
  };
  const ParvisSourceView view = {
    .now = LIVE_NOW,
    .link_up = TRUE,
    .zone = parvis_time_zone_of_towns (),
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"id\":\"s\",\"name\":\"n\",%s}", cases[i].body);
      g_autoptr(ParvisSource) source = read_source (text);
      g_autofree char *state = parvis_source_text_state (source, &view);

      g_assert_cmpstr (state, ==, cases[i].state);
      g_assert_cmpint (parvis_source_needs_a_look (source), ==, cases[i].to_look_at);
    }
}

static void
test_nothing_is_live_without_a_line (void)
{
  const ParvisSourceView view = {
    .now = LIVE_NOW,
    .link_up = FALSE,
    .zone = parvis_time_zone_of_towns (),
  };
  g_autoptr(ParvisSource) source =
    read_source ("{\"id\":\"s\",\"name\":\"Portillon\",\"health\":\"ok\",\"measure\":\"entered\","
                 "\"entered\":486,\"left\":0,\"battery\":80,\"rssi\":-97,"
                 "\"last_seen\":\"2026-06-17T14:41:40.000Z\"}");
  g_autofree char *state = parvis_source_text_state (source, &view);
  g_autofree char *sentence = parvis_source_text_sentence (source, &view);

  g_assert_cmpstr (state, ==, "at 16:41");
  g_assert_cmpstr (sentence, ==,
                   "Portillon, Piscine, at 16:41, 486 today, battery 80 % · signal −97 dBm");
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add_func ("/sources/each-state-has-its-sentence", test_each_state_has_its_sentence);
  g_test_add_func ("/sources/nothing-is-live-without-a-line", test_nothing_is_live_without_a_line);
  add ("/sources/what-needs-a-look-comes-first", test_what_needs_a_look_comes_first);
  add ("/sources/one-source-changes-without-the-others",
       test_one_source_changes_without_the_others);
  add ("/sources/without-a-line-the-list-is-dated", test_without_a_line_the_list_is_dated);
  add ("/sources/a-row-opens-its-source-and-gets-the-focus-back",
       test_a_row_opens_its_source_and_gets_the_focus_back);
  add ("/sources/the-device-that-is-believed-is-declared",
       test_the_device_that_is_believed_is_declared);
  add ("/sources/a-sudden-zero-is-judged-once", test_a_sudden_zero_is_judged_once);

  return g_test_run ();
}
