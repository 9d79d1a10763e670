/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-scan-words"

#include "config.h"

#include "parvis-scan-words.h"

#include <string.h>

/* More than anybody types; each is compared with each word of the page. */
#define TYPED_MAX 16

/* Without accents and case. */
static char *
fold (const char *text)
{
  g_autofree char *apart = g_utf8_normalize (text, -1, G_NORMALIZE_ALL);
  g_autoptr(GString) plain = g_string_new (NULL);

  for (const char *at = apart; at != NULL && *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar character = g_utf8_get_char (at);

      if (!g_unichar_ismark (character))
        g_string_append_unichar (plain, character);
    }

  return g_utf8_casefold (plain->str, -1);
}

static char **
fold_typed (const char *typed)
{
  g_autofree char *folded = fold (typed);
  g_auto(GStrv) parts = g_strsplit_set (folded, " \t\n", -1);
  g_autoptr(GStrvBuilder) builder = g_strv_builder_new ();
  guint n = 0;

  for (guint i = 0; parts[i] != NULL && n < TYPED_MAX; i++)
    if (*parts[i] != '\0')
      {
        g_strv_builder_add (builder, parts[i]);
        n++;
      }

  return g_strv_builder_end (builder);
}

static const ParvisRenderWord *
get_word (const GArray *words,
          guint         i)
{
  return &g_array_index (words, ParvisRenderWord, i);
}

/* What is in the middle has to be there as it was typed; a word may begin or end otherwise. */
static gboolean
is_there (char *const *folded,
          guint        first,
          char *const *parts,
          guint        n_parts)
{
  for (guint i = 0; i < n_parts; i++)
    if (strstr (folded[first + i], parts[i]) == NULL)
      return FALSE;

  return TRUE;
}

GArray *
parvis_scan_words_find (const GArray *words,
                        const char   *typed)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (ParvisScanRun));
  g_auto(GStrv) parts = fold_typed (typed);
  guint n_parts = g_strv_length (parts);
  g_auto(GStrv) folded = NULL;

  if (n_parts == 0)
    return runs;

  folded = g_new0 (char *, words->len + 1);
  for (guint i = 0; i < words->len; i++)
    folded[i] = fold (get_word (words, i)->text);
  for (guint i = 0; i + n_parts <= words->len; i++)
    if (is_there (folded, i, parts, n_parts))
      {
        ParvisScanRun run = { i, n_parts };

        g_array_append_val (runs, run);
      }

  return runs;
}

static ParvisScanRect
get_share (const ParvisRenderBox *box,
           ParvisRenderSize       size)
{
  double width = MAX (size.width, 1);
  double height = MAX (size.height, 1);

  return (ParvisScanRect) { box->left / width, box->top / height,
                            ((double) box->right - box->left) / width,
                            ((double) box->bottom - box->top) / height };
}

GArray *
parvis_scan_words_within (const GArray         *words,
                          ParvisRenderSize      size,
                          const ParvisScanRect *share)
{
  GArray *runs = g_array_new (FALSE, FALSE, sizeof (ParvisScanRun));

  for (guint i = 0; i < words->len; i++)
    {
      ParvisScanRect word = get_share (&get_word (words, i)->box, size);
      ParvisScanRun run = { i, 1 };

      if (word.x < share->x + share->width && share->x < word.x + word.width &&
          word.y < share->y + share->height && share->y < word.y + word.height)
        g_array_append_val (runs, run);
    }

  return runs;
}

static ParvisRenderBox
join (const GArray        *words,
      const ParvisScanRun *run)
{
  ParvisRenderBox box = get_word (words, run->first)->box;

  for (guint i = 1; i < run->n; i++)
    {
      const ParvisRenderBox *other = &get_word (words, run->first + i)->box;

      box.left = MIN (box.left, other->left);
      box.top = MIN (box.top, other->top);
      box.right = MAX (box.right, other->right);
      box.bottom = MAX (box.bottom, other->bottom);
    }

  return box;
}

GArray *
parvis_scan_words_mark (const GArray     *words,
                        ParvisRenderSize  size,
                        const GArray     *runs)
{
  GArray *marks = g_array_new (FALSE, FALSE, sizeof (ParvisScanRect));

  for (guint i = 0; i < runs->len; i++)
    {
      ParvisRenderBox box = join (words, &g_array_index (runs, ParvisScanRun, i));
      ParvisScanRect share = get_share (&box, size);

      g_array_append_val (marks, share);
    }

  return marks;
}

char *
parvis_scan_words_copy (const GArray *words,
                        const GArray *runs)
{
  GString *text = g_string_new (NULL);
  const ParvisRenderBox *before = NULL;

  for (guint i = 0; i < runs->len; i++)
    {
      const ParvisScanRun *run = &g_array_index (runs, ParvisScanRun, i);

      for (guint j = run->first; j < run->first + run->n; j++)
        {
          const ParvisRenderWord *word = get_word (words, j);

          /* One that begins below the one before it is on another line. */
          if (before != NULL)
            g_string_append_c (text, word->box.top >= before->bottom ? '\n' : ' ');
          g_string_append (text, word->text);
          before = &word->box;
        }
    }

  return g_string_free (text, FALSE);
}
