/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-pairing-code"

#include "config.h"

#include "parvis-pairing-code.h"

char *
parvis_pairing_code_group (const char *typed,
                           int        *cursor)
{
  GString *code = g_string_new (NULL);
  int place = 0;
  int position = 0;

  for (const char *c = typed; *c != '\0'; c = g_utf8_next_char (c), place++)
    {
      if (place == *cursor)
        position = (int) code->len;
      if (!g_ascii_isalnum (*c) || code->len >= PARVIS_PAIRING_CODE_LENGTH)
        continue;

      if (code->len == 4)
        g_string_append_c (code, '-');
      g_string_append_c (code, g_ascii_toupper (*c));
    }

  /* At the end it stays at the end, whatever was put in between. */
  *cursor = *cursor >= place ? (int) code->len : position;

  return g_string_free (code, FALSE);
}
