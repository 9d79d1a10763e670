/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-router.h"

G_BEGIN_DECLS

/* A town to measure with: 40 gauges whose entities have the size and the members
 * of real ones, without the rules of the areas. Anyone may
 * POST /bench/{insee}/gauges/{n:int} {"text":"…"}, which moves one gauge,
 * and POST /bench/{insee}/ticks/{n:int}, which makes an entity of little more than
 * its text.
 */
#define BENCH_TOWN "00001"

extern const ParvisTables bench_tables;

gboolean bench_town_create (const char  *state_dir,
                            guint        gauges,
                            GError     **error);

G_END_DECLS
