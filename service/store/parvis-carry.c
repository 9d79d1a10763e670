/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-carry"

#include "config.h"

#include "parvis-carry.h"

#include "parvis-error.h"
#include "parvis-migrate.h"

#include <string.h>

/* Rows read and written at once; those of a table with BLOBs are large. */
#define PAGE          500
#define PAGE_OF_BLOBS 32

typedef enum
{
  COLUMN_TEXT,
  COLUMN_INTEGER,
  COLUMN_REAL,
  COLUMN_BLOB,
} ColumnType;

typedef struct
{
  char       *name;
  char       *parameter;       /* ":name" */
  ColumnType  type;
} Column;

typedef struct
{
  char      *name;
  GPtrArray *columns;
  GArray    *keys;             /* of guint: columns of the primary key but "town" */
  GPtrArray *refers;           /* names of other tables */
  guint      page;
} Table;

struct _ParvisCarry
{
  GPtrArray *tables;
};

/* What was in a table. */
typedef struct
{
  guint64    n_rows;
  GChecksum *checksum;
} Content;

static void
column_free (gpointer data)
{
  Column *column = data;

  g_free (column->name);
  g_free (column->parameter);
  g_free (column);
}

static void
table_free (gpointer data)
{
  Table *table = data;

  g_free (table->name);
  g_ptr_array_unref (table->columns);
  g_array_unref (table->keys);
  g_ptr_array_unref (table->refers);
  g_free (table);
}

void
parvis_carry_free (ParvisCarry *self)
{
  if (self == NULL)
    return;

  g_ptr_array_unref (self->tables);
  g_free (self);
}

static gboolean
set_type (Column      *column,
          const char  *type,
          const char  *table,
          GError     **error)
{
  const char * const types[] = { "TEXT", "INTEGER", "REAL", "BLOB" };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      if (g_str_equal (type, types[i]))
        {
          column->type = (ColumnType) i;
          return TRUE;
        }
    }

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
               "The column %s of %s is a %s, which cannot be carried", column->name, table, type);

  return FALSE;
}

static gboolean
read_columns (ParvisDb  *model,
              Table     *table,
              GError   **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT name, type, pk FROM pragma_table_info('%s') "
                                          "ORDER BY cid", table->name);
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare_once (model, sql, error);
  gboolean has_row = stmt != NULL;

  while (has_row)
    {
      Column *column;
      guint n = table->columns->len;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;

      if (!has_row)
        break;

      column = g_new0 (Column, 1);
      column->name = g_strdup (parvis_stmt_get_text (stmt, 0));
      column->parameter = g_strconcat (":", column->name, NULL);
      g_ptr_array_add (table->columns, column);
      if (!set_type (column, parvis_stmt_get_text (stmt, 1), table->name, error))
        return FALSE;

      if (column->type == COLUMN_BLOB)
        table->page = PAGE_OF_BLOBS;

      if (parvis_stmt_get_int (stmt, 2) > 0 && !g_str_equal (column->name, "town"))
        g_array_append_val (table->keys, n);
    }

  return stmt != NULL;
}

static gboolean
read_references (ParvisDb  *model,
                 Table     *table,
                 GError   **error)
{
  g_autofree char *sql = g_strdup_printf ("SELECT \"table\" FROM pragma_foreign_key_list('%s')",
                                          table->name);
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare_once (model, sql, error);
  gboolean has_row = stmt != NULL;

  while (has_row)
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;

      if (has_row && !g_str_equal (parvis_stmt_get_text (stmt, 0), table->name))
        g_ptr_array_add (table->refers, g_strdup (parvis_stmt_get_text (stmt, 0)));
    }

  return stmt != NULL;
}

static GPtrArray *
read_tables (ParvisDb  *model,
             GError   **error)
{
  g_autoptr(GPtrArray) tables = g_ptr_array_new_with_free_func (table_free);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = TRUE;

  stmt = parvis_db_prepare (model, "SELECT name FROM sqlite_schema WHERE type = 'table' "
                            "AND name NOT LIKE 'sqlite_%' ORDER BY rowid", error);
  if (stmt == NULL)
    return NULL;

  while (has_row)
    {
      Table *table;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;

      if (!has_row)
        break;

      table = g_new0 (Table, 1);
      table->name = g_strdup (parvis_stmt_get_text (stmt, 0));
      table->columns = g_ptr_array_new_with_free_func (column_free);
      table->keys = g_array_new (FALSE, FALSE, sizeof (guint));
      table->refers = g_ptr_array_new_with_free_func (g_free);
      table->page = PAGE;
      g_ptr_array_add (tables, table);
      if (!read_columns (model, table, error) || !read_references (model, table, error))
        return NULL;
    }

  return g_steal_pointer (&tables);
}

static gboolean
is_placed (GPtrArray  *placed,
           const char *name)
{
  for (guint i = 0; i < placed->len; i++)
    {
      if (g_str_equal (((Table *) g_ptr_array_index (placed, i))->name, name))
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_ready (GPtrArray   *placed,
          const Table *table)
{
  for (guint i = 0; i < table->refers->len; i++)
    {
      if (!is_placed (placed, g_ptr_array_index (table->refers, i)))
        return FALSE;
    }

  return TRUE;
}

/* Takes tables in rounds; a round that places none has found a circle. */
static gboolean
place_tables (GPtrArray  *tables,
              GPtrArray  *placed,
              GError    **error)
{
  while (tables->len > 0)
    {
      guint left = tables->len;

      for (guint i = 0; i < tables->len;)
        {
          if (is_ready (placed, g_ptr_array_index (tables, i)))
            g_ptr_array_add (placed, g_ptr_array_steal_index (tables, i));
          else
            i++;
        }

      if (tables->len == left)
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                       "The table %s refers to itself by way of others",
                       ((Table *) g_ptr_array_index (tables, 0))->name);
          return FALSE;
        }
    }

  return TRUE;
}

/* What the steps of @schema make is asked of a database in which they were made. */
ParvisCarry *
parvis_carry_new (const ParvisSchema  *schema,
                  GError             **error)
{
  g_autoptr(ParvisDb) model = parvis_migrate_make_model (schema, schema->n_migrations, error);
  g_autoptr(ParvisCarry) self = g_new0 (ParvisCarry, 1);
  g_autoptr(GPtrArray) tables = NULL;

  self->tables = g_ptr_array_new_with_free_func (table_free);
  tables = model != NULL ? read_tables (model, error) : NULL;
  if (tables == NULL || !place_tables (tables, self->tables, error))
    return NULL;

  return g_steal_pointer (&self);
}

static void
append_list (GString     *sql,
             const Table *table,
             gboolean     keys_only,
             gboolean     as_parameters)
{
  guint n = keys_only ? table->keys->len : table->columns->len;

  for (guint i = 0; i < n; i++)
    {
      guint at = keys_only ? g_array_index (table->keys, guint, i) : i;
      const Column *column = g_ptr_array_index (table->columns, at);

      if (i > 0)
        g_string_append (sql, ", ");
      if (as_parameters)
        g_string_append (sql, column->parameter);
      else
        g_string_append_printf (sql, "\"%s\"", column->name);
    }
}

/* A page in the order of the key, after the key that is bound. */
static char *
make_select (const Table *table,
             gboolean     is_first)
{
  GString *sql = g_string_new ("SELECT ");

  append_list (sql, table, FALSE, FALSE);
  g_string_append_printf (sql, " FROM \"%s\" WHERE town = :town", table->name);
  if (table->keys->len == 0)
    return g_string_free (sql, FALSE);

  if (!is_first)
    {
      g_string_append (sql, " AND (");
      append_list (sql, table, TRUE, FALSE);
      g_string_append (sql, ") > (");
      append_list (sql, table, TRUE, TRUE);
      g_string_append (sql, ")");
    }
  g_string_append (sql, " ORDER BY ");
  append_list (sql, table, TRUE, FALSE);
  g_string_append_printf (sql, " LIMIT %u", table->page);

  return g_string_free (sql, FALSE);
}

static char *
make_insert (const Table *table)
{
  GString *sql = g_string_new (NULL);

  g_string_printf (sql, "INSERT INTO \"%s\" (", table->name);
  append_list (sql, table, FALSE, FALSE);
  g_string_append (sql, ") VALUES (");
  append_list (sql, table, FALSE, TRUE);
  g_string_append (sql, ")");

  return g_string_free (sql, FALSE);
}

static void
bind_value (ParvisStmt   *to,
            const Column *column,
            ParvisStmt   *from,
            guint         index)
{
  /* Which the connection binds itself. */
  if (g_str_equal (column->name, "town"))
    return;

  if (parvis_stmt_is_null (from, (int) index))
    {
      parvis_stmt_bind_null (to, column->parameter);
    }
  else if (column->type == COLUMN_BLOB)
    {
      g_autoptr(GBytes) bytes = parvis_stmt_dup_bytes (from, (int) index);

      parvis_stmt_bind_bytes (to, column->parameter, bytes);
    }
  else if (column->type == COLUMN_INTEGER)
    parvis_stmt_bind_int (to, column->parameter, parvis_stmt_get_int (from, (int) index));
  else if (column->type == COLUMN_REAL)
    parvis_stmt_bind_double (to, column->parameter, parvis_stmt_get_double (from, (int) index));
  else
    parvis_stmt_bind_text (to, column->parameter, parvis_stmt_get_text (from, (int) index));
}

static void
sum_bytes (GChecksum *checksum,
           GBytes    *bytes)
{
  gsize size;
  const guchar *data = g_bytes_get_data (bytes, &size);
  g_autofree char *head = g_strdup_printf ("b%" G_GSIZE_FORMAT ":", size);

  g_checksum_update (checksum, (const guchar *) head, -1);
  if (size > 0)
    g_checksum_update (checksum, data, (gssize) size);
}

/* Each value with its kind and, if its length varies, that: no two rows sum alike. */
static void
sum_value (GChecksum    *checksum,
           const Column *column,
           ParvisStmt   *stmt,
           guint         index)
{
  g_autofree char *text = NULL;

  if (column->type == COLUMN_BLOB && !parvis_stmt_is_null (stmt, (int) index))
    {
      g_autoptr(GBytes) bytes = parvis_stmt_dup_bytes (stmt, (int) index);

      sum_bytes (checksum, bytes);
      return;
    }

  if (parvis_stmt_is_null (stmt, (int) index))
    text = g_strdup ("n");
  else if (column->type == COLUMN_INTEGER)
    text = g_strdup_printf ("i%" G_GINT64_FORMAT ";", parvis_stmt_get_int (stmt, (int) index));
  else if (column->type == COLUMN_REAL)
    text = g_strdup_printf ("r%a;", parvis_stmt_get_double (stmt, (int) index));
  else
    text = g_strdup_printf ("t%" G_GSIZE_FORMAT ":%s",
                            strlen (parvis_stmt_get_text (stmt, (int) index)),
                            parvis_stmt_get_text (stmt, (int) index));

  g_checksum_update (checksum, (const guchar *) text, -1);
}

static gboolean
take_row (const Table  *table,
          ParvisStmt   *row,
          ParvisStmt   *insert,
          Content      *content,
          GError      **error)
{
  content->n_rows++;
  for (guint i = 0; i < table->columns->len; i++)
    {
      const Column *column = g_ptr_array_index (table->columns, i);

      sum_value (content->checksum, column, row, i);
      if (insert != NULL)
        bind_value (insert, column, row, i);
    }

  if (insert == NULL)
    return TRUE;

  if (!parvis_stmt_step (insert, NULL, error))
    return FALSE;

  insert->driver->reset (insert);

  return TRUE;
}

static void
bind_key (const Table *table,
          ParvisStmt  *next,
          ParvisStmt  *row)
{
  for (guint i = 0; i < table->keys->len; i++)
    {
      guint at = g_array_index (table->keys, guint, i);

      bind_value (next, g_ptr_array_index (table->columns, at), row, at);
    }
}

/* Reads a page, writes it with @insert unless that is NULL, and makes @next ask for
 * the page after it, or NULL. What was written is waited for once a page.
 */
static gboolean
take_page (const Table  *table,
           ParvisDb     *from,
           ParvisStmt   *page,
           ParvisStmt   *insert,
           Content      *content,
           ParvisStmt  **next,
           GError      **error)
{
  g_autofree char *select = make_select (table, FALSE);
  g_autoptr(ParvisStmt) following = NULL;
  gboolean has_row = TRUE;
  guint n_rows = 0;

  while (has_row)
    {
      if (!parvis_stmt_step (page, &has_row, error))
        return FALSE;

      if (!has_row)
        break;

      if (!take_row (table, page, insert, content, error))
        return FALSE;

      if (++n_rows == table->page && table->keys->len > 0)
        {
          following = parvis_db_prepare_once (from, select, error);
          if (following == NULL)
            return FALSE;

          bind_key (table, following, page);
          break;
        }
    }

  if (insert != NULL)
    parvis_stmt_get_changes (insert);
  *next = g_steal_pointer (&following);

  return TRUE;
}

static gboolean
take_table (const Table  *table,
            ParvisDb     *from,
            ParvisDb     *to,
            Content      *content,
            GError      **error)
{
  g_autofree char *select = make_select (table, TRUE);
  g_autofree char *insert_sql = make_insert (table);
  g_autoptr(ParvisStmt) page = parvis_db_prepare_once (from, select, error);
  g_autoptr(ParvisStmt) insert = NULL;

  content->checksum = g_checksum_new (G_CHECKSUM_SHA256);
  content->n_rows = 0;
  if (page == NULL ||
      (to != NULL && (insert = parvis_db_prepare_once (to, insert_sql, error)) == NULL))
    return FALSE;

  while (page != NULL)
    {
      ParvisStmt *next = NULL;

      if (!take_page (table, from, page, insert, content, &next, error))
        return FALSE;

      parvis_stmt_release (page);
      page = next;
    }

  return TRUE;
}

static gboolean
copy_table (const Table  *table,
            ParvisDb     *from,
            ParvisDb     *to,
            GError      **error)
{
  Content there = { 0, NULL };
  Content here = { 0, NULL };
  gboolean copied;

  copied = take_table (table, from, to, &there, error) &&
           take_table (table, to, NULL, &here, error);

  if (copied && (there.n_rows != here.n_rows ||
                 strcmp (g_checksum_get_string (there.checksum),
                         g_checksum_get_string (here.checksum)) != 0))
    {
      copied = FALSE;
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                   "The copy of %s differs: %" G_GUINT64_FORMAT " rows became %" G_GUINT64_FORMAT,
                   table->name, there.n_rows, here.n_rows);
    }

  g_clear_pointer (&there.checksum, g_checksum_free);
  g_clear_pointer (&here.checksum, g_checksum_free);

  return copied;
}

gboolean
parvis_carry_copy (ParvisCarry  *self,
                   ParvisDb     *from,
                   ParvisDb     *to,
                   GError      **error)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      const Table *table = g_ptr_array_index (self->tables, i);

      if (!copy_table (table, from, to, error))
        {
          g_prefix_error (error, "Copying %s: ", table->name);
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
parvis_carry_check_empty (ParvisCarry  *self,
                          ParvisDb     *db,
                          GError      **error)
{
  for (guint i = 0; i < self->tables->len; i++)
    {
      const Table *table = g_ptr_array_index (self->tables, i);
      g_autofree char *sql = g_strdup_printf ("SELECT 1 FROM \"%s\" WHERE town = :town LIMIT 1",
                                              table->name);
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare_once (db, sql, error);
      gboolean has_row;

      if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
        return FALSE;

      if (has_row)
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                       "There are rows in %s already", table->name);
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
parvis_carry_delete (ParvisCarry  *self,
                     ParvisDb     *db,
                     GError      **error)
{
  for (guint i = self->tables->len; i > 0; i--)
    {
      const Table *table = g_ptr_array_index (self->tables, i - 1);
      g_autofree char *sql = g_strdup_printf ("DELETE FROM \"%s\" WHERE town = :town",
                                              table->name);
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare_once (db, sql, error);

      if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
        return FALSE;
    }

  return TRUE;
}
