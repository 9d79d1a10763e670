/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PARVIS_ROW_SEAL_KEY_SIZE 32

/* Finds the key of the replica in @directory, where it is kept apart from it, or makes one;
 * FALSE if none can be kept. May take as long as a person who is asked.
 */
typedef gboolean (*ParvisKeyFunc) (const char *directory,
                                   guchar      key[PARVIS_ROW_SEAL_KEY_SIZE]);

/**
 * ParvisRowSeal:
 *
 * What names a person lies sealed on this disk: XChaCha20-Poly1305 with a key that is not on
 * it, each text bound to where it lies. Used by one thread.
 */
typedef struct _ParvisRowSeal ParvisRowSeal;

/* @key: (nullable): PARVIS_ROW_SEAL_KEY_SIZE bytes; without, one that is gone with this process */
ParvisRowSeal *parvis_row_seal_new  (const guchar  *key);
void           parvis_row_seal_free (ParvisRowSeal *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisRowSeal, parvis_row_seal_free)

/* (transfer full): @text, bound to @place */
GBytes *parvis_row_seal_close (ParvisRowSeal *self,
                               const char    *place,
                               const char    *text);
/* (transfer full) (nullable): NULL for what this key did not seal at @place */
char *parvis_row_seal_open (ParvisRowSeal *self,
                            const char    *place,
                            gconstpointer  bytes,
                            gsize          size);

G_END_DECLS
