/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ParvisTicker:
 *
 * The one timer of all ages on screen. Signal "tick" every five seconds while
 * somebody listens to it through a running ticker; nothing else keeps a timer
 * to tell how old something is.
 */
#define PARVIS_TYPE_TICKER (parvis_ticker_get_type ())

G_DECLARE_FINAL_TYPE (ParvisTicker, parvis_ticker, PARVIS, TICKER, GObject)

#define PARVIS_TICKER_SECONDS 5

ParvisTicker *parvis_ticker_new   (void);
void          parvis_ticker_start (ParvisTicker *self);
void          parvis_ticker_stop  (ParvisTicker *self);
void          parvis_ticker_tick  (ParvisTicker *self);

G_END_DECLS
