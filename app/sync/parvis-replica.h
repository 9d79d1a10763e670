/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-batch.h"
#include "parvis-row-seal.h"

G_BEGIN_DECLS

/**
 * ParvisReplica:
 *
 * The files of one account and town on this disk: "replica.db" with what the
 * service said and the actions that wait, "replica-copy.db", a healthy copy of
 * it, and "cache.db", which may be lost. The only place of the application that
 * knows SQLite. Blocking; used by one thread.
 */
typedef struct _ParvisReplica ParvisReplica;

/* What to do with a damaged file. */
typedef enum
{
  PARVIS_MEND_NOT,             /* leave it where it is, and fail */
  PARVIS_MEND_WITH_COPY,       /* the healthy copy takes its place, if there is one */
  PARVIS_MEND_FROM_SERVICE,    /* an empty file does, for the service to fill */
} ParvisMend;

/**
 * ParvisRepair:
 * @kept: (nullable): where a damaged file was put, or NULL if none was found
 * @copied_at: instant of the copy that took its place, or that would, or
 *   PARVIS_NO_TIME
 * @salvaged: actions that were found in the damaged file
 * @lost: its actions could not be read
 *
 * What opening had to do.
 */
typedef struct
{
  char     *kept;
  gint64    copied_at;
  guint     salvaged;
  gboolean  lost;
} ParvisRepair;

void            parvis_repair_clear        (ParvisRepair         *repair);

/* Opens the replica and reads the entities of @kinds (NULL-terminated) and all
 * actions. A damaged file is put aside, its name ending in the instant @now, and
 * what @choice says takes its place; the actions that can still be read move over.
 * PARVIS_ERROR_CORRUPT, and nothing moved, with PARVIS_MEND_NOT;
 * PARVIS_ERROR_UNAVAILABLE if another process has the replica,
 * PARVIS_ERROR_NEWER_SCHEMA if a later version wrote it.
 * @find_key (nullable) is asked when the first sealed thing is met (parvis_kind_is_sealed());
 * what another key sealed counts as not there, and is read again.
 */
ParvisReplica  *parvis_replica_open        (const char           *directory,
                                            const char * const   *kinds,
                                            gint64                now,
                                            ParvisMend            choice,
                                            ParvisKeyFunc         find_key,
                                            ParvisSnapshot      **snapshot,
                                            ParvisRepair         *repair,
                                            GError              **error);
void            parvis_replica_close       (ParvisReplica        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisReplica, parvis_replica_close)

/* One transaction, durable when it returns. */
gboolean        parvis_replica_write       (ParvisReplica        *self,
                                            const ParvisBatch    *batch,
                                            GError              **error);
gboolean        parvis_replica_count       (ParvisReplica        *self,
                                            const char           *kind,
                                            gint64               *count,
                                            GError              **error);

/**
 * ParvisPageQuery:
 * @kind: a dated kind
 * @merchant: whose they are
 * @day, @id: (nullable): what comes before these, newest first; without an id, what comes
 *   before the day
 *
 * A page of the past.
 */
typedef struct
{
  const char *kind;
  const char *merchant;
  const char *day;
  const char *id;
  guint       limit;
} ParvisPageQuery;

/* Appends ParvisFeedChange to @entities. */
gboolean parvis_replica_page (ParvisReplica          *self,
                              const ParvisPageQuery  *query,
                              GPtrArray              *entities,
                              GError                **error);

/* Some pages more of the healthy copy; @done when it has taken the place of the
 * one before.
 */
gboolean        parvis_replica_copy_step   (ParvisReplica        *self,
                                            gboolean             *done,
                                            GError              **error);

/**
 * ParvisCached:
 *
 * An answer that was kept: tiles, history.
 */
typedef struct
{
  char   *path;
  char   *etag;       /* (nullable) */
  gint64  expires;    /* until then it needs not be asked again */
  gint64  at;
  GBytes *body;
} ParvisCached;

void            parvis_cached_free         (ParvisCached         *cached);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisCached, parvis_cached_free)

/* (transfer full) (nullable): NULL when there is none, or no cache at all */
ParvisCached   *parvis_replica_get_cached  (ParvisReplica        *self,
                                            const char           *path);
/* Makes room by dropping the oldest; failures are of no consequence. */
void            parvis_replica_put_cached  (ParvisReplica        *self,
                                            const ParvisCached   *cached);

#define PARVIS_CACHE_MAX (64 * 1024 * 1024)

G_END_DECLS
