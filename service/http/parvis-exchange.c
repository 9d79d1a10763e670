/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-exchange"

#include "config.h"

#include "parvis-exchange.h"

#include "parvis-dispatch.h"
#include "parvis-error.h"

#include <string.h>

/* A body of unknown length that is too large is read on a little, so that its
 * sender gets to read why it was refused.
 */
#define MAX_DISCARDED (256 * 1024)

/* A buffer that grew larger is not kept for the next request. */
#define MAX_KEPT (64 * 1024)

ParvisExchange *
parvis_exchange_new (void)
{
  ParvisExchange *self = g_new0 (ParvisExchange, 1);

  parvis_ring_init (&self->link);
  self->request = parvis_request_new ();
  self->upload = g_byte_array_new ();
  self->reply.status = 200;

  return self;
}

void
parvis_exchange_reset (ParvisExchange *self)
{
  parvis_request_reset (self->request);
  parvis_reply_clear (&self->reply);
  g_clear_error (&self->error);
  g_clear_pointer (&self->flight, g_free);
  g_clear_pointer (&self->answer, parvis_answer_free);
  if (self->upload->len > MAX_KEPT)
    {
      g_byte_array_unref (self->upload);
      self->upload = g_byte_array_new ();
    }
  g_byte_array_set_size (self->upload, 0);
  self->connection = NULL;
  self->has_body = FALSE;
  self->keep_reading = FALSE;
  self->discarded = 0;
  self->seq = 0;
  self->replayed = FALSE;
  self->state = PARVIS_EXCHANGE_NEW;
}

void
parvis_exchange_free (ParvisExchange *self)
{
  if (self == NULL)
    return;

  parvis_exchange_reset (self);
  parvis_ring_remove (&self->link);
  g_byte_array_unref (self->upload);
  parvis_request_free (self->request);
  g_free (self);
}

static void
fail (ParvisExchange *self)
{
  parvis_dispatch_fail (self->request, &self->reply, self->error);
  self->state = PARVIS_EXCHANGE_DONE;
}

typedef struct
{
  guint       n_lengths;
  const char *length;
  gboolean    chunked;
} Framing;

static enum MHD_Result
find_framing_cb (void               *data,
                 enum MHD_ValueKind  kind,
                 const char         *name,
                 const char         *value)
{
  Framing *framing = data;

  if (g_ascii_strcasecmp (name, "Content-Length") == 0)
    {
      framing->n_lengths++;
      framing->length = value;
    }
  else if (g_ascii_strcasecmp (name, "Transfer-Encoding") == 0)
    {
      framing->chunked = TRUE;
    }

  return MHD_YES;
}

/* Where two readers of one connection could disagree about the end of a body,
 * a second request can hide in it (RFC 9112 §6.3). libmicrohttpd is lenient.
 */
static gboolean
check_framing (ParvisExchange  *self,
               guint64         *length,
               GError         **error)
{
  Framing framing = { 0 };
  gboolean readable;

  *length = 0;
  MHD_get_connection_values (self->connection, MHD_HEADER_KIND, find_framing_cb, &framing);
  readable = framing.length == NULL ||
             g_ascii_string_to_unsigned (framing.length, 10, 0, G_MAXUINT64, length, NULL);

  if (!readable || framing.n_lengths + framing.chunked > 1)
    {
      self->has_body = TRUE;
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED,
                   "The length of the content is not clear");
      return FALSE;
    }

  self->has_body = framing.chunked || *length > 0;

  return TRUE;
}

void
parvis_exchange_begin (ParvisExchange *self,
                       ParvisBackend  *backend)
{
  guint64 length = 0;

  if (self->error != NULL ||
      !check_framing (self, &length, &self->error) ||
      !parvis_dispatch_route (self->request, self->has_body, length, &self->error))
    {
      fail (self);
      return;
    }

  self->keep_reading = TRUE;
  self->state = PARVIS_EXCHANGE_RECEIVING;
}

gboolean
parvis_exchange_receive (ParvisExchange *self,
                         const char     *data,
                         gsize           size)
{
  gsize limit = parvis_dispatch_limit (self->request);

  if (self->error != NULL)
    {
      self->discarded += size;
      return self->discarded <= MAX_DISCARDED;
    }

  if (self->upload->len + size > limit)
    {
      g_set_error (&self->error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                   "The content is larger than %" G_GSIZE_FORMAT " bytes", limit);
      g_byte_array_set_size (self->upload, 0);
      return TRUE;
    }

  g_byte_array_append (self->upload, (const guint8 *) data, (guint) size);

  return TRUE;
}

static void
done_cb (ParvisCommand *command,
         ParvisAnswer  *answer,
         gint64         seq,
         gboolean       replayed,
         GError        *error,
         gpointer       user_data)
{
  ParvisExchange *self = user_data;
  ParvisMailbox *mailbox = parvis_listener_get_backend (self->listener)->mailbox;

  self->answer = answer;
  self->seq = seq;
  self->replayed = replayed;
  self->error = error;
  parvis_command_free (command);
  parvis_mailbox_post (mailbox, &self->mail);
}

static gboolean
enter_flight (ParvisExchange       *self,
              ParvisBackend        *backend,
              const ParvisCommand  *command,
              GError              **error)
{
  g_autofree char *flight = NULL;

  if (command->key == NULL)
    return TRUE;

  flight = g_strconcat (command->town, " ", command->key, NULL);
  if (!g_hash_table_add (backend->in_flight, g_strdup (flight)))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "A request with this idempotency key is still under way");
      return FALSE;
    }

  self->flight = g_steal_pointer (&flight);

  return TRUE;
}

static void
run_command (ParvisExchange *self,
             ParvisBackend  *backend)
{
  g_autoptr (ParvisCommand) command = parvis_dispatch_command (self->request, &self->error);

  if (command == NULL || !enter_flight (self, backend, command, &self->error))
    {
      gboolean retry = command != NULL;

      parvis_service_get_metrics (backend->service)->commands_refused++;
      fail (self);
      if (retry)
        parvis_reply_set_header (&self->reply, "Retry-After", "1");
      return;
    }

  self->state = PARVIS_EXCHANGE_RUNNING;
  backend->pending++;
  parvis_store_submit (parvis_service_get_store (backend->service),
                       g_steal_pointer (&command), done_cb, self);
}

static void
run_slow (ParvisExchange *self,
          ParvisBackend  *backend)
{
  const ParvisRoute *route = self->request->match.route;
  ParvisPool *pool = backend->pool;

  if (route->away)
    pool = backend->away;
  else if (route->page || route->costly)
    pool = backend->pages;
  if (!parvis_pool_submit (pool, self))
    {
      g_set_error (&self->error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "Too many long requests are under way");
      fail (self);
      return;
    }

  self->state = PARVIS_EXCHANGE_RUNNING;
  backend->pending++;
}

void
parvis_exchange_run (ParvisExchange *self,
                     ParvisBackend  *backend)
{
  GBytes *body = NULL;

  if (self->error == NULL && self->upload->len > 0)
    body = g_bytes_new (self->upload->data, self->upload->len);

  if (self->error != NULL || !parvis_dispatch_body (self->request, body, &self->error))
    {
      fail (self);
      return;
    }

  switch (self->request->match.route->kind)
    {
    case PARVIS_ROUTE_READ:
      if (!parvis_dispatch_read (self->request, &self->reply, &self->error))
        fail (self);
      self->state = PARVIS_EXCHANGE_DONE;
      break;

    case PARVIS_ROUTE_SLOW_READ:
      run_slow (self, backend);
      break;

    case PARVIS_ROUTE_COMMAND:
      run_command (self, backend);
      break;

    case PARVIS_ROUTE_STREAM:
      break;
    }
}

void
parvis_exchange_work (ParvisExchange *self)
{
  ParvisMailbox *mailbox = parvis_listener_get_backend (self->listener)->mailbox;

  if (parvis_dispatch_read (self->request, &self->reply, &self->error))
    parvis_reply_finish (&self->reply);
  parvis_mailbox_post (mailbox, &self->mail);
}

void
parvis_exchange_complete (ParvisExchange *self,
                          ParvisBackend  *backend)
{
  const ParvisRoute *route = self->request->match.route;
  const char *town = parvis_dispatch_town (self->request);

  backend->pending--;
  if (self->flight != NULL)
    g_hash_table_remove (backend->in_flight, self->flight);

  if (self->error != NULL)
    {
      fail (self);
      return;
    }

  parvis_dispatch_note_done (self->request);
  /* Who has this answer must see its effect in the very next snapshot, even if
   * the publication comes later.
   */
  if (route->kind == PARVIS_ROUTE_COMMAND)
    {
      parvis_live_note (parvis_service_get_live (backend->service), town, self->seq);
      parvis_dispatch_answer (self->request, &self->reply, self->answer, self->seq,
                              self->replayed);
    }
  else if (route->right == PARVIS_RIGHT_OPERATOR && strcmp (self->request->method, "GET") != 0)
    {
      parvis_service_note_operation (backend->service, self->request);
      if (town[0] != '\0')
        parvis_hub_cut_town (backend->hub, town);
    }

  self->state = PARVIS_EXCHANGE_DONE;
}
