/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-parvisctl"

#include "config.h"

#include "plain-client.h"
#include "test-database.h"

#include "parvis-json.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

typedef struct
{
  TestDatabase  database;
  const char   *dir;                  /* of the database */
  char        **options;              /* that bring a program to it */
  char         *places;
  GSubprocess  *service;
  char         *output;
  char         *errors;
  int           code;
} Fixture;

static char *
find_program (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, "service", name, NULL);
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  test_database_init (&fixture->database);
  fixture->dir = fixture->database.directory;
  fixture->options = test_database_get_options (&fixture->database);
  fixture->places = g_build_filename (fixture->dir, "places.geojson", NULL);
  g_assert_true (g_file_set_contents (fixture->places,
                                      "{\"features\":[{\"geometry\":{\"type\":\"Point\","
                                      "\"coordinates\":[0.5,47.5]},\"properties\":{"
                                      "\"id\":\"gare\",\"name\":\"Gare\","
                                      "\"kind\":\"parking\",\"capacity\":140}}]}", -1, NULL));
}

static void
stop_service (Fixture *fixture)
{
  if (fixture->service == NULL)
    return;

  g_subprocess_send_signal (fixture->service, SIGTERM);
  g_subprocess_wait (fixture->service, NULL, NULL);
  g_clear_object (&fixture->service);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  stop_service (fixture);
  test_database_clear (&fixture->database);
  g_strfreev (fixture->options);
  g_free (fixture->places);
  g_free (fixture->output);
  g_free (fixture->errors);
}

/* A program's name and the options that bring it to the database. */
static GPtrArray *
begin_argv (Fixture    *fixture,
            const char *name)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, find_program (name));
  for (guint i = 0; fixture->options[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (fixture->options[i]));

  return argv;
}

static void
start_service (Fixture *fixture)
{
  g_autoptr(GPtrArray) argv = begin_argv (fixture, "parvisd");
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (argv, g_strdup ("--listen"));
  g_ptr_array_add (argv, g_strdup ("127.0.0.1:0"));
  g_ptr_array_add (argv, NULL);
  fixture->service = g_subprocess_newv ((const char * const *) argv->pdata,
                                        G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->service));
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_nonnull (line);
}

/* Runs parvisctl with @words, separated by "|". */
static void
run (Fixture    *fixture,
     const char *words)
{
  g_auto(GStrv) split = g_strsplit (words, "|", -1);
  g_autoptr(GPtrArray) argv = begin_argv (fixture, "parvisctl");
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; split[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (split[i]));
  g_ptr_array_add (argv, NULL);

  g_clear_pointer (&fixture->output, g_free);
  g_clear_pointer (&fixture->errors, g_free);
  process = g_subprocess_newv ((const char * const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &fixture->output,
                                                &fixture->errors, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  fixture->code = g_subprocess_get_exit_status (process);
}

static void
expect (Fixture    *fixture,
        int         code,
        const char *words)
{
  run (fixture, words);
  if (fixture->code != code)
    g_test_message ("%s: %s%s", words, fixture->output, fixture->errors);
  g_assert_cmpint (fixture->code, ==, code);
}

static json_t *
expect_json (Fixture    *fixture,
             const char *words)
{
  g_autofree char *with_json = g_strconcat (words, "|--json", NULL);
  json_t *answer;

  expect (fixture, 0, with_json);
  answer = json_loads (fixture->output, 0, NULL);
  g_assert_nonnull (answer);

  return answer;
}

/* Files that are no database, and that were one: the data is at fault, not the
 * service.
 */
static void
expect_damage (Fixture    *fixture,
               const char *copy)
{
  g_autofree char *pack = g_build_filename (fixture->dir, "damaged.mbtiles", NULL);
  g_autofree char *town = g_build_filename (fixture->dir, "damaged.db", NULL);
  g_autofree char *tiles = g_strconcat ("town|tiles|49007|--light|", pack, NULL);
  g_autofree char *restore = g_strconcat ("restore|49008|", town, NULL);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_set_contents (pack, "SQLite format 3, or so", -1, NULL));
  expect (fixture, EX_DATAERR, tiles);
  g_assert_true (g_file_set_contents (town, "no database", -1, NULL));
  expect (fixture, EX_DATAERR, restore);

  g_assert_true (g_file_get_contents (copy, &contents, &length, NULL));
  memset (contents + 5000, 0x5a, MIN (length - 5000, 20000));
  g_assert_true (g_file_set_contents (town, contents, (gssize) length, NULL));
  expect (fixture, EX_DATAERR, restore);
}

/* From nothing to a source with its key and back again, as an operator would. */
static void
walk (Fixture *fixture)
{
  g_autofree char *import = g_strconcat ("facility|import|49007|", fixture->places, NULL);
  g_autofree char *file = g_build_filename (fixture->dir, "town.json", NULL);
  g_autofree char *copy = g_build_filename (fixture->dir, "copy.db", NULL);
  g_autofree char *export = g_strconcat ("town|export|49007|", file, NULL);
  g_autofree char *again = g_strconcat ("town|import|", file, NULL);
  g_autofree char *backup = g_strconcat ("backup|49007|", copy, NULL);
  g_autofree char *restore = g_strconcat ("restore|49007|", copy, NULL);
  g_autofree char *rotate = NULL;
  g_autoptr(json_t) source = NULL;
  g_autoptr(json_t) rotated = NULL;

  expect (fixture, 0, "town|add|49007|--name|Angers|--modules|parking");
  expect (fixture, EX_DATAERR, "town|add|49007|--name|Angers");
  expect (fixture, 0, "town|list");
  g_assert_nonnull (strstr (fixture->output, "Angers"));
  expect (fixture, 0, import);
  g_assert_nonnull (strstr (fixture->output, "1 created"));

  source = expect_json (fixture, "source|add|49007|--gauge|gare|--measure|free|--name|Caméra");
  g_assert_true (g_str_has_prefix (json_string_value (json_object_get (source, "key")),
                                   "pvs_"));
  rotate = g_strdup_printf ("source|rotate|49007|%s",
                            json_string_value (json_object_get (source, "id")));
  rotated = expect_json (fixture, rotate);
  g_assert_cmpstr (json_string_value (json_object_get (rotated, "key")), !=,
                   json_string_value (json_object_get (source, "key")));
  expect (fixture, 0, "source|pause|49007|Caméra");
  expect (fixture, 0, "source|list|49007");
  g_assert_nonnull (strstr (fixture->output, "paused"));
  expect (fixture, 0, "source|pause|49007|Caméra|--resume");
  expect (fixture, 0, "gauge|set|49007|gare|--capacity|120|--zero-at|03:00");
  g_assert_nonnull (strstr (fixture->output, "120"));
  expect (fixture, 0, "module|off|49007|parking");
  expect (fixture, 0, "module|on|49007|parking");

  expect (fixture, 0, backup);
  expect (fixture, EX_DATAERR, "town|remove|49007");
  expect (fixture, 0, export);
  expect (fixture, 0, "town|remove|49007|--yes");
  expect (fixture, EX_DATAERR, "check|49007");
  expect (fixture, 0, again);
  expect (fixture, 0, "check|49007");
  expect (fixture, 0, "town|remove|49007|--yes");
  expect (fixture, 0, restore);
  expect (fixture, 0, "check|49007");
  expect_damage (fixture, copy);
  expect (fixture, 0, "facility|list|49007");
  g_assert_nonnull (strstr (fixture->output, "Gare"));
}

/* A shop, from its addition to its end, and its merchant's way in. */
static void
test_shops_come_and_go (Fixture       *fixture,
                        gconstpointer  data)
{
  static const char id[] = "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11";

  expect (fixture, 0, "town|add|49007|--name|Angers");
  expect (fixture, EX_DATAERR, "merchant|add|49007|--name|Martineau");
  expect (fixture, 0, "module|on|49007|orders");
  expect (fixture, 0, "merchant|list|49007");
  g_assert_nonnull (strstr (fixture->output, "No shop yet"));
  expect (fixture, EX_DATAERR, "merchant|add|49007");
  expect (fixture, 0, "merchant|add|49007|--name|Martineau|--address|14, Grande Rue|--id|"
          "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11");
  g_assert_nonnull (strstr (fixture->output, id));
  expect (fixture, EX_DATAERR, "merchant|add|49007|--name|Another|--id|"
          "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11");
  expect (fixture, 0, "account|add|--town|49007|--name|Odile|--role|merchant|--merchant|"
          "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11");
  expect (fixture, EX_DATAERR, "merchant|set|49007|Nobody|--name|Roy");
  expect (fixture, 0, "merchant|set|49007|Martineau|--name|Roy|--kind|cheese");
  g_assert_nonnull (strstr (fixture->output, "Roy  cheese  14, Grande Rue"));
  expect (fixture, 0, "merchant|list|49007");
  g_assert_nonnull (strstr (fixture->output, "Roy"));
  expect (fixture, EX_DATAERR, "merchant|remove|49007|Roy");
  expect (fixture, 0, "merchant|remove|49007|Roy|--yes");
  expect (fixture, 0, "merchant|list|49007");
  g_assert_nonnull (strstr (fixture->output, "No shop yet"));
  /* An identifier is not given again, so that nothing of what was comes back under it. */
  expect (fixture, EX_DATAERR, "merchant|add|49007|--name|Martineau|--id|"
          "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11");
}

/* A file that cannot be read is told, and hides no other town. */
static void
test_a_damaged_town_hides_nobody (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *file = g_build_filename (fixture->dir, "towns", "49008.db", NULL);

  expect (fixture, 0, "town|add|49007|--name|Angers");
  expect (fixture, 0, "town|add|49008|--name|Aubigné");
  g_assert_true (g_file_set_contents (file, "no database at all", -1, NULL));
  expect (fixture, 0, "town|list");
  g_assert_nonnull (strstr (fixture->output, "Angers"));
  g_assert_nonnull (strstr (fixture->output, "49008"));
  g_assert_nonnull (strstr (fixture->output, "cannot be read"));
}

static void
use_files (Fixture    *fixture,
           const char *directory)
{
  const char *options[] = { "--state-dir", directory, NULL };

  g_strfreev (fixture->options);
  fixture->options = g_strdupv ((char **) options);
}

/* Every entry of a town's feed, with its number. */
static char *
read_feed (Fixture    *fixture,
           const char *uri)
{
  g_autofree char *directory = g_build_filename (fixture->dir, "reading", NULL);
  ParvisStoreConfig config = { .uri = uri, .directory = directory };
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(GError) error = NULL;
  ParvisStore *store = parvis_store_open (&config, &error);
  ParvisDb *db;

  g_assert_no_error (error);
  db = parvis_store_acquire (store, "49007", &error);
  g_assert_no_error (error);
  changes = parvis_store_list_changes (db, PARVIS_AUDIENCES_ALL, NULL, 0, 1000, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < changes->len; i++)
    {
      const ParvisChange *change = g_ptr_array_index (changes, i);

      g_string_append_printf (text, "%" G_GINT64_FORMAT " %s %s %s\n", change->seq, change->kind,
                              change->id, change->body);
    }
  parvis_store_release (store, db);
  parvis_store_close (store);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* --- a shop with everything that it can have --- */

/* As the operator, with a resident's device too. */
static char *
ask (Fixture    *fixture,
     const char *path,
     const char *type,
     const char *body)
{
  const char *directory = fixture->options[1];
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *target = g_strconcat ("/api/v1/towns/49007/", path, NULL);
  g_autofree char *headers = g_strdup_printf ("Idempotency-Key: %s\r\nContent-Type: %s\r\n"
                                              "Parvis-Device: %043d\r\n", uuid, type, 1);
  int fd = plain_connect_control (directory);
  g_autoptr(json_t) answer = NULL;
  int status;

  plain_send (fd, target, headers, body);
  status = plain_receive (fd, &answer);
  close (fd);
  if (status >= 300)
    {
      g_autofree char *said = answer != NULL ? parvis_json_dump (answer) : NULL;

      g_test_message ("%s: %s", path, said);
    }
  g_assert_cmpint (status / 100, ==, 2);

  return g_strdup (json_string_value (json_object_get (answer, "id")));
}

/* An order for tomorrow, one every week, a pattern, and a photo of six bytes. */
static void
fill_shop (Fixture *fixture)
{
  const char *json = "application/json";
  g_autoptr(GDateTime) now = g_date_time_new_now_utc ();
  g_autoptr(GDateTime) later = g_date_time_add_days (now, 2);
  g_autofree char *day = g_date_time_format (later, "%Y-%m-%d");
  g_autoptr(GString) slots = g_string_new ("{\"name\":\"Boulangerie\",\"holidays\":\"open\","
                                           "\"slots\":[");
  g_autofree char *shop = NULL;
  g_autofree char *product = NULL;
  g_autofree char *order = NULL;

  for (int weekday = 1; weekday <= 7; weekday++)
    g_string_append_printf (slots, "%s{\"weekday\":%d,\"from\":1080,\"until\":1110,"
                            "\"capacity\":20}", weekday > 1 ? "," : "", weekday);
  g_string_append (slots, "]}");
  g_free (ask (fixture, "modules/orders", json, "{}"));
  shop = ask (fixture, "merchants", json, slots->str);

  {
    g_autofree char *products = g_strdup_printf ("merchants/%s/products", shop);
    g_autofree char *orders = g_strdup_printf ("merchants/%s/orders", shop);
    g_autofree char *standing = g_strdup_printf ("merchants/%s/standing", shop);
    g_autofree char *photo = NULL;
    g_autofree char *pattern = NULL;
    g_autofree char *bakes = NULL;
    g_autofree char *batch = NULL;
    g_autofree char *wish = NULL;
    g_autofree char *weekly = NULL;

    product = ask (fixture, products, json, "{\"name\":\"Tradition\",\"price\":120}");
    photo = g_strdup_printf ("products/%s/photo", product);
    g_free (ask (fixture, photo, "image/jpeg", "\xff\xd8\xff\xe0pain"));
    pattern = g_strdup_printf ("products/%s/pattern", product);
    g_free (ask (fixture, pattern, json, "{\"weekday\":3,\"bakes\":[{\"ready\":400,"
                                         "\"quantity\":10,\"online\":5}]}"));
    bakes = g_strdup_printf ("products/%s/bakes", product);
    batch = g_strdup_printf ("{\"day\":\"%s\",\"ready\":420,\"quantity\":20,\"online\":12}", day);
    g_free (ask (fixture, bakes, json, batch));
    wish = g_strdup_printf ("{\"name\":\"Mme Lefèvre\",\"phone\":\"0612345618\",\"day\":\"%s\","
                            "\"from\":1080,\"lines\":[{\"product\":\"%s\",\"quantity\":2}]}", day,
                            product);
    order = ask (fixture, orders, json, wish);
    weekly = g_strdup_printf ("{\"name\":\"Yanis\",\"phone\":\"0612345619\",\"weekday\":6,"
                              "\"from\":1080,\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}",
                              product);
    g_free (ask (fixture, standing, json, weekly));
  }
  g_assert_nonnull (order);
}

static void
add_rows (GString    *text,
          ParvisStmt *stmt)
{
  gboolean has_row = FALSE;
  guint n = 0;

  do
    {
      g_assert_true (parvis_stmt_step (stmt, &has_row, NULL));
      if (has_row)
        g_string_append_printf (text, "%s\n", parvis_stmt_get_text (stmt, 0));
      n += has_row;
    }
  while (has_row);

  g_assert_cmpuint (n, >, 0);
}

/* What a shop has in each table, and the bytes of its photo. */
static char *
read_shop (Fixture    *fixture,
           const char *uri)
{
  static const char * const tables[] = {
    "SELECT id || name || slots || closed FROM merchant WHERE town = :town ORDER BY id",
    "SELECT id || name || photo_type || photo_tag FROM product WHERE town = :town ORDER BY id",
    "SELECT product || weekday || bakes FROM product_pattern WHERE town = :town ORDER BY weekday",
    "SELECT id || day || online || counter || reserved FROM bake WHERE town = :town ORDER BY id",
    "SELECT id || state || code || device || name || phone || lines || placed_at"
    " FROM resident_order WHERE town = :town ORDER BY id",
    "SELECT order_id || bake || quantity FROM order_bread WHERE town = :town ORDER BY order_id",
    "SELECT id || weekday || device || phone || lines FROM standing_order WHERE town = :town",
    "SELECT merchant || day || seed || codes || placed FROM shop_day WHERE town = :town"
    " ORDER BY day",
    "SELECT merchant || day || from_minute || taken FROM shop_slot WHERE town = :town"
    " ORDER BY day",
  };
  g_autofree char *directory = g_build_filename (fixture->dir, "looking", NULL);
  ParvisStoreConfig config = { .uri = uri, .directory = directory };
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GBytes) photo = NULL;
  g_autoptr(GError) error = NULL;
  ParvisStore *store = parvis_store_open (&config, &error);
  ParvisStmt *stmt;
  ParvisDb *db;

  g_assert_no_error (error);
  db = parvis_store_acquire (store, "49007", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      stmt = parvis_db_prepare (db, tables[i], &error);
      g_assert_no_error (error);
      add_rows (text, stmt);
      parvis_stmt_release (stmt);
    }

  stmt = parvis_db_prepare (db, "SELECT photo FROM product WHERE town = :town", &error);
  g_assert_no_error (error);
  g_assert_true (parvis_stmt_step (stmt, NULL, NULL));
  photo = parvis_stmt_dup_bytes (stmt, 0);
  g_assert_cmpmem (g_bytes_get_data (photo, NULL), g_bytes_get_size (photo),
                   "\xff\xd8\xff\xe0pain", 8);
  parvis_stmt_release (stmt);
  parvis_store_release (store, db);
  parvis_store_close (store);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
test_orders_come_back_from_a_copy (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autofree char *copy = g_build_filename (fixture->dir, "copy.db", NULL);
  g_autofree char *backup = g_strconcat ("backup|49007|", copy, NULL);
  g_autofree char *restore = g_strconcat ("restore|49007|", copy, NULL);
  g_autofree char *uri = fixture->database.uri != NULL
                         ? g_strdup (fixture->database.uri)
                         : g_strconcat ("sqlite:", fixture->dir, NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  start_service (fixture);
  expect (fixture, 0, "town|add|49007|--name|Angers");
  fill_shop (fixture);
  expect (fixture, 0, backup);
  stop_service (fixture);
  before = read_shop (fixture, uri);
  expect (fixture, 0, "town|remove|49007|--yes");
  expect (fixture, 0, restore);
  expect (fixture, 0, "check|49007");
  after = read_shop (fixture, uri);
  g_assert_cmpstr (after, ==, before);
}

/* From files with a service that runs on them into PostgreSQL, and back into others. */
static void
test_a_town_moves_and_comes_back (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *files = g_build_filename (fixture->dir, "files", NULL);
  g_autofree char *others = g_build_filename (fixture->dir, "others", NULL);
  g_autofree char *files_uri = g_strconcat ("sqlite:", files, NULL);
  g_autofree char *others_uri = g_strconcat ("sqlite:", others, NULL);
  g_autofree char *import = g_strconcat ("facility|import|49007|", fixture->places, NULL);
  g_autofree char *there = g_strdup_printf ("copy|all|--to-database|%s|--to-database-owner|%s",
                                            fixture->database.uri, fixture->database.owner_uri);
  g_autofree char *back = g_strdup_printf ("copy|all|--to-state-dir|%s", others);
  g_auto(GStrv) options = g_strdupv (fixture->options);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *third = NULL;
  g_autofree char *shop = NULL;
  g_autofree char *shop_there = NULL;
  g_autofree char *shop_back = NULL;

  use_files (fixture, files);
  start_service (fixture);
  expect (fixture, 0, "town|add|49007|--name|Angers|--modules|parking");
  expect (fixture, 0, import);
  fill_shop (fixture);
  expect (fixture, EX_DATAERR, "copy|all");
  expect (fixture, 0, there);
  g_assert_nonnull (strstr (fixture->output, "towns/49007 copied and compared"));
  expect (fixture, EX_DATAERR, there);
  stop_service (fixture);

  g_strfreev (fixture->options);
  fixture->options = g_steal_pointer (&options);
  expect (fixture, 0, "facility|list|49007");
  g_assert_nonnull (strstr (fixture->output, "Gare"));
  expect (fixture, 0, back);
  use_files (fixture, others);
  expect (fixture, 0, "check|49007");

  first = read_feed (fixture, files_uri);
  second = read_feed (fixture, fixture->database.uri);
  third = read_feed (fixture, others_uri);
  g_assert_nonnull (strstr (first, "Gare"));
  g_assert_cmpstr (second, ==, first);
  g_assert_cmpstr (third, ==, first);

  shop = read_shop (fixture, files_uri);
  shop_there = read_shop (fixture, fixture->database.uri);
  shop_back = read_shop (fixture, others_uri);
  g_assert_cmpstr (shop_there, ==, shop);
  g_assert_cmpstr (shop_back, ==, shop);
}

static void
test_one_measure_goes_without_saying (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autofree char *import = g_strconcat ("facility|import|49007|", fixture->places, NULL);
  g_autoptr(json_t) source = NULL;

  expect (fixture, 0, "town|add|49007|--name|Angers|--modules|parking");
  expect (fixture, 0, import);
  source = expect_json (fixture, "source|add|49007|--gauge|gare|--format|chirpstack-v4"
                                 "|--preset|fleximodo");
  expect (fixture, 0, "source|list|49007");
  g_assert_nonnull (strstr (fixture->output, "space"));
  expect (fixture, EX_DATAERR, "source|add|49007|--gauge|gare|--format|chirpstack-v4"
                               "|--preset|milesight-vs121");
  g_assert_nonnull (strstr (fixture->errors, "measure"));
  expect (fixture, EX_DATAERR, "source|add|49007|--gauge|gare");
  g_assert_nonnull (strstr (fixture->errors, "measure"));
}

static void
test_without_a_service (Fixture       *fixture,
                        gconstpointer  data)
{
  walk (fixture);
}

static void
test_through_a_service (Fixture       *fixture,
                        gconstpointer  data)
{
  start_service (fixture);
  walk (fixture);
}

static void
test_wrong_use_is_told (Fixture       *fixture,
                        gconstpointer  data)
{
  expect (fixture, 0, "--help");
  g_assert_nonnull (strstr (fixture->output, "town add"));
  expect (fixture, 0, "source|add|--help");
  g_assert_nonnull (strstr (fixture->output, "--capacity-pointer"));
  g_assert_null (strstr (fixture->output, "--population"));
  expect (fixture, 0, "--version");
  expect (fixture, EX_USAGE, "town|dance");
  expect (fixture, EX_USAGE, "weather");
  expect (fixture, EX_USAGE, "town|add");
  expect (fixture, EX_USAGE, "town|list|--population|3");
  expect (fixture, EX_DATAERR, "town|add|ABC|--name|X");
  expect (fixture, EX_DATAERR, "town|add|49007|--name|X|--zoom|near");
  expect (fixture, EX_DATAERR, "town|add|49007");
  expect (fixture, 0, "town|add|49007|--name|X");
  expect (fixture, EX_NOINPUT, "facility|import|49007|/nowhere/at/all");
  expect (fixture, EX_DATAERR, "facility|list|49008");
  expect (fixture, EX_DATAERR, "source|add|49007|--gauge|gare|--measure|free");
  g_assert_nonnull (strstr (fixture->errors, "gare"));
  expect (fixture, EX_DATAERR, "module|on|49007|weather");
}

static void
test_providers_are_set_and_removed (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "provider.json", NULL);
  g_autofree char *set = g_strconcat ("provider|set|49007|", path, NULL);

  g_assert_true (g_file_set_contents (path,
                                      "{\"id\":\"agents\",\"label\":{\"fr\":\"Agents\","
                                      "\"en\":\"Agents\"},\"issuer\":\"https://idp.example\","
                                      "\"client_id\":\"p\",\"client_secret\":\"hidden\","
                                      "\"scopes\":[\"openid\"]}", -1, NULL));
  expect (fixture, 0, "town|add|49007|--name|Angers");
  expect (fixture, 0, set);
  expect (fixture, 0, "provider|list|49007");
  g_assert_nonnull (strstr (fixture->output, "https://idp.example"));
  expect (fixture, 0, "provider|list|49007|--json");
  g_assert_null (strstr (fixture->output, "hidden"));

  expect (fixture, EX_DATAERR, "provider|remove|49007|agents");
  expect (fixture, 0, "provider|remove|49007|agents|--yes");
  expect (fixture, 0, "provider|list|49007");
  g_assert_cmpstr (fixture->output, ==, "");

  g_assert_true (g_file_set_contents (path, "{\"id\":\"agents\"}", -1, NULL));
  expect (fixture, EX_DATAERR, set);
  g_assert_nonnull (strstr (fixture->errors, "/label"));
}

static char *
get_printed (Fixture    *fixture,
             const char *name)
{
  g_auto(GStrv) lines = g_strsplit (fixture->output, "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      if (g_str_has_prefix (lines[i], name))
        return g_strstrip (g_strdup (lines[i] + strlen (name)));
    }

  return NULL;
}

static void
test_a_town_gets_its_first_people (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autofree char *code = NULL;
  g_autofree char *link = NULL;
  g_autofree char *reset = NULL;

  run (fixture, "town|add|00001|--name|Essai");
  run (fixture, "account|add|--town|00001|--name|Hélène Garnier|--role|mayor,counter");
  g_assert_cmpint (fixture->code, ==, 0);
  code = get_printed (fixture, "code");
  link = get_printed (fixture, "link");
  g_assert_cmpuint (strlen (code), ==, 9);
  g_assert_true (g_str_has_suffix (link, code));
  g_assert_nonnull (strstr (link, "/sign-in/invitation/"));

  run (fixture, "account|add|--town|00009|--name|X|--role|mayor");
  g_assert_cmpint (fixture->code, ==, EX_DATAERR);
  run (fixture, "account|add|--town|00001|--name|X|--role|king");
  g_assert_cmpint (fixture->code, ==, EX_DATAERR);

  run (fixture, "account|add|--operator|--name|Opérateur|--email|o@parvis.example");
  g_assert_cmpint (fixture->code, ==, 0);
  reset = get_printed (fixture, "link");
  g_assert_nonnull (strstr (reset, "/sign-in/reset/"));
  run (fixture, "account|list");
  g_assert_nonnull (strstr (fixture->output, "o@parvis.example"));
  g_assert_nonnull (strstr (fixture->output, "operator"));
  run (fixture, "account|reset|o@parvis.example");
  g_assert_cmpint (fixture->code, ==, 0);
  run (fixture, "account|remove|o@parvis.example");
  g_assert_cmpint (fixture->code, ==, EX_DATAERR);
  run (fixture, "account|remove|o@parvis.example|--yes");
  g_assert_cmpint (fixture->code, ==, 0);
  run (fixture, "account|remove|o@parvis.example|--yes");
  g_assert_cmpint (fixture->code, ==, EX_DATAERR);
}

static void
test_the_trail_is_listed_and_checked (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_autofree char *head = NULL;

  run (fixture, "town|add|00001|--name|Essai");
  run (fixture, "module|on|00001|parking");
  run (fixture, "audit|list|00001");
  g_assert_cmpint (fixture->code, ==, 0);
  g_assert_nonnull (strstr (fixture->output, "module.set"));
  run (fixture, "audit|verify|00001");
  g_assert_cmpint (fixture->code, ==, 0);
  head = get_printed (fixture, "head");
  g_assert_cmpuint (strlen (head), ==, 64);
  run (fixture, "account|list");
  run (fixture, "audit|list|service");
  g_assert_nonnull (strstr (fixture->output, "accounts"));
  run (fixture, "audit|verify|service");
  g_assert_cmpint (fixture->code, ==, 0);
}

/* What somebody does who has the database and not the towns' copies of the trail's end. */
static void
cut_the_services_trail (Fixture *fixture)
{
  g_autofree char *path = g_build_filename (fixture->dir, "service.db", NULL);
  g_autoptr(GError) error = NULL;
  sqlite3 *db = NULL;

  if (test_database_is_postgres ())
    {
      g_free (test_database_ask (&fixture->database, "postgres",
                                 "DELETE FROM parvis_service.audit WHERE seq >"
                                 " (SELECT MAX(seq) - 2 FROM parvis_service.audit)", &error));
      g_assert_no_error (error);
      return;
    }

  g_assert_cmpint (sqlite3_open_v2 (path, &db, SQLITE_OPEN_READWRITE, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db,
                                 "DELETE FROM audit WHERE seq > (SELECT MAX(seq) - 2 FROM audit)",
                                 NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
}

static void
test_a_cut_trail_of_the_service_is_told (Fixture       *fixture,
                                         gconstpointer  data)
{
  expect (fixture, 0, "town|add|00001|--name|Essai");
  for (guint i = 0; i < 4; i++)
    expect (fixture, 0, "account|list");
  expect (fixture, 0, "audit|verify|service");
  cut_the_services_trail (fixture);
  run (fixture, "audit|verify|service");
  g_assert_cmpint (fixture->code, !=, 0);
  g_assert_nonnull (strstr (fixture->errors, "the end of the trail is missing"));
}

static void
test_a_wrong_town_is_named (Fixture       *fixture,
                            gconstpointer  data)
{
  static const char * const wrong[] = {
    "town|add|4900", "module|on|49 007|parking", "facility|list|ville", "town|tiles|4|--light|/x",
  };
  g_autofree char *pack = g_build_filename (fixture->dir, "x.mbtiles", NULL);
  g_autofree char *tiles = g_strconcat ("town|tiles|49199|--light|", pack, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      expect (fixture, EX_DATAERR, wrong[i]);
      g_assert_nonnull (strstr (fixture->errors, "is no INSEE code"));
    }

  expect (fixture, 0, "town|add|2a004|--name|Ajaccio");
  expect (fixture, 0, "module|on|2A004|parking");
  expect (fixture, EX_DATAERR, tiles);
  g_assert_nonnull (strstr (fixture->errors, "49199"));
}

/* A state directory that was mistyped is not made. */
static void
test_asking_makes_nothing (void)
{
  static const char * const verbs[] = { "town list", "town export 49007 /dev/null", "check 49007" };
  g_autofree char *dir = g_dir_make_tmp ("parvisctl-XXXXXX", NULL);
  g_autofree char *typo = g_build_filename (dir, "typo", NULL);
  g_autofree char *program = find_program ("parvisctl");

  for (guint i = 0; i < G_N_ELEMENTS (verbs); i++)
    {
      g_autofree char *line = g_strdup_printf ("%s --state-dir %s %s", program, typo, verbs[i]);
      g_autofree char *errors = NULL;
      int status;

      g_assert_true (g_spawn_command_line_sync (line, NULL, &errors, &status, NULL));
      g_assert_cmpint (WEXITSTATUS (status), ==, EX_UNAVAILABLE);
      g_assert_nonnull (strstr (errors, typo));
      g_assert_false (g_file_test (typo, G_FILE_TEST_EXISTS));
    }

  g_rmdir (dir);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/parvisctl/without-a-service", Fixture, NULL, setup, test_without_a_service,
              teardown);
  g_test_add ("/parvisctl/through-a-service", Fixture, NULL, setup, test_through_a_service,
              teardown);
  g_test_add ("/parvisctl/orders-come-back-from-a-copy", Fixture, NULL, setup,
              test_orders_come_back_from_a_copy, teardown);
  if (test_database_is_postgres ())
    g_test_add ("/parvisctl/a-town-moves-and-comes-back", Fixture, NULL, setup,
                test_a_town_moves_and_comes_back, teardown);
  else
    g_test_add ("/parvisctl/a-damaged-town-hides-nobody", Fixture, NULL, setup,
                test_a_damaged_town_hides_nobody, teardown);
  g_test_add ("/parvisctl/shops-come-and-go", Fixture, NULL, setup, test_shops_come_and_go,
              teardown);
  g_test_add ("/parvisctl/one-measure-goes-without-saying", Fixture, NULL, setup,
              test_one_measure_goes_without_saying, teardown);
  g_test_add ("/parvisctl/providers-are-set-and-removed", Fixture, NULL, setup,
              test_providers_are_set_and_removed, teardown);
  g_test_add ("/parvisctl/a-town-gets-its-first-people", Fixture, NULL, setup,
              test_a_town_gets_its_first_people, teardown);
  g_test_add ("/parvisctl/the-trail-is-listed-and-checked", Fixture, NULL, setup,
              test_the_trail_is_listed_and_checked, teardown);
  g_test_add ("/parvisctl/a-cut-trail-of-the-service-is-told", Fixture, NULL, setup,
              test_a_cut_trail_of_the_service_is_told, teardown);
  g_test_add ("/parvisctl/a-wrong-town-is-named", Fixture, NULL, setup,
              test_a_wrong_town_is_named, teardown);
  g_test_add_func ("/parvisctl/asking-makes-nothing", test_asking_makes_nothing);
  g_test_add ("/parvisctl/wrong-use-is-told", Fixture, NULL, setup, test_wrong_use_is_told,
              teardown);

  return g_test_run ();
}
