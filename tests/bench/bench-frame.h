/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Looks at a window after a frame was painted; TRUE ends the watch. */
typedef gboolean (*BenchFrameFunc) (GtkWindow *window,
                                    gpointer   data);

void bench_watch_frames (GtkWindow      *window,
                         BenchFrameFunc  func,
                         gpointer        data);
void bench_print_shown  (void);

G_END_DECLS
