/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-transport"

#include "config.h"

#include "parvis-transport-private.h"

#include "parvis-error.h"

#include <string.h>

#define SOCKET_TIMEOUT 45             /* s without a byte; heartbeats come every 15 */
#define REQUEST_LIMIT 30              /* s for a whole answer */
#define CONNECTIONS_MAX 12
#define STREAM_SLICE (16 * 1024)
#define LINE_MAX_BYTES (2 * 1024 * 1024)
#define PAGE_MAX_BYTES (32 * 1024 * 1024)
#define GET_MAX_BYTES (16 * 1024 * 1024)

/* Streams. */

static void
end_stream (ParvisCall *call)
{
  const ParvisReply reply = PARVIS_REPLY_NONE;

  if (call->transport != NULL)
    call->transport->events.hung_up (call->token, &reply, call->transport->user_data);

  parvis_call_free (call);
}

static void
sse_cb (const ParvisSseEvent *event,
        gpointer              user_data)
{
  ParvisCall *call = user_data;

  /* An earlier event of the same bytes may have made us hang up. */
  if (call->transport != NULL)
    call->transport->events.stream_event (call->token, event, call->transport->user_data);
}

static void read_stream (ParvisCall *call);

static void
read_stream_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  ParvisCall *call = user_data;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      end_stream (call);
      return;
    }

  if (call->transport != NULL)
    call->transport->events.stream_bytes (call->token, call->transport->user_data);

  if (!parvis_sse_feed (call->sse, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                        &error))
    {
      g_debug ("%s", error->message);
      end_stream (call);
      return;
    }

  read_stream (call);
}

static void
read_stream (ParvisCall *call)
{
  if (call->transport == NULL)
    {
      parvis_call_free (call);
      return;
    }

  g_input_stream_read_bytes_async (call->input, STREAM_SLICE, G_PRIORITY_DEFAULT,
                                   call->cancellable, read_stream_cb, call);
}

static void
open_stream_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  ParvisCall *call = user_data;
  g_autoptr(GError) error = NULL;

  call->input = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (parvis_call_send_again (call))
    return;

  if (call->input == NULL || call->transport == NULL)
    {
      parvis_call_end (call, error);
      return;
    }

  /* Why it is refused is in its body. */
  if (soup_message_get_status (call->message) != SOUP_STATUS_OK ||
      !parvis_call_is_type (call, "text/event-stream"))
    {
      call->body = g_byte_array_new ();
      call->limit = PARVIS_ANSWER_MAX_BYTES;
      parvis_call_read (call);
      return;
    }

  g_clear_handle_id (&call->timer, g_source_remove);
  call->transport->events.stream_opened (call->token, call->transport->user_data);
  read_stream (call);
}

static void
tell_hung_up (gpointer      data,
              const GError *error)
{
  ParvisCall *call = data;
  ParvisReply reply = parvis_call_make_reply (call, error);

  if (call->transport != NULL)
    call->transport->events.hung_up (call->token, &reply, call->transport->user_data);
}

void
parvis_transport_open_stream (ParvisTransport *self,
                              guint64          token,
                              gint64           cursor)
{
  ParvisCall *call = parvis_call_new (self, SOUP_METHOD_GET, self->auth != NULL ? "changes/events"
                                                                   : "live/events");
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, cursor);

  call->token = token;
  call->finish = tell_hung_up;

  if (!parvis_call_check_made (call))
    return;

  call->sse = parvis_sse_new (LINE_MAX_BYTES, LINE_MAX_BYTES, sse_cb, call);
  parvis_call_set_header (call, "Accept", "text/event-stream");
  parvis_call_set_header (call, "Accept-Encoding", "identity");
  parvis_call_set_header (call, "Cache-Control", "no-cache");
  parvis_call_set_header (call, "Last-Event-ID", id);
  parvis_call_begin (call, open_stream_cb, REQUEST_LIMIT);
}

/* Pages. */

static void
parse_page_thread (GTask        *task,
                   gpointer      source,
                   gpointer      data,
                   GCancellable *cancellable)
{
  GByteArray *body = data;
  g_autoptr(GError) error = NULL;
  ParvisFeedPage *page = parvis_feed_page_parse ((const char *) body->data, body->len, &error);

  if (page != NULL)
    g_task_return_pointer (task, page, (GDestroyNotify) parvis_feed_page_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
parse_page_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  ParvisCall *call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisFeedPage) page = g_task_propagate_pointer (G_TASK (result), &error);
  guint64 token = call->token;
  ParvisTransport *transport = call->transport;

  if (transport != NULL)
    {
      parvis_call_detach (call);

      if (page != NULL)
        {
          transport->events.page (token, page, transport->user_data);
        }
      else
        {
          const ParvisReply none = PARVIS_REPLY_NONE;

          g_debug ("a page that cannot be read: %s", error->message);
          transport->events.hung_up (token, &none, transport->user_data);
        }
    }

  parvis_call_free (call);
}

static void
got_page (gpointer      data,
          const GError *error)
{
  ParvisCall *call = data;
  g_autoptr(GTask) task = NULL;
  ParvisCall *rest;

  if (error != NULL || soup_message_get_status (call->message) != SOUP_STATUS_OK)
    {
      tell_hung_up (call, error);
      return;
    }

  /* Hundreds of bodies: the window must not stop for them. */
  rest = g_new0 (ParvisCall, 1);
  rest->transport = call->transport;
  rest->token = call->token;
  rest->cancellable = g_cancellable_new ();
  g_ptr_array_add (call->transport->calls, rest);

  task = g_task_new (NULL, NULL, parse_page_cb, rest);
  g_task_set_source_tag (task, got_page);
  g_task_set_task_data (task, g_steal_pointer (&call->body), (GDestroyNotify) g_byte_array_unref);
  g_task_run_in_thread (task, parse_page_thread);
}

void
parvis_transport_fetch_page (ParvisTransport *self,
                             guint64          token,
                             gint64           cursor,
                             guint            limit)
{
  g_autofree char *path = g_strdup_printf ("changes?after=%" G_GINT64_FORMAT "&limit=%u", cursor,
                                           limit);
  ParvisCall *call = parvis_call_new (self, SOUP_METHOD_GET, path);

  call->token = token;
  call->finish = got_page;
  call->limit = PAGE_MAX_BYTES;

  if (parvis_call_check_made (call))
    parvis_call_begin (call, parvis_call_sent_cb, REQUEST_LIMIT);
}

void
parvis_transport_hang_up (ParvisTransport *self,
                          guint64          token)
{
  for (guint i = self->calls->len; i > 0; i--)
    {
      ParvisCall *call = g_ptr_array_index (self->calls, i - 1);

      if (call->token != token || call->key != NULL || call->task != NULL)
        continue;

      parvis_call_detach (call);
      g_cancellable_cancel (call->cancellable);
    }
}

/* Commands. */

static void
got_answer (gpointer      data,
            const GError *error)
{
  ParvisCall *call = data;
  ParvisReply reply = parvis_call_make_reply (call, error);

  call->transport->events.answered (call->key, &reply, call->transport->user_data);
}

void
parvis_transport_send (ParvisTransport *self,
                       const char      *key,
                       const char      *method,
                       const char      *path,
                       const json_t    *body)
{
  ParvisCall *call = parvis_call_new (self, method, path);
  char *text = parvis_json_dump (body);

  call->request = g_bytes_new_take (text, strlen (text));
  call->key = g_strdup (key);
  call->finish = got_answer;
  call->limit = PARVIS_ANSWER_MAX_BYTES;

  if (!parvis_call_check_made (call))
    return;

  parvis_call_set_header (call, "Idempotency-Key", key);
  parvis_call_set_header (call, "Accept", "application/json, application/problem+json");
  parvis_call_begin (call, parvis_call_sent_cb, REQUEST_LIMIT);
}

/* Plain reading. */

void
parvis_got_free (ParvisGot *got)
{
  g_free (got->etag);
  g_free (got->sentence);
  g_clear_pointer (&got->body, g_bytes_unref);
  g_free (got);
}

static gint64
get_max_age (ParvisCall *call)
{
  const char *control = parvis_call_get_header (call, "Cache-Control");
  const char *found = control != NULL ? strstr (control, "max-age=") : NULL;
  guint64 seconds = 0;

  if (found != NULL)
    seconds = g_ascii_strtoull (found + strlen ("max-age="), NULL, 10);

  return (gint64) MIN (seconds, 366 * 86400) * PARVIS_SECOND;
}

/* What names people lies sealed or not at all on the disk. */
static gboolean
is_private (ParvisCall *call)
{
  const char *control = parvis_call_get_header (call, "Cache-Control");

  return control != NULL && strstr (control, "no-store") != NULL;
}

static void
got_body (gpointer      data,
          const GError *error)
{
  ParvisCall *call = data;
  ParvisGot *got;

  if (error != NULL)
    {
      if (g_cancellable_is_cancelled (g_task_get_cancellable (call->task)))
        g_task_return_new_error (call->task, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
      else if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED))
        g_task_return_error (call->task, g_error_copy (error));
      else
        g_task_return_new_error (call->task, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM,
                                 "the service cannot be reached: %s", error->message);

      return;
    }

  got = g_new0 (ParvisGot, 1);
  got->status = (int) soup_message_get_status (call->message);
  got->etag = g_strdup (parvis_call_get_header (call, "ETag"));
  got->max_age = get_max_age (call);
  got->private = is_private (call);
  parvis_call_read_problem (call);
  got->sentence = g_strdup (call->sentence);
  got->body = g_byte_array_free_to_bytes (g_steal_pointer (&call->body));
  g_task_return_pointer (call->task, got, (GDestroyNotify) parvis_got_free);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  ParvisCall *call = user_data;

  g_cancellable_cancel (call->cancellable);
}

/**
 * parvis_transport_get_async:
 * @path: below the town
 * @etag: (nullable): of what is here already
 *
 * A GET of something bounded. Any answer is a result; only no answer is an
 * error, of %PARVIS_ERROR_UPSTREAM or %PARVIS_ERROR_CANCELLED.
 */
void
parvis_transport_get_async (ParvisTransport     *self,
                            const char          *path,
                            const char          *etag,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  ParvisCall *call = parvis_call_new (self, SOUP_METHOD_GET, path);

  call->finish = got_body;
  call->limit = GET_MAX_BYTES;
  call->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (call->task, parvis_transport_get_async);

  if (!parvis_call_check_made (call))
    return;

  if (cancellable != NULL)
    call->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb),
                                           call);

  if (etag != NULL)
    parvis_call_set_header (call, "If-None-Match", etag);

  parvis_call_begin (call, parvis_call_sent_cb, REQUEST_LIMIT);
}

ParvisGot *
parvis_transport_get_finish (GAsyncResult  *result,
                             GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_transport_get_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

ParvisTransport *
parvis_transport_new (const char                   *base_uri,
                      const char                   *town,
                      ParvisAuth                   *auth,
                      const ParvisTransportEvents  *events,
                      gpointer                      user_data,
                      GError                      **error)
{
  g_autoptr(GUri) uri = g_uri_parse (base_uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autofree char *code = g_uri_escape_string (town, NULL, FALSE);
  ParvisTransport *self;

  if (uri == NULL || g_uri_get_host (uri) == NULL ||
      (g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 &&
       g_strcmp0 (g_uri_get_scheme (uri), "https") != 0))
    {
      parvis_set_invalid (error, "base_uri", "“%s” is not the address of a service", base_uri);
      return NULL;
    }

  self = g_new0 (ParvisTransport, 1);
  self->events = *events;
  self->user_data = user_data;
  g_set_object (&self->auth, auth);
  self->root = g_strdup_printf ("%s%sapi/v1/towns/%s/", base_uri,
                                g_str_has_suffix (base_uri, "/") ? "" : "/", code);
  self->calls = g_ptr_array_new ();
  self->session = soup_session_new_with_options ("timeout", SOCKET_TIMEOUT,
                                                 "max-conns", CONNECTIONS_MAX,
                                                 "max-conns-per-host", CONNECTIONS_MAX,
                                                 "user-agent", "Parvis/" PACKAGE_VERSION,
                                                 "accept-language-auto", TRUE,
                                                 NULL);

  return self;
}

void
parvis_transport_free (ParvisTransport *self)
{
  while (self->calls->len > 0)
    {
      ParvisCall *call = g_ptr_array_index (self->calls, self->calls->len - 1);

      parvis_call_detach (call);
      g_cancellable_cancel (call->cancellable);
    }

  soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_clear_object (&self->auth);
  g_ptr_array_unref (self->calls);
  g_free (self->root);
  g_free (self);
}
