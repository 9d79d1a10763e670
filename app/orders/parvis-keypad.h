/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Three by four large keys that type a number into @spin, for who has flour on his fingers:
 * digits are put behind what was typed here, and the arrow takes the last one away.
 */
GtkWidget *parvis_keypad_new (GtkSpinButton *spin);

G_END_DECLS
