/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-picture-row.h"

G_BEGIN_DECLS

/* The town's logo: a ParvisPictureRow that follows what the service keeps. */
GtkWidget *parvis_logo_row_new        (ParvisDesk           *desk);
/* Sends what was chosen, if there is something and nothing is under way. */
void       parvis_logo_row_send_async (GtkWidget            *row,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);

G_END_DECLS
