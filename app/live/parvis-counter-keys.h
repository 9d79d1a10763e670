/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-counter.h"

G_BEGIN_DECLS

/* What a key means to somebody who counts: 0 for nothing. */
int  parvis_counter_delta_of_key (guint            keyval,
                                  GdkModifierType  state,
                                  GdkModifierType  consumed,
                                  gboolean         single);
void parvis_counter_keys_attach  (ParvisCounter   *counter,
                                  GtkWidget       *page);

G_END_DECLS
