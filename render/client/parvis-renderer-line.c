/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-renderer-line"

#include "config.h"

#include "parvis-renderer-line.h"

#include "parvis-error.h"

#include <errno.h>
#include <gio/gunixsocketaddress.h>
#include <glib-unix.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

struct _ParvisRendererLine
{
  GSubprocess *process; /* NULL when somebody else started it */
  GSource     *source;
  int          fd;      /* -1 once closed */

  /* What came of a frame so far. */
  GByteArray  *buffer;

  ParvisRendererFrameFunc frame_func;
  ParvisRendererEndFunc   end_func;
  gpointer                owner; /* not owned */
};

static void
line_clear (gpointer data)
{
  ParvisRendererLine *self = data;

  g_clear_object (&self->process);
  g_clear_pointer (&self->buffer, g_byte_array_unref);
}

void
parvis_renderer_line_close (ParvisRendererLine *self)
{
  g_return_if_fail (self != NULL);

  g_source_destroy (self->source);
  g_clear_pointer (&self->source, g_source_unref);
  close (self->fd);
  self->fd = -1;
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);

  g_rc_box_release_full (self, line_clear);
}

/* Gives on all frames that are whole. FALSE if the line is closed, or should be. */
static gboolean
give_frames (ParvisRendererLine *self,
             gboolean           *broken)
{
  ParvisWireHeader header;
  gsize size;

  while (self->fd >= 0 && self->buffer->len >= PARVIS_WIRE_HEADER)
    {
      if (!parvis_wire_read_header (self->buffer->data, PARVIS_WIRE_MAX_ANSWER, &header))
        {
          *broken = TRUE;
          return FALSE;
        }

      size = PARVIS_WIRE_HEADER + (gsize) header.length;
      if (self->buffer->len < size)
        break;

      self->frame_func (self->owner, &header, self->buffer->data + PARVIS_WIRE_HEADER);
      g_byte_array_remove_range (self->buffer, 0, size);
    }

  return self->fd >= 0;
}

static gboolean
readable_cb (int          fd,
             GIOCondition condition,
             gpointer     user_data)
{
  ParvisRendererLine *self = g_rc_box_acquire (user_data);
  guint8 *data = g_malloc (64 * 1024);
  gboolean broken = FALSE;
  gboolean open = TRUE;
  ssize_t got = recv (fd, data, 64 * 1024, MSG_DONTWAIT);

  if (got > 0)
    {
      g_byte_array_append (self->buffer, data, got);
      open = give_frames (self, &broken);
    }
  else if (got == 0 || (errno != EAGAIN && errno != EINTR))
    {
      broken = TRUE;
    }

  g_free (data);
  if (broken && self->fd >= 0)
    self->end_func (self->owner);

  open = open && self->fd >= 0;
  g_rc_box_release_full (self, line_clear);

  return open ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static int
connect_path (const char  *path,
              GError     **error)
{
  struct sockaddr_un address = { .sun_family = AF_UNIX };
  int fd = -1;

  if (g_strlcpy (address.sun_path, path, sizeof address.sun_path) >= sizeof address.sun_path)
    errno = ENAMETOOLONG;
  else
    fd = socket (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

  if (fd >= 0 && connect (fd, (const struct sockaddr *) &address, sizeof address) == 0)
    return fd;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "No renderer at %s: %s", path,
               g_strerror (errno));
  if (fd >= 0)
    close (fd);

  return -1;
}

static int
start_program (const char   *program,
               GSubprocess **process,
               GError      **error)
{
  g_autoptr(GSubprocessLauncher) launcher = NULL;
  g_autoptr(GError) local = NULL;
  int fds[2];

  if (socketpair (AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, fds) != 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "No socket for the renderer: %s",
                   g_strerror (errno));
      return -1;
    }

  /* The process waits on its end; ours is never waited on. */
  g_unix_set_fd_nonblocking (fds[1], FALSE, NULL);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_subprocess_launcher_take_stdin_fd (launcher, fds[1]);
  *process = g_subprocess_launcher_spawn (launcher, &local, program, NULL);
  if (*process != NULL)
    return fds[0];

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, "The renderer does not start: %s",
               local->message);
  close (fds[0]);

  return -1;
}

ParvisRendererLine *
parvis_renderer_line_open (const char               *program,
                           const char               *path,
                           GMainContext             *context,
                           ParvisRendererFrameFunc   frame_func,
                           ParvisRendererEndFunc     end_func,
                           gpointer                  owner,
                           GError                  **error)
{
  g_autoptr(GSubprocess) process = NULL;
  ParvisRendererLine *self;
  int fd = program != NULL ? start_program (program, &process, error) : connect_path (path, error);

  if (fd < 0)
    return NULL;

  self = g_rc_box_new0 (ParvisRendererLine);
  self->process = g_steal_pointer (&process);
  self->fd = fd;
  self->buffer = g_byte_array_new ();
  self->frame_func = frame_func;
  self->end_func = end_func;
  self->owner = owner;
  self->source = g_unix_fd_source_new (fd, G_IO_IN);
  g_source_set_callback (self->source, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->source, context);

  return self;
}

/**
 * parvis_renderer_line_send:
 *
 * Questions are small and asked one at a time, so they have place in the socket: one
 * that has not is not read by anybody.
 */
gboolean
parvis_renderer_line_send (ParvisRendererLine *self,
                           const GByteArray   *frame,
                           int                 memory)
{
  union
  {
    struct cmsghdr header;
    char           space[CMSG_SPACE (sizeof (int))];
  } control = { 0 };
  struct iovec place = { frame->data, frame->len };
  struct msghdr message = { .msg_iov = &place, .msg_iovlen = 1 };

  g_return_val_if_fail (self != NULL && self->fd >= 0, FALSE);

  if (memory >= 0)
    {
      control.header.cmsg_level = SOL_SOCKET;
      control.header.cmsg_type = SCM_RIGHTS;
      control.header.cmsg_len = CMSG_LEN (sizeof memory);
      memcpy (CMSG_DATA (&control.header), &memory, sizeof memory);
      message.msg_control = control.space;
      message.msg_controllen = sizeof control.space;
    }

  return sendmsg (self->fd, &message, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t) frame->len;
}
