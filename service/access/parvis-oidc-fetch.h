/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

#include "parvis-json.h"

G_BEGIN_DECLS

/* Bytes of an answer of a provider, and of a token that it gives us. */
#define PARVIS_OIDC_MAX_ANSWER (64 * 1024)
#define PARVIS_OIDC_MAX_URL    2048

/**
 * ParvisOidcReach:
 * @PARVIS_OIDC_PUBLIC: https to addresses of the open internet
 * @PARVIS_OIDC_PRIVATE: https to any address: the State's own network has private ones
 * @PARVIS_OIDC_LOOPBACK: the same, and http to this machine; for tests
 *
 * Where the service may go to ask a provider. The operator's configuration
 * decides, never a town's settings: whoever fills those in must not be able to
 * make the service speak to what stands beside it.
 */
typedef enum
{
  PARVIS_OIDC_PUBLIC,
  PARVIS_OIDC_PRIVATE,
  PARVIS_OIDC_LOOPBACK,
} ParvisOidcReach;

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

/**
 * ParvisOidcAnswer:
 * @type: the media type without its parameters, in lower case; "" without one
 */
typedef struct
{
  long     status;
  char     type[64];
  GString *body;
} ParvisOidcAnswer;

void     parvis_oidc_answer_clear (ParvisOidcAnswer         *answer);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisOidcAnswer, parvis_oidc_answer_clear)

/* Whether a provider's document or settings may name this address at all:
 * https, a host, nobody's name in it, no fragment.
 */
gboolean parvis_oidc_check_url    (const char               *url,
                                   ParvisOidcReach           reach,
                                   GError                  **error);
/* Asks and waits, at most ten seconds; not for the listener's thread. Follows no
 * redirect, uses no proxy, and takes no more than PARVIS_OIDC_MAX_ANSWER.
 *
 * Errors: UPSTREAM for all that is the provider's or the line's.
 */
gboolean parvis_oidc_fetch        (const ParvisOidcRequest  *request,
                                   ParvisOidcReach           reach,
                                   ParvisOidcAnswer         *answer,
                                   GError                  **error);
/* The same for a JSON object that must come with status 200.
 *
 * Returns: (transfer full)
 */
json_t  *parvis_oidc_fetch_json   (const ParvisOidcRequest  *request,
                                   ParvisOidcReach           reach,
                                   GError                  **error);

/* Errors of a provider: they all mean that the person could not be signed in. */
gboolean parvis_oidc_refuse       (GError                  **error,
                                   const char               *format,
                                   ...) G_GNUC_PRINTF (2, 3);

G_END_DECLS
