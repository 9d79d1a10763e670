/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisMail:
 *
 * What one thread tells the listener's thread: embedded at the beginning of
 * what is told. @read is called on the listener's thread and owns it then.
 */
typedef struct _ParvisMail ParvisMail;

struct _ParvisMail
{
  ParvisMail *next;
  void      (*read) (ParvisMail *mail,
                     gpointer    user_data);
};

/**
 * ParvisMailbox:
 *
 * A queue from any thread to one, with a descriptor that polls readable while
 * something is in it. Plain pthreads, so that ThreadSanitizer sees it.
 */
typedef struct _ParvisMailbox ParvisMailbox;

ParvisMailbox *parvis_mailbox_new     (gpointer        user_data,
                                       GError        **error);
/* Must be empty. */
void           parvis_mailbox_free    (ParvisMailbox  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisMailbox, parvis_mailbox_free)

int            parvis_mailbox_get_fd  (ParvisMailbox  *self);
void           parvis_mailbox_post    (ParvisMailbox  *self,
                                       ParvisMail     *mail);
/* Reads everything, in order; on the reading thread. */
void           parvis_mailbox_drain   (ParvisMailbox  *self);

G_END_DECLS
