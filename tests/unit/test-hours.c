/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-hours.h"
#include "parvis-json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct
{
  gint64           from;
  gint64           to;
  ParvisHoursState state;
} Interval;

typedef enum
{
  RIGHT,
  REFUSED,
  FOREIGN,
  WRONG,
} Outcome;

static json_t *
load (const char *name)
{
  const char *folder = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  json_t *value;
  gsize length;

  path = g_build_filename (folder == NULL ? "" : folder, "08-hours-holidays", name, NULL);
  if (!g_file_get_contents (path, &text, &length, NULL))
    {
      g_test_skip ("the vectors are not here");
      return NULL;
    }

  value = parvis_json_parse (text, length, &error);
  g_assert_no_error (error);

  return value;
}

/* "2012-10-01 0:00" or "2018-05-24T07:30:00.000Z" as a local time. */
static gint64
to_instant (const char *text,
            GTimeZone  *zone)
{
  g_autoptr(GDateTime) local = NULL;
  int year;
  int month;
  int day;
  int hour;
  int minute;

  g_assert_cmpint (sscanf (text, "%d-%d-%d%*c%d:%d", &year, &month, &day, &hour, &minute), ==, 5);
  local = g_date_time_new (zone, year, month, day, hour, minute, 0.0);
  g_assert_nonnull (local);

  return g_date_time_to_unix (local) * PARVIS_SECOND;
}

static void
append (GArray           *intervals,
        gint64            from,
        gint64            to,
        ParvisHoursState  state)
{
  Interval interval = { from, to, state };
  Interval *last = NULL;

  if (state == PARVIS_HOURS_CLOSED || from >= to)
    return;

  if (intervals->len > 0)
    last = &g_array_index (intervals, Interval, intervals->len - 1);

  if (last != NULL && last->to == from && last->state == state)
    last->to = to;
  else
    g_array_append_val (intervals, interval);
}

/* Walks from one change to the next, and looks on the way that none was missed. */
static GArray *
evaluate (const ParvisHours *hours,
          gint64             from,
          gint64             to,
          GTimeZone         *zone)
{
  GArray *intervals = g_array_new (FALSE, FALSE, sizeof (Interval));

  while (from < to)
    {
      gint64 next;
      ParvisHoursState state = parvis_hours_state_at (hours, from, zone, &next);
      gboolean changes = next != PARVIS_NEVER;

      if (!changes)
        next = from + PARVIS_HOURS_HORIZON;

      g_assert_cmpint (next, >, from);
      append (intervals, from, MIN (next, to), state);

      g_assert_cmpint (parvis_hours_state_at (hours, MIN (next, to) - 1, zone, NULL), ==, state);
      if (changes && next < to)
        g_assert_cmpint (parvis_hours_state_at (hours, next, zone, NULL), !=, state);

      from = next;
    }

  return intervals;
}

static char *
describe (GArray    *intervals,
          GTimeZone *zone)
{
  g_autoptr(GString) text = g_string_new (NULL);

  for (guint i = 0; i < intervals->len; i++)
    {
      const Interval *interval = &g_array_index (intervals, Interval, i);
      g_autoptr(GDateTime) from_utc = g_date_time_new_from_unix_utc (interval->from / 1000);
      g_autoptr(GDateTime) to_utc = g_date_time_new_from_unix_utc (interval->to / 1000);
      g_autoptr(GDateTime) from = g_date_time_to_timezone (from_utc, zone);
      g_autoptr(GDateTime) to = g_date_time_to_timezone (to_utc, zone);
      g_autofree char *from_text = g_date_time_format (from, "%Y-%m-%d %H:%M");
      g_autofree char *to_text = g_date_time_format (to, "%Y-%m-%d %H:%M");

      g_string_append_printf (text, "%s[%s %s%s]", i == 0 ? "" : " ", from_text, to_text,
                              interval->state == PARVIS_HOURS_UNKNOWN ? " ?" : "");
    }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
assert_intervals (const char *text,
                  const char *from,
                  const char *to,
                  const char *expected)
{
  GTimeZone *zone = parvis_time_zone_of_towns ();
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisHours) hours = parvis_hours_parse (text, &error);
  g_autoptr(GArray) intervals = NULL;
  g_autofree char *found = NULL;

  g_test_message ("%s", text);
  g_assert_no_error (error);
  intervals = evaluate (hours, to_instant (from, zone), to_instant (to, zone), zone);
  found = describe (intervals, zone);
  g_assert_cmpstr (found, ==, expected);
}

static void
test_a_week_of_a_town (void)
{
  assert_intervals ("Mo-Fr 08:30-12:00,13:30-17:30; Sa 09:00-12:00", "2026-06-19 0:00",
                    "2026-06-22 0:00",
                    "[2026-06-19 08:30 2026-06-19 12:00] [2026-06-19 13:30 2026-06-19 17:30] "
                    "[2026-06-20 09:00 2026-06-20 12:00]");
  assert_intervals ("Mo-Fr 08:00-18:00; We off", "2026-06-16 0:00", "2026-06-19 0:00",
                    "[2026-06-16 08:00 2026-06-16 18:00] [2026-06-18 08:00 2026-06-18 18:00]");
  assert_intervals ("24/7", "2026-06-16 0:00", "2026-06-19 0:00",
                    "[2026-06-16 00:00 2026-06-19 00:00]");
  assert_intervals ("Th 07:00–13:00;", "2026-06-18 0:00", "2026-06-19 0:00",
                    "[2026-06-18 07:00 2026-06-18 13:00]");
}

static void
test_french_public_holidays (void)
{
  /* 14 July 2026 is a Tuesday. */
  assert_intervals ("Mo-Fr 08:00-18:00; PH off", "2026-07-13 0:00", "2026-07-16 0:00",
                    "[2026-07-13 08:00 2026-07-13 18:00] [2026-07-15 08:00 2026-07-15 18:00]");
  assert_intervals ("PH -1 day 10:00-12:00", "2026-07-01 0:00", "2026-08-01 0:00",
                    "[2026-07-13 10:00 2026-07-13 12:00]");
  assert_intervals ("PH Mo 10:00-12:00", "2026-01-01 0:00", "2027-01-01 0:00",
                    "[2026-04-06 10:00 2026-04-06 12:00] [2026-05-25 10:00 2026-05-25 12:00]");
}

static void
test_school_holidays_are_not_known (void)
{
  assert_intervals ("Mo-Fr 16:00-18:00; SH Mo-Fr 10:00-18:00", "2026-06-17 0:00",
                    "2026-06-18 0:00",
                    "[2026-06-17 10:00 2026-06-17 16:00 ?] [2026-06-17 16:00 2026-06-17 18:00]");
}

static void
test_past_midnight_and_open_ends (void)
{
  assert_intervals ("Fr 22:00-02:00", "2026-06-19 0:00", "2026-06-21 0:00",
                    "[2026-06-19 22:00 2026-06-20 02:00]");
  assert_intervals ("Fr 17:00+", "2026-06-19 0:00", "2026-06-21 0:00",
                    "[2026-06-19 17:00 2026-06-20 03:00 ?]");
  assert_intervals ("Fr 07:00+,12:00-16:00", "2026-06-19 0:00", "2026-06-21 0:00",
                    "[2026-06-19 07:00 2026-06-19 12:00 ?] [2026-06-19 12:00 2026-06-19 16:00]");
}

static void
test_seasons (void)
{
  assert_intervals ("Jul-Aug: Mo-Su 10:00-20:00; Sep-Jun: Sa 14:00-18:00", "2026-08-31 0:00",
                    "2026-09-06 0:00",
                    "[2026-08-31 10:00 2026-08-31 20:00] [2026-09-05 14:00 2026-09-05 18:00]");
  assert_intervals ("Dec 24-Jan 02 off; 24/7", "2026-12-23 0:00", "2026-12-26 0:00",
                    "[2026-12-23 00:00 2026-12-26 00:00]");
  assert_intervals ("24/7; Dec 24-Jan 02 off", "2026-12-23 0:00", "2027-01-04 0:00",
                    "[2026-12-23 00:00 2026-12-24 00:00] [2027-01-03 00:00 2027-01-04 00:00]");
  assert_intervals ("Su[1] 14:00-18:00", "2026-06-01 0:00", "2026-08-01 0:00",
                    "[2026-06-07 14:00 2026-06-07 18:00] [2026-07-05 14:00 2026-07-05 18:00]");
  assert_intervals ("week 02-52/2 We 09:00-12:00", "2026-06-08 0:00", "2026-06-29 0:00",
                    "[2026-06-10 09:00 2026-06-10 12:00] [2026-06-24 09:00 2026-06-24 12:00]");
  assert_intervals ("easter -2 days-easter +1 day 10:00-12:00", "2026-04-01 0:00",
                    "2026-04-10 0:00",
                    "[2026-04-03 10:00 2026-04-03 12:00] [2026-04-04 10:00 2026-04-04 12:00] "
                    "[2026-04-05 10:00 2026-04-05 12:00] [2026-04-06 10:00 2026-04-06 12:00]");
  assert_intervals ("easter-Apr 10 10:00-12:00", "2025-01-01 0:00", "2027-01-01 0:00",
                    "[2026-04-05 10:00 2026-04-05 12:00] [2026-04-06 10:00 2026-04-06 12:00] "
                    "[2026-04-07 10:00 2026-04-07 12:00] [2026-04-08 10:00 2026-04-08 12:00] "
                    "[2026-04-09 10:00 2026-04-09 12:00] [2026-04-10 10:00 2026-04-10 12:00]");
  assert_intervals ("Aug 02-Aug Mo[1] 10:00-12:00", "2022-01-01 0:00", "2023-01-01 0:00", "");
  assert_intervals ("2026 Jun 17 10:00-12:00", "2025-01-01 0:00", "2028-01-01 0:00",
                    "[2026-06-17 10:00 2026-06-17 12:00]");
}

static void
test_words_alone_are_unknown (void)
{
  assert_intervals ("\"sur rendez-vous\"", "2026-06-17 0:00", "2026-06-18 0:00",
                    "[2026-06-17 00:00 2026-06-18 00:00 ?]");
  assert_intervals ("Mo-Fr 08:00-12:00 || \"sur rendez-vous\"", "2026-06-17 0:00",
                    "2026-06-18 0:00",
                    "[2026-06-17 00:00 2026-06-17 08:00 ?] [2026-06-17 08:00 2026-06-17 12:00] "
                    "[2026-06-17 12:00 2026-06-18 00:00 ?]");
}

/* On 29 March 2026 02:00 to 03:00 does not happen, on 25 October it does twice. */
static void
test_clocks_that_jump (void)
{
  assert_intervals ("02:30-04:00", "2026-03-29 0:00", "2026-03-30 0:00",
                    "[2026-03-29 03:00 2026-03-29 04:00]");
  assert_intervals ("Sa 22:00-06:00", "2026-03-28 0:00", "2026-03-30 0:00",
                    "[2026-03-28 22:00 2026-03-29 06:00]");
  assert_intervals ("02:30-04:00", "2026-10-25 0:00", "2026-10-26 0:00",
                    "[2026-10-25 02:30 2026-10-25 02:00] [2026-10-25 02:30 2026-10-25 04:00]");
  assert_intervals ("Mo-Su 09:00-17:00", "2026-10-25 0:00", "2026-10-26 0:00",
                    "[2026-10-25 09:00 2026-10-25 17:00]");
}

static void
test_never_changes_within_two_years (void)
{
  static const char * const texts[] = { "24/7", "off", "2019 Jan 01", "\"fermé pour travaux\"" };
  GTimeZone *zone = parvis_time_zone_of_towns ();
  gint64 now = to_instant ("2026-06-17 16:42", zone);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr(ParvisHours) hours = parvis_hours_parse (texts[i], NULL);
      gint64 next;

      parvis_hours_state_at (hours, now, zone, &next);
      g_assert_cmpint (next, ==, PARVIS_NEVER);
      g_assert_cmpstr (parvis_hours_get_text (hours), ==, texts[i]);
    }
}

static void
test_the_end_of_the_calendar_is_unknown (void)
{
  g_autoptr(ParvisHours) hours = parvis_hours_parse ("24/7", NULL);
  gint64 next;

  g_assert_cmpint (parvis_hours_state_at (hours, PARVIS_TIME_MAX, parvis_time_zone_of_towns (),
                                          &next), ==, PARVIS_HOURS_UNKNOWN);
  g_assert_cmpint (next, ==, PARVIS_NEVER);
  g_assert_cmpint (parvis_hours_state_at (hours, 0, parvis_time_zone_of_towns (), &next),
                   ==, PARVIS_HOURS_OPEN);
}

static void
test_says_where_it_is_not_understood (void)
{
  static const struct
  {
    const char *text;
    const char *message;
  } cases[] = {
    { "sunrise-sunset", "Opening hours, character 8: times by the sun are not supported" },
    { "Mo-Fr 08:00", "Opening hours, character 12: a span of time like 08:00-12:30 is expected" },
    { "Mo-Fr 8h-12h", "Opening hours, character 7: this is not understood" },
    { "du lundi au vendredi", "Opening hours, character 1: this is not understood" },
    { "Mo-Fr 08:00-12:00 Sa 10:00-12:00", "Opening hours, character 19: this is not understood" },
    { "Su PH 10:00-12:00",
      "Opening hours, character 6: “,” or “;” is missing between two lists of days" },
    { "Mo 25:00-26:00", "Opening hours, character 6: the clock has no such time" },
    { "\"étés", "Opening hours, character 2: the comment does not end" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_null (parvis_hours_parse (cases[i].text, &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
      g_assert_cmpstr (error->message, ==, cases[i].message);
    }
}

static void
test_hostile_text_costs_little (void)
{
  static const char * const pieces[] = {
    "easter,", "Jan 01-31/2,", "Su[1-5],", "2000-2999/3,", "week 1-53/2;", "00:01-48:00,", "off;",
    "||", "[", "Mo-", "((((", "\"", "1", "-1 day", "PH,SH,",
  };
  GTimeZone *zone = parvis_time_zone_of_towns ();
  gint64 now = to_instant ("2026-06-17 16:42", zone);
  gint64 start = g_get_monotonic_time ();

  g_assert_null (parvis_hours_parse (NULL, NULL));

  for (guint i = 0; i < G_N_ELEMENTS (pieces); i++)
    {
      g_autoptr(GString) text = g_string_new (NULL);
      g_autoptr(ParvisHours) hours = NULL;
      gint64 next;

      while (text->len + strlen (pieces[i]) < PARVIS_HOURS_MAX_LENGTH - 16)
        g_string_append (text, pieces[i]);
      g_string_append (text, pieces[i][strlen (pieces[i]) - 1] == ',' ? pieces[i] : "Mo");
      if (text->str[text->len - 1] == ',')
        g_string_truncate (text, text->len - 1);

      hours = parvis_hours_parse (text->str, NULL);
      if (hours != NULL)
        parvis_hours_state_at (hours, now, zone, &next);

      while (text->len <= PARVIS_HOURS_MAX_LENGTH)
        g_string_append_c (text, ' ');
      g_assert_null (parvis_hours_parse (text->str, NULL));
    }

  /* A bound far above what it takes, that only an endless search would pass. */
  g_assert_cmpint (g_get_monotonic_time () - start, <, 60 * G_USEC_PER_SEC);
}

static GArray *
read_expected (const json_t *expected,
               gint64        from,
               GTimeZone    *zone)
{
  GArray *intervals = g_array_new (FALSE, FALSE, sizeof (Interval));

  for (gsize i = 0; i < json_array_size (expected); i++)
    {
      const json_t *interval = json_array_get (expected, i);
      gboolean unknown = json_is_true (json_array_get (interval, 2));

      append (intervals,
              MAX (from, to_instant (json_string_value (json_array_get (interval, 0)), zone)),
              to_instant (json_string_value (json_array_get (interval, 1)), zone),
              unknown ? PARVIS_HOURS_UNKNOWN : PARVIS_HOURS_OPEN);
    }

  return intervals;
}

static Outcome
try_vector (const json_t *vector,
            const char   *text,
            GTimeZone    *zone)
{
  gint64 from = to_instant (json_string_value (json_object_get (vector, "from")), zone);
  gint64 to = to_instant (json_string_value (json_object_get (vector, "to")), zone);
  g_autoptr(ParvisHours) hours = parvis_hours_parse (text, NULL);
  g_autoptr(GArray) expected = NULL;
  g_autoptr(GArray) found = NULL;
  g_autofree char *expected_text = NULL;
  g_autofree char *found_text = NULL;

  if (hours == NULL)
    return REFUSED;

  expected = read_expected (json_object_get (vector, "intervals"), from, zone);
  found = evaluate (hours, from, to, zone);
  expected_text = describe (expected, zone);
  found_text = describe (found, zone);
  if (strcmp (found_text, expected_text) == 0)
    return RIGHT;

  /* The holidays of other countries, and school holidays, that we do not claim. */
  if (strstr (text, "PH") != NULL || strstr (text, "SH") != NULL)
    return FOREIGN;

  g_test_message ("WRONG %s\n expected %s\n found    %s", text, expected_text, found_text);

  return WRONG;
}

static void
test_vectors_are_never_answered_wrong (void)
{
  g_autoptr(json_t) vectors = load ("opening-hours-eval-open.json");
  g_autoptr(GTimeZone) berlin = g_time_zone_new_identifier ("Europe/Berlin");
  int outcomes[WRONG + 1] = { 0 };

  if (vectors == NULL)
    return;

  g_assert_nonnull (berlin);

  for (gsize i = 0; i < json_array_size (vectors); i++)
    {
      const json_t *vector = json_array_get (vectors, i);
      const json_t *values = json_object_get (vector, "values");

      for (gsize j = 0; j < json_array_size (values); j++)
        {
          const char *text = json_string_value (json_array_get (values, j));
          Outcome outcome = try_vector (vector, text, berlin);

          outcomes[outcome]++;
          if (outcome == REFUSED)
            g_test_message ("refused: %s", text);
        }
    }

  g_test_message ("%d right, %d refused, %d of other countries, %d wrong",
                  outcomes[RIGHT], outcomes[REFUSED], outcomes[FOREIGN], outcomes[WRONG]);
  g_assert_cmpint (outcomes[WRONG], ==, 0);
  g_assert_cmpint (outcomes[RIGHT], >=, 216);
}

/* What that library refuses only because it was told no country or was called
 * in another mode; here it is good.
 */
static gboolean
is_good_here (const char *text)
{
  static const char * const good[] = {
    "PH", "SH", "Mo-Fr 10:00-20:00; PH off", "Mo-Fr 10:00-20:00; SH off", "Mo-Fr 08:00-16:00",
    "Mo-Fr 12:00-18:00; We off; Sa,PH 12:00-17:00; Th[3],Th[-1] off",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      if (strcmp (good[i], text) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
test_what_must_fail_fails (void)
{
  g_autoptr(json_t) vectors = load ("opening-hours-must-fail-open.json");

  if (vectors == NULL)
    return;

  for (gsize i = 0; i < json_array_size (vectors); i++)
    {
      const json_t *values = json_object_get (json_array_get (vectors, i), "values");

      for (gsize j = 0; j < json_array_size (values); j++)
        {
          const char *text = json_string_value (json_array_get (values, j));
          g_autoptr(ParvisHours) hours = parvis_hours_parse (text, NULL);

          if (hours != NULL && !is_good_here (text))
            {
              g_test_message ("accepted: %s", text);
              g_test_fail ();
            }
        }
    }
}

static void
test_free_text_is_refused (const char *name)
{
  const char *folder = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;
  g_auto(GStrv) lines = NULL;
  guint accepted = 0;

  path = g_build_filename (folder == NULL ? "" : folder, "08-hours-holidays", name, NULL);
  if (!g_file_get_contents (path, &text, NULL, NULL))
    {
      g_test_skip ("the texts are not here");
      return;
    }

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(ParvisHours) hours = parvis_hours_parse (lines[i], NULL);

      if (hours != NULL)
        {
          accepted++;
          g_test_message ("accepted: %s", lines[i]);
        }
    }

  g_test_message ("%s: %u of %u accepted", name, accepted, g_strv_length (lines));

  /* These are the values that another strict parser gave up on. */
  g_assert_cmpuint (accepted * 50, <, g_strv_length (lines));
}

static void
test_french_free_text_is_refused (void)
{
  test_free_text_is_refused ("osm-opening-hours-french-freetext.txt");
}

static void
test_worldwide_free_text_is_refused (void)
{
  test_free_text_is_refused ("osm-opening-hours-unparseable-open.txt");
}

/* @file: of the state's own lists */
static void
assert_holidays (const char *town,
                 const char *file)
{
  g_autoptr(json_t) known = load (file);
  g_autoptr(GHashTable) years = NULL;
  const char *date;
  json_t *name;

  if (known == NULL)
    return;

  years = g_hash_table_new (NULL, NULL);
  json_object_foreach (known, date, name)
    g_hash_table_add (years, GINT_TO_POINTER (atoi (date)));

  g_assert_cmpuint (g_hash_table_size (years), >, 10);

  for (int year = 1990; year < 2100; year++)
    {
      if (!g_hash_table_contains (years, GINT_TO_POINTER (year)))
        continue;

      for (gint64 day = parvis_day_from_civil (year, 1, 1);
           day < parvis_day_from_civil (year + 1, 1, 1);
           day++)
        {
          g_autofree char *text = NULL;
          int y;
          int month;
          int day_of_month;

          parvis_day_to_civil (day, &y, &month, &day_of_month);
          text = g_strdup_printf ("%04d-%02d-%02d", y, month, day_of_month);
          g_assert_cmpint (parvis_is_public_holiday_of (town, y, month, day_of_month), ==,
                           json_object_get (known, text) != NULL);
        }
    }
}

static void
test_holidays_are_those_of_the_state (void)
{
  assert_holidays ("35236", "jours-feries/metropole.json");
  assert_holidays ("67482", "jours-feries/alsace-moselle.json");
  assert_holidays ("57463", "jours-feries/alsace-moselle.json");
  assert_holidays ("97411", "jours-feries/la-reunion.json");
}

static void
test_some_departments_have_more_holidays (void)
{
  g_assert_true (parvis_is_public_holiday_of ("68066", 2026, 4, 3));
  g_assert_true (parvis_is_public_holiday_of ("68066", 2026, 12, 26));
  g_assert_true (parvis_is_public_holiday_of ("97209", 2026, 5, 22));
  g_assert_false (parvis_is_public_holiday_of ("97209", 2026, 4, 3));
  g_assert_false (parvis_is_public_holiday_of ("97105", 2026, 5, 22));
  g_assert_false (parvis_is_public_holiday_of ("2A004", 2026, 12, 26));
  g_assert_true (parvis_is_public_holiday_of ("2A004", 2026, 7, 14));
}

static void
test_knows_the_holidays_of_a_year (void)
{
  static const int days[][2] = {
    { 1, 1 }, { 4, 6 }, { 5, 1 }, { 5, 8 }, { 5, 14 }, { 5, 25 }, { 7, 14 }, { 8, 15 }, { 11, 1 },
    { 11, 11 }, { 12, 25 },
  };
  int found = 0;

  for (guint i = 0; i < G_N_ELEMENTS (days); i++)
    g_assert_true (parvis_is_french_public_holiday (2026, days[i][0], days[i][1]));

  for (gint64 day = parvis_day_from_civil (2026, 1, 1); day < parvis_day_from_civil (2027, 1, 1);
       day++)
    {
      int year;
      int month;
      int day_of_month;

      parvis_day_to_civil (day, &year, &month, &day_of_month);
      found += parvis_is_french_public_holiday (year, month, day_of_month) ? 1 : 0;
    }

  g_assert_cmpint (found, ==, G_N_ELEMENTS (days));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/hours/a-week-of-a-town", test_a_week_of_a_town);
  g_test_add_func ("/hours/french-public-holidays", test_french_public_holidays);
  g_test_add_func ("/hours/school-holidays-are-not-known", test_school_holidays_are_not_known);
  g_test_add_func ("/hours/past-midnight-and-open-ends", test_past_midnight_and_open_ends);
  g_test_add_func ("/hours/seasons", test_seasons);
  g_test_add_func ("/hours/words-alone-are-unknown", test_words_alone_are_unknown);
  g_test_add_func ("/hours/clocks-that-jump", test_clocks_that_jump);
  g_test_add_func ("/hours/never-changes-within-two-years", test_never_changes_within_two_years);
  g_test_add_func ("/hours/the-end-of-the-calendar-is-unknown",
                   test_the_end_of_the_calendar_is_unknown);
  g_test_add_func ("/hours/says-where-it-is-not-understood", test_says_where_it_is_not_understood);
  g_test_add_func ("/hours/hostile-text-costs-little", test_hostile_text_costs_little);
  g_test_add_func ("/hours/vectors-are-never-answered-wrong",
                   test_vectors_are_never_answered_wrong);
  g_test_add_func ("/hours/what-must-fail-fails", test_what_must_fail_fails);
  g_test_add_func ("/hours/french-free-text-is-refused", test_french_free_text_is_refused);
  g_test_add_func ("/hours/worldwide-free-text-is-refused", test_worldwide_free_text_is_refused);
  g_test_add_func ("/hours/holidays-are-those-of-the-state", test_holidays_are_those_of_the_state);
  g_test_add_func ("/hours/some-departments-have-more-holidays",
                   test_some_departments_have_more_holidays);
  g_test_add_func ("/hours/knows-the-holidays-of-a-year", test_knows_the_holidays_of_a_year);

  return g_test_run ();
}
