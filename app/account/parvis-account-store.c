/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-account-store"

#include "config.h"

#include "parvis-account-store-private.h"

#include "parvis-account-files.h"
#include "parvis-error.h"
#include "parvis-replica-key.h"
#include "parvis-sealed-token.h"

G_DEFINE_FINAL_TYPE (ParvisAccountStore, parvis_account_store, G_TYPE_OBJECT)

const SecretSchema *
parvis_account_store_schema (void)
{
  static const SecretSchema schema = {
    .name = "fr.parvis.Parvis",
    .flags = SECRET_SCHEMA_NONE,
    .attributes = {
      { "service", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "account", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
    },
  };

  return &schema;
}

static void
parvis_account_store_dispose (GObject *object)
{
  ParvisAccountStore *self = PARVIS_ACCOUNT_STORE (object);

  g_clear_object (&self->settings);
  g_clear_pointer (&self->vault, parvis_token_vault_unref);

  G_OBJECT_CLASS (parvis_account_store_parent_class)->dispose (object);
}

static void
parvis_account_store_class_init (ParvisAccountStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = parvis_account_store_dispose;
}

static void
parvis_account_store_init (ParvisAccountStore *self)
{
}

ParvisAccountStore *
parvis_account_store_new (GSettings *settings)
{
  ParvisAccountStore *self;

  g_return_val_if_fail (G_IS_SETTINGS (settings), NULL);

  self = g_object_new (PARVIS_TYPE_ACCOUNT_STORE, NULL);
  self->settings = g_object_ref (settings);

  return self;
}

/* The settings. */

ParvisAccount *
parvis_account_store_dup (ParvisAccountStore *self)
{
  g_autofree char *service = NULL;
  g_autofree char *id = NULL;
  g_autofree char *name = NULL;
  g_autoptr(GVariant) towns = NULL;
  ParvisAccount *account;
  GVariantIter iter;
  const char *insee;
  const char *town;
  const char **roles;

  g_return_val_if_fail (PARVIS_IS_ACCOUNT_STORE (self), NULL);

  service = g_settings_get_string (self->settings, "service");
  id = g_settings_get_string (self->settings, "account");
  if (service[0] == '\0' || id[0] == '\0')
    return NULL;

  name = g_settings_get_string (self->settings, "account-name");
  account = parvis_account_new (service, id, name);
  account->town = g_settings_get_string (self->settings, "town");
  towns = g_settings_get_value (self->settings, "towns");
  g_variant_iter_init (&iter, towns);
  while (g_variant_iter_next (&iter, "(&s&s^a&s)", &insee, &town, &roles))
    {
      parvis_account_add_town (account, insee, town, roles);
      g_free (roles);
    }

  return account;
}

gboolean
parvis_account_store_is_empty (ParvisAccountStore *self)
{
  g_autoptr(ParvisAccount) account = NULL;

  g_return_val_if_fail (PARVIS_IS_ACCOUNT_STORE (self), TRUE);

  account = parvis_account_store_dup (self);

  return account == NULL;
}

void
parvis_account_store_set (ParvisAccountStore  *self,
                          const ParvisAccount *account)
{
  GVariantBuilder towns;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  g_variant_builder_init (&towns, G_VARIANT_TYPE ("a(ssas)"));
  for (guint i = 0; i < account->towns->len; i++)
    {
      const ParvisAccountTown *town = g_ptr_array_index (account->towns, i);

      g_variant_builder_add (&towns, "(ss^as)", town->insee, town->name, town->roles);
    }

  g_settings_set_string (self->settings, "service", account->service);
  g_settings_set_string (self->settings, "account", account->id);
  g_settings_set_string (self->settings, "account-name", account->name);
  g_settings_set_string (self->settings, "town", account->town != NULL ? account->town : "");
  g_settings_set_value (self->settings, "towns", g_variant_builder_end (&towns));
  if (parvis_account_store_is_face (self, account))
    parvis_account_store_add_face (self, account);
}

void
parvis_account_store_reset (ParvisAccountStore *self)
{
  /* The service and the town that was open last stay: they belong to the machine. */
  static const char *const keys[] = { "account", "account-name", "towns" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (self->settings, keys[i]);
}

/* The keyring. */

static void
vault_clear (gpointer data)
{
  ParvisTokenVault *vault = data;

  g_free (vault->service);
  g_free (vault->id);
  g_free (vault->handle);
  if (vault->key != NULL)
    memset (vault->key, 0, strlen (vault->key));
  g_free (vault->key);
}

void
parvis_token_vault_unref (gpointer data)
{
  g_rc_box_release_full (data, vault_clear);
}

/* On a computer that several people share nothing lies in the keyring that opens by
 * itself: who has no PIN there yet is signed in until Parvis is closed.
 */
static void
keep_async (gpointer             data,
            const char          *refresh,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  ParvisTokenVault *vault = data;
  g_autofree char *sealed = NULL;

  if (vault->closed || (vault->key == NULL && vault->shared))
    {
      g_autoptr(GTask) task = g_task_new (NULL, NULL, callback, user_data);

      g_task_set_source_tag (task, keep_async);
      g_task_return_boolean (task, TRUE);
      return;
    }

  if (vault->key != NULL)
    sealed = parvis_sealed_token_make (vault->handle, vault->key, refresh);
  secret_password_store (parvis_account_store_schema (), SECRET_COLLECTION_DEFAULT, "Parvis",
                         sealed != NULL ? sealed : refresh, NULL, callback, user_data,
                         "service", vault->service, "account", vault->id, NULL);
}

static gboolean
keep_finish (gpointer       data,
             GAsyncResult  *result,
             GError       **error)
{
  if (g_async_result_is_tagged (result, keep_async))
    return g_task_propagate_boolean (G_TASK (result), error);

  return secret_password_store_finish (result, error);
}

static const ParvisVault keyring = { keep_async, keep_finish };

/* The store remembers the last: whose owner may choose a PIN. */
static ParvisTokenVault *
vault_new (ParvisAccountStore  *self,
           const ParvisAccount *account)
{
  ParvisTokenVault *vault = g_rc_box_new0 (ParvisTokenVault);

  vault->service = g_strdup (account->service);
  vault->id = g_strdup (account->id);
  vault->shared = parvis_account_store_is_shared (self);
  g_clear_pointer (&self->vault, parvis_token_vault_unref);
  self->vault = g_rc_box_acquire (vault);

  return vault;
}

ParvisAuth *
parvis_account_store_new_auth (ParvisAccountStore  *self,
                               const ParvisAccount *account,
                               const char          *refresh)
{
  g_return_val_if_fail (PARVIS_IS_ACCOUNT_STORE (self), NULL);

  return parvis_auth_new (account->service, refresh, &keyring, vault_new (self, account),
                          parvis_token_vault_unref);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(ParvisAuth) auth = PARVIS_AUTH (user_data);
  g_autoptr(GError) error = NULL;
  char *refresh = secret_password_lookup_finish (result, &error);

  if (error != NULL)
    g_debug ("The keyring cannot be read: %s", error->message);
  parvis_auth_unlock (auth, refresh);
  secret_password_free (refresh);
}

ParvisAuth *
parvis_account_store_open_auth (ParvisAccountStore  *self,
                                const ParvisAccount *account)
{
  ParvisAuth *auth;

  g_return_val_if_fail (PARVIS_IS_ACCOUNT_STORE (self), NULL);

  auth = parvis_auth_new_locked (account->service, &keyring, vault_new (self, account),
                                 parvis_token_vault_unref);
  secret_password_lookup (parvis_account_store_schema (), NULL, looked_up_cb, g_object_ref (auth),
                          "service", account->service, "account", account->id, NULL);

  return auth;
}

/* Forgetting. */

static void
removal_free (gpointer data)
{
  ParvisRemoval *removal = data;

  g_ptr_array_unref (removal->directories);
  g_free (removal);
}

ParvisRemoval *
parvis_removal_new (GTask *task)
{
  ParvisRemoval *removal = g_new0 (ParvisRemoval, 1);

  removal->directories = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, removal, removal_free);

  return removal;
}

void
parvis_removal_add (ParvisRemoval       *removal,
                    const ParvisAccount *account)
{
  for (guint i = 0; i < account->towns->len; i++)
    {
      const ParvisAccountTown *town = g_ptr_array_index (account->towns, i);

      g_ptr_array_add (removal->directories,
                       parvis_account_files_dup_directory (account->service, account->id,
                                                           town->insee));
    }
}

void
parvis_removal_thread (GTask        *task,
                       gpointer      source,
                       gpointer      data,
                       GCancellable *cancellable)
{
  ParvisRemoval *removal = data;
  GError *error = NULL;

  for (guint i = 0; i < removal->directories->len && error == NULL; i++)
    {
      const char *directory = g_ptr_array_index (removal->directories, i);

      if (removal->with_waiting || !parvis_account_files_have_waiting (directory))
        {
          if (parvis_account_files_remove (directory, &error))
            parvis_replica_key_clear (directory);
        }
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else if (removal->still_in_keyring)
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                             "the sign-in is still in the keyring, which is locked");
  else
    g_task_return_boolean (task, TRUE);
}

void
parvis_removal_cleared_cb (GObject      *object,
                           GAsyncResult *result,
                           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ParvisRemoval *removal = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_debug ("The keyring cannot be cleared: %s", error->message);

  /* Errors of other domains say that there is no keyring at all. */
  removal->still_in_keyring = error != NULL && error->domain == SECRET_ERROR;
  g_task_run_in_thread (task, parvis_removal_thread);
}

void
parvis_account_store_forget_async (ParvisAccountStore  *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  g_autoptr(ParvisAccount) account = NULL;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_account_store_forget_async);
  account = parvis_account_store_dup (self);
  if (account == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  parvis_removal_add (parvis_removal_new (task), account);
  parvis_account_store_reset (self);
  parvis_account_store_drop_face (self, account);
  secret_password_clear (parvis_account_store_schema (), cancellable, parvis_removal_cleared_cb,
                         g_steal_pointer (&task), "service", account->service,
                         "account", account->id, NULL);
}

gboolean
parvis_account_store_forget_finish (ParvisAccountStore  *self,
                                    GAsyncResult        *result,
                                    GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_account_store_forget_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

void
parvis_account_store_erase_async (ParvisAccountStore  *self,
                                  const char          *directory,
                                  GCancellable        *cancellable,
                                  GAsyncReadyCallback  callback,
                                  gpointer             user_data)
{
  g_autoptr(GTask) task = NULL;
  ParvisRemoval *removal;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_account_store_erase_async);
  removal = parvis_removal_new (task);
  removal->with_waiting = TRUE;
  g_ptr_array_add (removal->directories, g_strdup (directory));
  g_task_run_in_thread (task, parvis_removal_thread);
}

gboolean
parvis_account_store_erase_finish (ParvisAccountStore  *self,
                                   GAsyncResult        *result,
                                   GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_account_store_erase_async),
                        FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}
