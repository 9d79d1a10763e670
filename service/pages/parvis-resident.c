/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident"

#include "config.h"

#include "parvis-resident-bread.h"

#include <string.h>

#define ICON_HOME    "<path d=\"M4 11l8-7 8 7v9h-5v-6H9v6H4z\"/>"
#define ICON_POOL    "<path d=\"M3 15c2 0 2 1.5 4.5 1.5S10 15 12 15s2 1.5 4.5 1.5S19 15 21 15" \
                     "M3 20c2 0 2 1.5 4.5 1.5S10 20 12 20s2 1.5 4.5 1.5S19 20 21 20" \
                     "M6 12l6-6 4 6\"/><circle cx=\"18\" cy=\"7\" r=\"2\"/>"
#define ICON_PARKING "<rect x=\"3.5\" y=\"3.5\" width=\"17\" height=\"17\" rx=\"3\"/>" \
                     "<path d=\"M10 17.5v-11h3a3.3 3.3 0 010 6.6h-3\"/>"

#define ICON_BREAD   "<path d=\"M5 19c-2-2-1-5 1-7l6-6c2-2 5-3 7-1s1 5-1 7l-6 6c-2 2-5 3-7 1z" \
                     "M9 11l3 3M12 8l3 3\"/>"

static gboolean
shows_people (const ParvisTownView *town)
{
  return town->shows_people;
}

static gboolean
shows_orders (const ParvisTownView *town)
{
  return town->shows_orders;
}

static gboolean
shows_vehicles (const ParvisTownView *town)
{
  return town->shows_vehicles;
}

const ParvisResidentKind parvis_resident_kinds[] = {
  { "", N_("Welcome"), N_("Home"), ICON_HOME, NULL, parvis_resident_home },
  { "piscine", N_("Places"), N_("Places"), ICON_POOL, shows_people, parvis_resident_places },
  { "se-garer", N_("Parking"), N_("Parking"), ICON_PARKING, shows_vehicles,
    parvis_resident_parking },
  { PARVIS_BREAD_PATH, N_("Bread"), N_("Bread"), ICON_BREAD, shows_orders, parvis_resident_bread },
  { "mes-choix", N_("Your data and your choices"), NULL, NULL, NULL, parvis_resident_choices },
  { "accessibilite", N_("Accessibility"), NULL, NULL, NULL, parvis_resident_accessibility },
  { "mentions", N_("Legal information"), NULL, NULL, NULL, parvis_resident_mentions },
  { NULL },
};

const ParvisResidentKind *
parvis_resident_find (const ParvisTownView *town,
                      const char           *path)
{
  for (const ParvisResidentKind *kind = parvis_resident_kinds; kind->path != NULL; kind++)
    {
      if (strcmp (kind->path, path) == 0)
        return kind->is_there == NULL || kind->is_there (town) ? kind : NULL;
    }

  return NULL;
}

static char *
write_page (ParvisResident *page)
{
  page->html.out = g_string_sized_new (8192);
  parvis_resident_write_top (page);
  page->kind->write (page);
  parvis_resident_write_bottom (page);

  return g_string_free (page->html.out, FALSE);
}

char *
parvis_resident_write (const ParvisTownView         *town,
                       const ParvisResidentSettings *settings,
                       const ParvisResidentKind     *kind,
                       const char                   *language,
                       gint64                        now,
                       ParvisUsualFunc               find_usual,
                       gpointer                      user_data)
{
  ParvisResident page = {
    .town = town,
    .settings = settings,
    .kind = kind,
    .now = now,
    .find_usual = find_usual,
    .usual_data = user_data,
    .html = { .language = language },
  };

  return write_page (&page);
}

char *
parvis_resident_write_about (const ParvisTownView         *town,
                             const ParvisResidentSettings *settings,
                             const ParvisResidentKind     *kind,
                             const char                   *language,
                             gint64                        now,
                             gconstpointer                 about)
{
  ParvisResident page = {
    .town = town,
    .settings = settings,
    .kind = kind,
    .now = now,
    .about = about,
    .html = { .language = language },
  };

  return write_page (&page);
}

char *
parvis_resident_write_manifest (const ParvisTownView         *town,
                                const ParvisResidentSettings *settings,
                                const char                   *language)
{
  g_autoptr (json_t) manifest = NULL;

  manifest = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:[{s:s, s:s, s:s}]}",
                        "id", town->address, "name", town->name, "short_name", town->name,
                        "lang", language, "start_url", town->address, "scope", town->address,
                        "display", "standalone", "background_color", "#f5f4f7",
                        "theme_color", "#ffffff", "icons", "src", settings->icon,
                        "sizes", "any", "type", "image/svg+xml");

  return parvis_json_dump (manifest);
}
