/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-throttle"

#include "config.h"

#include "parvis-throttle.h"

#include <pthread.h>
#include <string.h>

#define WHO "helene@saint-aubin.example"

typedef struct
{
  gint64          now;
  ParvisClock     clock;
  ParvisThrottle *throttle;
} Fixture;

static gint64
now_cb (gpointer data)
{
  return ((Fixture *) data)->now;
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  fixture->now = 1000 * PARVIS_DAY;
  fixture->clock = (ParvisClock) { now_cb, fixture };
  fixture->throttle = parvis_throttle_new (&fixture->clock);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  parvis_throttle_free (fixture->throttle);
}

static gint64
enter (Fixture    *fixture,
       const char *who)
{
  return parvis_throttle_enter (fixture->throttle, PARVIS_THROTTLE_ACCOUNT, who);
}

static void
fail_times (Fixture    *fixture,
            const char *who,
            int         n)
{
  for (int i = 0; i < n; i++)
    {
      gint64 wait = enter (fixture, who);

      fixture->now += wait;
      if (wait > 0)
        g_assert_cmpint (enter (fixture, who), ==, 0);
    }
}

static void
test_each_failure_doubles_the_wait (Fixture       *fixture,
                                    gconstpointer  data)
{
  gint64 wait = 2 * PARVIS_SECOND;

  for (int i = 0; i < 5; i++)
    g_assert_cmpint (enter (fixture, WHO), ==, 0);

  for (; wait < 15 * PARVIS_MINUTE; wait *= 2)
    {
      g_assert_cmpint (enter (fixture, WHO), ==, wait);
      fixture->now += wait - 1;
      g_assert_cmpint (enter (fixture, WHO), ==, 1);
      fixture->now += 1;
      g_assert_cmpint (enter (fixture, WHO), ==, 0);
    }
  g_assert_cmpint (enter (fixture, WHO), ==, 15 * PARVIS_MINUTE);
}

/* A hundred guesses at a password in a day at most, from all over the world. */
static void
test_a_day_of_guessing_gets_few_tries (Fixture       *fixture,
                                       gconstpointer  data)
{
  gint64 end = fixture->now + PARVIS_DAY;
  int tries = 0;

  while (fixture->now < end)
    {
      gint64 wait = enter (fixture, WHO);

      tries += wait == 0;
      fixture->now += MAX (wait, 1);
    }
  g_assert_cmpint (tries, <=, 115);
}

static void
test_success_and_a_day_without_failures_forgive (Fixture       *fixture,
                                                 gconstpointer  data)
{
  fail_times (fixture, WHO, 9);
  g_assert_cmpint (enter (fixture, WHO), >, 0);
  parvis_throttle_succeed (fixture->throttle, PARVIS_THROTTLE_ACCOUNT, WHO);
  for (int i = 0; i < 5; i++)
    g_assert_cmpint (enter (fixture, WHO), ==, 0);
  g_assert_cmpint (enter (fixture, WHO), >, 0);

  fixture->now += PARVIS_DAY;
  for (int i = 0; i < 5; i++)
    g_assert_cmpint (enter (fixture, WHO), ==, 0);
}

static void
test_one_good_account_does_not_pay_for_bad_ones (Fixture       *fixture,
                                                 gconstpointer  data)
{
  int good = 0;
  int bad = 0;

  for (int i = 0; i < 1000; i++)
    {
      if (parvis_throttle_enter (fixture->throttle, PARVIS_THROTTLE_ADDRESS, "192.0.2.1") == 0)
        bad++;
      if (parvis_throttle_enter (fixture->throttle, PARVIS_THROTTLE_ADDRESS, "192.0.2.1") == 0)
        {
          good++;
          parvis_throttle_succeed (fixture->throttle, PARVIS_THROTTLE_ADDRESS, "192.0.2.1");
        }
    }
  g_assert_cmpint (bad, ==, 30);
  g_assert_cmpint (good, ==, 29);
}

static void
test_who_is_tried_does_not_matter_to_others (Fixture       *fixture,
                                             gconstpointer  data)
{
  fail_times (fixture, WHO, 20);
  g_assert_cmpint (enter (fixture, WHO), >, 0);
  g_assert_cmpint (enter (fixture, "other@saint-aubin.example"), ==, 0);
  g_assert_cmpint (parvis_throttle_enter (fixture->throttle, PARVIS_THROTTLE_ADDRESS, WHO), ==, 0);
  /* The same person, however it is typed. */
  g_assert_cmpint (enter (fixture, "Helene@Saint-Aubin.example"), >, 0);
}

static void
test_what_was_not_decided_does_not_count (Fixture       *fixture,
                                          gconstpointer  data)
{
  for (int i = 0; i < 100; i++)
    {
      g_assert_cmpint (enter (fixture, WHO), ==, 0);
      parvis_throttle_undo (fixture->throttle, PARVIS_THROTTLE_ACCOUNT, WHO);
    }
  parvis_throttle_undo (fixture->throttle, PARVIS_THROTTLE_ACCOUNT, WHO);
  parvis_throttle_undo (fixture->throttle, PARVIS_THROTTLE_ACCOUNT, "nobody");
  g_assert_cmpint (enter (fixture, WHO), ==, 0);
}

static void
test_a_flood_of_names_frees_nobody (Fixture       *fixture,
                                    gconstpointer  data)
{
  fail_times (fixture, WHO, 12);
  for (int i = 0; i < 200000; i++)
    {
      g_autofree char *name = g_strdup_printf ("%d@example.org", i);

      enter (fixture, name);
    }
  g_assert_cmpint (enter (fixture, WHO), >, 0);
}

/* The words of one node are heard by the other at once. */
typedef struct
{
  ParvisThrottle *other;
  char            last[65];
} Ear;

static void
tell_cb (const char *word,
         gpointer    data)
{
  Ear *ear = data;

  g_assert_cmpuint (strlen (word), <, sizeof ear->last);
  g_assert_null (strpbrk (word, " @"));
  g_strlcpy (ear->last, word, sizeof ear->last);
  parvis_throttle_hear (ear->other, word);
}

static void
test_nodes_count_together (Fixture       *fixture,
                           gconstpointer  data)
{
  static const guint8 key[PARVIS_THROTTLE_KEY_BYTES] = "0123456789abcde";
  static const ParvisThrottleKind kind = PARVIS_THROTTLE_ACCOUNT;
  g_autoptr(ParvisThrottle) second = parvis_throttle_new (&fixture->clock);
  ParvisThrottle *nodes[] = { fixture->throttle, second };
  Ear ears[] = { { second, "" }, { fixture->throttle, "" } };

  for (guint i = 0; i < 2; i++)
    parvis_throttle_share (nodes[i], key, tell_cb, &ears[i]);

  for (guint i = 0; i < 5; i++)
    g_assert_cmpint (parvis_throttle_enter (nodes[i % 2], kind, WHO), ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_assert_cmpuint (parvis_throttle_get_failures (nodes[i], kind, WHO), ==, 5);
      g_assert_cmpint (parvis_throttle_enter (nodes[i], kind, WHO), ==, 2 * PARVIS_SECOND);
    }

  /* What is refused is not told, and the same is told of the same only by the key. */
  g_assert_cmpuint (parvis_throttle_get_failures (second, kind, WHO), ==, 5);
  g_assert_null (strstr (ears[0].last, "helene"));
  g_assert_cmpstr (ears[0].last, ==, ears[1].last);

  fixture->now += 2 * PARVIS_SECOND;
  g_assert_cmpint (parvis_throttle_enter (second, kind, WHO), ==, 0);
  parvis_throttle_undo (second, kind, WHO);
  g_assert_cmpuint (parvis_throttle_get_failures (fixture->throttle, kind, WHO), ==, 5);
  fixture->now += 2 * PARVIS_SECOND;
  g_assert_cmpint (parvis_throttle_enter (second, kind, WHO), ==, 0);
  parvis_throttle_succeed (second, kind, WHO);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpuint (parvis_throttle_get_failures (nodes[i], kind, WHO), ==, 0);
}

/* What is no word does nothing. */
static void
test_words_of_strangers_do_nothing (Fixture       *fixture,
                                    gconstpointer  data)
{
  static const char * const words[] = {
    "", "+", "+0", "+0:", "+0:0123456789abcde", "+0:0123456789abcdeff", "+0:0123456789ABCDEF",
    "+9:0123456789abcdef", "+x:0123456789abcdef", "?0:0123456789abcdef", "+0-0123456789abcdef",
    "+0:0123456789abcde-", "-0:0123456789abcdef", "00:0123456789abcdef",
  };

  fail_times (fixture, WHO, 7);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    parvis_throttle_hear (fixture->throttle, words[i]);
  g_assert_cmpuint (parvis_throttle_get_failures (fixture->throttle, PARVIS_THROTTLE_ACCOUNT, WHO),
                    ==, 7);
}

#define RACERS 8

static int entered;

static gpointer
race_cb (gpointer data)
{
  for (int i = 0; i < 100; i++)
    {
      if (enter (data, WHO) == 0)
        __atomic_add_fetch (&entered, 1, __ATOMIC_SEQ_CST);
    }

  return NULL;
}

static void
test_many_at_one_moment_are_counted_each (Fixture       *fixture,
                                          gconstpointer  data)
{
  pthread_t threads[RACERS];

  for (int i = 0; i < RACERS; i++)
    g_assert_cmpint (pthread_create (&threads[i], NULL, race_cb, fixture), ==, 0);
  for (int i = 0; i < RACERS; i++)
    pthread_join (threads[i], NULL);
  g_assert_cmpint (entered, ==, 5);
}

#define THROTTLE_TEST(path, func) \
  g_test_add ("/throttle/" path, Fixture, NULL, setup, func, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  THROTTLE_TEST ("each-failure-doubles-the-wait", test_each_failure_doubles_the_wait);
  THROTTLE_TEST ("a-day-of-guessing-gets-few-tries", test_a_day_of_guessing_gets_few_tries);
  THROTTLE_TEST ("success-and-a-day-without-failures-forgive",
                 test_success_and_a_day_without_failures_forgive);
  THROTTLE_TEST ("one-good-account-does-not-pay-for-bad-ones",
                 test_one_good_account_does_not_pay_for_bad_ones);
  THROTTLE_TEST ("who-is-tried-does-not-matter-to-others",
                 test_who_is_tried_does_not_matter_to_others);
  THROTTLE_TEST ("what-was-not-decided-does-not-count", test_what_was_not_decided_does_not_count);
  THROTTLE_TEST ("a-flood-of-names-frees-nobody", test_a_flood_of_names_frees_nobody);
  THROTTLE_TEST ("nodes-count-together", test_nodes_count_together);
  THROTTLE_TEST ("words-of-strangers-do-nothing", test_words_of_strangers_do_nothing);
  THROTTLE_TEST ("many-at-one-moment-are-counted-each", test_many_at_one_moment_are_counted_each);

  return g_test_run ();
}
