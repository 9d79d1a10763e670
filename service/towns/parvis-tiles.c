/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tiles"

#include "config.h"

#include "parvis-tiles.h"

#include "parvis-error.h"
#include "parvis-mbtiles.h"
#include "parvis-words.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define MAX_ZOOM 22

typedef struct
{
  ParvisMbtiles *pack;
  char          *stamp;               /* of the file that is open */
} Pack;

struct _ParvisTiles
{
  char       *state_dir;
  GHashTable *packs;                  /* path → Pack */
};

static void
free_pack (gpointer data)
{
  Pack *pack = data;

  g_clear_pointer (&pack->pack, parvis_mbtiles_free);
  g_free (pack->stamp);
  g_free (pack);
}

ParvisTiles *
parvis_tiles_new (const char *state_dir)
{
  ParvisTiles *self = g_new0 (ParvisTiles, 1);

  self->state_dir = g_strdup (state_dir);
  self->packs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_pack);

  return self;
}

void
parvis_tiles_free (ParvisTiles *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->packs);
  g_free (self->state_dir);
  g_free (self);
}

char *
parvis_tiles_path (const char *state_dir,
                   const char *town,
                   const char *theme)
{
  g_autofree char *name = g_strdup_printf ("%s-%s.mbtiles", town, theme);

  return g_build_filename (state_dir, "tiles", name, NULL);
}

/* Inode and time tell a pack that was renamed into place from the one before. */
static char *
make_stamp (const char *path)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return g_strdup ("none");

  return g_strdup_printf ("%" G_GINT64_MODIFIER "x-%" G_GINT64_MODIFIER "x-%"
                          G_GINT64_MODIFIER "x",
                          (gint64) info.st_ino, (gint64) info.st_size,
                          (gint64) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec);
}

static Pack *
find_pack (ParvisTiles  *self,
           const char   *town,
           const char   *theme,
           GError      **error)
{
  g_autofree char *path = NULL;
  g_autofree char *stamp = NULL;
  ParvisMbtiles *opened;
  Pack *pack;

  /* Both come from an address: nothing else may become part of a path. */
  if (!parvis_insee_is_valid (town) ||
      (strcmp (theme, "light") != 0 && strcmp (theme, "dark") != 0))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "Maps are light or dark");
      return NULL;
    }

  path = parvis_tiles_path (self->state_dir, town, theme);
  stamp = make_stamp (path);
  pack = g_hash_table_lookup (self->packs, path);
  if (pack != NULL && strcmp (pack->stamp, stamp) == 0)
    return pack;

  g_hash_table_remove (self->packs, path);
  opened = parvis_mbtiles_open (path, error);
  if (opened == NULL)
    return NULL;

  pack = g_new0 (Pack, 1);
  pack->pack = opened;
  pack->stamp = g_steal_pointer (&stamp);
  g_hash_table_insert (self->packs, g_steal_pointer (&path), pack);

  return pack;
}

GBytes *
parvis_tiles_get (ParvisTiles  *self,
                  const char   *town,
                  const char   *theme,
                  int           z,
                  gint64        x,
                  gint64        y,
                  char        **etag,
                  GError      **error)
{
  Pack *pack = find_pack (self, town, theme, error);
  GBytes *tile;

  if (pack == NULL)
    return NULL;

  tile = parvis_mbtiles_read (pack->pack, z, x, y, error);
  if (tile != NULL)
    *etag = g_strdup (pack->stamp);

  return tile;
}

static json_t *
parse_numbers (const char *text,
               guint       n)
{
  g_auto(GStrv) parts = NULL;
  g_autoptr(json_t) list = json_array ();

  if (text == NULL)
    return NULL;

  parts = g_strsplit (text, ",", (int) n + 1);
  if (g_strv_length (parts) != n)
    return NULL;

  for (guint i = 0; i < n; i++)
    {
      char *end = NULL;
      double value = g_ascii_strtod (parts[i], &end);

      if (end == parts[i] || !(value >= -180 && value <= 180))
        return NULL;
      json_array_append_new (list, json_real (value));
    }

  return g_steal_pointer (&list);
}

static void
add_numbers (json_t        *body,
             ParvisMbtiles *pack,
             const char    *name,
             guint          n)
{
  g_autofree char *text = parvis_mbtiles_dup_metadata (pack, name);
  json_t *numbers = parse_numbers (text, n);

  if (numbers != NULL)
    json_object_set_new (body, name, numbers);
}

static void
add_text (json_t        *body,
          ParvisMbtiles *pack,
          const char    *name)
{
  g_autofree char *text = parvis_mbtiles_dup_metadata (pack, name);

  parvis_json_set_string (body, name, text);
}

static void
add_zoom (json_t        *body,
          ParvisMbtiles *pack,
          const char    *name,
          int            fallback)
{
  g_autofree char *text = parvis_mbtiles_dup_metadata (pack, name);
  gint64 zoom = fallback;

  if (text != NULL)
    g_ascii_string_to_signed (text, 10, 0, MAX_ZOOM, &zoom, NULL);

  json_object_set_new (body, name, json_integer (zoom));
}

json_t *
parvis_tiles_describe (ParvisTiles  *self,
                       const char   *town,
                       const char   *theme,
                       char        **etag,
                       GError      **error)
{
  Pack *pack = find_pack (self, town, theme, error);
  g_autofree char *address = NULL;
  json_t *body;

  if (pack == NULL)
    return NULL;

  address = g_strdup_printf ("/api/v1/towns/%s/tiles/%s/{z}/{x}/{y}.png", town, theme);
  body = json_pack ("{s:s, s:s, s:[s]}",
                    "tilejson", "3.0.0", "scheme", "xyz", "tiles", address);
  add_text (body, pack->pack, "name");
  add_text (body, pack->pack, "attribution");
  add_numbers (body, pack->pack, "bounds", 4);
  add_numbers (body, pack->pack, "center", 3);
  add_zoom (body, pack->pack, "minzoom", 0);
  add_zoom (body, pack->pack, "maxzoom", MAX_ZOOM);
  add_text (body, pack->pack, "parvis:background");
  add_text (body, pack->pack, "parvis:palette");
  add_text (body, pack->pack, "parvis:scale");
  *etag = g_strdup (pack->stamp);

  return body;
}

gboolean
parvis_tiles_check (const char  *path,
                    GError     **error)
{
  g_autoptr(ParvisMbtiles) pack = parvis_mbtiles_open (path, error);
  g_autofree char *format = NULL;

  if (pack == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return FALSE;
    }

  format = parvis_mbtiles_dup_metadata (pack, "format");
  if (format == NULL || strcmp (format, "png") == 0)
    return TRUE;

  return parvis_set_invalid (error, "FILE", "%s holds %s, and only png is served", path, format);
}
