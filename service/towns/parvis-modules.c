/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-modules"

#include "config.h"

#include "parvis-modules.h"

#include "parvis-error.h"

#include <string.h>

/* Of the modules that design.md names, those that this version serves. */
static const char * const modules[] = { "dossiers", "occupancy", "orders", "parking" };

static gboolean
is_valid (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (modules); i++)
    {
      if (strcmp (modules[i], name) == 0)
        return TRUE;
    }

  return FALSE;
}

gboolean
parvis_module_put (ParvisDb           *db,
                   const char         *name,
                   ParvisModuleState   state,
                   GError            **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  if (!is_valid (name))
    return parvis_set_invalid (error, "/modules", "“%s” is no module of this service", name);

  stmt = parvis_db_prepare (db,
                            state == PARVIS_MODULE_OFF
                              ? "DELETE FROM module WHERE town = :town AND name = :name"
                              : "INSERT INTO module (town, name, published)"
                                " VALUES (:town, :name, :published)"
                                " ON CONFLICT (town, name) DO UPDATE SET"
                                " published = excluded.published",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":name", name);
  if (state != PARVIS_MODULE_OFF)
    parvis_stmt_bind_int (stmt, ":published", state == PARVIS_MODULE_PUBLISHED);

  return parvis_stmt_step (stmt, NULL, error);
}

static gboolean
put_list (ParvisDb           *db,
          const json_t       *list,
          ParvisModuleState   state,
          GError            **error)
{
  if (list != NULL && !json_is_array (list))
    return parvis_set_invalid (error, "/modules", "The modules must be a list");

  for (gsize i = 0; i < json_array_size (list); i++)
    {
      const char *name = json_string_value (json_array_get (list, i));

      if (!parvis_module_put (db, name != NULL ? name : "", state, error))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_modules_put (ParvisDb      *db,
                    const json_t  *body,
                    GError       **error)
{
  const json_t *list = json_object_get (body, "modules");

  for (guint i = 0; list != NULL && i < G_N_ELEMENTS (modules); i++)
    {
      if (!parvis_module_put (db, modules[i], PARVIS_MODULE_OFF, error))
        return FALSE;
    }

  return put_list (db, json_object_get (body, "prepared"), PARVIS_MODULE_PREPARED, error) &&
         put_list (db, list, PARVIS_MODULE_PUBLISHED, error);
}

json_t *
parvis_modules_list (ParvisDb  *db,
                     gboolean   published,
                     GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) list = json_array ();
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT name FROM module WHERE town = :town"
                            " AND published = :published ORDER BY name",
                            error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_int (stmt, ":published", published);

  do
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (has_row)
        json_array_append_new (list, json_string (parvis_stmt_get_text (stmt, 0)));
    }
  while (has_row);

  return g_steal_pointer (&list);
}
