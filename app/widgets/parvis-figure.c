/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-figure"

#include "config.h"

#include "parvis-figure.h"

#include "parvis-freshness-label.h"
#include "parvis-gauge.h"

struct _ParvisFigure
{
  GtkWidget  parent_instance;

  /* Children */
  GtkWidget *figure;
  GtkWidget *side;
  GtkWidget *unit;
  GtkWidget *limit;
  GtkWidget *freshness;
};

G_DEFINE_FINAL_TYPE (ParvisFigure, parvis_figure, GTK_TYPE_WIDGET)

static void
parvis_figure_dispose (GObject *object)
{
  ParvisFigure *self = PARVIS_FIGURE (object);

  g_clear_pointer (&self->figure, gtk_widget_unparent);
  g_clear_pointer (&self->side, gtk_widget_unparent);

  G_OBJECT_CLASS (parvis_figure_parent_class)->dispose (object);
}

static void
parvis_figure_class_init (ParvisFigureClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_figure_dispose;

  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
parvis_figure_init (ParvisFigure *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (gtk_widget_get_layout_manager (widget)), 12);

  self->figure = gtk_label_new (NULL);
  gtk_widget_set_parent (self->figure, widget);

  self->side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);
  gtk_widget_set_valign (self->side, GTK_ALIGN_CENTER);
  gtk_widget_set_parent (self->side, widget);

  self->unit = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, NULL);
  gtk_widget_add_css_class (self->unit, "heading");
  gtk_box_append (GTK_BOX (self->side), self->unit);

  self->limit = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE, NULL);
  gtk_widget_add_css_class (self->limit, "fresh");
  gtk_box_append (GTK_BOX (self->side), self->limit);

  self->freshness = parvis_freshness_label_new ();
  gtk_box_append (GTK_BOX (self->side), self->freshness);
}

GtkWidget *
parvis_figure_new (ParvisFigureSize size)
{
  const char *classes[] = { "figure-m", "figure-l", "figure-xl" };
  ParvisFigure *self = g_object_new (PARVIS_TYPE_FIGURE, NULL);

  gtk_widget_add_css_class (self->figure, classes[size]);

  return GTK_WIDGET (self);
}

/**
 * parvis_figure_set:
 * @figure: "142"
 * @unit: (nullable): "bathers present"
 * @limit: (nullable): "maximum allowed 220"
 * @age: the words of the freshness
 */
void
parvis_figure_set (ParvisFigure    *self,
                   const char      *figure,
                   const char      *unit,
                   const char      *limit,
                   ParvisFreshness  freshness,
                   gboolean         link_up,
                   const char      *age)
{
  g_return_if_fail (PARVIS_IS_FIGURE (self));

  gtk_label_set_label (GTK_LABEL (self->figure), figure);
  gtk_label_set_label (GTK_LABEL (self->unit), unit != NULL ? unit : "");
  gtk_widget_set_visible (self->unit, unit != NULL);
  gtk_label_set_label (GTK_LABEL (self->limit), limit != NULL ? limit : "");
  gtk_widget_set_visible (self->limit, limit != NULL);
  parvis_freshness_label_set (PARVIS_FRESHNESS_LABEL (self->freshness), freshness, link_up, age);

  if (freshness == PARVIS_FRESHNESS_STALE)
    gtk_widget_add_css_class (self->figure, "stale-value");
  else
    gtk_widget_remove_css_class (self->figure, "stale-value");
}
