/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "shop-fixture"

#include "config.h"

#include "shop-fixture.h"

#include <string.h>

static const char settings[] =
  "{\"name\":\"Boulangerie Martineau\",\"cutoff\":{\"before\":60},\"slots\":[%s]}";

static char *
make_slots (void)
{
  g_autoptr(GString) slots = g_string_new (NULL);

  for (int weekday = 2; weekday <= 7; weekday++)
    {
      for (int from = AT (16, 0); from < AT (19, 0); from += 30)
        g_string_append_printf (slots, "%s{\"weekday\":%d,\"from\":%d,\"until\":%d,"
                                "\"capacity\":20}", slots->len > 0 ? "," : "", weekday, from,
                                from + 30);
    }

  return g_strdup (slots->str);
}

static char *
take_id (json_t *answer)
{
  char *id = g_strdup (town_text (answer, "id"));

  json_decref (answer);

  return id;
}

static void
sign_in_baker (ShopFixture *fixture)
{
  g_autofree char *code = NULL;
  g_autoptr(json_t) invitation = NULL;
  g_autoptr(json_t) tokens = NULL;

  invitation = town_expect (&fixture->town, 201, "operator", "POST", "/invitations",
                            "{\"name\":\"Boulanger\",\"roles\":[\"merchant\"],"
                            "\"merchants\":[\"%s\"]}", fixture->shop);
  code = g_strdup_printf ("{\"code\":\"%s\",\"label\":\"Comptoir\"}",
                          town_text (invitation, "code"));
  tokens = town_request (&fixture->town, NULL, "POST", "/api/v1/pair", "application/json", code);
  g_free (fixture->town.account);
  g_free (fixture->town.key);
  fixture->town.account = g_strdup (town_text (tokens, "account"));
  fixture->town.key = g_strdup (town_text (tokens, "access_token"));
  fixture->town.key_until = fixture->town.now + 9 * PARVIS_MINUTE;
}

void
shop_fixture_setup (ShopFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *slots = make_slots ();
  g_autoptr(json_t) mayor = NULL;

  town_fixture_setup (&fixture->town, NULL);
  json_decref (town_expect (&fixture->town, 200, "operator", "POST", "/modules/orders", "{}"));
  fixture->shop = take_id (town_expect (&fixture->town, 201, "operator", "POST", "/merchants",
                                        settings, slots));
  mayor = town_sign_in (&fixture->town, "00001", "Mairie", "mayor");
  fixture->mayor = g_strdup (town_text (mayor, "access_token"));
  sign_in_baker (fixture);
  fixture->tradition = take_id (shop_do (fixture, 201, "merchants", fixture->shop, "products",
                                         "{\"name\":\"Tradition\",\"price\":120,"
                                         "\"allergens\":[\"gluten\"]}"));
  fixture->campagne = take_id (shop_do (fixture, 201, "merchants", fixture->shop, "products",
                                        "{\"name\":\"Campagne\",\"price\":380,\"position\":1,"
                                        "\"options\":[{\"id\":\"cut\",\"name\":\"Tranchage\","
                                        "\"choices\":[{\"id\":\"whole\",\"name\":\"entier\"},"
                                        "{\"id\":\"sliced\",\"name\":\"tranché\","
                                        "\"price\":10}]}]}"));
  town_tick (&fixture->town);
}

void
shop_fixture_teardown (ShopFixture   *fixture,
                       gconstpointer  data)
{
  g_free (fixture->shop);
  g_free (fixture->tradition);
  g_free (fixture->campagne);
  g_free (fixture->mayor);
  town_fixture_teardown (&fixture->town, NULL);
}

json_t *
shop_do (ShopFixture *fixture,
         int          status,
         const char  *kind,
         const char  *id,
         const char  *action,
         const char  *format,
         ...)
{
  g_autofree char *path = g_strdup_printf ("/%s/%s%s%s", kind, id, *action != '\0' ? "/" : "",
                                           action);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  return town_expect (&fixture->town, status, fixture->town.key, "POST", path, "%s", text);
}

char *
shop_bake (ShopFixture *fixture,
           const char  *product,
           const char  *day,
           int          ready,
           int          quantity,
           int          online)
{
  return take_id (shop_do (fixture, 201, "products", product, "bakes",
                           "{\"day\":\"%s\",\"ready\":%d,\"quantity\":%d,\"online\":%d}", day,
                           ready, quantity, online));
}

json_t *
shop_resident (ShopFixture *fixture,
               int          status,
               int          device,
               const char  *method,
               const char  *path,
               const char  *format,
               ...)
{
  g_autofree char *token = g_strdup_printf ("%043d", device);
  g_autofree char *uuid = g_uuid_string_random ();
  g_autofree char *target = g_strconcat ("/api/v1/towns/00001", path, NULL);
  const char *headers[] = {
    "Content-Type", "application/json", "Idempotency-Key", uuid, "Parvis-Device", token, NULL,
  };
  g_autofree char *text = NULL;
  g_autoptr(ParvisReply) reply = NULL;
  g_autoptr(GBytes) body = NULL;
  json_t *answer;
  GBytes *bytes;
  va_list args;

  va_start (args, format);
  text = format != NULL ? g_strdup_vprintf (format, args) : NULL;
  va_end (args);

  body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  reply = parvis_service_handle (fixture->town.service, method, target, headers, body,
                                 PARVIS_RIGHT_ANYONE);
  bytes = parvis_reply_get_bytes (reply);
  answer = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
  if (parvis_reply_get_status (reply) != status)
    {
      g_autofree char *said = parvis_json_dump (answer);

      g_test_message ("%s %s: %s", method, path, said);
    }
  g_assert_cmpint (parvis_reply_get_status (reply), ==, status);

  return answer;
}

json_t *
shop_order (ShopFixture *fixture,
            int          status,
            int          device,
            int          quantity)
{
  g_autofree char *path = g_strdup_printf ("/merchants/%s/orders", fixture->shop);

  return shop_resident (fixture, status, device, "POST", path,
                        "{\"name\":\"Mme Lefèvre\",\"phone\":\"06000%05d\",\"day\":\"" TODAY "\","
                        "\"from\":%d,\"lines\":[{\"product\":\"%s\",\"quantity\":%d}]}",
                        device, AT (18, 0), fixture->tradition, quantity);
}

static json_t *
list_changes (ShopFixture *fixture)
{
  json_t *all = json_array ();
  gint64 after = 0;
  gboolean more = TRUE;

  while (more)
    {
      g_autofree char *path = g_strdup_printf ("/changes?limit=1000&after=%" G_GINT64_FORMAT,
                                               after);
      g_autoptr(json_t) page = town_expect (&fixture->town, 200, fixture->town.key, "GET", path,
                                            NULL);

      json_array_extend (all, json_object_get (page, "changes"));
      after = town_int (page, "cursor");
      more = json_is_true (json_object_get (page, "more"));
    }

  return all;
}

json_t *
shop_entity (ShopFixture *fixture,
             const char  *kind,
             const char  *id)
{
  g_autoptr(json_t) changes = list_changes (fixture);

  for (gsize i = 0; i < json_array_size (changes); i++)
    {
      const json_t *change = json_array_get (changes, i);

      if (strcmp (town_text (change, "kind"), kind) == 0 &&
          strcmp (town_text (change, "id"), id) == 0)
        return json_incref (json_object_get (change, "body"));
    }

  return NULL;
}

static gint64
sum (const json_t *bake,
     const char   *names)
{
  g_auto(GStrv) parts = g_strsplit (names, " ", -1);
  gint64 total = 0;

  for (guint i = 0; parts[i] != NULL; i++)
    {
      g_assert_cmpint (town_int (bake, parts[i]), >=, 0);
      total += town_int (bake, parts[i]);
    }

  return total;
}

gint64
shop_purse (ShopFixture *fixture,
            const char  *bake,
            const char  *name)
{
  g_autoptr(json_t) entity = shop_entity (fixture, "bake", bake);

  return town_int (entity, name);
}

void
shop_assert_adds_up (ShopFixture *fixture)
{
  g_autoptr(json_t) changes = list_changes (fixture);

  for (gsize i = 0; i < json_array_size (changes); i++)
    {
      const json_t *change = json_array_get (changes, i);
      const json_t *bake = json_object_get (change, "body");

      if (strcmp (town_text (change, "kind"), "bake") != 0 || bake == NULL || json_is_null (bake))
        continue;

      g_assert_cmpint (sum (bake, "declared overdrawn"), ==,
                       sum (bake, "online counter reserved collected sold lost given unsold"));
    }
}
