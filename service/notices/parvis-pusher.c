/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pusher"

#include "config.h"

#include "parvis-pusher.h"

#include "parvis-error.h"
#include "parvis-json.h"
#include "parvis-preference.h"
#include "parvis-push-cipher.h"
#include "parvis-push-text.h"
#include "parvis-vapid.h"
#include "parvis-worker.h"

#include <string.h>

#define N_SENDERS 4

/* What a push service says besides its status is read by nobody. */
#define MAX_ANSWER (16 * 1024)

#define MAX_LINES 8

/* The part of its life that a push waits for its service before a letter goes in its place. */
#define PATIENCE 4

typedef struct
{
  ParvisPusher  *pusher;      /* borrowed */
  ParvisWorker  *worker;
  ParvisFetcher *fetcher;
  ParvisVapid   *vapid;
  gint64         forgot_at;
} Sender;

struct _ParvisPusher
{
  ParvisStore       *store;
  const ParvisClock *clock;
  ParvisUnsealFunc   unseal;
  ParvisPusherFunc   report;
  gpointer           user_data;
  Sender             senders[N_SENDERS];
};

/* What is to be sent, and what became of it. */
typedef struct
{
  json_t     *data;
  const char *endpoint;
  char       *problem;        /* NULL: it was taken */
  gint64      wait;           /* for how long the push service wants to be left alone */
  gboolean    again;
  gboolean    gone;
} Delivery;

static void
clear_delivery (Delivery *delivery)
{
  json_decref (delivery->data);
  g_free (delivery->problem);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Delivery, clear_delivery)

static gboolean
apply (ParvisPusher   *self,
       ParvisCommand  *command,
       GError        **error)
{
  g_autoptr(ParvisAnswer) answer = NULL;

  answer = parvis_store_apply (self->store, command, NULL, error);

  return answer != NULL;
}

static gint64
find_end (const ParvisPush *push)
{
  return push->created_at + parvis_letter_kind_get_life (push->kind);
}

/* Until when it is tried again though a letter could go in its place. */
static gint64
find_patience (const ParvisPush *push)
{
  return push->created_at + (find_end (push) - push->created_at) / PATIENCE;
}

/* RFC 8030 §5 to §7: what is over, what is over for ever, and what may be tried again. */
static void
judge (Delivery                *delivery,
       const ParvisFetchAnswer *answer)
{
  long status = answer->status;

  if (status >= 200 && status < 300)
    return;

  delivery->gone = status == 404 || status == 410;
  delivery->again = status == 408 || status == 429 || status >= 500;
  delivery->wait = answer->retry_after;
  delivery->problem = delivery->gone ? g_strdup ("gone") : g_strdup_printf ("status %ld", status);
}

static gboolean
read_push (Sender            *sender,
           const ParvisPush  *push,
           Delivery          *delivery,
           ParvisPushKeys    *keys,
           GError           **error)
{
  ParvisPusher *self = sender->pusher;
  g_autofree char *text = self->unseal (push->data, self->user_data, error);
  const char *p256dh;
  const char *auth;

  if (text == NULL)
    return FALSE;

  delivery->data = parvis_json_parse (text, strlen (text), error);

  return delivery->data != NULL &&
         parvis_json_get_string (delivery->data, "endpoint", PARVIS_FETCH_MAX_URL,
                                 &delivery->endpoint, error) &&
         parvis_json_get_string (delivery->data, "p256dh", 128, &p256dh, error) &&
         parvis_json_get_string (delivery->data, "auth", 64, &auth, error) &&
         parvis_push_keys_read (p256dh, auth, keys, error);
}

static void
post (Sender           *sender,
      const ParvisPush *push,
      Delivery         *delivery,
      GBytes           *body,
      const char       *authorization,
      gint64            now)
{
  g_auto(ParvisFetchAnswer) answer = { 0 };
  g_autofree char *who = g_strconcat ("Authorization: ", authorization, NULL);
  g_autofree char *topic = g_strconcat ("Topic: ", push->topic, NULL);
  g_autofree char *urgency = g_strconcat ("Urgency: ", parvis_push_text_get_urgency (push->kind),
                                          NULL);
  g_autofree char *ttl = g_strdup_printf ("TTL: %d",
                                          (int) ((find_end (push) - now) / PARVIS_SECOND));
  const char *lines[MAX_LINES] = {
    "Content-Type: application/octet-stream", "Content-Encoding: aes128gcm", ttl, urgency, topic,
    who, NULL,
  };
  ParvisFetchRequest request = {
    .url = delivery->endpoint, .headers = lines, .max_answer = MAX_ANSWER,
  };
  const char *problem;

  request.body = g_bytes_get_data (body, &request.length);
  problem = parvis_fetcher_ask (sender->fetcher, &request, &answer);
  if (problem == NULL)
    {
      judge (delivery, &answer);
      return;
    }

  delivery->problem = g_strdup (problem);
  delivery->again = TRUE;
}

static void
deliver (Sender           *sender,
         const ParvisPush *push,
         Delivery         *delivery,
         gint64            now)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) body = NULL;
  const char *authorization = NULL;
  const char *text;
  ParvisPushKeys keys;

  /* What cannot be written now can never be. */
  if (!read_push (sender, push, delivery, &keys, &error) ||
      !parvis_json_get_string (delivery->data, "text", PARVIS_PUSH_MAX_TEXT, &text, &error) ||
      (body = parvis_push_encrypt (&keys, text, &error)) == NULL ||
      (authorization = parvis_vapid_authorize (sender->vapid, delivery->endpoint, now,
                                               &error)) == NULL)
    {
      delivery->problem = g_strdup (error->message);
      return;
    }

  post (sender, push, delivery, body, authorization, now);
}

/* In the town's own database; a town that is not there any more has no devices either. */
static void
forget_device (ParvisPusher     *self,
               const ParvisPush *push,
               const Delivery   *delivery,
               gint64            now)
{
  g_autofree char *endpoint = g_compute_checksum_for_string (G_CHECKSUM_SHA256,
                                                             delivery->endpoint, -1);

  apply (self, parvis_preference_gone_command (push->place, push->device, endpoint, now), NULL);
}

static void
tell (ParvisPusher     *self,
      const ParvisPush *push,
      const char       *problem,
      gboolean          again)
{
  if (self->report != NULL)
    self->report (push, problem, again, self->user_data);
}

/* FALSE when the database takes nothing. */
static gboolean
settle (ParvisPusher     *self,
        const ParvisPush *push,
        const Delivery   *delivery,
        gint64            now)
{
  g_autoptr(GError) error = NULL;
  json_t *letter = json_object_get (delivery->data, "letter");
  ParvisCommand *command;

  if (delivery->gone)
    forget_device (self, push, delivery, now);

  /* A letter in its place has to come while it is true: it does not wait for the last try, and
   * does not go when its time is over.
   */
  if (delivery->problem == NULL || now >= find_end (push))
    letter = NULL;
  if (!delivery->again || (letter != NULL && now + delivery->wait >= find_patience (push)))
    command = parvis_push_settle (push, now, delivery->problem,
                                  letter == NULL ? NULL : json_incref (letter));
  else if (delivery->wait > 0)
    command = parvis_push_put_off (push, now, delivery->wait);
  else
    return TRUE;

  if (apply (self, command, &error))
    return TRUE;

  tell (self, push, error->message, TRUE);

  return FALSE;
}

static gboolean
deal_with (Sender           *sender,
           const ParvisPush *push)
{
  ParvisPusher *self = sender->pusher;
  gint64 now = parvis_clock_now (self->clock);
  g_auto(Delivery) delivery = { NULL, };
  g_autoptr(GError) error = NULL;
  gboolean settled;

  if (!apply (self, parvis_push_claim (push, now), &error))
    {
      if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT))
        return TRUE;
      tell (self, push, error->message, TRUE);
      return FALSE;
    }

  /* Put off until a version that knows the kind is there. */
  if (push->kind == PARVIS_N_LETTERS)
    {
      tell (self, push, "unknown kind", TRUE);
      return TRUE;
    }

  if (now < find_end (push))
    deliver (sender, push, &delivery, now);
  else
    delivery.problem = g_strdup ("expired");

  settled = settle (self, push, &delivery, now);
  tell (self, push, delivery.problem, delivery.again);

  return settled;
}

static ParvisPush *
find_due (ParvisPusher *self,
          gint64       *next_at)
{
  ParvisPush *push = NULL;
  ParvisDb *db = parvis_store_acquire (self->store, "", NULL);

  *next_at = PARVIS_NEVER;
  if (db == NULL)
    return NULL;

  parvis_push_find_due (db, parvis_clock_now (self->clock), &push, next_at, NULL);
  parvis_store_release (self->store, db);

  return push;
}

static void
forget (Sender *sender)
{
  ParvisPusher *self = sender->pusher;
  gint64 now = parvis_clock_now (self->clock);

  if (sender != self->senders ||
      (sender->forgot_at != PARVIS_NO_TIME && now - sender->forgot_at < PARVIS_DAY))
    return;

  sender->forgot_at = now;
  apply (self, parvis_push_forget (now), NULL);
}

static guint
run_sender (Sender *sender,
            gint64 *next_at)
{
  guint n = 0;

  forget (sender);
  while (g_atomic_int_get (parvis_worker_get_stop (sender->worker)) == 0)
    {
      g_autoptr(ParvisPush) push = find_due (sender->pusher, next_at);

      if (push == NULL || !deal_with (sender, push))
        break;
      n++;
    }

  return n;
}

static void
work_cb (gpointer  data,
         gint64   *next_at)
{
  run_sender (data, next_at);
}

static gboolean
set_up (ParvisPusher  *self,
        Sender        *sender,
        const char    *key,
        const char    *contact,
        ParvisReach    reach,
        GError       **error)
{
  ParvisP256 *pair = parvis_p256_read (key, error);

  if (pair == NULL)
    return FALSE;

  sender->pusher = self;
  sender->forgot_at = PARVIS_NO_TIME;
  sender->worker = parvis_worker_new (self->clock, work_cb, sender);
  sender->fetcher = parvis_fetcher_new (reach, parvis_worker_get_stop (sender->worker));
  sender->vapid = parvis_vapid_new (pair, contact);

  return TRUE;
}

ParvisPusher *
parvis_pusher_new (ParvisStore        *store,
                   const ParvisClock  *clock,
                   ParvisUnsealFunc    unseal,
                   const char         *key,
                   const char         *contact,
                   ParvisReach         reach,
                   ParvisPusherFunc    report,
                   gpointer            user_data,
                   GError            **error)
{
  g_autoptr(ParvisPusher) self = g_new0 (ParvisPusher, 1);

  self->store = store;
  self->clock = clock;
  self->unseal = unseal;
  self->report = report;
  self->user_data = user_data;
  for (guint i = 0; i < N_SENDERS; i++)
    {
      if (!set_up (self, &self->senders[i], key, contact, reach, error))
        return NULL;
    }

  return g_steal_pointer (&self);
}

void
parvis_pusher_free (ParvisPusher *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < N_SENDERS; i++)
    {
      parvis_worker_free (self->senders[i].worker);
      parvis_fetcher_free (self->senders[i].fetcher);
      parvis_vapid_free (self->senders[i].vapid);
    }
  g_free (self);
}

char *
parvis_pusher_dup_key (ParvisPusher *self)
{
  return parvis_vapid_dup_key (self->senders[0].vapid);
}

gboolean
parvis_pusher_start (ParvisPusher  *self,
                     GError       **error)
{
  for (guint i = 0; i < N_SENDERS; i++)
    {
      if (!parvis_worker_start (self->senders[i].worker, "sends pushes", error))
        return FALSE;
    }

  return TRUE;
}

void
parvis_pusher_stop (ParvisPusher *self)
{
  for (guint i = 0; i < N_SENDERS; i++)
    parvis_worker_stop (self->senders[i].worker);
}

void
parvis_pusher_wake (ParvisPusher *self)
{
  for (guint i = 0; i < N_SENDERS; i++)
    parvis_worker_wake (self->senders[i].worker);
}

guint
parvis_pusher_run (ParvisPusher *self,
                   gint64       *next_at)
{
  return run_sender (&self->senders[0], next_at);
}
