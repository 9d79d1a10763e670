/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-mailer"

#include "config.h"

#include "parvis-mailer.h"

#include "parvis-error.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

/* Letters that another node queued are found at the latest after this. */
#define LOOK_AGAIN (30 * PARVIS_SECOND)

struct _ParvisMailer
{
  ParvisStore       *store;
  const ParvisClock *clock;
  ParvisUnsealFunc   unseal;
  const ParvisSmtp  *smtp;
  ParvisMailerFunc   report;
  gpointer           user_data;
  gint64             forgot_at;

  gint               stop;           /* atomic */
  gboolean           running;
  pthread_t          thread;
  pthread_mutex_t    mutex;
  pthread_cond_t     cond;
  gboolean           woken;          /* guarded by the mutex */
};

ParvisMailer *
parvis_mailer_new (ParvisStore       *store,
                   const ParvisClock *clock,
                   ParvisUnsealFunc   unseal,
                   const ParvisSmtp  *smtp,
                   ParvisMailerFunc   report,
                   gpointer           user_data)
{
  ParvisMailer *self = g_new0 (ParvisMailer, 1);
  pthread_condattr_t attributes;

  self->store = store;
  self->clock = clock;
  self->unseal = unseal;
  self->smtp = smtp;
  self->report = report;
  self->user_data = user_data;
  self->forgot_at = PARVIS_NO_TIME;

  pthread_mutex_init (&self->mutex, NULL);
  pthread_condattr_init (&attributes);
  pthread_condattr_setclock (&attributes, CLOCK_MONOTONIC);
  pthread_cond_init (&self->cond, &attributes);
  pthread_condattr_destroy (&attributes);

  return self;
}

void
parvis_mailer_stop (ParvisMailer *self)
{
  if (!self->running)
    return;

  g_atomic_int_set (&self->stop, 1);
  parvis_mailer_wake (self);
  pthread_join (self->thread, NULL);
  self->running = FALSE;
}

void
parvis_mailer_free (ParvisMailer *self)
{
  if (self == NULL)
    return;

  parvis_mailer_stop (self);
  pthread_cond_destroy (&self->cond);
  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

void
parvis_mailer_wake (ParvisMailer *self)
{
  pthread_mutex_lock (&self->mutex);
  self->woken = TRUE;
  pthread_cond_signal (&self->cond);
  pthread_mutex_unlock (&self->mutex);
}

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
    return parvis_smtp_send (self->smtp, item->recipient, letter, &self->stop, error);

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
report (ParvisMailer         *self,
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
      report (self, item, error->message, TRUE);
      return FALSE;
    }

  /* Put off until a version that knows the kind is there. */
  if (item->kind == PARVIS_N_LETTERS)
    {
      report (self, item, "unknown kind", TRUE);
      return TRUE;
    }

  if (!is_of_use (item, now))
    g_set_error_literal (&error, PARVIS_ERROR, PARVIS_ERROR_INVALID, "expired");
  else
    send_letter (self, item, &error);

  again = error != NULL && !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  report (self, item, error == NULL ? NULL : error->message, again);
  if (!again &&
      !apply (self, parvis_mail_settle (item, now, error == NULL ? NULL : error->message), &lost))
    {
      report (self, item, lost->message, TRUE);
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
  while (g_atomic_int_get (&self->stop) == 0)
    {
      g_autoptr (ParvisMailItem) item = find_due (self, next_at);

      if (item == NULL || !deal_with (self, item))
        break;
      n++;
    }

  return n;
}

static void
wait_until (ParvisMailer *self,
            gint64        next_at)
{
  gint64 wait = next_at == PARVIS_NEVER
                ? LOOK_AGAIN : next_at - parvis_clock_now (self->clock);
  struct timespec until;

  wait = CLAMP (wait, 0, LOOK_AGAIN);
  clock_gettime (CLOCK_MONOTONIC, &until);
  until.tv_sec += wait / 1000;
  until.tv_nsec += wait % 1000 * 1000000;
  if (until.tv_nsec >= 1000000000)
    {
      until.tv_sec++;
      until.tv_nsec -= 1000000000;
    }

  pthread_mutex_lock (&self->mutex);
  while (!self->woken && pthread_cond_timedwait (&self->cond, &self->mutex, &until) == 0)
    ;
  self->woken = FALSE;
  pthread_mutex_unlock (&self->mutex);
}

static gpointer
run_cb (gpointer data)
{
  ParvisMailer *self = data;

  while (g_atomic_int_get (&self->stop) == 0)
    {
      gint64 next_at = PARVIS_NEVER;

      parvis_mailer_run (self, &next_at);
      wait_until (self, next_at);
    }

  return NULL;
}

gboolean
parvis_mailer_start (ParvisMailer  *self,
                     GError       **error)
{
  if (pthread_create (&self->thread, NULL, run_cb, self) != 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "The thread that sends mail cannot be started");
      return FALSE;
    }
  self->running = TRUE;

  return TRUE;
}
