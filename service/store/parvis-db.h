/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "parvis-json.h"
#include "parvis-time.h"

G_BEGIN_DECLS

/**
 * ParvisDb:
 *
 * A connection bound to one town (or to the service's own tables, where the
 * town is ""), used by one thread at a time. Areas write SQL that SQLite and
 * PostgreSQL both accept, with parameters by name; what differs between the
 * two stays behind this interface. Every statement is prepared once for each
 * connection and kept: pass literals.
 *
 * ":town" is bound by the connection itself wherever it stands in a statement,
 * so that no caller can name another town.
 */
typedef struct _ParvisDb ParvisDb;

/* A statement on loan from its connection; parvis_stmt_release() gives it back. */
typedef struct _ParvisStmt ParvisStmt;

/* Between the two, what is read is how it was at one moment, whoever works meanwhile. */
gboolean    parvis_db_look           (ParvisDb       *db,
                                      GError        **error);
void        parvis_db_look_away      (ParvisDb       *db);
const char *parvis_db_get_town       (ParvisDb       *db);
ParvisStmt *parvis_db_prepare        (ParvisDb       *db,
                                      const char     *sql,
                                      GError        **error);

void        parvis_stmt_bind_text    (ParvisStmt     *stmt,
                                      const char     *name,
                                      const char     *value);
void        parvis_stmt_bind_int     (ParvisStmt     *stmt,
                                      const char     *name,
                                      gint64          value);
void        parvis_stmt_bind_double  (ParvisStmt     *stmt,
                                      const char     *name,
                                      double          value);
/* @value: (nullable), for a column that is a BLOB. */
void        parvis_stmt_bind_bytes   (ParvisStmt     *stmt,
                                      const char     *name,
                                      GBytes         *value);
void        parvis_stmt_bind_null    (ParvisStmt     *stmt,
                                      const char     *name);
/* PARVIS_NO_TIME is bound as NULL. */
void        parvis_stmt_bind_time    (ParvisStmt     *stmt,
                                      const char     *name,
                                      gint64          instant);

/* TRUE with *@has_row FALSE is the end of the rows. @has_row may be NULL for
 * statements that give none.
 */
gboolean    parvis_stmt_step         (ParvisStmt     *stmt,
                                      gboolean       *has_row,
                                      GError        **error);
const char *parvis_stmt_get_text     (ParvisStmt     *stmt,
                                      int             column);
gint64      parvis_stmt_get_int      (ParvisStmt     *stmt,
                                      int             column);
double      parvis_stmt_get_double   (ParvisStmt     *stmt,
                                      int             column);
gint64      parvis_stmt_get_time     (ParvisStmt     *stmt,
                                      int             column);
/* (transfer full) (nullable): of a BLOB */
GBytes     *parvis_stmt_dup_bytes    (ParvisStmt     *stmt,
                                      int             column);
gboolean    parvis_stmt_is_null      (ParvisStmt     *stmt,
                                      int             column);
gint64      parvis_stmt_get_changes  (ParvisStmt     *stmt);
void        parvis_stmt_release      (ParvisStmt     *stmt);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisStmt, parvis_stmt_release)

G_END_DECLS
