/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-openapi"

#include "config.h"

#include "town-fixture.h"

#include <gio/gio.h>
#include <string.h>

static json_t *
get_description (TownFixture *fixture)
{
  g_autoptr(ParvisReply) reply = NULL;
  GBytes *bytes;

  reply = parvis_service_handle (fixture->service, "GET", "/api/v1/openapi.json", NULL, NULL,
                                 PARVIS_RIGHT_ANYONE);
  g_assert_cmpint (parvis_reply_get_status (reply), ==, 200);
  bytes = parvis_reply_get_bytes (reply);

  return json_loadb (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), 0, NULL);
}

/* "/towns/{id:uuid}" as the description writes it. */
static char *
strip_types (const char *pattern)
{
  g_autoptr(GRegex) regex = g_regex_new (":[a-z]+\\}", 0, 0, NULL);

  return g_regex_replace_literal (regex, pattern, -1, 0, "}", 0, NULL);
}

static void
test_routes_and_description_are_the_same (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autoptr(json_t) description = get_description (fixture);
  const json_t *paths = json_object_get (description, "paths");
  gsize described = 0;
  gsize routes = 0;
  const char *path;
  json_t *item;

  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      g_autofree char *plain = strip_types (route->pattern);
      g_autofree char *method = g_ascii_strdown (route->method, -1);
      const json_t *operation = json_object_get (json_object_get (paths, plain), method);

      if (route->right == PARVIS_RIGHT_OPERATOR || route->page)
        {
          g_assert_null (operation);
          continue;
        }

      g_test_message ("%s %s", route->method, plain);
      g_assert_nonnull (operation);
      g_assert_cmpstr (town_text (operation, "operationId"), ==, route->name);
      g_assert_cmpint (json_object_get (operation, "security") != NULL, ==,
                       route->right != PARVIS_RIGHT_ANYONE);
      g_assert_cmpint (json_object_get (operation, "requestBody") != NULL, ==,
                       route->max_body > 0);
      routes++;
    }

  json_object_foreach ((json_t *) paths, path, item)
    described += json_object_size (item);
  g_assert_cmpint (described, ==, routes);
}

static void
test_what_is_served_is_the_file (TownFixture   *fixture,
                                 gconstpointer  data)
{
  g_autoptr(json_t) served = get_description (fixture);
  g_autoptr(json_t) written = NULL;
  g_autofree char *file = NULL;
  g_autofree char *output = NULL;
  g_autoptr(GSubprocess) python = NULL;

  file = g_test_build_filename (G_TEST_DIST, "..", "data", "openapi.yaml", NULL);
  python = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL, "python3", "-c",
                             "import json, sys, yaml;"
                             "json.dump(yaml.safe_load(open(sys.argv[1], encoding='utf-8')),"
                             " sys.stdout)", file, NULL);
  g_assert_nonnull (python);
  g_assert_true (g_subprocess_communicate_utf8 (python, NULL, NULL, &output, NULL, NULL));
  written = json_loads (output, 0, NULL);
  g_assert_nonnull (written);
  g_assert_true (json_equal (served, written));
}

static void
check_members (const json_t *schemas,
               const char   *schema,
               const json_t *entity)
{
  const json_t *properties;
  const json_t *required;
  const char *name;
  json_t *value;

  g_assert_nonnull (entity);
  properties = json_object_get (json_object_get (schemas, schema), "properties");
  required = json_object_get (json_object_get (schemas, schema), "required");

  json_object_foreach ((json_t *) entity, name, value)
    {
      if (json_object_get (properties, name) == NULL)
        g_test_message ("%s.%s is not described", schema, name);
      g_assert_nonnull (json_object_get (properties, name));
    }

  for (gsize i = 0; i < json_array_size (required); i++)
    g_assert_nonnull (json_object_get (entity,
                                       json_string_value (json_array_get (required, i))));
}

/* Whatever an entity says is described; what is required is there. */
static void
test_entities_are_what_is_described (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autoptr(json_t) description = get_description (fixture);
  const json_t *schemas = json_object_get (json_object_get (description, "components"),
                                           "schemas");
  g_autofree char *source = town_add_source (fixture, TOWN_PARK, "\"measure\":\"free\"");
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *facility = town_find (fixture, "facility", TOWN_PARK);
  g_autofree char *count = g_strdup_printf ("/gauges/%s/count", gauge);
  g_autofree char *close = g_strdup_printf ("/facilities/%s/close", facility);
  g_autoptr(json_t) readings = NULL;
  g_autoptr(json_t) live = NULL;
  g_autoptr(json_t) present = NULL;
  g_autoptr(json_t) log = NULL;
  g_autoptr(json_t) entity = NULL;

  readings = town_post (fixture, source, "[{\"value\":30},{\"value\":-4}]");
  present = town_expect (fixture, 200, fixture->key, "POST", count, "{\"delta\":1}");
  json_decref (town_expect (fixture, 200, fixture->key, "POST", close,
                            "{\"reason\":\"travaux\"}"));
  live = town_expect (fixture, 200, NULL, "GET", "/live", NULL);
  log = town_entity (fixture, "gauge_log", gauge);
  entity = town_entity (fixture, "source", source);

  check_members (schemas, "Live", live);
  check_members (schemas, "Town", json_object_get (live, "town"));
  for (gsize i = 0; i < 2; i++)
    {
      check_members (schemas, "Facility",
                     json_array_get (json_object_get (live, "facilities"), i));
      check_members (schemas, "Gauge", json_array_get (json_object_get (live, "gauges"), i));
      check_members (schemas, "Rollup", json_array_get (json_object_get (live, "rollups"), i));
    }
  check_members (schemas, "Neighbourhood",
                 json_array_get (json_object_get (live, "neighbourhoods"), 0));
  check_members (schemas, "GaugeLog", log);
  check_members (schemas, "Source", entity);
  check_members (schemas, "Readings", readings);
  check_members (schemas, "Reading", json_array_get (json_object_get (readings, "readings"), 1));
  check_members (schemas, "Present", present);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/openapi/routes-and-description-are-the-same",
             test_routes_and_description_are_the_same);
  TOWN_TEST ("/openapi/what-is-served-is-the-file", test_what_is_served_is_the_file);
  TOWN_TEST ("/openapi/entities-are-what-is-described", test_entities_are_what_is_described);

  return g_test_run ();
}
