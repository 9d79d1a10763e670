/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "parvis-account-store.h"
#include "parvis-connect-window.h"
#include "probe-server.h"

#include <glib/gstdio.h>

typedef struct
{
  ProbeServer         server;
  GSettings          *settings;
  ParvisAccountStore *store;
  GtkWidget          *window;
  guint               connected;
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
connected_cb (ParvisConnectWindow *window,
              Fixture             *fixture)
{
  fixture->connected++;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  probe_server_start (&fixture->server);
  fixture->settings = g_settings_new ("fr.parvis.Parvis");
  fixture->store = parvis_account_store_new (fixture->settings);
  fixture->window = parvis_connect_window_new (NULL, fixture->store);
  g_signal_connect (fixture->window, "connected", G_CALLBACK (connected_cb), fixture);
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT (gtk_widget_get_mapped (fixture->window));
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *window = fixture->window;

  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (window));
  WAIT (fixture->window == NULL);
  g_clear_object (&fixture->store);
  g_settings_reset (fixture->settings, "service");
  g_settings_reset (fixture->settings, "town");
  g_clear_object (&fixture->settings);
  probe_server_stop (&fixture->server);
}

static gpointer
get (Fixture    *fixture,
     const char *name)
{
  GObject *child = gtk_widget_get_template_child (fixture->window, PARVIS_TYPE_CONNECT_WINDOW,
                                                  name);

  g_assert_nonnull (child);

  return child;
}

static void
type (Fixture    *fixture,
      const char *row,
      const char *text)
{
  gtk_editable_set_text (GTK_EDITABLE (get (fixture, row)), text);
}

static const char *
read_label (Fixture    *fixture,
            const char *name)
{
  GtkWidget *label = get (fixture, name);

  return gtk_widget_get_visible (label) ? gtk_label_get_label (GTK_LABEL (label)) : "";
}

static gboolean
starts_with (Fixture    *fixture,
             const char *label,
             const char *text)
{
  return g_str_has_prefix (read_label (fixture, label), text);
}

static void
press_connect (Fixture *fixture)
{
  g_signal_emit_by_name (get (fixture, "connect_button"), "clicked");
}

static void
test_a_person_connects (Fixture       *fixture,
                        gconstpointer  data)
{
  g_autofree char *service = NULL;
  g_autofree char *town = NULL;

  type (fixture, "address_row", fixture->server.uri);
  type (fixture, "town_row", "2a004");
  press_connect (fixture);
  WAIT (fixture->connected == 1);

  service = g_settings_get_string (fixture->settings, "service");
  town = g_settings_get_string (fixture->settings, "town");
  g_assert_cmpstr (service, ==, fixture->server.uri);
  g_assert_cmpstr (town, ==, "2A004");
  g_assert_false (parvis_account_store_is_empty (fixture->store));
}

static void
test_without_a_keyring_the_file_is_told (Fixture       *fixture,
                                         gconstpointer  data)
{
  g_autofree char *directory = parvis_account_dup_directory (fixture->server.uri, "2A004");
  g_autofree char *path = g_strconcat (directory, ".key", NULL);
  g_autofree char *contents = NULL;
  GStatBuf info;

  type (fixture, "address_row", fixture->server.uri);
  type (fixture, "town_row", "2A004");
  type (fixture, "key_row", PROBE_KEY);
  press_connect (fixture);
  WAIT (g_strcmp0 (gtk_stack_get_visible_child_name (get (fixture, "stack")), "kept") == 0);
  g_assert_cmpuint (fixture->connected, ==, 0);

  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, PROBE_KEY);

  g_signal_emit_by_name (get (fixture, "open_button"), "clicked");
  g_assert_cmpuint (fixture->connected, ==, 1);
  g_assert_cmpint (g_unlink (path), ==, 0);
}

static void
test_each_error_stands_under_its_row (Fixture       *fixture,
                                      gconstpointer  data)
{
  press_connect (fixture);
  WAIT (starts_with (fixture, "address_label", "Type the address"));

  type (fixture, "address_row", "http://192.0.2.1");
  press_connect (fixture);
  WAIT (starts_with (fixture, "address_label", "An http address is not encrypted"));

  type (fixture, "address_row", fixture->server.uri);
  press_connect (fixture);
  WAIT (starts_with (fixture, "town_label", "Type the INSEE code"));
  g_assert_cmpstr (read_label (fixture, "address_label"), ==, "Parvis service found.");

  type (fixture, "town_row", "45000 Orléans");
  press_connect (fixture);
  WAIT (starts_with (fixture, "town_label", "An INSEE code has five characters"));

  type (fixture, "town_row", "45234");
  press_connect (fixture);
  WAIT (starts_with (fixture, "town_label", "This service does not have this town."));

  type (fixture, "town_row", "2A004");
  type (fixture, "key_row", "not the key");
  press_connect (fixture);
  WAIT (starts_with (fixture, "key_label", "The service does not accept this key"));
  g_assert_true (gtk_widget_has_css_class (get (fixture, "key_row"), "error"));
  g_assert_false (gtk_widget_has_css_class (get (fixture, "town_row"), "error"));
  g_assert_cmpuint (fixture->connected, ==, 0);
}

static void
test_an_error_leaves_what_was_typed (Fixture       *fixture,
                                     gconstpointer  data)
{
  type (fixture, "address_row", fixture->server.uri);
  type (fixture, "town_row", "45234");
  type (fixture, "key_row", "pasted");
  press_connect (fixture);
  WAIT (starts_with (fixture, "town_label", "This service does not have this town."));

  g_assert_cmpstr (gtk_editable_get_text (get (fixture, "address_row")), ==, fixture->server.uri);
  g_assert_cmpstr (gtk_editable_get_text (get (fixture, "town_row")), ==, "45234");
  g_assert_cmpstr (gtk_editable_get_text (get (fixture, "key_row")), ==, "pasted");
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (GTK_WINDOW (fixture->window)),
                                         get (fixture, "town_row")));
  g_assert_true (parvis_account_store_is_empty (fixture->store));

  /* And it goes as soon as somebody puts it right. */
  type (fixture, "town_row", "2A004");
  g_assert_cmpstr (read_label (fixture, "town_label"), ==, "");
}

static void
test_a_pause_checks_without_the_key (Fixture       *fixture,
                                     gconstpointer  data)
{
  type (fixture, "key_row", PROBE_KEY);
  type (fixture, "address_row", fixture->server.uri);
  type (fixture, "town_row", "2A004");
  WAIT (starts_with (fixture, "town_label", "Ajaccio"));
  g_assert_cmpstr (read_label (fixture, "address_label"), ==, "Parvis service found.");
  g_assert_cmpuint (fixture->server.keys_seen, ==, 0);
}

static void
test_a_service_that_lists_its_towns_offers_them (Fixture       *fixture,
                                                 gconstpointer  data)
{
  g_autofree char *town = NULL;

  fixture->server.lists_towns = TRUE;
  type (fixture, "address_row", fixture->server.uri);
  WAIT (gtk_widget_get_visible (get (fixture, "town_choice")));
  g_assert_false (gtk_widget_get_visible (get (fixture, "town_row")));

  press_connect (fixture);
  WAIT (starts_with (fixture, "town_label", "Type the INSEE code"));

  gtk_drop_down_set_selected (get (fixture, "town_drop_down"), 0);
  press_connect (fixture);
  WAIT (fixture->connected == 1);
  town = g_settings_get_string (fixture->settings, "town");
  g_assert_cmpstr (town, ==, "2A004");
}

static void
test_the_key_is_optional_and_said_so (Fixture       *fixture,
                                      gconstpointer  data)
{
  g_assert_true (starts_with (fixture, "key_label", "Without a key"));
  type (fixture, "key_row", "k");
  g_assert_cmpstr (read_label (fixture, "key_label"), ==, "");
  type (fixture, "key_row", "");
  g_assert_true (starts_with (fixture, "key_label", "Without a key"));
}

static void
loaded_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static void
test_forgetting_leaves_nothing_or_what_waits (Fixture       *fixture,
                                              gconstpointer  data)
{
  g_autofree char *directory = parvis_account_dup_directory ("https://a.example", "2A004");
  g_autofree char *file = g_build_filename (directory, "replica.db", NULL);
  g_autofree char *key_file = g_strconcat (directory, ".key", NULL);
  ParvisKeyPlace place;

  for (int keep = 1; keep >= 0; keep--)
    {
      g_autoptr(GAsyncResult) saved = NULL;
      g_autoptr(GAsyncResult) loaded = NULL;
      g_autoptr(GAsyncResult) forgotten = NULL;
      g_autoptr(ParvisAccount) account = NULL;
      g_autoptr(GError) error = NULL;

      parvis_account_store_save_async (fixture->store, "https://a.example", "2A004", "a key", NULL,
                                       loaded_cb, &saved);
      WAIT (saved != NULL);
      g_assert_true (parvis_account_store_save_finish (fixture->store, saved, &place, &error));
      g_assert_no_error (error);
      g_assert_cmpint (place, ==, PARVIS_KEY_IN_FILE);

      parvis_account_store_load_async (fixture->store, NULL, loaded_cb, &loaded);
      WAIT (loaded != NULL);
      account = parvis_account_store_load_finish (fixture->store, loaded, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (account->key, ==, "a key");
      g_assert_cmpint (account->place, ==, PARVIS_KEY_IN_FILE);

      g_assert_cmpint (g_mkdir_with_parents (directory, 0700), ==, 0);
      g_assert_true (g_file_set_contents (file, "actions", -1, &error));
      parvis_account_store_forget_async (fixture->store, keep != 0, NULL, loaded_cb, &forgotten);
      WAIT (forgotten != NULL);
      g_assert_true (parvis_account_store_forget_finish (fixture->store, forgotten, &error));
      g_assert_no_error (error);
      g_assert_true (parvis_account_store_is_empty (fixture->store));
      g_assert_false (g_file_test (key_file, G_FILE_TEST_EXISTS));
      g_assert_cmpint (g_file_test (file, G_FILE_TEST_EXISTS), ==, keep != 0);
    }
  g_assert_false (g_file_test (directory, G_FILE_TEST_EXISTS));
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
  g_autofree char *data = g_dir_make_tmp ("parvis-connect-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (data, "parvis", NULL);
  int status;

  /* Not the isolation of GLib: it hides what an icon is made of too. */
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  g_setenv ("SECRET_BACKEND", "service", TRUE);
  g_test_init (&argc, &argv, NULL);
  adw_init ();

  add ("/connect/a-person-connects", test_a_person_connects);
  add ("/connect/without-a-keyring-the-file-is-told", test_without_a_keyring_the_file_is_told);
  add ("/connect/each-error-stands-under-its-row", test_each_error_stands_under_its_row);
  add ("/connect/an-error-leaves-what-was-typed", test_an_error_leaves_what_was_typed);
  add ("/connect/a-pause-checks-without-the-key", test_a_pause_checks_without_the_key);
  add ("/connect/a-service-that-lists-its-towns-offers-them",
       test_a_service_that_lists_its_towns_offers_them);
  add ("/connect/the-key-is-optional-and-said-so", test_the_key_is_optional_and_said_so);
  add ("/connect/forgetting-leaves-nothing-or-what-waits",
       test_forgetting_leaves_nothing_or_what_waits);

  status = g_test_run ();
  g_rmdir (folder);
  g_rmdir (data);

  return status;
}
