/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns one untrusted document into pixels, words and numbers, for whoever is at the
 * other end of the socket that is its standard input.
 *
 *   parvis-render            confines itself with bubblewrap (the desktop starts it so)
 *   parvis-render --service  systemd has made the namespaces (parvis-render@.service)
 */
#define G_LOG_DOMAIN "parvis-render"

#include "config.h"

#include "parvis-sandbox.h"
#include "parvis-serve.h"

#include <glib.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SERVICE "--service"

static gboolean
is_socket (int fd)
{
  struct stat status;

  return fstat (fd, &status) == 0 && S_ISSOCK (status.st_mode);
}

int
main (int    argc,
      char **argv)
{
  const char *how = argc > 1 ? argv[1] : "";
  gboolean inside = strcmp (how, PARVIS_SANDBOX_INSIDE) == 0;
  ParvisOutside outside = inside ? PARVIS_OUTSIDE_BUBBLEWRAP : PARVIS_OUTSIDE_SYSTEMD;

  if (argc > 2 || (argc == 2 && !inside && strcmp (how, SERVICE) != 0) ||
      !is_socket (STDIN_FILENO))
    {
      fprintf (stderr, "parvis-render: %s\n", "this is started by Parvis, with a socket");
      return 64;
    }

  if (argc == 1)
    {
      parvis_sandbox_exec (&(const char *) { NULL });
      return 69;
    }

  return parvis_serve (STDIN_FILENO, outside) ? 0 : 69;
}
