/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tile-source"

#include "config.h"

#include "parvis-tile-source.h"

#include "parvis-error.h"
#include "parvis-tile-image.h"

#include <math.h>

struct _ParvisTileSource
{
  ShumateMapSource  parent_instance;

  /* Owned */
  ParvisSession    *session;
  char             *theme;
  GdkPaintable     *blank;       /* what a place without a tile looks like */
  GQueue            waiting;     /* GTask: tiles beside what is seen */
  GPtrArray        *ahead;       /* Ahead */

  /* Borrowed */
  ShumateMap       *map;         /* what shows the tiles */

  gboolean          painted;     /* the first frame is over */
  gboolean          awaited;     /* a frame, after which they are asked for */
};

G_DEFINE_FINAL_TYPE (ParvisTileSource, parvis_tile_source, SHUMATE_TYPE_MAP_SOURCE)

enum
{
  MISSED,
  HAD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* A tile that was read before the map has a size. */
typedef struct
{
  ShumateTile *tile;
  GPtrArray   *asked;   /* GTask: who wants the same while it is decoded */
} Ahead;

/* What is read of a tile, and for which renderer. */
typedef struct
{
  GBytes   *bytes;
  gboolean  software;
} Encoded;

static void
encoded_free (gpointer data)
{
  Encoded *encoded = data;

  g_bytes_unref (encoded->bytes);
  g_free (encoded);
}

static void
ahead_free (gpointer data)
{
  Ahead *ahead = data;

  g_object_unref (ahead->tile);
  g_ptr_array_unref (ahead->asked);
  g_free (ahead);
}

static gboolean
is_software (ParvisTileSource *self)
{
  GtkNative *native = self->map != NULL ? gtk_widget_get_native (GTK_WIDGET (self->map)) : NULL;
  GskRenderer *renderer = native != NULL ? gtk_native_get_renderer (native) : NULL;

  return renderer != NULL && GSK_IS_CAIRO_RENDERER (renderer);
}

static void
show_tile (GTask        *task,
           GdkPaintable *image)
{
  ShumateTile *tile = g_task_get_task_data (task);

  shumate_tile_set_paintable (tile, image);
  shumate_tile_set_state (tile, SHUMATE_STATE_DONE);
  g_task_return_boolean (task, TRUE);
}

static void
show_blank (GTask *task)
{
  show_tile (task, PARVIS_TILE_SOURCE (g_task_get_source_object (task))->blank);
}

/* Owns @data. */
static void
decode_work (gpointer data,
             gpointer user_data)
{
  g_autoptr(GTask) task = G_TASK (data);
  const Encoded *encoded = g_task_get_task_data (task);
  GError *error = NULL;
  GdkPaintable *image = parvis_tile_image_decode (encoded->bytes, encoded->software, &error);

  if (image != NULL)
    g_task_return_pointer (task, image, g_object_unref);
  else
    g_task_return_error (task, error);
}

/* One thread for all tiles: several would take the processors from the window's,
 * which has the places to lay out meanwhile. Takes @task.
 */
static void
decode (GTask *task)
{
  static GThreadPool *pool;

  if (pool == NULL)
    pool = g_thread_pool_new (decode_work, NULL, 1, FALSE, NULL);
  g_thread_pool_push (pool, task, NULL);
}

static void
decoded_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkPaintable) image = g_task_propagate_pointer (G_TASK (result), &error);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (image != NULL)
    {
      g_signal_emit (object, signals[HAD], 0);
      show_tile (task, image);
    }
  else
    {
      g_debug ("%s", error->message);
      g_signal_emit (object, signals[MISSED], 0);
      show_blank (task);
    }
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  GTask *decoding;
  ParvisTileSource *self = PARVIS_TILE_SOURCE (g_task_get_source_object (task));
  Encoded *encoded;

  bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, NULL, &error);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (bytes == NULL)
    {
      /* Outside the pack there is nothing, and nothing is wrong with that. */
      if (!g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
        g_signal_emit (self, signals[MISSED], 0);
      show_blank (task);
      return;
    }

  decoding = g_task_new (self, NULL, decoded_cb, g_steal_pointer (&task));
  g_task_set_source_tag (decoding, fetched_cb);
  encoded = g_new (Encoded, 1);
  *encoded = (Encoded) { g_steal_pointer (&bytes), is_software (self) };
  g_task_set_task_data (decoding, encoded, encoded_free);
  decode (decoding);
}

/* Whether some of a tile is within the map as it is now. */
static gboolean
is_seen (ParvisTileSource *self,
         ShumateTile      *tile)
{
  ShumateViewport *viewport = shumate_map_get_viewport (self->map);
  ShumateMapSource *source = SHUMATE_MAP_SOURCE (self);
  guint level = shumate_tile_get_zoom_level (tile);
  double size = shumate_map_source_get_tile_size (source);
  double scale = pow (2, shumate_viewport_get_zoom_level (viewport) - level);
  double x = shumate_map_source_get_x (source, level,
                                       shumate_location_get_longitude (
                                         SHUMATE_LOCATION (viewport)));
  double y = shumate_map_source_get_y (source, level,
                                       shumate_location_get_latitude (
                                         SHUMATE_LOCATION (viewport)));
  double reach_x = (gtk_widget_get_width (GTK_WIDGET (self->map)) / scale + size) / 2;
  double reach_y = (gtk_widget_get_height (GTK_WIDGET (self->map)) / scale + size) / 2;

  return fabs ((shumate_tile_get_x (tile) + 0.5) * size - x) < reach_x &&
         fabs ((shumate_tile_get_y (tile) + 0.5) * size - y) < reach_y;
}

/* Takes @task. */
static void
fetch_tile (ParvisTileSource *self,
            GTask            *task)
{
  ShumateTile *tile = g_task_get_task_data (task);
  g_autofree char *path = g_strdup_printf ("tiles/%s/%u/%u/%u.png", self->theme,
                                           shumate_tile_get_zoom_level (tile),
                                           shumate_tile_get_x (tile), shumate_tile_get_y (tile));

  parvis_session_fetch_async (self->session, path, g_task_get_cancellable (task), fetched_cb,
                              task);
}

/* What was read ahead is of use for the first frame; who still waits for some gets it. */
static void
drop_ahead (ParvisTileSource *self)
{
  for (guint i = self->ahead->len; i > 0; i--)
    {
      const Ahead *ahead = self->ahead->pdata[i - 1];

      if (shumate_tile_get_state (ahead->tile) == SHUMATE_STATE_DONE)
        g_ptr_array_remove_index (self->ahead, i - 1);
    }
}

static gboolean
fetch_waiting_cb (gpointer user_data)
{
  ParvisTileSource *self = PARVIS_TILE_SOURCE (user_data);
  GTask *task;

  self->awaited = FALSE;
  self->painted = TRUE;
  drop_ahead (self);
  while ((task = g_queue_pop_head (&self->waiting)) != NULL)
    if (g_task_return_error_if_cancelled (task))
      g_object_unref (task);
    else
      fetch_tile (self, task);

  return G_SOURCE_REMOVE;
}

static gboolean
frame_cb (GtkWidget     *map,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  return G_SOURCE_REMOVE;
}

/* After that frame, or with the map. Takes the reference. */
static void
framed_cb (gpointer user_data)
{
  g_idle_add_full (G_PRIORITY_LOW, fetch_waiting_cb, user_data, g_object_unref);
}

/* libshumate asks for more than is seen, a ring around it. That is read once what is
 * seen has been painted. Takes @task.
 */
static void
fetch_later (ParvisTileSource *self,
             GTask            *task)
{
  g_queue_push_tail (&self->waiting, task);
  if (self->awaited)
    return;

  self->awaited = TRUE;
  gtk_widget_add_tick_callback (GTK_WIDGET (self->map), frame_cb, g_object_ref (self), framed_cb);
}

static Ahead *
find_ahead (ParvisTileSource *self,
            ShumateTile      *tile)
{
  for (guint i = 0; i < self->ahead->len; i++)
    {
      Ahead *ahead = self->ahead->pdata[i];

      if (shumate_tile_get_x (ahead->tile) == shumate_tile_get_x (tile) &&
          shumate_tile_get_y (ahead->tile) == shumate_tile_get_y (tile) &&
          shumate_tile_get_zoom_level (ahead->tile) == shumate_tile_get_zoom_level (tile))
        return ahead;
    }

  return NULL;
}

static void
ahead_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ShumateTile) tile = SHUMATE_TILE (user_data);
  Ahead *ahead = find_ahead (PARVIS_TILE_SOURCE (object), tile);

  for (guint i = 0; ahead != NULL && i < ahead->asked->len; i++)
    if (!g_task_return_error_if_cancelled (ahead->asked->pdata[i]))
      show_tile (ahead->asked->pdata[i], shumate_tile_get_paintable (tile));
  if (ahead != NULL)
    g_ptr_array_set_size (ahead->asked, 0);
  if (PARVIS_TILE_SOURCE (object)->painted)
    drop_ahead (PARVIS_TILE_SOURCE (object));
}

/* Takes @task. */
static void
give_ahead (Ahead *ahead,
            GTask *task)
{
  if (shumate_tile_get_state (ahead->tile) != SHUMATE_STATE_DONE)
    {
      g_ptr_array_add (ahead->asked, task);
      return;
    }

  show_tile (task, shumate_tile_get_paintable (ahead->tile));
  g_object_unref (task);
}

static void
read_ahead (ParvisTileSource *self,
            guint             column,
            guint             row,
            guint             level)
{
  Ahead *ahead = g_new0 (Ahead, 1);
  GTask *task;

  ahead->tile =
    shumate_tile_new_full (column, row,
                           shumate_map_source_get_tile_size (SHUMATE_MAP_SOURCE (self)), level);
  ahead->asked = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (self->ahead, ahead);

  task = g_task_new (self, NULL, ahead_cb, g_object_ref (ahead->tile));
  g_task_set_source_tag (task, read_ahead);
  g_task_set_task_data (task, g_object_ref (ahead->tile), g_object_unref);
  fetch_tile (self, task);
}

static void
parvis_tile_source_fill_tile_async (ShumateMapSource    *source,
                                    ShumateTile         *tile,
                                    GCancellable        *cancellable,
                                    GAsyncReadyCallback  callback,
                                    gpointer             user_data)
{
  ParvisTileSource *self = PARVIS_TILE_SOURCE (source);
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Ahead *ahead = find_ahead (self, tile);

  g_task_set_source_tag (task, parvis_tile_source_fill_tile_async);
  g_task_set_task_data (task, g_object_ref (tile), g_object_unref);
  shumate_tile_set_state (tile, SHUMATE_STATE_LOADING);

  if (ahead != NULL)
    give_ahead (ahead, task);
  else if (self->map == NULL || is_seen (self, tile))
    fetch_tile (self, task);
  else
    fetch_later (self, task);
}

static gboolean
parvis_tile_source_fill_tile_finish (ShumateMapSource  *source,
                                     GAsyncResult      *result,
                                     GError           **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
parvis_tile_source_finalize (GObject *object)
{
  ParvisTileSource *self = PARVIS_TILE_SOURCE (object);

  g_clear_weak_pointer (&self->map);
  g_clear_object (&self->session);
  g_clear_pointer (&self->theme, g_free);
  g_clear_object (&self->blank);
  g_clear_pointer (&self->ahead, g_ptr_array_unref);

  G_OBJECT_CLASS (parvis_tile_source_parent_class)->finalize (object);
}

static void
parvis_tile_source_class_init (ParvisTileSourceClass *klass)
{
  ShumateMapSourceClass *source_class = SHUMATE_MAP_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = parvis_tile_source_finalize;
  source_class->fill_tile_async = parvis_tile_source_fill_tile_async;
  source_class->fill_tile_finish = parvis_tile_source_fill_tile_finish;

  signals[MISSED] = g_signal_new ("missed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HAD] = g_signal_new ("had", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                               0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_tile_source_init (ParvisTileSource *self)
{
  g_queue_init (&self->waiting);
  self->ahead = g_ptr_array_new_with_free_func (ahead_free);
}

ParvisTileSource *
parvis_tile_source_new (ParvisSession *session,
                        ShumateMap    *map,
                        const char    *theme,
                        const GdkRGBA *background)
{
  ParvisTileSource *self;
  g_autofree char *id = NULL;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);

  self = g_object_new (PARVIS_TYPE_TILE_SOURCE, NULL);
  self->session = g_object_ref (session);
  g_set_weak_pointer (&self->map, map);
  self->theme = g_strdup (theme);
  self->blank = parvis_tile_image_new_blank (background);
  id = g_strdup_printf ("parvis-%s", theme);
  shumate_map_source_set_id (SHUMATE_MAP_SOURCE (self), id);
  shumate_map_source_set_name (SHUMATE_MAP_SOURCE (self), id);
  shumate_map_source_set_tile_size (SHUMATE_MAP_SOURCE (self), 256);
  shumate_map_source_set_projection (SHUMATE_MAP_SOURCE (self), SHUMATE_MAP_PROJECTION_MERCATOR);

  return self;
}

/**
 * parvis_tile_source_read_ahead:
 *
 * Reads the tiles that a map of this size shows in @view, so that they are decoded
 * while it is laid out. They are let go after its first frame.
 */
void
parvis_tile_source_read_ahead (ParvisTileSource     *self,
                               const ParvisHomeView *view,
                               int                   width,
                               int                   height)
{
  ShumateMapSource *source;
  double size;
  double x;
  double y;

  g_return_if_fail (PARVIS_IS_TILE_SOURCE (self));

  source = SHUMATE_MAP_SOURCE (self);
  size = shumate_map_source_get_tile_size (source);
  x = shumate_map_source_get_x (source, view->zoom, view->lon);
  y = shumate_map_source_get_y (source, view->zoom, view->lat);

  for (double row = floor ((y - height / 2.0) / size); row * size < y + height / 2.0; row++)
    for (double column = floor ((x - width / 2.0) / size); column * size < x + width / 2.0;
         column++)
      if (row >= 0 && column >= 0)
        read_ahead (self, (guint) column, (guint) row, (guint) view->zoom);
}
