/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-day-print"

#include "config.h"

#include "parvis-day-print.h"

#include "parvis-day-rows.h"
#include "parvis-detail-text.h"
#include "parvis-format.h"

#include <glib/gi18n.h>

/* Points. */
#define TITLE_SIZE 18
#define TEXT_SIZE 10
#define LINE_HEIGHT 14.0
#define HEAD_HEIGHT 56.0
#define CURVE_HEIGHT 300.0
#define COLUMNS 4

/* What is printed is a copy: the screen goes on meanwhile. */
typedef struct
{
  ParvisDaySeries *series;
  ParvisCurveScene scene;
  GTimeZone       *zone;
  char            *name;         /* of the line */
  char            *title;
  char            *caption;
  GListStore      *rows;
  guint            first_rows;   /* on the first page */
  guint            page_rows;    /* on each further one */
} Job;

static void
free_job (gpointer  data,
          GClosure *closure)
{
  Job *job = data;

  parvis_day_series_free (job->series);
  g_time_zone_unref (job->zone);
  g_object_unref (job->rows);
  g_free (job->name);
  g_free (job->title);
  g_free (job->caption);
  g_free (job);
}

/* The day, and what a figure of today is to be read against. What held on an earlier day is
 * not known any more.
 */
char *
parvis_day_print_dup_caption (ParvisDayCard *card,
                              ParvisPlace   *place)
{
  g_autofree char *day = parvis_day_card_dup_day (card);
  g_autofree char *lowered = NULL;

  if (parvis_day_card_is_today (card))
    lowered = parvis_detail_text_lowered (parvis_place_get_facts (place));

  return lowered != NULL ? g_strdup_printf ("%s\n%s", day, lowered) : g_steal_pointer (&day);
}

static Job *
make_job (ParvisDayCard *card,
          ParvisPlace   *place)
{
  Job *job = g_new0 (Job, 1);
  gint64 now = parvis_place_get_facts (place)->now;

  parvis_day_curve_get_scene (parvis_day_card_get_curve (card), &job->scene);
  if (job->scene.series != NULL)
    job->series = parvis_day_series_copy (job->scene.series);
  job->zone = g_time_zone_ref (job->scene.zone);
  job->name = g_strdup (job->scene.name);
  job->title = g_strdup (parvis_place_get_name (place));
  job->caption = parvis_day_print_dup_caption (card, place);
  job->rows = g_list_store_new (PARVIS_TYPE_DAY_ROW);

  job->scene.series = job->series;
  job->scene.zone = job->zone;
  job->scene.name = job->name;
  job->scene.cursor = PARVIS_CURVE_NO_POINT;
  if (job->series != NULL)
    parvis_day_rows_fill (job->rows, job->series, job->scene.due,
                          MIN (job->scene.open.to, now));

  return job;
}

static void
begin_print_cb (GtkPrintOperation *operation,
                GtkPrintContext   *context,
                gpointer           user_data)
{
  Job *job = user_data;
  double height = gtk_print_context_get_height (context);
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (job->rows));
  int pages = 1;

  job->first_rows = (guint) MAX ((height - HEAD_HEIGHT - CURVE_HEIGHT - 3 * LINE_HEIGHT)
                                 / LINE_HEIGHT, 1) * COLUMNS;
  job->page_rows = (guint) MAX ((height - 2 * LINE_HEIGHT) / LINE_HEIGHT, 1) * COLUMNS;
  if (n_rows > job->first_rows)
    pages += (int) ((n_rows - job->first_rows + job->page_rows - 1) / job->page_rows);

  gtk_print_operation_set_n_pages (operation, pages);
}

static void
draw_text (cairo_t      *cr,
           PangoContext *context,
           const char   *text,
           double        size,
           gboolean      bold,
           double        x,
           double        y)
{
  g_autoptr(PangoLayout) layout = pango_layout_new (context);
  g_autoptr(PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_size_new ((int) (size * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  if (bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_layout_set_text (layout, text, -1);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
}

/* The rows from @first, column by column, oldest first as one reads paper. */
static void
draw_rows (Job          *job,
           cairo_t      *cr,
           PangoContext *context,
           guint         first,
           guint         count,
           double        top,
           double        width)
{
  guint n_rows = g_list_model_get_n_items (G_LIST_MODEL (job->rows));
  guint per_column = (count + COLUMNS - 1) / COLUMNS;

  for (guint i = 0; i < count && first + i < n_rows; i++)
    {
      g_autoptr(ParvisDayRow) row = g_list_model_get_item (G_LIST_MODEL (job->rows),
                                                           n_rows - 1 - first - i);
      g_autofree char *hour = parvis_day_row_dup_cell (row, PARVIS_DAY_COLUMN_HOUR, job->zone);
      g_autofree char *value = parvis_day_row_dup_cell (row, PARVIS_DAY_COLUMN_VALUE, job->zone);
      double x = width / COLUMNS * (i / per_column);
      double y = top + LINE_HEIGHT * (i % per_column);

      draw_text (cr, context, hour, TEXT_SIZE, FALSE, x, y);
      draw_text (cr, context, value, TEXT_SIZE, TRUE, x + width / COLUMNS / 2, y);
    }
}

static void
draw_first_page (Job          *job,
                 cairo_t      *cr,
                 PangoContext *context,
                 double        width)
{
  draw_text (cr, context, job->title, TITLE_SIZE, TRUE, 0, 0);
  draw_text (cr, context, job->caption, TEXT_SIZE, FALSE, 0, 26);
  cairo_save (cr);
  cairo_translate (cr, 0, HEAD_HEIGHT);
  parvis_curve_paint (&job->scene, &parvis_curve_look_of_paper, context, cr, width,
                      CURVE_HEIGHT - LINE_HEIGHT);
  cairo_restore (cr);
  draw_rows (job, cr, context, 0, job->first_rows, HEAD_HEIGHT + CURVE_HEIGHT + LINE_HEIGHT,
             width);
}

static void
draw_page_cb (GtkPrintOperation *operation,
              GtkPrintContext   *context,
              int                page,
              gpointer           user_data)
{
  Job *job = user_data;
  cairo_t *cr = gtk_print_context_get_cairo_context (context);
  PangoContext *pango = gtk_print_context_create_pango_context (context);
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string ("Cantarell 11");
  double width = gtk_print_context_get_width (context);

  pango_context_set_font_description (pango, font);

  if (page > 0)
    draw_rows (job, cr, pango, job->first_rows + (guint) (page - 1) * job->page_rows,
               job->page_rows, 0, width);
  else
    draw_first_page (job, cr, pango, width);

  g_object_unref (pango);
}

/* Returns: (transfer full): an operation that can be run or exported */
GtkPrintOperation *
parvis_day_print_operation (ParvisDayCard *card,
                            ParvisPlace   *place)
{
  GtkPrintOperation *operation;
  Job *job;

  g_return_val_if_fail (PARVIS_IS_DAY_CARD (card), NULL);
  g_return_val_if_fail (PARVIS_IS_PLACE (place), NULL);

  operation = gtk_print_operation_new ();
  job = make_job (card, place);
  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_job_name (operation, job->title);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), job);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), job,
                         free_job, 0);

  return operation;
}

void
parvis_day_print (ParvisDayCard *card,
                  ParvisPlace   *place,
                  GtkWindow     *parent)
{
  g_autoptr(GtkPrintOperation) operation = parvis_day_print_operation (card, place);
  g_autoptr(GError) error = NULL;

  gtk_print_operation_set_allow_async (operation, TRUE);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    g_warning ("The day cannot be printed: %s", error->message);
}
