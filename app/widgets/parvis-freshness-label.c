/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-freshness-label"

#include "config.h"

#include "parvis-freshness-label.h"

#include "parvis-format.h"
#include "parvis-glyph.h"
#include "parvis-line-layout.h"

struct _ParvisFreshnessLabel
{
  GtkWidget   parent_instance;

  /* Children */
  GtkWidget  *image;
  GtkWidget  *label;

  const char *css_class;       /* a literal */
};

G_DEFINE_FINAL_TYPE (ParvisFreshnessLabel, parvis_freshness_label, GTK_TYPE_WIDGET)

#define SPACING 4

static void
parvis_freshness_label_dispose (GObject *object)
{
  ParvisFreshnessLabel *self = PARVIS_FRESHNESS_LABEL (object);

  g_clear_pointer (&self->image, gtk_widget_unparent);
  g_clear_pointer (&self->label, gtk_widget_unparent);

  G_OBJECT_CLASS (parvis_freshness_label_parent_class)->dispose (object);
}

static void
parvis_freshness_label_class_init (ParvisFreshnessLabelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_freshness_label_dispose;
}

static void
parvis_freshness_label_init (ParvisFreshnessLabel *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_add_css_class (widget, "fresh");
  gtk_widget_add_css_class (widget, "tnum");
  gtk_widget_set_layout_manager (widget, parvis_line_layout_new (SPACING));
  /* The text does, inside; that is nobody else's affair. */
  gtk_widget_set_hexpand (widget, FALSE);

  self->image = parvis_glyph_new (12);
  gtk_widget_set_parent (self->image, widget);

  self->label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "hexpand", TRUE, "wrap", TRUE,
                              "natural-wrap-mode", GTK_NATURAL_WRAP_WORD, NULL);
  gtk_widget_set_parent (self->label, widget);
}

GtkWidget *
parvis_freshness_label_new (void)
{
  return g_object_new (PARVIS_TYPE_FRESHNESS_LABEL, NULL);
}

/**
 * parvis_freshness_label_set:
 * @text: see parvis_format_freshness()
 */
void
parvis_freshness_label_set (ParvisFreshnessLabel *self,
                            ParvisFreshness       freshness,
                            gboolean              link_up,
                            const char           *text)
{
  const char *css_class = parvis_freshness_class (freshness, link_up);

  g_return_if_fail (PARVIS_IS_FRESHNESS_LABEL (self));

  parvis_glyph_set (self->image, parvis_freshness_icon (freshness, link_up));
  if (css_class != self->css_class)
    {
      if (self->css_class != NULL)
        gtk_widget_remove_css_class (GTK_WIDGET (self), self->css_class);
      gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
    }
  self->css_class = css_class;

  gtk_label_set_label (GTK_LABEL (self->label), text);
}
