/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-notices"

#include "config.h"

#include "parvis-notices.h"

#include "parvis-mail.h"

typedef struct
{
  ParvisService  *service;     /* borrowed */
  char           *town;
  char           *notice;
  ParvisNoticedFunc noticed;
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
                       sending->noticed (sending->town, sending->notice, sent,
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

void
parvis_notice_send (ParvisService     *service,
                    const char        *town,
                    const char        *notice,
                    json_t            *letter,
                    ParvisNoticedFunc  noticed,
                    gint64             now,
                    ParvisDoneFunc     done,
                    gpointer           user_data)
{
  Sending *sending = g_new0 (Sending, 1);

  *sending = (Sending) { service, g_strdup (town), g_strdup (notice), noticed, now, done,
                         user_data };
  if (letter == NULL)
    {
      take_away (sending, FALSE);
      return;
    }

  parvis_json_set_string (letter, "id", notice);
  parvis_store_submit (parvis_service_get_store (service), parvis_mail_queue_command (letter),
                       queued_cb, sending);
}
