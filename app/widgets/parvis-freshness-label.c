/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-freshness-label"

#include "config.h"

#include "parvis-freshness-label.h"

#include "parvis-format.h"

struct _ParvisFreshnessLabel
{
  GtkWidget   parent_instance;

  /* Children */
  GtkWidget  *image;
  GtkWidget  *label;

  /* Borrowed literals */
  const char *icon;
  const char *css_class;
};

G_DEFINE_FINAL_TYPE (ParvisFreshnessLabel, parvis_freshness_label, GTK_TYPE_WIDGET)

#define SPACING 4

/* By hand and not by a box: a wrapped label of GTK 4.8 tells another height for
 * a width than without one, and a box passes that on with a warning.
 */
static void
parvis_freshness_label_measure (GtkWidget      *widget,
                                GtkOrientation  orientation,
                                int             for_size,
                                int            *minimum,
                                int            *natural,
                                int            *minimum_baseline,
                                int            *natural_baseline)
{
  ParvisFreshnessLabel *self = PARVIS_FRESHNESS_LABEL (widget);
  int image;
  int least;
  int best;
  int alone;
  int width;
  int icon;

  gtk_widget_measure (self->image, GTK_ORIENTATION_HORIZONTAL, -1, &icon, NULL, NULL, NULL);
  gtk_widget_measure (self->image, orientation, -1, &image, NULL, NULL, NULL);
  gtk_widget_measure (self->label, orientation, -1, &least, &best, NULL, NULL);
  *minimum_baseline = *natural_baseline = -1;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = least + image + SPACING;
      *natural = best + image + SPACING;
      return;
    }

  gtk_widget_measure (self->label, GTK_ORIENTATION_HORIZONTAL, -1, &least, &width, NULL, NULL);
  if (for_size >= 0)
    width = MAX (for_size - icon - SPACING, least);
  gtk_widget_measure (self->label, orientation, width, &alone, NULL, NULL, NULL);
  *minimum = *natural = MAX (MAX (image, best), alone);
}

static void
parvis_freshness_label_size_allocate (GtkWidget *widget,
                                      int        width,
                                      int        height,
                                      int        baseline)
{
  ParvisFreshnessLabel *self = PARVIS_FRESHNESS_LABEL (widget);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation area = { 0, 0, 0, height };
  int image;

  gtk_widget_measure (self->image, GTK_ORIENTATION_HORIZONTAL, -1, &image, NULL, NULL, NULL);
  area.width = image;
  area.x = mirrored ? width - image : 0;
  gtk_widget_size_allocate (self->image, &area, -1);

  area.width = MAX (width - image - SPACING, 0);
  area.x = mirrored ? 0 : image + SPACING;
  gtk_widget_size_allocate (self->label, &area, -1);
}

static GtkSizeRequestMode
parvis_freshness_label_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

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
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_freshness_label_dispose;
  widget_class->measure = parvis_freshness_label_measure;
  widget_class->size_allocate = parvis_freshness_label_size_allocate;
  widget_class->get_request_mode = parvis_freshness_label_get_request_mode;
}

static void
parvis_freshness_label_init (ParvisFreshnessLabel *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_add_css_class (widget, "fresh");
  gtk_widget_add_css_class (widget, "tnum");

  self->image = g_object_new (GTK_TYPE_IMAGE, "pixel-size", 12,
                              "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
  gtk_widget_set_parent (self->image, widget);

  self->label = g_object_new (GTK_TYPE_LABEL, "xalign", 0.0f, "wrap", TRUE,
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
  const char *icon = parvis_freshness_icon (freshness, link_up);
  const char *css_class = parvis_freshness_class (freshness, link_up);

  g_return_if_fail (PARVIS_IS_FRESHNESS_LABEL (self));

  /* Every five seconds all ages change and nearly no glyph does. */
  if (icon != self->icon)
    gtk_image_set_from_icon_name (GTK_IMAGE (self->image), icon);
  self->icon = icon;

  if (css_class != self->css_class)
    {
      if (self->css_class != NULL)
        gtk_widget_remove_css_class (GTK_WIDGET (self), self->css_class);
      gtk_widget_add_css_class (GTK_WIDGET (self), css_class);
    }
  self->css_class = css_class;

  gtk_label_set_label (GTK_LABEL (self->label), text);
}
