/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-sealed-token.h"

#include <string.h>

#define KEY     "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define OTHER   "BAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define HANDLE  "pvf_handle"
#define REFRESH "pvr_0123456789abcdef"

static void
test_the_key_opens_what_it_sealed_and_no_other_does (void)
{
  g_autofree char *sealed = parvis_sealed_token_make (HANDLE, KEY, REFRESH);
  g_autofree char *again = parvis_sealed_token_make (HANDLE, KEY, REFRESH);
  g_autofree char *opened = parvis_sealed_token_open (sealed, KEY);
  g_autofree char *handle = parvis_sealed_token_dup_handle (sealed);

  g_assert_cmpstr (opened, ==, REFRESH);
  g_assert_cmpstr (handle, ==, HANDLE);
  g_assert_cmpstr (sealed, !=, again);
  g_assert_null (strstr (sealed, REFRESH));
  g_assert_null (strstr (sealed, "pvr_"));
  g_assert_null (parvis_sealed_token_open (sealed, OTHER));
}

static void
test_what_was_changed_on_the_disk_does_not_open (void)
{
  g_autofree char *sealed = parvis_sealed_token_make (HANDLE, KEY, REFRESH);
  gsize length = strlen (sealed);

  for (gsize i = strlen ("sealed " HANDLE " "); i < length; i++)
    {
      g_autofree char *changed = g_strdup (sealed);

      changed[i] = changed[i] == 'A' ? 'Q' : 'A';
      g_assert_null (parvis_sealed_token_open (changed, KEY));
      changed[i] = '\0';
      g_assert_null (parvis_sealed_token_open (changed, KEY));
    }
}

static void
test_a_token_that_lies_as_it_is_has_no_handle (void)
{
  g_assert_null (parvis_sealed_token_dup_handle (REFRESH));
  g_assert_null (parvis_sealed_token_dup_handle (""));
  g_assert_null (parvis_sealed_token_dup_handle ("sealed"));
  g_assert_null (parvis_sealed_token_dup_handle ("sealed  box"));
  g_assert_null (parvis_sealed_token_open (REFRESH, KEY));
  g_assert_null (parvis_sealed_token_open ("sealed a AA==", KEY));
  g_assert_null (parvis_sealed_token_make (HANDLE, "c2hvcnQ=", REFRESH));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sealed/the-key-opens-what-it-sealed-and-no-other-does",
                   test_the_key_opens_what_it_sealed_and_no_other_does);
  g_test_add_func ("/sealed/what-was-changed-on-the-disk-does-not-open",
                   test_what_was_changed_on_the_disk_does_not_open);
  g_test_add_func ("/sealed/a-token-that-lies-as-it-is-has-no-handle",
                   test_a_token_that_lies_as_it_is_has_no_handle);

  return g_test_run ();
}
