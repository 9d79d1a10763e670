/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-orders-letters"

#include "config.h"

#include "mail-fixture.h"
#include "shop-fixture.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

/* What a resident is told, through a real mail server. */

#define FROM "parvis@saint-aubin.example"
#define TO   "lea.moreau@courrier.example"
#define NAME "Léa Moreau"

typedef struct
{
  ShopFixture  shop;
  MailServer   server;
  char        *log;         /* where standard error goes meanwhile */
  int          error;       /* and where it went */
} Fixture;

static void
set (Fixture    *fixture,
     const char *key,
     const char *value)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_config_set (fixture->shop.town.config, key, value, &error));
  g_assert_no_error (error);
}

/* What is told of the log is told by the program's own lines. */
static void
turn_log (Fixture *fixture)
{
  int fd;

  fixture->log = g_build_filename (fixture->shop.town.dir, "log", NULL);
  fflush (stderr);
  fixture->error = dup (STDERR_FILENO);
  fd = g_open (fixture->log, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (dup2 (fd, STDERR_FILENO), ==, STDERR_FILENO);
  close (fd);
}

static char *
read_log (Fixture *fixture)
{
  char *text = NULL;

  fflush (stderr);
  if (fixture->error >= 0)
    {
      dup2 (fixture->error, STDERR_FILENO);
      close (fixture->error);
      fixture->error = -1;
    }
  g_assert_true (g_file_get_contents (fixture->log, &text, NULL, NULL));

  return text;
}

static void
setup (Fixture       *fixture,
       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *bake = NULL;

  shop_fixture_setup (&fixture->shop, NULL);
  bake = shop_bake (&fixture->shop, fixture->shop.tradition, TODAY, AT (7, 0), 40, 30);
  mail_server_start (&fixture->server, MAIL_SERVER_PLAIN);
  set (fixture, "smtp-url", fixture->server.url);
  set (fixture, "smtp-plain", "true");
  set (fixture, "mail-from", FROM);
  turn_log (fixture);
  town_restart (&fixture->shop.town);
  parvis_post_start (parvis_service_get_post (fixture->shop.town.service), &error);
  g_assert_no_error (error);
}

static void
teardown (Fixture       *fixture,
          gconstpointer  data)
{
  g_autofree char *log = read_log (fixture);

  /* Letters were sent, and nobody is named who got one. */
  g_assert_nonnull (strstr (log, "event=mail-sent"));
  g_assert_null (strstr (log, TO));
  g_assert_null (strstr (log, "Moreau"));
  g_assert_null (strstr (log, "0612345618"));
  g_free (fixture->log);
  shop_fixture_teardown (&fixture->shop, NULL);
  mail_server_stop (&fixture->server);
}

/* What is due goes to the post; how many. */
static guint
post (Fixture *fixture)
{
  guint n = mail_post_all (fixture->shop.town.service, &parvis_orders_outbox,
                           fixture->shop.town.now);

  mail_wait_sent (fixture->shop.town.service);

  return n;
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
  g_autofree char *body = mail_text (letter);
  g_autofree char *text = g_strconcat (title, "\n", body, NULL);
  const char *said;
  va_list args;

  g_assert_cmpstr (envelope, ==, FROM " " TO " plain -");
  g_test_message ("%s", text);
  g_assert_nonnull (strstr (title, subject));
  va_start (args, subject);
  while ((said = va_arg (args, const char *)) != NULL)
    g_assert_nonnull (strstr (text, said));
  va_end (args);
}

static json_t *
place_order (Fixture    *fixture,
             const char *language)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop.shop);

  return shop_resident (&fixture->shop, 201, 1, "POST", path,
                        "{\"name\":\"" NAME "\",\"phone\":\"0612345618\",\"email\":\"" TO "\","
                        "\"language\":\"%s\",\"day\":\"" TODAY "\",\"from\":%d,"
                        "\"lines\":[{\"product\":\"%s\",\"quantity\":2}]}", language, AT (18, 0),
                        fixture->shop.tradition);
}

static void
step (Fixture      *fixture,
      const json_t *order,
      const char   *action,
      const char   *body)
{
  json_decref (shop_do (&fixture->shop, 200, "orders", town_text (order, "id"), action, "%s",
                        body));
}

static void
test_confirmed_and_ready_in_french (Fixture       *fixture,
                                    gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "fr");
  const char *code = town_text (order, "code");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NAME, code, "le mercredi 17 juin entre 18:00",
                 "18:30", "Boulangerie Martineau", NULL);

  /* Twenty seconds in which it is nobody's business. */
  step (fixture, order, "ready", "{}");
  fixture->shop.town.now += 19 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 0);
  step (fixture, order, "back", "{\"to\":\"placed\"}");
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);

  step (fixture, order, "ready", "{}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "prêt", NAME, code, "18:45", NULL);
  g_assert_cmpuint (post (fixture), ==, 0);
}

static void
test_declined_in_english (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "en");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Bread reserved", town_text (order, "code"), "Wednesday 17 June", NULL);
  step (fixture, order, "decline", "{\"reason\":\"no_bread\"}");
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "cannot be honoured", "Boulangerie Martineau is sorry",
                 "no more bread", NULL);
}

static void
test_delayed_and_released (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "fr");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  step (fixture, order, "delay", "{\"minutes\":20}");
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, town_text (order, "code"), "partir de 18:20", "19:05", NULL);

  /* Not ten more, which nobody adds up, but when it is there. */
  step (fixture, order, "delay", "{\"minutes\":10}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, town_text (order, "code"), "partir de 18:30", "19:15", NULL);

  /* Nobody at the shop looks: in the evening it is put back. */
  town_pass (&fixture->shop.town, 6 * PARVIS_HOUR);
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, town_text (order, "code"), "remis en vente", "Boulangerie Martineau",
                 NULL);
}

static void
assert_told (Fixture      *fixture,
             const json_t *order,
             int           delay,
             const char   *keep_until)
{
  g_autofree char *path = g_strconcat ("/orders/", town_text (order, "id"), NULL);
  g_autoptr(json_t) view = shop_resident (&fixture->shop, 200, 1, "GET", path, NULL);

  g_assert_cmpint (json_integer_value (json_object_get (view, "delay")), ==, delay);
  g_assert_cmpstr (town_text (view, "keep_until"), ==, keep_until);
}

/* Kept until 18:45, which is 16:45 in UTC. */
static void
test_a_delay_that_is_taken_back_at_once_is_not_told (Fixture       *fixture,
                                                     gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "fr");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  step (fixture, order, "delay", "{\"minutes\":20}");
  assert_told (fixture, order, 0, "2026-06-17T16:45:00.000Z");
  fixture->shop.town.now += 19 * PARVIS_SECOND;
  step (fixture, order, "delay", "{\"total\":0}");
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
  assert_told (fixture, order, 0, "2026-06-17T16:45:00.000Z");

  /* Of two changes one letter tells. */
  step (fixture, order, "delay", "{\"minutes\":10}");
  step (fixture, order, "delay", "{\"minutes\":10}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "retard", "18:20", "19:05", NULL);
  assert_told (fixture, order, 20, "2026-06-17T17:05:00.000Z");
}

/* Who was told to come later is not kept shorter. */
static void
test_a_delay_that_was_told_is_taken_back_in_writing (Fixture       *fixture,
                                                     gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "fr");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  step (fixture, order, "delay", "{\"minutes\":20}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "retard", "18:20", NULL);
  step (fixture, order, "delay", "{\"total\":5}");
  assert_told (fixture, order, 20, "2026-06-17T17:05:00.000Z");
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  assert_told (fixture, order, 5, "2026-06-17T17:05:00.000Z");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "plus tôt", "18:05", "19:05", NULL);

  /* And that is taken back too. */
  step (fixture, order, "delay", "{\"total\":0}");
  step (fixture, order, "delay", "{\"total\":5}");
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
  assert_told (fixture, order, 5, "2026-06-17T17:05:00.000Z");
}

/* The batch was moved behind the slot because the order was late. */
static void
test_bread_that_is_not_ready_keeps_a_delay (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autofree char *bake = shop_bake (&fixture->shop, fixture->shop.campagne, TODAY, AT (17, 0), 4,
                                     4);
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop.shop);
  g_autoptr(json_t) order = shop_resident (&fixture->shop, 201, 1, "POST", path,
                                           "{\"name\":\"" NAME "\",\"email\":\"" TO "\","
                                           "\"day\":\"" TODAY "\",\"from\":%d,\"lines\":"
                                           "[{\"product\":\"%s\",\"quantity\":1}]}", AT (18, 0),
                                           fixture->shop.campagne);
  g_autofree char *later = g_strdup_printf ("{\"ready\":%d}", AT (18, 20));
  const char *id = town_text (order, "id");

  g_assert_cmpuint (post (fixture), ==, 1);
  g_free (mail_server_take (&fixture->server, NULL));
  step (fixture, order, "delay", "{\"minutes\":20}");
  json_decref (shop_do (&fixture->shop, 200, "bakes", bake, "", "%s", later));
  json_decref (shop_do (&fixture->shop, 409, "orders", id, "delay", "{\"total\":10}"));
  json_decref (shop_do (&fixture->shop, 422, "orders", id, "delay", "{\"total\":-5}"));
  json_decref (shop_do (&fixture->shop, 422, "orders", id, "delay", "{\"total\":1441}"));
  step (fixture, order, "delay", "{\"total\":20}");
}

/* Handed over by mistake, before anything was told. */
static void
test_what_was_not_told_yet_is_told_after_a_slip (Fixture       *fixture,
                                                 gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "fr");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  step (fixture, order, "ready", "{}");
  step (fixture, order, "collect", "{}");
  step (fixture, order, "back", "{\"to\":\"ready\"}");
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "prêt", NULL);

  /* Once is enough. */
  step (fixture, order, "collect", "{}");
  step (fixture, order, "back", "{\"to\":\"ready\"}");
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
}

static void
test_a_slip_takes_back_its_own_letter_only (Fixture       *fixture,
                                            gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "fr");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  step (fixture, order, "delay", "{\"minutes\":15}");
  step (fixture, order, "ready", "{}");
  step (fixture, order, "back", "{\"to\":\"placed\"}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, town_text (order, "code"), "19:00", NULL);
  g_assert_cmpuint (post (fixture), ==, 0);
}

static void
assert_state (Fixture      *fixture,
              const json_t *order,
              const char   *expected)
{
  g_autofree char *path = g_strconcat ("/orders/", town_text (order, "id"), NULL);
  g_autoptr(json_t) view = shop_resident (&fixture->shop, 200, 1, "GET", path, NULL);

  g_assert_cmpstr (town_text (view, "state"), ==, expected);
}

/* Who was told that it is ready is owed a correction, once the shop has slept over it for
 * twenty seconds.
 */
static void
test_who_was_told_too_early_is_told_so (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "fr");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  step (fixture, order, "ready", "{}");
  fixture->shop.town.now += 30 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "prêt", NULL);

  /* A slip that is taken back is nobody's business. */
  step (fixture, order, "back", "{\"to\":\"placed\"}");
  assert_state (fixture, order, "ready");
  step (fixture, order, "ready", "{}");
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
  assert_state (fixture, order, "ready");

  step (fixture, order, "back", "{\"to\":\"preparing\"}");
  fixture->shop.town.now += 19 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Rectificatif", town_text (order, "code"), "Boulangerie Martineau",
                 NULL);
  assert_state (fixture, order, "preparing");

  /* Handed over to somebody else by mistake, it is not ready either. */
  step (fixture, order, "ready", "{}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "prêt", NULL);
  step (fixture, order, "collect", "{}");
  step (fixture, order, "back", "{\"to\":\"placed\"}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Rectificatif", NULL);
}

/* What waits to be told does not get lost with a slip. */
static void
test_a_delay_is_told_after_a_slip (Fixture       *fixture,
                                   gconstpointer  data)
{
  static const char * const slips[][2] = {
    { "collect", "{}" }, { "decline", "{\"reason\":\"other\"}" }, { "release", "{}" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (slips); i++)
    {
      g_autoptr(json_t) order = place_order (fixture, "fr");

      g_assert_cmpuint (post (fixture), ==, 1);
      expect_letter (fixture, "Pain réservé", NULL);
      step (fixture, order, "delay", "{\"minutes\":15}");
      step (fixture, order, slips[i][0], slips[i][1]);
      fixture->shop.town.now += 15 * PARVIS_SECOND;
      g_assert_cmpuint (post (fixture), ==, 0);
      step (fixture, order, "back", "{\"to\":\"placed\"}");
      fixture->shop.town.now += 5 * PARVIS_SECOND;
      g_assert_cmpuint (post (fixture), ==, 1);
      expect_letter (fixture, "retard", town_text (order, "code"), "19:00", NULL);
      g_assert_cmpuint (post (fixture), ==, 0);

      /* Nor is it told once the order is over. */
      step (fixture, order, "delay", "{\"minutes\":15}");
      step (fixture, order, "collect", "{}");
      fixture->shop.town.now += PARVIS_MINUTE;
      g_assert_cmpuint (post (fixture), ==, 0);
    }
}

/* Who prepares it has said yes. */
static void
test_a_shop_that_prepares_has_said_yes (Fixture       *fixture,
                                        gconstpointer  data)
{
  g_autoptr(json_t) order = NULL;
  g_autoptr(json_t) other = NULL;

  json_decref (shop_do (&fixture->shop, 200, "merchants", fixture->shop.shop, "",
                        "{\"confirm\":\"manual\"}"));
  order = place_order (fixture, "fr");
  other = place_order (fixture, "fr");
  g_assert_cmpuint (post (fixture), ==, 2);
  g_free (mail_server_take (&fixture->server, NULL));
  g_free (mail_server_take (&fixture->server, NULL));
  step (fixture, order, "prepare", "{}");
  step (fixture, other, "confirm", "{}");
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 2);
  expect_letter (fixture, "Pain réservé", NULL);
  expect_letter (fixture, "Pain réservé", NULL);
}

/* Whatever is taken back of them, what a shop says of an order is told once. */
static void
test_a_yes_is_told_once (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(json_t) order = NULL;

  json_decref (shop_do (&fixture->shop, 200, "merchants", fixture->shop.shop, "",
                        "{\"confirm\":\"manual\"}"));
  order = place_order (fixture, "fr");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Demande envoyée", NULL);

  /* A slip that nobody was told of. */
  step (fixture, order, "ready", "{}");
  step (fixture, order, "collect", "{}");
  fixture->shop.town.now += PARVIS_MINUTE;
  step (fixture, order, "back", "{\"to\":\"placed\"}");
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);

  step (fixture, order, "confirm", "{}");
  step (fixture, order, "prepare", "{}");
  step (fixture, order, "back", "{\"to\":\"placed\"}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  step (fixture, order, "prepare", "{}");
  step (fixture, order, "back", "{\"to\":\"placed\"}");
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
}

static void
cancel (Fixture      *fixture,
        const json_t *order)
{
  g_autofree char *path = g_strdup_printf ("/orders/%s/cancel", town_text (order, "id"));

  json_decref (shop_resident (&fixture->shop, 200, 1, "POST", path, "{}"));
}

static void
test_who_cancels_is_told_that_it_is_cancelled (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "fr");
  g_autoptr(json_t) other = NULL;

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  step (fixture, order, "delay", "{\"minutes\":15}");
  cancel (fixture, order);
  cancel (fixture, order);
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Réservation annulée", town_text (order, "code"), "mercredi 17 juin",
                 "18:00", "Boulangerie Martineau", "rien à payer", NULL);

  /* And nothing else, though the shop was about to decline it. */
  other = place_order (fixture, "en");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Bread reserved", NULL);
  step (fixture, other, "decline", "{\"reason\":\"closing\"}");
  cancel (fixture, other);
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Reservation cancelled", town_text (other, "code"), NULL);
}

static void
confirm_by_hand (Fixture *fixture)
{
  json_decref (shop_do (&fixture->shop, 200, "merchants", fixture->shop.shop, "",
                        "{\"confirm\":\"manual\"}"));
}

/* Two hours a shop has to say yes. */
static void
test_who_gets_no_answer_is_told_not_to_go (Fixture       *fixture,
                                           gconstpointer  data)
{
  g_autoptr(json_t) order = NULL;

  confirm_by_hand (fixture);
  order = place_order (fixture, "fr");
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Demande envoyée", NULL);
  town_pass (&fixture->shop.town, 2 * PARVIS_HOUR);
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Demande sans réponse", town_text (order, "code"),
                 "Ne vous déplacez pas", NULL);
  assert_state (fixture, order, "released");
}

/* It is kept until 18:45. */
static void
test_who_has_not_come_hears_once_more (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr(json_t) order = place_order (fixture, "fr");

  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  step (fixture, order, "ready", "{}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "C’est prêt", NULL);
  fixture->shop.town.now += 4 * PARVIS_HOUR + 24 * PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);

  /* Half an hour more, from 18:45 on. */
  step (fixture, order, "keep", "{\"minutes\":30}");
  fixture->shop.town.now += 29 * PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += 2 * PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Votre pain vous attend", town_text (order, "code"), "20 minutes",
                 "19:15", NULL);

  /* Handed over, and it was not him: once is enough. */
  step (fixture, order, "collect", "{}");
  step (fixture, order, "back", "{\"to\":\"ready\"}");
  fixture->shop.town.now += PARVIS_HOUR;
  g_assert_cmpuint (post (fixture), ==, 0);
}

static void
test_who_has_come_or_was_just_told_is_not_reminded (Fixture       *fixture,
                                                    gconstpointer  data)
{
  g_autoptr(json_t) fetched = place_order (fixture, "fr");
  g_autoptr(json_t) late = place_order (fixture, "fr");
  g_autoptr(json_t) slip = place_order (fixture, "fr");

  g_assert_cmpuint (post (fixture), ==, 3);
  step (fixture, fetched, "ready", "{}");
  step (fixture, fetched, "collect", "{}");
  step (fixture, slip, "ready", "{}");
  step (fixture, slip, "back", "{\"to\":\"preparing\"}");
  fixture->shop.town.now += 4 * PARVIS_HOUR + 16 * PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);

  /* At 18:16. */
  step (fixture, late, "ready", "{}");
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  fixture->shop.town.now += 20 * PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
}

/* 14:00 is when the day of these tests begins. */
static void
test_nobody_is_told_at_night (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop.shop);
  g_autofree char *bake = shop_bake (&fixture->shop, fixture->shop.tradition, TOMORROW, AT (6, 0),
                                     9, 9);
  g_autofree char *wish = g_strdup_printf ("{\"name\":\"" NAME "\",\"email\":\"" TO "\","
                                           "\"language\":\"fr\",\"day\":\"" TOMORROW "\","
                                           "\"from\":%d,\"lines\":[{\"product\":\"%s\","
                                           "\"quantity\":1}]}", AT (18, 0),
                                           fixture->shop.tradition);
  g_autoptr(json_t) order = NULL;

  fixture->shop.town.now += 7 * PARVIS_HOUR - PARVIS_SECOND;
  json_decref (shop_resident (&fixture->shop, 201, 1, "POST", path, "%s", wish));
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);

  /* A second after nine one waits, and then the letters come in their order. */
  fixture->shop.town.now += 2 * PARVIS_SECOND;
  order = shop_resident (&fixture->shop, 201, 1, "POST", path, "%s", wish);
  fixture->shop.town.now += PARVIS_HOUR;
  step (fixture, order, "delay", "{\"minutes\":10}");
  fixture->shop.town.now += 9 * PARVIS_HOUR - PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += PARVIS_MINUTE + PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  fixture->shop.town.now += 2 * PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "retard", NULL);

  /* What is ready is told at any time. */
  fixture->shop.town.now += 15 * PARVIS_HOUR;
  step (fixture, order, "ready", "{}");
  fixture->shop.town.now += 20 * PARVIS_SECOND;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "C’est prêt", NULL);
}

/* At half past four, for half past six. */
static void
test_who_comes_at_dawn_is_told_an_hour_before (Fixture       *fixture,
                                               gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop.shop);
  g_autofree char *bake = shop_bake (&fixture->shop, fixture->shop.tradition, TOMORROW, AT (6, 0),
                                     9, 9);
  g_autoptr(json_t) order = NULL;

  json_decref (shop_do (&fixture->shop, 200, "merchants", fixture->shop.shop, "slots",
                        "{\"slots\":[{\"weekday\":4,\"from\":%d,\"until\":%d,"
                        "\"capacity\":5}]}", AT (6, 30), AT (7, 0)));
  order = shop_resident (&fixture->shop, 201, 1, "POST", path,
                         "{\"name\":\"" NAME "\",\"email\":\"" TO "\",\"language\":\"fr\","
                         "\"day\":\"" TOMORROW "\",\"from\":%d,"
                         "\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}", AT (6, 30),
                         fixture->shop.tradition);
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", NULL);
  fixture->shop.town.now += 14 * PARVIS_HOUR + 30 * PARVIS_MINUTE;
  step (fixture, order, "decline", "{\"reason\":\"closing\"}");
  fixture->shop.town.now += 59 * PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 0);
  fixture->shop.town.now += PARVIS_MINUTE;
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, town_text (order, "code"), "ferme plus tôt", NULL);
}

/* Thursday the 18th is a holiday of the shop's. */
static void
test_who_orders_every_week_hears_that_it_is_closed (Fixture       *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/standing", fixture->shop.shop);

  json_decref (shop_do (&fixture->shop, 200, "merchants", fixture->shop.shop, "closed",
                        "{\"closed\":[{\"day\":\"" TOMORROW "\"}]}"));
  json_decref (shop_resident (&fixture->shop, 201, 1, "POST", path,
                              "{\"name\":\"" NAME "\",\"email\":\"" TO "\","
                              "\"language\":\"fr\",\"weekday\":4,\"from\":%d,"
                              "\"lines\":[{\"product\":\"%s\",\"quantity\":1}]}",
                              AT (18, 0), fixture->shop.tradition));
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pas de pain", "jeudi 18 juin", "Boulangerie Martineau", NULL);

  /* Once, and if it opens after all he has his bread. */
  town_pass (&fixture->shop.town, PARVIS_MINUTE);
  g_assert_cmpuint (post (fixture), ==, 0);
  g_free (shop_bake (&fixture->shop, fixture->shop.tradition, TOMORROW, AT (7, 0), 9, 9));
  json_decref (shop_do (&fixture->shop, 200, "merchants", fixture->shop.shop, "closed",
                        "{\"closed\":[]}"));
  town_pass (&fixture->shop.town, PARVIS_MINUTE);
  g_assert_cmpuint (post (fixture), ==, 1);
  expect_letter (fixture, "Pain réservé", "jeudi 18 juin", NULL);
}

#define LETTERS_TEST(path, func) \
  g_test_add (path, Fixture, NULL, setup, func, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  LETTERS_TEST ("/orders-letters/confirmed-and-ready-in-french",
                test_confirmed_and_ready_in_french);
  LETTERS_TEST ("/orders-letters/declined-in-english", test_declined_in_english);
  LETTERS_TEST ("/orders-letters/delayed-and-released", test_delayed_and_released);
  LETTERS_TEST ("/orders-letters/a-delay-that-is-taken-back-at-once-is-not-told",
                test_a_delay_that_is_taken_back_at_once_is_not_told);
  LETTERS_TEST ("/orders-letters/a-delay-that-was-told-is-taken-back-in-writing",
                test_a_delay_that_was_told_is_taken_back_in_writing);
  LETTERS_TEST ("/orders-letters/bread-that-is-not-ready-keeps-a-delay",
                test_bread_that_is_not_ready_keeps_a_delay);
  LETTERS_TEST ("/orders-letters/what-was-not-told-yet-is-told-after-a-slip",
                test_what_was_not_told_yet_is_told_after_a_slip);
  LETTERS_TEST ("/orders-letters/a-slip-takes-back-its-own-letter-only",
                test_a_slip_takes_back_its_own_letter_only);
  LETTERS_TEST ("/orders-letters/who-was-told-too-early-is-told-so",
                test_who_was_told_too_early_is_told_so);
  LETTERS_TEST ("/orders-letters/a-delay-is-told-after-a-slip",
                test_a_delay_is_told_after_a_slip);
  LETTERS_TEST ("/orders-letters/a-shop-that-prepares-has-said-yes",
                test_a_shop_that_prepares_has_said_yes);

  LETTERS_TEST ("/orders-letters/a-yes-is-told-once", test_a_yes_is_told_once);
  LETTERS_TEST ("/orders-letters/who-cancels-is-told-that-it-is-cancelled",
                test_who_cancels_is_told_that_it_is_cancelled);
  LETTERS_TEST ("/orders-letters/who-gets-no-answer-is-told-not-to-go",
                test_who_gets_no_answer_is_told_not_to_go);
  LETTERS_TEST ("/orders-letters/who-has-not-come-hears-once-more",
                test_who_has_not_come_hears_once_more);
  LETTERS_TEST ("/orders-letters/who-has-come-or-was-just-told-is-not-reminded",
                test_who_has_come_or_was_just_told_is_not_reminded);
  LETTERS_TEST ("/orders-letters/who-orders-every-week-hears-that-it-is-closed",
                test_who_orders_every_week_hears_that_it_is_closed);
  LETTERS_TEST ("/orders-letters/nobody-is-told-at-night", test_nobody_is_told_at_night);
  LETTERS_TEST ("/orders-letters/who-comes-at-dawn-is-told-an-hour-before",
                test_who_comes_at_dawn_is_told_an_hour_before);

  return g_test_run ();
}
