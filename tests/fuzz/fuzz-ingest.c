/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-ingest.h"
#include "parvis-presets.h"

#include <math.h>

#define RECEIVED_AT G_GINT64_CONSTANT (1781707330000)

static void
check_reading (const ParvisReading *reading,
               const ParvisReading *before)
{
  g_assert_true (isfinite (reading->value));
  g_assert_cmpfloat (fabs (reading->value), <=, PARVIS_READING_MAX_VALUE);
  g_assert_true (reading->reason == PARVIS_REASON_NONE || reading->value == 0.0);
  g_assert_cmpint (reading->observed_at, >=, 0);
  g_assert_true (isnan (reading->battery) ||
                 (reading->battery >= 0.0 && reading->battery <= 100.0));
  g_assert_true (before == NULL || before->observed_at <= reading->observed_at);
}

/* The first byte chooses the format, the second the measure or preset and what
 * else a source may declare; the rest is the payload.
 */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(json_t) values = NULL;
  g_autoptr(json_t) payload = NULL;
  g_autoptr(GArray) readings = NULL;
  g_autoptr(GError) error = NULL;
  guint n_presets;
  const ParvisPreset *presets = parvis_presets_list (&n_presets);
  ParvisMapping mapping = { .pointer = "/value", .capacity_pointer = "/capacity" };

  if (size < 2)
    return 0;

  mapping.format = (ParvisFormat) (data[0] % (PARVIS_FORMAT_HAND + 1));
  mapping.measure = (ParvisMeasure) (data[1] % (PARVIS_MEASURE_SPACE + 1));
  mapping.absent_is_zero = (data[0] & 0x40) != 0;
  mapping.percent = (data[0] & 0x80) != 0;

  if ((data[0] & 0x20) != 0)
    {
      const ParvisPreset *preset = &presets[data[1] % n_presets];

      mapping.preset = preset->name;
      mapping.measure = preset->measure;
      mapping.pointer = NULL;
    }

  values = json_pack ("{s:b,s:i}", "FREE", 0, "7", 1);
  mapping.values = values;

  payload = parvis_json_parse ((const char *) data + 2, size - 2, NULL);
  if (payload == NULL)
    return 0;

  readings = parvis_ingest (&mapping, payload, RECEIVED_AT, &error);
  g_assert_true ((readings == NULL) == (error != NULL));
  if (readings == NULL)
    return 0;

  g_assert_cmpuint (readings->len, <=, PARVIS_READINGS_MAX);
  for (guint i = 0; i < readings->len; i++)
    check_reading (&g_array_index (readings, ParvisReading, i),
                   i == 0 ? NULL : &g_array_index (readings, ParvisReading, i - 1));

  return 0;
}
