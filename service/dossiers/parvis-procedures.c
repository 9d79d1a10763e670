/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-procedures"

#include "config.h"

#include "parvis-procedures.h"

#include "parvis-dossiers.h"
#include "parvis-error.h"
#include "parvis-words.h"

#include <stdlib.h>
#include <string.h>

/* "procedure/version" */
#define MAX_ENTITY_ID 80

gboolean
parvis_dossiers_set_missing (GError **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "There is no such thing in this town");

  return FALSE;
}

gboolean
parvis_dossiers_module_load (ParvisDb              *db,
                             ParvisDossiersModule  *module,
                             GError               **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db, "SELECT published FROM module"
                            " WHERE town = :town AND name = 'dossiers'", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &module->on, error))
    return FALSE;

  module->published = module->on && parvis_stmt_get_int (stmt, 0) != 0;

  return TRUE;
}

gboolean
parvis_dossiers_check_on (ParvisDb  *db,
                          gboolean   published,
                          GError   **error)
{
  ParvisDossiersModule module;

  if (!parvis_dossiers_module_load (db, &module, error))
    return FALSE;

  return (published ? module.published : module.on) || parvis_dossiers_set_missing (error);
}

/* --- rows --- */

static json_t *
load_json (ParvisDb    *db,
           const char  *id,
           gint64       version,
           GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  const char *body;

  stmt = parvis_db_prepare (db,
                            "SELECT body FROM procedure_version WHERE town = :town"
                            " AND procedure_id = :id AND version = :version",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_int (stmt, ":version", version);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;
  if (!has_row)
    {
      parvis_dossiers_set_missing (error);
      return NULL;
    }

  body = parvis_stmt_get_text (stmt, 0);

  return parvis_json_parse (body, strlen (body), error);
}

ParvisProcedure *
parvis_procedures_load (ParvisDb    *db,
                        const char  *id,
                        gint64       version,
                        GError     **error)
{
  g_autoptr(json_t) body = load_json (db, id, version, error);

  return body != NULL ? parvis_procedure_new (body, error) : NULL;
}

gboolean
parvis_procedures_find (ParvisDb    *db,
                        const char  *id,
                        gint64      *version,
                        gboolean    *open,
                        GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT version, open FROM town_procedure"
                            " WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (!has_row)
    return parvis_dossiers_set_missing (error);

  *version = parvis_stmt_get_int (stmt, 0);
  *open = parvis_stmt_get_int (stmt, 1) != 0;

  return TRUE;
}

static void
touch (ParvisTx   *tx,
       const char *id,
       gint64      version)
{
  g_autofree char *entity = g_strdup_printf ("%s/%" G_GINT64_FORMAT, id, version);

  parvis_tx_touch (tx, PARVIS_KIND_PROCEDURE, entity);
}

static gboolean
write_current (ParvisTx    *tx,
               const char  *id,
               gint64       version,
               gboolean     open,
               GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO town_procedure (town, id, version, open, created_at)"
                            " VALUES (:town, :id, :version, :open, :now)"
                            " ON CONFLICT (town, id) DO UPDATE SET version = excluded.version,"
                            " open = excluded.open",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", id);
  parvis_stmt_bind_int (stmt, ":version", version);
  parvis_stmt_bind_int (stmt, ":open", open);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  touch (tx, id, version);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
write_version (ParvisTx               *tx,
               const ParvisProcedure  *procedure,
               GError                **error)
{
  g_autofree char *body = parvis_json_dump (parvis_procedure_get_json (procedure));
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO procedure_version (town, procedure_id, version, body,"
                            " published_at) VALUES (:town, :id, :version, :body, :now)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", parvis_procedure_get_id (procedure));
  parvis_stmt_bind_int (stmt, ":version", parvis_procedure_get_version (procedure));
  parvis_stmt_bind_text (stmt, ":body", body);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
set_taken (gint64   current,
           GError **error)
{
  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
               "Version %" G_GINT64_FORMAT " is published and does not change: give what is new a"
               " higher number", current);
  parvis_error_set_field (error, "/version");
  parvis_error_take_details (error, json_pack ("{s:I}", "version", (json_int_t) current));

  return FALSE;
}

gboolean
parvis_procedures_put (ParvisTx               *tx,
                       const ParvisProcedure  *procedure,
                       const gboolean         *open,
                       gboolean               *is_new,
                       GError                **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  const char *id = parvis_procedure_get_id (procedure);
  gint64 version = parvis_procedure_get_version (procedure);
  g_autoptr(GError) local = NULL;
  gboolean is_open = TRUE;
  gint64 current = 0;

  if (parvis_procedure_get_card (procedure) == NULL)
    return parvis_set_invalid (error, "/card", "Receipts have to name the service in charge:"
                               " “card” has its name, address, phone and email");

  if (!parvis_procedures_find (db, id, &current, &is_open, &local) &&
      !g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  *is_new = version > current;
  if (!*is_new)
    {
      g_autoptr(json_t) body = NULL;

      if (version < current)
        return set_taken (current, error);
      if ((body = load_json (db, id, version, error)) == NULL)
        return FALSE;
      if (!json_equal (body, parvis_procedure_get_json (procedure)))
        return set_taken (current, error);
    }

  if (current > 0)
    touch (tx, id, current);

  return write_current (tx, id, version, open != NULL ? *open : is_open, error) &&
         (!*is_new || write_version (tx, procedure, error));
}

/* --- commands --- */

static json_t *
find_template (const char  *id,
               GError     **error)
{
  g_autoptr(json_t) all = parvis_procedures_templates ();
  const json_t *list = json_object_get (all, "templates");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      json_t *entry = json_array_get (list, i);

      if (strcmp (json_string_value (json_object_get (entry, "id")), id) == 0)
        return json_incref (entry);
    }

  parvis_set_invalid (error, "/template", "There is no template “%s”", id);

  return NULL;
}

/* A procedure as it is, or {"template","card"}: a template with the town's card. */
static json_t *
read_wish (const json_t  *body,
           GError       **error)
{
  g_autoptr(json_t) value = NULL;
  json_t *card = json_object_get (body, "card");
  const char *template;

  if (json_object_get (body, "template") == NULL)
    return json_incref ((json_t *) body);

  if (!parvis_json_get_string (body, "template", 64, &template, error) ||
      (value = find_template (template, error)) == NULL)
    return NULL;

  if (card != NULL)
    json_object_set (value, "card", card);

  return g_steal_pointer (&value);
}

static void
answer_procedure (ParvisAnswer *answer,
                  const char   *id,
                  gint64        version,
                  gboolean      open)
{
  answer->body = json_pack ("{s:s, s:I, s:b}", "id", id, "version", (json_int_t) version,
                            "open", open);
}

/**
 * parvis_procedure_add:
 *
 * Command "procedure.add": adopts a template, or publishes another version.
 */
gboolean
parvis_procedure_add (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisProcedure) procedure = NULL;
  g_autoptr(json_t) value = NULL;
  ParvisDossiersModule module;
  gint64 version;
  gboolean open;
  gboolean is_new;

  if (!parvis_dossiers_module_load (db, &module, error))
    return FALSE;
  if (!module.on)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "Dossiers are not switched on in this town");
      return FALSE;
    }

  value = read_wish (command->body, error);
  if (value == NULL || (procedure = parvis_procedure_new (value, error)) == NULL ||
      !parvis_procedures_put (tx, procedure, NULL, &is_new, error) ||
      !parvis_procedures_find (db, parvis_procedure_get_id (procedure), &version, &open, error))
    return FALSE;

  answer->status = is_new ? 201 : 200;
  answer_procedure (answer, parvis_procedure_get_id (procedure), version, open);

  return TRUE;
}

static gboolean
set_open (ParvisTx             *tx,
          const ParvisCommand  *command,
          ParvisAnswer         *answer,
          gboolean              open,
          GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  gboolean was_open;
  gint64 version;

  if (!parvis_dossiers_check_on (db, FALSE, error) ||
      !parvis_procedures_find (db, command->object, &version, &was_open, error) ||
      !write_current (tx, command->object, version, open, error))
    return FALSE;

  answer_procedure (answer, command->object, version, open);

  return TRUE;
}

/**
 * parvis_procedure_open:
 *
 * Command "procedure.open": dossiers may begin again.
 */
gboolean
parvis_procedure_open (ParvisTx             *tx,
                       const ParvisCommand  *command,
                       ParvisAnswer         *answer,
                       GError              **error)
{
  return set_open (tx, command, answer, TRUE, error);
}

/**
 * parvis_procedure_close:
 *
 * Command "procedure.close": no dossier begins any more; those that did go on.
 */
gboolean
parvis_procedure_close (ParvisTx             *tx,
                        const ParvisCommand  *command,
                        ParvisAnswer         *answer,
                        GError              **error)
{
  return set_open (tx, command, answer, FALSE, error);
}

/* --- entity --- */

static gboolean
split_entity_id (const char *id,
                 char        procedure[MAX_ENTITY_ID],
                 gint64     *version)
{
  const char *slash = strchr (id, '/');

  if (slash == NULL || slash - id >= MAX_ENTITY_ID)
    return FALSE;

  memcpy (procedure, id, (gsize) (slash - id));
  procedure[slash - id] = '\0';
  *version = strtoll (slash + 1, NULL, 10);

  return TRUE;
}

gboolean
parvis_render_procedure (ParvisTx      *tx,
                         const char    *id,
                         ParvisEntity  *entity,
                         GError       **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(GError) local = NULL;
  ParvisDossiersModule module;
  char procedure[MAX_ENTITY_ID];
  gint64 version;
  gint64 current;
  gboolean open;
  json_t *body;

  entity->audience = PARVIS_AUDIENCE_MEMBER;
  if (!parvis_dossiers_module_load (db, &module, error))
    return FALSE;
  if (!module.on || !split_entity_id (id, procedure, &version))
    return TRUE;

  if (!parvis_procedures_find (db, procedure, &current, &open, &local) ||
      (body = load_json (db, procedure, version, &local)) == NULL)
    {
      if (g_error_matches (local, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
        return TRUE;

      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }

  entity->is_steady = TRUE;
  entity->body = json_pack ("{s:s, s:s, s:I, s:b, s:b, s:o}", "id", id, "procedure", procedure,
                            "version", (json_int_t) version, "current", version == current,
                            "open", open && version == current, "form", body);

  return TRUE;
}
