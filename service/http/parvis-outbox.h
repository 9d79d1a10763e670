/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-notice.h"
#include "parvis-service.h"

G_BEGIN_DECLS

/**
 * ParvisOutbox:
 * @find: the first that is due, NULL for none
 * @write: the letter as the post takes it, NULL if nobody is to be told
 * @noticed: what takes it away
 *
 * Letters of one area that are owed.
 */
typedef struct
{
  gboolean       (*find)    (ParvisDb       *db,
                             gint64          now,
                             ParvisNotice  **notice,
                             GError        **error);
  json_t        *(*write)   (ParvisService  *service,
                             const json_t   *letter);
  ParvisCommand *(*noticed) (const char     *town,
                             const char     *notice,
                             gboolean        sent,
                             gint64          now);
} ParvisOutbox;

extern const ParvisOutbox parvis_orders_outbox;
extern const ParvisOutbox parvis_dossiers_outbox;

/* Gives the letter of the first notice that is due in @town to the post, and then takes the
 * notice away; what the service does between the two is done again after a crash, and is
 * one letter all the same. Waits for nothing: @done is called when it is over, on another
 * thread, with what went wrong or NULL. FALSE if there is none.
 */
gboolean parvis_outbox_post (const ParvisOutbox  *outbox,
                             ParvisService       *service,
                             const char          *town,
                             gint64               now,
                             ParvisDoneFunc       done,
                             gpointer             user_data);

G_END_DECLS
