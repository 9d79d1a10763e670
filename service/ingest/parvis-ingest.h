/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-time.h"
#include "parvis-words.h"

G_BEGIN_DECLS

/**
 * ParvisMapping:
 * @format: the envelope
 * @measure: what the value means
 * @percent: the value is a share of the capacity, 0 to 100, and stays one in the
 *   reading: who knows the capacity makes a count of it
 * @preset: (nullable): a device of parvis-presets.h; gives pointer, values and,
 *   for networks that run no decoder, reads the device's own bytes
 * @pointer: (nullable): JSON Pointer (RFC 6901) of the value, below the decoded
 *   payload for LoRaWAN formats, below each reading for "parvis" and "hand"
 *   ("/value" if there is none)
 * @values: (nullable): object of text → number or bool, {"FREE":false}
 * @absent_is_zero: a codec that leaves zeros out
 * @capacity_pointer: (nullable): where the payload tells the capacity, if it does
 *
 * What a source declares of its payloads. Borrowed strings.
 */
typedef struct
{
  ParvisFormat   format;
  ParvisMeasure  measure;
  gboolean       percent;
  const char    *preset;
  const char    *pointer;
  const json_t  *values;
  gboolean       absent_is_zero;
  const char    *capacity_pointer;
} ParvisMapping;

/**
 * ParvisReading:
 * @observed_at: time of the measurement, not of the reception
 * @value: meaningful unless @reason says there is none
 * @reason: NONE, NO_VALUE (a sign of life), NOT_A_NUMBER or SIMULATED (whatever its
 *   value); what needs the state of the gauge is decided by service/occupancy
 * @identity: (nullable): what makes a second delivery recognisable
 * @battery: percent 0–100, or NAN
 * @voltage: volts, or NAN
 * @capacity: -1 if the payload does not tell it
 *
 * One observation. A space gives 1 (occupied) or 0.
 */
typedef struct
{
  gint64        observed_at;
  double        value;
  ParvisReason  reason;
  char         *identity;
  double        battery;
  double        voltage;
  double        rssi;
  double        snr;
  gint64        capacity;
} ParvisReading;

#define PARVIS_READINGS_MAX 1000

/* Beyond this no counter counts, and a double still holds every integer. */
#define PARVIS_READING_MAX_VALUE 1e12

/* Checks what a source declares, before it is stored. The field of the error is
 * the member of a source: "/pointer", "/preset", …
 */
gboolean  parvis_mapping_check (const ParvisMapping  *mapping,
                                GError              **error);

/* Turns one payload into readings, in order of observed_at. A value that is not
 * there or no count is a reading with its reason; an error is what cannot be an
 * envelope of the format at all.
 *
 * Returns: (transfer full) (element-type ParvisReading): possibly empty (an
 *   event of the network that is no uplink), or NULL with an error
 */
GArray   *parvis_ingest        (const ParvisMapping  *mapping,
                                const json_t         *payload,
                                gint64                received_at,
                                GError              **error);

G_END_DECLS
