/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pdf"

#include "config.h"

#include "parvis-pdf.h"

#include <math.h>
#include <poppler.h>
#include <string.h>

/* Sides of a page in points: what is beyond is a mistake or a trap. */
#define MIN_SIDE 1.0
#define MAX_SIDE 20000.0

/* Older versions of Poppler say nothing about how it is released. */
typedef PopplerPage Page;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Page, g_object_unref)

struct _ParvisPdf
{
  PopplerDocument *document;
};

static PopplerPage *
get_page (ParvisPdf *self,
          guint      number,
          double    *width,
          double    *height)
{
  g_autoptr(Page) page = poppler_document_get_page (self->document, number);

  if (page == NULL)
    return NULL;

  poppler_page_get_size (page, width, height);
  if (!(*width >= MIN_SIDE && *width <= MAX_SIDE && *height >= MIN_SIDE && *height <= MAX_SIDE))
    return NULL;

  return g_steal_pointer (&page);
}

static ParvisFault
read_sizes (ParvisPdf        *self,
            ParvisRenderInfo *info)
{
  int n_pages = poppler_document_get_n_pages (self->document);
  gboolean any = FALSE;

  if (n_pages < 1)
    return PARVIS_FAULT_DAMAGED;

  if (n_pages > PARVIS_RENDER_MAX_PAGES)
    return PARVIS_FAULT_TOO_LARGE;

  info->n_pages = n_pages;
  for (int i = 0; i < n_pages; i++)
    {
      double width;
      double height;
      g_autoptr(Page) page = get_page (self, i, &width, &height);

      /* One that cannot be read keeps its place, of the usual size: asking for it says so. */
      info->sizes[i].width = page != NULL ? lround (width * 100) : 59500;
      info->sizes[i].height = page != NULL ? lround (height * 100) : 84200;
      any = any || page != NULL;
    }

  return any ? PARVIS_FAULT_NONE : PARVIS_FAULT_DAMAGED;
}

static void
pdf_free (ParvisPdf *self)
{
  g_clear_object (&self->document);
  g_free (self);
}

static ParvisPdf *
pdf_open (const guint8     *data,
          gsize             size,
          ParvisRenderInfo *info,
          ParvisFault      *fault)
{
  g_autoptr(GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr(GError) error = NULL;
  ParvisPdf *self = g_new0 (ParvisPdf, 1);

  self->document = poppler_document_new_from_bytes (bytes, NULL, &error);
  if (self->document != NULL)
    *fault = read_sizes (self, info);
  else if (g_error_matches (error, POPPLER_ERROR, POPPLER_ERROR_ENCRYPTED))
    *fault = PARVIS_FAULT_LOCKED;
  else
    *fault = PARVIS_FAULT_DAMAGED;

  if (*fault != PARVIS_FAULT_NONE)
    g_clear_pointer (&self, pdf_free);

  return self;
}

static ParvisFault
pdf_draw (ParvisPdf             *self,
          ParvisRenderSize       whole,
          const ParvisRenderAsk *part,
          guint8                *pixels)
{
  double width;
  double height;
  g_autoptr(Page) page = get_page (self, part->page, &width, &height);
  cairo_surface_t *surface;
  cairo_t *cr;
  cairo_status_t status;

  if (page == NULL)
    return PARVIS_FAULT_DAMAGED;

  surface = cairo_image_surface_create_for_data (pixels, CAIRO_FORMAT_ARGB32, part->width,
                                                 part->height, 4 * part->width);
  cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  cairo_translate (cr, -(double) part->x, -(double) part->y);
  cairo_scale (cr, whole.width / width, whole.height / height);
  poppler_page_render (page, cr);
  status = cairo_status (cr);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);

  return status == CAIRO_STATUS_SUCCESS ? PARVIS_FAULT_NONE : PARVIS_FAULT_DAMAGED;
}

static guint32
to_hundredths (double points)
{
  return points > 0 ? lround (MIN (points, MAX_SIDE) * 100) : 0;
}

static gboolean
add_word (GByteArray             *frame,
          const char             *text,
          gsize                   length,
          const PopplerRectangle *area)
{
  /* Poppler's rectangles may be upside down. */
  ParvisRenderBox box = {
    to_hundredths (MIN (area->x1, area->x2)),
    to_hundredths (MIN (area->y1, area->y2)),
    to_hundredths (MAX (area->x1, area->x2)),
    to_hundredths (MAX (area->y1, area->y2)),
  };

  return parvis_wire_add_word (frame, &box, text, length);
}

static void
extend (PopplerRectangle       *area,
        const PopplerRectangle *by,
        gboolean                first)
{
  if (first)
    {
      *area = *by;
      return;
    }

  area->x1 = MIN (area->x1, by->x1);
  area->y1 = MIN (area->y1, by->y1);
  area->x2 = MAX (area->x2, by->x2);
  area->y2 = MAX (area->y2, by->y2);
}

static ParvisFault
pdf_read_words (ParvisPdf  *self,
                guint32     number,
                GByteArray *frame)
{
  double width;
  double height;
  g_autoptr(Page) page = get_page (self, number, &width, &height);
  g_autofree PopplerRectangle *areas = NULL;
  g_autofree char *text = NULL;
  PopplerRectangle area = { 0, 0, 0, 0 };
  const char *start = NULL;
  guint n_areas = 0;
  guint n_words = 0;
  guint i = 0;

  if (page == NULL)
    return PARVIS_FAULT_DAMAGED;

  text = poppler_page_get_text (page);
  if (text == NULL || !g_utf8_validate (text, -1, NULL) ||
      !poppler_page_get_text_layout (page, &areas, &n_areas))
    return PARVIS_FAULT_NONE;

  /* An area for each character, the white space among them. */
  for (const char *at = text;; at = g_utf8_next_char (at), i++)
    {
      gboolean ends = *at == '\0' || i >= n_areas || g_unichar_isspace (g_utf8_get_char (at));

      if (ends && start != NULL)
        {
          if (++n_words > PARVIS_RENDER_MAX_WORDS || !add_word (frame, start, at - start, &area))
            break;

          start = NULL;
        }

      if (*at == '\0' || i >= n_areas)
        break;

      if (!ends)
        {
          extend (&area, &areas[i], start == NULL);
          start = start != NULL ? start : at;
        }
    }

  return PARVIS_FAULT_NONE;
}

const ParvisPdfModule parvis_pdf_module = { pdf_open, pdf_free, pdf_draw, pdf_read_words };
