/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-value"

#include "config.h"

#include "parvis-error.h"
#include "parvis-ingest-private.h"
#include "parvis-presets.h"
#include "parvis-time.h"

#include <math.h>
#include <string.h>

#define MAX_IDENTITY 128
#define MAX_CAPACITY 1000000
/* LoRaWAN carries 242 bytes at most; in base 64 that is less than this. */
#define MAX_BASE64   512

/**
 * parvis_reading_init:
 * @observed_at: ms since 1970
 *
 * A reading without anything: a sign of life.
 */
void
parvis_reading_init (ParvisReading *reading,
                     gint64         observed_at)
{
  memset (reading, 0, sizeof *reading);
  reading->observed_at = observed_at;
  reading->reason = PARVIS_REASON_NO_VALUE;
  reading->battery = NAN;
  reading->voltage = NAN;
  reading->rssi = NAN;
  reading->snr = NAN;
  reading->capacity = -1;
}

/* A decimal number and nothing else but @unit, if there is one. g_ascii_strtod()
 * also knows "nan", "inf" and hexadecimal, which no device means.
 */
static gboolean
read_decimal (const char  *text,
              const char **unit,
              double      *number)
{
  const char *start = text + strspn (text, " ");
  char *end;

  if (strspn (start, "+-.0123456789eE") == 0 || g_ascii_isalpha (start[0]))
    return FALSE;

  for (const char *c = start; *c != '\0' && *c != ' ' && *c != '%'; c++)
    {
      if (*c == 'x' || *c == 'X' || *c == 'n' || *c == 'N' || *c == 'i' || *c == 'I')
        return FALSE;
    }

  *number = g_ascii_strtod (start, &end);
  if (end == start)
    return FALSE;

  end += strspn (end, " ");
  *unit = end;

  return TRUE;
}

static gboolean
read_space_word (const char *text,
                 double     *number)
{
  static const char * const occupied[] = { "occupied", "busy", "true", "taken", NULL };
  static const char * const vacant[] = { "free", "vacant", "false", "unoccupied", NULL };

  for (int i = 0; occupied[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (text, occupied[i]) == 0)
        {
          *number = 1.0;
          return TRUE;
        }
    }

  for (int i = 0; vacant[i] != NULL; i++)
    {
      if (g_ascii_strcasecmp (text, vacant[i]) == 0)
        {
          *number = 0.0;
          return TRUE;
        }
    }

  return FALSE;
}

/* What the source's own table says of @value. Numbers and booleans are looked up
 * by their JSON text.
 */
static const json_t *
translate (const ParvisMapping *mapping,
           const json_t        *value)
{
  g_autofree char *text = NULL;
  const json_t *translated;

  if (mapping->values == NULL || json_is_object (value) || json_is_array (value))
    return value;

  text = json_is_string (value) ? g_strdup (json_string_value (value)) : parvis_json_dump (value);
  translated = json_object_get (mapping->values, text);

  return translated == NULL ? value : translated;
}

static gboolean
read_number (const ParvisMapping *mapping,
             const json_t        *value,
             double              *number)
{
  const char *unit = "";
  const char *text;

  if (json_is_boolean (value))
    {
      *number = json_is_true (value) ? 1.0 : 0.0;
      return mapping->measure == PARVIS_MEASURE_SPACE;
    }

  if (json_is_number (value))
    {
      *number = json_number_value (value);
      return TRUE;
    }

  if (!json_is_string (value))
    return FALSE;

  text = json_string_value (value);
  if (mapping->measure == PARVIS_MEASURE_SPACE && read_space_word (text, number))
    return TRUE;

  /* "88 % frei" is a share of what the source declares, whatever it is called. */
  return read_decimal (text, &unit, number) &&
         (*unit == '\0' || (mapping->percent && *unit == '%'));
}

/* "persons", "places libres" or nothing. */
static gboolean
is_unit (const char *text)
{
  for (; *text != '\0'; text = g_utf8_next_char (text))
    {
      gunichar letter = g_utf8_get_char (text);

      if (!g_unichar_isalpha (letter) && !g_unichar_isspace (letter))
        return FALSE;
    }

  return TRUE;
}

/* "37/311 persons", as pools show it: how many of how many. What goes on with
 * more than a unit is a date or somebody's reference, not a count.
 */
static gboolean
read_fraction (ParvisReading       *reading,
               const ParvisMapping *mapping,
               const char          *text,
               double              *number)
{
  const char *rest = "";
  const char *unit = "";
  double whole;

  if (mapping->percent || mapping->measure == PARVIS_MEASURE_SPACE ||
      !read_decimal (text, &rest, number) || *rest != '/' ||
      !read_decimal (rest + 1, &unit, &whole) || !is_unit (unit) ||
      whole < 0.0 || whole > MAX_CAPACITY || trunc (whole) != whole)
    return FALSE;

  reading->capacity = (gint64) whole;

  return TRUE;
}

/* People and vehicles are whole; a space is taken or not. Whether a number can be
 * true at this gauge is not decided here.
 */
static gboolean
is_acceptable (const ParvisMapping *mapping,
               double               number)
{
  if (!isfinite (number) || fabs (number) > PARVIS_READING_MAX_VALUE)
    return FALSE;

  if (mapping->measure == PARVIS_MEASURE_SPACE)
    return number == 0.0 || number == 1.0;

  return mapping->percent || trunc (number) == number;
}

/**
 * parvis_reading_set_value:
 * @value: (nullable): what the pointer found
 */
void
parvis_reading_set_value (ParvisReading       *reading,
                          const ParvisMapping *mapping,
                          const json_t        *value)
{
  double number = 0.0;

  reading->value = 0.0;
  reading->reason = PARVIS_REASON_NO_VALUE;

  if (value == NULL || json_is_null (value))
    return;

  reading->reason = PARVIS_REASON_NOT_A_NUMBER;

  if ((read_number (mapping, translate (mapping, value), &number) ||
       (json_is_string (value) &&
        read_fraction (reading, mapping, json_string_value (value), &number))) &&
      is_acceptable (mapping, number))
    {
      /* -0 would be a surprise where it is written out. */
      reading->value = number == 0.0 ? 0.0 : number;
      reading->reason = PARVIS_REASON_NONE;
    }
}

/**
 * parvis_reading_set_capacity:
 * @capacity: (nullable): anything but a believable count is ignored
 */
void
parvis_reading_set_capacity (ParvisReading *reading,
                             const json_t  *capacity)
{
  const char *unit = "";
  double number = json_number_value (capacity);

  if (json_is_string (capacity) &&
      (!read_decimal (json_string_value (capacity), &unit, &number) || *unit != '\0'))
    return;

  if ((json_is_number (capacity) || json_is_string (capacity)) &&
      number >= 0.0 && number <= MAX_CAPACITY && trunc (number) == number)
    reading->capacity = (gint64) number;
}

/**
 * parvis_reading_set_identity:
 * @identity: (nullable)
 */
void
parvis_reading_set_identity (ParvisReading *reading,
                             const char    *identity)
{
  g_free (reading->identity);
  reading->identity = NULL;

  if (identity == NULL || *identity == '\0')
    return;

  /* Something of any length that still tells one message from another. */
  if (strlen (identity) > MAX_IDENTITY)
    reading->identity = g_compute_checksum_for_string (G_CHECKSUM_SHA256, identity, -1);
  else
    reading->identity = g_strdup (identity);
}

static void
set_percent (ParvisReading *reading,
             double         number)
{
  if (isnan (reading->battery) && number >= 0.0 && number <= 100.0)
    reading->battery = number;
}

static void
set_volts (ParvisReading *reading,
           double         number)
{
  /* Some devices tell millivolts under the same names. */
  if (number > 100.0)
    number /= 1000.0;

  if (isnan (reading->voltage) && number > 0.0 && number <= 60.0)
    reading->voltage = number;
}

/* @volts: what the name says; a unit behind the number says it better. */
static void
read_battery (ParvisReading *reading,
              const json_t  *value,
              gboolean       volts)
{
  const char *unit = "";
  double number;

  /* {"value": 3.003, "unit": "V"} */
  if (json_is_object (value))
    {
      const char *told = json_string_value (json_object_get (value, "unit"));

      unit = told == NULL ? "" : told;
      value = json_object_get (value, "value");
    }

  number = json_number_value (value);
  if (json_is_string (value))
    {
      if (!read_decimal (json_string_value (value), &unit, &number))
        return;
    }
  else if (!json_is_number (value))
    {
      return;
    }

  if (g_ascii_strcasecmp (unit, "v") == 0 || g_ascii_strcasecmp (unit, "mv") == 0)
    volts = TRUE;
  else if (strcmp (unit, "%") == 0)
    volts = FALSE;
  else if (trunc (number) != number && number < 5.0)
    volts = TRUE;

  if (volts)
    set_volts (reading, number);
  else
    set_percent (reading, number);
}

/**
 * parvis_reading_find_battery:
 * @object: (nullable)
 *
 * Looks for the names that codecs give to the charge of a battery.
 */
void
parvis_reading_find_battery (ParvisReading *reading,
                             const json_t  *object)
{
  static const char * const shares[] = {
    "battery", "batteryLevel", "battery_level", "battery_percent", "batteryPercent",
    "battery_percentage", "batteryPercentage", "Battery", "bat_pct", "BatteryLevel",
  };
  static const char * const voltages[] = {
    "battery_voltage", "batteryVoltage", "battery_volt", "BatteryVoltage", "Battery_Voltage",
    "Battery voltage", "Bat", "bat", "BAT", "BatV", "Bat_V", "BAT_V", "batV", "bat_v", "vbat",
    "Vbat", "VBAT",
  };

  for (guint i = 0; i < G_N_ELEMENTS (shares); i++)
    read_battery (reading, json_object_get (object, shares[i]), FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (voltages); i++)
    read_battery (reading, json_object_get (object, voltages[i]), TRUE);
}

/**
 * parvis_reading_find_signal:
 * @gateways: (nullable): array of objects with "rssi" (dBm) and "snr" (dB); a zero
 *   is left out by both networks
 */
void
parvis_reading_find_signal (ParvisReading *reading,
                            const json_t  *gateways)
{
  for (gsize i = 0; i < json_array_size (gateways); i++)
    {
      const json_t *gateway = json_array_get (gateways, i);
      const json_t *rssi = json_object_get (gateway, "rssi");

      if (!json_is_number (rssi) ||
          (!isnan (reading->rssi) && json_number_value (rssi) <= reading->rssi))
        continue;

      reading->rssi = json_number_value (rssi);
      reading->snr = json_number_value (json_object_get (gateway, "snr"));
    }
}

static json_t *
decode_bytes (const ParvisPreset *preset,
              const ParvisUplink *uplink)
{
  g_autofree guchar *bytes = NULL;
  gsize n_bytes;

  if (preset->decode == NULL || uplink->bytes == NULL || strlen (uplink->bytes) > MAX_BASE64)
    return NULL;

  bytes = g_base64_decode (uplink->bytes, &n_bytes);
  if (bytes == NULL || n_bytes == 0)
    return NULL;

  return preset->decode (bytes, n_bytes, uplink->port);
}

/* Who looks at the whole envelope writes the pointer from its top. */
static const json_t *
follow (const char   *pointer,
        const char   *root,
        const json_t *object)
{
  const json_t *value = parvis_json_pointer (object, pointer);
  gsize length = strlen (root);

  if (value == NULL && g_str_has_prefix (pointer, root) && pointer[length] == '/')
    value = parvis_json_pointer (object, pointer + length);

  return value;
}

static const json_t *
find_value (const ParvisMapping *mapping,
            const ParvisPreset  *preset,
            const char          *root,
            const json_t        *object)
{
  const json_t *value = NULL;

  if (mapping->pointer != NULL)
    return follow (mapping->pointer, root, object);

  for (int i = 0; preset != NULL && value == NULL && preset->pointers[i] != NULL; i++)
    value = parvis_json_pointer (object, preset->pointers[i]);

  return value;
}

/**
 * parvis_reading_read_uplink:
 *
 * The codec of the network goes first; where it did not run, or left the value
 * out, the preset reads the bytes.
 */
void
parvis_reading_read_uplink (ParvisReading       *reading,
                            const ParvisMapping *mapping,
                            const ParvisUplink  *uplink)
{
  const ParvisPreset *preset = parvis_preset_find (mapping->preset, mapping->measure);
  const json_t *value = find_value (mapping, preset, uplink->root, uplink->object);
  g_autoptr(json_t) decoded = NULL;

  if (value == NULL && preset != NULL)
    {
      decoded = decode_bytes (preset, uplink);
      value = find_value (mapping, preset, uplink->root, decoded);
    }

  parvis_reading_set_value (reading, mapping, value);

  if (value == NULL && mapping->absent_is_zero && json_is_object (uplink->object))
    {
      reading->value = 0.0;
      reading->reason = PARVIS_REASON_NONE;
    }

  if (mapping->capacity_pointer != NULL)
    parvis_reading_set_capacity (reading, follow (mapping->capacity_pointer, uplink->root,
                                                  uplink->object));

  parvis_reading_find_battery (reading, uplink->object);
  parvis_reading_find_battery (reading, decoded);
}

/**
 * parvis_uplink_find_time:
 * @object: (nullable)
 * @fallback: ms since 1970
 */
gint64
parvis_uplink_find_time (const json_t       *object,
                         const char * const *names,
                         gint64              fallback)
{
  for (int i = 0; names[i] != NULL; i++)
    {
      const char *text = json_string_value (parvis_json_pointer (object, names[i]));
      gint64 instant;

      if (text != NULL && parvis_time_parse (text, &instant, NULL))
        return instant;
    }

  return fallback;
}

/**
 * parvis_uplink_get_int:
 * @object: (nullable)
 *
 * Returns: the member, or 0, which both networks leave out
 */
gint64
parvis_uplink_get_int (const json_t *object,
                       const char   *name)
{
  return json_integer_value (json_object_get (object, name));
}
