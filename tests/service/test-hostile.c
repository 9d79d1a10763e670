/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-hostile"

#include "config.h"

#include "http-fixture.h"

#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define PUT      "/t/" TOWN "/things/" THING
#define PUT_HEAD "POST " PUT " HTTP/1.1\r\nHost: x\r\nIdempotency-Key: " KEY "\r\n" \
                 "Content-Type: application/json\r\n"

/* Enough files for what a test opens at once; each is there twice, ours and theirs. */
#define MANY 1000

static void
set_up (HttpFixture   *fixture,
        gconstpointer  data)
{
  http_fixture_start (fixture, "receive-timeout", "150", "idle-timeout", "150", NULL);
}

/* Where nothing ends because it is late. */
static void
set_up_patient (HttpFixture   *fixture,
                gconstpointer  data)
{
  http_fixture_start (fixture, "receive-timeout", "60000", "idle-timeout", "60000", NULL);
}

static void
tear_down (HttpFixture   *fixture,
           gconstpointer  data)
{
  http_fixture_clear (fixture);
}

static void
assert_served (HttpFixture *fixture)
{
  g_auto (HttpAnswer) answer = { 0 };

  http_request (fixture, &answer, "GET", "/health", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 200);
}

static guint64
resident_kib (void)
{
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents ("/proc/self/status", &text, NULL, NULL));

  return g_ascii_strtoull (strstr (text, "VmRSS:") + strlen ("VmRSS:"), NULL, 10);
}

/* Sends a byte now and then until the other side has had enough. */
static void
drip (HttpFixture *fixture,
      int          fd)
{
  guint64 start = (guint64) g_get_monotonic_time ();
  struct pollfd poller = { .fd = fd, .events = POLLIN | POLLRDHUP };

  while (poll (&poller, 1, 10) == 0)
    {
      http_send (fd, "a", 1);
      g_assert_cmpuint ((guint64) g_get_monotonic_time () - start, <, 10 * G_USEC_PER_SEC);
    }

  assert_served (fixture);
  g_assert_true (http_is_closed (fd));
}

static void
test_slow_head (HttpFixture   *fixture,
                gconstpointer  data)
{
  int fd = http_connect (fixture);

  http_send (fd, "GET /health HTTP/1.1\r\nHost: x\r\nX: ", -1);
  drip (fixture, fd);
  close (fd);
}

static void
test_slow_body (HttpFixture   *fixture,
                gconstpointer  data)
{
  int fd = http_connect (fixture);

  http_send (fd, PUT_HEAD "Content-Length: 5000\r\n\r\n{\"value\":", -1);
  drip (fixture, fd);
  g_assert_cmpint (http_fixture_applied (), ==, 0);
  close (fd);
}

static void
test_slow_second_request (HttpFixture   *fixture,
                          gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  int fd = http_connect (fixture);

  http_send (fd, "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  http_receive (fd, &answer);
  g_assert_cmpint (answer.status, ==, 200);
  http_send (fd, "GET /heal", -1);
  drip (fixture, fd);
  close (fd);
}

static void
test_silent_connection (HttpFixture   *fixture,
                        gconstpointer  data)
{
  int fd = http_connect (fixture);

  g_assert_true (http_is_closed (fd));
  close (fd);
}

/* A long command or read is our time, not the client's. */
static void
test_waiting_is_not_slow (HttpFixture   *fixture,
                          gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  int silent = http_connect (fixture);
  int fd = http_connect (fixture);

  http_send (fd, "GET /t/" TOWN "/slow HTTP/1.1\r\nHost: x\r\n\r\n", -1);
  http_fixture_wait ();
  g_assert_true (http_is_closed (silent));
  http_fixture_release ();
  http_receive (fd, &answer);
  g_assert_cmpint (answer.status, ==, 200);
  close (fd);
  close (silent);
}

static void
test_many_half_open (HttpFixture   *fixture,
                     gconstpointer  data)
{
  g_autofree int *fds = g_new (int, MANY);

  for (guint i = 0; i < MANY; i++)
    {
      fds[i] = http_connect (fixture);
      http_send (fds[i], "GET /health HTTP/1.1\r\nHost", -1);
      if (i % 100 == 0)
        assert_served (fixture);
    }

  assert_served (fixture);
  for (guint i = 0; i < MANY; i++)
    {
      g_assert_true (http_is_closed (fds[i]));
      close (fds[i]);
    }
  assert_served (fixture);
}

static void
test_connection_limits (HttpFixture   *fixture,
                        gconstpointer  data)
{
  int fds[20];
  guint served = 0;

  http_fixture_stop (fixture);
  http_fixture_start (fixture, "max-per-address", "8", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      g_auto (HttpAnswer) answer = { 0 };

      fds[i] = http_connect (fixture);
      http_send (fds[i], "GET /health HTTP/1.1\r\nHost: x\r\n\r\n", -1);
      http_receive (fds[i], &answer);
      served += answer.status == 200;
    }
  g_assert_cmpuint (served, ==, 8);

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    close (fds[i]);
}

static void
test_large_bodies (HttpFixture   *fixture,
                   gconstpointer  data)
{
  static const char * const lengths[] = {
    "65537", "1000000000", "9223372036854775807", "18446744073709551615",
  };

  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      g_auto (HttpAnswer) answer = { 0 };
      g_autofree char *text = NULL;
      int fd = http_connect (fixture);

      text = g_strdup_printf (PUT_HEAD "Content-Length: %s\r\n\r\n", lengths[i]);
      http_send (fd, text, -1);
      http_receive (fd, &answer);
      g_assert_true (answer.status == 413 || answer.status == 0 || answer.status == 400);
      if (answer.status == 413)
        http_assert_problem (&answer, 413, "too-large");
      g_assert_true (http_is_closed (fd));
      close (fd);
    }
  assert_served (fixture);
}

static void
test_endless_chunks (HttpFixture   *fixture,
                     gconstpointer  data)
{
  g_autofree char *filling = g_strnfill (4096, ' ');
  guint64 before = resident_kib ();
  int fd = http_connect (fixture);
  struct pollfd poller = { .fd = fd, .events = POLLIN | POLLRDHUP };
  guint sent = 0;

  http_send (fd, PUT_HEAD "Transfer-Encoding: chunked\r\n\r\n", -1);
  while (poll (&poller, 1, 0) == 0 && sent < 20000)
    {
      http_send (fd, "1000\r\n", -1);
      http_send (fd, filling, 4096);
      http_send (fd, "\r\n", -1);
      sent++;
    }

  g_assert_cmpuint (sent, <, 20000);
  g_assert_true (http_is_closed (fd));
  g_assert_cmpuint (resident_kib (), <, before + 8192);
  assert_served (fixture);
  close (fd);
}

/* A little too much, and whole: its sender gets to know why. */
static void
test_chunks_too_large (HttpFixture   *fixture,
                       gconstpointer  data)
{
  g_autofree char *filling = g_strnfill (4096, ' ');
  g_auto (HttpAnswer) answer = { 0 };
  int fd = http_connect (fixture);

  http_send (fd, PUT_HEAD "Transfer-Encoding: chunked\r\n\r\n", -1);
  for (guint i = 0; i < 17; i++)
    {
      http_send (fd, "1000\r\n", -1);
      http_send (fd, filling, 4096);
      http_send (fd, "\r\n", -1);
    }
  http_send (fd, "0\r\n\r\n", -1);
  http_receive (fd, &answer);
  http_assert_problem (&answer, 413, "too-large");
  close (fd);
}

static void
test_chunked_body_is_read (HttpFixture   *fixture,
                           gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  int fd = http_connect (fixture);

  http_send (fd, PUT_HEAD "Transfer-Encoding: chunked\r\n\r\n"
             "5\r\n{\"val\r\n6\r\nue\":7}\r\n0\r\n\r\n", -1);
  http_receive (fd, &answer);
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_cmpstr (answer.body, ==, "{\"value\":7}");
  close (fd);
}

/* Behind a length that two readers understand differently, a second request can
 * hide: nothing of the connection may be believed any more.
 */
static void
test_smuggling (HttpFixture   *fixture,
                gconstpointer  data)
{
  static const char * const heads[] = {
    "Content-Length: 11\r\nContent-Length: 40\r\n\r\n",
    "Content-Length: 11\r\nTransfer-Encoding: chunked\r\n\r\n",
    "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n",
    "Transfer-Encoding: xchunked\r\nContent-Length: 11\r\n\r\n",
    "Content-Length: -1\r\n\r\n",
    "Content-Length: +11\r\n\r\n",
    "Content-Length: 11, 11\r\n\r\n",
    "Transfer-Encoding : chunked\r\nContent-Length: 11\r\n\r\n",
  };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    {
      g_autofree char *text = NULL;
      g_autoptr (GString) answers = g_string_new (NULL);
      char buffer[4096];
      gssize n;
      int fd = http_connect (fixture);

      text = g_strconcat (PUT_HEAD, heads[i], "0\r\n\r\n{\"value\":1}",
                          "GET /t/00001/live HTTP/1.1\r\nHost: x\r\n\r\n", NULL);
      http_send (fd, text, -1);
      while ((n = recv (fd, buffer, sizeof buffer, 0)) > 0)
        g_string_append_len (answers, buffer, n);
      if (strstr (answers->str, "\"facilities\"") != NULL || http_fixture_applied () > 0)
        g_error ("%s let a request through: %s", heads[i], answers->str);
      close (fd);
    }
  assert_served (fixture);
}

/* What a body of a route that takes none hides is no request either. */
static void
test_body_where_none_is_taken (HttpFixture   *fixture,
                               gconstpointer  data)
{
  g_auto (HttpAnswer) answer = { 0 };
  int fd = http_connect (fixture);

  http_send (fd, "GET /health HTTP/1.1\r\nHost: x\r\nContent-Length: 43\r\n\r\n"
             "GET /t/00001/live HTTP/1.1\r\nHost: x\r\n\r\n    ", -1);
  http_receive (fd, &answer);
  http_assert_problem (&answer, 413, "too-large");
  g_assert_true (http_is_closed (fd));
  close (fd);
}

static void
test_json_that_is_none (HttpFixture   *fixture,
                        gconstpointer  data)
{
  g_autofree char *deep = g_strnfill (60000, '[');
  g_autofree char *objects = g_strnfill (60000, '{');
  const char *bodies[] = {
    deep, objects, "{\"value\":1e999}", "{\"value\":1}x", "{\"value\":1,\"value\":\"\\ud800\"}",
    "{\"value\":NaN}", "{'value':1}", "\xef\xbb\xbf{\"value\":1}", "{\"value\":\"\xc3\x28\"}",
    "{\"value\":01}", "nul", " ", "{\"value\":1.5}", "{\"value\":true}", "{\"value\":[1]}",
    "{\"value\":99999999999999999999}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bodies); i++)
    {
      g_auto (HttpAnswer) answer = { 0 };

      http_request (fixture, &answer, "POST", PUT, "Idempotency-Key: " KEY "\r\n", bodies[i]);
      if (answer.status == 422)
        http_assert_problem (&answer, 422, "invalid");
      else
        http_assert_problem (&answer, 400, "malformed");
    }
  g_assert_cmpint (http_fixture_applied (), ==, 0);
}

static char *
make_parts (guint       n,
            const char *name,
            const char *value,
            const char *separator)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_string_append (text, separator);
      g_string_append_printf (text, "%s%u%s", name, i, value);
    }

  return g_string_free (text, FALSE);
}

/* An answer of the 400s or the end of the connection, long before it would be late. Returns
 * the status, 0 for the end.
 */
static int
assert_refused_at_once (HttpFixture *fixture,
                        const char  *what,
                        guint        n,
                        const char  *head)
{
  g_auto (HttpAnswer) answer = { 0 };
  gint64 start = g_get_monotonic_time ();
  int fd = http_connect (fixture);

  http_send (fd, head, -1);
  http_receive (fd, &answer);
  g_test_message ("%u %s: %d", n, what, answer.status);
  g_assert_true (answer.status == 0 || (answer.status >= 400 && answer.status < 500));
  g_assert_cmpint (g_get_monotonic_time () - start, <, 5 * G_USEC_PER_SEC);
  close (fd);

  return answer.status;
}

static void
test_many_parts_of_a_query (HttpFixture   *fixture,
                            gconstpointer  data)
{
  static const guint numbers[] = { 13, 40, 64, 65, 70, 100, 150, 180, 400, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *query = make_parts (numbers[i], "a", "=1", "&");
      g_autofree char *empty = g_strnfill (numbers[i], '&');
      g_autofree char *head = g_strdup_printf ("GET /t/" TOWN "/live?%s HTTP/1.1\r\nHost: x\r\n"
                                               "Connection: close\r\n\r\n", query);
      g_autofree char *hollow = g_strdup_printf ("GET /t/" TOWN "/live?%s HTTP/1.1\r\n"
                                                 "Host: x\r\n\r\n", empty);

      g_assert_cmpint (assert_refused_at_once (fixture, "parts", numbers[i], head), >=, 400);
      g_assert_cmpint (assert_refused_at_once (fixture, "empty parts", numbers[i], hollow),
                       >=, 400);
    }
  assert_served (fixture);
}

static void
test_many_fields_of_a_head (HttpFixture   *fixture,
                            gconstpointer  data)
{
  static const guint numbers[] = { 80, 100, 200, 1000 };

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      g_autofree char *fields = make_parts (numbers[i], "X-", ": 1", "\r\n");
      g_autofree char *cookies = make_parts (numbers[i], "c", "=1", "; ");
      g_autofree char *first = g_strdup_printf ("GET /t/" TOWN "/live HTTP/1.1\r\nHost: x\r\n"
                                                "%s\r\n\r\n", fields);
      g_autofree char *second = g_strdup_printf ("GET /t/" TOWN "/live HTTP/1.1\r\nHost: x\r\n"
                                                 "Cookie: %s\r\n\r\n", cookies);
      g_autofree char *third = g_strdup_printf ("GET /t/" TOWN "/live HTTP/1.1\r\nHost: x\r\n"
                                                "Cookie: c=1\r\n%s\r\nCookie: %s\r\n\r\n",
                                                fields, cookies);

      assert_refused_at_once (fixture, "headers", numbers[i], first);
      assert_refused_at_once (fixture, "cookies", numbers[i], second);
      assert_refused_at_once (fixture, "headers and cookies", numbers[i], third);
    }
  assert_served (fixture);
}

static void
test_hanging_up (HttpFixture   *fixture,
                 gconstpointer  data)
{
  struct linger at_once = { .l_onoff = 1 };

  for (guint i = 0; i < 200; i++)
    {
      g_autofree char *key = g_uuid_string_random ();
      g_autofree char *text = NULL;
      int fd = http_connect (fixture);

      text = g_strdup_printf ("POST " PUT " HTTP/1.1\r\nHost: x\r\nIdempotency-Key: %s\r\n"
                              "Content-Type: application/json\r\nContent-Length: 11\r\n\r\n"
                              "{\"value\":1}"
                              "GET /t/" TOWN "/live/events HTTP/1.1\r\nHost: x\r\n\r\n", key);
      http_send (fd, text, (gssize) (strlen (text) * (i % 10 + 1) / 10));
      setsockopt (fd, SOL_SOCKET, SO_LINGER, &at_once, i % 2 == 0 ? sizeof at_once : 0);
      close (fd);
    }
  assert_served (fixture);
}

/* Each file is thrown at a connection of its own: what comes back is an answer
 * of HTTP or nothing, and the next is served.
 */
static void
throw_corpus (HttpFixture *fixture,
              const char  *folder,
              gboolean     as_body)
{
  const char *data = g_getenv ("PARVIS_TEST_DATA");
  g_autofree char *path = g_build_filename (data != NULL ? data : "", "07-hostile", folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  if (data == NULL || dir == NULL)
    {
      g_test_skip ("the corpus is not there");
      return;
    }

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *content = NULL;
      g_auto (HttpAnswer) answer = { 0 };
      gsize length;
      int fd;

      if (!g_file_get_contents (file, &content, &length, NULL))
        continue;

      fd = http_connect (fixture);
      if (as_body)
        {
          g_autofree char *head = NULL;

          head = g_strdup_printf (PUT_HEAD "Content-Length: %" G_GSIZE_FORMAT "\r\n\r\n", length);
          http_send (fd, head, -1);
        }
      http_send (fd, content, (gssize) length);
      if (!as_body)
        shutdown (fd, SHUT_WR);
      http_receive (fd, &answer);
      if (as_body && length > 0)
        {
          g_test_message ("%s", name);
          g_assert_cmpint (answer.status, >=, 400);
          g_assert_cmpint (answer.status, <, 500);
          g_assert_nonnull (strstr (answer.body, "https://parvis.fr/problems/"));
        }
      g_assert_cmpint (answer.status, !=, 500);
      close (fd);
      n++;
    }

  assert_served (fixture);
  g_assert_cmpint (http_fixture_applied (), ==, 0);
  g_assert_cmpuint (n, >, 0);
}

static void
test_http_corpus (HttpFixture   *fixture,
                  gconstpointer  data)
{
  throw_corpus (fixture, "http/httpreq", FALSE);
}

static void
test_url_corpus (HttpFixture   *fixture,
                 gconstpointer  data)
{
  throw_corpus (fixture, "http/url", FALSE);
}

static void
test_json_corpus (HttpFixture   *fixture,
                  gconstpointer  data)
{
  throw_corpus (fixture, "json/test_parsing", TRUE);
}

#define ADD(path, func) \
  g_test_add (path, HttpFixture, NULL, set_up, func, tear_down)
#define ADD_PATIENT(path, func) \
  g_test_add (path, HttpFixture, NULL, set_up_patient, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/hostile/a-slow-head-is-dropped", test_slow_head);
  ADD ("/hostile/a-slow-body-is-dropped", test_slow_body);
  ADD ("/hostile/a-slow-second-request-is-dropped", test_slow_second_request);
  ADD ("/hostile/a-silent-connection-is-dropped", test_silent_connection);
  ADD ("/hostile/who-waits-for-an-answer-is-not-slow", test_waiting_is_not_slow);
  ADD ("/hostile/a-thousand-half-open-ones-block-nobody", test_many_half_open);
  ADD ("/hostile/an-address-has-so-many-connections", test_connection_limits);
  ADD ("/hostile/large-bodies-are-refused-unread", test_large_bodies);
  ADD ("/hostile/endless-chunks-are-cut", test_endless_chunks);
  ADD ("/hostile/a-little-too-much-is-told", test_chunks_too_large);
  ADD ("/hostile/chunks-are-read", test_chunked_body_is_read);
  ADD ("/hostile/no-request-hides-in-another", test_smuggling);
  ADD ("/hostile/a-body-where-none-is-taken-closes", test_body_where_none_is_taken);
  ADD ("/hostile/json-that-is-none-is-refused", test_json_that_is_none);
  ADD_PATIENT ("/hostile/many-parts-of-a-query-are-refused-at-once", test_many_parts_of_a_query);
  ADD_PATIENT ("/hostile/many-headers-and-cookies-are-refused-at-once",
               test_many_fields_of_a_head);
  ADD ("/hostile/hanging-up-at-any-byte-is-survived", test_hanging_up);
  ADD ("/hostile/the-http-corpus-is-survived", test_http_corpus);
  ADD ("/hostile/the-url-corpus-is-survived", test_url_corpus);
  ADD ("/hostile/the-json-corpus-is-refused", test_json_corpus);

  return g_test_run ();
}
