/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-jpeg-writer"

#include "config.h"

#include "parvis-jpeg-writer.h"

#include "parvis-libjpeg.h"

#include <setjmp.h>
#include <stdlib.h>

typedef struct
{
  struct jpeg_compress_struct codec;
  struct jpeg_error_mgr       errors;
  jmp_buf                     failed;

  unsigned char *data;
  unsigned long  size;
} Writer;

static void
fail_cb (j_common_ptr codec)
{
  Writer *self = codec->client_data;

  longjmp (self->failed, 1);
}

static void
ignore_message_cb (j_common_ptr codec)
{
}

static void
write_rows (Writer       *self,
            const guint8 *data,
            guint         width,
            guint         height,
            guint         stride,
            int           quality)
{
  jpeg_create_compress (&self->codec);
  self->codec.image_width = width;
  self->codec.image_height = height;
  self->codec.input_components = 4;
  self->codec.in_color_space = JCS_EXT_BGRX;
  jpeg_mem_dest (&self->codec, &self->data, &self->size);
  jpeg_set_defaults (&self->codec);
  jpeg_set_quality (&self->codec, quality, TRUE);
  self->codec.optimize_coding = TRUE;
  jpeg_start_compress (&self->codec, TRUE);
  while (self->codec.next_scanline < self->codec.image_height)
    {
      JSAMPROW row = (JSAMPROW) data + (gsize) self->codec.next_scanline * stride;

      jpeg_write_scanlines (&self->codec, &row, 1);
    }
  jpeg_finish_compress (&self->codec);
}

GBytes *
parvis_jpeg_write (GBytes *pixels,
                   guint   width,
                   guint   height,
                   guint   stride,
                   int     quality)
{
  g_autofree Writer *self = g_new0 (Writer, 1);
  GBytes *bytes = NULL;

  g_return_val_if_fail (g_bytes_get_size (pixels) >= (gsize) stride * height, NULL);

  self->codec.err = jpeg_std_error (&self->errors);
  self->errors.error_exit = fail_cb;
  self->errors.output_message = ignore_message_cb;
  self->codec.client_data = self;
  if (setjmp (self->failed) == 0)
    {
      write_rows (self, g_bytes_get_data (pixels, NULL), width, height, stride, quality);
      bytes = g_bytes_new (self->data, self->size);
    }
  jpeg_destroy_compress (&self->codec);
  free (self->data);

  return bytes;
}
