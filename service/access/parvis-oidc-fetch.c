/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-oidc-fetch"

#include "config.h"

#include "parvis-oidc-fetch.h"

#include "parvis-error.h"

#include <string.h>

#define MAX_LINES 3

gboolean
parvis_oidc_refuse (GError     **error,
                    const char  *format,
                    ...)
{
  va_list arguments;

  if (error != NULL)
    {
      va_start (arguments, format);
      *error = g_error_new_valist (PARVIS_ERROR, PARVIS_ERROR_UPSTREAM, format, arguments);
      va_end (arguments);
    }

  return FALSE;
}

gboolean
parvis_oidc_check_url (const char   *url,
                       ParvisReach   reach,
                       GError      **error)
{
  const char *problem = parvis_fetch_judge_url (url, reach);

  return problem == NULL || parvis_oidc_refuse (error, "An address of the provider %s", problem);
}

gboolean
parvis_oidc_fetch (const ParvisOidcRequest  *request,
                   ParvisReach               reach,
                   ParvisFetchAnswer        *answer,
                   GError                  **error)
{
  g_autoptr(ParvisFetcher) fetcher = NULL;
  g_autofree char *accept = g_strconcat ("Accept: ", request->accept, NULL);
  g_autofree char *authorization = NULL;
  const char *lines[MAX_LINES] = { accept, NULL, };
  const char *problem;

  parvis_fetch_answer_clear (answer);
  if (!parvis_oidc_check_url (request->url, reach, error))
    return FALSE;

  if (request->authorization != NULL)
    lines[1] = authorization = g_strconcat ("Authorization: ", request->authorization, NULL);

  fetcher = parvis_fetcher_new (reach, NULL);
  problem = parvis_fetcher_ask (fetcher,
                                &(ParvisFetchRequest) {
                                  .url = request->url, .headers = lines, .body = request->form,
                                  .length = request->form == NULL ? 0 : strlen (request->form),
                                  .max_answer = PARVIS_OIDC_MAX_ANSWER,
                                }, answer);

  return problem == NULL ||
         parvis_oidc_refuse (error, "The provider could not be asked: %s", problem);
}

json_t *
parvis_oidc_fetch_json (const ParvisOidcRequest  *request,
                        ParvisReach               reach,
                        GError                  **error)
{
  g_auto(ParvisFetchAnswer) answer = { 0 };
  g_autoptr(json_t) value = NULL;

  if (!parvis_oidc_fetch (request, reach, &answer, error))
    return NULL;

  if (answer.status != 200)
    {
      parvis_oidc_refuse (error, "The provider answered with status %ld", answer.status);
      return NULL;
    }

  value = parvis_json_parse (answer.body->str, answer.body->len, NULL);
  if (!json_is_object (value))
    {
      parvis_oidc_refuse (error, "The provider answered with something else than a JSON object");
      return NULL;
    }

  return g_steal_pointer (&value);
}
