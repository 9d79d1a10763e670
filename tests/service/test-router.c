/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-router"

#include "config.h"

#include "parvis-error.h"
#include "parvis-message-private.h"
#include "parvis-problem.h"

#include <string.h>

static const ParvisRoute routes[] = {
  { .method = "GET", .pattern = "/health", .name = "health" },
  { .method = "GET", .pattern = "/towns/{insee}/live", .name = "live" },
  { .method = "POST", .pattern = "/towns/{insee}/gauges/{id:uuid}/count", .name = "count" },
  { .method = "GET", .pattern = "/towns/{insee}/gauges/{id:uuid}", .name = "get" },
  { .method = "DELETE", .pattern = "/towns/{insee}/gauges/{id:uuid}", .name = "delete" },
  { .method = "GET", .pattern = "/tiles/{theme:word}/{z:int}/{x:int}/{y:int}.png",
    .name = "tile" },
  { .method = "GET", .pattern = "/{insee:address}/{page:word}", .name = "page" },
  { .method = "PUT", .pattern = "/towns/{code:insee}", .name = "town",
    .right = PARVIS_RIGHT_OPERATOR },
  { .method = NULL },
};

#define ID "5f0c0b5e-1111-4000-8000-000000000001"

typedef struct
{
  ParvisRouter *router;
  ParvisMatch   match;
  char          storage[PARVIS_TARGET_MAX + 1];
  GString      *allow;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->router = parvis_router_new (routes);
  fixture->allow = g_string_new (NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_string_free (fixture->allow, TRUE);
  parvis_router_free (fixture->router);
}

static const char *
match (Fixture    *fixture,
       const char *method,
       const char *path,
       gboolean    operator)
{
  g_autoptr (GError) error = NULL;

  g_string_truncate (fixture->allow, 0);
  if (parvis_router_match (fixture->router, method, path, operator, fixture->storage,
                           &fixture->match, fixture->allow, &error))
    {
      g_assert_no_error (error);
      return fixture->match.route->name;
    }

  g_assert_nonnull (error);
  g_assert_true (error->domain == PARVIS_ERROR);

  return parvis_problem_get_token (error);
}

static void
test_parameters (Fixture       *fixture,
                 gconstpointer  data)
{
  g_assert_cmpstr (match (fixture, "GET", "/health", FALSE), ==, "health");
  g_assert_cmpint (fixture->match.town, ==, -1);

  g_assert_cmpstr (match (fixture, "GET", "/towns/2A004/live", FALSE), ==, "live");
  g_assert_cmpstr (fixture->match.values[fixture->match.town], ==, "2A004");

  g_assert_cmpstr (match (fixture, "POST", "/towns/00001/gauges/" ID "/count", FALSE), ==,
                   "count");
  g_assert_cmpuint (fixture->match.n_params, ==, 2);
  g_assert_cmpstr (fixture->match.names[1], ==, "id");
  g_assert_cmpstr (fixture->match.values[1], ==, ID);

  g_assert_cmpstr (match (fixture, "GET", "/ajaccio-2a004/pool", FALSE), ==, "page");
  g_assert_cmpstr (fixture->match.values[fixture->match.town], ==, "2A004");
  g_assert_cmpstr (match (fixture, "GET", "/00001/pool", FALSE), ==, "page");
  g_assert_cmpstr (fixture->match.values[fixture->match.town], ==, "00001");

  g_assert_cmpstr (match (fixture, "GET", "/tiles/dark/14/8188/5725.png", FALSE), ==, "tile");
  g_assert_cmpstr (fixture->match.values[0], ==, "dark");
  g_assert_cmpstr (fixture->match.values[3], ==, "5725");
}

static void
test_wrong_values (Fixture       *fixture,
                   gconstpointer  data)
{
  static const char * const paths[] = {
    "/towns/0001/live", "/towns/000001/live", "/towns/2C004/live", "/towns//live",
    "/ajaccio2a004/pool", "/-2a004/pool", "/ajaccio-2c004/pool", "/Ajaccio-2a004/pool",
    "/ajaccio-2a004x/pool", "/0001/pool", "/towns/00001/gauges/1", "/towns/00001/gauges/" ID "0",
    "/tiles/dark/1/2/x.png", "/tiles/dark/1/2/3", "/tiles/dark/1/2/.png",
    "/tiles/dark/-1/2/3.png", "/tiles/dark/01/2/3.png", "/tiles/dark/1/2/9999999999.png",
    "/tiles/DARK/1/2/3.png", "/tiles/da%20rk/1/2/3.png", "/nothing", "/",
    "/towns/00001", "/a/b/c/d/e/f/g/h/i/j",
  };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const char *token = match (fixture, "GET", paths[i], FALSE);

      if (strcmp (token, "not-found") != 0 && strcmp (token, "malformed") != 0)
        g_error ("%s gave %s", paths[i], token);
    }
}

static void
test_encoding (Fixture       *fixture,
               gconstpointer  data)
{
  static const char * const bad[] = {
    "/towns/..%2f/live", "/towns/../health", "/./health", "/%2e%2e/health", "/%", "/%4", "/%zz",
    "/%00", "/%0a", "/%ff", "/%c0%af", "//health", "/health/", "/towns//00001/live", "health", "",
    "/hea%2Flth", "/hea%5clth", "/\x01", "*",
  };

  g_assert_cmpstr (match (fixture, "GET", "/h%65alth", FALSE), ==, "health");
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      if (strcmp (match (fixture, "GET", bad[i], FALSE), "malformed") != 0)
        g_error ("%s passed", bad[i]);
    }
}

static void
test_upper_case_identifiers (Fixture       *fixture,
                             gconstpointer  data)
{
  g_assert_cmpstr (match (fixture, "GET",
                          "/towns/00001/gauges/5F0C0B5E-1111-4000-8000-00000000000A", FALSE),
                   ==, "get");
  g_assert_cmpstr (fixture->match.values[1], ==, "5f0c0b5e-1111-4000-8000-00000000000a");
}

static void
test_methods (Fixture       *fixture,
              gconstpointer  data)
{
  g_assert_cmpstr (match (fixture, "HEAD", "/health", FALSE), ==, "health");
  g_assert_cmpstr (match (fixture, "POST", "/health", FALSE), ==, "method-not-allowed");
  g_assert_cmpstr (fixture->allow->str, ==, "GET, HEAD");
  g_assert_cmpstr (match (fixture, "PATCH", "/towns/00001/gauges/" ID, FALSE), ==,
                   "method-not-allowed");
  g_assert_cmpstr (fixture->allow->str, ==, "GET, HEAD, DELETE");
}

static void
test_operators_routes_are_hidden (Fixture       *fixture,
                                  gconstpointer  data)
{
  g_assert_cmpstr (match (fixture, "PUT", "/towns/00001", FALSE), ==, "not-found");
  g_assert_cmpstr (match (fixture, "GET", "/towns/00001", FALSE), ==, "not-found");
  g_assert_cmpstr (match (fixture, "PUT", "/towns/00001", TRUE), ==, "town");
}

static void
test_query (void)
{
  g_autoptr (ParvisRequest) request = parvis_request_new ();
  g_autoptr (GError) error = NULL;
  gint64 value = 0;

  g_assert_true (parvis_request_set_target (request, "/x?after=12&name=a%20b&flag&low=-3",
                                            &error));
  g_assert_no_error (error);
  g_assert_cmpstr (parvis_request_get_path (request), ==, "/x");
  g_assert_cmpstr (parvis_request_get_query (request, "name"), ==, "a b");
  g_assert_cmpstr (parvis_request_get_query (request, "flag"), ==, "");
  g_assert_null (parvis_request_get_query (request, "none"));

  g_assert_true (parvis_request_get_query_int (request, "after", 0, 100, 7, &value, &error));
  g_assert_cmpint (value, ==, 12);
  g_assert_true (parvis_request_get_query_int (request, "none", 0, 100, 7, &value, &error));
  g_assert_cmpint (value, ==, 7);
  g_assert_no_error (error);

  g_assert_false (parvis_request_get_query_int (request, "low", 0, 100, 7, &value, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_cmpstr (parvis_error_get_field (error), ==, "low");
}

static void
test_bad_targets (void)
{
  g_autofree char *path = g_strnfill (PARVIS_TARGET_MAX + 1, 'a');
  g_autofree char *query = g_strconcat ("/x?", path, NULL);
  const char *bad[] = { path, query, "/x?a=%", "/x?%ff=1", "/x?a=%00",
                        "/x?1&2&3&4&5&6&7&8&9&a&b&c&d" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (ParvisRequest) request = parvis_request_new ();
      g_autoptr (GError) error = NULL;

      g_assert_false (parvis_request_set_target (request, bad[i], &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED);
    }
}

static void
test_etags (void)
{
  g_assert_true (parvis_etag_matches ("\"a\"", "\"a\""));
  g_assert_true (parvis_etag_matches ("\"b\", W/\"a\"", "\"a\""));
  g_assert_true (parvis_etag_matches ("*", "\"a\""));
  g_assert_false (parvis_etag_matches ("\"ab\"", "\"a\""));
  g_assert_false (parvis_etag_matches ("a", "\"a\""));
  g_assert_false (parvis_etag_matches ("", "\"a\""));
  g_assert_false (parvis_etag_matches (NULL, "\"a\""));
}

static void
test_every_error_has_a_status (void)
{
  for (int code = 0; code < PARVIS_N_ERRORS; code++)
    {
      g_autoptr (GError) error = g_error_new (PARVIS_ERROR, code, "sentence");
      g_autoptr (ParvisReply) reply = parvis_reply_new ();
      g_autoptr (json_t) body = NULL;
      gsize size;
      const char *data;

      parvis_reply_set_problem (reply, error);
      g_assert_cmpint (parvis_reply_get_status (reply), >=, 400);
      g_assert_cmpint (parvis_reply_get_status (reply), <, 600);
      data = g_bytes_get_data (parvis_reply_get_bytes (reply), &size);
      body = json_loadb (data, size, 0, NULL);
      g_assert_nonnull (body);
      g_assert_nonnull (json_string_value (json_object_get (body, "title")));
    }
}

/* What went wrong inside may name files and rows. */
static void
test_our_faults_are_not_told (void)
{
  g_autoptr (GError) error = g_error_new (PARVIS_ERROR, PARVIS_ERROR_INTERNAL, "secret.db: oops");
  g_autoptr (GError) foreign = g_error_new (G_FILE_ERROR, 0, "secret.db: oops");
  const GError *errors[] = { error, foreign };

  for (guint i = 0; i < G_N_ELEMENTS (errors); i++)
    {
      g_autoptr (ParvisReply) reply = parvis_reply_new ();
      GBytes *bytes;

      parvis_reply_set_problem (reply, errors[i]);
      bytes = parvis_reply_get_bytes (reply);
      g_assert_cmpint (parvis_reply_get_status (reply), ==, 500);
      g_assert_null (g_strstr_len (g_bytes_get_data (bytes, NULL),
                                   (gssize) g_bytes_get_size (bytes), "secret"));
    }
}

static void
test_field_is_named (void)
{
  g_autoptr (ParvisReply) reply = parvis_reply_new ();
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  parvis_set_invalid (&error, "/value", "too large");
  parvis_reply_set_problem (reply, error);
  bytes = parvis_reply_get_bytes (reply);
  g_assert_cmpint (parvis_reply_get_status (reply), ==, 422);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (bytes, NULL),
                                  (gssize) g_bytes_get_size (bytes), "\"field\":\"/value\""));
}

#define ADD(path, func) \
  g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/router/parameters-are-typed-and-decoded", test_parameters);
  ADD ("/router/wrong-values-are-not-found", test_wrong_values);
  ADD ("/router/loose-encoding-is-refused", test_encoding);
  ADD ("/router/identifiers-are-lower-case-inside", test_upper_case_identifiers);
  ADD ("/router/other-methods-name-the-allowed-ones", test_methods);
  ADD ("/router/operators-routes-are-hidden-from-others", test_operators_routes_are_hidden);
  g_test_add_func ("/request/query-parameters-are-read-in-bounds", test_query);
  g_test_add_func ("/request/bad-targets-are-refused", test_bad_targets);
  g_test_add_func ("/request/etags-compare-weakly", test_etags);
  g_test_add_func ("/problem/every-error-has-a-status", test_every_error_has_a_status);
  g_test_add_func ("/problem/our-faults-are-not-told", test_our_faults_are_not_told);
  g_test_add_func ("/problem/the-field-at-fault-is-named", test_field_is_named);

  return g_test_run ();
}
