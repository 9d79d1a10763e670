/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-map-page"

#include "config.h"

#include "parvis-map-page.h"

#include "parvis-base-map.h"
#include "parvis-format.h"
#include "parvis-legend.h"
#include "parvis-line-layout.h"
#include "parvis-marker-board.h"
#include "parvis-page.h"
#include "parvis-place-list.h"
#include "parvis-place-menu.h"

#include <glib/gi18n.h>

struct _ParvisMapPage
{
  GtkWidget          parent_instance;

  /* Template */
  GtkWidget         *box;
  AdwHeaderBar      *header;
  AdwWindowTitle    *title;
  GtkWidget         *home_button;
  GtkWidget         *list_button;
  GtkWidget         *refresh_button;
  GtkWidget         *search_button;
  GtkSearchBar      *search_bar;
  GtkWidget         *search_entry;
  AdwFlap           *flap;
  GtkWidget         *overlay;
  GtkWidget         *zoom_box;
  GtkWidget         *foot;
  GtkWidget         *note;
  GtkWidget         *empty;
  GtkWidget         *add_button;
  GtkWidget         *list_bin;

  /* Children made in code */
  ParvisBaseMap     *map;
  ParvisPlaceList   *list;
  GtkWidget         *legend;

  /* Owned */
  ParvisDesk        *desk;
  ParvisPlaces      *places;
  GSettings         *settings;
  ParvisMarkerBoard *board;
  ParvisWatch       *watch;
  ParvisPlace       *selected;

  gboolean           wall;
};

G_DEFINE_FINAL_TYPE (ParvisMapPage, parvis_map_page, GTK_TYPE_WIDGET)

static void
refresh_title (ParvisMapPage *self)
{
  gint64 now = parvis_places_get_now (self->places);
  GTimeZone *zone = parvis_places_get_zone (self->places);
  g_autofree char *day = parvis_format_day_title (now, now, zone);
  g_autofree char *clock = parvis_format_clock (now, zone);
  g_autofree char *text = g_strdup_printf ("%s · %s", day, clock);

  adw_window_title_set_subtitle (self->title, text);
}

static void
read_bounds (const json_t   *body,
             ParvisTownView *view)
{
  const json_t *bounds = json_object_get (body, "bounds");

  for (size_t i = 0; i < 4; i++)
    if (!json_is_number (json_array_get (bounds, i)))
      return;

  for (size_t i = 0; i < 4; i++)
    view->bounds[i] = json_number_value (json_array_get (bounds, i));
}

/* The credit says that a fictional town is one: somebody may look at a real
 * commune of the same name.
 */
static char *
read_credit (const json_t *body)
{
  const char *credit = json_string_value (json_object_get (body, "attribution"));
  const char *name = json_string_value (json_object_get (body, "name"));

  if (credit != NULL && credit[0] != '\0')
    return g_strdup (credit);
  if (json_is_true (json_object_get (body, "fictional")))
    return g_strdup_printf (_("%s, fictional town"), name != NULL ? name : "");

  return NULL;
}

static void
refresh_town (ParvisMapPage *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(ParvisEntityRef) town =
    parvis_session_dup_entity (session, PARVIS_KIND_TOWN, parvis_session_get_town (session));
  ParvisTownView view = { .zoom = 15, .bounds = { -180, -85, 180, 85 } };
  g_autofree char *credit = NULL;
  const json_t *center;

  if (town == NULL || town->body == NULL)
    return;

  center = json_object_get (town->body, "center");
  if (!json_is_number (json_object_get (center, "lon")) ||
      !json_is_number (json_object_get (center, "lat")))
    return;

  view.lon = json_number_value (json_object_get (center, "lon"));
  view.lat = json_number_value (json_object_get (center, "lat"));
  if (json_is_integer (json_object_get (town->body, "zoom")))
    view.zoom = (int) CLAMP (json_integer_value (json_object_get (town->body, "zoom")), 8, 19);
  read_bounds (town->body, &view);
  view.credit = credit = read_credit (town->body);
  parvis_base_map_set_town (self->map, &view);
}

/* In place of tiles. */
static void
refresh_outlines (ParvisMapPage *self)
{
  g_autoptr(GPtrArray) areas = parvis_places_list_areas (self->places);
  g_autoptr(GPtrArray) geometries = g_ptr_array_new ();

  for (guint i = 0; i < areas->len && !parvis_base_map_get_available (self->map); i++)
    g_ptr_array_add (geometries, (gpointer) ((ParvisArea *) areas->pdata[i])->geometry);
  parvis_base_map_set_outlines (self->map, geometries);
}

/* As large as the pills are now. */
static void
refresh_spots (ParvisMapPage *self)
{
  g_autoptr(GArray) spots = parvis_marker_board_list_spots (self->board);

  parvis_base_map_set_spots (self->map, (const ParvisMapSpot *) (gpointer) spots->data,
                             spots->len);
}

static void
homing_cb (ParvisBaseMap *map,
           gpointer       user_data)
{
  refresh_spots (PARVIS_MAP_PAGE (user_data));
}

static void
refresh_empty (ParvisMapPage *self)
{
  ParvisRights rights = parvis_session_get_rights (parvis_desk_get_session (self->desk));
  gboolean empty = g_list_model_get_n_items (G_LIST_MODEL (self->places)) == 0 &&
                   parvis_places_get_link_up (self->places);

  gtk_widget_set_visible (self->empty, empty);
  gtk_widget_set_visible (self->add_button, (rights & PARVIS_MAY_ADMINISTER) != 0);
  gtk_widget_set_visible (self->legend, !empty && !self->wall);
}

/* What was selected when the window was last closed may only be known now. */
static void
restore_selection (ParvisMapPage *self)
{
  g_autofree char *id = NULL;
  ParvisPlace *place;

  if (self->selected != NULL)
    return;

  id = g_settings_get_string (self->settings, "place");
  place = parvis_places_find (self->places, id);
  if (place != NULL && parvis_place_get_facility (place) != NULL)
    parvis_map_page_select (self, place);
}

static void
items_cb (GListModel *places,
          guint       position,
          guint       removed,
          guint       added,
          gpointer    user_data)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (user_data);
  const char *id = self->selected != NULL ? parvis_place_get_id (self->selected) : NULL;

  if (id != NULL && parvis_places_find (self->places, id) != self->selected)
    parvis_map_page_select (self, NULL);
  restore_selection (self);
  refresh_spots (self);
  refresh_empty (self);
}

static void
updated_cb (ParvisPlaces *places,
            gpointer      user_data)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (user_data);

  refresh_title (self);
  refresh_town (self);
  refresh_empty (self);
}

static void
areas_cb (ParvisPlaces *places,
          gpointer      user_data)
{
  refresh_outlines (PARVIS_MAP_PAGE (user_data));
}

/* Only a line that is up keeps figures up to date. */
static void
refresh_note (ParvisMapPage *self)
{
  gtk_label_set_label (GTK_LABEL (self->note),
                       parvis_places_get_link_up (self->places)
                       ? _("Map background unavailable. Figures stay up to date.")
                       : _("Map background unavailable."));
  gtk_widget_set_visible (self->note, !parvis_base_map_get_available (self->map));
}

static void
link_cb (ParvisPlaces *places,
         GParamSpec   *pspec,
         gpointer      user_data)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (user_data);

  if (parvis_places_get_link_up (places))
    parvis_base_map_reload (self->map);
  refresh_note (self);
  refresh_empty (self);
}

static void
available_cb (ParvisBaseMap *map,
              GParamSpec    *pspec,
              gpointer       user_data)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (user_data);

  refresh_outlines (self);
  refresh_note (self);
}

static void
list_chosen_cb (ParvisPlaceList *list,
                ParvisPlace     *place,
                gpointer         user_data)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (user_data);
  const ParvisFacility *facility = parvis_place_get_facility (place);

  parvis_map_page_select (self, place);
  parvis_base_map_reveal (self->map, facility->lon, facility->lat);
}

static void
marker_chosen_cb (ParvisMarkerBoard *board,
                  ParvisPlace       *place,
                  gpointer           user_data)
{
  parvis_map_page_select (PARVIS_MAP_PAGE (user_data), place);
}

static void
opened_cb (GObject     *source,
           ParvisPlace *place,
           gpointer     user_data)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (user_data);

  parvis_map_page_select (self, place);
  gtk_widget_activate_action (GTK_WIDGET (self), "win.open-place", "s",
                              parvis_place_get_id (place));
}

static gboolean
unparent_cb (gpointer user_data)
{
  g_autoptr(GtkWidget) popover = GTK_WIDGET (user_data);

  gtk_widget_unparent (popover);

  return G_SOURCE_REMOVE;
}

/* Later: the chosen item is activated after the popover closed, through it. */
static void
menu_closed_cb (GtkPopover *popover,
                gpointer    user_data)
{
  g_idle_add (unparent_cb, g_object_ref (popover));
}

/* Else it falls to whatever is first in the window; also after the dialog that an item
 * opens.
 */
static void
give_back_focus_cb (GtkPopover *popover,
                    GtkWidget  *focus)
{
  if (gtk_widget_get_mapped (focus))
    gtk_widget_grab_focus (focus);
}

static void
asked_cb (GObject     *source,
          ParvisPlace *place,
          GtkWidget   *widget,
          double       x,
          double       y,
          gpointer     user_data)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (user_data);
  const ParvisFacility *facility = parvis_place_get_facility (place);
  gboolean may_write = facility != NULL &&
                       parvis_session_can_write_at (parvis_desk_get_session (self->desk),
                                                    facility->id);
  g_autoptr(GMenuModel) menu = NULL;
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (widget));
  GtkWidget *popover;
  GdkRectangle point = { 0, 0, 1, 1 };
  double at_x = x;
  double at_y = y;

  parvis_map_page_select (self, place);
  gtk_widget_translate_coordinates (widget, GTK_WIDGET (self), x, y, &at_x, &at_y);
  point.x = (int) at_x;
  point.y = (int) at_y;

  menu = parvis_place_menu_new (place, parvis_watch_contains (self->watch, place), may_write);
  popover = gtk_popover_menu_new_from_model (menu);
  gtk_widget_set_parent (popover, GTK_WIDGET (self));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &point);
  gtk_popover_set_has_arrow (GTK_POPOVER (popover), FALSE);
  gtk_widget_set_halign (popover, GTK_ALIGN_START);
  if (focus != NULL)
    g_signal_connect_object (popover, "closed", G_CALLBACK (give_back_focus_cb), focus, 0);
  g_signal_connect (popover, "closed", G_CALLBACK (menu_closed_cb), NULL);
  gtk_popover_popup (GTK_POPOVER (popover));
}

static void
search_changed_cb (ParvisMapPage *self)
{
  parvis_place_list_set_filter (self->list,
                                gtk_editable_get_text (GTK_EDITABLE (self->search_entry)));
  gtk_widget_set_visible (self->list_bin, TRUE);
  if (gtk_editable_get_text (GTK_EDITABLE (self->search_entry))[0] != '\0')
    adw_flap_set_reveal_flap (self->flap, TRUE);
}

static void
search_activated_cb (ParvisMapPage *self)
{
  ParvisPlace *place = parvis_place_list_get_first (self->list);

  if (place == NULL)
    return;

  list_chosen_cb (self->list, place, self);
  parvis_place_list_focus (self->list);
}

static void
search_stopped_cb (ParvisMapPage *self)
{
  gtk_search_bar_set_search_mode (self->search_bar, FALSE);
  parvis_place_list_focus (self->list);
}

/* Pinning is taken back the way it is done: by pressing Space again. */
static void
pin_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (widget);
  ParvisPlace *place = parvis_places_find (self->places, g_variant_get_string (parameter, NULL));
  g_autofree char *sentence = NULL;

  if (place == NULL || parvis_place_get_facility (place) == NULL)
    return;

  sentence = g_strdup_printf (parvis_watch_toggle (self->watch, place)
                              ? _("%s is pinned to the wall display")
                              : _("%s is no longer pinned to the wall display"),
                              parvis_place_get_name (place));
  parvis_desk_say (self->desk, sentence, 0);
}

static void
home_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  parvis_base_map_go_home (PARVIS_MAP_PAGE (widget)->map);
}

static void
zoom_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  parvis_base_map_zoom_by (PARVIS_MAP_PAGE (widget)->map, g_variant_get_int32 (parameter));
}

static void
refresh_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *parameter)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (widget);

  parvis_session_retry (parvis_desk_get_session (self->desk));
  parvis_places_refresh (self->places);
  parvis_base_map_reload (self->map);
}

static void
search_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *parameter)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (widget);

  gtk_search_bar_set_search_mode (self->search_bar, TRUE);
  gtk_widget_grab_focus (self->search_entry);
}

/* The list is the table of the map: the same places, in rows. */
static void
list_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (widget);

  adw_flap_set_reveal_flap (self->flap, TRUE);
  parvis_place_list_focus (self->list);
}

static void
map_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  gtk_widget_child_focus (GTK_WIDGET (PARVIS_MAP_PAGE (widget)->map), GTK_DIR_TAB_FORWARD);
}

static void
compact_cb (ParvisDesk *desk,
            GParamSpec *pspec,
            gpointer    user_data)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (user_data);
  gboolean compact = parvis_desk_get_compact (desk);

  adw_flap_set_fold_policy (self->flap, compact ? ADW_FLAP_FOLD_POLICY_ALWAYS
                                                : ADW_FLAP_FOLD_POLICY_NEVER);
  adw_flap_set_reveal_flap (self->flap, !compact &&
                                        g_settings_get_boolean (self->settings, "list-shown"));
  gtk_widget_set_visible (self->refresh_button, !compact);
  gtk_widget_set_visible (self->home_button, !compact);
}

/* Only what a person chose beside the map is worth keeping. */
static void
reveal_cb (AdwFlap    *flap,
           GParamSpec *pspec,
           gpointer    user_data)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (user_data);

  gboolean shown = adw_flap_get_reveal_flap (flap);

  if (!parvis_desk_get_compact (self->desk) && !self->wall &&
      shown != g_settings_get_boolean (self->settings, "list-shown"))
    g_settings_set_boolean (self->settings, "list-shown", shown);
}

static void
parvis_map_page_dispose (GObject *object)
{
  ParvisMapPage *self = PARVIS_MAP_PAGE (object);

  g_clear_object (&self->board);
  g_clear_object (&self->watch);
  g_clear_object (&self->selected);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_MAP_PAGE);
  g_clear_object (&self->places);
  g_clear_object (&self->desk);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (parvis_map_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, box);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, add_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, empty);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, flap);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, foot);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, header);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, home_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, list_bin);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, list_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, note);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, overlay);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, refresh_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, search_bar);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, search_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, search_entry);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, title);
  gtk_widget_class_bind_template_child (widget_class, ParvisMapPage, zoom_box);
  gtk_widget_class_bind_template_callback (widget_class, search_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
}

static void
parvis_map_page_class_init (ParvisMapPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_map_page_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-map-page.ui");
  bind_template (widget_class);

  gtk_widget_class_install_action (widget_class, "map.home", NULL, home_action);
  gtk_widget_class_install_action (widget_class, "map.zoom", "i", zoom_action);
  gtk_widget_class_install_action (widget_class, "map.pin", "s", pin_action);
  gtk_widget_class_install_action (widget_class, "map.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (widget_class, "map.search", NULL, search_action);
  gtk_widget_class_install_action (widget_class, "map.list", NULL, list_action);
  gtk_widget_class_install_action (widget_class, "map.focus", NULL, map_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F5, 0, "map.refresh", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "map.search",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, GDK_CONTROL_MASK, "map.list",
                                       NULL);
}

static void
parvis_map_page_init (ParvisMapPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
build_map (ParvisMapPage *self)
{
  GtkWidget *license;

  self->map = PARVIS_BASE_MAP (parvis_base_map_new (parvis_desk_get_session (self->desk)));
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->map));

  license = parvis_line_new (GTK_WIDGET (parvis_base_map_get_license (self->map)));
  gtk_widget_set_halign (license, GTK_ALIGN_END);
  gtk_box_append (GTK_BOX (self->foot), license);
  self->legend = parvis_legend_new ();
  gtk_box_append (GTK_BOX (self->foot), self->legend);

  self->board = parvis_marker_board_new (self->map, self->places);
  g_signal_connect_object (self->board, "chosen", G_CALLBACK (marker_chosen_cb), self, 0);
  g_signal_connect_object (self->board, "opened", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (self->board, "asked", G_CALLBACK (asked_cb), self, 0);
  g_signal_connect_object (self->map, "notify::available", G_CALLBACK (available_cb), self, 0);
  g_signal_connect_object (self->map, "homing", G_CALLBACK (homing_cb), self, 0);
}

static void
build_list (ParvisMapPage *self)
{
  self->list = PARVIS_PLACE_LIST (parvis_place_list_new (self->places, self->watch));
  adw_bin_set_child (ADW_BIN (self->list_bin), GTK_WIDGET (self->list));
  g_settings_bind (self->settings, "list-order", self->list, "order", G_SETTINGS_BIND_DEFAULT);
  g_object_bind_property (self->flap, "reveal-flap", self->list_button, "active",
                          G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);

  g_signal_connect_object (self->list, "chosen", G_CALLBACK (list_chosen_cb), self, 0);
  g_signal_connect_object (self->list, "opened", G_CALLBACK (opened_cb), self, 0);
  g_signal_connect_object (self->list, "asked", G_CALLBACK (asked_cb), self, 0);
  g_signal_connect_object (self->flap, "notify::reveal-flap", G_CALLBACK (reveal_cb), self, 0);
}

/* The button of the sidebar comes first. */
static void
build_header (ParvisMapPage *self)
{
  GtkWidget *buttons[] = { self->home_button, self->refresh_button };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      g_object_ref (buttons[i]);
      adw_header_bar_remove (self->header, buttons[i]);
    }

  parvis_page_equip_header (self->header, self->desk);

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      adw_header_bar_pack_start (self->header, buttons[i]);
      g_object_unref (buttons[i]);
    }
}

GtkWidget *
parvis_map_page_new (ParvisDesk   *desk,
                     ParvisPlaces *places,
                     GSettings    *settings)
{
  ParvisMapPage *self;

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);
  g_return_val_if_fail (PARVIS_IS_PLACES (places), NULL);

  self = g_object_new (PARVIS_TYPE_MAP_PAGE, NULL);
  self->desk = g_object_ref (desk);
  self->places = g_object_ref (places);
  self->settings = g_object_ref (settings);
  self->watch = parvis_watch_new (desk, places, settings);

  build_map (self);
  build_list (self);
  build_header (self);
  gtk_box_insert_child_after (GTK_BOX (self->box), parvis_page_outage_bar (desk),
                              GTK_WIDGET (self->header));

  g_signal_connect_object (places, "items-changed", G_CALLBACK (items_cb), self, 0);
  g_signal_connect_object (places, "updated", G_CALLBACK (updated_cb), self, 0);
  g_signal_connect_object (places, "areas-changed", G_CALLBACK (areas_cb), self, 0);
  g_signal_connect_object (places, "notify::link-up", G_CALLBACK (link_cb), self, 0);
  g_signal_connect_object (desk, "notify::compact", G_CALLBACK (compact_cb), self, 0);
  compact_cb (desk, NULL, self);
  updated_cb (places, self);
  refresh_outlines (self);
  refresh_spots (self);
  restore_selection (self);

  return GTK_WIDGET (self);
}

static void
keep_place (ParvisMapPage *self,
            const char    *id)
{
  g_autofree char *kept = g_settings_get_string (self->settings, "place");

  if (strcmp (kept, id) != 0)
    g_settings_set_string (self->settings, "place", id);
}

void
parvis_map_page_select (ParvisMapPage *self,
                        ParvisPlace   *place)
{
  g_return_if_fail (PARVIS_IS_MAP_PAGE (self));

  if (self->selected == place)
    return;

  g_set_object (&self->selected, place);
  parvis_marker_board_select (self->board, place);
  parvis_place_list_select (self->list, place);
  if (place != NULL)
    keep_place (self, parvis_place_get_id (place));
}

ParvisPlace *
parvis_map_page_get_selected (ParvisMapPage *self)
{
  g_return_val_if_fail (PARVIS_IS_MAP_PAGE (self), NULL);

  return self->selected;
}

ParvisBaseMap *
parvis_map_page_get_map (ParvisMapPage *self)
{
  g_return_val_if_fail (PARVIS_IS_MAP_PAGE (self), NULL);

  return self->map;
}

/* Whether it knows where on earth it is: until then it cannot be laid out. */
gboolean
parvis_map_page_is_placed (ParvisMapPage *self)
{
  g_return_val_if_fail (PARVIS_IS_MAP_PAGE (self), FALSE);

  return shumate_viewport_get_reference_map_source (parvis_base_map_get_viewport (self->map)) !=
         NULL;
}

static gboolean
arrange_cb (gpointer user_data)
{
  parvis_marker_board_arrange (PARVIS_MARKER_BOARD (user_data));

  return G_SOURCE_REMOVE;
}

/* A style counts from the next frame on: then the pills have their new sizes. */
static gboolean
frame_cb (GtkWidget     *widget,
          GdkFrameClock *clock,
          gpointer       user_data)
{
  g_idle_add_full (G_PRIORITY_LOW, arrange_cb, g_object_ref (PARVIS_MAP_PAGE (widget)->board),
                   g_object_unref);

  return G_SOURCE_REMOVE;
}

/**
 * parvis_map_page_figures_resized:
 *
 * After a style made all figures larger or smaller.
 */
void
parvis_map_page_figures_resized (ParvisMapPage *self)
{
  g_return_if_fail (PARVIS_IS_MAP_PAGE (self));

  gtk_widget_add_tick_callback (GTK_WIDGET (self), frame_cb, NULL, NULL);
}

/**
 * parvis_map_page_set_wall:
 *
 * The wall display: only the map, its figures larger, with the places that are
 * pinned to it; all of them as long as none is.
 */
void
parvis_map_page_set_wall (ParvisMapPage *self,
                          gboolean       wall)
{
  g_return_if_fail (PARVIS_IS_MAP_PAGE (self));

  self->wall = wall;
  gtk_widget_set_visible (GTK_WIDGET (self->header), !wall);
  gtk_widget_set_visible (self->zoom_box, !wall);
  adw_flap_set_reveal_flap (self->flap, !wall && !parvis_desk_get_compact (self->desk) &&
                                        g_settings_get_boolean (self->settings, "list-shown"));
  if (wall)
    gtk_widget_add_css_class (GTK_WIDGET (self), "wall");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "wall");
  parvis_marker_board_show_only (self->board, wall && parvis_watch_get_size (self->watch) > 0
                                              ? self->watch : NULL);
  parvis_base_map_fit (self->map);
  parvis_map_page_figures_resized (self);
  refresh_empty (self);
}
