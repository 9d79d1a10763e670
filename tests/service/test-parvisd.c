/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-parvisd"

#include "config.h"

#include "test-database.h"

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sysexits.h>
#include <unistd.h>

/* The program as an operator and systemd see it. */

typedef struct
{
  TestDatabase  database;
  const char   *directory;            /* of the database */
  char         *program;
} Fixture;

static void
find_program (Fixture *fixture)
{
  fixture->directory = fixture->database.directory;
  fixture->program = g_test_build_filename (G_TEST_BUILT, "service", "parvisd", NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  test_database_init (&fixture->database);
  find_program (fixture);
}

static void
set_up_empty (Fixture       *fixture,
              gconstpointer  data)
{
  test_database_init_empty (&fixture->database);
  find_program (fixture);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  test_database_clear (&fixture->database);
  g_free (fixture->program);
}

static GSubprocess *
start (Fixture    *fixture,
       const char *listen,
       const char *notify)
{
  g_auto (GStrv) options = test_database_get_options (&fixture->database);
  g_autoptr (GPtrArray) argv = g_ptr_array_new ();
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  GSubprocess *process;

  g_ptr_array_add (argv, fixture->program);
  for (guint i = 0; options[i] != NULL; i++)
    g_ptr_array_add (argv, options[i]);
  g_ptr_array_add (argv, (gpointer) "--listen");
  g_ptr_array_add (argv, (gpointer) listen);
  g_ptr_array_add (argv, NULL);

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                        G_SUBPROCESS_FLAGS_STDERR_PIPE);
  if (notify != NULL)
    {
      g_subprocess_launcher_setenv (launcher, "NOTIFY_SOCKET", notify, TRUE);
      g_subprocess_launcher_setenv (launcher, "WATCHDOG_USEC", "100000", TRUE);
    }
  process = g_subprocess_launcher_spawnv (launcher, (const char * const *) argv->pdata, &error);
  g_assert_no_error (error);

  return process;
}

static char *
read_line (GSubprocess *process)
{
  GInputStream *stream = g_subprocess_get_stdout_pipe (process);
  GString *line = g_string_new (NULL);
  char byte;

  while (g_input_stream_read (stream, &byte, 1, NULL, NULL) == 1 && byte != '\n')
    g_string_append_c (line, byte);

  return g_string_free (line, FALSE);
}

static void
finish (GSubprocess  *process,
        int           status,
        char        **out,
        char        **err)
{
  g_autoptr (GError) error = NULL;

  g_subprocess_communicate_utf8 (process, NULL, NULL, out, err, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, status);
}

static void
test_life (Fixture       *fixture,
           gconstpointer  data)
{
  static const int signals[] = { SIGTERM, SIGINT };

  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      g_autoptr (GSubprocess) process = start (fixture, "127.0.0.1:0", NULL);
      g_autofree char *line = read_line (process);
      g_autofree char *control = g_build_filename (fixture->directory, "control.sock", NULL);
      g_autofree char *out = NULL;
      g_autofree char *err = NULL;
      GStatBuf info;

      g_assert_true (g_regex_match_simple ("^listening on http://127\\.0\\.0\\.1:[1-9][0-9]*$",
                                           line, 0, 0));
      g_assert_cmpint (g_stat (control, &info), ==, 0);
      g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

      g_subprocess_send_signal (process, signals[i]);
      finish (process, 0, &out, &err);
      g_assert_cmpstr (out, ==, "");
      g_assert_nonnull (strstr (err, " event=stopping"));
      g_assert_cmpint (g_stat (control, &info), !=, 0);
    }
}

/* The others are served, so nothing but the log tells whoever watches. */
static void
test_damaged_town_is_an_error (Fixture       *fixture,
                               gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->directory, "towns", NULL);
  g_autofree char *file = g_build_filename (folder, "00003.db", NULL);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree char *line = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  if (test_database_is_postgres ())
    {
      g_test_skip ("towns are no files there");
      return;
    }

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "This is not a database, but it is long enough to"
                                      " have been taken for one.", -1, NULL));
  process = start (fixture, "127.0.0.1:0", NULL);
  line = read_line (process);
  g_assert_true (g_str_has_prefix (line, "listening on "));
  g_subprocess_send_signal (process, SIGTERM);
  finish (process, 0, &out, &err);
  g_assert_nonnull (strstr (err, " level=error event=town-broken town=00003 "));
}

static void
test_second_process (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (GSubprocess) first = start (fixture, "127.0.0.1:0", NULL);
  g_autoptr (GSubprocess) second = NULL;
  g_autofree char *line = read_line (first);
  g_autofree char *expected = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;

  second = start (fixture, "127.0.0.1:0", NULL);
  finish (second, EX_TEMPFAIL, &out, &err);
  expected = g_strdup_printf ("in use by process %s", g_subprocess_get_identifier (first));
  g_assert_cmpstr (out, ==, "");
  g_assert_nonnull (strstr (err, expected));

  g_clear_pointer (&err, g_free);
  g_subprocess_send_signal (first, SIGTERM);
  finish (first, 0, NULL, NULL);
}

/* The socket and lock of one that was killed are no obstacle. */
static void
test_after_a_kill (Fixture       *fixture,
                   gconstpointer  data)
{
  for (guint i = 0; i < 3; i++)
    {
      g_autoptr (GSubprocess) process = start (fixture, "127.0.0.1:0", NULL);
      g_autofree char *line = read_line (process);

      g_assert_true (g_str_has_prefix (line, "listening on "));
      g_subprocess_send_signal (process, SIGKILL);
      g_assert_true (g_subprocess_wait (process, NULL, NULL));
    }
}

static void
test_unix_socket (Fixture       *fixture,
                  gconstpointer  data)
{
  g_autofree char *listen = g_strdup_printf ("unix:%s/public.sock", fixture->directory);
  g_autoptr (GSubprocess) process = start (fixture, listen, NULL);
  g_autofree char *line = read_line (process);
  g_autofree char *expected = g_strconcat ("listening on ", listen, NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  static const char request[] = "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
  char answer[64] = { 0 };
  int fd = socket (AF_UNIX, SOCK_STREAM, 0);

  g_assert_cmpstr (line, ==, expected);
  g_strlcpy (address.sun_path, listen + strlen ("unix:"), sizeof address.sun_path);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  g_assert_cmpint (send (fd, request, sizeof request - 1, 0), ==, sizeof request - 1);
  g_assert_cmpint (recv (fd, answer, sizeof answer - 1, 0), >, 0);
  g_assert_true (g_str_has_prefix (answer, "HTTP/1.1 200 OK\r\n"));
  close (fd);

  g_subprocess_send_signal (process, SIGTERM);
  finish (process, 0, NULL, NULL);
}

/* Returns how many signs of life came before @state. */
static int
wait_for_state (int         fd,
                const char *state)
{
  int n_before = 0;

  for (;;)
    {
      char text[64] = { 0 };

      g_assert_cmpint (recv (fd, text, sizeof text - 1, 0), >, 0);
      if (strcmp (text, state) == 0)
        return n_before;
      g_assert_cmpstr (text, ==, "WATCHDOG=1");
      n_before++;
    }
}

static void
test_notify (Fixture       *fixture,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->directory, "notify", NULL);
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct timeval patience = { .tv_sec = 10 };
  g_autoptr (GSubprocess) process = NULL;
  int fd = socket (AF_UNIX, SOCK_DGRAM, 0);

  g_strlcpy (address.sun_path, path, sizeof address.sun_path);
  g_assert_cmpint (bind (fd, (struct sockaddr *) &address, sizeof address), ==, 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);

  process = start (fixture, "127.0.0.1:0", path);
  g_assert_cmpint (wait_for_state (fd, "READY=1"), <=, 1);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (wait_for_state (fd, "WATCHDOG=1"), ==, 0);
  g_subprocess_send_signal (process, SIGTERM);
  wait_for_state (fd, "STOPPING=1");
  finish (process, 0, NULL, NULL);
  close (fd);
}

static void
test_command_line (Fixture       *fixture,
                   gconstpointer  data)
{
  static const struct
  {
    const char *option;
    const char *value;
    int         status;
    const char *said;
  } cases[] = {
    { "--version", NULL, 0, "parvisd " PACKAGE_VERSION "\n" },
    { "--help", NULL, 0, "--state-dir" },
    { "--nonsense", NULL, EX_USAGE, "--nonsense" },
    { "start", NULL, EX_USAGE, "start" },
    { "--config", "/nonexistent/file", EX_USAGE, "/nonexistent/file" },
    { "--listen", "nowhere", EXIT_FAILURE, "nowhere" },
    { "--listen", "127.0.0.1:99999", EXIT_FAILURE, "99999" },
    { "--state-dir", "/proc/nonexistent", EX_TEMPFAIL, "/proc/nonexistent" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GSubprocess) process = NULL;
      g_autofree char *said = NULL;

      process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                  G_SUBPROCESS_FLAGS_STDERR_MERGE, NULL, fixture->program,
                                  "--state-dir", fixture->directory, cases[i].option,
                                  cases[i].value, NULL);
      g_test_message ("%s", cases[i].option);
      finish (process, cases[i].status, &said, NULL);
      g_assert_nonnull (strstr (said, cases[i].said));
    }
}

static void
test_settings (Fixture       *fixture,
               gconstpointer  data)
{
  static const struct
  {
    const char *text;
    const char *said;
  } cases[] = {
    { "[parvisd]\nmax-body=x\n", "max-body" },
    { "[parvisd]\nmax-bodies=1\n", "max-bodies" },
    { "[parvisd]\nheartbeat=0\n", "heartbeat" },
    { "[parvisd]\nlog-requests=maybe\n", "log-requests" },
    { "[other]\nmax-body=1\n", "parvisd" },
    { "nonsense", "settings.conf" },
  };
  g_autofree char *path = g_build_filename (fixture->directory, "settings.conf", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GSubprocess) process = NULL;
      g_autofree char *said = NULL;

      g_assert_true (g_file_set_contents (path, cases[i].text, -1, NULL));
      process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, NULL, fixture->program,
                                  "--config", path, NULL);
      finish (process, EX_USAGE, NULL, &said);
      g_assert_nonnull (strstr (said, cases[i].said));
    }
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/parvisd/tells-its-address-and-stops-when-told", Fixture, NULL, set_up_empty,
              test_life, tear_down);
  ADD ("/parvisd/a-damaged-town-is-an-error-of-the-log", test_damaged_town_is_an_error);
  ADD ("/parvisd/a-second-process-is-refused", test_second_process);
  ADD ("/parvisd/starts-after-a-kill", test_after_a_kill);
  ADD ("/parvisd/listens-on-a-unix-socket", test_unix_socket);
  ADD ("/parvisd/notifies-systemd", test_notify);
  ADD ("/parvisd/explains-its-command-line", test_command_line);
  ADD ("/parvisd/refuses-settings-it-does-not-know", test_settings);

  return g_test_run ();
}
