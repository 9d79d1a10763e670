/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisSseEvent:
 * @type: "message" unless the stream named one
 * @data: NUL-terminated; lines joined by LF
 * @id: (nullable): the last id that the stream has given, here or before
 */
typedef struct
{
  const char *type;
  const char *data;
  gsize       length;
  const char *id;
} ParvisSseEvent;

/* May free nothing that belongs to the parser. */
typedef void (*ParvisSseFunc)        (const ParvisSseEvent  *event,
                                      gpointer               user_data);

/**
 * ParvisSse:
 *
 * A parser of event streams (HTML Living Standard, "Server-sent events",
 * "Interpreting an event stream"), fed with bytes as they come. What is not
 * yet a whole event is bounded; a stream that exceeds the bounds is broken and
 * must be given up.
 */
typedef struct _ParvisSse ParvisSse;

ParvisSse *parvis_sse_new            (gsize                  max_line,
                                      gsize                  max_event,
                                      ParvisSseFunc          func,
                                      gpointer               user_data);
void       parvis_sse_free           (ParvisSse             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisSse, parvis_sse_free)

gboolean   parvis_sse_feed           (ParvisSse             *self,
                                      const char            *data,
                                      gsize                  length,
                                      GError               **error);

G_END_DECLS
