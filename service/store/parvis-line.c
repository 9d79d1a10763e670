/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-line"

#include "config.h"

#include "parvis-line.h"

#include "parvis-error.h"

#include <errno.h>
#include <poll.h>
#include <string.h>

/* How long an answer may take, in ms: longer than any statement of the service,
 * and than a server that waits for a lock (its own limit is shorter).
 */
#define PATIENCE 30000

/* Before a dead line is noticed by the system, in s and ms. */
#define CONNECT_TIMEOUT  "5"
#define KEEPALIVE        "10"
#define UNANSWERED       "15000"

/* A thing that was sent and is not answered yet. */
typedef struct
{
  gint64   *changes;      /* where the number of rows goes; NULL for nowhere */
  gboolean  is_end;
} Pending;

struct _ParvisLine
{
  char             *uri;
  char             *options;
  PGconn           *conn;
  GQueue            pending;
  ParvisLineNumber  sent;
  ParvisLineNumber  done;
  GError           *failure;
  ParvisLineNumber  failed;
};

static gboolean
is_class (const char *state,
          const char *prefix)
{
  return strncmp (state, prefix, strlen (prefix)) == 0;
}

/* https://www.postgresql.org/docs/15/errcodes-appendix.html */
static ParvisError
error_of (const char *state)
{
  if (state == NULL || is_class (state, "08") || is_class (state, "53") ||
      is_class (state, "57") || is_class (state, "40") || is_class (state, "55") ||
      is_class (state, "58") || is_class (state, "25006"))
    return PARVIS_ERROR_UNAVAILABLE;

  if (is_class (state, "23"))
    return PARVIS_ERROR_CONFLICT;

  if (is_class (state, "XX001") || is_class (state, "XX002"))
    return PARVIS_ERROR_CORRUPT;

  return PARVIS_ERROR_INTERNAL;
}

ParvisLine *
parvis_line_new (const char *uri,
                 const char *options)
{
  ParvisLine *self = g_new0 (ParvisLine, 1);

  self->uri = g_strdup (uri);
  self->options = g_strdup (options);
  self->failed = PARVIS_LINE_NONE;
  g_queue_init (&self->pending);

  return self;
}

static void
drop (ParvisLine *self)
{
  g_clear_pointer (&self->conn, PQfinish);
  g_queue_clear_full (&self->pending, g_free);
  self->done = self->sent;
}

void
parvis_line_free (ParvisLine *self)
{
  if (self == NULL)
    return;

  drop (self);
  g_clear_error (&self->failure);
  g_free (self->options);
  g_free (self->uri);
  g_free (self);
}

/* Always returns FALSE. What the server said is for the log: the error may reach
 * whoever asked, and tells nothing of machines and paths.
 */
static gboolean
lose (ParvisLine  *self,
      const char  *why,
      GError     **error)
{
  g_autofree char *said = g_strdup (why != NULL ? why : PQerrorMessage (self->conn));

  g_strdelimit (g_strchomp (said), "\n\t", ' ');
  g_message ("the database cannot be reached: %s", said);
  drop (self);
  if (error != NULL && *error == NULL)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                         "The database cannot be reached");

  return FALSE;
}

/* "relation exists already, skipping" is for nobody. */
static void
ignore_notice_cb (void       *data,
                  const char *message)
{
}

gboolean
parvis_line_connect (ParvisLine  *self,
                     GError     **error)
{
  const char * const keys[] = {
    "connect_timeout", "keepalives_idle", "tcp_user_timeout", "application_name", "dbname",
    "options", "client_encoding", NULL,
  };
  const char * const values[] = {
    CONNECT_TIMEOUT, KEEPALIVE, UNANSWERED, "parvis", self->uri, self->options, "UTF8", NULL,
  };

  drop (self);
  parvis_line_forgive (self);
  self->conn = PQconnectdbParams (keys, values, 1);
  if (PQstatus (self->conn) != CONNECTION_OK ||
      PQsetnonblocking (self->conn, 1) != 0 ||
      PQenterPipelineMode (self->conn) != 1)
    return lose (self, NULL, error);

  PQsetNoticeProcessor (self->conn, ignore_notice_cb, NULL);

  return TRUE;
}

gboolean
parvis_line_is_lost (ParvisLine *self)
{
  return self->conn == NULL;
}

int
parvis_line_get_fd (ParvisLine *self)
{
  return self->conn != NULL ? PQsocket (self->conn) : -1;
}

ParvisLineNumber
parvis_line_get_next (ParvisLine *self)
{
  return self->sent;
}

ParvisLineNumber
parvis_line_get_failed (ParvisLine *self)
{
  return self->failed;
}

ParvisLineNumber
parvis_line_get_done (ParvisLine *self)
{
  return self->done;
}

void
parvis_line_forgive (ParvisLine *self)
{
  g_clear_error (&self->failure);
  self->failed = PARVIS_LINE_NONE;
}

static gboolean
check_usable (ParvisLine  *self,
              GError     **error)
{
  if (self->failure != NULL)
    {
      g_propagate_error (error, g_error_copy (self->failure));
      return FALSE;
    }

  if (self->conn == NULL)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                         "The database cannot be reached");

  return self->conn != NULL;
}

static void
note_sent (ParvisLine *self,
           gint64     *changes,
           gboolean    is_end)
{
  Pending *pending = g_new0 (Pending, 1);

  pending->changes = changes;
  pending->is_end = is_end;
  g_queue_push_tail (&self->pending, pending);
  self->sent++;
}

gboolean
parvis_line_send (ParvisLine          *self,
                  const char          *name,
                  const char          *text,
                  int                  n_values,
                  const char * const  *values,
                  gint64              *changes,
                  GError             **error)
{
  int sent;

  if (!check_usable (self, error))
    return FALSE;

  sent = name != NULL
    ? PQsendQueryPrepared (self->conn, name, n_values, values, NULL, NULL, 0)
    : PQsendQueryParams (self->conn, text, n_values, NULL, values, NULL, NULL, 0);
  if (sent != 1)
    return lose (self, NULL, error);

  note_sent (self, changes, FALSE);

  return TRUE;
}

gboolean
parvis_line_prepare (ParvisLine  *self,
                     const char  *name,
                     const char  *text,
                     GError     **error)
{
  if (!check_usable (self, error))
    return FALSE;

  if (PQsendPrepare (self->conn, name, text, 0, NULL) != 1)
    return lose (self, NULL, error);

  note_sent (self, NULL, FALSE);

  return TRUE;
}

gboolean
parvis_line_end (ParvisLine  *self,
                 GError     **error)
{
  if (self->conn == NULL)
    return check_usable (self, error);

  if (PQpipelineSync (self->conn) != 1)
    return lose (self, NULL, error);

  note_sent (self, NULL, TRUE);
  PQflush (self->conn);

  return TRUE;
}

void
parvis_line_forget (ParvisLine *self,
                    gint64     *changes)
{
  for (GList *l = self->pending.head; l != NULL; l = l->next)
    {
      Pending *pending = l->data;

      if (pending->changes == changes)
        pending->changes = NULL;
    }
}

/* Waits until PQgetResult() has something, and writes meanwhile: the server may
 * wait for us to read before it reads on.
 */
static gboolean
wait_for_result (ParvisLine  *self,
                 GError     **error)
{
  while (PQisBusy (self->conn))
    {
      int unsent = PQflush (self->conn);
      struct pollfd fd = { PQsocket (self->conn), POLLIN, 0 };
      int ready;

      if (unsent < 0)
        return lose (self, NULL, error);

      if (unsent > 0)
        fd.events |= POLLOUT;
      do
        ready = poll (&fd, 1, PATIENCE);
      while (ready < 0 && errno == EINTR);

      if (ready <= 0)
        return lose (self, "it does not answer", error);

      if ((fd.revents & ~POLLOUT) != 0 && PQconsumeInput (self->conn) != 1)
        return lose (self, NULL, error);
    }

  return TRUE;
}

static void
note_failure (ParvisLine     *self,
              const PGresult *result)
{
  const char *state = PQresultErrorField (result, PG_DIAG_SQLSTATE);
  const char *message = PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY);

  if (self->failure != NULL)
    return;

  self->failed = self->done;
  self->failure = g_error_new (PARVIS_ERROR, error_of (state), "Database: %s",
                               message != NULL ? message : PQresultErrorMessage (result));
}

static void
take_result (ParvisLine  *self,
             Pending     *pending,
             PGresult    *result,
             PGresult   **wanted)
{
  ExecStatusType status = PQresultStatus (result);

  if (status == PGRES_FATAL_ERROR)
    note_failure (self, result);
  else if (status == PGRES_COMMAND_OK && pending->changes != NULL)
    *pending->changes = g_ascii_strtoll (PQcmdTuples (result), NULL, 10);

  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK)
    {
      g_clear_pointer (wanted, PQclear);
      *wanted = result;
    }
  else
    {
      PQclear (result);
    }
}

/* The results of one thing sent: of a statement one and then nothing. */
static gboolean
read_pending (ParvisLine  *self,
              PGresult   **wanted,
              GError     **error)
{
  g_autofree Pending *pending = NULL;
  gboolean is_end = ((Pending *) g_queue_peek_head (&self->pending))->is_end;

  for (;;)
    {
      PGresult *result;

      if (!wait_for_result (self, error))
        return FALSE;

      result = PQgetResult (self->conn);
      if (result == NULL)
        break;

      if (is_end)
        {
          PQclear (result);
          break;
        }

      take_result (self, g_queue_peek_head (&self->pending), result, wanted);
      if (PQstatus (self->conn) == CONNECTION_BAD)
        return lose (self, self->failure != NULL ? self->failure->message : NULL, error);
    }

  pending = g_queue_pop_head (&self->pending);
  self->done++;

  return TRUE;
}

gboolean
parvis_line_finish (ParvisLine  *self,
                    PGresult   **result,
                    GError     **error)
{
  PGresult *last = NULL;
  gboolean answered = parvis_line_end (self, error);

  while (answered && self->pending.length > 0)
    answered = read_pending (self, &last, error);

  if (answered && self->failure != NULL)
    {
      answered = FALSE;
      g_propagate_error (error, g_error_copy (self->failure));
    }

  if (answered && result != NULL)
    *result = g_steal_pointer (&last);
  g_clear_pointer (&last, PQclear);

  return answered;
}

gboolean
parvis_line_run (ParvisLine  *self,
                 const char  *text,
                 GError     **error)
{
  gboolean done = parvis_line_send (self, NULL, text, 0, NULL, NULL, error) &&
                  parvis_line_finish (self, NULL, error);

  parvis_line_forgive (self);

  return done;
}

PGnotify *
parvis_line_take_news (ParvisLine *self)
{
  return self->conn != NULL ? PQnotifies (self->conn) : NULL;
}

gboolean
parvis_line_listen (ParvisLine *self)
{
  if (self->conn != NULL && PQconsumeInput (self->conn) != 1)
    drop (self);

  return self->conn != NULL;
}
