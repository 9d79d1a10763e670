/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-viewer"

#include "config.h"

#include "parvis-dossier-viewer-private.h"

#include "parvis-icon-button.h"

#include <glib/gi18n.h>

/* What the viewer is made of. */

static GtkWidget *
add_tool (GtkWidget  *box,
          const char *icon,
          const char *name,
          const char *action)
{
  GtkWidget *button = parvis_icon_button (icon, name, NULL);

  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_box_append (GTK_BOX (box), button);

  return button;
}

static GtkWidget *
build_toolbar (ParvisDossierViewer *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                 "halign", GTK_ALIGN_START, "valign", GTK_ALIGN_START,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_TOOLBAR, NULL);

  gtk_widget_add_css_class (box, "osd");
  gtk_widget_add_css_class (box, "viewer-tools");
  parvis_set_label (box, _("Picture"));
  add_tool (box, "object-rotate-left-symbolic", _("Turn Left"), "viewer.turn-left");
  add_tool (box, "object-rotate-right-symbolic", _("Turn Right"), "viewer.turn-right");
  add_tool (box, "zoom-out-symbolic", _("Zoom Out"), "viewer.zoom-out");
  self->zoom = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->zoom), "viewer-zoom");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->zoom));
  add_tool (box, "zoom-in-symbolic", _("Zoom In"), "viewer.zoom-in");
  add_tool (box, "zoom-fit-best-symbolic", _("Whole Page, or Its Width"), "viewer.fit");
  add_tool (box, "display-brightness-symbolic", _("Lighter"), "viewer.lighter");
  self->full_button = add_tool (box, "view-fullscreen-symbolic", _("Full Screen"),
                                "viewer.full-screen");

  return box;
}

static GtkWidget *
build_strip (ParvisDossierViewer *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "halign", GTK_ALIGN_CENTER, "valign", GTK_ALIGN_END,
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);

  gtk_widget_add_css_class (box, "osd");
  gtk_widget_add_css_class (box, "viewer-strip");
  parvis_set_label (box, _("Pages"));
  add_tool (box, "go-previous-symbolic", _("Previous Page"), "viewer.previous-page");
  self->dots = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);
  self->position = GTK_LABEL (gtk_label_new (NULL));
  gtk_box_append (GTK_BOX (box), self->dots);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->position));
  add_tool (box, "go-next-symbolic", _("Next Page"), "viewer.next-page");

  return box;
}

static GtkWidget *
build_loading (ParvisDossierViewer *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                 "spacing", 6, "halign", GTK_ALIGN_CENTER, "valign",
                                 GTK_ALIGN_CENTER, "can-target", FALSE, NULL);
  GtkWidget *label = gtk_label_new (_("The document is being fetched…"));

  self->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  parvis_set_label (GTK_WIDGET (self->progress), _("The document is being fetched…"));
  gtk_widget_add_css_class (box, "osd");
  gtk_widget_add_css_class (box, "viewer-loading");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->progress));

  return box;
}

static GtkWidget *
build_notice (ParvisDossierViewer *self)
{
  GtkWidget *buttons = g_object_new (GTK_TYPE_BOX, "spacing", 12, "halign", GTK_ALIGN_CENTER, NULL);

  self->notice = ADW_STATUS_PAGE (adw_status_page_new ());
  self->ask_again = gtk_button_new_with_label (_("Ask Again…"));
  self->try_again = gtk_button_new_with_label (_("Try Again"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->try_again), "viewer.again");
  gtk_widget_add_css_class (self->ask_again, "suggested-action");
  gtk_widget_add_css_class (self->ask_again, "pill");
  gtk_widget_add_css_class (self->try_again, "pill");
  gtk_widget_add_css_class (GTK_WIDGET (self->notice), "compact");
  gtk_widget_add_css_class (GTK_WIDGET (self->notice), "viewer-notice");
  gtk_box_append (GTK_BOX (buttons), self->ask_again);
  gtk_box_append (GTK_BOX (buttons), self->try_again);
  adw_status_page_set_child (self->notice, buttons);

  return GTK_WIDGET (self->notice);
}

static GtkWidget *
build_corner (ParvisDossierViewer *self)
{
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                 "spacing", 6, "halign", GTK_ALIGN_END, "valign", GTK_ALIGN_START,
                                 NULL);

  gtk_widget_add_css_class (box, "viewer-corner");
  self->newer_button = gtk_button_new_with_label (_("New photo (Y)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->newer_button), "viewer.newer");
  gtk_widget_add_css_class (self->newer_button, "suggested-action");
  gtk_widget_add_css_class (self->newer_button, "pill");
  self->hints = g_object_new (GTK_TYPE_BOX, "spacing", 6, "halign", GTK_ALIGN_END, "can-target",
                              FALSE, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP, NULL);
  parvis_set_label (self->hints, _("How well it can be read"));
  gtk_box_append (GTK_BOX (box), self->hints);
  gtk_box_append (GTK_BOX (box), self->newer_button);

  return box;
}

void
parvis_dossier_viewer_build (ParvisDossierViewer *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *paper = g_object_new (ADW_TYPE_BIN, "hexpand", TRUE, "vexpand", TRUE, NULL);

  self->view = PARVIS_SCAN_VIEW (parvis_scan_view_new ());
  self->search = PARVIS_VIEWER_SEARCH (parvis_viewer_search_new (self->view));
  self->toolbar = build_toolbar (self);
  self->strip = build_strip (self);
  self->loading = build_loading (self);
  adw_bin_set_child (ADW_BIN (paper), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (paper, "viewer-table");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), paper);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), build_notice (self));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->loading);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->toolbar);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->strip);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), build_corner (self));
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->search));
  gtk_box_append (GTK_BOX (self->box), overlay);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

void
parvis_dossier_viewer_set_stock (ParvisDossierViewer *self,
                                 ParvisScanStock     *stock)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_VIEWER (self));

  parvis_scan_shelf_set_stock (self->shelf, stock);
}
