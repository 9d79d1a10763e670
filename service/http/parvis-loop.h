/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef void   (*ParvisLoopFunc) (gpointer user_data);
/* Runs in every turn after the descriptors. @now: monotonic ms.
 *
 * Returns: ms until it wants to run again; 0 at once, -1 when something comes
 */
typedef gint64 (*ParvisTurnFunc) (gint64   now,
                                  gpointer user_data);

/**
 * ParvisLoop:
 *
 * The service's own epoll loop: descriptors that became readable, then what
 * every turn has to do. One thread.
 */
typedef struct _ParvisLoop ParvisLoop;

ParvisLoop *parvis_loop_new       (GError         **error);
void        parvis_loop_free      (ParvisLoop      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisLoop, parvis_loop_free)

/* Calls @func whenever @fd is readable. The descriptor stays the caller's. */
gboolean    parvis_loop_add_fd    (ParvisLoop      *self,
                                   int              fd,
                                   ParvisLoopFunc   func,
                                   gpointer         user_data,
                                   GError         **error);
void        parvis_loop_remove_fd (ParvisLoop      *self,
                                   int              fd);
void        parvis_loop_set_turn  (ParvisLoop      *self,
                                   ParvisTurnFunc   turn,
                                   gpointer         user_data);
void        parvis_loop_run       (ParvisLoop      *self);
/* From a callback of the loop. */
void        parvis_loop_quit      (ParvisLoop      *self);
/* Monotonic ms at the beginning of this turn. */
gint64      parvis_loop_now       (ParvisLoop      *self);

G_END_DECLS
