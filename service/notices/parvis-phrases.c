/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-phrases"

#include "config.h"

#include "parvis-phrases.h"

#include "parvis-rejection-words.h"

#include <stdlib.h>
#include <string.h>

#define DEFAULT_LANGUAGE "fr"

/* Of a header that somebody else writes. */
#define MAX_WISHES 32

static int
find_index (const char *code,
            gsize       length)
{
  for (int i = 0; parvis_phrase_languages[i] != NULL; i++)
    {
      const char *language = parvis_phrase_languages[i];

      if (strlen (language) == length && g_ascii_strncasecmp (language, code, length) == 0)
        return i;
    }

  return -1;
}

const char *
parvis_phrase_find_language (const char *code)
{
  int index = code == NULL ? -1 : find_index (code, strlen (code));

  return index < 0 ? NULL : parvis_phrase_languages[index];
}

/* "fr-FR;q=0.8": the language, and how much it is wished, in thousandths. */
static int
read_wish (const char *wish,
           int        *weight)
{
  gsize length;
  const char *quality;

  wish += strspn (wish, " \t");
  length = strcspn (wish, "-_; \t");
  quality = strstr (wish, "q=");
  *weight = 1000;
  if (quality != NULL)
    *weight = (int) (CLAMP (g_ascii_strtod (quality + 2, NULL), 0, 1) * 1000);

  return find_index (wish, length);
}

const char *
parvis_phrase_choose_language (const char *wishes)
{
  const char *best = DEFAULT_LANGUAGE;
  int best_weight = 0;
  g_auto (GStrv) parts = g_strsplit (wishes != NULL ? wishes : "", ",", MAX_WISHES);

  for (guint i = 0; parts[i] != NULL; i++)
    {
      int weight;
      int index = read_wish (parts[i], &weight);

      if (index >= 0 && weight > best_weight)
        {
          best = parvis_phrase_languages[index];
          best_weight = weight;
        }
    }

  return best;
}

static int
compare_cb (const void *key,
            const void *item)
{
  return strcmp (key, ((const ParvisPhrase *) item)->id);
}

const char *
parvis_phrase (const char *language,
               const char *id)
{
  const ParvisPhrase *phrase = bsearch (id, parvis_phrases, parvis_n_phrases,
                                        sizeof *parvis_phrases, compare_cb);
  int index = find_index (language, strlen (language));

  g_return_val_if_fail (index >= 0, id);

  return phrase == NULL ? id : phrase->texts[index];
}

#define MAX_PAIRS 8

char *
parvis_phrase_fill_va (const char *text,
                       va_list     args)
{
  const char *pairs[2 * MAX_PAIRS];
  const char *name;
  guint n = 0;

  while ((name = va_arg (args, const char *)) != NULL)
    {
      g_assert (n < MAX_PAIRS);
      pairs[2 * n] = name;
      pairs[2 * n + 1] = va_arg (args, const char *);
      n++;
    }

  return parvis_words_fill (text, pairs, n);
}

char *
parvis_phrase_fill_values (const char   *text,
                           const json_t *values)
{
  g_autoptr(GPtrArray) pairs = g_ptr_array_new ();
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) values, name, value)
    {
      if (!json_is_string (value))
        continue;

      g_ptr_array_add (pairs, (char *) name);
      g_ptr_array_add (pairs, (char *) json_string_value (value));
    }

  return parvis_words_fill (text, (const char * const *) pairs->pdata, pairs->len / 2);
}

char *
parvis_phrase_fill (const char *text,
                    ...)
{
  va_list args;
  char *filled;

  va_start (args, text);
  filled = parvis_phrase_fill_va (text, args);
  va_end (args);

  return filled;
}
