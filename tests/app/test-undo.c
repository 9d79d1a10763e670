/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-undo.h"

/* A figure that steps move up and down. */
static int figure;
static int destroyed;

static void
take_back (gpointer data)
{
  figure -= GPOINTER_TO_INT (data);
}

static void
do_again (gpointer data)
{
  figure += GPOINTER_TO_INT (data);
}

static void
destroy (gpointer data)
{
  destroyed++;
}

static const ParvisUndoFuncs both_ways = { take_back, do_again, destroy };
static const ParvisUndoFuncs one_way = { take_back, NULL, destroy };

static guint
push (ParvisUndo *undo,
      int         delta,
      const char *what)
{
  figure += delta;

  return parvis_undo_push (undo, what, &both_ways, GINT_TO_POINTER (delta));
}

static void
test_takes_back_the_newest_first (void)
{
  g_autoptr(ParvisUndo) undo = parvis_undo_new ();

  figure = 10;
  g_assert_false (parvis_undo_take_back (undo));
  g_assert_null (parvis_undo_get_last (undo));

  push (undo, 1, "+1");
  push (undo, 5, "+5");
  g_assert_cmpint (figure, ==, 16);
  g_assert_cmpstr (parvis_undo_get_last (undo), ==, "+5");

  g_assert_true (parvis_undo_take_back (undo));
  g_assert_cmpint (figure, ==, 11);
  g_assert_cmpstr (parvis_undo_get_last (undo), ==, "+1");
  g_assert_cmpstr (parvis_undo_get_next (undo), ==, "+5");

  g_assert_true (parvis_undo_take_back (undo));
  g_assert_cmpint (figure, ==, 10);
  g_assert_false (parvis_undo_take_back (undo));

  g_assert_true (parvis_undo_do_again (undo));
  g_assert_cmpint (figure, ==, 11);
  g_assert_true (parvis_undo_do_again (undo));
  g_assert_cmpint (figure, ==, 16);
  g_assert_false (parvis_undo_do_again (undo));
}

static void
taken_back_cb (ParvisUndo *undo,
               guint       id,
               guint      *seen)
{
  *seen = id;
}

static void
test_it_says_which_step_was_taken_back (void)
{
  g_autoptr(ParvisUndo) undo = parvis_undo_new ();
  guint seen = 0;
  guint first = push (undo, 1, "+1");
  guint step = parvis_undo_push (undo, "sent", &one_way, NULL);

  g_signal_connect (undo, "taken-back", G_CALLBACK (taken_back_cb), &seen);
  parvis_undo_take_back (undo);
  g_assert_cmpuint (seen, ==, step);
  parvis_undo_take_back (undo);
  g_assert_cmpuint (seen, ==, first);
  seen = 0;
  parvis_undo_do_again (undo);
  g_assert_cmpuint (seen, ==, 0);
}

static void
test_a_new_step_forgets_what_was_taken_back (void)
{
  g_autoptr(ParvisUndo) undo = parvis_undo_new ();

  figure = 0;
  push (undo, 1, "+1");
  parvis_undo_take_back (undo);
  push (undo, 2, "+2");
  g_assert_false (parvis_undo_do_again (undo));
  g_assert_cmpint (figure, ==, 2);
}

static void
test_takes_back_one_step_below_others (void)
{
  g_autoptr(ParvisUndo) undo = parvis_undo_new ();
  guint first;

  figure = 0;
  first = push (undo, 1, "+1");
  push (undo, 10, "+10");
  g_assert_true (parvis_undo_take_back_step (undo, first));
  g_assert_cmpint (figure, ==, 10);
  g_assert_false (parvis_undo_has_step (undo, first));
  g_assert_false (parvis_undo_take_back_step (undo, first));
  g_assert_cmpstr (parvis_undo_get_last (undo), ==, "+10");
}

static void
test_keeps_fifty_steps (void)
{
  ParvisUndo *undo = parvis_undo_new ();
  int taken = 0;

  figure = 0;
  destroyed = 0;
  for (int i = 0; i < PARVIS_UNDO_DEPTH + 7; i++)
    push (undo, 1, "+1");
  g_assert_cmpint (destroyed, ==, 7);

  while (parvis_undo_take_back (undo))
    taken++;
  g_assert_cmpint (taken, ==, PARVIS_UNDO_DEPTH);
  g_assert_cmpint (figure, ==, 7);

  g_assert_finalize_object (undo);
  g_assert_cmpint (destroyed, ==, PARVIS_UNDO_DEPTH + 7);
}

static void
test_a_step_without_a_way_back_is_dropped (void)
{
  g_autoptr(ParvisUndo) undo = parvis_undo_new ();

  figure = 1;
  destroyed = 0;
  parvis_undo_push (undo, "+1", &one_way, GINT_TO_POINTER (1));
  g_assert_true (parvis_undo_take_back (undo));
  g_assert_cmpint (figure, ==, 0);
  g_assert_cmpint (destroyed, ==, 1);
  g_assert_false (parvis_undo_do_again (undo));
}

static void
count_cb (ParvisUndo *undo,
          GParamSpec *pspec,
          int        *count)
{
  (*count)++;
}

static void
test_tells_when_the_last_step_is_renamed (void)
{
  g_autoptr(ParvisUndo) undo = parvis_undo_new ();
  int count = 0;
  guint id;

  id = push (undo, 1, "+1 at 16:41");
  g_signal_connect (undo, "notify::last", G_CALLBACK (count_cb), &count);
  parvis_undo_rename (undo, id, "+2 at 16:41");
  g_assert_cmpint (count, ==, 1);
  g_assert_cmpstr (parvis_undo_get_last (undo), ==, "+2 at 16:41");
  parvis_undo_forget (undo, id);
  g_assert_cmpint (count, ==, 2);
  g_assert_null (parvis_undo_get_last (undo));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/undo/says-which-step-was-taken-back", test_it_says_which_step_was_taken_back);
  g_test_add_func ("/undo/takes-back-the-newest-first", test_takes_back_the_newest_first);
  g_test_add_func ("/undo/a-new-step-forgets-what-was-taken-back",
                   test_a_new_step_forgets_what_was_taken_back);
  g_test_add_func ("/undo/takes-back-one-step-below-others", test_takes_back_one_step_below_others);
  g_test_add_func ("/undo/keeps-fifty-steps", test_keeps_fifty_steps);
  g_test_add_func ("/undo/a-step-without-a-way-back-is-dropped",
                   test_a_step_without_a_way_back_is_dropped);
  g_test_add_func ("/undo/tells-when-the-last-step-is-renamed",
                   test_tells_when_the_last_step_is_renamed);

  return g_test_run ();
}
