/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-mailer"

#include "config.h"

#include "parvis-mailer.h"

#include "parvis-error.h"
#include "parvis-worker.h"

#include <string.h>

struct _ParvisMailer
{
  ParvisStore       *store;
  const ParvisClock *clock;
  ParvisUnsealFunc   unseal;
  const ParvisSmtp  *smtp;
  ParvisMailerFunc   report;
  gpointer           user_data;
  gint64             forgot_at;
  ParvisWorker      *worker;         /* owned */
};

static gboolean
apply (ParvisMailer   *self,
       ParvisCommand  *command,
       GError        **error)
{
  g_autoptr (ParvisAnswer) answer = NULL;
  gint64 seq;

  answer = parvis_store_apply (self->store, command, &seq, error);

  return answer != NULL;
}

/* The letter with its values, as they were sealed. */
static GBytes *
write_letter (ParvisMailer          *self,
              const ParvisMailItem  *item,
              GError               **error)
{
  g_autofree char *text = self->unseal (item->data, self->user_data, error);
  g_autoptr (json_t) values = NULL;

  if (text == NULL)
    return NULL;

  values = parvis_json_parse (text, strlen (text), error);
  if (values == NULL)
    return NULL;

  return parvis_letter_write (item->kind, item->language, values, self->smtp->from,
                              item->recipient, item->id, item->created_at, error);
}

static gboolean
send_letter (ParvisMailer          *self,
             const ParvisMailItem  *item,
             GError               **error)
{
  g_autoptr (GBytes) letter = write_letter (self, item, error);

  if (letter != NULL)
    return parvis_smtp_send (self->smtp, item->recipient, letter,
                             parvis_worker_get_stop (self->worker), error);

  /* What cannot be written now can never be. */
  if (error != NULL && *error != NULL)
    (*error)->code = PARVIS_ERROR_INVALID;

  return FALSE;
}

static gboolean
is_of_use (const ParvisMailItem *item,
           gint64                now)
{
  return now < item->created_at + parvis_letter_kind_get_life (item->kind);
}

static void
tell (ParvisMailer         *self,
      const ParvisMailItem *item,
      const char           *problem,
      gboolean              again)
{
  if (self->report != NULL)
    self->report (item, problem, again, self->user_data);
}

/* FALSE when the database takes nothing, and no other letter need be tried. */
static gboolean
deal_with (ParvisMailer         *self,
           const ParvisMailItem *item)
{
  gint64 now = parvis_clock_now (self->clock);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) lost = NULL;
  gboolean again;

  if (!apply (self, parvis_mail_claim (item, now), &error))
    {
      if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT))
        return TRUE;
      tell (self, item, error->message, TRUE);
      return FALSE;
    }

  /* Put off until a version that knows the kind is there. */
  if (item->kind == PARVIS_N_LETTERS)
    {
      tell (self, item, "unknown kind", TRUE);
      return TRUE;
    }

  if (!is_of_use (item, now))
    g_set_error_literal (&error, PARVIS_ERROR, PARVIS_ERROR_INVALID, "expired");
  else
    send_letter (self, item, &error);

  again = error != NULL && !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  tell (self, item, error == NULL ? NULL : error->message, again);
  if (!again &&
      !apply (self, parvis_mail_settle (item, now, error == NULL ? NULL : error->message), &lost))
    {
      tell (self, item, lost->message, TRUE);
      return FALSE;
    }

  return TRUE;
}

static ParvisMailItem *
find_due (ParvisMailer *self,
          gint64       *next_at)
{
  g_autoptr (GError) error = NULL;
  ParvisMailItem *item = NULL;
  ParvisDb *db = parvis_store_acquire (self->store, "", &error);

  *next_at = PARVIS_NEVER;
  if (db == NULL)
    return NULL;

  parvis_mail_find_due (db, parvis_clock_now (self->clock), &item, next_at, &error);
  parvis_store_release (self->store, db);

  return item;
}

static void
forget (ParvisMailer *self)
{
  gint64 now = parvis_clock_now (self->clock);
  g_autoptr (GError) error = NULL;

  if (self->forgot_at != PARVIS_NO_TIME && now - self->forgot_at < PARVIS_DAY)
    return;

  self->forgot_at = now;
  apply (self, parvis_mail_forget (now), &error);
}

guint
parvis_mailer_run (ParvisMailer *self,
                   gint64       *next_at)
{
  guint n = 0;

  forget (self);
  while (g_atomic_int_get (parvis_worker_get_stop (self->worker)) == 0)
    {
      g_autoptr (ParvisMailItem) item = find_due (self, next_at);

      if (item == NULL || !deal_with (self, item))
        break;
      n++;
    }

  return n;
}

static void
work_cb (gpointer  data,
         gint64   *next_at)
{
  parvis_mailer_run (data, next_at);
}

ParvisMailer *
parvis_mailer_new (ParvisStore       *store,
                   const ParvisClock *clock,
                   ParvisUnsealFunc   unseal,
                   const ParvisSmtp  *smtp,
                   ParvisMailerFunc   report,
                   gpointer           user_data)
{
  ParvisMailer *self = g_new0 (ParvisMailer, 1);

  self->store = store;
  self->clock = clock;
  self->unseal = unseal;
  self->smtp = smtp;
  self->report = report;
  self->user_data = user_data;
  self->forgot_at = PARVIS_NO_TIME;
  self->worker = parvis_worker_new (clock, work_cb, self);

  return self;
}

void
parvis_mailer_free (ParvisMailer *self)
{
  if (self == NULL)
    return;

  parvis_worker_free (self->worker);
  g_free (self);
}

gboolean
parvis_mailer_start (ParvisMailer  *self,
                     GError       **error)
{
  return parvis_worker_start (self->worker, "sends mail", error);
}

void
parvis_mailer_stop (ParvisMailer *self)
{
  parvis_worker_stop (self->worker);
}

void
parvis_mailer_wake (ParvisMailer *self)
{
  parvis_worker_wake (self->worker);
}
