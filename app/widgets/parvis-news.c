/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-news"

#include "config.h"

#include "parvis-news.h"

#define MORNING     (9 * PARVIS_HOUR)
#define QUIET_UNTIL (7 * PARVIS_HOUR)
#define QUIET_FROM  (21 * PARVIS_HOUR)
#define TICKS       (60 / PARVIS_TICKER_SECONDS)
#define SUMS_TOLD   "news-told"

struct _ParvisNews
{
  GObject                parent_instance;

  /* Owned */
  ParvisDesk            *desk;
  GSettings             *settings;
  GHashTable           **told;          /* of each topic: the ids that need no telling */

  const ParvisNewsTopic *topics;
  guint                  n_topics;
  gpointer               data;
  guint                  ticks;
};

G_DEFINE_FINAL_TYPE (ParvisNews, parvis_news, G_TYPE_OBJECT)

enum
{
  TOLD,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
free_item (gpointer data)
{
  ParvisNewsItem *item = data;

  g_free (item->id);
  g_free (item->title);
  g_free (item->body);
  g_free (item);
}

GPtrArray *
parvis_news_list_new (void)
{
  return g_ptr_array_new_with_free_func (free_item);
}

void
parvis_news_list_add (GPtrArray  *list,
                      const char *id,
                      const char *title,
                      const char *body)
{
  ParvisNewsItem *item = g_new0 (ParvisNewsItem, 1);

  item->id = g_strdup (id);
  item->title = g_strdup (title);
  item->body = g_strdup (body);
  g_ptr_array_add (list, item);
}

static void
tell (ParvisNews            *self,
      const ParvisNewsTopic *topic,
      GPtrArray             *items)
{
  GApplication *app = g_application_get_default ();
  const ParvisNewsItem *first = g_ptr_array_index (items, 0);
  g_autofree char *title = items->len > 1 ? topic->sum (items->len) : g_strdup (first->title);
  g_autoptr(GNotification) notification = NULL;

  g_signal_emit (self, signals[TOLD], 0, title, first->body);
  if (app == NULL || !g_application_get_is_registered (app))
    return;

  notification = g_notification_new (title);
  g_notification_set_body (notification, first->body);
  g_notification_set_default_action_and_target (notification, "app.open-page", "s", topic->page);
  g_application_send_notification (app, topic->key, notification);
}

/* Of @items, those that were not told yet; they are now. What is over is forgotten: it is
 * told anew if it comes back.
 * Returns: (transfer container)
 */
static GPtrArray *
take_new (GHashTable **told,
          GPtrArray   *items)
{
  GPtrArray *fresh = g_ptr_array_new ();
  GHashTable *now = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < items->len; i++)
    {
      ParvisNewsItem *item = g_ptr_array_index (items, i);

      g_hash_table_add (now, g_strdup (item->id));
      if (*told != NULL && !g_hash_table_contains (*told, item->id))
        g_ptr_array_add (fresh, item);
    }
  g_clear_pointer (told, g_hash_table_unref);
  *told = now;

  return fresh;
}

/* Once a day, whichever computer was opened when. */
static void
tell_morning (ParvisNews            *self,
              const ParvisNewsTopic *topic,
              GPtrArray             *items,
              const ParvisLocalDay  *day,
              gint64                 now)
{
  g_autoptr(GVariant) told = g_settings_get_value (self->settings, SUMS_TOLD);
  GVariantBuilder builder;
  GVariantIter iter;
  const char *key;
  const char *name;

  if (now - day->start < MORNING)
    return;
  if (g_variant_lookup (told, topic->key, "&s", &name) && strcmp (name, day->name) == 0)
    return;

  g_variant_builder_init (&builder, G_VARIANT_TYPE ("a{ss}"));
  g_variant_iter_init (&iter, told);
  while (g_variant_iter_loop (&iter, "{&s&s}", &key, &name))
    if (strcmp (key, topic->key) != 0)
      g_variant_builder_add (&builder, "{ss}", key, name);
  g_variant_builder_add (&builder, "{ss}", topic->key, day->name);
  g_settings_set_value (self->settings, SUMS_TOLD, g_variant_builder_end (&builder));
  if (items->len > 0)
    tell (self, topic, items);
}

static void
look_at (ParvisNews           *self,
         guint                 index,
         const ParvisLocalDay *day,
         gint64                now)
{
  const ParvisNewsTopic *topic = &self->topics[index];
  g_autofree char *when = g_settings_get_string (self->settings, topic->key);
  g_autoptr(GPtrArray) items = topic->list (self->data);
  g_autoptr(GPtrArray) fresh = NULL;

  /* Somebody else's, or not any more: who comes back to it begins anew. */
  if (items == NULL)
    {
      g_clear_pointer (&self->told[index], g_hash_table_unref);
      return;
    }

  /* What happens in the night is told when it is over, if it still is so. */
  if (self->told[index] != NULL && strcmp (when, "now") == 0 &&
      (now - day->start < QUIET_UNTIL || now - day->start >= QUIET_FROM))
    return;

  fresh = take_new (&self->told[index], items);
  if (strcmp (when, "now") == 0 && fresh->len > 0)
    tell (self, topic, fresh);
  else if (strcmp (when, "morning") == 0)
    tell_morning (self, topic, items, day, now);
}

void
parvis_news_look (ParvisNews *self)
{
  ParvisSession *session;
  const ParvisLocalDay *day;
  gint64 now;

  g_return_if_fail (PARVIS_IS_NEWS (self));

  session = parvis_desk_get_session (self->desk);
  if (parvis_session_is_loading (session))
    return;

  now = parvis_session_now (session);
  day = parvis_time_local_day (now, parvis_desk_get_zone (self->desk));
  for (guint i = 0; i < self->n_topics; i++)
    look_at (self, i, day, now);
}

static void
tick_cb (ParvisTicker *ticker,
         ParvisNews   *self)
{
  if (self->ticks++ % TICKS == 0)
    parvis_news_look (self);
}

static void
parvis_news_dispose (GObject *object)
{
  ParvisNews *self = PARVIS_NEWS (object);

  for (guint i = 0; self->told != NULL && i < self->n_topics; i++)
    g_clear_pointer (&self->told[i], g_hash_table_unref);
  g_clear_pointer (&self->told, g_free);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (parvis_news_parent_class)->dispose (object);
}

static void
parvis_news_class_init (ParvisNewsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_news_dispose;

  signals[TOLD] = g_signal_new ("told", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
parvis_news_init (ParvisNews *self)
{
}

ParvisNews *
parvis_news_new (ParvisDesk            *desk,
                 GSettings             *settings,
                 const ParvisNewsTopic *topics,
                 guint                  n_topics,
                 gpointer               data)
{
  ParvisNews *self;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);
  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (PARVIS_TYPE_NEWS, NULL);
  self->desk = g_object_ref (desk);
  self->settings = g_object_ref (settings);
  self->topics = topics;
  self->n_topics = n_topics;
  self->data = data;
  self->told = g_new0 (GHashTable *, n_topics);
  g_signal_connect_object (parvis_desk_get_ticker (desk), "tick", G_CALLBACK (tick_cb), self, 0);

  return self;
}

gboolean
parvis_news_has (ParvisNews *self,
                 const char *key)
{
  g_return_val_if_fail (PARVIS_IS_NEWS (self), FALSE);

  for (guint i = 0; i < self->n_topics; i++)
    {
      g_autoptr(GPtrArray) items = NULL;

      if (strcmp (self->topics[i].key, key) != 0)
        continue;

      items = self->topics[i].list (self->data);

      return items != NULL;
    }

  return FALSE;
}
