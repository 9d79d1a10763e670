/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/**
 * ParvisScannerWindow:
 *
 * Scans papers: which scanner, how, and the pages as they come, in memory; those that are no
 * good are left out before the others are added.
 *
 * Signal "chosen" (GPtrArray of GBytes): the pages to be added, in their order; it closes
 * itself afterwards.
 */
#define PARVIS_TYPE_SCANNER_WINDOW (parvis_scanner_window_get_type ())

G_DECLARE_FINAL_TYPE (ParvisScannerWindow, parvis_scanner_window, PARVIS, SCANNER_WINDOW,
                      AdwWindow)

/* @what: the document and whose it is */
GtkWindow *parvis_scanner_window_new (GtkWindow  *parent,
                                      const char *what);

G_END_DECLS
