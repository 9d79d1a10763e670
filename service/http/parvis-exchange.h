/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-listener.h"
#include "parvis-message-private.h"
#include "parvis-ring.h"

#include <microhttpd.h>

G_BEGIN_DECLS

typedef enum
{
  PARVIS_EXCHANGE_NEW,          /* the head is there */
  PARVIS_EXCHANGE_RECEIVING,    /* the body comes */
  PARVIS_EXCHANGE_RUNNING,      /* another thread has it; the connection is suspended */
  PARVIS_EXCHANGE_DONE,         /* the reply is there */
} ParvisExchangeState;

/**
 * ParvisExchange:
 *
 * One request on its way to its reply. Reused, so that a request costs no
 * allocation of its own.
 */
typedef struct
{
  ParvisMail             mail;          /* first: it travels to the mailbox */
  ParvisRing             link;          /* among the free ones */
  ParvisListener        *listener;
  struct MHD_Connection *connection;
  ParvisExchangeState    state;
  ParvisRequest         *request;
  ParvisReply            reply;
  gint64                 started;       /* monotonic µs */
  gboolean               has_body;
  gboolean               keep_reading;  /* FALSE: answer and close */
  GByteArray            *upload;
  gsize                  discarded;     /* of a body that was too large */
  GError                *error;
  char                  *flight;        /* its entry among those in flight */

  /* What the writer's thread leaves behind. */
  ParvisAnswer          *answer;
  gint64                 seq;
  gboolean               replayed;
} ParvisExchange;

ParvisExchange *parvis_exchange_new        (void);
void            parvis_exchange_free       (ParvisExchange  *self);
void            parvis_exchange_reset      (ParvisExchange  *self);

/* The head is there: finds the route or an error. */
void            parvis_exchange_begin      (ParvisExchange  *self,
                                            ParvisBackend   *backend);
/* FALSE: so much came that only closing the connection helps. */
gboolean        parvis_exchange_receive    (ParvisExchange  *self,
                                            const char      *data,
                                            gsize            size);
/* The request is whole: runs it here, or gives it away (RUNNING). */
void            parvis_exchange_run        (ParvisExchange  *self,
                                            ParvisBackend   *backend);
/* On the pool's thread. */
void            parvis_exchange_work       (ParvisExchange  *self);
/* Back on the listener's thread: makes the reply. */
void            parvis_exchange_complete   (ParvisExchange  *self,
                                            ParvisBackend   *backend);

G_END_DECLS
