/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-engine.h"
#include "parvis-replica.h"
#include "sim-service.h"

G_BEGIN_DECLS

/* Several desks and one service on a network that cuts, delays, repeats and
 * loses; desks crash between any two steps, the service restarts, clocks jump.
 * One seed is one schedule.
 */

#define SIM_CLIENTS 3
#define SIM_FAULTS_UNTIL 60000
#define SIM_QUIET_UNTIL (SIM_FAULTS_UNTIL + 3600 * 1000)
#define SIM_WALL_AT_START G_GINT64_CONSTANT (1781707320000)

typedef enum
{
  SIM_EVENT_ACT,
  SIM_EVENT_WITHDRAW,
  SIM_EVENT_MEASURE,
  SIM_EVENT_CRASH,
  SIM_EVENT_CUT,
  SIM_EVENT_RESTART,
  SIM_EVENT_JUMP,
  SIM_EVENT_UP,
  SIM_EVENT_OPEN,           /* a request for a stream arrives */
  SIM_EVENT_PUMP,           /* the service writes to a stream */
  SIM_EVENT_STREAM,         /* something of a stream arrives */
  SIM_EVENT_PAGE_ASKED,
  SIM_EVENT_PAGE,
  SIM_EVENT_COMMAND,        /* a command arrives */
  SIM_EVENT_ANSWER,
  SIM_EVENT_HUNG_UP,
  SIM_EVENT_COMMITTED,
} SimEventType;

typedef struct
{
  gint64            time;
  guint64           order;
  SimEventType         type;
  guint             client;
  guint             life;         /* of the client: what is meant for an earlier one is lost */
  guint             service_life;
  guint64           token;
  gint64            cursor;
  ParvisFeedChange *change;
  ParvisFeedPage   *page;
  ParvisBatch      *batch;
  ParvisReply       reply;
  char             *key;
  char             *object;
  int               delta;
  gboolean          opens;
  gboolean          fails;
} SimEvent;

typedef struct
{
  char     *key;
  guint     client;
  guint     gauge;
  int       delta;
  gboolean  durable;
  gboolean  withdrawn;
  gboolean  ever_withdrawn;
  gboolean  lost;
} SimDeed;

typedef struct
{
  GHashTable *entities;           /* "kind/id" → ParvisFeedChange */
  GHashTable *rows;               /* key → ParvisQueued */
  gint64      cursor;
  gboolean    resync;
} SimDisk;

typedef struct
{
  ParvisEngine *engine;
  SimDisk          disk;
  char         *directory;        /* of a real replica, instead of the disk above */
  guint         life;
  gint64        wall_offset;

  /* Its stream, at the service. */
  guint64       stream;
  gboolean      streaming;
  gint64        sent[SIM_ENTITIES];
  gint64        safe;
  gint64        stream_clear;     /* nothing of the stream arrives before what was sent earlier */
} SimClient;

typedef struct
{
  SimRandom   random;
  guint64     seed;
  gint64      now;
  guint64     order;
  GSequence  *events;
  SimService *service;
  guint       service_life;
  gboolean    service_up;
  gint64      commands_up;        /* until then the service takes none */
  guint       newest[SIM_CLIENTS][SIM_GAUGES];    /* of the deeds done, from 1 */
  SimClient      clients[SIM_CLIENTS];
  GPtrArray  *deeds;
  gboolean    on_disk;
  guint       steps;
} SimWorld;

extern const char * const sim_kinds[];

SimEvent       *sim_event_new         (SimWorld        *world,
                                       SimEventType     type,
                                       gint64           delay,
                                       guint            client);
void            sim_event_free        (gpointer         data);
void            sim_plan              (SimWorld        *world,
                                       SimEvent        *event);
void            sim_again             (SimWorld        *world,
                                       SimEventType     type,
                                       guint            client,
                                       guint32          mean);
gint64          sim_draw_delay        (SimWorld        *world);
gboolean        sim_is_faulty         (SimWorld        *world,
                                       guint32          per_thousand);
void            sim_disk_init         (SimDisk         *disk);
void            sim_disk_write        (SimClient       *client,
                                       ParvisBatch     *batch);
ParvisSnapshot *sim_disk_load         (SimDisk         *disk);
ParvisReplica  *sim_disk_open_replica (SimClient       *client,
                                       ParvisSnapshot **snapshot);
void            sim_set_time          (SimWorld        *world,
                                       guint            number);
void            sim_settle            (SimWorld        *world,
                                       guint            number);
void            sim_boot              (SimWorld        *world,
                                       guint            number);
void            sim_crash             (SimWorld        *world,
                                       guint            number);
void            sim_act               (SimWorld        *world,
                                       guint            number);
void            sim_withdraw          (SimWorld        *world,
                                       guint            number);
gboolean        sim_is_stale          (SimWorld        *world,
                                       SimEvent        *event);
void            sim_happen            (SimWorld        *world,
                                       SimEvent        *event);

G_END_DECLS
