/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-source-controls"

#include "config.h"

#include "parvis-source-controls.h"

#include "parvis-decision.h"
#include "parvis-format.h"
#include "parvis-gauge.h"
#include "parvis-new-source.h"
#include "parvis-source-key.h"

#include <glib/gi18n.h>

struct _ParvisSourceControls
{
  GObject              parent_instance;

  /* Owned */
  ParvisDesk          *desk;
  char                *id;
  char                *gauge;
  char                *name;
  char                *device;

  /* Borrowed: the detail owns this */
  AdwPreferencesGroup *settings;
  AdwPreferencesGroup *actions;
  AdwEntryRow         *period_row;
  AdwComboRow         *measure_row;
  AdwEntryRow         *capacity_row;
  AdwEntryRow         *device_row;
  AdwActionRow        *bounds_row;
  GtkWidget           *key_button;
  GtkWidget           *resume_row;
  GtkWidget           *pause_button;

  ParvisMeasure        measure;
  gint64               period;
  gint64               capacity;
  gboolean             paused;
  gboolean             showing;
};

G_DEFINE_FINAL_TYPE (ParvisSourceControls, parvis_source_controls, G_TYPE_OBJECT)

/* Those between which a person may choose; a counter that adds up or watches a
 * space stays what its device is.
 */
static const ParvisMeasure choices[] = {
  PARVIS_MEASURE_PRESENT, PARVIS_MEASURE_FREE, PARVIS_MEASURE_OCCUPIED,
  PARVIS_MEASURE_ENTERED, PARVIS_MEASURE_LEFT,
};

/* @before, @after: (transfer full) */
static void
change (ParvisSourceControls *self,
        const char           *verb,
        const char           *id,
        json_t               *before,
        json_t               *after,
        const char           *what)
{
  g_autofree char *sentence = g_strdup_printf ("%s: %s", self->name, what);

  parvis_decision_change (self->desk, verb, id, before, after, sentence);
}

void
parvis_source_controls_pause (ParvisSourceControls *self)
{
  g_return_if_fail (PARVIS_IS_SOURCE_CONTROLS (self));

  if (self->id == NULL || !gtk_widget_is_sensitive (self->pause_button))
    return;

  change (self, "source.pause", self->id, json_pack ("{s:b}", "paused", self->paused),
          json_pack ("{s:b}", "paused", !self->paused),
          self->paused ? _("running again") : _("paused"));
}

/* Settings. */

/* Returns: the number that stands in the row, or -1 with the row marked */
static gint64
read_number (AdwEntryRow *row,
             gint64       lowest,
             gint64       highest)
{
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
  guint64 number;

  if (g_ascii_string_to_unsigned (text, 10, (guint64) lowest, (guint64) highest, &number, NULL))
    {
      gtk_widget_remove_css_class (GTK_WIDGET (row), "error");
      return (gint64) number;
    }

  gtk_widget_add_css_class (GTK_WIDGET (row), "error");

  return -1;
}

static void
period_cb (ParvisSourceControls *self)
{
  gint64 period = read_number (self->period_row, 1, 7 * PARVIS_DAY / PARVIS_SECOND);

  if (period < 0)
    parvis_desk_say (self->desk, _("A rhythm is a number of seconds, from 1 to 604800."), 0);
  else if (period != self->period / PARVIS_SECOND)
    change (self, "source.set", self->id,
            json_pack ("{s:I}", "period", (json_int_t) (self->period / PARVIS_SECOND)),
            json_pack ("{s:I}", "period", (json_int_t) period), _("rhythm changed"));
}

static void
capacity_cb (ParvisSourceControls *self)
{
  gint64 capacity = read_number (self->capacity_row, 1, 1000000);

  if (capacity < 0)
    parvis_desk_say (self->desk, _("A capacity is a number from 1 to 1000000."), 0);
  else if (capacity != self->capacity)
    change (self, "gauge.set", self->gauge,
            json_pack ("{s:I}", "capacity", (json_int_t) self->capacity),
            json_pack ("{s:I}", "capacity", (json_int_t) capacity), _("capacity changed"));
}

static void
device_cb (ParvisSourceControls *self)
{
  g_autofree char *text = NULL;
  const char *device;

  text = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->device_row))));
  device = text[0] != '\0' ? text : NULL;
  if (g_strcmp0 (device, self->device) != 0)
    change (self, "source.set", self->id, json_pack ("{s:s?}", "device", self->device),
            json_pack ("{s:s?}", "device", device), _("device changed"));
}

static void
measure_cb (ParvisSourceControls *self)
{
  guint chosen = adw_combo_row_get_selected (self->measure_row);

  if (self->showing || chosen >= G_N_ELEMENTS (choices) || choices[chosen] == self->measure)
    return;

  change (self, "source.set", self->id,
          json_pack ("{s:s}", "measure", parvis_measure_to_string (self->measure)),
          json_pack ("{s:s}", "measure", parvis_measure_to_string (choices[chosen])),
          _("direction changed"));
}

static AdwEntryRow *
add_entry (ParvisSourceControls *self,
           const char           *title,
           GCallback             apply_cb)
{
  GtkWidget *row = adw_entry_row_new ();

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_entry_row_set_show_apply_button (ADW_ENTRY_ROW (row), TRUE);
  adw_entry_row_set_input_purpose (ADW_ENTRY_ROW (row), GTK_INPUT_PURPOSE_DIGITS);
  g_signal_connect_object (row, "apply", apply_cb, self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->settings, row);

  return ADW_ENTRY_ROW (row);
}

static GtkWidget *
add_button (AdwPreferencesGroup *group,
            const char          *title,
            const char          *subtitle,
            const char          *label)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_with_label (label);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (group, row);

  return button;
}

static void
key_cb (GtkWidget            *button,
        ParvisSourceControls *self)
{
  parvis_source_key_renew (button, self->desk, self->id, self->name);
}

static void
add_settings (ParvisSourceControls *self)
{
  g_autoptr(GtkStringList) words = gtk_string_list_new (NULL);
  GtkWidget *combo = adw_combo_row_new ();
  GtkWidget *bounds = adw_action_row_new ();

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    {
      const ParvisSource like = { .format = PARVIS_FORMAT_PARVIS, .measure = choices[i] };

      gtk_string_list_append (words, parvis_source_text_kind (&like));
    }
  self->measure_row = ADW_COMBO_ROW (combo);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (combo), _("Direction"));
  adw_combo_row_set_model (self->measure_row, G_LIST_MODEL (words));
  g_signal_connect_object (combo, "notify::selected", G_CALLBACK (measure_cb), self,
                           G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->settings, combo);

  self->period_row = add_entry (self, _("Rhythm (seconds between two messages)"),
                                G_CALLBACK (period_cb));
  self->capacity_row = add_entry (self, _("Capacity of the place"), G_CALLBACK (capacity_cb));
  self->device_row = add_entry (self, _("Device (the only one that is believed)"),
                                G_CALLBACK (device_cb));
  adw_entry_row_set_input_purpose (self->device_row, GTK_INPUT_PURPOSE_FREE_FORM);
  self->bounds_row = ADW_ACTION_ROW (bounds);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (bounds), _("Believed"));
  adw_preferences_group_add (self->settings, bounds);
  self->key_button = add_button (self->settings, _("Key"), "", _("New Key…"));
  g_signal_connect_object (self->key_button, "clicked", G_CALLBACK (key_cb), self, 0);
}

/* Actions. */

static void
removed_cb (AdwMessageDialog     *dialog,
            const char           *response,
            ParvisSourceControls *self)
{
  g_autoptr(json_t) body = json_object ();
  g_autofree char *sentence = NULL;

  if (strcmp (response, "pause") == 0)
    parvis_source_controls_pause (self);
  if (strcmp (response, "delete") != 0)
    return;

  sentence = g_strdup_printf (_("%s deleted"), self->name);
  parvis_decision_submit (self->desk, "source.remove", self->id, body);
  parvis_desk_say (self->desk, sentence, 0);
}

static void
remove_cb (GtkWidget            *button,
           ParvisSourceControls *self)
{
  g_autofree char *title = g_strdup_printf (_("Delete %s?"), self->name);
  GtkWidget *dialog =
    adw_message_dialog_new (GTK_WINDOW (gtk_widget_get_root (button)), title,
                            _("Its messages and its key are deleted for good. What it told stays "
                              "in the history of the place. Pausing keeps everything, and shows "
                              "nothing of it."));

  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _("_Cancel"), "pause",
                                    _("_Pause"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_enabled (ADW_MESSAGE_DIALOG (dialog), "pause", !self->paused);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_signal_connect_object (dialog, "response", G_CALLBACK (removed_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
resume_cb (GtkWidget            *button,
           ParvisSourceControls *self)
{
  parvis_new_source_resume (button, self->desk, self->id);
}

static void
add_actions (ParvisSourceControls *self)
{
  GtkWidget *resume = add_button (self->actions, _("Unfinished"),
                                  _("Which of its values is the count is to be chosen"),
                                  _("Go On…"));
  GtkWidget *test = add_button (self->actions, _("Test"),
                                _("What came last, and whether it is plausible (F5)"),
                                _("Test Now"));
  GtkWidget *remove;

  self->resume_row = gtk_widget_get_ancestor (resume, ADW_TYPE_ACTION_ROW);
  g_signal_connect_object (resume, "clicked", G_CALLBACK (resume_cb), self, 0);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (test), "sources.test");
  self->pause_button = add_button (self->actions, _("Pause"),
                                   _("Its messages are kept and not shown (Delete)"), _("Pause"));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->pause_button), "sources.pause");
  remove = add_button (self->actions, _("Delete"), _("The source, its key and its messages"),
                       _("Delete…"));
  gtk_widget_add_css_class (remove, "destructive-action");
  g_signal_connect_object (remove, "clicked", G_CALLBACK (remove_cb), self, 0);
}

/* Showing. */

static void
set_text (AdwEntryRow *row,
          gint64       number)
{
  g_autofree char *text = number > 0 ? g_strdup_printf ("%" G_GINT64_FORMAT, number)
                                     : g_strdup ("");

  /* What somebody types stays theirs until it is applied. */
  if (gtk_widget_get_focus_child (GTK_WIDGET (row)) == NULL)
    gtk_editable_set_text (GTK_EDITABLE (row), text);
}

static void
show_measure (ParvisSourceControls *self,
              const ParvisSource   *source)
{
  guint selected = GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < G_N_ELEMENTS (choices); i++)
    if (choices[i] == source->measure)
      selected = i;

  self->showing = TRUE;
  gtk_widget_set_visible (GTK_WIDGET (self->measure_row), selected != GTK_INVALID_LIST_POSITION);
  adw_combo_row_set_selected (self->measure_row, selected);
  self->showing = FALSE;
}

static void
show_capacity (ParvisSourceControls *self)
{
  g_autoptr(ParvisEntityRef) gauge = NULL;
  g_autofree char *highest = NULL;
  g_autofree char *bounds = NULL;
  gint64 capacity = 0;

  if (self->gauge != NULL)
    gauge = parvis_session_dup_entity (parvis_desk_get_session (self->desk), PARVIS_KIND_GAUGE,
                                       self->gauge);
  if (gauge != NULL && gauge->body != NULL)
    capacity = MAX (parvis_gauge_read_whole (gauge->body), 0);

  self->capacity = capacity;
  set_text (self->capacity_row, capacity);
  highest = parvis_format_number (capacity + capacity / 10);
  bounds = capacity > 0 ? g_strdup_printf (_("From 0 to %s; the rest is kept as impossible"),
                                           highest)
                        : g_strdup (_("From 0 on; what is negative is kept as impossible"));
  adw_action_row_set_subtitle (self->bounds_row, bounds);
}

/* Networks name the device of each message. */
static void
show_device (ParvisSourceControls *self,
             const ParvisSource   *source)
{
  gboolean named = source->format == PARVIS_FORMAT_TTN_V3 ||
                   source->format == PARVIS_FORMAT_CHIRPSTACK_V4;

  gtk_widget_set_visible (GTK_WIDGET (self->device_row), named || source->device != NULL);
  if (gtk_widget_get_focus_child (GTK_WIDGET (self->device_row)) == NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->device_row),
                           source->device != NULL ? source->device : "");
}

/* A key that belongs to another source is changed there. */
static void
show_key (ParvisSourceControls *self,
          const ParvisSource   *source)
{
  GtkWidget *row = gtk_widget_get_ancestor (self->key_button, ADW_TYPE_ACTION_ROW);
  g_autoptr(ParvisEntityRef) holder = NULL;
  g_autofree char *shared = NULL;
  const char *name = NULL;

  gtk_widget_set_visible (self->key_button, source->key_of == NULL);
  if (source->key_of == NULL)
    {
      adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                                   _("What the device sends its messages with. It is shown once, "
                                     "when it is made; the old one stays good for a day."));
      return;
    }

  holder = parvis_session_dup_entity (parvis_desk_get_session (self->desk), PARVIS_KIND_SOURCE,
                                      source->key_of);
  if (holder != NULL && holder->body != NULL)
    name = json_string_value (json_object_get (holder->body, "name"));
  /* Translators: the name of another source. */
  shared = g_strdup_printf (_("That of %s, which opens this source too. It is renewed there."),
                            name != NULL ? name : source->key_of);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), shared);
}

/* Why nothing can be changed here, in words; NULL if it can. */
static const char *
find_obstacle (ParvisSourceControls *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);

  if (!(parvis_session_get_rights (session) & PARVIS_MAY_ADMINISTER))
    return _("An administrator of the town changes sources. You can read everything here.");
  if (!parvis_link_is_up (parvis_session_get_link (session)))
    return _("Offline: changing and testing a source needs the network.");

  return NULL;
}

static void
replace (char       **text,
         const char  *with)
{
  g_free (*text);
  *text = g_strdup (with);
}

void
parvis_source_controls_show (ParvisSourceControls *self,
                             const ParvisSource   *source)
{
  const char *obstacle;

  g_return_if_fail (PARVIS_IS_SOURCE_CONTROLS (self));

  obstacle = find_obstacle (self);
  replace (&self->id, source->id);
  replace (&self->gauge, source->gauge);
  replace (&self->name, source->name);
  replace (&self->device, source->device);
  self->measure = source->measure;
  self->period = source->period;
  self->paused = source->health == PARVIS_HEALTH_PAUSED;

  show_measure (self, source);
  set_text (self->period_row, source->period / PARVIS_SECOND);
  show_capacity (self);
  show_device (self, source);
  show_key (self, source);
  gtk_widget_set_visible (GTK_WIDGET (self->period_row), source->format != PARVIS_FORMAT_HAND);
  gtk_widget_set_visible (self->resume_row, parvis_source_is_unfinished (source));
  gtk_button_set_label (GTK_BUTTON (self->pause_button),
                        self->paused ? _("Run Again") : _("Pause"));

  adw_preferences_group_set_description (self->settings, obstacle);
  gtk_widget_set_sensitive (GTK_WIDGET (self->settings), obstacle == NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (self->actions), obstacle == NULL);
}

static void
parvis_source_controls_dispose (GObject *object)
{
  g_clear_object (&PARVIS_SOURCE_CONTROLS (object)->desk);

  G_OBJECT_CLASS (parvis_source_controls_parent_class)->dispose (object);
}

static void
parvis_source_controls_finalize (GObject *object)
{
  ParvisSourceControls *self = PARVIS_SOURCE_CONTROLS (object);

  g_free (self->id);
  g_free (self->gauge);
  g_free (self->name);
  g_free (self->device);

  G_OBJECT_CLASS (parvis_source_controls_parent_class)->finalize (object);
}

static void
parvis_source_controls_class_init (ParvisSourceControlsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_source_controls_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_source_controls_finalize;
}

static void
parvis_source_controls_init (ParvisSourceControls *self)
{
}

ParvisSourceControls *
parvis_source_controls_new (ParvisDesk          *desk,
                            AdwPreferencesGroup *settings,
                            AdwPreferencesGroup *actions)
{
  ParvisSourceControls *self = g_object_new (PARVIS_TYPE_SOURCE_CONTROLS, NULL);

  self->desk = g_object_ref (desk);
  self->settings = settings;
  self->actions = actions;
  add_settings (self);
  add_actions (self);

  return self;
}
