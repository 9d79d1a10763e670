/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-parking"

#include "config.h"

#include "parvis-resident.h"

static void
write_reserved (ParvisResident *page,
                int             all,
                int             left,
                const char     *counted,
                const char     *there)
{
  g_autofree char *number = NULL;

  if (all <= 0)
    return;

  number = g_strdup_printf ("%d", left >= 0 ? left : all);
  parvis_html_element (&page->html, "span class=\"reserved\"", left >= 0 ? counted : there,
                       "number", number, NULL);
}

/* What a script sorts by, without telling anybody where the phone is. */
static void
write_position (ParvisResident        *page,
                const ParvisPlaceView *place)
{
  char lon[G_ASCII_DTOSTR_BUF_SIZE];
  char lat[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *where = NULL;

  where = g_strdup_printf ("%s,%s", g_ascii_formatd (lat, sizeof lat, "%.6f", place->lat),
                           g_ascii_formatd (lon, sizeof lon, "%.6f", place->lon));
  parvis_html_attribute (page->html.out, "data-where", where);
}

static void
write_place (ParvisResident        *page,
             const ParvisPlaceView *place)
{
  ParvisHtml *html = &page->html;
  const ParvisGaugeView *gauge = place->vehicles;
  g_autofree char *left = parvis_resident_left (page, gauge);
  gboolean counts = parvis_freshness_counts (gauge->state);

  parvis_html_put (html, "<li");
  parvis_html_attribute (html->out, "data-place", place->id);
  write_position (page, place);
  if (gauge->pmr > 0)
    parvis_html_put (html, " data-pmr");
  if (gauge->charging > 0)
    parvis_html_put (html, " data-charging");
  parvis_html_put (html, ">\n<div class=\"what\"><h3>");
  parvis_html_write (html, place->name);
  parvis_html_put (html, "</h3>\n<p class=\"left\"><strong");
  if (counts && gauge->free > 0)
    parvis_html_attribute (html->out, "data-free", gauge->figure.id);
  parvis_html_put (html, ">");
  parvis_html_write (html, left);
  parvis_html_put (html, "</strong> ");
  write_reserved (page, gauge->pmr, counts ? gauge->pmr_free : -1,
                  N_("of which {number} for disabled people"),
                  N_("{number} spaces for disabled people"));
  write_reserved (page, gauge->charging, counts ? gauge->charging_free : -1,
                  N_("of which {number} with charging"), N_("{number} spaces with charging"));
  parvis_html_put (html, "</p>\n");
  parvis_resident_freshness (page, gauge->state, gauge->figure.observed_at);
  if (gauge->state == PARVIS_FRESHNESS_STALE && gauge->free >= 0)
    {
      g_autofree char *clock = parvis_resident_clock (page, gauge->figure.observed_at);
      g_autofree char *number = g_strdup_printf ("%d", gauge->free);

      parvis_html_element (html, "p class=\"hint\"", N_("The last one: {number}, at {time}"),
                           "number", number, "time", clock, NULL);
    }
  if (gauge->state == PARVIS_FRESHNESS_CLOSED)
    {
      g_autofree char *closed = parvis_resident_closed (page, place);

      parvis_html_put (html, "<p class=\"hint\">");
      parvis_html_write (html, closed);
      parvis_html_put (html, "</p>\n");
    }
  parvis_html_put (html, "</div>\n");
  if (gauge->level > 0)
    parvis_resident_bars (page, gauge->level);
  parvis_resident_directions (page, place->name, place->lon, place->lat);
  parvis_html_put (html, "</li>\n");
}

static void
write_sum (ParvisResident       *page,
           const ParvisAreaView *area)
{
  g_autofree char *number = g_strdup_printf ("%d", area->rollup.free);
  g_autofree char *fresh = g_strdup_printf ("%d", area->rollup.fresh);
  g_autofree char *all = g_strdup_printf ("%u", area->places->len);

  if (area->rollup.fresh == 0 || area->places->len < 2)
    return;

  parvis_html_element (&page->html, "p class=\"sum\"",
                       area->rollup.fresh == (int) area->places->len
                       ? N_("{number} spaces free in all")
                       : N_("{number} spaces free in {fresh} of {all} car parks; the others are not"
                            " counted"),
                       "number", number, "fresh", fresh, "all", all, NULL);
}

static void
write_area (ParvisResident       *page,
            const ParvisAreaView *area)
{
  ParvisHtml *html = &page->html;

  parvis_html_put (html, "<section class=\"card area\"");
  parvis_html_attribute (html->out, "data-live", area->id);
  parvis_html_put (html, ">\n<div class=\"head\"><h2>");
  if (area->name != NULL)
    parvis_html_write (html, area->name);
  else
    parvis_html_say (html, N_("Elsewhere in town"), NULL);
  parvis_html_put (html, "</h2></div>\n");
  write_sum (page, area);
  parvis_html_put (html, "<ul class=\"parks\">\n");
  for (guint i = 0; i < area->places->len; i++)
    write_place (page, g_ptr_array_index (area->places, i));
  parvis_html_put (html, "</ul>\n</section>\n");
}

static void
find_reserved (const ParvisTownView *town,
               gboolean             *pmr,
               gboolean             *charging)
{
  *pmr = *charging = FALSE;
  for (guint i = 0; i < town->everything->len; i++)
    {
      const ParvisPlaceView *place = g_ptr_array_index (town->everything, i);

      *pmr |= place->vehicles != NULL && place->vehicles->pmr > 0;
      *charging |= place->vehicles != NULL && place->vehicles->charging > 0;
    }
}

static void
write_filter (ParvisResident *page,
              const char     *open,
              const char     *label)
{
  parvis_html_put (&page->html, open);
  parvis_html_say (&page->html, label, NULL);
  parvis_html_put (&page->html, "</button>\n");
}

/* What only a script can do is shown by the script. */
static void
write_tools (ParvisResident *page)
{
  ParvisHtml *html = &page->html;
  gboolean pmr;
  gboolean charging;

  find_reserved (page->town, &pmr, &charging);
  parvis_html_put (html, "<div class=\"tools\" id=\"tools\" role=\"group\" hidden");
  parvis_html_label (html, "aria-label", N_("Sort and choose"), NULL);
  parvis_html_label (html, "data-favourite", N_("Favourite"), NULL);
  parvis_html_put (html, ">\n");
  write_filter (page, "<button type=\"button\" data-sort aria-pressed=\"false\">",
                N_("Nearest first"));
  if (pmr)
    write_filter (page, "<button type=\"button\" data-only=\"pmr\" aria-pressed=\"false\">",
                  N_("For disabled people"));
  if (charging)
    write_filter (page, "<button type=\"button\" data-only=\"charging\" aria-pressed=\"false\">",
                  N_("Charging"));
  parvis_html_put (html, "<p class=\"hint\" id=\"where\" role=\"status\"");
  parvis_html_label (html, "data-denied",
                     N_("The phone does not tell where it is: the list stays in the order of"
                        " names."), NULL);
  parvis_html_label (html, "data-found",
                     N_("Nearest first. Where you are stays on this phone."), NULL);
  parvis_html_put (html, "></p>\n</div>\n");
}

void
parvis_resident_parking (ParvisResident *page)
{
  const GPtrArray *areas = page->town->areas;

  if (areas->len == 0)
    {
      parvis_html_element (&page->html, "p", N_("Nothing is counted here yet."), NULL);
      return;
    }

  write_tools (page);
  for (guint i = 0; i < areas->len; i++)
    write_area (page, g_ptr_array_index (areas, i));
}
