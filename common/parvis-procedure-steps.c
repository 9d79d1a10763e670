/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-procedure"

#include "config.h"

#include "parvis-procedure-private.h"

#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-json.h"

#include <string.h>

/* What a procedure asks: steps of fields. */

#define MAX_TITLE   100
#define MAX_HELP    1000
#define MAX_CHOICES 60

/* Nobody enrols who was born before, or is born after. */
#define MIN_DATE    (-1500)

/* What each type accepts where the template says nothing, and at most. */
static const struct
{
  gint64 min;
  gint64 max;
  gint64 least;
  gint64 most;
} bounds[PARVIS_N_FIELD_TYPES] = {
  [PARVIS_FIELD_TEXT] = { 1, 200, 1, 500 },
  [PARVIS_FIELD_LONG_TEXT] = { 1, 2000, 1, 5000 },
  [PARVIS_FIELD_NAME] = { 1, 80, 1, 80 },
  [PARVIS_FIELD_EMAIL] = { 1, PARVIS_EMAIL_MAX, 1, PARVIS_EMAIL_MAX },
  [PARVIS_FIELD_PHONE] = { 1, 40, 1, 40 },
  [PARVIS_FIELD_NUMBER] = { 0, 1000000, -1000000000, 1000000000 },
  [PARVIS_FIELD_AMOUNT] = { 0, 10000000000, 0, 10000000000 },
  [PARVIS_FIELD_CHOICES] = { 1, MAX_CHOICES, 1, MAX_CHOICES },
};

void
parvis_template_field_free (ParvisField *field)
{
  g_free (field->earliest);
  g_free (field->latest);
  g_clear_pointer (&field->choices, g_ptr_array_unref);
  g_clear_pointer (&field->conditions, g_ptr_array_unref);
  g_free (field);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisField, parvis_template_field_free)

static gpointer
read_choice (ParvisProcedure  *procedure,
             const json_t     *object,
             GError          **error)
{
  g_autofree ParvisChoice *choice = g_new0 (ParvisChoice, 1);

  (void) procedure;

  if (!parvis_template_read_id (object, "id", &choice->id, error) ||
      !parvis_template_read_text (object, "label", MAX_TITLE, TRUE, &choice->label, error))
    return NULL;

  return g_steal_pointer (&choice);
}

static gboolean
read_choices (ParvisProcedure  *procedure,
              const json_t     *object,
              ParvisField      *field,
              GError          **error)
{
  gboolean chosen = field->type == PARVIS_FIELD_CHOICE || field->type == PARVIS_FIELD_CHOICES;
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  field->choices = parvis_template_read_list (procedure, object, "choices", chosen ? 2 : 0,
                                              chosen ? MAX_CHOICES : 0, read_choice, g_free,
                                              error);
  if (field->choices == NULL)
    return FALSE;

  for (guint i = 0; i < field->choices->len; i++)
    {
      const ParvisChoice *choice = g_ptr_array_index (field->choices, i);

      if (!g_hash_table_add (ids, (char *) choice->id))
        return parvis_set_invalid (error, "/choices", "“%s” stands twice", choice->id);
    }

  return TRUE;
}

static gboolean
read_bounds (const json_t  *object,
             ParvisField   *field,
             GError       **error)
{
  gint64 least = bounds[field->type].least;
  gint64 most = bounds[field->type].most;

  if (field->type == PARVIS_FIELD_CHOICES)
    most = field->choices->len;

  if (!parvis_json_get_int_or (object, "min", least, most, bounds[field->type].min, &field->min,
                               error) ||
      !parvis_json_get_int_or (object, "max", least, most, MIN (bounds[field->type].max, most),
                               &field->max, error))
    return FALSE;

  if (field->min > field->max)
    return parvis_set_invalid (error, "/max", "“max” is less than “min”");

  if (field->type != PARVIS_FIELD_DATE &&
      (json_object_get (object, "earliest") != NULL || json_object_get (object, "latest") != NULL))
    return parvis_set_invalid (error, "/type", "Only a date has an earliest and a latest");

  return parvis_template_read_spanp (object, "earliest", MIN_DATE, &field->earliest, error) &&
         parvis_template_read_spanp (object, "latest", MIN_DATE, &field->latest, error);
}

static gpointer
read_field (ParvisProcedure  *procedure,
            const json_t     *object,
            GError          **error)
{
  g_autoptr(ParvisField) field = g_new0 (ParvisField, 1);
  const char *type;

  if (!parvis_template_read_id (object, "id", &field->id, error) ||
      !parvis_json_get_string (object, "type", 40, &type, error) ||
      !parvis_template_read_text (object, "label", MAX_TITLE, TRUE, &field->label, error) ||
      !parvis_template_read_text (object, "help", MAX_HELP, FALSE, &field->help, error) ||
      !parvis_json_get_bool_or (object, "required", TRUE, &field->required, error))
    return NULL;

  if (!parvis_field_type_from_string (type, &field->type))
    {
      parvis_set_invalid (error, "/type", "There is no kind of field “%s”", type);
      return NULL;
    }

  if (parvis_template_find_field (procedure, field->id) != NULL)
    {
      parvis_set_invalid (error, "/id", "“%s” stands twice", field->id);
      return NULL;
    }

  if (procedure->fields->len == PARVIS_PROCEDURE_FIELDS)
    {
      parvis_set_invalid (error, NULL, "A procedure asks %d things at most",
                          PARVIS_PROCEDURE_FIELDS);
      return NULL;
    }

  if (!read_choices (procedure, object, field, error) ||
      !read_bounds (object, field, error) ||
      !parvis_template_read_conditions (procedure, object, &field->conditions, error))
    return NULL;

  g_ptr_array_add (procedure->fields, field);

  return g_steal_pointer (&field);
}

void
parvis_template_step_free (ParvisStep *step)
{
  g_clear_pointer (&step->fields, g_ptr_array_unref);
  g_free (step);
}

gpointer
parvis_template_read_step (ParvisProcedure  *procedure,
                           const json_t     *object,
                           GError          **error)
{
  ParvisStep *step = g_new0 (ParvisStep, 1);

  if (parvis_template_read_id (object, "id", &step->id, error) &&
      parvis_template_read_text (object, "title", MAX_TITLE, TRUE, &step->title, error) &&
      parvis_template_read_text (object, "help", MAX_HELP, FALSE, &step->help, error))
    step->fields = parvis_template_read_list (procedure, object, "fields", 1,
                                              PARVIS_PROCEDURE_FIELDS, read_field, NULL, error);

  if (step->fields == NULL)
    g_clear_pointer (&step, parvis_template_step_free);

  return step;
}
