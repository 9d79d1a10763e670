/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * ParvisUndo:
 *
 * What the person did in this window and can take back (ux.md §0.6): a stack
 * of PARVIS_UNDO_DEPTH steps, and those taken back, which can be done again.
 * It knows nothing of commands: a step brings its own two functions.
 *
 * Signal "taken-back" (guint id): a step was taken back, for who shows what it was about.
 */
#define PARVIS_TYPE_UNDO (parvis_undo_get_type ())
#define PARVIS_UNDO_DEPTH 50

G_DECLARE_FINAL_TYPE (ParvisUndo, parvis_undo, PARVIS, UNDO, GObject)

/**
 * ParvisUndoFuncs:
 * @take_back: undoes the step
 * @do_again: (nullable): does it again; without it the step can only be taken back
 * @destroy: (nullable): frees the step's data
 */
typedef struct
{
  void (*take_back) (gpointer data);
  void (*do_again)  (gpointer data);
  void (*destroy)   (gpointer data);
} ParvisUndoFuncs;

ParvisUndo *parvis_undo_new            (void);
guint       parvis_undo_push           (ParvisUndo             *self,
                                        const char             *what,
                                        const ParvisUndoFuncs  *funcs,
                                        gpointer                data);
void        parvis_undo_rename         (ParvisUndo             *self,
                                        guint                   id,
                                        const char             *what);
void        parvis_undo_forget         (ParvisUndo             *self,
                                        guint                   id);
gboolean    parvis_undo_take_back      (ParvisUndo             *self);
gboolean    parvis_undo_take_back_step (ParvisUndo             *self,
                                        guint                   id);
gboolean    parvis_undo_do_again       (ParvisUndo             *self);
gboolean    parvis_undo_has_step       (ParvisUndo             *self,
                                        guint                   id);
const char *parvis_undo_get_last       (ParvisUndo             *self);
const char *parvis_undo_get_next       (ParvisUndo             *self);

G_END_DECLS
