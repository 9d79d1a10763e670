/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-words"

#include "config.h"

#include "parvis-resident.h"

#include "parvis-day.h"
#include "parvis-phrase-day.h"

#define ICON_LIVE   "<circle cx=\"12\" cy=\"12\" r=\"9\"/><circle cx=\"12\" cy=\"12\" r=\"3\"/>"
#define ICON_LATE   "<circle cx=\"12\" cy=\"12\" r=\"9\"/>" \
                    "<path class=\"solid\" d=\"M12 3a9 9 0 010 18z\"/>"
#define ICON_STALE  "<circle cx=\"12\" cy=\"12\" r=\"9\" stroke-dasharray=\"4 3\"/>" \
                    "<path d=\"M12 7v5l3 3\"/>"
#define ICON_TALLY  "<path d=\"M6 5v14M10 5v14M14 5v14M18 5v14M3 16L21 8\"/>"
#define ICON_CLOSED "<circle cx=\"12\" cy=\"12\" r=\"9\"/><path d=\"M7 12h10\"/>"

static char *
format_clock (int minute)
{
  return g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
}

char *
parvis_resident_clock (const ParvisResident *page,
                       gint64                instant)
{
  GTimeZone *zone = page->town->zone;
  const char *language = page->html.language;
  gint64 today = parvis_day_of_instant (page->now, zone);
  gint64 day = parvis_day_of_instant (instant, zone);
  g_autofree char *clock = format_clock (parvis_minute_of_instant (instant, zone));
  g_autofree char *date = NULL;

  if (day == today)
    return g_steal_pointer (&clock);
  if (day == today - 1)
    return parvis_phrase_fill (parvis_phrase (language, N_("yesterday {time}")), "time", clock,
                               NULL);

  date = parvis_phrase_day (language, day);

  return parvis_phrase_fill (parvis_phrase (language, N_("{day}, {time}")), "day", date,
                             "time", clock, NULL);
}

void
parvis_resident_time (ParvisResident *page,
                      gint64          instant)
{
  char text[PARVIS_TIME_SIZE];
  g_autofree char *clock = parvis_resident_clock (page, instant);

  parvis_time_write (instant, text);
  parvis_html_put (&page->html, "<time");
  parvis_html_attribute (page->html.out, "datetime", text);
  parvis_html_put (&page->html, ">");
  parvis_html_write (&page->html, clock);
  parvis_html_put (&page->html, "</time>");
}

void
parvis_resident_freshness (ParvisResident  *page,
                           ParvisFreshness  state,
                           gint64           observed_at)
{
  static const struct
  {
    const char *open;
    const char *icon;
    const char *words;
  } states[] = {
    [PARVIS_FRESHNESS_UNKNOWN] = { "<p class=\"fresh old\">", ICON_STALE, N_("No figure yet") },
    [PARVIS_FRESHNESS_LIVE] = { "<p class=\"fresh live\">", ICON_LIVE, N_("Live") },
    [PARVIS_FRESHNESS_LATE] = { "<p class=\"fresh late\">", ICON_LATE, N_("Delayed") },
    [PARVIS_FRESHNESS_STALE] = { "<p class=\"fresh old\">", ICON_STALE, N_("Old") },
    [PARVIS_FRESHNESS_HAND] = { "<p class=\"fresh hand\">", ICON_TALLY, N_("Counted by hand") },
    [PARVIS_FRESHNESS_CLOSED] = { "<p class=\"fresh shut\">", ICON_CLOSED, N_("Closed") },
  };
  ParvisHtml *html = &page->html;

  parvis_html_put (html, states[state].open);
  parvis_resident_icon (page, states[state].icon);
  parvis_html_put (html, "<span class=\"how\">");
  parvis_html_say (html, states[state].words, NULL);
  if (state != PARVIS_FRESHNESS_UNKNOWN && state != PARVIS_FRESHNESS_CLOSED &&
      observed_at != PARVIS_NO_TIME)
    {
      parvis_html_put (html, "<span class=\"dot\"> · </span></span>");
      parvis_resident_time (page, observed_at);
    }
  else
    {
      parvis_html_put (html, "</span>");
    }
  parvis_html_put (html, "</p>\n");
}

char *
parvis_resident_closed (const ParvisResident  *page,
                        const ParvisPlaceView *place)
{
  GTimeZone *zone = page->town->zone;
  const char *language = page->html.language;
  gboolean pool = place->kind == PARVIS_FACILITY_POOL;
  gint64 opens = parvis_place_view_opens (place, zone, page->now);
  gint64 today = parvis_day_of_instant (page->now, zone);
  g_autofree char *clock = NULL;
  g_autofree char *date = NULL;
  gint64 day;

  if (opens == PARVIS_NEVER)
    return g_strdup (parvis_phrase (language, pool ? N_("The pool is closed.") : N_("Closed.")));

  clock = format_clock (parvis_minute_of_instant (opens, zone));
  day = parvis_day_of_instant (opens, zone);
  if (day == today)
    return parvis_phrase_fill (parvis_phrase (language, pool
                                              ? N_("The pool is closed. It reopens at {time}.")
                                              : N_("Closed. Reopens at {time}.")),
                               "time", clock, NULL);
  if (day == today + 1)
    return parvis_phrase_fill (parvis_phrase (language, pool
                                              ? N_("The pool is closed. It reopens tomorrow at"
                                                   " {time}.")
                                              : N_("Closed. Reopens tomorrow at {time}.")),
                               "time", clock, NULL);

  date = day < today + 7
         ? g_strdup (parvis_phrase_weekday (language, parvis_day_get_weekday (day)))
         : parvis_phrase_day (language, day);

  return parvis_phrase_fill (parvis_phrase (language, pool
                                            ? N_("The pool is closed. It reopens on {day} at"
                                                 " {time}.")
                                            : N_("Closed. Reopens on {day} at {time}.")),
                             "day", date, "time", clock, NULL);
}

const char *
parvis_resident_level (const ParvisResident *page,
                       int                   level,
                       gboolean              full)
{
  static const char * const levels[] = {
    "", N_("Very quiet"), N_("Quiet"), N_("Moderate"), N_("Busy"), N_("Nearly full"),
  };

  g_return_val_if_fail (level >= 0 && level < (int) G_N_ELEMENTS (levels), "");

  if (level == 0)
    return "";

  return parvis_phrase (page->html.language, full ? N_("Full") : levels[level]);
}

void
parvis_resident_bars (ParvisResident *page,
                      int             level)
{
  ParvisHtml *html = &page->html;

  g_string_append_printf (html->out, "<svg class=\"bars l%d\" viewBox=\"0 0 49 24\" "
                          "aria-hidden=\"true\" focusable=\"false\">", level);
  for (int i = 1; i <= 5; i++)
    g_string_append_printf (html->out, "<rect%s x=\"%d\" y=\"%d\" width=\"7\" height=\"%d\" "
                            "rx=\"1.5\"/>", i <= level ? " class=\"on\"" : "", 1 + (i - 1) * 10,
                            23 - 4 - i * 3, 4 + i * 3);
  parvis_html_put (html, "</svg>");
}

gboolean
parvis_resident_is_full (const ParvisGaugeView *gauge)
{
  return gauge->free == 0 || (gauge->free < 0 && gauge->figure.capacity > 0 &&
                              gauge->figure.present >= gauge->figure.capacity);
}

static char *
say_number (const ParvisResident *page,
            const char           *one,
            const char           *more,
            int                   number)
{
  g_autofree char *text = g_strdup_printf ("%d", number);

  return parvis_phrase_fill (parvis_phrase (page->html.language, number == 1 ? one : more),
                             "number", text, NULL);
}

char *
parvis_resident_left (const ParvisResident  *page,
                      const ParvisGaugeView *gauge)
{
  const char *language = page->html.language;

  if (gauge->state == PARVIS_FRESHNESS_CLOSED)
    return g_strdup (parvis_phrase (language, N_("Closed")));
  if (gauge->state == PARVIS_FRESHNESS_UNKNOWN || gauge->free < 0)
    return g_strdup (parvis_phrase (language, N_("No figure yet")));
  if (gauge->state == PARVIS_FRESHNESS_STALE)
    return g_strdup (parvis_phrase (language, N_("No reliable figure")));
  if (gauge->free == 0)
    return g_strdup (parvis_phrase (language, N_("Full")));

  return say_number (page, N_("{number} space free"), N_("{number} free"), gauge->free);
}

const char *
parvis_resident_answer (const ParvisResident  *page,
                        const ParvisGaugeView *gauge)
{
  const char *language = page->html.language;

  if (gauge->level == 0)
    return NULL;
  if (parvis_resident_is_full (gauge))
    return parvis_phrase (language, N_("No, it is full at the moment."));

  return parvis_phrase (language, gauge->level == 5 ? N_("Hardly: it is nearly full.")
                                  : gauge->level == 4 ? N_("Yes, but it is busy.")
                                                      : N_("Yes, there is room."));
}

const char *
parvis_resident_places_name (const ParvisTownView *town)
{
  for (guint i = 0; i < town->places->len; i++)
    {
      if (((const ParvisPlaceView *) g_ptr_array_index (town->places, i))->kind !=
          PARVIS_FACILITY_POOL)
        return N_("Places");
    }

  return town->places->len == 0 ? N_("Places") : N_("Pool");
}

gboolean
parvis_resident_find_calmer (const ParvisResident  *page,
                             const ParvisPlaceView *place,
                             int                   *minute,
                             int                   *expected)
{
  GTimeZone *zone = page->town->zone;
  gint64 closes = parvis_place_view_closes (place, zone, page->now);
  const ParvisUsual *usual = NULL;
  guint end = PARVIS_USUAL_SLOTS;
  int slot;

  if (place->people == NULL || !parvis_freshness_counts (place->people->state))
    return FALSE;
  if (page->find_usual != NULL)
    usual = page->find_usual (place->people->figure.id, page->usual_data);
  if (usual == NULL)
    return FALSE;

  if (closes != PARVIS_NEVER && parvis_day_of_instant (closes, zone) ==
      parvis_day_of_instant (page->now, zone))
    end = parvis_usual_slot (closes, zone);
  slot = parvis_usual_find_calmer (usual, parvis_usual_slot (page->now, zone), end);
  if (slot < 0)
    return FALSE;

  *minute = slot * PARVIS_USUAL_MINUTES;
  *expected = usual->usual[slot];

  return TRUE;
}

void
parvis_resident_figure (ParvisResident        *page,
                        const ParvisPlaceView *place,
                        gboolean               big)
{
  ParvisHtml *html = &page->html;
  const ParvisGaugeView *gauge = place->people;
  const char *answer = parvis_resident_answer (page, gauge);
  g_autofree char *capacity = g_strdup_printf ("%d", gauge->figure.capacity);

  if (answer != NULL)
    {
      parvis_html_put (html, "<p class=\"answer\">");
      parvis_html_write (html, answer);
      parvis_html_put (html, "</p>\n");
    }
  parvis_html_put (html, big ? "<div class=\"figure big\"><p class=\"number\""
                             : "<div class=\"figure\"><p class=\"number\"");
  parvis_html_attribute (html->out, "data-present", gauge->figure.id);
  parvis_html_put (html, ">");
  parvis_html_int (html, gauge->figure.present);
  parvis_html_put (html, "</p><p><strong>");
  parvis_html_write (html, parvis_resident_level (page, gauge->level,
                                                  parvis_resident_is_full (gauge)));
  parvis_html_put (html, "</strong> <span>");
  if (gauge->figure.capacity > 0)
    parvis_html_say (html, place->kind == PARVIS_FACILITY_POOL ? N_("of {capacity} bathers")
                                                               : N_("of {capacity} people"),
                     "capacity", capacity, NULL);
  parvis_html_put (html, "</span></p>");
  if (gauge->level > 0)
    parvis_resident_bars (page, gauge->level);
  parvis_html_put (html, "</div>\n");
}
