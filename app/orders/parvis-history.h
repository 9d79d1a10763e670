/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisHistory:
 *
 * The past orders of a shop as a list of ParvisOrder, newest first, of which as many are
 * in memory as somebody has looked at, and a page ahead. Signal "loaded" (): some have come,
 * or there are none any more.
 */
#define PARVIS_TYPE_HISTORY (parvis_history_get_type ())

G_DECLARE_FINAL_TYPE (ParvisHistory, parvis_history, PARVIS, HISTORY, GObject)

ParvisHistory *parvis_history_new        (ParvisShop    *shop);
/* Asks for a few more, which come in the frame after this one if they are read already. */
void           parvis_history_more       (ParvisHistory *self);
gboolean       parvis_history_is_loading (ParvisHistory *self);
gboolean       parvis_history_is_whole   (ParvisHistory *self);

G_END_DECLS
