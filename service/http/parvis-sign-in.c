/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in"

#include "config.h"

#include "parvis-sign-in.h"

#include "parvis-access.h"
#include "parvis-contact.h"
#include "parvis-credential.h"
#include "parvis-error.h"
#include "parvis-password.h"
#include "parvis-sign-in-pages.h"
#include "parvis-totp.h"

#include <string.h>

/* The page on which one says who one is. */

#define SIGN_IN PARVIS_PAGES
#define TOTP    PARVIS_PAGES "/totp"

static const char wrong[] = N_("This e-mail address and this password do not belong together.");
static const char wrong_code[] =
  N_("This code is not right, or was used already. Wait for the next one, or use a recovery code.");

gboolean
parvis_sign_in_show (ParvisVisit *visit,
                     const char  *next,
                     const char  *email,
                     const char  *problem)
{
  gboolean sent = strcmp (parvis_request_get_method (visit->request), "POST") == 0;
  const char *insee = sent ? parvis_request_get_field (visit->request, "town")
                           : parvis_request_get_query (visit->request, "town");
  ParvisPage *page = parvis_visit_page (visit, N_("Sign in"));

  if (sent)
    parvis_page_set_here (page, next != NULL ? next : SIGN_IN);
  parvis_visit_show_logo (visit, page, insee);
  if (problem != NULL)
    parvis_page_notice (page, PARVIS_NOTICE_WRONG, problem, NULL);

  parvis_sign_in_show_ways (visit, page, insee, next);
  parvis_visit_form (visit, page, SIGN_IN);
  parvis_page_hidden (page, "town", insee);
  parvis_page_hidden (page, "next", next);
  parvis_page_field (page, &(ParvisField) {
    .name = "email", .label = N_("E-mail address"), .type = "email",
    .autocomplete = "username", .value = email, .max_length = PARVIS_EMAIL_MAX,
  });
  parvis_page_field (page, &(ParvisField) {
    .name = "password", .label = N_("Password"), .type = "password",
    .autocomplete = "current-password", .max_length = PARVIS_PASSWORD_MAX,
  });
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Sign in"), NULL);
  parvis_page_end_form (page);

  parvis_page_link (page, PARVIS_PAGES "/recover", N_("I have no password, or forgot it"), NULL);
  parvis_page_link (page, PARVIS_PAGES "/invitation", N_("I was invited and have a code"), NULL);

  return parvis_visit_show (visit, page, problem != NULL ? 422 : 0);
}

gboolean
parvis_sign_in_page (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *db,
                     ParvisReply          *reply,
                     GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (visit.account != NULL)
    return parvis_visit_go (&visit, PARVIS_PAGES "/security");

  return parvis_sign_in_show (&visit, NULL, NULL, NULL);
}

/* The password is right: in, or on to the code of the telephone. */
static gboolean
go_on (ParvisVisit    *visit,
       ParvisAccount  *account,
       const char     *email,
       const char     *next,
       GError        **error)
{
  g_autofree char *proof = NULL;
  json_t *state;

  if (account->totp_secret == NULL)
    {
      parvis_visit_tried (visit, PARVIS_THROTTLE_ACCOUNT, email, FALSE);
      return parvis_visit_sign_in (visit, account, next, error);
    }

  proof = parvis_access_hash_key (account->password);
  state = json_pack ("{s:s, s:s, s:s}", "pending", account->id, "email", email, "proof", proof);
  parvis_json_set_string (state, "next", parvis_visit_check_next (next));
  parvis_visit_tried (visit, PARVIS_THROTTLE_ADDRESS, NULL, FALSE);

  return parvis_visit_enter (visit, NULL, state, PARVIS_VISIT_CODE, error) &&
         parvis_visit_go (visit, TOTP);
}

/* The account with this password; NULL without an error for a wrong one. Who is not
 * known costs the same work.
 */
static ParvisAccount *
find_by_password (ParvisVisit  *visit,
                  const char   *email,
                  const char   *password,
                  GError      **error)
{
  g_autoptr (ParvisAccount) account = NULL;
  g_autoptr (GError) inner = NULL;
  gboolean matches = FALSE;
  gboolean stale = FALSE;
  g_autofree char *hash = NULL;

  account = parvis_account_find_by_email (visit->store, email, &inner);
  if (account == NULL && !g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND) &&
      !g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_INVALID))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return NULL;
    }

  if (!parvis_password_check (account == NULL ? NULL : account->password, password, &matches,
                              &stale, error) ||
      !matches || account->disabled_at != PARVIS_NO_TIME)
    return NULL;

  if (stale && (hash = parvis_password_hash (password, NULL)) != NULL &&
      parvis_account_renew_hash (visit->store, account->id, account->password, hash, NULL))
    {
      g_free (account->password);
      account->password = g_steal_pointer (&hash);
    }

  return g_steal_pointer (&account);
}

gboolean
parvis_sign_in_post (ParvisService        *service,
                     const ParvisRequest  *request,
                     ParvisDb             *db,
                     ParvisReply          *reply,
                     GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisAccount) account = NULL;
  g_autofree char *email = NULL;
  g_autoptr (GError) inner = NULL;
  const char *next;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  next = parvis_visit_check_next (parvis_visit_field (&visit, "next"));
  email = g_utf8_strdown (parvis_visit_field (&visit, "email"), -1);
  g_strstrip (email);
  if (!parvis_visit_may_try (&visit, PARVIS_THROTTLE_ACCOUNT, email))
    return TRUE;

  account = find_by_password (&visit, email, parvis_visit_field (&visit, "password"), &inner);
  if (inner != NULL)
    {
      parvis_visit_tried (&visit, PARVIS_THROTTLE_ACCOUNT, email, TRUE);
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }

  if (account == NULL)
    return parvis_sign_in_show (&visit, next, parvis_visit_field (&visit, "email"), wrong);

  return go_on (&visit, account, email, next, error);
}

static gboolean
show_totp (ParvisVisit *visit,
           const char  *problem)
{
  ParvisPage *page = parvis_visit_page (visit, N_("Code of your telephone"));

  parvis_visit_form (visit, page, TOTP);
  parvis_page_field (page, &(ParvisField) {
    .name = "code", .label = N_("Code"), .type = "text", .autocomplete = "one-time-code",
    .hint = N_("The six figures that the application on your telephone shows, or one of your"
               " recovery codes."),
    .error = problem, .max_length = 40,
  });
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Go on"), NULL);
  parvis_page_end_form (page);
  parvis_page_link (page, SIGN_IN, N_("Back to signing in"), NULL);

  return parvis_visit_show (visit, page, problem != NULL ? 422 : 0);
}

/* Between password and code the browser is in a session of nobody yet, which no change of
 * the password ends: it knows with which one it began.
 */
static ParvisAccount *
find_pending (ParvisVisit  *visit,
              GError      **error)
{
  const char *id = parvis_visit_get_state (visit, "pending");
  g_autoptr (ParvisAccount) account = NULL;
  g_autofree char *proof = NULL;

  account = id == NULL ? NULL : parvis_account_find (visit->store, id, error);
  if (account == NULL || account->password == NULL)
    return NULL;

  proof = parvis_access_hash_key (account->password);

  return g_strcmp0 (proof, parvis_visit_get_state (visit, "proof")) == 0
         ? g_steal_pointer (&account) : NULL;
}

gboolean
parvis_sign_in_totp_page (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *db,
                          ParvisReply          *reply,
                          GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (parvis_visit_get_state (&visit, "pending") == NULL)
    return parvis_visit_go (&visit, SIGN_IN);

  return show_totp (&visit, NULL);
}

/* FALSE without an error for a code that is wrong or was used. */
static gboolean
use_telephone (ParvisVisit          *visit,
               const ParvisAccount  *account,
               const char           *code,
               GError              **error)
{
  g_autoptr (GBytes) secret = parvis_sign_in_open_secret (visit, account->id,
                                                          account->totp_secret, error);
  gint64 last = account->totp_step == PARVIS_NO_TIME ? 0 : account->totp_step;
  g_autoptr (GError) inner = NULL;
  gint64 step;

  if (secret == NULL || !parvis_totp_check (secret, code, visit->now, last, &step))
    return FALSE;

  if (parvis_account_use_totp_step (visit->store, account->id, step, &inner))
    return TRUE;

  if (!g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED))
    g_propagate_error (error, g_steal_pointer (&inner));

  return FALSE;
}

static gboolean
use_recovery (ParvisVisit          *visit,
              const ParvisAccount  *account,
              const char           *code,
              GError              **error)
{
  g_autofree char *hash = parvis_access_hash_key (code);
  g_autoptr (GError) inner = NULL;
  json_t *letter;
  gint64 left = 0;
  g_autofree char *number = NULL;

  if (!parvis_account_count_recovery (visit->store, account->id, &left, error))
    return FALSE;

  number = g_strdup_printf ("%" G_GINT64_FORMAT, MAX (0, left - 1));
  letter = parvis_visit_letter (visit, account, PARVIS_LETTER_RECOVERY_USED,
                                json_pack ("{s:s}", "left", number));
  if (parvis_account_use_recovery (visit->store, account->id, hash, letter, &inner))
    {
      parvis_visit_post (visit);
      return TRUE;
    }

  if (!g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED))
    g_propagate_error (error, g_steal_pointer (&inner));

  return FALSE;
}

gboolean
parvis_sign_in_totp_post (ParvisService        *service,
                          const ParvisRequest  *request,
                          ParvisDb             *db,
                          ParvisReply          *reply,
                          GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisAccount) account = NULL;
  g_autofree char *recovery = NULL;
  g_autoptr (GError) inner = NULL;
  const char *email;
  const char *code;
  gboolean good;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  account = find_pending (&visit, NULL);
  if (account == NULL || account->totp_secret == NULL ||
      account->disabled_at != PARVIS_NO_TIME)
    return parvis_visit_go (&visit, SIGN_IN);

  email = parvis_visit_get_state (&visit, "email");
  if (!parvis_visit_may_try (&visit, PARVIS_THROTTLE_ACCOUNT, email))
    return TRUE;

  code = parvis_visit_field (&visit, "code");
  recovery = parvis_recovery_read (code);
  good = recovery != NULL ? use_recovery (&visit, account, recovery, &inner)
                          : use_telephone (&visit, account, code, &inner);
  if (inner != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return FALSE;
    }
  if (!good)
    return show_totp (&visit, wrong_code);

  parvis_visit_tried (&visit, PARVIS_THROTTLE_ACCOUNT, email, FALSE);

  return parvis_visit_sign_in (&visit, account, parvis_visit_get_state (&visit, "next"), error);
}

gboolean
parvis_sign_in_out (ParvisService        *service,
                    const ParvisRequest  *request,
                    ParvisDb             *db,
                    ParvisReply          *reply,
                    GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autofree char *elsewhere = NULL;
  ParvisPage *page;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  elsewhere = parvis_sign_in_dup_logout (&visit);
  if (!parvis_web_session_end (visit.store, visit.cookie, error))
    return FALSE;

  parvis_reply_set_cookie (reply, PARVIS_VISIT_COOKIE, "", 0);
  if (elsewhere == NULL)
    return parvis_visit_go (&visit, SIGN_IN);

  /* A form must not lead to another site, a page may. */
  page = parvis_visit_page (&visit, N_("You are signed out here"));
  parvis_page_set_here (page, SIGN_IN);
  parvis_page_set_onward (page, elsewhere);
  parvis_page_link (page, elsewhere, N_("Sign out at the provider as well"), NULL);

  return parvis_visit_show (&visit, page, 0);
}
