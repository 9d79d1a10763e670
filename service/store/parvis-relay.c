/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-relay"

#include "config.h"

#include "parvis-relay.h"

#include "parvis-store-private.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* How late a change can be whose notification was lost, in ms. */
#define LOOK_STEP  2000

/* Between attempts to connect; the engine has its own say in it. */
#define RETRY_STEP 250

#define PAGE 500

/* Words that wait to be told, and bytes of one notification, of which the server takes
 * fewer than 8000.
 */
#define WORDS_MAX 4096
#define NEWS_MAX  7000

/* What was committed, and what nodes only tell each other: "NODE WORD…". */
#define CHANNEL_NEWS "parvis"
#define CHANNEL_TOLD "parvis_told"
#define LISTEN_NEWS  "LISTEN " CHANNEL_NEWS
#define LISTEN_TOLD  "LISTEN " CHANNEL_TOLD

#define READ_REGISTRY "SELECT town, seq, epoch FROM parvis_service.registry"

/* Up to where a town was published. */
typedef struct
{
  gint64   cursor;
  gint64   epoch;              /* 0 until the registry was read */
  gboolean seen;               /* in the registry, just now */
} Cursor;

struct _ParvisRelay
{
  ParvisStore                *store;
  ParvisPublishFunc           publish;
  ParvisHeardFunc             heard;
  gpointer                    publish_data;
  const ParvisDbPostgresHost *functions;
  gpointer                    host;
  char                       *node;

  pthread_t                   thread;
  ParvisSession              *session;    /* of the thread, as are the next two */
  gint64                      look_at;
  gboolean                    is_complaining;
  int                         wake_fd;
  int                         stopping;   /* atomic */

  pthread_mutex_t             lock;
  GHashTable                 *cursors;    /* code → Cursor */
  GHashTable                 *wanted;     /* codes to be read */
  GPtrArray                  *words;      /* to be told */
};

static gint64
now_ms (void)
{
  return g_get_monotonic_time () / 1000;
}

void
parvis_relay_wake (ParvisRelay *self)
{
  const guint64 one = 1;

  if (write (self->wake_fd, &one, sizeof one) != sizeof one && errno != EAGAIN)
    g_message ("the relay cannot be woken: %s", g_strerror (errno));
}

/* With the lock held. A town that nobody knew begins at its beginning. */
static Cursor *
get_cursor (ParvisRelay *self,
            const char  *town)
{
  Cursor *cursor = g_hash_table_lookup (self->cursors, town);

  if (cursor == NULL)
    {
      cursor = g_new0 (Cursor, 1);
      g_hash_table_insert (self->cursors, g_strdup (town), cursor);
    }

  return cursor;
}

static void
want (ParvisRelay *self,
      const char  *town)
{
  g_hash_table_add (self->wanted, g_strdup (town));
}

/* Where another node's batch comes before this one, it has to be read first; the
 * thread then publishes both.
 */
void
parvis_relay_publish (ParvisRelay   *self,
                      const char    *town,
                      ParvisChange **changes,
                      gsize          n_changes)
{
  gint64 first = changes[0]->seq;
  gint64 last = changes[n_changes - 1]->seq;
  gboolean is_late = FALSE;
  Cursor *cursor;

  pthread_mutex_lock (&self->lock);
  cursor = get_cursor (self, town);
  if (first == cursor->cursor + 1)
    {
      self->publish (town, changes, n_changes, self->publish_data);
      cursor->cursor = last;
    }
  else if (last > cursor->cursor)
    {
      want (self, town);
      is_late = TRUE;
    }
  pthread_mutex_unlock (&self->lock);

  if (is_late)
    parvis_relay_wake (self);
}

void
parvis_relay_tell (ParvisRelay *self,
                   const char  *word)
{
  pthread_mutex_lock (&self->lock);
  if (self->words->len < WORDS_MAX)
    g_ptr_array_add (self->words, g_strdup (word));
  pthread_mutex_unlock (&self->lock);

  parvis_relay_wake (self);
}

/* What was published meanwhile is left out. */
static void
publish_page (ParvisRelay *self,
              const char  *town,
              GPtrArray   *page,
              gint64       upto)
{
  Cursor *cursor;
  guint skip = 0;

  pthread_mutex_lock (&self->lock);
  cursor = get_cursor (self, town);
  while (skip < page->len &&
         ((ParvisChange *) g_ptr_array_index (page, skip))->seq <= cursor->cursor)
    skip++;

  if (skip < page->len)
    self->publish (town, (ParvisChange **) page->pdata + skip, page->len - skip,
                   self->publish_data);
  cursor->cursor = MAX (cursor->cursor, upto);
  pthread_mutex_unlock (&self->lock);
}

static void
read_town (ParvisRelay *self,
           const char  *town)
{
  ParvisDb *db = parvis_store_acquire (self->store, town, NULL);
  gboolean more = db != NULL;

  while (more)
    {
      g_autoptr(GPtrArray) page = NULL;
      g_autoptr(GError) error = NULL;
      gint64 latest = 0;
      gint64 after;

      pthread_mutex_lock (&self->lock);
      after = get_cursor (self, town)->cursor;
      pthread_mutex_unlock (&self->lock);

      page = parvis_store_list_changes (db, PARVIS_AUDIENCES_ALL, NULL, after, PAGE, &latest,
                                        &error);
      if (page == NULL)
        {
          /* The next look at the registry finds it again. */
          g_message ("the changes of town %s were not read: %s", town, error->message);
          break;
        }

      more = page->len == PAGE;
      publish_page (self, town, page,
                    more ? ((ParvisChange *) g_ptr_array_index (page, PAGE - 1))->seq : latest);
    }

  if (db != NULL)
    parvis_store_release (self->store, db);
}

static void
read_wanted (ParvisRelay *self)
{
  g_autoptr(GHashTable) towns = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer town;

  pthread_mutex_lock (&self->lock);
  g_hash_table_iter_init (&iter, self->wanted);
  while (g_hash_table_iter_next (&iter, &town, NULL))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_add (towns, town);
    }
  pthread_mutex_unlock (&self->lock);

  g_hash_table_iter_init (&iter, towns);
  while (g_hash_table_iter_next (&iter, &town, NULL))
    read_town (self, town);
}

/* With the lock held. No changes say that nothing that was known of it holds. */
static void
publish_end (ParvisRelay *self,
             const char  *town)
{
  self->publish (town, NULL, 0, self->publish_data);
}

/* Of a town that was removed and made again (another epoch), or of a database that
 * was set back, nothing that was published holds. One that this node was not told
 * of is read from its beginning if somebody may read it already, and not at all if
 * nobody could so far.
 */
static void
compare_town (ParvisRelay *self,
              const char  *town,
              gint64       seq,
              gint64       epoch,
              gboolean     is_served)
{
  Cursor *cursor = g_hash_table_lookup (self->cursors, town);

  if (cursor == NULL)
    {
      cursor = get_cursor (self, town);
      cursor->cursor = is_served ? 0 : seq;
    }
  else if (seq < cursor->cursor || (cursor->epoch != 0 && cursor->epoch != epoch))
    {
      cursor->cursor = seq;
      publish_end (self, town);
    }

  cursor->epoch = epoch;
  cursor->seen = TRUE;
  if (seq > cursor->cursor)
    want (self, town);
}

static void
forget_unseen (ParvisRelay *self)
{
  GHashTableIter iter;
  gpointer town;
  gpointer value;

  g_hash_table_iter_init (&iter, self->cursors);
  while (g_hash_table_iter_next (&iter, &town, &value))
    {
      Cursor *cursor = value;

      if (!cursor->seen)
        {
          publish_end (self, town);
          g_hash_table_iter_remove (&iter);
        }
      else
        {
          cursor->seen = FALSE;
        }
    }
}

static gboolean
compare_registry (ParvisRelay *self,
                  PGresult    *result,
                  gboolean     is_first)
{
  g_auto(GStrv) served = parvis_store_list_towns (self->store);
  guint n_served = 0;
  gboolean same = TRUE;

  pthread_mutex_lock (&self->lock);
  for (int i = 0; i < PQntuples (result); i++)
    {
      const char *town = PQgetvalue (result, i, 0);
      gboolean is_served = *town == '\0' || g_strv_contains ((const char * const *) served, town);

      same = same && is_served;
      n_served += is_served && *town != '\0';
      compare_town (self, town, g_ascii_strtoll (PQgetvalue (result, i, 1), NULL, 10),
                    g_ascii_strtoll (PQgetvalue (result, i, 2), NULL, 10),
                    is_served && !is_first);
    }
  forget_unseen (self);
  pthread_mutex_unlock (&self->lock);

  return same && n_served == g_strv_length (served);
}

static gboolean
look (ParvisRelay  *self,
      gboolean      is_first,
      GError      **error)
{
  PGresult *result = NULL;
  gboolean same;

  if (!parvis_line_send (self->session->line, NULL, READ_REGISTRY, 0, NULL, NULL, error) ||
      !parvis_line_finish (self->session->line, &result, error))
    return FALSE;

  same = compare_registry (self, result, is_first);
  PQclear (result);
  if (!same)
    parvis_store_look_for_towns (self->store);

  self->look_at = now_ms () + LOOK_STEP;
  self->functions->reached (self->host);

  return TRUE;
}

/* Those that are there make one notification, or a few: the busier it is, the more are in
 * one. Without a connection they are lost.
 */
static void
tell_words (ParvisRelay *self)
{
  ParvisLine *line = self->session->line;
  g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr(GString) text = g_string_new (NULL);
  g_autoptr(GError) error = NULL;
  gboolean told = !parvis_line_is_lost (line);
  GPtrArray *taken;

  pthread_mutex_lock (&self->lock);
  taken = self->words;
  self->words = g_steal_pointer (&words);
  words = taken;
  pthread_mutex_unlock (&self->lock);

  for (guint i = 0; told && i < words->len; i++)
    {
      if (text->len == 0)
        g_string_assign (text, self->node);
      g_string_append_printf (text, " %s", (const char *) g_ptr_array_index (words, i));
      if (text->len >= NEWS_MAX || i + 1 == words->len)
        {
          const char *news = text->str;

          told = parvis_line_send (line, NULL, "SELECT pg_notify('" CHANNEL_TOLD "', $1)", 1,
                                   &news, NULL, &error);
          g_string_set_size (text, 0);
        }
    }

  if (told && words->len > 0 && !parvis_line_finish (line, NULL, &error))
    g_message ("other nodes were not told: %s", error->message);
  parvis_line_forgive (line);
}

/* Listening comes first: what is committed after the look is then heard of. */
static gboolean
connect_anew (ParvisRelay  *self,
              gboolean      is_first,
              GError      **error)
{
  return self->functions->connect (self->host, self->session, error) &&
         parvis_line_run (self->session->line, LISTEN_NEWS, error) &&
         parvis_line_run (self->session->line, LISTEN_TOLD, error) &&
         look (self, is_first, error);
}

/* Each word of another node, once. */
static void
hear_words (ParvisRelay *self,
            const char  *news)
{
  g_auto(GStrv) words = g_strsplit (news, " ", -1);

  if (self->heard == NULL || words[0] == NULL || g_str_equal (words[0], self->node))
    return;

  for (guint i = 1; words[i] != NULL; i++)
    self->heard (words[i], self->publish_data);
}

/* "TOWN FIRST LAST NODE"; a town that came or went has numbers of 0. */
static void
hear (ParvisRelay *self,
      const char  *news)
{
  g_auto(GStrv) words = g_strsplit (news, " ", 5);
  const char *town;
  Cursor *cursor;

  if (g_strv_length (words) != 4 || g_str_equal (words[3], self->node))
    return;

  town = g_str_equal (words[0], "-") ? "" : words[0];
  pthread_mutex_lock (&self->lock);
  cursor = g_hash_table_lookup (self->cursors, town);
  if (cursor == NULL || g_str_equal (words[2], "0"))
    self->look_at = 0;
  else if (g_ascii_strtoll (words[2], NULL, 10) > cursor->cursor)
    want (self, town);
  pthread_mutex_unlock (&self->lock);
}

/* Returns whether there were any. */
static gboolean
take_news (ParvisRelay *self)
{
  gboolean any = FALSE;
  PGnotify *news;

  while ((news = parvis_line_take_news (self->session->line)) != NULL)
    {
      if (g_str_equal (news->relname, CHANNEL_TOLD))
        hear_words (self, news->extra);
      else
        hear (self, news->extra);
      PQfreemem (news);
      any = TRUE;
    }

  return any;
}

static void
wait_for_news (ParvisRelay *self,
               gint64       timeout)
{
  struct pollfd fds[] = {
    { self->wake_fd, POLLIN, 0 },
    { parvis_line_get_fd (self->session->line), POLLIN, 0 },
  };
  guint64 count;

  /* Some come along with the answer to something else, and nothing would wake for them. */
  if (take_news (self))
    return;

  if (poll (fds, G_N_ELEMENTS (fds), (int) MAX (timeout, 0)) <= 0)
    return;

  if (fds[0].revents != 0 && read (self->wake_fd, &count, sizeof count) != sizeof count)
    g_message ("the relay was woken by nobody");

  if (fds[1].revents != 0)
    parvis_line_listen (self->session->line);
  take_news (self);
}

/* Once, until it is back. */
static void
complain (ParvisRelay  *self,
          const GError *error)
{
  if (!self->is_complaining)
    g_message ("changes of other nodes are not heard of: %s", error->message);

  self->is_complaining = TRUE;
}

static void *
relay_all (void *data)
{
  ParvisRelay *self = data;

  while (__atomic_load_n (&self->stopping, __ATOMIC_ACQUIRE) == 0)
    {
      g_autoptr(GError) error = NULL;
      gboolean reached = TRUE;

      if (parvis_line_is_lost (self->session->line))
        reached = connect_anew (self, FALSE, &error);
      else if (now_ms () >= self->look_at)
        reached = look (self, FALSE, &error);

      if (!reached)
        complain (self, error);
      else
        self->is_complaining = FALSE;

      tell_words (self);
      read_wanted (self);
      wait_for_news (self, reached ? self->look_at - now_ms () : RETRY_STEP);
    }

  return NULL;
}

ParvisRelay *
parvis_relay_new (ParvisStore                *store,
                  const ParvisStoreConfig    *config,
                  const ParvisDbPostgresHost *functions,
                  gpointer                    host,
                  ParvisSession              *session,
                  const char                 *node)
{
  ParvisRelay *self = g_new0 (ParvisRelay, 1);
  g_autoptr(GError) error = NULL;

  self->store = store;
  self->publish = config->publish;
  self->heard = config->heard;
  self->publish_data = config->publish_data;
  self->functions = functions;
  self->host = host;
  self->session = session;
  self->node = g_strdup (node);
  self->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->cursors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->wanted = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->words = g_ptr_array_new_with_free_func (g_free);
  pthread_mutex_init (&self->lock, NULL);

  if (!connect_anew (self, TRUE, &error))
    complain (self, error);

  if (pthread_create (&self->thread, NULL, relay_all, self) != 0)
    g_error ("no thread for a relay");

  return self;
}

void
parvis_relay_stop (ParvisRelay *self)
{
  __atomic_store_n (&self->stopping, 1, __ATOMIC_RELEASE);
  parvis_relay_wake (self);
  pthread_join (self->thread, NULL);
}

void
parvis_relay_free (ParvisRelay *self)
{
  if (self == NULL)
    return;

  parvis_session_free (self->session);
  g_hash_table_unref (self->cursors);
  g_hash_table_unref (self->wanted);
  g_ptr_array_unref (self->words);
  pthread_mutex_destroy (&self->lock);
  close (self->wake_fd);
  g_free (self->node);
  g_free (self);
}
