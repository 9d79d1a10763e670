/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-ingest.h"

G_BEGIN_DECLS

/**
 * ParvisUplink:
 * @object: (nullable): what the network's codec made of @bytes
 * @root: where @object stands in the envelope, as a JSON Pointer
 * @bytes: (nullable): the device's own payload in base 64
 * @port: LoRaWAN port
 */
typedef struct
{
  const json_t *object;
  const char   *root;
  const char   *bytes;
  int           port;
} ParvisUplink;

/* One function for each format: append to @readings what @payload holds. */
gboolean parvis_ingest_parvis     (const ParvisMapping  *mapping,
                                   const json_t         *payload,
                                   gint64                received_at,
                                   GArray               *readings,
                                   GError              **error);
gboolean parvis_ingest_ttn        (const ParvisMapping  *mapping,
                                   const json_t         *payload,
                                   gint64                received_at,
                                   GArray               *readings,
                                   GError              **error);
gboolean parvis_ingest_chirpstack (const ParvisMapping  *mapping,
                                   const json_t         *payload,
                                   gint64                received_at,
                                   GArray               *readings,
                                   GError              **error);

void     parvis_reading_init         (ParvisReading       *reading,
                                      gint64               observed_at);
void     parvis_reading_set_value    (ParvisReading       *reading,
                                      const ParvisMapping *mapping,
                                      const json_t        *value);
void     parvis_reading_set_capacity (ParvisReading       *reading,
                                      const json_t        *capacity);
void     parvis_reading_set_identity (ParvisReading       *reading,
                                      const char          *identity);
/* Battery from the members of a decoded payload. */
void     parvis_reading_find_battery (ParvisReading       *reading,
                                      const json_t        *object);
/* Signal of the gateway that heard best. */
void     parvis_reading_find_signal  (ParvisReading       *reading,
                                      const json_t        *gateways);
/* Value, capacity and battery of an uplink, through codec or preset. */
void     parvis_reading_read_uplink  (ParvisReading       *reading,
                                      const ParvisMapping *mapping,
                                      const ParvisUplink  *uplink);

/* The first of the members (NULL-terminated) that is a time, or @fallback. */
gint64   parvis_uplink_find_time     (const json_t        *object,
                                      const char * const  *names,
                                      gint64               fallback);
gint64   parvis_uplink_get_int       (const json_t        *object,
                                      const char          *name);

G_END_DECLS
