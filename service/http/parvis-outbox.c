/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-outbox"

#include "config.h"

#include "parvis-outbox.h"

#include "parvis-error.h"
#include "parvis-mail.h"
#include "parvis-phrases.h"
#include "parvis-push.h"
#include "parvis-stop.h"

typedef struct
{
  ParvisService  *service;     /* borrowed */
  char           *town;
  char           *notice;
  const ParvisOutbox *outbox;
  guint           by;
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
take_away (Sending *sending)
{
  parvis_store_submit (parvis_service_get_store (sending->service),
                       sending->outbox->noticed (sending->town, sending->notice, sending->by,
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
  take_away (sending);
}

/* What goes out of one notice. */
typedef struct
{
  json_t *letter;
  json_t *push;
} Telling;

/* How the person with that device wants it, as far as it can be: who cannot be reached by a push
 * is told by e-mail.
 */
static guint
choose (const ParvisOutbox     *outbox,
        ParvisService          *service,
        ParvisLetterKind        kind,
        const ParvisPreference *choice)
{
  guint by = choice != NULL ? choice->by[outbox->about] : PARVIS_BY_EMAIL;

  if (outbox->is_formal != NULL && outbox->is_formal (kind))
    by |= PARVIS_BY_EMAIL;
  if ((by & PARVIS_BY_PUSH) != 0 &&
      (choice->sealed == NULL || !parvis_post_can_push (parvis_service_get_post (service))))
    by = PARVIS_BY_EMAIL;

  return by;
}

/* A fragment: what is behind it is between the page and its reader, and in no log. */
static char *
dup_target (const ParvisOutbox *outbox,
            ParvisService      *service,
            const char         *town,
            const char         *subject)
{
  return g_strconcat (parvis_service_get_url (service), "/", town, "#",
                      parvis_about_to_string (outbox->about), "/", subject, NULL);
}

/* Receipts and decisions cannot be ended. */
static void
add_stop (const ParvisOutbox *outbox,
          ParvisService      *service,
          const char         *town,
          ParvisLetterKind    kind,
          const char         *device,
          json_t             *values)
{
  g_autofree char *token = NULL;
  g_autofree char *url = NULL;

  if (device == NULL || (outbox->is_formal != NULL && outbox->is_formal (kind)))
    return;

  token = parvis_stop_write (parvis_service_get_seal (service), town, device, outbox->about, NULL);
  if (token == NULL)
    return;

  url = g_strconcat (parvis_service_get_url (service), "/", town, "/stop/", token, NULL);
  parvis_json_set_string (values, "stop", url);
}

static gboolean
write_push (const ParvisOutbox      *outbox,
            ParvisService           *service,
            ParvisDb                *db,
            const ParvisPreference  *choice,
            const ParvisPushing     *pushing,
            gint64                   now,
            Telling                 *telling,
            GError                 **error)
{
  gint64 when = PARVIS_NO_TIME;

  /* Notices of orders wait for the morning by themselves, unless they cannot. */
  if (outbox->about == PARVIS_ABOUT_DOSSIERS &&
      !parvis_preference_wait (choice, db, now, &when, error))
    return FALSE;

  telling->push = parvis_post_write_push (parvis_service_get_post (service), choice, pushing,
                                          when);

  return TRUE;
}

/* FALSE when the database did not answer: it is asked again. */
static gboolean
write_all (const ParvisOutbox  *outbox,
           ParvisService       *service,
           ParvisDb            *db,
           const char          *town,
           const json_t        *letter,
           gint64               now,
           Telling             *telling,
           GError             **error)
{
  const char *device = json_string_value (json_object_get (letter, "device"));
  const char *email = json_string_value (json_object_get (letter, "email"));
  const char *subject = json_string_value (json_object_get (letter, "subject"));
  const char *language = parvis_phrase_choose_language (
    json_string_value (json_object_get (letter, "language")));
  g_autoptr(ParvisPreference) choice = NULL;
  g_autoptr(GError) local = NULL;
  g_autoptr(json_t) values = NULL;
  g_autofree char *target = NULL;
  ParvisLetterKind kind;
  guint by;

  values = outbox->read (letter, language, &kind);
  if (values == NULL)
    return TRUE;

  choice = device != NULL ? parvis_preference_load (db, device, &local) : NULL;
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  by = choose (outbox, service, kind, choice);
  add_stop (outbox, service, town, kind, device, values);
  if (email != NULL && email[0] != '\0' && by != 0)
    telling->letter = parvis_post_write (parvis_service_get_post (service), kind, email, language,
                                         json_incref (values));
  if ((by & PARVIS_BY_PUSH) == 0)
    return TRUE;

  target = dup_target (outbox, service, town, subject);
  if (!write_push (outbox, service, db, choice,
                   &(ParvisPushing) {
                     .kind = kind, .language = language, .values = values, .town = town,
                     .device = device, .target = target, .subject = subject,
                     .instead = (by & PARVIS_BY_EMAIL) == 0 ? telling->letter : NULL,
                   }, now, telling, error))
    return FALSE;

  /* It waits with the push, in case that cannot arrive. */
  if ((by & PARVIS_BY_EMAIL) == 0 && telling->push != NULL)
    g_clear_pointer (&telling->letter, json_decref);

  return TRUE;
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
  Telling telling = { NULL, NULL };
  Sending *sending;
  gboolean known;

  known = db != NULL && outbox->find (db, now, &notice, NULL) && notice != NULL &&
          (notice->letter == NULL ||
           write_all (outbox, service, db, town, notice->letter, now, &telling, NULL));
  parvis_store_release (store, db);
  if (!known)
    {
      g_clear_pointer (&telling.letter, json_decref);
      return FALSE;
    }

  sending = g_new0 (Sending, 1);
  *sending = (Sending) { service, g_strdup (town), g_strdup (notice->id), outbox,
                         (telling.letter != NULL ? PARVIS_BY_EMAIL : 0) |
                         (telling.push != NULL ? PARVIS_BY_PUSH : 0), now, done, user_data };
  if (sending->by == 0)
    {
      take_away (sending);
      return TRUE;
    }

  if (telling.letter != NULL)
    parvis_json_set_string (telling.letter, "id", notice->id);
  if (telling.push != NULL)
    parvis_json_set_string (telling.push, "id", notice->id);
  parvis_store_submit (store, parvis_push_queue_command (telling.letter, telling.push), queued_cb,
                       sending);

  return TRUE;
}
