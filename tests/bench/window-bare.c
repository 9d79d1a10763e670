/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The least that a window of the platform costs: the peer of bench-start. Prints
 * "shown MICROSECONDS RESIDENT_KIB" at its first frame, counted from the instant
 * (CLOCK_MONOTONIC, µs) in BENCH_STARTED, and ends.
 */

#include "bench-frame.h"

#include <adwaita.h>

static gboolean
shown_cb (GtkWindow *window,
          gpointer   data)
{
  bench_print_shown ();
  g_application_quit (G_APPLICATION (data));

  return TRUE;
}

static void
activate_cb (GtkApplication *app)
{
  GtkWidget *window = adw_application_window_new (app);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new ("Parvis");

  gtk_widget_set_vexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), adw_header_bar_new ());
  gtk_box_append (GTK_BOX (box), label);
  gtk_window_set_default_size (GTK_WINDOW (window), 1280, 800);
  adw_application_window_set_content (ADW_APPLICATION_WINDOW (window), box);
  bench_watch_frames (GTK_WINDOW (window), shown_cb, app);
  gtk_window_present (GTK_WINDOW (window));
}

int
main (int    argc,
      char **argv)
{
  g_autoptr(AdwApplication) app = adw_application_new (NULL, G_APPLICATION_NON_UNIQUE);

  g_signal_connect (app, "activate", G_CALLBACK (activate_cb), NULL);

  return g_application_run (G_APPLICATION (app), argc, argv);
}
