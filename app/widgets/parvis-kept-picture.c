/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-kept-picture"

#include "config.h"

#include "parvis-kept-picture.h"

#include "parvis-small-picture.h"

static void
shown_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  GdkTexture *texture = parvis_small_picture_show_finish (result, &error);

  if (texture != NULL)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    g_task_return_error (task, error);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GBytes) bytes = NULL;

  bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, NULL, &error);
  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  parvis_small_picture_show_async (bytes, GPOINTER_TO_UINT (g_task_get_task_data (task)),
                                   g_task_get_cancellable (task), shown_cb,
                                   g_object_ref (task));
}

void
parvis_kept_picture_load_async (ParvisSession       *session,
                                const char          *path,
                                const char          *tag,
                                guint                side,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  /* Another picture has another address, so that none is shown for another. */
  g_autofree char *address = g_strdup_printf ("%s?tag=%s", path, tag);
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, parvis_kept_picture_load_async);
  g_task_set_task_data (task, GUINT_TO_POINTER (side), NULL);
  parvis_session_fetch_async (session, address, cancellable, fetched_cb, task);
}

GdkTexture *
parvis_kept_picture_load_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_kept_picture_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
