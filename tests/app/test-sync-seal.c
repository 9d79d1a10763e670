/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-seal"

#include "config.h"

#include "parvis-replica.h"
#include "parvis-sqlite.h"

#include <glib/gstdio.h>
#include <string.h>

/* What names people lies sealed in the replica. */

#define NOW G_GINT64_CONSTANT (1781707320000)

typedef struct
{
  char *directory;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  self->directory = g_dir_make_tmp ("parvis-replica-XXXXXX", &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  GDir *directory = g_dir_open (self->directory, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);

      g_unlink (path);
    }

  g_dir_close (directory);
  g_assert_cmpint (g_rmdir (self->directory), ==, 0);
  g_free (self->directory);
}

static void
write_batch (ParvisReplica *replica,
             ParvisBatch   *batch)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_replica_write (replica, batch, &error));
  g_assert_no_error (error);
}

#define NAME    "Lefèvre-Nguyen"
#define WRITTEN "Madame Ouedraogo a téléphoné"
#define PHONE   "+33612345618"
#define EMAIL   "a.nguyen@example.org"
#define NOTE    "bien cuites, pour ma grand-mère"
#define DECLINE "le four de la rue Basse est en panne"

static const char * const people[] = { "dossier", "order", "standing", NULL };
static const char * const secrets[] = { NAME, WRITTEN, PHONE, EMAIL, NOTE, DECLINE };
static guchar the_key[PARVIS_ROW_SEAL_KEY_SIZE];
static guint asked;

static gboolean
find_key (const char *directory,
          guchar      key[PARVIS_ROW_SEAL_KEY_SIZE])
{
  asked++;
  memcpy (key, the_key, PARVIS_ROW_SEAL_KEY_SIZE);

  return TRUE;
}

static ParvisReplica *
open_sealed (Fixture         *self,
             ParvisKeyFunc    key,
             ParvisSnapshot **snapshot)
{
  g_autoptr(GError) error = NULL;
  ParvisReplica *replica;
  ParvisRepair repair;

  replica = parvis_replica_open (self->directory, people, NOW, PARVIS_MEND_NOT, key, snapshot,
                                 &repair, &error);
  g_assert_no_error (error);
  g_assert_null (repair.kept);

  return replica;
}

static void
add_dossier (ParvisBatch *batch,
             const char  *id,
             gint64       seq,
             const char  *state,
             const char  *decided_at)
{
  json_t *body = json_pack ("{s:s, s:s, s:s, s:s, s:[]}", "id", id, "procedure", "creche",
                            "subject", NAME ", Camille", "state", state, "documents");

  parvis_json_set_string (body, "decided_at", decided_at);
  g_ptr_array_add (batch->changes, parvis_feed_change_new ("dossier", id, seq, body));
}

static ParvisBatch *
make_dossiers (void)
{
  ParvisBatch *batch = parvis_batch_new (1);
  ParvisQueued *note = parvis_queued_new ("n1", parvis_verb_find ("dossier.note"), "d1",
                                          json_pack ("{s:s}", "text", WRITTEN), NOW);

  add_dossier (batch, "d1", 5, "in_review", NULL);
  add_dossier (batch, "d2", 6, "accepted", "2026-06-17T10:00:00.000Z");
  add_dossier (batch, "d3", 7, "refused", "2026-05-02T10:00:00.000Z");
  note->position = 1;
  g_ptr_array_add (batch->rows, note);
  batch->cursor = 7;
  batch->rights = 3;

  return batch;
}

static gboolean
is_on_disk (Fixture    *self,
            const char *text)
{
  g_autoptr(GDir) directory = g_dir_open (self->directory, 0, NULL);
  const char *name;
  guint n_files = 0;
  gboolean found = FALSE;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);
      g_autofree char *contents = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
      found = found || memmem (contents, length, text, strlen (text)) != NULL;
      n_files++;
    }
  g_assert_cmpuint (n_files, >, 0);

  return found;
}

static void
assert_nobody_on_disk (Fixture *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    g_assert_false (is_on_disk (self, secrets[i]));
}

static void
copy_whole (ParvisReplica *replica)
{
  g_autoptr(GError) error = NULL;
  gboolean done = FALSE;

  while (!done)
    g_assert_true (parvis_replica_copy_step (replica, &done, &error));
}

static void
test_names_lie_sealed (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) first = NULL;
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = open_sealed (self, find_key, &first);
  g_autoptr(ParvisBatch) batch = make_dossiers ();
  const ParvisFeedChange *dossier;
  const ParvisQueued *queued;

  /* In the log, in the file, in its copy. */
  write_batch (replica, batch);
  g_assert_true (is_on_disk (self, "creche"));
  g_assert_false (is_on_disk (self, NAME));
  g_assert_false (is_on_disk (self, WRITTEN));
  copy_whole (replica);
  g_clear_pointer (&replica, parvis_replica_close);
  g_assert_true (is_on_disk (self, "creche"));
  g_assert_false (is_on_disk (self, NAME));
  g_assert_false (is_on_disk (self, WRITTEN));

  replica = open_sealed (self, find_key, &snapshot);
  g_assert_cmpint (snapshot->rights, ==, 3);
  g_assert_cmpuint (snapshot->unreadable, ==, 0);
  g_assert_cmpuint (snapshot->actions->len, ==, 1);
  queued = g_ptr_array_index (snapshot->actions, 0);
  g_assert_cmpstr (json_string_value (json_object_get (queued->body, "text")), ==, WRITTEN);

  /* What was over long ago is only on the disk. */
  g_assert_cmpuint (snapshot->entities->len, ==, 2);
  for (guint i = 0; i < 2; i++)
    {
      dossier = g_ptr_array_index (snapshot->entities, i);
      g_assert_cmpstr (json_string_value (json_object_get (dossier->body, "subject")), ==,
                       NAME ", Camille");
    }
}

static json_t *
make_order (guint       number,
            const char *day)
{
  return json_pack ("{s:o, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "id",
                    json_sprintf ("o%u", number), "merchant", "martineau", "day", day, "state",
                    "collected", "name", NAME, "phone", PHONE, "email", EMAIL, "note", NOTE);
}

static ParvisQueued *
make_decline (const char *key)
{
  ParvisQueued *queued =
    parvis_queued_new (key, parvis_verb_find ("order.decline"), "o0",
                       json_pack ("{s:s, s:s}", "reason", "other", "text", DECLINE), NOW);

  queued->position = 1;

  return queued;
}

static const char *
get_member (GPtrArray  *entities,
            const char *id,
            const char *member)
{
  for (guint i = 0; i < entities->len; i++)
    {
      const ParvisFeedChange *entity = g_ptr_array_index (entities, i);

      if (strcmp (entity->id, id) == 0)
        return json_string_value (json_object_get (entity->body, member));
    }

  return NULL;
}

/* A stolen disk tells nobody who buys bread, or how to reach them. */
static void
test_orders_lie_sealed (Fixture       *self,
                        gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) first = NULL;
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = open_sealed (self, find_key, &first);
  g_autoptr(ParvisBatch) batch = parvis_batch_new (1);
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisPageQuery query = { "order", "martineau", "2026-06-01", NULL, 10 };
  const ParvisQueued *queued;

  g_ptr_array_add (batch->changes, parvis_feed_change_new ("order", "o0", 1,
                                                           make_order (0, "2026-06-17")));
  g_ptr_array_add (batch->changes, parvis_feed_change_new ("order", "o1", 2,
                                                           make_order (1, "2026-05-02")));
  g_ptr_array_add (batch->changes, parvis_feed_change_new ("standing", "s1", 3,
                                                           make_order (2, "2026-05-02")));
  g_ptr_array_add (batch->rows, make_decline ("c1"));
  write_batch (replica, batch);
  g_assert_true (is_on_disk (self, "martineau"));
  assert_nobody_on_disk (self);
  copy_whole (replica);
  g_clear_pointer (&replica, parvis_replica_close);
  assert_nobody_on_disk (self);

  replica = open_sealed (self, find_key, &snapshot);
  g_assert_cmpstr (get_member (snapshot->entities, "o0", "name"), ==, NAME);
  g_assert_cmpstr (get_member (snapshot->entities, "o0", "phone"), ==, PHONE);
  g_assert_cmpstr (get_member (snapshot->entities, "s1", "name"), ==, NAME);
  g_assert_null (get_member (snapshot->entities, "o1", "name"));
  g_assert_cmpuint (snapshot->actions->len, ==, 1);
  queued = g_ptr_array_index (snapshot->actions, 0);
  g_assert_cmpstr (json_string_value (json_object_get (queued->body, "text")), ==, DECLINE);

  page = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
  g_assert_true (parvis_replica_page (replica, &query, page, &error));
  g_assert_cmpuint (page->len, ==, 1);
  g_assert_cmpstr (get_member (page, "o1", "name"), ==, NAME);
}

/* The tables of the version that sealed dossiers only. */
#define OLD_SCHEMA \
  "CREATE TABLE entity (kind TEXT NOT NULL, id TEXT NOT NULL, seq INTEGER NOT NULL, " \
  "  body TEXT NOT NULL, merchant TEXT, day TEXT, sealed BLOB, PRIMARY KEY (kind, id)) STRICT;" \
  "CREATE TABLE outbox (position INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, " \
  "  name TEXT NOT NULL, object TEXT NOT NULL, body TEXT NOT NULL, " \
  "  created_at INTEGER NOT NULL, state INTEGER NOT NULL, floor INTEGER NOT NULL, " \
  "  seq INTEGER NOT NULL, settled INTEGER NOT NULL, hidden INTEGER NOT NULL, " \
  "  reason TEXT, sealed BLOB) STRICT;" \
  "CREATE TABLE meta (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT;" \
  "CREATE INDEX entity_by_day ON entity (kind, day, id) WHERE day IS NOT NULL;" \
  "PRAGMA user_version = 3"
#define OLD_ORDERS 2000

static void
exec (sqlite3    *db,
      const char *sql)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_sqlite_exec (db, sql, &error));
  g_assert_no_error (error);
}

static void
put_old_order (ParvisRows *rows,
               guint       number)
{
  g_autoptr(json_t) body = make_order (number, number == 0 ? "2026-06-17" : "2026-05-02");
  g_autofree char *text = parvis_json_dump (body);
  g_autofree char *id = g_strdup_printf ("o%u", number);
  g_autoptr(GError) error = NULL;

  parvis_rows_bind_text (rows, ":id", id);
  parvis_rows_bind_int (rows, ":seq", number + 1);
  parvis_rows_bind_text (rows, ":body", text);
  parvis_rows_bind_text (rows, ":day", json_string_value (json_object_get (body, "day")));
  g_assert_true (parvis_rows_step (rows, NULL, &error));
  g_assert_no_error (error);
}

/* An old replica whose process was killed: some of it is in the log only. */
static void
write_old (Fixture    *self,
           const char *name)
{
  g_autofree char *path = g_build_filename (self->directory, name, NULL);
  g_autoptr(GError) error = NULL;
  sqlite3 *db = NULL;
  ParvisRows *rows;

  g_assert_true (parvis_sqlite_open (path, TRUE, &db, &error));
  sqlite3_db_config (db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
  exec (db, OLD_SCHEMA);
  rows = parvis_sqlite_prepare (db, "INSERT INTO entity (kind, id, seq, body, merchant, day) "
                                "VALUES ('order', :id, :seq, :body, 'martineau', :day)", &error);
  g_assert_no_error (error);
  exec (db, "BEGIN");
  for (guint i = 0; i < OLD_ORDERS; i++)
    {
      if (i == OLD_ORDERS / 2)
        {
          exec (db, "COMMIT");
          sqlite3_wal_checkpoint_v2 (db, NULL, SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
          exec (db, "BEGIN");
        }
      put_old_order (rows, i);
    }
  exec (db, "INSERT INTO outbox VALUES (1, 'c1', 'order.decline', 'o0', "
        "'{\"reason\":\"other\",\"text\":\"" DECLINE "\"}', 1781707320000, 0, 0, 0, 0, 0, NULL, "
        "NULL);"
        "INSERT INTO outbox VALUES (2, 'g1', 'gauge.count', 'g', '{\"delta\":1}', "
        "1781707320000, 0, 0, 0, 0, 0, NULL, NULL);"
        "INSERT INTO meta VALUES ('cursor', 2000), ('rights', 3)");
  exec (db, "COMMIT");
  parvis_rows_free (rows);
  sqlite3_close_v2 (db);
}

static void
assert_all_is_there (const ParvisSnapshot *snapshot)
{
  const ParvisQueued *decline = g_ptr_array_index (snapshot->actions, 0);
  const ParvisQueued *count = g_ptr_array_index (snapshot->actions, 1);

  g_assert_cmpuint (snapshot->actions->len, ==, 2);
  g_assert_cmpstr (json_string_value (json_object_get (decline->body, "text")), ==, DECLINE);
  g_assert_cmpint (json_integer_value (json_object_get (count->body, "delta")), ==, 1);
  g_assert_cmpstr (get_member (snapshot->entities, "o0", "name"), ==, NAME);
  g_assert_cmpint (snapshot->cursor, ==, 2000);
  g_assert_cmpint (snapshot->rights, ==, 3);
}

/* Nobody has to be online for it: it is sealed where it lies. */
static void
test_what_lay_in_clear_is_sealed (Fixture       *self,
                                  gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisSnapshot) again = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisPageQuery query = { "order", "martineau", "2026-06-01", NULL, OLD_ORDERS };

  write_old (self, "replica.db");
  write_old (self, "replica-copy.db");
  g_assert_true (is_on_disk (self, NAME));
  g_assert_true (is_on_disk (self, DECLINE));

  replica = open_sealed (self, find_key, &snapshot);
  assert_all_is_there (snapshot);
  assert_nobody_on_disk (self);
  page = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
  g_assert_true (parvis_replica_page (replica, &query, page, &error));
  g_assert_cmpuint (page->len, ==, OLD_ORDERS - 1);
  g_assert_cmpstr (get_member (page, "o1999", "phone"), ==, PHONE);
  copy_whole (replica);
  assert_nobody_on_disk (self);
  g_clear_pointer (&replica, parvis_replica_close);

  replica = open_sealed (self, find_key, &again);
  assert_all_is_there (again);
  assert_nobody_on_disk (self);
}

/* A keyring that is not there today must not close over what nobody else has. */
static void
test_what_waits_is_not_sealed_with_a_passing_key (Fixture       *self,
                                                  gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) without = NULL;
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;

  write_old (self, "replica.db");
  replica = open_sealed (self, NULL, &without);
  g_assert_cmpuint (without->actions->len, ==, 2);
  g_assert_false (is_on_disk (self, NAME));
  g_assert_false (is_on_disk (self, PHONE));
  g_clear_pointer (&replica, parvis_replica_close);

  /* The orders are read again; what was to be sent is here, and sealed from now on. */
  replica = open_sealed (self, find_key, &snapshot);
  g_assert_cmpint (snapshot->rights, ==, PARVIS_RIGHTS_UNKNOWN);
  g_assert_cmpuint (snapshot->actions->len, ==, 2);
  assert_nobody_on_disk (self);
}

/* What was put aside as damaged may be of a time when names lay in clear. */
static void
test_what_was_put_aside_goes (Fixture       *self,
                              gconstpointer  data)
{
  g_autofree char *old = g_strdup_printf ("%s/replica.db.damaged-%" G_GINT64_FORMAT "-wal",
                                          self->directory, NOW - 31 * PARVIS_DAY);
  g_autofree char *recent = g_strdup_printf ("%s/replica.db.damaged-%" G_GINT64_FORMAT,
                                             self->directory, NOW - PARVIS_DAY);
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;

  g_assert_true (g_file_set_contents (old, NAME, -1, NULL));
  g_assert_true (g_file_set_contents (recent, PHONE, -1, NULL));
  replica = open_sealed (self, find_key, &snapshot);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (recent, G_FILE_TEST_EXISTS));
}

static void
test_what_is_over_is_paged (Fixture       *self,
                            gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) first = NULL;
  g_autoptr(ParvisReplica) replica = open_sealed (self, find_key, &first);
  g_autoptr(ParvisBatch) batch = make_dossiers ();
  g_autoptr(GPtrArray) page = NULL;
  g_autoptr(GError) error = NULL;
  const ParvisPageQuery query = { "dossier", "creche", "2026-06-01", NULL, 10 };
  const ParvisFeedChange *dossier;

  write_batch (replica, batch);
  page = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
  g_assert_true (parvis_replica_page (replica, &query, page, &error));
  g_assert_cmpuint (page->len, ==, 1);
  dossier = g_ptr_array_index (page, 0);
  g_assert_cmpstr (dossier->id, ==, "d3");
  g_assert_cmpstr (json_string_value (json_object_get (dossier->body, "subject")), ==,
                   NAME ", Camille");
}

/* The key of another login, or none: all is read again, and no action is lost. */
static void
test_without_the_key_nothing_is_there (Fixture       *self,
                                       gconstpointer  data)
{
  g_autoptr(ParvisBatch) batch = make_dossiers ();
  g_autoptr(ParvisBatch) other = parvis_batch_new (2);
  ParvisQueued *later = parvis_queued_new ("n2", parvis_verb_find ("dossier.take"), "d1",
                                           json_object (), NOW);
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = open_sealed (self, find_key, &snapshot);

  write_batch (replica, batch);
  g_clear_pointer (&replica, parvis_replica_close);
  g_clear_pointer (&snapshot, parvis_snapshot_free);

  replica = open_sealed (self, NULL, &snapshot);
  g_assert_cmpuint (snapshot->entities->len, ==, 0);
  g_assert_cmpuint (snapshot->actions->len, ==, 0);
  g_assert_cmpuint (snapshot->unreadable, ==, 1);
  g_assert_cmpint (snapshot->rights, ==, PARVIS_RIGHTS_UNKNOWN);

  /* What is done meanwhile takes nothing's place. */
  later->position = 1;
  g_ptr_array_add (other->rows, later);
  write_batch (replica, other);
  g_clear_pointer (&replica, parvis_replica_close);
  g_clear_pointer (&snapshot, parvis_snapshot_free);

  replica = open_sealed (self, find_key, &snapshot);
  g_assert_cmpuint (snapshot->entities->len, ==, 2);
  g_assert_cmpuint (snapshot->actions->len, ==, 1);
  g_assert_cmpstr (((ParvisQueued *) g_ptr_array_index (snapshot->actions, 0))->key, ==, "n1");
  g_assert_cmpuint (snapshot->unreadable, ==, 1);
}

static void
test_a_sealed_row_opens_only_in_its_place (void)
{
  g_autoptr(ParvisRowSeal) seal = parvis_row_seal_new (NULL);
  g_autoptr(GBytes) box = parvis_row_seal_close (seal, "dossier/d1", NAME);
  g_autofree char *text = NULL;
  gsize size;
  const guchar *bytes = g_bytes_get_data (box, &size);
  g_autofree guchar *changed = g_memdup2 (bytes, size);

  text = parvis_row_seal_open (seal, "dossier/d1", bytes, size);
  g_assert_cmpstr (text, ==, NAME);
  g_assert_null (parvis_row_seal_open (seal, "dossier/d2", bytes, size));
  for (gsize i = 0; i < size; i++)
    {
      g_assert_null (parvis_row_seal_open (seal, "dossier/d1", bytes, i));
      changed[i] ^= 1;
      g_assert_null (parvis_row_seal_open (seal, "dossier/d1", changed, size));
      changed[i] ^= 1;
    }
}

/* Who works at the counter of the pool is not asked to open a keyring for names. */
static void
test_the_key_is_asked_for_when_there_are_names (Fixture       *self,
                                                gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(ParvisBatch) batch = parvis_batch_new (1);
  g_autoptr(ParvisBatch) names = make_dossiers ();

  asked = 0;
  replica = open_sealed (self, find_key, &snapshot);
  g_ptr_array_add (batch->changes, parvis_feed_change_new ("gauge", "g1", 5, json_object ()));
  write_batch (replica, batch);
  g_assert_cmpuint (asked, ==, 0);
  g_ptr_array_set_size (names->rows, 0);
  write_batch (replica, names);
  g_assert_cmpuint (asked, ==, 1);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/seal/names-and-notes-lie-sealed-on-the-disk", test_names_lie_sealed);
  ADD ("/seal/who-orders-lies-sealed-on-the-disk", test_orders_lie_sealed);
  ADD ("/seal/what-lay-in-clear-is-sealed", test_what_lay_in_clear_is_sealed);
  ADD ("/seal/what-waits-is-not-sealed-with-a-passing-key",
       test_what_waits_is_not_sealed_with_a_passing_key);
  ADD ("/seal/what-was-put-aside-goes-after-a-month", test_what_was_put_aside_goes);
  ADD ("/seal/what-is-over-is-paged-from-the-disk", test_what_is_over_is_paged);
  ADD ("/seal/without-the-key-nothing-is-there-and-nothing-lost",
       test_without_the_key_nothing_is_there);
  ADD ("/seal/the-key-is-asked-for-when-there-are-names",
       test_the_key_is_asked_for_when_there_are_names);
  g_test_add_func ("/seal/a-row-opens-only-in-its-place",
                   test_a_sealed_row_opens_only_in_its_place);

  return g_test_run ();
}
