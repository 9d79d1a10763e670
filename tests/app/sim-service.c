/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "sim-service"

#include "config.h"

#include "parvis-words.h"
#include "sim-service.h"

#include <string.h>

struct _SimService
{
  SimRandom  *random;
  gint64      seq;
  GHashTable *answers;                /* key → gint64: sequence number */
  int         sensor[SIM_GAUGES];
  json_t     *keys[SIM_GAUGES];       /* key → delta */
  gint64      seqs[SIM_ENTITIES];
};

guint32
sim_random_below (SimRandom *random,
                  guint32    limit)
{
  guint64 z = (random->state += G_GUINT64_CONSTANT (0x9e3779b97f4a7c15));

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  z ^= z >> 31;

  return (guint32) (z % limit);
}

gboolean
sim_random_chance (SimRandom *random,
                   guint32    per_thousand)
{
  return sim_random_below (random, 1000) < per_thousand;
}

const char *
sim_gauge_id (guint gauge)
{
  static const char * const ids[SIM_GAUGES] = { "g0", "g1", "g2", "g3" };

  return ids[gauge];
}

static guint
find_gauge (const char *id)
{
  return (guint) (id[1] - '0');
}

SimService *
sim_service_new (SimRandom *random)
{
  SimService *self = g_new0 (SimService, 1);

  self->random = random;
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; i < SIM_GAUGES; i++)
    {
      self->sensor[i] = SIM_BASE;
      self->keys[i] = json_object ();
    }

  for (guint i = 0; i < SIM_ENTITIES; i++)
    self->seqs[i] = ++self->seq;

  return self;
}

void
sim_service_free (SimService *self)
{
  for (guint i = 0; i < SIM_GAUGES; i++)
    json_decref (self->keys[i]);

  g_hash_table_unref (self->answers);
  g_free (self);
}

gboolean
sim_service_refuses (const char *key)
{
  return g_str_hash (key) % 11 == 0;
}

static void
touch_gauge (SimService *self,
             guint       gauge)
{
  self->seqs[gauge] = ++self->seq;
}

int
sim_service_command (SimService *self,
                     const char *key,
                     const char *id,
                     int         delta,
                     gint64     *seq)
{
  guint gauge = find_gauge (id);
  gint64 *stored = g_hash_table_lookup (self->answers, key);
  gint64 first = self->seq + 1;

  if (stored != NULL)
    {
      *seq = *stored;
      return 200;
    }

  if (sim_service_refuses (key))
    return 422;

  g_assert_null (json_object_get (self->keys[gauge], key));
  json_object_set_new (self->keys[gauge], key, json_integer (delta));

  /* Others of the same batch, before the gauge and between it and its log. */
  if (sim_random_chance (self->random, 300))
    sim_service_measure (self, (gauge + 1) % SIM_GAUGES);

  touch_gauge (self, gauge);

  if (sim_random_chance (self->random, 300))
    sim_service_measure (self, (gauge + 2) % SIM_GAUGES);

  self->seqs[SIM_GAUGES + gauge] = ++self->seq;
  *seq = first;
  stored = g_new (gint64, 1);
  *stored = *seq;
  g_hash_table_insert (self->answers, g_strdup (key), stored);

  return 200;
}

void
sim_service_measure (SimService *self,
                     guint       gauge)
{
  self->sensor[gauge] += (int) sim_random_below (self->random, 21) - 10;
  touch_gauge (self, gauge);
}

gint64
sim_service_get_seq (SimService *self)
{
  return self->seq;
}

gboolean
sim_service_has (SimService *self,
                 const char *gauge,
                 const char *key)
{
  return json_object_get (self->keys[find_gauge (gauge)], key) != NULL;
}

static json_t *
render_gauge (SimService *self,
              guint       gauge)
{
  json_t *body = json_object ();
  json_int_t present = self->sensor[gauge];
  const char *key;
  json_t *delta;

  json_object_foreach (self->keys[gauge], key, delta)
    present += json_integer_value (delta);

  json_object_set_new (body, "id", json_string (sim_gauge_id (gauge)));
  json_object_set_new (body, "sensor", json_integer (self->sensor[gauge]));
  json_object_set_new (body, "keys", json_copy (self->keys[gauge]));
  json_object_set_new (body, "present", json_integer (present));

  return body;
}

static json_t *
render_log (SimService *self,
            guint       gauge)
{
  json_t *body = json_object ();
  json_int_t by_hand = 0;
  const char *key;
  json_t *delta;

  json_object_foreach (self->keys[gauge], key, delta)
    by_hand += json_integer_value (delta);

  json_object_set_new (body, "gauge", json_string (sim_gauge_id (gauge)));
  json_object_set_new (body, "keys", json_copy (self->keys[gauge]));
  json_object_set_new (body, "by_hand", json_integer (by_hand));

  return body;
}

ParvisFeedChange *
sim_service_entry (SimService *self,
                   guint       entity,
                   gint64      after)
{
  guint gauge = entity % SIM_GAUGES;

  if (self->seqs[entity] <= after)
    return NULL;

  if (entity < SIM_GAUGES)
    return parvis_feed_change_new (PARVIS_KIND_GAUGE, sim_gauge_id (gauge), self->seqs[entity],
                                   render_gauge (self, gauge));

  return parvis_feed_change_new (PARVIS_KIND_GAUGE_LOG, sim_gauge_id (gauge), self->seqs[entity],
                                 render_log (self, gauge));
}

static int
compare_changes (gconstpointer a,
                 gconstpointer b)
{
  const ParvisFeedChange *one = *(const ParvisFeedChange * const *) a;
  const ParvisFeedChange *other = *(const ParvisFeedChange * const *) b;

  return one->seq < other->seq ? -1 : one->seq > other->seq;
}

ParvisFeedPage *
sim_service_page (SimService *self,
                  gint64      after,
                  guint       limit)
{
  ParvisFeedPage *page = parvis_feed_page_new ();

  for (guint i = 0; i < SIM_ENTITIES; i++)
    {
      ParvisFeedChange *change = sim_service_entry (self, i, after);

      if (change != NULL)
        g_ptr_array_add (page->changes, change);
    }

  g_ptr_array_sort (page->changes, compare_changes);
  page->cursor = self->seq;

  if (page->changes->len > limit)
    {
      ParvisFeedChange *last = g_ptr_array_index (page->changes, limit - 1);

      page->cursor = last->seq;
      page->more = TRUE;
      g_ptr_array_set_size (page->changes, (int) limit);
    }

  return page;
}
