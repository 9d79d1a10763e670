/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-oidc-lies"

#include "config.h"

#include "oidc-peer.h"

#include "parvis-error.h"

#include <string.h>

#define HMAC   "{\"algorithms\":[\"HS256\"]}"
#define SIGNED "{\"userinfo\":\"signed\"}"
#define ACR    "{\"accept_acr\":[\"eidas2\",\"eidas3\"]}"
#define SIRET  "{\"require_claims\":{\"siret\":\"21340126800130\"}}"

/**
 * Lie:
 * @name: how the lying provider knows it
 * @settings: (nullable): changes to the client's settings
 * @text: in the error's sentence, so that a lie is refused for what it is
 */
typedef struct
{
  const char  *name;
  const char  *settings;
  ParvisError  code;
  const char  *text;
} Lie;

static const Lie lies[] = {
  { "alg-none", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "alg-none-signed", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "alg-mixed-case", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "alg-missing", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "alg-list", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "alg-rs384", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "hmac-with-public-key", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "hmac-with-secret", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "hmac-no-key", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "encrypted", NULL, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "truth", HMAC, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "hmac-with-other-secret", HMAC, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "hmac-no-key", HMAC, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "hmac-with-public-key", HMAC, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "ps256", "{\"algorithms\":[\"RS256\",\"ES256\"]}",
    PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "other-key", NULL, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "tampered", NULL, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "two-parts", NULL, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "four-parts", NULL, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "signature-missing", NULL, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "key-not-on-curve", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "signature-odd", NULL, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "signature-odd-length", NULL, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "payload-odd", NULL, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "payload-missing", NULL, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "key-odd", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "unknown-key", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-in-header", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-address-in-header", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-not-named", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-twice", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-weak", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-exponent", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-huge", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-for-encryption", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-for-signing", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-of-other-algorithm", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-of-other-kind", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-of-other-curve", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "key-secret", NULL, PARVIS_ERROR_UPSTREAM, "unknown key" },
  { "keys-many", NULL, PARVIS_ERROR_UPSTREAM, "no list of at most" },
  { "keys-no-list", NULL, PARVIS_ERROR_UPSTREAM, "no list of at most" },
  { "keys-long", NULL, PARVIS_ERROR_UPSTREAM, "too long" },
  { "keys-deep", NULL, PARVIS_ERROR_UPSTREAM, "something else than a JSON object" },
  { "keys-twice", NULL, PARVIS_ERROR_UPSTREAM, "something else than a JSON object" },
  { "keys-failing", NULL, PARVIS_ERROR_UPSTREAM, "status 503" },
  { "keys-elsewhere", NULL, PARVIS_ERROR_UPSTREAM, "status 302" },
  { "critical", NULL, PARVIS_ERROR_UPSTREAM, "of another kind" },
  { "access-token", NULL, PARVIS_ERROR_UPSTREAM, "of another kind" },
  { "not-encoded", NULL, PARVIS_ERROR_UPSTREAM, "of another kind" },
  { "key-number", NULL, PARVIS_ERROR_UPSTREAM, "names no key" },
  { "padded", NULL, PARVIS_ERROR_UPSTREAM, "cannot be read" },
  { "no-object", NULL, PARVIS_ERROR_UPSTREAM, "holds no object" },
  { "claim-twice", NULL, PARVIS_ERROR_UPSTREAM, "holds no object" },
  { "iss-other", NULL, PARVIS_ERROR_UPSTREAM, "another issuer" },
  { "iss-slash", NULL, PARVIS_ERROR_UPSTREAM, "another issuer" },
  { "iss-missing", NULL, PARVIS_ERROR_UPSTREAM, "another issuer" },
  { "aud-other", NULL, PARVIS_ERROR_UPSTREAM, "not for this service" },
  { "aud-missing", NULL, PARVIS_ERROR_UPSTREAM, "not for this service" },
  { "aud-two", NULL, PARVIS_ERROR_UPSTREAM, "not for this service" },
  { "aud-two-azp", NULL, PARVIS_ERROR_UPSTREAM, "not for this service" },
  { "azp-other", NULL, PARVIS_ERROR_UPSTREAM, "not for this service" },
  { "exp-past", NULL, PARVIS_ERROR_UPSTREAM, "expired" },
  { "exp-missing", NULL, PARVIS_ERROR_UPSTREAM, "does not say when" },
  { "exp-text", NULL, PARVIS_ERROR_UPSTREAM, "does not say when" },
  { "exp-huge", NULL, PARVIS_ERROR_UPSTREAM, "does not say when" },
  { "iat-missing", NULL, PARVIS_ERROR_UPSTREAM, "does not say when" },
  { "iat-future", NULL, PARVIS_ERROR_UPSTREAM, "from the future" },
  { "nbf-future", NULL, PARVIS_ERROR_UPSTREAM, "from the future" },
  { "iat-old", NULL, PARVIS_ERROR_UPSTREAM, "too long ago" },
  { "nonce-other", NULL, PARVIS_ERROR_UPSTREAM, "another sign-in" },
  { "nonce-missing", NULL, PARVIS_ERROR_UPSTREAM, "another sign-in" },
  { "nonce-list", NULL, PARVIS_ERROR_UPSTREAM, "another sign-in" },
  { "sub-missing", NULL, PARVIS_ERROR_UPSTREAM, "does not say who" },
  { "sub-number", NULL, PARVIS_ERROR_UPSTREAM, "does not say who" },
  { "sub-empty", NULL, PARVIS_ERROR_UPSTREAM, "does not say who" },
  { "sub-long", NULL, PARVIS_ERROR_UPSTREAM, "does not say who" },
  { "sub-control", NULL, PARVIS_ERROR_UPSTREAM, "does not say who" },
  { "at-hash-other", NULL, PARVIS_ERROR_UPSTREAM, "do not belong together" },
  { "at-hash-number", NULL, PARVIS_ERROR_UPSTREAM, "do not belong together" },
  { "acr-low", ACR, PARVIS_ERROR_UPSTREAM, "as sure of the person" },
  { "acr-list", ACR, PARVIS_ERROR_UPSTREAM, "as sure of the person" },
  { "acr-missing", ACR, PARVIS_ERROR_UPSTREAM, "as sure of the person" },
  { "amr-lacking", "{\"require_amr\":[\"mfa\"]}",
    PARVIS_ERROR_UPSTREAM, "in the way asked" },
  { "amr-text", "{\"require_amr\":[\"mfa\"]}", PARVIS_ERROR_UPSTREAM, "in the way asked" },
  { "auth-time-old", "{\"max_age\":3600}", PARVIS_ERROR_UPSTREAM, "too long ago" },
  { "auth-time-missing", "{\"max_age\":3600}", PARVIS_ERROR_UPSTREAM, "too long ago" },
  { "info-sub-other", NULL, PARVIS_ERROR_UPSTREAM, "somebody else" },
  { "info-sub-missing", NULL, PARVIS_ERROR_UPSTREAM, "somebody else" },
  { "info-sub-other", SIGNED, PARVIS_ERROR_UPSTREAM, "somebody else" },
  { "info-sub-missing", SIGNED, PARVIS_ERROR_UPSTREAM, "somebody else" },
  { "info-plain", SIGNED, PARVIS_ERROR_UPSTREAM, "another form" },
  { "info-html", SIGNED, PARVIS_ERROR_UPSTREAM, "another form" },
  { "info-plain-signed", NULL, PARVIS_ERROR_UPSTREAM, "another form" },
  { "info-html", NULL, PARVIS_ERROR_UPSTREAM, "another form" },
  { "info-list", NULL, PARVIS_ERROR_UPSTREAM, "no JSON object" },
  { "info-unsigned", SIGNED, PARVIS_ERROR_UPSTREAM, "not allowed" },
  { "info-other-key", SIGNED, PARVIS_ERROR_UPSTREAM, "not signed by it" },
  { "info-iss-other", SIGNED, PARVIS_ERROR_UPSTREAM, "another issuer" },
  { "info-aud-other", SIGNED, PARVIS_ERROR_UPSTREAM, "not for this service" },
  { "info-aud-missing", SIGNED, PARVIS_ERROR_UPSTREAM, "not for this service" },
  { "info-exp-past", SIGNED, PARVIS_ERROR_UPSTREAM, "expired" },
  { "info-nul", SIGNED, PARVIS_ERROR_UPSTREAM, "cannot be read" },
  { "info-elsewhere", NULL, PARVIS_ERROR_UPSTREAM, "status 302" },
  { "info-forbidden", NULL, PARVIS_ERROR_UPSTREAM, "status 403" },
  { "siret-other", SIRET, PARVIS_ERROR_FORBIDDEN, "does not belong" },
  { "siret-missing", SIRET, PARVIS_ERROR_FORBIDDEN, "does not belong" },
  { "siret-list", SIRET, PARVIS_ERROR_FORBIDDEN, "does not belong" },
  { "siret-number", SIRET, PARVIS_ERROR_FORBIDDEN, "does not belong" },
  { "document-of-other", NULL, PARVIS_ERROR_UPSTREAM, "another issuer" },
  { "document-slash", NULL, PARVIS_ERROR_UPSTREAM, "another issuer" },
  { "document-list", NULL, PARVIS_ERROR_UPSTREAM, "something else than a JSON object" },
  { "document-html", NULL, PARVIS_ERROR_UPSTREAM, "something else than a JSON object" },
  { "document-deep", NULL, PARVIS_ERROR_UPSTREAM, "something else than a JSON object" },
  { "document-long", NULL, PARVIS_ERROR_UPSTREAM, "too long" },
  { "document-endless", NULL, PARVIS_ERROR_UPSTREAM, "too long" },
  { "document-head", NULL, PARVIS_ERROR_UPSTREAM, "too long" },
  { "document-failing", NULL, PARVIS_ERROR_UPSTREAM, "status 500" },
  { "document-elsewhere", NULL, PARVIS_ERROR_UPSTREAM, "status 302" },
  { "token-endpoint-plain", NULL, PARVIS_ERROR_UPSTREAM, "not https" },
  { "token-endpoint-file", NULL, PARVIS_ERROR_UPSTREAM, "not https" },
  { "token-endpoint-named", NULL, PARVIS_ERROR_UPSTREAM, "cannot be used" },
  { "token-endpoint-missing", NULL, PARVIS_ERROR_UPSTREAM, "token_endpoint" },
  { "jwks-missing", NULL, PARVIS_ERROR_UPSTREAM, "jwks_uri" },
  { "userinfo-missing", NULL, PARVIS_ERROR_UPSTREAM, "no userinfo endpoint" },
  { "linklocal", NULL, PARVIS_ERROR_UPSTREAM, "may go to" },
  { "token-elsewhere", NULL, PARVIS_ERROR_UPSTREAM, "status 302" },
  { "token-refused", NULL, PARVIS_ERROR_UPSTREAM, "status 400" },
  { "token-html", NULL, PARVIS_ERROR_UPSTREAM, "something else than a JSON object" },
  { "token-endless", NULL, PARVIS_ERROR_UPSTREAM, "too long" },
  { "token-type", NULL, PARVIS_ERROR_UPSTREAM, "gave no tokens" },
  { "token-lines", NULL, PARVIS_ERROR_UPSTREAM, "gave no tokens" },
  { "token-without-id", NULL, PARVIS_ERROR_UPSTREAM, "gave no tokens" },
  { "token-without-access", NULL, PARVIS_ERROR_UPSTREAM, "gave no tokens" },
};

/* What the same client takes, so that none of the above is refused for another reason. */
static const struct
{
  const char *name;
  const char *settings;
} truths[] = {
  { "truth", NULL },
  { "truth", SIGNED },
  { "truth", ACR },
  { "truth", SIRET },
  { "truth", "{\"require_amr\":[\"mfa\"],\"max_age\":3600}" },
  { "truth", "{\"userinfo\":\"none\"}" },
  { "truth", "{\"client_auth\":\"client_secret_post\",\"pkce\":false}" },
  { "es256", NULL },
  { "ps256", NULL },
  { "hs256", HMAC },
  { "no-kid", NULL },
  { "audience-list", NULL },
  { "fraction", NULL },
  { "key-odd-beside", NULL },
};

static OidcPeer *liar;

static guint
count (const char *lie,
       const char *what)
{
  g_autofree char *url = g_strdup_printf ("%s/%s/count/%s", liar->url, lie, what);
  g_auto(ParvisFetchAnswer) answer = { 0 };
  g_autoptr(GError) error = NULL;

  parvis_oidc_fetch (&(ParvisOidcRequest) { .url = url, .accept = "*/*" },
                     PARVIS_REACH_LOOPBACK, &answer, &error);
  g_assert_no_error (error);

  return (guint) g_ascii_strtoull (answer.body->str, NULL, 10);
}

/* A whole sign-in. The liar puts the code that it gets into the token as the nonce. */
static gboolean
sign_in (const char          *lie,
         const char          *settings,
         ParvisOidcIdentity  *identity,
         GError             **error)
{
  g_autofree char *issuer = g_strdup_printf ("%s/%s", liar->url, lie);
  g_autoptr(ParvisOidcProvider) provider = oidc_make_provider (issuer, settings);
  g_autoptr(ParvisOidc) oidc = parvis_oidc_new (PARVIS_REACH_LOOPBACK, &oidc_clock);
  g_auto(ParvisOidcStart) start = { 0 };
  ParvisOidcReturn back = { .redirect_uri = "https://parvis.example/sign-in/callback" };

  if (!parvis_oidc_start (oidc, provider, back.redirect_uri, &start, error))
    return FALSE;

  back.code = start.nonce;
  back.nonce = start.nonce;
  back.verifier = start.verifier;

  return parvis_oidc_finish (oidc, provider, &back, identity, error);
}

static void
test_lie (gconstpointer data)
{
  const Lie *lie = data;
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_false (sign_in (lie->name, lie->settings, &identity, &error));
  g_assert_error (error, PARVIS_ERROR, (int) lie->code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, lie->text));
  g_assert_null (identity.subject);
  g_assert_cmpuint (count (lie->name, "elsewhere"), ==, 0);
}

static void
test_truth (gconstpointer data)
{
  guint index = GPOINTER_TO_UINT (data);
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (sign_in (truths[index].name, truths[index].settings, &identity, &error));
  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (identity.issuer, liar->url));
  g_assert_cmpstr (identity.subject, ==, "claire");
}

static void
test_what_is_known (void)
{
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (sign_in ("truth", NULL, &identity, &error));
  g_assert_cmpstr (identity.name, ==, "Claire Dubois");
  g_assert_cmpstr (identity.email, ==, "claire@example.fr");
  g_assert_false (identity.email_verified);
  g_assert_null (identity.id_token);

  g_assert_true (sign_in ("truth", "{\"email_verified\":true,\"logout\":true}", &identity, &error));
  g_assert_true (identity.email_verified);
  g_assert_nonnull (identity.id_token);
}

/* Only the provider's settings and the provider together make an address somebody's. */
static void
test_doubtful_email (void)
{
  static const char * const doubtful[] = { "email-doubtful", "email-doubtful-text" };
  g_autoptr(GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (doubtful); i++)
    {
      g_auto(ParvisOidcIdentity) identity = { 0 };

      g_assert_true (sign_in (doubtful[i], "{\"email_verified\":true}", &identity, &error));
      g_assert_cmpstr (identity.email, ==, "claire@example.fr");
      g_assert_false (identity.email_verified);
    }
}

static void
test_ugly_texts (void)
{
  g_auto(ParvisOidcIdentity) identity = { 0 };
  g_autoptr(GError) error = NULL;

  g_assert_true (sign_in ("email-two-lines", "{\"email_verified\":true}", &identity, &error));
  g_assert_null (identity.email);
  g_assert_false (identity.email_verified);

  g_assert_true (sign_in ("name-ugly", NULL, &identity, &error));
  g_assert_true (g_str_has_prefix (identity.name, "Claire Duuu"));
  g_assert_cmpuint (strlen (identity.name), <=, 80);

  g_assert_true (sign_in ("name-missing", NULL, &identity, &error));
  g_assert_cmpstr (identity.name, ==, "claire@example.fr");
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  liar = oidc_peer_start ("oidc-liar.mjs", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (truths); i++)
    {
      g_autofree char *path = g_strdup_printf ("/oidc-lies/%s-is-taken/%u", truths[i].name, i);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_truth);
    }
  for (guint i = 0; i < G_N_ELEMENTS (lies); i++)
    {
      g_autofree char *path = g_strdup_printf ("/oidc-lies/%s-is-refused/%u", lies[i].name, i);

      g_test_add_data_func (path, &lies[i], test_lie);
    }
  g_test_add_func ("/oidc-lies/a-person-has-a-name-and-perhaps-an-address", test_what_is_known);
  g_test_add_func ("/oidc-lies/a-doubtful-address-is-nobodys", test_doubtful_email);
  g_test_add_func ("/oidc-lies/ugly-texts-are-tidied-or-left-out", test_ugly_texts);

  status = g_test_run ();
  oidc_peer_stop (liar);

  return status;
}
