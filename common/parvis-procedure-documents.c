/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-procedure"

#include "config.h"

#include "parvis-procedure-private.h"

#include "parvis-error.h"
#include "parvis-json.h"

#include <string.h>

/* Which documents a procedure asks for, what is looked at, what may be said of them. */

#define MAX_NAME     40
#define MAX_TITLE    100
#define MAX_HELP     1000
#define MAX_SENTENCE 500
#define MAX_PIECES   6
#define MAX_PAGES    20
#define MAX_CHECKS   9  /* as many as there are figures on a keyboard */

static const char * const kept_after[] = {
  [PARVIS_KEPT_AFTER_VERDICT] = "verdict",
  [PARVIS_KEPT_AFTER_DECISION] = "decision",
  [PARVIS_KEPT_AFTER_END] = "end",
};

static const struct
{
  const char      *name;
  ParvisFileKinds  kind;
} file_kinds[] = {
  { "jpeg", PARVIS_FILE_JPEG },
  { "png", PARVIS_FILE_PNG },
  { "pdf", PARVIS_FILE_PDF },
};

/* What a sentence to a family may leave open. */
static const char * const holes[] = { "limit", "until", "document", "phone" };

static gboolean
check_holes (const char  *text,
             const char  *field,
             GError     **error)
{
  for (const char *open = text != NULL ? strchr (text, '{') : NULL; open != NULL;
       open = strchr (open + 1, '{'))
    {
      gboolean known = FALSE;

      for (guint i = 0; i < G_N_ELEMENTS (holes) && !known; i++)
        {
          gsize length = strlen (holes[i]);

          known = strncmp (open + 1, holes[i], length) == 0 && open[1 + length] == '}';
        }

      if (!known)
        return parvis_set_invalid (error, field, "Only {limit}, {until}, {document} and {phone}"
                                   " can be put into a sentence");
    }

  return TRUE;
}

gpointer
parvis_template_read_reason (ParvisProcedure  *procedure,
                             const json_t     *object,
                             GError          **error)
{
  g_autofree ParvisRejectionReason *reason = g_new0 (ParvisRejectionReason, 1);
  const char *rejection;

  (void) procedure;

  if (!parvis_template_read_id (object, "code", &reason->code, error) ||
      !parvis_json_get_string (object, "rejection", 40, &rejection, error) ||
      !parvis_template_read_text (object, "label", MAX_NAME, TRUE, &reason->label, error) ||
      !parvis_template_read_text (object, "text", MAX_SENTENCE, FALSE, &reason->text, error) ||
      !check_holes (reason->text.fr, "/text/fr", error) ||
      !check_holes (reason->text.en, "/text/en", error))
    return NULL;

  if (!parvis_rejection_from_string (rejection, &reason->rejection))
    {
      parvis_set_invalid (error, "/rejection", "“%s” is no kind of rejection", rejection);
      return NULL;
    }

  return g_steal_pointer (&reason);
}

gboolean
parvis_template_read_retention (const json_t     *object,
                                ParvisRetention  *retention,
                                GError          **error)
{
  const char *after;

  if (!parvis_json_get_string (object, "after", 40, &after, error) ||
      !parvis_template_read_span (object, "keep", 0, FALSE, TRUE, &retention->span, error) ||
      !parvis_template_read_text (object, "why", MAX_HELP, TRUE, &retention->why, error))
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (kept_after); i++)
    {
      if (strcmp (kept_after[i], after) == 0)
        {
          retention->after = i;
          return TRUE;
        }
    }

  return parvis_set_invalid (error, "/after", "“after” must be verdict, decision or end");
}

static void
check_free (ParvisDocumentCheck *check)
{
  g_clear_pointer (&check->declared, g_ptr_array_unref);
  g_free (check);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisDocumentCheck, check_free)

/* An array of texts, each of which names something. */
static gboolean
read_names (const json_t  *object,
            const char    *name,
            GPtrArray     *names,
            GError       **error)
{
  const json_t *array = json_object_get (object, name);
  g_autofree char *field = parvis_json_make_field (name);
  size_t i;
  json_t *value;

  if (array != NULL && !json_is_array (array))
    return parvis_set_invalid (error, field, "“%s” must be a list", name);

  json_array_foreach ((json_t *) array, i, value)
    {
      if (!json_is_string (value))
        return parvis_set_invalid (error, field, "“%s” must be a list of texts", name);

      g_ptr_array_add (names, (char *) json_string_value (value));
    }

  return TRUE;
}

static gpointer
read_check (ParvisProcedure  *procedure,
            const json_t     *object,
            GError          **error)
{
  g_autoptr(ParvisDocumentCheck) check = g_new0 (ParvisDocumentCheck, 1);

  check->declared = g_ptr_array_new ();
  if (!parvis_template_read_id (object, "id", &check->id, error) ||
      !parvis_template_read_text (object, "text", MAX_TITLE, TRUE, &check->text, error) ||
      !parvis_json_get_bool_or (object, "dated", FALSE, &check->dated, error) ||
      !read_names (object, "declared", check->declared, error))
    return NULL;

  for (guint i = 0; i < check->declared->len; i++)
    {
      const char *id = g_ptr_array_index (check->declared, i);

      if (parvis_template_find_field (procedure, id) == NULL)
        {
          parvis_set_invalid (error, "/declared", "There is no field “%s”", id);
          return NULL;
        }
    }

  return g_steal_pointer (&check);
}

static gpointer
read_face (ParvisProcedure  *procedure,
           const json_t     *object,
           GError          **error)
{
  g_autofree ParvisText *face = g_new0 (ParvisText, 1);

  (void) procedure;

  if (!parvis_template_read_text (object, "name", MAX_NAME, TRUE, face, error))
    return NULL;

  return g_steal_pointer (&face);
}

static void
piece_free (ParvisPiece *piece)
{
  g_clear_pointer (&piece->faces, g_ptr_array_unref);
  g_clear_pointer (&piece->checks, g_ptr_array_unref);
  g_free (piece->validity);
  g_free (piece);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPiece, piece_free)

static gboolean
read_pages (ParvisProcedure  *procedure,
            const json_t     *object,
            ParvisPiece      *piece,
            GError          **error)
{
  gint64 least;

  piece->faces = parvis_template_read_list (procedure, object, "faces", 0, MAX_PAGES, read_face,
                                            g_free, error);
  if (piece->faces == NULL)
    return FALSE;

  least = MAX (piece->faces->len, 1);

  return parvis_json_get_int_or (object, "min_pages", 1, MAX_PAGES, least, &piece->min_pages,
                                 error) &&
         parvis_json_get_int_or (object, "max_pages", piece->min_pages, MAX_PAGES,
                                 MAX (piece->min_pages, least), &piece->max_pages, error);
}

/* What a requirement asks for, and what does instead, are written alike. */
static ParvisPiece *
read_piece (ParvisProcedure  *procedure,
            const json_t     *object,
            GError          **error)
{
  g_autoptr(ParvisPiece) piece = g_new0 (ParvisPiece, 1);

  if (!parvis_template_read_text (object, "title", MAX_TITLE, TRUE, &piece->title, error) ||
      !parvis_template_read_text (object, "help", MAX_HELP, FALSE, &piece->help, error) ||
      !read_pages (procedure, object, piece, error) ||
      !parvis_template_read_spanp (object, "validity", 1, &piece->validity, error))
    return NULL;

  piece->checks = parvis_template_read_list (procedure, object, "checks", 1, MAX_CHECKS,
                                             read_check, (GDestroyNotify) check_free, error);
  if (piece->checks == NULL)
    return NULL;

  for (guint i = 0; i < piece->checks->len; i++)
    {
      const ParvisDocumentCheck *check = g_ptr_array_index (piece->checks, i);

      if (check->dated && piece->validity == NULL)
        {
          parvis_set_invalid (error, "/validity", "“%s” is checked against a validity",
                              check->id);
          return NULL;
        }
    }

  return g_steal_pointer (&piece);
}

static gpointer
read_alternative (ParvisProcedure  *procedure,
                  const json_t     *object,
                  GError          **error)
{
  ParvisPiece *piece;
  const char *id;

  if (!parvis_template_read_id (object, "id", &id, error))
    return NULL;

  piece = read_piece (procedure, object, error);
  if (piece != NULL)
    piece->id = id;

  return piece;
}

static gboolean
read_pieces (ParvisProcedure    *procedure,
             const json_t       *object,
             ParvisRequirement  *requirement,
             GError            **error)
{
  g_autoptr(ParvisPiece) first = read_piece (procedure, object, error);

  if (first == NULL)
    return FALSE;

  requirement->pieces = parvis_template_read_list (procedure, object, "alternatives", 0,
                                                   MAX_PIECES, read_alternative,
                                                   (GDestroyNotify) piece_free, error);
  if (requirement->pieces == NULL)
    return FALSE;

  for (guint i = 0; i < requirement->pieces->len; i++)
    {
      const ParvisPiece *piece = g_ptr_array_index (requirement->pieces, i);

      if (parvis_requirement_find_piece (requirement, piece->id) != piece)
        return parvis_set_invalid (error, "/alternatives", "“%s” stands twice", piece->id);
    }

  g_ptr_array_insert (requirement->pieces, 0, g_steal_pointer (&first));

  return TRUE;
}

static gboolean
read_files (const json_t       *object,
            ParvisRequirement  *requirement,
            GError            **error)
{
  g_autoptr(GPtrArray) names = g_ptr_array_new ();

  if (!read_names (object, "files", names, error))
    return FALSE;

  for (guint i = 0; i < names->len; i++)
    {
      guint kind = 0;

      while (kind < G_N_ELEMENTS (file_kinds) &&
             strcmp (file_kinds[kind].name, g_ptr_array_index (names, i)) != 0)
        kind++;

      if (kind == G_N_ELEMENTS (file_kinds))
        return parvis_set_invalid (error, "/files", "A file is jpeg, png or pdf");

      requirement->files |= file_kinds[kind].kind;
    }

  if (requirement->files == 0)
    requirement->files = PARVIS_FILES_ALL;

  return TRUE;
}

static const ParvisRejectionReason *
find_reason (const GPtrArray *reasons,
             const char      *code)
{
  for (guint i = 0; i < reasons->len; i++)
    {
      const ParvisRejectionReason *reason = g_ptr_array_index (reasons, i);

      if (strcmp (reason->code, code) == 0)
        return reason;
    }

  return NULL;
}

static gboolean
is_dated (const ParvisRequirement *requirement)
{
  const ParvisPiece *first = g_ptr_array_index (requirement->pieces, 0);

  return first->validity != NULL;
}

static gboolean
read_reasons (ParvisProcedure    *procedure,
              const json_t       *object,
              ParvisRequirement  *requirement,
              GError            **error)
{
  g_autoptr(GPtrArray) codes = g_ptr_array_new ();

  requirement->reasons = g_ptr_array_new ();
  if (!read_names (object, "reasons", codes, error))
    return FALSE;

  for (guint i = 0; i < codes->len; i++)
    {
      const char *code = g_ptr_array_index (codes, i);
      const ParvisRejectionReason *reason = find_reason (procedure->reasons, code);

      if (reason == NULL)
        return parvis_set_invalid (error, "/reasons", "There is no reason “%s”", code);
      if (find_reason (requirement->reasons, code) != NULL)
        return parvis_set_invalid (error, "/reasons", "“%s” stands twice", code);
      if (reason->text.fr != NULL && strstr (reason->text.fr, "{limit}") != NULL &&
          !is_dated (requirement))
        return parvis_set_invalid (error, "/reasons", "“%s” speaks of a validity that there is"
                                   " not", code);

      g_ptr_array_add (requirement->reasons, (gpointer) reason);
    }

  /* A refusal needs a reason, so there has to be one. */
  if (requirement->reasons->len == 0)
    return parvis_set_invalid (error, "/reasons", "At least one reason is needed");

  return TRUE;
}

static gboolean
read_due (ParvisProcedure    *procedure,
          const json_t       *object,
          ParvisRequirement  *requirement,
          GError            **error)
{
  const json_t *value = json_object_get (object, "due");
  g_autofree ParvisDue *due = NULL;
  const ParvisField *field;

  if (value == NULL)
    return TRUE;

  due = g_new0 (ParvisDue, 1);
  if (!json_is_object (value))
    return parvis_set_invalid (error, "/due", "“due” must be an object");

  if (!parvis_template_read_id (value, "field", &due->field, error) ||
      !parvis_template_read_span (value, "within", 1, TRUE, TRUE, &due->span, error) ||
      !parvis_template_read_text (value, "else", MAX_HELP, TRUE, &due->else_, error))
    {
      parvis_error_prefix_field (error, "/due");
      return FALSE;
    }

  field = parvis_template_find_field (procedure, due->field);
  if (field == NULL || field->type != PARVIS_FIELD_DATE)
    return parvis_set_invalid (error, "/due/field", "“%s” is not the field of a date",
                               due->field);

  requirement->due = g_steal_pointer (&due);

  return TRUE;
}

static gboolean
read_own_retention (ParvisProcedure    *procedure,
                    const json_t       *object,
                    ParvisRequirement  *requirement,
                    GError            **error)
{
  const json_t *value = json_object_get (object, "retention");

  requirement->retention = procedure->retention;
  if (value == NULL)
    return TRUE;

  if (parvis_template_read_retention (value, &requirement->retention, error))
    return TRUE;

  parvis_error_prefix_field (error, "/retention");

  return FALSE;
}

void
parvis_template_requirement_free (ParvisRequirement *requirement)
{
  g_clear_pointer (&requirement->conditions, g_ptr_array_unref);
  g_clear_pointer (&requirement->pieces, g_ptr_array_unref);
  g_clear_pointer (&requirement->reasons, g_ptr_array_unref);
  g_free (requirement->due);
  g_free (requirement);
}

gpointer
parvis_template_read_requirement (ParvisProcedure  *procedure,
                                  const json_t     *object,
                                  GError          **error)
{
  ParvisRequirement *requirement = g_new0 (ParvisRequirement, 1);

  if (!parvis_template_read_id (object, "id", &requirement->id, error) ||
      !parvis_template_read_text (object, "name", MAX_NAME, TRUE, &requirement->name, error) ||
      !parvis_json_get_bool_or (object, "later", FALSE, &requirement->later, error) ||
      !parvis_json_get_bool_or (object, "identity", FALSE, &requirement->identity, error) ||
      !parvis_json_get_bool_or (object, "explain", FALSE, &requirement->may_explain, error) ||
      !parvis_json_get_bool_or (object, "skip", FALSE, &requirement->may_skip, error) ||
      !parvis_template_read_conditions (procedure, object, &requirement->conditions, error) ||
      !read_pieces (procedure, object, requirement, error) ||
      !read_files (object, requirement, error) ||
      !read_reasons (procedure, object, requirement, error) ||
      !read_due (procedure, object, requirement, error) ||
      !read_own_retention (procedure, object, requirement, error))
    g_clear_pointer (&requirement, parvis_template_requirement_free);

  return requirement;
}
