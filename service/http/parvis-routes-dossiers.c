/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-routes-dossiers"

#include "config.h"

#include "parvis-dossiers.h"
#include "parvis-routes.h"

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
