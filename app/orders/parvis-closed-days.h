/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-desk.h"
#include "parvis-shop-order.h"

G_BEGIN_DECLS

/* Orders for days on which the shop was closed after they came: nobody else finds them. */

/* The word for a day that was only closed in the evening, when all is sold. */
#define PARVIS_CLOSED_OVER "over"

/* Why nothing is collected on @day; NULL if something is.
 * @pickups: (element-type ParvisEntityRef): the shop's
 */
const char *parvis_closed_days_find (GPtrArray  *pickups,
                                     const char *day);
/* Marks those of @orders, or takes the mark from them; how many are marked now and were not. */
guint       parvis_closed_days_mark (GPtrArray  *pickups,
                                     GListModel *orders);
void        parvis_closed_days_tell (ParvisDesk *desk,
                                     guint       n);

G_END_DECLS
