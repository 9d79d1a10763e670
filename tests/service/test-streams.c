/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-streams"

#include "config.h"

#include "http-fixture.h"
#include "parvis-pace.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define LIVE   "/t/" TOWN "/live/events"
#define MEMBER "/t/" TOWN "/changes/events"

static void
set_up (HttpFixture   *fixture,
        gconstpointer  data)
{
  http_fixture_start (fixture, "coalesce", "0", NULL);
}

static void
tear_down (HttpFixture   *fixture,
           gconstpointer  data)
{
  http_fixture_clear (fixture);
}

static void
put (HttpFixture *fixture,
     const char  *id,
     const char  *body)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *key = g_uuid_string_random ();
  g_autofree char *header = g_strdup_printf ("Idempotency-Key: %s\r\n", key);
  g_autofree char *target = g_strdup_printf ("/t/" TOWN "/things/%s", id);

  http_request (fixture, &answer, "POST", target, header, body);
  g_assert_cmpint (answer.status, ==, 200);
}

static void
put_value (HttpFixture *fixture,
           const char  *id,
           int          value)
{
  g_autofree char *body = g_strdup_printf ("{\"value\":%d}", value);

  put (fixture, id, body);
}

static int
open_stream (int         fd,
             const char *target,
             const char *headers,
             GString    *text)
{
  g_autofree char *request = NULL;

  request = g_strdup_printf ("GET %s HTTP/1.1\r\nHost: x\r\n%s\r\n", target, headers);
  g_string_truncate (text, 0);
  http_send (fd, request, -1);
  g_assert_true (http_read_head (fd, text));
  g_assert_true (g_str_has_prefix (text->str, "HTTP/1.1 200 "));
  g_assert_nonnull (strcasestr (text->str, "content-type: text/event-stream"));

  return fd;
}

/* The number after the last "id: " in @text. */
static gint64
last_id (const GString *text)
{
  const char *id = g_strrstr (text->str, "\nid: ");

  g_assert_nonnull (id);

  return g_ascii_strtoll (id + 5, NULL, 10);
}

static guint
count (const GString *text,
       const char    *needle)
{
  guint n = 0;

  for (const char *at = text->str; (at = strstr (at, needle)) != NULL; at += strlen (needle))
    n++;

  return n;
}

static void
test_snapshot_then_changes (HttpFixture   *fixture,
                            gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int fd;

  put_value (fixture, THING, 11);
  fd = open_stream (http_connect (fixture), LIVE, "", text);
  g_assert_true (http_read_until (fd, text, "event: snapshot\nid: 1\ndata: {\"town\":null"));
  g_assert_true (http_read_until (fd, text, "\"value\":11"));

  put_value (fixture, THING, 12);
  g_assert_true (http_read_until (fd, text, "event: change\nid: 2\ndata: {\"seq\":2,"));
  g_assert_true (http_read_until (fd, text, "\"deleted\":false,\"body\":{\"value\":12}}\n\n"));

  put (fixture, THING, "{\"value\":0,\"gone\":true}");
  g_assert_true (http_read_until (fd, text, "\"deleted\":true}\n\n"));
  g_assert_cmpuint (count (text, "event: snapshot"), ==, 1);
  close (fd);
}

static void
test_audiences (HttpFixture   *fixture,
                gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) member = g_string_new (NULL);
  int fd = open_stream (http_connect (fixture), LIVE, "", text);
  int other = open_stream (http_connect_control (fixture), MEMBER, "", member);

  put (fixture, THING, "{\"value\":5,\"member\":true}");
  put_value (fixture, OTHER, 6);
  g_assert_true (http_read_until (fd, text, "\"value\":6"));
  g_assert_null (strstr (text->str, "\"value\":5"));
  g_assert_true (http_read_until (other, member, "\"value\":6"));
  g_assert_nonnull (strstr (member->str, "\"value\":5"));
  close (fd);
  close (other);
}

static void
test_a_withdrawal (HttpFixture   *fixture,
                   gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) member = g_string_new (NULL);
  g_autoptr (GString) later = g_string_new (NULL);
  int fd = open_stream (http_connect (fixture), LIVE, "", text);
  int other = open_stream (http_connect_control (fixture), MEMBER, "", member);

  put_value (fixture, THING, 5);
  g_assert_true (http_read_until (fd, text, "\"value\":5"));
  put (fixture, THING, "{\"value\":6,\"member\":true}");
  g_assert_true (http_read_until (fd, text, "\"seq\":2,"));
  g_assert_true (http_read_until (fd, text, "\"deleted\":true}\n\n"));
  g_assert_true (http_read_until (other, member, "\"value\":6"));
  close (fd);
  close (other);

  /* And who was away meanwhile. */
  fd = open_stream (http_connect (fixture), LIVE, "Last-Event-ID: 1\r\n", later);
  g_assert_true (http_read_until (fd, later, "event: heartbeat\nid: 2\n"));
  g_assert_nonnull (strstr (later->str, "\"deleted\":true}"));
  g_assert_null (strstr (later->str, "\"value\":6"));
  put_value (fixture, THING, 7);
  g_assert_true (http_read_until (fd, later, "\"value\":7"));
  close (fd);
}

static void
test_resume (HttpFixture   *fixture,
             gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int fd;

  put_value (fixture, THING, 11);
  put_value (fixture, OTHER, 12);
  fd = open_stream (http_connect (fixture), LIVE, "Last-Event-ID: 1\r\n", text);
  g_assert_true (http_read_until (fd, text, "event: heartbeat\nid: 2\ndata: {\"now\":\""));
  g_assert_null (strstr (text->str, "event: snapshot"));
  g_assert_null (strstr (text->str, "\"value\":11"));
  g_assert_nonnull (strstr (text->str, "\"value\":12"));
  close (fd);

  /* The header is what the reader has really read; the address is older. */
  fd = open_stream (http_connect (fixture), LIVE "?after=0", "Last-Event-ID: 2\r\n", text);
  g_assert_true (http_read_until (fd, text, "event: heartbeat"));
  g_assert_cmpuint (count (text, "event: change"), ==, 0);
  close (fd);

  fd = open_stream (http_connect_control (fixture), MEMBER, "", text);
  g_assert_true (http_read_until (fd, text, "event: heartbeat"));
  g_assert_cmpuint (count (text, "event: change"), ==, 2);
  close (fd);
}

/* More than a page and more than a connection's memory, read by pieces. */
static void
test_catch_up_is_whole (HttpFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 300;
  int fd;

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("0b0f6c1e-8f0e-4d7b-9d3e-%012u", i);

      put_value (fixture, id, (int) i);
    }

  fd = open_stream (http_connect (fixture), LIVE "?after=0", "", text);
  g_assert_true (http_read_until (fd, text, "event: heartbeat"));
  g_assert_cmpuint (count (text, "event: change"), ==, n);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *body = g_strdup_printf ("\"body\":{\"value\":%u}}\n", i);

      g_assert_cmpuint (count (text, body), ==, 1);
    }
  close (fd);
}

typedef struct
{
  HttpFixture *fixture;
  int          n;
} Writer;

static gpointer
write_cb (gpointer data)
{
  Writer *writer = data;

  for (int i = 1; i <= writer->n; i++)
    put_value (writer->fixture, i % 2 == 0 ? THING : OTHER, i);

  return NULL;
}

/* Readers that come and go while others write see each state or a later one,
 * each seq at most once, and end with the truth.
 */
static void
test_no_gap_and_no_double (HttpFixture   *fixture,
                           gconstpointer  data)
{
  Writer writer = { fixture, 200 };
  g_autoptr (GString) text = g_string_new (NULL);
  pthread_t thread;
  gint64 cursor = 0;
  gint64 seen = 0;

  g_assert_cmpint (pthread_create (&thread, NULL, write_cb, &writer), ==, 0);
  while (seen < writer.n)
    {
      g_autofree char *header = g_strdup_printf ("Last-Event-ID: %" G_GINT64_FORMAT "\r\n", cursor);
      int fd = open_stream (http_connect (fixture), LIVE, header, text);
      const char *at;

      /* Hangs up in the middle of things. */
      g_assert_true (http_read_until (fd, text, "event: heartbeat\nid: "));
      g_assert_true (http_read_until (fd, text, "\n\n"));
      if (cursor % 3 == 0 && seen < writer.n - 10)
        g_assert_true (http_read_until (fd, text, "}}\n\n"));
      close (fd);

      /* Only what came whole counts. */
      for (at = text->str; (at = strstr (at, "\ndata: {\"seq\":")) != NULL; at++)
        {
          gint64 seq = g_ascii_strtoll (at + strlen ("\ndata: {\"seq\":"), NULL, 10);
          const char *value = strstr (at, "\"value\":");

          if (value == NULL || strstr (value, "\n\n") == NULL)
            break;
          g_assert_cmpint (seq, >, cursor);
          cursor = seq;
          seen = MAX (seen, g_ascii_strtoll (value + strlen ("\"value\":"), NULL, 10));
        }
    }

  pthread_join (thread, NULL);
  g_assert_cmpint (cursor, ==, writer.n);
}

static void
test_heartbeats (HttpFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int fd;

  http_fixture_stop (fixture);
  http_fixture_start (fixture, "heartbeat", "20", NULL);
  put_value (fixture, THING, 1);
  fd = open_stream (http_connect (fixture), LIVE, "", text);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_true (http_read_until (fd, text, "event: heartbeat\nid: 1\ndata: {\"now\":\"20"));
      g_string_truncate (text, 0);
    }
  close (fd);
}

static void
test_coalescing (HttpFixture   *fixture,
                 gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 60;
  int fd;

  http_fixture_stop (fixture);
  http_fixture_start (fixture, "coalesce", "60000", NULL);
  fd = open_stream (http_connect (fixture), LIVE, "", text);
  g_assert_true (http_read_until (fd, text, "event: snapshot"));

  put_value (fixture, THING, 0);
  for (guint i = 1; i < n; i++)
    put_value (fixture, THING, (int) i);
  put_value (fixture, OTHER, 1000);
  g_assert_true (http_read_until (fd, text, "\"value\":1000"));
  g_assert_true (http_read_until (fd, text, "\n\n"));
  close (fd);

  /* The first passed, the others wait; and the cursor stays below the newest of
   * them, so that a reader which comes back gets it.
   */
  g_assert_nonnull (strstr (text->str, "\"body\":{\"value\":0}"));
  g_assert_null (strstr (text->str, "\"body\":{\"value\":59}"));
  g_assert_cmpuint (count (text, "event: change"), ==, 2);
  g_assert_cmpint (last_id (text), ==, n - 1);

  fd = open_stream (http_connect (fixture), LIVE "?after=59", "", text);
  g_assert_true (http_read_until (fd, text, "\"body\":{\"value\":59}"));
  close (fd);
}

static void
test_held_changes_come (HttpFixture   *fixture,
                        gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  int fd;

  http_fixture_stop (fixture);
  http_fixture_start (fixture, "coalesce", "50", NULL);
  fd = open_stream (http_connect (fixture), LIVE, "", text);
  g_assert_true (http_read_until (fd, text, "event: snapshot"));
  for (int i = 1; i <= 20; i++)
    put_value (fixture, THING, i);
  g_assert_true (http_read_until (fd, text, "id: 20\ndata: {\"seq\":20,"));
  g_assert_true (http_read_until (fd, text, "{\"value\":20}}\n\n"));
  close (fd);
}

/* A reader that does not read must cost nothing and hold nobody up. */
static void
test_slow_reader_is_cut (HttpFixture   *fixture,
                         gconstpointer  data)
{
  g_autofree char *filling = g_strnfill (30000, 'x');
  g_autofree char *body = g_strdup_printf ("{\"value\":1,\"x\":\"%s\"}", filling);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GString) other = g_string_new (NULL);
  g_auto (HttpAnswer) answer = { 0 };
  int slow = http_connect (fixture);
  int fd;

  http_fixture_stop (fixture);
  close (slow);
  http_fixture_start (fixture, "coalesce", "0", "stream-max-events", "8", NULL);

  slow = http_connect (fixture);
  open_stream (slow, LIVE, "", text);
  fd = open_stream (http_connect (fixture), LIVE, "", other);

  /* Enough that no buffer of the kernel can hold it. */
  for (int i = 0; i < 300; i++)
    {
      g_autofree char *wanted = g_strdup_printf ("data: {\"seq\":%d,", i + 1);

      body[9] = (char) ('1' + i % 2);
      put (fixture, THING, body);
      g_assert_true (http_read_until (fd, other, wanted));
      g_string_truncate (other, 0);
    }

  g_assert_true (http_is_closed (slow));
  http_request (fixture, &answer, "GET", "/metrics", NULL, NULL);
  g_assert_nonnull (strstr (answer.body, "\nparvis_streams_cut_total 1\n"));
  close (slow);
  close (fd);
}

static void
test_stop_ends_streams (HttpFixture   *fixture,
                        gconstpointer  data)
{
  int fds[50];

  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);

      fds[i] = open_stream (http_connect (fixture), LIVE, "", text);
    }

  http_fixture_stop (fixture);
  for (guint i = 0; i < G_N_ELEMENTS (fds); i++)
    {
      g_assert_true (http_read_end (fds[i]));
      close (fds[i]);
    }
}

static void
test_streams_are_limited (HttpFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (HttpAnswer) answer = { 0 };
  int first;
  int second;

  http_fixture_stop (fixture);
  http_fixture_start (fixture, "max-streams", "1", NULL);
  first = open_stream (http_connect (fixture), LIVE, "", text);
  http_request (fixture, &answer, "GET", LIVE, NULL, NULL);
  http_assert_problem (&answer, 503, "unavailable");

  http_answer_clear (&answer);
  http_request (fixture, &answer, "GET", "/health", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 200);
  close (first);

  /* A reader that went away is found at the next event at the latest. */
  do
    {
      put_value (fixture, THING, g_random_int_range (0, 1000));
      http_answer_clear (&answer);
      second = http_connect (fixture);
      http_send (second, "GET " LIVE " HTTP/1.1\r\nHost: x\r\n\r\n", -1);
      http_receive (second, &answer);
      close (second);
    }
  while (answer.status == 503);
  g_assert_cmpint (answer.status, ==, 200);
}

typedef struct
{
  ParvisPacer *pacer;
  GString     *sent;
} Pacing;

static void
note_cb (ParvisChange *change,
         gpointer      user_data)
{
  Pacing *pacing = user_data;

  g_string_append_printf (pacing->sent, "%s%" G_GINT64_FORMAT " ", change->id, change->seq);
}

static void
offer (Pacing     *pacing,
       const char *id,
       gint64      seq,
       gint64      now)
{
  g_autoptr (ParvisChange) change = parvis_change_new (seq, "gauge", id, PARVIS_AUDIENCE_PUBLIC,
                                                       NULL, NULL);

  if (parvis_pacer_offer (pacing->pacer, change, now))
    note_cb (change, pacing);
}

static void
test_pacer (void)
{
  Pacing pacing = { parvis_pacer_new (250), g_string_new (NULL) };

  offer (&pacing, "a", 1, 1000);
  g_assert_cmpint (parvis_pacer_get_cursor (pacing.pacer, 1), ==, 1);
  offer (&pacing, "a", 2, 1010);
  offer (&pacing, "b", 3, 1020);
  g_assert_cmpint (parvis_pacer_get_cursor (pacing.pacer, 3), ==, 1);
  offer (&pacing, "b", 4, 1030);
  g_assert_cmpint (parvis_pacer_get_cursor (pacing.pacer, 4), ==, 1);

  /* A newer one takes the place of the held one, and its number. */
  offer (&pacing, "a", 5, 1040);
  g_assert_cmpint (parvis_pacer_get_cursor (pacing.pacer, 5), ==, 3);
  g_assert_cmpstr (pacing.sent->str, ==, "a1 b3 ");

  g_assert_cmpint (parvis_pacer_flush (pacing.pacer, 1249, note_cb, &pacing), ==, 1);
  g_assert_cmpstr (pacing.sent->str, ==, "a1 b3 ");
  g_assert_cmpint (parvis_pacer_flush (pacing.pacer, 1250, note_cb, &pacing), ==, 20);
  g_assert_cmpstr (pacing.sent->str, ==, "a1 b3 a5 ");
  g_assert_cmpint (parvis_pacer_get_cursor (pacing.pacer, 5), ==, 3);
  g_assert_cmpint (parvis_pacer_flush (pacing.pacer, 1270, note_cb, &pacing), ==, 230);
  g_assert_cmpint (parvis_pacer_get_cursor (pacing.pacer, 5), ==, 5);

  /* Nothing is kept of who was quiet for an interval. */
  g_assert_cmpint (parvis_pacer_flush (pacing.pacer, 2000, note_cb, &pacing), ==, -1);
  offer (&pacing, "a", 6, 2001);
  g_assert_cmpstr (pacing.sent->str, ==, "a1 b3 a5 b4 a6 ");

  parvis_pacer_free (pacing.pacer);
  g_string_free (pacing.sent, TRUE);
}

#define ADD(path, func) \
  g_test_add (path, HttpFixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pacer/the-newest-wins-and-the-cursor-stays-below", test_pacer);
  ADD ("/streams/a-snapshot-comes-first-then-changes", test_snapshot_then_changes);
  ADD ("/streams/the-public-does-not-see-what-members-see", test_audiences);
  ADD ("/streams/the-public-is-told-that-what-it-saw-is-gone", test_a_withdrawal);
  ADD ("/streams/a-reader-resumes-at-its-cursor", test_resume);
  ADD ("/streams/catching-up-is-whole", test_catch_up_is_whole);
  ADD ("/streams/there-is-no-gap-and-no-double", test_no_gap_and_no_double);
  ADD ("/streams/heartbeats-tell-the-time-and-the-cursor", test_heartbeats);
  ADD ("/streams/changes-of-one-thing-are-merged", test_coalescing);
  ADD ("/streams/held-changes-come-in-the-end", test_held_changes_come);
  ADD ("/streams/a-reader-that-does-not-read-is-cut", test_slow_reader_is_cut);
  ADD ("/streams/a-stop-ends-streams-cleanly", test_stop_ends_streams);
  ADD ("/streams/their-number-is-limited", test_streams_are_limited);

  return g_test_run ();
}
