/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Documents at rest: each has a key of its own, and each piece of it that arrived is one
 * libsodium secretstream in blocks of 64 KiB. What a piece is of is bound to it, so that none
 * can stand for another. Who destroys the key has destroyed the document.
 */

/* Of the kernel, as text. (transfer full): clear it with parvis_vault_forget() */
char   *parvis_vault_make_key (void);
/* Overwrites and frees. */
void    parvis_vault_forget   (char        *key);
/* @bound: what the piece is of */
GBytes *parvis_vault_seal     (const char  *key,
                               const char  *bound,
                               GBytes      *piece,
                               GError     **error);
/* CORRUPT for what was sealed otherwise, or was cut. */
GBytes *parvis_vault_open     (const char  *key,
                               const char  *bound,
                               GBytes      *sealed,
                               GError     **error);

G_END_DECLS
