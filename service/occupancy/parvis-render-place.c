/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-render-place"

#include "config.h"

#include "parvis-error.h"
#include "parvis-render.h"
#include "parvis-rows.h"

#include <string.h>

/* A module that is off leaves no trace (ux.md §0.1), and one that is prepared only
 * among the people of the town: people are counted by "occupancy", vehicles by
 * "parking".
 */
gboolean
parvis_module_shows (ParvisDb        *db,
                     const char      *kind,
                     gboolean        *shown,
                     ParvisAudience  *audience,
                     GError         **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            "SELECT published FROM module WHERE town = :town AND name = :name",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":name",
                         strcmp (kind, "vehicles") == 0 ? "parking" : "occupancy");

  if (!parvis_stmt_step (stmt, shown, error))
    return FALSE;

  if (*shown)
    *audience = parvis_stmt_get_int (stmt, 0) != 0 ? PARVIS_AUDIENCE_PUBLIC
                                                   : PARVIS_AUDIENCE_MEMBER;

  return TRUE;
}

/* @hidden tells that the facility has gauges and none of them may be seen. As soon
 * as one is for everybody the facility is, and names no other.
 */
static json_t *
list_gauges (ParvisDb        *db,
             const char      *facility,
             gboolean        *hidden,
             ParvisAudience  *audience,
             GError         **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) gauges = json_array ();
  g_autoptr(json_t) prepared = json_array ();
  gboolean has_row = FALSE;
  gboolean any = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT id, kind FROM gauge"
                            " WHERE town = :town AND facility = :facility"
                            " ORDER BY kind, id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":facility", facility);

  do
    {
      ParvisAudience whose = PARVIS_AUDIENCE_MEMBER;
      gboolean shown;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      any = TRUE;
      if (!parvis_module_shows (db, parvis_stmt_get_text (stmt, 1), &shown, &whose, error))
        return NULL;
      if (shown)
        json_array_append_new (whose == PARVIS_AUDIENCE_PUBLIC ? gauges : prepared,
                               json_string (parvis_stmt_get_text (stmt, 0)));
    }
  while (has_row);

  *audience = PARVIS_AUDIENCE_PUBLIC;
  if (json_array_size (gauges) == 0 && json_array_size (prepared) > 0)
    {
      *audience = PARVIS_AUDIENCE_MEMBER;
      json_array_extend (gauges, prepared);
    }
  *hidden = any && json_array_size (gauges) == 0;

  return g_steal_pointer (&gauges);
}

static json_t *
describe_closure (ParvisStmt *stmt,
                  int         column)
{
  json_t *closure = json_object ();

  parvis_json_set_string (closure, "reason", parvis_stmt_get_text (stmt, column));
  parvis_json_set_time (closure, "from", parvis_stmt_get_time (stmt, column + 1));
  parvis_json_set_time (closure, "until", parvis_stmt_get_time (stmt, column + 2));

  return closure;
}

static json_t *
describe_facility (ParvisStmt *stmt,
                   const char *id)
{
  static const char * const names[] = {
    "name", "kind", "address", "opening_hours", "neighbourhood", "linked",
  };
  json_t *body = json_object ();

  parvis_json_set_string (body, "id", id);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      if (!parvis_stmt_is_null (stmt, (int) i))
        parvis_json_set_string (body, names[i], parvis_stmt_get_text (stmt, (int) i));
    }

  json_object_set_new (body, "lon", json_real (parvis_stmt_get_double (stmt, 6)));
  json_object_set_new (body, "lat", json_real (parvis_stmt_get_double (stmt, 7)));
  if (!parvis_stmt_is_null (stmt, 8))
    json_object_set_new (body, "closure", describe_closure (stmt, 8));

  return body;
}

gboolean
parvis_render_facility (ParvisTx      *tx,
                        const char    *id,
                        ParvisEntity  *entity,
                        GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) gauges = NULL;
  gboolean has_row = FALSE;
  gboolean hidden = FALSE;

  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  stmt = parvis_db_prepare (db,
                            "SELECT f.name, f.kind, f.address, f.opening_hours,"
                            " f.neighbourhood, f.linked, f.lon, f.lat,"
                            " c.reason, c.from_at, c.until_at"
                            " FROM facility AS f LEFT JOIN closure AS c"
                            " ON c.town = f.town AND c.facility = f.id"
                            " WHERE f.town = :town AND f.id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  gauges = list_gauges (db, id, &hidden, &entity->audience, error);
  if (gauges == NULL)
    return FALSE;
  if (hidden)
    return TRUE;

  entity->body = describe_facility (stmt, id);
  json_object_set (entity->body, "gauges", gauges);
  if (entity->audience != PARVIS_AUDIENCE_PUBLIC)
    json_object_set_new (entity->body, "published", json_false ());

  return TRUE;
}

gboolean
parvis_render_neighbourhood (ParvisTx      *tx,
                             const char    *id,
                             ParvisEntity  *entity,
                             GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) geometry = NULL;
  const char *text;
  gboolean has_row = FALSE;

  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT name, geometry FROM neighbourhood"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  text = parvis_stmt_get_text (stmt, 1);
  geometry = parvis_json_parse (text, strlen (text), error);
  if (geometry == NULL)
    return FALSE;

  entity->body = json_object ();
  parvis_json_set_string (entity->body, "id", id);
  parvis_json_set_string (entity->body, "name", parvis_stmt_get_text (stmt, 0));
  json_object_set (entity->body, "geometry", geometry);

  return TRUE;
}

/* Adds the car parks of a neighbourhood, or of the whole town. */
static gboolean
sum_gauges (ParvisDb      *db,
            const char    *id,
            ParvisRollup  *rollup,
            guint         *n_gauges,
            GError       **error)
{
  gboolean whole = strcmp (id, parvis_db_get_town (db)) == 0;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT g.id FROM gauge AS g"
                            " JOIN facility AS f ON f.town = g.town AND f.id = g.facility"
                            " WHERE g.town = :town AND g.kind = 'vehicles'"
                            " AND (:whole = 1 OR f.neighbourhood = :id)"
                            " ORDER BY g.id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_int (stmt, ":whole", whole);
  parvis_stmt_bind_text (stmt, ":id", id);

  do
    {
      ParvisGaugeRow row;
      ParvisGaugeFigure figure;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        continue;

      if (!parvis_gauge_row_load (db, parvis_stmt_get_text (stmt, 0), &row, error))
        return FALSE;

      parvis_gauge_row_figure (&row, &figure);
      parvis_rollup_add (rollup, &figure, row.state);
      (*n_gauges)++;
    }
  while (has_row);

  return TRUE;
}

gboolean
parvis_render_rollup (ParvisTx      *tx,
                      const char    *id,
                      ParvisEntity  *entity,
                      GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  ParvisRollup rollup;
  guint n_gauges = 0;
  gboolean shown;

  entity->audience = PARVIS_AUDIENCE_PUBLIC;
  parvis_rollup_init (&rollup);
  if (!parvis_module_shows (db, "vehicles", &shown, &entity->audience, error) ||
      !sum_gauges (db, id, &rollup, &n_gauges, error))
    return FALSE;

  if (!shown || n_gauges == 0)
    return TRUE;

  entity->body = json_pack ("{s:s, s:s, s:o*, s:i, s:i, s:i, s:i, s:i, s:i}",
                            "id", id,
                            "kind", parvis_gauge_kind_to_string (PARVIS_GAUGE_VEHICLES),
                            /* A sum of nothing is not a full car park. */
                            "free", rollup.fresh > 0 ? json_integer (rollup.free) : NULL,
                            "capacity", rollup.capacity,
                            "gauges", rollup.gauges,
                            "fresh", rollup.fresh,
                            "closed", rollup.closed,
                            "sources", rollup.sources,
                            "sources_fresh", rollup.sources_fresh);

  return TRUE;
}
