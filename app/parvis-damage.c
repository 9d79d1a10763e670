/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-damage"

#include "config.h"

#include "parvis-damage.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

static void
answer (GtkWidget *button,
        gboolean   with_copy)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (button));
  ParvisSession *session = g_object_get_data (G_OBJECT (window), "session");

  parvis_session_mend (session, with_copy);
  gtk_window_destroy (window);
}

static void
copy_cb (GtkButton *button,
         gpointer   user_data)
{
  answer (GTK_WIDGET (button), TRUE);
}

static void
service_cb (GtkButton *button,
            gpointer   user_data)
{
  answer (GTK_WIDGET (button), FALSE);
}

/* Nothing was chosen, so there is nothing to show. */
static gboolean
close_cb (GtkWindow *window,
          gpointer   user_data)
{
  GtkWindow *parent = gtk_window_get_transient_for (window);

  gtk_window_destroy (window);
  if (parent != NULL)
    gtk_window_close (parent);

  return GDK_EVENT_STOP;
}

static char *
describe (gint64     copied_at,
          gint64     now,
          GTimeZone *zone)
{
  g_autofree char *moment = NULL;

  if (copied_at == PARVIS_NO_TIME)
    return g_strdup (_("There is no healthy copy. Nothing is deleted: the damaged file is kept "
                       "beside the new one, and the waiting actions that can be read are kept."));

  moment = parvis_format_moment (copied_at, now, zone);

  return g_strdup_printf (_("A healthy copy of %s exists. Nothing is deleted: the damaged file is "
                            "kept beside the new one, and the waiting actions that can be read "
                            "are kept, whatever you choose."), moment);
}

static GtkWidget *
build_buttons (gint64 copied_at)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *copy = gtk_button_new_with_label (_("Take the Copy"));
  GtkWidget *service = gtk_button_new_with_label (_("Start Again from the Service"));
  gboolean has_copy = copied_at != PARVIS_NO_TIME;

  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (copy, "pill");
  gtk_widget_add_css_class (service, "pill");
  gtk_widget_add_css_class (has_copy ? copy : service, "suggested-action");
  gtk_widget_set_visible (copy, has_copy);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_cb), NULL);
  g_signal_connect (service, "clicked", G_CALLBACK (service_cb), NULL);
  gtk_box_append (GTK_BOX (box), copy);
  gtk_box_append (GTK_BOX (box), service);

  return box;
}

GtkWidget *
parvis_damage_window_new (GtkWindow     *parent,
                          ParvisSession *session,
                          gint64         copied_at,
                          GTimeZone     *zone)
{
  GtkWidget *window = adw_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *page = adw_status_page_new ();
  g_autofree char *description = describe (copied_at, parvis_session_now (session), zone);

  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "dialog-warning-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), _("The Data of This Computer Are Damaged"));
  adw_status_page_set_description (ADW_STATUS_PAGE (page), description);
  adw_status_page_set_child (ADW_STATUS_PAGE (page), build_buttons (copied_at));
  gtk_widget_set_vexpand (page, TRUE);

  gtk_widget_add_css_class (header, "flat");
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), page);
  adw_window_set_content (ADW_WINDOW (window), box);

  g_object_set_data_full (G_OBJECT (window), "session", g_object_ref (session), g_object_unref);
  g_signal_connect (window, "close-request", G_CALLBACK (close_cb), NULL);
  gtk_window_set_title (GTK_WINDOW (window), _("Damaged Data — Parvis"));
  gtk_window_set_default_size (GTK_WINDOW (window), 480, 520);
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), TRUE);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);

  return window;
}
