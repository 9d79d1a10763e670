/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisMetrics:
 *
 * What the listener's thread counts, for GET /metrics. Plain numbers, because
 * one thread counts and tells them.
 */
typedef struct
{
  guint64 requests[6];          /* by class of status; [0] without an answer */
  guint64 request_usec;
  guint64 commands_refused;
  guint64 connections;          /* accepted since the start */
  guint64 connections_dropped;  /* too slow to send a request */
  guint   connections_open;
  guint   streams_open;
  guint64 streams_cut;          /* too slow to read */
  guint64 events;
  guint64 deliveries;
  guint64 live_built;
} ParvisMetrics;

/* Prometheus text exposition format 0.0.4. */
char *parvis_metrics_format (const ParvisMetrics    *self,
                             const ParvisStoreStats *stats);

G_END_DECLS
