/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-place-list"

#include "config.h"

#include "parvis-place-list.h"

#include "parvis-icon-button.h"
#include "parvis-line-layout.h"
#include "parvis-place-order.h"
#include "parvis-place-row.h"
#include "parvis-skeleton.h"

#include <glib/gi18n.h>

static const char * const order_words[] = { "busiest", "freest", "name" };

struct _ParvisPlaceList
{
  GtkWidget     parent_instance;

  /* Template */
  GtkWidget    *scroller;
  GtkLabel     *headline;
  GtkLabel     *detail;
  GtkWidget    *facilities_title;
  GtkListBox   *facilities;
  GtkWidget    *parking_header;
  GtkListBox   *parking;
  GtkWidget    *order_button;
  GMenuModel   *order_menu;
  GtkWidget    *nothing_found;
  AdwBin       *skeleton_bin;

  /* Made here */
  GtkWidget    *skeleton;

  /* Owned */
  ParvisPlaces *places;
  ParvisWatch  *watch;
  GHashTable   *rows;            /* ParvisPlace → row, of either list */
  char         *filter;          /* folded for comparison, or NULL */

  ParvisPlaceOrder order;
  gboolean      selecting;
  guint         sort_idle;
};

G_DEFINE_FINAL_TYPE (ParvisPlaceList, parvis_place_list, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_ORDER = 1,
} ParvisPlaceListProperty;

static GParamSpec *properties[PROP_ORDER + 1];

enum
{
  CHOSEN,
  OPENED,
  ASKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static int
compare_rows (GtkListBoxRow *a,
              GtkListBoxRow *b,
              gpointer       user_data)
{
  return parvis_place_order_compare (PARVIS_PLACE_LIST (user_data)->order,
                                     parvis_place_row_get_place (PARVIS_PLACE_ROW (a)),
                                     parvis_place_row_get_place (PARVIS_PLACE_ROW (b)));
}

static int
compare_facilities (GtkListBoxRow *a,
                    GtkListBoxRow *b,
                    gpointer       user_data)
{
  return parvis_place_order_linked (PARVIS_PLACE_LIST (user_data)->places,
                                    parvis_place_row_get_place (PARVIS_PLACE_ROW (a)),
                                    parvis_place_row_get_place (PARVIS_PLACE_ROW (b)));
}

static gboolean
filter_row (GtkListBoxRow *row,
            gpointer       user_data)
{
  return parvis_place_order_matches (parvis_place_row_get_place (PARVIS_PLACE_ROW (row)),
                                     PARVIS_PLACE_LIST (user_data)->filter);
}

static void
show_sections (ParvisPlaceList *self)
{
  gboolean facilities = FALSE;
  gboolean parking = FALSE;
  GHashTableIter iter;
  gpointer place;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &place, &row))
    {
      if (!parvis_place_order_matches (place, self->filter))
        continue;

      if (gtk_widget_get_parent (row) == GTK_WIDGET (self->facilities))
        facilities = TRUE;
      else
        parking = TRUE;
    }

  gtk_widget_set_visible (self->facilities_title, facilities);
  gtk_widget_set_visible (GTK_WIDGET (self->facilities), facilities);
  gtk_widget_set_visible (self->parking_header, parking);
  gtk_widget_set_visible (GTK_WIDGET (self->parking), parking);
  gtk_widget_set_visible (self->nothing_found,
                          self->filter != NULL && !facilities && !parking);
}

/* Whether the rows stand in the order they should: a list that is sorted again
 * for nothing loses its scroll position and draws everything.
 */
static gboolean
is_sorted (GtkListBox         *list,
           GtkListBoxSortFunc  compare,
           gpointer            self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, 0);
  GtkListBoxRow *next;

  for (int i = 1; row != NULL; i++)
    {
      next = gtk_list_box_get_row_at_index (list, i);
      if (next != NULL && compare (row, next, self) > 0)
        return FALSE;
      row = next;
    }

  return TRUE;
}

static void
refresh_headline (ParvisPlaceList *self)
{
  const char *title = parvis_places_get_headline (self->places);
  const char *detail = parvis_places_get_detail (self->places);

  gtk_label_set_label (self->headline, title != NULL ? title : "");
  gtk_widget_set_visible (GTK_WIDGET (self->headline), title != NULL && title[0] != '\0');
  gtk_label_set_label (self->detail, detail != NULL ? detail : "");
  gtk_widget_set_visible (GTK_WIDGET (self->detail), detail != NULL && detail[0] != '\0');
}

static void
follow_view (ParvisPlaceList *self)
{
  GHashTableIter iter;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, NULL, &row))
    parvis_place_row_follow_view (row, GTK_SCROLLED_WINDOW (self->scroller));
}

static void
show_skeleton (ParvisPlaceList *self)
{
  parvis_skeleton_follow (PARVIS_SKELETON (self->skeleton),
                          parvis_places_get_session (self->places),
                          g_list_model_get_n_items (G_LIST_MODEL (self->places)) == 0);
}

static GtkListBox *
list_for (ParvisPlaceList *self,
          ParvisPlace     *place)
{
  return parvis_places_is_facility (self->places, place) ? self->facilities : self->parking;
}

static void
asked_cb (GtkGestureClick *gesture,
          int              n_press,
          double           x,
          double           y,
          ParvisPlaceList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (gesture));

  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  g_signal_emit (self, signals[ASKED], 0, parvis_place_row_get_place (PARVIS_PLACE_ROW (row)),
                 row, x, y);
}

static void
add_row (ParvisPlaceList *self,
         ParvisPlace     *place)
{
  GtkWidget *row = parvis_place_row_new (place);
  GtkGesture *menu = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (menu), GDK_BUTTON_SECONDARY);
  g_signal_connect_object (menu, "pressed", G_CALLBACK (asked_cb), self, 0);
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (menu));

  parvis_place_row_set_pinned (PARVIS_PLACE_ROW (row),
                               parvis_watch_contains (self->watch, place));
  g_hash_table_insert (self->rows, g_object_ref (place), row);
  gtk_list_box_append (list_for (self, place), row);
}

static void
remove_row (ParvisPlaceList *self,
            ParvisPlace     *place)
{
  GtkWidget *row = g_hash_table_lookup (self->rows, place);

  gtk_list_box_remove (GTK_LIST_BOX (gtk_widget_get_parent (row)), row);
  g_hash_table_remove (self->rows, place);
}

static void
items_cb (GListModel *places,
          guint       position,
          guint       removed,
          guint       added,
          gpointer    user_data)
{
  ParvisPlaceList *self = PARVIS_PLACE_LIST (user_data);
  g_autoptr(GHashTable) here = g_hash_table_new (NULL, NULL);
  g_autoptr(GList) known = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (places); i++)
    {
      g_autoptr(ParvisPlace) place = g_list_model_get_item (places, i);

      g_hash_table_add (here, place);
      if (!g_hash_table_contains (self->rows, place))
        add_row (self, place);
    }

  known = g_hash_table_get_keys (self->rows);
  for (GList *l = known; l != NULL; l = l->next)
    if (!g_hash_table_contains (here, l->data))
      remove_row (self, l->data);

  show_sections (self);
  show_skeleton (self);
}

static gboolean
sort_cb (gpointer user_data)
{
  ParvisPlaceList *self = PARVIS_PLACE_LIST (user_data);

  self->sort_idle = 0;
  if (!is_sorted (self->facilities, compare_facilities, self))
    gtk_list_box_invalidate_sort (self->facilities);
  if (!is_sorted (self->parking, compare_rows, self))
    gtk_list_box_invalidate_sort (self->parking);

  return G_SOURCE_REMOVE;
}

/* A place may have got a linked facility, and so belong into the other list. */
static void
move_rows (ParvisPlaceList *self)
{
  g_autoptr(GList) known = g_hash_table_get_keys (self->rows);
  gboolean moved = FALSE;

  for (GList *l = known; l != NULL; l = l->next)
    {
      GtkWidget *row = g_hash_table_lookup (self->rows, l->data);
      GtkListBox *list = list_for (self, l->data);

      if (gtk_widget_get_parent (row) == GTK_WIDGET (list))
        continue;

      g_object_ref (row);
      gtk_list_box_remove (GTK_LIST_BOX (gtk_widget_get_parent (row)), row);
      gtk_list_box_append (list, row);
      g_object_unref (row);
      moved = TRUE;
    }

  if (moved)
    show_sections (self);
}

static void
updated_cb (ParvisPlaces *places,
            gpointer      user_data)
{
  ParvisPlaceList *self = PARVIS_PLACE_LIST (user_data);

  refresh_headline (self);
  move_rows (self);
  if (self->sort_idle == 0)
    self->sort_idle = g_idle_add_full (G_PRIORITY_LOW, sort_cb, self, NULL);
}

static void
row_selected_cb (ParvisPlaceList *self,
                 GtkListBoxRow   *row,
                 GtkListBox      *list)
{
  GtkListBox *other = list == self->facilities ? self->parking : self->facilities;
  ParvisPlace *place = NULL;

  if (self->selecting || row == NULL)
    return;

  self->selecting = TRUE;
  gtk_list_box_unselect_all (other);
  self->selecting = FALSE;

  place = parvis_place_row_get_place (PARVIS_PLACE_ROW (row));
  g_signal_emit (self, signals[CHOSEN], 0, place);
}

static void
row_activated_cb (ParvisPlaceList *self,
                  GtkListBoxRow   *row,
                  GtkListBox      *list)
{
  g_signal_emit (self, signals[OPENED], 0, parvis_place_row_get_place (PARVIS_PLACE_ROW (row)));
}

static GtkListBoxRow *
find_edge_row (ParvisPlaceList *self,
               GtkListBox      *list,
               gboolean         last)
{
  GtkListBoxRow *found = NULL;
  GtkListBoxRow *row;

  for (int i = 0; (row = gtk_list_box_get_row_at_index (list, i)) != NULL; i++)
    if (filter_row (row, self) && (found == NULL || last))
      found = row;

  return found;
}

/* The two lists are one for the arrow keys. */
static gboolean
keynav_failed_cb (ParvisPlaceList  *self,
                  GtkDirectionType  direction,
                  GtkListBox       *list)
{
  GtkListBox *other = list == self->facilities ? self->parking : self->facilities;
  GtkListBoxRow *row = NULL;

  if (direction == GTK_DIR_DOWN && list == self->facilities)
    row = find_edge_row (self, other, FALSE);
  else if (direction == GTK_DIR_UP && list == self->parking)
    row = find_edge_row (self, other, TRUE);

  if (row == NULL)
    return FALSE;

  gtk_list_box_select_row (other, row);
  gtk_widget_grab_focus (GTK_WIDGET (row));

  return TRUE;
}

static GtkListBoxRow *
get_selected_row (ParvisPlaceList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->facilities);

  return row != NULL ? row : gtk_list_box_get_selected_row (self->parking);
}

/* What a key means: the row that has the focus, which need not be the one that is
 * selected.
 */
static GtkListBoxRow *
get_current_row (ParvisPlaceList *self)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));

  if (PARVIS_IS_PLACE_ROW (focus) && gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    return GTK_LIST_BOX_ROW (focus);

  return get_selected_row (self);
}

static void
watch_cb (ParvisWatch *watch,
          gpointer     user_data)
{
  ParvisPlaceList *self = PARVIS_PLACE_LIST (user_data);
  GHashTableIter iter;
  gpointer place;
  gpointer row;

  g_hash_table_iter_init (&iter, self->rows);
  while (g_hash_table_iter_next (&iter, &place, &row))
    parvis_place_row_set_pinned (row, parvis_watch_contains (watch, place));
}

static void
link_cb (ParvisSession *session,
         GParamSpec    *pspec,
         gpointer       user_data)
{
  show_skeleton (PARVIS_PLACE_LIST (user_data));
}

static void
pin_action (GtkWidget  *widget,
            const char *action_name,
            GVariant   *parameter)
{
  GtkListBoxRow *row = get_current_row (PARVIS_PLACE_LIST (widget));

  if (row != NULL)
    gtk_widget_activate_action (widget, "map.pin", "s",
                                parvis_place_get_id (
                                  parvis_place_row_get_place (PARVIS_PLACE_ROW (row))));
}

static void
menu_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *parameter)
{
  ParvisPlaceList *self = PARVIS_PLACE_LIST (widget);
  GtkListBoxRow *row = get_current_row (self);

  if (row != NULL)
    g_signal_emit (self, signals[ASKED], 0,
                   parvis_place_row_get_place (PARVIS_PLACE_ROW (row)), row,
                   gtk_widget_get_width (GTK_WIDGET (row)) / 2.0,
                   (double) gtk_widget_get_height (GTK_WIDGET (row)));
}

static void
refresh_order (ParvisPlaceList *self)
{
  const char *labels[] = { N_("Busiest First"), N_("Most Free First"), N_("By Name") };
  g_autofree char *name = g_strdup_printf (_("Order: %s"), _(labels[self->order]));

  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->order_button), _(labels[self->order]));
  parvis_set_label (self->order_button, name);
  gtk_list_box_invalidate_sort (self->parking);
}

/* It scrolls, so any height will do: to ask all rows for theirs is half of a layout. */
static void
parvis_place_list_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = *natural = 0;
  *minimum_baseline = *natural_baseline = -1;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    gtk_widget_measure (PARVIS_PLACE_LIST (widget)->scroller, orientation, -1, minimum, natural,
                        NULL, NULL);
}

static void
parvis_place_list_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  ParvisPlaceList *self = PARVIS_PLACE_LIST (widget);

  gtk_widget_allocate (self->scroller, width, height, baseline, NULL);
  follow_view (self);
}

static void
parvis_place_list_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  switch ((ParvisPlaceListProperty) prop_id)
    {
    case PROP_ORDER:
      g_value_set_string (value, order_words[PARVIS_PLACE_LIST (object)->order]);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_place_list_set_property (GObject      *object,
                                guint         prop_id,
                                const GValue *value,
                                GParamSpec   *pspec)
{
  ParvisPlaceList *self = PARVIS_PLACE_LIST (object);

  switch ((ParvisPlaceListProperty) prop_id)
    {
    case PROP_ORDER:
      for (guint i = 0; i < G_N_ELEMENTS (order_words); i++)
        if (g_strcmp0 (g_value_get_string (value), order_words[i]) == 0)
          self->order = i;
      refresh_order (self);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_place_list_dispose (GObject *object)
{
  ParvisPlaceList *self = PARVIS_PLACE_LIST (object);

  g_clear_handle_id (&self->sort_idle, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_PLACE_LIST);
  g_clear_object (&self->places);
  g_clear_object (&self->watch);

  G_OBJECT_CLASS (parvis_place_list_parent_class)->dispose (object);
}

static void
parvis_place_list_finalize (GObject *object)
{
  ParvisPlaceList *self = PARVIS_PLACE_LIST (object);

  g_clear_pointer (&self->rows, g_hash_table_unref);
  g_clear_pointer (&self->filter, g_free);

  G_OBJECT_CLASS (parvis_place_list_parent_class)->finalize (object);
}

static void
install_signals (GType type)
{
  signals[CHOSEN] = g_signal_new ("chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, PARVIS_TYPE_PLACE);
  signals[OPENED] = g_signal_new ("opened", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, PARVIS_TYPE_PLACE);
  signals[ASKED] = g_signal_new ("asked", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 4, PARVIS_TYPE_PLACE, GTK_TYPE_WIDGET,
                                 G_TYPE_DOUBLE, G_TYPE_DOUBLE);
}

static void
parvis_place_list_class_init (ParvisPlaceListClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = parvis_place_list_dispose;
  object_class->finalize = parvis_place_list_finalize;
  object_class->get_property = parvis_place_list_get_property;
  object_class->set_property = parvis_place_list_set_property;
  widget_class->measure = parvis_place_list_measure;
  widget_class->size_allocate = parvis_place_list_size_allocate;

  properties[PROP_ORDER] =
    g_param_spec_string ("order", NULL, NULL, "busiest", G_PARAM_READWRITE |
                                                         G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  install_signals (G_TYPE_FROM_CLASS (klass));

  g_type_ensure (PARVIS_TYPE_LINE_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-place-list.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, detail);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, facilities);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, facilities_title);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, headline);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, nothing_found);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, order_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, order_menu);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, parking);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, parking_header);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, scroller);
  gtk_widget_class_bind_template_child (widget_class, ParvisPlaceList, skeleton_bin);
  gtk_widget_class_bind_template_callback (widget_class, keynav_failed_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, row_selected_cb);

  gtk_widget_class_install_property_action (widget_class, "list.order", "order");
  gtk_widget_class_install_action (widget_class, "list.menu", NULL, menu_action);
  gtk_widget_class_install_action (widget_class, "list.pin", NULL, pin_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_F10, GDK_SHIFT_MASK, "list.menu",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Menu, 0, "list.menu", NULL);
}

static void
parvis_place_list_init (ParvisPlaceList *self)
{
  GtkAdjustment *adjustment;

  self->rows = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);

  gtk_widget_init_template (GTK_WIDGET (self));
  self->skeleton = parvis_skeleton_new (PARVIS_SKELETON_LIST, _("Reading the places…"));
  adw_bin_set_child (self->skeleton_bin, self->skeleton);
  gtk_list_box_set_sort_func (self->facilities, compare_facilities, self, NULL);
  gtk_list_box_set_sort_func (self->parking, compare_rows, self, NULL);
  gtk_list_box_set_filter_func (self->facilities, filter_row, self, NULL);
  gtk_list_box_set_filter_func (self->parking, filter_row, self, NULL);
  parvis_set_menu (self->order_button, self->order_menu);
  refresh_order (self);

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  g_signal_connect_object (adjustment, "value-changed", G_CALLBACK (follow_view), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
parvis_place_list_new (ParvisPlaces *places,
                       ParvisWatch  *watch)
{
  ParvisPlaceList *self;

  g_return_val_if_fail (PARVIS_IS_PLACES (places), NULL);
  g_return_val_if_fail (PARVIS_IS_WATCH (watch), NULL);

  self = g_object_new (PARVIS_TYPE_PLACE_LIST, NULL);
  self->places = g_object_ref (places);
  self->watch = g_object_ref (watch);
  g_signal_connect_object (watch, "changed", G_CALLBACK (watch_cb), self, 0);
  g_signal_connect_object (parvis_places_get_session (places), "notify::link",
                           G_CALLBACK (link_cb), self, 0);
  g_signal_connect_object (places, "items-changed", G_CALLBACK (items_cb), self, 0);
  g_signal_connect_object (places, "updated", G_CALLBACK (updated_cb), self, 0);
  items_cb (G_LIST_MODEL (places), 0, 0, g_list_model_get_n_items (G_LIST_MODEL (places)), self);
  refresh_headline (self);

  return GTK_WIDGET (self);
}

void
parvis_place_list_select (ParvisPlaceList *self,
                          ParvisPlace     *place)
{
  GtkListBoxRow *row;

  g_return_if_fail (PARVIS_IS_PLACE_LIST (self));

  row = place != NULL ? g_hash_table_lookup (self->rows, place) : NULL;

  self->selecting = TRUE;
  gtk_list_box_unselect_all (self->facilities);
  gtk_list_box_unselect_all (self->parking);
  if (row != NULL)
    gtk_list_box_select_row (GTK_LIST_BOX (gtk_widget_get_parent (GTK_WIDGET (row))), row);
  self->selecting = FALSE;
}

void
parvis_place_list_set_filter (ParvisPlaceList *self,
                              const char      *text)
{
  g_return_if_fail (PARVIS_IS_PLACE_LIST (self));

  g_clear_pointer (&self->filter, g_free);
  if (text != NULL && text[0] != '\0')
    self->filter = parvis_place_order_fold (text);

  gtk_list_box_invalidate_filter (self->facilities);
  gtk_list_box_invalidate_filter (self->parking);
  show_sections (self);
}

ParvisPlace *
parvis_place_list_get_first (ParvisPlaceList *self)
{
  GtkListBoxRow *row;

  g_return_val_if_fail (PARVIS_IS_PLACE_LIST (self), NULL);

  row = find_edge_row (self, self->facilities, FALSE);
  if (row == NULL)
    row = find_edge_row (self, self->parking, FALSE);

  return row != NULL ? parvis_place_row_get_place (PARVIS_PLACE_ROW (row)) : NULL;
}

void
parvis_place_list_focus (ParvisPlaceList *self)
{
  GtkListBoxRow *row;

  g_return_if_fail (PARVIS_IS_PLACE_LIST (self));

  row = get_selected_row (self);
  if (row == NULL)
    row = find_edge_row (self, self->facilities, FALSE);
  if (row == NULL)
    row = find_edge_row (self, self->parking, FALSE);
  if (row != NULL)
    gtk_widget_grab_focus (GTK_WIDGET (row));
}
