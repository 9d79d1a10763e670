/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-day-series.h"
#include "parvis-error.h"

#include <string.h>

/* 2026-06-17 in UTC. */
#define DAY G_GINT64_CONSTANT (1781654400000)
#define AT(hour, minute) (DAY + (hour) * PARVIS_HOUR + (minute) * PARVIS_MINUTE)

static json_t *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return value;
}

static ParvisDaySeries *
load (const char *text,
      gint64      now)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) history = parse (text);
  ParvisDaySeries *series = parvis_day_series_new (DAY, DAY + PARVIS_DAY, 15 * PARVIS_MINUTE);
  gboolean loaded = parvis_day_series_load (series, history, now, &error);

  g_assert_no_error (error);
  g_assert_true (loaded);

  return series;
}

#define THREE_BUCKETS \
  "{\"bucket\":300,\"points\":[" \
  "{\"at\":\"2026-06-17T10:05:00Z\",\"min\":3,\"max\":9,\"last\":8}," \
  "{\"at\":\"2026-06-17T10:00:00Z\",\"min\":0,\"max\":4,\"last\":4}," \
  "{\"at\":\"2026-06-17T10:30:00Z\",\"min\":20,\"max\":21,\"last\":21}," \
  "{\"at\":\"2026-06-16T23:55:00Z\",\"min\":1,\"max\":1,\"last\":1}]}"

static void
test_a_bucket_stands_where_it_ends (void)
{
  g_autoptr(ParvisDaySeries) series = load (THREE_BUCKETS, AT (10, 32));

  g_assert_cmpuint (parvis_day_series_get_size (series), ==, 3);
  g_assert_cmpint (parvis_day_series_get_point (series, 0)->at, ==, AT (10, 5));
  g_assert_cmpint (parvis_day_series_get_point (series, 0)->value, ==, 4);
  g_assert_cmpint (parvis_day_series_get_point (series, 1)->at, ==, AT (10, 10));
  /* The bucket under way ends now. */
  g_assert_cmpint (parvis_day_series_get_point (series, 2)->at, ==, AT (10, 32));
  g_assert_cmpint (parvis_day_series_get_peak (series), ==, 21);
}

static void
test_a_silence_is_a_gap (void)
{
  g_autoptr(ParvisDaySeries) series = load (THREE_BUCKETS, AT (11, 0));
  g_autoptr(GArray) gaps = parvis_day_series_list_gaps (series, AT (9, 30), AT (11, 0));
  const ParvisDaySpan *gap;

  g_assert_true (parvis_day_series_breaks_at (series, 0));
  g_assert_false (parvis_day_series_breaks_at (series, 1));
  g_assert_true (parvis_day_series_breaks_at (series, 2));

  g_assert_cmpuint (gaps->len, ==, 3);
  gap = &g_array_index (gaps, ParvisDaySpan, 0);
  g_assert_cmpint (gap->from, ==, AT (9, 30));
  g_assert_cmpint (gap->to, ==, AT (10, 5));
  gap = &g_array_index (gaps, ParvisDaySpan, 1);
  g_assert_cmpint (gap->from, ==, AT (10, 10));
  g_assert_cmpint (gap->to, ==, AT (10, 35));
  gap = &g_array_index (gaps, ParvisDaySpan, 2);
  g_assert_cmpint (gap->from, ==, AT (10, 35));
  g_assert_cmpint (gap->to, ==, AT (11, 0));
}

static void
test_no_point_is_one_gap (void)
{
  g_autoptr(ParvisDaySeries) series = parvis_day_series_new (DAY, DAY + PARVIS_DAY, PARVIS_HOUR);
  g_autoptr(GArray) gaps = parvis_day_series_list_gaps (series, AT (8, 0), AT (12, 0));
  guint index;

  g_assert_cmpuint (gaps->len, ==, 1);
  g_assert_false (parvis_day_series_find (series, AT (9, 0), &index));
}

static void
test_live_points_follow (void)
{
  g_autoptr(ParvisDaySeries) series = load (THREE_BUCKETS, AT (10, 32));

  g_assert_true (parvis_day_series_append (series, AT (10, 33), 25));
  g_assert_cmpuint (parvis_day_series_get_size (series), ==, 4);

  /* The same again says nothing, and the past belongs to the history. */
  g_assert_false (parvis_day_series_append (series, AT (10, 33), 25));
  g_assert_false (parvis_day_series_append (series, AT (10, 20), 1));
  g_assert_false (parvis_day_series_append (series, AT (24, 1), 1));
  g_assert_cmpuint (parvis_day_series_get_size (series), ==, 4);
}

static void
test_a_busy_gate_does_not_fill_the_memory (void)
{
  g_autoptr(ParvisDaySeries) series = parvis_day_series_new (DAY, DAY + PARVIS_DAY, PARVIS_HOUR);
  const ParvisDayPoint *last;
  gint64 at = AT (8, 0);

  for (int i = 0; i < 40000; i++, at += 250)
    parvis_day_series_append (series, at, i % 100);

  /* 40,000 changes in 10,000 s: about a point each 20 s. */
  g_assert_cmpuint (parvis_day_series_get_size (series), <=, 510);
  last = parvis_day_series_get_point (series, parvis_day_series_get_size (series) - 1);
  g_assert_cmpint (last->at, ==, at - 250);
  g_assert_cmpint (last->value, ==, 39999 % 100);
}

static void
test_finds_the_nearest_point (void)
{
  g_autoptr(ParvisDaySeries) series = load (THREE_BUCKETS, AT (12, 0));
  guint index;

  g_assert_true (parvis_day_series_find (series, AT (1, 0), &index));
  g_assert_cmpuint (index, ==, 0);
  g_assert_true (parvis_day_series_find (series, AT (10, 8), &index));
  g_assert_cmpuint (index, ==, 1);
  g_assert_true (parvis_day_series_find (series, AT (23, 0), &index));
  g_assert_cmpuint (index, ==, 2);
}

static void
test_rubbish_changes_nothing (void)
{
  static const char *const rubbish[] = {
    "{}",
    "{\"bucket\":300}",
    "{\"bucket\":0,\"points\":[]}",
    "{\"bucket\":300,\"points\":{}}",
    "{\"bucket\":300,\"points\":[3]}",
    "{\"bucket\":300,\"points\":[{\"at\":\"2026-06-17T10:05:00Z\",\"last\":-4}]}",
    "{\"bucket\":300,\"points\":[{\"at\":\"noon\",\"last\":4}]}",
    "{\"bucket\":300,\"points\":[{\"at\":\"2026-06-17T10:05:00Z\",\"last\":\"4\"}]}",
  };
  g_autoptr(ParvisDaySeries) series = load (THREE_BUCKETS, AT (12, 0));

  for (guint i = 0; i < G_N_ELEMENTS (rubbish); i++)
    {
      g_autoptr(json_t) history = parse (rubbish[i]);
      g_autoptr(GError) error = NULL;

      g_assert_false (parvis_day_series_load (series, history, AT (12, 0), &error));
      g_assert_true (error != NULL && error->domain == PARVIS_ERROR);
      g_assert_cmpuint (parvis_day_series_get_size (series), ==, 3);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/day-series/a-bucket-stands-where-it-ends", test_a_bucket_stands_where_it_ends);
  g_test_add_func ("/day-series/a-silence-is-a-gap", test_a_silence_is_a_gap);
  g_test_add_func ("/day-series/no-point-is-one-gap", test_no_point_is_one_gap);
  g_test_add_func ("/day-series/live-points-follow", test_live_points_follow);
  g_test_add_func ("/day-series/a-busy-gate-does-not-fill-the-memory",
                   test_a_busy_gate_does_not_fill_the_memory);
  g_test_add_func ("/day-series/finds-the-nearest-point", test_finds_the_nearest_point);
  g_test_add_func ("/day-series/rubbish-changes-nothing", test_rubbish_changes_nothing);

  return g_test_run ();
}
