/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-shrink"

#include "config.h"

#include "parvis-shrink.h"

#include <string.h>

/* A pixel's four channels at once. */
typedef guint8 Bytes __attribute__ ((vector_size (4)));
typedef gint32 Wholes __attribute__ ((vector_size (16)));
typedef float  Lanes __attribute__ ((vector_size (16)));

/* What a pixel of the result is made of, across. */
typedef struct
{
  guint32 first;   /* column of the sums */
  guint32 n_whole; /* how many more count in full, before the last */
  float   start;   /* the share of the first */
  float   end;     /* of the last, 0 if there is none */
} Span;

/* Lengths are counted in units of which a source pixel has @whole and a pixel of the
 * result has @source, so that every border is a whole number.
 */
struct _ParvisShrink
{
  ParvisRenderSize source;
  ParvisRenderSize whole;
  ParvisRenderAsk  part;

  guint8  *pixels; /* not owned: the result */
  guint32  y;      /* the source row that comes next */
  guint32  row;    /* of the part, the one that is being summed */

  Span    *spans;
  guint32  first_column; /* of the source, that is needed */
  guint32  n_columns;
  Lanes   *sums;         /* a row of the result, as wide as the source */
};

static void
set_span (Span    *span,
          guint64  start,
          guint64  step,
          guint64  unit)
{
  const guint64 end = start + step;
  guint64 next = start / unit + 1;

  span->first = next - 1;
  span->start = (float) (MIN (next * unit, end) - start) / step;
  span->n_whole = end > next * unit ? (end - next * unit) / unit : 0;
  next += span->n_whole;
  span->end = end > next * unit ? (float) (end - next * unit) / step : 0;
}

ParvisShrink *
parvis_shrink_new (ParvisRenderSize       source,
                   ParvisRenderSize       whole,
                   const ParvisRenderAsk *part,
                   guint8                *pixels)
{
  ParvisShrink *self = g_new0 (ParvisShrink, 1);
  const Span *last;

  g_assert (whole.width <= source.width && whole.height <= source.height);
  g_assert (part->x + part->width <= whole.width && part->y + part->height <= whole.height);

  self->source = source;
  self->whole = whole;
  self->part = *part;
  self->pixels = pixels;
  self->spans = g_new (Span, part->width);
  for (guint32 x = 0; x < part->width; x++)
    set_span (&self->spans[x], (guint64) (part->x + x) * source.width, source.width, whole.width);

  self->first_column = self->spans[0].first;
  last = &self->spans[part->width - 1];
  self->n_columns = last->first + last->n_whole + (last->end > 0) + 1 - self->first_column;
  self->sums = g_new0 (Lanes, self->n_columns);
  for (guint32 x = 0; x < part->width; x++)
    self->spans[x].first -= self->first_column;

  return self;
}

void
parvis_shrink_free (ParvisShrink *self)
{
  g_clear_pointer (&self->sums, g_free);
  g_clear_pointer (&self->spans, g_free);
  g_free (self);
}

static Lanes
read_pixel (const guint8 *pixel)
{
  Bytes bytes;

  memcpy (&bytes, pixel, sizeof bytes);

  return __builtin_convertvector (bytes, Lanes);
}

/* Down first: that is the same for every column, and leaves fewer rows to be summed
 * across.
 */
static void
sum_down (ParvisShrink *self,
          const guint8 *row,
          float         weight)
{
  const guint8 *pixel = row + 4 * (gsize) self->first_column;

  for (guint32 i = 0; i < self->n_columns; i++, pixel += 4)
    self->sums[i] += read_pixel (pixel) * weight;
}

static Lanes
sum_across (const Lanes *sums,
            const Span  *span,
            float        whole)
{
  const Lanes *column = sums + span->first;
  Lanes sum = *column * span->start;

  for (guint32 i = 0; i < span->n_whole; i++)
    sum += *++column * whole;

  return span->end > 0 ? sum + column[1] * span->end : sum;
}

static void
end_row (ParvisShrink *self)
{
  const float whole = (float) self->whole.width / self->source.width;
  guint8 *pixel = self->pixels + 4 * (gsize) self->part.width * self->row;

  /* Weights add up to one but for a little, so no channel goes beyond its byte. */
  for (guint32 x = 0; x < self->part.width; x++, pixel += 4)
    {
      Lanes sum = sum_across (self->sums, &self->spans[x], whole) + 0.5f;
      Bytes bytes = __builtin_convertvector (__builtin_convertvector (sum, Wholes), Bytes);

      memcpy (pixel, &bytes, sizeof bytes);
    }

  memset (self->sums, 0, self->n_columns * sizeof *self->sums);
  self->row++;
}

/**
 * parvis_shrink_end:
 *
 * What never came is paper.
 */
void
parvis_shrink_end (ParvisShrink *self)
{
  gsize stride = 4 * (gsize) self->part.width;

  memset (self->pixels + stride * self->row, 0xff, stride * (self->part.height - self->row));
}

gboolean
parvis_shrink_add_row (ParvisShrink *self,
                       const guint8 *row)
{
  const guint64 unit = self->whole.height;
  const guint64 step = self->source.height;
  guint64 start = self->y * unit;
  guint64 end = start + unit;
  guint64 wanted = (self->part.y + self->row) * step;

  self->y++;
  if (self->row == self->part.height || end <= wanted)
    return self->row < self->part.height;

  if (self->source.width == self->whole.width && self->source.height == self->whole.height)
    {
      memcpy (self->pixels + 4 * (gsize) self->part.width * self->row++, row + 4 * self->part.x,
              4 * (gsize) self->part.width);
      return self->row < self->part.height;
    }

  /* The source's row is no higher than the result's, so it is in two of them at most. */
  start = MAX (start, wanted);
  if (end >= wanted + step)
    {
      sum_down (self, row, (float) (wanted + step - start) / step);
      end_row (self);
      start = wanted + step;
    }

  if (start < end && self->row < self->part.height)
    sum_down (self, row, (float) (end - start) / step);

  return self->row < self->part.height;
}
