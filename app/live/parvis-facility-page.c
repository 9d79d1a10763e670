/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-facility-page"

#include "config.h"

#include "parvis-facility-page.h"

#include "parvis-breakdown.h"
#include "parvis-closure-dialog.h"
#include "parvis-columns.h"
#include "parvis-day-print.h"
#include "parvis-detail-text.h"
#include "parvis-figure.h"
#include "parvis-gauge-bars.h"
#include "parvis-icon-button.h"
#include "parvis-log-row.h"
#include "parvis-page.h"
#include "parvis-part-row.h"
#include "parvis-reflow.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define FIRST_LINES 3

struct _ParvisFacilityPage
{
  GtkWidget       parent_instance;

  /* Template */
  GtkButton      *all_button;
  ParvisColumns  *columns;
  ParvisCounter  *counter;
  ParvisDayCard  *day_card;
  GtkLabel       *equation_label;
  AdwHeaderBar   *header;
  GtkWidget      *linked_heading;
  GtkListBox     *linked_list;
  GtkListBox     *log_list;
  GtkWidget      *notice_button;
  GtkLabel       *notice_label;
  GtkRevealer    *notice_revealer;
  GtkListBox     *part_list;
  GtkLabel       *status_label;
  ParvisReflow   *summary;
  AdwWindowTitle *title;

  /* Made here, children of the above */
  ParvisFigure    *figure;
  ParvisGaugeBars *bars;
  GtkWidget       *level_box;
  GtkLabel        *level_label;
  GtkWidget       *linked_row;
  GtkWidget       *print_button;

  /* Owned */
  ParvisCounting *counting;
  ParvisPlace    *place;
  ParvisPlace    *linked;
  GSignalGroup   *place_signals;
  GSignalGroup   *tally_signals;

  ParvisNotice    notice;
  gboolean        shows_all;
};

G_DEFINE_FINAL_TYPE (ParvisFacilityPage, parvis_facility_page, GTK_TYPE_WIDGET)

typedef enum
{
  PROP_TABLE = 1,
} ParvisFacilityPageProperty;

static GParamSpec *properties[PROP_TABLE + 1];

static ParvisTally *
get_tally (ParvisFacilityPage *self)
{
  return parvis_counting_get_tally (self->counting, parvis_place_get_id (self->place));
}

static void
set_status (ParvisFacilityPage *self,
            const char         *sentence)
{
  parvis_page_set_status (self->status_label, sentence);
}

static void
said_cb (ParvisFacilityPage *self,
         const char         *sentence)
{
  set_status (self, sentence);
}

static void
clear_list (GtkListBox *list)
{
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (list, 0)) != NULL)
    gtk_list_box_remove (list, GTK_WIDGET (row));
}

/* Rows that do nothing are no stops for Tab, and are made anew without the
 * focus being lost.
 */
static void
add_plain_row (GtkListBox *list,
               GtkWidget  *row)
{
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (list, row);
}

static void
update_summary (ParvisFacilityPage     *self,
                const ParvisPlaceFacts *facts)
{
  g_autofree char *figure = parvis_detail_text_figure (facts);
  g_autofree char *unit = parvis_detail_text_unit (facts);
  g_autofree char *limit = parvis_detail_text_limit (facts);
  g_autofree char *level = parvis_detail_text_level (facts);
  g_autofree char *age = NULL;

  age = parvis_detail_text_age (facts, parvis_tally_get_waiting_delta (get_tally (self)));
  parvis_figure_set (self->figure, figure, unit, limit, facts->freshness, facts->link_up, age);

  gtk_label_set_label (self->level_label, level != NULL ? level : "");
  gtk_widget_set_visible (self->level_box, level != NULL);
  parvis_gauge_bars_set_level (self->bars, facts->level,
                               facts->freshness == PARVIS_FRESHNESS_STALE);

  parvis_set_label (GTK_WIDGET (self->summary),
                    parvis_place_get_text (self->place, PARVIS_PLACE_TEXT_SENTENCE));
}

static void
update_header (ParvisFacilityPage     *self,
               const ParvisPlaceFacts *facts)
{
  const ParvisFacility *facility = parvis_place_get_facility (self->place);
  gboolean allowed = parvis_counting_allows (self->counting, self->place);
  g_autofree char *opening = NULL;

  adw_window_title_set_title (self->title, parvis_place_get_name (self->place));
  if (facility != NULL)
    opening = parvis_detail_text_opening (facility, facts);
  adw_window_title_set_subtitle (self->title, opening != NULL ? opening : "");

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "facility.close",
                                 allowed && facility->closure == NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "facility.reopen",
                                 allowed && facility->closure != NULL);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "facility.lower",
                                 allowed && facts->figure.capacity > 1 &&
                                 !parvis_gauge_is_lowered (&facts->figure));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "facility.restore",
                                 allowed && parvis_gauge_is_lowered (&facts->figure));
}

static ParvisBreakdown *
read_breakdown (ParvisFacilityPage *self)
{
  ParvisSession *session = parvis_desk_get_session (parvis_counting_get_desk (self->counting));
  const ParvisPlaceFacts *facts = parvis_place_get_facts (self->place);
  g_autoptr(GPtrArray) entities = parvis_session_list_entities (session, PARVIS_KIND_SOURCE);
  g_autoptr(GPtrArray) bodies = g_ptr_array_new ();
  g_autoptr(ParvisEntityRef) log = NULL;
  const char *id = parvis_place_get_id (self->place);

  for (guint i = 0; i < entities->len; i++)
    {
      const ParvisEntityRef *entity = g_ptr_array_index (entities, i);
      const char *gauge = json_string_value (json_object_get (entity->body, "gauge"));

      if (g_strcmp0 (gauge, id) == 0)
        g_ptr_array_add (bodies, entity->body);
    }
  log = parvis_session_dup_entity (session, PARVIS_KIND_GAUGE_LOG, id);

  return parvis_breakdown_read (&facts->figure, bodies, log != NULL ? log->body : NULL,
                                facts->waiting > 0);
}

static void
update_parts (ParvisFacilityPage     *self,
              const ParvisPlaceFacts *facts,
              const ParvisBreakdown  *breakdown)
{
  g_autofree char *equation = parvis_detail_text_equation (breakdown, facts->figure.present);

  clear_list (self->part_list);
  for (guint i = 0; i < breakdown->parts->len; i++)
    add_plain_row (self->part_list,
                   parvis_part_row_new_for_part (g_ptr_array_index (breakdown->parts, i), facts));
  if (breakdown->adds && breakdown->recount_at != PARVIS_NO_TIME)
    add_plain_row (self->part_list, parvis_part_row_new_for_drift (breakdown, facts));

  gtk_label_set_label (self->equation_label, equation != NULL ? equation : "");
  gtk_widget_set_visible (GTK_WIDGET (self->equation_label), equation != NULL);
}

static void
update_log (ParvisFacilityPage     *self,
            const ParvisPlaceFacts *facts)
{
  g_autoptr(GPtrArray) lines = parvis_tally_read_log (get_tally (self));
  guint shown = self->shows_all ? lines->len : MIN (lines->len, FIRST_LINES);

  clear_list (self->log_list);
  for (guint i = 0; i < shown; i++)
    add_plain_row (self->log_list,
                   parvis_log_row_new (g_ptr_array_index (lines, i), facts->zone));

  gtk_widget_set_visible (GTK_WIDGET (self->all_button), lines->len > FIRST_LINES);
  gtk_button_set_label (self->all_button, self->shows_all ? _("Show less") : _("Show all"));
}

/* When the figure reached the maximum and did not fall below it since. */
static gint64
find_maximum_since (ParvisFacilityPage *self,
                    int                 capacity)
{
  ParvisDayCurve *curve = parvis_day_card_get_curve (self->day_card);
  const ParvisDaySeries *series = parvis_day_curve_get_series (curve);
  gint64 since = PARVIS_NO_TIME;

  for (guint i = series != NULL ? parvis_day_series_get_size (series) : 0; i > 0; i--)
    {
      const ParvisDayPoint *point = parvis_day_series_get_point (series, i - 1);

      if (point->value < capacity)
        break;
      since = point->at;
    }

  return since;
}

static void
update_notice (ParvisFacilityPage     *self,
               const ParvisPlaceFacts *facts,
               const ParvisBreakdown  *breakdown)
{
  ParvisDesk *desk = parvis_counting_get_desk (self->counting);
  g_autofree char *sentence = NULL;

  self->notice = parvis_detail_text_notice (facts, breakdown,
                                            find_maximum_since (self, facts->figure.capacity),
                                            &sentence);
  if (sentence != NULL)
    gtk_label_set_label (self->notice_label, sentence);
  /* One bar at a time, and an outage comes first (ux.md §0.8). */
  gtk_revealer_set_reveal_child (self->notice_revealer,
                                 sentence != NULL && parvis_desk_get_outage (desk) == NULL);

  gtk_widget_set_visible (self->notice_button, self->notice == PARVIS_NOTICE_SILENT
                                               || self->notice == PARVIS_NOTICE_DRIFT);
  gtk_button_set_label (GTK_BUTTON (self->notice_button),
                        self->notice == PARVIS_NOTICE_DRIFT ? _("Recount…") : _("Count"));
}

static ParvisPlace *
find_linked (ParvisFacilityPage *self)
{
  const ParvisFacility *facility = parvis_place_get_facility (self->place);
  ParvisPlaces *places = parvis_counting_get_places (self->counting);

  if (facility == NULL)
    return NULL;
  if (facility->linked != NULL)
    return parvis_places_find_facility (places, facility->linked);

  /* A pool names its car park; the car park is as near to the pool. */
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (places)); i++)
    {
      g_autoptr(ParvisPlace) other = g_list_model_get_item (G_LIST_MODEL (places), i);
      const ParvisFacility *theirs = parvis_place_get_facility (other);

      if (theirs != NULL && g_strcmp0 (theirs->linked, facility->id) == 0)
        return parvis_places_find_facility (places, theirs->id);
    }

  return NULL;
}

static void
update_linked (ParvisFacilityPage *self)
{
  ParvisPlace *linked = find_linked (self);
  gboolean visible;

  if (linked == self->place)
    linked = NULL;
  visible = linked != NULL;

  gtk_widget_set_visible (self->linked_heading, visible);
  gtk_widget_set_visible (GTK_WIDGET (self->linked_list), visible);
  g_set_object (&self->linked, linked);
  if (!visible)
    return;

  if (self->linked_row == NULL)
    {
      self->linked_row = parvis_part_row_new_for_place (linked);
      gtk_list_box_append (self->linked_list, self->linked_row);
    }
  parvis_part_row_update_place (PARVIS_PART_ROW (self->linked_row), linked);
}

static void
update (ParvisFacilityPage *self)
{
  g_autoptr(ParvisBreakdown) breakdown = NULL;
  const ParvisPlaceFacts *facts;

  /* What nobody sees is drawn when it comes into view. */
  if (self->place == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;

  facts = parvis_place_get_facts (self->place);
  breakdown = read_breakdown (self);
  update_header (self, facts);
  update_summary (self, facts);
  update_notice (self, facts, breakdown);
  update_parts (self, facts, breakdown);
  update_log (self, facts);
  update_linked (self);
}

static void
changed_cb (ParvisFacilityPage *self)
{
  update (self);
}

static void
notice_response_cb (ParvisFacilityPage *self,
                    int                 response)
{
  if (self->notice == PARVIS_NOTICE_DRIFT)
    parvis_counter_recount (self->counter);
  else
    parvis_facility_page_focus_count (self);
}

static void
all_clicked_cb (ParvisFacilityPage *self)
{
  self->shows_all = !self->shows_all;
  update (self);
}

static void
linked_activated_cb (ParvisFacilityPage *self,
                     GtkListBoxRow      *row)
{
  if (self->linked != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.open-place", "s",
                                parvis_place_get_id (self->linked));
}

static void
previous_day_action (GtkWidget  *widget,
                     const char *action_name,
                     GVariant   *param)
{
  parvis_day_card_move_day (PARVIS_FACILITY_PAGE (widget)->day_card, -1);
}

static void
next_day_action (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *param)
{
  parvis_day_card_move_day (PARVIS_FACILITY_PAGE (widget)->day_card, 1);
}

static void
read_action (GtkWidget  *widget,
             const char *action_name,
             GVariant   *param)
{
  parvis_day_card_move_cursor (PARVIS_FACILITY_PAGE (widget)->day_card,
                               g_variant_get_int32 (param));
}

static void
recount_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *param)
{
  parvis_counter_recount (PARVIS_FACILITY_PAGE (widget)->counter);
}

static void
close_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *param)
{
  ParvisFacilityPage *self = PARVIS_FACILITY_PAGE (widget);

  if (self->place != NULL)
    parvis_closure_dialog_present (widget, self->counting, self->place);
}

static void
reopen_action (GtkWidget  *widget,
               const char *action_name,
               GVariant   *param)
{
  ParvisFacilityPage *self = PARVIS_FACILITY_PAGE (widget);

  if (self->place != NULL)
    parvis_closure_reopen (self->counting, self->place);
}

static void
lower_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *param)
{
  ParvisFacilityPage *self = PARVIS_FACILITY_PAGE (widget);

  if (self->place != NULL)
    parvis_closure_dialog_present_lower (widget, self->counting, self->place);
}

static void
restore_action (GtkWidget  *widget,
                const char *action_name,
                GVariant   *param)
{
  ParvisFacilityPage *self = PARVIS_FACILITY_PAGE (widget);

  if (self->place != NULL)
    parvis_closure_restore (self->counting, self->place);
}

static void
print_action (GtkWidget  *widget,
              const char *action_name,
              GVariant   *param)
{
  ParvisFacilityPage *self = PARVIS_FACILITY_PAGE (widget);

  if (self->place != NULL)
    parvis_day_print (self->day_card, self->place, GTK_WINDOW (gtk_widget_get_root (widget)));
}

static void
parvis_facility_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (parvis_facility_page_parent_class)->map (widget);

  update (PARVIS_FACILITY_PAGE (widget));
}

static void
parvis_facility_page_set_property (GObject      *object,
                                   guint         prop_id,
                                   const GValue *value,
                                   GParamSpec   *pspec)
{
  ParvisFacilityPage *self = PARVIS_FACILITY_PAGE (object);

  switch ((ParvisFacilityPageProperty) prop_id)
    {
    case PROP_TABLE:
      parvis_day_card_show_table (self->day_card, g_value_get_boolean (value));
      g_object_notify_by_pspec (object, pspec);
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_facility_page_get_property (GObject    *object,
                                   guint       prop_id,
                                   GValue     *value,
                                   GParamSpec *pspec)
{
  ParvisFacilityPage *self = PARVIS_FACILITY_PAGE (object);

  switch ((ParvisFacilityPageProperty) prop_id)
    {
    case PROP_TABLE:
      g_value_set_boolean (value, parvis_day_card_is_table (self->day_card));
      break;

    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
parvis_facility_page_dispose (GObject *object)
{
  ParvisFacilityPage *self = PARVIS_FACILITY_PAGE (object);
  GtkWidget *child;

  g_clear_object (&self->place_signals);
  g_clear_object (&self->tally_signals);
  g_clear_object (&self->linked);
  g_clear_object (&self->place);
  g_clear_object (&self->counting);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_FACILITY_PAGE);

  /* GTK 4.8 lets go only of those that are bound. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (parvis_facility_page_parent_class)->dispose (object);
}

static void
bind_read (GtkWidgetClass *klass,
           guint           key,
           int             by)
{
  gtk_widget_class_add_binding_action (klass, key, 0, "facility.read", "i", by);
}

static void
install_actions (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "facility.close", NULL, close_action);
  gtk_widget_class_install_action (klass, "facility.lower", NULL, lower_action);
  gtk_widget_class_install_action (klass, "facility.next-day", NULL, next_day_action);
  gtk_widget_class_install_action (klass, "facility.previous-day", NULL, previous_day_action);
  gtk_widget_class_install_action (klass, "facility.print", NULL, print_action);
  gtk_widget_class_install_action (klass, "facility.read", "i", read_action);
  gtk_widget_class_install_action (klass, "facility.recount", NULL, recount_action);
  gtk_widget_class_install_action (klass, "facility.reopen", NULL, reopen_action);
  gtk_widget_class_install_action (klass, "facility.restore", NULL, restore_action);
  gtk_widget_class_install_property_action (klass, "facility.table", "table");

  gtk_widget_class_add_binding_action (klass, GDK_KEY_t, GDK_CONTROL_MASK, "facility.table", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_p, GDK_CONTROL_MASK, "facility.print", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Left, GDK_CONTROL_MASK,
                                       "facility.previous-day", NULL);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_Right, GDK_CONTROL_MASK,
                                       "facility.next-day", NULL);
  bind_read (klass, GDK_KEY_Left, -1);
  bind_read (klass, GDK_KEY_Right, 1);
}

static void
bind_template (GtkWidgetClass *klass)
{
  g_type_ensure (PARVIS_TYPE_COLUMNS);
  g_type_ensure (PARVIS_TYPE_COUNTER);
  g_type_ensure (PARVIS_TYPE_DAY_CARD);
  g_type_ensure (PARVIS_TYPE_REFLOW);

  gtk_widget_class_set_template_from_resource (klass,
                                               "/fr/parvis/Parvis/live/parvis-facility-page.ui");
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, all_button);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, columns);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, counter);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, day_card);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, equation_label);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, header);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, linked_heading);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, linked_list);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, log_list);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, notice_button);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, notice_label);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, notice_revealer);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, part_list);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, status_label);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, summary);
  gtk_widget_class_bind_template_child (klass, ParvisFacilityPage, title);
  gtk_widget_class_bind_template_callback (klass, all_clicked_cb);
  gtk_widget_class_bind_template_callback (klass, linked_activated_cb);
  gtk_widget_class_bind_template_callback (klass, notice_response_cb);
  gtk_widget_class_bind_template_callback (klass, said_cb);
}

static void
parvis_facility_page_class_init (ParvisFacilityPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = parvis_facility_page_dispose;
  object_class->get_property = parvis_facility_page_get_property;
  object_class->set_property = parvis_facility_page_set_property;
  widget_class->map = parvis_facility_page_map;

  properties[PROP_TABLE] =
    g_param_spec_boolean ("table", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);

  bind_template (widget_class);
  install_actions (widget_class);
}

static void
add_summary (ParvisFacilityPage *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  self->figure = PARVIS_FIGURE (parvis_figure_new (PARVIS_FIGURE_XL));
  self->bars = PARVIS_GAUGE_BARS (parvis_gauge_bars_new (PARVIS_BARS_LARGE));
  self->level_label = GTK_LABEL (label);
  self->level_box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  gtk_widget_add_css_class (label, "heading");
  gtk_widget_add_css_class (label, "tnum");
  gtk_widget_set_valign (self->level_box, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (self->level_box), GTK_WIDGET (self->bars));
  gtk_box_append (GTK_BOX (self->level_box), label);
  parvis_reflow_set (self->summary, GTK_WIDGET (self->figure), self->level_box);
}

static void
parvis_facility_page_init (ParvisFacilityPage *self)
{
  GtkWidget *back = parvis_icon_button ("go-previous-symbolic", _("Back to the map"),
                                        _("Back (Alt+Left)"));

  gtk_widget_init_template (GTK_WIDGET (self));
  self->print_button = parvis_icon_button ("document-print-symbolic", _("Print the day"),
                                           _("Print the day (Ctrl+P)"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (back), "win.back");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->print_button), "facility.print");
  adw_header_bar_pack_start (self->header, back);
  adw_header_bar_pack_end (self->header, self->print_button);
  add_summary (self);
  parvis_counter_take_keys (self->counter, GTK_WIDGET (self));

  self->place_signals = g_signal_group_new (PARVIS_TYPE_PLACE);
  g_signal_group_connect_object (self->place_signals, "changed", G_CALLBACK (changed_cb), self,
                                 G_CONNECT_SWAPPED);
  self->tally_signals = g_signal_group_new (PARVIS_TYPE_TALLY);
  g_signal_group_connect_object (self->tally_signals, "changed", G_CALLBACK (changed_cb), self,
                                 G_CONNECT_SWAPPED);
}

GtkWidget *
parvis_facility_page_new (ParvisCounting *counting)
{
  ParvisFacilityPage *self;
  GtkWidget *outage;

  g_return_val_if_fail (PARVIS_IS_COUNTING (counting), NULL);

  self = g_object_new (PARVIS_TYPE_FACILITY_PAGE, NULL);
  self->counting = g_object_ref (counting);

  parvis_page_equip_inner_header (self->header, parvis_counting_get_desk (counting));
  /* Where there is little room it is in the menu only. */
  g_object_bind_property (parvis_counting_get_desk (counting), "compact",
                          self->print_button, "visible",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  outage = parvis_page_outage_bar (parvis_counting_get_desk (counting));
  gtk_widget_insert_after (outage, GTK_WIDGET (self), GTK_WIDGET (self->header));

  /* Ages and sources move on without the place's own words changing. */
  g_signal_connect_object (counting, "rights-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (parvis_counting_get_places (counting), "updated",
                           G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}

/* @place: (nullable) */
void
parvis_facility_page_set_place (ParvisFacilityPage *self,
                                ParvisPlace        *place)
{
  g_return_if_fail (PARVIS_IS_FACILITY_PAGE (self));
  g_return_if_fail (place == NULL || PARVIS_IS_PLACE (place));

  g_set_object (&self->place, place);
  self->shows_all = FALSE;
  set_status (self, NULL);
  parvis_counter_set_place (self->counter, self->counting, place);
  parvis_day_card_set_place (self->day_card, parvis_counting_get_places (self->counting), place);
  g_signal_group_set_target (self->place_signals, place);
  g_signal_group_set_target (self->tally_signals, place != NULL ? get_tally (self) : NULL);
  update (self);
}

ParvisPlace *
parvis_facility_page_get_place (ParvisFacilityPage *self)
{
  g_return_val_if_fail (PARVIS_IS_FACILITY_PAGE (self), NULL);

  return self->place;
}

void
parvis_facility_page_focus_count (ParvisFacilityPage *self)
{
  g_return_if_fail (PARVIS_IS_FACILITY_PAGE (self));

  gtk_widget_child_focus (GTK_WIDGET (self->counter), GTK_DIR_TAB_FORWARD);
}

ParvisCounter *
parvis_facility_page_get_counter (ParvisFacilityPage *self)
{
  g_return_val_if_fail (PARVIS_IS_FACILITY_PAGE (self), NULL);

  return self->counter;
}

ParvisDayCard *
parvis_facility_page_get_card (ParvisFacilityPage *self)
{
  g_return_val_if_fail (PARVIS_IS_FACILITY_PAGE (self), NULL);

  return self->day_card;
}

/* Returns: (transfer none): the last sentence of the status label */
const char *
parvis_facility_page_get_status (ParvisFacilityPage *self)
{
  g_return_val_if_fail (PARVIS_IS_FACILITY_PAGE (self), NULL);

  return gtk_label_get_label (self->status_label);
}
