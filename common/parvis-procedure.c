/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-procedure"

#include "config.h"

#include "parvis-procedure-private.h"

#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-json.h"

#include <string.h>

#define MAX_TITLE   100
#define MAX_HELP    1000
#define MAX_VERSION 1000000

/* Of a draft that nobody sends, unless the template says otherwise. */
static const ParvisDelays default_delays = {
  .registration = { .working_days = 1 },
  .receipt = { .working_days = 10 },
  .answer = { .months = 2 },
  .correction = { .days = 10 },
  .draft = { .months = 3 },
};

static gboolean
read_delays (ParvisProcedure  *self,
             GError          **error)
{
  const json_t *value = json_object_get (self->root, "delays");
  const char *silence;

  self->delays = default_delays;
  if (!json_is_object (value))
    return parvis_set_invalid (error, "/delays", "“delays” must be an object");

  /* What silence means has to be said: the law has no default for all procedures. */
  if (!parvis_template_read_span (value, "registration", 1, TRUE, FALSE,
                                  &self->delays.registration, error) ||
      !parvis_template_read_span (value, "receipt", 1, TRUE, FALSE, &self->delays.receipt,
                                  error) ||
      !parvis_template_read_span (value, "answer", 1, TRUE, FALSE, &self->delays.answer, error) ||
      !parvis_template_read_span (value, "correction", 1, TRUE, FALSE, &self->delays.correction,
                                  error) ||
      !parvis_template_read_span (value, "draft", 1, FALSE, FALSE, &self->delays.draft, error) ||
      !parvis_json_get_string (value, "silence", 40, &silence, error))
    {
      parvis_error_prefix_field (error, "/delays");
      return FALSE;
    }

  self->delays.silence_accepts = strcmp (silence, "accepts") == 0;
  if (!self->delays.silence_accepts && strcmp (silence, "refuses") != 0)
    return parvis_set_invalid (error, "/delays/silence", "“silence” accepts or refuses");

  return TRUE;
}

static gboolean
read_card (ParvisProcedure  *self,
           GError          **error)
{
  const json_t *value = json_object_get (self->root, "card");
  ParvisServiceCard *card = &self->card;

  if (value == NULL || json_is_null (value))
    return TRUE;

  if (!json_is_object (value))
    return parvis_set_invalid (error, "/card", "“card” must be an object");

  if (!parvis_json_get_string (value, "name", MAX_TITLE, &card->name, error) ||
      !parvis_json_get_string (value, "address", 300, &card->address, error) ||
      !parvis_json_get_string (value, "phone", 40, &card->phone, error) ||
      !parvis_json_get_string (value, "email", PARVIS_EMAIL_MAX, &card->email, error))
    {
      parvis_error_prefix_field (error, "/card");
      return FALSE;
    }

  if (!parvis_contact_is_email (card->email))
    return parvis_set_invalid (error, "/card/email", "This is not an e-mail address");
  if (*card->name == '\0')
    return parvis_set_invalid (error, "/card/name", "The service has a name");
  if (*card->address == '\0')
    return parvis_set_invalid (error, "/card/address", "The service has an address");
  if (*card->phone == '\0')
    return parvis_set_invalid (error, "/card/phone", "The service has a telephone number");

  self->has_card = TRUE;

  return TRUE;
}

static gboolean
read_key (ParvisProcedure  *self,
          const json_t     *keys,
          const char       *name,
          ParvisFieldType   type,
          gboolean          required,
          const char      **id,
          GError          **error)
{
  g_autofree char *pointer = parvis_json_make_field (name);
  const ParvisField *field;

  if (json_object_get (keys, name) == NULL && !required)
    return TRUE;

  if (!parvis_template_read_id (keys, name, id, error))
    return FALSE;

  field = parvis_template_find_field (self, *id);
  if (field == NULL || field->type != type)
    return parvis_set_invalid (error, pointer, "“%s” must be a field of the kind %s", name,
                               parvis_field_type_to_string (type));

  return TRUE;
}

static gboolean
read_keys (ParvisProcedure  *self,
           GError          **error)
{
  const json_t *value = json_object_get (self->root, "keys");
  ParvisDossierKeys *keys = &self->keys;

  if (!json_is_object (value))
    return parvis_set_invalid (error, "/keys", "“keys” must be an object");

  if (!read_key (self, value, "subject", PARVIS_FIELD_NAME, TRUE, &keys->subject, error) ||
      !read_key (self, value, "applicant", PARVIS_FIELD_NAME, TRUE, &keys->applicant, error) ||
      !read_key (self, value, "email", PARVIS_FIELD_EMAIL, FALSE, &keys->email, error) ||
      !read_key (self, value, "phone", PARVIS_FIELD_PHONE, FALSE, &keys->phone, error))
    {
      parvis_error_prefix_field (error, "/keys");
      return FALSE;
    }

  if (keys->email == NULL && keys->phone == NULL)
    return parvis_set_invalid (error, "/keys", "An e-mail or a telephone number is needed,"
                               " or nobody can be told");

  return TRUE;
}

static gboolean
read_head (ParvisProcedure  *self,
           GError          **error)
{
  const json_t *retention = json_object_get (self->root, "retention");

  if (!parvis_template_read_id (self->root, "id", &self->id, error) ||
      !parvis_json_get_int (self->root, "version", 1, MAX_VERSION, &self->version, error) ||
      !parvis_template_read_text (self->root, "title", MAX_TITLE, TRUE, &self->title, error) ||
      !parvis_template_read_text (self->root, "basis", MAX_HELP, TRUE, &self->basis, error) ||
      !parvis_template_read_text (self->root, "list", MAX_TITLE, FALSE, &self->list, error) ||
      !read_delays (self, error) ||
      !read_card (self, error))
    return FALSE;

  if (!json_is_object (retention))
    return parvis_set_invalid (error, "/retention", "“retention” must be an object");

  if (!parvis_template_read_retention (retention, &self->retention, error))
    {
      parvis_error_prefix_field (error, "/retention");
      return FALSE;
    }

  return parvis_template_read_keeping (self, error);
}

/* Lists whose elements are told apart by a first member that is a text. */
static gboolean
check_once (const GPtrArray  *list,
            const char       *name,
            GError          **error)
{
  g_autoptr(GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree char *field = parvis_json_make_field (name);

  for (guint i = 0; i < list->len; i++)
    {
      const char *id = *(const char * const *) g_ptr_array_index (list, i);

      if (!g_hash_table_add (ids, (char *) id))
        return parvis_set_invalid (error, field, "“%s” stands twice", id);
    }

  return TRUE;
}

G_STATIC_ASSERT (G_STRUCT_OFFSET (ParvisStep, id) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (ParvisRejectionReason, code) == 0);
G_STATIC_ASSERT (G_STRUCT_OFFSET (ParvisRequirement, id) == 0);

static gboolean
read_lists (ParvisProcedure  *self,
            GError          **error)
{
  self->steps = parvis_template_read_list (self, self->root, "steps", 1, PARVIS_PROCEDURE_STEPS,
                                           parvis_template_read_step,
                                           (GDestroyNotify) parvis_template_step_free, error);
  if (self->steps == NULL || !check_once (self->steps, "steps", error))
    return FALSE;

  self->reasons = parvis_template_read_list (self, self->root, "reasons", 0,
                                             PARVIS_PROCEDURE_REASONS,
                                             parvis_template_read_reason, g_free, error);
  if (self->reasons == NULL || !check_once (self->reasons, "reasons", error))
    return FALSE;

  self->requirements = parvis_template_read_list (self, self->root, "requirements", 0,
                                                  PARVIS_PROCEDURE_REQUIREMENTS,
                                                  parvis_template_read_requirement,
                                                  (GDestroyNotify) parvis_template_requirement_free,
                                                  error);

  return self->requirements != NULL && check_once (self->requirements, "requirements", error);
}

/**
 * parvis_procedure_new:
 * @value: a procedure as docs/procedures.md describes it; a copy is kept
 * @error: %PARVIS_ERROR_INVALID with the member at fault
 *
 * Members that this version does not know are left alone, so that a template that was
 * written for a later one, and exported again, loses nothing.
 *
 * Returns: (transfer full): the procedure, or %NULL
 */
ParvisProcedure *
parvis_procedure_new (const json_t  *value,
                      GError       **error)
{
  g_autoptr(ParvisProcedure) self = g_new0 (ParvisProcedure, 1);

  self->ref_count = 1;
  self->root = json_deep_copy (value);
  self->fields = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_template_field_free);

  if (!json_is_object (self->root))
    {
      parvis_set_invalid (error, "", "A procedure is an object");
      return NULL;
    }

  if (!read_head (self, error) || !read_lists (self, error) || !read_keys (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * parvis_procedure_parse:
 * @data: JSON of at most %PARVIS_PROCEDURE_MAX bytes
 *
 * Returns: (transfer full): the procedure, or %NULL
 */
ParvisProcedure *
parvis_procedure_parse (const char  *data,
                        gsize        length,
                        GError     **error)
{
  g_autoptr(json_t) value = NULL;

  if (length > PARVIS_PROCEDURE_MAX)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                   "A procedure has at most %d KiB", PARVIS_PROCEDURE_MAX / 1024);
      return NULL;
    }

  value = parvis_json_parse (data, length, error);

  return value != NULL ? parvis_procedure_new (value, error) : NULL;
}

ParvisProcedure *
parvis_procedure_ref (ParvisProcedure *self)
{
  g_atomic_int_inc (&self->ref_count);

  return self;
}

void
parvis_procedure_unref (ParvisProcedure *self)
{
  if (!g_atomic_int_dec_and_test (&self->ref_count))
    return;

  g_clear_pointer (&self->requirements, g_ptr_array_unref);
  g_clear_pointer (&self->reasons, g_ptr_array_unref);
  g_clear_pointer (&self->steps, g_ptr_array_unref);
  g_clear_pointer (&self->fields, g_ptr_array_unref);
  json_decref (self->root);
  g_free (self);
}

const json_t *
parvis_procedure_get_json (const ParvisProcedure *self)
{
  return self->root;
}

const char *
parvis_procedure_get_id (const ParvisProcedure *self)
{
  return self->id;
}

gint64
parvis_procedure_get_version (const ParvisProcedure *self)
{
  return self->version;
}

const ParvisText *
parvis_procedure_get_title (const ParvisProcedure *self)
{
  return &self->title;
}

/* The sentence that says why the town may ask all this (GDPR, article 13). */
const ParvisText *
parvis_procedure_get_basis (const ParvisProcedure *self)
{
  return &self->basis;
}

const ParvisDelays *
parvis_procedure_get_delays (const ParvisProcedure *self)
{
  return &self->delays;
}

/**
 * parvis_procedure_get_card:
 *
 * Returns: (nullable): what receipts have to say of the service; without it the procedure
 *   is a template, which no dossier can be begun with
 */
const ParvisServiceCard *
parvis_procedure_get_card (const ParvisProcedure *self)
{
  return self->has_card ? &self->card : NULL;
}

const ParvisDossierKeys *
parvis_procedure_get_keys (const ParvisProcedure *self)
{
  return &self->keys;
}

/* Of the dossier itself, and of each document that has none of its own. */
const ParvisRetention *
parvis_procedure_get_retention (const ParvisProcedure *self)
{
  return &self->retention;
}

/**
 * parvis_procedure_get_list:
 *
 * Returns: (nullable): the name of the list on which who was accepted waits for a
 *   commission
 */
const ParvisKeeping *
parvis_procedure_get_keeping (const ParvisProcedure *self)
{
  return &self->keeping;
}

const ParvisText *
parvis_procedure_get_list (const ParvisProcedure *self)
{
  return self->list.fr != NULL ? &self->list : NULL;
}

/* (element-type ParvisStep) */
const GPtrArray *
parvis_procedure_get_steps (const ParvisProcedure *self)
{
  return self->steps;
}

/* (element-type ParvisField), of all steps */
const GPtrArray *
parvis_procedure_get_fields (const ParvisProcedure *self)
{
  return self->fields;
}

/* (element-type ParvisRequirement) */
const GPtrArray *
parvis_procedure_get_requirements (const ParvisProcedure *self)
{
  return self->requirements;
}

const ParvisRequirement *
parvis_procedure_find_requirement (const ParvisProcedure *self,
                                   const char            *id)
{
  for (guint i = 0; i < self->requirements->len; i++)
    {
      const ParvisRequirement *requirement = g_ptr_array_index (self->requirements, i);

      if (strcmp (requirement->id, id) == 0)
        return requirement;
    }

  return NULL;
}

/**
 * parvis_requirement_applies:
 * @answers: those that count, as parvis_form_check() gives them
 * @accepted: whether the dossier was accepted
 */
gboolean
parvis_requirement_applies (const ParvisRequirement *self,
                            const json_t            *answers,
                            gboolean                 accepted)
{
  return (accepted || !self->later) &&
         parvis_conditions_hold (self->conditions, answers);
}

/**
 * parvis_requirement_find_piece:
 * @id: (nullable): of an alternative; %NULL is what is asked for in the first place
 */
const ParvisPiece *
parvis_requirement_find_piece (const ParvisRequirement *self,
                               const char              *id)
{
  for (guint i = 0; i < self->pieces->len; i++)
    {
      const ParvisPiece *piece = g_ptr_array_index (self->pieces, i);

      if (g_strcmp0 (piece->id, id) == 0)
        return piece;
    }

  return NULL;
}

const ParvisRejectionReason *
parvis_requirement_find_reason (const ParvisRequirement *self,
                                const char              *code)
{
  for (guint i = 0; i < self->reasons->len; i++)
    {
      const ParvisRejectionReason *reason = g_ptr_array_index (self->reasons, i);

      if (strcmp (reason->code, code) == 0)
        return reason;
    }

  return NULL;
}

/**
 * parvis_requirement_get_due:
 * @answers: those that count
 * @day: (out): the last day
 *
 * Returns: %FALSE if it may come at any time
 */
gboolean
parvis_requirement_get_due (const ParvisRequirement *self,
                            const json_t            *answers,
                            gint64                  *day)
{
  gint64 from;

  if (self->due == NULL ||
      !parvis_day_parse (json_string_value (json_object_get (answers, self->due->field)),
                         &from))
    return FALSE;

  *day = parvis_span_after (&self->due->span, from);

  return TRUE;
}
