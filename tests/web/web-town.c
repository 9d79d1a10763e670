/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "web-town"

#include "config.h"

#include "parvis-day.h"
#include "parvis-service.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Fills a state directory with a town whose pool and car parks were counted for four weeks,
 * before the service whose pages browsers look at is started on it: web-town STATE-DIR
 * LANGUAGE. A bakery of it has bread from noon on. Prints its sources and their keys as JSON.
 */

#define TOWN  "/api/v1/towns/49270"
#define WEEKS 4

static const char areas[] =
  "{\"type\":\"FeatureCollection\",\"features\":["
  "{\"type\":\"Feature\",\"properties\":{\"id\":\"quai\",\"name\":\"Quai de Loire\"},"
  "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
  "[[[0,47],[1,47],[1,48],[0,48],[0,47]]]}},"
  "{\"type\":\"Feature\",\"properties\":{\"id\":\"gare\",\"name\":\"Gare\"},"
  "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
  "[[[1,47],[2,47],[2,48],[1,48],[1,47]]]}}]}";

static const char places[] =
  "{\"type\":\"FeatureCollection\",\"features\":["
  "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.5,47.5]},"
  "\"properties\":{\"id\":\"pool\",\"name\":\"Piscine des Halles\",\"kind\":\"piscine\","
  "\"capacity\":220,\"opening_hours\":\"24/7\",\"linked\":\"quay\","
  "\"address\":\"4 rue des Halles\"}},"
  "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.51,47.51]},"
  "\"properties\":{\"id\":\"quay\",\"name\":\"Parking du quai\",\"kind\":\"parking\","
  "\"capacity\":100,\"reserved\":{\"pmr\":2}}},"
  "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.52,47.52]},"
  "\"properties\":{\"id\":\"market\",\"name\":\"Parking du marché\",\"kind\":\"parking\","
  "\"capacity\":40,\"reserved\":{\"charging\":4}}},"
  "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[1.5,47.5]},"
  "\"properties\":{\"id\":\"station\",\"name\":\"Parking de la gare\",\"kind\":\"parking\","
  "\"capacity\":60}}]}";

static gint64 now;

/* Where it is ten in the morning or so, so that a day has begun and goes on. */
static char *
find_zone (gint64 present)
{
  int east = 10 - (int) (present % PARVIS_DAY / PARVIS_HOUR);

  /* Their signs are those of POSIX: west is positive. */
  if (east < -12)
    east += 24;

  return g_strdup_printf ("Etc/GMT%+d", -east);
}

static gint64
read_clock_cb (gpointer data)
{
  return now;
}

static json_t *
ask (ParvisService *service,
     int            status,
     const char    *target,
     const char    *key,
     const char    *body)
{
  g_autofree char *bearer = g_strconcat ("Bearer ", key != NULL ? key : "", NULL);
  g_autofree char *uuid = g_uuid_string_random ();
  const char *headers[] = { "Content-Type", "application/json", "Idempotency-Key", uuid,
                            key != NULL ? "Authorization" : NULL, bearer, NULL };
  g_autoptr (GBytes) bytes = g_bytes_new_static (body, strlen (body));
  g_autoptr (ParvisReply) reply = NULL;
  GBytes *answer;

  reply = parvis_service_handle (service, "POST", target, headers, bytes,
                                 key != NULL ? PARVIS_RIGHT_ANYONE : PARVIS_RIGHT_OPERATOR);
  answer = parvis_reply_get_bytes (reply);
  if (parvis_reply_get_status (reply) != status)
    g_error ("%s: %d %.*s", target, parvis_reply_get_status (reply),
             (int) g_bytes_get_size (answer), (const char *) g_bytes_get_data (answer, NULL));

  return json_loadb (g_bytes_get_data (answer, NULL), g_bytes_get_size (answer), 0, NULL);
}

static json_t *
add_source (ParvisService *service,
            const char    *place,
            const char    *measure)
{
  g_autofree char *body = g_strdup_printf ("{\"gauge\":\"%s\",\"measure\":\"%s\"}", place, measure);

  return ask (service, 201, TOWN "/sources", NULL, body);
}

static void
read_value (ParvisService *service,
            const json_t  *source,
            int            value)
{
  const char *id = json_string_value (json_object_get (source, "id"));
  g_autofree char *target = g_strdup_printf (TOWN "/sources/%s/readings", id);
  g_autofree char *at = parvis_time_format (now);
  g_autofree char *body = g_strdup_printf ("{\"observed_at\":\"%s\",\"value\":%d}", at, value);

  json_decref (ask (service, 200, target, json_string_value (json_object_get (source, "key")),
                    body));
}

/* From the same hour of each of these days on it got calmer. */
static void
make_past (ParvisService *service,
           const json_t  *pool,
           gint64         present)
{
  for (int week = WEEKS; week > 0; week--)
    {
      for (int half = -4; half <= 12; half++)
        {
          now = present - 7 * week * PARVIS_DAY + half * 30 * PARVIS_MINUTE;
          read_value (service, pool, half < 4 ? 150 + half * 4 + week : 40);
        }
    }
  now = present;
}

static char *
take_id (json_t *answer)
{
  char *id = g_strdup (json_string_value (json_object_get (answer, "id")));

  json_decref (answer);

  return id;
}

static void
add_bread (ParvisService *service,
           const char    *shop,
           const char    *product,
           const char    *day,
           int            online)
{
  g_autofree char *target = g_strdup_printf (TOWN "/merchants/%s/products", shop);
  g_autofree char *id = take_id (ask (service, 201, target, NULL, product));
  g_autofree char *bakes = g_strdup_printf (TOWN "/products/%s/bakes", id);
  g_autofree char *bake = g_strdup_printf ("{\"day\":\"%s\",\"ready\":720,\"quantity\":40,"
                                           "\"online\":%d}", day, online);

  json_decref (ask (service, 201, bakes, NULL, bake));
}

/* It is ten in the morning or so: slots of the afternoon are open. */
static void
make_bakery (ParvisService *service,
             const char    *zone)
{
  g_autoptr (GTimeZone) place = g_time_zone_new_identifier (zone);
  g_autoptr (GString) settings = g_string_new ("{\"name\":\"Boulangerie Martineau\","
                                               "\"address\":\"2 place du Marché\","
                                               "\"lon\":0.5,\"lat\":47.5,"
                                               "\"phone\":\"0241000000\","
                                               "\"holidays\":\"open\","
                                               "\"cutoff\":{\"before\":30},\"slots\":[");
  g_autofree char *shop = NULL;
  char day[PARVIS_DAY_SIZE];

  for (int weekday = 1; weekday <= 7; weekday++)
    {
      for (int from = 17 * 60; from < 19 * 60; from += 30)
        g_string_append_printf (settings, "%s{\"weekday\":%d,\"from\":%d,\"until\":%d,"
                                "\"capacity\":20}",
                                g_str_has_suffix (settings->str, "[") ? "" : ",", weekday, from,
                                from + 30);
    }
  g_string_append (settings, "]}");
  parvis_day_write (parvis_day_of_instant (now, place), day);
  json_decref (ask (service, 200, TOWN "/modules/orders", NULL, "{}"));
  shop = take_id (ask (service, 201, TOWN "/merchants", NULL, settings->str));
  add_bread (service, shop, "{\"name\":\"Tradition\",\"price\":130,"
             "\"allergens\":[\"gluten\"]}", day, 12);
  add_bread (service, shop, "{\"name\":\"Campagne 500 g\",\"price\":360,\"position\":1,"
             "\"options\":[{\"id\":\"cut\",\"name\":\"Tranchage\",\"choices\":"
             "[{\"id\":\"whole\",\"name\":\"Non tranché\"},"
             "{\"id\":\"sliced\",\"name\":\"Tranché\",\"price\":10}]}]}", day, 6);
  add_bread (service, shop, "{\"name\":\"Céréales\",\"price\":240,\"position\":2}", day, 0);
}

int
main (int    argc,
      char **argv)
{
  const ParvisClock clock = { read_clock_cb, NULL };
  g_autoptr (ParvisConfig) config = parvis_config_new ();
  g_autoptr (ParvisService) service = NULL;
  g_autoptr (json_t) sources = json_object ();
  g_autoptr (GError) error = NULL;
  g_autofree char *zone = NULL;
  g_autofree char *town = NULL;
  gint64 present = parvis_clock_now (&parvis_system_clock);

  g_assert (argc == 3);
  now = present - 7 * (WEEKS + 1) * PARVIS_DAY;
  if (!parvis_config_set (config, "state-dir", argv[1], &error) ||
      (service = parvis_service_new (config, &parvis_tables, &clock, NULL, NULL, &error)) == NULL)
    g_error ("%s", error->message);

  zone = find_zone (present);
  town = g_strdup_printf ("{\"name\":\"Saint-Aubin-sur-Loire\",\"timezone\":\"%s\","
                          "\"modules\":[\"occupancy\",\"parking\"]}", zone);
  json_decref (ask (service, 201, TOWN, NULL, town));
  json_decref (ask (service, 200, TOWN "/neighbourhoods", NULL, areas));
  json_decref (ask (service, 200, TOWN "/facilities", NULL, places));
  json_object_set_new (sources, "pool", add_source (service, "pool", "present"));
  json_object_set_new (sources, "quay", add_source (service, "quay", "free"));
  json_object_set_new (sources, "market", add_source (service, "market", "free"));
  json_object_set_new (sources, "station", add_source (service, "station", "free"));
  make_past (service, json_object_get (sources, "pool"), present);
  make_bakery (service, zone);
  json_dumpf (sources, stdout, 0);

  return EXIT_SUCCESS;
}
