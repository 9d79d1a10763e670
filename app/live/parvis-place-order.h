/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-places.h"

G_BEGIN_DECLS

/* In which order a list shows its places, and which of them a search leaves in. */
typedef enum
{
  PARVIS_PLACE_ORDER_BUSIEST,
  PARVIS_PLACE_ORDER_FREEST,
  PARVIS_PLACE_ORDER_NAME,
} ParvisPlaceOrder;

int      parvis_place_order_compare (ParvisPlaceOrder  order,
                                     ParvisPlace      *first,
                                     ParvisPlace      *last);
/* By name; a facility's car park follows it, whatever the order of the rest. */
int      parvis_place_order_linked  (ParvisPlaces     *places,
                                     ParvisPlace      *first,
                                     ParvisPlace      *last);
/* Text as it is compared: without accents and capitals. */
char    *parvis_place_order_fold    (const char       *text);
/* @folded: (nullable): everything matches nothing asked */
gboolean parvis_place_order_matches (ParvisPlace      *place,
                                     const char       *folded);

G_END_DECLS
