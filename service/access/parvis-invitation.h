/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-roles.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/* How long a code that is used on the spot is good, and a link that was mailed. */
#define PARVIS_INVITATION_CODE_TIME (30 * PARVIS_MINUTE)
#define PARVIS_INVITATION_LINK_TIME (7 * PARVIS_DAY)

/**
 * ParvisInvitation:
 * @insee: the town that invites
 * @town_name: how the town is called
 * @email: (nullable): to whom it was sent
 * @shops: where the merchant will work
 * @places: where the counter will count; none for all of the town
 * @until: when the membership will end by itself, or PARVIS_NO_TIME
 * @by_link: it was sent by e-mail, so its holder reads mail at @email
 */
typedef struct
{
  char        *id;
  char        *insee;
  char        *town_name;
  char        *name;
  char        *email;
  ParvisRoles  roles;
  ParvisScopes shops;
  ParvisScopes places;
  gint64       until;
  gint64       expires_at;
  gboolean     by_link;
} ParvisInvitation;

void              parvis_invitation_free   (ParvisInvitation     *invitation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisInvitation, parvis_invitation_free)

/* Reads {"name","email"?,"roles":[…],"merchants"?,"facilities"?,"until"?,"send":"email"|"code"}.
 * Waits for the disk. @actor: "account:ID" or "operator"
 *
 * Returns: (transfer full): {"id","expires_at","code" or "token"}: the secret, which
 *   is nowhere else: "ABCD-1234", or what goes into a link
 */
json_t           *parvis_invitation_create (ParvisStore          *store,
                                            const char           *town,
                                            const char           *actor,
                                            const json_t         *body,
                                            gint64                now,
                                            GError              **error);
/* What the holder of a code or of a link's token was invited to. NOT_FOUND for what is
 * unknown, used, revoked or too old, without telling which.
 */
ParvisInvitation *parvis_invitation_find   (ParvisStore          *store,
                                            const char           *secret,
                                            gint64                now,
                                            GError              **error);
/* The newest that @insee sent to @email, for whoever is known to be its owner. */
ParvisInvitation *parvis_invitation_find_by_email (ParvisStore  *store,
                                                   const char   *insee,
                                                   const char   *email,
                                                   gint64        now,
                                                   GError      **error);
/* Makes @account a member, and uses the invitation up. NOT_FOUND as above, where
 * somebody else was faster.
 */
gboolean          parvis_invitation_accept (ParvisStore             *store,
                                            const ParvisInvitation  *invitation,
                                            const char              *account,
                                            GError                 **error);
/* Makes an account out of the invitation alone: for whoever has no mail. Returns its
 * identifier.
 */
char             *parvis_invitation_pair   (ParvisStore             *store,
                                            const ParvisInvitation  *invitation,
                                            GError                 **error);

/* A command whose object is the invitation. */
gboolean          parvis_invitation_revoke (ParvisTx             *tx,
                                            const ParvisCommand  *command,
                                            ParvisAnswer         *answer,
                                            GError              **error);
/* Within a transaction of the town: those that @account made and nobody has used yet. Who may
 * invite no more has not invited any more either.
 */
gboolean parvis_invitation_revoke_of (ParvisTx      *tx,
                                      const char    *account,
                                      GError       **error);
/* Command: all that nobody has used yet. Answers {"withdrawn": [names]}. */
gboolean parvis_invitation_revoke_all (ParvisTx             *tx,
                                       const ParvisCommand  *command,
                                       ParvisAnswer         *answer,
                                       GError              **error);
gboolean parvis_render_invitation     (ParvisTx             *tx,
                                       const char           *id,
                                       ParvisEntity         *entity,
                                       GError              **error);

G_END_DECLS
