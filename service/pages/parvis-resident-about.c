/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-about"

#include "config.h"

#include "parvis-resident.h"

static void
begin (ParvisResident *page)
{
  parvis_html_put (&page->html, "<section class=\"card text\">\n");
}

static void
end (ParvisResident *page)
{
  parvis_html_put (&page->html, "</section>\n");
}

/* What article 47 of the law 2005-102 and decree 2019-768 ask for. */
void
parvis_resident_accessibility (ParvisResident *page)
{
  ParvisHtml *html = &page->html;

  begin (page);
  parvis_html_element (html, "p", N_("{town} wants everybody to be able to use these pages."),
                                     "town",
                       page->town->name, NULL);
  parvis_html_element (html, "h2", N_("State of compliance"), NULL);
  parvis_html_element (html, "p", N_("These pages are partially compliant with RGAA 4.1 and WCAG"
                                     " 2.1,"
                                     " level AA: no independent audit was made yet."), NULL);
  parvis_html_element (html, "p", N_("Each page is checked by a program (axe-core) in both"
                                     " languages,"
                                     " in light and dark, on a screen of 360 pixels, at 200 % of"
                                     " the text and with the keyboard alone; it finds nothing."),
                       NULL);
  parvis_html_element (html, "h2", N_("What is not accessible"), NULL);
  parvis_html_element (html, "p", N_("The drawing of a day has the same in figures below it."
                                     " Nothing"
                                     " else is known."), NULL);
  parvis_html_element (html, "h2", N_("Tell us"), NULL);
  parvis_html_element (html, "p", N_("If something keeps you from reading or doing what you came"
                                     " for,"
                                     " tell the town hall: it gives you the same in another way."),
                       NULL);
  parvis_html_element (html, "h2", N_("If nobody answers"), NULL);
  parvis_html_element (html, "p", N_("You can write to the Defender of Rights (Défenseur des"
                                     " droits),"
                                     " Libre réponse 71120, 75342 Paris CEDEX 07, without a stamp,"
                                     " or"
                                     " call 09 69 39 00 00."), NULL);
  end (page);
}

void
parvis_resident_mentions (ParvisResident *page)
{
  ParvisHtml *html = &page->html;

  begin (page);
  parvis_html_element (html, "h2", N_("Who publishes"), NULL);
  parvis_html_element (html, "p", N_("{town} publishes these pages; its mayor directs their"
                                     " publication."), "town", page->town->name, NULL);
  parvis_html_element (html, "h2", N_("With what"), NULL);
  parvis_html_element (html, "p", N_("Parvis is free software (GPL 3 or later). Nothing on these"
                                     " pages"
                                     " comes from anybody else: no advertisement, no tracker, no"
                                     " font, no map of others."), NULL);
  parvis_html_element (html, "h2", N_("Figures"), NULL);
  parvis_html_element (html, "p", N_("Each figure is shown with its age. It is what sensors, gates"
                                     " or"
                                     " people counted, and promises no place."), NULL);
  end (page);
}
