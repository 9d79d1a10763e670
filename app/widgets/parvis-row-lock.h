/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Takes a row's control out of use and says at its end, to the eye and to a screen reader,
 * whose the choice is: "Set by the town". @by: (nullable): NULL gives it back.
 */
void parvis_row_lock (GtkWidget  *row,
                      const char *by);

G_END_DECLS
