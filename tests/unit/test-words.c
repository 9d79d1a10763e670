/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-words.h"

/* Written out: these texts are stored in databases and sent to others, so a
 * changed word must fail here.
 */
#define CHECK_WORDS(Type, prefix, last, ...) \
  static void \
  test_##prefix (void) \
  { \
    static const char * const words[] = { __VA_ARGS__ }; \
    Type value; \
    \
    g_assert_cmpint (G_N_ELEMENTS (words), ==, last + 1); \
    \
    for (guint i = 0; i < G_N_ELEMENTS (words); i++) \
      { \
        g_assert_cmpstr (parvis_##prefix##_to_string ((Type) i), ==, words[i]); \
        g_assert_true (parvis_##prefix##_from_string (words[i], &value)); \
        g_assert_cmpint (value, ==, i); \
      } \
    \
    g_assert_false (parvis_##prefix##_from_string ("", &value)); \
    g_assert_false (parvis_##prefix##_from_string ("No such word", &value)); \
    g_assert_false (parvis_##prefix##_from_string (NULL, &value)); \
  }

CHECK_WORDS (ParvisGaugeKind, gauge_kind, PARVIS_GAUGE_VEHICLES,
             "people", "vehicles")
CHECK_WORDS (ParvisFacilityKind, facility_kind, PARVIS_FACILITY_OTHER,
             "pool", "car_park", "library", "hall", "sports_hall", "market", "town_hall",
             "nursery", "shop", "other")
CHECK_WORDS (ParvisMethod, method, PARVIS_METHOD_HAND,
             "none", "sensor", "balance", "spaces", "hand")
CHECK_WORDS (ParvisFreshness, freshness, PARVIS_FRESHNESS_CLOSED,
             "unknown", "live", "late", "stale", "hand", "closed")
CHECK_WORDS (ParvisFormat, format, PARVIS_FORMAT_HAND,
             "parvis", "ttn-v3", "chirpstack-v4", "hand")
CHECK_WORDS (ParvisMeasure, measure, PARVIS_MEASURE_SPACE,
             "present", "free", "occupied", "entered", "left", "entered_total", "left_total",
             "space")
CHECK_WORDS (ParvisReason, reason, PARVIS_REASON_SIMULATED,
             "none", "negative", "above_capacity", "from_the_future", "out_of_order",
             "suspicious_zero", "not_a_number", "no_value", "duplicate", "paused", "baseline",
             "jump", "other_device", "simulated")
CHECK_WORDS (ParvisTrend, trend, PARVIS_TREND_STEADY,
             "unknown", "filling", "emptying", "steady")
CHECK_WORDS (ParvisReserved, reserved, PARVIS_RESERVED_CHARGING,
             "none", "pmr", "charging")
CHECK_WORDS (ParvisHealth, health, PARVIS_HEALTH_PAUSED,
             "never", "ok", "late", "silent", "implausible", "stuck", "paused")
CHECK_WORDS (ParvisAudience, audience, PARVIS_AUDIENCE_TEAM,
             "public", "insider", "member", "clerk", "merchant", "team")
CHECK_WORDS (ParvisRole, role, PARVIS_ROLE_OPERATOR,
             "mayor", "clerk", "merchant", "counter", "operator")

static void
test_insee_codes_are_known_by_their_form (void)
{
  static const char * const good[] = {
    "00001", "01001", "2A004", "2B033", "45234", "75056", "95690", "97105", "97411", "97502",
    "97611", "97701", "97801", "98735", "98818",
  };
  static const char * const bad[] = {
    "", "0", "0000", "00000", "000001", "20004", "2C004", "2a004", "96001", "99100", "97000",
    "97900", "97100", "98501", "98000", "01000", "A1001", "0100A", "01 01", "-1001",
    "0\xc3\xa9" "01",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_test_message ("%s", good[i]);
      g_assert_true (parvis_insee_is_valid (good[i]));
    }

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      g_assert_false (parvis_insee_is_valid (bad[i]));
    }

  g_assert_false (parvis_insee_is_valid (NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/words/gauge-kinds-keep-their-names", test_gauge_kind);
  g_test_add_func ("/words/facility-kinds-keep-their-names", test_facility_kind);
  g_test_add_func ("/words/methods-keep-their-names", test_method);
  g_test_add_func ("/words/freshness-keeps-its-names", test_freshness);
  g_test_add_func ("/words/formats-keep-their-names", test_format);
  g_test_add_func ("/words/measures-keep-their-names", test_measure);
  g_test_add_func ("/words/reasons-keep-their-names", test_reason);
  g_test_add_func ("/words/reserveds-keep-their-names", test_reserved);
  g_test_add_func ("/words/trends-keep-their-names", test_trend);
  g_test_add_func ("/words/health-keeps-its-names", test_health);
  g_test_add_func ("/words/audiences-keep-their-names", test_audience);
  g_test_add_func ("/words/roles-keep-their-names", test_role);
  g_test_add_func ("/words/insee-codes-are-known-by-their-form",
                   test_insee_codes_are_known_by_their_form);

  return g_test_run ();
}
