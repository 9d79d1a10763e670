/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-poster"

#include "config.h"

#include "parvis-poster.h"

#include "parvis-error.h"
#include "parvis-words.h"

#include <glib/gi18n.h>
#include <qrencode.h>

/* Points; the quiet zone is what readers need around a code. */
#define CODE_WIDTH 230.0
#define QUIET      4

typedef struct
{
  char   *town;
  char   *place;
  char   *line;
  char   *address;
  QRcode *code;
} Sheet;

static void
free_sheet (gpointer  data,
            GClosure *closure)
{
  Sheet *sheet = data;

  g_free (sheet->town);
  g_free (sheet->place);
  g_free (sheet->line);
  g_free (sheet->address);
  QRcode_free (sheet->code);
  g_free (sheet);
}

/* Returns: where the next one begins */
static double
draw_text (cairo_t         *cr,
           GtkPrintContext *print,
           const char      *text,
           double           size,
           PangoWeight      weight,
           double           y)
{
  g_autoptr(PangoLayout) layout = gtk_print_context_create_pango_layout (print);
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string ("Cantarell");
  double width = gtk_print_context_get_width (print);
  int height;

  pango_font_description_set_size (font, (int) (size * PANGO_SCALE));
  pango_font_description_set_weight (font, weight);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, PANGO_ALIGN_CENTER);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_size (layout, NULL, &height);
  cairo_move_to (cr, 0, y);
  pango_cairo_show_layout (cr, layout);

  return y + (double) height / PANGO_SCALE;
}

static double
draw_code (cairo_t      *cr,
           const QRcode *code,
           double        width,
           double        y)
{
  double unit = CODE_WIDTH / (code->width + 2 * QUIET);
  double x = (width - CODE_WIDTH) / 2;

  for (int row = 0; row < code->width; row++)
    for (int column = 0; column < code->width; column++)
      if (code->data[row * code->width + column] & 1)
        cairo_rectangle (cr, x + (column + QUIET) * unit, y + (row + QUIET) * unit, unit, unit);

  /* Neighbours must not let light through between them. */
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_NONE);
  cairo_fill (cr);

  return y + CODE_WIDTH;
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *print,
              int                page,
              gpointer           user_data)
{
  const Sheet *sheet = user_data;
  cairo_t *cr = gtk_print_context_get_cairo_context (print);
  double y;

  cairo_set_source_rgb (cr, 0, 0, 0);
  y = draw_text (cr, print, sheet->town, 16, PANGO_WEIGHT_NORMAL, 24);
  y = draw_text (cr, print, sheet->place, 38, PANGO_WEIGHT_HEAVY, y + 12);
  y = draw_text (cr, print, sheet->line, 20, PANGO_WEIGHT_NORMAL, y + 18);
  y = draw_code (cr, sheet->code, gtk_print_context_get_width (print), y + 24);
  y = draw_text (cr, print, sheet->address, 13, PANGO_WEIGHT_BOLD, y + 6);
  draw_text (cr, print, _("Without account, without tracker."), 12, PANGO_WEIGHT_NORMAL, y + 18);
}

GtkPrintOperation *
parvis_poster_operation (const ParvisPoster  *poster,
                         GError             **error)
{
  QRcode *code = QRcode_encodeString8bit (poster->address, 0, QR_ECLEVEL_M);
  GtkPrintOperation *operation;
  Sheet *sheet;

  if (code == NULL)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID,
                   "“%s” is too long for a QR code", poster->address);
      return NULL;
    }

  sheet = g_new0 (Sheet, 1);
  sheet->town = g_strdup (poster->town);
  sheet->place = g_strdup (poster->place);
  sheet->line = g_strdup (poster->line);
  sheet->address = g_strdup (poster->address);
  sheet->code = code;

  operation = gtk_print_operation_new ();
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, poster->place);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), sheet, free_sheet, 0);

  return operation;
}

void
parvis_poster_print_first (ParvisFirst *first,
                           GtkWindow   *parent)
{
  ParvisSession *session = parvis_first_get_session (first);
  const char *module = parvis_first_draft_get_module (parvis_first_get_draft (first));
  g_autoptr(ParvisEntityRef) town = parvis_first_dup_entity (first, PARVIS_KIND_TOWN);
  g_autofree char *address = g_strdup_printf ("%s/%s", parvis_session_get_base_uri (session),
                                              parvis_session_get_town (session));
  g_autoptr(GtkPrintOperation) operation = NULL;
  g_autoptr(GError) error = NULL;
  ParvisPoster poster = {
    .town = town != NULL ? json_string_value (json_object_get (town->body, "name")) : "",
    .place = parvis_first_draft_get (parvis_first_get_place (first), "name"),
    .line = strcmp (module, "parking") == 0 ? _("Are there spaces left? See before you come.")
            : strcmp (module, "orders") == 0 ? _("Any bread left? Reserve, collect with a code.")
            : strcmp (module, "dossiers") == 0 ? _("Your file by telephone: photograph, send.")
                                             : _("Is it busy? See before you come."),
    .address = address,
  };

  operation = parvis_poster_operation (&poster, &error);
  if (operation != NULL)
    {
      gtk_print_operation_set_allow_async (operation, TRUE);
      gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error);
    }
  if (error != NULL)
    {
      g_warning ("The poster cannot be printed: %s", error->message);
      parvis_desk_say (parvis_first_get_desk (first), _("The poster cannot be printed here."), 0);
    }
}
