/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-oidc-fetch"

#include "config.h"

#include "parvis-oidc-fetch.h"

#include "parvis-error.h"
#include "parvis-oidc-address.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define CONNECT_TIMEOUT 5000L
#define TOTAL_TIMEOUT   10000L
#define MAX_HEAD        (16 * 1024)

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CURL, curl_easy_cleanup)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (CURLU, curl_url_cleanup)

typedef struct curl_slist HeaderList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeaderList, curl_slist_free_all)

/* One request under way, and why it was cut off where curl only knows that it was. */
typedef struct
{
  ParvisOidcReach  reach;
  GString         *body;
  gsize            head;
  const char      *cut;
} Transfer;

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void
start_curl (void)
{
  curl_global_init (CURL_GLOBAL_DEFAULT);
}

gboolean
parvis_oidc_refuse (GError     **error,
                    const char  *format,
                    ...)
{
  va_list arguments;

  if (error != NULL)
    {
      va_start (arguments, format);
      *error = g_error_new_valist (PARVIS_ERROR, PARVIS_ERROR_UPSTREAM, format, arguments);
      va_end (arguments);
    }

  return FALSE;
}

void
parvis_oidc_answer_clear (ParvisOidcAnswer *answer)
{
  if (answer->body != NULL)
    g_string_free (answer->body, TRUE);
  memset (answer, 0, sizeof *answer);
}

/* Browsers and curl forgive much, each something else: only what all read alike. */
static gboolean
is_plainly_written (const char *url)
{
  if (strlen (url) > PARVIS_OIDC_MAX_URL || strstr (url, "://") == NULL)
    return FALSE;

  for (const char *at = url; *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at) || strchr ("\\\"<>^`{|}", *at) != NULL)
        return FALSE;
    }

  return TRUE;
}

/* curl's own reading of the address, so that what is checked is what is used. */
static CURLU *
read_url (const char       *url,
          ParvisOidcReach   reach,
          GError          **error)
{
  g_autoptr(CURLU) parsed = curl_url ();
  char *part = NULL;

  if (!is_plainly_written (url) ||
      curl_url_set (parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK)
    {
      parvis_oidc_refuse (error, "An address of the provider cannot be used");
      return NULL;
    }

  if (curl_url_get (parsed, CURLUPART_FRAGMENT, &part, 0) == CURLUE_OK)
    {
      curl_free (part);
      parvis_oidc_refuse (error, "An address of the provider has a fragment");
      return NULL;
    }

  if (!g_str_has_prefix (url, "https://") &&
      (reach != PARVIS_OIDC_LOOPBACK || !g_str_has_prefix (url, "http://")))
    {
      parvis_oidc_refuse (error, "An address of the provider is not https");
      return NULL;
    }

  return g_steal_pointer (&parsed);
}

gboolean
parvis_oidc_check_url (const char       *url,
                       ParvisOidcReach   reach,
                       GError          **error)
{
  g_autoptr(CURLU) parsed = read_url (url, reach, error);

  return parsed != NULL;
}

static gboolean
may_connect (ParvisOidcReach        reach,
             const struct sockaddr *address)
{
  switch (parvis_address_classify (address))
    {
    case PARVIS_ADDRESS_PUBLIC:
      return TRUE;

    case PARVIS_ADDRESS_PRIVATE:
      return reach != PARVIS_OIDC_PUBLIC;

    case PARVIS_ADDRESS_LOOPBACK:
      return reach == PARVIS_OIDC_LOOPBACK;

    case PARVIS_ADDRESS_SPECIAL:
    default:
      return FALSE;
    }
}

static curl_socket_t
open_cb (void                 *data,
         curlsocktype          purpose,
         struct curl_sockaddr *address)
{
  Transfer *transfer = data;

  if (!may_connect (transfer->reach, &address->addr))
    {
      transfer->cut = "its address is not one that this service may go to";
      return CURL_SOCKET_BAD;
    }

  return socket (address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

/* Plain http is for this machine only, whatever else the reach allows. */
static curl_socket_t
open_plain_cb (void                 *data,
               curlsocktype          purpose,
               struct curl_sockaddr *address)
{
  Transfer *transfer = data;

  if (parvis_address_classify (&address->addr) != PARVIS_ADDRESS_LOOPBACK)
    {
      transfer->cut = "it is not https";
      return CURL_SOCKET_BAD;
    }

  return open_cb (data, purpose, address);
}

static size_t
head_cb (char   *data,
         size_t  size,
         size_t  count,
         void   *user_data)
{
  Transfer *transfer = user_data;

  transfer->head += size * count;
  if (transfer->head <= MAX_HEAD)
    return size * count;

  transfer->cut = "its answer is too long";
  return 0;
}

static size_t
body_cb (char   *data,
         size_t  size,
         size_t  count,
         void   *user_data)
{
  Transfer *transfer = user_data;

  if (transfer->body->len + size * count > PARVIS_OIDC_MAX_ANSWER)
    {
      transfer->cut = "its answer is too long";
      return 0;
    }

  g_string_append_len (transfer->body, data, (gssize) (size * count));
  return size * count;
}

static void
set_limits (CURL     *curl,
            gboolean  plain,
            Transfer *transfer)
{
  curl_easy_setopt (curl, CURLOPT_PROTOCOLS_STR, plain ? "http" : "https");
  curl_easy_setopt (curl, CURLOPT_FOLLOWLOCATION, 0L);
  curl_easy_setopt (curl, CURLOPT_PROXY, "");
  curl_easy_setopt (curl, CURLOPT_NETRC, (long) CURL_NETRC_IGNORED);
  curl_easy_setopt (curl, CURLOPT_SSLVERSION, (long) CURL_SSLVERSION_TLSv1_2);
  curl_easy_setopt (curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt (curl, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT);
  curl_easy_setopt (curl, CURLOPT_TIMEOUT_MS, TOTAL_TIMEOUT);
  curl_easy_setopt (curl, CURLOPT_OPENSOCKETFUNCTION, plain ? open_plain_cb : open_cb);
  curl_easy_setopt (curl, CURLOPT_OPENSOCKETDATA, transfer);
  curl_easy_setopt (curl, CURLOPT_HEADERFUNCTION, head_cb);
  curl_easy_setopt (curl, CURLOPT_HEADERDATA, transfer);
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, body_cb);
  curl_easy_setopt (curl, CURLOPT_WRITEDATA, transfer);
}

static HeaderList *
make_headers (const ParvisOidcRequest *request)
{
  g_autofree char *accept = g_strconcat ("Accept: ", request->accept, NULL);
  HeaderList *headers = curl_slist_append (NULL, accept);

  /* No "100 Continue" to wait for: a form is small. */
  if (request->form != NULL)
    headers = curl_slist_append (headers, "Expect:");

  if (request->authorization != NULL)
    {
      g_autofree char *line = g_strconcat ("Authorization: ", request->authorization, NULL);

      headers = curl_slist_append (headers, line);
    }

  return headers;
}

static void
read_type (CURL  *curl,
           char  *type,
           gsize  size)
{
  const char *value = NULL;

  type[0] = '\0';
  if (curl_easy_getinfo (curl, CURLINFO_CONTENT_TYPE, &value) != CURLE_OK || value == NULL)
    return;

  g_strlcpy (type, value, MIN (strcspn (value, ";") + 1, size));
  g_strstrip (type);
  for (char *at = type; *at != '\0'; at++)
    *at = g_ascii_tolower (*at);
}

static gboolean
is_plain (CURLU *url)
{
  char *scheme = NULL;
  gboolean plain;

  plain = curl_url_get (url, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
          strcmp (scheme, "http") == 0;
  curl_free (scheme);

  return plain;
}

gboolean
parvis_oidc_fetch (const ParvisOidcRequest  *request,
                   ParvisOidcReach           reach,
                   ParvisOidcAnswer         *answer,
                   GError                  **error)
{
  g_autoptr(CURLU) url = NULL;
  g_autoptr(CURL) curl = NULL;
  g_autoptr(HeaderList) headers = NULL;
  Transfer transfer = { .reach = reach };
  CURLcode code;

  parvis_oidc_answer_clear (answer);
  pthread_once (&curl_once, start_curl);
  url = read_url (request->url, reach, error);
  if (url == NULL)
    return FALSE;

  curl = curl_easy_init ();
  headers = make_headers (request);
  answer->body = transfer.body = g_string_new (NULL);

  curl_easy_setopt (curl, CURLOPT_CURLU, url);
  curl_easy_setopt (curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (curl, CURLOPT_USERAGENT, "parvisd/" PACKAGE_VERSION);
  set_limits (curl, is_plain (url), &transfer);
  if (request->form != NULL)
    curl_easy_setopt (curl, CURLOPT_POSTFIELDS, request->form);

  code = curl_easy_perform (curl);
  if (code != CURLE_OK)
    return parvis_oidc_refuse (error, "The provider could not be asked: %s",
                               transfer.cut != NULL ? transfer.cut : curl_easy_strerror (code));

  curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, &answer->status);
  read_type (curl, answer->type, sizeof answer->type);

  return TRUE;
}

json_t *
parvis_oidc_fetch_json (const ParvisOidcRequest  *request,
                        ParvisOidcReach           reach,
                        GError                  **error)
{
  g_auto(ParvisOidcAnswer) answer = { 0 };
  g_autoptr(json_t) value = NULL;

  if (!parvis_oidc_fetch (request, reach, &answer, error))
    return NULL;

  if (answer.status != 200)
    {
      parvis_oidc_refuse (error, "The provider answered with status %ld", answer.status);
      return NULL;
    }

  value = parvis_json_parse (answer.body->str, answer.body->len, NULL);
  if (!json_is_object (value))
    {
      parvis_oidc_refuse (error, "The provider answered with something else than a JSON object");
      return NULL;
    }

  return g_steal_pointer (&value);
}
