/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-desk.h"

G_BEGIN_DECLS

/* What a person decides with one button: a command of this window, kept on the disk
 * first like every other; the desk says so if it cannot be. @verb outlives the window,
 * it is a literal; @body is borrowed.
 */
void parvis_decision_submit (ParvisDesk *desk,
                             const char *verb,
                             const char *object,
                             json_t     *body);

/* The same with its undo, which gives the command with what was there @before.
 * @before, @after: (transfer full)
 */
void parvis_decision_change (ParvisDesk *desk,
                             const char *verb,
                             const char *object,
                             json_t     *before,
                             json_t     *after,
                             const char *sentence);

G_END_DECLS
