/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-uploads"

#include "config.h"

#include "parvis-config.h"
#include "parvis-dossiers.h"
#include "parvis-error.h"
#include "parvis-media.h"
#include "parvis-routes.h"
#include "parvis-service.h"
#include "parvis-upload.h"
#include "parvis-vault.h"

#include <string.h>

/* Files of families, and papers that clerks bring in for them: tus 1.0.0, core and creation
 * (https://tus.io/protocols/resumable-upload). A piece is sealed here, before it is queued, so
 * that no writer, log or database ever has a byte of it in clear.
 */

#define TUS_VERSION "1.0.0"
#define MEDIA       "application/offset+octet-stream"

static gboolean
check_version (const ParvisRequest  *request,
               GError              **error)
{
  const char *version = parvis_request_get_header (request, "Tus-Resumable");

  if (g_strcmp0 (version, TUS_VERSION) == 0)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_STALE_VERSION,
                       "The header “Tus-Resumable” is " TUS_VERSION);
  parvis_error_set_field (error, "Tus-Resumable");

  return FALSE;
}

static gboolean
read_number (const ParvisRequest  *request,
             const char           *name,
             gint64                max,
             gint64               *number,
             GError              **error)
{
  const char *text = parvis_request_get_header (request, name);
  guint64 value;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT64, &value, NULL))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED, "The header “%s” is a number",
                   name);
      parvis_error_set_field (error, name);
      return FALSE;
    }
  if ((gint64) value > max)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE, "A file has at most %d MiB",
                   PARVIS_DOCUMENT_MAX >> 20);
      parvis_error_set_field (error, name);
      return FALSE;
    }

  *number = (gint64) value;

  return TRUE;
}

/* Whose the file is: the device's of a family, or that of the clerk who brings a paper in.
 * (transfer full)
 */
static char *
read_sender (const ParvisRequest  *request,
             GError              **error)
{
  if (parvis_request_get_right (request) == PARVIS_RIGHT_REVIEW)
    return g_strconcat (PARVIS_UPLOAD_AT_DESK, parvis_request_get_actor (request), NULL);

  return parvis_read_device (request, error);
}

/* What a document's key is sealed for. */
static char *
make_purpose (const char *town,
              const char *id)
{
  return g_strdup_printf ("document %s %s", town, id);
}

gboolean
parvis_prepare_upload (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisCommand        *command,
                       GError              **error)
{
  g_autofree char *device = read_sender (request, error);
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *purpose = make_purpose (command->town, id);
  g_autofree char *sealed = NULL;
  gint64 length;
  char *key;

  if (device == NULL || !check_version (request, error) ||
      !read_number (request, "Upload-Length", PARVIS_DOCUMENT_MAX, &length, error))
    return FALSE;

  key = parvis_vault_make_key ();
  sealed = parvis_seal_wrap (parvis_service_get_seal (service), purpose, key, error);
  parvis_vault_forget (key);
  if (sealed == NULL)
    return FALSE;

  command->body = json_pack ("{s:s, s:s, s:s, s:s, s:I, s:I}", "device", device, "id", id,
                             "requirement", parvis_request_get_param (request, "requirement"),
                             "key", sealed, "length", (json_int_t) length, "room",
                             (json_int_t) parvis_service_get_config (service)->dossiers_room << 20);

  return TRUE;
}

static ParvisUpload *
find_upload (ParvisService        *service,
             const ParvisRequest  *request,
             GError              **error)
{
  ParvisStore *store = parvis_service_get_store (service);
  ParvisDb *db = parvis_store_acquire (store, parvis_request_get_param (request, "insee"), error);
  ParvisUpload *upload;

  if (db == NULL)
    return NULL;

  upload = parvis_upload_find (db, parvis_request_get_param (request, "id"), error);
  parvis_store_release (store, db);

  return upload;
}

static char *
open_key (ParvisService       *service,
          const char          *town,
          const ParvisUpload  *upload,
          GError             **error)
{
  g_autofree char *purpose = make_purpose (town, upload->id);

  return parvis_seal_unwrap (parvis_service_get_seal (service), purpose, upload->key, error);
}

static gboolean
seal_piece (ParvisService       *service,
            ParvisCommand       *command,
            const ParvisUpload  *upload,
            gint64               offset,
            GError             **error)
{
  g_autofree char *bound = parvis_upload_bind (command->town, upload->id, offset);
  char *key = open_key (service, command->town, upload, error);
  GBytes *sealed;

  if (key == NULL)
    return FALSE;

  sealed = parvis_vault_seal (key, bound, command->raw, error);
  parvis_vault_forget (key);
  g_clear_pointer (&command->raw, g_bytes_unref);
  command->raw = sealed;

  return sealed != NULL;
}

gboolean
parvis_prepare_piece (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisCommand        *command,
                      GError              **error)
{
  const char *type = parvis_request_get_header (request, "Content-Type");
  g_autofree char *device = read_sender (request, error);
  g_autoptr(ParvisUpload) upload = NULL;
  const char *media = NULL;
  gint64 offset;
  gsize size;

  if (device == NULL || !check_version (request, error) ||
      !read_number (request, "Upload-Offset", PARVIS_DOCUMENT_MAX, &offset, error))
    return FALSE;
  if (g_strcmp0 (type, MEDIA) != 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE,
                           "A piece has “Content-Type: " MEDIA "”");
      return FALSE;
    }

  if ((upload = find_upload (service, request, error)) == NULL)
    return FALSE;
  /* Whose it is is checked by the command too; here nothing is done for a stranger. */
  if (strcmp (upload->device, device) != 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "There is no such thing in this town");
      return FALSE;
    }

  size = command->raw != NULL ? g_bytes_get_size (command->raw) : 0;
  if (size > 0 && offset == 0 && (media = parvis_media_find (command->raw, error)) == NULL)
    return FALSE;
  if (size > 0 && !seal_piece (service, command, upload, offset, error))
    return FALSE;

  command->body = json_pack ("{s:s, s:I, s:I}", "device", device, "offset", (json_int_t) offset,
                             "size", (json_int_t) size);
  parvis_json_set_string (command->body, "media", media);

  return TRUE;
}

static void
set_number (ParvisReply *reply,
            const char  *name,
            gint64       number)
{
  char text[32];

  g_snprintf (text, sizeof text, "%" G_GINT64_FORMAT, number);
  parvis_reply_set_header (reply, name, text);
}

void
parvis_decorate_upload (const ParvisRequest *request,
                        const json_t        *answer,
                        ParvisReply         *reply)
{
  const char *id = json_string_value (json_object_get (answer, "id"));
  g_autofree char *location = NULL;

  parvis_reply_set_header (reply, "Tus-Resumable", TUS_VERSION);
  if (answer == NULL)
    {
      parvis_reply_set_header (reply, "Tus-Version", TUS_VERSION);
      return;
    }

  set_number (reply, "Upload-Offset", json_integer_value (json_object_get (answer, "offset")));
  if (id == NULL)
    return;

  location = g_strdup_printf ("/api/v1/towns/%s/%s/%s", parvis_request_get_param (request, "insee"),
                              parvis_request_get_right (request) == PARVIS_RIGHT_REVIEW
                              ? "papers" : "uploads", id);
  parvis_reply_set_header (reply, "Location", location);
}

gboolean
parvis_route_upload_options (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisDb             *db,
                             ParvisReply          *reply,
                             GError              **error)
{
  parvis_reply_set_status (reply, 204);
  parvis_reply_set_header (reply, "Tus-Resumable", TUS_VERSION);
  parvis_reply_set_header (reply, "Tus-Version", TUS_VERSION);
  parvis_reply_set_header (reply, "Tus-Extension", "creation");
  set_number (reply, "Tus-Max-Size", PARVIS_DOCUMENT_MAX);

  return TRUE;
}

/* Another sender's is not there. */
static ParvisUpload *
find_own (const ParvisRequest  *request,
          ParvisDb             *db,
          const char           *device,
          GError              **error)
{
  g_autoptr(ParvisUpload) upload = NULL;

  upload = parvis_upload_find (db, parvis_request_get_param (request, "id"), error);
  if (upload == NULL || strcmp (upload->device, device) == 0)
    return g_steal_pointer (&upload);

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                       "There is no such thing in this town");

  return NULL;
}

/* How much of it is here: where its sender goes on after a cut. */
gboolean
parvis_route_upload (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *db,
                     ParvisReply          *reply,
                     GError              **error)
{
  g_autofree char *device = read_sender (request, error);
  g_autoptr(ParvisUpload) upload = NULL;

  if (device == NULL || !check_version (request, error) ||
      (upload = find_own (request, db, device, error)) == NULL)
    return FALSE;

  parvis_reply_private (reply, json_pack ("{s:s, s:I, s:I}", "id", upload->id,
                                          "offset", (json_int_t) upload->received,
                                          "length", (json_int_t) upload->length));
  parvis_reply_set_header (reply, "Tus-Resumable", TUS_VERSION);
  set_number (reply, "Upload-Offset", upload->received);
  set_number (reply, "Upload-Length", upload->length);

  return TRUE;
}

static gboolean
reply_content (ParvisService       *service,
               ParvisDb            *db,
               const ParvisUpload  *upload,
               ParvisReply         *reply,
               GError             **error)
{
  g_autoptr(GBytes) content = NULL;
  char *key = open_key (service, parvis_db_get_town (db), upload, error);

  if (key == NULL)
    return FALSE;

  content = parvis_upload_read (db, upload, key, error);
  parvis_vault_forget (key);
  if (content == NULL)
    return FALSE;

  /* Nobody but the confined renderer opens it: no browser is told that it could. */
  parvis_reply_set_bytes (reply, "application/octet-stream", content);
  parvis_reply_set_header (reply, "Parvis-Media", upload->media);
  parvis_reply_set_header (reply, "Cache-Control", "no-store");
  parvis_reply_set_header (reply, "X-Content-Type-Options", "nosniff");

  return TRUE;
}

/* For clerks. That it is read was recorded before this is called. */
gboolean
parvis_route_upload_content (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisDb             *db,
                             ParvisReply          *reply,
                             GError              **error)
{
  g_autoptr(ParvisUpload) upload = NULL;

  upload = parvis_upload_find (db, parvis_request_get_param (request, "id"), error);

  return upload != NULL && parvis_upload_check_sent (db, upload, error) &&
         reply_content (service, db, upload, reply, error);
}

/* For the family that sent it. */
gboolean
parvis_route_own_content (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *db,
                          ParvisReply          *reply,
                          GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);
  g_autoptr(ParvisUpload) upload = NULL;

  return device != NULL && (upload = find_own (request, db, device, error)) != NULL &&
         reply_content (service, db, upload, reply, error);
}
