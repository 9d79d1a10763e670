/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-session"

#include "config.h"

#include "parvis-error.h"
#include "parvis-session-private.h"

/* What screens ask of a session. */

ParvisLink
parvis_session_get_link (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), PARVIS_LINK_OFFLINE);

  return parvis_engine_get_link (self->engine);
}

guint
parvis_session_get_pending (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), 0);

  return parvis_outbox_count_pending (parvis_engine_get_outbox (self->engine));
}

guint
parvis_session_get_refused_count (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), 0);

  return parvis_outbox_count_refused (parvis_engine_get_outbox (self->engine));
}

gint64
parvis_session_get_updated_at (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), PARVIS_NO_TIME);

  return parvis_engine_get_updated_at (self->engine);
}

gint64
parvis_session_get_offline_since (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), PARVIS_NO_TIME);

  return parvis_engine_get_offline_since (self->engine);
}

gint64
parvis_session_get_next_try (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), PARVIS_NO_TIME);

  return parvis_engine_get_next_try (self->engine);
}

gint64
parvis_session_get_clock_skew (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), 0);

  return parvis_engine_get_skew (self->engine);
}

void
parvis_session_get_progress (ParvisSession *self,
                             guint         *done,
                             guint         *total)
{
  g_return_if_fail (PARVIS_IS_SESSION (self));

  parvis_engine_get_progress (self->engine, done, total);
}

gint64
parvis_session_now (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), 0);

  return parvis_clock_now (&self->clock) + parvis_engine_get_skew (self->engine);
}

const char *
parvis_session_get_town (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), NULL);

  return self->town;
}

const char *
parvis_session_get_base_uri (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), NULL);

  return self->base_uri;
}

gboolean
parvis_session_is_ready (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), FALSE);

  return self->ready && !self->stopped;
}

gboolean
parvis_session_is_loading (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), FALSE);

  return !parvis_session_is_ready (self) ||
         parvis_engine_get_link (self->engine) == PARVIS_LINK_CONNECTING;
}

gboolean
parvis_session_can_write (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), FALSE);

  return (self->rights & PARVIS_MAY_COUNT) != 0;
}

gboolean
parvis_session_can_write_at (ParvisSession *self,
                             const char    *facility)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), FALSE);
  g_return_val_if_fail (facility != NULL, FALSE);

  return parvis_session_can_write (self) &&
         (self->places.n == 0 || parvis_scopes_contain (&self->places, facility));
}

ParvisRights
parvis_session_get_rights (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), 0);

  return self->rights;
}

const ParvisScopes *
parvis_session_get_shops (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), NULL);

  return &self->shops;
}

const ParvisScopes *
parvis_session_get_places (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), NULL);

  return &self->places;
}

void
parvis_session_set_rights (ParvisSession      *self,
                           ParvisRights        rights,
                           const ParvisScopes *shops,
                           const ParvisScopes *places)
{
  g_return_if_fail (PARVIS_IS_SESSION (self));

  self->rights = rights;
  self->shops = *shops;
  self->places = *places;
  if (!self->ready || self->stopped)
    return;

  parvis_session_touch_engine (self);
  parvis_engine_set_rights (self->engine, parvis_rights_number (rights, shops));
  parvis_session_pump (self);
}

ParvisAuth *
parvis_session_get_auth (ParvisSession *self)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), NULL);

  return self->auth;
}

GPtrArray *
parvis_session_list_entities (ParvisSession *self,
                              const char    *kind)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), NULL);

  return parvis_view_list (parvis_engine_get_view (self->engine), kind);
}

ParvisEntityRef *
parvis_session_dup_entity (ParvisSession *self,
                           const char    *kind,
                           const char    *id)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), NULL);

  return parvis_view_dup (parvis_engine_get_view (self->engine), kind, id);
}

GPtrArray *
parvis_session_list_actions (ParvisSession *self)
{
  GPtrArray *list;
  GPtrArray *all;

  g_return_val_if_fail (PARVIS_IS_SESSION (self), NULL);

  list = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_action_unref);
  all = parvis_outbox_get_all (parvis_engine_get_outbox (self->engine));

  for (guint i = 0; i < all->len; i++)
    {
      ParvisQueued *queued = g_ptr_array_index (all, i);

      if (queued->state != PARVIS_QUEUED_ANSWERED)
        g_ptr_array_add (list, parvis_queued_to_action (queued));
    }

  return list;
}

static gboolean
submit (ParvisSession  *self,
        const char     *key,
        const char     *name,
        const char     *object,
        json_t         *body,
        GError        **error)
{
  const ParvisVerb *verb = parvis_verb_find (name);

  if (verb == NULL)
    return parvis_set_invalid (error, "name", "there is no command “%s”", name);

  if (!self->ready || self->stopped)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                           "the data of this computer is not open");
      return FALSE;
    }

  if (body != NULL && !json_is_object (body))
    return parvis_set_invalid (error, "body", "the body of a command is an object");

  if (!verb->check (body, error))
    return FALSE;

  parvis_session_touch_engine (self);

  return parvis_engine_submit (self->engine, key, verb, object,
                               parvis_verb_complete (verb, body, parvis_session_now (self)), error);
}

void
parvis_session_submit_async (ParvisSession       *self,
                             const char          *name,
                             const char          *object,
                             json_t              *body,
                             GCancellable        *cancellable,
                             GAsyncReadyCallback  callback,
                             gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *key = g_uuid_string_random ();

  g_return_if_fail (PARVIS_IS_SESSION (self));
  g_return_if_fail (object != NULL);

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_session_submit_async);

  if (!submit (self, key, name, object, body, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_hash_table_insert (self->submissions, g_strdup (key), g_steal_pointer (&task));
  parvis_session_show_now (self);
}

char *
parvis_session_submit_finish (ParvisSession  *self,
                              GAsyncResult   *result,
                              GError        **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_session_submit_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

gboolean
parvis_session_withdraw (ParvisSession *self,
                         const char    *key)
{
  g_return_val_if_fail (PARVIS_IS_SESSION (self), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  if (self->stopped)
    return FALSE;

  parvis_session_touch_engine (self);

  if (!parvis_engine_withdraw (self->engine, key))
    return FALSE;

  parvis_session_show_now (self);

  return TRUE;
}

void
parvis_session_dismiss (ParvisSession *self,
                        const char    *key)
{
  g_return_if_fail (PARVIS_IS_SESSION (self));
  g_return_if_fail (key != NULL);

  if (self->stopped)
    return;

  parvis_session_touch_engine (self);
  parvis_engine_dismiss (self->engine, key);
  parvis_session_pump (self);
}

void
parvis_session_retry (ParvisSession *self)
{
  g_return_if_fail (PARVIS_IS_SESSION (self));

  if (!self->ready || self->stopped)
    return;

  parvis_session_touch_engine (self);
  parvis_engine_retry (self->engine);
  parvis_session_pump (self);
}

void
parvis_session_wake (ParvisSession *self)
{
  g_return_if_fail (PARVIS_IS_SESSION (self));

  if (!self->ready || self->stopped)
    return;

  parvis_session_touch_engine (self);
  parvis_engine_wake (self->engine);
  parvis_session_pump (self);
}
