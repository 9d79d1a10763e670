/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-ask.h"
#include "parvis-sign-in.h"

G_BEGIN_DECLS

#define PARVIS_CLIENT_ID "fr.parvis.Parvis"

/**
 * ParvisEndpoints:
 *
 * What a service says of where to sign in (RFC 8414).
 */
typedef struct
{
  char *authorization;
  char *token;
  char *device;           /* nullable */
} ParvisEndpoints;

void             parvis_endpoints_free      (ParvisEndpoints      *endpoints);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisEndpoints, parvis_endpoints_free)

/* Each is below @base: what a service says of itself sends nobody elsewhere. */
ParvisEndpoints *parvis_endpoints_read      (const char           *base,
                                             const ParvisAnswer   *answer,
                                             GError              **error);
/* Asks for them; ends @task, which is taken, if @base is no address. */
void             parvis_endpoints_ask       (GTask                *task,
                                             SoupSession          *session,
                                             const char           *base,
                                             GAsyncReadyCallback   callback);
/* (transfer full) (nullable): what came of it */
ParvisEndpoints *parvis_endpoints_finish    (GAsyncResult         *result,
                                             const char           *base,
                                             GError              **error);

/* (transfer full) (nullable): the pair of an answer of a token endpoint, or why
 * there is none.
 */
ParvisPair      *parvis_sign_in_read        (const ParvisAnswer   *answer,
                                             GError              **error);
/* Ends @task with it; @answer is NULL with @error, which is taken. */
void             parvis_sign_in_end         (GTask                *task,
                                             const ParvisAnswer   *answer,
                                             GError               *error);
/* The callback of a last request, whose @user_data is the task, taken. */
void             parvis_sign_in_asked_cb    (GObject              *object,
                                             GAsyncResult         *result,
                                             gpointer              user_data);
/* (transfer full): as a person would call this machine */
char            *parvis_sign_in_label       (void);
/* (transfer full): what a request adds to say which town it is about; "" for NULL */
char            *parvis_sign_in_about       (const char           *town);
/* (transfer full): 256 bits that nobody can guess, in base64url */
char            *parvis_sign_in_draw_secret (void);
/* (transfer full): in base64url without padding */
char            *parvis_sign_in_encode      (const guint8         *bytes,
                                             gsize                 length);

G_END_DECLS
