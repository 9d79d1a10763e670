/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisStock:
 * @online: what residents can still reserve of what is ready
 * @counter: what can be sold at the counter without touching that
 * @later: what they can reserve of what is not ready yet
 * @floor: what a sale at the counter leaves to those who reserve
 * @next_ready: minutes of the day when the next bake is ready, -1 without one
 * @is_shut: sold out by hand
 * @reserved: not collected yet
 *
 * What there is of a product on one day: its bakes, with what this machine has done
 * since in them.
 */
typedef struct
{
  int      online;
  int      counter;
  int      later;
  int      floor;
  int      declared;
  int      reserved;
  int      collected;
  int      sold;
  int      lost;
  int      given;
  int      unsold;
  int      overdrawn;
  int      borrowed;         /* sold, and taken from what is online */
  int      next_ready;
  int      next_quantity;
  guint    ready_bakes;
  gboolean is_shut;
} ParvisStock;

/* @bakes: (element-type ParvisEntityRef): of the shop; @minute: of the day, now */
void parvis_stock_read     (const json_t      *product,
                            GPtrArray         *bakes,
                            const char        *day,
                            int                minute,
                            ParvisStock       *stock);
int  parvis_stock_get_left (const ParvisStock *stock);
/* Under a sixth of what was baked is left. */
gboolean parvis_stock_is_low (const ParvisStock *stock);

/**
 * ParvisSale:
 *
 * What may come of selling some at the counter.
 */
typedef enum
{
  PARVIS_SALE_GOOD,        /* there is enough */
  PARVIS_SALE_PROMISED,    /* only what is set aside for reservations */
  PARVIS_SALE_NOTHING,     /* nothing at all */
} ParvisSale;

/* With the line down the counter has only its own purse, else what is online down to the floor. */
ParvisSale parvis_stock_judge (const ParvisStock *stock,
                               int                quantity,
                               gboolean           link_up);

G_END_DECLS
