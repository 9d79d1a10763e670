/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tile-source"

#include "config.h"

#include "parvis-tile-source.h"

#include "parvis-error.h"

struct _ParvisTileSource
{
  ShumateDataSource  parent_instance;

  /* Owned */
  ParvisSession     *session;
  char              *theme;
  GBytes            *blank;      /* what a place without a tile looks like */
};

G_DEFINE_FINAL_TYPE (ParvisTileSource, parvis_tile_source, SHUMATE_TYPE_DATA_SOURCE)

enum
{
  MISSED,
  HAD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef struct
{
  int x;
  int y;
  int zoom;
} Tile;

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

/* One pixel, which the layer stretches to a whole tile. */
static GBytes *
make_blank (const GdkRGBA *colour)
{
  GByteArray *png = g_byte_array_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1, 1);
  cairo_t *cr = cairo_create (surface);

  gdk_cairo_set_source_rgba (cr, colour);
  cairo_paint (cr);
  cairo_destroy (cr);
  cairo_surface_write_to_png_stream (surface, append_cb, png);
  cairo_surface_destroy (surface);

  return g_byte_array_free_to_bytes (png);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  ParvisTileSource *self = PARVIS_TILE_SOURCE (g_task_get_source_object (task));
  const Tile *tile = g_task_get_task_data (task);

  bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, NULL, &error);
  if (g_task_return_error_if_cancelled (task))
    return;

  if (bytes != NULL)
    g_signal_emit (self, signals[HAD], 0);
  else
    bytes = g_bytes_ref (self->blank);

  /* Outside the pack there is nothing, and nothing is wrong with that. */
  if (error != NULL && !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    g_signal_emit (self, signals[MISSED], 0);

  /* ShumateRasterRenderer takes the image from this signal, not from the task. */
  g_signal_emit_by_name (self, "received-data", tile->x, tile->y, tile->zoom, bytes);
  g_task_return_pointer (task, g_steal_pointer (&bytes), (GDestroyNotify) g_bytes_unref);
}

static void
parvis_tile_source_get_tile_data_async (ShumateDataSource   *source,
                                        int                  x,
                                        int                  y,
                                        int                  zoom_level,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  ParvisTileSource *self = PARVIS_TILE_SOURCE (source);
  g_autoptr(GTask) task = g_task_new (self, cancellable, callback, user_data);
  g_autofree char *path = NULL;
  Tile *tile = g_new (Tile, 1);

  g_task_set_source_tag (task, parvis_tile_source_get_tile_data_async);
  *tile = (Tile) { x, y, zoom_level };
  g_task_set_task_data (task, tile, g_free);

  path = g_strdup_printf ("tiles/%s/%d/%d/%d.png", self->theme, zoom_level, x, y);
  parvis_session_fetch_async (self->session, path, cancellable, fetched_cb,
                              g_steal_pointer (&task));
}

static GBytes *
parvis_tile_source_get_tile_data_finish (ShumateDataSource  *source,
                                         GAsyncResult       *result,
                                         GError            **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
parvis_tile_source_finalize (GObject *object)
{
  ParvisTileSource *self = PARVIS_TILE_SOURCE (object);

  g_clear_object (&self->session);
  g_clear_pointer (&self->theme, g_free);
  g_clear_pointer (&self->blank, g_bytes_unref);

  G_OBJECT_CLASS (parvis_tile_source_parent_class)->finalize (object);
}

static void
parvis_tile_source_class_init (ParvisTileSourceClass *klass)
{
  ShumateDataSourceClass *source_class = SHUMATE_DATA_SOURCE_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = parvis_tile_source_finalize;
  source_class->get_tile_data_async = parvis_tile_source_get_tile_data_async;
  source_class->get_tile_data_finish = parvis_tile_source_get_tile_data_finish;

  signals[MISSED] = g_signal_new ("missed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[HAD] = g_signal_new ("had", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                               0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_tile_source_init (ParvisTileSource *self)
{
}

ParvisTileSource *
parvis_tile_source_new (ParvisSession *session,
                        const char    *theme,
                        const GdkRGBA *background)
{
  ParvisTileSource *self;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);

  self = g_object_new (PARVIS_TYPE_TILE_SOURCE, NULL);
  self->session = g_object_ref (session);
  self->theme = g_strdup (theme);
  self->blank = make_blank (background);

  return self;
}
