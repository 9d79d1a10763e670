/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "french.h"
#include "parvis-link-text.h"

#define NOW G_GINT64_CONSTANT (1781707320000)

#define assert_text(call, wanted) \
  G_STMT_START { \
    g_autofree char *text_ = (call); \
    g_assert_cmpstr (text_, ==, (wanted)); \
  } G_STMT_END

static ParvisLinkFacts
facts_of (ParvisLink link,
          guint      pending)
{
  return (ParvisLinkFacts) {
    .link = link,
    .pending = pending,
    .updated_at = NOW + 8 * PARVIS_SECOND,
    .offline_since = NOW + 20 * PARVIS_MINUTE,
    .next_try = PARVIS_NO_TIME,
    .now = NOW,
    .zone = parvis_time_zone_of_towns (),
  };
}

static void
test_each_state_has_its_words (void)
{
  ParvisLinkFacts facts = facts_of (PARVIS_LINK_ONLINE, 0);

  speak ("fr");
  assert_text (parvis_link_text_title (&facts), "En ligne");
  assert_text (parvis_link_text_details (&facts), "À jour à 16:42:08 · 0 en attente");
  facts = facts_of (PARVIS_LINK_SENDING, 4);
  facts.done = 1;
  facts.total = 5;
  assert_text (parvis_link_text_title (&facts), "Envoi 2 sur 5");
  facts = facts_of (PARVIS_LINK_OFFLINE, 5);
  assert_text (parvis_link_text_line (&facts), "Hors connexion · 5 en attente");
  facts = facts_of (PARVIS_LINK_REFUSED, 0);
  facts.refused = 1;
  assert_text (parvis_link_text_line (&facts), "1 action refusée");
  facts = facts_of (PARVIS_LINK_SIGNED_OUT, 5);
  assert_text (parvis_link_text_line (&facts), "Reconnectez-vous · 5 en attente");
  facts = facts_of (PARVIS_LINK_MISMATCH, 0);
  assert_text (parvis_link_text_line (&facts), "Mise à jour nécessaire");
}

static void
test_an_outage_reassures (void)
{
  ParvisLinkFacts facts = facts_of (PARVIS_LINK_OFFLINE, 5);

  speak ("fr");
  assert_text (parvis_link_text_outage (&facts),
               "Hors connexion depuis 17:02. Continuez normalement" NBSP
               ": tout est enregistré ici et partira au retour du réseau.");
}

static void
test_a_list_that_gets_nothing_new_is_dated (void)
{
  ParvisLinkFacts facts = facts_of (PARVIS_LINK_OFFLINE, 0);

  speak ("fr");
  assert_text (parvis_link_text_dated (&facts),
               "Hors connexion" NBSP ": dernière mise à jour 16:42.");
  facts.updated_at -= PARVIS_DAY;
  assert_text (parvis_link_text_dated (&facts),
               "Hors connexion" NBSP ": dernière mise à jour hier 16:42.");
  facts.updated_at = PARVIS_NO_TIME;
  assert_text (parvis_link_text_dated (&facts), "Rien n’a encore été reçu du service.");
  facts = facts_of (PARVIS_LINK_SIGNED_OUT, 0);
  assert_text (parvis_link_text_dated (&facts),
               "Dernière mise à jour 16:42, rien de plus récent n’est reçu.");
  /* What is about to be heard flashes nothing. */
  facts = facts_of (PARVIS_LINK_CONNECTING, 0);
  assert_text (parvis_link_text_dated (&facts), "");
  facts = facts_of (PARVIS_LINK_WAKING, 0);
  assert_text (parvis_link_text_dated (&facts), "");
  assert_text (parvis_link_text_title (&facts), "Réveil" NBSP ": vérification…");
  g_assert_false (parvis_link_is_up (facts.link));
  facts = facts_of (PARVIS_LINK_REFUSED, 0);
  assert_text (parvis_link_text_dated (&facts), "");
}

static void
test_the_next_try_is_told (void)
{
  ParvisLinkFacts facts = facts_of (PARVIS_LINK_OFFLINE, 5);

  speak ("fr");
  assert_text (parvis_link_text_next (&facts), "Essai en cours");
  facts.next_try = NOW + 21 * PARVIS_SECOND;
  assert_text (parvis_link_text_next (&facts), "Prochain essai dans 25" NBSP "s");
  facts.link = PARVIS_LINK_ONLINE;
  assert_text (parvis_link_text_next (&facts), "");
}

static void
test_a_wrong_clock_is_told (void)
{
  ParvisLinkFacts facts = facts_of (PARVIS_LINK_ONLINE, 0);

  speak ("fr");
  facts.skew = -4 * PARVIS_MINUTE;
  assert_text (parvis_link_text_details (&facts),
               "Horloge de cet ordinateur" NBSP ": 4" NBSP "min d’avance");
  facts.skew = 80 * PARVIS_SECOND;
  assert_text (parvis_link_text_details (&facts), "À jour à 16:42:08 · 0 en attente");
}

static void
test_actions_say_what_they_do (void)
{
  g_autoptr(json_t) body = json_pack ("{s:i}", "delta", -2);
  ParvisAction action = { .name = (char *) "gauge.count", .body = body };

  speak ("fr");
  assert_text (parvis_action_text (&action, "Piscine"), "−2" NBSP ": Piscine");
  json_object_set_new (body, "delta", json_integer (0));
  assert_text (parvis_action_text (&action, NULL), "Chiffre confirmé");
  action.name = (char *) "gauge.recount";
  json_object_set_new (body, "value", json_integer (139));
  assert_text (parvis_action_text (&action, NULL), "Recalage à 139");
  action.name = (char *) "gauge.lower";
  json_object_set_new (body, "capacity", json_integer (40));
  assert_text (parvis_action_text (&action, "Gare"), "Capacité ramenée à 40" NBSP ": Gare");
  action.name = (char *) "facility.close";
  assert_text (parvis_action_text (&action, "Gare"), "Fermeture temporaire" NBSP ": Gare");
}

static void
test_what_waited_since_yesterday_is_told (void)
{
  GTimeZone *zone = parvis_time_zone_of_towns ();

  speak ("fr");
  assert_text (parvis_link_text_sent_later (5, NOW - PARVIS_DAY, NOW, zone),
               "5 actions d’hier ont été envoyées.");
  assert_text (parvis_link_text_sent_later (1, NOW - PARVIS_DAY, NOW, zone),
               "1 action d’hier a été envoyée.");
  assert_text (parvis_link_text_sent_later (2, NOW - PARVIS_HOUR, NOW, zone),
               "2 actions faites plus tôt aujourd’hui ont été envoyées.");
  assert_text (parvis_link_text_sent_later (3, NOW - 5 * PARVIS_DAY, NOW, zone),
               "3 actions faites depuis le vendredi 12 juin ont été envoyées.");
}

static char *
refuse (const char *name,
        const char *kind,
        const char *problem,
        const char *field)
{
  ParvisAction action = {
    .name = (char *) name, .kind = (char *) kind, .refused = TRUE,
    .reason = (char *) "The service’s own sentence", .problem = (char *) problem,
    .field = (char *) field,
  };

  return parvis_action_refusal (&action);
}

/* What the service says is English; what it is has a name in every language. */
static void
test_refusals_are_told_in_ones_language (void)
{
  static const char own[] = "The service’s own sentence";
  ParvisAction nothing = { .name = (char *) "order.ready", .kind = (char *) "order" };

  speak ("fr");
  assert_text (refuse ("order.ready", "order", "not-found", NULL), "Cette commande n’existe plus.");
  assert_text (refuse ("gauge.set", "gauge", "not-found", NULL),
               "Ce dont il s’agit n’existe plus.");
  assert_text (refuse ("gauge.set", "gauge", "forbidden", NULL), "Votre rôle ne le permet pas.");
  assert_text (refuse ("shop.edit", "merchant", "invalid", "/delays/0/phone"),
               "Ce n’est pas acceptable" NBSP ": le numéro de téléphone.");
  assert_text (refuse ("shop.edit", "merchant", "invalid", "/zzz"),
               "Une valeur n’est pas acceptable.");
  /* What a later service calls something, and one that called it nothing. */
  assert_text (refuse ("gauge.set", "gauge", "of-tomorrow", NULL), own);
  assert_text (refuse ("gauge.set", "gauge", NULL, NULL), own);
  nothing.refused = TRUE;
  assert_text (parvis_action_refusal (&nothing), "Le service n’a pas donné de motif.");
  nothing.refused = FALSE;
  g_assert_null (parvis_action_refusal (&nothing));

  speak ("en");
  assert_text (refuse ("order.ready", "order", "not-found", NULL), own);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, G_TEST_OPTION_ISOLATE_DIRS, NULL);

  g_test_add_func ("/link-text/each-state-has-its-words", test_each_state_has_its_words);
  g_test_add_func ("/link-text/an-outage-reassures", test_an_outage_reassures);
  g_test_add_func ("/link-text/a-list-that-gets-nothing-new-is-dated",
                   test_a_list_that_gets_nothing_new_is_dated);
  g_test_add_func ("/link-text/the-next-try-is-told", test_the_next_try_is_told);
  g_test_add_func ("/link-text/a-wrong-clock-is-told", test_a_wrong_clock_is_told);
  g_test_add_func ("/link-text/what-waited-since-yesterday-is-told",
                   test_what_waited_since_yesterday_is_told);
  g_test_add_func ("/link-text/actions-say-what-they-do", test_actions_say_what_they_do);
  g_test_add_func ("/link-text/refusals-are-told-in-ones-language",
                   test_refusals_are_told_in_ones_language);

  return g_test_run ();
}
