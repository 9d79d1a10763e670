/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-fetch.h"
#include "parvis-json.h"

G_BEGIN_DECLS

/* Bytes of an answer of a provider, and of a token that it gives us. */
#define PARVIS_OIDC_MAX_ANSWER (64 * 1024)

/**
 * ParvisOidcRequest:
 * @accept: the media type that is asked for
 * @authorization: (nullable): the whole value of the header
 * @form: (nullable): the body of a POST; without it the request is a GET
 */
typedef struct
{
  const char *url;
  const char *accept;
  const char *authorization;
  const char *form;
} ParvisOidcRequest;

/* Whether a provider's document or settings may name this address at all:
 * https, a host, nobody's name in it, no fragment.
 */
gboolean parvis_oidc_check_url    (const char               *url,
                                   ParvisReach               reach,
                                   GError                  **error);
/* Asks and waits, at most ten seconds; not for the listener's thread. Follows no
 * redirect, uses no proxy, and takes no more than PARVIS_OIDC_MAX_ANSWER.
 *
 * Errors: UPSTREAM for all that is the provider's or the line's.
 */
gboolean parvis_oidc_fetch        (const ParvisOidcRequest  *request,
                                   ParvisReach               reach,
                                   ParvisFetchAnswer        *answer,
                                   GError                  **error);
/* The same for a JSON object that must come with status 200.
 *
 * Returns: (transfer full)
 */
json_t  *parvis_oidc_fetch_json   (const ParvisOidcRequest  *request,
                                   ParvisReach               reach,
                                   GError                  **error);

/* Errors of a provider: they all mean that the person could not be signed in. */
gboolean parvis_oidc_refuse       (GError                  **error,
                                   const char               *format,
                                   ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
