/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-sign-in-authorize"

#include "config.h"

#include "parvis-code.h"
#include "parvis-error.h"
#include "parvis-sign-in-pages.h"
#include "parvis-sign-in.h"

#include <string.h>

/* The application on this machine asks for a code, which comes back to it through
 * the browser (RFC 6749, 7636, 8252).
 */

#define STATE_MAX 200

typedef struct
{
  ParvisSignInRequest  request;
  const char          *state;
} Wish;

static void
wish_clear (Wish *wish)
{
  parvis_sign_in_request_clear (&wish->request);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Wish, wish_clear)

/* Only to the machine that the browser runs on; the port is the application's choice. */
static gboolean
is_loopback (const char *address)
{
  g_autoptr (GUri) uri = g_uri_parse (address, G_URI_FLAGS_ENCODED, NULL);
  const char *host = uri == NULL ? NULL : g_uri_get_host (uri);

  return host != NULL && strcmp (g_uri_get_scheme (uri), "http") == 0 &&
         (strcmp (host, "127.0.0.1") == 0 || strcmp (host, "::1") == 0) &&
         g_uri_get_port (uri) > 0 && g_uri_get_userinfo (uri) == NULL &&
         g_uri_get_fragment (uri) == NULL && g_uri_get_query (uri) == NULL &&
         strlen (address) <= 120 && g_str_is_ascii (address);
}

/* 256 bits in base64url, as SHA-256 gives them. */
static gboolean
is_challenge (const char *text)
{
  return strlen (text) == 43 &&
         strspn (text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_") == 43;
}

static gboolean
query_is (ParvisVisit *visit,
          const char  *name,
          const char  *value)
{
  return g_strcmp0 (parvis_request_get_query (visit->request, name), value) == 0;
}

/* FALSE: what is wrong is shown already. */
static gboolean
read_wish (ParvisVisit *visit,
           Wish        *wish)
{
  const char *redirect = parvis_request_get_query (visit->request, "redirect_uri");
  const char *challenge = parvis_request_get_query (visit->request, "code_challenge");
  const char *label = parvis_request_get_query (visit->request, "label");
  const char *town = parvis_request_get_query (visit->request, "town");
  ParvisPage *page;

  wish->state = parvis_request_get_query (visit->request, "state");
  if (query_is (visit, "response_type", "code") &&
      query_is (visit, "client_id", PARVIS_CLIENT_DESKTOP) &&
      query_is (visit, "code_challenge_method", "S256") &&
      redirect != NULL && is_loopback (redirect) && challenge != NULL && is_challenge (challenge) &&
      wish->state != NULL && wish->state[0] != '\0' && strlen (wish->state) <= STATE_MAX &&
      (town == NULL || parvis_insee_is_valid (town)) &&
      (label == NULL || g_utf8_strlen (label, -1) <= PARVIS_LABEL_MAX))
    {
      wish->request.client = g_strdup (PARVIS_CLIENT_DESKTOP);
      wish->request.redirect = g_strdup (redirect);
      wish->request.challenge = g_strdup (challenge);
      wish->request.insee = g_strdup (town);
      wish->request.label = g_strdup (label == NULL || label[0] == '\0' ? "Parvis" : label);
      return TRUE;
    }

  page = parvis_visit_page (visit, N_("This address is not complete"));
  parvis_page_set_here (page, PARVIS_PAGES);
  parvis_page_text (page, N_("Parvis opens this page by itself when you sign in. Begin again in"
                             " the application."), NULL);
  parvis_visit_show (visit, page, 400);

  return FALSE;
}

/* Back to the application, which listens on this machine. Browsers go there at
 * once; the words are for who is left behind, because it listens no longer.
 */
static gboolean
return_to (ParvisVisit *visit,
           const Wish  *wish,
           const char  *name,
           const char  *value)
{
  GString *address = g_string_new (wish->request.redirect);
  g_autofree char *kept = NULL;
  ParvisPage *page;

  g_string_append_printf (address, "?%s=", name);
  g_string_append_uri_escaped (address, value, NULL, FALSE);
  g_string_append (address, "&state=");
  g_string_append_uri_escaped (address, wish->state, NULL, FALSE);
  g_string_append (address, "&iss=");
  g_string_append_uri_escaped (address, parvis_service_get_url (visit->service), NULL, FALSE);
  kept = g_string_free (address, FALSE);

  page = parvis_visit_page (visit, N_("You can go back to Parvis"));
  parvis_page_set_here (page, NULL);
  parvis_page_text (page, N_("The application goes on by itself, and this page can be closed."),
                    NULL);
  parvis_page_link (page, kept, N_("Nothing happens? Go on in Parvis"), NULL);

  /* The forms of a page may lead to 127.0.0.1, which no policy can say of ::1. */
  if (strstr (wish->request.redirect, "[::1]") != NULL)
    {
      parvis_page_set_onward (page, kept);
      return parvis_visit_show (visit, page, 0);
    }
  parvis_visit_go (visit, kept);

  return parvis_visit_show (visit, page, 303);
}

static gboolean
give_code (ParvisVisit  *visit,
           const Wish   *wish,
           GError      **error)
{
  g_autofree char *target = parvis_visit_dup_target (visit);
  g_autofree char *code = NULL;

  if (parvis_sign_in_lacks_totp (visit, target))
    return TRUE;

  code = parvis_authorization_create (visit->store, visit->account->id, &wish->request,
                                      visit->now, error);

  return code != NULL && return_to (visit, wish, "code", code);
}

static gboolean
ask (ParvisVisit *visit,
     const Wish  *wish)
{
  g_autofree char *target = parvis_visit_dup_target (visit);
  g_autofree char *town = parvis_visit_dup_town (visit, wish->request.insee);
  ParvisPage *page = parvis_visit_page (visit, N_("Sign in to Parvis on this computer?"));

  parvis_page_text (page, N_("You are signed in here as {name}."),
                    "name", visit->account->name, NULL);
  if (town != NULL)
    parvis_page_text (page, N_("“{label}” asks to work with {town} in your name."),
                      "label", wish->request.label, "town", town, NULL);
  else
    parvis_page_text (page, N_("“{label}” asks to work in your name."),
                      "label", wish->request.label, NULL);
  parvis_page_hint (page, N_("Go on only if you have just begun this in Parvis."), NULL);
  parvis_visit_form (visit, page, target);
  parvis_page_button (page, PARVIS_BUTTON_MAIN, "what", "allow", N_("Go on as {name}"),
                      "name", visit->account->name, NULL);
  parvis_page_button (page, PARVIS_BUTTON_PLAIN, "what", "other", N_("I am somebody else"), NULL);
  parvis_page_button (page, PARVIS_BUTTON_PLAIN, "what", "deny", N_("Cancel"), NULL);
  parvis_page_end_form (page);

  return parvis_visit_show (visit, page, 0);
}

/* Whoever has just signed in for this very request need not be asked; once. */
static gboolean
is_fresh (ParvisVisit *visit)
{
  g_autofree char *target = parvis_visit_dup_target (visit);

  return g_strcmp0 (parvis_visit_get_state (visit, "fresh"), target) == 0 &&
         parvis_visit_drop_state (visit, "fresh", NULL);
}

gboolean
parvis_sign_in_authorize_page (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_auto (Wish) wish = { 0 };
  g_autofree char *target = NULL;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (!read_wish (&visit, &wish))
    return TRUE;

  if (visit.account == NULL)
    {
      target = parvis_visit_dup_target (&visit);
      return parvis_sign_in_show (&visit, target, NULL, NULL);
    }

  return is_fresh (&visit) ? give_code (&visit, &wish, error) : ask (&visit, &wish);
}

gboolean
parvis_sign_in_authorize_post (ParvisService        *service,
                               const ParvisRequest  *request,
                               ParvisDb             *db,
                               ParvisReply          *reply,
                               GError              **error)
{
  g_auto (ParvisVisit) visit = { 0 };
  g_auto (Wish) wish = { 0 };
  g_autofree char *target = NULL;
  const char *what;

  if (!parvis_visit_begin (&visit, service, request, reply, error))
    return FALSE;

  if (!read_wish (&visit, &wish))
    return TRUE;

  target = parvis_visit_dup_target (&visit);
  what = parvis_visit_field (&visit, "what");
  if (strcmp (what, "deny") == 0)
    return return_to (&visit, &wish, "error", "access_denied");

  if (visit.account == NULL)
    return parvis_visit_go (&visit, target);

  if (strcmp (what, "allow") == 0)
    return give_code (&visit, &wish, error);

  return parvis_visit_enter (&visit, NULL, NULL, PARVIS_VISIT_TIME, error) &&
         parvis_visit_go (&visit, target);
}
