/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-bell.h"
#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisInboxPage:
 *
 * The orders of a shop and the one that is selected (ux.md §9, §10). Its actions, for
 * keys: "inbox.back", "inbox.sound", "inbox.sell", "inbox.detail", "inbox.history".
 */
#define PARVIS_TYPE_INBOX_PAGE (parvis_inbox_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisInboxPage, parvis_inbox_page, PARVIS, INBOX_PAGE, GtkWidget)

GtkWidget   *parvis_inbox_page_new          (ParvisShop      *shop,
                                             ParvisBell      *bell);
void         parvis_inbox_page_select       (ParvisInboxPage *self,
                                             ParvisOrder     *order);
ParvisOrder *parvis_inbox_page_get_selected (ParvisInboxPage *self);
/* Whether there was something to come back from */
gboolean     parvis_inbox_page_go_back      (ParvisInboxPage *self);
/* What was typed of a code, as if it stood in the search. */
void         parvis_inbox_page_search       (ParvisInboxPage *self,
                                             const char      *typed);
/* An action of the selected order: "order.step". */
void         parvis_inbox_page_do           (ParvisInboxPage *self,
                                             const char      *action);
ParvisShop  *parvis_inbox_page_get_shop     (ParvisInboxPage *self);

G_END_DECLS
