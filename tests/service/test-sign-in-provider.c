/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sign-in-provider"

#include "config.h"

#include "browser-fixture.h"
#include "oidc-peer.h"

#include "parvis-account.h"
#include "parvis-code.h"
#include "parvis-identity.h"
#include "parvis-invitation.h"
#include "parvis-sign-in-state.h"

#include <string.h>

#define TOWN     "00001"
#define CLAIRE   "claire@example.fr"
#define BEGIN    "/sign-in/provider/agents?town=" TOWN
#define CALLBACK "/sign-in/callback"

static OidcPeer *liar;

/* The provider as an operator adds it, named after one of the liar's lies. */
static void
add_provider (Browser    *browser,
              const char *id,
              const char *lie,
              const char *more)
{
  g_autoptr(json_t) answer = NULL;

  answer = town_expect (&browser->town, 200, "operator", "POST", "/providers",
                        "{\"id\":\"%s\",\"label\":{\"fr\":\"Agents\",\"en\":\"Agents\"},"
                        "\"issuer\":\"%s/%s\",\"client_id\":\"parvis\","
                        "\"client_secret\":\"secret\","
                        "\"scopes\":[\"openid\"],"
                        "\"name_claims\":[\"given_name\",\"usual_name\"]%s}",
                        id, liar->url, lie, more);
}

/* The liar's tokens are of this moment, and so must the service be. */
static void
setup (Browser       *browser,
       gconstpointer  data)
{
  browser_setup (browser, NULL);
  g_assert_true (parvis_config_set (browser->town.config, "provider-addresses", "loopback", NULL));
  browser->town.now = parvis_clock_now (&parvis_system_clock);
  town_restart (&browser->town);
  add_provider (browser, "agents", "truth", "");
}

#define PROVIDER_TEST(path, func) \
  g_test_add (path, Browser, NULL, setup, func, browser_teardown)

static char *
query_of (const char *url,
          const char *name)
{
  g_autoptr(GHashTable) query = NULL;

  query = g_uri_parse_params (strchr (url, '?') + 1, -1, "&", G_URI_PARAMS_NONE, NULL);

  return g_strdup (g_hash_table_lookup (query, name));
}

/* Where the provider sends the browser: the liar takes the nonce for the code. */
static char *
begin (Browser    *browser,
       const char *target)
{
  g_autofree char *state = NULL;
  g_autofree char *nonce = NULL;
  g_autofree char *redirect = NULL;

  browser_get (browser, target);
  g_assert_cmpint (browser->status, ==, 303);
  g_assert_true (g_str_has_prefix (browser->location, liar->url));
  state = query_of (browser->location, "state");
  nonce = query_of (browser->location, "nonce");
  redirect = query_of (browser->location, "redirect_uri");
  g_assert_cmpstr (redirect, ==, BROWSER_ORIGIN CALLBACK);

  return g_strdup_printf (CALLBACK "?code=%s&state=%s", nonce, state);
}

static void
visit (Browser    *browser,
       const char *target)
{
  g_autofree char *back = begin (browser, target);

  browser_get (browser, back);
}

/* The secret of an invitation. */
static char *
invite (Browser    *browser,
        const char *email,
        const char *send)
{
  g_autoptr(json_t) wish = json_pack ("{s:s, s:s, s:[s]}", "name", "Claire", "send", send,
                                      "roles", "clerk");
  g_autoptr(json_t) made = NULL;
  g_autoptr(GError) error = NULL;

  parvis_json_set_string (wish, "email", email);
  made = parvis_invitation_create (browser_store (browser), TOWN, "operator", wish,
                                   browser->town.now, &error);
  g_assert_no_error (error);

  return g_strdup (town_text (made, strcmp (send, "code") == 0 ? "code" : "token"));
}

static ParvisAccount *
find_claire (Browser    *browser,
             const char *lie)
{
  g_autofree char *issuer = g_strdup_printf ("%s/%s", liar->url, lie);

  return parvis_account_find_by_subject (browser_store (browser), issuer, "claire", NULL);
}

static void
assert_nobody (Browser *browser)
{
  g_autoptr(ParvisAccount) account = find_claire (browser, "truth");

  g_assert_null (account);
  browser_get (browser, "/sign-in/security");
  browser_expect_at (browser, "/sign-in");
}

static void
test_an_invitation_makes_an_account (Browser       *browser,
                                     gconstpointer  data)
{
  g_autofree char *token = invite (browser, "somebody@example.fr", "email");
  g_autofree char *page = g_strconcat ("/sign-in/invitation/", token, NULL);
  g_autofree char *target = g_strdup_printf (BEGIN "&next=%s", page);
  g_autoptr(ParvisAccount) account = NULL;

  browser_get (browser, page);
  browser_expect (browser, 200, "Sign in with Agents");
  visit (browser, target);
  browser_expect_at (browser, page);
  browser_follow (browser);
  browser_expect (browser, 200, "Accept as Claire Dubois");
  g_assert_null (strstr (browser->html, "password"));
  browser_submit (browser, "what", "identity", NULL);
  browser_expect (browser, 200, "You are a member now");

  account = find_claire (browser, "truth");
  g_assert_nonnull (account);
  g_assert_cmpstr (account->name, ==, "Claire Dubois");
  g_assert_null (account->password);
  /* The provider does not answer for its address, the town hall's letter arrived. */
  g_assert_cmpstr (account->email, ==, "somebody@example.fr");

  browser_get (browser, page);
  browser_expect (browser, 404, NULL);
}

static void
test_a_code_makes_an_account (Browser       *browser,
                              gconstpointer  data)
{
  g_autofree char *code = invite (browser, NULL, "code");
  g_autoptr(ParvisAccount) account = NULL;

  visit (browser, BEGIN);
  browser_expect_at (browser, "/sign-in/invitation");
  browser_follow (browser);
  browser_submit (browser, "code", code, NULL);
  browser_expect (browser, 200, "Accept as Claire Dubois");
  browser_submit (browser, "what", "identity", NULL);
  browser_expect (browser, 200, "You are a member now");
  account = find_claire (browser, "truth");
  g_assert_nonnull (account);
  g_assert_null (account->email);
}

static void
test_who_is_known_is_let_in (Browser       *browser,
                             gconstpointer  data)
{
  Browser later;

  test_a_code_makes_an_account (browser, NULL);
  browser_open_another (&later, browser);
  visit (&later, BEGIN "&next=%2Fsign-in%2Fdevice");
  browser_expect_at (&later, "/sign-in/device");
  browser_get (&later, "/sign-in/security");
  browser_expect (&later, 200, "Claire Dubois");
  browser_close (&later);
}

/* The application's page of asking for a code, as the way on from the provider. */
static char *
dup_way_to_code (void)
{
  g_autofree char *wish = NULL;
  g_autofree char *next = NULL;

  wish = g_strdup_printf ("/sign-in/authorize?response_type=code&client_id=" PARVIS_CLIENT_DESKTOP
                          "&code_challenge_method=S256&code_challenge=%043d&state=s"
                          "&redirect_uri=http%%3A%%2F%%2F127.0.0.1%%3A4000%%2F&town=" TOWN, 0);
  next = g_uri_escape_string (wish, NULL, FALSE);

  return g_strconcat (BEGIN "&next=", next, NULL);
}

/* The provider knows the browser and says nothing: only who chose it on our own page gave a
 * sign that he wants to work in the application that listens at that port.
 */
static void
test_who_was_led_there_is_asked (Browser       *browser,
                                 gconstpointer  data)
{
  static const char * const sites[] = { "cross-site", "same-site", "none", "" };
  g_autofree char *way = dup_way_to_code ();
  Browser later;

  test_a_code_makes_an_account (browser, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (sites); i++)
    {
      browser_open_another (&later, browser);
      later.site = sites[i];
      visit (&later, way);
      browser_follow (&later);
      browser_expect (&later, 200, "Go on only if you have just begun this in Parvis");
      browser_close (&later);
    }

  browser_open_another (&later, browser);
  visit (&later, way);
  browser_follow (&later);
  g_assert_cmpint (later.status, ==, 303);
  g_assert_true (g_str_has_prefix (later.location, "http://127.0.0.1:4000/?code="));
  browser_close (&later);
}

static void
test_who_is_not_invited_stays_out (Browser       *browser,
                                   gconstpointer  data)
{
  visit (browser, BEGIN);
  browser_expect_at (browser, "/sign-in/invitation");
  assert_nobody (browser);
}

/* Somebody at the provider may call any address his own. */
static void
test_an_address_opens_no_account (Browser       *browser,
                                  gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, CLAIRE);
  g_autoptr(json_t) identities = NULL;

  add_provider (browser, "agents", "truth", ",\"email_verified\":true");
  visit (browser, BEGIN);
  browser_expect_at (browser, "/sign-in/invitation");
  assert_nobody (browser);
  identities = parvis_identity_list (browser_store (browser), id, NULL);
  g_assert_cmpuint (json_array_size (identities), ==, 0);
}

static void
test_a_verified_address_finds_its_invitation (Browser       *browser,
                                              gconstpointer  data)
{
  g_autofree char *token = invite (browser, "Claire@Example.fr", "email");
  g_autoptr(ParvisAccount) account = NULL;

  add_provider (browser, "agents", "truth", ",\"email_verified\":true");
  visit (browser, BEGIN);
  browser_expect_at (browser, "/sign-in/security");
  account = find_claire (browser, "truth");
  g_assert_nonnull (account);
  g_assert_cmpstr (account->email, ==, CLAIRE);
}

/* Who has a provider changes the address there, and Parvis follows where the provider
 * vouches for it.
 */
static void
test_an_address_follows_its_provider (Browser       *browser,
                                      gconstpointer  data)
{
  g_autoptr(ParvisAccount) account = NULL;

  test_a_code_makes_an_account (browser, NULL);
  visit (browser, BEGIN);
  account = find_claire (browser, "truth");
  g_assert_null (account->email);
  parvis_account_free (account);
  add_provider (browser, "agents", "truth", ",\"email_verified\":true");
  visit (browser, BEGIN);
  account = find_claire (browser, "truth");
  g_assert_cmpstr (account->email, ==, CLAIRE);

  browser_get (browser, "/sign-in/security");
  browser_expect (browser, 200, "change the address there");
  g_assert_null (strstr (browser->html, "/sign-in/security/email"));
  browser_get (browser, "/sign-in/security/email");
  browser_expect_at (browser, "/sign-in/security");
}

static void
test_a_doubtful_address_finds_none (Browser       *browser,
                                    gconstpointer  data)
{
  g_autofree char *token = invite (browser, CLAIRE, "email");

  visit (browser, BEGIN);
  browser_expect_at (browser, "/sign-in/invitation");
  assert_nobody (browser);

  add_provider (browser, "other", "email-doubtful", ",\"email_verified\":true");
  visit (browser, "/sign-in/provider/other?town=" TOWN);
  browser_expect_at (browser, "/sign-in/invitation");
  assert_nobody (browser);
}

static void
test_a_state_is_good_once (Browser       *browser,
                           gconstpointer  data)
{
  g_autofree char *back = begin (browser, BEGIN);

  browser_get (browser, back);
  browser_expect_at (browser, "/sign-in/invitation");
  browser_get (browser, back);
  browser_expect (browser, 400, "Begin again");
}

/* Otherwise somebody could be made to work in somebody else's account. */
static void
test_a_state_is_good_in_its_browser_only (Browser       *browser,
                                          gconstpointer  data)
{
  g_autofree char *back = begin (browser, BEGIN);
  Browser victim;

  browser_open_another (&victim, browser);
  browser_get (&victim, "/sign-in");
  browser_get (&victim, back);
  browser_expect (&victim, 400, "Begin again");
  browser_close (&victim);

  /* It was not used up by that. */
  browser_get (browser, back);
  browser_expect_at (browser, "/sign-in/invitation");
}

static void
test_a_state_is_good_for_a_while (Browser       *browser,
                                  gconstpointer  data)
{
  g_autofree char *back = begin (browser, BEGIN);

  browser->town.now += PARVIS_SIGN_IN_TIME;
  browser_get (browser, back);
  browser_expect (browser, 400, "Begin again");
  browser_get (browser, CALLBACK "?code=a&state=made-up");
  browser_expect (browser, 400, "Begin again");
  browser_get (browser, CALLBACK);
  browser_expect (browser, 400, "Begin again");
}

static void
test_a_lie_is_told_without_details (Browser       *browser,
                                    gconstpointer  data)
{
  add_provider (browser, "agents", "nonce-other", "");
  visit (browser, BEGIN);
  browser_expect (browser, 502, "did not answer as it should");
  g_assert_null (strstr (browser->html, "another sign-in"));
  assert_nobody (browser);

  add_provider (browser, "agents", "document-failing", "");
  browser_get (browser, BEGIN);
  browser_expect (browser, 502, "did not answer as it should");

  add_provider (browser, "agents", "truth", ",\"require_claims\":{\"siret\":\"1\"}");
  visit (browser, BEGIN);
  browser_expect (browser, 403, "do not belong to this town hall");
  assert_nobody (browser);
}

static void
test_one_may_turn_back (Browser       *browser,
                        gconstpointer  data)
{
  g_autofree char *back = begin (browser, BEGIN);
  g_autofree char *state = query_of (back, "state");
  g_autofree char *denied = g_strconcat (CALLBACK "?error=access_denied&state=", state, NULL);

  browser_get (browser, denied);
  browser_expect (browser, 200, "You turned back");
  assert_nobody (browser);
}

/* Each makes us ask the provider; who turns back does not, and as often as he likes. */
static void
test_returns_that_fail_are_slowed (Browser       *browser,
                                   gconstpointer  data)
{
  const guint free_ones = 30;
  g_autoptr(GPtrArray) backs = g_ptr_array_new_with_free_func (g_free);

  add_provider (browser, "agents", "token-refused", "");
  for (guint i = 0; i <= free_ones; i++)
    {
      g_autofree char *back = begin (browser, BEGIN);
      g_autofree char *state = query_of (back, "state");
      g_autofree char *denied = g_strconcat (CALLBACK "?error=access_denied&state=", state, NULL);

      browser_get (browser, denied);
      browser_expect (browser, 200, "You turned back");
      g_ptr_array_add (backs, begin (browser, BEGIN));
    }

  for (guint i = 0; i < free_ones; i++)
    {
      browser_get (browser, g_ptr_array_index (backs, i));
      browser_expect (browser, 502, "did not answer as it should");
    }
  browser_get (browser, g_ptr_array_index (backs, free_ones));
  browser_expect (browser, 429, "Too many tries");
}

static void
add_identity (Browser *browser)
{
  g_autofree char *back = NULL;

  browser_get (browser, "/sign-in/security");
  browser_expect (browser, 200, "Sign in with Agents from now on");
  browser_submit (browser, "add", "agents", NULL);
  browser_expect (browser, 200, BEGIN);
  back = begin (browser, BEGIN);
  browser_get (browser, back);
}

static void
test_an_identity_is_added_by_who_is_signed_in (Browser       *browser,
                                               gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *letters = NULL;
  g_autoptr(ParvisAccount) account = NULL;
  Browser later;

  browser_add_role (browser, id, "clerk");
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  add_identity (browser);
  browser_expect_at (browser, "/sign-in/security");
  account = find_claire (browser, "truth");
  g_assert_cmpstr (account->id, ==, id);
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "identity-added to " BROWSER_EMAIL);

  browser_open_another (&later, browser);
  visit (&later, BEGIN);
  browser_expect_at (&later, "/sign-in/security");
  browser_close (&later);
  browser_open_another (&later, browser);
  browser_sign_in (&later, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect_at (&later, "/sign-in/security");
  browser_close (&later);
}

/* Being sent to the provider by another site's link adds nothing. */
static void
test_nothing_is_added_unasked (Browser       *browser,
                               gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autoptr(json_t) identities = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  visit (browser, BEGIN);
  identities = parvis_identity_list (browser_store (browser), id, NULL);
  g_assert_cmpuint (json_array_size (identities), ==, 0);
}

static void
wish_for_identity (Browser *browser)
{
  browser_get (browser, "/sign-in/security");
  browser_submit (browser, "add", "agents", NULL);
  browser_expect (browser, 200, BEGIN);
}

static void
assert_nothing_added (Browser    *browser,
                      const char *account)
{
  g_autoptr(json_t) identities = parvis_identity_list (browser_store (browser), account, NULL);

  g_assert_cmpuint (json_array_size (identities), ==, 0);
}

/* Another town may have a provider of that name, which is anybody's. */
static void
test_what_is_added_is_that_towns (Browser       *browser,
                                  gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autoptr(json_t) made = NULL;
  g_autofree char *body = NULL;

  made = town_request (&browser->town, "operator", "POST", "/api/v1/towns/00002",
                       "application/json", "{\"name\":\"Autre\"}");
  g_assert_cmpint (browser->town.status, ==, 201);
  body = g_strdup_printf ("{\"id\":\"agents\",\"label\":{\"fr\":\"A\",\"en\":\"A\"},"
                          "\"issuer\":\"%s/truth\",\"client_id\":\"parvis\","
                          "\"client_secret\":\"secret\",\"scopes\":[\"openid\"]}", liar->url);
  json_decref (town_request (&browser->town, "operator", "POST",
                             "/api/v1/towns/00002/providers", "application/json", body));
  g_assert_cmpint (browser->town.status, ==, 200);

  browser_add_role (browser, id, "clerk");
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  wish_for_identity (browser);
  visit (browser, "/sign-in/provider/agents?town=00002");
  assert_nothing_added (browser, id);
}

static void
test_what_was_asked_for_is_added_once (Browser       *browser,
                                       gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);

  browser_add_role (browser, id, "clerk");
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  wish_for_identity (browser);
  g_free (begin (browser, BEGIN));
  visit (browser, BEGIN);
  assert_nothing_added (browser, id);
}

static void
test_an_identity_opens_one_account (Browser       *browser,
                                    gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  Browser other;

  test_a_code_makes_an_account (browser, NULL);
  browser_add_role (browser, id, "clerk");
  browser_open_another (&other, browser);
  browser_sign_in (&other, BROWSER_EMAIL, BROWSER_PASSWORD);
  add_identity (&other);
  browser_expect (&other, 409, "opens another account");
  browser_close (&other);
}

static void
test_the_only_way_in_stays (Browser       *browser,
                            gconstpointer  data)
{
  g_autofree char *issuer = g_strconcat (liar->url, "/truth", NULL);

  test_a_code_makes_an_account (browser, NULL);
  browser_get (browser, "/sign-in/security");
  browser_expect (browser, 200, "Sign in with Agents no more");
  browser_submit (browser, "remove", issuer, NULL);
  browser_expect (browser, 409, "the only way in");
}

static void
test_an_identity_is_taken_away (Browser       *browser,
                                gconstpointer  data)
{
  g_autofree char *issuer = g_strconcat (liar->url, "/truth", NULL);
  g_autofree char *letters = NULL;

  test_an_identity_is_added_by_who_is_signed_in (browser, NULL);
  browser_get (browser, "/sign-in/security");
  browser_submit (browser, "remove", issuer, NULL);
  browser_expect_at (browser, "/sign-in/security");
  g_assert_null (find_claire (browser, "truth"));
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "identity-added to " BROWSER_EMAIL ", identity-removed to "
                   BROWSER_EMAIL);
}

static void
test_signing_out_leads_to_the_provider (Browser       *browser,
                                        gconstpointer  data)
{
  test_a_code_makes_an_account (browser, NULL);
  add_provider (browser, "agents", "truth", ",\"logout\":true");
  visit (browser, BEGIN);
  browser_expect_at (browser, "/sign-in/security");
  browser_get (browser, "/sign-in/security");
  {
    g_autofree char *token = browser_hidden (browser, "token");
    g_autofree char *body = g_strconcat ("token=", token, NULL);

    browser_post (browser, "/sign-in/out", body);
  }
  browser_expect (browser, 200, "/truth/session/end?id_token_hint=");
  browser_get (browser, "/sign-in/security");
  browser_expect_at (browser, "/sign-in");
}

/* What signing out needs is still there when a code was given. */
static void
test_a_code_leaves_the_way_out (Browser       *browser,
                                gconstpointer  data)
{
  g_autofree char *way = dup_way_to_code ();
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;

  test_a_code_makes_an_account (browser, NULL);
  add_provider (browser, "agents", "truth", ",\"logout\":true");
  visit (browser, way);
  browser_follow (browser);
  g_assert_cmpint (browser->status, ==, 303);
  browser_get (browser, "/sign-in/security");
  token = browser_hidden (browser, "token");
  body = g_strconcat ("token=", token, NULL);
  browser_post (browser, "/sign-in/out", body);
  browser_expect (browser, 200, "/truth/session/end?id_token_hint=");
}

static void
test_a_provider_is_its_towns (Browser       *browser,
                              gconstpointer  data)
{
  browser_get (browser, "/sign-in/provider/agents");
  browser_expect (browser, 404, NULL);
  browser_get (browser, "/sign-in/provider/agents?town=00002");
  browser_expect (browser, 404, NULL);
  browser_get (browser, "/sign-in/provider/nobody?town=" TOWN);
  browser_expect (browser, 404, NULL);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  liar = oidc_peer_start ("oidc-liar.mjs", NULL);

  PROVIDER_TEST ("/provider/an-invitation-makes-an-account", test_an_invitation_makes_an_account);
  PROVIDER_TEST ("/provider/a-code-makes-an-account", test_a_code_makes_an_account);
  PROVIDER_TEST ("/provider/who-is-known-is-let-in", test_who_is_known_is_let_in);
  PROVIDER_TEST ("/provider/who-was-led-there-is-asked", test_who_was_led_there_is_asked);
  PROVIDER_TEST ("/provider/who-is-not-invited-stays-out", test_who_is_not_invited_stays_out);
  PROVIDER_TEST ("/provider/an-address-opens-no-account", test_an_address_opens_no_account);
  PROVIDER_TEST ("/provider/a-verified-address-finds-its-invitation",
                 test_a_verified_address_finds_its_invitation);
  PROVIDER_TEST ("/provider/an-address-follows-its-provider",
                 test_an_address_follows_its_provider);
  PROVIDER_TEST ("/provider/a-doubtful-address-finds-none", test_a_doubtful_address_finds_none);
  PROVIDER_TEST ("/provider/a-state-is-good-once", test_a_state_is_good_once);
  PROVIDER_TEST ("/provider/a-state-is-good-in-its-browser-only",
                 test_a_state_is_good_in_its_browser_only);
  PROVIDER_TEST ("/provider/a-state-is-good-for-a-while", test_a_state_is_good_for_a_while);
  PROVIDER_TEST ("/provider/a-lie-is-told-without-details", test_a_lie_is_told_without_details);
  PROVIDER_TEST ("/provider/one-may-turn-back", test_one_may_turn_back);
  PROVIDER_TEST ("/provider/returns-that-fail-are-slowed", test_returns_that_fail_are_slowed);
  PROVIDER_TEST ("/provider/an-identity-is-added-by-who-is-signed-in",
                 test_an_identity_is_added_by_who_is_signed_in);
  PROVIDER_TEST ("/provider/nothing-is-added-unasked", test_nothing_is_added_unasked);
  PROVIDER_TEST ("/provider/what-is-added-is-that-town-s", test_what_is_added_is_that_towns);
  PROVIDER_TEST ("/provider/what-was-asked-for-is-added-once",
                 test_what_was_asked_for_is_added_once);
  PROVIDER_TEST ("/provider/an-identity-opens-one-account", test_an_identity_opens_one_account);
  PROVIDER_TEST ("/provider/the-only-way-in-stays", test_the_only_way_in_stays);
  PROVIDER_TEST ("/provider/an-identity-is-taken-away", test_an_identity_is_taken_away);
  PROVIDER_TEST ("/provider/signing-out-leads-to-the-provider",
                 test_signing_out_leads_to_the_provider);
  PROVIDER_TEST ("/provider/a-code-leaves-the-way-out", test_a_code_leaves_the_way_out);
  PROVIDER_TEST ("/provider/a-provider-is-its-towns", test_a_provider_is_its_towns);

  status = g_test_run ();
  oidc_peer_stop (liar);

  return status;
}
