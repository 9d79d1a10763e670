/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-residents"

#include "config.h"

#include "parvis-error.h"
#include "parvis-pages.h"
#include "parvis-routes.h"
#include "parvis-service.h"
#include "parvis-visit.h"

#include <string.h>

/* What residents see: where the pages of service/pages are found, and in which language. */

#define SHORT_TIME "public, max-age=300"

gboolean
parvis_residents_set_missing (GError **error)
{
  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                       "There is nothing at this address");

  return FALSE;
}

const ParvisTownView *
parvis_residents_find_town (ParvisService        *service,
                            const ParvisRequest  *request,
                            GError              **error)
{
  return parvis_pages_get_town (parvis_service_get_pages (service),
                                parvis_request_get_param (request, "insee"), error);
}

/* A poster has the code alone, and a link may have the name that the town had. */
static gboolean
is_at_address (const ParvisRequest  *request,
               const ParvisTownView *town)
{
  const char *path = parvis_request_get_path (request);
  gsize length = strlen (town->address);

  return strncmp (path, town->address, length) == 0 &&
         (path[length] == '\0' || path[length] == '/');
}

static void
lead_to (ParvisReply          *reply,
         const ParvisTownView *town,
         const char           *path)
{
  g_autofree char *location = NULL;

  location = path[0] == '\0' ? g_strdup (town->address)
                             : g_strconcat (town->address, "/", path, NULL);
  parvis_reply_redirect (reply, location);
}

gboolean
parvis_residents_page (ParvisService        *service,
                       const ParvisRequest  *request,
                       ParvisDb             *unused,
                       ParvisReply          *reply,
                       GError              **error)
{
  const char *path = parvis_request_get_param (request, "page");
  const ParvisTownView *town = parvis_residents_find_town (service, request, error);
  const ParvisResidentKind *kind;

  if (town == NULL)
    return FALSE;

  if (path == NULL)
    path = "";
  kind = parvis_resident_find (town, path);
  if (kind == NULL)
    return parvis_residents_set_missing (error);

  /* A language that was chosen is remembered, and is no part of an address that is passed on. */
  if (parvis_visit_take_language (request, reply) != NULL || !is_at_address (request, town))
    {
      lead_to (reply, town, path);
      return TRUE;
    }

  parvis_reply_set_prepared (reply,
                             parvis_pages_get (parvis_service_get_pages (service), town, kind,
                                               parvis_visit_find_language (request, NULL),
                                               parvis_accepts_gzip (request),
                                               parvis_request_get_time (request)));

  return TRUE;
}

gboolean
parvis_residents_manifest (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *unused,
                           ParvisReply          *reply,
                           GError              **error)
{
  const ParvisTownView *town = parvis_residents_find_town (service, request, error);
  g_autoptr (GBytes) bytes = NULL;
  char *text;

  if (town == NULL)
    return FALSE;

  text = parvis_resident_write_manifest (
    town, parvis_pages_get_settings (parvis_service_get_pages (service)),
    parvis_visit_find_language (request, NULL));
  bytes = g_bytes_new_take (text, strlen (text));
  parvis_reply_set_bytes (reply, "application/manifest+json", bytes);
  parvis_reply_set_header (reply, "Cache-Control", SHORT_TIME);
  parvis_reply_set_header (reply, "Vary", "Accept-Language, Cookie");

  return TRUE;
}

gboolean
parvis_residents_worker (ParvisService        *service,
                         const ParvisRequest  *request,
                         ParvisDb             *unused,
                         ParvisReply          *reply,
                         GError              **error)
{
  const ParvisTownView *town = parvis_residents_find_town (service, request, error);

  if (town == NULL)
    return FALSE;

  parvis_assets_reply_as_is (parvis_pages_get_assets (parvis_service_get_pages (service)),
                             "worker.js", request, reply);

  return TRUE;
}

gboolean
parvis_residents_forget (ParvisService        *service,
                         const ParvisRequest  *request,
                         ParvisDb             *unused,
                         ParvisReply          *reply,
                         GError              **error)
{
  const char *path = parvis_request_get_path (request);
  g_autofree char *page = g_path_get_dirname (path);

  /* Not "cookies": that would be those of the whole domain. */
  parvis_reply_redirect (reply, page);
  parvis_reply_set_header (reply, "Clear-Site-Data", "\"cache\", \"storage\"");
  parvis_forget_browser (reply);
  parvis_visit_forget_language (reply);

  return TRUE;
}

gboolean
parvis_residents_asset (ParvisService        *service,
                        const ParvisRequest  *request,
                        ParvisDb             *unused,
                        ParvisReply          *reply,
                        GError              **error)
{
  return parvis_assets_reply (parvis_pages_get_assets (parvis_service_get_pages (service)),
                              request, reply, error);
}
