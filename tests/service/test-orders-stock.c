/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders-stock"

#include "config.h"

#include "shop-fixture.h"

#include <string.h>

#define COMMANDS 400

/* Random commands against the shop, from a seed that a failure names. After each, whatever
 * was answered, every bake adds up.
 */

typedef struct
{
  ShopFixture *shop;
  GRand       *rand;
  GPtrArray   *orders;
  GPtrArray   *bakes;
  GHashTable  *counted;  /* what each bake and order was seen with: owned names, pieces */
  gint64       cursor;
} Play;

static const char *
pick (GPtrArray *list,
      GRand     *rand)
{
  return g_ptr_array_index (list, g_rand_int_range (rand, 0, (gint32) list->len));
}

static json_t *
ask (Play       *play,
     const char *kind,
     const char *id,
     const char *action,
     const char *body)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s%s%s", kind, id, *action != '\0' ? "/" : "",
                                           action);
  json_t *answer = town_ask (&play->shop->town, play->shop->town.key, "POST", path, "%s", body);

  /* Refused is fine; failed is not. */
  g_assert_cmpint (play->shop->town.status, <, 500);

  return answer;
}

static void
place (Play *play)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/towns/00001/merchants/%s/orders",
                                           play->shop->shop);
  g_autofree char *body = NULL;
  g_autofree char *token = g_strdup_printf ("%043d", g_rand_int_range (play->rand, 0, 100000));
  g_autofree char *uuid = g_uuid_string_random ();
  const char *headers[] = {
    "Content-Type", "application/json", "Idempotency-Key", uuid, "Parvis-Device", token, NULL,
  };
  g_autoptr(ParvisReply) reply = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(json_t) answer = NULL;

  body = g_strdup_printf ("{\"name\":\"A\",\"phone\":\"06%08d\",\"day\":\"" TODAY "\","
                          "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":%d}]}",
                          g_rand_int_range (play->rand, 0, 99999999),
                          AT (16 + g_rand_int_range (play->rand, 0, 3), 0),
                          play->shop->tradition, g_rand_int_range (play->rand, 1, 5));
  bytes = g_bytes_new (body, strlen (body));
  reply = parvis_service_handle (play->shop->town.service, "POST", path, headers, bytes,
                                 PARVIS_RIGHT_ANYONE);
  g_assert_cmpint (parvis_reply_get_status (reply), <, 500);
  if (parvis_reply_get_status (reply) != 201)
    return;

  answer = json_loadb (g_bytes_get_data (parvis_reply_get_bytes (reply), NULL),
                       g_bytes_get_size (parvis_reply_get_bytes (reply)), 0, NULL);
  g_ptr_array_add (play->orders, g_strdup (town_text (answer, "id")));
}

/* Returns: whether it handed one over */
static gboolean
step_order (Play *play)
{
  static const struct
  {
    const char *action;
    const char *body;
  } steps[] = {
    { "prepare", "{}" }, { "ready", "{}" }, { "collect", "{}" }, { "collect", "{}" },
    { "back", "{\"to\":\"placed\"}" }, { "back", "{\"to\":\"ready\"}" },
    { "decline", "{\"reason\":\"no_bread\"}" }, { "decline", "{\"reason\":\"closing\"}" },
    { "no-show", "{}" }, { "release", "{}" }, { "keep", "{\"minutes\":30}" },
    { "delay", "{\"minutes\":5}" },
  };
  int i = g_rand_int_range (play->rand, 0, G_N_ELEMENTS (steps));

  if (play->orders->len > 0)
    json_decref (ask (play, "orders", pick (play->orders, play->rand), steps[i].action,
                      steps[i].body));

  return strcmp (steps[i].action, "collect") == 0;
}

static void
step_bake (Play *play)
{
  g_autofree char *body = NULL;

  if (play->bakes->len == 0 || g_rand_int_range (play->rand, 0, 3) == 0)
    {
      g_autoptr(json_t) made = NULL;

      body = g_strdup_printf ("{\"day\":\"" TODAY "\",\"ready\":%d,\"quantity\":%d}",
                              AT (g_rand_int_range (play->rand, 12, 18), 0),
                              g_rand_int_range (play->rand, 1, 12));
      made = ask (play, "products", play->shop->tradition, "bakes", body);
      g_ptr_array_add (play->bakes, g_strdup (town_text (made, "id")));
      return;
    }

  body = g_rand_boolean (play->rand)
         ? g_strdup_printf ("{\"declared\":%d}", g_rand_int_range (play->rand, 0, 20))
         : g_strdup_printf ("{\"online\":%d}", g_rand_int_range (play->rand, 0, 20));
  json_decref (ask (play, "bakes", pick (play->bakes, play->rand), "", body));
}

/* Returns: whether it may have sold more than there is */
static gboolean
step_counter (Play *play)
{
  static const char * const kinds[] = { "lost", "given", "unsold" };
  int what = g_rand_int_range (play->rand, 0, 6);
  g_autofree char *body = NULL;

  if (what < 4)
    body = g_strdup_printf ("{\"day\":\"" TODAY "\",\"quantity\":%d%s}",
                            what == 0 ? -1 : g_rand_int_range (play->rand, 1, what == 3 ? 24 : 4),
                            what == 3 ? ",\"anyway\":true" : "");
  else if (what == 4)
    body = g_strdup_printf ("{\"day\":\"" TODAY "\",\"online\":%d}",
                            g_rand_int_range (play->rand, 0, 20));
  else
    body = g_strdup_printf ("{\"day\":\"" TODAY "\",\"%s\":%d}",
                            kinds[g_rand_int_range (play->rand, 0, 3)],
                            g_rand_int_range (play->rand, 1, 3));
  json_decref (ask (play, "products", play->shop->tradition,
                    what < 4 ? "sell" : what == 4 ? "share" : "waste", body));

  return what == 3;
}

static gint64
read_pieces (const json_t *change)
{
  const json_t *body = json_object_get (change, "body");

  if (strcmp (town_text (change, "kind"), "bake") == 0)
    return town_int (body, "overdrawn");

  return strcmp (town_text (change, "kind"), "order") == 0
         ? -MAX (json_integer_value (json_object_get (body, "shortage")), 0) : 0;
}

/* What was overdrawn and no order lacks: the count was wrong, and whoever sold or handed over has
 * seen more than was declared. All of the town's bread is of one product and day here.
 */
static gint64
count_surplus (Play *play)
{
  gboolean more = TRUE;
  GHashTableIter iter;
  gpointer pieces;
  gint64 sum = 0;

  while (more)
    {
      g_autofree char *path = g_strdup_printf ("/changes?limit=1000&after=%" G_GINT64_FORMAT,
                                               play->cursor);
      g_autoptr(json_t) page = town_expect (&play->shop->town, 200, play->shop->town.key, "GET",
                                            path, NULL);
      const json_t *changes = json_object_get (page, "changes");

      for (gsize i = 0; i < json_array_size (changes); i++)
        {
          const json_t *change = json_array_get (changes, i);

          g_hash_table_insert (play->counted,
                               g_strconcat (town_text (change, "kind"), " ",
                                            town_text (change, "id"), NULL),
                               GINT_TO_POINTER ((int) read_pieces (change)));
        }
      play->cursor = town_int (page, "cursor");
      more = json_is_true (json_object_get (page, "more"));
    }

  g_hash_table_iter_init (&iter, play->counted);
  while (g_hash_table_iter_next (&iter, NULL, &pieces))
    sum += GPOINTER_TO_INT (pieces);

  return sum;
}

/* Nobody has seen any bread since @before. */
static gint64
assert_unseen (Play   *play,
               gint64  before)
{
  gint64 surplus = count_surplus (play);

  g_assert_cmpint (surplus, >=, 0);
  g_assert_cmpint (surplus, <=, before);

  return surplus;
}

/* Whoever still waits gets nothing: the last one too gives back no more than there is. */
static gint64
end_all (Play   *play,
         gint64  surplus)
{
  for (guint i = 0; i < play->orders->len; i++)
    {
      json_decref (ask (play, "orders", g_ptr_array_index (play->orders, i), "release", "{}"));
      surplus = assert_unseen (play, surplus);
    }

  return surplus;
}

/* What orders lack is never more than what was overdrawn. */
static void
assert_shortages (Play *play)
{
  gint64 overdrawn = 0;
  gint64 shortage = 0;

  for (guint i = 0; i < play->bakes->len; i++)
    {
      g_autoptr(json_t) bake = shop_entity (play->shop, "bake", g_ptr_array_index (play->bakes, i));

      overdrawn += town_int (bake, "overdrawn");
    }
  for (guint i = 0; i < play->orders->len; i++)
    {
      g_autoptr(json_t) order = shop_entity (play->shop, "order",
                                             g_ptr_array_index (play->orders, i));

      shortage += MAX (town_int (order, "shortage"), 0);
    }
  g_assert_cmpint (shortage, <=, overdrawn);
}

static void
test_whatever_happens_no_bread_is_lost (ShopFixture   *fixture,
                                        gconstpointer  data)
{
  guint32 seed = g_test_rand_int ();
  Play play = { fixture, g_rand_new_with_seed (seed), g_ptr_array_new_with_free_func (g_free),
                g_ptr_array_new_with_free_func (g_free),
                g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL), 0 };
  gint64 surplus = 0;

  g_test_message ("seed %u", seed);
  for (int i = 0; i < COMMANDS; i++)
    {
      int what = g_rand_int_range (play.rand, 0, 10);
      gboolean is_seen = FALSE;

      if (what < 4)
        place (&play);
      else if (what < 7)
        is_seen = step_order (&play);
      else if (what < 9)
        is_seen = step_counter (&play);
      else
        step_bake (&play);

      surplus = assert_unseen (&play, is_seen ? G_MAXINT64 : surplus);
      if (i % 100 == 99)
        surplus = end_all (&play, surplus);
      if (i % 40 == 0)
        {
          shop_assert_adds_up (fixture);
          town_pass (&fixture->town, 30 * PARVIS_SECOND);
        }
    }

  shop_assert_adds_up (fixture);
  assert_shortages (&play);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/check", "{}"));
  g_ptr_array_unref (play.orders);
  g_ptr_array_unref (play.bakes);
  g_hash_table_unref (play.counted);
  g_rand_free (play.rand);
}

static void
sell_one (ShopFixture *fixture,
          int          quantity)
{
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":%d}", quantity));
}

/* Two batches of five, of which one piece each is for the counter. */
static void
test_what_a_sale_borrowed_goes_back_where_it_came_from (ShopFixture   *fixture,
                                                        gconstpointer  data)
{
  g_autofree char *early = shop_bake (fixture, fixture->tradition, TODAY, AT (7, 0), 5, 4);
  g_autofree char *late = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 5, 4);

  sell_one (fixture, 3);
  g_assert_cmpint (shop_purse (fixture, early, "online"), ==, 3);
  g_assert_cmpint (shop_purse (fixture, early, "borrowed"), ==, 1);
  sell_one (fixture, -1);
  g_assert_cmpint (shop_purse (fixture, early, "online"), ==, 4);
  g_assert_cmpint (shop_purse (fixture, early, "counter"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, early, "borrowed"), ==, 0);
  sell_one (fixture, -1);
  g_assert_cmpint (shop_purse (fixture, late, "counter"), ==, 1);
  g_assert_cmpint (shop_purse (fixture, late, "online"), ==, 4);
  sell_one (fixture, -1);
  g_assert_cmpint (shop_purse (fixture, early, "counter"), ==, 1);
  shop_assert_adds_up (fixture);

  /* Shares that were set since are what is meant. */
  sell_one (fixture, 4);
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "share",
                        "{\"day\":\"" TODAY "\",\"online\":6}"));
  sell_one (fixture, -4);
  g_assert_cmpint (shop_purse (fixture, early, "online") + shop_purse (fixture, late, "online"),
                   ==, 6);
  shop_assert_adds_up (fixture);
}

static void
test_a_sale_borrows_what_nobody_reserved_down_to_the_floor (ShopFixture   *fixture,
                                                            gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 6);
  g_autoptr(json_t) problem = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "", "{\"floor\":4}"));
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":6}"));
  g_assert_cmpint (shop_purse (fixture, bake, "counter"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 4);
  problem = shop_do (fixture, 409, "products", fixture->tradition, "sell",
                     "{\"day\":\"" TODAY "\",\"quantity\":1}");
  g_assert_cmpint (town_int (json_object_get (problem, "left"), "online"), ==, 4);
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":-6}"));
  g_assert_cmpint (shop_purse (fixture, bake, "counter"), ==, 4);
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 6);
  shop_assert_adds_up (fixture);
}

static void
test_selling_anyway_says_who_has_no_bread (ShopFixture   *fixture,
                                           gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 5, 4);
  g_autoptr(json_t) first = shop_order (fixture, 201, 1, 2);
  g_autoptr(json_t) last = NULL;
  g_autoptr(json_t) short_of = NULL;
  g_autoptr(json_t) kept = NULL;
  g_autoptr(json_t) covered = NULL;

  town_pass (&fixture->town, PARVIS_SECOND);
  last = shop_order (fixture, 201, 2, 2);
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":2,\"anyway\":true}"));
  g_assert_cmpint (shop_purse (fixture, bake, "overdrawn"), ==, 1);
  short_of = shop_entity (fixture, "order", town_text (last, "id"));
  kept = shop_entity (fixture, "order", town_text (first, "id"));
  g_assert_cmpint (town_int (short_of, "shortage"), ==, 1);
  g_assert_null (json_object_get (kept, "shortage"));

  json_decref (shop_do (fixture, 200, "bakes", bake, "", "{\"declared\":6}"));
  covered = shop_entity (fixture, "order", town_text (last, "id"));
  g_assert_null (json_object_get (covered, "shortage"));
  shop_assert_adds_up (fixture);
}

/* Bread that comes later stands in for what was sold too much, for who comes later. */
static void
test_a_new_batch_covers_what_an_older_one_lacks (ShopFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *old = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 5, 4);
  g_autoptr(json_t) first = shop_order (fixture, 201, 1, 4);
  g_autofree char *late = NULL;
  g_autofree char *new = NULL;
  g_autofree char *third = NULL;
  g_autoptr(json_t) lacking = NULL;
  g_autoptr(json_t) waiting = NULL;
  g_autoptr(json_t) covered = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":4,\"anyway\":true}"));
  g_assert_cmpint (shop_purse (fixture, old, "overdrawn"), ==, 3);
  lacking = shop_entity (fixture, "order", town_text (first, "id"));
  g_assert_cmpint (town_int (lacking, "shortage"), ==, 3);

  /* At half past six, who comes at six has nothing of it. */
  late = shop_bake (fixture, fixture->tradition, TODAY, AT (18, 30), 9, 5);
  waiting = shop_entity (fixture, "order", town_text (first, "id"));
  g_assert_cmpint (town_int (waiting, "shortage"), ==, 3);
  g_assert_cmpint (shop_purse (fixture, late, "counter"), ==, 4);

  /* Two come in time, the counter's first; the rest with the next. */
  new = shop_bake (fixture, fixture->tradition, TODAY, AT (17, 30), 2, 1);
  g_assert_cmpint (shop_purse (fixture, old, "overdrawn"), ==, 1);
  g_assert_cmpint (shop_purse (fixture, new, "sold"), ==, 2);
  g_assert_cmpint (shop_purse (fixture, new, "online"), ==, 0);
  third = shop_bake (fixture, fixture->tradition, TODAY, AT (17, 0), 6, 3);
  covered = shop_entity (fixture, "order", town_text (first, "id"));
  g_assert_null (json_object_get (covered, "shortage"));
  g_assert_cmpint (shop_purse (fixture, old, "overdrawn"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, third, "counter"), ==, 2);
  g_assert_cmpint (shop_purse (fixture, third, "online"), ==, 3);
  shop_assert_adds_up (fixture);
}

static json_t *
order_at (ShopFixture *fixture,
          int          status,
          int          device,
          int          from,
          int          quantity)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);

  return shop_resident (fixture, status, device, "POST", path,
                        "{\"name\":\"A\",\"phone\":\"06000%05d\",\"day\":\"" TODAY "\","
                        "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":%d}]}",
                        device, from, fixture->tradition, quantity);
}

static gboolean
is_short (ShopFixture  *fixture,
          const json_t *order)
{
  g_autoptr(json_t) entity = shop_entity (fixture, "order", town_text (order, "id"));

  return json_object_get (entity, "shortage") != NULL;
}

static void
order_lacks (ShopFixture  *fixture,
             const json_t *order,
             gint64        pieces)
{
  g_autoptr(json_t) entity = shop_entity (fixture, "order", town_text (order, "id"));

  g_assert_cmpint (json_integer_value (json_object_get (entity, "shortage")), ==, pieces);
}

/* Bread that comes back is for who was promised some, whatever batch it is of. */
static void
test_bread_that_comes_back_is_first_for_who_lacks_some (ShopFixture   *fixture,
                                                        gconstpointer  data)
{
  g_autofree char *old = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 3, 3);
  g_autoptr(json_t) early = order_at (fixture, 201, 1, AT (16, 0), 3);
  g_autofree char *cancel = g_strdup_printf ("/orders/%s/cancel", town_text (early, "id"));
  g_autofree char *new = shop_bake (fixture, fixture->tradition, TODAY, AT (17, 0), 3, 3);
  g_autoptr(json_t) late = NULL;

  town_pass (&fixture->town, PARVIS_SECOND);
  late = order_at (fixture, 201, 2, AT (18, 0), 3);
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":2,\"anyway\":true}"));
  g_assert_true (is_short (fixture, late));
  g_assert_false (is_short (fixture, early));

  json_decref (shop_resident (fixture, 200, 1, "POST", cancel, "{}"));
  g_assert_false (is_short (fixture, late));
  g_assert_cmpint (shop_purse (fixture, new, "overdrawn"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, old, "online"), ==, 1);
  json_decref (order_at (fixture, 409, 3, AT (18, 0), 2));
  json_decref (order_at (fixture, 201, 3, AT (18, 0), 1));
  shop_assert_adds_up (fixture);
}

typedef struct
{
  const char *action;
  const char *body;
} End;

/* What an order gives back that lacked bread is not there: it was sold out of another batch. */
static void
test_bread_that_was_sold_is_not_given_back (ShopFixture   *fixture,
                                            gconstpointer  data)
{
  const End *end = data;
  g_autofree char *early = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 3, 3);
  g_autoptr(json_t) order = order_at (fixture, 201, 1, AT (18, 0), 3);
  g_autofree char *cancel = g_strdup_printf ("/orders/%s/cancel", town_text (order, "id"));
  g_autofree char *late = shop_bake (fixture, fixture->tradition, TODAY, AT (14, 0), 3, 0);

  sell_one (fixture, 3);
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":2,\"anyway\":true}"));
  g_assert_cmpint (shop_purse (fixture, late, "overdrawn"), ==, 2);
  g_assert_true (is_short (fixture, order));

  if (strcmp (end->action, "cancel") == 0)
    json_decref (shop_resident (fixture, 200, 1, "POST", cancel, "{}"));
  else
    json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), end->action, "%s",
                          end->body));

  /* Six were baked, and five are sold. */
  g_assert_cmpint (shop_purse (fixture, late, "overdrawn"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, early, "online") + shop_purse (fixture, early, "counter"),
                   ==, 1);
  json_decref (order_at (fixture, 409, 2, AT (18, 0), 2));
  shop_assert_adds_up (fixture);

  /* Taken back in time, it lacks what it lacked. */
  if (strcmp (end->action, "cancel") == 0)
    return;

  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "back",
                        "{\"to\":\"placed\"}"));
  order_lacks (fixture, order, 2);
  shop_assert_adds_up (fixture);
}

/* More was sold in the morning than was counted, and nobody lacked any: who orders of the next
 * batch has his.
 */
static void
test_a_count_that_was_wrong_is_nobodys_loss (ShopFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *early = shop_bake (fixture, fixture->tradition, TODAY, AT (7, 0), 5, 3);
  g_autofree char *late = NULL;
  g_autoptr(json_t) order = NULL;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":7,\"anyway\":true}"));
  g_assert_cmpint (shop_purse (fixture, early, "overdrawn"), ==, 2);
  late = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 5);
  order = order_at (fixture, 201, 1, AT (18, 0), 1);
  sell_one (fixture, 1);
  order_lacks (fixture, order, 0);
  g_assert_cmpint (shop_purse (fixture, late, "online"), ==, 4);
  g_assert_cmpint (shop_purse (fixture, late, "counter"), ==, 4);

  /* What is sold beyond these is lacked. */
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":9,\"anyway\":true}"));
  order_lacks (fixture, order, 1);
  sell_one (fixture, -3);
  order_lacks (fixture, order, 0);
  shop_assert_adds_up (fixture);
}

/* Who is given his bread although it was sold takes another's. */
static void
test_bread_that_was_handed_over_is_lacked_by_the_next (ShopFixture   *fixture,
                                                       gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 5, 5);
  g_autoptr(json_t) first = order_at (fixture, 201, 1, AT (18, 0), 3);
  g_autoptr(json_t) last = NULL;

  town_pass (&fixture->town, PARVIS_SECOND);
  last = order_at (fixture, 201, 2, AT (18, 0), 2);
  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "sell",
                        "{\"day\":\"" TODAY "\",\"quantity\":2,\"anyway\":true}"));
  order_lacks (fixture, last, 2);
  json_decref (shop_do (fixture, 200, "orders", town_text (last, "id"), "collect", "{}"));
  order_lacks (fixture, last, 0);
  order_lacks (fixture, first, 2);
  json_decref (shop_do (fixture, 200, "orders", town_text (last, "id"), "back",
                        "{\"to\":\"placed\"}"));
  order_lacks (fixture, last, 2);
  order_lacks (fixture, first, 0);
  g_assert_cmpint (shop_purse (fixture, bake, "overdrawn"), ==, 2);
  shop_assert_adds_up (fixture);
}

static void
test_a_batch_is_never_less_than_what_is_promised (ShopFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 6);
  g_autoptr(json_t) problem = NULL;

  json_decref (shop_order (fixture, 201, 1, 3));
  problem = shop_do (fixture, 409, "bakes", bake, "", "{\"declared\":2}");
  g_assert_cmpint (town_int (problem, "least"), ==, 3);
  json_decref (shop_do (fixture, 200, "bakes", bake, "", "{\"declared\":3}"));
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 0);
  json_decref (shop_order (fixture, 409, 2, 1));
}

static void
test_a_batch_is_not_later_than_who_comes_for_it (ShopFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (17, 0), 10, 6);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 3);
  g_autoptr(json_t) problem = NULL;

  json_decref (shop_do (fixture, 200, "bakes", bake, "", "{\"ready\":%d}", AT (18, 0)));
  problem = shop_do (fixture, 409, "bakes", bake, "", "{\"ready\":%d}", AT (18, 20));
  g_assert_cmpint (town_int (problem, "orders"), ==, 1);
  g_assert_cmpint (shop_purse (fixture, bake, "ready"), ==, AT (18, 0));

  /* Who was told so comes later. */
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "delay",
                        "{\"minutes\":20}"));
  json_decref (shop_do (fixture, 200, "bakes", bake, "", "{\"ready\":%d}", AT (18, 20)));
  json_decref (shop_do (fixture, 409, "bakes", bake, "", "{\"ready\":%d}", AT (18, 21)));
}

static void
test_earlier_batches_stay_for_earlier_slots (ShopFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *early = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autofree char *late = shop_bake (fixture, fixture->tradition, TODAY, AT (17, 0), 2, 2);
  g_autofree char *future = shop_bake (fixture, fixture->tradition, TODAY, AT (18, 30), 9, 9);

  json_decref (shop_order (fixture, 201, 1, 3));
  g_assert_cmpint (shop_purse (fixture, late, "reserved"), ==, 2);
  g_assert_cmpint (shop_purse (fixture, early, "reserved"), ==, 1);
  g_assert_cmpint (shop_purse (fixture, future, "reserved"), ==, 0);
}

static void
test_bread_that_there_is_not_is_offered_to_nobody (ShopFixture   *fixture,
                                                   gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 4, 4);
  g_autoptr(json_t) order = shop_order (fixture, 201, 1, 2);
  g_autoptr(json_t) other = shop_order (fixture, 201, 2, 2);

  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "decline",
                        "{\"reason\":\"no_bread\"}"));
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 0);
  g_assert_cmpint (shop_purse (fixture, bake, "counter"), ==, 2);
  json_decref (shop_do (fixture, 200, "orders", town_text (order, "id"), "back",
                        "{\"to\":\"placed\"}"));
  g_assert_cmpint (shop_purse (fixture, bake, "reserved"), ==, 4);
  json_decref (shop_do (fixture, 200, "orders", town_text (other, "id"), "decline",
                        "{\"reason\":\"closing\"}"));
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 2);
  town_pass (&fixture->town, 21 * PARVIS_SECOND);
  json_decref (shop_do (fixture, 409, "orders", town_text (other, "id"), "back",
                        "{\"to\":\"placed\"}"));
  shop_assert_adds_up (fixture);
}

static void
test_the_evening_is_written_down (ShopFixture   *fixture,
                                  gconstpointer  data)
{
  g_autofree char *bake = shop_bake (fixture, fixture->tradition, TODAY, AT (13, 0), 10, 5);
  g_autofree char *day = g_strconcat (fixture->shop, "/" TODAY, NULL);
  g_autoptr(json_t) takings = NULL;
  const json_t *product;

  json_decref (shop_do (fixture, 200, "products", fixture->tradition, "waste",
                        "{\"day\":\"" TODAY "\",\"lost\":1}"));
  json_decref (shop_do (fixture, 409, "products", fixture->tradition, "waste",
                        "{\"day\":\"" TODAY "\",\"lost\":10}"));
  json_decref (shop_do (fixture, 200, "merchants", fixture->shop, "close-day",
                        "{\"day\":\"" TODAY "\",\"products\":[{\"product\":\"%s\","
                        "\"unsold\":6,\"given\":3,\"lost\":0}]}", fixture->tradition));
  takings = shop_entity (fixture, "takings", day);
  product = json_array_get (json_object_get (takings, "products"), 0);
  g_assert_cmpint (town_int (product, "declared"), ==, 10);
  g_assert_cmpint (town_int (product, "lost"), ==, 1);
  g_assert_cmpint (town_int (product, "unsold"), ==, 6);
  g_assert_cmpint (town_int (product, "given"), ==, 3);
  g_assert_cmpint (shop_purse (fixture, bake, "online"), ==, 0);
  json_decref (shop_order (fixture, 409, 1, 1));
}

int
main (int    argc,
      char **argv)
{
  static const End ends[] = {
    { "cancel", "{}" },
    { "decline", "{\"reason\":\"closing\"}" },
    { "decline", "{\"reason\":\"no_bread\"}" },
    { "release", "{}" },
  };

  g_test_init (&argc, &argv, NULL);

  SHOP_TEST ("/orders-stock/whatever-happens-no-bread-is-lost",
             test_whatever_happens_no_bread_is_lost);
  SHOP_TEST ("/orders-stock/what-a-sale-borrowed-goes-back-where-it-came-from",
             test_what_a_sale_borrowed_goes_back_where_it_came_from);
  SHOP_TEST ("/orders-stock/a-sale-borrows-what-nobody-reserved-down-to-the-floor",
             test_a_sale_borrows_what_nobody_reserved_down_to_the_floor);
  SHOP_TEST ("/orders-stock/selling-anyway-says-who-has-no-bread",
             test_selling_anyway_says_who_has_no_bread);
  SHOP_TEST ("/orders-stock/a-new-batch-covers-what-an-older-one-lacks",
             test_a_new_batch_covers_what_an_older_one_lacks);
  SHOP_TEST ("/orders-stock/bread-that-comes-back-is-first-for-who-lacks-some",
             test_bread_that_comes_back_is_first_for_who_lacks_some);
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      g_autofree char *path = g_strdup_printf ("/orders-stock/bread-that-was-sold-is-not-given-back"
                                               "/%s-%u", ends[i].action, i);

      g_test_add (path, ShopFixture, &ends[i], shop_fixture_setup,
                  test_bread_that_was_sold_is_not_given_back, shop_fixture_teardown);
    }
  SHOP_TEST ("/orders-stock/a-count-that-was-wrong-is-nobodys-loss",
             test_a_count_that_was_wrong_is_nobodys_loss);
  SHOP_TEST ("/orders-stock/bread-that-was-handed-over-is-lacked-by-the-next",
             test_bread_that_was_handed_over_is_lacked_by_the_next);
  SHOP_TEST ("/orders-stock/a-batch-is-never-less-than-what-is-promised",
             test_a_batch_is_never_less_than_what_is_promised);
  SHOP_TEST ("/orders-stock/a-batch-is-not-later-than-who-comes-for-it",
             test_a_batch_is_not_later_than_who_comes_for_it);
  SHOP_TEST ("/orders-stock/earlier-batches-stay-for-earlier-slots",
             test_earlier_batches_stay_for_earlier_slots);
  SHOP_TEST ("/orders-stock/bread-that-there-is-not-is-offered-to-nobody",
             test_bread_that_there_is_not_is_offered_to_nobody);
  SHOP_TEST ("/orders-stock/the-evening-is-written-down", test_the_evening_is_written_down);

  return g_test_run ();
}
