/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/* Team and roles (ux.md §18): who is in the team, who is invited. For those who
 * administer the town.
 */
#define PARVIS_TYPE_TEAM_PAGE (parvis_team_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisTeamPage, parvis_team_page, PARVIS, TEAM_PAGE, GtkBox)

GtkWidget *parvis_team_page_new (ParvisDesk *desk);

G_END_DECLS
