/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-session"

#include "config.h"

#include "parvis-error.h"
#include "parvis-session-private.h"

/* Pages of what is only on this disk. */

typedef struct
{
  GTask     *task;
  char      *kind;
  char      *merchant;
  char      *day;
  char      *id;
  guint      limit;
  GPtrArray *entities;   /* ParvisFeedChange */
  GError    *error;
} PageWork;

static void
page_work_free (PageWork *work)
{
  g_clear_object (&work->task);
  g_free (work->kind);
  g_free (work->merchant);
  g_free (work->day);
  g_free (work->id);
  g_clear_pointer (&work->entities, g_ptr_array_unref);
  g_clear_error (&work->error);
  g_free (work);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (PageWork, page_work_free)

static void
page_work (ParvisReplica **replica,
           gpointer        data)
{
  PageWork *work = data;
  ParvisPageQuery query = { work->kind, work->merchant, work->day, work->id, work->limit };

  if (*replica == NULL)
    g_set_error_literal (&work->error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                         "the data of this computer is not open");
  else
    parvis_replica_page (*replica, &query, work->entities, &work->error);
}

static void
page_done (gpointer data,
           gpointer user_data)
{
  g_autoptr(PageWork) work = data;
  GPtrArray *list;

  if (g_task_return_error_if_cancelled (work->task))
    return;
  if (work->error != NULL)
    {
      g_task_return_error (work->task, g_steal_pointer (&work->error));
      return;
    }

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_entity_unref);
  for (guint i = 0; i < work->entities->len; i++)
    {
      ParvisFeedChange *change = g_ptr_array_index (work->entities, i);

      g_ptr_array_add (list, parvis_entity_new (change->kind, change->id, change->seq,
                                                json_incref (change->body), 0));
    }
  g_task_return_pointer (work->task, list, (GDestroyNotify) g_ptr_array_unref);
}

void
parvis_session_page_async (ParvisSession       *self,
                           const char          *kind,
                           const char          *merchant,
                           const char          *day,
                           const char          *id,
                           guint                limit,
                           GCancellable        *cancellable,
                           GAsyncReadyCallback  callback,
                           gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  PageWork *work;

  g_return_if_fail (PARVIS_IS_SESSION (self));
  g_return_if_fail (kind != NULL && parvis_kind_is_dated (kind));
  g_return_if_fail (merchant != NULL && day != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_session_page_async);
  if (!self->ready || self->stopped)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                               "the data of this computer is not open");
      return;
    }

  work = g_new0 (PageWork, 1);
  work->task = g_steal_pointer (&task);
  work->kind = g_strdup (kind);
  work->merchant = g_strdup (merchant);
  work->day = g_strdup (day);
  work->id = g_strdup (id);
  work->limit = limit;
  work->entities = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
  parvis_worker_push (self->worker, page_work, page_done, work);
}

GPtrArray *
parvis_session_page_finish (ParvisSession  *self,
                            GAsyncResult   *result,
                            GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_session_page_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
