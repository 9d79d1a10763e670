/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-code-print"

#include "config.h"

#include "parvis-code-print.h"

#include <glib/gi18n.h>

typedef struct
{
  const char *text;
  double      size;
  gboolean    bold;
  double      after;            /* points below the line */
} Line;

typedef struct
{
  char *texts[8];
  Line  lines[8];
  guint n_lines;
} Sheet;

static void
free_sheet (gpointer  data,
            GClosure *closure)
{
  Sheet *sheet = data;

  for (guint i = 0; i < sheet->n_lines; i++)
    g_free (sheet->texts[i]);
  g_free (sheet);
}

static void
add_line (Sheet    *sheet,
          char     *text,
          double    size,
          gboolean  bold,
          double    after)
{
  sheet->texts[sheet->n_lines] = text;
  sheet->lines[sheet->n_lines] = (Line) { text, size, bold, after };
  sheet->n_lines++;
}

static double
draw_line (cairo_t      *cr,
           PangoContext *context,
           const Line   *line,
           double        y,
           double        width)
{
  g_autoptr(PangoLayout) layout = pango_layout_new (context);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();
  int height;

  pango_attr_list_insert (attributes, pango_attr_size_new ((int) (line->size * PANGO_SCALE)));
  if (line->bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_width (layout, (int) (width * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_text (layout, line->text, -1);
  pango_layout_get_size (layout, NULL, &height);
  cairo_move_to (cr, 0, y);
  pango_cairo_show_layout (cr, layout);

  return y + (double) height / PANGO_SCALE + line->after;
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *print,
              int                page,
              gpointer           user_data)
{
  Sheet *sheet = user_data;
  cairo_t *cr = gtk_print_context_get_cairo_context (print);
  PangoContext *context = gtk_print_context_create_pango_context (print);
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string ("Cantarell 11");
  double width = gtk_print_context_get_width (print);
  double y = 0;

  pango_context_set_font_description (context, font);
  cairo_set_source_rgb (cr, 0, 0, 0);
  for (guint i = 0; i < sheet->n_lines; i++)
    y = draw_line (cr, context, &sheet->lines[i], y, width);
  g_object_unref (context);
}

GtkPrintOperation *
parvis_code_print_operation (const ParvisCodeSheet *what)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  Sheet *sheet = g_new0 (Sheet, 1);

  add_line (sheet, g_strdup (what->town), 15, TRUE, 6);
  add_line (sheet, g_strdup_printf (_("For %1$s: %2$s"), what->name, what->roles), 11, FALSE, 24);
  add_line (sheet, g_strdup (_("1. Open Parvis on your computer and give the address of the "
                               "service:")), 11, FALSE, 3);
  add_line (sheet, g_strdup (what->service), 13, TRUE, 12);
  add_line (sheet, g_strdup (_("2. Choose “pairing code” and type:")), 11, FALSE, 3);
  add_line (sheet, g_strdup (what->code), 34, TRUE, 12);
  add_line (sheet, g_strdup_printf (_("The code works once, until %s. Afterwards ask the town "
                                      "hall for another."), what->until), 11, FALSE, 0);

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_n_pages (operation, 1);
  gtk_print_operation_set_job_name (operation, what->town);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), sheet, free_sheet, 0);

  return operation;
}

void
parvis_code_print (const ParvisCodeSheet *sheet,
                   GtkWindow             *parent)
{
  g_autoptr(GtkPrintOperation) operation = parvis_code_print_operation (sheet);
  g_autoptr(GError) error = NULL;

  gtk_print_operation_set_allow_async (operation, TRUE);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    g_warning ("The code cannot be printed: %s", error->message);
}
