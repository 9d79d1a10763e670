/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-sign-in-waits"

#include "config.h"

#include "http-fixture.h"
#include "oidc-peer.h"

#include "parvis-oidc.h"

#include <poll.h>
#include <string.h>
#include <unistd.h>

/* A provider that lets people wait, and whom it keeps waiting. */

#define PATIENCE 8000

static void
operate (HttpFixture *fixture,
         const char  *path,
         const char  *body)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *key = g_uuid_string_random ();
  g_autofree char *text = NULL;
  int fd = http_connect_control (fixture);

  text = g_strdup_printf ("POST /api/v1/towns/" TOWN "%s HTTP/1.1\r\nHost: x\r\n"
                          "Connection: close\r\nIdempotency-Key: %s\r\n"
                          "Content-Type: application/json\r\nContent-Length: %" G_GSIZE_FORMAT
                          "\r\n\r\n%s", path, key, strlen (body), body);
  http_send (fd, text, -1);
  http_receive (fd, &answer);
  close (fd);
  g_test_message ("%s: %s", path, answer.body);
  g_assert_cmpint (answer.status, ==, 200);
}

static void
add_provider (HttpFixture *fixture,
              OidcPeer    *liar,
              const char  *id,
              const char  *lie)
{
  g_autofree char *body = NULL;

  body = g_strdup_printf ("{\"id\":\"%s\",\"label\":{\"fr\":\"A\",\"en\":\"A\"},"
                          "\"issuer\":\"%s/%s\",\"client_id\":\"parvis\","
                          "\"client_secret\":\"secret\",\"scopes\":[\"openid\"]}",
                          id, liar->url, lie);
  operate (fixture, "/providers", body);
}

static const char *
value_of (GHashTable *query,
          const char *name)
{
  return g_hash_table_lookup (query, name);
}

/* Sends a browser away and gives the request with which it comes back, whole. */
static char *
begin (HttpFixture *fixture,
       const char  *id)
{
  g_auto (HttpAnswer) answer = { 0 };
  g_autofree char *target = g_strdup_printf ("/sign-in/provider/%s?town=" TOWN, id);
  g_autofree char *location = NULL;
  g_autofree char *cookie = NULL;
  g_autoptr(GHashTable) query = NULL;

  http_request (fixture, &answer, "GET", target, "", NULL);
  g_assert_cmpint (answer.status, ==, 303);
  location = http_answer_header (&answer, "Location");
  cookie = http_answer_header (&answer, "Set-Cookie");
  query = g_uri_parse_params (strchr (location, '?') + 1, -1, "&", G_URI_PARAMS_NONE, NULL);

  return g_strdup_printf ("GET /sign-in/callback?code=%s&state=%s HTTP/1.1\r\nHost: x\r\n"
                          "Connection: close\r\nCookie: %.*s\r\n\r\n",
                          value_of (query, "nonce"), value_of (query, "state"),
                          (int) strcspn (cookie, ";"), cookie);
}

static void
come_back (HttpFixture *fixture,
           const char  *request,
           HttpAnswer  *answer)
{
  int fd = http_connect (fixture);

  http_send (fd, request, -1);
  http_receive (fd, answer);
  close (fd);
}

/* As many wait as may, one is sent home, and meanwhile everybody else comes in. */
static void
test_a_provider_that_drips_keeps_nobody_else (void)
{
  HttpFixture fixture = { .tables = &parvis_tables };
  OidcPeer *liar = oidc_peer_start ("oidc-liar.mjs", NULL);
  struct pollfd waiting[PARVIS_OIDC_AT_ONCE + 1];
  g_auto (HttpAnswer) page = { 0 };
  g_auto (HttpAnswer) honest = { 0 };
  g_autofree char *location = NULL;
  g_autofree char *back = NULL;
  guint refused = 0;

  http_fixture_start (&fixture, "provider-addresses", "loopback", NULL);
  operate (&fixture, "/settings", "{\"name\":\"Essai\"}");
  add_provider (&fixture, liar, "drips", "token-drips");
  add_provider (&fixture, liar, "honest", "truth");
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      g_autofree char *slow = begin (&fixture, "drips");

      waiting[i] = (struct pollfd) { .fd = http_connect (&fixture), .events = POLLIN };
      http_send (waiting[i].fd, slow, -1);
    }

  g_assert_cmpint (poll (waiting, G_N_ELEMENTS (waiting), PATIENCE), ==, 1);
  http_request (&fixture, &page, "GET", "/sign-in", "", NULL);
  g_assert_cmpint (page.status, ==, 200);
  back = begin (&fixture, "honest");
  come_back (&fixture, back, &honest);
  g_assert_cmpint (honest.status, ==, 303);
  location = http_answer_header (&honest, "Location");
  g_assert_cmpstr (location, ==, "/sign-in/invitation");

  oidc_peer_stop (liar);
  for (guint i = 0; i < G_N_ELEMENTS (waiting); i++)
    {
      g_auto (HttpAnswer) answer = { 0 };

      http_receive (waiting[i].fd, &answer);
      close (waiting[i].fd);
      g_assert_cmpint (answer.status, ==, waiting[i].revents != 0 ? 503 : 502);
      refused += answer.status == 503;
    }
  g_assert_cmpuint (refused, ==, 1);
  http_fixture_clear (&fixture);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sign-in-waits/a-provider-that-drips-keeps-nobody-else",
                   test_a_provider_that_drips_keeps_nobody_else);

  return g_test_run ();
}
