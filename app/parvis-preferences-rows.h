/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

/* Rows and groups of the preferences, each bound to the settings and applied at
 * once.
 */

/* A page, added to @window. */
GtkWidget *parvis_preferences_page_new (AdwPreferencesWindow *window,
                                        const char           *title,
                                        const char           *icon);
/* A choice among the @n @values of a string key; @words says them. */
GtkWidget *parvis_choice_row_new    (GSettings           *settings,
                                     const char          *key,
                                     const char          *title,
                                     const char          *subtitle,
                                     const char *const   *values,
                                     const char *const   *words);
/* A choice among the whole numbers @values, as many as @words; both stay. */
GtkWidget *parvis_number_row_new    (GSettings           *settings,
                                     const char          *key,
                                     const char          *title,
                                     const char          *subtitle,
                                     const int           *values,
                                     const char *const   *words);
/* A boolean key as a choice between two words. */
GtkWidget *parvis_either_row_new    (GSettings           *settings,
                                     const char          *key,
                                     const char          *title,
                                     const char          *no,
                                     const char          *yes);
GtkWidget *parvis_switch_row_new    (GSettings           *settings,
                                     const char          *key,
                                     const char          *title,
                                     const char          *subtitle);
/* A row that says something and does nothing. */
GtkWidget *parvis_fact_row_new      (const char          *title,
                                     const char          *subtitle);
/* A row with a button at its end. */
GtkWidget *parvis_button_row_new    (const char          *title,
                                     const char          *subtitle,
                                     const char          *label,
                                     GtkWidget          **button);

/* A group whose settings can be put back to what they were at first, all at
 * once, with a message that takes it back. @keys: (array zero-terminated=1),
 * static, or NULL for a group without.
 */
GtkWidget *parvis_settings_group_new (AdwPreferencesWindow *window,
                                      GSettings            *settings,
                                      const char           *title,
                                      const char *const    *keys);

G_END_DECLS
