/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-place"

#include "config.h"

#include "parvis-resident.h"

#include "parvis-day.h"

/* Of the drawing of a day; its units are those of its viewBox. */
#define BAR_WIDTH    12
#define CHART_HEIGHT 96

static const char *
find_method (ParvisMethod method)
{
  switch (method)
    {
    case PARVIS_METHOD_SENSOR:
      return N_("Measured by a sensor");

    case PARVIS_METHOD_BALANCE:
      return N_("Counted by the gates");

    case PARVIS_METHOD_SPACES:
      return N_("Measured space by space");

    case PARVIS_METHOD_HAND:
      return N_("Counted by a person");

    case PARVIS_METHOD_NONE:
      break;
    }

  return NULL;
}

static void
write_figure (ParvisResident        *page,
              const ParvisPlaceView *place)
{
  ParvisHtml *html = &page->html;
  const ParvisGaugeView *gauge = place->people;
  const char *method = find_method (gauge->figure.method);

  parvis_resident_figure (page, place, TRUE);
  if (method != NULL)
    parvis_html_element (html, "p class=\"hint\"", method, NULL);
}

static void
write_state (ParvisResident        *page,
             const ParvisPlaceView *place)
{
  ParvisHtml *html = &page->html;
  const ParvisGaugeView *gauge = place->people;

  if (gauge->state == PARVIS_FRESHNESS_CLOSED)
    {
      g_autofree char *closed = parvis_resident_closed (page, place);

      parvis_html_put (html, "<p class=\"answer\">");
      parvis_html_write (html, closed);
      parvis_html_put (html, "</p>\n");
      if (place->reason != NULL && place->reason[0] != '\0' &&
          place->closed_until != PARVIS_NO_TIME)
        parvis_html_element (html, "p class=\"hint\"", N_("Reason: {reason}"), "reason",
                             place->reason, NULL);
    }
  else if (gauge->state == PARVIS_FRESHNESS_STALE)
    {
      g_autofree char *clock = parvis_resident_clock (page, gauge->figure.observed_at);
      g_autofree char *number = g_strdup_printf ("%d", gauge->figure.present);

      parvis_html_element (html, "p class=\"answer\"", N_("No reliable figure"), NULL);
      parvis_html_element (html, "p class=\"hint\"", N_("The last one: {number}, at {time}"),
                           "number", number, "time", clock, NULL);
    }
  else if (gauge->state == PARVIS_FRESHNESS_UNKNOWN || gauge->figure.present < 0)
    {
      parvis_html_element (html, "p class=\"answer\"", N_("No figure yet"), NULL);
    }
  else
    {
      write_figure (page, place);
    }
}

static void
write_limit (ParvisResident        *page,
             const ParvisGaugeView *gauge)
{
  const json_t *limit = json_object_get (gauge->body, "capacity_limit");
  const char *reason = json_string_value (json_object_get (limit, "reason"));
  g_autofree char *capacity = NULL;
  g_autofree char *until = NULL;
  gint64 at = PARVIS_NEVER;

  if (limit == NULL)
    return;

  capacity = g_strdup_printf ("%d", gauge->figure.capacity);
  if (parvis_json_get_time_or (limit, "until", PARVIS_NEVER, &at, NULL) && at != PARVIS_NEVER)
    until = parvis_resident_clock (page, at);
  parvis_html_element (&page->html, "p class=\"hint\"",
                       until != NULL ? N_("Capacity lowered to {capacity} until {time}")
                                     : N_("Capacity lowered to {capacity}"),
                       "capacity", capacity, "time", until != NULL ? until : "", NULL);
  if (reason != NULL && reason[0] != '\0')
    parvis_html_element (&page->html, "p class=\"hint\"", N_("Reason: {reason}"), "reason", reason,
                         NULL);
}

/* Whether somebody may be there in a half hour of today; as far as nobody says when it is
 * open, where something was counted or usually is.
 */
static gboolean
is_open_in (const ParvisResident  *page,
            const ParvisPlaceView *place,
            const ParvisUsual     *usual,
            guint                  slot)
{
  GTimeZone *zone = page->town->zone;
  gint64 day = parvis_day_of_instant (page->now, zone);
  gint64 at = parvis_day_get_instant (day, (int) slot * PARVIS_USUAL_MINUTES, zone);

  if (place->hours != NULL)
    return parvis_hours_state_at (place->hours, at, zone, NULL) == PARVIS_HOURS_OPEN;

  return usual->today[slot] >= 0 || usual->usual[slot] >= 0;
}

static void
write_bar (ParvisResident    *page,
           const ParvisUsual *usual,
           guint              slot,
           int                x,
           int                top)
{
  GString *out = page->html.out;
  int typical = usual->usual[slot] * CHART_HEIGHT / top;
  int now = usual->today[slot] * CHART_HEIGHT / top;

  if (usual->today[slot] >= 0)
    g_string_append_printf (out, "<rect class=\"today\" x=\"%d\" y=\"%d\" width=\"%d\" "
                            "height=\"%d\"/>", x + 2, CHART_HEIGHT - now, BAR_WIDTH - 4, now);
  if (usual->usual[slot] >= 0)
    g_string_append_printf (out, "<path class=\"usual\" d=\"M%d %dh%d\"/>", x,
                            CHART_HEIGHT - typical, BAR_WIDTH);
}

static void
write_row (ParvisResident    *page,
           const ParvisUsual *usual,
           guint              slot)
{
  ParvisHtml *html = &page->html;
  const int values[] = { usual->today[slot], usual->usual[slot] };

  g_string_append_printf (html->out, "<tr><th scope=\"row\">%02u:%02u</th>",
                          slot * PARVIS_USUAL_MINUTES / 60, slot * PARVIS_USUAL_MINUTES % 60);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      parvis_html_put (html, "<td>");
      if (values[i] >= 0)
        parvis_html_int (html, values[i]);
      else
        parvis_html_put (html, "–");
      parvis_html_put (html, "</td>");
    }
  parvis_html_put (html, "</tr>\n");
}

static void
write_best (ParvisResident        *page,
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
  parvis_html_element (&page->html, "p class=\"best\"",
                       N_("Best moment today: after {time} (usually ≈ {number})"), "time", clock,
                       "number", number, NULL);
}

static void
write_table (ParvisResident    *page,
             const ParvisUsual *usual,
             guint              first,
             guint              last)
{
  ParvisHtml *html = &page->html;

  parvis_html_put (html, "<details>\n<summary>");
  parvis_html_say (html, N_("The same in figures"), NULL);
  parvis_html_put (html, "</summary>\n<table>\n<thead><tr><th scope=\"col\">");
  parvis_html_say (html, N_("Hour"), NULL);
  parvis_html_put (html, "</th><th scope=\"col\">");
  parvis_html_say (html, N_("Today"), NULL);
  parvis_html_put (html, "</th><th scope=\"col\">");
  parvis_html_say (html, N_("Usually"), NULL);
  parvis_html_put (html, "</th></tr></thead>\n<tbody>\n");
  for (guint slot = first; slot <= last; slot++)
    write_row (page, usual, slot);
  parvis_html_put (html, "</tbody>\n</table>\n</details>\n");
}

static void
write_chart (ParvisResident        *page,
             const ParvisPlaceView *place,
             const ParvisUsual     *usual,
             guint                  first,
             guint                  last)
{
  ParvisHtml *html = &page->html;
  int width = (int) (last - first + 1) * BAR_WIDTH;
  int top = MAX (place->people->figure.capacity, 1);

  for (guint slot = first; slot <= last; slot++)
    top = MAX (top, MAX (usual->today[slot], usual->usual[slot]));

  parvis_html_element (html, "h3", N_("Today, and as usual"), NULL);
  write_best (page, place);
  g_string_append_printf (html->out, "<svg class=\"day\" viewBox=\"0 0 %d %d\" role=\"img\"", width,
                          CHART_HEIGHT + 2);
  parvis_html_label (html, "aria-label", N_("Bars: how many people today; dotted: how many"
                                            " usually on this day of the week"), NULL);
  parvis_html_put (html, ">");
  for (guint slot = first; slot <= last; slot++)
    write_bar (page, usual, slot, (int) (slot - first) * BAR_WIDTH, top);
  g_string_append_printf (html->out, "<path class=\"ground\" d=\"M0 %d.5h%d\"/></svg>\n",
                          CHART_HEIGHT, width);
  g_string_append_printf (html->out, "<p class=\"scale\""
                                     " aria-hidden=\"true\"><span>%02u:%02u</span>"
                          "<span>%02u:%02u</span></p>\n",
                          first * PARVIS_USUAL_MINUTES / 60, first * PARVIS_USUAL_MINUTES % 60,
                          (last + 1) * PARVIS_USUAL_MINUTES / 60,
                          (last + 1) * PARVIS_USUAL_MINUTES % 60);
  parvis_html_put (html, "<p class=\"legend\" aria-hidden=\"true\"><span class=\"today\">");
  parvis_html_say (html, N_("Today"), NULL);
  parvis_html_put (html, "</span><span class=\"usual\">");
  parvis_html_say (html, N_("Usually"), NULL);
  parvis_html_put (html, "</span></p>\n");
  write_table (page, usual, first, last);
}

static void
write_day (ParvisResident        *page,
           const ParvisPlaceView *place)
{
  const ParvisUsual *usual = NULL;
  gboolean any = FALSE;
  guint first = PARVIS_USUAL_SLOTS;
  guint last = 0;

  if (page->find_usual != NULL)
    usual = page->find_usual (place->people->figure.id, page->usual_data);
  for (guint slot = 0; usual != NULL && slot < PARVIS_USUAL_SLOTS; slot++)
    {
      if (!is_open_in (page, place, usual, slot))
        continue;

      any |= usual->today[slot] >= 0 || usual->usual[slot] >= 0;
      first = MIN (first, slot);
      last = slot;
    }
  if (any)
    write_chart (page, place, usual, first, last);
}

static void
write_hours (ParvisResident        *page,
             const ParvisPlaceView *place)
{
  ParvisHtml *html = &page->html;
  gint64 closes = parvis_place_view_closes (place, page->town->zone, page->now);

  if (place->people->state != PARVIS_FRESHNESS_CLOSED && closes != PARVIS_NEVER)
    {
      g_autofree char *clock = parvis_resident_clock (page, closes);

      parvis_html_element (html, "p", N_("Open until {time}"), "time", clock, NULL);
    }
  if (place->hours_text != NULL)
    parvis_html_element (html, "p class=\"hint\"", N_("Opening hours: {hours}"), "hours",
                         place->hours_text, NULL);
  if (place->address != NULL)
    parvis_html_element (html, "p class=\"hint\"", N_("Address: {address}"), "address",
                         place->address, NULL);
}

static void
write_linked (ParvisResident        *page,
              const ParvisPlaceView *place)
{
  ParvisHtml *html = &page->html;
  const ParvisPlaceView *linked = place->linked;
  g_autofree char *left = NULL;

  if (linked == NULL || linked->vehicles == NULL || !page->town->shows_vehicles)
    return;

  left = parvis_resident_left (page, linked->vehicles);
  parvis_html_put (html, "<div class=\"linked\"><h3>");
  parvis_resident_link (page, "se-garer", "");
  parvis_html_write (html, linked->name);
  parvis_html_put (html, "</a></h3>\n<p><strong>");
  parvis_html_write (html, left);
  parvis_html_put (html, "</strong></p>\n");
  parvis_resident_freshness (page, linked->vehicles->state, linked->vehicles->figure.observed_at);
  parvis_html_put (html, "</div>\n");
}

static void
write_place (ParvisResident        *page,
             const ParvisPlaceView *place)
{
  ParvisHtml *html = &page->html;

  parvis_html_put (html, "<section class=\"card\"");
  parvis_html_attribute (html->out, "data-live", place->id);
  parvis_html_put (html, ">\n<div class=\"head\"><h2>");
  parvis_html_write (html, place->name);
  parvis_html_put (html, "</h2>\n");
  parvis_resident_freshness (page, place->people->state, place->people->figure.observed_at);
  parvis_html_put (html, "</div>\n");
  write_state (page, place);
  write_limit (page, place->people);
  write_hours (page, place);
  write_day (page, place);
  write_linked (page, place);
  parvis_html_put (html, "</section>\n");
}

void
parvis_resident_places (ParvisResident *page)
{
  const GPtrArray *places = page->town->places;

  if (places->len == 0)
    parvis_html_element (&page->html, "p", N_("Nothing is counted here yet."), NULL);
  for (guint i = 0; i < places->len; i++)
    write_place (page, g_ptr_array_index (places, i));
}
