/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "ctl-fixture"

#include "config.h"

#include "ctl-fixture.h"

#include <signal.h>
#include <string.h>

char *
ctl_find_program (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, "service", name, NULL);
}

void
ctl_set_up (CtlFixture    *fixture,
            gconstpointer  data)
{
  test_database_init (&fixture->database);
  fixture->dir = fixture->database.directory;
  fixture->options = test_database_get_options (&fixture->database);
  fixture->places = g_build_filename (fixture->dir, "places.geojson", NULL);
  g_assert_true (g_file_set_contents (fixture->places,
                                      "{\"features\":[{\"geometry\":{\"type\":\"Point\","
                                      "\"coordinates\":[0.5,47.5]},\"properties\":{"
                                      "\"id\":\"gare\",\"name\":\"Gare\","
                                      "\"kind\":\"parking\",\"capacity\":140}}]}", -1, NULL));
}

void
ctl_stop_service (CtlFixture *fixture)
{
  if (fixture->service == NULL)
    return;

  g_subprocess_send_signal (fixture->service, SIGTERM);
  g_subprocess_wait (fixture->service, NULL, NULL);
  g_clear_object (&fixture->service);
}

void
ctl_tear_down (CtlFixture    *fixture,
               gconstpointer  data)
{
  ctl_stop_service (fixture);
  test_database_clear (&fixture->database);
  g_strfreev (fixture->options);
  g_free (fixture->places);
  g_free (fixture->output);
  g_free (fixture->errors);
}

/* A program's name and the options that bring it to the database. */
static GPtrArray *
begin_argv (CtlFixture *fixture,
            const char *name)
{
  GPtrArray *argv = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (argv, ctl_find_program (name));
  for (guint i = 0; fixture->options[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (fixture->options[i]));

  return argv;
}

void
ctl_start_service (CtlFixture *fixture)
{
  g_autoptr(GPtrArray) argv = begin_argv (fixture, "parvisd");
  g_autoptr(GDataInputStream) output = NULL;
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;

  g_ptr_array_add (argv, g_strdup ("--listen"));
  g_ptr_array_add (argv, g_strdup ("127.0.0.1:0"));
  g_ptr_array_add (argv, NULL);
  fixture->service = g_subprocess_newv ((const char * const *) argv->pdata,
                                        G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE, &error);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (fixture->service));
  line = g_data_input_stream_read_line (output, NULL, NULL, NULL);
  g_assert_nonnull (line);
}

static void
run (CtlFixture *fixture,
     const char *program,
     const char *words)
{
  g_auto(GStrv) split = g_strsplit (words, "|", -1);
  g_autoptr(GPtrArray) argv = begin_argv (fixture, program);
  g_autoptr(GSubprocess) process = NULL;
  g_autoptr(GError) error = NULL;

  for (guint i = 0; split[i] != NULL; i++)
    g_ptr_array_add (argv, g_strdup (split[i]));
  g_ptr_array_add (argv, NULL);

  g_clear_pointer (&fixture->output, g_free);
  g_clear_pointer (&fixture->errors, g_free);
  process = g_subprocess_newv ((const char * const *) argv->pdata,
                               G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE,
                               &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &fixture->output,
                                                &fixture->errors, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));
  fixture->code = g_subprocess_get_exit_status (process);
}

void
ctl_run (CtlFixture *fixture,
         const char *words)
{
  run (fixture, "parvisctl", words);
}

void
ctl_fail_service (CtlFixture *fixture)
{
  run (fixture, "parvisd", "--listen|127.0.0.1:0");
  g_assert_cmpint (fixture->code, !=, 0);
}

void
ctl_use_files (CtlFixture *fixture,
               const char *directory)
{
  const char *options[] = { "--state-dir", directory, NULL };

  g_strfreev (fixture->options);
  fixture->options = g_strdupv ((char **) options);
}

void
ctl_expect (CtlFixture *fixture,
            int         code,
            const char *words)
{
  ctl_run (fixture, words);
  if (fixture->code != code)
    g_test_message ("%s: %s%s", words, fixture->output, fixture->errors);
  g_assert_cmpint (fixture->code, ==, code);
}

json_t *
ctl_expect_json (CtlFixture *fixture,
                 const char *words)
{
  g_autofree char *with_json = g_strconcat (words, "|--json", NULL);
  json_t *answer;

  ctl_expect (fixture, 0, with_json);
  answer = json_loads (fixture->output, 0, NULL);
  g_assert_nonnull (answer);

  return answer;
}
