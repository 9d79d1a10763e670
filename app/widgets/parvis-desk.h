/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-link-text.h"
#include "parvis-session.h"
#include "parvis-ticker.h"
#include "parvis-undo.h"

G_BEGIN_DECLS

/**
 * ParvisDesk:
 *
 * What all screens of one window share: the session, the ticker, the stack of
 * what can be undone, and the voice. The window owns it and passes it in.
 *
 * Properties: "folded": the sidebar is away, so a page's header has to carry its
 * button and the connection chip; "compact": the window is narrower than 620 px;
 * "outage" (nullable): the sentence of an outage that lasts; "single-keys"
 * (writable): whether a letter or a sign alone is a shortcut, else it needs Ctrl;
 * "clicks" (writable): whether a count is heard;
 * "views" (nullable): the stack of all pages, where these are few and of one kind, so
 * that there is no sidebar and the headers carry them; "squeezed": there they have no
 * room.
 *
 * Signals: "said" (const char *sentence, guint step): a sentence for the person,
 * a toast and the status line; @step is a step of the undo stack that the toast
 * offers to take back, or 0. "told" (const char *sentence): for the status line
 * only, which a screen reader reads.
 *
 * Screens ask each other for things by actions of the window, all with the id
 * of a gauge: "win.open-place", "win.count-place", "win.close-place",
 * "win.reopen-place".
 */
#define PARVIS_TYPE_DESK (parvis_desk_get_type ())

G_DECLARE_FINAL_TYPE (ParvisDesk, parvis_desk, PARVIS, DESK, GObject)

ParvisDesk    *parvis_desk_new         (ParvisSession *session);
ParvisSession *parvis_desk_get_session (ParvisDesk    *self);
ParvisTicker  *parvis_desk_get_ticker  (ParvisDesk    *self);
ParvisUndo    *parvis_desk_get_undo    (ParvisDesk    *self);
void           parvis_desk_say         (ParvisDesk    *self,
                                        const char    *sentence,
                                        guint          step);
void           parvis_desk_tell        (ParvisDesk    *self,
                                        const char    *sentence);
/* The town's; borrowed. */
GTimeZone  *parvis_desk_get_zone        (ParvisDesk      *self);
void        parvis_desk_set_zone        (ParvisDesk      *self,
                                         GTimeZone       *zone);
void        parvis_desk_read_link       (ParvisDesk      *self,
                                         ParvisLinkFacts *facts);
gboolean    parvis_desk_get_folded      (ParvisDesk      *self);
void        parvis_desk_set_folded      (ParvisDesk      *self,
                                         gboolean         folded);
gboolean    parvis_desk_get_compact     (ParvisDesk      *self);
void        parvis_desk_set_compact     (ParvisDesk      *self,
                                         gboolean         compact);
GObject    *parvis_desk_get_views       (ParvisDesk      *self);
/* @views: (nullable): borrowed, the window's. Notifies even if it is the same: what is in
 * it may have changed.
 */
void        parvis_desk_set_views       (ParvisDesk      *self,
                                         GObject         *views);
void        parvis_desk_set_squeezed    (ParvisDesk      *self,
                                         gboolean         squeezed);
/* The window's; what headers that carry the pages carry too. */
GMenuModel *parvis_desk_get_menu        (ParvisDesk      *self);
void        parvis_desk_set_menu        (ParvisDesk      *self,
                                         GMenuModel      *menu);
gboolean    parvis_desk_get_clicks      (ParvisDesk      *self);
gboolean    parvis_desk_get_single_keys (ParvisDesk      *self);
const char *parvis_desk_get_outage      (ParvisDesk      *self);
void        parvis_desk_set_outage      (ParvisDesk      *self,
                                         const char      *sentence);

G_END_DECLS
