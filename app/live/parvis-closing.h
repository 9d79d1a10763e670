/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"
#include "parvis-undo.h"

G_BEGIN_DECLS

/* Closing a facility for a while or lowering what it holds, and the end of it, each
 * with its way back on the undo stack. @reason is what residents read; @until is
 * PARVIS_NO_TIME for "until somebody ends it". @what names the step, whose number is
 * returned.
 */
guint parvis_closing_close   (ParvisSession  *session,
                              ParvisUndo     *undo,
                              const char     *facility,
                              const char     *what,
                              const char     *reason,
                              gint64          until);
guint parvis_closing_reopen  (ParvisSession  *session,
                              ParvisUndo     *undo,
                              const char     *facility,
                              const char     *what);
guint parvis_closing_lower   (ParvisSession  *session,
                              ParvisUndo     *undo,
                              const char     *gauge,
                              const char     *what,
                              int             capacity,
                              const char     *reason,
                              gint64          until);
guint parvis_closing_restore (ParvisSession  *session,
                              ParvisUndo     *undo,
                              const char     *gauge,
                              const char     *what);

G_END_DECLS
