/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-hours.h"

/* Each change that is foretold is one, and is the next one. */
static void
walk (const ParvisHours *hours,
      GTimeZone         *zone,
      gint64             instant)
{
  for (int i = 0; i < 3; i++)
    {
      gint64 next;
      ParvisHoursState state = parvis_hours_state_at (hours, instant, zone, &next);

      g_assert_cmpint (next, >, instant);
      if (next == PARVIS_NEVER)
        return;

      g_assert_cmpint (parvis_hours_state_at (hours, next, zone, NULL), !=, state);
      g_assert_cmpint (parvis_hours_state_at (hours, next - 1, zone, NULL), ==, state);
      g_assert_cmpint (parvis_hours_state_at (hours, instant + (next - instant) / 2, zone, NULL),
                       ==, state);
      instant = next;
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisHours) hours = parvis_hours_parse (text, &error);
  GTimeZone *zone = parvis_time_zone_of_towns ();

  g_assert_true ((hours == NULL) == (error != NULL));
  if (hours == NULL)
    return 0;

  /* A summer afternoon, and the eve of the night in which the clock goes back. */
  walk (hours, zone, G_GINT64_CONSTANT (1781707320000));
  walk (hours, zone, G_GINT64_CONSTANT (1792879200000));

  return 0;
}
