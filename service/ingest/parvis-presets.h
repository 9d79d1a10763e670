/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"
#include "parvis-words.h"

G_BEGIN_DECLS

/**
 * ParvisDecodeFunc:
 * @bytes: the device's own payload
 * @port: LoRaWAN port
 *
 * Reads what a device sent where the network ran no codec.
 *
 * Returns: (transfer full) (nullable): an object with the names that the maker's
 *   codec gives, or NULL if these bytes are not of this device
 */
typedef json_t *(*ParvisDecodeFunc) (const guint8 *bytes,
                                     gsize         n_bytes,
                                     int           port);

/**
 * ParvisPreset:
 * @name: what a source declares
 * @device: for people
 * @measure: a device that measures several things has a row for each
 * @pointers: where the codecs of the maker put the value; ends with NULL
 * @decode: (nullable)
 */
typedef struct
{
  const char       *name;
  const char       *device;
  ParvisMeasure     measure;
  const char       *pointers[4];
  ParvisDecodeFunc  decode;
} ParvisPreset;

/* Returns: (transfer none) (array length=n_presets): sorted by name */
const ParvisPreset *parvis_presets_list (guint         *n_presets);
/* Returns: (transfer none) (nullable) */
const ParvisPreset *parvis_preset_find        (const char    *name,
                                               ParvisMeasure  measure);
gboolean            parvis_preset_get_measure (const char    *name,
                                               ParvisMeasure *measure);

G_END_DECLS
