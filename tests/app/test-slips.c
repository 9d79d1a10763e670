/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "shop-fixture.h"
#include "parvis-slips.h"

#include <glib/gstdio.h>
#include <gtk/gtk.h>
#include <string.h>
#include <unistd.h>

/* Slips that come out by themselves: of each new order one. */

#define FIRST  "66666666-0000-4000-8000-000000000001"
#define SECOND "66666666-0000-4000-8000-000000000002"
#define OTHER  "66666666-0000-4000-8000-000000000003"

#define ORDER(id, code, state, day, placed) \
  { PARVIS_KIND_ORDER, id, \
    "{\"id\":\"" id "\",\"merchant\":\"" SHOP_ID "\",\"day\":\"" day "\",\"code\":\"" code "\"," \
    "\"name\":\"Mme Nadaud\",\"state\":\"" state "\",\"from\":1095,\"until\":1110," \
    "\"placed_at\":\"2026-06-17T" placed ".000Z\",\"confirmed\":true,\"lines\":[" \
    "{\"product\":\"" SHOP_BAGUETTE "\",\"name\":\"Tradition\",\"quantity\":2,\"price\":130}]," \
    "\"total\":260}" }

static const LiveEntity first[] = {
  ORDER (FIRST, "C10", "placed", "2026-06-17", "14:58:30"),
  { NULL, NULL, NULL },
};

/* One that another counter has in hand already, and one for tomorrow. */
static const LiveEntity more[] = {
  ORDER (OTHER, "C11", "preparing", "2026-06-17", "14:58:31"),
  ORDER (SECOND, "C12", "placed", "2026-06-18", "14:58:40"),
  { NULL, NULL, NULL },
};

typedef struct
{
  ShopFixture  shop;
  ParvisSlips *slips;
  char        *folder;
  char        *said;      /* the last sentence */
  guint        n_said;
} Fixture;

static void
said_cb (ParvisDesk *desk,
         const char *sentence,
         guint       step,
         Fixture    *fixture)
{
  g_free (fixture->said);
  fixture->said = g_strdup (sentence);
  fixture->n_said++;
}

/* As when the program is started. */
static void
start (Fixture *fixture)
{
  g_signal_connect (fixture->shop.live.desk, "said", G_CALLBACK (said_cb), fixture);
  fixture->slips = parvis_slips_new (fixture->shop.shop, fixture->shop.settings);
}

static void
put (Fixture          *fixture,
     const LiveEntity *entities)
{
  g_clear_object (&fixture->slips);
  shop_fixture_put (&fixture->shop, entities);
  start (fixture);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("parvis-slips-XXXXXX", &error);
  g_assert_no_error (error);
  shop_fixture_set_up (&fixture->shop, NULL);
  /* The fixture's own orders are there already. */
  fixture->shop.live.now += 20 * PARVIS_SECOND;
  start (fixture);
}

static char *
get_path (Fixture    *fixture,
          const char *name)
{
  return g_build_filename (fixture->folder, name, NULL);
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(char * const *) a, *(char * const *) b);
}

/* The names of the files there, "a.pdf, b.pdf". */
static char *
list_files (Fixture *fixture)
{
  g_autoptr(GDir) directory = g_dir_open (fixture->folder, 0, NULL);
  g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  g_ptr_array_add (names, NULL);

  return g_strjoinv (", ", (char **) names->pdata);
}

static void
empty_folder (Fixture *fixture)
{
  g_autoptr(GDir) directory = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = get_path (fixture, name);

      g_unlink (path);
    }
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->slips);
  shop_fixture_tear_down (&fixture->shop, NULL);
  empty_folder (fixture);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->said);
}

static gboolean
is_printed (Fixture    *fixture,
            const char *id)
{
  g_autoptr(GVariant) printed = g_settings_get_value (fixture->shop.settings, "slips-printed");

  return g_variant_lookup (printed, id, "&s", NULL);
}

static void
want_folder (Fixture    *fixture,
             const char *path)
{
  g_settings_set_string (fixture->shop.settings, "slip-folder", path);
  g_settings_set_string (fixture->shop.settings, "slips", "folder");
}

static void
assert_files (Fixture    *fixture,
              const char *expected)
{
  g_autofree char *found = list_files (fixture);

  g_assert_cmpstr (found, ==, expected);
}

static void
test_each_new_order_has_one_slip (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *path = get_path (fixture, "2026-06-17 18-15 C10.pdf");
  g_autofree char *contents = NULL;
  gsize length = 0;

  want_folder (fixture, fixture->folder);
  put (fixture, first);
  LIVE_WAIT (is_printed (fixture, FIRST));
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_cmpuint (length, >, 500);
  g_assert_true (g_str_has_prefix (contents, "%PDF"));

  /* Not those of before somebody wanted slips, and nothing personal in a name. */
  assert_files (fixture, "2026-06-17 18-15 C10.pdf");
}

/* The one that was printed comes first, so that it would be printed again before the other. */
static void
test_a_start_prints_nothing_again (Fixture       *fixture,
                                   gconstpointer  data)
{
  want_folder (fixture, fixture->folder);
  put (fixture, first);
  LIVE_WAIT (is_printed (fixture, FIRST));
  empty_folder (fixture);

  put (fixture, first);
  put (fixture, more);
  LIVE_WAIT (is_printed (fixture, SECOND));
  /* Another counter was quicker with the order, and none with its slip. */
  assert_files (fixture, "2026-06-17 18-15 C11.pdf, 2026-06-18 18-15 C12.pdf");
  g_assert_true (is_printed (fixture, OTHER));
}

static void
test_none_is_printed_unless_wanted (Fixture       *fixture,
                                    gconstpointer  data)
{
  put (fixture, first);
  g_settings_set_string (fixture->shop.settings, "slip-folder", fixture->folder);
  fixture->shop.live.now += PARVIS_MINUTE;
  want_folder (fixture, fixture->folder);

  /* What came before that was prepared without. */
  g_clear_object (&fixture->slips);
  start (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_false (is_printed (fixture, FIRST));
  assert_files (fixture, "");

  g_settings_set_string (fixture->shop.settings, "slips", "never");
  g_assert_cmpint (g_settings_get_int64 (fixture->shop.settings, "slips-since"), ==, 0);
}

static void
pass_minute (Fixture *fixture)
{
  fixture->shop.live.now += PARVIS_MINUTE + PARVIS_SECOND;
  parvis_ticker_tick (parvis_desk_get_ticker (fixture->shop.live.desk));
}

static void
test_a_folder_that_is_not_there_is_said_once (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autofree char *away = get_path (fixture, "away");
  g_autofree char *path = get_path (fixture, "away/2026-06-17 18-15 C10.pdf");

  want_folder (fixture, away);
  put (fixture, first);
  LIVE_WAIT (parvis_slips_is_failing (fixture->slips));
  g_assert_nonnull (strstr (fixture->said, "The orders are all here"));
  g_assert_nonnull (strstr (fixture->said, away));
  g_assert_cmpuint (fixture->n_said, ==, 1);
  g_assert_false (is_printed (fixture, FIRST));
  g_assert_cmpstr (shop_fixture_get (&fixture->shop, FIRST)->state, ==, "placed");

  g_assert_cmpint (g_mkdir (away, 0700), ==, 0);
  pass_minute (fixture);
  LIVE_WAIT (is_printed (fixture, FIRST));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_false (parvis_slips_is_failing (fixture->slips));
  g_assert_cmpuint (fixture->n_said, ==, 2);
  g_assert_cmpstr (fixture->said, ==, "Slips are printed again.");
  g_unlink (path);
  g_rmdir (away);
}

static void
want_printer (Fixture    *fixture,
              const char *name)
{
  g_settings_set_string (fixture->shop.settings, "slip-printer", name);
  g_settings_set_string (fixture->shop.settings, "slips", "printer");
}

/* GTK's own printer, which is there on each machine, and asks nothing of who does not ask. */
static void
test_a_printer_gets_each_slip_without_a_dialog (Fixture       *fixture,
                                                gconstpointer  data)
{
  g_autofree char *before = g_get_current_dir ();
  g_autofree char *path = get_path (fixture, "2026-06-17 18-15 C10.pdf");
  g_autofree char *contents = NULL;

  g_assert_cmpint (chdir (fixture->folder), ==, 0);
  want_printer (fixture, "Print to File");
  put (fixture, first);
  LIVE_WAIT (is_printed (fixture, FIRST));
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), ==, 0);
  LIVE_WAIT (g_file_get_contents (path, &contents, NULL, NULL) && *contents != '\0');
  g_assert_true (g_str_has_prefix (contents, "%PDF"));
  g_assert_cmpint (chdir (before), ==, 0);
}

static void
test_a_printer_that_is_not_there_loses_no_order (Fixture       *fixture,
                                                 gconstpointer  data)
{
  want_printer (fixture, "Epson TM-T20");
  put (fixture, first);
  LIVE_WAIT (parvis_slips_is_failing (fixture->slips));
  g_assert_nonnull (strstr (fixture->said, "“Epson TM-T20” takes no slips"));
  g_assert_false (is_printed (fixture, FIRST));
  g_assert_cmpstr (shop_fixture_get (&fixture->shop, FIRST)->state, ==, "placed");

  /* It says so once, and goes on trying. */
  pass_minute (fixture);
  pass_minute (fixture);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (fixture->n_said, ==, 1);

  /* What is chosen instead is tried at once. */
  want_folder (fixture, fixture->folder);
  LIVE_WAIT (is_printed (fixture, FIRST));
  assert_files (fixture, "2026-06-17 18-15 C10.pdf");
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  gtk_init ();
  /* No printer of this machine is looked for, or printed on. */
  g_object_set (gtk_settings_get_default (), "gtk-print-backends", "file", NULL);

  ADD ("/slips/each-new-order-has-one", test_each_new_order_has_one_slip);
  ADD ("/slips/a-start-prints-nothing-again", test_a_start_prints_nothing_again);
  ADD ("/slips/none-is-printed-unless-wanted", test_none_is_printed_unless_wanted);
  ADD ("/slips/a-folder-that-is-not-there-is-said-once",
       test_a_folder_that_is_not_there_is_said_once);
  ADD ("/slips/a-printer-gets-each-without-a-dialog",
       test_a_printer_gets_each_slip_without_a_dialog);
  ADD ("/slips/a-printer-that-is-not-there-loses-no-order",
       test_a_printer_that_is_not_there_loses_no_order);

  return g_test_run ();
}
