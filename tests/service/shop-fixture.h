/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "town-fixture.h"

G_BEGIN_DECLS

/* Wednesday and the day after, as the clock of the town begins. */
#define TODAY    "2026-06-17"
#define TOMORROW "2026-06-18"

/* Minutes of a day. */
#define AT(hour, minute) ((hour) * 60 + (minute))

/**
 * ShopFixture:
 *
 * A town whose orders are published, with one bakery: 60 minutes of cut-off, slots of half
 * an hour from 16:00 to 19:00 for 20 orders each, every day but Monday. What is signed
 * in as the town's key is the baker. It is 14:00.
 */
typedef struct
{
  TownFixture  town;
  char        *shop;
  char        *tradition;   /* 120 cents */
  char        *campagne;    /* 380 cents, sliced or not */
  char        *mayor;       /* a token */
} ShopFixture;

void    shop_fixture_setup    (ShopFixture    *fixture,
                               gconstpointer   data);
void    shop_fixture_teardown (ShopFixture    *fixture,
                               gconstpointer   data);
/* Asks as the baker below /api/v1/towns/00001; the status must be this. */
json_t *shop_do               (ShopFixture    *fixture,
                               int             status,
                               const char     *kind,
                               const char     *id,
                               const char     *action,
                               const char     *format,
                               ...) G_GNUC_PRINTF (6, 7);
/* Declares a batch for a day; its id. */
char   *shop_bake             (ShopFixture    *fixture,
                               const char     *product,
                               const char     *day,
                               int             ready,
                               int             quantity,
                               int             online);
/* Asks as a resident; @device is a small number. */
json_t *shop_resident         (ShopFixture    *fixture,
                               int             status,
                               int             device,
                               const char     *method,
                               const char     *path,
                               const char     *format,
                               ...) G_GNUC_PRINTF (6, 7);
/* Orders so many traditions for today, 18:00; the answer. */
json_t *shop_order            (ShopFixture    *fixture,
                               int             status,
                               int             device,
                               int             quantity);
/* An entity as the baker reads it, or NULL. */
json_t *shop_entity           (ShopFixture    *fixture,
                               const char     *kind,
                               const char     *id);
/* A number of a bake as the baker's feed has it: "online", "counter", "lost". */
gint64  shop_purse            (ShopFixture    *fixture,
                               const char     *bake,
                               const char     *name);
/* Each bake adds up, as the baker's feed has it. */
void    shop_assert_adds_up   (ShopFixture    *fixture);

#define SHOP_TEST(path, func) \
  g_test_add (path, ShopFixture, NULL, shop_fixture_setup, func, shop_fixture_teardown)

G_END_DECLS
