/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-place-row"

#include "config.h"

#include "parvis-place-row.h"

#include "parvis-format.h"
#include "parvis-freshness-label.h"
#include "parvis-gauge-bars.h"
#include "parvis-glyph.h"
#include "parvis-icon-button.h"
#include "parvis-line-layout.h"

#include <glib/gi18n.h>

#define SPACING 9

struct _ParvisPlaceRow
{
  GtkListBoxRow  parent_instance;

  /* Children */
  GtkWidget     *image;
  GtkWidget     *name;
  GtkWidget     *freshness;
  GtkWidget     *warning;
  GtkWidget     *pin;
  GtkWidget     *figure;
  GtkWidget     *unit;
  GtkWidget     *lowered;
  GtkWidget     *bars;

  /* Owned */
  ParvisPlace   *place;

  gboolean       away;           /* from what can be seen */
  gboolean       pinned;
};

G_DEFINE_FINAL_TYPE (ParvisPlaceRow, parvis_place_row, GTK_TYPE_LIST_BOX_ROW)

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    set)
{
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static char *
describe_fault (const ParvisPlaceFacts *facts)
{
  g_autofree char *value = parvis_format_number (facts->fault_value);

  if (facts->fault == PARVIS_REASON_SUSPICIOUS_ZERO)
    return g_strdup (_("It fell to 0 at once: showing the last safe value."));

  return g_strdup_printf (_("Impossible value received (%s): showing the last safe value."), value);
}

static void
name_row (ParvisPlaceRow *self)
{
  const char *sentence = parvis_place_get_text (self->place, PARVIS_PLACE_TEXT_SENTENCE);
  g_autofree char *pinned = NULL;

  /* Translators: what a screen reader says of a place that is pinned. */
  if (self->pinned)
    pinned = g_strdup_printf (_("%s, on the wall display"), sentence);
  parvis_set_label (GTK_WIDGET (self), pinned != NULL ? pinned : sentence);
}

static void
refresh (ParvisPlaceRow *self)
{
  const ParvisPlaceFacts *facts = parvis_place_get_facts (self->place);
  const char *unit = parvis_place_get_text (self->place, PARVIS_PLACE_TEXT_UNIT);
  gboolean stale = facts->freshness == PARVIS_FRESHNESS_STALE;
  g_autofree char *lowered = parvis_place_text_lowered (facts);
  g_autofree char *fault = NULL;

  parvis_glyph_set (self->image, parvis_facility_icon (facts->kind));
  gtk_label_set_label (GTK_LABEL (self->name), facts->name);
  parvis_freshness_label_set (PARVIS_FRESHNESS_LABEL (self->freshness), facts->freshness,
                              facts->link_up,
                              parvis_place_get_text (self->place, PARVIS_PLACE_TEXT_FRESHNESS));
  gtk_label_set_label (GTK_LABEL (self->figure),
                       parvis_place_get_text (self->place, PARVIS_PLACE_TEXT_FIGURE));
  gtk_label_set_label (GTK_LABEL (self->unit), unit);
  gtk_widget_set_visible (self->unit, unit[0] != '\0');
  gtk_label_set_label (GTK_LABEL (self->lowered), lowered != NULL ? lowered : "");
  gtk_widget_set_visible (self->lowered, lowered != NULL);
  set_class (self->figure, "stale-value", stale);

  gtk_widget_set_visible (self->bars, facts->level > 0 || stale);
  parvis_gauge_bars_set_level (PARVIS_GAUGE_BARS (self->bars), facts->level, stale);

  if (facts->fault != PARVIS_REASON_NONE)
    fault = describe_fault (facts);
  gtk_widget_set_visible (self->warning, fault != NULL);
  gtk_widget_set_tooltip_text (self->warning, fault);

  name_row (self);
}

static void
changed_cb (ParvisPlace *place,
            gpointer     user_data)
{
  refresh (PARVIS_PLACE_ROW (user_data));
}

static void
parvis_place_row_snapshot (GtkWidget   *widget,
                           GtkSnapshot *snapshot)
{
  if (!PARVIS_PLACE_ROW (widget)->away)
    GTK_WIDGET_CLASS (parvis_place_row_parent_class)->snapshot (widget, snapshot);
}

static void
parvis_place_row_dispose (GObject *object)
{
  ParvisPlaceRow *self = PARVIS_PLACE_ROW (object);

  g_clear_object (&self->place);

  G_OBJECT_CLASS (parvis_place_row_parent_class)->dispose (object);
}

static void
parvis_place_row_class_init (ParvisPlaceRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_place_row_dispose;
  GTK_WIDGET_CLASS (klass)->snapshot = parvis_place_row_snapshot;

  /* Of the row and not of the list: the row has the focus, and Space would open it. */
  gtk_widget_class_add_binding_action (GTK_WIDGET_CLASS (klass), GDK_KEY_space, 0, "list.pin",
                                       NULL);
}

static GtkWidget *
build_label (float       xalign,
             const char *css_class)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "xalign", xalign, NULL);

  if (css_class != NULL)
    gtk_widget_add_css_class (label, css_class);
  gtk_widget_add_css_class (label, "tnum");

  return label;
}

/* Lines and not columns: a long age stands beside a short capacity, whatever the
 * widths of the name and the figure above them.
 */
static GtkWidget *
build_line (GtkWidget *start,
            GtkWidget *end)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);

  gtk_widget_set_layout_manager (line, parvis_line_layout_new (SPACING));
  gtk_widget_set_hexpand (start, TRUE);
  gtk_box_append (GTK_BOX (line), start);
  gtk_box_append (GTK_BOX (line), end);

  return line;
}

static void
parvis_place_row_init (ParvisPlaceRow *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *line;

  self->image = parvis_glyph_new (18);
  self->name = build_label (0, NULL);
  gtk_label_set_wrap (GTK_LABEL (self->name), TRUE);
  gtk_label_set_natural_wrap_mode (GTK_LABEL (self->name), GTK_NATURAL_WRAP_WORD);
  self->freshness = parvis_freshness_label_new ();
  self->warning = g_object_new (GTK_TYPE_IMAGE, "pixel-size", 16, "accessible-role",
                                GTK_ACCESSIBLE_ROLE_IMG, NULL);
  gtk_image_set_from_icon_name (GTK_IMAGE (self->warning), "dialog-warning-symbolic");
  gtk_widget_set_visible (self->warning, FALSE);
  gtk_widget_add_css_class (self->warning, "warning");
  self->pin = parvis_glyph_new (12);
  parvis_glyph_set (self->pin, "view-pin-symbolic");
  gtk_widget_set_visible (self->pin, FALSE);
  /* Hidden already: for what is visible GTK asks the screen three times where the pointer is. */
  gtk_widget_set_tooltip_text (self->pin, _("On the wall display"));
  gtk_widget_add_css_class (self->pin, "parvis-dim");
  self->figure = build_label (1, "figure-s");
  self->unit = build_label (1, "fresh");
  self->lowered = build_label (1, "fresh");
  gtk_label_set_wrap (GTK_LABEL (self->lowered), TRUE);
  gtk_label_set_justify (GTK_LABEL (self->lowered), GTK_JUSTIFY_RIGHT);
  gtk_widget_set_visible (self->lowered, FALSE);
  self->bars = parvis_gauge_bars_new (PARVIS_BARS_SMALL);

  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_layout_manager (box, parvis_line_layout_new (SPACING));
  gtk_widget_add_css_class (box, "place-row");

  line = build_line (self->name, self->figure);
  gtk_box_insert_child_after (GTK_BOX (line), self->pin, self->name);
  gtk_box_append (GTK_BOX (lines), line);
  gtk_box_append (GTK_BOX (lines), build_line (self->freshness, self->unit));
  gtk_box_append (GTK_BOX (lines), self->lowered);
  gtk_box_append (GTK_BOX (box), self->image);
  gtk_box_append (GTK_BOX (box), lines);
  gtk_box_append (GTK_BOX (box), self->warning);
  gtk_box_append (GTK_BOX (box), self->bars);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (self), box);
}

GtkWidget *
parvis_place_row_new (ParvisPlace *place)
{
  ParvisPlaceRow *self;

  g_return_val_if_fail (PARVIS_IS_PLACE (place), NULL);

  self = g_object_new (PARVIS_TYPE_PLACE_ROW, NULL);
  self->place = g_object_ref (place);
  g_signal_connect_object (place, "changed", G_CALLBACK (changed_cb), self, 0);
  refresh (self);

  return GTK_WIDGET (self);
}

ParvisPlace *
parvis_place_row_get_place (ParvisPlaceRow *self)
{
  g_return_val_if_fail (PARVIS_IS_PLACE_ROW (self), NULL);

  return self->place;
}

void
parvis_place_row_set_pinned (ParvisPlaceRow *self,
                             gboolean        pinned)
{
  g_return_if_fail (PARVIS_IS_PLACE_ROW (self));

  self->pinned = pinned;
  gtk_widget_set_visible (self->pin, pinned);
  name_row (self);
}

/**
 * parvis_place_row_follow_view:
 *
 * GTK draws the rows of a list box that nobody sees in every frame; of two
 * hundred that is most of the frame.
 */
void
parvis_place_row_follow_view (ParvisPlaceRow    *self,
                              GtkScrolledWindow *scroller)
{
  GtkAdjustment *adjustment = gtk_scrolled_window_get_vadjustment (scroller);
  GtkWidget *content =
    gtk_viewport_get_child (GTK_VIEWPORT (gtk_scrolled_window_get_child (scroller)));
  double page = gtk_adjustment_get_page_size (adjustment);
  double top = gtk_adjustment_get_value (adjustment) - page / 4;
  gboolean away;
  double x;
  double y;

  g_return_if_fail (PARVIS_IS_PLACE_ROW (self));

  if (!gtk_widget_translate_coordinates (GTK_WIDGET (self), content, 0, 0, &x, &y))
    return;

  away = y > top + page * 1.5 || y + gtk_widget_get_height (GTK_WIDGET (self)) < top;
  if (self->away == away)
    return;

  self->away = away;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
