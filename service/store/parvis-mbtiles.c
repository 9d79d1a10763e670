/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-mbtiles"

#include "config.h"

#include "parvis-mbtiles.h"

#include "parvis-error.h"

#include <sqlite3.h>
#include <string.h>

#define MAX_TILE     (1024 * 1024)
#define MAX_METADATA 2000
#define MAX_ZOOM     22

/* Steps of SQLite's machine for one tile, in thousands: an indexed look-up takes
 * some tens. "tiles" may be a view that somebody made to be slow.
 */
#define MAX_KILOSTEPS 5000

#define SELECT_TILE \
  "SELECT tile_data FROM tiles" \
  " WHERE zoom_level = :z AND tile_column = :x AND tile_row = :y"
#define SELECT_METADATA "SELECT value FROM metadata WHERE name = :name"

struct _ParvisMbtiles
{
  sqlite3      *db;
  sqlite3_stmt *tile;
  sqlite3_stmt *metadata;             /* NULL in a pack without any */
  guint         steps;
};

static int
count_steps_cb (void *data)
{
  ParvisMbtiles *self = data;

  return ++self->steps > MAX_KILOSTEPS;
}

void
parvis_mbtiles_free (ParvisMbtiles *self)
{
  if (self == NULL)
    return;

  sqlite3_finalize (self->tile);
  sqlite3_finalize (self->metadata);
  sqlite3_close (self->db);
  g_free (self);
}

static gboolean
set_corrupt (ParvisMbtiles  *self,
             const char     *what,
             GError        **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT, "The pack of tiles %s (%s)", what,
               sqlite3_errmsg (self->db));

  return FALSE;
}

/* The pack is never written where it stands: a new one replaces it. So it needs
 * no lock and no journal, and may lie in a folder that is read only.
 */
static gboolean
open_file (ParvisMbtiles  *self,
           const char     *path,
           GError        **error)
{
  g_autofree char *escaped = g_uri_escape_string (path, "/", FALSE);
  g_autofree char *uri = g_strdup_printf ("file:%s?mode=ro&immutable=1", escaped);

  if (sqlite3_open_v2 (uri, &self->db,
                       SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_FULLMUTEX |
                       SQLITE_OPEN_PRIVATECACHE, NULL) != SQLITE_OK)
    return set_corrupt (self, "cannot be opened", error);

  sqlite3_limit (self->db, SQLITE_LIMIT_LENGTH, 4 * MAX_TILE);
  sqlite3_limit (self->db, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_progress_handler (self->db, 1000, count_steps_cb, self);

  return TRUE;
}

ParvisMbtiles *
parvis_mbtiles_open (const char  *path,
                     GError     **error)
{
  g_autoptr(ParvisMbtiles) self = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This town has no such map");
      return NULL;
    }

  self = g_new0 (ParvisMbtiles, 1);
  if (!open_file (self, path, error))
    return NULL;

  if (sqlite3_prepare_v3 (self->db, SELECT_TILE, -1, SQLITE_PREPARE_PERSISTENT, &self->tile,
                          NULL) != SQLITE_OK)
    {
      set_corrupt (self, "holds no tiles", error);
      return NULL;
    }

  sqlite3_prepare_v3 (self->db, SELECT_METADATA, -1, SQLITE_PREPARE_PERSISTENT,
                      &self->metadata, NULL);

  return g_steal_pointer (&self);
}

static GBytes *
copy_tile (ParvisMbtiles  *self,
           GError        **error)
{
  const guchar *data = sqlite3_column_blob (self->tile, 0);
  int length = sqlite3_column_bytes (self->tile, 0);

  if (sqlite3_column_type (self->tile, 0) != SQLITE_BLOB || length < 8 ||
      length > MAX_TILE || memcmp (data, "\x89PNG\r\n\x1a\n", 8) != 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                           "The pack holds something else than a PNG here");
      return NULL;
    }

  return g_bytes_new (data, (gsize) length);
}

GBytes *
parvis_mbtiles_read (ParvisMbtiles  *self,
                     int             z,
                     gint64          x,
                     gint64          y,
                     GError        **error)
{
  GBytes *tile = NULL;
  int code;

  g_return_val_if_fail (self != NULL, NULL);

  if (z < 0 || z > MAX_ZOOM || x < 0 || y < 0 || x >= (G_GINT64_CONSTANT (1) << z) ||
      y >= (G_GINT64_CONSTANT (1) << z))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "No map has such a tile");
      return NULL;
    }

  self->steps = 0;
  sqlite3_bind_int (self->tile, sqlite3_bind_parameter_index (self->tile, ":z"), z);
  sqlite3_bind_int64 (self->tile, sqlite3_bind_parameter_index (self->tile, ":x"), x);
  /* The rows of TMS begin in the south. */
  sqlite3_bind_int64 (self->tile, sqlite3_bind_parameter_index (self->tile, ":y"),
                      (G_GINT64_CONSTANT (1) << z) - 1 - y);

  code = sqlite3_step (self->tile);
  if (code == SQLITE_ROW)
    tile = copy_tile (self, error);
  else if (code == SQLITE_DONE)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                         "The map does not reach this tile");
  else
    set_corrupt (self, "is damaged", error);

  sqlite3_reset (self->tile);

  return tile;
}

char *
parvis_mbtiles_dup_metadata (ParvisMbtiles *self,
                             const char    *name)
{
  char *value = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->metadata == NULL)
    return NULL;

  self->steps = 0;
  sqlite3_bind_text (self->metadata, sqlite3_bind_parameter_index (self->metadata, ":name"),
                     name, -1, SQLITE_TRANSIENT);
  if (sqlite3_step (self->metadata) == SQLITE_ROW)
    {
      const char *text = (const char *) sqlite3_column_text (self->metadata, 0);

      if (text != NULL && sqlite3_column_bytes (self->metadata, 0) <= MAX_METADATA &&
          g_utf8_validate (text, -1, NULL))
        value = g_strdup (text);
    }

  sqlite3_reset (self->metadata);

  return value;
}
