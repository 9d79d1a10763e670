/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-session"

#include "config.h"

#include "parvis-error.h"
#include "parvis-session.h"
#include "sync-server.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>

#define PATIENCE (20 * G_USEC_PER_SEC)

typedef struct
{
  SyncServer    *server;
  char          *directory;
  ParvisSession *session;

  gboolean       ready;
  guint          changed;       /* emissions */
  guint          refused;
  guint          durable;
  GError        *error;
  char          *key;
  GBytes        *body;
  gboolean       from_cache;
  gboolean       fetched;
} Fixture;

/* Turns the loop until @condition holds; nothing is waited for by the clock. */
#define WAIT_FOR(condition) \
  G_STMT_START \
    { \
      gint64 deadline_ = g_get_monotonic_time () + PATIENCE; \
      guint alarm_ = g_timeout_add (100, keep_awake_cb, NULL); \
\
      while (!(condition) && g_get_monotonic_time () < deadline_) \
        g_main_context_iteration (NULL, TRUE); \
\
      g_source_remove (alarm_); \
      g_assert_true (condition); \
    } \
  G_STMT_END

static gboolean
keep_awake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
ready_cb (ParvisSession *session,
          Fixture       *self)
{
  self->ready = TRUE;
}

static void
changed_cb (ParvisSession *session,
            GPtrArray     *changed,
            Fixture       *self)
{
  self->changed++;
}

static void
refused_cb (ParvisSession *session,
            ParvisAction  *action,
            Fixture       *self)
{
  g_assert_true (action->refused);
  self->refused++;
}

static ParvisSession *
new_session (Fixture    *self,
             const char *key)
{
  ParvisSessionConfig config = {
    .base_uri = self->server->uri,
    .town = SYNC_TOWN,
    .key = key,
    .directory = self->directory,
  };
  ParvisSession *session = parvis_session_new (&config);

  g_signal_connect (session, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (session, "changed", G_CALLBACK (changed_cb), self);
  g_signal_connect (session, "refused", G_CALLBACK (refused_cb), self);
  self->ready = FALSE;
  parvis_session_start (session);

  return session;
}

static void
open_session (Fixture *self)
{
  self->session = new_session (self, SYNC_KEY);
  WAIT_FOR (self->ready);
}

static gboolean
is_online (Fixture *self)
{
  ParvisLink link = parvis_session_get_link (self->session);

  return link == PARVIS_LINK_ONLINE || link == PARVIS_LINK_REFUSED;
}

static void
close_session (Fixture *self)
{
  parvis_session_stop (self->session);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->server = sync_server_new ();
  self->directory = g_dir_make_tmp ("parvis-session-XXXXXX", NULL);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  GDir *directory;
  const char *name;

  if (self->session != NULL)
    close_session (self);

  while (g_main_context_iteration (NULL, FALSE))
    ;

  sync_server_free (self->server);
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

static int
get_present (Fixture    *self,
             const char *gauge)
{
  g_autoptr(ParvisEntityRef) entity = parvis_session_dup_entity (self->session, "gauge", gauge);

  if (entity == NULL)
    return -1;

  return (int) json_integer_value (json_object_get (entity->body, "present"));
}

static guint
get_waiting (Fixture    *self,
             const char *gauge)
{
  g_autoptr(ParvisEntityRef) entity = parvis_session_dup_entity (self->session, "gauge", gauge);

  return entity->waiting;
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Fixture *self = user_data;

  g_clear_error (&self->error);
  g_free (self->key);
  self->key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &self->error);
  self->durable++;
}

static void
count (Fixture    *self,
       const char *gauge,
       int         delta)
{
  g_autoptr(json_t) body = json_pack ("{s:i}", "delta", delta);

  parvis_session_submit_async (self->session, "gauge.count", gauge, body, NULL, submitted_cb, self);
}

static void
count_and_wait (Fixture    *self,
                const char *gauge,
                int         delta)
{
  guint before = self->durable;

  count (self, gauge, delta);
  WAIT_FOR (self->durable > before);
  g_assert_no_error (self->error);
  g_assert_nonnull (self->key);
}

static void
test_comes_online (Fixture       *self,
                   gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  g_assert_cmpint (get_present (self, "g1"), ==, 10);

  sync_server_set (self->server, "g1", 11);
  WAIT_FOR (get_present (self, "g1") == 11);
  g_assert_cmpint (self->changed, >, 0);
  g_assert_cmpint (parvis_session_get_updated_at (self->session), !=, PARVIS_NO_TIME);
}

static void
test_offline_start (Fixture       *self,
                    gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self) && get_present (self, "g2") == 20);
  close_session (self);
  sync_server_go_down (self->server);

  open_session (self);
  g_assert_cmpint (get_present (self, "g1"), ==, 10);
  g_assert_cmpint (get_present (self, "g2"), ==, 20);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
  g_assert_cmpint (parvis_session_get_next_try (self->session), !=, PARVIS_NO_TIME);
  g_assert_cmpint (parvis_session_get_offline_since (self->session), !=, PARVIS_NO_TIME);
}

static void
test_click_shows_at_once (Fixture       *self,
                          gconstpointer  data)
{
  guint before;

  open_session (self);
  WAIT_FOR (is_online (self));
  before = self->changed;
  count (self, "g1", 1);

  g_assert_cmpint (self->changed, ==, before + 1);
  g_assert_cmpint (get_present (self, "g1"), ==, 11);
  g_assert_cmpuint (self->durable, ==, 0);

  WAIT_FOR (sync_server_get (self->server, "g1") == 11);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0 && self->durable == 1);
  g_assert_cmpint (get_present (self, "g1"), ==, 11);
  WAIT_FOR (get_waiting (self, "g1") == 0);
  g_assert_cmpint (get_present (self, "g1"), ==, 11);
}

static void
test_queue_drains (Fixture       *self,
                   gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  sync_server_go_down (self->server);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);

  count_and_wait (self, "g1", 1);
  count_and_wait (self, "g1", 2);
  count_and_wait (self, "g2", -3);
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 3);
  g_assert_cmpint (get_present (self, "g1"), ==, 13);
  g_assert_cmpint (get_present (self, "g2"), ==, 17);
  g_assert_cmpuint (get_waiting (self, "g1"), ==, 2);

  sync_server_come_back (self->server);
  parvis_session_retry (self->session);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  WAIT_FOR (is_online (self));
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 13);
  g_assert_cmpint (sync_server_get (self->server, "g2"), ==, 17);
  g_assert_cmpuint (sync_server_n_keys (self->server), ==, 3);
  g_assert_cmpint (get_present (self, "g1"), ==, 13);
}

static void
test_queue_survives (Fixture       *self,
                     gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  sync_server_go_down (self->server);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);

  /* Stopped at once: the click was not answered yet, and still is written. */
  count (self, "g1", 5);
  close_session (self);
  WAIT_FOR (self->durable == 1);
  g_assert_no_error (self->error);

  open_session (self);
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 1);
  g_assert_cmpint (get_present (self, "g1"), ==, 15);

  sync_server_come_back (self->server);
  parvis_session_retry (self->session);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 15);
}

static void
test_refused_stays (Fixture       *self,
                    gconstpointer  data)
{
  g_autoptr(GPtrArray) actions = NULL;
  ParvisAction *action;

  open_session (self);
  WAIT_FOR (is_online (self));
  self->server->command_status = 422;
  count_and_wait (self, "g1", 1);
  WAIT_FOR (self->refused == 1);

  /* Back to the truth, and the sentence is kept. */
  g_assert_cmpint (get_present (self, "g1"), ==, 10);
  g_assert_cmpint (parvis_session_get_link (self->session), ==, PARVIS_LINK_REFUSED);
  actions = parvis_session_list_actions (self->session);
  g_assert_cmpuint (actions->len, ==, 1);
  action = g_ptr_array_index (actions, 0);
  g_assert_true (action->refused);
  g_assert_cmpstr (action->reason, ==, "Le bassin est fermé.");

  /* Nothing else is held up by it. */
  self->server->command_status = 0;
  count_and_wait (self, "g1", 2);
  WAIT_FOR (sync_server_get (self->server, "g1") == 12);

  close_session (self);
  open_session (self);
  g_assert_cmpuint (parvis_session_get_refused_count (self->session), ==, 1);
  parvis_session_dismiss (self->session, action->key);
  g_assert_cmpuint (parvis_session_get_refused_count (self->session), ==, 0);
  close_session (self);
  open_session (self);
  g_assert_cmpuint (parvis_session_get_refused_count (self->session), ==, 0);
}

static void
test_resume (Fixture       *self,
             gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));

  for (int i = 0; i < 3; i++)
    {
      sync_server_go_down (self->server);
      WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
      sync_server_set (self->server, "g1", 100 + i);
      sync_server_set (self->server, "g3", i);
      sync_server_come_back (self->server);
      parvis_session_retry (self->session);
      WAIT_FOR (get_present (self, "g1") == 100 + i && get_present (self, "g3") == i);
    }
}

static void
test_reconnects_by_itself (Fixture       *self,
                           gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  sync_server_cut (self->server);
  sync_server_set (self->server, "g1", 77);
  WAIT_FOR (get_present (self, "g1") == 77);
}

static void
test_withdrawn (Fixture       *self,
                gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  sync_server_go_down (self->server);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
  count_and_wait (self, "g1", 1);
  g_assert_cmpint (get_present (self, "g1"), ==, 11);
  g_assert_true (parvis_session_withdraw (self->session, self->key));
  g_assert_cmpint (get_present (self, "g1"), ==, 10);
  g_assert_false (parvis_session_withdraw (self->session, self->key));
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 0);

  close_session (self);
  open_session (self);
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 0);
}

static void
test_signed_out (Fixture       *self,
                 gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  self->server->only_old_key = TRUE;
  count_and_wait (self, "g1", 1);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_SIGNED_OUT);

  /* What was done is kept for who signs in again. */
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 1);
  g_assert_cmpint (get_present (self, "g1"), ==, 11);
  self->server->only_old_key = FALSE;
  parvis_session_retry (self->session);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 11);
}

static void
test_mismatch (Fixture       *self,
               gconstpointer  data)
{
  self->server->feed_status = 410;
  open_session (self);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_MISMATCH);
  self->server->feed_status = 0;
  parvis_session_retry (self->session);
  WAIT_FOR (is_online (self));
}

static void
test_portal (Fixture       *self,
             gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  self->server->command_page = TRUE;
  count_and_wait (self, "g1", 1);
  WAIT_FOR (self->server->arrivals->len > 0);

  /* A friendly page from something between is not the service's answer. */
  self->server->command_page = FALSE;
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 11);
  g_assert_cmpuint (sync_server_n_keys (self->server), ==, 1);
}

static void
test_restored_service (Fixture       *self,
                       gconstpointer  data)
{
  sync_server_set (self->server, "g3", 30);
  open_session (self);
  WAIT_FOR (is_online (self) && get_present (self, "g3") == 30);
  sync_server_go_down (self->server);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);

  /* From a backup: a smaller number, and one gauge did not exist yet. */
  self->server->seq = 0;
  g_hash_table_remove (self->server->gauges, "g3");
  g_hash_table_remove (self->server->seqs, "g3");
  sync_server_set (self->server, "g1", 8);
  sync_server_set (self->server, "g2", 9);
  sync_server_come_back (self->server);
  parvis_session_retry (self->session);
  WAIT_FOR (get_present (self, "g1") == 8 && get_present (self, "g3") == -1);
  g_assert_cmpint (get_present (self, "g2"), ==, 9);

  close_session (self);
  sync_server_go_down (self->server);
  open_session (self);
  g_assert_cmpint (get_present (self, "g1"), ==, 8);
  g_assert_cmpint (get_present (self, "g3"), ==, -1);
}

static void
test_invalid (Fixture       *self,
              gconstpointer  data)
{
  open_session (self);
  count (self, "g1", 100000);
  WAIT_FOR (self->durable == 1);
  g_assert_error (self->error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 0);

  parvis_session_submit_async (self->session, "gauge.explode", "g1", NULL, NULL, submitted_cb,
                               self);
  WAIT_FOR (self->durable == 2);
  g_assert_error (self->error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  Fixture *self = user_data;

  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_error (&self->error);
  self->body = parvis_session_fetch_finish (PARVIS_SESSION (object), result, &self->from_cache,
                                            &self->error);
  self->fetched = TRUE;
}

static void
fetch (Fixture    *self,
       const char *path)
{
  self->fetched = FALSE;
  parvis_session_fetch_async (self->session, path, NULL, fetched_cb, self);
  WAIT_FOR (self->fetched);
}

static void
test_fetch (Fixture       *self,
            gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));

  fetch (self, "gauges/g1/history");
  g_assert_no_error (self->error);
  g_assert_false (self->from_cache);
  g_assert_cmpuint (self->server->documents, ==, 1);

  fetch (self, "gauges/g1/history");
  g_assert_no_error (self->error);
  g_assert_false (self->from_cache);
  g_assert_cmpuint (self->server->unchanged, ==, 1);
  g_assert_cmpuint (g_bytes_get_size (self->body), ==, strlen ("{\"points\":[]}"));

  sync_server_go_down (self->server);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
  fetch (self, "gauges/g1/history");
  g_assert_no_error (self->error);
  g_assert_true (self->from_cache);
  g_assert_cmpuint (g_bytes_get_size (self->body), ==, strlen ("{\"points\":[]}"));

  fetch (self, "gauges/g2/history");
  g_assert_error (self->error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
}

static void
test_fetch_errors (Fixture       *self,
                   gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  fetch (self, "nothing");
  g_assert_error (self->error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
  fetch (self, "../00002/live");
  g_assert_error (self->error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  fetch (self, "/live");
  g_assert_error (self->error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

/* The other program of the test below: fills the outbox and waits for its end. */
G_NORETURN static void
run_child (const char *uri,
           const char *directory)
{
  SyncServer server = { .uri = (char *) uri };
  Fixture self = { .server = &server, .directory = (char *) directory };

  open_session (&self);

  for (guint i = 0; i < 30; i++)
    count_and_wait (&self, i % 2 == 0 ? "g1" : "g2", 1);

  g_print ("full\n");

  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static char *own_path;

static void
test_killed (Fixture       *self,
             gconstpointer  data)
{
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  /* It knows the gauges, the service is away, and it is killed with all in the queue. */
  open_session (self);
  WAIT_FOR (is_online (self) && get_present (self, "g2") == 20);
  close_session (self);
  sync_server_go_down (self->server);
  child = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, own_path, "--child",
                            self->server->uri, self->directory, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (child));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_cmpstr (line, ==, "full");
  g_subprocess_send_signal (child, SIGKILL);
  g_assert_true (g_subprocess_wait (child, NULL, NULL));

  sync_server_come_back (self->server);
  open_session (self);
  g_assert_cmpint (get_present (self, "g1"), ==, 25);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpuint (sync_server_n_keys (self->server), ==, 30);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 25);
  g_assert_cmpint (sync_server_get (self->server, "g2"), ==, 35);
  g_assert_cmpint (get_present (self, "g1"), ==, 25);
}

static void
test_in_doubt (Fixture       *self,
               gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));

  /* The command arrives, the answer never comes, and the session ends. */
  self->server->deaf = TRUE;
  count_and_wait (self, "g1", 1);
  WAIT_FOR (self->server->arrivals->len == 1);
  close_session (self);
  self->server->deaf = FALSE;

  open_session (self);
  g_assert_false (parvis_session_withdraw (self->session, self->key));
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 11);
  g_assert_cmpstr (g_ptr_array_index (self->server->arrivals, 0), ==,
                   g_ptr_array_index (self->server->arrivals, 1));
}

static void
test_bursts_are_joined (Fixture       *self,
                        gconstpointer  data)
{
  guint before;

  open_session (self);
  WAIT_FOR (is_online (self));
  before = self->changed;

  for (int i = 1; i <= 500; i++)
    sync_server_set (self->server, "g1", i);

  WAIT_FOR (get_present (self, "g1") == 500);
  g_assert_cmpuint (self->changed - before, <, 100);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  if (argc == 4 && strcmp (argv[1], "--child") == 0)
    run_child (argv[2], argv[3]);

  own_path = argv[0];
  g_test_init (&argc, &argv, NULL);

  ADD ("/session/it-comes-online-and-follows-the-feed", test_comes_online);
  ADD ("/session/it-starts-with-data-while-the-line-is-down", test_offline_start);
  ADD ("/session/a-click-shows-at-once-and-is-counted-once", test_click_shows_at_once);
  ADD ("/session/a-queue-drains-when-the-line-is-back", test_queue_drains);
  ADD ("/session/a-queue-survives-the-end-of-the-program", test_queue_survives);
  ADD ("/session/a-refused-action-stays-with-its-reason", test_refused_stays);
  ADD ("/session/it-resumes-without-a-gap", test_resume);
  ADD ("/session/it-reconnects-by-itself", test_reconnects_by_itself);
  ADD ("/session/an-action-that-was-not-sent-can-be-taken-back", test_withdrawn);
  ADD ("/session/a-key-that-is-refused-keeps-the-queue", test_signed_out);
  ADD ("/session/another-version-is-told", test_mismatch);
  ADD ("/session/a-captive-portal-is-not-the-service", test_portal);
  ADD ("/session/a-service-restored-from-a-backup-is-read-again", test_restored_service);
  ADD ("/session/a-command-that-cannot-be-sent-is-refused-at-once", test_invalid);
  ADD ("/session/an-answer-is-kept-for-when-the-line-is-down", test_fetch);
  ADD ("/session/a-path-outside-the-town-is-refused", test_fetch_errors);
  ADD ("/session/a-kill-with-a-full-outbox-loses-nothing", test_killed);
  ADD ("/session/an-action-in-doubt-is-sent-again-with-its-key", test_in_doubt);
  ADD ("/session/a-burst-is-one-emission-a-frame", test_bursts_are_joined);

  return g_test_run ();
}
