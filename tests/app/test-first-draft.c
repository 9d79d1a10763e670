/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-first-draft"

#include "config.h"

#include "parvis-first-draft.h"

#include <string.h>

static void
fill (json_t *draft)
{
  json_t *place = parvis_first_draft_get_place (draft);

  parvis_json_set_string (place, "name", "Piscine des Mariniers");
  parvis_json_set_string (place, "capacity", "1 220");
  parvis_json_set_string (place, "position", "47,3050 ; −0,6120");
}

static void
test_what_was_kept_is_found_again (void)
{
  g_autoptr(json_t) draft = parvis_first_draft_load (NULL);
  g_autoptr(json_t) again = NULL;
  g_autofree char *id = NULL;
  g_autofree char *kept = NULL;

  fill (draft);
  parvis_first_draft_set_step (draft, 3);
  id = g_strdup (parvis_first_draft_get (parvis_first_draft_get_place (draft), "id"));
  g_assert_true (g_uuid_string_is_valid (id));
  kept = parvis_json_dump (draft);

  again = parvis_first_draft_load (kept);
  g_assert_cmpuint (parvis_first_draft_get_step (again), ==, 3);
  g_assert_cmpstr (parvis_first_draft_get (parvis_first_draft_get_place (again), "id"), ==, id);
  g_assert_cmpstr (parvis_first_draft_get (parvis_first_draft_get_place (again), "capacity"), ==,
                   "1 220");
}

static void
test_a_shop_needs_no_capacity (void)
{
  g_autoptr(json_t) draft = json_pack ("{s:s}", "module", "orders");
  json_t *place = parvis_first_draft_get_place (draft);
  g_autoptr(json_t) body = NULL;
  const char *field;

  g_assert_true (parvis_first_draft_is_shop (draft));
  g_assert_false (parvis_first_draft_check (draft, 3, &field));
  g_assert_cmpstr (field, ==, "name");
  parvis_json_set_string (place, "name", "Boulangerie Martineau");
  g_assert_false (parvis_first_draft_check (draft, 3, &field));
  g_assert_cmpstr (field, ==, "position");
  parvis_json_set_string (place, "position", "47.3050, -0.6120");
  g_assert_true (parvis_first_draft_check (draft, 3, &field));
  body = parvis_first_place_to_shop (place);
  g_assert_cmpstr (parvis_first_draft_get (body, "id"), ==, parvis_first_draft_get (place, "id"));
  g_assert_cmpfloat (json_number_value (json_object_get (body, "lat")), ==, 47.305);
  g_assert_null (json_object_get (body, "address"));
}

static void
test_what_is_no_draft_begins_anew (void)
{
  static const char *const kept[] = {
    "", "{", "[]", "{\"step\":\"two\"}", "{\"step\":-4}", "{\"step\":99,\"places\":[1]}",
    "{\"places\":{\"occupancy\":7},\"module\":3}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autoptr(json_t) draft = parvis_first_draft_load (kept[i]);

      g_assert_cmpuint (parvis_first_draft_get_step (draft), >=, 1);
      g_assert_cmpuint (parvis_first_draft_get_step (draft), <=, PARVIS_FIRST_STEPS);
      g_assert_true (json_is_object (parvis_first_draft_get_place (draft)));
      g_assert_cmpstr (parvis_first_draft_get_module (draft), ==, "occupancy");
    }
}

static void
test_each_module_keeps_its_own_place (void)
{
  g_autoptr(json_t) draft = parvis_first_draft_load (NULL);

  fill (draft);
  parvis_json_set_string (draft, "module", "parking");
  g_assert_cmpstr (parvis_first_draft_get (parvis_first_draft_get_place (draft), "name"), ==, "");
  parvis_json_set_string (draft, "module", "occupancy");
  g_assert_cmpstr (parvis_first_draft_get (parvis_first_draft_get_place (draft), "name"), ==,
                   "Piscine des Mariniers");
}

static void
test_numbers_as_people_type_them (void)
{
  g_assert_cmpint (parvis_first_read_number ("220", 1000), ==, 220);
  g_assert_cmpint (parvis_first_read_number (" 6 214 ", 10000), ==, 6214);
  g_assert_cmpint (parvis_first_read_number ("6\u202f214", 10000), ==, 6214);
  g_assert_cmpint (parvis_first_read_number ("", 1000), ==, -1);
  g_assert_cmpint (parvis_first_read_number ("-3", 1000), ==, -1);
  g_assert_cmpint (parvis_first_read_number ("2,5", 1000), ==, -1);
  g_assert_cmpint (parvis_first_read_number ("1001", 1000), ==, -1);
  g_assert_cmpint (parvis_first_read_number ("99999999999999999999999", G_MAXINT64), ==, -1);
}

static void
test_positions_as_maps_and_people_write_them (void)
{
  static const char *const good[] = {
    "47.3050, -0.6120", "47.3050,-0.6120", "47,3050 ; −0,6120", "47.305 -0.612", " 47,305, -0,612 ",
  };
  static const char *const bad[] = {
    "", "47.3", "47,3", "north", "91, 0", "0, 181", "47.3, -0.6, 3", "47.3, x", "1e5, 0", "--4, 3",
  };
  double lat;
  double lon;

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_assert_true (parvis_first_read_position (good[i], &lat, &lon));
      g_assert_cmpfloat_with_epsilon (lat, 47.305, 1e-9);
      g_assert_cmpfloat_with_epsilon (lon, -0.612, 1e-9);
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (parvis_first_read_position (bad[i], &lat, &lon));
}

static void
test_a_service_that_takes_files_signs_its_procedure (void)
{
  static const char *const members[] = { "name", "address", "phone", "email" };
  g_autoptr(json_t) draft = json_pack ("{s:s}", "module", "dossiers");
  json_t *place = parvis_first_draft_get_place (draft);
  g_autoptr(json_t) first = NULL;
  g_autoptr(json_t) next = NULL;
  g_autoptr(json_t) current = NULL;
  const char *field = NULL;

  g_assert_true (parvis_first_draft_is_desk (draft));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      g_assert_false (parvis_first_draft_check (draft, 3, &field));
      g_assert_cmpstr (field, ==, members[i]);
      parvis_json_set_string (place, members[i], i < 3 ? "Guichet" : "creche@saint-aubin.fr");
    }
  g_assert_true (parvis_first_draft_check (draft, 3, &field));
  parvis_json_set_string (place, "email", "creche");
  g_assert_false (parvis_first_draft_check (draft, 3, &field));
  parvis_json_set_string (place, "email", "creche@saint-aubin.fr");

  first = parvis_first_place_to_procedure (place, NULL);
  g_assert_cmpstr (parvis_first_draft_get (first, "template"), ==, "creche");
  g_assert_cmpstr (parvis_first_draft_get (json_object_get (first, "card"), "email"), ==,
                   "creche@saint-aubin.fr");

  /* What is there is not sent again; another signature is the next version. */
  current = json_pack ("{s:{s:s, s:i, s:O}}", "form", "id", "creche", "version", 2, "card",
                       json_object_get (first, "card"));
  g_assert_null (parvis_first_place_to_procedure (place, current));
  parvis_json_set_string (place, "phone", "02 41 00 00 02");
  next = parvis_first_place_to_procedure (place, current);
  g_assert_cmpint (json_integer_value (json_object_get (next, "version")), ==, 3);
  g_assert_cmpstr (parvis_first_draft_get (next, "id"), ==, "creche");
  g_assert_cmpstr (parvis_first_draft_get (json_object_get (next, "card"), "phone"), ==,
                   "02 41 00 00 02");
}

static void
test_a_step_names_what_is_missing (void)
{
  static const char *const members[] = { "name", "capacity", "position" };
  g_autofree char *endless = g_strnfill (121, 'a');
  g_autoptr(json_t) draft = parvis_first_draft_load (NULL);
  const char *field = NULL;

  g_assert_true (parvis_first_draft_check (draft, 1, &field));
  parvis_json_set_string (draft, "population", "many");
  g_assert_false (parvis_first_draft_check (draft, 1, &field));
  g_assert_cmpstr (field, ==, "population");
  g_assert_true (parvis_first_draft_check (draft, 2, &field));
  parvis_json_set_string (draft, "population", "");
  parvis_json_set_string (draft, "name", endless);
  g_assert_false (parvis_first_draft_check (draft, 1, &field));
  g_assert_cmpstr (field, ==, "name");

  fill (draft);
  g_assert_true (parvis_first_draft_check (draft, 3, &field));
  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      fill (draft);
      parvis_json_set_string (parvis_first_draft_get_place (draft), members[i], "");
      g_assert_false (parvis_first_draft_check (draft, 3, &field));
      g_assert_cmpstr (field, ==, members[i]);
    }
}

static void
test_what_the_service_is_told (void)
{
  g_autoptr(json_t) draft = parvis_first_draft_load (NULL);
  json_t *place = parvis_first_draft_get_place (draft);
  g_autoptr(json_t) feature = NULL;
  g_autoptr(json_t) source = NULL;
  const json_t *properties;
  const json_t *one;

  fill (draft);
  feature = parvis_first_place_to_feature (place, "occupancy");
  one = json_array_get (json_object_get (feature, "features"), 0);
  properties = json_object_get (one, "properties");
  g_assert_cmpstr (parvis_first_draft_get (properties, "kind"), ==, "pool");
  g_assert_cmpstr (parvis_first_draft_get (properties, "id"), ==,
                   parvis_first_draft_get (place, "id"));
  g_assert_cmpint (json_integer_value (json_object_get (properties, "capacity")), ==, 1220);
  g_assert_null (json_object_get (properties, "address"));

  parvis_first_place_set_from (place, PARVIS_FIRST_SENSOR);
  parvis_json_set_string (place, "format", "ttn-v3");
  parvis_json_set_string (place, "pointer", "/count");
  source = parvis_first_place_to_source (place, 0);
  g_assert_cmpstr (parvis_first_draft_get (source, "format"), ==, "ttn-v3");
  g_assert_cmpstr (parvis_first_draft_get (source, "measure"), ==, "present");
  g_assert_cmpstr (parvis_first_draft_get (source, "pointer"), ==, "/count");
  g_assert_cmpstr (parvis_first_draft_get (source, "gauge"), ==,
                   parvis_first_draft_get (place, "id"));

  /* A feed sends JSON of its own, whatever a sensor was said to send. */
  parvis_first_place_set_from (place, PARVIS_FIRST_FEED);
  json_decref (source);
  source = parvis_first_place_to_source (place, 0);
  g_assert_cmpstr (parvis_first_draft_get (source, "format"), ==, "parvis");
}

/* Who comes in and who goes out are two sources, told apart by name, id and measure. */
static void
test_a_gate_has_two_sources (void)
{
  g_autoptr(json_t) draft = parvis_first_draft_load (NULL);
  json_t *place = parvis_first_draft_get_place (draft);
  g_autoptr(json_t) in = NULL;
  g_autoptr(json_t) out = NULL;

  fill (draft);
  g_assert_cmpuint (parvis_first_place_count_sources (place), ==, 1);
  parvis_first_place_set_from (place, PARVIS_FIRST_SENSOR);
  parvis_json_set_string (place, "format", "chirpstack-v4");
  parvis_json_set_string (place, "measure", "gate");
  parvis_json_set_string (place, "pointer", "/in");
  parvis_json_set_string (place, "pointer-out", "/out");
  g_assert_cmpuint (parvis_first_place_count_sources (place), ==, 2);
  in = parvis_first_place_to_source (place, 0);
  out = parvis_first_place_to_source (place, 1);
  g_assert_cmpstr (parvis_first_draft_get (in, "measure"), ==, "entered");
  g_assert_cmpstr (parvis_first_draft_get (out, "measure"), ==, "left");
  g_assert_cmpstr (parvis_first_draft_get (in, "pointer"), ==, "/in");
  g_assert_cmpstr (parvis_first_draft_get (out, "pointer"), ==, "/out");
  g_assert_cmpstr (parvis_first_draft_get (in, "id"), !=, parvis_first_draft_get (out, "id"));
  g_assert_cmpstr (parvis_first_draft_get (in, "name"), !=, parvis_first_draft_get (out, "name"));
}

/* A device whose messages are known says where the figure stands; only a network has one. */
static void
test_a_known_device_needs_no_pointer (void)
{
  g_autoptr(json_t) draft = parvis_first_draft_load (NULL);
  json_t *place = parvis_first_draft_get_place (draft);
  g_autoptr(json_t) source = NULL;

  fill (draft);
  parvis_first_place_set_from (place, PARVIS_FIRST_SENSOR);
  parvis_json_set_string (place, "format", "ttn-v3");
  parvis_json_set_string (place, "preset", "milesight-vs350");
  parvis_json_set_string (place, "measure", "gate-total");
  parvis_json_set_string (place, "pointer", "/value");
  source = parvis_first_place_to_source (place, 1);
  g_assert_cmpstr (parvis_first_draft_get (source, "preset"), ==, "milesight-vs350");
  g_assert_cmpstr (parvis_first_draft_get (source, "measure"), ==, "left_total");
  g_assert_null (json_object_get (source, "pointer"));

  parvis_json_set_string (place, "format", "parvis");
  json_decref (source);
  source = parvis_first_place_to_source (place, 0);
  g_assert_null (json_object_get (source, "preset"));
  g_assert_cmpstr (parvis_first_draft_get (source, "pointer"), ==, "/value");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/first-draft/a-service-that-takes-files-signs-its-procedure",
                   test_a_service_that_takes_files_signs_its_procedure);
  g_test_add_func ("/first-draft/what-was-kept-is-found-again", test_what_was_kept_is_found_again);
  g_test_add_func ("/first-draft/a-shop-needs-no-capacity", test_a_shop_needs_no_capacity);
  g_test_add_func ("/first-draft/what-is-no-draft-begins-anew", test_what_is_no_draft_begins_anew);
  g_test_add_func ("/first-draft/each-module-keeps-its-own-place",
                   test_each_module_keeps_its_own_place);
  g_test_add_func ("/first-draft/numbers-as-people-type-them", test_numbers_as_people_type_them);
  g_test_add_func ("/first-draft/positions-as-maps-and-people-write-them",
                   test_positions_as_maps_and_people_write_them);
  g_test_add_func ("/first-draft/a-step-names-what-is-missing", test_a_step_names_what_is_missing);
  g_test_add_func ("/first-draft/what-the-service-is-told", test_what_the_service_is_told);
  g_test_add_func ("/first-draft/a-gate-has-two-sources", test_a_gate_has_two_sources);
  g_test_add_func ("/first-draft/a-known-device-needs-no-pointer",
                   test_a_known_device_needs_no_pointer);

  return g_test_run ();
}
