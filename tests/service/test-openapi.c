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

/* (transfer none): what a command's body is, followed to where it is described */
static const json_t *
get_body_schema (const json_t *description,
                 const json_t *operation)
{
  const json_t *content = json_object_get (json_object_get (operation, "requestBody"), "content");
  const json_t *schema = json_object_get (json_object_get (content, "application/json"), "schema");
  const char *reference = json_string_value (json_object_get (schema, "$ref"));

  if (reference == NULL)
    return schema;

  return json_object_get (json_object_get (json_object_get (description, "components"), "schemas"),
                          strrchr (reference, '/') + 1);
}

/* "a b{c d{e}} f" without what is inside others. */
static char *
strip_braces (const char *members)
{
  GString *text = g_string_new (NULL);
  int depth = 0;

  for (; *members != '\0'; members++)
    {
      depth -= *members == '}';
      if (depth == 0 && *members != '{' && *members != '}')
        g_string_append_c (text, *members);
      depth += *members == '{';
    }

  return g_string_free (text, FALSE);
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

/* What the description says a command may have is what the router lets in. */
static void
test_members_of_commands_are_described (TownFixture   *fixture,
                                        gconstpointer  data)
{
  g_autoptr(json_t) description = get_description (fixture);
  const json_t *paths = json_object_get (description, "paths");

  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      g_autofree char *plain = strip_types (route->pattern);
      g_autofree char *top = NULL;
      g_auto(GStrv) words = NULL;
      const json_t *operation;
      const json_t *schema;
      const char *name;
      json_t *value;

      if (route->members == NULL || route->right == PARVIS_RIGHT_OPERATOR)
        continue;

      g_test_message ("%s", route->name);
      operation = json_object_get (json_object_get (paths, plain), "post");
      schema = get_body_schema (description, operation);
      g_assert_true (json_is_false (json_object_get (schema, "additionalProperties")));
      top = strip_braces (route->members);
      words = g_strsplit (top, " ", -1);
      for (guint i = 0; words[i] != NULL; i++)
        g_assert_true (words[i][0] == '\0' ||
                       json_object_get (json_object_get (schema, "properties"), words[i]) != NULL);
      json_object_foreach (json_object_get (schema, "properties"), name, value)
        g_assert_true (g_strv_contains ((const char * const *) words, name));
    }
}

/* An address of the route; what it names need not be there. */
static char *
make_address (const char *pattern)
{
  static const char * const examples[][2] = {
    { "\\{insee\\}", "00001" }, { "\\{[a-z]+:insee\\}", "00002" },
    { "\\{[a-z]+:uuid\\}", "0b0f6c1e-8f0e-4d7b-9d3e-0a1b2c3d4e5f" },
    { "\\{[a-z]+:(word|token)\\}", "orders" },
  };
  char *address = g_strdup (pattern);

  for (guint i = 0; i < G_N_ELEMENTS (examples); i++)
    {
      g_autoptr(GRegex) regex = g_regex_new (examples[i][0], 0, 0, NULL);
      g_autofree char *before = address;

      address = g_regex_replace_literal (regex, before, -1, 0, examples[i][1], 0, NULL);
    }

  return address;
}

static void
assert_unknown (TownFixture       *fixture,
                const ParvisRoute *route,
                const char        *body,
                const char        *field)
{
  g_autofree char *address = make_address (route->pattern);
  g_autoptr(json_t) problem = NULL;

  problem = town_request (fixture, "operator", "POST", address, "application/json", body);
  g_test_message ("%s: %d", route->name, fixture->status);
  g_assert_cmpint (fixture->status, ==, 422);
  g_assert_cmpstr (town_text (problem, "field"), ==, field);
}

/* Payloads of others, and files of procedures and whole towns, in which there may be more than we
 * read.
 */
static gboolean
is_of_others (const ParvisRoute *route)
{
  static const char * const names[] = {
    "source.readings", "facility.import", "neighbourhood.import", "procedure.add", "town.add",
    "town.import", NULL,
  };

  return route->form || route->raw || g_strv_contains (names, route->name);
}

static void
test_every_command_refuses_members_it_does_not_know (TownFixture   *fixture,
                                                     gconstpointer  data)
{
  guint n = 0;

  for (const ParvisRoute *route = parvis_routes; route->method != NULL; route++)
    {
      if (route->max_body == 0 || is_of_others (route))
        continue;

      assert_unknown (fixture, route, "{\"surprise/~\":1}", "/surprise~1~0");
      n++;
    }
  g_assert_cmpuint (n, >, 60);
}

static const ParvisRoute *
find_route (const char *name)
{
  const ParvisRoute *route = parvis_routes;

  while (strcmp (route->name, name) != 0)
    route++;

  return route;
}

static void
test_members_inside_others_are_refused_too (TownFixture   *fixture,
                                            gconstpointer  data)
{
  g_autofree char *name = g_strnfill (2000, 'x');
  g_autofree char *long_one = g_strdup_printf ("{\"%s\":1}", name);

  assert_unknown (fixture, find_route ("order.place"),
                  "{\"lines\":[{\"product\":\"x\"},{\"qty\":2}]}", "/lines/1/qty");
  assert_unknown (fixture, find_route ("product.add"),
                  "{\"options\":[{\"choices\":[{\"cost\":1}]}]}", "/options/0/choices/0/cost");
  assert_unknown (fixture, find_route ("product.add"),
                  "{\"patterns\":[{\"bakes\":[{\"made\":1}]}]}", "/patterns/0/bakes/0/made");
  assert_unknown (fixture, find_route ("gauge.set"), "{\"reserved\":{\"pmr\":1,\"vip\":2}}",
                  "/reserved/vip");
  assert_unknown (fixture, find_route ("merchant.set"), "{\"weekday\":1}", "/weekday");
  assert_unknown (fixture, find_route ("gauge.count"), "{\"delta\":1,\"at note\":1}", "/at note");
  assert_unknown (fixture, find_route ("gauge.count"), "{\"\":1}", "/");
  assert_unknown (fixture, find_route ("gauge.count"), "{\"slots{\":1}", "/slots{");
  assert_unknown (fixture, find_route ("gauge.count"), long_one, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/openapi/routes-and-description-are-the-same",
             test_routes_and_description_are_the_same);
  TOWN_TEST ("/openapi/members-of-commands-are-described",
             test_members_of_commands_are_described);
  TOWN_TEST ("/openapi/every-command-refuses-members-it-does-not-know",
             test_every_command_refuses_members_it_does_not_know);
  TOWN_TEST ("/openapi/members-inside-others-are-refused-too",
             test_members_inside_others_are_refused_too);
  TOWN_TEST ("/openapi/what-is-served-is-the-file", test_what_is_served_is_the_file);
  TOWN_TEST ("/openapi/entities-are-what-is-described", test_entities_are_what_is_described);

  return g_test_run ();
}
