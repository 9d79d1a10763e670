/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sync-sign-in"

#include "config.h"

#include "parvis-error.h"
#include "session-fixture.h"

static void
sign_in (SessionFixture *self)
{
  ParvisPair pair = { .lifetime = 600 * PARVIS_SECOND };
  g_autofree char *access = g_strdup_printf ("pva-%u", ++self->server->pair);
  g_autofree char *refresh = g_strdup_printf ("pvr-%u", self->server->pair);

  self->server->ended = FALSE;
  self->server->token_status = 0;
  pair.access = access;
  pair.refresh = refresh;
  parvis_auth_sign_in (self->auth, &pair);
}

static void
test_signed_out (SessionFixture *self,
                 gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  self->server->no_token_is_good = TRUE;
  self->server->token_status = 400;
  session_fixture_count (self, "g1", 1);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_SIGNED_OUT);
  g_assert_true (parvis_auth_is_out (self->auth));

  /* What was done is kept for who signs in again, and can still be added to. */
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 1);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 11);
  session_fixture_count (self, "g1", 1);
  g_assert_cmpint (session_fixture_get_present (self, "g1"), ==, 12);
  self->server->no_token_is_good = FALSE;
  sign_in (self);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 12);
  WAIT_FOR (session_fixture_is_online (self));
}

static void
test_token_over (SessionFixture *self,
                 gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  g_assert_cmpuint (self->server->renewals, ==, 1);

  /* As after its ten minutes, or when the service forgot it. */
  self->server->over = self->server->pair;
  g_clear_pointer (&self->keyring, g_free);
  for (guint i = 0; i < 4; i++)
    session_fixture_count (self, i % 2 == 0 ? "g1" : "g2", 1);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpuint (self->server->renewals, ==, 2);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 12);
  g_assert_cmpint (sync_server_get (self->server, "g2"), ==, 22);
  g_assert_cmpuint (sync_server_n_keys (self->server), ==, 4);
  g_assert_cmpstr (self->keyring, ==, "pvr-3");
}

static void
test_lost_renewal (SessionFixture *self,
                   gconstpointer   data)
{
  self->server->token_lost = TRUE;
  session_fixture_open (self);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
  g_assert_cmpstr (self->keyring, ==, SYNC_REFRESH);
  parvis_session_retry (self->session);
  WAIT_FOR (session_fixture_is_online (self));
  g_assert_false (self->server->ended);
  g_assert_cmpstr (self->keyring, ==, "pvr-3");
}

static void
test_token_portal (SessionFixture *self,
                   gconstpointer   data)
{
  self->server->token_status = 503;
  session_fixture_open (self);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_OFFLINE);
  g_assert_false (parvis_auth_is_out (self->auth));
  self->server->token_status = 0;
  parvis_session_retry (self->session);
  WAIT_FOR (session_fixture_is_online (self));
}

static void
test_stolen_token (SessionFixture *self,
                   gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  session_fixture_close (self);

  /* Somebody has copied the keyring of yesterday. */
  g_free (self->keyring);
  self->keyring = g_strdup (SYNC_REFRESH);
  session_fixture_open (self);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_SIGNED_OUT);
  g_assert_true (self->server->ended);
}

static void
test_locked_keyring (SessionFixture *self,
                     gconstpointer   data)
{
  self->keyring_locked = TRUE;
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  g_assert_false (parvis_auth_is_kept (self->auth));
  g_assert_cmpstr (self->keyring, ==, SYNC_REFRESH);
}

/* It may be asking the person for its password. */
static void
test_slow_keyring (SessionFixture *self,
                   gconstpointer   data)
{
  self->keyring_asked = TRUE;
  session_fixture_open (self);
  session_fixture_count (self, "g1", 1);
  g_assert_cmpint (parvis_session_get_link (self->session), ==, PARVIS_LINK_CONNECTING);
  g_assert_false (parvis_auth_is_out (self->auth));
  g_assert_cmpuint (self->server->renewals, ==, 0);

  parvis_auth_unlock (self->auth, self->keyring);
  WAIT_FOR (session_fixture_is_online (self));
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  g_assert_cmpint (sync_server_get (self->server, "g1"), ==, 11);
  g_assert_cmpuint (self->server->renewals, ==, 1);
}

static void
test_keyring_without (SessionFixture *self,
                      gconstpointer   data)
{
  self->keyring_asked = TRUE;
  session_fixture_open (self);
  session_fixture_count (self, "g1", 1);
  parvis_auth_unlock (self->auth, NULL);
  WAIT_FOR (parvis_session_get_link (self->session) == PARVIS_LINK_SIGNED_OUT);
  g_assert_cmpuint (parvis_session_get_pending (self->session), ==, 1);

  sign_in (self);
  WAIT_FOR (parvis_session_get_pending (self->session) == 0);
  WAIT_FOR (session_fixture_is_online (self));
}

static void
test_removed (SessionFixture *self,
              gconstpointer   data)
{
  guint renewals;

  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  self->server->removed = TRUE;
  sync_server_cut (self->server);
  parvis_session_retry (self->session);
  WAIT_FOR (self->removed == 1);
  g_assert_cmpstr (self->removed_by, ==, "Hélène Garnier");

  /* It is over: nothing more goes out. */
  renewals = self->server->renewals;
  parvis_session_retry (self->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (self->removed, ==, 1);
  g_assert_cmpuint (self->server->renewals, ==, renewals);
}

static void
test_removed_while_counting (SessionFixture *self,
                             gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  self->server->removed = TRUE;
  session_fixture_count (self, "g1", 1);
  WAIT_FOR (self->removed == 1);
  g_assert_cmpuint (self->refused, ==, 0);
}

/* The last membership ended, and with it the sign-in, while nobody was there. */
static void
test_removed_meanwhile (SessionFixture *self,
                        gconstpointer   data)
{
  session_fixture_open (self);
  WAIT_FOR (session_fixture_is_online (self));
  session_fixture_close (self);
  self->server->removed = TRUE;
  self->server->token_status = 400;
  session_fixture_open (self);
  WAIT_FOR (self->removed == 1);
  g_assert_null (self->removed_by);
}

#define ADD(path, func) \
  g_test_add (path, SessionFixture, NULL, session_fixture_set_up, func, session_fixture_tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/sign-in/a-sign-in-that-is-over-keeps-the-queue", test_signed_out);
  ADD ("/sign-in/a-token-that-is-over-is-renewed-once-for-all", test_token_over);
  ADD ("/sign-in/a-lost-renewal-is-asked-for-again", test_lost_renewal);
  ADD ("/sign-in/a-portal-does-not-end-a-sign-in", test_token_portal);
  ADD ("/sign-in/a-used-up-token-signs-out", test_stolen_token);
  ADD ("/sign-in/a-locked-keyring-does-not-stop-the-work", test_locked_keyring);
  ADD ("/sign-in/a-slow-keyring-does-not-stop-the-work", test_slow_keyring);
  ADD ("/sign-in/a-keyring-without-the-token-signs-out", test_keyring_without);
  ADD ("/sign-in/a-removed-member-is-told-who-and-when", test_removed);
  ADD ("/sign-in/a-removed-members-action-is-not-a-refusal", test_removed_while_counting);
  ADD ("/sign-in/a-removed-member-whose-sign-in-ended-is-told-too", test_removed_meanwhile);

  return g_test_run ();
}
