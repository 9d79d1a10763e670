/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-dossiers-letters"

#include "config.h"

#include "dossier-fixture.h"
#include "mail-fixture.h"

#include <string.h>

/* What a family is told, through a real mail server. */

#define FAMILY 1

#define FROM "parvis@saint-aubin.example"
#define TO   "marie.lefevre@courrier.example"

typedef struct
{
  DossierFixture dossiers;
  MailServer     server;
} Fixture;

static void
set (Fixture    *fixture,
     const char *key,
     const char *value)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_config_set (fixture->dossiers.town.config, key, value, &error));
  g_assert_no_error (error);
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  dossier_fixture_setup (&fixture->dossiers, NULL);
  mail_server_start (&fixture->server, MAIL_SERVER_PLAIN);
  set (fixture, "smtp-url", fixture->server.url);
  set (fixture, "smtp-plain", "true");
  set (fixture, "mail-from", FROM);
  town_restart (&fixture->dossiers.town);
  parvis_post_start (parvis_service_get_post (fixture->dossiers.town.service), &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  dossier_fixture_teardown (&fixture->dossiers, NULL);
  mail_server_stop (&fixture->server);
}

static guint
post (Fixture *fixture)
{
  return mail_post_all (fixture->dossiers.town.service, &parvis_dossiers_outbox,
                        fixture->dossiers.town.now);
}

/* The next letter, which says all of these, ended by NULL. */
static void G_GNUC_NULL_TERMINATED
expect_letter (Fixture    *fixture,
               const char *subject,
               ...)
{
  g_autofree char *envelope = NULL;
  g_autofree char *letter = mail_server_take (&fixture->server, &envelope);
  g_autofree char *title = mail_header (letter, "Subject");
  g_autofree char *text = mail_text (letter);
  g_auto(GStrv) parts = g_strsplit (text, "\r", -1);
  g_autofree char *body = g_strjoinv ("", parts);
  const char *said;
  va_list args;

  g_assert_cmpstr (envelope, ==, FROM " " TO " plain -");
  g_test_message ("%s\n%s", title, body);
  g_assert_cmpstr (title, ==, subject);
  va_start (args, subject);
  while ((said = va_arg (args, const char *)) != NULL)
    g_assert_nonnull (strstr (body, said));
  va_end (args);
}

/* A dossier of who left an address. */
static char *
send_dossier (Fixture    *fixture,
              const char *language)
{
  g_autofree char *wish = g_strdup_printf ("{\"language\":\"%s\"}", language);
  g_autoptr(json_t) begun = dossier_family (&fixture->dossiers, 201, FAMILY, "POST",
                                            "/procedures/creche/dossiers", wish);
  g_autoptr(json_t) answers = json_loads (DOSSIER_ANSWERS, 0, NULL);
  char *id = g_strdup (town_text (begun, "id"));
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/answers", id);
  g_autofree char *submit = g_strdup_printf ("/dossiers/%s/submit", id);
  g_autofree char *text = NULL;

  json_object_set_new (json_object_get (answers, "answers"), "email", json_string (TO));
  text = json_dumps (answers, 0);
  json_decref (dossier_family (&fixture->dossiers, 200, FAMILY, "POST", path, text));
  json_decref (dossier_family (&fixture->dossiers, 200, FAMILY, "POST", submit, "{}"));

  return id;
}

static void
act (Fixture    *fixture,
     const char *id,
     const char *action,
     const char *body)
{
  json_decref (dossier_do (&fixture->dossiers, 200, fixture->dossiers.clerk, id, action, "%s",
                           body));
}

static void
give_verdict (Fixture    *fixture,
              const char *id,
              const char *requirement)
{
  g_autofree char *body = g_strdup_printf ("{\"requirement\":\"%s\",\"state\":\"accepted\","
                                           "\"acceptance\":\"seen_at_desk\"}", requirement);

  act (fixture, id, "verdict", body);
}

static void
test_a_family_hears_of_each_step (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_autofree char *id = send_dossier (fixture, "fr");
  DossierFixture *dossiers = &fixture->dossiers;

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Accusé d’enregistrement électronique : CR-2026-0001",
                 "Bonjour Marie Lefèvre,",
                 "Zoé Lefèvre\n", "Guichet petite enfance", NULL);

  g_free (dossier_send_photo (dossiers, FAMILY, id, "birth"));
  act (fixture, id, "verdict", "{\"requirement\":\"birth\",\"state\":\"rejected\","
       "\"reason\":\"blurred\"}");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Accusé de réception électronique : CR-2026-0001",
                 "Bonjour Marie Lefèvre,", NULL);

  /* Ten minutes in which it is nobody's business; one letter for all verdicts. */
  give_verdict (fixture, id, "identity");
  act (fixture, id, "finish", "{}");
  g_assert_cmpuint (post (fixture), ==, 0);
  dossier_set_clock (dossiers, "2026-06-17T12:10:00Z");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "À renvoyer : CR-2026-0001", "Inscription en crèche", "– ",
                 "02 41 00 00 01", NULL);

  give_verdict (fixture, id, "birth");
  give_verdict (fixture, id, "address");
  give_verdict (fixture, id, "income");
  act (fixture, id, "finish", "{}");
  dossier_set_clock (dossiers, "2026-06-17T12:20:00Z");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Tout est bon : CR-2026-0001", "complet", NULL);
  /* Told once. */
  act (fixture, id, "finish", "{}");
  dossier_set_clock (dossiers, "2026-06-17T12:30:00Z");
  g_assert_cmpuint (post (fixture), ==, 0);

  act (fixture, id, "decide", "{\"state\":\"accepted\"}");
  dossier_set_clock (dossiers, "2026-06-17T12:40:00Z");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Acceptée : CR-2026-0001", "est acceptée", NULL);
  act (fixture, id, "decide", "{\"state\":\"in_review\"}");
  dossier_set_clock (dossiers, "2026-06-17T12:50:00Z");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Rectificatif : CR-2026-0001", "erreur de notre part", NULL);
}

static void
test_words_of_the_town_arrive_as_they_are (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autofree char *id = send_dossier (fixture, "en");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Confirmation of registration: CR-2026-0001", NULL);
  /* Braces and line breaks are hers. */
  act (fixture, id, "reply", "{\"text\":\"Please call {phone}.\\nThank you.\"}");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "A message about CR-2026-0001", "Please call {phone}.\nThank you.\n",
                 NULL);

  act (fixture, id, "decide", "{\"state\":\"in_review\"}");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Receipt: CR-2026-0001", NULL);
  act (fixture, id, "decide", "{\"state\":\"refused\",\"reason\":\"No place is left\"}");
  dossier_set_clock (&fixture->dossiers, "2026-06-17T12:10:00Z");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Answer to your application CR-2026-0001", "No place is left\n",
                 "administrative court", NULL);
}

/* With an address for letters or without, and no letter goes for it. */
static void
test_who_was_told_without_a_letter_is_recorded (Fixture       *fixture,
                                                gconstpointer  data)
{
  DossierFixture *dossiers = &fixture->dossiers;
  g_autofree char *id = dossier_send (dossiers, FAMILY + 1);
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/file", id);
  g_autofree char *messages = g_strdup_printf ("/dossiers/%s/messages", id);
  g_autoptr(json_t) file = NULL;
  g_autoptr(json_t) seen = NULL;
  const json_t *last;

  g_free (send_dossier (fixture, "fr"));
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Accusé d’enregistrement électronique : CR-2026-0002", NULL);
  json_decref (dossier_do (dossiers, 422, dossiers->clerk, id, "told", "{\"by\":\"pigeon\"}"));
  json_decref (dossier_do (dossiers, 422, dossiers->clerk, id, "told", "{}"));
  json_decref (dossier_family (dossiers, 200, FAMILY + 1, "POST", messages,
                               "{\"text\":\"Are you there?\"}"));
  act (fixture, id, "told", "{\"by\":\"phone\"}");
  act (fixture, id, "told", "{\"by\":\"desk\"}");
  g_assert_cmpuint (post (fixture), ==, 0);
  seen = dossier_seen (dossiers, id);
  g_assert_true (json_is_false (json_object_get (seen, "unanswered")));
  file = town_expect (&dossiers->town, 200, dossiers->clerk, "GET", path, NULL);
  last = json_array_get (json_object_get (file, "history"),
                         json_array_size (json_object_get (file, "history")) - 1);
  g_assert_cmpstr (town_text (last, "kind"), ==, "informed");
  g_assert_cmpstr (town_text (last, "by"), ==, "desk");
  g_assert_true (g_str_has_prefix (town_text (last, "actor"), "account:"));
  g_assert_nonnull (json_object_get (last, "name"));
  g_assert_nonnull (json_object_get (last, "at"));
}

static void
test_who_does_nothing_is_warned (Fixture       *fixture,
                                 gconstpointer  data)
{
  g_autofree char *id = send_dossier (fixture, "fr");
  g_autoptr(json_t) file = NULL;
  g_autofree char *path = g_strdup_printf ("/dossiers/%s/file", id);
  g_autofree char *text = NULL;

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Accusé d’enregistrement électronique : CR-2026-0001", NULL);
  g_free (dossier_send_photo (&fixture->dossiers, FAMILY, id, "birth"));
  act (fixture, id, "decide", "{\"state\":\"in_review\"}");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Accusé de réception électronique : CR-2026-0001", NULL);
  dossier_set_clock (&fixture->dossiers, "2026-08-02T22:00:00Z");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Votre demande vous attend", "17 août 2026", NULL);

  file = town_expect (&fixture->dossiers.town, 200, fixture->dossiers.clerk, "GET", path, NULL);
  text = json_dumps (json_object_get (file, "history"), 0);
  g_assert_nonnull (strstr (text, "\"letter\": \"warning\""));
}

#define LETTER_TEST(path, func) g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  LETTER_TEST ("/dossiers-letters/a-family-hears-of-each-step", test_a_family_hears_of_each_step);
  LETTER_TEST ("/dossiers-letters/words-of-the-town-arrive-as-they-are",
               test_words_of_the_town_arrive_as_they_are);
  LETTER_TEST ("/dossiers-letters/who-was-told-without-a-letter-is-recorded",
               test_who_was_told_without_a_letter_is_recorded);
  LETTER_TEST ("/dossiers-letters/who-does-nothing-is-warned", test_who_does_nothing_is_warned);

  return g_test_run ();
}
