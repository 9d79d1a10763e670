/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-orders-post"

#include "config.h"

#include "parvis-decline-words.h"
#include "parvis-order.h"
#include "parvis-orders.h"
#include "parvis-outbox.h"
#include "parvis-phrase-day.h"
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

/* "2026-06-17" as people say it. (transfer full) (nullable) */
static char *
dup_day (const char *text,
         const char *language)
{
  gint64 day;

  if (text == NULL || !parvis_day_parse (text, &day))
    return g_strdup (text);

  return parvis_phrase_day (language, day);
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
  g_autofree char *day = dup_day (json_string_value (json_object_get (letter, "day")), language);
  json_t *values = json_object ();

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    json_object_set (values, members[i], json_object_get (letter, members[i]));
  if (kind == PARVIS_LETTER_ORDER_READY || kind == PARVIS_LETTER_ORDER_SOON ||
      kind == PARVIS_LETTER_ORDER_DELAYED || kind == PARVIS_LETTER_ORDER_EARLIER)
    json_object_set (values, "until", json_object_get (letter, "kept"));
  if (kind == PARVIS_LETTER_ORDER_DECLINED)
    {
      g_autofree char *said = parvis_words_decline_told (letter, language);

      parvis_json_set_string (values, "said", said);
    }
  parvis_json_set_string (values, "day", day);

  return values;
}

static json_t *
read_letter (const json_t     *letter,
             const char       *language,
             ParvisLetterKind *kind)
{
  return find_kind (letter, kind) ? make_values (letter, *kind, language) : NULL;
}

const ParvisOutbox parvis_orders_outbox = {
  PARVIS_ABOUT_ORDERS, parvis_orders_find_notice, read_letter, NULL,
  parvis_orders_noticed_command,
};
