/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-poster"

#include "config.h"

#include "parvis-error.h"
#include "parvis-poster.h"

#include <glib/gstdio.h>

static ParvisPoster
make_poster (const char *address)
{
  return (ParvisPoster) { .town = "Saint-Aubin-sur-Loire", .place = "Piscine des Mariniers",
                          .line = "Y a-t-il du monde ?", .address = address };
}

static void
test_a_sheet_becomes_a_pdf (void)
{
  ParvisPoster poster = make_poster ("https://parvis.example/49007");
  g_autofree char *folder = g_dir_make_tmp ("parvis-poster-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "poster.pdf", NULL);
  g_autoptr(GtkPrintOperation) operation = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *pdf = NULL;
  gsize length = 0;

  operation = parvis_poster_operation (&poster, &error);
  g_assert_no_error (error);
  g_assert_nonnull (operation);
  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL,
                                            &error), ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);

  g_assert_true (g_file_get_contents (path, &pdf, &length, &error));
  g_assert_true (g_str_has_prefix (pdf, "%PDF"));
  g_assert_cmpuint (length, >, 2000);
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_an_address_that_no_code_holds_is_refused (void)
{
  g_autofree char *address = g_strnfill (4000, 'x');
  ParvisPoster poster = make_poster (address);
  g_autoptr(GError) error = NULL;

  g_assert_null (parvis_poster_operation (&poster, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/poster/a-sheet-becomes-a-pdf", test_a_sheet_becomes_a_pdf);
  g_test_add_func ("/poster/an-address-that-no-code-holds-is-refused",
                   test_an_address_that_no_code_holds_is_refused);

  return g_test_run ();
}
