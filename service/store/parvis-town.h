/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <pthread.h>

#include "parvis-engine.h"
#include "parvis-tx.h"

G_BEGIN_DECLS

/* Connections that are kept where the configuration says nothing: though nobody uses them,
 * and while somebody does so at least once in that time. To open one takes several times what
 * a command does, and one that is open takes some hundred KiB: it is worth them while it is
 * used. Once is not often: after a start every town is looked at.
 */
#define PARVIS_TOWNS_OPEN      128
#define PARVIS_TOWNS_BUSY      1536
#define PARVIS_TOWNS_BUSY_TIME PARVIS_MINUTE

/**
 * ParvisTown:
 *
 * One town of the store. Its writer connection belongs to the thread of its writer,
 * which opens it when there is something to write and holds a reference as long as
 * it is open; its readers are in ParvisReaders. Reference counted, so that it can be
 * removed while somebody reads.
 */
typedef struct
{
  ParvisEngine *engine;       /* borrowed */
  char         *code;
  guint         shard;
  GError       *broken;       /* why it cannot be served; set before it is shared */

  ParvisDb     *writer;       /* of the writer's thread, as are the next three */
  ParvisTx     *tx;           /* on it */
  gint64        forget_at;    /* when old keys are forgotten next */
  gint64        written_at;   /* when somebody wrote last; likewise, as is the next */
  gint64        busy_until;   /* unless somebody writes again */
  gboolean      gone;         /* nobody writes any more; of the writer's lock */
  gboolean      removed;      /* of the lock of the readers, as is the next */
  gint64        read_at;      /* when somebody read last */
  int           ref_count;
} ParvisTown;

ParvisTown *parvis_town_open    (ParvisEngine  *engine,
                                 const char    *code,
                                 guint          shard);
ParvisTown *parvis_town_ref     (ParvisTown    *town);
void        parvis_town_unref   (ParvisTown    *town);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisTown, parvis_town_unref)

G_END_DECLS
