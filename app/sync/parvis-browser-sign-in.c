/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in"

#include "config.h"

#include "parvis-sign-in-private.h"

#include "parvis-error.h"
#include "parvis-loopback.h"

typedef struct
{
  char               *base;
  char               *town;           /* nullable */
  ParvisBrowserTexts  texts;
  ParvisShowFunc      show;
  gpointer            show_data;

  SoupSession        *session;
  ParvisEndpoints    *endpoints;
  ParvisLoopback     *loopback;
  char               *verifier;
  gulong              cancelled_id;
} Visit;

static void
visit_free (gpointer data)
{
  Visit *visit = data;

  g_free (visit->base);
  g_free (visit->town);
  g_clear_object (&visit->session);
  g_clear_pointer (&visit->endpoints, parvis_endpoints_free);
  g_clear_object (&visit->loopback);
  g_free (visit->verifier);
  g_free (visit);
}

/* Nobody waits for the browser any more. */
static void
stop_waiting (GTask *task)
{
  Visit *visit = g_task_get_task_data (task);

  if (visit->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), visit->cancelled_id);
  visit->cancelled_id = 0;
  g_signal_handlers_disconnect_by_data (visit->loopback, task);
}

static void
cancelled_cb (GCancellable *cancellable,
              GTask        *task)
{
  g_autoptr(GTask) owned = task;

  stop_waiting (task);
  g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
}

static void
exchange (GTask      *task,
          const char *code)
{
  Visit *visit = g_task_get_task_data (task);
  g_autofree char *form = NULL;
  g_autoptr(SoupMessage) message = NULL;

  form = soup_form_encode ("grant_type", "authorization_code", "code", code,
                           "redirect_uri", parvis_loopback_get_uri (visit->loopback),
                           "client_id", PARVIS_CLIENT_ID, "code_verifier", visit->verifier, NULL);
  message = parvis_ask_message (visit->endpoints->token, SOUP_METHOD_POST, "", form, NULL);
  parvis_ask_async (visit->session, message, g_task_get_cancellable (task),
                    parvis_sign_in_asked_cb, g_object_ref (task));
}

static void
answered_cb (ParvisLoopback *loopback,
             const char     *code,
             const char     *error,
             GTask          *task)
{
  g_autoptr(GTask) owned = task;

  stop_waiting (task);
  if (code != NULL)
    exchange (task, code);
  else
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN, "%s", "");
}

static char *
challenge_of (const char *verifier)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize length = sizeof digest;

  g_checksum_update (sum, (const guchar *) verifier, -1);
  g_checksum_get_digest (sum, digest, &length);

  return parvis_sign_in_encode (digest, length);
}

static void
go_to_browser (GTask      *task,
               const char *state)
{
  Visit *visit = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  g_autofree char *challenge = challenge_of (visit->verifier);
  g_autofree char *label = parvis_sign_in_label ();
  g_autofree char *query = NULL;
  g_autofree char *about = parvis_sign_in_about (visit->town);
  g_autofree char *uri = NULL;

  query = soup_form_encode ("response_type", "code", "client_id", PARVIS_CLIENT_ID,
                            "redirect_uri", parvis_loopback_get_uri (visit->loopback),
                            "code_challenge", challenge, "code_challenge_method", "S256",
                            "state", state, "label", label, NULL);
  uri = g_strconcat (visit->endpoints->authorization, "?", query, about, NULL);

  /* Whichever of the two comes first has the task. */
  g_signal_connect (visit->loopback, "answered", G_CALLBACK (answered_cb), g_object_ref (task));
  if (cancellable != NULL)
    visit->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb),
                                            task);
  visit->show (uri, visit->show_data);
}

static void
endpoints_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Visit *visit = g_task_get_task_data (task);
  g_autofree char *state = parvis_sign_in_draw_secret ();
  GError *error = NULL;

  visit->endpoints = parvis_endpoints_finish (result, visit->base, &error);
  if (visit->endpoints == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  visit->verifier = parvis_sign_in_draw_secret ();
  visit->loopback = parvis_loopback_new (state, visit->texts.language, visit->texts.done,
                                         visit->texts.failed, &error);
  if (visit->loopback == NULL)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "%s", error->message);
      g_error_free (error);
      return;
    }

  go_to_browser (task, state);
}

void
parvis_browser_sign_in_async (const char               *base,
                              const char               *town,
                              const ParvisBrowserTexts *texts,
                              ParvisShowFunc            show,
                              gpointer                  show_data,
                              GCancellable             *cancellable,
                              GAsyncReadyCallback       callback,
                              gpointer                  user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Visit *visit = g_new0 (Visit, 1);

  g_task_set_source_tag (task, parvis_browser_sign_in_async);
  g_task_set_task_data (task, visit, visit_free);
  visit->base = g_strdup (base);
  visit->town = g_strdup (town);
  visit->texts = *texts;
  visit->show = show;
  visit->show_data = show_data;
  visit->session = parvis_ask_session ();
  parvis_endpoints_ask (g_steal_pointer (&task), visit->session, base, endpoints_cb);
}

ParvisPair *
parvis_browser_sign_in_finish (GAsyncResult  *result,
                               GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_browser_sign_in_async), NULL);

  return parvis_ask_propagate (G_TASK (result), error);
}
