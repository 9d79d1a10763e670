/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-detail-text.h"
#include "parvis-error.h"

#include <string.h>

/* Wednesday 17 June 2026, 16:42 in Paris. */
#define NOW G_GINT64_CONSTANT (1781707320000)

static ParvisPlaceFacts
make_facts (void)
{
  ParvisPlaceFacts facts = {
    .figure = {
      .kind = PARVIS_GAUGE_PEOPLE,
      .method = PARVIS_METHOD_BALANCE,
      .capacity = 220,
      .present = 142,
      .observed_at = NOW - 20 * PARVIS_SECOND,
      .broken_since = PARVIS_NO_TIME,
    },
    .kind = PARVIS_FACILITY_POOL,
    .name = "Piscine",
    .freshness = PARVIS_FRESHNESS_LIVE,
    .level = 3,
    .link_up = TRUE,
    .closed_until = PARVIS_NO_TIME,
    .now = NOW,
    .zone = parvis_time_zone_of_towns (),
  };

  return facts;
}

static ParvisFacility *
make_facility (const char *hours)
{
  g_autofree char *text = NULL;
  g_autoptr(json_t) body = NULL;
  g_autoptr(GError) error = NULL;
  ParvisFacility *facility;

  text = g_strdup_printf ("{\"id\":\"f\",\"name\":\"Piscine\",\"kind\":\"pool\",\"lon\":2.0,"
                          "\"lat\":47.0,\"opening_hours\":\"%s\"}", hours);
  body = parvis_json_parse (text, strlen (text), &error);
  g_assert_no_error (error);
  facility = parvis_facility_new_from_json (body, &error);
  g_assert_no_error (error);

  return facility;
}

static void
assert_opening (const char       *hours,
                ParvisPlaceFacts *facts,
                const char       *expected)
{
  g_autoptr(ParvisFacility) facility = make_facility (hours);
  g_autofree char *text = parvis_detail_text_opening (facility, facts);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_hours_are_told_for_today (void)
{
  ParvisPlaceFacts facts = make_facts ();

  assert_opening ("Mo-Su 10:00-19:30", &facts, "Open today until 19:30");
  assert_opening ("24/7", &facts, "Open");
  assert_opening ("Mo-Su 18:00-22:00", &facts, "Opens at 18:00");
  /* What cannot be evaluated is shown as the town wrote it. */
  assert_opening ("when the flag is up", &facts, "when the flag is up");
}

static void
test_the_age_says_what_is_only_here (void)
{
  ParvisPlaceFacts facts = make_facts ();
  g_autofree char *live = parvis_detail_text_age (&facts, 2);
  g_autofree char *cut = NULL;
  g_autofree char *old = NULL;

  g_assert_cmpstr (live, ==, "Live · 20 s ago");

  facts.link_up = FALSE;
  cut = parvis_detail_text_age (&facts, 2);
  g_assert_cmpstr (cut, ==, "at 16:41, +2 here");

  facts.freshness = PARVIS_FRESHNESS_STALE;
  facts.figure.observed_at = NOW - 82 * PARVIS_MINUTE;
  old = parvis_detail_text_age (&facts, 0);
  g_assert_cmpstr (old, ==, "Old · 1 h 22, figure of 15:20");
}

static void
test_car_parks_speak_of_free_spaces (void)
{
  ParvisPlaceFacts facts = make_facts ();
  g_autofree char *figure = NULL;
  g_autofree char *unit = NULL;
  g_autofree char *limit = NULL;

  facts.figure.kind = PARVIS_GAUGE_VEHICLES;
  facts.kind = PARVIS_FACILITY_CAR_PARK;
  facts.figure.capacity = 86;
  facts.figure.present = 79;
  figure = parvis_detail_text_figure (&facts);
  unit = parvis_detail_text_unit (&facts);
  limit = parvis_detail_text_limit (&facts);
  g_assert_cmpstr (figure, ==, "7");
  g_assert_cmpstr (unit, ==, "free spaces");
  g_assert_cmpstr (limit, ==, "of 86");
}

static void
test_nothing_is_not_zero (void)
{
  ParvisPlaceFacts facts = make_facts ();
  g_autofree char *unknown = NULL;
  g_autofree char *zero = NULL;

  facts.figure.present = 0;
  zero = parvis_detail_text_figure (&facts);
  g_assert_cmpstr (zero, ==, "0");

  facts.figure.present = -1;
  facts.freshness = PARVIS_FRESHNESS_UNKNOWN;
  unknown = parvis_detail_text_figure (&facts);
  g_assert_cmpstr (unknown, ==, "–");
}

static ParvisBreakdown *
read_gates (const char *out_health)
{
  g_autoptr(json_t) in = json_pack ("{s:s, s:s, s:s, s:i}", "name", "Entrée", "measure", "entered",
                                    "health", "ok", "entered", 486);
  g_autoptr(json_t) out = json_pack ("{s:s, s:s, s:s, s:i}", "name", "Sortie", "measure", "left",
                                     "health", out_health, "left", 347);
  g_autoptr(json_t) log = json_pack ("{s:i, s:i, s:i}", "start", 0, "by_hand", 1, "recounted", 2);
  g_autoptr(GPtrArray) sources = g_ptr_array_new ();
  ParvisPlaceFacts facts = make_facts ();

  g_ptr_array_add (sources, in);
  g_ptr_array_add (sources, out);

  return parvis_breakdown_read (&facts.figure, sources, log, FALSE);
}

static void
test_the_sum_is_written_out (void)
{
  g_autoptr(ParvisBreakdown) breakdown = read_gates ("ok");
  g_autofree char *equation = parvis_detail_text_equation (breakdown, 142);

  g_assert_cmpstr (equation, ==, "486 − 347 + 3 = 142");
}

static void
assert_notice (const ParvisPlaceFacts *facts,
               const ParvisBreakdown  *breakdown,
               ParvisNotice            expected,
               const char             *expected_sentence)
{
  g_autofree char *sentence = NULL;

  g_assert_cmpint (parvis_detail_text_notice (facts, breakdown, PARVIS_NO_TIME, &sentence),
                   ==, expected);
  g_assert_cmpstr (sentence, ==, expected_sentence);
}

static void
test_the_most_pressing_is_said (void)
{
  g_autoptr(ParvisBreakdown) fine = read_gates ("ok");
  g_autoptr(ParvisBreakdown) silent = read_gates ("silent");
  ParvisPlaceFacts facts = make_facts ();

  assert_notice (&facts, fine, PARVIS_NOTICE_NONE, NULL);

  fine->drift = 12;
  assert_notice (&facts, fine, PARVIS_NOTICE_DRIFT,
                 "Probable difference: 12. Recount the counter.");

  facts.figure.present = 220;
  assert_notice (&facts, fine, PARVIS_NOTICE_MAXIMUM, "Maximum reached.");

  facts.fault = PARVIS_REASON_NEGATIVE;
  facts.fault_value = -3;
  assert_notice (&facts, fine, PARVIS_NOTICE_FAULT,
                 "Impossible value received (−3): showing the last safe value.");

  facts.freshness = PARVIS_FRESHNESS_STALE;
  assert_notice (&facts, silent, PARVIS_NOTICE_SILENT,
                 "Sortie silent since 16:41. Count by hand in the meantime?");
  facts.figure.broken_since = NOW;
  assert_notice (&facts, silent, PARVIS_NOTICE_SILENT,
                 "Sortie silent: the total can no longer be right.");

  facts.freshness = PARVIS_FRESHNESS_CLOSED;
  assert_notice (&facts, silent, PARVIS_NOTICE_NONE, NULL);
}

static void
test_where_it_goes_stands_by_the_level (void)
{
  ParvisPlaceFacts facts = make_facts ();
  g_autofree char *level = NULL;
  g_autofree char *age = NULL;
  g_autofree char *unit = NULL;

  facts.trend = PARVIS_TREND_FILLING;
  level = parvis_detail_text_level (&facts);
  g_assert_cmpstr (level, ==, "Moderate · 65 % · filling");
  /* Said once. */
  age = parvis_detail_text_age (&facts, 0);
  g_assert_null (strstr (age, "filling"));

  facts.figure.kind = PARVIS_GAUGE_VEHICLES;
  facts.free_pmr = 2;
  unit = parvis_detail_text_unit (&facts);
  g_assert_cmpstr (unit, ==, "free spaces, including 2 accessible");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/detail-text/hours-are-told-for-today", test_hours_are_told_for_today);
  g_test_add_func ("/detail-text/the-age-says-what-is-only-here",
                   test_the_age_says_what_is_only_here);
  g_test_add_func ("/detail-text/car-parks-speak-of-free-spaces",
                   test_car_parks_speak_of_free_spaces);
  g_test_add_func ("/detail-text/nothing-is-not-zero", test_nothing_is_not_zero);
  g_test_add_func ("/detail-text/the-sum-is-written-out", test_the_sum_is_written_out);
  g_test_add_func ("/detail-text/the-most-pressing-is-said", test_the_most_pressing_is_said);
  g_test_add_func ("/detail-text/where-it-goes-stands-by-the-level",
                   test_where_it_goes_stands_by_the_level);

  return g_test_run ();
}
