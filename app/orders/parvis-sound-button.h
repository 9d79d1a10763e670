/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-bell.h"

G_BEGIN_DECLS

/* The button of a header that says whether new orders are heard; F3 where it shows. */
GtkWidget *parvis_sound_button_new (ParvisDesk *desk,
                                    ParvisBell *bell);

G_END_DECLS
