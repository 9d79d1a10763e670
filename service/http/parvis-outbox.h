/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-notice.h"
#include "parvis-preference.h"
#include "parvis-service.h"

G_BEGIN_DECLS

/**
 * ParvisOutbox:
 * @about: what they are about
 * @find: the first that is due, NULL for none
 * @read: which letter it is, and the values that it names, NULL for none that is known
 * @is_formal: (nullable): whether it goes out by e-mail whatever somebody chose
 * @noticed: what takes it away
 *
 * Letters of one area that are owed.
 */
typedef struct
{
  ParvisAbout      about;
  gboolean       (*find)    (ParvisDb       *db,
                             gint64          now,
                             ParvisNotice  **notice,
                             GError        **error);
  json_t        *(*read)    (const json_t   *letter,
                             const char     *language,
                             ParvisLetterKind *kind);
  gboolean       (*is_formal) (ParvisLetterKind kind);
  ParvisCommand *(*noticed) (const char     *town,
                             const char     *notice,
                             guint           by,
                             gint64          now);
} ParvisOutbox;

extern const ParvisOutbox parvis_orders_outbox;
extern const ParvisOutbox parvis_dossiers_outbox;

/* Gives what is told by the first notice that is due in @town to the post, and then takes the
 * notice away; what the service does between the two is done again after a crash, and is
 * one letter and one push all the same. How somebody is told is what he chose. Waits for
 * nothing: @done is called when it is over, on another thread, with what went wrong or NULL.
 * FALSE if there is none.
 */
gboolean parvis_outbox_post (const ParvisOutbox  *outbox,
                             ParvisService       *service,
                             const char          *town,
                             gint64               now,
                             ParvisDoneFunc       done,
                             gpointer             user_data);

G_END_DECLS
