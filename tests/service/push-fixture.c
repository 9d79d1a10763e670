/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "push-fixture"

#include "config.h"

#include "push-fixture.h"

#include <string.h>

gboolean
push_service_is_here (void)
{
  const char *web = g_getenv ("PARVIS_TEST_WEB");
  g_autofree char *package = NULL;

  package = g_build_filename (web != NULL ? web : "", "node_modules", "http_ece", NULL);
  if (g_file_test (package, G_FILE_TEST_IS_DIR))
    return TRUE;

  g_print ("1..0 # SKIP npm's http_ece is not here: run tools/install-web\n");

  return FALSE;
}

static char *
read_line (PushService *service)
{
  g_autoptr(GError) error = NULL;
  char *line = g_data_input_stream_read_line (service->output, NULL, NULL, &error);

  g_assert_no_error (error);
  g_assert_nonnull (line);

  return line;
}

void
push_service_start (PushService *service)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "service", "push-service.mjs", NULL);
  g_autofree char *line = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(GStrv) words = NULL;

  service->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                       G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "node", path, NULL);
  g_assert_no_error (error);
  service->output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (service->process));
  line = read_line (service);
  words = g_strsplit (line, " ", 3);
  service->url = g_strdup (words[0]);
  service->p256dh = g_strdup (words[1]);
  service->auth = g_strdup (words[2]);
}

/* It ends with its standard input. */
void
push_service_stop (PushService *service)
{
  g_output_stream_close (g_subprocess_get_stdin_pipe (service->process), NULL, NULL);
  g_subprocess_wait (service->process, NULL, NULL);
  g_object_unref (service->output);
  g_object_unref (service->process);
  g_free (service->url);
  g_free (service->p256dh);
  g_free (service->auth);
}

static const char *
get_text (const json_t *object,
          const char   *name)
{
  const char *text = json_string_value (json_object_get (object, name));

  g_assert_nonnull (text);

  return text;
}

static json_t *
read_said (const char *text)
{
  g_autoptr(json_t) body = json_loads (text, 0, NULL);
  json_t *notification = json_object_get (body, "notification");

  g_assert_cmpint (json_integer_value (json_object_get (body, "web_push")), ==, 8030);
  g_assert_cmpint (g_utf8_strlen (get_text (notification, "title"), -1), <=, 38);
  g_assert_cmpint (g_utf8_strlen (get_text (notification, "body"), -1), <=, 110);
  g_assert_null (strstr (text, "Moreau"));
  g_assert_null (strstr (text, "Lefèvre"));
  g_assert_null (strstr (text, "0612345618"));
  g_assert_null (strstr (text, "crèche"));

  return json_incref (notification);
}

json_t *
push_service_take (PushService  *service,
                   int           status,
                   json_t      **said)
{
  g_autofree char *line = read_line (service);
  json_t *push = json_loads (line, 0, NULL);

  g_test_message ("%s", line);
  g_assert_nonnull (push);
  g_assert_null (json_object_get (push, "error"));
  g_assert_cmpint (json_integer_value (json_object_get (push, "status")), ==, status);
  g_assert_cmpint (json_integer_value (json_object_get (push, "ttl")), >, 0);
  g_assert_cmpstr (get_text (push, "sub"), ==, PUSH_CONTACT);
  g_assert_cmpuint (strlen (get_text (push, "topic")), ==, 32);
  if (said != NULL)
    *said = read_said (get_text (push, "text"));

  return push;
}
