/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-audit.h"

G_BEGIN_DECLS

/* The batches of commands of one town, each inside one transaction; used by the
 * writer only. Begin, apply each, settle, commit, end; a batch that fails anywhere
 * else than in a command is rolled back whole, which ends it too.
 */
ParvisTx  *parvis_tx_new         (ParvisDb             *db,
                                  const ParvisKind     *kinds,
                                  gint64                now);
void       parvis_tx_free        (ParvisTx             *tx);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisTx, parvis_tx_free)

/* @careful: each command gets a savepoint of its own. Without, one that fails after it
 * wrote something takes the transaction along.
 */
gboolean   parvis_tx_begin       (ParvisTx             *tx,
                                  gint64                now,
                                  gboolean              careful,
                                  GError              **error);
/* Applies and logs @command, or replays it. FALSE with @fatal says that the
 * transaction itself is lost; FALSE without it that only this command failed.
 */
gboolean   parvis_tx_apply       (ParvisTx             *tx,
                                  const ParvisCommand  *command,
                                  ParvisAnswer         *answer,
                                  gint64               *seq,
                                  gboolean             *replayed,
                                  gboolean             *fatal,
                                  GError              **error);
gboolean   parvis_tx_settle      (ParvisTx             *tx,
                                  GError              **error);
/* Forgets what is older than PARVIS_STORE_KEYS_KEPT. */
gboolean   parvis_tx_forget_keys (ParvisTx             *tx,
                                  GError              **error);
/* *@in_doubt says of a failure that it may have come after the commit. */
gboolean   parvis_tx_commit      (ParvisTx             *tx,
                                  gboolean             *in_doubt,
                                  GError              **error);
void       parvis_tx_roll_back   (ParvisTx             *tx);
/* Forgets the batch, but for what holds for the next one. */
void       parvis_tx_end         (ParvisTx             *tx);
/* Drops that too: what areas keep, and what the feed has. Between batches all is saved. */
void       parvis_tx_let_go      (ParvisTx             *tx);
/* The text of what a function rendered; NULL says that it is gone. The entity is
 * empty afterwards.
 */
char      *parvis_entity_take_text (ParvisEntity         *entity);
/* Said by the trail: the batch appends to it. */
void       parvis_tx_note_recorded (ParvisTx           *tx);
/* Returns: (nullable): the end of the trail, if the batch that was settled moved it */
const ParvisAuditHead *parvis_tx_get_recorded (ParvisTx *tx);
/* (transfer none) (element-type ParvisChange) */
GPtrArray *parvis_tx_get_changes (ParvisTx             *tx);

G_END_DECLS
