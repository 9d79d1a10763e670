/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-oidc.h"

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * OidcPeer:
 * @url: "http://127.0.0.1:PORT"
 *
 * A provider that runs as a program of its own and ends with the test.
 */
typedef struct
{
  GSubprocess *process;
  char        *url;
} OidcPeer;

/* Runs a script of tests/service with node, and waits until it says its address. */
OidcPeer *oidc_peer_start (const char     *script,
                           const char     *argument);
void      oidc_peer_stop  (OidcPeer       *self);

/* Settings with @issuer, changed by @overrides (JSON, or NULL); "credential" among
 * them is the client's. Aborts if they are not valid.
 */
ParvisOidcProvider *oidc_make_provider (const char *issuer,
                                        const char *overrides);

/* A clock that is @ahead of the system's. */
extern gint64 oidc_clock_ahead;
extern const ParvisClock oidc_clock;

G_END_DECLS
