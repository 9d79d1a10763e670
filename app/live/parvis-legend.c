/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-legend"

#include "config.h"

#include "parvis-legend.h"

#include "parvis-format.h"
#include "parvis-gauge-bars.h"
#include "parvis-icon-button.h"

#include <glib/gi18n.h>

static void
add_entry (GtkWidget  *legend,
           GtkWidget  *drawing,
           const char *words,
           const char *css_class)
{
  GtkWidget *child = gtk_flow_box_child_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (words);

  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), drawing);
  gtk_box_append (GTK_BOX (box), label);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), box);
  gtk_widget_set_focusable (child, FALSE);
  parvis_set_label (child, words);
  gtk_flow_box_append (GTK_FLOW_BOX (legend), child);
}

GtkWidget *
parvis_legend_new (void)
{
  GtkWidget *legend = gtk_flow_box_new ();
  GtkWidget *bars;
  GtkWidget *stale = gtk_image_new_from_icon_name ("parvis-stale-symbolic");

  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (legend), GTK_SELECTION_NONE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (legend), 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (legend), 6);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (legend), 9);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (legend), 3);
  gtk_widget_add_css_class (legend, "osd-card");
  gtk_widget_add_css_class (legend, "legend");
  parvis_set_label (legend, _("Legend"));

  for (int level = 1; level <= 5; level++)
    {
      bars = parvis_gauge_bars_new (PARVIS_BARS_SMALL);
      parvis_gauge_bars_set_level (PARVIS_GAUGE_BARS (bars), level, FALSE);
      add_entry (legend, bars, parvis_format_level (level, level == 5), "legend-word");
    }

  gtk_widget_add_css_class (stale, "warning");
  add_entry (legend, stale, _("Sensor silent"), "legend-stale");

  return legend;
}
