/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-member.h"
#include "parvis-session.h"

G_BEGIN_DECLS

/**
 * ParvisGate:
 *
 * Knows who is behind an access token and what he is in a town, in a microsecond: what
 * the databases said is kept for a second at most, and forgotten when this service
 * changes it or hears that another did. From any thread.
 */
typedef struct _ParvisGate ParvisGate;

/**
 * ParvisPass:
 * @roles: in the town that was asked for; of the operator in any
 * @scopes: the shops he works in there
 * @places: where he counts there, as a counter; none for all of the town
 */
typedef struct
{
  char        account[40];
  char        session[40];
  ParvisRoles  roles;
  ParvisScopes scopes;
  ParvisScopes places;
} ParvisPass;

/* Returns: (transfer none) (nullable): the shops or the places for which alone @pass has @right,
 * NULL for all of the town
 */
const ParvisScopes *parvis_pass_find_scopes (const ParvisPass *pass,
                                             ParvisRight       right);

/* @store is borrowed. */
ParvisGate *parvis_gate_new          (ParvisStore         *store);
void        parvis_gate_free         (ParvisGate          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisGate, parvis_gate_free)

/* @town: "" where it is about the account alone. @member (nullable) is filled with what
 * made the answer REMOVED.
 *
 * Errors: UNAUTHORIZED for a token that opens nothing; NOT_FOUND for who has nothing
 *   to do with the town; REMOVED for who once had
 */
gboolean    parvis_gate_check        (ParvisGate          *self,
                                      const char          *token,
                                      const char          *town,
                                      gint64               now,
                                      ParvisPass          *pass,
                                      ParvisMember        *member,
                                      GError             **error);
/* Whether who once got @pass in @town is there what he was: the session and the membership
 * go on, with the same roles, shops and places. For streams, which outlive their token.
 */
gboolean    parvis_gate_is_still     (ParvisGate          *self,
                                      const ParvisPass    *pass,
                                      const char          *town,
                                      gint64               now);
/* For many streams at once, in one question to the service and one to each town: what it knows
 * of sessions, and of members (both transfer full, NULL where it could not be asked). Who is in
 * both still has session and membership; whoever is not is to be asked about by itself. Other
 * roles than before are not seen here: a change of a member says so.
 */
GHashTable *parvis_gate_list_sessions (ParvisGate         *self,
                                       gint64              now);
GHashTable *parvis_gate_list_members  (ParvisGate         *self,
                                       const char         *town,
                                       gint64              now);
gboolean    parvis_gate_is_listed     (GHashTable         *sessions,
                                       GHashTable         *members,
                                       const ParvisPass   *pass);
/* What a commit changed, its own or one that was heard of. */
void        parvis_gate_note         (ParvisGate          *self,
                                      const char          *town,
                                      ParvisChange       **changes,
                                      gsize                n_changes);
/* Everything: before an answer that ends somebody's rights goes out. */
void        parvis_gate_forget       (ParvisGate          *self);
/* Whether one more denial for this account may be written down: who tries everything
 * must not fill the trail.
 */
gboolean    parvis_gate_may_record   (ParvisGate          *self,
                                      const char          *account,
                                      gint64               now);
/* Whether this session reads that of @town for the first time today, as @action of the trail
 * names it.
 */
gboolean    parvis_gate_begins_day   (ParvisGate          *self,
                                      const char          *session,
                                      const char          *action,
                                      const char          *town,
                                      gint64               now);

G_END_DECLS
