/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define PARVIS_SEAL_KEY_SIZE 32

/* Finds the key of the replica in @directory, where it is kept apart from it, or makes one;
 * FALSE if none can be kept. May take as long as a person who is asked.
 */
typedef gboolean (*ParvisKeyFunc) (const char *directory,
                                   guchar      key[PARVIS_SEAL_KEY_SIZE]);

/**
 * ParvisSeal:
 *
 * What names a person lies sealed on this disk: XChaCha20-Poly1305 with a key that is not on
 * it, each text bound to where it lies. Used by one thread.
 */
typedef struct _ParvisSeal ParvisSeal;

/* @key: (nullable): PARVIS_SEAL_KEY_SIZE bytes; without, one that is gone with this process */
ParvisSeal *parvis_seal_new   (const guchar  *key);
void        parvis_seal_free  (ParvisSeal    *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisSeal, parvis_seal_free)

/* (transfer full): @text, bound to @place */
GBytes     *parvis_seal_close (ParvisSeal    *self,
                               const char    *place,
                               const char    *text);
/* (transfer full) (nullable): NULL for what this key did not seal at @place */
char       *parvis_seal_open  (ParvisSeal    *self,
                               const char    *place,
                               gconstpointer  bytes,
                               gsize          size);

G_END_DECLS
