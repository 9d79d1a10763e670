/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-dossiers"

#include "config.h"

#include "parvis-dossiers.h"
#include "parvis-routes.h"
#include "parvis-service.h"

gboolean
parvis_route_templates (ParvisService        *service,
                        const ParvisRequest  *request,
                        ParvisDb             *db,
                        ParvisReply          *reply,
                        GError              **error)
{
  parvis_reply_take_json (reply, parvis_procedures_templates ());

  return TRUE;
}

gboolean
parvis_route_procedures (ParvisService        *service,
                         const ParvisRequest  *request,
                         ParvisDb             *db,
                         ParvisReply          *reply,
                         GError              **error)
{
  return parvis_reply_public (reply, parvis_procedures_list_public (db, error));
}

gboolean
parvis_route_procedure (ParvisService        *service,
                        const ParvisRequest  *request,
                        ParvisDb             *db,
                        ParvisReply          *reply,
                        GError              **error)
{
  return parvis_reply_public (reply,
                              parvis_procedures_show_public (db,
                                                             parvis_request_get_param (request,
                                                                                       "id"),
                                                             parvis_request_get_query (request,
                                                                                       "version"),
                                                             error));
}

/* --- families --- */

gboolean
parvis_prepare_new_dossier (ParvisService        *service,
                            const ParvisRequest  *request,
                            ParvisCommand        *command,
                            GError              **error)
{
  return parvis_prepare_device (service, request, command, error) &&
         parvis_check_address (service, request, error);
}

/* Of what erases: that it did is signed. */
gboolean
parvis_prepare_erasure (ParvisService        *service,
                        const ParvisRequest  *request,
                        ParvisCommand        *command,
                        GError              **error)
{
  command->signer = parvis_service_get_signer (service);

  return TRUE;
}

gboolean
parvis_prepare_own_erasure (ParvisService        *service,
                            const ParvisRequest  *request,
                            ParvisCommand        *command,
                            GError              **error)
{
  return parvis_prepare_device (service, request, command, error) &&
         parvis_prepare_erasure (service, request, command, error);
}

gboolean
parvis_route_dossiers (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);

  return device != NULL &&
         parvis_reply_private (reply, parvis_dossiers_list_dossiers (db, device, error));
}

gboolean
parvis_route_dossier (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisDb             *db,
                      ParvisReply          *reply,
                      GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);
  const char *id = parvis_request_get_param (request, "id");

  return device != NULL &&
         parvis_reply_private (reply, parvis_dossiers_show_dossier (db, id, device, error));
}

gboolean
parvis_route_dossier_export (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisDb             *db,
                             ParvisReply          *reply,
                             GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);
  const char *id = parvis_request_get_param (request, "id");

  return device != NULL &&
         parvis_reply_private (reply, parvis_dossiers_export (db, id, device, error));
}

static gboolean
reply_receipt (const ParvisRequest  *request,
               ParvisDb             *db,
               const char           *device,
               ParvisReply          *reply,
               GError              **error)
{
  g_autoptr(GBytes) file = NULL;

  file = parvis_dossiers_print_receipt (db, parvis_request_get_param (request, "id"), device,
                                        parvis_request_get_param (request, "kind"), error);
  if (file == NULL)
    return FALSE;

  parvis_reply_set_bytes (reply, "application/pdf", file);
  parvis_reply_set_header (reply, "Cache-Control", "no-store");
  parvis_reply_set_header (reply, "X-Content-Type-Options", "nosniff");

  return TRUE;
}

gboolean
parvis_route_own_receipt (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *db,
                          ParvisReply          *reply,
                          GError              **error)
{
  g_autofree char *device = parvis_read_device (request, error);

  return device != NULL && reply_receipt (request, db, device, reply, error);
}

/* --- the town --- */

/* With the key that the signatures are checked with. */
gboolean
parvis_route_erasures (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *db,
                       ParvisReply          *reply,
                       GError              **error)
{
  g_autofree char *key = NULL;
  json_t *body;
  gint64 after;

  if (!parvis_request_get_query_int (request, "after", 0, G_MAXINT64, 0, &after, error) ||
      (key = parvis_seal_dup_public_key (parvis_service_get_seal (service), error)) == NULL ||
      (body = parvis_erasures_list (db, after, error)) == NULL)
    return FALSE;

  json_object_set_new (body, "key", json_string (key));

  return parvis_reply_private (reply, body);
}

/* --- clerks --- */

gboolean
parvis_route_dossier_file (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *db,
                           ParvisReply          *reply,
                           GError              **error)
{
  return parvis_reply_private (reply,
                               parvis_dossiers_open_file (db,
                                                          parvis_request_get_param (request, "id"),
                                                          error));
}

gboolean
parvis_route_receipt (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisDb             *db,
                      ParvisReply          *reply,
                      GError              **error)
{
  return reply_receipt (request, db, NULL, reply, error);
}
