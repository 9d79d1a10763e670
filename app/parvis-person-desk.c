/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-person"

#include "config.h"

#include "parvis-person-private.h"

#include "parvis-faces-window.h"
#include "parvis-pin-window.h"

#include <glib/gi18n.h>

/* How long what waits to be sent keeps a locked person's line open, in seconds. */
#define DRAIN_SECONDS 10

static void show_faces (ParvisPerson *self);
static void watch_idle (ParvisPerson *self);

gboolean
parvis_person_is_shared (ParvisPerson *self)
{
  g_return_val_if_fail (PARVIS_IS_PERSON (self), FALSE);

  return parvis_account_store_is_shared (self->store);
}

gboolean
parvis_person_has_pin (ParvisPerson *self)
{
  g_return_val_if_fail (PARVIS_IS_PERSON (self), FALSE);

  return self->account != NULL && parvis_account_store_is_face (self->store, self->account);
}

static void
say (ParvisPerson *self,
     const char   *sentence)
{
  if (self->window != NULL)
    parvis_desk_say (parvis_window_get_desk (self->window), sentence, 0);
}

/* The PIN. */

static void
chosen_cb (ParvisPinWindow *window,
           const char      *handle,
           const char      *key,
           gpointer         user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);

  if (self->account == NULL || self->auth == NULL)
    return;

  parvis_account_store_set_pin (self->store, self->account, self->auth, handle, key);
  say (self, _("Your PIN is chosen. Ctrl+Shift+L leaves the place to somebody else."));
  watch_idle (self);
}

void
parvis_person_choose_pin (ParvisPerson *self)
{
  GtkWidget *window;

  g_return_if_fail (PARVIS_IS_PERSON (self));

  if (self->account == NULL || self->auth == NULL || self->window == NULL)
    return;

  window = parvis_pin_window_new (gtk_application_get_active_window (self->app), self->auth,
                                  parvis_person_has_pin (self));
  g_signal_connect_object (window, "chosen", G_CALLBACK (chosen_cb), self, 0);
  gtk_window_present (GTK_WINDOW (window));
}

/* Nobody was there while nobody could have come back: now somebody can. */
static void
line_cb (ParvisSession *session,
         GParamSpec    *pspec,
         gpointer       user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);

  if (session == self->session && self->idle != 0)
    watch_idle (self);
}

void
parvis_person_welcome (ParvisPerson *self)
{
  guint missed = self->missed;

  self->missed = 0;
  if (missed > 0)
    {
      g_autofree char *sentence = NULL;

      sentence = g_strdup_printf (ngettext ("%u wrong PIN was typed at your face since it was last "
                                            "opened.",
                                            "%u wrong PINs were typed at your face since it was "
                                            "last opened.", missed), missed);
      say (self, sentence);
    }

  if (self->wants_pin && !parvis_person_has_pin (self))
    parvis_person_choose_pin (self);
  self->wants_pin = FALSE;
  g_signal_connect_object (self->session, "notify::link", G_CALLBACK (line_cb), self, 0);
  watch_idle (self);
}

/* Locking. */

static void
close_all_windows (void)
{
  GList *windows = gtk_window_list_toplevels ();

  /* One may take another along. */
  for (GList *link = windows; link != NULL; link = link->next)
    g_object_ref (link->data);
  for (GList *link = windows; link != NULL; link = link->next)
    gtk_window_destroy (link->data);
  g_list_free_full (windows, g_object_unref);
}

static void
locked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisPerson) self = PARVIS_PERSON (user_data);
  g_autoptr(GError) error = NULL;

  if (!parvis_account_store_lock_finish (PARVIS_ACCOUNT_STORE (object), result, &error))
    g_warning ("What is here of a person who left cannot be removed: %s", error->message);
  if (!g_cancellable_is_cancelled (self->cancellable))
    show_faces (self);
  parvis_person_release (self);
}

/* Something is held meanwhile: the application has no window. */
static void
lock (ParvisPerson *self)
{
  g_clear_handle_id (&self->draining, g_source_remove);
  g_clear_handle_id (&self->idle, g_source_remove);
  parvis_person_close_town (self);
  g_clear_object (&self->auth);
  g_clear_pointer (&self->account, parvis_account_free);
  parvis_account_store_lock_async (self->store, locked_cb, g_object_ref (self));
}

static gboolean
drained_cb (gpointer user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);

  self->draining = 0;
  lock (self);

  return G_SOURCE_REMOVE;
}

static void
pending_cb (ParvisSession *session,
            GParamSpec    *pspec,
            gpointer       user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);

  if (self->draining == 0 || session != self->session || parvis_session_get_pending (session) > 0)
    return;

  /* Not from within the session that it ends. */
  g_source_remove (self->draining);
  self->draining = g_idle_add (drained_cb, self);
}

/* What was done last is sent in the name of who did it, if that takes a moment only; what
 * is left waits for him.
 */
static void
leave_the_place (ParvisPerson *self)
{
  parvis_person_hold (self);
  parvis_person_close_window (self);
  close_all_windows ();
  if (parvis_session_get_pending (self->session) == 0)
    {
      lock (self);
      return;
    }

  self->draining = g_timeout_add_seconds (DRAIN_SECONDS, drained_cb, self);
  g_signal_connect_object (self->session, "notify::pending", G_CALLBACK (pending_cb), self, 0);
}

static gboolean
has_network (ParvisPerson *self)
{
  ParvisLink link = parvis_session_get_link (self->session);

  return link != PARVIS_LINK_OFFLINE && link != PARVIS_LINK_CONNECTING &&
         link != PARVIS_LINK_WAKING;
}

void
parvis_person_change (ParvisPerson *self)
{
  g_autofree char *sentence = NULL;

  g_return_if_fail (PARVIS_IS_PERSON (self));

  if (self->account == NULL || self->session == NULL || self->draining != 0)
    return;

  if (!parvis_person_has_pin (self))
    {
      parvis_person_choose_pin (self);
    }
  else if (!has_network (self))
    {
      sentence = g_strdup_printf (_("Changing the person needs the network. Until it is back, %s "
                                    "goes on working here."), self->account->name);
      say (self, sentence);
    }
  else
    {
      leave_the_place (self);
    }
}

/* Nobody is there. Without the network nobody could come back, so what is open stays. */

static gboolean
idle_cb (gpointer user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);

  self->idle = 0;
  watch_idle (self);

  return G_SOURCE_REMOVE;
}

static void
watch_idle (ParvisPerson *self)
{
  gint64 after = g_settings_get_int (self->settings, "lock-after") * G_TIME_SPAN_SECOND;
  gint64 idle = g_get_monotonic_time () - self->touched_at;

  g_clear_handle_id (&self->idle, g_source_remove);
  if (after == 0 || self->account == NULL || self->session == NULL || self->draining != 0 ||
      !parvis_person_is_shared (self))
    return;

  if (idle >= after && !has_network (self))
    idle = 0;
  if (idle < after)
    self->idle = g_timeout_add ((guint) ((after - idle) / 1000 + 1), idle_cb, self);
  else if (parvis_person_has_pin (self))
    leave_the_place (self);
  else
    parvis_person_sign_out (self);
}

static gboolean
event_cb (GtkEventController *controller,
          GdkEvent           *event,
          gpointer            user_data)
{
  switch ((int) gdk_event_get_event_type (event))
    {
    case GDK_KEY_PRESS:
    case GDK_BUTTON_PRESS:
    case GDK_MOTION_NOTIFY:
    case GDK_SCROLL:
    case GDK_TOUCH_BEGIN:
      PARVIS_PERSON (user_data)->touched_at = g_get_monotonic_time ();
      break;

    default:
      break;
    }

  return GDK_EVENT_PROPAGATE;
}

static void
windows_cb (GListModel   *windows,
            guint         position,
            guint         removed,
            guint         added,
            ParvisPerson *self)
{
  for (guint i = position; i < position + added; i++)
    {
      g_autoptr(GtkWidget) window = g_list_model_get_item (windows, i);
      GtkEventController *controller = gtk_event_controller_legacy_new ();

      gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_CAPTURE);
      g_signal_connect_object (controller, "event", G_CALLBACK (event_cb), self, 0);
      gtk_widget_add_controller (window, controller);
    }
}

static void
setting_cb (GSettings    *settings,
            const char   *key,
            ParvisPerson *self)
{
  if (strcmp (key, "shared-computer") == 0 && g_settings_get_boolean (settings, key) &&
      !parvis_person_has_pin (self))
    parvis_person_choose_pin (self);
  if (strcmp (key, "shared-computer") == 0 || strcmp (key, "lock-after") == 0)
    watch_idle (self);
}

/* Keys and pointer in any window of ours, dialogs too. */
void
parvis_person_watch_input (ParvisPerson *self)
{
  GListModel *windows = gtk_window_get_toplevels ();

  self->touched_at = g_get_monotonic_time ();
  g_signal_connect_object (windows, "items-changed", G_CALLBACK (windows_cb), self, 0);
  g_signal_connect_object (self->settings, "changed", G_CALLBACK (setting_cb), self, 0);
}

/* Who is there. */

static void
opened_cb (ParvisFacesWindow *window,
           ParvisAccount     *account,
           ParvisAuth        *auth,
           guint              missed,
           gpointer           user_data)
{
  g_autoptr(ParvisPerson) self = g_object_ref (PARVIS_PERSON (user_data));

  parvis_person_hold (self);
  self->missed = missed;
  self->touched_at = g_get_monotonic_time ();
  parvis_person_enter (self, account, auth);
  gtk_window_destroy (GTK_WINDOW (window));
  parvis_person_release (self);
}

static void
somebody_else_cb (ParvisFacesWindow *window,
                  gpointer           user_data)
{
  parvis_person_sign_in (PARVIS_PERSON (user_data));
}

static void
show_faces (ParvisPerson *self)
{
  if (self->faces == NULL)
    {
      g_set_weak_pointer (&self->faces, parvis_faces_window_new (self->app, self->store));
      g_signal_connect_object (self->faces, "opened", G_CALLBACK (opened_cb), self, 0);
      g_signal_connect_object (self->faces, "somebody-else", G_CALLBACK (somebody_else_cb), self,
                               0);
    }
  gtk_window_present (GTK_WINDOW (self->faces));
}

/* Who had no PIN was signed in until Parvis was closed. */
static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisPerson) self = PARVIS_PERSON (user_data);
  g_autoptr(GError) error = NULL;

  if (!parvis_account_store_forget_finish (PARVIS_ACCOUNT_STORE (object), result, &error))
    g_message ("The account before cannot be forgotten: %s", error->message);
  lock (self);
}

gboolean
parvis_person_begin_locked (ParvisPerson *self)
{
  g_autoptr(GPtrArray) faces = parvis_account_store_list_faces (self->store);
  g_autoptr(ParvisAccount) account = NULL;

  if (faces->len == 0)
    return FALSE;

  /* A program that was killed left its replica open. */
  parvis_person_hold (self);
  account = parvis_account_store_dup (self->store);
  if (account != NULL && !parvis_account_store_is_face (self->store, account))
    parvis_account_store_forget_async (self->store, NULL, forgotten_cb, g_object_ref (self));
  else
    lock (self);

  return TRUE;
}

/* A full sign-in. */

typedef struct
{
  ParvisPerson  *self;
  ParvisAccount *account;
  ParvisPair    *pair;
} Arrival;

static void
arrive (ParvisPerson        *self,
        const ParvisAccount *account,
        const ParvisPair    *pair)
{
  parvis_person_arrive (self, account, pair);
  if (self->faces != NULL)
    gtk_window_destroy (GTK_WINDOW (self->faces));
}

static void
face_removed_cb (GObject      *object,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  Arrival *arrival = user_data;
  g_autoptr(ParvisPerson) self = arrival->self;
  g_autoptr(GError) error = NULL;

  if (!parvis_account_store_remove_face_finish (PARVIS_ACCOUNT_STORE (object), result, &error))
    g_message ("A face cannot be forgotten: %s", error->message);
  arrive (self, arrival->account, arrival->pair);
  parvis_account_free (arrival->account);
  parvis_pair_free (arrival->pair);
  g_free (arrival);
  parvis_person_release (self);
}

/* The session that the old face opens is over with the new one, and its PIN with it. */
void
parvis_person_arrive_at_desk (ParvisPerson        *self,
                              const ParvisAccount *account,
                              const ParvisPair    *pair)
{
  Arrival *arrival;

  if (!parvis_account_store_is_face (self->store, account))
    {
      arrive (self, account, pair);
      return;
    }

  arrival = g_new0 (Arrival, 1);
  arrival->self = g_object_ref (self);
  arrival->account = parvis_account_copy (account);
  arrival->pair = g_new0 (ParvisPair, 1);
  arrival->pair->access = g_strdup (pair->access);
  arrival->pair->lifetime = pair->lifetime;
  arrival->pair->refresh = g_strdup (pair->refresh);
  parvis_person_hold (self);
  if (self->account != NULL && strcmp (self->account->id, account->id) == 0)
    parvis_person_close_town (self);
  parvis_account_store_remove_face_async (self->store, account, FALSE, face_removed_cb, arrival);
}
