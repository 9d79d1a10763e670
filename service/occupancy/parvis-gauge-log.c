/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-gauge-log"

#include "config.h"

#include "parvis-gauge-log.h"

gboolean
parvis_gauge_log_add (ParvisDb               *db,
                      const ParvisGaugeRow   *gauge,
                      const char             *day,
                      const ParvisGaugeLine  *line,
                      GError                **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            "INSERT INTO hand_log"
                            " (town, gauge, n, day, at, what, delta, value, actor, note,"
                            " command_key)"
                            " VALUES (:town, :gauge, :n, :day, :at, :what, :delta, :value,"
                            " :actor, :note, :command_key)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":gauge", gauge->id);
  parvis_stmt_bind_int (stmt, ":n", gauge->log_count);
  parvis_stmt_bind_text (stmt, ":day", day);
  parvis_stmt_bind_time (stmt, ":at", line->at);
  parvis_stmt_bind_text (stmt, ":what", line->what);
  parvis_stmt_bind_int (stmt, ":delta", line->delta);
  parvis_bind_count_or_null (stmt, ":value", line->value);
  parvis_stmt_bind_text (stmt, ":actor", line->actor);
  parvis_bind_text_or_null (stmt, ":command_key", line->key);
  parvis_bind_text_or_null (stmt, ":note", line->note);

  return parvis_stmt_step (stmt, NULL, error);
}

char *
parvis_gauge_log_write (const ParvisGaugeLine *line)
{
  GString *text = g_string_sized_new (256);

  parvis_json_append_open (text, NULL, '{');
  parvis_json_append_time (text, "at", line->at);
  parvis_json_append_string (text, "what", line->what);
  parvis_json_append_int (text, "delta", line->delta);
  if (line->value >= 0)
    parvis_json_append_int (text, "value", line->value);
  parvis_json_append_string (text, "actor", line->actor);
  parvis_json_append_string (text, "note", line->note);
  parvis_json_append_string (text, "key", line->key);
  g_string_append_c (text, '}');

  return g_string_free (text, FALSE);
}

void
parvis_gauge_log_free (GQueue *lines)
{
  g_queue_free_full (lines, g_free);
}

static char *
write_row (ParvisStmt *stmt)
{
  ParvisGaugeLine line = {
    .at = parvis_stmt_get_time (stmt, 0),
    .what = parvis_stmt_get_text (stmt, 1),
    .delta = parvis_stmt_get_int (stmt, 2),
    .value = parvis_stmt_is_null (stmt, 3) ? -1 : parvis_stmt_get_int (stmt, 3),
    .actor = parvis_stmt_get_text (stmt, 4),
    .note = parvis_stmt_get_text (stmt, 5),
    .key = parvis_stmt_get_text (stmt, 6),
  };

  return parvis_gauge_log_write (&line);
}

GQueue *
parvis_gauge_log_read (ParvisDb              *db,
                       const ParvisGaugeRow  *gauge,
                       GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  GQueue *lines = g_queue_new ();
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT at, what, delta, value, actor, note, command_key FROM hand_log"
                            " WHERE town = :town AND gauge = :gauge AND day = :day"
                            " ORDER BY n DESC LIMIT :limit",
                            error);
  if (stmt != NULL)
    {
      parvis_stmt_bind_text (stmt, ":gauge", gauge->id);
      parvis_stmt_bind_text (stmt, ":day", gauge->day);
      parvis_stmt_bind_int (stmt, ":limit", PARVIS_GAUGE_LOG_LINES);
    }

  do
    {
      if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
        {
          parvis_gauge_log_free (lines);
          return NULL;
        }

      if (has_row)
        g_queue_push_tail (lines, write_row (stmt));
    }
  while (has_row);

  return lines;
}
