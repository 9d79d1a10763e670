/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-batch.h"
#include "parvis-link.h"
#include "parvis-view.h"

G_BEGIN_DECLS

/**
 * ParvisEngine:
 *
 * The state machine that keeps a replica and an outbox in step with a service.
 * It does nothing by itself: it has no clock, disk, network or loop. Its owner
 * tells it the time and what happened, and carries out the jobs that it gives;
 * every call may add jobs and move the deadline.
 */
typedef struct _ParvisEngine ParvisEngine;

/**
 * ParvisEngineConfig:
 * @kinds: (array zero-terminated=1): kinds to keep in memory; static
 * @member: an account is there: its feed can be paged, commands can be sent
 * @seed: for the jitter of the back-off
 */
typedef struct
{
  const char * const *kinds;
  gboolean            member;
  guint64             seed;
} ParvisEngineConfig;

typedef enum
{
  PARVIS_JOB_OPEN_STREAM,   /* @token, @cursor */
  PARVIS_JOB_FETCH_PAGE,    /* @token, @cursor, @limit */
  PARVIS_JOB_HANG_UP,       /* @token: give up its stream or page */
  PARVIS_JOB_SEND,          /* @key, @verb, @object, @body */
  PARVIS_JOB_COMMIT,        /* @batch; one at a time */
  PARVIS_JOB_DURABLE,       /* @key: tell the person that it is safe */
  PARVIS_JOB_LOST,          /* @key, @error: the disk refused it */
  PARVIS_JOB_REFUSED,       /* @action: the service refused it */
  PARVIS_JOB_REMOVED,       /* @at, @by: what is here of the town has to go */
} ParvisJobType;

typedef struct
{
  ParvisJobType     type;
  guint64           token;
  gint64            cursor;
  guint             limit;
  char             *key;
  const ParvisVerb *verb;
  char             *object;
  json_t           *body;
  ParvisBatch      *batch;
  ParvisAction     *action;
  GError           *error;
  gint64            at;
  char             *by;
} ParvisJob;

void              parvis_job_free               (ParvisJob                 *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisJob, parvis_job_free)

/**
 * ParvisReply:
 * @status: HTTP status, 0 when there was no answer at all
 * @seq: header Parvis-Seq, -1 without
 * @retry_after: ms, -1 if the service did not say
 * @problem: it is a problem document of ours, not a page of something between
 * @removed: it says that this account is no member of the town any more, …
 * @removed_at: … since when (PARVIS_NO_TIME if it does not say) …
 * @removed_by: (nullable): … and by whom
 * @sentence: (nullable): for people
 * @kind: (nullable): the last part of the problem's type: "conflict"
 * @field: (nullable): what of the request it is about
 *
 * How a request ended.
 */
typedef struct
{
  int         status;
  gint64      seq;
  gint64      retry_after;
  gboolean    problem;
  gboolean    removed;
  gint64      removed_at;
  const char *removed_by;
  const char *sentence;
  const char *kind;
  const char *field;
} ParvisReply;

#define PARVIS_REPLY_NONE { 0, -1, -1, FALSE, FALSE, PARVIS_NO_TIME, NULL, NULL, NULL, NULL }

/* What is new since the last look, for notifications. */
typedef enum
{
  PARVIS_NEWS_LINK     = 1 << 0,
  PARVIS_NEWS_OUTBOX   = 1 << 1,
  PARVIS_NEWS_UPDATED  = 1 << 2,
  PARVIS_NEWS_SKEW     = 1 << 3,
  PARVIS_NEWS_NEXT_TRY = 1 << 4,
} ParvisNews;

ParvisEngine     *parvis_engine_new             (const ParvisEngineConfig  *config);
void              parvis_engine_free            (ParvisEngine              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisEngine, parvis_engine_free)

/* Before every call below that says that something happened. @mono (ms) never
 * goes back; @wall (ms since the epoch) may jump.
 */
void              parvis_engine_set_time        (ParvisEngine              *self,
                                                 gint64                     mono,
                                                 gint64                     wall);

/* What happened. */
void              parvis_engine_load            (ParvisEngine              *self,
                                                 ParvisSnapshot            *snapshot);
void              parvis_engine_set_rights      (ParvisEngine              *self,
                                                 gint64                     rights);
void              parvis_engine_start           (ParvisEngine              *self);
void              parvis_engine_tick            (ParvisEngine              *self);
void              parvis_engine_retry           (ParvisEngine              *self);
void              parvis_engine_wake            (ParvisEngine              *self);
void              parvis_engine_stream_opened   (ParvisEngine              *self,
                                                 guint64                    token);
void              parvis_engine_stream_bytes    (ParvisEngine              *self,
                                                 guint64                    token);
void              parvis_engine_stream_event    (ParvisEngine              *self,
                                                 guint64                    token,
                                                 const char                *type,
                                                 const char                *id,
                                                 const char                *data,
                                                 gsize                      length);
/* The stream or the page of @token ended like @reply. */
void              parvis_engine_hung_up         (ParvisEngine              *self,
                                                 guint64                    token,
                                                 const ParvisReply         *reply);
void              parvis_engine_page            (ParvisEngine              *self,
                                                 guint64                    token,
                                                 const ParvisFeedPage      *page);
void              parvis_engine_answered        (ParvisEngine              *self,
                                                 const char                *key,
                                                 const ParvisReply         *reply);
void              parvis_engine_committed       (ParvisEngine              *self,
                                                 ParvisBatch               *batch);
void              parvis_engine_commit_failed   (ParvisEngine              *self,
                                                 ParvisBatch               *batch,
                                                 const GError              *error);
/* The service told its clock. */
void parvis_engine_set_service_time (ParvisEngine *self,
                                     gint64        now);

/* What a person did. Takes the reference to @body. */
gboolean          parvis_engine_submit          (ParvisEngine              *self,
                                                 const char                *key,
                                                 const ParvisVerb          *verb,
                                                 const char                *object,
                                                 json_t                    *body,
                                                 GError                   **error);
gboolean          parvis_engine_withdraw        (ParvisEngine              *self,
                                                 const char                *key);
gboolean          parvis_engine_dismiss         (ParvisEngine              *self,
                                                 const char                *key);
/* Everything that is only in memory goes into a batch, whatever its age. */
void              parvis_engine_flush           (ParvisEngine              *self);

/* What to do. (transfer full) (nullable) */
ParvisJob        *parvis_engine_take_job        (ParvisEngine              *self);
/* On the scale of @mono; PARVIS_NEVER when only events matter */
gint64            parvis_engine_get_deadline    (ParvisEngine              *self);
ParvisNews        parvis_engine_take_news       (ParvisEngine              *self);
gboolean          parvis_engine_is_writing      (ParvisEngine              *self);

/* What there is to see. */
ParvisView   *parvis_engine_get_view          (ParvisEngine *self);
ParvisOutbox *parvis_engine_get_outbox        (ParvisEngine *self);
ParvisLink    parvis_engine_get_link          (ParvisEngine *self);
gint64        parvis_engine_get_cursor        (ParvisEngine *self);
gint64        parvis_engine_get_updated_at    (ParvisEngine *self);
gint64        parvis_engine_get_offline_since (ParvisEngine *self);
/* Wall clock; PARVIS_NO_TIME when no try is planned */
gint64            parvis_engine_get_next_try    (ParvisEngine              *self);
gint64            parvis_engine_get_skew        (ParvisEngine              *self);
/* How far the queue has been worked off since it was last empty. */
void              parvis_engine_get_progress    (ParvisEngine              *self,
                                                 guint                     *done,
                                                 guint                     *total);

G_END_DECLS
