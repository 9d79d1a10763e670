/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-time.h"

G_BEGIN_DECLS

#define PARVIS_FETCH_MAX_URL 2048

/**
 * ParvisReach:
 * @PARVIS_REACH_PUBLIC: https to addresses of the open internet
 * @PARVIS_REACH_PRIVATE: https to any address: the State's own network has private ones
 * @PARVIS_REACH_LOOPBACK: the same, and http to this machine; for tests
 *
 * Where the service may go when somebody else names the address. The operator's configuration
 * decides, never a town's settings or a visitor: whoever fills those in must not be able to
 * make the service speak to what stands beside it.
 */
typedef enum
{
  PARVIS_REACH_PUBLIC,
  PARVIS_REACH_PRIVATE,
  PARVIS_REACH_LOOPBACK,
} ParvisReach;

/**
 * ParvisFetchRequest:
 * @headers: (nullable): lines, ended by NULL
 * @body: (nullable): of a POST; without it the request is a GET
 * @max_answer: bytes of the answer that are taken
 */
typedef struct
{
  const char         *url;
  const char * const *headers;
  const void         *body;
  gsize               length;
  gsize               max_answer;
} ParvisFetchRequest;

/**
 * ParvisFetchAnswer:
 * @type: the media type without its parameters, in lower case; "" without one
 * @retry_after: ms that the other side wants to be left alone; 0 if it did not say
 */
typedef struct
{
  long     status;
  char     type[64];
  gint64   retry_after;
  GString *body;
} ParvisFetchAnswer;

void         parvis_fetch_answer_clear (ParvisFetchAnswer         *answer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisFetchAnswer, parvis_fetch_answer_clear)

/**
 * ParvisFetcher:
 *
 * Asks others over HTTP, one after the other; connections stay open from one to the next. For
 * one thread.
 */
typedef struct _ParvisFetcher ParvisFetcher;

/* @stop: (nullable): gives up what is under way as soon as it is set */
ParvisFetcher *parvis_fetcher_new  (ParvisReach    reach,
                                    const gint    *stop);
void           parvis_fetcher_free (ParvisFetcher *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisFetcher, parvis_fetcher_free)

/* Whether an address may be asked at all: https, a host, nobody's name in it, no fragment.
 * What is wrong with it, or NULL.
 */
const char  *parvis_fetch_judge_url    (const char                *url,
                                        ParvisReach                reach);
/* Asks and waits, at most ten seconds; not for the listener's thread. Follows no redirect,
 * uses no proxy, and takes no more than it was told to.
 *
 * Returns: NULL if there is an answer, otherwise why there is none; it names nothing of the
 *   address
 */
const char  *parvis_fetcher_ask        (ParvisFetcher             *self,
                                        const ParvisFetchRequest  *request,
                                        ParvisFetchAnswer         *answer);

G_END_DECLS
