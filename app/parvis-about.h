/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-session.h"

G_BEGIN_DECLS

/* @session is nullable: it adds what helps somebody who looks for a fault. */
void parvis_about_show     (GtkWindow     *parent,
                            ParvisSession *session);
void parvis_shortcuts_show (GtkWindow     *parent);

G_END_DECLS
