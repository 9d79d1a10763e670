/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-logo"

#include "config.h"

#include "parvis-logo.h"

#include "parvis-error.h"
#include "parvis-picture.h"

/* @picture: (nullable): NULL removes what is there */
static gboolean
store_logo (ParvisTx    *tx,
            GBytes      *picture,
            const char  *type,
            const char  *tag,
            GError     **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            picture != NULL
                              ? "UPDATE town SET logo = :logo, logo_type = :type, logo_tag = :tag"
                                " WHERE town = :town"
                              : "UPDATE town SET logo = NULL, logo_type = NULL, logo_tag = NULL"
                                " WHERE town = :town",
                            error);
  if (stmt == NULL)
    return FALSE;

  if (picture != NULL)
    {
      parvis_stmt_bind_bytes (stmt, ":logo", picture);
      parvis_stmt_bind_text (stmt, ":type", type);
      parvis_stmt_bind_text (stmt, ":tag", tag);
    }
  parvis_tx_touch (tx, PARVIS_KIND_TOWN, parvis_db_get_town (db));

  return parvis_stmt_step (stmt, NULL, error);
}

/**
 * parvis_town_set_logo:
 *
 * Command "town.logo".
 */
gboolean
parvis_town_set_logo (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  g_autofree char *tag = NULL;
  const char *type = NULL;

  if (command->raw != NULL)
    type = parvis_picture_find_type (command->raw);
  if (type == NULL)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE,
                   "A logo is a JPEG or PNG picture");
      return FALSE;
    }

  tag = parvis_picture_make_tag (command->raw);
  answer->body = json_pack ("{s:s}", "logo", tag);

  return store_logo (tx, command->raw, type, tag, error);
}

/**
 * parvis_town_remove_logo:
 *
 * Command "town.remove_logo"; where there is none it stays so.
 */
gboolean
parvis_town_remove_logo (ParvisTx             *tx,
                         const ParvisCommand  *command,
                         ParvisAnswer         *answer,
                         GError              **error)
{
  answer->body = json_pack ("{s:s}", "insee", parvis_db_get_town (parvis_tx_get_db (tx)));

  return store_logo (tx, NULL, NULL, NULL, error);
}

GBytes *
parvis_town_get_logo (ParvisDb  *db,
                      char     **type,
                      char     **tag,
                      GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db,
                            "SELECT logo, logo_type, logo_tag FROM town WHERE town = :town"
                            " AND logo IS NOT NULL",
                            error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return NULL;

  if (!has_row)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND, "This town has no logo");
      return NULL;
    }

  *type = g_strdup (parvis_stmt_get_text (stmt, 1));
  *tag = g_strdup (parvis_stmt_get_text (stmt, 2));

  return parvis_stmt_dup_bytes (stmt, 0);
}
