/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-usual"

#include "config.h"

#include "parvis-usual.h"

#include "parvis-day.h"

#include <stdlib.h>

#define DAYS (PARVIS_USUAL_WEEKS + 1)

/* What was measured in each half hour: of today, and of each of those days before. */
typedef struct
{
  gint64 sums[DAYS][PARVIS_USUAL_SLOTS];
  int    counts[DAYS][PARVIS_USUAL_SLOTS];
} Sums;

guint
parvis_usual_slot (gint64     instant,
                   GTimeZone *zone)
{
  return (guint) parvis_minute_of_instant (instant, zone) / PARVIS_USUAL_MINUTES;
}

static gboolean
read_day (ParvisDb    *db,
          const char  *gauge,
          GTimeZone   *zone,
          gint64       day,
          gint64       sums[PARVIS_USUAL_SLOTS],
          int          counts[PARVIS_USUAL_SLOTS],
          GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT at, latest FROM history"
                            " WHERE town = :town AND gauge = :gauge"
                            " AND at >= :from_at AND at < :to_at",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":gauge", gauge);
  parvis_stmt_bind_int (stmt, ":from_at", parvis_day_get_instant (day, 0, zone));
  parvis_stmt_bind_int (stmt, ":to_at", parvis_day_get_instant (day + 1, 0, zone));

  do
    {
      guint slot;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        continue;

      slot = parvis_usual_slot (parvis_stmt_get_time (stmt, 0), zone);
      sums[slot] += parvis_stmt_get_int (stmt, 1);
      counts[slot]++;
    }
  while (has_row);

  return TRUE;
}

static int
compare_ints_cb (const void *a,
                 const void *b)
{
  return *(const int *) a - *(const int *) b;
}

static int
find_median (const Sums *all,
             guint       slot)
{
  int values[PARVIS_USUAL_WEEKS];
  guint n = 0;

  for (guint i = 1; i < DAYS; i++)
    {
      if (all->counts[i][slot] > 0)
        values[n++] = (int) (all->sums[i][slot] / all->counts[i][slot]);
    }
  if (n < PARVIS_USUAL_LEAST)
    return -1;

  qsort (values, n, sizeof values[0], compare_ints_cb);

  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

gboolean
parvis_usual_read (ParvisDb     *db,
                   const char   *gauge,
                   GTimeZone    *zone,
                   gint64        now,
                   ParvisUsual  *usual,
                   GError      **error)
{
  gint64 day = parvis_day_of_instant (now, zone);
  Sums all = { 0 };

  for (guint i = 0; i < DAYS; i++)
    {
      if (!read_day (db, gauge, zone, day - 7 * (gint64) i, all.sums[i], all.counts[i], error))
        return FALSE;
    }

  for (guint slot = 0; slot < PARVIS_USUAL_SLOTS; slot++)
    {
      usual->today[slot] = all.counts[0][slot] > 0
                           ? (int) (all.sums[0][slot] / all.counts[0][slot]) : -1;
      usual->usual[slot] = find_median (&all, slot);
    }

  return TRUE;
}

int
parvis_usual_find_calmer (const ParvisUsual *usual,
                          guint              slot,
                          guint              end)
{
  guint i = MIN (end, PARVIS_USUAL_SLOTS);
  int limit;
  int found = -1;

  if (slot >= PARVIS_USUAL_SLOTS || usual->usual[slot] <= 0)
    return -1;

  limit = usual->usual[slot] * 4 / 5;
  /* Nobody counts at night, perhaps. */
  while (i > slot + 1 && usual->usual[i - 1] < 0)
    i--;
  for (; i > slot + 1; i--)
    {
      if (usual->usual[i - 1] < 0 || usual->usual[i - 1] > limit)
        break;
      found = (int) i - 1;
    }

  return found;
}
