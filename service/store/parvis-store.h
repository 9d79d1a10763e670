/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"
#include "parvis-db.h"
#include "parvis-schema.h"

G_BEGIN_DECLS

/**
 * ParvisStore:
 *
 * All databases of one service: one for each town, and the service's own. It
 * owns the writers. On SQLite that is one file for each town under
 * "towns/INSEE.db" of the state directory and "service.db"; docs/architecture.md
 * says what PostgreSQL will put behind the same calls.
 *
 * Calls may come from any thread. Callbacks run on a writer thread and must
 * not block.
 */
typedef struct _ParvisStore ParvisStore;

/* What is said of a town that is not there, and of one that shows nothing. */
#define PARVIS_NO_SUCH_TOWN "No town with this code is served here"

/**
 * ParvisChange:
 *
 * One entry of a town's feed. @body is the entity as JSON text, NULL in a
 * tombstone. @withdrawn says that everybody could see it once: to whom it is not
 * for any more, it is a tombstone. @scope (nullable) is the merchant whose it is.
 * Reference counted and immutable, so that it crosses threads.
 */
typedef struct
{
  int             ref_count;
  gint64          seq;
  ParvisAudience  audience;
  gboolean        deleted;
  gboolean        withdrawn;
  char           *kind;
  char           *id;
  char           *scope;
  char           *body;
} ParvisChange;

/* Takes @body; NULL makes a tombstone. @scope (nullable) is copied. */
ParvisChange *parvis_change_new   (gint64          seq,
                                   const char     *kind,
                                   const char     *id,
                                   ParvisAudience  audience,
                                   const char     *scope,
                                   char           *body);
ParvisChange *parvis_change_ref   (ParvisChange   *change);
void          parvis_change_unref (ParvisChange   *change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisChange, parvis_change_unref)

/**
 * ParvisDoneFunc:
 * @command: (transfer full)
 * @answer: (transfer full) (nullable): NULL with @error
 * @seq: an entity of the feed with this sequence number or a later one has the
 *   effect, an entity with an earlier one has not
 * @replayed: the key was known; nothing was changed
 * @error: (transfer full) (nullable)
 *
 * Called after the commit is durable, once for each submitted command.
 */
typedef void (*ParvisDoneFunc)    (ParvisCommand  *command,
                                   ParvisAnswer   *answer,
                                   gint64          seq,
                                   gboolean        replayed,
                                   GError         *error,
                                   gpointer        user_data);

/**
 * ParvisPublishFunc:
 * @changes: what the batch moved, in order of seq; borrowed
 * @n_changes: 0 says that another node removed the town, or put another in its
 *   place: nothing that was published of it holds
 *
 * Called after the commit and after the answers of the batch were given.
 */
typedef void (*ParvisPublishFunc) (const char     *town,
                                   ParvisChange  **changes,
                                   gsize           n_changes,
                                   gpointer        user_data);

/**
 * ParvisRecordedFunc:
 * @seq: of the row that the trail of @town ends with now
 * @hash: of the same
 *
 * Called after the commit and before the answers of the batch are given.
 */
typedef void (*ParvisRecordedFunc) (const char *town,
                                    gint64      seq,
                                    const char *hash,
                                    gpointer    user_data);

/**
 * ParvisHeardFunc:
 * @word: what another node on the same database told with parvis_store_tell()
 *
 * Called on a thread of the store's.
 */
typedef void (*ParvisHeardFunc)    (const char *word,
                                    gpointer    user_data);

/**
 * ParvisStoreConfig:
 * @uri: "sqlite:" followed by the state directory, or "postgresql://…"
 * @owner_uri: (nullable): on PostgreSQL, as whom tables are made and migrated
 * @directory: on PostgreSQL, the state directory of this node, where removed towns
 *   are put aside
 * @schema: (nullable): the towns' tables, where they are not the program's own
 * @kinds: terminated by a NULL kind; the areas' entities
 * @batch_max: commands in a batch, 0 for 256; 1 turns group commit off
 * @batch_budget: µs of work in a batch, 0 for 5000
 * @queue_max: commands that may wait, 0 for 4096; more are refused as unavailable
 * @writers: threads, 0 for 4 on SQLite, where each waits for the disk by itself, and for 2
 *   on PostgreSQL, where each has connections
 * @open_max: connections that are kept though nobody uses them, of each writer and
 *   of all readers, 0 for 128; the oldest of more is closed, and opened when it is
 *   asked for again
 * @busy_max: connections that are kept while somebody uses them at least once a minute, of
 *   all writers together and of all readers, 0 for 1536
 */
typedef struct
{
  const char         *uri;
  const char         *owner_uri;
  const char         *directory;
  const ParvisSchema *schema;
  const ParvisClock  *clock;
  const ParvisKind   *kinds;
  guint               batch_max;
  guint               batch_budget;
  guint               queue_max;
  guint               writers;
  guint               open_max;
  guint               busy_max;
  ParvisPublishFunc   publish;
  ParvisRecordedFunc  recorded;
  ParvisHeardFunc     heard;
  gpointer            publish_data;
} ParvisStoreConfig;

/* How long the answer to a key is known, at least: a desktop may come back from a
 * long leave with a full outbox. The writer forgets older ones once a day.
 */
#define PARVIS_STORE_KEYS_KEPT (90 * PARVIS_DAY)

ParvisStore *parvis_store_open          (const ParvisStoreConfig  *config,
                                         GError                  **error);
/* Finishes what is queued, checkpoints and closes. */
void         parvis_store_close         (ParvisStore              *self);

gboolean     parvis_store_has_town      (ParvisStore              *self,
                                         const char               *town);
/* (transfer full) (array zero-terminated=1) */
char       **parvis_store_list_towns    (ParvisStore              *self);
gboolean     parvis_store_create_town   (ParvisStore              *self,
                                         const char               *town,
                                         GError                  **error);
/* The file is moved to "removed/" in the state directory, never deleted. */
gboolean     parvis_store_remove_town   (ParvisStore              *self,
                                         const char               *town,
                                         GError                  **error);

/* @done may be NULL. An error is given to @done too, never returned. */
void         parvis_store_submit        (ParvisStore              *self,
                                         ParvisCommand            *command,
                                         ParvisDoneFunc            done,
                                         gpointer                  user_data);
/* Waits for the answer; for tools and tests, never on the listener's thread. */
ParvisAnswer *parvis_store_apply (ParvisStore    *self,
                                  ParvisCommand  *command,
                                  gint64         *seq,
                                  GError        **error);
void          parvis_answer_free (ParvisAnswer   *answer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisAnswer, parvis_answer_free)

/* Tells the other nodes on the database, if there are any, and waits for nothing. Nothing
 * may depend on it: what is told while the database is away, or faster than it takes it,
 * is lost. @word has no space in it and at most 64 bytes, and whoever may connect to the
 * database can read it. From any thread.
 */
void         parvis_store_tell          (ParvisStore              *self,
                                         const char               *word);

/* A read-only connection, from a small pool for each town. It sees every
 * commit that was answered before the call. Return it on the thread that took it.
 */
ParvisDb    *parvis_store_acquire       (ParvisStore              *self,
                                         const char               *town,
                                         GError                  **error);
void         parvis_store_release       (ParvisStore              *self,
                                         ParvisDb                 *db);

/* Entries of the feed after @after for any of @audiences and, where they belong to a
 * merchant, of @scopes (nullable: of all), at most @limit, in order of seq. @latest gets
 * the newest seq of the town, so that a reader whose page is short knows where it stands:
 * its next cursor is the last entry's seq if the page is full, else @latest.
 *
 * Returns: (transfer full) (element-type ParvisChange)
 */
GPtrArray   *parvis_store_list_changes  (ParvisDb                 *db,
                                         ParvisAudiences           audiences,
                                         const ParvisScopes       *scopes,
                                         gint64                    after,
                                         guint                     limit,
                                         gint64                   *latest,
                                         GError                  **error);

/* Copies in small steps while the service runs; @path must not exist. */
gboolean     parvis_store_backup_town   (ParvisStore              *self,
                                         const char               *town,
                                         const char               *path,
                                         GError                  **error);
/* @town must not exist; the file is checked (schema, integrity, town) first. */
gboolean     parvis_store_restore_town  (ParvisStore              *self,
                                         const char               *town,
                                         const char               *path,
                                         GError                  **error);
/* Of the service's own rows, which must be none so far. parvis_store_backup_town()
 * copies them for the town "".
 */
gboolean     parvis_store_restore_service (ParvisStore            *self,
                                           const char             *path,
                                           GError                **error);
/* integrity_check, foreign keys, feed against rows. */
gboolean     parvis_store_check_town    (ParvisStore              *self,
                                         const char               *town,
                                         GError                  **error);

/**
 * ParvisStoreStats: sums since the start, for GET /metrics
 */
typedef struct
{
  guint64 commands;
  guint64 failed;
  guint64 replayed;
  guint64 batches;
  guint64 changes;
  guint64 checkpoints;
  guint64 commit_usec;
  guint   queued;
} ParvisStoreStats;

void         parvis_store_get_stats     (ParvisStore              *self,
                                         ParvisStoreStats         *stats);

G_END_DECLS
