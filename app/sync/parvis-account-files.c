/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-account-files"

#include "config.h"

#include "parvis-account-files.h"

#include "parvis-error.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#define KEY_MAX_BYTES 4096

char *
parvis_account_files_dup_directory (const char *service,
                                    const char *town)
{
  g_autofree char *both = g_strconcat (service, "\n", town, NULL);
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, both, -1);
  g_autofree char *name = g_strdup_printf ("%s-%.12s", town, sum);

  return g_build_filename (g_get_user_data_dir (), "parvis", name, NULL);
}

/* Beside the replica and not in it: a replica with actions that wait stays at the
 * sign-out, and the key goes.
 */
static char *
dup_key_path (const char *service,
              const char *town)
{
  g_autofree char *directory = parvis_account_files_dup_directory (service, town);

  return g_strconcat (directory, ".key", NULL);
}

char *
parvis_account_files_read_key (const char  *service,
                               const char  *town,
                               GError     **error)
{
  g_autofree char *path = dup_key_path (service, town);
  g_autofree char *contents = NULL;
  g_autoptr(GError) local = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &contents, &length, &local))
    {
      if (!g_error_matches (local, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "%s", local->message);
      return NULL;
    }

  g_strstrip (contents);
  if (length > KEY_MAX_BYTES || contents[0] == '\0' || !g_str_is_ascii (contents))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT, "%s does not hold a key", path);
      return NULL;
    }

  return g_steal_pointer (&contents);
}

gboolean
parvis_account_files_write_key (const char  *service,
                                const char  *town,
                                const char  *key,
                                GError     **error)
{
  g_autofree char *path = dup_key_path (service, town);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr(GError) local = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "%s cannot be made: %s", folder,
                   g_strerror (errno));
      return FALSE;
    }

  if (g_file_set_contents_full (path, key, -1, G_FILE_SET_CONTENTS_CONSISTENT |
                                               G_FILE_SET_CONTENTS_DURABLE, 0600, &local))
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "%s", local->message);

  return FALSE;
}

static gboolean
fail_to_remove (const char  *path,
                GError     **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "%s cannot be removed: %s", path,
               g_strerror (errno));

  return FALSE;
}

gboolean
parvis_account_files_remove_key (const char  *service,
                                 const char  *town,
                                 GError     **error)
{
  g_autofree char *path = dup_key_path (service, town);

  return g_unlink (path) == 0 || errno == ENOENT || fail_to_remove (path, error);
}

/* Only files lie in a replica's folder. */
gboolean
parvis_account_files_remove_replica (const char  *service,
                                     const char  *town,
                                     GError     **error)
{
  g_autofree char *directory = parvis_account_files_dup_directory (service, town);
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
