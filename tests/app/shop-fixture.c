/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define G_SETTINGS_ENABLE_BACKEND
#include "shop-fixture.h"

#include <gio/gsettingsbackend.h>

#define LINE(product, name, quantity, price) \
  "{\"product\":\"" product "\",\"name\":\"" name "\",\"quantity\":" quantity "," \
  "\"price\":" price "}"

#define ORDER(id, code, name, state, from, until, placed, more, lines, total) \
  { PARVIS_KIND_ORDER, id, \
    "{\"id\":\"" id "\",\"merchant\":\"" SHOP_ID "\",\"day\":\"2026-06-17\"," \
    "\"code\":\"" code "\"," \
    "\"name\":\"" name "\",\"state\":\"" state "\",\"from\":" from ",\"until\":" until "," \
    "\"placed_at\":\"2026-06-17T" placed ":00.000Z\",\"confirmed\":true," more \
    "\"lines\":[" lines "],\"total\":" total "}" }

#define PRODUCT(id, name, position, price) \
  { PARVIS_KIND_PRODUCT, id, \
    "{\"id\":\"" id "\",\"merchant\":\"" SHOP_ID "\",\"name\":\"" name "\",\"unit\":\"piece\"," \
    "\"price\":" price ",\"allergens\":[\"gluten\"],\"position\":" position ",\"active\":true}" }

#define BAKE(id, product, ready, declared, online, counter, reserved, collected, sold) \
  { PARVIS_KIND_BAKE, id, \
    "{\"id\":\"" id "\",\"merchant\":\"" SHOP_ID "\",\"product\":\"" product "\"," \
    "\"day\":\"2026-06-17\",\"ready\":" ready ",\"declared\":" declared ",\"online\":" online "," \
    "\"counter\":" counter ",\"reserved\":" reserved ",\"collected\":" collected "," \
    "\"sold\":" sold ",\"lost\":0,\"given\":0,\"unsold\":0,\"overdrawn\":0}" }

static const LiveEntity entities[] = {
  { PARVIS_KIND_MERCHANT, SHOP_ID,
    "{\"id\":\"" SHOP_ID "\",\"name\":\"Boulangerie Martineau\",\"kind\":\"bakery\","
    "\"confirm\":\"auto\",\"keep\":15,\"open\":true,\"slots\":["
    "{\"weekday\":3,\"from\":1020,\"until\":1080,\"capacity\":20},"
    "{\"weekday\":3,\"from\":1080,\"until\":1110,\"capacity\":20},"
    "{\"weekday\":3,\"from\":1110,\"until\":1140,\"capacity\":20}],\"closed\":[]}" },
  PRODUCT (SHOP_BAGUETTE, "Tradition", "1", "130"),
  PRODUCT (SHOP_COUNTRY, "Campagne", "2", "360"),
  PRODUCT (SHOP_SEEDS, "Céréales", "3", "310"),
  PRODUCT (SHOP_VIENNA, "Viennois", "4", "110"),
  BAKE ("b-1", SHOP_BAGUETTE, "390", "60", "4", "6", "4", "16", "30"),
  BAKE ("b-2", SHOP_BAGUETTE, "930", "40", "8", "16", "6", "0", "10"),
  BAKE ("b-3", SHOP_BAGUETTE, "1050", "40", "20", "20", "0", "0", "0"),
  BAKE ("b-4", SHOP_COUNTRY, "390", "40", "2", "4", "4", "5", "25"),
  BAKE ("b-5", SHOP_SEEDS, "390", "20", "0", "0", "1", "4", "15"),
  BAKE ("b-6", SHOP_VIENNA, "390", "30", "6", "5", "2", "2", "15"),
  ORDER (SHOP_LEFEVRE, "K47", "Mme Lefèvre", "placed", "1095", "1110", "14:58",
         "\"phone\":\"0612345618\",\"note\":\"Bien cuites si possible, merci !\",\"visits\":14,",
         LINE (SHOP_BAGUETTE, "Tradition", "2", "130") ","
         LINE (SHOP_COUNTRY, "Campagne", "1", "360"), "620"),
  ORDER (SHOP_YANIS, "R12", "Yanis D.", "placed", "1110", "1140", "14:56", "",
         LINE (SHOP_BAGUETTE, "Tradition", "1", "130"), "130"),
  ORDER (SHOP_BOURDIN, "T83", "M. Bourdin", "preparing", "1035", "1050", "13:10", "",
         LINE (SHOP_BAGUETTE, "Tradition", "3", "130"), "390"),
  ORDER (SHOP_FERRAND, "B26", "Mme Ferrand", "preparing", "1050", "1080", "12:10", "",
         LINE (SHOP_COUNTRY, "Campagne", "1", "360") "," LINE (SHOP_VIENNA, "Viennois", "2", "110"),
         "580"),
  ORDER (SHOP_AWA, "H59", "Awa S.", "preparing", "1080", "1110", "12:15", "",
         LINE (SHOP_BAGUETTE, "Tradition", "1", "130") ","
         LINE (SHOP_COUNTRY, "Campagne", "1", "360"),
         "490"),
  ORDER (SHOP_GOFF, "M31", "M. Le Goff", "ready", "1020", "1050", "11:15", "",
         LINE (SHOP_SEEDS, "Céréales", "1", "310"), "310"),
  { NULL, NULL, NULL },
};

static void
open_shop (ShopFixture *fixture)
{
  live_fixture_reopen (&fixture->live);
  fixture->shop = parvis_shop_new (fixture->live.desk);
  fixture->bell = parvis_bell_new (fixture->shop, fixture->settings);
}

static void
close_shop (ShopFixture *fixture)
{
  g_clear_object (&fixture->bell);
  g_clear_object (&fixture->shop);
}

void
shop_fixture_set_up (ShopFixture   *fixture,
                     gconstpointer  data)
{
  GSettingsBackend *backend = g_memory_settings_backend_new ();

  fixture->settings = g_settings_new_with_backend (APP_ID, backend);
  g_object_unref (backend);
  fixture->live.more_rights = PARVIS_MAY_SERVE;
  fixture->live.shops = (ParvisScopes) { 1, { SHOP_ID } };
  live_fixture_set_up (&fixture->live, data);
  fixture->live.now = SHOP_NOW;
  live_fixture_put_all (&fixture->live, entities);
  open_shop (fixture);
}

void
shop_fixture_tear_down (ShopFixture   *fixture,
                        gconstpointer  data)
{
  close_shop (fixture);
  g_clear_object (&fixture->settings);
  live_fixture_tear_down (&fixture->live, data);
}

void
shop_fixture_put (ShopFixture      *fixture,
                  const LiveEntity *more)
{
  close_shop (fixture);
  live_fixture_put_all (&fixture->live, more);
  open_shop (fixture);
}

const ParvisOrderFacts *
shop_fixture_get (ShopFixture *fixture,
                  const char  *id)
{
  ParvisOrder *order = parvis_shop_find_order (fixture->shop, id);

  g_assert_nonnull (order);

  return parvis_order_get_facts (order);
}

char *
shop_fixture_list (ShopFixture      *fixture,
                   ParvisOrderGroup  group)
{
  GListModel *model = parvis_shop_get_group (fixture->shop, group);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr(ParvisOrder) order = g_list_model_get_item (model, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "", parvis_order_get_facts (order)->code);
    }

  return g_string_free (text, FALSE);
}
