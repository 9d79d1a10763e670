/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-probe"

#include "config.h"

#include "parvis-probe.h"

#include "parvis-error.h"
#include "parvis-json.h"

#include <libsoup/soup.h>
#include <string.h>

#define SILENCE_LIMIT 10                /* s without a byte */
#define PROBE_LIMIT 20                  /* s for all of them */
#define ANSWER_MAX_BYTES (4 * 1024 * 1024)
#define SLICE (64 * 1024)

/* Of the interface, "info" of data/openapi.yaml. */
#define API_TITLE "Parvis"
#define API_VERSION "1"

/* One question: it belongs to its task. Its own cancellable ends a request at
 * its time limit too, which is no cancelling.
 */
typedef struct
{
  ParvisClock        clock;
  SoupSession       *session;
  SoupMessage       *message;
  GByteArray        *body;
  GCancellable      *cancellable;
  gulong             cancelled_id;
  guint              timer;
  ParvisProbeResult *result;
} Probe;

void
parvis_probe_result_free (ParvisProbeResult *self)
{
  if (self == NULL)
    return;

  g_free (self->address);
  g_free (self->elsewhere);
  g_free (self);
}

static void
probe_free (gpointer data)
{
  Probe *probe = data;

  g_clear_handle_id (&probe->timer, g_source_remove);
  g_clear_object (&probe->message);
  g_clear_object (&probe->session);
  g_clear_object (&probe->cancellable);
  g_clear_pointer (&probe->body, g_byte_array_unref);
  g_clear_pointer (&probe->result, parvis_probe_result_free);
  g_free (probe);
}

static gboolean
is_loopback (const char *host)
{
  g_autoptr(GInetAddress) address = g_inet_address_new_from_string (host);

  if (address != NULL)
    return g_inet_address_get_is_loopback (address);

  return g_ascii_strcasecmp (host, "localhost") == 0 || g_str_has_suffix (host, ".localhost");
}

char *
parvis_probe_read_address (const char    *typed,
                           ParvisFinding *finding)
{
  g_autofree char *text = g_strstrip (g_strdup (typed));
  g_autofree char *full = NULL;
  g_autoptr(GUri) uri = NULL;
  char *address;
  gboolean plain;

  *finding = PARVIS_FINDING_NO_ADDRESS;
  if (text[0] == '\0')
    return NULL;

  *finding = PARVIS_FINDING_BAD_ADDRESS;
  full = strstr (text, "://") != NULL ? g_strdup (text) : g_strconcat ("https://", text, NULL);
  uri = g_uri_parse (full, SOUP_HTTP_URI_FLAGS, NULL);
  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_host (uri)[0] == '\0' ||
      strpbrk (g_uri_get_host (uri), " \t<>\"") != NULL)
    return NULL;

  /* A name in an address would be sent in clear by some, and a question is none. */
  plain = strcmp (g_uri_get_scheme (uri), "http") == 0;
  if ((!plain && strcmp (g_uri_get_scheme (uri), "https") != 0) ||
      g_uri_get_userinfo (uri) != NULL || g_uri_get_query (uri) != NULL ||
      g_uri_get_fragment (uri) != NULL)
    return NULL;

  *finding = PARVIS_FINDING_NOT_ENCRYPTED;
  if (plain && !is_loopback (g_uri_get_host (uri)))
    return NULL;

  *finding = PARVIS_FINDING_GOOD;
  address = g_uri_to_string (uri);
  while (g_str_has_suffix (address, "/"))
    address[strlen (address) - 1] = '\0';

  return address;
}

ParvisFinding
parvis_probe_read_error (const GError *error,
                         gboolean      has_network)
{
  if (error->domain == G_TLS_ERROR)
    return PARVIS_FINDING_BAD_CERTIFICATE;
  if (!has_network || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE) ||
      g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE))
    return PARVIS_FINDING_NO_NETWORK;
  if (error->domain == G_RESOLVER_ERROR)
    return PARVIS_FINDING_NO_SUCH_HOST;
  /* Something answers there, in another language. */
  if (error->domain == SOUP_SESSION_ERROR)
    return PARVIS_FINDING_NOT_PARVIS;

  return PARVIS_FINDING_NO_ANSWER;
}

static gboolean
has_network (void)
{
  return g_network_monitor_get_network_available (g_network_monitor_get_default ());
}

static void
finish_with (GTask         *task,
             ParvisFinding  finding)
{
  Probe *probe = g_task_get_task_data (task);

  g_clear_handle_id (&probe->timer, g_source_remove);
  if (probe->cancelled_id != 0)
    g_cancellable_disconnect (g_task_get_cancellable (task), probe->cancelled_id);
  probe->cancelled_id = 0;

  if (g_cancellable_is_cancelled (g_task_get_cancellable (task)))
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
      return;
    }

  probe->result->finding = finding;
  g_task_return_pointer (task, g_steal_pointer (&probe->result),
                         (GDestroyNotify) parvis_probe_result_free);
}

/* A certificate that is not valid yet tells that the clock is behind. */
static ParvisFinding
read_failure (Probe        *probe,
              const GError *error)
{
  GTlsCertificateFlags flags = soup_message_get_tls_peer_certificate_errors (probe->message);
  const char *host = g_uri_get_host (soup_message_get_uri (probe->message));

  if (error->domain == G_TLS_ERROR && flags == G_TLS_CERTIFICATE_NOT_ACTIVATED)
    return PARVIS_FINDING_CLOCK_WRONG;
  if (error->domain == G_TLS_ERROR && flags == G_TLS_CERTIFICATE_EXPIRED)
    return PARVIS_FINDING_EXPIRED;

  return parvis_probe_read_error (error, is_loopback (host) || has_network ());
}

static const char *
get_header (Probe      *probe,
            const char *name)
{
  return soup_message_headers_get_one (soup_message_get_response_headers (probe->message), name);
}

static gboolean
clock_is_wrong (Probe *probe)
{
  const char *text = get_header (probe, "Date");
  g_autoptr(GDateTime) date = text != NULL ? soup_date_time_new_from_http_string (text) : NULL;

  if (date == NULL)
    return FALSE;

  probe->result->skew = g_date_time_to_unix (date) * PARVIS_SECOND -
                        parvis_clock_now (&probe->clock);

  return ABS (probe->result->skew) > PARVIS_PROBE_MAX_SKEW;
}

/* (transfer full) (nullable) */
static json_t *
parse_body (Probe *probe)
{
  return parvis_json_parse ((const char *) probe->body->data, probe->body->len, NULL);
}

static ParvisFinding
read_service (Probe *probe,
              guint  status)
{
  g_autoptr(json_t) api = NULL;
  const json_t *info;

  if (SOUP_STATUS_IS_REDIRECTION (status))
    {
      const char *location = get_header (probe, "Location");

      if (location == NULL)
        return PARVIS_FINDING_NOT_PARVIS;

      probe->result->elsewhere = g_strdup (location);
      return PARVIS_FINDING_MOVED;
    }

  /* What a proxy says while the service behind it is down. */
  if (status == 502 || status == 503 || status == 504 || status == 429)
    return PARVIS_FINDING_BUSY;

  api = status == SOUP_STATUS_OK ? parse_body (probe) : NULL;
  info = json_object_get (api, "info");
  if (g_strcmp0 (json_string_value (json_object_get (info, "title")), API_TITLE) != 0)
    return PARVIS_FINDING_NOT_PARVIS;
  if (g_strcmp0 (json_string_value (json_object_get (info, "version")), API_VERSION) != 0)
    return PARVIS_FINDING_OTHER_VERSION;

  /* Only now is it worth believing what time it has. */
  return clock_is_wrong (probe) ? PARVIS_FINDING_CLOCK_WRONG : PARVIS_FINDING_GOOD;
}

static void
fail (GTask        *task,
      const GError *error)
{
  Probe *probe = g_task_get_task_data (task);

  g_debug ("%s", error->message);
  finish_with (task, read_failure (probe, error));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Probe *probe = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result,
                                                              &error);

  if (bytes == NULL)
    {
      fail (task, error);
      return;
    }

  if (g_bytes_get_size (bytes) > 0)
    {
      g_byte_array_append (probe->body, g_bytes_get_data (bytes, NULL),
                           (guint) g_bytes_get_size (bytes));
      if (probe->body->len > ANSWER_MAX_BYTES)
        finish_with (task, PARVIS_FINDING_NOT_PARVIS);
      else
        g_input_stream_read_bytes_async (G_INPUT_STREAM (object), SLICE, G_PRIORITY_DEFAULT,
                                         probe->cancellable, read_cb, g_steal_pointer (&task));
      return;
    }

  finish_with (task, read_service (probe, soup_message_get_status (probe->message)));
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Probe *probe = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(GInputStream) input = soup_session_send_finish (SOUP_SESSION (object), result, &error);

  if (input == NULL)
    {
      fail (task, error);
      return;
    }

  g_byte_array_set_size (probe->body, 0);
  g_input_stream_read_bytes_async (input, SLICE, G_PRIORITY_DEFAULT, probe->cancellable, read_cb,
                                   g_steal_pointer (&task));
}

static gboolean
too_long_cb (gpointer user_data)
{
  Probe *probe = user_data;

  probe->timer = 0;
  g_cancellable_cancel (probe->cancellable);

  return G_SOURCE_REMOVE;
}

static void
ask (GTask *task)
{
  Probe *probe = g_task_get_task_data (task);
  g_autofree char *uri = g_strconcat (probe->result->address, "/api/v1/openapi.json", NULL);

  if ((probe->message = soup_message_new (SOUP_METHOD_GET, uri)) == NULL)
    {
      finish_with (task, PARVIS_FINDING_BAD_ADDRESS);
      return;
    }

  /* Where it sends on to is for a person to judge. */
  soup_message_add_flags (probe->message, SOUP_MESSAGE_NO_REDIRECT);
  soup_message_headers_replace (soup_message_get_request_headers (probe->message), "Accept",
                                "application/json");
  soup_session_send_async (probe->session, probe->message, G_PRIORITY_DEFAULT, probe->cancellable,
                           sent_cb, g_object_ref (task));
}

static void
cancelled_cb (GCancellable *cancellable,
              GCancellable *own)
{
  g_cancellable_cancel (own);
}

static Probe *
probe_new (const ParvisClock *clock)
{
  Probe *probe = g_new0 (Probe, 1);

  probe->clock = *clock;
  probe->body = g_byte_array_new ();
  probe->cancellable = g_cancellable_new ();
  probe->result = g_new0 (ParvisProbeResult, 1);

  return probe;
}

void
parvis_probe_async (const char          *address,
                    const ParvisClock   *clock,
                    GCancellable        *cancellable,
                    GAsyncReadyCallback  callback,
                    gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Probe *probe = probe_new (clock);
  ParvisFinding finding;

  g_return_if_fail (address != NULL);

  g_task_set_source_tag (task, parvis_probe_async);
  g_task_set_task_data (task, probe, probe_free);
  g_task_set_check_cancellable (task, FALSE);

  probe->result->address = parvis_probe_read_address (address, &finding);
  if (probe->result->address == NULL)
    {
      finish_with (task, finding);
      return;
    }

  if (cancellable != NULL)
    probe->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                 g_object_ref (probe->cancellable),
                                                 g_object_unref);
  probe->timer = g_timeout_add_seconds (PROBE_LIMIT, too_long_cb, probe);
  probe->session = soup_session_new_with_options ("timeout", SILENCE_LIMIT, "user-agent",
                                                  "Parvis/" PACKAGE_VERSION, NULL);
  ask (task);
}

/**
 * parvis_probe_finish:
 *
 * Returns: (transfer full) (nullable): %NULL only if it was cancelled
 */
ParvisProbeResult *
parvis_probe_finish (GAsyncResult  *result,
                     GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_probe_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
