/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-message.h"

G_BEGIN_DECLS

typedef struct _ParvisService ParvisService;

/* How a route's work is done. */
typedef enum
{
  PARVIS_ROUTE_READ,        /* short, where the request arrived */
  PARVIS_ROUTE_SLOW_READ,   /* on the pool, the connection suspended meanwhile */
  PARVIS_ROUTE_COMMAND,     /* queued to the writer, answered after the commit */
  PARVIS_ROUTE_STREAM,      /* an event stream from the hub */
} ParvisRouteKind;

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

/**
 * ParvisRoute:
 * @pattern: path with typed parameters: {insee}, {id:uuid}, {z:int}, {theme:word};
 *   {insee} is checked to be a known town, and gives 404 otherwise
 * @object: the parameter that names the command's aggregate, or NULL
 * @max_body: bytes; 0 for a route without body
 * @any_json: the body may be an array too
 * @key_optional: a command that carries its identity in its payload
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
  const char        *object;
  gsize              max_body;
  gboolean           any_json;
  gboolean           key_optional;
} ParvisRoute;

/* Terminated by a NULL method. The only table of routes. */
extern const ParvisRoute parvis_routes[];

G_END_DECLS
