/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-scopes.h"

G_BEGIN_DECLS

/* What a person may do in a town, as far as the screens have to know: a page or
 * a button that the service would refuse is not there. The service decides.
 */
typedef enum
{
  PARVIS_MAY_READ        = 1 << 0,     /* the town's feed */
  PARVIS_MAY_COUNT       = 1 << 1,     /* figures, closures */
  PARVIS_MAY_ADMINISTER  = 1 << 2,     /* sources, people, settings of the town */

  /* What of that feed, beside what is public. */
  PARVIS_READS_MEMBERS   = 1 << 3,
  PARVIS_READS_CLERKS    = 1 << 4,
  PARVIS_READS_MERCHANTS = 1 << 5,
  PARVIS_READS_TEAM      = 1 << 6,

  PARVIS_MAY_SERVE       = 1 << 7,     /* the orders and the stock of a shop */
} ParvisRights;

/* What roles are about, for who gives them. */
typedef enum
{
  PARVIS_REALM_PLACES,
  PARVIS_REALM_ORDERS,      /* of one's own shop */
  PARVIS_REALM_SHOPS,       /* of the town */
  PARVIS_REALM_FILES,
  PARVIS_REALM_TOWN,
  PARVIS_N_REALMS,
} ParvisRealm;

typedef enum
{
  PARVIS_REACHES_SEE = 1 << 0,
  PARVIS_REACHES_DO  = 1 << 1,
  PARVIS_REACHES_SET = 1 << 2,
} ParvisReaches;

/* How far @roles reach there. */
ParvisReaches parvis_rights_reach     (const char *const  *roles,
                                       ParvisRealm         realm);

/* @roles: (array zero-terminated=1) (nullable): words of the service; one that is
 * not known gives nothing
 */
ParvisRights parvis_rights_of_roles   (const char *const  *roles);

/* The word by which an account's roles say in which shop he is a merchant, and the
 * shops of all such words.
 */
char        *parvis_rights_name_shop  (const char         *merchant);
void         parvis_rights_find_shops (const char *const  *roles,
                                       ParvisScopes       *shops);
/* The same for where somebody counts who is a counter. None for all places, as for who may
 * count by another role of his too.
 */
char        *parvis_rights_name_place  (const char         *facility);
void         parvis_rights_find_places (const char *const  *roles,
                                        ParvisScopes       *places);
/* What a replica keeps of with what it was read: another number reads another feed. */
gint64       parvis_rights_number     (ParvisRights        rights,
                                       const ParvisScopes *shops);

G_END_DECLS
