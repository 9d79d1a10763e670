/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-upload"

#include "config.h"

#include "parvis-upload.h"

#include "parvis-dossier-row.h"
#include "parvis-error.h"
#include "parvis-media.h"
#include "parvis-vault.h"

#include <string.h>

#define FAMILY "family"

#define COLUMNS "id, dossier, requirement, device, length, received, media, key"

void
parvis_upload_free (ParvisUpload *upload)
{
  g_free (upload->dossier);
  g_free (upload->requirement);
  g_free (upload->device);
  g_free (upload->media);
  g_free (upload->key);
  g_free (upload);
}

ParvisUpload *
parvis_upload_find (ParvisDb    *db,
                    const char  *id,
                    GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;
  ParvisUpload *upload;

  stmt = parvis_db_prepare (db, "SELECT " COLUMNS " FROM dossier_upload"
                            " WHERE town = :town AND id = :id", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":id", id);
  if (!parvis_stmt_step (stmt, &has_row, error))
    return NULL;
  if (!has_row)
    {
      parvis_dossiers_set_missing (error);
      return NULL;
    }

  upload = g_new0 (ParvisUpload, 1);
  g_strlcpy (upload->id, parvis_stmt_get_text (stmt, 0), sizeof upload->id);
  upload->dossier = g_strdup (parvis_stmt_get_text (stmt, 1));
  upload->requirement = g_strdup (parvis_stmt_get_text (stmt, 2));
  upload->device = g_strdup (parvis_stmt_get_text (stmt, 3));
  upload->length = parvis_stmt_get_int (stmt, 4);
  upload->received = parvis_stmt_get_int (stmt, 5);
  upload->media = g_strdup (parvis_stmt_get_text (stmt, 6));
  upload->key = g_strdup (parvis_stmt_get_text (stmt, 7));

  return upload;
}

char *
parvis_upload_bind (const char *town,
                    const char *id,
                    gint64      offset)
{
  return g_strdup_printf ("%s %s %" G_GINT64_FORMAT, town, id, offset);
}

static ParvisFileKinds
find_kind (const char *media)
{
  if (strcmp (media, "image/jpeg") == 0)
    return PARVIS_FILE_JPEG;

  return strcmp (media, "image/png") == 0 ? PARVIS_FILE_PNG : PARVIS_FILE_PDF;
}

/* --- how much there is --- */

/* What all files of the town take, and those of drafts: kept in the transaction of what changes it,
 * for to add them all up at each new one took the longer the more there were.
 */
static gboolean
count_room (ParvisTx  *tx,
            gint64     received,
            gint64     drafted,
            GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  if (received == 0 && drafted == 0)
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO dossier_room (town, received, drafted)"
                            " VALUES (:town, :received, :drafted)"
                            " ON CONFLICT (town) DO UPDATE SET"
                            " received = dossier_room.received + excluded.received,"
                            " drafted = dossier_room.drafted + excluded.drafted",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_int (stmt, ":received", received);
  parvis_stmt_bind_int (stmt, ":drafted", drafted);

  return parvis_stmt_step (stmt, NULL, error);
}

/* Of those that @stmt says. */
static gboolean
read_room (ParvisStmt  *stmt,
           gint64      *received,
           gint64      *drafted,
           GError     **error)
{
  parvis_stmt_bind_text (stmt, ":draft", parvis_dossier_state_to_string (PARVIS_DOSSIER_DRAFT));
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *received = parvis_stmt_get_int (stmt, 0);
  *drafted = parvis_stmt_get_int (stmt, 1);

  return TRUE;
}

#define SELECT_ROOM \
  "SELECT COALESCE (SUM(received), 0), COALESCE (SUM(CASE WHEN EXISTS" \
  " (SELECT 1 FROM dossier WHERE dossier.town = :town AND dossier.id = dossier_upload.dossier" \
  " AND dossier.state = :draft) THEN received ELSE 0 END), 0) FROM dossier_upload"

gboolean
parvis_uploads_leave_draft (ParvisTx    *tx,
                            const char  *dossier,
                            GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gint64 received;
  gint64 drafted;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            SELECT_ROOM " WHERE town = :town AND dossier = :dossier", error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":dossier", dossier);

  return read_room (stmt, &received, &drafted, error) && count_room (tx, 0, -drafted, error);
}

/* --- beginning --- */

static gboolean
is_at_desk (const char *device)
{
  return g_str_has_prefix (device, PARVIS_UPLOAD_AT_DESK);
}

/* Of a family's own dossier; at the desk of any that was sent. */
static gboolean
check_sender (const ParvisDossierRow  *row,
              const char              *device,
              GError                 **error)
{
  gboolean may = is_at_desk (device) ? row->state != PARVIS_DOSSIER_DRAFT
                                     : strcmp (row->device, device) == 0;

  return may || parvis_dossiers_set_missing (error);
}

static gboolean
is_closed (const ParvisDossierRow  *row,
           const ParvisDocumentRow *document)
{
  return row->state == PARVIS_DOSSIER_REFUSED || row->state == PARVIS_DOSSIER_CLOSED ||
         document->state == PARVIS_DOCUMENT_ACCEPTED;
}

static gboolean
set_closed (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                       "Nothing more is taken of this document");

  return FALSE;
}

/* Its family knows that what is here is refused: a page that is on its way while a clerk
 * decides takes nobody's place.
 */
static gboolean
is_known_as_rejected (const ParvisDossierRow *row,
                      const char             *requirement)
{
  const json_t *shown = json_object_get (json_object_get (row->shown, "documents"), requirement);

  return g_strcmp0 (json_string_value (json_object_get (shown, "state")),
                    parvis_document_state_to_string (PARVIS_DOCUMENT_REJECTED)) == 0;
}

/* Of a document (nullable: of all) what was begun, and how many bytes. */
static gboolean
measure (ParvisTx    *tx,
         const char  *dossier,
         const char  *requirement,
         gboolean     open_only,
         gint64      *count,
         gint64      *bytes,
         GError     **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT COUNT(*), COALESCE (SUM(length), 0) FROM dossier_upload"
                            " WHERE town = :town AND dossier = :dossier"
                            " AND (:any = 1 OR requirement = :requirement)"
                            " AND (:open = 0 OR done_at IS NULL)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":dossier", dossier);
  parvis_stmt_bind_int (stmt, ":any", requirement == NULL);
  parvis_stmt_bind_text (stmt, ":requirement", requirement != NULL ? requirement : "");
  parvis_stmt_bind_int (stmt, ":open", open_only);
  if (!parvis_stmt_step (stmt, NULL, error))
    return FALSE;

  *count = parvis_stmt_get_int (stmt, 0);
  *bytes = parvis_stmt_get_int (stmt, 1);

  return TRUE;
}

static gint64
find_most_pages (const ParvisRequirement *requirement)
{
  gint64 most = 1;

  for (guint i = 0; i < requirement->pieces->len; i++)
    most = MAX (most, ((const ParvisPiece *) g_ptr_array_index (requirement->pieces,
                                                                i))->max_pages);

  return most;
}

static gboolean
check_room (ParvisTx                 *tx,
            const ParvisDossierRow   *row,
            const ParvisDocumentRow  *document,
            gint64                    length,
            GError                  **error)
{
  const ParvisRequirement *requirement = parvis_procedure_find_requirement (row->procedure,
                                                                 document->requirement);
  gint64 open;
  gint64 files;
  gint64 bytes;
  gint64 unused;

  if (!measure (tx, row->id, NULL, FALSE, &files, &bytes, error) ||
      !measure (tx, row->id, NULL, TRUE, &open, &unused, error) ||
      !measure (tx, row->id, document->requirement,
                is_known_as_rejected (row, document->requirement), &files, &unused, error))
    return FALSE;

  if (bytes + length > PARVIS_UPLOADS_MAX)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                   "The files of one dossier have at most %d MiB", PARVIS_UPLOADS_MAX >> 20);
      return FALSE;
    }
  if (open >= PARVIS_UPLOADS_OPEN_MAX)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY,
                           "Too many files are on their way: please wait for one of them");
      return FALSE;
    }
  if (files >= find_most_pages (requirement))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "This document has at most %d pages", (int) find_most_pages (requirement));
      return FALSE;
    }

  return TRUE;
}

/* Anybody may begin a dossier, so all of them together fill no disk; and those that nobody sent
 * leave room for those that were.
 */
static gboolean
check_town (ParvisTx                *tx,
            const ParvisDossierRow  *row,
            gint64                   room,
            GError                 **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (room == 0)
    return TRUE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "SELECT received, drafted FROM dossier_room WHERE town = :town", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;

  if (!has_row ||
      (parvis_stmt_get_int (stmt, 0) < room &&
       (row->state != PARVIS_DOSSIER_DRAFT || parvis_stmt_get_int (stmt, 1) < room / 4)))
    return TRUE;

  g_message ("town %s has no room for files of families any more (dossiers-room)",
             parvis_db_get_town (parvis_tx_get_db (tx)));
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                       "No more files can be taken now: please call the town hall");

  return FALSE;
}

static gboolean
insert (ParvisTx             *tx,
        const ParvisCommand  *command,
        const char           *requirement,
        gint64                length,
        GError              **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "INSERT INTO dossier_upload (town, " COLUMNS ", changed_at)"
                            " VALUES (:town, :id, :dossier, :requirement, :device, :length, 0,"
                            " NULL, :key, :now)",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", json_string_value (json_object_get (command->body, "id")));
  parvis_stmt_bind_text (stmt, ":dossier", command->object);
  parvis_stmt_bind_text (stmt, ":requirement", requirement);
  parvis_stmt_bind_text (stmt, ":device",
                         json_string_value (json_object_get (command->body, "device")));
  parvis_stmt_bind_int (stmt, ":length", length);
  parvis_stmt_bind_text (stmt, ":key", json_string_value (json_object_get (command->body, "key")));
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));

  return parvis_stmt_step (stmt, NULL, error);
}

gboolean
parvis_upload_create (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  const char *device = json_string_value (json_object_get (command->body, "device"));
  g_autoptr(ParvisDossierRow) row = NULL;
  ParvisDocumentRow *document;
  const char *requirement;
  gint64 length;
  gint64 room;

  if (!parvis_dossiers_check_on (parvis_tx_get_db (tx), !is_at_desk (device), error) ||
      (row = parvis_dossier_row_load (parvis_tx_get_db (tx), command->object, error)) == NULL ||
      !check_sender (row, device, error))
    return FALSE;
  if (!parvis_json_get_string (command->body, "requirement", 64, &requirement, error) ||
      !parvis_json_get_int (command->body, "length", PARVIS_MEDIA_HEAD_MIN, PARVIS_DOCUMENT_MAX,
                            &length, error) ||
      !parvis_json_get_int (command->body, "room", 0, G_MAXINT64, &room, error))
    return FALSE;

  /* What a draft asks for follows from what was answered so far. */
  if (row->state == PARVIS_DOSSIER_DRAFT)
    parvis_dossier_row_ask (row);
  document = parvis_dossier_row_find (row, requirement);
  if (document == NULL)
    return parvis_dossiers_set_missing (error);
  if (is_closed (row, document))
    return set_closed (error);
  if (!check_room (tx, row, document, length, error) || !check_town (tx, row, room, error) ||
      !insert (tx, command, requirement, length, error) ||
      !parvis_dossier_row_save (tx, row, error))
    return FALSE;

  answer->status = 201;
  answer->body = json_pack ("{s:O, s:i, s:I}", "id", json_object_get (command->body, "id"),
                            "offset", 0, "length", (json_int_t) length);

  return TRUE;
}

/* --- pieces --- */

static gboolean
write_piece (ParvisTx             *tx,
             const ParvisUpload   *upload,
             const ParvisCommand  *command,
             gint64                size,
             GError              **error)
{
  g_autoptr(ParvisStmt) piece = NULL;
  g_autoptr(ParvisStmt) stmt = NULL;

  piece = parvis_db_prepare (parvis_tx_get_db (tx),
                             "INSERT INTO dossier_piece (town, upload, starts, data)"
                             " VALUES (:town, :upload, :starts, :data)",
                             error);
  if (piece == NULL)
    return FALSE;

  parvis_stmt_bind_text (piece, ":upload", upload->id);
  parvis_stmt_bind_int (piece, ":starts", upload->received);
  parvis_stmt_bind_bytes (piece, ":data", command->raw);
  if (!parvis_stmt_step (piece, NULL, error))
    return FALSE;

  stmt = parvis_db_prepare (parvis_tx_get_db (tx),
                            "UPDATE dossier_upload SET received = :received, media = :media,"
                            " changed_at = :now, done_at = :done"
                            " WHERE town = :town AND id = :id",
                            error);
  if (stmt == NULL)
    return FALSE;

  parvis_stmt_bind_text (stmt, ":id", upload->id);
  parvis_stmt_bind_int (stmt, ":received", upload->received + size);
  parvis_stmt_bind_text (stmt, ":media", upload->media);
  parvis_stmt_bind_time (stmt, ":now", parvis_tx_get_now (tx));
  parvis_stmt_bind_time (stmt, ":done", upload->received + size == upload->length
                                          ? parvis_tx_get_now (tx) : PARVIS_NO_TIME);

  return parvis_stmt_step (stmt, NULL, error);
}

/* A whole file: what was refused before is erased, and the document is there to be looked at. */
static gboolean
arrive (ParvisTx            *tx,
        const ParvisUpload  *upload,
        GError             **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisDossierRow) row = parvis_dossier_row_load (db, upload->dossier, error);
  gboolean at_desk = is_at_desk (upload->device);
  ParvisDocumentRow *document;

  if (row == NULL)
    return FALSE;

  /* What was closed while it came takes it no more; nor what is not asked for any more. */
  document = parvis_dossier_row_find (row, upload->requirement);
  if (document == NULL || is_closed (row, document))
    return set_closed (error);

  parvis_dossier_take_in (row, document, parvis_tx_get_now (tx));

  return parvis_dossier_log (tx, row,
                             at_desk ? upload->device + strlen (PARVIS_UPLOAD_AT_DESK) : FAMILY,
                             at_desk ? "added" : "uploaded",
                             json_pack ("{s:s, s:s, s:s}", "requirement", upload->requirement,
                                        "upload", upload->id, "media", upload->media), error) &&
         parvis_dossier_row_save (tx, row, error);
}

static gboolean
check_kind (const ParvisDossierRow  *row,
            const ParvisUpload      *upload,
            GError                 **error)
{
  if (parvis_procedure_find_requirement (row->procedure, upload->requirement)->files &
      find_kind (upload->media))
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE,
                       "This document is not taken as a file of this kind");

  return FALSE;
}

static gboolean
add_piece (ParvisTx             *tx,
           ParvisUpload         *upload,
           const ParvisCommand  *command,
           gint64                size,
           GError              **error)
{
  ParvisDb *db = parvis_tx_get_db (tx);
  g_autoptr(ParvisDossierRow) row = parvis_dossier_row_load (db, upload->dossier, error);
  gboolean whole = upload->received + size == upload->length;

  if (row == NULL || (upload->received == 0 && !check_kind (row, upload, error)))
    return FALSE;

  /* Before this one is whole, so that it is not erased with them. */
  if (whole && is_known_as_rejected (row, upload->requirement) &&
      !parvis_uploads_erase (tx, upload->dossier, upload->requirement, FALSE, error))
    return FALSE;

  return write_piece (tx, upload, command, size, error) &&
         count_room (tx, size, row->state == PARVIS_DOSSIER_DRAFT ? size : 0, error) &&
         (!whole || arrive (tx, upload, error));
}

gboolean
parvis_upload_append (ParvisTx             *tx,
                      const ParvisCommand  *command,
                      ParvisAnswer         *answer,
                      GError              **error)
{
  const char *device = json_string_value (json_object_get (command->body, "device"));
  g_autoptr(ParvisUpload) upload = NULL;
  gint64 offset;
  gint64 size;

  if (!parvis_dossiers_check_on (parvis_tx_get_db (tx), !is_at_desk (device), error) ||
      (upload = parvis_upload_find (parvis_tx_get_db (tx), command->object, error)) == NULL)
    return FALSE;
  if (strcmp (upload->device, device) != 0)
    return parvis_dossiers_set_missing (error);
  if (!parvis_json_get_int (command->body, "offset", 0, PARVIS_DOCUMENT_MAX, &offset, error) ||
      !parvis_json_get_int (command->body, "size", 0, PARVIS_DOCUMENT_PIECE_MAX, &size, error))
    return FALSE;

  if (offset != upload->received)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT,
                   "%" G_GINT64_FORMAT " bytes of this file are here", upload->received);
      parvis_error_set_field (error, "Upload-Offset");
      return FALSE;
    }
  if (size > upload->length - upload->received)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE,
                           "This is more than was announced");
      return FALSE;
    }

  if (upload->received == 0)
    {
      g_free (upload->media);
      upload->media = g_strdup (json_string_value (json_object_get (command->body, "media")));
    }
  if (size > 0 && !add_piece (tx, upload, command, size, error))
    return FALSE;

  answer->status = 204;
  answer->body = json_pack ("{s:I}", "offset", (json_int_t) (upload->received + size));

  return TRUE;
}

gboolean
parvis_upload_check_sent (ParvisDb            *db,
                          const ParvisUpload  *upload,
                          GError             **error)
{
  g_autoptr(ParvisDossierRow) row = parvis_dossier_row_load (db, upload->dossier, error);

  if (row == NULL || row->state != PARVIS_DOSSIER_DRAFT)
    return row != NULL;

  return parvis_dossiers_set_missing (error);
}

GBytes *
parvis_upload_read (ParvisDb            *db,
                    const ParvisUpload  *upload,
                    const char          *key,
                    GError             **error)
{
  g_autoptr(GByteArray) whole = g_byte_array_new ();
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  if (upload->received < upload->length)
    {
      parvis_dossiers_set_missing (error);
      return NULL;
    }

  stmt = parvis_db_prepare (db, "SELECT starts, data FROM dossier_piece WHERE town = :town"
                            " AND upload = :upload ORDER BY starts", error);
  if (stmt == NULL)
    return NULL;

  parvis_stmt_bind_text (stmt, ":upload", upload->id);
  do
    {
      g_autoptr(GBytes) sealed = NULL;
      g_autoptr(GBytes) piece = NULL;
      g_autofree char *bound = NULL;

      if (!parvis_stmt_step (stmt, &has_row, error))
        return NULL;
      if (!has_row)
        continue;

      bound = parvis_upload_bind (parvis_db_get_town (db), upload->id,
                                  parvis_stmt_get_int (stmt, 0));
      sealed = parvis_stmt_dup_bytes (stmt, 1);
      piece = parvis_vault_open (key, bound, sealed, error);
      if (piece == NULL)
        return NULL;

      g_byte_array_append (whole, g_bytes_get_data (piece, NULL), (guint) g_bytes_get_size (piece));
    }
  while (has_row);

  if ((gint64) whole->len == upload->length)
    return g_byte_array_free_to_bytes (g_steal_pointer (&whole));

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                       "A document that was stored is damaged");

  return NULL;
}

/* --- the end --- */

gboolean
parvis_uploads_erase (ParvisTx    *tx,
                      const char  *dossier,
                      const char  *requirement,
                      gboolean     all,
                      GError     **error)
{
#define WHICH \
  " WHERE town = :town AND dossier = :dossier AND (:any = 1 OR requirement = :requirement)" \
  " AND (:all = 1 OR done_at IS NOT NULL)"
  static const char * const steps[] = {
    SELECT_ROOM WHICH,
    "UPDATE dossier_upload SET key = ''" WHICH,
    "DELETE FROM dossier_piece WHERE town = :town AND upload IN"
    " (SELECT id FROM dossier_upload" WHICH ")",
    "DELETE FROM dossier_upload" WHICH,
  };
#undef WHICH
  gint64 received = 0;
  gint64 drafted = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), steps[i], error);

      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_text (stmt, ":dossier", dossier);
      parvis_stmt_bind_int (stmt, ":any", requirement == NULL);
      parvis_stmt_bind_text (stmt, ":requirement", requirement != NULL ? requirement : "");
      parvis_stmt_bind_int (stmt, ":all", all);
      if (i == 0 ? !read_room (stmt, &received, &drafted, error)
                 : !parvis_stmt_step (stmt, NULL, error))
        return FALSE;
    }

  return count_room (tx, -received, -drafted, error);
}

gboolean
parvis_uploads_next_due (ParvisDb  *db,
                         gint64    *due,
                         GError   **error)
{
  g_autoptr(ParvisStmt) stmt = NULL;
  gboolean has_row = FALSE;

  *due = PARVIS_NEVER;
  stmt = parvis_db_prepare (db, "SELECT changed_at FROM dossier_upload WHERE town = :town"
                            " AND done_at IS NULL ORDER BY changed_at LIMIT 1", error);
  if (stmt == NULL || !parvis_stmt_step (stmt, &has_row, error))
    return FALSE;
  if (has_row)
    *due = parvis_stmt_get_time (stmt, 0) + PARVIS_UPLOAD_KEPT;

  return TRUE;
}

gboolean
parvis_uploads_give_up (ParvisTx  *tx,
                        GError   **error)
{
#define WHICH " WHERE town = :town AND done_at IS NULL AND changed_at <= :before"
  static const char * const steps[] = {
    SELECT_ROOM WHICH,
    "DELETE FROM dossier_piece WHERE town = :town AND upload IN"
    " (SELECT id FROM dossier_upload" WHICH ")",
    "DELETE FROM dossier_upload" WHICH,
  };
#undef WHICH
  gint64 received = 0;
  gint64 drafted = 0;

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      g_autoptr(ParvisStmt) stmt = parvis_db_prepare (parvis_tx_get_db (tx), steps[i], error);

      if (stmt == NULL)
        return FALSE;

      parvis_stmt_bind_time (stmt, ":before", parvis_tx_get_now (tx) - PARVIS_UPLOAD_KEPT);
      if (i == 0 ? !read_room (stmt, &received, &drafted, error)
                 : !parvis_stmt_step (stmt, NULL, error))
        return FALSE;
    }

  return count_room (tx, -received, -drafted, error);
}
