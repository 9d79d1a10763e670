/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-mailbox"

#include "config.h"

#include "parvis-mailbox.h"

#include "parvis-error.h"

#include <errno.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct _ParvisMailbox
{
  pthread_mutex_t  mutex;
  int              fd;
  gpointer         user_data;

  /* Guarded by the mutex. */
  ParvisMail      *first;
  ParvisMail     **last;
};

ParvisMailbox *
parvis_mailbox_new (gpointer   user_data,
                    GError   **error)
{
  ParvisMailbox *self;
  int fd = eventfd (0, EFD_NONBLOCK | EFD_CLOEXEC);

  if (fd < 0)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "eventfd: %s", g_strerror (errno));
      return NULL;
    }

  self = g_new0 (ParvisMailbox, 1);
  pthread_mutex_init (&self->mutex, NULL);
  self->fd = fd;
  self->user_data = user_data;
  self->last = &self->first;

  return self;
}

void
parvis_mailbox_free (ParvisMailbox *self)
{
  if (self == NULL)
    return;

  g_warn_if_fail (self->first == NULL);
  pthread_mutex_destroy (&self->mutex);
  close (self->fd);
  g_free (self);
}

int
parvis_mailbox_get_fd (ParvisMailbox *self)
{
  return self->fd;
}

void
parvis_mailbox_post (ParvisMailbox *self,
                     ParvisMail    *mail)
{
  gboolean was_empty;

  mail->next = NULL;
  pthread_mutex_lock (&self->mutex);
  was_empty = self->first == NULL;
  *self->last = mail;
  self->last = &mail->next;
  pthread_mutex_unlock (&self->mutex);

  /* One signal for all that comes before it is read. Its counter cannot
   * overflow, so the write cannot fail.
   */
  if (was_empty)
    eventfd_write (self->fd, 1);
}

void
parvis_mailbox_drain (ParvisMailbox *self)
{
  ParvisMail *mail;
  eventfd_t count;

  eventfd_read (self->fd, &count);

  pthread_mutex_lock (&self->mutex);
  mail = self->first;
  self->first = NULL;
  self->last = &self->first;
  pthread_mutex_unlock (&self->mutex);

  while (mail != NULL)
    {
      ParvisMail *next = mail->next;

      mail->read (mail, self->user_data);
      mail = next;
    }
}
