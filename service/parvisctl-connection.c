/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-connection"

#include "config.h"

#include "parvisctl-connection.h"

#include "parvis-error.h"
#include "parvis-problem.h"
#include "parvis-server.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

/* A whole town with its polygons fits many times. */
#define MAX_ANSWER (256 * 1024 * 1024)

struct _ParvisConnection
{
  ParvisConfig  *config;
  ParvisService *service;              /* NULL while one runs behind the socket */
  char          *socket_path;
};

static int
connect_socket (const char *path)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd;

  if (strlen (path) >= sizeof address.sun_path)
    return -1;

  strcpy (address.sun_path, path);
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return -1;

  if (connect (fd, (struct sockaddr *) &address, sizeof address) != 0)
    {
      int saved = errno;

      close (fd);
      errno = saved;
      return -1;
    }

  return fd;
}

void
parvis_connection_close (ParvisConnection *self)
{
  g_clear_pointer (&self->service, parvis_service_free);
  g_clear_pointer (&self->config, parvis_config_free);
  g_free (self->socket_path);
  g_free (self);
}

const char *
parvis_connection_get_dir (ParvisConnection *self)
{
  return self->config->state_dir;
}

ParvisConnection *
parvis_connection_open (const char  *state_dir,
                        const char  *database,
                        const char  *database_owner,
                        gboolean     begins,
                        GError     **error)
{
  g_autoptr(ParvisConnection) self = g_new0 (ParvisConnection, 1);
  int fd;

  self->config = parvis_config_new ();
  self->config->serves = FALSE;
  if ((state_dir != NULL &&
       !parvis_config_set (self->config, "state-dir", state_dir, error)) ||
      (database != NULL && !parvis_config_set (self->config, "database", database, error)) ||
      (database_owner != NULL &&
       !parvis_config_set (self->config, "database-owner", database_owner, error)))
    return NULL;

  /* Somebody who asks for what there is meant another directory. */
  if (!begins && !g_file_test (self->config->state_dir, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "There is no state directory %s; --state-dir names another",
                   self->config->state_dir);
      return NULL;
    }

  self->socket_path = g_build_filename (self->config->state_dir, PARVIS_CONTROL_SOCKET, NULL);
  fd = connect_socket (self->socket_path);
  if (fd >= 0)
    {
      close (fd);
      return g_steal_pointer (&self);
    }

  if (errno == EACCES || errno == EPERM)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
                   "A service runs in %s, and only its own user and root may speak to it",
                   self->config->state_dir);
      return NULL;
    }

  self->service = parvis_service_new (self->config, &parvis_tables, &parvis_system_clock,
                                      NULL, NULL, error);

  return self->service != NULL ? g_steal_pointer (&self) : NULL;
}

static gboolean
set_broken (GError **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
               "The service broke the connection off: %s", g_strerror (errno));

  return FALSE;
}

static gboolean
send_all (int          fd,
          const char  *data,
          gsize        length,
          GError     **error)
{
  while (length > 0)
    {
      gssize sent = send (fd, data, length, MSG_NOSIGNAL);

      if (sent < 0 && errno == EINTR)
        continue;
      /* A request that is refused by its head is answered before its end. */
      if (sent < 0 && errno == EPIPE)
        return TRUE;
      if (sent < 0)
        return set_broken (error);

      data += sent;
      length -= (gsize) sent;
    }

  return TRUE;
}

static gboolean
receive_all (int       fd,
             GString  *answer,
             GError  **error)
{
  char buffer[16384];
  gssize got;

  do
    {
      got = recv (fd, buffer, sizeof buffer, 0);
      if (got < 0 && errno == EINTR)
        continue;
      /* Nor need the other side have read what it refused. */
      if (got < 0 && errno == ECONNRESET && answer->len > 0)
        return TRUE;
      if (got < 0 || answer->len > MAX_ANSWER)
        return set_broken (error);

      g_string_append_len (answer, buffer, got);
    }
  while (got != 0);

  return TRUE;
}

/* "Connection: close" makes the end of the stream the end of the answer, so that
 * nothing of HTTP needs to be known but its head (RFC 9112).
 */
static gboolean
split_answer (GString  *answer,
              int      *status,
              GBytes  **body,
              GError  **error)
{
  const char *end = strstr (answer->str, "\r\n\r\n");
  gsize head;

  if (end == NULL || !g_str_has_prefix (answer->str, "HTTP/1.1 "))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM,
                           "What answered on the control socket is no Parvis service");
      return FALSE;
    }

  *status = atoi (answer->str + strlen ("HTTP/1.1 "));
  head = (gsize) (end - answer->str) + 4;
  *body = g_bytes_new (answer->str + head, answer->len - head);

  return TRUE;
}

static gboolean
ask_socket (ParvisConnection  *self,
            const char        *method,
            const char        *target,
            GBytes            *body,
            int               *status,
            GBytes           **answered,
            GError           **error)
{
  g_autoptr(GString) request = g_string_new (NULL);
  g_autoptr(GString) answer = g_string_new (NULL);
  gsize length = 0;
  const char *data = body != NULL ? g_bytes_get_data (body, &length) : NULL;
  g_autofree char *key = g_uuid_string_random ();
  gboolean done;
  int fd = connect_socket (self->socket_path);

  if (fd < 0)
    return set_broken (error);

  g_string_append_printf (request, "%s %s HTTP/1.1\r\nHost: localhost\r\n"
                          "Connection: close\r\n", method, target);
  if (body != NULL)
    g_string_append_printf (request, "Content-Type: application/json\r\n"
                            "Idempotency-Key: %s\r\n"
                            "Content-Length: %" G_GSIZE_FORMAT "\r\n", key, length);
  g_string_append (request, "\r\n");
  g_string_append_len (request, data, (gssize) length);

  done = send_all (fd, request->str, request->len, error) &&
         receive_all (fd, answer, error);
  close (fd);

  return done && split_answer (answer, status, answered, error);
}

static void
ask_here (ParvisConnection  *self,
          const char        *method,
          const char        *target,
          GBytes            *body,
          int               *status,
          GBytes           **answered)
{
  g_autofree char *key = g_uuid_string_random ();
  const char * const headers[] = { "Content-Type", "application/json", "Idempotency-Key", key,
                                   NULL };
  g_autoptr(ParvisReply) reply = NULL;
  GBytes *bytes;

  reply = parvis_service_handle (self->service, method, target, headers, body,
                                 PARVIS_RIGHT_OPERATOR);
  *status = parvis_reply_get_status (reply);
  bytes = parvis_reply_get_bytes (reply);
  *answered = bytes != NULL ? g_bytes_ref (bytes) : g_bytes_new (NULL, 0);
}

/* Back from the document to the error that it was made of. */
static void
set_problem (const json_t  *problem,
             int            status,
             GError       **error)
{
  const char *type = json_string_value (json_object_get (problem, "type"));
  const char *detail = json_string_value (json_object_get (problem, "detail"));
  const char *field = json_string_value (json_object_get (problem, "field"));
  const char *token = type != NULL ? strrchr (type, '/') : NULL;
  int found = PARVIS_ERROR_INTERNAL;

  for (int code = 0; token != NULL && code < PARVIS_N_ERRORS; code++)
    {
      g_autoptr(GError) candidate = g_error_new_literal (PARVIS_ERROR, code, "");

      if (strcmp (parvis_problem_get_token (candidate), token + 1) == 0)
        found = code;
    }

  if (detail != NULL)
    g_set_error_literal (error, PARVIS_ERROR, found, detail);
  else
    g_set_error (error, PARVIS_ERROR, found, "The service answered with status %d", status);

  if (field != NULL && *field != '\0')
    parvis_error_set_field (error, field);
}

json_t *
parvis_connection_ask (ParvisConnection  *self,
                       const char        *method,
                       const char        *target,
                       json_t            *body,
                       GError           **error)
{
  g_autoptr(json_t) owned = body;
  g_autoptr(json_t) answer = NULL;
  g_autoptr(GBytes) sent = NULL;
  g_autoptr(GBytes) answered = NULL;
  gsize length;
  const char *data;
  int status = 0;

  if (owned != NULL)
    {
      char *text = parvis_json_dump (owned);

      sent = g_bytes_new_take (text, strlen (text));
    }

  if (self->service != NULL)
    ask_here (self, method, target, sent, &status, &answered);
  else if (!ask_socket (self, method, target, sent, &status, &answered, error))
    return NULL;

  data = g_bytes_get_data (answered, &length);
  if (length == 0 && status < 300)
    return json_object ();

  answer = parvis_json_parse (data, length, error);
  if (answer == NULL)
    return NULL;

  if (status < 300)
    return g_steal_pointer (&answer);

  set_problem (answer, status, error);

  return NULL;
}

json_t *
parvis_ctl_ask (ParvisConnection  *self,
                const char        *method,
                const char        *town,
                const char        *rest,
                json_t            *body,
                GError           **error)
{
  g_autofree char *code = g_uri_escape_string (town, NULL, FALSE);
  g_autofree char *target = g_strconcat ("/api/v1/towns/", code, rest, NULL);

  return parvis_connection_ask (self, method, target, body, error);
}
