/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-legend.h"

#include <adwaita.h>

#define N_ENTRIES 6

static GtkWidget *
new_legend (int *least,
            int *best)
{
  GtkWidget *legend = g_object_ref_sink (parvis_legend_new ());

  gtk_widget_measure (legend, GTK_ORIENTATION_HORIZONTAL, -1, least, best, NULL, NULL);

  return legend;
}

static int
find_height (GtkWidget *legend,
             int        width)
{
  int height;

  gtk_widget_measure (legend, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);

  return height;
}

static void
test_it_takes_as_few_lines_as_the_width_has_room_for (void)
{
  int least;
  int best;
  g_autoptr(GtkWidget) legend = new_legend (&least, &best);

  g_assert_cmpint (least, <, best);
  g_assert_cmpint (find_height (legend, best), ==, find_height (legend, 2 * best));
  g_assert_cmpint (find_height (legend, best - 1), >, find_height (legend, best));
  g_assert_cmpint (find_height (legend, least), >, find_height (legend, best - 1));
}

static void
check_places (GtkWidget *legend,
              int        width)
{
  int height = find_height (legend, width);
  graphene_rect_t places[N_ENTRIES];
  guint n = 0;

  gtk_widget_allocate (legend, width, height, -1, NULL);
  for (GtkWidget *child = gtk_widget_get_first_child (legend); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkRequisition natural;

      g_assert_cmpuint (n, <, N_ENTRIES);
      g_assert_true (gtk_widget_compute_bounds (child, legend, &places[n]));
      gtk_widget_get_preferred_size (child, NULL, &natural);
      g_assert_cmpfloat (places[n].size.width, >=, natural.width);
      g_assert_cmpfloat (places[n].size.height, >=, natural.height);
      g_assert_cmpfloat (places[n].origin.x, >=, 0);
      g_assert_cmpfloat (places[n].origin.x + places[n].size.width, <=, width);
      g_assert_cmpfloat (places[n].origin.y + places[n].size.height, <=, height);
      for (guint i = 0; i < n; i++)
        g_assert_false (graphene_rect_intersection (&places[i], &places[n], NULL));
      n++;
    }
  g_assert_cmpuint (n, ==, N_ENTRIES);
}

static void
test_every_entry_has_its_room_at_each_width (void)
{
  int least;
  int best;
  g_autoptr(GtkWidget) legend = new_legend (&least, &best);

  check_places (legend, least);
  check_places (legend, best - 1);
  check_places (legend, best);

  gtk_widget_set_direction (legend, GTK_TEXT_DIR_RTL);
  check_places (legend, least);
  check_places (legend, best);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;

  adw_init ();
  g_test_add_func ("/legend/it-takes-as-few-lines-as-the-width-has-room-for",
                   test_it_takes_as_few_lines_as_the_width_has_room_for);
  g_test_add_func ("/legend/every-entry-has-its-room-at-each-width",
                   test_every_entry_has_its_room_at_each_width);

  return g_test_run ();
}
