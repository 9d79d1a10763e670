/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-recover"

#include "config.h"

#include "parvis-access.h"
#include "parvis-contact.h"
#include "parvis-credential.h"
#include "parvis-error.h"
#include "parvis-password.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in.h"

#include <string.h>

/* A new password by mail. Whether an address belongs to an account is told to
 * nobody but its owner.
 */

#define RECOVER PARVIS_PAGES "/recover"
#define RESET   PARVIS_PAGES "/reset/"


static gboolean
show_recover (ParvisVisit *visit,
              const char  *email,
              const char  *problem)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Choose a new password"));

  if (!parvis_post_can_send (parvis_service_get_post (visit->service)))
    {
      parvis_page_text (page, N_("This service sends no e-mail. Ask the administrator of your town"
                                 " for a new invitation."), NULL);
      parvis_page_link (page, PARVIS_PAGES, N_("Back to signing in"), NULL);
      return parvis_visit_show (visit, page, 0);
    }

  parvis_page_text (page, N_("We send a link to your e-mail address. It is good for 30 minutes."),
                    NULL);
  parvis_visit_form (visit, page, RECOVER);
  parvis_page_field (page, &(ParvisField) {
    .name = "email", .label = N_("E-mail address"), .type = "email", .autocomplete = "username",
    .value = email, .error = problem, .max_length = PARVIS_EMAIL_MAX,
  });
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Send me the link"), NULL);
  parvis_page_end_form (page);
  parvis_page_link (page, PARVIS_PAGES, N_("Back to signing in"), NULL);

  return parvis_visit_show (visit, page, problem != NULL ? 422 : 0);
}

gboolean
parvis_sign_in_recover_page (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisDb             *db,
                             ParvisReply          *reply,
                             GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };

  return parvis_visit_begin (&visit, service, request, reply, error) &&
         show_recover (&visit, NULL, NULL);
}

static ParvisCommand *
make_reset (const ParvisAccount *account,
            const char          *hash,
            gint64               until,
            json_t              *letter)
{
  return parvis_reset_command (account->id, hash, until, letter);
}

static gboolean
show_sent (ParvisVisit *visit)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Look into your letter box"));

  parvis_page_text (page, N_("If an account has this e-mail address, a link is on its way to it."
                             " It may take a few minutes; look among the unwanted messages too."),
                    NULL);
  parvis_page_text (page, N_("Nothing came? Then your account may have another address, or you"
                             " sign in with ProConnect. Your town’s administrator knows."), NULL);
  parvis_page_link (page, PARVIS_PAGES, N_("Back to signing in"), NULL);

  return parvis_visit_show (visit, page, 0);
}

gboolean
parvis_sign_in_recover_post (ParvisService        *service,
                             const ParvisRequest  *request,
                             ParvisDb             *db,
                             ParvisReply          *reply,
                             GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisAccount) account = NULL;
  g_autoptr (GError) inner = NULL;
  g_autofree char *email = NULL;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  email = parvis_email_normalise (parvis_visit_field (&visit, "email"), NULL);
  if (email == NULL)
    return show_recover (&visit, parvis_visit_field (&visit, "email"),
                         N_("This is not an e-mail address."));

  if (!parvis_visit_may_try (&visit, PARVIS_THROTTLE_MAIL, email))
    return TRUE;

  account = parvis_account_find_by_email (visit.store, email, &inner);
  if (account == NULL && !g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }

  if (account != NULL && account->disabled_at == PARVIS_NO_TIME &&
      !parvis_visit_order_link (&visit, account, RESET, PARVIS_LETTER_RESET, make_reset, error))
    return FALSE;

  return show_sent (&visit);
}

static gboolean
show_reset (ParvisVisit *visit,
            const char  *problem)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Choose a new password"));
  g_autofree char *target = parvis_visit_dup_target (visit);

  parvis_visit_form (visit, page, target);
  parvis_sign_in_ask_password (page, problem);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Change my password"), NULL);
  parvis_page_end_form (page);

  return parvis_visit_show (visit, page, problem != NULL ? 422 : 0);
}

static gboolean
show_stale (ParvisVisit *visit)
{
  return parvis_sign_in_show_stale (visit, RECOVER, N_("Send me another link"));
}

/* Looking does not use it up: programs that read mail look at links. */
static ParvisAccount *
find_owner (ParvisVisit *visit,
            gboolean     use)
{
  const char *token = parvis_request_get_param (visit->request, "token");
  g_autofree char *id = parvis_reset_find (visit->store, token, visit->now, use, NULL);

  return id == NULL ? NULL : parvis_account_find (visit->store, id, NULL);
}

gboolean
parvis_sign_in_reset_page (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *db,
                           ParvisReply          *reply,
                           GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisAccount) account = NULL;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  account = find_owner (&visit, FALSE);

  return account == NULL ? show_stale (&visit) : show_reset (&visit, NULL);
}

static gboolean
show_done (ParvisVisit *visit)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Your password is changed"));

  parvis_page_notice (page, PARVIS_NOTICE_GOOD, N_("From now on you sign in with the new one."),
                      NULL);
  parvis_page_link (page, PARVIS_PAGES, N_("Sign in"), NULL);

  return parvis_visit_show (visit, page, 0);
}

gboolean
parvis_sign_in_reset_post (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *db,
                           ParvisReply          *reply,
                           GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisAccount) account = NULL;
  g_autoptr (ParvisAccount) user = NULL;
  g_autofree char *hash = NULL;
  g_autofree char *actor = NULL;
  const char *problem;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  account = find_owner (&visit, FALSE);
  if (account == NULL)
    return show_stale (&visit);

  problem = parvis_sign_in_judge_password (&visit, (const char *[]) { account->name,
                                                                      account->email, NULL });
  if (problem != NULL)
    return show_reset (&visit, problem);

  hash = parvis_password_hash (parvis_visit_field (&visit, "password"), error);
  if (hash == NULL)
    return FALSE;

  user = find_owner (&visit, TRUE);
  if (user == NULL)
    return show_stale (&visit);

  actor = g_strconcat ("account:", user->id, NULL);
  if (!parvis_account_set_password (visit.store, actor, user->id, hash,
                                    parvis_visit_letter (&visit, user,
                                                         PARVIS_LETTER_PASSWORD_CHANGED,
                                                         json_object ()), error))
    return FALSE;

  /* Whoever was kept out by somebody else's guesses is in again. */
  parvis_throttle_succeed (parvis_service_get_throttle (service), PARVIS_THROTTLE_ACCOUNT,
                           user->email);
  parvis_visit_post (&visit);

  return show_done (&visit);
}
