/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-hours-scan"

#include "config.h"

#include "parvis-hours-scan.h"

#include <string.h>

gboolean
parvis_scan_fail (ParvisScanner *cursor,
                  const char    *message)
{
  if (cursor->message == NULL)
    cursor->message = message;

  return FALSE;
}

void
parvis_scan_skip_spaces (ParvisScanner *cursor)
{
  while (*cursor->at == ' ')
    cursor->at++;
}

gboolean
parvis_scan_char (ParvisScanner *cursor,
                  char           expected)
{
  const char *at = cursor->at;

  parvis_scan_skip_spaces (cursor);

  if (*cursor->at != expected)
    {
      cursor->at = at;
      return FALSE;
    }

  cursor->at++;

  return TRUE;
}

/* A word ends where no letter follows, so that "Mond" is not Monday and that
 * "We12:00" still is Wednesday.
 */
gboolean
parvis_scan_word (ParvisScanner *cursor,
                  const char    *word)
{
  const char *at = cursor->at;
  gsize length = strlen (word);

  parvis_scan_skip_spaces (cursor);

  if (g_ascii_strncasecmp (cursor->at, word, length) != 0 ||
      g_ascii_isalpha (cursor->at[length]) || cursor->at[length] == '_')
    {
      cursor->at = at;
      return FALSE;
    }

  cursor->at += length;

  return TRUE;
}

gboolean
parvis_scan_words (ParvisScanner      *cursor,
                   const char * const *words,
                   int                *index)
{
  for (int i = 0; words[i] != NULL; i++)
    {
      if (parvis_scan_word (cursor, words[i]))
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

/* A number of @min_digits to @max_digits that is no hour: no colon follows. */
gboolean
parvis_scan_number (ParvisScanner *cursor,
                    int            min_digits,
                    int            max_digits,
                    int           *number)
{
  const char *at = cursor->at;
  int digits = 0;

  parvis_scan_skip_spaces (cursor);
  *number = 0;

  for (; g_ascii_isdigit (*cursor->at) && digits <= max_digits; digits++)
    *number = *number * 10 + (*cursor->at++ - '0');

  if (digits < min_digits || digits > max_digits ||
      (*cursor->at == ':' && g_ascii_isdigit (cursor->at[1])))
    {
      cursor->at = at;
      return FALSE;
    }

  return TRUE;
}

gboolean
parvis_scan_step (ParvisScanner *cursor,
                  int            min,
                  int            max,
                  int           *step)
{
  *step = 0;

  if (!parvis_scan_char (cursor, '/'))
    return TRUE;

  if (!parvis_scan_number (cursor, 1, 3, step) || *step < min || *step > max)
    return parvis_scan_fail (cursor, "this is no interval");

  return TRUE;
}

/* "+1 day" or "-2 days"; a dash that starts a range is left alone. */
gboolean
parvis_scan_offset (ParvisScanner *cursor,
                    int            max,
                    int           *offset)
{
  const char *at = cursor->at;
  gboolean back = FALSE;
  int days;

  *offset = 0;

  if (!parvis_scan_char (cursor, '+'))
    {
      if (!parvis_scan_char (cursor, '-'))
        return TRUE;

      back = TRUE;
    }

  if (!parvis_scan_number (cursor, 1, 3, &days) ||
      (!parvis_scan_word (cursor, "days") && !parvis_scan_word (cursor, "day")))
    {
      cursor->at = at;
      return TRUE;
    }

  if (days < 1 || days > max)
    return parvis_scan_fail (cursor, "an offset of so many days is not supported");

  *offset = back ? -days : days;

  return TRUE;
}

/* Spaces and dashes as word processors write them become plain ones; the
 * length of each character stays one, so that places can be told.
 */
char *
parvis_scan_make_plain (const char *text)
{
  g_autoptr(GString) plain = g_string_new (NULL);
  gboolean quoted = FALSE;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (c == '"')
        quoted = !quoted;

      if (quoted)
        g_string_append_c (plain, c == '"' ? '"' : '_');
      else if (c == '\t' || c == '\n' || c == '\r' || c == 0xa0 || c == 0x2009 || c == 0x202f)
        g_string_append_c (plain, ' ');
      else if ((c >= 0x2010 && c <= 0x2014) || c == 0x2212)
        g_string_append_c (plain, '-');
      else
        g_string_append_c (plain, c < 0x80 ? (char) c : '?');
    }

  return g_string_free (g_steal_pointer (&plain), FALSE);
}
