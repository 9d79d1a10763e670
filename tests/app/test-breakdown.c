/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-breakdown.h"

#include <string.h>

static json_t *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return value;
}

static ParvisBreakdown *
read_all (ParvisMethod  method,
          int           present,
          const char   *sources,
          const char   *log,
          gboolean      has_waiting)
{
  g_autoptr(json_t) list = parse (sources);
  g_autoptr(json_t) body = parse (log);
  g_autoptr(GPtrArray) bodies = g_ptr_array_new ();
  ParvisGaugeFigure figure = { .method = method, .present = present, .capacity = 220 };

  for (size_t i = 0; i < json_array_size (list); i++)
    g_ptr_array_add (bodies, json_array_get (list, i));

  return parvis_breakdown_read (&figure, bodies, body, has_waiting);
}

static const ParvisPart *
get_part (const ParvisBreakdown *breakdown,
          guint                  index)
{
  g_assert_cmpuint (index, <, breakdown->parts->len);

  return g_ptr_array_index (breakdown->parts, index);
}

static int
sum_of (const ParvisBreakdown *breakdown)
{
  int sum = 0;

  for (guint i = 0; i < breakdown->parts->len; i++)
    sum += get_part (breakdown, i)->effect;

  return sum;
}

#define TWO_GATES \
  "[{\"name\":\"In\",\"measure\":\"entered\",\"health\":\"ok\",\"entered\":486,\"left\":0," \
  "  \"last_seen\":\"2026-06-17T14:42:00Z\"}," \
  " {\"name\":\"Out\",\"measure\":\"left_total\",\"health\":\"late\",\"entered\":0,\"left\":347}]"

#define ENTRY(what, clock) \
  "{\"what\":\"" what "\",\"at\":\"2026-06-17T" clock "Z\",\"delta\":1}"

static void
test_the_parts_add_up (void)
{
  g_autoptr(ParvisBreakdown) breakdown =
    read_all (PARVIS_METHOD_BALANCE, 142, TWO_GATES,
              "{\"start\":0,\"entered\":486,\"left\":347,\"by_hand\":1,\"recounted\":2,"
              " \"entries\":[" ENTRY ("count", "14:41:01") "," ENTRY ("count", "14:41:00") ","
              ENTRY ("recount", "12:05:00") "," ENTRY ("zero", "08:00:00") "]}",
              FALSE);

  g_assert_true (breakdown->adds);
  g_assert_cmpuint (breakdown->parts->len, ==, 3);
  g_assert_cmpint (sum_of (breakdown), ==, 142);
  g_assert_cmpstr (get_part (breakdown, 0)->name, ==, "In");
  g_assert_cmpint (get_part (breakdown, 0)->value, ==, 486);
  g_assert_cmpint (get_part (breakdown, 1)->value, ==, 347);
  g_assert_cmpint (get_part (breakdown, 1)->effect, ==, -347);
  g_assert_cmpint (get_part (breakdown, 1)->health, ==, PARVIS_HEALTH_LATE);
  g_assert_cmpint (get_part (breakdown, 2)->kind, ==, PARVIS_PART_HAND);
  g_assert_cmpint (get_part (breakdown, 2)->value, ==, 3);
  g_assert_cmpint (get_part (breakdown, 2)->count, ==, 2);
}

static void
test_the_night_before_comes_first (void)
{
  g_autoptr(ParvisBreakdown) breakdown =
    read_all (PARVIS_METHOD_BALANCE, 146, TWO_GATES, "{\"start\":7}", FALSE);

  g_assert_cmpint (get_part (breakdown, 0)->kind, ==, PARVIS_PART_START);
  g_assert_cmpint (get_part (breakdown, 0)->value, ==, 7);
  g_assert_cmpint (sum_of (breakdown), ==, 146);
}

static void
test_what_cannot_be_explained_is_said (void)
{
  g_autoptr(ParvisBreakdown) breakdown =
    read_all (PARVIS_METHOD_BALANCE, 150, TWO_GATES, "{\"start\":0}", FALSE);

  g_assert_cmpint (get_part (breakdown, 3)->kind, ==, PARVIS_PART_REST);
  g_assert_cmpint (get_part (breakdown, 3)->effect, ==, 11);
  g_assert_cmpint (sum_of (breakdown), ==, 150);
}

static void
test_a_waiting_recount_is_by_hand (void)
{
  g_autoptr(ParvisBreakdown) breakdown =
    read_all (PARVIS_METHOD_BALANCE, 136, TWO_GATES, "{\"start\":0,\"by_hand\":3}", TRUE);

  g_assert_cmpuint (breakdown->parts->len, ==, 3);
  g_assert_cmpint (get_part (breakdown, 2)->kind, ==, PARVIS_PART_HAND);
  g_assert_cmpint (get_part (breakdown, 2)->value, ==, -3);
  g_assert_cmpint (sum_of (breakdown), ==, 136);
}

static void
test_spaces_are_one_line (void)
{
  g_autoptr(ParvisBreakdown) breakdown =
    read_all (PARVIS_METHOD_SPACES, 2,
              "[{\"measure\":\"space\",\"health\":\"ok\",\"last_value\":1},"
              " {\"measure\":\"space\",\"health\":\"silent\",\"last_value\":1},"
              " {\"measure\":\"space\",\"health\":\"stuck\",\"last_value\":1}]",
              "{}", FALSE);

  g_assert_false (breakdown->adds);
  g_assert_cmpuint (breakdown->parts->len, ==, 1);
  g_assert_cmpint (get_part (breakdown, 0)->kind, ==, PARVIS_PART_SPACES);
  g_assert_cmpint (get_part (breakdown, 0)->value, ==, 2);
  g_assert_cmpint (get_part (breakdown, 0)->count, ==, 3);
  g_assert_cmpint (get_part (breakdown, 0)->silent, ==, 1);
}

static void
test_a_sensor_does_not_add (void)
{
  g_autoptr(ParvisBreakdown) breakdown =
    read_all (PARVIS_METHOD_SENSOR, 79,
              "[{\"name\":\"Barrier\",\"measure\":\"free\",\"health\":\"ok\",\"last_value\":7},"
              " {\"name\":\"New\",\"measure\":\"present\",\"health\":\"never\"},"
              " {\"measure\":\"a later word\"}, 3]",
              "{}", FALSE);

  g_assert_false (breakdown->adds);
  g_assert_cmpuint (breakdown->parts->len, ==, 2);
  g_assert_cmpint (get_part (breakdown, 0)->value, ==, 7);
  g_assert_cmpint (get_part (breakdown, 1)->value, ==, -1);
}

static void
test_drift_asks_for_a_recount (void)
{
  g_autoptr(ParvisBreakdown) small =
    read_all (PARVIS_METHOD_BALANCE, 142, TWO_GATES,
              "{\"recount\":{\"at\":\"2026-06-17T12:05:00Z\",\"gap\":-4}}", FALSE);
  g_autoptr(ParvisBreakdown) large =
    read_all (PARVIS_METHOD_BALANCE, 142, TWO_GATES,
              "{\"recount\":{\"at\":\"2026-06-17T12:05:00Z\",\"gap\":-12}}", FALSE);
  g_autoptr(ParvisBreakdown) negative =
    read_all (PARVIS_METHOD_BALANCE, 0, "[]", "{\"drift\":5}", FALSE);
  g_autoptr(ParvisBreakdown) nothing = read_all (PARVIS_METHOD_HAND, -1, "[]", "{}", FALSE);
  int gap;

  g_assert_false (parvis_breakdown_drift_is_likely (small, 220, &gap));
  g_assert_cmpint (small->recount_gap, ==, -4);
  g_assert_true (parvis_breakdown_drift_is_likely (large, 220, &gap));
  g_assert_cmpint (gap, ==, 12);
  g_assert_true (parvis_breakdown_drift_is_likely (negative, 220, &gap));
  g_assert_cmpint (gap, ==, 5);
  g_assert_false (parvis_breakdown_drift_is_likely (nothing, 220, &gap));
  g_assert_false (nothing->adds);
}

/* In ms since the epoch: 17 June 2026 in UTC. */
static gint64
clock_at (int hour,
          int minute)
{
  return G_GINT64_CONSTANT (1781654400000) + hour * PARVIS_HOUR + minute * PARVIS_MINUTE;
}

static ParvisBreakdown *
read_recount (const char *gap,
              const char *entries)
{
  g_autofree char *log =
    g_strdup_printf ("{\"recount\":{\"at\":\"2026-06-17T12:00:00Z\",\"gap\":%s,\"value\":60},"
                     "\"entries\":[%s]}", gap, entries);

  return read_all (PARVIS_METHOD_BALANCE, 142, "[]", log, FALSE);
}

static void
test_drift_goes_on_at_the_pace_that_was_found (void)
{
  g_autoptr(ParvisBreakdown) breakdown =
    read_recount ("-4", ENTRY ("recount", "12:00:00") "," ENTRY ("recount", "10:00:00") ","
                  ENTRY ("zero", "08:00:00"));
  int drift = -1;

  /* 4 in the two hours from one recount to the other, whichever way. */
  g_assert_true (parvis_breakdown_estimate_drift (breakdown, clock_at (13, 0), &drift));
  g_assert_cmpint (drift, ==, 2);
  g_assert_true (parvis_breakdown_estimate_drift (breakdown, clock_at (13, 10), &drift));
  g_assert_cmpint (drift, ==, 3);
  g_assert_true (parvis_breakdown_estimate_drift (breakdown, clock_at (12, 0), &drift));
  g_assert_cmpint (drift, ==, 0);

  /* What is certain is not less for being estimated. */
  breakdown->drift = 7;
  g_assert_true (parvis_breakdown_estimate_drift (breakdown, clock_at (13, 0), &drift));
  g_assert_cmpint (drift, ==, 7);
}

static void
test_drift_is_not_invented (void)
{
  const struct
  {
    const char *gap;
    const char *entries;
  } unknown[] = {
    { "3", ENTRY ("recount", "12:00:00") },                                  /* since when? */
    { "0", ENTRY ("recount", "12:00:00") "," ENTRY ("zero", "08:00:00") },   /* no gap */
    { "3", ENTRY ("recount", "12:00:00") "," ENTRY ("zero", "11:45:00") },   /* too short */
    { "3", ENTRY ("recount", "12:00:00") "," ENTRY ("count", "08:00:00") },  /* never right */
  };
  int drift;

  for (guint i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autoptr(ParvisBreakdown) breakdown = read_recount (unknown[i].gap, unknown[i].entries);

      g_assert_false (parvis_breakdown_estimate_drift (breakdown, clock_at (14, 0), &drift));
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/breakdown/the-parts-add-up", test_the_parts_add_up);
  g_test_add_func ("/breakdown/the-night-before-comes-first", test_the_night_before_comes_first);
  g_test_add_func ("/breakdown/what-cannot-be-explained-is-said",
                   test_what_cannot_be_explained_is_said);
  g_test_add_func ("/breakdown/a-waiting-recount-is-by-hand", test_a_waiting_recount_is_by_hand);
  g_test_add_func ("/breakdown/spaces-are-one-line", test_spaces_are_one_line);
  g_test_add_func ("/breakdown/a-sensor-does-not-add", test_a_sensor_does_not_add);
  g_test_add_func ("/breakdown/drift-asks-for-a-recount", test_drift_asks_for_a_recount);
  g_test_add_func ("/breakdown/drift-goes-on-at-the-pace-that-was-found",
                   test_drift_goes_on_at_the_pace_that_was_found);
  g_test_add_func ("/breakdown/drift-is-not-invented", test_drift_is_not_invented);

  return g_test_run ();
}
