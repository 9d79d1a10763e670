/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-wire"

#include "config.h"

#include "parvis-wire.h"

#include <string.h>

/* The longest text of one word; the rest of a longer one is left out. */
#define MAX_WORD 1000

/* A body that is read from its beginning to its end; @good falls when it is shorter. */
typedef struct
{
  const guint8 *data;
  gsize         left;
  gboolean      good;
} Reader;

static guint32
get_number (const guint8 *data)
{
  guint32 number;

  memcpy (&number, data, sizeof number);

  return GUINT32_FROM_LE (number);
}

static guint32
take_number (Reader *reader)
{
  guint32 number;

  if (reader->left < sizeof number)
    {
      reader->good = FALSE;
      return 0;
    }

  number = get_number (reader->data);
  reader->data += sizeof number;
  reader->left -= sizeof number;

  return number;
}

static gboolean
take_truth (Reader *reader)
{
  guint32 number = take_number (reader);

  reader->good = reader->good && number <= 1;

  return number == 1;
}

static gboolean
is_done (const Reader *reader)
{
  return reader->good && reader->left == 0;
}

static void
add_number (GByteArray *frame,
            guint32     number)
{
  guint32 little = GUINT32_TO_LE (number);

  g_byte_array_append (frame, (const guint8 *) &little, sizeof little);
}

/* The length is written last, when it is known. */
static GByteArray *
end_frame (GByteArray *frame)
{
  guint32 length = GUINT32_TO_LE (frame->len - PARVIS_WIRE_HEADER);

  memcpy (frame->data + 8, &length, sizeof length);

  return frame;
}

/**
 * parvis_wire_read_header:
 * @data: PARVIS_WIRE_HEADER bytes
 * @max_length: what this side takes at most
 */
gboolean
parvis_wire_read_header (const guint8     *data,
                         gsize             max_length,
                         ParvisWireHeader *header)
{
  g_return_val_if_fail (data != NULL, FALSE);
  g_return_val_if_fail (header != NULL, FALSE);

  if (get_number (data) != PARVIS_WIRE_MAGIC)
    return FALSE;

  header->type = get_number (data + 4);
  header->length = get_number (data + 8);
  header->serial = get_number (data + 12);

  return header->type >= PARVIS_WIRE_HELLO && header->type <= PARVIS_WIRE_FAULT &&
         header->length <= max_length;
}

GByteArray *
parvis_wire_frame (ParvisWireType type,
                   guint32        serial)
{
  GByteArray *frame = g_byte_array_sized_new (PARVIS_WIRE_HEADER + PARVIS_WIRE_MAX_QUESTION);

  add_number (frame, PARVIS_WIRE_MAGIC);
  add_number (frame, type);
  add_number (frame, 0);
  add_number (frame, serial);

  return frame;
}

static GByteArray *
frame_number (ParvisWireType type,
              guint32        serial,
              guint32        number)
{
  GByteArray *frame = parvis_wire_frame (type, serial);

  add_number (frame, number);

  return end_frame (frame);
}

GByteArray *
parvis_wire_frame_open (guint32  serial,
                        gboolean check)
{
  return frame_number (PARVIS_WIRE_OPEN, serial, check ? 1 : 0);
}

GByteArray *
parvis_wire_frame_page (ParvisWireType type,
                        guint32        serial,
                        guint32        page)
{
  return frame_number (type, serial, page);
}

GByteArray *
parvis_wire_frame_fault (guint32     serial,
                         ParvisFault fault)
{
  return frame_number (PARVIS_WIRE_FAULT, serial, fault);
}

gboolean
parvis_wire_read_number (const guint8 *body,
                         gsize         length,
                         guint32      *number)
{
  Reader reader = { body, length, TRUE };

  *number = take_number (&reader);

  return is_done (&reader);
}

GByteArray *
parvis_wire_frame_ask (guint32                serial,
                       const ParvisRenderAsk *ask)
{
  GByteArray *frame = parvis_wire_frame (PARVIS_WIRE_RENDER, serial);

  add_number (frame, ask->page);
  add_number (frame, ask->box_width);
  add_number (frame, ask->box_height);
  add_number (frame, ask->x);
  add_number (frame, ask->y);
  add_number (frame, ask->width);
  add_number (frame, ask->height);

  return end_frame (frame);
}

gboolean
parvis_wire_read_ask (const guint8    *body,
                      gsize            length,
                      ParvisRenderAsk *ask)
{
  Reader reader = { body, length, TRUE };

  ask->page = take_number (&reader);
  ask->box_width = take_number (&reader);
  ask->box_height = take_number (&reader);
  ask->x = take_number (&reader);
  ask->y = take_number (&reader);
  ask->width = take_number (&reader);
  ask->height = take_number (&reader);

  return is_done (&reader);
}

GByteArray *
parvis_wire_frame_info (guint32                 serial,
                        const ParvisRenderInfo *info)
{
  GByteArray *frame = parvis_wire_frame (PARVIS_WIRE_INFO, serial);

  add_number (frame, info->kind);
  add_number (frame, info->orientation);
  add_number (frame, info->complete ? 1 : 0);
  add_number (frame, info->n_pages);
  for (guint i = 0; i < info->n_pages; i++)
    {
      add_number (frame, info->sizes[i].width);
      add_number (frame, info->sizes[i].height);
    }

  return end_frame (frame);
}

gboolean
parvis_wire_read_info (const guint8     *body,
                       gsize             length,
                       ParvisRenderInfo *info)
{
  Reader reader = { body, length, TRUE };
  guint32 kind = take_number (&reader);

  memset (info, 0, sizeof *info);
  info->orientation = take_number (&reader);
  info->complete = take_truth (&reader);
  info->n_pages = take_number (&reader);
  if (!reader.good || kind < PARVIS_RENDER_KIND_PDF || kind > PARVIS_RENDER_KIND_PNG ||
      info->orientation < 1 || info->orientation > 8 ||
      info->n_pages < 1 || info->n_pages > PARVIS_RENDER_MAX_PAGES)
    return FALSE;

  info->kind = (ParvisRenderKind) kind;
  for (guint i = 0; i < info->n_pages; i++)
    {
      info->sizes[i].width = take_number (&reader);
      info->sizes[i].height = take_number (&reader);
      reader.good = reader.good && info->sizes[i].width > 0 && info->sizes[i].height > 0;
    }

  return is_done (&reader);
}

GByteArray *
parvis_wire_frame_pixels (guint32                   serial,
                          const ParvisRenderPixels *pixels)
{
  GByteArray *frame = parvis_wire_frame (PARVIS_WIRE_PIXELS, serial);

  add_number (frame, pixels->width);
  add_number (frame, pixels->height);
  add_number (frame, pixels->stride);
  add_number (frame, pixels->incomplete ? 1 : 0);

  return end_frame (frame);
}

gboolean
parvis_wire_read_pixels (const guint8       *body,
                         gsize               length,
                         ParvisRenderPixels *pixels)
{
  Reader reader = { body, length, TRUE };

  pixels->width = take_number (&reader);
  pixels->height = take_number (&reader);
  pixels->stride = take_number (&reader);
  pixels->incomplete = take_truth (&reader);

  return is_done (&reader) && pixels->width > 0 && pixels->height > 0 &&
         pixels->width <= PARVIS_RENDER_MAX_PIXELS / pixels->height &&
         pixels->stride == pixels->width * 4;
}

GByteArray *
parvis_wire_frame_measures (guint32                     serial,
                            const ParvisRenderMeasures *measures)
{
  GByteArray *frame = parvis_wire_frame (PARVIS_WIRE_MEASURES, serial);

  add_number (frame, measures->width);
  add_number (frame, measures->height);
  add_number (frame, measures->sharpness);
  add_number (frame, measures->darkness);
  add_number (frame, measures->glare);
  for (guint i = 0; i < G_N_ELEMENTS (measures->cut); i++)
    add_number (frame, measures->cut[i]);

  return end_frame (frame);
}

gboolean
parvis_wire_read_measures (const guint8         *body,
                           gsize                 length,
                           ParvisRenderMeasures *measures)
{
  Reader reader = { body, length, TRUE };
  gboolean sane;

  measures->width = take_number (&reader);
  measures->height = take_number (&reader);
  measures->sharpness = take_number (&reader);
  measures->darkness = take_number (&reader);
  measures->glare = take_number (&reader);
  sane = measures->sharpness <= 1000 && measures->darkness <= 1000 && measures->glare <= 1000;
  for (guint i = 0; i < G_N_ELEMENTS (measures->cut); i++)
    {
      measures->cut[i] = take_number (&reader);
      sane = sane && measures->cut[i] <= 1000;
    }

  return is_done (&reader) && sane;
}

gboolean
parvis_wire_add_word (GByteArray            *frame,
                      const ParvisRenderBox *box,
                      const char            *text,
                      gsize                  length)
{
  if (length > MAX_WORD)
    length = g_utf8_find_prev_char (text, text + MAX_WORD + 1) - text;

  if (frame->len + 5 * sizeof (guint32) + length > PARVIS_WIRE_HEADER + PARVIS_WIRE_MAX_ANSWER)
    return FALSE;

  add_number (frame, box->left);
  add_number (frame, box->top);
  add_number (frame, box->right);
  add_number (frame, box->bottom);
  add_number (frame, length);
  g_byte_array_append (frame, (const guint8 *) text, length);
  end_frame (frame);

  return TRUE;
}

static void
clear_word (gpointer data)
{
  ParvisRenderWord *word = data;

  g_clear_pointer (&word->text, g_free);
}

GArray *
parvis_wire_read_words (const guint8 *body,
                        gsize         length)
{
  g_autoptr(GArray) words = g_array_new (FALSE, FALSE, sizeof (ParvisRenderWord));
  Reader reader = { body, length, TRUE };

  g_array_set_clear_func (words, clear_word);
  while (reader.left > 0)
    {
      ParvisRenderWord word;
      guint32 bytes;

      word.box.left = take_number (&reader);
      word.box.top = take_number (&reader);
      word.box.right = take_number (&reader);
      word.box.bottom = take_number (&reader);
      bytes = take_number (&reader);
      if (!reader.good || bytes == 0 || bytes > MAX_WORD || bytes > reader.left ||
          word.box.left > word.box.right || word.box.top > word.box.bottom ||
          words->len == PARVIS_RENDER_MAX_WORDS ||
          !g_utf8_validate_len ((const char *) reader.data, bytes, NULL))
        return NULL;

      word.text = g_strndup ((const char *) reader.data, bytes);
      g_array_append_val (words, word);
      reader.data += bytes;
      reader.left -= bytes;
    }

  return g_steal_pointer (&words);
}

static guint32
scale_side (guint32 side,
            double  scale)
{
  return MAX (1, (guint32) (side * scale + 0.5));
}

gboolean
parvis_wire_fit (ParvisRenderKind       kind,
                 ParvisRenderSize       size,
                 const ParvisRenderAsk *ask,
                 ParvisRenderSize      *whole,
                 ParvisRenderAsk       *part)
{
  double scale;

  if (size.width == 0 || size.height == 0 || ask->box_width == 0 || ask->box_height == 0 ||
      ask->box_width > PARVIS_RENDER_MAX_SIDE || ask->box_height > PARVIS_RENDER_MAX_SIDE)
    return FALSE;

  scale = MIN ((double) ask->box_width / size.width, (double) ask->box_height / size.height);
  if (kind != PARVIS_RENDER_KIND_PDF)
    scale = MIN (scale, 1.0);

  whole->width = scale_side (size.width, scale);
  whole->height = scale_side (size.height, scale);
  *part = *ask;
  if (ask->width == 0 || ask->height == 0)
    {
      part->x = 0;
      part->y = 0;
      part->width = whole->width;
      part->height = whole->height;
    }

  if (part->x >= whole->width || part->y >= whole->height)
    return FALSE;

  part->width = MIN (part->width, whole->width - part->x);
  part->height = MIN (part->height, whole->height - part->y);

  return part->width <= PARVIS_RENDER_MAX_PIXELS / part->height;
}
