/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "papers"

#include "config.h"

#include "papers.h"

#include <cairo-pdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <jpeglib.h>
#include <png.h>

#define A4_WIDTH  595
#define A4_HEIGHT 842

static void
get_colour (guint   width,
            guint   height,
            guint   x,
            guint   y,
            guint8 *rgb)
{
  static const guint8 colours[4][3] = { { 255, 0, 0 }, { 0, 255, 0 }, { 0, 0, 255 },
                                        { 255, 255, 255 } };

  memcpy (rgb, colours[(2 * y >= height) * 2 + (2 * x >= width)], 3);
}

static void
set_pixel (guint8    *pixel,
           PaperJpeg  form,
           guint      width,
           guint      height,
           guint      x,
           guint      y)
{
  get_colour (width, height, x, y, pixel);
  /* As Adobe writes it: what is missing of each ink, and of black all. */
  if (form == PAPER_CMYK)
    pixel[3] = 255;
}

static GBytes *
write_jpeg (const guint8 *pixels,
            guint         width,
            guint         height,
            PaperJpeg     form,
            guint         orientation)
{
  struct jpeg_compress_struct codec;
  struct jpeg_error_mgr errors;
  guint n_components = form == PAPER_CMYK ? 4 : 3;
  guint8 exif[] = "Exif\0\0MM\0*\0\0\0\10\0\1\1\22\0\3\0\0\0\1\0O\0\0\0\0\0\0";
  unsigned char *data = NULL;
  unsigned long size = 0;
  GBytes *bytes;

  codec.err = jpeg_std_error (&errors);
  jpeg_create_compress (&codec);
  jpeg_mem_dest (&codec, &data, &size);
  codec.image_width = width;
  codec.image_height = height;
  codec.input_components = n_components;
  codec.in_color_space = form == PAPER_CMYK ? JCS_CMYK : JCS_RGB;
  jpeg_set_defaults (&codec);
  jpeg_set_quality (&codec, 95, TRUE);
  if (form == PAPER_PROGRESSIVE)
    jpeg_simple_progression (&codec);

  codec.write_Adobe_marker = form == PAPER_CMYK;
  jpeg_start_compress (&codec, TRUE);
  if (orientation != 0)
    {
      exif[25] = orientation;
      jpeg_write_marker (&codec, JPEG_APP0 + 1, exif, sizeof exif - 1);
    }

  for (guint y = 0; y < height; y++)
    {
      JSAMPROW row = (guint8 *) pixels + (gsize) y * width * n_components;

      jpeg_write_scanlines (&codec, &row, 1);
    }

  jpeg_finish_compress (&codec);
  jpeg_destroy_compress (&codec);
  bytes = g_bytes_new (data, size);
  free (data);

  return bytes;
}

GBytes *
paper_jpeg (guint     width,
            guint     height,
            PaperJpeg form,
            guint     orientation)
{
  guint n_components = form == PAPER_CMYK ? 4 : 3;
  g_autofree guint8 *pixels = g_malloc0 ((gsize) width * height * 4);

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      set_pixel (pixels + ((gsize) y * width + x) * n_components, form, width, height, x, y);

  return write_jpeg (pixels, width, height, form, orientation);
}

static void
png_write_cb (png_structp codec,
              png_bytep   data,
              size_t      size)
{
  g_byte_array_append (png_get_io_ptr (codec), data, size);
}

GBytes *
paper_png (guint    width,
           guint    height,
           guint    depth,
           gboolean interlaced)
{
  g_autoptr(GByteArray) file = g_byte_array_new ();
  guint step = depth / 8;
  g_autofree guint8 *pixels = g_malloc0 ((gsize) width * height * 4 * step);
  g_autofree png_bytep *rows = g_new (png_bytep, height);
  png_structp codec = png_create_write_struct (PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct (codec);

  for (guint y = 0; y < height; y++)
    {
      rows[y] = pixels + (gsize) y * width * 4 * step;
      for (guint x = 0; x < width; x++)
        {
          guint8 pixel[4];

          get_colour (width, height, x, y, pixel);
          pixel[3] = pixel[0] + pixel[1] + pixel[2] == 3 * 255 ? 0 : 255;
          for (guint i = 0; i < 4; i++)
            memset (rows[y] + (x * 4 + i) * step, pixel[i], step);
        }
    }

  png_set_write_fn (codec, file, png_write_cb, NULL);
  png_set_IHDR (codec, info, width, height, depth, PNG_COLOR_TYPE_RGB_ALPHA,
                interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_rows (codec, info, rows);
  png_write_png (codec, info, PNG_TRANSFORM_IDENTITY, NULL);
  png_destroy_write_struct (&codec, &info);

  return g_byte_array_free_to_bytes (g_steal_pointer (&file));
}

static void
add_chunk (GByteArray   *file,
           const char   *name,
           const guint8 *data,
           guint         size)
{
  guint32 length = GUINT32_TO_BE (size);
  guint32 crc = 0xffffffff;
  guint start;

  g_byte_array_append (file, (const guint8 *) &length, 4);
  start = file->len;
  g_byte_array_append (file, (const guint8 *) name, 4);
  g_byte_array_append (file, data, size);
  for (guint i = start; i < file->len; i++)
    {
      crc ^= file->data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
    }

  crc = GUINT32_TO_BE (~crc);
  g_byte_array_append (file, (const guint8 *) &crc, 4);
}

GBytes *
paper_png_bomb (guint32 width,
                guint32 height)
{
  GByteArray *file = g_byte_array_new ();
  guint32 sides[2] = { GUINT32_TO_BE (width), GUINT32_TO_BE (height) };
  guint8 head[13] = { [8] = 8, [9] = 2 };
  /* An empty stream of zlib: valid as far as it goes. */
  const guint8 data[] = { 0x78, 0x9c, 0x03, 0x00, 0x00, 0x00, 0x00, 0x01 };

  memcpy (head, sides, sizeof sides);
  g_byte_array_append (file, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  add_chunk (file, "IHDR", head, sizeof head);
  add_chunk (file, "IDAT", data, sizeof data);
  add_chunk (file, "IEND", NULL, 0);

  return g_byte_array_free_to_bytes (file);
}

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         size)
{
  g_byte_array_append (closure, data, size);

  return CAIRO_STATUS_SUCCESS;
}

GBytes *
paper_pdf (guint n_pages)
{
  GByteArray *file = g_byte_array_new ();
  cairo_surface_t *surface;
  cairo_t *cr;

  surface = cairo_pdf_surface_create_for_stream (append_cb, file, A4_WIDTH, A4_HEIGHT);
  cr = cairo_create (surface);
  cairo_select_font_face (cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size (cr, 24);
  for (guint i = 1; i <= n_pages; i++)
    {
      g_autofree char *text = g_strdup_printf ("Page %u of Parvis", i);

      cairo_move_to (cr, 100, 200);
      cairo_show_text (cr, text);
      cairo_set_source_rgb (cr, 0, 0, 1);
      cairo_rectangle (cr, 0, A4_HEIGHT / 2, A4_WIDTH / 2, A4_HEIGHT / 2);
      cairo_fill (cr);
      cairo_set_source_rgb (cr, 0, 0, 0);
      cairo_show_page (cr);
    }

  cairo_destroy (cr);
  cairo_surface_destroy (surface);

  return g_byte_array_free_to_bytes (file);
}

/* Objects 1 … in order, without a table of where they are: readers look for them. */
static GBytes *
join_objects (const char *const *objects,
              guint              n_objects)
{
  GString *file = g_string_new ("%PDF-1.4\n");

  for (guint i = 0; i < n_objects; i++)
    g_string_append_printf (file, "%u 0 obj\n%s\nendobj\n", i + 1, objects[i]);

  g_string_append (file, "trailer\n<</Root 1 0 R>>\n%%EOF\n");

  return g_string_free_to_bytes (file);
}

GBytes *
paper_pdf_tree (guint    n_pages,
                gboolean loop)
{
  g_autoptr(GString) tree = g_string_new (NULL);
  g_autofree const char **objects = g_new (const char *, n_pages + 2);

  g_string_append_printf (tree, "<</Type/Pages/Count %u/Kids[", n_pages);
  for (guint i = 0; i < n_pages; i++)
    {
      g_string_append_printf (tree, "%u 0 R ", loop ? 2 : i + 3);
      objects[i + 2] = "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>";
    }

  g_string_append (tree, "]>>");
  objects[0] = "<</Type/Catalog/Pages 2 0 R>>";
  objects[1] = tree->str;

  return join_objects (objects, n_pages + 2);
}

GBytes *
paper_pdf_endless (void)
{
  GString *page = g_string_new (NULL);
  g_autofree char *drawing = NULL;
  const char *objects[4] = {
    "<</Type/Catalog/Pages 2 0 R>>",
    "<</Type/Pages/Count 1/Kids[3 0 R]>>",
    "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R>>",
    NULL,
  };

  /* Each stroke is short work, all of them are not. */
  for (guint i = 0; i < 200000; i++)
    g_string_append_printf (page, "0 0 m 200 %u l %u 200 l 0 %u l 100 0 200 100 0 %u c b*\n",
                            i % 199, i % 197, i % 193, i % 191);

  drawing = g_strdup_printf ("<</Length %zu>>\nstream\n%s\nendstream", page->len, page->str);
  objects[3] = drawing;
  g_string_free (page, TRUE);

  return join_objects (objects, G_N_ELEMENTS (objects));
}

static void
blur_rows (guint8 *pixels,
           guint   length,
           guint   step,
           guint   reach)
{
  g_autofree guint8 *copy = g_malloc (length);

  for (guint i = 0; i < length; i++)
    copy[i] = pixels[(gsize) i * step];

  for (guint i = 0; i < length; i++)
    {
      guint first = i > reach ? i - reach : 0;
      guint last = MIN (i + reach, length - 1);
      guint sum = 0;

      for (guint j = first; j <= last; j++)
        sum += copy[j];

      pixels[(gsize) i * step] = sum / (last - first + 1);
    }
}

GBytes *
paper_letter (guint    width,
              guint    height,
              guint    blur,
              double   light,
              guint    grain,
              gboolean cut)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, width, height);
  gsize stride = cairo_image_surface_get_stride (surface);
  g_autofree guint8 *pixels = g_malloc ((gsize) width * height * 3);
  cairo_t *cr = cairo_create (surface);
  guint32 noise = 1;
  guint8 *ink;
  GBytes *bytes;

  cairo_set_font_size (cr, 24);
  for (guint y = 80; y < height - 60; y += 40)
    {
      cairo_move_to (cr, cut ? 0 : 80, y);
      for (guint x = 80; x + 400 < width; x += 320)
        cairo_show_text (cr, "Attestation de domicile ");
    }

  cairo_destroy (cr);
  cairo_surface_flush (surface);
  ink = cairo_image_surface_get_data (surface);
  for (guint pass = 0; blur > 0 && pass < 2; pass++)
    {
      for (guint y = 0; y < height; y++)
        blur_rows (ink + y * stride, width, 1, blur);

      for (guint x = 0; x < width; x++)
        blur_rows (ink + x, height, stride, blur);
    }

  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++)
      {
        double level = (255 - ink[y * stride + x]) * light + (grain > 0 ? noise % grain : 0);

        noise = noise * 1103515245 + 12345;
        noise ^= noise >> 16;
        memset (pixels + ((gsize) y * width + x) * 3, MIN (255, level), 3);
      }

  cairo_surface_destroy (surface);
  bytes = write_jpeg (pixels, width, height, PAPER_COLOUR, 0);

  return bytes;
}

/* Nobody knows its password. */
GBytes *
paper_pdf_locked (void)
{
  static const char text[] =
  "%PDF-1.4\n1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n"
    "2 0 obj\n<</Type/Pages/Count 1/Kids[3 0 R]>>\nendobj\n"
    "3 0 obj\n<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>\nendobj\n"
    "4 0 obj\n<</Filter/Standard/V 1/R 2/P -4"
    "/O<000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f>"
    "/U<000102030405060708090a0b0c0d0e0f000102030405060708090a0b0c0d0e0f>>>\nendobj\n"
    "trailer\n<</Root 1 0 R/Encrypt 4 0 R"
    "/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]>>\n%%EOF\n";

  return g_bytes_new_static (text, sizeof text - 1);
}

GBytes *
paper_truncate (GBytes *document,
                gsize   size)
{
  return g_bytes_new_from_bytes (document, 0, MIN (size, g_bytes_get_size (document)));
}
