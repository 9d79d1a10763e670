/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-communes"

#include "config.h"

#include "parvis-communes.h"

#include <locale.h>
#include <string.h>

#define LIST \
  "# a comment\n" \
  "41\tLoir-et-Cher\n" \
  "49\tMaine-et-Loire\n" \
  "2A\tCorse-du-Sud\n" \
  "984\tTerres australes\n" \
  "2A004\tAjaccio\t74305\t20090 20000\n" \
  "41200\tSaint-Clair\t900\t41700\n" \
  "49007\tAngers\t155850\t49100 49000\n" \
  "49270\tSaint-Clair\t1200\t49380\n" \
  "49271\tSaint-Clair-des-Levées\t640\t49380\n" \
  "49272\tHérouville-Saint-Clair\t23470\t49200\n" \
  "49273\tSainte-Clairette\t12\t49200\n" \
  "49274\tŒuilly-sur-Loire\t293\t49123\n" \
  "49275\tL'Haÿ-les-Roses\t3000\t49124\n" \
  "49276\tStrasville\t50\t49125\n" \
  "98411\tÎles Saint-Paul\t\t\n" \
  "short\n" \
  "49999\tMany\tmany\t49000\n" \
  "\n"

typedef struct
{
  ParvisCommunes *communes;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GBytes) list = g_bytes_new_static (LIST, strlen (LIST));

  fixture->communes = parvis_communes_new (list);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  parvis_communes_unref (fixture->communes);
}

/* The codes of what is found, with a space between. */
static char *
search (Fixture    *fixture,
        const char *typed,
        const char *own)
{
  g_autoptr(GPtrArray) found = parvis_communes_search (fixture->communes, typed, own, 4);
  g_autoptr(GString) codes = g_string_new (NULL);

  for (guint i = 0; i < found->len; i++)
    {
      const ParvisCommune *commune = g_ptr_array_index (found, i);

      g_string_append_printf (codes, "%s%s", i > 0 ? " " : "", commune->code);
    }

  return g_strdup (codes->str);
}

#define FINDS(typed, codes) \
  G_STMT_START { \
    g_autofree char *found_ = search (fixture, typed, NULL); \
    g_assert_cmpstr (found_, ==, codes); \
  } G_STMT_END

static void
test_names_are_found_however_they_are_written (Fixture       *fixture,
                                               gconstpointer  data)
{
  FINDS ("Saint-Clair-des-Levées", "49271");
  FINDS ("saint clair des levees", "49271");
  FINDS ("St Clair des L", "49271");
  FINDS ("STE CLAIR", "49273");
  FINDS ("herouville", "49272");
  FINDS ("oeuilly s/ loire", "49274");
  FINDS ("l’hay les", "49275");
  FINDS ("haÿ", "49275");
  FINDS ("  angers ", "49007");
}

static void
test_the_best_comes_first (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *own = search (fixture, "saint clair", "41200");

  /* What is called that, the larger first; what begins so; what has it later. */
  FINDS ("saint clair", "49270 41200 49271 49272");
  g_assert_cmpstr (own, ==, "41200 49270 49271 49272");
  /* The beginning of a word, and a saint. */
  FINDS ("st", "49270 41200 49271 49276");
  FINDS ("str", "49276");
  FINDS ("clair", "49272 49270 41200 49271");
}

static void
test_codes_are_found_too (Fixture       *fixture,
                          gconstpointer  data)
{
  FINDS ("49007", "49007");
  FINDS ("49 007", "49007");
  FINDS ("2a004", "2A004");
  FINDS ("49380", "49270 49271");
  FINDS ("49000", "49007");
  FINDS ("412", "41200");
  /* Too short, too long, and none. */
  FINDS ("49", "");
  FINDS ("490071", "");
  FINDS ("12345", "");
}

static void
test_what_is_no_commune_finds_nothing (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autofree char *endless = g_strnfill (100000, 'a');

  FINDS ("", "");
  FINDS ("  ", "");
  FINDS ("-", "");
  FINDS ("Bergame", "");
  FINDS ("\xff\xfe", "");
  FINDS ("京都", "");
  FINDS (endless, "");
}

static void
test_a_line_that_is_none_is_passed_over (Fixture       *fixture,
                                         gconstpointer  data)
{
  const ParvisCommune *angers = parvis_communes_find (fixture->communes, "49007");
  const ParvisCommune *islands = parvis_communes_find (fixture->communes, "98411");

  g_assert_cmpuint (parvis_communes_count (fixture->communes), ==, 11);
  g_assert_null (parvis_communes_find (fixture->communes, "49999"));
  g_assert_nonnull (angers);
  g_assert_cmpstr (angers->name, ==, "Angers");
  g_assert_cmpstr (angers->department, ==, "Maine-et-Loire");
  g_assert_cmpstr (angers->postal, ==, "49100 49000");
  g_assert_cmpint (angers->population, ==, 155850);
  g_assert_nonnull (islands);
  g_assert_cmpint (islands->population, ==, -1);
  g_assert_cmpstr (islands->department, ==, "Terres australes");
}

static void
test_homonyms_are_told_apart (Fixture       *fixture,
                              gconstpointer  data)
{
  const ParvisCommune *here = parvis_communes_find (fixture->communes, "49270");
  const ParvisCommune *there = parvis_communes_find (fixture->communes, "41200");
  g_autofree char *one = parvis_commune_describe (here);
  g_autofree char *other = parvis_commune_describe (there);

  g_assert_nonnull (strstr (one, "Maine-et-Loire"));
  g_assert_nonnull (strstr (one, "49270"));
  g_assert_nonnull (strstr (other, "Loir-et-Cher"));
  g_assert_true (parvis_commune_is_called (here, "st clair"));
  g_assert_false (parvis_commune_is_called (here, "st clair des"));
}

static void
read_list (const char  *path,
           char       **data,
           gsize       *size)
{
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, data, size, &error);
  g_assert_no_error (error);
}

/* The list that is shipped. */
static void
test_all_of_france_is_there (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "resources", "desktop",
                                                 "communes.tsv", NULL);
  g_autofree char *data = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(ParvisCommunes) communes = NULL;
  g_autoptr(GPtrArray) found = NULL;
  const ParvisCommune *first;
  gsize size;

  read_list (path, &data, &size);
  bytes = g_bytes_new (data, size);
  communes = parvis_communes_new (bytes);
  g_assert_cmpuint (parvis_communes_count (communes), >, 34000);
  g_assert_cmpstr (parvis_communes_find (communes, "71389")->name, ==, "Saint-Aubin-sur-Loire");
  g_assert_cmpstr (parvis_communes_find (communes, "97101")->department, ==, "Guadeloupe");

  found = parvis_communes_search (communes, "paris", NULL, PARVIS_N_COMMUNES_SHOWN);
  g_assert_cmpuint (found->len, ==, PARVIS_N_COMMUNES_SHOWN);
  first = g_ptr_array_index (found, 0);
  g_assert_cmpstr (first->code, ==, "75056");
  g_assert_cmpint (first->population, >, 1000000);
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)
  ADD ("/communes/names-are-found-however-they-are-written",
       test_names_are_found_however_they_are_written);
  ADD ("/communes/the-best-comes-first", test_the_best_comes_first);
  ADD ("/communes/codes-are-found-too", test_codes_are_found_too);
  ADD ("/communes/what-is-no-commune-finds-nothing", test_what_is_no_commune_finds_nothing);
  ADD ("/communes/a-line-that-is-none-is-passed-over", test_a_line_that_is_none_is_passed_over);
  ADD ("/communes/homonyms-are-told-apart", test_homonyms_are_told_apart);
  g_test_add_func ("/communes/all-of-france-is-there", test_all_of_france_is_there);

  return g_test_run ();
}
