/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-problem"

#include "config.h"

#include "parvis-problem.h"

#include "parvis-message-private.h"

/* Identifies the kind of a problem; nothing needs to be at this address. */
#define TYPE_BASE "https://parvis.fr/problems/"

typedef struct
{
  int         status;
  const char *token;
  const char *title;
} Problem;

static const Problem problems[PARVIS_N_ERRORS] = {
  [PARVIS_ERROR_INTERNAL] = { 500, "internal", "The service failed" },
  [PARVIS_ERROR_MALFORMED] = { 400, "malformed", "The request cannot be read" },
  [PARVIS_ERROR_INVALID] = { 422, "invalid", "A value is not acceptable" },
  [PARVIS_ERROR_UNAUTHORIZED] = { 401, "unauthorized", "A valid key is needed" },
  [PARVIS_ERROR_FORBIDDEN] = { 403, "forbidden", "This key may not do this" },
  [PARVIS_ERROR_REMOVED] = { 403, "removed", "This account was removed from the town" },
  [PARVIS_ERROR_NOT_FOUND] = { 404, "not-found", "Not found" },
  [PARVIS_ERROR_METHOD_NOT_ALLOWED] = { 405, "method-not-allowed",
                                        "Not with this method" },
  [PARVIS_ERROR_CONFLICT] = { 409, "conflict", "This contradicts what is there" },
  [PARVIS_ERROR_KEY_REUSED] = { 422, "key-reused",
                                "The idempotency key belongs to another request" },
  [PARVIS_ERROR_STALE_VERSION] = { 412, "stale-version", "It has changed since" },
  [PARVIS_ERROR_TOO_LARGE] = { 413, "too-large", "The request is too large" },
  [PARVIS_ERROR_MEDIA_TYPE] = { 415, "media-type", "The content has a type not read here" },
  [PARVIS_ERROR_TOO_MANY] = { 429, "too-many", "Too many requests" },
  [PARVIS_ERROR_UNAVAILABLE] = { 503, "unavailable", "Not available for the moment" },
  [PARVIS_ERROR_UPSTREAM] = { 502, "upstream", "Another service failed" },
  [PARVIS_ERROR_NEWER_SCHEMA] = { 500, "newer-schema",
                                  "The data was written by a later version" },
  [PARVIS_ERROR_CORRUPT] = { 500, "corrupt", "A file of the service is damaged" },
  [PARVIS_ERROR_DAMAGED] = { 422, "damaged-document", "This document does not open" },
  [PARVIS_ERROR_LOCKED] = { 422, "locked-document", "This document opens with a password" },
  [PARVIS_ERROR_TOO_SLOW] = { 422, "slow-document", "This document takes too long to open" },
  [PARVIS_ERROR_HEIC] = { 415, "heic", "This photo has a format that is not read here" },
  [PARVIS_ERROR_CANCELLED] = { 503, "cancelled", "The service gave this up" },
};

static const Problem *
find_problem (const GError *error)
{
  if (error->domain != PARVIS_ERROR || error->code < 0 || error->code >= PARVIS_N_ERRORS)
    return &problems[PARVIS_ERROR_INTERNAL];

  return &problems[error->code];
}

int
parvis_problem_get_status (const GError *error)
{
  return find_problem (error)->status;
}

const char *
parvis_problem_get_token (const GError *error)
{
  return find_problem (error)->token;
}

/* A second, unless somebody knows better. */
static void
say_when (ParvisReply  *reply,
          const json_t *details)
{
  json_int_t known = json_integer_value (json_object_get (details, PARVIS_RETRY_AFTER));
  g_autofree char *seconds = g_strdup_printf ("%" JSON_INTEGER_FORMAT, MAX (known, 1));

  parvis_reply_set_header (reply, "Retry-After", seconds);
}

void
parvis_reply_set_problem (ParvisReply  *reply,
                          const GError *error)
{
  const Problem *problem = find_problem (error);
  const char *field = parvis_error_get_field (error);
  g_autofree char *type = g_strconcat (TYPE_BASE, problem->token, NULL);
  json_t *body = json_object ();

  parvis_json_set_string (body, "type", type);
  parvis_json_set_string (body, "title", problem->title);
  json_object_set_new (body, "status", json_integer (problem->status));
  parvis_json_set_string (body, "detail",
                          problem == &problems[PARVIS_ERROR_INTERNAL]
                          ? "The service could not do this. What went wrong is in its log."
                          : error->message);
  if (field != NULL)
    parvis_json_set_string (body, "field", field);
  json_object_update_missing (body, (json_t *) parvis_error_get_details (error));

  parvis_reply_clear (reply);
  parvis_reply_take_json (reply, body);
  reply->content_type = "application/problem+json";
  reply->status = problem->status;

  if (problem->status == 401)
    parvis_reply_set_header (reply, "WWW-Authenticate", "Bearer realm=\"parvis\"");
  if (problem->status == 429 || problem->status == 503)
    say_when (reply, parvis_error_get_details (error));
}
