/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisPictureRow:
 *
 * One picture of something: what the service keeps, chosen from a file or dropped here, seen
 * as it will be, sent or removed. What was chosen stays here until it is sent, whatever goes
 * wrong; a picture does not wait in the queue, which would fill a disk.
 *
 * Signal: "changed" (): there is something to send, or no more.
 */
#define PARVIS_TYPE_PICTURE_ROW (parvis_picture_row_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPictureRow, parvis_picture_row, PARVIS, PICTURE_ROW, AdwActionRow)

/* @side: how large what is sent may be, in pixels */
GtkWidget *parvis_picture_row_new         (ParvisDesk           *desk,
                                           const char           *title,
                                           guint                 side);
/* What is said of a choice where nothing is called “Save”; both translated and static. */
void       parvis_picture_row_set_promise (ParvisPictureRow     *self,
                                           const char           *will_send,
                                           const char           *will_remove);
/* What the service keeps at @path below the town ("products/ID/photo"); another picture there
 * has another @tag, and NULL says that there is none.
 */
void       parvis_picture_row_set_kept    (ParvisPictureRow     *self,
                                           const char           *path,
                                           const char           *tag);
/* As if somebody had chosen it. */
void       parvis_picture_row_take        (ParvisPictureRow     *self,
                                           GFile                *file);
/* Another picture was chosen, or the one that is kept is to go. */
gboolean   parvis_picture_row_is_changed  (ParvisPictureRow     *self);
/* A file is being opened: whether there is something to send is not known yet. */
gboolean   parvis_picture_row_is_busy     (ParvisPictureRow     *self);
/* A sentence for the person, in the row and read aloud; NULL for none. */
void       parvis_picture_row_say         (ParvisPictureRow     *self,
                                           const char           *sentence);

/* Sends what is changed: a picture to @path, its removal to @path/remove. Nothing else is
 * TRUE at once. What goes wrong the row has said already. Errors: PARVIS_ERROR_UPSTREAM (the
 * service cannot be reached now), _UNAUTHORIZED, _NOT_FOUND, _INVALID (it said no).
 */
void       parvis_picture_row_send_async  (ParvisPictureRow     *self,
                                           const char           *path,
                                           GAsyncReadyCallback   callback,
                                           gpointer              user_data);
gboolean   parvis_picture_row_send_finish (ParvisPictureRow     *self,
                                           GAsyncResult         *result,
                                           GError              **error);

G_END_DECLS
