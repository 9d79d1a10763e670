/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-paper"

#include "config.h"

#include "parvis-paper.h"

#include "parvis-ask.h"
#include "parvis-error.h"
#include "parvis-media.h"

/* tus 1.0.0, core and creation (https://tus.io/protocols/resumable-upload). */

#define TUS_VERSION "1.0.0"
#define PIECE_TYPE  "application/offset+octet-stream"
/* So small that one passes within the time of a question at 10 kB/s. */
#define PIECE       (256 * 1024)
/* So often in a row it is asked where to go on, before the line is called cut. */
#define TRIES       3

struct _ParvisPaper
{
  GObject        parent_instance;

  ParvisSession *session;
  char          *dossier;
  char          *requirement;
  GBytes        *bytes;

  char          *key;           /* of its announcement: asked again it is the same one */
  char          *id;            /* (nullable): of the upload, once it is announced */
  gsize          offset;
  gsize          refused_at;    /* where a piece was not taken last */
  guint          tries;
  gboolean       lost;          /* an answer was: the offset has to be asked for */
};

G_DEFINE_FINAL_TYPE (ParvisPaper, parvis_paper, G_TYPE_OBJECT)

static guint signal_changed;

static void go_on (GTask *task);

static char *
make_path (ParvisPaper *self)
{
  const char *town = parvis_session_get_town (self->session);

  return self->id == NULL
         ? g_strdup_printf ("/api/v1/towns/%s/dossiers/%s/documents/%s/papers", town, self->dossier,
                            self->requirement)
         : g_strdup_printf ("/api/v1/towns/%s/papers/%s", town, self->id);
}

static gboolean
read_offset (ParvisPaper        *self,
             const ParvisAnswer *answer)
{
  gint64 offset;

  if (!parvis_json_get_int (answer->body, "offset", 0, (gint64) g_bytes_get_size (self->bytes),
                            &offset, NULL))
    return FALSE;

  self->offset = (gsize) offset;

  return TRUE;
}

/* What was not answered may have arrived: before the next piece it is asked where to go on. */
static void
try_again (GTask      *task,
           const char *sentence)
{
  ParvisPaper *self = g_task_get_source_object (task);

  self->lost = self->id != NULL;
  if (++self->tries < TRIES)
    go_on (task);
  else
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM, "%s", sentence);
}

static void
begin_anew (ParvisPaper *self)
{
  g_clear_pointer (&self->id, g_free);
  g_free (self->key);
  self->key = g_uuid_string_random ();
  self->offset = 0;
  self->refused_at = G_MAXSIZE;
  self->lost = FALSE;
}

static void
refuse (GTask              *task,
        const ParvisAnswer *answer)
{
  ParvisPaper *self = g_task_get_source_object (task);
  ParvisError code = parvis_answer_find_error (answer->status);

  /* Its offset may be another: it is asked for, once. */
  if (code == PARVIS_ERROR_CONFLICT && self->id != NULL && self->refused_at != self->offset)
    {
      self->refused_at = self->offset;
      try_again (task, answer->sentence);
      return;
    }
  /* The service gave it up, a day later. */
  if (code == PARVIS_ERROR_NOT_FOUND && self->id != NULL)
    begin_anew (self);

  g_task_return_new_error (task, PARVIS_ERROR, code, "%s", answer->sentence != NULL
                                                            ? answer->sentence : "");
}

static void
take_answer (ParvisPaper        *self,
             const ParvisAnswer *answer)
{
  if (self->id == NULL)
    {
      self->id = g_strdup (parvis_answer_get (answer, "id"));
      read_offset (self, answer);
    }
  else if (self->lost)
    {
      self->lost = !read_offset (self, answer);
    }
  else
    {
      self->offset += MIN (PIECE, g_bytes_get_size (self->bytes) - self->offset);
    }
  g_signal_emit (self, signal_changed, 0);
}

static void
answered_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = user_data;
  ParvisPaper *self = g_task_get_source_object (task);
  GError *error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM))
    {
      try_again (task, error->message);
      g_error_free (error);
    }
  else if (answer == NULL)
    {
      g_task_return_error (task, error);
    }
  else if (answer->status >= 500 || (answer->status >= 300 && !answer->problem))
    {
      try_again (task, "not an answer of the service");
    }
  else if (answer->status >= 300)
    {
      refuse (task, answer);
    }
  else
    {
      self->tries = 0;
      take_answer (self, answer);
      go_on (task);
    }
}

static void
announce (GTask      *task,
          ParvisAuth *auth)
{
  ParvisPaper *self = g_task_get_source_object (task);
  g_autofree char *path = make_path (self);
  g_autofree char *length = g_strdup_printf ("%" G_GSIZE_FORMAT, g_bytes_get_size (self->bytes));
  const char *headers[] = {
    "Tus-Resumable", TUS_VERSION, "Upload-Length", length, "Idempotency-Key", self->key, NULL,
  };

  parvis_auth_send_async (auth, "POST", path, headers, NULL, NULL, g_task_get_cancellable (task),
                          answered_cb, g_object_ref (task));
}

static void
ask_offset (GTask      *task,
            ParvisAuth *auth)
{
  ParvisPaper *self = g_task_get_source_object (task);
  g_autofree char *path = make_path (self);
  const char *headers[] = { "Tus-Resumable", TUS_VERSION, NULL };

  parvis_auth_send_async (auth, "GET", path, headers, NULL, NULL, g_task_get_cancellable (task),
                          answered_cb, g_object_ref (task));
}

static void
append (GTask      *task,
        ParvisAuth *auth)
{
  ParvisPaper *self = g_task_get_source_object (task);
  gsize size = MIN (PIECE, g_bytes_get_size (self->bytes) - self->offset);
  g_autoptr(GBytes) piece = g_bytes_new_from_bytes (self->bytes, self->offset, size);
  g_autofree char *path = make_path (self);
  g_autofree char *offset = g_strdup_printf ("%" G_GSIZE_FORMAT, self->offset);
  const char *headers[] = { "Tus-Resumable", TUS_VERSION, "Upload-Offset", offset, NULL };

  parvis_auth_send_async (auth, "PATCH", path, headers, PIECE_TYPE, piece,
                          g_task_get_cancellable (task), answered_cb, g_object_ref (task));
}

static void
go_on (GTask *task)
{
  ParvisPaper *self = g_task_get_source_object (task);
  ParvisAuth *auth = parvis_session_get_auth (self->session);

  if (g_task_return_error_if_cancelled (task))
    return;

  if (auth == NULL)
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED, "There is no account");
  else if (self->id == NULL)
    announce (task, auth);
  else if (self->lost)
    ask_offset (task, auth);
  else if (self->offset < g_bytes_get_size (self->bytes))
    append (task, auth);
  else
    g_task_return_boolean (task, TRUE);
}

void
parvis_paper_send_async (ParvisPaper         *self,
                         GCancellable        *cancellable,
                         GAsyncReadyCallback  callback,
                         gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PARVIS_IS_PAPER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_paper_send_async);
  self->tries = 0;
  go_on (task);
}

gboolean
parvis_paper_send_finish (ParvisPaper   *self,
                          GAsyncResult  *result,
                          GError       **error)
{
  GError *failure = NULL;
  gboolean sent;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_paper_send_async), FALSE);

  sent = g_task_propagate_boolean (G_TASK (result), &failure);
  if (g_error_matches (failure, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_clear_error (&failure);
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED, "cancelled");
    }
  else if (failure != NULL)
    {
      g_propagate_error (error, failure);
    }

  return sent;
}

double
parvis_paper_get_progress (ParvisPaper *self)
{
  g_return_val_if_fail (PARVIS_IS_PAPER (self), 0);

  return (double) self->offset / (double) g_bytes_get_size (self->bytes);
}

static void
parvis_paper_finalize (GObject *object)
{
  ParvisPaper *self = PARVIS_PAPER (object);

  g_clear_object (&self->session);
  g_free (self->dossier);
  g_free (self->requirement);
  g_free (self->key);
  g_free (self->id);
  g_bytes_unref (self->bytes);

  G_OBJECT_CLASS (parvis_paper_parent_class)->finalize (object);
}

static void
parvis_paper_class_init (ParvisPaperClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_paper_finalize;

  signal_changed = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_paper_init (ParvisPaper *self)
{
  begin_anew (self);
}

ParvisPaper *
parvis_paper_new (ParvisSession *session,
                  const char    *dossier,
                  const char    *requirement,
                  GBytes        *bytes)
{
  ParvisPaper *self;

  g_return_val_if_fail (PARVIS_IS_SESSION (session), NULL);
  g_return_val_if_fail (g_bytes_get_size (bytes) > 0, NULL);

  self = g_object_new (PARVIS_TYPE_PAPER, NULL);
  self->session = g_object_ref (session);
  self->dossier = g_strdup (dossier);
  self->requirement = g_strdup (requirement);
  self->bytes = g_bytes_ref (bytes);

  return self;
}
