/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-about"

#include "config.h"

#include "parvis-about.h"

#include <glib/gi18n.h>
#include <shumate/shumate.h>

static char *
describe_system (ParvisSession *session)
{
  GString *text = g_string_new (NULL);

  g_string_append_printf (text, "Parvis %s\n", PACKAGE_VERSION);
  g_string_append_printf (text, "GTK %u.%u.%u\n", gtk_get_major_version (),
                          gtk_get_minor_version (), gtk_get_micro_version ());
  g_string_append_printf (text, "libadwaita %u.%u.%u\n", adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version ());
  g_string_append_printf (text, "libshumate %d.%d.%d\n", SHUMATE_MAJOR_VERSION,
                          SHUMATE_MINOR_VERSION, SHUMATE_MICRO_VERSION);
  g_string_append_printf (text, "GLib %u.%u.%u\n", glib_major_version, glib_minor_version,
                          glib_micro_version);
  if (session != NULL)
    g_string_append_printf (text, "%s, %s, %u/%u\n", parvis_session_get_base_uri (session),
                            parvis_session_get_town (session),
                            parvis_session_get_pending (session),
                            parvis_session_get_refused_count (session));

  return g_string_free (text, FALSE);
}

void
parvis_about_show (GtkWindow     *parent,
                   ParvisSession *session)
{
  g_autofree char *system = describe_system (session);

  /* libshumate's licence box is no link, so the address stands here. */
  adw_show_about_window (parent,
                         "application-name", "Parvis",
                         "application-icon", APP_ID,
                         "version", PACKAGE_VERSION,
                         "developer-name", _("The people of Parvis"),
                         "license-type", GTK_LICENSE_GPL_3_0,
                         "comments", _("The desk of a small town hall.\n\nMaps of real towns are "
                                       "drawn from data of the contributors of OpenStreetMap: "
                                       "openstreetmap.org/copyright\n\nNames and populations of "
                                       "communes: INSEE and La Poste, by Etalab, 2026, Licence "
                                       "Ouverte"),
                         "debug-info", system,
                         NULL);
}

void
parvis_shortcuts_show (GtkWindow *parent)
{
  g_autoptr(GtkBuilder) builder =
    gtk_builder_new_from_resource ("/fr/parvis/Parvis/parvis-shortcuts.ui");
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "shortcuts"));

  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
