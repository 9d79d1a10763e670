/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-access-rows"

#include "config.h"

#include "parvis-access-rows.h"

#include "parvis-mail.h"

#define MAX_NAME 32

static void
bind (ParvisStmt   *stmt,
      const char   *name,
      const json_t *value)
{
  char parameter[MAX_NAME + 2];

  g_snprintf (parameter, sizeof parameter, ":%s", name);
  if (json_is_string (value))
    parvis_stmt_bind_text (stmt, parameter, json_string_value (value));
  else if (json_is_boolean (value))
    parvis_stmt_bind_int (stmt, parameter, json_is_true (value));
  else if (json_is_integer (value))
    parvis_stmt_bind_int (stmt, parameter, json_integer_value (value));
  else
    parvis_stmt_bind_null (stmt, parameter);
}

ParvisStmt *
parvis_access_query (ParvisDb      *db,
                     const char    *sql,
                     const json_t  *values,
                     gboolean      *has_row,
                     GError       **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);
  const char *name;
  json_t *value;

  if (stmt == NULL)
    return NULL;

  json_object_foreach ((json_t *) values, name, value)
    bind (stmt, name, value);

  return parvis_stmt_step (stmt, has_row, error) ? g_steal_pointer (&stmt) : NULL;
}

gboolean
parvis_access_exec (ParvisDb      *db,
                    const char    *sql,
                    const json_t  *values,
                    gint64        *changes,
                    GError       **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_access_query (db, sql, values, NULL, error);

  if (stmt == NULL)
    return FALSE;

  if (changes != NULL)
    *changes = parvis_stmt_get_changes (stmt);

  return TRUE;
}

gboolean
parvis_access_run (ParvisStore      *store,
                   const char       *town,
                   const char       *name,
                   const char       *actor,
                   const char       *object,
                   ParvisApplyFunc   apply,
                   json_t           *body,
                   json_t          **answered,
                   GError          **error)
{
  ParvisCommand *command = parvis_command_new (name, town, apply);
  g_autoptr(ParvisAnswer) answer = NULL;

  command->object = g_strdup (object);
  command->actor = g_strdup (actor);
  command->body = body;
  command->audited = actor != NULL;

  answer = parvis_store_apply (store, command, NULL, error);
  if (answer == NULL)
    return FALSE;

  if (answered != NULL)
    *answered = answer->body != NULL ? g_steal_pointer (&answer->body) : json_object ();

  return TRUE;
}

void
parvis_access_take_letter (json_t *body,
                           json_t *letter)
{
  if (letter != NULL)
    json_object_set_new (body, "letter", letter);
}

gboolean
parvis_access_insert_letter (ParvisTx             *tx,
                             const ParvisCommand  *command,
                             GError              **error)
{
  const json_t *letter = json_object_get (command->body, "letter");

  return letter == NULL || parvis_mail_insert (tx, letter, error);
}

void
parvis_access_set_number (json_t     *values,
                          const char *name,
                          gint64      number)
{
  if (number != PARVIS_NO_TIME)
    json_object_set_new (values, name, json_integer (number));
}
