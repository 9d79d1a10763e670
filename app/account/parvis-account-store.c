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

/* What one load, save or forget works on; a thread may have it. */
typedef struct
{
  ParvisAccount *account;
  gboolean       keep_replica;
  gboolean       still_in_keyring;    /* there is a keyring, and it did not let go */
} Job;

static const SecretSchema *
key_schema (void)
{
  static const SecretSchema schema = {
    .name = "fr.parvis.Parvis",
    .flags = SECRET_SCHEMA_NONE,
    .attributes = {
      { "service", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { "town", SECRET_SCHEMA_ATTRIBUTE_STRING },
      { NULL, 0 },
    },
  };

  return &schema;
}

void
parvis_account_free (ParvisAccount *account)
{
  if (account == NULL)
    return;

  g_free (account->service);
  g_free (account->town);
  secret_password_free (account->key);
  g_free (account);
}

static ParvisAccount *
account_new (const char *service,
             const char *town,
             const char *key)
{
  ParvisAccount *account = g_new0 (ParvisAccount, 1);

  account->service = g_strdup (service);
  account->town = g_strdup (town);
  if (key != NULL && key[0] != '\0')
    account->key = g_strdup (key);

  return account;
}

char *
parvis_account_dup_directory (const char *service,
                              const char *town)
{
  return parvis_account_files_dup_directory (service, town);
}

static void
job_free (gpointer data)
{
  Job *job = data;

  parvis_account_free (job->account);
  g_free (job);
}

static GTask *
job_task (ParvisAccountStore  *self,
          ParvisAccount       *account,
          gpointer             tag,
          GCancellable        *cancellable,
          GAsyncReadyCallback  callback,
          gpointer             user_data)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->account = account;
  g_task_set_source_tag (task, tag);
  g_task_set_task_data (task, job, job_free);

  return task;
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

/* (transfer full) (nullable) */
static ParvisAccount *
read_settings (ParvisAccountStore *self)
{
  g_autofree char *service = g_settings_get_string (self->settings, "service");
  g_autofree char *town = g_settings_get_string (self->settings, "town");

  return service[0] != '\0' && town[0] != '\0' ? account_new (service, town, NULL) : NULL;
}

gboolean
parvis_account_store_is_empty (ParvisAccountStore *self)
{
  g_autoptr(ParvisAccount) account = NULL;

  g_return_val_if_fail (PARVIS_IS_ACCOUNT_STORE (self), TRUE);

  account = read_settings (self);

  return account == NULL;
}

/* Loading. */

static ParvisAccount *
take_account (GTask *task)
{
  return g_steal_pointer (&((Job *) g_task_get_task_data (task))->account);
}

static void
read_file_thread (GTask        *task,
                  gpointer      source,
                  gpointer      data,
                  GCancellable *cancellable)
{
  ParvisAccount *account = ((Job *) data)->account;
  g_autoptr(GError) error = NULL;

  account->key = parvis_account_files_read_key (account->service, account->town, &error);
  if (account->key != NULL)
    account->place = PARVIS_KEY_IN_FILE;
  else if (error != NULL)
    g_message ("The key cannot be read: %s", error->message);

  g_task_return_pointer (task, take_account (task), (GDestroyNotify) parvis_account_free);
}

static void
looked_up_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ParvisAccount *account = ((Job *) g_task_get_task_data (task))->account;
  g_autoptr(GError) error = NULL;

  account->key = secret_password_lookup_finish (result, &error);
  if (error != NULL)
    g_debug ("The keyring cannot be read: %s", error->message);
  if (account->key == NULL)
    {
      g_task_run_in_thread (task, read_file_thread);
      return;
    }

  account->place = PARVIS_KEY_IN_KEYRING;
  g_task_return_pointer (task, take_account (task), (GDestroyNotify) parvis_account_free);
}

void
parvis_account_store_load_async (ParvisAccountStore  *self,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  ParvisAccount *account;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  account = read_settings (self);
  task = job_task (self, account, parvis_account_store_load_async, cancellable, callback,
                   user_data);
  if (account == NULL)
    {
      g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                               "this person is not connected to any town");
      return;
    }

  secret_password_lookup (key_schema (), cancellable, looked_up_cb, g_object_ref (task),
                          "service", account->service, "town", account->town, NULL);
}

ParvisAccount *
parvis_account_store_load_finish (ParvisAccountStore  *self,
                                  GAsyncResult        *result,
                                  GError             **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_account_store_load_async), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/* Saving. */

static void
save_thread (GTask        *task,
             gpointer      source,
             gpointer      data,
             GCancellable *cancellable)
{
  ParvisAccount *account = ((Job *) data)->account;
  g_autoptr(GError) error = NULL;
  gboolean kept;

  /* A key of an earlier time in a file would come back without the keyring. */
  if (account->place == PARVIS_KEY_IN_FILE)
    kept = parvis_account_files_write_key (account->service, account->town, account->key, &error);
  else
    kept = parvis_account_files_remove_key (account->service, account->town, &error);

  if (kept)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
kept_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ParvisAccountStore *self = g_task_get_source_object (task);
  ParvisAccount *account = ((Job *) g_task_get_task_data (task))->account;
  g_autoptr(GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }

  g_settings_set_string (self->settings, "service", account->service);
  g_settings_set_string (self->settings, "town", account->town);
  g_task_return_int (task, account->place);
}

static void
settle_file (GTask *task)
{
  Job *job = g_task_get_task_data (task);
  Job *copy = g_new0 (Job, 1);
  g_autoptr(GTask) file_task = g_task_new (NULL, NULL, kept_cb, g_object_ref (task));

  copy->account = account_new (job->account->service, job->account->town, job->account->key);
  copy->account->place = job->account->place;
  g_task_set_source_tag (file_task, settle_file);
  g_task_set_task_data (file_task, copy, job_free);
  g_task_run_in_thread (file_task, save_thread);
}

static void
stored_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ParvisAccount *account = ((Job *) g_task_get_task_data (task))->account;
  g_autoptr(GError) error = NULL;

  if (secret_password_store_finish (result, &error))
    {
      account->place = PARVIS_KEY_IN_KEYRING;
    }
  else
    {
      g_debug ("The keyring does not keep the key: %s", error != NULL ? error->message : "refused");
      account->place = PARVIS_KEY_IN_FILE;
    }
  settle_file (task);
}

static void
cleared_for_save_cb (GObject      *object,
                     GAsyncResult *result,
                     gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  g_autoptr(GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_debug ("The keyring cannot be cleared: %s", error->message);
  settle_file (task);
}

void
parvis_account_store_save_async (ParvisAccountStore  *self,
                                 const char          *service,
                                 const char          *town,
                                 const char          *key,
                                 GCancellable        *cancellable,
                                 GAsyncReadyCallback  callback,
                                 gpointer             user_data)
{
  ParvisAccount *account;
  g_autoptr(GTask) task = NULL;
  g_autofree char *label = NULL;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));
  g_return_if_fail (service != NULL && town != NULL);

  account = account_new (service, town, key);
  task = job_task (self, account, parvis_account_store_save_async, cancellable, callback,
                   user_data);
  if (account->key == NULL)
    {
      secret_password_clear (key_schema (), cancellable, cleared_for_save_cb, g_object_ref (task),
                             "service", service, "town", town, NULL);
      return;
    }

  label = g_strdup_printf ("Parvis, %s", town);
  secret_password_store (key_schema (), SECRET_COLLECTION_DEFAULT, label, account->key,
                         cancellable, stored_cb, g_object_ref (task),
                         "service", service, "town", town, NULL);
}

gboolean
parvis_account_store_save_finish (ParvisAccountStore  *self,
                                  GAsyncResult        *result,
                                  ParvisKeyPlace      *place,
                                  GError             **error)
{
  gssize number;

  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  g_return_val_if_fail (g_async_result_is_tagged (result, parvis_account_store_save_async), FALSE);

  number = g_task_propagate_int (G_TASK (result), error);
  if (number >= 0 && place != NULL)
    *place = (ParvisKeyPlace) number;

  return number >= 0;
}

/* Forgetting. */

static void
forget_thread (GTask        *task,
               gpointer      source,
               gpointer      data,
               GCancellable *cancellable)
{
  Job *job = data;
  const char *service = job->account->service;
  const char *town = job->account->town;
  g_autoptr(GError) error = NULL;

  if (!parvis_account_files_remove_key (service, town, &error) ||
      (!job->keep_replica && !parvis_account_files_remove_replica (service, town, &error)))
    g_task_return_error (task, g_steal_pointer (&error));
  else if (job->still_in_keyring)
    g_task_return_new_error (task, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                             "the key is still in the keyring, which is locked");
  else
    g_task_return_boolean (task, TRUE);
}

static void
cleared_cb (GObject      *object,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr(GTask) task = G_TASK (user_data);
  ParvisAccountStore *self = g_task_get_source_object (task);
  Job *job = g_task_get_task_data (task);
  g_autoptr(GError) error = NULL;

  secret_password_clear_finish (result, &error);
  if (error != NULL)
    g_debug ("The keyring cannot be cleared: %s", error->message);

  /* Errors of other domains say that there is no keyring at all. */
  job->still_in_keyring = error != NULL && error->domain == SECRET_ERROR;

  g_settings_reset (self->settings, "service");
  g_settings_reset (self->settings, "town");
  g_task_run_in_thread (task, forget_thread);
}

void
parvis_account_store_forget_async (ParvisAccountStore  *self,
                                   gboolean             keep_replica,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data)
{
  ParvisAccount *account;
  g_autoptr(GTask) task = NULL;

  g_return_if_fail (PARVIS_IS_ACCOUNT_STORE (self));

  account = read_settings (self);
  task = job_task (self, account, parvis_account_store_forget_async, cancellable, callback,
                   user_data);
  if (account == NULL)
    {
      g_task_return_boolean (task, TRUE);
      return;
    }

  ((Job *) g_task_get_task_data (task))->keep_replica = keep_replica;
  secret_password_clear (key_schema (), cancellable, cleared_cb, g_object_ref (task),
                         "service", account->service, "town", account->town, NULL);
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
