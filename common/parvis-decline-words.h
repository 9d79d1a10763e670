/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-order.h"

#include <jansson.h>

G_BEGIN_DECLS

/**
 * ParvisDecline:
 * @shop: its name
 * @reason: of those that a shop may give
 * @own: (nullable): what somebody there wrote of it; nothing but blanks is nothing
 * @product: (nullable): the name of what is offered instead, @quantity of it
 * @from: the minute of the day that is offered instead; -1 if none is. A product goes before it.
 */
typedef struct
{
  const char        *shop;
  ParvisOrderReason  reason;
  const char        *own;
  const char        *product;
  int                quantity;
  int                from;
} ParvisDecline;

/* What a customer reads of an order that cannot be had: the service writes it, and the desktop
 * shows it before it is written. Pure.
 * Returns: (transfer full)
 */
char *parvis_words_decline (const ParvisDecline *decline,
                            const char          *language);
/* The same of what a customer is told: "shop", "reason":{"code","text","offer"}. */
char *parvis_words_decline_told (const json_t *told,
                                 const char   *language);

G_END_DECLS
