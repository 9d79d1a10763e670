/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-oidc-honest"

#include "config.h"

#include "oidc-peer.h"

#include "parvis-error.h"

#include <curl/curl.h>
#include <string.h>

#define REDIRECT "https://parvis.example/sign-in/callback"
#define MAX_HOPS 10

/* As docs/operating.md shows them, but for the hosts. */
#define CITIZENS \
  "{\"client_auth\":\"client_secret_post\",\"algorithms\":[\"ES256\"],\"userinfo\":\"signed\"," \
  "\"pkce\":false,\"scopes\":[\"openid\",\"identite_pivot\",\"email\"]," \
  "\"acr_values\":[\"eidas1\"]," \
  "\"accept_acr\":[\"eidas1\",\"eidas2\",\"eidas3\"]," \
  "\"name_claims\":[\"given_name\",\"family_name\"],\"logout\":true}"
#define AGENTS \
  "{\"client_auth\":\"client_secret_basic\",\"algorithms\":[\"RS256\"],\"userinfo\":\"signed\"," \
  "\"pkce\":false,\"scopes\":[\"openid\",\"given_name\",\"usual_name\",\"email\",\"siret\"]," \
  "\"prompt\":\"login\",\"claims\":{\"id_token\":{\"amr\":{\"essential\":true}," \
  "\"acr\":{\"essential\":true,\"values\":[\"eidas2\",\"eidas3\"]}}}," \
  "\"accept_acr\":[\"eidas2\",\"eidas3\"],\"require_amr\":[\"mfa\"]," \
  "\"require_claims\":{\"siret\":\"21340126800130\"},\"email_verified\":true}"
#define KEYS \
  "{\"client_auth\":\"private_key_jwt\",\"scopes\":[\"openid\",\"profile\",\"email\"]," \
  "\"name_claims\":[\"name\"],\"client_secret\":null,\"client_key\":%s}"

typedef struct
{
  OidcPeer           *peer;
  ParvisOidc         *oidc;
  ParvisOidcProvider *provider;
  ParvisOidcStart     begun;
  char               *code;
  char               *iss;
} Fixture;

static char *
dup_client_key (const OidcPeer *peer)
{
  g_autofree char *url = g_strdup_printf ("%.*s/client-key",
                                          (int) (strstr (peer->url, "/api/") - peer->url),
                                          peer->url);
  g_auto(ParvisFetchAnswer) answer = { 0 };

  g_assert_true (parvis_oidc_fetch (&(ParvisOidcRequest) { .url = url, .accept = "*/*" },
                                    PARVIS_REACH_LOOPBACK, &answer, NULL));

  return g_strndup (answer.body->str, answer.body->len);
}

static size_t
ignore_cb (char   *data,
           size_t  size,
           size_t  count,
           void   *user_data)
{
  return size * count;
}

/* What a browser does: it follows, with its cookies, until it is sent to us. */
static char *
browse (const char *url,
        long       *status)
{
  CURL *curl = curl_easy_init ();
  g_autofree char *at = g_strdup (url);
  char *next = NULL;

  curl_easy_setopt (curl, CURLOPT_COOKIEFILE, "");
  curl_easy_setopt (curl, CURLOPT_NOPROXY, "*");
  curl_easy_setopt (curl, CURLOPT_WRITEFUNCTION, ignore_cb);
  for (guint hop = 0; hop < MAX_HOPS && !g_str_has_prefix (at, REDIRECT); hop++)
    {
      curl_easy_setopt (curl, CURLOPT_URL, at);
      g_assert_cmpint (curl_easy_perform (curl), ==, CURLE_OK);
      curl_easy_getinfo (curl, CURLINFO_RESPONSE_CODE, status);
      curl_easy_getinfo (curl, CURLINFO_REDIRECT_URL, &next);
      if (next == NULL)
        break;
      g_free (at);
      at = g_strdup (next);
    }
  curl_easy_cleanup (curl);

  return g_str_has_prefix (at, REDIRECT) ? g_steal_pointer (&at) : NULL;
}

static void
fixture_begin (Fixture    *fixture,
               const char *way,
               const char *settings)
{
  g_autofree char *key = NULL;
  g_autofree char *filled = NULL;

  fixture->peer = oidc_peer_start ("oidc-honest.mjs", way);
  key = dup_client_key (fixture->peer);
  filled = strstr (settings, "%s") == NULL ? g_strdup (settings)
           : g_strdup_printf (KEYS, key);
  fixture->oidc = parvis_oidc_new (PARVIS_REACH_LOOPBACK, &oidc_clock);
  fixture->provider = oidc_make_provider (fixture->peer->url, filled);
}

/* Sends the browser there and back, and reads what it brings. */
static void
fixture_visit (Fixture *fixture)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(GHashTable) query = NULL;
  g_autofree char *back = NULL;
  long status = 0;

  g_assert_true (parvis_oidc_start (fixture->oidc, fixture->provider, REDIRECT, &fixture->begun,
                                    &error));
  g_assert_no_error (error);
  back = browse (fixture->begun.url, &status);
  g_assert_nonnull (back);
  query = g_uri_parse_params (strchr (back, '?') + 1, -1, "&", G_URI_PARAMS_NONE, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_hash_table_lookup (query, "state"), ==, fixture->begun.state);
  fixture->code = g_strdup (g_hash_table_lookup (query, "code"));
  fixture->iss = g_strdup (g_hash_table_lookup (query, "iss"));
  g_assert_nonnull (fixture->code);
}

static gboolean
fixture_finish (Fixture             *fixture,
                const char          *verifier,
                const char          *nonce,
                ParvisOidcIdentity  *identity,
                GError             **error)
{
  return parvis_oidc_finish (fixture->oidc, fixture->provider, &(ParvisOidcReturn) {
    .code = fixture->code, .iss = fixture->iss, .redirect_uri = REDIRECT,
    .nonce = nonce, .verifier = verifier }, identity, error);
}

static void
fixture_end (Fixture *fixture)
{
  parvis_oidc_start_clear (&fixture->begun);
  parvis_oidc_provider_free (fixture->provider);
  parvis_oidc_free (fixture->oidc);
  oidc_peer_stop (fixture->peer);
  g_free (fixture->code);
  g_free (fixture->iss);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Fixture, fixture_end)

static void
test_citizen (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autofree char *logout = NULL;
  g_autoptr(GError) error = NULL;
  long status = 0;

  fixture_begin (&fixture, "citizens", CITIZENS);
  fixture_visit (&fixture);
  g_assert_true (fixture_finish (&fixture, NULL, fixture.begun.nonce, &identity, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (identity.issuer, ==, fixture.peer->url);
  g_assert_cmpstr (identity.subject, ==, "claire");
  g_assert_cmpstr (identity.name, ==, "Claire DUBOIS");
  g_assert_cmpstr (identity.email, ==, "claire@example.fr");
  g_assert_false (identity.email_verified);

  logout = parvis_oidc_dup_logout (fixture.oidc, fixture.provider, identity.id_token,
                                   "https://parvis.example/", "state", &error);
  g_assert_no_error (error);
  g_assert_null (browse (logout, &status));
  g_assert_cmpint (status, ==, 200);
}

static void
test_agent (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;

  fixture_begin (&fixture, "agents", AGENTS);
  fixture_visit (&fixture);
  g_assert_true (fixture_finish (&fixture, NULL, fixture.begun.nonce, &identity, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (identity.name, ==, "Claire Dubois");
  g_assert_true (identity.email_verified);
  g_assert_null (identity.id_token);
}

static void
test_agent_of_another_town (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;
  g_autoptr(GString) settings = g_string_new (AGENTS);

  g_string_replace (settings, "21340126800130", "21130001100019", 0);
  fixture_begin (&fixture, "agents", settings->str);
  fixture_visit (&fixture);
  g_assert_false (fixture_finish (&fixture, NULL, fixture.begun.nonce, &identity, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN);
}

/* The settings matter: with PKCE, ProConnect would not even ask who it is. */
static void
test_unknown_parameter (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_autoptr(GString) settings = g_string_new (AGENTS);
  g_autoptr(GError) error = NULL;
  long status = 0;

  g_string_replace (settings, "\"pkce\":false", "\"pkce\":true", 0);
  fixture_begin (&fixture, "agents", settings->str);
  g_assert_true (parvis_oidc_start (fixture.oidc, fixture.provider, REDIRECT, &fixture.begun,
                                    &error));
  g_assert_no_error (error);
  g_assert_null (browse (fixture.begun.url, &status));
  g_assert_cmpint (status, ==, 400);
}

static void
test_own_key (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;

  fixture_begin (&fixture, "keys", KEYS);
  fixture_visit (&fixture);
  g_assert_cmpstr (fixture.iss, ==, fixture.peer->url);
  g_assert_true (fixture_finish (&fixture, fixture.begun.verifier, fixture.begun.nonce, &identity,
                                 &error));
  g_assert_no_error (error);
  g_assert_cmpstr (identity.name, ==, "Claire Dubois");

  /* A code is good once. */
  g_assert_false (fixture_finish (&fixture, fixture.begun.verifier, fixture.begun.nonce, &identity,
                                  &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
}

/* A code that somebody caught on its way is worth nothing without what we kept. */
static void
test_stolen_code (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_auto(ParvisOidcStart) thief = { 0 };
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;

  fixture_begin (&fixture, "keys", KEYS);
  fixture_visit (&fixture);
  g_assert_true (parvis_oidc_start (fixture.oidc, fixture.provider, REDIRECT, &thief, &error));
  g_assert_no_error (error);
  g_assert_false (fixture_finish (&fixture, thief.verifier, thief.nonce, &identity, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
}

/* Without PKCE it is the nonce that tells. */
static void
test_injected_code (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;

  fixture_begin (&fixture, "citizens", CITIZENS);
  fixture_visit (&fixture);
  g_assert_false (fixture_finish (&fixture, NULL, "of-another-browser", &identity, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
}

static void
test_wrong_secret (void)
{
  g_auto(Fixture) fixture = { 0 };
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;

  fixture_begin (&fixture, "citizens", CITIZENS);
  fixture_visit (&fixture);
  g_free (fixture.provider->credential);
  fixture.provider->credential = g_strdup ("guessed");
  g_assert_false (fixture_finish (&fixture, NULL, fixture.begun.nonce, &identity, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
}

int
main (int    argc,
      char **argv)
{
  g_autofree char *packages = g_build_filename (g_getenv ("PARVIS_TEST_WEB"), "node_modules", NULL);

  g_test_init (&argc, &argv, NULL);
  if (!g_file_test (packages, G_FILE_TEST_IS_DIR))
    {
      g_print ("1..0 # SKIP the packages of tools/install-web are not there\n");
      return 0;
    }

  g_test_add_func ("/oidc-honest/a-citizen-signs-in-as-with-franceconnect", test_citizen);
  g_test_add_func ("/oidc-honest/an-agent-signs-in-as-with-proconnect", test_agent);
  g_test_add_func ("/oidc-honest/an-agent-of-another-town-is-kept-out", test_agent_of_another_town);
  g_test_add_func ("/oidc-honest/a-parameter-too-many-ends-it", test_unknown_parameter);
  g_test_add_func ("/oidc-honest/the-service-signs-in-with-a-key-of-its-own", test_own_key);
  g_test_add_func ("/oidc-honest/a-stolen-code-is-worth-nothing", test_stolen_code);
  g_test_add_func ("/oidc-honest/an-injected-code-is-refused", test_injected_code);
  g_test_add_func ("/oidc-honest/a-wrong-secret-gets-nothing", test_wrong_secret);

  return g_test_run ();
}
