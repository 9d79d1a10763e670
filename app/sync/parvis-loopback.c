/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-loopback"

#include "config.h"

#include "parvis-loopback.h"

#include <libsoup/soup.h>
#include <string.h>

#define REQUEST_MAX_BYTES 8192
#define REQUEST_LIMIT 10                /* s */
#define VISITORS_MAX 16                 /* at a time */

struct _ParvisLoopback
{
  GObject         parent_instance;

  /* Owned */
  GSocketService *service;
  char           *uri;
  char           *state;
  char           *language;
  char           *done;
  char           *failed;

  guint           visitors;
  gboolean        answered;
};

G_DEFINE_FINAL_TYPE (ParvisLoopback, parvis_loopback, G_TYPE_OBJECT)

enum
{
  ANSWERED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* One who came; it lives until its answer is written. */
typedef struct
{
  ParvisLoopback    *loopback;
  GSocketConnection *connection;
  GString           *request;
  char              *answer;
  char               buffer[1024];
} Visitor;

static void
visitor_free (Visitor *visitor)
{
  visitor->loopback->visitors--;
  g_io_stream_close_async (G_IO_STREAM (visitor->connection), G_PRIORITY_DEFAULT, NULL, NULL, NULL);
  g_object_unref (visitor->connection);
  g_object_unref (visitor->loopback);
  g_string_free (visitor->request, TRUE);
  g_free (visitor->answer);
  g_free (visitor);
}

static void
written_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_output_stream_write_all_finish (G_OUTPUT_STREAM (object), result, NULL, NULL);
  visitor_free (user_data);
}

static void
answer (Visitor    *visitor,
        const char *status,
        const char *sentence)
{
  ParvisLoopback *self = visitor->loopback;
  g_autofree char *text = g_markup_escape_text (sentence, -1);
  g_autofree char *page = NULL;
  GOutputStream *output;

  page = g_strdup_printf ("<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\">"
                          "<meta name=\"viewport\" content=\"width=device-width\">"
                          "<meta name=\"referrer\" content=\"no-referrer\">"
                          "<title>Parvis</title></head><body style=\"font-family: sans-serif; "
                          "max-width: 30em; margin: 4em auto; padding: 0 1em\"><main>"
                          "<h1>Parvis</h1><p>%s</p></main></body></html>\n", self->language, text);
  visitor->answer = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\n"
                                     "Content-Length: %zu\r\nConnection: close\r\n"
                                     "Cache-Control: no-store\r\n"
                                     "Content-Security-Policy: default-src 'none'; "
                                     "style-src 'unsafe-inline'\r\n\r\n%s",
                                     status, strlen (page), page);
  output = g_io_stream_get_output_stream (G_IO_STREAM (visitor->connection));
  g_output_stream_write_all_async (output, visitor->answer, strlen (visitor->answer),
                                   G_PRIORITY_DEFAULT, NULL, written_cb, visitor);
}

static void
take (ParvisLoopback *self,
      const char     *code,
      const char     *error)
{
  self->answered = TRUE;
  g_socket_service_stop (self->service);
  g_signal_emit (self, signals[ANSWERED], 0, code, error);
}

/* "GET /?code=…&state=… HTTP/1.1" and nothing else. */
static void
read_request (Visitor *visitor)
{
  g_autoptr(ParvisLoopback) self = g_object_ref (visitor->loopback);
  const char *line_end = strstr (visitor->request->str, "\r\n");
  g_autofree char *line = g_strndup (visitor->request->str,
                                     (gsize) (line_end - visitor->request->str));
  g_auto(GStrv) words = g_strsplit (line, " ", 4);
  g_autoptr(GHashTable) query = NULL;
  g_autofree char *code = NULL;
  g_autofree char *error = NULL;

  if (g_strv_length (words) != 3 || strcmp (words[0], "GET") != 0 ||
      !g_str_has_prefix (words[1], "/?"))
    {
      answer (visitor, "404 Not Found", "404");
      return;
    }

  query = soup_form_decode (words[1] + 2);
  if (g_strcmp0 (g_hash_table_lookup (query, "state"), self->state) != 0 || self->answered)
    {
      answer (visitor, "400 Bad Request", self->failed);
      return;
    }

  code = g_strdup (g_hash_table_lookup (query, "code"));
  error = g_strdup (g_hash_table_lookup (query, "error"));
  answer (visitor, "200 OK", code != NULL ? self->done : self->failed);
  take (self, code, code != NULL ? NULL : error != NULL ? error : "invalid_request");
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Visitor *visitor = user_data;
  gssize length = g_input_stream_read_finish (G_INPUT_STREAM (object), result, NULL);

  if (length <= 0 || visitor->request->len + (gsize) length > REQUEST_MAX_BYTES)
    {
      visitor_free (visitor);
      return;
    }

  g_string_append_len (visitor->request, visitor->buffer, length);
  if (strstr (visitor->request->str, "\r\n\r\n") != NULL)
    read_request (visitor);
  else
    g_input_stream_read_async (G_INPUT_STREAM (object), visitor->buffer, sizeof visitor->buffer,
                               G_PRIORITY_DEFAULT, NULL, read_cb, visitor);
}

static gboolean
incoming_cb (GSocketService    *service,
             GSocketConnection *connection,
             GObject           *source,
             ParvisLoopback    *self)
{
  Visitor *visitor;

  if (self->visitors >= VISITORS_MAX)
    return TRUE;

  self->visitors++;
  visitor = g_new0 (Visitor, 1);
  visitor->loopback = g_object_ref (self);
  visitor->connection = g_object_ref (connection);
  visitor->request = g_string_new (NULL);
  g_socket_set_timeout (g_socket_connection_get_socket (connection), REQUEST_LIMIT);
  g_input_stream_read_async (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                             visitor->buffer, sizeof visitor->buffer, G_PRIORITY_DEFAULT, NULL,
                             read_cb, visitor);

  return TRUE;
}

static void
parvis_loopback_dispose (GObject *object)
{
  ParvisLoopback *self = PARVIS_LOOPBACK (object);

  if (self->service != NULL)
    {
      g_socket_service_stop (self->service);
      g_socket_listener_close (G_SOCKET_LISTENER (self->service));
    }
  g_clear_object (&self->service);

  G_OBJECT_CLASS (parvis_loopback_parent_class)->dispose (object);
}

static void
parvis_loopback_finalize (GObject *object)
{
  ParvisLoopback *self = PARVIS_LOOPBACK (object);

  g_free (self->uri);
  g_free (self->state);
  g_free (self->language);
  g_free (self->done);
  g_free (self->failed);

  G_OBJECT_CLASS (parvis_loopback_parent_class)->finalize (object);
}

static void
parvis_loopback_class_init (ParvisLoopbackClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = parvis_loopback_dispose;
  object_class->finalize = parvis_loopback_finalize;

  signals[ANSWERED] = g_signal_new ("answered", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                    NULL, NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
parvis_loopback_init (ParvisLoopback *self)
{
  self->service = g_socket_service_new ();
}

ParvisLoopback *
parvis_loopback_new (const char  *state,
                     const char  *language,
                     const char  *done,
                     const char  *failed,
                     GError     **error)
{
  g_autoptr(ParvisLoopback) self = g_object_new (PARVIS_TYPE_LOOPBACK, NULL);
  g_autoptr(GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr(GSocketAddress) any = g_inet_socket_address_new (address, 0);
  g_autoptr(GSocketAddress) given = NULL;

  if (!g_socket_listener_add_address (G_SOCKET_LISTENER (self->service), any, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_TCP, NULL, &given, error))
    return NULL;

  self->uri = g_strdup_printf ("http://127.0.0.1:%u/",
                               g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (given)));
  self->state = g_strdup (state);
  self->language = g_strdup (language);
  self->done = g_strdup (done);
  self->failed = g_strdup (failed);
  g_signal_connect (self->service, "incoming", G_CALLBACK (incoming_cb), self);
  g_socket_service_start (self->service);

  return g_steal_pointer (&self);
}

const char *
parvis_loopback_get_uri (ParvisLoopback *self)
{
  g_return_val_if_fail (PARVIS_IS_LOOPBACK (self), NULL);

  return self->uri;
}
