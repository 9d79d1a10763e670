/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-sign-in.h"
#include "sign-in-server.h"

#include <string.h>

typedef struct
{
  SignInServer  server;
  GCancellable *cancellable;
  GAsyncResult *result;
  char         *shown;
  char         *code;
} Fixture;

static const ParvisBrowserTexts texts = { "fr", "C’est fait & bien.", "Raté." };

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  sign_in_server_start (&fixture->server);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->cancellable);
  g_clear_object (&fixture->result);
  g_clear_pointer (&fixture->shown, g_free);
  g_clear_pointer (&fixture->code, g_free);
  sign_in_server_stop (&fixture->server);
}

static void
done_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  ((Fixture *) user_data)->result = g_object_ref (result);
}

static void
turn_until_done (Fixture *fixture)
{
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
show_cb (const char *uri,
         gpointer    user_data)
{
  ((Fixture *) user_data)->shown = g_strdup (uri);
}

static void
go_to_browser (Fixture *fixture)
{
  parvis_browser_sign_in_async (fixture->server.uri, SIGN_IN_TOWN, &texts, show_cb, fixture,
                                fixture->cancellable, done_cb, fixture);
  while (fixture->shown == NULL && fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
assert_pair (ParvisPair *pair)
{
  g_assert_nonnull (pair);
  g_assert_cmpstr (pair->access, ==, "pva-1");
  g_assert_cmpstr (pair->refresh, ==, "pvr-1");
  g_assert_cmpint (pair->lifetime, ==, 600000);
  parvis_pair_free (pair);
}

static void
test_a_code_pairs (Fixture       *fixture,
                   gconstpointer  data)
{
  parvis_pair_with_code_async (fixture->server.uri, SIGN_IN_CODE, NULL, done_cb, fixture);
  turn_until_done (fixture);
  assert_pair (parvis_pair_with_code_finish (fixture->result, NULL));
  g_assert_cmpuint (strlen (fixture->server.label), >, 0);
}

static void
pair_fails (Fixture    *fixture,
            const char *code,
            int         expected)
{
  g_autoptr(GError) error = NULL;

  g_clear_object (&fixture->result);
  parvis_pair_with_code_async (fixture->server.uri, code, NULL, done_cb, fixture);
  turn_until_done (fixture);
  g_assert_null (parvis_pair_with_code_finish (fixture->result, &error));
  g_assert_error (error, PARVIS_ERROR, expected);
}

static void
test_an_unknown_code_is_told_from_a_line_that_is_down (Fixture       *fixture,
                                                       gconstpointer  data)
{
  pair_fails (fixture, "ABCD-9999", PARVIS_ERROR_NOT_FOUND);
  fixture->server.status = 429;
  pair_fails (fixture, SIGN_IN_CODE, PARVIS_ERROR_TOO_MANY);
  fixture->server.status = 502;
  pair_fails (fixture, SIGN_IN_CODE, PARVIS_ERROR_UPSTREAM);
  soup_server_disconnect (fixture->server.soup);
  pair_fails (fixture, SIGN_IN_CODE, PARVIS_ERROR_UPSTREAM);
}

static void
test_the_browser_comes_back (Fixture       *fixture,
                             gconstpointer  data)
{
  go_to_browser (fixture);
  g_assert_true (g_str_has_prefix (fixture->shown, fixture->server.uri));
  sign_in_server_visit (&fixture->server, fixture->shown, NULL, NULL);
  turn_until_done (fixture);
  assert_pair (parvis_browser_sign_in_finish (fixture->result, NULL));
  g_assert_cmpstr (fixture->server.town, ==, SIGN_IN_TOWN);
  g_assert_true (g_str_has_prefix (fixture->server.redirect, "http://127.0.0.1:"));
}

static void
test_no_town_is_asked_for_where_none_is_known (Fixture       *fixture,
                                               gconstpointer  data)
{
  parvis_browser_sign_in_async (fixture->server.uri, NULL, &texts, show_cb, fixture,
                                fixture->cancellable, done_cb, fixture);
  while (fixture->shown == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_null (strstr (fixture->shown, "town="));
  sign_in_server_visit (&fixture->server, fixture->shown, NULL, NULL);
  turn_until_done (fixture);
  assert_pair (parvis_browser_sign_in_finish (fixture->result, NULL));
}

static void
test_another_state_is_not_listened_to (Fixture       *fixture,
                                       gconstpointer  data)
{
  go_to_browser (fixture);
  sign_in_server_visit (&fixture->server, fixture->shown, "somebody else's", NULL);
  g_assert_null (fixture->result);
  sign_in_server_visit (&fixture->server, fixture->shown, "", NULL);
  g_assert_null (fixture->result);

  /* The right one is still waited for. */
  sign_in_server_visit (&fixture->server, fixture->shown, NULL, NULL);
  turn_until_done (fixture);
  assert_pair (parvis_browser_sign_in_finish (fixture->result, NULL));
}

static void
test_strange_visitors_are_sent_away (Fixture       *fixture,
                                     gconstpointer  data)
{
  g_autofree char *huge = g_strnfill (64 * 1024, 'a');
  g_autofree char *long_line = g_strdup_printf ("GET /?%s HTTP/1.1\r\n\r\n", huge);
  const char *requests[] = {
    "GET /favicon.ico HTTP/1.1\r\n\r\n", "POST /?code=1&state=2 HTTP/1.1\r\n\r\n",
    "GET /?code=1 HTTP/1.1\r\n\r\n", "GET\r\n\r\n", "\r\n\r\n", "GET /?\r\n\r\n", long_line,
  };
  g_autofree char *redirect = NULL;

  go_to_browser (fixture);
  sign_in_server_visit (&fixture->server, fixture->shown, "wrong", NULL);
  redirect = g_strdup (fixture->server.redirect);
  for (guint i = 0; i < G_N_ELEMENTS (requests); i++)
    {
      g_autofree char *said = sign_in_server_request (redirect, requests[i]);

      g_assert_null (strstr (said, "200 OK"));
      g_assert_null (fixture->result);
    }

  sign_in_server_visit (&fixture->server, fixture->shown, NULL, NULL);
  turn_until_done (fixture);
  assert_pair (parvis_browser_sign_in_finish (fixture->result, NULL));
}

static void
test_a_refusal_in_the_browser_ends_it (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  go_to_browser (fixture);
  sign_in_server_visit (&fixture->server, fixture->shown, NULL, "access_denied");
  turn_until_done (fixture);
  g_assert_null (parvis_browser_sign_in_finish (fixture->result, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN);
}

static void
test_a_service_that_sends_elsewhere_is_not_believed (Fixture       *fixture,
                                                     gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->server.issuer = "https://evil.example";
  go_to_browser (fixture);
  g_assert_null (fixture->shown);
  g_assert_null (parvis_browser_sign_in_finish (fixture->result, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, "https://evil.example");
}

static void
test_it_can_be_cancelled (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  go_to_browser (fixture);
  g_cancellable_cancel (fixture->cancellable);
  turn_until_done (fixture);
  g_assert_null (parvis_browser_sign_in_finish (fixture->result, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED);
}

static void
show_device_cb (const char *uri,
                const char *code,
                gint64      expires_at,
                gpointer    user_data)
{
  Fixture *fixture = user_data;

  fixture->shown = g_strdup (uri);
  fixture->code = g_strdup (code);
}

static void
test_another_machine_signs_in (Fixture       *fixture,
                               gconstpointer  data)
{
  fixture->server.pending = 1;
  parvis_device_sign_in_async (fixture->server.uri, SIGN_IN_TOWN, show_device_cb, fixture,
                               fixture->cancellable, done_cb, fixture);
  turn_until_done (fixture);
  g_assert_cmpstr (fixture->code, ==, "WXYZ-5678");
  g_assert_true (g_str_has_suffix (fixture->shown, "/sign-in/device"));
  assert_pair (parvis_device_sign_in_finish (fixture->result, NULL));
  g_assert_cmpstr (fixture->server.town, ==, SIGN_IN_TOWN);
  g_assert_cmpuint (fixture->server.polls, ==, 2);
}

static void
test_another_machine_says_no (Fixture       *fixture,
                              gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->server.denied = TRUE;
  parvis_device_sign_in_async (fixture->server.uri, SIGN_IN_TOWN, show_device_cb, fixture,
                               fixture->cancellable, done_cb, fixture);
  turn_until_done (fixture);
  g_assert_null (parvis_device_sign_in_finish (fixture->result, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN);
}

static void
test_waiting_for_another_machine_can_be_cancelled (Fixture       *fixture,
                                                   gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->server.pending = 1000;
  parvis_device_sign_in_async (fixture->server.uri, SIGN_IN_TOWN, show_device_cb, fixture,
                               fixture->cancellable, done_cb, fixture);
  while (fixture->code == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_cancellable_cancel (fixture->cancellable);
  turn_until_done (fixture);
  g_assert_null (parvis_device_sign_in_finish (fixture->result, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED);
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/desktop-sign-in/a-code-pairs", test_a_code_pairs);
  add ("/desktop-sign-in/an-unknown-code-is-told-from-a-line-that-is-down",
       test_an_unknown_code_is_told_from_a_line_that_is_down);
  add ("/desktop-sign-in/the-browser-comes-back", test_the_browser_comes_back);
  add ("/desktop-sign-in/no-town-is-asked-for-where-none-is-known",
       test_no_town_is_asked_for_where_none_is_known);
  add ("/desktop-sign-in/another-state-is-not-listened-to", test_another_state_is_not_listened_to);
  add ("/desktop-sign-in/strange-visitors-are-sent-away", test_strange_visitors_are_sent_away);
  add ("/desktop-sign-in/a-refusal-in-the-browser-ends-it", test_a_refusal_in_the_browser_ends_it);
  add ("/desktop-sign-in/a-service-that-sends-elsewhere-is-not-believed",
       test_a_service_that_sends_elsewhere_is_not_believed);
  add ("/desktop-sign-in/it-can-be-cancelled", test_it_can_be_cancelled);
  add ("/desktop-sign-in/another-machine-signs-in", test_another_machine_signs_in);
  add ("/desktop-sign-in/another-machine-says-no", test_another_machine_says_no);
  add ("/desktop-sign-in/waiting-for-another-machine-can-be-cancelled",
       test_waiting_for_another_machine_can_be_cancelled);

  return g_test_run ();
}
