/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-wire.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * ParvisRendererLine:
 *
 * The way to one process of parvis-render: frames there, frames back. It believes
 * nothing of what comes and never waits.
 */
typedef struct _ParvisRendererLine ParvisRendererLine;

/* The body is only there for the call. Either may close the line. */
typedef void (*ParvisRendererFrameFunc) (gpointer                owner,
                                         const ParvisWireHeader *header,
                                         const guint8           *body);
/* The other side is gone, or says what makes no sense. */
typedef void (*ParvisRendererEndFunc)   (gpointer                owner);

/* Starts @program; or, with NULL, connects to @path. */
ParvisRendererLine *parvis_renderer_line_open  (const char               *program,
                                                const char               *path,
                                                GMainContext             *context,
                                                ParvisRendererFrameFunc   frame_func,
                                                ParvisRendererEndFunc     end_func,
                                                gpointer                  owner,
                                                GError                  **error);
/* @memory goes along unless it is -1; it stays the caller's. */
gboolean            parvis_renderer_line_send  (ParvisRendererLine       *self,
                                                const GByteArray         *frame,
                                                int                       memory);
/* Ends the process too, whatever it does. No function is called any more. */
void                parvis_renderer_line_close (ParvisRendererLine       *self);

G_END_DECLS
