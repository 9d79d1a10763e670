/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-readers"

#include "config.h"

#include "parvis-readers.h"

/* A town is not referenced here: it is retired before it goes. */
typedef struct
{
  ParvisTown *town;
  ParvisDb   *db;
  gint64      busy_until;
} Idle;

struct _ParvisReaders
{
  const ParvisClock *clock;
  guint              max;
  guint              busy_max;

  pthread_mutex_t    lock;
  GArray            *idle;      /* Idle, the one that came back last at the end */
};

ParvisReaders *
parvis_readers_new (const ParvisStoreConfig *config)
{
  ParvisReaders *self = g_new0 (ParvisReaders, 1);

  self->clock = config->clock != NULL ? config->clock : &parvis_system_clock;
  self->max = config->open_max > 0 ? config->open_max : PARVIS_TOWNS_OPEN;
  self->busy_max = MAX (self->max, config->busy_max > 0 ? config->busy_max : PARVIS_TOWNS_BUSY);
  self->idle = g_array_new (FALSE, FALSE, sizeof (Idle));
  pthread_mutex_init (&self->lock, NULL);

  return self;
}

void
parvis_readers_free (ParvisReaders *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < self->idle->len; i++)
    parvis_db_close (g_array_index (self->idle, Idle, i).db);

  g_array_unref (self->idle);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

/* A town that is read often has its connection near the end. */
static ParvisDb *
take (ParvisReaders *self,
      ParvisTown    *town)
{
  for (guint i = self->idle->len; i > 0; i--)
    {
      Idle idle = g_array_index (self->idle, Idle, i - 1);

      if (idle.town == town)
        {
          g_array_remove_index (self->idle, i - 1);
          return idle.db;
        }
    }

  return NULL;
}

ParvisDb *
parvis_readers_acquire (ParvisReaders  *self,
                        ParvisTown     *town,
                        GError        **error)
{
  ParvisDb *db;

  if (town->broken != NULL)
    {
      g_propagate_error (error, g_error_copy (town->broken));
      return NULL;
    }

  pthread_mutex_lock (&self->lock);
  db = take (self, town);
  pthread_mutex_unlock (&self->lock);

  if (db == NULL)
    db = town->engine->klass->open_reader (town->engine, town->code, error);

  if (db != NULL)
    parvis_town_ref (town);

  return db;
}

static guint
count (ParvisReaders *self,
       ParvisTown    *town)
{
  guint n = 0;

  for (guint i = 0; i < self->idle->len; i++)
    n += g_array_index (self->idle, Idle, i).town == town;

  return n;
}

/* With the lock held. The connection that waits longest, if it is one too many: a busy one is
 * only where there are more than those may be.
 */
static ParvisDb *
take_surplus (ParvisReaders *self,
              gint64         now)
{
  Idle oldest;

  if (self->idle->len <= self->max)
    return NULL;

  oldest = g_array_index (self->idle, Idle, 0);
  if (self->idle->len <= self->busy_max && now < oldest.busy_until)
    return NULL;

  g_array_remove_index (self->idle, 0);

  return oldest.db;
}

/* At most two are closed for one that comes back, so that nobody waits for many. */
void
parvis_readers_release (ParvisReaders *self,
                        ParvisTown    *town,
                        ParvisDb      *db)
{
  gint64 now = parvis_clock_now (self->clock);
  Idle idle = { town, db, 0 };
  ParvisDb *surplus[2] = { NULL, NULL };

  pthread_mutex_lock (&self->lock);
  if (now < town->read_at + PARVIS_TOWNS_BUSY_TIME)
    idle.busy_until = now + PARVIS_TOWNS_BUSY_TIME;
  town->read_at = now;
  if (!town->removed && count (self, town) < town->engine->klass->readers_kept)
    {
      g_array_append_val (self->idle, idle);
      db = NULL;
    }
  for (guint i = 0; i < G_N_ELEMENTS (surplus); i++)
    surplus[i] = take_surplus (self, now);
  pthread_mutex_unlock (&self->lock);

  parvis_db_close (db);
  for (guint i = 0; i < G_N_ELEMENTS (surplus); i++)
    parvis_db_close (surplus[i]);
  parvis_town_unref (town);
}

void
parvis_readers_retire (ParvisReaders *self,
                       ParvisTown    *town)
{
  ParvisDb *db;

  pthread_mutex_lock (&self->lock);
  town->removed = TRUE;
  while ((db = take (self, town)) != NULL)
    parvis_db_close (db);
  pthread_mutex_unlock (&self->lock);
}
