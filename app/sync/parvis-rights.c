/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-rights"

#include "config.h"

#include "parvis-rights.h"

#include "parvis-json.h"

#include <string.h>

/* Of a role "merchant", in which shop: the words of an account's roles are kept as they
 * are, and a version that does not know this one reads no right in it.
 */
#define SHOP_PREFIX "merchant:"

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

ParvisRights
parvis_rights_of_roles (const char *const *roles)
{
  ParvisRights rights = 0;

  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    for (guint j = 0; j < G_N_ELEMENTS (table); j++)
      if (strcmp (roles[i], table[j].role) == 0)
        rights |= table[j].rights;

  return rights;
}

char *
parvis_rights_name_shop (const char *merchant)
{
  return g_strconcat (SHOP_PREFIX, merchant, NULL);
}

void
parvis_rights_find_shops (const char *const *roles,
                          ParvisScopes      *shops)
{
  g_autoptr(json_t) list = json_array ();

  for (guint i = 0; roles != NULL && roles[i] != NULL; i++)
    if (g_str_has_prefix (roles[i], SHOP_PREFIX))
      json_array_append_new (list, json_string (roles[i] + strlen (SHOP_PREFIX)));

  if (!parvis_scopes_from_json (list, "merchants", shops, NULL))
    memset (shops, 0, sizeof *shops);
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
