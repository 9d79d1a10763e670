/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-put-place"

#include "config.h"

#include "parvis-geo.h"
#include "parvis-put.h"
#include "parvis-rows.h"

#include <string.h>

typedef struct
{
  char   *id;
  json_t *geometry;
} Area;

static void
clear_area (gpointer data)
{
  Area *area = data;

  g_free (area->id);
  json_decref (area->geometry);
}

static GArray *
load_areas (ParvisDb  *db,
            GError   **error)
{
  g_autoptr(GArray) areas = g_array_new (FALSE, FALSE, sizeof (Area));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  g_array_set_clear_func (areas, clear_area);
  stmt = parvis_db_prepare (db,
                            "SELECT id, geometry FROM neighbourhood"
                            " WHERE town = :town ORDER BY id",
                            error);
  if (stmt == NULL)
    return NULL;

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;

      if (has_row)
        {
          const char *text = parvis_stmt_get_text (stmt, 1);
          Area area = { NULL, parvis_json_parse (text, strlen (text), error) };

          if (area.geometry == NULL)
            return NULL;

          area.id = g_strdup (parvis_stmt_get_text (stmt, 0));
          g_array_append_val (areas, area);
        }
    }
  while (has_row);

  return g_steal_pointer (&areas);
}

static const char *
find_area (GArray *areas,
           double  lon,
           double  lat)
{
  for (guint i = 0; i < areas->len; i++)
    {
      const Area *area = &g_array_index (areas, Area, i);

      if (parvis_geo_polygon_contains (area->geometry, lon, lat))
        return area->id;
    }

  return NULL;
}

static gboolean
set_area (ParvisPut   *put,
          const char  *facility,
          const char  *area,
          GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (put->db,
                            "UPDATE facility SET neighbourhood = :area"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", facility);
  parvis_bind_text_or_null (stmt, ":area", area);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_put_place_all (ParvisPut  *put,
                      GError    **error)
{
  g_autoptr(GArray) areas = load_areas (put->db, error);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (areas == NULL)
    return FALSE;

  stmt = parvis_db_prepare (put->db,
                            "SELECT id, name, lon, lat FROM facility"
                            " WHERE town = :town ORDER BY id",
                            error);
  if (stmt == NULL)
    return FALSE;

  do
    {
      const char *area;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        continue;

      area = find_area (areas, parvis_stmt_get_double (stmt, 2),
                        parvis_stmt_get_double (stmt, 3));
      if (area == NULL && areas->len > 0)
        parvis_put_warn (put, "%s: lies in none of the neighbourhoods",
                         parvis_stmt_get_text (stmt, 1));

      if (!set_area (put, parvis_stmt_get_text (stmt, 0), area, error))
        return FALSE;
    }
  while (has_row);

  return TRUE;
}
