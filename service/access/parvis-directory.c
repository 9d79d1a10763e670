/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-directory"

#include "config.h"

#include "parvis-directory.h"

#include "parvis-access-rows.h"
#include "parvis-audit.h"

#include <string.h>

/* How a town with a provider is found; as it is kept. */
typedef enum
{
  NOT_LISTED,       /* it has none */
  LISTED,
  BY_CODE,          /* it shows nothing to everybody: who knows its code works there */
} Listing;

/* What a town's rows say of it, and how far they were when it was read: every change of
 * a provider, of a module or of a name is in the audit trail.
 */
typedef struct
{
  char    *name;
  Listing  listed;
  gint64   seq;
} Entry;

static void
entry_clear (Entry *entry)
{
  g_clear_pointer (&entry->name, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Entry, entry_clear)

/* Words as they are spoken: " saint aubin" for "St-Aubin" and "Saint Aubin". */
static char *
fold (const char *text)
{
  g_autofree char *ascii = g_str_to_ascii (text, "C");
  g_autofree char *small = g_ascii_strdown (ascii, -1);
  g_auto (GStrv) words = NULL;
  GString *folded = g_string_new (NULL);

  for (char *at = small; *at != '\0'; at++)
    {
      if (!g_ascii_isalnum (*at))
        *at = ' ';
    }

  words = g_strsplit (small, " ", -1);
  for (guint i = 0; words[i] != NULL; i++)
    {
      if (words[i][0] == '\0')
        continue;

      g_string_append_c (folded, ' ');
      if (strcmp (words[i], "st") == 0)
        g_string_append (folded, "saint");
      else if (strcmp (words[i], "ste") == 0)
        g_string_append (folded, "sainte");
      else
        g_string_append (folded, words[i]);
    }

  return g_string_free (folded, FALSE);
}

/* How far the rows are is read first: what is read after it is no older. */
static gboolean
read_town (ParvisDb  *db,
           Entry     *entry,
           GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  ParvisAuditHead head;
  gboolean has_row = FALSE;

  if (!parvis_audit_read_head (db, &head, error))
    return FALSE;

  stmt = parvis_access_query (db,
                              "SELECT t.name,"
                              " (SELECT COUNT(*) FROM provider p WHERE p.town = t.town),"
                              " (SELECT COUNT(*) FROM module m WHERE m.town = t.town"
                              " AND m.published = 1)"
                              " FROM town t WHERE t.town = :town",
                              NULL, &has_row, error);
  if (stmt == NULL)
    return FALSE;

  entry->seq = head.seq;
  if (!has_row || parvis_stmt_get_int (stmt, 1) == 0)
    entry->listed = NOT_LISTED;
  else
    entry->listed = parvis_stmt_get_int (stmt, 2) > 0 ? LISTED : BY_CODE;
  entry->name = g_strdup (has_row ? parvis_stmt_get_text (stmt, 0) : "");

  return TRUE;
}

static gboolean
read_own (ParvisDb    *own,
          const char  *insee,
          Entry       *entry,
          GError     **error)
{
  g_autoptr(json_t) values = json_pack ("{s:s}", "insee", insee);
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (own,
                              "SELECT name, listed FROM provider_town"
                              " WHERE town = :town AND insee = :insee",
                              values, &has_row, error);
  if (stmt == NULL)
    return FALSE;

  entry->listed = has_row ? (Listing) parvis_stmt_get_int (stmt, 1) : NOT_LISTED;
  entry->name = g_strdup (has_row ? parvis_stmt_get_text (stmt, 0) : NULL);

  return TRUE;
}

/* Two may be under way at once; who read later wins. That is why the entry of a town
 * whose last provider went stays.
 */
static gboolean
apply_put (ParvisTx             *tx,
           const ParvisCommand  *command,
           ParvisAnswer         *answer,
           GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "INSERT INTO provider_town (town, insee, name, folded, listed, seq)"
                             " VALUES (:town, :insee, :name, :folded, :listed, :seq)"
                             " ON CONFLICT (town, insee) DO UPDATE SET name = excluded.name,"
                             " folded = excluded.folded, listed = excluded.listed,"
                             " seq = excluded.seq WHERE excluded.seq >= provider_town.seq",
                             command->body, NULL, error);
}

ParvisCommand *
parvis_directory_check (ParvisDb  *own,
                        ParvisDb  *db,
                        GError   **error)
{
  const char *insee = parvis_db_get_town (db);
  g_auto (Entry) said = { 0 };
  g_auto (Entry) known = { 0 };
  g_autofree char *folded = NULL;
  ParvisCommand *command;

  if (!read_town (db, &said, error) || !read_own (own, insee, &known, error) ||
      (known.listed == said.listed &&
       (said.listed == NOT_LISTED || strcmp (known.name, said.name) == 0)))
    return NULL;

  folded = fold (said.name);
  command = parvis_command_new ("directory.put", "", apply_put);
  command->body = json_pack ("{s:s, s:s, s:s, s:i, s:I}", "insee", insee, "name", said.name,
                             "folded", folded, "listed", (int) said.listed,
                             "seq", (json_int_t) said.seq);

  return command;
}

static gboolean
apply_forget (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  return parvis_access_exec (parvis_tx_get_db (tx),
                             "DELETE FROM provider_town WHERE town = :town"
                             " AND (insee = :insee OR :insee = '')",
                             command->body, NULL, error);
}

gboolean
parvis_directory_forget (ParvisStore  *store,
                         const char   *insee,
                         GError      **error)
{
  return parvis_access_run (store, "", "directory.forget", NULL, NULL, apply_forget,
                            json_pack ("{s:s}", "insee", insee), NULL, error);
}

gboolean
parvis_directory_note (ParvisStore  *store,
                       const char   *insee,
                       GError      **error)
{
  g_autoptr(ParvisAnswer) answer = NULL;
  g_autoptr(GError) inner = NULL;
  ParvisCommand *command = NULL;
  ParvisDb *own;
  ParvisDb *db;

  if (!parvis_store_has_town (store, insee))
    return parvis_directory_forget (store, insee, error);

  db = parvis_store_acquire (store, insee, &inner);
  own = db != NULL ? parvis_store_acquire (store, "", &inner) : NULL;
  if (own != NULL)
    command = parvis_directory_check (own, db, &inner);
  parvis_store_release (store, own);
  parvis_store_release (store, db);
  if (command != NULL)
    answer = parvis_store_apply (store, command, NULL, &inner);
  if (inner == NULL)
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&inner));

  return FALSE;
}

json_t *
parvis_directory_search (ParvisDb    *own,
                         const char  *text,
                         guint        max,
                         GError     **error)
{
  g_autofree char *folded = fold (text);
  g_autofree char *pattern = g_strconcat ("%", folded, "%", NULL);
  g_autofree char *code = g_utf8_strup (text, -1);
  g_autoptr(json_t) values = json_pack ("{s:s, s:s, s:i}", "pattern", pattern,
                                        "code", g_strstrip (code), "max", (int) max);
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_access_query (own,
                              "SELECT insee, name FROM provider_town"
                              " WHERE town = :town"
                              " AND ((listed = 1 AND folded LIKE :pattern)"
                              " OR (listed > 0 AND insee = :code))"
                              " ORDER BY folded, insee LIMIT :max",
                              values, &has_row, error);
  if (stmt == NULL)
    return NULL;

  while (has_row)
    {
      json_array_append_new (list, json_pack ("{s:s, s:s}",
                                              "insee", parvis_stmt_get_text (stmt, 0),
                                              "name", parvis_stmt_get_text (stmt, 1)));
      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
    }

  return g_steal_pointer (&list);
}

gboolean
parvis_directory_count (ParvisDb  *own,
                        guint     *n_towns,
                        GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_access_query (own,
                              "SELECT COUNT(*) FROM provider_town"
                              " WHERE town = :town AND listed > 0", NULL, NULL, error);
  if (stmt == NULL)
    return FALSE;

  *n_towns = (guint) parvis_stmt_get_int (stmt, 0);

  return TRUE;
}
