/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-geo.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) geometry = parvis_json_parse ((const char *) data, size, NULL);
  double longitude;
  double latitude;
  gboolean good = parvis_geo_check_polygon (geometry, "/geometry", &error);

  g_assert_true (good == (error == NULL));
  parvis_geo_point (geometry, &longitude, &latitude, NULL);

  /* Safe also for what was not checked; and no polygon reaches beyond the poles. */
  parvis_geo_polygon_contains (geometry, 0.5, 0.5);
  if (good)
    g_assert_false (parvis_geo_polygon_contains (geometry, 0.5, 91.0));

  return 0;
}
