/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-wire.h"

G_BEGIN_DECLS

/* The longest side at which a page is measured: what matters is whether it can be
 * read as large as it is shown, not how many pixels a telephone made of it.
 */
#define PARVIS_LEGIBILITY_SIDE 1600

/* Everything but how many pixels there are. */
void parvis_legibility_measure (const guint8         *pixels,
                                guint32               width,
                                guint32               height,
                                ParvisRenderMeasures *measures);

G_END_DECLS
