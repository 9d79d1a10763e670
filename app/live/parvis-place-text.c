/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-place-text"

#include "config.h"

#include "parvis-place-text.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

/* What is counted of a gauge: places left of a car park, people in a pool. */
static int
shown_number (const ParvisPlaceFacts *facts)
{
  if (facts->figure.kind == PARVIS_GAUGE_VEHICLES && facts->figure.capacity > 0)
    return parvis_gauge_free (&facts->figure);

  return facts->figure.present;
}

static gboolean
speaks_of_free (const ParvisPlaceFacts *facts)
{
  return facts->figure.kind == PARVIS_GAUGE_VEHICLES && facts->figure.capacity > 0;
}

/**
 * parvis_place_is_full:
 *
 * Returns: whether nothing is left, as far as the figure can be trusted; a
 *   closed place is not full, nor is one of which a part is not measured
 */
gboolean
parvis_place_is_full (const ParvisPlaceFacts *facts)
{
  return parvis_freshness_counts (facts->freshness) && facts->figure.capacity > 0 &&
         !parvis_gauge_is_partial (&facts->figure) && parvis_gauge_free (&facts->figure) == 0;
}

/**
 * parvis_place_text_whole:
 *
 * Returns: what follows "of": the capacity, "86", or of how many places the figure
 *   tells, "60 measured (86 in all)"
 */
char *
parvis_place_text_whole (const ParvisPlaceFacts *facts)
{
  g_autofree char *capacity = parvis_format_number (facts->figure.capacity);
  g_autofree char *measured = NULL;

  if (!parvis_gauge_is_partial (&facts->figure))
    return g_steal_pointer (&capacity);

  measured = parvis_format_number (facts->figure.measured);

  /* Translators: parking spaces, after "of" or "free spaces of": how many of them are
   * measured now, and how many there are.
   */
  return g_strdup_printf (ngettext ("%1$s measured (%2$s in all)", "%1$s measured (%2$s in all)",
                                    (gulong) facts->figure.measured), measured, capacity);
}

const char *
parvis_place_text_level (const ParvisPlaceFacts *facts)
{
  return parvis_format_level (facts->level, parvis_place_is_full (facts));
}

char *
parvis_place_text_figure (const ParvisPlaceFacts *facts)
{
  g_autofree char *number = NULL;

  if (facts->freshness == PARVIS_FRESHNESS_CLOSED)
    return g_strdup (_("Closed"));
  if (facts->freshness == PARVIS_FRESHNESS_UNKNOWN)
    return g_strdup ("–");

  number = parvis_format_number (shown_number (facts));
  if (facts->freshness == PARVIS_FRESHNESS_STALE || !speaks_of_free (facts))
    return g_steal_pointer (&number);
  if (parvis_place_is_full (facts))
    return g_strdup (_("Full"));

  /* Translators: places of a car park. */
  return g_strdup_printf (ngettext ("%s free", "%s free", (gulong) shown_number (facts)), number);
}

/**
 * parvis_place_text_reserved:
 *
 * Returns: (nullable): "including 2 accessible": what of the free places is not
 *   for everybody, where somebody tells it
 */
char *
parvis_place_text_reserved (const ParvisPlaceFacts *facts)
{
  g_autofree char *pmr = NULL;
  g_autofree char *charging = NULL;

  if (!speaks_of_free (facts) || !parvis_freshness_counts (facts->freshness) ||
      parvis_place_is_full (facts))
    return NULL;

  if (facts->free_pmr > 0)
    pmr = g_strdup_printf (ngettext ("%d accessible", "%d accessible",
                                     (gulong) facts->free_pmr), facts->free_pmr);
  if (facts->free_charging > 0)
    charging = g_strdup_printf (ngettext ("%d for charging", "%d for charging",
                                          (gulong) facts->free_charging), facts->free_charging);

  if (pmr != NULL && charging != NULL)
    /* Translators: after free places: those for disabled people, and those to charge a car. */
    return g_strdup_printf (_("including %1$s and %2$s"), pmr, charging);
  if (pmr == NULL && charging == NULL)
    return NULL;

  /* Translators: after free places: those that are not for everybody. */
  return g_strdup_printf (_("including %s"), pmr != NULL ? pmr : charging);
}

/**
 * parvis_place_text_trend:
 *
 * Returns: (nullable): where the figure is going, as long as it is heard
 */
const char *
parvis_place_text_trend (const ParvisPlaceFacts *facts)
{
  if (!facts->link_up || !parvis_freshness_counts (facts->freshness))
    return NULL;

  switch (facts->trend)
    {
    case PARVIS_TREND_FILLING:
      return _("filling");

    case PARVIS_TREND_EMPTYING:
      return _("emptying");

    case PARVIS_TREND_STEADY:
      return _("steady");

    case PARVIS_TREND_UNKNOWN:
      break;
    }

  return NULL;
}

char *
parvis_place_text_unit (const ParvisPlaceFacts *facts)
{
  g_autofree char *capacity = parvis_place_text_whole (facts);
  g_autofree char *reserved = NULL;
  g_autofree char *moment = NULL;

  if (facts->freshness == PARVIS_FRESHNESS_STALE)
    {
      moment = parvis_format_moment (facts->figure.observed_at, facts->now, facts->zone);
      /* Translators: after a figure: the hour at which it was true. */
      return g_strdup_printf (_("at %s"), moment);
    }

  if (facts->freshness == PARVIS_FRESHNESS_CLOSED || facts->figure.capacity <= 0)
    return g_strdup ("");
  if (speaks_of_free (facts) && parvis_place_is_full (facts))
    return g_strdup_printf (_("0 of %s"), capacity);

  reserved = parvis_place_text_reserved (facts);
  if (reserved != NULL)
    /* Translators: after "23 free": "including 2 accessible", then the capacity. */
    return g_strdup_printf (_("%1$s · of %2$s"), reserved, capacity);

  return g_strdup_printf (_("of %s"), capacity);
}

const char *
parvis_place_text_people (ParvisFacilityKind kind,
                          int                count)
{
  if (kind == PARVIS_FACILITY_POOL)
    return ngettext ("bather present", "bathers present", (gulong) MAX (count, 0));
  if (kind == PARVIS_FACILITY_CAR_PARK)
    return ngettext ("vehicle present", "vehicles present", (gulong) MAX (count, 0));

  return ngettext ("person present", "people present", (gulong) MAX (count, 0));
}

/**
 * parvis_place_text_present:
 *
 * Returns: "142 bathers present"
 */
char *
parvis_place_text_present (const ParvisPlaceFacts *facts)
{
  g_autofree char *number = parvis_format_number (facts->figure.present);

  if (facts->figure.present < 0)
    return g_strdup (_("No figure yet"));

  return g_strdup_printf ("%s %s", number,
                          parvis_place_text_people (facts->kind, facts->figure.present));
}

/**
 * parvis_place_text_closed:
 *
 * Returns: why it is closed and until when, without the word itself: "street
 *   sale · until 18:00", "reopens Thursday 10:00"
 */
char *
parvis_place_text_closed (const ParvisPlaceFacts *facts)
{
  g_autofree char *until = NULL;

  if (facts->closed_until == PARVIS_NO_TIME)
    return g_strdup (facts->closure == NULL         ? ""
                     : facts->closure[0] == '\0' ? _("temporarily") : facts->closure);

  if (facts->closure == NULL)
    {
      until = parvis_format_future (facts->closed_until, facts->now, facts->zone);
      return g_strdup_printf (_("reopens %s"), until);
    }

  until = parvis_format_until (facts->closed_until, facts->now, facts->zone, TRUE);

  return facts->closure[0] == '\0' ? g_steal_pointer (&until)
                                    : g_strdup_printf ("%s · %s", facts->closure, until);
}

/**
 * parvis_place_text_lowered:
 *
 * Returns: (nullable): "capacity lowered to 40 until 20 June", while it is
 */
char *
parvis_place_text_lowered (const ParvisPlaceFacts *facts)
{
  const ParvisGaugeFigure *figure = &facts->figure;
  g_autofree char *capacity = parvis_format_number (figure->capacity);
  g_autofree char *text = NULL;
  g_autofree char *until = NULL;

  if (!parvis_gauge_is_lowered (figure) || facts->freshness == PARVIS_FRESHNESS_CLOSED)
    return NULL;

  text = g_strdup_printf (_("capacity lowered to %s"), capacity);
  if (figure->lowered_until == PARVIS_NEVER)
    return g_steal_pointer (&text);

  until = parvis_format_until (figure->lowered_until, facts->now, facts->zone, FALSE);

  return g_strdup_printf ("%s %s", text, until);
}

static char *
closed_line (const ParvisPlaceFacts *facts)
{
  g_autofree char *closed = parvis_place_text_closed (facts);

  if (closed[0] == '\0')
    return g_strdup (_("Closed"));
  if (facts->closure == NULL || facts->closure[0] == '\0')
    return g_strdup_printf (_("Closed · %s"), closed);
  if (facts->closed_until == PARVIS_NO_TIME)
    return g_strdup_printf (_("Closed (%s)"), facts->closure);

  {
    g_autofree char *until = parvis_format_until (facts->closed_until, facts->now, facts->zone,
                                                  TRUE);

    /* Translators: the reason of a closure, and its end: "until 18:00". */
    return g_strdup_printf (_("Closed (%1$s) %2$s"), facts->closure, until);
  }
}

/**
 * parvis_place_text_right_at:
 *
 * Returns: of when the figure is. A sum to which one gate still adds is of this minute,
 *   and wrong for as long as the other has been silent.
 */
gint64
parvis_place_text_right_at (const ParvisPlaceFacts *facts)
{
  const ParvisGaugeFigure *figure = &facts->figure;

  if (facts->freshness != PARVIS_FRESHNESS_STALE || figure->method == PARVIS_METHOD_HAND ||
      figure->broken_since == PARVIS_NO_TIME)
    return figure->observed_at;

  return MIN (figure->observed_at, figure->broken_since);
}

/**
 * parvis_place_text_age:
 *
 * Returns: how old the figure is, or why it is closed
 */
char *
parvis_place_text_age (const ParvisPlaceFacts *facts)
{
  if (facts->freshness == PARVIS_FRESHNESS_CLOSED)
    return closed_line (facts);

  return parvis_format_freshness (facts->freshness, parvis_place_text_right_at (facts),
                                  facts->now, facts->link_up, facts->zone);
}

/**
 * parvis_place_text_freshness:
 *
 * Returns: the line under a name: the age, and where the figure is going
 */
char *
parvis_place_text_freshness (const ParvisPlaceFacts *facts)
{
  const char *trend = parvis_place_text_trend (facts);
  g_autofree char *age = parvis_place_text_age (facts);

  return trend != NULL ? g_strdup_printf ("%s · %s", age, trend) : g_steal_pointer (&age);
}

/**
 * parvis_place_text_marker_title:
 *
 * Returns: (nullable): %NULL where nothing was ever measured: no marker
 */
char *
parvis_place_text_marker_title (const ParvisPlaceFacts *facts)
{
  g_autofree char *figure = NULL;
  g_autofree char *unit = NULL;

  if (facts->freshness == PARVIS_FRESHNESS_UNKNOWN)
    return NULL;

  figure = parvis_place_text_figure (facts);
  unit = parvis_place_text_unit (facts);
  if (facts->freshness == PARVIS_FRESHNESS_CLOSED || unit[0] == '\0')
    return g_steal_pointer (&figure);
  if (speaks_of_free (facts) && facts->freshness != PARVIS_FRESHNESS_STALE)
    return g_steal_pointer (&figure);

  return g_strdup_printf ("%s %s", figure, unit);
}

/* The age alone, short: the glyph of the marker says its state. */
static char *
marker_age (const ParvisPlaceFacts *facts)
{
  g_autofree char *moment = parvis_format_moment (facts->figure.observed_at, facts->now,
                                                  facts->zone);

  if (facts->freshness == PARVIS_FRESHNESS_HAND)
    return g_steal_pointer (&moment);
  if (!facts->link_up)
    return g_strdup_printf (_("at %s"), moment);

  return parvis_format_age (facts->figure.observed_at, facts->now, facts->zone);
}

char *
parvis_place_text_marker_subtitle (const ParvisPlaceFacts *facts)
{
  g_autofree char *unit = NULL;
  g_autofree char *age = NULL;

  if (facts->freshness == PARVIS_FRESHNESS_UNKNOWN)
    return g_strdup ("");
  if (facts->freshness == PARVIS_FRESHNESS_CLOSED)
    return parvis_place_text_closed (facts);
  if (facts->freshness == PARVIS_FRESHNESS_STALE)
    return g_strdup (facts->figure.method == PARVIS_METHOD_HAND ? _("Old count")
                                                                : _("Sensor silent"));

  age = marker_age (facts);
  if (speaks_of_free (facts) && parvis_place_is_full (facts))
    {
      unit = parvis_place_text_unit (facts);
      return g_strdup_printf ("%s · %s", unit, age);
    }
  if (facts->level == 0)
    return g_steal_pointer (&age);

  return g_strdup_printf ("%s · %s", parvis_place_text_level (facts), age);
}

/* How old the figure is, in words that are read aloud. */
static char *
spoken_freshness (const ParvisPlaceFacts *facts)
{
  g_autofree char *moment = parvis_format_moment (facts->figure.observed_at, facts->now,
                                                  facts->zone);
  int minutes = (int) (MAX (facts->now - facts->figure.observed_at, 0) / PARVIS_MINUTE);

  if (facts->freshness == PARVIS_FRESHNESS_HAND)
    return g_strdup_printf (_("counted by hand at %s"), moment);
  if (facts->freshness == PARVIS_FRESHNESS_STALE || !facts->link_up)
    return g_strdup_printf (_("figure of %s"), moment);
  if (facts->freshness == PARVIS_FRESHNESS_LATE && minutes > 0)
    return g_strdup_printf (ngettext ("figure delayed by %d minute",
                                      "figure delayed by %d minutes", (gulong) minutes), minutes);
  if (facts->freshness == PARVIS_FRESHNESS_LATE)
    return g_strdup (_("delayed figure"));

  return g_strdup (_("live figure"));
}

static char *
spoken_figure (const ParvisPlaceFacts *facts)
{
  g_autofree char *number = parvis_format_number (MAX (shown_number (facts), 0));
  g_autofree char *capacity = parvis_place_text_whole (facts);

  if (parvis_place_is_full (facts) && speaks_of_free (facts))
    return g_strdup_printf (_("full, 0 free spaces of %s"), capacity);
  if (speaks_of_free (facts))
    return g_strdup_printf (ngettext ("%1$s free space of %2$s", "%1$s free spaces of %2$s",
                                      (gulong) shown_number (facts)), number, capacity);
  if (facts->figure.capacity > 0)
    return g_strdup_printf (_("%1$s %2$s of %3$s"), number,
                            parvis_place_text_people (facts->kind, facts->figure.present),
                            capacity);

  return parvis_place_text_present (facts);
}

/**
 * parvis_place_text_sentence:
 *
 * Returns: what a screen reader says of a row or a marker
 */
char *
parvis_place_text_sentence (const ParvisPlaceFacts *facts)
{
  g_autofree char *age = NULL;
  const char *trend = parvis_place_text_trend (facts);
  g_autofree char *figure = NULL;
  g_autofree char *reserved = NULL;
  g_autofree char *level = NULL;
  g_autofree char *lowered = NULL;
  GString *text = g_string_new (facts->name);

  g_string_append_printf (text, ", %s", parvis_facility_word (facts->kind));

  if (facts->freshness == PARVIS_FRESHNESS_CLOSED || facts->freshness == PARVIS_FRESHNESS_UNKNOWN)
    {
      age = parvis_place_text_age (facts);
      level = g_utf8_strdown (age, -1);
      g_string_append_printf (text, ", %s", level);
      return g_string_free (text, FALSE);
    }

  figure = spoken_figure (facts);
  reserved = parvis_place_text_reserved (facts);
  age = spoken_freshness (facts);
  g_string_append_printf (text, ", %s", figure);
  lowered = parvis_place_text_lowered (facts);
  if (lowered != NULL)
    g_string_append_printf (text, ", %s", lowered);
  if (reserved != NULL)
    g_string_append_printf (text, ", %s", reserved);
  if (facts->level > 0 && !(parvis_place_is_full (facts) && speaks_of_free (facts)))
    {
      level = g_utf8_strdown (parvis_place_text_level (facts), -1);
      g_string_append_printf (text, ", %s", level);
    }
  if (trend != NULL)
    g_string_append_printf (text, ", %s", trend);
  g_string_append_printf (text, ", %s", age);
  if (facts->fault != PARVIS_REASON_NONE)
    g_string_append_printf (text, ", %s", _("an impossible value was received"));

  return g_string_free (text, FALSE);
}
