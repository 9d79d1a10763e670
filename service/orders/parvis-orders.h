/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-notice.h"

G_BEGIN_DECLS

/* What service/orders does: commands, entities of the feed, reads, and what changes by
 * itself. A resident has no account: the routes put the SHA-256 of his device's token into
 * a command's body as "device", and limits as "limits":{"open","hour"}.
 */

#define PARVIS_ORDER_LINES_MAX 20

#define PARVIS_DECLARE_COMMAND(name) \
  gboolean parvis_##name (ParvisTx             *tx, \
                          const ParvisCommand  *command, \
                          ParvisAnswer         *answer, \
                          GError              **error)

/* Shops; the object is the merchant. */
PARVIS_DECLARE_COMMAND (merchant_add);
PARVIS_DECLARE_COMMAND (merchant_set);
PARVIS_DECLARE_COMMAND (merchant_remove);
PARVIS_DECLARE_COMMAND (merchant_set_slots);
PARVIS_DECLARE_COMMAND (merchant_set_closed);
PARVIS_DECLARE_COMMAND (merchant_shut);
PARVIS_DECLARE_COMMAND (merchant_reopen);
PARVIS_DECLARE_COMMAND (merchant_close_day);
PARVIS_DECLARE_COMMAND (merchant_open_day);

/* Products; the object is the merchant of a new one, then the product. */
PARVIS_DECLARE_COMMAND (product_add);
PARVIS_DECLARE_COMMAND (product_set);
PARVIS_DECLARE_COMMAND (product_remove);
PARVIS_DECLARE_COMMAND (product_set_photo);
PARVIS_DECLARE_COMMAND (product_remove_photo);
PARVIS_DECLARE_COMMAND (product_set_pattern);
PARVIS_DECLARE_COMMAND (product_bake);
PARVIS_DECLARE_COMMAND (product_sold_out);
PARVIS_DECLARE_COMMAND (product_resume);
PARVIS_DECLARE_COMMAND (product_sell);
PARVIS_DECLARE_COMMAND (product_share);
PARVIS_DECLARE_COMMAND (product_waste);

PARVIS_DECLARE_COMMAND (bake_set);
PARVIS_DECLARE_COMMAND (bake_shut);
PARVIS_DECLARE_COMMAND (bake_reopen);

/* Orders; of merchants, but for the first and the last two. */
PARVIS_DECLARE_COMMAND (orders_place);
PARVIS_DECLARE_COMMAND (orders_prepare);
PARVIS_DECLARE_COMMAND (orders_ready);
PARVIS_DECLARE_COMMAND (orders_collect);
PARVIS_DECLARE_COMMAND (orders_back);
PARVIS_DECLARE_COMMAND (orders_confirm);
PARVIS_DECLARE_COMMAND (orders_decline);
PARVIS_DECLARE_COMMAND (orders_delay);
PARVIS_DECLARE_COMMAND (orders_keep);
PARVIS_DECLARE_COMMAND (orders_no_show);
PARVIS_DECLARE_COMMAND (orders_release);
PARVIS_DECLARE_COMMAND (orders_told);
PARVIS_DECLARE_COMMAND (orders_cancel);
PARVIS_DECLARE_COMMAND (orders_notify);

/* Of residents; the object is the merchant of a new one, then the standing order. */
PARVIS_DECLARE_COMMAND (standing_add);
PARVIS_DECLARE_COMMAND (standing_remove);
PARVIS_DECLARE_COMMAND (standing_pause);

/* Of residents; the object is the merchant of a new one, then the alert. */
PARVIS_DECLARE_COMMAND (alert_add);
PARVIS_DECLARE_COMMAND (alert_remove);

/* The list "merchants" of a town's file. */
PARVIS_DECLARE_COMMAND (orders_import);

#undef PARVIS_DECLARE_COMMAND

/* CONFLICT while somebody waits for an order. */
gboolean       parvis_orders_check_over     (ParvisDb      *db,
                                             GError       **error);
gboolean       parvis_orders_touch_all      (ParvisTx      *tx,
                                             GError       **error);

/* As parvis_occupancy_next_due() and parvis_occupancy_refresh_command(): reminders, releases,
 * closing, days ahead, and what is erased @kept_days after its day.
 */
gboolean       parvis_orders_next_due        (ParvisDb    *db,
                                              gint64      *due,
                                              GError     **error);
ParvisCommand *parvis_orders_refresh_command (const char  *town,
                                              guint        kept_days,
                                              gint64       now);

gboolean       parvis_orders_next_notice    (ParvisDb            *db,
                                             gint64              *due,
                                             GError             **error);
/* The first that is due, NULL in *@notice for none. */
gboolean       parvis_orders_find_notice    (ParvisDb            *db,
                                             gint64               now,
                                             ParvisNotice       **notice,
                                             GError             **error);
/* Command "order.noticed": it was given to the post; @by: how (ParvisBy). */
ParvisCommand *parvis_orders_noticed_command (const char         *town,
                                              const char         *notice,
                                              guint               by,
                                              gint64              now);

/* Reads. */
gboolean       parvis_orders_export         (ParvisDb      *db,
                                             json_t        *file,
                                             GError       **error);
/* For residents; NOT_FOUND unless the module is published. */
json_t        *parvis_orders_list_merchants (ParvisDb      *db,
                                             gint64         now,
                                             GError       **error);
json_t        *parvis_orders_show_merchant  (ParvisDb      *db,
                                             const char    *merchant,
                                             const char    *day,
                                             gint64         now,
                                             GError       **error);
json_t        *parvis_orders_show_order     (ParvisDb      *db,
                                             const char    *id,
                                             const char    *device,
                                             gint64         now,
                                             GError       **error);
json_t        *parvis_orders_list_orders    (ParvisDb      *db,
                                             const char    *device,
                                             gint64         now,
                                             GError       **error);
json_t        *parvis_orders_list_standing  (ParvisDb      *db,
                                             const char    *device,
                                             GError       **error);
json_t        *parvis_orders_list_alerts    (ParvisDb      *db,
                                             const char    *device,
                                             GError       **error);
/* (transfer full) */
GBytes        *parvis_product_get_photo     (ParvisDb      *db,
                                             const char    *product,
                                             char         **type,
                                             char         **tag,
                                             GError       **error);

/* Entities. */
#define PARVIS_DECLARE_RENDER(name) \
  gboolean parvis_render_##name (ParvisTx      *tx, \
                                 const char    *id, \
                                 ParvisEntity  *entity, \
                                 GError       **error)

PARVIS_DECLARE_RENDER (merchant);
PARVIS_DECLARE_RENDER (product);
PARVIS_DECLARE_RENDER (shelf);
PARVIS_DECLARE_RENDER (pickup);
PARVIS_DECLARE_RENDER (bake);
PARVIS_DECLARE_RENDER (order);
PARVIS_DECLARE_RENDER (standing);
PARVIS_DECLARE_RENDER (pattern);
PARVIS_DECLARE_RENDER (takings);
PARVIS_DECLARE_RENDER (wanted);
PARVIS_DECLARE_RENDER (orders_day);

#undef PARVIS_DECLARE_RENDER

G_END_DECLS
