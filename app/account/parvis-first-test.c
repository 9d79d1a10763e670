/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-first-test"

#include "config.h"

#include "parvis-first-test.h"

#include "parvis-error.h"
#include "parvis-first-fields.h"
#include "parvis-format.h"
#include "parvis-icon-button.h"
#include "parvis-page.h"
#include "parvis-words.h"

#include <adwaita.h>
#include <glib/gi18n.h>

/* How long somebody waits before he is told that nothing came; it goes on being
 * listened for.
 */
#define PATIENCE 10

typedef enum
{
  AT_REST,
  MAKING_PLACE,         /* it is on its way to the service */
  DECLARING,            /* the service is asked for the source and its key */
  LISTENING,
  GAVE_UP,              /* said so; still listening */
  HEARD,
} Stage;

struct _ParvisFirstTest
{
  GtkBox        parent_instance;

  /* Owned */
  ParvisFirst  *first;
  GCancellable *cancellable;
  char         *declared[PARVIS_FIRST_SOURCES]; /* the sources as the service has them */

  /* Children */
  GtkWidget    *button;
  GtkSpinner   *spinner;
  GtkLabel     *result;
  GtkWidget    *key_groups[PARVIS_FIRST_SOURCES];
  GtkLabel     *address_labels[PARVIS_FIRST_SOURCES];
  GtkLabel     *key_labels[PARVIS_FIRST_SOURCES];

  Stage         stage;
  guint         declaring;     /* which of the sources */
  guint         timer;
  guint         waited;        /* seconds */
};

G_DEFINE_FINAL_TYPE (ParvisFirstTest, parvis_first_test, GTK_TYPE_BOX)

static guint wanted_signal;

static void look (ParvisFirstTest *self);

static void
say (ParvisFirstTest *self,
     Stage            stage,
     const char      *sentence)
{
  gboolean busy = stage == MAKING_PLACE || stage == DECLARING || stage == LISTENING;
  GtkWidget *label = GTK_WIDGET (self->result);

  self->stage = stage;
  gtk_label_set_label (self->result, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (label, sentence != NULL);
  gtk_widget_remove_css_class (label, "error");
  gtk_widget_remove_css_class (label, "success");
  if (stage == HEARD)
    gtk_widget_add_css_class (label, "success");
  else if (stage == GAVE_UP || stage == AT_REST)
    gtk_widget_add_css_class (label, "error");
  gtk_widget_set_sensitive (self->button, !busy);
  gtk_spinner_set_spinning (self->spinner, busy);
}

static void
stop_waiting (ParvisFirstTest *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
}

static gboolean
second_cb (gpointer user_data)
{
  ParvisFirstTest *self = PARVIS_FIRST_TEST (user_data);
  g_autofree char *sentence = NULL;

  self->waited++;
  look (self);
  if (self->stage == HEARD)
    return G_SOURCE_CONTINUE;

  if (self->waited >= PATIENCE && self->stage == MAKING_PLACE)
    {
      self->timer = 0;
      say (self, AT_REST, _("The service has not taken the place yet. It stays in the queue; try "
                            "again in a moment."));
      return G_SOURCE_REMOVE;
    }

  if (self->waited >= PATIENCE && self->stage == LISTENING)
    {
      sentence = g_strdup_printf (_("Nothing received in %u s. Are the address and the key right? "
                                    "You can begin by hand and connect the sensor later."),
                                  PATIENCE);
      say (self, GAVE_UP, sentence);
    }

  return G_SOURCE_CONTINUE;
}

static void
begin (ParvisFirstTest *self,
       Stage            stage,
       const char      *sentence)
{
  stop_waiting (self);
  self->waited = 0;
  self->timer = g_timeout_add_seconds (1, second_cb, self);
  say (self, stage, sentence);
}

static void
listen (ParvisFirstTest *self)
{
  begin (self, LISTENING, _("Waiting for what it sends…"));
  look (self);
}

/* Declaring the source, which answers with its key. */

static void declare (ParvisFirstTest *self);

static void
show_key (ParvisFirstTest *self,
          const char      *key)
{
  ParvisSession *session = parvis_first_get_session (self->first);
  const json_t *place = parvis_first_get_place (self->first);
  gboolean gate = parvis_first_place_count_sources (place) > 1;
  g_autofree char *address = NULL;

  address = g_strdup_printf ("%s/api/v1/towns/%s/sources/%s/readings",
                             parvis_session_get_base_uri (session),
                             parvis_session_get_town (session),
                             parvis_first_place_get_source (place, self->declaring));
  gtk_label_set_label (self->address_labels[self->declaring], address);
  gtk_label_set_label (self->key_labels[self->declaring], key);
  adw_preferences_group_set_title (ADW_PREFERENCES_GROUP (self->key_groups[self->declaring]),
                                   !gate ? "" : self->declaring == 0 ? _("Who comes in")
                                                                     : _("Who goes out"));
}

/* The next one, if there is one, or all are to be listened to. */
static void
declare_next (ParvisFirstTest *self)
{
  gtk_widget_set_visible (self->key_groups[self->declaring], TRUE);
  self->declaring++;
  if (self->declaring <
      parvis_first_place_count_sources (parvis_first_get_place (self->first)))
    declare (self);
  else
    listen (self);
}

static void
declared_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(ParvisFirstTest) self = PARVIS_FIRST_TEST (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  g_autoptr(json_t) source = NULL;
  const char *key;

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    return;

  g_clear_object (&self->cancellable);
  key = answer != NULL ? parvis_answer_get (answer, "key") : NULL;
  if (key != NULL)
    {
      source = parvis_first_place_to_source (parvis_first_get_place (self->first),
                                             self->declaring);
      g_free (self->declared[self->declaring]);
      self->declared[self->declaring] = parvis_json_dump (source);
      show_key (self, key);
      declare_next (self);
      return;
    }

  stop_waiting (self);
  say (self, AT_REST, answer != NULL && answer->sentence != NULL
                      ? answer->sentence
                      : _("The service did not answer. Try again in a moment."));
}

static void
declare (ParvisFirstTest *self)
{
  ParvisSession *session = parvis_first_get_session (self->first);
  g_autoptr(json_t) source =
    parvis_first_place_to_source (parvis_first_get_place (self->first), self->declaring);
  g_autofree char *text = parvis_json_dump (source);
  g_autofree char *path = NULL;

  /* Asked again it would get another key, and the device would have an old one. */
  if (g_strcmp0 (text, self->declared[self->declaring]) == 0)
    {
      declare_next (self);
      return;
    }

  stop_waiting (self);
  say (self, DECLARING, _("Preparing the source…"));
  path = g_strdup_printf ("/api/v1/towns/%s/sources", parvis_session_get_town (session));
  self->cancellable = g_cancellable_new ();
  parvis_auth_ask_async (parvis_session_get_auth (session), "POST", path, source,
                         self->cancellable, declared_cb, g_object_ref (self));
}

/* Listening. */

/* Returns: (transfer full): what it sent, "23, 4 s ago"; NULL with the reason said */
static char *
describe_reading (ParvisFirstTest *self,
                  const json_t    *source,
                  gboolean        *wrong)
{
  ParvisSession *session = parvis_first_get_session (self->first);
  const json_t *value = json_object_get (source, "last_value");
  const char *reason = json_string_value (json_object_get (source, "reason"));
  gint64 at = PARVIS_NO_TIME;
  g_autofree char *number = NULL;
  g_autofree char *age = NULL;

  if (!json_is_number (value) ||
      !parvis_json_get_time_or (source, "observed_at", PARVIS_NO_TIME, &at, NULL) ||
      at == PARVIS_NO_TIME)
    {
      say (self, GAVE_UP, _("Something was received, but no figure in it. Does the figure stand "
                            "where you said?"));
      return NULL;
    }

  /* A counter that adds up begins where it stands, and that is good. */
  *wrong = *wrong || (reason != NULL && strcmp (reason, "baseline") != 0);
  number = parvis_format_number ((gint64) json_number_value (value));
  age = parvis_format_age_long (at, parvis_session_now (session),
                                parvis_desk_get_zone (parvis_first_get_desk (self->first)));

  /* Translators: a figure that a sensor sent, and how old it is: "4 s ago". */
  return g_strdup_printf (_("%1$s, %2$s"), number, age);
}

static void
tell_readings (ParvisFirstTest *self,
               json_t * const  *sources,
               guint            n_sources)
{
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *sentence = NULL;
  gboolean wrong = FALSE;

  first = describe_reading (self, sources[0], &wrong);
  if (first == NULL)
    return;

  if (n_sources == 1)
    {
      /* Translators: "23, 4 s ago" */
      sentence = g_strdup_printf (wrong ? _("Received: %s, which cannot be")
                                        : _("Received: %s, plausible"), first);
    }
  else
    {
      second = describe_reading (self, sources[1], &wrong);
      if (second == NULL)
        return;

      /* Translators: "23, 4 s ago" and "12, 9 s ago" */
      sentence = g_strdup_printf (wrong ? _("Received: in %1$s; out %2$s, which cannot be")
                                        : _("Received: in %1$s; out %2$s, plausible"), first,
                                  second);
    }
  say (self, wrong ? GAVE_UP : HEARD, sentence);
}

static gboolean
place_is_there (ParvisFirstTest *self)
{
  const json_t *place = parvis_first_get_place (self->first);
  g_autoptr(ParvisEntityRef) facility = NULL;

  facility = parvis_session_dup_entity (parvis_first_get_session (self->first),
                                        PARVIS_KIND_FACILITY,
                                        parvis_first_draft_get (place, "id"));

  return facility != NULL && json_array_size (json_object_get (facility->body, "gauges")) > 0;
}

/* All sources must have sent something: a gate of which half is heard counts wrong. */
static void
look_at_sources (ParvisFirstTest *self)
{
  const json_t *place = parvis_first_get_place (self->first);
  guint n_sources = parvis_first_place_count_sources (place);
  ParvisEntityRef *entities[PARVIS_FIRST_SOURCES] = { NULL, };
  json_t *sources[PARVIS_FIRST_SOURCES] = { NULL, };
  guint n_heard = 0;

  for (guint i = 0; i < n_sources; i++)
    {
      entities[i] = parvis_session_dup_entity (parvis_first_get_session (self->first),
                                               PARVIS_KIND_SOURCE,
                                               parvis_first_place_get_source (place, i));
      sources[i] = entities[i] != NULL ? entities[i]->body : NULL;
      n_heard += json_object_get (sources[i], "last_seen") != NULL;
    }

  if (n_heard == n_sources)
    tell_readings (self, sources, n_sources);
  else if (n_heard > 0)
    say (self, self->stage, json_object_get (sources[0], "last_seen") != NULL
                            ? _("Entries were received. Waiting for exits…")
                            : _("Exits were received. Waiting for entries…"));

  for (guint i = 0; i < n_sources; i++)
    g_clear_pointer (&entities[i], parvis_entity_unref);
}

static void
look (ParvisFirstTest *self)
{
  if (self->stage == MAKING_PLACE && place_is_there (self))
    {
      self->declaring = 0;
      declare (self);
    }
  else if (self->stage >= LISTENING)
    {
      look_at_sources (self);
    }
}

static void
sent_cb (gboolean kept,
         gpointer user_data)
{
  ParvisFirstTest *self = PARVIS_FIRST_TEST (user_data);

  if (self->stage != MAKING_PLACE)
    return;

  if (kept)
    {
      look (self);
      return;
    }

  stop_waiting (self);
  say (self, AT_REST, _("This could not be kept on this computer. Try again."));
}

void
parvis_first_test_start (ParvisFirstTest *self)
{
  ParvisSession *session = parvis_first_get_session (self->first);
  const char *module = parvis_first_draft_get_module (parvis_first_get_draft (self->first));

  if (!parvis_link_is_up (parvis_session_get_link (session)))
    {
      say (self, AT_REST, _("A test needs the network. You can begin by hand and connect the "
                            "sensor later."));
      return;
    }

  begin (self, MAKING_PLACE, _("Preparing the place, for your team alone…"));
  parvis_first_send (self->first, parvis_first_setup_has (self->first, "modules", module),
                     sent_cb, G_OBJECT (self));
}

void
parvis_first_test_reset (ParvisFirstTest *self)
{
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  stop_waiting (self);
  for (guint i = 0; i < PARVIS_FIRST_SOURCES; i++)
    gtk_widget_set_visible (self->key_groups[i], FALSE);
  say (self, AT_REST, NULL);
}

static void
clicked_cb (ParvisFirstTest *self)
{
  g_signal_emit (self, wanted_signal, 0);
}

static void
session_cb (ParvisFirstTest *self)
{
  look (self);
}

static void
copy_cb (GtkButton *button,
         GtkLabel  *label)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)),
                          gtk_label_get_label (label));
}

static GtkLabel *
add_secret (GtkWidget  *group,
            const char *title,
            const char *copy)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "selectable", TRUE, "xalign", 1.0f,
                                   "max-width-chars", 44, NULL);
  GtkWidget *button = parvis_icon_button ("edit-copy-symbolic", copy, copy);

  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  parvis_page_show_literally (GTK_LABEL (label));
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  g_signal_connect (button, "clicked", G_CALLBACK (copy_cb), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), label);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (group), row);

  return GTK_LABEL (label);
}

static void
build_keys (ParvisFirstTest *self,
            guint            index)
{
  GtkWidget *group = parvis_first_group_new (_("What the source needs"));

  self->key_groups[index] = group;
  gtk_widget_set_visible (group, FALSE);
  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (group),
                                         _("To be set in the device or the software. The key is "
                                           "shown this once."));
  self->address_labels[index] = add_secret (group, _("Address"), _("Copy the Address"));
  self->key_labels[index] = add_secret (group, _("Key"), _("Copy the Key"));
  gtk_box_append (GTK_BOX (self), group);
}

static void
build (ParvisFirstTest *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);

  for (guint i = 0; i < PARVIS_FIRST_SOURCES; i++)
    build_keys (self, i);

  self->button = gtk_button_new_with_label (_("Test"));
  self->spinner = GTK_SPINNER (gtk_spinner_new ());
  self->result = g_object_new (GTK_TYPE_LABEL, "wrap", TRUE, "xalign", 0.0f, "hexpand", TRUE,
                               "accessible-role", GTK_ACCESSIBLE_ROLE_STATUS, NULL);
  gtk_widget_set_valign (self->button, GTK_ALIGN_START);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE,
                               -1);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->spinner));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (self->result));
  gtk_box_append (GTK_BOX (self), box);
}

static void
parvis_first_test_dispose (GObject *object)
{
  ParvisFirstTest *self = PARVIS_FIRST_TEST (object);

  /* What comes later finds nothing to show. */
  self->stage = AT_REST;
  stop_waiting (self);
  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);

  G_OBJECT_CLASS (parvis_first_test_parent_class)->dispose (object);
}

static void
parvis_first_test_finalize (GObject *object)
{
  ParvisFirstTest *self = PARVIS_FIRST_TEST (object);

  g_clear_object (&self->first);
  for (guint i = 0; i < PARVIS_FIRST_SOURCES; i++)
    g_free (self->declared[i]);

  G_OBJECT_CLASS (parvis_first_test_parent_class)->finalize (object);
}

static void
parvis_first_test_class_init (ParvisFirstTestClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_first_test_dispose;
  G_OBJECT_CLASS (klass)->finalize = parvis_first_test_finalize;

  wanted_signal = g_signal_new ("wanted", PARVIS_TYPE_FIRST_TEST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 0);
}

static void
parvis_first_test_init (ParvisFirstTest *self)
{
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
}

GtkWidget *
parvis_first_test_new (ParvisFirst *first)
{
  ParvisFirstTest *self = g_object_new (PARVIS_TYPE_FIRST_TEST, NULL);

  self->first = g_object_ref (first);
  build (self);
  say (self, AT_REST, NULL);
  g_signal_connect_object (parvis_first_get_session (first), "changed", G_CALLBACK (session_cb),
                           self, G_CONNECT_SWAPPED);

  return GTK_WIDGET (self);
}
