/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-shop-order.h"

G_BEGIN_DECLS

/**
 * ParvisBakeLine:
 * @usual: sold at the counter on such a weekday, about; -1 if nothing is known
 * @suggested: what to bake by what is reserved and usual
 * @total: what to bake: the suggestion, until somebody says otherwise
 *
 * One product to bake.
 */
typedef struct
{
  char *product;
  char *name;
  int   reserved;
  int   usual;
  int   suggested;
  int   total;
} ParvisBakeLine;

/**
 * ParvisBakeSlot:
 * @orders: (element-type ParvisOrder): by code
 *
 * What to bag for one half-hour.
 */
typedef struct
{
  int        from;
  int        until;
  GPtrArray *orders;
} ParvisBakeSlot;

/* What stands every week and found no bread or no place on the day of the plan. */
typedef struct
{
  char *name;
  char *items;
  int   from;
} ParvisBakeMissed;

/* @missed: (element-type ParvisBakeMissed): by the hour */
typedef struct
{
  char      *day;
  GPtrArray *lines;
  GPtrArray *slots;
  GPtrArray *missed;
  guint      n_orders;
} ParvisBakePlan;

/* @orders: (element-type ParvisOrder); the others are entities of the shop */
ParvisBakePlan *parvis_bake_plan_new  (const char     *day,
                                       GPtrArray      *products,
                                       GPtrArray      *orders,
                                       GPtrArray      *standing,
                                       GPtrArray      *patterns,
                                       GPtrArray      *takings);
void            parvis_bake_plan_free (ParvisBakePlan *self);
/* (transfer full) (nullable): who found no bread or no place, a line for each */
char           *parvis_bake_plan_tell_missed (const ParvisBakePlan *self);
/* Whether both show the same, whatever somebody said the totals are. */
gboolean        parvis_bake_plan_equal (ParvisBakePlan *self,
                                        ParvisBakePlan *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisBakePlan, parvis_bake_plan_free)

/* Until when the last order for @day can be reserved; PARVIS_NO_TIME where nothing is handed over
 * that day. @shop: (nullable): what is known of the shop
 */
gint64          parvis_bake_plan_find_limit (const json_t *shop,
                                             const char   *day,
                                             GTimeZone    *zone);

G_END_DECLS
