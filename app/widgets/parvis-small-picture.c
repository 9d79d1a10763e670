/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-small-picture"

#include "config.h"

#include "parvis-small-picture.h"

#include "parvis-bounded-file.h"
#include "parvis-error.h"
#include "parvis-jpeg-writer.h"
#include "parvis-renderer.h"

#include <glib/gi18n.h>

/* What does not fit into its bytes is made half as large, down to this. */
#define SIDE_MIN 64

typedef struct
{
  ParvisRenderer *renderer;
  guint           side;
  gboolean        shown;      /* and not sent: only the texture is wanted */
} Job;

static void
free_job (gpointer data)
{
  Job *job = data;

  g_object_unref (job->renderer);
  g_free (job);
}

void
parvis_small_picture_free (ParvisSmallPicture *self)
{
  g_clear_object (&self->texture);
  g_clear_pointer (&self->bytes, g_bytes_unref);
  g_free (self);
}

static void
free_picture (gpointer data)
{
  parvis_small_picture_free (data);
}

static GTask *
task_new (guint                side,
          gboolean             shown,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data,
          gpointer             tag)
{
  GTask *task = g_task_new (NULL, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->renderer = parvis_renderer_new (g_getenv ("PARVIS_RENDER"));
  job->side = side;
  job->shown = shown;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, free_job);
  /* Whoever gives up gets our error for it. */
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

/* Drawing, in the sandbox. */

static void render (GTask *task);

/* What the thread that encodes is given: no renderer, which belongs to ours. */
typedef struct
{
  GdkTexture         *texture;
  GBytes             *pixels;
  ParvisRenderPixels  shape;
  gboolean            png;
} Drawing;

static void
free_drawing (gpointer data)
{
  Drawing *drawing = data;

  g_object_unref (drawing->texture);
  g_bytes_unref (drawing->pixels);
  g_free (drawing);
}

static ParvisSmallPicture *
picture_new (Drawing    *drawing,
             GBytes     *bytes,
             const char *type)
{
  ParvisSmallPicture *picture = g_new0 (ParvisSmallPicture, 1);

  picture->texture = g_object_ref (drawing->texture);
  picture->bytes = bytes;
  picture->type = type;

  return picture;
}

static gboolean
is_small (GBytes *bytes)
{
  return bytes != NULL && g_bytes_get_size (bytes) <= PARVIS_SMALL_PICTURE_MAX;
}

/* Returns: (transfer full) (nullable): NULL if it does not become small enough */
static ParvisSmallPicture *
encode (Drawing *drawing)
{
  static const int qualities[] = { 85, 75, 60 };
  g_autoptr(GBytes) png = drawing->png ? gdk_texture_save_to_png_bytes (drawing->texture) : NULL;

  if (is_small (png))
    return picture_new (drawing, g_steal_pointer (&png), "image/png");

  for (guint i = 0; i < G_N_ELEMENTS (qualities); i++)
    {
      g_autoptr(GBytes) jpeg = parvis_jpeg_write (drawing->pixels, drawing->shape.width,
                                                  drawing->shape.height, drawing->shape.stride,
                                                  qualities[i]);

      if (is_small (jpeg))
        return picture_new (drawing, g_steal_pointer (&jpeg), "image/jpeg");
    }

  return NULL;
}

static void
encode_work (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  g_task_return_pointer (task, encode (data), free_picture);
}

static void
encoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  ParvisSmallPicture *picture = g_task_propagate_pointer (G_TASK (result), NULL);

  if (picture != NULL)
    {
      g_task_return_pointer (task, picture, free_picture);
    }
  else if (job->side / 2 >= SIDE_MIN)
    {
      job->side /= 2;
      render (task);
    }
  else
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                               "The picture cannot be made small");
    }
}

/* Takes the texture. */
static void
encode_async (GTask             *task,
              ParvisRenderImage *image,
              GdkTexture        *texture)
{
  Job *job = g_task_get_task_data (task);
  g_autoptr(GTask) work = g_task_new (NULL, NULL, encoded_cb, g_object_ref (task));
  Drawing *drawing = g_new0 (Drawing, 1);

  drawing->texture = texture;
  drawing->pixels = g_bytes_ref (image->bytes);
  drawing->shape = image->pixels;
  drawing->png = parvis_renderer_get_info (job->renderer)->kind == PARVIS_RENDER_KIND_PNG;
  g_task_set_source_tag (work, encode_work);
  g_task_set_task_data (work, drawing, free_drawing);
  g_task_run_in_thread (work, encode_work);
}

static void
rendered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  Job *job = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(ParvisRenderImage) image = NULL;
  GdkTexture *texture;

  image = parvis_renderer_render_page_finish (job->renderer, result, &error);
  if (image == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  /* Half a photo is not what somebody chose. */
  if (image->pixels.incomplete)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_DAMAGED, "The picture ends early");
      return;
    }

  texture = gdk_memory_texture_new (image->pixels.width, image->pixels.height,
                                    GDK_MEMORY_B8G8R8A8_PREMULTIPLIED, image->bytes,
                                    image->pixels.stride);
  if (job->shown)
    g_task_return_pointer (task, texture, g_object_unref);
  else
    encode_async (task, image, texture);
}

static void
render (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  ParvisRenderAsk ask = { .box_width = job->side, .box_height = job->side };

  parvis_renderer_render_page_async (job->renderer, &ask, g_task_get_cancellable (task),
                                     rendered_cb, g_object_ref (task));
}

static void
opened_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ParvisRenderer *renderer = PARVIS_RENDERER (object);
  GError *error = NULL;

  if (!parvis_renderer_open_finish (renderer, result, &error))
    g_task_return_error (task, error);
  else if (parvis_renderer_get_info (renderer)->kind == PARVIS_RENDER_KIND_PDF)
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE, "A PDF is no picture");
  else
    render (task);
}

static void
open_document (GTask  *task,
               GBytes *bytes)
{
  Job *job = g_task_get_task_data (task);

  parvis_renderer_open_async (job->renderer, bytes, FALSE, g_task_get_cancellable (task),
                              opened_cb, g_object_ref (task));
}

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  GError *error = NULL;
  g_autoptr(GBytes) bytes = parvis_bounded_file_read_finish (result, &error);

  if (bytes != NULL)
    open_document (task, bytes);
  else
    g_task_return_error (task, error);
}

void
parvis_small_picture_read_async (GFile               *file,
                                 guint                side,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_return_if_fail (G_IS_FILE (file));
  g_return_if_fail (side >= SIDE_MIN);

  parvis_bounded_file_read_async (file, PARVIS_RENDER_MAX_BYTES, cancellable, read_cb,
                                  task_new (side, FALSE, cancellable, callback, user_data,
                                            parvis_small_picture_read_async));
}

ParvisSmallPicture *
parvis_small_picture_read_finish (GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_small_picture_read_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

void
parvis_small_picture_show_async (GBytes              *bytes,
                                 guint                side,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GTask) task = task_new (side, TRUE, cancellable, callback, user_data,
                                    parvis_small_picture_show_async);

  open_document (task, bytes);
}

GdkTexture *
parvis_small_picture_show_finish (GAsyncResult  *result,
                                  GError       **error)
{
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_small_picture_show_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
parvis_small_picture_explain (const GError *error)
{
  if (error->domain != PARVIS_ERROR)
    return _("This picture does not open. Choose another one.");

  switch ((int) error->code)
    {
    case PARVIS_ERROR_NOT_FOUND:
      return _("This file cannot be read. Copy it to this computer and choose it again.");

    case PARVIS_ERROR_MEDIA_TYPE:
      return _("This file is no picture. Choose a photo in JPEG or PNG.");

    case PARVIS_ERROR_HEIC:
      return _("This photo is in HEIC, which is not read here. Save it as JPEG, or set the "
               "telephone to “Most Compatible” and take it again.");

    case PARVIS_ERROR_DAMAGED:
      return _("This picture is damaged. Copy it again, or choose another one.");

    case PARVIS_ERROR_TOO_LARGE:
      return _("This picture is too large. Choose one of less than 64 MB.");

    case PARVIS_ERROR_TOO_SLOW:
      return _("This picture takes too long to open. Save it as JPEG and choose it again.");

    case PARVIS_ERROR_UNAVAILABLE:
      return _("This computer opens no pictures: it cannot do so safely. Ask whoever looks after "
               "it to install bubblewrap.");

    default:
      return _("This picture does not open. Choose another one.");
    }
}
