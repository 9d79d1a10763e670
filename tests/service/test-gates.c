/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-gates"

#include "config.h"

#include "town-fixture.h"

static void
test_gates_balance (TownFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL, "\"measure\":\"left\"");
  g_autoptr(json_t) log = NULL;
  g_autoptr(json_t) entity = NULL;

  town_pass_gate (fixture, in, 48);
  town_pass_gate (fixture, out, 6);
  town_assert_gauge (fixture, TOWN_POOL, "live", 42);
  town_pool_count (fixture, 3, 45);
  town_assert_gauge (fixture, TOWN_POOL, "live", 45);
  log = town_pool_log (fixture);
  g_assert_cmpint (town_int (log, "entered"), ==, 48);
  g_assert_cmpint (town_int (log, "left"), ==, 6);
  g_assert_cmpint (town_int (log, "by_hand"), ==, 3);
  town_pool_adds_up (fixture);
  entity = town_entity (fixture, "source", in);
  g_assert_cmpint (town_int (entity, "entered"), ==, 48);
}

static void
test_amounts_add_up_in_any_order (TownFixture   *fixture,
                                  gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *late = NULL;
  g_autofree char *before = NULL;

  town_pass_gate (fixture, in, 10);
  late = town_read (fixture, in, -30 * PARVIS_SECOND, 2);
  g_assert_cmpstr (late, ==, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 12);

  town_pass (fixture, PARVIS_MINUTE);
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":12}"));
  before = town_read (fixture, in, -20 * PARVIS_SECOND, 4);
  g_assert_cmpstr (before, ==, "out_of_order");
  town_assert_gauge (fixture, TOWN_POOL, "live", 12);
}

static void
test_a_silent_exit_makes_it_stale_at_once (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL, "\"measure\":\"left\"");
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autofree char *since = parvis_time_format (fixture->now);
  g_autoptr(json_t) gauge = NULL;

  town_pass_gate (fixture, in, 20);
  town_pass_gate (fixture, out, 2);
  for (int i = 0; i < 15; i++)
    {
      town_pass (fixture, PARVIS_MINUTE);
      town_pass_gate (fixture, in, 1);
    }
  town_assert_gauge (fixture, TOWN_POOL, "live", 33);
  town_pass (fixture, PARVIS_SECOND);
  town_pass_gate (fixture, in, 1);
  town_assert_gauge (fixture, TOWN_POOL, "stale", 34);
  gauge = town_entity (fixture, "gauge", id);
  g_assert_cmpstr (town_text (gauge, "broken_since"), ==, since);

  /* A person who counts meanwhile is believed, and an entry is no proof. */
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":30}"));
  town_assert_gauge (fixture, TOWN_POOL, "hand", 30);
  town_pass_gate (fixture, in, 1);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 31);

  town_pass_gate (fixture, out, 1);
  town_assert_gauge (fixture, TOWN_POOL, "live", 30);
}

/* What residents and the desk are told of the pool. */
static void
assert_public (TownFixture *fixture,
               const char  *state)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autoptr(json_t) live = town_expect (fixture, 200, NULL, "GET", "/live", NULL);
  const json_t *gauges = json_object_get (live, "gauges");

  for (gsize i = 0; i < json_array_size (gauges); i++)
    {
      const json_t *gauge = json_array_get (gauges, i);

      if (g_strcmp0 (json_string_value (json_object_get (gauge, "id")), id) == 0)
        {
          g_assert_cmpstr (json_string_value (json_object_get (gauge, "state")), ==, state);
          return;
        }
    }
  g_assert_not_reached ();
}

/* Either gate, or both: nobody has to send anything for it to be noticed. */
static void
test_whichever_gate_is_silent_is_noticed (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL, "\"measure\":\"left\"");
  const char *gates[] = { in, out };
  int present = 0;

  for (int heard = 0; heard < 4; heard++)
    {
      town_pass_gate (fixture, in, 40);
      town_pass_gate (fixture, out, 20);
      present += 20;
      town_assert_gauge (fixture, TOWN_POOL, "live", present);

      for (int minute = 0; minute < 16; minute++)
        {
          town_pass (fixture, PARVIS_MINUTE);
          for (int gate = 0; gate < 2; gate++)
            if (heard & (1 << gate))
              town_pass_gate (fixture, gates[gate], 0);
        }
      town_assert_gauge (fixture, TOWN_POOL, heard == 3 ? "live" : "stale", present);
      assert_public (fixture, heard == 3 ? "live" : "stale");
    }
}

/* A person at the door who adds a passage has not counted who is inside. */
static void
test_a_passage_by_hand_does_not_mend_a_sum (TownFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL, "\"measure\":\"left\"");

  town_pass_gate (fixture, in, 40);
  town_pass_gate (fixture, out, 2);
  town_pass (fixture, 10 * PARVIS_MINUTE);
  town_pass_gate (fixture, in, 20);
  town_pass (fixture, 6 * PARVIS_MINUTE);
  town_assert_gauge (fixture, TOWN_POOL, "stale", 58);
  town_pool_count (fixture, 1, 59);
  town_assert_gauge (fixture, TOWN_POOL, "stale", 59);

  /* That the figure is right says somebody who looked; so does a recount. */
  town_pool_count (fixture, 0, 59);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 59);
  town_pool_count (fixture, 1, 60);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 60);
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":35}"));
  town_assert_gauge (fixture, TOWN_POOL, "hand", 35);
  town_pool_adds_up (fixture);
}

/* A gate that kept what it could not send tells it with the hours it has of it. */
static void
test_a_gate_comes_back_with_what_it_kept (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL, "\"measure\":\"left\"");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *now = NULL;

  town_pass_gate (fixture, in, 60);
  town_pass_gate (fixture, out, 0);
  for (int i = 0; i < 30; i++)
    {
      town_pass (fixture, PARVIS_MINUTE);
      town_pass_gate (fixture, in, 1);
    }
  town_assert_gauge (fixture, TOWN_POOL, "stale", 90);
  now = town_read (fixture, out, 0, 5);
  town_assert_gauge (fixture, TOWN_POOL, "live", 85);
  after = town_read (fixture, out, -10 * PARVIS_MINUTE, 30);
  before = town_read (fixture, out, -20 * PARVIS_MINUTE, 25);
  g_assert_cmpstr (before, ==, "");
  g_assert_cmpstr (after, ==, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 30);
  town_pool_adds_up (fixture);
}

/* The same where somebody counted in between: what went out before is in that count. */
static void
test_what_a_gate_kept_from_before_a_count_is_in_it (TownFixture   *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL, "\"measure\":\"left\"");
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  town_pass_gate (fixture, in, 60);
  town_pass_gate (fixture, out, 0);
  town_pass (fixture, 20 * PARVIS_MINUTE);
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":40}"));
  town_pass (fixture, 5 * PARVIS_MINUTE);
  town_pass_gate (fixture, in, 3);
  town_assert_gauge (fixture, TOWN_POOL, "hand", 43);

  before = town_read (fixture, out, -10 * PARVIS_MINUTE, 20);
  after = town_read (fixture, out, -2 * PARVIS_MINUTE, 4);
  g_assert_cmpstr (before, ==, "out_of_order");
  g_assert_cmpstr (after, ==, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 39);
  town_pool_adds_up (fixture);
}

static void
test_more_left_than_came (TownFixture   *fixture,
                          gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL, "\"measure\":\"left\"");
  g_autoptr(json_t) log = NULL;
  g_autoptr(json_t) answer = NULL;

  town_pass_gate (fixture, in, 5);
  town_pass_gate (fixture, out, 17);
  town_assert_gauge (fixture, TOWN_POOL, "live", 0);
  log = town_pool_log (fixture);
  g_assert_cmpint (town_int (log, "drift"), ==, 12);
  town_pool_adds_up (fixture);

  answer = town_pool_gesture (fixture, 200, "recount", "{\"value\":7,\"note\":\"ronde\"}");
  g_assert_cmpint (json_integer_value (json_object_get (answer, "gap")), ==, 7);
  json_decref (log);
  log = town_pool_log (fixture);
  g_assert_cmpint (town_int (log, "drift"), ==, 0);
  g_assert_cmpint (town_int (json_object_get (log, "recount"), "value"), ==, 7);
  town_pool_adds_up (fixture);
}

static void
test_a_balance_far_above_capacity_is_held (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL, "\"measure\":\"left\"");
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autoptr(json_t) gauge = NULL;

  town_pass_gate (fixture, out, 0);
  town_pass_gate (fixture, in, 200);
  town_pass_gate (fixture, in, 100);
  gauge = town_entity (fixture, "gauge", id);
  g_assert_cmpint (town_int (gauge, "present"), ==, 220);
  g_assert_cmpstr (town_text (json_object_get (gauge, "fault"), "reason"), ==,
                   "above_capacity");
  town_pass_gate (fixture, out, 180);
  town_assert_gauge (fixture, TOWN_POOL, "live", 120);
  json_decref (gauge);
  gauge = town_entity (fixture, "gauge", id);
  g_assert_null (json_object_get (gauge, "fault"));
}

/* A fair: somebody stood there and counted, and said so twice. */
static void
test_what_a_person_counts_above_capacity_stands (TownFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL, "\"measure\":\"left\"");
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autofree char *settings = g_strdup_printf ("/gauges/%s/settings", id);
  g_autoptr(json_t) gauge = NULL;

  json_decref (town_expect (fixture, 200, "operator", "POST", settings,
                            "{\"zero_at\":\"opening\"}"));
  town_pass_gate (fixture, out, 0);
  town_pass_gate (fixture, in, 100);
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":900,\"confirmed\":true}"));
  town_assert_gauge (fixture, TOWN_POOL, "live", 900);
  town_pass (fixture, PARVIS_MINUTE);
  town_pass_gate (fixture, in, 5);
  town_pass_gate (fixture, out, 2);
  town_assert_gauge (fixture, TOWN_POOL, "live", 903);
  gauge = town_entity (fixture, "gauge", id);
  g_assert_null (json_object_get (gauge, "fault"));
  town_pool_adds_up (fixture);

  /* What the gates alone add to it is a fault again, and so after the next zero. */
  town_pass_gate (fixture, in, 200);
  town_assert_gauge (fixture, TOWN_POOL, "live", 990);
  town_pass (fixture, 24 * PARVIS_HOUR);
  town_pass_gate (fixture, out, 0);
  town_pass_gate (fixture, in, 190);
  town_pass_gate (fixture, in, 60);
  town_assert_gauge (fixture, TOWN_POOL, "live", 220);
}

static void
read_total (TownFixture *fixture,
            const char  *source,
            double       value,
            const char  *reason)
{
  g_autofree char *said = NULL;

  town_pass (fixture, PARVIS_MINUTE);
  said = town_read (fixture, source, 0, value);
  g_assert_cmpstr (said, ==, reason);
}

static void
test_totals_wrap_and_restart (TownFixture   *fixture,
                              gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL,
                                         "\"measure\":\"entered_total\"");

  read_total (fixture, in, 65530, "baseline");
  town_assert_gauge (fixture, TOWN_POOL, "unknown", -1);
  read_total (fixture, in, 65533, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 3);
  read_total (fixture, in, 4, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 10);

  /* From 65,540 of the maker's mind to nothing: the device began again. */
  read_total (fixture, in, 200, "");
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":50}"));
  read_total (fixture, in, 3, "baseline");
  town_assert_gauge (fixture, TOWN_POOL, "live", 50);
  read_total (fixture, in, 5, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 52);
}

static void
test_a_jump_of_a_total_is_not_believed (TownFixture   *fixture,
                                        gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL,
                                         "\"measure\":\"entered_total\"");
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autoptr(json_t) gauge = NULL;

  read_total (fixture, in, 1000, "baseline");
  read_total (fixture, in, 1010, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 10);

  /* A tenth above capacity is 220. */
  read_total (fixture, in, 1231, "jump");
  gauge = town_entity (fixture, "gauge", id);
  g_assert_cmpint (town_int (gauge, "present"), ==, 10);
  g_assert_cmpstr (town_text (json_object_get (gauge, "fault"), "reason"), ==, "jump");

  /* It was one garbled message. */
  read_total (fixture, in, 1012, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 12);
  read_total (fixture, in, 1e9, "jump");
  read_total (fixture, in, 5, "baseline");
  read_total (fixture, in, 8, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 15);
}

static void
test_a_replaced_counter_goes_on_from_its_own_total (TownFixture   *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL,
                                         "\"measure\":\"entered_total\"");

  read_total (fixture, in, 1000, "baseline");
  read_total (fixture, in, 1010, "");
  read_total (fixture, in, 70000, "jump");
  read_total (fixture, in, 90000, "jump");
  json_decref (town_post (fixture, in, "{\"battery\":80}"));
  read_total (fixture, in, 90003, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 13);
  read_total (fixture, in, 90004, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 14);
}

/* What came and went while the line was down is told at once by both counters. */
static void
test_a_total_catches_up_after_a_silence (TownFixture   *fixture,
                                         gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL,
                                         "\"measure\":\"entered_total\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL,
                                          "\"measure\":\"left_total\"");

  read_total (fixture, in, 1000, "baseline");
  read_total (fixture, out, 900, "baseline");
  town_pass (fixture, 4 * PARVIS_HOUR);
  read_total (fixture, in, 1700, "");
  read_total (fixture, out, 1560, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 40);
}

/* Unless somebody counted in between: then a part of it is in that count, and nobody
 * can say which.
 */
static void
test_a_total_that_spans_a_count_begins_anew (TownFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL,
                                         "\"measure\":\"entered_total\"");
  g_autofree char *out = town_add_source (fixture, TOWN_POOL,
                                          "\"measure\":\"left_total\"");

  read_total (fixture, in, 1000, "baseline");
  read_total (fixture, out, 900, "baseline");
  read_total (fixture, in, 1060, "");
  town_pass (fixture, 20 * PARVIS_MINUTE);
  read_total (fixture, in, 1070, "");
  town_assert_gauge (fixture, TOWN_POOL, "stale", 70);
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":45}"));
  read_total (fixture, in, 1072, "");
  town_assert_gauge (fixture, TOWN_POOL, "hand", 47);

  /* Twenty-five of these had left when the person counted. */
  read_total (fixture, out, 927, "baseline");
  town_assert_gauge (fixture, TOWN_POOL, "hand", 47);
  read_total (fixture, out, 930, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 44);
  town_pool_adds_up (fixture);

  /* One that is heard all the time tells what passed since its last value. */
  json_decref (town_pool_gesture (fixture, 200, "recount", "{\"value\":50}"));
  read_total (fixture, out, 932, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 48);
}

static void
test_small_counters_wrap_too (TownFixture   *fixture,
                              gconstpointer  data)
{
  g_autofree char *in = town_add_source (fixture, TOWN_POOL,
                                         "\"measure\":\"entered_total\"");

  read_total (fixture, in, 250, "baseline");
  read_total (fixture, in, 3, "");
  town_assert_gauge (fixture, TOWN_POOL, "live", 9);
  read_total (fixture, in, 100, "");
  read_total (fixture, in, 0, "baseline");
  town_assert_gauge (fixture, TOWN_POOL, "live", 106);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/gates/gates-balance", test_gates_balance);
  TOWN_TEST ("/gates/amounts-add-up-in-any-order", test_amounts_add_up_in_any_order);
  TOWN_TEST ("/gates/a-silent-exit-makes-it-stale-at-once",
             test_a_silent_exit_makes_it_stale_at_once);
  TOWN_TEST ("/gates/whichever-gate-is-silent-is-noticed",
             test_whichever_gate_is_silent_is_noticed);
  TOWN_TEST ("/gates/a-passage-by-hand-does-not-mend-a-sum",
             test_a_passage_by_hand_does_not_mend_a_sum);
  TOWN_TEST ("/gates/a-gate-comes-back-with-what-it-kept",
             test_a_gate_comes_back_with_what_it_kept);
  TOWN_TEST ("/gates/what-a-gate-kept-from-before-a-count-is-in-it",
             test_what_a_gate_kept_from_before_a_count_is_in_it);
  TOWN_TEST ("/gates/more-left-than-came", test_more_left_than_came);
  TOWN_TEST ("/gates/a-balance-far-above-capacity-is-held",
             test_a_balance_far_above_capacity_is_held);
  TOWN_TEST ("/gates/what-a-person-counts-above-capacity-stands",
             test_what_a_person_counts_above_capacity_stands);
  TOWN_TEST ("/gates/totals-wrap-and-restart", test_totals_wrap_and_restart);
  TOWN_TEST ("/gates/a-jump-of-a-total-is-not-believed",
             test_a_jump_of_a_total_is_not_believed);
  TOWN_TEST ("/gates/a-replaced-counter-goes-on-from-its-own-total",
             test_a_replaced_counter_goes_on_from_its_own_total);
  TOWN_TEST ("/gates/a-total-catches-up-after-a-silence",
             test_a_total_catches_up_after_a_silence);
  TOWN_TEST ("/gates/a-total-that-spans-a-count-begins-anew",
             test_a_total_that_spans_a_count_begins_anew);
  TOWN_TEST ("/gates/small-counters-wrap-too", test_small_counters_wrap_too);

  return g_test_run ();
}
