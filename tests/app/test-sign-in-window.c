/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-account-files.h"
#include "parvis-account-store.h"
#include "parvis-pairing-code.h"
#include "parvis-sign-in-window.h"
#include "sign-in-server.h"

#include <ftw.h>
#include <glib/gstdio.h>

typedef struct
{
  SignInServer   server;
  GtkWidget     *window;
  ParvisAccount *account;
  char          *refresh;
} Fixture;

static gboolean
wake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

#define WAIT(condition) \
  G_STMT_START { \
    gint64 deadline_ = g_get_monotonic_time () + 20 * G_USEC_PER_SEC; \
    guint alarm_ = g_timeout_add (50, wake_cb, NULL); \
\
    while (!(condition) && g_get_monotonic_time () < deadline_) \
      g_main_context_iteration (NULL, TRUE); \
    g_source_remove (alarm_); \
    g_assert_true (condition); \
  } G_STMT_END

static void
signed_in_cb (ParvisSignInWindow *window,
              ParvisAccount      *account,
              ParvisPair         *pair,
              Fixture            *fixture)
{
  fixture->account = parvis_account_copy (account);
  fixture->refresh = g_strdup (pair->refresh);
}

static void
open_window (Fixture    *fixture,
             const char *service)
{
  fixture->window = parvis_sign_in_window_new (NULL, service, SIGN_IN_TOWN);
  g_signal_connect (fixture->window, "signed-in", G_CALLBACK (signed_in_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT (gtk_widget_get_mapped (fixture->window));
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  sign_in_server_start (&fixture->server);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *window = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (window));
  WAIT (fixture->window == NULL);
  sign_in_server_stop (&fixture->server);
  g_clear_pointer (&fixture->account, parvis_account_free);
  g_clear_pointer (&fixture->refresh, g_free);
}

static gpointer
get (Fixture    *fixture,
     const char *name)
{
  GObject *child = gtk_widget_get_template_child (fixture->window, PARVIS_TYPE_SIGN_IN_WINDOW,
                                                  name);

  g_assert_nonnull (child);

  return child;
}

static gboolean
shows (Fixture    *fixture,
       const char *page)
{
  return g_strcmp0 (gtk_stack_get_visible_child_name (get (fixture, "stack")), page) == 0;
}

static void
type (Fixture    *fixture,
      const char *row,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (get (fixture, row)), text);
}

static void
press (Fixture    *fixture,
       const char *button)
{
  g_signal_emit_by_name (get (fixture, button), "clicked");
}

static gboolean
says (Fixture    *fixture,
      const char *label,
      const char *text)
{
  GtkWidget *widget = get (fixture, label);

  return gtk_widget_get_visible (widget) &&
         strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;
}

static void
test_the_address_then_a_code (Fixture       *fixture,
                              gconstpointer  data)
{
  open_window (fixture, NULL);
  g_assert_true (shows (fixture, "address"));
  press (fixture, "continue_button");
  WAIT (says (fixture, "address_label", "Type the address"));
  g_assert_true (gtk_widget_has_css_class (get (fixture, "address_row"), "error"));

  type (fixture, "address_row", fixture->server.uri);
  press (fixture, "continue_button");
  WAIT (shows (fixture, "choose"));
  adw_action_row_activate (get (fixture, "pairing_row"));
  type (fixture, "code_row", "abcd1234");
  WAIT (strcmp (gtk_editable_get_text (get (fixture, "code_row")), SIGN_IN_CODE) == 0);
  press (fixture, "pair_button");
  WAIT (fixture->account != NULL);
  g_assert_cmpstr (fixture->account->service, ==, fixture->server.uri);
  g_assert_cmpstr (fixture->account->id, ==, "a-1");
  g_assert_cmpstr (fixture->account->name, ==, "Hélène Garnier");
  g_assert_cmpuint (fixture->account->towns->len, ==, 1);
  g_assert_cmpstr (fixture->refresh, ==, "pvr-1");
}

static void
test_an_unknown_code_is_told_under_its_row (Fixture       *fixture,
                                            gconstpointer  data)
{
  open_window (fixture, fixture->server.uri);
  g_assert_true (shows (fixture, "choose"));
  adw_action_row_activate (get (fixture, "pairing_row"));
  type (fixture, "code_row", "ZZZZ-9999");
  press (fixture, "pair_button");
  WAIT (says (fixture, "code_label", "30 minutes"));
  g_assert_true (shows (fixture, "code"));
  g_assert_true (gtk_widget_has_css_class (get (fixture, "code_row"), "error"));
  g_assert_cmpstr (gtk_editable_get_text (get (fixture, "code_row")), ==, "ZZZZ-9999");

  /* And it goes as soon as somebody puts it right. */
  type (fixture, "code_row", "ABCD");
  g_assert_false (gtk_widget_get_visible (get (fixture, "code_label")));
  WAIT (!gtk_widget_get_sensitive (get (fixture, "pair_button")));
  g_assert_null (fixture->account);
}

static void
test_an_account_without_a_town_is_told_so (Fixture       *fixture,
                                           gconstpointer  data)
{
  fixture->server.towns = "[]";
  open_window (fixture, fixture->server.uri);
  adw_action_row_activate (get (fixture, "pairing_row"));
  type (fixture, "code_row", SIGN_IN_CODE);
  press (fixture, "pair_button");
  WAIT (shows (fixture, "no-role"));
  g_assert_nonnull (strstr (adw_status_page_get_description (get (fixture, "no_role_page")),
                            "Hélène Garnier"));
  g_assert_false (gtk_widget_get_visible (get (fixture, "copy_email_button")));
  g_assert_null (fixture->account);

  /* One that has an address is invited to that. */
  fixture->server.email = "helene@saint-aubin.fr";
  press (fixture, "look_again_button");
  WAIT (gtk_widget_get_visible (get (fixture, "copy_email_button")));
  g_assert_nonnull (strstr (adw_status_page_get_description (get (fixture, "no_role_page")),
                            "helene@saint-aubin.fr"));
  press (fixture, "copy_email_button");
  g_assert_null (fixture->account);

  /* The town hall gave it one meanwhile. */
  fixture->server.towns = NULL;
  press (fixture, "look_again_button");
  WAIT (fixture->account != NULL);
}

static void
test_a_service_that_is_away_is_explained (Fixture       *fixture,
                                          gconstpointer  data)
{
  g_autofree char *uri = g_strdup (fixture->server.uri);

  open_window (fixture, uri);
  soup_server_disconnect (fixture->server.soup);
  adw_action_row_activate (get (fixture, "browser_row"));
  WAIT (shows (fixture, "problem"));
  g_assert_nonnull (strstr (adw_status_page_get_description (get (fixture, "problem_page")),
                            "No answer from this address"));
  gtk_widget_activate_action (fixture->window, "sign-in.back", NULL);
  g_assert_true (shows (fixture, "choose"));
}

/* (transfer full) (nullable): the address that the stand-in for a browser was given */
static char *
read_visit (void)
{
  g_autofree char *path = g_build_filename (g_get_user_data_dir (), "visit", NULL);
  char *uri = NULL;

  if (!g_file_get_contents (path, &uri, NULL, NULL) || !g_str_has_suffix (uri, "\n"))
    {
      g_free (uri);
      return NULL;
    }

  g_unlink (path);

  return g_strstrip (uri);
}

static char *
wait_for_visit (void)
{
  char *uri = NULL;

  WAIT (uri != NULL || (uri = read_visit ()) != NULL);

  return uri;
}

static void
test_the_browser_and_back (Fixture       *fixture,
                           gconstpointer  data)
{
  g_autofree char *uri = NULL;
  g_autofree char *again = NULL;

  open_window (fixture, fixture->server.uri);
  adw_action_row_activate (get (fixture, "browser_row"));
  WAIT (shows (fixture, "waiting"));
  uri = wait_for_visit ();

  /* Somebody closed it: the page opens again, and is the same. */
  press (fixture, "again_button");
  again = wait_for_visit ();
  g_assert_cmpstr (again, ==, uri);

  sign_in_server_visit (&fixture->server, uri, NULL, NULL);
  WAIT (fixture->account != NULL);
  g_assert_cmpstr (fixture->refresh, ==, "pvr-1");
}

static void
test_a_browser_of_another_machine (Fixture       *fixture,
                                   gconstpointer  data)
{
  g_autofree char *uri = NULL;

  fixture->server.pending = 1;
  open_window (fixture, fixture->server.uri);
  adw_action_row_activate (get (fixture, "browser_row"));
  uri = wait_for_visit ();
  gtk_widget_activate_action (fixture->window, "sign-in.device", NULL);
  WAIT (shows (fixture, "device"));
  g_assert_true (says (fixture, "device_code_label", "WXYZ-5678"));
  g_assert_true (says (fixture, "device_uri_label", "/sign-in/device"));
  WAIT (fixture->account != NULL);
  g_assert_cmpstr (fixture->refresh, ==, "pvr-1");
}

static void
test_escape_gives_up_and_begins_again (Fixture       *fixture,
                                       gconstpointer  data)
{
  g_autofree char *uri = NULL;
  g_autofree char *other = NULL;

  open_window (fixture, fixture->server.uri);
  adw_action_row_activate (get (fixture, "browser_row"));
  uri = wait_for_visit ();
  gtk_widget_activate_action (fixture->window, "sign-in.back", NULL);
  g_assert_true (shows (fixture, "choose"));

  /* The old page is worth nothing any more; a new one is. */
  adw_action_row_activate (get (fixture, "browser_row"));
  other = wait_for_visit ();
  g_assert_cmpstr (other, !=, uri);
  sign_in_server_visit (&fixture->server, other, NULL, NULL);
  WAIT (fixture->account != NULL);
}

static void
assert_groups (const char *typed,
               int         cursor,
               const char *code,
               int         place)
{
  g_autofree char *grouped = parvis_pairing_code_group (typed, &cursor);

  g_assert_cmpstr (grouped, ==, code);
  g_assert_cmpint (cursor, ==, place);
}

static void
test_a_code_is_grouped_while_typing (void)
{
  assert_groups ("", 0, "", 0);
  assert_groups ("abcd", 4, "ABCD", 4);
  assert_groups ("ABCDe", 5, "ABCD-E", 6);
  assert_groups ("ABCD-", 5, "ABCD", 4);
  assert_groups ("  abcd 1234\n", 12, "ABCD-1234", 9);
  assert_groups ("ABCD-12345", 10, "ABCD-1234", 9);
  assert_groups ("ABxCD-123", 3, "ABXC-D123", 3);
  assert_groups ("é😀ab", 4, "AB", 2);
}

/* The store. */

static void
result_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static ParvisAuth *
unlock (ParvisAccountStore  *store,
        const ParvisAccount *account)
{
  ParvisAuth *auth = parvis_account_store_open_auth (store, account);

  g_assert_true (parvis_auth_is_locked (auth));
  g_assert_false (parvis_auth_is_out (auth));
  WAIT (!parvis_auth_is_locked (auth));

  return auth;
}

static gboolean
is_kept (ParvisAuth *auth)
{
  return parvis_auth_get_access (auth) != NULL;
}

static void
test_the_store_keeps_who_and_the_keyring_the_rest (void)
{
  static const char *const roles[] = { "mayor", "counter", NULL };
  g_autoptr(GSettings) settings = g_settings_new ("fr.parvis.Parvis");
  g_autoptr(ParvisAccountStore) store = parvis_account_store_new (settings);
  g_autoptr(ParvisAccount) account = parvis_account_new ("https://a.example", "a-1", "Hélène");
  g_autoptr(ParvisAccount) found = NULL;
  g_autoptr(ParvisAuth) first = NULL;
  g_autoptr(ParvisAuth) second = NULL;
  g_autoptr(ParvisAuth) third = NULL;
  g_autoptr(GAsyncResult) forgotten = NULL;
  const ParvisPair pair = { (char *) "pva-1", 600000, (char *) "pvr-1" };
  g_autofree char *directory = parvis_account_files_dup_directory ("https://a.example", "a-1",
                                                                   "00001");
  g_autofree char *file = g_build_filename (directory, "cache.db", NULL);

  g_assert_true (parvis_account_store_is_empty (store));
  parvis_account_add_town (account, "00001", "Saint-Aubin", roles);
  account->town = g_strdup ("00001");
  parvis_account_store_set (store, account);
  found = parvis_account_store_dup (store);
  g_assert_cmpstr (found->id, ==, "a-1");
  g_assert_cmpstr (found->town, ==, "00001");
  g_assert_cmpstr (parvis_account_find_town (found, "00001")->roles[1], ==, "counter");

  /* Nobody has signed in: the keyring has nothing. */
  first = unlock (store, account);
  g_assert_true (parvis_auth_is_out (first));
  parvis_auth_sign_in (first, &pair);
  WAIT (is_kept (first));
  g_assert_true (parvis_auth_is_kept (first));
  second = unlock (store, account);
  g_assert_false (parvis_auth_is_out (second));

  g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
  g_assert_true (g_file_set_contents (file, "x", -1, NULL));
  g_assert_cmpuint (parvis_account_files_measure (directory), ==, 1);
  parvis_account_store_forget_async (store, NULL, result_cb, &forgotten);
  WAIT (forgotten != NULL);
  g_assert_true (parvis_account_store_forget_finish (store, forgotten, NULL));
  g_assert_true (parvis_account_store_is_empty (store));
  g_assert_false (g_file_test (directory, G_FILE_TEST_EXISTS));
  third = unlock (store, account);
  g_assert_true (parvis_auth_is_out (third));
}

static void
add (const char *path,
     void      (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

static int
remove_cb (const char        *path,
           const struct stat *info,
           int                type,
           struct FTW        *walk)
{
  return g_remove (path);
}

/* What opens web pages on this desktop: it writes down where it was sent. */
static void
put_browser (const char *data)
{
  g_autofree char *folder = g_build_filename (data, "applications", NULL);
  g_autofree char *entry = g_build_filename (folder, "stand-in.desktop", NULL);
  g_autofree char *list = g_build_filename (data, "mimeapps.list", NULL);
  g_autofree char *script = g_build_filename (data, "stand-in", NULL);
  g_autofree char *text = NULL;
  g_autofree char *lines = NULL;

  text = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Stand-in\nExec=%s %%u\n"
                          "MimeType=x-scheme-handler/http;\n", script);
  lines = g_strdup_printf ("#!/bin/sh\nprintf '%%s\\n' \"$1\" > %s/visit\n", data);
  g_assert_true (g_file_set_contents_full (script, lines, -1, G_FILE_SET_CONTENTS_NONE, 0700,
                                           NULL));
  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_assert_true (g_file_set_contents (entry, text, -1, NULL));
  g_assert_true (g_file_set_contents (list, "[Default Applications]\n"
                                      "x-scheme-handler/http=stand-in.desktop\n", -1, NULL));
}

int
main (int   argc,
      char *argv[])
{
  g_autofree char *data = g_dir_make_tmp ("parvis-sign-in-XXXXXX", NULL);
  g_autofree char *keyring = g_build_filename (data, "keyring", NULL);
  int status;

  /* Not the isolation of GLib: it hides what an icon is made of too. */
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_setenv ("XDG_CONFIG_HOME", data, TRUE);
  put_browser (data);
  g_setenv ("SECRET_BACKEND", "file", TRUE);
  g_setenv ("SECRET_FILE_TEST_PATH", keyring, TRUE);
  g_setenv ("SECRET_FILE_TEST_PASSWORD", "sample", TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/sign-in-window/the-address-then-a-code", test_the_address_then_a_code);
  add ("/sign-in-window/an-unknown-code-is-told-under-its-row",
       test_an_unknown_code_is_told_under_its_row);
  add ("/sign-in-window/an-account-without-a-town-is-told-so",
       test_an_account_without_a_town_is_told_so);
  add ("/sign-in-window/a-service-that-is-away-is-explained",
       test_a_service_that_is_away_is_explained);
  add ("/sign-in-window/the-browser-and-back", test_the_browser_and_back);
  add ("/sign-in-window/a-browser-of-another-machine", test_a_browser_of_another_machine);
  add ("/sign-in-window/escape-gives-up-and-begins-again", test_escape_gives_up_and_begins_again);
  g_test_add_func ("/sign-in-window/a-code-is-grouped-while-typing",
                   test_a_code_is_grouped_while_typing);
  g_test_add_func ("/sign-in-window/the-store-keeps-who-and-the-keyring-the-rest",
                   test_the_store_keeps_who_and_the_keyring_the_rest);

  status = g_test_run ();
  nftw (data, remove_cb, 8, FTW_DEPTH | FTW_PHYS);

  return status;
}
