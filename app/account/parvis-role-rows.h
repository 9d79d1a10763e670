/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisRoleRows:
 *
 * The choice of the roles of a person and of the day on which they end: two
 * groups of a preferences page. Signal "changed" ().
 */
#define PARVIS_TYPE_ROLE_ROWS (parvis_role_rows_get_type ())

G_DECLARE_FINAL_TYPE (ParvisRoleRows, parvis_role_rows, PARVIS, ROLE_ROWS, GtkBox)

GtkWidget *parvis_role_rows_new   (ParvisDesk     *desk);
/* As the entity of a member, or what one asks, has them. */
void       parvis_role_rows_set   (ParvisRoleRows *self,
                                   const json_t   *body);
/* Whether nothing is chosen, or no shop for a merchant. */
gboolean   parvis_role_rows_empty (ParvisRoleRows *self);
/* Adds "roles", a merchant's "merchants", the "facilities" of a counter who has some and, if
 * there is an end, "until" to @body.
 */
void       parvis_role_rows_write (ParvisRoleRows *self,
                                   json_t         *body);

G_END_DECLS
