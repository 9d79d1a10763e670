/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-audit"

#include "config.h"

#include "parvis-audit.h"

#include "parvis-error.h"
#include "parvis-tx.h"

#include <string.h>

/* A trail is a chain: each row's hash covers all that it says and the hash of the
 * row before it. Who changes, removes, adds or moves a row has to make all the
 * later ones anew, and cannot make the head that is kept elsewhere: the service keeps
 * its towns', the first town the service's.
 */

enum { AUDIT_SEQ, AUDIT_AT, AUDIT_ACTOR, AUDIT_ACTION, AUDIT_OBJECT, AUDIT_PREVIOUS, AUDIT_HASH };

#define SELECT_AUDIT \
  "SELECT seq, at, actor, action, object, previous, hash FROM audit WHERE town = :town"

typedef struct
{
  gint64      seq;
  gint64      at;
  const char *actor;
  const char *action;
  const char *object;
  const char *previous;
} Row;

/* Each field with its length before it, so that no two rows read the same. */
static void
add_field (GChecksum  *checksum,
           const char *text)
{
  char length[24];

  g_snprintf (length, sizeof length, "%" G_GSIZE_FORMAT ":", strlen (text));
  g_checksum_update (checksum, (const guchar *) length, -1);
  g_checksum_update (checksum, (const guchar *) text, -1);
}

static void
add_number (GChecksum *checksum,
            gint64     number)
{
  char text[24];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, number);
  add_field (checksum, text);
}

static char *
hash_row (const char *town,
          const Row  *row)
{
  g_autoptr(GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  add_field (checksum, town);
  add_number (checksum, row->seq);
  add_number (checksum, row->at);
  add_field (checksum, row->actor);
  add_field (checksum, row->action);
  add_field (checksum, row->object);
  add_field (checksum, row->previous);

  return g_strdup (g_checksum_get_string (checksum));
}

gboolean
parvis_audit_read_head (ParvisDb         *db,
                        ParvisAuditHead  *head,
                        GError          **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  memset (head, 0, sizeof *head);
  stmt = parvis_db_prepare (db, SELECT_AUDIT " ORDER BY seq DESC LIMIT 1", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (has_row)
    {
      head->seq = parvis_stmt_get_int (stmt, AUDIT_SEQ);
      g_strlcpy (head->hash, parvis_stmt_get_text (stmt, AUDIT_HASH), sizeof head->hash);
    }

  return TRUE;
}

gboolean
parvis_audit_append (ParvisTx    *tx,
                     const char  *actor,
                     const char  *action,
                     const char  *object,
                     GError     **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autofree char *hash = NULL;
  ParvisAuditHead head;
  Row row;

  if (!parvis_audit_read_head (db, &head, error))
    return FALSE;

  row = (Row) { head.seq + 1, parvis_tx_get_now (tx), actor != NULL ? actor : "",
                action, object != NULL ? object : "", head.hash };
  hash = hash_row (parvis_db_get_town (db), &row);
  stmt = parvis_db_prepare (db,
                            "INSERT INTO audit"
                            " (town, seq, at, actor, action, object, previous, hash) VALUES"
                            " (:town, :seq, :at, :actor, :action, :object, :previous, :hash)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_int (stmt, ":seq", row.seq);
  parvis_stmt_bind_int (stmt, ":at", row.at);
  parvis_stmt_bind_text (stmt, ":actor", row.actor);
  parvis_stmt_bind_text (stmt, ":action", row.action);
  parvis_stmt_bind_text (stmt, ":object", row.object);
  parvis_stmt_bind_text (stmt, ":previous", row.previous);
  parvis_stmt_bind_text (stmt, ":hash", hash);
  parvis_tx_note_recorded (tx);

  return parvis_stmt_step (stmt, NULL, error);
}

/* The row is written by the transaction, as for every command that is audited. */
static gboolean
apply_nothing (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  return TRUE;
}

ParvisCommand *
parvis_audit_command (const char *town,
                      const char *actor,
                      const char *action,
                      const char *object)
{
  ParvisCommand *command = parvis_command_new (action, town, apply_nothing);

  command->actor = g_strdup (actor);
  command->object = g_strdup (object);
  command->audited = TRUE;

  return command;
}

gboolean
parvis_audit_record (ParvisStore  *store,
                     const char   *town,
                     const char   *actor,
                     const char   *action,
                     const char   *object,
                     GError      **error)
{
  g_autoptr(ParvisAnswer) answer = NULL;

  answer = parvis_store_apply (store, parvis_audit_command (town, actor, action, object), NULL,
                               error);

  return answer != NULL;
}

gboolean
parvis_audit_read_known_head (ParvisDb         *db,
                              const char       *insee,
                              ParvisAuditHead  *head,
                              GError          **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  memset (head, 0, sizeof *head);
  stmt = parvis_db_prepare (db,
                            "SELECT seq, hash, accepted, accepted_sum FROM audit_head"
                            " WHERE town = :town AND insee = :insee", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":insee", insee);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (has_row)
    {
      head->seq = parvis_stmt_get_int (stmt, 0);
      g_strlcpy (head->hash, parvis_stmt_get_text (stmt, 1), sizeof head->hash);
      head->accepted = parvis_stmt_get_int (stmt, 2);
      g_strlcpy (head->accepted_sum, parvis_stmt_get_text (stmt, 3), sizeof head->accepted_sum);
    }

  return TRUE;
}

gboolean
parvis_audit_has_head (ParvisDb               *db,
                       const ParvisAuditHead  *head,
                       gboolean               *has_head,
                       GError                **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  *has_head = TRUE;
  if (head->seq == 0)
    return TRUE;

  stmt = parvis_db_prepare (db,
                            "SELECT seq FROM audit"
                            " WHERE town = :town AND seq = :seq AND hash = :hash", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_int (stmt, ":seq", head->seq);
  parvis_stmt_bind_text (stmt, ":hash", head->hash);

  return parvis_stmt_step (stmt, has_head, error);
}

/* Whether the trail whose end is told still goes through the end that is kept. */
static gboolean
follows (const ParvisCommand    *command,
         const ParvisAuditHead  *known,
         gboolean               *does_follow,
         GError                **error)
{
  ParvisDb *trail = parvis_store_acquire (command->store, command->object, error);
  gboolean read;

  if (trail == NULL)
    return FALSE;

  read = parvis_audit_has_head (trail, known, does_follow, error);
  parvis_store_release (command->store, trail);

  return read;
}

static gboolean
write_head (ParvisDb    *db,
            const char  *insee,
            gint64       seq,
            const char  *hash,
            GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db,
                            "INSERT INTO audit_head (town, insee, seq, hash)"
                            " VALUES (:town, :insee, :seq, :hash)"
                            " ON CONFLICT (town, insee) DO UPDATE SET seq = excluded.seq,"
                            " hash = excluded.hash", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":insee", insee);
  parvis_stmt_bind_int (stmt, ":seq", seq);
  parvis_stmt_bind_text (stmt, ":hash", hash);

  return parvis_stmt_step (stmt, NULL, error);
}

/* Two may be under way at once; the later number stays. A trail that was cut or written
 * anew does not go through the end that is kept: then that end stays, whatever is appended
 * since, or the next entry would make good what was done to those before it.
 */
static gboolean
apply_head (ParvisTx             *tx,
            const ParvisCommand  *command,
            ParvisAnswer         *answer,
            GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  gint64 seq = json_integer_value (json_object_get (command->body, "seq"));
  ParvisAuditHead known;
  gboolean does_follow = FALSE;

  if (!parvis_audit_read_known_head (db, command->object, &known, error) ||
      !follows (command, &known, &does_follow, error))
    return FALSE;

  if (!does_follow)
    g_log_structured (G_LOG_DOMAIN, G_LOG_LEVEL_MESSAGE,
                      "PARVIS_EVENT", "audit-broken",
                      "PARVIS_TOWN", command->object,
                      "MESSAGE", "the audit trail does not go through entry %" G_GINT64_FORMAT
                      " as it was: it was cut or written anew", known.seq);

  return !does_follow || seq <= known.seq ||
         write_head (db, command->object, seq,
                     json_string_value (json_object_get (command->body, "hash")), error);
}

ParvisCommand *
parvis_audit_know_head (ParvisStore *store,
                        const char  *keeper,
                        const char  *insee,
                        gint64       seq,
                        const char  *hash)
{
  ParvisCommand *command = parvis_command_new ("audit.head", keeper, apply_head);

  command->store = store;
  command->object = g_strdup (insee);
  command->body = json_pack ("{s:I, s:s}", "seq", (json_int_t) seq, "hash", hash);

  return command;
}

static gboolean
delete_head (ParvisDb    *db,
             const char  *insee,
             GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (db, "DELETE FROM audit_head WHERE town = :town AND insee = :insee",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":insee", insee);

  return parvis_stmt_step (stmt, NULL, error);
}

/* What was accepted of another trail under this code says nothing of this one. */
static gboolean
apply_begin (ParvisTx             *tx,
             const ParvisCommand  *command,
             ParvisAnswer         *answer,
             GError              **error)
{
  gint64 seq = json_integer_value (json_object_get (command->body, "seq"));

  return delete_head (parvis_tx_get_db (tx), command->object, error) &&
         (seq == 0 ||
          write_head (parvis_tx_get_db (tx), command->object, seq,
                      json_string_value (json_object_get (command->body, "hash")), error));
}

/* What is on its way of the trail that was before comes before this in the queue. */
gboolean
parvis_audit_begin (ParvisStore  *store,
                    const char   *insee,
                    const char   *actor,
                    const char   *action,
                    GError      **error)
{
  g_autoptr(ParvisAnswer) answer = NULL;
  ParvisAuditHead head = { 0, };
  ParvisCommand *command;

  if (parvis_store_has_town (store, insee))
    {
      ParvisDb *db = parvis_store_acquire (store, insee, error);
      gboolean read = db != NULL && parvis_audit_read_head (db, &head, error);

      parvis_store_release (store, db);
      if (!read)
        return FALSE;
    }

  command = parvis_command_new (action, "", apply_begin);
  command->actor = g_strdup (actor);
  command->object = g_strdup (insee);
  command->audited = TRUE;
  command->body = json_pack ("{s:I, s:s}", "seq", (json_int_t) head.seq, "hash", head.hash);
  answer = parvis_store_apply (store, command, NULL, error);

  return answer != NULL;
}

static gboolean
apply_forget (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  return delete_head (parvis_tx_get_db (tx), "", error);
}

gboolean
parvis_audit_forget_service (ParvisStore  *store,
                             const char   *keeper,
                             GError      **error)
{
  g_autoptr(ParvisAnswer) answer = NULL;

  answer = parvis_store_apply (store, parvis_command_new ("audit.forget", keeper, apply_forget),
                               NULL, error);

  return answer != NULL;
}

static gboolean
set_broken (GError     **error,
            gint64       seq,
            const char  *what)
{
  g_autofree char *field = g_strdup_printf ("%" G_GINT64_FORMAT, seq);

  g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
               "The audit trail is broken at entry %s: %s", field, what);
  parvis_error_set_field (error, field);

  return FALSE;
}

/* @last: (inout): the row before, then this one. */
static gboolean
verify_row (ParvisDb         *db,
            ParvisStmt       *stmt,
            ParvisAuditHead  *last,
            GError          **error)
{
  const char *hash = parvis_stmt_get_text (stmt, AUDIT_HASH);
  Row row = {
    parvis_stmt_get_int (stmt, AUDIT_SEQ), parvis_stmt_get_int (stmt, AUDIT_AT),
    parvis_stmt_get_text (stmt, AUDIT_ACTOR), parvis_stmt_get_text (stmt, AUDIT_ACTION),
    parvis_stmt_get_text (stmt, AUDIT_OBJECT), parvis_stmt_get_text (stmt, AUDIT_PREVIOUS),
  };
  g_autofree char *expected = hash_row (parvis_db_get_town (db), &row);

  if (row.seq != last->seq + 1)
    return set_broken (error, last->seq + 1, "it is missing");
  if (strcmp (row.previous, last->hash) != 0)
    return set_broken (error, row.seq, "it does not follow from the one before it");
  if (strcmp (hash, expected) != 0)
    return set_broken (error, row.seq, "it was changed");

  last->seq = row.seq;
  g_strlcpy (last->hash, hash, sizeof last->hash);

  return TRUE;
}

gboolean
parvis_audit_check_head (ParvisDb               *db,
                         const ParvisAuditHead  *head,
                         GError                **error)
{
  ParvisAuditHead last;
  gboolean has_head;

  if (!parvis_audit_has_head (db, head, &has_head, error) ||
      !parvis_audit_read_head (db, &last, error))
    return FALSE;

  if (has_head)
    return TRUE;

  return last.seq < head->seq
         ? set_broken (error, last.seq + 1, "the end of the trail is missing")
         : set_broken (error, head->seq, "the trail was written anew up to here");
}

#define MAX_ABOUT 1000

json_t *
parvis_audit_list_about (ParvisDb    *db,
                         const char  *object,
                         GError     **error)
{
  g_autoptr(json_t) list = json_array ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, "SELECT at, actor, action FROM audit WHERE town = :town"
                            " AND object = :object ORDER BY seq DESC LIMIT :limit", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":object", object);
  parvis_stmt_bind_int (stmt, ":limit", MAX_ABOUT);
  do
    {
      json_t *entry;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      entry = json_pack ("{s:s, s:s}", "actor", parvis_stmt_get_text (stmt, 1), "action",
                         parvis_stmt_get_text (stmt, 2));
      parvis_json_set_time (entry, "at", parvis_stmt_get_time (stmt, 0));
      json_array_insert_new (list, 0, entry);
    }
  while (has_row);

  return g_steal_pointer (&list);
}

/* A trail that is being walked. What was accepted only has to add up. */
typedef struct
{
  const ParvisAuditHead *known;      /* (nullable) */
  ParvisAuditHead        last;
  GChecksum             *sum;        /* of all rows until now */
  GError                *broken;     /* in what may have been accepted */
} Walk;

static void
add_row (Walk       *walk,
         ParvisStmt *stmt)
{
  for (int i = AUDIT_SEQ; i <= AUDIT_HASH; i++)
    {
      if (i == AUDIT_SEQ || i == AUDIT_AT)
        add_number (walk->sum, parvis_stmt_get_int (stmt, i));
      else
        add_field (walk->sum, parvis_stmt_get_text (stmt, i));
    }
}

static gboolean
is_accepted (const Walk *walk)
{
  g_autoptr(GChecksum) sum = g_checksum_copy (walk->sum);

  return walk->known != NULL &&
         strcmp (walk->known->accepted_sum, g_checksum_get_string (sum)) == 0;
}

/* At the end of what may have been accepted. */
static gboolean
leave_accepted (Walk    *walk,
                GError **error)
{
  if (walk->broken == NULL || is_accepted (walk))
    {
      g_clear_error (&walk->broken);
      return TRUE;
    }

  g_propagate_error (error, g_steal_pointer (&walk->broken));

  return FALSE;
}

static gboolean
walk_row (Walk        *walk,
          ParvisDb    *db,
          ParvisStmt  *stmt,
          GError     **error)
{
  gint64 accepted = walk->known != NULL ? walk->known->accepted : 0;
  gint64 seq = parvis_stmt_get_int (stmt, AUDIT_SEQ);
  gboolean beyond = seq > accepted;

  if (beyond && walk->last.seq <= accepted && !leave_accepted (walk, error))
    return FALSE;

  add_row (walk, stmt);
  if (beyond)
    return verify_row (db, stmt, &walk->last, error);

  if (walk->broken == NULL)
    verify_row (db, stmt, &walk->last, &walk->broken);
  walk->last.seq = seq;
  g_strlcpy (walk->last.hash, parvis_stmt_get_text (stmt, AUDIT_HASH), sizeof walk->last.hash);

  return TRUE;
}

static gboolean
walk_all (Walk      *walk,
          ParvisDb  *db,
          GError   **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, SELECT_AUDIT " ORDER BY seq", error);
  gboolean has_row = FALSE;

  if (stmt == NULL)
    return FALSE;

  for (;;)
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        return leave_accepted (walk, error);
      if (!walk_row (walk, db, stmt, error))
        return FALSE;
    }
}

gboolean
parvis_audit_verify (ParvisDb               *db,
                     const ParvisAuditHead  *known,
                     gint64                 *n_rows,
                     GError                **error)
{
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  Walk walk = { known, { 0, }, sum, NULL };
  gboolean whole = walk_all (&walk, db, error);

  g_clear_error (&walk.broken);
  *n_rows = walk.last.seq;

  return whole;
}

/* Whatever is broken in it. */
gboolean
parvis_audit_read_all (ParvisDb         *db,
                       ParvisAuditHead  *head,
                       GError          **error)
{
  g_autoptr(ParvisStmt) stmt = parvis_db_prepare (db, SELECT_AUDIT " ORDER BY seq", error);
  g_autoptr(GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  Walk walk = { NULL, { 0, }, sum, NULL };
  gboolean has_row = FALSE;

  memset (head, 0, sizeof *head);
  if (stmt == NULL)
    return FALSE;

  for (;;)
    {
      if (!parvis_stmt_step (stmt, &has_row, error))
        return FALSE;
      if (!has_row)
        break;

      add_row (&walk, stmt);
      head->seq = parvis_stmt_get_int (stmt, AUDIT_SEQ);
      g_strlcpy (head->hash, parvis_stmt_get_text (stmt, AUDIT_HASH), sizeof head->hash);
    }

  head->accepted = head->seq;
  g_strlcpy (head->accepted_sum, g_checksum_get_string (sum), sizeof head->accepted_sum);

  return TRUE;
}

static gboolean
apply_accept (ParvisTx             *tx,
              const ParvisCommand  *command,
              ParvisAnswer         *answer,
              GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  const char *insee = json_string_value (json_object_get (command->body, "insee"));
  gint64 seq = json_integer_value (json_object_get (command->body, "seq"));
  g_autoptr(ParvisStmt) stmt = NULL;

  if (!delete_head (db, insee, error))
    return FALSE;
  if (seq == 0)
    return TRUE;
  if (!write_head (db, insee, seq,
                   json_string_value (json_object_get (command->body, "hash")), error))
    return FALSE;

  stmt = parvis_db_prepare (db,
                            "UPDATE audit_head SET accepted = :seq, accepted_sum = :sum"
                            " WHERE town = :town AND insee = :insee", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_int (stmt, ":seq", seq);
  parvis_stmt_bind_text (stmt, ":sum",
                         json_string_value (json_object_get (command->body, "sum")));
  parvis_stmt_bind_text (stmt, ":insee", insee);

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_audit_accept (ParvisStore            *store,
                     const char             *keeper,
                     const char             *insee,
                     const ParvisAuditHead  *head,
                     const char             *actor,
                     const char             *reason,
                     GError                **error)
{
  ParvisCommand *command = parvis_command_new ("audit.accept", keeper, apply_accept);
  g_autoptr(ParvisAnswer) answer = NULL;

  command->actor = g_strdup (actor);
  command->object = g_strdup_printf ("%s %" G_GINT64_FORMAT " %s %s",
                                     *insee != '\0' ? insee : "service", head->seq,
                                     head->accepted_sum, reason);
  command->audited = TRUE;
  command->body = json_pack ("{s:s, s:I, s:s, s:s}", "insee", insee, "seq",
                             (json_int_t) head->seq, "hash", head->hash, "sum",
                             head->accepted_sum);
  answer = parvis_store_apply (store, command, NULL, error);

  return answer != NULL;
}

json_t *
parvis_audit_list (ParvisDb  *db,
                   gint64     after,
                   guint      limit,
                   GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  g_autoptr(json_t) rows = json_array ();
  gboolean has_row = FALSE;

  stmt = parvis_db_prepare (db, SELECT_AUDIT " AND seq > :after ORDER BY seq LIMIT :limit", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_int (stmt, ":after", after);
  parvis_stmt_bind_int (stmt, ":limit", limit);
  for (;;)
    {
      json_t *row;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        return g_steal_pointer (&rows);

      row = json_object ();
      json_object_set_new (row, "seq", json_integer (parvis_stmt_get_int (stmt, AUDIT_SEQ)));
      parvis_json_set_time (row, "at", parvis_stmt_get_int (stmt, AUDIT_AT));
      parvis_json_set_string (row, "actor", parvis_stmt_get_text (stmt, AUDIT_ACTOR));
      parvis_json_set_string (row, "action", parvis_stmt_get_text (stmt, AUDIT_ACTION));
      parvis_json_set_string (row, "object", parvis_stmt_get_text (stmt, AUDIT_OBJECT));
      parvis_json_set_string (row, "hash", parvis_stmt_get_text (stmt, AUDIT_HASH));
      json_array_append_new (rows, row);
    }
}
