/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order"

#include "config.h"

#include "parvis-order.h"

#include "parvis-word-table.h"

/* Stored and sent, so they never change. */
static const char * const states[] = {
  [PARVIS_ORDER_PLACED] = "placed",
  [PARVIS_ORDER_PREPARING] = "preparing",
  [PARVIS_ORDER_READY] = "ready",
  [PARVIS_ORDER_COLLECTED] = "collected",
  [PARVIS_ORDER_CANCELLED] = "cancelled",
  [PARVIS_ORDER_DECLINED] = "declined",
  [PARVIS_ORDER_NO_SHOW] = "no_show",
  [PARVIS_ORDER_RELEASED] = "released",
};

static const char * const reasons[] = {
  [PARVIS_ORDER_REASON_NO_BREAD] = "no_bread",
  [PARVIS_ORDER_REASON_TOO_MANY] = "too_many",
  [PARVIS_ORDER_REASON_CLOSING] = "closing",
  [PARVIS_ORDER_REASON_OTHER] = "other",
  [PARVIS_ORDER_REASON_UNSEEN] = "unseen",
  [PARVIS_ORDER_REASON_LATE] = "late",
};

static const char * const allergens[] = {
  [PARVIS_ALLERGEN_GLUTEN] = "gluten",
  [PARVIS_ALLERGEN_CRUSTACEANS] = "crustaceans",
  [PARVIS_ALLERGEN_EGGS] = "eggs",
  [PARVIS_ALLERGEN_FISH] = "fish",
  [PARVIS_ALLERGEN_PEANUTS] = "peanuts",
  [PARVIS_ALLERGEN_SOYA] = "soya",
  [PARVIS_ALLERGEN_MILK] = "milk",
  [PARVIS_ALLERGEN_NUTS] = "nuts",
  [PARVIS_ALLERGEN_CELERY] = "celery",
  [PARVIS_ALLERGEN_MUSTARD] = "mustard",
  [PARVIS_ALLERGEN_SESAME] = "sesame",
  [PARVIS_ALLERGEN_SULPHITES] = "sulphites",
  [PARVIS_ALLERGEN_LUPIN] = "lupin",
  [PARVIS_ALLERGEN_MOLLUSCS] = "molluscs",
};

PARVIS_DEFINE_WORD (ParvisOrderState, order_state, states)
PARVIS_DEFINE_WORD (ParvisOrderReason, order_reason, reasons)
PARVIS_DEFINE_WORD (ParvisAllergen, allergen, allergens)

gboolean
parvis_order_state_is_open (ParvisOrderState state)
{
  return state == PARVIS_ORDER_PLACED || state == PARVIS_ORDER_PREPARING ||
         state == PARVIS_ORDER_READY;
}

gboolean
parvis_order_may_go (ParvisOrderState from,
                     ParvisOrderState to)
{
  return parvis_order_state_is_open (from) && to > from;
}

gboolean
parvis_order_may_go_back (ParvisOrderState from,
                          ParvisOrderState to,
                          gboolean         held)
{
  if (!parvis_order_state_is_open (to))
    return FALSE;

  if (from >= PARVIS_ORDER_DECLINED)
    return held;

  return from <= PARVIS_ORDER_COLLECTED && to < from;
}

gboolean
parvis_order_may_collect_late (ParvisOrderState  state,
                               const char       *by,
                               gint64            day,
                               gint64            today)
{
  return (state == PARVIS_ORDER_NO_SHOW || state == PARVIS_ORDER_RELEASED) &&
         g_strcmp0 (by, PARVIS_ORDER_BY_SCHEDULE) == 0 && today <= day + 1;
}

/* A permutation of 2048 numbers in four rounds over 5 and 6 bits, walked until it comes
 * out below 2000: nothing to remember, and each number comes once.
 */
static guint
mix (guint64 seed,
     guint   round,
     guint   half)
{
  guint64 x = seed + (round * 64 + half + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  x = (x ^ (x >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  x = (x ^ (x >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);

  return (guint) ((x ^ (x >> 31)) & 63);
}

static guint
permute (guint64 seed,
         guint   n)
{
  guint high = n >> 6;
  guint low = n & 63;

  for (guint round = 0; round < 4; round++)
    {
      low ^= mix (seed, 2 * round, high);
      high ^= mix (seed, 2 * round + 1, low) & 31;
    }

  return high << 6 | low;
}

void
parvis_order_code (guint64 seed,
                   guint   n,
                   char    code[PARVIS_ORDER_CODE_SIZE])
{
  static const char letters[] = "ABCDEFGHKMNPRSTVWXYZ";

  g_return_if_fail (n < PARVIS_ORDER_CODES);

  do
    n = permute (seed, n);
  while (n >= PARVIS_ORDER_CODES);

  code[0] = letters[n / 100];
  code[1] = (char) ('0' + n / 10 % 10);
  code[2] = (char) ('0' + n % 10);
  code[3] = '\0';
}

gint64
parvis_cutoff_get_instant (const ParvisCutoff *cutoff,
                           gint64              day,
                           int                 from,
                           GTimeZone          *zone)
{
  if (cutoff->day_before)
    return parvis_day_get_instant (day - 1, cutoff->minutes, zone);

  return parvis_day_get_instant (day, from, zone) - cutoff->minutes * PARVIS_MINUTE;
}

gint64
parvis_order_reminder (int n)
{
  return n <= 3 ? MAX (n, 0) * PARVIS_MINUTE : (3 + (n - 3) * 5) * PARVIS_MINUTE;
}
