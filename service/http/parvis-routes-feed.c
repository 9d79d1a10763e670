/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-feed"

#include "config.h"

#include "parvis-feed-text.h"
#include "parvis-routes.h"
#include "parvis-service.h"

#define DEFAULT_LIMIT 200
#define MAX_LIMIT     1000

gboolean
parvis_route_live (ParvisService        *service,
                   const ParvisRequest  *request,
                   ParvisDb             *db,
                   ParvisReply          *reply,
                   GError              **error)
{
  ParvisPrepared *prepared;

  prepared = parvis_live_get (parvis_service_get_live (service),
                              parvis_request_get_param (request, "insee"), NULL, error);
  if (prepared == NULL)
    return FALSE;

  parvis_reply_set_prepared (reply, prepared);

  return TRUE;
}

static GBytes *
write_page (GPtrArray *changes,
            gint64     cursor,
            gboolean   more,
            gint64     now)
{
  GString *text = g_string_new ("{\"changes\":[");
  g_autofree char *time = parvis_time_format (now);
  gsize length;

  for (guint i = 0; i < changes->len; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      parvis_feed_append_change (text, g_ptr_array_index (changes, i));
    }
  g_string_append_printf (text, "],\"cursor\":%" G_GINT64_FORMAT ",\"more\":%s,\"now\":\"%s\"}",
                          cursor, more ? "true" : "false", time);
  length = text->len;

  return g_bytes_new_take (g_string_free (text, FALSE), length);
}

gboolean
parvis_route_changes (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisDb             *db,
                      ParvisReply          *reply,
                      GError              **error)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gint64 after = 0;
  gint64 limit = 0;
  gint64 latest = 0;
  gint64 cursor;

  if (!parvis_request_get_query_int (request, "after", 0, G_MAXINT64, 0, &after, error) ||
      !parvis_request_get_query_int (request, "limit", 1, MAX_LIMIT, DEFAULT_LIMIT, &limit, error))
    return FALSE;

  changes = parvis_store_list_changes (db, parvis_request_get_audiences (request),
                                       &parvis_request_get_pass (request)->scopes, after,
                                       (guint) limit, &latest, error);
  if (changes == NULL)
    return FALSE;

  if (!parvis_feed_check_cursor (after, latest, error))
    return FALSE;

  parvis_service_note_reader (service, request);
  cursor = latest;
  if (changes->len == limit)
    cursor = ((ParvisChange *) g_ptr_array_index (changes, changes->len - 1))->seq;

  bytes = write_page (changes, cursor, cursor < latest, parvis_request_get_time (request));
  parvis_reply_set_bytes (reply, "application/json", bytes);

  return TRUE;
}
