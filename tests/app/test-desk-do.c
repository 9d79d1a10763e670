/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-desk-do.h"
#include "session-fixture.h"

#include <string.h>

/* What is done at the desk, and what becomes of it where this disk does not take it. */

#define DOSSIER "0b8f3f1e-2f0c-4d0f-9d1e-2c7a3c6d5e4f"

typedef struct
{
  SessionFixture  session;
  ParvisDesk     *desk;
  char           *said;      /* last */
  guint           told;      /* how often "kept" was */
  gboolean        kept;
  gboolean        freed;
} Fixture;

static void
said_cb (Fixture    *fixture,
         const char *sentence,
         guint       step)
{
  g_free (fixture->said);
  fixture->said = g_strdup (sentence);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  session_fixture_set_up (&fixture->session, NULL);
  session_fixture_open (&fixture->session);
  WAIT_FOR (session_fixture_is_online (&fixture->session));
  fixture->desk = parvis_desk_new (fixture->session.session);
  g_signal_connect_swapped (fixture->desk, "said", G_CALLBACK (said_cb), fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->desk);
  session_fixture_tear_down (&fixture->session, NULL);
  g_free (fixture->said);
}

static void
kept_cb (gboolean kept,
         gpointer data)
{
  Fixture *fixture = data;

  fixture->told++;
  fixture->kept = kept;
}

static void
freed_cb (gpointer data)
{
  Fixture *fixture = data;

  fixture->freed = TRUE;
}

static guint
write_note (Fixture *fixture,
            gsize    length)
{
  g_autofree char *text = g_strnfill (length, 'a');
  ParvisDeskCommand command = { .name = "dossier.note", .object = DOSSIER, .what = "Note kept: Zoé",
                                .back = "dossier.release", .kept = kept_cb, .kept_data = fixture,
                                .kept_destroy = freed_cb };

  command.body = json_pack ("{s:s}", "text", text);

  return parvis_desk_do (fixture->desk, &command);
}

static void
test_it_tells_when_it_is_on_the_disk (Fixture       *fixture,
                                      gconstpointer  data)
{
  guint step = write_note (fixture, 10);

  g_assert_cmpuint (fixture->told, ==, 0);
  WAIT_FOR (fixture->told > 0);
  g_assert_true (fixture->kept);
  g_assert_null (fixture->said);
  g_assert_true (parvis_undo_has_step (parvis_desk_get_undo (fixture->desk), step));
  g_assert_false (fixture->freed);
  parvis_undo_forget (parvis_desk_get_undo (fixture->desk), step);
  g_assert_true (fixture->freed);
}

static void
test_what_is_not_kept_is_said_and_not_undone (Fixture       *fixture,
                                              gconstpointer  data)
{
  guint step = write_note (fixture, 2001);

  g_assert_true (parvis_undo_has_step (parvis_desk_get_undo (fixture->desk), step));
  WAIT_FOR (fixture->told > 0);
  g_assert_false (fixture->kept);
  g_assert_nonnull (strstr (fixture->said, "could not keep it"));
  g_assert_nonnull (strstr (fixture->said, "Note kept: Zoé"));
  g_assert_false (parvis_undo_has_step (parvis_desk_get_undo (fixture->desk), step));
  WAIT_FOR (fixture->freed);
  g_assert_cmpuint (fixture->told, ==, 1);
}

/* A window may close before the disk answers. */
static void
test_the_desk_may_go_first (Fixture       *fixture,
                            gconstpointer  data)
{
  write_note (fixture, 2001);
  g_clear_object (&fixture->desk);
  WAIT_FOR (fixture->freed);
  g_assert_cmpuint (fixture->told, ==, 1);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

#define DESK_TEST(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)
  DESK_TEST ("/desk-do/it-tells-when-it-is-on-the-disk", test_it_tells_when_it_is_on_the_disk);
  DESK_TEST ("/desk-do/what-is-not-kept-is-said-and-not-undone",
             test_what_is_not_kept_is_said_and_not_undone);
  DESK_TEST ("/desk-do/the-desk-may-go-first", test_the_desk_may_go_first);

  return g_test_run ();
}
