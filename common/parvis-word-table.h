/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <string.h>

G_BEGIN_DECLS

/* How an enum gets its words, from an array of them in its order; for the files of this
 * folder that define such words.
 */
static inline gboolean
parvis_find_word (const char * const *words,
           guint               n_words,
           const char         *text,
           guint              *index)
{
  for (guint i = 0; text != NULL && i < n_words; i++)
    {
      if (strcmp (words[i], text) == 0)
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

#define PARVIS_DEFINE_WORD(Type, prefix, words) \
  const char * \
  parvis_##prefix##_to_string (Type value) \
  { \
    g_return_val_if_fail ((guint) value < G_N_ELEMENTS (words), NULL); \
    return words[value]; \
  } \
  \
  gboolean \
  parvis_##prefix##_from_string (const char *text, \
                                 Type       *value) \
  { \
    guint index; \
    \
    if (!parvis_find_word (words, G_N_ELEMENTS (words), text, &index)) \
      return FALSE; \
    \
    *value = (Type) index; \
    return TRUE; \
  }

G_END_DECLS
