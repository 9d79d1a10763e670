/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-renderer"

#include "config.h"

#include "parvis-renderer-private.h"

#include "parvis-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define TIME_LIMIT 15000

G_DEFINE_FINAL_TYPE (ParvisRenderer, parvis_renderer, G_TYPE_OBJECT)

void
parvis_render_image_free (ParvisRenderImage *self)
{
  g_bytes_unref (self->bytes);
  g_free (self);
}

/* Takes @task and @memory. */
static ParvisRendererJob *
job_new (GTask          *task,
         ParvisWireType  question,
         guint32         number,
         int             memory)
{
  ParvisRendererJob *job = g_new0 (ParvisRendererJob, 1);

  job->task = task;
  job->question = question;
  job->number = number;
  job->memory = memory;

  return job;
}

static GTask *
task_new (ParvisRenderer      *self,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data,
          gpointer             tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, tag);
  /* Whoever gives up gets our error for it. */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

static int
make_memory (gsize size)
{
  int fd = memfd_create ("parvis-document", MFD_CLOEXEC | MFD_ALLOW_SEALING);

  if (fd >= 0 && ftruncate (fd, size) == 0 &&
      fcntl (fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0)
    return fd;

  if (fd >= 0)
    close (fd);

  return -1;
}

static void
set_no_memory (GTask *task)
{
  g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                           "No memory for the renderer: %s", g_strerror (errno));
}

static void
copy_document (GTask        *task,
               gpointer      source,
               gpointer      task_data,
               GCancellable *cancellable)
{
  gsize left;
  const guint8 *data = g_bytes_get_data (task_data, &left);
  int fd = make_memory (left);

  while (fd >= 0 && left > 0)
    {
      ssize_t written = write (fd, data, left);

      if (written < 0 && errno == EINTR)
        continue;

      if (written <= 0)
        break;

      data += written;
      left -= written;
    }

  if (fd >= 0 && left == 0 && fcntl (fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SEAL) == 0)
    {
      g_task_return_int (task, fd);
      return;
    }

  set_no_memory (task);
  if (fd >= 0)
    close (fd);
}

static void
copied_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  ParvisRenderer *self = PARVIS_RENDERER (source);
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  int fd = g_task_propagate_int (G_TASK (result), &error);
  guint32 check;

  if (fd < 0)
    {
      g_task_return_error (task, error);
      return;
    }

  self->document = fd;
  check = GPOINTER_TO_INT (g_task_get_task_data (task));
  parvis_renderer_add_job (self, job_new (g_steal_pointer (&task), PARVIS_WIRE_OPEN, check, -1));
}

void
parvis_renderer_open_async (ParvisRenderer      *self,
                            GBytes              *document,
                            gboolean             check,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GTask) copy = NULL;
  gsize size;

  g_return_if_fail (PARVIS_IS_RENDERER (self));
  g_return_if_fail (document != NULL);
  g_return_if_fail (self->document < 0);

  size = g_bytes_get_size (document);
  task = task_new (self, cancellable, callback, user_data, parvis_renderer_open_async);
  g_task_set_task_data (task, GINT_TO_POINTER (check), NULL);
  if (size == 0 || size > PARVIS_RENDER_MAX_BYTES)
    {
      g_task_return_error (task, parvis_renderer_make_error (size == 0 ? PARVIS_FAULT_DAMAGED
                                                             : PARVIS_FAULT_TOO_LARGE));
      return;
    }

  copy = g_task_new (self, NULL, copied_cb, g_steal_pointer (&task));
  g_task_set_source_tag (copy, copied_cb);
  g_task_set_task_data (copy, g_bytes_ref (document), (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (copy, copy_document);
}

gboolean
parvis_renderer_open_finish (ParvisRenderer  *self,
                             GAsyncResult    *result,
                             GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_renderer_open_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

const ParvisRenderInfo *
parvis_renderer_get_info (ParvisRenderer *self)
{
  g_return_val_if_fail (PARVIS_IS_RENDERER (self), NULL);

  return self->opened ? &self->info : NULL;
}

/* FALSE, with the task failed, if there is no such page. */
static gboolean
check_page (ParvisRenderer *self,
            guint           page,
            GTask          *task)
{
  if (self->opened && page < self->info.n_pages)
    return TRUE;

  g_task_return_error (task, parvis_renderer_make_error (PARVIS_FAULT_QUESTION));

  return FALSE;
}

void
parvis_renderer_render_page_async (ParvisRenderer        *self,
                                   const ParvisRenderAsk *wanted,
                                   GCancellable          *cancellable,
                                   GAsyncReadyCallback    callback,
                                   gpointer               user_data)
{
  g_autoptr(GTask) task = NULL;
  ParvisRenderSize whole;
  ParvisRenderAsk part;
  ParvisRendererJob *job;
  int memory;

  g_return_if_fail (PARVIS_IS_RENDERER (self));
  g_return_if_fail (wanted != NULL);

  task = task_new (self, cancellable, callback, user_data, parvis_renderer_render_page_async);
  if (!check_page (self, wanted->page, task))
    return;

  if (!parvis_wire_fit (self->info.kind, self->info.sizes[wanted->page], wanted, &whole, &part))
    {
      g_task_return_error (task, parvis_renderer_make_error (PARVIS_FAULT_QUESTION));
      return;
    }

  memory = make_memory (4 * (gsize) part.width * part.height);
  if (memory < 0)
    {
      set_no_memory (task);
      return;
    }

  job = job_new (g_steal_pointer (&task), PARVIS_WIRE_RENDER, wanted->page, memory);
  job->ask = part;
  job->whole = whole;
  parvis_renderer_add_job (self, job);
}

ParvisRenderImage *
parvis_renderer_render_page_finish (ParvisRenderer  *self,
                                    GAsyncResult    *result,
                                    GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_renderer_render_page_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parvis_renderer_read_words_async (ParvisRenderer      *self,
                                  guint                page,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PARVIS_IS_RENDERER (self));

  task = task_new (self, cancellable, callback, user_data, parvis_renderer_read_words_async);
  if (!check_page (self, page, task))
    return;

  parvis_renderer_add_job (self, job_new (g_steal_pointer (&task), PARVIS_WIRE_READ_WORDS,
                                          page, -1));
}

GArray *
parvis_renderer_read_words_finish (ParvisRenderer  *self,
                                   GAsyncResult    *result,
                                   GError         **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_renderer_read_words_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parvis_renderer_measure_async (ParvisRenderer      *self,
                               guint                page,
                               GCancellable        *cancellable,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PARVIS_IS_RENDERER (self));

  task = task_new (self, cancellable, callback, user_data, parvis_renderer_measure_async);
  if (!check_page (self, page, task))
    return;

  parvis_renderer_add_job (self, job_new (g_steal_pointer (&task), PARVIS_WIRE_MEASURE, page, -1));
}

gboolean
parvis_renderer_measure_finish (ParvisRenderer        *self,
                                GAsyncResult          *result,
                                ParvisRenderMeasures  *measures,
                                GError               **error)
{
  g_autofree ParvisRenderMeasures *found = NULL;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_renderer_measure_async), FALSE);

  found = g_task_propagate_pointer (G_TASK (result), error);
  if (found != NULL)
    *measures = *found;

  return found != NULL;
}

void
parvis_renderer_set_time_limit (ParvisRenderer *self,
                                guint           milliseconds)
{
  g_return_if_fail (PARVIS_IS_RENDERER (self));

  self->time_limit = milliseconds;
}

static void
parvis_renderer_finalize (GObject *object)
{
  ParvisRenderer *self = PARVIS_RENDERER (object);

  /* A question holds a reference, so there is none. */
  g_assert (g_queue_is_empty (&self->jobs));
  parvis_renderer_drop_line (self);
  if (self->document >= 0)
    close (self->document);

  g_clear_pointer (&self->program, g_free);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->context, g_main_context_unref);

  G_OBJECT_CLASS (parvis_renderer_parent_class)->finalize (object);
}

static void
parvis_renderer_class_init (ParvisRendererClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_renderer_finalize;
}

static void
parvis_renderer_init (ParvisRenderer *self)
{
  self->context = g_main_context_ref_thread_default ();
  self->time_limit = TIME_LIMIT;
  self->document = -1;
  g_queue_init (&self->jobs);
}

ParvisRenderer *
parvis_renderer_new (const char *program)
{
  ParvisRenderer *self = g_object_new (PARVIS_TYPE_RENDERER, NULL);

  self->program = g_strdup (program != NULL ? program : RENDER_PROGRAM);

  return self;
}

ParvisRenderer *
parvis_renderer_new_for_socket (const char *path)
{
  ParvisRenderer *self = g_object_new (PARVIS_TYPE_RENDERER, NULL);

  g_return_val_if_fail (path != NULL, NULL);

  self->path = g_strdup (path);

  return self;
}

const char *
parvis_renderer_explain (const GError *error)
{
  if (error == NULL || error->domain != PARVIS_ERROR)
    return NULL;

  switch ((int) error->code)
    {
    case PARVIS_ERROR_DAMAGED:
      return N_("This file does not open: it is damaged.");

    case PARVIS_ERROR_LOCKED:
      return N_("This file opens with a password only. Ask for one without a password.");

    case PARVIS_ERROR_TOO_LARGE:
      return N_("This file is too large to be shown.");

    case PARVIS_ERROR_TOO_SLOW:
      return N_("This file takes too long to open.");

    case PARVIS_ERROR_HEIC:
      return N_("This file does not open: it is an HEIC photo. Ask for a JPEG photo.");

    case PARVIS_ERROR_MEDIA_TYPE:
      return N_("This file is neither a PDF nor a JPEG or PNG picture.");

    case PARVIS_ERROR_UNAVAILABLE:
      return N_("This computer shows no documents: it cannot open them safely.");

    default:
      return NULL;
    }
}
