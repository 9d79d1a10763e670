/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-session.h"

G_BEGIN_DECLS

/**
 * ParvisApplication:
 *
 * Finds the town that this person is connected to, opens its session and its
 * window. With --service, --town and --key-file it shows that town and leaves
 * what was saved alone.
 */
#define PARVIS_TYPE_APPLICATION (parvis_application_get_type ())

G_DECLARE_FINAL_TYPE (ParvisApplication, parvis_application, PARVIS, APPLICATION, AdwApplication)

ParvisApplication *parvis_application_new (void);

G_END_DECLS
