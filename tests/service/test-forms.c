/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "test-forms"

#include "config.h"

#include "http-fixture.h"

#include <string.h>
#include <unistd.h>

#define FORM "application/x-www-form-urlencoded"

static void
post (HttpFixture *fixture,
      HttpAnswer  *answer,
      const char  *headers,
      const char  *type,
      const char  *body)
{
  g_autofree char *text = NULL;
  int fd = http_connect (fixture);

  text = g_strdup_printf ("POST /sign-in/form HTTP/1.1\r\nHost: x\r\nConnection: close\r\n%s"
                          "Content-Type: %s\r\nContent-Length: %" G_GSIZE_FORMAT "\r\n\r\n%s",
                          headers, type, strlen (body), body);
  http_answer_clear (answer);
  http_send (fd, text, -1);
  http_receive (fd, answer);
  close (fd);
}

static void
test_a_form_is_read (HttpFixture   *fixture,
                     gconstpointer  data)
{
  HttpAnswer answer = { 0 };
  g_autofree char *cookie = NULL;
  g_autofree char *policy = NULL;
  g_autofree char *type = NULL;

  http_fixture_start (fixture, NULL);
  post (fixture, &answer, "Cookie: a=b; __Host-test=old; c=d\r\n", FORM,
        "x=&text=caf%C3%A9+cr%C3%A8me+%2B1&y=1");
  g_assert_cmpint (answer.status, ==, 200);
  g_assert_cmpstr (answer.body, ==, "<p>café crème +1|old</p>");

  cookie = http_answer_header (&answer, "Set-Cookie");
  g_assert_cmpstr (cookie, ==,
                   "__Host-test=new; Path=/; Max-Age=60; Secure; HttpOnly; SameSite=Lax");
  policy = http_answer_header (&answer, "Content-Security-Policy");
  g_assert_cmpstr (policy, ==, "default-src 'self'");
  type = http_answer_header (&answer, "Content-Type");
  g_assert_cmpstr (type, ==, "text/html; charset=utf-8");
  http_answer_clear (&answer);
}

static void
test_what_is_no_form_is_refused (HttpFixture   *fixture,
                                 gconstpointer  data)
{
  static const struct
  {
    const char *type;
    const char *body;
    int         status;
  } tries[] = {
    { FORM "; charset=UTF-8", "text=a", 200 },
    { "application/json", "{\"text\":\"a\"}", 415 },
    { "multipart/form-data", "text=a", 415 },
    { FORM, "text=%", 400 },
    { FORM, "text=%4", 400 },
    { FORM, "text=%00", 400 },
    { FORM, "text=%0a", 400 },
    { FORM, "text=%FF", 400 },
    { FORM, "text=a&text=b", 400 },
    { FORM, "text=a&te%78t=b", 400 },
    { FORM, "other=a", 422 },
    /* One more than there may be. */
    { FORM, "a&b&c&d&e&f&g&h&i&j&k&l&m&n&o&p&q&r&s&t&u&v&w&x&y&z&0&1&2&3&4&5&6&7&8&9&A&B&C&D&E&F"
            "&G&H&I&J&K&L&M&N&O&P&Q&R&S&T&U&V&W&X&Y&Z&aa&ab&ac&ad&ae&af&ag&ah&ai&aj&ak&al&am&an"
            "&ao&ap&aq&ar&as&at&au&av&aw&ax&ay&az&ba&bb&bc&bd&be&bf&bg&bh&bi", 400 },
  };
  HttpAnswer answer = { 0 };
  g_autofree char *huge = g_strnfill (300, 'a');

  http_fixture_start (fixture, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_test_message ("%s %s", tries[i].type, tries[i].body);
      post (fixture, &answer, "", tries[i].type, tries[i].body);
      g_assert_cmpint (answer.status, ==, tries[i].status);
      g_assert_true (g_str_has_prefix (answer.body, tries[i].status == 200 ? "<p>" : "<h1>"));
    }

  post (fixture, &answer, "", FORM, huge);
  g_assert_cmpint (answer.status, ==, 413);
  http_answer_clear (&answer);
}

static void
test_a_form_of_somebody_else_is_refused (HttpFixture   *fixture,
                                         gconstpointer  data)
{
  static const struct
  {
    const char *headers;
    int         status;
  } tries[] = {
    { "Origin: https://parvis.example\r\nSec-Fetch-Site: same-origin\r\n", 200 },
    { "Sec-Fetch-Site: none\r\n", 200 },
    { "Sec-Fetch-Site: cross-site\r\n", 403 },
    { "Sec-Fetch-Site: same-site\r\n", 403 },
    { "Origin: https://evil.example\r\n", 403 },
    { "Origin: http://parvis.example\r\n", 403 },
    { "Origin: null\r\n", 403 },
    { "Origin: https://parvis.example\r\nSec-Fetch-Site: cross-site\r\n", 403 },
  };
  HttpAnswer answer = { 0 };

  http_fixture_start (fixture, "public-url", "https://parvis.example", NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tries); i++)
    {
      g_test_message ("%s", tries[i].headers);
      post (fixture, &answer, tries[i].headers, FORM, "text=a");
      g_assert_cmpint (answer.status, ==, tries[i].status);
    }
  http_answer_clear (&answer);
}

static void
test_pages_are_told_apart_from_the_rest (HttpFixture   *fixture,
                                         gconstpointer  data)
{
  HttpAnswer answer = { 0 };
  g_autofree char *location = NULL;
  g_autofree char *policy = NULL;

  http_fixture_start (fixture, NULL);
  http_request (fixture, &answer, "GET", "/sign-in/away", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 303);
  location = http_answer_header (&answer, "Location");
  g_assert_cmpstr (location, ==, "/sign-in/form");

  http_request (fixture, &answer, "GET", "/sign-in/nowhere", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 404);
  g_assert_true (g_str_has_prefix (answer.body, "<h1>"));
  policy = http_answer_header (&answer, "Content-Security-Policy");
  g_assert_cmpstr (policy, ==, "default-src 'none'; frame-ancestors 'none'");

  http_request (fixture, &answer, "GET", "/sign-in/form", NULL, NULL);
  g_assert_cmpint (answer.status, ==, 405);
  http_request (fixture, &answer, "GET", "/nowhere", NULL, NULL);
  http_assert_problem (&answer, 404, "not-found");
  http_answer_clear (&answer);
}

static void
setup (HttpFixture   *fixture,
       gconstpointer  data)
{
}

static void
teardown (HttpFixture   *fixture,
          gconstpointer  data)
{
  http_fixture_clear (fixture);
}

#define FORM_TEST(path, function) \
  g_test_add (path, HttpFixture, NULL, setup, function, teardown)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  FORM_TEST ("/forms/a-form-is-read", test_a_form_is_read);
  FORM_TEST ("/forms/what-is-no-form-is-refused", test_what_is_no_form_is_refused);
  FORM_TEST ("/forms/a-form-of-somebody-else-is-refused",
             test_a_form_of_somebody_else_is_refused);
  FORM_TEST ("/forms/pages-are-told-apart-from-the-rest",
             test_pages_are_told_apart_from_the_rest);

  return g_test_run ();
}
