/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisAlarm:
 *
 * When the bell rings for orders that nobody has seen (ux.md §9): at once, each
 * minute three times, then every five minutes. Pure: the owner tells the time.
 */
typedef struct _ParvisAlarm ParvisAlarm;

/* From then on an order's row says that nobody has seen it. */
#define PARVIS_ALARM_LOUD (20 * PARVIS_MINUTE)

ParvisAlarm *parvis_alarm_new     (void);
void         parvis_alarm_free    (ParvisAlarm  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisAlarm, parvis_alarm_free)

/* An unseen order is there; once for each. It rings @now, and not again before @again_from: who
 * orders in the evening for the morning wakes nobody.
 */
void         parvis_alarm_add     (ParvisAlarm  *self,
                                   const char   *id,
                                   gint64        now,
                                   gint64        again_from);
/* It was seen, or is gone. */
void         parvis_alarm_remove  (ParvisAlarm  *self,
                                   const char   *id);
/* Whether the bell rings now: at most once, for however many. Without @again each rings
 * once.
 */
gboolean     parvis_alarm_is_due  (ParvisAlarm  *self,
                                   gint64        now,
                                   gboolean      again);
/* PARVIS_NEVER with nothing to wait for */
gint64       parvis_alarm_next    (ParvisAlarm  *self);
guint        parvis_alarm_count   (ParvisAlarm  *self);

G_END_DECLS
