/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-http"

#include "config.h"

#include "http-fixture.h"
#include "parvis-error.h"

#include <string.h>
#include <unistd.h>

#define PUT       "/t/" TOWN "/things/" THING
#define WITH_KEY  "Idempotency-Key: " KEY "\r\n"
#define OTHER_KEY "Idempotency-Key: 8c9e6679-7425-40de-944b-e07fc1f90ae7\r\n"

static void
set_up (HttpFixture   *fixture,
        gconstpointer  data)
{
  http_fixture_start (fixture, NULL);
}

static void
tear_down (HttpFixture   *fixture,
           gconstpointer  data)
{
  http_fixture_clear (fixture);
}

static void
test_health (HttpFixture   *fixture,
             gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *sniff = NULL;
  g_autofree char *policy = NULL;

  http_request (fixture, &answer, "GET", "/health", NULL, NULL);
  sniff = http_answer_header (&answer, "X-Content-Type-Options");
  policy = http_answer_header (&answer, "Content-Security-Policy");
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_nonnull (strstr (answer.body, "\"ok\""));
  g_assert_cmpstr (sniff, ==, "nosniff");
  g_assert_nonnull (policy);
}

static void
test_head_and_options (HttpFixture   *fixture,
                       gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *allow = NULL;

  http_request (fixture, &answer, "HEAD", "/health", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_cmpuint (answer.length, ==, 0);

  http_request (fixture, &answer, "OPTIONS", PUT, NULL, NULL);
  allow = http_answer_header (&answer, "Allow");
  g_assert_cmpint (answer.status, ==, 204);
  g_assert_cmpstr (allow, ==, "POST");
}

static void
test_problems (HttpFixture   *fixture,
               gconstpointer  data)
{
  static const struct
  {
    const char *method;
    const char *target;
    const char *headers;
    const char *body;
    int         status;
    const char *token;
  } cases[] = {
    { "GET", "/nothing", NULL, NULL, 404, "not-found" },
    { "GET", "/t/00003/live", NULL, NULL, 404, "not-found" },
    { "DELETE", "/health", NULL, NULL, 405, "method-not-allowed" },
    { "GET", "/%zz", NULL, NULL, 400, "malformed" },
    { "GET", "/health/../health", NULL, NULL, 400, "malformed" },
    { "POST", PUT, NULL, "{\"value\":1}", 400, "malformed" },
    { "POST", PUT, "Idempotency-Key: 1\r\n", "{\"value\":1}", 400, "malformed" },
    { "POST", PUT, WITH_KEY, "{\"value\":", 400, "malformed" },
    { "POST", PUT, WITH_KEY, "\xff", 400, "malformed" },
    { "POST", PUT, WITH_KEY, NULL, 400, "malformed" },
    { "POST", PUT, WITH_KEY, "[1]", 422, "invalid" },
    { "POST", PUT, WITH_KEY, "{\"value\":\"x\"}", 422, "invalid" },
    { "POST", PUT, WITH_KEY, "{\"value\":-1}", 422, "invalid" },
    { "POST", PUT, WITH_KEY "Content-Encoding: gzip\r\n", "{}", 415, "media-type" },
    { "POST", PUT, WITH_KEY, "{\"value\":1,\"fail\":true}", 409, "conflict" },
    { "POST", "/t/" TOWN "/live", NULL, "{}", 405, "method-not-allowed" },
    { "POST", "/t/" TOWN "/operate/" THING, WITH_KEY, "{\"value\":1}", 404, "not-found" },
    { "GET", "/t/" TOWN "/changes", NULL, NULL, 401, "unauthorized" },
    { "GET", "/t/" TOWN "/changes", "Authorization: Basic YTpi\r\n", NULL, 401, "unauthorized" },
    { "GET", "/t/" TOWN "/changes/events", NULL, NULL, 401, "unauthorized" },
    { "GET", "/t/" TOWN "/live/events?after=x", NULL, NULL, 422, "invalid" },
    { "GET", "/t/" TOWN "/live/events", "Last-Event-ID: -1\r\n", NULL, 422, "invalid" },
    { "GET", "/t/" TOWN "/live/events?after=999", NULL, NULL, 409, "conflict" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (HttpAnswer) answer = { 0 };

      g_test_message ("%s %s", cases[i].method, cases[i].target);
      http_request (fixture, &answer, cases[i].method, cases[i].target, cases[i].headers,
                    cases[i].body);
      http_assert_problem (&answer, cases[i].status, cases[i].token);
    }

  g_assert_cmpint (http_fixture_applied (), ==, 0);
}

static void
test_wrong_media_type (HttpFixture   *fixture,
                       gconstpointer  data)
{
  static const char * const types[] = {
    "", "Content-Type: text/plain\r\n", "Content-Type: application/jsonx\r\n",
    "Content-Type: application/x-www-form-urlencoded\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    {
      g_auto (HttpAnswer) answer = { 0 };
      g_autofree char *text = NULL;
      int fd = http_connect (fixture);

      text = g_strdup_printf ("POST " PUT " HTTP/1.1\r\nHost: x\r\n" WITH_KEY "%s"
                              "Content-Length: 11\r\n\r\n{\"value\":1}", types[i]);
      http_send (fd, text, -1);
      http_receive (fd, &answer);
      http_assert_problem (&answer, 415, "media-type");
      close (fd);
    }
}

static void
test_unauthorized_says_how (HttpFixture   *fixture,
                            gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *how = NULL;

  http_request (fixture, &answer, "GET", "/t/" TOWN "/changes", NULL, NULL);
  how = http_answer_header (&answer, "WWW-Authenticate");
  g_assert_cmpstr (how, ==, "Bearer realm=\"parvis\"");
}

static void
test_command_is_answered_and_replayed (HttpFixture   *fixture,
                                       gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *replayed = NULL;

  http_request (fixture, &answer, "POST", PUT, WITH_KEY, "{\"value\":7}");
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_cmpstr (answer.body, ==, "{\"value\":7}");
  first = http_answer_header (&answer, "Parvis-Seq");
  g_assert_nonnull (first);
  g_assert_null (http_answer_header (&answer, "Idempotent-Replayed"));

  http_request (fixture, &answer, "POST", PUT, WITH_KEY, "{\"value\":7}");
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_cmpstr (answer.body, ==, "{\"value\":7}");
  second = http_answer_header (&answer, "Parvis-Seq");
  replayed = http_answer_header (&answer, "Idempotent-Replayed");
  g_assert_cmpstr (second, ==, first);
  g_assert_cmpstr (replayed, ==, "true");
  g_assert_cmpint (http_fixture_applied (), ==, 1);

  http_request (fixture, &answer, "POST", PUT, WITH_KEY, "{\"value\":8}");
  http_assert_problem (&answer, 422, "key-reused");
  /* Nor is anybody else given the answer. */
  http_request (fixture, &answer, "POST", PUT, WITH_KEY "Parvis-Device: another\r\n",
                "{\"value\":7}");
  http_assert_problem (&answer, 422, "key-reused");
  g_assert_cmpint (http_fixture_applied (), ==, 1);
}

static void
test_same_key_under_way (HttpFixture   *fixture,
                         gconstpointer  data)
{
  static const char request[] =
    "POST " PUT " HTTP/1.1\r\nHost: x\r\n" WITH_KEY "Content-Type: application/json\r\n"
    "Content-Length: 23\r\n\r\n{\"value\":1,\"slow\":true}";
  g_auto (HttpAnswer) first = { 0 };
  g_auto (HttpAnswer) second = { 0 };
  g_autofree char *retry = NULL;
  int fd = http_connect (fixture);
  int other = http_connect (fixture);

  http_send (fd, request, -1);
  http_fixture_wait ();
  http_send (other, request, -1);
  http_receive (other, &second);
  http_assert_problem (&second, 409, "conflict");
  retry = http_answer_header (&second, "Retry-After");
  g_assert_cmpstr (retry, ==, "1");

  http_fixture_release ();
  http_receive (fd, &first);
  g_assert_cmpint (first.status, ==, 200);
  close (fd);
  close (other);
}

static void
test_snapshot_shows_own_write (HttpFixture   *fixture,
                               gconstpointer  data)
{
  for (int i = 0; i < 50; i++)
    {
      g_auto (HttpAnswer) answer = { 0 };
      g_autofree char *key = g_uuid_string_random ();
      g_autofree char *header = g_strdup_printf ("Idempotency-Key: %s\r\n", key);
      g_autofree char *body = g_strdup_printf ("{\"value\":%d}", i);

      http_request (fixture, &answer, "POST", PUT, header, body);
      g_assert_cmpint (answer.status, ==, 200);
      http_request (fixture, &answer, "GET", "/t/" TOWN "/live", NULL, NULL);
      g_assert_nonnull (strstr (answer.body, body));
    }
}

static void
test_snapshot_and_its_tag (HttpFixture   *fixture,
                           gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *etag = NULL;
  g_autofree char *cache = NULL;
  g_autofree char *header = NULL;
  g_autoptr (json_t) body = NULL;

  http_request (fixture, &answer, "POST", PUT, WITH_KEY, "{\"value\":7}");
  http_request (fixture, &answer, "POST", "/t/" TOWN "/things/" OTHER, OTHER_KEY,
                "{\"value\":8,\"member\":true}");
  http_request (fixture, &answer, "GET", "/t/" TOWN "/live", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 200);
  body = json_loads (answer.body, 0, NULL);
  g_assert_nonnull (body);
  g_assert_cmpuint (json_array_size (json_object_get (body, "gauges")), ==, 1);
  g_assert_cmpuint (json_array_size (json_object_get (body, "facilities")), ==, 0);
  g_assert_true (json_is_integer (json_object_get (body, "seq")));

  etag = http_answer_header (&answer, "ETag");
  cache = http_answer_header (&answer, "Cache-Control");
  g_assert_nonnull (etag);
  g_assert_cmpstr (cache, ==, "public, max-age=2");

  header = g_strdup_printf ("If-None-Match: %s\r\n", etag);
  http_request (fixture, &answer, "GET", "/t/" TOWN "/live", header, NULL);
  g_assert_cmpint (answer.status, ==, 304);
  g_assert_cmpuint (answer.length, ==, 0);

  http_request (fixture, &answer, "POST", PUT,
                "Idempotency-Key: 9c9e6679-7425-40de-944b-e07fc1f90ae7\r\n", "{\"value\":9}");
  http_request (fixture, &answer, "GET", "/t/" TOWN "/live", header, NULL);
  g_assert_cmpint (answer.status, ==, 200);
}

static void
test_towns_are_apart (HttpFixture   *fixture,
                      gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };

  http_request (fixture, &answer, "POST", PUT, WITH_KEY, "{\"value\":77}");
  http_request (fixture, &answer, "GET", "/t/" OTHER_TOWN "/live", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_null (strstr (answer.body, "77"));

  /* The same key in another town is another command. */
  http_request (fixture, &answer, "POST", "/t/" OTHER_TOWN "/things/" THING, WITH_KEY,
                "{\"value\":78}");
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_cmpint (http_fixture_applied (), ==, 2);
}

static void
test_slow_reads_do_not_block (HttpFixture   *fixture,
                              gconstpointer  data)
{
  g_auto (HttpAnswer) slow = { 0 };
  g_auto (HttpAnswer) answer = { 0 };
  int fd = http_connect (fixture);

  http_send (fd, "GET /t/" TOWN "/slow HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  http_fixture_wait ();
  http_request (fixture, &answer, "GET", "/health", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 200);

  http_fixture_release ();
  http_receive (fd, &slow);
  g_assert_cmpint (slow.status, ==, 200);
  g_assert_cmpstr (slow.body, ==, "{\"slow\":true}");
  close (fd);
}

static void
test_one_connection_many_requests (HttpFixture   *fixture,
                                   gconstpointer  data)
{
  int fd = http_connect (fixture);

  for (guint i = 0; i < 100; i++)
    {
      g_auto (HttpAnswer) answer = { 0 };

      http_send (fd, i % 3 == 0 ? "GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n"
                                : "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", -1);
      http_receive (fd, &answer);
      g_assert_cmpint (answer.status, ==, i % 3 == 0 ? 404 : 200);
    }
  close (fd);
}

static void
test_pipelined_requests (HttpFixture   *fixture,
                         gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int fd = http_connect (fixture);

  for (guint i = 0; i < 20; i++)
    g_string_append (text, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n");
  http_send (fd, text->str, -1);
  for (guint i = 0; i < 20; i++)
    {
      g_auto (HttpAnswer) answer = { 0 };

      http_receive (fd, &answer);
      g_assert_cmpint (answer.status, ==, 200);
    }
  close (fd);
}

static void
test_control_socket_operates (HttpFixture   *fixture,
                              gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  int fd = http_connect_control (fixture);

  http_send (fd, "POST /t/" TOWN "/operate/" THING " HTTP/1.1\r\nHost: x\r\n" WITH_KEY
             "Content-Type: application/json\r\nContent-Length: 11\r\n\r\n{\"value\":1}", -1);
  http_receive (fd, &answer);
  g_assert_cmpint (answer.status, ==, 200);

  http_answer_clear (&answer);
  http_send (fd, "GET /t/" TOWN "/changes HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  http_receive (fd, &answer);
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_nonnull (strstr (answer.body, "\"more\":false"));
  close (fd);
}

static void
test_pages_of_changes (HttpFixture   *fixture,
                       gconstpointer  data)
{
  static const char * const pages[] = {
    "GET /t/" TOWN "/changes?limit=1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /t/" TOWN "/changes?limit=1&after=1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "GET /t/" TOWN "/changes?limit=1&after=2 HTTP/1.1\r\nHost: x\r\n\r\n",
  };
  static const char * const expected[] = {
    "\"cursor\":1,\"more\":true", "\"cursor\":2,\"more\":false", "{\"changes\":[],\"cursor\":2",
  };
  g_auto (HttpAnswer) answer = { 0 };
  int fd = http_connect_control (fixture);

  http_request (fixture, &answer, "POST", PUT, WITH_KEY, "{\"value\":1}");
  http_request (fixture, &answer, "POST", "/t/" TOWN "/things/" OTHER, OTHER_KEY, "{\"value\":2}");
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      http_answer_clear (&answer);
      http_send (fd, pages[i], -1);
      http_receive (fd, &answer);
      g_assert_cmpint (answer.status, ==, 200);
      g_assert_nonnull (strstr (answer.body, expected[i]));
    }

  http_answer_clear (&answer);
  http_send (fd, "GET /t/" TOWN "/changes?after=3 HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  http_receive (fd, &answer);
  http_assert_problem (&answer, 409, "conflict");
  close (fd);
}

static void
test_stop_finishes_what_is_under_way (HttpFixture   *fixture,
                                      gconstpointer  data)
{
  static const char request[] =
    "POST " PUT " HTTP/1.1\r\nHost: x\r\n" WITH_KEY "Content-Type: application/json\r\n"
    "Content-Length: 23\r\n\r\n{\"value\":5,\"slow\":true}";
  g_auto (HttpAnswer) answer = { 0 };
  int fd = http_connect (fixture);
  int slow = http_connect (fixture);

  http_send (fd, request, -1);
  http_send (slow, "GET /t/" TOWN "/slow HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  http_fixture_wait ();
  http_fixture_wait ();
  parvis_server_stop (fixture->server);
  http_fixture_release ();
  http_fixture_release ();
  http_receive (fd, &answer);
  g_assert_cmpint (answer.status, ==, 200);
  http_answer_clear (&answer);
  http_receive (slow, &answer);
  g_assert_cmpint (answer.status, ==, 200);

  http_fixture_stop (fixture);
  g_assert_true (http_is_closed (fd));
  close (fd);
  close (slow);

  http_fixture_start (fixture, NULL);
  http_answer_clear (&answer);
  http_request (fixture, &answer, "GET", "/t/" TOWN "/live", NULL, NULL);
  g_assert_nonnull (strstr (answer.body, "\"value\":5"));
}

static void
test_second_server_is_refused (HttpFixture   *fixture,
                               gconstpointer  data)
{
  g_autoptr (ParvisServer) server = NULL;
  g_autoptr (GError) error = NULL;

  server = parvis_server_new (fixture->config, &parvis_tables, &parvis_system_clock, &error);
  g_assert_null (server);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE);
}

static void
test_without_a_network (HttpFixture   *fixture,
                        gconstpointer  data)
{
  ParvisService *service = parvis_server_get_service (fixture->server);
  g_autoptr (GBytes) body = g_bytes_new_static ("{\"value\":3}", 11);
  const char *headers[] = { "Idempotency-Key", KEY, "Content-Type", "application/json", NULL };
  g_autoptr (ParvisReply) reply = NULL;
  g_autoptr (ParvisReply) live = NULL;
  g_autoptr (ParvisReply) lost = NULL;

  reply = parvis_service_handle (service, "POST", "/t/" TOWN "/operate/" THING, headers, body,
                                 PARVIS_RIGHT_OPERATOR);
  g_assert_cmpint (parvis_reply_get_status (reply), ==, 200);
  g_assert_nonnull (parvis_reply_get_header (reply, "Parvis-Seq"));

  live = parvis_service_handle (service, "GET", "/t/" TOWN "/changes", NULL, NULL,
                                PARVIS_RIGHT_OPERATOR);
  g_assert_cmpint (parvis_reply_get_status (live), ==, 200);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (parvis_reply_get_bytes (live), NULL), -1,
                                  "\"value\":3"));

  lost = parvis_service_handle (service, "GET", "/nothing", NULL, NULL, PARVIS_RIGHT_OPERATOR);
  g_assert_cmpint (parvis_reply_get_status (lost), ==, 404);
  g_assert_cmpstr (parvis_reply_get_type (lost), ==, "application/problem+json");
}

/* A start is worth commands too. */
static gint64
count_commands (HttpFixture *fixture)
{
  static const char name[] = "\nparvis_commands_total ";
  g_auto (HttpAnswer) answer = { 0 };
  const char *found;

  http_request (fixture, &answer, "GET", "/metrics", NULL, NULL);
  found = strstr (answer.body, name);
  g_assert_nonnull (found);

  return g_ascii_strtoll (found + strlen (name), NULL, 10);
}

static void
test_metrics (HttpFixture   *fixture,
              gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  gint64 before = count_commands (fixture);

  http_request (fixture, &answer, "POST", PUT, WITH_KEY, "{\"value\":7}");
  g_assert_cmpint (count_commands (fixture), ==, before + 1);
  http_request (fixture, &answer, "GET", "/nothing", NULL, NULL);
  http_request (fixture, &answer, "GET", "/metrics", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_nonnull (strstr (answer.body, "parvis_http_requests_total{class=\"4xx\"} 1\n"));
  g_assert_nonnull (strstr (answer.body, "\nparvis_http_connections "));
}

#define ADD(path, func) \
  g_test_add (path, HttpFixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/http/health-is-told-with-safe-headers", test_health);
  ADD ("/http/head-and-options-are-answered", test_head_and_options);
  ADD ("/http/what-is-wrong-gets-its-problem", test_problems);
  ADD ("/http/other-media-types-are-refused", test_wrong_media_type);
  ADD ("/http/unauthorized-says-how-to-authorize", test_unauthorized_says_how);
  ADD ("/http/a-command-is-applied-once-and-replayed", test_command_is_answered_and_replayed);
  ADD ("/http/the-same-key-under-way-is-a-conflict", test_same_key_under_way);
  ADD ("/http/a-snapshot-shows-ones-own-write", test_snapshot_shows_own_write);
  ADD ("/http/a-snapshot-has-a-tag-and-is-public", test_snapshot_and_its_tag);
  ADD ("/http/towns-are-apart", test_towns_are_apart);
  ADD ("/http/slow-reads-do-not-block-others", test_slow_reads_do_not_block);
  ADD ("/http/a-connection-serves-many-requests", test_one_connection_many_requests);
  ADD ("/http/pipelined-requests-are-answered-in-order", test_pipelined_requests);
  ADD ("/http/the-control-socket-operates", test_control_socket_operates);
  ADD ("/http/changes-come-in-pages", test_pages_of_changes);
  ADD ("/http/a-stop-finishes-what-is-under-way", test_stop_finishes_what_is_under_way);
  ADD ("/http/a-second-server-is-refused", test_second_server_is_refused);
  ADD ("/http/routes-work-without-a-network", test_without_a_network);
  ADD ("/http/metrics-count", test_metrics);

  return g_test_run ();
}
