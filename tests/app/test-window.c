/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "french.h"
#include "live-fixture.h"
#include "parvis-map-page.h"
#include "parvis-marker.h"
#include "parvis-outage.h"
#include "parvis-place-row.h"
#include "parvis-window.h"

/* The real window over a real session that reaches no service. */

static GSettings *settings;

static ParvisWindow *
window_new (LiveFixture *fixture,
            int          width,
            int          height)
{
  ParvisWindow *window;

  g_settings_set_int (settings, "window-width", width);
  g_settings_set_int (settings, "window-height", height);
  g_settings_reset (settings, "place");
  g_settings_reset (settings, "page");
  window = parvis_window_new (NULL, fixture->session, settings);
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (gtk_widget_get_width (GTK_WIDGET (window)) > 0);

  return window;
}

static void
end (ParvisWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  LIVE_WAIT (window == NULL);
}

typedef gboolean (*Wanted) (GtkWidget  *widget,
                            const char *text);

static GtkWidget *
find (GtkWidget  *widget,
      Wanted      wanted,
      const char *text)
{
  if (wanted (widget, text))
    return widget;

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, wanted, text);

      if (found != NULL)
        return found;
    }

  return NULL;
}

static gboolean
is_row_of (GtkWidget  *widget,
           const char *id)
{
  return PARVIS_IS_PLACE_ROW (widget) &&
         strcmp (parvis_place_get_id (parvis_place_row_get_place (PARVIS_PLACE_ROW (widget))),
                 id) == 0;
}

static gboolean
is_marker_with (GtkWidget  *widget,
                const char *title)
{
  return PARVIS_IS_MARKER (widget) &&
         strcmp (parvis_marker_get_title (PARVIS_MARKER (widget)), title) == 0;
}

static gboolean
has_type (GtkWidget  *widget,
          const char *name)
{
  return strcmp (G_OBJECT_TYPE_NAME (widget), name) == 0;
}

static gboolean
says (GtkWidget  *widget,
      const char *text)
{
  return GTK_IS_LABEL (widget) && gtk_widget_get_mapped (widget) &&
         strstr (gtk_label_get_label (GTK_LABEL (widget)), text) != NULL;
}

static void
test_opens_with_data_before_any_network (LiveFixture   *fixture,
                                         gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1280, 800);
  GtkWidget *widget = GTK_WIDGET (window);

  g_assert_nonnull (find (widget, is_row_of, LIVE_POOL));
  g_assert_nonnull (find (widget, is_row_of, LIVE_PARK));
  g_assert_nonnull (find (widget, is_marker_with, "142 of 220"));
  g_assert_nonnull (find (widget, is_marker_with, "7 free"));
  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (window)), ==, "Live Map — Parvis");
  end (window);
}

typedef struct
{
  GtkWidget       *window;
  graphene_rect_t  marker;
  guint            frames;
} Frames;

static void
find_marker (GtkWidget       *window,
             graphene_rect_t *area)
{
  GtkWidget *marker = find (window, is_marker_with, "142 of 220");

  g_assert_nonnull (marker);
  g_assert_true (gtk_widget_compute_bounds (marker, window, area));
  g_assert_cmpfloat (area->size.width, >, 0);
}

static void
painted_cb (GdkFrameClock *clock,
            Frames        *frames)
{
  if (frames->frames++ == 0)
    find_marker (frames->window, &frames->marker);
}

/* The map has its size before the window has a screen, and nothing in it moves once it
 * was seen.
 */
static void
test_first_frame_is_as_it_stays (LiveFixture   *fixture,
                                 gconstpointer  data)
{
  ParvisWindow *window;
  Frames frames = { 0 };
  graphene_rect_t marker;
  GtkWidget *map;
  GtkWidget *page;

  g_settings_set_int (settings, "window-width", 1100);
  g_settings_set_int (settings, "window-height", 700);
  g_settings_reset (settings, "page");
  window = parvis_window_new (NULL, fixture->session, settings);
  frames.window = GTK_WIDGET (window);
  page = find (GTK_WIDGET (window), has_type, "ParvisMapPage");
  LIVE_WAIT (parvis_map_page_is_placed (PARVIS_MAP_PAGE (page)));
  parvis_window_prepare (window);
  map = find (GTK_WIDGET (window), has_type, "ShumateMap");
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (window)));
  g_assert_cmpint (gtk_widget_get_width (map), >, 300);
  g_assert_cmpint (gtk_widget_get_height (map), >, 300);

  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (painted_cb), &frames);
  gtk_window_present (GTK_WINDOW (window));
  LIVE_WAIT (frames.frames > 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  gtk_widget_queue_draw (GTK_WIDGET (window));
  LIVE_WAIT (frames.frames > 2);
  find_marker (GTK_WIDGET (window), &marker);
  g_assert_true (graphene_rect_equal (&marker, &frames.marker));
  end (window);
}

/* With it the next start reads the tiles before anything is laid out. */
static void
test_the_size_of_the_map_is_kept (LiveFixture   *fixture,
                                  gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1100, 700);
  GtkWidget *map = find (GTK_WIDGET (window), has_type, "ParvisBaseMap");
  int size[2];

  LIVE_WAIT (gtk_widget_get_width (map) > 300);
  size[0] = gtk_widget_get_width (map);
  size[1] = gtk_widget_get_height (map);
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_close (GTK_WINDOW (window));
  LIVE_WAIT (window == NULL);
  g_assert_cmpint (g_settings_get_int (settings, "map-width"), ==, size[0]);
  g_assert_cmpint (g_settings_get_int (settings, "map-height"), ==, size[1]);

  window = parvis_window_new (NULL, fixture->session, settings);
  map = find (GTK_WIDGET (window), has_type, "ParvisMapPage");
  LIVE_WAIT (parvis_map_page_is_placed (PARVIS_MAP_PAGE (map)));
  parvis_window_read_ahead (window);
  parvis_window_prepare (window);
  map = find (GTK_WIDGET (window), has_type, "ParvisBaseMap");
  g_assert_cmpint (gtk_widget_get_width (map), ==, size[0]);
  g_assert_cmpint (gtk_widget_get_height (map), ==, size[1]);
  gtk_window_present (GTK_WINDOW (window));
  end (window);
}

/* A map that is laid out for nothing asks for no other layout: it would paint for ever. */
static void
test_an_idle_map_paints_nothing (LiveFixture   *fixture,
                                 gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1280, 800);
  GtkWidget *map = find (GTK_WIDGET (window), has_type, "ShumateMap");
  Frames frames = { GTK_WIDGET (window), GRAPHENE_RECT_INIT (0, 0, 0, 0), 0 };
  guint before;

  g_signal_connect (gtk_widget_get_frame_clock (GTK_WIDGET (window)), "after-paint",
                    G_CALLBACK (painted_cb), &frames);
  LIVE_WAIT (frames.frames > 0);
  gtk_widget_queue_resize (gtk_widget_get_parent (map));
  before = frames.frames;
  LIVE_WAIT (frames.frames > before);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpuint (frames.frames - before, <, 5);
  end (window);
}

static void
test_list_and_map_select_together (LiveFixture   *fixture,
                                   gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1280, 800);
  GtkWidget *row = find (GTK_WIDGET (window), is_row_of, LIVE_POOL);
  ParvisMapPage *page = PARVIS_MAP_PAGE (find (GTK_WIDGET (window), has_type, "ParvisMapPage"));
  GtkWidget *marker = find (GTK_WIDGET (window), is_marker_with, "7 free");
  g_autofree char *kept = NULL;

  gtk_list_box_select_row (GTK_LIST_BOX (gtk_widget_get_parent (row)), GTK_LIST_BOX_ROW (row));
  g_assert_cmpstr (parvis_place_get_id (parvis_map_page_get_selected (page)), ==, LIVE_POOL);
  kept = g_settings_get_string (settings, "place");
  g_assert_cmpstr (kept, ==, LIVE_POOL);

  g_signal_emit_by_name (marker, "chosen");
  g_assert_cmpstr (parvis_place_get_id (parvis_map_page_get_selected (page)), ==, LIVE_PARK);
  g_assert_false (gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (row)));
  row = find (GTK_WIDGET (window), is_row_of, LIVE_PARK);
  g_assert_true (gtk_list_box_row_is_selected (GTK_LIST_BOX_ROW (row)));
  end (window);
}

static void
test_a_place_opens_and_closes (LiveFixture   *fixture,
                               gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1280, 800);
  GtkWidget *widget = GTK_WIDGET (window);

  g_assert_null (find (widget, has_type, "ParvisFacilityPage"));
  g_assert_true (gtk_widget_activate_action (widget, "win.open-place", "s", LIVE_POOL));
  LIVE_WAIT (find (widget, has_type, "ParvisFacilityPage") != NULL &&
             gtk_widget_get_mapped (find (widget, has_type, "ParvisFacilityPage")));
  g_assert_true (gtk_widget_activate_action (widget, "win.back", NULL));
  LIVE_WAIT (gtk_widget_get_mapped (find (widget, has_type, "ParvisMapPage")));

  /* What is not there any more opens nothing and harms nothing. */
  g_assert_true (gtk_widget_activate_action (widget, "win.open-place", "s", "nobody"));
  end (window);
}

static void
test_space_pins_to_the_wall_display (LiveFixture   *fixture,
                                     gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1280, 800);
  GtkWidget *widget = GTK_WIDGET (window);
  GtkWidget *row = find (widget, is_row_of, LIVE_POOL);
  GtkWidget *pool = find (widget, is_marker_with, "142 of 220");

  gtk_list_box_select_row (GTK_LIST_BOX (gtk_widget_get_parent (row)), GTK_LIST_BOX_ROW (row));
  g_assert_true (gtk_widget_activate_action (row, "list.pin", NULL));
  g_assert_nonnull (strstr (parvis_window_get_status (window), "pinned to the wall display"));

  /* The three places are one point, of which the chosen one tells. The wall shows
   * what is pinned, and only while it is the wall.
   */
  LIVE_WAIT (gtk_widget_get_mapped (pool) && find (pool, says, "+2") != NULL);
  g_assert_true (gtk_widget_activate_action (widget, "win.wall", NULL));
  LIVE_WAIT (gtk_widget_get_mapped (pool) && find (pool, says, "+") == NULL);
  g_assert_true (gtk_widget_activate_action (widget, "win.back", NULL));
  LIVE_WAIT (gtk_widget_get_mapped (pool) && find (pool, says, "+2") != NULL);
  end (window);

  window = window_new (fixture, 1280, 800);
  widget = GTK_WIDGET (window);
  row = find (widget, is_row_of, LIVE_POOL);
  gtk_list_box_select_row (GTK_LIST_BOX (gtk_widget_get_parent (row)), GTK_LIST_BOX_ROW (row));
  g_assert_true (gtk_widget_activate_action (row, "list.pin", NULL));
  g_assert_nonnull (strstr (parvis_window_get_status (window), "no longer pinned"));
  end (window);
}

static void
test_preferences_are_followed_at_once (LiveFixture   *fixture,
                                       gconstpointer  data)
{
  g_autoptr(GtkCssProvider) style = gtk_css_provider_new ();
  ParvisWindow *window = window_new (fixture, 1280, 800);
  ParvisDesk *desk = parvis_window_get_desk (window);
  GtkWidget *row = find (GTK_WIDGET (window), is_row_of, LIVE_POOL);
  int before;
  int after;

  /* As an application loads it. */
  gtk_css_provider_load_from_resource (style, "/fr/parvis/Parvis/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_assert_true (parvis_desk_get_single_keys (desk));
  g_settings_set_boolean (settings, "single-key-shortcuts", FALSE);
  g_assert_false (parvis_desk_get_single_keys (desk));
  g_settings_reset (settings, "single-key-shortcuts");

  LIVE_WAIT (gtk_widget_get_width (row) > 0);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &before, NULL, NULL);
  g_settings_set_boolean (settings, "large-figures", TRUE);
  do
    {
      g_main_context_iteration (NULL, TRUE);
      gtk_widget_measure (row, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &after, NULL, NULL);
    }
  while (after <= before);
  g_settings_reset (settings, "large-figures");
  g_assert_false (gtk_widget_has_css_class (GTK_WIDGET (window), "large-figures"));
  gtk_style_context_remove_provider_for_display (gdk_display_get_default (),
                                                 GTK_STYLE_PROVIDER (style));
  end (window);
}

static void
test_pages_are_made_when_they_are_seen (LiveFixture   *fixture,
                                        gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1280, 800);
  GtkWidget *widget = GTK_WIDGET (window);

  g_assert_null (find (widget, has_type, "ParvisCounterPage"));
  g_assert_true (parvis_window_show_page (window, "count"));
  g_assert_nonnull (find (widget, has_type, "ParvisCounterPage"));
  g_assert_true (parvis_window_show_page (window, "sources"));
  g_assert_nonnull (find (widget, has_type, "ParvisSourcesPage"));
  g_assert_false (parvis_window_show_page (window, "dashboard"));
  end (window);
}

static gboolean
is_main_menu (GtkWidget  *widget,
              const char *name)
{
  return GTK_IS_MENU_BUTTON (widget) && gtk_menu_button_get_primary (GTK_MENU_BUTTON (widget)) &&
         gtk_widget_get_mapped (widget);
}

static void
test_a_menu_is_built_when_it_is_wanted (LiveFixture   *fixture,
                                        gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1280, 800);
  GtkMenuButton *button;

  LIVE_WAIT (find (GTK_WIDGET (window), is_main_menu, NULL) != NULL);
  button = GTK_MENU_BUTTON (find (GTK_WIDGET (window), is_main_menu, NULL));
  g_assert_null (gtk_menu_button_get_popover (button));

  gtk_menu_button_popup (button);
  g_assert_true (GTK_IS_POPOVER_MENU (gtk_menu_button_get_popover (button)));
  LIVE_WAIT (gtk_widget_get_mapped (GTK_WIDGET (gtk_menu_button_get_popover (button))));

  end (window);
}

static void
test_a_narrow_window_keeps_everything_in_reach (LiveFixture   *fixture,
                                                gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 400, 640);
  ParvisDesk *desk = parvis_window_get_desk (window);

  LIVE_WAIT (parvis_desk_get_compact (desk) && parvis_desk_get_folded (desk));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (window)), <=, 400);
  LIVE_WAIT (find (GTK_WIDGET (window), says, "ffline") != NULL ||
             find (GTK_WIDGET (window), says, "Connecting") != NULL);
  end (window);
}

static void
test_an_outage_is_told_once_it_lasts (LiveFixture   *fixture,
                                      gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1280, 800);
  ParvisDesk *desk = parvis_window_get_desk (window);
  g_autoptr(ParvisOutage) outage = NULL;

  LIVE_WAIT (parvis_session_get_link (fixture->session) == PARVIS_LINK_OFFLINE);
  g_assert_null (parvis_desk_get_outage (desk));

  outage = parvis_outage_new (desk);
  parvis_outage_elapse (outage);
  g_assert_nonnull (parvis_desk_get_outage (desk));
  LIVE_WAIT (find (GTK_WIDGET (window), says, "Offline since") != NULL);
  g_assert_null (find (GTK_WIDGET (window), says, "Live ·"));

  /* A moment is not a sleep; after one it is looked, and found to be as before. */
  parvis_outage_note_sleep (outage, PARVIS_SECOND);
  g_assert_cmpint (parvis_session_get_link (fixture->session), ==, PARVIS_LINK_OFFLINE);
  parvis_outage_note_sleep (outage, PARVIS_HOUR);
  g_assert_cmpint (parvis_session_get_link (fixture->session), ==, PARVIS_LINK_WAKING);
  LIVE_WAIT (parvis_session_get_link (fixture->session) == PARVIS_LINK_OFFLINE);
  end (window);
}

static gboolean
is_town_search (GtkWidget  *widget,
                const char *text)
{
  g_autofree char *placeholder = NULL;

  if (!GTK_IS_SEARCH_ENTRY (widget))
    return FALSE;

  g_object_get (widget, "placeholder-text", &placeholder, NULL);

  return g_strcmp0 (placeholder, text) == 0;
}

static gboolean
leads_to_a_town (GtkWidget  *widget,
                 const char *insee)
{
  return GTK_IS_LIST_BOX_ROW (widget) &&
         g_strcmp0 (g_object_get_data (G_OBJECT (widget), "insee"), insee) == 0;
}

static void
test_a_town_is_found_by_its_name (LiveFixture   *fixture,
                                  gconstpointer  data)
{
  static const char *const names[] = {
    "Saint-Aubin-sur-Loire", "Angers", "Brissac", "Chalonnes", "Doué", "Écouflant", "Feneu",
  };
  static const char *const roles[] = { "mayor", NULL };
  g_autoptr(ParvisAccount) account = parvis_account_new ("http://127.0.0.1", "account", "Hélène");
  ParvisWindow *window = window_new (fixture, 1280, 800);
  GtkWidget *search;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *insee = g_strdup_printf ("4900%u", i);

      parvis_account_add_town (account, insee, names[i], roles);
    }
  parvis_window_set_account (window, account);
  gtk_widget_activate_action (GTK_WIDGET (window), "win.towns", NULL);
  search = find (GTK_WIDGET (window), is_town_search, "Search a town");
  g_assert_nonnull (search);
  LIVE_WAIT (gtk_widget_get_mapped (search));

  gtk_editable_set_text (GTK_EDITABLE (search), "écou");
  LIVE_WAIT (!gtk_widget_get_child_visible (find (GTK_WIDGET (window), leads_to_a_town, "49001")));
  g_assert_true (gtk_widget_get_child_visible (find (GTK_WIDGET (window), leads_to_a_town,
                                                     "49005")));

  /* Few are read, and one is no choice. */
  g_ptr_array_set_size (account->towns, 2);
  parvis_window_set_account (window, account);
  g_assert_false (gtk_widget_get_visible (search));
  g_assert_true (gtk_widget_get_child_visible (find (GTK_WIDGET (window), leads_to_a_town,
                                                     "49001")));
  g_ptr_array_set_size (account->towns, 1);
  parvis_window_set_account (window, account);
  g_assert_false (gtk_widget_get_visible (gtk_widget_get_parent (search)));
  end (window);
}

static void
test_messages_reach_the_status_line (LiveFixture   *fixture,
                                     gconstpointer  data)
{
  ParvisWindow *window = window_new (fixture, 1280, 800);

  parvis_desk_say (parvis_window_get_desk (window), "+1 <b>at</b> 16:41 & saved", 0);
  g_assert_cmpstr (parvis_window_get_status (window), ==, "+1 <b>at</b> 16:41 & saved");
  parvis_desk_say (parvis_window_get_desk (window), "Second", 0);
  g_assert_cmpstr (parvis_window_get_status (window), ==, "Second");
  end (window);
}

static void
test_closing_at_once_leaves_nothing (LiveFixture   *fixture,
                                     gconstpointer  data)
{
  for (int i = 0; i < 3; i++)
    {
      ParvisWindow *window = parvis_window_new (NULL, fixture->session, settings);

      gtk_window_present (GTK_WINDOW (window));
      end (window);
    }
}

int
main (int   argc,
      char *argv[])
{
  const struct
  {
    const char *name;
    void      (*run) (LiveFixture   *fixture,
                      gconstpointer  data);
  } tests[] = {
    { "/window/opens-with-data-before-any-network", test_opens_with_data_before_any_network },
    { "/window/the-first-frame-is-as-it-stays", test_first_frame_is_as_it_stays },
    { "/window/the-size-of-the-map-is-kept", test_the_size_of_the_map_is_kept },
    { "/window/an-idle-map-paints-nothing", test_an_idle_map_paints_nothing },
    { "/window/list-and-map-select-together", test_list_and_map_select_together },
    { "/window/a-place-opens-and-closes", test_a_place_opens_and_closes },
    { "/window/space-pins-to-the-wall-display", test_space_pins_to_the_wall_display },
    { "/window/preferences-are-followed-at-once", test_preferences_are_followed_at_once },
    { "/window/a-menu-is-built-when-it-is-wanted", test_a_menu_is_built_when_it_is_wanted },
    { "/window/pages-are-made-when-they-are-seen", test_pages_are_made_when_they_are_seen },
    { "/window/a-narrow-window-keeps-everything-in-reach",
      test_a_narrow_window_keeps_everything_in_reach },
    { "/window/an-outage-is-told-once-it-lasts", test_an_outage_is_told_once_it_lasts },
    { "/window/a-town-is-found-by-its-name", test_a_town_is_found_by_its_name },
    { "/window/messages-reach-the-status-line", test_messages_reach_the_status_line },
    { "/window/closing-at-once-leaves-nothing", test_closing_at_once_leaves_nothing },
  };

  /* Not with isolated directories: gdk-pixbuf tells a PNG from the system's list
   * of media types. The settings are in memory, the session in a folder of its own.
   */
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    return 77;

  adw_init ();
  speak ("en");
  settings = g_settings_new (APP_ID);

  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, LiveFixture, NULL, live_fixture_set_up, tests[i].run,
                live_fixture_tear_down);

  return g_test_run ();
}
