/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-service.h"

G_BEGIN_DECLS

/* Gives the letter of the first notice that is due in @town to the post, and then takes the
 * notice away; what the service does between the two is done again after a crash, and is
 * one letter all the same. Waits for nothing: @done is called when it is over, on another
 * thread, with what went wrong or NULL. FALSE if there is none.
 */
gboolean parvis_orders_post (ParvisService   *service,
                             const char      *town,
                             gint64           now,
                             ParvisDoneFunc   done,
                             gpointer         user_data);

G_END_DECLS
