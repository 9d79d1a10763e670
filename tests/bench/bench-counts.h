/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench-peer.h"
#include "parvis-service.h"

#include <sys/types.h>

G_BEGIN_DECLS

#define BENCH_COUNTS_TOWNS  "/api/v1/towns/"
#define BENCH_COUNTS_TOWN   BENCH_COUNTS_TOWNS "00001"
#define BENCH_COUNTS_GAUGES 40
#define BENCH_COUNTS_MOST   128

/**
 * BenchCounts:
 *
 * A town with 40 gauges and a service on which people count by hand, over HTTP, with
 * as many commands under way as are asked for. @towns: one after the other in so many,
 * each like the first, but at most in 999, since no code ends in 000; 0 is the first alone
 */
typedef struct
{
  char  *key;
  char  *gauges[BENCH_COUNTS_GAUGES];
  guint  towns;
} BenchCounts;

typedef struct
{
  GPid  pid;
  guint port;
} BenchCountsServer;

/* Makes the town where @config says. */
void              bench_counts_make  (BenchCounts         *self,
                                      const ParvisConfig  *config);
/* Starts parvisd with @options, NULL at the end. */
BenchCountsServer bench_counts_start (char               **options);
void              bench_counts_stop  (BenchCountsServer    server);
/* Commands a second, and µs of the service's processor time for each: what is left
 * of the first depends on what else the machine does, the second hardly.
 */
void              bench_counts_run   (BenchCounts         *self,
                                      BenchCountsServer    server,
                                      guint                under_way,
                                      double               seconds,
                                      double              *rate,
                                      double              *cost);
/* Processor time so far, in s; 0 is this process. */
double            bench_counts_cpu_time (GPid              pid);
/* One command, sent and not waited for; @n chooses gauge and town. */
void              bench_counts_send  (BenchCounts         *self,
                                      int                  fd,
                                      guint                n);
void              bench_counts_fail  (const char          *what) G_GNUC_NORETURN;

G_END_DECLS
