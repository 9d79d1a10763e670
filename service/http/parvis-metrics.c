/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-metrics"

#include "config.h"

#include "parvis-metrics.h"

static void
add (GString    *text,
     const char *name,
     const char *type,
     const char *help,
     guint64     value)
{
  g_string_append_printf (text,
                          "# HELP parvis_%s %s\n"
                          "# TYPE parvis_%s %s\n"
                          "parvis_%s %" G_GUINT64_FORMAT "\n",
                          name, help, name, type, name, value);
}

static void
add_seconds (GString    *text,
             const char *name,
             const char *help,
             guint64     usec)
{
  char value[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (value, sizeof value, "%.6f", (double) usec / G_USEC_PER_SEC);
  g_string_append_printf (text,
                          "# HELP parvis_%s %s\n"
                          "# TYPE parvis_%s counter\n"
                          "parvis_%s %s\n",
                          name, help, name, name, value);
}

static void
add_requests (GString             *text,
              const ParvisMetrics *self)
{
  g_string_append (text,
                   "# HELP parvis_http_requests_total Requests answered, by class of status\n"
                   "# TYPE parvis_http_requests_total counter\n");
  for (guint i = 2; i < G_N_ELEMENTS (self->requests); i++)
    g_string_append_printf (text,
                            "parvis_http_requests_total{class=\"%uxx\"} %" G_GUINT64_FORMAT "\n",
                            i, self->requests[i]);
}

char *
parvis_metrics_format (const ParvisMetrics    *self,
                       const ParvisStoreStats *stats)
{
  GString *text = g_string_new (NULL);

  add_requests (text, self);
  add_seconds (text, "http_request_seconds_total", "Time from the request line to the answer",
               self->request_usec);
  add (text, "http_commands_refused_total", "counter", "Commands refused before the store",
       self->commands_refused);
  add (text, "http_connections_total", "counter", "Connections accepted", self->connections);
  add (text, "http_connections_dropped_total", "counter",
       "Connections closed because a request took too long to arrive", self->connections_dropped);
  add (text, "http_connections", "gauge", "Open connections", self->connections_open);
  add (text, "streams", "gauge", "Open event streams", self->streams_open);
  add (text, "streams_cut_total", "counter", "Event streams closed because the reader was too slow",
       self->streams_cut);
  add (text, "events_total", "counter", "Events made", self->events);
  add (text, "event_deliveries_total", "counter", "Events handed to a reader", self->deliveries);
  add (text, "live_built_total", "counter", "Public snapshots made", self->live_built);

  add (text, "commands_total", "counter", "Commands applied", stats->commands);
  add (text, "commands_failed_total", "counter", "Commands that the areas refused", stats->failed);
  add (text, "commands_replayed_total", "counter", "Commands answered again", stats->replayed);
  add (text, "batches_total", "counter", "Commits of a batch", stats->batches);
  add (text, "changes_total", "counter", "Entries written to the change feed", stats->changes);
  add (text, "checkpoints_total", "counter", "Checkpoints of the databases", stats->checkpoints);
  add_seconds (text, "commit_seconds_total", "Time spent in commits", stats->commit_usec);
  add (text, "commands_waiting", "gauge", "Commands that wait for a writer", stats->queued);

  return g_string_free (text, FALSE);
}
