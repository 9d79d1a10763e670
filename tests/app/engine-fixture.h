/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-engine.h"

G_BEGIN_DECLS

/* An engine whose network, disk and clock are the test. */

#define ENGINE_WALL G_GINT64_CONSTANT (1781707320000)

typedef struct
{
  ParvisEngine *engine;
  gint64        now;
  GPtrArray    *jobs;         /* taken, oldest first */
  guint64       token;        /* of the newest stream or page */
} EngineFixture;

void        engine_take_jobs (EngineFixture  *self);
void        engine_pass      (EngineFixture  *self,
                              gint64          time);
/* The oldest job of @type is taken out; (transfer full) (nullable). */
ParvisJob  *engine_find_job  (EngineFixture  *self,
                              ParvisJobType   type);
gboolean    engine_has_job   (EngineFixture  *self,
                              ParvisJobType   type);
void        engine_write_all (EngineFixture  *self);
void        engine_give_page (EngineFixture  *self,
                              gint64          cursor);
void        engine_change    (EngineFixture  *self,
                              gint64          seq,
                              int             present);
void        engine_go_live   (EngineFixture  *self);
void        engine_set_up    (EngineFixture  *self,
                              gconstpointer   data);
void        engine_tear_down (EngineFixture  *self,
                              gconstpointer   data);
void        engine_submit    (EngineFixture  *self,
                              const char     *key,
                              int             delta);
void        engine_answer    (EngineFixture  *self,
                              const char     *key,
                              int             status,
                              gint64          seq,
                              gint64          retry_after);
void        engine_hang_up   (EngineFixture  *self,
                              int             status,
                              gint64          retry_after);

G_END_DECLS
