/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-decline-words"

#include "config.h"

#include "parvis-decline-words.h"

#include "parvis-rejection-words.h"

#include <string.h>

/* A customer is written to in his language, which is no matter of the process. */
static const ParvisText reasons[] = {
  [PARVIS_ORDER_REASON_NO_BREAD] = {
    "il n’y a plus de pain de cette sorte.", "there is no more bread of this kind.",
  },
  [PARVIS_ORDER_REASON_TOO_MANY] = {
    "il y a trop de commandes à cette heure.", "there are too many orders at that time.",
  },
  [PARVIS_ORDER_REASON_CLOSING] = {
    "le commerce ferme plus tôt.", "the shop closes early.",
  },
  [PARVIS_ORDER_REASON_OTHER] = {
    "votre commande ne peut pas être préparée.", "your order cannot be prepared.",
  },
};

static const ParvisText sentence = { "{shop} est désolée : {why}", "{shop} is sorry: {why}" };
static const ParvisText other_product = {
  "Proposition : {quantity} {product}.", "Instead: {quantity} {product}.",
};
static const ParvisText other_time = { "Proposition : à {time}.", "Instead: at {time}." };

/* What somebody wrote may end without a full stop, before something else is said. */
static char *
find_why (const ParvisDecline *decline,
          const char          *language)
{
  g_autofree char *own = g_strstrip (g_strdup (decline->own != NULL ? decline->own : ""));
  g_autofree char *last = NULL;

  if (*own == '\0')
    return g_strdup (parvis_text_get (&reasons[decline->reason], language));

  last = g_utf8_substring (own, g_utf8_strlen (own, -1) - 1, g_utf8_strlen (own, -1));

  return strstr (".!?…", last) != NULL ? g_steal_pointer (&own) : g_strconcat (own, ".", NULL);
}

static char *
write_offer (const ParvisDecline *decline,
             const char          *language)
{
  g_autofree char *quantity = g_strdup_printf ("%d", decline->quantity);
  g_autofree char *time = g_strdup_printf ("%02d:%02d", decline->from / 60, decline->from % 60);

  if (decline->product != NULL)
    return parvis_words_fill (parvis_text_get (&other_product, language),
                              (const char *[]) { "quantity", quantity, "product",
                                                 decline->product }, 2);

  return decline->from < 0 ? NULL
         : parvis_words_fill (parvis_text_get (&other_time, language),
                              (const char *[]) { "time", time }, 1);
}

char *
parvis_words_decline (const ParvisDecline *decline,
                      const char          *language)
{
  g_autofree char *why = NULL;
  g_autofree char *offer = NULL;
  g_autofree char *said = NULL;

  g_return_val_if_fail (decline->reason <= PARVIS_ORDER_REASON_OTHER, NULL);

  why = find_why (decline, language);
  offer = write_offer (decline, language);
  said = parvis_words_fill (parvis_text_get (&sentence, language),
                            (const char *[]) { "shop", decline->shop, "why", why }, 2);

  return offer != NULL ? g_strconcat (said, " ", offer, NULL) : g_steal_pointer (&said);
}

char *
parvis_words_decline_told (const json_t *told,
                           const char   *language)
{
  const json_t *reason = json_object_get (told, "reason");
  const json_t *offer = json_object_get (reason, "offer");
  const json_t *from = json_object_get (offer, "from");
  ParvisDecline decline = {
    .shop = json_string_value (json_object_get (told, "shop")),
    .own = json_string_value (json_object_get (reason, "text")),
    .product = json_string_value (json_object_get (offer, "name")),
    .quantity = (int) json_integer_value (json_object_get (offer, "quantity")),
    .from = from != NULL ? (int) json_integer_value (from) : -1,
  };

  if (!parvis_order_reason_from_string (json_string_value (json_object_get (reason, "code")),
                                        &decline.reason) ||
      decline.reason > PARVIS_ORDER_REASON_OTHER)
    decline.reason = PARVIS_ORDER_REASON_OTHER;

  return parvis_words_decline (&decline, language);
}
