/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include <sqlite3.h>

G_BEGIN_DECLS

/* SQLite as the replica wants it: errors mapped, parameters bound by name,
 * migrations numbered. For the files of app/sync/parvis-replica*.c alone.
 */

/* A statement that is run many times. */
typedef sqlite3_stmt ParvisRows;

gboolean    parvis_sqlite_open     (const char          *path,
                                    gboolean             durable,
                                    sqlite3            **db,
                                    GError             **error);
gboolean    parvis_sqlite_exec     (sqlite3             *db,
                                    const char          *sql,
                                    GError             **error);
/* Entry N takes the schema from user_version N to N + 1. */
gboolean    parvis_sqlite_migrate  (sqlite3             *db,
                                    const char * const  *migrations,
                                    guint                n_migrations,
                                    GError             **error);
ParvisRows *parvis_sqlite_prepare  (sqlite3             *db,
                                    const char          *sql,
                                    GError             **error);
void        parvis_rows_bind_text  (ParvisRows          *rows,
                                    const char          *name,
                                    const char          *value);
void        parvis_rows_bind_bytes (ParvisRows          *rows,
                                    const char          *name,
                                    GBytes              *value);
void        parvis_rows_bind_int   (ParvisRows          *rows,
                                    const char          *name,
                                    gint64               value);
/* TRUE with *@has_row FALSE is the end; the statement is then ready to be run
 * again. @has_row may be NULL for statements that give no rows.
 */
gboolean    parvis_rows_step        (ParvisRows  *rows,
                                     gboolean    *has_row,
                                     GError     **error);
const char *parvis_rows_get_text    (ParvisRows  *rows,
                                     int          column);
gint64      parvis_rows_get_int     (ParvisRows  *rows,
                                     int          column);
void        parvis_rows_free        (ParvisRows  *rows);
gboolean    parvis_sqlite_set_error (sqlite3     *db,
                                     int          code,
                                     GError     **error);

G_END_DECLS
