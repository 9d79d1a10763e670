/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-shell"

#include "config.h"

#include "parvis-resident.h"

#include "parvis-contact.h"
#include "parvis-day.h"
#include "parvis-phrase-day.h"

#include <string.h>

#define ICON_TOWN   "<path d=\"M5 3h14v9c0 5-3.500 7.500-7 9-3.500-1.500-7-4-7-9zM8 9h8M8 13h8\"/>"
#define ICON_SHIELD "<path d=\"M5 4h14v8c0 4.500-3.500 7-7 8.500-3.500-1.500-7-4-7-8.500z\"/>"

/* What each language is called by those who speak it, and in a corner. */
static const struct
{
  const char *language;
  const char *name;
  const char *mark;
} languages[] = {
  { "en", "English", "EN" },
  { "fr", "Français", "FR" },
};

void
parvis_resident_icon (ParvisResident *page,
                      const char     *shapes)
{
  parvis_html_put (&page->html, "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" "
                   "focusable=\"false\">");
  parvis_html_put (&page->html, shapes);
  parvis_html_put (&page->html, "</svg>");
}

void
parvis_resident_link (ParvisResident *page,
                      const char     *path,
                      const char     *attributes)
{
  g_autofree char *address = path[0] == '\0' ? g_strdup (page->town->address)
                             : g_strconcat (page->town->address, "/", path, NULL);

  parvis_html_link (&page->html, address, attributes);
}

void
parvis_resident_directions (ParvisResident *page,
                            const char     *place,
                            double          east,
                            double          north)
{
  char lon[G_ASCII_DTOSTR_BUF_SIZE];
  char lat[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree char *name = g_uri_escape_string (place, NULL, FALSE);
  g_autofree char *address = NULL;

  g_ascii_formatd (lat, sizeof lat, "%.6f", north);
  g_ascii_formatd (lon, sizeof lon, "%.6f", east);
  address = g_strdup_printf ("geo:%s,%s?q=%s,%s(%s)", lat, lon, lat, lon, name);
  parvis_html_link (&page->html, address, " class=\"button\"");
  parvis_html_say (&page->html, N_("Go there"), NULL);
  parvis_html_put (&page->html, "<span class=\"unseen\"> ");
  parvis_html_write (&page->html, place);
  parvis_html_put (&page->html, "</span></a>\n");
}

static void
write_asset (ParvisResident *page,
             const char     *open,
             const char     *attribute,
             const char     *address,
             const char     *close)
{
  parvis_html_put (&page->html, open);
  parvis_html_attribute (page->html.out, attribute, address);
  parvis_html_put (&page->html, close);
}

static const char *
find_title (const ParvisResident *page)
{
  return page->kind->write == parvis_resident_places ? parvis_resident_places_name (page->town)
                                                     : page->kind->title;
}

static void
write_head (ParvisResident *page)
{
  ParvisHtml *html = &page->html;
  const char *title = parvis_phrase (html->language, find_title (page));
  g_autofree char *manifest = g_strconcat (page->town->address, "/manifest.webmanifest", NULL);

  parvis_html_put (html, "<!DOCTYPE html>\n<html");
  parvis_html_attribute (html->out, "lang", html->language);
  parvis_html_put (html, ">\n<head>\n<meta charset=\"utf-8\">\n"
                   "<meta name=\"viewport\" content=\"width=device-width\">\n"
                   "<meta name=\"color-scheme\" content=\"light dark\">\n");
  parvis_html_put (html, "<meta name=\"description\"");
  parvis_html_label (html, "content", N_("{town}: pool, parking and town services, live. Without"
                                         " account, without tracker."),
                     "town", page->town->name, NULL);
  parvis_html_put (html, ">\n");
  if (page->kind->path[0] == '\0')
    {
      parvis_html_put (html, "<title>");
      parvis_html_write (html, page->town->name);
      parvis_html_put (html, "</title>\n");
    }
  else
    {
      parvis_html_element (html, "title", N_("{title} – {town}"), "title", title,
                           "town", page->town->name, NULL);
    }
  write_asset (page, "<link rel=\"stylesheet\"", "href", page->settings->style, ">\n");
  if (page->about != NULL)
    write_asset (page, "<link rel=\"stylesheet\"", "href", page->settings->own_style, ">\n");
  write_asset (page, "<link rel=\"icon\" type=\"image/svg+xml\"", "href", page->settings->icon,
               ">\n");
  write_asset (page, "<link rel=\"manifest\"", "href", manifest, ">\n");
  write_asset (page, "<script type=\"module\"", "src", page->settings->script, "></script>\n");
  parvis_html_put (html, "</head>\n");
}

/* The service worker adds the class "offline" to this very tag when it gives a page that it
 * kept, so it is written as it stands there.
 */
static void
write_offline (ParvisResident *page)
{
  g_autofree char *clock = parvis_resident_clock (page, page->now);

  parvis_html_put (&page->html, "<body>\n<a class=\"skip\" href=\"#main\">");
  parvis_html_say (&page->html, N_("Skip to the content"), NULL);
  parvis_html_put (&page->html, "</a>\n<aside class=\"offline-bar\" id=\"offline\">");
  parvis_html_element (&page->html, "p", N_("Offline. Figures from {time}."), "time", clock,
                       NULL);
  parvis_html_put (&page->html, "</aside>\n");
}

static void
write_languages (ParvisResident *page)
{
  for (guint i = 0; i < G_N_ELEMENTS (languages); i++)
    {
      if (strcmp (languages[i].language, page->html.language) == 0)
        continue;

      parvis_html_put (&page->html, "<a class=\"language\"");
      g_string_append_printf (page->html.out, " href=\"?lang=%s\" hreflang=\"%s\" lang=\"%s\""
                              " aria-label=\"%s (%s)\">%s</a>\n", languages[i].language,
                              languages[i].language, languages[i].language, languages[i].mark,
                              languages[i].name, languages[i].mark);
    }
}

static void
write_header (ParvisResident *page)
{
  ParvisHtml *html = &page->html;
  gint64 day = parvis_day_of_instant (page->now, page->town->zone);
  g_autofree char *date = parvis_phrase_day (html->language, day);
  g_autofree char *clock = parvis_resident_clock (page, page->now);

  parvis_html_put (html, "<header>\n");
  if (page->town->logo != NULL)
    {
      g_autofree char *logo = g_strdup_printf ("/api/v1/towns/%s/logo?%s", page->town->insee,
                                               page->town->logo);

      parvis_html_put (html, "<img class=\"logo\" alt=\"\" width=\"40\" height=\"40\"");
      parvis_html_attribute (html->out, "src", logo);
      parvis_html_put (html, ">\n");
    }
  else
    {
      parvis_resident_icon (page, ICON_TOWN);
    }
  parvis_html_put (html, "<p><strong>");
  parvis_html_write (html, page->town->name);
  parvis_html_put (html, "</strong><span>");
  parvis_html_say (html, N_("{day}, {time}"), "day", date, "time", clock, NULL);
  parvis_html_put (html, "</span></p>\n");
  write_languages (page);
  parvis_html_put (html, "</header>\n");
}

void
parvis_resident_write_top (ParvisResident *page)
{
  ParvisHtml *html = &page->html;

  write_head (page);
  write_offline (page);
  write_header (page);
  parvis_html_put (html, "<main id=\"main\" tabindex=\"-1\"");
  parvis_html_attribute (html->out, "data-town", page->town->insee);
  parvis_html_put (html, ">\n<h1");
  parvis_html_put (html, page->kind->path[0] == '\0' ? " class=\"unseen\">" : ">");
  if (page->kind->path[0] == '\0')
    parvis_html_write (html, page->town->name);
  else
    parvis_html_say (html, find_title (page), NULL);
  parvis_html_put (html, "</h1>\n");
}

static void
write_tabs (ParvisResident *page)
{
  ParvisHtml *html = &page->html;

  parvis_html_put (html, "<nav");
  parvis_html_label (html, "aria-label", N_("Pages"), NULL);
  parvis_html_put (html, ">\n<ul>\n");
  for (const ParvisResidentKind *kind = parvis_resident_kinds; kind->path != NULL; kind++)
    {
      if (kind->tab == NULL || (kind->is_there != NULL && !kind->is_there (page->town)))
        continue;

      parvis_html_put (html, "<li>");
      parvis_resident_link (page, kind->path, strcmp (kind->path, page->kind->path) == 0
                            ? " aria-current=\"page\"" : "");
      parvis_html_put (html, "<span class=\"tab\">");
      parvis_resident_icon (page, kind->icon);
      parvis_html_put (html, "</span>");
      parvis_html_say (html, kind->write == parvis_resident_places
                             ? parvis_resident_places_name (page->town) : kind->tab, NULL);
      parvis_html_put (html, "</a></li>\n");
    }
  parvis_html_put (html, "</ul>\n</nav>\n");
}

static void
write_foot_link (ParvisResident *page,
                 const char     *path,
                 const char     *text)
{
  parvis_html_put (&page->html, "<li>");
  parvis_resident_link (page, path, "");
  parvis_html_say (&page->html, text, NULL);
  parvis_html_put (&page->html, "</a></li>\n");
}

static void
write_phone (ParvisResident *page)
{
  const char *phone = page->town->phone;
  g_autofree char *number = parvis_contact_normalise_phone (phone, page->town->insee);
  g_autofree char *address = NULL;

  if (number == NULL)
    return;

  address = g_strconcat ("tel:", number, NULL);
  parvis_html_put (&page->html, "<li>");
  parvis_html_link (&page->html, address, "");
  parvis_html_say (&page->html, N_("Town hall: {phone}"), "phone", phone, NULL);
  parvis_html_put (&page->html, "</a></li>\n");
}

void
parvis_resident_write_bottom (ParvisResident *page)
{
  ParvisHtml *html = &page->html;

  parvis_html_put (html, "</main>\n");
  /* One line for who hears, which a script fills; its words come with it. */
  parvis_html_put (html, "<p class=\"unseen\" id=\"told\" aria-live=\"polite\"");
  parvis_html_label (html, "data-fresh", N_("Up to date"), NULL);
  parvis_html_label (html, "data-offline", N_("Offline"), NULL);
  parvis_html_put (html, "></p>\n<footer>\n<p class=\"promise\">");
  parvis_resident_icon (page, ICON_SHIELD);
  parvis_html_put (html, "<span>");
  parvis_html_say (html, N_("Without account, without tracker."), NULL);
  parvis_html_put (html, "</span> ");
  parvis_resident_link (page, "mes-choix", "");
  parvis_html_say (html, N_("My choices"), NULL);
  parvis_html_put (html, "</a></p>\n<ul>\n");
  write_foot_link (page, "accessibilite", N_("Accessibility: partially compliant"));
  write_foot_link (page, "mentions", N_("Legal information"));
  write_foot_link (page, "mes-choix", N_("Your data"));
  write_phone (page);
  parvis_html_put (html, "</ul>\n</footer>\n");
  write_tabs (page);
  parvis_html_put (html, "</body>\n</html>\n");
}
