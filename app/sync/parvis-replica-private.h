/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-replica.h"
#include "parvis-row-seal.h"
#include "parvis-sqlite.h"

G_BEGIN_DECLS

enum
{
  PUT_ENTITY,
  DELETE_ENTITY,
  PUT_ACTION,
  DELETE_ACTION,
  PUT_META,
  N_STATEMENTS,
};

struct _ParvisReplica
{
  char           *directory;
  char           *horizon;       /* dated entities before it are not loaded */
  ParvisKeyFunc   find_key;
  ParvisRowSeal  *seal;          /* once something sealed was met */
  gboolean        key_is_kept;   /* its key, when this process is gone */
  gboolean        waits_for_key; /* something stays in clear until there is one */
  sqlite3        *db;
  ParvisRows     *statements[N_STATEMENTS];
  int             log_pages;
  gboolean        has_unreadable;       /* what was loaded last: sealed with another key */
  guint           unreadable_actions;

  /* A healthy copy in the making. */
  sqlite3        *copy;
  sqlite3_backup *backup;

  /* What may be lost; NULL if it could not be opened. */
  sqlite3        *cache;
  ParvisRows     *get_cached;
  ParvisRows     *put_cached;
  gint64          cache_size;
};

gboolean        parvis_replica_migrate      (sqlite3             *db,
                                             GError             **error);
gboolean        parvis_replica_attach       (ParvisReplica       *self,
                                             sqlite3             *db,
                                             GError             **error);
ParvisSnapshot *parvis_replica_load         (ParvisReplica       *self,
                                             const char * const  *kinds,
                                             GError             **error);
gboolean        parvis_replica_read_actions (ParvisReplica       *self,
                                             sqlite3             *db,
                                             GPtrArray           *actions,
                                             GError             **error);
gboolean        parvis_replica_write_action (ParvisReplica       *self,
                                             const ParvisQueued  *queued,
                                             GError             **error);
/* (transfer full): @text as it is written for @id of @kind */
GBytes         *parvis_replica_seal_text    (ParvisReplica       *self,
                                             const char          *kind,
                                             const char          *id,
                                             const char          *text);
gboolean        parvis_replica_seal_clear   (ParvisReplica       *self,
                                             GError             **error);
void            parvis_replica_copy_abort   (ParvisReplica       *self);
void            parvis_replica_open_cache   (ParvisReplica       *self);
void            parvis_replica_close_cache  (ParvisReplica       *self);

G_END_DECLS
