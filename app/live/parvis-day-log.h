/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/* Presses of one hand within this time of the first are one gesture: one line
 * in the log and one step to undo (ux.md §6).
 */
#define PARVIS_PRESS_WINDOW (3 * PARVIS_SECOND)

/**
 * ParvisPresses:
 *
 * Some presses of a counter that a person means as one. Plain data.
 */
typedef struct
{
  gint64 first_at;
  int    delta;
  guint  count;
} ParvisPresses;

gboolean parvis_presses_take (ParvisPresses *presses,
                              gint64         at,
                              int            delta);

typedef enum
{
  PARVIS_LOG_COUNT,
  PARVIS_LOG_STILL,           /* a person confirmed the figure */
  PARVIS_LOG_RECOUNT,
  PARVIS_LOG_ZERO,
  PARVIS_LOG_CLOSE,
  PARVIS_LOG_REOPEN,
  PARVIS_LOG_LOWER,           /* what it holds */
  PARVIS_LOG_RESTORE,
} ParvisLogWhat;

/**
 * ParvisLogLine:
 *
 * One line of the day's log as a person reads it.
 */
typedef struct
{
  ParvisLogWhat  what;
  gint64         at;          /* of its first press */
  gint64         last_at;     /* of its last */
  int            delta;
  int            value;       /* -1 where there is none */
  guint          presses;
  guint          waiting;     /* how many of them are not sent yet */
  gboolean       is_own;      /* made in this window */
  char          *actor;       /* (nullable) */
  char          *note;        /* (nullable) */
} ParvisLogLine;

void       parvis_log_line_free        (ParvisLogLine  *line);
GPtrArray *parvis_day_log_read         (const json_t   *gauge_log,
                                        GHashTable     *waiting_keys,
                                        GHashTable     *own_keys);
gboolean   parvis_day_log_find_company (GPtrArray      *lines,
                                        gint64          started_at,
                                        gint64          recently,
                                        gint64         *since,
                                        const char    **name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisLogLine, parvis_log_line_free)

G_END_DECLS
