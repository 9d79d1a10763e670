/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sign-in-authorize"

#include "config.h"

#include "browser-fixture.h"

#include "parvis-code.h"

#include <string.h>

#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
#define REDIRECT "http://127.0.0.1:40000/"

/* As the application writes it; NULL leaves the default. */
static char *
wish (const char *name,
      const char *value)
{
  g_autofree char *challenge = parvis_code_challenge (VERIFIER);
  const char *pairs[][2] = {
    { "response_type", "code" }, { "client_id", PARVIS_CLIENT_DESKTOP },
    { "redirect_uri", REDIRECT }, { "code_challenge", challenge },
    { "code_challenge_method", "S256" }, { "state", "a b&c" }, { "town", "00001" },
    { "label", "Poste de l’accueil" },
  };
  GString *target = g_string_new ("/sign-in/authorize");

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      const char *used = g_strcmp0 (pairs[i][0], name) == 0 ? value : pairs[i][1];

      if (used == NULL)
        continue;
      g_string_append_printf (target, "%c%s=", strchr (target->str, '?') != NULL ? '&' : '?',
                              pairs[i][0]);
      g_string_append_uri_escaped (target, used, NULL, FALSE);
    }

  return g_string_free (target, FALSE);
}

static void
test_incomplete_requests_show_and_give_nothing (Browser       *browser,
                                                gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *long_state = g_strnfill (201, 'x');
  const char * const cases[][2] = {
    { "response_type", NULL }, { "response_type", "token" }, { "client_id", NULL },
    { "client_id", "evil" }, { "redirect_uri", NULL }, { "redirect_uri", "https://evil.example/" },
    { "redirect_uri", "http://localhost:40000/" }, { "redirect_uri", "http://127.0.0.1/" },
    { "redirect_uri", "http://127.0.0.1:40000@evil.example/" },
    { "redirect_uri", "http://127.0.0.1.evil.example:80/" },
    { "redirect_uri", "http://127.0.0.1:40000/#x" },
    { "redirect_uri", "http://127.0.0.1:40000/?x" },
    { "redirect_uri", "https://127.0.0.1:40000/" }, { "redirect_uri", "file:///etc/passwd" },
    { "redirect_uri", "http://u@127.0.0.1:40000/" }, { "code_challenge", NULL },
    { "code_challenge", "short" }, { "code_challenge_method", NULL },
    { "code_challenge_method", "plain" }, { "state", NULL }, { "state", "" },
    { "state", long_state }, { "town", "x" },
  };

  for (int i = 0; i < 2; i++)
    {
      for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
        {
          g_autofree char *target = wish (cases[j][0], cases[j][1]);

          g_test_message ("%s", target);
          browser_get (browser, target);
          browser_expect (browser, 400, "This address is not complete");
          g_assert_null (browser->location);
          g_assert_null (strstr (browser->html, "evil"));
        }
      if (i == 0)
        browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
    }
}

static char *
read_code (Browser    *browser,
           const char *redirect)
{
  g_autofree char *start = g_strconcat (redirect, "?code=", NULL);
  g_autofree char *end = g_strdup ("&state=a%20b%26c&iss=https%3A%2F%2Fparvis.example");

  g_assert_cmpint (browser->status, ==, 303);
  g_assert_true (g_str_has_prefix (browser->location, start));
  g_assert_true (g_str_has_suffix (browser->location, end));

  return g_strndup (browser->location + strlen (start),
                    strlen (browser->location) - strlen (start) - strlen (end));
}

static void
test_signing_in_leads_back_to_the_application (Browser       *browser,
                                               gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *target = wish (NULL, NULL);
  g_autofree char *code = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(ParvisTokens) tokens = { 0 };

  browser_get (browser, target);
  browser_expect (browser, 200, "<h1>Sign in</h1>");
  browser_submit (browser, "email", BROWSER_EMAIL, "password", "wrong", NULL);
  browser_expect (browser, 422, NULL);
  browser_submit (browser, "email", BROWSER_EMAIL, "password", BROWSER_PASSWORD, NULL);
  browser_follow (browser);
  code = read_code (browser, REDIRECT);
  browser_expect (browser, 303, "You can go back to Parvis");
  parvis_authorization_redeem (browser_store (browser), code, PARVIS_CLIENT_DESKTOP, REDIRECT,
                               VERIFIER, &tokens, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (tokens.account, ==, id);

  /* Once; a page of somebody else that leads here again is asked about. */
  browser_get (browser, target);
  browser_expect (browser, 200, "Sign in to Parvis on this computer?");
  browser_expect (browser, 200, "“Poste de l’accueil” asks to work with Essai in your name.");
}

static void
test_the_telephone_comes_before_the_application (Browser       *browser,
                                                 gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *target = wish (NULL, NULL);
  g_autofree char *totp = NULL;
  g_autofree char *code = NULL;

  browser_add_totp (browser, id);
  browser_get (browser, target);
  browser_submit (browser, "email", BROWSER_EMAIL, "password", BROWSER_PASSWORD, NULL);
  browser_expect_at (browser, "/sign-in/totp");
  browser_follow (browser);
  totp = browser_totp (browser, 0);
  browser_submit (browser, "code", totp, NULL);
  browser_follow (browser);
  code = read_code (browser, REDIRECT);
}

static void
test_whoever_is_signed_in_is_asked (Browser       *browser,
                                    gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *target = wish (NULL, NULL);
  g_autofree char *code = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, target);
  browser_expect (browser, 200, "Go on as Hélène Garnier");
  browser_submit (browser, "what", "allow", NULL);
  code = read_code (browser, REDIRECT);
  g_assert_cmpuint (strlen (code), >=, 43);

  browser_get (browser, target);
  browser_submit (browser, "what", "deny", NULL);
  browser_expect_at (browser, REDIRECT "?error=access_denied&state=a%20b%26c"
                     "&iss=https%3A%2F%2Fparvis.example");

  browser_get (browser, target);
  browser_submit (browser, "what", "other", NULL);
  browser_follow (browser);
  browser_expect (browser, 200, "<h1>Sign in</h1>");
}

static void
test_an_application_on_ipv6_is_reached_too (Browser       *browser,
                                            gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *target = wish ("redirect_uri", "http://[::1]:40000/");

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, target);
  browser_submit (browser, "what", "allow", NULL);
  browser_expect (browser, 200,
                  "<meta http-equiv=\"refresh\" content=\"0; url=http://[::1]:40000/?code=");
  browser_expect (browser, 200, "Nothing happens? Go on in Parvis");
}

static void
test_who_manages_a_town_needs_a_telephone (Browser       *browser,
                                           gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *counter = browser_add_account (browser, "c@saint-aubin.example");
  g_autofree char *target = wish (NULL, NULL);
  g_autofree char *key = NULL;
  g_autofree char *code = NULL;
  const char *start;

  browser_add_role (browser, counter, "counter");
  browser_add_role (browser, id, "mayor");
  browser_get (browser, target);
  browser_submit (browser, "email", BROWSER_EMAIL, "password", BROWSER_PASSWORD, NULL);
  browser_follow (browser);
  browser_expect (browser, 200, "One more step");
  browser_submit (browser, "what", "begin", NULL);
  start = strstr (browser->html, "<li><code>") + strlen ("<li><code>");
  key = g_strndup (start, strcspn (start, "<"));
  code = browser_totp_of (browser, key);
  browser_submit (browser, "what", "confirm", "code", code, NULL);
  browser_expect (browser, 200, "Write down your recovery codes");
  browser_expect (browser, 200, "href=\"/sign-in/authorize?");

  browser_get (browser, target);
  browser_submit (browser, "what", "allow", NULL);
  g_assert_true (g_str_has_prefix (browser->location, REDIRECT "?code="));
}

static void
test_who_counts_does_not_need_one (Browser       *browser,
                                   gconstpointer  data)
{
  g_autofree char *counter = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *target = wish (NULL, NULL);

  browser_add_role (browser, counter, "counter");
  browser_get (browser, target);
  browser_submit (browser, "email", BROWSER_EMAIL, "password", BROWSER_PASSWORD, NULL);
  browser_follow (browser);
  g_assert_true (g_str_has_prefix (browser->location, REDIRECT "?code="));
}

static char *
make_device (Browser  *browser,
             char    **device_code)
{
  ParvisSignInRequest request = { .client = g_strdup (PARVIS_CLIENT_DESKTOP),
                                  .insee = g_strdup ("00001"),
                                  .label = g_strdup ("Écran de la salle") };
  g_autoptr(GError) error = NULL;
  char *user_code = NULL;

  parvis_device_create (browser_store (browser), &request, browser->town.now, device_code,
                        &user_code, &error);
  g_assert_no_error (error);
  parvis_sign_in_request_clear (&request);

  return user_code;
}

static ParvisPoll
poll_device (Browser    *browser,
             const char *device_code)
{
  g_auto(ParvisTokens) tokens = { 0 };
  ParvisPoll poll;

  browser->town.now += 60 * PARVIS_SECOND;
  g_assert_true (parvis_device_poll (browser_store (browser), device_code, PARVIS_CLIENT_DESKTOP,
                                     &poll, &tokens, NULL));

  return poll;
}

static void
test_a_device_is_connected_by_its_code (Browser       *browser,
                                        gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *device = NULL;
  g_autofree char *code = make_device (browser, &device);
  g_autofree char *target = g_strconcat ("/sign-in/device?user_code=", code, NULL);

  browser_get (browser, target);
  browser_expect (browser, 200, "<h1>Sign in</h1>");
  browser_submit (browser, "email", BROWSER_EMAIL, "password", BROWSER_PASSWORD, NULL);
  browser_expect_at (browser, target);
  browser_follow (browser);
  /* Nothing is decided by a link. */
  browser_expect (browser, 200, "Connect a device");
  g_assert_cmpint (poll_device (browser, device), ==, PARVIS_POLL_PENDING);
  browser_submit (browser, "code", code, NULL);
  browser_expect (browser, 200, "“Écran de la salle” asks to work with Essai in your name.");
  g_assert_cmpint (poll_device (browser, device), ==, PARVIS_POLL_PENDING);
  browser_submit (browser, "what", "allow", NULL);
  browser_expect (browser, 200, "Your device is connected");
  g_assert_cmpint (poll_device (browser, device), ==, PARVIS_POLL_GRANTED);
}

static void
test_a_device_of_somebody_else_is_refused (Browser       *browser,
                                           gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *device = NULL;
  g_autofree char *code = make_device (browser, &device);

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, "/sign-in/device");
  browser_submit (browser, "code", code, NULL);
  browser_submit (browser, "what", "deny", NULL);
  browser_expect (browser, 200, "The device stays outside");
  g_assert_cmpint (poll_device (browser, device), ==, PARVIS_POLL_DENIED);

  browser_get (browser, "/sign-in/device");
  browser_submit (browser, "code", code, NULL);
  browser_expect (browser, 422, "unknown or too old");
}

static void
test_codes_of_devices_are_not_guessed (Browser       *browser,
                                       gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, "/sign-in/device");
  for (int i = 0; i < 10; i++)
    {
      browser_submit (browser, "code", "BCDF-2345", NULL);
      browser_expect (browser, 422, "unknown or too old");
    }
  browser_submit (browser, "code", "BCDF-2345", NULL);
  browser_expect (browser, 429, "Please wait");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  BROWSER_TEST ("/authorize/incomplete-requests-show-and-give-nothing",
                test_incomplete_requests_show_and_give_nothing);
  BROWSER_TEST ("/authorize/signing-in-leads-back-to-the-application",
                test_signing_in_leads_back_to_the_application);
  BROWSER_TEST ("/authorize/the-telephone-comes-before-the-application",
                test_the_telephone_comes_before_the_application);
  BROWSER_TEST ("/authorize/whoever-is-signed-in-is-asked", test_whoever_is_signed_in_is_asked);
  BROWSER_TEST ("/authorize/an-application-on-ipv6-is-reached-too",
                test_an_application_on_ipv6_is_reached_too);
  BROWSER_TEST ("/authorize/who-manages-a-town-needs-a-telephone",
                test_who_manages_a_town_needs_a_telephone);
  BROWSER_TEST ("/authorize/who-counts-does-not-need-one", test_who_counts_does_not_need_one);
  BROWSER_TEST ("/authorize/a-device-is-connected-by-its-code",
                test_a_device_is_connected_by_its_code);
  BROWSER_TEST ("/authorize/a-device-of-somebody-else-is-refused",
                test_a_device_of_somebody_else_is_refused);
  BROWSER_TEST ("/authorize/codes-of-devices-are-not-guessed",
                test_codes_of_devices_are_not_guessed);

  return g_test_run ();
}
