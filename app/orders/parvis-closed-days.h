/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-desk.h"
#include "parvis-shop-order.h"

G_BEGIN_DECLS

/* Orders for days on which the shop was closed after they came, and for hours that were taken
 * away: nobody else finds them.
 */

/* The word for a day that was only closed in the evening, when all is sold. */
#define PARVIS_CLOSED_OVER "over"

/* Why nothing is collected on @day; NULL if something is.
 * @pickups: (element-type ParvisEntityRef): the shop's
 */
const char *parvis_closed_days_find (GPtrArray  *pickups,
                                     const char *day);
/* Marks those of @orders, or takes the mark from them. @slots: (nullable): the shop's week; @n:
 * counts up, by what they lost, those that are marked now and were not
 */
void        parvis_closed_days_mark (GPtrArray    *pickups,
                                     const json_t *slots,
                                     GListModel   *orders,
                                     guint         n[PARVIS_N_ORDER_LOST]);
void        parvis_closed_days_tell (ParvisDesk   *desk,
                                     const guint   n[PARVIS_N_ORDER_LOST]);

G_END_DECLS
