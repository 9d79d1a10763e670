/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-renderer-queue"

#include "config.h"

#include "parvis-renderer-private.h"

#include "parvis-error.h"

#include <fcntl.h>
#include <unistd.h>

/* What is asked of one process after the other, and what becomes of it. */

static void pump (ParvisRenderer *self);

static void
job_free (ParvisRendererJob *job)
{
  if (job->cancelled != NULL)
    g_source_destroy (job->cancelled);

  g_clear_pointer (&job->cancelled, g_source_unref);
  if (job->memory >= 0)
    close (job->memory);

  g_object_unref (job->task);
  g_free (job);
}

static void
stop_clock (ParvisRenderer *self)
{
  if (self->clock != NULL)
    g_source_destroy (self->clock);

  g_clear_pointer (&self->clock, g_source_unref);
}

void
parvis_renderer_drop_line (ParvisRenderer *self)
{
  stop_clock (self);
  g_clear_pointer (&self->line, parvis_renderer_line_close);
  self->state = PARVIS_RENDERER_DOWN;
}

/* Ends the question at the head. Callers have settled what state the process is in, for
 * what the callback of the task does comes in between.
 */
static void
fail_job (ParvisRenderer *self,
          GError         *error)
{
  ParvisRendererJob *job = g_queue_pop_head (&self->jobs);

  /* None is there when whoever wanted the document open gave up meanwhile. */
  if (job == NULL)
    {
      g_error_free (error);
      return;
    }

  g_task_return_error (job->task, error);
  job_free (job);
}

GError *
parvis_renderer_make_error (ParvisFault fault)
{
  static const struct
  {
    ParvisError code;
    const char *message;
  } faults[PARVIS_N_FAULTS] = {
    [PARVIS_FAULT_NONE] = { PARVIS_ERROR_DAMAGED, "The renderer answers nonsense" },
    [PARVIS_FAULT_DAMAGED] = { PARVIS_ERROR_DAMAGED, "The document is damaged" },
    [PARVIS_FAULT_LOCKED] = { PARVIS_ERROR_LOCKED, "The document opens with a password only" },
    [PARVIS_FAULT_TOO_LARGE] = { PARVIS_ERROR_TOO_LARGE, "The document is too large" },
    [PARVIS_FAULT_TOO_SLOW] = { PARVIS_ERROR_TOO_SLOW, "The document takes too long" },
    [PARVIS_FAULT_HEIC] = { PARVIS_ERROR_HEIC, "The document is an HEIC photo" },
    [PARVIS_FAULT_KIND] = { PARVIS_ERROR_MEDIA_TYPE, "The document is no PDF, JPEG or PNG" },
    [PARVIS_FAULT_QUESTION] = { PARVIS_ERROR_INVALID, "There is no such page or part" },
  };

  return g_error_new_literal (PARVIS_ERROR, faults[fault].code, faults[fault].message);
}

/* The process is gone, or not to be believed any more. */
static void
lose_line (ParvisRenderer *self)
{
  ParvisRendererState state = self->state;
  ParvisRendererJob *job = g_queue_peek_head (&self->jobs);

  parvis_renderer_drop_line (self);
  if (job == NULL || state == PARVIS_RENDERER_READY)
    return;

  if (state == PARVIS_RENDERER_COMING)
    {
      fail_job (self, g_error_new_literal (PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                                           "The renderer ended before it was confined"));
    }
  else if (!job->again)
    {
      /* Who knows who ended it: if the document does that, it does so twice. */
      job->again = TRUE;
    }
  else
    {
      fail_job (self, g_error_new_literal (PARVIS_ERROR, PARVIS_ERROR_DAMAGED,
                                           "The document breaks the renderer"));
    }

  pump (self);
}

static void
end_cb (gpointer owner)
{
  g_autoptr(ParvisRenderer) self = g_object_ref (owner);

  lose_line (self);
}

static gboolean
time_out_cb (gpointer user_data)
{
  g_autoptr(ParvisRenderer) self = g_object_ref (user_data);
  gboolean coming = self->state == PARVIS_RENDERER_COMING;

  parvis_renderer_drop_line (self);
  if (coming)
    fail_job (self, g_error_new_literal (PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                                         "The renderer does not come up"));
  else
    fail_job (self, parvis_renderer_make_error (PARVIS_FAULT_TOO_SLOW));

  pump (self);

  return G_SOURCE_REMOVE;
}

static void
start_clock (ParvisRenderer *self)
{
  stop_clock (self);
  self->clock = g_timeout_source_new (self->time_limit);
  g_source_set_callback (self->clock, time_out_cb, self, NULL);
  g_source_attach (self->clock, self->context);
}

/* What nobody can change once it is sealed is what was drawn. */
static ParvisRenderImage *
take_image (ParvisRendererJob *job,
            const guint8      *body,
            gsize              length)
{
  g_autoptr(GMappedFile) map = NULL;
  g_autoptr(GBytes) whole = NULL;
  ParvisRenderImage *image;
  ParvisRenderPixels pixels;

  if (!parvis_wire_read_pixels (body, length, &pixels) || pixels.width != job->ask.width ||
      pixels.height != job->ask.height ||
      fcntl (job->memory, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SEAL) != 0)
    return NULL;

  map = g_mapped_file_new_from_fd (job->memory, FALSE, NULL);
  if (map == NULL)
    return NULL;

  whole = g_mapped_file_get_bytes (map);
  image = g_new0 (ParvisRenderImage, 1);
  image->pixels = pixels;
  image->whole = job->whole;
  image->bytes = g_bytes_new_from_bytes (whole, 0, (gsize) pixels.stride * pixels.height);

  return image;
}

/* The document is open, for the first time or once more. */
static gboolean
take_info (ParvisRenderer         *self,
           const ParvisWireHeader *header,
           const guint8           *body)
{
  g_autofree ParvisRenderInfo *info = g_new (ParvisRenderInfo, 1);
  ParvisRendererJob *job = g_queue_peek_head (&self->jobs);

  if (header->type != PARVIS_WIRE_INFO ||
      !parvis_wire_read_info (body, header->length, info) ||
      (self->opened && (info->kind != self->info.kind || info->n_pages != self->info.n_pages)))
    return FALSE;

  if (!self->opened)
    self->info = *info;

  self->opened = TRUE;
  self->state = PARVIS_RENDERER_READY;
  stop_clock (self);
  if (job != NULL && job->question == PARVIS_WIRE_OPEN)
    {
      g_queue_pop_head (&self->jobs);
      g_task_return_boolean (job->task, TRUE);
      job_free (job);
    }

  return TRUE;
}

/* FALSE if this is no answer to the question at the head. */
static gboolean
settle (ParvisRenderer         *self,
        const ParvisWireHeader *header,
        const guint8           *body)
{
  ParvisRendererJob *job = g_queue_peek_head (&self->jobs);
  ParvisRenderImage *image = NULL;
  ParvisRenderMeasures measures;
  GArray *words = NULL;

  if (job->question == PARVIS_WIRE_RENDER)
    {
      if (header->type != PARVIS_WIRE_PIXELS ||
          (image = take_image (job, body, header->length)) == NULL)
        return FALSE;
    }
  else if (job->question == PARVIS_WIRE_READ_WORDS)
    {
      if (header->type != PARVIS_WIRE_WORDS ||
          (words = parvis_wire_read_words (body, header->length)) == NULL)
        return FALSE;
    }
  else if (header->type != PARVIS_WIRE_MEASURES ||
           !parvis_wire_read_measures (body, header->length, &measures))
    {
      return FALSE;
    }

  self->state = PARVIS_RENDERER_READY;
  stop_clock (self);
  g_queue_pop_head (&self->jobs);
  if (image != NULL)
    g_task_return_pointer (job->task, image, (GDestroyNotify) parvis_render_image_free);
  else if (words != NULL)
    g_task_return_pointer (job->task, words, (GDestroyNotify) g_array_unref);
  else
    g_task_return_pointer (job->task, g_memdup2 (&measures, sizeof measures), g_free);

  job_free (job);

  return TRUE;
}

static void
take_fault (ParvisRenderer *self,
            const guint8   *body,
            gsize           length)
{
  guint32 fault;

  if (!parvis_wire_read_number (body, length, &fault) || fault == PARVIS_FAULT_NONE ||
      fault >= PARVIS_N_FAULTS)
    {
      lose_line (self);
      return;
    }

  /* A process that gave up on time is about to end; one that could not open the
   * document is of no use.
   */
  if (fault == PARVIS_FAULT_TOO_SLOW || self->state == PARVIS_RENDERER_OPENING)
    parvis_renderer_drop_line (self);
  else
    self->state = PARVIS_RENDERER_READY;

  fail_job (self, parvis_renderer_make_error (fault));
  pump (self);
}

static void
frame_cb (gpointer                owner,
          const ParvisWireHeader *header,
          const guint8           *body)
{
  g_autoptr(ParvisRenderer) self = g_object_ref (owner);
  gboolean opening = self->state == PARVIS_RENDERER_OPENING;
  gboolean asked = opening || self->state == PARVIS_RENDERER_ASKED;

  if (self->state == PARVIS_RENDERER_COMING && header->type == PARVIS_WIRE_HELLO &&
      header->length == 0)
    {
      self->state = PARVIS_RENDERER_OPENING;
      start_clock (self);
    }
  else if (!asked || header->serial != self->serial)
    {
      lose_line (self);
    }
  else if (header->type == PARVIS_WIRE_FAULT)
    {
      stop_clock (self);
      take_fault (self, body, header->length);
    }
  else if (opening ? take_info (self, header, body) : settle (self, header, body))
    {
      pump (self);
    }
  else
    {
      lose_line (self);
    }
}

/* Takes @frame. */
static gboolean
send_question (ParvisRenderer *self,
               GByteArray     *frame,
               int             memory)
{
  g_autoptr(GByteArray) owned = frame;

  start_clock (self);

  return parvis_renderer_line_send (self->line, owned, memory);
}

static gboolean
ask_job (ParvisRenderer    *self,
         ParvisRendererJob *job)
{
  guint32 serial = ++self->serial;

  self->state = PARVIS_RENDERER_ASKED;
  if (job->question == PARVIS_WIRE_RENDER)
    return send_question (self, parvis_wire_frame_ask (serial, &job->ask), job->memory);

  return send_question (self, parvis_wire_frame_page (job->question, serial, job->number), -1);
}

/* FALSE if nobody takes it. */
static gboolean
start_line (ParvisRenderer     *self,
            ParvisRendererJob  *job,
            GError            **error)
{
  gboolean check = job->question == PARVIS_WIRE_OPEN && job->number != 0;

  self->line = parvis_renderer_line_open (self->program, self->path, self->context, frame_cb,
                                          end_cb, self, error);
  if (self->line == NULL)
    return FALSE;

  self->state = PARVIS_RENDERER_COMING;
  if (send_question (self, parvis_wire_frame_open (++self->serial, check), self->document))
    return TRUE;

  parvis_renderer_drop_line (self);
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "The renderer is gone");

  return FALSE;
}

/* Does the next thing that can be done for the question at the head. */
static void
pump (ParvisRenderer *self)
{
  ParvisRendererJob *job = g_queue_peek_head (&self->jobs);
  GError *error = NULL;

  if (job == NULL)
    return;

  if (self->state == PARVIS_RENDERER_DOWN)
    {
      if (!start_line (self, job, &error))
        {
          fail_job (self, error);
          pump (self);
        }
    }
  else if (self->state == PARVIS_RENDERER_READY && !ask_job (self, job))
    {
      lose_line (self);
    }
}

static gboolean
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  ParvisRendererJob *job = user_data;
  g_autoptr(ParvisRenderer) self = g_object_ref (g_task_get_source_object (job->task));

  /* What nobody waits for any more is not waited for: starting anew costs less. */
  if (job == g_queue_peek_head (&self->jobs) &&
      (self->state == PARVIS_RENDERER_ASKED || job->question == PARVIS_WIRE_OPEN))
    parvis_renderer_drop_line (self);

  g_queue_remove (&self->jobs, job);
  g_task_return_new_error (job->task, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
  job_free (job);
  pump (self);

  return G_SOURCE_REMOVE;
}

void
parvis_renderer_add_job (ParvisRenderer    *self,
                         ParvisRendererJob *job)
{
  GCancellable *cancellable = g_task_get_cancellable (job->task);

  if (cancellable != NULL)
    {
      job->cancelled = g_cancellable_source_new (cancellable);
      g_source_set_callback (job->cancelled, G_SOURCE_FUNC (cancelled_cb), job, NULL);
      g_source_attach (job->cancelled, self->context);
    }

  g_queue_push_tail (&self->jobs, job);
  if (g_queue_peek_head (&self->jobs) == job)
    pump (self);
}
