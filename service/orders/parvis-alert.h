/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop.h"

G_BEGIN_DECLS

/* Who asked to be told when there is bread of a product again on one day. His address is
 * forgotten once he is told, and what is left of it when the day is over.
 */

/* Whenever there may be more of @product on @day, or less: plans who is told when, in the order
 * in which they asked, and as many at once as there is bread. The rest follow, as long as
 * there is some. At first nobody is, for it may be a slip. @product: (nullable): all of a shop's
 */
gboolean parvis_alerts_plan      (ParvisTx    *tx,
                                  const char  *merchant,
                                  const char  *product,
                                  const char  *day,
                                  GError     **error);
/* Of days before @before, or NULL for all. */
gboolean parvis_alerts_forget    (ParvisTx    *tx,
                                  const char  *merchant,
                                  const char  *before,
                                  GError     **error);
/* (transfer full): the letter, as parvis_orders_find_notice() has it; NOT_FOUND if there is
 * nothing to tell any more.
 */
json_t  *parvis_alert_describe   (ParvisDb    *db,
                                  const char  *id,
                                  gint64       now,
                                  GError     **error);
/* What becomes of it once its notice is done with. */
gboolean parvis_alert_note_told  (ParvisTx    *tx,
                                  const char  *id,
                                  gboolean     sent,
                                  GError     **error);

G_END_DECLS
