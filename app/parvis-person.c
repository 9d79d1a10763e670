/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-person"

#include "config.h"

#include "parvis-person-private.h"

#include "parvis-account-files.h"
#include "parvis-damage.h"
#include "parvis-error.h"
#include "parvis-removed-window.h"
#include "parvis-replica-key.h"
#include "parvis-sign-in-window.h"

#include <glib/gi18n.h>

G_DEFINE_FINAL_TYPE (ParvisPerson, parvis_person, G_TYPE_OBJECT)

/* How long a window waits for what is to be shown in it, in ms. */
#define PRESENT_AFTER 250

static void look_who (ParvisPerson *self);

/* The open town. */

/* What was kept when Parvis was last closed has arrived by now: say so, as
 * nobody saw it happen. What was refused stands in the queue itself.
 */
static void
pending_cb (ParvisSession *session,
            GParamSpec    *pspec,
            gpointer       user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);
  guint refused = parvis_session_get_refused_count (session);
  guint had = self->had_queue;
  g_autoptr(GNotification) notification = NULL;
  g_autofree char *sentence = NULL;

  if (had == 0 || parvis_session_get_pending (session) > 0)
    return;

  self->had_queue = 0;
  if (refused >= had || self->window == NULL)
    return;

  sentence = parvis_link_text_sent_later (had - refused, self->done_at,
                                          parvis_session_now (session),
                                          parvis_desk_get_zone (
                                            parvis_window_get_desk (self->window)));
  notification = g_notification_new (_("Everything is sent"));
  g_notification_set_body (notification, sentence);
  g_application_send_notification (G_APPLICATION (self->app), "sent", notification);
}

/* The window comes with its figures and its map, not empty first: laying it out and
 * painting it again costs more than reading them. A slow disk must not keep it away.
 */
static void
present_window (ParvisPerson *self)
{
  g_clear_handle_id (&self->presenting, g_source_remove);
  g_clear_handle_id (&self->asking_tiles, g_source_remove);
  if (self->window == NULL || gtk_widget_get_visible (GTK_WIDGET (self->window)))
    return;

  gtk_window_present (GTK_WINDOW (self->window));
  parvis_person_welcome (self);
}

static gboolean
present_cb (gpointer user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);

  self->presenting = 0;
  present_window (self);

  return G_SOURCE_REMOVE;
}

static void
tiles_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ParvisPerson) self = PARVIS_PERSON (user_data);

  parvis_session_catch_up_finish (PARVIS_SESSION (object), result, NULL);
  if (self->session == PARVIS_SESSION (object))
    present_window (self);
}

static gboolean
ask_tiles_cb (gpointer user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);

  self->asking_tiles = 0;
  if (self->session != NULL)
    parvis_session_catch_up_async (self->session, tiles_cb, g_object_ref (self));

  return G_SOURCE_REMOVE;
}

static gboolean
waits_for_session (ParvisPerson  *self,
                   ParvisSession *session)
{
  return self->session == session && self->window != NULL &&
         !gtk_widget_get_visible (GTK_WIDGET (self->window));
}

static void
read_ahead_cb (GObject      *object,
               GAsyncResult *result,
               gpointer      user_data)
{
  g_autoptr(ParvisPerson) self = PARVIS_PERSON (user_data);

  parvis_session_catch_up_finish (PARVIS_SESSION (object), result, NULL);
  if (!waits_for_session (self, PARVIS_SESSION (object)))
    return;

  parvis_window_prepare (self->window);
  g_clear_handle_id (&self->asking_tiles, g_source_remove);
  self->asking_tiles = g_idle_add_full (G_PRIORITY_LOW, ask_tiles_cb, self, NULL);
}

static void
map_cb (GObject      *object,
        GAsyncResult *result,
        gpointer      user_data)
{
  g_autoptr(ParvisPerson) self = PARVIS_PERSON (user_data);

  parvis_session_catch_up_finish (PARVIS_SESSION (object), result, NULL);
  if (!waits_for_session (self, PARVIS_SESSION (object)))
    return;

  parvis_window_read_ahead (self->window);
  parvis_session_catch_up_async (self->session, read_ahead_cb, g_object_ref (self));
}

/* The map asks the disk what kind of tiles there are, then for those that it will show
 * if it is as large as it was, and once it is laid out for the rest of them.
 */
static void
opened_cb (ParvisSession *session,
           gpointer       user_data)
{
  parvis_session_catch_up_async (session, map_cb, g_object_ref (PARVIS_PERSON (user_data)));
}

static void
failed_cb (ParvisSession *session,
           GError        *error,
           gpointer       user_data)
{
  present_window (PARVIS_PERSON (user_data));
}

static void
ready_cb (ParvisSession *session,
          gpointer       user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);
  g_autoptr(GPtrArray) actions = parvis_session_list_actions (session);

  self->had_queue = 0;
  for (guint i = 0; i < actions->len; i++)
    {
      const ParvisAction *action = actions->pdata[i];

      if (action->refused)
        continue;

      if (self->had_queue++ == 0)
        self->done_at = action->created_at;
    }
}

static gboolean
damaged_cb (ParvisSession *session,
            gint64         copied_at,
            gpointer       user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);

  if (self->window == NULL)
    return FALSE;

  present_window (self);
  gtk_window_present (GTK_WINDOW (
    parvis_damage_window_new (GTK_WINDOW (self->window), session, copied_at,
                              parvis_desk_get_zone (parvis_window_get_desk (self->window)))));

  return TRUE;
}

/* Rights may have changed while nobody was listening. */
static void
link_cb (ParvisSession *session,
         GParamSpec    *pspec,
         gpointer       user_data)
{
  if (parvis_session_get_link (session) == PARVIS_LINK_ONLINE)
    look_who (PARVIS_PERSON (user_data));
}

void
parvis_person_close_window (ParvisPerson *self)
{
  GtkWindow *window = GTK_WINDOW (self->window);

  g_clear_handle_id (&self->presenting, g_source_remove);
  g_clear_handle_id (&self->asking_tiles, g_source_remove);
  if (window == NULL)
    return;

  g_clear_weak_pointer (&self->window);
  gtk_window_destroy (window);
}

/* What this machine did and did not send stays on its disk. */
void
parvis_person_close_town (ParvisPerson *self)
{
  parvis_person_close_window (self);
  if (self->session != NULL)
    parvis_session_stop (self->session);
  g_clear_object (&self->session);
  g_clear_pointer (&self->directory, g_free);
  self->had_queue = 0;
}

static void
open_window (ParvisPerson *self)
{
  ParvisWindow *window = parvis_window_new (self->app, self->session, self->settings);

  g_set_weak_pointer (&self->window, window);
  if (self->account != NULL)
    parvis_window_set_account (window, self->account);
}

static void removed_cb (ParvisSession *session,
                        gint64         at,
                        const char    *by,
                        gpointer       user_data);

static void
open_session (ParvisPerson *self,
              const char   *service,
              const char   *id,
              const char   *town,
              const GStrv   roles)
{
  ParvisSessionConfig config = {
    .base_uri = service,
    .town = town,
    .auth = self->auth,
    .rights = parvis_rights_of_roles ((const char *const *) roles),
    .clock = &parvis_system_clock,
  };

  parvis_rights_find_shops ((const char *const *) roles, &config.shops);
  parvis_rights_find_places ((const char *const *) roles, &config.places);
  self->directory = parvis_account_files_dup_directory (service, id, town);
  config.directory = self->directory;
  config.find_key = self->account != NULL ? parvis_replica_key_find : NULL;
  self->session = parvis_session_new (&config);
  g_signal_connect_object (self->session, "damaged", G_CALLBACK (damaged_cb), self, 0);
  g_signal_connect_object (self->session, "ready", G_CALLBACK (ready_cb), self, 0);
  g_signal_connect_object (self->session, "removed", G_CALLBACK (removed_cb), self, 0);
  g_signal_connect_object (self->session, "notify::pending", G_CALLBACK (pending_cb), self, 0);
  if (self->auth != NULL)
    g_signal_connect_object (self->session, "notify::link", G_CALLBACK (link_cb), self, 0);

  /* After the handlers of those who show it. */
  g_signal_connect_object (self->session, "ready", G_CALLBACK (opened_cb), self, G_CONNECT_AFTER);
  g_signal_connect_object (self->session, "failed", G_CALLBACK (failed_cb), self,
                           G_CONNECT_AFTER);

  /* The disk is read while the window is built. */
  parvis_session_start (self->session);
  open_window (self);
  self->presenting = g_timeout_add (PRESENT_AFTER, present_cb, self);
}

void
parvis_person_open_public (ParvisPerson *self,
                           const char   *service,
                           const char   *town)
{
  g_return_if_fail (PARVIS_IS_PERSON (self));

  open_session (self, service, "", town, NULL);
}

/* Something to hold on to while windows change. */
void
parvis_person_hold (ParvisPerson *self)
{
  g_application_hold (G_APPLICATION (self->app));
}

void
parvis_person_release (ParvisPerson *self)
{
  g_application_release (G_APPLICATION (self->app));
}

void
parvis_person_open_town (ParvisPerson *self,
                         const char   *insee)
{
  const ParvisAccountTown *town;

  g_return_if_fail (PARVIS_IS_PERSON (self));

  if (self->account == NULL || self->auth == NULL)
    return;

  town = parvis_account_find_town (self->account, insee);
  if (town == NULL)
    town = parvis_account_find_town (self->account, NULL);
  if (town == NULL)
    {
      parvis_person_sign_in (self);
      return;
    }

  parvis_person_hold (self);
  parvis_person_close_town (self);
  g_free (self->account->town);
  self->account->town = g_strdup (town->insee);
  parvis_account_store_set (self->store, self->account);
  open_session (self, self->account->service, self->account->id, town->insee,
                town->roles);
  parvis_person_release (self);
}

/* What the person may see no more. */

static void
erased_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!parvis_account_store_erase_finish (PARVIS_ACCOUNT_STORE (object), result, &error))
    g_warning ("What is here of a town cannot be removed: %s", error->message);
}

static void
erase_town (ParvisPerson *self,
            const char   *insee)
{
  g_autofree char *directory = parvis_account_files_dup_directory (self->account->service,
                                                                   self->account->id, insee);

  parvis_account_store_erase_async (self->store, directory, NULL, erased_cb, NULL);
}

static gboolean
drop_town (ParvisPerson *self,
           const char   *insee)
{
  for (guint i = 0; i < self->account->towns->len; i++)
    {
      const ParvisAccountTown *town = g_ptr_array_index (self->account->towns, i);

      if (strcmp (town->insee, insee) != 0)
        continue;

      g_ptr_array_remove_index (self->account->towns, i);
      parvis_account_store_set (self->store, self->account);
      return TRUE;
    }

  return FALSE;
}

static void
removed_cb (ParvisSession *session,
            gint64         at,
            const char    *by,
            gpointer       user_data)
{
  g_autoptr(ParvisPerson) self = g_object_ref (PARVIS_PERSON (user_data));
  g_autofree char *insee = g_strdup (parvis_session_get_town (session));
  g_autofree char *name = NULL;
  const ParvisAccountTown *town;
  GtkWidget *window;

  if (self->account == NULL || session != self->session)
    return;

  town = parvis_account_find_town (self->account, insee);
  name = g_strdup (town != NULL ? town->name : insee);
  parvis_person_hold (self);
  parvis_person_close_town (self);
  erase_town (self, insee);
  drop_town (self, insee);
  window = parvis_removed_window_new (self->app, name, at, by,
                                      parvis_account_find_town (self->account, NULL));
  gtk_window_present (GTK_WINDOW (window));
  parvis_person_release (self);
}

static void
show_rights (ParvisPerson        *self,
             const ParvisAccount *known)
{
  const ParvisAccountTown *town;
  const char *const *roles;
  ParvisScopes shops;
  ParvisScopes places;
  ParvisRights rights;

  if (self->session == NULL)
    return;

  town = parvis_account_find_town (known, parvis_session_get_town (self->session));
  roles = town != NULL ? (const char *const *) town->roles : NULL;
  rights = parvis_rights_of_roles (roles);
  parvis_rights_find_shops (roles, &shops);
  parvis_rights_find_places (roles, &places);
  if (town != NULL && (rights != parvis_session_get_rights (self->session) ||
                       !parvis_scopes_equal (&shops, parvis_session_get_shops (self->session)) ||
                       !parvis_scopes_equal (&places, parvis_session_get_places (self->session))))
    {
      parvis_session_set_rights (self->session, rights, &shops, &places);
      if (self->window != NULL)
        parvis_window_follow_rights (self->window);
    }
  if (self->window != NULL)
    parvis_window_set_account (self->window, known);
}

static void
take_account (ParvisPerson  *self,
              ParvisAccount *known)
{
  ParvisAccount *before = self->account;

  known->town = g_strdup (before->town);
  self->account = known;
  parvis_account_store_set (self->store, known);

  /* The open one is told by the service itself, with who and when. */
  for (guint i = 0; i < before->towns->len; i++)
    {
      const ParvisAccountTown *town = g_ptr_array_index (before->towns, i);

      if (parvis_account_find_town (known, town->insee) == NULL &&
          (self->session == NULL ||
           strcmp (parvis_session_get_town (self->session), town->insee) != 0))
        erase_town (self, town->insee);
    }

  show_rights (self, known);
  parvis_account_free (before);
}

static void
looked_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(ParvisPerson) self = PARVIS_PERSON (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  g_autoptr(ParvisAccount) known = NULL;

  self->asking = FALSE;
  if (answer == NULL || answer->status != 200 || self->account == NULL ||
      self->auth != PARVIS_AUTH (object))
    return;

  known = parvis_account_read (self->account->service, answer->body, &error);
  if (known != NULL && strcmp (known->id, self->account->id) == 0)
    take_account (self, g_steal_pointer (&known));
}

static void
look_who (ParvisPerson *self)
{
  if (self->asking || self->auth == NULL)
    return;

  self->asking = TRUE;
  parvis_auth_ask_async (self->auth, "GET", "/api/v1/me", NULL, self->cancellable, looked_cb,
                         g_object_ref (self));
}

/* Signing in. */

static void
kept_cb (ParvisAuth *auth,
         GParamSpec *pspec,
         gpointer    user_data)
{
  ParvisPerson *self = PARVIS_PERSON (user_data);

  if (!parvis_auth_is_kept (auth) && self->window != NULL)
    parvis_desk_say (parvis_window_get_desk (self->window),
                     _("This computer has no keyring that keeps your sign-in: you will be asked "
                       "again at the next start."), 0);
}

static void
set_auth (ParvisPerson *self,
          ParvisAuth   *auth)
{
  g_set_object (&self->auth, auth);
  g_signal_connect_object (auth, "notify::kept", G_CALLBACK (kept_cb), self, 0);
}

void
parvis_person_enter (ParvisPerson        *self,
                     const ParvisAccount *account,
                     ParvisAuth          *auth)
{
  ParvisAccount *known = parvis_account_copy (account);

  known->town = g_settings_get_string (self->settings, "town");
  g_clear_pointer (&self->account, parvis_account_free);
  self->account = known;
  set_auth (self, auth);
  parvis_person_open_town (self, known->town);
}

/* Somebody else sat here before. */
static void
left_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GError) error = NULL;

  if (!parvis_account_store_forget_finish (PARVIS_ACCOUNT_STORE (object), result, &error))
    g_message ("The account before cannot be forgotten: %s", error->message);
}

/* A face that was open here is locked, and everybody else is forgotten. */
static void
leave (ParvisPerson *self)
{
  parvis_person_close_town (self);
  if (self->account == NULL || parvis_account_store_is_face (self->store, self->account))
    return;

  parvis_auth_revoke (self->auth);
  parvis_account_store_forget_async (self->store, NULL, left_cb, NULL);
}

void
parvis_person_arrive (ParvisPerson        *self,
                      const ParvisAccount *account,
                      const ParvisPair    *pair)
{
  gboolean same = self->account != NULL &&
                  strcmp (self->account->service, account->service) == 0 &&
                  strcmp (self->account->id, account->id) == 0;

  self->wants_pin = parvis_account_store_is_shared (self->store);
  if (same && self->session != NULL)
    {
      /* The open window goes on where it stood. */
      parvis_auth_sign_in (self->auth, pair);
      take_account (self, parvis_account_copy (account));
      parvis_person_welcome (self);
    }
  else
    {
      g_autoptr(ParvisAuth) auth = NULL;

      if (same)
        parvis_person_close_town (self);
      else
        leave (self);
      auth = parvis_account_store_new_auth (self->store, account, NULL);
      parvis_auth_sign_in (auth, pair);
      parvis_person_enter (self, account, auth);
    }
}

static void
signed_in_cb (ParvisSignInWindow *window,
              ParvisAccount      *account,
              ParvisPair         *pair,
              gpointer            user_data)
{
  g_autoptr(ParvisPerson) self = g_object_ref (PARVIS_PERSON (user_data));

  parvis_person_hold (self);
  parvis_person_arrive_at_desk (self, account, pair);
  gtk_window_destroy (GTK_WINDOW (window));
  parvis_person_release (self);
}

void
parvis_person_sign_in (ParvisPerson *self)
{
  g_autofree char *service = NULL;
  g_autofree char *town = NULL;

  g_return_if_fail (PARVIS_IS_PERSON (self));

  if (self->sign_in != NULL)
    {
      gtk_window_present (GTK_WINDOW (self->sign_in));
      return;
    }

  service = g_settings_get_string (self->settings, "service");
  town = g_settings_get_string (self->settings, "town");
  g_set_weak_pointer (&self->sign_in, parvis_sign_in_window_new (self->app, service, town));
  if (self->window != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (self->sign_in), GTK_WINDOW (self->window));
  else if (self->faces != NULL)
    gtk_window_set_transient_for (GTK_WINDOW (self->sign_in), GTK_WINDOW (self->faces));
  g_signal_connect_object (self->sign_in, "signed-in", G_CALLBACK (signed_in_cb), self, 0);
  gtk_window_present (GTK_WINDOW (self->sign_in));
}

/* On what this machine knows: the keyring is asked meanwhile. */
void
parvis_person_open (ParvisPerson *self)
{
  g_autoptr(ParvisAuth) auth = NULL;

  g_return_if_fail (PARVIS_IS_PERSON (self));

  if (parvis_person_begin_locked (self))
    return;

  g_clear_pointer (&self->account, parvis_account_free);
  self->account = parvis_account_store_dup (self->store);
  if (self->account == NULL)
    {
      parvis_person_sign_in (self);
      return;
    }

  self->wants_pin = parvis_account_store_is_shared (self->store);
  auth = parvis_account_store_open_auth (self->store, self->account);
  set_auth (self, auth);
  parvis_person_open_town (self, self->account->town);
}

/* Signing out, and beginning anew. */

static void
forgotten_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisPerson) self = PARVIS_PERSON (user_data);
  g_autoptr(GError) error = NULL;

  if (!parvis_account_store_forget_finish (PARVIS_ACCOUNT_STORE (object), result, &error) &&
      !g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_CANCELLED))
    g_warning ("The account cannot be forgotten: %s", error->message);

  if (!g_cancellable_is_cancelled (self->cancellable))
    parvis_person_open (self);
  parvis_person_release (self);
}

void
parvis_person_sign_out (ParvisPerson *self)
{
  g_return_if_fail (PARVIS_IS_PERSON (self));

  parvis_person_hold (self);
  parvis_person_close_town (self);
  if (self->auth != NULL)
    parvis_auth_revoke (self->auth);
  g_clear_object (&self->auth);
  g_clear_pointer (&self->account, parvis_account_free);
  parvis_account_store_forget_async (self->store, self->cancellable, forgotten_cb,
                                     g_object_ref (self));
}

static void
anew_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ParvisPerson) self = PARVIS_PERSON (user_data);

  erased_cb (object, result, NULL);
  if (self->account != NULL && !g_cancellable_is_cancelled (self->cancellable))
    parvis_person_open_town (self, self->account->town);
  parvis_person_release (self);
}

void
parvis_person_erase (ParvisPerson *self)
{
  g_autofree char *directory = NULL;

  g_return_if_fail (PARVIS_IS_PERSON (self));

  if (self->account == NULL || self->directory == NULL)
    return;

  parvis_person_hold (self);
  directory = g_strdup (self->directory);
  parvis_person_close_town (self);
  parvis_account_store_erase_async (self->store, directory, self->cancellable, anew_cb,
                                    g_object_ref (self));
}

void
parvis_person_stop (ParvisPerson *self)
{
  g_return_if_fail (PARVIS_IS_PERSON (self));

  g_cancellable_cancel (self->cancellable);
  if (self->session != NULL)
    parvis_session_stop (self->session);
}

ParvisSession *
parvis_person_get_session (ParvisPerson *self)
{
  g_return_val_if_fail (PARVIS_IS_PERSON (self), NULL);

  return self->session;
}

ParvisWindow *
parvis_person_get_window (ParvisPerson *self)
{
  g_return_val_if_fail (PARVIS_IS_PERSON (self), NULL);

  return self->window;
}

const char *
parvis_person_get_directory (ParvisPerson *self)
{
  g_return_val_if_fail (PARVIS_IS_PERSON (self), NULL);

  return self->directory;
}

static void
parvis_person_finalize (GObject *object)
{
  ParvisPerson *self = PARVIS_PERSON (object);

  g_clear_handle_id (&self->presenting, g_source_remove);
  g_clear_handle_id (&self->asking_tiles, g_source_remove);
  g_clear_weak_pointer (&self->window);
  g_clear_weak_pointer (&self->sign_in);
  g_clear_weak_pointer (&self->faces);
  g_clear_handle_id (&self->idle, g_source_remove);
  g_clear_handle_id (&self->draining, g_source_remove);
  g_clear_object (&self->session);
  g_clear_object (&self->auth);
  g_clear_object (&self->store);
  g_clear_object (&self->settings);
  g_clear_object (&self->cancellable);
  g_clear_pointer (&self->account, parvis_account_free);
  g_clear_pointer (&self->directory, g_free);

  G_OBJECT_CLASS (parvis_person_parent_class)->finalize (object);
}

static void
parvis_person_class_init (ParvisPersonClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = parvis_person_finalize;
}

static void
parvis_person_init (ParvisPerson *self)
{
  self->cancellable = g_cancellable_new ();
}

ParvisPerson *
parvis_person_new (GtkApplication *app,
                   GSettings      *settings)
{
  ParvisPerson *self = g_object_new (PARVIS_TYPE_PERSON, NULL);

  self->app = app;
  self->settings = g_object_ref (settings);
  self->store = parvis_account_store_new (settings);
  parvis_person_watch_input (self);

  return self;
}
