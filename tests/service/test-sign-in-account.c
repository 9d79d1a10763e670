/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sign-in-account"

#include "config.h"

#include "browser-fixture.h"

#include "parvis-account.h"
#include "parvis-invitation.h"
#include "parvis-member.h"
#include "parvis-session.h"

#include <string.h>

#define NEW_PASSWORD "sept lampes au grenier"
#define NEW_EMAIL    "helene@ailleurs.example"

static void
recover (Browser    *browser,
         const char *email)
{
  browser_get (browser, "/sign-in/recover");
  browser_submit (browser, "email", email, NULL);
}

static void
test_a_lost_password_is_replaced_by_mail (Browser       *browser,
                                          gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *letters = NULL;
  g_autofree char *link = NULL;
  Browser signed_in;

  browser_open_another (&signed_in, browser);
  browser_sign_in (&signed_in, BROWSER_EMAIL, BROWSER_PASSWORD);

  recover (browser, " H.Garnier@Saint-Aubin.example ");
  browser_expect (browser, 200, "a link is on its way");
  letters = browser_letters (browser, &link);
  g_assert_cmpstr (letters, ==, "reset to " BROWSER_EMAIL);
  g_assert_true (g_str_has_prefix (link, BROWSER_ORIGIN "/sign-in/reset/"));

  /* Programs that read mail look at links, too. */
  browser_get (browser, link + strlen (BROWSER_ORIGIN));
  browser_get (browser, link + strlen (BROWSER_ORIGIN));
  browser_expect (browser, 200, "autocomplete=\"new-password\"");
  browser_submit (browser, "password", NEW_PASSWORD, "again", NEW_PASSWORD, NULL);
  browser_expect (browser, 200, "Your password is changed");
  g_clear_pointer (&letters, g_free);
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "password-changed to " BROWSER_EMAIL ", reset to " BROWSER_EMAIL);

  browser_get (browser, link + strlen (BROWSER_ORIGIN));
  browser_expect (browser, 404, "This link is too old");
  browser_get (&signed_in, "/sign-in/security");
  browser_expect_at (&signed_in, "/sign-in");
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect (browser, 422, NULL);
  browser_sign_in (browser, BROWSER_EMAIL, NEW_PASSWORD);
  browser_expect_at (browser, "/sign-in/security");
  browser_close (&signed_in);
}

static void
test_nobody_learns_whose_address_it_is (Browser       *browser,
                                        gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *known = NULL;
  g_autofree char *letters = NULL;

  recover (browser, BROWSER_EMAIL);
  known = g_strdup (browser->html);
  recover (browser, "nobody@saint-aubin.example");
  g_assert_cmpstr (browser->html, ==, known);
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "reset to " BROWSER_EMAIL);
}

static void
test_nobodys_letter_box_is_filled (Browser       *browser,
                                   gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *letters = NULL;

  for (int i = 0; i < 3; i++)
    {
      recover (browser, BROWSER_EMAIL);
      browser_expect (browser, 200, NULL);
    }
  recover (browser, BROWSER_EMAIL);
  browser_expect (browser, 429, "Please wait 5 minutes");
  for (int i = 0; i < 4; i++)
    recover (browser, "nobody@saint-aubin.example");
  browser_expect (browser, 429, "Please wait 5 minutes");
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "reset to " BROWSER_EMAIL ", reset to " BROWSER_EMAIL
                   ", reset to " BROWSER_EMAIL);
}

static void
test_a_link_is_good_for_half_an_hour (Browser       *browser,
                                      gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *letters = NULL;
  g_autofree char *link = NULL;

  recover (browser, BROWSER_EMAIL);
  letters = browser_letters (browser, &link);
  browser_get (browser, link + strlen (BROWSER_ORIGIN));
  browser_expect (browser, 200, NULL);
  browser->town.now += 30 * PARVIS_MINUTE;
  browser_submit (browser, "password", NEW_PASSWORD, "again", NEW_PASSWORD, NULL);
  browser_expect (browser, 404, "This link is too old");
}

static void
test_a_weak_password_is_refused_with_its_reason (Browser       *browser,
                                                 gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *letters = NULL;
  g_autofree char *link = NULL;

  recover (browser, BROWSER_EMAIL);
  letters = browser_letters (browser, &link);
  browser_get (browser, link + strlen (BROWSER_ORIGIN));
  browser_submit (browser, "password", "court", "again", "court", NULL);
  browser_expect (browser, 422, "too short");
  browser_expect (browser, 422, "aria-describedby=\"password-error password-hint\"");
  browser_expect (browser, 422, "aria-invalid=\"true\" autofocus");
  browser_expect (browser, 422, "<title>Error: ");
  g_assert_null (strstr (browser->html, "court"));
  browser_submit (browser, "password", "motdepasse2026", "again", "motdepasse2026", NULL);
  browser_expect (browser, 422, "one of the first");
  browser_submit (browser, "password", "helene-garnier!", "again", "helene-garnier!", NULL);
  browser_expect (browser, 422, "made of your name");
  browser_submit (browser, "password", NEW_PASSWORD, "again", "another one", NULL);
  browser_expect (browser, 422, "are not the same");
}

static void
test_the_password_is_changed_with_the_old_one (Browser       *browser,
                                               gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *letters = NULL;
  Browser other;

  browser_open_another (&other, browser);
  browser_sign_in (&other, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, "/sign-in/security/password");
  browser_submit (browser, "current", "wrong", "password", NEW_PASSWORD,
                  "again", NEW_PASSWORD, NULL);
  browser_expect (browser, 422, "not your password until now");
  browser_submit (browser, "current", BROWSER_PASSWORD, "password", NEW_PASSWORD,
                  "again", NEW_PASSWORD, NULL);
  browser_expect (browser, 200, "Your password is changed.");
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "password-changed to " BROWSER_EMAIL);
  /* This browser stays, others do not. */
  browser_get (browser, "/sign-in/security");
  browser_expect (browser, 200, NULL);
  browser_get (&other, "/sign-in/security");
  browser_expect_at (&other, "/sign-in");
  browser_close (&other);
}

/* Asks for NEW_EMAIL and returns the path of the link that went there. */
static char *
ask_for_email (Browser *browser)
{
  g_autofree char *letters = NULL;
  g_autofree char *link = NULL;

  browser_get (browser, "/sign-in/security/email");
  browser_expect (browser, 200, BROWSER_EMAIL);
  browser_submit (browser, "email", NEW_EMAIL, "current", BROWSER_PASSWORD, NULL);
  browser_expect (browser, 200, "If this address can be used");
  letters = browser_letters (browser, &link);
  g_assert_nonnull (strstr (letters, "email-wish to " NEW_EMAIL));
  g_assert_true (g_str_has_prefix (link, BROWSER_ORIGIN "/sign-in/email/"));

  return g_strdup (link + strlen (BROWSER_ORIGIN));
}

static char *
dup_email (Browser    *browser,
           const char *id)
{
  g_autoptr(ParvisAccount) account = parvis_account_find (browser_store (browser), id, NULL);

  return g_strdup (account->email);
}

static gboolean
trail_has (Browser    *browser,
           const char *target,
           const char *action,
           const char *object)
{
  g_autoptr(json_t) answer = town_request (&browser->town, "operator", "GET", target, NULL, NULL);
  const json_t *entry;
  gsize i;

  json_array_foreach (json_object_get (answer, "entries"), i, entry)
    {
      if (strcmp (town_text (entry, "action"), action) == 0 &&
          strcmp (town_text (entry, "object"), object) == 0)
        return TRUE;
    }

  return FALSE;
}

static void
test_the_address_is_changed_from_the_new_one (Browser       *browser,
                                              gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *link = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *letters = NULL;
  g_autoptr(json_t) members = NULL;
  g_autofree char *listed = NULL;
  Browser later;

  browser_add_role (browser, id, "clerk");
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  link = ask_for_email (browser);

  /* Programs that read mail look at links: nothing changes. */
  browser_get (browser, link);
  browser_expect (browser, 200, NEW_EMAIL);
  before = dup_email (browser, id);
  g_assert_cmpstr (before, ==, BROWSER_EMAIL);

  browser_submit (browser, NULL);
  browser_expect (browser, 200, "Your e-mail address is changed");
  after = dup_email (browser, id);
  g_assert_cmpstr (after, ==, NEW_EMAIL);
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "email-changed to " BROWSER_EMAIL ", email-wish to " NEW_EMAIL);
  g_assert_true (trail_has (browser, "/api/v1/audit?limit=1000", "account.email_wish", id));
  g_assert_true (trail_has (browser, "/api/v1/audit?limit=1000", "account.email", id));
  g_assert_true (trail_has (browser, "/api/v1/towns/00001/audit?limit=1000", "member.email", id));

  /* The town's own list has it too, and the link is used up. */
  members = town_request (&browser->town, "operator", "GET",
                          "/api/v1/towns/00001/entities/member", NULL, NULL);
  listed = parvis_json_dump (members);
  g_assert_nonnull (strstr (listed, NEW_EMAIL));
  browser_get (browser, link);
  browser_expect (browser, 404, "This link is too old");

  browser_open_another (&later, browser);
  browser_sign_in (&later, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect (&later, 422, NULL);
  browser_sign_in (&later, NEW_EMAIL, BROWSER_PASSWORD);
  browser_expect_at (&later, "/sign-in/security");
  browser_close (&later);
}

static void
test_who_comes_for_the_address_signs_in_first (Browser       *browser,
                                               gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);

  browser_get (browser, "/sign-in/security/email");
  browser_expect (browser, 200, "autocomplete=\"current-password\"");
  browser_submit (browser, "email", BROWSER_EMAIL, "password", BROWSER_PASSWORD, NULL);
  browser_expect_at (browser, "/sign-in/security/email");
}

static void
test_an_address_needs_the_password (Browser       *browser,
                                    gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *letters = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, "/sign-in/security/email");
  browser_submit (browser, "email", NEW_EMAIL, "current", "wrong", NULL);
  browser_expect (browser, 422, "This is not your password.");
  browser_submit (browser, "email", "nowhere", "current", BROWSER_PASSWORD, NULL);
  browser_expect (browser, 422, "This is not an e-mail address.");
  browser_submit (browser, "email", BROWSER_EMAIL, "current", BROWSER_PASSWORD, NULL);
  browser_expect (browser, 422, "This is your address already.");
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "");

  /* Guesses are slowed down as those at the door are. */
  for (guint i = 0; i < 5 && browser->status == 422; i++)
    {
      browser_get (browser, "/sign-in/security/email");
      browser_submit (browser, "email", NEW_EMAIL, "current", "wrong", NULL);
    }
  browser_expect (browser, 429, NULL);
}

/* Somebody who is signed in learns nothing of other accounts. */
static void
test_nobody_learns_whose_address_is_taken (Browser       *browser,
                                           gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *other = browser_add_account (browser, "x@saint-aubin.example");
  g_autofree char *letters = NULL;
  g_autofree char *free = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, "/sign-in/security/email");
  browser_submit (browser, "email", "x@saint-aubin.example", "current", BROWSER_PASSWORD, NULL);
  browser_expect (browser, 200, "If this address can be used");
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "");
  free = g_strdup (browser->html);
  g_free (ask_for_email (browser));
  g_assert_cmpstr (browser->html, ==, free);
}

static void
test_an_address_that_was_taken_meanwhile_is_refused (Browser       *browser,
                                                     gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *other = NULL;
  g_autofree char *link = NULL;
  g_autofree char *kept = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  link = ask_for_email (browser);
  other = browser_add_account (browser, NEW_EMAIL);
  browser_get (browser, link);
  browser_submit (browser, NULL);
  browser_expect (browser, 404, "This link is too old");
  kept = dup_email (browser, id);
  g_assert_cmpstr (kept, ==, BROWSER_EMAIL);
}

static void
test_the_link_to_a_new_address_gets_old (Browser       *browser,
                                         gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  first = ask_for_email (browser);
  browser_get (browser, first);
  browser->town.now += 31 * PARVIS_MINUTE;
  browser_submit (browser, NULL);
  browser_expect (browser, 404, "This link is too old");
}

/* The key as it is spelt on the page, in raw bytes. */
static char *
read_key (Browser *browser)
{
  const char *start = strstr (browser->html, "<ul class=\"codes\">\n<li><code>");

  g_assert_nonnull (start);
  start += strlen ("<ul class=\"codes\">\n<li><code>");

  return g_strndup (start, strcspn (start, "<"));
}

static void
test_a_telephone_is_set_up_and_taken_away (Browser       *browser,
                                           gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *key = NULL;
  g_autofree char *first = NULL;
  g_autofree char *letters = NULL;
  g_autofree char *code = NULL;

  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_get (browser, "/sign-in/security/totp");
  browser_submit (browser, "what", "begin", NULL);
  browser_expect (browser, 200, "<svg class=\"code\" role=\"img\"");
  key = read_key (browser);
  code = browser_totp_of (browser, key);

  /* Nothing counts before the telephone has shown that it works. */
  browser_submit (browser, "what", "confirm", "code", "000000", NULL);
  browser_expect (browser, 422, "not the code that the telephone should show");
  browser_submit (browser, "what", "confirm", "code", code, NULL);
  browser_expect (browser, 200, "Write down your recovery codes");
  first = read_key (browser);
  letters = browser_letters (browser, NULL);
  g_assert_cmpstr (letters, ==, "totp-on to " BROWSER_EMAIL);

  browser_get (browser, "/sign-in/security/totp");
  browser_expect (browser, 200, "Recovery codes that are left: 10.");
  browser_submit (browser, "what", "off", "current", "wrong", NULL);
  browser_expect (browser, 422, "This is not your password.");
  browser_submit (browser, "what", "codes", "current", BROWSER_PASSWORD, NULL);
  browser_expect (browser, 200, "Write down your recovery codes");
  g_assert_null (strstr (browser->html, first));

  browser_get (browser, "/sign-in/security/totp");
  browser_submit (browser, "what", "off", "current", BROWSER_PASSWORD, NULL);
  browser_expect_at (browser, "/sign-in/security");
  browser_follow (browser);
  browser_expect (browser, 200, "Code of the telephone: off");
}

static void
test_devices_are_listed_and_disconnected (Browser       *browser,
                                          gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autofree char *other = browser_add_account (browser, "b@saint-aubin.example");
  g_auto(ParvisTokens) mine = { 0 };
  g_auto(ParvisTokens) theirs = { 0 };
  g_autofree char *token = NULL;
  g_autofree char *body = NULL;

  g_assert_true (parvis_session_create (browser_store (browser), id, "Accueil <1>", &mine, NULL));
  g_assert_true (parvis_session_create (browser_store (browser), other, "Autre", &theirs, NULL));
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_follow (browser);
  browser_expect (browser, 200, "Disconnect “Accueil &lt;1&gt;”");
  g_assert_null (strstr (browser->html, "Autre"));

  token = browser_hidden (browser, "token");
  body = g_strdup_printf ("token=%s&device=%s", token, theirs.session);
  browser_post (browser, "/sign-in/security", body);
  g_assert_true (parvis_session_refresh (browser_store (browser), theirs.refresh, &theirs, NULL));

  g_free (body);
  body = g_strdup_printf ("token=%s&device=%s", token, mine.session);
  browser_post (browser, "/sign-in/security", body);
  browser_expect (browser, 200, "The device is disconnected.");
  browser_expect (browser, 200, "No device is connected.");
  g_assert_false (parvis_session_refresh (browser_store (browser), mine.refresh, &mine, NULL));
}

static json_t *
invite (Browser    *browser,
        const char *email)
{
  g_autoptr(json_t) wish = json_pack ("{s:s, s:[s], s:s}", "name", "Luc Martineau",
                                      "roles", "counter", "send", email != NULL ? "email" : "code");
  g_autoptr(GError) error = NULL;
  json_t *made;

  parvis_json_set_string (wish, "email", email);
  made = parvis_invitation_create (browser_store (browser), "00001", "operator", wish,
                                   browser->town.now, &error);
  g_assert_no_error (error);

  return made;
}

static gboolean
is_counter (Browser    *browser,
            const char *email)
{
  g_autoptr(ParvisAccount) account = parvis_account_find_by_email (browser_store (browser), email,
                                                                   NULL);
  ParvisDb *db = parvis_store_acquire (browser_store (browser), "00001", NULL);
  ParvisMember member;
  gboolean found = FALSE;

  g_assert_true (parvis_member_find (db, account->id, browser->town.now, &member, &found, NULL));
  parvis_store_release (browser_store (browser), db);

  return found && member.roles == PARVIS_ROLE_BIT (PARVIS_ROLE_COUNTER);
}

static void
test_an_invitation_by_mail_makes_a_member (Browser       *browser,
                                           gconstpointer  data)
{
  g_autoptr(json_t) made = invite (browser, "luc@saint-aubin.example");
  g_autofree char *target = g_strconcat ("/sign-in/invitation/", town_text (made, "token"), NULL);

  browser_get (browser, target);
  browser_expect (browser, 200, "<h1>Essai invites you</h1>");
  browser_expect (browser, 200, "value=\"Luc Martineau\"");
  browser_expect (browser, 200, "luc@saint-aubin.example");
  browser_submit (browser, "what", "create", "name", " ", "password", "essai essai",
                  "again", "x", NULL);
  browser_expect (browser, 422, "Your name is missing.");
  browser_expect (browser, 422, "too short");
  browser_submit (browser, "what", "create", "name", "Luc M.", "password", NEW_PASSWORD,
                  "again", NEW_PASSWORD, NULL);
  browser_expect (browser, 200, "Welcome to Essai");
  g_assert_true (is_counter (browser, "luc@saint-aubin.example"));
  browser_get (browser, "/sign-in/security");
  browser_expect (browser, 200, "You are signed in here as Luc M.");
  browser_get (browser, target);
  browser_expect (browser, 404, "This invitation is not good any more");
}

/* The link is for whoever is invited: who invites does not get to see it. */
static void
test_an_invitation_is_mailed_to_whom_it_is_for (Browser       *browser,
                                                gconstpointer  data)
{
  g_autoptr(json_t) tokens = town_sign_in (&browser->town, "00001", "Hélène", "mayor");
  g_autoptr(json_t) answer = NULL;
  g_autofree char *letters = NULL;
  g_autofree char *link = NULL;

  answer = town_expect (&browser->town, 201, town_text (tokens, "access_token"), "POST",
                        "/invitations", "{\"name\":\"Luc\",\"email\":\"luc@x.example\","
                        "\"roles\":[\"counter\"],\"send\":\"email\"}");
  g_assert_null (json_object_get (answer, "token"));
  g_assert_null (json_object_get (answer, "code"));
  letters = browser_letters (browser, &link);
  g_assert_cmpstr (letters, ==, "invitation to luc@x.example");
  browser_get (browser, link + strlen (BROWSER_ORIGIN));
  browser_expect (browser, 200, "Essai invites you");

  /* Without a mail server nobody is told that a letter is on its way. */
  g_assert_true (parvis_config_set (browser->town.config, "smtp-url", "", NULL));
  town_restart (&browser->town);
  json_decref (town_expect (&browser->town, 422, town_text (tokens, "access_token"), "POST",
                            "/invitations", "{\"name\":\"Luc\",\"email\":\"luc@x.example\","
                            "\"roles\":[\"counter\"],\"send\":\"email\"}"));
}

static void
test_an_invitation_by_code_makes_a_member (Browser       *browser,
                                           gconstpointer  data)
{
  g_autoptr(json_t) made = invite (browser, NULL);
  g_autofree char *typed = g_ascii_strdown (town_text (made, "code"), -1);

  browser_get (browser, "/sign-in/invitation");
  browser_submit (browser, "code", typed, NULL);
  browser_expect (browser, 200, "Essai invites you");
  browser_submit (browser, "what", "create", "name", "Luc", "email", "luc@x.example",
                  "password", NEW_PASSWORD, "again", NEW_PASSWORD, NULL);
  browser_expect (browser, 200, "Welcome to Essai");
  g_assert_true (is_counter (browser, "luc@x.example"));
}

/* Who holds a code has not shown that he reads the mail of an address. */
static void
test_a_code_takes_no_account_over (Browser       *browser,
                                   gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autoptr(json_t) made = invite (browser, NULL);

  browser_get (browser, "/sign-in/invitation");
  browser_submit (browser, "code", town_text (made, "code"), NULL);
  browser_submit (browser, "what", "create", "name", "Luc", "email", BROWSER_EMAIL,
                  "password", NEW_PASSWORD, "again", NEW_PASSWORD, NULL);
  browser_expect (browser, 422, "is there already");
  browser_sign_in (browser, BROWSER_EMAIL, BROWSER_PASSWORD);
  browser_expect_at (browser, "/sign-in/security");

  browser_get (browser, "/sign-in/invitation");
  browser_submit (browser, "code", town_text (made, "code"), NULL);
  browser_expect (browser, 200, "Accept as Hélène Garnier");
  browser_submit (browser, "what", "join", NULL);
  browser_expect (browser, 200, "Welcome to Essai");
  g_assert_true (is_counter (browser, BROWSER_EMAIL));
}

/* And learns of a few addresses whether they have one, not of a list. */
static void
test_a_code_tells_of_few_addresses (Browser       *browser,
                                    gconstpointer  data)
{
  g_autofree char *id = browser_add_account (browser, BROWSER_EMAIL);
  g_autoptr(json_t) made = invite (browser, NULL);

  browser_get (browser, "/sign-in/invitation");
  browser_submit (browser, "code", town_text (made, "code"), NULL);
  for (int i = 0; i < 10; i++)
    {
      browser_submit (browser, "what", "create", "name", "Luc", "email", BROWSER_EMAIL,
                      "password", NEW_PASSWORD, "again", NEW_PASSWORD, NULL);
      browser_expect (browser, 422, "is there already");
    }
  browser_submit (browser, "what", "create", "name", "Luc", "email", BROWSER_EMAIL,
                  "password", NEW_PASSWORD, "again", NEW_PASSWORD, NULL);
  browser_expect (browser, 429, "Please wait");
}

/* Before there is an account that nobody belongs to. */
static void
test_a_name_is_checked_first (Browser       *browser,
                              gconstpointer  data)
{
  g_autofree char *longest = g_strnfill (PARVIS_ACCOUNT_NAME_MAX, 'L');
  g_autofree char *longer = g_strconcat (longest, "L", NULL);
  const char *wrong[] = { longer, "\xe2\x80\x8b" };
  g_autoptr(json_t) made = invite (browser, NULL);

  browser_get (browser, "/sign-in/invitation");
  browser_submit (browser, "code", town_text (made, "code"), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      browser_submit (browser, "what", "create", "name", wrong[i], "email", "luc@x.example",
                      "password", NEW_PASSWORD, "again", NEW_PASSWORD, NULL);
      browser_expect (browser, 422, "at most 80 characters");
    }
  browser_submit (browser, "what", "create", "name", longest, "email", "luc@x.example",
                  "password", NEW_PASSWORD, "again", NEW_PASSWORD, NULL);
  browser_expect (browser, 200, "Welcome to Essai");
}

static void
test_codes_of_invitations_are_not_guessed (Browser       *browser,
                                           gconstpointer  data)
{
  g_autoptr(json_t) made = invite (browser, NULL);

  browser_get (browser, "/sign-in/invitation");
  for (int i = 0; i < 10; i++)
    {
      browser_submit (browser, "code", "ABCD-2345", NULL);
      browser_expect (browser, 422, "unknown or too old");
    }
  browser_submit (browser, "code", town_text (made, "code"), NULL);
  browser_expect (browser, 429, "Please wait");
  browser->town.now += 5 * PARVIS_SECOND;
  browser_get (browser, "/sign-in/invitation");
  browser_submit (browser, "code", town_text (made, "code"), NULL);
  browser_expect (browser, 200, "Essai invites you");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  BROWSER_TEST ("/account/a-lost-password-is-replaced-by-mail",
                test_a_lost_password_is_replaced_by_mail);
  BROWSER_TEST ("/account/nobody-learns-whose-address-it-is",
                test_nobody_learns_whose_address_it_is);
  BROWSER_TEST ("/account/nobodys-letter-box-is-filled", test_nobodys_letter_box_is_filled);
  BROWSER_TEST ("/account/a-link-is-good-for-half-an-hour", test_a_link_is_good_for_half_an_hour);
  BROWSER_TEST ("/account/a-weak-password-is-refused-with-its-reason",
                test_a_weak_password_is_refused_with_its_reason);
  BROWSER_TEST ("/account/the-password-is-changed-with-the-old-one",
                test_the_password_is_changed_with_the_old_one);
  BROWSER_TEST ("/account/the-address-is-changed-from-the-new-one",
                test_the_address_is_changed_from_the_new_one);
  BROWSER_TEST ("/account/who-comes-for-the-address-signs-in-first",
                test_who_comes_for_the_address_signs_in_first);
  BROWSER_TEST ("/account/an-address-needs-the-password", test_an_address_needs_the_password);
  BROWSER_TEST ("/account/nobody-learns-whose-address-is-taken",
                test_nobody_learns_whose_address_is_taken);
  BROWSER_TEST ("/account/an-address-that-was-taken-meanwhile-is-refused",
                test_an_address_that_was_taken_meanwhile_is_refused);
  BROWSER_TEST ("/account/the-link-to-a-new-address-gets-old",
                test_the_link_to_a_new_address_gets_old);
  BROWSER_TEST ("/account/a-telephone-is-set-up-and-taken-away",
                test_a_telephone_is_set_up_and_taken_away);
  BROWSER_TEST ("/account/devices-are-listed-and-disconnected",
                test_devices_are_listed_and_disconnected);
  BROWSER_TEST ("/account/an-invitation-by-mail-makes-a-member",
                test_an_invitation_by_mail_makes_a_member);
  BROWSER_TEST ("/account/an-invitation-is-mailed-to-whom-it-is-for",
                test_an_invitation_is_mailed_to_whom_it_is_for);
  BROWSER_TEST ("/account/an-invitation-by-code-makes-a-member",
                test_an_invitation_by_code_makes_a_member);
  BROWSER_TEST ("/account/a-code-takes-no-account-over", test_a_code_takes_no_account_over);
  BROWSER_TEST ("/account/a-code-tells-of-few-addresses", test_a_code_tells_of_few_addresses);
  BROWSER_TEST ("/account/a-name-is-checked-first", test_a_name_is_checked_first);
  BROWSER_TEST ("/account/codes-of-invitations-are-not-guessed",
                test_codes_of_invitations_are_not_guessed);

  return g_test_run ();
}
