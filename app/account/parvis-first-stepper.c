/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-stepper"

#include "config.h"

#include "parvis-first-stepper.h"

#include "parvis-first-draft.h"
#include "parvis-icon-button.h"

#include <glib/gi18n.h>

static const char *const titles[PARVIS_FIRST_STEPS] = {
  N_("Your town"), N_("First small step"), N_("Where the figure comes from"), N_("Who uses it"),
};

struct _ParvisFirstStepper
{
  GtkBox     parent_instance;

  GtkWidget *steps[PARVIS_FIRST_STEPS];
  GtkStack  *circles[PARVIS_FIRST_STEPS];
  GtkWidget *titles[PARVIS_FIRST_STEPS];
  guint      step;
  gboolean   compact;
};

G_DEFINE_FINAL_TYPE (ParvisFirstStepper, parvis_first_stepper, GTK_TYPE_BOX)

/* The whole is said by the step's own name: its parts say nothing twice. */
static void
hide_from_readers (GtkWidget *widget)
{
  gtk_accessible_update_state (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
}

static GtkWidget *
build_circle (ParvisFirstStepper *self,
              guint               index)
{
  g_autofree char *number = g_strdup_printf ("%u", index + 1);
  GtkWidget *circle = gtk_stack_new ();

  gtk_stack_add_named (GTK_STACK (circle), gtk_label_new (number), "number");
  gtk_stack_add_named (GTK_STACK (circle),
                       g_object_new (GTK_TYPE_IMAGE, "icon-name", "object-select-symbolic",
                                     "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION, NULL),
                       "done");
  gtk_widget_set_valign (circle, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (circle, "first-circle");
  hide_from_readers (circle);
  self->circles[index] = GTK_STACK (circle);

  return circle;
}

static void
add_step (ParvisFirstStepper *self,
          guint               index)
{
  GtkWidget *step = g_object_new (GTK_TYPE_BOX, "spacing", 9, "accessible-role",
                                  GTK_ACCESSIBLE_ROLE_LABEL, NULL);
  GtkWidget *title = g_object_new (GTK_TYPE_LABEL, "label", _(titles[index]), "wrap", TRUE, NULL);

  if (index > 0)
    {
      GtkWidget *line = gtk_separator_new (GTK_ORIENTATION_HORIZONTAL);

      gtk_widget_set_valign (line, GTK_ALIGN_CENTER);
      gtk_widget_add_css_class (line, "first-line");
      gtk_box_append (GTK_BOX (self), line);
    }
  hide_from_readers (title);
  self->titles[index] = title;
  gtk_box_append (GTK_BOX (step), build_circle (self, index));
  gtk_box_append (GTK_BOX (step), title);
  gtk_box_append (GTK_BOX (self), step);
  self->steps[index] = step;
}

static void
set_class (GtkWidget  *widget,
           const char *name,
           gboolean    on)
{
  if (on)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
refresh (ParvisFirstStepper *self)
{
  g_autofree char *name = NULL;

  for (guint i = 0; i < PARVIS_FIRST_STEPS; i++)
    {
      gboolean here = i + 1 == self->step;
      gboolean done = i + 1 < self->step;
      g_autofree char *label = NULL;

      label = g_strdup_printf (here ? _("Step %1$u, %2$s, under way")
                                    : done ? _("Step %1$u, %2$s, done") : _("Step %1$u, %2$s"),
                               i + 1, _(titles[i]));
      parvis_set_label (self->steps[i], label);
      gtk_stack_set_visible_child_name (self->circles[i], done ? "done" : "number");
      set_class (self->steps[i], "here", here);
      set_class (self->steps[i], "done", done);
      gtk_widget_set_visible (self->titles[i], here || !self->compact);
    }

  /* Translators: how far a person is: "Step 2 of 4". */
  name = g_strdup_printf (_("Step %1$u of %2$u"), MIN (self->step, PARVIS_FIRST_STEPS),
                          PARVIS_FIRST_STEPS);
  parvis_set_label (GTK_WIDGET (self), name);
}

static void
parvis_first_stepper_class_init (ParvisFirstStepperClass *klass)
{
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
parvis_first_stepper_init (ParvisFirstStepper *self)
{
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (GTK_WIDGET (self), "first-stepper");
  gtk_box_set_spacing (GTK_BOX (self), 12);
  for (guint i = 0; i < PARVIS_FIRST_STEPS; i++)
    add_step (self, i);
  self->step = 1;
  refresh (self);
}

void
parvis_first_stepper_set_step (ParvisFirstStepper *self,
                               guint               step)
{
  self->step = step;
  refresh (self);
}

void
parvis_first_stepper_set_compact (ParvisFirstStepper *self,
                                  gboolean            compact)
{
  self->compact = compact;
  set_class (GTK_WIDGET (self), "compact", compact);
  gtk_box_set_spacing (GTK_BOX (self), compact ? 6 : 12);
  refresh (self);
}
