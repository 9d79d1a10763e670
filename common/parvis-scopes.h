/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <jansson.h>

G_BEGIN_DECLS

/* In how many shops of a town one person may work, and at how many of its places. */
#define PARVIS_SHOPS_MAX  4
#define PARVIS_PLACES_MAX 16

#define PARVIS_SCOPES_MAX 16

/**
 * ParvisScopes:
 * @ids: in order, lower-case UUIDs; what is not used is ""
 *
 * The merchants whose entities somebody reads: of what is for merchants, each has his own
 * only; or the facilities where somebody counts. A value that is copied, without anything
 * behind it.
 */
typedef struct
{
  guint n;
  char  ids[PARVIS_SCOPES_MAX][37];
} ParvisScopes;

/* @id (nullable): what has no scope is for everybody who reads its audience. */
gboolean  parvis_scopes_contain   (const ParvisScopes  *self,
                                   const char          *id);
gboolean  parvis_scopes_equal     (const ParvisScopes  *a,
                                   const ParvisScopes  *b);
/* NULL and null are an empty set. INVALID at @field for anything but a list of UUIDs, and
 * for more than @max.
 */
gboolean  parvis_scopes_from_json (const json_t        *list,
                                   const char          *field,
                                   guint                max,
                                   ParvisScopes        *self,
                                   GError             **error);
/* Adds those of @other. INVALID at @field where they are more than @max together. */
gboolean  parvis_scopes_unite     (ParvisScopes        *self,
                                   const ParvisScopes  *other,
                                   const char          *field,
                                   guint                max,
                                   GError             **error);
/* As the member @name of @object, which is left out where there are none. */
void      parvis_scopes_set       (json_t              *object,
                                   const char          *name,
                                   const ParvisScopes  *self);

G_END_DECLS
