/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-home"

#include "config.h"

#include "parvis-resident.h"

/* Areas on the first page; the others are one tap away. */
#define AREAS_MAX 4

static void
begin_card (ParvisResident *page,
            const char     *path,
            const char     *id,
            const char     *title)
{
  parvis_html_put (&page->html, "<section class=\"card\"");
  parvis_html_attribute (page->html.out, "data-live", id);
  parvis_html_put (&page->html, ">\n<div class=\"head\"><h2>");
  parvis_resident_link (page, path, "");
  parvis_resident_icon (page, parvis_resident_find (page->town, path)->icon);
  parvis_html_put (&page->html, "<span>");
  parvis_html_write (&page->html, title);
  parvis_html_put (&page->html, "</span></a></h2>\n");
}

static void
write_calmer (ParvisResident        *page,
              const ParvisPlaceView *place)
{
  g_autofree char *clock = NULL;
  g_autofree char *number = NULL;
  int minute;
  int expected;

  if (!parvis_resident_find_calmer (page, place, &minute, &expected))
    return;

  clock = g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
  number = g_strdup_printf ("%d", expected);
  parvis_html_element (&page->html, "p class=\"hint line\"",
                       N_("Quieter after {time} (usually ≈ {number})"), "time", clock,
                       "number", number, NULL);
}

static void
write_stale (ParvisResident        *page,
             const ParvisGaugeView *gauge)
{
  g_autofree char *clock = parvis_resident_clock (page, gauge->figure.observed_at);
  g_autofree char *number = g_strdup_printf ("%d", gauge->figure.present);

  parvis_html_element (&page->html, "p class=\"answer\"", N_("No reliable figure"), NULL);
  parvis_html_element (&page->html, "p class=\"hint\"", N_("The last one: {number}, at {time}"),
                       "number", number, "time", clock, NULL);
}

static void
write_place (ParvisResident        *page,
             const ParvisPlaceView *place)
{
  ParvisHtml *html = &page->html;
  const ParvisGaugeView *gauge = place->people;
  g_autofree char *closed = NULL;

  begin_card (page, "piscine", place->id, place->name);
  parvis_resident_freshness (page, gauge->state, gauge->figure.observed_at);
  parvis_html_put (html, "</div>\n");

  if (gauge->state == PARVIS_FRESHNESS_CLOSED)
    {
      closed = parvis_resident_closed (page, place);
      parvis_html_put (html, "<p class=\"answer\">");
      parvis_html_write (html, closed);
      parvis_html_put (html, "</p>\n</section>\n");
      return;
    }
  if (gauge->state == PARVIS_FRESHNESS_STALE)
    {
      write_stale (page, gauge);
      parvis_html_put (html, "</section>\n");
      return;
    }
  if (gauge->figure.present < 0 || gauge->state == PARVIS_FRESHNESS_UNKNOWN)
    {
      parvis_html_element (html, "p class=\"answer\"", N_("No figure yet"), NULL);
      parvis_html_put (html, "</section>\n");
      return;
    }

  parvis_resident_figure (page, place, FALSE);
  write_calmer (page, place);
  parvis_html_put (html, "</section>\n");
}

/* The worst of what is on the card, and since when. */
static ParvisFreshness
find_worst (const ParvisResident *page,
            gint64               *observed_at)
{
  ParvisFreshness worst = PARVIS_FRESHNESS_UNKNOWN;

  *observed_at = PARVIS_NEVER;
  for (guint i = 0; i < page->town->areas->len; i++)
    {
      const ParvisAreaView *area = g_ptr_array_index (page->town->areas, i);

      if (area->rollup.fresh == 0)
        continue;

      *observed_at = MIN (*observed_at, area->rollup.oldest);
      if (worst == PARVIS_FRESHNESS_UNKNOWN || area->state == PARVIS_FRESHNESS_LATE ||
          (area->state == PARVIS_FRESHNESS_HAND && worst == PARVIS_FRESHNESS_LIVE))
        worst = area->state;
    }

  return worst;
}

static const char *
name_area (const ParvisResident *page,
           const ParvisAreaView *area)
{
  return area->name != NULL ? area->name
                            : parvis_phrase (page->html.language, N_("Elsewhere in town"));
}

static void
write_area (ParvisResident       *page,
            const ParvisAreaView *area)
{
  ParvisHtml *html = &page->html;
  g_autofree char *free_spaces = g_strdup_printf ("%d", area->rollup.free);

  parvis_html_put (html, "<li><span>");
  parvis_html_write (html, name_area (page, area));
  parvis_html_put (html, "</span> <strong>");
  if (area->rollup.free == 0)
    parvis_html_say (html, N_("Full"), NULL);
  else
    parvis_html_say (html, area->rollup.free == 1 ? N_("{number} space free") : N_("{number} free"),
                     "number", free_spaces, NULL);
  parvis_html_put (html, "</strong>");
  parvis_resident_bars (page, area->level);
  parvis_html_put (html, "</li>\n");
}

/* One line for what no figure can be given of. */
static void
write_silent (ParvisResident *page)
{
  for (guint i = 0; i < page->town->areas->len; i++)
    {
      const ParvisAreaView *area = g_ptr_array_index (page->town->areas, i);

      if (area->rollup.fresh > 0)
        continue;

      parvis_html_element (&page->html, "p class=\"hint line\"",
                           area->rollup.gauges == 0
                           ? N_("{place}: closed") : N_("{place}: no reliable figure"),
                           "place", name_area (page, area), NULL);
    }
}

static void
write_parking (ParvisResident *page)
{
  ParvisHtml *html = &page->html;
  const GPtrArray *areas = page->town->areas;
  gint64 observed_at;
  ParvisFreshness worst = find_worst (page, &observed_at);
  guint n = 0;

  begin_card (page, "se-garer", "parking", parvis_phrase (html->language, N_("Parking")));
  parvis_resident_freshness (page, worst, observed_at);
  parvis_html_put (html, "</div>\n");
  if (worst != PARVIS_FRESHNESS_UNKNOWN)
    {
      parvis_html_put (html, "<ul class=\"areas\">\n");
      for (guint i = 0; i < areas->len && n < AREAS_MAX; i++)
        {
          const ParvisAreaView *area = g_ptr_array_index (areas, i);

          if (area->rollup.fresh == 0)
            continue;

          write_area (page, area);
          n++;
        }
      parvis_html_put (html, "</ul>\n");
    }
  write_silent (page);
  parvis_html_put (html, "</section>\n");
}

void
parvis_resident_home (ParvisResident *page)
{
  const ParvisTownView *town = page->town;

  for (guint i = 0; town->shows_people && i < town->places->len; i++)
    write_place (page, g_ptr_array_index (town->places, i));
  if (town->shows_vehicles && town->areas->len > 0)
    write_parking (page);
}
