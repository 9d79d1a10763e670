/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-feed.h"

G_BEGIN_DECLS

/* A service as far as a client can tell: commands that are done once for each
 * key, a feed with one entry for each entity, answers with a sequence number.
 * What is committed survives its restarts.
 */

#define SIM_GAUGES 4
#define SIM_BASE 100000

typedef struct _SimService SimService;

/* splitmix64, so that a seed says everything. */
typedef struct
{
  guint64 state;
} SimRandom;

guint32      sim_random_below        (SimRandom   *random,
                                      guint32      limit);
gboolean     sim_random_chance       (SimRandom   *random,
                                      guint32      per_thousand);

SimService  *sim_service_new         (SimRandom   *random);
void         sim_service_free        (SimService  *self);

/* Answers: 200 with *@seq, 422 for keys that it refuses, whatever comes again. */
int          sim_service_command     (SimService  *self,
                                      const char  *key,
                                      const char  *gauge,
                                      int          delta,
                                      gint64      *seq);
/* Something that no client did. */
void         sim_service_measure     (SimService  *self,
                                      guint        gauge);
gint64       sim_service_get_seq     (SimService  *self);
gboolean     sim_service_has         (SimService  *self,
                                      const char  *gauge,
                                      const char  *key);
gboolean     sim_service_refuses     (const char  *key);
const char  *sim_gauge_id            (guint        gauge);

/* (transfer full): the newest entry of an entity, or NULL if it is not beyond @after */
ParvisFeedChange *sim_service_entry  (SimService  *self,
                                      guint        entity,
                                      gint64       after);
/* Entities are numbered: gauges first, then their logs. */
#define SIM_ENTITIES (2 * SIM_GAUGES)

ParvisFeedPage *sim_service_page     (SimService  *self,
                                      gint64       after,
                                      guint        limit);

G_END_DECLS
