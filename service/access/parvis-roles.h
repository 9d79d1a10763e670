/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-scopes.h"
#include "parvis-words.h"

G_BEGIN_DECLS

/**
 * ParvisRight:
 *
 * What a route asks of its caller; the router checks it before the handler. The
 * table of parvis-roles.c says which role has which.
 */
typedef enum
{
  PARVIS_RIGHT_ANYONE,      /* public data */
  PARVIS_RIGHT_SOURCE,      /* the key of the source named in the path */
  PARVIS_RIGHT_ACCOUNT,     /* somebody who signed in, whatever the role */
  PARVIS_RIGHT_MEMBER,      /* the feed, each role with its own audiences */
  PARVIS_RIGHT_READ,        /* raw readings and history */
  PARVIS_RIGHT_COUNT,       /* figures: count, recount, judge a zero */
  PARVIS_RIGHT_CLOSE,       /* close and reopen places, and parts of them */
  PARVIS_RIGHT_ORDERS,      /* the orders and the stock of his own shops */
  PARVIS_RIGHT_REVIEW,      /* dossiers */
  PARVIS_RIGHT_ADMINISTER,  /* the town's settings, sources, keys and people */
  PARVIS_RIGHT_OPERATOR,    /* the service */
} ParvisRight;

/* One bit for each ParvisRole. */
typedef guint ParvisRoles;

#define PARVIS_ROLE_BIT(role) (1u << (role))

/* What some roles together read and may do. */
ParvisAudiences  parvis_roles_get_audiences (ParvisRoles      roles);
gboolean         parvis_roles_have_right    (ParvisRoles      roles,
                                             ParvisRight      right);

/* Whether @right comes from being a counter alone, so that it is for his places only. */
gboolean         parvis_roles_are_of_places (ParvisRoles     roles,
                                             ParvisRight     right);

/* As words. Only roles of a town are read: the operator's is no town's to give.
 * INVALID for an unknown one, and for none at all. @list: ["mayor",…]
 */
gboolean         parvis_roles_from_json     (const json_t    *list,
                                             const char      *field,
                                             ParvisRoles     *roles,
                                             GError         **error);
json_t          *parvis_roles_to_json       (ParvisRoles      roles);

/* "roles" of @body, "merchants", the shops that a merchant works in, and "facilities",
 * the places of a counter: all where there are none.
 */
gboolean         parvis_roles_read_grant    (const json_t    *body,
                                             ParvisRoles     *roles,
                                             ParvisScopes    *shops,
                                             ParvisScopes    *places,
                                             GError         **error);

G_END_DECLS
