/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-time.h"

typedef struct
{
  const char *text;
  gint64      instant;
} Case;

static const Case good[] = {
  { "1970-01-01T00:00:00Z", 0 },
  { "2026-06-17T14:42:00Z", G_GINT64_CONSTANT (1781707320000) },
  { "2026-06-17t14:42:00z", G_GINT64_CONSTANT (1781707320000) },
  { "2026-06-17T16:42:00+02:00", G_GINT64_CONSTANT (1781707320000) },
  { "2026-06-17T08:12:00-06:30", G_GINT64_CONSTANT (1781707320000) },
  { "2026-06-17T14:42:00-00:00", G_GINT64_CONSTANT (1781707320000) },
  { "2026-06-17T14:42:00.5Z", G_GINT64_CONSTANT (1781707320500) },
  { "2026-06-17T14:42:00.0004999999Z", G_GINT64_CONSTANT (1781707320000) },
  { "2026-06-17T14:42:00.123456789Z", G_GINT64_CONSTANT (1781707320123) },
  { "2026-06-17T14:42:00.1236Z", G_GINT64_CONSTANT (1781707320124) },
  { "2026-06-17T14:41:59.9996Z", G_GINT64_CONSTANT (1781707320000) },
  { "2024-02-29T00:00:00Z", G_GINT64_CONSTANT (1709164800000) },
  { "2016-12-31T23:59:60Z", G_GINT64_CONSTANT (1483228799999) },
  { "2016-12-31T23:59:60.75Z", G_GINT64_CONSTANT (1483228799999) },
  { "1990-12-31T15:59:60-08:00", G_GINT64_CONSTANT (662687999999) },
  { "9999-12-31T23:59:59.999Z", PARVIS_TIME_MAX },
};

static const char * const bad[] = {
  "",
  " ",
  "now",
  "2026-06-17",
  "2026-06-17T14:42:00",
  "2026-06-17 14:42:00Z",
  "2026-06-17T14:42Z",
  "2026-06-17T14:42:00.Z",
  "2026-06-17T14:42:00,5Z",
  "2026-06-17T14:42:00Z ",
  " 2026-06-17T14:42:00Z",
  "2026-06-17T14:42:00ZZ",
  "2026-6-17T14:42:00Z",
  "2026-13-17T14:42:00Z",
  "2026-00-17T14:42:00Z",
  "2026-06-00T14:42:00Z",
  "2026-06-31T14:42:00Z",
  "2025-02-29T14:42:00Z",
  "2100-02-29T14:42:00Z",
  "2026-06-17T24:00:00Z",
  "2026-06-17T14:60:00Z",
  "2026-06-17T14:42:61Z",
  "2026-06-17T14:42:60Z",
  "2026-06-17T14:42:00+2:00",
  "2026-06-17T14:42:00+0200",
  "2026-06-17T14:42:00+24:00",
  "2026-06-17T14:42:00+02:60",
  "2026-06-17T14:42:00+02",
  "+2026-06-17T14:42:00Z",
  "-2026-06-17T14:42:00Z",
  "12026-06-17T14:42:00Z",
  "1969-12-31T23:59:59Z",
  "1970-01-01T00:00:00+01:00",
  "9999-12-31T23:59:59-01:00",
  "9999-12-31T23:59:59.9996Z",
  "20\xc3\xa9" "6-06-17T14:42:00Z",
};

static void
test_reads_rfc_3339 (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr(GError) error = NULL;
      gint64 instant;

      g_test_message ("%s", good[i].text);
      g_assert_true (parvis_time_parse (good[i].text, &instant, &error));
      g_assert_no_error (error);
      g_assert_cmpint (instant, ==, good[i].instant);
    }
}

static void
test_refuses_all_else (void)
{
  gint64 instant;

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", bad[i]);
      g_assert_false (parvis_time_parse (bad[i], &instant, &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
      g_assert_cmpint (instant, ==, PARVIS_NO_TIME);
    }

  g_assert_false (parvis_time_parse (NULL, &instant, NULL));
}

static void
test_writes_what_it_reads (void)
{
  g_autofree char *first = parvis_time_format (0);
  g_autofree char *last = parvis_time_format (PARVIS_TIME_MAX);

  g_assert_cmpstr (first, ==, "1970-01-01T00:00:00.000Z");
  g_assert_cmpstr (last, ==, "9999-12-31T23:59:59.999Z");

  /* Steps that meet every month, leap days and all parts of a day; GLib is the
   * witness.
   */
  for (gint64 instant = 0; instant < PARVIS_TIME_MAX; instant += 37 * PARVIS_DAY + 12345678)
    {
      g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant / 1000);
      g_autofree char *expected = g_date_time_format (utc, "%Y-%m-%dT%H:%M:%S");
      g_autofree char *text = parvis_time_format (instant);
      gint64 again;

      g_assert_true (g_str_has_prefix (text, expected));
      g_assert_true (parvis_time_parse (text, &again, NULL));
      g_assert_cmpint (again, ==, instant);
    }
}

static void
assert_day_start (const char *instant,
                  GTimeZone  *zone,
                  const char *expected)
{
  g_autofree char *text = NULL;
  gint64 at;

  g_assert_true (parvis_time_parse (instant, &at, NULL));
  text = parvis_time_format (parvis_time_day_start (at, zone));
  g_assert_cmpstr (text, ==, expected);
}

static void
test_days_start_at_local_midnight (void)
{
  GTimeZone *paris = parvis_time_zone_of_towns ();
  g_autoptr(GTimeZone) reunion = g_time_zone_new_identifier ("Indian/Reunion");

  g_assert_nonnull (paris);
  g_assert_true (paris == parvis_time_zone_of_towns ());

  assert_day_start ("2026-06-17T14:42:00Z", paris, "2026-06-16T22:00:00.000Z");
  assert_day_start ("2026-06-16T22:00:00Z", paris, "2026-06-16T22:00:00.000Z");
  assert_day_start ("2026-06-16T21:59:59.999Z", paris, "2026-06-15T22:00:00.000Z");
  assert_day_start ("2026-01-10T23:30:00Z", paris, "2026-01-10T23:00:00.000Z");

  /* The days of 23 and of 25 hours. */
  assert_day_start ("2026-03-29T12:00:00Z", paris, "2026-03-28T23:00:00.000Z");
  assert_day_start ("2026-10-25T12:00:00Z", paris, "2026-10-24T22:00:00.000Z");

  if (reunion != NULL)
    assert_day_start ("2026-06-17T21:00:00Z", reunion, "2026-06-17T20:00:00.000Z");
}

/* What is kept of a day must not answer for the next one, nor for another town. */
static void
test_a_day_ends_where_the_next_begins (void)
{
  GTimeZone *paris = parvis_time_zone_of_towns ();
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  const ParvisLocalDay *day;
  gint64 instant = 0;
  gint64 end;

  g_assert_true (parvis_time_parse ("2026-03-27T12:00:00Z", &instant, NULL));
  for (guint i = 0; i < 300; i++)
    {
      end = parvis_time_local_day (instant, paris)->end;
      g_assert_cmpint (parvis_time_local_day (end - 1, paris)->end, ==, end);
      g_assert_cmpint (parvis_time_local_day (end, paris)->start, ==, end);
      instant = end;
    }

  day = parvis_time_local_day (instant - 1, paris);
  g_assert_cmpstr (day->name, ==, "2027-01-20");
  g_assert_cmpstr (parvis_time_local_day (instant, paris)->name, ==, "2027-01-21");
  g_assert_cmpint (parvis_time_day_start (instant + 1, utc), ==, instant - 23 * PARVIS_HOUR);
  g_assert_cmpint (parvis_time_day_start (instant + 1, paris), ==, instant);
  g_assert_cmpstr (parvis_time_local_day (PARVIS_TIME_MAX, utc)->name, ==, "9999-12-31");
}

static gint64
count_calls (gpointer data)
{
  return ++*(int *) data;
}

static void
test_a_clock_may_be_anyones (void)
{
  int calls = 0;
  ParvisClock clock = { count_calls, &calls };

  g_assert_cmpint (parvis_clock_now (&clock), ==, 1);
  g_assert_cmpint (parvis_clock_now (&clock), ==, 2);

  /* The system's own is after this was written and before the next century. */
  g_assert_cmpint (parvis_clock_now (&parvis_system_clock), >, good[1].instant - 365 * PARVIS_DAY);
  g_assert_cmpint (parvis_clock_now (&parvis_system_clock), <, G_GINT64_CONSTANT (4102444800000));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/time/reads-rfc-3339", test_reads_rfc_3339);
  g_test_add_func ("/time/refuses-all-else", test_refuses_all_else);
  g_test_add_func ("/time/writes-what-it-reads", test_writes_what_it_reads);
  g_test_add_func ("/time/days-start-at-local-midnight", test_days_start_at_local_midnight);
  g_test_add_func ("/time/a-day-ends-where-the-next-begins",
                   test_a_day_ends_where_the_next_begins);
  g_test_add_func ("/time/a-clock-may-be-anyones", test_a_clock_may_be_anyones);

  return g_test_run ();
}
