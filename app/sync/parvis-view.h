/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-entity.h"
#include "parvis-feed.h"
#include "parvis-outbox.h"

G_BEGIN_DECLS

/**
 * ParvisView:
 *
 * What the screens see: the entities of the live kinds as the service said
 * them, with the effects of this machine's actions drawn over. It decides when
 * a change of the feed may replace an entity without an action being counted
 * twice or dropping out for a moment. Pure; knows no clock, disk or network.
 */
typedef struct _ParvisView ParvisView;

/* @kinds is NULL-terminated and static. @outbox is borrowed. */
ParvisView      *parvis_view_new             (const char * const  *kinds,
                                              ParvisOutbox        *outbox);
void             parvis_view_free            (ParvisView          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisView, parvis_view_free)

/* Dated entities of before that day are only passed on to the disk. */
void             parvis_view_set_horizon     (ParvisView          *self,
                                              const char          *day);

/* What was on disk; takes the reference to @body. */
void             parvis_view_load            (ParvisView          *self,
                                              const char          *kind,
                                              const char          *id,
                                              gint64               seq,
                                              json_t              *body);

/* Each of these appends to @applied the changes that the entities took over
 * (and so may be written to disk), and never earlier ones of the same entity.
 */
void             parvis_view_offer           (ParvisView          *self,
                                              ParvisFeedChange    *change,
                                              gint64               now,
                                              GPtrArray           *applied);
/* An action about @object got another state. */
void             parvis_view_review          (ParvisView          *self,
                                              const char          *object,
                                              GPtrArray           *applied);
/* The feed has had time to bring all effects of @queued, so those that it did
 * not bring changed nothing.
 */
void             parvis_view_conclude        (ParvisView          *self,
                                              ParvisQueued        *queued);
/* Takes over what was held back since @limit or before, hiding the effects
 * that it may contain.
 */
void             parvis_view_release         (ParvisView          *self,
                                              gint64               limit,
                                              GPtrArray           *applied);

/* Instant since when the longest held change waits; PARVIS_NEVER for none. */
gint64           parvis_view_get_held_since  (ParvisView          *self);
/* The oldest sequence number that is held back; PARVIS_NEVER for none. */
gint64           parvis_view_get_held_seq    (ParvisView          *self);

/* The service starts over: what is known counts as older than anything. */
void             parvis_view_age             (ParvisView          *self);
/* Ends that: drops what the service did not mention again. */
void             parvis_view_sweep           (ParvisView          *self);

/* An effect on @object came or went. */
void             parvis_view_touch           (ParvisView          *self,
                                              const char          *object);
/* (transfer full) (nullable) */
ParvisEntityRef *parvis_view_dup             (ParvisView          *self,
                                              const char          *kind,
                                              const char          *id);
/* (transfer full) (element-type ParvisEntityRef), by id */
GPtrArray       *parvis_view_list            (ParvisView          *self,
                                              const char          *kind);
gboolean         parvis_view_has_changed     (ParvisView          *self);
/* (transfer full) (element-type ParvisEntityRef): what looks different since
 * the last call; deleted ones have no body
 */
GPtrArray       *parvis_view_take_changed    (ParvisView          *self);

G_END_DECLS
