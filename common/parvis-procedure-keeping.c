/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-procedure-keeping"

#include "config.h"

#include "parvis-procedure-private.h"

#include "parvis-error.h"
#include "parvis-json.h"

/* How long what a dossier is made of is kept. Versions that were published without a word
 * of it have these; a town's data officer has to confirm them.
 */
static const ParvisKeeping default_keeping = {
  .accepted = { PARVIS_KEPT_AFTER_DECISION, { .months = 12 },
                { "Le temps de répondre à une question sur la décision.",
                  "For questions about the decision." } },
  .refused = { PARVIS_KEPT_AFTER_DECISION, { .months = 12 },
               { "Le temps des recours et d’une nouvelle demande.",
                 "For appeals, and for applying again." } },
  .abandoned = { .days = 60 },
  .longest = { .months = 6 },
  .warning = { .days = 14 },
};

static gboolean
read_record (const json_t     *object,
             const char       *name,
             ParvisRetention  *retention,
             GError          **error)
{
  const json_t *value = json_object_get (object, name);
  g_autofree char *field = parvis_json_make_field (name);

  if (value == NULL)
    return TRUE;
  if (!json_is_object (value))
    return parvis_set_invalid (error, field, "“%s” must be an object", name);

  if (parvis_template_read_retention (value, retention, error))
    return TRUE;

  parvis_error_prefix_field (error, "%s", field);

  return FALSE;
}

static gboolean
read_members (const json_t   *value,
              ParvisKeeping  *keeping,
              GError        **error)
{
  if (!read_record (value, "accepted", &keeping->accepted, error) ||
      !read_record (value, "refused", &keeping->refused, error) ||
      !parvis_template_read_span (value, "abandoned", 1, FALSE, FALSE, &keeping->abandoned,
                                  error) ||
      !parvis_template_read_span (value, "longest", 1, FALSE, FALSE, &keeping->longest, error) ||
      !parvis_template_read_span (value, "warning", 1, FALSE, FALSE, &keeping->warning, error) ||
      !parvis_template_read_span (value, "at_most", 1, FALSE,
                                  keeping->accepted.after == PARVIS_KEPT_AFTER_END,
                                  &keeping->at_most, error))
    return FALSE;

  /* A verdict is of one document. */
  if (keeping->accepted.after == PARVIS_KEPT_AFTER_VERDICT)
    return parvis_set_invalid (error, "/accepted/after", "A dossier is kept after its decision or"
                               " its end");
  if (keeping->refused.after != PARVIS_KEPT_AFTER_DECISION)
    return parvis_set_invalid (error, "/refused/after", "What was refused is kept after the"
                               " decision");

  return TRUE;
}

gboolean
parvis_template_read_keeping (ParvisProcedure  *self,
                              GError          **error)
{
  const json_t *value = json_object_get (self->root, "keeping");

  self->keeping = default_keeping;
  if (value == NULL)
    return TRUE;
  if (!json_is_object (value))
    return parvis_set_invalid (error, "/keeping", "“keeping” must be an object");

  if (read_members (value, &self->keeping, error))
    return TRUE;

  parvis_error_prefix_field (error, "/keeping");

  return FALSE;
}
