/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-detail-text"

#include "config.h"

#include "parvis-detail-text.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

/* French adjectives agree with the kind of place: une piscine est ouverte. */
static gboolean
is_feminine (ParvisFacilityKind kind)
{
  switch (kind)
    {
    case PARVIS_FACILITY_POOL:
    case PARVIS_FACILITY_LIBRARY:
    case PARVIS_FACILITY_HALL:
    case PARVIS_FACILITY_TOWN_HALL:
    case PARVIS_FACILITY_NURSERY:
      return TRUE;

    case PARVIS_FACILITY_CAR_PARK:
    case PARVIS_FACILITY_SPORTS_HALL:
    case PARVIS_FACILITY_MARKET:
    case PARVIS_FACILITY_SHOP:
    case PARVIS_FACILITY_OTHER:
      break;
    }

  return FALSE;
}

static gboolean
speaks_of_free (const ParvisPlaceFacts *facts)
{
  return facts->figure.kind == PARVIS_GAUGE_VEHICLES && facts->figure.capacity > 0;
}

static char *
open_text (const ParvisPlaceFacts *facts,
           gint64                  until)
{
  gboolean feminine = is_feminine (facts->kind);
  g_autofree char *clock = NULL;

  if (until == PARVIS_NO_TIME || until == PARVIS_NEVER
      || parvis_time_day_start (until - 1, facts->zone)
         != parvis_time_day_start (facts->now, facts->zone))
    return g_strdup (feminine ? C_("feminine", "Open") : C_("masculine", "Open"));

  clock = parvis_format_clock (until, facts->zone);

  return g_strdup_printf (feminine ? C_("feminine", "Open today until %s")
                                   : C_("masculine", "Open today until %s"), clock);
}

/* Returns: the line under the name: "Open today until 19:30", "Opens at 10:00" */
char *
parvis_detail_text_opening (const ParvisFacility   *facility,
                            const ParvisPlaceFacts *facts)
{
  ParvisOpening opening;
  g_autofree char *clock = NULL;

  parvis_facility_opening_at (facility, facts->now, facts->zone, &opening);

  if (!opening.closed)
    {
      if (facility->hours != NULL)
        return open_text (facts, opening.until);

      return g_strdup (facility->hours_text != NULL ? facility->hours_text : "");
    }

  if (opening.closure == NULL && opening.until != PARVIS_NO_TIME
      && parvis_time_day_start (opening.until, facts->zone)
         == parvis_time_day_start (facts->now, facts->zone))
    {
      clock = parvis_format_clock (opening.until, facts->zone);
      return g_strdup_printf (_("Opens at %s"), clock);
    }

  return parvis_place_text_age (facts);
}

/* Returns: the figure alone, in the largest letters: "142", "Closed", "–" */
char *
parvis_detail_text_figure (const ParvisPlaceFacts *facts)
{
  if (facts->freshness == PARVIS_FRESHNESS_CLOSED)
    return g_strdup (is_feminine (facts->kind) ? C_("feminine", "Closed")
                                               : C_("masculine", "Closed"));
  if (facts->freshness == PARVIS_FRESHNESS_UNKNOWN || facts->figure.present < 0)
    return g_strdup ("–");

  return parvis_format_number (speaks_of_free (facts) ? parvis_gauge_free (&facts->figure)
                                                      : facts->figure.present);
}

char *
parvis_detail_text_unit (const ParvisPlaceFacts *facts)
{
  if (facts->freshness == PARVIS_FRESHNESS_CLOSED || facts->freshness == PARVIS_FRESHNESS_UNKNOWN)
    return NULL;
  if (speaks_of_free (facts))
    {
      const char *unit = ngettext ("free space", "free spaces",
                                   (gulong) MAX (parvis_gauge_free (&facts->figure), 0));
      g_autofree char *reserved = parvis_place_text_reserved (facts);

      return reserved != NULL ? g_strdup_printf ("%s, %s", unit, reserved) : g_strdup (unit);
    }

  return g_strdup (parvis_place_text_people (facts->kind, facts->figure.present));
}

/* Returns: (nullable): that the capacity is lowered, and why */
char *
parvis_detail_text_lowered (const ParvisPlaceFacts *facts)
{
  g_autofree char *lowered = parvis_place_text_lowered (facts);

  if (lowered == NULL || facts->lowered_why == NULL || facts->lowered_why[0] == '\0')
    return g_steal_pointer (&lowered);

  return g_strdup_printf ("%s (%s)", lowered, facts->lowered_why);
}

/* Returns: (nullable): of how many the figure is, and why that is less than one knows */
char *
parvis_detail_text_limit (const ParvisPlaceFacts *facts)
{
  g_autofree char *lowered = parvis_detail_text_lowered (facts);
  g_autofree char *capacity = NULL;
  g_autofree char *limit = NULL;

  if (facts->figure.capacity <= 0)
    return NULL;

  capacity = parvis_place_text_whole (facts);

  limit = speaks_of_free (facts) ? g_strdup_printf (_("of %s"), capacity)
                                 : g_strdup_printf (_("maximum allowed %s"), capacity);
  if (lowered == NULL)
    return g_steal_pointer (&limit);

  return g_strdup_printf ("%s\n%s", limit, lowered);
}

/**
 * parvis_detail_text_age:
 * @waiting_delta: what this machine counted and has not sent
 *
 * Returns: "Live · 20 s ago"; without a line "at 16:41, +2 here"
 */
char *
parvis_detail_text_age (const ParvisPlaceFacts *facts,
                        int                     waiting_delta)
{
  g_autofree char *text = NULL;
  g_autofree char *age = NULL;

  /* The figure itself says "closed". */
  if (facts->freshness == PARVIS_FRESHNESS_CLOSED)
    return parvis_place_text_closed (facts);

  if (facts->freshness == PARVIS_FRESHNESS_STALE && facts->figure.present >= 0)
    {
      /* An old figure stands with its hour (ux.md §0.3). */
      age = parvis_format_moment (facts->figure.observed_at, facts->now, facts->zone);
      text = parvis_place_text_age (facts);
      return g_strdup_printf (_("%1$s, figure of %2$s"), text, age);
    }

  if (facts->freshness == PARVIS_FRESHNESS_LIVE && facts->link_up)
    {
      age = parvis_format_age_long (facts->figure.observed_at, facts->now, facts->zone);
      return g_strdup_printf (_("Live · %s"), age);
    }

  text = parvis_place_text_age (facts);
  if (facts->link_up || waiting_delta == 0 || !parvis_freshness_counts (facts->freshness))
    return g_steal_pointer (&text);

  age = parvis_format_signed (waiting_delta);

  /* Translators: the age of a figure, and what was counted on this computer since: "+2 here". */
  return g_strdup_printf (_("%1$s, %2$s here"), text, age);
}

/* Returns: "Moderate · 65 %", and where it goes: "Moderate · 65 % · filling" */
char *
parvis_detail_text_level (const ParvisPlaceFacts *facts)
{
  const char *level = parvis_place_text_level (facts);
  const char *trend = parvis_place_text_trend (facts);
  gint64 capacity = parvis_gauge_measured (&facts->figure);
  g_autofree char *text = NULL;
  int percent;

  if (level == NULL || capacity <= 0)
    return NULL;

  percent = (int) ((facts->figure.present * 100 + capacity / 2) / capacity);

  /* Translators: a level in words, and how much is occupied. */
  text = g_strdup_printf (_("%1$s · %2$d %%"), level, percent);

  return trend != NULL ? g_strdup_printf ("%s · %s", text, trend) : g_steal_pointer (&text);
}

/* Returns: the sum as one writes it: "486 − 347 + 3 = 142" */
char *
parvis_detail_text_equation (const ParvisBreakdown *breakdown,
                             int                    present)
{
  g_autofree char *sum = parvis_format_number (present);
  GString *text;

  if (!breakdown->adds || breakdown->parts->len < 2)
    return NULL;

  text = g_string_new (NULL);
  for (guint i = 0; i < breakdown->parts->len; i++)
    {
      const ParvisPart *part = g_ptr_array_index (breakdown->parts, i);
      g_autofree char *number = parvis_format_number (ABS (part->effect));

      if (i > 0)
        g_string_append (text, part->effect < 0 ? " − " : " + ");
      else if (part->effect < 0)
        g_string_append (text, "−");
      g_string_append (text, number);
    }
  g_string_append_printf (text, " = %s", sum);

  return g_string_free (text, FALSE);
}

static const ParvisPart *
find_silent (const ParvisBreakdown *breakdown)
{
  for (guint i = 0; i < breakdown->parts->len; i++)
    {
      const ParvisPart *part = g_ptr_array_index (breakdown->parts, i);

      if (part->kind == PARVIS_PART_SOURCE && part->health == PARVIS_HEALTH_SILENT)
        return part;
    }

  return NULL;
}

static char *
silent_text (const ParvisPlaceFacts *facts,
             const ParvisBreakdown  *breakdown)
{
  const ParvisPart *silent = find_silent (breakdown);
  const char *name = silent != NULL && silent->name != NULL ? silent->name : _("Sensor");
  g_autofree char *since = NULL;

  /* One gate of a pair is heard: the total would only rise, or only fall. */
  if (silent != NULL && facts->figure.broken_since != PARVIS_NO_TIME)
    return g_strdup_printf (_("%s silent: the total can no longer be right."), name);

  since = parvis_format_moment (facts->figure.observed_at, facts->now, facts->zone);

  /* Translators: a source and an hour. */
  return g_strdup_printf (_("%1$s silent since %2$s. Count by hand in the meantime?"), name, since);
}

/**
 * parvis_detail_text_notice:
 * @maximum_since: when the maximum was reached, or PARVIS_NO_TIME
 * @sentence: (out) (transfer full): NULL for PARVIS_NOTICE_NONE
 *
 * Returns: the most pressing of what there is to say; one at a time
 */
ParvisNotice
parvis_detail_text_notice (const ParvisPlaceFacts  *facts,
                           const ParvisBreakdown   *breakdown,
                           gint64                   maximum_since,
                           char                   **sentence)
{
  g_autofree char *number = NULL;
  int gap;

  *sentence = NULL;
  if (facts->freshness == PARVIS_FRESHNESS_CLOSED)
    return PARVIS_NOTICE_NONE;

  if (facts->freshness == PARVIS_FRESHNESS_STALE && facts->figure.method != PARVIS_METHOD_HAND)
    {
      *sentence = silent_text (facts, breakdown);
      return PARVIS_NOTICE_SILENT;
    }

  if (facts->fault != PARVIS_REASON_NONE)
    {
      number = parvis_format_number (facts->fault_value);
      *sentence =
        g_strdup_printf (_("Impossible value received (%s): showing the last safe value."), number);
      return PARVIS_NOTICE_FAULT;
    }

  if (parvis_freshness_counts (facts->freshness) && facts->figure.kind == PARVIS_GAUGE_PEOPLE
      && facts->figure.capacity > 0 && facts->figure.present >= facts->figure.capacity)
    {
      if (maximum_since == PARVIS_NO_TIME)
        {
          *sentence = g_strdup (_("Maximum reached."));
          return PARVIS_NOTICE_MAXIMUM;
        }
      number = parvis_format_clock (maximum_since, facts->zone);
      *sentence = g_strdup_printf (_("Maximum reached at %s."), number);
      return PARVIS_NOTICE_MAXIMUM;
    }

  if (breakdown->adds && parvis_breakdown_drift_is_likely (breakdown,
                                                           parvis_gauge_whole (&facts->figure),
                                                           &gap))
    {
      number = parvis_format_number (gap);
      *sentence = g_strdup_printf (_("Probable difference: %s. Recount the counter."), number);
      return PARVIS_NOTICE_DRIFT;
    }

  return PARVIS_NOTICE_NONE;
}
