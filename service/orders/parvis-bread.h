/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop.h"

G_BEGIN_DECLS

/**
 * ParvisBake:
 *
 * One batch of one product on one day, each piece in one purse. At every commit
 * declared + overdrawn = online + counter + reserved + collected + sold + lost + given +
 * unsold, and none is below zero; the database checks that too.
 */
typedef struct
{
  char     id[PARVIS_SHOP_ID_SIZE];
  char     merchant[PARVIS_SHOP_ID_SIZE];
  char     product[PARVIS_SHOP_ID_SIZE];
  char     day[PARVIS_DAY_SIZE];
  int      ready;
  gint64   declared;
  gint64   online;
  gint64   counter;
  gint64   reserved;
  gint64   collected;
  gint64   sold;
  gint64   lost;
  gint64   given;
  gint64   unsold;
  gint64   overdrawn;
  gint64   borrowed;    /* what of @sold was taken from @online */
  gboolean shut;
  gboolean by_hand;
  gint64   created_at;
  gboolean changed;     /* of one that is kept: it is not saved yet */
} ParvisBake;

/* (element-type ParvisBake): of a product and day, the earliest first */
GArray     *parvis_bakes_load        (ParvisDb          *db,
                                      const char        *product,
                                      const char        *day,
                                      GError           **error);
/* (transfer full): the same, kept for the next order: for placing orders only, which mark
 * as changed what is then saved once for a batch.
 */
GArray     *parvis_bakes_take        (ParvisTx          *tx,
                                      const char        *product,
                                      const char        *day,
                                      GError           **error);
gboolean    parvis_bake_load         (ParvisDb          *db,
                                      const char        *id,
                                      ParvisBake        *bake,
                                      GError           **error);
/* Writes the purses of one that is there, and touches what shows them. */
gboolean    parvis_bake_save         (ParvisTx          *tx,
                                      const ParvisBake  *bake,
                                      GError           **error);
gboolean    parvis_bake_insert       (ParvisTx          *tx,
                                      const ParvisBake  *bake,
                                      GError           **error);
json_t     *parvis_bake_describe     (const ParvisBake  *bake);
/* What was sold without being there comes out of what is left of @bake, which is of @bakes: its
 * own first, then the others', and up to @wanted. Returns: how much
 */
gint64      parvis_bakes_cover       (GArray            *bakes,
                                      ParvisBake        *bake,
                                      gint64             wanted);
/* Writes those that are marked as changed. */
gboolean    parvis_bakes_save        (ParvisTx          *tx,
                                      GArray            *bakes,
                                      GError           **error);
/* What was overdrawn is covered by what is declared now, first. */
void        parvis_bake_declare_more (ParvisBake        *bake,
                                      gint64             more);
/* Touches what shows a shop's day as a whole. */
void        parvis_orders_touch_day  (ParvisTx          *tx,
                                      const char        *merchant,
                                      const char        *day);
void        parvis_orders_touch_days (ParvisTx          *tx,
                                      const ParvisShop  *shop);
/* Days ahead that nothing is baked for yet get what their weekday usually has. */
gboolean    parvis_shop_open_days    (ParvisTx          *tx,
                                      const ParvisShop  *shop,
                                      GError           **error);
/* Whenever there is more bread, or less. @sold: what was sold just now without being there. As
 * much as was promised of it is lacked, and so is what orders lacked before; what nobody
 * lacked when it was sold was a wrong count, and is owed to nobody. What nobody has taken
 * of a batch stands in for what is lacked, as far as orders collect when it is ready; of
 * the rest the orders of that product and day are told, the last placed first, that there is
 * no bread for them.
 */
gboolean    parvis_orders_find_short (ParvisTx          *tx,
                                      const char        *product,
                                      const char        *day,
                                      gint64             sold,
                                      GError           **error);
/* Ends the day for a shop: who comes is served, but nothing is sold online any more. What
 * is past its time, or with @everything whatever is still open, is put back.
 */
gboolean    parvis_orders_close      (ParvisTx          *tx,
                                      ParvisShop        *shop,
                                      const char        *day,
                                      gboolean           everything,
                                      GError           **error);
/* Takes that back: a day that is not over goes on. */
gboolean    parvis_orders_open_again (ParvisTx          *tx,
                                      const ParvisShop  *shop,
                                      const char        *day,
                                      GError           **error);
/* Forgets who ordered on days before that one; counts and sums stay. */
gboolean    parvis_orders_erase      (ParvisTx          *tx,
                                      const char        *merchant,
                                      const char        *before,
                                      GError           **error);
/* Of a body: "day", which must be one. */
gboolean    parvis_orders_read_day   (const json_t      *body,
                                      const char       **text,
                                      gint64            *day,
                                      GError           **error);

/* How many of @product can be ordered for @day now, by who comes when there is a place; and
 * whether any slot of that day is still to come (parvis-orders-read.c).
 */
gboolean    parvis_orders_count_left (ParvisDb          *db,
                                      const ParvisShop  *shop,
                                      const char        *product,
                                      gint64             day,
                                      gint64             now,
                                      gint64            *left,
                                      gboolean          *in_time,
                                      GError           **error);
/* [{"from","until","left"}] (parvis-orders-render.c) */
json_t     *parvis_orders_list_slots (ParvisDb          *db,
                                      const ParvisShop  *shop,
                                      gint64             day,
                                      GError           **error);

G_END_DECLS
