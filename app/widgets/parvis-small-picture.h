/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

/* As much of a picture as the service takes. */
#define PARVIS_SMALL_PICTURE_MAX (256 * 1024)

/**
 * ParvisSmallPicture:
 * @texture: what it looks like
 * @bytes: a JPEG of it, or a PNG if it was one and still is small enough; at most
 *   PARVIS_SMALL_PICTURE_MAX
 * @type: the media type of @bytes
 *
 * A picture that somebody chose, drawn again: upright, small, on white paper, and without
 * what else was in the file: who took it, when, where and with what.
 *
 * The file is decoded by parvis-render, in its sandbox, and never here: neither is what the
 * service keeps, which does not look into it. The variable PARVIS_RENDER names the program of
 * a build that is not installed.
 */
typedef struct
{
  GdkTexture *texture;
  GBytes     *bytes;
  const char *type;
} ParvisSmallPicture;

void                parvis_small_picture_free          (ParvisSmallPicture   *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisSmallPicture, parvis_small_picture_free)

/* At most @side pixels wide and high. Errors: PARVIS_ERROR_NOT_FOUND (the file cannot be
 * read), _MEDIA_TYPE (neither JPEG nor PNG), _HEIC, _DAMAGED, _TOO_LARGE, _TOO_SLOW,
 * _UNAVAILABLE (no sandbox here: then nothing is opened), _CANCELLED.
 */
void                parvis_small_picture_read_async    (GFile                *file,
                                                        guint                 side,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
ParvisSmallPicture *parvis_small_picture_read_finish   (GAsyncResult         *result,
                                                        GError              **error);

/* What the service keeps, to be shown. */
void                parvis_small_picture_show_async    (GBytes               *bytes,
                                                        guint                 side,
                                                        GCancellable         *cancellable,
                                                        GAsyncReadyCallback   callback,
                                                        gpointer              user_data);
GdkTexture         *parvis_small_picture_show_finish   (GAsyncResult         *result,
                                                        GError              **error);

/* The sentence for a person, translated: what is wrong with the file and what to do. */
const char         *parvis_small_picture_explain       (const GError         *error);

G_END_DECLS
