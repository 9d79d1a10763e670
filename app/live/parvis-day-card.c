/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-day-card"

#include "config.h"

#include "parvis-day-card.h"

#include "parvis-day-rows.h"
#include "parvis-error.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-skeleton.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Nothing is a gap that is shorter than two buckets and a little. */
#define MIN_GAP (11 * PARVIS_MINUTE)

struct _ParvisDayCard
{
  GtkWidget       parent_instance;

  /* Template */
  ParvisDayCurve *curve;
  GtkBox         *day_box;
  GtkLabel       *day_label;
  AdwStatusPage  *empty_page;
  AdwBin         *loading_bin;
  GListStore     *rows;
  GtkStack       *stack;
  GtkColumnView  *table;
  GtkBox         *table_box;

  /* Made here */
  GtkWidget      *skeleton;

  /* Owned */
  ParvisPlaces   *places;
  ParvisPlace    *place;
  GSignalGroup   *place_signals;
  GSignalGroup   *places_signals;
  GCancellable   *loading;        /* while the service's history is waited for */

  gint64          day;            /* start of the day that is shown */
  gboolean        is_today;
  gboolean        is_table;
  gboolean        has_history;    /* the service's, not only what came since */
  gboolean        failed;         /* it could not be had */
};

G_DEFINE_FINAL_TYPE (ParvisDayCard, parvis_day_card, GTK_TYPE_WIDGET)

typedef enum
{
  SIGNAL_SAID,
} ParvisDayCardSignal;

static guint signals[SIGNAL_SAID + 1];

static void
reading_cb (ParvisDayCard *self,
            const char    *sentence)
{
  g_signal_emit (self, signals[SIGNAL_SAID], 0, sentence);
}

/* The start of the day that lies @days from that of @instant: noon is in the
 * same day whatever the clocks do at night.
 */
static gint64
find_day (gint64     instant,
          int        days,
          GTimeZone *zone)
{
  gint64 noon = parvis_time_day_start (instant, zone) + PARVIS_DAY / 2;

  return parvis_time_day_start (noon + days * PARVIS_DAY, zone);
}

static GTimeZone *
get_zone (ParvisDayCard *self)
{
  return parvis_places_get_zone (self->places);
}

static gint64
get_end (ParvisDayCard *self)
{
  return find_day (self->day, 1, get_zone (self));
}

static ParvisDaySpan
get_opening (ParvisDayCard *self)
{
  const ParvisFacility *facility = parvis_place_get_facility (self->place);

  return parvis_curve_open_span (facility != NULL ? facility->hours : NULL, self->day,
                                 get_end (self), get_zone (self));
}

/* Since when there should be figures: from the opening, if it is known, and if
 * the history is; from the first figure otherwise.
 */
static gint64
get_due (ParvisDayCard         *self,
         const ParvisDaySeries *series)
{
  ParvisDaySpan open = get_opening (self);

  if (self->has_history && open.from > self->day)
    return open.from;
  if (series != NULL && parvis_day_series_get_size (series) > 0)
    return parvis_day_series_get_point (series, 0)->at;

  return open.to;
}

static ParvisDaySeries *
make_series (ParvisDayCard *self)
{
  const ParvisGaugeFigure *figure = &parvis_place_get_facts (self->place)->figure;
  gint64 gap_after = MAX (MIN_GAP, figure->late_for);

  if (figure->method == PARVIS_METHOD_HAND)
    gap_after = MAX (gap_after, figure->valid_for);

  return parvis_day_series_new (self->day, get_end (self), gap_after);
}

static void
update_table (ParvisDayCard *self)
{
  const ParvisDaySeries *series = parvis_day_curve_get_series (self->curve);
  ParvisDaySpan open = get_opening (self);

  if (self->is_table && series != NULL)
    parvis_day_rows_fill (self->rows, series, get_due (self, series),
                          MIN (open.to, parvis_places_get_now (self->places)));
}

static void
update_stack (ParvisDayCard *self)
{
  const ParvisDaySeries *series = parvis_day_curve_get_series (self->curve);
  guint size = series != NULL ? parvis_day_series_get_size (series) : 0;
  /* One figure is no curve. */
  gboolean empty = size < (self->is_today ? 2 : 1);
  gboolean loading = empty && self->loading != NULL;

  if (empty && self->failed)
    adw_status_page_set_title (self->empty_page, _("The curve has not been received yet."));
  else if (self->is_today)
    adw_status_page_set_title (self->empty_page, _("The curve will appear after one day."));
  else
    adw_status_page_set_title (self->empty_page, _("No measure on this day."));

  parvis_skeleton_set_loading (PARVIS_SKELETON (self->skeleton), loading);
  gtk_stack_set_visible_child_name (self->stack, loading          ? "loading"
                                                 : empty          ? "empty"
                                                 : self->is_table ? "table" : "curve");
}

/* Today's curve ends with the figure that is on screen. */
static void
append_figure (ParvisDayCard *self)
{
  const ParvisPlaceFacts *facts = parvis_place_get_facts (self->place);
  gint64 at = facts->waiting > 0 ? facts->now : facts->figure.observed_at;

  if (!self->is_today || !parvis_freshness_counts (facts->freshness))
    {
      parvis_day_curve_set_now (self->curve, self->is_today ? facts->now : PARVIS_NO_TIME, -1);
      return;
    }

  parvis_day_curve_append (self->curve, at, facts->figure.present);
  parvis_day_curve_set_due (self->curve, get_due (self, parvis_day_curve_get_series (self->curve)));
  parvis_day_curve_set_now (self->curve, at, facts->figure.present);
}

/* Of the days before nobody wrote down whether it held less than it does. */
static void
show_maximum (ParvisDayCard *self)
{
  const ParvisGaugeFigure *figure = &parvis_place_get_facts (self->place)->figure;

  parvis_day_curve_set_maximum (self->curve, self->is_today ? figure->capacity
                                                            : parvis_gauge_whole (figure));
}

static void
show_series (ParvisDayCard   *self,
             ParvisDaySeries *series)
{
  g_autofree char *day = parvis_day_card_dup_day (self);

  parvis_day_curve_set_day (self->curve, series, get_opening (self), get_due (self, series),
                            get_zone (self), self->is_today ? C_("curve", "today") : day);
  show_maximum (self);
  gtk_label_set_label (self->day_label, day);
  gtk_widget_set_visible (GTK_WIDGET (self->day_label), !self->is_today);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "day.next", !self->is_today);
  append_figure (self);
  update_table (self);
  update_stack (self);
}

static void
fetch_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ParvisDayCard) self = PARVIS_DAY_CARD (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = NULL;
  g_autoptr(json_t) history = NULL;
  ParvisDaySeries *series;
  gboolean from_cache;
  gconstpointer data;
  gsize length;

  bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, &from_cache, &error);
  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
      || self->place == NULL)
    return;

  g_clear_object (&self->loading);
  series = make_series (self);
  if (bytes != NULL)
    {
      data = g_bytes_get_data (bytes, &length);
      history = parvis_json_parse (data, length, &error);
    }

  self->failed = history == NULL
                 || !parvis_day_series_load (series, history,
                                             parvis_places_get_now (self->places), &error);
  if (self->failed)
    g_debug ("No history of gauge %s: %s", parvis_place_get_id (self->place), error->message);

  /* What was drawn from live figures is better than nothing. */
  if (self->failed && parvis_day_curve_get_series (self->curve) != NULL)
    {
      parvis_day_series_free (series);
      update_stack (self);
      return;
    }

  self->has_history = !self->failed;
  show_series (self, series);
}

static void
load (ParvisDayCard *self)
{
  g_autofree char *from = parvis_time_format (self->day);
  g_autofree char *to = parvis_time_format (get_end (self));
  g_autofree char *path = NULL;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();

  path = g_strdup_printf ("gauges/%s/history?from=%s&to=%s", parvis_place_get_id (self->place),
                          from, to);
  parvis_session_fetch_async (parvis_places_get_session (self->places), path, self->loading,
                              fetch_cb, g_object_ref (self));
  update_stack (self);
}

static void
show_day (ParvisDayCard *self,
          gint64         day)
{
  gint64 today = parvis_time_day_start (parvis_places_get_now (self->places), get_zone (self));

  self->day = MIN (day, today);
  self->is_today = self->day == today;
  self->failed = FALSE;
  self->has_history = FALSE;
  show_series (self, make_series (self));
  load (self);
}

static void
place_changed_cb (ParvisDayCard *self)
{
  gint64 today = parvis_time_day_start (parvis_places_get_now (self->places), get_zone (self));

  /* At midnight the page of today is another. */
  if (self->is_today && self->day != today)
    {
      show_day (self, today);
      return;
    }

  show_maximum (self);
  append_figure (self);
  update_table (self);
  update_stack (self);
}

/* What happened while the line was down comes with the history. */
static void
link_changed_cb (ParvisDayCard *self)
{
  if (self->place != NULL && parvis_places_get_link_up (self->places))
    load (self);
}

static void
setup_cell_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item,
               gpointer                  user_data)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_list_item_set_child (item, label);
}

static void
bind_cell (ParvisDayCard   *self,
           GtkListItem     *item,
           ParvisDayColumn  column)
{
  ParvisDayRow *row = PARVIS_DAY_ROW (gtk_list_item_get_item (item));
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *text = parvis_day_row_dup_cell (row, column, get_zone (self));
  GtkWidget *cell;

  gtk_label_set_label (GTK_LABEL (label), text);

  /* The row and its cells have no names; GTK 4.8 gives no other way to reach them. */
  cell = gtk_widget_get_parent (label);
  if (cell != NULL)
    parvis_set_label (cell, text);
  if (column == PARVIS_DAY_COLUMN_HOUR)
    {
      GtkWidget *line = cell != NULL ? gtk_widget_get_parent (cell) : NULL;
      g_autofree char *sentence = parvis_day_row_dup_sentence (row, get_zone (self));

      if (line != NULL)
        parvis_set_label (line, sentence);
    }
}

static void
bind_hour_cb (ParvisDayCard *self,
              GtkListItem   *item)
{
  bind_cell (self, item, PARVIS_DAY_COLUMN_HOUR);
}

static void
bind_value_cb (ParvisDayCard *self,
               GtkListItem   *item)
{
  bind_cell (self, item, PARVIS_DAY_COLUMN_VALUE);
}

static void
bind_lowest_cb (ParvisDayCard *self,
                GtkListItem   *item)
{
  bind_cell (self, item, PARVIS_DAY_COLUMN_LOWEST);
}

static void
bind_highest_cb (ParvisDayCard *self,
                 GtkListItem   *item)
{
  bind_cell (self, item, PARVIS_DAY_COLUMN_HIGHEST);
}

static void
add_columns (ParvisDayCard *self)
{
  static const GCallback binders[] = {
    G_CALLBACK (bind_hour_cb), G_CALLBACK (bind_value_cb),
    G_CALLBACK (bind_lowest_cb), G_CALLBACK (bind_highest_cb),
  };

  for (guint i = 0; i < PARVIS_N_DAY_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr(GtkColumnViewColumn) column = NULL;

      g_signal_connect (factory, "setup", G_CALLBACK (setup_cell_cb), NULL);
      g_signal_connect_object (factory, "bind", binders[i], self, G_CONNECT_SWAPPED);
      column = gtk_column_view_column_new (parvis_day_column_title (i), factory);
      gtk_column_view_column_set_expand (column, TRUE);
      gtk_column_view_append_column (self->table, column);
    }
}

static void
add_buttons (ParvisDayCard *self)
{
  GtkWidget *previous = parvis_icon_button ("go-previous-symbolic", _("Previous day"),
                                            _("Previous day (Ctrl+Left)"));
  GtkWidget *next = parvis_icon_button ("go-next-symbolic", _("Next day"),
                                        _("Next day (Ctrl+Right)"));
  GtkWidget *table = parvis_icon_toggle ("view-list-symbolic", _("Show as a table"),
                                         _("Table (Ctrl+T)"));

  gtk_actionable_set_action_name (GTK_ACTIONABLE (previous), "day.previous");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (next), "day.next");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (table), "facility.table");
  gtk_box_append (self->day_box, previous);
  gtk_box_append (self->day_box, next);
  gtk_box_append (self->table_box, table);
}

static void
previous_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *param)
{
  parvis_day_card_move_day (PARVIS_DAY_CARD (widget), -1);
}

static void
next_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *param)
{
  parvis_day_card_move_day (PARVIS_DAY_CARD (widget), 1);
}

static void
parvis_day_card_dispose (GObject *object)
{
  ParvisDayCard *self = PARVIS_DAY_CARD (object);
  GtkWidget *child;

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->place_signals);
  g_clear_object (&self->places_signals);
  g_clear_object (&self->place);
  g_clear_object (&self->places);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_DAY_CARD);

  /* GTK 4.8 lets go only of those that are bound. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (parvis_day_card_parent_class)->dispose (object);
}

static void
parvis_day_card_class_init (ParvisDayCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_day_card_dispose;

  signals[SIGNAL_SAID] =
    g_signal_new ("said", PARVIS_TYPE_DAY_CARD, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (PARVIS_TYPE_DAY_CURVE);
  g_type_ensure (PARVIS_TYPE_DAY_ROW);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-day-card.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisDayCard, curve);
  gtk_widget_class_bind_template_child (widget_class, ParvisDayCard, day_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisDayCard, day_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisDayCard, empty_page);
  gtk_widget_class_bind_template_child (widget_class, ParvisDayCard, loading_bin);
  gtk_widget_class_bind_template_child (widget_class, ParvisDayCard, rows);
  gtk_widget_class_bind_template_child (widget_class, ParvisDayCard, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisDayCard, table);
  gtk_widget_class_bind_template_child (widget_class, ParvisDayCard, table_box);
  gtk_widget_class_bind_template_callback (widget_class, reading_cb);
  gtk_widget_class_install_action (widget_class, "day.next", NULL, next_action);
  gtk_widget_class_install_action (widget_class, "day.previous", NULL, previous_action);
}

static void
parvis_day_card_init (ParvisDayCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  parvis_set_label (GTK_WIDGET (self), _("Curve of the day"));
  self->skeleton = parvis_skeleton_new (PARVIS_SKELETON_CURVE, _("Reading the day…"));
  adw_bin_set_child (self->loading_bin, self->skeleton);
  add_columns (self);
  add_buttons (self);

  self->place_signals = g_signal_group_new (PARVIS_TYPE_PLACE);
  g_signal_group_connect_object (self->place_signals, "changed", G_CALLBACK (place_changed_cb),
                                 self, G_CONNECT_SWAPPED);
  self->places_signals = g_signal_group_new (PARVIS_TYPE_PLACES);
  g_signal_group_connect_object (self->places_signals, "notify::link-up",
                                 G_CALLBACK (link_changed_cb), self, G_CONNECT_SWAPPED);
}

GtkWidget *
parvis_day_card_new (void)
{
  return g_object_new (PARVIS_TYPE_DAY_CARD, NULL);
}

/* Shows today's curve of @place (nullable). */
void
parvis_day_card_set_place (ParvisDayCard *self,
                           ParvisPlaces  *places,
                           ParvisPlace   *place)
{
  g_return_if_fail (PARVIS_IS_DAY_CARD (self));
  g_return_if_fail (PARVIS_IS_PLACES (places));

  g_cancellable_cancel (self->loading);
  g_set_object (&self->places, places);
  g_set_object (&self->place, place);
  g_signal_group_set_target (self->places_signals, places);
  g_signal_group_set_target (self->place_signals, place);

  if (place != NULL)
    show_day (self, parvis_places_get_now (places));
}

/* @by is in days; nothing is shown of the future. */
void
parvis_day_card_move_day (ParvisDayCard *self,
                          int            by)
{
  g_autofree char *day = NULL;

  g_return_if_fail (PARVIS_IS_DAY_CARD (self));

  if (self->place == NULL || (by > 0 && self->is_today))
    return;

  show_day (self, find_day (self->day, by, get_zone (self)));
  day = parvis_day_card_dup_day (self);
  g_signal_emit (self, signals[SIGNAL_SAID], 0, day);
}

void
parvis_day_card_show_table (ParvisDayCard *self,
                            gboolean       table)
{
  g_return_if_fail (PARVIS_IS_DAY_CARD (self));

  self->is_table = table;
  if (self->place == NULL)
    return;

  update_table (self);
  update_stack (self);
}

gboolean
parvis_day_card_is_table (ParvisDayCard *self)
{
  g_return_val_if_fail (PARVIS_IS_DAY_CARD (self), FALSE);

  return self->is_table;
}

void
parvis_day_card_move_cursor (ParvisDayCard *self,
                             int            by)
{
  g_return_if_fail (PARVIS_IS_DAY_CARD (self));

  gtk_widget_activate_action (GTK_WIDGET (self->curve), "curve.move", "i", by);
}

ParvisDayCurve *
parvis_day_card_get_curve (ParvisDayCard *self)
{
  g_return_val_if_fail (PARVIS_IS_DAY_CARD (self), NULL);

  return self->curve;
}

/* Returns: (transfer none): the table's ParvisDayRow, once it was shown */
GListModel *
parvis_day_card_get_rows (ParvisDayCard *self)
{
  g_return_val_if_fail (PARVIS_IS_DAY_CARD (self), NULL);

  return G_LIST_MODEL (self->rows);
}

/* Returns: (transfer full): "Wednesday 17 June" */
char *
parvis_day_card_dup_day (ParvisDayCard *self)
{
  g_return_val_if_fail (PARVIS_IS_DAY_CARD (self), NULL);
  g_return_val_if_fail (self->places != NULL, NULL);

  return parvis_format_day (self->day, parvis_places_get_now (self->places), get_zone (self));
}

gboolean
parvis_day_card_is_today (ParvisDayCard *self)
{
  g_return_val_if_fail (PARVIS_IS_DAY_CARD (self), FALSE);

  return self->is_today;
}
