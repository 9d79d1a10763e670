/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-day-log.h"

#include <string.h>

#define AT "\"at\":\"2026-06-17T"
#define NOON G_GINT64_CONSTANT (1781697600000)     /* 2026-06-17T12:00:00Z */

static GPtrArray *
read_log (const char *entries,
          const char *waiting_key)
{
  g_autofree char *text = g_strdup_printf ("{\"entries\":[%s]}", entries);
  static const char *const own[] = { "a", "b", "c", "d", "mine" };
  g_autoptr(GHashTable) waiting_keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GHashTable) own_keys = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) log = parvis_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  if (waiting_key != NULL)
    g_hash_table_add (waiting_keys, (gpointer) waiting_key);
  for (guint i = 0; i < G_N_ELEMENTS (own); i++)
    g_hash_table_add (own_keys, (gpointer) own[i]);

  return parvis_day_log_read (log, waiting_keys, own_keys);
}

static void
test_presses_within_three_seconds_are_one (void)
{
  ParvisPresses presses = { 0 };

  for (int i = 0; i < 5; i++)
    g_assert_true (parvis_presses_take (&presses, NOON + i * 700, 1));
  g_assert_cmpint (presses.delta, ==, 5);
  g_assert_cmpuint (presses.count, ==, 5);

  /* Later, the other way, a confirmation, or before the first: another gesture. */
  g_assert_false (parvis_presses_take (&presses, NOON + 3001, 1));
  g_assert_false (parvis_presses_take (&presses, NOON + 2900, -1));
  g_assert_false (parvis_presses_take (&presses, NOON + 2900, 0));
  g_assert_false (parvis_presses_take (&presses, NOON - 1, 1));
  g_assert_cmpint (presses.delta, ==, 5);
}

static void
test_quick_presses_are_one_line (void)
{
  g_autoptr(GPtrArray) lines =
    read_log ("{\"key\":\"d\",\"what\":\"count\"," AT "12:00:09Z\",\"delta\":1,\"value\":14},"
              "{\"key\":\"c\",\"what\":\"count\"," AT "12:00:02Z\",\"delta\":1,\"value\":13},"
              "{\"key\":\"b\",\"what\":\"count\"," AT "12:00:01Z\",\"delta\":1,\"value\":12},"
              "{\"key\":\"a\",\"what\":\"count\"," AT "12:00:00Z\",\"delta\":1,\"value\":11}",
              "c");
  const ParvisLogLine *line;

  g_assert_cmpuint (lines->len, ==, 2);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpint (line->delta, ==, 1);
  g_assert_cmpuint (line->waiting, ==, 0);
  line = g_ptr_array_index (lines, 1);
  g_assert_cmpint (line->delta, ==, 3);
  g_assert_cmpint (line->value, ==, 13);
  g_assert_cmpint (line->at, ==, NOON);
  g_assert_cmpint (line->last_at, ==, NOON + 2000);
  g_assert_cmpuint (line->presses, ==, 3);
  g_assert_cmpuint (line->waiting, ==, 1);
}

static void
test_somebody_else_counts_too (void)
{
  g_autoptr(GPtrArray) lines =
    read_log ("{\"what\":\"count\"," AT "12:00:02Z\",\"delta\":1,\"key\":\"mine\"},"
              "{\"what\":\"count\"," AT "12:00:01Z\",\"delta\":1,\"actor\":\"L\u00e9a\"},"
              "{\"what\":\"count\"," AT "11:20:00Z\",\"delta\":1,\"actor\":\"L\u00e9a\"},"
              "{\"what\":\"recount\"," AT "10:00:00Z\",\"delta\":1,\"actor\":\"L\u00e9a\"}",
              NULL);
  const char *name = NULL;
  gint64 since = 0;

  /* Two people, two lines, however quickly they follow each other. */
  g_assert_cmpuint (lines->len, ==, 4);
  g_assert_true (parvis_day_log_find_company (lines, NOON - 3 * PARVIS_HOUR, NOON - PARVIS_MINUTE,
                                              &since, &name));
  g_assert_cmpstr (name, ==, "L\u00e9a");
  g_assert_cmpint (since, ==, NOON - 40 * PARVIS_MINUTE);

  /* Not any more, and not what was there before this window. */
  g_assert_false (parvis_day_log_find_company (lines, NOON - PARVIS_DAY, NOON + PARVIS_MINUTE,
                                               &since, &name));
  g_assert_false (parvis_day_log_find_company (lines, NOON + 2000, NOON - PARVIS_MINUTE,
                                               &since, &name));
}

static void
test_each_word_is_read (void)
{
  g_autoptr(GPtrArray) lines =
    read_log ("{\"what\":\"count\"," AT "12:05:00Z\",\"delta\":0,\"value\":18},"
              "{\"what\":\"recount\"," AT "12:04:00Z\",\"delta\":-3,\"value\":18,"
              "\"note\":\"basin\"},"
              "{\"what\":\"reopen\"," AT "12:03:00Z\"},"
              "{\"what\":\"close\"," AT "12:02:00Z\",\"note\":\"storm\"},"
              "{\"what\":\"restore\"," AT "12:01:30Z\",\"value\":95},"
              "{\"what\":\"lower\"," AT "12:01:20Z\",\"value\":40,\"note\":\"works\"},"
              "{\"what\":\"zero\"," AT "12:01:00Z\",\"delta\":-7,\"value\":0}",
              NULL);
  static const ParvisLogWhat expected[] = {
    PARVIS_LOG_STILL, PARVIS_LOG_RECOUNT, PARVIS_LOG_REOPEN, PARVIS_LOG_CLOSE,
    PARVIS_LOG_RESTORE, PARVIS_LOG_LOWER, PARVIS_LOG_ZERO,
  };

  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < lines->len; i++)
    g_assert_cmpint (((ParvisLogLine *) g_ptr_array_index (lines, i))->what, ==, expected[i]);
  g_assert_cmpstr (((ParvisLogLine *) g_ptr_array_index (lines, 1))->note, ==, "basin");
}

static void
test_what_is_not_known_is_left_out (void)
{
  g_autoptr(GPtrArray) nothing = parvis_day_log_read (NULL, NULL, NULL);
  g_autoptr(GPtrArray) lines =
    read_log ("3,{},{\"what\":\"dance\"," AT "12:00:00Z\"},"
              "{\"what\":\"count\",\"at\":\"yesterday\",\"delta\":1},"
              "{\"what\":\"count\"," AT "12:00:00Z\",\"delta\":\"1\"},"
              "{\"what\":\"count\"," AT "12:00:00Z\",\"delta\":2}",
              NULL);

  g_assert_cmpuint (nothing->len, ==, 0);
  g_assert_cmpuint (lines->len, ==, 1);
  g_assert_cmpint (((ParvisLogLine *) g_ptr_array_index (lines, 0))->delta, ==, 2);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/day-log/presses-within-three-seconds-are-one",
                   test_presses_within_three_seconds_are_one);
  g_test_add_func ("/day-log/quick-presses-are-one-line", test_quick_presses_are_one_line);
  g_test_add_func ("/day-log/somebody-else-counts-too", test_somebody_else_counts_too);
  g_test_add_func ("/day-log/each-word-is-read", test_each_word_is_read);
  g_test_add_func ("/day-log/what-is-not-known-is-left-out", test_what_is_not_known_is_left_out);

  return g_test_run ();
}
