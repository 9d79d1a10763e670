/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "mail-fixture"

#include "config.h"

#include "mail-fixture.h"

#include <glib/gstdio.h>
#include <gmime/gmime.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void
make_certificate (MailServer *server)
{
  g_autofree char *key = g_build_filename (server->folder, "key.pem", NULL);
  g_autoptr(GError) error = NULL;
  const char *argv[] = { "openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1",
                         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
                         "-keyout", key, "-out", server->ca_file, NULL };
  int status = 0;

  g_spawn_sync (NULL, (char **) argv, NULL,
                G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL,
                NULL, NULL, NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
}

void
mail_server_start (MailServer     *server,
                   MailServerKind  kind)
{
  g_autofree char *script = g_test_build_filename (G_TEST_DIST, "service", "smtp-server.py", NULL);
  g_autofree char *key = NULL;
  g_autofree char *said = NULL;
  g_autoptr(GError) error = NULL;
  int output;

  server->folder = g_dir_make_tmp ("parvis-mail-XXXXXX", &error);
  g_assert_no_error (error);
  server->ca_file = g_build_filename (server->folder, "ca.pem", NULL);
  key = g_build_filename (server->folder, "key.pem", NULL);
  if (kind != MAIL_SERVER_PLAIN)
    make_certificate (server);

  {
    const char *mode = kind == MAIL_SERVER_TLS ? "--tls" : "--starttls";
    const char *argv[] = { "/usr/bin/python3", script, mode, server->ca_file, key, "--login",
                           "parvis", "geheim", NULL };

    argv[kind == MAIL_SERVER_PLAIN ? 2 : kind == MAIL_SERVER_TLS ? 5 : 8] = NULL;
    g_spawn_async_with_pipes (NULL, (char **) argv, NULL,
                              G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL,
                              &server->process, &server->input, &output, NULL, &error);
  }
  g_assert_no_error (error);
  server->output = fdopen (output, "r");

  said = mail_server_read (server);
  g_assert_true (g_str_has_prefix (said, "port "));
  server->url = g_strdup_printf ("%s://localhost:%s", kind == MAIL_SERVER_TLS ? "smtps" : "smtp",
                                 said + strlen ("port "));
}

void
mail_server_stop (MailServer *server)
{
  g_autofree char *key = g_build_filename (server->folder, "key.pem", NULL);

  /* It ends with its standard input; one that hangs is not waited for. */
  close (server->input);
  kill (server->process, SIGTERM);
  waitpid (server->process, NULL, 0);
  g_spawn_close_pid (server->process);
  fclose (server->output);
  g_unlink (server->ca_file);
  g_unlink (key);
  g_rmdir (server->folder);
  g_free (server->ca_file);
  g_free (server->folder);
  g_free (server->url);
  memset (server, 0, sizeof *server);
}

char *
mail_server_read (MailServer *server)
{
  g_autofree char *line = NULL;
  size_t size = 0;
  ssize_t length = getline (&line, &size, server->output);

  g_assert_cmpint (length, >, 0);

  return g_strstrip (g_strdup (line));
}

char *
mail_server_take (MailServer  *server,
                  char       **envelope)
{
  g_autofree char *line = mail_server_read (server);
  char *data = strrchr (line, ' ');
  gsize length = 0;
  guchar *letter;

  g_assert_true (g_str_has_prefix (line, "letter "));
  if (envelope != NULL)
    *envelope = g_strndup (line + strlen ("letter "), data - line - strlen ("letter "));
  letter = g_base64_decode (data + 1, &length);
  letter = g_realloc (letter, length + 1);
  letter[length] = '\0';

  return (char *) letter;
}

static GMimeMessage *
parse (const char *letter)
{
  GMimeStream *stream;
  GMimeParser *parser;
  GMimeMessage *message;

  g_mime_init ();
  stream = g_mime_stream_mem_new_with_buffer (letter, strlen (letter));
  parser = g_mime_parser_new_with_stream (stream);
  message = g_mime_parser_construct_message (parser, NULL);
  g_assert_nonnull (message);
  g_object_unref (parser);
  g_object_unref (stream);

  return message;
}

char *
mail_text (const char *letter)
{
  GMimeMessage *message = parse (letter);
  char *text = g_mime_text_part_get_text (GMIME_TEXT_PART (g_mime_message_get_mime_part (message)));

  g_object_unref (message);

  return text;
}

char *
mail_header (const char *letter,
             const char *name)
{
  GMimeMessage *message = parse (letter);
  const char *value = g_mime_object_get_header (GMIME_OBJECT (message), name);
  char *decoded = value == NULL ? NULL : g_mime_utils_header_decode_text (NULL, value);

  g_object_unref (message);

  return decoded;
}
