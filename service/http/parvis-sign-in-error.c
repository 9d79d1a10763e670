/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-error"

#include "config.h"

#include "parvis-sign-in-pages.h"

#include "parvis-error.h"
#include "parvis-page.h"
#include "parvis-pages-resource.h"

#define STYLE     "/fr/parvis/Parvis/sign-in/style.css"
#define LONG_TIME "public, max-age=3600"

static const char *
find_text (const GError *error)
{
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND) ||
      g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_METHOD_NOT_ALLOWED))
    return N_("There is nothing at this address.");

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN))
    return N_("This form is too old, or does not belong to this browser. Open the page again and"
              " fill it in once more. Cookies must be allowed.");

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE) ||
      g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_TOO_MANY))
    return N_("Many people are here at this moment. Try again in a few seconds.");

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_MALFORMED) ||
      g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_TOO_LARGE) ||
      g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_MEDIA_TYPE))
    return N_("What was sent cannot be read.");

  return N_("Parvis could not do this. Try again in a moment; if it stays so, tell your town’s"
            " administrator.");
}

void
parvis_sign_in_show_error (ParvisService       *service,
                           const ParvisRequest *request,
                           const GError        *error,
                           ParvisReply         *reply)
{
  const char *language = parvis_phrase_choose_language (
    parvis_request_get_header (request, "Accept-Language"));
  g_autoptr (ParvisPage) page = parvis_page_new (language, N_("This did not work"), NULL);

  parvis_page_notice (page, PARVIS_NOTICE_WRONG, find_text (error), NULL);
  /* Residents sign in nowhere. */
  if (g_str_has_prefix (parvis_request_get_path (request), PARVIS_PAGES))
    parvis_page_link (page, PARVIS_PAGES, N_("Back to signing in"), NULL);
  parvis_page_finish (page, reply);
}

gboolean
parvis_sign_in_style (ParvisService        *service,
                      const ParvisRequest  *request,
                      ParvisDb             *db,
                      ParvisReply          *reply,
                      GError              **error)
{
  g_autoptr (GBytes) style = g_resource_lookup_data (parvis_pages_get_resource (), STYLE,
                                                     G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  g_autofree char *hash = NULL;

  g_assert (style != NULL);
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, style);
  parvis_reply_set_bytes (reply, "text/css; charset=utf-8", style);
  parvis_reply_set_header (reply, "Cache-Control", LONG_TIME);
  parvis_reply_set_etag (reply, hash);

  return TRUE;
}
