/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-day-log.h"
#include "parvis-session.h"
#include "parvis-undo.h"

G_BEGIN_DECLS

/**
 * ParvisTally:
 *
 * The hand that counts one gauge, without a screen: what presses become. Each
 * press is a command of its own, so that it is on the disk before the next one
 * and a power cut loses nothing; presses that follow each other quickly are one
 * gesture to the person, with one line and one step to undo.
 *
 * Signals: "changed" () when the last gesture or its state is another;
 * "failed" (GError) when a press could not be kept on this machine.
 */
#define PARVIS_TYPE_TALLY (parvis_tally_get_type ())

G_DECLARE_FINAL_TYPE (ParvisTally, parvis_tally, PARVIS, TALLY, GObject)

/* What became of the last gesture. */
typedef enum
{
  PARVIS_GESTURE_NONE,
  PARVIS_GESTURE_WAITING,     /* on this machine */
  PARVIS_GESTURE_SAVED,       /* the service has it */
  PARVIS_GESTURE_REFUSED,
  PARVIS_GESTURE_TAKEN_BACK,
} ParvisGestureState;

ParvisTally        *parvis_tally_new               (ParvisSession  *session,
                                                    ParvisUndo     *undo,
                                                    const char     *gauge,
                                                    GTimeZone      *zone);
const char         *parvis_tally_get_gauge         (ParvisTally    *self);
int                 parvis_tally_get_present       (ParvisTally    *self);
int                 parvis_tally_get_waiting_delta (ParvisTally    *self);
gboolean            parvis_tally_press             (ParvisTally    *self,
                                                    int             delta);
void                parvis_tally_still             (ParvisTally    *self);
void                parvis_tally_recount           (ParvisTally    *self,
                                                    int             value,
                                                    const char     *note,
                                                    gboolean        confirmed);
ParvisGestureState  parvis_tally_get_state         (ParvisTally    *self);
char               *parvis_tally_dup_last          (ParvisTally    *self);
gboolean            parvis_tally_is_settling       (ParvisTally    *self);
guint               parvis_tally_get_step          (ParvisTally    *self);
gboolean            parvis_tally_can_take_back     (ParvisTally    *self);
void                parvis_tally_take_back         (ParvisTally    *self);
GPtrArray          *parvis_tally_read_log          (ParvisTally    *self);
gboolean            parvis_tally_has_company       (ParvisTally    *self,
                                                    GPtrArray      *lines,
                                                    gint64         *since,
                                                    const char    **name);

G_END_DECLS
