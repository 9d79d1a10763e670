/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-account.h"

G_BEGIN_DECLS

/* What stands in the place of a town that this person may see no more: since
 * when (or PARVIS_NO_TIME) and by whom (or NULL), and the way to @next, another
 * town of the account (or NULL).
 */
GtkWidget *parvis_removed_window_new (GtkApplication          *app,
                                      const char              *town,
                                      gint64                   at,
                                      const char              *by,
                                      const ParvisAccountTown *next);

G_END_DECLS
