/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-preferences-town"

#include "config.h"

#include "parvis-preferences-town.h"

#include "parvis-logo-row.h"
#include "parvis-preferences-rows.h"

#include <glib/gi18n.h>

static void
changed_cb (ParvisPictureRow *row,
            GtkWidget        *save)
{
  gtk_widget_set_sensitive (save, parvis_picture_row_is_changed (row) &&
                                  !parvis_picture_row_is_busy (row));
}

/* What went wrong is said in the row, and the choice is still there. */
static void
save_cb (GtkButton *save,
         GtkWidget *row)
{
  parvis_logo_row_send_async (row, NULL, NULL);
}

void
parvis_preferences_town_fill (AdwPreferencesGroup *group,
                              ParvisDesk          *desk)
{
  GtkWidget *row = parvis_logo_row_new (desk);
  GtkWidget *save;

  adw_preferences_group_set_description (group, _("Residents and colleagues see it beside the "
                                                  "town’s name. Drawn for white paper, it is read "
                                                  "best."));
  adw_preferences_group_add (group, row);
  adw_preferences_group_add (group, parvis_button_row_new (_("New Logo"), NULL, _("Save"), &save));
  g_signal_connect_object (row, "changed", G_CALLBACK (changed_cb), save, 0);
  g_signal_connect_object (save, "clicked", G_CALLBACK (save_cb), row, 0);
  changed_cb (PARVIS_PICTURE_ROW (row), save);
}
