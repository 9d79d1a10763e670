/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-fixture.h"

#include "parvis-error.h"

#include <glib/gstdio.h>

gboolean
session_fixture_keep_awake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
ready_cb (ParvisSession  *session,
          SessionFixture *self)
{
  self->ready = TRUE;
}

static void
changed_cb (ParvisSession  *session,
            GPtrArray      *changed,
            SessionFixture *self)
{
  self->changed++;
}

static void
refused_cb (ParvisSession  *session,
            ParvisAction   *action,
            SessionFixture *self)
{
  g_assert_true (action->refused);
  self->refused++;
}

static void
removed_cb (ParvisSession  *session,
            gint64          at,
            const char     *by,
            SessionFixture *self)
{
  if (by != NULL)
    g_assert_cmpint (at, ==, G_GINT64_CONSTANT (1781707440000));    /* 2026-06-17T14:44:00Z */
  g_free (self->removed_by);
  self->removed_by = g_strdup (by);
  self->removed++;
}

static void
keep_async (gpointer             data,
            const char          *refresh,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  SessionFixture *self = data;
  g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);

  g_task_set_source_tag (task, keep_async);
  if (self->keyring_locked)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "locked");
      return;
    }

  g_free (self->keyring);
  self->keyring = g_strdup (refresh);
  g_task_return_boolean (task, TRUE);
}

static gboolean
keep_finish (gpointer       data,
             GAsyncResult  *result,
             GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static const ParvisVault keyring = { keep_async, keep_finish };

ParvisSession *
session_fixture_new (SessionFixture *self)
{
  g_autoptr(ParvisAuth) auth =
    self->keyring_asked ? parvis_auth_new_locked (self->server->uri, &keyring, self, NULL)
                        : parvis_auth_new (self->server->uri, self->keyring, &keyring, self, NULL);
  ParvisSessionConfig config = {
    .base_uri = self->server->uri,
    .town = SYNC_TOWN,
    .auth = auth,
    .directory = self->directory,
  };
  ParvisSession *session = parvis_session_new (&config);

  g_set_object (&self->auth, auth);
  g_signal_connect (session, "removed", G_CALLBACK (removed_cb), self);

  g_signal_connect (session, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (session, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (session, "refused", G_CALLBACK (refused_cb), self);
  self->ready = FALSE;
  parvis_session_start (session);

  return session;
}

void
session_fixture_open (SessionFixture *self)
{
  self->session = session_fixture_new (self);
  WAIT_FOR (self->ready);
}

gboolean
session_fixture_is_online (SessionFixture *self)
{
  ParvisLink link = parvis_session_get_link (self->session);

  return link == PARVIS_LINK_ONLINE || link == PARVIS_LINK_REFUSED;
}

void
session_fixture_close (SessionFixture *self)
{
  parvis_session_stop (self->session);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
}

void
session_fixture_set_up (SessionFixture *self,
                        gconstpointer   data)
{
  self->server = sync_server_new ();
  self->keyring = g_strdup (SYNC_REFRESH);
  self->directory = g_dir_make_tmp ("parvis-session-XXXXXX", NULL);
}

void
session_fixture_tear_down (SessionFixture *self,
                           gconstpointer   data)
{
  GDir *directory;
  const char *name;

  if (self->session != NULL)
    session_fixture_close (self);

  g_clear_object (&self->auth);

  while (g_main_context_iteration (NULL, FALSE))
    ;

  sync_server_free (self->server);
  g_free (self->keyring);
  g_free (self->removed_by);
  directory = g_dir_open (self->directory, 0, NULL);

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->directory, name, NULL);

      g_unlink (path);
    }

  g_dir_close (directory);
  g_assert_cmpint (g_rmdir (self->directory), ==, 0);
  g_free (self->directory);
  g_clear_error (&self->error);
  g_free (self->key);
  g_clear_pointer (&self->body, g_bytes_unref);
}

int
session_fixture_get_present (SessionFixture *self,
                             const char     *gauge)
{
  g_autoptr(ParvisEntityRef) entity = parvis_session_dup_entity (self->session, "gauge", gauge);

  if (entity == NULL)
    return -1;

  return (int) json_integer_value (json_object_get (entity->body, "present"));
}

void
session_fixture_submitted_cb (GObject      *object,
                              GAsyncResult *result,
                              gpointer      user_data)
{
  SessionFixture *self = user_data;

  g_clear_error (&self->error);
  g_free (self->key);
  self->key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &self->error);
  self->durable++;
}

void
session_fixture_submit (SessionFixture *self,
                        const char     *gauge,
                        int             delta)
{
  g_autoptr(json_t) body = json_pack ("{s:i}", "delta", delta);

  parvis_session_submit_async (self->session, "gauge.count", gauge, body, NULL,
                               session_fixture_submitted_cb, self);
}

void
session_fixture_count (SessionFixture *self,
                       const char     *gauge,
                       int             delta)
{
  guint before = self->durable;

  session_fixture_submit (self, gauge, delta);
  WAIT_FOR (self->durable > before);
  g_assert_no_error (self->error);
  g_assert_nonnull (self->key);
}

