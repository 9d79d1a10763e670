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

static GtkWidget *
build_grid (int columns)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 9);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 6);
  for (int i = 0; i < N_ENTRIES; i++)
    gtk_grid_attach (GTK_GRID (grid), build_entry (i), i % columns, i / columns, 1, 1);

  return grid;
}

GtkWidget *
parvis_legend_new (void)
{
  const int columns[] = { 6, 3, 2 };
  GtkWidget *legend = adw_squeezer_new ();

  /* One line, two or three: what the width has room for. */
  adw_squeezer_set_homogeneous (ADW_SQUEEZER (legend), FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    adw_squeezer_add (ADW_SQUEEZER (legend), build_grid (columns[i]));

  gtk_widget_set_halign (legend, GTK_ALIGN_START);
  gtk_widget_add_css_class (legend, "osd-card");
  gtk_widget_add_css_class (legend, "legend");
  parvis_set_label (legend, _("Legend"));

  return legend;
}
