/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-json.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisSession:
 *
 * What the screens know of the world: one account (for now: a key) in one town.
 * It owns the replica, the outbox, the feed reader and the HTTP session; all
 * its SQLite work is on a thread of its own, all its signals are emitted on the
 * main thread. Screens read entities through it, and write by appending
 * commands to it.
 */
#define PARVIS_TYPE_SESSION (parvis_session_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSession, parvis_session, PARVIS, SESSION, GObject)

/* The connection chip's states (ux.md §0.5). */
typedef enum
{
  PARVIS_LINK_CONNECTING,
  PARVIS_LINK_ONLINE,
  PARVIS_LINK_SENDING,
  PARVIS_LINK_OFFLINE,
  PARVIS_LINK_REFUSED,        /* online, and a command was refused */
  PARVIS_LINK_SIGNED_OUT,     /* the key is not accepted any more */
  PARVIS_LINK_MISMATCH,       /* the service speaks another version */
} ParvisLink;

/**
 * ParvisSessionConfig:
 * @base_uri: the service, "https://example.org"
 * @town: INSEE code
 * @key: (nullable): the town's key; without one only public data is read
 * @directory: where the replica of this account and town lives
 */
typedef struct
{
  const char        *base_uri;
  const char        *town;
  const char        *key;
  const char        *directory;
  const ParvisClock *clock;
} ParvisSessionConfig;

/* Opens the replica on the worker; returns at once. Signal "ready" follows
 * when the entities on disk are loaded, before any network answer, or
 * "failed" with a GError if the replica cannot be opened.
 *
 * Signals: "ready" (); "failed" (GError);
 *   "changed" (GPtrArray of ParvisEntityRef) one per applied batch;
 *   "outbox-changed" (); "refused" (ParvisAction).
 * Properties: "link" (ParvisLink), "pending" (guint: waiting actions),
 *   "refused-count" (guint), "updated-at" (gint64 ms), "offline-since" (gint64),
 *   "next-try" (gint64), "clock-skew" (gint64 ms, service minus here).
 */
ParvisSession *parvis_session_new             (const ParvisSessionConfig  *config);
void           parvis_session_start           (ParvisSession              *self);
/* Waits for the worker to write what it has; the session is dead afterwards. */
void           parvis_session_stop            (ParvisSession              *self);

ParvisLink     parvis_session_get_link        (ParvisSession              *self);
guint          parvis_session_get_pending     (ParvisSession              *self);
gint64         parvis_session_get_updated_at  (ParvisSession              *self);
/* The service's clock as this machine knows it. */
gint64         parvis_session_now             (ParvisSession              *self);
const char    *parvis_session_get_town        (ParvisSession              *self);
const char    *parvis_session_get_base_uri    (ParvisSession              *self);

/* (element-type ParvisEntityRef): the entities of one kind with the effects of
 * waiting actions already in them. Only kinds of the live screens are kept in
 * memory; others are queried.
 */
typedef struct
{
  grefcount  ref_count;
  char      *kind;
  char      *id;
  gint64     seq;
  json_t    *body;            /* NULL when it was deleted */
  guint      waiting;         /* actions of this machine that are in it */
} ParvisEntityRef;

ParvisEntityRef *parvis_entity_ref            (ParvisEntityRef            *entity);
void             parvis_entity_unref          (ParvisEntityRef            *entity);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisEntityRef, parvis_entity_unref)

GPtrArray       *parvis_session_list_entities (ParvisSession              *self,
                                               const char                 *kind);
ParvisEntityRef *parvis_session_dup_entity    (ParvisSession              *self,
                                               const char                 *kind,
                                               const char                 *id);

/**
 * ParvisAction:
 *
 * One waiting or refused command as the queue shows it. A snapshot.
 */
typedef struct
{
  grefcount  ref_count;
  char      *key;             /* its Idempotency-Key */
  char      *name;            /* "gauge.count" */
  char      *kind;            /* of the entity it is about */
  char      *object;
  json_t    *body;
  gint64     created_at;
  gboolean   sent;            /* under way: it cannot be taken back any more */
  gboolean   refused;
  char      *reason;          /* the service's sentence, when refused */
} ParvisAction;

ParvisAction *parvis_action_ref               (ParvisAction               *action);
void          parvis_action_unref             (ParvisAction               *action);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisAction, parvis_action_unref)

GPtrArray    *parvis_session_list_actions     (ParvisSession              *self);

/* Appends a command; the effect is on screen at once ("changed" is emitted
 * before this returns) and @callback says when it is durable on this disk.
 * Names, paths and effects are those of app/sync/parvis-effects.c.
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
/* Forgets a refused action. */
void          parvis_session_dismiss          (ParvisSession              *self,
                                               const char                 *key);
void          parvis_session_retry            (ParvisSession              *self);

/* A GET below the town, for what is not in the replica (history, tiles). The
 * last good answer of a path in "cache" is kept on disk and given when the line
 * is down; @from_cache says so.
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

G_END_DECLS
