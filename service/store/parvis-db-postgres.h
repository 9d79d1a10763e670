/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-line.h"

G_BEGIN_DECLS

/* A line with the statements that are prepared on it. One for the towns and one
 * for the service's own tables are told apart by their search path.
 */
typedef struct
{
  ParvisLine *line;
  GHashTable *statements;
  guint       n_prepared;
  int         kind;            /* of the engine's own */
  char        town[8];         /* that a reading session is set to; "" for unknown */
} ParvisSession;

ParvisSession *parvis_session_new        (ParvisLine           *line);
void           parvis_session_free       (ParvisSession        *session);
/* Connects anew: nothing is prepared any more. */
gboolean       parvis_session_connect    (ParvisSession        *session,
                                          GError              **error);

typedef struct _ParvisDbPostgres ParvisDbPostgres;

/**
 * ParvisDbPostgresHost:
 * @connect: brings a lost session back, or says why it stays lost
 * @give_back: takes a reading session; NULL for writers, which keep theirs
 * @reached: the database answers
 *
 * The engine, as far as its connections need it.
 */
typedef struct
{
  gboolean (*connect)   (gpointer        host,
                         ParvisSession  *session,
                         GError        **error);
  void     (*give_back) (gpointer        host,
                         ParvisSession  *session);
  void     (*reached)   (gpointer        host);
} ParvisDbPostgresHost;

/* A connection for @town on a session that it borrows (for writing) or takes (for
 * reading) from @host.
 */
ParvisDb   *parvis_db_postgres_new      (const ParvisDbPostgresHost *functions,
                                         gpointer                    host,
                                         ParvisSession              *session,
                                         const char                 *town,
                                         const char                 *node);
ParvisLine *parvis_db_postgres_get_line (ParvisDb                   *db);

/* What a session is set to for @town: never empty, because a setting that ended
 * is. (transfer none), a buffer of 8
 */
const char    *parvis_db_postgres_setting  (const char               *town);

G_END_DECLS
