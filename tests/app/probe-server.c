/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "probe-server.h"

#include <string.h>

#define GOOD_API "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Parvis\",\"version\":\"1\"}}"

static void
answer (SoupServerMessage *message,
        guint              status,
        const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static void
handle_cb (SoupServer        *soup,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  ProbeServer *self = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);

  if (self->date != NULL)
    soup_message_headers_replace (headers, "Date", self->date);
  if (self->location != NULL)
    soup_message_headers_replace (headers, "Location", self->location);

  if (self->deaf)
    soup_server_message_pause (message);
  else if (self->status != 0)
    answer (message, self->status, "{}");
  else if (g_str_has_suffix (path, "/openapi.json"))
    answer (message, 200, self->api != NULL ? self->api : GOOD_API);
  else
    answer (message, 404, "{}");
}

void
probe_server_start (ProbeServer *self)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;

  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, NULL, handle_cb, self, NULL);
  g_assert_true (soup_server_listen_local (self->soup, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->soup);
  self->uri = g_strdup_printf ("http://127.0.0.1:%d", g_uri_get_port (uris->data));
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

void
probe_server_stop (ProbeServer *self)
{
  soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->uri, g_free);
}
