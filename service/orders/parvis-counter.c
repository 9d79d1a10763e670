/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counter"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-bread.h"
#include "parvis-error.h"

#include <string.h>

/* The day's bread: batches, both purses, what is sold at the counter and what is left in
 * the evening.
 */

#define MAX_QUANTITY 100000
#define MAX_SALE     1000

/* Of one product on one day. */
typedef struct
{
  ParvisShop    *shop;                 /* borrowed, and only read, as is the product */
  ParvisProduct *product;
  GArray        *bakes;
  const char    *text;
  gint64         day;
} Day;

static void
clear_day (Day *day)
{
  g_clear_pointer (&day->bakes, g_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Day, clear_day)

static gboolean
take_day (Day                  *day,
          ParvisTx             *tx,
          const ParvisCommand  *command,
          const char           *product,
          GError              **error)
{
  if ((day->product = parvis_product_take (tx, product, error)) == NULL ||
      (day->shop = parvis_shop_take (tx, command, day->product->merchant, error)) == NULL ||
      !parvis_orders_read_day (command->body, &day->text, &day->day, error))
    return FALSE;

  day->bakes = parvis_bakes_load (parvis_tx_get_db (tx), product, day->text, error);

  return day->bakes != NULL;
}

static ParvisBake *
get_bake (const Day *day,
          guint      i)
{
  return &g_array_index (day->bakes, ParvisBake, i);
}

static gint64
sum_online (const Day *day)
{
  gint64 sum = 0;

  for (guint i = 0; i < day->bakes->len; i++)
    sum += get_bake (day, i)->online;

  return sum;
}

static gint64
sum_counter (const Day *day)
{
  gint64 sum = 0;

  for (guint i = 0; i < day->bakes->len; i++)
    sum += get_bake (day, i)->counter;

  return sum;
}

static gboolean
save_all (ParvisTx   *tx,
          const Day  *day,
          GError    **error)
{
  for (guint i = 0; i < day->bakes->len; i++)
    {
      if (!parvis_bake_save (tx, get_bake (day, i), error))
        return FALSE;
    }

  return TRUE;
}

static gboolean
answer_purses (ParvisAnswer *answer,
               const Day    *day)
{
  answer->body = json_pack ("{s:s, s:s, s:I, s:I}", "product", day->product->id,
                            "day", day->text, "online", (json_int_t) sum_online (day),
                            "counter", (json_int_t) sum_counter (day));

  return TRUE;
}

static gboolean
set_too_few (const Day   *day,
             const char  *message,
             GError     **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT, message);
  parvis_error_take_details (error, json_pack ("{s:{s:I, s:I}}", "left",
                                               "online", (json_int_t) sum_online (day),
                                               "counter", (json_int_t) sum_counter (day)));

  return FALSE;
}

/* --- batches --- */

/* The same share as the last batch of that product and day, else as is usual, else half. */
static gint64
find_share (const Day *day,
            gint64     quantity)
{
  gint64 declared = 0;
  gint64 counter = 0;

  for (guint i = 0; i < day->bakes->len; i++)
    {
      declared += get_bake (day, i)->declared;
      counter += get_bake (day, i)->counter + get_bake (day, i)->sold;
    }

  if (declared <= 0)
    return quantity / 2;

  return CLAMP (quantity * (declared - counter) / declared, 0, quantity);
}

gboolean
parvis_product_bake (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  g_autofree char *id = g_uuid_string_random ();
  ParvisBake bake = { .by_hand = TRUE, .created_at = parvis_tx_get_now (tx) };
  gint64 today;
  gint64 ready;
  g_auto(Day) day = { NULL, };

  if (!take_day (&day, tx, command, command->object, error) ||
      !parvis_json_get_int (command->body, "ready", 0, 1439, &ready, error) ||
      !parvis_json_get_int (command->body, "quantity", 1, MAX_QUANTITY, &bake.declared, error) ||
      !parvis_json_get_int_or (command->body, "online", 0, bake.declared,
                               find_share (&day, bake.declared), &bake.online, error))
    return FALSE;

  today = parvis_shop_get_today (day.shop, bake.created_at);
  if (day.day < today || day.day > today + day.shop->days_ahead)
    return parvis_set_invalid (error, "/day", "Bread is declared for today and the days ahead");

  bake.ready = (int) ready;
  bake.counter = bake.declared - bake.online;
  g_strlcpy (bake.id, id, sizeof bake.id);
  g_strlcpy (bake.merchant, day.shop->id, sizeof bake.merchant);
  g_strlcpy (bake.product, day.product->id, sizeof bake.product);
  g_strlcpy (bake.day, day.text, sizeof bake.day);
  if (!parvis_bake_cover (tx, &bake, error) || !parvis_bake_insert (tx, &bake, error) ||
      !parvis_orders_find_short (tx, bake.product, bake.day, error))
    return FALSE;

  answer->status = 201;
  answer->body = parvis_bake_describe (&bake);

  return TRUE;
}

static gboolean
take_bake (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisBake           *bake,
           GError              **error)
{
  return parvis_bake_load (parvis_tx_get_db (tx), command->object, bake, error) &&
         parvis_shop_take (tx, command, bake->merchant, error) != NULL;
}

static gboolean
declare_less (ParvisBake  *bake,
              gint64       declared,
              GError     **error)
{
  gint64 fewer = bake->declared - declared;
  gint64 counter = MIN (fewer, bake->counter);

  if (fewer > bake->counter + bake->online)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "That is less than what was promised and sold already");
      parvis_error_set_field (error, "/declared");
      parvis_error_take_details (error, json_pack ("{s:I}", "least",
                                                   (json_int_t) (bake->declared - bake->counter -
                                                                 bake->online)));
      return FALSE;
    }

  bake->declared = declared;
  bake->counter -= counter;
  bake->online -= fewer - counter;

  return TRUE;
}

gboolean
parvis_bake_set (ParvisTx             *tx,
                 const ParvisCommand  *command,
                 ParvisAnswer         *answer,
                 GError              **error)
{
  ParvisBake bake;
  gint64 declared;
  gint64 online;
  gint64 ready;

  if (!take_bake (tx, command, &bake, error) ||
      !parvis_json_get_int_or (command->body, "declared", 0, MAX_QUANTITY, bake.declared,
                               &declared, error) ||
      !parvis_json_get_int_or (command->body, "ready", 0, 1439, bake.ready, &ready, error))
    return FALSE;

  if (declared >= bake.declared)
    parvis_bake_declare_more (&bake, declared - bake.declared);
  else if (!declare_less (&bake, declared, error))
    return FALSE;

  if (!parvis_json_get_int_or (command->body, "online", 0, bake.online + bake.counter,
                               bake.online, &online, error))
    return FALSE;

  bake.counter -= online - bake.online;
  bake.online = online;
  bake.ready = (int) ready;
  bake.by_hand = TRUE;
  if (!parvis_bake_cover (tx, &bake, error) || !parvis_bake_save (tx, &bake, error) ||
      !parvis_orders_find_short (tx, bake.product, bake.day, error))
    return FALSE;

  answer->body = parvis_bake_describe (&bake);

  return TRUE;
}

static gboolean
set_shut (ParvisTx             *tx,
          const ParvisCommand  *command,
          gboolean              shut,
          ParvisAnswer         *answer,
          GError              **error)
{
  ParvisBake bake;

  if (!take_bake (tx, command, &bake, error))
    return FALSE;

  bake.shut = shut;
  bake.by_hand = TRUE;
  if (!parvis_bake_save (tx, &bake, error))
    return FALSE;

  answer->body = parvis_bake_describe (&bake);

  return TRUE;
}

gboolean
parvis_bake_shut (ParvisTx             *tx,
                  const ParvisCommand  *command,
                  ParvisAnswer         *answer,
                  GError              **error)
{
  return set_shut (tx, command, TRUE, answer, error);
}

gboolean
parvis_bake_reopen (ParvisTx             *tx,
                    const ParvisCommand  *command,
                    ParvisAnswer         *answer,
                    GError              **error)
{
  return set_shut (tx, command, FALSE, answer, error);
}

static gboolean
set_all_shut (ParvisTx             *tx,
              const ParvisCommand  *command,
              gboolean              shut,
              ParvisAnswer         *answer,
              GError              **error)
{
  g_auto(Day) day = { NULL, };

  if (!take_day (&day, tx, command, command->object, error))
    return FALSE;

  for (guint i = 0; i < day.bakes->len; i++)
    {
      get_bake (&day, i)->shut = shut;
      get_bake (&day, i)->by_hand = TRUE;
    }

  return save_all (tx, &day, error) && answer_purses (answer, &day);
}

gboolean
parvis_product_sold_out (ParvisTx             *tx,
                         const ParvisCommand  *command,
                         ParvisAnswer         *answer,
                         GError              **error)
{
  return set_all_shut (tx, command, TRUE, answer, error);
}

gboolean
parvis_product_resume (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  return set_all_shut (tx, command, FALSE, answer, error);
}

/* --- sales --- */

/* Until when bakes were out of the oven, in minutes of that day. */
static int
find_minute (const Day *day,
             gint64     at)
{
  gint64 today = parvis_shop_get_today (day->shop, at);

  if (day->day < today)
    return G_MAXINT;

  return day->day > today ? -1 : parvis_minute_of_instant (at, day->shop->zone);
}

static gint64
sell_from_counter (const Day *day,
                   int        minute,
                   gint64     wanted)
{
  for (guint i = 0; i < day->bakes->len && wanted > 0; i++)
    {
      ParvisBake *bake = get_bake (day, i);
      gint64 n = bake->ready <= minute ? MIN (wanted, bake->counter) : 0;

      bake->counter -= n;
      bake->sold += n;
      wanted -= n;
    }

  return wanted;
}

/* What is not reserved, down to what the baker leaves to those who reserve. */
static gint64
borrow_online (const Day *day,
               int        minute,
               gint64     floor,
               gint64     wanted)
{
  gint64 may = MAX (sum_online (day) - floor, 0);

  for (guint i = 0; i < day->bakes->len && wanted > 0 && may > 0; i++)
    {
      ParvisBake *bake = get_bake (day, i);
      gint64 n = bake->ready <= minute ? MIN (MIN (wanted, bake->online), may) : 0;

      bake->online -= n;
      bake->sold += n;
      wanted -= n;
      may -= n;
    }

  return wanted;
}

/* More went over the counter than there is on paper: it is recorded, and somebody's order
 * has no bread.
 */
static gboolean
overdraw (const Day  *day,
          gint64      wanted,
          GError    **error)
{
  ParvisBake *bake;

  if (wanted == 0)
    return TRUE;
  if (day->bakes->len == 0)
    return set_too_few (day, "Nothing was baked of this on that day", error);

  bake = get_bake (day, day->bakes->len - 1);
  bake->overdrawn += wanted;
  bake->sold += wanted;

  return TRUE;
}

static gboolean
sell (ParvisTx   *tx,
      const Day  *day,
      gint64      wanted,
      gint64      at,
      gboolean    anyway,
      GError    **error)
{
  int minute = find_minute (day, at);

  wanted = sell_from_counter (day, minute, wanted);
  wanted = borrow_online (day, minute, day->product->floor, wanted);
  if (wanted > 0 && !anyway)
    return set_too_few (day, "There is no bread left for the counter", error);

  /* Bread that somebody holds in his hands came out of the oven early. */
  if (wanted > 0)
    wanted = sell_from_counter (day, G_MAXINT, wanted);
  if (wanted > 0)
    wanted = borrow_online (day, G_MAXINT, 0, wanted);

  return overdraw (day, wanted, error);
}

/* The last piece that was sold comes back first. */
static gboolean
unsell (const Day  *day,
        gint64      returned,
        GError    **error)
{
  for (guint i = day->bakes->len; i > 0 && returned > 0; i--)
    {
      ParvisBake *bake = get_bake (day, i - 1);
      gint64 n = MIN (returned, bake->sold);
      gint64 covered = MIN (n, bake->overdrawn);

      bake->sold -= n;
      bake->overdrawn -= covered;
      bake->counter += n - covered;
      returned -= n;
    }

  return returned == 0 || set_too_few (day, "So many were not sold", error);
}

/**
 * parvis_product_sell:
 *
 * Command "product.sell": one tap at the counter. Of several tills the sums count.
 */
gboolean
parvis_product_sell (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  gint64 now = parvis_tx_get_now (tx);
  gboolean anyway;
  gint64 quantity;
  gint64 at;
  g_auto(Day) day = { NULL, };

  if (!take_day (&day, tx, command, command->object, error) ||
      !parvis_json_get_int (command->body, "quantity", -MAX_SALE, MAX_SALE, &quantity, error) ||
      !parvis_json_get_bool_or (command->body, "anyway", FALSE, &anyway, error) ||
      !parvis_json_get_time_or (command->body, "at", now, &at, error))
    return FALSE;

  if (quantity == 0)
    return parvis_set_invalid (error, "/quantity", "How many were sold?");

  if (!(quantity > 0 ? sell (tx, &day, quantity, MIN (at, now), anyway, error)
                     : unsell (&day, -quantity, error)) ||
      !save_all (tx, &day, error) ||
      !parvis_orders_find_short (tx, day.product->id, day.text, error))
    return FALSE;

  return answer_purses (answer, &day);
}

/**
 * parvis_product_share:
 *
 * Command "product.share": how much of what is left may be reserved.
 */
gboolean
parvis_product_share (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  gint64 online;
  gint64 more;
  g_auto(Day) day = { NULL, };

  if (!take_day (&day, tx, command, command->object, error) ||
      !parvis_json_get_int (command->body, "online", 0, MAX_QUANTITY, &online, error))
    return FALSE;

  more = online - sum_online (&day);
  if (more > sum_counter (&day))
    return set_too_few (&day, "There are not so many left", error);

  for (guint i = day.bakes->len; i > 0 && more != 0; i--)
    {
      ParvisBake *bake = get_bake (&day, i - 1);
      gint64 n = CLAMP (more, -bake->online, bake->counter);

      bake->online += n;
      bake->counter -= n;
      bake->by_hand = TRUE;
      more -= n;
    }

  return save_all (tx, &day, error) && answer_purses (answer, &day);
}

/* --- the evening --- */

/* Takes @n pieces out of the purses, the counter's first, into @field. */
static gint64
discard (const Day *day,
         gint64     n,
         gsize      field)
{
  for (guint i = 0; i < 2 * day->bakes->len && n > 0; i++)
    {
      ParvisBake *bake = get_bake (day, i % day->bakes->len);
      gint64 *purse = i < day->bakes->len ? &bake->counter : &bake->online;
      gint64 taken = MIN (n, *purse);

      *purse -= taken;
      *(gint64 *) (void *) ((char *) bake + field) += taken;
      n -= taken;
    }

  return n;
}

static gboolean
waste (ParvisTx      *tx,
       const Day     *day,
       const json_t  *body,
       GError       **error)
{
  static const struct
  {
    const char *name;
    gsize       field;
  } kinds[] = {
    { "lost", G_STRUCT_OFFSET (ParvisBake, lost) },
    { "given", G_STRUCT_OFFSET (ParvisBake, given) },
    { "unsold", G_STRUCT_OFFSET (ParvisBake, unsold) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      gint64 n;

      if (!parvis_json_get_int_or (body, kinds[i].name, 0, MAX_QUANTITY, 0, &n, error))
        return FALSE;
      if (discard (day, n, kinds[i].field) > 0)
        return set_too_few (day, "There are not so many left", error);
    }

  return save_all (tx, day, error);
}

gboolean
parvis_product_waste (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  g_auto(Day) day = { NULL, };

  return take_day (&day, tx, command, command->object, error) &&
         waste (tx, &day, command->body, error) && answer_purses (answer, &day);
}

static gboolean
close_product (ParvisTx             *tx,
               const ParvisCommand  *command,
               const json_t         *entry,
               GError              **error)
{
  const char *id;
  g_auto(Day) day = { NULL, };

  if (!parvis_json_get_uuid (entry, "product", &id, error) ||
      !take_day (&day, tx, command, id, error))
    return FALSE;
  if (strcmp (day.shop->id, command->object) != 0)
    return parvis_orders_set_missing (error);

  return waste (tx, &day, entry, error);
}

/**
 * parvis_merchant_close_day:
 *
 * Command "merchant.close_day": what is left is written down, what nobody fetched is
 * released first.
 */
gboolean
parvis_merchant_close_day (ParvisTx             *tx,
                           const ParvisCommand  *command,
                           ParvisAnswer         *answer,
                           GError              **error)
{
  const json_t *list = json_object_get (command->body, "products");
  g_autoptr(ParvisShop) shop = parvis_shop_load_for (parvis_tx_get_db (tx), command,
                                                    command->object, error);
  const char *text;
  gint64 day;

  if (shop == NULL || !parvis_orders_read_day (command->body, &text, &day, error))
    return FALSE;
  if (list != NULL && (!json_is_array (list) || json_array_size (list) > 500))
    return parvis_set_invalid (error, "/products", "The products are a list");
  if (day > parvis_shop_get_today (shop, parvis_tx_get_now (tx)))
    return parvis_set_invalid (error, "/day", "That day has not begun");

  if (!parvis_orders_close (tx, shop, text, FALSE, error))
    return FALSE;

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      if (!close_product (tx, command, json_array_get (list, i), error))
        return FALSE;
    }

  answer->body = json_pack ("{s:s, s:s}", "merchant", shop->id, "day", text);

  return TRUE;
}
