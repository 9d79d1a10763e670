/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-command.h"
#include "parvis-order.h"

G_BEGIN_DECLS

/* Rows of shops and products as the commands of this area use them. */

#define PARVIS_SHOP_ID_SIZE   37
#define PARVIS_SHOP_TOWN_SIZE 6

/* What a town's module of orders is. */
typedef struct
{
  gboolean on;
  gboolean published;
} ParvisOrdersModule;

/* A window in which orders are collected, in minutes of a day of the week. */
typedef struct
{
  int    weekday;
  int    from;
  int    until;
  gint64 capacity;
} ParvisSlot;

/**
 * ParvisShop:
 * @keep: minutes for which an order is kept after its slot
 * @closed: [{"day","until","reason"}]
 * @shut_day: on which reservations are shut; "" for none
 * @today: the day that was opened last; "" before the first
 */
typedef struct
{
  char                id[PARVIS_SHOP_ID_SIZE];
  char                town[PARVIS_SHOP_TOWN_SIZE];
  char               *name;
  char               *kind;
  char               *address;
  char               *phone;
  double              lon;             /* NAN when none */
  double              lat;
  gboolean            manual;
  gboolean            settled;          /* by the town: the shop does not change manual */
  ParvisCutoff        cutoff;
  int                 keep;
  int                 days_ahead;
  gboolean            holidays_open;
  GArray             *slots;
  json_t             *closed;
  char                shut_day[PARVIS_DAY_SIZE];
  char               *shut_reason;
  gint64              shut_at;
  char                today[PARVIS_DAY_SIZE];
  gint64              next_due;
  gint64              created_at;
  GTimeZone          *zone;
  ParvisOrdersModule  module;
} ParvisShop;

/**
 * ParvisProduct:
 * @most: of it in one order, and of one person on one day
 * @floor: what a sale at the counter leaves to those who reserve
 */
typedef struct
{
  char      id[PARVIS_SHOP_ID_SIZE];
  char      merchant[PARVIS_SHOP_ID_SIZE];
  char     *name;
  char     *unit;
  gint64    price;
  json_t   *allergens;
  json_t   *options;
  gint64    position;
  gboolean  active;
  gint64    most;
  gint64    floor;
  char     *photo_tag;
  char     *photo_type;
  gint64    created_at;
  gboolean  removed;
} ParvisProduct;

gboolean       parvis_orders_module_load  (ParvisDb            *db,
                                           ParvisOrdersModule  *module,
                                           GError             **error);

void           parvis_shop_unref          (ParvisShop          *shop);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisShop, parvis_shop_unref)

/* NOT_FOUND too where the town's module is off. */
ParvisShop    *parvis_shop_load           (ParvisDb            *db,
                                           const char          *id,
                                           GError             **error);
/* For a command that changes it. NOT_FOUND of a shop that @command may not act for. */
ParvisShop *parvis_shop_load_for (ParvisDb             *db,
                                  const ParvisCommand  *command,
                                  const char           *id,
                                  GError              **error);
/* The same, only to be read: kept until it could be wrong, so do not free it. */
ParvisShop *parvis_shop_take     (ParvisTx             *tx,
                                  const ParvisCommand  *command,
                                  const char           *id,
                                  GError              **error);
/* (transfer full): for a render: what is kept, or what is loaded and not kept. */
ParvisShop *parvis_shop_find     (ParvisTx             *tx,
                                  const char           *id,
                                  GError              **error);
gboolean    parvis_shop_save     (ParvisDb             *db,
                                  const ParvisShop     *shop,
                                  GError              **error);
json_t     *parvis_shop_describe (const ParvisShop     *shop);
/* [{"weekday","from","until","capacity"}], of a body. */
GArray        *parvis_slots_from_json     (const json_t        *list,
                                           GError             **error);
json_t        *parvis_slots_to_json       (const GArray        *slots);
json_t        *parvis_closed_from_json    (const json_t        *list,
                                           GError             **error);
/* Returns: (nullable): why nothing is collected on that day */
const char       *parvis_shop_find_closed (const ParvisShop *shop,
                                           gint64            day);
const ParvisSlot *parvis_shop_find_slot   (const ParvisShop *shop,
                                           gint64            day,
                                           int               from);
/* When the day is over for orders: after its last slot and what is kept then. */
gint64         parvis_shop_get_closing    (const ParvisShop    *shop,
                                           gint64               day);
gint64         parvis_shop_get_today      (const ParvisShop    *shop,
                                           gint64               now);

void           parvis_product_free        (ParvisProduct       *product);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisProduct, parvis_product_free)

/* For what is kept and only read. */
gboolean       parvis_orders_save_nothing (gpointer              data,
                                           GError              **error);
/* What a column holds; an empty list where it is no JSON. */
json_t        *parvis_orders_parse_list   (const char           *text);

ParvisProduct *parvis_product_load     (ParvisDb             *db,
                                        const char           *id,
                                        GError              **error);
/* One that was removed too. */
ParvisProduct *parvis_product_load_any (ParvisDb             *db,
                                        const char           *id,
                                        GError              **error);
ParvisProduct *parvis_product_take     (ParvisTx             *tx,
                                        const char           *id,
                                        GError              **error);
/* One of a merchant's own, to be changed; *@shop is borrowed. */
ParvisProduct *parvis_product_load_for (ParvisTx             *tx,
                                        const ParvisCommand  *command,
                                        ParvisShop          **shop,
                                        GError              **error);
json_t        *parvis_product_describe (const ParvisProduct  *product);

/* Texts of a first column. (element-type utf8) */
GPtrArray     *parvis_orders_list_texts   (ParvisStmt          *stmt,
                                           GError             **error);
/* Returns: always FALSE: another's is not there either, and nothing tells the two apart */
gboolean       parvis_orders_set_missing  (GError             **error);
/* Each with 4 of them: "merchant/2026-06-17". */
char          *parvis_orders_make_id      (const char          *id,
                                           const char          *day);

G_END_DECLS
