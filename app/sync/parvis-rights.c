/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-rights"

#include "config.h"

#include "parvis-rights.h"

#include <string.h>

static const struct
{
  const char   *role;
  ParvisRights  rights;
} table[] = {
  { "mayor", PARVIS_MAY_READ | PARVIS_MAY_COUNT | PARVIS_MAY_ADMINISTER },
  { "operator", PARVIS_MAY_READ | PARVIS_MAY_COUNT | PARVIS_MAY_ADMINISTER },
  { "counter", PARVIS_MAY_READ | PARVIS_MAY_COUNT },
  { "clerk", PARVIS_MAY_READ },
  { "merchant", PARVIS_MAY_READ },
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
