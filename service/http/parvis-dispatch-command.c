/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dispatch"

#include "config.h"

#include "parvis-dispatch.h"

#include "parvis-error.h"
#include "parvis-message-private.h"
#include "parvis-routes.h"

#include <string.h>

/* What makes two requests with one key the same request. */
static char *
make_fingerprint (const ParvisRequest *request)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size = 0;
  const guchar *data = request->body == NULL ? NULL : g_bytes_get_data (request->body, &size);
  g_autofree char *cookie = request->match.route->form ? parvis_dup_device_cookie (request) : NULL;
  const char *device = cookie != NULL ? cookie
                                      : parvis_request_get_header (request, "Parvis-Device");

  /* The key is one person's, or one device's: nobody else gets what was answered to it. */
  g_checksum_update (checksum, (const guchar *) request->actor, -1);
  g_checksum_update (checksum, (const guchar *) "\n", 1);
  g_checksum_update (checksum, (const guchar *) (device != NULL ? device : ""), -1);
  g_checksum_update (checksum, (const guchar *) "\n", 1);
  g_checksum_update (checksum, (const guchar *) request->method, -1);
  g_checksum_update (checksum, (const guchar *) "\n", 1);
  g_checksum_update (checksum, (const guchar *) request->path, -1);
  g_checksum_update (checksum, (const guchar *) "\n", 1);
  if (size > 0)
    g_checksum_update (checksum, data, (gssize) size);

  return g_strdup (g_checksum_get_string (checksum));
}

static gboolean
read_key (const ParvisRequest  *request,
          char                **key,
          GError              **error)
{
  const char *header = request->match.route->form
                       ? parvis_request_get_field (request, "key")
                       : parvis_request_get_header (request, "Idempotency-Key");

  *key = NULL;
  if (header == NULL && request->match.route->key_optional)
    return TRUE;

  if (header == NULL || !g_uuid_string_is_valid (header))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED,
                   "A change needs the header “Idempotency-Key” with a UUID of its own");
      parvis_error_set_field (error, "Idempotency-Key");
      return FALSE;
    }

  *key = g_ascii_strdown (header, -1);

  return TRUE;
}

const ParvisScopes *
parvis_dispatch_find_scopes (const ParvisRequest *request)
{
  return request->granted == PARVIS_RIGHT_OPERATOR
           ? NULL : parvis_pass_find_scopes (&request->pass, request->match.route->right);
}

ParvisCommand *
parvis_dispatch_command (ParvisRequest  *request,
                         GError        **error)
{
  const ParvisRoute *route = request->match.route;
  const ParvisScopes *scopes = parvis_dispatch_find_scopes (request);
  g_autoptr (ParvisCommand) command = NULL;

  command = parvis_command_new (route->name, parvis_dispatch_town (request), route->apply);
  if (!read_key (request, &command->key, error))
    return NULL;

  if (command->key != NULL)
    command->fingerprint = make_fingerprint (request);
  if (route->object != NULL)
    command->object = g_strdup (parvis_request_get_param (request, route->object));
  command->actor = g_strdup (request->actor);
  if (scopes != NULL)
    command->scopes = g_memdup2 (scopes, sizeof *scopes);
  command->received_at = request->time;
  command->audited = route->audited;
  if (request->body != NULL)
    command->raw = g_bytes_ref (request->body);

  /* The value moves: its reference count belongs to one thread at a time. */
  if (route->prepare == NULL || route->prepare (request->service, request, command, error))
    {
      if (command->body == NULL)
        command->body = g_steal_pointer (&request->json);
      return g_steal_pointer (&command);
    }

  return NULL;
}
