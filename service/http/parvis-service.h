/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-config.h"
#include "parvis-gate.h"
#include "parvis-live.h"
#include "parvis-metrics.h"
#include "parvis-oidc.h"
#include "parvis-pages.h"
#include "parvis-post.h"
#include "parvis-router.h"
#include "parvis-seal.h"
#include "parvis-throttle.h"
#include "parvis-tiles.h"

G_BEGIN_DECLS

/**
 * ParvisService:
 *
 * What the routes work on: settings, store, public snapshots, counters. It
 * knows no network, so that parvisctl answers the same routes on a state
 * directory where no service runs, and tests ask it directly. All calls but
 * those of the store come from one thread, or while nothing else runs.
 */

/* Opens the store. @config and @tables are borrowed and must outlive
 * the service; @publish (nullable) is called as ParvisStoreConfig says.
 */
ParvisService      *parvis_service_new         (const ParvisConfig  *config,
                                                const ParvisTables  *tables,
                                                const ParvisClock   *clock,
                                                ParvisPublishFunc    publish,
                                                gpointer             publish_data,
                                                GError             **error);
void                parvis_service_free        (ParvisService       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisService, parvis_service_free)

ParvisStore        *parvis_service_get_store    (ParvisService *self);
const ParvisConfig *parvis_service_get_config   (ParvisService *self);
const ParvisClock  *parvis_service_get_clock    (ParvisService *self);
const ParvisRouter *parvis_service_get_router   (ParvisService *self);
ParvisLive         *parvis_service_get_live     (ParvisService *self);
ParvisPages        *parvis_service_get_pages    (ParvisService *self);
ParvisMetrics      *parvis_service_get_metrics  (ParvisService *self);
ParvisTiles        *parvis_service_get_tiles    (ParvisService *self);
ParvisSeal         *parvis_service_get_seal     (ParvisService *self);
/* With the key of the seal. */
const ParvisSigner *parvis_service_get_signer   (ParvisService *self);
ParvisGate         *parvis_service_get_gate     (ParvisService *self);
ParvisOidc         *parvis_service_get_oidc     (ParvisService *self);
ParvisThrottle     *parvis_service_get_throttle (ParvisService *self);
/* Signs those out whose last membership ended, after a publication. */
void                parvis_service_settle_people (ParvisService     *self);
/* After something was recorded in the trail of @town: the service's own database gets to
 * know what the town says of itself.
 */
void                parvis_service_note_team (ParvisService  *self,
                                              const char     *town);
/* That whoever speaks through the control socket began to read the feed, which has the people
 * of the team: once a day, as of sessions that do.
 */
void                parvis_service_note_reader (ParvisService       *self,
                                                const ParvisRequest *request);
/* Makes the list of towns that have providers say what @db does. */
void                parvis_service_note_directory (ParvisService *self,
                                                   ParvisDb      *db);
/* Does what follows from @db's members and was left undone when the service ended at a bad
 * moment: after a start, once for each town.
 */
void                parvis_service_note_people    (ParvisService *self,
                                                   ParvisDb      *db);
const ParvisTables *parvis_service_get_tables     (ParvisService *self);
ParvisPost         *parvis_service_get_post       (ParvisService *self);
/* "https://parvis.example": what links and redirects begin with, without a slash
 * at the end. The setting, or where it listens.
 */
const char         *parvis_service_get_url     (ParvisService       *self);
/* Where it listens, as soon as that is known. */
void                parvis_service_set_url     (ParvisService       *self,
                                                const char          *url);

/* Answers one request and waits for it. @headers is a NULL-terminated list of
 * names and values, or NULL; @right is what the caller has without a key.
 *
 * Returns: (transfer full): never NULL; a problem document if it went wrong
 */
ParvisReply        *parvis_service_handle      (ParvisService       *self,
                                                const char          *method,
                                                const char          *target,
                                                const char * const  *headers,
                                                GBytes              *body,
                                                ParvisRight          right);

G_END_DECLS
