/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-router.h"

#include <glib.h>
#include <sys/types.h>

G_BEGIN_DECLS

/**
 * BenchPeer:
 * @pid: the process that works (not its parent)
 *
 * A server in a process of its own.
 */
typedef struct
{
  const char *name;
  pid_t       pid;
  guint       port;
} BenchPeer;

/* Forks and runs a ParvisServer on @state_dir there, with the bench's tables. */
gboolean bench_start_parvis   (BenchPeer   *peer,
                               const char  *state_dir);
/* The same with other tables. */
gboolean bench_start_tables   (BenchPeer           *peer,
                               const char          *state_dir,
                               const ParvisTables  *tables);
/* Serves @file at @path. FALSE if there is no nginx. */
gboolean bench_start_nginx    (BenchPeer   *peer,
                               const char  *directory,
                               const char  *path,
                               const char  *file);
/* Serves @file at @path from memory. FALSE if npm cannot install it; @directory
 * keeps the installation from one run to the next.
 */
gboolean bench_start_fastify  (BenchPeer   *peer,
                               const char  *directory,
                               const char  *path,
                               const char  *file);
/* Forks and runs @serve with a listening socket. */
gboolean bench_start_function (BenchPeer   *peer,
                               void       (*serve) (int      fd,
                                                    gpointer data),
                               gpointer     data);
void     bench_stop           (BenchPeer   *peer);

/* CPU time of the process so far, in µs. */
double   bench_cpu            (const BenchPeer *peer);
/* Resident memory, in KiB. */
double   bench_resident       (const BenchPeer *peer);
/* What many measurements say. */
double   bench_median         (double      *values,
                               guint        n);
double   bench_now            (void);
int      bench_connect        (guint        port);

G_END_DECLS
