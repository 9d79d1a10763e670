/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-loop"

#include "config.h"

#include "parvis-loop.h"

#include "parvis-error.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

#define MAX_SOURCES 16

typedef struct
{
  int             fd;         /* -1: free */
  ParvisLoopFunc  func;
  gpointer        user_data;
} Source;

struct _ParvisLoop
{
  int             fd;
  Source          sources[MAX_SOURCES];
  ParvisTurnFunc  turn;
  gpointer        turn_data;
  gint64          now;
  gboolean        quit;
};

static gboolean
set_errno (GError     **error,
           const char  *what)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "%s: %s", what, g_strerror (errno));

  return FALSE;
}

ParvisLoop *
parvis_loop_new (GError **error)
{
  ParvisLoop *self = g_new0 (ParvisLoop, 1);

  for (guint i = 0; i < MAX_SOURCES; i++)
    self->sources[i].fd = -1;

  self->now = g_get_monotonic_time () / 1000;
  self->fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->fd < 0)
    {
      set_errno (error, "epoll");
      g_free (self);
      return NULL;
    }

  return self;
}

void
parvis_loop_free (ParvisLoop *self)
{
  if (self == NULL)
    return;

  close (self->fd);
  g_free (self);
}

static Source *
find_source (ParvisLoop *self,
             int         fd)
{
  for (guint i = 0; i < MAX_SOURCES; i++)
    {
      if (self->sources[i].fd == fd)
        return &self->sources[i];
    }

  return NULL;
}

gboolean
parvis_loop_add_fd (ParvisLoop      *self,
                    int              fd,
                    ParvisLoopFunc   func,
                    gpointer         user_data,
                    GError         **error)
{
  Source *source = find_source (self, -1);
  struct epoll_event event = { .events = EPOLLIN };

  g_return_val_if_fail (source != NULL, FALSE);

  event.data.ptr = source;
  if (epoll_ctl (self->fd, EPOLL_CTL_ADD, fd, &event) != 0)
    return set_errno (error, "epoll");

  source->fd = fd;
  source->func = func;
  source->user_data = user_data;

  return TRUE;
}

void
parvis_loop_remove_fd (ParvisLoop *self,
                       int         fd)
{
  Source *source = find_source (self, fd);

  g_return_if_fail (source != NULL);

  epoll_ctl (self->fd, EPOLL_CTL_DEL, fd, NULL);
  source->fd = -1;
}

void
parvis_loop_set_turn (ParvisLoop     *self,
                      ParvisTurnFunc  turn,
                      gpointer        user_data)
{
  self->turn = turn;
  self->turn_data = user_data;
}

void
parvis_loop_run (ParvisLoop *self)
{
  struct epoll_event events[MAX_SOURCES];
  gint64 timeout = 0;

  self->quit = FALSE;
  while (!self->quit)
    {
      int n = epoll_wait (self->fd, events, MAX_SOURCES, (int) MIN (timeout, G_MAXINT));

      self->now = g_get_monotonic_time () / 1000;
      for (int i = 0; i < n; i++)
        {
          Source *source = events[i].data.ptr;

          /* An earlier callback of this turn may have removed it. */
          if (source->fd >= 0)
            source->func (source->user_data);
        }

      timeout = self->turn == NULL ? -1 : self->turn (self->now, self->turn_data);
    }
}

void
parvis_loop_quit (ParvisLoop *self)
{
  self->quit = TRUE;
}

gint64
parvis_loop_now (ParvisLoop *self)
{
  return self->now;
}
