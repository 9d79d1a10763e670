/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-png"

#include "config.h"

#include "parvis-picture.h"

#include "parvis-exif.h"

#include <png.h>
#include <setjmp.h>
#include <string.h>

#define MAX_SIDE       65500
/* Of a chunk that is not pixels, unpacked. */
#define MAX_CHUNK      (4 * 1024 * 1024)
#define MAX_CHUNKS     200
/* The codec loses as much of a file that ends early. */
#define BUFFER         1024
/* An interlaced picture is needed whole before its first row is. */
#define MAX_INTERLACED (40 * 1000 * 1000)

typedef struct
{
  png_structp   codec;
  png_infop     info;
  jmp_buf       failed;
  ParvisFault   fault;
  const guint8 *data;
  gsize         left;
  guint32       n_rows; /* that were given on */

  guint8       *rows;
  ParvisShrink *shrink;
} Png;

static void
fail_cb (png_structp     codec,
         png_const_charp message)
{
  Png *self = png_get_error_ptr (codec);

  longjmp (self->failed, 1);
}

static void
ignore_message_cb (png_structp     codec,
                   png_const_charp message)
{
}

static void
read_cb (png_structp codec,
         png_bytep   data,
         size_t      size)
{
  Png *self = png_get_io_ptr (codec);

  if (size > self->left)
    png_error (codec, "the end");

  memcpy (data, self->data, size);
  self->data += size;
  self->left -= size;
}

static void
png_clear (Png *self)
{
  png_destroy_read_struct (&self->codec, &self->info, NULL);
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->shrink, parvis_shrink_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Png, png_clear)

static void
prepare (Png          *self,
         const guint8 *data,
         gsize         size)
{
  memset (self, 0, sizeof *self);
  self->data = data;
  self->left = size;
  self->fault = PARVIS_FAULT_DAMAGED;
}

/* Within setjmp(). */
static void
begin (Png *self)
{
  self->codec = png_create_read_struct (PNG_LIBPNG_VER_STRING, self, fail_cb, ignore_message_cb);
  if (self->codec != NULL)
    self->info = png_create_info_struct (self->codec);

  if (self->info == NULL)
    longjmp (self->failed, 1);

  png_set_read_fn (self->codec, self, read_cb);
  png_set_user_limits (self->codec, MAX_SIDE, MAX_SIDE);
  png_set_compression_buffer_size (self->codec, BUFFER);
  png_set_chunk_malloc_max (self->codec, MAX_CHUNK);
  png_set_chunk_cache_max (self->codec, MAX_CHUNKS);
  png_read_info (self->codec, self->info);
}

ParvisFault
parvis_png_read_head (const guint8      *data,
                      gsize              size,
                      ParvisPictureHead *head)
{
  g_auto(Png) self;
  png_uint_32 length = 0;
  png_bytep exif = NULL;

  prepare (&self, data, size);
  if (setjmp (self.failed) != 0)
    return self.fault;

  begin (&self);
  head->size.width = png_get_image_width (self.codec, self.info);
  head->size.height = png_get_image_height (self.codec, self.info);
  head->orientation = 1;
  if (png_get_eXIf_1 (self.codec, self.info, &length, &exif) != 0)
    head->orientation = parvis_exif_get_orientation (exif, length);

  return PARVIS_FAULT_NONE;
}

/* Whatever a PNG can hold becomes blue, green, red and alpha of eight bits. */
static void
set_form (Png *self)
{
  png_set_expand (self->codec);
  png_set_scale_16 (self->codec);
  png_set_gray_to_rgb (self->codec);
  png_set_bgr (self->codec);
  png_set_add_alpha (self->codec, 0xff, PNG_FILLER_AFTER);
}

/* What shows through is paper. */
static gboolean
give_row (Png    *self,
          guint8 *row,
          gsize   width)
{
  for (guint8 *pixel = row; pixel < row + 4 * width; pixel += 4)
    if (pixel[3] != 255)
      {
        for (guint i = 0; i < 3; i++)
          pixel[i] = (pixel[i] * pixel[3] + 255 * (255 - pixel[3]) + 127) / 255;

        pixel[3] = 255;
      }

  self->n_rows++;

  return parvis_shrink_add_row (self->shrink, row);
}

static void
decode_interlaced (Png              *self,
                   ParvisRenderSize  source,
                   int               n_passes)
{
  gsize stride = 4 * (gsize) source.width;

  if ((guint64) source.width * source.height > MAX_INTERLACED)
    {
      self->fault = PARVIS_FAULT_TOO_LARGE;
      longjmp (self->failed, 1);
    }

  self->rows = g_malloc0 (stride * source.height);
  for (int pass = 0; pass < n_passes; pass++)
    for (guint32 y = 0; y < source.height; y++)
      png_read_row (self->codec, self->rows + stride * y, NULL);

  for (guint32 y = 0; y < source.height; y++)
    if (!give_row (self, self->rows + stride * y, source.width))
      return;
}

static void
decode (Png                     *self,
        const ParvisPictureGoal *goal)
{
  ParvisRenderSize source = {
    png_get_image_width (self->codec, self->info),
    png_get_image_height (self->codec, self->info),
  };
  gboolean more = TRUE;
  int n_passes;

  set_form (self);
  n_passes = png_set_interlace_handling (self->codec);
  png_read_update_info (self->codec, self->info);
  if (png_get_rowbytes (self->codec, self->info) != 4 * (gsize) source.width)
    longjmp (self->failed, 1);

  self->shrink = parvis_shrink_new (source, goal->whole, &goal->part, goal->pixels);
  if (n_passes > 1)
    {
      decode_interlaced (self, source, n_passes);
      return;
    }

  self->rows = g_malloc (4 * (gsize) source.width);
  for (guint32 y = 0; more && y < source.height; y++)
    {
      png_read_row (self->codec, self->rows, NULL);
      more = give_row (self, self->rows, source.width);
    }
}

ParvisFault
parvis_png_decode (const guint8            *data,
                   gsize                    size,
                   const ParvisPictureGoal *goal,
                   gboolean                *incomplete)
{
  g_auto(Png) self;

  prepare (&self, data, size);
  if (setjmp (self.failed) != 0)
    {
      *incomplete = self.n_rows > 0;
      if (*incomplete)
        parvis_shrink_end (self.shrink);

      return *incomplete ? PARVIS_FAULT_NONE : self.fault;
    }

  begin (&self);
  decode (&self, goal);
  *incomplete = FALSE;

  return PARVIS_FAULT_NONE;
}
