/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-order-row.h"

G_BEGIN_DECLS

/**
 * ParvisOrderStep:
 * @row: owned
 * @shop: of the transaction
 * @at: when it was made, which a desktop that was offline says
 *
 * What every command of a shop about one order begins with.
 */
typedef struct
{
  ParvisOrderRow *row;
  ParvisShop     *shop;
  gint64          at;
} ParvisOrderStep;

gboolean parvis_order_step_begin       (ParvisOrderStep       *step,
                                        ParvisTx              *tx,
                                        const ParvisCommand   *command,
                                        GError               **error);
void     parvis_order_step_clear       (ParvisOrderStep       *step);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisOrderStep, parvis_order_step_clear)

/* Writes the order, with when it is next due. It is not written yet when its bread moves, so
 * who is short is asked afterwards.
 */
gboolean parvis_order_step_save        (ParvisTx              *tx,
                                        ParvisOrderRow        *row,
                                        ParvisShop            *shop,
                                        GError               **error);
/* What a step answers: where the order is now. */
void     parvis_order_step_answer      (ParvisAnswer          *answer,
                                        const ParvisOrderRow  *row);
/* Returns: always FALSE: not in the state that it is in */
gboolean parvis_order_step_refuse      (const ParvisOrderRow  *row,
                                        GError               **error);
/* Whether its resident is not told yet of the last step. */
gboolean parvis_order_step_is_held     (ParvisTx              *tx,
                                        const ParvisOrderRow  *row);
/* So that the other counter sees who has it in hand. The operator has no name there. */
gboolean parvis_order_step_note_worker (ParvisTx              *tx,
                                        const ParvisCommand   *command,
                                        ParvisOrderRow        *row,
                                        GError               **error);
/* Its resident is told in a moment that the shop has said yes, unless he knows. @with: the
 * step that says so, or PLACED for a word of its own, which going back does not take back
 */
gboolean parvis_order_step_say_yes     (ParvisTx              *tx,
                                        ParvisOrderRow        *row,
                                        ParvisOrderState       with,
                                        gint64                 at,
                                        GError               **error);
/* He is told in a moment that it is ready since @at. */
gboolean parvis_order_step_make_ready  (ParvisTx              *tx,
                                        ParvisOrderRow        *row,
                                        gint64                 at,
                                        GError               **error);
/* The shop has not said yes after all. */
gboolean parvis_order_step_unconfirm   (ParvisTx              *tx,
                                        ParvisOrderRow        *row,
                                        GError               **error);
/* Counts it among those that ended so, or no longer. */
gboolean parvis_order_step_count       (ParvisTx              *tx,
                                        const ParvisOrderRow  *row,
                                        ParvisOrderState       state,
                                        int                    by,
                                        GError               **error);

G_END_DECLS
