/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-mailbox.h"
#include "parvis-service.h"

G_BEGIN_DECLS

/**
 * ParvisSchedule:
 *
 * Runs what becomes due by itself: the freshness that changes without a reading.
 * For each town it knows the next instant, asks for it again after each batch
 * that changed the town, and submits a command when it has come. One thread; its
 * commands answer through the mailbox, so it is freed after that was drained.
 */
typedef struct _ParvisSchedule ParvisSchedule;

/* Both are borrowed. Every town is looked at soon after. */
ParvisSchedule *parvis_schedule_new  (ParvisService   *service,
                                      ParvisMailbox   *mailbox);
void            parvis_schedule_free (ParvisSchedule  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisSchedule, parvis_schedule_free)

/* Tells that something in the town changed. */
void            parvis_schedule_note (ParvisSchedule  *self,
                                      const char      *town);
/* @now: monotonic ms. Returns: ms until it wants to be called again */
gint64          parvis_schedule_turn (ParvisSchedule  *self,
                                      gint64           now);

G_END_DECLS
