/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisWebSession:
 * @account: (nullable): NULL while nobody has signed in
 * @state: (nullable): a JSON object of the pages': what is under way, and where
 *   to go afterwards
 *
 * A browser on the sign-in pages. Its cookie is 256 random bits, of which only the
 * hash is stored.
 */
typedef struct
{
  char   *account;
  json_t *state;
  gint64  created_at;
} ParvisWebSession;

void              parvis_web_session_free   (ParvisWebSession  *session);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisWebSession, parvis_web_session_free)

/* Waiting for the disk. @state may be NULL. A browser that signs in gets a new
 * session: whoever set its cookie before must not be in it.
 *
 * Returns: (transfer full): the cookie
 */
char             *parvis_web_session_create (ParvisStore       *store,
                                             const char        *account,
                                             const json_t      *state,
                                             gint64             until,
                                             GError           **error);
/* NOT_FOUND for a cookie that nobody has (any more). */
ParvisWebSession *parvis_web_session_find   (ParvisStore       *store,
                                             const char        *cookie,
                                             gint64             now,
                                             GError           **error);
gboolean          parvis_web_session_update (ParvisStore       *store,
                                             const char        *cookie,
                                             const json_t      *state,
                                             GError           **error);
gboolean          parvis_web_session_end    (ParvisStore       *store,
                                             const char        *cookie,
                                             GError           **error);

G_END_DECLS
