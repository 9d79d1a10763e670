/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "parvis-auth.h"

G_BEGIN_DECLS

/**
 * ParvisPinWindow:
 *
 * Somebody who is signed in chooses the PIN of this computer, or another one.
 *
 * Signal "chosen" (const char *handle, const char *key): what the service gave for it; the
 * window closes itself afterwards.
 */
#define PARVIS_TYPE_PIN_WINDOW (parvis_pin_window_get_type ())

G_DECLARE_FINAL_TYPE (ParvisPinWindow, parvis_pin_window, PARVIS, PIN_WINDOW, AdwWindow)

/* @parent is nullable; @has_pin: the one so far is asked for too */
GtkWidget *parvis_pin_window_new (GtkWindow  *parent,
                                  ParvisAuth *auth,
                                  gboolean    has_pin);

/* What asking for a PIN has in common. */
gboolean   parvis_pin_is_one     (const char *text);
GtkWidget *parvis_pin_row_new    (const char *title);
/* Below the row; says nothing at first. */
GtkWidget *parvis_pin_label_new  (void);
/* @sentence: "" if nothing is wrong */
void       parvis_pin_row_tell   (GtkWidget  *row,
                                  GtkLabel   *label,
                                  const char *sentence);

G_END_DECLS
