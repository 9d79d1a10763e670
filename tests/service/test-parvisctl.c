/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-parvisctl"

#include "config.h"

#include "ctl-fixture.h"
#include "plain-client.h"

#include "parvis-json.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/wait.h>
#include <sysexits.h>
#include <unistd.h>

/* Files that are no database, and that were one: the data is at fault, not the
 * service.
 */
static void
expect_damage (CtlFixture *fixture,
               const char *copy)
{
  g_autofree char *pack = g_build_filename (fixture->dir, "damaged.mbtiles", NULL);
  g_autofree char *town = g_build_filename (fixture->dir, "damaged.db", NULL);
  g_autofree char *tiles = g_strconcat ("town|tiles|49007|--light|", pack, NULL);
  g_autofree char *restore = g_strconcat ("restore|49008|", town, NULL);
  g_autofree char *contents = NULL;
  gsize length;

  g_assert_true (g_file_set_contents (pack, "SQLite format 3, or so", -1, NULL));
  ctl_expect (fixture, EX_DATAERR, tiles);
  g_assert_true (g_file_set_contents (town, "no database", -1, NULL));
  ctl_expect (fixture, EX_DATAERR, restore);

  g_assert_true (g_file_get_contents (copy, &contents, &length, NULL));
  memset (contents + 5000, 0x5a, MIN (length - 5000, 20000));
  g_assert_true (g_file_set_contents (town, contents, (gssize) length, NULL));
  ctl_expect (fixture, EX_DATAERR, restore);
}

/* From nothing to a source with its key and back again, as an operator would. */
static void
walk (CtlFixture *fixture)
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

  ctl_expect (fixture, 0, "town|add|49007|--name|Angers|--modules|parking");
  ctl_expect (fixture, EX_DATAERR, "town|add|49007|--name|Angers");
  ctl_expect (fixture, 0, "town|list");
  g_assert_nonnull (strstr (fixture->output, "Angers"));
  ctl_expect (fixture, 0, import);
  g_assert_nonnull (strstr (fixture->output, "1 created"));

  source = ctl_expect_json (fixture, "source|add|49007|--gauge|gare|--measure|free|--name|Caméra");
  g_assert_true (g_str_has_prefix (json_string_value (json_object_get (source, "key")),
                                   "pvs_"));
  rotate = g_strdup_printf ("source|rotate|49007|%s",
                            json_string_value (json_object_get (source, "id")));
  rotated = ctl_expect_json (fixture, rotate);
  g_assert_cmpstr (json_string_value (json_object_get (rotated, "key")), !=,
                   json_string_value (json_object_get (source, "key")));
  ctl_expect (fixture, 0, "source|pause|49007|Caméra");
  ctl_expect (fixture, 0, "source|list|49007");
  g_assert_nonnull (strstr (fixture->output, "paused"));
  ctl_expect (fixture, 0, "source|pause|49007|Caméra|--resume");
  ctl_expect (fixture, 0, "gauge|set|49007|gare|--capacity|120|--zero-at|03:00");
  g_assert_nonnull (strstr (fixture->output, "120"));
  ctl_expect (fixture, 0, "gauge|lower|49007|gare|--capacity|40|--reason|Travaux"
              "|--until|2099-06-20T16:00:00Z");
  g_assert_nonnull (strstr (fixture->output, "Travaux"));
  g_assert_nonnull (strstr (fixture->output, "capacity_limit"));
  ctl_expect (fixture, EX_DATAERR, "gauge|lower|49007|gare|--capacity|120");
  ctl_expect (fixture, EX_DATAERR, "gauge|lower|49007|gare|--reason|Travaux");
  ctl_expect (fixture, EX_DATAERR, "gauge|lower|49007|gare|--capacity|40|--until|soon");
  ctl_expect (fixture, 0, "gauge|restore|49007|gare");
  g_assert_null (strstr (fixture->output, "capacity_limit"));
  ctl_expect (fixture, 0, "module|off|49007|parking");
  ctl_expect (fixture, 0, "module|on|49007|parking");

  ctl_expect (fixture, 0, backup);
  ctl_expect (fixture, EX_DATAERR, "town|remove|49007");
  ctl_expect (fixture, 0, export);
  ctl_expect (fixture, 0, "town|remove|49007|--yes");
  ctl_expect (fixture, EX_DATAERR, "check|49007");
  ctl_expect (fixture, 0, again);
  ctl_expect (fixture, 0, "check|49007");
  ctl_expect (fixture, 0, "town|remove|49007|--yes");
  ctl_expect (fixture, 0, restore);
  ctl_expect (fixture, 0, "check|49007");
  expect_damage (fixture, copy);
  ctl_expect (fixture, 0, "facility|list|49007");
  g_assert_nonnull (strstr (fixture->output, "Gare"));
}

/* A shop, from its addition to its end, and its merchant's way in. */
static void
test_shops_come_and_go (CtlFixture    *fixture,
                        gconstpointer  data)
{
  static const char id[] = "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11";

  ctl_expect (fixture, 0, "town|add|49007|--name|Angers");
  ctl_expect (fixture, EX_DATAERR, "merchant|add|49007|--name|Martineau");
  ctl_expect (fixture, 0, "module|on|49007|orders");
  ctl_expect (fixture, 0, "merchant|list|49007");
  g_assert_nonnull (strstr (fixture->output, "No shop yet"));
  ctl_expect (fixture, EX_DATAERR, "merchant|add|49007");
  ctl_expect (fixture, 0, "merchant|add|49007|--name|Martineau|--address|14, Grande Rue|--id|"
          "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11");
  g_assert_nonnull (strstr (fixture->output, id));
  ctl_expect (fixture, EX_DATAERR, "merchant|add|49007|--name|Another|--id|"
          "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11");
  ctl_expect (fixture, 0, "account|add|--town|49007|--name|Odile|--role|merchant|--merchant|"
          "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11");
  ctl_expect (fixture, EX_DATAERR, "merchant|set|49007|Nobody|--name|Roy");
  ctl_expect (fixture, 0, "merchant|set|49007|Martineau|--name|Roy|--kind|cheese");
  g_assert_nonnull (strstr (fixture->output, "Roy  cheese  14, Grande Rue"));
  ctl_expect (fixture, 0, "merchant|list|49007");
  g_assert_nonnull (strstr (fixture->output, "Roy"));
  ctl_expect (fixture, EX_DATAERR, "merchant|remove|49007|Roy");
  ctl_expect (fixture, 0, "merchant|remove|49007|Roy|--yes");
  ctl_expect (fixture, 0, "merchant|list|49007");
  g_assert_nonnull (strstr (fixture->output, "No shop yet"));
  /* An identifier is not given again, so that nothing of what was comes back under it. */
  ctl_expect (fixture, EX_DATAERR, "merchant|add|49007|--name|Martineau|--id|"
          "5b0d1f6e-54c3-4a39-9e58-6f5b5b1f4c11");
}

/* A procedure, from a file of a template to a town's own. */
static void
test_procedures_are_published (CtlFixture    *fixture,
                               gconstpointer  data)
{
  g_autofree char *shipped = g_test_build_filename (G_TEST_DIST, "..", "data", "procedures",
                                                    "creche.json", NULL);
  g_autofree char *own = g_build_filename (fixture->dir, "own.json", NULL);
  g_autofree char *check = g_strconcat ("procedure|check|", shipped, NULL);
  g_autofree char *add_shipped = g_strconcat ("procedure|add|49007|", shipped, NULL);
  g_autofree char *add = g_strconcat ("procedure|add|49007|", own, NULL);
  g_autoptr(json_t) form = json_load_file (shipped, 0, NULL);

  json_object_set_new (form, "card", json_pack ("{s:s, s:s, s:s, s:s}", "name", "Guichet",
                                                "address", "1, place de la Mairie", "phone",
                                                "0241000000", "email", "creche@angers.fr"));
  g_assert_cmpint (json_dump_file (form, own, 0), ==, 0);

  ctl_expect (fixture, 0, "procedure|templates");
  g_assert_nonnull (strstr (fixture->output, "creche  1  Inscription en crèche"));
  ctl_expect (fixture, 0, check);
  g_assert_nonnull (strstr (fixture->output, "It is a template"));
  ctl_expect (fixture, EX_DATAERR, "procedure|check|/dev/null");

  ctl_expect (fixture, 0, "town|add|49007|--name|Angers");
  ctl_expect (fixture, EX_DATAERR, add);
  ctl_expect (fixture, 0, "module|on|49007|dossiers");
  ctl_expect (fixture, 0, "procedure|list|49007");
  g_assert_nonnull (strstr (fixture->output, "No procedure yet"));
  ctl_expect (fixture, EX_DATAERR, add_shipped);
  ctl_expect (fixture, 0, add);
  g_assert_cmpstr (fixture->output, ==, "creche  1  open\n");
  ctl_expect (fixture, EX_DATAERR, "procedure|close|49007|mariage");
  ctl_expect (fixture, EX_DATAERR, "procedure|close|49007|../x y");
  ctl_expect (fixture, 0, "procedure|close|49007|creche");
  ctl_expect (fixture, 0, "procedure|list|49007");
  g_assert_cmpstr (fixture->output, ==, "creche  1  Inscription en crèche  closed\n");
  ctl_expect (fixture, 0, "procedure|open|49007|creche");
  g_assert_cmpstr (fixture->output, ==, "creche  1  open\n");
}

/* A file that cannot be read is told, and hides no other town. */
static void
test_a_damaged_town_hides_nobody (CtlFixture    *fixture,
                                  gconstpointer  data)
{
  g_autofree char *file = g_build_filename (fixture->dir, "towns", "49008.db", NULL);

  ctl_expect (fixture, 0, "town|add|49007|--name|Angers");
  ctl_expect (fixture, 0, "town|add|49008|--name|Aubigné");
  g_assert_true (g_file_set_contents (file, "no database at all", -1, NULL));
  ctl_expect (fixture, 0, "town|list");
  g_assert_nonnull (strstr (fixture->output, "Angers"));
  g_assert_nonnull (strstr (fixture->output, "49008"));
  g_assert_nonnull (strstr (fixture->output, "cannot be read"));
}

/* Every entry of a town's feed, with its number. */
static char *
read_feed (CtlFixture *fixture,
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
ask (CtlFixture *fixture,
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
fill_shop (CtlFixture *fixture)
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
read_shop (CtlFixture *fixture,
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
test_orders_come_back_from_a_copy (CtlFixture    *fixture,
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

  ctl_start_service (fixture);
  ctl_expect (fixture, 0, "town|add|49007|--name|Angers");
  fill_shop (fixture);
  ctl_expect (fixture, 0, backup);
  ctl_stop_service (fixture);
  before = read_shop (fixture, uri);
  ctl_expect (fixture, 0, "town|remove|49007|--yes");
  ctl_expect (fixture, 0, restore);
  ctl_expect (fixture, 0, "check|49007");
  after = read_shop (fixture, uri);
  g_assert_cmpstr (after, ==, before);
}

/* Of who was invited to one place, and of who took such an invitation. */
static char *
read_places (CtlFixture *fixture,
             const char *uri)
{
  static const char * const tables[] = {
    "SELECT account || facility FROM member_place WHERE town = :town ORDER BY account",
    "SELECT id || places FROM invitation WHERE town = :town ORDER BY id",
  };
  g_autofree char *directory = g_build_filename (fixture->dir, "looking", NULL);
  ParvisStoreConfig config = { .uri = uri, .directory = directory };
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  ParvisStore *store = parvis_store_open (&config, &error);
  ParvisDb *db;

  g_assert_no_error (error);
  db = parvis_store_acquire (store, "49007", &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      ParvisStmt *stmt = parvis_db_prepare (db, tables[i], &error);

      g_assert_no_error (error);
      add_rows (text, stmt);
      parvis_stmt_release (stmt);
    }
  parvis_store_release (store, db);
  parvis_store_close (store);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* Invites with “parvisctl account add”, and pairs with what that printed. */
static void
add_counter (CtlFixture *fixture,
             const char *place,
             gboolean    pairs)
{
  g_autofree char *add = g_strconcat ("account|add|--town|49007|--name|Malik|--role|counter|"
                                      "--facility|", place, NULL);
  g_autoptr(GRegex) regex = g_regex_new ("[A-Z0-9]{4}-[A-Z0-9]{4}", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *code = NULL;
  g_autofree char *body = NULL;
  g_autoptr(json_t) answer = NULL;
  int fd;

  ctl_expect (fixture, 0, add);
  if (!pairs)
    return;

  g_assert_true (g_regex_match (regex, fixture->output, 0, &match));
  code = g_match_info_fetch (match, 0);
  body = g_strdup_printf ("{\"code\":\"%s\",\"label\":\"Poste\"}", code);
  fd = plain_connect_control (fixture->options[1]);
  plain_send (fd, "/api/v1/pair", "Content-Type: application/json\r\n", body);
  g_assert_cmpint (plain_receive (fd, &answer), ==, 200);
  close (fd);
}

static void
test_counters_keep_their_places (CtlFixture    *fixture,
                                 gconstpointer  data)
{
  g_autofree char *copy = g_build_filename (fixture->dir, "copy.db", NULL);
  g_autofree char *backup = g_strconcat ("backup|49007|", copy, NULL);
  g_autofree char *restore = g_strconcat ("restore|49007|", copy, NULL);
  g_autofree char *import = g_strconcat ("facility|import|49007|", fixture->places, NULL);
  g_autofree char *uri = fixture->database.uri != NULL
                         ? g_strdup (fixture->database.uri)
                         : g_strconcat ("sqlite:", fixture->dir, NULL);
  g_autoptr(GRegex) regex = g_regex_new ("[0-9a-f]{8}-[0-9a-f-]{27}", 0, 0, NULL);
  g_autoptr(GMatchInfo) match = NULL;
  g_autofree char *place = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  ctl_start_service (fixture);
  ctl_expect (fixture, 0, "town|add|49007|--name|Angers|--modules|parking");
  ctl_expect (fixture, 0, import);
  ctl_expect (fixture, 0, "facility|list|49007");
  g_assert_true (g_regex_match (regex, fixture->output, 0, &match));
  place = g_match_info_fetch (match, 0);
  add_counter (fixture, place, TRUE);
  add_counter (fixture, place, FALSE);
  ctl_expect (fixture, EX_DATAERR, "account|add|--town|49007|--name|X|--role|counter|--facility|"
                                   "00000000-0000-4000-8000-000000000000");
  ctl_expect (fixture, 0, backup);
  ctl_stop_service (fixture);
  before = read_places (fixture, uri);
  ctl_expect (fixture, 0, "town|remove|49007|--yes");
  ctl_expect (fixture, 0, restore);
  ctl_expect (fixture, 0, "check|49007");
  after = read_places (fixture, uri);
  g_assert_nonnull (strstr (before, place));
  g_assert_cmpstr (after, ==, before);
}

/* From files with a service that runs on them into PostgreSQL, and back into others. */
static void
test_a_town_moves_and_comes_back (CtlFixture    *fixture,
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

  ctl_use_files (fixture, files);
  ctl_start_service (fixture);
  ctl_expect (fixture, 0, "town|add|49007|--name|Angers|--modules|parking");
  ctl_expect (fixture, 0, import);
  fill_shop (fixture);
  ctl_expect (fixture, EX_DATAERR, "copy|all");
  ctl_expect (fixture, 0, there);
  g_assert_nonnull (strstr (fixture->output, "towns/49007 copied and compared"));
  ctl_expect (fixture, EX_DATAERR, there);
  ctl_stop_service (fixture);

  g_strfreev (fixture->options);
  fixture->options = g_steal_pointer (&options);
  ctl_expect (fixture, 0, "facility|list|49007");
  g_assert_nonnull (strstr (fixture->output, "Gare"));
  ctl_expect (fixture, 0, back);
  ctl_use_files (fixture, others);
  ctl_expect (fixture, 0, "check|49007");
  ctl_expect (fixture, 0, "audit|verify|49007");
  ctl_expect (fixture, 0, "audit|verify|service");

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
test_one_measure_goes_without_saying (CtlFixture    *fixture,
                                      gconstpointer  data)
{
  g_autofree char *import = g_strconcat ("facility|import|49007|", fixture->places, NULL);
  g_autoptr(json_t) source = NULL;

  ctl_expect (fixture, 0, "town|add|49007|--name|Angers|--modules|parking");
  ctl_expect (fixture, 0, import);
  source = ctl_expect_json (fixture, "source|add|49007|--gauge|gare|--format|chirpstack-v4"
                                 "|--preset|fleximodo");
  ctl_expect (fixture, 0, "source|list|49007");
  g_assert_nonnull (strstr (fixture->output, "space"));
  ctl_expect (fixture, EX_DATAERR, "source|add|49007|--gauge|gare|--format|chirpstack-v4"
                               "|--preset|milesight-vs121");
  g_assert_nonnull (strstr (fixture->errors, "measure"));
  ctl_expect (fixture, EX_DATAERR, "source|add|49007|--gauge|gare");
  g_assert_nonnull (strstr (fixture->errors, "measure"));
}

static void
test_without_a_service (CtlFixture    *fixture,
                        gconstpointer  data)
{
  walk (fixture);
}

static void
test_through_a_service (CtlFixture    *fixture,
                        gconstpointer  data)
{
  ctl_start_service (fixture);
  walk (fixture);
}

static void
test_wrong_use_is_told (CtlFixture    *fixture,
                        gconstpointer  data)
{
  ctl_expect (fixture, 0, "--help");
  g_assert_nonnull (strstr (fixture->output, "town add"));
  ctl_expect (fixture, 0, "source|add|--help");
  g_assert_nonnull (strstr (fixture->output, "--capacity-pointer"));
  g_assert_null (strstr (fixture->output, "--population"));
  ctl_expect (fixture, 0, "--version");
  ctl_expect (fixture, EX_USAGE, "town|dance");
  ctl_expect (fixture, EX_USAGE, "weather");
  ctl_expect (fixture, EX_USAGE, "town|add");
  ctl_expect (fixture, EX_USAGE, "town|list|--population|3");
  ctl_expect (fixture, EX_DATAERR, "town|add|ABC|--name|X");
  ctl_expect (fixture, EX_DATAERR, "town|add|49007|--name|X|--zoom|near");
  ctl_expect (fixture, EX_DATAERR, "town|add|49007");
  ctl_expect (fixture, 0, "town|add|49007|--name|X");
  ctl_expect (fixture, EX_NOINPUT, "facility|import|49007|/nowhere/at/all");
  ctl_expect (fixture, EX_DATAERR, "facility|list|49008");
  ctl_expect (fixture, EX_DATAERR, "source|add|49007|--gauge|gare|--measure|free");
  g_assert_nonnull (strstr (fixture->errors, "gare"));
  ctl_expect (fixture, EX_DATAERR, "module|on|49007|weather");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/parvisctl/without-a-service", CtlFixture, NULL, ctl_set_up, test_without_a_service,
              ctl_tear_down);
  g_test_add ("/parvisctl/through-a-service", CtlFixture, NULL, ctl_set_up, test_through_a_service,
              ctl_tear_down);
  g_test_add ("/parvisctl/orders-come-back-from-a-copy", CtlFixture, NULL, ctl_set_up,
              test_orders_come_back_from_a_copy, ctl_tear_down);
  g_test_add ("/parvisctl/counters-keep-their-places", CtlFixture, NULL, ctl_set_up,
              test_counters_keep_their_places, ctl_tear_down);
  if (test_database_is_postgres ())
    g_test_add ("/parvisctl/a-town-moves-and-comes-back", CtlFixture, NULL, ctl_set_up,
                test_a_town_moves_and_comes_back, ctl_tear_down);
  else
    g_test_add ("/parvisctl/a-damaged-town-hides-nobody", CtlFixture, NULL, ctl_set_up,
                test_a_damaged_town_hides_nobody, ctl_tear_down);
  g_test_add ("/parvisctl/procedures-are-published", CtlFixture, NULL, ctl_set_up,
              test_procedures_are_published, ctl_tear_down);
  g_test_add ("/parvisctl/shops-come-and-go", CtlFixture, NULL, ctl_set_up, test_shops_come_and_go,
              ctl_tear_down);
  g_test_add ("/parvisctl/one-measure-goes-without-saying", CtlFixture, NULL, ctl_set_up,
              test_one_measure_goes_without_saying, ctl_tear_down);
  g_test_add ("/parvisctl/wrong-use-is-told", CtlFixture, NULL, ctl_set_up, test_wrong_use_is_told,
              ctl_tear_down);

  return g_test_run ();
}
