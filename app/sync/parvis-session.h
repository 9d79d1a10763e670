/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-auth.h"
#include "parvis-entity.h"
#include "parvis-json.h"
#include "parvis-link.h"
#include "parvis-rights.h"
#include "parvis-row-seal.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisSession:
 *
 * What the screens know of the world: one account in one town.
 * It owns the replica, the outbox, the feed reader and the HTTP session; all
 * its SQLite work is on a thread of its own, all its signals are emitted on the
 * main thread. Screens read entities through it, and write by appending
 * commands to it.
 */
#define PARVIS_TYPE_SESSION (parvis_session_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSession, parvis_session, PARVIS, SESSION, GObject)

/**
 * ParvisSessionConfig:
 * @base_uri: the service, "https://example.org"
 * @town: INSEE code
 * @auth: (nullable): of the account; without one only public data is read
 * @rights: of the account in the town, as it was known last
 * @shops: in which the account is a merchant there
 * @directory: where the replica of this account and town lives
 * @find_key: (nullable): the key of what is sealed there; called on another thread
 */
typedef struct
{
  const char        *base_uri;
  const char        *town;
  ParvisAuth        *auth;
  ParvisRights       rights;
  ParvisScopes       shops;
  ParvisScopes       places;
  const char        *directory;
  ParvisKeyFunc      find_key;
  const ParvisClock *clock;
} ParvisSessionConfig;

/* Opens the replica on the worker once it is started, and returns at once.
 * Everything happens, and every signal comes, on the thread that made it.
 *
 * Signals:
 *   "ready" (): the entities on disk are loaded; before any network answer
 *   "failed" (GError): the replica cannot be opened; the session does nothing
 *   "damaged" (gint64 copied_at), returns gboolean: the replica is damaged, and
 *     a copy of that instant (or PARVIS_NO_TIME) is healthy. Who returns TRUE has
 *     parvis_session_mend() called later; else the copy is taken at once.
 *   "repaired" (char *kept, gint64 copied_at, gboolean lost): the replica was
 *     damaged; the file is kept at that path, a copy of that instant (or
 *     PARVIS_NO_TIME) took its place, and lost says that waiting actions could
 *     not be read. Before "ready".
 *   "changed" (GPtrArray of ParvisEntityRef): what looks different, at most once
 *     in about 16 ms
 *   "outbox-changed" ()
 *   "refused" (ParvisAction)
 *   "removed" (gint64 at, char *by): the service says that this account is no
 *     member of the town any more, since when (or PARVIS_NO_TIME) and by whom
 *     (or NULL). The session does nothing more; whoever owns it stops it and
 *     wipes what is here.
 * Properties, all readable and notified: "link" (ParvisLink), "pending" (guint:
 *   waiting actions), "refused-count" (guint), "updated-at" (gint64 ms, notified
 *   at most once a second), "offline-since" (gint64), "next-try" (gint64),
 *   "clock-skew" (gint64 ms, service minus here). Instants that do not exist
 *   are PARVIS_NO_TIME.
 */
ParvisSession *parvis_session_new             (const ParvisSessionConfig  *config);
void           parvis_session_start           (ParvisSession              *self);
/* Answers "damaged": opens the replica from its copy, or empty, for the service to
 * fill. The damaged file is kept and what waited in it moves over either way.
 */
void           parvis_session_mend            (ParvisSession              *self,
                                               gboolean                    with_copy);
/* Writes what is only in memory, at most a few milliseconds of work, and ends
 * the worker; the session is dead afterwards. Called by dispose if it was not.
 */
void           parvis_session_stop            (ParvisSession              *self);

ParvisLink parvis_session_get_link          (ParvisSession *self);
guint      parvis_session_get_pending       (ParvisSession *self);
guint      parvis_session_get_refused_count (ParvisSession *self);
gint64     parvis_session_get_updated_at    (ParvisSession *self);
gint64     parvis_session_get_offline_since (ParvisSession *self);
/* Wall clock of this machine, PARVIS_NO_TIME when no try is planned. */
gint64         parvis_session_get_next_try    (ParvisSession              *self);
gint64         parvis_session_get_clock_skew  (ParvisSession              *self);
/* "Sending 2 of 5": how far the queue is since it was last empty. */
void           parvis_session_get_progress    (ParvisSession              *self,
                                               guint                      *done,
                                               guint                      *total);
gboolean       parvis_session_is_ready        (ParvisSession              *self);
/* Whether what is not here may still come: nothing is said to be missing before. */
gboolean       parvis_session_is_loading      (ParvisSession              *self);
/* FALSE without an account, or without the right: figures can be read only. */
gboolean            parvis_session_can_write  (ParvisSession *self);
/* The same at one place: a counter may have places of his own. */
gboolean            parvis_session_can_write_at (ParvisSession *self,
                                                 const char    *facility);
ParvisRights        parvis_session_get_rights   (ParvisSession *self);
const ParvisScopes *parvis_session_get_shops    (ParvisSession *self);
const ParvisScopes *parvis_session_get_places   (ParvisSession *self);
/* The screens are told by whoever sets them. */
void           parvis_session_set_rights      (ParvisSession              *self,
                                               ParvisRights                rights,
                                               const ParvisScopes         *shops,
                                               const ParvisScopes         *places);
/* The service's clock as this machine knows it. */
gint64         parvis_session_now             (ParvisSession              *self);
const char    *parvis_session_get_town        (ParvisSession              *self);
const char    *parvis_session_get_base_uri    (ParvisSession              *self);
/* (nullable) */
ParvisAuth    *parvis_session_get_auth        (ParvisSession              *self);

/* (transfer full) (element-type ParvisEntityRef): the entities of one kind by
 * id, with the effects of waiting actions in them. Of the kinds that the live
 * screens show (common/parvis-words.h); others are only on disk.
 */
GPtrArray       *parvis_session_list_entities (ParvisSession              *self,
                                               const char                 *kind);
/* (transfer full) (nullable) */
ParvisEntityRef *parvis_session_dup_entity    (ParvisSession              *self,
                                               const char                 *kind,
                                               const char                 *id);

/* (transfer full) (element-type ParvisAction): waiting and refused, in order */
GPtrArray    *parvis_session_list_actions     (ParvisSession              *self);

/* Appends a command; the effect is on screen at once ("changed" is emitted
 * before this returns) and @callback says when it is durable on this disk. Names
 * and effects are those of app/sync/parvis-effects.c; "at" is filled in where a
 * command has one. @cancellable ends the waiting, not the action. Errors:
 * PARVIS_ERROR_INVALID (a body that cannot be sent), _UNAUTHORIZED (no account),
 * _UNAVAILABLE (not ready, or stopped), _TOO_MANY, and what the disk says, in
 * which case the effect is gone again.
 */
void          parvis_session_submit_async     (ParvisSession              *self,
                                               const char                 *name,
                                               const char                 *object,
                                               json_t                     *body,
                                               GCancellable               *cancellable,
                                               GAsyncReadyCallback         callback,
                                               gpointer                    user_data);
/* Returns: (transfer full): the command's key, for undo */
char         *parvis_session_submit_finish    (ParvisSession              *self,
                                               GAsyncResult               *result,
                                               GError                    **error);
/* Takes back an action that was not sent; FALSE if it was. */
gboolean      parvis_session_withdraw         (ParvisSession              *self,
                                               const char                 *key);
/* Forgets a refused action ("Abandonner"). */
void          parvis_session_dismiss          (ParvisSession              *self,
                                               const char                 *key);
/* Tries to reach the service now. */
void          parvis_session_retry            (ParvisSession              *self);
/* The machine slept: what is known counts as live only once the service has answered. */
void          parvis_session_wake             (ParvisSession              *self);

/* A GET below the town ("tiles/…", "gauges/…/history?…") of what is not in the
 * replica. The last good answer of a path is kept on disk: it is given without
 * asking while it is fresh by its Cache-Control, revalidated by its ETag, and
 * given when the line is down, which @from_cache (nullable) tells; what the service calls
 * no-store is never kept. Works once
 * the session is ready. Errors: PARVIS_ERROR_UPSTREAM (cannot be reached and
 * nothing kept), _NOT_FOUND, _UNAUTHORIZED, _FORBIDDEN, _INVALID, _CANCELLED.
 */
void          parvis_session_fetch_async      (ParvisSession              *self,
                                               const char                 *path,
                                               GCancellable               *cancellable,
                                               GAsyncReadyCallback         callback,
                                               gpointer                    user_data);
GBytes       *parvis_session_fetch_finish     (ParvisSession              *self,
                                               GAsyncResult               *result,
                                               gboolean                   *from_cache,
                                               GError                    **error);

/* A page of what is past (ParvisReplica), from this disk alone: @limit entities of
 * @merchant before @day, or with @id (nullable) before that one of that day.
 */
void          parvis_session_page_async       (ParvisSession              *self,
                                               const char                 *kind,
                                               const char                 *merchant,
                                               const char                 *day,
                                               const char                 *id,
                                               guint                       limit,
                                               GCancellable               *cancellable,
                                               GAsyncReadyCallback         callback,
                                               gpointer                    user_data);
/* (transfer full) (element-type ParvisEntityRef): newest first */
GPtrArray    *parvis_session_page_finish      (ParvisSession              *self,
                                               GAsyncResult               *result,
                                               GError                    **error);

/* Calls back when the disk has answered all that it was asked before this. */
void          parvis_session_catch_up_async   (ParvisSession              *self,
                                               GAsyncReadyCallback         callback,
                                               gpointer                    user_data);
gboolean      parvis_session_catch_up_finish  (ParvisSession              *self,
                                               GAsyncResult               *result,
                                               GError                    **error);

G_END_DECLS
