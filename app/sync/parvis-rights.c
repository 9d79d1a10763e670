/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-rights"

#include "config.h"

#include "parvis-rights.h"

#include <string.h>

#define READS_ALL \
  (PARVIS_READS_MEMBERS | PARVIS_READS_CLERKS | PARVIS_READS_MERCHANTS | PARVIS_READS_TEAM)

static const struct
{
  const char   *role;
  ParvisRights  rights;
} table[] = {
  { "mayor", PARVIS_MAY_READ | PARVIS_MAY_COUNT | PARVIS_MAY_ADMINISTER | READS_ALL },
  { "operator", PARVIS_MAY_READ | PARVIS_MAY_COUNT | PARVIS_MAY_ADMINISTER | READS_ALL },
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
