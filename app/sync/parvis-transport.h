/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-auth.h"
#include "parvis-engine.h"
#include "parvis-sse.h"

G_BEGIN_DECLS

/**
 * ParvisTransportEvents:
 *
 * What the line tells, on the thread that made the transport. A token is that
 * of the request; after parvis_transport_hang_up() nothing is told of it.
 */
typedef struct
{
  void (*stream_opened) (guint64               token,
                         gpointer              user_data);
  void (*stream_bytes)  (guint64               token,
                         gpointer              user_data);
  void (*stream_event)  (guint64               token,
                         const ParvisSseEvent *event,
                         gpointer              user_data);
  void (*page)          (guint64               token,
                         const ParvisFeedPage *page,
                         gpointer              user_data);
  void (*hung_up)       (guint64               token,
                         const ParvisReply    *reply,
                         gpointer              user_data);
  void (*answered)      (const char           *key,
                         const ParvisReply    *reply,
                         gpointer              user_data);
} ParvisTransportEvents;

/**
 * ParvisTransport:
 *
 * HTTP to one town of one service, over one SoupSession. Every request ends:
 * with an answer, a failure, or its time limit. Everything that arrives is
 * bounded. With an account, each carries its access token; one that the service
 * does not take is sent once more, with a new token.
 */
typedef struct _ParvisTransport ParvisTransport;

ParvisTransport *parvis_transport_new         (const char                   *base_uri,
                                               const char                   *town,
                                               ParvisAuth                   *auth,
                                               const ParvisTransportEvents  *events,
                                               gpointer                      user_data,
                                               GError                      **error);
/* Gives up what is under way; nothing is told any more. */
void             parvis_transport_free        (ParvisTransport              *self);

void             parvis_transport_open_stream (ParvisTransport              *self,
                                               guint64                       token,
                                               gint64                        cursor);
void             parvis_transport_fetch_page  (ParvisTransport              *self,
                                               guint64                       token,
                                               gint64                        cursor,
                                               guint                         limit);
void             parvis_transport_hang_up     (ParvisTransport              *self,
                                               guint64                       token);
void             parvis_transport_send        (ParvisTransport              *self,
                                               const char                   *key,
                                               const char                   *method,
                                               const char                   *path,
                                               const json_t                 *body);

/**
 * ParvisGot:
 * @status: HTTP status; 304 only if an entity tag was sent
 * @max_age: ms for which it needs not be asked again
 * @private: it must not be kept on a disk
 * @sentence: (nullable): of a problem document
 *
 * What a GET was answered.
 */
typedef struct
{
  int       status;
  char     *etag;
  gint64    max_age;
  gboolean  private;
  char     *sentence;
  GBytes   *body;
} ParvisGot;

void             parvis_got_free              (ParvisGot                    *got);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisGot, parvis_got_free)

void             parvis_transport_get_async   (ParvisTransport              *self,
                                               const char                   *path,
                                               const char                   *etag,
                                               GCancellable                 *cancellable,
                                               GAsyncReadyCallback           callback,
                                               gpointer                      user_data);
ParvisGot       *parvis_transport_get_finish  (GAsyncResult                 *result,
                                               GError                      **error);

G_END_DECLS
