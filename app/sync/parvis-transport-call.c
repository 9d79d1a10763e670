/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-transport"

#include "config.h"

#include "parvis-transport-private.h"

#include "parvis-error.h"

#include <string.h>

/* One request on its way: with which token, what came back, when it has lasted
 * too long.
 */

#define SLICE (64 * 1024)
#define SENTENCE_MAX 2000

void
parvis_call_detach (ParvisCall *call)
{
  if (call->transport == NULL)
    return;

  g_ptr_array_remove_fast (call->transport->calls, call);
  call->transport = NULL;
}

void
parvis_call_free (ParvisCall *call)
{
  parvis_call_detach (call);
  g_clear_handle_id (&call->timer, g_source_remove);

  if (call->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (call->task), call->cancelled_id);

  g_clear_object (&call->task);
  g_clear_object (&call->cancellable);
  g_clear_object (&call->auth);
  g_clear_object (&call->message);
  g_clear_object (&call->input);
  g_clear_pointer (&call->request, g_bytes_unref);
  g_clear_pointer (&call->body, g_byte_array_unref);
  g_clear_pointer (&call->sse, parvis_sse_free);
  json_decref (call->problem);
  g_free (call->sentence);
  g_free (call->access);
  g_free (call->key);
  g_free (call);
}

static gboolean
too_long_cb (gpointer user_data)
{
  ParvisCall *call = user_data;

  call->timer = 0;
  g_cancellable_cancel (call->cancellable);

  return G_SOURCE_REMOVE;
}

ParvisCall *
parvis_call_new (ParvisTransport *self,
                 const char      *method,
                 const char      *path)
{
  g_autofree char *uri = g_strconcat (self->root, path, NULL);
  ParvisCall *call = g_new0 (ParvisCall, 1);

  call->transport = self;
  call->cancellable = g_cancellable_new ();
  call->message = soup_message_new (method, uri);
  g_ptr_array_add (self->calls, call);

  if (call->message == NULL)
    return call;

  /* The token must not follow a redirection to somebody else. */
  soup_message_add_flags (call->message, SOUP_MESSAGE_NO_REDIRECT);
  g_set_object (&call->auth, self->auth);

  return call;
}

void
parvis_call_set_header (ParvisCall *call,
                        const char *name,
                        const char *value)
{
  if (call->message != NULL)
    soup_message_headers_replace (soup_message_get_request_headers (call->message), name, value);
}

const char *
parvis_call_get_header (ParvisCall *call,
                        const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (call->message), name);
}

gboolean
parvis_call_is_type (ParvisCall *call,
                     const char *type)
{
  const char *given = soup_message_headers_get_content_type (
    soup_message_get_response_headers (call->message), NULL);

  return given != NULL && g_ascii_strcasecmp (given, type) == 0;
}

/* Seconds, or an HTTP date (RFC 9110, section 10.2.3). */
static gint64
get_retry_after (ParvisCall *call)
{
  const char *text = parvis_call_get_header (call, "Retry-After");
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

void
parvis_call_read_problem (ParvisCall *call)
{
  const char *sentence;

  if (call->body == NULL || call->problem != NULL ||
      !parvis_call_is_type (call, "application/problem+json"))
    return;

  call->problem = parvis_json_parse ((const char *) call->body->data, call->body->len, NULL);
  sentence = json_string_value (json_object_get (call->problem, "detail"));

  if (sentence == NULL)
    sentence = json_string_value (json_object_get (call->problem, "title"));

  if (sentence != NULL)
    call->sentence = g_utf8_substring (sentence, 0, MIN (g_utf8_strlen (sentence, -1),
                                                         SENTENCE_MAX));
}

/* Nothing but the service's own document, of exactly this type, says that what
 * is here has to go.
 */
static void
read_removal (ParvisCall  *call,
              ParvisReply *reply)
{
  const char *type = json_string_value (json_object_get (call->problem, "type"));

  if (reply->status != 403 || type == NULL || !g_str_has_suffix (type, "/removed"))
    return;

  reply->removed = TRUE;
  reply->removed_by = json_string_value (json_object_get (call->problem, "by"));
  parvis_json_get_time_or (call->problem, "at", PARVIS_NO_TIME, &reply->removed_at, NULL);
}

/* What is stable of a problem: its sentence is the service's own, in its language. */
static const char *
find_kind (const ParvisCall *call)
{
  const char *type = json_string_value (json_object_get (call->problem, "type"));
  const char *last = type != NULL ? strrchr (type, '/') : NULL;

  return last != NULL ? last + 1 : type;
}

ParvisReply
parvis_call_make_reply (ParvisCall   *call,
                        const GError *error)
{
  ParvisReply reply = PARVIS_REPLY_NONE;
  const char *seq;
  guint64 number;

  /* There is no token to ask with: as if the town had said why. */
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED))
    reply.status = 401;
  else if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_REMOVED))
    reply.removed = TRUE;

  if (error != NULL || call->message == NULL)
    return reply;

  parvis_call_read_problem (call);
  reply.status = (int) soup_message_get_status (call->message);
  reply.problem = parvis_call_is_type (call, "application/problem+json");
  reply.sentence = call->sentence;
  reply.kind = find_kind (call);
  reply.field = json_string_value (json_object_get (call->problem, "field"));
  reply.retry_after = get_retry_after (call);
  read_removal (call, &reply);
  seq = parvis_call_get_header (call, "Parvis-Seq");

  if (seq != NULL && g_ascii_string_to_unsigned (seq, 10, 0, G_MAXINT64 - 1, &number, NULL))
    reply.seq = (gint64) number;

  return reply;
}

void
parvis_call_end (ParvisCall   *call,
                 const GError *error)
{
  if (call->transport != NULL || call->task != NULL)
    call->finish (call, error);

  parvis_call_free (call);
}

/* Sending. */

static void
send (ParvisCall *call)
{
  g_autofree char *value = NULL;

  if (call->access != NULL)
    {
      value = g_strconcat ("Bearer ", call->access, NULL);
      soup_message_headers_replace (soup_message_get_request_headers (call->message),
                                    "Authorization", value);
    }

  if (call->request != NULL)
    soup_message_set_request_body_from_bytes (call->message, "application/json", call->request);

  soup_session_send_async (call->transport->session, call->message, G_PRIORITY_DEFAULT,
                           call->cancellable, call->sent, call);
}

static void
got_token_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  ParvisCall *call = user_data;
  g_autoptr(GError) error = NULL;

  g_free (call->access);
  call->access = parvis_auth_take_finish (PARVIS_AUTH (object), result, &error);

  if (call->transport == NULL && error == NULL)
    error = g_error_new_literal (PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "given up");

  if (error != NULL)
    parvis_call_end (call, error);
  else
    send (call);
}

void
parvis_call_begin (ParvisCall          *call,
                   GAsyncReadyCallback  callback,
                   guint                limit)
{
  call->sent = callback;

  if (limit > 0)
    call->timer = g_timeout_add_seconds (limit, too_long_cb, call);

  if (call->auth != NULL)
    call->access = g_strdup (parvis_auth_get_access (call->auth));

  if (call->auth != NULL && call->access == NULL)
    parvis_auth_take_async (call->auth, NULL, call->cancellable, got_token_cb, call);
  else
    send (call);
}

/* Returns: whether the answer was that the token is over, and another is tried */
gboolean
parvis_call_send_again (ParvisCall *call)
{
  if (call->access == NULL || call->again || call->transport == NULL || call->input == NULL ||
      soup_message_get_status (call->message) != SOUP_STATUS_UNAUTHORIZED)
    return FALSE;

  call->again = TRUE;
  g_clear_object (&call->input);
  parvis_auth_take_async (call->auth, call->access, call->cancellable, got_token_cb, call);

  return TRUE;
}

static void
read_more_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  ParvisCall *call = user_data;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(GError) error = NULL;

  bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result, &error);

  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    {
      parvis_call_end (call, error);
      return;
    }

  if (call->body->len + g_bytes_get_size (bytes) > call->limit)
    {
      error = g_error_new (PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                           "the answer is over %" G_GSIZE_FORMAT " bytes", call->limit);
      parvis_call_end (call, error);
      return;
    }

  g_byte_array_append (call->body, g_bytes_get_data (bytes, NULL),
                       (guint) g_bytes_get_size (bytes));
  parvis_call_read (call);
}

void
parvis_call_read (ParvisCall *call)
{
  g_input_stream_read_bytes_async (call->input, SLICE, G_PRIORITY_DEFAULT,
                                   call->cancellable, read_more_cb, call);
}

void
parvis_call_sent_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  ParvisCall *call = user_data;
  g_autoptr(GError) error = NULL;

  call->input = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (parvis_call_send_again (call))
    return;

  if (call->input == NULL)
    {
      parvis_call_end (call, error);
      return;
    }

  call->body = g_byte_array_new ();
  parvis_call_read (call);
}

static gboolean
unmade_cb (gpointer user_data)
{
  ParvisCall *call = user_data;
  g_autoptr(GError) error = g_error_new_literal (PARVIS_ERROR, PARVIS_ERROR_INVALID,
                                                 "the address cannot be used");

  call->timer = 0;
  parvis_call_end (call, error);

  return G_SOURCE_REMOVE;
}

gboolean
parvis_call_check_made (ParvisCall *call)
{
  if (call->message != NULL)
    return TRUE;

  call->timer = g_idle_add (unmade_cb, call);
  return FALSE;
}
