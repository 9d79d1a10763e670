/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench-counts.h"

G_BEGIN_DECLS

/**
 * BenchFile:
 *
 * A town's file without a service: what SQLite alone takes for the statements of counts.
 * One thread at a time.
 */
typedef struct _BenchFile BenchFile;

/* Copies the file of the town 00001 in @directory for the towns @from to @to, each with rows
 * of its own code.
 */
void       bench_files_multiply (const char        *directory,
                                 guint              from,
                                 guint              to);

BenchFile *bench_file_open      (const char        *path,
                                 guint              town);
void       bench_file_close     (BenchFile         *self);
/* @group counts and what the feed gets of them, in one transaction, on the gauges from
 * @first.
 */
void       bench_file_count     (BenchFile         *self,
                                 const BenchCounts *counts,
                                 guint              first,
                                 guint              group);

G_END_DECLS
