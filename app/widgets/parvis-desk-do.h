/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisDeskCommand:
 * @name: of the command (app/sync/parvis-effects*.c)
 * @body: (transfer full) (nullable)
 * @what: what was done, "Ready: Mme Lefèvre"
 * @back: (nullable): the command that takes it back once it was sent
 * @back_object: (nullable): of that command, if it is another
 * @back_body: (transfer full) (nullable)
 * @kept: (nullable): told once whether it is on this disk; what was typed for it is kept until then
 * @kept_data: (transfer full) (nullable): for @kept, freed with @kept_destroy
 */
typedef struct
{
  const char *name;
  const char *object;
  json_t     *body;
  const char *what;
  const char *back;
  const char *back_object;
  json_t     *back_body;
  void      (*kept) (gboolean kept, gpointer data);
  gpointer    kept_data;
  void      (*kept_destroy) (gpointer data);
} ParvisDeskCommand;

/* Submits a command and puts it on the desk's stack. What this disk does not take is said, and
 * is on the stack no more. Returns: the step to undo, or 0 if it cannot be taken back.
 */
guint parvis_desk_do (ParvisDesk              *desk,
                      const ParvisDeskCommand *command);

G_END_DECLS
