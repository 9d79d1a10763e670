/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-faces"

#include "config.h"

#include "parvis-account-store-private.h"

#include "parvis-ask.h"
#include "parvis-error.h"
#include "parvis-sealed-token.h"

#define FACES "faces"
#define FACES_TYPE "a(sssas)"
#define UNLOCK_PATH "/api/v1/unlock"
#define REVOKE_PATH "/api/v1/revoke"

/* The list. */

GPtrArray *
parvis_account_store_list_faces (ParvisAccountStore *self)
{
  GPtrArray *faces = g_ptr_array_new_with_free_func ((GDestroyNotify) parvis_account_free);
  g_autoptr(GVariant) value = NULL;
  GVariantIter iter;
  const char *service;
  const char *id;
  const char *name;
  const char **towns;

  g_return_val_if_fail (PARVIS_IS_ACCOUNT_STORE (self), faces);

  value = g_settings_get_value (self->settings, FACES);
  g_variant_iter_init (&iter, value);
  while (g_variant_iter_next (&iter, "(&s&s&s^a&s)", &service, &id, &name, &towns))
    {
      ParvisAccount *face = parvis_account_new (service, id, name);

      for (guint i = 0; towns[i] != NULL; i++)
        parvis_account_add_town (face, towns[i], towns[i], NULL);
      g_ptr_array_add (faces, face);
      g_free (towns);
    }

  return faces;
}

static void
write_faces (ParvisAccountStore *self,
             GPtrArray          *faces)
{
  GVariantBuilder builder;

  g_variant_builder_init (&builder, G_VARIANT_TYPE (FACES_TYPE));
  for (guint i = 0; i < faces->len; i++)
    {
      const ParvisAccount *face = g_ptr_array_index (faces, i);

      g_variant_builder_open (&builder, G_VARIANT_TYPE ("(sssas)"));
      g_variant_builder_add (&builder, "s", face->service);
      g_variant_builder_add (&builder, "s", face->id);
      g_variant_builder_add (&builder, "s", face->name);
      g_variant_builder_open (&builder, G_VARIANT_TYPE_STRING_ARRAY);
      for (guint j = 0; j < face->towns->len; j++)
        g_variant_builder_add (&builder, "s",
                               ((ParvisAccountTown *) face->towns->pdata[j])->insee);
      g_variant_builder_close (&builder);
      g_variant_builder_close (&builder);
    }
  g_settings_set_value (self->settings, FACES, g_variant_builder_end (&builder));
}

static gboolean
find_face (GPtrArray           *faces,
           const ParvisAccount *account,
           guint               *index)
{
  for (guint i = 0; i < faces->len; i++)
    {
      const ParvisAccount *face = g_ptr_array_index (faces, i);

      if (strcmp (face->service, account->service) == 0 && strcmp (face->id, account->id) == 0)
        {
          *index = i;
          return TRUE;
        }
    }

  return FALSE;
}

gboolean
parvis_account_store_is_face (ParvisAccountStore  *self,
                              const ParvisAccount *account)
{
  g_autoptr(GPtrArray) faces = parvis_account_store_list_faces (self);
  guint index;

  return find_face (faces, account, &index);
}

gboolean
parvis_account_store_is_shared (ParvisAccountStore *self)
{
  g_autoptr(GPtrArray) faces = parvis_account_store_list_faces (self);

  return faces->len > 0 || g_settings_get_boolean (self->settings, "shared-computer");
}

void
parvis_account_store_add_face (ParvisAccountStore  *self,
                               const ParvisAccount *account)
{
  g_autoptr(GPtrArray) faces = parvis_account_store_list_faces (self);
  guint index;

  if (find_face (faces, account, &index))
    {
      g_ptr_array_insert (faces, (int) index, parvis_account_copy (account));
      g_ptr_array_remove_index (faces, index + 1);
    }
  else
    {
      g_ptr_array_add (faces, parvis_account_copy (account));
    }
  write_faces (self, faces);
}

void
parvis_account_store_drop_face (ParvisAccountStore  *self,
                                const ParvisAccount *account)
{
  g_autoptr(GPtrArray) faces = parvis_account_store_list_faces (self);
  guint index;

  if (!find_face (faces, account, &index))
    return;

  g_ptr_array_remove_index (faces, index);
  write_faces (self, faces);
}

/* The PIN. */

static void
set_key (ParvisTokenVault *vault,
         const char       *handle,
         const char       *key)
{
  g_free (vault->handle);
  g_free (vault->key);
  vault->handle = g_strdup (handle);
  vault->key = g_strdup (key);
}

void
parvis_account_store_set_pin (ParvisAccountStore  *self,
                              const ParvisAccount *account,
                              ParvisAuth          *auth,
                              const char          *handle,
                              const char          *key)
{
  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));
  g_return_if_fail (self->vault != NULL && strcmp (self->vault->id, account->id) == 0);

  set_key (self->vault, handle, key);
  parvis_account_store_add_face (self, account);
  parvis_auth_keep (auth);
}

/* Opening one. */

typedef struct
{
  ParvisAccount *face;
  SoupSession   *session;
  char          *pin;
  char          *sealed;
  guint          missed;
} Unlocking;

static void
unlocking_free (gpointer data)
{
  Unlocking *unlocking = data;

  parvis_account_free (unlocking->face);
  g_object_unref (unlocking->session);
  g_free (unlocking->pin);
  g_free (unlocking->sealed);
  g_free (unlocking);
}

static void
fail (GTask       *task,
      ParvisError  code,
      const char  *message)
{
  g_task_return_new_error (task, PARVIS_ERROR, code, "%s", message);
}

static void
refuse (GTask              *task,
        const ParvisAnswer *answer)
{
  const json_t *left = json_object_get (answer->body, "left");
  GError *error = NULL;

  if (answer->status == 429)
    {
      fail (task, PARVIS_ERROR_TOO_MANY, "too many tries");
    }
  else if (answer->problem && answer->status == 403 && json_is_integer (left))
    {
      g_set_error_literal (&error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN, "this PIN is wrong");
      parvis_error_take_details (&error, json_pack ("{s:O}", "left", left));
      g_task_return_error (task, error);
    }
  else
    {
      fail (task, PARVIS_ERROR_UPSTREAM, "not an answer of the service");
    }
}

static void
unlocked_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ParvisAccountStore *self = g_task_get_source_object (task);
  Unlocking *unlocking = g_task_get_task_data (task);
  GError *error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_ask_finish (result, &error);
  g_autofree char *refresh = NULL;
  const char *key;
  const char *handle;
  ParvisAuth *auth;

  if (answer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }

  key = parvis_answer_get (answer, "key");
  handle = parvis_answer_get (answer, "handle");
  if (answer->status != 200 || key == NULL || handle == NULL)
    {
      refuse (task, answer);
      return;
    }

  refresh = parvis_sealed_token_open (unlocking->sealed, key);
  if (refresh == NULL)
    {
      fail (task, PARVIS_ERROR_NOT_FOUND, "what is kept here was sealed with another key");
      return;
    }

  unlocking->missed = (guint) json_integer_value (json_object_get (answer->body, "missed"));
  auth = parvis_account_store_new_auth (self, unlocking->face, refresh);
  set_key (self->vault, handle, key);
  g_task_return_pointer (task, auth, g_object_unref);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Unlocking *unlocking = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;
  g_autoptr(SoupMessage) message = NULL;
  g_autofree char *handle = NULL;
  g_autoptr(json_t) body = NULL;
  char *found = secret_password_lookup_finish (result, &error);

  unlocking->sealed = g_strdup (found);
  secret_password_free (found);
  if (error != NULL)
    {
      fail (task, PARVIS_ERROR_UNAVAILABLE, error->message);
      return;
    }

  handle = unlocking->sealed != NULL ? parvis_sealed_token_dup_handle (unlocking->sealed) : NULL;
  if (handle == NULL)
    {
      fail (task, PARVIS_ERROR_NOT_FOUND, "the keyring has nothing of this account");
      return;
    }

  body = json_pack ("{s:s, s:s}", "handle", handle, "pin", unlocking->pin);
  message = parvis_ask_message (unlocking->face->service, SOUP_METHOD_POST, UNLOCK_PATH, NULL,
                                body);
  if (message == NULL)
    {
      fail (task, PARVIS_ERROR_UPSTREAM, "the service has no address");
      return;
    }

  parvis_ask_async (unlocking->session, message, g_task_get_cancellable (task), unlocked_cb,
                    g_object_ref (task));
}

void
parvis_account_store_unlock_async (ParvisAccountStore  *self,
                                   const ParvisAccount *face,
                                   const char          *pin,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  GTask *task;
  Unlocking *unlocking = g_new0 (Unlocking, 1);

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  unlocking->face = parvis_account_copy (face);
  unlocking->session = parvis_ask_session ();
  unlocking->pin = g_strdup (pin);
  g_task_set_source_tag (task, parvis_account_store_unlock_async);
  g_task_set_task_data (task, unlocking, unlocking_free);
  secret_password_lookup (parvis_account_store_schema (), cancellable, looked_up_cb, task,
                          "service", face->service, "account", face->id, NULL);
}

ParvisAuth *
parvis_account_store_unlock_finish (ParvisAccountStore  *self,
                                    GAsyncResult        *result,
                                    guint               *missed,
                                    GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_account_store_unlock_async),
                        NULL);

  *missed = ((Unlocking *) g_task_get_task_data (G_TASK (result)))->missed;

  return parvis_ask_propagate (G_TASK (result), error);
}

/* Locking. */

void
parvis_account_store_lock_async (ParvisAccountStore  *self,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  g_autoptr(GPtrArray) faces = NULL;
  g_autoptr(GTask) task = NULL;
  ParvisRemoval *removal;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, parvis_account_store_lock_async);
  faces = parvis_account_store_list_faces (self);
  removal = parvis_removal_new (task);
  for (guint i = 0; i < faces->len; i++)
    parvis_removal_add (removal, g_ptr_array_index (faces, i));

  parvis_account_store_reset (self);
  if (self->vault != NULL)
    self->vault->closed = TRUE;
  g_clear_pointer (&self->vault, parvis_token_vault_unref);
  g_task_run_in_thread (task, parvis_removal_thread);
}

gboolean
parvis_account_store_lock_finish (ParvisAccountStore  *self,
                                  GAsyncResult        *result,
                                  GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_account_store_lock_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Leaving the list. */

static void
revoked_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(ParvisAnswer) answer = parvis_ask_finish (result, &error);

  if (answer == NULL)
    g_debug ("the service was not told that a face is gone: %s", error->message);
}

/* It is told and not waited for: without its sealed token nobody can use that sign-in. */
static void
end_sign_in (const char *service,
             const char *handle)
{
  g_autoptr(SoupSession) session = parvis_ask_session ();
  g_autofree char *form = soup_form_encode ("token", handle, "client_id", "fr.parvis.Parvis",
                                            NULL);
  g_autoptr(SoupMessage) message = parvis_ask_message (service, SOUP_METHOD_POST, REVOKE_PATH,
                                                       form, NULL);

  if (message != NULL)
    parvis_ask_async (session, message, NULL, revoked_cb, NULL);
}

static void
leaving_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  GTask *task = G_TASK (user_data);
  const ParvisAccount *face = g_object_get_data (G_OBJECT (task), "face");
  char *found = secret_password_lookup_finish (result, NULL);
  g_autofree char *handle = found != NULL ? parvis_sealed_token_dup_handle (found) : NULL;

  secret_password_free (found);
  if (handle != NULL)
    end_sign_in (face->service, handle);
  secret_password_clear (parvis_account_store_schema (), NULL, parvis_removal_cleared_cb, task,
                         "service", face->service, "account", face->id, NULL);
}

void
parvis_account_store_remove_face_async (ParvisAccountStore  *self,
                                        const ParvisAccount *face,
                                        gboolean             with_waiting,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  ParvisRemoval *removal;
  GTask *task;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, parvis_account_store_remove_face_async);
  removal = parvis_removal_new (task);
  removal->with_waiting = with_waiting;
  parvis_removal_add (removal, face);
  g_object_set_data_full (G_OBJECT (task), "face", parvis_account_copy (face),
                          (GDestroyNotify) parvis_account_free);
  parvis_account_store_drop_face (self, face);
  secret_password_lookup (parvis_account_store_schema (), NULL, leaving_cb, task,
                          "service", face->service, "account", face->id, NULL);
}

gboolean
parvis_account_store_remove_face_finish (ParvisAccountStore  *self,
                                         GAsyncResult        *result,
                                         GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_account_store_remove_face_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
