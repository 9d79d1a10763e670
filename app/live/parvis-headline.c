/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-headline"

#include "config.h"

#include "parvis-format.h"
#include "parvis-place-text.h"

#include <glib/gi18n.h>

/* More than this is told as a number, so that the sentence stays one. */
#define MAX_NAMED 2

/* French agrees with the name of the place: "La Gare n’est pas comptée". */
static gboolean
is_feminine (const char *name)
{
  return g_str_has_prefix (name, "La ");
}

static gboolean
is_plural (const char *name)
{
  return g_str_has_prefix (name, "Les ");
}

static char *
not_counted (const char *name)
{
  if (is_plural (name))
    return g_strdup_printf (C_("masculine plural", "%s are not counted"), name);
  if (is_feminine (name))
    return g_strdup_printf (C_("feminine", "%s is not counted"), name);

  return g_strdup_printf (C_("masculine", "%s is not counted"), name);
}

static char *
closed_sentence (const ParvisPlaceFacts *facts)
{
  if (is_plural (facts->name))
    return g_strdup_printf (C_("masculine plural", "%s are closed."), facts->name);
  if (is_feminine (facts->name))
    return g_strdup_printf (C_("feminine", "%s is closed."), facts->name);

  return g_strdup_printf (C_("masculine", "%s is closed."), facts->name);
}

static char *
why_left_out (const ParvisPlaceFacts *facts)
{
  g_autofree char *moment = NULL;

  if (facts->freshness == PARVIS_FRESHNESS_UNKNOWN)
    return g_strdup (_("no figure yet"));

  moment = parvis_format_moment (parvis_place_text_right_at (facts), facts->now, facts->zone);
  if (facts->figure.method == PARVIS_METHOD_HAND)
    return g_strdup_printf (_("last counted at %s"), moment);

  return g_strdup_printf (_("sensor silent since %s"), moment);
}

static void
begin_sentence (GString *text)
{
  if (text->len > 0)
    g_string_append_c (text, ' ');
}

static void
append_left_out (GString                 *text,
                 const ParvisPlaceFacts **facts,
                 guint                    n_facts,
                 gboolean                 closed)
{
  guint count = 0;

  for (guint i = 0; i < n_facts; i++)
    if (!parvis_freshness_counts (facts[i]->freshness) &&
        (facts[i]->freshness == PARVIS_FRESHNESS_CLOSED) == closed)
      count++;

  if (count > MAX_NAMED)
    {
      begin_sentence (text);
      if (closed)
        g_string_append_printf (text, ngettext ("%u area is closed.", "%u areas are closed.",
                                                count), count);
      else
        g_string_append_printf (text, ngettext ("%u area is not counted: no reliable figure.",
                                                "%u areas are not counted: no reliable figure.",
                                                count), count);
      return;
    }

  for (guint i = 0; i < n_facts; i++)
    {
      g_autofree char *name = NULL;
      g_autofree char *why = NULL;

      if (parvis_freshness_counts (facts[i]->freshness) ||
          (facts[i]->freshness == PARVIS_FRESHNESS_CLOSED) != closed)
        continue;

      begin_sentence (text);
      if (closed)
        {
          name = closed_sentence (facts[i]);
          g_string_append (text, name);
          continue;
        }

      name = not_counted (facts[i]->name);
      why = why_left_out (facts[i]);
      /* Translators: what is not counted, and why. */
      g_string_append_printf (text, _("%1$s: %2$s."), name, why);
    }
}

/* A car park that is in the sum with a part of its spaces only. */
static void
append_partial (GString                 *text,
                const ParvisPlaceFacts **facts,
                guint                    n_facts)
{
  for (guint i = 0; i < n_facts; i++)
    {
      const ParvisGaugeFigure *figure = &facts[i]->figure;
      g_autofree char *measured = parvis_format_number (figure->measured);
      g_autofree char *capacity = parvis_format_number (figure->capacity);

      if (!parvis_freshness_counts (facts[i]->freshness) || !parvis_gauge_is_partial (figure))
        continue;

      g_string_append_c (text, ' ');
      /* Translators: a car park, how many of its spaces are measured now, and how many it has. */
      g_string_append_printf (text, ngettext ("%1$s: %2$s of %3$s spaces measured.",
                                              "%1$s: %2$s of %3$s spaces measured.",
                                              (gulong) figure->measured),
                              facts[i]->name, measured, capacity);
    }
}

/**
 * parvis_headline_init:
 * @headline: (out): for parvis_headline_clear()
 * @facts: car parks, in the order in which those left out are told
 *
 * The sum of free places, with what is left out of it and why (ux.md §0.3): an
 * old figure is never in a sum, and the sum says so.
 */
void
parvis_headline_init (ParvisHeadline          *headline,
                      const ParvisPlaceFacts **facts,
                      guint                    n_facts)
{
  g_autofree char *number = NULL;
  GString *detail = g_string_new (NULL);
  ParvisRollup rollup;
  guint tracked;

  parvis_rollup_init (&rollup);
  for (guint i = 0; i < n_facts; i++)
    parvis_rollup_add (&rollup, &facts[i]->figure, facts[i]->freshness);
  tracked = (guint) rollup.gauges;

  number = parvis_format_number (rollup.free);
  if (rollup.fresh > 0)
    headline->title = g_strdup_printf (ngettext ("%s free space", "%s free spaces",
                                                 (gulong) rollup.free), number);
  else
    headline->title = g_strdup (n_facts > 0 ? _("No reliable figure") : "");

  if (n_facts > 0 && tracked == 0)
    g_string_append (detail, _("All areas are closed."));
  else if (n_facts > 0 && rollup.fresh == (int) tracked)
    g_string_append_printf (detail, ngettext ("in %u tracked area.", "in %u tracked areas.",
                                              tracked), tracked);
  else if (rollup.fresh > 0)
    g_string_append_printf (detail, ngettext ("in %1$d of %2$u tracked area.",
                                              "in %1$d of %2$u tracked areas.", tracked),
                            rollup.fresh, tracked);

  append_partial (detail, facts, n_facts);
  append_left_out (detail, facts, n_facts, FALSE);
  if (tracked > 0)
    append_left_out (detail, facts, n_facts, TRUE);

  headline->detail = g_string_free (detail, FALSE);
}

void
parvis_headline_clear (ParvisHeadline *headline)
{
  g_clear_pointer (&headline->title, g_free);
  g_clear_pointer (&headline->detail, g_free);
}

/**
 * parvis_headline_area:
 *
 * Returns: what a neighbourhood's pill says below its name: "81 free"
 */
char *
parvis_headline_area (const ParvisRollup *rollup)
{
  g_autofree char *number = parvis_format_number (rollup->free);

  if (rollup->gauges == 0)
    return g_strdup (rollup->closed > 0 ? _("Closed") : "–");
  if (rollup->fresh == 0)
    return g_strdup (_("No reliable figure"));
  if (rollup->free == 0 && rollup->fresh == rollup->gauges)
    return g_strdup (_("Full"));

  return g_strdup_printf (ngettext ("%s free", "%s free", (gulong) rollup->free), number);
}
