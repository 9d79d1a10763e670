/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-log"

#include "config.h"

#include "parvis-dossier-row.h"

#include "parvis-words.h"

#include <string.h>

/* What happened to a dossier, and what is counted of all of them. */

gboolean
parvis_dossier_log (ParvisTx          *tx,
                    ParvisDossierRow  *row,
                    const char        *actor,
                    const char        *kind,
                    json_t            *body,
                    GError           **error)
{
  g_autoptr(json_t) owned = body != NULL ? body : json_object ();
  g_autofree char *text = parvis_json_dump (owned);
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO dossier_event (town, dossier, n, at, actor, kind, body)"
                            " VALUES (:town, :dossier, :n, :at, :actor, :kind, :body)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":dossier", row->id);
  parvis_stmt_bind_int (stmt, ":n", ++row->events);
  parvis_stmt_bind_time (stmt, ":at", parvis_tx_get_now (tx));
  parvis_stmt_bind_text (stmt, ":actor", actor);
  parvis_stmt_bind_text (stmt, ":kind", kind);
  parvis_stmt_bind_text (stmt, ":body", text);

  return parvis_stmt_step (stmt, NULL, error);
}

json_t *
parvis_dossier_list_log (ParvisDb    *db,
                         const char  *id,
                         const char  *kind,
                         GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            kind == NULL
                            ? "SELECT at, actor, kind, body FROM dossier_event"
                              " WHERE town = :town AND dossier = :id ORDER BY n"
                            : "SELECT at, actor, kind, body FROM dossier_event"
                              " WHERE town = :town AND dossier = :id AND kind = :kind ORDER BY n",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (kind != NULL)
    parvis_stmt_bind_text (stmt, ":kind", kind);
  do
    {
      const char *body;
      json_t *entry;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      body = parvis_stmt_get_text (stmt, 3);
      entry = parvis_json_parse (body, strlen (body), error);
      if (entry == NULL)
        return NULL;

      parvis_json_set_time (entry, "at", parvis_stmt_get_time (stmt, 0));
      parvis_json_set_string (entry, "actor", parvis_stmt_get_text (stmt, 1));
      parvis_json_set_string (entry, "kind", parvis_stmt_get_text (stmt, 2));
      json_array_append_new (list, entry);
    }
  while (has_row);

  return g_steal_pointer (&list);
}

/* In the month in which it happens. */
gboolean
parvis_dossier_count (ParvisTx                *tx,
                      const ParvisDossierRow  *row,
                      const char              *what,
                      int                      by,
                      GError                 **error)
{
  gint64 day = parvis_day_of_instant (parvis_tx_get_now (tx), row->zone);
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autofree char *entity = NULL;
  char month[PARVIS_DAY_SIZE];

  parvis_day_write (day, month);
  month[strlen ("YYYY-MM")] = '\0';
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO dossier_count (town, procedure_id, month, what, n)"
                            " VALUES (:town, :procedure, :month, :what, :by)"
                            " ON CONFLICT (town, procedure_id, month, what) DO UPDATE SET"
                            " n = dossier_count.n + excluded.n",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":procedure", row->procedure_id);
  parvis_stmt_bind_text (stmt, ":month", month);
  parvis_stmt_bind_text (stmt, ":what", what);
  parvis_stmt_bind_int (stmt, ":by", by);
  entity = g_strdup_printf ("%s/%s", row->procedure_id, month);
  parvis_tx_touch (tx, PARVIS_KIND_DOSSIERS, entity);

  return parvis_stmt_step (stmt, NULL, error);
}

/* Of all procedures that begin alike, so that no number is given twice. */
char *
parvis_dossier_next_number (ParvisTx                *tx,
                            const ParvisDossierRow  *row,
                            GError                 **error)
{
  static const char * const steps[] = {
    "INSERT INTO dossier_number (town, prefix, year, last) VALUES (:town, :prefix, :year, 1)"
    " ON CONFLICT (town, prefix, year) DO UPDATE SET last = dossier_number.last + 1",
    "SELECT last FROM dossier_number WHERE town = :town AND prefix = :prefix AND year = :year",
  };
  gint64 day = parvis_day_of_instant (parvis_tx_get_now (tx), row->zone);
  g_autofree char *prefix = g_ascii_strup (row->procedure_id, 2);
  int year;
  int month;
  int of_month;
  int last = 0;

  parvis_day_to_civil (day, &year, &month, &of_month);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), steps[i], error);
      gboolean has_row = FALSE;

      if (stmt == NULL)
        return NULL;

      parvis_stmt_bind_text (stmt, ":prefix", prefix);
      parvis_stmt_bind_int (stmt, ":year", year);
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        last = (int) parvis_stmt_get_int (stmt, 0);
    }

  return g_strdup_printf ("%s-%d-%04d", prefix, year, last);
}
