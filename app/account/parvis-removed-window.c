/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-removed-window"

#include "config.h"

#include "parvis-removed-window.h"

#include "parvis-format.h"
#include "parvis-time.h"

#include <glib/gi18n.h>

static char *
sentence_of (gint64      at,
             const char *by)
{
  g_autoptr(GTimeZone) zone = g_time_zone_new_local ();
  g_autofree char *moment = NULL;

  if (at != PARVIS_NO_TIME)
    moment = parvis_format_moment (at, parvis_clock_now (&parvis_system_clock), zone);

  if (moment != NULL && by != NULL)
    return g_strdup_printf (_("This access was taken from you at %1$s by %2$s."), moment, by);
  if (by != NULL)
    return g_strdup_printf (_("This access was taken from you by %s."), by);
  if (moment != NULL)
    return g_strdup_printf (_("This access was taken from you at %s."), moment);

  return g_strdup (_("This access was taken from you."));
}

/* A button of the page, whose window is of no use afterwards. */
static void
clicked_cb (GtkButton *button,
            GtkWindow *window)
{
  gtk_window_close (window);
}

static GtkWidget *
build_button (GtkWidget               *window,
              const ParvisAccountTown *next)
{
  g_autofree char *label = NULL;
  GtkWidget *button;

  if (next != NULL)
    {
      label = g_strdup_printf (_("Open %s"), next->name);
      button = gtk_button_new_with_label (label);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.town");
      gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", next->insee);
    }
  else
    {
      button = gtk_button_new_with_label (_("Sign In…"));
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "app.sign-in");
    }
  gtk_widget_set_halign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "pill");
  gtk_widget_add_css_class (button, "suggested-action");
  g_signal_connect_object (button, "clicked", G_CALLBACK (clicked_cb), window, G_CONNECT_AFTER);

  return button;
}

GtkWidget *
parvis_removed_window_new (GtkApplication          *app,
                           const char              *town,
                           gint64                   at,
                           const char              *by,
                           const ParvisAccountTown *next)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *page = adw_status_page_new ();
  GtkWidget *button = build_button (window, next);
  g_autofree char *sentence = sentence_of (at, by);
  g_autofree char *text = g_strdup_printf (_("%s What this computer had of the town was erased."),
                                           sentence);
  g_autofree char *markup = g_markup_escape_text (text, -1);
  g_autofree char *title = g_strdup_printf (_("%s — Parvis"), town);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "changes-prevent-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), town);
  adw_status_page_set_description (ADW_STATUS_PAGE (page), markup);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), button);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (window), box);

  gtk_window_set_application (GTK_WINDOW (window), app);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 480);
  gtk_window_set_default_widget (GTK_WINDOW (window), button);

  return window;
}
