/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-presets"

#include "config.h"

#include "parvis-presets.h"

#include "parvis-decoders.h"

#include <string.h>

/* Only devices that can tell an occupancy. A door contact counts openings, not
 * who went which way; a level or temperature probe counts nothing. Fleximodo
 * does not publish its bytes, so its network has to run the maker's codec.
 */
static const ParvisPreset presets[] = {
  { "bosch-tps110", "Bosch TPS110", PARVIS_MEASURE_SPACE,
    { "/occupied" }, parvis_decode_bosch_tps110 },
  { "fleximodo", "Fleximodo", PARVIS_MEASURE_SPACE,
    { "/parkingStatus" }, NULL },
  { "imbuildings", "IMBuildings People Counter", PARVIS_MEASURE_ENTERED_TOTAL,
    { "/total_counter_a" }, parvis_decode_imbuildings },
  { "imbuildings", "IMBuildings People Counter", PARVIS_MEASURE_LEFT_TOTAL,
    { "/total_counter_b" }, parvis_decode_imbuildings },
  { "imbuildings", "IMBuildings People Counter", PARVIS_MEASURE_ENTERED,
    { "/counter_a" }, parvis_decode_imbuildings },
  { "imbuildings", "IMBuildings People Counter", PARVIS_MEASURE_LEFT,
    { "/counter_b" }, parvis_decode_imbuildings },
  { "milesight-vs121", "Milesight VS121", PARVIS_MEASURE_PRESENT,
    { "/people_counter_all", "/people_count_all" }, parvis_decode_milesight_vs12 },
  { "milesight-vs121", "Milesight VS121", PARVIS_MEASURE_ENTERED,
    { "/in", "/people_in" }, parvis_decode_milesight_vs12 },
  { "milesight-vs121", "Milesight VS121", PARVIS_MEASURE_LEFT,
    { "/out", "/people_out" }, parvis_decode_milesight_vs12 },
  { "milesight-vs133", "Milesight VS133", PARVIS_MEASURE_ENTERED_TOTAL,
    { "/line_1/total_in", "/line_1_total_in" }, parvis_decode_milesight_vs13 },
  { "milesight-vs133", "Milesight VS133", PARVIS_MEASURE_LEFT_TOTAL,
    { "/line_1/total_out", "/line_1_total_out" }, parvis_decode_milesight_vs13 },
  { "milesight-vs133", "Milesight VS133", PARVIS_MEASURE_ENTERED,
    { "/line_1/period_in", "/line_1_period_in" }, parvis_decode_milesight_vs13 },
  { "milesight-vs133", "Milesight VS133", PARVIS_MEASURE_LEFT,
    { "/line_1/period_out", "/line_1_period_out" }, parvis_decode_milesight_vs13 },
  { "milesight-vs133", "Milesight VS133", PARVIS_MEASURE_PRESENT,
    { "/region_1_count", "/region_1/count" }, parvis_decode_milesight_vs13 },
  { "milesight-vs135", "Milesight VS135", PARVIS_MEASURE_ENTERED_TOTAL,
    { "/line_1/total_in", "/line_1_total_in" }, parvis_decode_milesight_vs13 },
  { "milesight-vs135", "Milesight VS135", PARVIS_MEASURE_LEFT_TOTAL,
    { "/line_1/total_out", "/line_1_total_out" }, parvis_decode_milesight_vs13 },
  { "milesight-vs135", "Milesight VS135", PARVIS_MEASURE_ENTERED,
    { "/line_1/period_in", "/line_1_period_in" }, parvis_decode_milesight_vs13 },
  { "milesight-vs135", "Milesight VS135", PARVIS_MEASURE_LEFT,
    { "/line_1/period_out", "/line_1_period_out" }, parvis_decode_milesight_vs13 },
  { "milesight-vs135", "Milesight VS135", PARVIS_MEASURE_PRESENT,
    { "/region_1_count", "/region_1/count" }, parvis_decode_milesight_vs13 },
  { "milesight-vs330", "Milesight VS330", PARVIS_MEASURE_SPACE,
    { "/occupancy" }, parvis_decode_milesight_vs33 },
  { "milesight-vs350", "Milesight VS350", PARVIS_MEASURE_ENTERED_TOTAL,
    { "/total_in" }, parvis_decode_milesight_vs35 },
  { "milesight-vs350", "Milesight VS350", PARVIS_MEASURE_LEFT_TOTAL,
    { "/total_out" }, parvis_decode_milesight_vs35 },
  { "milesight-vs350", "Milesight VS350", PARVIS_MEASURE_ENTERED,
    { "/period_in" }, parvis_decode_milesight_vs35 },
  { "milesight-vs350", "Milesight VS350", PARVIS_MEASURE_LEFT,
    { "/period_out" }, parvis_decode_milesight_vs35 },
  { "nwave-ncc405", "Nwave NCC405", PARVIS_MEASURE_ENTERED_TOTAL,
    { "/counter_value" }, parvis_decode_nwave_ncc405 },
  { "nwave-ncc405", "Nwave NCC405", PARVIS_MEASURE_LEFT_TOTAL,
    { "/counter_value" }, parvis_decode_nwave_ncc405 },
  { "nwave-nps310sm", "Nwave NPS310SM", PARVIS_MEASURE_SPACE,
    { "/occupied" }, parvis_decode_nwave_nps310 },
};

/**
 * parvis_presets_list:
 *
 * One row for each device and measure, those of a device together.
 */
const ParvisPreset *
parvis_presets_list (guint *n_presets)
{
  g_return_val_if_fail (n_presets != NULL, NULL);

  *n_presets = G_N_ELEMENTS (presets);

  return presets;
}

/**
 * parvis_preset_get_measure:
 * @name: (nullable)
 * @measure: (out): what the device measures, if that is one thing
 */
gboolean
parvis_preset_get_measure (const char    *name,
                           ParvisMeasure *measure)
{
  guint n_found = 0;

  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (presets); i++)
    {
      if (strcmp (presets[i].name, name) != 0)
        continue;
      *measure = presets[i].measure;
      n_found++;
    }

  return n_found == 1;
}

/**
 * parvis_preset_find:
 * @name: (nullable)
 *
 * A device with counts of both directions needs two sources: @measure chooses.
 */
const ParvisPreset *
parvis_preset_find (const char    *name,
                    ParvisMeasure  measure)
{
  for (guint i = 0; name != NULL && i < G_N_ELEMENTS (presets); i++)
    {
      if (presets[i].measure == measure && strcmp (presets[i].name, name) == 0)
        return &presets[i];
    }

  return NULL;
}
