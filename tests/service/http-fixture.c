/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "http-fixture"

#include "config.h"

#include "http-fixture.h"

#include "parvis-error.h"
#include "parvis-routes.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <poll.h>
#include <semaphore.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define PATIENCE 10000

/* The rows of the things; the writers and the tests share them. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static GHashTable *things;
static int applied;
static sem_t gate;
static sem_t begun;

static void
pass_gate (void)
{
  sem_post (&begun);
  sem_wait (&gate);
}

static char *
thing_key (const char *town,
           const char *id)
{
  return g_strconcat (town, "/", id, NULL);
}

static gboolean
render_thing (ParvisTx      *tx,
              const char    *id,
              ParvisEntity  *entity,
              GError       **error)
{
  g_autofree char *key = thing_key (parvis_db_get_town (parvis_tx_get_db (tx)), id);
  const char *text;

  pthread_mutex_lock (&lock);
  text = g_hash_table_lookup (things, key);
  entity->body = text == NULL ? NULL : json_loads (text, 0, NULL);
  pthread_mutex_unlock (&lock);
  entity->audience = json_is_true (json_object_get (entity->body, "member"))
                     ? PARVIS_AUDIENCE_MEMBER : PARVIS_AUDIENCE_PUBLIC;

  return TRUE;
}

static gboolean
put_thing (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  g_autofree char *key = thing_key (command->town, command->object);
  g_autofree char *text = NULL;
  gint64 value;

  if (!parvis_json_get_int (command->body, "value", 0, 1000000, &value, error))
    return FALSE;

  if (json_is_true (json_object_get (command->body, "fail")))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, "The thing does not want to");
      return FALSE;
    }

  if (json_is_true (json_object_get (command->body, "slow")))
    pass_gate ();

  text = parvis_json_dump (command->body);
  pthread_mutex_lock (&lock);
  applied++;
  if (json_is_true (json_object_get (command->body, "gone")))
    g_hash_table_remove (things, key);
  else
    g_hash_table_insert (things, g_steal_pointer (&key), g_steal_pointer (&text));
  pthread_mutex_unlock (&lock);

  parvis_tx_touch (tx, PARVIS_KIND_GAUGE, command->object);
  answer->body = json_pack ("{s:I}", "value", (json_int_t) value);

  return TRUE;
}

static gboolean
read_slowly (ParvisService        *service,
             const ParvisRequest  *request,
             ParvisDb             *db,
             ParvisReply          *reply,
             GError              **error)
{
  pass_gate ();
  parvis_reply_take_json (reply, json_pack ("{s:b}", "slow", 1));

  return TRUE;
}

/* Tells what the form said, and leaves a cookie. */
static gboolean
read_form (ParvisService        *service,
           const ParvisRequest  *request,
           ParvisDb             *db,
           ParvisReply          *reply,
           GError              **error)
{
  const char *text = parvis_request_get_field (request, "text");
  g_autofree char *cookie = parvis_request_dup_cookie (request, "__Host-test");

  if (text == NULL)
    return parvis_set_invalid (error, "text", "The text is missing");

  parvis_reply_set_cookie (reply, "__Host-test", "new", 60);
  parvis_reply_set_header (reply, "Content-Security-Policy", "default-src 'self'");
  parvis_reply_take_html (reply, g_strdup_printf ("<p>%s|%s</p>", text,
                                                  cookie != NULL ? cookie : ""));

  return TRUE;
}

static gboolean
read_redirect (ParvisService        *service,
               const ParvisRequest  *request,
               ParvisDb             *db,
               ParvisReply          *reply,
               GError              **error)
{
  parvis_reply_redirect (reply, "/sign-in/form");

  return TRUE;
}

static void
make_error_page (ParvisService       *service,
                 const ParvisRequest *request,
                 const GError        *error,
                 ParvisReply         *reply)
{
  parvis_reply_take_html (reply, g_strdup_printf ("<h1>%s</h1>", error->message));
}

static const ParvisRoute routes[] = {
  { .method = "GET", .pattern = "/health", .name = "health",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE, .read = parvis_route_health },
  { .method = "GET", .pattern = "/metrics", .name = "metrics", .without_db = TRUE,
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE, .read = parvis_route_metrics },
  { .method = "GET", .pattern = "/api/v1/openapi.json", .name = "openapi", .without_db = TRUE,
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE, .read = parvis_route_openapi },
  { .method = "GET", .pattern = "/t/{insee}/live", .name = "live", .without_db = TRUE,
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE, .read = parvis_route_live },
  { .method = "GET", .pattern = "/t/{insee}/live/events", .name = "live.events",
    .kind = PARVIS_ROUTE_STREAM, .right = PARVIS_RIGHT_ANYONE },
  { .method = "GET", .pattern = "/t/{insee}/changes", .name = "changes",
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_MEMBER, .read = parvis_route_changes },
  { .method = "GET", .pattern = "/t/{insee}/changes/events", .name = "changes.events",
    .kind = PARVIS_ROUTE_STREAM, .right = PARVIS_RIGHT_MEMBER },
  { .method = "GET", .pattern = "/t/{insee}/slow", .name = "slow",
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE, .read = read_slowly },
  { .method = "POST", .pattern = "/t/{insee}/things/{id:uuid}", .name = "thing.put",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_ANYONE, .apply = put_thing,
    .object = "id", .max_body = 65536 },
  { .method = "POST", .pattern = "/t/{insee}/operate/{id:uuid}", .name = "thing.operate",
    .kind = PARVIS_ROUTE_COMMAND, .right = PARVIS_RIGHT_OPERATOR, .apply = put_thing,
    .object = "id", .max_body = 4096 },
  { .method = "POST", .pattern = "/sign-in/form", .name = "form", .without_db = TRUE,
    .kind = PARVIS_ROUTE_SLOW_READ, .right = PARVIS_RIGHT_ANYONE, .read = read_form,
    .max_body = 256, .form = TRUE, .page = TRUE },
  { .method = "GET", .pattern = "/sign-in/away", .name = "away", .without_db = TRUE,
    .kind = PARVIS_ROUTE_READ, .right = PARVIS_RIGHT_ANYONE, .read = read_redirect,
    .page = TRUE },
  { .method = NULL },
};

static const ParvisKind kinds[] = {
  { PARVIS_KIND_GAUGE, render_thing },
  { NULL, NULL },
};

static const ParvisTables tables = {
  .routes = routes, .kinds = kinds, .error_page = make_error_page,
};

static gpointer
run_cb (gpointer data)
{
  HttpFixture *fixture = data;

  parvis_server_run (fixture->server);

  return NULL;
}

static void
ensure_town (ParvisStore *store,
             const char  *town)
{
  g_autoptr (GError) error = NULL;

  if (parvis_store_has_town (store, town))
    return;

  parvis_store_create_town (store, town, &error);
  g_assert_no_error (error);
}

void
http_fixture_start (HttpFixture *fixture,
                    ...)
{
  g_autoptr (GError) error = NULL;
  const char *key;
  va_list args;

  if (fixture->directory == NULL)
    {
      test_database_init (&fixture->database);
      fixture->directory = fixture->database.directory;
      things = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
      applied = 0;
      sem_init (&gate, 0, 0);
      sem_init (&begun, 0, 0);
    }

  fixture->config = parvis_config_new ();
  test_database_set (&fixture->database, fixture->config);
  g_assert_true (parvis_config_set (fixture->config, "listen", "127.0.0.1:0", NULL));
  va_start (args, fixture);
  while ((key = va_arg (args, const char *)) != NULL)
    {
      parvis_config_set (fixture->config, key, va_arg (args, const char *), &error);
      g_assert_no_error (error);
    }
  va_end (args);

  fixture->server = parvis_server_new (fixture->config,
                                       fixture->tables != NULL ? fixture->tables : &tables,
                                       fixture->clock != NULL ? fixture->clock
                                                              : &parvis_system_clock, &error);
  g_assert_no_error (error);
  fixture->port = (guint) atoi (strrchr (parvis_server_get_uri (fixture->server), ':') + 1);
  ensure_town (parvis_service_get_store (parvis_server_get_service (fixture->server)), TOWN);
  ensure_town (parvis_service_get_store (parvis_server_get_service (fixture->server)),
               OTHER_TOWN);
  g_assert_cmpint (pthread_create (&fixture->thread, NULL, run_cb, fixture), ==, 0);
}

void
http_fixture_stop (HttpFixture *fixture)
{
  if (fixture->server == NULL)
    return;

  parvis_server_stop (fixture->server);
  pthread_join (fixture->thread, NULL);
  g_clear_pointer (&fixture->server, parvis_server_free);
  g_clear_pointer (&fixture->config, parvis_config_free);
}

void
http_fixture_clear (HttpFixture *fixture)
{
  http_fixture_stop (fixture);
  test_database_clear (&fixture->database);
  g_clear_pointer (&things, g_hash_table_unref);
  fixture->directory = NULL;
  sem_destroy (&gate);
  sem_destroy (&begun);
}

void
http_fixture_release (void)
{
  sem_post (&gate);
}

void
http_fixture_wait (void)
{
  sem_wait (&begun);
}

int
http_fixture_applied (void)
{
  int n;

  pthread_mutex_lock (&lock);
  n = applied;
  pthread_mutex_unlock (&lock);

  return n;
}

void
http_answer_clear (HttpAnswer *answer)
{
  g_clear_pointer (&answer->head, g_free);
  g_clear_pointer (&answer->body, g_free);
  answer->status = 0;
}

char *
http_answer_header (HttpAnswer *answer,
                    const char *name)
{
  g_auto (GStrv) lines = g_strsplit (answer->head, "\r\n", -1);
  gsize length = strlen (name);

  for (guint i = 1; lines[i] != NULL; i++)
    {
      if (g_ascii_strncasecmp (lines[i], name, length) == 0 && lines[i][length] == ':')
        return g_strstrip (g_strdup (lines[i] + length + 1));
    }

  return NULL;
}

static int
connect_to (const struct sockaddr *address,
            socklen_t              size)
{
  struct timeval patience = { .tv_sec = PATIENCE / 1000 };
  int fd = socket (address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

  g_assert_cmpint (fd, >=, 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt (fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  g_assert_cmpint (connect (fd, address, size), ==, 0);

  return fd;
}

int
http_connect (HttpFixture *fixture)
{
  struct sockaddr_in address = { .sin_family = AF_INET,
                                 .sin_port = htons ((guint16) fixture->port),
                                 .sin_addr.s_addr = htonl (INADDR_LOOPBACK) };

  return connect_to ((struct sockaddr *) &address, sizeof address);
}

int
http_connect_control (HttpFixture *fixture)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };

  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/%s", fixture->directory,
              PARVIS_CONTROL_SOCKET);

  return connect_to ((struct sockaddr *) &address, sizeof address);
}

/* The other side may have hung up already; the reader will see it. */
void
http_send (int         fd,
           const char *data,
           gssize      length)
{
  gsize left = length < 0 ? strlen (data) : (gsize) length;

  while (left > 0)
    {
      gssize n = send (fd, data, left, MSG_NOSIGNAL);

      if (n <= 0)
        return;
      data += n;
      left -= (gsize) n;
    }
}

static gsize
content_length (HttpAnswer *answer)
{
  g_autofree char *value = http_answer_header (answer, "Content-Length");

  return value == NULL ? 0 : (gsize) g_ascii_strtoull (value, NULL, 10);
}

void
http_receive (int         fd,
              HttpAnswer *answer)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *end;
  char byte;

  memset (answer, 0, sizeof *answer);
  while ((end = strstr (text->str, "\r\n\r\n")) == NULL)
    {
      if (recv (fd, &byte, 1, 0) != 1)
        return;
      g_string_append_c (text, byte);
    }

  answer->head = g_strndup (text->str, (gsize) (end - text->str));
  answer->status = atoi (answer->head + strlen ("HTTP/1.1 "));
  answer->body = g_malloc0 (content_length (answer) + 1);
  while (answer->length < content_length (answer))
    {
      gssize n = recv (fd, answer->body + answer->length,
                       content_length (answer) - answer->length, 0);

      if (n <= 0)
        break;
      answer->length += (gsize) n;
    }
}

void
http_request (HttpFixture *fixture,
              HttpAnswer  *answer,
              const char  *method,
              const char  *target,
              const char  *headers,
              const char  *body)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int fd = http_connect (fixture);

  g_string_append_printf (text, "%s %s HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s",
                          method, target, headers != NULL ? headers : "");
  if (body != NULL)
    g_string_append_printf (text, "Content-Type: application/json\r\n"
                            "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s", strlen (body), body);
  else
    g_string_append (text, "\r\n");

  http_answer_clear (answer);
  http_send (fd, text->str, (gssize) text->len);
  http_receive (fd, answer);
  close (fd);
}

void
http_assert_problem (HttpAnswer *answer,
                     int         status,
                     const char *token)
{
  g_autofree char *type = http_answer_header (answer, "Content-Type");
  g_autofree char *expected = g_strconcat ("https://parvis.fr/problems/", token, NULL);
  g_autoptr (json_t) body = NULL;

  g_assert_cmpint (answer->status, ==, status);
  g_assert_cmpstr (type, ==, "application/problem+json");
  body = json_loads (answer->body, 0, NULL);
  g_assert_nonnull (body);
  g_assert_cmpstr (json_string_value (json_object_get (body, "type")), ==, expected);
  g_assert_cmpint (json_integer_value (json_object_get (body, "status")), ==, status);
  g_assert_nonnull (json_string_value (json_object_get (body, "title")));
  g_assert_nonnull (json_string_value (json_object_get (body, "detail")));
}

gboolean
http_read_head (int      fd,
                GString *text)
{
  char byte;

  while (strstr (text->str, "\r\n\r\n") == NULL)
    {
      if (recv (fd, &byte, 1, 0) != 1)
        return FALSE;
      g_string_append_c (text, byte);
    }

  return TRUE;
}

/* Returns the size of the chunk, or -1. */
static gssize
read_chunk (int      fd,
            GString *text)
{
  g_autofree char *data = NULL;
  char line[16] = { 0 };
  gsize size;

  for (guint i = 0; strstr (line, "\r\n") == NULL; i++)
    {
      if (i == sizeof line - 1 || recv (fd, line + i, 1, 0) != 1)
        return -1;
    }

  /* The CRLF after the data is part of the chunk. */
  size = (gsize) g_ascii_strtoull (line, NULL, 16);
  data = g_malloc (size + 2);
  if (recv (fd, data, size + 2, MSG_WAITALL) != (gssize) size + 2)
    return -1;
  g_string_append_len (text, data, (gssize) size);

  return (gssize) size;
}

gboolean
http_read_until (int         fd,
                 GString    *text,
                 const char *needle)
{
  while (strstr (text->str, needle) == NULL)
    {
      if (read_chunk (fd, text) <= 0)
        return FALSE;
    }

  return TRUE;
}

gboolean
http_read_end (int fd)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gssize n;

  while ((n = read_chunk (fd, text)) > 0)
    ;

  return n == 0;
}

gboolean
http_is_closed (int fd)
{
  char buffer[4096];
  gssize n;

  while ((n = recv (fd, buffer, sizeof buffer, 0)) > 0)
    ;

  return n == 0 || errno == ECONNRESET || errno == EPIPE;
}
