/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-hours.h"

G_BEGIN_DECLS

#define PARVIS_MINUTES_OF_DAY (24 * 60)

/* How a rule stands to those before it. */
typedef enum
{
  PARVIS_RULE_NORMAL,       /* ";": replaces them on the days that it names */
  PARVIS_RULE_ADDITIONAL,   /* ",": adds to them */
  PARVIS_RULE_FALLBACK,     /* "||": where they leave it closed */
} ParvisRuleKind;

typedef enum
{
  PARVIS_SELECTOR_YEARS,
  PARVIS_SELECTOR_DATES,
  PARVIS_SELECTOR_WEEKS,
  PARVIS_SELECTOR_WEEKDAYS,
  PARVIS_SELECTOR_PUBLIC_HOLIDAY,
  PARVIS_SELECTOR_SCHOOL_HOLIDAY,
} ParvisSelectorKind;

typedef enum
{
  PARVIS_DATE_MONTH,        /* its first day, or its last as an end */
  PARVIS_DATE_DAY,
  PARVIS_DATE_NTH,          /* Su[2] of a month */
  PARVIS_DATE_EASTER,
} ParvisDateKind;

/**
 * ParvisDatePoint:
 * @year: 0 for every year
 * @weekday: 0 is Monday
 * @nth: 1 to 5 from the start of the month, -1 to -5 from its end
 * @offset: days after
 */
typedef struct
{
  ParvisDateKind kind;
  int            year;
  int            month;
  int            day;
  int            weekday;
  int            nth;
  int            offset;
} ParvisDatePoint;

/**
 * ParvisSelector:
 * @group: selectors of one group are alternatives; a day must satisfy each
 *   group that has any
 * @from: first year, week or weekday (0 is Monday)
 * @to: last of them
 * @step: 0 or 1 for each
 * @nth: of weekdays: bits 1 to 5 and, from the end of the month, 9 to 13; 0 for all
 * @offset: of weekdays and holidays: days after
 */
typedef struct
{
  ParvisSelectorKind kind;
  int                group;
  int                from;
  int                to;
  int                step;
  guint              nth;
  int                offset;
  ParvisDatePoint    first;
  ParvisDatePoint    last;
} ParvisSelector;

/* Minutes from the day's midnight; @to and @until may lie in the next day. From
 * @to to @until it is not known whether it is still open.
 */
typedef struct
{
  int from;
  int to;
  int until;
} ParvisSpan;

typedef struct
{
  ParvisRuleKind    kind;
  ParvisHoursState  state;
  GArray           *selectors;   /* of ParvisSelector */
  GArray           *spans;       /* of ParvisSpan; empty for the whole day */
} ParvisRule;

struct _ParvisHours
{
  char   *text;
  GArray *rules;                 /* of ParvisRule */
};

gboolean parvis_hours_parse_rules (GArray      *rules,
                                   const char  *text,
                                   GError     **error);

int      parvis_days_in_month     (int          year,
                                   int          month);
/* As parvis_day_from_civil() counts. */
gint64   parvis_easter_sunday     (int          year);

G_END_DECLS
