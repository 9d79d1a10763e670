/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-window"

#include "config.h"

#include "parvis-window-private.h"

#include "parvis-bake-page.h"
#include "parvis-closure-dialog.h"
#include "parvis-counter-page.h"
#include "parvis-dossiers-page.h"
#include "parvis-facility-page.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-inbox-page.h"
#include "parvis-line-layout.h"
#include "parvis-map-page.h"
#include "parvis-merchants-page.h"
#include "parvis-page.h"
#include "parvis-sources-page.h"
#include "parvis-stock-page.h"
#include "parvis-team-page.h"

#include <glib/gi18n.h>

/* As many pages as a header has room for. */
#define MAX_FOCUSED 4

/**
 * PageSpec:
 * @section: heading in the sidebar, and the module that the page belongs to
 * @needs: the right without which it is not there; 0 for the public
 * @build: makes the page when it is first looked at
 *
 * A page exists for a person or it does not: nothing here is ever greyed.
 */
typedef struct
{
  const char *name;
  const char *title;
  const char *section;
  const char *icon;
  ParvisRights  needs;
  GtkWidget  *(*build) (ParvisWindow *self);
} PageSpec;

/* Whoever opened a place with the pointer had the focus on what has just gone: it
 * must not end on the sidebar, where the keys of the page mean nothing.
 */
static void
transition_cb (AdwLeaflet *leaflet,
               GParamSpec *pspec,
               gpointer    user_data)
{
  GtkWidget *page = adw_leaflet_get_visible_child (leaflet);
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (leaflet)));

  if (adw_leaflet_get_child_transition_running (leaflet) || !PARVIS_IS_FACILITY_PAGE (page) ||
      !gtk_widget_get_mapped (page) ||
      (focus != NULL && gtk_widget_is_ancestor (focus, page)))
    return;

  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}

static GtkWidget *
build_map (ParvisWindow *self)
{
  GtkWidget *leaflet = adw_leaflet_new ();

  self->map_leaflet = ADW_LEAFLET (leaflet);
  self->map_page = parvis_map_page_new (self->desk, self->places, self->settings);
  adw_leaflet_set_can_unfold (self->map_leaflet, FALSE);
  adw_leaflet_append (self->map_leaflet, self->map_page);
  g_signal_connect (leaflet, "notify::child-transition-running", G_CALLBACK (transition_cb), NULL);

  return leaflet;
}

static GtkWidget *
build_count (ParvisWindow *self)
{
  ParvisPlace *place = NULL;

  self->count_page = parvis_counter_page_new (self->counting);
  /* Whoever looked at a place on the map means to count that one. */
  if (self->map_page != NULL)
    place = parvis_map_page_get_selected (PARVIS_MAP_PAGE (self->map_page));
  if (place != NULL)
    parvis_counter_page_set_place (PARVIS_COUNTER_PAGE (self->count_page), place);

  return self->count_page;
}

static GtkWidget *
build_sources (ParvisWindow *self)
{
  self->sources_page = parvis_sources_page_new (self->desk, self->sources);

  return self->sources_page;
}

static GtkWidget *
build_team (ParvisWindow *self)
{
  return parvis_team_page_new (self->desk);
}

/* They are there from the start, whatever page shows: a new order has to be heard. */
static void
open_shop (ParvisWindow *self)
{
  if (self->shop != NULL)
    return;

  self->shop = parvis_shop_new (self->desk);
  self->bell = parvis_bell_new (self->shop, self->settings);
  self->slips = parvis_slips_new (self->shop, self->settings);
}

static GtkWidget *
build_orders (ParvisWindow *self)
{
  self->orders_page = parvis_inbox_page_new (self->shop, self->bell);

  return self->orders_page;
}

static GtkWidget *
build_stock (ParvisWindow *self)
{
  return parvis_stock_page_new (self->shop, self->bell);
}

static GtkWidget *
build_bake (ParvisWindow *self)
{
  return parvis_bake_page_new (self->shop, self->bell);
}

static GtkWidget *
build_merchants (ParvisWindow *self)
{
  return parvis_merchants_page_new (self->desk);
}

/* It is counted from the start, whatever page shows. */
static void
open_dossiers (ParvisWindow *self)
{
  if (self->dossiers == NULL)
    self->dossiers = parvis_dossier_queue_new (self->desk, self->settings);
}

static GtkWidget *
build_dossiers (ParvisWindow *self)
{
  return parvis_dossiers_page_new (self->dossiers);
}

static const PageSpec specs[] = {
  { "map", N_("Live Map"), N_("The Town, Live"), "mark-location-symbolic", 0, build_map },
  { "count", N_("Counting"), N_("The Town, Live"), "parvis-tally-symbolic",
    PARVIS_MAY_COUNT, build_count },
  { "orders", N_("Orders"), N_("The Shop"), "mail-unread-symbolic", PARVIS_MAY_SERVE,
    build_orders },
  { "stock", N_("Today’s Stock"), N_("The Shop"), "parvis-bread-symbolic", PARVIS_MAY_SERVE,
    build_stock },
  { "bake", N_("Bake List"), N_("The Shop"), "view-list-symbolic", PARVIS_MAY_SERVE, build_bake },
  { "dossiers", N_("Files"), N_("Front Desk"), "emblem-documents-symbolic", PARVIS_READS_CLERKS,
    build_dossiers },
  { "sources", N_("Sensors and Sources"), N_("Settings"), "network-wired-symbolic",
    PARVIS_MAY_ADMINISTER, build_sources },
  { "team", N_("Team and Roles"), N_("Settings"), "system-users-symbolic", PARVIS_MAY_ADMINISTER,
    build_team },
  { "merchants", N_("Shops"), N_("Settings"), "parvis-bread-symbolic", PARVIS_MAY_ADMINISTER,
    build_merchants },
};

static const PageSpec *
find_spec (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    if (g_strcmp0 (specs[i].name, name) == 0)
      return &specs[i];

  return NULL;
}

static const PageSpec *
spec_of_row (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "spec");
}

const char *
parvis_window_row_get_page (GtkListBoxRow *row)
{
  return spec_of_row (row)->name;
}

static void
header_cb (GtkListBoxRow *row,
           GtkListBoxRow *before,
           gpointer       user_data)
{
  const char *section = spec_of_row (row)->section;
  GtkWidget *heading;

  if (before != NULL && strcmp (spec_of_row (before)->section, section) == 0)
    {
      gtk_list_box_row_set_header (row, NULL);
      return;
    }

  heading = g_object_new (GTK_TYPE_LABEL, "label", _(section), "xalign", 0.0f,
                          "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING, NULL);
  gtk_widget_add_css_class (heading, "sidebar-heading");
  gtk_list_box_row_set_header (row, heading);
}

static GtkWidget *
build_row (const PageSpec *spec)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *icon = gtk_image_new_from_icon_name (spec->icon);
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "label", _(spec->title), "xalign", 0.0f,
                                   "hexpand", TRUE, "wrap", TRUE, NULL);

  gtk_widget_set_layout_manager (box, parvis_line_layout_new (12));
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "spec", (gpointer) spec);
  parvis_set_label (row, _(spec->title));

  return row;
}

/* The title of the page whose row has the badge. */
static const char *
get_badge_title (GtkWidget *badge)
{
  GtkWidget *row = gtk_widget_get_ancestor (badge, GTK_TYPE_LIST_BOX_ROW);

  return row != NULL ? _(spec_of_row (GTK_LIST_BOX_ROW (row))->title) : "";
}

/* The number is in the row's name too: a badge by itself says nothing to who listens. */
static void
set_badge (GtkWidget  *badge,
           guint       n,
           const char *name)
{
  GtkWidget *row = gtk_widget_get_ancestor (badge, GTK_TYPE_LIST_BOX_ROW);
  g_autofree char *count = n > 99 ? g_strdup ("99+") : g_strdup_printf ("%u", n);

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (badge)), count);
  gtk_widget_set_visible (badge, n > 0);
  if (row != NULL)
    parvis_set_label (row, n > 0 ? name : get_badge_title (badge));
}

static GtkWidget *
add_badge (GtkWidget  *row,
           const char *css_class)
{
  GtkWidget *badge = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 3);

  gtk_box_append (GTK_BOX (badge), gtk_label_new (NULL));
  gtk_widget_set_valign (badge, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (badge, css_class);
  gtk_box_append (GTK_BOX (gtk_list_box_row_get_child (GTK_LIST_BOX_ROW (row))), badge);

  return badge;
}

static void
sources_notify_cb (ParvisSources *sources,
                   GParamSpec    *pspec,
                   gpointer       user_data)
{
  guint n = parvis_sources_get_to_look_at (sources);
  /* Translators: a page of the sidebar, and how many of its items need a look. */
  g_autofree char *name = g_strdup_printf (ngettext ("%s, %u to look at", "%s, %u to look at", n),
                                           get_badge_title (user_data), n);

  set_badge (user_data, n, name);
}

static void
add_sources_badge (ParvisWindow *self,
                   GtkWidget    *row)
{
  GtkWidget *badge = add_badge (row, "warning");

  gtk_box_prepend (GTK_BOX (badge), gtk_image_new_from_icon_name ("dialog-warning-symbolic"));
  self->sources = parvis_sources_new (parvis_desk_get_session (self->desk));
  g_signal_connect_object (self->sources, "notify::to-look-at",
                           G_CALLBACK (sources_notify_cb), badge, 0);
  sources_notify_cb (self->sources, NULL, badge);
}

/* What is off leaves no trace. */
gboolean
parvis_window_has_module (ParvisWindow *self,
                          const char   *module)
{
  static const char *const states[] = { "modules", "prepared" };
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autoptr(ParvisEntityRef) setup =
    parvis_session_dup_entity (session, PARVIS_KIND_SETUP, parvis_session_get_town (session));
  const json_t *word;
  gsize j;

  for (guint i = 0; setup != NULL && i < G_N_ELEMENTS (states); i++)
    json_array_foreach (json_object_get (setup->body, states[i]), j, word)
      if (g_strcmp0 (json_string_value (word), module) == 0)
        return TRUE;

  return FALSE;
}

static void
orders_row_cb (GListModel *orders,
               guint       position,
               guint       removed,
               guint       added,
               gpointer    user_data)
{
  guint n = g_list_model_get_n_items (orders);
  /* Translators: the page of orders in the sidebar, and how many nobody has looked at. */
  g_autofree char *name = g_strdup_printf (ngettext ("%s, %u new", "%s, %u new", n),
                                           get_badge_title (user_data), n);

  set_badge (user_data, n, name);
}

static void
orders_page_cb (GListModel *orders,
                guint       position,
                guint       removed,
                guint       added,
                gpointer    user_data)
{
  AdwViewStackPage *page = ADW_VIEW_STACK_PAGE (user_data);
  guint n = g_list_model_get_n_items (orders);

  adw_view_stack_page_set_badge_number (page, n);
  adw_view_stack_page_set_needs_attention (page, n > 0);
}

/* New orders are counted beside the name of their page, wherever that is. */
static void
add_orders_badges (ParvisWindow *self,
                   GtkWidget    *row)
{
  GListModel *orders = parvis_shop_get_group (self->shop, PARVIS_ORDER_GROUP_NEW);
  GtkWidget *badge = add_badge (row, "count-pill");
  GtkWidget *bin = adw_view_stack_get_child_by_name (self->stack, "orders");
  AdwViewStackPage *page = adw_view_stack_get_page (self->stack, bin);

  g_signal_connect_object (orders, "items-changed", G_CALLBACK (orders_row_cb), badge, 0);
  g_signal_connect_object (orders, "items-changed", G_CALLBACK (orders_page_cb), page, 0);
  orders_row_cb (orders, 0, 0, 0, badge);
  orders_page_cb (orders, 0, 0, 0, page);
}

static void
dossiers_cb (ParvisDossierQueue *queue,
             gpointer            user_data)
{
  guint n = parvis_dossier_queue_count (queue, PARVIS_DOSSIERS_TO_REVIEW);
  /* Translators: the page of files in the sidebar, and how many have something to look at. */
  g_autofree char *name = g_strdup_printf (ngettext ("%s, %u to review", "%s, %u to review", n),
                                           get_badge_title (user_data), n);

  set_badge (user_data, n, name);
}

static void
add_dossiers_badge (ParvisWindow *self,
                    GtkWidget    *row)
{
  GtkWidget *badge = add_badge (row, "count-pill");

  open_dossiers (self);
  g_signal_connect_object (self->dossiers, "changed", G_CALLBACK (dossiers_cb), badge, 0);
  dossiers_cb (self->dossiers, badge);
}

static gboolean
is_there (ParvisWindow   *self,
          const PageSpec *spec)
{
  ParvisRights rights = parvis_session_get_rights (parvis_desk_get_session (self->desk));

  /* Who serves in a shop and does nothing else for the town looks at the shop. */
  if (spec->build == build_map && (rights & PARVIS_MAY_SERVE) != 0 &&
      (rights & (PARVIS_MAY_COUNT | PARVIS_MAY_ADMINISTER | PARVIS_READS_CLERKS)) == 0)
    return FALSE;
  if (spec->build == build_merchants && !parvis_window_has_module (self, "orders"))
    return FALSE;
  if (spec->build == build_dossiers && !parvis_window_has_module (self, "dossiers"))
    return FALSE;

  return (rights & spec->needs) == spec->needs;
}

static void
add_row (ParvisWindow   *self,
         const PageSpec *spec,
         int             position)
{
  GtkWidget *row = build_row (spec);

  gtk_list_box_insert (self->pages_list, row, position);
  if (spec->build == build_sources)
    add_sources_badge (self, row);
  else if (spec->build == build_orders)
    {
      open_shop (self);
      add_orders_badges (self, row);
    }
  else if (spec->build == build_dossiers)
    {
      add_dossiers_badge (self, row);
    }
}

static void
add_bin (ParvisWindow   *self,
         const PageSpec *spec)
{
  AdwViewStackPage *page;

  page = adw_view_stack_add_titled (self->stack, adw_bin_new (), spec->name, _(spec->title));
  adw_view_stack_page_set_icon_name (page, spec->icon);
}

void
parvis_window_add_pages (ParvisWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      if (!is_there (self, &specs[i]))
        continue;

      add_bin (self, &specs[i]);
      add_row (self, &specs[i], -1);
    }
  gtk_list_box_set_header_func (self->pages_list, header_cb, NULL, NULL);
  parvis_window_refresh_focus (self);
}

/* The work of a person who has pages of one module only, and few of them, needs no
 * sidebar. The public sees what a sidebar says of the town, and who works for several
 * towns goes from one to the other there.
 */
static gboolean
is_focused (ParvisWindow *self)
{
  const char *section = NULL;
  guint n_pages = 0;

  if (self->n_towns > 1 ||
      parvis_session_get_rights (parvis_desk_get_session (self->desk)) == 0)
    return FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      if (!is_there (self, &specs[i]))
        continue;
      if (section != NULL && strcmp (section, specs[i].section) != 0)
        return FALSE;

      section = specs[i].section;
      n_pages++;
    }

  return n_pages > 0 && n_pages <= MAX_FOCUSED;
}

void
parvis_window_refresh_focus (ParvisWindow *self)
{
  self->focused = is_focused (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.sidebar", !self->focused);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.towns", !self->focused);
  gtk_menu_button_set_primary (GTK_MENU_BUTTON (self->menu_button), !self->focused);
  gtk_widget_set_visible (self->sidebar, !self->focused);
  parvis_desk_set_views (self->desk, self->focused ? G_OBJECT (self->stack) : NULL);
  if (self->fitted)
    parvis_window_unfold (self);
}

/* A page that is taken away while somebody looks at it says so in its place. */
static GtkWidget *
build_withdrawn (ParvisWindow *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autofree char *moment = parvis_format_clock (parvis_session_now (session),
                                                 parvis_desk_get_zone (self->desk));
  g_autofree char *title = g_strdup_printf (_("This access was taken from you at %s."), moment);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *header = adw_header_bar_new ();
  GtkWidget *page = adw_status_page_new ();

  parvis_page_equip_header (ADW_HEADER_BAR (header), self->desk);
  adw_status_page_set_icon_name (ADW_STATUS_PAGE (page), "changes-prevent-symbolic");
  adw_status_page_set_title (ADW_STATUS_PAGE (page), title);
  gtk_widget_set_vexpand (page, TRUE);
  gtk_box_append (GTK_BOX (box), header);
  gtk_box_append (GTK_BOX (box), page);
  parvis_desk_say (self->desk, title, 0);

  return box;
}

static void
withdraw (ParvisWindow   *self,
          GtkWidget      *bin,
          GtkListBoxRow  *row,
          const PageSpec *spec)
{
  gtk_list_box_remove (self->pages_list, GTK_WIDGET (row));
  if (spec->build == build_sources)
    {
      g_clear_object (&self->sources);
      self->sources_page = NULL;
    }
  else if (spec->build == build_count)
    {
      self->count_page = NULL;
    }
  else if (spec->build == build_orders)
    {
      g_clear_object (&self->slips);
      g_clear_object (&self->bell);
      g_clear_object (&self->shop);
      self->orders_page = NULL;
    }
  else if (spec->build == build_dossiers)
    {
      g_clear_object (&self->dossiers);
    }

  if (adw_view_stack_get_visible_child (self->stack) == bin)
    adw_bin_set_child (ADW_BIN (bin), build_withdrawn (self));
  else
    adw_view_stack_remove (self->stack, bin);
}

static GtkListBoxRow *
find_row (ParvisWindow   *self,
          const PageSpec *spec)
{
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (self->pages_list, i)) != NULL; i++)
    if (spec_of_row (row) == spec)
      return row;

  return NULL;
}

void
parvis_window_follow_rights (ParvisWindow *self)
{
  int position = 0;

  g_return_if_fail (PARVIS_IS_WINDOW (self));

  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      GtkWidget *bin = adw_view_stack_get_child_by_name (self->stack, specs[i].name);
      GtkListBoxRow *row = find_row (self, &specs[i]);

      if (row == NULL && is_there (self, &specs[i]))
        {
          if (bin == NULL)
            add_bin (self, &specs[i]);
          else
            adw_bin_set_child (ADW_BIN (bin), specs[i].build (self));
          add_row (self, &specs[i], position);
          row = find_row (self, &specs[i]);
        }
      else if (row != NULL && !is_there (self, &specs[i]))
        {
          withdraw (self, bin, row, &specs[i]);
          row = NULL;
        }
      if (row != NULL)
        position++;
    }
  gtk_list_box_invalidate_headers (self->pages_list);
  parvis_counting_follow_rights (self->counting);
  parvis_window_refresh_focus (self);
}

void
parvis_window_drop_withdrawn (ParvisWindow *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      GtkWidget *bin = adw_view_stack_get_child_by_name (self->stack, specs[i].name);

      if (bin == NULL || find_row (self, &specs[i]) != NULL ||
          adw_view_stack_get_visible_child (self->stack) == bin)
        continue;

      adw_view_stack_remove (self->stack, bin);
      parvis_window_refresh_focus (self);
    }
}

void
parvis_window_fill_page (ParvisWindow *self,
                         const char   *name)
{
  const PageSpec *spec = find_spec (name);
  GtkWidget *bin = adw_view_stack_get_child_by_name (self->stack, name);

  if (spec != NULL && bin != NULL && adw_bin_get_child (ADW_BIN (bin)) == NULL)
    adw_bin_set_child (ADW_BIN (bin), spec->build (self));
}

void
parvis_window_refresh_list (ParvisWindow *self)
{
  const char *name = adw_view_stack_get_visible_child_name (self->stack);
  const PageSpec *spec = find_spec (name);
  g_autofree char *title = NULL;
  GtkListBoxRow *row;

  if (spec == NULL)
    return;

  row = find_row (self, spec);
  if (row != NULL)
    gtk_list_box_select_row (self->pages_list, row);

  /* Translators: the title of a window: the page, and the program. */
  title = g_strdup_printf (_("%s — Parvis"), _(spec->title));
  gtk_window_set_title (GTK_WINDOW (self), title);
}

gboolean
parvis_window_show_page (ParvisWindow *self,
                         const char   *name)
{
  g_return_val_if_fail (PARVIS_IS_WINDOW (self), FALSE);

  if (find_spec (name) == NULL || adw_view_stack_get_child_by_name (self->stack, name) == NULL)
    return FALSE;

  parvis_window_fill_page (self, name);
  adw_view_stack_set_visible_child_name (self->stack, name);

  return TRUE;
}

static ParvisPlace *
find_place (ParvisWindow *self,
            const char   *id)
{
  ParvisPlace *place = parvis_places_find (self->places, id);

  return place != NULL && parvis_place_get_facility (place) != NULL ? place : NULL;
}

void
parvis_window_open_place (ParvisWindow *self,
                          const char   *id)
{
  ParvisPlace *place = find_place (self, id);

  if (place == NULL || !parvis_window_show_page (self, "map"))
    return;

  parvis_map_page_select (PARVIS_MAP_PAGE (self->map_page), place);
  if (self->facility_page == NULL)
    {
      self->facility_page = parvis_facility_page_new (self->counting);
      adw_leaflet_append (self->map_leaflet, self->facility_page);
    }
  parvis_facility_page_set_place (PARVIS_FACILITY_PAGE (self->facility_page), place);
  adw_leaflet_set_visible_child (self->map_leaflet, self->facility_page);
  gtk_widget_child_focus (self->facility_page, GTK_DIR_TAB_FORWARD);
}

void
parvis_window_count_place (ParvisWindow *self,
                           const char   *id)
{
  ParvisPlace *place = find_place (self, id);

  if (place != NULL && parvis_window_show_page (self, "count"))
    parvis_counter_page_set_place (PARVIS_COUNTER_PAGE (self->count_page), place);
}

void
parvis_window_close_place (ParvisWindow *self,
                           const char   *id)
{
  ParvisPlace *place = find_place (self, id);

  if (place != NULL)
    parvis_closure_dialog_present (GTK_WIDGET (self), self->counting, place);
}

void
parvis_window_reopen_place (ParvisWindow *self,
                            const char   *id)
{
  ParvisPlace *place = find_place (self, id);

  if (place != NULL)
    parvis_closure_reopen (self->counting, place);
}

void
parvis_window_lower_place (ParvisWindow *self,
                           const char   *id)
{
  ParvisPlace *place = find_place (self, id);

  if (place != NULL)
    parvis_closure_dialog_present_lower (GTK_WIDGET (self), self->counting, place);
}

void
parvis_window_restore_place (ParvisWindow *self,
                             const char   *id)
{
  ParvisPlace *place = find_place (self, id);

  if (place != NULL)
    parvis_closure_restore (self->counting, place);
}

/* Returns: whether there was something to come back from */
gboolean
parvis_window_go_back (ParvisWindow *self)
{
  const char *page = adw_view_stack_get_visible_child_name (self->stack);

  if (self->sources_page != NULL && g_strcmp0 (page, "sources") == 0)
    return parvis_sources_page_go_back (PARVIS_SOURCES_PAGE (self->sources_page));

  if (self->orders_page != NULL && g_strcmp0 (page, "orders") == 0)
    return parvis_inbox_page_go_back (PARVIS_INBOX_PAGE (self->orders_page));

  if (self->map_leaflet == NULL ||
      adw_leaflet_get_visible_child (self->map_leaflet) == self->map_page)
    return FALSE;

  adw_leaflet_set_visible_child (self->map_leaflet, self->map_page);
  gtk_widget_activate_action (self->map_page, "map.list", NULL);

  return TRUE;
}

void
parvis_window_open_order (ParvisWindow *self,
                          const char   *id,
                          gboolean      seen)
{
  ParvisOrder *order = self->shop != NULL ? parvis_shop_find_order (self->shop, id) : NULL;

  if (order == NULL)
    return;

  if (seen && parvis_order_is_unseen (order))
    parvis_shop_step (self->shop, order);
  if (parvis_window_show_page (self, "orders"))
    parvis_inbox_page_select (PARVIS_INBOX_PAGE (self->orders_page), order);
}

static gboolean
is_on_a_page_name (ParvisWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));

  return focus != NULL &&
         gtk_widget_get_ancestor (focus, ADW_TYPE_VIEW_SWITCHER_TITLE) != NULL;
}

/* Moves the keyboard into the page that shows, past the names of pages in its header. */
void
parvis_window_focus_page (ParvisWindow *self)
{
  GtkWidget *page = adw_view_stack_get_visible_child (self->stack);

  gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
  for (guint i = 0; i < MAX_FOCUSED && self->focused && is_on_a_page_name (self); i++)
    gtk_widget_child_focus (page, GTK_DIR_TAB_FORWARD);
}
