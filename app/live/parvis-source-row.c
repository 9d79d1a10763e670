/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-source-row"

#include "config.h"

#include "parvis-source-row.h"

#include "parvis-icon-button.h"
#include "parvis-sparkline.h"

#include <math.h>

struct _ParvisSourceRow
{
  GtkListBoxRow  parent_instance;

  /* Template */
  GtkImage      *icon;
  GtkLabel      *name_label;
  GtkLabel      *place_label;
  GtkLabel      *radio_label;
  ParvisSparkline *spark;
  GtkWidget     *state_box;
  GtkImage      *state_icon;
  GtkLabel      *state_label;
  GtkLabel      *unit_label;
  GtkLabel      *value_label;

  /* Owned */
  char          *id;

  /* Borrowed literal */
  const char    *state_class;
};

G_DEFINE_FINAL_TYPE (ParvisSourceRow, parvis_source_row, GTK_TYPE_LIST_BOX_ROW)

static void
parvis_source_row_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), PARVIS_TYPE_SOURCE_ROW);

  G_OBJECT_CLASS (parvis_source_row_parent_class)->dispose (object);
}

static void
parvis_source_row_finalize (GObject *object)
{
  g_free (PARVIS_SOURCE_ROW (object)->id);

  G_OBJECT_CLASS (parvis_source_row_parent_class)->finalize (object);
}

static void
parvis_source_row_class_init (ParvisSourceRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_source_row_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_source_row_finalize;

  g_type_ensure (PARVIS_TYPE_SPARKLINE);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-source-row.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, icon);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, place_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, radio_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, spark);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, state_box);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, state_icon);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, state_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, unit_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisSourceRow, value_label);
}

static void
parvis_source_row_init (ParvisSourceRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
parvis_source_row_new (const char *id)
{
  ParvisSourceRow *self = g_object_new (PARVIS_TYPE_SOURCE_ROW, NULL);

  self->id = g_strdup (id);

  return GTK_WIDGET (self);
}

const char *
parvis_source_row_get_id (ParvisSourceRow *self)
{
  g_return_val_if_fail (PARVIS_IS_SOURCE_ROW (self), NULL);

  return self->id;
}

static void
show_text (GtkLabel   *label,
           const char *text)
{
  gtk_label_set_label (label, text);
  gtk_widget_set_visible (GTK_WIDGET (label), text[0] != '\0');
}

void
parvis_source_row_show (ParvisSourceRow        *self,
                        const ParvisSource     *source,
                        const ParvisSourceView *view)
{
  const char *state_class = parvis_source_state_class (source, view->link_up);
  g_autofree char *state = parvis_source_text_state (source, view);
  g_autofree char *value = parvis_source_text_value (source);
  g_autofree char *unit = parvis_source_text_unit (source);
  g_autofree char *radio = parvis_source_text_radio (source);
  g_autofree char *sentence = parvis_source_text_sentence (source, view);

  g_return_if_fail (PARVIS_IS_SOURCE_ROW (self));

  gtk_image_set_from_icon_name (self->icon, parvis_source_icon (source));
  gtk_label_set_label (self->name_label, source->name);
  show_text (self->place_label, source->place != NULL ? source->place : "");
  gtk_image_set_from_icon_name (self->state_icon,
                                parvis_source_state_icon (source, view->link_up));
  gtk_label_set_label (self->state_label, state);
  show_text (self->radio_label, radio);
  gtk_label_set_label (self->value_label, value);
  show_text (self->unit_label, unit);

  if (state_class != self->state_class)
    {
      if (self->state_class != NULL)
        gtk_widget_remove_css_class (self->state_box, self->state_class);
      gtk_widget_add_css_class (self->state_box, state_class);
    }
  self->state_class = state_class;

  parvis_set_label (GTK_WIDGET (self), sentence);
}

void
parvis_source_row_set_values (ParvisSourceRow *self,
                              const double    *values,
                              guint            n_values)
{
  gboolean any = FALSE;

  g_return_if_fail (PARVIS_IS_SOURCE_ROW (self));

  for (guint i = 0; i < n_values; i++)
    any = any || !isnan (values[i]);
  gtk_widget_set_visible (GTK_WIDGET (self->spark), any);
  parvis_sparkline_set_values (self->spark, values, n_values);
}
