/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-transport"

#include "config.h"

#include "parvis-transport.h"

#include "parvis-error.h"

#include <libsoup/soup.h>
#include <string.h>

#define SOCKET_TIMEOUT 45             /* s without a byte; heartbeats come every 15 */
#define REQUEST_LIMIT 30              /* s for a whole answer */
#define CONNECTIONS_MAX 12
#define STREAM_SLICE (16 * 1024)
#define LINE_MAX_BYTES (2 * 1024 * 1024)
#define PAGE_MAX_BYTES (32 * 1024 * 1024)
#define ANSWER_MAX_BYTES (1024 * 1024)
#define GET_MAX_BYTES (16 * 1024 * 1024)
#define SENTENCE_MAX 2000

struct _ParvisTransport
{
  ParvisTransportEvents  events;
  gpointer               user_data;

  SoupSession           *session;
  char                  *root;        /* "https://example.org/api/v1/towns/12345/" */
  char                  *key;

  GPtrArray             *calls;       /* borrowed: all that is under way */
};

/* One request. It lives until its last asynchronous step has ended, and knows
 * the transport only as long as somebody listens.
 */
typedef struct
{
  ParvisTransport *transport;         /* NULL once given up */
  GCancellable    *cancellable;
  SoupMessage     *message;
  GInputStream    *input;
  GByteArray      *body;
  gsize            limit;
  guint            timer;

  guint64          token;
  char            *key;               /* of a command */
  ParvisSse       *sse;
  GTask           *task;              /* of a plain GET */
  gulong           cancelled_id;
  void           (*finish) (gpointer call, const GError *error);
} Call;

static void
detach (Call *call)
{
  if (call->transport == NULL)
    return;

  g_ptr_array_remove_fast (call->transport->calls, call);
  call->transport = NULL;
}

static void
call_free (Call *call)
{
  detach (call);
  g_clear_handle_id (&call->timer, g_source_remove);

  if (call->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (call->task), call->cancelled_id);

  g_clear_object (&call->task);
  g_clear_object (&call->cancellable);
  g_clear_object (&call->message);
  g_clear_object (&call->input);
  g_clear_pointer (&call->body, g_byte_array_unref);
  g_clear_pointer (&call->sse, parvis_sse_free);
  g_free (call->key);
  g_free (call);
}

static gboolean
too_long_cb (gpointer user_data)
{
  Call *call = user_data;

  call->timer = 0;
  g_cancellable_cancel (call->cancellable);

  return G_SOURCE_REMOVE;
}

static Call *
call_new (ParvisTransport *self,
          const char      *method,
          const char      *path)
{
  g_autofree char *uri = g_strconcat (self->root, path, NULL);
  Call *call = g_new0 (Call, 1);

  call->transport = self;
  call->cancellable = g_cancellable_new ();
  call->message = soup_message_new (method, uri);
  g_ptr_array_add (self->calls, call);

  if (call->message == NULL)
    return call;

  /* The key must not follow a redirection to somebody else. */
  soup_message_add_flags (call->message, SOUP_MESSAGE_NO_REDIRECT);

  if (self->key != NULL)
    {
      g_autofree char *value = g_strconcat ("Bearer ", self->key, NULL);

      soup_message_headers_replace (soup_message_get_request_headers (call->message),
                                    "Authorization", value);
    }

  return call;
}

static void
set_header (Call       *call,
            const char *name,
            const char *value)
{
  if (call->message != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (call->message), name, value);
}

static const char *
get_header (Call       *call,
            const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (call->message), name);
}

static gboolean
is_type (Call       *call,
         const char *type)
{
  const char *given = soup_message_headers_get_content_type (
    soup_message_get_response_headers (call->message), NULL);

  return given != NULL && g_ascii_strcasecmp (given, type) == 0;
}

/* Seconds, or an HTTP date (RFC 9110, section 10.2.3). */
static gint64
get_retry_after (Call *call)
{
  const char *text = get_header (call, "Retry-After");
  g_autoptr(GDateTime) date = NULL;
  g_autoptr(GDateTime) now = NULL;
  guint64 seconds;

  if (text == NULL)
    return -1;

  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &seconds, NULL))
    return (gint64) seconds * PARVIS_SECOND;

  if (!(date = soup_date_time_new_from_http_string (text)))
    return -1;

  now = g_date_time_new_now_utc ();

  return MAX (g_date_time_difference (date, now) / 1000, 0);
}

/* (transfer full) (nullable) */
static char *
dup_sentence (Call *call)
{
  g_autoptr(json_t) problem = NULL;
  const char *sentence;

  if (call->body == NULL || !is_type (call, "application/problem+json"))
    return NULL;

  problem = parvis_json_parse ((const char *) call->body->data, call->body->len, NULL);
  sentence = json_string_value (json_object_get (problem, "detail"));

  if (sentence == NULL)
    sentence = json_string_value (json_object_get (problem, "title"));

  return sentence != NULL ? g_utf8_substring (sentence, 0, MIN (g_utf8_strlen (sentence, -1),
                                                                SENTENCE_MAX))
                          : NULL;
}

static ParvisReply
make_reply (Call         *call,
            const GError *error)
{
  ParvisReply reply = PARVIS_REPLY_NONE;
  const char *seq;
  guint64 number;

  if (error != NULL || call->message == NULL)
    return reply;

  reply.status = (int) soup_message_get_status (call->message);
  reply.problem = is_type (call, "application/problem+json");
  reply.retry_after = get_retry_after (call);
  seq = get_header (call, "Parvis-Seq");

  if (seq != NULL && g_ascii_string_to_unsigned (seq, 10, 0, G_MAXINT64 - 1, &number, NULL))
    reply.seq = (gint64) number;

  return reply;
}

/* The last step of a call whose body was read, or that failed. */
static void
end_call (Call         *call,
          const GError *error)
{
  if (call->transport != NULL || call->task != NULL)
    call->finish (call, error);

  call_free (call);
}

static void read_more (Call *call);

static void
read_more_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Call *call = user_data;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      end_call (call, error);
      return;
    }

  if (call->body->len + g_bytes_get_size (bytes) > call->limit)
    {
      error = g_error_new (PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                           "the answer is over %" G_GSIZE_FORMAT " bytes", call->limit);
      end_call (call, error);
      return;
    }

  g_byte_array_append (call->body, g_bytes_get_data (bytes, NULL),
                       (guint) g_bytes_get_size (bytes));
  read_more (call);
}

static void
read_more (Call *call)
{
  g_input_stream_read_bytes_async (call->input, STREAM_SLICE * 4, G_PRIORITY_DEFAULT,
                                   call->cancellable, read_more_cb, call);
}

static void
read_body_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Call *call = user_data;
  g_autoptr(GError) error = NULL;

  call->input = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (call->input == NULL)
    {
      end_call (call, error);
      return;
    }

  call->body = g_byte_array_new ();
  read_more (call);
}

static void
begin (Call                *call,
       GAsyncReadyCallback  callback,
       guint                limit)
{
  if (limit > 0)
    call->timer = g_timeout_add_seconds (limit, too_long_cb, call);

  soup_session_send_async (call->transport->session, call->message, G_PRIORITY_DEFAULT,
                           call->cancellable, callback, call);
}

/* Streams. */

static void
end_stream (Call         *call,
            const GError *error,
            gboolean      refused)
{
  ParvisReply reply = PARVIS_REPLY_NONE;

  if (refused)
    reply = make_reply (call, error);

  if (call->transport != NULL)
    call->transport->events.hung_up (call->token, &reply, call->transport->user_data);

  call_free (call);
}

static void
sse_cb (const ParvisSseEvent *event,
        gpointer              user_data)
{
  Call *call = user_data;

  /* An earlier event of the same bytes may have made us hang up. */
  if (call->transport != NULL)
    call->transport->events.stream_event (call->token, event, call->transport->user_data);
}

static void read_stream (Call *call);

static void
read_stream_cb (GObject      *object,
                GAsyncResult *result,
                gpointer      user_data)
{
  Call *call = user_data;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      end_stream (call, error, FALSE);
      return;
    }

  if (call->transport != NULL)
    call->transport->events.stream_bytes (call->token, call->transport->user_data);

  if (!parvis_sse_feed (call->sse, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                        &error))
    {
      g_debug ("%s", error->message);
      end_stream (call, error, FALSE);
      return;
    }

  read_stream (call);
}

static void
read_stream (Call *call)
{
  if (call->transport == NULL)
    {
      call_free (call);
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
  Call *call = user_data;
  g_autoptr(GError) error = NULL;

  call->input = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  g_clear_handle_id (&call->timer, g_source_remove);

  if (call->input == NULL || call->transport == NULL ||
      soup_message_get_status (call->message) != SOUP_STATUS_OK ||
      !is_type (call, "text/event-stream"))
    {
      end_stream (call, error, TRUE);
      return;
    }

  call->transport->events.stream_opened (call->token, call->transport->user_data);
  read_stream (call);
}

/* A message that could not be made fails like a line that is down, but not
 * before the caller is ready for it.
 */
static gboolean
unmade_cb (gpointer user_data)
{
  Call *call = user_data;
  g_autoptr(GError) error = g_error_new_literal (PARVIS_ERROR, PARVIS_ERROR_INVALID,
                                                 "the address cannot be used");

  call->timer = 0;
  end_call (call, error);

  return G_SOURCE_REMOVE;
}

static gboolean
check_made (Call *call)
{
  if (call->message != NULL)
    return TRUE;

  call->timer = g_idle_add (unmade_cb, call);
  return FALSE;
}

static void
tell_hung_up (gpointer      data,
              const GError *error)
{
  Call *call = data;
  ParvisReply reply = make_reply (call, error);

  if (call->transport != NULL)
    call->transport->events.hung_up (call->token, &reply, call->transport->user_data);
}

void
parvis_transport_open_stream (ParvisTransport *self,
                              guint64          token,
                              gint64           cursor)
{
  Call *call = call_new (self, SOUP_METHOD_GET, self->key != NULL ? "changes/events"
                                                                  : "live/events");
  g_autofree char *id = g_strdup_printf ("%" G_GINT64_FORMAT, cursor);

  call->token = token;
  call->finish = tell_hung_up;

  if (!check_made (call))
    return;

  call->sse = parvis_sse_new (LINE_MAX_BYTES, LINE_MAX_BYTES, sse_cb, call);
  set_header (call, "Accept", "text/event-stream");
  set_header (call, "Accept-Encoding", "identity");
  set_header (call, "Cache-Control", "no-cache");
  set_header (call, "Last-Event-ID", id);
  begin (call, open_stream_cb, REQUEST_LIMIT);
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
  Call *call = user_data;
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisFeedPage) page = g_task_propagate_pointer (G_TASK (result), &error);
  guint64 token = call->token;
  ParvisTransport *transport = call->transport;

  if (transport != NULL)
    {
      detach (call);

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

  call_free (call);
}

static void
got_page (gpointer      data,
          const GError *error)
{
  Call *call = data;
  g_autoptr(GTask) task = NULL;
  Call *rest;

  if (error != NULL || soup_message_get_status (call->message) != SOUP_STATUS_OK)
    {
      tell_hung_up (call, error);
      return;
    }

  /* Hundreds of bodies: the window must not stop for them. */
  rest = g_new0 (Call, 1);
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
  Call *call = call_new (self, SOUP_METHOD_GET, path);

  call->token = token;
  call->finish = got_page;
  call->limit = PAGE_MAX_BYTES;

  if (check_made (call))
    begin (call, read_body_cb, REQUEST_LIMIT);
}

void
parvis_transport_hang_up (ParvisTransport *self,
                          guint64          token)
{
  for (guint i = self->calls->len; i > 0; i--)
    {
      Call *call = g_ptr_array_index (self->calls, i - 1);

      if (call->token != token || call->key != NULL || call->task != NULL)
        continue;

      detach (call);
      g_cancellable_cancel (call->cancellable);
    }
}

/* Commands. */

static void
got_answer (gpointer      data,
            const GError *error)
{
  Call *call = data;
  ParvisReply reply = make_reply (call, error);
  g_autofree char *sentence = error == NULL ? dup_sentence (call) : NULL;

  reply.sentence = sentence;
  call->transport->events.answered (call->key, &reply, call->transport->user_data);
}

void
parvis_transport_send (ParvisTransport *self,
                       const char      *key,
                       const char      *method,
                       const char      *path,
                       const json_t    *body)
{
  Call *call = call_new (self, method, path);
  char *text = parvis_json_dump (body);
  g_autoptr(GBytes) bytes = g_bytes_new_take (text, strlen (text));

  call->key = g_strdup (key);
  call->finish = got_answer;
  call->limit = ANSWER_MAX_BYTES;

  if (!check_made (call))
    return;

  set_header (call, "Idempotency-Key", key);
  set_header (call, "Accept", "application/json, application/problem+json");
  soup_message_set_request_body_from_bytes (call->message, "application/json", bytes);
  begin (call, read_body_cb, REQUEST_LIMIT);
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
get_max_age (Call *call)
{
  const char *control = get_header (call, "Cache-Control");
  const char *found = control != NULL ? strstr (control, "max-age=") : NULL;
  guint64 seconds = 0;

  if (found != NULL)
    seconds = g_ascii_strtoull (found + strlen ("max-age="), NULL, 10);

  return (gint64) MIN (seconds, 366 * 86400) * PARVIS_SECOND;
}

static void
got_body (gpointer      data,
          const GError *error)
{
  Call *call = data;
  ParvisGot *got;

  if (error != NULL)
    {
      if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) &&
          g_cancellable_is_cancelled (g_task_get_cancellable (call->task)))
        g_task_return_new_error (call->task, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
      else
        g_task_return_new_error (call->task, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM,
                                 "the service cannot be reached: %s", error->message);

      return;
    }

  got = g_new0 (ParvisGot, 1);
  got->status = (int) soup_message_get_status (call->message);
  got->etag = g_strdup (get_header (call, "ETag"));
  got->max_age = get_max_age (call);
  got->sentence = dup_sentence (call);
  got->body = g_byte_array_free_to_bytes (g_steal_pointer (&call->body));
  g_task_return_pointer (call->task, got, (GDestroyNotify) parvis_got_free);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  Call *call = user_data;

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
  Call *call = call_new (self, SOUP_METHOD_GET, path);

  call->finish = got_body;
  call->limit = GET_MAX_BYTES;
  call->task = g_task_new (NULL, cancellable, callback, user_data);
  g_task_set_source_tag (call->task, parvis_transport_get_async);

  if (!check_made (call))
    return;

  if (cancellable != NULL)
    call->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb),
                                           call);

  if (etag != NULL)
    set_header (call, "If-None-Match", etag);

  begin (call, read_body_cb, REQUEST_LIMIT);
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
                      const char                   *key,
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
  self->key = g_strdup (key);
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
      Call *call = g_ptr_array_index (self->calls, self->calls->len - 1);

      detach (call);
      g_cancellable_cancel (call->cancellable);
    }

  soup_session_abort (self->session);
  g_clear_object (&self->session);
  g_ptr_array_unref (self->calls);
  g_free (self->root);
  g_free (self->key);
  g_free (self);
}
