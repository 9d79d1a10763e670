/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "test-database.h"

#include <pthread.h>

G_BEGIN_DECLS

/**
 * World:
 *
 * A store on a database of its own, with towns that keep boxes. A box holds a
 * number; the feed has the entity "box" for each (public, or for members where
 * its name begins with "secret"), and "sum", public, of all of them. What makes one whose
 * name begins with "fresh" says itself what the feed has of it.
 */
typedef struct
{
  TestDatabase       database;
  const char        *directory;       /* of the database */
  ParvisStore       *store;
  ParvisStoreConfig  config;
} World;

#define WORLD_TOWN       "00001"
#define WORLD_OTHER_TOWN "00002"

#define WORLD_BOX "box"
#define WORLD_SUM "sum"

extern const ParvisKind world_kinds[];

/* The towns' tables, and the boxes. */
const ParvisSchema *world_schema (void);

/* How often a box was rendered since the start of the program. */
guint          world_get_renders   (void);

void           world_init          (World          *world);
/* On a database that has no tables yet. */
void           world_init_empty    (World          *world);
void           world_open          (World          *world);
void           world_close         (World          *world);
/* Closes, and removes the database. */
void           world_clear         (World          *world);
void           world_add_town      (World          *world,
                                    const char     *town);
/* For g_test_add(): an open store with WORLD_TOWN in it, in no hurry to end a batch; in the end the
 * town is whole.
 */
void           world_set_up        (World          *world,
                                    gconstpointer   unused);
void           world_tear_down     (World          *world,
                                    gconstpointer   unused);

/* Adds @delta to the box @id, which is made if need be. @key may be NULL. The
 * answer is {"value":…} with status 201; for "unrenderable", settling fails.
 */
ParvisCommand *new_add             (const char     *town,
                                    const char     *key,
                                    const char     *id,
                                    gint64          delta);
/* The same, but after the rows were changed it fails with CONFLICT. */
ParvisCommand *new_failing_add     (const char     *town,
                                    const char     *key,
                                    const char     *id,
                                    gint64          delta);
ParvisCommand *new_remove          (const char     *town,
                                    const char     *id);

/* What came of a command. Wait for it with outcome_wait(). */
typedef struct
{
  pthread_mutex_t  lock;
  pthread_cond_t   changed;
  gboolean         is_done;
  ParvisAnswer    *answer;
  GError          *error;
  gint64           seq;
  gboolean         replayed;
} Outcome;

#define OUTCOME_INIT \
  { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, FALSE, NULL, NULL, 0, FALSE }

void           outcome_done_cb     (ParvisCommand  *command,
                                    ParvisAnswer   *answer,
                                    gint64          seq,
                                    gboolean        replayed,
                                    GError         *error,
                                    gpointer        user_data);
void           world_submit        (World          *world,
                                    ParvisCommand  *command,
                                    Outcome        *outcome);
void           outcome_wait        (Outcome        *outcome);
/* "value" of the answer, which there must be. */
gint64         outcome_get_value   (const Outcome  *outcome);
void           outcome_clear       (Outcome        *outcome);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* Holds the writer of a town inside a command, so that what is submitted
 * meanwhile is one batch afterwards.
 */
typedef struct
{
  pthread_mutex_t  lock;
  pthread_cond_t   changed;
  gboolean         is_held;
  gboolean         is_open;
  Outcome          outcome;
} Gate;

#define GATE_INIT \
  { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, FALSE, FALSE, OUTCOME_INIT }

void           gate_hold           (Gate           *gate,
                                    ParvisStore    *store,
                                    const char     *town);
void           gate_open           (Gate           *gate);

/* What the rows say; -1 where there is no such box. */
gint64         read_value          (ParvisStore    *store,
                                    const char     *town,
                                    const char     *id);
gint64         count_rows          (ParvisStore    *store,
                                    const char     *town,
                                    const char     *sql);
/* Submits, waits, and asserts that it went well. Returns the answer's value. */
gint64         add                 (World          *world,
                                    const char     *key,
                                    const char     *id,
                                    gint64          delta,
                                    gint64         *seq);

G_END_DECLS
