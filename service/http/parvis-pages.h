/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-assets.h"
#include "parvis-live.h"
#include "parvis-resident.h"

G_BEGIN_DECLS

typedef struct _ParvisService ParvisService;

/**
 * ParvisPages:
 *
 * The residents' pages as they were written last: one for each town, page and language, made
 * again at the first request after its town changed or the minute went by. On the thread of
 * the listener alone.
 */
typedef struct _ParvisPages ParvisPages;

/* All but the settings is borrowed. */
ParvisPages          *parvis_pages_new  (ParvisStore               *store,
                                         ParvisLive                *live,
                                         guint                      orders_kept_days);
void                  parvis_pages_free (ParvisPages               *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPages, parvis_pages_free)

ParvisAssets         *parvis_pages_get_assets (ParvisPages               *self);
const ParvisResidentSettings *
                      parvis_pages_get_settings (ParvisPages             *self);
/* What is known of @insee. Borrowed until the next call; of a town that shows nothing there
 * is nothing.
 */
const ParvisTownView *parvis_pages_get_town   (ParvisPages               *self,
                                               const char                *insee,
                                               GError                   **error);
/* @kind of the town that was got last. Borrowed until the next call. */
ParvisPrepared       *parvis_pages_get        (ParvisPages               *self,
                                               const ParvisTownView      *town,
                                               const ParvisResidentKind  *kind,
                                               const char                *language,
                                               gboolean                   gzip,
                                               gint64                     now);

/* parvis-residents.c: what is known of the town of @request, as parvis_pages_get_town(). */
const ParvisTownView *parvis_residents_find_town   (ParvisService        *service,
                                                    const ParvisRequest  *request,
                                                    GError              **error);
/* NOT_FOUND. Returns: FALSE */
gboolean              parvis_residents_set_missing (GError              **error);

G_END_DECLS
