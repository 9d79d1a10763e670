/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "town-fixture"

#include "config.h"

#include "town-fixture.h"

#include "parvis-dossiers.h"
#include "parvis-occupancy.h"
#include "parvis-orders.h"
#include "parvis-routes.h"
#include "parvis-session.h"

#include <glib/gstdio.h>
#include <string.h>

#define ROOT "/api/v1/towns/00001"

/* Less than a token is good for. */
#define KEY_TIME (9 * PARVIS_MINUTE)

/* A Wednesday, 14:00 in Paris. */
#define START "2026-06-17T12:00:00Z"

static gint64
read_clock_cb (gpointer data)
{
  TownFixture *fixture = data;

  return fixture->now;
}

static void
open_service (TownFixture *fixture)
{
  g_autoptr(GError) error = NULL;

  fixture->service = parvis_service_new (fixture->config, &parvis_tables, &fixture->clock,
                                         NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (fixture->service);
}

static const char places[] =
  "{\"type\":\"FeatureCollection\",\"features\":["
  "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.5,47.5]},"
  "\"properties\":{\"id\":\"piscine\",\"name\":\"Piscine\",\"kind\":\"piscine\","
  "\"capacity\":200,\"opening_hours\":\"Mo-Su 08:00-20:00\",\"linked\":\"parking\"}},"
  "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[0.51,47.51]},"
  "\"properties\":{\"id\":\"parking\",\"name\":\"Parking\",\"kind\":\"parking\","
  "\"capacity\":100}}]}";

static const char areas[] =
  "{\"type\":\"FeatureCollection\",\"features\":["
  "{\"type\":\"Feature\",\"properties\":{\"id\":\"bourg\",\"name\":\"Bourg\"},"
  "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
  "[[[0,47],[1,47],[1,48],[0,48],[0,47]]]}}]}";

void
town_set_clock (TownFixture *fixture,
                const char  *text)
{
  g_autoptr(GError) error = NULL;
  gint64 now;

  g_assert_true (parvis_time_parse (text, &now, &error));
  g_assert_no_error (error);
  fixture->now = now;
}

void
town_fixture_setup (TownFixture   *fixture,
                    gconstpointer  data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) tokens = NULL;

  test_database_init (&fixture->database);
  fixture->dir = fixture->database.directory;
  town_set_clock (fixture, START);
  fixture->clock = (ParvisClock) { read_clock_cb, fixture };
  fixture->config = parvis_config_new ();
  test_database_set (&fixture->database, fixture->config);
  fixture->keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  open_service (fixture);

  json_decref (town_expect (fixture, 201, "operator", "POST", "",
                            "{\"name\":\"Essai\",\"modules\":[\"occupancy\",\"parking\"]}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/neighbourhoods", "%s", areas));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/facilities", "%s", places));
  tokens = town_sign_in (fixture, "00001", "Accueil", "counter");
  fixture->account = g_strdup (town_text (tokens, "account"));
  fixture->key = g_strdup (town_text (tokens, "access_token"));
  fixture->key_until = fixture->now + KEY_TIME;
}

void
town_fixture_teardown (TownFixture   *fixture,
                       gconstpointer  data)
{
  g_clear_pointer (&fixture->service, parvis_service_free);
  g_clear_pointer (&fixture->config, parvis_config_free);
  g_clear_pointer (&fixture->keys, g_hash_table_unref);
  test_database_clear (&fixture->database);
  g_free (fixture->account);
  g_free (fixture->key);
}

void
town_restart (TownFixture *fixture)
{
  g_clear_pointer (&fixture->service, parvis_service_free);
  open_service (fixture);
}

/* When each kind of work of the town is due next. */
typedef struct
{
  gint64 gauges;
  gint64 orders;
  gint64 dossiers;
} Due;

static gint64
find_due (TownFixture *fixture,
          Due         *due)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (store, "00001", &error);

  g_assert_no_error (error);
  g_assert_true (parvis_occupancy_next_due (db, &due->gauges, &error));
  g_assert_true (parvis_orders_next_due (db, &due->orders, &error));
  g_assert_true (parvis_dossiers_next_due (db, &due->dossiers, &error));
  parvis_store_release (store, db);

  return MIN (MIN (due->gauges, due->orders), due->dossiers);
}

void
town_tick (TownFixture *fixture)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < 50; i++)
    {
      g_autoptr(ParvisAnswer) answer = NULL;
      ParvisCommand *command;
      gint64 seq = 0;
      Due due;

      if (find_due (fixture, &due) > fixture->now)
        return;

      command = due.gauges <= fixture->now
                ? parvis_occupancy_refresh_command ("00001", fixture->now)
                : due.dossiers <= fixture->now
                ? parvis_dossiers_refresh_command ("00001",
                                                   parvis_service_get_signer (fixture->service),
                                                   fixture->now)
                : parvis_orders_refresh_command ("00001", fixture->config->orders_kept_days,
                                                 fixture->now);
      answer = parvis_store_apply (store, command, &seq, &error);
      g_assert_no_error (error);
      parvis_live_note (parvis_service_get_live (fixture->service), "00001", seq);
    }

  g_assert_not_reached ();
}

/* A look every minute, as the service takes one, but for the minutes in which there is
 * nothing to find.
 */
void
town_pass (TownFixture *fixture,
           gint64       duration)
{
  gint64 end = fixture->now + duration;

  while (fixture->now < end)
    {
      Due due;
      gint64 next = MIN (find_due (fixture, &due), end);
      gint64 minutes = (next - fixture->now + PARVIS_MINUTE - 1) / PARVIS_MINUTE;

      fixture->now = MIN (fixture->now + MAX (minutes, 1) * PARVIS_MINUTE, end);
      town_tick (fixture);
    }
}

/* A member of the body is named by a pointer, anything else by its bare name. */
static void
assert_field_is_well_formed (const json_t *answer,
                             const char   *text)
{
  const char *field = json_string_value (json_object_get (answer, "field"));
  g_autoptr(json_t) sent = text != NULL ? json_loads (text, 0, NULL) : NULL;

  if (field == NULL || *field == '\0')
    return;

  if (*field == '/')
    g_assert_true (parvis_json_pointer_is_valid (field));
  else
    g_assert_null (json_object_get (sent, field));
}

/* An access token is good for ten minutes, and tests let days pass. */
static const char *
renew_key (TownFixture *fixture,
           const char  *key)
{
  g_auto(ParvisTokens) tokens = { NULL, };

  if (key == NULL || key != fixture->key || fixture->now < fixture->key_until)
    return key;

  g_assert_true (parvis_session_create (parvis_service_get_store (fixture->service),
                                        fixture->account, "Poste", &tokens, NULL));
  g_free (fixture->key);
  fixture->key = g_steal_pointer (&tokens.access);
  fixture->key_until = fixture->now + KEY_TIME;

  return fixture->key;
}

json_t *
town_request (TownFixture *fixture,
              const char  *key,
              const char  *method,
              const char  *target,
              const char  *type,
              const char  *text)
{
  const char *renewed = renew_key (fixture, key);
  g_autofree char *bearer = g_strconcat ("Bearer ", renewed, NULL);
  g_autofree char *uuid = g_uuid_string_random ();
  const char *headers[] = {
    "Content-Type", type, "Idempotency-Key", uuid,
    renewed != NULL ? "Authorization" : NULL, bearer, NULL,
  };
  gboolean operates = g_strcmp0 (renewed, "operator") == 0;
  g_autoptr(ParvisReply) reply = NULL;
  g_autoptr(GBytes) body = text != NULL ? g_bytes_new (text, strlen (text)) : NULL;
  json_t *answer;
  GBytes *bytes;

  reply = parvis_service_handle (fixture->service, method, target, headers, body,
                                 operates ? PARVIS_RIGHT_OPERATOR : PARVIS_RIGHT_ANYONE);
  fixture->status = parvis_reply_get_status (reply);
  bytes = parvis_reply_get_bytes (reply);
  if (bytes == NULL || g_bytes_get_size (bytes) == 0)
    return json_object ();

  answer = json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
  if (fixture->status >= 400)
    assert_field_is_well_formed (answer, text);

  return answer;
}

static json_t *
ask (TownFixture *fixture,
     const char  *key,
     const char  *method,
     const char  *path,
     const char  *text)
{
  g_autofree char *target = g_strconcat (ROOT, path, NULL);

  return town_request (fixture, key, method, target, "application/json", text);
}

json_t *
town_sign_in (TownFixture *fixture,
              const char  *insee,
              const char  *name,
              const char  *role)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/towns/%s/invitations", insee);
  g_autofree char *wish = g_strdup_printf ("{\"name\":\"%s\",\"roles\":[\"%s\"]}", name, role);
  g_autofree char *code = NULL;
  g_autoptr(json_t) invitation = NULL;
  json_t *tokens;

  invitation = town_request (fixture, "operator", "POST", target, "application/json", wish);
  g_assert_cmpint (fixture->status, ==, 201);
  code = g_strdup_printf ("{\"code\":\"%s\",\"label\":\"Poste\"}",
                          town_text (invitation, "code"));
  tokens = town_request (fixture, NULL, "POST", "/api/v1/pair", "application/json", code);
  g_assert_cmpint (fixture->status, ==, 200);

  return tokens;
}

json_t *
town_ask (TownFixture *fixture,
          const char  *key,
          const char  *method,
          const char  *path,
          const char  *format,
          ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  if (format != NULL)
    text = g_strdup_vprintf (format, args);
  va_end (args);

  return ask (fixture, key, method, path, text);
}

json_t *
town_expect (TownFixture *fixture,
             int          status,
             const char  *key,
             const char  *method,
             const char  *path,
             const char  *format,
             ...)
{
  g_autofree char *text = NULL;
  json_t *answer;
  va_list args;

  va_start (args, format);
  if (format != NULL)
    text = g_strdup_vprintf (format, args);
  va_end (args);

  answer = ask (fixture, key, method, path, text);
  if (fixture->status != status)
    {
      g_autofree char *said = answer != NULL ? parvis_json_dump (answer) : NULL;

      g_test_message ("%s %s: %s", method, path, said);
    }
  g_assert_cmpint (fixture->status, ==, status);

  return answer;
}

char *
town_find (TownFixture *fixture,
           const char  *kind,
           const char  *text)
{
  g_autofree char *path = g_strdup_printf ("/find/%s?text=%s", kind, text);
  g_autoptr(json_t) answer = town_expect (fixture, 200, "operator", "GET", path, NULL);

  return g_strdup (town_text (answer, "id"));
}

char *
town_add_source (TownFixture *fixture,
                 const char  *gauge,
                 const char  *members)
{
  g_autoptr(json_t) answer = NULL;

  answer = town_expect (fixture, 201, "operator", "POST", "/sources",
                        "{\"gauge\":\"%s\",%s}", gauge, members);
  g_hash_table_insert (fixture->keys, g_strdup (town_text (answer, "id")),
                       g_strdup (town_text (answer, "key")));

  return g_strdup (town_text (answer, "id"));
}

json_t *
town_post (TownFixture *fixture,
           const char  *source,
           const char  *format,
           ...)
{
  g_autofree char *path = g_strdup_printf ("/sources/%s/readings", source);
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);

  return ask (fixture, g_hash_table_lookup (fixture->keys, source), "POST", path, text);
}

char *
town_read (TownFixture *fixture,
           const char  *source,
           gint64       offset,
           double       value)
{
  g_autofree char *at = parvis_time_format (fixture->now + offset);
  g_autoptr(json_t) answer = NULL;
  const json_t *reading;
  const char *reason;

  answer = town_post (fixture, source, "{\"observed_at\":\"%s\",\"value\":%.17g}", at, value);
  if (fixture->status != 200)
    g_test_message ("%s", json_dumps (answer, 0));
  g_assert_cmpint (fixture->status, ==, 200);
  reading = json_array_get (json_object_get (answer, "readings"), 0);
  g_assert_nonnull (reading);
  reason = json_string_value (json_object_get (reading, "reason"));

  return g_strdup (reason != NULL ? reason : "");
}

json_t *
town_entity (TownFixture *fixture,
             const char  *kind,
             const char  *id)
{
  g_autofree char *path = g_strdup_printf ("/entities/%s", kind);
  g_autoptr(json_t) answer = town_expect (fixture, 200, "operator", "GET", path, NULL);
  const json_t *list = json_object_get (answer, "entities");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      json_t *entity = json_array_get (list, i);
      const char *name = strcmp (kind, "gauge_log") == 0 ? "gauge" : "id";

      if (g_strcmp0 (json_string_value (json_object_get (entity, name)), id) == 0)
        return json_incref (entity);
    }

  return NULL;
}

gint64
town_int (const json_t *object,
          const char   *name)
{
  const json_t *value = json_object_get (object, name);

  return value != NULL ? json_integer_value (value) : -1;
}

const char *
town_text (const json_t *object,
           const char   *name)
{
  const char *text = json_string_value (json_object_get (object, name));

  return text != NULL ? text : "";
}

void
town_assert_gauge (TownFixture *fixture,
                   const char  *place,
                   const char  *state,
                   gint64       present)
{
  g_autofree char *id = town_find (fixture, "gauge", place);
  g_autoptr(json_t) gauge = town_entity (fixture, "gauge", id);

  g_assert_nonnull (gauge);
  g_assert_cmpstr (town_text (gauge, "state"), ==, state);
  g_assert_cmpint (town_int (gauge, "present"), ==, present);
}

json_t *
town_pool_log (TownFixture *fixture)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);

  return town_entity (fixture, "gauge_log", id);
}

/* Counts or recounts at the pool and gives the answer. */
json_t *
town_pool_gesture (TownFixture *fixture,
                   int          status,
                   const char  *what,
                   const char  *body)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autofree char *path = g_strdup_printf ("/gauges/%s/%s", id, what);

  return town_expect (fixture, status, fixture->key, "POST", path, "%s", body);
}

void
town_pool_count (TownFixture *fixture,
                 int          delta,
                 int          present)
{
  g_autofree char *body = g_strdup_printf ("{\"delta\":%d}", delta);
  g_autoptr(json_t) answer = town_pool_gesture (fixture, 200, "count", body);

  g_assert_cmpint (town_int (answer, "present"), ==, present);
}

/* start + entered − left + by hand + recounted must be what is shown. */
void
town_pool_adds_up (TownFixture *fixture)
{
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autoptr(json_t) gauge = town_entity (fixture, "gauge", id);
  g_autoptr(json_t) log = town_pool_log (fixture);
  const json_t *start = json_object_get (log, "start");

  g_assert_cmpint (json_integer_value (start) +
                   json_integer_value (json_object_get (log, "entered")) -
                   json_integer_value (json_object_get (log, "left")) +
                   json_integer_value (json_object_get (log, "by_hand")) +
                   json_integer_value (json_object_get (log, "recounted")),
                   ==, town_int (gauge, "present"));
}

void
town_pass_gate (TownFixture *fixture,
                const char  *source,
                int          value)
{
  g_autofree char *reason = town_read (fixture, source, 0, value);

  g_assert_cmpstr (reason, ==, "");
}
