/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-ingest.h"
#include "parvis-presets.h"
#include "parvis-time.h"

#include <math.h>
#include <string.h>

#define NOW G_GINT64_CONSTANT (1781707330000)

static json_t *
parse (const char *text)
{
  g_autoptr(GError) error = NULL;
  json_t *value = parvis_json_parse (text, strlen (text), &error);

  g_assert_no_error (error);

  return value;
}

static json_t *
load_fixture (const char *name)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "fixtures", "ingest", name, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  return parse (text);
}

static char *
read_data (const char *name)
{
  const char *folder = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = NULL;
  char *text = NULL;

  path = g_build_filename (folder == NULL ? "" : folder, "04-lorawan", name, NULL);
  if (!g_file_get_contents (path, &text, NULL, NULL))
    g_test_skip ("the vectors are not here");

  return text;
}

static GArray *
ingest (const ParvisMapping *mapping,
        const json_t        *payload)
{
  g_autoptr(GError) error = NULL;
  GArray *readings;

  g_assert_true (parvis_mapping_check (mapping, &error));
  g_assert_no_error (error);

  readings = parvis_ingest (mapping, payload, NOW, &error);
  g_assert_no_error (error);
  g_assert_nonnull (readings);

  return readings;
}

static const ParvisReading *
get_reading (GArray *readings,
             guint   index)
{
  g_assert_cmpuint (index, <, readings->len);

  return &g_array_index (readings, ParvisReading, index);
}

static void
assert_value (const ParvisReading *reading,
              double               value)
{
  g_assert_cmpstr (parvis_reason_to_string (reading->reason), ==, "none");
  g_assert_cmpfloat (reading->value, ==, value);
}

static void
assert_time (const ParvisReading *reading,
             const char          *expected)
{
  g_autofree char *text = parvis_time_format (reading->observed_at);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_many_readings_come_in_order_of_time (void)
{
  ParvisMapping mapping = { .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_PRESENT };
  g_autoptr(json_t) payload = load_fixture ("parvis-many.json");
  g_autoptr(GArray) readings = ingest (&mapping, payload);

  g_assert_cmpuint (readings->len, ==, 5);

  assert_time (get_reading (readings, 0), "2026-06-17T14:41:00.000Z");
  assert_value (get_reading (readings, 0), 141);
  g_assert_cmpstr (get_reading (readings, 0)->identity, ==, "7");
  g_assert_cmpfloat (get_reading (readings, 0)->battery, ==, 62.5);
  g_assert_cmpfloat (get_reading (readings, 0)->rssi, ==, -70);
  g_assert_cmpint (get_reading (readings, 0)->capacity, ==, -1);

  assert_value (get_reading (readings, 1), 143);
  g_assert_cmpstr (get_reading (readings, 1)->identity, ==, "b");
  g_assert_cmpint (get_reading (readings, 1)->capacity, ==, 220);
  g_assert_true (isnan (get_reading (readings, 1)->battery));

  /* Zero is a number, and now is the time of what tells none. */
  g_assert_cmpint (get_reading (readings, 2)->observed_at, ==, NOW);
  assert_value (get_reading (readings, 2), 0);

  g_assert_cmpint (get_reading (readings, 3)->reason, ==, PARVIS_REASON_NO_VALUE);
  g_assert_cmpint (get_reading (readings, 4)->reason, ==, PARVIS_REASON_NOT_A_NUMBER);
}

static void
test_one_object_and_an_array_will_do (void)
{
  ParvisMapping mapping = { .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_PRESENT };
  ParvisMapping elsewhere = {
    .format = PARVIS_FORMAT_PARVIS,
    .measure = PARVIS_MEASURE_PRESENT,
    .pointer = "/personCount",
    .capacity_pointer = "/maxPersonCount",
  };
  g_autoptr(json_t) one = parse ("{\"value\":3}");
  g_autoptr(json_t) two = parse ("[{\"value\":3},{\"value\":4}]");
  g_autoptr(json_t) none = parse ("[]");
  g_autoptr(json_t) pool = parse ("[{\"organizationUnitId\":30190,\"personCount\":\"57\","
                                  "\"maxPersonCount\":300}]");
  g_autoptr(GArray) first = ingest (&mapping, one);
  g_autoptr(GArray) second = ingest (&mapping, two);
  g_autoptr(GArray) third = ingest (&mapping, none);
  g_autoptr(GArray) fourth = ingest (&elsewhere, pool);

  g_assert_cmpuint (first->len, ==, 1);
  g_assert_cmpuint (second->len, ==, 2);
  g_assert_cmpuint (third->len, ==, 0);
  assert_value (get_reading (fourth, 0), 57);
  g_assert_cmpint (get_reading (fourth, 0)->capacity, ==, 300);
}

static void
test_a_malformed_reading_is_named (void)
{
  static const struct
  {
    const char *text;
    const char *field;
  } cases[] = {
    { "{\"value\":1,\"observed_at\":\"yesterday\"}", "/observed_at" },
    { "[{\"value\":1},{\"value\":2,\"observed_at\":17}]", "/1/observed_at" },
    { "{\"readings\":[{\"value\":1},3]}", "/readings/1" },
    { "{\"readings\":{}}", "/readings" },
    { "{\"value\":1,\"battery\":\"full\"}", "/battery" },
    { "{\"value\":1,\"battery\":101}", "/battery" },
    { "{\"value\":1,\"id\":[]}", "/id" },
  };
  ParvisMapping mapping = { .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_PRESENT };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(json_t) payload = parse (cases[i].text);
      g_autoptr(GError) error = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_null (parvis_ingest (&mapping, payload, NOW, &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
      g_assert_cmpstr (parvis_error_get_field (error), ==, cases[i].field);
    }
}

static void
test_there_may_not_be_too_many (void)
{
  ParvisMapping mapping = { .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_PRESENT };
  g_autoptr(json_t) payload = json_array ();
  g_autoptr(GArray) readings = NULL;
  g_autoptr(GError) error = NULL;

  for (int i = 0; i < PARVIS_READINGS_MAX; i++)
    json_array_append_new (payload, json_pack ("{s:i}", "value", i));

  readings = ingest (&mapping, payload);
  g_assert_cmpuint (readings->len, ==, PARVIS_READINGS_MAX);

  json_array_append_new (payload, json_pack ("{s:i}", "value", 1));
  g_assert_null (parvis_ingest (&mapping, payload, NOW, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

static void
test_absence_is_zero_only_where_it_was_said (void)
{
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_CHIRPSTACK_V4,
    .measure = PARVIS_MEASURE_PRESENT,
    .pointer = "/people/count",
  };
  g_autoptr(json_t) decoded = parse ("{\"deviceInfo\":{},\"fPort\":1,\"object\":{\"x\":1}}");
  g_autoptr(json_t) undecoded = parse ("{\"deviceInfo\":{},\"fPort\":1,\"data\":\"AQ==\"}");
  g_autoptr(json_t) emptied = parse ("{\"deviceInfo\":{},\"fPort\":1,"
                                     "\"object\":{\"people\":{\"count\":null}}}");
  g_autoptr(GArray) strict = ingest (&mapping, decoded);
  g_autoptr(GArray) zero = NULL;
  g_autoptr(GArray) without_codec = NULL;
  g_autoptr(GArray) null = NULL;

  g_assert_cmpint (get_reading (strict, 0)->reason, ==, PARVIS_REASON_NO_VALUE);

  mapping.absent_is_zero = TRUE;
  zero = ingest (&mapping, decoded);
  assert_value (get_reading (zero, 0), 0);

  /* Where no codec ran, or the codec says that it does not know, nothing is zero. */
  without_codec = ingest (&mapping, undecoded);
  g_assert_cmpint (get_reading (without_codec, 0)->reason, ==, PARVIS_REASON_NO_VALUE);
  null = ingest (&mapping, emptied);
  g_assert_cmpint (get_reading (null, 0)->reason, ==, PARVIS_REASON_NO_VALUE);
}

static void
test_the_things_stack_uplink (void)
{
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_TTN_V3,
    .measure = PARVIS_MEASURE_SPACE,
    .preset = "bosch-tps110",
  };
  g_autoptr(json_t) payload = load_fixture ("ttn-space.json");
  g_autoptr(json_t) undecoded = load_fixture ("ttn-no-codec.json");
  g_autoptr(json_t) join = load_fixture ("ttn-join.json");
  g_autoptr(GArray) readings = ingest (&mapping, payload);
  g_autoptr(GArray) from_bytes = ingest (&mapping, undecoded);
  g_autoptr(GArray) nothing = ingest (&mapping, join);
  const ParvisReading *reading = get_reading (readings, 0);

  g_assert_cmpuint (readings->len, ==, 1);
  assert_value (reading, 1);
  assert_time (reading, "2026-06-17T14:42:01.041Z");
  g_assert_cmpstr (reading->identity, ==, "as:up:01JXYZ0003/207");
  g_assert_cmpfloat (reading->battery, ==, 78.7);
  g_assert_cmpfloat (reading->rssi, ==, -87);
  g_assert_cmpfloat (reading->snr, ==, 9.2);

  /* Vacant, by the device's own bytes; f_cnt 0 and snr 0 were left out. */
  reading = get_reading (from_bytes, 0);
  assert_value (reading, 0);
  assert_time (reading, "2026-06-17T14:42:01.000Z");
  g_assert_cmpstr (reading->identity, ==, "70B3D57ED0000C13/0/1781707321000");
  g_assert_cmpfloat (reading->rssi, ==, -101);
  g_assert_cmpfloat (reading->snr, ==, 0);
  g_assert_true (isnan (reading->battery));

  g_assert_cmpuint (nothing->len, ==, 0);
}

static void
test_a_garden_probe_counts_nothing (void)
{
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_TTN_V3,
    .measure = PARVIS_MEASURE_PRESENT,
    .pointer = "/TempC_DS18B20",
  };
  g_autoptr(json_t) payload = load_fixture ("ttn-stored.json");
  g_autoptr(GArray) readings = ingest (&mapping, payload);
  g_autoptr(GArray) elsewhere = NULL;

  g_assert_cmpint (get_reading (readings, 0)->reason, ==, PARVIS_REASON_NOT_A_NUMBER);
  g_assert_cmpfloat (get_reading (readings, 0)->voltage, ==, 3.301);
  assert_time (get_reading (readings, 0), "2026-06-17T14:42:00.500Z");

  mapping.pointer = "/occupied";
  elsewhere = ingest (&mapping, payload);
  g_assert_cmpint (get_reading (elsewhere, 0)->reason, ==, PARVIS_REASON_NO_VALUE);
}

static void
test_chirpstack_uplink (void)
{
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_CHIRPSTACK_V4,
    .measure = PARVIS_MEASURE_ENTERED_TOTAL,
    .preset = "milesight-vs350",
  };
  g_autoptr(json_t) payload = load_fixture ("chirpstack-passage.json");
  g_autoptr(json_t) undecoded = load_fixture ("chirpstack-no-codec.json");
  g_autoptr(GArray) entered = ingest (&mapping, payload);
  g_autoptr(GArray) from_bytes = ingest (&mapping, undecoded);
  g_autoptr(GArray) left = NULL;

  assert_value (get_reading (entered, 0), 655);
  assert_time (get_reading (entered, 0), "2026-06-17T14:42:00.731Z");
  g_assert_cmpstr (get_reading (entered, 0)->identity, ==, "5f3d8b1e-7c9f-4b62-8f10-6a4f1f0b9c21");
  g_assert_cmpfloat (get_reading (entered, 0)->battery, ==, 91);
  g_assert_cmpfloat (get_reading (entered, 0)->snr, ==, 11.8);

  assert_value (get_reading (from_bytes, 0), 655);
  g_assert_cmpfloat (get_reading (from_bytes, 0)->battery, ==, 91);
  g_assert_cmpstr (get_reading (from_bytes, 0)->identity, ==, "24e124136d000a01/12/1781707320000");

  mapping.measure = PARVIS_MEASURE_LEFT_TOTAL;
  left = ingest (&mapping, undecoded);
  assert_value (get_reading (left, 0), 524);
}

static void
test_chirpstack_status_is_a_sign_of_life (void)
{
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_CHIRPSTACK_V4,
    .measure = PARVIS_MEASURE_SPACE,
    .pointer = "/batteryLevel",
  };
  g_autoptr(json_t) status = load_fixture ("chirpstack-status.json");
  g_autoptr(json_t) mains = parse ("{\"deviceInfo\":{},\"margin\":3,\"batteryLevel\":0,"
                                   "\"externalPowerSource\":true}");
  g_autoptr(json_t) join = load_fixture ("chirpstack-join.json");
  g_autoptr(json_t) ack = parse ("{\"deviceInfo\":{},\"queueItemId\":\"1\",\"fCntDown\":3}");
  g_autoptr(json_t) other = parse ("{\"deviceInfo\":{},\"integrationName\":\"x\",\"object\":{}}");
  g_autoptr(GArray) readings = ingest (&mapping, status);
  g_autoptr(GArray) powered = ingest (&mapping, mains);
  g_autoptr(GArray) joined = ingest (&mapping, join);
  g_autoptr(GArray) acked = ingest (&mapping, ack);
  g_autoptr(GArray) others = ingest (&mapping, other);

  g_assert_cmpint (get_reading (readings, 0)->reason, ==, PARVIS_REASON_NO_VALUE);
  g_assert_cmpfloat (get_reading (readings, 0)->battery, ==, 84.25);
  g_assert_true (isnan (get_reading (powered, 0)->battery));
  g_assert_cmpuint (joined->len, ==, 0);
  g_assert_cmpuint (acked->len, ==, 0);
  g_assert_cmpuint (others->len, ==, 0);
}

static void
test_another_envelope_is_an_error (void)
{
  static const char * const texts[] = {
    "{}", "[]", "[{}]", "{\"phy_payload\":{}}", "{\"deviceInfo\":7}", "{\"end_device_ids\":\"x\"}",
    "{\"result\":[]}", "{\"end_device_ids\":{},\"uplink_message\":[]}",
  };
  static const ParvisFormat formats[] = { PARVIS_FORMAT_TTN_V3, PARVIS_FORMAT_CHIRPSTACK_V4 };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (formats); j++)
        {
          ParvisMapping mapping = {
            .format = formats[j],
            .measure = PARVIS_MEASURE_PRESENT,
            .pointer = "/x",
          };
          g_autoptr(json_t) payload = parse (texts[i]);
          g_autoptr(GError) error = NULL;

          g_assert_null (parvis_ingest (&mapping, payload, NOW, &error));
          g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
        }
    }
}

static void
test_the_battery_goes_by_many_names (void)
{
  static const struct
  {
    const char *object;
    double      battery;
    double      voltage;
  } cases[] = {
    { "{\"battery\":92}", 92, NAN },
    { "{\"battery\":3.6}", NAN, 3.6 },
    { "{\"battery\":\"87 %\"}", 87, NAN },
    { "{\"Bat\":\"3.384 V\"}", NAN, 3.384 },
    { "{\"BAT_V\":2.952}", NAN, 2.952 },
    { "{\"batteryVoltage\":3600}", NAN, 3.6 },
    { "{\"battery_voltage\":{\"value\":3.003,\"unit\":\"V\"}}", NAN, 3.003 },
    { "{\"batteryLevel\":55.5,\"batV\":3.1}", 55.5, 3.1 },
    { "{\"battery\":-4}", NAN, NAN },
    { "{\"battery\":\"good\"}", NAN, NAN },
    { "{\"battery\":true}", NAN, NAN },
    { "{\"Bat\":1e300}", NAN, NAN },
  };
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_CHIRPSTACK_V4,
    .measure = PARVIS_MEASURE_PRESENT,
    .pointer = "/x",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("{\"deviceInfo\":{},\"object\":%s}",
                                               cases[i].object);
      g_autoptr(json_t) payload = parse (text);
      g_autoptr(GArray) readings = ingest (&mapping, payload);
      const ParvisReading *reading = get_reading (readings, 0);

      g_test_message ("%s", cases[i].object);
      g_assert_cmpint (isnan (cases[i].battery) != 0, ==, isnan (reading->battery) != 0);
      g_assert_cmpint (isnan (cases[i].voltage) != 0, ==, isnan (reading->voltage) != 0);
      if (!isnan (reading->battery))
        g_assert_cmpfloat (reading->battery, ==, cases[i].battery);
      if (!isnan (reading->voltage))
        g_assert_cmpfloat_with_epsilon (reading->voltage, cases[i].voltage, 1e-9);
    }
}

static void
test_a_mapping_is_checked_before_it_is_stored (void)
{
  g_autoptr(json_t) words = parse ("{\"FREE\":\"no\"}");
  g_autoptr(json_t) list = parse ("[]");
  const struct
  {
    ParvisMapping  mapping;
    const char    *field;
  } cases[] = {
    { { .format = PARVIS_FORMAT_TTN_V3 }, "/pointer" },
    { { .format = PARVIS_FORMAT_PARVIS, .pointer = "value" }, "/pointer" },
    { { .format = PARVIS_FORMAT_PARVIS, .pointer = "" }, "/pointer" },
    { { .format = PARVIS_FORMAT_PARVIS, .capacity_pointer = "/~" }, "/capacity_pointer" },
    { { .format = PARVIS_FORMAT_PARVIS, .preset = "bosch-tps110",
        .measure = PARVIS_MEASURE_SPACE }, "/preset" },
    { { .format = PARVIS_FORMAT_TTN_V3, .preset = "bosch-tps110" }, "/preset" },
    { { .format = PARVIS_FORMAT_TTN_V3, .preset = "toaster" }, "/preset" },
    { { .format = PARVIS_FORMAT_PARVIS, .values = words }, "/values" },
    { { .format = PARVIS_FORMAT_PARVIS, .values = list }, "/values" },
    { { .format = PARVIS_FORMAT_PARVIS, .percent = TRUE,
        .measure = PARVIS_MEASURE_ENTERED }, "/unit" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = NULL;

      g_assert_false (parvis_mapping_check (&cases[i].mapping, &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
      g_assert_cmpstr (parvis_error_get_field (error), ==, cases[i].field);
    }
}

static void
test_a_long_identity_is_kept_short (void)
{
  ParvisMapping mapping = { .format = PARVIS_FORMAT_PARVIS, .measure = PARVIS_MEASURE_PRESENT };
  g_autofree char *id = g_strnfill (100000, 'x');
  g_autoptr(json_t) payload = json_pack ("[{s:i,s:s},{s:i,s:s}]", "value", 1, "id", id,
                                         "value", 1, "id", id + 1);
  g_autoptr(GArray) readings = ingest (&mapping, payload);

  g_assert_cmpuint (strlen (get_reading (readings, 0)->identity), ==, 64);
  g_assert_cmpstr (get_reading (readings, 0)->identity, !=, get_reading (readings, 1)->identity);
}

static void
test_presets_are_listed_and_found (void)
{
  guint n_presets;
  const ParvisPreset *presets = parvis_presets_list (&n_presets);

  g_assert_cmpuint (n_presets, >, 20);

  for (guint i = 0; i < n_presets; i++)
    {
      g_assert_true (parvis_preset_find (presets[i].name, presets[i].measure) == &presets[i]);
      g_assert_nonnull (presets[i].pointers[0]);

      for (int j = 0; presets[i].pointers[j] != NULL; j++)
        g_assert_true (parvis_json_pointer_is_valid (presets[i].pointers[j]));
    }

  g_assert_null (parvis_preset_find (NULL, PARVIS_MEASURE_SPACE));
}

static json_t *
make_event (const char   *hex,
            gint64        port,
            const json_t *object)
{
  json_t *event = json_pack ("{s:{},s:I}", "deviceInfo", "fPort", (json_int_t) port);
  guint8 bytes[256];
  gsize n_bytes = strlen (hex) / 2;
  g_autofree char *base64 = NULL;

  g_assert_cmpuint (n_bytes, <=, sizeof bytes);
  for (gsize i = 0; i < n_bytes; i++)
    bytes[i] = (guint8) (g_ascii_xdigit_value (hex[2 * i]) << 4 |
                         g_ascii_xdigit_value (hex[2 * i + 1]));

  base64 = g_base64_encode (bytes, n_bytes);
  json_object_set_new (event, "data", json_string (base64));
  if (object != NULL)
    json_object_set (event, "object", (json_t *) object);

  return event;
}

static const json_t *
find_expected (const ParvisPreset *preset,
               const json_t       *expected)
{
  const json_t *value = NULL;

  for (int i = 0; value == NULL && preset->pointers[i] != NULL; i++)
    value = parvis_json_pointer (expected, preset->pointers[i]);

  return value;
}

static void
check_reading (const ParvisPreset  *preset,
               const ParvisReading *reading,
               const json_t        *expected)
{
  const json_t *value = find_expected (preset, expected);
  const json_t *volts = json_object_get (expected, "battery_voltage");

  if (value == NULL)
    g_assert_cmpint (reading->reason, ==, PARVIS_REASON_NO_VALUE);
  else if (json_is_boolean (value))
    assert_value (reading, json_is_true (value) ? 1 : 0);
  else
    assert_value (reading, json_number_value (value));

  if (volts != NULL)
    g_assert_cmpfloat_with_epsilon (reading->voltage, json_number_value (volts), 1e-9);
}

/* Both ways: through the codec that the network ran, and from the bytes alone. */
static gboolean
replay (const ParvisPreset *preset,
        const json_t       *vector)
{
  const char *device = json_string_value (json_object_get (vector, "device"));
  const char *hex = json_string_value (json_object_get (vector, "hex"));
  const json_t *expected = json_object_get (vector, "expected");
  gint64 port = json_integer_value (json_object_get (vector, "fPort"));
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_CHIRPSTACK_V4,
    .measure = preset->measure,
    .preset = preset->name,
  };
  g_autoptr(json_t) decoded = make_event (hex, port, expected);
  g_autoptr(json_t) undecoded = make_event (hex, port, NULL);
  g_autoptr(GArray) from_object = ingest (&mapping, decoded);
  g_autoptr(GArray) from_bytes = ingest (&mapping, undecoded);

  g_test_message ("%s of %s through %s", parvis_measure_to_string (preset->measure), device,
                  preset->name);

  if (g_str_has_prefix (device, preset->name))
    {
      check_reading (preset, get_reading (from_object, 0), expected);
      check_reading (preset, get_reading (from_bytes, 0), expected);

      return find_expected (preset, expected) != NULL;
    }

  return FALSE;
}

/* Whether the vector's device measures no occupancy. */
static gboolean
is_other_device (const char *device)
{
  guint n_presets;
  const ParvisPreset *presets = parvis_presets_list (&n_presets);

  for (guint i = 0; i < n_presets; i++)
    {
      if (g_str_has_prefix (device, presets[i].name))
        return FALSE;
    }

  return TRUE;
}

static void
check_gives_nothing (const ParvisPreset *preset,
                     const json_t       *vector)
{
  const char *hex = json_string_value (json_object_get (vector, "hex"));
  gint64 port = json_integer_value (json_object_get (vector, "fPort"));
  ParvisMapping mapping = {
    .format = PARVIS_FORMAT_CHIRPSTACK_V4,
    .measure = preset->measure,
    .preset = preset->name,
  };
  g_autoptr(json_t) decoded = make_event (hex, port, json_object_get (vector, "expected"));
  g_autoptr(json_t) undecoded = make_event (hex, port, NULL);
  g_autoptr(GArray) from_object = ingest (&mapping, decoded);
  g_autoptr(GArray) from_bytes = ingest (&mapping, undecoded);

  g_assert_cmpint (get_reading (from_object, 0)->reason, !=, PARVIS_REASON_NONE);
  g_assert_cmpint (get_reading (from_bytes, 0)->reason, !=, PARVIS_REASON_NONE);
}

static void
test_every_vector_comes_out_right (void)
{
  g_autofree char *text = read_data ("vectors.jsonl");
  g_auto(GStrv) lines = NULL;
  guint n_presets;
  const ParvisPreset *presets = parvis_presets_list (&n_presets);
  int values = 0;
  int others = 0;

  if (text == NULL)
    return;

  lines = g_strsplit (text, "\n", -1);
  for (guint i = 0; lines[i] != NULL && *lines[i] != '\0'; i++)
    {
      g_autoptr(json_t) vector = parse (lines[i]);
      const char *device = json_string_value (json_object_get (vector, "device"));

      for (guint j = 0; j < n_presets; j++)
        {
          if (is_other_device (device))
            {
              check_gives_nothing (&presets[j], vector);
              others++;
            }
          else
            {
              values += replay (&presets[j], vector) ? 1 : 0;
            }
        }
    }

  g_test_message ("%d values right, %d times nothing", values, others);
  g_assert_cmpint (values, >=, 20);
}

static void
test_real_envelopes_come_out_right (void)
{
  g_autofree char *parking = read_data ("envelopes/fleximodo-chirpstack-v4-event-up.json");
  g_autofree char *soil = read_data ("envelopes/ttn-v3-uplink-dragino-soil.json");
  ParvisMapping space = {
    .format = PARVIS_FORMAT_CHIRPSTACK_V4,
    .measure = PARVIS_MEASURE_SPACE,
    .preset = "fleximodo",
  };
  ParvisMapping probe = {
    .format = PARVIS_FORMAT_TTN_V3,
    .measure = PARVIS_MEASURE_PRESENT,
    .pointer = "/conduct_SOIL",
  };
  g_autoptr(json_t) first = NULL;
  g_autoptr(json_t) second = NULL;
  g_autoptr(GArray) readings = NULL;
  g_autoptr(GArray) nothing = NULL;

  if (parking == NULL || soil == NULL)
    return;

  first = parse (parking);
  readings = ingest (&space, first);
  assert_value (get_reading (readings, 0), 0);
  assert_time (get_reading (readings, 0), "2025-06-08T19:18:11.582Z");
  g_assert_cmpstr (get_reading (readings, 0)->identity, ==,
                   "db673f97-3ecb-4665-bc9b-4e8b23ebf9d5");
  g_assert_cmpfloat (get_reading (readings, 0)->rssi, ==, -89);

  second = parse (soil);
  nothing = ingest (&probe, second);
  g_assert_cmpint (get_reading (nothing, 0)->reason, ==, PARVIS_REASON_NOT_A_NUMBER);
  assert_time (get_reading (nothing, 0), "2023-06-20T14:34:32.656Z");
  g_assert_cmpfloat (get_reading (nothing, 0)->voltage, ==, 3.384);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ingest/many-readings-come-in-order-of-time",
                   test_many_readings_come_in_order_of_time);
  g_test_add_func ("/ingest/one-object-and-an-array-will-do", test_one_object_and_an_array_will_do);
  g_test_add_func ("/ingest/a-malformed-reading-is-named", test_a_malformed_reading_is_named);
  g_test_add_func ("/ingest/there-may-not-be-too-many", test_there_may_not_be_too_many);
  g_test_add_func ("/ingest/absence-is-zero-only-where-it-was-said",
                   test_absence_is_zero_only_where_it_was_said);
  g_test_add_func ("/ingest/the-things-stack-uplink", test_the_things_stack_uplink);
  g_test_add_func ("/ingest/a-garden-probe-counts-nothing", test_a_garden_probe_counts_nothing);
  g_test_add_func ("/ingest/chirpstack-uplink", test_chirpstack_uplink);
  g_test_add_func ("/ingest/chirpstack-status-is-a-sign-of-life",
                   test_chirpstack_status_is_a_sign_of_life);
  g_test_add_func ("/ingest/another-envelope-is-an-error", test_another_envelope_is_an_error);
  g_test_add_func ("/ingest/the-battery-goes-by-many-names", test_the_battery_goes_by_many_names);
  g_test_add_func ("/ingest/a-mapping-is-checked-before-it-is-stored",
                   test_a_mapping_is_checked_before_it_is_stored);
  g_test_add_func ("/ingest/a-long-identity-is-kept-short", test_a_long_identity_is_kept_short);
  g_test_add_func ("/ingest/presets-are-listed-and-found", test_presets_are_listed_and_found);
  g_test_add_func ("/ingest/every-vector-comes-out-right", test_every_vector_comes_out_right);
  g_test_add_func ("/ingest/real-envelopes-come-out-right", test_real_envelopes_come_out_right);

  return g_test_run ();
}
