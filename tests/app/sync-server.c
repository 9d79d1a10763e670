/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sync-server"

#include "config.h"

#include "parvis-json.h"
#include "sync-server.h"

#include <string.h>

#define ROOT "/api/v1/towns/" SYNC_TOWN "/"

static char *
dup_change (SyncServer *self,
            const char *id)
{
  gint64 *seq = g_hash_table_lookup (self->seqs, id);

  return g_strdup_printf ("{\"seq\":%" G_GINT64_FORMAT ",\"kind\":\"gauge\",\"id\":\"%s\","
                          "\"deleted\":false,\"body\":{\"id\":\"%s\",\"present\":%d}}",
                          *seq, id, id, sync_server_get (self, id));
}

static void
write_event (SoupServerMessage *message,
             const char        *type,
             gint64             id,
             const char        *data)
{
  g_autofree char *text = g_strdup_printf ("event: %s\nid: %" G_GINT64_FORMAT "\ndata: %s\n\n",
                                           type, id, data);

  soup_message_body_append (soup_server_message_get_response_body (message), SOUP_MEMORY_COPY,
                            text, strlen (text));
  soup_server_message_unpause (message);
}

static void
answer_json (SoupServerMessage *message,
             guint              status,
             const char        *type,
             const char        *text)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, type, SOUP_MEMORY_COPY, text, strlen (text));
}

static void
answer_problem (SoupServerMessage *message,
                guint              status)
{
  answer_json (message, status, "application/problem+json",
               "{\"title\":\"No\",\"detail\":\"Le bassin est ferm\\u00e9.\"}");
}

static const char *
get_header (SoupServerMessage *message,
            const char        *name)
{
  return soup_message_headers_get_one (soup_server_message_get_request_headers (message), name);
}

static void
set_header (SoupServerMessage *message,
            const char        *name,
            const char        *value)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), name, value);
}

static void
answer_removed (SoupServerMessage *message)
{
  answer_json (message, 403, "application/problem+json",
               "{\"type\":\"https://parvis.example/problems/removed\",\"title\":\"Removed\","
               "\"detail\":\"Vous n\u2019\u00eates plus membre.\","
               "\"at\":\"2026-06-17T14:44:00.000Z\",\"by\":\"H\u00e9l\u00e8ne Garnier\"}");
}

static gboolean
check_token (SyncServer        *self,
             SoupServerMessage *message)
{
  const char *given = get_header (message, "Authorization");
  g_autofree char *good = g_strdup_printf ("Bearer pva-%u", self->pair);

  if (self->removed)
    {
      answer_removed (message);
      return FALSE;
    }

  if (self->pair > self->over && !self->no_token_is_good && g_strcmp0 (given, good) == 0)
    {
      self->pair_used = TRUE;
      return TRUE;
    }

  answer_problem (message, 401);
  return FALSE;
}

/* As the service does: a token whose pair was never used may come again, because
 * the answer may have been lost; one whose pair was used ends the family.
 */
static gboolean
take_refresh (SyncServer *self,
              const char *given)
{
  g_autofree char *newest = g_strdup_printf ("pvr-%u", self->pair);
  g_autofree char *before = g_strdup_printf ("pvr-%u", self->pair - 1);

  if (self->ended || self->token_status == 400)
    return FALSE;

  if (g_strcmp0 (given, newest) != 0 && (g_strcmp0 (given, before) != 0 || self->pair_used))
    {
      self->ended = TRUE;
      return FALSE;
    }

  self->pair++;
  self->pair_used = FALSE;
  return TRUE;
}

static void
answer_token (SyncServer        *self,
              SoupServerMessage *message)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  g_autofree char *text = g_strndup (body->data, (gsize) body->length);
  g_autoptr(GHashTable) form = soup_form_decode (text);
  g_autofree char *answer = NULL;

  self->renewals++;
  g_assert_cmpstr (g_hash_table_lookup (form, "grant_type"), ==, "refresh_token");

  if (self->token_status != 0 && self->token_status != 400)
    {
      answer_json (message, self->token_status, "text/html", "<h1>Bienvenue</h1>");
      return;
    }

  if (!take_refresh (self, g_hash_table_lookup (form, "refresh_token")))
    {
      answer_json (message, 400, "application/json",
                   self->removed ? "{\"error\":\"invalid_grant\",\"removed\":true}"
                                 : "{\"error\":\"invalid_grant\"}");
      return;
    }

  if (self->token_lost)
    {
      self->token_lost = FALSE;
      answer_json (message, 504, "text/html", "<h1>Gateway Timeout</h1>");
      return;
    }

  answer = g_strdup_printf ("{\"access_token\":\"pva-%u\",\"token_type\":\"Bearer\","
                            "\"expires_in\":600,\"refresh_token\":\"pvr-%u\"}",
                            self->pair, self->pair);
  answer_json (message, 200, "application/json", answer);
}

static int
compare_seqs (gconstpointer a,
              gconstpointer b,
              gpointer      user_data)
{
  SyncServer *self = user_data;
  gint64 *one = g_hash_table_lookup (self->seqs, *(const char * const *) a);
  gint64 *other = g_hash_table_lookup (self->seqs, *(const char * const *) b);

  return *one < *other ? -1 : *one > *other;
}

/* (transfer full) (element-type utf8): what moved after @after, in order */
static GPtrArray *
list_after (SyncServer *self,
            gint64      after)
{
  GPtrArray *ids = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer id;
  gpointer seq;

  g_hash_table_iter_init (&iter, self->seqs);
  while (g_hash_table_iter_next (&iter, &id, &seq))
    {
      if (*(gint64 *) seq > after)
        g_ptr_array_add (ids, id);
    }

  g_ptr_array_sort_with_data (ids, compare_seqs, self);

  return ids;
}

static void
answer_page (SyncServer        *self,
             SoupServerMessage *message,
             GHashTable        *query)
{
  const char *after = query != NULL ? g_hash_table_lookup (query, "after") : NULL;
  gint64 cursor = after != NULL ? g_ascii_strtoll (after, NULL, 10) : 0;
  g_autoptr(GPtrArray) ids = NULL;
  g_autoptr(GString) text = g_string_new ("{\"changes\":[");

  self->pages++;

  if (self->feed_status != 0)
    {
      answer_problem (message, self->feed_status);
      return;
    }

  if (cursor > self->seq)
    {
      answer_problem (message, 409);
      return;
    }

  ids = list_after (self, cursor);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *change = dup_change (self, g_ptr_array_index (ids, i));

      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", change);
    }

  g_string_append_printf (text, "],\"cursor\":%" G_GINT64_FORMAT ",\"more\":false,"
                          "\"now\":\"2026-06-17T14:42:00.000Z\"}", self->seq);
  answer_json (message, 200, "application/json", text->str);
}

static void
finished_cb (SoupServerMessage *message,
             SyncServer        *self)
{
  g_ptr_array_remove (self->streams, message);
}

static void
answer_stream (SyncServer        *self,
               SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  const char *last = get_header (message, "Last-Event-ID");
  g_autoptr(GPtrArray) ids = list_after (self, g_ascii_strtoll (last, NULL, 10));

  if (self->feed_status != 0)
    {
      answer_problem (message, self->feed_status);
      return;
    }

  soup_server_message_set_status (message, 200, NULL);
  soup_message_headers_set_content_type (headers, "text/event-stream", NULL);
  soup_message_headers_set_encoding (headers, SOUP_ENCODING_CHUNKED);
  soup_message_body_set_accumulate (soup_server_message_get_response_body (message), FALSE);
  g_ptr_array_add (self->streams, message);
  g_signal_connect (message, "finished", G_CALLBACK (finished_cb), self);

  for (guint i = 0; i < ids->len; i++)
    {
      g_autofree char *change = dup_change (self, g_ptr_array_index (ids, i));

      write_event (message, "change", self->seq, change);
    }

  write_event (message, "heartbeat", self->seq, "{\"now\":\"2026-06-17T14:42:00.000Z\"}");
}

static gboolean
misbehave (SyncServer        *self,
           SoupServerMessage *message)
{
  if (self->deaf)
    soup_server_message_pause (message);
  else if (self->command_page)
    answer_json (message, 200, "text/html", "<h1>Bienvenue</h1>");
  else if (self->command_status != 0)
    answer_problem (message, self->command_status);
  else
    return FALSE;

  return TRUE;
}

static void
answer_command (SyncServer        *self,
                SoupServerMessage *message,
                const char        *gauge)
{
  SoupMessageBody *body = soup_server_message_get_request_body (message);
  const char *key = get_header (message, "Idempotency-Key");
  g_autoptr(json_t) command = parvis_json_parse (body->data, (gsize) body->length, NULL);
  g_autofree char *seq = NULL;
  gint64 *stored;

  g_assert_nonnull (key);
  g_assert_nonnull (command);
  g_ptr_array_add (self->arrivals, g_strdup (key));

  if (misbehave (self, message))
    return;

  stored = g_hash_table_lookup (self->answers, key);

  if (stored == NULL)
    {
      int delta = (int) json_integer_value (json_object_get (command, "delta"));

      stored = g_new (gint64, 1);
      *stored = self->seq + 1;
      g_hash_table_insert (self->answers, g_strdup (key), stored);
      sync_server_set (self, gauge, sync_server_get (self, gauge) + delta);
    }

  seq = g_strdup_printf ("%" G_GINT64_FORMAT, *stored);
  set_header (message, "Parvis-Seq", seq);
  answer_json (message, 200, "application/json", "{}");
}

static void
answer_document (SyncServer        *self,
                 SoupServerMessage *message)
{
  const char *etag = get_header (message, "If-None-Match");

  set_header (message, "ETag", "\"1\"");

  if (g_strcmp0 (etag, "\"1\"") == 0)
    {
      self->unchanged++;
      soup_server_message_set_status (message, 304, NULL);
      return;
    }

  self->documents++;
  answer_json (message, 200, "application/json", "{\"points\":[]}");
}

static void
handle_cb (SoupServer        *soup,
           SoupServerMessage *message,
           const char        *path,
           GHashTable        *query,
           gpointer           user_data)
{
  SyncServer *self = user_data;
  const char *rest = path + strlen (ROOT);
  g_auto(GStrv) parts = NULL;

  if (!check_token (self, message))
    return;

  parts = g_strsplit (rest, "/", -1);

  if (strcmp (rest, "changes") == 0)
    answer_page (self, message, query);
  else if (strcmp (rest, "changes/events") == 0)
    answer_stream (self, message);
  else if (g_strv_length (parts) == 3 && strcmp (parts[2], "count") == 0)
    answer_command (self, message, parts[1]);
  else if (g_strv_length (parts) == 3 && strcmp (parts[2], "history") == 0)
    answer_document (self, message);
  else
    answer_problem (message, 404);
}

static void
token_cb (SoupServer        *soup,
          SoupServerMessage *message,
          const char        *path,
          GHashTable        *query,
          gpointer           user_data)
{
  answer_token (user_data, message);
}

static void
listen_on (SyncServer *self,
           guint       port)
{
  g_autoptr(GError) error = NULL;
  GSList *uris;

  self->soup = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->soup, ROOT, handle_cb, self, NULL);
  soup_server_add_handler (self->soup, "/api/v1/token", token_cb, self, NULL);
  g_assert_true (soup_server_listen_local (self->soup, port, SOUP_SERVER_LISTEN_IPV4_ONLY, &error));
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->soup);
  self->port = (guint) g_uri_get_port (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

SyncServer *
sync_server_new (void)
{
  SyncServer *self = g_new0 (SyncServer, 1);

  self->gauges = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->seqs = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->pair = 1;
  self->over = 1;
  self->streams = g_ptr_array_new ();
  self->arrivals = g_ptr_array_new_with_free_func (g_free);
  listen_on (self, 0);
  self->uri = g_strdup_printf ("http://127.0.0.1:%u", self->port);
  sync_server_set (self, "g1", 10);
  sync_server_set (self, "g2", 20);

  return self;
}

void
sync_server_free (SyncServer *self)
{
  sync_server_go_down (self);
  g_hash_table_unref (self->gauges);
  g_hash_table_unref (self->seqs);
  g_hash_table_unref (self->answers);
  g_ptr_array_unref (self->streams);
  g_ptr_array_unref (self->arrivals);
  g_free (self->uri);
  g_free (self);
}

void
sync_server_cut (SyncServer *self)
{
  while (self->streams->len > 0)
    {
      SoupServerMessage *message = g_ptr_array_index (self->streams, 0);

      g_ptr_array_remove_index (self->streams, 0);
      g_signal_handlers_disconnect_by_func (message, finished_cb, self);
      soup_message_body_complete (soup_server_message_get_response_body (message));
      soup_server_message_unpause (message);
    }
}

void
sync_server_go_down (SyncServer *self)
{
  if (self->soup == NULL)
    return;

  for (guint i = 0; i < self->streams->len; i++)
    g_signal_handlers_disconnect_by_func (g_ptr_array_index (self->streams, i), finished_cb, self);

  g_ptr_array_set_size (self->streams, 0);
  soup_server_disconnect (self->soup);
  g_clear_object (&self->soup);
}

void
sync_server_come_back (SyncServer *self)
{
  listen_on (self, self->port);
}

void
sync_server_set (SyncServer *self,
                 const char *gauge,
                 int         present)
{
  gint64 *seq = g_new (gint64, 1);
  g_autofree char *change = NULL;

  *seq = ++self->seq;
  g_hash_table_replace (self->seqs, g_strdup (gauge), seq);
  g_hash_table_replace (self->gauges, g_strdup (gauge), GINT_TO_POINTER (present));
  change = dup_change (self, gauge);

  for (guint i = 0; i < self->streams->len; i++)
    write_event (g_ptr_array_index (self->streams, i), "change", self->seq, change);
}

void
sync_server_send (SyncServer *self,
                  const char *kind,
                  const char *id,
                  const char *body)
{
  g_autofree char *change = NULL;

  change = g_strdup_printf ("{\"seq\":%" G_GINT64_FORMAT ",\"kind\":\"%s\",\"id\":\"%s\","
                            "\"deleted\":false,\"body\":%s}", ++self->seq, kind, id, body);
  for (guint i = 0; i < self->streams->len; i++)
    write_event (g_ptr_array_index (self->streams, i), "change", self->seq, change);
}

int
sync_server_get (SyncServer *self,
                 const char *gauge)
{
  return GPOINTER_TO_INT (g_hash_table_lookup (self->gauges, gauge));
}

guint
sync_server_n_keys    (SyncServer  *self)
{
  return g_hash_table_size (self->answers);
}
