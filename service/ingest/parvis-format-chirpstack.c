/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-format-chirpstack"

#include "config.h"

#include "parvis-error.h"
#include "parvis-ingest-private.h"

/* ChirpStack v4 (chirpstack.io/docs, "Event types"). Which event it is stands in
 * the query string of the POST and not in the body, so it is told by the members
 * that only one kind of event has.
 */

static gboolean
has_any (const json_t       *event,
         const char * const *names)
{
  for (int i = 0; names[i] != NULL; i++)
    {
      if (json_object_get (event, names[i]) != NULL)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_uplink (const json_t *event)
{
  static const char * const others[] = {
    "integrationName", "queueItemId", "downlinkId", "fCntDown", "joinServerContext", NULL
  };
  static const char * const own[] = { "rxInfo", "data", "object", "fPort", "fCnt", NULL };

  return !has_any (event, others) && has_any (event, own);
}

static gboolean
is_status (const json_t *event)
{
  static const char * const own[] = {
    "margin", "batteryLevel", "batteryLevelUnavailable", "externalPowerSource", NULL
  };

  return has_any (event, own);
}

static void
read_identity (ParvisReading *reading,
               const json_t  *event)
{
  const char *id = json_string_value (json_object_get (event, "deduplicationId"));
  const char *eui = json_string_value (parvis_json_pointer (event, "/deviceInfo/devEui"));
  g_autofree char *identity = NULL;

  if (id == NULL || *id == '\0')
    {
      identity = g_strdup_printf ("%s/%" G_GINT64_FORMAT "/%" G_GINT64_FORMAT,
                                  eui == NULL ? "" : eui,
                                  parvis_uplink_get_int (event, "fCnt"), reading->observed_at);
      id = identity;
    }

  parvis_reading_set_identity (reading, id);
}

/**
 * parvis_ingest_chirpstack:
 *
 * An uplink gives a reading; a device status is a sign of life with the charge of
 * the battery; other events give nothing.
 */
gboolean
parvis_ingest_chirpstack (const ParvisMapping  *mapping,
                          const json_t         *payload,
                          gint64                received_at,
                          GArray               *readings,
                          GError              **error)
{
  static const char * const times[] = { "/time", "/rxInfo/0/nsTime", "/rxInfo/0/gwTime", NULL };
  ParvisUplink uplink = {
    .object = json_object_get (payload, "object"),
    .root = "/object",
    .bytes = json_string_value (json_object_get (payload, "data")),
    .port = (int) CLAMP (parvis_uplink_get_int (payload, "fPort"), 0, 255),
  };
  ParvisReading reading;

  if (!json_is_object (json_object_get (payload, "deviceInfo")))
    return parvis_set_invalid (error, "/deviceInfo", "This is not an event of ChirpStack v4");

  parvis_reading_init (&reading, parvis_uplink_find_time (payload, times, received_at));

  if (is_uplink (payload))
    {
      parvis_reading_read_uplink (&reading, mapping, &uplink);
      parvis_reading_find_signal (&reading, json_object_get (payload, "rxInfo"));
    }
  else if (is_status (payload))
    {
      if (!json_is_true (json_object_get (payload, "batteryLevelUnavailable")) &&
          !json_is_true (json_object_get (payload, "externalPowerSource")))
        parvis_reading_find_battery (&reading, payload);
    }
  else
    {
      return TRUE;
    }

  read_identity (&reading, payload);
  g_array_append_val (readings, reading);

  return TRUE;
}
