/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "live-fixture.h"

#include "parvis-bell.h"
#include "parvis-shop.h"

/**
 * ShopFixture:
 *
 * The bakery of mock-up 04: Wednesday 17 June 2026, 16:58, nobody to be reached.
 */
typedef struct
{
  LiveFixture  live;
  GSettings   *settings;
  ParvisShop  *shop;
  ParvisBell  *bell;
} ShopFixture;

#define SHOP_ID       "33333333-0000-4000-8000-000000000001"
#define SHOP_BAGUETTE "44444444-0000-4000-8000-000000000001"
#define SHOP_COUNTRY  "44444444-0000-4000-8000-000000000002"
#define SHOP_SEEDS    "44444444-0000-4000-8000-000000000003"
#define SHOP_VIENNA   "44444444-0000-4000-8000-000000000004"
#define SHOP_LEFEVRE  "55555555-0000-4000-8000-000000000001"
#define SHOP_YANIS    "55555555-0000-4000-8000-000000000002"
#define SHOP_BOURDIN  "55555555-0000-4000-8000-000000000003"
#define SHOP_FERRAND  "55555555-0000-4000-8000-000000000004"
#define SHOP_AWA      "55555555-0000-4000-8000-000000000005"
#define SHOP_GOFF     "55555555-0000-4000-8000-000000000006"

#define SHOP_NOW (LIVE_NOW + 16 * PARVIS_MINUTE)

void shop_fixture_set_up    (ShopFixture   *fixture,
                             gconstpointer  data);
void shop_fixture_tear_down (ShopFixture   *fixture,
                             gconstpointer  data);
/* Puts more and opens the shop again. */
void                    shop_fixture_put (ShopFixture      *fixture,
                                          const LiveEntity *entities);
const ParvisOrderFacts *shop_fixture_get (ShopFixture      *fixture,
                                          const char       *id);
/* The ids of a group, "a b"; to free */
char *shop_fixture_list (ShopFixture      *fixture,
                         ParvisOrderGroup  group);
