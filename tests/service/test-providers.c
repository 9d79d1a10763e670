/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-providers"

#include "config.h"

#include "town-fixture.h"

#include "parvis-account.h"
#include "parvis-error.h"
#include "parvis-identity.h"
#include "parvis-provider.h"
#include "parvis-sign-in-state.h"

#include <string.h>

#define TOWN   "00001"
#define SECRET "k3ep-m3-qu1et"
#define ISSUER "https://idp.example"
#define LABEL  "\"label\":{\"fr\":\"Agents\",\"en\":\"Agents\"}"

/* Asks to add a provider with that issuer; @secret is a member, or "". */
static json_t *
put (TownFixture *fixture,
     int          status,
     const char  *id,
     const char  *issuer,
     const char  *more)
{
  return town_expect (fixture, status, "operator", "POST", "/providers",
                      "{\"id\":\"%s\"," LABEL ",\"issuer\":\"%s\",\"client_id\":\"parvis\","
                      "\"scopes\":[\"openid\"]%s}", id, issuer, more);
}

static ParvisOidcProvider *
find (TownFixture  *fixture,
      const char   *town,
      GError      **error)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  ParvisDb *db = parvis_store_acquire (store, town, NULL);
  ParvisOidcProvider *provider;

  provider = parvis_provider_find (db, parvis_service_get_seal (fixture->service),
                                   PARVIS_REACH_PUBLIC, "agents", error);
  parvis_store_release (store, db);

  return provider;
}

/* The database with its log has @known, so that we look in the right place, and not
 * @secret. On PostgreSQL there is no file to look into, and the same rows.
 */
static void
assert_not_in_file (const char *path,
                    const char *known,
                    const char *secret)
{
  g_autofree char *log = g_strconcat (path, "-wal", NULL);
  const char *paths[] = { path, log };
  gboolean found = !g_file_test (path, G_FILE_TEST_EXISTS);

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *data = NULL;
      gsize length = 0;

      g_file_get_contents (paths[i], &data, &length, NULL);
      if (data == NULL)
        continue;

      found = found || memmem (data, length, known, strlen (known)) != NULL;
      g_assert_null (memmem (data, length, secret, strlen (secret)));
    }

  g_assert_true (found);
}

static void
test_secrets_are_sealed (TownFixture   *fixture,
                         gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->dir, "towns", TOWN ".db", NULL);
  g_autoptr(json_t) answer = put (fixture, 200, "agents", ISSUER,
                                  ",\"client_secret\":\"" SECRET "\"");
  g_autoptr(json_t) list = town_expect (fixture, 200, "operator", "GET", "/providers", NULL);
  const json_t *first = json_array_get (json_object_get (list, "providers"), 0);
  g_autofree char *shown = parvis_json_dump (list);
  g_autofree char *answered = parvis_json_dump (answer);
  g_autoptr(ParvisOidcProvider) provider = find (fixture, TOWN, NULL);

  g_assert_cmpstr (town_text (first, "id"), ==, "agents");
  g_assert_null (strstr (shown, SECRET));
  g_assert_null (strstr (answered, SECRET));
  assert_not_in_file (path, ISSUER, SECRET);
  g_assert_cmpstr (provider->credential, ==, SECRET);
}

/* Otherwise whoever changes the settings could have the secret sent to himself. */
static void
test_a_secret_goes_to_its_issuer_only (TownFixture   *fixture,
                                       gconstpointer  data)
{
  g_autoptr(json_t) added = put (fixture, 200, "agents", ISSUER,
                                 ",\"client_secret\":\"" SECRET "\"");
  g_autoptr(json_t) changed = put (fixture, 200, "agents", ISSUER, ",\"prompt\":\"login\"");
  g_autoptr(json_t) moved = put (fixture, 422, "agents", "https://other.example", "");
  g_autoptr(json_t) asked = put (fixture, 422, "agents", ISSUER,
                                 ",\"client_auth\":\"client_secret_post\"");
  g_autoptr(json_t) other = put (fixture, 422, "other", ISSUER, "");
  g_autoptr(ParvisOidcProvider) provider = find (fixture, TOWN, NULL);

  g_assert_cmpstr (town_text (moved, "field"), ==, "/client_secret");
  g_assert_cmpstr (town_text (asked, "field"), ==, "/client_secret");
  g_assert_cmpstr (town_text (other, "field"), ==, "/client_secret");
  g_assert_cmpstr (provider->issuer, ==, ISSUER);
  g_assert_cmpstr (provider->prompt, ==, "login");
  g_assert_cmpstr (provider->credential, ==, SECRET);
}

static void
test_wrong_settings_name_their_member (TownFixture   *fixture,
                                       gconstpointer  data)
{
  g_autoptr(json_t) plain = put (fixture, 422, "agents", "http://127.0.0.1:1",
                                 ",\"client_secret\":\"s\"");
  g_autoptr(json_t) unknown = put (fixture, 422, "agents", ISSUER,
                                   ",\"client_secret\":\"s\",\"reach\":\"loopback\"");
  g_autoptr(json_t) list = town_expect (fixture, 200, "operator", "GET", "/providers", NULL);

  g_assert_cmpstr (town_text (plain, "field"), ==, "/issuer");
  g_assert_cmpstr (town_text (unknown, "field"), ==, "/reach");
  g_assert_cmpuint (json_array_size (json_object_get (list, "providers")), ==, 0);
}

static void
test_a_provider_is_removed (TownFixture   *fixture,
                            gconstpointer  data)
{
  g_autoptr(json_t) added = put (fixture, 200, "agents", ISSUER, ",\"client_secret\":\"s\"");
  g_autoptr(json_t) removed = NULL;
  g_autoptr(json_t) again = NULL;
  g_autoptr(ParvisOidcProvider) provider = NULL;
  g_autoptr(GError) error = NULL;

  removed = town_expect (fixture, 200, "operator", "POST", "/providers/agents/remove", "{}");
  again = town_expect (fixture, 404, "operator", "POST", "/providers/agents/remove", "{}");
  provider = find (fixture, TOWN, &error);
  g_assert_null (provider);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
}

static void
test_a_town_has_a_few (TownFixture   *fixture,
                       gconstpointer  data)
{
  for (int i = 0; i < 9; i++)
    {
      g_autofree char *id = g_strdup_printf ("p%d", i);
      g_autoptr(json_t) answer = put (fixture, i < 8 ? 200 : 409, id, ISSUER,
                                      ",\"client_secret\":\"s\"");
    }
}

static void
test_only_operators_decide (TownFixture   *fixture,
                            gconstpointer  data)
{
  g_autoptr(json_t) listed = town_ask (fixture, NULL, "GET", "/providers", NULL);
  int reading = fixture->status;
  g_autoptr(json_t) added = town_ask (fixture, NULL, "POST", "/providers", "{}");

  g_assert_cmpint (reading, >=, 401);
  g_assert_cmpint (fixture->status, >=, 401);
}

static void
test_the_manuals_examples_are_valid (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "..", "docs", "operating.md", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  const char *at;
  guint n = 0;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  for (at = text; (at = strstr (at, "```json\n")) != NULL; n++)
    {
      g_autoptr(json_t) settings = NULL;
      g_autoptr(ParvisOidcProvider) provider = NULL;
      g_autofree char *credential = NULL;

      at += strlen ("```json\n");
      settings = parvis_json_parse (at, (gsize) (strstr (at, "```") - at), &error);
      g_assert_no_error (error);
      g_assert_true (parvis_oidc_take_credential (settings, &credential, &error));
      provider = parvis_oidc_provider_new (settings, credential, PARVIS_REACH_PUBLIC, &error);
      g_assert_no_error (error);
      g_assert_nonnull (provider);
    }

  g_assert_cmpuint (n, ==, 2);
}

static gboolean
take (TownFixture       *fixture,
      const char        *state,
      const char        *cookie,
      ParvisSignInState *taken)
{
  return parvis_sign_in_state_take (parvis_service_get_store (fixture->service),
                                    parvis_service_get_seal (fixture->service), state, cookie,
                                    taken, NULL);
}

static void
begin (TownFixture *fixture)
{
  ParvisSignInState state = {
    .insee = (char *) TOWN,
    .provider = (char *) "agents",
    .nonce = (char *) "the-nonce",
    .verifier = (char *) "the-verifier",
    .next = (char *) "/sign-in/device",
  };
  g_autoptr(GError) error = NULL;

  parvis_sign_in_state_put (parvis_service_get_store (fixture->service),
                            parvis_service_get_seal (fixture->service), "state", "cookie", &state,
                            &error);
  g_assert_no_error (error);
}

static void
test_a_state_comes_back_whole (TownFixture   *fixture,
                               gconstpointer  data)
{
  g_auto(ParvisSignInState) taken = { 0 };
  g_autofree char *path = g_build_filename (fixture->dir, "service.db", NULL);

  begin (fixture);
  assert_not_in_file (path, "sign_in_state", "the-verifier");
  g_assert_true (take (fixture, "state", "cookie", &taken));
  g_assert_cmpstr (taken.insee, ==, TOWN);
  g_assert_cmpstr (taken.provider, ==, "agents");
  g_assert_cmpstr (taken.nonce, ==, "the-nonce");
  g_assert_cmpstr (taken.verifier, ==, "the-verifier");
  g_assert_cmpstr (taken.next, ==, "/sign-in/device");
  g_assert_null (taken.link);
}

static void
test_a_state_is_good_once_in_its_browser (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_auto(ParvisSignInState) taken = { 0 };

  begin (fixture);
  g_assert_false (take (fixture, "state", "another cookie", &taken));
  g_assert_false (take (fixture, "another state", "cookie", &taken));
  g_assert_true (take (fixture, "state", "cookie", &taken));
  g_assert_false (take (fixture, "state", "cookie", &taken));

  begin (fixture);
  fixture->now += PARVIS_SIGN_IN_TIME;
  g_assert_false (take (fixture, "state", "cookie", &taken));
}

static void
test_an_identity_opens_one_account (TownFixture   *fixture,
                                    gconstpointer  data)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  ParvisOidcIdentity identity = { .issuer = (char *) ISSUER, .subject = (char *) "claire" };
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autoptr(ParvisAccount) found = NULL;
  g_autoptr(GError) error = NULL;

  first = parvis_account_create (store, "operator", "Claire", NULL, NULL, ISSUER, "claire", FALSE,
                                 &error);
  g_assert_no_error (error);
  second = parvis_account_create (store, "operator", "Hélène", "h@example.fr", NULL, NULL, NULL,
                                  FALSE, &error);
  g_assert_no_error (error);
  found = parvis_account_find_by_subject (store, ISSUER, "claire", &error);
  g_assert_cmpstr (found->id, ==, first);

  g_assert_true (parvis_identity_link (store, first, &identity, NULL, &error));
  g_assert_false (parvis_identity_link (store, second, &identity, NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_clear_error (&error);
  g_assert_null (parvis_account_create (store, "operator", "Claire", NULL, NULL, ISSUER, "claire",
                                        FALSE, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_clear_error (&error);

  /* The only way in. */
  g_assert_false (parvis_identity_unlink (store, first, ISSUER, NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);
  g_clear_error (&error);

  g_assert_true (parvis_account_remove (store, "operator", first, &error));
  g_assert_no_error (error);
  g_assert_true (parvis_identity_link (store, second, &identity, NULL, &error));
  g_assert_no_error (error);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/providers/secrets-are-sealed", test_secrets_are_sealed);
  TOWN_TEST ("/providers/a-secret-goes-to-its-issuer-only", test_a_secret_goes_to_its_issuer_only);
  TOWN_TEST ("/providers/wrong-settings-name-their-member", test_wrong_settings_name_their_member);
  TOWN_TEST ("/providers/a-provider-is-removed", test_a_provider_is_removed);
  TOWN_TEST ("/providers/a-town-has-a-few", test_a_town_has_a_few);
  TOWN_TEST ("/providers/only-operators-decide", test_only_operators_decide);
  TOWN_TEST ("/providers/the-manuals-examples-are-valid", test_the_manuals_examples_are_valid);
  TOWN_TEST ("/providers/a-state-comes-back-whole", test_a_state_comes_back_whole);
  TOWN_TEST ("/providers/a-state-is-good-once-in-its-browser",
             test_a_state_is_good_once_in_its_browser);
  TOWN_TEST ("/providers/an-identity-opens-one-account", test_an_identity_opens_one_account);

  return g_test_run ();
}
