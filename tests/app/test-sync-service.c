/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-service"

#include "config.h"

#include "parvis-probe.h"
#include "parvis-session.h"
#include "parvis-sign-in.h"
#include "parvis-words.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A session against the real service and the sample town. */

#define PATIENCE (30 * G_USEC_PER_SEC)
#define TOWN "00001"

typedef struct
{
  char          *state;
  char          *directory;
  GSubprocess   *service;
  char          *uri;
  ParvisAuth    *auth;
  gboolean       account;       /* whether somebody is signed in */
  ParvisSession *session;

  gboolean       ready;
  guint          durable;
  guint          refused;
  char          *gauge;
} Fixture;

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

static char *
find_program (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, "service", name, NULL);
}

static void
start_service (Fixture *self)
{
  g_autofree char *program = find_program ("parvisd");
  const char *address = self->uri != NULL ? self->uri + strlen ("http://") : "127.0.0.1:0";
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  self->service = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                    G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error, program,
                                    "--state-dir", self->state, "--listen", address, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->service));
  line = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (line != NULL && g_str_has_prefix (line, "listening on http://"));
  g_free (self->uri);
  self->uri = g_strdup (line + strlen ("listening on "));
}

static void
end_service (Fixture *self,
             int      signal)
{
  g_subprocess_send_signal (self->service, signal);
  g_assert_true (g_subprocess_wait (self->service, NULL, NULL));
  g_clear_object (&self->service);
}

static char *
run_control (Fixture    *self,
             const char *one,
             const char *two,
             const char *three)
{
  g_autofree char *program = find_program ("parvisctl");
  g_autoptr(GSubprocess) control = NULL;
  g_autoptr(GError) error = NULL;
  char *output = NULL;

  control = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, program, "--state-dir",
                              self->state, one, two, three, "--json", NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (control, NULL, NULL, &output, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (control), ==, 0);

  return output;
}

/* (transfer full): the code of an invitation, as the operator of the service makes
 * it on the control socket
 */
static char *
invite (Fixture    *self,
        const char *name,
        const char *role)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  g_autofree char *body = g_strdup_printf ("{\"town\":\"" TOWN "\",\"name\":\"%s\","
                                           "\"roles\":[\"%s\"],\"send\":\"code\"}", name,
                                           role);
  g_autofree char *request = NULL;
  g_autoptr(GString) said = g_string_new (NULL);
  g_autoptr(json_t) answer = NULL;
  const char *text;
  char buffer[4096];
  gssize length;
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  request = g_strdup_printf ("POST /api/v1/accounts HTTP/1.1\r\nHost: localhost\r\n"
                             "Content-Type: application/json\r\nContent-Length: %zu\r\n"
                             "Connection: close\r\n\r\n%s", strlen (body), body);
  g_assert_cmpint (fd, >=, 0);
  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/control.sock", self->state);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (write (fd, request, strlen (request)), ==, (gssize) strlen (request));
  while ((length = read (fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (said, buffer, length);
  g_assert_cmpint (close (fd), ==, 0);

  text = strstr (said->str, "\r\n\r\n");
  g_assert_nonnull (text);
  answer = parvis_json_parse (text + 4, strlen (text + 4), NULL);
  text = json_string_value (json_object_get (answer, "code"));
  g_assert_nonnull (text);

  return g_strdup (text);
}

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  g_autofree char *sample = g_test_build_filename (G_TEST_DIST, "..", "data", "sample",
                                                   "town.json", NULL);
  g_autofree char *imported = NULL;

  self->state = g_dir_make_tmp ("parvis-service-XXXXXX", NULL);
  self->directory = g_dir_make_tmp ("parvis-session-XXXXXX", NULL);
  start_service (self);
  imported = run_control (self, "town", "import", sample);
  self->account = TRUE;
}

static void
remove_tree (const char *path)
{
  GDir *directory = g_dir_open (path, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (directory)) != NULL)
    {
      g_autofree char *child = g_build_filename (path, name, NULL);

      if (g_file_test (child, G_FILE_TEST_IS_DIR))
        remove_tree (child);
      else
        g_unlink (child);
    }

  g_dir_close (directory);
  g_rmdir (path);
}

static void
close_session (Fixture *self)
{
  parvis_session_stop (self->session);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_object (&self->session);
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  if (self->session != NULL)
    close_session (self);

  if (self->service != NULL)
    end_service (self, SIGKILL);

  while (g_main_context_iteration (NULL, FALSE))
    ;

  remove_tree (self->state);
  remove_tree (self->directory);
  g_free (self->state);
  g_free (self->directory);
  g_free (self->uri);
  g_clear_object (&self->auth);
  g_free (self->gauge);
}

static void
ready_cb (ParvisSession *session,
          Fixture       *self)
{
  self->ready = TRUE;
}

static void
refused_cb (ParvisSession *session,
            ParvisAction  *action,
            Fixture       *self)
{
  self->refused++;
}

static void
paired_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

/* As a person with a code of the town hall: a new account each time. */
static void
sign_in (Fixture *self)
{
  g_autofree char *code = invite (self, "Test", "mayor");
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisPair) pair = NULL;

  parvis_pair_with_code_async (self->uri, code, NULL, paired_cb, &result);
  WAIT_FOR (result != NULL);
  pair = parvis_pair_with_code_finish (result, &error);
  g_assert_no_error (error);
  self->auth = parvis_auth_new (self->uri, NULL, NULL, NULL, NULL);
  parvis_auth_sign_in (self->auth, pair);
}

static void
open_session (Fixture *self)
{
  ParvisSessionConfig config = {
    .base_uri = self->uri,
    .town = TOWN,
    .rights = PARVIS_MAY_READ | PARVIS_MAY_COUNT | PARVIS_MAY_ADMINISTER,
    .directory = self->directory,
  };

  if (self->account && self->auth == NULL)
    sign_in (self);
  config.auth = self->auth;

  self->session = parvis_session_new (&config);
  self->ready = FALSE;
  g_signal_connect (self->session, "ready", G_CALLBACK (ready_cb), self);
  g_signal_connect (self->session, "refused", G_CALLBACK (refused_cb), self);
  parvis_session_start (self->session);
  WAIT_FOR (self->ready);
}

static gboolean
is_online (Fixture *self)
{
  ParvisLink link = parvis_session_get_link (self->session);

  return link == PARVIS_LINK_ONLINE || link == PARVIS_LINK_REFUSED;
}

static guint
count_entities (Fixture    *self,
                const char *kind)
{
  g_autoptr(GPtrArray) list = parvis_session_list_entities (self->session, kind);

  return list->len;
}

/* A gauge of people. */
static void
find_gauge (Fixture *self)
{
  g_autoptr(GPtrArray) list = parvis_session_list_entities (self->session, PARVIS_KIND_GAUGE);

  for (guint i = 0; i < list->len; i++)
    {
      ParvisEntityRef *entity = g_ptr_array_index (list, i);

      if (g_strcmp0 (json_string_value (json_object_get (entity->body, "kind")), "people") == 0)
        {
          g_free (self->gauge);
          self->gauge = g_strdup (entity->id);
        }
    }

  g_assert_nonnull (self->gauge);
}

static int
get_present (Fixture *self)
{
  g_autoptr(ParvisEntityRef) entity = parvis_session_dup_entity (self->session, PARVIS_KIND_GAUGE,
                                                                 self->gauge);

  return (int) json_integer_value (json_object_get (entity->body, "present"));
}

/* How many gestures of the day the log of the gauge has. */
static guint
count_entries (Fixture *self)
{
  g_autoptr(ParvisEntityRef) entity = parvis_session_dup_entity (self->session,
                                                                 PARVIS_KIND_GAUGE_LOG,
                                                                 self->gauge);

  return entity != NULL ? (guint) json_array_size (json_object_get (entity->body, "entries")) : 0;
}

static void
submitted_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  Fixture *self = user_data;
  g_autoptr(GError) error = NULL;
  g_autofree char *key = parvis_session_submit_finish (PARVIS_SESSION (object), result, &error);

  g_assert_no_error (error);
  g_assert_nonnull (key);
  self->durable++;
}

static void
submit (Fixture    *self,
        const char *name,
        const char *member,
        int         value)
{
  g_autoptr(json_t) body = json_pack ("{s:i}", member, value);
  guint before = self->durable;

  parvis_session_submit_async (self->session, name, self->gauge, body, NULL, submitted_cb, self);
  WAIT_FOR (self->durable > before);
}

static gboolean
is_drained (Fixture *self)
{
  return parvis_session_get_pending (self->session) == 0 && is_online (self);
}

static void
test_town (Fixture       *self,
           gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  g_assert_cmpuint (count_entities (self, PARVIS_KIND_TOWN), ==, 1);
  g_assert_cmpuint (count_entities (self, PARVIS_KIND_FACILITY), >, 0);
  g_assert_cmpuint (count_entities (self, PARVIS_KIND_GAUGE), >, 0);
  g_assert_cmpuint (count_entities (self, PARVIS_KIND_NEIGHBOURHOOD), >, 0);
  g_assert_cmpuint (count_entities (self, PARVIS_KIND_SOURCE), >, 0);
  g_assert_cmpint (ABS (parvis_session_get_clock_skew (self->session)), <, 5000);
}

static void
test_public (Fixture       *self,
             gconstpointer  data)
{
  self->account = FALSE;
  open_session (self);
  WAIT_FOR (is_online (self) && count_entities (self, PARVIS_KIND_TOWN) == 1);
  WAIT_FOR (count_entities (self, PARVIS_KIND_GAUGE) > 0);
  g_assert_cmpuint (count_entities (self, PARVIS_KIND_SOURCE), ==, 0);
  g_assert_false (parvis_session_can_write (self->session));
}

static void
test_counts (Fixture       *self,
             gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  find_gauge (self);
  submit (self, "gauge.recount", "value", 40);
  submit (self, "gauge.count", "delta", 2);
  g_assert_cmpint (get_present (self), ==, 42);
  WAIT_FOR (is_drained (self));
  g_assert_cmpint (get_present (self), ==, 42);
  WAIT_FOR (count_entries (self) == 2);
}

static void
test_outage (Fixture       *self,
             gconstpointer  data)
{
  open_session (self);
  WAIT_FOR (is_online (self));
  find_gauge (self);
  submit (self, "gauge.recount", "value", 50);
  WAIT_FOR (is_drained (self));

  for (int round = 1; round <= 3; round++)
    {
      end_service (self, SIGKILL);
      WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
      submit (self, "gauge.count", "delta", 1);
      submit (self, "gauge.count", "delta", 2);
      g_assert_cmpint (get_present (self), ==, 50 + 3 * round);
      close_session (self);

      /* The window opens with it while the service is still away. */
      open_session (self);
      g_assert_cmpint (get_present (self), ==, 50 + 3 * round);
      g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 2);

      start_service (self);
      parvis_session_retry (self->session);
      WAIT_FOR (is_drained (self));
      WAIT_FOR (count_entries (self) == 1 + 2 * (guint) round);
      g_assert_cmpint (get_present (self), ==, 50 + 3 * round);
    }
}

static void
test_refused (Fixture       *self,
              gconstpointer  data)
{
  g_autoptr(GPtrArray) actions = NULL;
  ParvisAction *action;

  open_session (self);
  WAIT_FOR (is_online (self));
  find_gauge (self);
  submit (self, "gauge.recount", "value", 3);
  submit (self, "gauge.count", "delta", -10);
  WAIT_FOR (self->refused == 1);
  WAIT_FOR (is_drained (self) && get_present (self) == 3);

  actions = parvis_session_list_actions (self->session);
  g_assert_cmpuint (actions->len, ==, 1);
  action = g_ptr_array_index (actions, 0);
  g_assert_true (action->refused);
  g_assert_cmpstr (action->name, ==, "gauge.count");
  g_assert_cmpuint (strlen (action->reason), >, 10);
  g_assert_cmpint (parvis_session_get_link (self->session), ==, PARVIS_LINK_REFUSED);
}

static void
test_wrong_token (Fixture       *self,
                  gconstpointer  data)
{
  self->auth = parvis_auth_new (self->uri, "pvr_nobody-has-this-token-nobody-has-this-12345", NULL,
                                NULL, NULL);
  open_session (self);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_SIGNED_OUT);
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_first_connection (Fixture       *self,
                       gconstpointer  data)
{
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisProbeResult) found = NULL;

  parvis_probe_async (self->uri, &parvis_system_clock, NULL, probed_cb, &result);
  WAIT_FOR (result != NULL);
  found = parvis_probe_finish (result, &error);
  g_assert_no_error (error);
  g_assert_cmpint (found->finding, ==, PARVIS_FINDING_GOOD);
  g_assert_cmpstr (found->address, ==, self->uri);
}

/* Removed by a colleague while the session is open: told who, at once. */
static void
told_cb (ParvisSession  *session,
         gint64          at,
         const char     *by,
         char          **name)
{
  g_assert_cmpint (at, !=, PARVIS_NO_TIME);
  *name = g_strdup (by);
}

static char *
find_member (Fixture *self)
{
  g_autoptr(GPtrArray) members = parvis_session_list_entities (self->session, PARVIS_KIND_MEMBER);

  for (guint i = 0; i < members->len; i++)
    {
      const ParvisEntityRef *member = g_ptr_array_index (members, i);

      if (g_strcmp0 (json_string_value (json_object_get (member->body, "name")), "Karim") == 0)
        return g_strdup (member->id);
    }

  return NULL;
}

static void
test_removed (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *code = invite (self, "Karim", "counter");
  g_autofree char *other = g_dir_make_tmp ("parvis-session-XXXXXX", NULL);
  g_autofree char *by = NULL;
  g_autofree char *id = NULL;
  g_autoptr(GAsyncResult) result = NULL;
  g_autoptr(ParvisPair) pair = NULL;
  g_autoptr(ParvisAuth) auth = parvis_auth_new (self->uri, NULL, NULL, NULL, NULL);
  g_autoptr(ParvisSession) karim = NULL;
  ParvisSessionConfig config = {
    .base_uri = self->uri,
    .town = TOWN,
    .rights = PARVIS_MAY_READ | PARVIS_MAY_COUNT,
    .auth = auth,
    .directory = other,
  };

  parvis_pair_with_code_async (self->uri, code, NULL, paired_cb, &result);
  WAIT_FOR (result != NULL);
  pair = parvis_pair_with_code_finish (result, NULL);
  g_assert_nonnull (pair);
  parvis_auth_sign_in (auth, pair);
  karim = parvis_session_new (&config);
  g_signal_connect (karim, "removed", G_CALLBACK (told_cb), &by);
  parvis_session_start (karim);
  WAIT_FOR (parvis_session_get_link (karim) == PARVIS_LINK_ONLINE);

  open_session (self);
  WAIT_FOR (id != NULL || (id = find_member (self)) != NULL);
  parvis_session_submit_async (self->session, "member.remove", id, NULL, NULL, NULL, NULL);
  WAIT_FOR (by != NULL);
  g_assert_cmpstr (by, ==, "Test");
  parvis_session_stop (karim);
  remove_tree (other);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_autofree char *program = NULL;

  g_test_init (&argc, &argv, NULL);
  program = find_program ("parvisd");

  if (!g_file_test (program, G_FILE_TEST_IS_EXECUTABLE))
    {
      g_print ("1..0 # SKIP the service was not built\n");
      return 0;
    }

  ADD ("/service/a-first-connection-is-told-apart", test_first_connection);
  ADD ("/service/a-session-knows-the-town", test_town);
  ADD ("/service/without-an-account-public-data-is-read", test_public);
  ADD ("/service/a-count-comes-back-through-the-feed-once", test_counts);
  ADD ("/service/an-outage-loses-and-doubles-nothing", test_outage);
  ADD ("/service/a-refusal-returns-to-the-truth", test_refused);
  ADD ("/service/a-token-that-nobody-has-signs-out", test_wrong_token);
  ADD ("/service/a-removed-member-is-told-by-whom", test_removed);

  return g_test_run ();
}
