/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-procedure"

#include "config.h"

#include "parvis-procedure-private.h"

#include "parvis-error.h"
#include "parvis-json.h"

#include <string.h>

/* What members of a procedure are made of: identifiers, texts, spans, conditions, lists.
 * Each reader names the member at fault by its pointer from the object that it was given;
 * who reads an object within another puts the way to it before.
 */

#define MAX_ID         40
#define MAX_CONDITIONS 4
#define MAX_VALUES     20
#define MAX_SPAN       1500

GPtrArray *
parvis_template_read_list (ParvisProcedure    *procedure,
                           const json_t       *object,
                           const char         *name,
                           guint               min,
                           guint               max,
                           ParvisReadElement   read,
                           GDestroyNotify      destroy,
                           GError            **error)
{
  g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func (destroy);
  const json_t *array = json_object_get (object, name);
  g_autofree char *field = parvis_json_make_field (name);
  size_t i;
  json_t *element;

  if (array == NULL && min == 0)
    return g_steal_pointer (&list);

  if (!json_is_array (array) || json_array_size (array) < min || json_array_size (array) > max)
    {
      parvis_set_invalid (error, field, "“%s” must be a list of %u to %u", name, min, max);
      return NULL;
    }

  json_array_foreach ((json_t *) array, i, element)
    {
      gpointer item = NULL;

      if (json_is_object (element))
        item = read (procedure, element, error);
      else
        parvis_set_invalid (error, NULL, "Each of “%s” must be an object", name);

      if (item == NULL)
        {
          parvis_error_prefix_field (error, "%s/%u", field, (guint) i);
          return NULL;
        }

      g_ptr_array_add (list, item);
    }

  return g_steal_pointer (&list);
}

gboolean
parvis_template_read_id (const json_t  *object,
                         const char    *name,
                         const char   **id,
                         GError       **error)
{
  g_autofree char *field = parvis_json_make_field (name);

  if (!parvis_json_get_string (object, name, MAX_ID, id, error))
    return FALSE;

  if (!g_ascii_islower (**id) ||
      (*id)[strspn (*id, "abcdefghijklmnopqrstuvwxyz0123456789_")] != '\0')
    return parvis_set_invalid (error, field, "“%s” must be small letters without accents,"
                               " figures and _", name);

  return TRUE;
}

static gboolean
read_language (const json_t  *texts,
               const char    *language,
               gsize          max_length,
               gboolean       required,
               const char   **text,
               GError       **error)
{
  if (!parvis_json_get_string_or (texts, language, max_length, NULL, text, error))
    return FALSE;

  if (*text != NULL && **text == '\0')
    *text = NULL;
  if (*text == NULL && required)
    return parvis_set_invalid (error, "/fr", "A text in French is needed");

  return TRUE;
}

/* Leaves @text empty where there is none. */
gboolean
parvis_template_read_text (const json_t  *object,
                           const char    *name,
                           gsize          max_length,
                           gboolean       required,
                           ParvisText    *text,
                           GError       **error)
{
  const json_t *texts = json_object_get (object, name);
  g_autofree char *field = parvis_json_make_field (name);

  *text = (ParvisText) { NULL, NULL };

  if (texts == NULL && !required)
    return TRUE;

  if (!json_is_object (texts))
    return parvis_set_invalid (error, field, "“%s” must be an object with a text in French"
                               " (“fr”) and one in English (“en”)", name);

  if (!read_language (texts, "fr", max_length, TRUE, &text->fr, error) ||
      !read_language (texts, "en", max_length, FALSE, &text->en, error))
    {
      parvis_error_prefix_field (error, "%s", field);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_span_members (const json_t  *value,
                   int            min,
                   gboolean       working,
                   ParvisSpan    *span,
                   GError       **error)
{
  static const char * const units[] = { "years", "months", "days", "working_days" };
  guint n_units = working ? 4 : 3;
  gint64 amount = 0;
  const char *unit = NULL;

  for (guint i = 0; i < n_units; i++)
    {
      if (json_object_get (value, units[i]) != NULL)
        unit = units[i];
    }

  if (unit == NULL || json_object_size (value) != 1)
    return parvis_set_invalid (error, NULL, "A span of time is one of: %s", working
                               ? "years, months, days, working_days" : "years, months, days");

  if (!parvis_json_get_int (value, unit, min, MAX_SPAN, &amount, error))
    return FALSE;

  *span = (ParvisSpan) { 0, };
  if (strcmp (unit, "years") == 0)
    span->months = (int) amount * 12;
  else if (strcmp (unit, "months") == 0)
    span->months = (int) amount;
  else if (strcmp (unit, "days") == 0)
    span->days = (int) amount;
  else
    span->working_days = (int) amount;

  return TRUE;
}

/* @min is negative where a span may go back. Leaves @span as it is where there is none. */
gboolean
parvis_template_read_span (const json_t  *object,
                           const char    *name,
                           int            min,
                           gboolean       working,
                           gboolean       required,
                           ParvisSpan    *span,
                           GError       **error)
{
  const json_t *value = json_object_get (object, name);
  g_autofree char *field = parvis_json_make_field (name);

  if (value == NULL && !required)
    return TRUE;

  if (!json_is_object (value))
    return parvis_set_invalid (error, field, "“%s” must be a span of time,"
                               " such as {\"months\": 3}", name);

  if (!read_span_members (value, min, working, span, error))
    {
      parvis_error_prefix_field (error, "%s", field);
      return FALSE;
    }

  return TRUE;
}

/* @span: NULL where there is none; freed with g_free() */
gboolean
parvis_template_read_spanp (const json_t  *object,
                            const char    *name,
                            int            min,
                            ParvisSpan   **span,
                            GError       **error)
{
  ParvisSpan value = { 0, };

  if (json_object_get (object, name) == NULL)
    return TRUE;

  if (!parvis_template_read_span (object, name, min, FALSE, TRUE, &value, error))
    return FALSE;

  *span = g_memdup2 (&value, sizeof value);

  return TRUE;
}

ParvisField *
parvis_template_find_field (ParvisProcedure *procedure,
                            const char      *id)
{
  for (guint i = 0; i < procedure->fields->len; i++)
    {
      ParvisField *field = g_ptr_array_index (procedure->fields, i);

      if (strcmp (field->id, id) == 0)
        return field;
    }

  return NULL;
}

/* What a field can never be is a slip of the pen, which would hide a question for ever. */
static gboolean
may_be (const ParvisField *field,
        const json_t      *value)
{
  if (field->type == PARVIS_FIELD_YES_NO || field->type == PARVIS_FIELD_CONSENT)
    return json_is_boolean (value);

  for (guint i = 0; json_is_string (value) && i < field->choices->len; i++)
    {
      const ParvisChoice *choice = g_ptr_array_index (field->choices, i);

      if (strcmp (choice->id, json_string_value (value)) == 0)
        return TRUE;
    }

  return FALSE;
}

static gpointer
read_condition (ParvisProcedure  *procedure,
                const json_t     *object,
                GError          **error)
{
  g_autofree ParvisCondition *condition = g_new0 (ParvisCondition, 1);
  const ParvisField *field;
  size_t i;
  json_t *value;

  if (!parvis_template_read_id (object, "field", &condition->field, error))
    return NULL;

  field = parvis_template_find_field (procedure, condition->field);
  if (field == NULL)
    {
      parvis_set_invalid (error, "/field", "There is no field “%s” before this one",
                          condition->field);
      return NULL;
    }

  condition->is = json_object_get (object, "is");
  if (!json_is_array (condition->is) || json_array_size (condition->is) == 0 ||
      json_array_size (condition->is) > MAX_VALUES)
    {
      parvis_set_invalid (error, "/is", "“is” must be a list of 1 to %d values", MAX_VALUES);
      return NULL;
    }

  json_array_foreach ((json_t *) condition->is, i, value)
    {
      if (!may_be (field, value))
        {
          g_autofree char *pointer = g_strdup_printf ("/is/%u", (guint) i);

          parvis_set_invalid (error, pointer, "“%s” is never this", condition->field);
          return NULL;
        }
    }

  return g_steal_pointer (&condition);
}

/* @conditions: (out) (transfer full): empty where there are none */
gboolean
parvis_template_read_conditions (ParvisProcedure  *procedure,
                                 const json_t     *object,
                                 GPtrArray       **conditions,
                                 GError          **error)
{
  *conditions = parvis_template_read_list (procedure, object, "when", 0, MAX_CONDITIONS,
                                           read_condition, g_free, error);

  return *conditions != NULL;
}
