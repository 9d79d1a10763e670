/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-config.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * TestDatabase:
 * @directory: of this test alone; test_database_clear() removes it
 * @owner_uri: NULL on SQLite
 *
 * A database of a test's own: a directory of SQLite files, or, where a program is
 * run by private-postgres, a new database on that server, with the tables there
 * already or empty.
 */
typedef struct
{
  char *directory;
  char *uri;
  char *owner_uri;
} TestDatabase;

void          test_database_init        (TestDatabase           *self);
void          test_database_init_empty  (TestDatabase           *self);
void          test_database_clear       (TestDatabase           *self);
gboolean      test_database_is_postgres (void);
/* Where a store finds it, and where it puts files. */
void          test_database_configure   (TestDatabase           *self,
                                         ParvisStoreConfig      *config);

/* The same for a service, and its state directory. */
void          test_database_set         (TestDatabase           *self,
                                         ParvisConfig           *config);
/* For a program that is started: "--state-dir" and so on, NULL at the end.
 * Returns: (transfer full)
 */
char        **test_database_get_options (TestDatabase           *self);

/* On PostgreSQL only: as the owner of the tables, as the service, or as who may do
 * anything. Returns: (transfer full) (nullable): the first column of the first row
 */
char         *test_database_ask         (TestDatabase           *self,
                                         const char             *role,
                                         const char             *sql,
                                         GError                **error);
/* Removes a file, or a directory with all that is in it. */
void          test_remove_tree          (const char             *path);
/* The files of a directory, and of those in it, to another, which is made if need be. */
void          test_copy_tree            (const char             *from,
                                         const char             *to);
/* Of the places where something may fail, every how many-th is enough: 1, or what the
 * variable PARVIS_TEST_EVERY says, for builds where each costs many times as much.
 */
guint         test_get_every            (void);
/* "restart" as after a power failure, "stop", "start" */
void          test_database_control     (const char             *verb);

/* The towns' tables and one more step, which lives as long as the program. */
const ParvisSchema *test_database_schema (const ParvisMigration *more);

G_END_DECLS
