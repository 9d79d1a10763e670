/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bake-print"

#include "config.h"

#include "parvis-bake-print.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

/* What stands below what, each as high as it needs; a page takes what fits. Points. */

typedef enum
{
  BLOCK_TITLE,
  BLOCK_HEADING,
  BLOCK_COLUMNS,
  BLOCK_PRODUCT,
  BLOCK_SLOT,
  BLOCK_ORDER,
  BLOCK_CODE,
  BLOCK_TEXT,
} BlockType;

static const double heights[] = {
  [BLOCK_TITLE] = 62, [BLOCK_HEADING] = 40, [BLOCK_COLUMNS] = 24, [BLOCK_PRODUCT] = 42,
  [BLOCK_SLOT] = 34, [BLOCK_ORDER] = 34, [BLOCK_CODE] = 52, [BLOCK_TEXT] = 26,
};

typedef struct
{
  BlockType  type;
  gboolean   breaks;        /* begins a new page */
  char      *texts[5];      /* as the type has them */
} Block;

typedef struct
{
  GPtrArray *blocks;
  GArray    *pages;         /* the index of the first block of each */
  char      *name;
} Job;

static void
free_block (gpointer data)
{
  Block *block = data;

  for (guint i = 0; i < G_N_ELEMENTS (block->texts); i++)
    g_free (block->texts[i]);
  g_free (block);
}

static void
free_job (gpointer  data,
          GClosure *closure)
{
  Job *job = data;

  g_ptr_array_unref (job->blocks);
  g_array_unref (job->pages);
  g_free (job->name);
  g_free (job);
}

/* The texts are taken over. */
static Block *
add_block (Job       *job,
           BlockType  type,
           char      *first,
           char      *second,
           char      *third)
{
  Block *block = g_new0 (Block, 1);

  block->type = type;
  block->texts[0] = first;
  block->texts[1] = second;
  block->texts[2] = third;
  g_ptr_array_add (job->blocks, block);

  return block;
}

static char *
tell_day (const char *day)
{
  g_autoptr(GTimeZone) utc = g_time_zone_new_utc ();
  gint64 instant = parvis_order_get_instant (day, 0, utc);

  return parvis_format_day (instant, instant, utc);
}

static char *
tell_slot (const ParvisBakeSlot *slot)
{
  g_autofree char *from = parvis_order_text_minutes (slot->from);
  g_autofree char *until = parvis_order_text_minutes (slot->until);

  return g_strdup_printf ("%s – %s", from, until);
}

static void
add_title (Job                   *job,
           const ParvisBakeSheet *sheet)
{
  g_autofree char *day = tell_day (sheet->plan->day);
  g_autofree char *clock = parvis_format_clock (sheet->moment->now, sheet->moment->zone);
  Block *block;

  /* Translators: the title of a sheet: "Batch of Wednesday 17 June". */
  block = add_block (job, BLOCK_TITLE, g_strdup (sheet->shop),
                     g_strdup_printf (_("Batch of %s"), day),
                     g_strdup_printf (_("Printed at %s"), clock));
  block->texts[3] = g_strdup_printf (ngettext ("%u reservation", "%u reservations",
                                               sheet->plan->n_orders), sheet->plan->n_orders);
  if (sheet->note != NULL)
    add_block (job, BLOCK_TEXT, g_strdup (sheet->note), NULL, NULL);
}

static void
add_products (Job                  *job,
              const ParvisBakePlan *plan)
{
  Block *block;

  add_block (job, BLOCK_HEADING, g_strdup (_("To bake")), NULL, NULL);
  block = add_block (job, BLOCK_COLUMNS, g_strdup (_("Product")), g_strdup (_("Reserved")),
                     g_strdup (_("Counter, usually")));
  block->texts[3] = g_strdup (_("Total"));
  block->texts[4] = g_strdup (_("Done"));

  for (guint i = 0; i < plan->lines->len; i++)
    {
      const ParvisBakeLine *line = g_ptr_array_index (plan->lines, i);

      block = add_block (job, BLOCK_PRODUCT, g_strdup (line->name),
                         line->reserved > 0 ? g_strdup_printf ("%d", line->reserved)
                                            : g_strdup (_("none reserved")),
                         line->usual >= 0 ? g_strdup_printf ("≈ %d", line->usual)
                                          : g_strdup ("–"));
      block->texts[3] = g_strdup_printf ("%d", line->total);
    }
}

static void
add_order (Job         *job,
           ParvisOrder *order)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);

  add_block (job, BLOCK_ORDER, parvis_order_text_code (facts->code), g_strdup (facts->name),
             parvis_order_text_items (facts));
}

/* On a slip the code is what is looked for. */
static void
add_slip (Job         *job,
          ParvisOrder *order)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);

  add_block (job, BLOCK_CODE, parvis_order_text_code (facts->code), NULL, NULL);
  add_block (job, BLOCK_TEXT, g_strdup (facts->name), NULL, NULL);
  for (guint i = 0; i < facts->lines->len; i++)
    {
      const ParvisOrderLine *line = g_ptr_array_index (facts->lines, i);
      const char *options = line->options != NULL ? line->options : "";

      add_block (job, BLOCK_TEXT, g_strdup_printf ("%d × %s %s", line->quantity, line->name,
                                                   options), NULL, NULL);
    }
}

static void
add_slots (Job                   *job,
           const ParvisBakeSheet *sheet)
{
  for (guint i = 0; i < sheet->plan->slots->len; i++)
    {
      const ParvisBakeSlot *slot = g_ptr_array_index (sheet->plan->slots, i);
      Block *head = add_block (job, BLOCK_SLOT, tell_slot (slot), NULL, NULL);

      head->breaks = sheet->paper == PARVIS_PAPER_TICKET && i > 0;
      for (guint j = 0; j < slot->orders->len; j++)
        if (sheet->paper == PARVIS_PAPER_TICKET)
          add_slip (job, g_ptr_array_index (slot->orders, j));
        else
          add_order (job, g_ptr_array_index (slot->orders, j));
    }
}

static void
add_foot (Job                   *job,
          const ParvisBakeSheet *sheet)
{
  g_autofree char *clock = parvis_format_clock (sheet->moment->now, sheet->moment->zone);

  add_block (job, BLOCK_TEXT,
             g_strdup_printf (_("Orders that came after %s: see the screen. “≈”: the mean of "
                                "such days, not an order."), clock), NULL, NULL);
}

static void
add_one (Job                   *job,
         const ParvisBakeSheet *sheet)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (sheet->order);
  g_autofree char *from = parvis_order_text_minutes (facts->from);
  g_autofree char *day = tell_day (facts->day);
  g_autofree char *money = parvis_order_text_money (facts->total);

  add_block (job, BLOCK_TEXT, g_strdup (sheet->shop), NULL, NULL);
  add_slip (job, sheet->order);
  add_block (job, BLOCK_SLOT, g_strdup_printf ("%s, %s", day, from), NULL, NULL);
  if (facts->note != NULL)
    add_block (job, BLOCK_TEXT, g_strdup (facts->note), NULL, NULL);
  add_block (job, BLOCK_TEXT, g_strdup_printf ("%s: %s", _("Pay at the counter"), money), NULL,
             NULL);
}

static Job *
make_job (const ParvisBakeSheet *sheet)
{
  Job *job = g_new0 (Job, 1);

  job->blocks = g_ptr_array_new_with_free_func (free_block);
  job->pages = g_array_new (FALSE, FALSE, sizeof (guint));
  job->name = g_strdup (sheet->order != NULL ? _("Order") : _("Bake list"));

  if (sheet->order != NULL)
    {
      add_one (job, sheet);
      return job;
    }

  if (sheet->paper == PARVIS_PAPER_A4)
    {
      add_title (job, sheet);
      add_products (job, sheet->plan);
      if (sheet->plan->slots->len > 0)
        add_block (job, BLOCK_HEADING, g_strdup (_("To bag")), NULL, NULL);
    }
  add_slots (job, sheet);
  if (sheet->paper == PARVIS_PAPER_A4)
    add_foot (job, sheet);

  return job;
}

static void
begin_print_cb (GtkPrintOperation *operation,
                GtkPrintContext   *context,
                gpointer           user_data)
{
  Job *job = user_data;
  double height = gtk_print_context_get_height (context);
  double used = 0;
  guint first = 0;

  g_array_set_size (job->pages, 0);
  g_array_append_val (job->pages, first);
  for (guint i = 0; i < job->blocks->len; i++)
    {
      const Block *block = g_ptr_array_index (job->blocks, i);
      /* A slot is not left alone at the foot of a page. */
      double needed = heights[block->type] +
                      (block->type == BLOCK_SLOT ? heights[BLOCK_ORDER] : 0);

      if (i > 0 && (block->breaks || used + needed > height))
        {
          g_array_append_val (job->pages, i);
          used = 0;
        }
      used += heights[block->type];
    }
  gtk_print_operation_set_n_pages (operation, (int) job->pages->len);
}

/* One line of text, from the left or up to @x from the right; narrow enough for @room. */
static void
draw_text (cairo_t      *cr,
           PangoContext *context,
           const char   *text,
           double        size,
           gboolean      bold,
           double        x,
           double        y,
           double        room,
           gboolean      from_right)
{
  g_autoptr(PangoLayout) layout = pango_layout_new (context);
  g_autoptr(PangoFontDescription) font = pango_font_description_from_string ("Cantarell");
  int width;

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_ULTRABOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text != NULL ? text : "", -1);
  if (room > 0)
    {
      pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
      pango_layout_set_height (layout, -2);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    }
  pango_layout_get_pixel_size (layout, &width, NULL);
  cairo_move_to (cr, from_right ? x - width : x, y);
  pango_cairo_show_layout (cr, layout);
}

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
draw_tick (cairo_t *cr,
           double   x,
           double   y)
{
  cairo_set_line_width (cr, 1.5);
  cairo_rectangle (cr, x, y, 18, 18);
  cairo_stroke (cr);
}

static void
draw_table (const Block  *block,
            cairo_t      *cr,
            PangoContext *context,
            double        width)
{
  gboolean head = block->type == BLOCK_COLUMNS;
  double size = head ? 10.5 : 14;

  draw_text (cr, context, block->texts[0], head ? size : 15, TRUE, 0, head ? 4 : 10, width * 0.34,
             FALSE);
  draw_text (cr, context, block->texts[1], size, head, width * 0.46, head ? 4 : 12, 0, TRUE);
  draw_text (cr, context, block->texts[2], size, head, width * 0.72, head ? 4 : 12, 0, TRUE);
  draw_text (cr, context, block->texts[3], head ? size : 28, TRUE, width - 46, head ? 4 : 2, 0,
             TRUE);
  if (head)
    draw_text (cr, context, block->texts[4], size, TRUE, width, 4, 0, TRUE);
  else
    draw_tick (cr, width - 24, 12);
  draw_rule (cr, heights[block->type] - 1, width, head ? 1.5 : 0.5);
}

static void
draw_order (const Block  *block,
            cairo_t      *cr,
            PangoContext *context,
            double        width)
{
  draw_text (cr, context, block->texts[0], 14, TRUE, 7, 8, 0, FALSE);
  cairo_set_line_width (cr, 1.5);
  cairo_rectangle (cr, 1, 4, 54, 25);
  cairo_stroke (cr);
  draw_text (cr, context, block->texts[1], 14, FALSE, 70, 8, width * 0.28, FALSE);
  draw_text (cr, context, block->texts[2], 14, FALSE, 80 + width * 0.28, 8,
             width * 0.72 - 120, FALSE);
  draw_tick (cr, width - 24, 8);
  draw_rule (cr, heights[BLOCK_ORDER] - 1, width, 0.5);
}

static void
draw_title (const Block  *block,
            cairo_t      *cr,
            PangoContext *context,
            double        width)
{
  draw_text (cr, context, block->texts[0], 14, FALSE, 0, 0, 0, FALSE);
  draw_text (cr, context, block->texts[1], 24, TRUE, 0, 20, 0, FALSE);
  draw_text (cr, context, block->texts[2], 14, FALSE, width, 12, 0, TRUE);
  draw_text (cr, context, block->texts[3], 14, FALSE, width, 32, 0, TRUE);
  draw_rule (cr, heights[BLOCK_TITLE] - 4, width, 2);
}

static void
draw_block (const Block  *block,
            cairo_t      *cr,
            PangoContext *context,
            double        width)
{
  switch (block->type)
    {
    case BLOCK_TITLE:
      draw_title (block, cr, context, width);
      break;

    case BLOCK_HEADING:
      draw_text (cr, context, block->texts[0], 19, TRUE, 0, 12, 0, FALSE);
      break;

    case BLOCK_COLUMNS:
    case BLOCK_PRODUCT:
      draw_table (block, cr, context, width);
      break;

    case BLOCK_SLOT:
      draw_text (cr, context, block->texts[0], 16, TRUE, 0, 9, 0, FALSE);
      draw_rule (cr, heights[BLOCK_SLOT] - 1, width, 1.5);
      break;

    case BLOCK_ORDER:
      draw_order (block, cr, context, width);
      break;

    case BLOCK_CODE:
      draw_text (cr, context, block->texts[0], 36, TRUE, 0, 2, 0, FALSE);
      break;

    case BLOCK_TEXT:
      draw_text (cr, context, block->texts[0], 14, FALSE, 0, 6, width, FALSE);
      break;
    }
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
  for (guint i = first; i < end; i++)
    {
      const Block *block = g_ptr_array_index (job->blocks, i);

      draw_block (block, cr, pango, width);
      cairo_translate (cr, 0, heights[block->type]);
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

  gtk_print_operation_set_unit (operation, GTK_UNIT_POINTS);
  gtk_print_operation_set_default_page_setup (operation, setup);
  gtk_print_operation_set_job_name (operation, job->name);
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
