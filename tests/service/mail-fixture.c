/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "mail-fixture"

#include "config.h"

#include "mail-fixture.h"

#include <glib/gstdio.h>
#include <gmime/gmime.h>
#include <pthread.h>
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

static gint64
count_unsent (ParvisStore *store)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisDb *db = parvis_store_acquire (store, "", &error);
  gint64 n;

  g_assert_no_error (error);
  stmt = parvis_db_prepare (db, "SELECT COUNT(*) FROM mail WHERE town = :town"
                            " AND next_at IS NOT NULL", &error);
  g_assert_no_error (error);
  g_assert_true (parvis_stmt_step (stmt, NULL, &error));
  n = parvis_stmt_get_int (stmt, 0);
  g_clear_pointer (&stmt, parvis_stmt_release);
  parvis_store_release (store, db);

  return n;
}

void
mail_wait_sent (ParvisService *service)
{
  while (count_unsent (parvis_service_get_store (service)) > 0)
    g_usleep (1000);
}

char *
mail_text (const char *letter)
{
  GMimeMessage *message = parse (letter);
  char *text = g_mime_text_part_get_text (GMIME_TEXT_PART (g_mime_message_get_mime_part (message)));

  g_object_unref (message);

  return text;
}

/* RFC 2047: blanks between two encoded words do not count. One at a time, since GMime 3.2
 * decodes neighbours as one, and drops what is behind padding.
 */
static char *
decode_words (const char *value)
{
  g_auto(GStrv) words = g_strsplit_set (value, " \t\r\n", -1);
  GString *text = g_string_new (NULL);
  gboolean was_encoded = FALSE;

  for (guint i = 0; words[i] != NULL; i++)
    {
      gboolean encoded = g_str_has_prefix (words[i], "=?");
      g_autofree char *word = g_mime_utils_header_decode_text (NULL, words[i]);

      if (*words[i] == '\0')
        continue;

      if (text->len > 0 && !(encoded && was_encoded))
        g_string_append_c (text, ' ');
      g_string_append (text, word);
      was_encoded = encoded;
    }

  return g_string_free (text, FALSE);
}

char *
mail_header (const char *letter,
             const char *name)
{
  GMimeMessage *message = parse (letter);
  GMimeHeaderList *list = g_mime_object_get_header_list (GMIME_OBJECT (message));
  GMimeHeader *header = g_mime_header_list_get_header (list, name);
  const char *value = header == NULL ? NULL : g_mime_header_get_raw_value (header);
  char *decoded = value == NULL ? NULL : decode_words (value);

  g_object_unref (message);

  return decoded;
}

typedef struct
{
  pthread_mutex_t lock;
  pthread_cond_t  changed;
  gboolean        over;
} Done;

static void
done_cb (ParvisCommand *command,
         ParvisAnswer  *answer,
         gint64         seq,
         gboolean       replayed,
         GError        *error,
         gpointer       user_data)
{
  Done *done = user_data;

  g_assert_no_error (error);
  parvis_command_free (command);
  parvis_answer_free (answer);
  pthread_mutex_lock (&done->lock);
  done->over = TRUE;
  pthread_cond_signal (&done->changed);
  pthread_mutex_unlock (&done->lock);
}

guint
mail_post_all (ParvisService      *service,
               const ParvisOutbox *outbox,
               gint64              now)
{
  guint n = 0;

  for (;;)
    {
      Done done = { PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, FALSE };

      if (!parvis_outbox_post (outbox, service, "00001", now, done_cb, &done))
        return n;

      pthread_mutex_lock (&done.lock);
      while (!done.over)
        pthread_cond_wait (&done.changed, &done.lock);
      pthread_mutex_unlock (&done.lock);
      n++;
    }
}
