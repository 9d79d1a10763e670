/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-find"

#include "config.h"

#include "parvis-error.h"
#include "parvis-occupancy.h"

/* Runs @sql, which gives the ids that @text may mean. More than one is as wrong
 * as none: a person must then be more exact.
 */
static char *
find_one (ParvisDb    *db,
          const char  *sql,
          const char  *what,
          const char  *text,
          GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);
  g_autofree char *id = NULL;
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":text", text);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (!has_row)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                   "This town has no %s called “%s”", what, text);
      return NULL;
    }

  id = g_strdup (parvis_stmt_get_text (stmt, 0));
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (has_row)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "Several %ss are called “%s”: give the identifier", what, text);
      return NULL;
    }

  return g_steal_pointer (&id);
}

char *
parvis_facility_find (ParvisDb    *db,
                      const char  *text,
                      GError     **error)
{
  return find_one (db,
                   "SELECT id FROM facility WHERE town = :town AND"
                   " (id = :text OR external_id = :text OR (name = :text AND NOT EXISTS"
                   "  (SELECT 1 FROM facility AS o WHERE o.town = :town"
                   "   AND o.external_id = :text)))"
                   " ORDER BY id LIMIT 2",
                   "facility", text, error);
}

char *
parvis_gauge_find (ParvisDb    *db,
                   const char  *text,
                   GError     **error)
{
  return find_one (db,
                   "SELECT g.id FROM gauge AS g"
                   " JOIN facility AS f ON f.town = g.town AND f.id = g.facility"
                   " WHERE g.town = :town AND"
                   " (g.id = :text OR f.id = :text OR f.external_id = :text"
                   "  OR (f.name = :text AND NOT EXISTS"
                   "   (SELECT 1 FROM facility AS o WHERE o.town = :town"
                   "    AND o.external_id = :text)))"
                   " ORDER BY g.id LIMIT 2",
                   "gauge", text, error);
}

char *
parvis_source_find (ParvisDb    *db,
                    const char  *text,
                    GError     **error)
{
  return find_one (db,
                   "SELECT id FROM source WHERE town = :town AND (id = :text OR name = :text)"
                   " ORDER BY id LIMIT 2",
                   "source", text, error);
}
