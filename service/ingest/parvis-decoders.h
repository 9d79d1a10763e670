/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-json.h"

G_BEGIN_DECLS

/* One ParvisDecodeFunc for each device of which we know the bytes. */
json_t *parvis_decode_bosch_tps110   (const guint8 *bytes,
                                      gsize         n_bytes,
                                      int           port);
json_t *parvis_decode_imbuildings    (const guint8 *bytes,
                                      gsize         n_bytes,
                                      int           port);
json_t *parvis_decode_milesight_vs12 (const guint8 *bytes,
                                      gsize         n_bytes,
                                      int           port);
json_t *parvis_decode_milesight_vs13 (const guint8 *bytes,
                                      gsize         n_bytes,
                                      int           port);
json_t *parvis_decode_milesight_vs33 (const guint8 *bytes,
                                      gsize         n_bytes,
                                      int           port);
json_t *parvis_decode_milesight_vs35 (const guint8 *bytes,
                                      gsize         n_bytes,
                                      int           port);
json_t *parvis_decode_nwave_ncc405   (const guint8 *bytes,
                                      gsize         n_bytes,
                                      int           port);
json_t *parvis_decode_nwave_nps310   (const guint8 *bytes,
                                      gsize         n_bytes,
                                      int           port);

G_END_DECLS
