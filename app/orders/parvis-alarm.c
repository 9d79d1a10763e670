/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-alarm"

#include "config.h"

#include "parvis-alarm.h"

#define OFTEN 3
#define OFTEN_EVERY PARVIS_MINUTE
#define SELDOM_EVERY (5 * PARVIS_MINUTE)

typedef struct
{
  gint64 next;
  gint64 again_from;
  guint  rung;
} Wait;

struct _ParvisAlarm
{
  GHashTable *waits;    /* id → Wait */
};

ParvisAlarm *
parvis_alarm_new (void)
{
  ParvisAlarm *self = g_new0 (ParvisAlarm, 1);

  self->waits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  return self;
}

void
parvis_alarm_free (ParvisAlarm *self)
{
  g_hash_table_unref (self->waits);
  g_free (self);
}

void
parvis_alarm_add (ParvisAlarm *self,
                  const char  *id,
                  gint64       now,
                  gint64       again_from)
{
  Wait *wait;

  if (g_hash_table_contains (self->waits, id))
    return;

  wait = g_new0 (Wait, 1);
  wait->next = now;
  wait->again_from = again_from;
  g_hash_table_insert (self->waits, g_strdup (id), wait);
}

void
parvis_alarm_remove (ParvisAlarm *self,
                     const char  *id)
{
  g_hash_table_remove (self->waits, id);
}

/* A laptop that slept does not ring for each minute that it missed. */
gboolean
parvis_alarm_is_due (ParvisAlarm *self,
                     gint64       now,
                     gboolean     again)
{
  gboolean due = FALSE;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->waits);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      Wait *wait = value;

      if (wait->next > now || (wait->rung > 0 && !again))
        continue;

      due = TRUE;
      wait->next = MAX (now + (wait->rung < OFTEN ? OFTEN_EVERY : SELDOM_EVERY),
                        wait->again_from);
      wait->rung++;
    }

  return due;
}

gint64
parvis_alarm_next (ParvisAlarm *self)
{
  gint64 next = PARVIS_NEVER;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->waits);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    next = MIN (next, ((Wait *) value)->next);

  return next;
}

guint
parvis_alarm_count (ParvisAlarm *self)
{
  return g_hash_table_size (self->waits);
}
