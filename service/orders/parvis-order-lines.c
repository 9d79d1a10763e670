/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order-lines"

#include "config.h"

#include "parvis-order-row.h"

#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-letter.h"
#include "parvis-orders.h"
#include "parvis-phrases.h"

#include <string.h>

/* What an order says: who it is for, and what is in it. */

#define MAX_NAME  80
#define MAX_PHONE 40
#define MAX_NOTE  300

/* What a printer or a label makes nothing of; a note may have several lines. */
static gboolean
is_readable (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      if (*p != '\n' && g_unichar_iscntrl (g_utf8_get_char (p)))
        return FALSE;
    }

  return TRUE;
}

void
parvis_order_contact_clear (ParvisOrderContact *contact)
{
  g_clear_pointer (&contact->phone, g_free);
}

gboolean
parvis_order_read_contact (ParvisTx            *tx,
                           const json_t        *body,
                           ParvisOrderContact  *contact,
                           GError             **error)
{
  const char *language;
  const char *phone;

  if (!parvis_json_get_string (body, "name", MAX_NAME, &contact->name, error) ||
      !parvis_json_get_string_or (body, "phone", MAX_PHONE, NULL, &phone, error) ||
      !parvis_json_get_string_or (body, "email", 254, NULL, &contact->email, error) ||
      !parvis_json_get_string_or (body, "note", MAX_NOTE, NULL, &contact->note, error) ||
      !parvis_json_get_string_or (body, "language", 20, "fr", &language, error))
    return FALSE;

  if (!parvis_json_is_line (contact->name))
    return parvis_set_invalid (error, "/name", "A name is needed, on one line");
  if (phone == NULL && contact->email == NULL)
    return parvis_set_invalid (error, "/phone", "A telephone number or an e-mail is needed");
  if (contact->email != NULL && !parvis_contact_is_email (contact->email))
    return parvis_set_invalid (error, "/email", "This is no e-mail address");

  if (contact->note != NULL && !is_readable (contact->note))
    return parvis_set_invalid (error, "/note", "A note is text");

  /* One telephone is one, however it is written: there are limits for each. */
  contact->phone = parvis_contact_normalise_phone (phone,
                                                   parvis_db_get_town (parvis_tx_get_db (tx)));
  if (phone != NULL && contact->phone == NULL)
    return parvis_set_invalid (error, "/phone", "This is no telephone number");

  contact->language = parvis_phrase_choose_language (language);

  return TRUE;
}

static const json_t *
find_by_id (const json_t *list,
            const char   *id)
{
  for (gsize i = 0; id != NULL && i < json_array_size (list); i++)
    {
      const json_t *one = json_array_get (list, i);

      if (g_strcmp0 (json_string_value (json_object_get (one, "id")), id) == 0)
        return one;
    }

  return NULL;
}

/* Chosen options by name, as the merchant reads them; *@price grows by what they cost. */
static json_t *
read_options (const ParvisProduct  *product,
              const json_t         *chosen,
              gint64               *price,
              GError              **error)
{
  g_autoptr(json_t) options = json_array ();
  const char *id;
  json_t *value;

  if (chosen != NULL && !json_is_object (chosen))
    {
      parvis_set_invalid (error, "/lines", "Options are an object of choices");
      return NULL;
    }

  json_object_foreach ((json_t *) chosen, id, value)
    {
      const json_t *option = find_by_id (product->options, id);
      const json_t *choice = option == NULL ? NULL
                             : find_by_id (json_object_get (option, "choices"),
                                           json_string_value (value));

      if (choice == NULL)
        {
          parvis_set_invalid (error, "/lines", "“%s” has no such option", product->name);
          return NULL;
        }

      *price += json_integer_value (json_object_get (choice, "price"));
      json_array_append_new (options, json_pack ("{s:O, s:O}",
                                                 "name", json_object_get (option, "name"),
                                                 "choice", json_object_get (choice, "name")));
    }

  return g_steal_pointer (&options);
}

static json_t *
read_line (ParvisTx          *tx,
           const ParvisShop  *shop,
           const json_t      *entry,
           GError           **error)
{
  g_autoptr(json_t) options = NULL;
  ParvisProduct *product;
  const char *id;
  gint64 quantity;
  gint64 price;
  json_t *line;

  if (!parvis_json_get_uuid (entry, "product", &id, error) ||
      (product = parvis_product_take (tx, id, error)) == NULL)
    return NULL;

  if (strcmp (product->merchant, shop->id) != 0 || !product->active)
    {
      parvis_orders_set_missing (error);
      return NULL;
    }

  if (!parvis_json_get_int (entry, "quantity", 1, product->most, &quantity, error))
    return NULL;

  price = product->price;
  options = read_options (product, json_object_get (entry, "options"), &price, error);
  if (options == NULL)
    return NULL;

  line = json_pack ("{s:s, s:s, s:I, s:I}", "product", product->id, "name", product->name,
                    "quantity", (json_int_t) quantity, "price", (json_int_t) price);
  if (json_array_size (options) > 0)
    json_object_set (line, "options", options);

  return line;
}

gint64
parvis_order_sum_product (const json_t *lines,
                          const char   *product)
{
  gint64 sum = 0;

  for (gsize i = 0; i < json_array_size (lines); i++)
    {
      const json_t *line = json_array_get (lines, i);

      if (strcmp (json_string_value (json_object_get (line, "product")), product) == 0)
        sum += json_integer_value (json_object_get (line, "quantity"));
    }

  return sum;
}

gboolean
parvis_order_set_too_many (const ParvisProduct  *product,
                           GError              **error)
{
  return parvis_set_invalid (error, "/lines",
                             "At most %d of “%s” can be ordered for one day",
                             (int) product->most, product->name);
}

json_t *
parvis_order_read_lines (ParvisTx          *tx,
                         const ParvisShop  *shop,
                         const json_t      *body,
                         gint64            *total,
                         GError           **error)
{
  const json_t *list = json_object_get (body, "lines");
  g_autoptr(json_t) lines = json_array ();

  if (!json_is_array (list) || json_array_size (list) == 0 ||
      json_array_size (list) > PARVIS_ORDER_LINES_MAX)
    {
      parvis_set_invalid (error, "/lines", "An order has 1 to %d lines", PARVIS_ORDER_LINES_MAX);
      return NULL;
    }

  *total = 0;
  for (gsize i = 0; i < json_array_size (list); i++)
    {
      json_t *line = read_line (tx, shop, json_array_get (list, i), error);
      const ParvisProduct *product;

      if (line == NULL)
        return NULL;

      json_array_append_new (lines, line);
      product = parvis_product_take (tx, json_string_value (json_object_get (line, "product")),
                                     error);
      if (parvis_order_sum_product (lines, product->id) > product->most)
        {
          parvis_order_set_too_many (product, error);
          return NULL;
        }
      *total += json_integer_value (json_object_get (line, "price")) *
                json_integer_value (json_object_get (line, "quantity"));
    }

  return g_steal_pointer (&lines);
}
