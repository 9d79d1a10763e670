/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisOwnSteps:
 *
 * What this machine did with each order, to know it from what others do.
 */
typedef struct _ParvisOwnSteps ParvisOwnSteps;

ParvisOwnSteps *parvis_own_steps_new     (void);
void            parvis_own_steps_free    (ParvisOwnSteps  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisOwnSteps, parvis_own_steps_free)

/* An order was led from one state to another. */
void            parvis_own_steps_note    (ParvisOwnSteps  *self,
                                          const char      *id,
                                          const char      *from,
                                          const char      *made);
/* @step: of the stack of what can be undone */
void            parvis_own_steps_add     (ParvisOwnSteps  *self,
                                          const char      *id,
                                          guint            step);
/* Whether it is in @state because of this machine. */
gboolean        parvis_own_steps_made    (ParvisOwnSteps  *self,
                                          const char      *id,
                                          const char      *state);
/* An order is in a @state that this machine never led it through, so what was done with it here
 * is not its own any more.
 * Returns: (transfer full) (nullable) (element-type guint): the steps; NULL where it is its own
 */
GArray         *parvis_own_steps_give_up (ParvisOwnSteps  *self,
                                          const char      *id,
                                          const char      *state);

G_END_DECLS
