/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-account-store"

#include "config.h"

#include "parvis-account-store.h"

#include "parvis-account-files.h"
#include "parvis-error.h"

#include <libsecret/secret.h>

struct _ParvisAccountStore
{
  GObject    parent_instance;

  /* Owned */
  GSettings *settings;
};

G_DEFINE_FINAL_TYPE (ParvisAccountStore, parvis_account_store, G_TYPE_OBJECT)

static const SecretSchema *
token_schema (void)
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
  g_clear_object (&PARVIS_ACCOUNT_STORE (object)->settings);

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
}

/* The keyring. */

typedef struct
{
  char *service;
  char *id;
} Vault;

static void
vault_free (gpointer data)
{
  Vault *vault = data;

  g_free (vault->service);
  g_free (vault->id);
  g_free (vault);
}

static void
keep_async (gpointer             data,
            const char          *refresh,
            GAsyncReadyCallback  callback,
            gpointer             user_data)
{
  Vault *vault = data;

  secret_password_store (token_schema (), SECRET_COLLECTION_DEFAULT, "Parvis", refresh, NULL,
                         callback, user_data, "service", vault->service, "account", vault->id,
                         NULL);
}

static gboolean
keep_finish (gpointer       data,
             GAsyncResult  *result,
             GError       **error)
{
  return secret_password_store_finish (result, error);
}

static const ParvisVault keyring = { keep_async, keep_finish };

static Vault *
vault_new (const ParvisAccount *account)
{
  Vault *vault = g_new0 (Vault, 1);

  vault->service = g_strdup (account->service);
  vault->id = g_strdup (account->id);

  return vault;
}

ParvisAuth *
parvis_account_store_new_auth (ParvisAccountStore  *self,
                               const ParvisAccount *account,
                               const char          *refresh)
{
  return parvis_auth_new (account->service, refresh, &keyring, vault_new (account), vault_free);
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

  auth = parvis_auth_new_locked (account->service, &keyring, vault_new (account), vault_free);
  secret_password_lookup (token_schema (), NULL, looked_up_cb, g_object_ref (auth),
                          "service", account->service, "account", account->id, NULL);

  return auth;
}

/* Forgetting. */

typedef struct
{
  GPtrArray *directories;
  gboolean   with_waiting;          /* what waits in them goes too */
  gboolean   still_in_keyring;      /* there is a keyring, and it did not let go */
} Removal;

static void
removal_free (gpointer data)
{
  Removal *removal = data;

  g_ptr_array_unref (removal->directories);
  g_free (removal);
}

static Removal *
removal_new (GTask *task)
{
  Removal *removal = g_new0 (Removal, 1);

  removal->directories = g_ptr_array_new_with_free_func (g_free);
  g_task_set_task_data (task, removal, removal_free);

  return removal;
}

static void
remove_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Removal *removal = data;
  GError *error = NULL;

  for (guint i = 0; i < removal->directories->len && error == NULL; i++)
    {
      const char *directory = g_ptr_array_index (removal->directories, i);

      if (removal->with_waiting || !parvis_account_files_have_waiting (directory))
        parvis_account_files_remove (directory, &error);
    }

  if (error != NULL)
    g_task_return_error (task, error);
  else if (removal->still_in_keyring)
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                             "the sign-in is still in the keyring, which is locked");
  else
    g_task_return_boolean (task, TRUE);
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  Removal *removal = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_debug ("The keyring cannot be cleared: %s", error->message);

  /* Errors of other domains say that there is no keyring at all. */
  removal->still_in_keyring = error != NULL && error->domain == SECRET_ERROR;
  g_task_run_in_thread (task, remove_thread);
}

void
parvis_account_store_forget_async (ParvisAccountStore  *self,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  /* The service and the town that was open last stay: they belong to the machine. */
  static const char *const keys[] = { "account", "account-name", "towns" };
  g_autoptr(ParvisAccount) account = NULL;
  g_autoptr(GTask) task = NULL;
  Removal *removal;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_account_store_forget_async);
  account = parvis_account_store_dup (self);
  if (account == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  removal = removal_new (task);
  for (guint i = 0; i < account->towns->len; i++)
    {
      const ParvisAccountTown *town = g_ptr_array_index (account->towns, i);

      g_ptr_array_add (removal->directories,
                       parvis_account_files_dup_directory (account->service, account->id,
                                                           town->insee));
    }

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    g_settings_reset (self->settings, keys[i]);
  secret_password_clear (token_schema (), cancellable, cleared_cb, g_steal_pointer (&task),
                         "service", account->service, "account", account->id, NULL);
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
  Removal *removal;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, parvis_account_store_erase_async);
  removal = removal_new (task);
  removal->with_waiting = TRUE;
  g_ptr_array_add (removal->directories, g_strdup (directory));
  g_task_run_in_thread (task, remove_thread);
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
