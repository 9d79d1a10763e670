/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-ask"

#include "config.h"

#include "parvis-ask.h"

#include "parvis-error.h"

#include <sodium.h>
#include <string.h>

#define SILENCE_LIMIT 15              /* s without a byte */
#define WHOLE_LIMIT 30                /* s for all of it */
#define DOCUMENT_LIMIT 180            /* s for a document: 20 MiB over a slow line */
#define ANSWER_MAX_BYTES (1024 * 1024)
#define SLICE (64 * 1024)
#define SENTENCE_MAX 2000

/* What an answer is read into. What it grows out of and what it leaves is overwritten: it may be
 * somebody's identity card.
 */
typedef struct
{
  guint8 *data;
  gsize   length;
  gsize   size;
} Body;

typedef struct
{
  SoupMessage           *message;
  GInputStream          *input;
  Body                  *body;
  gsize                  limit;
  gboolean               keep;         /* the bytes themselves are wanted */
  GFileProgressCallback  progress;
  gpointer               progress_data;
  GCancellable          *cancellable;
  gulong                 cancelled_id;
  guint                  timer;
} Ask;

void
parvis_answer_free (ParvisAnswer *answer)
{
  json_decref (answer->body);
  g_free (answer->sentence);
  g_free (answer->moved);
  g_clear_pointer (&answer->bytes, g_bytes_unref);
  g_free (answer);
}

const char *
parvis_answer_get (const ParvisAnswer *answer,
                   const char         *name)
{
  return json_string_value (json_object_get (answer->body, name));
}

ParvisError
parvis_answer_find_error (int status)
{
  switch (status)
    {
    case 401:
      return PARVIS_ERROR_UNAUTHORIZED;

    case 403:
      return PARVIS_ERROR_FORBIDDEN;

    case 404:
      return PARVIS_ERROR_NOT_FOUND;

    case 409:
      return PARVIS_ERROR_CONFLICT;

    case 413:
      return PARVIS_ERROR_TOO_LARGE;

    case 415:
      return PARVIS_ERROR_MEDIA_TYPE;

    case 429:
      return PARVIS_ERROR_TOO_MANY;

    default:
      return status >= 400 && status < 500 ? PARVIS_ERROR_INVALID : PARVIS_ERROR_UPSTREAM;
    }
}

static void
body_free (gpointer data)
{
  Body *body = data;

  if (body->data != NULL)
    sodium_memzero (body->data, body->size);
  g_free (body->data);
  g_free (body);
}

/* So that there is room for more than @size bytes. */
static void
body_grow (Body  *body,
           gsize  size)
{
  guint8 *data = g_malloc (size + 1);

  if (body->data != NULL)
    {
      memcpy (data, body->data, body->length);
      sodium_memzero (body->data, body->size);
      g_free (body->data);
    }
  body->data = data;
  body->size = size + 1;
}

static void
ask_free (gpointer data)
{
  Ask *ask = data;

  g_clear_handle_id (&ask->timer, g_source_remove);
  g_clear_object (&ask->message);
  g_clear_object (&ask->input);
  g_clear_object (&ask->cancellable);
  g_clear_pointer (&ask->body, body_free);
  g_free (ask);
}

static void
stop_listening (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);

  g_clear_handle_id (&ask->timer, g_source_remove);
  if (ask->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), ask->cancelled_id);
  ask->cancelled_id = 0;
}

static void
fail (GTask        *task,
      const GError *error)
{
  stop_listening (task);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
  else
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM,
                             "the service cannot be reached: %s", error->message);
}

static gboolean
is_json (const char *type)
{
  return g_strcmp0 (type, "application/json") == 0 ||
         g_strcmp0 (type, "application/problem+json") == 0;
}

static void
read_problem (ParvisAnswer *answer)
{
  const char *sentence = parvis_answer_get (answer, "detail");

  if (sentence == NULL)
    sentence = parvis_answer_get (answer, "title");
  if (sentence != NULL)
    answer->sentence = g_utf8_substring (sentence, 0, MIN (g_utf8_strlen (sentence, -1),
                                                           SENTENCE_MAX));
}

static void
finish (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  ParvisAnswer *answer = g_new0 (ParvisAnswer, 1);
  SoupMessageHeaders *headers = soup_message_get_response_headers (ask->message);
  const char *type = soup_message_headers_get_content_type (headers, NULL);

  stop_listening (task);
  answer->status = (int) soup_message_get_status (ask->message);
  answer->moved = g_strdup (soup_message_headers_get_one (headers, "Location"));
  answer->problem = g_strcmp0 (type, "application/problem+json") == 0;
  if (is_json (type))
    answer->body = parvis_json_parse ((const char *) ask->body->data, ask->body->length, NULL);
  if (answer->problem)
    read_problem (answer);
  /* What answers in the place of the service does not name it so. */
  if (ask->keep && answer->status == 200 &&
      soup_message_headers_get_one (headers, "Parvis-Media") != NULL)
    {
      answer->bytes = g_bytes_new_with_free_func (ask->body->data, ask->body->length, body_free,
                                                  ask->body);
      ask->body = NULL;
    }
  g_task_return_pointer (task, answer, (GDestroyNotify) parvis_answer_free);
}

static gsize
get_total (Ask *ask)
{
  goffset length = soup_message_headers_get_content_length (
    soup_message_get_response_headers (ask->message));

  return length > 0 && (guint64) length <= ask->limit ? (gsize) length : 0;
}

static void read_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data);

/* Takes @task. */
static void
read_on (GTask *task)
{
  Ask *ask = g_task_get_task_data (task);
  Body *body = ask->body;

  if (body->data == NULL)
    body_grow (body, get_total (ask) > 0 ? get_total (ask) : SLICE);
  else if (body->length == body->size)
    body_grow (body, MIN (2 * body->size, ask->limit));

  g_input_stream_read_async (ask->input, body->data + body->length,
                             MIN (body->size - body->length, SLICE), G_PRIORITY_DEFAULT,
                             ask->cancellable, read_cb, task);
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  gssize n = g_input_stream_read_finish (G_INPUT_STREAM (object), result, &error);

  if (n < 0)
    {
      fail (task, error);
      return;
    }
  if (n == 0)
    {
      finish (task);
      return;
    }

  ask->body->length += n;
  if (ask->body->length > ask->limit)
    {
      error = g_error_new_literal (PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE, "the answer has no end");
      fail (task, error);
      return;
    }
  if (ask->progress != NULL && !g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    ask->progress (ask->body->length, get_total (ask), ask->progress_data);

  read_on (g_steal_pointer (&task));
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Ask *ask = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  ask->input = soup_session_send_finish (SOUP_SESSION (object), result, &error);
  if (ask->input != NULL)
    read_on (g_steal_pointer (&task));
  else
    fail (task, error);
}

static gboolean
too_long_cb (gpointer user_data)
{
  Ask *ask = user_data;

  ask->timer = 0;
  g_cancellable_cancel (ask->cancellable);

  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  g_cancellable_cancel (((Ask *) user_data)->cancellable);
}

SoupSession *
parvis_ask_session (void)
{
  return soup_session_new_with_options ("timeout", SILENCE_LIMIT,
                                        "user-agent", "Parvis/" PACKAGE_VERSION,
                                        "accept-language-auto", TRUE, NULL);
}

SoupMessage *
parvis_ask_message (const char   *base,
                    const char   *method,
                    const char   *path,
                    const char   *form,
                    const json_t *body)
{
  g_autofree char *root = g_str_has_suffix (base, "/") ? g_strndup (base, strlen (base) - 1)
                                                       : g_strdup (base);
  g_autofree char *uri = g_strconcat (root, path, NULL);
  SoupMessage *message = soup_message_new (method, uri);
  g_autoptr(GBytes) bytes = NULL;

  if (message == NULL)
    return NULL;

  /* A token must not follow a redirection to somebody else. */
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (message), "Accept",
                                "application/json, application/problem+json");
  if (form != NULL)
    {
      bytes = g_bytes_new (form, strlen (form));
      soup_message_set_request_body_from_bytes (message, "application/x-www-form-urlencoded",
                                                bytes);
    }
  else if (body != NULL)
    {
      char *text = parvis_json_dump (body);
      g_autofree char *key = g_uuid_string_random ();

      soup_message_headers_replace (soup_message_get_request_headers (message), "Idempotency-Key",
                                    key);
      bytes = g_bytes_new_take (text, strlen (text));
      soup_message_set_request_body_from_bytes (message, "application/json", bytes);
    }

  return message;
}

void
parvis_ask_authorize (SoupMessage *message,
                      const char  *token)
{
  g_autofree char *value = g_strconcat ("Bearer ", token, NULL);

  soup_message_headers_replace (soup_message_get_request_headers (message), "Authorization", value);
}

/* Takes @ask. */
static void
send (SoupSession         *session,
      Ask                 *ask,
      guint                seconds,
      GCancellable        *cancellable,
      GAsyncReadyCallback  callback,
      gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, parvis_ask_async);
  g_task_set_task_data (task, ask, ask_free);
  g_task_set_check_cancellable (task, FALSE);
  ask->body = g_new0 (Body, 1);
  ask->cancellable = g_cancellable_new ();
  ask->timer = g_timeout_add_seconds (seconds, too_long_cb, ask);
  if (cancellable != NULL)
    ask->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb),
                                          ask);
  if (g_cancellable_is_cancelled (cancellable))
    g_cancellable_cancel (ask->cancellable);

  soup_session_send_async (session, ask->message, G_PRIORITY_DEFAULT, ask->cancellable, sent_cb,
                           g_steal_pointer (&task));
}

void
parvis_ask_async (SoupSession         *session,
                  SoupMessage         *message,
                  GCancellable        *cancellable,
                  GAsyncReadyCallback  callback,
                  gpointer             user_data)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->message = g_object_ref (message);
  ask->limit = ANSWER_MAX_BYTES;
  send (session, ask, WHOLE_LIMIT, cancellable, callback, user_data);
}

void
parvis_ask_fetch_async (SoupSession           *session,
                        SoupMessage           *message,
                        gsize                  limit,
                        GFileProgressCallback  progress,
                        gpointer               progress_data,
                        GCancellable          *cancellable,
                        GAsyncReadyCallback    callback,
                        gpointer               user_data)
{
  Ask *ask = g_new0 (Ask, 1);

  ask->message = g_object_ref (message);
  ask->limit = limit;
  ask->keep = TRUE;
  ask->progress = progress;
  ask->progress_data = progress_data;
  send (session, ask, DOCUMENT_LIMIT, cancellable, callback, user_data);
}

ParvisAnswer *
parvis_ask_finish (GAsyncResult  *result,
                   GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_ask_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gpointer
parvis_ask_propagate (GTask   *task,
                      GError **error)
{
  GError *local = NULL;
  gpointer found = g_task_propagate_pointer (task, &local);

  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_error_free (local);
      local = g_error_new_literal (PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
    }
  if (local != NULL)
    g_propagate_error (error, local);

  return found;
}
