/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "parvis-json.h"
#include "parvis-procedure.h"

/* 2026-06-17 */
#define TODAY 20621

/* A procedure with answers to it: {"procedure": …, "answers": …}. */
int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr(json_t) both = parvis_json_parse ((const char *) data, size, NULL);
  g_autoptr(GArray) faults = g_array_new (FALSE, FALSE, sizeof (ParvisAnswerFault));
  g_autoptr(ParvisProcedure) procedure = NULL;
  g_autoptr(json_t) kept = NULL;
  g_autoptr(json_t) again = NULL;
  g_autoptr(GError) error = NULL;
  const GPtrArray *fields;

  procedure = parvis_procedure_new (json_object_get (both, "procedure"), &error);
  g_assert_true ((procedure == NULL) == (error != NULL));
  if (procedure == NULL)
    return 0;

  fields = parvis_procedure_get_fields (procedure);
  kept = parvis_form_check (fields, json_object_get (both, "answers"), TODAY, faults, NULL);
  if (kept == NULL)
    return 0;

  /* What was kept is right, and stays as it is. */
  for (guint i = 0; i < faults->len; i++)
    {
      const ParvisAnswerFault *fault = &g_array_index (faults, ParvisAnswerFault, i);

      g_assert_null (json_object_get (kept, fault->field->id));
    }
  again = parvis_form_check (fields, kept, TODAY, faults, NULL);
  g_assert_true (json_equal (kept, again));

  for (guint i = 0; i < parvis_procedure_get_requirements (procedure)->len; i++)
    {
      const ParvisRequirement *requirement =
        g_ptr_array_index (parvis_procedure_get_requirements (procedure), i);
      gint64 day;

      parvis_requirement_applies (requirement, kept, TRUE);
      parvis_requirement_get_due (requirement, kept, &day);
    }

  return 0;
}
