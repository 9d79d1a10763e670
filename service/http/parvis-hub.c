/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-hub"

#include "config.h"

#include "parvis-hub.h"

#include "parvis-channel.h"
#include "parvis-error.h"
#include "parvis-feed-text.h"
#include "parvis-log.h"
#include "parvis-pace.h"

#include <string.h>

/* Readers woken in one turn of the loop, so that requests between are served. */
#define SLICE 500

/* Changes read at once for a reader that catches up: what each of them may hold
 * of our memory until it has read.
 */
#define CATCH_UP_PAGE 64

/* One for each set of audiences and scopes that somebody reads. There are as many as kinds
 * of reader, a handful.
 */
typedef struct
{
  ParvisChannel   channel;
  ParvisAudiences audiences;
  ParvisScopes    scopes;
} Line;

typedef struct
{
  ParvisHub      *hub;
  char           *code;
  guint           streams;
  gboolean        cut;
  gint64          latest;
  ParvisPacer    *pacer;
  GPtrArray      *lines;          /* (element-type Line) */
  ParvisRing      owned;          /* streams of somebody who signed in */
  ParvisPrepared *document;       /* the one that is in @snapshot */
  GBytes         *snapshot;
} Town;

struct _ParvisHub
{
  ParvisService  *service;        /* borrowed */
  ParvisWakeFunc  wake;
  ParvisMetrics  *metrics;
  GHashTable     *towns;          /* with streams */
  ParvisRing      woken;          /* streams with something to read */
  guint           streams;
  gboolean        stopping;
  gint64          next_beat;
  gint64          next_due;       /* of what is held back; -1 for nothing */
  GString        *text;
};

struct _ParvisStream
{
  ParvisRing      link;           /* waiting in its channel, or woken, or in none */
  Town           *town;
  Line           *line;
  gpointer        transport;
  guint64         position;       /* in the channel */
  gint64          after;          /* catching up: the cursor */
  gint64          floor;          /* changes up to here are known to the reader */
  GBytes         *own;            /* goes out before what is in the channel */
  gsize           offset;         /* in what is being sent */
  guint           round;          /* of the channel when it began to wait */
  gboolean        catching_up;
  gboolean        cut;
  ParvisRing      owned;          /* among its town's, if it is somebody's */
  ParvisPass     *pass;           /* (nullable) */
};

static void
line_free (gpointer data)
{
  Line *line = data;

  parvis_channel_clear (&line->channel);
  g_free (line);
}

static void
town_free (gpointer data)
{
  Town *town = data;

  g_ptr_array_unref (town->lines);
  parvis_pacer_free (town->pacer);
  g_clear_pointer (&town->document, parvis_prepared_unref);
  g_clear_pointer (&town->snapshot, g_bytes_unref);
  g_free (town->code);
  g_free (town);
}

ParvisHub *
parvis_hub_new (ParvisService  *service,
                ParvisWakeFunc  wake)
{
  ParvisHub *self = g_new0 (ParvisHub, 1);

  self->service = service;
  self->wake = wake;
  self->metrics = parvis_service_get_metrics (service);
  self->towns = g_hash_table_new (g_str_hash, g_str_equal);
  self->text = g_string_new (NULL);
  self->next_due = -1;
  parvis_ring_init (&self->woken);

  return self;
}

void
parvis_hub_free (ParvisHub *self)
{
  if (self == NULL)
    return;

  g_return_if_fail (self->streams == 0);

  g_hash_table_unref (self->towns);
  g_string_free (self->text, TRUE);
  g_free (self);
}

guint
parvis_hub_get_streams (ParvisHub *self)
{
  return self->streams;
}

static void
wake_channel (Town          *town,
              ParvisChannel *channel)
{
  parvis_ring_splice (&town->hub->woken, &channel->waiting);
  channel->n_waiting = 0;
  channel->round++;
}

/* Gives an event to everybody who reads something of @to, and nothing of @not_to, and whose
 * shop @scope (nullable) is.
 */
static void
push (Town            *town,
      ParvisAudiences  to,
      ParvisAudiences  not_to,
      const char      *scope,
      gint64           seq,
      const GString   *text)
{
  ParvisEvent *event = parvis_event_new (seq, text);

  for (guint i = 0; i < town->lines->len; i++)
    {
      Line *line = g_ptr_array_index (town->lines, i);

      if (line->channel.readers == 0 || !(line->audiences & to) || (line->audiences & not_to) ||
          !parvis_scopes_contain (&line->scopes, scope))
        continue;
      parvis_channel_push (&line->channel, event);
      wake_channel (town, &line->channel);
    }

  town->hub->metrics->events++;
  parvis_event_unref (event);
}

static void
append_event (GString            *text,
              gint64              cursor,
              const ParvisChange *change)
{
  g_string_append_printf (text, "event: change\nid: %" G_GINT64_FORMAT "\ndata: ", cursor);
  parvis_feed_append_change (text, change);
  g_string_append (text, "\n\n");
}

/* To whom it is not for any more. */
static void
push_withdrawal (Town               *town,
                 gint64              cursor,
                 const ParvisChange *change)
{
  /* Not a copy of the whole: its references are counted in other threads. */
  const ParvisChange gone = {
    .seq = change->seq, .kind = change->kind, .id = change->id, .deleted = TRUE,
  };
  GString *text = town->hub->text;

  g_string_truncate (text, 0);
  append_event (text, cursor, &gone);
  push (town, PARVIS_AUDIENCES_PUBLIC, PARVIS_AUDIENCE_BIT (change->audience), NULL, change->seq,
        text);
}

static void
append_heartbeat (GString           *text,
                  gint64             cursor,
                  const ParvisClock *clock)
{
  g_autofree char *now = parvis_time_format (parvis_clock_now (clock));

  g_string_append_printf (text,
                          "event: heartbeat\nid: %" G_GINT64_FORMAT "\ndata: {\"now\":\"%s\"}\n\n",
                          cursor, now);
}

static void
send_change_cb (ParvisChange *change,
                gpointer      user_data)
{
  Town *town = user_data;
  GString *text = town->hub->text;
  gint64 cursor = parvis_pacer_get_cursor (town->pacer, town->latest);

  if (change->withdrawn)
    push_withdrawal (town, cursor, change);
  g_string_truncate (text, 0);
  append_event (text, cursor, change);
  push (town, PARVIS_AUDIENCE_BIT (change->audience), 0, change->scope, change->seq, text);
}

static gint64
earlier (gint64 a,
         gint64 b)
{
  if (a < 0 || b < 0)
    return MAX (a, b);

  return MIN (a, b);
}

/* Takes it out of where it waits. */
static void
unlink_stream (ParvisStream *stream)
{
  ParvisChannel *channel = &stream->line->channel;
  gboolean linked = !parvis_ring_is_empty (&stream->link);

  /* Linked since the channel's last round, it waits there and is not woken. */
  if (linked && stream->round == channel->round && channel->n_waiting > 0)
    channel->n_waiting--;
  parvis_ring_remove (&stream->link);
}

/* @sessions (nullable): of the whole service, where many towns are looked at */
static void
check_owners (Town       *town,
              GHashTable *sessions,
              gint64      now)
{
  ParvisGate *gate = parvis_service_get_gate (town->hub->service);
  ParvisRing *link = town->owned.next;
  g_autoptr (GHashTable) members = NULL;

  if (sessions != NULL && link != &town->owned)
    members = parvis_gate_list_members (gate, town->code, now);

  while (link != &town->owned)
    {
      ParvisStream *stream = PARVIS_RING_ENTRY (link, ParvisStream, owned);

      link = link->next;
      if (stream->cut || parvis_gate_is_listed (sessions, members, stream->pass) ||
          parvis_gate_is_still (gate, stream->pass, town->code, now))
        continue;

      stream->cut = TRUE;
      unlink_stream (stream);
      parvis_ring_append (&town->hub->woken, &stream->link);
    }
}

void
parvis_hub_check_owners (ParvisHub  *self,
                         const char *town)
{
  gint64 now = parvis_clock_now (parvis_service_get_clock (self->service));
  g_autoptr (GHashTable) sessions = NULL;
  GHashTableIter iter;
  gpointer code;
  gpointer value;

  if (town == NULL)
    sessions = parvis_gate_list_sessions (parvis_service_get_gate (self->service), now);
  g_hash_table_iter_init (&iter, self->towns);
  while (g_hash_table_iter_next (&iter, &code, &value))
    {
      if (town == NULL || strcmp (town, code) == 0)
        check_owners (value, sessions, now);
    }
}

static gboolean
changes_people (ParvisChange **changes,
                gsize          n_changes)
{
  for (gsize i = 0; i < n_changes; i++)
    {
      if (strcmp (changes[i]->kind, PARVIS_KIND_MEMBER) == 0)
        return TRUE;
    }

  return FALSE;
}

void
parvis_hub_publish (ParvisHub     *self,
                    const char    *town,
                    ParvisChange **changes,
                    gsize          n_changes,
                    gint64         now)
{
  Town *known = g_hash_table_lookup (self->towns, town);

  /* Who opens a stream later reads all this from the store. */
  if (known == NULL)
    return;

  /* First: who may not see it any more does not. */
  if (changes_people (changes, n_changes))
    parvis_hub_check_owners (self, town);

  for (gsize i = 0; i < n_changes; i++)
    {
      known->latest = MAX (known->latest, changes[i]->seq);
      if (parvis_pacer_offer (known->pacer, changes[i], now))
        send_change_cb (changes[i], known);
    }

  self->next_due = earlier (self->next_due,
                            now + parvis_service_get_config (self->service)->coalesce);
}

static void
flush (ParvisHub *self,
       gint64     now)
{
  GHashTableIter iter;
  gpointer value;

  self->next_due = -1;
  g_hash_table_iter_init (&iter, self->towns);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Town *town = value;
      gint64 wait = parvis_pacer_flush (town->pacer, now, send_change_cb, town);

      self->next_due = earlier (self->next_due, wait < 0 ? -1 : now + wait);
    }
}

static void
beat (ParvisHub *self,
      gint64     now)
{
  gint64 period = parvis_service_get_config (self->service)->heartbeat;
  GHashTableIter iter;
  gpointer value;

  /* What was not heard of, and memberships that end by themselves. */
  parvis_hub_check_owners (self, NULL);

  g_hash_table_iter_init (&iter, self->towns);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Town *town = value;

      g_string_truncate (self->text, 0);
      append_heartbeat (self->text, parvis_pacer_get_cursor (town->pacer, town->latest),
                        parvis_service_get_clock (self->service));
      push (town, PARVIS_AUDIENCES_PUBLIC, 0, NULL, 0, self->text);
    }

  self->next_beat = now + period;
}

void
parvis_hub_turn (ParvisHub *self,
                 gint64     now)
{
  if (g_hash_table_size (self->towns) > 0 && now >= self->next_beat)
    beat (self, now);
  if (self->next_due >= 0 && now >= self->next_due)
    flush (self, now);

  for (guint i = 0; i < SLICE && !parvis_ring_is_empty (&self->woken); i++)
    {
      ParvisStream *stream = PARVIS_RING_ENTRY (self->woken.next, ParvisStream, link);

      parvis_ring_remove (&stream->link);
      self->wake (stream->transport);
    }
}

gint64
parvis_hub_get_wait (ParvisHub *self,
                     gint64     now)
{
  gint64 next = self->next_due;

  if (!parvis_ring_is_empty (&self->woken))
    return 0;

  if (g_hash_table_size (self->towns) > 0)
    next = earlier (next, self->next_beat);

  return next < 0 ? -1 : MAX (0, next - now);
}

static void
cut (Town *town)
{
  town->cut = TRUE;
  for (guint i = 0; i < town->lines->len; i++)
    {
      Line *line = g_ptr_array_index (town->lines, i);

      wake_channel (town, &line->channel);
    }
}

void
parvis_hub_cut_town (ParvisHub  *self,
                     const char *town)
{
  Town *known = g_hash_table_lookup (self->towns, town);

  if (known == NULL)
    return;

  /* A stream that opens from now on gets a new state of this town; the streams
   * that still hold the old one free it with the last of them.
   */
  g_hash_table_remove (self->towns, town);
  cut (known);
}

void
parvis_hub_stop (ParvisHub *self)
{
  GHashTableIter iter;
  gpointer value;

  self->stopping = TRUE;
  g_hash_table_iter_init (&iter, self->towns);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    cut (value);
}

static Town *
ensure_town (ParvisHub  *self,
             const char *code)
{
  const ParvisConfig *config = parvis_service_get_config (self->service);
  Town *town = g_hash_table_lookup (self->towns, code);

  if (town != NULL)
    return town;

  town = g_new0 (Town, 1);
  town->hub = self;
  town->code = g_strdup (code);
  town->pacer = parvis_pacer_new (config->coalesce);
  town->lines = g_ptr_array_new_with_free_func (line_free);
  parvis_ring_init (&town->owned);

  if (g_hash_table_size (self->towns) == 0)
    self->next_beat = g_get_monotonic_time () / 1000 + config->heartbeat;
  g_hash_table_insert (self->towns, town->code, town);

  return town;
}

static Line *
ensure_line (Town               *town,
             ParvisAudiences     audiences,
             const ParvisScopes *scopes)
{
  const ParvisConfig *config = parvis_service_get_config (town->hub->service);
  Line *line;

  for (guint i = 0; i < town->lines->len; i++)
    {
      line = g_ptr_array_index (town->lines, i);
      if (line->audiences == audiences && parvis_scopes_equal (&line->scopes, scopes))
        return line;
    }

  line = g_new0 (Line, 1);
  line->audiences = audiences;
  line->scopes = *scopes;
  parvis_channel_init (&line->channel, config->stream_max_events, config->stream_max_bytes);
  g_ptr_array_add (town->lines, line);

  return line;
}

static void
release_town (Town *town)
{
  ParvisHub *self = town->hub;

  if (town->streams > 0)
    return;

  if (g_hash_table_lookup (self->towns, town->code) == town)
    g_hash_table_remove (self->towns, town->code);
  town_free (town);
}

/* From here on the channel carries what comes after @floor. */
static void
join (ParvisStream *stream,
      gint64        floor)
{
  Town *town = stream->town;
  ParvisChannel *channel = &stream->line->channel;

  stream->catching_up = FALSE;
  stream->floor = floor;
  stream->position = parvis_channel_head (channel);
  channel->readers++;
  town->latest = MAX (town->latest, floor);
}

static gboolean
catch_up (ParvisStream  *stream,
          GError       **error)
{
  ParvisService *service = stream->town->hub->service;
  ParvisStore *store = parvis_service_get_store (service);
  ParvisDb *db = parvis_store_acquire (store, stream->town->code, error);
  GString *text = stream->town->hub->text;
  g_autoptr (GPtrArray) changes = NULL;
  gint64 latest = 0;

  if (db == NULL)
    return FALSE;

  /* Strangers have no cursor into what shows nothing. */
  if (stream->line->audiences == PARVIS_AUDIENCES_PUBLIC &&
      parvis_live_get (parvis_service_get_live (service), stream->town->code, NULL, error) == NULL)
    {
      parvis_store_release (store, db);
      return FALSE;
    }

  changes = parvis_store_list_changes (db, stream->line->audiences, &stream->line->scopes,
                                       stream->after, CATCH_UP_PAGE, &latest, error);
  parvis_store_release (store, db);
  if (changes == NULL || !parvis_feed_check_cursor (stream->after, latest, error))
    return FALSE;

  g_string_truncate (text, 0);
  for (guint i = 0; i < changes->len; i++)
    {
      ParvisChange *change = g_ptr_array_index (changes, i);

      append_event (text, change->seq, change);
      stream->after = change->seq;
    }

  /* The beat at the end tells the reader that he is up to date, and when. */
  if (changes->len < CATCH_UP_PAGE)
    {
      append_heartbeat (text, latest, parvis_service_get_clock (service));
      join (stream, latest);
    }

  stream->own = g_bytes_new (text->str, text->len);
  stream->offset = 0;

  return TRUE;
}

/* All who begin at the same document share its event. */
static gboolean
take_snapshot (ParvisStream  *stream,
               GError       **error)
{
  Town *town = stream->town;
  ParvisPrepared *document;
  gint64 seq = 0;

  document = parvis_live_get (parvis_service_get_live (town->hub->service), town->code, &seq,
                              error);
  if (document == NULL)
    return FALSE;

  if (document != town->document)
    {
      GBytes *bytes = parvis_prepared_get_bytes (document);
      GString *text = g_string_new (NULL);
      gsize length;

      g_string_append_printf (text, "event: snapshot\nid: %" G_GINT64_FORMAT "\ndata: ", seq);
      g_string_append_len (text, g_bytes_get_data (bytes, NULL),
                           (gssize) g_bytes_get_size (bytes));
      g_string_append (text, "\n\n");

      g_clear_pointer (&town->document, parvis_prepared_unref);
      g_clear_pointer (&town->snapshot, g_bytes_unref);
      town->document = parvis_prepared_ref (document);
      length = text->len;
      town->snapshot = g_bytes_new_take (g_string_free (text, FALSE), length);
    }

  stream->own = g_bytes_ref (town->snapshot);
  join (stream, seq);

  return TRUE;
}

ParvisStream *
parvis_hub_open (ParvisHub           *self,
                 const char          *town,
                 ParvisAudiences      audiences,
                 const ParvisScopes  *scopes,
                 gint64               after,
                 const ParvisPass    *pass,
                 gpointer             transport,
                 GError             **error)
{
  const ParvisConfig *config = parvis_service_get_config (self->service);
  ParvisStream *stream;

  if (self->stopping || self->streams >= config->max_streams)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE, self->stopping
                   ? "The service is stopping"
                   : "As many event streams as the service allows are open");
      return NULL;
    }

  stream = g_new0 (ParvisStream, 1);
  parvis_ring_init (&stream->link);
  parvis_ring_init (&stream->owned);
  stream->transport = transport;
  stream->after = after;
  stream->catching_up = TRUE;
  stream->town = ensure_town (self, town);
  stream->town->streams++;
  stream->line = ensure_line (stream->town, audiences & PARVIS_AUDIENCES_ALL, scopes);
  if (pass != NULL)
    {
      stream->pass = g_memdup2 (pass, sizeof *pass);
      parvis_ring_append (&stream->town->owned, &stream->owned);
    }
  self->streams++;
  self->metrics->streams_open++;

  if (!(after < 0 ? take_snapshot (stream, error) : catch_up (stream, error)))
    {
      parvis_stream_close (stream);
      return NULL;
    }

  return stream;
}

static gsize
copy (ParvisStream *stream,
      const char   *data,
      gsize         length,
      char         *buffer,
      gsize         size)
{
  gsize n = MIN (length - stream->offset, size);

  memcpy (buffer, data + stream->offset, n);
  stream->offset += n;

  return n;
}

static gsize
read_own (ParvisStream *stream,
          char         *buffer,
          gsize         size)
{
  gsize length;
  const char *data = g_bytes_get_data (stream->own, &length);
  gsize n = copy (stream, data, length, buffer, size);

  if (stream->offset == length)
    {
      g_clear_pointer (&stream->own, g_bytes_unref);
      stream->offset = 0;
    }

  return n;
}

static gsize
read_channel (ParvisStream  *stream,
              ParvisChannel *channel,
              char          *buffer,
              gsize          size)
{
  gsize n = 0;

  while (n < size && stream->position < parvis_channel_head (channel))
    {
      const ParvisEvent *event = parvis_channel_get (channel, stream->position);
      gboolean known = event->seq != 0 && event->seq <= stream->floor;

      if (!known)
        n += copy (stream, event->text, event->length, buffer + n, size - n);

      if (known || stream->offset == event->length)
        {
          stream->position++;
          stream->offset = 0;
          stream->town->hub->metrics->deliveries += !known;
        }
    }

  return n;
}

gssize
parvis_stream_read (ParvisStream *self,
                    char         *buffer,
                    gsize         size)
{
  Town *town = self->town;
  ParvisChannel *channel = &self->line->channel;
  g_autoptr (GError) error = NULL;
  gsize n;

  if (self->cut)
    return PARVIS_STREAM_END;

  if (self->own != NULL)
    return (gssize) read_own (self, buffer, size);

  if (town->cut)
    return PARVIS_STREAM_END;

  if (self->catching_up)
    {
      if (catch_up (self, &error))
        return (gssize) read_own (self, buffer, size);
      parvis_log (PARVIS_LOG_WARNING, "stream-failed", "town", town->code,
                  "error", error->message, NULL);
      return PARVIS_STREAM_CUT;
    }

  if (self->position < channel->first)
    {
      town->hub->metrics->streams_cut++;
      return PARVIS_STREAM_CUT;
    }

  n = read_channel (self, channel, buffer, size);
  if (n == 0)
    {
      parvis_ring_append (&channel->waiting, &self->link);
      self->round = channel->round;
      channel->n_waiting++;
    }

  return (gssize) n;
}

void
parvis_stream_close (ParvisStream *self)
{
  Town *town = self->town;
  ParvisHub *hub = town->hub;
  ParvisChannel *channel = &self->line->channel;

  unlink_stream (self);
  parvis_ring_remove (&self->owned);
  if (!self->catching_up)
    channel->readers--;

  town->streams--;
  hub->streams--;
  hub->metrics->streams_open--;
  release_town (town);
  g_clear_pointer (&self->own, g_bytes_unref);
  g_free (self->pass);
  g_free (self);
}
