/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvisctl-staging"

#include "config.h"

#include "parvisctl-staging.h"

#include "parvis-backup.h"
#include "parvis-error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

/* At most, with one call. */
#define STEP (16 * 1024 * 1024)

static gboolean
fail (const char  *what,
      const char  *path,
      GError     **error)
{
  g_set_error (error, PARVIS_ERROR,
               errno == ENOENT ? PARVIS_ERROR_NOT_FOUND : PARVIS_ERROR_UNAVAILABLE,
               "%s %s: %s", path, what, g_strerror (errno));

  return FALSE;
}

/* What root makes in the state directory would be closed to the service. By descriptor,
 * because the service could put something else under the name meanwhile.
 */
static gboolean
hand_over (int         fd,
           const char *state_dir)
{
  struct stat owner;

  return fd >= 0 && stat (state_dir, &owner) == 0 &&
         (owner.st_uid == geteuid () || fchown (fd, owner.st_uid, owner.st_gid) == 0);
}

static gboolean
hand_over_folder (ParvisStaging  *self,
                  const char     *state_dir,
                  GError        **error)
{
  int fd = open (self->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  gboolean done = hand_over (fd, state_dir);

  if (!done)
    fail ("cannot be given to the service", self->folder, error);
  if (fd >= 0)
    close (fd);

  return done;
}

gboolean
parvis_staging_open (ParvisStaging     *self,
                     ParvisConnection  *connection,
                     GError           **error)
{
  const char *state_dir = parvis_connection_get_dir (connection);
  g_autofree char *absolute = g_canonicalize_filename (state_dir, NULL);

  /* The service that is told the path may run in another directory. */
  self->folder = g_build_filename (absolute, "copying-XXXXXX", NULL);
  if (g_mkdtemp (self->folder) == NULL)
    {
      g_clear_pointer (&self->folder, g_free);
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "No folder can be made in the state directory %s", state_dir);
      return FALSE;
    }

  self->path = g_build_filename (self->folder, "copy.db", NULL);

  return hand_over_folder (self, absolute, error);
}

void
parvis_staging_clear (ParvisStaging *self)
{
  if (self->path != NULL)
    parvis_backup_discard (self->path);
  if (self->folder != NULL)
    g_rmdir (self->folder);
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->folder, g_free);
}

static gboolean
copy_all (int in,
          int out)
{
  gssize sent;

  do
    sent = sendfile (out, in, NULL, STEP);
  while (sent > 0 || (sent < 0 && errno == EINTR));

  return sent == 0;
}

/* @to is made, for its owner alone, who is that of @folder where there is one. */
static gboolean
copy_file (const char  *from,
           int          flags,
           const char  *to,
           const char  *folder,
           GError     **error)
{
  int in = open (from, O_RDONLY | O_CLOEXEC | flags);
  gboolean copied;
  int out;

  if (in < 0)
    return fail ("cannot be read", from, error);

  out = open (to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  copied = out >= 0 && copy_all (in, out) && (folder == NULL || hand_over (out, folder));
  if (!copied)
    fail ("cannot be written", to, error);

  close (in);
  if (out >= 0 && (close (out) != 0 || !copied))
    g_unlink (to);

  return copied;
}

gboolean
parvis_staging_take (ParvisStaging  *self,
                     const char     *path,
                     GError        **error)
{
  g_autofree char *partial = g_strconcat (path, ".partial", NULL);

  g_unlink (partial);

  return copy_file (self->path, O_NOFOLLOW, partial, NULL, error) &&
         parvis_backup_put (partial, path, error);
}

gboolean
parvis_staging_give (ParvisStaging  *self,
                     const char     *path,
                     GError        **error)
{
  return copy_file (path, 0, self->path, self->folder, error);
}
