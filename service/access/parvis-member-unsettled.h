/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/* A membership ends, or begins to weigh more, in the town's database, and what follows from it in
 * the service's is a command of its own, which is lost when the service ends between the two.
 * Adds those that are missing for @db's town (parvis_member_left_command() to @left,
 * parvis_member_risen_command() to @risen). @own: the service's database
 */
gboolean parvis_member_add_unsettled (ParvisDb   *own,
                                      ParvisDb   *db,
                                      GPtrArray  *left,
                                      GPtrArray  *risen,
                                      GError    **error);

G_END_DECLS
