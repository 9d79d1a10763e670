/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"
#include "parvis-source-text.h"

G_BEGIN_DECLS

/**
 * ParvisSourceDetail:
 *
 * All that is known of one source: its state, its settings as they were
 * declared, and how far it can be relied on. Signal "judged" (gboolean): the
 * person says that a sudden zero is true, or that it is a fault.
 */
#define PARVIS_TYPE_SOURCE_DETAIL (parvis_source_detail_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSourceDetail, parvis_source_detail, PARVIS, SOURCE_DETAIL, GtkWidget)

void parvis_source_detail_show (ParvisSourceDetail     *self,
                                const ParvisSource     *source,
                                const ParvisSourceView *view);

void parvis_source_detail_set_desk (ParvisSourceDetail *self,
                                    ParvisDesk         *desk);
/* Says what came last; takes a running source out, and a paused one in again. */
void parvis_source_detail_test     (ParvisSourceDetail *self);
void parvis_source_detail_pause    (ParvisSourceDetail *self);

G_END_DECLS
