/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-presets.h"

/* The first byte is the port, the rest what a device sent. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  guint n_presets;
  const ParvisPreset *presets = parvis_presets_list (&n_presets);

  if (size < 2)
    return 0;

  for (guint i = 0; i < n_presets; i++)
    {
      g_autoptr(json_t) decoded = NULL;

      if (presets[i].decode != NULL)
        decoded = presets[i].decode (data + 1, size - 1, data[0]);

      g_assert_true (decoded == NULL || json_object_size (decoded) > 0);
    }

  return 0;
}
