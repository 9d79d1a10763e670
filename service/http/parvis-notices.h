/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-service.h"

G_BEGIN_DECLS

/* The command that takes a notice away once it was sent, or cannot be. */
typedef ParvisCommand *(*ParvisNoticedFunc) (const char *town,
                                             const char *notice,
                                             gboolean    sent,
                                             gint64      now);

/* Gives @letter (nullable: nobody is to be told) to the post, under the id of the notice,
 * and then takes the notice away; what the service does between the two is done again after
 * a crash, and is one letter all the same. Takes @letter. Waits for nothing: @done is called
 * when it is over, on another thread, with what went wrong or NULL.
 */
void parvis_notice_send (ParvisService      *service,
                         const char         *town,
                         const char         *notice,
                         json_t             *letter,
                         ParvisNoticedFunc   noticed,
                         gint64              now,
                         ParvisDoneFunc      done,
                         gpointer            user_data);

G_END_DECLS
