/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-reflow"

#include "config.h"

#include "parvis-reflow.h"

#define GAP 18

struct _ParvisReflow
{
  GtkWidget  parent_instance;

  /* Children */
  GtkWidget *first;
  GtkWidget *second;

  int        rule_x;           /* -1 while they are stacked */
};

G_DEFINE_FINAL_TYPE (ParvisReflow, parvis_reflow, GTK_TYPE_WIDGET)

static gboolean
has_both (ParvisReflow *self)
{
  return self->first != NULL && self->second != NULL && gtk_widget_get_visible (self->second);
}

static void
measure_width (GtkWidget *child,
               int       *minimum,
               int       *natural)
{
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, minimum, natural, NULL, NULL);
}

static int
measure_height (GtkWidget *child,
                int        width)
{
  int minimum;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &minimum, NULL, NULL, NULL);

  return minimum;
}

/* The width of the second child when both are side by side, 0 when stacked. */
static int
second_width (ParvisReflow *self,
              int           width)
{
  int minimum, first, second;

  measure_width (self->first, &minimum, &first);
  measure_width (self->second, &minimum, &second);

  return first + 2 * GAP + second <= width ? second : 0;
}

static GtkSizeRequestMode
parvis_reflow_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
parvis_reflow_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  ParvisReflow *self = PARVIS_REFLOW (widget);
  int first_minimum, first_natural, second_minimum, second_natural, second;

  if (self->first == NULL)
    return;

  if (!has_both (self))
    {
      gtk_widget_measure (self->first, orientation, for_size, minimum, natural, NULL, NULL);
      return;
    }

  measure_width (self->first, &first_minimum, &first_natural);
  measure_width (self->second, &second_minimum, &second_natural);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = MAX (first_minimum, second_minimum);
      *natural = first_natural + 2 * GAP + second_natural;
      return;
    }

  if (for_size < 0)
    for_size = first_natural + 2 * GAP + second_natural;
  second = second_width (self, for_size);
  if (second > 0)
    *minimum = MAX (measure_height (self->first, for_size - second - 2 * GAP),
                    measure_height (self->second, second));
  else
    *minimum = measure_height (self->first, for_size) + GAP
               + measure_height (self->second, for_size);
  *natural = *minimum;
}

static void
parvis_reflow_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  ParvisReflow *self = PARVIS_REFLOW (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  GtkAllocation first = { 0, 0, width, height };
  GtkAllocation second = { 0, 0, width, height };

  self->rule_x = -1;
  if (self->first == NULL)
    return;

  if (has_both (self))
    {
      second.width = second_width (self, width);
      if (second.width > 0)
        {
          first.width = width - second.width - 2 * GAP;
          first.x = rtl ? second.width + 2 * GAP : 0;
          second.x = rtl ? 0 : first.width + 2 * GAP;
          self->rule_x = rtl ? second.width + GAP : first.width + GAP;
        }
      else
        {
          first.height = measure_height (self->first, width);
          second.width = width;
          second.y = first.height + GAP;
          second.height = MAX (height - second.y, measure_height (self->second, width));
        }
      gtk_widget_size_allocate (self->second, &second, -1);
    }

  gtk_widget_size_allocate (self->first, &first, -1);
}

static void
parvis_reflow_snapshot (GtkWidget   *widget,
                        GtkSnapshot *snapshot)
{
  ParvisReflow *self = PARVIS_REFLOW (widget);
  GdkRGBA colour;

  GTK_WIDGET_CLASS (parvis_reflow_parent_class)->snapshot (widget, snapshot);

  if (self->rule_x < 0)
    return;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  colour.alpha *= 0.15f;
  gtk_snapshot_append_color (snapshot, &colour,
                             &GRAPHENE_RECT_INIT (self->rule_x, 0, 1,
                                                  gtk_widget_get_height (widget)));
}

static void
parvis_reflow_dispose (GObject *object)
{
  ParvisReflow *self = PARVIS_REFLOW (object);

  g_clear_pointer (&self->first, gtk_widget_unparent);
  g_clear_pointer (&self->second, gtk_widget_unparent);

  G_OBJECT_CLASS (parvis_reflow_parent_class)->dispose (object);
}

static void
parvis_reflow_class_init (ParvisReflowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_reflow_dispose;
  widget_class->get_request_mode = parvis_reflow_get_request_mode;
  widget_class->measure = parvis_reflow_measure;
  widget_class->size_allocate = parvis_reflow_size_allocate;
  widget_class->snapshot = parvis_reflow_snapshot;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
parvis_reflow_init (ParvisReflow *self)
{
  self->rule_x = -1;
}

void
parvis_reflow_set (ParvisReflow *self,
                   GtkWidget    *first,
                   GtkWidget    *second)
{
  g_return_if_fail (PARVIS_IS_REFLOW (self));
  g_return_if_fail (self->first == NULL);
  g_return_if_fail (GTK_IS_WIDGET (first) && GTK_IS_WIDGET (second));

  self->first = first;
  self->second = second;
  gtk_widget_set_parent (first, GTK_WIDGET (self));
  gtk_widget_set_parent (second, GTK_WIDGET (self));
}
