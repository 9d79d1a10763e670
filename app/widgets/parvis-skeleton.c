/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-skeleton"

#include "config.h"

#include "parvis-skeleton.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* Until the shape and from it to the spinner, in ms. */
#define PATIENCE    300
#define SHAPE_SHOWN 1700

struct _ParvisSkeleton
{
  GtkWidget            parent_instance;

  /* Children, made when one of them is first to be seen, else NULL */
  GtkWidget           *shape;
  GtkWidget           *waiting;
  GtkSpinner          *spinner;
  GtkWidget           *never;

  /* Owned */
  char                *sentence;

  ParvisSkeletonForm   form;
  ParvisSkeletonStage  stage;
  guint                timer;
};

G_DEFINE_FINAL_TYPE (ParvisSkeleton, parvis_skeleton, GTK_TYPE_WIDGET)

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
fill_list (GtkBox *shape)
{
  for (guint i = 0; i < PARVIS_SKELETON_N_ROWS; i++)
    gtk_box_append (shape, build_row ());
  gtk_widget_add_css_class (GTK_WIDGET (shape), "card");
}

static void
fill_curve (GtkBox *shape)
{
  GtkWidget *bar = build_bar ("curve", GTK_ALIGN_FILL);

  gtk_widget_set_hexpand (bar, TRUE);
  gtk_box_append (shape, bar);
}

static void
fill_counter (GtkBox *shape)
{
  GtkWidget *buttons = g_object_new (GTK_TYPE_BOX, "spacing", 12, "homogeneous", TRUE, NULL);

  gtk_box_set_spacing (shape, 18);
  gtk_box_append (shape, build_bar ("large-figure", GTK_ALIGN_CENTER));
  for (guint i = 0; i < 2; i++)
    gtk_box_append (GTK_BOX (buttons), build_bar ("large-button", GTK_ALIGN_FILL));
  gtk_box_append (shape, buttons);
}

/* What is there at once never shows any of it. */
static void
build (ParvisSkeleton *self)
{
  static void (* const fill[]) (GtkBox *shape) = { fill_list, fill_curve, fill_counter };
  GtkWidget *widget = GTK_WIDGET (self);
  GtkWidget *label;

  self->shape = g_object_new (GTK_TYPE_BOX, "orientation", GTK_ORIENTATION_VERTICAL,
                              "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                              "valign", GTK_ALIGN_START, NULL);
  fill[self->form] (GTK_BOX (self->shape));
  gtk_widget_set_parent (self->shape, widget);

  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  label = g_object_new (GTK_TYPE_LABEL, "label", self->sentence, "wrap", TRUE,
                        "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  self->waiting = g_object_new (GTK_TYPE_BOX, "spacing", 9, "halign", GTK_ALIGN_CENTER,
                                "valign", GTK_ALIGN_START, "margin-top", 24, NULL);
  gtk_box_append (GTK_BOX (self->waiting), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (self->waiting), label);
  gtk_widget_set_parent (self->waiting, widget);

  self->never = g_object_new (ADW_TYPE_STATUS_PAGE, "icon-name", "network-offline-symbolic",
                              "title", _("Nothing received yet"), "description",
                              _("The first time the network is needed once. What there is "
                                "appears here by itself."), NULL);
  gtk_widget_add_css_class (self->never, "compact");
  gtk_widget_set_parent (self->never, widget);
}

static void
show_stage (ParvisSkeleton      *self,
            ParvisSkeletonStage  stage)
{
  gboolean seen = stage >= PARVIS_SKELETON_SHAPE;

  self->stage = stage;
  gtk_widget_set_visible (GTK_WIDGET (self), seen);
  if (self->shape == NULL && !seen)
    return;

  if (self->shape == NULL)
    build (self);
  gtk_widget_set_visible (self->shape, stage == PARVIS_SKELETON_SHAPE);
  gtk_widget_set_visible (self->waiting, stage == PARVIS_SKELETON_SPINNER);
  gtk_spinner_set_spinning (self->spinner, stage == PARVIS_SKELETON_SPINNER);
  gtk_widget_set_visible (self->never, stage == PARVIS_SKELETON_NEVER);
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
  if (self->stage != PARVIS_SKELETON_PATIENT && self->stage != PARVIS_SKELETON_SHAPE)
    return;

  show_stage (self, self->stage + 1);
  if (self->stage == PARVIS_SKELETON_SHAPE)
    self->timer = g_timeout_add (SHAPE_SHOWN, timer_cb, self);
}

static void
parvis_skeleton_dispose (GObject *object)
{
  ParvisSkeleton *self = PARVIS_SKELETON (object);

  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->shape, gtk_widget_unparent);
  g_clear_pointer (&self->waiting, gtk_widget_unparent);
  g_clear_pointer (&self->never, gtk_widget_unparent);

  G_OBJECT_CLASS (parvis_skeleton_parent_class)->dispose (object);
}

static void
parvis_skeleton_finalize (GObject *object)
{
  g_free (PARVIS_SKELETON (object)->sentence);

  G_OBJECT_CLASS (parvis_skeleton_parent_class)->finalize (object);
}

static void
parvis_skeleton_class_init (ParvisSkeletonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_skeleton_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_skeleton_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
parvis_skeleton_init (ParvisSkeleton *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * parvis_skeleton_new:
 * @sentence: "Reading the places…"
 */
GtkWidget *
parvis_skeleton_new (ParvisSkeletonForm  form,
                     const char         *sentence)
{
  ParvisSkeleton *self;

  g_return_val_if_fail (form <= PARVIS_SKELETON_COUNTER, NULL);

  self = g_object_new (PARVIS_TYPE_SKELETON, NULL);
  self->form = form;
  self->sentence = g_strdup (sentence);

  return GTK_WIDGET (self);
}

void
parvis_skeleton_set_loading (ParvisSkeleton *self,
                             gboolean        loading)
{
  g_return_if_fail (PARVIS_IS_SKELETON (self));

  if (loading == (self->stage != PARVIS_SKELETON_HIDDEN && self->stage != PARVIS_SKELETON_NEVER))
    return;

  g_clear_handle_id (&self->timer, g_source_remove);
  show_stage (self, loading ? PARVIS_SKELETON_PATIENT : PARVIS_SKELETON_HIDDEN);
  if (loading)
    self->timer = g_timeout_add (PATIENCE, timer_cb, self);
}

gboolean
parvis_skeleton_follow (ParvisSkeleton *self,
                        ParvisSession  *session,
                        gboolean        empty)
{
  gboolean loading;

  g_return_val_if_fail (PARVIS_IS_SKELETON (self), FALSE);
  g_return_val_if_fail (PARVIS_IS_SESSION (session), FALSE);

  loading = empty && parvis_session_is_loading (session);
  parvis_skeleton_set_loading (self, loading);
  if (!loading)
    show_stage (self, empty && parvis_session_get_updated_at (session) == PARVIS_NO_TIME
                      ? PARVIS_SKELETON_NEVER : PARVIS_SKELETON_HIDDEN);

  return self->stage != PARVIS_SKELETON_HIDDEN;
}

ParvisSkeletonStage
parvis_skeleton_get_stage (ParvisSkeleton *self)
{
  g_return_val_if_fail (PARVIS_IS_SKELETON (self), PARVIS_SKELETON_HIDDEN);

  return self->stage;
}
