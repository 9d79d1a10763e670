/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-account.h"
#include "parvis-desk.h"
#include "parvis-news.h"
#include "parvis-places.h"
#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisWindow:
 *
 * The window of one town: sidebar, pages, connection chip, messages. It alone
 * knows all screens and passes them what they share.
 */
#define PARVIS_TYPE_WINDOW (parvis_window_get_type ())

G_DECLARE_FINAL_TYPE (ParvisWindow, parvis_window, PARVIS, WINDOW, AdwApplicationWindow)

ParvisWindow *parvis_window_new        (GtkApplication *app,
                                        ParvisSession  *session,
                                        GSettings      *settings);
void          parvis_window_read_ahead (ParvisWindow   *self);
void          parvis_window_prepare    (ParvisWindow   *self);
ParvisDesk   *parvis_window_get_desk   (ParvisWindow   *self);
ParvisPlaces *parvis_window_get_places (ParvisWindow   *self);
ParvisNews   *parvis_window_get_news   (ParvisWindow   *self);
/* (nullable): of a merchant */
ParvisShop   *parvis_window_get_shop   (ParvisWindow   *self);
/* Whether the town has it, published or prepared. */
gboolean      parvis_window_has_module (ParvisWindow   *self,
                                        const char     *module);
/* By name: "map", "count", "sources"; FALSE if there is no such page here. */
gboolean      parvis_window_show_page  (ParvisWindow   *self,
                                        const char     *name);
/* Who it is and which towns there are to go to. */
void          parvis_window_set_account   (ParvisWindow        *self,
                                           const ParvisAccount *account);
/* The session's rights have changed: pages come and go. */
void          parvis_window_follow_rights (ParvisWindow        *self);
/* What the status line, which a screen reader follows, says now. */
const char   *parvis_window_get_status (ParvisWindow   *self);

/* The shop's order @id on screen; with @seen, acknowledged too. */
void          parvis_window_open_order (ParvisWindow   *self,
                                        const char     *id,
                                        gboolean        seen);

G_END_DECLS
