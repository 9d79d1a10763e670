/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-row-seal.h"

G_BEGIN_DECLS

/* The keys of the replicas on this disk, in the keyring: who has the disk and not the login
 * reads no name. Both block and belong on a thread.
 */

/* ParvisKeyFunc: makes one for a replica that has none. */
gboolean parvis_replica_key_find  (const char *directory,
                                   guchar      key[PARVIS_ROW_SEAL_KEY_SIZE]);
/* After the replica was removed. */
void     parvis_replica_key_clear (const char *directory);

G_END_DECLS
