/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-first.h"

G_BEGIN_DECLS

/**
 * ParvisFirstRun:
 *
 * From nothing to one public, honest figure in four small steps (ux.md §2). What
 * is filled in is kept at every key and found again. What the service is to do
 * goes through the queue: it may end without the network.
 */
#define PARVIS_TYPE_FIRST_RUN (parvis_first_run_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFirstRun, parvis_first_run, PARVIS, FIRST_RUN, AdwWindow)

void parvis_first_run_present (GtkWindow  *parent,
                               ParvisDesk *desk,
                               GSettings  *settings);

G_END_DECLS
