/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-service.h"

G_BEGIN_DECLS

/**
 * ParvisHub:
 *
 * Brings the changes of all towns to the readers of event streams. It lives on
 * the listener's thread and knows no network: a stream is read like a file, and
 * says through a callback when there is something to read again.
 */
typedef struct _ParvisHub    ParvisHub;
typedef struct _ParvisStream ParvisStream;

/* Called from parvis_hub_turn() only; may read the stream, but not close it. */
typedef void (*ParvisWakeFunc) (gpointer transport);

#define PARVIS_STREAM_END (-1)      /* over, as agreed */
#define PARVIS_STREAM_CUT (-2)      /* the reader fell behind, or its town is gone */

ParvisHub    *parvis_hub_new          (ParvisService   *service,
                                       ParvisWakeFunc   wake);
/* All streams must be closed. */
void          parvis_hub_free         (ParvisHub       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisHub, parvis_hub_free)

/* What a batch changed, in order of seq. */
void          parvis_hub_publish      (ParvisHub       *self,
                                       const char      *town,
                                       ParvisChange   **changes,
                                       gsize            n_changes,
                                       gint64           now);
/* Wakes at most 500 readers, sends what was held back and is due, and beats.
 * @now: monotonic ms
 */
void          parvis_hub_turn         (ParvisHub       *self,
                                       gint64           now);
/* Returns: ms until the next turn is due; 0 at once, -1 never */
gint64        parvis_hub_get_wait     (ParvisHub       *self,
                                       gint64           now);
/* Ends the streams of a town that is no more what it was. */
void          parvis_hub_cut_town     (ParvisHub       *self,
                                       const char      *town);
/* Ends the streams of those who are not any more what they were, in @town or, where that
 * is NULL, anywhere.
 */
void          parvis_hub_check_owners (ParvisHub       *self,
                                       const char      *town);
/* Ends all streams; new ones are refused. */
void          parvis_hub_stop         (ParvisHub       *self);
guint         parvis_hub_get_streams  (ParvisHub       *self);

/* Opens a stream for @audiences, and of the merchants @scopes, that begins after the cursor
 * @after, or, where that is -1, with the whole public document as "event: snapshot". @pass
 * (nullable): whose it is; it ends when he is not any more what he was.
 *
 * Returns: (transfer full): or NULL: TOO_MANY, UNAVAILABLE, CONFLICT for a
 *   cursor that the feed has not reached
 */
ParvisStream *parvis_hub_open (ParvisHub           *self,
                               const char          *town,
                               ParvisAudiences      audiences,
                               const ParvisScopes  *scopes,
                               gint64               after,
                               const ParvisPass    *pass,
                               gpointer             transport,
                               GError             **error);
/* Copies what there is. 0 means that the stream waits now, and will wake.
 *
 * Returns: bytes, PARVIS_STREAM_END or PARVIS_STREAM_CUT
 */
gssize        parvis_stream_read      (ParvisStream    *self,
                                       char            *buffer,
                                       gsize            size);
void          parvis_stream_close     (ParvisStream    *self);

G_END_DECLS
