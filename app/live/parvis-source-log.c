/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-source-log"

#include "config.h"

#include "parvis-source-log.h"

#include "parvis-error.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"
#include "parvis-source-evidence.h"

#include <glib/gi18n.h>

struct _ParvisSourceLog
{
  GObject              parent_instance;

  /* Owned */
  ParvisDesk          *desk;
  GCancellable        *cancellable;
  char                *id;
  GPtrArray           *rows;            /* of both groups */

  /* Borrowed: the detail owns this */
  AdwPreferencesGroup *messages;
  AdwPreferencesGroup *reliability;

  gint64               last_seen;       /* of what is shown */
  gboolean             testing;
};

G_DEFINE_FINAL_TYPE (ParvisSourceLog, parvis_source_log, G_TYPE_OBJECT)

static void
get_view (ParvisSourceLog  *self,
          ParvisSourceView *view)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);

  view->now = parvis_session_now (session);
  view->link_up = parvis_link_is_up (parvis_session_get_link (session));
  view->zone = parvis_desk_get_zone (self->desk);
}

static void
clear_group (ParvisSourceLog     *self,
             AdwPreferencesGroup *group)
{
  for (guint i = self->rows->len; i > 0; i--)
    {
      GtkWidget *row = self->rows->pdata[i - 1];

      if (gtk_widget_get_ancestor (row, ADW_TYPE_PREFERENCES_GROUP) != GTK_WIDGET (group))
        continue;

      adw_preferences_group_remove (group, row);
      g_ptr_array_remove_index (self->rows, i - 1);
    }
}

static GtkWidget *
add_row (ParvisSourceLog     *self,
         AdwPreferencesGroup *group,
         GtkWidget           *row,
         const char          *title)
{
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_preferences_group_add (group, row);
  g_ptr_array_add (self->rows, row);

  return row;
}

static void
add_fact (ParvisSourceLog     *self,
          AdwPreferencesGroup *group,
          const char          *title,
          const char          *subtitle)
{
  GtkWidget *row = add_row (self, group, adw_action_row_new (), title);

  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
}

static void
copy_cb (GtkWidget       *button,
         ParvisSourceLog *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (button),
                          g_object_get_data (G_OBJECT (button), "raw"));
  parvis_desk_say (self->desk, _("Message copied"), 0);
}

static void
add_message (ParvisSourceLog        *self,
             const json_t           *reading,
             const ParvisSourceView *view)
{
  const char *raw = json_string_value (json_object_get (reading, "raw"));
  g_autofree char *title = parvis_evidence_message (reading, view);
  g_autofree char *judgment = parvis_evidence_judgment (reading);
  GtkWidget *row = add_row (self, self->messages, adw_expander_row_new (), title);
  GtkWidget *holder = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label;
  GtkWidget *button;

  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), judgment);
  gtk_widget_set_margin_start (box, 12);
  gtk_widget_set_margin_end (box, 6);
  label = g_object_new (GTK_TYPE_LABEL, "label",
                        raw != NULL ? raw : _("In the same message as the one above"),
                        "wrap", TRUE, "wrap-mode", PANGO_WRAP_CHAR, "xalign", 0.0f,
                        "selectable", raw != NULL, "hexpand", TRUE, NULL);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_box_append (GTK_BOX (box), label);
  if (raw != NULL)
    {
      parvis_page_show_literally (GTK_LABEL (label));
      button = parvis_icon_button ("edit-copy-symbolic", _("Copy the Message"), NULL);
      gtk_widget_add_css_class (button, "flat");
      gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
      g_object_set_data_full (G_OBJECT (button), "raw", g_strdup (raw), g_free);
      g_signal_connect_object (button, "clicked", G_CALLBACK (copy_cb), self, 0);
      gtk_box_append (GTK_BOX (box), button);
    }
  parvis_set_label (holder, _("The message as it came"));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (holder), FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (holder), box);
  adw_expander_row_add_row (ADW_EXPANDER_ROW (row), holder);
}

/* Somebody has a message open: it must not close under the eyes. */
static gboolean
is_read (ParvisSourceLog *self)
{
  for (guint i = 0; i < self->rows->len; i++)
    if (ADW_IS_EXPANDER_ROW (self->rows->pdata[i]) &&
        adw_expander_row_get_expanded (self->rows->pdata[i]))
      return TRUE;

  return FALSE;
}

static json_t *
read_answer (GBytes *bytes)
{
  return bytes != NULL ? parvis_json_parse (g_bytes_get_data (bytes, NULL),
                                            g_bytes_get_size (bytes), NULL) : NULL;
}

static void
show_readings (ParvisSourceLog *self,
               const json_t    *answer)
{
  const json_t *readings = json_object_get (answer, "readings");
  ParvisSourceView view;
  const json_t *reading;
  gsize i;

  get_view (self, &view);
  clear_group (self, self->messages);
  json_array_foreach (readings, i, reading)
    add_message (self, reading, &view);
  if (json_array_size (readings) == 0)
    add_fact (self, self->messages, _("Nothing received yet."), "");

  if (self->testing)
    {
      g_autofree char *trial = parvis_evidence_trial (json_array_get (readings, 0), &view);

      parvis_desk_say (self->desk, trial, 0);
    }
  self->testing = FALSE;
}

/* Another question was asked meanwhile, or the page is gone. */
static gboolean
is_over (ParvisSourceLog *self,
         const GError    *error)
{
  return self->desk == NULL || g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED) ||
         g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
readings_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ParvisSourceLog) self = PARVIS_SOURCE_LOG (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, NULL,
                                                         &error);
  g_autoptr(json_t) answer = read_answer (bytes);

  if (is_over (self, error))
    return;

  if (answer != NULL)
    {
      show_readings (self, answer);
      return;
    }

  clear_group (self, self->messages);
  add_fact (self, self->messages, _("The messages cannot be read now."),
            _("They are with the service. They show when the line is back."));
  if (self->testing)
    parvis_desk_say (self->desk, _("The service did not answer. Nothing could be tested."), 0);
  self->testing = FALSE;
}

static void
show_report (ParvisSourceLog *self,
             const json_t    *answer)
{
  ParvisSourceView view;
  const json_t *silences = json_object_get (answer, "silences");
  const json_t *recounts = json_object_get (answer, "recounts");
  const json_t *entry;
  gsize i;

  get_view (self, &view);
  clear_group (self, self->reliability);
  json_array_foreach (silences, i, entry)
    {
      g_autofree char *silence = parvis_evidence_silence (entry, &view);
      g_autofree char *length = parvis_evidence_length (entry, &view);

      add_fact (self, self->reliability, silence, length);
    }
  if (json_array_size (silences) == 0)
    add_fact (self, self->reliability, _("No silence in thirty days"), "");

  json_array_foreach (recounts, i, entry)
    {
      g_autofree char *recount = parvis_evidence_recount (entry, &view);

      add_fact (self, self->reliability, C_("log", "Recount"), recount);
    }
}

static void
report_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisSourceLog) self = PARVIS_SOURCE_LOG (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GBytes) bytes = parvis_session_fetch_finish (PARVIS_SESSION (object), result, NULL,
                                                         &error);
  g_autoptr(json_t) answer = read_answer (bytes);

  if (answer != NULL && !is_over (self, error))
    show_report (self, answer);
}

static void
ask (ParvisSourceLog *self)
{
  ParvisSession *session = parvis_desk_get_session (self->desk);
  g_autofree char *readings = g_strdup_printf ("sources/%s/readings", self->id);
  g_autofree char *report = g_strdup_printf ("sources/%s/report", self->id);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  parvis_session_fetch_async (session, readings, self->cancellable, readings_cb,
                              g_object_ref (self));
  parvis_session_fetch_async (session, report, self->cancellable, report_cb, g_object_ref (self));
}

static void
parvis_source_log_dispose (GObject *object)
{
  ParvisSourceLog *self = PARVIS_SOURCE_LOG (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (parvis_source_log_parent_class)->dispose (object);
}

static void
parvis_source_log_finalize (GObject *object)
{
  ParvisSourceLog *self = PARVIS_SOURCE_LOG (object);

  g_ptr_array_unref (self->rows);
  g_free (self->id);

  G_OBJECT_CLASS (parvis_source_log_parent_class)->finalize (object);
}

static void
parvis_source_log_class_init (ParvisSourceLogClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_source_log_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_source_log_finalize;
}

static void
parvis_source_log_init (ParvisSourceLog *self)
{
  self->rows = g_ptr_array_new ();
  self->last_seen = PARVIS_NO_TIME;
}

ParvisSourceLog *
parvis_source_log_new (ParvisDesk          *desk,
                       AdwPreferencesGroup *messages,
                       AdwPreferencesGroup *reliability)
{
  ParvisSourceLog *self = g_object_new (PARVIS_TYPE_SOURCE_LOG, NULL);

  self->desk = g_object_ref (desk);
  self->messages = messages;
  self->reliability = reliability;

  return self;
}

void
parvis_source_log_show (ParvisSourceLog    *self,
                        const ParvisSource *source)
{
  gboolean another = g_strcmp0 (self->id, source->id) != 0;

  g_return_if_fail (PARVIS_IS_SOURCE_LOG (self));

  if (!another && (self->last_seen == source->last_seen || is_read (self)))
    return;

  self->last_seen = source->last_seen;
  if (another)
    {
      g_free (self->id);
      self->id = g_strdup (source->id);
      self->testing = FALSE;
      clear_group (self, self->messages);
      clear_group (self, self->reliability);
    }
  ask (self);
}

void
parvis_source_log_test (ParvisSourceLog *self)
{
  g_return_if_fail (PARVIS_IS_SOURCE_LOG (self));

  if (self->id == NULL)
    return;

  self->testing = TRUE;
  ask (self);
}
