/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libpq-fe.h>

#include "parvis-db-driver.h"

G_BEGIN_DECLS

/**
 * ParvisLine:
 *
 * A connection to PostgreSQL, always in pipeline mode. What gives no rows is sent
 * and not waited for; its failure is met by whoever waits next, and everything
 * sent after it was passed over by the server. Of one thread at a time.
 */
typedef struct _ParvisLine ParvisLine;

/* One thing that was sent has a number; numbers grow. */
typedef guint64 ParvisLineNumber;

#define PARVIS_LINE_NONE G_MAXUINT64

/* @options: of the session, as "-c name=value …" */
ParvisLine       *parvis_line_new        (const char           *uri,
                                          const char           *options);
void              parvis_line_free       (ParvisLine           *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisLine, parvis_line_free)

/* Connects, anew if need be: nothing of what was before is left. */
gboolean          parvis_line_connect    (ParvisLine           *self,
                                          GError              **error);
gboolean          parvis_line_is_lost    (ParvisLine           *self);
/* For poll(); -1 when it is lost. */
int               parvis_line_get_fd     (ParvisLine           *self);

/* Sends one statement with its values as text. @name is that of a prepared one, or
 * NULL with its @text. FALSE: lost, or something failed before and is not undone.
 */
gboolean          parvis_line_send       (ParvisLine           *self,
                                          const char           *name,
                                          const char           *text,
                                          int                   n_values,
                                          const char * const   *values,
                                          gint64               *changes,
                                          GError              **error);
gboolean          parvis_line_prepare    (ParvisLine           *self,
                                          const char           *name,
                                          const char           *text,
                                          GError              **error);
/* The number that the next thing sent will have. */
ParvisLineNumber  parvis_line_get_next   (ParvisLine           *self);
/* Where the failure was that is not undone; PARVIS_LINE_NONE without one. */
ParvisLineNumber  parvis_line_get_failed (ParvisLine           *self);
/* Nothing sent before this number is left to be answered. */
ParvisLineNumber  parvis_line_get_done   (ParvisLine           *self);

/* Waits for everything that was sent. @result (nullable) gets what the last of it
 * gave; clear it with PQclear().
 */
gboolean          parvis_line_finish     (ParvisLine           *self,
                                          PGresult            **result,
                                          GError              **error);
/* Marks the end of what stands or falls together, without waiting. */
gboolean          parvis_line_end        (ParvisLine           *self,
                                          GError              **error);
/* Forgets the failure; what was sent after it was not done. */
void              parvis_line_forgive    (ParvisLine           *self);
/* @changes of earlier statements will not be written to any more. */
void              parvis_line_forget     (ParvisLine           *self,
                                          gint64               *changes);
/* Without a transaction, and waited for. */
gboolean          parvis_line_run        (ParvisLine           *self,
                                          const char           *text,
                                          GError              **error);
/* (transfer full) (nullable): the next notification that has arrived */
PGnotify         *parvis_line_take_news  (ParvisLine           *self);
/* Reads what has arrived. FALSE when the line is lost. */
gboolean          parvis_line_listen     (ParvisLine           *self);

G_END_DECLS
