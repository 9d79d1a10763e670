/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-feed.h"
#include "parvis-sse.h"

#define LINE_MAX_BYTES 512
#define EVENT_MAX_BYTES 1024

static void
take_event (const ParvisSseEvent *event,
            gpointer              user_data)
{
  GString *seen = user_data;
  g_autoptr(ParvisFeedChange) change = NULL;
  g_autoptr(ParvisFeedPage) page = NULL;
  gint64 cursor;

  g_assert_cmpuint (event->length, <=, EVENT_MAX_BYTES);
  g_assert_cmpint (event->data[event->length], ==, '\0');

  g_string_append_printf (seen, "%s|%s|", event->type, event->id != NULL ? event->id : "");
  g_string_append_len (seen, event->data, (gssize) event->length);

  change = parvis_feed_change_parse (event->data, event->length, NULL);
  page = parvis_feed_page_parse (event->data, event->length, NULL);
  parvis_feed_heartbeat_parse (event->data, event->length);

  if (change != NULL)
    g_assert_cmpint (change->seq, >, 0);

  if (parvis_feed_cursor_parse (event->id, &cursor))
    g_assert_cmpint (cursor, >=, 0);
}

static gboolean
feed (const uint8_t *data,
      size_t         size,
      size_t         slice,
      GString       *seen)
{
  g_autoptr(ParvisSse) sse = parvis_sse_new (LINE_MAX_BYTES, EVENT_MAX_BYTES, take_event, seen);

  for (size_t i = 0; i < size; i += slice)
    {
      g_autoptr(GError) error = NULL;

      if (!parvis_sse_feed (sse, (const char *) data + i, MIN (slice, size - i), &error))
        {
          g_assert_nonnull (error);
          return FALSE;
        }
    }

  return TRUE;
}

/* However the bytes are cut on the way, the events are the same. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(GString) whole = g_string_new (NULL);
  g_autoptr(GString) pieces = g_string_new (NULL);
  gboolean ok = feed (data, size, MAX (size, 1), whole);

  g_assert_cmpint (feed (data, size, 3, pieces), ==, ok);

  if (ok)
    g_assert_cmpmem (whole->str, whole->len, pieces->str, pieces->len);

  return 0;
}
