/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"

G_BEGIN_DECLS

/**
 * ParvisNotice:
 * @letter: (nullable): "kind", "language", "email" (nullable), "device" (nullable) of whom it is
 *   for, "subject", the identifier of what it is about, and what it says; NULL if what it was
 *   about is not there any more
 *
 * A letter that is owed. It waits in a table of its area, written in the transaction of
 * what it tells; each such table has town, id and due_at.
 */
typedef struct
{
  char   *id;
  json_t *letter;
} ParvisNotice;

void           parvis_notice_free        (ParvisNotice     *notice);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisNotice, parvis_notice_free)

/* *@due: what @sql selects first, PARVIS_NEVER for nothing. */
gboolean       parvis_notice_find_due    (ParvisDb         *db,
                                          const char       *sql,
                                          gint64           *due,
                                          GError          **error);
/* @sql has ":id". */
gboolean       parvis_notice_remove      (ParvisTx         *tx,
                                          const char       *sql,
                                          const char       *id,
                                          GError          **error);
/* What takes a notice away; "sent" in its body says that the post has it, "by" how (ParvisBy). */
ParvisCommand *parvis_notice_command_new (const char       *name,
                                          ParvisApplyFunc   apply,
                                          const char       *town,
                                          const char       *notice,
                                          guint             by,
                                          gint64            now);

G_END_DECLS
