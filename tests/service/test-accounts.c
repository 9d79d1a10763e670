/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-accounts"

#include "config.h"

#include "town-fixture.h"

#include "parvis-access.h"
#include "parvis-audit.h"
#include "parvis-code.h"
#include "parvis-credential.h"
#include "parvis-error.h"
#include "parvis-invitation.h"
#include "parvis-member.h"
#include "parvis-web-session.h"

#include <string.h>

#define TOWN "00001"

#define REDIRECT "http://127.0.0.1:40000/"
#define VERIFIER "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"

static ParvisStore *
get_store (TownFixture *fixture)
{
  return parvis_service_get_store (fixture->service);
}

static char *
add_account (TownFixture *fixture,
             const char  *email)
{
  g_autoptr(GError) error = NULL;
  char *id;

  id = parvis_account_create (get_store (fixture), "operator", "Hélène Garnier", email, "fr",
                              NULL, NULL, FALSE, &error);
  g_assert_no_error (error);

  return id;
}

static gboolean
opens (TownFixture *fixture,
       const char  *access)
{
  g_autofree char *hash = parvis_access_hash_key (access);
  g_autoptr(GError) error = NULL;
  ParvisDb *db = parvis_store_acquire (get_store (fixture), "", NULL);
  ParvisSession session;
  gboolean ok = parvis_session_check (db, hash, fixture->now, &session, &error);

  parvis_store_release (get_store (fixture), db);
  if (!ok)
    g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED);

  return ok;
}

static gboolean
refresh (TownFixture  *fixture,
         const char   *token,
         ParvisTokens *tokens)
{
  g_autoptr(GError) error = NULL;
  g_autofree char *copy = g_strdup (token);
  gboolean ok = parvis_session_refresh (get_store (fixture), copy, tokens, &error);

  if (!ok)
    g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED);

  return ok;
}

static void
use (TownFixture        *fixture,
     const ParvisTokens *tokens)
{
  g_autofree char *hash = parvis_access_hash_key (tokens->access);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = NULL;

  answer = parvis_store_apply (get_store (fixture),
                               parvis_session_note_use (hash, tokens->session), NULL, &error);
  g_assert_no_error (error);
}

static void
test_people_are_found_by_what_they_are_known_by (TownFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *local = add_account (fixture, "Helene.Garnier@Mairie.example");
  g_autofree char *open = NULL;
  g_autoptr(ParvisAccount) account = NULL;
  g_autoptr(GError) error = NULL;

  account = parvis_account_find_by_email (get_store (fixture), " helene.garnier@mairie.EXAMPLE",
                                          &error);
  g_assert_no_error (error);
  g_assert_cmpstr (account->id, ==, local);
  g_assert_cmpstr (account->email, ==, "helene.garnier@mairie.example");

  /* An identity provider's e-mail is a word of its own: it opens no local account. */
  open = parvis_account_create (get_store (fixture), "system", "Hélène", account->email, NULL,
                                "https://id.example", "42", FALSE, &error);
  g_assert_no_error (error);
  g_clear_pointer (&account, parvis_account_free);
  account = parvis_account_find_by_subject (get_store (fixture), "https://id.example", "42",
                                            &error);
  g_assert_cmpstr (account->id, ==, open);
  g_clear_pointer (&account, parvis_account_free);
  account = parvis_account_find_by_email (get_store (fixture), "helene.garnier@mairie.example",
                                          &error);
  g_assert_cmpstr (account->id, ==, local);

  g_clear_pointer (&account, parvis_account_free);
  account = parvis_account_find_by_subject (get_store (fixture), "https://other.example", "42",
                                            &error);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
}

static void
test_an_address_belongs_to_one_account (TownFixture   *fixture,
                                        gconstpointer  data)
{
  static const char * const bad[] = { "", "a", "a@", "@b.fr", "a@b", "a b@c.fr", "a@b@c.fr",
                                      "a@.fr", "a@b.fr\nBcc: x@y.fr", "<a@b.fr>" };
  g_autofree char *one = add_account (fixture, "a@b.fr");
  g_autofree char *two = NULL;
  g_autoptr(GError) error = NULL;

  two = parvis_account_create (get_store (fixture), "operator", "X", "A@B.fr", NULL, NULL, NULL,
                               FALSE, &error);
  g_assert_null (two);
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CONFLICT);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_clear_error (&error);
      g_assert_null (parvis_email_normalise (bad[i], &error));
      g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
    }
}

static void
test_a_device_goes_on_with_new_tokens (TownFixture   *fixture,
                                       gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, NULL);
  g_auto(ParvisTokens) first = { NULL, };
  g_auto(ParvisTokens) second = { NULL, };

  g_assert_true (parvis_session_create (get_store (fixture), id, "Poste 1", &first, NULL));
  g_assert_true (g_str_has_prefix (first.access, "pva_"));
  g_assert_true (g_str_has_prefix (first.refresh, "pvr_"));
  g_assert_true (opens (fixture, first.access));
  fixture->now += PARVIS_ACCESS_TIME;
  g_assert_false (opens (fixture, first.access));

  g_assert_true (refresh (fixture, first.refresh, &second));
  g_assert_cmpstr (second.session, ==, first.session);
  g_assert_cmpstr (second.account, ==, id);
  g_assert_true (opens (fixture, second.access));

  fixture->now += PARVIS_REFRESH_TIME;
  g_assert_false (refresh (fixture, second.refresh, &first));
}

static void
test_a_lost_answer_signs_nobody_out (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, NULL);
  g_auto(ParvisTokens) first = { NULL, };
  g_auto(ParvisTokens) lost = { NULL, };
  g_auto(ParvisTokens) third = { NULL, };
  g_auto(ParvisTokens) fourth = { NULL, };

  g_assert_true (parvis_session_create (get_store (fixture), id, "Poste 1", &first, NULL));
  use (fixture, &first);
  g_assert_true (refresh (fixture, first.refresh, &lost));
  g_assert_true (refresh (fixture, first.refresh, &third));
  g_assert_false (opens (fixture, lost.access));
  g_assert_true (opens (fixture, third.access));
  use (fixture, &third);
  g_assert_true (refresh (fixture, third.refresh, &fourth));
}

static void
test_a_stolen_refresh_token_ends_the_family (TownFixture   *fixture,
                                             gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, NULL);
  g_auto(ParvisTokens) first = { NULL, };
  g_auto(ParvisTokens) thief = { NULL, };
  g_auto(ParvisTokens) none = { NULL, };
  g_autoptr(json_t) list = NULL;
  const json_t *last;
  ParvisDb *db;

  g_assert_true (parvis_session_create (get_store (fixture), id, "Poste 1", &first, NULL));
  g_assert_true (refresh (fixture, first.refresh, &thief));
  use (fixture, &thief);
  g_assert_false (refresh (fixture, first.refresh, &none));
  g_assert_false (opens (fixture, thief.access));
  g_assert_false (refresh (fixture, thief.refresh, &none));

  db = parvis_store_acquire (get_store (fixture), "", NULL);
  list = parvis_audit_list (db, 0, 100, NULL);
  parvis_store_release (get_store (fixture), db);
  last = json_array_get (list, json_array_size (list) - 1);
  g_assert_cmpstr (town_text (last, "action"), ==, "session.reuse");
  g_assert_cmpstr (town_text (last, "object"), ==, first.session);
}

/* Not the last but one, and so not an answer that was lost either. */
static void
test_an_older_refresh_token_ends_the_family_too (TownFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, NULL);
  g_auto(ParvisTokens) first = { NULL, };
  g_auto(ParvisTokens) second = { NULL, };
  g_auto(ParvisTokens) third = { NULL, };
  g_auto(ParvisTokens) none = { NULL, };

  g_assert_true (parvis_session_create (get_store (fixture), id, "Poste 1", &first, NULL));
  g_assert_true (refresh (fixture, first.refresh, &second));
  g_assert_true (refresh (fixture, second.refresh, &third));
  g_assert_false (refresh (fixture, first.refresh, &none));
  g_assert_false (opens (fixture, third.access));
}

static void
test_a_revoked_session_opens_nothing (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, NULL);
  g_autofree char *stranger = add_account (fixture, NULL);
  g_autoptr(GError) error = NULL;
  g_auto(ParvisTokens) one = { NULL, };
  g_auto(ParvisTokens) two = { NULL, };
  g_auto(ParvisTokens) none = { NULL, };
  ParvisDb *db;
  g_autoptr(json_t) list = NULL;
  g_autoptr(json_t) over = NULL;

  g_assert_true (parvis_session_create (get_store (fixture), id, "Poste 1", &one, NULL));
  g_assert_true (parvis_session_create (get_store (fixture), id, "Poste 2", &two, NULL));
  g_assert_false (parvis_session_revoke (get_store (fixture), "account:x", stranger, one.session,
                                         &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
  g_assert_true (parvis_session_revoke (get_store (fixture), "account:x", id, one.session, NULL));
  g_assert_false (opens (fixture, one.access));
  g_assert_false (refresh (fixture, one.refresh, &none));
  g_assert_true (opens (fixture, two.access));

  db = parvis_store_acquire (get_store (fixture), "", NULL);
  list = parvis_session_list (db, id, two.session, fixture->now, NULL);
  over = parvis_session_list (db, id, two.session, fixture->now + PARVIS_REFRESH_TIME, NULL);
  parvis_store_release (get_store (fixture), db);
  g_assert_cmpint (json_array_size (list), ==, 1);
  g_assert_cmpstr (town_text (json_array_get (list, 0), "label"), ==, "Poste 2");
  g_assert_true (json_is_true (json_object_get (json_array_get (list, 0), "current")));

  /* One that was not used for so long cannot sign in by itself any more. */
  g_assert_cmpint (json_array_size (over), ==, 0);

  g_assert_true (parvis_session_revoke_token (get_store (fixture), two.refresh, NULL));
  g_assert_false (opens (fixture, two.access));
  g_assert_true (parvis_session_revoke_token (get_store (fixture), "pvr_unknown", NULL));
}

static ParvisSignInRequest
make_request (void)
{
  return (ParvisSignInRequest) {
    .client = g_strdup (PARVIS_CLIENT_DESKTOP), .redirect = g_strdup (REDIRECT),
    .challenge = parvis_code_challenge (VERIFIER), .insee = g_strdup (TOWN),
    .label = g_strdup ("Poste 1"),
  };
}

static gboolean
redeem (TownFixture  *fixture,
        const char   *code,
        const char   *redirect,
        const char   *verifier,
        ParvisTokens *tokens)
{
  g_autoptr(GError) error = NULL;
  gboolean ok = parvis_authorization_redeem (get_store (fixture), code, PARVIS_CLIENT_DESKTOP,
                                             redirect, verifier, tokens, &error);

  if (!ok)
    g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED);

  return ok;
}

static void
test_a_challenge_is_that_of_the_standard (void)
{
  g_autofree char *challenge = parvis_code_challenge (VERIFIER);

  /* RFC 7636, appendix B. */
  g_assert_cmpstr (challenge, ==, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

/* How often the trail says that the session was ended because somebody had a copy. */
static guint
count_reuses (TownFixture *fixture,
              const char  *session)
{
  ParvisDb *db = parvis_store_acquire (get_store (fixture), "", NULL);
  g_autoptr(json_t) rows = parvis_audit_list (db, 0, 1000, NULL);
  guint count = 0;

  parvis_store_release (get_store (fixture), db);
  for (gsize i = 0; i < json_array_size (rows); i++)
    {
      const json_t *row = json_array_get (rows, i);

      count += strcmp (town_text (row, "action"), "session.reuse") == 0 &&
               strcmp (town_text (row, "object"), session) == 0;
    }

  return count;
}

static gint64
count_codes (TownFixture *fixture)
{
  ParvisDb *db = parvis_store_acquire (get_store (fixture), "", NULL);
  ParvisStmt *stmt = parvis_db_prepare (db, "SELECT COUNT(*) FROM authorization_code"
                                        " WHERE town = :town", NULL);
  gboolean has_row = FALSE;
  gint64 count;

  g_assert_true (parvis_stmt_step (stmt, &has_row, NULL));
  count = parvis_stmt_get_int (stmt, 0);
  parvis_stmt_release (stmt);
  parvis_store_release (get_store (fixture), db);

  return count;
}

static void
test_a_code_is_good_once (TownFixture   *fixture,
                          gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, NULL);
  g_auto(ParvisSignInRequest) request = make_request ();
  g_autofree char *code = NULL;
  g_auto(ParvisTokens) tokens = { NULL, };
  g_auto(ParvisTokens) none = { NULL, };

  code = parvis_authorization_create (get_store (fixture), id, &request, fixture->now, NULL);
  g_assert_true (redeem (fixture, code, REDIRECT, VERIFIER, &tokens));
  g_assert_cmpstr (tokens.account, ==, id);
  g_assert_true (opens (fixture, tokens.access));

  /* Whoever presents it again has stolen it, or it was stolen from him. */
  g_assert_false (redeem (fixture, code, REDIRECT, VERIFIER, &none));
  g_assert_false (opens (fixture, tokens.access));
  g_assert_false (redeem (fixture, code, REDIRECT, VERIFIER, &none));
  g_assert_cmpuint (count_reuses (fixture, tokens.session), ==, 1);
}

static void
test_codes_are_forgotten_when_they_are_long_over (TownFixture   *fixture,
                                                  gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, NULL);
  g_auto(ParvisSignInRequest) request = make_request ();

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *code = NULL;

      code = parvis_authorization_create (get_store (fixture), id, &request, fixture->now, NULL);
      g_assert_nonnull (code);
      fixture->now += 2 * PARVIS_DAY;
      g_assert_true (parvis_audit_record (get_store (fixture), "", "operator", "test.settle", NULL,
                                          NULL));
    }
  g_assert_cmpint (count_codes (fixture), ==, 1);
}

static void
test_a_code_is_for_whoever_asked (TownFixture   *fixture,
                                  gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, NULL);
  g_auto(ParvisSignInRequest) request = make_request ();
  g_auto(ParvisTokens) tokens = { NULL, };

  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *code = NULL;

      code = parvis_authorization_create (get_store (fixture), id, &request, fixture->now, NULL);
      if (i == 2)
        fixture->now += PARVIS_AUTHORIZATION_TIME;
      g_assert_false (redeem (fixture, code, i == 0 ? "http://127.0.0.1:40001/" : REDIRECT,
                              i == 1 ? "another-verifier-of-43-characters-or-more-x" : VERIFIER,
                              &tokens));
      /* A second guess is not allowed. */
      g_assert_false (redeem (fixture, code, REDIRECT, VERIFIER, &tokens));
    }
}

static ParvisPoll
poll_device (TownFixture  *fixture,
             const char   *device,
             ParvisTokens *tokens)
{
  g_autoptr(GError) error = NULL;
  ParvisPoll poll = PARVIS_POLL_EXPIRED;

  parvis_device_poll (get_store (fixture), device, PARVIS_CLIENT_DESKTOP, &poll, tokens, &error);
  g_assert_no_error (error);

  return poll;
}

static void
test_a_device_waits_for_its_person (TownFixture   *fixture,
                                    gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, NULL);
  g_auto(ParvisSignInRequest) request = make_request ();
  g_auto(ParvisSignInRequest) found = { NULL, };
  g_auto(ParvisTokens) tokens = { NULL, };
  g_autofree char *device = NULL;
  g_autofree char *user = NULL;
  g_autofree char *typed = NULL;
  g_autoptr(GError) error = NULL;

  g_assert_true (parvis_device_create (get_store (fixture), &request, fixture->now, &device,
                                       &user, NULL));
  g_assert_cmpint (strlen (user), ==, 9);
  g_assert_cmpint (user[4], ==, '-');
  g_assert_cmpint (poll_device (fixture, device, &tokens), ==, PARVIS_POLL_PENDING);
  g_assert_cmpint (poll_device (fixture, device, &tokens), ==, PARVIS_POLL_SLOW_DOWN);
  fixture->now += 5 * PARVIS_SECOND;
  g_assert_cmpint (poll_device (fixture, device, &tokens), ==, PARVIS_POLL_SLOW_DOWN);

  user[4] = ' ';
  typed = g_ascii_strdown (user, -1);
  g_assert_true (parvis_device_find (get_store (fixture), typed, fixture->now, &found, &error));
  g_assert_cmpstr (found.label, ==, "Poste 1");
  g_assert_true (parvis_device_decide (get_store (fixture), typed, id, &error));
  g_assert_false (parvis_device_decide (get_store (fixture), typed, NULL, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);

  fixture->now += 20 * PARVIS_SECOND;
  g_assert_cmpint (poll_device (fixture, device, &tokens), ==, PARVIS_POLL_GRANTED);
  g_assert_cmpstr (tokens.account, ==, id);
  g_assert_true (opens (fixture, tokens.access));
  fixture->now += 20 * PARVIS_SECOND;
  g_assert_cmpint (poll_device (fixture, device, &tokens), ==, PARVIS_POLL_EXPIRED);
}

static void
test_a_device_can_be_denied_and_grows_old (TownFixture   *fixture,
                                           gconstpointer  data)
{
  g_auto(ParvisSignInRequest) request = make_request ();
  g_auto(ParvisTokens) tokens = { NULL, };
  g_autofree char *device = NULL;
  g_autofree char *user = NULL;

  g_assert_true (parvis_device_create (get_store (fixture), &request, fixture->now, &device,
                                       &user, NULL));
  g_assert_true (parvis_device_decide (get_store (fixture), user, NULL, NULL));
  g_assert_cmpint (poll_device (fixture, device, &tokens), ==, PARVIS_POLL_DENIED);

  g_clear_pointer (&device, g_free);
  g_clear_pointer (&user, g_free);
  g_assert_true (parvis_device_create (get_store (fixture), &request, fixture->now, &device,
                                       &user, NULL));
  fixture->now += PARVIS_DEVICE_TIME;
  g_assert_cmpint (poll_device (fixture, device, &tokens), ==, PARVIS_POLL_EXPIRED);
  g_assert_false (parvis_device_decide (get_store (fixture), user, NULL, NULL));
}

static json_t *
invite (TownFixture *fixture,
        const char  *text)
{
  g_autoptr(json_t) body = json_loads (text, 0, NULL);
  g_autoptr(GError) error = NULL;
  json_t *answer;

  g_assert_nonnull (body);
  answer = parvis_invitation_create (get_store (fixture), TOWN, "operator", body, fixture->now,
                                     &error);
  g_assert_no_error (error);

  return answer;
}

static void
test_an_invitation_makes_one_member (TownFixture   *fixture,
                                     gconstpointer  data)
{
  g_autoptr(json_t) made = invite (fixture, "{\"name\":\"Luc\",\"roles\":[\"merchant\"]}");
  g_autoptr(ParvisInvitation) invitation = NULL;
  g_autoptr(GError) error = NULL;
  g_autofree char *account = NULL;
  g_autoptr(json_t) entity = NULL;

  invitation = parvis_invitation_find (get_store (fixture), town_text (made, "code"),
                                       fixture->now, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (invitation->town_name, ==, "Essai");
  g_assert_cmpint (invitation->roles, ==, PARVIS_ROLE_BIT (PARVIS_ROLE_MERCHANT));

  account = parvis_invitation_pair (get_store (fixture), invitation, &error);
  g_assert_no_error (error);
  entity = town_entity (fixture, "member", account);
  g_assert_cmpstr (town_text (entity, "name"), ==, "Luc");

  g_assert_null (parvis_invitation_pair (get_store (fixture), invitation, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (parvis_invitation_find (get_store (fixture), town_text (made, "code"),
                                         fixture->now, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
}

static void
test_a_link_lives_longer_than_a_code (TownFixture   *fixture,
                                      gconstpointer  data)
{
  g_autoptr(json_t) link = invite (fixture, "{\"name\":\"A\",\"email\":\"a@b.fr\","
                                            "\"roles\":[\"clerk\"],\"send\":\"email\"}");
  g_autoptr(json_t) code = invite (fixture, "{\"name\":\"B\",\"roles\":[\"counter\"]}");
  g_autoptr(ParvisInvitation) found = NULL;

  fixture->now += PARVIS_INVITATION_CODE_TIME;
  g_assert_null (parvis_invitation_find (get_store (fixture), town_text (code, "code"),
                                         fixture->now, NULL));
  found = parvis_invitation_find (get_store (fixture), town_text (link, "token"), fixture->now,
                                  NULL);
  g_assert_nonnull (found);
  g_assert_true (found->by_link);
  g_assert_cmpstr (found->email, ==, "a@b.fr");
}

static void
test_a_reset_link_is_good_once_and_the_newest_only (TownFixture   *fixture,
                                                    gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, "a@b.fr");
  g_autofree char *old = NULL;
  g_autofree char *token = NULL;
  g_autofree char *found = NULL;
  gint64 until = fixture->now + PARVIS_HOUR;

  g_assert_true (parvis_reset_create (get_store (fixture), id, until, &old, NULL));
  g_assert_true (parvis_reset_create (get_store (fixture), id, until, &token, NULL));
  g_assert_null (parvis_reset_find (get_store (fixture), old, fixture->now, FALSE, NULL));
  g_assert_null (parvis_reset_find (get_store (fixture), token, until, FALSE, NULL));
  found = parvis_reset_find (get_store (fixture), token, fixture->now, FALSE, NULL);
  g_assert_cmpstr (found, ==, id);
  g_clear_pointer (&found, g_free);
  found = parvis_reset_find (get_store (fixture), token, fixture->now, TRUE, NULL);
  g_assert_cmpstr (found, ==, id);
  g_assert_null (parvis_reset_find (get_store (fixture), token, fixture->now, TRUE, NULL));
}

static void
test_codes_of_the_second_step_are_good_once (TownFixture   *fixture,
                                             gconstpointer  data)
{
  static const char * const hashes[] = { "one", "two", NULL };
  g_autofree char *id = add_account (fixture, "a@b.fr");
  ParvisStore *store = get_store (fixture);

  g_assert_true (parvis_account_set_totp (store, "account:x", id, "sealed", hashes, NULL, NULL));
  g_assert_true (parvis_account_use_totp_step (store, id, 100, NULL));
  g_assert_false (parvis_account_use_totp_step (store, id, 100, NULL));
  g_assert_false (parvis_account_use_totp_step (store, id, 99, NULL));
  g_assert_true (parvis_account_use_totp_step (store, id, 101, NULL));
  g_assert_true (parvis_account_use_recovery (store, id, "two", NULL, NULL));
  g_assert_false (parvis_account_use_recovery (store, id, "two", NULL, NULL));
  g_assert_false (parvis_account_use_recovery (store, id, "three", NULL, NULL));
}

static void
test_a_new_password_ends_browsers (TownFixture   *fixture,
                                   gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, "a@b.fr");
  g_autoptr(json_t) state = json_pack ("{s:s}", "to", "/sign-in/security");
  g_autoptr(ParvisWebSession) session = NULL;
  ParvisStore *store = get_store (fixture);
  g_autofree char *cookie = NULL;

  cookie = parvis_web_session_create (store, id, state, fixture->now + PARVIS_HOUR, NULL);
  session = parvis_web_session_find (store, cookie, fixture->now, NULL);
  g_assert_cmpstr (session->account, ==, id);
  g_assert_cmpstr (town_text (session->state, "to"), ==, "/sign-in/security");
  g_assert_null (parvis_web_session_find (store, cookie, fixture->now + PARVIS_HOUR, NULL));

  g_assert_true (parvis_account_set_password (store, "account:x", id, "$argon2id$…", NULL, NULL));
  g_assert_null (parvis_web_session_find (store, cookie, fixture->now, NULL));
}

static void
test_a_removed_account_is_gone_with_its_devices (TownFixture   *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *id = add_account (fixture, "a@b.fr");
  g_autoptr(GError) error = NULL;
  g_auto(ParvisTokens) tokens = { NULL, };

  g_assert_true (parvis_session_create (get_store (fixture), id, "Poste 1", &tokens, NULL));
  g_assert_true (parvis_account_remove (get_store (fixture), "operator", id, &error));
  g_assert_no_error (error);
  g_assert_false (opens (fixture, tokens.access));
  g_assert_null (parvis_account_find (get_store (fixture), id, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_false (parvis_account_remove (get_store (fixture), "operator", id, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  TOWN_TEST ("/accounts/people-are-found-by-what-they-are-known-by",
             test_people_are_found_by_what_they_are_known_by);
  TOWN_TEST ("/accounts/an-address-belongs-to-one-account",
             test_an_address_belongs_to_one_account);
  TOWN_TEST ("/accounts/a-device-goes-on-with-new-tokens", test_a_device_goes_on_with_new_tokens);
  TOWN_TEST ("/accounts/a-lost-answer-signs-nobody-out", test_a_lost_answer_signs_nobody_out);
  TOWN_TEST ("/accounts/a-stolen-refresh-token-ends-the-family",
             test_a_stolen_refresh_token_ends_the_family);
  TOWN_TEST ("/accounts/an-older-refresh-token-ends-the-family-too",
             test_an_older_refresh_token_ends_the_family_too);
  TOWN_TEST ("/accounts/a-revoked-session-opens-nothing", test_a_revoked_session_opens_nothing);
  g_test_add_func ("/accounts/a-challenge-is-that-of-the-standard",
                   test_a_challenge_is_that_of_the_standard);
  TOWN_TEST ("/accounts/a-code-is-good-once", test_a_code_is_good_once);
  TOWN_TEST ("/accounts/codes-are-forgotten-when-they-are-long-over",
             test_codes_are_forgotten_when_they_are_long_over);
  TOWN_TEST ("/accounts/a-code-is-for-whoever-asked", test_a_code_is_for_whoever_asked);
  TOWN_TEST ("/accounts/a-device-waits-for-its-person", test_a_device_waits_for_its_person);
  TOWN_TEST ("/accounts/a-device-can-be-denied-and-grows-old",
             test_a_device_can_be_denied_and_grows_old);
  TOWN_TEST ("/accounts/an-invitation-makes-one-member", test_an_invitation_makes_one_member);
  TOWN_TEST ("/accounts/a-link-lives-longer-than-a-code", test_a_link_lives_longer_than_a_code);
  TOWN_TEST ("/accounts/a-reset-link-is-good-once-and-the-newest-only",
             test_a_reset_link_is_good_once_and_the_newest_only);
  TOWN_TEST ("/accounts/codes-of-the-second-step-are-good-once",
             test_codes_of_the_second_step_are_good_once);
  TOWN_TEST ("/accounts/a-new-password-ends-browsers", test_a_new_password_ends_browsers);
  TOWN_TEST ("/accounts/a-removed-account-is-gone-with-its-devices",
             test_a_removed_account_is_gone_with_its_devices);

  return g_test_run ();
}
