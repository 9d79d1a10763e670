/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-lock"

#include "config.h"

#include "parvis-lock.h"

#include "parvis-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <unistd.h>

static gboolean
set_unusable (const char  *directory,
              GError     **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
               "The state directory %s cannot be used: %s", directory, g_strerror (errno));

  return FALSE;
}

/* A second process on the same files would not know of this one's writer, and
 * would take its control socket.
 */
gboolean
parvis_lock_take (const char  *directory,
                  int         *fd,
                  GError     **error)
{
  g_autofree char *path = g_build_filename (directory, "lock", NULL);
  char text[32] = { 0 };
  int length;

  if (g_mkdir_with_parents (directory, 0700) != 0)
    return set_unusable (directory, error);

  *fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (*fd < 0)
    return set_unusable (directory, error);

  if (flock (*fd, LOCK_EX | LOCK_NB) != 0)
    {
      if (pread (*fd, text, sizeof text - 1, 0) <= 0)
        g_strlcpy (text, "?", sizeof text);

      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The state directory %s is in use by process %s", directory,
                   g_strchomp (text));
      return FALSE;
    }

  length = g_snprintf (text, sizeof text, "%d\n", (int) getpid ());
  if (ftruncate (*fd, 0) != 0 || pwrite (*fd, text, length, 0) != length)
    g_message ("the process number could not be written to %s", path);

  return TRUE;
}
