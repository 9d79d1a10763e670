/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-picture-row"

#include "config.h"

#include "parvis-picture-row.h"

#include "parvis-error.h"
#include "parvis-icon-button.h"
#include "parvis-kept-picture.h"
#include "parvis-small-picture.h"

#include <glib/gi18n.h>

#define THUMBNAIL 72
#define MARGIN    6
#define SENT      ""  /* in the place of a tag that is not known yet */

struct _ParvisPictureRow
{
  AdwActionRow        parent_instance;

  GtkWidget          *image;
  GtkWidget          *spinner;
  GtkWidget          *choose;
  GtkWidget          *remove;

  const char         *will_send;    /* translated: what becomes of a choice */
  const char         *will_remove;
  ParvisDesk         *desk;
  guint               side;
  char               *tag;       /* (nullable): of what the service keeps */
  GdkTexture         *kept;      /* (nullable): what that looks like, once it is known */
  ParvisSmallPicture *chosen;    /* (nullable) */
  gboolean            removed;
  gboolean            sending;
  GCancellable       *reading;   /* (nullable): a file is being opened */
  GCancellable       *showing;   /* (nullable): what is kept is on its way */
};

G_DEFINE_FINAL_TYPE (ParvisPictureRow, parvis_picture_row, ADW_TYPE_ACTION_ROW)

enum
{
  CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
refresh (ParvisPictureRow *self)
{
  GdkTexture *texture = self->chosen != NULL ? self->chosen->texture : self->kept;
  gboolean busy = self->reading != NULL || self->sending;
  gboolean there = self->chosen != NULL || (self->tag != NULL && !self->removed);

  if (texture != NULL && there)
    gtk_image_set_from_paintable (GTK_IMAGE (self->image), GDK_PAINTABLE (texture));
  else
    gtk_image_set_from_icon_name (GTK_IMAGE (self->image), "image-x-generic-symbolic");
  gtk_image_set_pixel_size (GTK_IMAGE (self->image), texture != NULL && there ? THUMBNAIL : 32);
  gtk_widget_set_visible (self->image, !busy);
  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_widget_set_sensitive (self->choose, !self->sending);
  gtk_widget_set_sensitive (self->remove, !self->sending);
  gtk_widget_set_visible (self->remove, there);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
show_sentence (ParvisPictureRow *self,
               const char       *sentence,
               gboolean          is_error)
{
  if (is_error)
    gtk_widget_add_css_class (GTK_WIDGET (self), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "error");
  adw_action_row_set_subtitle (ADW_ACTION_ROW (self), sentence != NULL ? sentence : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  sentence != NULL ? sentence : "", -1);
  if (sentence != NULL)
    parvis_desk_tell (self->desk, sentence);
}

void
parvis_picture_row_say (ParvisPictureRow *self,
                        const char       *sentence)
{
  g_return_if_fail (PARVIS_IS_PICTURE_ROW (self));

  show_sentence (self, sentence, FALSE);
}

static void
stop (GCancellable **cancellable)
{
  g_cancellable_cancel (*cancellable);
  g_clear_object (cancellable);
}

/* Choosing. */

static void
read_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(ParvisPictureRow) self = PARVIS_PICTURE_ROW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisSmallPicture) picture = NULL;

  picture = parvis_small_picture_read_finish (result, &error);
  /* Another one was chosen meanwhile. */
  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;

  g_clear_object (&self->reading);
  if (picture != NULL)
    {
      g_clear_pointer (&self->chosen, parvis_small_picture_free);
      self->chosen = g_steal_pointer (&picture);
      self->removed = FALSE;
      show_sentence (self, self->will_send, FALSE);
    }
  else
    {
      g_message ("A picture cannot be used: %s", error->message);
      show_sentence (self, parvis_small_picture_explain (error), TRUE);
    }
  refresh (self);
}

void
parvis_picture_row_set_promise (ParvisPictureRow *self,
                                const char       *will_send,
                                const char       *will_remove)
{
  g_return_if_fail (PARVIS_IS_PICTURE_ROW (self));

  self->will_send = will_send;
  self->will_remove = will_remove;
}

void
parvis_picture_row_take (ParvisPictureRow *self,
                         GFile            *file)
{
  g_return_if_fail (PARVIS_IS_PICTURE_ROW (self));

  stop (&self->reading);
  self->reading = g_cancellable_new ();
  show_sentence (self, _("The picture is being opened…"), FALSE);
  refresh (self);
  parvis_small_picture_read_async (file, self->side, self->reading, read_cb, g_object_ref (self));
}

static void
chosen_cb (GtkNativeDialog  *dialog,
           int               response,
           ParvisPictureRow *self)
{
  g_autoptr(GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));

  if (response == GTK_RESPONSE_ACCEPT && file != NULL)
    parvis_picture_row_take (self, file);
  g_object_unref (dialog);
}

/* All pictures are shown, those too that are not read here: who looks for an HEIC photo is told
 * so, instead of not finding it.
 */
static void
choose_cb (ParvisPictureRow *self)
{
  g_autoptr(GtkFileFilter) filter = gtk_file_filter_new ();
  GtkFileChooserNative *dialog =
    gtk_file_chooser_native_new (_("Choose a Picture"),
                                 GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                 GTK_FILE_CHOOSER_ACTION_OPEN, _("_Choose"), _("_Cancel"));

  gtk_file_filter_set_name (filter, _("Pictures"));
  gtk_file_filter_add_mime_type (filter, "image/*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

static gboolean
dropped_cb (GtkDropTarget    *target,
            const GValue     *value,
            double            x,
            double            y,
            ParvisPictureRow *self)
{
  if (self->sending)
    return FALSE;

  parvis_picture_row_take (self, g_value_get_object (value));

  return TRUE;
}

static void
remove_cb (ParvisPictureRow *self)
{
  stop (&self->reading);
  g_clear_pointer (&self->chosen, parvis_small_picture_free);
  self->removed = self->tag != NULL;
  show_sentence (self, self->removed ? self->will_remove : NULL, FALSE);
  refresh (self);
  gtk_widget_grab_focus (self->choose);
}

/* What is kept. */

static void
shown_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_autoptr(ParvisPictureRow) self = PARVIS_PICTURE_ROW (user_data);
  g_autoptr(GError) error = NULL;
  g_autoptr(GdkTexture) texture = parvis_kept_picture_load_finish (result, &error);

  if (g_cancellable_is_cancelled (g_task_get_cancellable (G_TASK (result))))
    return;

  g_clear_object (&self->showing);
  if (texture == NULL)
    g_message ("The picture that is kept cannot be shown: %s", error->message);
  g_set_object (&self->kept, texture);
  refresh (self);
}

void
parvis_picture_row_set_kept (ParvisPictureRow *self,
                             const char       *path,
                             const char       *tag)
{
  gboolean sent = g_strcmp0 (self->tag, SENT) == 0 && tag != NULL;

  g_return_if_fail (PARVIS_IS_PICTURE_ROW (self));

  if (g_strcmp0 (self->tag, tag) == 0)
    return;

  g_free (self->tag);
  self->tag = g_strdup (tag);
  if (sent)
    return;

  self->removed = self->removed && tag != NULL;
  g_clear_object (&self->kept);
  stop (&self->showing);
  refresh (self);
  if (tag == NULL)
    return;

  self->showing = g_cancellable_new ();
  parvis_kept_picture_load_async (parvis_desk_get_session (self->desk), path, tag, 2 * THUMBNAIL,
                                  self->showing, shown_cb, g_object_ref (self));
}

gboolean
parvis_picture_row_is_changed (ParvisPictureRow *self)
{
  g_return_val_if_fail (PARVIS_IS_PICTURE_ROW (self), FALSE);

  return self->chosen != NULL || self->removed;
}

gboolean
parvis_picture_row_is_busy (ParvisPictureRow *self)
{
  g_return_val_if_fail (PARVIS_IS_PICTURE_ROW (self), FALSE);

  return self->reading != NULL || self->sending;
}

/* Sending. */

static void
settle_sent (ParvisPictureRow *self)
{
  g_free (self->tag);
  self->tag = NULL;
  g_clear_object (&self->kept);
  if (self->chosen != NULL)
    {
      /* What it is called now the feed says later; what it looks like is known. */
      self->tag = g_strdup (SENT);
      self->kept = g_object_ref (self->chosen->texture);
    }
  g_clear_pointer (&self->chosen, parvis_small_picture_free);
  self->removed = FALSE;
  show_sentence (self, self->tag != NULL ? _("The picture is sent.") : _("The picture is removed."),
                 FALSE);
}

/* Returns: (transfer full) (nullable): NULL if it went well */
static GError *
find_failure (ParvisPictureRow   *self,
              const ParvisAnswer *answer,
              const GError       *error)
{
  if (answer != NULL && answer->status >= 200 && answer->status < 300)
    return NULL;

  if (answer != NULL && answer->problem && answer->status < 500)
    {
      show_sentence (self, answer->sentence, TRUE);
      return g_error_new (PARVIS_ERROR, answer->status == 404 ? PARVIS_ERROR_NOT_FOUND
                                                              : PARVIS_ERROR_INVALID,
                          "%s", answer->sentence);
    }

  if (g_error_matches (error, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED))
    {
      show_sentence (self, _("You are signed out. Sign in again and save once more: the picture "
                             "stays here."), TRUE);
      return g_error_copy (error);
    }

  show_sentence (self, _("A picture needs the network, and the service cannot be reached. It stays "
                         "here: save once more when the network is back."), TRUE);

  return g_error_new (PARVIS_ERROR, PARVIS_ERROR_UPSTREAM, "%s",
                      error != NULL ? error->message : "not an answer of the service");
}

static void
sent_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ParvisPictureRow *self = g_task_get_source_object (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_auth_ask_finish (PARVIS_AUTH (object), result, &error);
  GError *failure = find_failure (self, answer, error);

  self->sending = FALSE;
  if (failure == NULL)
    settle_sent (self);
  refresh (self);
  if (failure == NULL)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, failure);
}

/* Takes @task. */
static void
send_change (ParvisPictureRow *self,
             ParvisAuth       *auth,
             const char       *path,
             GTask            *task)
{
  const char *town = parvis_session_get_town (parvis_desk_get_session (self->desk));
  g_autofree char *address = g_strdup_printf ("/api/v1/towns/%s/%s%s", town, path,
                                              self->chosen != NULL ? "" : "/remove");
  static const char nothing[] = "{}";
  g_autofree char *key = g_uuid_string_random ();
  const char *headers[] = { "Idempotency-Key", key, NULL };
  g_autoptr(GBytes) bytes = NULL;

  if (self->chosen != NULL)
    bytes = g_bytes_ref (self->chosen->bytes);
  else
    bytes = g_bytes_new_static (nothing, sizeof nothing - 1);
  parvis_auth_send_async (auth, "POST", address, headers,
                          self->chosen != NULL ? self->chosen->type : "application/json", bytes,
                          NULL, sent_cb, task);
}

void
parvis_picture_row_send_async (ParvisPictureRow    *self,
                               const char          *path,
                               GAsyncReadyCallback  callback,
                               gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ParvisAuth *auth;

  g_return_if_fail (PARVIS_IS_PICTURE_ROW (self));
  g_return_if_fail (!self->sending);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, parvis_picture_row_send_async);
  auth = parvis_session_get_auth (parvis_desk_get_session (self->desk));
  if (!parvis_picture_row_is_changed (self))
    {
      g_task_return_boolean (task, TRUE);
      return;
    }
  if (auth == NULL)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAUTHORIZED,
                               "There is no account");
      return;
    }

  self->sending = TRUE;
  show_sentence (self, self->chosen != NULL ? _("The picture is being sent…")
                                            : _("The picture is being removed…"), FALSE);
  refresh (self);
  send_change (self, auth, path, g_steal_pointer (&task));
}

gboolean
parvis_picture_row_send_finish (ParvisPictureRow  *self,
                                GAsyncResult      *result,
                                GError           **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_picture_row_send_async), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* The class. */

static void
parvis_picture_row_dispose (GObject *object)
{
  ParvisPictureRow *self = PARVIS_PICTURE_ROW (object);

  stop (&self->reading);
  stop (&self->showing);
  g_clear_object (&self->desk);
  g_clear_object (&self->kept);
  g_clear_pointer (&self->chosen, parvis_small_picture_free);
  g_clear_pointer (&self->tag, g_free);

  G_OBJECT_CLASS (parvis_picture_row_parent_class)->dispose (object);
}

static void
parvis_picture_row_class_init (ParvisPictureRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_picture_row_dispose;

  signals[CHANGED] = g_signal_new ("changed", PARVIS_TYPE_PICTURE_ROW, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
}

static void
parvis_picture_row_init (ParvisPictureRow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  self->will_send = _("This is how it will be seen. It is sent when you save.");
  self->will_remove = _("It is removed when you save.");
  self->image = g_object_new (GTK_TYPE_IMAGE, "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                              "width-request", THUMBNAIL, "height-request", THUMBNAIL,
                              "margin-top", MARGIN, "margin-bottom", MARGIN, NULL);
  self->spinner = g_object_new (GTK_TYPE_SPINNER, "width-request", THUMBNAIL, "height-request",
                                THUMBNAIL, "margin-top", MARGIN, "margin-bottom", MARGIN,
                                "visible", FALSE, NULL);
  self->choose = gtk_button_new_with_label (_("Choose…"));
  self->remove = parvis_icon_button ("user-trash-symbolic", _("Remove the Picture"), NULL);
  gtk_widget_set_valign (self->choose, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (self->remove, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->remove, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->spinner), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _("Please wait"), -1);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->spinner);
  adw_action_row_add_prefix (ADW_ACTION_ROW (self), self->image);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->choose);
  adw_action_row_add_suffix (ADW_ACTION_ROW (self), self->remove);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (self), self->choose);
  g_signal_connect_swapped (self->choose, "clicked", G_CALLBACK (choose_cb), self);
  g_signal_connect_swapped (self->remove, "clicked", G_CALLBACK (remove_cb), self);
  g_signal_connect (target, "drop", G_CALLBACK (dropped_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}

GtkWidget *
parvis_picture_row_new (ParvisDesk *desk,
                        const char *title,
                        guint       side)
{
  ParvisPictureRow *self = g_object_new (PARVIS_TYPE_PICTURE_ROW, "title", title, NULL);

  g_return_val_if_fail (PARVIS_IS_DESK (desk), NULL);

  self->desk = g_object_ref (desk);
  self->side = side;
  refresh (self);

  return GTK_WIDGET (self);
}
