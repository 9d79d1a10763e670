/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-captures"

#include "config.h"

#include "town-fixture.h"

#include <gio/gio.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What real systems said, through the route that any of them would post to. The
 * captures lie beside a checkout; without them these tests are skipped.
 */

static char *
find_data (const char *name)
{
  const char *root = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = NULL;

  if (root != NULL)
    path = g_build_filename (root, name, NULL);

  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the captures are not here");
      return NULL;
    }

  return g_steal_pointer (&path);
}

static json_t *
get_gauge (TownFixture *fixture,
           const char  *place)
{
  g_autofree char *id = town_find (fixture, "gauge", place);

  return town_entity (fixture, "gauge", id);
}

/* "2023-01-13@00-00-56" in Montpellier, in winter. */
static gint64
parse_local (const char *text)
{
  int year, month, day, hour, minute, second;
  g_autoptr(GDateTime) local = NULL;

  g_assert_cmpint (sscanf (text, "%d-%d-%d@%d-%d-%d", &year, &month, &day, &hour, &minute,
                           &second), ==, 6);
  local = g_date_time_new (parvis_time_zone_of_towns (), year, month, day, hour, minute,
                           second);

  return g_date_time_to_unix (local) * PARVIS_SECOND;
}

typedef struct
{
  int free;
  int total;
  int shown;
} Series;

/* Posts a whole series, an hour of it at a time, at the pace of its own clock. */
static Series
play_series (TownFixture *fixture,
             const char  *source,
             const char  *path)
{
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;
  g_autoptr(GString) body = g_string_new ("[");
  Series series = { 0, 0, 0 };
  guint waiting = 0;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  lines = g_strsplit (g_strchomp (contents), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto(GStrv) cells = g_strsplit (g_strchomp (lines[i]), ";", -1);
      g_autofree char *at = NULL;

      fixture->now = parse_local (cells[0]);
      at = parvis_time_format (fixture->now);
      series.free = atoi (cells[2]);
      series.total = atoi (cells[3]);
      g_string_append_printf (body, "%s{\"observed_at\":\"%s\",\"free\":%d,\"total\":%d}",
                              waiting == 0 ? "" : ",", at, series.free, series.total);

      if (++waiting == 54 || lines[i + 1] == NULL)
        {
          g_autoptr(json_t) answer = NULL;

          g_string_append_c (body, ']');
          answer = town_post (fixture, source, "%s", body->str);
          g_assert_cmpint (fixture->status, ==, 200);
          g_assert_cmpint (town_int (answer, "stored"), ==, waiting);
          series.shown += (int) town_int (answer, "shown");
          town_tick (fixture);
          g_string_assign (body, "[");
          waiting = 0;
        }
    }

  return series;
}

static void
test_montpellier (TownFixture   *fixture,
                  gconstpointer  data)
{
  static const struct
  {
    const char *name;
    int         total;
    const char *health;
  } series[] = {
    { "ANTI", 239, "ok" }, { "COME", 774, "stuck" }, { "GAUMONT-EST", 109, "stuck" },
    { "SJLC", 290, "ok" },
  };
  g_autofree char *dir = find_data ("03-parking/montpellier-2023-01/series");

  if (dir == NULL)
    return;

  town_set_clock (fixture, "2023-01-12T22:00:00Z");

  for (guint i = 0; i < G_N_ELEMENTS (series); i++)
    {
      g_autofree char *file = g_strdup_printf ("%s/%s.dat", dir, series[i].name);
      g_autofree char *source = NULL;
      g_autoptr(json_t) gauge = NULL;
      g_autoptr(json_t) entity = NULL;
      g_autofree char *observed = NULL;
      Series played;

      town_set_clock (fixture, "2023-01-12T22:00:00Z");
      json_decref (town_expect (fixture, 200, "operator", "POST", "/facilities",
                                "{\"features\":[{\"geometry\":{\"type\":\"Point\","
                                "\"coordinates\":[0.5,47.5]},\"properties\":{\"id\":\"%s\","
                                "\"name\":\"%s\",\"kind\":\"parking\",\"capacity\":%d}}]}",
                                series[i].name, series[i].name, series[i].total));
      source = town_add_source (fixture, series[i].name,
                                "\"measure\":\"free\",\"pointer\":\"/free\","
                                "\"capacity_pointer\":\"/total\",\"period\":67");
      played = play_series (fixture, source, file);
      observed = parvis_time_format (fixture->now);
      gauge = get_gauge (fixture, series[i].name);
      g_assert_cmpint (town_int (gauge, "free"), ==, played.free);
      g_assert_cmpint (town_int (gauge, "capacity"), ==, played.total);
      g_assert_cmpstr (town_text (gauge, "state"), ==, "live");
      g_assert_cmpstr (town_text (gauge, "observed_at"), ==, observed);
      g_assert_cmpint (played.shown, >, 930);
      entity = town_entity (fixture, "source", source);
      g_assert_cmpstr (town_text (entity, "health"), ==, series[i].health);
    }
}

static GBytes *
read_gzip (const char *path)
{
  g_autoptr(GFile) file = g_file_new_for_path (path);
  g_autoptr(GInputStream) raw = NULL;
  g_autoptr(GConverter) inflate = NULL;
  g_autoptr(GInputStream) plain = NULL;
  g_autoptr(GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr(GError) error = NULL;

  raw = G_INPUT_STREAM (g_file_read (file, NULL, &error));
  g_assert_no_error (error);
  inflate = G_CONVERTER (g_zlib_decompressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP));
  plain = g_converter_input_stream_new (raw, inflate);
  g_output_stream_splice (memory, plain, G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, NULL, &error);
  g_assert_no_error (error);

  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* One pool of one capture: by people, then by the share that is free. */
static void
check_pool (TownFixture  *fixture,
            const json_t *pool,
            const char   *people,
            const char   *share)
{
  const char *at = town_text (pool, "timestamp");
  double percent = json_number_value (json_object_get (pool, "occupancy_percent"));
  g_autoptr(json_t) gauge = NULL;
  int present;
  int max;

  if (sscanf (town_text (pool, "raw_occupancy"), "%d/%d", &present, &max) != 2)
    return;

  town_set_clock (fixture, at);
  json_decref (town_post (fixture, people,
                          "{\"observed_at\":\"%s\",\"present\":%d,\"max\":%d}",
                          at, present, max));
  g_assert_cmpint (fixture->status, ==, 200);
  json_decref (town_post (fixture, share, "{\"observed_at\":\"%s\",\"percent\":%g,\"max\":%d}",
                          at, percent, max));
  g_assert_cmpint (fixture->status, ==, 200);

  gauge = get_gauge (fixture, "share");
  g_assert_cmpint (ABS (town_int (gauge, "present") - MAX (present, 0)), <=, max / 100 + 1);
  g_assert_cmpint (town_int (gauge, "capacity"), ==, max);

  if (present < 0)
    return;

  json_decref (gauge);
  gauge = get_gauge (fixture, "people");
  if (json_object_get (gauge, "fault") == NULL)
    g_assert_cmpint (town_int (gauge, "present"), ==, present);
}

static void
test_munich (TownFixture   *fixture,
             gconstpointer  data)
{
  g_autofree char *path = find_data ("10-occupancy/swm-munich.jsonl.gz");
  g_autofree char *people = NULL;
  g_autofree char *share = NULL;
  g_autoptr(GBytes) text = NULL;
  const char *line;

  if (path == NULL)
    return;

  town_set_clock (fixture, "2026-01-16T00:00:00Z");
  json_decref (town_expect (fixture, 200, "operator", "POST", "/facilities",
                            "{\"features\":[{\"geometry\":{\"type\":\"Point\","
                            "\"coordinates\":[0.5,47.5]},\"properties\":{\"id\":\"people\","
                            "\"name\":\"Nordbad\",\"kind\":\"piscine\",\"capacity\":177}},"
                            "{\"geometry\":{\"type\":\"Point\","
                            "\"coordinates\":[0.5,47.5]},\"properties\":{\"id\":\"share\","
                            "\"name\":\"Nordbad 2\",\"kind\":\"piscine\",\"capacity\":177}}]}"));
  people = town_add_source (fixture, "people",
                            "\"measure\":\"present\",\"pointer\":\"/present\","
                            "\"capacity_pointer\":\"/max\",\"period\":900");
  share = town_add_source (fixture, "share",
                           "\"measure\":\"free\",\"unit\":\"percent\","
                           "\"pointer\":\"/percent\",\"capacity_pointer\":\"/max\","
                           "\"period\":900");
  text = read_gzip (path);
  line = g_bytes_get_data (text, NULL);

  for (int i = 0; i < 300; i++)
    {
      const char *end = strchr (line, '\n');
      g_autoptr(json_t) capture = json_loadb (line, (gsize) (end - line), 0, NULL);
      const json_t *pools = json_object_get (capture, "pools");

      for (gsize j = 0; j < json_array_size (pools); j++)
        {
          if (strcmp (town_text (json_array_get (pools, j), "pool_name"), "Nordbad") == 0)
            check_pool (fixture, json_array_get (pools, j), people, share);
        }

      line = end + 1;
    }
}

/* The pool's own page, as it was captured. */
static void
test_a_raw_capture (TownFixture   *fixture,
                    gconstpointer  data)
{
  g_autofree char *path = find_data ("10-occupancy/swm-raw-samples/"
                                     "pool_data_20260116_114036.json");
  g_autofree char *contents = NULL;
  g_autofree char *people = NULL;
  g_autofree char *share = NULL;
  g_autofree char *id = town_find (fixture, "gauge", TOWN_POOL);
  g_autofree char *settings = g_strdup_printf ("/gauges/%s/settings", id);
  g_autoptr(json_t) gauge = NULL;

  if (path == NULL)
    return;

  /* The page itself says of how many. */
  json_decref (town_expect (fixture, 200, "operator", "POST", settings, "{\"capacity\":null}"));
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  people = town_add_source (fixture, TOWN_POOL,
                            "\"measure\":\"present\","
                            "\"pointer\":\"/pools/0/raw_occupancy\"");
  json_decref (town_post (fixture, people, "%s", contents));
  gauge = get_gauge (fixture, TOWN_POOL);
  g_assert_cmpint (town_int (gauge, "present"), ==, 37);
  g_assert_cmpint (town_int (gauge, "capacity"), ==, 311);

  share = town_add_source (fixture, TOWN_POOL,
                           "\"measure\":\"free\",\"unit\":\"percent\","
                           "\"pointer\":\"/pools/0/occupancy_level\"");
  json_decref (town_post (fixture, share, "%s", contents));
  town_assert_gauge (fixture, TOWN_POOL, "live", 37);
}

static void
test_a_whole_chirpstack_envelope (TownFixture   *fixture,
                                  gconstpointer  data)
{
  g_autofree char *path = find_data ("04-lorawan/envelopes/"
                                     "fleximodo-chirpstack-v4-event-up.json");
  g_autofree char *contents = NULL;
  g_autofree char *source = NULL;
  g_autoptr(json_t) answer = NULL;
  g_autoptr(json_t) entity = NULL;

  if (path == NULL)
    return;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  town_set_clock (fixture, "2025-06-08T19:18:13Z");
  source = town_add_source (fixture, TOWN_PARK,
                            "\"format\":\"chirpstack-v4\",\"measure\":\"space\","
                            "\"preset\":\"fleximodo\"");
  answer = town_post (fixture, source, "%s", contents);
  g_assert_cmpint (town_int (answer, "shown"), ==, 1);
  /* One space of a car park of a hundred is no figure of it. */
  town_assert_gauge (fixture, TOWN_PARK, "unknown", -1);
  entity = town_entity (fixture, "source", source);
  g_assert_cmpstr (town_text (entity, "health"), ==, "ok");
  g_assert_cmpint (town_int (entity, "rssi"), <, 0);

  /* The network delivers it again. */
  json_decref (answer);
  answer = town_post (fixture, source, "%s", contents);
  g_assert_cmpint (town_int (answer, "stored"), ==, 0);
}

/* Who sees the whole envelope writes the pointer from its top. */
static void
test_a_pointer_may_begin_at_the_envelope (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *chirpstack = NULL;
  g_autofree char *ttn = NULL;
  g_autoptr(json_t) first = NULL;
  g_autoptr(json_t) second = NULL;

  chirpstack = town_add_source (fixture, TOWN_PARK,
                                "\"format\":\"chirpstack-v4\",\"measure\":\"present\","
                                "\"pointer\":\"/object/count\"");
  first = town_post (fixture, chirpstack,
                     "{\"deviceInfo\":{},\"fPort\":1,\"object\":{\"count\":7}}");
  g_assert_cmpint (town_int (first, "shown"), ==, 1);
  town_assert_gauge (fixture, TOWN_PARK, "live", 7);

  ttn = town_add_source (fixture, TOWN_PARK,
                         "\"format\":\"ttn-v3\",\"measure\":\"present\","
                         "\"pointer\":\"/uplink_message/decoded_payload/count\"");
  second = town_post (fixture, ttn,
                      "{\"end_device_ids\":{\"device_id\":\"d\"},\"uplink_message\":"
                      "{\"f_port\":1,\"decoded_payload\":{\"count\":8}}}");
  g_assert_cmpint (town_int (second, "shown"), ==, 1);
  town_assert_gauge (fixture, TOWN_PARK, "live", 8);
}

static char *
encode_hex (const char *hex)
{
  g_autoptr(GByteArray) bytes = g_byte_array_new ();

  for (; hex[0] != '\0' && hex[1] != '\0'; hex += 2)
    {
      guint8 byte = (guint8) (g_ascii_xdigit_value (hex[0]) * 16 +
                              g_ascii_xdigit_value (hex[1]));

      g_byte_array_append (bytes, &byte, 1);
    }

  return g_base64_encode (bytes->data, bytes->len);
}

/* The makers' own vectors of parking sensors, as bytes that no network decoded. */
static void
test_vectors_of_parking_sensors (TownFixture   *fixture,
                                 gconstpointer  data)
{
  g_autofree char *path = find_data ("04-lorawan/vectors.jsonl");
  g_autofree char *contents = NULL;
  g_auto(GStrv) lines = NULL;
  int checked = 0;

  if (path == NULL)
    return;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  lines = g_strsplit (g_strchomp (contents), "\n", -1);

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_autoptr(json_t) vector = json_loads (lines[i], 0, NULL);
      const char *device = town_text (vector, "device");
      const json_t *occupied = json_object_get (json_object_get (vector, "expected"),
                                                "occupied");
      const char *preset = strcmp (device, "bosch-tps110-0292") == 0 ? "bosch-tps110" :
                           strcmp (device, "nwave-nps310sm") == 0 ? device : NULL;
      g_autofree char *source = NULL;
      g_autofree char *members = NULL;
      g_autofree char *bytes = NULL;
      g_autofree char *at = NULL;
      g_autoptr(json_t) answer = NULL;
      const json_t *reading;

      if (preset == NULL || occupied == NULL)
        continue;

      members = g_strdup_printf ("\"format\":\"ttn-v3\",\"measure\":\"space\","
                                 "\"preset\":\"%s\"", preset);
      source = town_add_source (fixture, TOWN_PARK, members);
      bytes = encode_hex (town_text (vector, "hex"));
      at = parvis_time_format (fixture->now);
      answer = town_post (fixture, source,
                          "{\"end_device_ids\":{\"device_id\":\"d\",\"dev_eui\":"
                          "\"0102030405060708\"},\"received_at\":\"%s\",\"uplink_message\":"
                          "{\"f_port\":%d,\"f_cnt\":%u,\"frm_payload\":\"%s\","
                          "\"received_at\":\"%s\"}}",
                          at, (int) town_int (vector, "fPort"), i, bytes, at);
      reading = json_array_get (json_object_get (answer, "readings"), 0);
      g_assert_nonnull (reading);
      g_assert_cmpfloat (json_number_value (json_object_get (reading, "value")), ==,
                         json_is_true (occupied) ? 1.0 : 0.0);
      checked++;
    }

  g_assert_cmpint (checked, >=, 6);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/captures/montpellier", test_montpellier);
  TOWN_TEST ("/captures/munich", test_munich);
  TOWN_TEST ("/captures/a-raw-capture", test_a_raw_capture);
  TOWN_TEST ("/captures/a-whole-chirpstack-envelope", test_a_whole_chirpstack_envelope);
  TOWN_TEST ("/captures/vectors-of-parking-sensors", test_vectors_of_parking_sensors);
  TOWN_TEST ("/captures/a-pointer-may-begin-at-the-envelope",
             test_a_pointer_may_begin_at_the_envelope);

  return g_test_run ();
}
