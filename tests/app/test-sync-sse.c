/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-sse"

#include "config.h"

#include "parvis-error.h"
#include "parvis-feed.h"
#include "parvis-sse.h"

#include <string.h>

static void
write_event (const ParvisSseEvent *event,
             gpointer              user_data)
{
  GString *seen = user_data;

  g_string_append_printf (seen, "[%s|%s|%s]", event->type, event->id != NULL ? event->id : "-",
                          event->data);
}

/* Feeds @text in pieces of @slice and gives what came out. */
static char *
read_slices (const char *text,
             gsize       length,
             gsize       slice)
{
  GString *seen = g_string_new (NULL);
  g_autoptr(ParvisSse) sse = parvis_sse_new (1024, 1024, write_event, seen);

  for (gsize i = 0; i < length; i += slice)
    {
      g_autoptr(GError) error = NULL;

      g_assert_true (parvis_sse_feed (sse, text + i, MIN (slice, length - i), &error));
      g_assert_no_error (error);
    }

  return g_string_free (seen, FALSE);
}

static void
check (const char *text,
       const char *expected)
{
  for (gsize slice = 1; slice <= strlen (text); slice++)
    {
      g_autofree char *seen = read_slices (text, strlen (text), slice);

      g_assert_cmpstr (seen, ==, expected);
    }
}

static void
test_events (void)
{
  check ("data: a\n\n", "[message|-|a]");
  check ("event: change\nid: 7\ndata: {}\n\n", "[change|7|{}]");
  check ("data: a\ndata: b\n\n", "[message|-|a\nb]");
  check ("data\n\n", "[message|-|]");
  check ("data\ndata\n\n", "[message|-|\n]");
  check ("data:a\ndata:  b\n\n", "[message|-|a\n b]");
  check (": note\ndata: a\n\n", "[message|-|a]");
  check ("nonsense\nretry: 10\ndata: a\n\n", "[message|-|a]");
}

static void
test_line_ends (void)
{
  check ("data: a\r\n\r\ndata: b\r\rdata: c\n\n", "[message|-|a][message|-|b][message|-|c]");
  check ("data: a\r\ndata: b\r\n\r\n", "[message|-|a\nb]");
  check ("data: a\r\n\ndata: b\n\r\n", "[message|-|a][message|-|b]");
}

static void
test_ids (void)
{
  check ("id: 1\ndata: a\n\ndata: b\n\n", "[message|1|a][message|1|b]");
  check ("id: 1\n\ndata: b\n\n", "[message|1|b]");
  check ("id: 1\ndata: a\n\nid\ndata: b\n\n", "[message|1|a][message||b]");
}

static void
test_type_is_for_one_event (void)
{
  check ("event: x\ndata: a\n\ndata: b\n\n", "[x|-|a][message|-|b]");
  check ("event: x\n\ndata: b\n\n", "[message|-|b]");
}

static void
test_unfinished (void)
{
  check ("data: a", "");
  check ("data: a\n", "");
  check ("\n\n\n", "");
}

static void
test_mark (void)
{
  check ("\xef\xbb\xbf" "data: a\n\n", "[message|-|a]");
  check ("data: a\n\n\xef\xbb\xbf" "data: b\n\n", "[message|-|a]");
}

static void
test_id_with_nul (void)
{
  static const char text[] = "id: 1\ndata: a\n\nid: 2\0003\ndata: b\n\n";
  g_autofree char *seen = read_slices (text, sizeof text - 1, 5);

  g_assert_cmpstr (seen, ==, "[message|1|a][message|1|b]");
}

static void
test_long_line (void)
{
  g_autoptr(GString) seen = g_string_new (NULL);
  g_autoptr(ParvisSse) sse = parvis_sse_new (100, 1000, write_event, seen);
  g_autofree char *line = g_strnfill (101, 'x');
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_sse_feed (sse, line, 100, &error));
  g_assert_no_error (error);
  g_assert_false (parvis_sse_feed (sse, "x", 1, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE);

  /* It stays broken: the rest of the stream is not in step any more. */
  g_clear_error (&error);
  g_assert_false (parvis_sse_feed (sse, "\n\ndata: a\n\n", 11, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE);
  g_assert_cmpstr (seen->str, ==, "");
}

static void
test_long_event (void)
{
  g_autoptr(GString) seen = g_string_new (NULL);
  g_autoptr(ParvisSse) sse = parvis_sse_new (100, 30, write_event, seen);
  g_autoptr(GError) error = NULL;
  const char *line = "data: 123456789\n";

  g_assert_true (parvis_sse_feed (sse, line, strlen (line), &error));
  g_assert_true (parvis_sse_feed (sse, line, strlen (line), &error));
  g_assert_true (parvis_sse_feed (sse, line, strlen (line), &error));
  g_assert_no_error (error);
  g_assert_false (parvis_sse_feed (sse, line, strlen (line), &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE);
}

static void
test_changes (void)
{
  static const char good[] = "{\"seq\":7,\"kind\":\"gauge\",\"id\":\"g\",\"body\":{\"present\":3}}";
  static const char * const bad[] = {
    "", "[]", "{}", "{\"seq\":7,\"kind\":\"gauge\",\"id\":\"g\"}",
    "{\"seq\":0,\"kind\":\"gauge\",\"id\":\"g\",\"body\":{}}",
    "{\"seq\":\"7\",\"kind\":\"gauge\",\"id\":\"g\",\"body\":{}}",
    "{\"seq\":7,\"kind\":\"gauge\",\"id\":\"g\",\"body\":[]}",
    "{\"seq\":7,\"kind\":3,\"id\":\"g\",\"body\":{}}",
  };
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisFeedChange) change = parvis_feed_change_parse (good, strlen (good), &error);

  g_assert_no_error (error);
  g_assert_cmpint (change->seq, ==, 7);
  g_assert_cmpstr (change->text, ==, "{\"present\":3}");

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_assert_null (parvis_feed_change_parse (bad[i], strlen (bad[i]), &error));
      g_assert_nonnull (error);
      g_clear_error (&error);
    }
}

static void
test_tombstone (void)
{
  static const char text[] = "{\"seq\":7,\"kind\":\"gauge\",\"id\":\"g\",\"deleted\":true}";
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisFeedChange) change = parvis_feed_change_parse (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_null (change->body);
  g_assert_null (change->text);
}

static void
test_cursors (void)
{
  gint64 cursor = 5;

  g_assert_true (parvis_feed_cursor_parse ("0", &cursor));
  g_assert_cmpint (cursor, ==, 0);
  g_assert_false (parvis_feed_cursor_parse (NULL, &cursor));
  g_assert_false (parvis_feed_cursor_parse ("", &cursor));
  g_assert_false (parvis_feed_cursor_parse ("-1", &cursor));
  g_assert_false (parvis_feed_cursor_parse ("7x", &cursor));
  g_assert_false (parvis_feed_cursor_parse ("9223372036854775808", &cursor));
  g_assert_cmpint (cursor, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/sse/events-come-out-however-the-bytes-are-cut", test_events);
  g_test_add_func ("/sse/lines-end-in-three-ways", test_line_ends);
  g_test_add_func ("/sse/an-id-holds-until-the-next", test_ids);
  g_test_add_func ("/sse/a-type-is-for-one-event", test_type_is_for_one_event);
  g_test_add_func ("/sse/an-unfinished-event-is-none", test_unfinished);
  g_test_add_func ("/sse/a-byte-order-mark-counts-only-at-the-start", test_mark);
  g_test_add_func ("/sse/an-id-with-a-nul-is-ignored", test_id_with_nul);
  g_test_add_func ("/sse/a-line-has-a-bound", test_long_line);
  g_test_add_func ("/sse/an-event-has-a-bound", test_long_event);
  g_test_add_func ("/feed/a-change-is-read-or-refused", test_changes);
  g_test_add_func ("/feed/a-tombstone-has-no-body", test_tombstone);
  g_test_add_func ("/feed/a-cursor-is-a-whole-number", test_cursors);

  return g_test_run ();
}
