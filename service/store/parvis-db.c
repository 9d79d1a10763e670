/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-db"

#include "config.h"

#include "parvis-db-driver.h"

#include "parvis-error.h"

#include <string.h>

static void
finalize (ParvisStmt *stmt)
{
  g_free (stmt->sql);
  stmt->driver->finalize (stmt);
}

static void
free_statements (gpointer data)
{
  ParvisStmt *stmt = data;

  while (stmt != NULL)
    {
      ParvisStmt *next = stmt->next;

      finalize (stmt);
      stmt = next;
    }
}

GHashTable *
parvis_db_statements_new (void)
{
  return g_hash_table_new_full (g_direct_hash, g_direct_equal, NULL, free_statements);
}

const char *
parvis_db_get_town (ParvisDb *db)
{
  g_return_val_if_fail (db != NULL, NULL);

  return db->town;
}

void
parvis_db_close (ParvisDb *db)
{
  if (db != NULL)
    db->driver->close (db);
}

static ParvisStmt *
make_statement (ParvisDb    *db,
                const char  *sql,
                GError     **error)
{
  ParvisStmt *stmt = db->driver->prepare (db, sql, error);

  if (stmt != NULL)
    {
      stmt->driver = db->driver;
      stmt->db = db;
      stmt->sql = g_strdup (sql);
      stmt->lent = TRUE;
    }

  return stmt;
}

/**
 * parvis_db_prepare:
 * @sql: one statement, a literal: it is kept under its address
 *
 * A statement is prepared once and lent again and again. Should one be asked
 * for while it is lent (a render inside a loop over the same query), a further
 * copy joins the list.
 *
 * Returns: (transfer full): a statement on loan, reset, with ":town" bound
 */
ParvisStmt *
parvis_db_prepare (ParvisDb    *db,
                   const char  *sql,
                   GError     **error)
{
  ParvisStmt *first;
  ParvisStmt *stmt;

  g_return_val_if_fail (db != NULL, NULL);
  g_return_val_if_fail (sql != NULL, NULL);

  /* Should an address ever come back with another text, it must not get the
   * statement of the first.
   */
  first = g_hash_table_lookup (db->statements, sql);
  if (first != NULL && strcmp (first->sql, sql) != 0)
    {
      g_critical ("not a literal: %s", sql);
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "Database: the statement is not a literal");
      return NULL;
    }

  for (stmt = first; stmt != NULL; stmt = stmt->next)
    {
      if (!stmt->lent)
        {
          stmt->db = db;
          stmt->lent = TRUE;
          return stmt;
        }
    }

  stmt = make_statement (db, sql, error);
  if (stmt == NULL)
    return NULL;

  if (first != NULL)
    {
      stmt->next = first->next;
      first->next = stmt;
    }
  else
    {
      g_hash_table_insert (db->statements, (gpointer) sql, stmt);
    }

  return stmt;
}

/* A statement that no table has is freed when it comes back. */
ParvisStmt *
parvis_db_prepare_once (ParvisDb    *db,
                        const char  *sql,
                        GError     **error)
{
  ParvisStmt *stmt = make_statement (db, sql, error);

  if (stmt != NULL)
    stmt->lent = FALSE;

  return stmt;
}

void
parvis_stmt_release (ParvisStmt *stmt)
{
  if (stmt == NULL)
    return;

  if (!stmt->lent)
    {
      finalize (stmt);
      return;
    }

  stmt->driver->reset (stmt);
  stmt->lent = FALSE;
}

gboolean
parvis_db_look (ParvisDb  *db,
                GError   **error)
{
  return db->driver->look (db, error);
}

void
parvis_db_look_away (ParvisDb *db)
{
  db->driver->look_away (db);
}

gboolean
parvis_db_run (ParvisDb    *db,
               const char  *sql,
               GError     **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);

  return stmt != NULL && parvis_stmt_step (stmt, NULL, error);
}

void
parvis_stmt_bind_text (ParvisStmt *stmt,
                       const char *name,
                       const char *value)
{
  if (value == NULL)
    stmt->driver->bind_null (stmt, name);
  else
    stmt->driver->bind_text (stmt, name, value);
}

void
parvis_stmt_bind_int (ParvisStmt *stmt,
                      const char *name,
                      gint64      value)
{
  stmt->driver->bind_int (stmt, name, value);
}

void
parvis_stmt_bind_double (ParvisStmt *stmt,
                         const char *name,
                         double      value)
{
  stmt->driver->bind_double (stmt, name, value);
}

void
parvis_stmt_bind_bytes (ParvisStmt *stmt,
                        const char *name,
                        GBytes     *value)
{
  if (value == NULL)
    stmt->driver->bind_null (stmt, name);
  else
    stmt->driver->bind_bytes (stmt, name, value);
}

void
parvis_stmt_bind_null (ParvisStmt *stmt,
                       const char *name)
{
  stmt->driver->bind_null (stmt, name);
}

void
parvis_stmt_bind_time (ParvisStmt *stmt,
                       const char *name,
                       gint64      instant)
{
  if (instant == PARVIS_NO_TIME)
    stmt->driver->bind_null (stmt, name);
  else
    stmt->driver->bind_int (stmt, name, instant);
}

gboolean
parvis_stmt_step (ParvisStmt  *stmt,
                  gboolean    *has_row,
                  GError     **error)
{
  gboolean unused;

  if (!stmt->reads)
    stmt->db->n_writes++;

  return stmt->driver->step (stmt, has_row != NULL ? has_row : &unused, error);
}

const char *
parvis_stmt_get_text (ParvisStmt *stmt,
                      int         column)
{
  return stmt->driver->get_text (stmt, column);
}

gint64
parvis_stmt_get_int (ParvisStmt *stmt,
                     int         column)
{
  return stmt->driver->get_int (stmt, column);
}

double
parvis_stmt_get_double (ParvisStmt *stmt,
                        int         column)
{
  return stmt->driver->get_double (stmt, column);
}

gint64
parvis_stmt_get_time (ParvisStmt *stmt,
                      int         column)
{
  return stmt->driver->is_null (stmt, column) ? PARVIS_NO_TIME
                                              : stmt->driver->get_int (stmt, column);
}

GBytes *
parvis_stmt_dup_bytes (ParvisStmt *stmt,
                       int         column)
{
  return stmt->driver->is_null (stmt, column) ? NULL : stmt->driver->dup_bytes (stmt, column);
}

gboolean
parvis_stmt_is_null (ParvisStmt *stmt,
                     int         column)
{
  return stmt->driver->is_null (stmt, column);
}

gint64
parvis_stmt_get_changes (ParvisStmt *stmt)
{
  return stmt->driver->get_changes (stmt);
}
