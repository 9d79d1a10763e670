/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-db-driver.h"
#include "parvis-store.h"

G_BEGIN_DECLS

typedef struct _ParvisEngine ParvisEngine;

/**
 * ParvisEngineClass:
 * @scheme: what the URI of a store on this database begins with
 * @readers_kept: how many idle readers a town keeps
 * @writers: how many threads write, where the configuration says nothing
 * @open: makes the engine ready and brings the service's own tables to the newest
 *   schema
 * @list_towns: adds the codes of the towns that are there
 * @create_town: (nullable): before a new town's writer is opened
 * @remove_town: when nobody writes to the town any more; its data are put aside,
 *   not lost
 * @open_writer: for the thread @shard, with the newest schema; "" is the service
 * @open_reader: for one thread at a time
 * @backup: copies the town as it is at one instant into a new file, which is a
 *   SQLite database whatever the engine is
 * @check: whether the database itself is sound
 * @restore: puts a checked file in the place of a town that does not exist, or its
 *   rows with the service's own where there are none, with no moment at which half
 *   of it is there
 * @start: (nullable): hears of other nodes on the same database from here on
 * @stop: (nullable): and no more
 * @publish: (nullable): gets what a writer committed, in the place of the store's
 *   own function
 * @tell: (nullable): a word for the other nodes, which may be lost
 *
 * A database that a store can run on. What it gives is closed with
 * parvis_db_close().
 */
typedef struct
{
  const char   *scheme;
  guint         readers_kept;
  guint         writers;

  ParvisEngine *(*open)        (const ParvisStoreConfig  *config,
                                GError                  **error);
  void          (*close)       (ParvisEngine             *engine);
  gboolean      (*list_towns)  (ParvisEngine             *engine,
                                GPtrArray                *codes,
                                GError                  **error);
  gboolean      (*create_town) (ParvisEngine             *engine,
                                const char               *town,
                                GError                  **error);
  gboolean      (*remove_town) (ParvisEngine             *engine,
                                const char               *town,
                                GError                  **error);
  ParvisDb     *(*open_writer) (ParvisEngine             *engine,
                                const char               *town,
                                guint                     shard,
                                GError                  **error);
  ParvisDb     *(*open_reader) (ParvisEngine             *engine,
                                const char               *town,
                                GError                  **error);
  gboolean      (*backup)      (ParvisEngine             *engine,
                                ParvisDb                 *db,
                                const char               *path,
                                GError                  **error);
  gboolean      (*check)       (ParvisEngine             *engine,
                                ParvisDb                 *db,
                                GError                  **error);
  gboolean      (*restore)     (ParvisEngine             *engine,
                                const char               *town,
                                const char               *path,
                                GError                  **error);
  void          (*start)       (ParvisEngine             *engine,
                                ParvisStore              *store,
                                const ParvisStoreConfig  *config);
  void          (*stop)        (ParvisEngine             *engine);
  void          (*publish)     (ParvisEngine             *engine,
                                const char               *town,
                                ParvisChange            **changes,
                                gsize                     n_changes);
  void          (*tell)        (ParvisEngine             *engine,
                                const char               *word);
} ParvisEngineClass;

/* An engine's own struct begins with this. */
struct _ParvisEngine
{
  const ParvisEngineClass *klass;
};

extern const ParvisEngineClass parvis_engine_sqlite;
extern const ParvisEngineClass parvis_engine_postgres;

/* A town's writer is the thread of its shard. */
#define PARVIS_SHARDS_MAX 16

/* What the towns' tables are to be. */
const ParvisSchema *parvis_store_schema (const ParvisStoreConfig *config);

G_END_DECLS
