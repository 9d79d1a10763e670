/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-exif.h"
#include "parvis-wire.h"

#include <string.h>

/* What was read writes the same bytes again. */
static void
check_same (GByteArray    *frame,
            const uint8_t *body,
            size_t         length)
{
  g_assert_cmpmem (frame->data + PARVIS_WIRE_HEADER, frame->len - PARVIS_WIRE_HEADER, body, length);
  g_byte_array_unref (frame);
}

static void
check_ask (const ParvisRenderAsk *ask)
{
  const ParvisRenderSize size = { 59500, 84200 };
  ParvisRenderSize whole;
  ParvisRenderAsk part;

  for (int kind = PARVIS_RENDER_KIND_PDF; kind <= PARVIS_RENDER_KIND_PNG; kind++)
    if (parvis_wire_fit ((ParvisRenderKind) kind, size, ask, &whole, &part))
      {
        g_assert_true (part.x + part.width <= whole.width && part.width > 0);
        g_assert_true (part.y + part.height <= whole.height && part.height > 0);
        g_assert_true (whole.width <= ask->box_width && whole.height <= ask->box_height);
        g_assert_true ((guint64) part.width * part.height <= PARVIS_RENDER_MAX_PIXELS);
      }
}

static void
check_words (const uint8_t *body,
             size_t         length)
{
  g_autoptr(GArray) words = parvis_wire_read_words (body, length);
  GByteArray *frame = parvis_wire_frame (PARVIS_WIRE_WORDS, 0);

  for (guint i = 0; words != NULL && i < words->len; i++)
    {
      const ParvisRenderWord *word = &g_array_index (words, ParvisRenderWord, i);

      g_assert_true (parvis_wire_add_word (frame, &word->box, word->text, strlen (word->text)));
    }

  if (words != NULL)
    check_same (frame, body, length);
  else
    g_byte_array_unref (frame);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  static ParvisRenderInfo info;
  ParvisRenderMeasures measures;
  ParvisRenderPixels pixels;
  ParvisWireHeader header;
  ParvisRenderAsk ask;
  const uint8_t *body = data + PARVIS_WIRE_HEADER;
  guint orientation = parvis_exif_get_orientation (data, size);
  guint32 number;
  size_t length;

  g_assert_true (orientation >= 1 && orientation <= 8);
  if (size < PARVIS_WIRE_HEADER || !parvis_wire_read_header (data, PARVIS_WIRE_MAX_ANSWER, &header))
    return 0;

  /* Every reader, whatever the header says: a reader must not rely on who called it. */
  length = MIN (size - PARVIS_WIRE_HEADER, header.length);
  if (parvis_wire_read_number (body, length, &number))
    check_same (parvis_wire_frame_page (PARVIS_WIRE_MEASURE, 0, number), body, length);

  if (parvis_wire_read_ask (body, length, &ask))
    {
      check_same (parvis_wire_frame_ask (0, &ask), body, length);
      check_ask (&ask);
    }

  if (parvis_wire_read_info (body, length, &info))
    check_same (parvis_wire_frame_info (0, &info), body, length);

  if (parvis_wire_read_pixels (body, length, &pixels))
    check_same (parvis_wire_frame_pixels (0, &pixels), body, length);

  if (parvis_wire_read_measures (body, length, &measures))
    check_same (parvis_wire_frame_measures (0, &measures), body, length);

  check_words (body, length);

  return 0;
}
