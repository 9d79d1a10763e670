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

G_END_DECLS
