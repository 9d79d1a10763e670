/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/* What every page puts around its content. */

/* Adds the button of the sidebar and the connection chip to a page's header bar;
 * both show only while the sidebar is away. Where there is none the header carries the
 * pages.
 */
void       parvis_page_equip_header (AdwHeaderBar *header,
                                     ParvisDesk   *desk);
/* The same for a page that was opened from another and leads back to it. */
void       parvis_page_equip_inner_header (AdwHeaderBar *header,
                                           ParvisDesk   *desk);
/* Writes a page's status line; @sentence is NULL when there is nothing to say, and
 * then it takes no room.
 */
void       parvis_page_set_status   (GtkLabel     *label,
                                     const char   *sentence);
/* For a key or an address that somebody may copy with their eyes: it breaks anywhere, and
 * no hyphen is put where it does.
 */
void       parvis_page_show_literally (GtkLabel   *label);
/* The bar below a header that tells of a long outage. */
GtkWidget *parvis_page_outage_bar   (ParvisDesk   *desk);

/* What stands side by side stands one above the other in a narrow window. */
void       parvis_page_stack_if_compact (GtkOrientable *box,
                                         ParvisDesk    *desk);

/* How wide a window over that of @parent can be: @width, or less where there is less room. */
int        parvis_page_fit_width    (GtkWidget    *parent,
                                     int           width);

/* Escape closes a window that was opened over another. */
void       parvis_page_close_on_escape (GtkWindow *window);

G_END_DECLS
