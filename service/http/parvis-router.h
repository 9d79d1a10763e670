/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-message.h"

G_BEGIN_DECLS

typedef struct _ParvisService ParvisService;

/* How a route's work is done. */
typedef enum
{
  PARVIS_ROUTE_READ,        /* short, where the request arrived */
  PARVIS_ROUTE_SLOW_READ,   /* on the pool, the connection suspended meanwhile; also
                             * what operators do to whole towns */
  PARVIS_ROUTE_COMMAND,     /* queued to the writer, answered after the commit */
  PARVIS_ROUTE_STREAM,      /* an event stream from the hub */
} ParvisRouteKind;

/* @db is the town's connection, the service's own (town "") on a route without
 * a town, and NULL on one that says without_db.
 */
typedef gboolean (*ParvisReadFunc)    (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisDb             *db,
                                       ParvisReply          *reply,
                                       GError              **error);
/* Fills what a command needs beyond what the router set (town, object, key,
 * body); may refuse before anything is queued. Optional.
 */
typedef gboolean (*ParvisPrepareFunc) (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       ParvisCommand        *command,
                                       GError              **error);

/* What the reply says besides its body: @answer (nullable) is what a command answered, none
 * where it failed.
 */
typedef void     (*ParvisDecorateFunc) (const ParvisRequest *request,
                                        const json_t        *answer,
                                        ParvisReply         *reply);

/* Makes the page that tells @error to a person; @reply has its status already. */
typedef void (*ParvisErrorPageFunc)   (ParvisService        *service,
                                       const ParvisRequest  *request,
                                       const GError         *error,
                                       ParvisReply          *reply);

/**
 * ParvisRoute:
 * @pattern: path with typed parameters: {insee}, {id:uuid}, {z:int}, {theme:word},
 *   {secret:token} (letters, figures, "-" and "_"), each a whole segment but for a literal
 *   end ("{y:int}.png"). {insee} is checked to be a known town, and gives 404 otherwise;
 *   {code:insee} need not exist. {insee:address} is the town too, with its name before the
 *   code or without: the parameter is the code alone
 * @object: the parameter that names the command's aggregate, or NULL
 * @max_body: bytes; 0 for a route without body
 * @any_json: the body may be an array too
 * @key_optional: a command that carries its identity in its payload
 * @without_db: @read opens what it needs by itself; long work that changes the
 *   town's file as a whole must, and what hardly ever needs one should
 * @members: what the JSON object of the body may have (parvis-members.h); others are refused.
 *   "" for none; NULL for payloads and files, in which there may be more than we read
 * @form: the body is a form and no JSON; it may be empty
 * @raw: the body is bytes that the command looks at itself
 * @page: for browsers: what goes wrong is told by a page, and a form is only taken
 *   from our own
 * @throttled: @prepare counts it against its address; an answer that is given again does not count
 * @costly: it hashes a password, and is done where the pages are: nobody who looks at
 *   figures waits for it
 * @away: it may wait for an identity provider, on threads where nobody else waits
 * @show_error: (nullable): a page of its own for what went wrong
 * @audited: it is recorded in the town's audit trail, a read (a slow one, for it waits)
 *   before it is answered
 */
typedef struct
{
  const char        *method;
  const char        *pattern;
  ParvisRouteKind    kind;
  ParvisRight        right;
  const char        *name;
  ParvisReadFunc     read;
  ParvisApplyFunc    apply;
  ParvisPrepareFunc  prepare;
  ParvisDecorateFunc decorate;
  ParvisErrorPageFunc show_error;
  const char        *object;
  gsize              max_body;
  const char        *members;
  gboolean           any_json;
  gboolean           key_optional;
  gboolean           without_db;
  gboolean           form;
  gboolean           raw;
  gboolean           page;
  gboolean           throttled;
  gboolean           costly;
  gboolean           away;
  gboolean           audited;
} ParvisRoute;

/* Terminated by a NULL method. The only table of routes (parvis-routes.c). */
extern const ParvisRoute parvis_routes[];

/* The entities of all areas, terminated by a NULL kind (parvis-routes.c). */
extern const ParvisKind parvis_kinds[];

/**
 * ParvisTables:
 * @error_page: (nullable): for routes that are pages; a problem document without
 *
 * What a service consists of. parvis_tables is the real one; tests and
 * benchmarks of the machinery bring their own.
 */
typedef struct
{
  const ParvisRoute   *routes;
  const ParvisKind    *kinds;
  ParvisErrorPageFunc  error_page;
} ParvisTables;

extern const ParvisTables parvis_tables;

#define PARVIS_ROUTE_MAX_PARAMS 5

/* What a form of ours may hold, in bytes. */
#define PARVIS_FORM_MAX (16 * 1024)

/* Where the pages for browsers are. */
#define PARVIS_PAGES "/sign-in"

/**
 * ParvisMatch:
 * @names: of the parameters, borrowed from the router
 * @values: decoded, borrowed from the storage that was given
 * @town: index of {insee}, or -1
 */
typedef struct
{
  const ParvisRoute *route;
  guint              n_params;
  const char        *names[PARVIS_ROUTE_MAX_PARAMS];
  const char        *values[PARVIS_ROUTE_MAX_PARAMS];
  int                town;
} ParvisMatch;

typedef struct _ParvisRouter ParvisRouter;

ParvisRouter *parvis_router_new   (const ParvisRoute   *routes);
void          parvis_router_free  (ParvisRouter        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisRouter, parvis_router_free)

/* Finds the route of @method and @path (as it came, without the query). HEAD is
 * answered by GET. Without @operator the operators' routes do not exist. @storage
 * must hold as many bytes as @path with its NUL, and keeps the parameters.
 *
 * Errors: MALFORMED for a path that is not strictly encoded, NOT_FOUND, and
 * METHOD_NOT_ALLOWED, where @allow gets the methods that exist.
 */
gboolean      parvis_router_match (const ParvisRouter  *self,
                                   const char          *method,
                                   const char          *path,
                                   gboolean             operator,
                                   char                *storage,
                                   ParvisMatch         *match,
                                   GString             *allow,
                                   GError             **error);

/* Decodes percent signs of @text in place. FALSE for a lone '%', control
 * characters, and what is not UTF-8.
 */
gboolean      parvis_uri_decode   (char                *text);

G_END_DECLS
