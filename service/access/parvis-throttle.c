/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-throttle"

#include "config.h"

#include "parvis-throttle.h"

#include "parvis-error.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

/* 8192 entries of 32 bytes. */
#define BUCKETS 1024
#define WAYS    8

#define FORGET PARVIS_DAY

/* What is told of a try: this, its kind and its name, "+0:0123456789abcdef". */
#define TRIED      '+'
#define TAKEN_BACK '-'
#define ALL_BACK   '0'
#define WORD_SIZE  24

typedef struct
{
  guint64 name;
  gint64  last_at;        /* of the last try that was counted */
  gint64  until;          /* no try before it */
  guint32 failures;       /* 0: free */
} Entry;

typedef struct
{
  guint   free_tries;
  gint64  first_wait;
  gint64  longest_wait;
} Rule;

static const Rule rules[PARVIS_N_THROTTLES] = {
  [PARVIS_THROTTLE_ACCOUNT] = { 5, 2 * PARVIS_SECOND, 15 * PARVIS_MINUTE },
  [PARVIS_THROTTLE_ADDRESS] = { 30, 1 * PARVIS_SECOND, 15 * PARVIS_MINUTE },
  [PARVIS_THROTTLE_CODE] = { 10, 5 * PARVIS_SECOND, 1 * PARVIS_HOUR },
  [PARVIS_THROTTLE_DEVICE] = { 20, 1 * PARVIS_SECOND, 1 * PARVIS_MINUTE },
  [PARVIS_THROTTLE_MAIL] = { 3, 5 * PARVIS_MINUTE, 12 * PARVIS_HOUR },
  [PARVIS_THROTTLE_ORDER] = { 200, 1 * PARVIS_SECOND, 1 * PARVIS_MINUTE },
};

struct _ParvisThrottle
{
  const ParvisClock *clock;
  pthread_mutex_t    mutex;
  guint8             key[crypto_shorthash_KEYBYTES];
  ParvisTellFunc     tell;
  gpointer           tell_data;
  Entry              entries[BUCKETS][WAYS];
};

ParvisThrottle *
parvis_throttle_new (const ParvisClock *clock)
{
  ParvisThrottle *self = g_new0 (ParvisThrottle, 1);

  self->clock = clock;
  pthread_mutex_init (&self->mutex, NULL);
  randombytes_buf (self->key, sizeof self->key);

  return self;
}

void
parvis_throttle_share (ParvisThrottle *self,
                       const guint8    key[PARVIS_THROTTLE_KEY_BYTES],
                       ParvisTellFunc  tell,
                       gpointer        user_data)
{
  G_STATIC_ASSERT (sizeof self->key == PARVIS_THROTTLE_KEY_BYTES);
  memcpy (self->key, key, sizeof self->key);
  self->tell = tell;
  self->tell_data = user_data;
}

void
parvis_throttle_free (ParvisThrottle *self)
{
  if (self == NULL)
    return;

  pthread_mutex_destroy (&self->mutex);
  g_free (self);
}

static guint64
hash_name (ParvisThrottle     *self,
           ParvisThrottleKind  kind,
           const char         *who)
{
  g_autofree char *lower = g_utf8_casefold (who, -1);
  g_autofree char *name = g_strdup_printf ("%d %s", (int) kind, lower);
  guint64 hash;

  G_STATIC_ASSERT (crypto_shorthash_BYTES == sizeof hash);
  crypto_shorthash ((guchar *) &hash, (const guchar *) name, strlen (name), self->key);

  return hash;
}

static gboolean
is_forgotten (const Entry *entry,
              gint64       now)
{
  return entry->failures == 0 || (now - entry->last_at >= FORGET && now >= entry->until);
}

static gboolean
is_worth_less (const Entry *a,
               const Entry *b,
               gint64       now)
{
  if (is_forgotten (a, now) != is_forgotten (b, now))
    return is_forgotten (a, now);
  if (a->failures != b->failures)
    return a->failures < b->failures;

  return a->last_at < b->last_at;
}

/* The entry of @name; with @make the least of its bucket if it has none. */
static Entry *
find_entry (ParvisThrottle *self,
            guint64         name,
            gboolean        make,
            gint64          now)
{
  Entry *bucket = self->entries[name % BUCKETS];
  Entry *least = &bucket[0];

  for (guint i = 0; i < WAYS; i++)
    {
      if (bucket[i].name == name && !is_forgotten (&bucket[i], now))
        return &bucket[i];
      if (is_worth_less (&bucket[i], least, now))
        least = &bucket[i];
    }

  if (!make)
    return NULL;

  memset (least, 0, sizeof *least);
  least->name = name;

  return least;
}

static gint64
find_wait (const Rule *rule,
           guint       failures)
{
  guint doublings;

  if (failures < rule->free_tries)
    return 0;

  doublings = failures - rule->free_tries;
  if (doublings >= 30)
    return rule->longest_wait;

  return MIN (rule->first_wait << doublings, rule->longest_wait);
}

static void
tell_others (ParvisThrottle     *self,
             char                what,
             ParvisThrottleKind  kind,
             guint64             name)
{
  char word[WORD_SIZE];

  if (self->tell == NULL)
    return;

  g_snprintf (word, sizeof word, "%c%d:%016" G_GINT64_MODIFIER "x", what, (int) kind, name);
  self->tell (word, self->tell_data);
}

/* With the lock held. The wait may be longer already, by what another counted. */
static void
count_try (Entry      *entry,
           const Rule *rule,
           gint64      now)
{
  entry->failures += entry->failures < G_MAXUINT32;
  entry->last_at = now;
  entry->until = MAX (entry->until, now + find_wait (rule, entry->failures));
}

gint64
parvis_throttle_enter (ParvisThrottle     *self,
                       ParvisThrottleKind  kind,
                       const char         *who)
{
  guint64 name = hash_name (self, kind, who);
  gint64 now = parvis_clock_now (self->clock);
  gint64 wait;
  Entry *entry;

  pthread_mutex_lock (&self->mutex);
  entry = find_entry (self, name, TRUE, now);
  wait = MAX (0, entry->until - now);
  if (wait == 0)
    count_try (entry, &rules[kind], now);
  pthread_mutex_unlock (&self->mutex);

  if (wait == 0)
    tell_others (self, TRIED, kind, name);

  return wait;
}

/* With the lock held. */
static void
forget_tries (ParvisThrottle     *self,
              ParvisThrottleKind  kind,
              guint64             name,
              gboolean            all,
              gint64              now)
{
  Entry *entry = find_entry (self, name, FALSE, now);

  if (entry == NULL)
    return;

  entry->failures = all ? 0 : entry->failures - 1;
  entry->until = entry->failures == 0
                 ? 0 : entry->last_at + find_wait (&rules[kind], entry->failures);
}

static void
take_back (ParvisThrottle     *self,
           ParvisThrottleKind  kind,
           const char         *who,
           gboolean            all)
{
  guint64 name = hash_name (self, kind, who);
  gint64 now = parvis_clock_now (self->clock);

  pthread_mutex_lock (&self->mutex);
  forget_tries (self, kind, name, all, now);
  pthread_mutex_unlock (&self->mutex);

  tell_others (self, all ? ALL_BACK : TAKEN_BACK, kind, name);
}

/* The words of another version may be others. */
static gboolean
read_word (const char         *word,
           ParvisThrottleKind *kind,
           guint64            *name)
{
  int number;

  if (strlen (word) != strlen ("+0:0123456789abcdef") || strchr ("+-0", word[0]) == NULL ||
      word[2] != ':' || strspn (word + 3, "0123456789abcdef") != 16)
    return FALSE;

  number = g_ascii_digit_value (word[1]);
  if (number < 0 || number >= PARVIS_N_THROTTLES)
    return FALSE;

  *kind = (ParvisThrottleKind) number;
  *name = g_ascii_strtoull (word + 3, NULL, 16);

  return TRUE;
}

void
parvis_throttle_hear (ParvisThrottle *self,
                      const char     *word)
{
  gint64 now = parvis_clock_now (self->clock);
  ParvisThrottleKind kind;
  guint64 name;

  if (!read_word (word, &kind, &name))
    return;

  pthread_mutex_lock (&self->mutex);
  if (word[0] == TRIED)
    count_try (find_entry (self, name, TRUE, now), &rules[kind], now);
  else
    forget_tries (self, kind, name, word[0] == ALL_BACK, now);
  pthread_mutex_unlock (&self->mutex);
}

gboolean
parvis_throttle_refuse (const char  *what,
                        gint64       wait,
                        GError     **error)
{
  int seconds = (int) ((wait + PARVIS_SECOND - 1) / PARVIS_SECOND);

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY, "%s; please try again in %d s", what,
               seconds);
  parvis_error_take_details (error, json_pack ("{s:i}", PARVIS_RETRY_AFTER, seconds));

  return FALSE;
}

void
parvis_throttle_succeed (ParvisThrottle     *self,
                         ParvisThrottleKind  kind,
                         const char         *who)
{
  take_back (self, kind, who, kind == PARVIS_THROTTLE_ACCOUNT);
}

void
parvis_throttle_undo (ParvisThrottle     *self,
                      ParvisThrottleKind  kind,
                      const char         *who)
{
  take_back (self, kind, who, FALSE);
}

guint
parvis_throttle_get_failures (ParvisThrottle     *self,
                              ParvisThrottleKind  kind,
                              const char         *who)
{
  guint64 name = hash_name (self, kind, who);
  const Entry *entry;
  guint failures;

  pthread_mutex_lock (&self->mutex);
  entry = find_entry (self, name, FALSE, parvis_clock_now (self->clock));
  failures = entry != NULL ? entry->failures : 0;
  pthread_mutex_unlock (&self->mutex);

  return failures;
}
