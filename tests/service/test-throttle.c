/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-throttle"

#include "config.h"

#include "parvis-throttle.h"

#include <pthread.h>

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
  THROTTLE_TEST ("many-at-one-moment-are-counted-each", test_many_at_one_moment_are_counted_each);

  return g_test_run ();
}
