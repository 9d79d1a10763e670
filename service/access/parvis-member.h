/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-roles.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisMember:
 * @shops: where he works, as a merchant
 * @places: where he counts, as a counter; none for all of the town
 * @until: when the membership ends by itself, or PARVIS_NO_TIME
 * @removed_at: when it ended, or PARVIS_NO_TIME
 * @removed_by: the name of who ended it, "" for its end date
 *
 * An account in one town.
 */
typedef struct
{
  ParvisRoles  roles;
  ParvisScopes shops;
  ParvisScopes places;
  gint64       until;
  gint64       seen_at;
  gint64       removed_at;
  char         removed_by[324];
} ParvisMember;

/* @found: FALSE for who never was a member of @db's town. An end date that has come
 * is a removal.
 */
gboolean       parvis_member_find      (ParvisDb             *db,
                                        const char           *account,
                                        gint64                now,
                                        ParvisMember         *member,
                                        gboolean             *found,
                                        GError              **error);

/* The accounts of all members of @db's town. (transfer full) */
GHashTable    *parvis_member_list      (ParvisDb             *db,
                                        gint64                now,
                                        GError              **error);

/* INVALID at /merchants or /facilities unless all of @shops and @places are of @db's town. */
gboolean       parvis_member_check_scopes (ParvisDb             *db,
                                           const ParvisScopes   *shops,
                                           const ParvisScopes   *places,
                                           GError              **error);

/* Adds the account of @body ("account", "name", "email", "roles", "merchants", "facilities",
 * "until") or adds to what it may do already: an end date is never brought forward.
 */
gboolean       parvis_member_put       (ParvisTx             *tx,
                                        const json_t         *body,
                                        GError              **error);
/* Commands whose object is the member. CONFLICT where too few mayors would be left. */
gboolean       parvis_member_set_roles (ParvisTx             *tx,
                                        const ParvisCommand  *command,
                                        ParvisAnswer         *answer,
                                        GError              **error);
gboolean       parvis_member_remove    (ParvisTx             *tx,
                                        const ParvisCommand  *command,
                                        ParvisAnswer         *answer,
                                        GError              **error);

/* The same, whoever is left: for the operator. */
gboolean parvis_member_remove_any (ParvisTx             *tx,
                                   const ParvisCommand  *command,
                                   ParvisAnswer         *answer,
                                   GError              **error);

/* What the account goes by now; one who is no member any more keeps nothing of it. */
gboolean parvis_member_set_email (ParvisTx             *tx,
                                  const ParvisCommand  *command,
                                  ParvisAnswer         *answer,
                                  GError              **error);

/* Returns: (transfer full) (nullable): when the stored last visit is old */
ParvisCommand *parvis_member_note_seen (const char           *town,
                                        const char           *account,
                                        const ParvisMember   *member,
                                        gint64                now);

/* When the next membership ends by itself, and the command that writes it down. */
gboolean       parvis_member_next_due    (ParvisDb    *db,
                                          gint64      *due,
                                          GError     **error);
ParvisCommand *parvis_member_end_command (const char  *town,
                                          gint64       now);

/* For the service's own database, when a membership of @account in @insee is over: who
 * is left without any town is signed out everywhere.
 */
ParvisCommand *parvis_member_left_command (const char        *insee,
                                           const char        *account);

/* Likewise for who manages a town now: devices that were signed in with a password alone
 * sign in anew, and are then asked for a telephone as well.
 */
ParvisCommand *parvis_member_risen_command (const char       *account);

gboolean       parvis_render_member    (ParvisTx             *tx,
                                        const char           *id,
                                        ParvisEntity         *entity,
                                        GError              **error);

G_END_DECLS
