/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-notice"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-contact.h"
#include "parvis-dossier-row.h"
#include "parvis-error.h"
#include "parvis-preference.h"

#include <string.h>

/* A letter waits in the transaction of what it tells, so that it is sent if and only if that
 * has happened. What it says is written then. What sends it is service/http.
 */

static const char *
find_answer (const ParvisDossierRow *row,
             const char             *field)
{
  return field != NULL ? json_string_value (json_object_get (row->answers, field)) : NULL;
}

/* Values of @what (nullable) and those that every letter may name; takes @what. */
static json_t *
complete (const ParvisDossierRow *row,
          json_t                 *what)
{
  const ParvisServiceCard *card = parvis_procedure_get_card (row->procedure);
  const ParvisDossierKeys *keys = parvis_procedure_get_keys (row->procedure);
  const char *name = find_answer (row, keys->applicant);
  json_t *body = what != NULL ? what : json_object ();

  json_object_set_new (body, "name", json_string (name != NULL ? name : ""));
  json_object_set_new (body, "procedure",
                       json_string (parvis_text_get (parvis_procedure_get_title (row->procedure),
                                                     row->language)));
  json_object_set_new (body, "service", json_string (card->name));
  json_object_set_new (body, "phone", json_string (card->phone));
  parvis_json_set_string (body, "number", row->number);

  return body;
}

gboolean
parvis_dossier_owe_letter (ParvisTx                *tx,
                           const ParvisDossierRow  *row,
                           const char              *kind,
                           json_t                  *what,
                           GError                 **error)
{
  g_autoptr(json_t) body = complete (row, what);
  const char *email = find_answer (row, parvis_procedure_get_keys (row->procedure)->email);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *text = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;

  if (email != NULL && !parvis_contact_is_email (email))
    email = NULL;

  parvis_json_set_string (body, "email", email);
  text = parvis_json_dump (body);
  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            email != NULL
                            ? "INSERT INTO dossier_notice (town, id, dossier, kind, body, due_at)"
                              " VALUES (:town, :id, :dossier, :kind, :body, :now)"
                            : "INSERT INTO dossier_notice (town, id, dossier, kind, body, due_at)"
                              " SELECT :town, :id, :dossier, :kind, :body, :now WHERE "
                              PARVIS_PREFERENCE_PUSHES ("dossiers"),
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_text (stmt, ":dossier", row->id);
  parvis_stmt_bind_text (stmt, ":kind", kind);
  parvis_stmt_bind_text (stmt, ":body", text);
  if (email == NULL)
    parvis_stmt_bind_text (stmt, ":device", row->device);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}

json_t *
parvis_dossier_split_lines (const char *text)
{
  g_auto(GStrv) parts = g_strsplit (text, "\n", -1);
  json_t *lines = json_array ();

  for (guint i = 0; parts[i] != NULL; i++)
    json_array_append_new (lines, json_string (parts[i]));

  return lines;
}

/* --- sending --- */

gboolean
parvis_dossiers_next_notice (ParvisDb  *db,
                             gint64    *due,
                             GError   **error)
{
  return parvis_notice_find_due (db, "SELECT due_at FROM dossier_notice WHERE town = :town"
                                 " ORDER BY due_at LIMIT 1", due, error);
}

gboolean
parvis_dossiers_find_notice (ParvisDb      *db,
                             gint64         now,
                             ParvisNotice **notice,
                             GError       **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  const char *text;

  *notice = NULL;
  stmt = parvis_db_prepare (db, "SELECT n.id, n.kind, n.body, d.language, d.device, d.id"
                            " FROM dossier_notice AS n"
                            " JOIN dossier AS d ON d.town = n.town AND d.id = n.dossier"
                            " WHERE n.town = :town AND n.due_at <= :now"
                            " ORDER BY n.due_at, n.id LIMIT 1", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_time (stmt, ":now", now);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  text = parvis_stmt_get_text (stmt, 2);
  *notice = g_new0 (ParvisNotice, 1);
  (*notice)->id = g_strdup (parvis_stmt_get_text (stmt, 0));
  (*notice)->letter = parvis_json_parse (text, strlen (text), error);
  if ((*notice)->letter == NULL)
    return FALSE;

  parvis_json_set_string ((*notice)->letter, "kind", parvis_stmt_get_text (stmt, 1));
  parvis_json_set_string ((*notice)->letter, "language", parvis_stmt_get_text (stmt, 3));
  parvis_json_set_string ((*notice)->letter, "device", parvis_stmt_get_text (stmt, 4));
  parvis_json_set_string ((*notice)->letter, "subject", parvis_stmt_get_text (stmt, 5));

  return TRUE;
}

/* That and how it was told is in the history of what it is about. */
static gboolean
note_sent (ParvisTx    *tx,
           const char  *notice,
           const char  *by,
           GError     **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisDossierRow) row = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT dossier, kind FROM dossier_notice WHERE town = :town"
                            " AND id = :id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", notice);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return TRUE;

  row = parvis_dossier_row_load (db, parvis_stmt_get_text (stmt, 0), error);

  return row != NULL &&
         parvis_dossier_log (tx, row, "schedule", "noticed",
                             json_pack ("{s:s, s:s}", "letter", parvis_stmt_get_text (stmt, 1),
                                        "by", by), error) &&
         parvis_dossier_row_save (tx, row, error);
}

static gboolean
apply_noticed (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  if (json_is_true (json_object_get (command->body, "sent")) &&
      !note_sent (tx, command->object, json_string_value (json_object_get (command->body, "by")),
                  error))
    return FALSE;

  return parvis_notice_remove (tx, "DELETE FROM dossier_notice WHERE town = :town AND id = :id",
                               command->object, error);
}

ParvisCommand *
parvis_dossiers_noticed_command (const char *town,
                                 const char *notice,
                                 guint       by,
                                 gint64      now)
{
  return parvis_notice_command_new ("dossier.noticed", apply_noticed, town, notice, by, now);
}
