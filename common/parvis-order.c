/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order"

#include "config.h"

#include "parvis-order.h"

#include "parvis-word-table.h"

#include <string.h>

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

  if (from == PARVIS_ORDER_DECLINED)
    return held;

  return from <= PARVIS_ORDER_COLLECTED && to < from;
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

gboolean
parvis_day_parse (const char *text,
                  gint64     *day)
{
  int part[3] = { 0, };
  guint n = 0;

  if (text == NULL || strlen (text) != PARVIS_DAY_SIZE - 1 || text[4] != '-' || text[7] != '-')
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (p == text + 4 || p == text + 7)
        n++;
      else if (g_ascii_isdigit (*p))
        part[n] = part[n] * 10 + (*p - '0');
      else
        return FALSE;
    }

  if (!g_date_valid_dmy ((GDateDay) part[2], (GDateMonth) part[1], (GDateYear) part[0]))
    return FALSE;

  *day = parvis_day_from_civil (part[0], part[1], part[2]);

  return TRUE;
}

void
parvis_day_write (gint64 day,
                  char   text[PARVIS_DAY_SIZE])
{
  int year;
  int month;
  int date;

  parvis_day_to_civil (day, &year, &month, &date);
  text[0] = (char) ('0' + year / 1000 % 10);
  text[1] = (char) ('0' + year / 100 % 10);
  text[2] = (char) ('0' + year / 10 % 10);
  text[3] = (char) ('0' + year % 10);
  text[4] = '-';
  text[5] = (char) ('0' + month / 10);
  text[6] = (char) ('0' + month % 10);
  text[7] = '-';
  text[8] = (char) ('0' + date / 10);
  text[9] = (char) ('0' + date % 10);
  text[10] = '\0';
}

/* 1970-01-01 was a Thursday. */
int
parvis_day_get_weekday (gint64 day)
{
  gint64 since = (day + 3) % 7;

  return (int) (since < 0 ? since + 7 : since) + 1;
}

gint64
parvis_day_of_instant (gint64     instant,
                       GTimeZone *zone)
{
  const ParvisLocalDay *local = parvis_time_local_day (instant, zone);
  gint64 day = 0;

  g_return_val_if_fail (local != NULL, 0);
  parvis_day_parse (local->name, &day);

  return day;
}

int
parvis_minute_of_instant (gint64     instant,
                          GTimeZone *zone)
{
  gint64 utc = instant / PARVIS_SECOND;
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, utc);
  gint64 local = utc + g_time_zone_get_offset (zone, interval);

  return (int) (((local % 86400 + 86400) % 86400) / 60);
}

gint64
parvis_day_get_instant (gint64     day,
                        int        minute,
                        GTimeZone *zone)
{
  gint64 local = day * 86400 + minute * 60;
  int interval = g_time_zone_adjust_time (zone, G_TIME_TYPE_STANDARD, &local);
  gint64 instant = local - g_time_zone_get_offset (zone, interval);
  gint64 earlier;
  int before;

  /* The same minute an hour earlier, where the clocks were put back in between. */
  before = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, instant - 3600);
  earlier = local - g_time_zone_get_offset (zone, before);
  if (earlier < instant &&
      g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, earlier) == before)
    instant = earlier;

  return instant * PARVIS_SECOND;
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
