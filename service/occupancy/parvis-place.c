/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-place"

#include "config.h"

#include "parvis-error.h"
#include "parvis-rows.h"

void
parvis_place_free (ParvisPlace *place)
{
  g_clear_pointer (&place->hours, parvis_hours_free);
  g_clear_pointer (&place->zone, g_time_zone_unref);
  g_free (place);
}

ParvisPlace *
parvis_place_load (ParvisDb    *db,
                   const char  *facility,
                   GError     **error)
{
  g_autoptr(ParvisPlace) place = g_new0 (ParvisPlace, 1);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT f.opening_hours, t.timezone, c.from_at, c.until_at"
                            " FROM facility AS f"
                            " JOIN town AS t ON t.town = f.town"
                            " LEFT JOIN closure AS c"
                            "   ON c.town = f.town AND c.facility = f.id"
                            " WHERE f.town = :town AND f.id = :id",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", facility);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (!has_row)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This town has no such facility");
      return NULL;
    }

  g_strlcpy (place->id, facility, sizeof place->id);
  /* Hours that cannot be evaluated were accepted with a warning: they are shown
   * as text and close nothing.
   */
  if (!parvis_stmt_is_null (stmt, 0))
    place->hours = parvis_hours_parse (parvis_stmt_get_text (stmt, 0), NULL);
  place->zone = parvis_time_zone_find (parvis_stmt_get_text (stmt, 1));
  place->has_closure = !parvis_stmt_is_null (stmt, 2);
  place->closed_from = parvis_stmt_get_time (stmt, 2);
  place->closed_until = parvis_stmt_get_time (stmt, 3);

  return g_steal_pointer (&place);
}

/* @next_change gets the next instant at which the answer may be another. */
gboolean
parvis_place_is_closed (const ParvisPlace *place,
                        gint64             instant,
                        gint64            *next_change)
{
  gint64 next = PARVIS_NEVER;
  gboolean closed = FALSE;

  if (place->hours != NULL)
    closed = parvis_hours_state_at (place->hours, instant, place->zone, &next) ==
             PARVIS_HOURS_CLOSED;

  if (place->has_closure && instant < place->closed_from)
    {
      next = MIN (next, place->closed_from);
    }
  else if (place->has_closure &&
           (place->closed_until == PARVIS_NO_TIME || instant < place->closed_until))
    {
      closed = TRUE;
      next = place->closed_until == PARVIS_NO_TIME ? PARVIS_NEVER : place->closed_until;
    }

  if (next_change != NULL)
    *next_change = next;

  return closed;
}

gboolean
parvis_place_allows (const ParvisPlace    *place,
                     const ParvisCommand  *command,
                     GError              **error)
{
  if (command->scopes == NULL || parvis_scopes_contain (command->scopes, place->id))
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
                       "You count at other places of this town: ask your town hall for this one");

  return FALSE;
}
