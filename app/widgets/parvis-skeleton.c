/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-skeleton"

#include "config.h"

#include "parvis-skeleton.h"

/* Until the rows and from them to the spinner, in ms. */
#define PATIENCE   300
#define ROWS_SHOWN 1700

struct _ParvisSkeleton
{
  GtkWidget            parent_instance;

  /* Children */
  GtkWidget           *rows;
  GtkWidget           *waiting;
  GtkSpinner          *spinner;
  GtkLabel            *label;

  ParvisSkeletonStage  stage;
  guint                timer;
};

G_DEFINE_FINAL_TYPE (ParvisSkeleton, parvis_skeleton, GTK_TYPE_WIDGET)

static void
show_stage (ParvisSkeleton      *self,
            ParvisSkeletonStage  stage)
{
  self->stage = stage;
  gtk_widget_set_visible (GTK_WIDGET (self), stage >= PARVIS_SKELETON_ROWS);
  gtk_widget_set_visible (self->rows, stage == PARVIS_SKELETON_ROWS);
  gtk_widget_set_visible (self->waiting, stage == PARVIS_SKELETON_SPINNER);
  gtk_spinner_set_spinning (self->spinner, stage == PARVIS_SKELETON_SPINNER);
}

static gboolean
timer_cb (gpointer user_data)
{
  ParvisSkeleton *self = PARVIS_SKELETON (user_data);

  self->timer = 0;
  parvis_skeleton_advance (self);

  return G_SOURCE_REMOVE;
}

void
parvis_skeleton_advance (ParvisSkeleton *self)
{
  g_return_if_fail (PARVIS_IS_SKELETON (self));

  g_clear_handle_id (&self->timer, g_source_remove);
  if (self->stage == PARVIS_SKELETON_HIDDEN || self->stage == PARVIS_SKELETON_SPINNER)
    return;

  show_stage (self, self->stage + 1);
  if (self->stage == PARVIS_SKELETON_ROWS)
    self->timer = g_timeout_add (ROWS_SHOWN, timer_cb, self);
}

static void
parvis_skeleton_dispose (GObject *object)
{
  ParvisSkeleton *self = PARVIS_SKELETON (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->rows, gtk_widget_unparent);
  g_clear_pointer (&self->waiting, gtk_widget_unparent);

  G_OBJECT_CLASS (parvis_skeleton_parent_class)->dispose (object);
}

static void
parvis_skeleton_class_init (ParvisSkeletonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_skeleton_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkWidget *
build_bar (const char *css_class,
           GtkAlign    align)
{
  GtkWidget *bar = g_object_new (GTK_TYPE_BOX, "halign", align, NULL);

  gtk_widget_add_css_class (bar, "skeleton-bar");
  gtk_widget_add_css_class (bar, css_class);

  return bar;
}

/* A name over an age, and a figure at the end: what the rows will be. */
static GtkWidget *
build_row (void)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *lines = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                                   "spacing", 8, "hexpand", TRUE,
                                   "valign", GTK_ALIGN_CENTER, NULL);
  GtkWidget *figure = build_bar ("figure", GTK_ALIGN_END);

  gtk_box_append (GTK_BOX (lines), build_bar ("name", GTK_ALIGN_START));
  gtk_box_append (GTK_BOX (lines), build_bar ("age", GTK_ALIGN_START));
  gtk_box_append (GTK_BOX (row), lines);
  gtk_widget_set_valign (figure, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (row), figure);
  gtk_widget_add_css_class (row, "skeleton-row");

  return row;
}

static void
parvis_skeleton_init (ParvisSkeleton *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  self->rows = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                             "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                             "valign", GTK_ALIGN_START, NULL);
  for (guint i = 0; i < PARVIS_SKELETON_N_ROWS; i++)
    gtk_box_append (GTK_BOX (self->rows), build_row ());
  gtk_widget_add_css_class (self->rows, "card");
  gtk_widget_set_parent (self->rows, widget);

  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->label = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "accessible-role",
                              GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  self->waiting = g_object_new (GTK_TYPE_BOX, "spacing", 9, "halign", GTK_ALIGN_CENTER,
                                "valign", GTK_ALIGN_START, "margin-top", 24, NULL);
  gtk_box_append (GTK_BOX (self->waiting), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (self->waiting), GTK_WIDGET (self->label));
  gtk_widget_set_parent (self->waiting, widget);

  show_stage (self, PARVIS_SKELETON_HIDDEN);
}

/**
 * parvis_skeleton_new:
 * @sentence: "Reading the places…"
 */
GtkWidget *
parvis_skeleton_new (const char *sentence)
{
  ParvisSkeleton *self = g_object_new (PARVIS_TYPE_SKELETON, NULL);

  gtk_label_set_label (self->label, sentence);

  return GTK_WIDGET (self);
}

void
parvis_skeleton_set_loading (ParvisSkeleton *self,
                             gboolean        loading)
{
  g_return_if_fail (PARVIS_IS_SKELETON (self));

  if (loading == (self->stage != PARVIS_SKELETON_HIDDEN))
    return;

  g_clear_handle_id (&self->timer, g_source_remove);
  show_stage (self, loading ? PARVIS_SKELETON_PATIENT : PARVIS_SKELETON_HIDDEN);
  if (loading)
    self->timer = g_timeout_add (PATIENCE, timer_cb, self);
}

ParvisSkeletonStage
parvis_skeleton_get_stage (ParvisSkeleton *self)
{
  g_return_val_if_fail (PARVIS_IS_SKELETON (self), PARVIS_SKELETON_HIDDEN);

  return self->stage;
}
