/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-smtp"

#include "config.h"

#include "parvis-smtp.h"

#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-letter.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>

#define PATIENCE         60L      /* seconds for a letter */
#define PATIENCE_CONNECT 15L

typedef struct
{
  const char *data;
  gsize       left;
} Source;

typedef struct
{
  CURL              *curl;
  struct curl_slist *recipients;
} Delivery;

static void
delivery_clear (Delivery *delivery)
{
  g_clear_pointer (&delivery->curl, curl_easy_cleanup);
  g_clear_pointer (&delivery->recipients, curl_slist_free_all);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Delivery, delivery_clear)

static gboolean
is_this_machine (const char *url)
{
  g_autoptr (GUri) uri = g_uri_parse (url, G_URI_FLAGS_NONE, NULL);
  const char *host = uri == NULL ? NULL : g_uri_get_host (uri);

  return g_strcmp0 (host, "localhost") == 0 || g_strcmp0 (host, "127.0.0.1") == 0 ||
         g_strcmp0 (host, "::1") == 0;
}

gboolean
parvis_smtp_check (const ParvisSmtp  *smtp,
                   GError           **error)
{
  g_autoptr (GUri) uri = g_uri_parse (smtp->url, G_URI_FLAGS_NONE, NULL);

  if (uri == NULL || g_uri_get_host (uri) == NULL || g_uri_get_userinfo (uri) != NULL ||
      (strcmp (g_uri_get_scheme (uri), "smtp") != 0 &&
       strcmp (g_uri_get_scheme (uri), "smtps") != 0))
    return parvis_set_invalid (error, "smtp-url",
                               "“smtp-url” must be smtp://HOST[:PORT] or smtps://HOST[:PORT]");

  if (smtp->plain && !is_this_machine (smtp->url))
    return parvis_set_invalid (error, "smtp-plain",
                               "“smtp-plain” is for a server on this machine only");

  if (smtp->from == NULL || !parvis_contact_is_email (smtp->from))
    return parvis_set_invalid (error, "mail-from", "“mail-from” must be an address for mail");

  if ((smtp->user == NULL) != (smtp->password == NULL))
    return parvis_set_invalid (error, "smtp-user",
                               "“smtp-user” and a password belong together");

  return TRUE;
}

static size_t
read_cb (char   *buffer,
         size_t  size,
         size_t  n,
         void   *data)
{
  Source *source = data;
  gsize taken = MIN (size * n, source->left);

  memcpy (buffer, source->data, taken);
  source->data += taken;
  source->left -= taken;

  return taken;
}

static int
progress_cb (void       *data,
             curl_off_t  dltotal,
             curl_off_t  dlnow,
             curl_off_t  ultotal,
             curl_off_t  ulnow)
{
  return g_atomic_int_get ((const gint *) data) != 0;
}

static void
init_curl (void)
{
  if (curl_global_init (CURL_GLOBAL_DEFAULT) != CURLE_OK)
    g_error ("libcurl cannot be used");
}

static void
set_server (CURL             *curl,
            const ParvisSmtp *smtp)
{
  curl_easy_setopt (curl, CURLOPT_URL, smtp->url);
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt (curl, CURLOPT_USE_SSL,
                    (long) (smtp->plain ? CURLUSESSL_NONE : CURLUSESSL_ALL));
  if (smtp->ca_file != NULL)
    curl_easy_setopt (curl, CURLOPT_CAINFO, smtp->ca_file);
  if (smtp->user != NULL)
    {
      curl_easy_setopt (curl, CURLOPT_USERNAME, smtp->user);
      curl_easy_setopt (curl, CURLOPT_PASSWORD, smtp->password);
    }
  curl_easy_setopt (curl, CURLOPT_TIMEOUT, PATIENCE);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT, PATIENCE_CONNECT);
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  /* Mail goes where it was told to, whatever the environment says. */
  curl_easy_setopt (curl, CURLOPT_PROXY, "");
}

/* The words of libcurl's table name no address and no secret; those of the server
 * may, so only its number is told.
 */
static gboolean
set_failure (CURL      *curl,
             CURLcode   code,
             GError   **error)
{
  long answer = 0;
  gboolean final;

  curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &answer);
  final = answer >= 500 && answer < 600 && code != CURLE_LOGIN_DENIED &&
          code != CURLE_USE_SSL_FAILED;
  g_set_error (error, PARVIS_ERROR, final ? PARVIS_ERROR_INVALID : PARVIS_ERROR_UPSTREAM,
               "%s (%ld)", curl_easy_strerror (code), answer);

  return FALSE;
}

gboolean
parvis_smtp_send (const ParvisSmtp  *smtp,
                  const char        *recipient,
                  GBytes            *letter,
                  const gint        *stop,
                  GError           **error)
{
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  g_auto (Delivery) delivery = { 0 };
  g_autofree char *sender = g_strdup_printf ("<%s>", smtp->from);
  g_autofree char *receiver = g_strdup_printf ("<%s>", recipient);
  Source source;
  CURLcode code;

  if (!parvis_contact_is_email (recipient))
    return parvis_set_invalid (error, "recipient",
                               "This is not an address that mail can be sent to");

  pthread_once (&once, init_curl);
  source.data = g_bytes_get_data (letter, &source.left);
  delivery.curl = curl_easy_init ();
  delivery.recipients = curl_slist_append (NULL, receiver);

  set_server (delivery.curl, smtp);
  curl_easy_setopt (delivery.curl, CURLOPT_MAIL_FROM, sender);
  curl_easy_setopt (delivery.curl, CURLOPT_MAIL_RCPT, delivery.recipients);
  curl_easy_setopt (delivery.curl, CURLOPT_UPLOAD, 1L);
  curl_easy_setopt (delivery.curl, CURLOPT_READFUNCTION, read_cb);
  curl_easy_setopt (delivery.curl, CURLOPT_READDATA, &source);
  curl_easy_setopt (delivery.curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt (delivery.curl, CURLOPT_XFERINFOFUNCTION, progress_cb);
  curl_easy_setopt (delivery.curl, CURLOPT_XFERINFODATA, (void *) stop);

  code = curl_easy_perform (delivery.curl);

  return code == CURLE_OK || set_failure (delivery.curl, code, error);
}
