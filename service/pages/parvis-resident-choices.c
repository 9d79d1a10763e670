/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-choices"

#include "config.h"

#include "parvis-resident.h"

/* What this phone may keep or do, and what follows from it. Nothing of it is sent: a script
 * keeps it on the phone, so without one there is nothing to choose and nothing kept.
 */
static const struct
{
  const char *name;
  const char *title;
  const char *yes;
  gboolean    on;         /* where nobody chose */
} choices[] = {
  { "position", N_("Where I am"),
    N_("Car parks are sorted by distance, on this phone: where you are is never sent. Without: in"
       " the order of their names."), FALSE },
  { "name", N_("Remember my name"),
    N_("Name, telephone and e-mail are filled in next time. They stay on this phone. Without: you"
       " type them each time."), FALSE },
  { "favourites", N_("Remember my favourites"),
    N_("Your car parks come first. They stay on this phone. Without: everybody’s order."), TRUE },
};

static void
write_choice (ParvisResident *page,
              guint           i)
{
  ParvisHtml *html = &page->html;

  parvis_html_put (html, "<li>\n<input type=\"checkbox\" role=\"switch\" id=\"choice-");
  parvis_html_write (html, choices[i].name);
  parvis_html_put (html, "\" data-choice=\"");
  parvis_html_write (html, choices[i].name);
  parvis_html_put (html, "\" aria-describedby=\"why-");
  parvis_html_write (html, choices[i].name);
  parvis_html_put (html, choices[i].on ? "\" checked disabled>\n<label for=\"choice-"
                                       : "\" disabled>\n<label for=\"choice-");
  parvis_html_write (html, choices[i].name);
  parvis_html_put (html, "\">");
  parvis_html_say (html, choices[i].title, NULL);
  parvis_html_put (html, "</label>\n<p class=\"hint\" id=\"why-");
  parvis_html_write (html, choices[i].name);
  parvis_html_put (html, "\">");
  parvis_html_say (html, choices[i].yes, NULL);
  parvis_html_put (html, "</p>\n</li>\n");
}

static void
write_phone (ParvisResident *page)
{
  ParvisHtml *html = &page->html;
  g_autofree char *forget = g_strconcat (page->town->address, "/mes-choix/oublier", NULL);

  parvis_html_put (html, "<section class=\"card\">\n");
  parvis_html_element (html, "h2", N_("On this phone"), NULL);
  parvis_html_put (html, "<noscript>");
  parvis_html_element (html, "p", N_("Your browser runs no script, so there is nothing to choose"
                                     " here."), NULL);
  parvis_html_put (html, "</noscript>\n<ul class=\"choices\">\n");
  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    write_choice (page, i);
  parvis_html_put (html, "</ul>\n");
  parvis_html_element (html, "h3", N_("Statistics"), NULL);
  parvis_html_element (html, "p", N_("None are made of who looks at these pages: there is nothing"
                                     " to"
                                     " refuse."), NULL);
  parvis_html_put (html, "<details class=\"forget\"><summary>");
  parvis_html_say (html, N_("Erase everything from this phone"), NULL);
  parvis_html_put (html, "</summary>\n");
  if (page->town->shows_orders)
    parvis_html_element (html, "p",
                         N_("What you reserved stays reserved, but you can neither look at it nor"
                            " cancel it here any more. Cancel first what you do not want."), NULL);
  parvis_html_put (html, "<form method=\"post\"");
  parvis_html_attribute (html->out, "action", forget);
  parvis_html_put (html, "><button class=\"danger\" id=\"forget\">");
  parvis_html_say (html, N_("Yes, erase everything"), NULL);
  parvis_html_put (html, "</button></form></details>\n"
                   "<p class=\"hint\" id=\"forgotten\" role=\"status\"");
  parvis_html_label (html, "data-done", N_("Erased. This phone keeps nothing of these pages any"
                                           " more."), NULL);
  parvis_html_put (html, "></p>\n</section>\n");
}

static void
write_item (ParvisResident *page,
            const char     *what,
            const char     *until,
            const char     *days)
{
  ParvisHtml *html = &page->html;

  parvis_html_put (html, "<dt>");
  parvis_html_say (html, what, NULL);
  parvis_html_put (html, "</dt><dd>");
  parvis_html_say (html, until, "days", days, NULL);
  parvis_html_put (html, "</dd>\n");
}

static void
write_town (ParvisResident *page)
{
  ParvisHtml *html = &page->html;
  g_autofree char *days = g_strdup_printf ("%u", page->settings->orders_kept_days);

  parvis_html_put (html, "<section class=\"card\">\n");
  parvis_html_element (html, "h2", N_("What the town keeps about you"), NULL);
  parvis_html_put (html, "<dl>\n");
  write_item (page, N_("When you look"),
              N_("Nothing: neither who you are nor where from."), days);
  if (page->town->shows_people || page->town->shows_vehicles)
    write_item (page, N_("Pool and parking"),
                N_("How many people or cars, never who: those who are counted are no names."),
                   days);
  if (page->town->shows_orders)
    write_item (page, N_("Reservations of bread"),
                N_("Your name and how to reach you, until {days} days after the day of the bread."),
                days);
  if (page->town->shows_dossiers)
    write_item (page, N_("Dossiers"),
                N_("What you sent, until the date that your dossier shows. Whoever at the town hall"
                   " opens it is written down, and the town can tell you who looked."), days);
  write_item (page, N_("Your language"),
              N_("If you choose it here, a cookie on your phone remembers it for a year."), days);
  if (page->town->shows_orders)
    write_item (page, N_("Whose a reservation is"),
                N_("A cookie with a random number, once you open the page to reserve: 400 days, or"
                   " until you erase it here. There is no other."), days);
  parvis_html_put (html, "</dl>\n");
  parvis_html_element (html, "p class=\"hint\"", N_("To get what is kept, or have it erased, ask"
                                                    " the"
                                                    " town hall; it answers within a month."),
                       NULL);
  parvis_html_put (html, "</section>\n");
}

void
parvis_resident_choices (ParvisResident *page)
{
  write_phone (page);
  write_town (page);
}
