/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-bake-print"

#include "config.h"

#include "parvis-bake-blocks.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

ParvisBlock *
parvis_block_new (ParvisBlockType  type,
                  const char      *text)
{
  ParvisBlock *self = g_new0 (ParvisBlock, 1);

  self->type = type;
  self->texts[0] = g_strdup (text);

  return self;
}

void
parvis_block_free (ParvisBlock *self)
{
  for (guint i = 0; i < PARVIS_BLOCK_TEXTS; i++)
    g_free (self->texts[i]);
  g_free (self);
}

static ParvisBlock *
add_block (GPtrArray       *blocks,
           ParvisBlockType  type,
           const char      *text)
{
  ParvisBlock *block = parvis_block_new (type, text);

  g_ptr_array_add (blocks, block);

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
tell_title (const ParvisBakeSheet *sheet)
{
  g_autofree char *day = tell_day (sheet->plan->day);

  /* Translators: the title of a sheet: "Batch of Wednesday 17 June". */
  return g_strdup_printf (_("Batch of %s"), day);
}

static void
add_title (GPtrArray             *blocks,
           const ParvisBakeSheet *sheet)
{
  g_autofree char *clock = parvis_format_clock (sheet->moment->now, sheet->moment->zone);
  g_autofree char *missed = parvis_bake_plan_tell_missed (sheet->plan);
  ParvisBlock *block = add_block (blocks, PARVIS_BLOCK_TITLE, sheet->shop);

  block->texts[1] = tell_title (sheet);
  block->texts[2] = g_strdup_printf (_("Printed at %s"), clock);
  block->texts[3] = g_strdup_printf (ngettext ("%u reservation", "%u reservations",
                                               sheet->plan->n_orders), sheet->plan->n_orders);
  if (sheet->note != NULL)
    add_block (blocks, PARVIS_BLOCK_TEXT, sheet->note);
  if (missed != NULL)
    add_block (blocks, PARVIS_BLOCK_TEXT, missed);
}

static void
add_products (GPtrArray            *blocks,
              const ParvisBakePlan *plan)
{
  ParvisBlock *block = add_block (blocks, PARVIS_BLOCK_HEADING, _("To bake"));

  block->keeps = TRUE;
  block = add_block (blocks, PARVIS_BLOCK_COLUMNS, _("Product"));
  block->keeps = TRUE;
  block->texts[1] = g_strdup (_("Reserved"));
  block->texts[2] = g_strdup (_("Counter, usually"));
  block->texts[3] = g_strdup (_("Total"));
  /* Translators: above the boxes to tick of a list on paper. */
  block->texts[4] = g_strdup (C_("bake list", "Done"));

  for (guint i = 0; i < plan->lines->len; i++)
    {
      const ParvisBakeLine *line = g_ptr_array_index (plan->lines, i);

      block = add_block (blocks, PARVIS_BLOCK_PRODUCT, line->name);
      block->texts[1] = line->reserved > 0 ? g_strdup_printf ("%d", line->reserved)
                                           : g_strdup (_("none reserved"));
      block->texts[2] = line->usual >= 0 ? g_strdup_printf ("≈\u00a0%d", line->usual)
                                         : g_strdup ("–");
      block->texts[3] = g_strdup_printf ("%d", line->total);
    }
}

static void
add_order (GPtrArray   *blocks,
           ParvisOrder *order)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);
  g_autofree char *code = parvis_order_text_code (facts->code);
  ParvisBlock *block = add_block (blocks, PARVIS_BLOCK_ORDER, code);

  block->texts[1] = g_strdup (facts->name);
  block->texts[2] = parvis_order_text_items (facts);
}

/* On a slip the code is what is looked for. */
static void
add_slip (GPtrArray   *blocks,
          ParvisOrder *order)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (order);
  g_autofree char *code = parvis_order_text_code (facts->code);
  ParvisBlock *block = add_block (blocks, PARVIS_BLOCK_CODE, code);

  block->keeps = TRUE;
  block = add_block (blocks, PARVIS_BLOCK_TEXT, facts->name);
  for (guint i = 0; i < facts->lines->len; i++)
    {
      const ParvisOrderLine *line = g_ptr_array_index (facts->lines, i);
      const char *options = line->options != NULL ? line->options : "";
      g_autofree char *text = g_strdup_printf ("%d × %s %s", line->quantity, line->name, options);

      block->keeps = TRUE;
      block = add_block (blocks, PARVIS_BLOCK_TEXT, text);
    }
}

static void
add_slots (GPtrArray             *blocks,
           const ParvisBakeSheet *sheet)
{
  gboolean tickets = sheet->paper == PARVIS_PAPER_TICKET;

  for (guint i = 0; i < sheet->plan->slots->len; i++)
    {
      const ParvisBakeSlot *slot = g_ptr_array_index (sheet->plan->slots, i);
      g_autofree char *from = parvis_order_text_minutes (slot->from);
      g_autofree char *until = parvis_order_text_minutes (slot->until);
      g_autofree char *text = g_strdup_printf ("%s – %s", from, until);
      ParvisBlock *head = add_block (blocks, PARVIS_BLOCK_SLOT, text);

      head->breaks = tickets && i > 0;
      head->keeps = TRUE;
      for (guint j = 0; j < slot->orders->len; j++)
        if (tickets)
          add_slip (blocks, g_ptr_array_index (slot->orders, j));
        else
          add_order (blocks, g_ptr_array_index (slot->orders, j));
    }
}

static void
add_one (GPtrArray             *blocks,
         const ParvisBakeSheet *sheet)
{
  const ParvisOrderFacts *facts = parvis_order_get_facts (sheet->order);
  g_autofree char *from = parvis_order_text_minutes (facts->from);
  g_autofree char *day = tell_day (facts->day);
  g_autofree char *when = g_strdup_printf (_("%1$s, %2$s"), day, from);
  g_autofree char *money = parvis_order_text_money (facts->total);
  g_autofree char *total = g_strdup_printf (_("%1$s: %2$s"), _("Pay at the counter"), money);

  add_block (blocks, PARVIS_BLOCK_TEXT, sheet->shop);
  add_slip (blocks, sheet->order);
  add_block (blocks, PARVIS_BLOCK_SLOT, when);
  if (facts->note != NULL)
    add_block (blocks, PARVIS_BLOCK_TEXT, facts->note);
  add_block (blocks, PARVIS_BLOCK_TEXT, total);
}

GPtrArray *
parvis_block_list (const ParvisBakeSheet *sheet)
{
  GPtrArray *blocks = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_block_free);

  if (sheet->order != NULL)
    {
      add_one (blocks, sheet);
      return blocks;
    }

  if (sheet->paper == PARVIS_PAPER_A4)
    {
      add_title (blocks, sheet);
      add_products (blocks, sheet->plan);
      if (sheet->plan->slots->len > 0)
        add_block (blocks, PARVIS_BLOCK_HEADING, _("To bag"))->keeps = TRUE;
    }
  add_slots (blocks, sheet);

  return blocks;
}

char *
parvis_block_header (const ParvisBakeSheet *sheet)
{
  g_autofree char *title = tell_title (sheet);

  return g_strdup_printf ("%s · %s", sheet->shop, title);
}

char *
parvis_block_footer (const ParvisBakeSheet *sheet)
{
  g_autofree char *clock = parvis_format_clock (sheet->moment->now, sheet->moment->zone);

  return g_strdup_printf (_("Orders that came after %s: see the screen. “≈”: the mean of "
                            "such days, not an order."), clock);
}
