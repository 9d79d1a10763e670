/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-outbox"

#include "config.h"

#include "parvis-outbox.h"

#include "parvis-mail.h"

typedef struct
{
  ParvisService  *service;     /* borrowed */
  char           *town;
  char           *notice;
  const ParvisOutbox *outbox;
  gint64          now;
  ParvisDoneFunc  done;
  gpointer        user_data;
} Sending;

static void
free_sending (Sending *sending)
{
  g_free (sending->town);
  g_free (sending->notice);
  g_free (sending);
}

static void
take_away (Sending  *sending,
           gboolean  sent)
{
  parvis_store_submit (parvis_service_get_store (sending->service),
                       sending->outbox->noticed (sending->town, sending->notice, sent,
                                                 sending->now),
                       sending->done, sending->user_data);
  free_sending (sending);
}

/* On a writer's thread. */
static void
queued_cb (ParvisCommand *command,
           ParvisAnswer  *answer,
           gint64         seq,
           gboolean       replayed,
           GError        *error,
           gpointer       user_data)
{
  Sending *sending = user_data;

  if (error != NULL)
    {
      sending->done (command, answer, seq, replayed, error, sending->user_data);
      free_sending (sending);
      return;
    }

  parvis_command_free (command);
  g_clear_pointer (&answer, parvis_answer_free);
  parvis_post_wake (parvis_service_get_post (sending->service));
  take_away (sending, TRUE);
}

gboolean
parvis_outbox_post (const ParvisOutbox *outbox,
                    ParvisService      *service,
                    const char         *town,
                    gint64              now,
                    ParvisDoneFunc      done,
                    gpointer            user_data)
{
  ParvisStore *store = parvis_service_get_store (service);
  ParvisDb *db = parvis_store_acquire (store, town, NULL);
  g_autoptr(ParvisNotice) notice = NULL;
  Sending *sending;
  json_t *letter;
  gboolean known;

  known = db != NULL && outbox->find (db, now, &notice, NULL);
  parvis_store_release (store, db);
  if (!known || notice == NULL)
    return FALSE;

  sending = g_new0 (Sending, 1);
  *sending = (Sending) { service, g_strdup (town), g_strdup (notice->id), outbox, now, done,
                         user_data };
  letter = notice->letter != NULL ? outbox->write (service, notice->letter) : NULL;
  if (letter == NULL)
    {
      take_away (sending, FALSE);
      return TRUE;
    }

  parvis_json_set_string (letter, "id", notice->id);
  parvis_store_submit (store, parvis_mail_queue_command (letter), queued_cb, sending);

  return TRUE;
}
