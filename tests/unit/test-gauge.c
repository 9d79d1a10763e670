/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-gauge.h"

#include <string.h>

#define T0 G_GINT64_CONSTANT (1781707320000)

static ParvisGaugeFigure
make_figure (ParvisMethod method)
{
  ParvisGaugeFigure figure = {
    .id = "g",
    .facility = "f",
    .kind = PARVIS_GAUGE_VEHICLES,
    .method = method,
    .capacity = 100,
    .present = 40,
    .sources = 2,
    .sources_fresh = 2,
    .observed_at = T0,
    .live_for = 70 * PARVIS_SECOND,
    .late_for = 15 * PARVIS_MINUTE,
    .valid_for = 45 * PARVIS_MINUTE,
    .broken_since = PARVIS_NO_TIME,
  };

  return figure;
}

static void
assert_freshness (const ParvisGaugeFigure *figure,
                  gboolean                 closed,
                  gint64                   age,
                  ParvisFreshness          expected,
                  gint64                   expected_change)
{
  gint64 next_change;

  g_assert_cmpstr (parvis_freshness_to_string (parvis_freshness_decide (figure, closed, T0 + age,
                                                                        &next_change)),
                   ==,
                   parvis_freshness_to_string (expected));
  g_assert_cmpint (next_change, ==, expected_change);
  g_assert_cmpint (parvis_freshness_decide (figure, closed, T0 + age, NULL), ==, expected);
}

static void
test_ages_from_live_to_late_to_stale (void)
{
  ParvisGaugeFigure figure = make_figure (PARVIS_METHOD_SENSOR);
  gint64 late_at = T0 + 70 * PARVIS_SECOND + 1;
  gint64 stale_at = T0 + 15 * PARVIS_MINUTE + 1;

  assert_freshness (&figure, FALSE, 0, PARVIS_FRESHNESS_LIVE, late_at);
  assert_freshness (&figure, FALSE, 70 * PARVIS_SECOND, PARVIS_FRESHNESS_LIVE, late_at);
  assert_freshness (&figure, FALSE, 70 * PARVIS_SECOND + 1, PARVIS_FRESHNESS_LATE, stale_at);
  assert_freshness (&figure, FALSE, 15 * PARVIS_MINUTE, PARVIS_FRESHNESS_LATE, stale_at);
  assert_freshness (&figure, FALSE, 15 * PARVIS_MINUTE + 1, PARVIS_FRESHNESS_STALE, PARVIS_NEVER);
  assert_freshness (&figure, FALSE, 400 * PARVIS_DAY, PARVIS_FRESHNESS_STALE, PARVIS_NEVER);

  /* A clock that is behind does not make a figure old. */
  assert_freshness (&figure, FALSE, -PARVIS_MINUTE, PARVIS_FRESHNESS_LIVE, late_at);
}

static void
test_each_next_change_is_one (void)
{
  ParvisGaugeFigure figure = make_figure (PARVIS_METHOD_BALANCE);
  ParvisFreshness freshness;
  gint64 now = T0;
  gint64 next_change;
  int changes = 0;

  freshness = parvis_freshness_decide (&figure, FALSE, now, &next_change);

  while (next_change != PARVIS_NEVER)
    {
      g_assert_cmpint (next_change, >, now);
      g_assert_cmpint (parvis_freshness_decide (&figure, FALSE, next_change - 1, NULL),
                       ==, freshness);

      now = next_change;
      g_assert_cmpint (parvis_freshness_decide (&figure, FALSE, now, &next_change), !=, freshness);
      freshness = parvis_freshness_decide (&figure, FALSE, now, NULL);
      changes++;
    }

  g_assert_cmpint (changes, ==, 2);
}

static void
test_a_hand_count_is_believed_for_its_validity (void)
{
  ParvisGaugeFigure figure = make_figure (PARVIS_METHOD_HAND);
  gint64 stale_at = T0 + 45 * PARVIS_MINUTE + 1;

  assert_freshness (&figure, FALSE, 0, PARVIS_FRESHNESS_HAND, stale_at);
  assert_freshness (&figure, FALSE, 45 * PARVIS_MINUTE, PARVIS_FRESHNESS_HAND, stale_at);
  assert_freshness (&figure, FALSE, 45 * PARVIS_MINUTE + 1, PARVIS_FRESHNESS_STALE, PARVIS_NEVER);
}

static void
test_a_silent_source_makes_a_figure_stale_at_once (void)
{
  ParvisGaugeFigure figure = make_figure (PARVIS_METHOD_BALANCE);

  figure.broken_since = T0 + 10;
  assert_freshness (&figure, FALSE, 9, PARVIS_FRESHNESS_LIVE, T0 + 10);
  assert_freshness (&figure, FALSE, 10, PARVIS_FRESHNESS_STALE, PARVIS_NEVER);

  /* Who counted by hand after it fell silent did without it. */
  figure.method = PARVIS_METHOD_HAND;
  assert_freshness (&figure, FALSE, 10, PARVIS_FRESHNESS_STALE, PARVIS_NEVER);
  figure.broken_since = T0 - 10;
  assert_freshness (&figure, FALSE, 10, PARVIS_FRESHNESS_HAND, T0 + 45 * PARVIS_MINUTE + 1);
}

static void
test_closed_and_unknown_are_neither_full_nor_empty (void)
{
  ParvisGaugeFigure figure = make_figure (PARVIS_METHOD_SENSOR);

  figure.present = 100;
  assert_freshness (&figure, TRUE, 0, PARVIS_FRESHNESS_CLOSED, PARVIS_NEVER);
  g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_CLOSED), ==, 0);

  figure.present = -1;
  assert_freshness (&figure, FALSE, 0, PARVIS_FRESHNESS_UNKNOWN, PARVIS_NEVER);
  g_assert_cmpint (parvis_gauge_free (&figure), ==, -1);

  figure.present = 0;
  assert_freshness (&figure, FALSE, 0, PARVIS_FRESHNESS_LIVE, T0 + 70 * PARVIS_SECOND + 1);
  g_assert_cmpint (parvis_gauge_free (&figure), ==, 100);
  g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_LIVE), ==, 1);

  figure.observed_at = PARVIS_NO_TIME;
  assert_freshness (&figure, FALSE, 0, PARVIS_FRESHNESS_UNKNOWN, PARVIS_NEVER);
  assert_freshness (&figure, TRUE, 0, PARVIS_FRESHNESS_CLOSED, PARVIS_NEVER);

  figure = make_figure (PARVIS_METHOD_NONE);
  assert_freshness (&figure, FALSE, 0, PARVIS_FRESHNESS_UNKNOWN, PARVIS_NEVER);
}

static void
test_levels_start_where_they_should (void)
{
  static const struct
  {
    int present;
    int level;
  } cases[] = {
    { 0, 1 }, { 24, 1 }, { 25, 2 }, { 49, 2 }, { 50, 3 }, { 74, 3 }, { 75, 4 }, { 94, 4 },
    { 95, 5 }, { 100, 5 }, { 110, 5 },
  };
  ParvisGaugeFigure figure = make_figure (PARVIS_METHOD_SENSOR);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      figure.present = cases[i].present;
      figure.capacity = 100;
      g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_LIVE), ==, cases[i].level);
      g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_LATE), ==, cases[i].level);
      g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_HAND), ==, cases[i].level);
      g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_STALE), ==, 0);
      g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_UNKNOWN), ==, 0);
    }

  figure.capacity = 0;
  g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_LIVE), ==, 0);
  figure.capacity = 50;
  g_assert_cmpint (parvis_gauge_free (&figure), ==, 0);
}

static void
test_thresholds_follow_the_rhythm (void)
{
  g_assert_cmpint (parvis_gauge_live_for (0), ==, PARVIS_MINUTE);
  g_assert_cmpint (parvis_gauge_live_for (25 * PARVIS_SECOND), ==, PARVIS_MINUTE);
  g_assert_cmpint (parvis_gauge_live_for (PARVIS_MINUTE), ==, 130 * PARVIS_SECOND);
  g_assert_cmpint (parvis_gauge_late_for (PARVIS_MINUTE), ==, 15 * PARVIS_MINUTE);
  g_assert_cmpint (parvis_gauge_late_for (10 * PARVIS_MINUTE), ==, PARVIS_HOUR);
  g_assert_cmpint (parvis_gauge_default_period (PARVIS_GAUGE_PEOPLE), >, 0);
  g_assert_cmpint (parvis_gauge_default_period (PARVIS_GAUGE_VEHICLES), >, 0);
}

/* Of 100 spaces 60 are measured, of which 57 are taken. */
static void
test_a_space_that_is_not_measured_is_not_free (void)
{
  ParvisGaugeFigure figure = make_figure (PARVIS_METHOD_SPACES);
  ParvisRollup rollup;

  g_assert_false (parvis_gauge_is_partial (&figure));
  g_assert_cmpint (parvis_gauge_measured (&figure), ==, 100);

  figure.present = 57;
  figure.measured = 60;
  g_assert_true (parvis_gauge_is_partial (&figure));
  g_assert_cmpint (parvis_gauge_measured (&figure), ==, 60);
  g_assert_cmpint (parvis_gauge_free (&figure), ==, 3);
  g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_LIVE), ==, 5);

  parvis_rollup_init (&rollup);
  parvis_rollup_add (&rollup, &figure, PARVIS_FRESHNESS_LIVE);
  g_assert_cmpint (rollup.free, ==, 3);
  g_assert_cmpint (rollup.capacity, ==, 60);

  /* More sensors than places: somebody declared too few. */
  figure.measured = 110;
  g_assert_false (parvis_gauge_is_partial (&figure));
  g_assert_cmpint (parvis_gauge_free (&figure), ==, 43);
}

static void
test_sums_say_what_they_leave_out (void)
{
  ParvisGaugeFigure figure = make_figure (PARVIS_METHOD_SENSOR);
  ParvisRollup rollup;

  parvis_rollup_init (&rollup);
  g_assert_cmpint (rollup.oldest, ==, PARVIS_NO_TIME);

  parvis_rollup_add (&rollup, &figure, PARVIS_FRESHNESS_LIVE);
  figure.observed_at -= PARVIS_HOUR;
  parvis_rollup_add (&rollup, &figure, PARVIS_FRESHNESS_HAND);
  figure.observed_at -= PARVIS_HOUR;
  figure.sources_fresh = 1;
  parvis_rollup_add (&rollup, &figure, PARVIS_FRESHNESS_STALE);
  parvis_rollup_add (&rollup, &figure, PARVIS_FRESHNESS_CLOSED);

  g_assert_cmpint (rollup.gauges, ==, 3);
  g_assert_cmpint (rollup.fresh, ==, 2);
  g_assert_cmpint (rollup.closed, ==, 1);
  g_assert_cmpint (rollup.free, ==, 120);
  g_assert_cmpint (rollup.capacity, ==, 200);
  g_assert_cmpint (rollup.sources, ==, 6);
  g_assert_cmpint (rollup.sources_fresh, ==, 5);
  g_assert_cmpint (rollup.oldest, ==, T0 - PARVIS_HOUR);
}

static void
test_reads_the_entity (void)
{
  static const char text[] =
    "{\"id\":\"g1\",\"facility\":\"f1\",\"neighbourhood\":\"n1\",\"kind\":\"people\","
    "\"method\":\"balance\",\"capacity\":220,\"present\":143,\"free\":77,"
    "\"observed_at\":\"2026-06-17T14:42:00.000Z\",\"live_for\":130,\"late_for\":900,"
    "\"valid_for\":2700,\"sources\":2,\"sources_fresh\":1,\"state\":\"stale\","
    "\"broken_since\":\"2026-06-17T14:42:01Z\",\"reserved\":{\"pmr\":2},\"later\":[]}";
  g_autoptr(json_t) body = parvis_json_parse (text, strlen (text), NULL);
  g_autoptr(GError) error = NULL;
  ParvisGaugeFigure figure;

  g_assert_true (parvis_gauge_figure_from_json (&figure, body, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (figure.id, ==, "g1");
  g_assert_cmpstr (figure.facility, ==, "f1");
  g_assert_cmpstr (figure.neighbourhood, ==, "n1");
  g_assert_cmpint (figure.kind, ==, PARVIS_GAUGE_PEOPLE);
  g_assert_cmpint (figure.method, ==, PARVIS_METHOD_BALANCE);
  g_assert_cmpint (figure.capacity, ==, 220);
  g_assert_cmpint (figure.present, ==, 143);
  g_assert_cmpint (figure.sources, ==, 2);
  g_assert_cmpint (figure.sources_fresh, ==, 1);
  g_assert_cmpint (figure.observed_at, ==, T0);
  g_assert_cmpint (figure.live_for, ==, 130 * PARVIS_SECOND);
  g_assert_cmpint (figure.late_for, ==, 900 * PARVIS_SECOND);
  g_assert_cmpint (figure.valid_for, ==, 2700 * PARVIS_SECOND);
  g_assert_cmpint (figure.broken_since, ==, T0 + PARVIS_SECOND);
}

static void
test_an_entity_without_a_figure_is_unknown (void)
{
  static const char text[] = "{\"id\":\"g1\",\"facility\":\"f1\",\"kind\":\"vehicles\"}";
  g_autoptr(json_t) body = parvis_json_parse (text, strlen (text), NULL);
  ParvisGaugeFigure figure;

  g_assert_true (parvis_gauge_figure_from_json (&figure, body, NULL));
  g_assert_cmpint (figure.present, ==, -1);
  g_assert_cmpint (figure.capacity, ==, -1);
  g_assert_cmpstr (figure.neighbourhood, ==, "");
  g_assert_cmpint (figure.observed_at, ==, PARVIS_NO_TIME);
  assert_freshness (&figure, FALSE, 0, PARVIS_FRESHNESS_UNKNOWN, PARVIS_NEVER);
}

static void
test_a_wrong_entity_is_named_and_changes_nothing (void)
{
  static const struct
  {
    const char *text;
    const char *field;
  } cases[] = {
    { "[]", "/id" },
    { "{\"id\":\"g\",\"kind\":\"people\"}", "/facility" },
    { "{\"id\":\"g\",\"facility\":\"f\",\"kind\":\"dogs\"}", "/kind" },
    { "{\"id\":\"g\",\"facility\":\"f\",\"kind\":\"people\",\"method\":\"?\"}", "/method" },
    { "{\"id\":\"g\",\"facility\":\"f\",\"kind\":\"people\",\"present\":-1}", "/present" },
    { "{\"id\":\"g\",\"facility\":\"f\",\"kind\":\"people\",\"live_for\":1e12}", "/live_for" },
    { "{\"id\":\"0123456789012345678901234567890123456789\"}", "/id" },
    { "{\"id\":\"ééééééééééééééééééééééééé\"}", "/id" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(json_t) body = parvis_json_parse (cases[i].text, strlen (cases[i].text), NULL);
      g_autoptr(GError) error = NULL;
      ParvisGaugeFigure figure = make_figure (PARVIS_METHOD_HAND);

      g_test_message ("%s", cases[i].text);
      g_assert_false (parvis_gauge_figure_from_json (&figure, body, &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
      g_assert_cmpstr (parvis_error_get_field (error), ==, cases[i].field);
      g_assert_cmpint (figure.present, ==, 40);
    }
}

static void
test_a_lowered_capacity_is_what_it_holds_until_its_end (void)
{
  g_autoptr(json_t) body = json_pack (
    "{s:s, s:s, s:s, s:s, s:i, s:i, s:s, s:{s:i, s:i, s:s}}",
    "id", "g", "facility", "f", "kind", "vehicles", "method", "sensor",
    "capacity", 40, "present", 60, "observed_at", "2026-06-17T12:00:00Z",
    "capacity_limit", "capacity", 40, "whole", 95, "until", "2026-06-20T16:00:00Z");
  ParvisGaugeFigure figure;
  gint64 end;
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_gauge_figure_from_json (&figure, body, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_gauge_is_lowered (&figure));
  g_assert_cmpint (parvis_gauge_whole (&figure), ==, 95);
  g_assert_cmpint (parvis_gauge_read_whole (body), ==, 95);
  g_assert_cmpint (parvis_gauge_free (&figure), ==, 0);
  g_assert_cmpint (parvis_gauge_level (&figure, PARVIS_FRESHNESS_LIVE), ==, 5);

  end = figure.lowered_until;
  parvis_gauge_figure_settle (&figure, end - 1);
  g_assert_cmpint (figure.capacity, ==, 40);
  parvis_gauge_figure_settle (&figure, end);
  g_assert_false (parvis_gauge_is_lowered (&figure));
  g_assert_cmpint (figure.capacity, ==, 95);
  g_assert_cmpint (parvis_gauge_free (&figure), ==, 35);

  /* Without an end it stays, and one that cannot be read is none. */
  json_object_del (json_object_get (body, "capacity_limit"), "until");
  g_assert_true (parvis_gauge_figure_from_json (&figure, body, NULL));
  parvis_gauge_figure_settle (&figure, PARVIS_NEVER - 1);
  g_assert_cmpint (figure.capacity, ==, 40);
  json_object_set_new (json_object_get (body, "capacity_limit"), "until", json_true ());
  g_assert_true (parvis_gauge_figure_from_json (&figure, body, NULL));
  g_assert_false (parvis_gauge_is_lowered (&figure));
  json_object_set_new (body, "capacity_limit", json_integer (3));
  g_assert_true (parvis_gauge_figure_from_json (&figure, body, NULL));
  g_assert_cmpint (parvis_gauge_whole (&figure), ==, 40);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/gauge/ages-from-live-to-late-to-stale", test_ages_from_live_to_late_to_stale);
  g_test_add_func ("/gauge/each-next-change-is-one", test_each_next_change_is_one);
  g_test_add_func ("/gauge/a-hand-count-is-believed-for-its-validity",
                   test_a_hand_count_is_believed_for_its_validity);
  g_test_add_func ("/gauge/a-silent-source-makes-a-figure-stale-at-once",
                   test_a_silent_source_makes_a_figure_stale_at_once);
  g_test_add_func ("/gauge/closed-and-unknown-are-neither-full-nor-empty",
                   test_closed_and_unknown_are_neither_full_nor_empty);
  g_test_add_func ("/gauge/levels-start-where-they-should", test_levels_start_where_they_should);
  g_test_add_func ("/gauge/thresholds-follow-the-rhythm", test_thresholds_follow_the_rhythm);
  g_test_add_func ("/gauge/a-space-that-is-not-measured-is-not-free",
                   test_a_space_that_is_not_measured_is_not_free);
  g_test_add_func ("/gauge/sums-say-what-they-leave-out", test_sums_say_what_they_leave_out);
  g_test_add_func ("/gauge/reads-the-entity", test_reads_the_entity);
  g_test_add_func ("/gauge/an-entity-without-a-figure-is-unknown",
                   test_an_entity_without_a_figure_is_unknown);
  g_test_add_func ("/gauge/a-wrong-entity-is-named-and-changes-nothing",
                   test_a_wrong_entity_is_named_and_changes_nothing);
  g_test_add_func ("/gauge/a-lowered-capacity-is-what-it-holds-until-its-end",
                   test_a_lowered_capacity_is_what_it_holds_until_its_end);

  return g_test_run ();
}
