/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-hours"

#include "config.h"

#include "parvis-hours.h"

#include "parvis-error.h"
#include "parvis-hours-private.h"

#include <string.h>

#define HORIZON_DAYS (PARVIS_HOURS_HORIZON / PARVIS_DAY + 1)

#define N_GROUPS 5

/* What the rules say of one local day, before the time is looked at. Bit i of
 * the arrays stands for rule i.
 */
typedef struct
{
  gint64    day;
  gboolean  school;
  guint8   *today;
  guint8   *yesterday;
} DayMatch;

static void
clear_rule (gpointer data)
{
  ParvisRule *rule = data;

  g_clear_pointer (&rule->selectors, g_array_unref);
  g_clear_pointer (&rule->spans, g_array_unref);
}

/**
 * parvis_hours_parse:
 * @text: (nullable): up to %PARVIS_HOURS_MAX_LENGTH bytes
 * @error: %PARVIS_ERROR_INVALID with the place in the text
 *
 * Returns: (transfer full): the hours, or %NULL
 */
ParvisHours *
parvis_hours_parse (const char  *text,
                    GError     **error)
{
  g_autoptr(ParvisHours) hours = NULL;

  if (text == NULL || *text == '\0' || strlen (text) > PARVIS_HOURS_MAX_LENGTH ||
      !g_utf8_validate (text, -1, NULL))
    {
      parvis_set_invalid (error, NULL, "Opening hours are a text of 1 to %d bytes",
                          PARVIS_HOURS_MAX_LENGTH);
      return NULL;
    }

  hours = g_new0 (ParvisHours, 1);
  hours->text = g_strdup (text);
  hours->rules = g_array_new (FALSE, TRUE, sizeof (ParvisRule));
  g_array_set_clear_func (hours->rules, clear_rule);

  if (!parvis_hours_parse_rules (hours->rules, text, error))
    return NULL;

  return g_steal_pointer (&hours);
}

/**
 * parvis_hours_free:
 * @hours: (nullable)
 */
void
parvis_hours_free (ParvisHours *hours)
{
  if (hours == NULL)
    return;

  g_array_unref (hours->rules);
  g_free (hours->text);
  g_free (hours);
}

/**
 * parvis_hours_get_text:
 *
 * Returns: (transfer none): the text as it was given
 */
const char *
parvis_hours_get_text (const ParvisHours *hours)
{
  g_return_val_if_fail (hours != NULL, NULL);

  return hours->text;
}

static int
get_weekday (gint64 day)
{
  /* 1970-01-01 was a Thursday. The sum is positive from the year 1 on. */
  return (int) ((day + 3 + 7 * G_GINT64_CONSTANT (1000000)) % 7);
}

/* ISO 8601: a week belongs to the year of its Thursday. */
static int
get_week (gint64 day)
{
  gint64 thursday = day - get_weekday (day) + 3;
  int year;
  int month;
  int day_of_month;

  parvis_day_to_civil (thursday, &year, &month, &day_of_month);

  return (int) (thursday - parvis_day_from_civil (year, 1, 1)) / 7 + 1;
}

static gboolean
resolve_nth (const ParvisDatePoint *point,
             int                    year,
             gint64                *day)
{
  int length = parvis_days_in_month (year, point->month);
  gint64 first = parvis_day_from_civil (year, point->month, 1);
  gint64 last = first + length - 1;

  if (point->nth > 0)
    *day = first + (point->weekday - get_weekday (first) + 7) % 7 + 7 * (point->nth - 1);
  else
    *day = last - (get_weekday (last) - point->weekday + 7) % 7 + 7 * (point->nth + 1);

  return *day >= first && *day <= last;
}

static gboolean
resolve_point (const ParvisDatePoint *point,
               int                    year,
               gboolean               is_end,
               gint64                *day)
{
  int length;

  switch (point->kind)
    {
    case PARVIS_DATE_MONTH:
      length = parvis_days_in_month (year, point->month);
      *day = parvis_day_from_civil (year, point->month, is_end ? length : 1);
      return TRUE;

    case PARVIS_DATE_DAY:
      /* In a year without it, 29 February starts in March and ends before. */
      length = parvis_days_in_month (year, point->month);
      *day = parvis_day_from_civil (year, point->month,
                                    is_end ? MIN (point->day, length) : point->day);
      return TRUE;

    case PARVIS_DATE_NTH:
      if (!resolve_nth (point, year, day))
        return FALSE;
      break;

    case PARVIS_DATE_EASTER:
      *day = parvis_easter_sunday (year);
      break;

    default:
      g_return_val_if_reached (FALSE);
    }

  *day += point->offset;

  return TRUE;
}

/* "Oct-Mar" ends in the next year. "Apr 10-easter" does not when Easter is early:
 * such a range is empty in that year.
 */
static gboolean
ends_next_year (const ParvisSelector *dates,
                gint64                first,
                gint64                last)
{
  gboolean moves = dates->first.kind == PARVIS_DATE_EASTER ||
                   dates->first.kind == PARVIS_DATE_NTH ||
                   dates->last.kind == PARVIS_DATE_EASTER ||
                   dates->last.kind == PARVIS_DATE_NTH;

  if (last >= first || dates->last.year != 0 ||
      memcmp (&dates->first, &dates->last, sizeof dates->first) == 0)
    return FALSE;

  return !moves || first - last > 60;
}

static gboolean
dates_match_from (const ParvisSelector *dates,
                  int                   year,
                  gint64                day)
{
  int last_year = dates->last.year != 0 ? dates->last.year : year;
  gint64 first;
  gint64 last;

  if (!resolve_point (&dates->first, year, FALSE, &first) ||
      !resolve_point (&dates->last, last_year, TRUE, &last))
    return FALSE;

  if (ends_next_year (dates, first, last) &&
      !resolve_point (&dates->last, year + 1, TRUE, &last))
    return FALSE;

  return day >= first && day <= last && (dates->step <= 1 || (day - first) % dates->step == 0);
}

static gboolean
dates_match (const ParvisSelector *dates,
             int                   year,
             gint64                day)
{
  if (dates->first.year != 0)
    return dates_match_from (dates, dates->first.year, day);

  /* A range may have begun last year, and an offset may reach into the next. */
  return dates_match_from (dates, year - 1, day) ||
         dates_match_from (dates, year, day) ||
         dates_match_from (dates, year + 1, day);
}

static gboolean
in_cycle (int from,
          int to,
          int value)
{
  return from <= to ? value >= from && value <= to : value >= from || value <= to;
}

static gboolean
weekdays_match (const ParvisSelector *weekdays,
                gint64                day)
{
  gint64 base = day - weekdays->offset;
  int year;
  int month;
  int day_of_month;
  int length;

  if (!in_cycle (weekdays->from, weekdays->to, get_weekday (base)))
    return FALSE;

  if (weekdays->nth == 0)
    return TRUE;

  parvis_day_to_civil (base, &year, &month, &day_of_month);
  length = parvis_days_in_month (year, month);

  return (weekdays->nth & (1u << ((day_of_month - 1) / 7 + 1))) != 0 ||
         (weekdays->nth & (1u << (8 + (length - day_of_month) / 7 + 1))) != 0;
}

static gboolean
selector_matches (const ParvisSelector *selector,
                  int                   year,
                  gint64                day,
                  gboolean              school)
{
  int value;
  int month;
  int day_of_month;

  switch (selector->kind)
    {
    case PARVIS_SELECTOR_YEARS:
      return year >= selector->from && year <= selector->to &&
             (selector->step <= 1 || (year - selector->from) % selector->step == 0);

    case PARVIS_SELECTOR_DATES:
      return dates_match (selector, year, day);

    case PARVIS_SELECTOR_WEEKS:
      value = get_week (day);
      return value >= selector->from && value <= selector->to &&
             (selector->step <= 1 || (value - selector->from) % selector->step == 0);

    case PARVIS_SELECTOR_WEEKDAYS:
      return weekdays_match (selector, day);

    case PARVIS_SELECTOR_PUBLIC_HOLIDAY:
      parvis_day_to_civil (day - selector->offset, &year, &month, &day_of_month);
      return parvis_is_french_public_holiday (year, month, day_of_month);

    case PARVIS_SELECTOR_SCHOOL_HOLIDAY:
      return school;

    default:
      g_return_val_if_reached (FALSE);
    }
}

static gboolean
rule_matches (const ParvisRule *rule,
              gint64            day,
              gboolean          school)
{
  gboolean present[N_GROUPS] = { FALSE };
  gboolean matched[N_GROUPS] = { FALSE };
  int year;
  int month;
  int day_of_month;

  parvis_day_to_civil (day, &year, &month, &day_of_month);

  for (guint i = 0; i < rule->selectors->len; i++)
    {
      const ParvisSelector *selector = &g_array_index (rule->selectors, ParvisSelector, i);

      present[selector->group] = TRUE;
      if (!matched[selector->group])
        matched[selector->group] = selector_matches (selector, year, day, school);
    }

  for (int i = 0; i < N_GROUPS; i++)
    {
      if (present[i] && !matched[i])
        return FALSE;
    }

  return TRUE;
}

static void
match_day (const ParvisHours *hours,
           gint64             day,
           gboolean           school,
           DayMatch          *match)
{
  match->day = day;
  match->school = school;

  for (guint i = 0; i < hours->rules->len; i++)
    {
      const ParvisRule *rule = &g_array_index (hours->rules, ParvisRule, i);

      match->today[i] = rule_matches (rule, day, school);
      match->yesterday[i] = rule->spans->len > 0 && rule_matches (rule, day - 1, school);
    }
}

/* Whether @rule speaks of @minute, counted from the midnight of its own day. A
 * span that is certain goes before one whose end was left open.
 */
static gboolean
rule_covers (const ParvisRule *rule,
             int               minute,
             ParvisHoursState *state)
{
  gboolean covers = FALSE;

  if (rule->spans->len == 0)
    {
      *state = rule->state;
      return minute < PARVIS_MINUTES_OF_DAY;
    }

  for (guint i = 0; i < rule->spans->len; i++)
    {
      const ParvisSpan *span = &g_array_index (rule->spans, ParvisSpan, i);

      if (minute >= span->from && minute < span->to)
        {
          *state = rule->state;
          return TRUE;
        }

      if (minute >= span->to && minute < span->until)
        {
          *state = rule->state == PARVIS_HOURS_CLOSED ? PARVIS_HOURS_CLOSED : PARVIS_HOURS_UNKNOWN;
          covers = TRUE;
        }
    }

  return covers;
}

static void
apply_rule (const ParvisRule *rule,
            int               minute,
            ParvisHoursState *state)
{
  ParvisHoursState said;

  if (rule->kind == PARVIS_RULE_FALLBACK && *state != PARVIS_HOURS_CLOSED)
    return;

  if (rule_covers (rule, minute, &said))
    *state = said;
}

/* The rules in their order, the later over the earlier. A normal rule that opens
 * something replaces all that was said of its day before, even what the day
 * before left over after midnight; one that closes only takes its own time away.
 */
static ParvisHoursState
decide_minute (const ParvisHours *hours,
               const DayMatch    *match,
               int                minute)
{
  ParvisHoursState state = PARVIS_HOURS_CLOSED;

  for (guint i = 0; i < hours->rules->len; i++)
    {
      const ParvisRule *rule = &g_array_index (hours->rules, ParvisRule, i);

      if (match->today[i] != 0)
        {
          if (rule->kind == PARVIS_RULE_NORMAL && rule->state != PARVIS_HOURS_CLOSED)
            state = PARVIS_HOURS_CLOSED;

          apply_rule (rule, minute, &state);
        }

      if (match->yesterday[i] != 0)
        apply_rule (rule, minute + PARVIS_MINUTES_OF_DAY, &state);
    }

  return state;
}

/* School holidays are not known here: where they make a difference, nothing is. */
typedef struct
{
  DayMatch term;
  DayMatch holidays;
} Day;

static ParvisHoursState
decide (const ParvisHours *hours,
        const Day         *day,
        int                minute)
{
  ParvisHoursState in_term = decide_minute (hours, &day->term, minute);
  ParvisHoursState in_holidays = decide_minute (hours, &day->holidays, minute);

  return in_term == in_holidays ? in_term : PARVIS_HOURS_UNKNOWN;
}

static void
init_day (Day   *day,
          guint  n_rules)
{
  day->term.today = g_new0 (guint8, n_rules);
  day->term.yesterday = g_new0 (guint8, n_rules);
  day->holidays.today = g_new0 (guint8, n_rules);
  day->holidays.yesterday = g_new0 (guint8, n_rules);
}

static void
clear_day (Day *day)
{
  g_free (day->term.today);
  g_free (day->term.yesterday);
  g_free (day->holidays.today);
  g_free (day->holidays.yesterday);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Day, clear_day)

static void
load_day (Day               *day,
          const ParvisHours *hours,
          gint64             date)
{
  match_day (hours, date, FALSE, &day->term);
  match_day (hours, date, TRUE, &day->holidays);
}

static void
to_local (gint64     instant,
          GTimeZone *zone,
          gint64    *date,
          int       *minute)
{
  g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc (instant / PARVIS_SECOND);
  g_autoptr(GDateTime) local = g_date_time_to_timezone (utc, zone);
  int year;
  int month;
  int day;

  g_date_time_get_ymd (local, &year, &month, &day);
  *date = parvis_day_from_civil (year, month, day);
  *minute = g_date_time_get_hour (local) * 60 + g_date_time_get_minute (local);
}

static gint64
get_midnight (gint64     date,
              GTimeZone *zone)
{
  g_autoptr(GDateTime) midnight = NULL;
  int year;
  int month;
  int day;

  parvis_day_to_civil (date, &year, &month, &day);
  midnight = g_date_time_new (zone, year, month, day, 0, 0, 0.0);

  return midnight == NULL ? PARVIS_NEVER : g_date_time_to_unix (midnight) * PARVIS_SECOND;
}

/* The minutes at which the rules can make a difference, besides midnight. */
static GArray *
collect_minutes (const ParvisHours *hours)
{
  GArray *minutes = g_array_new (FALSE, FALSE, sizeof (int));
  gboolean seen[PARVIS_MINUTES_OF_DAY] = { FALSE };

  seen[0] = TRUE;

  for (guint i = 0; i < hours->rules->len; i++)
    {
      const ParvisRule *rule = &g_array_index (hours->rules, ParvisRule, i);

      for (guint j = 0; j < rule->spans->len; j++)
        {
          const ParvisSpan *span = &g_array_index (rule->spans, ParvisSpan, j);

          seen[span->from % PARVIS_MINUTES_OF_DAY] = TRUE;
          seen[span->to % PARVIS_MINUTES_OF_DAY] = TRUE;
          seen[span->until % PARVIS_MINUTES_OF_DAY] = TRUE;
        }
    }

  for (int i = 0; i < PARVIS_MINUTES_OF_DAY; i++)
    {
      if (seen[i])
        g_array_append_val (minutes, i);
    }

  return minutes;
}

/* On a day of 23 or 25 hours the clock jumps, and every minute is looked at as
 * the clock on the wall shows it.
 */
static gint64
search_odd_day (const ParvisHours *hours,
                const Day         *day,
                GTimeZone         *zone,
                gint64             from,
                gint64             to,
                ParvisHoursState   state)
{
  for (gint64 instant = from; instant < to; instant += PARVIS_MINUTE)
    {
      gint64 date;
      int minute;

      to_local (instant, zone, &date, &minute);
      if (decide (hours, day, minute) != state)
        return instant;
    }

  return PARVIS_NEVER;
}

static gint64
search_day (const ParvisHours *hours,
            const Day         *day,
            const GArray      *minutes,
            gint64             midnight,
            gint64             after,
            ParvisHoursState   state)
{
  for (guint i = 0; i < minutes->len; i++)
    {
      int minute = g_array_index (minutes, int, i);
      gint64 instant = midnight + minute * PARVIS_MINUTE;

      if (instant > after && decide (hours, day, minute) != state)
        return instant;
    }

  return PARVIS_NEVER;
}

/* Between these minutes nothing changes, so a day on which none of them differs
 * needs no closer look.
 */
static gboolean
may_change (const ParvisHours *hours,
            const Day         *day,
            const GArray      *minutes,
            ParvisHoursState   state)
{
  for (guint i = 0; i < minutes->len; i++)
    {
      if (decide (hours, day, g_array_index (minutes, int, i)) != state)
        return TRUE;
    }

  return FALSE;
}

/* Rules that know only weekdays say all they have to say within a week. */
static int
count_days_to_search (const ParvisHours *hours)
{
  for (guint i = 0; i < hours->rules->len; i++)
    {
      const GArray *selectors = g_array_index (hours->rules, ParvisRule, i).selectors;

      for (guint j = 0; j < selectors->len; j++)
        {
          const ParvisSelector *selector = &g_array_index (selectors, ParvisSelector, j);

          if (selector->kind != PARVIS_SELECTOR_WEEKDAYS || selector->nth != 0)
            return HORIZON_DAYS;
        }
    }

  return 9;
}

static gint64
search_change (const ParvisHours *hours,
               GTimeZone         *zone,
               gint64             instant,
               gint64             date,
               ParvisHoursState   state)
{
  g_autoptr(GArray) minutes = collect_minutes (hours);
  g_auto(Day) day = { .term = { 0 } };
  gint64 last = date + count_days_to_search (hours);

  init_day (&day, hours->rules->len);

  for (; date < last; date++)
    {
      gint64 midnight;
      gint64 next_midnight;
      gint64 change;

      load_day (&day, hours, date);
      if (!may_change (hours, &day, minutes, state))
        continue;

      midnight = get_midnight (date, zone);
      next_midnight = get_midnight (date + 1, zone);

      if (next_midnight - midnight == PARVIS_DAY)
        change = search_day (hours, &day, minutes, midnight, instant, state);
      else
        change = search_odd_day (hours, &day, zone,
                                 MAX (midnight, instant - instant % PARVIS_MINUTE + PARVIS_MINUTE),
                                 next_midnight, state);

      if (change != PARVIS_NEVER)
        return change;
    }

  return PARVIS_NEVER;
}

/**
 * parvis_hours_state_at:
 * @instant: ms since 1970
 * @zone: the zone of the town
 * @next_change: (out) (optional): the next instant at which the state is another,
 *   %PARVIS_NEVER if there is none within %PARVIS_HOURS_HORIZON
 *
 * Rules that speak of school holidays make the state unknown at the times at
 * which it depends on them; public holidays are those of metropolitan France.
 */
ParvisHoursState
parvis_hours_state_at (const ParvisHours *hours,
                       gint64             instant,
                       GTimeZone         *zone,
                       gint64            *next_change)
{
  g_auto(Day) day = { .term = { 0 } };
  ParvisHoursState state;
  gint64 date;
  int minute;

  if (next_change != NULL)
    *next_change = PARVIS_NEVER;

  g_return_val_if_fail (hours != NULL && zone != NULL, PARVIS_HOURS_UNKNOWN);

  /* The calendar ends with the year 9999. */
  if (instant < 0 || instant > PARVIS_TIME_MAX - (HORIZON_DAYS + 2) * PARVIS_DAY)
    return PARVIS_HOURS_UNKNOWN;

  to_local (instant, zone, &date, &minute);
  init_day (&day, hours->rules->len);
  load_day (&day, hours, date);
  state = decide (hours, &day, minute);

  if (next_change != NULL)
    *next_change = search_change (hours, zone, instant, date, state);

  return state;
}
