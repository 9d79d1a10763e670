/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/* What people who look at a page feel of what else the service does. */

/* One request on a connection that stays open; the status. */
int    bench_exchange       (int         fd,
                             const char *request,
                             char       *answer,
                             gsize       size);
/* The 99th percentile of looks at @path for @seconds, in µs. */
double bench_look           (guint       port,
                             const char *path,
                             double      seconds);
/* Of all processors since the start of the machine, in s. */
double bench_read_busy_time (void);
/* Of this program and of the service. */
double bench_read_own_time  (pid_t       pid);

G_END_DECLS
