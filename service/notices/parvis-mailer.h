/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-mail.h"
#include "parvis-smtp.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisMailer:
 *
 * Sends the letters that wait, on a thread of its own: at least once each, with
 * pauses that double from a minute to an hour while the server does not take them,
 * until they are of no use any more. Two nodes on one database do not send the
 * same letter, unless one of them dies in the middle of it; then it goes out a
 * second time under the same Message-ID.
 */
typedef struct _ParvisMailer ParvisMailer;

/* Opens the sealed values of a letter. (transfer full) */
typedef char *(*ParvisUnsealFunc) (const char  *sealed,
                                   gpointer     user_data,
                                   GError     **error);

/**
 * ParvisMailerFunc:
 * @problem: (nullable): NULL if it was sent
 *
 * Told on the mailer's thread what became of a letter; for the log, which gets
 * neither its recipient nor its text.
 */
typedef void (*ParvisMailerFunc) (const ParvisMailItem  *item,
                                  const char            *problem,
                                  gboolean               again,
                                  gpointer               user_data);

/* Everything is borrowed. @smtp was checked; @report may be NULL. */
ParvisMailer *parvis_mailer_new     (ParvisStore        *store,
                                     const ParvisClock  *clock,
                                     ParvisUnsealFunc    unseal,
                                     const ParvisSmtp   *smtp,
                                     ParvisMailerFunc    report,
                                     gpointer            user_data);
void          parvis_mailer_free    (ParvisMailer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisMailer, parvis_mailer_free)

gboolean      parvis_mailer_start   (ParvisMailer       *self,
                                     GError            **error);
/* Gives up what is under way and waits for the thread. */
void          parvis_mailer_stop    (ParvisMailer       *self);
/* A letter was queued; from any thread. */
void          parvis_mailer_wake    (ParvisMailer       *self);
/* Sends what is due now; how many letters were dealt with. Without a thread only. */
guint         parvis_mailer_run     (ParvisMailer       *self,
                                     gint64             *next_at);

G_END_DECLS
