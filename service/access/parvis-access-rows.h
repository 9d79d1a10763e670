/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/* Short hands of this area. A statement's values come as a JSON object whose
 * members are its parameters without the colon (text, whole numbers, booleans;
 * one that is left out is NULL), so that what a command carries is what it writes.
 */

/* @changes: (nullable): rows that were changed. */
gboolean    parvis_access_exec       (ParvisDb         *db,
                                      const char       *sql,
                                      const json_t     *values,
                                      gint64           *changes,
                                      GError          **error);
/* Returns: (transfer full): at its first row, or NULL with @error; without a row,
 *   @has_row is FALSE
 */
ParvisStmt *parvis_access_query      (ParvisDb         *db,
                                      const char       *sql,
                                      const json_t     *values,
                                      gboolean         *has_row,
                                      GError          **error);

/* Applies a command at once and waits for it: for threads that may wait. Takes
 * @body. @object and @answered may be NULL.
 */
gboolean    parvis_access_run        (ParvisStore      *store,
                                      const char       *town,
                                      const char       *name,
                                      const char       *actor,
                                      const char       *object,
                                      ParvisApplyFunc   apply,
                                      json_t           *body,
                                      json_t          **answered,
                                      GError          **error);

/* A letter (parvis-mail.h) goes along in a command's body, as "letter", and is queued
 * in its transaction. @letter: (nullable) (transfer full)
 */
void     parvis_access_take_letter   (json_t               *body,
                                      json_t               *letter);
gboolean parvis_access_insert_letter (ParvisTx             *tx,
                                      const ParvisCommand  *command,
                                      GError              **error);

/* PARVIS_NO_TIME leaves the member out. */
void        parvis_access_set_number (json_t           *values,
                                      const char       *name,
                                      gint64            number);

G_END_DECLS
