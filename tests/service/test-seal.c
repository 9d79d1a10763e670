/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-seal"

#include "config.h"

#include "parvis-error.h"
#include "parvis-seal.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  fixture->folder = g_dir_make_tmp ("parvis-seal-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "master-key", NULL);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  g_unsetenv ("CREDENTIALS_DIRECTORY");
  g_unlink (fixture->path);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->path);
}

static ParvisSeal *
load (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  ParvisSeal *seal = parvis_seal_open (fixture->folder, TRUE, &error);

  g_assert_no_error (error);

  return seal;
}

static void
test_the_key_is_made_once_and_for_its_user (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autoptr(ParvisSeal) first = load (fixture);
  g_autoptr(ParvisSeal) second = load (fixture);
  g_autofree char *sealed = parvis_seal_wrap (first, "totp 1", "secret é", NULL);
  g_autofree char *opened = parvis_seal_unwrap (second, "totp 1", sealed, NULL);
  GStatBuf info;

  g_assert_cmpstr (opened, ==, "secret é");
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (info.st_size, ==, 32);
}

static void
test_a_credential_wins (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *credentials = g_dir_make_tmp ("parvis-cred-XXXXXX", NULL);
  g_autofree char *given = g_build_filename (credentials, "master-key", NULL);
  g_autoptr(ParvisSeal) own = load (fixture);
  g_autoptr(ParvisSeal) other = NULL;
  g_autofree char *sealed = parvis_seal_wrap (own, "x", "text", NULL);
  g_autoptr(GError) error = NULL;

  g_assert_true (g_file_set_contents (given, "0123456789abcdef0123456789abcdef", 32, NULL));
  g_setenv ("CREDENTIALS_DIRECTORY", credentials, TRUE);
  other = load (fixture);
  g_assert_null (parvis_seal_unwrap (other, "x", sealed, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
  g_unlink (given);
  g_rmdir (credentials);
}

static void
test_a_damaged_key_is_not_replaced (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *left = NULL;

  g_assert_true (g_file_set_contents (fixture->path, "short", -1, NULL));
  g_assert_null (parvis_seal_open (fixture->folder, TRUE, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
  g_assert_true (g_file_get_contents (fixture->path, &left, NULL, NULL));
  g_assert_cmpstr (left, ==, "short");
}

static void
test_what_was_changed_or_moved_does_not_open (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autoptr(ParvisSeal) seal = load (fixture);
  g_autofree char *sealed = parvis_seal_wrap (seal, "totp 1", "secret", NULL);
  g_autofree char *again = parvis_seal_wrap (seal, "totp 1", "secret", NULL);
  gsize length = strlen (sealed);

  g_assert_cmpstr (sealed, !=, again);
  g_assert_null (strstr (sealed, "secret"));
  g_assert_null (parvis_seal_unwrap (seal, "totp 2", sealed, NULL));
  g_assert_null (parvis_seal_unwrap (seal, "totp 1", "", NULL));
  g_assert_null (parvis_seal_unwrap (seal, "totp 1", "AAAA", NULL));
  g_assert_null (parvis_seal_unwrap (seal, "totp 1", "not base64!", NULL));
  /* The last group may hold bits that mean nothing. */
  for (gsize i = 0; i + 4 < length; i++)
    {
      g_autofree char *changed = g_strdup (sealed);

      changed[i] = changed[i] == 'A' ? 'B' : 'A';
      g_assert_null (parvis_seal_unwrap (seal, "totp 1", changed, NULL));
      changed[i] = '\0';
      g_assert_null (parvis_seal_unwrap (seal, "totp 1", changed, NULL));
    }
}

#define SEAL_TEST(path, func) g_test_add ("/seal/" path, Fixture, NULL, setup, func, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  SEAL_TEST ("the-key-is-made-once-and-for-its-user", test_the_key_is_made_once_and_for_its_user);
  SEAL_TEST ("a-credential-wins", test_a_credential_wins);
  SEAL_TEST ("a-damaged-key-is-not-replaced", test_a_damaged_key_is_not_replaced);
  SEAL_TEST ("what-was-changed-or-moved-does-not-open",
             test_what_was_changed_or_moved_does_not_open);

  return g_test_run ();
}
