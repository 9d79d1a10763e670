/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-ingest"

#include "config.h"

#include "parvis-ingest.h"

#include "parvis-error.h"
#include "parvis-ingest-private.h"
#include "parvis-presets.h"

#define MAX_VALUES 64

static gboolean
is_lorawan (ParvisFormat format)
{
  return format == PARVIS_FORMAT_TTN_V3 || format == PARVIS_FORMAT_CHIRPSTACK_V4;
}

static gboolean
check_pointers (const ParvisMapping  *mapping,
                GError              **error)
{
  const char *pointer = mapping->pointer;

  if (pointer != NULL && (*pointer == '\0' || !parvis_json_pointer_is_valid (pointer)))
    return parvis_set_invalid (error, "/pointer",
                               "“%s” is not a JSON Pointer to a value, like /people/count",
                               pointer);

  if (mapping->capacity_pointer != NULL &&
      (*mapping->capacity_pointer == '\0' ||
       !parvis_json_pointer_is_valid (mapping->capacity_pointer)))
    return parvis_set_invalid (error, "/capacity_pointer",
                               "“%s” is not a JSON Pointer to a value",
                               mapping->capacity_pointer);

  if (is_lorawan (mapping->format) && pointer == NULL && mapping->preset == NULL)
    return parvis_set_invalid (error, "/pointer",
                               "A source of a network needs a pointer or a preset");

  return TRUE;
}

static gboolean
check_values (const ParvisMapping  *mapping,
              GError              **error)
{
  const char *text;
  json_t *value;

  if (mapping->values == NULL)
    return TRUE;

  if (!json_is_object (mapping->values) || json_object_size (mapping->values) > MAX_VALUES)
    return parvis_set_invalid (error, "/values",
                               "Values are an object of %d members at most, like {\"FREE\":false}",
                               MAX_VALUES);

  json_object_foreach ((json_t *) mapping->values, text, value)
    {
      if (!json_is_number (value) && !json_is_boolean (value))
        return parvis_set_invalid (error, "/values",
                                   "“%s” must stand for a number, true or false", text);
    }

  return TRUE;
}

static gboolean
check_preset (const ParvisMapping  *mapping,
              GError              **error)
{
  if (mapping->preset == NULL)
    return TRUE;

  if (!is_lorawan (mapping->format))
    return parvis_set_invalid (error, "/preset",
                               "Presets are for devices behind a LoRaWAN network");

  if (parvis_preset_find (mapping->preset, mapping->measure) == NULL)
    return parvis_set_invalid (error, "/preset",
                               "There is no preset “%s” that measures “%s”",
                               mapping->preset, parvis_measure_to_string (mapping->measure));

  return TRUE;
}

/**
 * parvis_mapping_check:
 * @error: %PARVIS_ERROR_INVALID
 */
gboolean
parvis_mapping_check (const ParvisMapping  *mapping,
                      GError              **error)
{
  g_return_val_if_fail (mapping != NULL, FALSE);

  if (mapping->percent &&
      mapping->measure != PARVIS_MEASURE_PRESENT &&
      mapping->measure != PARVIS_MEASURE_FREE &&
      mapping->measure != PARVIS_MEASURE_OCCUPIED)
    return parvis_set_invalid (error, "/unit",
                               "Only what is present, free or occupied can be a share");

  return check_preset (mapping, error) &&
         check_pointers (mapping, error) &&
         check_values (mapping, error);
}

static void
clear_reading (gpointer data)
{
  ParvisReading *reading = data;

  g_clear_pointer (&reading->identity, g_free);
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  const ParvisReading *first = a;
  const ParvisReading *second = b;

  return (first->observed_at > second->observed_at) - (first->observed_at < second->observed_at);
}

/**
 * parvis_ingest:
 * @received_at: ms since 1970, for payloads that tell no time
 * @error: %PARVIS_ERROR_INVALID with the member at fault
 */
GArray *
parvis_ingest (const ParvisMapping  *mapping,
               const json_t         *payload,
               gint64                received_at,
               GError              **error)
{
  g_autoptr(GArray) readings = g_array_new (FALSE, TRUE, sizeof (ParvisReading));
  gboolean done = FALSE;

  g_return_val_if_fail (mapping != NULL, NULL);

  g_array_set_clear_func (readings, clear_reading);

  switch (mapping->format)
    {
    case PARVIS_FORMAT_PARVIS:
    case PARVIS_FORMAT_HAND:
      done = parvis_ingest_parvis (mapping, payload, received_at, readings, error);
      break;

    case PARVIS_FORMAT_TTN_V3:
      done = parvis_ingest_ttn (mapping, payload, received_at, readings, error);
      break;

    case PARVIS_FORMAT_CHIRPSTACK_V4:
      done = parvis_ingest_chirpstack (mapping, payload, received_at, readings, error);
      break;

    default:
      g_return_val_if_reached (NULL);
    }

  if (!done)
    return NULL;

  g_array_sort (readings, compare_times);

  return g_steal_pointer (&readings);
}
