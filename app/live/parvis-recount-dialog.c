/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-recount-dialog"

#include "config.h"

#include "parvis-recount-dialog.h"

#include "parvis-format.h"

#include <glib/gi18n.h>

#define RESPONSE "recount"

struct _ParvisRecountDialog
{
  AdwMessageDialog  parent_instance;

  /* Template */
  GtkLabel         *gap_label;
  AdwEntryRow      *note_row;
  GtkLabel         *question_label;
  GtkSpinButton    *value_spin;

  /* Owned */
  ParvisCounting   *counting;
  ParvisPlace      *place;
  ParvisTally      *tally;
};

G_DEFINE_FINAL_TYPE (ParvisRecountDialog, parvis_recount_dialog, ADW_TYPE_MESSAGE_DIALOG)

/* What is typed counts, not only what was confirmed with Enter. */
static int
read_value (ParvisRecountDialog *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (self->value_spin));
  gint64 value;

  if (!g_ascii_string_to_signed (text, 10, 0, 1000000, &value, NULL))
    return -1;

  return (int) value;
}

static gboolean
is_asked_about (ParvisRecountDialog *self,
                int                  value)
{
  const ParvisPlaceFacts *facts = parvis_place_get_facts (self->place);

  return value > parvis_gauge_recount_limit (parvis_gauge_whole (&facts->figure));
}

/* libadwaita 1.2 leaves the button the default one of the window when its response is no
 * more the default.
 */
static void
set_default (ParvisRecountDialog *self,
             gboolean             enter_will_do)
{
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (self),
                                           enter_will_do ? RESPONSE : NULL);
  if (!enter_will_do)
    gtk_window_set_default_widget (GTK_WINDOW (self), NULL);
}

/* In place of the gap, and seen as a question: whoever means it presses the button that says
 * so, and Enter does not.
 */
static void
ask_about (ParvisRecountDialog *self,
           const char          *seen)
{
  const ParvisPlaceFacts *facts = parvis_place_get_facts (self->place);
  g_autofree char *capacity = parvis_format_number (parvis_gauge_whole (&facts->figure));
  g_autofree char *question = NULL;
  g_autofree char *response = NULL;

  if (facts->figure.kind == PARVIS_GAUGE_VEHICLES)
    /* Translators: what was counted, and how many places there are. */
    question = g_strdup_printf (_("%1$s for %2$s places?"), seen, capacity);
  else
    /* Translators: what was counted, and how many may be there at most. */
    question = g_strdup_printf (_("%1$s for at most %2$s people?"), seen, capacity);
  gtk_label_set_label (self->gap_label, question);
  gtk_widget_remove_css_class (GTK_WIDGET (self->gap_label), "parvis-dim");
  gtk_widget_add_css_class (GTK_WIDGET (self->gap_label), "dated");

  response = g_strdup_printf (_("Yes, set to %s"), seen);
  adw_message_dialog_set_response_label (ADW_MESSAGE_DIALOG (self), RESPONSE, response);
}

static void
update (ParvisRecountDialog *self)
{
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (self);
  int present = MAX (parvis_tally_get_present (self->tally), 0);
  int value = read_value (self);
  g_autofree char *counted = parvis_format_number (present);
  g_autofree char *gap = NULL;
  g_autofree char *seen = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *response = NULL;

  adw_message_dialog_set_response_enabled (dialog, RESPONSE, value >= 0);
  set_default (self, !is_asked_about (self, value));
  gtk_widget_remove_css_class (GTK_WIDGET (self->gap_label), "dated");
  gtk_widget_add_css_class (GTK_WIDGET (self->gap_label), "parvis-dim");
  if (value < 0)
    {
      gtk_label_set_label (self->gap_label, _("Type a number."));
      return;
    }

  gap = parvis_format_signed (value - present);
  seen = parvis_format_number (value);
  if (is_asked_about (self, value))
    {
      ask_about (self, seen);
      return;
    }

  if (value == present)
    sentence = g_strdup_printf (_("The counter says %s too."), counted);
  else
    sentence = g_strdup_printf (_("The counter says %1$s: difference %2$s."), counted, gap);
  gtk_label_set_label (self->gap_label, sentence);

  /* Translators: the button that sets the counter to a number. */
  response = g_strdup_printf (_("Set to %s"), seen);
  adw_message_dialog_set_response_label (dialog, RESPONSE, response);
}

static void
value_changed_cb (ParvisRecountDialog *self)
{
  if (self->tally != NULL)
    update (self);
}

static void
parvis_recount_dialog_response (AdwMessageDialog *dialog,
                                const char       *response)
{
  ParvisRecountDialog *self = PARVIS_RECOUNT_DIALOG (dialog);
  g_autofree char *number = NULL;
  g_autofree char *sentence = NULL;
  int value = read_value (self);

  if (g_strcmp0 (response, RESPONSE) != 0 || value < 0)
    return;

  parvis_tally_recount (self->tally, value, gtk_editable_get_text (GTK_EDITABLE (self->note_row)),
                        is_asked_about (self, value));

  number = parvis_format_number (value);
  /* Translators: a place, and the number it was set to. */
  sentence = g_strdup_printf (_("%1$s set to %2$s"), parvis_place_get_name (self->place), number);
  parvis_desk_say (parvis_counting_get_desk (self->counting), sentence,
                   parvis_tally_get_step (self->tally));
}

static void
parvis_recount_dialog_dispose (GObject *object)
{
  ParvisRecountDialog *self = PARVIS_RECOUNT_DIALOG (object);

  g_clear_object (&self->tally);
  g_clear_object (&self->place);
  g_clear_object (&self->counting);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_RECOUNT_DIALOG);

  G_OBJECT_CLASS (parvis_recount_dialog_parent_class)->dispose (object);
}

static void
parvis_recount_dialog_class_init (ParvisRecountDialogClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = parvis_recount_dialog_dispose;
  ADW_MESSAGE_DIALOG_CLASS (klass)->response = parvis_recount_dialog_response;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-recount-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisRecountDialog, gap_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisRecountDialog, note_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisRecountDialog, question_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisRecountDialog, value_spin);
  gtk_widget_class_bind_template_callback (widget_class, value_changed_cb);
}

static void
parvis_recount_dialog_init (ParvisRecountDialog *self)
{
  GtkEditable *text;

  gtk_widget_init_template (GTK_WIDGET (self));

  /* The spin button of GTK 4.8 has no such property of its own. */
  text = gtk_editable_get_delegate (GTK_EDITABLE (self->value_spin));
  gtk_text_set_activates_default (GTK_TEXT (text), TRUE);
}

/**
 * parvis_recount_dialog_present:
 * @parent: any widget of the window that asks
 *
 * Returns: (transfer none): the dialog, which goes when it is answered
 */
ParvisRecountDialog *
parvis_recount_dialog_present (GtkWidget      *parent,
                               ParvisCounting *counting,
                               ParvisPlace    *place)
{
  GtkRoot *root;
  ParvisRecountDialog *self;
  gboolean vehicles;

  g_return_val_if_fail (GTK_IS_WIDGET (parent), NULL);
  g_return_val_if_fail (PARVIS_IS_COUNTING (counting), NULL);
  g_return_val_if_fail (PARVIS_IS_PLACE (place), NULL);

  root = gtk_widget_get_root (parent);
  self = g_object_new (PARVIS_TYPE_RECOUNT_DIALOG,
                       "modal", TRUE,
                       "title", parvis_place_get_name (place),
                       "transient-for", root,
                       NULL);
  self->counting = g_object_ref (counting);
  self->place = g_object_ref (place);
  self->tally = g_object_ref (parvis_counting_get_tally (counting, parvis_place_get_id (place)));

  vehicles = parvis_place_get_facts (place)->figure.kind == PARVIS_GAUGE_VEHICLES;
  gtk_label_set_label (self->question_label,
                       vehicles ? _("How many vehicles do you see?")
                                : _("How many people do you see?"));
  gtk_spin_button_set_value (self->value_spin, MAX (parvis_tally_get_present (self->tally), 0));
  g_signal_connect_object (place, "changed", G_CALLBACK (value_changed_cb), self,
                           G_CONNECT_SWAPPED);
  update (self);
  gtk_window_present (GTK_WINDOW (self));
  gtk_widget_grab_focus (GTK_WIDGET (self->value_spin));

  return self;
}
