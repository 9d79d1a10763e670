/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop.h"

G_BEGIN_DECLS

/* Places what is ordered every week for the days that are open by now. */
gboolean parvis_standing_place_ahead (ParvisTx          *tx,
                                      ParvisShop        *shop,
                                      GError           **error);
gboolean parvis_standing_forget      (ParvisTx          *tx,
                                      const ParvisShop  *shop,
                                      const char        *before,
                                      GError           **error);
gboolean parvis_standing_delete      (ParvisTx          *tx,
                                      const char        *id,
                                      GError           **error);

G_END_DECLS
