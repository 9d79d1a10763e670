/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-rights.h"

G_BEGIN_DECLS

/* A window of its own that says in a few sentences how Parvis is meant, for who may do
 * @rights: nobody is told of what is not there for him.
 */
void parvis_help_show (GtkWindow    *parent,
                       ParvisRights  rights);

G_END_DECLS
