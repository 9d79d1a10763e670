/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-day-log"

#include "config.h"

#include "parvis-day-log.h"

#include <string.h>

#define MAX_ENTRIES 200
#define MAX_FIGURE 1000000
#define MAX_TEXT 1000

/**
 * parvis_presses_take:
 * @presses: presses so far; all zero for none
 *
 * Adds a press if it belongs to the same gesture: the same direction, within
 * PARVIS_PRESS_WINDOW of the first. Measured from the first press, not from
 * the last, so that an hour of steady counting is not one step to undo.
 *
 * Returns: FALSE if it starts a gesture of its own
 */
gboolean
parvis_presses_take (ParvisPresses *presses,
                     gint64         at,
                     int            delta)
{
  g_return_val_if_fail (presses != NULL, FALSE);

  if (presses->count > 0
      && (delta == 0
          || (presses->delta > 0) != (delta > 0)
          || at < presses->first_at
          || at - presses->first_at > PARVIS_PRESS_WINDOW))
    return FALSE;

  if (presses->count == 0)
    presses->first_at = at;
  presses->delta += delta;
  presses->count++;

  return TRUE;
}

void
parvis_log_line_free (ParvisLogLine *line)
{
  if (line == NULL)
    return;

  g_free (line->actor);
  g_free (line->note);
  g_free (line);
}

static gboolean
read_what (const char    *text,
           gint64         delta,
           ParvisLogWhat *what)
{
  static const struct
  {
    const char    *word;
    ParvisLogWhat  what;
  } words[] = {
    { "count", PARVIS_LOG_COUNT },
    { "recount", PARVIS_LOG_RECOUNT },
    { "zero", PARVIS_LOG_ZERO },
    { "close", PARVIS_LOG_CLOSE },
    { "reopen", PARVIS_LOG_REOPEN },
    { "lower", PARVIS_LOG_LOWER },
    { "restore", PARVIS_LOG_RESTORE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i].word, text) == 0)
      {
        *what = words[i].what;
        if (*what == PARVIS_LOG_COUNT && delta == 0)
          *what = PARVIS_LOG_STILL;
        return TRUE;
      }

  return FALSE;
}

static gboolean
has_key (GHashTable *keys,
         const char *key)
{
  return keys != NULL && key != NULL && g_hash_table_contains (keys, key);
}

/* NULL for what a later service may write and this one does not know. */
static ParvisLogLine *
read_entry (const json_t *entry,
            GHashTable   *waiting_keys,
            GHashTable   *own_keys)
{
  g_autoptr(ParvisLogLine) line = g_new0 (ParvisLogLine, 1);
  const char *what, *key, *actor, *note;
  gint64 delta, value;

  if (!parvis_json_get_string (entry, "what", 20, &what, NULL)
      || !parvis_json_get_time (entry, "at", &line->at, NULL)
      || !parvis_json_get_int_or (entry, "delta", -MAX_FIGURE, MAX_FIGURE, 0, &delta, NULL)
      || !parvis_json_get_int_or (entry, "value", -1, MAX_FIGURE, -1, &value, NULL)
      || !parvis_json_get_string_or (entry, "key", MAX_TEXT, NULL, &key, NULL)
      || !parvis_json_get_string_or (entry, "actor", MAX_TEXT, NULL, &actor, NULL)
      || !parvis_json_get_string_or (entry, "note", MAX_TEXT, NULL, &note, NULL)
      || !read_what (what, delta, &line->what))
    return NULL;

  line->last_at = line->at;
  line->delta = (int) delta;
  line->value = (int) value;
  line->presses = 1;
  line->waiting = has_key (waiting_keys, key) ? 1 : 0;
  line->is_own = line->waiting > 0 || has_key (own_keys, key);
  line->actor = actor != NULL && *actor != '\0' ? g_strdup (actor) : NULL;
  line->note = note != NULL && *note != '\0' ? g_strdup (note) : NULL;

  return g_steal_pointer (&line);
}

static gboolean
join_line (ParvisLogLine       *line,
           const ParvisLogLine *next)
{
  ParvisPresses presses = { line->at, line->delta, line->presses };

  if (line->what != PARVIS_LOG_COUNT
      || next->what != PARVIS_LOG_COUNT
      || line->is_own != next->is_own
      || g_strcmp0 (line->actor, next->actor) != 0
      || g_strcmp0 (line->note, next->note) != 0
      || !parvis_presses_take (&presses, next->at, next->delta))
    return FALSE;

  line->delta = presses.delta;
  line->presses = presses.count;
  line->last_at = next->at;
  line->value = next->value;
  line->waiting += next->waiting;

  return TRUE;
}

static int
compare_lines (gconstpointer a,
               gconstpointer b)
{
  const ParvisLogLine *left = *(const ParvisLogLine *const *) a;
  const ParvisLogLine *right = *(const ParvisLogLine *const *) b;

  return left->at < right->at ? -1 : left->at > right->at;
}

/**
 * parvis_day_log_read:
 * @gauge_log: (nullable): the entity "gauge_log" of a gauge
 * @waiting_keys: (nullable) (element-type utf8): keys of commands that wait on
 *   this machine
 * @own_keys: (nullable) (element-type utf8): of those that were made here
 *
 * Returns: (element-type ParvisLogLine) (transfer full): the lines of the day,
 *   newest first, quick presses of one person joined
 */
GPtrArray *
parvis_day_log_read (const json_t *gauge_log,
                     GHashTable   *waiting_keys,
                     GHashTable   *own_keys)
{
  GDestroyNotify free_line = (GDestroyNotify) parvis_log_line_free;
  g_autoptr(GPtrArray) entries = g_ptr_array_new_with_free_func (free_line);
  GPtrArray *lines = g_ptr_array_new_with_free_func (free_line);
  const json_t *list = json_object_get (gauge_log, "entries");

  for (size_t i = 0; i < MIN (json_array_size (list), MAX_ENTRIES); i++)
    {
      ParvisLogLine *line = read_entry (json_array_get (list, i), waiting_keys, own_keys);

      if (line != NULL)
        g_ptr_array_add (entries, line);
    }

  g_ptr_array_sort (entries, compare_lines);

  while (entries->len > 0)
    {
      ParvisLogLine *next = g_ptr_array_steal_index (entries, 0);
      ParvisLogLine *last = lines->len > 0 ? g_ptr_array_index (lines, 0) : NULL;

      if (last != NULL && join_line (last, next))
        parvis_log_line_free (next);
      else
        g_ptr_array_insert (lines, 0, next);
    }

  return lines;
}

/**
 * parvis_day_log_find_company:
 * @lines: (element-type ParvisLogLine): newest first
 * @started_at: since when this window knows its own gestures
 * @recently: who has not counted since then is not counting any more
 * @since: (out): the first count of others after @started_at
 * @name: (out) (nullable) (transfer none): who it is, if that is known
 *
 * Returns: whether somebody else counts the same place at present
 */
gboolean
parvis_day_log_find_company (GPtrArray   *lines,
                             gint64       started_at,
                             gint64       recently,
                             gint64      *since,
                             const char **name)
{
  gboolean found = FALSE;

  g_return_val_if_fail (lines != NULL, FALSE);
  g_return_val_if_fail (since != NULL && name != NULL, FALSE);

  for (guint i = 0; i < lines->len; i++)
    {
      const ParvisLogLine *line = g_ptr_array_index (lines, i);

      if (line->is_own || line->at < started_at
          || (line->what != PARVIS_LOG_COUNT && line->what != PARVIS_LOG_STILL))
        continue;
      if (!found && line->last_at < recently)
        return FALSE;

      if (!found)
        *name = line->actor;
      *since = line->at;
      found = TRUE;
    }

  return found;
}
