/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-p256.h"

G_BEGIN_DECLS

#define PARVIS_PUSH_AUTH 16    /* bytes of the secret that a browser gives with its key */
#define PARVIS_PUSH_SALT 16

/* What every push service takes (RFC 8291 §4): one record, its head and its tag. */
#define PARVIS_PUSH_MAX_BODY 4096
#define PARVIS_PUSH_MAX_TEXT 3993

/**
 * ParvisPushKeys:
 *
 * What a browser gave to encrypt for it: a point of P-256 and a secret.
 */
typedef struct
{
  guint8 point[PARVIS_P256_POINT];
  guint8 auth[PARVIS_PUSH_AUTH];
} ParvisPushKeys;

/* Errors: INVALID for anything that cannot be encrypted for */
gboolean  parvis_push_keys_read     (const char            *p256dh,
                                     const char            *auth,
                                     ParvisPushKeys        *keys,
                                     GError               **error);

/* Encrypts for one browser (RFC 8291, aes128gcm of RFC 8188), with a pair of keys and a salt
 * that nothing else has.
 *
 * Errors: INVALID for too long a text
 */
GBytes   *parvis_push_encrypt       (const ParvisPushKeys  *keys,
                                     const char            *text,
                                     GError               **error);
/* The same with keys and salt of one's choice: for examples that somebody else worked out. */
GBytes   *parvis_push_encrypt_with  (const ParvisPushKeys  *keys,
                                     const char            *text,
                                     const ParvisP256      *ours,
                                     const guint8          *salt,
                                     GError               **error);

G_END_DECLS
