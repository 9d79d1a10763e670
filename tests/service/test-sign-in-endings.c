/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sign-in-endings"

#include "config.h"

#include "browser-fixture.h"

#include "parvis-account.h"
#include "parvis-code.h"
#include "parvis-member.h"
#include "parvis-session.h"

#include <string.h>

/* What somebody else began as an account ends when its owner takes it back. */

#define NEW_PASSWORD "sept lampes au grenier"
#define STRANGER     "somebody@elsewhere.example"

/* Of the letter whose kind is the last in the alphabet. */
static char *
link_of (Browser *browser)
{
  g_autofree char *link = NULL;
  g_autofree char *letters = browser_letters (browser, &link);

  g_assert_nonnull (link);

  return g_strdup (link + strlen (BROWSER_ORIGIN));
}

/* The owner, who never knew of it, gets a new password by mail. */
static void
reset (Browser *first)
{
  g_autofree char *link = NULL;
  Browser owner;

  browser_open_another (&owner, first);
  browser_get (&owner, "/sign-in/recover");
  browser_submit (&owner, "email", BROWSER_EMAIL, NULL);
  link = link_of (&owner);
  browser_get (&owner, link);
  browser_submit (&owner, "password", NEW_PASSWORD, "again", NEW_PASSWORD, NULL);
  browser_expect (&owner, 200, "Your password is changed");
  browser_close (&owner);
}

/* A code that the account allowed; (transfer full) */
static char *
allow_device (Browser    *browser,
              const char *account)
{
  ParvisSignInRequest request = { .client = g_strdup (PARVIS_CLIENT_DESKTOP),
                                  .insee = g_strdup ("00001"), .label = g_strdup ("Poste") };
  g_autofree char *user_code = NULL;
  g_autoptr(GError) error = NULL;
  char *device = NULL;

  parvis_device_create (browser_store (browser), &request, browser->town.now, &device,
                        &user_code, &error);
  g_assert_no_error (error);
  parvis_sign_in_request_clear (&request);
  parvis_device_decide (browser_store (browser), user_code, account, &error);
  g_assert_no_error (error);

  return device;
}

static void
assert_worthless (Browser    *browser,
                  const char *device)
{
  g_auto(ParvisTokens) tokens = { 0 };
  ParvisPoll poll = PARVIS_POLL_PENDING;

  browser->town.now += PARVIS_MINUTE;
  g_assert_false (parvis_device_poll (browser_store (browser), device, PARVIS_CLIENT_DESKTOP,
                                      &poll, &tokens, NULL) &&
                  poll == PARVIS_POLL_GRANTED);
}

static void
test_a_new_password_ends_a_change_of_address (Browser       *browser,
                                              gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *link = NULL;
  g_autoptr(ParvisAccount) account = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, "/sign-in/security/email");
  browser_submit (browser, "email", STRANGER, "current", BROWSER_PASSWORD, NULL);
  link = link_of (browser);
  g_assert_true (g_str_has_prefix (link, "/sign-in/email/"));
  browser_get (browser, link);
  browser_expect (browser, 200, STRANGER);

  reset (browser);
  browser_get (browser, link);
  browser_expect (browser, 404, "This link is too old");
  account = parvis_account_find (browser_store (browser), id, NULL);
  g_assert_cmpstr (account->email, ==, BROWSER_EMAIL);
}

static void
test_a_new_password_ends_the_code_of_a_device (Browser       *browser,
                                               gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *device = allow_device (browser, id);

  reset (browser);
  assert_worthless (browser, device);
}

static void
test_a_fresh_beginning_ends_the_code_of_a_device (Browser       *browser,
                                                  gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *device = allow_device (browser, id);
  g_autofree char *target = g_strdup_printf ("/api/v1/accounts/%s/reset", id);

  json_decref (town_request (&browser->town, "operator", "POST", target, "application/json",
                             "{}"));
  g_assert_cmpint (browser->town.status, ==, 200);
  assert_worthless (browser, device);
}

/* The service hears of it from the town's writer, in its own time. */
static void
wait_until_out (Browser    *browser,
                const char *account)
{
  gboolean out = FALSE;

  while (!out)
    {
      ParvisDb *db = parvis_store_acquire (browser_store (browser), "", NULL);
      g_auto(GStrv) towns = parvis_account_list_towns (db, account, NULL);

      parvis_store_release (browser_store (browser), db);
      out = towns[0] == NULL;
      parvis_service_settle_people (browser->town.service);
      g_thread_yield ();
    }
}

static void
test_who_left_the_last_town_gets_no_device (Browser       *browser,
                                            gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *remove = g_strdup_printf ("/members/%s/remove", id);
  g_autofree char *device = NULL;

  browser_add_role (browser, id, "clerk");
  device = allow_device (browser, id);
  json_decref (town_expect (&browser->town, 200, "operator", "POST", remove, "{}"));
  wait_until_out (browser, id);
  assert_worthless (browser, device);
}

/* Between the password and the code of the telephone a browser is nobody's. */
static void
test_a_new_password_ends_a_sign_in_that_is_half_done (Browser       *browser,
                                                      gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *code = NULL;

  browser_add_totp (browser, id);
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect_at (browser, "/sign-in/totp");
  browser_follow (browser);
  browser_expect (browser, 200, NULL);

  reset (browser);
  code = browser_totp (browser, 0);
  browser_submit (browser, "code", code, NULL);
  browser_expect_at (browser, "/sign-in");
}

/* Whoever manages a town signs in with a telephone too: also who did not when he signed in. */
static void
test_who_becomes_a_mayor_signs_in_anew (Browser       *browser,
                                        gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *roles = g_strdup_printf ("/members/%s/roles", id);
  g_autoptr(GError) error = NULL;
  g_auto(ParvisTokens) with = { 0 };
  g_auto(ParvisTokens) without = { 0 };

  browser_add_role (browser, id, "clerk");
  parvis_session_create (browser_store (browser), id, "Poste", &without, &error);
  g_assert_no_error (error);
  json_decref (town_expect (&browser->town, 200, without.access, "GET", "/changes", NULL));
  json_decref (town_expect (&browser->town, 200, "operator", "POST", roles,
                            "{\"roles\":[\"mayor\"]}"));
  /* By a command of the service's own, in its own time. */
  while (browser->town.status != 401)
    json_decref (town_ask (&browser->town, without.access, "GET", "/changes", NULL));
  g_assert_false (parvis_session_refresh (browser_store (browser), without.refresh, &without,
                                          NULL));

  /* With one nothing has to be done again. */
  browser_add_totp (browser, id);
  parvis_session_create (browser_store (browser), id, "Poste", &with, &error);
  g_assert_no_error (error);
  json_decref (town_expect (&browser->town, 200, "operator", "POST", roles,
                            "{\"roles\":[\"mayor\",\"clerk\"]}"));
  json_decref (town_expect (&browser->town, 200, with.access, "GET", "/changes", NULL));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  BROWSER_TEST ("/endings/a-new-password-ends-a-change-of-address",
                test_a_new_password_ends_a_change_of_address);
  BROWSER_TEST ("/endings/a-new-password-ends-the-code-of-a-device",
                test_a_new_password_ends_the_code_of_a_device);
  BROWSER_TEST ("/endings/a-fresh-beginning-ends-the-code-of-a-device",
                test_a_fresh_beginning_ends_the_code_of_a_device);
  BROWSER_TEST ("/endings/who-left-the-last-town-gets-no-device",
                test_who_left_the_last_town_gets_no_device);
  BROWSER_TEST ("/endings/a-new-password-ends-a-sign-in-that-is-half-done",
                test_a_new_password_ends_a_sign_in_that_is_half_done);
  BROWSER_TEST ("/endings/who-becomes-a-mayor-signs-in-anew",
                test_who_becomes_a_mayor_signs_in_anew);

  return g_test_run ();
}
