/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-mail"

#include "config.h"

#include "parvis-mail.h"

#include "parvis-contact.h"
#include "parvis-error.h"

#include <string.h>

#define FIRST_PAUSE   (1 * PARVIS_MINUTE)
#define LONGEST_PAUSE (1 * PARVIS_HOUR)
#define KEPT          (30 * PARVIS_DAY)

void
parvis_mail_item_free (ParvisMailItem *item)
{
  if (item == NULL)
    return;

  g_free (item->id);
  g_free (item->recipient);
  g_free (item->language);
  g_free (item->data);
  g_free (item);
}

json_t *
parvis_mail_prepare (ParvisLetterKind   kind,
                     const char        *recipient,
                     const char        *language,
                     const char        *data,
                     GError           **error)
{
  g_autofree char *id = g_uuid_string_random ();

  if (!parvis_contact_is_email (recipient))
    {
      parvis_set_invalid (error, "/email", "This is not an address that mail can be sent to");
      return NULL;
    }

  return json_pack ("{s:s, s:s, s:s, s:s, s:s}", "id", id,
                    "template", parvis_letter_kind_get_token (kind), "recipient", recipient,
                    "locale", language, "data", data);
}

gboolean
parvis_mail_insert (ParvisTx      *tx,
                    const json_t  *letter,
                    GError       **error)
{
  static const char * const members[] = { "id", "template", "recipient", "locale", "data" };
  g_autoptr (ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO mail (town, id, template, recipient, locale, data,"
                            " created_at, next_at)"
                            " VALUES (:town, :id, :template, :recipient, :locale, :data,"
                            " :now, :now) ON CONFLICT (town, id) DO NOTHING",
                            error);
  if (stmt == NULL)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_autofree char *name = g_strconcat (":", members[i], NULL);

      parvis_stmt_bind_text (stmt, name,
                             json_string_value (json_object_get (letter, members[i])));
    }
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
apply_queue (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  return parvis_mail_insert (tx, command->body, error);
}

ParvisCommand *
parvis_mail_queue_command (json_t *letter)
{
  ParvisCommand *command = parvis_command_new ("mail.queue", "", apply_queue);

  command->body = letter;

  return command;
}

gboolean
parvis_mail_queue (ParvisStore  *store,
                   json_t       *letter,
                   GError      **error)
{
  ParvisCommand *command = parvis_mail_queue_command (letter);
  g_autoptr (ParvisAnswer) answer = NULL;

  answer = parvis_store_apply (store, command, NULL, error);

  return answer != NULL;
}

static ParvisMailItem *
read_item (ParvisStmt *stmt)
{
  ParvisMailItem *item = g_new0 (ParvisMailItem, 1);

  item->id = g_strdup (parvis_stmt_get_text (stmt, 0));
  /* A kind of a later version is left to it; this one only puts it off. */
  if (!parvis_letter_kind_from_token (parvis_stmt_get_text (stmt, 1), &item->kind))
    item->kind = PARVIS_N_LETTERS;
  item->recipient = g_strdup (parvis_stmt_get_text (stmt, 2));
  item->language = g_strdup (parvis_stmt_get_text (stmt, 3));
  item->data = g_strdup (parvis_stmt_get_text (stmt, 4));
  item->created_at = parvis_stmt_get_time (stmt, 5);
  item->next_at = parvis_stmt_get_time (stmt, 6);
  item->attempts = parvis_stmt_get_int (stmt, 7);

  return item;
}

gboolean
parvis_mail_find_due (ParvisDb        *db,
                      gint64           now,
                      ParvisMailItem **item,
                      gint64          *next_at,
                      GError         **error)
{
  g_autoptr (ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  *item = NULL;
  *next_at = PARVIS_NEVER;
  stmt = parvis_db_prepare (db,
                            "SELECT id, template, recipient, locale, data, created_at, next_at,"
                            " attempts FROM mail WHERE town = :town AND next_at IS NOT NULL"
                            " ORDER BY next_at, id LIMIT 2",
                            error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (has_row && parvis_stmt_get_time (stmt, 6) <= now)
    {
      *item = read_item (stmt);
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
    }
  if (has_row)
    *next_at = parvis_stmt_get_time (stmt, 6);

  return TRUE;
}

static gint64
find_pause (gint64 attempts)
{
  return attempts >= 16 ? LONGEST_PAUSE : MIN (FIRST_PAUSE << attempts, LONGEST_PAUSE);
}

static gboolean
apply_claim (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  g_autoptr (ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE mail SET attempts = attempts + 1, next_at = :later"
                            " WHERE town = :town AND id = :id AND next_at = :seen",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", command->object);
  parvis_stmt_bind_int (stmt, ":later",
                        json_integer_value (json_object_get (command->body, "later")));
  parvis_stmt_bind_int (stmt, ":seen",
                        json_integer_value (json_object_get (command->body, "seen")));
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  if (parvis_stmt_get_changes (stmt) == 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                           "Somebody else sends this letter");
      return FALSE;
    }

  return TRUE;
}

static gboolean
apply_settle (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  const char *problem = json_string_value (json_object_get (command->body, "problem"));
  g_autoptr (ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE mail SET next_at = NULL, data = '', sent_at = :sent,"
                            " problem = :problem WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", command->object);
  parvis_stmt_bind_text (stmt, ":problem", problem);
  parvis_stmt_bind_time (stmt, ":sent", problem == NULL ? command->received_at : PARVIS_NO_TIME);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
apply_forget (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  g_autoptr (ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "DELETE FROM mail WHERE town = :town AND next_at IS NULL"
                            " AND created_at < :before",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_time (stmt, ":before", command->received_at - KEPT);

  return parvis_stmt_step (stmt, NULL, error);
}

static ParvisCommand *
make_command (const char           *name,
              const ParvisMailItem *item,
              gint64                now,
              ParvisApplyFunc       apply,
              json_t               *body)
{
  ParvisCommand *command = parvis_command_new (name, "", apply);

  command->object = g_strdup (item == NULL ? NULL : item->id);
  command->actor = g_strdup ("system");
  command->received_at = now;
  command->body = body;

  return command;
}

ParvisCommand *
parvis_mail_claim (const ParvisMailItem *item,
                   gint64                now)
{
  return make_command ("mail.claim", item, now, apply_claim,
                       json_pack ("{s:I, s:I}", "seen", (json_int_t) item->next_at,
                                  "later", (json_int_t) (now + find_pause (item->attempts))));
}

ParvisCommand *
parvis_mail_settle (const ParvisMailItem *item,
                    gint64                now,
                    const char           *problem)
{
  return make_command ("mail.settle", item, now, apply_settle,
                       json_pack ("{s:s?}", "problem", problem));
}

ParvisCommand *
parvis_mail_forget (gint64 now)
{
  return make_command ("mail.forget", NULL, now, apply_forget, NULL);
}
