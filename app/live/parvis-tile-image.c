/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-tile-image"

#include "config.h"

#include "parvis-tile-image.h"

#include "parvis-error.h"

#include <string.h>

#define LARGEST 1024

struct _ParvisTileImage
{
  GObject        parent_instance;

  /* Owned */
  GskRenderNode *node;
  int            width;
  int            height;
};

static void
parvis_tile_image_snapshot (GdkPaintable *paintable,
                            GdkSnapshot  *snapshot,
                            double        width,
                            double        height)
{
  ParvisTileImage *self = PARVIS_TILE_IMAGE (paintable);

  gtk_snapshot_save (snapshot);
  if (width != self->width || height != self->height)
    gtk_snapshot_scale (snapshot, (float) (width / self->width), (float) (height / self->height));
  gtk_snapshot_append_node (snapshot, self->node);
  gtk_snapshot_restore (snapshot);
}

static GdkPaintableFlags
parvis_tile_image_get_flags (GdkPaintable *paintable)
{
  return GDK_PAINTABLE_STATIC_SIZE | GDK_PAINTABLE_STATIC_CONTENTS;
}

static int
parvis_tile_image_get_intrinsic_width (GdkPaintable *paintable)
{
  return PARVIS_TILE_IMAGE (paintable)->width;
}

static int
parvis_tile_image_get_intrinsic_height (GdkPaintable *paintable)
{
  return PARVIS_TILE_IMAGE (paintable)->height;
}

static void
paintable_init (GdkPaintableInterface *iface)
{
  iface->snapshot = parvis_tile_image_snapshot;
  iface->get_flags = parvis_tile_image_get_flags;
  iface->get_intrinsic_width = parvis_tile_image_get_intrinsic_width;
  iface->get_intrinsic_height = parvis_tile_image_get_intrinsic_height;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (ParvisTileImage, parvis_tile_image, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (GDK_TYPE_PAINTABLE, paintable_init))

static void
parvis_tile_image_finalize (GObject *object)
{
  g_clear_pointer (&PARVIS_TILE_IMAGE (object)->node, gsk_render_node_unref);

  G_OBJECT_CLASS (parvis_tile_image_parent_class)->finalize (object);
}

static void
parvis_tile_image_class_init (ParvisTileImageClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_tile_image_finalize;
}

static void
parvis_tile_image_init (ParvisTileImage *self)
{
}

static GdkPaintable *
new_image (cairo_surface_t *surface)
{
  ParvisTileImage *self = g_object_new (PARVIS_TYPE_TILE_IMAGE, NULL);
  cairo_t *cr;

  self->width = cairo_image_surface_get_width (surface);
  self->height = cairo_image_surface_get_height (surface);
  self->node = gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, self->width, self->height));
  cr = gsk_cairo_node_get_draw_context (self->node);
  cairo_set_source_surface (cr, surface, 0, 0);
  cairo_paint (cr);
  cairo_destroy (cr);

  return GDK_PAINTABLE (self);
}

static void
destroy_surface (gpointer data)
{
  cairo_surface_destroy (data);
}

static GdkPaintable *
new_texture (cairo_surface_t *surface)
{
  int height = cairo_image_surface_get_height (surface);
  gsize stride = (gsize) cairo_image_surface_get_stride (surface);
  g_autoptr(GBytes) pixels =
    g_bytes_new_with_free_func (cairo_image_surface_get_data (surface), stride * (gsize) height,
                                destroy_surface, cairo_surface_reference (surface));

  return GDK_PAINTABLE (gdk_memory_texture_new (cairo_image_surface_get_width (surface), height,
                                                GDK_MEMORY_DEFAULT, pixels, stride));
}

/**
 * parvis_tile_image_new_blank:
 *
 * One pixel of a colour, which is stretched to a whole tile.
 *
 * Returns: (transfer full)
 */
GdkPaintable *
parvis_tile_image_new_blank (const GdkRGBA *colour)
{
  ParvisTileImage *self = g_object_new (PARVIS_TYPE_TILE_IMAGE, NULL);

  self->width = self->height = 1;
  self->node = gsk_color_node_new (colour, &GRAPHENE_RECT_INIT (0, 0, 1, 1));

  return GDK_PAINTABLE (self);
}

typedef struct
{
  const guchar *data;
  gsize         left;
} Reader;

static cairo_status_t
read_cb (void          *closure,
         unsigned char *data,
         unsigned int   length)
{
  Reader *reader = closure;

  if (length > reader->left)
    return CAIRO_STATUS_READ_ERROR;

  memcpy (data, reader->data, length);
  reader->data += length;
  reader->left -= length;

  return CAIRO_STATUS_SUCCESS;
}

/* Width and height stand at the same place in every PNG: what is too large for
 * a tile is refused before anything is decoded.
 */
static gboolean
has_size_of_tile (const Reader *reader)
{
  guint32 size[2];

  if (reader->left < 24)
    return TRUE;

  memcpy (size, reader->data + 16, sizeof size);

  return GUINT32_FROM_BE (size[0]) <= LARGEST && GUINT32_FROM_BE (size[1]) <= LARGEST;
}

/**
 * parvis_tile_image_decode:
 *
 * Returns: (transfer full) (nullable)
 */
GdkPaintable *
parvis_tile_image_decode (GBytes    *png,
                          gboolean   software,
                          GError   **error)
{
  Reader reader;
  cairo_surface_t *surface;
  GdkPaintable *image = NULL;

  g_return_val_if_fail (png != NULL, NULL);

  reader.data = g_bytes_get_data (png, &reader.left);
  if (!has_size_of_tile (&reader))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                   "a tile has more than %d pixels a side", LARGEST);
      return NULL;
    }

  surface = cairo_image_surface_create_from_png_stream (read_cb, &reader);
  if (cairo_surface_status (surface) != CAIRO_STATUS_SUCCESS)
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID, "a tile cannot be read: %s",
                 cairo_status_to_string (cairo_surface_status (surface)));
  else if (cairo_image_surface_get_format (surface) != CAIRO_FORMAT_ARGB32 &&
           cairo_image_surface_get_format (surface) != CAIRO_FORMAT_RGB24)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INVALID,
                         "a tile has more than eight bits a channel");
  else
    image = software ? new_image (surface) : new_texture (surface);
  cairo_surface_destroy (surface);

  return image;
}
