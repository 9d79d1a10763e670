/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* As much of a service as a first connection asks for, in this process, on a
 * port of its own, and the ways in which it may be another thing.
 */

typedef struct
{
  SoupServer *soup;
  char       *uri;

  const char *api;            /* what /openapi.json is, NULL for a good one */
  guint       status;         /* of everything, 0 for a good service */
  const char *location;       /* with a status of 3xx */
  const char *date;           /* the clock of the service, NULL for this machine's */
  gboolean    deaf;           /* never answers */
} ProbeServer;

void probe_server_start (ProbeServer *self);
void probe_server_stop  (ProbeServer *self);

G_END_DECLS
