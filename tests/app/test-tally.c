/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "live-fixture.h"
#include "parvis-closing.h"

static ParvisTally *
get_tally (LiveFixture *fixture)
{
  return parvis_counting_get_tally (fixture->counting, LIVE_POOL);
}

static void
wait_for_disk (LiveFixture *fixture)
{
  LIVE_WAIT (!parvis_tally_is_settling (get_tally (fixture)));
}

static void
test_presses_are_durable_one_by_one (LiveFixture   *fixture,
                                     gconstpointer  data)
{
  ParvisTally *tally = get_tally (fixture);
  g_autofree char *last = NULL;

  for (int i = 0; i < 5; i++)
    {
      g_assert_true (parvis_tally_press (tally, 1));
      fixture->now += 600;
    }
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 147);
  g_assert_cmpint (parvis_tally_get_waiting_delta (tally), ==, 5);
  wait_for_disk (fixture);

  /* One gesture to the person, five commands to the disk. */
  last = parvis_tally_dup_last (tally);
  g_assert_cmpstr (last, ==, "+5 at 16:42");
  g_assert_cmpint (parvis_tally_get_state (tally), ==, PARVIS_GESTURE_WAITING);
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 5);

  live_fixture_reopen (fixture);
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 5);
  g_assert_cmpint (parvis_tally_get_present (get_tally (fixture)), ==, 147);
}

/* An account is told by its name, to who may know it, and never by its number. */
static void
test_who_counted_has_a_name (LiveFixture   *fixture,
                             gconstpointer  data)
{
  static const char *wanted[] = { "Léa Morin", NULL, NULL, NULL, "Karim Benali" };
  g_autoptr(GPtrArray) lines = NULL;

  live_fixture_put (fixture, PARVIS_KIND_MEMBER, "22222222-0000-4000-8000-000000000009",
                    "{\"id\":\"22222222-0000-4000-8000-000000000009\",\"name\":\"Léa Morin\"}");
  live_fixture_put (fixture, PARVIS_KIND_GAUGE_LOG, LIVE_POOL,
                    "{\"gauge\":\"" LIVE_POOL "\",\"day\":\"2026-06-17\",\"entries\":["
                    "{\"what\":\"count\",\"at\":\"2026-06-17T14:41:00.000Z\",\"delta\":1,"
                    "\"actor\":\"account:22222222-0000-4000-8000-000000000009\"},"
                    "{\"what\":\"count\",\"at\":\"2026-06-17T14:31:00.000Z\",\"delta\":1,"
                    "\"actor\":\"account:22222222-0000-4000-8000-000000000008\"},"
                    "{\"what\":\"count\",\"at\":\"2026-06-17T14:21:00.000Z\",\"delta\":1,"
                    "\"actor\":\"key:Accueil\"},"
                    "{\"what\":\"zero\",\"at\":\"2026-06-17T14:11:00.000Z\",\"delta\":0,"
                    "\"actor\":\"system\"},"
                    "{\"what\":\"count\",\"at\":\"2026-06-17T14:01:00.000Z\",\"delta\":1,"
                    "\"actor\":\"Karim Benali\"}]}");
  live_fixture_reopen (fixture);
  lines = parvis_tally_read_log (get_tally (fixture));
  g_assert_cmpuint (lines->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < lines->len; i++)
    {
      const ParvisLogLine *line = g_ptr_array_index (lines, i);

      g_assert_cmpstr (line->actor, ==, wanted[i]);
    }
}

static void
test_a_group_is_taken_back_at_once (LiveFixture   *fixture,
                                    gconstpointer  data)
{
  ParvisTally *tally = get_tally (fixture);
  ParvisUndo *undo = parvis_desk_get_undo (fixture->desk);

  for (int i = 0; i < 5; i++)
    parvis_tally_press (tally, 1);
  wait_for_disk (fixture);
  g_assert_cmpstr (parvis_undo_get_last (undo), ==, "+5 at 16:42");

  /* Nothing was sent, so nothing is left of it: no command, no trace. */
  g_assert_true (parvis_undo_take_back (undo));
  wait_for_disk (fixture);
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 142);
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 0);
  g_assert_cmpint (parvis_tally_get_state (tally), ==, PARVIS_GESTURE_TAKEN_BACK);
  g_assert_null (parvis_undo_get_last (undo));

  g_assert_true (parvis_undo_do_again (undo));
  wait_for_disk (fixture);
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 147);
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 1);
}

static void
test_taking_back_does_not_wait_for_the_disk (LiveFixture   *fixture,
                                             gconstpointer  data)
{
  ParvisTally *tally = get_tally (fixture);

  parvis_tally_press (tally, 1);
  g_assert_true (parvis_tally_is_settling (tally));
  parvis_tally_take_back (tally);
  wait_for_disk (fixture);
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 142);
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 0);
}

static void
test_a_later_press_is_another_step (LiveFixture   *fixture,
                                    gconstpointer  data)
{
  ParvisTally *tally = get_tally (fixture);
  ParvisUndo *undo = parvis_desk_get_undo (fixture->desk);

  parvis_tally_press (tally, 1);
  fixture->now += 3500;
  parvis_tally_press (tally, 1);
  parvis_tally_press (tally, -1);
  wait_for_disk (fixture);

  parvis_undo_take_back (undo);
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 144);
  parvis_undo_take_back (undo);
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 143);
  parvis_undo_take_back (undo);
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 142);
}

static void
test_nobody_leaves_an_empty_place (LiveFixture   *fixture,
                                   gconstpointer  data)
{
  ParvisTally *tally = parvis_counting_get_tally (fixture->counting, LIVE_LIBRARY);

  g_assert_false (parvis_tally_press (tally, -10));
  g_assert_true (parvis_tally_press (tally, -1));
  g_assert_true (parvis_tally_press (tally, -1));
  g_assert_false (parvis_tally_press (tally, -1));
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 0);
  LIVE_WAIT (!parvis_tally_is_settling (tally));
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 2);
}

static void
test_a_recount_is_one_step (LiveFixture   *fixture,
                            gconstpointer  data)
{
  ParvisTally *tally = get_tally (fixture);
  g_autoptr(json_t) body = NULL;
  g_autofree char *name = NULL;
  g_autofree char *last = NULL;

  parvis_tally_recount (tally, 139, "bassin", FALSE);
  wait_for_disk (fixture);
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 139);

  body = live_fixture_action (fixture, 0, &name);
  g_assert_cmpstr (name, ==, "gauge.recount");
  g_assert_cmpint (json_integer_value (json_object_get (body, "value")), ==, 139);
  g_assert_cmpstr (json_string_value (json_object_get (body, "note")), ==, "bassin");
  last = parvis_tally_dup_last (tally);
  g_assert_cmpstr (last, ==, "−3 at 16:42");

  parvis_tally_take_back (tally);
  wait_for_disk (fixture);
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 142);
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 0);
}

static void
test_a_confirmation_renews_the_age (LiveFixture   *fixture,
                                    gconstpointer  data)
{
  ParvisTally *tally = parvis_counting_get_tally (fixture->counting, LIVE_LIBRARY);
  ParvisPlace *place = parvis_places_find (fixture->places, LIVE_LIBRARY);
  ParvisUndo *undo = parvis_desk_get_undo (fixture->desk);

  parvis_tally_still (tally);
  LIVE_WAIT (!parvis_tally_is_settling (tally));
  LIVE_WAIT (parvis_place_get_facts (place)->figure.observed_at == fixture->now);
  g_assert_cmpint (parvis_tally_get_present (tally), ==, 2);
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 1);
  g_assert_null (parvis_undo_get_last (undo));
}

static void
test_own_presses_are_not_company (LiveFixture   *fixture,
                                  gconstpointer  data)
{
  ParvisTally *tally = get_tally (fixture);
  g_autoptr(GPtrArray) lines = NULL;
  const ParvisLogLine *line;
  const char *name;
  gint64 since;

  fixture->now += PARVIS_SECOND;
  parvis_tally_press (tally, 1);
  lines = parvis_tally_read_log (tally);
  line = g_ptr_array_index (lines, 0);
  g_assert_cmpint (line->delta, ==, 1);
  g_assert_true (line->is_own);
  g_assert_false (parvis_tally_has_company (tally, lines, &since, &name));
  wait_for_disk (fixture);
}

static gboolean
is_closed (LiveFixture *fixture)
{
  g_autoptr(ParvisEntityRef) entity = NULL;

  entity = parvis_session_dup_entity (fixture->session, PARVIS_KIND_FACILITY, "f-pool");

  return json_object_get (entity->body, "closure") != NULL;
}

static void
test_a_closure_is_taken_back (LiveFixture   *fixture,
                              gconstpointer  data)
{
  ParvisUndo *undo = parvis_desk_get_undo (fixture->desk);

  parvis_closing_close (fixture->session, undo, "f-pool", "closed", "orage",
                        fixture->now + PARVIS_HOUR);
  g_assert_true (is_closed (fixture));
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 1);

  parvis_undo_take_back (undo);
  LIVE_WAIT (!is_closed (fixture));
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 0);

  parvis_undo_do_again (undo);
  LIVE_WAIT (is_closed (fixture));
  parvis_closing_reopen (fixture->session, undo, "f-pool", "reopened");
  g_assert_false (is_closed (fixture));

  /* The closure that was there comes back with its reason. */
  parvis_undo_take_back (undo);
  LIVE_WAIT (is_closed (fixture));
}

static json_int_t
get_capacity (LiveFixture *fixture)
{
  g_autoptr(ParvisEntityRef) entity = NULL;

  entity = parvis_session_dup_entity (fixture->session, PARVIS_KIND_GAUGE, LIVE_POOL);

  return json_integer_value (json_object_get (entity->body, "capacity"));
}

static void
test_a_lowered_capacity_is_taken_back (LiveFixture   *fixture,
                                       gconstpointer  data)
{
  ParvisUndo *undo = parvis_desk_get_undo (fixture->desk);
  ParvisPlace *pool = parvis_places_find (fixture->places, LIVE_POOL);
  const ParvisPlaceFacts *facts = parvis_place_get_facts (pool);

  parvis_closing_lower (fixture->session, undo, LIVE_POOL, "lowered", 150, "bassin vide",
                        fixture->now + PARVIS_DAY);
  g_assert_cmpint (get_capacity (fixture), ==, 150);
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 1);
  LIVE_WAIT (facts->figure.capacity == 150);
  g_assert_cmpint (facts->level, ==, 4);
  g_assert_cmpint (parvis_gauge_whole (&facts->figure), ==, 220);
  g_assert_cmpstr (facts->lowered_why, ==, "bassin vide");

  parvis_undo_take_back (undo);
  LIVE_WAIT (get_capacity (fixture) == 220);
  g_assert_cmpuint (live_fixture_pending (fixture), ==, 0);

  parvis_undo_do_again (undo);
  LIVE_WAIT (get_capacity (fixture) == 150);
  parvis_closing_restore (fixture->session, undo, LIVE_POOL, "restored");
  g_assert_cmpint (get_capacity (fixture), ==, 220);
  LIVE_WAIT (facts->figure.capacity == 220);
  g_assert_null (facts->lowered_why);

  /* The limit that was there comes back with its reason. */
  parvis_undo_take_back (undo);
  LIVE_WAIT (facts->figure.capacity == 150);
  g_assert_cmpstr (facts->lowered_why, ==, "bassin vide");
}

static void
add (const char *name,
     void      (*test) (LiveFixture *, gconstpointer))
{
  g_test_add (name, LiveFixture, NULL, live_fixture_set_up, test, live_fixture_tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  add ("/tally/presses-are-durable-one-by-one", test_presses_are_durable_one_by_one);
  add ("/tally/who-counted-has-a-name", test_who_counted_has_a_name);
  add ("/tally/a-group-is-taken-back-at-once", test_a_group_is_taken_back_at_once);
  add ("/tally/taking-back-does-not-wait-for-the-disk",
       test_taking_back_does_not_wait_for_the_disk);
  add ("/tally/a-later-press-is-another-step", test_a_later_press_is_another_step);
  add ("/tally/nobody-leaves-an-empty-place", test_nobody_leaves_an_empty_place);
  add ("/tally/a-recount-is-one-step", test_a_recount_is_one_step);
  add ("/tally/a-confirmation-renews-the-age", test_a_confirmation_renews_the_age);
  add ("/tally/own-presses-are-not-company", test_own_presses_are_not_company);
  add ("/tally/a-closure-is-taken-back", test_a_closure_is_taken_back);
  add ("/tally/a-lowered-capacity-is-taken-back", test_a_lowered_capacity_is_taken_back);

  return g_test_run ();
}
