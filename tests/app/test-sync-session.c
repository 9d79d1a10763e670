/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-session"

#include "config.h"

#include "parvis-error.h"
#include "session-fixture.h"

#include <signal.h>
#include <string.h>

static guint
get_waiting (SessionFixture *self,
             const char     *gauge)
{
  g_autoptr(ParvisEntityRef) entity = parvis_session_dup_entity (self->session, "gauge", gauge);

  return entity->waiting;
}

static void
test_comes_online (SessionFixture *self,
                   gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 10);

  sync_server_set (self->server, "g1", 11);
  WAIT_FOR (session_fixture_get_present (self, "g1") == 11);
  g_assert_cmpint (self->changed, >, 0);
  g_assert_cmpint (parvis_session_get_updated_at (self->session), !=, PARVIS_NO_TIME);
}

static void
test_offline_start (SessionFixture *self,
                    gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self) && session_fixture_get_present (self, "g2") == 20);
  session_fixture_close (self);
  sync_server_go_down (self->server);

  session_fixture_open (self);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 10);
  g_assert_cmpint (session_fixture_get_present (self, "g2"), ==, 20);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
  g_assert_cmpint (parvis_session_get_next_try (self->session), !=, PARVIS_NO_TIME);
  g_assert_cmpint (parvis_session_get_offline_since (self->session), !=, PARVIS_NO_TIME);
}

static void
test_click_shows_at_once (SessionFixture *self,
                          gconstpointer   data)
{
  guint before;

  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  before = self->changed;
  session_fixture_submit (self, "g1", 1);

  g_assert_cmpint (self->changed, ==, before + 1);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 11);
  g_assert_cmpuint (self->durable, ==, 0);

  WAIT_FOR (sync_server_get (self->server, "g1") == 11);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0 && self->durable == 1);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 11);
  WAIT_FOR (get_waiting (self, "g1") == 0);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 11);
}

static void
test_queue_drains (SessionFixture *self,
                   gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  sync_server_go_down (self->server);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);

  session_fixture_count (self, "g1", 1);
  session_fixture_count (self, "g1", 2);
  session_fixture_count (self, "g2", -3);
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 3);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 13);
  g_assert_cmpint (session_fixture_get_present (self, "g2"), ==, 17);
  g_assert_cmpuint (get_waiting (self, "g1"), ==, 2);

  sync_server_come_back (self->server);
  parvis_session_retry (self->session);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  WAIT_FOR (session_fixture_is_online (self));
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 13);
  g_assert_cmpint (sync_server_get (self->server, "g2"), ==, 17);
  g_assert_cmpuint (sync_server_n_keys (self->server), ==, 3);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 13);
}

static void
test_queue_survives (SessionFixture *self,
                     gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  sync_server_go_down (self->server);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);

  /* Stopped at once: the click was not answered yet, and still is written. */
  session_fixture_submit (self, "g1", 5);
  session_fixture_close (self);
  WAIT_FOR (self->durable == 1);
  g_assert_no_error (self->error);

  session_fixture_open (self);
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 1);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 15);

  sync_server_come_back (self->server);
  parvis_session_retry (self->session);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 15);
}

static void
test_refused_stays (SessionFixture *self,
                    gconstpointer   data)
{
  g_autoptr(GPtrArray) actions = NULL;
  ParvisAction *action;

  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  self->server->command_status = 422;
  session_fixture_count (self, "g1", 1);
  WAIT_FOR (self->refused == 1);

  /* Back to the truth, and the sentence is kept. */
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 10);
  g_assert_cmpint (parvis_session_get_link (self->session), ==, PARVIS_LINK_REFUSED);
  actions = parvis_session_list_actions (self->session);
  g_assert_cmpuint (actions->len, ==, 1);
  action = g_ptr_array_index (actions, 0);
  g_assert_true (action->refused);
  g_assert_cmpstr (action->reason, ==, "Le bassin est fermé.");

  /* Nothing else is held up by it. */
  self->server->command_status = 0;
  session_fixture_count (self, "g1", 2);
  WAIT_FOR (sync_server_get (self->server, "g1") == 12);

  session_fixture_close (self);
  session_fixture_open (self);
  g_assert_cmpuint (parvis_session_get_refused_count (self->session), ==, 1);
  parvis_session_dismiss (self->session, action->key);
  g_assert_cmpuint (parvis_session_get_refused_count (self->session), ==, 0);
  session_fixture_close (self);
  session_fixture_open (self);
  g_assert_cmpuint (parvis_session_get_refused_count (self->session), ==, 0);
}

static void
test_resume (SessionFixture *self,
             gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));

  for (int i = 0; i < 3; i++)
    {
      sync_server_go_down (self->server);
      WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
      sync_server_set (self->server, "g1", 100 + i);
      sync_server_set (self->server, "g3", i);
      sync_server_come_back (self->server);
      parvis_session_retry (self->session);
      WAIT_FOR (session_fixture_get_present (self, "g1") == 100 + i &&
                session_fixture_get_present (self, "g3") == i);
    }
}

static void
test_reconnects_by_itself (SessionFixture *self,
                           gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  sync_server_cut (self->server);
  sync_server_set (self->server, "g1", 77);
  WAIT_FOR (session_fixture_get_present (self, "g1") == 77);
}

static void
test_withdrawn (SessionFixture *self,
                gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  sync_server_go_down (self->server);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
  session_fixture_count (self, "g1", 1);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 11);
  g_assert_true (parvis_session_withdraw (self->session, self->key));
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 10);
  g_assert_false (parvis_session_withdraw (self->session, self->key));
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 0);

  session_fixture_close (self);
  session_fixture_open (self);
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 0);
}

static void
test_mismatch (SessionFixture *self,
               gconstpointer   data)
{
  self->server->feed_status = 410;
  session_fixture_open (self);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_MISMATCH);
  self->server->feed_status = 0;
  parvis_session_retry (self->session);
  WAIT_FOR (session_fixture_is_online (self));
}

static void
test_portal (SessionFixture *self,
             gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  self->server->command_page = TRUE;
  session_fixture_count (self, "g1", 1);
  WAIT_FOR (self->server->arrivals->len > 0);

  /* A friendly page from something between is not the service's answer. */
  self->server->command_page = FALSE;
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 11);
  g_assert_cmpuint (sync_server_n_keys (self->server), ==, 1);
}

static void
test_restored_service (SessionFixture *self,
                       gconstpointer   data)
{
  sync_server_set (self->server, "g3", 30);
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self) && session_fixture_get_present (self, "g3") == 30);
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
  WAIT_FOR (session_fixture_get_present (self, "g1") == 8 &&
            session_fixture_get_present (self, "g3") == -1);
  g_assert_cmpint (session_fixture_get_present (self, "g2"), ==, 9);

  session_fixture_close (self);
  sync_server_go_down (self->server);
  session_fixture_open (self);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 8);
  g_assert_cmpint (session_fixture_get_present (self, "g3"), ==, -1);
}

static void
test_invalid (SessionFixture *self,
              gconstpointer   data)
{
  session_fixture_open (self);
  session_fixture_submit (self, "g1", 100000);
  WAIT_FOR (self->durable == 1);
  g_assert_error (self->error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 0);

  parvis_session_submit_async (self->session, "gauge.explode", "g1", NULL, NULL,
                               session_fixture_submitted_cb,
                               self);
  WAIT_FOR (self->durable == 2);
  g_assert_error (self->error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

static void
fetched_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  SessionFixture *self = user_data;

  g_clear_pointer (&self->body, g_bytes_unref);
  g_clear_error (&self->error);
  self->body = parvis_session_fetch_finish (PARVIS_SESSION (object), result, &self->from_cache,
                                            &self->error);
  self->fetched = TRUE;
}

static void
fetch (SessionFixture *self,
       const char     *path)
{
  self->fetched = FALSE;
  parvis_session_fetch_async (self->session, path, NULL, fetched_cb, self);
  WAIT_FOR (self->fetched);
}

static void
test_fetch (SessionFixture *self,
            gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));

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
caught_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  SessionFixture *self = user_data;
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_session_catch_up_finish (PARVIS_SESSION (object), result, &error));
  g_assert_no_error (error);
  g_assert_true (self->fetched);
  self->durable++;
}

static void
test_catch_up (SessionFixture *self,
               gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  fetch (self, "gauges/g1/history");
  sync_server_go_down (self->server);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);

  self->fetched = FALSE;
  self->durable = 0;
  parvis_session_fetch_async (self->session, "gauges/g1/history", NULL, fetched_cb, self);
  parvis_session_catch_up_async (self->session, caught_up_cb, self);
  WAIT_FOR (self->durable == 1);
  g_assert_no_error (self->error);
  g_assert_true (self->from_cache);
}

static void
test_fetch_errors (SessionFixture *self,
                   gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
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
  SessionFixture self = {
    .server = &server,
    .directory = (char *) directory,
    .keyring = (char *) SYNC_REFRESH,
  };

  session_fixture_open (&self);

  for (guint i = 0; i < 30; i++)
    session_fixture_count (&self, i % 2 == 0 ? "g1" : "g2", 1);

  g_print ("full\n");

  for (;;)
    g_main_context_iteration (NULL, TRUE);
}

static char *own_path;

static void
test_killed (SessionFixture *self,
             gconstpointer   data)
{
  g_autoptr(GSubprocess) child = NULL;
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  /* It knows the gauges, the service is away, and it is killed with all in the queue. */
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self) && session_fixture_get_present (self, "g2") == 20);
  session_fixture_close (self);
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
  session_fixture_open (self);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 25);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpuint (sync_server_n_keys (self->server), ==, 30);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 25);
  g_assert_cmpint (sync_server_get (self->server, "g2"), ==, 35);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 25);
}

static void
test_in_doubt (SessionFixture *self,
               gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));

  /* The command arrives, the answer never comes, and the session ends. */
  self->server->deaf = TRUE;
  session_fixture_count (self, "g1", 1);
  WAIT_FOR (self->server->arrivals->len == 1);
  session_fixture_close (self);
  self->server->deaf = FALSE;

  session_fixture_open (self);
  g_assert_false (parvis_session_withdraw (self->session, self->key));
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 11);
  g_assert_cmpstr (g_ptr_array_index (self->server->arrivals, 0), ==,
                   g_ptr_array_index (self->server->arrivals, 1));
}

static void
test_bursts_are_joined (SessionFixture *self,
                        gconstpointer   data)
{
  guint before;

  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  before = self->changed;

  for (int i = 1; i <= 500; i++)
    sync_server_set (self->server, "g1", i);

  WAIT_FOR (session_fixture_get_present (self, "g1") == 500);
  g_assert_cmpuint (self->changed - before, <, 100);
}

#define ADD(path, func) \
  g_test_add (path, SessionFixture, NULL, session_fixture_set_up, func, session_fixture_tear_down)

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
  ADD ("/session/another-version-is-told", test_mismatch);
  ADD ("/session/a-captive-portal-is-not-the-service", test_portal);
  ADD ("/session/a-service-restored-from-a-backup-is-read-again", test_restored_service);
  ADD ("/session/a-command-that-cannot-be-sent-is-refused-at-once", test_invalid);
  ADD ("/session/an-answer-is-kept-for-when-the-line-is-down", test_fetch);
  ADD ("/session/who-catches-up-has-what-was-on-disk", test_catch_up);
  ADD ("/session/a-path-outside-the-town-is-refused", test_fetch_errors);
  ADD ("/session/a-kill-with-a-full-outbox-loses-nothing", test_killed);
  ADD ("/session/an-action-in-doubt-is-sent-again-with-its-key", test_in_doubt);
  ADD ("/session/a-burst-is-one-emission-a-frame", test_bursts_are_joined);

  return g_test_run ();
}
