/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-review"

#include "config.h"

#include "parvis-dossier-review-private.h"

#include "parvis-dossier-history.h"
#include "parvis-icon-button.h"
#include "parvis-papers.h"
#include "parvis-review-panel.h"

#include <glib/gi18n.h>

/* What the workspace is made of. */

static GtkWidget *
build_button (const char *text,
              const char *key,
              const char *action)
{
  GtkWidget *button = gtk_button_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *cap = gtk_label_new (key);

  gtk_widget_add_css_class (cap, "keycap");
  gtk_widget_set_halign (box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), gtk_label_new (text));
  gtk_box_append (GTK_BOX (box), cap);
  gtk_button_set_child (GTK_BUTTON (button), box);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  parvis_set_label (button, text);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);

  return button;
}

static GtkLabel *
add_bar_label (GtkWidget *box)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "hexpand", TRUE, "wrap", TRUE,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);

  gtk_box_append (GTK_BOX (box), label);

  return GTK_LABEL (label);
}

static GtkWidget *
build_act (ParvisDossierReview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *space = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *undo = build_button (_("Undo"), "Ctrl Z", "win.undo");

  gtk_widget_add_css_class (undo, "flat");
  gtk_widget_set_hexpand (space, TRUE);
  self->again = build_button (_("Ask Again…"), "R", "review.again");
  self->primary = build_button (_("Approve Document"), "V", "review.approve");
  gtk_widget_add_css_class (self->primary, "suggested-action");
  self->primary_text = GTK_LABEL (gtk_widget_get_first_child (
                                    gtk_button_get_child (GTK_BUTTON (self->primary))));
  self->primary_key = GTK_LABEL (gtk_widget_get_next_sibling (GTK_WIDGET (self->primary_text)));
  gtk_box_append (GTK_BOX (box), undo);
  gtk_box_append (GTK_BOX (box), space);
  gtk_box_append (GTK_BOX (box), build_button (_("Skip"), "P", "review.pass"));
  gtk_box_append (GTK_BOX (box), self->again);
  gtk_box_append (GTK_BOX (box), self->primary);

  return box;
}

static GtkWidget *
build_bar (ParvisDossierReview *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *locked = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *over = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  g_autoptr(GMenu) menu = g_menu_new ();

  self->locked = add_bar_label (locked);
  gtk_box_append (GTK_BOX (locked), build_button (_("Take Over"), "T", "dossier.take"));
  self->over = add_bar_label (over);
  self->bar = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->bar, build_act (self), "act");
  gtk_stack_add_named (self->bar, locked, "locked");
  gtk_stack_add_named (self->bar, over, "over");
  gtk_widget_set_hexpand (GTK_WIDGET (self->bar), TRUE);
  g_menu_append (menu, _("Original Seen at the Desk"), "review.seen");
  g_menu_append (menu, _("Not Needed Here"), "review.not-needed");
  g_menu_append (menu, _("Add a File…"), "review.add-file");
  g_menu_append (menu, _("Scan a Paper…"), "review.scan");
  g_menu_append (menu, _("Labels…"), "dossier.label");
  g_menu_append (menu, _("Family Told by Phone"), "dossier.told-by-phone");
  g_menu_append (menu, _("Family Told at the Desk"), "dossier.told-at-desk");
  g_menu_append (menu, _("Accept the File"), "review.accept");
  g_menu_append (menu, _("Refuse the File…"), "review.refuse");
  g_menu_append (menu, _("Close without Action…"), "review.close");
  g_menu_append (menu, _("Review Again"), "review.reopen");
  self->decide = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->decide), "view-more-symbolic");
  parvis_set_label (self->decide, _("More decisions"));
  parvis_set_label (gtk_widget_get_first_child (self->decide), _("More decisions"));
  gtk_menu_button_set_direction (GTK_MENU_BUTTON (self->decide), GTK_ARROW_UP);
  parvis_set_menu (self->decide, G_MENU_MODEL (menu));
  gtk_widget_set_valign (self->decide, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (bar), GTK_WIDGET (self->bar));
  gtk_box_append (GTK_BOX (bar), self->decide);
  gtk_widget_add_css_class (bar, "toolbar");
  gtk_widget_add_css_class (bar, "review-bar");

  return bar;
}

static GtkWidget *
build_place (ParvisDossierReview *self)
{
  GtkWidget *overlay = gtk_overlay_new ();
  GtkWidget *below = gtk_box_new (GTK_ORIENTATION_VERTICAL, 18);
  GtkWidget *answers = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);

  self->picture = ADW_BIN (adw_bin_new ());
  parvis_dossier_review_add_picture (self);
  self->nothing = ADW_STATUS_PAGE (adw_status_page_new ());
  gtk_widget_add_css_class (GTK_WIDGET (self->nothing), "compact");
  gtk_box_append (GTK_BOX (answers), build_button (_("Accept the Explanation"), "V",
                                                   "review.approve"));
  gtk_box_append (GTK_BOX (answers), build_button (_("Ask Again…"), "R", "review.again"));
  gtk_box_append (GTK_BOX (answers), build_button (_("Not Needed Here"), "S",
                                                   "review.not-needed"));
  gtk_widget_set_halign (answers, GTK_ALIGN_CENTER);
  self->answers = answers;
  self->bring = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  gtk_box_append (GTK_BOX (self->bring), build_button (_("Add a File…"), "A", "review.add-file"));
  gtk_box_append (GTK_BOX (self->bring), build_button (_("Scan a Paper…"), "⇧ A",
                                                       "review.scan"));
  gtk_widget_set_halign (self->bring, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (below), answers);
  gtk_box_append (GTK_BOX (below), self->bring);
  adw_status_page_set_child (self->nothing, below);
  self->place = GTK_STACK (gtk_stack_new ());
  gtk_stack_add_named (self->place, GTK_WIDGET (self->picture), "picture");
  gtk_stack_add_named (self->place, GTK_WIDGET (self->nothing), "nothing");
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->place));
  gtk_widget_set_vexpand (overlay, TRUE);
  gtk_widget_set_hexpand (overlay, TRUE);
  parvis_dossier_review_take_drops (self, overlay);

  return overlay;
}

static GtkWidget *
build_pieces (ParvisDossierReview *self)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->pieces = GTK_BOX (gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6));
  parvis_set_label (GTK_WIDGET (self->pieces), _("Documents"));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_EXTERNAL,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->pieces));
  gtk_widget_set_hexpand (scrolled, TRUE);
  self->details = parvis_icon_toggle ("sidebar-show-right-symbolic", _("What to check"),
                                      _("What to check"));
  gtk_box_append (GTK_BOX (line), scrolled);
  gtk_box_append (GTK_BOX (line), self->details);
  gtk_widget_add_css_class (line, "review-pieces");

  return line;
}

static void
folded_cb (ParvisDossierReview *self)
{
  gboolean folded = adw_flap_get_folded (self->flap);

  gtk_widget_set_visible (self->details, folded);
  adw_flap_set_reveal_flap (self->flap, !folded);
}

static GtkWidget *
build_dossier (ParvisDossierReview *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *middle = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  self->flap = ADW_FLAP (adw_flap_new ());
  self->panel = parvis_review_panel_new (self->queue);
  gtk_widget_add_css_class (self->panel, "background");
  gtk_box_append (GTK_BOX (middle), build_pieces (self));
  gtk_box_append (GTK_BOX (middle), build_place (self));
  adw_flap_set_flap_position (self->flap, GTK_PACK_END);
  adw_flap_set_fold_threshold_policy (self->flap, ADW_FOLD_THRESHOLD_POLICY_MINIMUM);
  adw_flap_set_flap (self->flap, self->panel);
  adw_flap_set_separator (self->flap, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_content (self->flap, middle);
  gtk_widget_set_vexpand (GTK_WIDGET (self->flap), TRUE);
  g_signal_connect_object (self->flap, "notify::folded", G_CALLBACK (folded_cb), self,
                           G_CONNECT_SWAPPED);
  g_object_bind_property (self->flap, "reveal-flap", self->details, "active",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  self->papers = parvis_papers_new (parvis_dossier_review_get_desk (self));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->flap));
  gtk_box_append (GTK_BOX (box), self->papers);
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), build_bar (self));
  folded_cb (self);

  return box;
}

static GtkWidget *
build_history (ParvisDossierReview *self)
{
  self->past = ADW_FLAP (adw_flap_new ());
  self->history = parvis_dossier_history_new (self->queue);
  gtk_widget_add_css_class (self->history, "background");
  adw_flap_set_flap_position (self->past, GTK_PACK_END);
  adw_flap_set_fold_policy (self->past, ADW_FLAP_FOLD_POLICY_ALWAYS);
  adw_flap_set_flap (self->past, self->history);
  adw_flap_set_separator (self->past, gtk_separator_new (GTK_ORIENTATION_VERTICAL));
  adw_flap_set_content (self->past, build_dossier (self));
  adw_flap_set_reveal_flap (self->past, FALSE);

  return GTK_WIDGET (self->past);
}

void
parvis_dossier_review_build (ParvisDossierReview *self)
{
  GtkWidget *none = adw_status_page_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (none), "emblem-documents-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (none), _("No file is open"));
  adw_status_page_set_description (ADW_STATUS_PAGE (none), _("Choose one in the list."));
  gtk_widget_add_css_class (none, "compact");
  gtk_stack_add_named (self->stack, none, "none");
  gtk_stack_add_named (self->stack, build_history (self), "dossier");
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
}
