/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-order-row.h"

G_BEGIN_DECLS

/* Who did not come for his order, counted for 60 days by its shop. */

gboolean parvis_forgotten_add    (ParvisTx              *tx,
                                  const ParvisOrderRow  *row,
                                  GError               **error);
/* He had not forgotten it. */
gboolean parvis_forgotten_drop   (ParvisTx              *tx,
                                  const ParvisOrderRow  *row,
                                  GError               **error);
/* How often whoever places @row has forgotten one there. */
gboolean parvis_forgotten_count  (ParvisTx              *tx,
                                  const ParvisOrderRow  *row,
                                  gint64                *n,
                                  GError               **error);
/* What is older than that, or @everything. */
gboolean parvis_forgotten_forget (ParvisTx              *tx,
                                  const char            *merchant,
                                  gboolean               everything,
                                  GError               **error);

G_END_DECLS
