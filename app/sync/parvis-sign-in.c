/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in"

#include "config.h"

#include "parvis-sign-in-private.h"

#include "parvis-error.h"

#include <string.h>
#include <sys/random.h>

#define LABEL_MAX 60

char *
parvis_sign_in_label (void)
{
  const char *name = g_get_host_name ();

  return g_utf8_validate (name, -1, NULL)
           ? g_utf8_substring (name, 0, MIN (g_utf8_strlen (name, -1), LABEL_MAX))
           : g_strdup ("Parvis");
}

char *
parvis_sign_in_about (const char *town)
{
  g_autofree char *escaped = NULL;

  if (town == NULL || town[0] == '\0')
    return g_strdup ("");

  escaped = g_uri_escape_string (town, NULL, FALSE);

  return g_strconcat ("&town=", escaped, NULL);
}

char *
parvis_sign_in_encode (const guint8 *bytes,
                       gsize         length)
{
  char *text = g_base64_encode (bytes, length);

  g_strdelimit (text, "+", '-');
  g_strdelimit (text, "/", '_');
  text[strcspn (text, "=")] = '\0';

  return text;
}

char *
parvis_sign_in_draw_secret (void)
{
  guint8 bytes[32];

  /* Up to 256 bytes it is never interrupted. */
  if (getrandom (bytes, sizeof bytes, 0) != (ssize_t) sizeof bytes)
    g_error ("the system gives no random bytes");

  return parvis_sign_in_encode (bytes, sizeof bytes);
}

ParvisPair *
parvis_sign_in_read (const ParvisAnswer  *answer,
                     GError             **error)
{
  ParvisPair *pair = parvis_pair_read (answer);
  const char *word = parvis_answer_get (answer, "error");
  const char *sentence = parvis_answer_get (answer, "error_description");

  if (pair != NULL)
    return pair;
  if (sentence == NULL)
    sentence = answer->sentence;

  if (answer->status == 429)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY, "too many tries");
  else if (g_strcmp0 (word, "invalid_grant") == 0 || g_strcmp0 (word, "expired_token") == 0 ||
           answer->status == 404 || answer->status == 410)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "the code is not known");
  else if (answer->status >= 400 && answer->status < 500 && (answer->problem || word != NULL))
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN, "%s",
                 sentence != NULL ? sentence : "");
  else
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM, "the service answered %d",
                 answer->status);

  return NULL;
}

void
parvis_sign_in_end (GTask              *task,
                    const ParvisAnswer *answer,
                    GError             *error)
{
  ParvisPair *pair = answer != NULL ? parvis_sign_in_read (answer, &error) : NULL;

  if (pair != NULL)
    g_task_return_pointer (task, pair, (GDestroyNotify) parvis_pair_free);
  else
    g_task_return_error (task, error);
}

void
parvis_sign_in_asked_cb (GObject      *object,
                         GAsyncResult *result,
                         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_ask_finish (result, &error);

  parvis_sign_in_end (task, answer, error);
}

/* Takes @task, which ends here if there is no @message. */
static void
ask (GTask               *task,
     SoupSession         *session,
     SoupMessage         *message,
     GAsyncReadyCallback  callback)
{
  if (message != NULL)
    {
      parvis_ask_async (session, message, g_task_get_cancellable (task), callback, task);
      return;
    }

  g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_INVALID, "not an address");
  g_object_unref (task);
}

void
parvis_endpoints_free (ParvisEndpoints *endpoints)
{
  g_free (endpoints->authorization);
  g_free (endpoints->token);
  g_free (endpoints->device);
  g_free (endpoints);
}

void
parvis_endpoints_ask (GTask               *task,
                      SoupSession         *session,
                      const char          *base,
                      GAsyncReadyCallback  callback)
{
  g_autoptr(SoupMessage) message = NULL;

  message = parvis_ask_message (base, SOUP_METHOD_GET, "/.well-known/oauth-authorization-server",
                                NULL, NULL);
  ask (task, session, message, callback);
}

static gboolean
is_below (const char *base,
          const char *uri)
{
  gsize length = strlen (base);

  return uri != NULL && strncmp (uri, base, length) == 0 && uri[length] == '/';
}

ParvisEndpoints *
parvis_endpoints_read (const char          *base,
                       const ParvisAnswer  *answer,
                       GError             **error)
{
  const char *issuer = parvis_answer_get (answer, "issuer");
  const char *authorization = parvis_answer_get (answer, "authorization_endpoint");
  const char *token = parvis_answer_get (answer, "token_endpoint");
  const char *device = parvis_answer_get (answer, "device_authorization_endpoint");
  ParvisEndpoints *endpoints;

  if (answer->status != 200)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM, "the service answered %d",
                   answer->status);
      return NULL;
    }
  if (g_strcmp0 (issuer, base) != 0 || !is_below (base, authorization) || !is_below (base, token) ||
      (device != NULL && !is_below (base, device)))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID, "%s", issuer != NULL ? issuer : "");
      return NULL;
    }

  endpoints = g_new0 (ParvisEndpoints, 1);
  endpoints->authorization = g_strdup (authorization);
  endpoints->token = g_strdup (token);
  endpoints->device = g_strdup (device);

  return endpoints;
}

ParvisEndpoints *
parvis_endpoints_finish (GAsyncResult  *result,
                         const char    *base,
                         GError       **error)
{
  g_autoptr(ParvisAnswer) answer = parvis_ask_finish (result, error);

  return answer != NULL ? parvis_endpoints_read (base, answer, error) : NULL;
}

/* With a code. */

void
parvis_pair_with_code_async (const char          *base,
                             const char          *code,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  g_autoptr(SoupSession) session = parvis_ask_session ();
  g_autoptr(SoupMessage) message = NULL;
  g_autoptr(json_t) body = json_object ();
  g_autofree char *label = parvis_sign_in_label ();

  g_task_set_source_tag (task, parvis_pair_with_code_async);
  json_object_set_new (body, "code", json_string (code));
  json_object_set_new (body, "label", json_string (label));
  message = parvis_ask_message (base, SOUP_METHOD_POST, "/api/v1/pair", NULL, body);
  /* What the session is asked keeps it. */
  g_task_set_task_data (task, g_object_ref (session), g_object_unref);
  ask (g_steal_pointer (&task), session, message, parvis_sign_in_asked_cb);
}

ParvisPair *
parvis_pair_with_code_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_pair_with_code_async), NULL);

  return parvis_ask_propagate (G_TASK (result), error);
}
