/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-source-detail"

#include "config.h"

#include "parvis-source-detail.h"

#include "parvis-format.h"
#include "parvis-source-controls.h"
#include "parvis-source-log.h"

#include <glib/gi18n.h>
#include <math.h>

struct _ParvisSourceDetail
{
  GtkWidget     parent_instance;

  /* Owned; NULL until there is a desk */
  ParvisSourceLog *log;
  ParvisSourceControls *controls;

  /* Template */
  AdwPreferencesGroup *actions;
  AdwActionRow *battery_row;
  AdwActionRow *created_row;
  AdwActionRow *faults_row;
  AdwActionRow *format_row;
  AdwActionRow *judge_row;
  AdwActionRow *measure_row;
  AdwPreferencesGroup *messages;
  GtkWidget    *no_button;
  GtkWidget    *page;
  AdwActionRow *period_row;
  AdwActionRow *place_row;
  AdwActionRow *pointer_row;
  AdwActionRow *preset_row;
  AdwActionRow *same_row;
  AdwActionRow *seen_row;
  AdwPreferencesGroup *settings;
  AdwActionRow *signal_row;
  AdwPreferencesGroup *silences;
  AdwActionRow *state_row;
  AdwActionRow *value_row;
  GtkWidget    *yes_button;
};

G_DEFINE_FINAL_TYPE (ParvisSourceDetail, parvis_source_detail, GTK_TYPE_WIDGET)

enum
{
  JUDGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
yes_cb (ParvisSourceDetail *self)
{
  g_signal_emit (self, signals[JUDGED], 0, TRUE);
}

static void
no_cb (ParvisSourceDetail *self)
{
  g_signal_emit (self, signals[JUDGED], 0, FALSE);
}

static void
parvis_source_detail_dispose (GObject *object)
{
  ParvisSourceDetail *self = PARVIS_SOURCE_DETAIL (object);

  /* What they ask for may come later than this. */
  if (self->log != NULL)
    g_object_run_dispose (G_OBJECT (self->log));
  g_clear_object (&self->log);
  g_clear_object (&self->controls);
  gtk_widget_dispose_template (GTK_WIDGET (object), PARVIS_TYPE_SOURCE_DETAIL);

  G_OBJECT_CLASS (parvis_source_detail_parent_class)->dispose (object);
}

static void
parvis_source_detail_class_init (ParvisSourceDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_source_detail_dispose;

  signals[JUDGED] = g_signal_new ("judged", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                  0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-source-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, actions);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, battery_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, created_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, faults_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, format_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, judge_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, measure_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, messages);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, no_button);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, page);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, period_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, place_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, pointer_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, preset_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, same_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, seen_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, settings);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, signal_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, silences);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, state_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, value_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceDetail, yes_button);
  gtk_widget_class_bind_template_callback (widget_class, no_cb);
  gtk_widget_class_bind_template_callback (widget_class, yes_cb);
}

static void
parvis_source_detail_init (ParvisSourceDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* What a source does not tell has no row. A subtitle is markup. */
static void
show_row (AdwActionRow *row,
          const char   *text)
{
  g_autofree char *markup = text != NULL ? g_markup_escape_text (text, -1) : NULL;

  gtk_widget_set_visible (GTK_WIDGET (row), text != NULL && text[0] != '\0');
  if (markup != NULL)
    adw_action_row_set_subtitle (row, markup);
}

static void
show_value (ParvisSourceDetail *self,
            const ParvisSource *source)
{
  g_autofree char *value = parvis_source_text_value (source);
  g_autofree char *unit = parvis_source_text_unit (source);
  g_autofree char *both = g_strdup_printf (unit[0] != '\0' ? "%s %s" : "%s%s", value, unit);

  show_row (self->value_row, both);
}

static void
show_radio (ParvisSourceDetail *self,
            const ParvisSource *source)
{
  g_autofree char *battery = parvis_source_text_battery (source);
  g_autofree char *signal = parvis_source_text_signal (source);
  g_autofree char *both = NULL;

  show_row (self->battery_row, battery);
  if (signal[0] != '\0' && !isnan (source->snr))
    both = g_strdup_printf (_("%1$s, %2$.1f dB above the noise"), signal, source->snr);
  show_row (self->signal_row, both != NULL ? both : signal);
}

static void
show_instant (AdwActionRow           *row,
              gint64                  instant,
              const ParvisSourceView *view)
{
  g_autofree char *moment = NULL;

  if (instant != PARVIS_NO_TIME)
    moment = parvis_format_moment (instant, view->now, view->zone);
  show_row (row, moment);
}

void
parvis_source_detail_show (ParvisSourceDetail     *self,
                           const ParvisSource     *source,
                           const ParvisSourceView *view)
{
  g_autofree char *state = parvis_source_text_state (source, view);
  g_autofree char *seen = parvis_source_text_seen (source, view);
  g_autofree char *period = parvis_source_text_period (source);
  g_autofree char *faults = parvis_format_number (source->faults);
  gboolean in_doubt = parvis_source_is_in_doubt (source);

  g_return_if_fail (PARVIS_IS_SOURCE_DETAIL (self));

  show_row (self->state_row, state);
  gtk_widget_set_visible (GTK_WIDGET (self->judge_row), in_doubt);
  gtk_widget_set_sensitive (self->yes_button, source->waiting == 0);
  gtk_widget_set_sensitive (self->no_button, source->waiting == 0);
  show_row (self->seen_row, seen);
  show_value (self, source);
  show_radio (self, source);

  show_row (self->place_row, source->place);
  show_row (self->measure_row, parvis_source_text_kind (source));
  show_row (self->format_row, parvis_source_text_format (source));
  show_row (self->preset_row, source->preset);
  show_row (self->pointer_row, parvis_source_is_unfinished (source) ? NULL : source->pointer);
  show_row (self->period_row, source->format == PARVIS_FORMAT_HAND ? NULL : period);

  show_row (self->faults_row, faults);
  show_instant (self->same_row, source->same_since, view);
  show_instant (self->created_row, source->created_at, view);

  if (self->log == NULL)
    return;

  parvis_source_log_show (self->log, source);
  parvis_source_controls_show (self->controls, source);
}

/**
 * parvis_source_detail_set_desk:
 *
 * With a desk it asks for what the service keeps, and lets things be changed.
 */
void
parvis_source_detail_set_desk (ParvisSourceDetail *self,
                               ParvisDesk         *desk)
{
  g_return_if_fail (PARVIS_IS_SOURCE_DETAIL (self));
  g_return_if_fail (self->log == NULL);

  self->log = parvis_source_log_new (desk, self->messages, self->silences);
  self->controls = parvis_source_controls_new (desk, self->settings, self->actions);
}

void
parvis_source_detail_test (ParvisSourceDetail *self)
{
  g_return_if_fail (PARVIS_IS_SOURCE_DETAIL (self));

  if (gtk_widget_get_sensitive (GTK_WIDGET (self->actions)))
    parvis_source_log_test (self->log);
}

void
parvis_source_detail_pause (ParvisSourceDetail *self)
{
  g_return_if_fail (PARVIS_IS_SOURCE_DETAIL (self));

  parvis_source_controls_pause (self->controls);
}
