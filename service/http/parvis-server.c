/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-server"

#include "config.h"

#include "parvis-server.h"

#include "parvis-error.h"
#include "parvis-hub.h"
#include "parvis-listener.h"
#include "parvis-log.h"
#include "parvis-loop.h"
#include "parvis-mailbox.h"
#include "parvis-notify.h"
#include "parvis-outlet.h"
#include "parvis-pool.h"
#include "parvis-schedule.h"
#include "parvis-socket.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* Slow reads that may wait. */
#define POOL_QUEUE 256

/* Pages of signing in have threads of their own, because some hash a password: nobody
 * who only looks at figures waits for that. More of them than may wait get 503.
 */
#define PAGE_THREADS 2
#define PAGE_QUEUE   64

/* What waits for identity providers waits apart: one that is silent keeps nobody from signing
 * in with a password. parvis_oidc_finish() lets half of these wait for one provider at most.
 */
#define AWAY_THREADS (2 * PARVIS_OIDC_AT_ONCE)
#define AWAY_QUEUE   64

/* How long answers under way may take after a stop, in ms. What the store has
 * taken is waited for in any case.
 */
#define GRACE 5000

/* Descriptors besides those of connections: databases (three for each of the 1536 files that
 * writers may keep open, two for as many of readers), sockets, threads.
 */
#define SPARE_DESCRIPTORS (5 * 1536 + 320)

enum { PUBLIC, CONTROL, N_LISTENERS };

struct _ParvisServer
{
  ParvisBackend       backend;
  ParvisListener     *listeners[N_LISTENERS];
  ParvisLoop         *loop;
  ParvisSchedule     *schedule;
  char               *uri;
  char               *control_path;
  ParvisMail          stop_mail;
  int                 signal_fd;
  gboolean            stopping;
  gint64              give_up_at;
  gint64              watchdog;       /* ms between two signs of life for systemd, or -1 */
  gint64              watchdog_at;

  /* Borrowed. */
  const ParvisConfig *config;
};

/* What a batch changed, on its way from the writer to the hub. */
typedef struct
{
  ParvisMail    mail;
  char         *town;
  gsize         n_changes;
  ParvisChange *changes[];
} Publication;

/* A session that begins ends nobody's stream; a service that was restored may end any. */
static gboolean
ends_sessions (const Publication *publication)
{
  gboolean ends = publication->n_changes == 0;

  for (gsize i = 0; !ends && i < publication->n_changes; i++)
    ends = publication->changes[i]->deleted;

  return ends;
}

static void
read_publication_cb (ParvisMail *mail,
                     gpointer    user_data)
{
  Publication *publication = (Publication *) mail;
  ParvisServer *self = user_data;

  /* What the store still finishes while it closes is for nobody any more. The service's
   * own feed tells of sessions alone.
   */
  if (self->backend.hub != NULL)
    parvis_service_settle_people (self->backend.service);
  if (self->backend.hub != NULL && publication->town[0] == '\0')
    {
      if (ends_sessions (publication))
        parvis_hub_check_owners (self->backend.hub, NULL);
    }
  else if (self->backend.hub != NULL && publication->n_changes == 0)
    {
      parvis_live_forget (parvis_service_get_live (self->backend.service), publication->town);
      parvis_hub_cut_town (self->backend.hub, publication->town);
      parvis_schedule_note (self->schedule, publication->town);
    }
  else if (self->backend.hub != NULL)
    {
      parvis_live_note (parvis_service_get_live (self->backend.service), publication->town,
                        publication->changes[publication->n_changes - 1]->seq);
      parvis_hub_publish (self->backend.hub, publication->town, publication->changes,
                          publication->n_changes, self->backend.now);
      parvis_schedule_note (self->schedule, publication->town);
    }

  for (gsize i = 0; i < publication->n_changes; i++)
    parvis_change_unref (publication->changes[i]);
  g_free (publication->town);
  g_free (publication);
}

static void
publish_cb (const char    *town,
            ParvisChange **changes,
            gsize          n_changes,
            gpointer       user_data)
{
  ParvisServer *self = user_data;
  Publication *publication = g_malloc (sizeof *publication + n_changes * sizeof *changes);

  publication->mail.read = read_publication_cb;
  publication->town = g_strdup (town);
  publication->n_changes = n_changes;
  for (gsize i = 0; i < n_changes; i++)
    publication->changes[i] = parvis_change_ref (changes[i]);

  parvis_mailbox_post (self->backend.mailbox, &publication->mail);
}

static void
begin_stop (ParvisServer *self)
{
  if (self->stopping)
    return;

  self->stopping = TRUE;
  self->give_up_at = self->backend.now + GRACE;
  parvis_notify ("STOPPING=1");
  parvis_log (PARVIS_LOG_INFO, "stopping", NULL);

  for (guint i = 0; i < N_LISTENERS; i++)
    parvis_listener_quiesce (self->listeners[i]);
  parvis_hub_stop (self->backend.hub);
}

static void
read_stop_cb (ParvisMail *mail,
              gpointer    user_data)
{
  begin_stop (user_data);
}

static void
drain_cb (gpointer user_data)
{
  ParvisServer *self = user_data;

  self->backend.now = parvis_loop_now (self->loop);
  parvis_mailbox_drain (self->backend.mailbox);
}

static void
signal_cb (gpointer user_data)
{
  ParvisServer *self = user_data;
  struct signalfd_siginfo info;

  self->backend.now = parvis_loop_now (self->loop);
  if (read (self->signal_fd, &info, sizeof info) == sizeof info)
    begin_stop (self);
}

static void
ready_cb (gpointer user_data)
{
  parvis_listener_set_ready (user_data);
}

static gint64
earlier (gint64 a,
         gint64 b)
{
  if (a < 0 || b < 0)
    return MAX (a, b);

  return MIN (a, b);
}

/* From the loop itself: a loop that hangs tells nothing, and is started anew. */
static gint64
tell_watchdog (ParvisServer *self,
               gint64        now)
{
  if (self->watchdog < 0)
    return -1;

  if (now >= self->watchdog_at)
    {
      parvis_notify ("WATCHDOG=1");
      self->watchdog_at = now + self->watchdog;
    }

  return self->watchdog_at - now;
}

static gint64
turn_cb (gint64   now,
         gpointer user_data)
{
  ParvisServer *self = user_data;
  guint active = 0;
  gint64 next = tell_watchdog (self, now);

  self->backend.now = now;
  parvis_hub_turn (self->backend.hub, now);
  for (guint i = 0; i < N_LISTENERS; i++)
    {
      next = earlier (next, parvis_listener_turn (self->listeners[i]));
      active += parvis_listener_get_active (self->listeners[i]);
    }

  /* Only now: the requests of this turn may have opened streams. */
  next = earlier (next, parvis_hub_get_wait (self->backend.hub, now));

  if (!self->stopping)
    return earlier (next, parvis_schedule_turn (self->schedule, now));

  if (self->backend.pending == 0 && (active == 0 || now >= self->give_up_at))
    parvis_loop_quit (self->loop);

  return earlier (next, MAX (0, self->give_up_at - now));
}

/* More connections than descriptors would be accepted and then fail. */
static void
raise_descriptor_limit (const ParvisConfig *config)
{
  struct rlimit limit;
  rlim_t wanted = (rlim_t) config->max_connections + SPARE_DESCRIPTORS;
  char text[24];

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted)
    return;

  limit.rlim_cur = MIN (wanted, limit.rlim_max);
  if (setrlimit (RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur >= wanted)
    return;

  g_snprintf (text, sizeof text, "%" G_GUINT64_FORMAT, (guint64) limit.rlim_cur);
  parvis_log (PARVIS_LOG_WARNING, "few-descriptors", "limit", text, NULL);
}

static ParvisListener *
listen_at (ParvisServer  *self,
           const char    *address,
           int            mode,
           ParvisRight    granted,
           char         **uri,
           GError       **error)
{
  ParvisListener *listener;
  int fd = parvis_socket_listen (address, mode, uri, error);
  int fds[PARVIS_LISTENER_FDS];

  if (fd < 0)
    return NULL;

  listener = parvis_listener_new (&self->backend, fd, granted, error);
  if (listener == NULL)
    {
      close (fd);
      return NULL;
    }

  parvis_listener_get_fds (listener, fds);
  for (guint i = 0; i < PARVIS_LISTENER_FDS; i++)
    {
      if (!parvis_loop_add_fd (self->loop, fds[i], ready_cb, listener, error))
        {
          parvis_listener_free (listener);
          return NULL;
        }
    }

  return listener;
}

static gboolean
open_listeners (ParvisServer  *self,
                GError       **error)
{
  g_autofree char *control = NULL;
  g_autofree char *uri = NULL;

  self->control_path = g_build_filename (self->config->state_dir, PARVIS_CONTROL_SOCKET, NULL);
  control = g_strconcat ("unix:", self->control_path, NULL);

  /* A proxy runs as another user and must reach a public socket. */
  self->listeners[PUBLIC] = listen_at (self, self->config->listen, 0666, PARVIS_RIGHT_ANYONE,
                                       &self->uri, error);
  if (self->listeners[PUBLIC] == NULL)
    return FALSE;

  if (g_str_has_prefix (self->uri, "http"))
    parvis_service_set_url (self->backend.service, self->uri);

  self->listeners[CONTROL] = listen_at (self, control, 0600, PARVIS_RIGHT_OPERATOR, &uri, error);

  return self->listeners[CONTROL] != NULL;
}

ParvisServer *
parvis_server_new (const ParvisConfig  *config,
                   const ParvisTables  *tables,
                   const ParvisClock   *clock,
                   GError             **error)
{
  g_autoptr (ParvisServer) self = g_new0 (ParvisServer, 1);

  self->config = config;
  self->signal_fd = -1;
  self->watchdog = parvis_notify_get_watchdog ();
  self->stop_mail.read = read_stop_cb;
  self->backend.in_flight = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->backend.now = g_get_monotonic_time () / 1000;
  raise_descriptor_limit (config);

  if (!(self->loop = parvis_loop_new (error)) ||
      !(self->backend.mailbox = parvis_mailbox_new (self, error)) ||
      !(self->backend.service = parvis_service_new (config, tables, clock, publish_cb,
                                                     self, error)))
    return NULL;

  self->backend.hub = parvis_hub_new (self->backend.service, parvis_outlet_wake_cb);
  self->schedule = parvis_schedule_new (self->backend.service, self->backend.mailbox);
  self->backend.pool = parvis_pool_new (config->threads, FALSE, POOL_QUEUE,
                                        parvis_listener_work_cb);
  self->backend.pages = parvis_pool_new (PAGE_THREADS, TRUE, PAGE_QUEUE, parvis_listener_work_cb);
  self->backend.away = parvis_pool_new (AWAY_THREADS, FALSE, AWAY_QUEUE, parvis_listener_work_cb);

  if (!open_listeners (self, error) ||
      !parvis_loop_add_fd (self->loop, parvis_mailbox_get_fd (self->backend.mailbox), drain_cb,
                           self, error))
    return NULL;

  if (!parvis_post_start (parvis_service_get_post (self->backend.service), error))
    return NULL;

  parvis_loop_set_turn (self->loop, turn_cb, self);

  return g_steal_pointer (&self);
}

void
parvis_server_free (ParvisServer *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < N_LISTENERS; i++)
    g_clear_pointer (&self->listeners[i], parvis_listener_free);
  if (self->control_path != NULL)
    unlink (self->control_path);

  g_clear_pointer (&self->backend.pages, parvis_pool_free);
  g_clear_pointer (&self->backend.away, parvis_pool_free);
  g_clear_pointer (&self->backend.pool, parvis_pool_free);
  g_clear_pointer (&self->backend.hub, parvis_hub_free);
  g_clear_pointer (&self->backend.service, parvis_service_free);
  if (self->backend.mailbox != NULL)
    parvis_mailbox_drain (self->backend.mailbox);
  g_clear_pointer (&self->schedule, parvis_schedule_free);
  g_clear_pointer (&self->backend.mailbox, parvis_mailbox_free);
  g_clear_pointer (&self->loop, parvis_loop_free);
  g_hash_table_unref (self->backend.in_flight);
  if (self->signal_fd >= 0)
    close (self->signal_fd);
  g_free (self->control_path);
  g_free (self->uri);
  g_free (self);
}

const char *
parvis_server_get_uri (ParvisServer *self)
{
  return self->uri;
}

ParvisService *
parvis_server_get_service (ParvisServer *self)
{
  return self->backend.service;
}

gboolean
parvis_server_take_signals (ParvisServer  *self,
                            GError       **error)
{
  sigset_t signals;

  sigemptyset (&signals);
  sigaddset (&signals, SIGTERM);
  sigaddset (&signals, SIGINT);
  self->signal_fd = signalfd (-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  if (self->signal_fd < 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "signalfd: %s",
                   g_strerror (errno));
      return FALSE;
    }

  return parvis_loop_add_fd (self->loop, self->signal_fd, signal_cb, self, error);
}

void
parvis_server_run (ParvisServer *self)
{
  parvis_loop_run (self->loop);
}

void
parvis_server_stop (ParvisServer *self)
{
  parvis_mailbox_post (self->backend.mailbox, &self->stop_mail);
}
