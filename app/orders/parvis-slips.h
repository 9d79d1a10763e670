/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisSlips:
 *
 * Prints a slip for each order that arrives, once, without a question: on the printer of the
 * setting "slip-printer", or as a PDF in the folder of "slip-folder", if the setting "slips"
 * wants any. What was printed is kept in the settings, so that neither another start nor a feed
 * that comes anew prints it again. A slip that cannot be printed waits until it can.
 */
#define PARVIS_TYPE_SLIPS (parvis_slips_get_type ())
G_DECLARE_FINAL_TYPE (ParvisSlips, parvis_slips, PARVIS, SLIPS, GObject)

ParvisSlips *parvis_slips_new        (ParvisShop  *shop,
                                      GSettings   *settings);
/* A slip that has not been printed yet, though it should have been. */
gboolean     parvis_slips_is_failing (ParvisSlips *self);

G_END_DECLS
