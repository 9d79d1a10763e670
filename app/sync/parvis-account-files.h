/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What a person's data folder holds of one town of one service: the folder of
 * its replica and, on a computer without a keyring, the key beside it. All but
 * the first block and belong on a thread.
 */

/* (transfer full): where the replica lives */
char     *parvis_account_files_dup_directory  (const char  *service,
                                               const char  *town);
/* (transfer full) (nullable): NULL without an error when there is none */
char     *parvis_account_files_read_key       (const char  *service,
                                               const char  *town,
                                               GError     **error);
/* Only this user can read it; on the disk when this returns. */
gboolean  parvis_account_files_write_key      (const char  *service,
                                               const char  *town,
                                               const char  *key,
                                               GError     **error);
gboolean  parvis_account_files_remove_key     (const char  *service,
                                               const char  *town,
                                               GError     **error);
gboolean  parvis_account_files_remove_replica (const char  *service,
                                               const char  *town,
                                               GError     **error);

G_END_DECLS
