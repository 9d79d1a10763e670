/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-counting"

#include "config.h"

#include "town-fixture.h"

#include "parvis-error.h"
#include "parvis-occupancy.h"

#include <pthread.h>
#include <string.h>

static void
test_two_people_add_up (TownFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr(json_t) log = NULL;

  town_pool_count (fixture, 18, 18);
  town_pool_count (fixture, 1, 19);
  town_pool_count (fixture, -2, 17);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 17);
  log = town_pool_log (fixture);
  g_assert_cmpint (town_int (log, "by_hand"), ==, 17);
  g_assert_cmpint (json_array_size (json_object_get (log, "entries")), ==, 3);
  g_assert_cmpint (town_int (json_array_get (json_object_get (log, "entries"), 0), "delta"),
                   ==, -2);
  town_pool_adds_up (fixture);
}

static void
test_still_renews_the_age (TownFixture   *fixture,
                           gconstpointer  data)
{
  town_pool_count (fixture, 18, 18);
  town_pass (fixture, 44 * PARVIS_MINUTE);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 18);
  town_pass (fixture, 2 * PARVIS_MINUTE);
  town_assert_gauge (fixture, TOWN_POOL, "stale", 18);
  town_pool_count (fixture, 0, 18);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 18);
}

static void
test_below_zero_is_refused (TownFixture   *fixture,
                            gconstpointer  data)
{
  g_autoptr(json_t) problem = NULL;

  town_pool_count (fixture, 2, 2);
  problem = town_pool_gesture (fixture, 422, "count", "{\"delta\":-3}");
  g_assert_cmpstr (town_text (problem, "field"), ==, "/delta");
  g_assert_nonnull (strstr (town_text (problem, "detail"), "Only 2"));
  json_decref (town_pool_gesture (fixture, 422, "count", "{\"delta\":1001}"));
  json_decref (town_pool_gesture (fixture, 422, "count", "{\"delta\":1.5}"));
  json_decref (town_pool_gesture (fixture, 422, "count", "{}"));
  json_decref (town_pool_gesture (fixture, 422, "recount", "{\"value\":-1}"));
  town_assert_gauge (fixture, TOWN_POOL, "hand", 2);
}

static void
test_above_capacity_is_counted (TownFixture   *fixture,
                                gconstpointer  data)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autoptr(json_t) gauge = NULL;

  town_pool_count (fixture, 200, 200);
  town_pool_count (fixture, 1, 201);
  gauge = town_entity (fixture, "gauge", id);
  g_assert_cmpint (town_int (gauge, "present"), ==, 201);
  g_assert_cmpint (town_int (gauge, "free"), ==, 0);
}

static void
test_the_newest_wins_over_a_sensor (TownFixture   *fixture,
                                    gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");

  town_pass_gate (fixture, source, 100);
  town_pass (fixture, 10 * PARVIS_SECOND);
  town_pool_count (fixture, 5, 105);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 105);
  town_pass (fixture, 50 * PARVIS_SECOND);
  town_pass_gate (fixture, source, 103);
  town_assert_gauge (fixture, TOWN_POOL, "live", 103);
}

static void
test_a_gesture_from_before_is_not_added_again (TownFixture   *fixture,
                                               gconstpointer  data)
{
  g_autofree char *at = parvis_time_format (fixture->now);
  g_autofree char *body = g_strdup_printf ("{\"delta\":1,\"at\":\"%s\"}", at);
  g_autoptr(json_t) answer = NULL;

  town_pool_count (fixture, 10, 10);
  town_pass (fixture, 10 * PARVIS_MINUTE);
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":20}"));
  answer = town_pool_gesture (fixture, 200, "count", body);
  g_assert_cmpint (town_int (answer, "present"), ==, 20);
  g_assert_true (json_is_false (json_object_get (answer, "counted")));
  town_assert_gauge (fixture, TOWN_POOL, "hand", 20);
}

static void
test_a_nightly_zero_is_done_and_logged (TownFixture   *fixture,
                                        gconstpointer  data)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/settings", id);
  g_autofree char *in = NULL;
  g_autoptr(json_t) log = NULL;
  const json_t *entry;

  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{\"zero_at\":\"03:00\"}"));
  in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  town_pass_gate (fixture, in, 12);

  /* 14:00 plus 13 hours is 03:00 in Paris. */
  town_pass (fixture, 13 * PARVIS_HOUR - PARVIS_MINUTE);
  town_assert_gauge (fixture, TOWN_POOL, "closed", 12);
  town_pass (fixture, PARVIS_MINUTE);
  town_assert_gauge (fixture, TOWN_POOL, "closed", 0);
  log = town_pool_log (fixture);
  entry = json_array_get (json_object_get (log, "entries"), 0);
  g_assert_cmpstr (town_text (entry, "what"), ==, "zero");
  g_assert_cmpint (json_integer_value (json_object_get (entry, "delta")), ==, -12);
  town_pool_adds_up (fixture);
}

static void
test_a_zero_that_was_missed_is_made_up_for (TownFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/settings", id);
  g_autofree char *in = NULL;

  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{\"zero_at\":\"03:00\"}"));
  in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  town_pass_gate (fixture, in, 12);

  /* Nobody ran in the night; the first entry of the day comes before the timer. */
  fixture->now += 20 * PARVIS_HOUR;
  town_pass_gate (fixture, in, 1);
  town_assert_gauge (fixture, TOWN_POOL, "live", 1);
  town_tick (fixture);
  town_assert_gauge (fixture, TOWN_POOL, "live", 1);
  town_pool_adds_up (fixture);
}

static void
test_opening_sets_to_zero (TownFixture   *fixture,
                           gconstpointer  data)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/settings", id);

  json_decref (town_expect (fixture, 200, "operator", "POST", path,
                            "{\"zero_at\":\"opening\"}"));
  town_pool_count (fixture, 30, 30);
  town_pass (fixture, 17 * PARVIS_HOUR + 59 * PARVIS_MINUTE);
  town_assert_gauge (fixture, TOWN_POOL, "closed", 30);
  town_pass (fixture, PARVIS_MINUTE);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 0);
}

static void
test_a_new_day_begins_at_midnight (TownFixture   *fixture,
                                   gconstpointer  data)
{
  g_autoptr(json_t) log = NULL;

  town_pool_count (fixture, 30, 30);
  town_pass (fixture, 10 * PARVIS_HOUR);
  log = town_pool_log (fixture);
  g_assert_cmpstr (town_text (log, "day"), ==, "2026-06-18");
  g_assert_cmpint (town_int (log, "by_hand"), ==, 0);
  g_assert_cmpint (town_int (log, "start"), ==, 30);
  g_assert_cmpint (json_array_size (json_object_get (log, "entries")), ==, 0);
}

static void
test_what_comes_late_belongs_to_its_day (TownFixture   *fixture,
                                         gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *yesterday = NULL;
  g_autofree char *body = NULL;
  g_autoptr(json_t) log = NULL;

  town_pass (fixture, 11 * PARVIS_HOUR);
  yesterday = town_read (fixture, in, -3 * PARVIS_HOUR, 5);
  g_assert_cmpstr (yesterday, ==, "");
  body = g_strdup ("{\"delta\":3,\"at\":\"2026-06-17T21:00:00Z\"}");
  json_decref (town_pool_gesture (fixture, 200, "count", body));
  town_pass_gate (fixture, in, 2);
  log = town_pool_log (fixture);
  g_assert_cmpint (town_int (log, "start"), ==, 8);
  g_assert_cmpint (town_int (log, "entered"), ==, 2);
  g_assert_cmpint (town_int (log, "by_hand"), ==, 0);
  g_assert_cmpint (json_array_size (json_object_get (log, "entries")), ==, 0);
  town_pool_adds_up (fixture);
}

static void
test_a_hand_counter_is_a_source (TownFixture   *fixture,
                                 gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_PARK,
                                             "\"format\":\"hand\",\"measure\":\"free\"");
  g_autoptr(json_t) answer = town_post (fixture, source, "{\"value\":18}");

  g_assert_cmpint (town_int (answer, "shown"), ==, 1);
  town_assert_gauge (fixture, TOWN_PARK, "hand", 82);
  town_pass (fixture, 46 * PARVIS_MINUTE);
  town_assert_gauge (fixture, TOWN_PARK, "stale", 82);
}

/* Held by a test while it submits what is to be one batch. */
static pthread_mutex_t barrier = PTHREAD_MUTEX_INITIALIZER;

static gboolean
wait_at_barrier (ParvisTx             *tx,
                 const ParvisCommand  *command,
                 ParvisAnswer         *answer,
                 GError              **error)
{
  pthread_mutex_lock (&barrier);
  pthread_mutex_unlock (&barrier);

  return TRUE;
}

typedef struct
{
  ParvisApplyFunc apply;
  const char     *body;
  int             present;      /* that it is answered with, -1 for refused */
} Gesture;

static void
gesture_done_cb (ParvisCommand *command,
                 ParvisAnswer  *answer,
                 gint64         seq,
                 gboolean       replayed,
                 GError        *error,
                 gpointer       user_data)
{
  const Gesture *made = user_data;

  if (made->present < 0)
    g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  else
    g_assert_cmpint (town_int (answer->body, "present"), ==, made->present);

  parvis_command_free (command);
  parvis_answer_free (answer);
  g_clear_error (&error);
}

/* Makes one batch of @gestures at the pool. */
static void
make_batch (TownFixture   *fixture,
            const Gesture *gestures,
            guint          n_gestures)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);

  pthread_mutex_lock (&barrier);
  parvis_store_submit (store, parvis_command_new ("barrier", "00001", wait_at_barrier), NULL,
                       NULL);
  for (guint i = 0; i < n_gestures; i++)
    {
      ParvisCommand *command = parvis_command_new ("gesture", "00001", gestures[i].apply);

      command->object = g_strdup (id);
      command->body = json_loads (gestures[i].body, 0, NULL);
      parvis_store_submit (store, command, gesture_done_cb, (gpointer) &gestures[i]);
    }
  pthread_mutex_unlock (&barrier);
}

/* Commands of one batch work on what the one before has in hand. */
static void
test_a_batch_counts_as_one_after_the_other (TownFixture   *fixture,
                                            gconstpointer  data)
{
  static const Gesture gestures[] = {
    { parvis_gauge_count, "{\"delta\":3}", 3 },
    { parvis_gauge_count, "{\"delta\":4}", 7 },
    { parvis_gauge_count, "{\"delta\":-8}", -1 },
    { parvis_gauge_count, "{\"delta\":1}", 8 },
    { parvis_gauge_recount, "{\"value\":20}", 20 },
    { parvis_gauge_recount, "{\"value\":-1}", -1 },
    { parvis_gauge_count, "{\"delta\":-20}", 0 },
    { parvis_gauge_count, "{\"delta\":-1}", -1 },
    { parvis_gauge_count, "{\"delta\":2}", 2 },
  };
  g_autoptr(json_t) log = NULL;

  make_batch (fixture, gestures, G_N_ELEMENTS (gestures));

  /* Behind all of them. */
  town_pool_count (fixture, 1, 3);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 3);
  log = town_pool_log (fixture);
  g_assert_cmpint (json_array_size (json_object_get (log, "entries")), ==, 7);
  g_assert_cmpint (town_int (log, "by_hand"), ==, -9);
  g_assert_cmpint (town_int (log, "recounted"), ==, 12);
  town_pool_adds_up (fixture);
}

/* Counts, and fails after that where 100 came. */
static gboolean
count_but_not_100 (ParvisTx             *tx,
                   const ParvisCommand  *command,
                   ParvisAnswer         *answer,
                   GError              **error)
{
  return parvis_gauge_count (tx, command, answer, error) &&
         (json_integer_value (json_object_get (command->body, "delta")) != 100 ||
          parvis_set_invalid (error, "/delta", "Not so many"));
}

/* What counts have in hand is neither lost nor kept with what was undone. */
static void
test_a_late_failure_undoes_itself_alone (TownFixture   *fixture,
                                         gconstpointer  data)
{
  static const Gesture gestures[] = {
    { count_but_not_100, "{\"delta\":3}", 3 },
    { count_but_not_100, "{\"delta\":100}", -1 },
    { count_but_not_100, "{\"delta\":4}", 7 },
    { parvis_gauge_count, "{\"delta\":1}", 8 },
    { count_but_not_100, "{\"delta\":100}", -1 },
    { parvis_gauge_recount, "{\"value\":10}", 10 },
  };
  g_autoptr(json_t) log = NULL;

  make_batch (fixture, gestures, G_N_ELEMENTS (gestures));
  town_pool_count (fixture, 1, 11);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 11);
  log = town_pool_log (fixture);
  g_assert_cmpint (json_array_size (json_object_get (log, "entries")), ==, 5);
  g_assert_cmpint (town_int (log, "by_hand"), ==, 9);
  town_pool_adds_up (fixture);
}

static void
test_counts_see_what_others_changed (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");
  g_autofree char *reason = NULL;

  town_pool_count (fixture, 5, 5);
  reason = town_read (fixture, source, 0, 30);
  g_assert_cmpstr (reason, ==, "");
  town_pool_count (fixture, 2, 32);
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":50}"));
  town_pool_count (fixture, -1, 49);
  town_restart (fixture);
  town_pool_count (fixture, 1, 50);
}

/* A line that is in hand reads as it does from its row. */
static void
test_the_last_lines_are_those_of_the_rows (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *source = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");
  g_autofree char *reason = NULL;
  g_autoptr(json_t) kept = NULL;
  g_autoptr(json_t) read = NULL;

  for (int i = 1; i <= 25; i++)
    {
      g_autofree char *body = g_strdup_printf ("{\"delta\":%d,\"note\":\"« %d »\"}", i, i);

      json_decref (town_pool_gesture (fixture, 200, "count", body));
    }

  kept = town_pool_log (fixture);
  g_assert_cmpint (json_array_size (json_object_get (kept, "entries")), ==, 20);
  g_assert_cmpint (town_int (json_array_get (json_object_get (kept, "entries"), 0), "delta"),
                   ==, 25);
  reason = town_read (fixture, source, 0, 30);
  read = town_pool_log (fixture);
  g_assert_true (json_equal (json_object_get (kept, "entries"),
                             json_object_get (read, "entries")));
}

static void
test_many_times_the_capacity_is_asked_about (TownFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/recount", id);
  g_autofree char *settings = g_strdup_printf ("/gauges/%s/settings", id);
  g_autoptr(json_t) misspelt = NULL;
  g_autoptr(json_t) problem = NULL;

  json_decref (town_expect (fixture, 200, fixture->key, "POST", path, "{\"value\":300}"));
  problem = town_expect (fixture, 422, fixture->key, "POST", path, "{\"value\":5000}");
  g_assert_cmpstr (town_text (problem, "field"), ==, "/value");
  misspelt = town_expect (fixture, 422, fixture->key, "POST", path,
                          "{\"value\":3,\"observed_at\":\"2026-06-17T09:00:00Z\"}");
  g_assert_cmpstr (town_text (misspelt, "field"), ==, "/observed_at");
  json_decref (town_expect (fixture, 422, fixture->key, "POST", path,
                            "{\"value\":301,\"confirmed\":false}"));
  town_assert_gauge (fixture, TOWN_PARK, "hand", 300);
  json_decref (town_expect (fixture, 200, fixture->key, "POST", path,
                            "{\"value\":5000,\"confirmed\":true}"));
  town_assert_gauge (fixture, TOWN_PARK, "hand", 5000);

  /* A small place fills quickly; one without a capacity has no bound. */
  json_decref (town_expect (fixture, 200, "operator", "POST", settings, "{\"capacity\":4}"));
  json_decref (town_expect (fixture, 200, fixture->key, "POST", path, "{\"value\":50}"));
  json_decref (town_expect (fixture, 422, fixture->key, "POST", path, "{\"value\":51}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", settings, "{\"capacity\":null}"));
  json_decref (town_expect (fixture, 200, fixture->key, "POST", path, "{\"value\":5000}"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/counting/two-people-add-up", test_two_people_add_up);
  TOWN_TEST ("/counting/still-renews-the-age", test_still_renews_the_age);
  TOWN_TEST ("/counting/below-zero-is-refused", test_below_zero_is_refused);
  TOWN_TEST ("/counting/above-capacity-is-counted", test_above_capacity_is_counted);
  TOWN_TEST ("/counting/the-newest-wins-over-a-sensor", test_the_newest_wins_over_a_sensor);
  TOWN_TEST ("/counting/a-gesture-from-before-is-not-added-again",
             test_a_gesture_from_before_is_not_added_again);
  TOWN_TEST ("/counting/a-nightly-zero-is-done-and-logged",
             test_a_nightly_zero_is_done_and_logged);
  TOWN_TEST ("/counting/a-zero-that-was-missed-is-made-up-for",
             test_a_zero_that_was_missed_is_made_up_for);
  TOWN_TEST ("/counting/opening-sets-to-zero", test_opening_sets_to_zero);
  TOWN_TEST ("/counting/a-new-day-begins-at-midnight", test_a_new_day_begins_at_midnight);
  TOWN_TEST ("/counting/what-comes-late-belongs-to-its-day",
             test_what_comes_late_belongs_to_its_day);
  TOWN_TEST ("/counting/a-hand-counter-is-a-source", test_a_hand_counter_is_a_source);
  TOWN_TEST ("/counting/a-batch-counts-as-one-after-the-other",
             test_a_batch_counts_as_one_after_the_other);
  TOWN_TEST ("/counting/a-late-failure-undoes-itself-alone",
             test_a_late_failure_undoes_itself_alone);
  TOWN_TEST ("/counting/counts-see-what-others-changed", test_counts_see_what_others_changed);
  TOWN_TEST ("/counting/the-last-lines-are-those-of-the-rows",
             test_the_last_lines_are_those_of_the_rows);
  TOWN_TEST ("/counting/many-times-the-capacity-is-asked-about",
             test_many_times_the_capacity_is_asked_about);

  return g_test_run ();
}
