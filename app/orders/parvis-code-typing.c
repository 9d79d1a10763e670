/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-order"

#include "config.h"

#include "parvis-code-typing.h"

static const char *
skip_spaces (const char *text)
{
  while (g_ascii_isspace (*text))
    text++;

  return text;
}

gboolean
parvis_code_matches (const char *code,
                     const char *typed)
{
  typed = skip_spaces (typed);
  while (*typed != '\0')
    {
      code = skip_spaces (code);
      if (g_ascii_toupper (*code) != g_ascii_toupper (*typed))
        return FALSE;
      code++;
      typed = skip_spaces (typed + 1);
    }

  return TRUE;
}

/* The row of digits of a French keyboard without Shift: the signs on it, as keysyms of
 * Latin-1 and so as Unicode.
 */
static const guint french[] = { 0xe0, '&', 0xe9, '"', '\'', '(', '-', 0xe8, '_', 0xe7 };

#define KEYPAD_0 0xffb0

char
parvis_code_of_key (guint keyval)
{
  if (keyval < 128 && g_ascii_isalnum ((char) keyval))
    return g_ascii_toupper ((char) keyval);
  if (keyval >= KEYPAD_0 && keyval <= KEYPAD_0 + 9)
    return (char) ('0' + (keyval - KEYPAD_0));

  for (guint i = 0; i < G_N_ELEMENTS (french); i++)
    if (french[i] == keyval)
      return (char) ('0' + i);

  return 0;
}
