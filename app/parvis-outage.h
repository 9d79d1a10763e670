/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisOutage:
 *
 * Watches the line for a window: an outage is told after twenty seconds, once,
 * and its end with what was sent meanwhile. Short cuts stay silent.
 */
#define PARVIS_TYPE_OUTAGE (parvis_outage_get_type ())

G_DECLARE_FINAL_TYPE (ParvisOutage, parvis_outage, PARVIS, OUTAGE, GObject)

#define PARVIS_OUTAGE_SECONDS 20

ParvisOutage *parvis_outage_new    (ParvisDesk   *desk);
/* How long the machine has slept altogether since it was started, in ms: who hears more than
 * before asks the service anew.
 */
void          parvis_outage_note_sleep (ParvisOutage *self,
                                        gint64        slept);
/* The twenty seconds are over. */
void          parvis_outage_elapse (ParvisOutage *self);

G_END_DECLS
