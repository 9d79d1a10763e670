/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Documents made for the tests, good ones and bad ones. */

typedef enum
{
  PAPER_COLOUR,
  PAPER_CMYK,
  PAPER_PROGRESSIVE,
} PaperJpeg;

/* Four quarters: red, green above, blue, white below. @orientation 0 leaves EXIF out. */
GBytes *paper_jpeg        (guint      width,
                           guint      height,
                           PaperJpeg  form,
                           guint      orientation);
/* The same quarters; @depth 8 or 16, the white one transparent. */
GBytes *paper_png         (guint      width,
                           guint      height,
                           guint      depth,
                           gboolean   interlaced);
/* Says that it is @width × @height, and has nearly nothing in it. */
GBytes *paper_png_bomb    (guint32    width,
                           guint32    height);
/* A4 pages with "Page N of Parvis" on each. */
GBytes *paper_pdf         (guint      n_pages);
/* @n_pages empty pages; or a tree of pages that holds itself. */
GBytes *paper_pdf_tree    (guint      n_pages,
                           gboolean   loop);
/* A page whose drawing takes minutes. */
GBytes *paper_pdf_endless (void);
/* A page that opens with a password only. */
GBytes *paper_pdf_locked  (void);
/* Text, like a scan of @width × @height; blurred over @blur pixels, @light of its light,
 * with as much @grain as a sensor has.
 */
GBytes *paper_letter      (guint      width,
                           guint      height,
                           guint      blur,
                           double     light,
                           guint      grain,
                           gboolean   cut);
/* The first @size bytes. */
GBytes *paper_truncate    (GBytes    *document,
                           gsize      size);

G_END_DECLS
