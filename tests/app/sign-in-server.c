/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-json.h"
#include "sign-in-server.h"

#include <string.h>

#define PAIR "{\"access_token\":\"pva-1\",\"token_type\":\"Bearer\",\"expires_in\":600," \
             "\"refresh_token\":\"pvr-1\"}"
#define CODE "code-of-the-browser"

static void
answer (SoupServerMessage *message,
        guint              status,
        const char        *type,
        const char        *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, body, strlen (body));
}

static void
answer_json (SoupServerMessage *message,
             guint              status,
             const char        *body)
{
  answer (message, status, "application/json", body);
}

static void
answer_metadata (SignInServer      *self,
                 SoupServerMessage *message)
{
  const char *issuer = self->issuer != NULL ? self->issuer : self->uri;
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{\"issuer\":\"%s\",\"authorization_endpoint\":\"%s/sign-in/authorize\","
                          "\"token_endpoint\":\"%s/api/v1/token\","
                          "\"device_authorization_endpoint\":\"%s/api/v1/device\"}",
                          issuer, issuer, issuer, issuer);
  answer_json (message, 200, text);
}

static char *
challenge_of (const char *verifier)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;
  char *text;

  g_checksum_update (sum, (const guchar *) verifier, -1);
  g_checksum_get_digest (sum, digest, &length);
  text = g_base64_encode (digest, length);
  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

static void
answer_exchange (SignInServer      *self,
                 SoupServerMessage *message,
                 GHashTable        *form)
{
  const char *verifier = g_hash_table_lookup (form, "code_verifier");
  g_autofree char *challenge = challenge_of (verifier != NULL ? verifier : "");

  if (g_strcmp0 (g_hash_table_lookup (form, "code"), CODE) == 0 &&
      g_strcmp0 (challenge, self->challenge) == 0 &&
      g_strcmp0 (g_hash_table_lookup (form, "redirect_uri"), self->redirect) == 0)
    answer_json (message, 200, PAIR);
  else
    answer_json (message, 400, "{\"error\":\"invalid_grant\"}");
}

static void
answer_poll (SignInServer      *self,
             SoupServerMessage *message,
             GHashTable        *form)
{
  g_assert_cmpstr (g_hash_table_lookup (form, "device_code"), ==, "device-1");

  if (self->polls++ < self->pending)
    answer_json (message, 400, "{\"error\":\"authorization_pending\"}");
  else if (self->denied)
    answer_json (message, 400, "{\"error\":\"access_denied\"}");
  else
    answer_json (message, 200, PAIR);
}

static void
answer_token (SignInServer      *self,
              SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = g_strndup (body->data, (gsize) body->length);
  g_autoptr(GHashTable) form = soup_form_decode (text);
  const char *grant = g_hash_table_lookup (form, "grant_type");

  g_assert_cmpstr (g_hash_table_lookup (form, "client_id"), ==, "fr.parvis.Parvis");

  if (g_strcmp0 (grant, "authorization_code") == 0)
    answer_exchange (self, message, form);
  else if (g_strcmp0 (grant, "urn:ietf:params:oauth:grant-type:device_code") == 0)
    answer_poll (self, message, form);
  else
    answer_json (message, 400, "{\"error\":\"invalid_grant\"}");
}

static void
answer_device (SignInServer      *self,
               SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *sent = g_strndup (body->data, (gsize) body->length);
  g_autoptr(GHashTable) form = soup_form_decode (sent);
  g_autofree char *text = NULL;

  g_free (self->town);
  self->town = g_strdup (g_hash_table_lookup (form, "town"));
  text = g_strdup_printf ("{\"device_code\":\"device-1\",\"user_code\":\"WXYZ-5678\","
                          "\"verification_uri\":\"%s/sign-in/device\",\"expires_in\":600,"
                          "\"interval\":1}", self->uri);
  answer_json (message, 200, text);
}

static void
answer_pair (SignInServer      *self,
             SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autoptr(json_t) asked = parvis_json_parse (body->data, (gsize) body->length, NULL);

  self->pairings++;
  g_free (self->label);
  self->label = g_strdup (json_string_value (json_object_get (asked, "label")));

  if (g_strcmp0 (json_string_value (json_object_get (asked, "code")), SIGN_IN_CODE) == 0)
    answer_json (message, 200, PAIR);
  else
    answer (message, 404, "application/problem+json",
            "{\"type\":\"about:blank\",\"title\":\"Not found\"}");
}

static void
answer_me (SignInServer      *self,
           SoupServerMessage *message)
{
  const char *given = soup_message_headers_get_one (
    soup_server_message_get_request_headers (message), "Authorization");
  g_autofree char *email = NULL;
  g_autofree char *text = NULL;

  if (g_strcmp0 (given, "Bearer pva-1") != 0)
    {
      answer_json (message, 401, "{}");
      return;
    }

  email = self->email != NULL ? g_strdup_printf (",\"email\":\"%s\"", self->email) : g_strdup ("");
  text = g_strdup_printf ("{\"account\":{\"id\":\"a-1\",\"name\":\"Hélène Garnier\"%s},"
                          "\"session\":{\"id\":\"s-1\",\"label\":\"desk\"},\"towns\":%s}",
                          email, self->towns != NULL ? self->towns
                                              : "[{\"insee\":\"00001\",\"name\":\"Saint-Aubin\","
                                                "\"roles\":[\"mayor\"]}]");
  answer_json (message, 200, text);
}

static void
handle_cb (SoupServer        *soup,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  SignInServer *self = user_data;

  if (strcmp (path, "/api/v1/openapi.json") == 0)
    answer_json (message, 200, "{\"info\":{\"title\":\"Parvis\",\"version\":\"1\"}}");
  else if (self->status != 0)
    answer_json (message, self->status, "{}");
  else if (strcmp (path, "/.well-known/oauth-authorization-server") == 0)
    answer_metadata (self, message);
  else if (strcmp (path, "/api/v1/token") == 0)
    answer_token (self, message);
  else if (strcmp (path, "/api/v1/device") == 0)
    answer_device (self, message);
  else if (strcmp (path, "/api/v1/pair") == 0)
    answer_pair (self, message);
  else if (strcmp (path, "/api/v1/me") == 0)
    answer_me (self, message);
  else
    answer_json (message, 404, "{}");
}

void
sign_in_server_start (SignInServer *self)
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
sign_in_server_stop (SignInServer *self)
{
  soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
  g_clear_pointer (&self->uri, g_free);
  g_clear_pointer (&self->challenge, g_free);
  g_clear_pointer (&self->redirect, g_free);
  g_clear_pointer (&self->label, g_free);
  g_clear_pointer (&self->town, g_free);
}

/* The browser. */

static gpointer
request_thread (gpointer data)
{
  char **job = data;
  g_autoptr(GSocketClient) client = g_socket_client_new ();
  g_autoptr(GError) error = NULL;
  g_autoptr(GUri) uri = g_uri_parse (job[0], SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GSocketConnection) connection = NULL;
  GString *said = g_string_new (NULL);
  char buffer[4096];
  gssize length;

  connection = g_socket_client_connect_to_host (client, "127.0.0.1",
                                                (guint16) g_uri_get_port (uri), NULL, &error);
  if (connection == NULL)
    return g_string_free (said, FALSE);

  g_output_stream_write_all (g_io_stream_get_output_stream (G_IO_STREAM (connection)), job[1],
                             strlen (job[1]), NULL, NULL, NULL);
  while ((length = g_input_stream_read (g_io_stream_get_input_stream (G_IO_STREAM (connection)),
                                        buffer, sizeof buffer, NULL, NULL)) > 0)
    g_string_append_len (said, buffer, length);

  return g_string_free (said, FALSE);
}

typedef struct
{
  char     *job[2];
  char     *said;
  gboolean  done;
} Errand;

static gboolean
errand_done_cb (gpointer user_data)
{
  ((Errand *) user_data)->done = TRUE;

  return G_SOURCE_REMOVE;
}

static gpointer
errand_thread (gpointer data)
{
  Errand *errand = data;

  errand->said = request_thread (errand->job);
  g_idle_add (errand_done_cb, errand);

  return NULL;
}

char *
sign_in_server_request (const char *redirect,
                        const char *text)
{
  Errand errand = { .job = { (char *) redirect, (char *) text } };
  GThread *thread = g_thread_new ("browser", errand_thread, &errand);

  while (!errand.done)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);

  return errand.said;
}

void
sign_in_server_visit (SignInServer *self,
                      const char   *uri,
                      const char   *state,
                      const char   *error)
{
  g_autoptr(GUri) parsed = g_uri_parse (uri, SOUP_HTTP_URI_FLAGS, NULL);
  g_autoptr(GHashTable) query = soup_form_decode (g_uri_get_query (parsed));
  g_autofree char *back = NULL;
  g_autofree char *text = NULL;
  g_autofree char *said = NULL;

  g_assert_cmpstr (g_hash_table_lookup (query, "response_type"), ==, "code");
  g_assert_cmpstr (g_hash_table_lookup (query, "code_challenge_method"), ==, "S256");
  g_free (self->town);
  self->town = g_strdup (g_hash_table_lookup (query, "town"));
  g_free (self->challenge);
  self->challenge = g_strdup (g_hash_table_lookup (query, "code_challenge"));
  g_free (self->redirect);
  self->redirect = g_strdup (g_hash_table_lookup (query, "redirect_uri"));
  if (state == NULL)
    state = g_hash_table_lookup (query, "state");

  back = error != NULL ? soup_form_encode ("error", error, "state", state, NULL)
                       : soup_form_encode ("code", CODE, "state", state, NULL);
  text = g_strdup_printf ("GET /?%s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", back);
  said = sign_in_server_request (self->redirect, text);
  g_test_message ("%s", said);
}
