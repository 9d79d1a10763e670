/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-new-source"

#include "config.h"

#include "parvis-new-source-private.h"

#include "parvis-icon-button.h"
#include "parvis-page.h"
#include "parvis-source-key.h"
#include "parvis-source-text.h"

#include <glib/gi18n.h>

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

G_DEFINE_FINAL_TYPE (ParvisNewSource, parvis_new_source, ADW_TYPE_WINDOW)

static int
get_kind (ParvisNewSource *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->kinds);

  return row != NULL ? gtk_list_box_row_get_index (row) : -1;
}

ParvisFormat
parvis_new_source_get_format (ParvisNewSource *self)
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
  parvis_new_source_refresh (self);
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
  parvis_new_source_refresh (self);
  /* Of the values none is chosen because the focus came by. */
  if (step == STEP_VALUE && self->pointer == NULL)
    gtk_widget_grab_focus (GTK_WIDGET (self->measure_row));
  else
    gtk_widget_child_focus (gtk_stack_get_visible_child (self->stack), GTK_DIR_TAB_FORWARD);
}

static void
show_address (ParvisNewSource *self)
{
  g_autofree char *address = NULL;

  address = g_strdup_printf ("%s/api/v1/towns/%s/sources/%s/readings",
                             parvis_session_get_base_uri (get_session (self)),
                             parvis_session_get_town (get_session (self)), self->id);
  gtk_label_set_label (self->address_label, address);
  gtk_widget_set_visible (self->key_group, TRUE);
  gtk_widget_set_sensitive (self->declared, FALSE);
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

  if (self->closed)
    return;

  if (!is_good (answer) || key == NULL || id == NULL)
    {
      tell_answer (self, answer);
      parvis_new_source_refresh (self);
      return;
    }

  self->id = g_strdup (id);
  self->since = parvis_session_now (get_session (self));
  gtk_label_set_label (self->key_label, key);
  show_address (self);
  parvis_new_source_refresh (self);
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
                    "name", self->name, "format",
                    parvis_format_to_string (parvis_new_source_get_format (self)),
                    "measure", "present", "pointer", PARVIS_SOURCE_POINTER_UNKNOWN,
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
      parvis_new_source_refresh (self);
      return;
    }

  self->since = parvis_session_now (get_session (self));
  go_to (self, STEP_TRIAL);
  parvis_new_source_listen (self, self->trial_status);
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
        parvis_new_source_listen (self, self->value_status);
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

void
parvis_new_source_refresh (ParvisNewSource *self)
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
  parvis_new_source_refresh (self);
}

static void
changed_cb (ParvisNewSource *self)
{
  /* Not while the template is being made. */
  if (self->desk != NULL)
    parvis_new_source_refresh (self);
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
  parvis_new_source_refresh (self);
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
  if (strcmp (response, "keep") != 0)
    return;

  /* The dialog looks at its parent once more when it goes. */
  gtk_window_set_transient_for (GTK_WINDOW (dialog), NULL);
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
                                     "the sources, where it can be finished or deleted later."));
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
renew_cb (ParvisNewSource *self)
{
  parvis_source_key_renew (GTK_WIDGET (self), self->desk, self->id, self->name);
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
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, key_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, kinds);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, measure_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, name_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, network_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, next);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, period_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, place_row);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, problem);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, renew_key);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, stack);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, title);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, trial_status);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, value_status);
  gtk_widget_class_bind_template_child (widget_class, ParvisNewSource, values);
  gtk_widget_class_bind_template_callback (widget_class, back_cb);
  gtk_widget_class_bind_template_callback (widget_class, changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_cb);
  gtk_widget_class_bind_template_callback (widget_class, renew_cb);
  gtk_widget_class_bind_template_callback (widget_class, parvis_new_source_select_value);
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

static ParvisNewSource *
new_source_new (GtkWidget  *parent,
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

  return self;
}

void
parvis_new_source_present (GtkWidget  *parent,
                           ParvisDesk *desk)
{
  ParvisNewSource *self = new_source_new (parent, desk);

  go_to (self, STEP_KIND);
  gtk_window_present (GTK_WINDOW (self));
}

/* What was declared, to be read: it may not change any more. */
static void
show_declared (ParvisNewSource    *self,
               const ParvisSource *source)
{
  g_autofree char *period = NULL;
  guint place;

  period = g_strdup_printf ("%" G_GINT64_FORMAT, source->period / PARVIS_SECOND);
  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    if (networks[i] == source->format)
      {
        gtk_list_box_select_row (self->kinds,
                                 gtk_list_box_get_row_at_index (self->kinds, KIND_RADIO));
        adw_combo_row_set_selected (self->network_row, i);
      }
  if (source->gauge != NULL &&
      g_ptr_array_find_with_equal_func (self->gauges, source->gauge, g_str_equal, &place))
    adw_combo_row_set_selected (self->place_row, place);
  gtk_editable_set_text (GTK_EDITABLE (self->name_row), source->name);
  gtk_editable_set_text (GTK_EDITABLE (self->period_row), period);

  /* Nobody kept its key. */
  gtk_widget_set_visible (GTK_WIDGET (self->key_label), FALSE);
  gtk_widget_set_visible (self->copy_key, FALSE);
  gtk_widget_set_visible (self->renew_key, TRUE);
  adw_action_row_set_subtitle (self->key_row, _("It was shown when it was made."));
  show_address (self);
}

void
parvis_new_source_resume (GtkWidget  *parent,
                          ParvisDesk *desk,
                          const char *id)
{
  g_autoptr(ParvisEntityRef) entity = NULL;
  g_autoptr(ParvisSource) source = NULL;
  ParvisNewSource *self;

  entity = parvis_session_dup_entity (parvis_desk_get_session (desk), PARVIS_KIND_SOURCE, id);
  if (entity != NULL && entity->body != NULL)
    source = parvis_source_new_from_json (entity->body, NULL, 0, NULL);
  if (source == NULL)
    return;

  self = new_source_new (parent, desk);
  self->id = g_strdup (source->id);
  self->name = g_strdup (source->name);
  self->since = source->created_at != PARVIS_NO_TIME ? source->created_at
                                                     : parvis_session_now (get_session (self));
  show_declared (self, source);
  go_to (self, STEP_VALUE);
  parvis_new_source_listen (self, self->value_status);
  gtk_window_present (GTK_WINDOW (self));
}
