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
