/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-json.h"

G_BEGIN_DECLS

/**
 * ParvisRoleTable:
 *
 * What some roles let a person see, do and set, module by module (ux.md §18). It is to be
 * read only: roles are given whole.
 */
#define PARVIS_TYPE_ROLE_TABLE (parvis_role_table_get_type ())

G_DECLARE_FINAL_TYPE (ParvisRoleTable, parvis_role_table, PARVIS, ROLE_TABLE, GtkBox)

GtkWidget *parvis_role_table_new (void);
/* @body: with the "roles" of a member, or of what one asks for */
void       parvis_role_table_set (ParvisRoleTable *self,
                                  const json_t    *body);

G_END_DECLS
