/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-rejection-words.h"

static ParvisProcedure *
read_creche (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "data", "procedures",
                                                 "creche.json", NULL);
  g_autofree char *data = NULL;
  g_autoptr(GError) error = NULL;
  ParvisProcedure *procedure;
  gsize length;

  g_file_get_contents (path, &data, &length, &error);
  g_assert_no_error (error);
  procedure = parvis_procedure_parse (data, length, &error);
  g_assert_no_error (error);

  return procedure;
}

static char *
write_words (const char *requirement,
             const char *code,
             const char *own,
             const char *language)
{
  g_autoptr(ParvisProcedure) procedure = read_creche ();
  const ParvisRequirement *asked = parvis_procedure_find_requirement (procedure, requirement);

  return parvis_words_rejection (procedure, asked, parvis_requirement_find_reason (asked, code),
                                 own, language, parvis_day_from_civil (2026, 6, 27),
                                 parvis_day_from_civil (2026, 6, 17));
}

static void
test_the_limit_is_computed_and_told_in_the_language_of_the_family (void)
{
  g_autofree char *french = write_words ("address", "old", NULL, "fr");
  g_autofree char *english = write_words ("address", "old", NULL, "en");

  g_assert_cmpstr (french, ==, "Ce document est trop ancien. Envoyez-en un daté du 17 mars 2026"
                   " ou après.");
  g_assert_cmpstr (english, ==, "This document is too old. Send one dated 17 March 2026 or"
                   " later.");
}

static void
test_what_the_clerk_wrote_is_what_is_read (void)
{
  g_autofree char *own = write_words ("address", "old", "Le 3 mai suffit.", "fr");
  g_autofree char *empty = write_words ("address", "other", "", "fr");

  g_assert_cmpstr (own, ==, "Le 3 mai suffit.");
  /* It has no sentence of its own. */
  g_assert_null (empty);
}

static void
test_every_month_has_its_name (void)
{
  for (int month = 1; month <= 12; month++)
    {
      g_assert_cmpstr (parvis_words_month ("fr", month), !=, "");
      g_assert_cmpstr (parvis_words_month ("en", month), !=, "");
    }
}

static void
test_values_begin_no_line_and_unknown_names_stay (void)
{
  const char *pairs[] = { "name", "a\nb", "other", "{name}" };
  g_autofree char *text = parvis_words_fill ("{name} {other} {third} {", pairs, 2);

  g_assert_cmpstr (text, ==, "a b {name} {third} {");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rejection-words/the-limit-is-computed-and-told-in-the-language-of-the-family",
                   test_the_limit_is_computed_and_told_in_the_language_of_the_family);
  g_test_add_func ("/rejection-words/what-the-clerk-wrote-is-what-is-read",
                   test_what_the_clerk_wrote_is_what_is_read);
  g_test_add_func ("/rejection-words/every-month-has-its-name", test_every_month_has_its_name);
  g_test_add_func ("/rejection-words/values-begin-no-line-and-unknown-names-stay",
                   test_values_begin_no_line_and_unknown_names_stay);

  return g_test_run ();
}
