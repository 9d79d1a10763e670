/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pthread.h>

#include "parvis-engine.h"

G_BEGIN_DECLS

/**
 * ParvisTown:
 *
 * One town with its writer connection, which belongs to the thread of its writer,
 * and its pool of readers. Shared by threads through its lock; reference counted,
 * so that it can be removed while somebody reads.
 */
typedef struct
{
  ParvisEngine    *engine;       /* borrowed */
  char            *code;
  ParvisDb        *writer;
  GError          *broken;       /* why it cannot be served; set before it is shared */
  gint64           forget_at;    /* when old keys are forgotten next; of the writer's thread */

  pthread_mutex_t  lock;
  GPtrArray       *readers;
  int              ref_count;
  gboolean         removed;
} ParvisTown;

ParvisTown *parvis_town_open    (ParvisEngine  *engine,
                                 const char    *code,
                                 guint          shard);
ParvisTown *parvis_town_ref     (ParvisTown    *town);
void        parvis_town_unref   (ParvisTown    *town);
ParvisDb   *parvis_town_acquire (ParvisTown    *town,
                                 GError       **error);
void        parvis_town_release (ParvisTown    *town,
                                 ParvisDb      *db);
void        parvis_town_retire  (ParvisTown    *town);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisTown, parvis_town_unref)

G_END_DECLS
