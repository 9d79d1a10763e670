/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-respond"

#include "config.h"

#include "parvis-respond.h"

#define NO_STORE "no-store"
#define POLICY   "Content-Security-Policy"

void
parvis_respond_add_security (struct MHD_Response *response,
                             const char          *policy)
{
  MHD_add_response_header (response, "X-Content-Type-Options", "nosniff");
  MHD_add_response_header (response, POLICY,
                           policy != NULL ? policy
                                          : "default-src 'none'; frame-ancestors 'none'");
  /* A form of a page that gives no referrer away has no origin either. */
  MHD_add_response_header (response, "Referrer-Policy",
                           policy != NULL ? "same-origin" : "no-referrer");
}

static void
unref_bytes_cb (void *data)
{
  g_bytes_unref (data);
}

static void
destroy_response_cb (gpointer data)
{
  MHD_destroy_response (data);
}

static struct MHD_Response *
make_response (GBytes     *bytes,
               const char *policy)
{
  struct MHD_Response *response;
  gsize length = 0;
  gconstpointer data;

  if (bytes == NULL)
    {
      response = MHD_create_response_from_buffer (0, NULL, MHD_RESPMEM_PERSISTENT);
    }
  else
    {
      data = g_bytes_get_data (bytes, &length);
      response = MHD_create_response_from_buffer_with_free_callback_cls (
        length, (void *) data, unref_bytes_cb, g_bytes_ref (bytes));
    }

  parvis_respond_add_security (response, policy);

  return response;
}

/* Answers that are given often are made once: the whole one and the 304. */
static struct MHD_Response *
prepare (ParvisPrepared *prepared,
         gboolean        not_modified)
{
  struct MHD_Response *response = prepared->transport[not_modified];

  if (response != NULL)
    return response;

  response = make_response (not_modified ? NULL : prepared->bytes, prepared->policy);
  if (!not_modified)
    MHD_add_response_header (response, "Content-Type", prepared->content_type);
  MHD_add_response_header (response, "Cache-Control", prepared->cache_control);
  MHD_add_response_header (response, "ETag", prepared->etag);
  for (guint i = 0; i < prepared->n_headers; i++)
    MHD_add_response_header (response, prepared->headers[i].name, prepared->headers[i].value);

  prepared->transport[not_modified] = response;
  prepared->transport_free = destroy_response_cb;

  return response;
}

static int
respond_prepared (struct MHD_Connection *connection,
                  ParvisPrepared        *prepared,
                  const char            *if_none_match)
{
  gboolean not_modified = if_none_match != NULL &&
                          parvis_etag_matches (if_none_match, prepared->etag);
  int status = not_modified ? 304 : 200;

  return MHD_queue_response (connection, (guint) status, prepare (prepared, not_modified)) ==
         MHD_YES ? status : 0;
}

int
parvis_respond (struct MHD_Connection *connection,
                ParvisReply           *reply,
                const char            *if_none_match,
                gboolean               last)
{
  struct MHD_Response *response;
  enum MHD_Result queued;
  int status = reply->status;

  if (reply->prepared != NULL)
    return respond_prepared (connection, reply->prepared, if_none_match);

  parvis_reply_finish (reply);
  if (status == 200 && reply->etag != NULL && parvis_etag_matches (if_none_match, reply->etag))
    status = 304;

  response = make_response (status == 304 ? NULL : reply->bytes,
                            parvis_reply_get_header (reply, POLICY));
  if (status != 304 && reply->bytes != NULL)
    MHD_add_response_header (response, "Content-Type", reply->content_type);
  if (reply->etag != NULL)
    MHD_add_response_header (response, "ETag", reply->etag);
  if (parvis_reply_get_header (reply, "Cache-Control") == NULL)
    MHD_add_response_header (response, "Cache-Control", NO_STORE);
  for (guint i = 0; i < reply->n_headers; i++)
    {
      if (g_ascii_strcasecmp (reply->headers[i].name, POLICY) != 0)
        MHD_add_response_header (response, reply->headers[i].name, reply->headers[i].value);
    }
  if (last)
    MHD_add_response_header (response, "Connection", "close");

  queued = MHD_queue_response (connection, (guint) status, response);
  MHD_destroy_response (response);

  return queued == MHD_YES ? status : 0;
}
