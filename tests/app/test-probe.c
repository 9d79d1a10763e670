/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-error.h"
#include "parvis-probe.h"
#include "probe-server.h"

typedef struct
{
  ProbeServer   server;
  GCancellable *cancellable;
  GAsyncResult *result;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  probe_server_start (&fixture->server);
  fixture->cancellable = g_cancellable_new ();
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_clear_object (&fixture->cancellable);
  g_clear_object (&fixture->result);
  probe_server_stop (&fixture->server);
}

static void
probed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  ((Fixture *) user_data)->result = g_object_ref (result);
}

static ParvisProbeResult *
ask (Fixture    *fixture,
     const char *address)
{
  g_autoptr(GError) error = NULL;
  ParvisProbeResult *found;

  g_clear_object (&fixture->result);
  parvis_probe_async (address, &parvis_system_clock, fixture->cancellable, probed_cb, fixture);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  found = parvis_probe_finish (fixture->result, &error);
  g_assert_no_error (error);
  g_assert_nonnull (found);

  return found;
}

static void
assert_finds (Fixture       *fixture,
              ParvisFinding  finding)
{
  g_autoptr(ParvisProbeResult) found = ask (fixture, fixture->server.uri);

  g_assert_cmpint (found->finding, ==, finding);
}

static void
test_a_good_service_is_good (Fixture       *fixture,
                             gconstpointer  data)
{
  g_autoptr(ParvisProbeResult) found = ask (fixture, fixture->server.uri);

  g_assert_cmpint (found->finding, ==, PARVIS_FINDING_GOOD);
  g_assert_cmpstr (found->address, ==, fixture->server.uri);
}

static void
test_another_site_is_not_a_service (Fixture       *fixture,
                                    gconstpointer  data)
{
  const char *pages[] = {
    "<h1>Bienvenue</h1>", "", "[]", "{\"info\":[]}", "{\"info\":{\"title\":\"Petstore\"}}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      fixture->server.api = pages[i];
      assert_finds (fixture, PARVIS_FINDING_NOT_PARVIS);
    }

  fixture->server.api = NULL;
  fixture->server.status = 404;
  assert_finds (fixture, PARVIS_FINDING_NOT_PARVIS);
}

static void
test_a_huge_answer_is_given_up (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *page = g_strnfill (6 * 1024 * 1024, 'a');

  fixture->server.api = page;
  assert_finds (fixture, PARVIS_FINDING_NOT_PARVIS);
}

static void
test_other_ways_to_fail (Fixture       *fixture,
                         gconstpointer  data)
{
  g_autoptr(ParvisProbeResult) moved = NULL;

  fixture->server.api = "{\"info\":{\"title\":\"Parvis\",\"version\":\"2\"}}";
  assert_finds (fixture, PARVIS_FINDING_OTHER_VERSION);

  fixture->server.api = NULL;
  fixture->server.status = 503;
  assert_finds (fixture, PARVIS_FINDING_BUSY);

  fixture->server.status = 301;
  fixture->server.location = "https://new.example/";
  moved = ask (fixture, fixture->server.uri);
  g_assert_cmpint (moved->finding, ==, PARVIS_FINDING_MOVED);
  g_assert_cmpstr (moved->elsewhere, ==, "https://new.example/");
}

static void
test_a_wrong_clock_is_told_with_how_much (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autoptr(ParvisProbeResult) found = NULL;

  fixture->server.date = "Wed, 17 Jun 2020 14:42:00 GMT";
  found = ask (fixture, fixture->server.uri);
  g_assert_cmpint (found->finding, ==, PARVIS_FINDING_CLOCK_WRONG);
  g_assert_cmpint (found->skew, <, -PARVIS_DAY);
}

static void
test_nobody_there_is_no_answer (Fixture       *fixture,
                                gconstpointer  data)
{
  g_autofree char *uri = g_strdup (fixture->server.uri);
  g_autoptr(ParvisProbeResult) found = NULL;

  soup_server_disconnect (fixture->server.soup);
  found = ask (fixture, uri);
  g_assert_cmpint (found->finding, ==, PARVIS_FINDING_NO_ANSWER);
}

static gboolean
cancel_cb (gpointer user_data)
{
  g_cancellable_cancel (user_data);

  return G_SOURCE_REMOVE;
}

static void
test_it_can_be_cancelled (Fixture       *fixture,
                          gconstpointer  data)
{
  g_autoptr(GError) error = NULL;

  fixture->server.deaf = TRUE;
  parvis_probe_async (fixture->server.uri, &parvis_system_clock, fixture->cancellable, probed_cb,
                      fixture);
  g_idle_add (cancel_cb, fixture->cancellable);
  while (fixture->result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_null (parvis_probe_finish (fixture->result, &error));
  g_assert_error (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED);
}

static void
test_addresses_are_read_as_meant (void)
{
  const struct
  {
    const char    *typed;
    const char    *address;
    ParvisFinding  finding;
  } cases[] = {
    { " parvis.example.org ", "https://parvis.example.org", PARVIS_FINDING_GOOD },
    { "parvis.example.org:8443/", "https://parvis.example.org:8443", PARVIS_FINDING_GOOD },
    { "https://example.org/parvis//", "https://example.org/parvis", PARVIS_FINDING_GOOD },
    { "HTTPS://Example.org", "https://Example.org", PARVIS_FINDING_GOOD },
    { "http://127.0.0.1:8080", "http://127.0.0.1:8080", PARVIS_FINDING_GOOD },
    { "http://[::1]:8080", "http://[::1]:8080", PARVIS_FINDING_GOOD },
    { "http://localhost", "http://localhost", PARVIS_FINDING_GOOD },
    { "", NULL, PARVIS_FINDING_NO_ADDRESS },
    { "   ", NULL, PARVIS_FINDING_NO_ADDRESS },
    { "http://parvis.example.org", NULL, PARVIS_FINDING_NOT_ENCRYPTED },
    { "http://localhost.example.org", NULL, PARVIS_FINDING_NOT_ENCRYPTED },
    { "http://127.0.0.1.example.org", NULL, PARVIS_FINDING_NOT_ENCRYPTED },
    { "http://192.168.1.4", NULL, PARVIS_FINDING_NOT_ENCRYPTED },
    { "ftp://example.org", NULL, PARVIS_FINDING_BAD_ADDRESS },
    { "file:///etc/passwd", NULL, PARVIS_FINDING_BAD_ADDRESS },
    { "https://", NULL, PARVIS_FINDING_BAD_ADDRESS },
    { "la mairie", NULL, PARVIS_FINDING_BAD_ADDRESS },
    { "https://me@example.org", NULL, PARVIS_FINDING_BAD_ADDRESS },
    { "https://example.org/?a=1", NULL, PARVIS_FINDING_BAD_ADDRESS },
    { "https://example.org:99999", NULL, PARVIS_FINDING_BAD_ADDRESS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      ParvisFinding finding;
      g_autofree char *address = parvis_probe_read_address (cases[i].typed, &finding);

      g_assert_cmpint (finding, ==, cases[i].finding);
      if (cases[i].address == NULL)
        g_assert_null (address);
      else
        g_assert_cmpint (g_ascii_strcasecmp (address, cases[i].address), ==, 0);
    }
}

static void
test_failures_are_told_apart (void)
{
  const struct
  {
    GQuark         domain;
    int            code;
    gboolean       has_network;
    ParvisFinding  finding;
  } cases[] = {
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, TRUE, PARVIS_FINDING_NO_ANSWER },
    { G_IO_ERROR, G_IO_ERROR_TIMED_OUT, TRUE, PARVIS_FINDING_NO_ANSWER },
    { G_IO_ERROR, G_IO_ERROR_CONNECTION_REFUSED, FALSE, PARVIS_FINDING_NO_NETWORK },
    { G_IO_ERROR, G_IO_ERROR_NETWORK_UNREACHABLE, TRUE, PARVIS_FINDING_NO_NETWORK },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND, TRUE, PARVIS_FINDING_NO_SUCH_HOST },
    { G_RESOLVER_ERROR, G_RESOLVER_ERROR_TEMPORARY_FAILURE, TRUE, PARVIS_FINDING_NO_NETWORK },
    { G_TLS_ERROR, G_TLS_ERROR_BAD_CERTIFICATE, TRUE, PARVIS_FINDING_BAD_CERTIFICATE },
    { SOUP_SESSION_ERROR, SOUP_SESSION_ERROR_PARSING, TRUE, PARVIS_FINDING_NOT_PARVIS },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr(GError) error = g_error_new_literal (cases[i].domain, cases[i].code, "?");

      g_assert_cmpint (parvis_probe_read_error (error, cases[i].has_network), ==,
                       cases[i].finding);
    }
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

  add ("/probe/a-good-service-is-good", test_a_good_service_is_good);
  add ("/probe/another-site-is-not-a-service", test_another_site_is_not_a_service);
  add ("/probe/a-huge-answer-is-given-up", test_a_huge_answer_is_given_up);
  add ("/probe/other-ways-to-fail", test_other_ways_to_fail);
  add ("/probe/a-wrong-clock-is-told-with-how-much", test_a_wrong_clock_is_told_with_how_much);
  add ("/probe/nobody-there-is-no-answer", test_nobody_there_is_no_answer);
  add ("/probe/it-can-be-cancelled", test_it_can_be_cancelled);
  g_test_add_func ("/probe/addresses-are-read-as-meant", test_addresses_are_read_as_meant);
  g_test_add_func ("/probe/failures-are-told-apart", test_failures_are_told_apart);

  return g_test_run ();
}
