/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pthread.h>

#include "parvis-db-sqlite.h"
#include "parvis-schema.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisTown:
 *
 * One database file with its writer connection, which belongs to the thread of
 * its writer, and its pool of readers. Shared by threads through its lock;
 * reference counted, so that it can be removed while somebody reads.
 */
typedef struct
{
  char            *code;
  char            *path;
  ParvisDb        *writer;
  GError          *broken;       /* why it cannot be served; set before it is shared */
  gboolean         logged;       /* the log has frames; of the writer's thread */
  int              fold_at;      /* how many frames are too many; likewise */
  gint64           forget_at;    /* when old keys are forgotten next; likewise */

  pthread_mutex_t  lock;
  GPtrArray       *readers;
  int              ref_count;
  gboolean         removed;
} ParvisTown;

ParvisTown *parvis_town_open      (const char                *path,
                                   const char                *code,
                                   const ParvisSchema        *schema);
ParvisTown *parvis_town_ref       (ParvisTown                *town);
void        parvis_town_unref     (ParvisTown                *town);
ParvisDb   *parvis_town_acquire   (ParvisTown                *town,
                                   GError                   **error);
void        parvis_town_release   (ParvisTown                *town,
                                   ParvisDb                  *db);
void        parvis_town_retire    (ParvisTown                *town);
void        parvis_town_fold_log  (ParvisTown                *town,
                                   ParvisDbSqliteCheckpoint   how);
gboolean    parvis_town_check_log (ParvisTown                *town);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisTown, parvis_town_unref)

G_END_DECLS
