/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisTileImage:
 *
 * A picture for GTK's renderer without OpenGL, which draws a texture by turning
 * all its pixels into its own format, again in every frame, however small the
 * part that changed. This is in that format already.
 */
#define PARVIS_TYPE_TILE_IMAGE (parvis_tile_image_get_type ())

G_DECLARE_FINAL_TYPE (ParvisTileImage, parvis_tile_image, PARVIS, TILE_IMAGE, GObject)

/* All on any thread. What is decoded is a ParvisTileImage for that renderer, and a
 * texture for the others.
 */
GdkPaintable *parvis_tile_image_new_blank (const GdkRGBA  *colour);
/* %PARVIS_ERROR_INVALID if @png is none, %PARVIS_ERROR_TOO_LARGE if it is no tile */
GdkPaintable *parvis_tile_image_decode    (GBytes         *png,
                                           gboolean        software,
                                           GError        **error);

G_END_DECLS
