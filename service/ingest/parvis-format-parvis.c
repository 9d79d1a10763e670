/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-format-parvis"

#include "config.h"

#include "parvis-error.h"
#include "parvis-ingest-private.h"

#include <string.h>

/* Own format: an object {"observed_at", "value", "id", "battery", "rssi", "snr",
 * "capacity"}, an array of them, or {"readings": […]}. All but the value is
 * optional, and the value may stand elsewhere.
 */

static gboolean
read_number (const json_t  *object,
             const char    *name,
             double         min,
             double         max,
             double        *number,
             GError       **error)
{
  const json_t *member = json_object_get (object, name);

  if (member == NULL || json_is_null (member))
    return TRUE;

  return parvis_json_get_number (object, name, min, max, number, error);
}

static void
read_identity (ParvisReading *reading,
               const json_t  *id)
{
  g_autofree char *number = NULL;

  if (json_is_integer (id))
    number = g_strdup_printf ("%" JSON_INTEGER_FORMAT, json_integer_value (id));

  parvis_reading_set_identity (reading, number == NULL ? json_string_value (id) : number);
}

/* What senders call the time when it is not "observed_at", in lower case and
 * without "_" and "-".
 */
static gboolean
is_time_name (const char *name)
{
  static const char * const names[] = {
    "at", "createdat", "date", "dateobserved", "datetime", "lastseen", "lastupdate",
    "lastupdated", "measured", "measuredat", "modifiedat", "observationtime", "observed",
    "observedat", "phenomenontime", "readat", "receivedat", "recordedat", "resulttime",
    "sentat", "time", "timestamp", "ts", "updatedat", "when", NULL,
  };
  char folded[32];
  gsize length = 0;

  for (const char *c = name; *c != '\0'; c++)
    {
      if (*c == '_' || *c == '-')
        continue;
      if (length == sizeof folded - 1)
        return FALSE;
      folded[length++] = g_ascii_tolower (*c);
    }

  folded[length] = '\0';

  return g_strv_contains (names, folded);
}

static gboolean
is_known (const char *name)
{
  static const char * const names[] = {
    "observed_at", "value", "id", "battery", "rssi", "snr", "capacity", NULL,
  };

  return g_strv_contains (names, name);
}

static gboolean
has_member (const json_t *object,
            const char   *name)
{
  const json_t *member = json_object_get (object, name);

  return member != NULL && !json_is_null (member);
}

static gboolean
refuse_member (const char  *name,
               const char  *known,
               GError     **error)
{
  g_autofree char *field = parvis_json_make_field (name);

  return parvis_set_invalid (error, strlen (field) <= PARVIS_JSON_POINTER_MAX ? field : "",
                             "This member is not known; perhaps “%s” is meant", known);
}

/* A misspelt member would be a reading of now, or a sign of life, and its sender
 * would never learn it. Where a pointer is declared, the words are another's.
 */
static gboolean
check_members (const ParvisMapping  *mapping,
               const json_t         *object,
               GError              **error)
{
  gboolean has_time = has_member (object, "observed_at");
  gboolean has_value = json_object_get (object, "value") != NULL || mapping->absent_is_zero;
  const char *name;
  json_t *member;

  if ((mapping->pointer != NULL && strcmp (mapping->pointer, "/value") != 0) ||
      (has_time && has_value))
    return TRUE;

  json_object_foreach ((json_t *) object, name, member)
    {
      if (!has_time && !json_is_null (member) && !is_known (name) && is_time_name (name))
        return refuse_member (name, "observed_at", error);
    }

  json_object_foreach ((json_t *) object, name, member)
    {
      if (!has_value && !is_known (name))
        return refuse_member (name, "value", error);
    }

  return TRUE;
}

static gboolean
read_reading (ParvisReading        *reading,
              const ParvisMapping  *mapping,
              const json_t         *object,
              gint64                received_at,
              GError              **error)
{
  const char *pointer = mapping->pointer == NULL ? "/value" : mapping->pointer;
  const json_t *value = parvis_json_pointer (object, pointer);
  const json_t *id = json_object_get (object, "id");

  parvis_reading_init (reading, received_at);

  if (!json_is_object (object))
    return parvis_set_invalid (error, "", "A reading must be an object, like {\"value\":42}");

  if (!check_members (mapping, object, error) ||
      !parvis_json_get_time_or (object, "observed_at", received_at, &reading->observed_at, error) ||
      !read_number (object, "battery", 0.0, 100.0, &reading->battery, error) ||
      !read_number (object, "rssi", -300.0, 100.0, &reading->rssi, error) ||
      !read_number (object, "snr", -100.0, 100.0, &reading->snr, error))
    return FALSE;

  if (id != NULL && !json_is_null (id) && !json_is_string (id) && !json_is_integer (id))
    return parvis_set_invalid (error, "/id", "“id” must be a text or a whole number");

  parvis_reading_set_value (reading, mapping, value);
  if (value == NULL && mapping->absent_is_zero)
    reading->reason = PARVIS_REASON_NONE;

  parvis_reading_set_capacity (reading,
                               mapping->capacity_pointer == NULL
                               ? json_object_get (object, "capacity")
                               : parvis_json_pointer (object, mapping->capacity_pointer));
  read_identity (reading, id);

  return TRUE;
}

/**
 * parvis_ingest_parvis:
 *
 * One reading that is malformed refuses the payload, so that its sender notices;
 * a value that is no count does not.
 */
gboolean
parvis_ingest_parvis (const ParvisMapping  *mapping,
                      const json_t         *payload,
                      gint64                received_at,
                      GArray               *readings,
                      GError              **error)
{
  const json_t *list = json_object_get (payload, "readings");
  const char *prefix = list == NULL ? "" : "/readings";
  gsize n_readings;

  if (list == NULL && json_is_array (payload))
    list = payload;

  if (list != NULL && !json_is_array (list))
    return parvis_set_invalid (error, "/readings", "“readings” must be an array");

  n_readings = list == NULL ? 1 : json_array_size (list);
  if (n_readings > PARVIS_READINGS_MAX)
    return parvis_set_invalid (error, prefix, "There may be %d readings at once at most",
                               PARVIS_READINGS_MAX);

  for (gsize i = 0; i < n_readings; i++)
    {
      const json_t *object = list == NULL ? payload : json_array_get (list, i);
      ParvisReading reading;

      if (!read_reading (&reading, mapping, object, received_at, error))
        {
          if (list != NULL)
            parvis_error_prefix_field (error, "%s/%" G_GSIZE_FORMAT, prefix, i);

          return FALSE;
        }

      g_array_append_val (readings, reading);
    }

  return TRUE;
}
