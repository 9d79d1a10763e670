/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-legend"

#include "config.h"

#include "parvis-legend.h"

#include "parvis-format.h"
#include "parvis-gauge-bars.h"
#include "parvis-icon-button.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define N_ENTRIES 6
#define COLUMN_SPACING 9
#define ROW_SPACING 6

/* Its entries are its children, in columns: one line, two or three, what the width has
 * room for. A squeezer would need a copy of them for each.
 */
struct _ParvisLegend
{
  GtkWidget  parent_instance;
};

G_DEFINE_FINAL_TYPE (ParvisLegend, parvis_legend, GTK_TYPE_WIDGET)

static const int layouts[] = { 6, 3, 2 };

typedef struct
{
  int columns;
  int widths[N_ENTRIES];       /* of the columns */
  int width;                   /* of all, spacing included */
  int line;                    /* height of one */
} Arrangement;

static void
arrange (GtkWidget   *widget,
         int          columns,
         Arrangement *found)
{
  int i = 0;

  *found = (Arrangement) { .columns = columns, .width = (columns - 1) * COLUMN_SPACING };
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkRequisition natural;
      int *width = &found->widths[i++ % columns];

      gtk_widget_get_preferred_size (child, NULL, &natural);
      found->width += MAX (natural.width - *width, 0);
      *width = MAX (*width, natural.width);
      found->line = MAX (found->line, natural.height);
    }
}

/* As few lines as @width has room for; as wide as it gets for -1. */
static void
arrange_for (GtkWidget   *widget,
             int          width,
             Arrangement *found)
{
  for (guint i = 0; i < G_N_ELEMENTS (layouts); i++)
    {
      arrange (widget, layouts[i], found);
      if (width < 0 || found->width <= width)
        return;
    }
}

static void
parvis_legend_measure (GtkWidget      *widget,
                       GtkOrientation  orientation,
                       int             for_size,
                       int            *minimum,
                       int            *natural,
                       int            *minimum_baseline,
                       int            *natural_baseline)
{
  Arrangement arrangement;
  int lines;

  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      arrange (widget, layouts[G_N_ELEMENTS (layouts) - 1], &arrangement);
      *minimum = arrangement.width;
      arrange (widget, layouts[0], &arrangement);
      *natural = arrangement.width;
      return;
    }

  arrange_for (widget, for_size, &arrangement);
  lines = N_ENTRIES / arrangement.columns;
  *minimum = *natural = lines * arrangement.line + (lines - 1) * ROW_SPACING;
}

static void
parvis_legend_size_allocate (GtkWidget *widget,
                             int        width,
                             int        height,
                             int        baseline)
{
  gboolean mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  Arrangement arrangement;
  int i = 0;
  int x = 0;
  int y = 0;

  arrange_for (widget, width, &arrangement);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      int column = i++ % arrangement.columns;
      GtkAllocation area = { x, y, arrangement.widths[column], arrangement.line };

      if (mirrored)
        area.x = width - x - area.width;
      gtk_widget_size_allocate (child, &area, -1);

      x += area.width + COLUMN_SPACING;
      if (column < arrangement.columns - 1)
        continue;

      x = 0;
      y += arrangement.line + ROW_SPACING;
    }
}

static GtkSizeRequestMode
parvis_legend_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
parvis_legend_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (parvis_legend_parent_class)->dispose (object);
}

static void
parvis_legend_class_init (ParvisLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_legend_dispose;
  widget_class->get_request_mode = parvis_legend_get_request_mode;
  widget_class->measure = parvis_legend_measure;
  widget_class->size_allocate = parvis_legend_size_allocate;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
build_entry (int index)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  GtkWidget *drawing;
  GtkWidget *label;

  if (index == N_ENTRIES - 1)
    {
      drawing = g_object_new (GTK_TYPE_IMAGE, "icon-name", "parvis-stale-symbolic",
                              "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL);
      gtk_widget_add_css_class (drawing, "warning");
      label = gtk_label_new (_("Sensor silent"));
      gtk_widget_add_css_class (label, "legend-stale");
    }
  else
    {
      drawing = parvis_gauge_bars_new (PARVIS_BARS_SMALL);
      parvis_gauge_bars_set_level (PARVIS_GAUGE_BARS (drawing), index + 1, FALSE);
      label = gtk_label_new (parvis_format_level (index + 1, index == 4));
      gtk_widget_add_css_class (label, "legend-word");
    }

  gtk_box_append (GTK_BOX (box), drawing);
  gtk_box_append (GTK_BOX (box), label);

  return box;
}

static void
parvis_legend_init (ParvisLegend *self)
{
  GtkWidget *legend = GTK_WIDGET (self);

  for (int i = 0; i < N_ENTRIES; i++)
    gtk_widget_set_parent (build_entry (i), legend);

  gtk_widget_set_halign (legend, GTK_ALIGN_START);
  gtk_widget_add_css_class (legend, "osd-card");
  gtk_widget_add_css_class (legend, "legend");
  parvis_set_label (legend, _("Legend"));
}

GtkWidget *
parvis_legend_new (void)
{
  return g_object_new (PARVIS_TYPE_LEGEND, NULL);
}
