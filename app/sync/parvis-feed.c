/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-feed"

#include "config.h"

#include "parvis-feed.h"

#include "parvis-error.h"

#define NAME_MAX_LENGTH 128

ParvisFeedChange *
parvis_feed_change_new (const char *kind,
                        const char *id,
                        gint64      seq,
                        json_t     *body)
{
  ParvisFeedChange *change = g_new0 (ParvisFeedChange, 1);

  g_atomic_ref_count_init (&change->ref_count);
  change->kind = g_strdup (kind);
  change->id = g_strdup (id);
  change->seq = seq;
  change->body = body;
  change->text = body != NULL ? parvis_json_dump (body) : NULL;

  return change;
}

ParvisFeedChange *
parvis_feed_change_ref (ParvisFeedChange *change)
{
  g_return_val_if_fail (change != NULL, NULL);

  g_atomic_ref_count_inc (&change->ref_count);

  return change;
}

void
parvis_feed_change_unref (ParvisFeedChange *change)
{
  g_return_if_fail (change != NULL);

  if (!g_atomic_ref_count_dec (&change->ref_count))
    return;

  g_free (change->kind);
  g_free (change->id);
  g_free (change->text);
  json_decref (change->body);
  g_free (change);
}

/**
 * parvis_feed_change_from_json:
 *
 * Reads one entry of the feed (docs/architecture.md, "The feed").
 *
 * Returns: (transfer full) (nullable)
 */
ParvisFeedChange *
parvis_feed_change_from_json (const json_t  *value,
                              GError       **error)
{
  json_t *body = json_object_get (value, "body");
  const char *kind;
  const char *id;
  gint64 seq;
  gboolean deleted;

  if (!parvis_json_get_string (value, "kind", NAME_MAX_LENGTH, &kind, error) ||
      !parvis_json_get_string (value, "id", NAME_MAX_LENGTH, &id, error) ||
      !parvis_json_get_int (value, "seq", 1, PARVIS_NEVER, &seq, error) ||
      !parvis_json_get_bool_or (value, "deleted", FALSE, &deleted, error))
    return NULL;

  if (!deleted && !json_is_object (body))
    {
      parvis_set_invalid (error, "/body", "a change of the feed has no body");
      return NULL;
    }

  return parvis_feed_change_new (kind, id, seq, deleted ? NULL : json_incref (body));
}

ParvisFeedChange *
parvis_feed_change_parse (const char  *data,
                          gsize        length,
                          GError     **error)
{
  g_autoptr(json_t) value = parvis_json_parse (data, length, error);

  if (value == NULL)
    return NULL;

  return parvis_feed_change_from_json (value, error);
}

ParvisFeedPage *
parvis_feed_page_new (void)
{
  ParvisFeedPage *page = g_new0 (ParvisFeedPage, 1);

  page->changes = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_feed_change_unref);
  page->now = PARVIS_NO_TIME;

  return page;
}

void
parvis_feed_page_free (ParvisFeedPage *page)
{
  g_ptr_array_unref (page->changes);
  g_free (page);
}

/**
 * parvis_feed_page_parse:
 *
 * Reads the answer of GET …/changes.
 *
 * Returns: (transfer full) (nullable)
 */
ParvisFeedPage *
parvis_feed_page_parse (const char  *data,
                        gsize        length,
                        GError     **error)
{
  g_autoptr(json_t) root = parvis_json_parse (data, length, error);
  g_autoptr(ParvisFeedPage) page = NULL;
  json_t *changes;
  json_t *value;
  gsize i;

  if (root == NULL)
    return NULL;

  page = parvis_feed_page_new ();
  changes = json_object_get (root, "changes");

  if (!json_is_array (changes))
    {
      parvis_set_invalid (error, "/changes", "a page of the feed has no changes");
      return NULL;
    }

  if (!parvis_json_get_int (root, "cursor", 0, PARVIS_NEVER, &page->cursor, error) ||
      !parvis_json_get_bool_or (root, "more", FALSE, &page->more, error) ||
      !parvis_json_get_time_or (root, "now", PARVIS_NO_TIME, &page->now, error))
    return NULL;

  json_array_foreach (changes, i, value)
    {
      ParvisFeedChange *change = parvis_feed_change_from_json (value, error);

      if (change == NULL)
        return NULL;

      g_ptr_array_add (page->changes, change);
    }

  return g_steal_pointer (&page);
}

/**
 * parvis_feed_heartbeat_parse:
 *
 * Returns: the service's clock, %PARVIS_NO_TIME if @data does not tell it
 */
gint64
parvis_feed_heartbeat_parse (const char *data,
                             gsize       length)
{
  g_autoptr(json_t) value = parvis_json_parse (data, length, NULL);
  gint64 now;

  if (value == NULL || !parvis_json_get_time_or (value, "now", PARVIS_NO_TIME, &now, NULL))
    return PARVIS_NO_TIME;

  return now;
}

gboolean
parvis_feed_cursor_parse (const char *text,
                          gint64     *cursor)
{
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64 - 1, &value, NULL))
    return FALSE;

  *cursor = (gint64) value;
  return TRUE;
}
