/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-shop"

#include "config.h"

#include "parvis-resident-bread.h"

#include "parvis-day.h"
#include "parvis-order.h"

#include <string.h>

/* The page of one merchant and one day: two numbered questions, one button. It is one form,
 * which other buttons send elsewhere.
 */

static const char * const allergen_names[PARVIS_N_ALLERGENS] = {
  [PARVIS_ALLERGEN_GLUTEN] = N_("gluten"),
  [PARVIS_ALLERGEN_CRUSTACEANS] = N_("crustaceans"),
  [PARVIS_ALLERGEN_EGGS] = N_("eggs"),
  [PARVIS_ALLERGEN_FISH] = N_("fish"),
  [PARVIS_ALLERGEN_PEANUTS] = N_("peanuts"),
  [PARVIS_ALLERGEN_SOYA] = N_("soya"),
  [PARVIS_ALLERGEN_MILK] = N_("milk"),
  [PARVIS_ALLERGEN_NUTS] = N_("nuts"),
  [PARVIS_ALLERGEN_CELERY] = N_("celery"),
  [PARVIS_ALLERGEN_MUSTARD] = N_("mustard"),
  [PARVIS_ALLERGEN_SESAME] = N_("sesame"),
  [PARVIS_ALLERGEN_SULPHITES] = N_("sulphites"),
  [PARVIS_ALLERGEN_LUPIN] = N_("lupin"),
  [PARVIS_ALLERGEN_MOLLUSCS] = N_("molluscs"),
};

static const char *
get_text (const json_t *object,
          const char   *name)
{
  return json_string_value (json_object_get (object, name));
}

static const char *
get_typed (const ParvisBreadForm *form,
           const char            *name)
{
  return get_text (form->typed, name);
}

/* --- what went wrong --- */

static void
write_problem (ParvisResident        *page,
               const ParvisBreadForm *form)
{
  ParvisHtml *html = &page->html;

  if (form->problem == NULL)
    return;

  parvis_html_put (html, "<div class=\"problem\" role=\"alert\" tabindex=\"-1\" autofocus>\n");
  parvis_html_element (html, "p", form->problem, NULL);
  if (json_array_size (form->others) > 0)
    {
      parvis_html_element (html, "p", N_("What there is instead:"), NULL);
      parvis_html_put (html, "<ul>\n");
      for (gsize i = 0; i < json_array_size (form->others); i++)
        {
          const json_t *other = json_array_get (form->others, i);

          parvis_html_put (html, "<li>");
          parvis_html_int (html, json_integer_value (json_object_get (other, "left")));
          parvis_html_put (html, " ");
          parvis_html_write (html, get_text (other, "name"));
          parvis_html_put (html, "</li>\n");
        }
      parvis_html_put (html, "</ul>\n");
    }
  parvis_html_put (html, "</div>\n");
}

/* At the field at fault, for who hears and who sees. */
static void
mark_field (ParvisResident        *page,
            const ParvisBreadForm *form,
            const char            *name)
{
  if (g_strcmp0 (form->field, name) == 0)
    parvis_html_put (&page->html, " aria-invalid=\"true\"");
}

/* --- days --- */

static void
write_days (ParvisResident        *page,
            const ParvisBreadForm *form)
{
  ParvisHtml *html = &page->html;
  const char *id = get_text (form->shop, "id");
  const char *chosen = get_text (form->shop, "day");
  gint64 today = parvis_day_of_instant (page->now, page->town->zone);
  gint64 ahead = json_integer_value (json_object_get (form->shop, "days_ahead"));

  if (ahead == 0)
    return;

  parvis_html_put (html, "<ul class=\"days\"");
  parvis_html_label (html, "aria-label", N_("Which day?"), NULL);
  parvis_html_put (html, ">\n");
  for (gint64 day = today; day <= today + ahead; day++)
    {
      char text[PARVIS_DAY_SIZE];
      g_autofree char *address = NULL;
      g_autofree char *name = NULL;

      parvis_day_write (day, text);
      address = g_strconcat (page->town->address, "/" PARVIS_BREAD_PATH "/", id, "?day=", text,
                             NULL);
      name = parvis_resident_date (page, text);
      parvis_html_put (html, "<li>");
      parvis_html_link (html, address, g_strcmp0 (text, chosen) == 0
                        ? " class=\"button\" aria-current=\"date\"" : " class=\"button\"");
      parvis_html_write (html, name);
      parvis_html_put (html, "</a></li>\n");
    }
  parvis_html_put (html, "</ul>\n");
}

/* --- how much --- */

static void
write_allergens (ParvisResident *page,
                 const json_t   *product)
{
  ParvisHtml *html = &page->html;
  const json_t *allergens = json_object_get (product, "allergens");
  GString *names;

  if (json_array_size (allergens) == 0)
    return;

  names = g_string_new (NULL);
  for (gsize i = 0; i < json_array_size (allergens); i++)
    {
      ParvisAllergen allergen;

      if (!parvis_allergen_from_string (json_string_value (json_array_get (allergens, i)),
                                        &allergen))
        continue;

      if (names->len > 0)
        g_string_append (names, ", ");
      g_string_append (names, parvis_phrase (html->language, allergen_names[allergen]));
    }
  parvis_html_element (html, "p class=\"hint\"", N_("Contains: {list}"), "list", names->str, NULL);
  g_string_free (names, TRUE);
}

static void
write_choice (ParvisResident *page,
              const json_t   *choice,
              const char     *chosen)
{
  ParvisHtml *html = &page->html;
  gint64 price = json_integer_value (json_object_get (choice, "price"));

  parvis_html_put (html, "<option");
  parvis_html_attribute (html->out, "value", get_text (choice, "id"));
  if (g_strcmp0 (chosen, get_text (choice, "id")) == 0)
    parvis_html_put (html, " selected");
  if (price > 0)
    {
      g_autofree char *cents = g_strdup_printf ("%" G_GINT64_FORMAT, price);

      parvis_html_attribute (html->out, "data-price", cents);
    }
  parvis_html_put (html, ">");
  parvis_html_write (html, get_text (choice, "name"));
  if (price > 0)
    {
      g_autofree char *money = parvis_resident_money (page, price);

      parvis_html_say (html, N_(" (+ {price})"), "price", money, NULL);
    }
  parvis_html_put (html, "</option>\n");
}

static void
write_options (ParvisResident        *page,
               const ParvisBreadForm *form,
               const json_t          *product)
{
  ParvisHtml *html = &page->html;
  const json_t *options = json_object_get (product, "options");

  for (gsize i = 0; i < json_array_size (options); i++)
    {
      const json_t *option = json_array_get (options, i);
      const json_t *choices = json_object_get (option, "choices");
      g_autofree char *name = g_strconcat ("o.", get_text (product, "id"), ".",
                                           get_text (option, "id"), NULL);

      parvis_html_put (html, "<label class=\"option\"><span>");
      parvis_html_write (html, get_text (option, "name"));
      parvis_html_put (html, "<span class=\"unseen\"> ");
      parvis_html_write (html, get_text (product, "name"));
      parvis_html_put (html, "</span></span> <select");
      parvis_html_attribute (html->out, "name", name);
      parvis_html_put (html, ">\n");
      for (gsize j = 0; j < json_array_size (choices); j++)
        write_choice (page, json_array_get (choices, j), get_typed (form, name));
      parvis_html_put (html, "</select></label>\n");
    }
}

/* What can be had at once: what is left, and no more than one person may have in a day. */
static gint64
get_most (const json_t *product)
{
  gint64 left = json_integer_value (json_object_get (product, "left"));
  gint64 limit = json_integer_value (json_object_get (product, "limit"));

  return limit > 0 ? MIN (left, limit) : left;
}

static void
write_quantity (ParvisResident        *page,
                const ParvisBreadForm *form,
                const json_t          *product,
                const char            *name)
{
  ParvisHtml *html = &page->html;
  const char *typed = get_typed (form, name);
  gint64 most = get_most (product);
  gint64 wanted = typed == NULL ? 0 : g_ascii_strtoll (typed, NULL, 10);
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, CLAMP (wanted, 0, most));
  g_autofree char *max = g_strdup_printf ("%" G_GINT64_FORMAT, most);
  g_autofree char *price = g_strdup_printf ("%" JSON_INTEGER_FORMAT,
                                            json_integer_value (json_object_get (product,
                                                                                 "price")));

  if (wanted > most)
    parvis_html_element (html, "p class=\"late\"",
                         most == json_integer_value (json_object_get (product, "left"))
                         ? N_("You wanted {wanted}; only {left} are left.")
                         : N_("You wanted {wanted}; one person may have {left} on a day."),
                         "wanted", typed, "left", max, NULL);
  parvis_html_put (html, "<span class=\"stepper\"><input type=\"number\" inputmode=\"numeric\""
                   " min=\"0\" required");
  parvis_html_attribute (html->out, "max", max);
  parvis_html_attribute (html->out, "id", name);
  parvis_html_attribute (html->out, "name", name);
  parvis_html_attribute (html->out, "value", value);
  parvis_html_attribute (html->out, "data-price", price);
  mark_field (page, form, "lines");
  parvis_html_put (html, "></span>\n");
}

static void
write_alert (ParvisResident        *page,
             const ParvisBreadForm *form,
             const json_t          *product)
{
  ParvisHtml *html = &page->html;
  g_autofree char *action = g_strconcat (page->town->address, "/" PARVIS_BREAD_PATH "/",
                                         get_text (form->shop, "id"), "/alerte", NULL);

  parvis_html_put (html, "<button name=\"product\" formnovalidate");
  parvis_html_attribute (html->out, "formaction", action);
  parvis_html_attribute (html->out, "value", get_text (product, "id"));
  parvis_html_put (html, ">");
  parvis_html_say (html, N_("Alert me"), NULL);
  parvis_html_put (html, "<span class=\"unseen\"> ");
  parvis_html_write (html, get_text (product, "name"));
  parvis_html_put (html, "</span></button>\n");
}

static void
write_product (ParvisResident        *page,
               const ParvisBreadForm *form,
               const json_t          *product)
{
  ParvisHtml *html = &page->html;
  gint64 left = json_integer_value (json_object_get (product, "left"));
  const char *day = get_text (form->shop, "day");
  g_autofree char *name = g_strconcat ("q.", get_text (product, "id"), NULL);
  g_autofree char *money = parvis_resident_money (page,
                                                  json_integer_value (json_object_get (product,
                                                                                       "price")));
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, left);
  g_autofree char *date = parvis_resident_date (page, day);

  parvis_html_put (html, "<li>\n<div>");
  parvis_html_put (html, left > 0 ? "<label" : "<p");
  if (left > 0)
    parvis_html_attribute (html->out, "for", name);
  parvis_html_put (html, "><strong>");
  parvis_html_write (html, get_text (product, "name"));
  parvis_html_put (html, "</strong> ");
  parvis_html_write (html, money);
  parvis_html_put (html, left > 0 ? "</label>\n" : "</p>\n");
  parvis_html_element (html, "p class=\"hint\"", left > 0 ? N_("{number} left to reserve")
                                                        : N_("Sold out ({day})"),
                       "number", number, "day", date, NULL);
  write_allergens (page, product);
  if (left > 0)
    write_options (page, form, product);
  parvis_html_put (html, "</div>\n");
  if (left > 0)
    write_quantity (page, form, product, name);
  else
    write_alert (page, form, product);
  parvis_html_put (html, "</li>\n");
}

static void
write_products (ParvisResident        *page,
                const ParvisBreadForm *form)
{
  ParvisHtml *html = &page->html;
  const json_t *products = json_object_get (form->shop, "products");

  parvis_html_put (html, "<fieldset>\n");
  parvis_html_element (html, "legend", N_("1. How many?"), NULL);
  parvis_html_put (html, "<ul class=\"card breads\">\n");
  for (gsize i = 0; i < json_array_size (products); i++)
    write_product (page, form, json_array_get (products, i));
  parvis_html_put (html, "</ul>\n</fieldset>\n");
}

/* --- when --- */

static void
write_slot (ParvisResident        *page,
            const ParvisBreadForm *form,
            const json_t          *slot)
{
  ParvisHtml *html = &page->html;
  const char *typed = get_typed (form, "from");
  gint64 minute = json_integer_value (json_object_get (slot, "from"));
  gboolean full = json_integer_value (json_object_get (slot, "left")) == 0;
  g_autofree char *value = g_strdup_printf ("%" G_GINT64_FORMAT, minute);
  g_autofree char *id = g_strconcat ("s.", value, NULL);
  g_autofree char *from = parvis_resident_minute (minute);
  g_autofree char *until = parvis_resident_minute (json_integer_value (json_object_get (slot,
                                                                                        "until")));

  parvis_html_put (html, "<li><input type=\"radio\" name=\"from\" required");
  parvis_html_attribute (html->out, "id", id);
  parvis_html_attribute (html->out, "value", value);
  if (full)
    parvis_html_put (html, " disabled");
  else if (g_strcmp0 (typed, value) == 0)
    parvis_html_put (html, " checked");
  mark_field (page, form, "from");
  parvis_html_put (html, "><label");
  parvis_html_attribute (html->out, "for", id);
  parvis_html_put (html, "><strong>");
  parvis_html_write (html, from);
  parvis_html_put (html, "</strong> <span>");
  parvis_html_say (html, full ? N_("full") : N_("to {time}"), "time", until, NULL);
  parvis_html_put (html, "</span></label></li>\n");
}

/* Those that are full are shown too, so that nobody looks for them. */
static void
write_slots (ParvisResident        *page,
             const ParvisBreadForm *form)
{
  ParvisHtml *html = &page->html;
  const json_t *open = json_object_get (form->shop, "pickup");
  const json_t *full = json_object_get (form->shop, "full");
  gsize i = 0;
  gsize j = 0;

  parvis_html_put (html, "<fieldset>\n");
  parvis_html_element (html, "legend", N_("2. When will you come?"), NULL);
  parvis_html_put (html, "<ul class=\"slots\">\n");
  while (i < json_array_size (open) || j < json_array_size (full))
    {
      const json_t *a = json_array_get (open, i);
      const json_t *b = json_array_get (full, j);
      gboolean first = b == NULL || (a != NULL &&
                                     json_integer_value (json_object_get (a, "from")) <
                                     json_integer_value (json_object_get (b, "from")));

      write_slot (page, form, first ? a : b);
      if (first)
        i++;
      else
        j++;
    }
  parvis_html_put (html, "</ul>\n</fieldset>\n");
}

/* --- who --- */

static void
write_field (ParvisResident        *page,
             const ParvisBreadForm *form,
             const char            *name,
             const char            *label,
             const char            *attributes)
{
  ParvisHtml *html = &page->html;
  const char *typed = get_typed (form, name);

  parvis_html_put (html, "<p class=\"field\"><label");
  parvis_html_attribute (html->out, "for", name);
  parvis_html_put (html, ">");
  parvis_html_say (html, label, NULL);
  parvis_html_put (html, "</label>\n<input ");
  parvis_html_put (html, attributes);
  parvis_html_attribute (html->out, "id", name);
  parvis_html_attribute (html->out, "name", name);
  parvis_html_attribute (html->out, "value", typed);
  mark_field (page, form, name);
  parvis_html_put (html, "></p>\n");
}

static void
write_person (ParvisResident        *page,
              const ParvisBreadForm *form)
{
  ParvisHtml *html = &page->html;

  parvis_html_put (html, "<fieldset class=\"card\" id=\"who\">\n");
  parvis_html_element (html, "legend", N_("For whom?"), NULL);
  write_field (page, form, "name", N_("Your name, as it is called out"),
               "type=\"text\" autocomplete=\"name\" maxlength=\"80\" required data-kept");
  write_field (page, form, "phone", N_("Telephone"),
               "type=\"tel\" autocomplete=\"tel\" maxlength=\"40\" data-kept");
  write_field (page, form, "email", N_("E-mail, to be told when it is ready"),
               "type=\"email\" autocomplete=\"email\" maxlength=\"254\" data-kept");
  parvis_html_element (html, "p class=\"hint\"",
                       N_("One of the two is enough. The shop sees them, nobody else."), NULL);
  write_field (page, form, "note", N_("A word to the shop (optional)"),
               "type=\"text\" maxlength=\"300\"");
  parvis_html_put (html, "</fieldset>\n");
}

static void
write_terms (ParvisResident        *page,
             const ParvisBreadForm *form)
{
  ParvisHtml *html = &page->html;
  const json_t *cutoff = json_object_get (form->shop, "cutoff");
  const json_t *before = json_object_get (cutoff, "before");
  const json_t *eve = json_object_get (cutoff, "day_before");
  g_autofree char *keep = g_strdup_printf ("%" G_GINT64_FORMAT, (gint64)
                                           json_integer_value (json_object_get (form->shop,
                                                                                "keep")));
  g_autofree char *minutes = g_strdup_printf ("%" G_GINT64_FORMAT,
                                              (gint64) json_integer_value (before));
  g_autofree char *time = parvis_resident_minute (json_integer_value (eve));

  parvis_html_element (html, "p class=\"hint\"",
                       N_("You pay in the shop. Your bread is kept for {minutes} minutes after your"
                          " time."), "minutes", keep, NULL);
  parvis_html_element (html, "p class=\"hint\"",
                       before != NULL
                       ? N_("You may cancel freely until {minutes} minutes before.")
                       : N_("You may cancel freely until {time} on the day before."),
                       "minutes", minutes, "time", time, NULL);
  if (g_strcmp0 (get_text (form->shop, "confirm"), "manual") == 0)
    parvis_html_element (html, "p class=\"hint late\"",
                         N_("This shop confirms each reservation: wait for its answer before you"
                            " set out."), NULL);
}

static void
write_buttons (ParvisResident        *page,
               const ParvisBreadForm *form)
{
  ParvisHtml *html = &page->html;
  g_autofree char *weekly = g_strconcat (page->town->address, "/" PARVIS_BREAD_PATH "/",
                                         get_text (form->shop, "id"), "/chaque-semaine", NULL);

  parvis_html_put (html, "<div class=\"send\">\n<p id=\"sum\" hidden");
  parvis_html_label (html, "data-sum", N_("{number} to pay in the shop:"), NULL);
  parvis_html_label (html, "data-money", N_("€{whole}.{cents}"), NULL);
  parvis_html_put (html, "></p>\n<button class=\"main\" id=\"send\"");
  parvis_html_label (html, "data-for", N_("Reserve for {time}"), NULL);
  parvis_html_label (html, "data-offline", N_("Reserving needs the network"), NULL);
  parvis_html_put (html, ">");
  parvis_html_say (html, N_("Reserve"), NULL);
  parvis_html_put (html, "</button>\n<button");
  parvis_html_attribute (html->out, "formaction", weekly);
  parvis_html_put (html, ">");
  parvis_html_say (html, N_("The same each week"), NULL);
  parvis_html_put (html, "</button>\n</div>\n");
}

/* What cannot be reserved, in words; and M’alerter, where it is only sold out. */
static gboolean
write_closed (ParvisResident        *page,
              const ParvisBreadForm *form)
{
  ParvisHtml *html = &page->html;
  g_autofree char *closed = parvis_resident_shop_closed (page, form->shop);

  if (closed != NULL)
    {
      parvis_html_put (html, "<p class=\"answer\">");
      parvis_html_write (html, closed);
      parvis_html_put (html, "</p>\n");
      return TRUE;
    }
  if (json_array_size (json_object_get (form->shop, "products")) == 0)
    {
      parvis_html_element (html, "p class=\"answer\"", N_("Nothing is offered here yet."), NULL);
      return TRUE;
    }
  if (json_array_size (json_object_get (form->shop, "pickup")) == 0)
    {
      parvis_html_element (html, "p class=\"answer\"",
                           json_array_size (json_object_get (form->shop, "full")) > 0
                           ? N_("All times of this day are taken. Another day?")
                           : N_("It is too late for this day. Another one?"), NULL);
      return TRUE;
    }

  return FALSE;
}

static void
write_hidden (ParvisResident *page,
              const char     *name,
              const char     *value)
{
  parvis_html_put (&page->html, "<input type=\"hidden\"");
  parvis_html_attribute (page->html.out, "name", name);
  parvis_html_attribute (page->html.out, "value", value);
  parvis_html_put (&page->html, ">\n");
}

static void
write_form (ParvisResident *page)
{
  const ParvisBreadForm *form = page->about;
  ParvisHtml *html = &page->html;
  g_autofree char *action = g_strconcat (page->town->address, "/" PARVIS_BREAD_PATH "/",
                                         get_text (form->shop, "id"), NULL);

  parvis_html_put (html, "<p class=\"where\"><strong>");
  parvis_html_write (html, get_text (form->shop, "name"));
  parvis_html_put (html, "</strong>");
  if (get_text (form->shop, "address") != NULL)
    {
      parvis_html_put (html, "<br>");
      parvis_html_write (html, get_text (form->shop, "address"));
    }
  parvis_html_put (html, "</p>\n");
  write_days (page, form);
  write_problem (page, form);
  if (write_closed (page, form))
    return;

  parvis_html_put (html, "<form method=\"post\" id=\"reserve\"");
  parvis_html_attribute (html->out, "action", action);
  parvis_html_attribute (html->out, "data-src", page->settings->bread_script);
  parvis_html_put (html, ">\n");
  write_hidden (page, "key", form->key);
  write_hidden (page, "day", get_text (form->shop, "day"));
  write_products (page, form);
  write_slots (page, form);
  write_person (page, form);
  write_terms (page, form);
  write_buttons (page, form);
  parvis_html_put (html, "</form>\n");
}

const ParvisResidentKind parvis_resident_bread_form = {
  PARVIS_BREAD_PATH, N_("Reserve bread"), NULL, NULL, NULL, write_form,
};
