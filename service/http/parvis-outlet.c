/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-outlet"

#include "config.h"

#include "parvis-outlet.h"

#include "parvis-error.h"
#include "parvis-respond.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

/* What is read of a stream and sent at once, between the size and the end of a
 * chunk (RFC 9112 §7.1).
 */
#define PIECE    (16 * 1024)
#define HEADROOM 8
#define TAIL     2

/* Pieces for one stream in one turn, so that a long catching up holds nobody up. */
#define MAX_PIECES 8

#define MAX_READY 64

struct _ParvisOutlets
{
  int        fd;                /* epoll: of sockets that are full */
  gint64     send_timeout;
  gint64     now;
  guint      count;
  gboolean   resumed;
  ParvisRing all;
  ParvisRing hungry;            /* have more to send in the next turn */
  ParvisRing full;              /* their sockets are; the longest waiting first */
  char       piece[HEADROOM + PIECE + TAIL];
};

struct _ParvisOutlet
{
  ParvisRing             all_link;
  ParvisRing             link;          /* hungry or full, or neither */
  ParvisOutlets         *outlets;
  struct MHD_Connection *connection;
  struct MHD_Response   *response;      /* borrowed; NULL once its headers are gone */
  ParvisStream          *stream;
  char                  *rest;          /* of a piece that the socket did not take */
  guint                  rest_length;
  guint                  rest_sent;
  int                    fd;
  int                    result;        /* not 0: what libmicrohttpd gets to know */
  gint64                 deadline;
  gboolean               chunked;
  gboolean               is_ours;       /* the connection is suspended */
};

ParvisOutlets *
parvis_outlets_new (gint64   send_timeout,
                    GError **error)
{
  ParvisOutlets *self;
  int fd = epoll_create1 (EPOLL_CLOEXEC);

  if (fd < 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "epoll: %s", g_strerror (errno));
      return NULL;
    }

  self = g_new0 (ParvisOutlets, 1);
  self->fd = fd;
  self->send_timeout = send_timeout;
  parvis_ring_init (&self->all);
  parvis_ring_init (&self->hungry);
  parvis_ring_init (&self->full);

  return self;
}

void
parvis_outlets_free (ParvisOutlets *self)
{
  if (self == NULL)
    return;

  g_warn_if_fail (self->count == 0);
  close (self->fd);
  g_free (self);
}

int
parvis_outlets_get_fd (ParvisOutlets *self)
{
  return self->fd;
}

guint
parvis_outlets_get_count (ParvisOutlets *self)
{
  return self->count;
}

/* Hands the connection back, to be ended as @result says. */
static void
finish (ParvisOutlet *self,
        int           result)
{
  if (self->rest != NULL)
    epoll_ctl (self->outlets->fd, EPOLL_CTL_DEL, self->fd, NULL);
  g_clear_pointer (&self->rest, g_free);
  parvis_ring_remove (&self->link);
  self->result = result;
  self->is_ours = FALSE;
  self->outlets->resumed = TRUE;
  MHD_resume_connection (self->connection);
}

static void
keep_rest (ParvisOutlet *self,
           const char   *data,
           gsize         length)
{
  struct epoll_event event = { .events = EPOLLOUT, .data.ptr = self };

  self->rest = g_memdup2 (data, length);
  self->rest_length = (guint) length;
  self->rest_sent = 0;
  self->deadline = self->outlets->now + self->outlets->send_timeout;
  parvis_ring_remove (&self->link);
  parvis_ring_append (&self->outlets->full, &self->link);
  if (epoll_ctl (self->outlets->fd, EPOLL_CTL_ADD, self->fd, &event) != 0)
    finish (self, MHD_CONTENT_READER_END_WITH_ERROR);
}

/* Returns bytes, 0 if the socket is full, -1 if the other side is gone. */
static gssize
send_some (ParvisOutlet *self,
           const char   *data,
           gsize         length)
{
  gssize n = send (self->fd, data, length, MSG_DONTWAIT | MSG_NOSIGNAL);

  if (n >= 0)
    return n;

  return errno == EAGAIN || errno == EINTR ? 0 : -1;
}

/* FALSE if nothing more can be sent now. */
static gboolean
send_rest (ParvisOutlet *self)
{
  gssize n = send_some (self, self->rest + self->rest_sent, self->rest_length - self->rest_sent);

  if (n < 0)
    {
      finish (self, MHD_CONTENT_READER_END_WITH_ERROR);
      return FALSE;
    }

  self->rest_sent += (guint) n;
  if (self->rest_sent < self->rest_length)
    {
      /* Progress is all that is asked of a slow reader. */
      if (n > 0)
        {
          self->deadline = self->outlets->now + self->outlets->send_timeout;
          parvis_ring_remove (&self->link);
          parvis_ring_append (&self->outlets->full, &self->link);
        }
      return FALSE;
    }

  epoll_ctl (self->outlets->fd, EPOLL_CTL_DEL, self->fd, NULL);
  g_clear_pointer (&self->rest, g_free);
  parvis_ring_remove (&self->link);

  return TRUE;
}

/* FALSE if nothing more can be sent now. */
static gboolean
send_piece (ParvisOutlet *self)
{
  char *start = self->outlets->piece + HEADROOM;
  gssize n = parvis_stream_read (self->stream, start, PIECE);
  gsize length = (gsize) n;
  gssize sent;

  if (n <= 0)
    {
      if (n < 0)
        finish (self, n == PARVIS_STREAM_END ? MHD_CONTENT_READER_END_OF_STREAM
                                             : MHD_CONTENT_READER_END_WITH_ERROR);
      return FALSE;
    }

  if (self->chunked)
    {
      char size[HEADROOM + 1];
      int width = snprintf (size, sizeof size, "%x\r\n", (guint) n);

      start -= width;
      memcpy (start, size, (gsize) width);
      memcpy (start + width + n, "\r\n", TAIL);
      length += (gsize) width + TAIL;
    }

  sent = send_some (self, start, length);
  if (sent < 0)
    {
      finish (self, MHD_CONTENT_READER_END_WITH_ERROR);
      return FALSE;
    }

  if ((gsize) sent < length)
    {
      keep_rest (self, start + sent, length - (gsize) sent);
      return FALSE;
    }

  return TRUE;
}

static void
pump (ParvisOutlet *self)
{
  if (self->rest != NULL && !send_rest (self))
    return;

  parvis_ring_remove (&self->link);
  for (guint i = 0; i < MAX_PIECES; i++)
    {
      if (!send_piece (self))
        return;
    }

  parvis_ring_append (&self->outlets->hungry, &self->link);
}

void
parvis_outlet_wake_cb (gpointer data)
{
  ParvisOutlet *self = data;

  /* One whose head is still on its way, or whose socket is full, reads on by
   * itself.
   */
  if (self->is_ours && self->rest == NULL)
    pump (self);
}

gint64
parvis_outlets_turn (ParvisOutlets *self,
                     gint64         now,
                     gboolean      *resumed)
{
  struct epoll_event events[MAX_READY];
  ParvisRing hungry;
  gint64 wait = -1;
  int n = 0;

  self->now = now;
  if (!parvis_ring_is_empty (&self->full))
    n = epoll_wait (self->fd, events, MAX_READY, 0);
  for (int i = 0; i < n; i++)
    pump (events[i].data.ptr);

  parvis_ring_init (&hungry);
  parvis_ring_splice (&hungry, &self->hungry);
  while (!parvis_ring_is_empty (&hungry))
    pump (PARVIS_RING_ENTRY (hungry.next, ParvisOutlet, link));

  while (!parvis_ring_is_empty (&self->full))
    {
      ParvisOutlet *outlet = PARVIS_RING_ENTRY (self->full.next, ParvisOutlet, link);

      wait = outlet->deadline - now;
      if (wait > 0)
        break;
      finish (outlet, MHD_CONTENT_READER_END_WITH_ERROR);
      wait = -1;
    }

  *resumed |= self->resumed;
  self->resumed = FALSE;

  return parvis_ring_is_empty (&self->hungry) ? wait : 0;
}

void
parvis_outlets_abandon (ParvisOutlets *self)
{
  for (ParvisRing *link = self->all.next; link != &self->all; link = link->next)
    {
      ParvisOutlet *outlet = PARVIS_RING_ENTRY (link, ParvisOutlet, all_link);

      if (outlet->is_ours)
        finish (outlet, MHD_CONTENT_READER_END_WITH_ERROR);
    }
}

/* Asked for the first bytes: the head is out. What it was made of need not stay
 * for hours.
 */
static void
drop_headers (ParvisOutlet *self)
{
  static const char * const names[] = {
    "Content-Type", "Cache-Control", "X-Content-Type-Options", "Content-Security-Policy",
    "Referrer-Policy",
  };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const char *value = MHD_get_response_header (self->response, names[i]);

      if (value != NULL)
        MHD_del_response_header (self->response, names[i], value);
    }
  self->response = NULL;
}

static ssize_t
read_cb (void     *data,
         uint64_t  position,
         char     *buffer,
         size_t    size)
{
  ParvisOutlet *self = data;

  if (self->result != 0)
    return self->result;

  if (self->response != NULL)
    drop_headers (self);

  MHD_suspend_connection (self->connection);
  self->is_ours = TRUE;
  parvis_ring_append (&self->outlets->hungry, &self->link);

  return 0;
}

static void
close_cb (void *data)
{
  parvis_outlet_free (data);
}

ParvisOutlet *
parvis_outlet_new (ParvisOutlets         *outlets,
                   struct MHD_Connection *connection,
                   gboolean               chunked)
{
  ParvisOutlet *self = g_new0 (ParvisOutlet, 1);

  self->outlets = outlets;
  self->connection = connection;
  self->chunked = chunked;
  self->fd = MHD_get_connection_info (connection, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
  parvis_ring_init (&self->link);
  parvis_ring_init (&self->all_link);
  parvis_ring_append (&outlets->all, &self->all_link);
  outlets->count++;

  return self;
}

void
parvis_outlet_free (ParvisOutlet *self)
{
  self->outlets->count--;
  parvis_ring_remove (&self->link);
  parvis_ring_remove (&self->all_link);
  if (self->stream != NULL)
    parvis_stream_close (self->stream);
  g_free (self->rest);
  g_free (self);
}

enum MHD_Result
parvis_outlet_open (ParvisOutlet *self,
                    ParvisStream *stream)
{
  struct MHD_Response *response;
  enum MHD_Result queued;

  self->stream = stream;
  response = MHD_create_response_from_callback (MHD_SIZE_UNKNOWN, 1, read_cb, self, close_cb);
  self->response = response;
  MHD_add_response_header (response, "Content-Type", "text/event-stream");
  MHD_add_response_header (response, "Cache-Control", "no-store");
  parvis_respond_add_security (response, NULL);
  queued = MHD_queue_response (self->connection, 200, response);
  MHD_destroy_response (response);

  return queued;
}
