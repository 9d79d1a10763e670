/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-review-text"

#include "config.h"

#include "parvis-review-text.h"

#include "parvis-dossier.h"
#include "parvis-format.h"
#include "parvis-json.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of a telephone number that is not shown whole. */
#define SHOWN_DIGITS 2
#define MOST_DIGITS  6

const char *
parvis_review_state_word (const json_t *document)
{
  const char *word = json_string_value (json_object_get (document, "state"));
  ParvisDocumentState state;

  if (word == NULL || !parvis_document_state_from_string (word, &state))
    return _("missing");

  switch (state)
    {
    case PARVIS_DOCUMENT_RECEIVED:
      return json_array_size (json_object_get (document, "pages")) > 0 ? _("to review")
                                                                       : _("explained");

    case PARVIS_DOCUMENT_ACCEPTED:
      return C_("document", "approved");

    case PARVIS_DOCUMENT_REJECTED:
      return _("asked for again");

    case PARVIS_DOCUMENT_EXPECTED:
    default:
      return _("missing");
    }
}

char *
parvis_review_text_piece (const char   *name,
                          const json_t *document,
                          guint         position,
                          guint         n)
{
  /* Translators: a document of a file, what became of it, and which of how many it is. */
  return g_strdup_printf (_("%1$s, %2$s, %3$u of %4$u"), name,
                          parvis_review_state_word (document), position, n);
}

/* --- answers --- */

static char *
tell_address (const json_t *value)
{
  const char *street = json_string_value (json_object_get (value, "street"));
  const char *postcode = json_string_value (json_object_get (value, "postcode"));
  const char *city = json_string_value (json_object_get (value, "city"));

  return g_strdup_printf ("%s, %s %s", street != NULL ? street : "",
                          postcode != NULL ? postcode : "", city != NULL ? city : "");
}

static const char *
find_choice (const ParvisField *field,
             const char        *id,
             const char        *language)
{
  for (guint i = 0; field->choices != NULL && i < field->choices->len; i++)
    {
      const ParvisChoice *choice = g_ptr_array_index (field->choices, i);

      if (g_strcmp0 (choice->id, id) == 0)
        return parvis_text_get (&choice->label, language);
    }

  return id != NULL ? id : "";
}

static char *
tell_choices (const ParvisField *field,
              const json_t      *value,
              const char        *language)
{
  GString *text = g_string_new (NULL);
  const json_t *entry;
  gsize i;

  json_array_foreach (value, i, entry)
    {
      g_string_append (text, i > 0 ? ", " : "");
      g_string_append (text, find_choice (field, json_string_value (entry), language));
    }

  return g_string_free (text, FALSE);
}

static char *
tell_date (const char *text,
           gint64      now,
           GTimeZone  *zone)
{
  gint64 day;

  if (text == NULL || !parvis_day_parse (text, &day))
    return g_strdup (text != NULL ? text : "");

  return parvis_format_day (parvis_day_get_instant (day, 0, zone), now, zone);
}

static char *
tell_amount (const json_t *value)
{
  g_autofree char *whole = parvis_format_number (json_integer_value (value) / 100);

  /* Translators: an amount of money. */
  return g_strdup_printf (_("€%1$s.%2$02d"), whole, (int) (json_integer_value (value) % 100));
}

char *
parvis_review_text_answer (const ParvisField *field,
                           const json_t      *answers,
                           const char        *language,
                           gint64             now,
                           GTimeZone         *zone)
{
  const json_t *value = json_object_get (answers, field->id);

  if (value == NULL || json_is_null (value))
    return NULL;

  switch (field->type)
    {
    case PARVIS_FIELD_ADDRESS:
      return tell_address (value);

    case PARVIS_FIELD_DATE:
      return tell_date (json_string_value (value), now, zone);

    case PARVIS_FIELD_NUMBER:
      return parvis_format_number (json_integer_value (value));

    case PARVIS_FIELD_AMOUNT:
      return tell_amount (value);

    case PARVIS_FIELD_YES_NO:
    case PARVIS_FIELD_CONSENT:
      return g_strdup (json_is_true (value) ? _("Yes") : _("No"));

    case PARVIS_FIELD_CHOICE:
      return g_strdup (find_choice (field, json_string_value (value), language));

    case PARVIS_FIELD_CHOICES:
      return tell_choices (field, value, language);

    case PARVIS_FIELD_TEXT:
    case PARVIS_FIELD_LONG_TEXT:
    case PARVIS_FIELD_NAME:
    case PARVIS_FIELD_EMAIL:
    case PARVIS_FIELD_PHONE:
    default:
      return g_strdup (json_string_value (value));
    }
}

static const ParvisField *
find_field (const ParvisProcedure *procedure,
            const char            *id)
{
  const GPtrArray *fields = parvis_procedure_get_fields (procedure);

  for (guint i = 0; i < fields->len; i++)
    {
      const ParvisField *field = g_ptr_array_index (fields, i);

      if (strcmp (field->id, id) == 0)
        return field;
    }

  return NULL;
}

static char *
tell_declared (const ParvisProcedure     *procedure,
               const ParvisDocumentCheck *check,
               const json_t              *answers,
               const char                *language,
               gint64                     now,
               GTimeZone                 *zone)
{
  g_autoptr(GPtrArray) parts = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *joined = NULL;

  for (guint i = 0; check->declared != NULL && i < check->declared->len; i++)
    {
      const ParvisField *field = find_field (procedure, g_ptr_array_index (check->declared, i));
      char *text = field != NULL
                     ? parvis_review_text_answer (field, answers, language, now, zone) : NULL;

      if (text != NULL)
        g_ptr_array_add (parts, text);
    }
  if (parts->len == 0)
    return NULL;

  g_ptr_array_add (parts, NULL);
  /* Translators: between two names, one of which is to be found on a document. */
  joined = g_strjoinv (_(" or "), (char **) parts->pdata);

  /* Translators: what a family wrote in the form. */
  return g_strdup_printf (_("Declared: %s"), joined);
}

static char *
tell_limit (const ParvisPiece *piece,
            gint64             now,
            GTimeZone         *zone)
{
  g_autofree char *day = NULL;
  gint64 limit;

  if (piece->validity == NULL)
    return NULL;

  limit = parvis_span_before (piece->validity, parvis_day_of_instant (now, zone));
  day = parvis_format_day (parvis_day_get_instant (limit, 0, zone), now, zone);

  /* Translators: the first day that a document may have. */
  return g_strdup_printf (_("Dated %s or later"), day);
}

char *
parvis_review_text_expected (const ParvisProcedure     *procedure,
                             const ParvisPiece         *piece,
                             const ParvisDocumentCheck *check,
                             const json_t              *answers,
                             const char                *language,
                             gint64                     now,
                             GTimeZone                 *zone)
{
  g_autofree char *declared = tell_declared (procedure, check, answers, language, now, zone);
  g_autofree char *limit = check->dated ? tell_limit (piece, now, zone) : NULL;

  if (declared == NULL || limit == NULL)
    return declared != NULL ? g_steal_pointer (&declared) : g_steal_pointer (&limit);

  return g_strdup_printf ("%s · %s", declared, limit);
}

/* --- what is not shown, and what goes --- */

static guint
count_digits (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    n += g_ascii_isdigit (*text);

  return n;
}

char *
parvis_review_text_left (const ParvisRequirement *requirement,
                         guint                    ticks,
                         const char              *language,
                         guint                   *first)
{
  const ParvisPiece *piece = parvis_requirement_find_piece (requirement, NULL);
  g_autoptr(GString) left = g_string_new (NULL);

  for (guint i = 0; piece->checks != NULL && i < piece->checks->len; i++)
    {
      const ParvisDocumentCheck *check = g_ptr_array_index (piece->checks, i);

      if ((ticks >> i & 1) != 0)
        continue;

      if (left->len == 0)
        *first = i;
      g_string_append_printf (left, "%s%s", left->len > 0 ? ", " : "",
                              parvis_text_get (&check->text, language));
    }

  return left->len > 0 ? g_strdup (left->str) : NULL;
}

char *
parvis_review_text_pages (const ParvisPiece *piece,
                          const json_t      *document)
{
  const json_t *pages = json_object_get (document, "pages");
  guint n = (guint) json_array_size (pages);
  const json_t *file;
  gsize i;

  if (n == 0 || n >= piece->min_pages)
    return NULL;

  json_array_foreach (pages, i, file)
    if (g_strcmp0 (json_string_value (json_object_get (file, "media")), "application/pdf") == 0)
      return NULL;

  return g_strdup_printf (ngettext ("Only %1$u photo of at least %2$u pages",
                                    "Only %1$u photos of at least %2$u pages", n), n,
                          (guint) piece->min_pages);
}

char *
parvis_review_text_masked (const char *phone)
{
  GString *text = g_string_new (NULL);
  guint all = count_digits (phone);
  guint n = 0;

  for (; *phone != '\0'; phone++)
    {
      if (!g_ascii_isdigit (*phone))
        continue;

      /* In pairs, as they are read in France. */
      if (n > 0 && (all - n) % 2 == 0)
        g_string_append_c (text, ' ');
      if (n < SHOWN_DIGITS || n + SHOWN_DIGITS >= all)
        g_string_append_c (text, *phone);
      else
        g_string_append (text, "•");
      n++;
    }

  return g_string_free (text, FALSE);
}

static gint64
get_time (const json_t *body,
          const char   *name)
{
  gint64 instant;

  return parvis_json_get_time_or (body, name, PARVIS_NO_TIME, &instant, NULL) ? instant
                                                                              : PARVIS_NO_TIME;
}

char *
parvis_review_text_kept (const ParvisRequirement *requirement,
                         const json_t            *document,
                         const char              *language,
                         gint64                   now,
                         GTimeZone               *zone)
{
  const char *why = parvis_text_get (&requirement->retention.why, language);
  gint64 erased = get_time (document, "erased_at");
  gint64 until = get_time (document, "kept_until");
  g_autofree char *day = NULL;

  if (erased != PARVIS_NO_TIME)
    {
      day = parvis_format_day (erased, now, zone);
      /* Translators: when, and the rule. */
      return g_strdup_printf (_("The pictures were erased on %1$s. %2$s"), day, why);
    }
  if (until == PARVIS_NO_TIME)
    return g_strdup (why);

  day = parvis_format_day (until, now, zone);

  /* Translators: when, and the rule. */
  return g_strdup_printf (_("The pictures will be erased on %1$s. %2$s"), day, why);
}

gboolean
parvis_review_has_number (const char *text)
{
  guint n = 0;

  for (; *text != '\0'; text++)
    {
      if (g_ascii_isdigit (*text))
        n++;
      else if (strchr (" .-/", *text) == NULL)
        n = 0;
      if (n > MOST_DIGITS)
        return TRUE;
    }

  return FALSE;
}
