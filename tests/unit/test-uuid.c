/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-uuid.h"

#include <string.h>

#define MANY 2000

static void
test_an_identifier_is_one_of_version_7 (void)
{
  char text[PARVIS_UUID_SIZE];

  parvis_uuid_make (text);
  g_assert_true (g_uuid_string_is_valid (text));
  g_assert_cmpint (text[14], ==, '7');
  g_assert_nonnull (strchr ("89ab", text[19]));
}

static void
test_an_identifier_begins_with_the_time (void)
{
  gint64 before = g_get_real_time () / 1000;
  char text[PARVIS_UUID_SIZE];
  g_autofree char *ms = NULL;
  gint64 said;

  parvis_uuid_make (text);
  ms = g_strdup_printf ("%.8s%.4s", text, text + 9);
  said = (gint64) g_ascii_strtoull (ms, NULL, 16);
  g_assert_cmpint (said, >=, before);
  g_assert_cmpint (said, <=, g_get_real_time () / 1000);
}

/* Two of the same part of a millisecond come in any order, but for those nothing is lost. */
static void
test_what_is_made_later_sorts_behind (void)
{
  char last[PARVIS_UUID_SIZE] = "";

  for (int i = 0; i < 20; i++)
    {
      gint64 until = g_get_monotonic_time () + 2;
      char next[PARVIS_UUID_SIZE];

      parvis_uuid_make (next);
      g_assert_cmpstr (last, <, next);
      memcpy (last, next, sizeof last);
      while (g_get_monotonic_time () < until)
        continue;
    }
}

static void
test_no_two_are_the_same (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (int i = 0; i < MANY; i++)
    {
      char text[PARVIS_UUID_SIZE];

      parvis_uuid_make (text);
      g_assert_true (g_hash_table_add (seen, g_strdup (text)));
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/uuid/an-identifier-is-one-of-version-7",
                   test_an_identifier_is_one_of_version_7);
  g_test_add_func ("/uuid/an-identifier-begins-with-the-time",
                   test_an_identifier_begins_with_the_time);
  g_test_add_func ("/uuid/what-is-made-later-sorts-behind", test_what_is_made_later_sorts_behind);
  g_test_add_func ("/uuid/no-two-are-the-same", test_no_two_are_the_same);

  return g_test_run ();
}
