/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-account-files"

#include "config.h"

#include "parvis-account-files.h"

#include "parvis-error.h"
#include "parvis-replica.h"
#include "parvis-words.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

char *
parvis_account_files_dup_directory (const char *service,
                                    const char *account,
                                    const char *town)
{
  g_autofree char *all = g_strjoin ("\n", service, account, town, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, all, -1);
  g_autofree char *name = g_strdup_printf ("%s-%.12s", town, sum);

  return g_build_filename (g_get_user_data_dir (), "parvis", name, NULL);
}

guint64
parvis_account_files_measure (const char *directory)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;
  guint64 size = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);
      GStatBuf info;

      if (g_stat (path, &info) == 0)
        size += (guint64) info.st_size;
    }

  return size;
}

static gboolean
fail_to_remove (const char  *path,
                GError     **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "%s cannot be removed: %s", path,
               g_strerror (errno));

  return FALSE;
}

/* Only files lie in a replica's folder. */
gboolean
parvis_account_files_remove (const char  *directory,
                             GError     **error)
{
  g_autoptr(GDir) dir = g_dir_open (directory, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (directory, name, NULL);

      if (g_unlink (path) != 0 && errno != ENOENT)
        return fail_to_remove (path, error);
    }

  return g_rmdir (directory) == 0 || errno == ENOENT || fail_to_remove (directory, error);
}

gboolean
parvis_account_files_have_waiting (const char *directory)
{
  static const char *const kinds[] = { PARVIS_KIND_TOWN, NULL };
  g_autofree char *path = g_build_filename (directory, "replica.db", NULL);
  g_autoptr(ParvisSnapshot) snapshot = NULL;
  g_autoptr(ParvisReplica) replica = NULL;
  g_autoptr(GError) error = NULL;
  ParvisRepair repair = { .copied_at = 0 };
  gboolean waiting = FALSE;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return FALSE;

  replica = parvis_replica_open (directory, kinds, parvis_clock_now (&parvis_system_clock),
                                 PARVIS_MEND_NOT, NULL, &snapshot, &repair, &error);
  parvis_repair_clear (&repair);

  /* What cannot be read may hold some. */
  if (replica == NULL)
    return TRUE;

  /* So is what is sealed. */
  waiting = snapshot->unreadable > 0;
  for (guint i = 0; i < snapshot->actions->len && !waiting; i++)
    waiting = parvis_queued_is_pending (g_ptr_array_index (snapshot->actions, i));

  return waiting;
}
