/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-resident.h"

G_BEGIN_DECLS

/* The pages about bread. What they tell of is in the form in which service/orders tells it to
 * residents: parvis_orders_show_merchant(), parvis_orders_show_order() and the lists of one
 * telephone.
 */

#define PARVIS_BREAD_PATH "pain"

/**
 * ParvisBread:
 * @shops: (element-type json_t): the merchants, with what they have today
 * @orders, @standing, @alerts: (nullable): what this telephone has asked for
 *
 * The page of all merchants.
 */
typedef struct
{
  const json_t *shops;
  const json_t *orders;
  const json_t *standing;
  const json_t *alerts;
} ParvisBread;

/**
 * ParvisBreadForm:
 * @shop: with what it has on one day
 * @key: the UUID under which the form is sent: sent twice, it is one order
 * @typed: (nullable): what was in the form that could not be, by the names of its fields
 * @problem: (nullable): a phrase, why it could not be
 * @field: (nullable): whose fault that was, by its name
 * @others: (nullable): what could be had instead
 *
 * The page on which one reserves.
 */
typedef struct
{
  const json_t *shop;
  const char   *key;
  const json_t *typed;
  const char   *problem;
  const char   *field;
  const json_t *others;
} ParvisBreadForm;

/**
 * ParvisBreadOrder:
 * @shop: (nullable): of the order
 * @keys: one for each form of the page
 * @problem: (nullable): a phrase
 *
 * The page of one reservation, with its code.
 */
typedef struct
{
  const json_t *order;
  const json_t *shop;
  const char   *keys[2];
  const char   *problem;
} ParvisBreadOrder;

extern const ParvisResidentKind parvis_resident_bread_form;
extern const ParvisResidentKind parvis_resident_bread_order;

/* "1,30 €". (transfer full) */
char *parvis_resident_money    (const ParvisResident *page,
                                gint64                cents);
/* "18:00", of minutes since midnight. (transfer full) */
char *parvis_resident_minute   (gint64                minute);
/* "aujourd’hui", "demain", else "vendredi 12 juin", of "2026-06-12". (transfer full) */
char *parvis_resident_date     (const ParvisResident *page,
                                const char           *day);
/* "K comme Kilo, quarante-sept", of "K47". (transfer full) */
char *parvis_resident_say_code (const ParvisResident *page,
                                const char           *code);
/* "K 47" (transfer full) */
char *parvis_resident_code     (const char           *code);
/* Where an order stands, in words. Borrowed. */
const char *parvis_resident_order_state (const json_t *order);
/* NULL on a day as others; else why nothing can be reserved on the day of @shop,
 * in a sentence. (transfer full) (nullable)
 */
char *parvis_resident_shop_closed (const ParvisResident *page,
                                   const json_t         *shop);

/* The pages. */
void  parvis_resident_bread       (ParvisResident *page);

G_END_DECLS
