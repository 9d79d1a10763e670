/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-files"

#include "config.h"

#include "parvisctl-files.h"

#include "parvis-error.h"
#include "parvis-tiles.h"
#include "parvis-words.h"

#include <gio/gio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* More than any town's file; less than what would hurt. */
#define MAX_FILE (32 * 1024 * 1024)

static gboolean
read_input (GString  *text,
            GError  **error)
{
  char buffer[16384];
  gsize got;

  while ((got = fread (buffer, 1, sizeof buffer, stdin)) > 0 && text->len <= MAX_FILE)
    g_string_append_len (text, buffer, (gssize) got);

  if (!ferror (stdin))
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                       "The standard input cannot be read");

  return FALSE;
}

json_t *
parvis_ctl_read_json (const char  *path,
                      GError     **error)
{
  g_autoptr(GString) input = g_string_new (NULL);
  g_autofree char *contents = NULL;
  gsize length = 0;
  json_t *value;

  if (strcmp (path, "-") == 0)
    {
      if (!read_input (input, error))
        return NULL;
      length = input->len;
    }
  else if (!g_file_get_contents (path, &contents, &length, error))
    {
      return NULL;
    }

  if (length > MAX_FILE)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                   "%s has more than %d bytes", path, MAX_FILE);
      return NULL;
    }

  value = parvis_json_parse (contents != NULL ? contents : input->str, length, error);
  if (value == NULL)
    g_prefix_error (error, "%s: ", path);

  return value;
}

gboolean
parvis_ctl_write_json (const char    *path,
                       const json_t  *value,
                       GError       **error)
{
  g_autofree char *text = NULL;

  if (strcmp (path, "-") == 0)
    {
      if (json_dumpf (value, stdout, JSON_INDENT (1)) == 0 && putchar ('\n') != EOF)
        return TRUE;

      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "The standard output cannot be written");
      return FALSE;
    }

  text = json_dumps (value, JSON_INDENT (1));

  return g_file_set_contents_full (path, text, -1,
                                   G_FILE_SET_CONTENTS_CONSISTENT |
                                   G_FILE_SET_CONTENTS_DURABLE,
                                   0600, error);
}

/* The pack is copied beside its place and then renamed, so that a service that
 * runs sees the old one or the new one, whole.
 */
gboolean
parvis_ctl_install_tiles (const char  *state_dir,
                          const char  *town,
                          const char  *theme,
                          const char  *path,
                          GError     **error)
{
  g_autofree char *dir = g_build_filename (state_dir, "tiles", NULL);
  g_autofree char *target = parvis_tiles_path (state_dir, town, theme);
  g_autofree char *copy = g_strconcat (target, ".new", NULL);
  g_autoptr(GFile) from = g_file_new_for_path (path);
  g_autoptr(GFile) to = g_file_new_for_path (copy);

  if (!parvis_insee_is_valid (town))
    return parvis_set_invalid (error, "INSEE", "“%s” is no INSEE code", town);

  if (!parvis_tiles_check (path, error))
    return FALSE;

  if (g_mkdir_with_parents (dir, 0755) != 0 || chmod (dir, 0755) != 0 ||
      !g_file_copy (from, to, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, NULL) ||
      chmod (copy, 0644) != 0 || rename (copy, target) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                   "%s cannot be copied into %s", path, dir);
      return FALSE;
    }

  return TRUE;
}
