/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-order.h"

#include <string.h>

/* Written by hand: rows are where an order is, columns where it goes. F forward or out,
 * B back, H back while nobody was told, - never.
 */
static const char * const steps[PARVIS_N_ORDER_STATES] = {
  /*           placed preparing ready collected cancelled declined no_show released */
  [PARVIS_ORDER_PLACED] =    "-FFFFFFF",
  [PARVIS_ORDER_PREPARING] = "B-FFFFFF",
  [PARVIS_ORDER_READY] =     "BB-FFFFF",
  [PARVIS_ORDER_COLLECTED] = "BBB-----",
  [PARVIS_ORDER_CANCELLED] = "--------",
  [PARVIS_ORDER_DECLINED] =  "HHH-----",
  [PARVIS_ORDER_NO_SHOW] =   "HHH-----",
  [PARVIS_ORDER_RELEASED] =  "HHH-----",
};

static void
test_every_step_is_allowed_or_refused (void)
{
  for (int from = 0; from < PARVIS_N_ORDER_STATES; from++)
    {
      for (int to = 0; to < PARVIS_N_ORDER_STATES; to++)
        {
          char step = steps[from][to];

          g_assert_cmpint (parvis_order_may_go (from, to), ==, step == 'F');
          g_assert_cmpint (parvis_order_may_go_back (from, to, FALSE), ==, step == 'B');
          g_assert_cmpint (parvis_order_may_go_back (from, to, TRUE), ==,
                           step == 'B' || step == 'H');
        }
    }
}

/* Only what nobody ended, and only until the end of the day after. */
static void
test_what_ended_by_itself_may_be_collected_late (void)
{
  for (int i = 0; i < PARVIS_N_ORDER_STATES; i++)
    {
      gboolean ended = i == PARVIS_ORDER_NO_SHOW || i == PARVIS_ORDER_RELEASED;

      g_assert_cmpint (parvis_order_may_collect_late (i, PARVIS_ORDER_BY_SCHEDULE, 100, 100), ==,
                       ended);
      g_assert_cmpint (parvis_order_may_collect_late (i, PARVIS_ORDER_BY_SCHEDULE, 100, 101), ==,
                       ended);
      g_assert_false (parvis_order_may_collect_late (i, PARVIS_ORDER_BY_SCHEDULE, 100, 102));
      g_assert_false (parvis_order_may_collect_late (i, "merchant", 100, 100));
      g_assert_false (parvis_order_may_collect_late (i, NULL, 100, 100));
    }
}

static void
test_words_come_back (void)
{
  for (int i = 0; i < PARVIS_N_ORDER_STATES; i++)
    {
      ParvisOrderState state;

      g_assert_true (parvis_order_state_from_string (parvis_order_state_to_string (i), &state));
      g_assert_cmpint (state, ==, i);
    }
  for (int i = 0; i < PARVIS_N_ALLERGENS; i++)
    {
      ParvisAllergen allergen;

      g_assert_true (parvis_allergen_from_string (parvis_allergen_to_string (i), &allergen));
      g_assert_cmpint (allergen, ==, i);
    }
  for (int i = 0; i <= PARVIS_ORDER_REASON_LATE; i++)
    {
      ParvisOrderReason reason;

      g_assert_true (parvis_order_reason_from_string (parvis_order_reason_to_string (i),
                                                      &reason));
      g_assert_cmpint (reason, ==, i);
    }
}

static void
test_each_code_comes_once (void)
{
  for (guint64 seed = 0; seed < 50; seed++)
    {
      g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

      for (guint n = 0; n < PARVIS_ORDER_CODES; n++)
        {
          char code[PARVIS_ORDER_CODE_SIZE];

          parvis_order_code (seed * 7919, n, code);
          g_assert_cmpuint (strlen (code), ==, 3);
          g_assert_nonnull (strchr ("ABCDEFGHKMNPRSTVWXYZ", code[0]));
          g_assert_true (g_ascii_isdigit (code[1]) && g_ascii_isdigit (code[2]));
          g_assert_true (g_hash_table_add (seen, g_strdup (code)));
        }
    }
}

/* Neighbours in one order would be a list that anybody can go on with. */
static void
test_codes_do_not_tell_the_next (void)
{
  guint same = 0;
  char before[PARVIS_ORDER_CODE_SIZE] = "";

  for (guint n = 0; n < PARVIS_ORDER_CODES; n++)
    {
      char code[PARVIS_ORDER_CODE_SIZE];

      parvis_order_code (42, n, code);
      if (code[0] == before[0])
        same++;
      memcpy (before, code, sizeof code);
    }

  /* One in twenty of 2000 is 100. */
  g_assert_cmpuint (same, >, 50);
  g_assert_cmpuint (same, <, 160);
}

static gint64
day (const char *text)
{
  gint64 days = 0;

  g_assert_true (parvis_day_parse (text, &days));

  return days;
}

static void
test_a_cutoff_is_before_the_slot_or_the_evening_before (void)
{
  static const ParvisCutoff before = { FALSE, 120 };
  static const ParvisCutoff evening = { TRUE, 1200 };
  GTimeZone *zone = parvis_time_zone_of_towns ();
  gint64 date = day ("2026-03-29");

  /* Two hours are two hours, although the clock on the wall says three. */
  g_assert_cmpint (parvis_cutoff_get_instant (&before, date, 240, zone), ==,
                   parvis_day_get_instant (date, 240, zone) - 2 * PARVIS_HOUR);
  g_assert_cmpint (parvis_cutoff_get_instant (&evening, date, 240, zone), ==,
                   parvis_day_get_instant (date - 1, 1200, zone));
}

static void
test_reminders_grow (void)
{
  static const int minutes[] = { 0, 1, 2, 3, 8, 13, 18, 23 };

  for (int n = 0; n < (int) G_N_ELEMENTS (minutes); n++)
    g_assert_cmpint (parvis_order_reminder (n), ==, minutes[n] * PARVIS_MINUTE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/order/every-step-is-allowed-or-refused",
                   test_every_step_is_allowed_or_refused);
  g_test_add_func ("/order/what-ended-by-itself-may-be-collected-late",
                   test_what_ended_by_itself_may_be_collected_late);
  g_test_add_func ("/order/words-come-back", test_words_come_back);
  g_test_add_func ("/order/each-code-comes-once", test_each_code_comes_once);
  g_test_add_func ("/order/codes-do-not-tell-the-next", test_codes_do_not_tell_the_next);
  g_test_add_func ("/order/a-cutoff-is-before-the-slot-or-the-evening-before",
                   test_a_cutoff_is_before_the_slot_or_the_evening_before);
  g_test_add_func ("/order/reminders-grow", test_reminders_grow);

  return g_test_run ();
}
