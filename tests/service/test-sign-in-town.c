/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sign-in-town"

#include "config.h"

#include "browser-fixture.h"
#include "oidc-peer.h"

#include "parvis-code.h"
#include "parvis-directory.h"
#include "parvis-invitation.h"
#include "parvis-mailbox.h"
#include "parvis-schedule.h"

#include <string.h>

/* A service of several towns, two of which have an identity provider. */

#define HERE   "00001"
#define ISLAND "2A004"
#define PLAIN  "00002"
#define NOWHERE "49007"
#define ANSWER "http://127.0.0.1:40000/"
#define WAY    "Sign in with ProConnect or another provider"

static OidcPeer *liar;

static void
add_town (Browser    *browser,
          const char *insee,
          const char *name)
{
  g_autofree char *target = g_strconcat ("/api/v1/towns/", insee, NULL);
  g_autofree char *body = g_strdup_printf ("{\"name\":\"%s\",\"modules\":[\"parking\"]}", name);

  json_decref (town_request (&browser->town, "operator", "POST", target, "application/json",
                             body));
  g_assert_cmpint (browser->town.status, ==, 201);
}

static void
ask_town (Browser    *browser,
          int         status,
          const char *insee,
          const char *path,
          const char *body)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/towns/%s%s", insee, path);

  json_decref (town_request (&browser->town, "operator", "POST", target, "application/json",
                             body));
  g_assert_cmpint (browser->town.status, ==, status);
}

static void
add_provider (Browser    *browser,
              const char *insee)
{
  g_autofree char *body = NULL;

  body = g_strdup_printf ("{\"id\":\"agents\",\"label\":{\"fr\":\"Agents\",\"en\":\"Agents\"},"
                          "\"issuer\":\"%s/truth\",\"client_id\":\"parvis\","
                          "\"client_secret\":\"secret\",\"scopes\":[\"openid\"],"
                          "\"name_claims\":[\"given_name\",\"usual_name\"]}", liar->url);
  ask_town (browser, 200, insee, "/providers", body);
}

/* Waits until the service's own rows have what was asked of them so far. */
static void
settle (Browser *browser)
{
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_directory_forget (browser_store (browser), "99999", &error));
  g_assert_no_error (error);
}

static void
setup (Browser       *browser,
       gconstpointer  data)
{
  browser_setup (browser, NULL);
  g_assert_true (parvis_config_set (browser->town.config, "provider-addresses", "loopback", NULL));
  browser->town.now = parvis_clock_now (&parvis_system_clock);
  town_restart (&browser->town);
  add_town (browser, ISLAND, "Sainte-Lucie d’Ægée");
  add_town (browser, PLAIN, "Montfleuri");
  add_provider (browser, HERE);
  add_provider (browser, ISLAND);
  settle (browser);
}

#define SIGN_IN_TOWN_TEST(path, func) \
  g_test_add (path, Browser, NULL, setup, func, browser_teardown)

/* What the application asks for when it knows no town. */
static char *
wish (void)
{
  g_autofree char *challenge =
    parvis_code_challenge ("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");

  return g_strdup_printf ("/sign-in/authorize?response_type=code&client_id=" PARVIS_CLIENT_DESKTOP
                          "&redirect_uri=http%%3A%%2F%%2F127.0.0.1%%3A40000%%2F"
                          "&code_challenge=%s&code_challenge_method=S256&state=a%%20b%%26c"
                          "&label=Poste", challenge);
}

/* Goes where the link that says @text leads. */
static void
click (Browser    *browser,
       const char *text)
{
  g_autofree char *end = g_strdup_printf (">%s</a>", text);
  const char *at = strstr (browser->html, end);
  g_autoptr(GString) address = NULL;
  const char *start;

  g_assert_nonnull (at);
  start = g_strrstr_len (browser->html, at - browser->html, "href=\"");
  g_assert_nonnull (start);
  start += strlen ("href=\"");
  address = g_string_new_len (start, at - 1 - start);
  g_string_replace (address, "&amp;", "&", 0);
  browser_get (browser, address->str);
}

static void
search (Browser    *browser,
        const char *text)
{
  browser_get (browser, "/sign-in/town");
  browser_submit (browser, "town", text, NULL);
}

static gboolean
lists (Browser    *browser,
       const char *insee)
{
  g_autofree char *link = g_strdup_printf ("town=%s\">", insee);

  return strstr (browser->html, link) != NULL;
}

static char *
query_of (const char *url,
          const char *name)
{
  g_autoptr(GHashTable) query = NULL;

  query = g_uri_parse_params (strchr (url, '?') + 1, -1, "&", G_URI_PARAMS_NONE, NULL);

  return g_strdup (g_hash_table_lookup (query, name));
}

/* To the provider of the page that is open, and back. */
static void
visit_provider (Browser *browser)
{
  g_autofree char *nonce = NULL;
  g_autofree char *state = NULL;
  g_autofree char *back = NULL;

  click (browser, "Sign in with Agents");
  g_assert_cmpint (browser->status, ==, 303);
  g_assert_true (g_str_has_prefix (browser->location, liar->url));
  nonce = query_of (browser->location, "nonce");
  state = query_of (browser->location, "state");
  back = g_strdup_printf ("/sign-in/callback?code=%s&state=%s", nonce, state);
  browser_get (browser, back);
}

static void
accept_invitation (Browser *browser)
{
  g_autoptr(json_t) wanted = json_pack ("{s:s, s:s, s:[s]}", "name", "Claire", "send", "code",
                                        "roles", "clerk");
  g_autoptr(json_t) made = NULL;

  made = parvis_invitation_create (browser_store (browser), ISLAND, "operator", wanted,
                                   browser->town.now, NULL);
  g_assert_nonnull (made);
  browser_follow (browser);
  browser_submit (browser, "code", town_text (made, "code"), NULL);
  browser_submit (browser, "what", "identity", NULL);
  browser_expect (browser, 200, "You are a member now");
}

static void
test_the_town_that_was_chosen_is_kept_to_the_end (Browser       *browser,
                                                  gconstpointer  data)
{
  g_autofree char *asked = wish ();
  g_autofree char *state = NULL;
  Browser later;

  browser_get (browser, asked);
  browser_expect (browser, 200, "E-mail address");
  g_assert_null (strstr (browser->html, "Sign in with Agents"));
  click (browser, WAY);
  browser_expect (browser, 200, "Choose your town");
  browser_submit (browser, "town", "ste lucie", NULL);
  click (browser, "Sainte-Lucie d’Ægée (" ISLAND ")");
  browser_expect (browser, 200, "Sign in with Agents");
  visit_provider (browser);
  browser_expect_at (browser, "/sign-in/invitation");
  accept_invitation (browser);

  /* Who is known comes back to the very request that the application made. */
  browser_open_another (&later, browser);
  browser_get (&later, asked);
  click (&later, WAY);
  click (&later, "Sainte-Lucie d’Ægée (" ISLAND ")");
  visit_provider (&later);
  g_assert_cmpint (later.status, ==, 303);
  g_assert_true (g_str_has_prefix (later.location, asked));
  g_assert_true (g_str_has_suffix (later.location, "&town=" ISLAND));
  browser_follow (&later);
  g_assert_cmpint (later.status, ==, 303);
  g_assert_true (g_str_has_prefix (later.location, ANSWER "?code="));
  state = query_of (later.location, "state");
  g_assert_cmpstr (state, ==, "a b&c");
  browser_close (&later);
}

static void
test_a_device_is_connected_the_same_way (Browser       *browser,
                                         gconstpointer  data)
{
  Browser later;

  browser_get (browser, "/sign-in/device?user_code=BCDF-2345");
  click (browser, WAY);
  click (browser, "Sainte-Lucie d’Ægée (" ISLAND ")");
  visit_provider (browser);
  accept_invitation (browser);

  browser_open_another (&later, browser);
  browser_get (&later, "/sign-in/device?user_code=BCDF-2345");
  click (&later, WAY);
  click (&later, "Sainte-Lucie d’Ægée (" ISLAND ")");
  visit_provider (&later);
  browser_expect_at (&later, "/sign-in/device?user_code=BCDF-2345&town=" ISLAND);
  browser_follow (&later);
  browser_expect (&later, 200, "Connect a device");
  browser_close (&later);
}

static void
test_a_town_that_is_told_is_not_asked_for (Browser       *browser,
                                           gconstpointer  data)
{
  g_autofree char *asked = wish ();
  g_autofree char *about = g_strconcat (asked, "&town=" HERE, NULL);

  browser_get (browser, about);
  browser_expect (browser, 200, "Sign in with Agents");
  g_assert_null (strstr (browser->html, WAY));

  /* It may be a wrong one: another is chosen in its place. */
  click (browser, "My town is another one");
  click (browser, "Sainte-Lucie d’Ægée (" ISLAND ")");
  browser_expect (browser, 200, "provider/agents?town=" ISLAND);
  g_assert_null (strstr (browser->html, "town=" HERE));

  browser_get (browser, "/sign-in?town=" ISLAND);
  browser_expect (browser, 200, "provider/agents?town=" ISLAND);
  browser_submit (browser, "email", "nobody@example.fr", "password", "wrong", NULL);
  browser_expect (browser, 422, "provider/agents?town=" ISLAND);
}

static void
test_a_town_is_found_as_people_write_it (Browser       *browser,
                                         gconstpointer  data)
{
  static const char * const ways[] = {
    "Sainte-Lucie", "sainte lucie", "STE LUCIE", "lucie", "  luc", "d'aegee", "2a004", ISLAND
  };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      search (browser, ways[i]);
      browser_expect (browser, 200, NULL);
      g_assert_true (lists (browser, ISLAND));
      g_assert_false (lists (browser, HERE));
    }

  search (browser, "ucie");
  browser_expect (browser, 422, "No town of this name");
  search (browser, "2A00");
  browser_expect (browser, 422, "No town of this name");
}

/* Whether it shows something or not: what has no provider is in no list. */
static void
test_towns_without_a_provider_are_not_told (Browser       *browser,
                                            gconstpointer  data)
{
  static const char * const ways[] = { "%", "_", "Montfleuri", PLAIN, "M", "'", "<b>" };

  search (browser, " ");
  browser_expect (browser, 200, NULL);
  g_assert_true (lists (browser, HERE));
  g_assert_true (lists (browser, ISLAND));
  g_assert_null (strstr (browser->html, "Montfleuri"));

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      search (browser, ways[i]);
      g_assert_null (strstr (browser->html, "Montfleuri ("));
      g_assert_null (strstr (browser->html, "<b>"));
    }
}

static void
test_a_town_that_shows_nothing_is_found_by_its_code_alone (Browser       *browser,
                                                           gconstpointer  data)
{
  static const char * const ways[] = { "", "Sainte-Lucie", "lucie", "2A00", "2A0041" };

  ask_town (browser, 200, ISLAND, "/settings", "{\"modules\":[]}");
  ask_town (browser, 200, HERE, "/providers/agents/remove", "{}");
  settle (browser);
  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      search (browser, ways[i]);
      g_assert_false (lists (browser, ISLAND));
      g_assert_null (strstr (browser->html, "gée"));
    }

  /* Whoever works there still comes to its provider, and to nothing else by it. */
  browser_get (browser, "/sign-in");
  click (browser, WAY);
  browser_submit (browser, "town", " 2a004", NULL);
  click (browser, "Sainte-Lucie d’Ægée (" ISLAND ")");
  browser_expect (browser, 200, "Sign in with Agents");

  /* What it publishes puts it into the list again. */
  ask_town (browser, 200, ISLAND, "/modules/parking", "{\"published\":true}");
  settle (browser);
  search (browser, "lucie");
  g_assert_true (lists (browser, ISLAND));
}

/* (transfer full): the page at @address about @insee, as if it were about @as */
static char *
read_page (Browser    *browser,
           const char *address,
           const char *insee,
           const char *as)
{
  g_autofree char *about = g_strdup_printf ("%s%ctown=%s", address,
                                            strchr (address, '?') != NULL ? '&' : '?', insee);
  g_autoptr(GString) page = NULL;

  browser_get (browser, about);
  page = g_string_new (browser->html);
  g_string_append_printf (page, "\n%d", browser->status);
  g_string_replace (page, insee, as, 0);

  return g_strdup (page->str);
}

static void
test_pages_about_a_town_that_shows_nothing_are_those_of_none (Browser       *browser,
                                                              gconstpointer  data)
{
  g_autofree char *asked = wish ();
  const char *addresses[] = { asked, "/sign-in/device?user_code=BCDF-2345", "/sign-in",
                              "/sign-in/device" };

  ask_town (browser, 200, PLAIN, "/settings", "{\"modules\":[]}");
  settle (browser);
  browser_get (browser, "/sign-in");
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++)
    {
      g_autofree char *hidden = read_page (browser, addresses[i], PLAIN, NOWHERE);
      g_autofree char *nowhere = read_page (browser, addresses[i], NOWHERE, NOWHERE);

      g_assert_cmpstr (hidden, ==, nowhere);
      g_assert_null (strstr (hidden, "Montfleuri"));
    }
}

static void
test_the_list_follows_the_providers (Browser       *browser,
                                     gconstpointer  data)
{
  add_provider (browser, PLAIN);
  settle (browser);
  search (browser, "Montfleuri");
  browser_expect (browser, 200, PLAIN);

  ask_town (browser, 200, PLAIN, "/settings", "{\"name\":\"Mont-Fleuri-lès-Bains\"}");
  settle (browser);
  search (browser, "les bains");
  browser_expect (browser, 200, "Mont-Fleuri-lès-Bains (" PLAIN ")");

  ask_town (browser, 200, PLAIN, "/providers/agents/remove", "{}");
  settle (browser);
  search (browser, "les bains");
  browser_expect (browser, 422, "No town of this name");

  ask_town (browser, 200, ISLAND, "/remove", "{}");
  search (browser, "lucie");
  browser_expect (browser, 422, "No town of this name");
}

/* A town that had its provider before there was a list. */
static void
test_the_list_is_made_at_the_start (Browser       *browser,
                                    gconstpointer  data)
{
  g_autoptr(ParvisMailbox) mailbox = parvis_mailbox_new (NULL, NULL);
  ParvisSchedule *schedule;

  g_assert_true (parvis_directory_forget (browser_store (browser), "", NULL));
  search (browser, "lucie");
  browser_expect (browser, 422, NULL);

  schedule = parvis_schedule_new (browser->town.service, mailbox);
  parvis_schedule_turn (schedule, 0);
  settle (browser);
  search (browser, "lucie");
  browser_expect (browser, 200, ISLAND);

  /* Nothing that it has begun may be under way any more. */
  town_restart (&browser->town);
  parvis_mailbox_drain (mailbox);
  parvis_schedule_free (schedule);
}

/* What it holds of towns that are here is put aside for that, and is back after it. */
static void
test_a_restore_that_is_refused_leaves_the_list (Browser       *browser,
                                                gconstpointer  data)
{
  g_autofree char *path = g_build_filename (browser->town.config->state_dir, "service.copy", NULL);
  g_autofree char *body = g_strdup_printf ("{\"path\":\"%s\"}", path);
  g_autofree char *account = browser_add_account (browser, BROWSER_EMAIL);

  json_decref (town_request (&browser->town, "operator", "POST", "/api/v1/service/backup",
                             "application/json", body));
  g_assert_cmpint (browser->town.status, ==, 200);
  json_decref (town_request (&browser->town, "operator", "POST", "/api/v1/service/restore",
                             "application/json", body));
  g_assert_cmpint (browser->town.status, ==, 409);
  search (browser, "lucie");
  browser_expect (browser, 200, ISLAND);
}

int
main (int    argc,
      char **argv)
{
  int status;

  g_test_init (&argc, &argv, NULL);
  liar = oidc_peer_start ("oidc-liar.mjs", NULL);

  SIGN_IN_TOWN_TEST ("/sign-in-town/the-town-that-was-chosen-is-kept-to-the-end",
                     test_the_town_that_was_chosen_is_kept_to_the_end);
  SIGN_IN_TOWN_TEST ("/sign-in-town/a-device-is-connected-the-same-way",
                     test_a_device_is_connected_the_same_way);
  SIGN_IN_TOWN_TEST ("/sign-in-town/a-town-that-is-told-is-not-asked-for",
                     test_a_town_that_is_told_is_not_asked_for);
  SIGN_IN_TOWN_TEST ("/sign-in-town/a-town-is-found-as-people-write-it",
                     test_a_town_is_found_as_people_write_it);
  SIGN_IN_TOWN_TEST ("/sign-in-town/towns-without-a-provider-are-not-told",
                     test_towns_without_a_provider_are_not_told);
  SIGN_IN_TOWN_TEST ("/sign-in-town/a-town-that-shows-nothing-is-found-by-its-code-alone",
                     test_a_town_that_shows_nothing_is_found_by_its_code_alone);
  SIGN_IN_TOWN_TEST ("/sign-in-town/pages-about-a-town-that-shows-nothing-are-those-of-none",
                     test_pages_about_a_town_that_shows_nothing_are_those_of_none);
  SIGN_IN_TOWN_TEST ("/sign-in-town/the-list-follows-the-providers",
                     test_the_list_follows_the_providers);
  SIGN_IN_TOWN_TEST ("/sign-in-town/the-list-is-made-at-the-start",
                     test_the_list_is_made_at_the_start);
  SIGN_IN_TOWN_TEST ("/sign-in-town/a-restore-that-is-refused-leaves-the-list",
                     test_a_restore_that_is_refused_leaves_the_list);

  status = g_test_run ();
  oidc_peer_stop (liar);

  return status;
}
