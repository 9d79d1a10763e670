/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "store-world.h"

#include "parvis-error.h"

/* What a batch changed comes into the feed. */

static void
test_what_cannot_be_settled_fails_alone (World         *world,
                                         gconstpointer  data)
{
  Gate gate = GATE_INIT;
  g_auto(Outcome) before = OUTCOME_INIT;
  g_auto(Outcome) failing = OUTCOME_INIT;
  g_auto(Outcome) after = OUTCOME_INIT;

  gate_hold (&gate, world->store, WORLD_TOWN);
  world_submit (world, new_add (WORLD_TOWN, "k1", "pool", 3), &before);
  world_submit (world, new_add (WORLD_TOWN, "k2", "unrenderable", 1), &failing);
  world_submit (world, new_add (WORLD_TOWN, "k3", "pool", 4), &after);
  gate_open (&gate);

  outcome_wait (&before);
  outcome_wait (&failing);
  outcome_wait (&after);
  g_assert_cmpint (outcome_get_value (&before), ==, 3);
  g_assert_error (failing.error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL);
  g_assert_cmpint (outcome_get_value (&after), ==, 7);
  g_assert_false (after.replayed);
  g_assert_cmpint (read_value (world->store, WORLD_TOWN, "unrenderable"), ==, -1);
}

static void
test_an_entity_is_rendered_once_a_batch (World         *world,
                                         gconstpointer  data)
{
  Gate gate = GATE_INIT;
  Outcome outcomes[10];
  guint before;

  gate_hold (&gate, world->store, WORLD_TOWN);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcomes[i] = (Outcome) OUTCOME_INIT;
      world_submit (world, new_add (WORLD_TOWN, NULL, i % 2 == 0 ? "pool" : "hall", 1),
                    &outcomes[i]);
    }

  before = world_get_renders ();
  gate_open (&gate);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++)
    {
      outcome_wait (&outcomes[i]);
      outcome_clear (&outcomes[i]);
    }

  g_assert_cmpuint (world_get_renders () - before, ==, 2);
}

static gboolean
feed_has (World      *world,
          const char *id,
          const char *body)
{
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (world->store, WORLD_TOWN, &error);
  ParvisStmt *stmt;
  gboolean has_row;

  g_assert_no_error (error);
  stmt = parvis_db_prepare (db, "SELECT body FROM change WHERE town = :town AND kind = 'box'"
                            " AND id = :id", &error);
  g_assert_no_error (error);
  parvis_stmt_bind_text (stmt, ":id", id);
  g_assert_true (parvis_stmt_step (stmt, &has_row, &error));
  g_assert_no_error (error);
  if (has_row)
    g_assert_cmpstr (parvis_stmt_get_text (stmt, 0), ==, body);
  parvis_stmt_release (stmt);
  parvis_store_release (world->store, db);

  return has_row;
}

static void
test_what_is_new_is_not_rendered (World         *world,
                                  gconstpointer  data)
{
  guint before = world_get_renders ();

  add (world, NULL, "fresh", 3, NULL);
  g_assert_cmpuint (world_get_renders (), ==, before);
  g_assert_true (feed_has (world, "fresh", "{\"id\":\"fresh\",\"value\":3}"));

  add (world, NULL, "fresh", 4, NULL);
  g_assert_cmpuint (world_get_renders (), ==, before + 1);
  g_assert_true (feed_has (world, "fresh", "{\"id\":\"fresh\",\"value\":7}"));
}

static void
test_what_is_new_and_changed_in_one_batch_is_rendered (World         *world,
                                                       gconstpointer  data)
{
  Gate gate = GATE_INIT;
  g_auto(Outcome) first = OUTCOME_INIT;
  g_auto(Outcome) second = OUTCOME_INIT;

  gate_hold (&gate, world->store, WORLD_TOWN);
  world_submit (world, new_add (WORLD_TOWN, NULL, "fresh", 3), &first);
  world_submit (world, new_add (WORLD_TOWN, NULL, "fresh", 4), &second);
  gate_open (&gate);
  outcome_wait (&first);
  outcome_wait (&second);

  g_assert_cmpint (first.seq, ==, second.seq);
  g_assert_true (feed_has (world, "fresh", "{\"id\":\"fresh\",\"value\":7}"));
}

static void
test_what_is_new_and_undone_is_not_in_the_feed (World         *world,
                                                gconstpointer  data)
{
  Gate gate = GATE_INIT;
  g_auto(Outcome) failing = OUTCOME_INIT;
  g_auto(Outcome) other = OUTCOME_INIT;

  gate_hold (&gate, world->store, WORLD_TOWN);
  world_submit (world, new_failing_add (WORLD_TOWN, NULL, "fresh", 3), &failing);
  world_submit (world, new_add (WORLD_TOWN, NULL, "fresh-too", 4), &other);
  gate_open (&gate);
  outcome_wait (&failing);
  outcome_wait (&other);

  g_assert_error (failing.error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_assert_cmpint (outcome_get_value (&other), ==, 4);
  g_assert_false (feed_has (world, "fresh", "{\"id\":\"fresh\",\"value\":3}"));
  g_assert_true (feed_has (world, "fresh-too", "{\"id\":\"fresh-too\",\"value\":4}"));
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void      (*test) (World *world, gconstpointer data);
  } tests[] = {
    { "what-cannot-be-settled-fails-alone", test_what_cannot_be_settled_fails_alone },
    { "an-entity-is-rendered-once-a-batch", test_an_entity_is_rendered_once_a_batch },
    { "what-is-new-is-not-rendered", test_what_is_new_is_not_rendered },
    { "what-is-new-and-changed-in-one-batch-is-rendered",
      test_what_is_new_and_changed_in_one_batch_is_rendered },
    { "what-is-new-and-undone-is-not-in-the-feed",
      test_what_is_new_and_undone_is_not_in_the_feed },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/settle/", tests[i].name, NULL);

      g_test_add (path, World, NULL, world_set_up, tests[i].test, world_tear_down);
    }

  return g_test_run ();
}
