/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Bytes of a point as it is written without compression (SEC 1 §2.3.3), of a secret key and
 * of what two keys agree on, and of a signature as tokens have it (RFC 7518 §3.4).
 */
#define PARVIS_P256_POINT     65
#define PARVIS_P256_SECRET    32
#define PARVIS_P256_SIGNATURE 64

/**
 * ParvisP256:
 *
 * A pair of keys on the curve P-256, the only one that Web Push knows. It may be used by
 * several threads at once.
 */
typedef struct _ParvisP256 ParvisP256;

/* Errors: INTERNAL */
ParvisP256 *parvis_p256_generate       (GError           **error);
/* @secret: PARVIS_P256_SECRET bytes; @point: its PARVIS_P256_POINT bytes.
 *
 * Errors: INVALID where they are not one pair
 */
ParvisP256 *parvis_p256_new            (const guint8      *secret,
                                        const guint8      *point,
                                        GError           **error);
/* The pair as one word to be sealed. */
ParvisP256 *parvis_p256_read           (const char        *text,
                                        GError           **error);
/* (transfer full): ended by parvis_p256_free_text(), for it is the secret */
char       *parvis_p256_write          (const ParvisP256  *self);
void        parvis_p256_free_text      (char              *text);
void        parvis_p256_free           (ParvisP256        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisP256, parvis_p256_free)

/* Borrowed: PARVIS_P256_POINT bytes. */
const guint8 *parvis_p256_get_point    (const ParvisP256  *self);
/* Whether a stranger's bytes are a point of the curve. */
gboolean    parvis_p256_is_point       (const guint8      *point);
/* What both sides find (ECDH), PARVIS_P256_SECRET bytes; FALSE for no point of the curve. */
gboolean    parvis_p256_agree          (const ParvisP256  *self,
                                        const guint8      *point,
                                        guint8            *secret);
/* ES256; @signature has PARVIS_P256_SIGNATURE bytes. */
gboolean    parvis_p256_sign           (const ParvisP256  *self,
                                        const char        *text,
                                        guint8            *signature);
/* Base64 as addresses and tokens have it, without padding (RFC 4648 §5). (transfer full) */
char       *parvis_p256_encode         (const void        *data,
                                        gsize              length);
/* FALSE unless it is just @length bytes; padding is forgiven, for browsers differ. */
gboolean    parvis_p256_decode         (const char        *text,
                                        guint8            *data,
                                        gsize              length);

G_END_DECLS
