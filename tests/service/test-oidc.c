/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-oidc"

#include "config.h"

#include "oidc-peer.h"

#include "parvis-error.h"
#include "parvis-address.h"
#include "parvis-oidc-keys.h"

#include <arpa/inet.h>
#include <string.h>

#define NOWHERE  "http://127.0.0.1:9"
#define REDIRECT "https://parvis.example/sign-in/callback"

static OidcPeer *liar;

static ParvisAddressKind
classify (const char *text)
{
  struct sockaddr_in in = { .sin_family = AF_INET };
  struct sockaddr_in6 in6 = { .sin6_family = AF_INET6 };

  if (inet_pton (AF_INET, text, &in.sin_addr) == 1)
    return parvis_address_classify ((struct sockaddr *) &in);

  g_assert_cmpint (inet_pton (AF_INET6, text, &in6.sin6_addr), ==, 1);

  return parvis_address_classify ((struct sockaddr *) &in6);
}

static void
test_addresses (void)
{
  static const struct
  {
    const char        *text;
    ParvisAddressKind  kind;
  } cases[] = {
    { "9.255.255.255", PARVIS_ADDRESS_PUBLIC },
    { "10.0.0.0", PARVIS_ADDRESS_PRIVATE },
    { "10.255.255.255", PARVIS_ADDRESS_PRIVATE },
    { "11.0.0.0", PARVIS_ADDRESS_PUBLIC },
    { "172.15.255.255", PARVIS_ADDRESS_PUBLIC },
    { "172.16.0.1", PARVIS_ADDRESS_PRIVATE },
    { "172.31.255.255", PARVIS_ADDRESS_PRIVATE },
    { "172.32.0.0", PARVIS_ADDRESS_PUBLIC },
    { "192.168.1.1", PARVIS_ADDRESS_PRIVATE },
    { "100.64.0.1", PARVIS_ADDRESS_PRIVATE },
    { "127.0.0.1", PARVIS_ADDRESS_LOOPBACK },
    { "127.255.255.255", PARVIS_ADDRESS_LOOPBACK },
    { "0.0.0.0", PARVIS_ADDRESS_SPECIAL },
    { "169.254.169.254", PARVIS_ADDRESS_SPECIAL },
    { "192.0.2.1", PARVIS_ADDRESS_SPECIAL },
    { "198.19.0.1", PARVIS_ADDRESS_SPECIAL },
    { "224.0.0.1", PARVIS_ADDRESS_SPECIAL },
    { "255.255.255.255", PARVIS_ADDRESS_SPECIAL },
    { "::", PARVIS_ADDRESS_SPECIAL },
    { "::1", PARVIS_ADDRESS_LOOPBACK },
    { "::ffff:127.0.0.1", PARVIS_ADDRESS_LOOPBACK },
    { "::ffff:10.1.2.3", PARVIS_ADDRESS_PRIVATE },
    { "::ffff:9.9.9.9", PARVIS_ADDRESS_PUBLIC },
    { "::7f00:1", PARVIS_ADDRESS_SPECIAL },
    { "64:ff9b::7f00:1", PARVIS_ADDRESS_LOOPBACK },
    { "64:ff9b::a9fe:a9fe", PARVIS_ADDRESS_SPECIAL },
    { "64:ff9b:1::1", PARVIS_ADDRESS_SPECIAL },
    { "2002:7f00:1::", PARVIS_ADDRESS_LOOPBACK },
    { "2002:a00:1::", PARVIS_ADDRESS_PRIVATE },
    { "2001:0:1::1", PARVIS_ADDRESS_SPECIAL },
    { "2001:db8::1", PARVIS_ADDRESS_SPECIAL },
    { "2001:660::1", PARVIS_ADDRESS_PUBLIC },
    { "2a00::1", PARVIS_ADDRESS_PUBLIC },
    { "fc00::1", PARVIS_ADDRESS_PRIVATE },
    { "fdff::1", PARVIS_ADDRESS_PRIVATE },
    { "fe80::1", PARVIS_ADDRESS_SPECIAL },
    { "ff02::1", PARVIS_ADDRESS_SPECIAL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_cmpint (classify (cases[i].text), ==, cases[i].kind);
    }

  g_assert_cmpint (parvis_address_classify (&(struct sockaddr) { .sa_family = AF_UNIX }), ==,
                   PARVIS_ADDRESS_SPECIAL);
}

static void
assert_unreachable (const char  *url,
                    ParvisReach  reach,
                    const char  *text)
{
  g_auto(ParvisFetchAnswer) answer = { 0 };
  g_autoptr(GError) error = NULL;

  g_test_message ("%s", url);
  g_assert_false (parvis_oidc_fetch (&(ParvisOidcRequest) { .url = url, .accept = "*/*" },
                                     reach, &answer, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_assert_nonnull (strstr (error->message, text));
}

/* Something answers at each of these: what keeps us away is the rule, not the line. */
static void
test_reach (void)
{
  const char *port = strrchr (liar->url, ':') + 1;
  g_autofree char *by_address = g_strdup_printf ("https://127.0.0.1:%s/", port);
  g_autofree char *by_name = g_strdup_printf ("https://localhost:%s/", port);
  g_autofree char *by_number = g_strdup_printf ("https://2130706433:%s/", port);
  g_autofree char *plain = g_strdup_printf ("%s/truth/jwks", liar->url);

  assert_unreachable (plain, PARVIS_REACH_PUBLIC, "not https");
  assert_unreachable (plain, PARVIS_REACH_PRIVATE, "not https");
  assert_unreachable (by_address, PARVIS_REACH_PUBLIC, "may go to");
  assert_unreachable (by_address, PARVIS_REACH_PRIVATE, "may go to");
  assert_unreachable (by_name, PARVIS_REACH_PUBLIC, "may go to");
  assert_unreachable (by_number, PARVIS_REACH_PUBLIC, "may go to");
  assert_unreachable ("https://10.0.0.1/", PARVIS_REACH_PUBLIC, "may go to");
  assert_unreachable ("https://169.254.169.254/", PARVIS_REACH_LOOPBACK, "may go to");
  assert_unreachable ("http://9.9.9.9/", PARVIS_REACH_LOOPBACK, "not https");
  assert_unreachable ("file:///etc/passwd", PARVIS_REACH_LOOPBACK, "not https");
  assert_unreachable ("gopher://127.0.0.1/", PARVIS_REACH_LOOPBACK, "not https");
  assert_unreachable ("https://somebody@parvis.example/", PARVIS_REACH_LOOPBACK,
                      "cannot be used");
  assert_unreachable ("https://parvis.example/#there", PARVIS_REACH_LOOPBACK, "fragment");
  assert_unreachable ("https:/parvis.example/", PARVIS_REACH_LOOPBACK, "cannot be used");
  assert_unreachable ("HTTPS://parvis.example/", PARVIS_REACH_LOOPBACK, "not https");
  assert_unreachable ("https://parvis.example/\r\nHost: a", PARVIS_REACH_LOOPBACK,
                      "cannot be used");
  assert_unreachable ("https://parvis.example\\@a/", PARVIS_REACH_LOOPBACK, "cannot be used");
  assert_unreachable ("", PARVIS_REACH_LOOPBACK, "cannot be used");
}

/* The proxy of whoever started the service must not see what it asks. */
static void
test_no_proxy (void)
{
  g_autofree char *url = g_strdup_printf ("%s/truth/jwks", liar->url);
  g_auto(ParvisFetchAnswer) answer = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_cmpstr (g_getenv ("http_proxy"), ==, NOWHERE);
  g_assert_true (parvis_oidc_fetch (&(ParvisOidcRequest) { .url = url, .accept = "*/*" },
                                    PARVIS_REACH_LOOPBACK, &answer, &error));
  g_assert_no_error (error);
}

/* Ten seconds, and not for as long as somebody sends a byte now and then. */
static void
test_drip (void)
{
  g_autofree char *url = g_strdup_printf ("%s/document-drips/.well-known/openid-configuration",
                                          liar->url);
  gint64 began = g_get_monotonic_time ();

  assert_unreachable (url, PARVIS_REACH_LOOPBACK, "Timeout");
  g_assert_cmpint (g_get_monotonic_time () - began, <, 20 * G_USEC_PER_SEC);
}

static guint
count (const char *lie,
       const char *what)
{
  g_autofree char *url = g_strdup_printf ("%s/%s/count/%s", liar->url, lie, what);
  g_auto(ParvisFetchAnswer) answer = { 0 };

  g_assert_true (parvis_oidc_fetch (&(ParvisOidcRequest) { .url = url, .accept = "*/*" },
                                    PARVIS_REACH_LOOPBACK, &answer, NULL));

  return (guint) g_ascii_strtoull (answer.body->str, NULL, 10);
}

typedef struct
{
  ParvisOidc         *oidc;
  ParvisOidcProvider *provider;
} Client;

static Client
client_new (const char *lie,
            const char *settings)
{
  g_autofree char *issuer = g_strdup_printf ("%s/%s", liar->url, lie);

  oidc_clock_ahead = 0;

  return (Client) { parvis_oidc_new (PARVIS_REACH_LOOPBACK, &oidc_clock),
                    oidc_make_provider (issuer, settings) };
}

static void
client_clear (Client *client)
{
  parvis_oidc_free (client->oidc);
  parvis_oidc_provider_free (client->provider);
  oidc_clock_ahead = 0;
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Client, client_clear)

static GHashTable *
start (Client          *client,
       ParvisOidcStart *begun)
{
  g_autoptr(GError) error = NULL;
  GHashTable *query;

  g_assert_true (parvis_oidc_start (client->oidc, client->provider, REDIRECT, begun, &error));
  g_assert_no_error (error);
  query = g_uri_parse_params (strchr (begun->url, '?') + 1, -1, "&", G_URI_PARAMS_NONE, &error);
  g_assert_no_error (error);

  return query;
}

static gboolean
finish (Client                 *client,
        const ParvisOidcStart  *begun,
        const char             *iss,
        const char             *problem,
        GError                **error)
{
  g_auto(ParvisOidcIdentity) identity = { 0 };

  return parvis_oidc_finish (client->oidc, client->provider, &(ParvisOidcReturn) {
    .code = begun->nonce, .iss = iss, .problem = problem, .redirect_uri = REDIRECT,
    .nonce = begun->nonce, .verifier = begun->verifier }, &identity, error);
}

static void
test_question (void)
{
  g_auto(Client) client = client_new ("truth", NULL);
  g_auto(ParvisOidcStart) begun = { 0 };
  g_auto(ParvisOidcStart) again = { 0 };
  g_autoptr(GHashTable) query = start (&client, &begun);

  g_assert_true (g_str_has_prefix (begun.url, client.provider->issuer));
  g_assert_cmpstr (g_hash_table_lookup (query, "response_type"), ==, "code");
  g_assert_cmpstr (g_hash_table_lookup (query, "client_id"), ==, "parvis");
  g_assert_cmpstr (g_hash_table_lookup (query, "redirect_uri"), ==, REDIRECT);
  g_assert_cmpstr (g_hash_table_lookup (query, "scope"), ==, "openid email");
  g_assert_cmpstr (g_hash_table_lookup (query, "state"), ==, begun.state);
  g_assert_cmpstr (g_hash_table_lookup (query, "nonce"), ==, begun.nonce);
  g_assert_cmpstr (g_hash_table_lookup (query, "code_challenge_method"), ==, "S256");
  g_assert_cmpuint (strlen (g_hash_table_lookup (query, "code_challenge")), ==, 43);
  g_assert_cmpuint (g_hash_table_size (query), ==, 8);

  g_hash_table_unref (g_steal_pointer (&query));
  query = start (&client, &again);
  g_assert_cmpuint (strlen (begun.state), ==, 43);
  g_assert_cmpstr (begun.state, !=, again.state);
  g_assert_cmpstr (begun.nonce, !=, again.nonce);
  g_assert_cmpstr (begun.verifier, !=, again.verifier);
}

/* ProConnect refuses what it does not know, so nothing goes out unasked. */
static void
test_question_as_told (void)
{
  g_auto(Client) client = client_new (
    "query", "{\"pkce\":false,\"acr_values\":[\"eidas2\",\"eidas3\"],\"prompt\":\"login\","
    "\"max_age\":0,\"claims\":{\"id_token\":{\"amr\":{\"essential\":true}}}}");
  g_auto(ParvisOidcStart) begun = { 0 };
  g_autoptr(GHashTable) query = start (&client, &begun);

  g_assert_null (begun.verifier);
  g_assert_null (g_hash_table_lookup (query, "code_challenge"));
  g_assert_cmpstr (g_hash_table_lookup (query, "realm"), ==, "1");
  g_assert_cmpstr (g_hash_table_lookup (query, "acr_values"), ==, "eidas2 eidas3");
  g_assert_cmpstr (g_hash_table_lookup (query, "prompt"), ==, "login");
  g_assert_cmpstr (g_hash_table_lookup (query, "max_age"), ==, "0");
  g_assert_cmpstr (g_hash_table_lookup (query, "claims"), ==,
                   "{\"id_token\":{\"amr\":{\"essential\":true}}}");
  g_assert_cmpuint (g_hash_table_size (query), ==, 11);
}

static void
test_mix_up (void)
{
  g_auto(Client) silent = client_new ("truth", NULL);
  g_auto(Client) speaking = client_new ("iss-advertised", NULL);
  g_auto(ParvisOidcStart) begun = { 0 };
  g_autoptr(GHashTable) query = start (&silent, &begun);
  g_autoptr(GError) error = NULL;
  guint asked = count ("truth", "token");

  g_assert_false (finish (&silent, &begun, "https://other.example", NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_clear_error (&error);
  g_assert_false (finish (&speaking, &begun, NULL, NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_clear_error (&error);
  g_assert_false (finish (&speaking, &begun, silent.provider->issuer, NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_clear_error (&error);

  /* The code went nowhere. */
  g_assert_cmpuint (count ("truth", "token"), ==, asked);
  g_assert_cmpuint (count ("iss-advertised", "token"), ==, 0);

  g_assert_true (finish (&speaking, &begun, speaking.provider->issuer, NULL, &error));
  g_assert_no_error (error);
}

static void
test_turned_back (void)
{
  g_auto(Client) client = client_new ("truth", NULL);
  g_auto(ParvisOidcStart) begun = { 0 };
  g_autoptr(GHashTable) query = start (&client, &begun);
  g_autoptr(GError) error = NULL;
  guint asked = count ("truth", "token");

  g_assert_false (finish (&client, &begun, NULL, "access_denied", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED);
  g_clear_error (&error);
  g_assert_false (finish (&client, &begun, NULL, "server_error", &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_assert_cmpuint (count ("truth", "token"), ==, asked);
}

static void
test_no_code (void)
{
  g_auto(Client) client = client_new ("truth", NULL);
  g_auto(ParvisOidcStart) begun = { 0 };
  g_autoptr(GHashTable) query = start (&client, &begun);
  g_autoptr(GError) error = NULL;

  g_free (begun.nonce);
  begun.nonce = g_strdup ("");
  g_assert_false (finish (&client, &begun, NULL, NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
}

#define DOCUMENT ".well-known/openid-configuration"

static void
test_document_is_believed (void)
{
  g_auto(Client) client = client_new ("fraction", NULL);
  g_auto(ParvisOidcStart) begun = { 0 };

  g_hash_table_unref (start (&client, &begun));
  oidc_clock_ahead = PARVIS_OIDC_BELIEVED - PARVIS_MINUTE;
  g_hash_table_unref (start (&client, &begun));
  g_assert_cmpuint (count ("fraction", DOCUMENT), ==, 1);

  oidc_clock_ahead = PARVIS_OIDC_BELIEVED + PARVIS_MINUTE;
  g_hash_table_unref (start (&client, &begun));
  g_assert_cmpuint (count ("fraction", DOCUMENT), ==, 2);

  oidc_clock_ahead = -PARVIS_HOUR;
  g_hash_table_unref (start (&client, &begun));
  g_assert_cmpuint (count ("fraction", DOCUMENT), ==, 3);
}

static void
test_silent_provider_is_not_asked_at_each_click (void)
{
  g_auto(Client) client = client_new ("document-failing", NULL);
  g_auto(ParvisOidcStart) begun = { 0 };

  for (guint i = 0; i < 3; i++)
    g_assert_false (parvis_oidc_start (client.oidc, client.provider, REDIRECT, &begun, NULL));
  g_assert_cmpuint (count ("document-failing", DOCUMENT), ==, 1);

  oidc_clock_ahead = PARVIS_MINUTE;
  g_assert_false (parvis_oidc_start (client.oidc, client.provider, REDIRECT, &begun, NULL));
  g_assert_cmpuint (count ("document-failing", DOCUMENT), ==, 2);
}

static void
test_new_key_is_asked_for (void)
{
  g_auto(Client) client = client_new ("rotated", NULL);
  g_auto(ParvisOidcStart) begun = { 0 };
  g_autoptr(GHashTable) query = start (&client, &begun);
  g_autoptr(GError) error = NULL;

  /* The first keys were asked for just now. */
  g_assert_false (finish (&client, &begun, NULL, NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UPSTREAM);
  g_clear_error (&error);
  g_assert_false (finish (&client, &begun, NULL, NULL, NULL));
  g_assert_cmpuint (count ("rotated", "jwks"), ==, 1);

  oidc_clock_ahead = PARVIS_OIDC_ASK_AGAIN;
  g_assert_true (finish (&client, &begun, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count ("rotated", "jwks"), ==, 2);
}

static void
test_unknown_key_is_asked_for_once_a_minute (void)
{
  g_auto(Client) client = client_new ("unknown-key", NULL);
  g_auto(ParvisOidcStart) begun = { 0 };
  g_autoptr(GHashTable) query = start (&client, &begun);

  for (guint i = 0; i < 5; i++)
    g_assert_false (finish (&client, &begun, NULL, NULL, NULL));
  g_assert_cmpuint (count ("unknown-key", "jwks"), ==, 1);

  oidc_clock_ahead = PARVIS_OIDC_ASK_AGAIN;
  for (guint i = 0; i < 5; i++)
    g_assert_false (finish (&client, &begun, NULL, NULL, NULL));
  g_assert_cmpuint (count ("unknown-key", "jwks"), ==, 2);
}

static void
test_logout (void)
{
  g_auto(Client) quiet = client_new ("truth", NULL);
  g_auto(Client) client = client_new ("truth", "{\"logout\":true}");
  g_autofree char *none = NULL;
  g_autofree char *url = NULL;
  g_autofree char *expected = NULL;
  g_autoptr(GError) error = NULL;

  none = parvis_oidc_dup_logout (quiet.oidc, quiet.provider, "a.b.c", REDIRECT, "s", &error);
  g_assert_no_error (error);
  g_assert_null (none);

  url = parvis_oidc_dup_logout (client.oidc, client.provider, "a.b.c", "https://p.example/", "s",
                                &error);
  g_assert_no_error (error);
  expected = g_strdup_printf ("%s/session/end?id_token_hint=a.b.c&post_logout_redirect_uri="
                              "https%%3A%%2F%%2Fp.example%%2F&state=s", client.provider->issuer);
  g_assert_cmpstr (url, ==, expected);
}

static void
assert_no_provider (const char *changes,
                    const char *credential,
                    const char *field)
{
  g_autoptr(ParvisOidcProvider) good = oidc_make_provider ("https://idp.example", NULL);
  g_autoptr(ParvisOidcProvider) provider = NULL;
  g_autoptr(json_t) settings = json_deep_copy (good->settings);
  g_autoptr(json_t) update = json_loads (changes, 0, NULL);
  g_autoptr(GError) error = NULL;

  g_test_message ("%s", changes);
  g_assert_nonnull (update);
  json_object_update (settings, update);
  provider = parvis_oidc_provider_new (settings, credential, PARVIS_REACH_PUBLIC, &error);
  g_assert_null (provider);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_cmpstr (parvis_error_get_field (error), ==, field);
}

static void
test_settings (void)
{
  assert_no_provider ("{\"id\":\"Agents\"}", NULL, "/id");
  assert_no_provider ("{\"id\":\"\"}", NULL, "/id");
  assert_no_provider ("{\"id\":\"-a\"}", NULL, "/id");
  assert_no_provider ("{\"label\":\"Agents\"}", NULL, "/label");
  assert_no_provider ("{\"label\":{\"fr\":\"Agents\"}}", NULL, "/en");
  assert_no_provider ("{\"issuer\":\"http://idp.example\"}", NULL, "/issuer");
  assert_no_provider ("{\"issuer\":\"http://127.0.0.1:1\"}", NULL, "/issuer");
  assert_no_provider ("{\"issuer\":\"https://idp.example?a=b\"}", NULL, "/issuer");
  assert_no_provider ("{\"issuer\":\"https://idp.example/#a\"}", NULL, "/issuer");
  assert_no_provider ("{\"client_id\":\"\"}", NULL, "/client_id");
  assert_no_provider ("{\"client_auth\":\"none\"}", NULL, "/client_auth");
  assert_no_provider ("{\"algorithms\":[\"none\"]}", NULL, "/algorithms");
  assert_no_provider ("{\"algorithms\":[]}", NULL, "/algorithms");
  assert_no_provider ("{\"algorithms\":[\"HS256\",\"RS256\"]}", NULL, "/algorithms");
  assert_no_provider ("{\"algorithms\":[\"HS256\"],\"client_auth\":\"private_key_jwt\"}", NULL,
                      "/algorithms");
  assert_no_provider ("{\"algorithms\":[\"HS256\"]}", "too short", "/client_secret");
  assert_no_provider ("{\"client_auth\":\"private_key_jwt\"}", "{\"kty\":\"EC\"}", "/client_key");
  assert_no_provider ("{\"client_auth\":\"private_key_jwt\"}",
                      "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AA\",\"y\":\"AA\",\"d\":\"=\"}",
                      "/client_key");
  assert_no_provider ("{\"scopes\":[\"email\"]}", NULL, "/scopes");
  assert_no_provider ("{\"scopes\":[\"openid email\"]}", NULL, "/scopes");
  assert_no_provider ("{\"scopes\":null}", NULL, "/scopes");
  assert_no_provider ("{\"claims\":\"amr\"}", NULL, "/claims");
  assert_no_provider ("{\"prompt\":\"login consent\"}", NULL, "/prompt");
  assert_no_provider ("{\"max_age\":-1}", NULL, "/max_age");
  assert_no_provider ("{\"require_claims\":{\"siret\":\"\"}}", NULL, "/require_claims");
  assert_no_provider ("{\"require_claims\":{\"siret\":7}}", NULL, "/require_claims");
  assert_no_provider ("{\"client_secret\":\"in the open\"}", NULL, "/client_secret");
  assert_no_provider ("{\"reach\":\"loopback\"}", NULL, "/reach");
}

static void
test_credential_is_apart (void)
{
  g_autoptr(json_t) secret = json_loads ("{\"id\":\"a\",\"client_secret\":\"s\"}", 0, NULL);
  g_autoptr(json_t) key = json_loads ("{\"id\":\"a\",\"client_key\":{\"kty\":\"EC\"}}", 0, NULL);
  g_autoptr(json_t) both = json_loads ("{\"client_secret\":\"s\",\"client_key\":{}}", 0, NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_oidc_take_credential (secret, &text, &error));
  g_assert_cmpstr (text, ==, "s");
  g_assert_cmpuint (json_object_size (secret), ==, 1);
  g_clear_pointer (&text, g_free);

  g_assert_true (parvis_oidc_take_credential (key, &text, &error));
  g_assert_cmpstr (text, ==, "{\"kty\":\"EC\"}");
  g_assert_cmpuint (json_object_size (key), ==, 1);
  g_clear_pointer (&text, g_free);

  g_assert_true (parvis_oidc_take_credential (secret, &text, &error));
  g_assert_null (text);

  g_assert_false (parvis_oidc_take_credential (both, &text, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  g_setenv ("http_proxy", NOWHERE, TRUE);
  g_setenv ("all_proxy", NOWHERE, TRUE);
  liar = oidc_peer_start ("oidc-liar.mjs", NULL);

  g_test_add_func ("/oidc/an-address-is-public-only-where-it-surely-is", test_addresses);
  g_test_add_func ("/oidc/nobody-sends-the-service-where-it-may-not-go", test_reach);
  g_test_add_func ("/oidc/no-proxy-is-used", test_no_proxy);
  g_test_add_func ("/oidc/an-answer-that-drips-is-given-up", test_drip);
  g_test_add_func ("/oidc/a-question-has-what-the-standard-asks", test_question);
  g_test_add_func ("/oidc/a-question-has-no-more-than-the-settings-say", test_question_as_told);
  g_test_add_func ("/oidc/a-code-goes-to-nobody-but-who-gave-it", test_mix_up);
  g_test_add_func ("/oidc/a-person-may-turn-back-at-the-provider", test_turned_back);
  g_test_add_func ("/oidc/an-answer-without-a-code-is-none", test_no_code);
  g_test_add_func ("/oidc/a-document-is-believed-for-an-hour", test_document_is_believed);
  g_test_add_func ("/oidc/a-silent-provider-is-not-asked-at-each-click",
                   test_silent_provider_is_not_asked_at_each_click);
  g_test_add_func ("/oidc/a-new-key-is-asked-for", test_new_key_is_asked_for);
  g_test_add_func ("/oidc/an-unknown-key-is-asked-for-once-a-minute",
                   test_unknown_key_is_asked_for_once_a_minute);
  g_test_add_func ("/oidc/signing-out-at-the-provider-is-asked-for", test_logout);
  g_test_add_func ("/oidc/settings-are-checked", test_settings);
  g_test_add_func ("/oidc/a-secret-is-kept-apart-from-the-settings", test_credential_is_apart);

  status = g_test_run ();
  oidc_peer_stop (liar);

  return status;
}
