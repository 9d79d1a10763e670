/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-rejection-words"

#include "config.h"

#include "parvis-rejection-words.h"

#include <string.h>

/* A family is written to in its language, which is no matter of the process. */
static const ParvisText months[] = {
  { "janvier", "January" },     { "février", "February" }, { "mars", "March" },
  { "avril", "April" },         { "mai", "May" },          { "juin", "June" },
  { "juillet", "July" },        { "août", "August" },      { "septembre", "September" },
  { "octobre", "October" },     { "novembre", "November" }, { "décembre", "December" },
};

static void
append_plain (GString    *text,
              const char *value)
{
  for (; *value != '\0'; value++)
    g_string_append_c (text, g_ascii_iscntrl (*value) ? ' ' : *value);
}

static const char *
find_value (const char * const *pairs,
            guint               n_pairs,
            const char         *name,
            gsize               length)
{
  for (guint i = 0; i < n_pairs; i++)
    {
      if (strlen (pairs[2 * i]) == length && strncmp (pairs[2 * i], name, length) == 0)
        return pairs[2 * i + 1];
    }

  return NULL;
}

char *
parvis_words_fill (const char         *text,
                   const char * const *pairs,
                   guint               n)
{
  GString *filled = g_string_new (NULL);

  while (*text != '\0')
    {
      gsize length = strcspn (text, "{");
      const char *end;
      const char *value;

      g_string_append_len (filled, text, (gssize) length);
      text += length;
      if (*text == '\0')
        break;

      end = strchr (text, '}');
      value = end == NULL ? NULL : find_value (pairs, n, text + 1, (gsize) (end - text - 1));
      if (value == NULL)
        {
          g_string_append_c (filled, *text++);
          continue;
        }
      append_plain (filled, value);
      text = end + 1;
    }

  return g_string_free (filled, FALSE);
}

const char *
parvis_words_month (const char *language,
                    int         month)
{
  g_return_val_if_fail (month >= 1 && month <= (int) G_N_ELEMENTS (months), "");

  return parvis_text_get (&months[month - 1], language);
}

char *
parvis_words_date (const char *language,
                   gint64      day)
{
  int year;
  int month;
  int of_month;

  parvis_day_to_civil (day, &year, &month, &of_month);

  return g_strdup_printf ("%d %s %d", of_month, parvis_words_month (language, month), year);
}

char *
parvis_words_rejection (const ParvisProcedure       *procedure,
                        const ParvisRequirement     *requirement,
                        const ParvisRejectionReason *reason,
                        const char                  *own,
                        const char                  *language,
                        gint64                       until,
                        gint64                       today)
{
  const ParvisServiceCard *card = parvis_procedure_get_card (procedure);
  const ParvisPiece *piece = parvis_requirement_find_piece (requirement, NULL);
  const ParvisSpan *validity = piece->validity;
  g_autofree char *limit = NULL;
  g_autofree char *last = NULL;

  if (own != NULL && *own != '\0')
    return g_strdup (own);
  if (reason->text.fr == NULL)
    return NULL;

  last = parvis_words_date (language, until);
  limit = parvis_words_date (language,
                             validity != NULL ? parvis_span_before (validity, today) : today);

  return parvis_words_fill (parvis_text_get (&reason->text, language),
                            (const char *[]) {
                              "limit", limit, "until", last, "document",
                              parvis_text_get (&piece->title, language), "phone",
                              card != NULL && card->phone != NULL ? card->phone : "",
                            }, 4);
}
