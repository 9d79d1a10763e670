/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-listener"

#include "config.h"

#include "parvis-listener.h"

#include "parvis-dispatch.h"
#include "parvis-error.h"
#include "parvis-exchange.h"
#include "parvis-log.h"
#include "parvis-outlet.h"
#include "parvis-respond.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* Bytes by which libmicrohttpd lets a head grow; small, because its memory is. */
#define MEMORY_INCREMENT 1024

#define MAX_FREE_EXCHANGES 256

/* A connection waits in one of two lists for a whole request: in each, all have
 * the same time, so that the first is the next to be dropped. libmicrohttpd only
 * knows silence, and one byte a second is none.
 */
typedef struct
{
  ParvisRing      link;
  gint64          deadline;
  int             fd;
  ParvisExchange *exchange;             /* that of the request under way */
} Client;

struct _ParvisListener
{
  ParvisBackend     *backend;           /* borrowed */
  ParvisMetrics     *metrics;           /* borrowed */
  struct MHD_Daemon *daemon;
  int                fd;                /* listening */
  int                epoll_fd;          /* of libmicrohttpd */
  ParvisRight        granted;
  gboolean           ready;
  guint              active;
  ParvisOutlets     *outlets;
  ParvisRing         receiving;         /* clients from whom a request is to come */
  ParvisRing         idle;              /* clients that have had an answer */
  ParvisRing         free_exchanges;
  guint              n_free_exchanges;
};

static void
wait_for_request (ParvisListener *self,
                  Client         *client,
                  ParvisRing     *list,
                  gint64          time)
{
  parvis_ring_remove (&client->link);
  client->deadline = self->backend->now + time;
  parvis_ring_append (list, &client->link);
}

static Client *
get_client (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info;

  info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);

  return info == NULL ? NULL : info->socket_context;
}

/* The control socket's file lets nobody else in; this holds even if somebody
 * changes its mode.
 */
static gboolean
may_connect (ParvisListener *self,
             int             fd)
{
  struct ucred peer;
  socklen_t size = sizeof peer;

  if (self->granted != PARVIS_RIGHT_OPERATOR)
    return TRUE;

  return getsockopt (fd, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         (peer.uid == geteuid () || peer.uid == 0);
}

static ParvisExchange *
take_exchange (ParvisListener *self)
{
  ParvisExchange *exchange;

  if (parvis_ring_is_empty (&self->free_exchanges))
    return parvis_exchange_new ();

  exchange = PARVIS_RING_ENTRY (self->free_exchanges.next, ParvisExchange, link);
  parvis_ring_remove (&exchange->link);
  self->n_free_exchanges--;

  return exchange;
}

static void
give_back_exchange (ParvisListener *self,
                    ParvisExchange *exchange)
{
  if (self->n_free_exchanges >= MAX_FREE_EXCHANGES)
    {
      parvis_exchange_free (exchange);
      return;
    }

  parvis_exchange_reset (exchange);
  parvis_ring_append (&self->free_exchanges, &exchange->link);
  self->n_free_exchanges++;
}

/* @client: NULL where the connection has none */
static void
end_exchange (ParvisListener *self,
              Client         *client,
              ParvisExchange *exchange)
{
  if (client != NULL)
    client->exchange = NULL;
  self->active--;
  give_back_exchange (self, exchange);
}

static void
notify_connection_cb (void                                 *data,
                      struct MHD_Connection                *connection,
                      void                                **context,
                      enum MHD_ConnectionNotificationCode   code)
{
  ParvisListener *self = data;
  Client *client = *context;

  if (code == MHD_CONNECTION_NOTIFY_CLOSED)
    {
      if (client == NULL)
        return;
      /* libmicrohttpd (0.9.75) does not complete a request whose head it refused by itself. */
      if (client->exchange != NULL)
        end_exchange (self, client, client->exchange);
      parvis_ring_remove (&client->link);
      g_free (client);
      *context = NULL;
      self->metrics->connections_open--;
      return;
    }

  client = g_new0 (Client, 1);
  client->fd = MHD_get_connection_info (connection,
                                        MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  parvis_ring_init (&client->link);
  wait_for_request (self, client, &self->receiving,
                    parvis_service_get_config (self->backend->service)->receive_timeout);
  *context = client;
  self->metrics->connections++;
  self->metrics->connections_open++;

  if (!may_connect (self, client->fd))
    shutdown (client->fd, SHUT_RDWR);
}

static const char *
find_header_cb (gpointer    transport,
                const char *name)
{
  return MHD_lookup_connection_value (transport, MHD_HEADER_KIND, name);
}

static void
read_mail_cb (ParvisMail *mail,
              gpointer    user_data)
{
  ParvisExchange *exchange = (ParvisExchange *) mail;
  ParvisListener *self = exchange->listener;

  parvis_exchange_complete (exchange, self->backend);
  self->ready = TRUE;
  MHD_resume_connection (exchange->connection);
}

static const struct sockaddr *
find_peer (struct MHD_Connection *connection)
{
  const union MHD_ConnectionInfo *info;

  info = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);

  return info == NULL ? NULL : info->client_addr;
}

/* libmicrohttpd would copy each part of a query into the small memory of the connection,
 * and where that is full (0.9.75: some seventy parts) loses its place in the request, which
 * then hangs until it is late. The query is ours to read, so none is left to it.
 */
static void
hide_query (const char *target)
{
  char *mark = strchr (target, '?');

  if (mark != NULL && mark[1] != '\0')
    mark[1] = '\0';
}

/* The request line is there. What it returns is the context of the request. */
static void *
begin_cb (void                  *data,
          const char            *target,
          struct MHD_Connection *connection)
{
  ParvisListener *self = data;
  ParvisExchange *exchange = take_exchange (self);
  Client *client = get_client (connection);
  gint64 time = parvis_service_get_config (self->backend->service)->receive_timeout;

  exchange->listener = self;
  exchange->mail.read = read_mail_cb;
  exchange->connection = connection;
  exchange->started = g_get_monotonic_time ();
  exchange->request->service = self->backend->service;
  exchange->request->header = find_header_cb;
  exchange->request->transport = connection;
  exchange->request->peer = find_peer (connection);
  exchange->request->granted = self->granted;
  exchange->request->time = parvis_clock_now (parvis_service_get_clock (self->backend->service));
  parvis_request_set_target (exchange->request, target, &exchange->error);
  hide_query (target);

  if (client != NULL && client->deadline > self->backend->now + time)
    wait_for_request (self, client, &self->receiving, time);
  if (client != NULL)
    client->exchange = exchange;
  self->active++;

  return exchange;
}

static void
count_answer (ParvisListener *self,
              ParvisExchange *exchange,
              int             status)
{
  gint64 time = g_get_monotonic_time () - exchange->started;
  char text[16];
  char took[24];

  self->metrics->requests[CLAMP (status / 100, 0, 5)]++;
  self->metrics->request_usec += (guint64) time;

  if (!parvis_service_get_config (self->backend->service)->log_requests)
    return;

  g_snprintf (text, sizeof text, "%d", status);
  g_snprintf (took, sizeof took, "%" G_GINT64_FORMAT, time);
  parvis_log (PARVIS_LOG_INFO, "request",
              "route", exchange->request->match.route == NULL
                       ? "none" : exchange->request->match.route->name,
              "town", exchange->request->match.route == NULL
                      ? "" : parvis_dispatch_town (exchange->request),
              "status", text, "usec", took, NULL);
}

static enum MHD_Result
answer (ParvisListener        *self,
        ParvisExchange        *exchange,
        struct MHD_Connection *connection)
{
  int status;

  status = parvis_respond (connection, &exchange->reply,
                           parvis_request_get_header (exchange->request, "If-None-Match"),
                           exchange->has_body && !exchange->keep_reading);
  count_answer (self, exchange, status);

  return status != 0 ? MHD_YES : MHD_NO;
}

static gboolean
read_cursor (ParvisRequest  *request,
             gint64         *after,
             GError        **error)
{
  const char *last = parvis_request_get_header (request, "Last-Event-ID");
  gint64 fallback = request->match.route->right == PARVIS_RIGHT_ANYONE ? -1 : 0;

  /* A browser that reconnects repeats the address, so the header is newer. */
  if (last == NULL)
    return parvis_request_get_query_int (request, "after", 0, G_MAXINT64, fallback, after, error);

  if (!g_ascii_string_to_signed (last, 10, 0, G_MAXINT64, after, NULL))
    return parvis_set_invalid (error, "Last-Event-ID", "“Last-Event-ID” must be a cursor");

  return TRUE;
}

static enum MHD_Result
start_stream (ParvisListener         *self,
              void                  **context,
              struct MHD_Connection  *connection,
              const char             *version)
{
  ParvisExchange *exchange = *context;
  ParvisRequest *request = exchange->request;
  gboolean is_public = request->match.route->right == PARVIS_RIGHT_ANYONE;
  const ParvisPass *pass = request->pass.account[0] != '\0' ? &request->pass : NULL;
  ParvisScopes scopes = { 0 };
  ParvisOutlet *outlet = parvis_outlet_new (self->outlets, connection,
                                            strcmp (version, "HTTP/1.0") != 0);
  ParvisStream *stream;
  enum MHD_Result queued;
  gint64 after;

  /* All who read what is public read the same. */
  if (!is_public)
    scopes = request->pass.scopes;

  if (!read_cursor (request, &after, &exchange->error) ||
      (stream = parvis_hub_open (self->backend->hub, parvis_dispatch_town (request),
                                 is_public ? PARVIS_AUDIENCES_PUBLIC : request->audiences,
                                 &scopes, after, pass, outlet, &exchange->error)) == NULL)
    {
      parvis_outlet_free (outlet);
      parvis_dispatch_fail (request, &exchange->reply, exchange->error);
      exchange->state = PARVIS_EXCHANGE_DONE;
      return answer (self, exchange, connection);
    }

  if (!is_public)
    parvis_service_note_reader (request->service, request);
  queued = parvis_outlet_open (outlet, stream);
  count_answer (self, exchange, 200);

  /* A stream stays for hours; what its request needed serves the next one. */
  *context = NULL;
  end_exchange (self, get_client (connection), exchange);

  return queued;
}

/* Called with the head, with each piece of the body, and at the end. */
static enum MHD_Result
handle_cb (void                   *data,
           struct MHD_Connection  *connection,
           const char             *url,
           const char             *method,
           const char             *version,
           const char             *upload,
           size_t                 *size,
           void                  **context)
{
  ParvisListener *self = data;
  ParvisExchange *exchange = *context;
  Client *client = get_client (connection);

  if (exchange == NULL)
    return MHD_NO;

  if (exchange->state == PARVIS_EXCHANGE_NEW)
    {
      exchange->request->method = method;
      parvis_exchange_begin (exchange, self->backend);
      /* An answer before the end of the request makes libmicrohttpd close the
       * connection: that is for bodies which are not wanted.
       */
      if (exchange->state == PARVIS_EXCHANGE_RECEIVING || !exchange->has_body)
        return MHD_YES;
    }

  if (exchange->state == PARVIS_EXCHANGE_RECEIVING && *size > 0)
    {
      gboolean bearable = parvis_exchange_receive (exchange, upload, *size);

      *size = 0;
      return bearable ? MHD_YES : MHD_NO;
    }

  if (client != NULL)
    parvis_ring_remove (&client->link);

  if (exchange->state == PARVIS_EXCHANGE_RECEIVING)
    parvis_exchange_run (exchange, self->backend);

  switch (exchange->state)
    {
    case PARVIS_EXCHANGE_RUNNING:
      MHD_suspend_connection (connection);
      return MHD_YES;

    case PARVIS_EXCHANGE_DONE:
      return answer (self, exchange, connection);

    case PARVIS_EXCHANGE_NEW:
    case PARVIS_EXCHANGE_RECEIVING:
      break;
    }

  return start_stream (self, context, connection, version);
}

static void
complete_cb (void                             *data,
             struct MHD_Connection            *connection,
             void                            **context,
             enum MHD_RequestTerminationCode   code)
{
  ParvisListener *self = data;
  ParvisExchange *exchange = *context;
  Client *client = get_client (connection);

  if (exchange != NULL)
    {
      *context = NULL;
      end_exchange (self, client, exchange);
    }

  if (client != NULL)
    wait_for_request (self, client, &self->idle,
                      parvis_service_get_config (self->backend->service)->idle_timeout);
}

void
parvis_listener_work_cb (gpointer work)
{
  parvis_exchange_work (work);
}

/* Addresses are decoded by the router, strictly; here they stay as they came. */
static size_t
keep_escapes_cb (void                  *data,
                 struct MHD_Connection *connection,
                 char                  *text)
{
  return strlen (text);
}

static void
log_cb (void       *data,
        const char *format,
        va_list     args)
{
  g_autofree char *text = g_strchomp (g_strdup_vprintf (format, args));

  /* What clients do wrong is their business, and may carry their data. */
  g_debug ("%s", text);
}

static struct MHD_Daemon *
start_daemon (ParvisListener *self)
{
  const ParvisConfig *config = parvis_service_get_config (self->backend->service);
  struct MHD_OptionItem options[] = {
    { MHD_OPTION_EXTERNAL_LOGGER, (intptr_t) log_cb, self },
    { MHD_OPTION_LISTEN_SOCKET, self->fd, NULL },
    { MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL },
    { MHD_OPTION_CONNECTION_LIMIT, config->max_connections, NULL },
    { MHD_OPTION_CONNECTION_TIMEOUT, config->send_timeout, NULL },
    { MHD_OPTION_CONNECTION_MEMORY_LIMIT, config->connection_memory, NULL },
    { MHD_OPTION_CONNECTION_MEMORY_INCREMENT, MEMORY_INCREMENT, NULL },
    { MHD_OPTION_SIGPIPE_HANDLED_BY_APP, 1, NULL },
    { MHD_OPTION_NOTIFY_COMPLETED, (intptr_t) complete_cb, self },
    { MHD_OPTION_NOTIFY_CONNECTION, (intptr_t) notify_connection_cb, self },
    { MHD_OPTION_URI_LOG_CALLBACK, (intptr_t) begin_cb, self },
    { MHD_OPTION_UNESCAPE_CALLBACK, (intptr_t) keep_escapes_cb, self },
    { MHD_OPTION_PER_IP_CONNECTION_LIMIT, config->max_per_address, NULL },
    { MHD_OPTION_END, 0, NULL },
  };

  return MHD_start_daemon (MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG,
                           0, NULL, NULL, handle_cb, self,
                           MHD_OPTION_ARRAY, options, MHD_OPTION_END);
}

ParvisListener *
parvis_listener_new (ParvisBackend  *backend,
                     int             fd,
                     ParvisRight     granted,
                     GError        **error)
{
  ParvisListener *self = g_new0 (ParvisListener, 1);

  self->backend = backend;
  self->metrics = parvis_service_get_metrics (backend->service);
  self->fd = fd;
  self->granted = granted;
  parvis_ring_init (&self->receiving);
  parvis_ring_init (&self->idle);
  parvis_ring_init (&self->free_exchanges);

  self->outlets = parvis_outlets_new (
    parvis_service_get_config (backend->service)->send_timeout * PARVIS_SECOND, error);
  if (self->outlets == NULL)
    {
      g_free (self);
      return NULL;
    }

  self->daemon = start_daemon (self);
  if (self->daemon == NULL)
    {
      parvis_outlets_free (self->outlets);
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                   "The listener could not be started: %s", g_strerror (errno));
      g_free (self);
      return NULL;
    }

  self->epoll_fd = MHD_get_daemon_info (self->daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;

  return self;
}

void
parvis_listener_free (ParvisListener *self)
{
  if (self == NULL)
    return;

  /* libmicrohttpd does not end connections that it does not have. */
  parvis_outlets_abandon (self->outlets);
  MHD_run (self->daemon);
  MHD_stop_daemon (self->daemon);
  parvis_outlets_free (self->outlets);
  while (!parvis_ring_is_empty (&self->free_exchanges))
    parvis_exchange_free (PARVIS_RING_ENTRY (self->free_exchanges.next, ParvisExchange, link));
  close (self->fd);
  g_free (self);
}

ParvisBackend *
parvis_listener_get_backend (ParvisListener *self)
{
  return self->backend;
}

void
parvis_listener_get_fds (ParvisListener *self,
                         int             fds[PARVIS_LISTENER_FDS])
{
  fds[0] = self->epoll_fd;
  fds[1] = parvis_outlets_get_fd (self->outlets);
}

void
parvis_listener_set_ready (ParvisListener *self)
{
  self->ready = TRUE;
}

guint
parvis_listener_get_active (ParvisListener *self)
{
  return self->active + parvis_outlets_get_count (self->outlets);
}

void
parvis_listener_quiesce (ParvisListener *self)
{
  MHD_quiesce_daemon (self->daemon);
}

/* Returns ms until the next client of @list has to have sent its request. */
static gint64
drop_late_clients (ParvisListener *self,
                   ParvisRing     *list)
{
  while (!parvis_ring_is_empty (list))
    {
      Client *client = PARVIS_RING_ENTRY (list->next, Client, link);

      if (client->deadline > self->backend->now)
        return client->deadline - self->backend->now;

      /* libmicrohttpd finds the connection ended and forgets it. */
      parvis_ring_remove (&client->link);
      shutdown (client->fd, SHUT_RDWR);
      if (list == &self->receiving)
        self->metrics->connections_dropped++;
    }

  return -1;
}

static gint64
earlier (gint64 a,
         gint64 b)
{
  if (a < 0 || b < 0)
    return MAX (a, b);

  return MIN (a, b);
}

gint64
parvis_listener_turn (ParvisListener *self)
{
  gint64 next = earlier (drop_late_clients (self, &self->receiving),
                         drop_late_clients (self, &self->idle));
  MHD_UNSIGNED_LONG_LONG timeout = 0;
  gint64 wait;

  if (self->ready || (MHD_get_timeout (self->daemon, &timeout) == MHD_YES && timeout == 0))
    {
      self->ready = FALSE;
      MHD_run (self->daemon);
    }

  wait = parvis_outlets_turn (self->outlets, self->backend->now, &self->ready);
  if (self->ready || wait == 0)
    return 0;

  next = earlier (next, wait);
  if (MHD_get_timeout (self->daemon, &timeout) == MHD_YES)
    next = earlier (next, (gint64) MIN (timeout, G_MAXINT));

  return next;
}
