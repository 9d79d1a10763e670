/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-replica"

#include "config.h"

#include "parvis-error.h"
#include "parvis-replica.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOW G_GINT64_CONSTANT (1781707320000)

static const char * const kinds[] = { "gauge", "town", NULL };

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

static ParvisReplica *
open_replica (Fixture         *self,
              ParvisSnapshot **snapshot,
              ParvisRepair    *repair)
{
  g_autoptr(GError) error = NULL;
  ParvisReplica *replica = parvis_replica_open (self->directory, kinds, NOW,
                                                PARVIS_MEND_WITH_COPY, NULL, snapshot, repair,
                                                &error);

  g_assert_no_error (error);
  g_assert_nonnull (replica);

  return replica;
}

static ParvisReplica *
open_healthy (Fixture         *self,
              ParvisSnapshot **snapshot)
{
  ParvisRepair repair;
  ParvisReplica *replica = open_replica (self, snapshot, &repair);

  g_assert_null (repair.kept);

  return replica;
}

static void
add_entity (ParvisBatch *batch,
            const char  *kind,
            const char  *id,
            gint64       seq,
            int          present)
{
  json_t *body = present >= 0 ? json_pack ("{s:i}", "present", present) : NULL;

  g_ptr_array_add (batch->changes, parvis_feed_change_new (kind, id, seq, body));
}

static void
add_action (ParvisBatch *batch,
            gint64       position,
            const char  *key)
{
  ParvisQueued *queued = parvis_queued_new (key, parvis_verb_find ("gauge.count"), "g1",
                                            json_pack ("{s:i}", "delta", 1), NOW);

  queued->position = position;
  g_ptr_array_add (batch->rows, queued);
}

static void
write_batch (ParvisReplica *replica,
             ParvisBatch   *batch)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_replica_write (replica, batch, &error));
  g_assert_no_error (error);
}

static void
fill (Fixture *self)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = open_healthy (self, &snapshot);
  g_autoptr(ParvisBatch) batch = parvis_batch_new (1);

  add_entity (batch, "gauge", "g1", 5, 12);
  add_entity (batch, "gauge", "g2", 6, 7);
  add_entity (batch, "order", "o1", 7, 1);
  add_action (batch, 1, "k1");
  add_action (batch, 2, "k2");
  batch->cursor = 7;
  batch->updated_at = NOW;
  write_batch (replica, batch);
}

static void
test_comes_back (Fixture       *self,
                 gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  ParvisFeedChange *entity;
  ParvisQueued *queued;
  gint64 count = 0;

  fill (self);
  replica = open_healthy (self, &snapshot);

  /* Only the kinds that were asked for are in memory; the rest is on disk. */
  g_assert_cmpint (snapshot->entities->len, ==, 2);
  entity = g_ptr_array_index (snapshot->entities, 0);
  g_assert_cmpstr (entity->id, ==, "g1");
  g_assert_cmpint (entity->seq, ==, 5);
  g_assert_cmpint (json_integer_value (json_object_get (entity->body, "present")), ==, 12);
  g_assert_true (parvis_replica_count (replica, "order", &count, NULL));
  g_assert_cmpint (count, ==, 1);

  g_assert_cmpint (snapshot->actions->len, ==, 2);
  queued = g_ptr_array_index (snapshot->actions, 1);
  g_assert_cmpstr (queued->key, ==, "k2");
  g_assert_cmpstr (queued->verb->name, ==, "gauge.count");
  g_assert_cmpint (queued->floor, ==, PARVIS_NOT_TRIED);
  g_assert_cmpint (snapshot->cursor, ==, 7);
  g_assert_cmpint (snapshot->updated_at, ==, NOW);
}

static void
test_older_never_wins (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) first = NULL;
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(ParvisBatch) batch = parvis_batch_new (2);

  fill (self);
  replica = open_healthy (self, &first);
  add_entity (batch, "gauge", "g1", 4, 99);
  add_entity (batch, "gauge", "g2", 5, -1);
  write_batch (replica, batch);
  g_clear_pointer (&replica, parvis_replica_close);

  replica = open_healthy (self, &snapshot);
  g_assert_cmpint (snapshot->entities->len, ==, 2);
  g_assert_cmpint (((ParvisFeedChange *) g_ptr_array_index (snapshot->entities, 0))->seq, ==, 5);
}

static void
test_resync (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) first = NULL;
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(ParvisBatch) batch = parvis_batch_new (2);

  fill (self);
  replica = open_healthy (self, &first);
  batch->age = TRUE;
  batch->sweep = TRUE;
  batch->cursor = 2;
  add_entity (batch, "gauge", "g2", 2, 8);
  write_batch (replica, batch);
  g_clear_pointer (&replica, parvis_replica_close);

  /* Lower numbers are taken over, and what was not mentioned again is gone. */
  replica = open_healthy (self, &snapshot);
  g_assert_cmpint (snapshot->entities->len, ==, 1);
  g_assert_cmpint (((ParvisFeedChange *) g_ptr_array_index (snapshot->entities, 0))->seq, ==, 2);
}

static void
test_second_process (Fixture       *self,
                     gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisSnapshot) other = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(GError) error = NULL;
  ParvisRepair repair;

  fill (self);
  replica = open_healthy (self, &snapshot);
  g_assert_null (parvis_replica_open (self->directory, kinds, NOW, PARVIS_MEND_WITH_COPY, NULL,
                                      &other, &repair, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
  g_assert_null (repair.kept);
}

static void
write_at (Fixture    *self,
          const char *name,
          off_t       offset,
          const void *bytes,
          gsize       length)
{
  g_autofree char *path = g_build_filename (self->directory, name, NULL);
  int fd = open (path, O_RDWR | O_CLOEXEC);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (pwrite (fd, bytes, length, offset), ==, (gssize) length);
  close (fd);
}

static void
test_newer_schema (Fixture       *self,
                   gconstpointer  data)
{
  static const char version[] = { 0, 0, 0, 99 };
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(GError) error = NULL;
  ParvisRepair repair;

  /* user_version is at byte 60 of the header (sqlite.org/fileformat2.html). */
  fill (self);
  write_at (self, "replica.db", 60, version, sizeof version);

  g_assert_null (parvis_replica_open (self->directory, kinds, NOW, PARVIS_MEND_WITH_COPY, NULL,
                                      &snapshot, &repair, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NEWER_SCHEMA);
  g_assert_null (repair.kept);
}

static void
test_not_a_database (Fixture       *self,
                     gconstpointer  data)
{
  g_autofree char *rubbish = g_strnfill (4096, 'x');
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  ParvisRepair repair;

  fill (self);
  write_at (self, "replica.db", 0, rubbish, 4096);
  replica = open_replica (self, &snapshot, &repair);

  g_assert_nonnull (repair.kept);
  g_assert_true (g_file_test (repair.kept, G_FILE_TEST_EXISTS));
  g_assert_true (repair.lost);
  g_assert_cmpint (repair.copied_at, ==, PARVIS_NO_TIME);
  g_assert_cmpint (snapshot->entities->len, ==, 0);
  g_assert_cmpint (snapshot->cursor, ==, 0);
  parvis_repair_clear (&repair);
}

/* Finds the page whose bytes have @text, and writes over its middle. */
static void
damage_page_with (Fixture    *self,
                  const char *text)
{
  g_autofree char *path = g_build_filename (self->directory, "replica.db", NULL);
  g_autofree char *contents = NULL;
  g_autofree char *rubbish = g_strnfill (4096, '\xff');
  gsize length;
  char *found;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  found = memmem (contents, length, text, strlen (text));
  g_assert_nonnull (found);
  write_at (self, "replica.db", (found - contents) / 4096 * 4096, rubbish, 4096);
}

static void
test_salvage (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  ParvisRepair repair;

  fill (self);
  damage_page_with (self, "{\"present\":12}");
  replica = open_replica (self, &snapshot, &repair);

  g_assert_nonnull (repair.kept);
  g_assert_false (repair.lost);
  g_assert_cmpint (repair.salvaged, ==, 2);
  g_assert_cmpint (snapshot->actions->len, ==, 2);
  g_assert_cmpstr (((ParvisQueued *) g_ptr_array_index (snapshot->actions, 0))->key, ==, "k1");
  g_assert_cmpint (snapshot->entities->len, ==, 0);
  parvis_repair_clear (&repair);
}

static void
make_copy (Fixture *self)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = open_healthy (self, &snapshot);
  gboolean done = FALSE;

  while (!done)
    {
      g_autoptr(GError) error = NULL;

      g_assert_true (parvis_replica_copy_step (replica, &done, &error));
      g_assert_no_error (error);
    }
}

static void
test_copy_takes_over (Fixture       *self,
                      gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) first = NULL;
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(ParvisBatch) batch = parvis_batch_new (2);
  ParvisRepair repair;

  fill (self);
  make_copy (self);

  /* After the copy k1 is done with and k3 is new. */
  replica = open_healthy (self, &first);
  g_ptr_array_add (batch->gone, g_strdup ("k1"));
  add_action (batch, 3, "k3");
  add_entity (batch, "gauge", "g1", 8, 13);
  batch->cursor = 8;
  write_batch (replica, batch);
  g_clear_pointer (&replica, parvis_replica_close);

  damage_page_with (self, "{\"present\":13}");
  replica = open_replica (self, &snapshot, &repair);

  g_assert_nonnull (repair.kept);
  g_assert_cmpint (repair.copied_at, !=, PARVIS_NO_TIME);
  g_assert_false (repair.lost);
  g_assert_cmpint (snapshot->cursor, ==, 7);
  g_assert_cmpint (snapshot->entities->len, ==, 2);
  g_assert_cmpint (snapshot->actions->len, ==, 2);
  g_assert_cmpstr (((ParvisQueued *) g_ptr_array_index (snapshot->actions, 0))->key, ==, "k2");
  g_assert_cmpstr (((ParvisQueued *) g_ptr_array_index (snapshot->actions, 1))->key, ==, "k3");
  parvis_repair_clear (&repair);
}

static void
test_damage_is_left_until_somebody_chose (Fixture       *self,
                                          gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *path = g_build_filename (self->directory, "replica.db", NULL);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  ParvisRepair repair;
  gsize length;
  gsize length_after;

  fill (self);
  make_copy (self);
  damage_page_with (self, "{\"present\":12}");
  g_assert_true (g_file_get_contents (path, &before, &length, NULL));

  g_assert_null (parvis_replica_open (self->directory, kinds, NOW, PARVIS_MEND_NOT, NULL, &snapshot,
                                      &repair, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT);
  g_assert_null (repair.kept);
  g_assert_cmpint (repair.copied_at, !=, PARVIS_NO_TIME);
  g_assert_true (g_file_get_contents (path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length, after, length_after);
}

static void
test_starting_from_the_service_keeps_what_waits (Fixture       *self,
                                                 gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(GError) error = NULL;
  ParvisRepair repair;

  fill (self);
  make_copy (self);
  damage_page_with (self, "{\"present\":12}");
  replica = parvis_replica_open (self->directory, kinds, NOW, PARVIS_MEND_FROM_SERVICE, NULL,
                                 &snapshot, &repair, &error);

  g_assert_no_error (error);
  g_assert_nonnull (replica);
  g_assert_true (g_file_test (repair.kept, G_FILE_TEST_EXISTS));
  g_assert_false (repair.lost);
  g_assert_cmpint (snapshot->cursor, ==, 0);
  g_assert_cmpint (snapshot->entities->len, ==, 0);
  g_assert_cmpint (snapshot->actions->len, ==, 2);
  parvis_repair_clear (&repair);
}

static void
test_cache (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = open_healthy (self, &snapshot);
  g_autoptr(ParvisCached) cached = g_new0 (ParvisCached, 1);
  g_autoptr(ParvisCached) read = NULL;

  cached->path = g_strdup ("tiles/light/1/2/3.png");
  cached->etag = g_strdup ("\"a\"");
  cached->at = 5;
  cached->expires = 9;
  cached->body = g_bytes_new_static ("png", 3);
  parvis_replica_put_cached (replica, cached);

  g_assert_null (parvis_replica_get_cached (replica, "tiles/light/1/2/4.png"));
  read = parvis_replica_get_cached (replica, cached->path);
  g_assert_nonnull (read);
  g_assert_cmpstr (read->etag, ==, "\"a\"");
  g_assert_cmpint (read->expires, ==, 9);
  g_assert_true (g_bytes_equal (read->body, cached->body));
}

static void
test_cache_is_bounded (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = open_healthy (self, &snapshot);
  g_autoptr(GBytes) body = g_bytes_new_take (g_malloc0 (1024 * 1024), 1024 * 1024);
  g_autoptr(ParvisCached) oldest = NULL;
  g_autoptr(ParvisCached) newest = NULL;

  for (guint i = 0; i <= PARVIS_CACHE_MAX / (1024 * 1024); i++)
    {
      g_autoptr(ParvisCached) cached = g_new0 (ParvisCached, 1);

      cached->path = g_strdup_printf ("%u", i);
      cached->at = i;
      cached->body = g_bytes_ref (body);
      parvis_replica_put_cached (replica, cached);
    }

  oldest = parvis_replica_get_cached (replica, "0");
  newest = parvis_replica_get_cached (replica, "64");
  g_assert_null (oldest);
  g_assert_nonnull (newest);
}

/* Writes one action after the other and says so, until it is killed. */
G_NORETURN static void
write_for_ever (Fixture *self,
                int      pipe)
{
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  ParvisReplica *replica = open_healthy (self, &snapshot);

  for (gint64 i = 1;; i++)
    {
      g_autoptr(ParvisBatch) batch = parvis_batch_new ((guint64) i);
      g_autofree char *key = g_strdup_printf ("k%" G_GINT64_FORMAT, i);

      add_action (batch, i, key);
      add_entity (batch, "gauge", "g1", i, (int) i);
      batch->cursor = i;

      if (!parvis_replica_write (replica, batch, NULL) ||
          write (pipe, &i, sizeof i) != sizeof i)
        _exit (1);
    }
}

static void
test_killed (Fixture       *self,
             gconstpointer  data)
{
  for (guint round = 0; round < 5; round++)
    {
      g_autoptr(ParvisSnapshot) snapshot = NULL;
      g_autoptr(ParvisReplica) replica = NULL;
      gint64 answered = 0;
      gint64 last = 0;
      int ends[2];
      pid_t child;

      g_assert_cmpint (pipe (ends), ==, 0);
      child = fork ();
      g_assert_cmpint (child, >=, 0);

      if (child == 0)
        write_for_ever (self, ends[1]);

      close (ends[1]);

      for (guint i = 0; i < 50 + round * 37; i++)
        g_assert_cmpint (read (ends[0], &answered, sizeof answered), ==, sizeof answered);

      kill (child, SIGKILL);
      waitpid (child, NULL, 0);

      while (read (ends[0], &last, sizeof last) == sizeof last)
        answered = last;

      close (ends[0]);

      /* All that was answered is there, and the cursor is that of the entities. */
      replica = open_healthy (self, &snapshot);
      g_assert_cmpint (snapshot->actions->len, >=, answered);
      g_assert_cmpint (snapshot->cursor, >=, answered);
      g_assert_cmpint (((ParvisFeedChange *) g_ptr_array_index (snapshot->entities, 0))->seq, ==,
                       snapshot->cursor);
      g_clear_pointer (&replica, parvis_replica_close);
      tear_down (self, NULL);
      set_up (self, NULL);
    }
}

static void
test_private_files (Fixture       *self,
                    gconstpointer  data)
{
  static const char * const names[] = { "replica.db", "cache.db" };

  fill (self);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->directory, names[i], NULL);
      GStatBuf info;

      g_assert_cmpint (g_stat (path, &info), ==, 0);
      g_assert_cmpint (info.st_mode & 0777, ==, 0600);
    }
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/replica/what-was-written-comes-back", test_comes_back);
  ADD ("/replica/an-older-change-never-wins", test_older_never_wins);
  ADD ("/replica/a-resync-takes-lower-numbers-and-drops-the-rest", test_resync);
  ADD ("/replica/a-second-process-is-refused", test_second_process);
  ADD ("/replica/a-later-version-is-refused-and-left-alone", test_newer_schema);
  ADD ("/replica/rubbish-is-put-aside", test_not_a_database);
  ADD ("/replica/actions-are-salvaged-from-a-damaged-file", test_salvage);
  ADD ("/replica/a-healthy-copy-takes-over", test_copy_takes_over);
  ADD ("/replica/damage-is-left-until-somebody-chose", test_damage_is_left_until_somebody_chose);
  ADD ("/replica/starting-from-the-service-keeps-what-waits",
       test_starting_from_the_service_keeps_what_waits);
  ADD ("/replica/a-kill-loses-nothing-that-was-answered", test_killed);
  ADD ("/replica/its-files-are-private", test_private_files);
  ADD ("/cache/an-answer-is-kept", test_cache);
  ADD ("/cache/it-is-bounded", test_cache_is_bounded);

  return g_test_run ();
}
