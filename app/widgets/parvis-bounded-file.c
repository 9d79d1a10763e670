/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bounded-file"

#include "config.h"

#include "parvis-bounded-file.h"

#include "parvis-error.h"

#define BLOCK (256 * 1024)

typedef struct
{
  gsize             most;
  GFileInputStream *stream;
  GByteArray       *all;
} Reading;

static void
free_reading (gpointer data)
{
  Reading *reading = data;

  g_clear_object (&reading->stream);
  g_byte_array_unref (reading->all);
  g_free (reading);
}

/* Takes @error, of a library. */
static void
fail (GTask  *task,
      GError *error)
{
  gboolean cancelled = g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_task_return_new_error (task, PARVIS_ERROR,
                           cancelled ? PARVIS_ERROR_CANCELLED : PARVIS_ERROR_NOT_FOUND,
                           "%s", error->message);
  g_error_free (error);
}

static void
set_too_large (GTask *task)
{
  g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE, "The file is too large");
}

static void
block_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GBytes) block = g_input_stream_read_bytes_finish (G_INPUT_STREAM (object), result,
                                                              &error);

  if (block == NULL)
    {
      fail (task, error);
      return;
    }

  if (g_bytes_get_size (block) == 0)
    {
      g_task_return_pointer (task, g_bytes_new (reading->all->data, reading->all->len),
                             (GDestroyNotify) g_bytes_unref);
      return;
    }

  g_byte_array_append (reading->all, g_bytes_get_data (block, NULL), g_bytes_get_size (block));
  if (reading->all->len > reading->most)
    set_too_large (task);
  else
    g_input_stream_read_bytes_async (G_INPUT_STREAM (object), BLOCK, G_PRIORITY_DEFAULT,
                                     g_task_get_cancellable (task), block_cb, g_object_ref (task));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;

  reading->stream = g_file_read_finish (G_FILE (object), result, &error);
  if (reading->stream == NULL)
    fail (task, error);
  else
    g_input_stream_read_bytes_async (G_INPUT_STREAM (reading->stream), BLOCK, G_PRIORITY_DEFAULT,
                                     g_task_get_cancellable (task), block_cb, g_object_ref (task));
}

static void
described_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Reading *reading = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(GFileInfo) info = g_file_query_info_finish (G_FILE (object), result, &error);

  /* Opening a pipe waits for whoever writes into it. */
  if (info == NULL)
    fail (task, error);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE, "This is no file");
  else if (g_file_info_get_size (info) > (goffset) reading->most)
    set_too_large (task);
  else
    g_file_read_async (G_FILE (object), G_PRIORITY_DEFAULT, g_task_get_cancellable (task),
                       opened_cb, g_object_ref (task));
}

void
parvis_bounded_file_read_async (GFile               *file,
                                gsize                most,
                                GCancellable        *cancellable,
                                GAsyncReadyCallback  callback,
                                gpointer             user_data)
{
  GTask *task;
  Reading *reading;

  g_return_if_fail (G_IS_FILE (file));

  task = g_task_new (NULL, cancellable, callback, user_data);
  reading = g_new0 (Reading, 1);
  reading->most = most;
  reading->all = g_byte_array_new ();
  g_task_set_source_tag (task, parvis_bounded_file_read_async);
  g_task_set_task_data (task, reading, free_reading);
  /* Whoever gives up gets our error for it. */
  g_task_set_check_cancellable (task, FALSE);
  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
                           G_FILE_QUERY_INFO_NONE, G_PRIORITY_DEFAULT, cancellable, described_cb,
                           task);
}

GBytes *
parvis_bounded_file_read_finish (GAsyncResult  *result,
                                 GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_bounded_file_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
