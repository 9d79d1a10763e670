/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db-postgres.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisRelay:
 *
 * What other nodes write, brought to this one's readers. It listens for what they
 * tell, and looks at the registry now and then and after each new connection, so
 * that nothing depends on a notification. Everything is published once and in the
 * order of its numbers, this node's own batches with the rest.
 */
typedef struct _ParvisRelay ParvisRelay;

/* Takes @session; @node is what this node calls itself in notifications. Looks at
 * the registry before it returns, so that whoever reads from here on misses nothing.
 */
ParvisRelay *parvis_relay_new     (ParvisStore                 *store,
                                   const ParvisStoreConfig     *config,
                                   const ParvisDbPostgresHost  *functions,
                                   gpointer                     host,
                                   ParvisSession               *session,
                                   const char                  *node);
/* Nothing is published any more by anybody but this node's writers. */
void         parvis_relay_stop    (ParvisRelay                 *self);
void         parvis_relay_free    (ParvisRelay                 *self);
/* Something may have happened: from any thread. */
void         parvis_relay_wake    (ParvisRelay                 *self);
/* What a writer of this node has committed. */
void         parvis_relay_publish (ParvisRelay                 *self,
                                   const char                  *town,
                                   ParvisChange               **changes,
                                   gsize                        n_changes);
/* See parvis_store_tell(). */
void         parvis_relay_tell    (ParvisRelay                 *self,
                                   const char                  *word);

G_END_DECLS
