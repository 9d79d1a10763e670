/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisSqlPostgres:
 * @text: with $1, $2, … instead of names
 * @names: ":town", … in the order of their numbers
 * @gives_rows: whether there is an answer to wait for
 *
 * A statement of an area, as PostgreSQL wants it.
 */
typedef struct
{
  char      *text;
  GPtrArray *names;
  gboolean   gives_rows;
} ParvisSqlPostgres;

void  parvis_sql_postgres_init   (ParvisSqlPostgres  *self,
                                  const char         *sql);
void  parvis_sql_postgres_clear  (ParvisSqlPostgres  *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisSqlPostgres, parvis_sql_postgres_clear)

/* A step of a schema. Returns: (transfer full) */
char *parvis_sql_postgres_schema (const char         *sql);

G_END_DECLS
