/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-first.h"

G_BEGIN_DECLS

/**
 * ParvisFirstTest:
 *
 * The row "Test" with what comes of it. Signal "wanted": the button was pressed;
 * whoever knows that the fields are whole calls parvis_first_test_start().
 */
#define PARVIS_TYPE_FIRST_TEST (parvis_first_test_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFirstTest, parvis_first_test, PARVIS, FIRST_TEST, GtkBox)

GtkWidget *parvis_first_test_new   (ParvisFirst     *first);
void       parvis_first_test_start (ParvisFirstTest *self);
void       parvis_first_test_reset (ParvisFirstTest *self);

G_END_DECLS
