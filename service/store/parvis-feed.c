/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-store"

#include "config.h"

#include "parvis-store.h"

ParvisChange *
parvis_change_new (gint64          seq,
                   const char     *kind,
                   const char     *id,
                   ParvisAudience  audience,
                   const char     *scope,
                   char           *body)
{
  ParvisChange *change = g_new0 (ParvisChange, 1);

  change->ref_count = 1;
  change->seq = seq;
  change->kind = g_strdup (kind);
  change->id = g_strdup (id);
  change->audience = audience;
  change->scope = g_strdup (scope);
  change->body = body;
  change->deleted = body == NULL;

  return change;
}

ParvisChange *
parvis_change_ref (ParvisChange *change)
{
  __atomic_add_fetch (&change->ref_count, 1, __ATOMIC_RELAXED);

  return change;
}

void
parvis_change_unref (ParvisChange *change)
{
  if (change == NULL || __atomic_sub_fetch (&change->ref_count, 1, __ATOMIC_ACQ_REL) > 0)
    return;

  g_free (change->kind);
  g_free (change->id);
  g_free (change->scope);
  g_free (change->body);
  g_free (change);
}

static gboolean
read_latest (ParvisDb  *db,
             gint64    *latest,
             GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db, "SELECT MAX(seq) FROM change WHERE town = :town", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *latest = parvis_stmt_get_int (stmt, 0);

  return TRUE;
}

/* What was withdrawn is gone for who reads none of its audience. */
static ParvisChange *
change_from_row (ParvisStmt      *stmt,
                 ParvisAudiences  audiences)
{
  ParvisAudience audience = PARVIS_AUDIENCE_TEAM;
  ParvisChange *change;
  const char *scope = parvis_stmt_get_text (stmt, 6);
  gboolean seen;

  parvis_audience_from_string (parvis_stmt_get_text (stmt, 3), &audience);
  seen = (audiences & PARVIS_AUDIENCE_BIT (audience)) != 0;
  change = parvis_change_new (parvis_stmt_get_int (stmt, 0),
                              parvis_stmt_get_text (stmt, 1),
                              parvis_stmt_get_text (stmt, 2),
                              audience,
                              *scope != '\0' ? scope : NULL,
                              seen ? g_strdup (parvis_stmt_get_text (stmt, 4)) : NULL);
  change->withdrawn = parvis_stmt_get_int (stmt, 5) != 0;

  return change;
}

/* One parameter for each word; those that are not in the set stay NULL, which is
 * equal to none.
 */
static void
bind_reader (ParvisStmt         *stmt,
             ParvisAudiences     audiences,
             const ParvisScopes *scopes)
{
  char name[16];

  for (guint i = 0; i < PARVIS_N_AUDIENCES; i++)
    {
      g_snprintf (name, sizeof name, ":audience%u", i);
      if (audiences & PARVIS_AUDIENCE_BIT (i))
        parvis_stmt_bind_text (stmt, name, parvis_audience_to_string (i));
    }

  for (guint i = 0; scopes != NULL && i < scopes->n; i++)
    {
      g_snprintf (name, sizeof name, ":scope%u", i);
      parvis_stmt_bind_text (stmt, name, scopes->ids[i]);
    }
}

/* Two texts, because a statement's parameters have to be the same at each use. */
#define SELECT_SEEN(and_of_scope) \
  "SELECT seq, kind, id, audience, body, withdrawn, scope FROM change " \
  "WHERE town = :town AND seq > :after AND seq <= :newest " \
  "AND ((audience IN (:audience0, :audience1, :audience2, :audience3, :audience4, :audience5)" \
  and_of_scope ") OR withdrawn = 1) ORDER BY seq LIMIT :limit"

static const char select_all[] = SELECT_SEEN ("");
static const char select_scopes[] =
  SELECT_SEEN (" AND (scope = '' OR scope IN (:scope0, :scope1, :scope2, :scope3))");

/* The newest number is read first: what moves beyond it while the page is read
 * has a number that the next page will ask for.
 */
GPtrArray *
parvis_store_list_changes (ParvisDb            *db,
                           ParvisAudiences      audiences,
                           const ParvisScopes  *scopes,
                           gint64               after,
                           guint                limit,
                           gint64              *latest,
                           GError             **error)
{
  g_autoptr(GPtrArray) changes = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row;
  gint64 newest;

  g_return_val_if_fail (db != NULL, NULL);

  if (!read_latest (db, &newest, error))
    return NULL;

  stmt = parvis_db_prepare (db, scopes != NULL ? select_scopes : select_all, error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_int (stmt, ":after", after);
  parvis_stmt_bind_int (stmt, ":newest", newest);
  bind_reader (stmt, audiences, scopes);
  parvis_stmt_bind_int (stmt, ":limit", limit);

  changes = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_change_unref);
  for (;;)
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;

      if (!has_row)
        break;

      g_ptr_array_add (changes, change_from_row (stmt, audiences));
    }

  if (latest != NULL)
    *latest = newest;

  return g_steal_pointer (&changes);
}
