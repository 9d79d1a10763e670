/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-p256.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisVapid:
 *
 * With what the service says to push services who it is (RFC 8292): its key, and whom they may
 * write to. A signed word is kept for as many uses as it is good for. For one thread.
 */
typedef struct _ParvisVapid ParvisVapid;

/* @contact: "mailto:…" or "https://…", which push services insist on. Takes @key. */
ParvisVapid *parvis_vapid_new       (ParvisP256       *key,
                                     const char       *contact);
void         parvis_vapid_free      (ParvisVapid      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisVapid, parvis_vapid_free)

/* The key as a page gives it to its browser. (transfer full) */
char        *parvis_vapid_dup_key   (const ParvisVapid *self);
/* The value of "Authorization" for the push service at @endpoint, kept or new. Borrowed until
 * the next call.
 */
const char  *parvis_vapid_authorize (ParvisVapid      *self,
                                     const char       *endpoint,
                                     gint64            now,
                                     GError          **error);
/* A new one. (transfer full) */
char *parvis_vapid_sign (const ParvisVapid  *self,
                         const char         *endpoint,
                         gint64              now,
                         GError            **error);

G_END_DECLS
