/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-socket"

#include "config.h"

#include "parvis-socket.h"

#include "parvis-error.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define BACKLOG 1024

static int
set_errno (GError     **error,
           const char  *address)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "Cannot listen on %s: %s",
               address, g_strerror (errno));

  return -1;
}

static int
listen_unix (const char  *path,
             int          mode,
             GError     **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  struct stat left_over;
  mode_t mask;
  int fd;
  int bound;

  if (strlen (path) >= sizeof address.sun_path)
    {
      errno = ENAMETOOLONG;
      return set_errno (error, path);
    }

  /* Only ever a socket is removed, never a file that somebody named by mistake. */
  if (lstat (path, &left_over) == 0 && S_ISSOCK (left_over.st_mode))
    unlink (path);

  strcpy (address.sun_path, path);
  fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (fd < 0)
    return set_errno (error, path);

  /* There must be no instant at which the file is open to more than @mode. */
  mask = umask ((mode_t) (0777 & ~mode));
  bound = bind (fd, (struct sockaddr *) &address, sizeof address);
  umask (mask);

  if (bound != 0 || listen (fd, BACKLOG) != 0)
    {
      set_errno (error, path);
      close (fd);
      return -1;
    }

  return fd;
}

static gboolean
split_address (const char  *address,
               char       **host,
               char       **port)
{
  const char *colon = strrchr (address, ':');
  gsize length;

  /* getaddrinfo() takes 99999 for 34463. */
  if (colon == NULL || colon == address ||
      !g_ascii_string_to_unsigned (colon + 1, 10, 0, G_MAXUINT16, NULL, NULL))
    return FALSE;

  length = (gsize) (colon - address);
  if (address[0] == '[')
    {
      if (length < 3 || address[length - 1] != ']')
        return FALSE;
      *host = g_strndup (address + 1, length - 2);
    }
  else
    {
      *host = g_strndup (address, length);
    }
  *port = g_strdup (colon + 1);

  return TRUE;
}

static int
listen_one (const struct addrinfo *info)
{
  int fd = socket (info->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int on = 1;

  if (fd < 0)
    return -1;

  setsockopt (fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  if (bind (fd, info->ai_addr, info->ai_addrlen) != 0 || listen (fd, BACKLOG) != 0)
    {
      int kept = errno;

      close (fd);
      errno = kept;
      return -1;
    }

  return fd;
}

static char *
make_uri (int         fd,
          const char *host)
{
  struct sockaddr_storage address;
  socklen_t size = sizeof address;
  guint port;

  getsockname (fd, (struct sockaddr *) &address, &size);
  if (address.ss_family == AF_INET6)
    port = ntohs (((struct sockaddr_in6 *) (gpointer) &address)->sin6_port);
  else
    port = ntohs (((struct sockaddr_in *) (gpointer) &address)->sin_port);

  return g_strdup_printf (address.ss_family == AF_INET6 ? "http://[%s]:%u" : "http://%s:%u",
                          host, port);
}

int
parvis_socket_listen (const char  *address,
                      int          mode,
                      char       **uri,
                      GError     **error)
{
  struct addrinfo hints = { .ai_socktype = SOCK_STREAM,
                            .ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV };
  struct addrinfo *info = NULL;
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  int fd;

  if (g_str_has_prefix (address, "unix:"))
    {
      *uri = g_strdup (address);
      return listen_unix (address + strlen ("unix:"), mode, error);
    }

  if (!split_address (address, &host, &port) ||
      getaddrinfo (g_strcmp0 (host, "localhost") == 0 ? "127.0.0.1" : host, port, &hints,
                   &info) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID,
                   "“%s” is not an address like 127.0.0.1:8080, [::1]:8080 or unix:PATH",
                   address);
      return -1;
    }

  fd = listen_one (info);
  freeaddrinfo (info);
  if (fd < 0)
    return set_errno (error, address);

  *uri = make_uri (fd, host);

  return fd;
}
