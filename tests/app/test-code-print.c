/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-code-print"

#include "config.h"

#include "french.h"

#include "parvis-code-print.h"

#include <glib/gstdio.h>
#include <string.h>

#define CODE "BCDF-2345"

static const ParvisCodeSheet sheet = {
  .town = "Saint-Aubin-sur-Loire",
  .name = "Nadia Roux",
  .roles = "Accueil piscine",
  .service = "https://parvis.saint-aubin.example",
  .code = CODE,
  .until = "16:42",
};

/* What a reader of the paper reads, or NULL without pdftotext. */
static char *
read_paper (void)
{
  g_autoptr(GtkPrintOperation) operation = parvis_code_print_operation (&sheet);
  g_autoptr(GError) error = NULL;
  g_autofree char *program = g_find_program_in_path ("pdftotext");
  g_autofree char *folder = g_dir_make_tmp ("parvis-code-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "code.pdf", NULL);
  g_autofree char *kept = g_strdup (g_getenv ("PARVIS_SHEET"));
  const char *argv[] = { program, "-layout", path, "-", NULL };
  char *text = NULL;

  if (program == NULL)
    {
      g_rmdir (folder);
      return NULL;
    }

  gtk_print_operation_set_export_filename (operation, path);
  g_assert_cmpint (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL,
                                            &error), ==, GTK_PRINT_OPERATION_RESULT_APPLY);
  g_assert_no_error (error);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &text, NULL,
                               NULL, &error));
  g_assert_no_error (error);
  if (kept != NULL)
    g_assert_cmpint (g_rename (path, kept), ==, 0);
  else
    g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);

  return text;
}

/* Lines are broken where the paper ends, and the blanks of French are blanks. */
static char *
flatten (const char *text)
{
  g_autoptr(GRegex) blanks = g_regex_new ("[\\s\\p{Zs}]+", G_REGEX_DEFAULT, 0, NULL);

  return g_regex_replace_literal (blanks, text, -1, 0, " ", 0, NULL);
}

static void
check_paper (const char         *language,
             const char * const *wanted)
{
  g_autofree char *text = NULL;
  g_autofree char *flat = NULL;
  const char *code;

  speak (language);
  text = read_paper ();
  if (text == NULL)
    {
      g_test_skip ("pdftotext is not installed");
      return;
    }

  flat = flatten (text);
  for (guint i = 0; wanted[i] != NULL; i++)
    {
      if (strstr (flat, wanted[i]) == NULL)
        g_error ("“%s” is not on the paper:\n%s", wanted[i], text);
    }

  /* One page, and the code on it once. */
  g_assert_cmpuint (strlen (strchr (text, '\f')), ==, 1);
  code = strstr (flat, CODE);
  g_assert_nonnull (code);
  g_assert_null (strstr (code + 1, CODE));
}

static void
test_the_french_sheet_says_all_that_is_needed (void)
{
  static const char * const wanted[] = {
    "Saint-Aubin-sur-Loire", "Pour Nadia Roux : Accueil piscine",
    "1. Ouvrez Parvis", "https://parvis.saint-aubin.example", "2. Choisissez « code d’appairage »",
    CODE, "Le code sert une fois, jusqu’à 16:42", NULL,
  };

  check_paper ("fr", wanted);
}

static void
test_the_english_sheet_says_all_that_is_needed (void)
{
  static const char * const wanted[] = {
    "Saint-Aubin-sur-Loire", "For Nadia Roux: Accueil piscine",
    "1. Open Parvis", "https://parvis.saint-aubin.example", "2. Choose “pairing code”", CODE,
    "The code works once, until 16:42", NULL,
  };

  check_paper ("en", wanted);
}

/* The queue of a printer shows the names of its jobs to everybody. */
static void
test_the_code_is_nowhere_but_on_the_paper (void)
{
  g_autoptr(GtkPrintOperation) operation = parvis_code_print_operation (&sheet);
  g_autofree char *job = NULL;
  g_autofree char *file = NULL;

  g_object_get (operation, "job-name", &job, "export-filename", &file, NULL);
  g_assert_cmpstr (job, ==, "Saint-Aubin-sur-Loire");
  g_assert_null (file);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);

  g_test_add_func ("/code-print/the-french-sheet-says-all-that-is-needed",
                   test_the_french_sheet_says_all_that_is_needed);
  g_test_add_func ("/code-print/the-english-sheet-says-all-that-is-needed",
                   test_the_english_sheet_says_all_that_is_needed);
  g_test_add_func ("/code-print/the-code-is-nowhere-but-on-the-paper",
                   test_the_code_is_nowhere_but_on_the_paper);

  return g_test_run ();
}
