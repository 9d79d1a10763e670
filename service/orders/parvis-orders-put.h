/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop.h"

G_BEGIN_DECLS

/* What a body or a town's file declares. One with an "id" that is there changes what is
 * there; *@id (transfer full) gets it in any case.
 */
gboolean parvis_put_merchant (ParvisTx          *tx,
                              const json_t      *body,
                              char             **id,
                              GError           **error);
gboolean parvis_put_product  (ParvisTx          *tx,
                              const char        *merchant,
                              const json_t      *body,
                              char             **id,
                              GError           **error);
/* {"weekday","bakes":[{"ready","quantity","online"}]} */
gboolean parvis_put_pattern  (ParvisTx          *tx,
                              const char        *product,
                              const json_t      *body,
                              GError           **error);
/* Each of a list of at most seven; NULL for none. */
gboolean parvis_put_patterns (ParvisTx          *tx,
                              const char        *product,
                              const json_t      *list,
                              GError           **error);
/* Whether the "id" of a body, if it has one, is nobody's: who adds something without the
 * network names it himself, so that what he does with it next can name it too. @sql: finds
 * the one of that ":id", also one that was removed.
 */
gboolean parvis_orders_is_new (ParvisTx         *tx,
                               const char       *sql,
                               const json_t     *body,
                               GError          **error);

G_END_DECLS
