/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-decline-words.h"

#define SHOP "Boulangerie Martineau"

static void
assert_said (const ParvisDecline *decline,
             const char          *language,
             const char          *expected)
{
  g_autofree char *said = parvis_words_decline (decline, language);

  g_assert_cmpstr (said, ==, expected);
}

static void
test_each_reason_is_said_in_the_language_of_the_customer (void)
{
  ParvisDecline decline = { .shop = SHOP, .reason = PARVIS_ORDER_REASON_NO_BREAD, .from = -1 };

  assert_said (&decline, "fr", SHOP " est désolée : il n’y a plus de pain de cette sorte.");
  assert_said (&decline, "en", SHOP " is sorry: there is no more bread of this kind.");
  decline.reason = PARVIS_ORDER_REASON_OTHER;
  assert_said (&decline, "fr", SHOP " est désolée : votre commande ne peut pas être préparée.");
}

static void
test_what_is_offered_follows (void)
{
  ParvisDecline decline = {
    .shop = SHOP, .reason = PARVIS_ORDER_REASON_TOO_MANY, .from = 1125,
  };

  assert_said (&decline, "en",
               SHOP " is sorry: there are too many orders at that time. Instead: at 18:45.");
  decline.product = "Campagne";
  decline.quantity = 2;
  assert_said (&decline, "fr", SHOP " est désolée : il y a trop de commandes à cette heure. "
                               "Proposition : 2 Campagne.");
  decline.product = NULL;
  decline.from = 0;
  assert_said (&decline, "en",
               SHOP " is sorry: there are too many orders at that time. Instead: at 00:00.");
}

static void
test_own_words_end_before_something_else_begins (void)
{
  ParvisDecline decline = {
    .shop = SHOP, .reason = PARVIS_ORDER_REASON_OTHER, .from = -1, .own = "Le four est en panne ",
  };

  assert_said (&decline, "fr", SHOP " est désolée : Le four est en panne.");
  decline.own = "Plus d’électricité…";
  decline.from = 1125;
  assert_said (&decline, "fr", SHOP " est désolée : Plus d’électricité… Proposition : à 18:45.");
  decline.own = "Le four\nBcc: a@example.org {shop}!";
  decline.from = -1;
  assert_said (&decline, "fr", SHOP " est désolée : Le four Bcc: a@example.org {shop}!");
  decline.own = " \t";
  assert_said (&decline, "en", SHOP " is sorry: your order cannot be prepared.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/decline-words/each-reason-is-said-in-the-language-of-the-customer",
                   test_each_reason_is_said_in_the_language_of_the_customer);
  g_test_add_func ("/decline-words/what-is-offered-follows", test_what_is_offered_follows);
  g_test_add_func ("/decline-words/own-words-end-before-something-else-begins",
                   test_own_words_end_before_something_else_begins);

  return g_test_run ();
}
