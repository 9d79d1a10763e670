/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

void parvis_preferences_show (GtkWindow *parent,
                              GSettings *settings);

G_END_DECLS
