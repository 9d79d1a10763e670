/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ParvisApplication:
 *
 * The program: its actions and their keys. With --service and --town it shows
 * that town as its residents see it, and leaves what was saved alone.
 */
#define PARVIS_TYPE_APPLICATION (parvis_application_get_type ())

G_DECLARE_FINAL_TYPE (ParvisApplication, parvis_application, PARVIS, APPLICATION, AdwApplication)

ParvisApplication *parvis_application_new (void);

G_END_DECLS
