/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-client.h"
#include "parvis-gate.h"
#include "parvis-json.h"
#include "parvis-roles.h"
#include "parvis-store.h"
#include "parvis-words.h"

G_BEGIN_DECLS

/**
 * ParvisRequest:
 *
 * A request as a handler sees it: checked against its route, with path and
 * query parameters read, the body whole and parsed. Borrowed for the call.
 */
typedef struct _ParvisRequest ParvisRequest;

/**
 * ParvisReply:
 *
 * What a handler fills. Bodies are bytes that may be shared between replies:
 * the listener prepares such a body once and sends it many times.
 */
typedef struct _ParvisReply ParvisReply;

/**
 * ParvisPrepared:
 *
 * A whole answer that is given many times: bytes with their type, tag and
 * caching. Immutable, and counted by the listener's thread alone; the listener
 * hangs what it made of it on it, so that giving it again costs no allocation.
 */
typedef struct _ParvisPrepared ParvisPrepared;

/* @content_type and @cache_control are literals; @etag is copied, without quotes.
 * Takes the reference to @bytes.
 */
ParvisPrepared *parvis_prepared_new       (const char           *content_type,
                                           const char           *cache_control,
                                           const char           *etag,
                                           GBytes               *bytes);
/* Before it is given the first time. @name and @value are copied, but for
 * "Content-Security-Policy", whose value is a literal.
 */
void            parvis_prepared_set_header (ParvisPrepared       *prepared,
                                            const char           *name,
                                            const char           *value);
ParvisPrepared *parvis_prepared_ref        (ParvisPrepared       *prepared);
void            parvis_prepared_unref      (ParvisPrepared       *prepared);
GBytes         *parvis_prepared_get_bytes  (const ParvisPrepared *prepared);
const char     *parvis_prepared_get_etag   (const ParvisPrepared *prepared);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPrepared, parvis_prepared_unref)

const char *parvis_request_get_method   (const ParvisRequest  *request);
const char *parvis_request_get_path     (const ParvisRequest  *request);
/* The typed parameter of the pattern, NULL for a name that it has not. */
const char *parvis_request_get_param     (const ParvisRequest *request,
                                          const char          *name);
gint64      parvis_request_get_param_int (const ParvisRequest *request,
                                          const char          *name);
/* Query parameters; reading one that is absent gives @fallback, one that is
 * not a number in the bounds is an error that names it.
 */
gboolean        parvis_request_get_query_int (const ParvisRequest  *request,
                                              const char           *name,
                                              gint64                min,
                                              gint64                max,
                                              gint64                fallback,
                                              gint64               *value,
                                              GError              **error);
const char     *parvis_request_get_query     (const ParvisRequest  *request,
                                              const char           *name);
const char     *parvis_request_get_header    (const ParvisRequest  *request,
                                              const char           *name);
const json_t   *parvis_request_get_json      (const ParvisRequest  *request);
/* A field of a form; NULL for one that it has not. */
const char     *parvis_request_get_field     (const ParvisRequest  *request,
                                              const char           *name);
/* The field at place @n of a form; FALSE after the last. Borrowed. */
gboolean        parvis_request_get_nth_field (const ParvisRequest  *request,
                                              guint                 n,
                                              const char          **name,
                                              const char          **value);
/* Returns: (transfer full) (nullable): the value of a cookie that came along */
char           *parvis_request_dup_cookie    (const ParvisRequest  *request,
                                              const char           *name);
GBytes         *parvis_request_get_body      (const ParvisRequest  *request);
ParvisAudiences parvis_request_get_audiences (const ParvisRequest  *request);
const char     *parvis_request_get_actor     (const ParvisRequest  *request);
/* What its route asks of who comes. */
ParvisRight     parvis_request_get_right     (const ParvisRequest  *request);
/* Who signed in, on routes for accounts; empty for who came otherwise. */
const ParvisPass *parvis_request_get_pass (const ParvisRequest *request);
gint64            parvis_request_get_time (const ParvisRequest *request);
/* The numeric address of who asked, "" where nobody can tell (parvis-client.h). */
void            parvis_request_find_client   (const ParvisRequest  *request,
                                              char                  client[PARVIS_CLIENT_SIZE]);

ParvisReply *parvis_reply_new  (void);
void         parvis_reply_free (ParvisReply *reply);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisReply, parvis_reply_free)

void        parvis_reply_set_status     (ParvisReply          *reply,
                                         int                   status);
/* @name and @value are copied. */
void        parvis_reply_set_header     (ParvisReply          *reply,
                                         const char           *name,
                                         const char           *value);
/* Does not replace one of the same name. */
void        parvis_reply_add_header     (ParvisReply          *reply,
                                         const char           *name,
                                         const char           *value);
/* A page. Takes @html. Set "Content-Security-Policy" for what it may load: without,
 * nothing.
 */
void        parvis_reply_take_html      (ParvisReply          *reply,
                                         char                 *html);
/* To another page, which is asked for with GET. */
void        parvis_reply_redirect       (ParvisReply          *reply,
                                         const char           *location);
/* For this service alone, unseen by scripts and not sent along by other sites' forms.
 * @name must begin with "__Host-". @max_age: seconds, 0 forgets it
 */
void        parvis_reply_set_cookie     (ParvisReply          *reply,
                                         const char           *name,
                                         const char           *value,
                                         gint64                max_age);
/* Takes the reference. @content_type is a literal. */
void        parvis_reply_take_json      (ParvisReply          *reply,
                                         json_t               *body);
void        parvis_reply_set_bytes      (ParvisReply          *reply,
                                         const char           *content_type,
                                         GBytes               *bytes);
/* Sets ETag (quoted by the callee); a matching If-None-Match becomes a 304. */
void        parvis_reply_set_etag       (ParvisReply          *reply,
                                         const char           *etag);
/* Takes a reference of its own. Status, body, tag and caching come from it. */
void        parvis_reply_set_prepared   (ParvisReply          *reply,
                                         ParvisPrepared       *prepared);

/* For who asked without a network. Borrowed; NULL where there is none. */
int         parvis_reply_get_status     (const ParvisReply    *reply);
GBytes     *parvis_reply_get_bytes      (ParvisReply          *reply);
const char *parvis_reply_get_type       (const ParvisReply    *reply);
const char *parvis_reply_get_header     (const ParvisReply    *reply,
                                         const char           *name);

G_END_DECLS
