/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisSeal:
 *
 * The master key, which seals the few secrets that have to be read again: TOTP
 * secrets, client secrets of identity providers, passwords of mail servers. It is
 * in no database, so a backup alone opens nothing.
 */
typedef struct _ParvisSeal ParvisSeal;

#define PARVIS_MASTER_KEY "master-key"

/* Takes the 32 bytes of $CREDENTIALS_DIRECTORY/master-key (a systemd credential) if
 * that variable is set and the file is there, otherwise those of @state_dir/master-key,
 * which @makes_key lets it make (mode 0600) if there are none. Without a key it seals and
 * opens nothing: UNAVAILABLE. A service opens it with parvis_seal_check_open().
 */
ParvisSeal *parvis_seal_open  (const char        *state_dir,
                               gboolean           makes_key,
                               GError           **error);
void        parvis_seal_close (ParvisSeal        *self);
/* For a key that turns out to be another database's. */
void        parvis_seal_drop_key (ParvisSeal     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisSeal, parvis_seal_close)

/* @purpose: what it is and whose, "totp ACCOUNT": what was sealed for one purpose
 * cannot be passed off as another's.
 *
 * Returns: (transfer full): text
 */
char       *parvis_seal_wrap  (ParvisSeal        *self,
                               const char        *purpose,
                               const char        *secret,
                               GError           **error);
/* CORRUPT for what was sealed otherwise, or with another key. */
char       *parvis_seal_unwrap (ParvisSeal       *self,
                                const char       *purpose,
                                const char       *sealed,
                                GError          **error);

/* A key of @size bytes, from 16 to 64, that follows from the master key and @purpose, so that
 * all who have the master key have it too, and nobody else.
 */
gboolean    parvis_seal_derive (ParvisSeal       *self,
                                const char       *purpose,
                                guint8           *key,
                                gsize             size,
                                GError          **error);

/* Signs with Ed25519 (RFC 8032), with a key that follows from the master key: whoever has the
 * public key can tell that this service said so, and when the key is another, that it did not.
 *
 * Returns: (transfer full): signature or key in Base64
 */
char *parvis_seal_sign           (ParvisSeal  *self,
                                  const char  *text,
                                  GError     **error);
char *parvis_seal_dup_public_key (ParvisSeal  *self,
                                  GError     **error);

G_END_DECLS
