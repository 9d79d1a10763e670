/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-replica-key"

#include "config.h"

#include "parvis-replica-key.h"

#include <libsecret/secret.h>
#include <sodium.h>
#include <string.h>

static const SecretSchema schema = {
  .name = "fr.parvis.Parvis.Replica",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "replica", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

static gboolean
read_key (const char *text,
          guchar      key[PARVIS_ROW_SEAL_KEY_SIZE])
{
  gsize length = 0;
  guchar *bytes = g_base64_decode (text, &length);
  gboolean fits = length == PARVIS_ROW_SEAL_KEY_SIZE;

  if (fits)
    memcpy (key, bytes, length);
  sodium_memzero (bytes, length);
  g_free (bytes);

  return fits;
}

/* What cannot be kept is no key: all that it sealed would be lost at the end. */
static gboolean
make_key (const char *name,
          guchar      key[PARVIS_ROW_SEAL_KEY_SIZE])
{
  g_autoptr(GError) error = NULL;
  char *text;

  if (sodium_init () < 0)
    return FALSE;

  randombytes_buf (key, PARVIS_ROW_SEAL_KEY_SIZE);
  text = g_base64_encode (key, PARVIS_ROW_SEAL_KEY_SIZE);
  secret_password_store_sync (&schema, SECRET_COLLECTION_DEFAULT, "Parvis", text, NULL, &error,
                              "replica", name, NULL);
  sodium_memzero (text, strlen (text));
  g_free (text);
  if (error != NULL)
    g_message ("The keyring keeps no key: %s", error->message);

  return error == NULL;
}

gboolean
parvis_replica_key_find (const char *directory,
                         guchar      key[PARVIS_ROW_SEAL_KEY_SIZE])
{
  g_autofree char *name = g_path_get_basename (directory);
  g_autoptr(GError) error = NULL;
  char *text = secret_password_lookup_sync (&schema, NULL, &error, "replica", name, NULL);
  gboolean found;

  if (error != NULL)
    {
      g_message ("The keyring cannot be read: %s", error->message);
      return FALSE;
    }

  found = text != NULL && read_key (text, key);
  secret_password_free (text);

  return found || make_key (name, key);
}

void
parvis_replica_key_clear (const char *directory)
{
  g_autofree char *name = g_path_get_basename (directory);
  g_autoptr(GError) error = NULL;

  secret_password_clear_sync (&schema, NULL, &error, "replica", name, NULL);
  if (error != NULL)
    g_debug ("The keyring cannot be cleared: %s", error->message);
}
