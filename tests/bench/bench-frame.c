/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bench-frame.h"

#include <stdio.h>
#include <unistd.h>

typedef struct
{
  GtkWindow      *window;
  BenchFrameFunc  func;
  gpointer        data;
  gulong          handler;
} Watch;

static void
after_paint_cb (GdkFrameClock *clock,
                Watch         *watch)
{
  if (watch->func (watch->window, watch->data))
    g_clear_signal_handler (&watch->handler, clock);
}

static void
realize_cb (GtkWidget *widget,
            Watch     *watch)
{
  watch->handler = g_signal_connect (gtk_widget_get_frame_clock (widget), "after-paint",
                                     G_CALLBACK (after_paint_cb), watch);
}

/* The frame clock exists once the window is realized. */
void
bench_watch_frames (GtkWindow      *window,
                    BenchFrameFunc  func,
                    gpointer        data)
{
  Watch *watch = g_new0 (Watch, 1);

  watch->window = window;
  watch->func = func;
  watch->data = data;
  if (gtk_widget_get_realized (GTK_WIDGET (window)))
    realize_cb (GTK_WIDGET (window), watch);
  else
    g_signal_connect (window, "realize", G_CALLBACK (realize_cb), watch);
}

static long
read_resident (void)
{
  long size = 0;
  long resident = 0;
  FILE *stream = fopen ("/proc/self/statm", "r");

  if (stream == NULL || fscanf (stream, "%ld %ld", &size, &resident) != 2)
    g_error ("/proc/self/statm cannot be read");
  fclose (stream);

  return resident * (sysconf (_SC_PAGESIZE) / 1024);
}

void
bench_print_shown (void)
{
  const char *started = g_getenv ("BENCH_STARTED");

  if (started == NULL)
    g_error ("BENCH_STARTED says when the process was started");

  g_print ("shown %" G_GINT64_FORMAT " %ld\n",
           g_get_monotonic_time () - g_ascii_strtoll (started, NULL, 10), read_resident ());
}
