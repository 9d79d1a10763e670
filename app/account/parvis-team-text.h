/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"

G_BEGIN_DECLS

/* What a town's people and their roles are called. Results are to be freed unless
 * they are const.
 */

/**
 * ParvisRoleWords:
 * @role: the service's word
 * @name: as people say it
 * @does: what it lets them do
 */
typedef struct
{
  const char *role;
  const char *name;
  const char *does;
} ParvisRoleWords;

#define PARVIS_N_TEAM_ROLES 4

/* The roles that a town gives, from the one that may least. */
void  parvis_team_get_role (guint            index,
                            ParvisRoleWords *words);
/* "Town hall office, Front desk"; @roles: a JSON list */
char *parvis_team_roles    (const json_t    *roles);
/* "only at the pool, the library", of the body of a member or an invitation; "" for
 * everywhere
 */
char *parvis_team_places   (const json_t    *body,
                            ParvisSession   *session);
/* "Seen on 12 June · until 31 August", of a member's body; may be "" */
char *parvis_team_since    (const json_t    *member,
                            gint64           now,
                            GTimeZone       *zone);
/* "By e-mail · good for 6 days", of an invitation's body */
char *parvis_team_pending  (const json_t    *invitation,
                            gint64           now,
                            GTimeZone       *zone);

G_END_DECLS
