/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-resident-code"

#include "config.h"

#include "parvis-resident-bread.h"

#include <string.h>

/* How a code is said over a counter: its letter by the radio alphabet (ICAO, Annex 10), its two
 * figures as one number.
 */

static const char * const letters[] = {
  "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett",
  "Kilo", "Lima", "Mike", "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango",
  "Uniform", "Victor", "Whiskey", "X-ray", "Yankee", "Zulu",
};

/* Up to 16 both languages have words of their own, and English up to 19. */
static const char * const french[] = {
  "zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix", "onze",
  "douze", "treize", "quatorze", "quinze", "seize", "dix-sept", "dix-huit", "dix-neuf",
};
static const char * const french_tens[] = {
  "vingt", "trente", "quarante", "cinquante", "soixante", "soixante", "quatre-vingt",
  "quatre-vingt",
};
static const char * const english[] = {
  "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
  "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
};
static const char * const english_tens[] = {
  "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
};

/* As the reform of 1990 writes them: with hyphens throughout. */
static char *
say_french (int number)
{
  int tens = number / 10;
  int unit = number % 10;

  if (number < 20)
    return g_strdup (french[number]);

  /* Seventy is sixty and ten, ninety four twenties and ten. */
  if (tens == 7 || tens == 9)
    unit += 10;
  if (tens == 8 && unit == 0)
    return g_strdup ("quatre-vingts");
  if (unit == 0)
    return g_strdup (french_tens[tens - 2]);

  return g_strconcat (french_tens[tens - 2], (unit == 1 || unit == 11) && tens < 8 ? "-et-" : "-",
                      french[unit], NULL);
}

static char *
say_english (int number)
{
  if (number < 20)
    return g_strdup (english[number]);
  if (number % 10 == 0)
    return g_strdup (english_tens[number / 10 - 2]);

  return g_strconcat (english_tens[number / 10 - 2], "-", english[number % 10], NULL);
}

static gboolean
is_code (const char *code)
{
  return code != NULL && strlen (code) == 3 && g_ascii_isupper (code[0]) &&
         g_ascii_isdigit (code[1]) && g_ascii_isdigit (code[2]);
}

char *
parvis_resident_say_code (const ParvisResident *page,
                          const char           *code)
{
  g_autofree char *number = NULL;
  g_autofree char *figures = NULL;
  char letter[2] = { 0, };

  if (!is_code (code))
    return g_strdup (code);

  letter[0] = code[0];
  number = strcmp (page->html.language, "fr") == 0 ? say_french (atoi (code + 1))
                                                   : say_english (atoi (code + 1));
  /* "07" is said as two figures. */
  figures = code[1] != '0' || code[2] == '0' ? g_strdup (number)
            : g_strconcat (strcmp (page->html.language, "fr") == 0 ? french[0] : english[0], " ",
                           number, NULL);
  if (code[1] == '0' && code[2] == '0')
    {
      g_free (figures);
      figures = g_strconcat (number, " ", number, NULL);
    }

  return parvis_phrase_fill (parvis_phrase (page->html.language,
                                            N_("{letter} as in {word}, {number}")),
                             "letter", letter, "word", letters[code[0] - 'A'],
                             "number", figures, NULL);
}

char *
parvis_resident_code (const char *code)
{
  return is_code (code) ? g_strdup_printf ("%c\xc2\xa0%s", code[0], code + 1)
                        : g_strdup (code != NULL ? code : "");
}
