/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in"

#include "config.h"

#include "parvis-sign-in-private.h"

#include "parvis-error.h"
#include "parvis-time.h"

#define GRANT "urn:ietf:params:oauth:grant-type:device_code"
#define INTERVAL_DEFAULT 5
#define INTERVAL_MAX 60
#define EXPIRES_MAX (60 * 60)

typedef struct
{
  char             *base;
  char             *town;           /* nullable */
  ParvisDeviceFunc  show;
  gpointer          show_data;

  SoupSession      *session;
  ParvisEndpoints  *endpoints;
  char             *device_code;
  guint             interval;       /* s */
  gint64            expires_at;     /* ms */

  guint             timer;
  gulong            cancelled_id;
} Device;

static void
device_free (gpointer data)
{
  Device *device = data;

  g_clear_handle_id (&device->timer, g_source_remove);
  g_free (device->base);
  g_free (device->town);
  g_clear_object (&device->session);
  g_clear_pointer (&device->endpoints, parvis_endpoints_free);
  g_free (device->device_code);
  g_free (device);
}

static void wait_for_turn (GTask *task);

/* RFC 8628, section 3.5: these two words mean that it goes on. A line that is
 * down for a moment means the same.
 */
static gboolean
goes_on (Device             *device,
         const ParvisAnswer *answer)
{
  const char *word = answer != NULL ? parvis_answer_get (answer, "error") : NULL;

  if (g_strcmp0 (word, "slow_down") == 0)
    device->interval = MIN (device->interval + 5, INTERVAL_MAX);

  return answer == NULL || answer->status >= 500 || g_strcmp0 (word, "slow_down") == 0 ||
         g_strcmp0 (word, "authorization_pending") == 0;
}

static void
polled_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Device *device = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_ask_finish (result, &error);

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  if (goes_on (device, answer))
    {
      wait_for_turn (task);
      return;
    }

  parvis_sign_in_end (task, answer, NULL);
}

static void
poll (GTask *task)
{
  Device *device = g_task_get_task_data (task);
  g_autofree char *form = NULL;
  g_autoptr(SoupMessage) message = NULL;

  if (parvis_clock_now (&parvis_system_clock) >= device->expires_at)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "the code has expired");
      return;
    }

  form = soup_form_encode ("grant_type", GRANT, "device_code", device->device_code,
                           "client_id", PARVIS_CLIENT_ID, NULL);
  message = parvis_ask_message (device->endpoints->token, SOUP_METHOD_POST, "", form, NULL);
  parvis_ask_async (device->session, message, g_task_get_cancellable (task), polled_cb,
                    g_object_ref (task));
}

static void
stop_waiting (GTask *task)
{
  Device *device = g_task_get_task_data (task);

  g_clear_handle_id (&device->timer, g_source_remove);
  if (device->cancelled_id != 0)
    g_signal_handler_disconnect (g_task_get_cancellable (task), device->cancelled_id);
  device->cancelled_id = 0;
}

static gboolean
turn_cb (gpointer user_data)
{
  g_autoptr(GTask) task = user_data;

  ((Device *) g_task_get_task_data (task))->timer = 0;
  stop_waiting (task);
  poll (task);

  return G_SOURCE_REMOVE;
}

static void
cancelled_cb (GCancellable *cancellable,
              GTask        *task)
{
  g_autoptr(GTask) owned = task;

  stop_waiting (task);
  g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
}

/* Whichever of the two comes first has the reference. */
static void
wait_for_turn (GTask *task)
{
  Device *device = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);

  g_object_ref (task);
  device->timer = g_timeout_add_seconds (device->interval, turn_cb, task);
  if (cancellable != NULL)
    device->cancelled_id = g_signal_connect (cancellable, "cancelled", G_CALLBACK (cancelled_cb),
                                             task);
}

static gboolean
read_device (Device              *device,
             const ParvisAnswer  *answer,
             GError             **error)
{
  const char *code = parvis_answer_get (answer, "user_code");
  const char *uri = parvis_answer_get (answer, "verification_uri");
  gint64 interval = json_integer_value (json_object_get (answer->body, "interval"));
  gint64 lifetime = json_integer_value (json_object_get (answer->body, "expires_in"));

  device->device_code = g_strdup (parvis_answer_get (answer, "device_code"));
  if (answer->status != 200 || device->device_code == NULL || code == NULL || uri == NULL)
    {
      g_autoptr(ParvisPair) none = parvis_sign_in_read (answer, error);

      return FALSE;
    }

  device->interval = interval > 0 ? (guint) MIN (interval, INTERVAL_MAX) : INTERVAL_DEFAULT;
  device->expires_at = parvis_clock_now (&parvis_system_clock) +
                       CLAMP (lifetime, 30, EXPIRES_MAX) * PARVIS_SECOND;
  device->show (uri, code, device->expires_at, device->show_data);

  return TRUE;
}

static void
device_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Device *device = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_ask_finish (result, &error);

  if (answer != NULL && read_device (device, answer, &error))
    wait_for_turn (task);
  else
    g_task_return_error (task, error);
}

static void
endpoints_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Device *device = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(SoupMessage) message = NULL;
  g_autofree char *label = parvis_sign_in_label ();
  g_autofree char *about = parvis_sign_in_about (device->town);
  g_autofree char *named = NULL;
  g_autofree char *form = NULL;

  device->endpoints = parvis_endpoints_finish (result, device->base, &error);
  if (device->endpoints == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (device->endpoints->device == NULL)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN, "%s", "");
      return;
    }

  named = soup_form_encode ("client_id", PARVIS_CLIENT_ID, "label", label, NULL);
  form = g_strconcat (named, about, NULL);
  message = parvis_ask_message (device->endpoints->device, SOUP_METHOD_POST, "", form, NULL);
  parvis_ask_async (device->session, message, g_task_get_cancellable (task), device_cb,
                    g_object_ref (task));
}

void
parvis_device_sign_in_async (const char          *base,
                             const char          *town,
                             ParvisDeviceFunc     show,
                             gpointer             show_data,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Device *device = g_new0 (Device, 1);

  g_task_set_source_tag (task, parvis_device_sign_in_async);
  g_task_set_task_data (task, device, device_free);
  device->base = g_strdup (base);
  device->town = g_strdup (town);
  device->show = show;
  device->show_data = show_data;
  device->session = parvis_ask_session ();
  parvis_endpoints_ask (g_steal_pointer (&task), device->session, base, endpoints_cb);
}

ParvisPair *
parvis_device_sign_in_finish (GAsyncResult  *result,
                              GError       **error)
{
  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_device_sign_in_async), NULL);

  return parvis_ask_propagate (G_TASK (result), error);
}
