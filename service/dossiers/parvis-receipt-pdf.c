/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-receipt-pdf"

#include "config.h"

#include "parvis-receipt-pdf.h"

#include "parvis-error.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <string.h>

/* ISO A4, in points of 1/72 inch. */
#define WIDTH  595.28
#define HEIGHT 841.89
#define MARGIN 62.0

#define TITLE_FONT "Sans Bold 16"
#define BODY_FONT  "Sans 11"
#define SPACING    3.0

static cairo_status_t
append_cb (void                *closure,
           const unsigned char *data,
           unsigned int         length)
{
  g_byte_array_append (closure, data, length);

  return CAIRO_STATUS_SUCCESS;
}

static PangoLayout *
make_layout (cairo_t    *cr,
             const char *font,
             const char *text,
             const char *language)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoFontDescription *description = pango_font_description_from_string (font);

  pango_context_set_language (pango_layout_get_context (layout),
                              pango_language_from_string (language));
  pango_layout_set_font_description (layout, description);
  pango_layout_set_width (layout, (int) ((WIDTH - 2 * MARGIN) * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_spacing (layout, (int) (SPACING * PANGO_SCALE));
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (description);

  return layout;
}

/* Line by line, so that a text of any length goes on on the next sheet. Returns: where it
 * ends, from the top of its sheet
 */
static double
show (cairo_t     *cr,
      PangoLayout *layout,
      double       top)
{
  PangoLayoutIter *iter = pango_layout_get_iter (layout);
  double shift = top;
  double bottom = top;

  do
    {
      int y0;
      int y1;

      pango_layout_iter_get_line_yrange (iter, &y0, &y1);
      if (shift + (double) y1 / PANGO_SCALE > HEIGHT - MARGIN)
        {
          cairo_show_page (cr);
          shift = MARGIN - (double) y0 / PANGO_SCALE;
        }
      cairo_move_to (cr, MARGIN,
                     shift + (double) pango_layout_iter_get_baseline (iter) / PANGO_SCALE);
      pango_cairo_show_layout_line (cr, pango_layout_iter_get_line_readonly (iter));
      bottom = shift + (double) y1 / PANGO_SCALE;
    }
  while (pango_layout_iter_next_line (iter));
  pango_layout_iter_free (iter);

  return bottom;
}

static double
show_text (cairo_t    *cr,
           const char *tag,
           const char *font,
           const char *text,
           const char *language,
           double      top)
{
  PangoLayout *layout = make_layout (cr, font, text, language);
  double bottom;

  cairo_tag_begin (cr, tag, NULL);
  bottom = show (cr, layout, top);
  cairo_tag_end (cr, tag);
  g_object_unref (layout);

  return bottom;
}

GBytes *
parvis_receipt_make_pdf (const char  *text,
                         const char  *language,
                         const char  *date,
                         GError     **error)
{
  g_autoptr(GByteArray) file = g_byte_array_new ();
  const char *end = strchrnul (text, '\n');
  g_autofree char *title = g_strndup (text, (gsize) (end - text));
  const char *body = *end != '\0' ? end + 1 : end;
  cairo_surface_t *surface = cairo_pdf_surface_create_for_stream (append_cb, file, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_status_t status;
  double bottom;

  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
  bottom = show_text (cr, "H1", TITLE_FONT, title, language, MARGIN);
  show_text (cr, "P", BODY_FONT, body, language, bottom);
  cairo_surface_finish (surface);
  status = cairo_status (cr) != CAIRO_STATUS_SUCCESS ? cairo_status (cr)
                                                     : cairo_surface_status (surface);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  if (status == CAIRO_STATUS_SUCCESS)
    return g_byte_array_free_to_bytes (g_steal_pointer (&file));

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "The receipt could not be set: %s",
               cairo_status_to_string (status));

  return NULL;
}
