/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop.h"

G_BEGIN_DECLS

/* Places what is ordered every week for the days that are open by now. @limits: (nullable):
 * as a new order has them
 */
gboolean parvis_standing_place_ahead (ParvisTx          *tx,
                                      ParvisShop        *shop,
                                      const json_t      *limits,
                                      GError           **error);
/* When there is bread again: the same for those that could not be placed. */
gboolean parvis_standing_try_again   (ParvisTx          *tx,
                                      const char        *merchant,
                                      GError           **error);
gboolean parvis_standing_forget      (ParvisTx          *tx,
                                      const ParvisShop  *shop,
                                      const char        *before,
                                      GError           **error);
/* Of a module that is off: those whose last order would be erased, as nothing is placed. */
gboolean parvis_standing_forget_unseen (ParvisTx    *tx,
                                        const char  *merchant,
                                        const char  *before,
                                        gint64       before_at,
                                        GError     **error);
/* "failed", the first of them, and "failed_days" of @days: (nullable): with blanks between */
void     parvis_standing_say_failed    (json_t      *body,
                                        const char  *days);
gboolean parvis_standing_delete        (ParvisTx    *tx,
                                        const char  *id,
                                        GError     **error);

G_END_DECLS
