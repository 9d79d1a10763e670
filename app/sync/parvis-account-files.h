/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person's data folder holds of one town of one account of one service:
 * the folder of its replica. All but the first block and belong on a thread.
 */

/* (transfer full): where the replica lives */
char     *parvis_account_files_dup_directory (const char  *service,
                                              const char  *account,
                                              const char  *town);
/* In bytes; 0 if there is nothing. */
guint64   parvis_account_files_measure       (const char  *directory);
gboolean  parvis_account_files_remove        (const char  *directory,
                                              GError     **error);
/* Whether actions lie there that were not sent. Its session must be stopped. */
gboolean  parvis_account_files_have_waiting  (const char  *directory);

G_END_DECLS
