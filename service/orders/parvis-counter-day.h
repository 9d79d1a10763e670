/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-bread.h"

G_BEGIN_DECLS

/* Of one product on one day. */
typedef struct
{
  ParvisShop    *shop;                 /* borrowed, and only read, as is the product */
  const ParvisProduct *product;
  ParvisProduct *removed;              /* @product, where it need not be on offer */
  GArray        *bakes;
  const char    *text;
  gint64         day;
} ParvisCounterDay;

void        parvis_counter_day_clear       (ParvisCounterDay        *day);
gboolean    parvis_counter_day_take        (ParvisCounterDay        *day,
                                            ParvisTx                *tx,
                                            const ParvisCommand     *command,
                                            const char              *product,
                                            GError                 **error);
/* The same of one that may have been removed while some of its bread is left, which is sold or
 * thrown away as any other.
 */
gboolean    parvis_counter_day_take_rest   (ParvisCounterDay        *day,
                                            ParvisTx                *tx,
                                            const ParvisCommand     *command,
                                            const char              *product,
                                            GError                 **error);
/* Reads its bakes again. */
gboolean    parvis_counter_day_load        (ParvisCounterDay        *day,
                                            ParvisTx                *tx,
                                            GError                 **error);
ParvisBake *parvis_counter_day_get_bake    (const ParvisCounterDay  *day,
                                            guint                    i);
gint64      parvis_counter_day_sum_online  (const ParvisCounterDay  *day);
gint64      parvis_counter_day_sum_counter (const ParvisCounterDay  *day);
gboolean    parvis_counter_day_save        (ParvisTx                *tx,
                                            const ParvisCounterDay  *day,
                                            GError                 **error);
/* Says what is left in both purses. Returns: always TRUE */
gboolean    parvis_counter_day_answer      (ParvisAnswer            *answer,
                                            const ParvisCounterDay  *day);
/* The same in an error. Returns: always FALSE */
gboolean    parvis_counter_day_refuse      (const ParvisCounterDay  *day,
                                            const char              *message,
                                            GError                 **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisCounterDay, parvis_counter_day_clear)

G_END_DECLS
