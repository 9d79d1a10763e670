/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-password"

#include "config.h"

#include "parvis-error.h"
#include "parvis-password.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define GOOD "quatre chevaux verts"

static void
test_a_password_is_known_again (void)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = parvis_password_hash (GOOD, &error);
  g_autofree char *other = parvis_password_hash (GOOD, &error);
  gboolean matches = FALSE;
  gboolean stale = TRUE;

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (hash, "$argon2id$v=19$m=65536,t=3,p=1$"));
  g_assert_cmpstr (hash, !=, other);

  g_assert_true (parvis_password_check (hash, GOOD, &matches, &stale, &error));
  g_assert_true (matches);
  g_assert_false (stale);
  g_assert_true (parvis_password_check (hash, GOOD " ", &matches, &stale, &error));
  g_assert_false (matches);
  g_assert_false (stale);
}

/* An é may come as one character or as two. */
static void
test_the_way_of_typing_an_accent_does_not_matter (void)
{
  g_autofree char *hash = parvis_password_hash ("l\xc3\xa9gendes d\xe2\x80\x99hiver", NULL);
  gboolean matches = FALSE;

  g_assert_true (parvis_password_check (hash, "le\xcc\x81gendes d\xe2\x80\x99hiver", &matches, NULL,
                                        NULL));
  g_assert_true (matches);
}

static void
test_older_parameters_are_seen (void)
{
  char hash[crypto_pwhash_STRBYTES];
  gboolean matches = FALSE;
  gboolean stale = FALSE;

  g_assert_cmpint (crypto_pwhash_str (hash, GOOD, strlen (GOOD), 2, 16 << 20), ==, 0);
  g_assert_true (parvis_password_check (hash, GOOD, &matches, &stale, NULL));
  g_assert_true (matches);
  g_assert_true (stale);
  g_assert_true (parvis_password_check (hash, "wrong", &matches, &stale, NULL));
  g_assert_false (matches);
  g_assert_false (stale);
}

static gint64
time_check (const char *hash)
{
  gint64 best = G_MAXINT64;

  for (int i = 0; i < 5; i++)
    {
      gint64 began = g_get_monotonic_time ();
      gboolean matches = TRUE;

      g_assert_true (parvis_password_check (hash, "wrong password", &matches, NULL, NULL));
      g_assert_false (matches);
      best = MIN (best, g_get_monotonic_time () - began);
    }

  return best;
}

static void
test_a_stranger_costs_as_much_as_a_person (void)
{
  g_autofree char *hash = parvis_password_hash (GOOD, NULL);
  gint64 person = time_check (hash);
  gint64 stranger = time_check (NULL);

  /* The best of five each: what other programs do meanwhile hardly shows. */
  g_test_message ("person %" G_GINT64_FORMAT " µs, stranger %" G_GINT64_FORMAT " µs",
                  person, stranger);
  g_assert_cmpint (stranger, >, person / 2);
  g_assert_cmpint (stranger, <, person * 2);
}

static void
test_damaged_hashes_match_nothing (void)
{
  static const char * const damaged[] = { "", "$argon2id$", "$argon2id$v=19$m=65536,t=3,p=1$$",
                                          "plain", "$argon2id$v=19$m=4294967295,t=3,p=1$AA$AA" };

  for (guint i = 0; i < G_N_ELEMENTS (damaged); i++)
    {
      gboolean matches = TRUE;

      g_assert_true (parvis_password_check (damaged[i], "plain", &matches, NULL, NULL));
      g_assert_false (matches);
    }
}

static pthread_barrier_t together;
static int refused;
static int done;

static gpointer
hash_cb (gpointer data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *hash = NULL;

  pthread_barrier_wait (&together);
  hash = parvis_password_hash (GOOD, &error);
  if (hash != NULL)
    {
      __atomic_add_fetch (&done, 1, __ATOMIC_SEQ_CST);
      return NULL;
    }

  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  __atomic_add_fetch (&refused, 1, __ATOMIC_SEQ_CST);

  return NULL;
}

static void
test_too_many_at_once_are_refused (void)
{
  enum { N = PARVIS_PASSWORD_QUEUE + 12 };
  pthread_t threads[N];

  pthread_barrier_init (&together, NULL, N);
  for (int i = 0; i < N; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, hash_cb, NULL), ==, 0);
  for (int i = 0; i < N; i++)
    pthread_join (threads[i], NULL);
  pthread_barrier_destroy (&together);

  g_assert_cmpint (done + refused, ==, N);
  g_assert_cmpint (done, >=, PARVIS_PASSWORD_QUEUE);
  g_assert_cmpint (refused, >, 0);
}

static void
test_weak_passwords_are_refused (void)
{
  static const char * const person[] = { "Hélène Garnier", "h.garnier@saint-aubin.example",
                                         "Saint-Aubin-sur-Loire", NULL };
  g_autofree char *long_one = g_strnfill (PARVIS_PASSWORD_MAX + 1, 'x');
  const struct
  {
    const char          *password;
    ParvisPasswordFault  fault;
  } cases[] = {
    { "court", PARVIS_PASSWORD_SHORT },
    { "éééééééé", PARVIS_PASSWORD_SHORT },
    { long_one, PARVIS_PASSWORD_LONG },
    { "motdepasse2024", PARVIS_PASSWORD_COMMON },
    { "Mot de passe !!", PARVIS_PASSWORD_COMMON },
    { "AzertyAzerty", PARVIS_PASSWORD_COMMON },
    { "123456789012", PARVIS_PASSWORD_COMMON },
    { "abcdefghijkl", PARVIS_PASSWORD_COMMON },
    { "aaaaaaaaaaaaaa", PARVIS_PASSWORD_COMMON },
    { "abababababab1", PARVIS_PASSWORD_COMMON },
    { "Parvis-2026-!!", PARVIS_PASSWORD_COMMON },
    { "helenegarnier", PARVIS_PASSWORD_PERSONAL },
    { "Garnier-49123", PARVIS_PASSWORD_PERSONAL },
    { "SaintAubinSurLoire", PARVIS_PASSWORD_PERSONAL },
    { "quatre chevaux verts", PARVIS_PASSWORD_FINE },
    { "garnier aime les quatre chevaux", PARVIS_PASSWORD_FINE },
    { "x7Kq!mzp0Vw2", PARVIS_PASSWORD_FINE },
    { "мой длинный пароль", PARVIS_PASSWORD_FINE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].password);
      g_assert_cmpint (parvis_password_judge (cases[i].password, person), ==, cases[i].fault);
    }
  g_assert_cmpint (parvis_password_judge ("helenegarnier", NULL), ==, PARVIS_PASSWORD_FINE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/password/a-password-is-known-again", test_a_password_is_known_again);
  g_test_add_func ("/password/the-way-of-typing-an-accent-does-not-matter",
                   test_the_way_of_typing_an_accent_does_not_matter);
  g_test_add_func ("/password/older-parameters-are-seen", test_older_parameters_are_seen);
  g_test_add_func ("/password/a-stranger-costs-as-much-as-a-person",
                   test_a_stranger_costs_as_much_as_a_person);
  g_test_add_func ("/password/damaged-hashes-match-nothing", test_damaged_hashes_match_nothing);
  g_test_add_func ("/password/too-many-at-once-are-refused", test_too_many_at_once_are_refused);
  g_test_add_func ("/password/weak-passwords-are-refused", test_weak_passwords_are_refused);

  return g_test_run ();
}
