/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-procedures-exchange"

#include "config.h"

#include "parvis-dossiers.h"

#include "parvis-error.h"
#include "parvis-procedures.h"

#include <string.h>

/* What procedures are for others: for residents, who fill them in, for other towns, and
 * for the file of a town. Dossiers, and the people in them, travel in a backup.
 */

#define MAX_ENTRIES 100

json_t *
parvis_procedures_templates (void)
{
  json_t *list = parvis_json_parse ((const char *) parvis_templates_json, parvis_templates_length,
                                    NULL);

  g_assert (list != NULL);

  return json_pack ("{s:o}", "templates", list);
}

/* --- residents --- */

/* How a clerk checks, and what may be said then, is not a family's to fill in. */
static void
strip (json_t *form)
{
  const json_t *requirements = json_object_get (form, "requirements");

  json_object_del (form, "reasons");
  for (gsize i = 0; i < json_array_size (requirements); i++)
    {
      json_t *requirement = json_array_get (requirements, i);
      const json_t *others = json_object_get (requirement, "alternatives");

      json_object_del (requirement, "reasons");
      json_object_del (requirement, "checks");
      for (gsize j = 0; j < json_array_size (others); j++)
        json_object_del (json_array_get (others, j), "checks");
    }
}

json_t *
parvis_procedures_show_public (ParvisDb    *db,
                               const char  *id,
                               const char  *version,
                               GError     **error)
{
  g_autoptr(ParvisProcedure) procedure = NULL;
  guint64 wanted = 0;
  gint64 current;
  gboolean open;
  json_t *form;

  if (version != NULL && !g_ascii_string_to_unsigned (version, 10, 1, G_MAXINT32, &wanted, NULL))
    {
      parvis_set_invalid (error, "version", "A version is a number from 1 on");
      return NULL;
    }

  if (!parvis_dossiers_check_on (db, TRUE, error) ||
      !parvis_procedures_find (db, id, &current, &open, error))
    return NULL;

  procedure = parvis_procedures_load (db, id, version != NULL ? (gint64) wanted : current, error);
  if (procedure == NULL)
    return NULL;

  form = json_deep_copy (parvis_procedure_get_json (procedure));
  strip (form);

  open = open && parvis_procedure_get_version (procedure) == current;

  return json_pack ("{s:b, s:o}", "open", open, "form", form);
}

static json_t *
list_rows (ParvisDb    *db,
           const char  *sql,
           json_t    *(*describe) (ParvisProcedure *procedure, gboolean open),
           GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, sql, error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return NULL;

  do
    {
      g_autoptr(ParvisProcedure) procedure = NULL;
      const char *body;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      body = parvis_stmt_get_text (stmt, 0);
      procedure = parvis_procedure_parse (body, strlen (body), error);
      if (procedure == NULL)
        return NULL;

      json_array_append_new (list, describe (procedure, parvis_stmt_get_int (stmt, 1) != 0));
    }
  while (has_row);

  return g_steal_pointer (&list);
}

static json_t *
describe_briefly (ParvisProcedure *procedure,
                  gboolean         open)
{
  const json_t *form = parvis_procedure_get_json (procedure);

  return json_pack ("{s:s, s:I, s:O}", "id", parvis_procedure_get_id (procedure),
                    "version", (json_int_t) parvis_procedure_get_version (procedure),
                    "title", json_object_get (form, "title"));
}

#define SELECT_CURRENT \
  "SELECT v.body, p.open FROM town_procedure AS p JOIN procedure_version AS v" \
  " ON v.town = p.town AND v.procedure_id = p.id AND v.version = p.version" \
  " WHERE p.town = :town"

json_t *
parvis_procedures_list_public (ParvisDb  *db,
                               GError   **error)
{
  json_t *list;

  if (!parvis_dossiers_check_on (db, TRUE, error))
    return NULL;

  list = list_rows (db, SELECT_CURRENT " AND p.open = 1 ORDER BY p.id", describe_briefly, error);

  return list != NULL ? json_pack ("{s:o}", "procedures", list) : NULL;
}

/* --- the file of a town --- */

static json_t *
describe_whole (ParvisProcedure *procedure,
                gboolean         open)
{
  return json_pack ("{s:b, s:O}", "open", open, "form", parvis_procedure_get_json (procedure));
}

gboolean
parvis_procedures_export (ParvisDb  *db,
                          json_t    *file,
                          GError   **error)
{
  json_t *list = list_rows (db, SELECT_CURRENT " ORDER BY p.id", describe_whole, error);

  return list != NULL && json_object_set_new (file, "procedures", list) == 0;
}

static gboolean
import_one (ParvisTx      *tx,
            const json_t  *entry,
            GError       **error)
{
  g_autoptr(ParvisProcedure) procedure = NULL;
  gboolean is_new;
  gboolean open;

  if (!parvis_json_get_bool_or (entry, "open", TRUE, &open, error))
    return FALSE;

  procedure = parvis_procedure_new (json_object_get (entry, "form"), error);
  if (procedure == NULL)
    {
      parvis_error_prefix_field (error, "/form");
      return FALSE;
    }

  return parvis_procedures_put (tx, procedure, &open, &is_new, error);
}

gboolean
parvis_procedures_import (ParvisTx             *tx,
                          const ParvisCommand  *command,
                          ParvisAnswer         *answer,
                          GError              **error)
{
  const json_t *list = json_object_get (command->body, "procedures");

  if (list != NULL && (!json_is_array (list) || json_array_size (list) > MAX_ENTRIES))
    return parvis_set_invalid (error, "/procedures", "“procedures” must be a list of at most %d"
                               " entries", MAX_ENTRIES);

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      if (!import_one (tx, json_array_get (list, i), error))
        {
          parvis_error_prefix_field (error, "/procedures/%" G_GSIZE_FORMAT, i);
          return FALSE;
        }
    }

  return parvis_dossiers_touch_all (tx, error);
}
