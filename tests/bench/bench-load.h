/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "bench-peer.h"

G_BEGIN_DECLS

/* Lines that broke, and answers that were longer than the first. */
extern guint64 bench_failures;

/* Answers a second to @request, a whole head, over @n connections for @seconds; @cpu gets the
 * processor time of each in µs. All answers must be as long as the first.
 */
double bench_load (const BenchPeer *peer,
                   const char      *request,
                   guint            n,
                   double           seconds,
                   double          *cpu);

G_END_DECLS
