/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-message.h"
#include "parvis-metrics.h"

G_BEGIN_DECLS

/**
 * ParvisLive:
 *
 * The public snapshots: for each town the document of GET …/live as an
 * immutable buffer that is made again at the first request after a change. It
 * is made from the feed, so it cannot say anything else than the streams.
 */
typedef struct _ParvisLive ParvisLive;

ParvisLive     *parvis_live_new    (ParvisStore    *store,
                                    ParvisMetrics  *metrics);
void            parvis_live_free   (ParvisLive     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisLive, parvis_live_free)

/* Tells that the feed of @town has reached @seq. */
void            parvis_live_note   (ParvisLive     *self,
                                    const char     *town,
                                    gint64          seq);
/* Tells that a town may be described otherwise than before, whichever it is. From any
 * thread.
 */
void            parvis_live_note_description (ParvisLive     *self);
/* Whether @town, which is served, shows something to everybody. Cheap where nothing of its
 * description has changed since.
 */
gboolean        parvis_live_is_shown         (ParvisLive     *self,
                                              const char     *town,
                                              gboolean       *shown,
                                              GError        **error);
/* Forgets a town that was removed or restored. */
void            parvis_live_forget (ParvisLive     *self,
                                    const char     *town);
/* Returns: (transfer none): valid until the next call. @seq gets the sequence
 * number that it includes.
 */
ParvisPrepared *parvis_live_get    (ParvisLive     *self,
                                    const char     *town,
                                    gint64         *seq,
                                    GError        **error);

G_END_DECLS
