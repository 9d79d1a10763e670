/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-rights"

#include "config.h"

#include "parvis-rights.h"

#include "parvis-json.h"
#include "parvis-words.h"

#include <string.h>

/* Of a role "merchant", in which shop, and of a role "counter", at which place: the words of
 * an account's roles are kept as they are, and a version that does not know these ones reads
 * no right in them.
 */
#define SHOP_PREFIX  "merchant:"
#define PLACE_PREFIX "counter:"

#define READS_TOWN (PARVIS_READS_MEMBERS | PARVIS_READS_TEAM)

static const struct
{
  const char   *role;
  ParvisRights  rights;
} table[] = {
  { "mayor", PARVIS_MAY_READ | PARVIS_MAY_COUNT | PARVIS_MAY_ADMINISTER | READS_TOWN },
  { "operator", PARVIS_MAY_READ | PARVIS_MAY_COUNT | PARVIS_MAY_ADMINISTER | READS_TOWN },
  { "counter", PARVIS_MAY_READ | PARVIS_MAY_COUNT | PARVIS_READS_MEMBERS },
  { "clerk", PARVIS_MAY_READ | PARVIS_READS_MEMBERS | PARVIS_READS_CLERKS },
  { "merchant", PARVIS_MAY_READ | PARVIS_MAY_SERVE | PARVIS_READS_MERCHANTS },
};

/* The right that opens each of them; of one that nothing opens there is nothing. */
static const struct
{
  ParvisRights see;
  ParvisRights act;
  ParvisRights set;
} realms[PARVIS_N_REALMS] = {
  [PARVIS_REALM_PLACES] = { PARVIS_READS_MEMBERS, PARVIS_MAY_COUNT, PARVIS_MAY_ADMINISTER },
  [PARVIS_REALM_ORDERS] = { PARVIS_READS_MERCHANTS, PARVIS_MAY_SERVE, PARVIS_MAY_SERVE },
  [PARVIS_REALM_SHOPS] = { 0, 0, PARVIS_MAY_ADMINISTER },
  [PARVIS_REALM_FILES] = { PARVIS_READS_CLERKS, PARVIS_READS_CLERKS, 0 },
  [PARVIS_REALM_TOWN] = { PARVIS_READS_TEAM, PARVIS_MAY_ADMINISTER, PARVIS_MAY_ADMINISTER },
};

static ParvisRights
find_rights (const char *role)
{
  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    if (strcmp (role, table[i].role) == 0)
      return table[i].rights;

  return 0;
}

ParvisRights
parvis_rights_of_roles (const char *const *roles)
{
  ParvisRights rights = 0;

  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    rights |= find_rights (roles[i]);

  return rights;
}

ParvisReaches
parvis_rights_reach (const char *const *roles,
                     ParvisRealm        realm)
{
  ParvisRights rights = parvis_rights_of_roles (roles);
  ParvisReaches reaches = 0;

  g_return_val_if_fail (realm < PARVIS_N_REALMS, 0);

  if ((rights & realms[realm].see) != 0)
    reaches |= PARVIS_REACHES_SEE;
  if ((rights & realms[realm].act) != 0)
    reaches |= PARVIS_REACHES_DO;
  if ((rights & realms[realm].set) != 0)
    reaches |= PARVIS_REACHES_SET;

  return reaches;
}

char *
parvis_rights_name_shop (const char *merchant)
{
  return g_strconcat (SHOP_PREFIX, merchant, NULL);
}

static void
find_scopes (const char *const *roles,
             const char        *prefix,
             guint              max,
             ParvisScopes      *scopes)
{
  g_autoptr(json_t) list = json_array ();

  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    if (g_str_has_prefix (roles[i], prefix))
      json_array_append_new (list, json_string (roles[i] + strlen (prefix)));

  if (!parvis_scopes_from_json (list, "roles", max, scopes, NULL))
    memset (scopes, 0, sizeof *scopes);
}

void
parvis_rights_find_shops (const char *const *roles,
                          ParvisScopes      *shops)
{
  find_scopes (roles, SHOP_PREFIX, PARVIS_SHOPS_MAX, shops);
}

char *
parvis_rights_name_place (const char *facility)
{
  return g_strconcat (PLACE_PREFIX, facility, NULL);
}

void
parvis_rights_find_places (const char *const *roles,
                           ParvisScopes      *places)
{
  memset (places, 0, sizeof *places);
  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    if ((find_rights (roles[i]) & PARVIS_MAY_COUNT) != 0 &&
        strcmp (roles[i], parvis_role_to_string (PARVIS_ROLE_COUNTER)) != 0)
      return;

  find_scopes (roles, PLACE_PREFIX, PARVIS_PLACES_MAX, places);
}

gint64
parvis_rights_number (ParvisRights        rights,
                      const ParvisScopes *shops)
{
  guint folded = 0;

  for (guint i = 0; i < shops->n; i++)
    folded = folded * 31 + g_str_hash (shops->ids[i]);

  return ((gint64) (folded & G_MAXINT32) << 32) | rights;
}
