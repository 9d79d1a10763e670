/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-transport.h"

#include <libsoup/soup.h>

G_BEGIN_DECLS

#define PARVIS_ANSWER_MAX_BYTES (1024 * 1024)

struct _ParvisTransport
{
  ParvisTransportEvents  events;
  gpointer               user_data;

  SoupSession           *session;
  ParvisAuth            *auth;        /* nullable */
  char                  *root;        /* "https://example.org/api/v1/towns/12345/" */

  GPtrArray             *calls;       /* borrowed: all that is under way */
};

/**
 * ParvisCall:
 *
 * One request. It lives until its last asynchronous step has ended, and knows
 * the transport only as long as somebody listens.
 */
typedef struct
{
  ParvisTransport *transport;         /* NULL once given up */
  GCancellable    *cancellable;
  ParvisAuth      *auth;              /* nullable */
  SoupMessage     *message;
  GBytes          *request;           /* nullable: the body that is sent */
  GInputStream    *input;
  GByteArray      *body;
  gsize            limit;
  guint            timer;

  char            *access;            /* the token that it carries */
  gboolean         again;             /* it was sent a second time, with another */
  json_t          *problem;           /* nullable: what it was refused with */
  char            *sentence;

  guint64          token;
  char            *key;               /* of a command */
  ParvisSse       *sse;
  GTask           *task;              /* of a plain GET */
  gulong           cancelled_id;
  void           (*sent)   (GObject *session, GAsyncResult *result, gpointer call);
  void           (*finish) (gpointer call, const GError *error);
} ParvisCall;

ParvisCall  *parvis_call_new          (ParvisTransport      *self,
                                       const char           *method,
                                       const char           *path);
void         parvis_call_free         (ParvisCall           *call);
/* Nobody listens any more. */
void         parvis_call_detach       (ParvisCall           *call);
/* A call whose message could not be made ends like a line that is down, but not
 * before its caller is ready for it.
 */
gboolean     parvis_call_check_made   (ParvisCall           *call);
/* Sends it with the token of the moment; @limit in seconds, 0 for none. */
void         parvis_call_begin        (ParvisCall           *call,
                                       GAsyncReadyCallback   callback,
                                       guint                 limit);
/* Whether the answer was that the token is over, and another is tried. */
gboolean     parvis_call_send_again   (ParvisCall           *call);
/* The callback of those that read a whole body, of at most @limit bytes. */
void         parvis_call_sent_cb      (GObject              *object,
                                       GAsyncResult         *result,
                                       gpointer              user_data);
void         parvis_call_read         (ParvisCall           *call);
/* The last step of a call whose body was read, or that failed. */
void         parvis_call_end          (ParvisCall           *call,
                                       const GError         *error);
void         parvis_call_set_header   (ParvisCall           *call,
                                       const char           *name,
                                       const char           *value);
const char  *parvis_call_get_header   (ParvisCall           *call,
                                       const char           *name);
gboolean     parvis_call_is_type      (ParvisCall           *call,
                                       const char           *type);
void         parvis_call_read_problem (ParvisCall           *call);
/* Its strings are the call's. */
ParvisReply  parvis_call_make_reply   (ParvisCall           *call,
                                       const GError         *error);

G_END_DECLS
