/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "plain-client"

#include "config.h"

#include "plain-client.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

static void
be_patient (int fd)
{
  struct timeval patience = { 60, 0 };

  g_assert_cmpint (fd, >=, 0);
  setsockopt (fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

int
plain_connect (int port)
{
  struct sockaddr_in address = { .sin_family = AF_INET };
  int fd = socket (AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

  be_patient (fd);
  address.sin_port = htons ((guint16) port);
  address.sin_addr.s_addr = htonl (INADDR_LOOPBACK);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);

  return fd;
}

int
plain_connect_control (const char *state)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

  be_patient (fd);
  g_snprintf (address.sun_path, sizeof address.sun_path, "%s/control.sock", state);
  g_assert_cmpint (connect (fd, (struct sockaddr *) &address, sizeof address), ==, 0);

  return fd;
}

void
plain_send (int         fd,
            const char *path,
            const char *headers,
            const char *body)
{
  const char *type = strstr (headers, "Content-Type:") != NULL
                     ? "" : "Content-Type: application/json\r\n";
  g_autofree char *request = NULL;
  gsize length;

  request = body == NULL
    ? g_strdup_printf ("GET %s HTTP/1.1\r\nHost: localhost\r\n%s\r\n", path, headers)
    : g_strdup_printf ("POST %s HTTP/1.1\r\nHost: localhost\r\n%s%sContent-Length: %"
                       G_GSIZE_FORMAT "\r\n\r\n%s", path, type, headers, strlen (body), body);
  length = strlen (request);
  g_assert_cmpint (send (fd, request, length, MSG_NOSIGNAL), ==, length);
}

int
plain_receive (int      fd,
               json_t **body)
{
  g_autoptr(GString) answer = g_string_new (NULL);

  for (;;)
    {
      char piece[4096];
      gssize got = recv (fd, piece, sizeof piece, 0);
      const char *content;
      const char *announced;

      if (got <= 0)
        return 0;

      g_string_append_len (answer, piece, got);
      content = strstr (answer->str, "\r\n\r\n");
      announced = strcasestr (answer->str, "\r\nContent-Length:");
      if (content != NULL && announced != NULL &&
          answer->len - (gsize) (content + 4 - answer->str) >= (gsize) atoi (announced + 17))
        {
          *body = json_loads (content + 4, 0, NULL);
          g_assert_nonnull (*body);
          return atoi (answer->str + strlen ("HTTP/1.1 "));
        }
    }
}
