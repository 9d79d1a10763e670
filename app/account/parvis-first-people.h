/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-first.h"

G_BEGIN_DECLS

/**
 * ParvisFirstPeople:
 *
 * Who uses it: the team and who is invited, whether residents see it, and the
 * poster that tells them.
 */
#define PARVIS_TYPE_FIRST_PEOPLE (parvis_first_people_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFirstPeople, parvis_first_people, PARVIS, FIRST_PEOPLE, GtkBox)

GtkWidget *parvis_first_people_new  (ParvisFirst       *first);
void       parvis_first_people_read (ParvisFirstPeople *self);

G_END_DECLS
