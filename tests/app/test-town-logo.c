/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#define G_SETTINGS_ENABLE_BACKEND
#include "papers.h"
#include "parvis-window.h"
#include "parvis-words.h"
#include "render-fixture.h"
#include "session-fixture.h"

#include <adwaita.h>
#include <gio/gsettingsbackend.h>
#include <string.h>

/* The town's popover in the real window, over a service in this process and the real sandbox. */

#define TOWN(logo) \
  "{\"insee\":\"" SYNC_TOWN "\",\"name\":\"Saint-Aubin\",\"fictional\":true," \
  "\"timezone\":\"Europe/Paris\",\"modules\":[\"occupancy\"]" logo "}"

typedef struct
{
  SessionFixture  session;
  GBytes         *logo;
  guint           asked;
  GSettings      *settings;
  ParvisWindow   *window;
} Fixture;

/* GET logo?tag=…, as the service answers it. */
static void
logo_cb (SoupServer        *soup,
         SoupServerMessage *message,
         const char        *path,
         GHashTable        *query,
         gpointer           user_data)
{
  Fixture *fixture = user_data;

  fixture->asked++;
  g_assert_nonnull (query);
  g_assert_cmpstr (g_hash_table_lookup (query, "tag"), ==, "t1");
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message),
                                         "image/png", NULL);
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), fixture->logo);
  soup_server_message_set_status (message, 200, NULL);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr(GSettingsBackend) backend = g_memory_settings_backend_new ();

  session_fixture_set_up (&fixture->session, NULL);
  /* Its gauges are of no place, which a window would say. */
  g_hash_table_remove_all (fixture->session.server->seqs);
  fixture->logo = paper_png (200, 100, 8, FALSE);
  soup_server_add_handler (fixture->session.server->soup, "/api/v1/towns/" SYNC_TOWN "/logo",
                           logo_cb, fixture, NULL);
  session_fixture_open (&fixture->session);
  WAIT_FOR (session_fixture_is_online (&fixture->session));
  fixture->settings = g_settings_new_with_backend (APP_ID, backend);
  fixture->window = parvis_window_new (NULL, fixture->session.session, fixture->settings);
  gtk_window_present (GTK_WINDOW (fixture->window));
  WAIT_FOR (gtk_widget_get_width (GTK_WIDGET (fixture->window)) > 0);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_add_weak_pointer (G_OBJECT (fixture->window), (gpointer *) &fixture->window);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  WAIT_FOR (fixture->window == NULL);
  g_clear_object (&fixture->settings);
  session_fixture_tear_down (&fixture->session, NULL);
  g_bytes_unref (fixture->logo);
}

/* The button that is called after the town. */
static GtkMenuButton *
find_button (GtkWidget *widget)
{
  if (GTK_IS_MENU_BUTTON (widget) &&
      gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    {
      g_autofree char *wrong =
        gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                            "Town: Saint-Aubin");

      if (wrong == NULL)
        return GTK_MENU_BUTTON (widget);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkMenuButton *found = find_button (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

/* The picture of the popover that is called after the logo. */
static GtkImage *
find_logo (GtkWidget *widget)
{
  if (GTK_IS_IMAGE (widget) &&
      gtk_test_accessible_has_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL))
    {
      g_autofree char *wrong =
        gtk_test_accessible_check_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                            "Logo of Saint-Aubin");

      if (wrong == NULL)
        return GTK_IMAGE (widget);
    }

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkImage *found = find_logo (child);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static void
test_the_popover_of_the_town_shows_its_logo (Fixture       *fixture,
                                             gconstpointer  data)
{
  GtkMenuButton *button;
  GtkWidget *popover;
  GdkPaintable *picture;
  GtkImage *logo;

  if (!fixture_can_run ())
    return;

  sync_server_send (fixture->session.server, PARVIS_KIND_TOWN, SYNC_TOWN, TOWN (""));
  WAIT_FOR (find_button (GTK_WIDGET (fixture->window)) != NULL);
  button = find_button (GTK_WIDGET (fixture->window));
  gtk_menu_button_popup (button);
  popover = GTK_WIDGET (gtk_menu_button_get_popover (button));
  WAIT_FOR (gtk_widget_get_mapped (popover));
  logo = find_logo (popover);
  g_assert_nonnull (logo);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (logo)));

  sync_server_send (fixture->session.server, PARVIS_KIND_TOWN, SYNC_TOWN,
                    TOWN (",\"logo\":\"t1\""));
  WAIT_FOR (gtk_widget_get_mapped (GTK_WIDGET (logo)));
  picture = gtk_image_get_paintable (logo);
  g_assert_nonnull (picture);
  g_assert_cmpint (gdk_paintable_get_intrinsic_width (picture), ==,
                   2 * gdk_paintable_get_intrinsic_height (picture));
  g_assert_cmpuint (fixture->asked, ==, 1);

  /* And none any more once the town has none. */
  sync_server_send (fixture->session.server, PARVIS_KIND_TOWN, SYNC_TOWN, TOWN (""));
  WAIT_FOR (!gtk_widget_get_visible (GTK_WIDGET (logo)));
  gtk_menu_button_popdown (button);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  adw_init ();
  g_setenv ("PARVIS_RENDER", PARVIS_RENDER, TRUE);
  g_test_add ("/town-logo/the-popover-of-the-town-shows-its-logo", Fixture, NULL, set_up,
              test_the_popover_of_the_town_shows_its_logo, tear_down);

  return g_test_run ();
}
