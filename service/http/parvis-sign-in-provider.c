/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-provider"

#include "config.h"

#include "parvis-email-change.h"
#include "parvis-error.h"
#include "parvis-identity.h"
#include "parvis-provider.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in-state.h"
#include "parvis-sign-in.h"

#include <string.h>

/* Away to an identity provider, and back from it. */

static char *
dup_callback (ParvisVisit *visit)
{
  return g_strconcat (parvis_service_get_url (visit->service), PARVIS_PAGES "/callback", NULL);
}

static ParvisOidcProvider *
find_provider (ParvisVisit  *visit,
               const char   *insee,
               const char   *id,
               GError      **error)
{
  ParvisOidc *oidc = parvis_service_get_oidc (visit->service);
  ParvisOidcProvider *provider;
  ParvisDb *db;

  if (insee == NULL || !parvis_store_has_town (visit->store, insee))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "There is no such identity provider here");
      return NULL;
    }

  db = parvis_store_acquire (visit->store, insee, error);
  if (db == NULL)
    return NULL;

  provider = parvis_provider_find (db, parvis_service_get_seal (visit->service),
                                   parvis_oidc_get_reach (oidc), id, error);
  parvis_store_release (visit->store, db);

  return provider;
}

/* What the provider did wrong is for the log; a person can only try again. */
static gboolean
show_failure (ParvisVisit  *visit,
              const GError *inner,
              const char   *next)
{
  ParvisPage *page = parvis_visit_page (visit, N_("You are not signed in"));
  int status = 502;

  parvis_page_set_here (page, next != NULL ? next : PARVIS_PAGES);
  if (g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED))
    {
      parvis_page_text (page, N_("You turned back before the end. Nothing has changed."), NULL);
      status = 200;
    }
  else if (g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN))
    {
      parvis_page_text (page, N_("According to the provider you do not belong to this town hall."),
                        NULL);
      status = 403;
    }
  else
    {
      g_message ("a sign-in failed: %s", inner->message);
      parvis_page_text (page, N_("The provider did not answer as it should. Nothing has changed."
                                 " Try again in a moment; if it stays so, tell the town hall's"
                                 " administrator."), NULL);
    }
  parvis_page_link (page, next != NULL ? next : PARVIS_PAGES, N_("Back to signing in"), NULL);

  return parvis_visit_show (visit, page, status);
}

static gboolean
show_stale (ParvisVisit *visit)
{
  ParvisPage *page = parvis_visit_page (visit, N_("You are not signed in"));

  parvis_page_set_here (page, PARVIS_PAGES);
  parvis_page_text (page, N_("This sign-in was begun in another browser, took too long, or is over"
                             " already. Begin again."), NULL);
  parvis_page_link (page, PARVIS_PAGES, N_("Back to signing in"), NULL);

  return parvis_visit_show (visit, page, 400);
}

/* Whether who is signed in has just asked, with a form of ours, to add this provider: that of
 * this town, for another may call its own by the same name.
 */
static const char *
find_link (ParvisVisit             *visit,
           const ParvisSignInState *state)
{
  g_autofree char *wanted = parvis_sign_in_dup_wish (state->insee, state->provider);

  return visit->account != NULL &&
         g_strcmp0 (parvis_visit_get_state (visit, "link"), wanted) == 0
         ? visit->account->id : NULL;
}

/* Browsers say from whose page somebody comes, through all that it was sent on by. Who cannot be
 * told from somebody who was led here is asked before a code is given in his name: a provider
 * that knows him lets him through without a word.
 */
static gboolean
was_chosen (const ParvisRequest *request)
{
  return g_strcmp0 (parvis_request_get_header (request, "Sec-Fetch-Site"), "same-origin") == 0;
}

static gboolean
go_to_provider (ParvisVisit        *visit,
                ParvisSignInState  *state,
                ParvisOidcStart    *start,
                GError            **error)
{
  state->nonce = start->nonce;
  state->verifier = start->verifier;
  state->link = (char *) find_link (visit, state);
  if (was_chosen (visit->request))
    state->chosen = (char *) "true";

  /* What was asked for is done once. */
  return (state->link == NULL ||
          parvis_visit_drop_state (visit, "link", error)) &&
         parvis_sign_in_state_put (visit->store, parvis_service_get_seal (visit->service),
                                   start->state, visit->cookie, state, error) &&
         parvis_visit_go (visit, start->url);
}

gboolean
parvis_sign_in_provider_page (ParvisService        *service,
                              const ParvisRequest  *request,
                              ParvisDb             *db,
                              ParvisReply          *reply,
                              GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_auto (ParvisOidcStart) start = { 0 };
  g_autoptr (ParvisOidcProvider) provider = NULL;
  g_autofree char *callback = NULL;
  g_autoptr (GError) inner = NULL;
  ParvisSignInState state = { 0 };
  const char *next = parvis_visit_check_next (parvis_request_get_query (request, "next"));

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  state.insee = (char *) parvis_request_get_query (request, "town");
  state.provider = (char *) parvis_request_get_param (request, "id");
  provider = find_provider (&visit, state.insee, state.provider, error);
  if (provider == NULL)
    return FALSE;
  if (!parvis_visit_may_try (&visit, PARVIS_THROTTLE_ADDRESS, NULL))
    return TRUE;

  callback = dup_callback (&visit);
  if (!parvis_oidc_start (parvis_service_get_oidc (service), provider, callback, &start, &inner))
    return show_failure (&visit, inner, next);

  parvis_visit_tried (&visit, PARVIS_THROTTLE_ADDRESS, NULL, TRUE);
  state.next = (char *) next;

  return go_to_provider (&visit, &state, &start, error);
}

/* Only what the browser's session is for: adding an identity to the account whose
 * owner asked for it, in the browser where that was.
 */
static gboolean
add_identity (ParvisVisit               *visit,
              const ParvisSignInState   *state,
              const ParvisOidcIdentity  *identity,
              GError                   **error)
{
  g_autoptr (GError) inner = NULL;
  ParvisPage *page;
  json_t *letter;

  if (visit->account == NULL || strcmp (visit->account->id, state->link) != 0)
    return show_stale (visit);

  letter = parvis_sign_in_write_identity_letter (visit, PARVIS_LETTER_IDENTITY_ADDED,
                                                 identity->issuer);
  if (parvis_identity_link (visit->store, state->link, identity, letter, &inner))
    {
      parvis_visit_post (visit);
      return parvis_visit_enter (visit, state->link, NULL, PARVIS_VISIT_TIME, error) &&
             parvis_visit_go (visit, PARVIS_PAGES "/security");
    }

  if (!g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_CONFLICT))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }

  page = parvis_visit_page (visit, N_("Nothing was added"));
  parvis_page_set_here (page, PARVIS_PAGES "/security");
  parvis_page_text (page, N_("This identity opens another account already."), NULL);
  parvis_page_link (page, PARVIS_PAGES "/security", N_("Your account"), NULL);

  return parvis_visit_show (visit, page, 409);
}

static gboolean
sign_in (ParvisVisit               *visit,
         const ParvisOidcProvider  *provider,
         const ParvisSignInState   *state,
         const ParvisOidcIdentity  *identity,
         const char                *account,
         GError                   **error)
{
  const char *next = parvis_visit_check_next (state->next);
  json_t *kept = json_object ();

  parvis_json_set_string (kept, "fresh", state->chosen != NULL ? next : NULL);
  parvis_sign_in_keep_logout (visit, kept, state->insee, provider, identity);

  return parvis_visit_enter (visit, account, kept, PARVIS_VISIT_TIME, error) &&
         parvis_visit_go (visit, next != NULL ? next : PARVIS_PAGES "/security");
}

/* Who has no account here needs an invitation: one that the town sent to the address
 * for which the provider answers, or one that is opened now.
 */
static gboolean
look_for_invitation (ParvisVisit               *visit,
                     const ParvisOidcProvider  *provider,
                     const ParvisSignInState   *state,
                     const ParvisOidcIdentity  *identity,
                     GError                   **error)
{
  const char *next = parvis_visit_check_next (state->next);
  g_autoptr (ParvisInvitation) invitation = NULL;
  g_autofree char *account = NULL;

  if (identity->email_verified)
    invitation = parvis_invitation_find_by_email (visit->store, state->insee, identity->email,
                                                  visit->now, NULL);
  if (invitation != NULL)
    account = parvis_identity_accept (visit->store, identity, visit->language, invitation, NULL);
  if (account != NULL)
    return sign_in (visit, provider, state, identity, account, error);

  if (next == NULL || !g_str_has_prefix (next, PARVIS_PAGES "/invitation"))
    next = PARVIS_PAGES "/invitation";

  return parvis_visit_enter (visit, NULL, parvis_sign_in_keep_identity (identity),
                             PARVIS_VISIT_CODE, error) &&
         parvis_visit_go (visit, next);
}

/* An account that a provider made goes by the address that the provider vouches for now. */
static gboolean
follow_address (ParvisVisit               *visit,
                const ParvisAccount       *account,
                const ParvisOidcIdentity  *identity,
                GError                   **error)
{
  g_autofree char *email = NULL;

  if (!identity->email_verified || g_strcmp0 (account->issuer, identity->issuer) != 0)
    return TRUE;

  email = parvis_email_normalise (identity->email, NULL);

  return email == NULL || g_strcmp0 (email, account->email) == 0 ||
         parvis_email_change_do (visit->store, account, email, NULL, error);
}

static gboolean
welcome (ParvisVisit               *visit,
         const ParvisOidcProvider  *provider,
         const ParvisSignInState   *state,
         const ParvisOidcIdentity  *identity,
         GError                   **error)
{
  g_autoptr (ParvisAccount) account = NULL;
  g_autoptr (GError) inner = NULL;

  if (state->link != NULL)
    return add_identity (visit, state, identity, error);

  account = parvis_account_find_by_subject (visit->store, identity->issuer, identity->subject,
                                            &inner);
  if (account != NULL && account->disabled_at == PARVIS_NO_TIME)
    return follow_address (visit, account, identity, error) &&
           sign_in (visit, provider, state, identity, account->id, error);
  if (account == NULL && g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    return look_for_invitation (visit, provider, state, identity, error);

  if (inner != NULL)
    g_propagate_error (error, g_steal_pointer (&inner));
  else
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN, "This account is closed");

  return FALSE;
}

/* The provider is asked up to three times, and may take its time: so what fails counts against
 * the address that made us ask. Who turned back, or came when too many waited, did not.
 */
static gboolean
ask_provider (ParvisVisit               *visit,
              const ParvisOidcProvider  *provider,
              const ParvisSignInState   *state,
              ParvisOidcIdentity        *identity,
              GError                   **error)
{
  g_autofree char *callback = dup_callback (visit);
  g_autoptr (GError) inner = NULL;
  gboolean done;

  done = parvis_oidc_finish (parvis_service_get_oidc (visit->service), provider,
                             &(ParvisOidcReturn) {
    .code = parvis_request_get_query (visit->request, "code"),
    .iss = parvis_request_get_query (visit->request, "iss"),
    .problem = parvis_request_get_query (visit->request, "error"),
    .redirect_uri = callback, .nonce = state->nonce, .verifier = state->verifier,
  }, identity, &inner);
  if (done || g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED) ||
      g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE))
    parvis_visit_tried (visit, PARVIS_THROTTLE_ADDRESS, NULL, TRUE);
  if (!done)
    g_propagate_error (error, g_steal_pointer (&inner));

  return done;
}

gboolean
parvis_sign_in_callback (ParvisService        *service,
                         const ParvisRequest  *request,
                         ParvisDb             *db,
                         ParvisReply          *reply,
                         GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_auto (ParvisSignInState) state = { 0 };
  g_auto (ParvisOidcIdentity) identity = { 0 };
  g_autoptr (ParvisOidcProvider) provider = NULL;
  g_autoptr (GError) inner = NULL;
  const char *text = parvis_request_get_query (request, "state");

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (text == NULL ||
      !parvis_sign_in_state_take (visit.store, parvis_service_get_seal (service), text,
                                  visit.cookie, &state, NULL))
    return show_stale (&visit);

  provider = find_provider (&visit, state.insee, state.provider, error);
  if (provider == NULL)
    return FALSE;

  if (!parvis_visit_may_try (&visit, PARVIS_THROTTLE_ADDRESS, NULL))
    return TRUE;

  if (!ask_provider (&visit, provider, &state, &identity, &inner))
    {
      if (!g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE))
        return show_failure (&visit, inner, parvis_visit_check_next (state.next));

      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }

  return welcome (&visit, provider, &state, &identity, error);
}
