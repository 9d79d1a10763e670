/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-new-source"

#include "config.h"

#include "parvis-new-source-private.h"

#include "parvis-format.h"
#include "parvis-payload.h"
#include "parvis-source-evidence.h"

#include <glib/gi18n.h>

/* What came of a source that is being connected: the message in which its figure is chosen,
 * and then the value that is tried.
 */

/* Seconds between two looks at what came. */
#define LOOK_EVERY 2

void
parvis_new_source_select_value (ParvisNewSource *self,
                                GtkListBoxRow   *row,
                                GtkListBox      *list)
{
  g_free (self->pointer);
  self->pointer = row != NULL ? g_strdup (g_object_get_data (G_OBJECT (row), "pointer")) : NULL;
  parvis_new_source_refresh (self);
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

  values = parvis_payload_list_values (payload, parvis_new_source_get_format (self));
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
  parvis_new_source_refresh (self);
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

void
parvis_new_source_listen (ParvisNewSource *self,
                          GtkLabel        *label)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (LOOK_EVERY, look_cb, self);
  show_waiting (self, label);
  look_cb (self);
}
