/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-line-layout"

#include "config.h"

#include "parvis-line-layout.h"

struct _ParvisLineLayout
{
  GtkLayoutManager  parent_instance;

  int               spacing;
};

G_DEFINE_FINAL_TYPE (ParvisLineLayout, parvis_line_layout, GTK_TYPE_LAYOUT_MANAGER)

/* What the whole needs: the least, the best, and the best of those with a width
 * of their own, spacing included in all; and by how much the latter can give way.
 */
typedef struct
{
  int least;
  int best;
  int fixed;
  int give;
} Widths;

static void
measure_width (GtkWidget *child,
               int       *least,
               int       *best)
{
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, least, best, NULL, NULL);
}

static Widths
add_widths (ParvisLineLayout *self,
            GtkWidget        *widget)
{
  Widths widths = { 0, 0, 0, 0 };
  int gap = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int least;
      int best;

      if (!gtk_widget_should_layout (child))
        continue;

      measure_width (child, &least, &best);
      widths.least += least + gap;
      widths.best += best + gap;
      widths.fixed += (gtk_widget_get_hexpand (child) ? 0 : best) + gap;
      widths.give += gtk_widget_get_hexpand (child) ? 0 : best - least;
      gap = self->spacing;
    }

  return widths;
}

/* Too narrow for all, those with a width of their own give way first, each by its share. */
static int
width_of (GtkWidget    *child,
          const Widths *widths,
          int           width)
{
  int spare = width - widths->least;
  int least;
  int best;

  measure_width (child, &least, &best);
  if (gtk_widget_get_hexpand (child))
    return MAX (width - widths->fixed, least);
  if (spare >= widths->give)
    return best;

  return least + MAX (spare, 0) * (best - least) / widths->give;
}

static int
height_of (GtkWidget *child,
           int        width)
{
  int alone;
  int height;

  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, -1, NULL, &alone, NULL, NULL);
  gtk_widget_measure (child, GTK_ORIENTATION_VERTICAL, width, &height, NULL, NULL, NULL);

  return MAX (alone, height);
}

static void
parvis_line_layout_measure (GtkLayoutManager *manager,
                            GtkWidget        *widget,
                            GtkOrientation    orientation,
                            int               for_size,
                            int              *minimum,
                            int              *natural,
                            int              *minimum_baseline,
                            int              *natural_baseline)
{
  ParvisLineLayout *self = PARVIS_LINE_LAYOUT (manager);
  Widths widths = add_widths (self, widget);
  int width = for_size < 0 ? widths.best : MAX (for_size, widths.least);

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      *minimum = widths.least;
      *natural = widths.best;
      return;
    }

  *minimum = 0;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      if (gtk_widget_should_layout (child))
        *minimum = MAX (*minimum, height_of (child, width_of (child, &widths, width)));
    }
  *natural = *minimum;
}

static void
parvis_line_layout_allocate (GtkLayoutManager *manager,
                             GtkWidget        *widget,
                             int               width,
                             int               height,
                             int               baseline)
{
  ParvisLineLayout *self = PARVIS_LINE_LAYOUT (manager);
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Widths widths = add_widths (self, widget);
  int x = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkAllocation area = { 0, 0, 0, height };

      if (!gtk_widget_should_layout (child))
        continue;

      area.width = width_of (child, &widths, width);
      area.x = mirrored ? width - x - area.width : x;
      gtk_widget_size_allocate (child, &area, -1);
      x += area.width + self->spacing;
    }
}

static GtkSizeRequestMode
parvis_line_layout_get_request_mode (GtkLayoutManager *manager,
                                     GtkWidget        *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
parvis_line_layout_class_init (ParvisLineLayoutClass *klass)
{
  GtkLayoutManagerClass *manager_class = GTK_LAYOUT_MANAGER_CLASS (klass);

  manager_class->allocate = parvis_line_layout_allocate;
  manager_class->get_request_mode = parvis_line_layout_get_request_mode;
  manager_class->measure = parvis_line_layout_measure;
}

static void
parvis_line_layout_init (ParvisLineLayout *self)
{
}

GtkLayoutManager *
parvis_line_layout_new (int spacing)
{
  ParvisLineLayout *self = g_object_new (PARVIS_TYPE_LINE_LAYOUT, NULL);

  self->spacing = spacing;

  return GTK_LAYOUT_MANAGER (self);
}

GtkWidget *
parvis_line_new (GtkWidget *child)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (line, parvis_line_layout_new (0));
  gtk_box_append (GTK_BOX (line), child);

  return line;
}
