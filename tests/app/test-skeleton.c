/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-skeleton.h"

#include <adwaita.h>

static GtkWidget *
new_skeleton (ParvisSkeletonForm form)
{
  return g_object_ref_sink (parvis_skeleton_new (form, "Reading…"));
}

static void
test_nothing_flashes_for_what_is_there_at_once (void)
{
  g_autoptr(GtkWidget) widget = new_skeleton (PARVIS_SKELETON_LIST);
  ParvisSkeleton *skeleton = PARVIS_SKELETON (widget);

  g_assert_false (gtk_widget_get_visible (widget));
  parvis_skeleton_set_loading (skeleton, TRUE);
  g_assert_cmpint (parvis_skeleton_get_stage (skeleton), ==, PARVIS_SKELETON_PATIENT);
  g_assert_false (gtk_widget_get_visible (widget));
  parvis_skeleton_set_loading (skeleton, FALSE);
  parvis_skeleton_advance (skeleton);
  g_assert_false (gtk_widget_get_visible (widget));
  /* Nor is anything made that nobody sees. */
  g_assert_null (gtk_widget_get_first_child (widget));
}

static void
test_rows_come_by_themselves_and_the_sentence_after_them (void)
{
  g_autoptr(GtkWidget) widget = new_skeleton (PARVIS_SKELETON_LIST);
  ParvisSkeleton *skeleton = PARVIS_SKELETON (widget);
  GtkWidget *rows;
  guint count = 0;

  parvis_skeleton_set_loading (skeleton, TRUE);
  while (parvis_skeleton_get_stage (skeleton) == PARVIS_SKELETON_PATIENT)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (parvis_skeleton_get_stage (skeleton), ==, PARVIS_SKELETON_SHAPE);
  rows = gtk_widget_get_first_child (widget);
  g_assert_true (gtk_widget_get_visible (rows));
  for (GtkWidget *row = gtk_widget_get_first_child (rows); row != NULL;
       row = gtk_widget_get_next_sibling (row))
    count++;
  g_assert_cmpuint (count, ==, 4);

  parvis_skeleton_advance (skeleton);
  g_assert_cmpint (parvis_skeleton_get_stage (skeleton), ==, PARVIS_SKELETON_SPINNER);
  g_assert_false (gtk_widget_get_visible (rows));
  /* And there it stays. */
  parvis_skeleton_advance (skeleton);
  g_assert_cmpint (parvis_skeleton_get_stage (skeleton), ==, PARVIS_SKELETON_SPINNER);
  parvis_skeleton_set_loading (skeleton, FALSE);
  g_assert_false (gtk_widget_get_visible (widget));
}

static void
test_each_form_has_a_shape_that_says_nothing (void)
{
  for (ParvisSkeletonForm form = PARVIS_SKELETON_LIST; form <= PARVIS_SKELETON_COUNTER; form++)
    {
      g_autoptr(GtkWidget) widget = new_skeleton (form);
      GtkWidget *shape;

      parvis_skeleton_set_loading (PARVIS_SKELETON (widget), TRUE);
      parvis_skeleton_advance (PARVIS_SKELETON (widget));
      shape = gtk_widget_get_first_child (widget);
      g_assert_nonnull (gtk_widget_get_first_child (shape));
      g_assert_cmpint (gtk_accessible_get_accessible_role (GTK_ACCESSIBLE (shape)), ==,
                       GTK_ACCESSIBLE_ROLE_PRESENTATION);
    }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;

  adw_init ();
  g_test_add_func ("/skeleton/nothing-flashes-for-what-is-there-at-once",
                   test_nothing_flashes_for_what_is_there_at_once);
  g_test_add_func ("/skeleton/rows-come-by-themselves-and-the-sentence-after-them",
                   test_rows_come_by_themselves_and_the_sentence_after_them);
  g_test_add_func ("/skeleton/each-form-has-a-shape-that-says-nothing",
                   test_each_form_has_a_shape_that_says_nothing);

  return g_test_run ();
}
