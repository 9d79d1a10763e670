/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-push"

#include "config.h"

#include "parvis-push.h"

#include "parvis-error.h"
#include "parvis-mail.h"

#include <string.h>

#define FIRST_PAUSE   (1 * PARVIS_MINUTE)
#define LONGEST_PAUSE (1 * PARVIS_HOUR)
#define KEPT          (30 * PARVIS_DAY)

void
parvis_push_free (ParvisPush *push)
{
  if (push == NULL)
    return;

  g_free (push->id);
  g_free (push->place);
  g_free (push->device);
  g_free (push->topic);
  g_free (push->data);
  g_free (push);
}

json_t *
parvis_push_prepare (ParvisLetterKind  kind,
                     const char       *place,
                     const char       *device,
                     const char       *topic,
                     const char       *data,
                     gint64            next_at)
{
  json_t *push = json_pack ("{s:s, s:s, s:s, s:s, s:s}", "template",
                            parvis_letter_kind_get_token (kind), "place", place, "device", device,
                            "topic", topic, "data", data);

  if (next_at != PARVIS_NO_TIME)
    json_object_set_new (push, "next_at", json_integer (next_at));

  return push;
}

static gboolean
insert (ParvisTx      *tx,
        const json_t  *push,
        GError       **error)
{
  static const char * const members[] = { "id", "template", "place", "device", "topic", "data" };
  g_autoptr(ParvisStmt) stmt = NULL;
  gint64 now = parvis_tx_get_now (tx);
  json_t *next_at = json_object_get (push, "next_at");

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO push (town, id, template, place, device, topic, data,"
                            " created_at, next_at)"
                            " VALUES (:town, :id, :template, :place, :device, :topic, :data,"
                            " :now, :next_at) ON CONFLICT (town, id) DO NOTHING",
                            error);
  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *name = g_strconcat (":", members[i], NULL);

      parvis_stmt_bind_text (stmt, name, json_string_value (json_object_get (push, members[i])));
    }
  parvis_stmt_bind_time (stmt, ":now", now);
  parvis_stmt_bind_time (stmt, ":next_at",
                         next_at == NULL ? now : MAX (now, json_integer_value (next_at)));

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
apply_queue (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  const json_t *letter = json_object_get (command->body, "letter");
  const json_t *push = json_object_get (command->body, "push");

  return (letter == NULL || parvis_mail_insert (tx, letter, error)) &&
         (push == NULL || insert (tx, push, error));
}

ParvisCommand *
parvis_push_queue_command (json_t *letter,
                           json_t *push)
{
  ParvisCommand *command = parvis_command_new ("notice.queue", "", apply_queue);

  command->body = json_object ();
  if (letter != NULL)
    json_object_set_new (command->body, "letter", letter);
  if (push != NULL)
    json_object_set_new (command->body, "push", push);

  return command;
}

static ParvisPush *
read_push (ParvisStmt *stmt)
{
  ParvisPush *push = g_new0 (ParvisPush, 1);

  push->id = g_strdup (parvis_stmt_get_text (stmt, 0));
  /* A kind of a later version is left to it; this one only puts it off. */
  if (!parvis_letter_kind_from_token (parvis_stmt_get_text (stmt, 1), &push->kind))
    push->kind = PARVIS_N_LETTERS;
  push->place = g_strdup (parvis_stmt_get_text (stmt, 2));
  push->device = g_strdup (parvis_stmt_get_text (stmt, 3));
  push->topic = g_strdup (parvis_stmt_get_text (stmt, 4));
  push->data = g_strdup (parvis_stmt_get_text (stmt, 5));
  push->created_at = parvis_stmt_get_time (stmt, 6);
  push->next_at = parvis_stmt_get_time (stmt, 7);
  push->attempts = parvis_stmt_get_int (stmt, 8);

  return push;
}

gboolean
parvis_push_find_due (ParvisDb    *db,
                      gint64       now,
                      ParvisPush **push,
                      gint64      *next_at,
                      GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  *push = NULL;
  *next_at = PARVIS_NEVER;
  stmt = parvis_db_prepare (db,
                            "SELECT id, template, place, device, topic, data, created_at,"
                            " next_at, attempts FROM push"
                            " WHERE town = :town AND next_at IS NOT NULL"
                            " ORDER BY next_at, id LIMIT 2",
                            error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (has_row && parvis_stmt_get_time (stmt, 7) <= now)
    {
      *push = read_push (stmt);
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
    }
  if (has_row)
    *next_at = parvis_stmt_get_time (stmt, 7);

  return TRUE;
}

static gint64
find_pause (gint64 attempts)
{
  return attempts >= 16 ? LONGEST_PAUSE : MIN (FIRST_PAUSE << attempts, LONGEST_PAUSE);
}

static gboolean
run (ParvisTx             *tx,
     const char           *sql,
     const ParvisCommand  *command,
     const char           *problem,
     gboolean              has_problem,
     GError              **error)
{
  static const char * const numbers[] = { "later", "seen", "sent", "before" };
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), sql, error);

  if (stmt == NULL)
    return FALSE;

  if (command->object != NULL)
    parvis_stmt_bind_text (stmt, ":id", command->object);
  if (has_problem)
    parvis_stmt_bind_text (stmt, ":problem", problem);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *name = g_strconcat (":", numbers[i], NULL);
      const json_t *number = json_object_get (command->body, numbers[i]);

      if (number != NULL)
        parvis_stmt_bind_time (stmt, name, json_integer_value (number));
    }
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if (json_object_get (command->body, "seen") == NULL || parvis_stmt_get_changes (stmt) > 0)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "Somebody else sends this push");

  return FALSE;
}

static gboolean
apply_claim (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  return run (tx, "UPDATE push SET attempts = attempts + 1, next_at = :later"
              " WHERE town = :town AND id = :id AND next_at = :seen", command, NULL, FALSE, error);
}

static gboolean
apply_put_off (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  return run (tx, "UPDATE push SET next_at = :later WHERE town = :town AND id = :id"
              " AND next_at < :later", command, NULL, FALSE, error);
}

static gboolean
apply_settle (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  const json_t *letter = json_object_get (command->body, "letter");

  return run (tx, "UPDATE push SET next_at = NULL, data = '', sent_at = :sent, problem = :problem"
              " WHERE town = :town AND id = :id", command,
              json_string_value (json_object_get (command->body, "problem")), TRUE, error) &&
         (letter == NULL || parvis_mail_insert (tx, letter, error));
}

static gboolean
apply_forget (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  return run (tx, "DELETE FROM push WHERE town = :town AND next_at IS NULL"
              " AND created_at < :before", command, NULL, FALSE, error);
}

static ParvisCommand *
make_command (const char       *name,
              const ParvisPush *push,
              gint64            now,
              ParvisApplyFunc   apply,
              json_t           *body)
{
  ParvisCommand *command = parvis_command_new (name, "", apply);

  command->object = g_strdup (push == NULL ? NULL : push->id);
  command->actor = g_strdup ("system");
  command->received_at = now;
  command->body = body;

  return command;
}

ParvisCommand *
parvis_push_claim (const ParvisPush *push,
                   gint64            now)
{
  return make_command ("push.claim", push, now, apply_claim,
                       json_pack ("{s:I, s:I}", "seen", (json_int_t) push->next_at, "later",
                                  (json_int_t) (now + find_pause (push->attempts))));
}

ParvisCommand *
parvis_push_put_off (const ParvisPush *push,
                     gint64            now,
                     gint64            wait)
{
  return make_command ("push.put_off", push, now, apply_put_off,
                       json_pack ("{s:I}", "later", (json_int_t) (now + wait)));
}

ParvisCommand *
parvis_push_settle (const ParvisPush *push,
                    gint64            now,
                    const char       *problem,
                    json_t           *letter)
{
  json_t *body = json_pack ("{s:I, s:s?}", "sent",
                            (json_int_t) (problem == NULL ? now : PARVIS_NO_TIME), "problem",
                            problem);

  if (letter != NULL)
    json_object_set_new (body, "letter", letter);

  return make_command ("push.settle", push, now, apply_settle, body);
}

ParvisCommand *
parvis_push_forget (gint64 now)
{
  return make_command ("push.forget", NULL, now, apply_forget,
                       json_pack ("{s:I}", "before", (json_int_t) (now - KEPT)));
}

/* --- the service's key --- */

static gboolean
apply_key (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisStmt) add = NULL;
  g_autoptr(ParvisStmt) find = NULL;
  gboolean has_row = FALSE;

  add = parvis_db_prepare (db, "INSERT INTO push_key (town, sealed) VALUES (:town, :sealed)"
                           " ON CONFLICT (town) DO NOTHING", error);
  if (add == NULL)
    return FALSE;

  parvis_stmt_bind_text (add, ":sealed",
                         json_string_value (json_object_get (command->body, "sealed")));
  if (!parvis_stmt_step (add, NULL, error))
    return FALSE;

  find = parvis_db_prepare (db, "SELECT sealed FROM push_key WHERE town = :town", error);
  if (find == NULL || !parvis_stmt_step (find, &has_row, error))
    return FALSE;

  answer->body = json_pack ("{s:s}", "sealed", parvis_stmt_get_text (find, 0));

  return TRUE;
}

char *
parvis_push_keep_key (ParvisStore  *store,
                      const char   *sealed,
                      GError      **error)
{
  ParvisCommand *command = parvis_command_new ("push.key", "", apply_key);
  g_autoptr(ParvisAnswer) answer = NULL;

  command->body = json_pack ("{s:s}", "sealed", sealed);
  answer = parvis_store_apply (store, command, NULL, error);

  return answer == NULL ? NULL
         : g_strdup (json_string_value (json_object_get (answer->body, "sealed")));
}
