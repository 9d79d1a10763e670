/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-counter-page"

#include "config.h"

#include "parvis-counter-page.h"

#include "parvis-detail-text.h"
#include "parvis-figure.h"
#include "parvis-format.h"
#include "parvis-gauge-bars.h"
#include "parvis-icon-button.h"
#include "parvis-log-row.h"
#include "parvis-page.h"
#include "parvis-skeleton.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#define MAX_IN_SWITCHER 4
#define MAX_LINES 5

struct _ParvisCounterPage
{
  GtkWidget        parent_instance;

  /* Template */
  GtkDropDown     *chooser;
  ParvisCounter   *counter;
  GtkBox          *figure_box;
  AdwHeaderBar    *header;
  AdwClamp        *loading_clamp;
  GtkListBox      *log_list;
  GtkStack        *stack;
  GtkLabel        *status_label;
  AdwWindowTitle  *title;
  GtkStack        *title_stack;
  AdwViewStack    *views;

  /* Made here, children of the above */
  GtkWidget       *skeleton;
  ParvisFigure    *figure;
  ParvisGaugeBars *bars;

  /* Owned */
  ParvisCounting  *counting;
  ParvisPlace     *place;
  GPtrArray       *choice;          /* ParvisPlace, in the order of the names */
  GSignalGroup    *place_signals;
  GSignalGroup    *tally_signals;

  gboolean         filling;         /* the choosers move by our own hand */
};

G_DEFINE_FINAL_TYPE (ParvisCounterPage, parvis_counter_page, GTK_TYPE_WIDGET)

static void
said_cb (ParvisCounterPage *self,
         const char        *sentence)
{
  parvis_page_set_status (self->status_label, sentence);
}

static void
update_figure (ParvisCounterPage      *self,
               const ParvisPlaceFacts *facts,
               ParvisTally            *tally)
{
  const char *unit = parvis_place_text_people (facts->kind, facts->figure.present);
  g_autofree char *figure = NULL;
  g_autofree char *lowered = parvis_place_text_lowered (facts);
  g_autofree char *limit = NULL;
  g_autofree char *capacity = NULL;
  g_autofree char *age = NULL;

  /* One counts who is there, whatever the map shows of the place. */
  figure = facts->figure.present >= 0 ? parvis_format_number (facts->figure.present)
                                      : g_strdup ("–");
  if (facts->figure.capacity > 0)
    {
      capacity = parvis_format_number (facts->figure.capacity);
      limit = lowered == NULL ? g_strdup_printf (_("maximum allowed %s"), capacity)
                              : g_steal_pointer (&lowered);
    }
  if (facts->freshness == PARVIS_FRESHNESS_CLOSED)
    age = parvis_place_text_age (facts);
  else
    age = parvis_detail_text_age (facts, parvis_tally_get_waiting_delta (tally));

  parvis_figure_set (self->figure, figure, unit, limit, facts->freshness, facts->link_up, age);
  parvis_gauge_bars_set_level (self->bars, facts->level,
                               facts->freshness == PARVIS_FRESHNESS_STALE);
}

static void
update_log (ParvisCounterPage      *self,
            const ParvisPlaceFacts *facts,
            ParvisTally            *tally)
{
  g_autoptr(GPtrArray) lines = parvis_tally_read_log (tally);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->log_list, 0)) != NULL)
    gtk_list_box_remove (self->log_list, GTK_WIDGET (row));

  for (guint i = 0; i < MIN (lines->len, MAX_LINES); i++)
    {
      GtkWidget *line = parvis_log_row_new (g_ptr_array_index (lines, i), facts->zone);

      gtk_widget_set_focusable (line, FALSE);
      gtk_list_box_append (self->log_list, line);
    }
}

static void
update (ParvisCounterPage *self)
{
  const ParvisPlaceFacts *facts;
  ParvisTally *tally;

  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || self->place == NULL)
    return;

  facts = parvis_place_get_facts (self->place);
  tally = parvis_counting_get_tally (self->counting, parvis_place_get_id (self->place));
  update_figure (self, facts, tally);
  update_log (self, facts, tally);
  adw_window_title_set_subtitle (self->title, parvis_place_get_name (self->place));
}

static void
changed_cb (ParvisCounterPage *self)
{
  update (self);
}

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  return g_utf8_collate (parvis_place_get_name (*(ParvisPlace *const *) a),
                         parvis_place_get_name (*(ParvisPlace *const *) b));
}

/* One that is only read is so for all places; a counter with places of his own has those. */
static gboolean
is_offered (ParvisCounterPage *self,
            ParvisPlace       *place)
{
  ParvisSession *session = parvis_desk_get_session (parvis_counting_get_desk (self->counting));

  return parvis_place_get_facility (place) != NULL &&
         (!parvis_session_can_write (session) || parvis_counting_allows (self->counting, place));
}

static GPtrArray *
list_places (ParvisCounterPage *self)
{
  GListModel *places = G_LIST_MODEL (parvis_counting_get_places (self->counting));
  GPtrArray *list = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (places); i++)
    {
      ParvisPlace *place = g_list_model_get_item (places, i);

      if (is_offered (self, place))
        g_ptr_array_add (list, place);
      else
        g_object_unref (place);
    }
  g_ptr_array_sort (list, compare_places);

  return list;
}

static void
fill_switcher (ParvisCounterPage *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->views))) != NULL)
    adw_view_stack_remove (self->views, child);

  for (guint i = 0; i < self->choice->len; i++)
    {
      ParvisPlace *place = g_ptr_array_index (self->choice, i);
      ParvisFacilityKind kind = parvis_place_get_facility (place)->kind;

      /* The stack only gives the switcher its names: the page is one. */
      adw_view_stack_add_titled_with_icon (self->views, adw_bin_new (),
                                           parvis_place_get_id (place),
                                           parvis_place_get_name (place),
                                           parvis_facility_icon (kind));
    }
}

static void
fill_chooser (ParvisCounterPage *self)
{
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < self->choice->len; i++)
    gtk_string_list_append (names, parvis_place_get_name (g_ptr_array_index (self->choice, i)));
  gtk_drop_down_set_model (self->chooser, G_LIST_MODEL (names));
}

/* Shows in the choosers which place is counted. */
static void
point_choosers (ParvisCounterPage *self)
{
  guint index;

  if (self->place == NULL)
    return;

  if (g_ptr_array_find (self->choice, self->place, &index))
    {
      gtk_drop_down_set_selected (self->chooser, index);
      /* What takes the focus is a button inside, which GTK 4.8 leaves without a name. */
      parvis_set_label (gtk_widget_get_first_child (GTK_WIDGET (self->chooser)),
                        parvis_place_get_name (self->place));
    }
  if (self->choice->len > 1 && self->choice->len <= MAX_IN_SWITCHER)
    adw_view_stack_set_visible_child_name (self->views, parvis_place_get_id (self->place));
}

static gboolean
same_places (GPtrArray *a,
             GPtrArray *b)
{
  if (a == NULL || a->len != b->len)
    return FALSE;

  for (guint i = 0; i < a->len; i++)
    if (g_ptr_array_index (a, i) != g_ptr_array_index (b, i))
      return FALSE;

  return TRUE;
}

/* Nothing to count is only said once that is known. */
static void
show_stack (ParvisCounterPage *self)
{
  ParvisPlaces *places = parvis_counting_get_places (self->counting);
  gboolean empty = self->choice->len == 0;
  gboolean stands_in = parvis_skeleton_follow (PARVIS_SKELETON (self->skeleton),
                                               parvis_places_get_session (places), empty);

  gtk_stack_set_visible_child_name (self->stack, !empty      ? "count"
                                                 : stands_in ? "loading" : "empty");
}

static void
refill (ParvisCounterPage *self)
{
  GPtrArray *choice = list_places (self);

  if (same_places (self->choice, choice))
    {
      g_ptr_array_unref (choice);
      return;
    }

  g_clear_pointer (&self->choice, g_ptr_array_unref);
  self->choice = choice;
  self->filling = TRUE;
  fill_chooser (self);
  if (choice->len > 1 && choice->len <= MAX_IN_SWITCHER)
    fill_switcher (self);
  gtk_stack_set_visible_child_name (self->title_stack,
                                    choice->len < 2 ? "title"
                                    : choice->len <= MAX_IN_SWITCHER ? "switcher" : "chooser");
  show_stack (self);

  if (choice->len > 0 && (self->place == NULL || !g_ptr_array_find (choice, self->place, NULL)))
    parvis_counter_page_set_place (self, g_ptr_array_index (choice, 0));
  point_choosers (self);
  self->filling = FALSE;
}

static void
places_changed_cb (ParvisCounterPage *self)
{
  refill (self);
}

static void
link_cb (ParvisCounterPage *self)
{
  show_stack (self);
}

static void
chosen_cb (ParvisCounterPage *self)
{
  guint index = gtk_drop_down_get_selected (self->chooser);

  if (!self->filling && self->choice != NULL && index < self->choice->len)
    parvis_counter_page_set_place (self, g_ptr_array_index (self->choice, index));
}

static void
view_changed_cb (ParvisCounterPage *self)
{
  const char *id = adw_view_stack_get_visible_child_name (self->views);
  ParvisPlace *place;

  if (self->filling || id == NULL)
    return;

  place = parvis_places_find (parvis_counting_get_places (self->counting), id);
  if (place != NULL)
    parvis_counter_page_set_place (self, place);
}

static void
parvis_counter_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (parvis_counter_page_parent_class)->map (widget);

  update (PARVIS_COUNTER_PAGE (widget));
}

static void
parvis_counter_page_dispose (GObject *object)
{
  ParvisCounterPage *self = PARVIS_COUNTER_PAGE (object);
  GtkWidget *child;

  g_clear_object (&self->place_signals);
  g_clear_object (&self->tally_signals);
  g_clear_object (&self->place);
  g_clear_object (&self->counting);
  g_clear_pointer (&self->choice, g_ptr_array_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_COUNTER_PAGE);

  /* GTK 4.8 lets go only of those that are bound. */
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (parvis_counter_page_parent_class)->dispose (object);
}

static void
parvis_counter_page_class_init (ParvisCounterPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_counter_page_dispose;
  widget_class->map = parvis_counter_page_map;

  g_type_ensure (PARVIS_TYPE_COUNTER);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-counter-page.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, chooser);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, counter);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, figure_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, header);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, loading_clamp);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, log_list);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, status_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, title);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, title_stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisCounterPage, views);
  gtk_widget_class_bind_template_callback (widget_class, chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, said_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
}

static void
parvis_counter_page_init (ParvisCounterPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  self->figure = PARVIS_FIGURE (parvis_figure_new (PARVIS_FIGURE_XL));
  self->bars = PARVIS_GAUGE_BARS (parvis_gauge_bars_new (PARVIS_BARS_LARGE));
  gtk_widget_set_valign (GTK_WIDGET (self->bars), GTK_ALIGN_CENTER);
  gtk_box_append (self->figure_box, GTK_WIDGET (self->figure));
  gtk_box_append (self->figure_box, GTK_WIDGET (self->bars));
  self->skeleton = parvis_skeleton_new (PARVIS_SKELETON_COUNTER, _("Reading the places…"));
  adw_clamp_set_child (self->loading_clamp, self->skeleton);
  parvis_counter_take_keys (self->counter, GTK_WIDGET (self));

  self->place_signals = g_signal_group_new (PARVIS_TYPE_PLACE);
  g_signal_group_connect_object (self->place_signals, "changed", G_CALLBACK (changed_cb), self,
                                 G_CONNECT_SWAPPED);
  self->tally_signals = g_signal_group_new (PARVIS_TYPE_TALLY);
  g_signal_group_connect_object (self->tally_signals, "changed", G_CALLBACK (changed_cb), self,
                                 G_CONNECT_SWAPPED);
}

GtkWidget *
parvis_counter_page_new (ParvisCounting *counting)
{
  ParvisCounterPage *self;
  ParvisPlaces *places;
  GtkWidget *outage;

  g_return_val_if_fail (PARVIS_IS_COUNTING (counting), NULL);

  self = g_object_new (PARVIS_TYPE_COUNTER_PAGE, NULL);
  self->counting = g_object_ref (counting);

  parvis_page_equip_header (self->header, parvis_counting_get_desk (counting));
  outage = parvis_page_outage_bar (parvis_counting_get_desk (counting));
  gtk_widget_insert_after (outage, GTK_WIDGET (self), GTK_WIDGET (self->header));

  /* A place may be listed before its facility, and so its name, is known. */
  places = parvis_counting_get_places (counting);
  g_signal_connect_object (places, "items-changed", G_CALLBACK (places_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (counting, "rights-changed", G_CALLBACK (places_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (places, "updated", G_CALLBACK (places_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (parvis_places_get_session (places), "notify::link",
                           G_CALLBACK (link_cb), self, G_CONNECT_SWAPPED);
  refill (self);

  return GTK_WIDGET (self);
}

/* Counts @place from now on. */
void
parvis_counter_page_set_place (ParvisCounterPage *self,
                               ParvisPlace       *place)
{
  gboolean filling;

  g_return_if_fail (PARVIS_IS_COUNTER_PAGE (self));
  g_return_if_fail (PARVIS_IS_PLACE (place));

  if (!g_set_object (&self->place, place))
    return;

  parvis_counter_set_place (self->counter, self->counting, place);
  g_signal_group_set_target (self->place_signals, place);
  g_signal_group_set_target (self->tally_signals,
                             parvis_counting_get_tally (self->counting,
                                                        parvis_place_get_id (place)));
  parvis_page_set_status (self->status_label, NULL);

  filling = self->filling;
  self->filling = TRUE;
  if (self->choice != NULL)
    point_choosers (self);
  self->filling = filling;
  update (self);
}

ParvisPlace *
parvis_counter_page_get_place (ParvisCounterPage *self)
{
  g_return_val_if_fail (PARVIS_IS_COUNTER_PAGE (self), NULL);

  return self->place;
}

ParvisCounter *
parvis_counter_page_get_counter (ParvisCounterPage *self)
{
  g_return_val_if_fail (PARVIS_IS_COUNTER_PAGE (self), NULL);

  return self->counter;
}

/* Returns: (transfer none): the last sentence of the status label */
const char *
parvis_counter_page_get_status (ParvisCounterPage *self)
{
  g_return_val_if_fail (PARVIS_IS_COUNTER_PAGE (self), NULL);

  return gtk_label_get_label (self->status_label);
}
