/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-hours-parse"

#include "config.h"

#include "parvis-error.h"
#include "parvis-hours-private.h"
#include "parvis-hours-scan.h"

#include <string.h>

/* A recursive descent over the text, one function for each production of the
 * specification. A reader that returns FALSE without having set @message says
 * that its production does not stand here; with @message the text is refused.
 */
enum
{
  GROUP_YEARS,
  GROUP_DATES,
  GROUP_WEEKS,
  GROUP_DAYS,
  GROUP_MORE_DAYS,
};

static const char * const weekdays[] = { "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", NULL };
static const char * const months[] = {
  "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", NULL
};
static const char * const suns[] = { "sunrise", "sunset", "dawn", "dusk", NULL };

static gboolean
accept_year (ParvisScanner *cursor,
             int           *year)
{
  const char *at = cursor->at;

  if (!parvis_scan_number (cursor, 4, 4, year))
    return FALSE;

  if (*year < 1900 || *year > 2999)
    {
      cursor->at = at;
      return FALSE;
    }

  return TRUE;
}

/* "[2]", "[-1]", "[1,3]", "[1-3]" behind a weekday. */
static gboolean
read_nth (ParvisScanner *cursor,
          guint         *nth)
{
  *nth = 0;

  if (!parvis_scan_char (cursor, '['))
    return TRUE;

  do
    {
      gboolean from_end = parvis_scan_char (cursor, '-');
      int first;
      int last;

      if (!parvis_scan_number (cursor, 1, 1, &first) || first < 1 || first > 5)
        return parvis_scan_fail (cursor, "a weekday of a month is counted from 1 to 5 or -1 to -5");

      last = first;
      if (!from_end && parvis_scan_char (cursor, '-') &&
          (!parvis_scan_number (cursor, 1, 1, &last) || last <= first || last > 5))
        return parvis_scan_fail (cursor, "this is no range of weeks of a month");

      for (int i = first; i <= last; i++)
        *nth |= 1u << (from_end ? 8 + i : i);
    }
  while (parvis_scan_char (cursor, ','));

  if (!parvis_scan_char (cursor, ']'))
    return parvis_scan_fail (cursor, "“]” is missing");

  return TRUE;
}

/* One end of a range of dates. @month and @year are what the other end named. */
static gboolean
read_point (ParvisScanner   *cursor,
            ParvisDatePoint *point)
{
  const char *at = cursor->at;
  const char *after_month;
  guint nth;
  int index;

  memset (point, 0, sizeof *point);
  accept_year (cursor, &point->year);

  if (parvis_scan_word (cursor, "easter"))
    {
      point->kind = PARVIS_DATE_EASTER;
      return parvis_scan_offset (cursor, 180, &point->offset);
    }

  if (!parvis_scan_words (cursor, months, &index))
    {
      cursor->at = at;
      return FALSE;
    }

  point->kind = PARVIS_DATE_MONTH;
  point->month = index + 1;
  after_month = cursor->at;

  if (parvis_scan_number (cursor, 1, 2, &point->day))
    {
      point->kind = PARVIS_DATE_DAY;
      /* 2000 was a leap year. */
      if (point->day < 1 || point->day > parvis_days_in_month (2000, point->month))
        return parvis_scan_fail (cursor, "the month has no such day");

      return TRUE;
    }

  if (!parvis_scan_words (cursor, weekdays, &point->weekday))
    return TRUE;

  /* Only one counted weekday is a date; all others are a selector of their own. */
  if (*cursor->at != '[' || !read_nth (cursor, &nth) || nth == 0 || (nth & (nth - 1)) != 0)
    {
      cursor->at = after_month;
      cursor->message = NULL;
      return TRUE;
    }

  point->kind = PARVIS_DATE_NTH;
  point->nth = g_bit_nth_lsf (nth, -1);
  if (point->nth > 8)
    point->nth = 8 - point->nth;

  return parvis_scan_offset (cursor, 30, &point->offset);
}

static gboolean
check_years (ParvisScanner  *cursor,
             ParvisSelector *dates)
{
  const ParvisDatePoint *first = &dates->first;
  const ParvisDatePoint *last = &dates->last;

  if (last->year != 0 && (first->year == 0 || last->year < first->year))
    return parvis_scan_fail (cursor, "the years of this range do not fit together");

  if (first->year != 0 && last->year == 0 &&
      (first->kind == PARVIS_DATE_EASTER || last->kind == PARVIS_DATE_EASTER))
    return parvis_scan_fail (cursor, "the second date needs a year as well");

  /* Whether that last day is included, evaluators do not agree. */
  if (last->kind == PARVIS_DATE_EASTER && last->offset != 0 && first->kind != PARVIS_DATE_EASTER)
    return parvis_scan_fail (cursor, "a range from a date to a day around Easter is not supported");

  return TRUE;
}

/* Days of a month that follow each other: "15-17", "19-23/2". */
static gboolean
finish_days (ParvisScanner  *cursor,
             ParvisSelector *dates)
{
  int last_day = dates->last.day;

  if (last_day < dates->first.day ||
      last_day > parvis_days_in_month (2000, dates->first.month))
    return parvis_scan_fail (cursor, "the month has no such days");

  return parvis_scan_step (cursor, 2, 30, &dates->step);
}

static gboolean
read_dates_element (ParvisScanner  *cursor,
                    ParvisSelector *dates)
{
  const char *at;

  if (!read_point (cursor, &dates->first))
    return FALSE;

  dates->last = dates->first;
  at = cursor->at;

  if (!parvis_scan_char (cursor, '-'))
    return TRUE;

  if (dates->first.kind == PARVIS_DATE_DAY && parvis_scan_number (cursor, 1, 2, &dates->last.day))
    return finish_days (cursor, dates);

  if (read_point (cursor, &dates->last))
    {
      /* A month as a whole and a day do not make a range. */
      if ((dates->first.kind == PARVIS_DATE_MONTH) != (dates->last.kind == PARVIS_DATE_MONTH))
        return parvis_scan_fail (cursor, "this is no range of dates");

      return check_years (cursor, dates);
    }

  if (cursor->message == NULL)
    {
      cursor->at = at;

      /* "Jan Su[1]-Mo" and the like. */
      return parvis_scan_fail (cursor, "this is no range of dates");
    }

  return FALSE;
}

/* After "Dec 11," the month need not be repeated. */
static gboolean
read_bare_days (ParvisScanner  *cursor,
                ParvisSelector *dates)
{
  int day;

  if (dates->first.kind != PARVIS_DATE_DAY || dates->last.month != dates->first.month ||
      !parvis_scan_number (cursor, 1, 2, &day))
    return FALSE;

  if (day < 1 || day > parvis_days_in_month (2000, dates->first.month))
    return parvis_scan_fail (cursor, "the month has no such day");

  dates->step = 0;
  dates->first.day = day;
  dates->last = dates->first;

  if (!parvis_scan_char (cursor, '-'))
    return TRUE;

  if (!parvis_scan_number (cursor, 1, 2, &dates->last.day))
    return parvis_scan_fail (cursor, "this is no range of dates");

  return finish_days (cursor, dates);
}

static gboolean
read_dates (ParvisScanner *cursor,
            ParvisRule    *rule)
{
  ParvisSelector dates = { .kind = PARVIS_SELECTOR_DATES, .group = GROUP_DATES };
  gboolean with_year;

  if (!read_dates_element (cursor, &dates))
    return FALSE;

  with_year = dates.first.year != 0;
  g_array_append_val (rule->selectors, dates);

  while (parvis_scan_char (cursor, ','))
    {
      dates.step = 0;

      if (read_bare_days (cursor, &dates))
        {
          g_array_append_val (rule->selectors, dates);
          continue;
        }

      if (cursor->message != NULL || !read_dates_element (cursor, &dates))
        return parvis_scan_fail (cursor, "a date is expected");

      /* Whether "2012 Jan 10,Jan 11" means 2012 twice is not said anywhere. */
      if ((dates.first.year != 0) != with_year)
        return parvis_scan_fail (cursor, "either each of these dates needs a year or none");

      g_array_append_val (rule->selectors, dates);
    }

  return TRUE;
}

static gboolean
read_years (ParvisScanner *cursor,
            ParvisRule    *rule)
{
  gboolean first = TRUE;

  do
    {
      ParvisSelector years = { .kind = PARVIS_SELECTOR_YEARS, .group = GROUP_YEARS };

      if (!accept_year (cursor, &years.from))
        return first ? FALSE : parvis_scan_fail (cursor, "a year is expected");

      first = FALSE;
      years.to = years.from;

      if (parvis_scan_char (cursor, '-'))
        {
          if (!accept_year (cursor, &years.to) || years.to <= years.from)
            return parvis_scan_fail (cursor, "this is no range of years");
        }
      else if (parvis_scan_char (cursor, '+') || *cursor->at == '/')
        {
          years.to = G_MAXINT;
        }

      if (!parvis_scan_step (cursor, 1, 100, &years.step))
        return FALSE;

      g_array_append_val (rule->selectors, years);
    }
  while (parvis_scan_char (cursor, ','));

  return TRUE;
}

static gboolean
read_weeks (ParvisScanner *cursor,
            ParvisRule    *rule)
{
  if (!parvis_scan_word (cursor, "week"))
    return FALSE;

  do
    {
      ParvisSelector weeks = { .kind = PARVIS_SELECTOR_WEEKS, .group = GROUP_WEEKS };

      if (!parvis_scan_number (cursor, 1, 2, &weeks.from) || weeks.from < 1 || weeks.from > 53)
        return parvis_scan_fail (cursor, "a week from 1 to 53 is expected");

      weeks.to = weeks.from;
      if (parvis_scan_char (cursor, '-') &&
          (!parvis_scan_number (cursor, 1, 2, &weeks.to) ||
           weeks.to <= weeks.from || weeks.to > 53))
        return parvis_scan_fail (cursor, "this is no range of weeks");

      if (!parvis_scan_step (cursor, 2, 26, &weeks.step))
        return FALSE;

      g_array_append_val (rule->selectors, weeks);
    }
  while (parvis_scan_char (cursor, ','));

  return TRUE;
}

static gboolean
read_holiday (ParvisScanner  *cursor,
              ParvisSelector *selector)
{
  if (parvis_scan_word (cursor, "PH"))
    {
      selector->kind = PARVIS_SELECTOR_PUBLIC_HOLIDAY;
      return parvis_scan_offset (cursor, 1, &selector->offset);
    }

  if (!parvis_scan_word (cursor, "SH"))
    return FALSE;

  selector->kind = PARVIS_SELECTOR_SCHOOL_HOLIDAY;

  return TRUE;
}

static gboolean
read_weekday (ParvisScanner  *cursor,
              ParvisSelector *selector)
{
  selector->kind = PARVIS_SELECTOR_WEEKDAYS;

  if (!parvis_scan_words (cursor, weekdays, &selector->from))
    return FALSE;

  selector->to = selector->from;

  if (*cursor->at == '[')
    return read_nth (cursor, &selector->nth) && parvis_scan_offset (cursor, 30, &selector->offset);

  if (parvis_scan_char (cursor, '-') && !parvis_scan_words (cursor, weekdays, &selector->to))
    return parvis_scan_fail (cursor, "a weekday (Mo, Tu, We, Th, Fr, Sa, Su) is expected");

  if (*cursor->at == '[')
    return parvis_scan_fail (cursor, "only a single weekday can be counted");

  return TRUE;
}

/* "Mo-Fr,PH": days of which any may be. @kinds gets a bit for weekdays (1) and
 * holidays (2).
 */
static gboolean
read_days (ParvisScanner *cursor,
           ParvisRule    *rule,
           int            group,
           int           *kinds)
{
  *kinds = 0;

  do
    {
      ParvisSelector selector = { .group = group };
      gboolean found = read_holiday (cursor, &selector);

      if (!found && cursor->message == NULL)
        found = read_weekday (cursor, &selector);

      if (!found)
        return *kinds == 0 ? FALSE :
               parvis_scan_fail (cursor, "a weekday or a holiday is expected");

      *kinds |= selector.kind == PARVIS_SELECTOR_WEEKDAYS ? 1 : 2;
      g_array_append_val (rule->selectors, selector);
    }
  while (parvis_scan_char (cursor, ','));

  return TRUE;
}

static gboolean
read_clock (ParvisScanner *cursor,
            int            max_hour,
            int           *minutes)
{
  const char *at = cursor->at;
  int hour = 0;
  int digits = 0;

  parvis_scan_skip_spaces (cursor);

  for (; g_ascii_isdigit (*cursor->at) && digits < 2; digits++)
    hour = hour * 10 + (*cursor->at++ - '0');

  if (digits == 0 || cursor->at[0] != ':' || !g_ascii_isdigit (cursor->at[1]) ||
      !g_ascii_isdigit (cursor->at[2]) || g_ascii_isdigit (cursor->at[3]))
    {
      cursor->at = at;
      return FALSE;
    }

  *minutes = hour * 60 + (cursor->at[1] - '0') * 10 + (cursor->at[2] - '0');
  if (cursor->at[1] > '5' || *minutes > max_hour * 60)
    return parvis_scan_fail (cursor, "the clock has no such time");

  cursor->at += 3;

  return TRUE;
}

/* How long after an open end it is unknown, as opening_hours.js has it: what
 * opens late may go on past midnight.
 */
static int
guess_end (int end)
{
  if (end >= 22 * 60)
    return end + 8 * 60;

  return end >= 17 * 60 ? end + 10 * 60 : MAX (end, PARVIS_MINUTES_OF_DAY);
}

static gboolean
read_span (ParvisScanner *cursor,
           ParvisSpan    *span)
{
  int sun;

  if (parvis_scan_words (cursor, suns, &sun) || parvis_scan_char (cursor, '('))
    return parvis_scan_fail (cursor, "times by the sun are not supported");

  if (!read_clock (cursor, 24, &span->from))
    return FALSE;

  if (span->from >= PARVIS_MINUTES_OF_DAY)
    return parvis_scan_fail (cursor, "a span must start before midnight");

  if (parvis_scan_char (cursor, '+'))
    {
      span->to = span->from;
      span->until = guess_end (span->to);
      return TRUE;
    }

  if (!parvis_scan_char (cursor, '-') || !read_clock (cursor, 48, &span->to))
    return parvis_scan_fail (cursor, "a span of time like 08:00-12:30 is expected");

  if (span->to <= span->from)
    span->to += PARVIS_MINUTES_OF_DAY;

  span->until = span->to;
  if (parvis_scan_char (cursor, '+'))
    span->until = guess_end (span->to);

  if (span->until > 2 * PARVIS_MINUTES_OF_DAY)
    return parvis_scan_fail (cursor, "a span must end on the next day at the latest");

  return TRUE;
}

/* What opens later in the same rule ends the doubt of an open end. */
static void
cut_open_ends (GArray *spans)
{
  for (guint i = 0; i < spans->len; i++)
    {
      ParvisSpan *span = &g_array_index (spans, ParvisSpan, i);

      for (guint j = 0; j < spans->len && span->until > span->to; j++)
        {
          int from = g_array_index (spans, ParvisSpan, j).from;

          if (from > span->from && from < span->until)
            span->until = MAX (from, span->to);
        }
    }
}

static gboolean
read_spans (ParvisScanner *cursor,
            ParvisRule    *rule)
{
  const char *at;

  do
    {
      ParvisSpan span = { 0, 0, 0 };

      if (!read_span (cursor, &span))
        return rule->spans->len == 0 ? FALSE :
               parvis_scan_fail (cursor, "a span of time is expected");

      g_array_append_val (rule->spans, span);
      at = cursor->at;

      /* A comma that no time follows starts another rule. */
      if (parvis_scan_char (cursor, ','))
        {
          parvis_scan_skip_spaces (cursor);
          if (g_ascii_isdigit (*cursor->at) && strspn (cursor->at, "0123456789") < 4)
            continue;

          cursor->at = at;
        }

      break;
    }
  while (TRUE);

  cut_open_ends (rule->spans);

  return TRUE;
}

static gboolean
has_group (const ParvisRule *rule,
           int               group)
{
  for (guint i = 0; i < rule->selectors->len; i++)
    {
      if (g_array_index (rule->selectors, ParvisSelector, i).group == group)
        return TRUE;
    }

  return FALSE;
}

/* Years, dates and weeks, each at most once and in any order. "2013 Dec 31" is a
 * date, "2013 Mo" and "2013,2015 Dec 31" begin with years.
 */
static gboolean
read_wide (ParvisScanner *cursor,
           ParvisRule    *rule)
{
  if (!has_group (rule, GROUP_WEEKS) && read_weeks (cursor, rule))
    return TRUE;

  if (cursor->message == NULL && !has_group (rule, GROUP_DATES) && read_dates (cursor, rule))
    return TRUE;

  return cursor->message == NULL && !has_group (rule, GROUP_YEARS) && read_years (cursor, rule);
}

static gboolean
read_selectors (ParvisScanner *cursor,
                ParvisRule    *rule)
{
  int n_wide = 0;
  int kinds = 0;
  int more_kinds = 0;

  while (read_wide (cursor, rule))
    n_wide++;

  if (cursor->message != NULL)
    return FALSE;

  if (n_wide > 0)
    parvis_scan_char (cursor, ':');

  if (!read_days (cursor, rule, GROUP_DAYS, &kinds))
    return cursor->message == NULL && n_wide > 0;

  parvis_scan_char (cursor, ':');

  /* "SH Mo-Fr": those weekdays that are holidays. The other way round, "Su PH"
   * is nearly always meant as "Su,PH", so it is not taken for anything.
   */
  if (read_days (cursor, rule, GROUP_MORE_DAYS, &more_kinds))
    {
      if (kinds != 2 || more_kinds != 1)
        return parvis_scan_fail (cursor, "“,” or “;” is missing between two lists of days");

      parvis_scan_char (cursor, ':');
    }

  return cursor->message == NULL;
}

static gboolean
read_state (ParvisScanner    *cursor,
            ParvisHoursState *state)
{
  if (parvis_scan_word (cursor, "open"))
    *state = PARVIS_HOURS_OPEN;
  else if (parvis_scan_word (cursor, "closed") || parvis_scan_word (cursor, "off"))
    *state = PARVIS_HOURS_CLOSED;
  else if (parvis_scan_word (cursor, "unknown"))
    *state = PARVIS_HOURS_UNKNOWN;
  else
    return FALSE;

  return TRUE;
}

static gboolean
read_comment (ParvisScanner *cursor)
{
  const char *end;

  if (!parvis_scan_char (cursor, '"'))
    return FALSE;

  end = strchr (cursor->at, '"');
  if (end == NULL)
    return parvis_scan_fail (cursor, "the comment does not end");

  cursor->at = end + 1;

  return TRUE;
}

static gboolean
read_rule (ParvisScanner *cursor,
           ParvisRule    *rule)
{
  gboolean found;

  rule->state = PARVIS_HOURS_OPEN;

  found = read_selectors (cursor, rule);
  if (cursor->message != NULL)
    return FALSE;

  if (parvis_scan_word (cursor, "24/7"))
    found = TRUE;
  else
    found |= read_spans (cursor, rule);

  if (cursor->message == NULL && read_state (cursor, &rule->state))
    {
      found = TRUE;
      read_comment (cursor);
    }
  else if (cursor->message == NULL && read_comment (cursor))
    {
      /* Words alone: somebody has to read them. */
      found = TRUE;
      rule->state = PARVIS_HOURS_UNKNOWN;
    }

  if (cursor->message != NULL)
    return FALSE;

  return found ? TRUE : parvis_scan_fail (cursor, "this is not understood");
}

static gboolean
read_separator (ParvisScanner  *cursor,
                ParvisRuleKind *kind)
{
  if (parvis_scan_char (cursor, ';'))
    {
      *kind = PARVIS_RULE_NORMAL;
      parvis_scan_skip_spaces (cursor);

      return *cursor->at != '\0';
    }

  if (parvis_scan_char (cursor, ','))
    {
      *kind = PARVIS_RULE_ADDITIONAL;
      return TRUE;
    }

  if (parvis_scan_char (cursor, '|'))
    {
      *kind = PARVIS_RULE_FALLBACK;
      return *cursor->at++ == '|' ? TRUE : parvis_scan_fail (cursor, "“||” is expected");
    }

  parvis_scan_skip_spaces (cursor);

  return *cursor->at == '\0' ? FALSE : parvis_scan_fail (cursor, "this is not understood");
}

/**
 * parvis_hours_parse_rules:
 * @rules: (element-type ParvisRule): gets the rules
 * @text: UTF-8
 * @error: %PARVIS_ERROR_INVALID with the place in the text
 */
gboolean
parvis_hours_parse_rules (GArray      *rules,
                          const char  *text,
                          GError     **error)
{
  g_autofree char *plain = parvis_scan_make_plain (text);
  ParvisScanner cursor = { plain, plain, NULL };
  ParvisRuleKind kind = PARVIS_RULE_NORMAL;

  do
    {
      ParvisRule rule = {
        .kind = kind,
        .selectors = g_array_new (FALSE, TRUE, sizeof (ParvisSelector)),
        .spans = g_array_new (FALSE, TRUE, sizeof (ParvisSpan)),
      };

      g_array_append_val (rules, rule);
      read_rule (&cursor, &rule);
      g_array_index (rules, ParvisRule, rules->len - 1).state = rule.state;
    }
  while (cursor.message == NULL && read_separator (&cursor, &kind));

  if (cursor.message != NULL)
    return parvis_set_invalid (error, NULL, "Opening hours, character %d: %s",
                               (int) (cursor.at - cursor.text) + 1, cursor.message);

  return TRUE;
}
