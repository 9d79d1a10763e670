/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-rights.h"

#define MARTINEAU "1b6f63ca-6f5d-4d1f-8f9b-0d8b1d1f9a01"
#define LOIRET    "2b6f63ca-6f5d-4d1f-8f9b-0d8b1d1f9a02"

/* Names, telephones and what somebody eats are the shop's, whoever administers. */
static void
test_nobody_but_a_merchant_reads_orders (void)
{
  static const char *const roles[] = { "mayor", "clerk", "counter", "operator", "later" };
  static const char *const merchant[] = { "merchant", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const char *const one[] = { roles[i], NULL };

      g_assert_cmpint (parvis_rights_of_roles (one) & PARVIS_READS_MERCHANTS, ==, 0);
    }

  g_assert_cmpint (parvis_rights_of_roles (merchant) & PARVIS_READS_MERCHANTS, !=, 0);
  g_assert_cmpint (parvis_rights_of_roles (merchant) & PARVIS_READS_MEMBERS, ==, 0);
  g_assert_cmpint (parvis_rights_of_roles (NULL), ==, 0);
}

static void
test_shops_are_kept_with_the_roles (void)
{
  g_autofree char *first = parvis_rights_name_shop (LOIRET);
  g_autofree char *second = parvis_rights_name_shop (MARTINEAU);
  const char *const roles[] = { "merchant", first, second, first, NULL };
  const char *const rubbish[] = { "merchant", "merchant:", NULL };
  ParvisScopes shops;

  parvis_rights_find_shops (roles, &shops);
  g_assert_cmpuint (shops.n, ==, 2);
  g_assert_cmpstr (shops.ids[0], ==, MARTINEAU);
  g_assert_cmpstr (shops.ids[1], ==, LOIRET);
  g_assert_cmpint (parvis_rights_of_roles (roles), ==, parvis_rights_of_roles (rubbish));

  parvis_rights_find_shops (rubbish, &shops);
  g_assert_cmpuint (shops.n, ==, 0);
  parvis_rights_find_shops (NULL, &shops);
  g_assert_cmpuint (shops.n, ==, 0);
}

static void
test_places_are_kept_with_the_roles (void)
{
  g_autofree char *first = parvis_rights_name_place (LOIRET);
  g_autofree char *second = parvis_rights_name_place (MARTINEAU);
  const char *const counter[] = { "counter", first, second, NULL };
  const char *const clerk[] = { "counter", "clerk", first, NULL };
  const char *const mayor[] = { "counter", first, "mayor", NULL };
  const char *const shop[] = { "merchant", first, NULL };
  ParvisScopes places;

  parvis_rights_find_places (counter, &places);
  g_assert_cmpuint (places.n, ==, 2);
  g_assert_true (parvis_scopes_contain (&places, LOIRET));
  parvis_rights_find_places (clerk, &places);
  g_assert_cmpuint (places.n, ==, 1);

  /* Who counts anyway counts everywhere; a shop is no place and a place no shop. */
  parvis_rights_find_places (mayor, &places);
  g_assert_cmpuint (places.n, ==, 0);
  parvis_rights_find_shops (shop, &places);
  g_assert_cmpuint (places.n, ==, 0);
  parvis_rights_find_places (NULL, &places);
  g_assert_cmpuint (places.n, ==, 0);
}

static void
test_roles_reach_as_far_as_the_service_says (void)
{
  const ParvisReaches see = PARVIS_REACHES_SEE;
  const ParvisReaches act = PARVIS_REACHES_DO;
  const ParvisReaches set = PARVIS_REACHES_SET;
  const struct
  {
    const char    *role;
    ParvisReaches  reaches[PARVIS_N_REALMS];
  } roles[] = {
    { "counter", { see | act, 0, 0, 0, 0 } },
    { "merchant", { 0, see | act | set, 0, 0, 0 } },
    { "clerk", { see, 0, 0, see | act, 0 } },
    { "mayor", { see | act | set, 0, set, 0, see | act | set } },
    { "herald", { 0, 0, 0, 0, 0 } },
  };
  const char *const both[] = { "clerk", "merchant", NULL };

  for (guint i = 0; i < G_N_ELEMENTS (roles); i++)
    {
      const char *const words[] = { roles[i].role, NULL };

      for (guint realm = 0; realm < PARVIS_N_REALMS; realm++)
        g_assert_cmpuint (parvis_rights_reach (words, realm), ==, roles[i].reaches[realm]);
    }
  g_assert_cmpuint (parvis_rights_reach (both, PARVIS_REALM_FILES), ==, see | act);
  g_assert_cmpuint (parvis_rights_reach (both, PARVIS_REALM_ORDERS), ==, see | act | set);
}

/* Who changes shops has to read the feed anew, and lose what was the other's. */
static void
test_another_shop_is_another_number (void)
{
  ParvisRights rights = PARVIS_MAY_READ | PARVIS_READS_MERCHANTS;
  const ParvisScopes none = { 0 };
  const ParvisScopes a = { 1, { MARTINEAU } };
  const ParvisScopes b = { 1, { LOIRET } };
  const ParvisScopes both = { 2, { MARTINEAU, LOIRET } };
  const gint64 numbers[] = {
    parvis_rights_number (rights, &none), parvis_rights_number (rights, &a),
    parvis_rights_number (rights, &b), parvis_rights_number (rights, &both),
    parvis_rights_number (rights | PARVIS_READS_TEAM, &both),
  };

  g_assert_cmpint (numbers[0], ==, rights);
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_assert_cmpint (numbers[i], >=, 0);
      for (guint k = 0; k < i; k++)
        g_assert_cmpint (numbers[i], !=, numbers[k]);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/rights/nobody-but-a-merchant-reads-orders",
                   test_nobody_but_a_merchant_reads_orders);
  g_test_add_func ("/rights/shops-are-kept-with-the-roles", test_shops_are_kept_with_the_roles);
  g_test_add_func ("/rights/places-are-kept-with-the-roles", test_places_are_kept_with_the_roles);
  g_test_add_func ("/rights/roles-reach-as-far-as-the-service-says",
                   test_roles_reach_as_far_as_the_service_says);
  g_test_add_func ("/rights/another-shop-is-another-number", test_another_shop_is_another_number);

  return g_test_run ();
}
