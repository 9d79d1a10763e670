/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-part-row"

#include "config.h"

#include "parvis-part-row.h"

#include "parvis-format.h"
#include "parvis-freshness-label.h"
#include "parvis-gauge-bars.h"
#include "parvis-icon-button.h"

#include <glib/gi18n.h>

struct _ParvisPartRow
{
  GtkListBoxRow  parent_instance;

  /* Template */
  GtkBox        *end_box;
  GtkImage      *icon;
  GtkLabel      *subtitle_label;
  GtkBox        *text_box;
  GtkLabel      *title_label;
  GtkLabel      *unit_label;
  GtkLabel      *value_label;

  /* Children of a place's row */
  GtkWidget     *bars;
  GtkWidget     *freshness;
};

G_DEFINE_FINAL_TYPE (ParvisPartRow, parvis_part_row, GTK_TYPE_LIST_BOX_ROW)

static void
parvis_part_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARVIS_TYPE_PART_ROW);

  G_OBJECT_CLASS (parvis_part_row_parent_class)->dispose (object);
}

static void
parvis_part_row_class_init (ParvisPartRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_part_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-part-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisPartRow, end_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisPartRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ParvisPartRow, subtitle_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisPartRow, text_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisPartRow, title_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisPartRow, unit_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisPartRow, value_label);
}

static void
parvis_part_row_init (ParvisPartRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
show_text (GtkLabel   *label,
           const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
}

static void
name_row (ParvisPartRow *self,
          const char    *age)
{
  const char *subtitle = gtk_label_get_label (self->subtitle_label);
  g_autofree char *label =
    g_strdup_printf ("%s, %s, %s", gtk_label_get_label (self->title_label),
                     gtk_label_get_label (self->value_label), *age != '\0' ? age : subtitle);

  parvis_set_label (GTK_WIDGET (self), label);
}

static void
show_freshness (ParvisPartRow          *self,
                ParvisFreshness         freshness,
                const ParvisPlaceFacts *facts,
                const char             *age)
{
  GtkWidget *label = parvis_freshness_label_new ();

  parvis_freshness_label_set (PARVIS_FRESHNESS_LABEL (label), freshness, facts->link_up, age);
  gtk_box_append (self->text_box, label);
}

/* A source's health in the words and glyphs of a figure's freshness; what a
 * figure cannot be is told as text.
 */
static const char *
fault_of (ParvisHealth health)
{
  switch (health)
    {
    case PARVIS_HEALTH_NEVER:
      return _("Nothing received yet");

    case PARVIS_HEALTH_IMPLAUSIBLE:
      return _("Impossible value received");

    case PARVIS_HEALTH_STUCK:
      return _("The same value all day");

    case PARVIS_HEALTH_PAUSED:
      return _("Paused");

    case PARVIS_HEALTH_OK:
    case PARVIS_HEALTH_LATE:
    case PARVIS_HEALTH_SILENT:
      break;
    }

  return NULL;
}

static ParvisFreshness
freshness_of (ParvisHealth health)
{
  if (health == PARVIS_HEALTH_OK)
    return PARVIS_FRESHNESS_LIVE;

  return health == PARVIS_HEALTH_LATE ? PARVIS_FRESHNESS_LATE : PARVIS_FRESHNESS_STALE;
}

static void
show_health (ParvisPartRow          *self,
             const ParvisPart       *part,
             const ParvisPlaceFacts *facts)
{
  const char *fault = fault_of (part->health);
  g_autofree char *age = NULL;

  if (fault != NULL || part->seen_at == PARVIS_NO_TIME)
    {
      show_text (self->subtitle_label, fault != NULL ? fault : _("Nothing received yet"));
      gtk_widget_add_css_class (GTK_WIDGET (self->subtitle_label), "late");
      name_row (self, "");
      return;
    }

  age = parvis_format_freshness (freshness_of (part->health), part->seen_at, facts->now,
                                 facts->link_up, facts->zone);
  show_freshness (self, freshness_of (part->health), facts, age);
  name_row (self, age);
}

static void
fill_source (ParvisPartRow          *self,
             const ParvisPart       *part,
             const ParvisPlaceFacts *facts)
{
  g_autofree char *value = part->value >= 0 ? parvis_format_number (part->value) : g_strdup ("–");

  gtk_image_set_from_icon_name (self->icon, "parvis-gate-symbolic");
  gtk_label_set_label (self->title_label, part->name != NULL ? part->name : _("Source"));
  gtk_label_set_label (self->value_label, value);
  if (part->measure == PARVIS_MEASURE_FREE && part->value >= 0)
    show_text (self->unit_label, C_("spaces", "free"));
  show_health (self, part, facts);
}

static void
fill_spaces (ParvisPartRow          *self,
             const ParvisPart       *part,
             const ParvisPlaceFacts *facts)
{
  g_autofree char *title = NULL;
  g_autofree char *silent = NULL;
  g_autofree char *value = parvis_format_number (part->value);

  title = g_strdup_printf (ngettext ("%d space sensor", "%d space sensors", (gulong) part->count),
                           part->count);
  gtk_image_set_from_icon_name (self->icon, "parvis-parking-symbolic");
  gtk_label_set_label (self->title_label, title);
  gtk_label_set_label (self->value_label, value);
  show_text (self->unit_label, C_("spaces", "occupied"));

  if (part->silent == 0)
    {
      show_health (self, part, facts);
      return;
    }

  silent = g_strdup_printf (ngettext ("%d is silent", "%d are silent", (gulong) part->silent),
                            part->silent);
  show_text (self->subtitle_label, silent);
  gtk_widget_add_css_class (GTK_WIDGET (self->subtitle_label), "late");
  name_row (self, "");
}

static void
fill_rest (ParvisPartRow    *self,
           const ParvisPart *part)
{
  g_autofree char *value = parvis_format_signed (part->effect);
  g_autofree char *gestures = NULL;

  gtk_label_set_label (self->value_label, value);
  if (part->kind == PARVIS_PART_HAND)
    {
      gtk_image_set_from_icon_name (self->icon, "parvis-tally-symbolic");
      gtk_label_set_label (self->title_label, _("Gestures and recounts"));
      gestures = g_strdup_printf (ngettext ("%d today", "%d today", (gulong) part->count),
                                  part->count);
      show_text (self->subtitle_label, gestures);
    }
  else if (part->kind == PARVIS_PART_START)
    {
      gtk_image_set_from_icon_name (self->icon, "appointment-new-symbolic");
      gtk_label_set_label (self->title_label, _("At the start of the day"));
    }
  else
    {
      gtk_image_set_from_icon_name (self->icon, "dialog-question-symbolic");
      gtk_label_set_label (self->title_label, _("Not explained"));
      show_text (self->subtitle_label, _("Recount the counter."));
    }
  name_row (self, "");
}

GtkWidget *
parvis_part_row_new_for_part (const ParvisPart       *part,
                              const ParvisPlaceFacts *facts)
{
  ParvisPartRow *self = g_object_new (PARVIS_TYPE_PART_ROW, NULL);

  switch (part->kind)
    {
    case PARVIS_PART_SOURCE:
      fill_source (self, part, facts);
      break;

    case PARVIS_PART_SPACES:
      fill_spaces (self, part, facts);
      break;

    case PARVIS_PART_START:
    case PARVIS_PART_HAND:
    case PARVIS_PART_REST:
      fill_rest (self, part);
      break;
    }

  return GTK_WIDGET (self);
}

/* Returns: how far off the counter may be now; where that cannot be estimated, how
 * far off the last recount found it to be
 */
GtkWidget *
parvis_part_row_new_for_drift (const ParvisBreakdown  *breakdown,
                               const ParvisPlaceFacts *facts)
{
  ParvisPartRow *self = g_object_new (PARVIS_TYPE_PART_ROW, NULL);
  g_autofree char *moment = parvis_format_moment (breakdown->recount_at, facts->now, facts->zone);
  g_autofree char *number = NULL;
  g_autofree char *value = NULL;
  g_autofree char *subtitle = NULL;
  int drift;

  if (parvis_breakdown_estimate_drift (breakdown, facts->now, &drift))
    {
      number = parvis_format_number (drift);
      /* Translators: how much a figure may be off by, either way. */
      value = g_strdup_printf (_("± %s"), number);
      subtitle = g_strdup_printf (_("since the recount of %s"), moment);
      gtk_label_set_label (self->title_label, _("Estimated difference"));
    }
  else
    {
      value = parvis_format_signed (breakdown->recount_gap);
      subtitle = g_strdup_printf (_("at the recount of %s"), moment);
      gtk_label_set_label (self->title_label, _("Difference found"));
    }

  gtk_image_set_from_icon_name (self->icon, "help-about-symbolic");
  gtk_label_set_label (self->value_label, value);
  show_text (self->subtitle_label, subtitle);
  name_row (self, "");

  return GTK_WIDGET (self);
}

/* Returns: a row that can be activated, for the place that goes with another */
GtkWidget *
parvis_part_row_new_for_place (ParvisPlace *place)
{
  ParvisPartRow *self = g_object_new (PARVIS_TYPE_PART_ROW, NULL);

  self->freshness = parvis_freshness_label_new ();
  self->bars = parvis_gauge_bars_new (PARVIS_BARS_SMALL);
  gtk_box_append (self->text_box, self->freshness);
  gtk_box_append (self->end_box, self->bars);
  gtk_box_append (self->end_box, g_object_new (GTK_TYPE_IMAGE,
                                               "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                               "icon-name", "go-next-symbolic",
                                               NULL));
  gtk_widget_set_visible (GTK_WIDGET (self->end_box), TRUE);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (self), TRUE);
  parvis_part_row_update_place (self, place);

  return GTK_WIDGET (self);
}

/* In place, so that the row keeps the focus. */
void
parvis_part_row_update_place (ParvisPartRow *self,
                              ParvisPlace   *place)
{
  const ParvisPlaceFacts *facts;

  g_return_if_fail (PARVIS_IS_PART_ROW (self));
  g_return_if_fail (self->bars != NULL);

  facts = parvis_place_get_facts (place);
  gtk_image_set_from_icon_name (self->icon, parvis_facility_icon (facts->kind));
  gtk_label_set_label (self->title_label, parvis_place_get_name (place));
  gtk_label_set_label (self->value_label, parvis_place_get_text (place, PARVIS_PLACE_TEXT_FIGURE));
  show_text (self->unit_label, parvis_place_get_text (place, PARVIS_PLACE_TEXT_UNIT));
  parvis_freshness_label_set (PARVIS_FRESHNESS_LABEL (self->freshness), facts->freshness,
                              facts->link_up,
                              parvis_place_get_text (place, PARVIS_PLACE_TEXT_FRESHNESS));
  parvis_gauge_bars_set_level (PARVIS_GAUGE_BARS (self->bars), facts->level,
                               facts->freshness == PARVIS_FRESHNESS_STALE);
  parvis_set_label (GTK_WIDGET (self), parvis_place_get_text (place, PARVIS_PLACE_TEXT_SENTENCE));
}
