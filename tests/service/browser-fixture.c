/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "browser-fixture"

#include "config.h"

#include "browser-fixture.h"

#include "parvis-credential.h"
#include "parvis-invitation.h"
#include "parvis-mail.h"
#include "parvis-message-private.h"
#include "parvis-password.h"

#include <liboath/oath.h>
#include <stdlib.h>
#include <string.h>

#define TOWN   "00001"
#define SECRET "11111111111111111111"

static void
start (Browser *browser)
{
  browser->cookies = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  browser->origin = BROWSER_ORIGIN;
  browser->site = "same-origin";
  browser->language = "en";
}

void
browser_setup (Browser       *browser,
               gconstpointer  data)
{
  town_fixture_setup (&browser->town, NULL);
  g_assert_true (parvis_config_set (browser->town.config, "public-url", BROWSER_ORIGIN, NULL));
  g_assert_true (parvis_config_set (browser->town.config, "smtp-url", "smtp://localhost:1", NULL));
  g_assert_true (parvis_config_set (browser->town.config, "smtp-plain", "true", NULL));
  g_assert_true (parvis_config_set (browser->town.config, "mail-from", "p@x.example", NULL));
  town_restart (&browser->town);
  start (browser);
}

void
browser_teardown (Browser       *browser,
                  gconstpointer  data)
{
  browser_close (browser);
  town_fixture_teardown (&browser->town, NULL);
}

void
browser_open_another (Browser *browser,
                      Browser *first)
{
  memset (browser, 0, sizeof *browser);
  browser->town.service = first->town.service;
  start (browser);
}

void
browser_close (Browser *browser)
{
  g_clear_pointer (&browser->cookies, g_hash_table_unref);
  g_clear_pointer (&browser->html, g_free);
  g_clear_pointer (&browser->location, g_free);
  g_clear_pointer (&browser->policy, g_free);
  g_clear_pointer (&browser->cookie_line, g_free);
}

static void
keep_cookie (Browser    *browser,
             const char *line)
{
  gsize name = strcspn (line, "=");
  gsize value = strcspn (line + name + 1, ";");

  if (strstr (line, "Max-Age=0;") != NULL)
    {
      g_autofree char *gone = g_strndup (line, name);

      g_hash_table_remove (browser->cookies, gone);
    }
  else
    {
      g_hash_table_insert (browser->cookies, g_strndup (line, name),
                           g_strndup (line + name + 1, value));
    }
  g_free (browser->cookie_line);
  browser->cookie_line = g_strdup (line);
}

static char *
make_cookies (Browser *browser)
{
  GString *text = g_string_new (NULL);
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, browser->cookies);
  while (g_hash_table_iter_next (&iter, &name, &value))
    g_string_append_printf (text, "%s%s=%s", text->len > 0 ? "; " : "", (char *) name,
                            (char *) value);

  return g_string_free (text, FALSE);
}

static void
take_answer (Browser     *browser,
             ParvisReply *reply)
{
  GBytes *bytes = parvis_reply_get_bytes (reply);
  gsize length = 0;
  const char *data = bytes == NULL ? "" : g_bytes_get_data (bytes, &length);

  g_free (browser->html);
  g_free (browser->location);
  g_free (browser->policy);
  g_clear_pointer (&browser->cookie_line, g_free);
  browser->html = g_strndup (data, length);
  browser->location = g_strdup (parvis_reply_get_header (reply, "Location"));
  browser->policy = g_strdup (parvis_reply_get_header (reply, "Content-Security-Policy"));
  browser->status = parvis_reply_get_status (reply);
  for (guint i = 0; i < reply->n_headers; i++)
    {
      if (strcmp (reply->headers[i].name, "Set-Cookie") == 0)
        keep_cookie (browser, reply->headers[i].value);
    }
}

static void
ask (Browser    *browser,
     const char *method,
     const char *target,
     const char *body)
{
  g_autofree char *cookies = make_cookies (browser);
  g_autoptr(GBytes) bytes = body == NULL ? NULL : g_bytes_new (body, strlen (body));
  g_autoptr(ParvisReply) reply = NULL;
  const char *headers[16] = { "Accept-Language", browser->language };
  guint n = 2;

  if (cookies[0] != '\0')
    {
      headers[n++] = "Cookie";
      headers[n++] = cookies;
    }
  if (body != NULL)
    {
      headers[n++] = "Content-Type";
      headers[n++] = "application/x-www-form-urlencoded";
      headers[n++] = browser->origin[0] != '\0' ? "Origin" : "X-Nothing";
      headers[n++] = browser->origin;
    }
  headers[n++] = browser->site[0] != '\0' ? "Sec-Fetch-Site" : "X-Nothing";
  headers[n++] = browser->site;

  reply = parvis_service_handle (browser->town.service, method, target, headers, bytes,
                                 PARVIS_RIGHT_ANYONE);
  take_answer (browser, reply);
}

void
browser_get (Browser    *browser,
             const char *target)
{
  ask (browser, "GET", target, NULL);
}

void
browser_post (Browser    *browser,
              const char *target,
              const char *body)
{
  ask (browser, "POST", target, body);
}

static char *
unescape (const char *text,
          gsize       length)
{
  g_autofree char *part = g_strndup (text, length);
  g_autoptr(GString) plain = g_string_new (part);

  g_string_replace (plain, "&quot;", "\"", 0);
  g_string_replace (plain, "&#39;", "'", 0);
  g_string_replace (plain, "&lt;", "<", 0);
  g_string_replace (plain, "&gt;", ">", 0);
  g_string_replace (plain, "&amp;", "&", 0);

  return g_strdup (plain->str);
}

static char *
read_attribute (const char *tag,
                const char *name)
{
  g_autofree char *start_text = g_strconcat (" ", name, "=\"", NULL);
  g_autofree char *whole = g_strndup (tag, strcspn (tag, ">"));
  const char *start_at = strstr (whole, start_text);

  if (start_at == NULL)
    return NULL;

  start_at += strlen (start_text);

  return unescape (start_at, strcspn (start_at, "\""));
}

static const char *
find_form (Browser *browser)
{
  const char *form = NULL;
  const char *next = browser->html;

  /* Signing out and switching a device off stand last, but are not what one fills in. */
  while ((next = strstr (next, "<form ")) != NULL)
    {
      g_autofree char *action = read_attribute (next, "action");

      if (form == NULL || (strcmp (action, "/sign-in/out") != 0))
        form = next;
      next++;
    }
  g_assert_nonnull (form);

  return form;
}

static void
add_pair (GString    *body,
          const char *name,
          const char *value)
{
  if (body->len > 0)
    g_string_append_c (body, '&');
  g_string_append_uri_escaped (body, name, NULL, FALSE);
  g_string_append_c (body, '=');
  g_string_append_uri_escaped (body, value, NULL, FALSE);
}

static void
add_hidden (GString    *body,
            const char *form)
{
  const char *end = strstr (form, "</form>");
  const char *input = form;

  while ((input = strstr (input, "<input type=\"hidden\"")) != NULL && input < end)
    {
      g_autofree char *name = read_attribute (input, "name");
      g_autofree char *value = read_attribute (input, "value");

      add_pair (body, name, value);
      input++;
    }
}

void
browser_submit (Browser *browser,
                ...)
{
  const char *form = find_form (browser);
  g_autofree char *action = read_attribute (form, "action");
  g_autoptr(GString) body = g_string_new (NULL);
  const char *name;
  va_list args;

  add_hidden (body, form);
  va_start (args, browser);
  while ((name = va_arg (args, const char *)) != NULL)
    add_pair (body, name, va_arg (args, const char *));
  va_end (args);

  browser_post (browser, action, body->str);
}

void
browser_follow (Browser *browser)
{
  g_autofree char *location = g_strdup (browser->location);

  g_assert_cmpint (browser->status, ==, 303);
  g_assert_nonnull (location);
  browser_get (browser, location);
}

void
browser_expect (Browser    *browser,
                int         status,
                const char *text)
{
  if (browser->status != status || (text != NULL && strstr (browser->html, text) == NULL))
    g_test_message ("%d %s\n%s", browser->status, browser->location, browser->html);
  g_assert_cmpint (browser->status, ==, status);
  if (text != NULL)
    g_assert_nonnull (strstr (browser->html, text));
}

void
browser_expect_at (Browser    *browser,
                   const char *location)
{
  g_assert_cmpint (browser->status, ==, 303);
  g_assert_cmpstr (browser->location, ==, location);
}

char *
browser_hidden (Browser    *browser,
                const char *name)
{
  g_autofree char *start_text = g_strdup_printf ("<input type=\"hidden\" name=\"%s\"", name);
  const char *input = strstr (browser->html, start_text);

  return input == NULL ? g_strdup ("") : read_attribute (input, "value");
}

ParvisStore *
browser_store (Browser *browser)
{
  return parvis_service_get_store (browser->town.service);
}

char *
browser_add_account (Browser    *browser,
                     const char *email)
{
  static char *hash;
  g_autoptr(GError) error = NULL;
  char *id;

  /* Once: it is slow on purpose. */
  if (hash == NULL)
    hash = parvis_password_hash (BROWSER_PASSWORD, NULL);
  id = parvis_account_create (browser_store (browser), "operator", "Hélène Garnier", email, "en",
                              NULL, NULL, FALSE, &error);
  g_assert_no_error (error);
  parvis_account_set_password (browser_store (browser), "operator", id, hash, NULL, &error);
  g_assert_no_error (error);

  return id;
}

void
browser_add_role (Browser    *browser,
                  const char *account,
                  const char *role)
{
  g_autoptr(json_t) wish = json_pack ("{s:s, s:[s]}", "name", "H", "roles", role);
  g_autoptr(json_t) made = NULL;
  g_autoptr(ParvisInvitation) invitation = NULL;
  g_autoptr(GError) error = NULL;

  made = parvis_invitation_create (browser_store (browser), TOWN, "operator", wish,
                                   browser->town.now, &error);
  g_assert_no_error (error);
  invitation = parvis_invitation_find (browser_store (browser), town_text (made, "code"),
                                       browser->town.now, &error);
  g_assert_no_error (error);
  parvis_invitation_accept (browser_store (browser), invitation, account, &error);
  g_assert_no_error (error);
}

void
browser_add_totp (Browser    *browser,
                  const char *account)
{
  static const char * const hashes[] = { NULL };
  ParvisSeal *seal = parvis_service_get_seal (browser->town.service);
  g_autofree char *purpose = g_strconcat ("totp ", account, NULL);
  g_autofree char *sealed = NULL;

  /* In hexadecimal, 20 times "1". */
  sealed = parvis_seal_wrap (seal, purpose, "3131313131313131313131313131313131313131", NULL);
  g_assert_true (parvis_account_set_totp (browser_store (browser), "operator", account, sealed,
                                          hashes, NULL, NULL));
}

char *
browser_totp (Browser *browser,
              int      steps)
{
  char code[7];

  g_assert_cmpint (oath_totp_generate (SECRET, 20, browser->town.now / 1000 + 30 * steps, 30, 0, 6,
                                       code), ==, OATH_OK);

  return g_strdup (code);
}

char *
browser_totp_of (Browser    *browser,
                 const char *key)
{
  char *secret = NULL;
  size_t length = 0;
  char code[7];

  g_assert_cmpint (oath_base32_decode (key, strlen (key), &secret, &length), ==, OATH_OK);
  g_assert_cmpint (oath_totp_generate (secret, length, browser->town.now / 1000, 30, 0, 6, code),
                   ==, OATH_OK);
  free (secret);

  return g_strdup (code);
}

void
browser_sign_in (Browser    *browser,
                 const char *email,
                 const char *password)
{
  browser_get (browser, "/sign-in");
  browser_submit (browser, "email", email, "password", password, NULL);
}

static gboolean
apply_nothing (ParvisTx             *tx,
               const ParvisCommand  *command,
               ParvisAnswer         *answer,
               GError              **error)
{
  return TRUE;
}

/* What was given to the writer before is done when this is. */
static void
wait_for_writer (Browser *browser)
{
  g_autoptr(ParvisAnswer) answer = NULL;

  answer = parvis_store_apply (browser_store (browser),
                               parvis_command_new ("nothing", "", apply_nothing), NULL, NULL);
  g_assert_nonnull (answer);
}

char *
browser_letters (Browser  *browser,
                 char    **link)
{
  ParvisSeal *seal = parvis_service_get_seal (browser->town.service);
  GString *text = g_string_new (NULL);
  gboolean has_row = FALSE;
  ParvisStmt *stmt;
  ParvisDb *db;

  wait_for_writer (browser);
  db = parvis_store_acquire (browser_store (browser), "", NULL);
  stmt = parvis_db_prepare (db,
                            "SELECT template, recipient, data FROM mail WHERE town = :town"
                            " ORDER BY template", NULL);

  while (parvis_stmt_step (stmt, &has_row, NULL) && has_row)
    {
      g_autofree char *data = parvis_seal_unwrap (seal, PARVIS_MAIL_PURPOSE,
                                                  parvis_stmt_get_text (stmt, 2), NULL);
      g_autoptr(json_t) values = json_loads (data, 0, NULL);

      g_string_append_printf (text, "%s%s to %s", text->len > 0 ? ", " : "",
                              parvis_stmt_get_text (stmt, 0), parvis_stmt_get_text (stmt, 1));
      if (link != NULL)
        {
          g_free (*link);
          *link = g_strdup (town_text (values, "link"));
        }
    }
  parvis_stmt_release (stmt);
  parvis_store_release (browser_store (browser), db);

  return g_string_free (text, FALSE);
}
