/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-notify"

#include "config.h"

#include "parvis-notify.h"

#include <glib.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

void
parvis_notify (const char *state)
{
  const char *path = g_getenv ("NOTIFY_SOCKET");
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  gsize length;
  int fd;

  if (path == NULL || (path[0] != '/' && path[0] != '@'))
    return;

  length = strlen (path);
  if (length >= sizeof address.sun_path)
    return;

  memcpy (address.sun_path, path, length);
  /* '@' names a socket that is in no file system. */
  if (path[0] == '@')
    address.sun_path[0] = '\0';

  fd = socket (AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  if (fd < 0)
    return;

  if (sendto (fd, state, strlen (state), MSG_NOSIGNAL, (struct sockaddr *) &address,
              (socklen_t) (offsetof (struct sockaddr_un, sun_path) + length)) < 0)
    g_warning ("systemd could not be told “%s”", state);
  close (fd);
}

gint64
parvis_notify_get_watchdog (void)
{
  const char *usec = g_getenv ("WATCHDOG_USEC");
  const char *pid = g_getenv ("WATCHDOG_PID");
  guint64 wait;
  guint64 ours;

  if (usec == NULL || !g_ascii_string_to_unsigned (usec, 10, 1, G_MAXINT64, &wait, NULL))
    return -1;

  if (pid != NULL && (!g_ascii_string_to_unsigned (pid, 10, 1, G_MAXINT64, &ours, NULL) ||
                      ours != (guint64) getpid ()))
    return -1;

  return (gint64) MAX (wait / 2000, 1);
}
