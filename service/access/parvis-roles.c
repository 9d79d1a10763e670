/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-roles"

#include "config.h"

#include "parvis-roles.h"

#include "parvis-error.h"

#define AUDIENCE(name) PARVIS_AUDIENCE_BIT (PARVIS_AUDIENCE_##name)
#define RIGHT(name)    (1u << PARVIS_RIGHT_##name)

/* The one place that says who may do what. What everybody may who signed in is in
 * no row. Orders name residents, and so do dossiers: nobody reads them but whose work
 * they are.
 */
static const struct
{
  ParvisAudiences audiences;
  guint           rights;
} table[PARVIS_N_ROLES] = {
  [PARVIS_ROLE_MAYOR] = {
    AUDIENCE (INSIDER) | AUDIENCE (MEMBER) | AUDIENCE (TEAM),
    RIGHT (MEMBER) | RIGHT (READ) | RIGHT (COUNT) | RIGHT (CLOSE) | RIGHT (ADMINISTER),
  },
  [PARVIS_ROLE_CLERK] = {
    AUDIENCE (INSIDER) | AUDIENCE (MEMBER) | AUDIENCE (CLERK),
    RIGHT (MEMBER) | RIGHT (READ) | RIGHT (REVIEW),
  },
  [PARVIS_ROLE_MERCHANT] = {
    AUDIENCE (INSIDER) | AUDIENCE (MERCHANT),
    RIGHT (MEMBER) | RIGHT (ORDERS),
  },
  [PARVIS_ROLE_COUNTER] = {
    AUDIENCE (INSIDER) | AUDIENCE (MEMBER),
    RIGHT (MEMBER) | RIGHT (READ) | RIGHT (COUNT) | RIGHT (CLOSE),
  },
  [PARVIS_ROLE_OPERATOR] = {
    AUDIENCE (INSIDER) | AUDIENCE (MEMBER) | AUDIENCE (TEAM),
    RIGHT (MEMBER) | RIGHT (READ) | RIGHT (COUNT) | RIGHT (CLOSE) | RIGHT (ADMINISTER) |
    RIGHT (OPERATOR),
  },
};

ParvisAudiences
parvis_roles_get_audiences (ParvisRoles roles)
{
  ParvisAudiences audiences = AUDIENCE (PUBLIC);

  for (guint i = 0; i < PARVIS_N_ROLES; i++)
    {
      if (roles & PARVIS_ROLE_BIT (i))
        audiences |= table[i].audiences;
    }

  return audiences;
}

gboolean
parvis_roles_have_right (ParvisRoles roles,
                         ParvisRight right)
{
  if (right == PARVIS_RIGHT_ANYONE || right == PARVIS_RIGHT_ACCOUNT)
    return TRUE;

  for (guint i = 0; i < PARVIS_N_ROLES; i++)
    {
      if ((roles & PARVIS_ROLE_BIT (i)) && (table[i].rights & (1u << right)))
        return TRUE;
    }

  return FALSE;
}

gboolean
parvis_roles_are_of_places (ParvisRoles roles,
                            ParvisRight right)
{
  return !parvis_roles_have_right (roles & ~PARVIS_ROLE_BIT (PARVIS_ROLE_COUNTER), right);
}

gboolean
parvis_roles_from_json (const json_t  *list,
                        const char    *field,
                        ParvisRoles   *roles,
                        GError       **error)
{
  *roles = 0;
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      ParvisRole role;

      if (!parvis_role_from_string (json_string_value (json_array_get (list, i)), &role) ||
          role == PARVIS_ROLE_OPERATOR)
        return parvis_set_invalid (error, field,
                                   "A role is one of mayor, clerk, merchant and counter");

      *roles |= PARVIS_ROLE_BIT (role);
    }

  return *roles != 0 || parvis_set_invalid (error, field, "At least one role is needed");
}

json_t *
parvis_roles_to_json (ParvisRoles roles)
{
  json_t *list = json_array ();

  for (guint i = 0; i < PARVIS_N_ROLES; i++)
    {
      if (roles & PARVIS_ROLE_BIT (i))
        json_array_append_new (list, json_string (parvis_role_to_string (i)));
    }

  return list;
}

gboolean
parvis_roles_read_grant (const json_t  *body,
                         ParvisRoles   *roles,
                         ParvisScopes  *shops,
                         ParvisScopes  *places,
                         GError       **error)
{
  if (!parvis_roles_from_json (json_object_get (body, "roles"), "/roles", roles, error) ||
      !parvis_scopes_from_json (json_object_get (body, "merchants"), "/merchants",
                                PARVIS_SHOPS_MAX, shops, error) ||
      !parvis_scopes_from_json (json_object_get (body, "facilities"), "/facilities",
                                PARVIS_PLACES_MAX, places, error))
    return FALSE;

  if (shops->n > 0 && (*roles & PARVIS_ROLE_BIT (PARVIS_ROLE_MERCHANT)) == 0)
    return parvis_set_invalid (error, "/merchants", "Only a merchant works in a shop");

  return places->n == 0 || (*roles & PARVIS_ROLE_BIT (PARVIS_ROLE_COUNTER)) != 0 ||
         parvis_set_invalid (error, "/facilities", "Only a counter has places of his own");
}
