/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"

#include <glib.h>

static void
test_names_the_field (void)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GError) copy = NULL;

  g_assert_false (parvis_set_invalid (&error, "/capacity", "at most %d", 7));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "at most 7");
  g_assert_cmpstr (parvis_error_get_field (error), ==, "/capacity");

  parvis_error_set_field (&error, "/gauges/0/capacity");
  copy = g_error_copy (error);
  g_assert_cmpstr (parvis_error_get_field (copy), ==, "/gauges/0/capacity");
}

static void
test_needs_no_place_for_it (void)
{
  g_assert_false (parvis_set_invalid (NULL, "/x", "ignored"));
  parvis_error_set_field (NULL, "/x");
  g_assert_null (parvis_error_get_field (NULL));
}

static void
test_leaves_foreign_errors_alone (void)
{
  g_autoptr(GError) error = g_error_new_literal (G_FILE_ERROR, G_FILE_ERROR_NOENT, "gone");

  parvis_error_set_field (&error, "/x");
  g_assert_null (parvis_error_get_field (error));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/error/names-the-field", test_names_the_field);
  g_test_add_func ("/error/needs-no-place-for-it", test_needs_no_place_for_it);
  g_test_add_func ("/error/leaves-foreign-errors-alone", test_leaves_foreign_errors_alone);

  return g_test_run ();
}
