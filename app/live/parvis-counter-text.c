/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counter-text"

#include "config.h"

#include "parvis-counter-text.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

static char *
button_of_one (const ParvisPlaceFacts *facts,
               int                     delta)
{
  gulong count = (gulong) MAX (facts->figure.present, 0);
  g_autofree char *number = parvis_format_number ((gint64) count);

  if (facts->figure.kind == PARVIS_GAUGE_VEHICLES)
    return delta > 0 ? g_strdup_printf (ngettext ("Add one vehicle, %s present",
                                                  "Add one vehicle, %s present", count), number)
                     : g_strdup_printf (ngettext ("Remove one vehicle, %s present",
                                                  "Remove one vehicle, %s present", count), number);

  return delta > 0 ? g_strdup_printf (ngettext ("Add one person, %s present",
                                                "Add one person, %s present", count), number)
                   : g_strdup_printf (ngettext ("Remove one person, %s present",
                                                "Remove one person, %s present", count), number);
}

/**
 * parvis_counter_text_button:
 * @delta: -1, 1, or how many a group is
 *
 * Returns: what the button that adds @delta is called: "Add one person, 142
 *   present"
 */
char *
parvis_counter_text_button (const ParvisPlaceFacts *facts,
                            int                     delta)
{
  g_autofree char *number = NULL;

  if (delta == 1 || delta == -1)
    return button_of_one (facts, delta);

  number = parvis_format_number (MAX (facts->figure.present, 0));
  if (facts->figure.kind == PARVIS_GAUGE_VEHICLES)
    return g_strdup_printf (_("Add %1$d vehicles, %2$s present"), delta, number);

  return g_strdup_printf (_("Add %1$d people, %2$s present"), delta, number);
}

/* Returns: the new total, "143 bathers present, maximum 220" */
char *
parvis_counter_text_total (const ParvisPlaceFacts *facts,
                           int                     present)
{
  g_autofree char *number = parvis_format_number (MAX (present, 0));
  g_autofree char *capacity = parvis_format_number (facts->figure.capacity);
  const char *unit = parvis_place_text_people (facts->kind, present);

  if (facts->figure.capacity > 0 && present >= facts->figure.capacity)
    /* Translators: figure, unit, maximum: "221 bathers present, maximum 220". */
    return g_strdup_printf (_("%1$s %2$s, maximum %3$s"), number, unit, capacity);

  return g_strdup_printf ("%s %s", number, unit);
}

char *
parvis_counter_text_refusal (const ParvisPlaceFacts *facts)
{
  g_autofree char *number = NULL;

  if (facts->figure.present <= 0)
    return g_strdup (_("Already at zero. Recount if somebody is left."));

  number = parvis_format_number (facts->figure.present);

  return g_strdup_printf (_("Only %s present. Recount if there are more."), number);
}

/* Returns: what the person who counts must know now; NULL for nothing */
char *
parvis_counter_text_notice (const ParvisPlaceFacts *facts)
{
  const ParvisGaugeFigure *figure = &facts->figure;

  if (facts->freshness == PARVIS_FRESHNESS_STALE && figure->method == PARVIS_METHOD_HAND)
    {
      g_autofree char *age = parvis_format_duration (facts->now - figure->observed_at);

      return g_strdup_printf (_("Last count %s ago. Residents see “old”."), age);
    }

  if (figure->capacity > 0 && figure->present >= figure->capacity
      && parvis_freshness_counts (facts->freshness))
    {
      g_autofree char *present = parvis_format_number (figure->present);
      g_autofree char *capacity = parvis_format_number (figure->capacity);

      return g_strdup_printf (_("%1$s for %2$s: one out before the next one in."), present,
                              capacity);
    }

  if (figure->present == 0 && parvis_freshness_counts (facts->freshness))
    return g_strdup (_("Already at zero. Recount if somebody is left."));

  return NULL;
}

/* Returns: Pango markup: "<b>+1</b> at 16:41 · saved" */
char *
parvis_counter_text_last (ParvisTally *tally)
{
  g_autofree char *last = parvis_tally_dup_last (tally);
  g_autofree char *text = NULL;
  const char *state = NULL;

  if (last == NULL)
    return NULL;

  switch (parvis_tally_get_state (tally))
    {
    case PARVIS_GESTURE_WAITING:
      state = _("queued");
      break;

    case PARVIS_GESTURE_SAVED:
      state = _("saved");
      break;

    case PARVIS_GESTURE_REFUSED:
      state = _("refused");
      break;

    case PARVIS_GESTURE_TAKEN_BACK:
      state = _("taken back");
      break;

    case PARVIS_GESTURE_NONE:
      return NULL;
    }

  text = g_strdup_printf ("%s · %s", last, state);

  return g_markup_escape_text (text, -1);
}

char *
parvis_counter_text_company (ParvisTally *tally,
                             GPtrArray   *lines,
                             GTimeZone   *zone)
{
  g_autofree char *clock = NULL;
  const char *name;
  gint64 since;

  if (!parvis_tally_has_company (tally, lines, &since, &name))
    return NULL;

  clock = parvis_format_clock (since, zone);
  if (name == NULL || g_str_has_prefix (name, "key:"))
    return g_strdup_printf (_("Somebody else has been counting since %s."), clock);

  /* Translators: a name and an hour. */
  return g_strdup_printf (_("%1$s has been counting too since %2$s."), name, clock);
}
