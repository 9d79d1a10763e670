/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisFirstPreview:
 *
 * What residents will see, with an example for a figure that is not there yet: a
 * picture to a screen reader, and nothing that takes the focus.
 */
#define PARVIS_TYPE_FIRST_PREVIEW (parvis_first_preview_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFirstPreview, parvis_first_preview, PARVIS, FIRST_PREVIEW, GtkBox)

GtkWidget *parvis_first_preview_new (void);
/* @desk: the service that takes files */
void parvis_first_preview_set_desk (ParvisFirstPreview *self,
                                    const char         *town,
                                    const char         *desk);
void parvis_first_preview_set      (ParvisFirstPreview *self,
                                    const char         *town,
                                    const char         *place,
                                    gint64              capacity,
                                    gboolean            parking);

/* The same of a shop where bread is reserved. */
void       parvis_first_preview_set_shop (ParvisFirstPreview *self,
                                          const char         *town,
                                          const char         *shop);

G_END_DECLS
