/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-bake-plan.h"
#include "parvis-bell.h"

G_BEGIN_DECLS

/**
 * ParvisBakePage:
 *
 * What to bake on a day, and what to bag for each hour (ux.md §12). Its actions:
 * "bake.print", "bake.tickets", "bake.save".
 */
#define PARVIS_TYPE_BAKE_PAGE (parvis_bake_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisBakePage, parvis_bake_page, PARVIS, BAKE_PAGE, GtkWidget)

GtkWidget      *parvis_bake_page_new      (ParvisShop     *shop,
                                           ParvisBell     *bell);
ParvisBakePlan *parvis_bake_page_get_plan (ParvisBakePage *self);

G_END_DECLS
