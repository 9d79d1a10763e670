/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-message"

#include "config.h"

#include "parvis-message-private.h"

#include "parvis-config.h"
#include "parvis-error.h"
#include "parvis-service.h"

#include <string.h>

const char *
parvis_request_get_method (const ParvisRequest *request)
{
  return request->method;
}

/* As it came: parameters are read by name, never cut out of the path. */
const char *
parvis_request_get_path (const ParvisRequest *request)
{
  return request->path;
}

const char *
parvis_request_get_param (const ParvisRequest *request,
                          const char          *name)
{
  for (guint i = 0; i < request->match.n_params; i++)
    {
      if (strcmp (request->match.names[i], name) == 0)
        return request->match.values[i];
    }

  return NULL;
}

gint64
parvis_request_get_param_int (const ParvisRequest *request,
                              const char          *name)
{
  const char *value = parvis_request_get_param (request, name);

  g_return_val_if_fail (value != NULL, 0);

  return g_ascii_strtoll (value, NULL, 10);
}

const char *
parvis_request_get_query (const ParvisRequest *request,
                          const char          *name)
{
  for (guint i = 0; i < request->n_query; i++)
    {
      if (strcmp (request->query_names[i], name) == 0)
        return request->query_values[i];
    }

  return NULL;
}

gboolean
parvis_request_get_query_int (const ParvisRequest  *request,
                              const char           *name,
                              gint64                min,
                              gint64                max,
                              gint64                fallback,
                              gint64               *value,
                              GError              **error)
{
  const char *text = parvis_request_get_query (request, name);

  *value = fallback;
  if (text == NULL)
    return TRUE;

  if (!g_ascii_string_to_signed (text, 10, min, max, value, NULL))
    return parvis_set_invalid (error, name,
                               "“%s” must be a whole number from %" G_GINT64_FORMAT
                               " to %" G_GINT64_FORMAT, name, min, max);

  return TRUE;
}

const char *
parvis_request_get_header (const ParvisRequest *request,
                           const char          *name)
{
  return request->header == NULL ? NULL : request->header (request->transport, name);
}

const json_t *
parvis_request_get_json (const ParvisRequest *request)
{
  return request->json;
}

GBytes *
parvis_request_get_body (const ParvisRequest *request)
{
  return request->body;
}

ParvisAudiences
parvis_request_get_audiences (const ParvisRequest *request)
{
  return request->audiences;
}

const char *
parvis_request_get_field (const ParvisRequest *request,
                          const char          *name)
{
  for (guint i = 0; i < request->n_fields; i++)
    {
      if (strcmp (request->field_names[i], name) == 0)
        return request->field_values[i];
    }

  return NULL;
}

gboolean
parvis_request_get_nth_field (const ParvisRequest  *request,
                              guint                 n,
                              const char          **name,
                              const char          **value)
{
  if (n >= request->n_fields)
    return FALSE;

  *name = request->field_names[n];
  *value = request->field_values[n];

  return TRUE;
}

char *
parvis_request_dup_cookie (const ParvisRequest *request,
                           const char          *name)
{
  const char *rest = parvis_request_get_header (request, "Cookie");
  gsize length = strlen (name);

  while (rest != NULL && *rest != '\0')
    {
      rest += strspn (rest, "; ");
      if (strncmp (rest, name, length) == 0 && rest[length] == '=')
        return g_strndup (rest + length + 1, strcspn (rest + length + 1, "; "));

      rest += strcspn (rest, ";");
    }

  return NULL;
}

const char *
parvis_request_get_actor (const ParvisRequest *request)
{
  return request->actor;
}

ParvisRight
parvis_request_get_right (const ParvisRequest *request)
{
  return request->match.route->right;
}

const ParvisPass *
parvis_request_get_pass (const ParvisRequest *request)
{
  return &request->pass;
}

gint64
parvis_request_get_time (const ParvisRequest *request)
{
  return request->time;
}

void
parvis_request_find_client (const ParvisRequest *request,
                            char                 client[PARVIS_CLIENT_SIZE])
{
  parvis_client_find (request->peer, parvis_request_get_header (request, PARVIS_CLIENT_HEADER),
                      parvis_service_get_config (request->service)->trusted_proxies, client);
}

ParvisRequest *
parvis_request_new (void)
{
  ParvisRequest *request = g_new0 (ParvisRequest, 1);

  request->allow = g_string_new (NULL);

  return request;
}

void
parvis_request_free (ParvisRequest *request)
{
  if (request == NULL)
    return;

  parvis_request_reset (request);
  g_string_free (request->allow, TRUE);
  g_free (request);
}

void
parvis_request_reset (ParvisRequest *request)
{
  g_clear_pointer (&request->body, g_bytes_unref);
  g_clear_pointer (&request->json, json_decref);
  g_clear_pointer (&request->form, g_free);

  /* What follows is kept, or long and empty once its first byte is. */
  memset (request, 0, G_STRUCT_OFFSET (ParvisRequest, allow));
  g_string_truncate (request->allow, 0);
  request->path[0] = '\0';
  request->storage[0] = '\0';
  request->query[0] = '\0';
}

/* Cuts "a=b&c=d" in place. FALSE for more than @max pairs and for what cannot be
 * decoded; with @plus a plus sign is a space, as forms have it.
 */
static gboolean
split_pairs (char        *text,
             gboolean     plus,
             const char **names,
             const char **values,
             guint        max,
             guint       *n_pairs)
{
  while (text != NULL && *text != '\0')
    {
      char *pair = text;
      char *value;

      text = strchr (pair, '&');
      if (text != NULL)
        *text++ = '\0';
      if (plus)
        g_strdelimit (pair, "+", ' ');

      value = strchr (pair, '=');
      if (value != NULL)
        *value++ = '\0';

      if (*n_pairs == max || !parvis_uri_decode (pair) ||
          (value != NULL && !parvis_uri_decode (value)))
        return FALSE;

      names[*n_pairs] = pair;
      values[*n_pairs] = value != NULL ? value : "";
      (*n_pairs)++;
    }

  return TRUE;
}

/* A field that comes twice is one that two readers could read differently. */
static gboolean
has_repeated_field (const ParvisRequest *request)
{
  for (guint i = 0; i < request->n_fields; i++)
    {
      if (parvis_request_get_field (request, request->field_names[i]) != request->field_values[i])
        return TRUE;
    }

  return FALSE;
}

gboolean
parvis_request_set_form (ParvisRequest  *request,
                         const char     *data,
                         gsize           length,
                         GError        **error)
{
  request->form = g_strndup (data, length);
  if (strlen (request->form) == length &&
      split_pairs (request->form, TRUE, request->field_names, request->field_values,
                   PARVIS_FIELDS_MAX, &request->n_fields) &&
      !has_repeated_field (request))
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED, "The form cannot be read");

  return FALSE;
}

static gboolean
split_query (ParvisRequest  *request,
             GError        **error)
{
  if (split_pairs (request->query, FALSE, request->query_names, request->query_values,
                   PARVIS_QUERY_MAX, &request->n_query))
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED,
               "The part of the address after “?” cannot be read");

  return FALSE;
}

gboolean
parvis_request_set_target (ParvisRequest  *request,
                           const char     *target,
                           GError        **error)
{
  const char *mark = strchr (target, '?');
  gsize length = mark != NULL ? (gsize) (mark - target) : strlen (target);

  if (length > PARVIS_TARGET_MAX || (mark != NULL && strlen (mark + 1) > PARVIS_TARGET_MAX))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED,
                   "The address is longer than %d bytes", PARVIS_TARGET_MAX);
      return FALSE;
    }

  memcpy (request->path, target, length);
  request->path[length] = '\0';
  if (mark == NULL)
    return TRUE;

  strcpy (request->query, mark + 1);

  return split_query (request, error);
}

ParvisReply *
parvis_reply_new (void)
{
  ParvisReply *reply = g_new0 (ParvisReply, 1);

  reply->status = 200;

  return reply;
}

void
parvis_reply_clear (ParvisReply *reply)
{
  for (guint i = 0; i < reply->n_headers; i++)
    {
      g_free (reply->headers[i].name);
      g_free (reply->headers[i].value);
    }

  g_clear_pointer (&reply->bytes, g_bytes_unref);
  g_clear_pointer (&reply->json, json_decref);
  g_clear_pointer (&reply->etag, g_free);
  g_clear_pointer (&reply->prepared, parvis_prepared_unref);
  memset (reply, 0, sizeof *reply);
  reply->status = 200;
}

void
parvis_reply_free (ParvisReply *reply)
{
  if (reply == NULL)
    return;

  parvis_reply_clear (reply);
  g_free (reply);
}

void
parvis_reply_set_status (ParvisReply *reply,
                         int          status)
{
  reply->status = status;
}

void
parvis_reply_set_header (ParvisReply *reply,
                         const char  *name,
                         const char  *value)
{
  for (guint i = 0; i < reply->n_headers; i++)
    {
      if (g_ascii_strcasecmp (reply->headers[i].name, name) == 0)
        {
          g_free (reply->headers[i].value);
          reply->headers[i].value = g_strdup (value);
          return;
        }
    }

  parvis_reply_add_header (reply, name, value);
}

void
parvis_reply_add_header (ParvisReply *reply,
                         const char  *name,
                         const char  *value)
{
  g_return_if_fail (reply->n_headers < PARVIS_REPLY_MAX_HEADERS);
  g_return_if_fail (strpbrk (value, "\r\n") == NULL);

  reply->headers[reply->n_headers].name = g_strdup (name);
  reply->headers[reply->n_headers].value = g_strdup (value);
  reply->n_headers++;
}

void
parvis_reply_take_html (ParvisReply *reply,
                        char        *html)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (html, strlen (html));

  parvis_reply_set_bytes (reply, "text/html; charset=utf-8", bytes);
}

void
parvis_reply_redirect (ParvisReply *reply,
                       const char  *location)
{
  parvis_reply_set_status (reply, 303);
  parvis_reply_set_header (reply, "Location", location);
}

void
parvis_reply_set_cookie (ParvisReply *reply,
                         const char  *name,
                         const char  *value,
                         gint64       max_age)
{
  g_autofree char *cookie = NULL;

  g_return_if_fail (g_str_has_prefix (name, "__Host-"));

  /* Lax and not Strict: who comes back from an identity provider has to be known. */
  cookie = g_strdup_printf ("%s=%s; Path=/; Max-Age=%" G_GINT64_FORMAT
                            "; Secure; HttpOnly; SameSite=Lax", name, value, max_age);
  parvis_reply_add_header (reply, "Set-Cookie", cookie);
}

void
parvis_reply_take_json (ParvisReply *reply,
                        json_t      *body)
{
  g_clear_pointer (&reply->bytes, g_bytes_unref);
  g_clear_pointer (&reply->json, json_decref);
  reply->json = body;
  reply->content_type = "application/json";
}

void
parvis_reply_set_bytes (ParvisReply *reply,
                        const char  *content_type,
                        GBytes      *bytes)
{
  g_clear_pointer (&reply->json, json_decref);
  g_clear_pointer (&reply->bytes, g_bytes_unref);
  reply->bytes = g_bytes_ref (bytes);
  reply->content_type = content_type;
}

void
parvis_reply_set_etag (ParvisReply *reply,
                       const char  *etag)
{
  g_free (reply->etag);
  reply->etag = g_strdup_printf ("\"%s\"", etag);
}

void
parvis_reply_set_prepared (ParvisReply    *reply,
                           ParvisPrepared *prepared)
{
  parvis_prepared_ref (prepared);
  g_clear_pointer (&reply->prepared, parvis_prepared_unref);
  reply->prepared = prepared;
}

void
parvis_reply_finish (ParvisReply *reply)
{
  char *text;

  if (reply->json == NULL)
    return;

  text = parvis_json_dump (reply->json);
  g_clear_pointer (&reply->json, json_decref);
  reply->bytes = g_bytes_new_take (text, strlen (text));
}

int
parvis_reply_get_status (const ParvisReply *reply)
{
  return reply->status;
}

GBytes *
parvis_reply_get_bytes (ParvisReply *reply)
{
  parvis_reply_finish (reply);

  return reply->prepared != NULL ? reply->prepared->bytes : reply->bytes;
}

const char *
parvis_reply_get_type (const ParvisReply *reply)
{
  return reply->prepared != NULL ? reply->prepared->content_type : reply->content_type;
}

static const char *
get_prepared_header (const ParvisPrepared *prepared,
                     const char           *name)
{
  if (g_ascii_strcasecmp (name, "Content-Security-Policy") == 0)
    return prepared->policy;
  if (g_ascii_strcasecmp (name, "Cache-Control") == 0)
    return prepared->cache_control;

  for (guint i = 0; i < prepared->n_headers; i++)
    {
      if (g_ascii_strcasecmp (prepared->headers[i].name, name) == 0)
        return prepared->headers[i].value;
    }

  return NULL;
}

const char *
parvis_reply_get_header (const ParvisReply *reply,
                         const char        *name)
{
  if (g_ascii_strcasecmp (name, "ETag") == 0)
    return reply->prepared != NULL ? reply->prepared->etag : reply->etag;
  if (reply->prepared != NULL)
    return get_prepared_header (reply->prepared, name);

  for (guint i = 0; i < reply->n_headers; i++)
    {
      if (g_ascii_strcasecmp (reply->headers[i].name, name) == 0)
        return reply->headers[i].value;
    }

  return NULL;
}

ParvisPrepared *
parvis_prepared_new (const char *content_type,
                     const char *cache_control,
                     const char *etag,
                     GBytes     *bytes)
{
  ParvisPrepared *prepared = g_new0 (ParvisPrepared, 1);

  prepared->ref_count = 1;
  prepared->content_type = content_type;
  prepared->cache_control = cache_control;
  prepared->etag = g_strdup_printf ("\"%s\"", etag);
  prepared->bytes = bytes;

  return prepared;
}

void
parvis_prepared_set_header (ParvisPrepared *prepared,
                            const char     *name,
                            const char     *value)
{
  if (g_ascii_strcasecmp (name, "Content-Security-Policy") == 0)
    {
      prepared->policy = value;
      return;
    }

  g_return_if_fail (prepared->n_headers < PARVIS_PREPARED_MAX_HEADERS);
  g_return_if_fail (strpbrk (value, "\r\n") == NULL);

  prepared->headers[prepared->n_headers].name = g_strdup (name);
  prepared->headers[prepared->n_headers].value = g_strdup (value);
  prepared->n_headers++;
}

ParvisPrepared *
parvis_prepared_ref (ParvisPrepared *prepared)
{
  prepared->ref_count++;

  return prepared;
}

void
parvis_prepared_unref (ParvisPrepared *prepared)
{
  g_return_if_fail (prepared != NULL && prepared->ref_count > 0);

  if (--prepared->ref_count > 0)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (prepared->transport); i++)
    {
      if (prepared->transport[i] != NULL)
        prepared->transport_free (prepared->transport[i]);
    }

  for (guint i = 0; i < prepared->n_headers; i++)
    {
      g_free (prepared->headers[i].name);
      g_free (prepared->headers[i].value);
    }

  g_free (prepared->etag);
  g_bytes_unref (prepared->bytes);
  g_free (prepared);
}

GBytes *
parvis_prepared_get_bytes (const ParvisPrepared *prepared)
{
  return prepared->bytes;
}

const char *
parvis_prepared_get_etag (const ParvisPrepared *prepared)
{
  return prepared->etag;
}

gboolean
parvis_etag_matches (const char *if_none_match,
                     const char *etag)
{
  gsize length = strlen (etag);

  if (if_none_match == NULL)
    return FALSE;

  while (*if_none_match != '\0')
    {
      if_none_match += strspn (if_none_match, " \t,");
      if (*if_none_match == '*')
        return TRUE;

      /* A proxy that compresses weakens the tag; it is the same content to us. */
      if (g_str_has_prefix (if_none_match, "W/"))
        if_none_match += 2;
      if (strncmp (if_none_match, etag, length) == 0)
        return TRUE;

      if_none_match += strcspn (if_none_match, ",");
    }

  return FALSE;
}
