/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-db-postgres"

#include "config.h"

#include "parvis-db-postgres.h"

#include "parvis-error.h"
#include "parvis-sql-postgres.h"

#include <stdlib.h>
#include <string.h>

#define BOOL_OID 16

#define LOCK_TOWN \
  "SELECT seq FROM parvis_service.registry WHERE town = $1 FOR UPDATE"
#define MOVE_TOWN \
  "UPDATE parvis_service.registry SET seq = $2 WHERE town = $1"

typedef struct
{
  GString  *text;
  gboolean  is_null;
} Value;

typedef struct
{
  ParvisStmt         base;
  ParvisSession     *session;
  ParvisSqlPostgres  sql;
  char               name[16];
  gboolean           is_prepared;
  ParvisLineNumber   prepared_at;

  Value             *values;          /* one for each name */
  int                town;            /* which of them is the town; -1 for none */
  PGresult          *result;
  int                row;
  gint64             changes;
  ParvisLineNumber   sent_at;
} Stmt;

struct _ParvisDbPostgres
{
  ParvisDb                    base;
  const ParvisDbPostgresHost *functions;
  gpointer                    host;
  ParvisSession              *session;
  char                        node[16];
  gboolean                    is_reader;
  gboolean                    looking;   /* inside a transaction that sees one moment */
  ParvisLineNumber            command;   /* the command at hand began here */
};

typedef ParvisDbPostgres Db;

ParvisSession *
parvis_session_new (ParvisLine *line)
{
  ParvisSession *session = g_new0 (ParvisSession, 1);

  session->line = line;
  session->statements = parvis_db_statements_new ();

  return session;
}

void
parvis_session_free (ParvisSession *session)
{
  if (session == NULL)
    return;

  g_hash_table_unref (session->statements);
  parvis_line_free (session->line);
  g_free (session);
}

/* What was prepared at @from or later is not. */
static void
forget_prepared (ParvisSession    *session,
                 ParvisLineNumber  from)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, session->statements);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      for (ParvisStmt *stmt = value; stmt != NULL; stmt = stmt->next)
        {
          if (((Stmt *) stmt)->prepared_at >= from)
            ((Stmt *) stmt)->is_prepared = FALSE;
        }
    }

  session->town[0] = '\0';
}

gboolean
parvis_session_connect (ParvisSession  *session,
                        GError        **error)
{
  forget_prepared (session, 0);

  return parvis_line_connect (session->line, error);
}

const char *
parvis_db_postgres_setting (const char *town)
{
  return *town == '\0' ? "-" : town;
}

ParvisLine *
parvis_db_postgres_get_line (ParvisDb *db)
{
  return ((Db *) db)->session->line;
}

static ParvisStmt *
prepare (ParvisDb    *db,
         const char  *sql,
         GError     **error)
{
  Stmt *self = g_new0 (Stmt, 1);

  self->session = ((Db *) db)->session;
  self->town = -1;
  self->sent_at = PARVIS_LINE_NONE;
  parvis_sql_postgres_init (&self->sql, sql);
  self->base.reads = g_ascii_strncasecmp (sql, "SELECT", strlen ("SELECT")) == 0;
  g_snprintf (self->name, sizeof self->name, "p%u", self->session->n_prepared++);

  self->values = g_new0 (Value, self->sql.names->len);
  for (guint i = 0; i < self->sql.names->len; i++)
    {
      self->values[i].text = g_string_new (NULL);
      self->values[i].is_null = TRUE;
      if (strcmp (g_ptr_array_index (self->sql.names, i), ":town") == 0)
        self->town = (int) i;
    }

  return &self->base;
}

static void
finalize (ParvisStmt *stmt)
{
  Stmt *self = (Stmt *) stmt;

  parvis_line_forget (self->session->line, &self->changes);
  g_clear_pointer (&self->result, PQclear);
  for (guint i = 0; i < self->sql.names->len; i++)
    g_string_free (self->values[i].text, TRUE);
  g_free (self->values);
  parvis_sql_postgres_clear (&self->sql);
  g_free (self);
}

static void
reset (ParvisStmt *stmt)
{
  Stmt *self = (Stmt *) stmt;

  g_clear_pointer (&self->result, PQclear);
  for (guint i = 0; i < self->sql.names->len; i++)
    self->values[i].is_null = TRUE;
}

/* A misspelt parameter is our bug, not a condition of running. */
static Value *
find_value (ParvisStmt *stmt,
            const char *name)
{
  Stmt *self = (Stmt *) stmt;

  for (guint i = 0; i < self->sql.names->len; i++)
    {
      if (strcmp (g_ptr_array_index (self->sql.names, i), name) == 0)
        {
          self->values[i].is_null = FALSE;
          return &self->values[i];
        }
    }

  g_critical ("no parameter %s in: %s", name, stmt->sql);

  return NULL;
}

static void
bind_text (ParvisStmt *stmt,
           const char *name,
           const char *value)
{
  Value *bound = find_value (stmt, name);

  if (bound != NULL)
    g_string_assign (bound->text, value);
}

static void
bind_int (ParvisStmt *stmt,
          const char *name,
          gint64      value)
{
  Value *bound = find_value (stmt, name);

  if (bound != NULL)
    g_string_printf (bound->text, "%" G_GINT64_FORMAT, value);
}

static void
bind_double (ParvisStmt *stmt,
             const char *name,
             double      value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  Value *bound = find_value (stmt, name);

  if (bound != NULL)
    g_string_assign (bound->text, g_ascii_dtostr (text, sizeof text, value));
}

/* As the server writes them too: "\\x" and two digits for each byte. */
static void
bind_bytes (ParvisStmt *stmt,
            const char *name,
            GBytes     *value)
{
  static const char digits[] = "0123456789abcdef";
  Value *bound = find_value (stmt, name);
  gsize size;
  const guchar *data = g_bytes_get_data (value, &size);

  if (bound == NULL)
    return;

  g_string_assign (bound->text, "\\x");
  g_string_set_size (bound->text, 2 + 2 * size);
  for (gsize i = 0; i < size; i++)
    {
      bound->text->str[2 + 2 * i] = digits[data[i] >> 4];
      bound->text->str[3 + 2 * i] = digits[data[i] & 15];
    }
}

static void
bind_null (ParvisStmt *stmt,
           const char *name)
{
  Value *bound = find_value (stmt, name);

  if (bound != NULL)
    bound->is_null = TRUE;
}

/* Whoever waits learns of a failure, and of what is therefore not prepared. */
static gboolean
finish (Db        *self,
        PGresult **result,
        GError   **error)
{
  ParvisSession *session = self->session;
  gboolean done = parvis_line_finish (session->line, result, error);

  if (!done)
    forget_prepared (session, parvis_line_is_lost (session->line)
                     ? 0 : parvis_line_get_failed (session->line));

  return done;
}

static gboolean
send_statement (Db      *self,
                Stmt    *stmt,
                GError **error)
{
  ParvisLine *line = self->session->line;
  const char **values = g_newa (const char *, stmt->sql.names->len + 1);

  for (guint i = 0; i < stmt->sql.names->len; i++)
    values[i] = stmt->values[i].is_null ? NULL : stmt->values[i].text->str;
  if (stmt->town >= 0)
    values[stmt->town] = self->base.town;

  if (!stmt->is_prepared)
    {
      stmt->prepared_at = parvis_line_get_next (line);
      if (!parvis_line_prepare (line, stmt->name, stmt->sql.text, error))
        return FALSE;
      stmt->is_prepared = TRUE;
    }

  stmt->sent_at = parvis_line_get_next (line);
  stmt->changes = 0;

  return parvis_line_send (line, stmt->name, NULL, (int) stmt->sql.names->len, values,
                           stmt->sql.gives_rows ? NULL : &stmt->changes, error);
}

/* A reading session belongs to whoever has it for as long as he has it, so it is
 * set once and not for each transaction.
 */
static gboolean
set_town (Db      *self,
          GError **error)
{
  const char *setting = parvis_db_postgres_setting (self->base.town);

  if (strcmp (self->session->town, setting) == 0)
    return TRUE;

  g_strlcpy (self->session->town, setting, sizeof self->session->town);

  return parvis_line_send (self->session->line, NULL,
                           "SELECT set_config('parvis.town', $1, false)", 1, &setting, NULL,
                           error);
}

static gboolean
read_once (Db      *self,
           Stmt    *stmt,
           GError **error)
{
  gboolean read = set_town (self, error) &&
                  send_statement (self, stmt, error) &&
                  finish (self, &stmt->result, error);

  parvis_line_forgive (self->session->line);

  return read;
}

/* A read changes nothing, so one that met the end of its connection (a server that
 * was restarted) is made again on another.
 */
static gboolean
read_rows (Db      *self,
           Stmt    *stmt,
           GError **error)
{
  g_autoptr(GError) first = NULL;

  if (!parvis_line_is_lost (self->session->line))
    {
      if (read_once (self, stmt, &first))
        return TRUE;

      /* Another connection would see a later state. */
      if (!parvis_line_is_lost (self->session->line) || self->looking)
        {
          g_propagate_error (error, g_steal_pointer (&first));
          return FALSE;
        }
    }

  return self->functions->connect (self->host, self->session, error) &&
         read_once (self, stmt, error);
}

/* What gives no rows is not waited for. */
static gboolean
execute (Db      *self,
         Stmt    *stmt,
         GError **error)
{
  return send_statement (self, stmt, error) &&
         (!stmt->sql.gives_rows || finish (self, &stmt->result, error));
}

static gboolean
step (ParvisStmt  *stmt,
      gboolean    *has_row,
      GError     **error)
{
  Stmt *self = (Stmt *) stmt;
  Db *db = (Db *) stmt->db;

  if (self->result == NULL)
    {
      if (!(db->is_reader ? read_rows (db, self, error) : execute (db, self, error)))
        return FALSE;

      self->row = 0;
    }
  else
    {
      self->row++;
    }

  *has_row = self->result != NULL && self->row < PQntuples (self->result);

  return TRUE;
}

/* SQLite answers NULL where there is no row, and callers rely on it. */
static gboolean
is_null (ParvisStmt *stmt,
         int         column)
{
  Stmt *self = (Stmt *) stmt;

  return self->result == NULL || self->row >= PQntuples (self->result) ||
         PQgetisnull (self->result, self->row, column);
}

static const char *
get_text (ParvisStmt *stmt,
          int         column)
{
  Stmt *self = (Stmt *) stmt;

  return is_null (stmt, column) ? NULL : PQgetvalue (self->result, self->row, column);
}

static gint64
get_int (ParvisStmt *stmt,
         int         column)
{
  const char *text = get_text (stmt, column);

  if (text == NULL)
    return 0;

  if (PQftype (((Stmt *) stmt)->result, column) == BOOL_OID)
    return *text == 't';

  return g_ascii_strtoll (text, NULL, 10);
}

static double
get_double (ParvisStmt *stmt,
            int         column)
{
  const char *text = get_text (stmt, column);

  return text == NULL ? 0 : g_ascii_strtod (text, NULL);
}

static GBytes *
dup_bytes (ParvisStmt *stmt,
           int         column)
{
  size_t size = 0;
  guchar *data = PQunescapeBytea ((const guchar *) get_text (stmt, column), &size);

  if (data == NULL)
    g_error ("out of memory");

  return g_bytes_new_with_free_func (data, size, PQfreemem, data);
}

/* A failure stays with the line, for the next who needs it. */
static gint64
get_changes (ParvisStmt *stmt)
{
  Stmt *self = (Stmt *) stmt;

  if (self->sent_at >= parvis_line_get_done (self->session->line))
    finish ((Db *) stmt->db, NULL, NULL);

  return self->changes;
}

static void
close_db (ParvisDb *db)
{
  Db *self = (Db *) db;

  if (self->is_reader)
    self->functions->give_back (self->host, self->session);
  g_free (db->town);
  g_free (db);
}

static gboolean
send_plain (Db          *self,
            const char  *text,
            GError     **error)
{
  return parvis_line_send (self->session->line, NULL, text, 0, NULL, NULL, error);
}

static gboolean
read_seq (Db        *self,
          PGresult  *result,
          gint64    *seq,
          GError   **error)
{
  gboolean found = PQntuples (result) == 1;

  if (found)
    *seq = g_ascii_strtoll (PQgetvalue (result, 0, 0), NULL, 10);
  else
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is no town %s here",
                 self->base.town);

  PQclear (result);

  return found;
}

/* The town's row in the registry is locked, so that the numbers of one town are in
 * the order of the commits, whichever node made them.
 */
static gboolean
begin (ParvisDb  *db,
       gint64    *seq,
       GError   **error)
{
  Db *self = (Db *) db;
  ParvisLine *line = self->session->line;
  const char *setting = parvis_db_postgres_setting (db->town);
  const char *town = db->town;
  PGresult *result = NULL;

  self->command = PARVIS_LINE_NONE;
  if (parvis_line_is_lost (line) &&
      !self->functions->connect (self->host, self->session, error))
    return FALSE;

  return send_plain (self, "BEGIN", error) &&
         parvis_line_send (line, NULL, "SELECT set_config('parvis.town', $1, true)", 1, &setting,
                           NULL, error) &&
         parvis_line_send (line, NULL, LOCK_TOWN, 1, &town, NULL, error) &&
         finish (self, &result, error) &&
         read_seq (self, result, seq, error);
}

static gboolean
save (ParvisDb  *db,
      GError   **error)
{
  Db *self = (Db *) db;

  if (!send_plain (self, "SAVEPOINT command", error))
    return FALSE;

  self->command = parvis_line_get_next (self->session->line);

  return TRUE;
}

static gboolean
keep (ParvisDb  *db,
      GError   **error)
{
  Db *self = (Db *) db;

  self->command = PARVIS_LINE_NONE;

  return send_plain (self, "RELEASE command", error);
}

/* With a failure of an earlier command the savepoint was not made either. */
static gboolean
is_lost (ParvisDb *db)
{
  Db *self = (Db *) db;
  ParvisLine *line = self->session->line;

  return parvis_line_is_lost (line) ||
         (parvis_line_get_failed (line) != PARVIS_LINE_NONE &&
          parvis_line_get_failed (line) < self->command);
}

/* Waited for: what the command left behind unanswered must not fail the next. */
static gboolean
undo (ParvisDb  *db,
      GError   **error)
{
  Db *self = (Db *) db;

  finish (self, NULL, NULL);
  if (is_lost (db))
    return FALSE;

  parvis_line_forgive (self->session->line);

  return send_plain (self, "ROLLBACK TO command", error) && keep (db, error);
}

/* After the commit, in a transaction of its own: within it the server would let
 * one commit pass at a time, with its flush. Nobody waits for it, and what is lost
 * with a server that dies just here is made good by the cursors.
 */
static void
send_news (Db     *self,
           gint64  first,
           gint64  seq)
{
  ParvisLine *line = self->session->line;
  g_autofree char *text = g_strdup_printf ("%s %" G_GINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                                           parvis_db_postgres_setting (self->base.town),
                                           first, seq, self->node);
  const char *news = text;

  if (parvis_line_send (line, NULL, "SELECT pg_notify('parvis', $1)", 1, &news, NULL, NULL))
    parvis_line_end (line, NULL);
}

static gboolean
commit (ParvisDb  *db,
        gint64     first,
        gint64     seq,
        gboolean  *in_doubt,
        GError   **error)
{
  Db *self = (Db *) db;
  ParvisLine *line = self->session->line;
  g_autofree char *newest = g_strdup_printf ("%" G_GINT64_FORMAT, seq);
  const char *values[] = { db->town, newest };

  *in_doubt = FALSE;
  self->command = PARVIS_LINE_NONE;
  if (first <= seq && !parvis_line_send (line, NULL, MOVE_TOWN, 2, values, NULL, error))
    return FALSE;

  if (!send_plain (self, "COMMIT", error))
    return FALSE;

  if (!finish (self, NULL, error))
    {
      *in_doubt = parvis_line_is_lost (line);
      return FALSE;
    }

  if (first <= seq)
    send_news (self, first, seq);

  return TRUE;
}

static void
roll_back (ParvisDb *db)
{
  Db *self = (Db *) db;

  if (parvis_line_is_lost (self->session->line))
    return;

  finish (self, NULL, NULL);
  parvis_line_forgive (self->session->line);
  if (send_plain (self, "ROLLBACK", NULL))
    finish (self, NULL, NULL);
  parvis_line_forgive (self->session->line);
}

/* The setting is the session's, so it must neither be undone with the transaction nor stand
 * before its beginning in the same one.
 */
static gboolean
look (ParvisDb  *db,
      GError   **error)
{
  Db *self = (Db *) db;

  if (parvis_line_is_lost (self->session->line) &&
      !self->functions->connect (self->host, self->session, error))
    return FALSE;

  self->looking = set_town (self, error) && finish (self, NULL, error) &&
                  send_plain (self, "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", error) &&
                  finish (self, NULL, error);

  return self->looking;
}

static void
look_away (ParvisDb *db)
{
  Db *self = (Db *) db;

  self->looking = FALSE;
  if (parvis_line_is_lost (self->session->line))
    return;

  parvis_line_forgive (self->session->line);
  if (send_plain (self, "COMMIT", NULL))
    finish (self, NULL, NULL);
  parvis_line_forgive (self->session->line);
}

static const ParvisDbDriver driver = {
  prepare, finalize, reset, bind_text, bind_int, bind_double, bind_bytes, bind_null, step,
  get_text, get_int, get_double, dup_bytes, is_null, get_changes, close_db,
  begin, save, keep, undo, commit, roll_back, is_lost, look, look_away, FALSE, NULL, NULL,
};

ParvisDb *
parvis_db_postgres_new (const ParvisDbPostgresHost *functions,
                        gpointer                    host,
                        ParvisSession              *session,
                        const char                 *town,
                        const char                 *node)
{
  Db *self = g_new0 (Db, 1);

  self->base.driver = &driver;
  self->base.town = g_strdup (town);
  self->base.statements = session->statements;
  self->functions = functions;
  self->host = host;
  self->session = session;
  self->is_reader = functions->give_back != NULL;
  self->command = PARVIS_LINE_NONE;
  g_strlcpy (self->node, node, sizeof self->node);

  return &self->base;
}
