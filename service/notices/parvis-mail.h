/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-letter.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/* What letters are sealed for. */
#define PARVIS_MAIL_PURPOSE "mail"

/**
 * ParvisMailItem:
 * @data: sealed values
 *
 * A letter that waits in the service's own database.
 */
typedef struct
{
  char             *id;
  ParvisLetterKind  kind;
  char             *recipient;
  char             *language;
  char             *data;
  gint64            created_at;
  gint64            next_at;
  gint64            attempts;
} ParvisMailItem;

void           parvis_mail_item_free  (ParvisMailItem    *item);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisMailItem, parvis_mail_item_free)

/* What parvis_mail_insert() writes: made before the transaction, because a
 * command may be applied twice. @data: the values as JSON; they may hold a link
 * that lets somebody in, so they are sealed (PARVIS_MAIL_PURPOSE).
 *
 * Returns: (transfer full): NULL with INVALID for what is no address
 */
json_t        *parvis_mail_prepare    (ParvisLetterKind       kind,
                                       const char            *recipient,
                                       const char            *language,
                                       const char            *data,
                                       GError               **error);
/* In the transaction of what the letter tells, so that it is sent if and only if
 * that happened.
 */
gboolean       parvis_mail_insert     (ParvisTx              *tx,
                                       const json_t          *letter,
                                       GError               **error);

/* Command "mail.queue": in a transaction of its own, where what it tells is in another
 * database. Queued again with the same "id" it is one letter. Takes @letter.
 */
ParvisCommand *parvis_mail_queue_command (json_t             *letter);
/* The same, and waits for the disk. */
gboolean       parvis_mail_queue      (ParvisStore           *store,
                                       json_t                *letter,
                                       GError               **error);

/* The first that is due, or NULL; *@next_at gets the instant at which another will
 * be, PARVIS_NEVER if none waits.
 */
gboolean       parvis_mail_find_due   (ParvisDb              *db,
                                       gint64                 now,
                                       ParvisMailItem       **item,
                                       gint64                *next_at,
                                       GError               **error);
/* Commands for the service's own database. Claiming moves the next try ahead,
 * so that whatever happens to this one, there is a later one but no other now;
 * CONFLICT if another node was faster. Settling ends it and wipes the values; with
 * @problem it was never sent.
 */
ParvisCommand *parvis_mail_claim      (const ParvisMailItem  *item,
                                       gint64                 now);
ParvisCommand *parvis_mail_settle     (const ParvisMailItem  *item,
                                       gint64                 now,
                                       const char            *problem);
/* Forgets letters that are done with for a month. */
ParvisCommand *parvis_mail_forget     (gint64                 now);

G_END_DECLS
