/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-devices"

#include "config.h"

#include "town-fixture.h"

/* Messages of both networks, written by hand, through the route of the sources. */

#define TTN  "\"format\":\"ttn-v3\",\"measure\":\"space\",\"pointer\":\"/occupied\""
#define CHIRPSTACK(measure) \
  "\"format\":\"chirpstack-v4\",\"preset\":\"milesight-vs350\",\"measure\":\"" measure "\""

static char *
read_envelope (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "ingest", name, NULL);
  g_autoptr(GError) error = NULL;
  char *text = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return text;
}

/* After the newest of the envelopes. */
static void
pass_to_envelopes (TownFixture *fixture)
{
  town_pass (fixture, 3 * PARVIS_HOUR);
}

/* Posts an envelope; the reason of its reading, "shown", or "nothing" for none. */
static const char *
post (TownFixture *fixture,
      const char  *source,
      const char  *text)
{
  g_autoptr(json_t) answer = town_post (fixture, source, "%s", text);
  const json_t *readings = json_object_get (answer, "readings");
  const char *reason;

  g_assert_cmpint (json_array_size (readings), <=, 1);
  if (json_array_size (readings) == 0)
    return "nothing";

  reason = json_string_value (json_object_get (json_array_get (readings, 0), "reason"));

  return reason == NULL ? "shown" : g_intern_string (reason);
}

static const char *
post_envelope (TownFixture *fixture,
               const char  *source,
               const char  *name)
{
  g_autofree char *text = read_envelope (name);

  return post (fixture, source, text);
}

/* A space that is taken or not, as The Things Stack tells it. */
static const char *
post_space (TownFixture *fixture,
            const char  *source,
            const char  *eui,
            const char  *name,
            const char  *occupied)
{
  static guint count;
  g_autofree char *at = parvis_time_format (fixture->now);
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{\"end_device_ids\":{\"device_id\":\"%s\",\"dev_eui\":\"%s\"},"
                          "\"received_at\":\"%s\",\"uplink_message\":{\"f_port\":1,\"f_cnt\":%u,"
                          "\"decoded_payload\":{\"occupied\":%s}}}",
                          name, eui, at, ++count, occupied);

  return post (fixture, source, text);
}

static const char *
post_total (TownFixture *fixture,
            const char  *source,
            const char  *eui,
            int          total)
{
  static guint count;
  g_autofree char *at = parvis_time_format (fixture->now);
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{\"deduplicationId\":\"%u\",\"time\":\"%s\",\"deviceInfo\":{"
                          "\"devEui\":\"%s\"},\"fPort\":85,\"object\":{\"total_in\":%d}}",
                          ++count, at, eui, total);

  return post (fixture, source, text);
}

static void
set_device (TownFixture *fixture,
            const char  *source,
            int          status,
            const char  *device)
{
  g_autofree char *path = g_strdup_printf ("/sources/%s/settings", source);
  g_autoptr(json_t) answer = town_expect (fixture, status, "operator", "POST", path,
                                          "{\"device\":%s}", device);

  if (status == 422)
    g_assert_cmpstr (town_text (answer, "field"), ==, "/device");
}

static void
assert_device (TownFixture *fixture,
               const char  *source,
               const char  *device,
               const char  *other)
{
  g_autoptr(json_t) entity = town_entity (fixture, "source", source);
  const json_t *told = json_object_get (entity, "other_device");

  g_assert_cmpstr (json_string_value (json_object_get (entity, "device")), ==, device);
  g_assert_cmpstr (json_string_value (json_object_get (told, "id")), ==, other);
  g_assert_cmpint (json_object_get (told, "at") != NULL, ==, other != NULL);
}

static void
test_envelopes_of_both_networks_come_in (TownFixture   *fixture,
                                         gconstpointer  data)
{
  g_autofree char *space = town_add_source (fixture, TOWN_PARK, TTN);
  g_autofree char *entered = town_add_source (fixture, TOWN_POOL, CHIRPSTACK ("entered"));
  g_autofree char *left = town_add_source (fixture, TOWN_POOL, CHIRPSTACK ("left"));
  g_autofree char *path = g_strdup_printf ("/sources/%s/readings", entered);
  g_autofree char *wrong = read_envelope ("parvis-many.json");
  g_autoptr(json_t) entity = NULL;
  g_autoptr(json_t) list = NULL;

  pass_to_envelopes (fixture);
  g_assert_cmpstr (post_envelope (fixture, space, "ttn-join.json"), ==, "nothing");
  g_assert_cmpstr (post_envelope (fixture, space, "ttn-space.json"), ==, "shown");
  g_assert_cmpstr (post_envelope (fixture, space, "ttn-space.json"), ==, "duplicate");
  assert_device (fixture, space, "70b3d57ed0000c12", NULL);
  entity = town_entity (fixture, "source", space);
  g_assert_cmpint (town_int (entity, "last_value"), ==, 1);
  g_assert_cmpint (town_int (entity, "rssi"), ==, -87);

  g_assert_cmpstr (post_envelope (fixture, entered, "chirpstack-join.json"), ==, "nothing");
  g_assert_cmpstr (post_envelope (fixture, entered, "chirpstack-passage.json"), ==, "shown");
  g_assert_cmpstr (post_envelope (fixture, left, "chirpstack-passage.json"), ==, "shown");
  town_assert_gauge (fixture, TOWN_POOL, "stale", 3);
  list = town_expect (fixture, 200, fixture->key, "GET", path, NULL);
  g_assert_cmpint (json_array_size (json_object_get (list, "readings")), ==, 1);

  /* Another format is named, and nothing of it stays. */
  json_decref (town_post (fixture, space, "%s", wrong));
  g_assert_cmpint (fixture->status, ==, 422);
}

static void
test_a_source_is_the_first_device_that_is_heard (TownFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *space = town_add_source (fixture, TOWN_PARK, TTN);
  g_autoptr(json_t) entity = NULL;
  g_autoptr(json_t) list = NULL;
  g_autofree char *path = g_strdup_printf ("/sources/%s/readings", space);

  assert_device (fixture, space, NULL, NULL);
  g_assert_cmpstr (post_space (fixture, space, "70B3D57ED0000001", "a", "true"), ==, "shown");
  town_pass (fixture, PARVIS_MINUTE);
  g_assert_cmpstr (post_space (fixture, space, "70B3D57ED0000002", "b", "false"), ==,
                   "other_device");
  assert_device (fixture, space, "70b3d57ed0000001", "70b3d57ed0000002");
  entity = town_entity (fixture, "source", space);
  g_assert_cmpint (town_int (entity, "last_value"), ==, 1);
  g_assert_cmpstr (town_text (entity, "health"), ==, "ok");
  list = town_expect (fixture, 200, fixture->key, "GET", path, NULL);
  g_assert_cmpint (json_array_size (json_object_get (list, "readings")), ==, 2);

  /* It is told until a day has passed without. */
  g_assert_cmpstr (post_space (fixture, space, "70b3d57ed0000001", "a", "false"), ==, "shown");
  assert_device (fixture, space, "70b3d57ed0000001", "70b3d57ed0000002");
  town_pass (fixture, PARVIS_DAY + PARVIS_MINUTE);
  g_assert_cmpstr (post_space (fixture, space, "70b3d57ed0000001", "a", "true"), ==, "shown");
  assert_device (fixture, space, "70b3d57ed0000001", NULL);
}

static void
test_a_declared_device_is_known_by_either_name (TownFixture   *fixture,
                                                gconstpointer  data)
{
  g_autofree char *by_eui = town_add_source (fixture, TOWN_PARK,
                                             TTN ",\"device\":\"70-B3-D5:7E D0.00.00.01\"");
  g_autofree char *by_name = town_add_source (fixture, TOWN_PARK, TTN ",\"device\":\"Place-12\"");
  g_autofree char *plain = town_add_source (fixture, TOWN_POOL, "\"measure\":\"present\"");

  g_assert_cmpstr (post_space (fixture, by_eui, "70B3D57ED0000002", "a", "true"), ==,
                   "other_device");
  g_assert_cmpstr (post_space (fixture, by_eui, "70B3D57ED0000001", "b", "true"), ==, "shown");
  assert_device (fixture, by_eui, "70-B3-D5:7E D0.00.00.01", "70b3d57ed0000002");
  g_assert_cmpstr (post_space (fixture, by_name, "70B3D57ED0000009", "place-12", "true"), ==,
                   "shown");
  g_assert_cmpstr (post_space (fixture, by_name, "70B3D57ED0000009", "place-13", "true"), ==,
                   "other_device");

  /* Nobody says of which device plain JSON is. */
  set_device (fixture, plain, 422, "\"70B3D57ED0000001\"");
  set_device (fixture, by_eui, 422, "\"--\"");
  set_device (fixture, by_eui, 422, "17");
}

/* As The Things Stack sends one: without the DevEUI, and with a time of no clock. */
static const char *
post_simulated (TownFixture *fixture,
                const char  *source,
                const char  *name,
                const char  *occupied)
{
  static guint count;
  g_autofree char *at = parvis_time_format (fixture->now);
  g_autofree char *text = NULL;

  text = g_strdup_printf ("{\"end_device_ids\":{\"device_id\":\"%s\"},"
                          "\"correlation_ids\":[\"rpc:/ttn.lorawan.v3.AppAs/SimulateUplink:%u\"],"
                          "\"received_at\":\"%s\",\"uplink_message\":{\"f_port\":1,"
                          "\"decoded_payload\":{\"occupied\":%s,\"battery\":3},"
                          "\"settings\":{\"data_rate\":{}},"
                          "\"received_at\":\"0001-01-01T00:00:00Z\"},\"simulated\":true}",
                          name, ++count, at, occupied);

  return post (fixture, source, text);
}

static void
test_what_a_network_simulated_is_kept_and_not_believed (TownFixture   *fixture,
                                                        gconstpointer  data)
{
  g_autofree char *space = town_add_source (fixture, TOWN_PARK, TTN ",\"period\":60");
  g_autofree char *readings = g_strdup_printf ("/sources/%s/readings", space);
  g_autofree char *path = g_strdup_printf ("/sources/%s/report?days=1", space);
  g_autoptr(json_t) before = NULL;
  g_autoptr(json_t) after = NULL;
  g_autoptr(json_t) list = NULL;
  g_autoptr(json_t) report = NULL;
  const json_t *kept;

  /* It is no device, and nobody was heard. */
  g_assert_cmpstr (post_simulated (fixture, space, "place-12", "true"), ==, "simulated");
  assert_device (fixture, space, NULL, NULL);
  before = town_entity (fixture, "source", space);
  g_assert_cmpstr (town_text (before, "health"), ==, "never");
  g_assert_null (json_object_get (before, "last_value"));
  g_assert_null (json_object_get (before, "last_seen"));
  g_assert_null (json_object_get (before, "battery"));

  town_pass (fixture, PARVIS_MINUTE);
  g_assert_cmpstr (post_space (fixture, space, "70B3D57ED0000001", "place-12", "false"), ==,
                   "shown");
  town_pass (fixture, PARVIS_HOUR);
  g_assert_cmpstr (post_simulated (fixture, space, "place-12", "true"), ==, "simulated");
  g_assert_cmpstr (post_simulated (fixture, space, "place-12", "\"many\""), ==, "simulated");
  assert_device (fixture, space, "70b3d57ed0000001", NULL);
  after = town_entity (fixture, "source", space);
  g_assert_cmpint (town_int (after, "last_value"), ==, 0);
  g_assert_null (json_object_get (after, "battery"));

  /* The silence goes on, and no value came of it. */
  report = town_expect (fixture, 200, fixture->key, "GET", path, NULL);
  g_assert_cmpint (json_array_size (json_object_get (report, "silences")), ==, 1);
  g_assert_null (json_object_get (json_array_get (json_object_get (report, "silences"), 0),
                                  "until"));
  g_assert_cmpfloat (json_real_value (json_array_get (json_object_get (report, "values"), 47)), ==,
                     0);

  list = town_expect (fixture, 200, fixture->key, "GET", readings, NULL);
  kept = json_array_get (json_object_get (list, "readings"), 0);
  g_assert_cmpint (json_array_size (json_object_get (list, "readings")), ==, 4);
  g_assert_cmpstr (town_text (kept, "reason"), ==, "simulated");
  g_assert_nonnull (strstr (town_text (kept, "raw"), "\"many\""));
}

static void
test_a_device_that_was_exchanged_begins_anew (TownFixture   *fixture,
                                              gconstpointer  data)
{
  g_autofree char *door = town_add_source (fixture, TOWN_POOL, CHIRPSTACK ("entered_total"));
  g_autofree char *path = g_strdup_printf ("/sources/%s/settings", door);

  g_assert_cmpstr (post_total (fixture, door, "24e124136d000a01", 500), ==, "baseline");
  g_assert_cmpstr (post_total (fixture, door, "24e124136d000a01", 510), ==, "shown");
  town_assert_gauge (fixture, TOWN_POOL, "live", 10);
  g_assert_cmpstr (post_total (fixture, door, "24e124136d000a02", 540), ==, "other_device");
  town_assert_gauge (fixture, TOWN_POOL, "live", 10);

  set_device (fixture, door, 200, "\"24-E1-24-13-6D-00-0A-02\"");
  assert_device (fixture, door, "24-E1-24-13-6D-00-0A-02", NULL);
  g_assert_cmpstr (post_total (fixture, door, "24e124136d000a02", 540), ==, "baseline");
  g_assert_cmpstr (post_total (fixture, door, "24e124136d000a02", 541), ==, "shown");
  town_assert_gauge (fixture, TOWN_POOL, "live", 11);

  /* The next that is heard. */
  set_device (fixture, door, 200, "null");
  g_assert_cmpstr (post_total (fixture, door, "24e124136d000a03", 7), ==, "baseline");
  assert_device (fixture, door, "24e124136d000a03", NULL);

  /* A device goes with its network. */
  json_decref (town_expect (fixture, 200, "operator", "POST", path,
                            "{\"format\":\"parvis\",\"preset\":null}"));
  assert_device (fixture, door, NULL, NULL);
  town_restart (fixture);
  assert_device (fixture, door, NULL, NULL);
}

/* Posts with the key of @holder. */
static int
post_with (TownFixture *fixture,
           const char  *source,
           const char  *holder)
{
  g_autofree char *path = g_strdup_printf ("/sources/%s/readings", source);

  json_decref (town_ask (fixture, g_hash_table_lookup (fixture->keys, holder), "POST", path,
                         "{\"battery\":81}"));

  return fixture->status;
}

static char *
add_sharer (TownFixture *fixture,
            const char  *holder)
{
  g_autoptr(json_t) answer = town_expect (fixture, 201, "operator", "POST", "/sources",
                                          "{\"gauge\":\"" TOWN_POOL "\",\"measure\":\"left\","
                                          "\"key_of\":\"%s\"}", holder);

  g_assert_null (json_object_get (answer, "key"));
  g_assert_cmpstr (town_text (answer, "key_of"), ==, holder);

  return g_strdup (town_text (answer, "id"));
}

static void
refuse_key_of (TownFixture *fixture,
               const char  *source,
               const char  *holder)
{
  g_autofree char *path = g_strdup_printf ("/sources/%s/settings", source);
  g_autoptr(json_t) problem = town_expect (fixture, 422, "operator", "POST", path,
                                           "{\"key_of\":\"%s\"}", holder);

  g_assert_cmpstr (town_text (problem, "field"), ==, "/key_of");
}

static void
test_sources_that_are_tied_share_a_key (TownFixture   *fixture,
                                        gconstpointer  data)
{
  g_autofree char *first = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *stranger = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *second = add_sharer (fixture, first);
  g_autofree char *rotate = g_strdup_printf ("/sources/%s/key", first);
  g_autofree char *untie = g_strdup_printf ("/sources/%s/settings", second);
  g_autoptr(json_t) rotated = NULL;
  g_autoptr(json_t) keys = NULL;
  const json_t *opens;

  g_assert_cmpint (post_with (fixture, first, first), ==, 200);
  g_assert_cmpint (post_with (fixture, second, first), ==, 200);
  g_assert_cmpint (post_with (fixture, stranger, first), ==, 403);
  g_assert_cmpint (post_with (fixture, second, stranger), ==, 403);

  keys = town_expect (fixture, 200, "operator", "GET", "/keys", NULL);
  opens = json_object_get (json_array_get (json_object_get (keys, "keys"), 0), "opens");
  g_assert_cmpint (json_array_size (json_object_get (keys, "keys")), ==, 2);
  g_assert_cmpint (json_array_size (opens) +
                   json_array_size (json_object_get (json_array_get (json_object_get (keys, "keys"),
                                                                     1), "opens")), ==, 1);

  /* A new key is the new key of both. */
  rotated = town_expect (fixture, 200, "operator", "POST", rotate, "{\"overlap\":0}");
  g_assert_cmpint (post_with (fixture, second, first), ==, 401);
  g_hash_table_replace (fixture->keys, g_strdup (first), g_strdup (town_text (rotated, "key")));
  g_assert_cmpint (post_with (fixture, second, first), ==, 200);

  json_decref (town_expect (fixture, 200, "operator", "POST", untie, "{\"key_of\":null}"));
  g_assert_cmpint (post_with (fixture, second, first), ==, 403);
  g_assert_cmpint (post_with (fixture, first, first), ==, 200);
}

static void
test_a_key_is_given_by_who_has_it (TownFixture   *fixture,
                                   gconstpointer  data)
{
  g_autofree char *first = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *other = town_add_source (fixture, TOWN_POOL, "\"measure\":\"entered\"");
  g_autofree char *second = add_sharer (fixture, first);
  g_autofree char *removal = g_strdup_printf ("/sources/%s/remove", first);

  refuse_key_of (fixture, other, second);
  refuse_key_of (fixture, other, other);
  refuse_key_of (fixture, first, other);
  refuse_key_of (fixture, other, "0b5e7a8c-1111-4222-8333-944455556666");
  refuse_key_of (fixture, other, "piscine");
  json_decref (town_expect (fixture, 409, "operator", "POST", removal, "{}"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/devices/envelopes-of-both-networks-come-in",
             test_envelopes_of_both_networks_come_in);
  TOWN_TEST ("/devices/a-source-is-the-first-device-that-is-heard",
             test_a_source_is_the_first_device_that_is_heard);
  TOWN_TEST ("/devices/a-declared-device-is-known-by-either-name",
             test_a_declared_device_is_known_by_either_name);
  TOWN_TEST ("/devices/what-a-network-simulated-is-kept-and-not-believed",
             test_what_a_network_simulated_is_kept_and_not_believed);
  TOWN_TEST ("/devices/a-device-that-was-exchanged-begins-anew",
             test_a_device_that_was_exchanged_begins_anew);
  TOWN_TEST ("/devices/sources-that-are-tied-share-a-key",
             test_sources_that_are_tied_share_a_key);
  TOWN_TEST ("/devices/a-key-is-given-by-who-has-it", test_a_key_is_given_by_who_has_it);

  return g_test_run ();
}
