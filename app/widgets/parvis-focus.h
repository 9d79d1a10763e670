/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/* What stands in the place of the sidebar for a person whose work is a few pages of one
 * kind: the pages themselves, in the header and, where that is too narrow, below. The
 * window decides (parvis_desk_set_views()).
 */

/* Lets the header of a page carry the pages, and the main menu, while it is so. What the
 * page has in the middle of its header goes into a row below it if it is more than words.
 */
void       parvis_focus_equip_header (AdwHeaderBar *header,
                                      ParvisDesk   *desk);
/* The pages at the lower edge of the window. */
GtkWidget *parvis_focus_bar_new      (ParvisDesk   *desk);

G_END_DECLS
