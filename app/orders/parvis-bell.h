/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisBell:
 *
 * Calls for orders that nobody has seen: a sound that comes again, and a notification
 * of the desktop with "Seen, preparing". The settings "order-sound" and
 * "order-volume" are its own. Signals: "rang" (guint unseen): whoever cannot hear sees;
 * "switched" (): the sound is on or off.
 */
#define PARVIS_TYPE_BELL (parvis_bell_get_type ())

G_DECLARE_FINAL_TYPE (ParvisBell, parvis_bell, PARVIS, BELL, GObject)

ParvisBell *parvis_bell_new       (ParvisShop *shop,
                                   GSettings  *settings);
gboolean    parvis_bell_is_on     (ParvisBell *self);
void        parvis_bell_set_on    (ParvisBell *self,
                                   gboolean    on);
/* The sound of a new order, as loud as @settings say, whether it is on or not. */
void        parvis_bell_play_test (GSettings  *settings);

G_END_DECLS
