/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sign-in"

#include "config.h"

#include "browser-fixture.h"

#include "parvis-access.h"
#include "parvis-credential.h"
#include "parvis-page.h"
#include "parvis-visit.h"

#include <string.h>

#define COOKIE "__Host-parvis"

static void
test_a_password_lets_its_owner_in (Browser       *browser,
                                   gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);

  browser_get (browser, "/sign-in/security");
  browser_expect_at (browser, "/sign-in");
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect_at (browser, "/sign-in/security");
  browser_follow (browser);
  browser_expect (browser, 200, "You are signed in here as Hélène Garnier.");
  browser_get (browser, "/sign-in");
  browser_expect_at (browser, "/sign-in/security");
}

static void
test_cookies_are_for_this_service_alone (Browser       *browser,
                                         gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *before = NULL;
  ParvisDb *db;
  ParvisStmt *stmt;
  gboolean has_row = FALSE;
  const char *cookie;

  browser_get (browser, "/sign-in");
  before = g_strdup (g_hash_table_lookup (browser->cookies, COOKIE));
  g_assert_cmpuint (strlen (before), ==, 43);
  browser_submit (browser, "email", BROWSER_EMAIL, "password", BROWSER_PASSWORD, NULL);
  g_assert_nonnull (strstr (browser->cookie_line, "; Path=/;"));
  g_assert_nonnull (strstr (browser->cookie_line, "; Secure"));
  g_assert_nonnull (strstr (browser->cookie_line, "; HttpOnly"));
  g_assert_nonnull (strstr (browser->cookie_line, "; SameSite=Lax"));
  g_assert_null (strstr (browser->cookie_line, "Domain"));

  cookie = g_hash_table_lookup (browser->cookies, COOKIE);
  g_assert_cmpstr (cookie, !=, before);
  db = parvis_store_acquire (browser_store (browser), "", NULL);
  stmt = parvis_db_prepare (db, "SELECT hash, state FROM web_session WHERE town = :town", NULL);
  g_assert_true (parvis_stmt_step (stmt, &has_row, NULL) && has_row);
  g_assert_cmpstr (parvis_stmt_get_text (stmt, 0), !=, cookie);
  parvis_stmt_release (stmt);
  parvis_store_release (browser_store (browser), db);

  /* Whoever planted the first cookie is not in the session. */
  g_hash_table_insert (browser->cookies, g_strdup (COOKIE), g_strdup (before));
  browser_get (browser, "/sign-in/security");
  browser_expect_at (browser, "/sign-in");
}

static char *
without_values (const char *html)
{
  g_autoptr(GRegex) regex = g_regex_new (" value=\"[^\"]*\"", 0, 0, NULL);

  return g_regex_replace_literal (regex, html, -1, 0, "", 0, NULL);
}

static void
test_nobody_learns_who_has_an_account (Browser       *browser,
                                       gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *known = NULL;
  g_autofree char *unknown = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, "wrong password");
  browser_expect (browser, 422, "do not belong together");
  known = without_values (browser->html);
  browser_sign_in (browser, "nobody@saint-aubin.example", "wrong password");
  browser_expect (browser, 422, "do not belong together");
  unknown = without_values (browser->html);
  g_assert_cmpstr (known, ==, unknown);
  g_assert_null (g_hash_table_lookup (browser->cookies, "x"));

  /* Nor does a longer row of failures tell. */
  for (int i = 0; i < 4; i++)
    {
      browser_sign_in (browser, BROWSER_EMAIL, "wrong password");
      browser_sign_in (browser, "nobody@saint-aubin.example", "wrong password");
    }
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect (browser, 429, "Please wait");
  g_clear_pointer (&known, g_free);
  known = without_values (browser->html);
  browser_sign_in (browser, "nobody@saint-aubin.example", BROWSER_PASSWORD);
  browser_expect (browser, 429, "Please wait");
  g_clear_pointer (&unknown, g_free);
  unknown = without_values (browser->html);
  g_assert_cmpstr (known, ==, unknown);

  browser->town.now += 2 * PARVIS_SECOND;
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect_at (browser, "/sign-in/security");
}

static void
test_a_disabled_account_is_as_if_unknown (Browser       *browser,
                                          gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_follow (browser);
  g_assert_true (parvis_account_remove (browser_store (browser), "operator", id, NULL));
  browser_get (browser, "/sign-in/security");
  browser_expect_at (browser, "/sign-in");
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect (browser, 422, "do not belong together");
}

static void
test_a_telephone_is_asked_for_too (Browser       *browser,
                                   gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *code = NULL;

  browser_add_totp (browser, id);
  browser_get (browser, "/sign-in/totp");
  browser_expect_at (browser, "/sign-in");
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect_at (browser, "/sign-in/totp");
  browser_get (browser, "/sign-in/security");
  browser_expect_at (browser, "/sign-in");

  browser_get (browser, "/sign-in/totp");
  browser_expect (browser, 200, "autocomplete=\"one-time-code\"");
  browser_submit (browser, "code", "000000", NULL);
  browser_expect (browser, 422, "This code is not right");
  code = browser_totp (browser, 0);
  browser_submit (browser, "code", code, NULL);
  browser_expect_at (browser, "/sign-in/security");
  browser_follow (browser);
  browser_expect (browser, 200, "Hélène Garnier");
}

static void
test_a_code_is_good_once (Browser       *browser,
                          gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *code = NULL;
  Browser other;

  browser_add_totp (browser, id);
  code = browser_totp (browser, 0);
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_follow (browser);
  browser_submit (browser, "code", code, NULL);
  browser_expect_at (browser, "/sign-in/security");

  browser_open_another (&other, browser);
  browser_sign_in (&other, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_follow (&other);
  browser_submit (&other, "code", code, NULL);
  browser_expect (&other, 422, "was used already");
  browser_close (&other);
}

static void
test_a_recovery_code_is_good_once_and_told (Browser       *browser,
                                            gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *hash = parvis_access_hash_key ("ABCDEFGHJKMNPQRS");
  const char *hashes[] = { hash, NULL };
  g_autoptr(ParvisAccount) account = NULL;
  g_autofree char *letters = NULL;
  Browser other;

  browser_add_totp (browser, id);
  account = parvis_account_find (browser_store (browser), id, NULL);
  g_assert_true (parvis_account_set_totp (browser_store (browser), "operator", id,
                                          account->totp_secret, hashes, NULL, NULL));
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_follow (browser);
  browser_submit (browser, "code", "abcd efgh jkmn pqrs", NULL);
  browser_expect_at (browser, "/sign-in/security");
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "recovery-used to " BROWSER_EMAIL);

  browser_open_another (&other, browser);
  browser_sign_in (&other, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_follow (&other);
  browser_submit (&other, "code", "ABCD-EFGH-JKMN-PQRS", NULL);
  browser_expect (&other, 422, "was used already");
  browser_close (&other);
}

static void
test_codes_are_tried_a_few_times_only (Browser       *browser,
                                       gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);

  browser_add_totp (browser, id);
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_follow (browser);
  for (int i = 0; i < 4; i++)
    {
      browser_submit (browser, "code", "000000", NULL);
      browser_expect (browser, 422, NULL);
    }
  browser_submit (browser, "code", "000000", NULL);
  browser_expect (browser, 429, "Please wait");
}

static void
test_time_between_password_and_code_is_short (Browser       *browser,
                                              gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *code = NULL;

  browser_add_totp (browser, id);
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_follow (browser);
  browser->town.now += PARVIS_VISIT_CODE;
  code = browser_totp (browser, 0);
  browser_submit (browser, "code", code, NULL);
  browser_expect_at (browser, "/sign-in");
}

static void
test_a_browser_is_signed_out_in_time (Browser       *browser,
                                      gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser->town.now += PARVIS_VISIT_TIME - 1;
  browser_get (browser, "/sign-in/security");
  browser_expect (browser, 200, NULL);
  browser->town.now += 1;
  browser_get (browser, "/sign-in/security");
  browser_expect_at (browser, "/sign-in");

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, "/sign-in/security");
  token = browser_hidden (browser, "token");
  body = g_strconcat ("token=", token, NULL);
  browser_post (browser, "/sign-in/out", body);
  browser_expect_at (browser, "/sign-in");
  g_assert_null (g_hash_table_lookup (browser->cookies, COOKIE));
  browser_get (browser, "/sign-in/security");
  browser_expect_at (browser, "/sign-in");
}

static void
test_forms_of_others_are_refused (Browser       *browser,
                                  gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  static const struct
  {
    const char *origin;
    const char *site;
  } strangers[] = {
    { "https://evil.example", "cross-site" }, { "https://evil.example", "" },
    { "null", "same-origin" }, { "", "cross-site" }, { "", "same-site" },
    { "http://parvis.example", "same-origin" }, { "https://parvis.example.evil.fr", "" },
  };
  Browser other;
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (strangers); i++)
    {
      browser_get (browser, "/sign-in");
      browser->origin = strangers[i].origin;
      browser->site = strangers[i].site;
      browser_submit (browser, "email", BROWSER_EMAIL, "password", BROWSER_PASSWORD, NULL);
      browser_expect (browser, 403, "does not belong to this browser");
    }
  browser->origin = BROWSER_ORIGIN;
  browser->site = "same-origin";

  /* A token of another browser: somebody would sign the victim in as himself. */
  browser_open_another (&other, browser);
  browser_get (&other, "/sign-in");
  token = browser_hidden (&other, "token");
  body = g_strdup_printf ("token=%s&email=%s&password=x", token, BROWSER_EMAIL);
  browser_post (browser, "/sign-in", body);
  browser_expect (browser, 403, NULL);
  browser_post (browser, "/sign-in", "email=a&password=b");
  browser_expect (browser, 403, NULL);
  browser_post (browser, "/sign-in", "token=&email=a&password=b");
  browser_expect (browser, 403, NULL);
  g_hash_table_remove_all (other.cookies);
  browser_post (&other, "/sign-in", body);
  browser_expect (&other, 403, NULL);
  browser_close (&other);
}

static void
test_one_goes_on_to_our_pages_only (Browser       *browser,
                                    gconstpointer  data)
{
  static const char * const bad[] = {
    "https://evil.example/", "//evil.example/", "/\\evil.example", "/sign-in/\\evil",
    "/sign-in//x y", "/sign-in/x\r\nSet-Cookie: a=b", "/sign-in", "/sign-in.evil.example/",
    "/api/v1/towns", "javascript:alert(1)", "/sign-in/é", "sign-in/security", "",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (parvis_visit_check_next (bad[i]));
  g_assert_null (parvis_visit_check_next (NULL));
  g_assert_cmpstr (parvis_visit_check_next ("/sign-in/device?user_code=A"), ==,
                   "/sign-in/device?user_code=A");
}

static void
test_a_foreign_goal_leads_home (Browser       *browser,
                                gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;

  browser_get (browser, "/sign-in");
  token = browser_hidden (browser, "token");
  body = g_strdup_printf ("token=%s&email=%s&password=quatre+chevaux+verts"
                          "&next=https%%3A%%2F%%2Fevil.example%%2F", token, BROWSER_EMAIL);
  browser_post (browser, "/sign-in", body);
  browser_expect_at (browser, "/sign-in/security");
}

static void
test_what_is_typed_is_shown_and_never_run (Browser       *browser,
                                           gconstpointer  data)
{
  browser_sign_in (browser, "\"><script>alert('1')</script>&amp;", "x");
  browser_expect (browser, 422,
                  "value=\"&quot;&gt;&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt;&amp;amp;\"");
  g_assert_null (strstr (browser->html, "<script"));
}

static void
test_pages_may_do_nothing_but_be_read (Browser       *browser,
                                       gconstpointer  data)
{
  static const char * const pages[] = { "/sign-in", "/sign-in/recover", "/sign-in/invitation",
                                        "/sign-in/device", "/sign-in/authorize",
                                        "/sign-in/reset/x", "/sign-in/nothing" };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      browser_get (browser, pages[i]);
      g_assert_cmpstr (browser->policy, ==, PARVIS_PAGE_POLICY);
      g_assert_nonnull (strstr (browser->html, "<html lang=\"en\">"));
      g_assert_nonnull (strstr (browser->html, "<h1>"));
      g_assert_null (strstr (browser->html, "<script"));
      g_assert_null (strstr (browser->html, " style="));
    }
  g_assert_null (strstr (PARVIS_PAGE_POLICY, "unsafe"));
  browser_expect (browser, 404, "There is nothing at this address.");
}

static void
test_pages_speak_the_language_of_their_reader (Browser       *browser,
                                               gconstpointer  data)
{
  browser->language = "de;q=1, fr;q=0.5";
  browser_get (browser, "/sign-in");
  browser_expect (browser, 200, "<html lang=\"fr\">");
  browser_expect (browser, 200,
                  "<a lang=\"en\" hreflang=\"en\" href=\"/sign-in?lang=en\">English</a>");
  browser_get (browser, "/sign-in?lang=en");
  browser_expect (browser, 200, "<html lang=\"en\">");
  /* It stays so. */
  browser_get (browser, "/sign-in/recover");
  browser_expect (browser, 200, "<html lang=\"en\">");
  browser_get (browser, "/sign-in?lang=xx");
  browser_expect (browser, 200, "<html lang=\"en\">");
}

static void
test_hostile_forms_are_refused_in_words (Browser       *browser,
                                         gconstpointer  data)
{
  g_autofree char *token = NULL;
  g_autofree char *long_field = g_strnfill (20000, 'a');
  g_autofree char *long_body = g_strconcat ("email=", long_field, NULL);
  g_autofree char *twice = NULL;

  browser_get (browser, "/sign-in");
  token = browser_hidden (browser, "token");
  browser_post (browser, "/sign-in", long_body);
  browser_expect (browser, 413, "What was sent cannot be read.");
  browser_post (browser, "/sign-in", "email=%zz");
  browser_expect (browser, 400, "What was sent cannot be read.");
  browser_post (browser, "/sign-in", "email=%00&password=%ff");
  browser_expect (browser, 400, "What was sent cannot be read.");
  twice = g_strdup_printf ("token=%s&email=a&email=b", token);
  browser_post (browser, "/sign-in", twice);
  browser_expect (browser, 400, "What was sent cannot be read.");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  BROWSER_TEST ("/sign-in/a-password-lets-its-owner-in", test_a_password_lets_its_owner_in);
  BROWSER_TEST ("/sign-in/cookies-are-for-this-service-alone",
                test_cookies_are_for_this_service_alone);
  BROWSER_TEST ("/sign-in/nobody-learns-who-has-an-account",
                test_nobody_learns_who_has_an_account);
  BROWSER_TEST ("/sign-in/a-disabled-account-is-as-if-unknown",
                test_a_disabled_account_is_as_if_unknown);
  BROWSER_TEST ("/sign-in/a-telephone-is-asked-for-too", test_a_telephone_is_asked_for_too);
  BROWSER_TEST ("/sign-in/a-code-is-good-once", test_a_code_is_good_once);
  BROWSER_TEST ("/sign-in/a-recovery-code-is-good-once-and-told",
                test_a_recovery_code_is_good_once_and_told);
  BROWSER_TEST ("/sign-in/codes-are-tried-a-few-times-only",
                test_codes_are_tried_a_few_times_only);
  BROWSER_TEST ("/sign-in/time-between-password-and-code-is-short",
                test_time_between_password_and_code_is_short);
  BROWSER_TEST ("/sign-in/a-browser-is-signed-out-in-time", test_a_browser_is_signed_out_in_time);
  BROWSER_TEST ("/sign-in/forms-of-others-are-refused", test_forms_of_others_are_refused);
  BROWSER_TEST ("/sign-in/one-goes-on-to-our-pages-only", test_one_goes_on_to_our_pages_only);
  BROWSER_TEST ("/sign-in/a-foreign-goal-leads-home", test_a_foreign_goal_leads_home);
  BROWSER_TEST ("/sign-in/what-is-typed-is-shown-and-never-run",
                test_what_is_typed_is_shown_and_never_run);
  BROWSER_TEST ("/sign-in/pages-may-do-nothing-but-be-read",
                test_pages_may_do_nothing_but_be_read);
  BROWSER_TEST ("/sign-in/pages-speak-the-language-of-their-reader",
                test_pages_speak_the_language_of_their_reader);
  BROWSER_TEST ("/sign-in/hostile-forms-are-refused-in-words",
                test_hostile_forms_are_refused_in_words);

  return g_test_run ();
}
