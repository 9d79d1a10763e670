/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bake-print"

#include "config.h"

#include "parvis-bake-print.h"

#include "parvis-bake-blocks.h"

#include <glib/gi18n.h>
#include <math.h>

/* What stands below what, each as high as its text is; a page takes what fits. Points. */

#define SIZE 14.0            /* the smallest that is read on a floury wall */
#define TICK 18.0
#define HEADER_HEIGHT 34.0
#define FOOTER_HEIGHT 60.0

static const double least[] = {
  [PARVIS_BLOCK_TITLE] = 62, [PARVIS_BLOCK_HEADING] = 40, [PARVIS_BLOCK_COLUMNS] = 24,
  [PARVIS_BLOCK_PRODUCT] = 42, [PARVIS_BLOCK_SLOT] = 34, [PARVIS_BLOCK_ORDER] = 34,
  [PARVIS_BLOCK_CODE] = 52, [PARVIS_BLOCK_TEXT] = 26,
};

/* A text in its place: @room wide from @x, at the right end of it or the left one. */
typedef struct
{
  const char *text;
  double      x;
  double      room;
  double      size;
  gboolean    bold;
  gboolean    from_right;
} Cell;

typedef struct
{
  GPtrArray *blocks;
  GArray    *pages;         /* the index of the first block of each */
  char      *header;        /* (nullable) */
  char      *footer;        /* (nullable) */
} Job;

static void
free_job (gpointer  data,
          GClosure *closure)
{
  Job *job = data;

  g_ptr_array_unref (job->blocks);
  g_array_unref (job->pages);
  g_free (job->header);
  g_free (job->footer);
  g_free (job);
}

/* Slips have no room for what is above and below a list. */
static Job *
make_job (const ParvisBakeSheet *sheet)
{
  Job *job = g_new0 (Job, 1);
  gboolean is_list = sheet->order == NULL && sheet->paper == PARVIS_PAPER_A4;

  job->blocks = parvis_block_list (sheet);
  job->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  job->header = is_list ? parvis_block_header (sheet) : NULL;
  job->footer = is_list ? parvis_block_footer (sheet) : NULL;

  return job;
}

/* Texts. */

static PangoLayout *
lay_out (PangoContext *context,
         const Cell   *cell)
{
  PangoLayout *layout = pango_layout_new (context);
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string ("Cantarell");

  pango_font_description_set_absolute_size (font, cell->size * PANGO_SCALE);
  pango_font_description_set_weight (font, cell->bold ? PANGO_WEIGHT_ULTRABOLD
                                                      : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, cell->text != NULL ? cell->text : "", -1);
  pango_layout_set_width (layout, (int) (cell->room * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_alignment (layout, cell->from_right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);

  return layout;
}

static double
measure (PangoContext *context,
         const Cell   *cell)
{
  g_autoptr(PangoLayout) layout = lay_out (context, cell);
  int height;

  pango_layout_get_pixel_size (layout, NULL, &height);

  return height;
}

/* Returns: how wide it came out */
static double
draw_cell (cairo_t      *cr,
           PangoContext *context,
           const Cell   *cell,
           double        y)
{
  g_autoptr(PangoLayout) layout = lay_out (context, cell);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_move_to (cr, cell->x, y);
  pango_cairo_show_layout (cr, layout);

  return width;
}

#define MAX_CELLS PARVIS_BLOCK_TEXTS

static guint
get_product_cells (const ParvisBlock *block,
                   double             width,
                   Cell              *cells)
{
  gboolean head = block->type == PARVIS_BLOCK_COLUMNS;
  double ticks = 46;

  cells[0] = (Cell) { block->texts[0], 0, width * 0.34, SIZE + 1, TRUE, FALSE };
  cells[1] = (Cell) { block->texts[1], width * 0.34, width * 0.15, SIZE, head, TRUE };
  cells[2] = (Cell) { block->texts[2], width * 0.51, width * 0.19, SIZE, head, TRUE };
  cells[3] = (Cell) { block->texts[3], width * 0.71, width * 0.29 - ticks - 8,
                      head ? SIZE : 2 * SIZE, TRUE, TRUE };
  if (head)
    cells[4] = (Cell) { block->texts[4], width - ticks, ticks, SIZE, TRUE, TRUE };

  return head ? 5 : 4;
}

static guint
get_cells (const ParvisBlock *block,
           double             width,
           Cell              *cells)
{
  double names = width * 0.27;
  double codes = 66;

  switch (block->type)
    {
    case PARVIS_BLOCK_COLUMNS:
    case PARVIS_BLOCK_PRODUCT:
      return get_product_cells (block, width, cells);

    case PARVIS_BLOCK_ORDER:
      cells[0] = (Cell) { block->texts[0], 9, codes, SIZE, TRUE, FALSE };
      cells[1] = (Cell) { block->texts[1], codes + 4, names, SIZE, FALSE, FALSE };
      cells[2] = (Cell) { block->texts[2], codes + names + 14,
                          width - codes - names - TICK - 30, SIZE, FALSE, FALSE };
      return 3;

    case PARVIS_BLOCK_HEADING:
      cells[0] = (Cell) { block->texts[0], 0, width, 19, TRUE, FALSE };
      return 1;

    case PARVIS_BLOCK_SLOT:
      cells[0] = (Cell) { block->texts[0], 0, width, 16, TRUE, FALSE };
      return 1;

    case PARVIS_BLOCK_CODE:
      cells[0] = (Cell) { block->texts[0], 0, width, 36, TRUE, FALSE };
      return 1;

    case PARVIS_BLOCK_TITLE:
    case PARVIS_BLOCK_TEXT:
    default:
      cells[0] = (Cell) { block->texts[0], 0, width, SIZE, FALSE, FALSE };
      return 1;
    }
}

static void
measure_block (ParvisBlock  *block,
               PangoContext *context,
               double        width)
{
  Cell cells[MAX_CELLS];
  guint n = get_cells (block, width, cells);
  double height = 0;

  for (guint i = 0; i < n; i++)
    height = MAX (height, measure (context, &cells[i]));
  block->height = MAX (least[block->type], ceil (height) + 10);
}

/* Pages. */

/* With all that it is not parted from. */
static double
get_needed (Job   *job,
            guint  index)
{
  double needed = 0;
  const ParvisBlock *block;

  do
    {
      block = g_ptr_array_index (job->blocks, index++);
      needed += block->height;
    }
  while (block->keeps && index < job->blocks->len);

  return needed;
}

static void
drop_repeated (Job *job)
{
  for (guint i = job->blocks->len; i > 0; i--)
    if (((ParvisBlock *) job->blocks->pdata[i - 1])->repeated)
      g_ptr_array_remove_index (job->blocks, i - 1);
}

/* The page begins amid a slot: it says which. */
static ParvisBlock *
repeat_slot (Job               *job,
             guint              index,
             const ParvisBlock *slot)
{
  /* Translators: a time slot whose orders go on on this page. */
  g_autofree char *text = g_strdup_printf (_("%s (continued)"), slot->texts[0]);
  ParvisBlock *block = parvis_block_new (PARVIS_BLOCK_SLOT, text);

  block->repeated = TRUE;
  block->keeps = TRUE;
  block->height = least[PARVIS_BLOCK_SLOT];
  g_ptr_array_insert (job->blocks, (int) index, block);

  return block;
}

static void
paginate (Job    *job,
          double  height)
{
  const ParvisBlock *slot = NULL;
  double used = 0;
  guint first = 0;

  g_array_set_size (job->pages, 0);
  g_array_append_val (job->pages, first);
  if (job->footer != NULL)
    height -= FOOTER_HEIGHT;

  for (guint i = 0; i < job->blocks->len; i++)
    {
      const ParvisBlock *block = g_ptr_array_index (job->blocks, i);
      gboolean parted = i > 0 && ((ParvisBlock *) job->blocks->pdata[i - 1])->keeps;

      if (i > 0 && (block->breaks || (!parted && used + get_needed (job, i) > height)))
        {
          g_array_append_val (job->pages, i);
          used = job->header != NULL ? HEADER_HEIGHT : 0;
          if (block->type != PARVIS_BLOCK_SLOT && slot != NULL)
            block = repeat_slot (job, i, slot);
        }
      if (block->type == PARVIS_BLOCK_SLOT && !block->repeated)
        slot = block;
      used += block->height;
    }
}

static void
begin_print_cb (GtkPrintOperation *operation,
                GtkPrintContext   *context,
                gpointer           user_data)
{
  Job *job = user_data;
  PangoContext *pango = gtk_print_context_create_pango_context (context);

  drop_repeated (job);
  for (guint i = 0; i < job->blocks->len; i++)
    measure_block (g_ptr_array_index (job->blocks, i), pango,
                   gtk_print_context_get_width (context));
  paginate (job, gtk_print_context_get_height (context));
  gtk_print_operation_set_n_pages (operation, (int) job->pages->len);
  g_object_unref (pango);
}

/* Drawing. */

static void
draw_rule (cairo_t *cr,
           double   y,
           double   width,
           double   thickness)
{
  cairo_set_line_width (cr, thickness);
  cairo_move_to (cr, 0, y);
  cairo_line_to (cr, width, y);
  cairo_stroke (cr);
}

static void
draw_box (cairo_t *cr,
          double   x,
          double   y,
          double   width,
          double   height,
          double   radius)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - radius, y + radius, radius, -G_PI_2, 0);
  cairo_arc (cr, x + width - radius, y + height - radius, radius, 0, G_PI_2);
  cairo_arc (cr, x + radius, y + height - radius, radius, G_PI_2, G_PI);
  cairo_arc (cr, x + radius, y + radius, radius, G_PI, 3 * G_PI_2);
  cairo_close_path (cr);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
draw_title (const ParvisBlock *block,
            cairo_t           *cr,
            PangoContext      *context,
            double             width)
{
  double side = 130;
  const Cell cells[] = {
    { block->texts[0], 0, width - side, SIZE, FALSE, FALSE },
    { block->texts[1], 0, width - side, 24, TRUE, FALSE },
    { block->texts[2], width - side, side, SIZE, FALSE, TRUE },
    { block->texts[3], width - side, side, SIZE, FALSE, TRUE },
  };
  const double ys[] = { 0, 20, 12, 32 };

  for (guint i = 0; i < G_N_ELEMENTS (cells); i++)
    draw_cell (cr, context, &cells[i], ys[i]);
  draw_rule (cr, block->height - 4, width, 2);
}

static void
draw_marks (const ParvisBlock *block,
            cairo_t           *cr,
            double             width,
            double             code_width)
{
  double bottom = block->height - 1;
  gboolean ticks = block->type == PARVIS_BLOCK_PRODUCT || block->type == PARVIS_BLOCK_ORDER;

  if (ticks)
    draw_box (cr, width - TICK - 6, (block->height - TICK) / 2, TICK, TICK, 3);
  if (block->type == PARVIS_BLOCK_ORDER)
    draw_box (cr, 1, (block->height - 24) / 2, code_width + 16, 24, 5);
  if (ticks)
    draw_rule (cr, bottom, width, 0.5);
  else if (block->type == PARVIS_BLOCK_COLUMNS || block->type == PARVIS_BLOCK_SLOT)
    draw_rule (cr, bottom, width, 1.5);
}

static void
draw_block (const ParvisBlock *block,
            cairo_t           *cr,
            PangoContext      *context,
            double             width)
{
  Cell cells[MAX_CELLS];
  guint n;
  double first = 0;

  if (block->type == PARVIS_BLOCK_TITLE)
    {
      draw_title (block, cr, context, width);
      return;
    }

  n = get_cells (block, width, cells);
  for (guint i = 0; i < n; i++)
    {
      double drawn = draw_cell (cr, context, &cells[i],
                                (block->height - measure (context, &cells[i])) / 2);

      if (i == 0)
        first = drawn;
    }
  draw_marks (block, cr, width, first);
}

static void
draw_header (Job          *job,
             cairo_t      *cr,
             PangoContext *context,
             double        width)
{
  const Cell cell = { job->header, 0, width, SIZE, FALSE, FALSE };

  draw_cell (cr, context, &cell, 0);
  draw_rule (cr, HEADER_HEIGHT - 12, width, 2);
}

static void
draw_footer (Job             *job,
             cairo_t         *cr,
             PangoContext    *context,
             GtkPrintContext *print,
             int              page)
{
  double width = gtk_print_context_get_width (print);
  double top = gtk_print_context_get_height (print) - FOOTER_HEIGHT + 10;
  g_autofree char *number = g_strdup_printf ("%d\u00a0/\u00a0%u", page + 1, job->pages->len);
  const Cell words = { job->footer, 0, width - 60, SIZE, TRUE, FALSE };
  const Cell pages = { number, width - 60, 60, SIZE, TRUE, TRUE };

  draw_rule (cr, top, width, 1.5);
  draw_cell (cr, context, &words, top + 8);
  draw_cell (cr, context, &pages, top + 8);
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
  double width = gtk_print_context_get_width (context);
  guint first = g_array_index (job->pages, guint, page);
  guint end = (guint) page + 1 < job->pages->len ? g_array_index (job->pages, guint, page + 1)
                                                 : job->blocks->len;

  cairo_set_source_rgb (cr, 0, 0, 0);
  if (job->footer != NULL)
    draw_footer (job, cr, pango, context, page);
  if (job->header != NULL && page > 0)
    {
      draw_header (job, cr, pango, width);
      cairo_translate (cr, 0, HEADER_HEIGHT);
    }

  for (guint i = first; i < end; i++)
    {
      const ParvisBlock *block = g_ptr_array_index (job->blocks, i);

      draw_block (block, cr, pango, width);
      cairo_translate (cr, 0, block->height);
    }

  g_object_unref (pango);
}

static GtkPageSetup *
make_setup (const ParvisBakeSheet *sheet)
{
  GtkPageSetup *setup = gtk_page_setup_new ();
  gboolean ticket = sheet->paper == PARVIS_PAPER_TICKET;
  double margin = ticket ? 4 : 15;
  GtkPaperSize *size = ticket ? gtk_paper_size_new_custom ("ticket", "80 mm", 80, 200, GTK_UNIT_MM)
                              : gtk_paper_size_new (GTK_PAPER_NAME_A4);

  gtk_page_setup_set_paper_size (setup, size);
  gtk_page_setup_set_top_margin (setup, margin, GTK_UNIT_MM);
  gtk_page_setup_set_bottom_margin (setup, margin, GTK_UNIT_MM);
  gtk_page_setup_set_left_margin (setup, margin, GTK_UNIT_MM);
  gtk_page_setup_set_right_margin (setup, margin, GTK_UNIT_MM);
  gtk_paper_size_free (size);

  return setup;
}

GtkPrintOperation *
parvis_bake_print_operation (const ParvisBakeSheet *sheet)
{
  GtkPrintOperation *operation = gtk_print_operation_new ();
  g_autoptr(GtkPageSetup) setup = make_setup (sheet);
  Job *job = make_job (sheet);
  const char *name = sheet->order != NULL ? _("Order") : _("Bake list");

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_job_name (operation, name);
  gtk_print_operation_set_embed_page_setup (operation, TRUE);
  g_signal_connect (operation, "begin-print", G_CALLBACK (begin_print_cb), job);
  g_signal_connect_data (operation, "draw-page", G_CALLBACK (draw_page_cb), job, free_job, 0);

  return operation;
}

void
parvis_bake_print (const ParvisBakeSheet *sheet,
                   GtkWindow             *parent)
{
  g_autoptr(GtkPrintOperation) operation = parvis_bake_print_operation (sheet);
  g_autoptr(GError) error = NULL;

  gtk_print_operation_set_allow_async (operation, TRUE);
  if (gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_PRINT_DIALOG, parent, &error)
      == GTK_PRINT_OPERATION_RESULT_ERROR)
    g_warning ("The list cannot be printed: %s", error->message);
}

gboolean
parvis_bake_print_to_file (const ParvisBakeSheet  *sheet,
                           const char             *path,
                           GError                **error)
{
  g_autoptr(GtkPrintOperation) operation = parvis_bake_print_operation (sheet);

  gtk_print_operation_set_export_filename (operation, path);

  return gtk_print_operation_run (operation, GTK_PRINT_OPERATION_ACTION_EXPORT, NULL, error) ==
         GTK_PRINT_OPERATION_RESULT_APPLY;
}
