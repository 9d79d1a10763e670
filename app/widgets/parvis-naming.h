/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Names, from now on, what GTK and libadwaita draw inside their own widgets and
 * leave unnamed: the lists of combo rows, the cross of a toast, switches, icons.
 * A screen reader would say the C type. What has a name keeps it. Call it once.
 */
void parvis_naming_start (void);

G_END_DECLS
