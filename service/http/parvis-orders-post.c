/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-orders-post"

#include "config.h"

#include "parvis-order.h"
#include "parvis-orders.h"
#include "parvis-outbox.h"
#include "parvis-phrases.h"
#include "parvis-rejection-words.h"

#include <string.h>

static gboolean
find_kind (const json_t     *letter,
           ParvisLetterKind *kind)
{
  const char *word = json_string_value (json_object_get (letter, "kind"));
  g_autofree char *token = g_strconcat ("order-", word, NULL);

  return parvis_letter_kind_from_token (token, kind);
}

static const char *
find_why (const char *code)
{
  if (g_strcmp0 (code, "no_bread") == 0)
    return N_("there is no more bread of this kind.");
  if (g_strcmp0 (code, "too_many") == 0)
    return N_("there are too many orders at that time.");
  if (g_strcmp0 (code, "closing") == 0)
    return N_("the shop closes early.");

  return N_("your order cannot be prepared.");
}

static char *
dup_offer (const json_t *offer,
           const char   *language)
{
  const char *product = json_string_value (json_object_get (offer, "name"));
  int from = (int) json_integer_value (json_object_get (offer, "from"));
  g_autofree char *quantity = NULL;
  g_autofree char *time = NULL;

  if (offer == NULL)
    return g_strdup ("");

  quantity = g_strdup_printf ("%d", (int) json_integer_value (json_object_get (offer,
                                                                               "quantity")));
  time = g_strdup_printf ("%02d:%02d", from / 60, from % 60);

  return product != NULL
         ? parvis_phrase_fill (parvis_phrase (language, N_("Instead: {quantity} {product}.")),
                               "quantity", quantity, "product", product, NULL)
         : parvis_phrase_fill (parvis_phrase (language, N_("Instead: at {time}.")), "time", time,
                               NULL);
}

/* "2026-06-17" as people say it. (transfer full) (nullable) */
static char *
dup_day (const char *text,
         const char *language)
{
  static const char * const weekdays[] = {
    N_("Monday"), N_("Tuesday"), N_("Wednesday"), N_("Thursday"), N_("Friday"), N_("Saturday"),
    N_("Sunday"),
  };
  g_autofree char *number = NULL;
  gint64 day;
  int month;

  if (text == NULL || !parvis_day_parse (text, &day))
    return g_strdup (text);

  month = (int) g_ascii_strtoll (text + strlen ("YYYY-"), NULL, 10);
  number = g_strdup_printf ("%d", (int) g_ascii_strtoll (text + strlen ("YYYY-MM-"), NULL, 10));

  return parvis_phrase_fill (parvis_phrase (language, N_("{weekday} {number} {month}")),
                             "weekday", parvis_phrase (language,
                                                       weekdays[parvis_day_get_weekday (day) - 1]),
                             "number", number,
                             "month", parvis_words_month (language, month), NULL);
}

/* The values that some letter names; strings, as the post takes them. */
static json_t *
make_values (const json_t     *letter,
             ParvisLetterKind  kind,
             const char       *language)
{
  static const char * const members[] = {
    "name", "shop", "code", "from", "until", "at", "phone", "product", "left",
  };
  const json_t *reason = json_object_get (letter, "reason");
  const char *text = json_string_value (json_object_get (reason, "text"));
  g_autofree char *offer = dup_offer (json_object_get (reason, "offer"), language);
  g_autofree char *day = dup_day (json_string_value (json_object_get (letter, "day")), language);
  json_t *values = json_object ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set (values, members[i], json_object_get (letter, members[i]));
  if (kind == PARVIS_LETTER_ORDER_READY || kind == PARVIS_LETTER_ORDER_SOON ||
      kind == PARVIS_LETTER_ORDER_DELAYED || kind == PARVIS_LETTER_ORDER_EARLIER)
    json_object_set (values, "until", json_object_get (letter, "kept"));
  parvis_json_set_string (values, "why",
                          text != NULL ? text
                          : parvis_phrase (language, find_why (json_string_value (
                                                                 json_object_get (reason,
                                                                                  "code")))));
  parvis_json_set_string (values, "offer", offer);
  parvis_json_set_string (values, "day", day);

  return values;
}

static json_t *
write_letter (ParvisService *service,
              const json_t  *letter)
{
  const char *wish = json_string_value (json_object_get (letter, "language"));
  const char *language = parvis_phrase_choose_language (wish);
  ParvisLetterKind kind;

  if (!find_kind (letter, &kind))
    return NULL;

  return parvis_post_write (parvis_service_get_post (service), kind,
                            json_string_value (json_object_get (letter, "email")), language,
                            make_values (letter, kind, language));
}

const ParvisOutbox parvis_orders_outbox = {
  parvis_orders_find_notice, write_letter, parvis_orders_noticed_command,
};
