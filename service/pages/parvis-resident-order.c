/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-order"

#include "config.h"

#include "parvis-resident-bread.h"

#include "parvis-decline-words.h"
#include "parvis-order.h"

/* The page of one reservation: the code, which stays readable without a network. */

static const char *
get_text (const json_t *object,
          const char   *name)
{
  return json_string_value (json_object_get (object, name));
}

static gboolean
is_open (const json_t *order)
{
  ParvisOrderState state;

  return parvis_order_state_from_string (get_text (order, "state"), &state) &&
         parvis_order_state_is_open (state);
}

static void
write_code (ParvisResident *page,
            const json_t   *order)
{
  ParvisHtml *html = &page->html;
  g_autofree char *code = parvis_resident_code (get_text (order, "code"));
  g_autofree char *said = parvis_resident_say_code (page, get_text (order, "code"));
  gboolean sure = json_is_true (json_object_get (order, "confirmed"));

  parvis_html_put (html, sure || !is_open (order)
                   ? "<section class=\"card ticket\" data-poll"
                   : "<section class=\"card ticket waits\" data-poll");
  /* Where it goes on to another state, the whole page does. */
  parvis_html_attribute (html->out, "data-live", get_text (order, "state"));
  parvis_html_put (html, sure || !is_open (order) ? ">\n<p class=\"state\">"
                                                  : ">\n<p class=\"state late\">");
  parvis_html_say (html, parvis_resident_order_state (order), NULL);
  parvis_html_put (html, "</p>\n");
  if (is_open (order))
    {
      parvis_html_element (html, "p class=\"hint\"", N_("Your code"), NULL);
      parvis_html_put (html, "<p class=\"code\">");
      parvis_html_write (html, code);
      parvis_html_put (html, "</p>\n");
      parvis_html_element (html, "p class=\"hint\"", N_("Say “{code}”"), "code", said, NULL);
    }
  parvis_html_put (html, "</section>\n");
}

static void
write_reason (ParvisResident *page,
              const json_t   *order)
{
  g_autofree char *said = NULL;

  if (g_strcmp0 (get_text (order, "state"),
                 parvis_order_state_to_string (PARVIS_ORDER_DECLINED)) != 0)
    return;

  said = parvis_words_decline_told (order, page->html.language);
  parvis_html_put (&page->html, "<blockquote><p>");
  parvis_html_write (&page->html, said);
  parvis_html_put (&page->html, "</p></blockquote>\n");
}

static void
write_when (ParvisResident *page,
            const json_t   *order)
{
  ParvisHtml *html = &page->html;
  g_autofree char *day = parvis_resident_date (page, get_text (order, "day"));
  g_autofree char *from = parvis_resident_minute (json_integer_value (json_object_get (order,
                                                                                       "from")));
  g_autofree char *until = parvis_resident_minute (json_integer_value (json_object_get (order,
                                                                                        "until")));
  gint64 delay = json_integer_value (json_object_get (order, "delay"));
  gint64 kept = PARVIS_NO_TIME;

  parvis_html_element (html, "p class=\"hint\"", N_("Collect {day}"), "day", day, NULL);
  parvis_html_element (html, "p class=\"when\"", N_("{from} – {until}"), "from", from,
                       "until", until, NULL);
  if (delay > 0 && is_open (order))
    {
      g_autofree char *minutes = g_strdup_printf ("%" G_GINT64_FORMAT, delay);

      parvis_html_element (html, "p class=\"late\"",
                           N_("The shop is {minutes} minutes late. Your bread is kept as much"
                              " longer."), "minutes", minutes, NULL);
    }
  if (is_open (order) &&
      parvis_json_get_time_or (order, "keep_until", PARVIS_NO_TIME, &kept, NULL) &&
      kept != PARVIS_NO_TIME)
    {
      g_autofree char *clock = parvis_resident_clock (page, kept);

      parvis_html_element (html, "p class=\"hint\"", N_("Kept until {time}"), "time", clock, NULL);
    }
}

static void
write_line (ParvisResident *page,
            const json_t   *line)
{
  ParvisHtml *html = &page->html;
  const json_t *options = json_object_get (line, "options");
  gint64 quantity = json_integer_value (json_object_get (line, "quantity"));
  g_autofree char *money = parvis_resident_money (page,
                                                  quantity *
                                                  json_integer_value (json_object_get (line,
                                                                                       "price")));

  parvis_html_put (html, "<tr><th scope=\"row\">");
  parvis_html_int (html, quantity);
  parvis_html_put (html, " × ");
  parvis_html_write (html, get_text (line, "name"));
  for (gsize i = 0; i < json_array_size (options); i++)
    {
      parvis_html_put (html, i == 0 ? " (" : ", ");
      parvis_html_write (html, get_text (json_array_get (options, i), "choice"));
    }
  parvis_html_put (html, json_array_size (options) > 0 ? ")</th><td>" : "</th><td>");
  parvis_html_write (html, money);
  parvis_html_put (html, "</td></tr>\n");
}

static void
write_lines (ParvisResident *page,
             const json_t   *order)
{
  ParvisHtml *html = &page->html;
  const json_t *lines = json_object_get (order, "lines");
  g_autofree char *total = parvis_resident_money (page,
                                                  json_integer_value (json_object_get (order,
                                                                                       "total")));

  parvis_html_put (html, "<table>\n<tbody>\n");
  for (gsize i = 0; i < json_array_size (lines); i++)
    write_line (page, json_array_get (lines, i));
  parvis_html_put (html, "</tbody>\n<tfoot>\n<tr><th scope=\"row\">");
  parvis_html_say (html, N_("To pay in the shop"), NULL);
  parvis_html_put (html, "</th><td>");
  parvis_html_write (html, total);
  parvis_html_put (html, "</td></tr>\n</tfoot>\n</table>\n");
}

static void
write_ways (ParvisResident         *page,
            const ParvisBreadOrder *about)
{
  ParvisHtml *html = &page->html;
  const json_t *lon = json_object_get (about->shop, "lon");
  const json_t *lat = json_object_get (about->shop, "lat");
  const char *phone = get_text (about->shop, "phone");
  g_autofree char *calendar = g_strconcat (page->town->address,
                                           "/" PARVIS_BREAD_PATH "/commande/",
                                           get_text (about->order, "id"), "/agenda.ics", NULL);

  parvis_html_put (html, "<p class=\"ways\">");
  if (json_is_number (lon) && json_is_number (lat))
    parvis_resident_directions (page, get_text (about->shop, "name"), json_number_value (lon),
                                json_number_value (lat));
  parvis_html_link (html, calendar, " class=\"button\"");
  parvis_html_say (html, N_("Calendar"), NULL);
  parvis_html_put (html, "</a>\n");
  if (phone != NULL)
    {
      g_autofree char *address = g_strconcat ("tel:", phone, NULL);

      parvis_html_link (html, address, " class=\"button\"");
      parvis_html_say (html, N_("Call"), NULL);
      parvis_html_put (html, "</a>\n");
    }
  parvis_html_put (html, "</p>\n");
}

static void
begin_form (ParvisResident         *page,
            const ParvisBreadOrder *about,
            const char             *what,
            const char             *key)
{
  ParvisHtml *html = &page->html;
  g_autofree char *action = g_strconcat (page->town->address, "/" PARVIS_BREAD_PATH "/commande/",
                                         get_text (about->order, "id"), "/", what, NULL);

  parvis_html_put (html, "<form method=\"post\"");
  parvis_html_attribute (html->out, "action", action);
  parvis_html_put (html, "><input type=\"hidden\" name=\"key\"");
  parvis_html_attribute (html->out, "value", key);
  parvis_html_put (html, ">\n");
}

static void
write_tell (ParvisResident         *page,
            const ParvisBreadOrder *about)
{
  ParvisHtml *html = &page->html;

  parvis_html_put (html, "<details class=\"card\"><summary>");
  parvis_html_say (html, N_("Tell me when it is ready"), NULL);
  parvis_html_put (html, "</summary>\n");
  begin_form (page, about, "prevenir", about->keys[0]);
  parvis_html_put (html, "<p class=\"field\"><label for=\"email\">");
  parvis_html_say (html, N_("E-mail (leave it empty to be told nothing any more)"), NULL);
  parvis_html_put (html, "</label>\n<input type=\"email\" id=\"email\" name=\"email\""
                   " autocomplete=\"email\" maxlength=\"254\"></p>\n<button>");
  parvis_html_say (html, N_("Keep"), NULL);
  parvis_html_put (html, "</button></form>\n</details>\n");
}

/* It asks once, by being opened. */
static void
write_cancel (ParvisResident         *page,
              const ParvisBreadOrder *about)
{
  ParvisHtml *html = &page->html;
  gint64 until = PARVIS_NO_TIME;
  g_autofree char *clock = NULL;

  if (!parvis_json_get_time_or (about->order, "cancel_until", PARVIS_NO_TIME, &until, NULL) ||
      until == PARVIS_NO_TIME)
    return;

  clock = parvis_resident_clock (page, until);
  if (until <= page->now)
    {
      parvis_html_element (html, "p class=\"hint\"",
                           N_("It is too late to cancel here: call the shop."), NULL);
      return;
    }

  parvis_html_put (html, "<details class=\"cancel\"><summary>");
  parvis_html_say (html, N_("Cancel my reservation"), NULL);
  parvis_html_put (html, "</summary>\n");
  parvis_html_element (html, "p class=\"hint\"",
                       N_("The bread goes back on sale. Free until {time}."), "time", clock, NULL);
  begin_form (page, about, "annuler", about->keys[1]);
  parvis_html_put (html, "<button class=\"danger\">");
  parvis_html_say (html, N_("Yes, cancel"), NULL);
  parvis_html_put (html, "</button></form>\n</details>\n");
}

static void
write_order (ParvisResident *page)
{
  const ParvisBreadOrder *about = page->about;
  ParvisHtml *html = &page->html;

  if (about->problem != NULL)
    {
      parvis_html_put (html, "<div class=\"problem\" role=\"alert\">");
      parvis_html_element (html, "p", about->problem, NULL);
      parvis_html_put (html, "</div>\n");
    }
  write_code (page, about->order);
  write_reason (page, about->order);
  parvis_html_put (html, "<section class=\"card\" data-live=\"order\">\n<h2>");
  parvis_html_write (html, get_text (about->order, "shop"));
  parvis_html_put (html, "</h2>\n");
  write_when (page, about->order);
  write_lines (page, about->order);
  parvis_html_put (html, "</section>\n");
  if (is_open (about->order))
    {
      write_ways (page, about);
      write_tell (page, about);
      parvis_html_element (html, "p class=\"hint\"", N_("This code stays here without a network."),
                           NULL);
      write_cancel (page, about);
    }
  parvis_html_put (html, "<p>");
  parvis_resident_link (page, PARVIS_BREAD_PATH, " class=\"button\"");
  parvis_html_say (html, N_("My reservations"), NULL);
  parvis_html_put (html, "</a></p>\n");
}

const ParvisResidentKind parvis_resident_bread_order = {
  PARVIS_BREAD_PATH, N_("Your reservation"), NULL, NULL, NULL, write_order,
};
