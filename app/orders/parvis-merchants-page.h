/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-desk.h"

G_BEGIN_DECLS

/**
 * ParvisMerchantsPage:
 *
 * What the mayor's office does with shops: says which there are, invites their people,
 * opens reservations to residents, and reads the counts of their days. Of orders there is
 * nothing here but numbers.
 */
#define PARVIS_TYPE_MERCHANTS_PAGE (parvis_merchants_page_get_type ())

G_DECLARE_FINAL_TYPE (ParvisMerchantsPage, parvis_merchants_page, PARVIS, MERCHANTS_PAGE, GtkBox)

GtkWidget *parvis_merchants_page_new (ParvisDesk *desk);

G_END_DECLS
