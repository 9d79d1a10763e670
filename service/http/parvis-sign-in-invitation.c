/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-invitation"

#include "config.h"

#include "parvis-contact.h"
#include "parvis-credential.h"
#include "parvis-error.h"
#include "parvis-identity.h"
#include "parvis-invitation.h"
#include "parvis-password.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in.h"

#include <string.h>

/* Becoming a member of a town: with the link of a letter, or with a code that the
 * town hall has told.
 */

#define INVITATION PARVIS_PAGES "/invitation"
#define CODE_MAX   20

/* What was typed about oneself, and what is wrong about it. */
typedef struct
{
  const char *name;
  const char *email;
  const char *name_problem;
  const char *email_problem;
  const char *password_problem;
} Answers;

static gboolean
show_code (ParvisVisit *visit,
           const char  *code,
           const char  *problem)
{
  ParvisPage *page = parvis_visit_page (visit, N_("You were invited"));

  parvis_visit_form (visit, page, INVITATION);
  parvis_page_field (page, &(ParvisField) {
    .name = "code", .label = N_("Code of the invitation"), .type = "text", .autocomplete = "off",
    .hint = N_("Eight characters, like ABCD-1234. The town hall told them to you."),
    .value = code, .error = problem, .max_length = CODE_MAX,
  });
  parvis_page_button (page, PARVIS_BUTTON_MAIN, NULL, NULL, N_("Go on"), NULL);
  parvis_page_end_form (page);
  parvis_page_link (page, PARVIS_PAGES, N_("Back to signing in"), NULL);

  return parvis_visit_show (visit, page, problem != NULL ? 422 : 0);
}

static gboolean
show_gone (ParvisVisit *visit)
{
  ParvisPage *page = parvis_visit_page (visit, N_("This invitation is not good any more"));

  parvis_page_text (page, N_("It was used already, taken back, or it is too old. Ask your town"
                             " hall for another one."), NULL);
  parvis_page_link (page, PARVIS_PAGES, N_("Back to signing in"), NULL);

  return parvis_visit_show (visit, page, 404);
}

static void
ask_who (ParvisPage             *page,
         const ParvisInvitation *invitation,
         const Answers          *answers)
{
  parvis_page_field (page, &(ParvisField) {
    .name = "name", .label = N_("Your name"), .type = "text", .autocomplete = "name",
    .value = answers->name, .error = answers->name_problem,
    .max_length = PARVIS_ACCOUNT_NAME_MAX,
  });
  if (!invitation->by_link)
    parvis_page_field (page, &(ParvisField) {
      .name = "email", .label = N_("E-mail address"), .type = "email", .autocomplete = "username",
      .hint = N_("You sign in with it, and a lost password is replaced through it."),
      .value = answers->email, .error = answers->email_problem,
      .max_length = PARVIS_EMAIL_MAX,
    });
  else
    parvis_page_hint (page, N_("You sign in with the address {email}."),
                      "email", invitation->email, NULL);
  parvis_sign_in_ask_password (page, answers->password_problem);
}

static gboolean
show_invitation (ParvisVisit            *visit,
                 const char             *secret,
                 const ParvisInvitation *invitation,
                 const Answers          *answers)
{
  gboolean wrong = answers->name_problem != NULL || answers->email_problem != NULL ||
                   answers->password_problem != NULL;
  ParvisPage *page = parvis_page_new (visit->language, N_("{town} invites you"), "town",
                                      invitation->town_name, NULL);
  g_auto (ParvisOidcIdentity) identity = { 0 };
  /* A code that was typed stays out of addresses. */
  gboolean addressed = invitation->by_link ||
                       parvis_request_get_param (visit->request, "token") != NULL;
  g_autofree char *here = g_strconcat (INVITATION, addressed ? "/" : NULL,
                                       addressed ? secret : NULL, NULL);

  parvis_page_set_here (page, here);
  parvis_visit_form (visit, page, INVITATION);
  parvis_page_hidden (page, "code", secret);
  if (visit->account != NULL)
    {
      parvis_page_text (page, N_("You are signed in here as {name}."),
                        "name", visit->account->name, NULL);
      parvis_page_button (page, PARVIS_BUTTON_MAIN, "what", "join", N_("Accept as {name}"),
                          "name", visit->account->name, NULL);
      parvis_page_end_form (page);
      parvis_page_hint (page, N_("Somebody else? Sign out first."), NULL);
      return parvis_visit_show (visit, page, 0);
    }

  if (parvis_sign_in_read_identity (visit, &identity))
    {
      parvis_page_text (page, N_("The provider knows you as {name}."), "name", identity.name, NULL);
      parvis_page_button (page, PARVIS_BUTTON_MAIN, "what", "identity", N_("Accept as {name}"),
                          "name", identity.name, NULL);
      parvis_page_end_form (page);
      return parvis_visit_show (visit, page, 0);
    }

  parvis_page_text (page, N_("Choose how you will sign in to Parvis."), NULL);
  parvis_sign_in_show_providers (visit, page, invitation->insee, here);
  ask_who (page, invitation, answers);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, "what", "create", N_("Accept"), NULL);
  parvis_page_end_form (page);

  return parvis_visit_show (visit, page, wrong ? 422 : 0);
}

/* Whoever guesses codes is slowed down; a link cannot be guessed. NULL: the page
 * that says so is there.
 */
static ParvisInvitation *
find_invitation (ParvisVisit *visit,
                 const char  *secret)
{
  ParvisInvitation *invitation;

  if (!parvis_visit_may_try (visit, PARVIS_THROTTLE_CODE, NULL))
    return NULL;

  invitation = parvis_invitation_find (visit->store, secret, visit->now, NULL);
  if (invitation != NULL)
    parvis_visit_tried (visit, PARVIS_THROTTLE_CODE, NULL, TRUE);
  else if (parvis_request_get_param (visit->request, "token") != NULL ||
           strlen (secret) > CODE_MAX)
    show_gone (visit);
  else
    show_code (visit, secret, N_("This code is unknown or too old. Ask the town hall for a new one;"
                                 " it is good for 30 minutes."));

  return invitation;
}

gboolean
parvis_sign_in_invitation_page (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisInvitation) invitation = NULL;
  const char *token = parvis_request_get_param (request, "token");

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (token == NULL)
    return show_code (&visit, NULL, NULL);

  invitation = find_invitation (&visit, token);

  return invitation == NULL ||
         show_invitation (&visit, token, invitation, &(Answers) { .name = invitation->name });
}

static gboolean
show_welcome (ParvisVisit            *visit,
              const ParvisInvitation *invitation)
{
  ParvisPage *page = parvis_page_new (visit->language, N_("Welcome to {town}"), "town",
                                      invitation->town_name, NULL);

  parvis_page_set_here (page, PARVIS_PAGES "/security");
  parvis_page_notice (page, PARVIS_NOTICE_GOOD, N_("You are a member now."), NULL);
  parvis_page_text (page, N_("Open Parvis on your computer and sign in there: it brings you back"
                             " here for a moment."), NULL);
  parvis_page_link (page, PARVIS_PAGES "/security", N_("Your account"), NULL);

  return parvis_visit_show (visit, page, 0);
}

static gboolean
join (ParvisVisit             *visit,
      const ParvisInvitation  *invitation,
      const char              *account,
      GError                 **error)
{
  g_autoptr (GError) inner = NULL;

  if (parvis_invitation_accept (visit->store, invitation, account, &inner))
    {
      parvis_service_note_team (visit->service, invitation->insee);
      return show_welcome (visit, invitation);
    }

  if (g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    return show_gone (visit);

  g_propagate_error (error, g_steal_pointer (&inner));

  return FALSE;
}

/* The address of an account belongs to whoever reads its mail: a link has shown that,
 * a code has not, so it cannot take over one that is there.
 */
static gboolean
create_account (ParvisVisit             *visit,
                const ParvisInvitation  *invitation,
                const Answers           *answers,
                const char              *email,
                char                   **account,
                GError                 **error)
{
  g_autofree char *actor = g_strconcat ("invitation:", invitation->id, NULL);
  g_autofree char *hash = NULL;

  hash = parvis_password_hash (parvis_visit_field (visit, "password"), error);
  if (hash == NULL)
    return FALSE;

  *account = parvis_account_create (visit->store, actor, answers->name, email, visit->language,
                                    NULL, NULL, FALSE, error);

  return *account != NULL &&
         parvis_account_set_password (visit->store, actor, *account, hash, NULL, error);
}

/* Who came back from a provider has an account as soon as somebody invited them. */
static gboolean
become_identity (ParvisVisit             *visit,
                 const ParvisInvitation  *invitation,
                 GError                 **error)
{
  g_auto (ParvisOidcIdentity) identity = { 0 };
  g_autofree char *account = NULL;
  g_autoptr (GError) inner = NULL;

  if (!parvis_sign_in_read_identity (visit, &identity))
    return parvis_visit_go (visit, PARVIS_PAGES);

  account = parvis_identity_accept (visit->store, &identity, visit->language, invitation, &inner);
  if (account != NULL)
    return parvis_visit_enter (visit, account, NULL, PARVIS_VISIT_TIME, error) &&
           show_welcome (visit, invitation);

  if (g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND))
    return show_gone (visit);

  g_propagate_error (error, g_steal_pointer (&inner));

  return FALSE;
}

static gboolean
become_somebody (ParvisVisit             *visit,
                 const char              *secret,
                 const ParvisInvitation  *invitation,
                 GError                 **error)
{
  Answers answers = { .name = parvis_visit_field (visit, "name"),
                      .email = parvis_visit_field (visit, "email") };
  g_autofree char *email = parvis_email_normalise (invitation->by_link ? invitation->email
                                                                       : answers.email, NULL);
  g_autofree char *account = NULL;
  g_autoptr (GError) inner = NULL;

  if (answers.name[strspn (answers.name, " ")] == '\0')
    answers.name_problem = N_("Your name is missing.");
  else if (!parvis_json_is_line (answers.name) ||
           g_utf8_strlen (answers.name, -1) > PARVIS_ACCOUNT_NAME_MAX)
    answers.name_problem = N_("A name is one line of at most 80 characters.");
  if (email == NULL)
    answers.email_problem = N_("This is not an e-mail address.");
  answers.password_problem =
    parvis_sign_in_judge_password (visit, (const char *[]) { answers.name,
                                                             email != NULL ? email : "",
                                                             invitation->town_name, NULL });
  if (answers.name_problem != NULL || email == NULL || answers.password_problem != NULL)
    return show_invitation (visit, secret, invitation, &answers);

  /* Whether an address has an account is told to who has a code, but not of any number of them. */
  if (!parvis_visit_may_try (visit, PARVIS_THROTTLE_CODE, invitation->id))
    return TRUE;

  create_account (visit, invitation, &answers, email, &account, &inner);
  if (!g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_CONFLICT))
    parvis_visit_tried (visit, PARVIS_THROTTLE_CODE, invitation->id, TRUE);
  if (inner == NULL)
    return parvis_visit_enter (visit, account, NULL, PARVIS_VISIT_TIME, error) &&
           join (visit, invitation, account, error);

  if (g_error_matches (inner, PARVIS_ERROR, PARVIS_ERROR_CONFLICT))
    {
      answers.email_problem = N_("An account with this address is there already: sign in, then"
                                 " open the invitation again.");
      return show_invitation (visit, secret, invitation, &answers);
    }

  g_propagate_error (error, g_steal_pointer (&inner));

  return FALSE;
}

gboolean
parvis_sign_in_invitation_post (ParvisService        *service,
                                const ParvisRequest  *request,
                                ParvisDb             *db,
                                ParvisReply          *reply,
                                GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_autoptr (ParvisInvitation) invitation = NULL;
  const char *secret;
  const char *what;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  secret = parvis_visit_field (&visit, "code");
  invitation = find_invitation (&visit, secret);
  if (invitation == NULL)
    return TRUE;

  what = parvis_visit_field (&visit, "what");
  if (strcmp (what, "create") == 0 && visit.account == NULL)
    return become_somebody (&visit, secret, invitation, error);
  if (strcmp (what, "identity") == 0)
    return become_identity (&visit, invitation, error);
  if (strcmp (what, "join") == 0 && visit.account != NULL)
    return join (&visit, invitation, visit.account->id, error);

  return show_invitation (&visit, secret, invitation, &(Answers) { .name = invitation->name });
}
