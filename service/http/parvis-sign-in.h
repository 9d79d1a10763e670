/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-visit.h"

G_BEGIN_DECLS

/* What the sign-in pages have in common. @next and @email may be NULL. */
gboolean parvis_sign_in_show           (ParvisVisit          *visit,
                                        const char           *next,
                                        const char           *email,
                                        const char           *problem);
/* Links to the providers of a town: of @insee (nullable), else of the town that @next
 * (nullable) is about, else of the only one that there is. FALSE if it has none.
 */
gboolean parvis_sign_in_show_providers (ParvisVisit          *visit,
                                        ParvisPage           *page,
                                        const char           *insee,
                                        const char           *next);
/* Those links, and one to where a town is looked for if there are others to choose. */
void     parvis_sign_in_show_ways      (ParvisVisit          *visit,
                                        ParvisPage           *page,
                                        const char           *insee,
                                        const char           *next);
/* The town that @next, the address of a page, names. (transfer full) (nullable) */
char    *parvis_sign_in_dup_town       (const char           *next);
/* On the page of one's own account: which providers open it, and which could. */
void     parvis_sign_in_show_identities (ParvisVisit         *visit,
                                         ParvisPage          *page);
/* Tells the owner of the account that a provider opens it from now on, or does not any
 * more. (transfer full) (nullable)
 */
json_t *parvis_sign_in_write_identity_letter (ParvisVisit      *visit,
                                              ParvisLetterKind  kind,
                                              const char       *issuer);

/* What is remembered of somebody whom a provider knows and we do not: the state of
 * the browser's session. (transfer full)
 */
json_t  *parvis_sign_in_keep_identity  (const ParvisOidcIdentity *identity);
/* FALSE if nobody of that kind is there. */
gboolean parvis_sign_in_read_identity  (ParvisVisit          *visit,
                                        ParvisOidcIdentity   *identity);
/* Adds to @state what signing out at the provider will need, if it is to be done. */
void     parvis_sign_in_keep_logout    (ParvisVisit              *visit,
                                        json_t                   *state,
                                        const char               *insee,
                                        const ParvisOidcProvider *provider,
                                        const ParvisOidcIdentity *identity);
/* Where that is done. (transfer full) (nullable) */
char    *parvis_sign_in_dup_logout     (ParvisVisit          *visit);

/* How the wish to add a provider is kept in the browser's session, as "link". */
char    *parvis_sign_in_dup_wish       (const char           *insee,
                                        const char           *provider);

/* The secret of a telephone, sealed for its account. */
char    *parvis_sign_in_seal_secret    (ParvisVisit          *visit,
                                        const char           *account,
                                        GBytes               *secret,
                                        GError              **error);
GBytes  *parvis_sign_in_open_secret    (ParvisVisit          *visit,
                                        const char           *account,
                                        const char           *sealed,
                                        GError              **error);

/* The page of a link of a letter that does not lead anywhere any more; @target: where
 * another one is asked for, which says so with @label.
 */
gboolean parvis_sign_in_show_stale     (ParvisVisit          *visit,
                                        const char           *target,
                                        const char           *label);

/* Two fields for a new password, with what is wrong about the last one that was
 * chosen (nullable).
 */
void     parvis_sign_in_ask_password   (ParvisPage           *page,
                                        const char           *problem);
/* What is wrong about the password that came in these two fields, NULL if nothing is.
 * @personal: see parvis_password_judge()
 */
const char *parvis_sign_in_judge_password (ParvisVisit         *visit,
                                           const char * const  *personal);

/* Whether the field "current" has the password of who is signed in, after
 * parvis_visit_may_try() for the account's address.
 */
gboolean parvis_sign_in_confirm        (ParvisVisit          *visit,
                                        gboolean             *right,
                                        GError              **error);

/* Whoever can change what others may do proves more than a password (ANSSI,
 * authentication of administrators): operators and mayors who sign in with one
 * need a telephone too. TRUE if this one has none yet; then @reply is the page that
 * says so.
 */
gboolean parvis_sign_in_lacks_totp     (ParvisVisit          *visit,
                                        const char           *next);

G_END_DECLS
