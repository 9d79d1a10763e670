/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-email"

#include "config.h"

#include "parvis-access.h"
#include "parvis-contact.h"
#include "parvis-email-change.h"
#include "parvis-error.h"
#include "parvis-password.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in.h"

/* Another e-mail address for one's own account. It is asked for with the password, takes
 * effect with a link that goes to the new address, and is told to the one until now. Who
 * asks is not told whether another account has the address.
 */

#define SECURITY PARVIS_PAGES "/security"
#define EMAIL    SECURITY "/email"
#define CONFIRM  PARVIS_PAGES "/email/"


static gboolean
may_change (ParvisVisit *visit)
{
  return visit->account->issuer == NULL && visit->account->email != NULL &&
         visit->account->password != NULL;
}

static gboolean
show_email (ParvisVisit *visit,
            const char  *problem,
            const char  *wrong)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Change the e-mail address"));

  if (!parvis_post_can_send (parvis_service_get_post (visit->service)))
    {
      parvis_page_text (page, N_("This service sends no e-mail. Ask the administrator of your town"
                                 " for a new invitation."), NULL);
      parvis_page_link (page, SECURITY, N_("Your account"), NULL);
      return parvis_visit_show (visit, page, 0);
    }

  parvis_page_text (page, N_("Your address is {email}. We send a link to the new one; it is good"
                             " for 30 minutes, and until you open it nothing changes."),
                    "email", visit->account->email, NULL);
  parvis_visit_form (visit, page, EMAIL);
  parvis_page_field (page, &(ParvisField) {
    .name = "email", .label = N_("New e-mail address"), .type = "email", .autocomplete = "email",
    .value = parvis_visit_field (visit, "email"), .error = problem,
    .max_length = PARVIS_EMAIL_MAX,
  });
  parvis_page_field (page, &(ParvisField) {
    .name = "current", .label = N_("Your password"), .type = "password",
    .autocomplete = "current-password", .max_length = PARVIS_PASSWORD_MAX, .error = wrong,
  });
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Send me the link"), NULL);
  parvis_page_end_form (page);
  parvis_page_link (page, SECURITY, N_("Your account"), NULL);

  return parvis_visit_show (visit, page, problem != NULL || wrong != NULL ? 422 : 0);
}

gboolean
parvis_sign_in_email_page (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *db,
                           ParvisReply          *reply,
                           GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  /* The application leads here, to browsers where nobody is signed in. */
  if (visit.account == NULL)
    return parvis_sign_in_show (&visit, EMAIL, NULL, NULL);

  return may_change (&visit) ? show_email (&visit, NULL, NULL) : parvis_visit_go (&visit, SECURITY);
}

static ParvisCommand *
make_wish (const ParvisAccount *account,
           const char          *hash,
           gint64               until,
           json_t              *letter)
{
  return parvis_email_change_command (account->id, account->email, hash, until, letter);
}

static gboolean
show_sent (ParvisVisit *visit)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Look into your letter box"));

  parvis_page_text (page, N_("If this address can be used, a link is on its way to it. Until you"
                             " open it you sign in with the address that you have."), NULL);
  parvis_page_link (page, SECURITY, N_("Your account"), NULL);

  return parvis_visit_show (visit, page, 0);
}

/* Returns FALSE with @error, or where @reply says already what is to be done. */
static gboolean
is_confirmed (ParvisVisit  *visit,
              gboolean     *answered,
              GError      **error)
{
  gboolean right;

  *answered = TRUE;
  if (!parvis_visit_may_try (visit, PARVIS_THROTTLE_ACCOUNT, visit->account->email))
    return TRUE;
  if (!parvis_sign_in_confirm (visit, &right, error))
    return FALSE;

  *answered = !right;

  return right || show_email (visit, NULL, N_("This is not your password."));
}

gboolean
parvis_sign_in_email_post (ParvisService        *service,
                           const ParvisRequest  *request,
                           ParvisDb             *db,
                           ParvisReply          *reply,
                           GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisAccount) other = NULL;
  g_autofree char *email = NULL;
  ParvisAccount there;
  gboolean answered;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (!parvis_visit_is_known (&visit))
    return TRUE;
  if (!may_change (&visit))
    return parvis_visit_go (&visit, SECURITY);

  email = parvis_email_normalise (parvis_visit_field (&visit, "email"), NULL);
  if (email == NULL)
    return show_email (&visit, N_("This is not an e-mail address."), NULL);
  if (g_str_equal (email, visit.account->email))
    return show_email (&visit, N_("This is your address already."), NULL);

  if (!is_confirmed (&visit, &answered, error))
    return FALSE;
  if (answered || !parvis_visit_may_try (&visit, PARVIS_THROTTLE_MAIL, email))
    return TRUE;

  other = parvis_account_find_by_email (visit.store, email, NULL);
  there = *visit.account;
  there.email = email;
  if (other == NULL &&
      !parvis_visit_order_link (&visit, &there, CONFIRM, PARVIS_LETTER_EMAIL_WISH, make_wish,
                                error))
    return FALSE;

  return show_sent (&visit);
}

/* The link. */

static gboolean
show_stale (ParvisVisit *visit)
{
  return parvis_sign_in_show_stale (visit, EMAIL, N_("Change the e-mail address"));
}

/* Looking changes nothing: programs that read mail look at links. */
static ParvisAccount *
find_owner (ParvisVisit  *visit,
            char        **email)
{
  const char *token = parvis_request_get_param (visit->request, "token");
  g_autofree char *id = parvis_email_change_find (visit->store, token, visit->now, email, NULL);
  g_autoptr (ParvisAccount) account = NULL;

  account = id == NULL ? NULL : parvis_account_find (visit->store, id, NULL);

  return account != NULL && account->disabled_at == PARVIS_NO_TIME && account->issuer == NULL
         ? g_steal_pointer (&account) : NULL;
}

gboolean
parvis_sign_in_email_link_page (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisAccount) account = NULL;
  g_autofree char *email = NULL;
  g_autofree char *target = NULL;
  ParvisPage *page;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  account = find_owner (&visit, &email);
  if (account == NULL)
    return show_stale (&visit);

  target = parvis_visit_dup_target (&visit);
  page = parvis_visit_page (&visit, N_("Change the e-mail address"));
  parvis_page_text (page, N_("From then on you sign in to Parvis with {email}."), "email", email,
                    NULL);
  parvis_visit_form (&visit, page, target);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Use this address"), NULL);
  parvis_page_end_form (page);

  return parvis_visit_show (&visit, page, 0);
}

gboolean
parvis_sign_in_email_link_post (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisAccount) account = NULL;
  g_autoptr (GError) inner = NULL;
  g_autofree char *email = NULL;
  ParvisPage *page;
  json_t *letter;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  account = find_owner (&visit, &email);
  if (account == NULL)
    return show_stale (&visit);

  letter = parvis_visit_letter (&visit, account, PARVIS_LETTER_EMAIL_CHANGED, json_object ());
  if (!parvis_email_change_do (visit.store, account, email, letter, &inner))
    {
      if (g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_CONFLICT))
        return show_stale (&visit);

      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }

  parvis_visit_post (&visit);
  page = parvis_visit_page (&visit, N_("Your e-mail address is changed"));
  parvis_page_notice (page, PARVIS_NOTICE_GOOD,
                      N_("From now on you sign in to Parvis with {email}."), "email", email, NULL);
  parvis_page_link (page, SECURITY, N_("Your account"), NULL);

  return parvis_visit_show (&visit, page, 0);
}
