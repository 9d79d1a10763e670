/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-contact"

#include "config.h"

#include "parvis-contact.h"

#include <string.h>

/**
 * parvis_contact_is_email:
 * @text: (nullable): anything
 *
 * Tells whether mail can be sent to @text: a local part and a domain of letters that
 * need no quoting, as mail servers of today accept them. An address that begins with a
 * dash would be an option to a program that it is handed to.
 */
gboolean
parvis_contact_is_email (const char *text)
{
  const char *at = text != NULL ? strchr (text, '@') : NULL;
  gsize length;

  if (at == NULL || at == text || text[0] == '-')
    return FALSE;

  length = strlen (text);
  if (length > PARVIS_EMAIL_MAX || text[length - 1] == '.' || text[length - 1] == '@')
    return FALSE;

  for (const char *p = text; *p != '\0'; p++)
    {
      if (!g_ascii_isgraph (*p) || strchr ("\"(),:;<>[\\]", *p) != NULL)
        return FALSE;
    }

  return strchr (at + 1, '@') == NULL && at[1] != '.' && strstr (at, "..") == NULL;
}

/* Numbers of France and of what is dialled like it, without the code of the country: from
 * 0690 on it is of Guadeloupe whoever dials.
 */
static const struct
{
  const char *abroad;
  gsize       digits;
  const char *here;
} codes[] = {
  { "+33", 9, "0" }, { "+262", 9, "0" }, { "+590", 9, "0" }, { "+594", 9, "0" },
  { "+596", 9, "0" }, { "+508", 6, "0508" },
};

static void
dial_as_here (GString *number)
{
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++)
    {
      gsize length = strlen (codes[i].abroad);
      gsize digits = number->len - length;

      if (!g_str_has_prefix (number->str, codes[i].abroad))
        continue;

      /* "+33 (0)6": the nought is for who dials here. */
      if (digits == codes[i].digits + 1 && number->str[length] == '0')
        length++;
      else if (digits != codes[i].digits)
        continue;

      g_string_erase (number, 0, (gssize) length);
      g_string_prepend (number, codes[i].here);
      return;
    }
}

/* Where people dial each other without a nought: by the first figures of the INSEE code. */
static const struct
{
  const char *insee;
  gsize       digits;
  const char *code;
} short_ones[] = {
  { "975", 6, "+508" }, { "986", 6, "+681" }, { "987", 8, "+689" }, { "988", 6, "+687" },
};

static void
add_code (GString    *number,
          const char *town)
{
  if (town == NULL || strchr ("+0", number->str[0]) != NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (short_ones); i++)
    {
      if (g_str_has_prefix (town, short_ones[i].insee) && number->len == short_ones[i].digits)
        g_string_prepend (number, short_ones[i].code);
    }
}

/**
 * parvis_contact_normalise_phone:
 * @text: (nullable): UTF-8, as a person writes a number
 * @town: (nullable): the INSEE code of where it is written
 *
 * Takes out what people put between figures. A number of France is written as it is
 * dialled there, with ten figures, however it came; "00" abroad becomes "+". Short numbers
 * of a town in the Pacific or of Saint-Pierre are those of its country.
 *
 * Returns: (transfer full) (nullable): figures with at most a "+" before them (E.164:
 *   at most fifteen), or %NULL if @text is no telephone number
 */
char *
parvis_contact_normalise_phone (const char *text,
                                const char *town)
{
  g_autoptr(GString) number = g_string_new (NULL);
  gsize digits;

  if (text == NULL || !g_utf8_validate (text, -1, NULL))
    return NULL;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (c < 0x80 && g_ascii_isdigit ((char) c))
        g_string_append_c (number, (char) c);
      else if (c == '+' && number->len == 0)
        g_string_append_c (number, '+');
      else if (!g_unichar_isspace (c) && !(c < 0x80 && strchr (".-()/", (int) c) != NULL))
        return NULL;
    }

  if (g_str_has_prefix (number->str, "00"))
    {
      g_string_erase (number, 0, 2);
      g_string_prepend_c (number, '+');
    }

  digits = number->len - (number->str[0] == '+');
  if (digits < 6 || digits > 15)
    return NULL;

  add_code (number, town);
  dial_as_here (number);

  return g_string_free (g_steal_pointer (&number), FALSE);
}
