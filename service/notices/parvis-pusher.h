/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-fetch.h"
#include "parvis-mailer.h"
#include "parvis-push.h"

G_BEGIN_DECLS

/**
 * ParvisPusher:
 *
 * Gives the pushes that wait to the push services of browsers (RFC 8030), on a few threads of
 * its own, so that one that answers slowly does not hold up the others: at least once each, with
 * pauses that double from a minute to an hour, or as long as the push service says, until they
 * are of no use any more. What goes out twice, because a service died between the answer and
 * the commit, has the same topic: a push service shows one. A device that its push service
 * knows no more is forgotten in its town, and a push that cannot arrive becomes a letter where
 * there is an address.
 */
typedef struct _ParvisPusher ParvisPusher;

/* As with letters (parvis-mailer.h). */
typedef void (*ParvisPusherFunc) (const ParvisPush  *push,
                                  const char        *problem,
                                  gboolean           again,
                                  gpointer           user_data);

/* @key: a pair as parvis_p256_write() has it. @contact: "mailto:…" or "https://…". All but
 * @key and @contact is borrowed; @report may be NULL.
 *
 * Errors: INVALID for a key that is none
 */
ParvisPusher *parvis_pusher_new     (ParvisStore        *store,
                                     const ParvisClock  *clock,
                                     ParvisUnsealFunc    unseal,
                                     const char         *key,
                                     const char         *contact,
                                     ParvisReach         reach,
                                     ParvisPusherFunc    report,
                                     gpointer            user_data,
                                     GError            **error);
void          parvis_pusher_free    (ParvisPusher       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPusher, parvis_pusher_free)

/* The key as browsers get it. (transfer full) */
char         *parvis_pusher_dup_key (ParvisPusher       *self);
gboolean      parvis_pusher_start   (ParvisPusher       *self,
                                     GError            **error);
void          parvis_pusher_stop    (ParvisPusher       *self);
void          parvis_pusher_wake    (ParvisPusher       *self);
/* Sends what is due now; how many pushes were dealt with. Without threads only. */
guint         parvis_pusher_run     (ParvisPusher       *self,
                                     gint64             *next_at);

G_END_DECLS
