/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-router.h"

G_BEGIN_DECLS

/* The sign-in pages, for the table of routes (parvis-routes.c). All wait for the
 * disk, and some hash a password: they run on a pool of their own.
 */
#define PARVIS_SIGN_IN_ROUTE(name) \
  gboolean name (ParvisService        *service, \
                 const ParvisRequest  *request, \
                 ParvisDb             *db, \
                 ParvisReply          *reply, \
                 GError              **error)

PARVIS_SIGN_IN_ROUTE (parvis_sign_in_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_totp_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_totp_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_out);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_authorize_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_authorize_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_recover_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_recover_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_reset_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_reset_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_invitation_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_invitation_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_device_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_device_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_security_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_security_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_password_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_password_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_email_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_email_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_email_link_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_email_link_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_telephone_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_telephone_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_provider_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_callback);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_town_page);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_town_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_identity_post);
PARVIS_SIGN_IN_ROUTE (parvis_sign_in_style);

/* What goes wrong, told to a person. */
void parvis_sign_in_show_error (ParvisService        *service,
                                const ParvisRequest  *request,
                                const GError         *error,
                                ParvisReply          *reply);

G_END_DECLS
