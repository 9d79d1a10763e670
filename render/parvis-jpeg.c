/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-jpeg"

#include "config.h"

#include "parvis-picture.h"

#include "parvis-exif.h"
#include "parvis-libjpeg.h"

#include <setjmp.h>
#include <string.h>

/* What decoding may take; a baseline photo takes a hundredth of it, a progressive one
 * keeps all its coefficients.
 */
#define MAX_MEMORY (512L * 1024 * 1024)
/* Each scan of a progressive picture costs as much as decoding it once. */
#define MAX_SCANS  100

typedef struct
{
  struct jpeg_decompress_struct codec;
  struct jpeg_error_mgr         errors;
  struct jpeg_progress_mgr      progress;
  jmp_buf                       failed;
  ParvisFault                   fault;

  guint8       *row;
  ParvisShrink *shrink;
} Jpeg;

static void
fail_cb (j_common_ptr codec)
{
  Jpeg *self = codec->client_data;

  if (codec->err->msg_code == JERR_OUT_OF_MEMORY || codec->err->msg_code == JERR_NO_BACKING_STORE ||
      codec->err->msg_code == JERR_IMAGE_TOO_BIG)
    self->fault = PARVIS_FAULT_TOO_LARGE;
  else
    self->fault = PARVIS_FAULT_DAMAGED;

  longjmp (self->failed, 1);
}

static void
ignore_message_cb (j_common_ptr codec)
{
}

static void
progress_cb (j_common_ptr codec)
{
  Jpeg *self = codec->client_data;

  if (self->codec.input_scan_number > MAX_SCANS)
    {
      self->fault = PARVIS_FAULT_TOO_SLOW;
      longjmp (self->failed, 1);
    }
}

static void
jpeg_clear (Jpeg *self)
{
  jpeg_destroy_decompress (&self->codec);
  g_clear_pointer (&self->row, g_free);
  g_clear_pointer (&self->shrink, parvis_shrink_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Jpeg, jpeg_clear)

/* Within setjmp(). */
static void
begin (Jpeg         *self,
       const guint8 *data,
       gsize         size)
{
  jpeg_create_decompress (&self->codec);
  self->codec.client_data = self;
  self->codec.mem->max_memory_to_use = MAX_MEMORY;
  jpeg_mem_src (&self->codec, data, size);
  jpeg_save_markers (&self->codec, JPEG_APP0 + 1, 0xffff);
  jpeg_read_header (&self->codec, TRUE);
}

static void
prepare (Jpeg *self)
{
  memset (self, 0, sizeof *self);
  self->codec.err = jpeg_std_error (&self->errors);
  self->codec.client_data = self;
  self->errors.error_exit = fail_cb;
  self->errors.output_message = ignore_message_cb;
  self->progress.progress_monitor = progress_cb;
}

static guint
find_orientation (const Jpeg *self)
{
  static const char mark[6] = "Exif\0";

  for (jpeg_saved_marker_ptr at = self->codec.marker_list; at != NULL; at = at->next)
    if (at->data_length > sizeof mark && memcmp (at->data, mark, sizeof mark) == 0)
      return parvis_exif_get_orientation (at->data + sizeof mark, at->data_length - sizeof mark);

  return 1;
}

ParvisFault
parvis_jpeg_read_head (const guint8      *data,
                       gsize              size,
                       ParvisPictureHead *head)
{
  g_auto(Jpeg) self;

  prepare (&self);
  if (setjmp (self.failed) != 0)
    return self.fault;

  begin (&self, data, size);
  head->size.width = self.codec.image_width;
  head->size.height = self.codec.image_height;
  head->orientation = find_orientation (&self);

  return PARVIS_FAULT_NONE;
}

/* Printers' colours. Adobe's programs, which write nearly all of them, write how much
 * ink is missing.
 */
static void
turn_cmyk (guint8   *row,
           gsize     width,
           gboolean  inverted)
{
  guint8 turn = inverted ? 0 : 255;

  for (; width > 0; width--, row += 4)
    {
      guint8 cyan = row[0] ^ turn;

      row[1] ^= turn;
      row[2] ^= turn;
      row[3] ^= turn;
      row[0] = row[2] * row[3] / 255;
      row[1] = row[1] * row[3] / 255;
      row[2] = cyan * row[3] / 255;
      row[3] = 255;
    }
}

/* The smallest of the decoder's own scales that is not below what is asked for:
 * scaling in the transform costs less than decoding all of it.
 */
static void
choose_scale (Jpeg                    *self,
              const ParvisPictureGoal *goal)
{
  self->codec.scale_denom = 8;
  for (self->codec.scale_num = 1; self->codec.scale_num < 8; self->codec.scale_num++)
    {
      jpeg_calc_output_dimensions (&self->codec);
      if (self->codec.output_width >= goal->whole.width &&
          self->codec.output_height >= goal->whole.height)
        return;
    }
}

static void
decode (Jpeg                    *self,
        const ParvisPictureGoal *goal)
{
  gboolean printers = self->codec.num_components == 4;
  ParvisRenderSize source;
  gboolean more = TRUE;

  choose_scale (self, goal);
  self->codec.out_color_space = printers ? JCS_CMYK : JCS_EXT_BGRA;
  self->codec.progress = &self->progress;
  jpeg_start_decompress (&self->codec);

  source.width = self->codec.output_width;
  source.height = self->codec.output_height;
  self->row = g_malloc (4 * (gsize) source.width);
  self->shrink = parvis_shrink_new (source, goal->whole, &goal->part, goal->pixels);
  while (more && self->codec.output_scanline < source.height)
    {
      jpeg_read_scanlines (&self->codec, &self->row, 1);
      if (printers)
        turn_cmyk (self->row, source.width, self->codec.saw_Adobe_marker);

      more = parvis_shrink_add_row (self->shrink, self->row);
    }
}

ParvisFault
parvis_jpeg_decode (const guint8            *data,
                    gsize                    size,
                    const ParvisPictureGoal *goal,
                    gboolean                *incomplete)
{
  g_auto(Jpeg) self;

  prepare (&self);
  if (setjmp (self.failed) != 0)
    {
      /* What came before the failure can be read. */
      *incomplete = self.fault == PARVIS_FAULT_DAMAGED && self.shrink != NULL &&
                    self.codec.output_scanline > 0;
      if (*incomplete)
        parvis_shrink_end (self.shrink);

      return *incomplete ? PARVIS_FAULT_NONE : self.fault;
    }

  begin (&self, data, size);
  decode (&self, goal);
  *incomplete = self.errors.num_warnings > 0;

  return PARVIS_FAULT_NONE;
}
