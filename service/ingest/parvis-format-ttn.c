/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-format-ttn"

#include "config.h"

#include "parvis-error.h"
#include "parvis-ingest-private.h"

#include <math.h>

/* The Things Stack v3 (thethingsindustries.com/docs, "Data Formats"). Members
 * that are empty, 0 or false are left out of the envelope.
 */

static void
read_identity (ParvisReading *reading,
               const json_t  *envelope,
               const json_t  *uplink)
{
  const json_t *ids = json_object_get (envelope, "correlation_ids");
  const json_t *device = json_object_get (envelope, "end_device_ids");
  const char *last = json_string_value (json_array_get (ids, json_array_size (ids) - 1));
  const char *eui = json_string_value (json_object_get (device, "dev_eui"));
  gint64 count = parvis_uplink_get_int (uplink, "f_cnt");
  g_autofree char *identity = NULL;

  if (eui == NULL)
    eui = json_string_value (json_object_get (device, "device_id"));

  if (last != NULL)
    identity = g_strdup_printf ("%s/%" G_GINT64_FORMAT, last, count);
  else
    identity = g_strdup_printf ("%s/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                eui == NULL ? "" : eui, count, reading->observed_at);

  parvis_reading_set_identity (reading, identity);
}

/* The network asks a device for its battery by itself from time to time. */
static void
find_reported_battery (ParvisReading *reading,
                       const json_t  *uplink)
{
  const json_t *told = parvis_json_pointer (uplink, "/last_battery_percentage/value");

  if (isnan (reading->battery) && json_is_number (told))
    reading->battery = CLAMP (json_number_value (told), 0.0, 100.0);
}

static void
read_uplink (ParvisReading       *reading,
             const ParvisMapping *mapping,
             const json_t        *envelope,
             const json_t        *message,
             gint64               received_at)
{
  static const char * const times[] = {
    "/uplink_message/received_at", "/received_at", "/uplink_message/settings/time", NULL
  };
  ParvisUplink uplink = {
    .object = json_object_get (message, "decoded_payload"),
    .root = "/uplink_message/decoded_payload",
    .bytes = json_string_value (json_object_get (message, "frm_payload")),
    .port = (int) CLAMP (parvis_uplink_get_int (message, "f_port"), 0, 255),
  };

  parvis_reading_init (reading, parvis_uplink_find_time (envelope, times, received_at));
  parvis_reading_read_uplink (reading, mapping, &uplink);
  parvis_reading_find_signal (reading, json_object_get (message, "rx_metadata"));
  read_identity (reading, envelope, message);
  find_reported_battery (reading, message);
}

/**
 * parvis_ingest_ttn:
 *
 * Takes a message as a webhook sends it, or wrapped in "result" as the Storage
 * Integration gives it. Messages that are no uplink give nothing.
 */
gboolean
parvis_ingest_ttn (const ParvisMapping  *mapping,
                   const json_t         *payload,
                   gint64                received_at,
                   GArray               *readings,
                   GError              **error)
{
  const json_t *result = json_object_get (payload, "result");
  const json_t *envelope = result == NULL ? payload : result;
  const json_t *message = json_object_get (envelope, "uplink_message");
  ParvisReading reading;

  if (!json_is_object (json_object_get (envelope, "end_device_ids")))
    return parvis_set_invalid (error, "/end_device_ids",
                               "This is not a message of The Things Stack v3");

  if (message == NULL)
    return TRUE;

  if (!json_is_object (message))
    return parvis_set_invalid (error, "/uplink_message", "“uplink_message” must be an object");

  read_uplink (&reading, mapping, envelope, message, received_at);
  /* Somebody pressed "simulate uplink" to try a codec or an integration. */
  if (json_is_true (json_object_get (envelope, "simulated")))
    reading.reason = PARVIS_REASON_SIMULATED;
  g_array_append_val (readings, reading);

  return TRUE;
}
