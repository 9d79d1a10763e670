/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-totp"

#include "config.h"

#include "parvis-time.h"
#include "parvis-totp.h"

#include <string.h>

/* RFC 6238, appendix B; six figures are the last six of its eight. */
#define RFC_SECRET "12345678901234567890"

static void
test_codes_are_those_of_the_rfc (void)
{
  static const struct
  {
    gint64      seconds;
    const char *code;
  } cases[] = {
    { 59, "287082" },
    { 1111111109, "081804" },
    { 1111111111, "050471" },
    { 1234567890, "005924" },
    { 2000000000, "279037" },
    { 20000000000, "353130" },
  };
  g_autoptr(GBytes) secret = g_bytes_new_static (RFC_SECRET, 20);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gint64 step = 0;

      g_assert_true (parvis_totp_check (secret, cases[i].code, cases[i].seconds * PARVIS_SECOND,
                                        0, &step));
      g_assert_cmpint (step, ==, cases[i].seconds / PARVIS_TOTP_STEP);
    }
}

static void
test_one_step_of_a_wrong_clock_is_allowed (void)
{
  g_autoptr(GBytes) secret = g_bytes_new_static (RFC_SECRET, 20);
  gint64 at = 1111111111 * PARVIS_SECOND;
  gint64 one = PARVIS_TOTP_STEP * PARVIS_SECOND;
  gint64 step = 0;

  g_assert_true (parvis_totp_check (secret, "050471", at - one, 0, &step));
  g_assert_true (parvis_totp_check (secret, "050471", at + one, 0, &step));
  g_assert_false (parvis_totp_check (secret, "050471", at - 2 * one, 0, &step));
  g_assert_false (parvis_totp_check (secret, "050471", at + 2 * one, 0, &step));
}

static void
test_a_code_is_taken_once (void)
{
  g_autoptr(GBytes) secret = g_bytes_new_static (RFC_SECRET, 20);
  gint64 at = 1111111111 * PARVIS_SECOND;
  gint64 step = 0;

  g_assert_true (parvis_totp_check (secret, "050471", at, 0, &step));
  g_assert_false (parvis_totp_check (secret, "050471", at, step, &step));
  /* Nor an older one that was seen over a shoulder. */
  g_assert_false (parvis_totp_check (secret, "081804", at, step, &step));
}

static void
test_what_is_no_code_is_refused (void)
{
  static const char * const wrong[] = { "", "05047", "0504711", "05047a", "+50471", "050471\n",
                                        "٠٥٠٤٧١", "000000" };
  g_autoptr(GBytes) secret = g_bytes_new_static (RFC_SECRET, 20);
  gint64 step = 7;

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    g_assert_false (parvis_totp_check (secret, wrong[i], 1111111111 * PARVIS_SECOND, 0, &step));
  g_assert_cmpint (step, ==, 7);
  g_assert_true (parvis_totp_check (secret, "050 471", 1111111111 * PARVIS_SECOND, 0, &step));
}

static void
test_a_telephone_can_read_the_secret (void)
{
  g_autoptr(GBytes) secret = g_bytes_new_static (RFC_SECRET, 20);
  g_autofree char *uri = parvis_totp_make_uri (secret, "Parvis, Saint-Aubin", "h@a.fr");
  g_autofree char *spelt = parvis_totp_spell (secret);
  g_autoptr(GError) error = NULL;
  guint size = 0;
  g_autofree char *path = parvis_totp_draw_uri (uri, &size, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (uri, ==, "otpauth://totp/Parvis%2C%20Saint-Aubin:h%40a.fr"
                   "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Parvis%2C%20Saint-Aubin"
                   "&algorithm=SHA1&digits=6&period=30");
  g_assert_cmpstr (spelt, ==, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
  /* The finder in the corner, after the quiet zone. */
  g_assert_true (g_str_has_prefix (path, "M4 4h7v1h-7z"));
  g_assert_cmpuint (size, >, 21 + 8);
  g_assert_cmpuint (strspn (path, "Mhvz0123456789 -"), ==, strlen (path));
}

static void
test_secrets_and_recovery_codes_differ (void)
{
  g_autoptr(GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr(GBytes) one = parvis_totp_make_secret ();
  g_autoptr(GBytes) two = parvis_totp_make_secret ();

  g_assert_cmpuint (g_bytes_get_size (one), ==, PARVIS_TOTP_SECRET_BYTES);
  g_assert_false (g_bytes_equal (one, two));

  for (int round = 0; round < 10; round++)
    {
      g_auto(GStrv) codes = parvis_recovery_make ();

      g_assert_cmpuint (g_strv_length (codes), ==, PARVIS_RECOVERY_CODES);
      for (guint i = 0; codes[i] != NULL; i++)
        {
          g_assert_cmpuint (strlen (codes[i]), ==, 19);
          g_assert_true (g_hash_table_add (seen, g_strdup (codes[i])));
        }
    }
}

static void
test_recovery_codes_are_read_as_people_write_them (void)
{
  g_autofree char *plain = parvis_recovery_read ("01AB-CDEF-GHJK-MNPQ");
  g_autofree char *sloppy = parvis_recovery_read (" oiab cdef ghjk mnpq");

  g_assert_cmpstr (plain, ==, "01ABCDEFGHJKMNPQ");
  g_assert_cmpstr (sloppy, ==, plain);
  g_assert_null (parvis_recovery_read (""));
  g_assert_null (parvis_recovery_read ("01AB-CDEF-GHJK-MNP"));
  g_assert_null (parvis_recovery_read ("01AB-CDEF-GHJK-MNPQR"));
  g_assert_null (parvis_recovery_read ("01AB-CDEF-GHJK-MNPU"));
  g_assert_null (parvis_recovery_read ("01AB-CDEF-GHJK-MNP\xc3\xa9"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/totp/codes-are-those-of-the-rfc", test_codes_are_those_of_the_rfc);
  g_test_add_func ("/totp/one-step-of-a-wrong-clock-is-allowed",
                   test_one_step_of_a_wrong_clock_is_allowed);
  g_test_add_func ("/totp/a-code-is-taken-once", test_a_code_is_taken_once);
  g_test_add_func ("/totp/what-is-no-code-is-refused", test_what_is_no_code_is_refused);
  g_test_add_func ("/totp/a-telephone-can-read-the-secret", test_a_telephone_can_read_the_secret);
  g_test_add_func ("/totp/secrets-and-recovery-codes-differ",
                   test_secrets_and_recovery_codes_differ);
  g_test_add_func ("/totp/recovery-codes-are-read-as-people-write-them",
                   test_recovery_codes_are_read_as_people_write_them);

  return g_test_run ();
}
