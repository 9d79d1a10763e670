/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-new-source"

#include "config.h"

#include "parvis-new-source.h"

#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"
#include "parvis-payload.h"
#include "parvis-source-evidence.h"
#include "parvis-source-text.h"

#include <glib/gi18n.h>

/* Until it is known where the figure stands: nothing is there, so that a message is a sign
 * of life, kept as it came, and no figure.
 */
#define POINTER_UNKNOWN "/parvis-not-chosen-yet"

/* Seconds between two looks at what came. */
#define LOOK_EVERY 2

typedef enum
{
  STEP_KIND,
  STEP_ADDRESS,
  STEP_VALUE,
  STEP_TRIAL,
  N_STEPS,
} Step;

/* As the rows of the first step. */
enum
{
  KIND_HAND,
  KIND_GATE,
  KIND_RADIO,
  KIND_FEED,
};

static const ParvisFormat networks[] = { PARVIS_FORMAT_TTN_V3, PARVIS_FORMAT_CHIRPSTACK_V4 };

static const ParvisMeasure measures[] = {
  PARVIS_MEASURE_PRESENT, PARVIS_MEASURE_FREE, PARVIS_MEASURE_ENTERED, PARVIS_MEASURE_LEFT,
  PARVIS_MEASURE_ENTERED_TOTAL, PARVIS_MEASURE_LEFT_TOTAL,
};

struct _ParvisNewSource
{
  AdwWindow       parent_instance;

  /* Owned */
  ParvisDesk     *desk;
  GCancellable   *cancellable;      /* of what is asked of the service */
  GPtrArray      *gauges;           /* their ids, in the order of the places */
  char           *id;               /* of the source, once it is declared */
  char           *name;
  char           *raw;              /* the message that is shown */
  char           *pointer;          /* that was chosen in it */

  /* Template */
  GtkLabel       *address_label;
  GtkWidget      *back;
  GtkWidget      *copy_address;
  GtkWidget      *copy_key;
  GtkWidget      *declared;         /* what may not change any more once it is */
  GtkWidget      *key_group;
  GtkLabel       *key_label;
  GtkListBox     *kinds;
  AdwComboRow    *measure_row;
  AdwEntryRow    *name_row;
  AdwComboRow    *network_row;
  GtkWidget      *next;
  AdwEntryRow    *period_row;
  AdwComboRow    *place_row;
  GtkLabel       *problem;
  GtkStack       *stack;
  AdwWindowTitle *title;
  GtkLabel       *trial_status;
  GtkLabel       *value_status;
  GtkListBox     *values;

  Step            step;
  guint           timer;
  gboolean        asking;           /* a look is under way */
  gint64          since;            /* from when on messages count */
  gboolean        believed;         /* one was plausible */
  gboolean        closed;
};

G_DEFINE_FINAL_TYPE (ParvisNewSource, parvis_new_source, ADW_TYPE_WINDOW)

static void refresh (ParvisNewSource *self);

static ParvisSession *
get_session (ParvisNewSource *self)
{
  return parvis_desk_get_session (self->desk);
}

static int
get_kind (ParvisNewSource *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->kinds);

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

static ParvisFormat
get_format (ParvisNewSource *self)
{
  return get_kind (self) == KIND_RADIO ? networks[adw_combo_row_get_selected (self->network_row)]
                                       : PARVIS_FORMAT_PARVIS;
}

static char *
dup_text (AdwEntryRow *row)
{
  return g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (row))));
}

static gint64
get_period (ParvisNewSource *self)
{
  g_autofree char *text = dup_text (self->period_row);
  guint64 period = 0;

  g_ascii_string_to_unsigned (text, 10, 1, 7 * PARVIS_DAY / PARVIS_SECOND, &period, NULL);

  return (gint64) period;
}

static void
tell (ParvisNewSource *self,
      const char      *problem)
{
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
}

/* What the service said no with, or that it said nothing. */
static void
tell_answer (ParvisNewSource    *self,
             const ParvisAnswer *answer)
{
  tell (self, answer != NULL && answer->sentence != NULL
              ? answer->sentence : _("The service did not answer. Try again in a moment."));
}

static void
ask (ParvisNewSource     *self,
     const char          *below,
     const json_t        *body,
     GAsyncReadyCallback  callback)
{
  g_autofree char *path = g_strdup_printf ("/api/v1/towns/%s/sources%s",
                                           parvis_session_get_town (get_session (self)), below);

  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  tell (self, NULL);
  refresh (self);
  parvis_auth_ask_async (parvis_session_get_auth (get_session (self)), "POST", path, body,
                         self->cancellable, callback, g_object_ref (self));
}

/* Returns: (nullable): NULL if nobody waits for it any more */
static ParvisAnswer *
take_answer (ParvisNewSource *self,
             GObject         *auth,
             GAsyncResult    *result)
{
  ParvisAnswer *answer = parvis_auth_ask_finish (PARVIS_AUTH (auth), result, NULL);

  g_clear_object (&self->cancellable);

  return answer;
}

static gboolean
is_good (const ParvisAnswer *answer)
{
  return answer != NULL && answer->status >= 200 && answer->status < 300;
}

/* The messages that came. */

static void
select_value_cb (ParvisNewSource *self,
                 GtkListBoxRow   *row,
                 GtkListBox      *list)
{
  g_free (self->pointer);
  self->pointer = row != NULL ? g_strdup (g_object_get_data (G_OBJECT (row), "pointer")) : NULL;
  refresh (self);
}

static void
add_value (ParvisNewSource          *self,
           const ParvisPayloadValue *value)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *markup = g_markup_escape_text (value->text, -1);
  g_autofree char *place = g_markup_escape_text (value->pointer, -1);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), markup);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), place);
  g_object_set_data_full (G_OBJECT (row), "pointer", g_strdup (value->pointer), g_free);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  value->pointer, -1);
  gtk_list_box_append (self->values, row);
}

/* The message stays as it is while somebody chooses in it. */
static void
show_message (ParvisNewSource *self,
              const char      *raw,
              const char      *moment)
{
  g_autoptr(json_t) payload = parvis_json_parse (raw, strlen (raw), NULL);
  g_autoptr(GPtrArray) values = NULL;
  g_autofree char *status = NULL;

  if (self->raw != NULL)
    return;

  values = parvis_payload_list_values (payload, get_format (self));
  if (values->len == 0)
    {
      gtk_label_set_label (self->value_status,
                           _("A message came, and nothing in it is a figure. Does the device send "
                             "what it measures, decoded?"));
      return;
    }

  self->raw = g_strdup (raw);
  for (guint i = 0; i < values->len; i++)
    add_value (self, g_ptr_array_index (values, i));
  status = g_strdup_printf (_("Received at %s. Choose the value that is the count."), moment);
  gtk_label_set_label (self->value_status, status);
  gtk_widget_set_visible (GTK_WIDGET (self->values), TRUE);
}

static void
show_waiting (ParvisNewSource *self,
              GtkLabel        *label)
{
  gint64 waited = MAX (parvis_session_now (get_session (self)) - self->since, 0);
  g_autofree char *wait = parvis_format_duration (waited);
  g_autofree char *text = g_strdup_printf (_("Nothing received yet. Waiting for %s."), wait);

  gtk_label_set_label (label, text);
}

static void
show_trial (ParvisNewSource *self,
            const json_t    *reading)
{
  ParvisSourceView view = {
    .now = parvis_session_now (get_session (self)), .link_up = TRUE,
    .zone = parvis_desk_get_zone (self->desk),
  };
  const char *reason = json_string_value (json_object_get (reading, "reason"));
  g_autofree char *text = parvis_evidence_trial (reading, &view);

  /* The first value of a counter that adds up is where it begins, and good. */
  self->believed = self->believed || reason == NULL || strcmp (reason, "none") == 0 ||
                   strcmp (reason, "baseline") == 0;
  gtk_label_set_label (self->trial_status, text);
  if (self->believed)
    gtk_widget_add_css_class (GTK_WIDGET (self->trial_status), "success");
}

static void
take_readings (ParvisNewSource *self,
               const json_t    *body)
{
  const json_t *reading = json_array_get (json_object_get (body, "readings"), 0);
  GtkLabel *label = self->step == STEP_VALUE ? self->value_status : self->trial_status;
  const char *raw = json_string_value (json_object_get (reading, "raw"));
  gint64 at = PARVIS_NO_TIME;
  g_autofree char *moment = NULL;

  parvis_json_get_time_or (reading, "received_at", PARVIS_NO_TIME, &at, NULL);
  if (reading == NULL || at == PARVIS_NO_TIME || (self->step == STEP_TRIAL && at <= self->since))
    {
      if (self->raw == NULL || self->step == STEP_TRIAL)
        show_waiting (self, label);
      return;
    }

  moment = parvis_format_clock_seconds (at, parvis_desk_get_zone (self->desk));
  if (self->step == STEP_TRIAL)
    show_trial (self, reading);
  else if (raw != NULL)
    show_message (self, raw, moment);
  refresh (self);
}

static void
readings_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ParvisNewSource) self = PARVIS_NEW_SOURCE (user_data);
  gboolean kept = FALSE;
  g_autoptr(GBytes) bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, &kept,
                                                         NULL);
  g_autoptr(json_t) body = NULL;

  self->asking = FALSE;
  if (self->closed)
    return;

  if (bytes != NULL && !kept)
    body = parvis_json_parse (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), NULL);
  if (body != NULL && (self->step == STEP_VALUE || self->step == STEP_TRIAL))
    take_readings (self, body);
}

static gboolean
look_cb (gpointer user_data)
{
  ParvisNewSource *self = PARVIS_NEW_SOURCE (user_data);
  g_autofree char *path = NULL;

  if (self->asking || self->id == NULL ||
      !parvis_link_is_up (parvis_session_get_link (get_session (self))))
    return G_SOURCE_CONTINUE;

  self->asking = TRUE;
  path = g_strdup_printf ("sources/%s/readings?limit=1", self->id);
  parvis_session_fetch_async (get_session (self), path, NULL, readings_cb, g_object_ref (self));

  return G_SOURCE_CONTINUE;
}

static void
listen (ParvisNewSource *self,
        GtkLabel        *label)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (LOOK_EVERY, look_cb, self);
  show_waiting (self, label);
  look_cb (self);
}

/* Going from step to step. */

static void
go_to (ParvisNewSource *self,
       Step             step)
{
  static const char * const pages[N_STEPS] = { "kind", "address", "value", "trial" };
  g_autofree char *subtitle = g_strdup_printf (_("Step %1$d of %2$d"), (int) step + 1,
                                               (int) N_STEPS);

  self->step = step;
  tell (self, NULL);
  gtk_stack_set_visible_child_name (self->stack, pages[step]);
  adw_window_title_set_subtitle (self->title, subtitle);
  refresh (self);
  gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
declared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ParvisNewSource) self = PARVIS_NEW_SOURCE (user_data);
  g_autoptr(ParvisAnswer) answer = take_answer (self, object, result);
  const char *key = answer != NULL ? parvis_answer_get (answer, "key") : NULL;
  const char *id = answer != NULL ? parvis_answer_get (answer, "id") : NULL;
  g_autofree char *address = NULL;

  if (self->closed)
    return;

  if (!is_good (answer) || key == NULL || id == NULL)
    {
      tell_answer (self, answer);
      refresh (self);
      return;
    }

  self->id = g_strdup (id);
  self->since = parvis_session_now (get_session (self));
  address = g_strdup_printf ("%s/api/v1/towns/%s/sources/%s/readings",
                             parvis_session_get_base_uri (get_session (self)),
                             parvis_session_get_town (get_session (self)), id);
  gtk_label_set_label (self->address_label, address);
  gtk_label_set_label (self->key_label, key);
  gtk_widget_set_visible (self->key_group, TRUE);
  gtk_widget_set_sensitive (self->declared, FALSE);
  refresh (self);
  gtk_widget_child_focus (self->key_group, GTK_DIR_TAB_FORWARD);
}

static void
declare (ParvisNewSource *self)
{
  guint place = adw_combo_row_get_selected (self->place_row);
  g_autoptr(json_t) body = NULL;

  g_free (self->name);
  self->name = dup_text (self->name_row);
  body = json_pack ("{s:s, s:s, s:s, s:s, s:s, s:I}",
                    "gauge", (const char *) g_ptr_array_index (self->gauges, place),
                    "name", self->name, "format", parvis_format_to_string (get_format (self)),
                    "measure", "present", "pointer", POINTER_UNKNOWN,
                    "period", (json_int_t) get_period (self));
  ask (self, "", body, declared_cb);
}

static void
mapped_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisNewSource) self = PARVIS_NEW_SOURCE (user_data);
  g_autoptr(ParvisAnswer) answer = take_answer (self, object, result);

  if (self->closed)
    return;

  if (!is_good (answer))
    {
      tell_answer (self, answer);
      refresh (self);
      return;
    }

  self->since = parvis_session_now (get_session (self));
  go_to (self, STEP_TRIAL);
  listen (self, self->trial_status);
}

static void
map_value (ParvisNewSource *self)
{
  g_autofree char *below = g_strdup_printf ("/%s/settings", self->id);
  ParvisMeasure measure = measures[adw_combo_row_get_selected (self->measure_row)];
  g_autoptr(json_t) body = json_pack ("{s:s, s:s}", "pointer", self->pointer, "measure",
                                      parvis_measure_to_string (measure));

  ask (self, below, body, mapped_cb);
}

static void
finish (ParvisNewSource *self)
{
  g_autofree char *sentence = g_strdup_printf (_("%s is connected"), self->name);

  parvis_desk_say (self->desk, sentence, 0);
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
count_by_hand (ParvisNewSource *self)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));

  gtk_widget_activate_action (GTK_WIDGET (parent), "win.page", "s", "count");
  gtk_window_destroy (GTK_WINDOW (self));
}

static void
next_cb (ParvisNewSource *self)
{
  switch (self->step)
    {
    case STEP_KIND:
      if (get_kind (self) == KIND_HAND)
        count_by_hand (self);
      else
        go_to (self, STEP_ADDRESS);
      break;

    case STEP_ADDRESS:
      if (self->id == NULL)
        {
          declare (self);
          break;
        }
      go_to (self, STEP_VALUE);
      if (self->raw == NULL)
        listen (self, self->value_status);
      break;

    case STEP_VALUE:
      map_value (self);
      break;

    case STEP_TRIAL:
      finish (self);
      break;

    case N_STEPS:
      break;
    }
}

static void
back_cb (ParvisNewSource *self)
{
  if (self->step > STEP_KIND)
    go_to (self, self->step - 1);
}

/* What can be done now, and what it is called. */

static gboolean
can_go_on (ParvisNewSource *self)
{
  g_autofree char *name = dup_text (self->name_row);

  if (self->cancellable != NULL)
    return FALSE;

  switch (self->step)
    {
    case STEP_KIND:
      return get_kind (self) >= 0;

    case STEP_ADDRESS:
      return self->id != NULL ||
             (name[0] != '\0' && get_period (self) > 0 && self->gauges->len > 0);

    case STEP_VALUE:
      return self->pointer != NULL;

    case STEP_TRIAL:
      return self->believed;

    case N_STEPS:
      break;
    }

  return FALSE;
}

static void
refresh (ParvisNewSource *self)
{
  const char * const words[N_STEPS] = { _("Next"), self->id == NULL ? _("Make the Key") : _("Next"),
                                        _("Next"), _("Finish") };
  gboolean up = parvis_link_is_up (parvis_session_get_link (get_session (self)));
  const char *word = words[self->step];

  if (self->closed)
    return;

  if (self->step == STEP_KIND && get_kind (self) == KIND_HAND)
    word = _("Count by Hand");
  gtk_button_set_label (GTK_BUTTON (self->next), word);
  gtk_widget_set_sensitive (self->next, can_go_on (self) && (up || self->step == STEP_KIND));
  /* What was declared is not declared again. */
  gtk_widget_set_visible (self->back, self->step == STEP_TRIAL ||
                                      (self->step == STEP_ADDRESS && self->id == NULL) ||
                                      self->step == STEP_VALUE);
  gtk_widget_set_visible (GTK_WIDGET (self->network_row), get_kind (self) == KIND_RADIO);
  if (!up && self->step != STEP_KIND)
    tell (self, _("Offline: connecting a source needs the network. What you typed stays here."));
}

static void
link_cb (ParvisSession *session,
         GParamSpec    *pspec,
         gpointer       user_data)
{
  ParvisNewSource *self = PARVIS_NEW_SOURCE (user_data);

  if (parvis_link_is_up (parvis_session_get_link (session)))
    tell (self, NULL);
  refresh (self);
}

static void
changed_cb (ParvisNewSource *self)
{
  /* Not while the template is being made. */
  if (self->desk != NULL)
    refresh (self);
}

/* Leaving: a source that shows nothing would be nobody's. */

static void
removed_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(ParvisNewSource) self = PARVIS_NEW_SOURCE (user_data);
  g_autoptr(ParvisAnswer) answer = take_answer (self, object, result);

  if (self->closed)
    return;

  if (is_good (answer))
    {
      gtk_window_destroy (GTK_WINDOW (self));
      return;
    }

  tell_answer (self, answer);
  refresh (self);
}

static void
left_cb (AdwMessageDialog *dialog,
         const char       *response,
         ParvisNewSource  *self)
{
  g_autofree char *below = g_strdup_printf ("/%s/remove", self->id);
  g_autoptr(json_t) body = json_object ();

  if (strcmp (response, "delete") == 0)
    ask (self, below, body, removed_cb);
  else if (strcmp (response, "keep") == 0)
    gtk_window_destroy (GTK_WINDOW (self));
}

static gboolean
parvis_new_source_close_request (GtkWindow *window)
{
  ParvisNewSource *self = PARVIS_NEW_SOURCE (window);
  g_autofree char *title = NULL;
  GtkWidget *dialog;

  if (self->id == NULL)
    return GTK_WINDOW_CLASS (parvis_new_source_parent_class)->close_request (window);

  title = g_strdup_printf (_("Leave %s unfinished?"), self->name);
  dialog = adw_message_dialog_new (window, title,
                                   _("It has a key and shows nothing yet. Kept, it stands among "
                                     "the sources, where it can be deleted later."));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "stay", _("_Go On"), "keep",
                                    _("_Keep It"), "delete", _("_Delete"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "delete",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "stay");
  g_signal_connect_object (dialog, "response", G_CALLBACK (left_cb), self, 0);
  gtk_window_present (GTK_WINDOW (dialog));

  return TRUE;
}

static void
parvis_new_source_dispose (GObject *object)
{
  ParvisNewSource *self = PARVIS_NEW_SOURCE (object);

  /* What was asked for may still come, and lists let go of what is selected. */
  self->closed = TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), PARVIS_TYPE_NEW_SOURCE);

  G_OBJECT_CLASS (parvis_new_source_parent_class)->dispose (object);
}

static void
parvis_new_source_finalize (GObject *object)
{
  ParvisNewSource *self = PARVIS_NEW_SOURCE (object);

  g_clear_object (&self->desk);
  g_ptr_array_unref (self->gauges);
  g_free (self->id);
  g_free (self->name);
  g_free (self->raw);
  g_free (self->pointer);

  G_OBJECT_CLASS (parvis_new_source_parent_class)->finalize (object);
}

static void
copy_cb (GtkLabel *label)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (label)),
                          gtk_label_get_label (label));
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/fr/parvis/Parvis/live/parvis-new-source.ui");
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, address_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, back);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, copy_address);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, copy_key);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, declared);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, key_group);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, key_label);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, kinds);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, measure_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, name_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, network_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, next);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, period_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, place_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, problem);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, title);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, trial_status);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, value_status);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, values);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, select_value_cb);
}

static void
parvis_new_source_class_init (ParvisNewSourceClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_new_source_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_new_source_finalize;
  GTK_WINDOW_CLASS (klass)->close_request = parvis_new_source_close_request;
  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
parvis_new_source_init (ParvisNewSource *self)
{
  self->gauges = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
  parvis_page_show_literally (self->address_label);
  parvis_page_show_literally (self->key_label);
  parvis_icon_button_label (self->copy_address, "edit-copy-symbolic", _("Copy the Address"), NULL);
  parvis_icon_button_label (self->copy_key, "edit-copy-symbolic", _("Copy the Key"), NULL);
}

/* The places of the town, by the name of their facility. */
static void
list_places (ParvisNewSource *self)
{
  g_autoptr(GPtrArray) found = parvis_session_list_entities (get_session (self),
                                                             PARVIS_KIND_GAUGE);
  g_autoptr(GtkStringList) names = gtk_string_list_new (NULL);

  for (guint i = 0; i < found->len; i++)
    {
      const ParvisEntityRef *gauge = g_ptr_array_index (found, i);
      const char *id = json_string_value (json_object_get (gauge->body, "facility"));
      g_autoptr(ParvisEntityRef) facility = NULL;
      const char *name;

      if (id != NULL)
        facility = parvis_session_dup_entity (get_session (self), PARVIS_KIND_FACILITY, id);
      name = facility != NULL ? json_string_value (json_object_get (facility->body, "name")) : NULL;
      if (name == NULL)
        continue;

      gtk_string_list_append (names, name);
      g_ptr_array_add (self->gauges, g_strdup (gauge->id));
    }
  adw_combo_row_set_model (self->place_row, G_LIST_MODEL (names));
}

static void
list_measures (ParvisNewSource *self)
{
  g_autoptr(GtkStringList) words = gtk_string_list_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (measures); i++)
    {
      const ParvisSource like = { .format = PARVIS_FORMAT_PARVIS, .measure = measures[i] };

      gtk_string_list_append (words, parvis_source_text_kind (&like));
    }
  adw_combo_row_set_model (self->measure_row, G_LIST_MODEL (words));
}

void
parvis_new_source_present (GtkWidget  *parent,
                           ParvisDesk *desk)
{
  ParvisNewSource *self = g_object_new (PARVIS_TYPE_NEW_SOURCE, NULL);

  self->desk = g_object_ref (desk);
  list_places (self);
  list_measures (self);
  gtk_list_box_select_row (self->kinds, gtk_list_box_get_row_at_index (self->kinds, KIND_GATE));
  g_signal_connect_object (get_session (self), "notify::link", G_CALLBACK (link_cb), self, 0);

  parvis_page_close_on_escape (GTK_WINDOW (self));
  gtk_window_set_transient_for (GTK_WINDOW (self), GTK_WINDOW (gtk_widget_get_root (parent)));
  go_to (self, STEP_KIND);
  gtk_window_present (GTK_WINDOW (self));
}
