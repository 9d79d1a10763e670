/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-check"

#include "config.h"

#include "parvis-check.h"

#include "parvis-error.h"
#include "parvis-tx.h"

static const ParvisKind *
find_kind (const ParvisKind *kinds,
           const char       *kind)
{
  for (; kinds != NULL && kinds->kind != NULL; kinds++)
    {
      if (g_strcmp0 (kinds->kind, kind) == 0)
        return kinds;
    }

  return NULL;
}

static gboolean
check_change (ParvisTx          *tx,
              const ParvisKind  *kind,
              const char        *id,
              const char        *known,
              GError           **error)
{
  ParvisEntity entity = { .audience = PARVIS_AUDIENCE_MEMBER };
  g_autofree char *scope = NULL;
  g_autofree char *body = NULL;
  gboolean rendered;

  rendered = kind->render (tx, id, &entity, error);
  scope = entity.scope;
  body = parvis_entity_take_text (&entity);

  if (!rendered)
    return FALSE;

  if ((body == NULL) != (known == NULL) || (entity.is_steady && g_strcmp0 (body, known) != 0))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                   "The feed and the rows do not agree on %s %s", kind->kind, id);
      return FALSE;
    }

  return TRUE;
}

/* Whether the feed says what the rows say. What depends on the time, a gauge's
 * state say, is in the feed as it was at the last refresh; of such kinds only the
 * existence is compared.
 */
gboolean
parvis_check_feed (ParvisDb          *db,
                   const ParvisKind  *kinds,
                   GError           **error)
{
  g_autoptr(ParvisTx) tx = parvis_tx_new (db, kinds, parvis_clock_now (&parvis_system_clock));
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row;

  stmt = parvis_db_prepare (db, "SELECT kind, id, body FROM change WHERE town = :town", error);
  if (stmt == NULL)
    return FALSE;

  for (;;)
    {
      const ParvisKind *kind;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;

      if (!has_row)
        return TRUE;

      kind = find_kind (kinds, parvis_stmt_get_text (stmt, 0));
      if (kind != NULL &&
          !check_change (tx, kind, parvis_stmt_get_text (stmt, 1),
                         parvis_stmt_get_text (stmt, 2), error))
        return FALSE;
    }
}
