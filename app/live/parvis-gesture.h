/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"

G_BEGIN_DECLS

/**
 * ParvisGesture:
 *
 * What a person did to one gauge in one go, as the commands that stand for it.
 * It can be brought to any total: what was not sent is withdrawn, and a command
 * makes up the rest. So taking back leaves no trace while the line is down, and
 * both movements in the history once the first was sent (ux.md §0.6).
 */
typedef struct _ParvisGesture ParvisGesture;

/* @error is NULL when a command became durable, or its change was made. */
typedef void (*ParvisGestureFunc) (ParvisGesture  *gesture,
                                   const GError   *error,
                                   gpointer        user_data);

ParvisGesture *parvis_gesture_new         (ParvisSession      *session,
                                           const char         *gauge,
                                           ParvisGestureFunc   changed,
                                           gpointer            user_data);
ParvisGesture *parvis_gesture_ref         (ParvisGesture      *self);
void           parvis_gesture_unref       (ParvisGesture      *self);
/* The one who made it is going: @changed is not called any more. */
void           parvis_gesture_detach      (ParvisGesture      *self);
void           parvis_gesture_submit      (ParvisGesture      *self,
                                           const char         *name,
                                           json_t             *body,
                                           int                 delta);
void           parvis_gesture_reach       (ParvisGesture      *self,
                                           int                 total);
int            parvis_gesture_get_total   (ParvisGesture      *self);
/* @keys: (element-type utf8): a set with strings of its own */
void           parvis_gesture_add_keys_to (ParvisGesture      *self,
                                           GHashTable         *keys);
/* How many of its commands are in @actions (element-type ParvisAction). */
guint          parvis_gesture_count_in    (ParvisGesture      *self,
                                           GPtrArray          *actions,
                                           guint              *refused);
gboolean       parvis_gesture_is_settling (ParvisGesture      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisGesture, parvis_gesture_unref)

G_END_DECLS
