/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-wire.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ParvisRenderer:
 *
 * One untrusted document, seen through parvis-render: a process of its own in a
 * sandbox turns it into pixels, words and numbers. What goes wrong there stays there.
 * A process that died or took too long is replaced at the next question.
 *
 * Questions are answered in the order in which they were asked, on the main context
 * that was the thread's default when the renderer was made. Their errors are
 * %PARVIS_ERROR_DAMAGED, %PARVIS_ERROR_LOCKED, %PARVIS_ERROR_TOO_LARGE,
 * %PARVIS_ERROR_TOO_SLOW, %PARVIS_ERROR_HEIC, %PARVIS_ERROR_MEDIA_TYPE (of another
 * kind), %PARVIS_ERROR_UNAVAILABLE (no renderer, or no sandbox for it: then nothing is
 * opened), %PARVIS_ERROR_INVALID (asked for what is not there) and
 * %PARVIS_ERROR_CANCELLED.
 */
#define PARVIS_TYPE_RENDERER (parvis_renderer_get_type ())

G_DECLARE_FINAL_TYPE (ParvisRenderer, parvis_renderer, PARVIS, RENDERER, GObject)

/**
 * ParvisRenderImage:
 * @bytes: rows as @pixels says; nothing can change them any more
 * @whole: how large the whole page is at this size
 */
typedef struct
{
  ParvisRenderPixels  pixels;
  ParvisRenderSize    whole;
  GBytes             *bytes;
} ParvisRenderImage;

void parvis_render_image_free (ParvisRenderImage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisRenderImage, parvis_render_image_free)

/* @program is started for the document; NULL is the one that is installed. */
ParvisRenderer *parvis_renderer_new                (const char           *program);
/* Behind @path something like systemd starts one for each connection. */
ParvisRenderer *parvis_renderer_new_for_socket     (const char           *path);
/* How long a question may take, 15 seconds otherwise. */
void            parvis_renderer_set_time_limit     (ParvisRenderer       *self,
                                                    guint                 milliseconds);

/* Once, before anything is asked. With @check it is decoded to see whether that works. */
void            parvis_renderer_open_async         (ParvisRenderer       *self,
                                                    GBytes               *document,
                                                    gboolean              check,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        parvis_renderer_open_finish        (ParvisRenderer       *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
/* NULL until the document is open. */
const ParvisRenderInfo *parvis_renderer_get_info   (ParvisRenderer       *self);

void               parvis_renderer_render_page_async  (ParvisRenderer         *self,
                                                       const ParvisRenderAsk  *ask,
                                                       GCancellable           *cancellable,
                                                       GAsyncReadyCallback     callback,
                                                       gpointer                user_data);
ParvisRenderImage *parvis_renderer_render_page_finish (ParvisRenderer         *self,
                                                       GAsyncResult           *result,
                                                       GError                **error);

/* The words of a PDF's page; none for a picture. */
void            parvis_renderer_read_words_async   (ParvisRenderer       *self,
                                                    guint                 page,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
/* (element-type ParvisRenderWord) (transfer full) */
GArray         *parvis_renderer_read_words_finish  (ParvisRenderer       *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

void     parvis_renderer_measure_async  (ParvisRenderer        *self,
                                         guint                  page,
                                         GCancellable          *cancellable,
                                         GAsyncReadyCallback    callback,
                                         gpointer               user_data);
gboolean parvis_renderer_measure_finish (ParvisRenderer        *self,
                                         GAsyncResult          *result,
                                         ParvisRenderMeasures  *measures,
                                         GError               **error);

/* The sentence for a person, to be translated; NULL for an error of another kind. */
const char     *parvis_renderer_explain            (const GError         *error);

G_END_DECLS
