/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-seal"

#include "config.h"

#include "parvis-replica.h"

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

static const char * const people[] = { "dossier", NULL };
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
  ADD ("/seal/what-is-over-is-paged-from-the-disk", test_what_is_over_is_paged);
  ADD ("/seal/without-the-key-nothing-is-there-and-nothing-lost",
       test_without_the_key_nothing_is_there);
  ADD ("/seal/the-key-is-asked-for-when-there-are-names",
       test_the_key_is_asked_for_when_there_are_names);
  g_test_add_func ("/seal/a-row-opens-only-in-its-place",
                   test_a_sealed_row_opens_only_in_its_place);

  return g_test_run ();
}
