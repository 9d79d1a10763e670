/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-bread"

#include "config.h"

#include "parvis-resident-bread.h"

#include "parvis-day.h"
#include "parvis-order.h"
#include "parvis-phrase-day.h"

#include <string.h>

/* --- words --- */

char *
parvis_resident_money (const ParvisResident *page,
                       gint64                cents)
{
  g_autofree char *whole = g_strdup_printf ("%" G_GINT64_FORMAT, cents / 100);
  g_autofree char *rest = g_strdup_printf ("%02d", (int) (cents % 100));

  return parvis_phrase_fill (parvis_phrase (page->html.language, N_("€{whole}.{cents}")),
                             "whole", whole, "cents", rest, NULL);
}

char *
parvis_resident_minute (gint64 minute)
{
  return g_strdup_printf ("%02d:%02d", (int) (minute / 60), (int) (minute % 60));
}

char *
parvis_resident_date (const ParvisResident *page,
                      const char           *day)
{
  gint64 today = parvis_day_of_instant (page->now, page->town->zone);
  gint64 number;

  if (!parvis_day_parse (day, &number))
    return g_strdup (day);
  if (number == today)
    return g_strdup (parvis_phrase (page->html.language, N_("today")));
  if (number == today + 1)
    return g_strdup (parvis_phrase (page->html.language, N_("tomorrow")));

  return parvis_phrase_day (page->html.language, number);
}

const char *
parvis_resident_order_state (const json_t *order)
{
  ParvisOrderState state;

  if (!parvis_order_state_from_string (json_string_value (json_object_get (order, "state")),
                                       &state))
    return "";

  switch (state)
    {
    case PARVIS_ORDER_PLACED:
    case PARVIS_ORDER_PREPARING:
      return json_is_true (json_object_get (order, "confirmed"))
             ? N_("Confirmed by the shop")
             : N_("Waiting for the shop: do not set out yet.");

    case PARVIS_ORDER_READY:
      return N_("It is ready");

    case PARVIS_ORDER_COLLECTED:
      return N_("You have collected it");

    case PARVIS_ORDER_CANCELLED:
      return N_("You cancelled this reservation");

    case PARVIS_ORDER_DECLINED:
      return N_("The shop cannot prepare it");

    case PARVIS_ORDER_NO_SHOW:
    case PARVIS_ORDER_RELEASED:
      return N_("It was not collected in time and was put back on sale. No harm done.");

    default:
      return "";
    }
}

char *
parvis_resident_shop_closed (const ParvisResident *page,
                             const json_t         *shop)
{
  static const struct
  {
    const char *word;
    const char *phrase;
  } words[] = {
    { "holiday", N_("Closed: public holiday") },
    { "weekday", N_("Closed on this day of the week") },
    { "closed", N_("Closed") },
    { "over", N_("The day is over") },
  };
  const char *closed = json_string_value (json_object_get (shop, "closed_day"));

  if (json_is_true (json_object_get (shop, "shut")))
    return g_strdup (parvis_phrase (page->html.language, N_("No more reservations for today")));
  if (closed == NULL)
    return NULL;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    {
      if (strcmp (words[i].word, closed) == 0)
        return g_strdup (parvis_phrase (page->html.language, words[i].phrase));
    }

  return parvis_phrase_fill (parvis_phrase (page->html.language, N_("Closed: {reason}")),
                             "reason", closed, NULL);
}

/* --- the list of merchants --- */

/* "12 tradition, 2 campagne": what is left of everything. */
static char *
list_left (const json_t *shop)
{
  const json_t *products = json_object_get (shop, "products");
  GString *text = g_string_new (NULL);

  for (gsize i = 0; i < json_array_size (products); i++)
    {
      const json_t *product = json_array_get (products, i);
      gint64 left = json_integer_value (json_object_get (product, "left"));

      if (left <= 0)
        continue;

      g_string_append_printf (text, "%s%" G_GINT64_FORMAT " %s", text->len > 0 ? ", " : "", left,
                              json_string_value (json_object_get (product, "name")));
    }

  return g_string_free (text, FALSE);
}

static void
write_answer (ParvisResident *page,
              const json_t   *shop)
{
  ParvisHtml *html = &page->html;
  g_autofree char *closed = parvis_resident_shop_closed (page, shop);
  g_autofree char *left = list_left (shop);

  if (closed != NULL)
    {
      parvis_html_put (html, "<p class=\"answer\">");
      parvis_html_write (html, closed);
      parvis_html_put (html, "</p>\n");
    }
  else if (json_array_size (json_object_get (shop, "products")) == 0)
    {
      parvis_html_element (html, "p class=\"answer\"", N_("Nothing is offered here yet."), NULL);
    }
  else if (left[0] == '\0')
    {
      parvis_html_element (html, "p class=\"answer\"", N_("Sold out today"), NULL);
    }
  else if (json_array_size (json_object_get (shop, "pickup")) == 0)
    {
      const char *late = json_integer_value (json_object_get (shop, "days_ahead")) > 0
                         ? N_("It is too late for today. Tomorrow?")
                         : N_("It is too late for today.");

      parvis_html_element (html, "p class=\"answer\"",
                           json_array_size (json_object_get (shop, "full")) > 0
                           ? N_("All times of today are taken.") : late, NULL);
    }
  else
    {
      parvis_html_element (html, "p class=\"answer\"", N_("Yes: {list}"), "list", left, NULL);
    }
}

static void
write_shop (ParvisResident *page,
            const json_t   *shop)
{
  ParvisHtml *html = &page->html;
  const char *address = json_string_value (json_object_get (shop, "address"));
  g_autofree char *path = g_strconcat (PARVIS_BREAD_PATH "/",
                                       json_string_value (json_object_get (shop, "id")), NULL);

  parvis_html_put (html, "<section class=\"card\">\n<div class=\"head\"><h2>");
  parvis_resident_link (page, path, "");
  parvis_html_write (html, json_string_value (json_object_get (shop, "name")));
  parvis_html_put (html, "</a></h2></div>\n");
  write_answer (page, shop);
  if (address != NULL)
    {
      parvis_html_put (html, "<p class=\"hint\">");
      parvis_html_write (html, address);
      parvis_html_put (html, "</p>\n");
    }
  parvis_html_put (html, "<p>");
  parvis_resident_link (page, path, " class=\"button main\"");
  parvis_html_say (html, N_("Reserve"), NULL);
  parvis_html_put (html, "<span class=\"unseen\"> ");
  parvis_html_write (html, json_string_value (json_object_get (shop, "name")));
  parvis_html_put (html, "</span></a></p>\n</section>\n");
}

/* --- what this telephone has asked for --- */

static const char *
find_product (const json_t *shops,
              const char   *id)
{
  for (gsize i = 0; i < json_array_size (shops); i++)
    {
      const json_t *products = json_object_get (json_array_get (shops, i), "products");

      for (gsize j = 0; j < json_array_size (products); j++)
        {
          const json_t *product = json_array_get (products, j);

          if (g_strcmp0 (json_string_value (json_object_get (product, "id")), id) == 0)
            return json_string_value (json_object_get (product, "name"));
        }
    }

  return NULL;
}

/* A line that waits for its day has no name yet, and its product may be offered no more. */
static const char *
name_line (const ParvisBread *bread,
           const json_t      *line)
{
  const char *name = json_string_value (json_object_get (line, "name"));

  if (name == NULL)
    name = find_product (bread->shops, json_string_value (json_object_get (line, "product")));

  return name != NULL ? name : "…";
}

static void
write_lines (ParvisResident    *page,
             const ParvisBread *bread,
             const json_t      *lines)
{
  for (gsize i = 0; i < json_array_size (lines); i++)
    {
      const json_t *line = json_array_get (lines, i);

      if (i > 0)
        parvis_html_put (&page->html, ", ");
      parvis_html_int (&page->html, json_integer_value (json_object_get (line, "quantity")));
      parvis_html_put (&page->html, " ");
      parvis_html_write (&page->html, name_line (bread, line));
    }
}

static void
write_order (ParvisResident    *page,
             const ParvisBread *bread,
             const json_t      *order)
{
  ParvisHtml *html = &page->html;
  const char *state = parvis_resident_order_state (order);
  g_autofree char *path = g_strconcat (PARVIS_BREAD_PATH "/commande/",
                                       json_string_value (json_object_get (order, "id")), NULL);
  g_autofree char *code = parvis_resident_code (json_string_value (json_object_get (order,
                                                                                    "code")));
  g_autofree char *day = parvis_resident_date (page,
                                               json_string_value (json_object_get (order, "day")));
  g_autofree char *from = parvis_resident_minute (json_integer_value (json_object_get (order,
                                                                                       "from")));

  parvis_html_put (html, "<li>");
  parvis_resident_link (page, path, "");
  parvis_html_put (html, "<strong>");
  parvis_html_write (html, code);
  parvis_html_put (html, "</strong> ");
  parvis_html_say (html, N_("{day}, {time}"), "day", day, "time", from, NULL);
  parvis_html_put (html, "</a><span class=\"hint\"> ");
  write_lines (page, bread, json_object_get (order, "lines"));
  parvis_html_put (html, " – ");
  parvis_html_say (html, state, NULL);
  parvis_html_put (html, "</span></li>\n");
}

/* A button that ends something, in a form of its own. */
static void
write_end (ParvisResident *page,
           const char     *folder,
           const json_t   *thing,
           const char     *label)
{
  ParvisHtml *html = &page->html;
  g_autofree char *action = g_strconcat (page->town->address, "/" PARVIS_BREAD_PATH "/", folder,
                                         "/", json_string_value (json_object_get (thing, "id")),
                                         NULL);
  g_autofree char *key = g_uuid_string_random ();

  parvis_html_put (html, "<form method=\"post\"");
  parvis_html_attribute (html->out, "action", action);
  parvis_html_put (html, "><input type=\"hidden\" name=\"key\"");
  parvis_html_attribute (html->out, "value", key);
  parvis_html_put (html, "><button>");
  parvis_html_say (html, label, NULL);
  parvis_html_put (html, "</button></form>");
}

static const json_t *
find_shop (const ParvisBread *bread,
           const char        *id)
{
  for (gsize i = 0; i < json_array_size (bread->shops); i++)
    {
      const json_t *shop = json_array_get (bread->shops, i);

      if (g_strcmp0 (json_string_value (json_object_get (shop, "id")), id) == 0)
        return shop;
    }

  return NULL;
}

static void
write_weekly (ParvisResident    *page,
              const ParvisBread *bread,
              const json_t      *weekly)
{
  ParvisHtml *html = &page->html;
  const json_t *shop = find_shop (bread, json_string_value (json_object_get (weekly,
                                                                             "merchant")));
  const char *failed = json_string_value (json_object_get (weekly, "failed"));
  int weekday = (int) json_integer_value (json_object_get (weekly, "weekday"));
  g_autofree char *from = parvis_resident_minute (json_integer_value (json_object_get (weekly,
                                                                                       "from")));

  parvis_html_put (html, "<li><p><strong>");
  parvis_html_say (html, N_("Each week: {weekday}, {time}"), "weekday",
                   parvis_phrase_weekday (html->language, CLAMP (weekday, 1, 7)), "time", from,
                   NULL);
  parvis_html_put (html, "</strong> <span class=\"hint\">");
  write_lines (page, bread, json_object_get (weekly, "lines"));
  if (shop != NULL)
    {
      parvis_html_put (html, " – ");
      parvis_html_write (html, json_string_value (json_object_get (shop, "name")));
    }
  parvis_html_put (html, "</span></p>");
  if (failed != NULL)
    {
      g_autofree char *day = parvis_resident_date (page, failed);

      parvis_html_element (html, "p class=\"late\"",
                           N_("Not possible {day}: nothing is left. It is tried again as soon as"
                              " there is some."), "day", day, NULL);
    }
  write_end (page, "semaine", weekly, N_("No longer"));
  parvis_html_put (html, "</li>\n");
}

static void
write_alert (ParvisResident    *page,
             const ParvisBread *bread,
             const json_t      *alert)
{
  ParvisHtml *html = &page->html;
  const char *product = find_product (bread->shops,
                                      json_string_value (json_object_get (alert, "product")));
  const char *day = json_string_value (json_object_get (alert, "day"));
  g_autofree char *date = day != NULL ? parvis_resident_date (page, day) : g_strdup ("");

  parvis_html_put (html, "<li><p>");
  parvis_html_say (html, N_("You are told when there is {product} again ({day})."), "product",
                   product != NULL ? product : "…", "day", date, NULL);
  parvis_html_put (html, "</p>");
  write_end (page, "alerte", alert, N_("No longer"));
  parvis_html_put (html, "</li>\n");
}

static void
write_mine (ParvisResident    *page,
            const ParvisBread *bread)
{
  ParvisHtml *html = &page->html;

  if (json_array_size (bread->orders) + json_array_size (bread->standing) +
      json_array_size (bread->alerts) == 0)
    return;

  parvis_html_put (html, "<section class=\"card\">\n");
  parvis_html_element (html, "h2", N_("My reservations"), NULL);
  parvis_html_put (html, "<ul class=\"mine\">\n");
  for (gsize i = 0; i < json_array_size (bread->orders); i++)
    write_order (page, bread, json_array_get (bread->orders, i));
  for (gsize i = 0; i < json_array_size (bread->standing); i++)
    write_weekly (page, bread, json_array_get (bread->standing, i));
  for (gsize i = 0; i < json_array_size (bread->alerts); i++)
    {
      const json_t *alert = json_array_get (bread->alerts, i);

      if (json_object_get (alert, "told_at") == NULL)
        write_alert (page, bread, alert);
    }
  parvis_html_put (html, "</ul>\n</section>\n");
}

void
parvis_resident_bread (ParvisResident *page)
{
  const ParvisBread *bread = page->about;

  if (json_array_size (bread->shops) == 0)
    parvis_html_element (&page->html, "p", N_("No shop takes reservations yet."), NULL);

  write_mine (page, bread);
  for (gsize i = 0; i < json_array_size (bread->shops); i++)
    write_shop (page, json_array_get (bread->shops, i));
}
