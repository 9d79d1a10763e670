/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-message.h"
#include "parvis-router.h"

G_BEGIN_DECLS

/* What a request line may hold; longer ones are refused before anything else. */
#define PARVIS_TARGET_MAX 1024
#define PARVIS_QUERY_MAX  12

/* And how many fields a form. */
/* A form has a few for each thing that can be chosen. */
#define PARVIS_FIELDS_MAX 96

typedef const char *(*ParvisHeaderFunc) (gpointer    transport,
                                         const char *name);

struct _ParvisRequest
{
  ParvisService    *service;
  ParvisMatch       match;

  /* Set before routing. */
  const char       *method;
  ParvisHeaderFunc  header;
  gpointer          transport;
  const struct sockaddr *peer;    /* (nullable): the other end, a proxy's perhaps */
  ParvisRight       granted;      /* what the way of the request grants by itself */
  gint64            time;

  /* Set by routing. */
  ParvisAudiences   audiences;
  char              actor[64];
  ParvisPass        pass;         /* its account is "" where nobody signed in */
  gboolean          hidden;       /* in a town that strangers do not see */
  ParvisMember      removed;      /* what there was to know after PARVIS_ERROR_REMOVED */

  /* Set by the body. */
  GBytes           *body;
  json_t           *json;
  char             *form;         /* the fields, decoded in place */
  guint             n_fields;
  const char       *field_names[PARVIS_FIELDS_MAX];
  const char       *field_values[PARVIS_FIELDS_MAX];

  guint             n_query;
  const char       *query_names[PARVIS_QUERY_MAX];
  const char       *query_values[PARVIS_QUERY_MAX];

  /* Kept from one use to the next. */
  GString          *allow;        /* (nullable): methods that exist, after a 405 */
  char              path[PARVIS_TARGET_MAX + 1];      /* as it came */
  char              storage[PARVIS_TARGET_MAX + 1];   /* decoded parameters */
  char              query[PARVIS_TARGET_MAX + 1];     /* decoded in place */
};

typedef struct
{
  char *name;
  char *value;
} ParvisHeader;

#define PARVIS_REPLY_MAX_HEADERS 8
#define PARVIS_PREPARED_MAX_HEADERS 4

struct _ParvisReply
{
  int             status;
  guint           n_headers;
  ParvisHeader    headers[PARVIS_REPLY_MAX_HEADERS];
  const char     *content_type;
  GBytes         *bytes;
  json_t         *json;
  char           *etag;
  ParvisPrepared *prepared;
};

struct _ParvisPrepared
{
  guint           ref_count;
  const char     *content_type;
  const char     *cache_control;
  char           *etag;           /* quoted */
  GBytes         *bytes;
  const char     *policy;         /* (nullable): of a page */
  guint           n_headers;
  ParvisHeader    headers[PARVIS_PREPARED_MAX_HEADERS];

  /* What the listener made of it: the answer, and the 304. */
  gpointer        transport[2];
  GDestroyNotify  transport_free;
};

ParvisRequest *parvis_request_new        (void);
void           parvis_request_free       (ParvisRequest     *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisRequest, parvis_request_free)

/* Empties a request for its next use, keeping its memory. */
void           parvis_request_reset      (ParvisRequest     *request);
/* Reads the fields of a form, application/x-www-form-urlencoded. */
gboolean       parvis_request_set_form   (ParvisRequest     *request,
                                          const char        *data,
                                          gsize              length,
                                          GError           **error);
/* Splits @target into path and query. */
gboolean       parvis_request_set_target (ParvisRequest     *request,
                                          const char        *target,
                                          GError           **error);
void           parvis_reply_clear        (ParvisReply       *reply);
/* Turns the JSON body, if there is one, into bytes. */
void           parvis_reply_finish       (ParvisReply       *reply);
/* TRUE if @if_none_match names @etag (RFC 9110 §13.1.2, weak comparison). */
gboolean       parvis_etag_matches       (const char        *if_none_match,
                                          const char        *etag);

G_END_DECLS
