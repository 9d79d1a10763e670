/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier-row"

#include "config.h"

#include "parvis-dossier-row.h"

#include "parvis-dossier-text.h"
#include "parvis-icon-button.h"

#include <adwaita.h>

#define AVATAR 34

struct _ParvisDossierRow
{
  GtkWidget          parent_instance;

  /* Children */
  AdwAvatar         *avatar;
  GtkLabel          *name;
  GtkImage          *icon;
  GtkLabel          *status;
  GtkLabel          *count;

  /* Owned */
  ParvisDesk        *desk;
  ParvisDossierItem *item;          /* (nullable) */
};

G_DEFINE_FINAL_TYPE (ParvisDossierRow, parvis_dossier_row, GTK_TYPE_WIDGET)

/* Of the row of the list itself: that is what a screen reader is on. */
static void
name_row (ParvisDossierRow *self,
          const char       *sentence)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (self));

  if (parent != NULL)
    parvis_set_label (parent, sentence);
}

static void
refresh (ParvisDossierRow *self)
{
  const ParvisDossierFacts *facts = parvis_dossier_item_get_facts (self->item);
  gint64 now = parvis_session_now (parvis_desk_get_session (self->desk));
  GTimeZone *zone = parvis_desk_get_zone (self->desk);
  const char *icon;
  g_autofree char *status = parvis_dossier_text_status (facts, now, zone, &icon);
  g_autofree char *sentence = parvis_dossier_text_row (facts, now, zone);
  g_autofree char *count = g_strdup_printf ("%u / %u", facts->n_approved, facts->n_documents);

  adw_avatar_set_text (self->avatar, facts->subject);
  gtk_label_set_label (self->name, facts->subject);
  gtk_label_set_label (self->status, status);
  gtk_label_set_label (self->count, count);
  gtk_image_set_from_icon_name (self->icon, icon);
  gtk_widget_set_visible (GTK_WIDGET (self->icon), icon != NULL);
  if (parvis_dossier_facts_is_locked (facts, now))
    gtk_widget_add_css_class (GTK_WIDGET (self), "dim-label");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "dim-label");
  if (facts->urgent)
    gtk_widget_add_css_class (GTK_WIDGET (self->status), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->status), "warning");
  name_row (self, sentence);
}

static void
parvis_dossier_row_dispose (GObject *object)
{
  ParvisDossierRow *self = PARVIS_DOSSIER_ROW (object);
  GtkWidget *child;

  parvis_dossier_row_set_item (self, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_dossier_row_parent_class)->dispose (object);
}

static void
parvis_dossier_row_class_init (ParvisDossierRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_dossier_row_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
}

static GtkWidget *
build_label (const char *css_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f,
                                   "ellipsize", PANGO_ELLIPSIZE_END, NULL);

  gtk_widget_add_css_class (label, css_class);

  return label;
}

static void
parvis_dossier_row_init (ParvisDossierRow *self)
{
  GtkWidget *avatar = adw_avatar_new (AVATAR, NULL, TRUE);
  GtkWidget *words = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (GTK_WIDGET (self))),
                              12);
  self->avatar = ADW_AVATAR (avatar);
  self->name = GTK_LABEL (build_label ("dossier-name"));
  self->status = GTK_LABEL (build_label ("fresh"));
  self->count = GTK_LABEL (build_label ("dossier-count"));
  self->icon = GTK_IMAGE (g_object_new (GTK_TYPE_IMAGE, "pixel-size", 12, "accessible-role",
                                        GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL));
  gtk_widget_set_valign (avatar, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (words, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (words, TRUE);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->icon));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->status));
  gtk_box_append (GTK_BOX (words), GTK_WIDGET (self->name));
  gtk_box_append (GTK_BOX (words), line);
  gtk_widget_set_parent (avatar, GTK_WIDGET (self));
  gtk_widget_set_parent (words, GTK_WIDGET (self));
  gtk_widget_set_parent (GTK_WIDGET (self->count), GTK_WIDGET (self));
  gtk_widget_add_css_class (GTK_WIDGET (self), "dossier-row");
}

GtkWidget *
parvis_dossier_row_new (ParvisDesk *desk)
{
  ParvisDossierRow *self;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  self = g_object_new (PARVIS_TYPE_DOSSIER_ROW, NULL);
  self->desk = g_object_ref (desk);

  return GTK_WIDGET (self);
}

void
parvis_dossier_row_set_item (ParvisDossierRow  *self,
                             ParvisDossierItem *item)
{
  g_return_if_fail (PARVIS_IS_DOSSIER_ROW (self));

  if (self->item != NULL)
    g_signal_handlers_disconnect_by_func (self->item, refresh, self);
  g_set_object (&self->item, item);
  if (item == NULL)
    return;

  g_signal_connect_object (item, "changed", G_CALLBACK (refresh), self, G_CONNECT_SWAPPED);
  refresh (self);
}
