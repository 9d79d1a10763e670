/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-notice"

#include "config.h"

#include "parvis-notice.h"

#include "parvis-preference.h"

void
parvis_notice_free (ParvisNotice *notice)
{
  g_free (notice->id);
  json_decref (notice->letter);
  g_free (notice);
}

gboolean
parvis_notice_find_due (ParvisDb    *db,
                        const char  *sql,
                        gint64      *due,
                        GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);
  gboolean has_row = FALSE;

  *due = PARVIS_NEVER;
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    *due = parvis_stmt_get_time (stmt, 0);

  return TRUE;
}

gboolean
parvis_notice_remove (ParvisTx    *tx,
                      const char  *sql,
                      const char  *id,
                      GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);

  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);

  return parvis_stmt_step (stmt, NULL, error);
}

ParvisCommand *
parvis_notice_command_new (const char      *name,
                           ParvisApplyFunc  apply,
                           const char      *town,
                           const char      *notice,
                           guint            by,
                           gint64           now)
{
  ParvisCommand *command = parvis_command_new (name, town, apply);

  command->object = g_strdup (notice);
  command->actor = g_strdup ("system");
  command->received_at = now;
  command->body = json_pack ("{s:b, s:s}", "sent", by != 0, "by", parvis_by_to_string (by));

  return command;
}
