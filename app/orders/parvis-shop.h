/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "parvis-desk-do.h"
#include "parvis-order-text.h"

G_BEGIN_DECLS

/**
 * ParvisShop:
 *
 * One shop as the screens of its window share it: its orders in groups, its entities,
 * and what is done with them, with the step to undo.
 *
 * Signals: "changed" (): the shop, its products or its stock are others; "arrived"
 * (ParvisOrder): one that was not here before; "aged" (): five seconds have passed, or
 * the line is another: what tells of time has to be told again.
 */
#define PARVIS_TYPE_SHOP (parvis_shop_get_type ())

G_DECLARE_FINAL_TYPE (ParvisShop, parvis_shop, PARVIS, SHOP, GObject)

ParvisShop      *parvis_shop_new         (ParvisDesk              *desk);
ParvisDesk      *parvis_shop_get_desk    (ParvisShop              *self);
/* (nullable): NULL while there is none */
const char      *parvis_shop_get_id      (ParvisShop              *self);
/* (nullable): as the town knows it */
const json_t    *parvis_shop_get_body    (ParvisShop              *self);
/* Whether how orders are confirmed is for the town to say. */
gboolean         parvis_shop_is_settled  (ParvisShop              *self);
/* Whether reservations of today were closed by hand. */
gboolean         parvis_shop_is_shut     (ParvisShop              *self);
const char      *parvis_shop_get_name    (ParvisShop              *self);
const char      *parvis_shop_get_today   (ParvisShop              *self);
void             parvis_shop_read_moment (ParvisShop              *self,
                                          ParvisOrderMoment       *moment);
/* ParvisOrder, by the time of the pickup */
GListModel      *parvis_shop_get_group   (ParvisShop              *self,
                                          ParvisOrderGroup         group);
ParvisOrder     *parvis_shop_find_order  (ParvisShop              *self,
                                          const char              *id);
ParvisOrder     *parvis_shop_find_code   (ParvisShop              *self,
                                          const char              *typed);
/* (transfer full) (element-type ParvisEntityRef): of this shop; products by position */
GPtrArray       *parvis_shop_list        (ParvisShop              *self,
                                          const char              *kind);
/* Whether the day was closed: nothing more is reserved for it. */
gboolean         parvis_shop_is_over     (ParvisShop              *self);
/* Returns: the step to undo */
guint            parvis_shop_do          (ParvisShop              *self,
                                          const ParvisDeskCommand *command);
/* The next step of an order, if it has one. */
void             parvis_shop_step        (ParvisShop              *self,
                                          ParvisOrder             *order);
void             parvis_shop_step_back   (ParvisShop              *self,
                                          ParvisOrder             *order);
/* Whether it was brought to where it is from here, and not at another counter. */
gboolean         parvis_shop_is_own_step (ParvisShop              *self,
                                          ParvisOrder             *order);

G_END_DECLS
