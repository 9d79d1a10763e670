/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-columns"

#include "config.h"

#include "parvis-columns.h"

/* GTK 4.8 has no breakpoints, and moving children between boxes while sizes are
 * being allocated is a loop: so the places are computed here.
 */
#define FOLD_BELOW 820
#define SIDE_WIDTH 296
#define GAP 16

enum
{
  CHILD_MAIN,
  CHILD_FIRST,
  CHILD_REST,
  N_CHILDREN,
};

struct _ParvisColumns
{
  GtkWidget  parent_instance;

  /* Children */
  GtkWidget *children[N_CHILDREN];
};

G_DEFINE_FINAL_TYPE (ParvisColumns, parvis_columns, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_MAIN = 1,
  PROP_FIRST,
  PROP_REST,
} ParvisColumnsProperty;

static GParamSpec *properties[PROP_REST + 1];

static const int folded_order[] = { CHILD_FIRST, CHILD_MAIN, CHILD_REST };

static int
measure_height (ParvisColumns *self,
                int            child,
                int            width)
{
  int minimum = 0;

  if (self->children[child] != NULL && gtk_widget_get_visible (self->children[child]))
    gtk_widget_measure (self->children[child], GTK_ORIENTATION_VERTICAL, width,
                        NULL, &minimum, NULL, NULL);

  return minimum;
}

static int
stack_height (ParvisColumns *self,
              const int     *order,
              int            n_children,
              int            width)
{
  int height = 0;

  for (int i = 0; i < n_children; i++)
    {
      int own = measure_height (self, order[i], width);

      if (own > 0)
        height += own + (height > 0 ? GAP : 0);
    }

  return height;
}

static GtkSizeRequestMode
parvis_columns_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
parvis_columns_measure (GtkWidget      *widget,
                        GtkOrientation  orientation,
                        int             for_size,
                        int            *minimum,
                        int            *natural,
                        int            *minimum_baseline,
                        int            *natural_baseline)
{
  static const int side[] = { CHILD_FIRST, CHILD_REST };
  ParvisColumns *self = PARVIS_COLUMNS (widget);

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = 0;
      for (int i = 0; i < N_CHILDREN; i++)
        {
          int own = 0;

          if (self->children[i] != NULL)
            gtk_widget_measure (self->children[i], orientation, -1, &own, NULL, NULL, NULL);
          *minimum = MAX (*minimum, own);
        }
      *natural = MAX (*minimum, FOLD_BELOW + SIDE_WIDTH);
      return;
    }

  if (for_size < 0)
    for_size = FOLD_BELOW;
  if (for_size < FOLD_BELOW)
    *minimum = stack_height (self, folded_order, N_CHILDREN, for_size);
  else
    *minimum = MAX (measure_height (self, CHILD_MAIN, for_size - SIDE_WIDTH - GAP),
                    stack_height (self, side, G_N_ELEMENTS (side), SIDE_WIDTH));
  *natural = *minimum;
}

static int
place (ParvisColumns *self,
       int            child,
       int            x,
       int            y,
       int            width)
{
  GtkAllocation box = { x, y, width, measure_height (self, child, width) };

  if (box.height == 0)
    return y;

  gtk_widget_size_allocate (self->children[child], &box, -1);

  return y + box.height + GAP;
}

static void
parvis_columns_size_allocate (GtkWidget *widget,
                              int        width,
                              int        height,
                              int        baseline)
{
  ParvisColumns *self = PARVIS_COLUMNS (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  gboolean folded = width < FOLD_BELOW;
  int main_width = width - SIDE_WIDTH - GAP;
  int y = 0;

  if (folded)
    {
      for (int i = 0; i < N_CHILDREN; i++)
        y = place (self, folded_order[i], 0, y, width);
    }
  else
    {
      place (self, CHILD_MAIN, rtl ? SIDE_WIDTH + GAP : 0, 0, main_width);
      y = place (self, CHILD_FIRST, rtl ? 0 : main_width + GAP, 0, SIDE_WIDTH);
      place (self, CHILD_REST, rtl ? 0 : main_width + GAP, y, SIDE_WIDTH);
    }
}

static void
set_child (ParvisColumns *self,
           int            child,
           GtkWidget     *widget)
{
  g_clear_pointer (&self->children[child], gtk_widget_unparent);
  self->children[child] = widget;
  if (widget != NULL)
    gtk_widget_set_parent (widget, GTK_WIDGET (self));
}

static void
parvis_columns_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  ParvisColumns *self = PARVIS_COLUMNS (object);

  switch ((ParvisColumnsProperty) prop_id)
    {
    case PROP_MAIN:
      set_child (self, CHILD_MAIN, g_value_get_object (value));
      break;

    case PROP_FIRST:
      set_child (self, CHILD_FIRST, g_value_get_object (value));
      break;

    case PROP_REST:
      set_child (self, CHILD_REST, g_value_get_object (value));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_columns_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  ParvisColumns *self = PARVIS_COLUMNS (object);

  switch ((ParvisColumnsProperty) prop_id)
    {
    case PROP_MAIN:
      g_value_set_object (value, self->children[CHILD_MAIN]);
      break;

    case PROP_FIRST:
      g_value_set_object (value, self->children[CHILD_FIRST]);
      break;

    case PROP_REST:
      g_value_set_object (value, self->children[CHILD_REST]);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_columns_dispose (GObject *object)
{
  ParvisColumns *self = PARVIS_COLUMNS (object);

  for (int i = 0; i < N_CHILDREN; i++)
    set_child (self, i, NULL);

  G_OBJECT_CLASS (parvis_columns_parent_class)->dispose (object);
}

static GParamSpec *
child_property (const char *name)
{
  return g_param_spec_object (name, NULL, NULL, GTK_TYPE_WIDGET,
                              G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
}

static void
parvis_columns_class_init (ParvisColumnsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = parvis_columns_dispose;
  object_class->get_property = parvis_columns_get_property;
  object_class->set_property = parvis_columns_set_property;
  widget_class->get_request_mode = parvis_columns_get_request_mode;
  widget_class->measure = parvis_columns_measure;
  widget_class->size_allocate = parvis_columns_size_allocate;

  properties[PROP_MAIN] = child_property ("main");
  properties[PROP_FIRST] = child_property ("first");
  properties[PROP_REST] = child_property ("rest");

  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
}

static void
parvis_columns_init (ParvisColumns *self)
{
}

GtkWidget *
parvis_columns_new (void)
{
  return g_object_new (PARVIS_TYPE_COLUMNS, NULL);
}
