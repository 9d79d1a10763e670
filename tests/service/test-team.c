/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-team"

#include "config.h"

#include "town-fixture.h"

#include "parvis-audit.h"
#include "parvis-invitation.h"
#include "parvis-member.h"
#include "parvis-occupancy.h"
#include "parvis-session.h"

#include <string.h>

#define FORM "application/x-www-form-urlencoded"
#define DEVICE_GRANT "urn:ietf:params:oauth:grant-type:device_code"

/* A body of the form; @token may be NULL. */
static json_t *
post_form (TownFixture *fixture,
           int          status,
           const char  *target,
           const char  *format,
           ...) G_GNUC_PRINTF (4, 5);

static json_t *
post_form (TownFixture *fixture,
           int          status,
           const char  *target,
           const char  *format,
           ...)
{
  g_autofree char *text = NULL;
  json_t *answer;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  answer = town_request (fixture, NULL, "POST", target, FORM, text);
  if (fixture->status != status)
    g_test_message ("%s: %s", target, json_dumps (answer, 0));
  g_assert_cmpint (fixture->status, ==, status);

  return answer;
}

static json_t *
expect (TownFixture *fixture,
        int          status,
        const char  *token,
        const char  *method,
        const char  *target,
        const char  *text)
{
  json_t *answer = town_request (fixture, token, method, target, "application/json", text);

  if (fixture->status != status)
    g_test_message ("%s %s: %s", method, target, json_dumps (answer, 0));
  g_assert_cmpint (fixture->status, ==, status);

  return answer;
}

/* The ends of trails are kept a moment after their commands, and what joins such a batch has the
 * time at which that began: the next one of the service begins now.
 */
static void
settle (TownFixture *fixture)
{
  g_autoptr(ParvisAnswer) settled = NULL;

  settled = parvis_store_apply (parvis_service_get_store (fixture->service),
                                parvis_audit_command ("", "operator", "test.settle", NULL), NULL,
                                NULL);
  g_assert_nonnull (settled);
}

static const char *
access_of (const json_t *tokens)
{
  return town_text (tokens, "access_token");
}

static char *
member_path (const json_t *tokens,
             const char   *verb)
{
  return g_strdup_printf ("/members/%s/%s", town_text (tokens, "account"), verb);
}

static gboolean
has_action (TownFixture *fixture,
            const char  *town,
            const char  *action,
            const char  *object)
{
  g_autofree char *target = g_strdup_printf ("/api/v1/towns/%s/audit?limit=1000", town);
  g_autoptr(json_t) answer = expect (fixture, 200, "operator", "GET", target, NULL);
  const json_t *entries = json_object_get (answer, "entries");

  for (gsize i = 0; i < json_array_size (entries); i++)
    {
      const json_t *entry = json_array_get (entries, i);

      if (strcmp (town_text (entry, "action"), action) == 0 &&
          (object == NULL || strstr (town_text (entry, "object"), object) != NULL))
        return TRUE;
    }

  return FALSE;
}

static void
test_me_is_who_signed_in (TownFixture   *fixture,
                          gconstpointer  data)
{
  g_autoptr(json_t) tokens = town_sign_in (fixture, "00001", "Hélène Garnier", "mayor");
  g_autoptr(json_t) me = expect (fixture, 200, access_of (tokens), "GET", "/api/v1/me", NULL);
  const json_t *town = json_array_get (json_object_get (me, "towns"), 0);

  g_assert_cmpstr (town_text (json_object_get (me, "account"), "name"), ==, "Hélène Garnier");
  g_assert_cmpstr (town_text (json_object_get (me, "session"), "label"), ==, "Poste");
  g_assert_cmpint (json_array_size (json_object_get (me, "towns")), ==, 1);
  g_assert_cmpstr (town_text (town, "insee"), ==, "00001");
  g_assert_cmpstr (town_text (town, "name"), ==, "Essai");
  g_assert_cmpstr (json_string_value (json_array_get (json_object_get (town, "roles"), 0)), ==,
                   "mayor");
  json_decref (expect (fixture, 401, NULL, "GET", "/api/v1/me", NULL));
  json_decref (expect (fixture, 401, "pva_nonsense", "GET", "/api/v1/me", NULL));
}

static void
test_devices_are_listed_and_signed_out (TownFixture   *fixture,
                                        gconstpointer  data)
{
  g_autoptr(json_t) one = town_sign_in (fixture, "00001", "Luc", "counter");
  g_autoptr(json_t) other = town_sign_in (fixture, "00001", "Zoé", "counter");
  g_autofree char *path = g_strdup_printf ("/api/v1/me/sessions/%s/revoke",
                                           town_text (one, "session"));
  g_autoptr(json_t) list = NULL;

  list = expect (fixture, 200, access_of (one), "GET", "/api/v1/me/sessions", NULL);
  g_assert_cmpint (json_array_size (json_object_get (list, "sessions")), ==, 1);
  json_decref (expect (fixture, 404, access_of (other), "POST", path, "{}"));
  json_decref (town_expect (fixture, 200, access_of (one), "GET", "/changes", NULL));
  json_decref (expect (fixture, 200, access_of (one), "POST", path, "{}"));
  json_decref (town_expect (fixture, 401, access_of (one), "GET", "/changes", NULL));
  json_decref (town_expect (fixture, 200, access_of (other), "GET", "/changes", NULL));
}

static void
test_a_code_pairs_once_and_guesses_are_slowed (TownFixture   *fixture,
                                               gconstpointer  data)
{
  g_autoptr(json_t) made = town_expect (fixture, 201, "operator", "POST", "/invitations",
                                        "{\"name\":\"Luc\",\"roles\":[\"merchant\"]}");
  g_autofree char *text = g_strdup_printf ("{\"code\":\"%s\"}", town_text (made, "code"));
  guint refused = 0;

  json_decref (expect (fixture, 200, NULL, "POST", "/api/v1/pair", text));
  json_decref (expect (fixture, 404, NULL, "POST", "/api/v1/pair", text));
  for (guint i = 0; i < 40 && refused == 0; i++)
    {
      g_autoptr(json_t) answer = town_request (fixture, NULL, "POST", "/api/v1/pair",
                                               "application/json", "{\"code\":\"BCDF-2345\"}");

      g_assert_true (fixture->status == 404 || fixture->status == 429);
      refused += fixture->status == 429;
      if (refused > 0)
        g_assert_cmpint (town_int (answer, "retry_after"), ==, 5);
    }
  g_assert_cmpuint (refused, ==, 1);
}

static void
test_a_refresh_gives_new_tokens (TownFixture   *fixture,
                                 gconstpointer  data)
{
  g_autoptr(json_t) first = town_sign_in (fixture, "00001", "Luc", "counter");
  g_autoptr(json_t) second = NULL;

  fixture->now += 11 * PARVIS_MINUTE;
  json_decref (town_expect (fixture, 401, access_of (first), "GET", "/changes", NULL));
  second = post_form (fixture, 200, "/api/v1/token", "grant_type=refresh_token&refresh_token=%s",
                      town_text (first, "refresh_token"));
  g_assert_cmpint (town_int (second, "expires_in"), ==, 600);
  g_assert_cmpstr (town_text (second, "token_type"), ==, "Bearer");
  json_decref (town_expect (fixture, 200, access_of (second), "GET", "/changes", NULL));
}

/* The thief was faster: both are out, and the trail says so. */
static void
test_a_stolen_refresh_token_ends_the_family (TownFixture   *fixture,
                                             gconstpointer  data)
{
  g_autoptr(json_t) first = town_sign_in (fixture, "00001", "Luc", "counter");
  g_autoptr(json_t) thief = NULL;
  g_autoptr(json_t) refused = NULL;
  const char *refresh = town_text (first, "refresh_token");

  thief = post_form (fixture, 200, "/api/v1/token", "grant_type=refresh_token&refresh_token=%s",
                     refresh);
  json_decref (town_expect (fixture, 200, access_of (thief), "GET", "/changes", NULL));
  refused = post_form (fixture, 400, "/api/v1/token",
                       "grant_type=refresh_token&refresh_token=%s", refresh);
  g_assert_cmpstr (town_text (refused, "error"), ==, "invalid_grant");
  fixture->now += PARVIS_SECOND;
  json_decref (post_form (fixture, 400, "/api/v1/token",
                          "grant_type=refresh_token&refresh_token=%s",
                          town_text (thief, "refresh_token")));
}

/* A copy of a desktop's disk turns up a month later, while the desktop was used every week. */
static void
test_an_old_copy_ends_the_family_too (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_autoptr(json_t) tokens = town_sign_in (fixture, "00001", "Luc", "counter");
  g_autofree char *copied = g_strdup (town_text (tokens, "refresh_token"));

  for (int day = 0; day < 30; day += 6)
    {
      g_autoptr(json_t) former = g_steal_pointer (&tokens);

      tokens = post_form (fixture, 200, "/api/v1/token",
                          "grant_type=refresh_token&refresh_token=%s",
                          town_text (former, "refresh_token"));
      json_decref (town_expect (fixture, 200, access_of (tokens), "GET", "/changes", NULL));
      fixture->now += 6 * PARVIS_DAY;
      settle (fixture);
    }

  json_decref (post_form (fixture, 400, "/api/v1/token",
                          "grant_type=refresh_token&refresh_token=%s", copied));
  json_decref (post_form (fixture, 400, "/api/v1/token",
                          "grant_type=refresh_token&refresh_token=%s",
                          town_text (tokens, "refresh_token")));
}

static void
test_the_token_route_says_what_is_wrong (TownFixture   *fixture,
                                         gconstpointer  data)
{
  static const struct
  {
    const char *body;
    const char *error;
  } tries[] = {
    { "", "invalid_request" },
    { "grant_type=password&username=a&password=b", "unsupported_grant_type" },
    { "grant_type=refresh_token", "invalid_request" },
    { "grant_type=refresh_token&refresh_token=pvr_x", "invalid_grant" },
    { "grant_type=authorization_code&code=x", "invalid_request" },
    { "grant_type=authorization_code&code=x&redirect_uri=y&client_id=z&code_verifier=short",
      "invalid_request" },
    { "grant_type=authorization_code&code=x&redirect_uri=y&client_id=z&code_verifier="
      "0123456789012345678901234567890123456789012", "invalid_grant" },
    { "grant_type=" DEVICE_GRANT "&client_id=fr.parvis.Parvis", "invalid_request" },
    { "grant_type=" DEVICE_GRANT "&client_id=fr.parvis.Parvis&device_code=x", "expired_token" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_autoptr(json_t) answer = NULL;

      g_test_message ("%s", tries[i].body);
      answer = post_form (fixture, 400, "/api/v1/token", "%s", tries[i].body);
      g_assert_cmpstr (town_text (answer, "error"), ==, tries[i].error);
    }

  json_decref (town_request (fixture, NULL, "POST", "/api/v1/token", "application/json", "{}"));
  g_assert_cmpint (fixture->status, ==, 415);
}

static void
test_a_device_signs_in_without_a_browser (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autoptr(json_t) begun = NULL;
  g_autoptr(json_t) waiting = NULL;
  g_autoptr(json_t) hasty = NULL;
  g_autoptr(json_t) stranger = NULL;
  g_autofree char *whole = NULL;

  begun = post_form (fixture, 200, "/api/v1/device", "client_id=fr.parvis.Parvis&town=00001");
  g_assert_cmpstr (town_text (begun, "verification_uri"), ==, "http://localhost/sign-in/device");
  whole = g_strconcat ("http://localhost/sign-in/device?user_code=", town_text (begun, "user_code"),
                       NULL);
  g_assert_cmpstr (town_text (begun, "verification_uri_complete"), ==, whole);
  g_assert_cmpint (town_int (begun, "interval"), ==, 5);
  waiting = post_form (fixture, 400, "/api/v1/token",
                       "grant_type=" DEVICE_GRANT "&client_id=fr.parvis.Parvis&device_code=%s",
                       town_text (begun, "device_code"));
  g_assert_cmpstr (town_text (waiting, "error"), ==, "authorization_pending");
  hasty = post_form (fixture, 400, "/api/v1/token",
                     "grant_type=" DEVICE_GRANT "&client_id=fr.parvis.Parvis&device_code=%s",
                     town_text (begun, "device_code"));
  g_assert_cmpstr (town_text (hasty, "error"), ==, "slow_down");
  stranger = post_form (fixture, 400, "/api/v1/device", "client_id=other");
  g_assert_cmpstr (town_text (stranger, "error"), ==, "invalid_client");
}

/* Each is a row that is kept for minutes. */
static void
test_codes_for_devices_are_not_drawn_without_end (TownFixture   *fixture,
                                                  gconstpointer  data)
{
  const int free_ones = 20;

  for (int i = 0; i < free_ones; i++)
    json_decref (post_form (fixture, 200, "/api/v1/device", "client_id=fr.parvis.Parvis"));
  json_decref (post_form (fixture, 429, "/api/v1/device", "client_id=fr.parvis.Parvis"));
  fixture->now += PARVIS_MINUTE;
  json_decref (post_form (fixture, 200, "/api/v1/device", "client_id=fr.parvis.Parvis"));
}

static void
test_the_places_to_sign_in_are_told (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autoptr(json_t) metadata = NULL;

  metadata = expect (fixture, 200, NULL, "GET", "/.well-known/oauth-authorization-server", NULL);
  g_assert_cmpstr (town_text (metadata, "issuer"), ==, "http://localhost");
  g_assert_cmpstr (town_text (metadata, "authorization_endpoint"), ==,
                   "http://localhost/sign-in/authorize");
  g_assert_cmpstr (town_text (metadata, "token_endpoint"), ==, "http://localhost/api/v1/token");
}

/* Who was removed is told so, by name, and nothing of him works any more. */
static void
test_a_removed_member_is_out_at_once (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_autoptr(json_t) mayor = town_sign_in (fixture, "00001", "Hélène Garnier", "mayor");
  g_autoptr(json_t) other = town_sign_in (fixture, "00001", "Paul", "mayor");
  g_autoptr(json_t) clerk = town_sign_in (fixture, "00001", "Luc", "clerk");
  g_autofree char *path = member_path (clerk, "remove");
  g_autofree char *removed_at = parvis_time_format (fixture->now);
  g_autoptr(json_t) problem = NULL;
  g_autoptr(json_t) refused = NULL;

  json_decref (town_expect (fixture, 200, access_of (clerk), "GET", "/changes", NULL));
  json_decref (town_expect (fixture, 403, access_of (clerk), "POST", path, "{}"));
  json_decref (town_expect (fixture, 200, access_of (mayor), "POST", path, "{}"));

  problem = town_expect (fixture, 403, access_of (clerk), "GET", "/changes", NULL);
  g_assert_cmpstr (town_text (problem, "type"), ==, "https://parvis.fr/problems/removed");
  g_assert_cmpstr (town_text (problem, "by"), ==, "Hélène Garnier");
  g_assert_cmpstr (town_text (problem, "at"), ==, removed_at);
  g_assert_null (town_entity (fixture, "member", town_text (clerk, "account")));
  g_assert_true (has_action (fixture, "00001", "member.remove", town_text (clerk, "account")));
  json_decref (town_expect (fixture, 404, access_of (mayor), "POST", path, "{}"));

  /* It was his last town: the sessions end too, by a command of the service's own. */
  refused = post_form (fixture, 400, "/api/v1/token", "grant_type=refresh_token&refresh_token=%s",
                       town_text (clerk, "refresh_token"));
  g_assert_cmpstr (town_text (refused, "error"), ==, "invalid_grant");
  g_assert_true (json_is_true (json_object_get (refused, "removed")));
  json_decref (expect (fixture, 401, access_of (clerk), "GET", "/api/v1/me", NULL));
}

static gboolean
is_listed (TownFixture      *fixture,
           const ParvisPass *pass)
{
  ParvisGate *gate = parvis_service_get_gate (fixture->service);
  g_autoptr(GHashTable) sessions = parvis_gate_list_sessions (gate, fixture->now);
  g_autoptr(GHashTable) members = parvis_gate_list_members (gate, "00001", fixture->now);

  g_assert_nonnull (sessions);
  g_assert_nonnull (members);
  g_assert_false (parvis_gate_is_listed (NULL, members, pass));
  g_assert_false (parvis_gate_is_listed (sessions, NULL, pass));

  return parvis_gate_is_listed (sessions, members, pass);
}

/* What many streams are looked at by says the same as asking for each. */
static void
test_who_is_gone_is_in_no_list (TownFixture   *fixture,
                                gconstpointer  data)
{
  g_autoptr(json_t) luc = town_sign_in (fixture, "00001", "Luc", "clerk");
  g_autoptr(json_t) zoe = town_sign_in (fixture, "00001", "Zoé", "clerk");
  g_autofree char *remove = member_path (luc, "remove");
  g_autofree char *revoke = g_strdup_printf ("/api/v1/me/sessions/%s/revoke",
                                             town_text (zoe, "session"));
  json_t *both[] = { luc, zoe };
  ParvisPass passes[2];

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_assert_true (parvis_gate_check (parvis_service_get_gate (fixture->service),
                                        access_of (both[i]), "00001", fixture->now, &passes[i],
                                        NULL, NULL));
      g_assert_true (is_listed (fixture, &passes[i]));
    }

  json_decref (expect (fixture, 200, access_of (zoe), "POST", revoke, "{}"));
  g_assert_false (is_listed (fixture, &passes[1]));
  g_assert_true (is_listed (fixture, &passes[0]));
  json_decref (town_expect (fixture, 200, "operator", "POST", remove, "{}"));
  g_assert_false (is_listed (fixture, &passes[0]));

  /* Who was an operator, and is one no more. */
  passes[0].roles |= PARVIS_ROLE_BIT (PARVIS_ROLE_OPERATOR);
  g_assert_false (is_listed (fixture, &passes[0]));
}

static void
test_a_removed_member_may_come_back (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autoptr(json_t) clerk = town_sign_in (fixture, "00001", "Luc", "clerk");
  g_autofree char *path = member_path (clerk, "remove");
  g_autoptr(json_t) again = NULL;

  json_decref (town_expect (fixture, 200, "operator", "POST", path, "{}"));
  json_decref (town_expect (fixture, 403, access_of (clerk), "GET", "/changes", NULL));
  again = town_sign_in (fixture, "00001", "Luc", "counter");
  json_decref (town_expect (fixture, 200, access_of (again), "GET", "/changes", NULL));
}

static void
test_a_town_keeps_two_administrators (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_autoptr(json_t) one = town_sign_in (fixture, "00001", "Hélène", "mayor");
  g_autofree char *remove_one = member_path (one, "remove");
  g_autofree char *roles_one = member_path (one, "roles");
  g_autoptr(json_t) two = NULL;
  g_autoptr(json_t) three = NULL;
  g_autofree char *remove_two = NULL;
  g_autofree char *roles_two = NULL;
  g_autofree char *roles_three = NULL;

  /* The only one cannot go. */
  json_decref (town_expect (fixture, 409, access_of (one), "POST", remove_one, "{}"));
  json_decref (town_expect (fixture, 409, access_of (one), "POST", roles_one,
                            "{\"roles\":[\"clerk\"]}"));
  json_decref (town_expect (fixture, 409, access_of (one), "POST", roles_one,
                            "{\"roles\":[\"mayor\"],\"until\":\"2027-01-01T00:00:00Z\"}"));
  json_decref (town_expect (fixture, 200, access_of (one), "POST", roles_one,
                            "{\"roles\":[\"mayor\",\"counter\"]}"));

  two = town_sign_in (fixture, "00001", "Paul", "mayor");
  remove_two = member_path (two, "remove");
  roles_two = member_path (two, "roles");
  json_decref (town_expect (fixture, 409, access_of (one), "POST", remove_two, "{}"));
  json_decref (town_expect (fixture, 409, access_of (two), "POST", roles_two,
                            "{\"roles\":[\"clerk\"]}"));

  three = town_sign_in (fixture, "00001", "Anne", "clerk");
  roles_three = member_path (three, "roles");
  json_decref (town_expect (fixture, 200, access_of (one), "POST", roles_three,
                            "{\"roles\":[\"mayor\"]}"));
  json_decref (town_expect (fixture, 200, access_of (one), "POST", remove_two, "{}"));
  json_decref (town_expect (fixture, 403, access_of (two), "GET", "/changes", NULL));
}

static void
test_roles_change_at_once (TownFixture   *fixture,
                           gconstpointer  data)
{
  g_autoptr(json_t) luc = town_sign_in (fixture, "00001", "Luc", "merchant");
  g_autofree char *roles = member_path (luc, "roles");
  g_autofree char *gauge = town_find (fixture, "gauge", TOWN_PARK);
  g_autofree char *count = g_strdup_printf ("/gauges/%s/count", gauge);
  g_autoptr(json_t) entity = NULL;

  json_decref (town_expect (fixture, 403, access_of (luc), "POST", count, "{\"delta\":1}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", roles,
                            "{\"roles\":[\"counter\"],\"until\":\"2026-08-31T22:00:00Z\"}"));
  json_decref (town_expect (fixture, 200, access_of (luc), "POST", count, "{\"delta\":1}"));
  entity = town_entity (fixture, "member", town_text (luc, "account"));
  g_assert_cmpstr (town_text (entity, "until"), ==, "2026-08-31T22:00:00.000Z");

  json_decref (town_expect (fixture, 422, "operator", "POST", roles, "{\"roles\":[]}"));
  json_decref (town_expect (fixture, 422, "operator", "POST", roles,
                            "{\"roles\":[\"operator\"]}"));
  json_decref (town_expect (fixture, 422, "operator", "POST", roles,
                            "{\"roles\":[\"clerk\"],\"until\":\"2026-01-01T00:00:00Z\"}"));
}

static void
test_a_membership_ends_by_itself (TownFixture   *fixture,
                                  gconstpointer  data)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  g_autoptr(json_t) luc = town_sign_in (fixture, "00001", "Luc", "counter");
  g_autofree char *roles = member_path (luc, "roles");
  g_autoptr(json_t) problem = NULL;
  g_autoptr(json_t) fresh = NULL;
  g_autoptr(ParvisAnswer) answer = NULL;
  ParvisDb *db;
  gint64 due;

  json_decref (town_expect (fixture, 200, "operator", "POST", roles,
                            "{\"roles\":[\"counter\"],\"until\":\"2026-06-17T12:30:00Z\"}"));
  db = parvis_store_acquire (store, "00001", NULL);
  g_assert_true (parvis_member_next_due (db, &due, NULL));
  parvis_store_release (store, db);
  g_assert_cmpint (due, ==, fixture->now + 30 * PARVIS_MINUTE);

  /* The minute it is over, even before anybody wrote it down. */
  fixture->now = due;
  settle (fixture);
  fresh = post_form (fixture, 200, "/api/v1/token", "grant_type=refresh_token&refresh_token=%s",
                     town_text (luc, "refresh_token"));
  problem = town_expect (fixture, 403, access_of (fresh), "GET", "/changes", NULL);
  g_assert_cmpstr (town_text (problem, "type"), ==, "https://parvis.fr/problems/removed");
  g_assert_cmpstr (town_text (problem, "at"), ==, "2026-06-17T12:30:00.000Z");

  answer = parvis_store_apply (store, parvis_member_end_command ("00001", fixture->now), NULL,
                               NULL);
  g_assert_nonnull (answer);
  g_assert_null (town_entity (fixture, "member", town_text (luc, "account")));
  g_assert_true (has_action (fixture, "00001", "member.end", town_text (luc, "account")));
}

static void
test_an_invitation_can_be_taken_back (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_autoptr(json_t) mayor = town_sign_in (fixture, "00001", "Hélène", "mayor");
  g_autoptr(json_t) made = NULL;
  g_autoptr(json_t) entity = NULL;
  g_autofree char *path = NULL;
  g_autofree char *text = NULL;

  made = town_expect (fixture, 201, access_of (mayor), "POST", "/invitations",
                      "{\"name\":\"Luc\",\"roles\":[\"counter\"]}");
  entity = town_entity (fixture, "invitation", town_text (made, "id"));
  g_assert_true (g_str_has_suffix (town_text (entity, "by"), town_text (mayor, "account")));
  path = g_strdup_printf ("/invitations/%s/revoke", town_text (made, "id"));
  json_decref (town_expect (fixture, 200, access_of (mayor), "POST", path, "{}"));
  json_decref (town_expect (fixture, 404, access_of (mayor), "POST", path, "{}"));
  text = g_strdup_printf ("{\"code\":\"%s\"}", town_text (made, "code"));
  json_decref (expect (fixture, 404, NULL, "POST", "/api/v1/pair", text));
  g_assert_true (has_action (fixture, "00001", "invitation.revoke", town_text (made, "id")));
}

/* Who may invite no more has not invited any more either. */
static void
test_an_invitation_goes_with_who_made_it (TownFixture   *fixture,
                                          gconstpointer  data)
{
  static const char wish[] = "{\"name\":\"Hélène\",\"roles\":[\"mayor\"]}";
  g_autoptr(json_t) kept = town_sign_in (fixture, "00001", "Paul", "mayor");
  g_autoptr(json_t) other = town_sign_in (fixture, "00001", "Anne", "mayor");
  g_autoptr(json_t) removed = town_sign_in (fixture, "00001", "Hélène", "mayor");
  g_autoptr(json_t) lowered = town_sign_in (fixture, "00001", "Luc", "mayor");
  json_t *who[] = { removed, lowered, other };
  g_autofree char *remove = member_path (removed, "remove");
  g_autofree char *roles = member_path (lowered, "roles");
  g_autoptr(GPtrArray) codes = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (who); i++)
    {
      g_autoptr(json_t) made = town_expect (fixture, 201, access_of (who[i]), "POST",
                                            "/invitations", wish);

      g_ptr_array_add (codes, g_strdup_printf ("{\"code\":\"%s\"}", town_text (made, "code")));
    }
  json_decref (town_expect (fixture, 200, access_of (kept), "POST", remove, "{}"));
  json_decref (town_expect (fixture, 200, access_of (kept), "POST", roles,
                            "{\"roles\":[\"clerk\"]}"));

  json_decref (expect (fixture, 404, NULL, "POST", "/api/v1/pair",
                       g_ptr_array_index (codes, 0)));
  json_decref (expect (fixture, 404, NULL, "POST", "/api/v1/pair",
                       g_ptr_array_index (codes, 1)));
  json_decref (expect (fixture, 200, NULL, "POST", "/api/v1/pair",
                       g_ptr_array_index (codes, 2)));
}

/* Whoever is a member already loses nothing by accepting. */
static void
test_an_invitation_adds_to_what_one_may_do (TownFixture   *fixture,
                                            gconstpointer  data)
{
  ParvisStore *store = parvis_service_get_store (fixture->service);
  g_autoptr(json_t) mayor = town_sign_in (fixture, "00001", "Hélène", "mayor");
  g_autoptr(json_t) made = NULL;
  g_autoptr(ParvisInvitation) invitation = NULL;
  g_autoptr(json_t) entity = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *text = NULL;

  made = town_expect (fixture, 201, "operator", "POST", "/invitations",
                      "{\"name\":\"Hélène\",\"roles\":[\"counter\"],"
                      "\"until\":\"2026-08-31T22:00:00Z\"}");
  invitation = parvis_invitation_find (store, town_text (made, "code"), fixture->now, &error);
  g_assert_no_error (error);
  parvis_invitation_accept (store, invitation, town_text (mayor, "account"), &error);
  g_assert_no_error (error);

  entity = town_entity (fixture, "member", town_text (mayor, "account"));
  text = parvis_json_dump (json_object_get (entity, "roles"));
  g_assert_cmpstr (text, ==, "[\"mayor\",\"counter\"]");
  g_assert_null (json_object_get (entity, "until"));
}

static void
test_an_invitation_says_whom_it_is_for (TownFixture   *fixture,
                                        gconstpointer  data)
{
  static const char * const bad[] = {
    "{}", "{\"name\":\"A\"}", "{\"name\":\"\",\"roles\":[\"clerk\"]}",
    "{\"name\":\" \",\"roles\":[\"clerk\"]}",
    "{\"name\":\"A\\nBcc: b@x.example\",\"roles\":[\"clerk\"]}",
    "{\"name\":\"\\u200b\",\"roles\":[\"clerk\"]}", "{\"name\":\"A\",\"roles\":[]}",
    "{\"name\":\"A\",\"roles\":[\"operator\"]}", "{\"name\":\"A\",\"roles\":\"clerk\"}",
    "{\"name\":\"A\",\"roles\":[\"clerk\"],\"send\":\"email\"}",
    "{\"name\":\"A\",\"roles\":[\"clerk\"],\"send\":\"pigeon\"}",
    "{\"name\":\"A\",\"roles\":[\"clerk\"],\"email\":\"nowhere\"}",
    "{\"name\":\"A\",\"roles\":[\"clerk\"],\"until\":\"2020-01-01T00:00:00Z\"}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_test_message ("%s", bad[i]);
      json_decref (town_expect (fixture, 422, "operator", "POST", "/invitations", "%s", bad[i]));
    }
}

/* What comes to the log must not hold what opens a door. */
static void
test_no_secret_is_in_any_file (TownFixture   *fixture,
                               gconstpointer  data)
{
  g_autoptr(json_t) made = town_expect (fixture, 201, "operator", "POST", "/invitations",
                                        "{\"name\":\"Luc\",\"roles\":[\"counter\"]}");
  g_autoptr(json_t) tokens = town_sign_in (fixture, "00001", "Anne", "mayor");
  const char *secrets[] = { town_text (made, "code"), access_of (tokens),
                            town_text (tokens, "refresh_token") };
  g_autofree char *copy = g_build_filename (fixture->dir, "copy.db", NULL);
  g_autofree char *service = g_build_filename (fixture->dir, "service.db", NULL);
  const char *paths[] = { copy, service };
  g_autoptr(GError) error = NULL;

  town_restart (fixture);
  parvis_store_backup_town (parvis_service_get_store (fixture->service), "00001", copy, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      g_autofree char *contents = NULL;
      gsize length;

      /* On PostgreSQL the service's own tables are in no file that is ours to read. */
      if (i > 0 && !g_file_test (paths[i], G_FILE_TEST_EXISTS))
        continue;

      g_assert_true (g_file_get_contents (paths[i], &contents, &length, NULL));
      for (guint k = 0; k < G_N_ELEMENTS (secrets); k++)
        g_assert_null (memmem (contents, length, secrets[k], strlen (secrets[k])));
    }
}

/* His account and his password are still there; it is the town that he left. */
static void
check_is_out (TownFixture *fixture,
              const char  *account)
{
  g_auto(ParvisTokens) tokens = { NULL, };
  g_autoptr(json_t) problem = NULL;

  g_assert_true (parvis_session_create (parvis_service_get_store (fixture->service), account,
                                        "Poste", &tokens, NULL));
  problem = town_expect (fixture, 403, tokens.access, "GET", "/changes", NULL);
  g_assert_cmpstr (town_text (problem, "type"), ==, "https://parvis.fr/problems/removed");
}

static void
test_a_restore_brings_nobody_back_who_left (TownFixture   *fixture,
                                            gconstpointer  data)
{
  g_autoptr(json_t) stays = town_sign_in (fixture, "00001", "Hélène", "mayor");
  g_autoptr(json_t) leaves = town_sign_in (fixture, "00001", "Yannick", "clerk");
  g_autoptr(json_t) restored = NULL;
  g_autofree char *copy = g_build_filename (fixture->dir, "copy.db", NULL);
  g_autofree char *body = g_strdup_printf ("{\"path\":\"%s\"}", copy);
  g_autofree char *remove = g_strdup_printf ("/members/%s/remove",
                                             town_text (leaves, "account"));

  json_decref (town_expect (fixture, 200, "operator", "POST", "/backup", "%s", body));
  json_decref (town_expect (fixture, 200, town_text (stays, "access_token"), "POST", remove,
                            "{}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/remove", "{}"));
  restored = town_expect (fixture, 200, "operator", "POST", "/restore", "%s", body);

  g_assert_cmpuint (json_array_size (json_object_get (restored, "ended")), ==, 1);
  g_assert_cmpstr (json_string_value (json_array_get (json_object_get (restored, "ended"), 0)),
                   ==, "Yannick");
  g_assert_cmpuint (json_array_size (json_object_get (restored, "unknown")), ==, 0);
  check_is_out (fixture, town_text (leaves, "account"));
  json_decref (town_expect (fixture, 200, town_text (stays, "access_token"), "GET", "/changes",
                            NULL));
}

/* One was used since the copy was made, one was taken back. */
static void
test_a_restore_opens_no_invitation_again (TownFixture   *fixture,
                                          gconstpointer  data)
{
  g_autofree char *copy = g_build_filename (fixture->dir, "copy.db", NULL);
  g_autofree char *body = g_strdup_printf ("{\"path\":\"%s\"}", copy);
  g_autoptr(json_t) used = NULL;
  g_autoptr(json_t) taken_back = NULL;
  g_autoptr(json_t) restored = NULL;
  g_autofree char *code = NULL;
  g_autofree char *revoke = NULL;
  g_autofree char *other = NULL;
  g_autofree char *named = NULL;

  used = town_expect (fixture, 201, "operator", "POST", "/invitations",
                      "{\"name\":\"Luc\",\"roles\":[\"counter\"]}");
  taken_back = town_expect (fixture, 201, "operator", "POST", "/invitations",
                            "{\"name\":\"Anne\",\"roles\":[\"mayor\"]}");
  json_decref (town_expect (fixture, 200, "operator", "POST", "/backup", "%s", body));
  code = g_strdup_printf ("{\"code\":\"%s\"}", town_text (used, "code"));
  json_decref (expect (fixture, 200, NULL, "POST", "/api/v1/pair", code));
  revoke = g_strdup_printf ("/invitations/%s/revoke", town_text (taken_back, "id"));
  json_decref (town_expect (fixture, 200, "operator", "POST", revoke, "{}"));
  json_decref (town_expect (fixture, 200, "operator", "POST", "/remove", "{}"));
  restored = town_expect (fixture, 200, "operator", "POST", "/restore", "%s", body);

  named = parvis_json_dump (json_object_get (restored, "withdrawn"));
  g_assert_cmpstr (named, ==, "[\"Anne\",\"Luc\"]");
  json_decref (expect (fixture, 404, NULL, "POST", "/api/v1/pair", code));
  other = g_strdup_printf ("{\"code\":\"%s\"}", town_text (taken_back, "code"));
  json_decref (expect (fixture, 404, NULL, "POST", "/api/v1/pair", other));
  g_assert_null (town_entity (fixture, "invitation", town_text (taken_back, "id")));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/team/me-is-who-signed-in", test_me_is_who_signed_in);
  TOWN_TEST ("/team/devices-are-listed-and-signed-out", test_devices_are_listed_and_signed_out);
  TOWN_TEST ("/team/a-code-pairs-once-and-guesses-are-slowed",
             test_a_code_pairs_once_and_guesses_are_slowed);
  TOWN_TEST ("/team/a-refresh-gives-new-tokens", test_a_refresh_gives_new_tokens);
  TOWN_TEST ("/team/a-stolen-refresh-token-ends-the-family",
             test_a_stolen_refresh_token_ends_the_family);
  TOWN_TEST ("/team/an-old-copy-ends-the-family-too", test_an_old_copy_ends_the_family_too);
  TOWN_TEST ("/team/the-token-route-says-what-is-wrong",
             test_the_token_route_says_what_is_wrong);
  TOWN_TEST ("/team/a-device-signs-in-without-a-browser",
             test_a_device_signs_in_without_a_browser);
  TOWN_TEST ("/team/codes-for-devices-are-not-drawn-without-end",
             test_codes_for_devices_are_not_drawn_without_end);
  TOWN_TEST ("/team/the-places-to-sign-in-are-told", test_the_places_to_sign_in_are_told);
  TOWN_TEST ("/team/a-removed-member-is-out-at-once", test_a_removed_member_is_out_at_once);
  TOWN_TEST ("/team/who-is-gone-is-in-no-list", test_who_is_gone_is_in_no_list);
  TOWN_TEST ("/team/a-removed-member-may-come-back", test_a_removed_member_may_come_back);
  TOWN_TEST ("/team/a-town-keeps-two-administrators", test_a_town_keeps_two_administrators);
  TOWN_TEST ("/team/roles-change-at-once", test_roles_change_at_once);
  TOWN_TEST ("/team/a-membership-ends-by-itself", test_a_membership_ends_by_itself);
  TOWN_TEST ("/team/an-invitation-can-be-taken-back", test_an_invitation_can_be_taken_back);
  TOWN_TEST ("/team/an-invitation-goes-with-who-made-it",
             test_an_invitation_goes_with_who_made_it);
  TOWN_TEST ("/team/an-invitation-adds-to-what-one-may-do",
             test_an_invitation_adds_to_what_one_may_do);
  TOWN_TEST ("/team/an-invitation-says-whom-it-is-for", test_an_invitation_says_whom_it_is_for);
  TOWN_TEST ("/team/a-restore-brings-nobody-back-who-left",
             test_a_restore_brings_nobody_back_who_left);
  TOWN_TEST ("/team/a-restore-opens-no-invitation-again",
             test_a_restore_opens_no_invitation_again);
  TOWN_TEST ("/team/no-secret-is-in-any-file", test_no_secret_is_in_any_file);

  return g_test_run ();
}
