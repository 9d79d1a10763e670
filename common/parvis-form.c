/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-form"

#include "config.h"

#include "parvis-form.h"

#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-json.h"
#include "parvis-word-table.h"

#include <string.h>

#define MAX_STREET 200
#define MAX_CITY   80

/* Written in templates, so they never change. */
static const char * const types[] = {
  [PARVIS_FIELD_TEXT] = "text",
  [PARVIS_FIELD_LONG_TEXT] = "long_text",
  [PARVIS_FIELD_NAME] = "name",
  [PARVIS_FIELD_EMAIL] = "email",
  [PARVIS_FIELD_PHONE] = "phone",
  [PARVIS_FIELD_ADDRESS] = "address",
  [PARVIS_FIELD_DATE] = "date",
  [PARVIS_FIELD_NUMBER] = "number",
  [PARVIS_FIELD_AMOUNT] = "amount",
  [PARVIS_FIELD_YES_NO] = "yes_no",
  [PARVIS_FIELD_CHOICE] = "choice",
  [PARVIS_FIELD_CHOICES] = "choices",
  [PARVIS_FIELD_CONSENT] = "consent",
};

static const char * const faults_words[] = {
  [PARVIS_FAULT_MISSING] = "missing",
  [PARVIS_FAULT_TYPE] = "type",
  [PARVIS_FAULT_CHARACTER] = "character",
  [PARVIS_FAULT_TOO_LOW] = "too_low",
  [PARVIS_FAULT_TOO_HIGH] = "too_high",
  [PARVIS_FAULT_EMAIL] = "email",
  [PARVIS_FAULT_PHONE] = "phone",
  [PARVIS_FAULT_POSTCODE] = "postcode",
  [PARVIS_FAULT_DATE] = "date",
  [PARVIS_FAULT_TOO_EARLY] = "too_early",
  [PARVIS_FAULT_TOO_LATE] = "too_late",
  [PARVIS_FAULT_CHOICE] = "choice",
};

PARVIS_DEFINE_WORD (ParvisFieldType, field_type, types)
PARVIS_DEFINE_WORD (ParvisFault, fault, faults_words)

/**
 * parvis_text_get:
 * @language: "fr", or "en" for whoever does not read French
 *
 * Returns: (nullable): the text; in French where it was not translated
 */
const char *
parvis_text_get (const ParvisText *text,
                 const char       *language)
{
  return text->en != NULL && strcmp (language, "fr") != 0 ? text->en : text->fr;
}

/**
 * parvis_span_after:
 *
 * Returns: the day that is @span behind @day
 */
gint64
parvis_span_after (const ParvisSpan *span,
                   gint64            day)
{
  return parvis_day_add_working_days (parvis_day_add_months (day, span->months) + span->days,
                                      span->working_days);
}

/**
 * parvis_span_before:
 * @span: of months or days
 *
 * Returns: the day that is @span before @day
 */
gint64
parvis_span_before (const ParvisSpan *span,
                    gint64            day)
{
  g_return_val_if_fail (span->working_days == 0, day);

  return parvis_day_add_months (day, -span->months) - span->days;
}

static gboolean
has_value (const json_t *answer,
           const json_t *value)
{
  size_t i;
  json_t *chosen;

  if (!json_is_array (answer))
    return json_equal (answer, value);

  json_array_foreach ((json_t *) answer, i, chosen)
    {
      if (json_equal (chosen, value))
        return TRUE;
    }

  return FALSE;
}

static gboolean
condition_holds (const ParvisCondition *condition,
                 const json_t          *answers)
{
  const json_t *answer = json_object_get (answers, condition->field);
  size_t i;
  json_t *value;

  json_array_foreach ((json_t *) condition->is, i, value)
    {
      if (answer != NULL && has_value (answer, value))
        return TRUE;
    }

  return FALSE;
}

/**
 * parvis_conditions_hold:
 * @conditions: (element-type ParvisCondition)
 * @answers: those that count, as parvis_form_check() gives them
 *
 * Returns: whether all of them hold; without any they do
 */
gboolean
parvis_conditions_hold (const GPtrArray *conditions,
                        const json_t    *answers)
{
  for (guint i = 0; i < conditions->len; i++)
    {
      if (!condition_holds (g_ptr_array_index (conditions, i), answers))
        return FALSE;
    }

  return TRUE;
}

typedef struct
{
  const ParvisField *field;
  gint64             today;
  GArray            *faults;
} Check;

static json_t *
fault (const Check *check,
       const char  *member,
       ParvisFault  what,
       gint64       bound)
{
  ParvisAnswerFault found = { check->field, member, what, bound };

  g_array_append_val (check->faults, found);

  return NULL;
}

static gboolean
is_typed (const char *text,
          gboolean    many_lines)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p))
    {
      gunichar c = g_utf8_get_char (p);

      if (g_unichar_iscntrl (c) && !(many_lines && (c == '\n' || c == '\t')))
        return FALSE;
    }

  return TRUE;
}

/* Line ends as everybody else writes them, and no spaces around. */
static char *
tidy (const json_t *answer)
{
  g_auto(GStrv) parts = g_strsplit (json_string_value (answer), "\r\n", -1);

  return g_strstrip (g_strjoinv ("\n", parts));
}

static json_t *
check_line (const Check  *check,
            const json_t *answer,
            const char   *member,
            gint64        min,
            gint64        max)
{
  g_autofree char *text = NULL;
  glong length;

  if (!json_is_string (answer))
    return fault (check, member, PARVIS_FAULT_TYPE, 0);

  text = tidy (answer);
  length = g_utf8_strlen (text, -1);
  if (length == 0)
    return fault (check, member, PARVIS_FAULT_MISSING, 0);
  if (!is_typed (text, check->field->type == PARVIS_FIELD_LONG_TEXT))
    return fault (check, member, PARVIS_FAULT_CHARACTER, 0);
  if (length < min)
    return fault (check, member, PARVIS_FAULT_TOO_LOW, min);
  if (length > max)
    return fault (check, member, PARVIS_FAULT_TOO_HIGH, max);

  return json_string (text);
}

/* Five figures everywhere in France, overseas included. */
static gboolean
is_postcode (const char *text)
{
  return strlen (text) == 5 && strspn (text, "0123456789") == 5;
}

static json_t *
check_address (const Check  *check,
               const json_t *answer)
{
  static const struct
  {
    const char *name;
    gint64      max;
  } members[] = { { "street", MAX_STREET }, { "postcode", 5 }, { "city", MAX_CITY } };
  g_autoptr(json_t) address = json_object ();
  guint before = check->faults->len;

  if (!json_is_object (answer))
    return fault (check, NULL, PARVIS_FAULT_TYPE, 0);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    {
      const json_t *part = json_object_get (answer, members[i].name);
      json_t *line;

      if (part == NULL)
        {
          fault (check, members[i].name, PARVIS_FAULT_MISSING, 0);
          continue;
        }

      line = check_line (check, part, members[i].name, 1, members[i].max);
      if (line != NULL)
        json_object_set_new (address, members[i].name, line);
    }

  if (check->faults->len == before &&
      !is_postcode (json_string_value (json_object_get (address, "postcode"))))
    fault (check, "postcode", PARVIS_FAULT_POSTCODE, 0);

  return check->faults->len == before ? g_steal_pointer (&address) : NULL;
}

static json_t *
check_date (const Check  *check,
            const json_t *answer)
{
  const ParvisField *field = check->field;
  gint64 day;
  gint64 bound;

  if (!json_is_string (answer))
    return fault (check, NULL, PARVIS_FAULT_TYPE, 0);
  if (!parvis_day_parse (json_string_value (answer), &day))
    return fault (check, NULL, PARVIS_FAULT_DATE, 0);

  if (field->earliest != NULL && day < (bound = parvis_span_after (field->earliest, check->today)))
    return fault (check, NULL, PARVIS_FAULT_TOO_EARLY, bound);
  if (field->latest != NULL && day > (bound = parvis_span_after (field->latest, check->today)))
    return fault (check, NULL, PARVIS_FAULT_TOO_LATE, bound);

  return json_incref ((json_t *) answer);
}

static json_t *
check_number (const Check  *check,
              const json_t *answer)
{
  if (!json_is_integer (answer))
    return fault (check, NULL, PARVIS_FAULT_TYPE, 0);
  if (json_integer_value (answer) < check->field->min)
    return fault (check, NULL, PARVIS_FAULT_TOO_LOW, check->field->min);
  if (json_integer_value (answer) > check->field->max)
    return fault (check, NULL, PARVIS_FAULT_TOO_HIGH, check->field->max);

  return json_incref ((json_t *) answer);
}

static const ParvisChoice *
find_choice (const ParvisField *field,
             const char        *id)
{
  for (guint i = 0; i < field->choices->len; i++)
    {
      const ParvisChoice *choice = g_ptr_array_index (field->choices, i);

      if (strcmp (choice->id, id) == 0)
        return choice;
    }

  return NULL;
}

static json_t *
check_choice (const Check  *check,
              const json_t *answer)
{
  if (!json_is_string (answer))
    return fault (check, NULL, PARVIS_FAULT_TYPE, 0);
  if (find_choice (check->field, json_string_value (answer)) == NULL)
    return fault (check, NULL, PARVIS_FAULT_CHOICE, 0);

  return json_incref ((json_t *) answer);
}

/* In the order in which they are offered, each once. */
static json_t *
check_choices (const Check  *check,
               const json_t *answer)
{
  g_autoptr(json_t) chosen = json_array ();
  const GPtrArray *choices = check->field->choices;
  size_t i;
  json_t *value;

  if (!json_is_array (answer))
    return fault (check, NULL, PARVIS_FAULT_TYPE, 0);

  json_array_foreach ((json_t *) answer, i, value)
    {
      if (!json_is_string (value))
        return fault (check, NULL, PARVIS_FAULT_TYPE, 0);
      if (find_choice (check->field, json_string_value (value)) == NULL)
        return fault (check, NULL, PARVIS_FAULT_CHOICE, 0);
    }

  for (guint n = 0; n < choices->len; n++)
    {
      const ParvisChoice *choice = g_ptr_array_index (choices, n);
      g_autoptr(json_t) id = json_string (choice->id);

      if (has_value (answer, id))
        json_array_append (chosen, id);
    }

  if (json_array_size (chosen) == 0)
    return fault (check, NULL, PARVIS_FAULT_MISSING, 0);
  if ((gint64) json_array_size (chosen) < check->field->min)
    return fault (check, NULL, PARVIS_FAULT_TOO_LOW, check->field->min);
  if ((gint64) json_array_size (chosen) > check->field->max)
    return fault (check, NULL, PARVIS_FAULT_TOO_HIGH, check->field->max);

  return g_steal_pointer (&chosen);
}

static json_t *
check_contact (const Check  *check,
               const json_t *answer)
{
  g_autoptr(json_t) line = check_line (check, answer, NULL, check->field->min, check->field->max);
  g_autofree char *phone = NULL;

  if (line == NULL)
    return NULL;

  if (check->field->type == PARVIS_FIELD_EMAIL)
    return parvis_contact_is_email (json_string_value (line))
             ? g_steal_pointer (&line) : fault (check, NULL, PARVIS_FAULT_EMAIL, 0);

  phone = parvis_contact_normalise_phone (json_string_value (line), NULL);

  return phone != NULL ? json_string (phone) : fault (check, NULL, PARVIS_FAULT_PHONE, 0);
}

/* Gives the answer as it is kept, or NULL with a fault. */
static json_t *
check_answer (const Check  *check,
              const json_t *answer)
{
  switch (check->field->type)
    {
    case PARVIS_FIELD_EMAIL:
    case PARVIS_FIELD_PHONE:
      return check_contact (check, answer);

    case PARVIS_FIELD_ADDRESS:
      return check_address (check, answer);

    case PARVIS_FIELD_DATE:
      return check_date (check, answer);

    case PARVIS_FIELD_NUMBER:
    case PARVIS_FIELD_AMOUNT:
      return check_number (check, answer);

    case PARVIS_FIELD_YES_NO:
      return json_is_boolean (answer) ? json_incref ((json_t *) answer)
                                      : fault (check, NULL, PARVIS_FAULT_TYPE, 0);

    case PARVIS_FIELD_CHOICE:
      return check_choice (check, answer);

    case PARVIS_FIELD_CHOICES:
      return check_choices (check, answer);

    case PARVIS_FIELD_CONSENT:
      return json_is_true (answer) ? json_true ()
                                   : fault (check, NULL, PARVIS_FAULT_MISSING, 0);

    case PARVIS_FIELD_TEXT:
    case PARVIS_FIELD_LONG_TEXT:
    case PARVIS_FIELD_NAME:
    default:
      return check_line (check, answer, NULL, check->field->min, check->field->max);
    }
}

/* A page sends what was left empty as an empty text, and a box that was not ticked as
 * false.
 */
static gboolean
is_blank (const ParvisField *field,
          const json_t      *answer)
{
  if (answer == NULL || json_is_null (answer))
    return TRUE;

  if (json_is_string (answer))
    return *json_string_value (answer) == '\0';
  if (json_is_array (answer))
    return json_array_size (answer) == 0;

  return field->type == PARVIS_FIELD_CONSENT && json_is_false (answer);
}

static gboolean
check_names (const GPtrArray  *fields,
             const json_t     *answers,
             GError          **error)
{
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  const char *name;
  json_t *value;

  for (guint i = 0; i < fields->len; i++)
    g_hash_table_add (ids, (char *) ((ParvisField *) g_ptr_array_index (fields, i))->id);

  json_object_foreach ((json_t *) answers, name, value)
    {
      if (!g_hash_table_contains (ids, name))
        {
          g_autofree char *field = parvis_json_make_field (name);

          return parvis_set_invalid (error, field, "Nothing of this name is asked");
        }
    }

  return TRUE;
}

/**
 * parvis_form_check:
 * @fields: (element-type ParvisField): in their order
 * @answers: a value for each id
 * @today: the day on which this is answered
 * @faults: (element-type ParvisAnswerFault): what is wrong is appended, in the order of
 *   @fields
 * @error: %PARVIS_ERROR_INVALID if @answers is no object of answers to @fields
 *
 * Looks at all answers, so that a person is told of everything at once.
 *
 * Returns: (transfer full): the answers that count: those that are right, as they are
 *   kept, and whose conditions hold. An answer to what is not asked any more is left
 *   out, and so is one that depends on it. %NULL with @error set.
 */
json_t *
parvis_form_check (const GPtrArray  *fields,
                   const json_t     *answers,
                   gint64            today,
                   GArray           *faults,
                   GError          **error)
{
  g_autoptr(json_t) kept = json_object ();

  if (!json_is_object (answers))
    {
      parvis_set_invalid (error, "", "Answers are an object");
      return NULL;
    }

  if (!check_names (fields, answers, error))
    return NULL;

  for (guint i = 0; i < fields->len; i++)
    {
      const ParvisField *field = g_ptr_array_index (fields, i);
      const json_t *answer = json_object_get (answers, field->id);
      Check check = { field, today, faults };
      json_t *value;

      if (!parvis_conditions_hold (field->conditions, kept))
        continue;

      if (is_blank (field, answer))
        {
          if (field->required)
            fault (&check, NULL, PARVIS_FAULT_MISSING, 0);
          continue;
        }

      value = check_answer (&check, answer);
      if (value != NULL)
        json_object_set_new (kept, field->id, value);
    }

  return g_steal_pointer (&kept);
}
