/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counter"

#include "config.h"

#include "parvis-orders.h"

#include "parvis-counter-day.h"
#include "parvis-error.h"
#include "parvis-standing.h"

#include <string.h>

/* The day's bread: batches, both purses, and what is sold at the counter. */

#define MAX_QUANTITY 100000
#define MAX_SALE     1000

/* --- batches --- */

/* The same share as the last batch of that product and day, else as is usual, else half. */
static gint64
find_share (const ParvisCounterDay *day,
            gint64                  quantity)
{
  gint64 declared = 0;
  gint64 counter = 0;

  for (guint i = 0; i < day->bakes->len; i++)
    {
      declared += parvis_counter_day_get_bake (day, i)->declared;
      counter += parvis_counter_day_get_bake (day, i)->counter +
                 parvis_counter_day_get_bake (day, i)->sold;
    }

  if (declared <= 0)
    return quantity / 2;

  return CLAMP (quantity * (declared - counter) / declared, 0, quantity);
}

/* A batch that is saved goes first to who lacks bread, then to who orders every week; what is
 * left of it then.
 */
static gboolean
share_out (ParvisTx    *tx,
           ParvisBake  *bake,
           GError     **error)
{
  return parvis_orders_find_short (tx, bake->product, bake->day, 0, error) &&
         parvis_standing_try_again (tx, bake->merchant, error) &&
         parvis_bake_load (parvis_tx_get_db (tx), bake->id, bake, error);
}

/* One that was undone is declared again: it is there still, with nothing of it. */
static gboolean
find_undone (ParvisTx                *tx,
             const ParvisCounterDay  *day,
             const char              *id,
             ParvisBake             **undone,
             GError                 **error)
{
  g_autoptr(GError) local = NULL;
  ParvisBake other;

  *undone = NULL;
  for (guint i = 0; i < day->bakes->len; i++)
    {
      ParvisBake *bake = parvis_counter_day_get_bake (day, i);

      if (strcmp (bake->id, id) == 0)
        *undone = bake;
    }

  if (*undone != NULL && (*undone)->declared == 0)
    return TRUE;
  /* Of another day, product or shop it is another one's. */
  if (*undone == NULL && !parvis_bake_load (parvis_tx_get_db (tx), id, &other, &local))
    {
      if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
        return TRUE;

      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                       "This batch is declared already");

  return FALSE;
}

/* @wanted: as it is declared; what was sold without it is covered first. */
static void
declare_again (ParvisBake       *bake,
               const ParvisBake *wanted)
{
  gint64 online;

  parvis_bake_declare_more (bake, wanted->declared);
  online = MIN (wanted->online, bake->counter);
  bake->online += online;
  bake->counter -= online;
  bake->ready = wanted->ready;
  bake->by_hand = TRUE;
}

gboolean
parvis_product_bake (ParvisTx             *tx,
                     const ParvisCommand  *command,
                     ParvisAnswer         *answer,
                     GError              **error)
{
  g_autofree char *random = g_uuid_string_random ();
  const char *id = random;
  ParvisBake bake = { .by_hand = TRUE, .created_at = parvis_tx_get_now (tx) };
  ParvisBake *undone;
  gint64 today;
  gint64 ready;
  g_auto(ParvisCounterDay) day = { NULL, };

  if (!parvis_counter_day_take (&day, tx, command, command->object, error) ||
      !parvis_json_get_int (command->body, "ready", 0, 1439, &ready, error) ||
      !parvis_json_get_int (command->body, "quantity", 1, MAX_QUANTITY, &bake.declared, error) ||
      !parvis_json_get_int_or (command->body, "online", 0, bake.declared,
                               find_share (&day, bake.declared), &bake.online, error) ||
      (json_object_get (command->body, "id") != NULL &&
       !parvis_json_get_uuid (command->body, "id", &id, error)) ||
      !find_undone (tx, &day, id, &undone, error))
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
  if (undone != NULL)
    {
      declare_again (undone, &bake);
      bake = *undone;
    }
  if (!(undone != NULL ? parvis_bake_save (tx, &bake, error)
                       : parvis_bake_insert (tx, &bake, error)) ||
      !share_out (tx, &bake, error))
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

/* Who comes before it is ready must be told that he comes later. */
static gboolean
check_promised (ParvisTx          *tx,
                const ParvisBake  *bake,
                gint64             ready,
                GError           **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gint64 n;

  if (ready <= bake->ready)
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT COUNT(*) FROM order_bread AS r"
                            " JOIN resident_order AS o ON o.town = r.town AND o.id = r.order_id"
                            " WHERE r.town = :town AND r.bake = :bake"
                            " AND o.state IN ('placed', 'preparing', 'ready')"
                            " AND o.from_minute + o.delay < :ready",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":bake", bake->id);
  parvis_stmt_bind_int (stmt, ":ready", ready);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  n = parvis_stmt_get_int (stmt, 0);
  if (n == 0)
    return TRUE;

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
               "Some of it is promised for an earlier time: say first that it will be later");
  parvis_error_set_field (error, "/ready");
  parvis_error_take_details (error, json_pack ("{s:I}", "orders", (json_int_t) n));

  return FALSE;
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
      !parvis_json_get_int_or (command->body, "ready", 0, 1439, bake.ready, &ready, error) ||
      !check_promised (tx, &bake, ready, error))
    return FALSE;

  if (declared >= bake.declared)
    parvis_bake_declare_more (&bake, declared - bake.declared);
  else if (!declare_less (&bake, declared, error))
    return FALSE;

  if (!parvis_json_get_int_or (command->body, "online", 0, bake.online + bake.counter,
                               bake.online, &online, error))
    return FALSE;

  if (online != bake.online)
    bake.borrowed = 0;
  bake.counter -= online - bake.online;
  bake.online = online;
  bake.ready = (int) ready;
  bake.by_hand = TRUE;
  if (!parvis_bake_save (tx, &bake, error) || !share_out (tx, &bake, error))
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
  if (!parvis_bake_save (tx, &bake, error) || (!shut && !share_out (tx, &bake, error)))
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
  g_auto(ParvisCounterDay) day = { NULL, };

  if (!parvis_counter_day_take (&day, tx, command, command->object, error))
    return FALSE;

  for (guint i = 0; i < day.bakes->len; i++)
    {
      parvis_counter_day_get_bake (&day, i)->shut = shut;
      parvis_counter_day_get_bake (&day, i)->by_hand = TRUE;
    }

  if (!parvis_counter_day_save (tx, &day, error) ||
      (!shut && (!parvis_standing_try_again (tx, day.shop->id, error) ||
                 !parvis_counter_day_load (&day, tx, error))))
    return FALSE;

  return parvis_counter_day_answer (answer, &day);
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
find_minute (const ParvisCounterDay *day,
             gint64                  at)
{
  gint64 today = parvis_shop_get_today (day->shop, at);

  if (day->day < today)
    return G_MAXINT;

  return day->day > today ? -1 : parvis_minute_of_instant (at, day->shop->zone);
}

static gint64
sell_from_counter (const ParvisCounterDay *day,
                   int                     minute,
                   gint64                  wanted)
{
  for (guint i = 0; i < day->bakes->len && wanted > 0; i++)
    {
      ParvisBake *bake = parvis_counter_day_get_bake (day, i);
      gint64 n = bake->ready <= minute ? MIN (wanted, bake->counter) : 0;

      bake->counter -= n;
      bake->sold += n;
      wanted -= n;
    }

  return wanted;
}

/* What is not reserved, down to what the baker leaves to those who reserve. */
static gint64
borrow_online (const ParvisCounterDay *day,
               int                     minute,
               gint64                  floor,
               gint64                  wanted)
{
  gint64 may = MAX (parvis_counter_day_sum_online (day) - floor, 0);

  for (guint i = 0; i < day->bakes->len && wanted > 0 && may > 0; i++)
    {
      ParvisBake *bake = parvis_counter_day_get_bake (day, i);
      gint64 n = bake->ready <= minute ? MIN (MIN (wanted, bake->online), may) : 0;

      bake->online -= n;
      bake->sold += n;
      bake->borrowed += n;
      wanted -= n;
      may -= n;
    }

  return wanted;
}

/* More went over the counter than there is on paper: it is recorded, and if it was promised,
 * somebody's order has no bread.
 */
static gboolean
overdraw (const ParvisCounterDay  *day,
          gint64                   wanted,
          GError                 **error)
{
  ParvisBake *bake;

  if (wanted == 0)
    return TRUE;
  if (day->bakes->len == 0)
    return parvis_counter_day_refuse (day, "Nothing was baked of this on that day", error);

  bake = parvis_counter_day_get_bake (day, day->bakes->len - 1);
  bake->overdrawn += wanted;
  bake->sold += wanted;

  return TRUE;
}

static gboolean
sell (ParvisTx                *tx,
      const ParvisCounterDay  *day,
      gint64                   wanted,
      gint64                   at,
      gboolean                 anyway,
      gint64                  *lacking,
      GError                 **error)
{
  int minute = find_minute (day, at);

  wanted = sell_from_counter (day, minute, wanted);
  wanted = borrow_online (day, minute, day->product->floor, wanted);
  if (wanted > 0 && !anyway)
    return parvis_counter_day_refuse (day, "There is no bread left for the counter", error);

  /* Bread that somebody holds in his hands came out of the oven early. */
  if (wanted > 0)
    wanted = sell_from_counter (day, G_MAXINT, wanted);
  if (wanted > 0)
    wanted = borrow_online (day, G_MAXINT, 0, wanted);
  *lacking = wanted;

  return overdraw (day, wanted, error);
}

/* Where a piece that is brought back was taken from. */
typedef enum
{
  FROM_NOWHERE,
  FROM_ONLINE,
  FROM_COUNTER,
  N_ORIGINS,
} Origin;

static gint64
bring_back (ParvisBake *bake,
            Origin      origin,
            gint64      returned)
{
  gint64 n = MIN (returned, bake->sold);

  switch (origin)
    {
    case FROM_NOWHERE:
      n = MIN (n, bake->overdrawn);
      bake->overdrawn -= n;
      break;

    case FROM_ONLINE:
      n = MIN (n, bake->borrowed);
      bake->borrowed -= n;
      bake->online += n;
      break;

    case FROM_COUNTER:
    case N_ORIGINS:
      bake->counter += n;
      break;
    }
  bake->sold -= n;
  bake->borrowed = MIN (bake->borrowed, bake->sold);

  return n;
}

/* The last piece that was sold comes back first: sales empty the counter before they borrow, and
 * are more than there is last of all.
 */
static gboolean
unsell (const ParvisCounterDay  *day,
        gint64                   returned,
        GError                 **error)
{
  for (Origin origin = FROM_NOWHERE; origin < N_ORIGINS; origin++)
    {
      for (guint i = day->bakes->len; i > 0 && returned > 0; i--)
        returned -= bring_back (parvis_counter_day_get_bake (day, i - 1), origin, returned);
    }

  return returned == 0 || parvis_counter_day_refuse (day, "So many were not sold", error);
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
  gint64 lacking = 0;
  gboolean anyway;
  gint64 quantity;
  gint64 at;
  g_auto(ParvisCounterDay) day = { NULL, };

  if (!parvis_counter_day_take_rest (&day, tx, command, command->object, error) ||
      !parvis_json_get_int (command->body, "quantity", -MAX_SALE, MAX_SALE, &quantity, error) ||
      !parvis_json_get_bool_or (command->body, "anyway", FALSE, &anyway, error) ||
      !parvis_json_get_time_or (command->body, "at", now, &at, error))
    return FALSE;

  if (quantity == 0)
    return parvis_set_invalid (error, "/quantity", "How many were sold?");

  if (!(quantity > 0 ? sell (tx, &day, quantity, MIN (at, now), anyway, &lacking,
                           error)
                     : unsell (&day, -quantity, error)) ||
      !parvis_counter_day_save (tx, &day, error) ||
      !parvis_orders_find_short (tx, day.product->id, day.text, lacking, error) ||
      !parvis_counter_day_load (&day, tx, error))
    return FALSE;

  return parvis_counter_day_answer (answer, &day);
}

/* What is online of the batches that are out of the oven at @minute, and what is not. */
static gint64
sum_ready (const ParvisCounterDay *day,
           int                     minute,
           gint64                 *counter)
{
  gint64 online = 0;

  *counter = 0;
  for (guint i = 0; i < day->bakes->len; i++)
    {
      const ParvisBake *bake = parvis_counter_day_get_bake (day, i);

      if (bake->ready > minute)
        continue;

      online += bake->online;
      *counter += bake->counter;
    }

  return online;
}

/**
 * parvis_product_share:
 *
 * Command "product.share": how much of what is left of the batches that are ready may be reserved;
 * on a day ahead, of all.
 */
gboolean
parvis_product_share (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  gint64 now = parvis_tx_get_now (tx);
  gint64 online;
  gint64 more;
  gint64 most;
  gint64 at;
  int minute;
  g_auto(ParvisCounterDay) day = { NULL, };

  if (!parvis_counter_day_take (&day, tx, command, command->object, error) ||
      !parvis_json_get_int (command->body, "online", 0, MAX_QUANTITY, &online, error) ||
      !parvis_json_get_time_or (command->body, "at", now, &at, error))
    return FALSE;

  minute = find_minute (&day, MIN (at, now));
  minute = minute < 0 ? G_MAXINT : minute;
  more = online - sum_ready (&day, minute, &most);
  if (more > most)
    return parvis_counter_day_refuse (&day, "There are not so many left", error);

  for (guint i = day.bakes->len; i > 0; i--)
    {
      ParvisBake *bake = parvis_counter_day_get_bake (&day, i - 1);
      gint64 n = CLAMP (more, -bake->online, bake->counter);

      if (bake->ready > minute)
        continue;

      /* What is set by hand is what is meant, whatever was borrowed before. */
      bake->borrowed = 0;
      bake->online += n;
      bake->counter -= n;
      bake->by_hand |= n != 0;
      more -= n;
    }

  return parvis_counter_day_save (tx, &day, error) &&
         parvis_standing_try_again (tx, day.shop->id, error) &&
         parvis_counter_day_load (&day, tx, error) && parvis_counter_day_answer (answer, &day);
}
