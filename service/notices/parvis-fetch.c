/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-fetch"

#include "config.h"

#include "parvis-fetch.h"

#include "parvis-address.h"

#include <curl/curl.h>
#include <pthread.h>
#include <string.h>
#include <unistd.h>

#define CONNECT_TIMEOUT 5000L
#define TOTAL_TIMEOUT   10000L
#define MAX_HEAD        (16 * 1024)

/* However long somebody asks to be left alone, in seconds. */
#define MAX_RETRY_AFTER 86400

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CURLU, curl_url_cleanup)

typedef struct curl_slist HeaderList;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HeaderList, curl_slist_free_all)

/* One request under way, and why it was cut off where curl only knows that it was. */
typedef struct
{
  ParvisReach  reach;
  GString     *body;
  gsize        max_body;
  gsize        head;
  const char  *cut;
} Transfer;

struct _ParvisFetcher
{
  ParvisReach  reach;
  const gint  *stop;
  CURL        *curl;
};

static pthread_once_t curl_once = PTHREAD_ONCE_INIT;

static void
start_curl (void)
{
  curl_global_init (CURL_GLOBAL_DEFAULT);
}

void
parvis_fetch_answer_clear (ParvisFetchAnswer *answer)
{
  if (answer->body != NULL)
    g_string_free (answer->body, TRUE);
  memset (answer, 0, sizeof *answer);
}

/* Browsers and curl forgive much, each something else: only what all read alike. */
static gboolean
is_plainly_written (const char *url)
{
  if (strlen (url) > PARVIS_FETCH_MAX_URL || strstr (url, "://") == NULL)
    return FALSE;

  for (const char *at = url; *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at) || strchr ("\\\"<>^`{|}", *at) != NULL)
        return FALSE;
    }

  return TRUE;
}

/* curl's own reading of the address, so that what is checked is what is used. @problem gets
 * what is wrong with it.
 */
static CURLU *
read_url (const char   *url,
          ParvisReach   reach,
          const char  **problem)
{
  g_autoptr(CURLU) parsed = curl_url ();
  char *part = NULL;

  if (!is_plainly_written (url) ||
      curl_url_set (parsed, CURLUPART_URL, url, CURLU_DISALLOW_USER) != CURLUE_OK)
    {
      *problem = "cannot be used";
      return NULL;
    }

  if (curl_url_get (parsed, CURLUPART_FRAGMENT, &part, 0) == CURLUE_OK)
    {
      curl_free (part);
      *problem = "has a fragment";
      return NULL;
    }

  if (!g_str_has_prefix (url, "https://") &&
      (reach != PARVIS_REACH_LOOPBACK || !g_str_has_prefix (url, "http://")))
    {
      *problem = "is not https";
      return NULL;
    }

  return g_steal_pointer (&parsed);
}

const char *
parvis_fetch_judge_url (const char  *url,
                        ParvisReach  reach)
{
  const char *problem = NULL;
  g_autoptr(CURLU) parsed = read_url (url, reach, &problem);

  return parsed != NULL ? NULL : problem;
}

static gboolean
may_connect (ParvisReach            reach,
             const struct sockaddr *address)
{
  switch (parvis_address_classify (address))
    {
    case PARVIS_ADDRESS_PUBLIC:
      return TRUE;

    case PARVIS_ADDRESS_PRIVATE:
      return reach != PARVIS_REACH_PUBLIC;

    case PARVIS_ADDRESS_LOOPBACK:
      return reach == PARVIS_REACH_LOOPBACK;

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

  if (transfer->body->len + size * count > transfer->max_body)
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
make_headers (const ParvisFetchRequest *request)
{
  HeaderList *headers = NULL;

  /* No "100 Continue" to wait for: what is sent is small. */
  if (request->body != NULL)
    headers = curl_slist_append (headers, "Expect:");
  for (guint i = 0; request->headers != NULL && request->headers[i] != NULL; i++)
    headers = curl_slist_append (headers, request->headers[i]);

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

static int
progress_cb (void       *data,
             curl_off_t  dltotal,
             curl_off_t  dlnow,
             curl_off_t  ultotal,
             curl_off_t  ulnow)
{
  return g_atomic_int_get ((const gint *) data) != 0;
}

ParvisFetcher *
parvis_fetcher_new (ParvisReach  reach,
                    const gint  *stop)
{
  ParvisFetcher *self = g_new0 (ParvisFetcher, 1);

  pthread_once (&curl_once, start_curl);
  self->reach = reach;
  self->stop = stop;
  self->curl = curl_easy_init ();

  return self;
}

void
parvis_fetcher_free (ParvisFetcher *self)
{
  if (self == NULL)
    return;

  curl_easy_cleanup (self->curl);
  g_free (self);
}

/* "120", or a date (RFC 9110 §10.2.3), which curl turns into seconds. */
static gint64
read_retry_after (CURL *curl)
{
  curl_off_t seconds = 0;

  if (curl_easy_getinfo (curl, CURLINFO_RETRY_AFTER, &seconds) != CURLE_OK)
    return 0;

  return CLAMP (seconds, 0, MAX_RETRY_AFTER) * PARVIS_SECOND;
}

const char *
parvis_fetcher_ask (ParvisFetcher            *self,
                    const ParvisFetchRequest *request,
                    ParvisFetchAnswer        *answer)
{
  Transfer transfer = { .reach = self->reach, .max_body = request->max_answer };
  g_autoptr(CURLU) url = NULL;
  g_autoptr(HeaderList) headers = NULL;
  const char *problem = NULL;
  CURLcode code;

  parvis_fetch_answer_clear (answer);
  url = read_url (request->url, self->reach, &problem);
  if (url == NULL)
    return problem;

  headers = make_headers (request);
  answer->body = transfer.body = g_string_new (NULL);

  curl_easy_reset (self->curl);
  curl_easy_setopt (self->curl, CURLOPT_CURLU, url);
  curl_easy_setopt (self->curl, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt (self->curl, CURLOPT_USERAGENT, "parvisd/" PACKAGE_VERSION);
  set_limits (self->curl, is_plain (url), &transfer);
  if (request->body != NULL)
    {
      curl_easy_setopt (self->curl, CURLOPT_POST, 1L);
      curl_easy_setopt (self->curl, CURLOPT_POSTFIELDS, request->body);
      curl_easy_setopt (self->curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t) request->length);
    }
  if (self->stop != NULL)
    {
      curl_easy_setopt (self->curl, CURLOPT_NOPROGRESS, 0L);
      curl_easy_setopt (self->curl, CURLOPT_XFERINFOFUNCTION, progress_cb);
      curl_easy_setopt (self->curl, CURLOPT_XFERINFODATA, (void *) self->stop);
    }

  code = curl_easy_perform (self->curl);
  if (code != CURLE_OK)
    return transfer.cut != NULL ? transfer.cut : curl_easy_strerror (code);

  curl_easy_getinfo (self->curl, CURLINFO_RESPONSE_CODE, &answer->status);
  answer->retry_after = read_retry_after (self->curl);
  read_type (self->curl, answer->type, sizeof answer->type);

  return NULL;
}
