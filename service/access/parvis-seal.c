/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-seal"

#include "config.h"

#include "parvis-seal.h"

#include "parvis-access.h"
#include "parvis-error.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define KEY_BYTES   crypto_aead_xchacha20poly1305_ietf_KEYBYTES
#define NONCE_BYTES crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG_BYTES   crypto_aead_xchacha20poly1305_ietf_ABYTES

struct _ParvisSeal
{
  guchar          key[KEY_BYTES];
  _Atomic gboolean has_key;
};

static gboolean
read_key (ParvisSeal  *self,
          const char  *path,
          GError     **error)
{
  g_autoptr(GError) local = NULL;
  g_autofree char *contents = NULL;
  gsize length = 0;

  if (!g_file_get_contents (path, &contents, &length, &local))
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                   "The master key cannot be read: %s", local->message);
      return FALSE;
    }

  if (length == KEY_BYTES)
    memcpy (self->key, contents, KEY_BYTES);
  else
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                 "The master key %s has not %d bytes", path, (int) KEY_BYTES);
  sodium_memzero (contents, length);
  self->has_key = length == KEY_BYTES;

  return self->has_key;
}

static gboolean
write_key (int           fd,
           const guchar *key)
{
  return write (fd, key, KEY_BYTES) == KEY_BYTES && fsync (fd) == 0;
}

/* What is sealed with a key that a power cut took would be lost: the folder is
 * written too before anything uses it.
 */
static gboolean
make_key (const char  *state_dir,
          const char  *path,
          GError     **error)
{
  guchar key[KEY_BYTES];
  int folder = open (state_dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  int fd = open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  gboolean written;

  randombytes_buf (key, sizeof key);
  written = fd >= 0 && write_key (fd, key) && folder >= 0 && fsync (folder) == 0;
  if (!written)
    g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                 "The master key cannot be written to %s: %s", path, g_strerror (errno));

  if (fd >= 0 && !written)
    unlink (path);
  if (fd >= 0)
    close (fd);
  if (folder >= 0)
    close (folder);
  sodium_memzero (key, sizeof key);

  return written;
}

ParvisSeal *
parvis_seal_open (const char  *state_dir,
                  gboolean     makes_key,
                  GError     **error)
{
  g_autoptr(ParvisSeal) self = g_new0 (ParvisSeal, 1);
  const char *credentials = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autofree char *path = NULL;

  if (sodium_init () < 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "The cryptographic library cannot be used");
      return NULL;
    }

  if (credentials != NULL)
    path = g_build_filename (credentials, PARVIS_MASTER_KEY, NULL);
  if (path == NULL || !g_file_test (path, G_FILE_TEST_EXISTS))
    {
      g_free (path);
      path = g_build_filename (state_dir, PARVIS_MASTER_KEY, NULL);
      if (!g_file_test (path, G_FILE_TEST_EXISTS))
        {
          if (!makes_key)
            return g_steal_pointer (&self);
          if (!make_key (state_dir, path, error))
            return NULL;
        }
    }

  return read_key (self, path, error) ? g_steal_pointer (&self) : NULL;
}

void
parvis_seal_drop_key (ParvisSeal *self)
{
  self->has_key = FALSE;
}

static gboolean
check_key (ParvisSeal  *self,
           GError     **error)
{
  if (self->has_key)
    return TRUE;

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                       "The master key that secrets are sealed with is not here; where it is a"
                       " credential of the service, the service has to run");

  return FALSE;
}

void
parvis_seal_close (ParvisSeal *self)
{
  if (self == NULL)
    return;

  sodium_memzero (self, sizeof *self);
  g_free (self);
}

char *
parvis_seal_wrap (ParvisSeal  *self,
                  const char  *purpose,
                  const char  *secret,
                  GError     **error)
{
  gsize length = strlen (secret);
  g_autofree guchar *box = g_malloc (NONCE_BYTES + length + TAG_BYTES);
  unsigned long long sealed = 0;

  if (!check_key (self, error))
    return NULL;

  randombytes_buf (box, NONCE_BYTES);
  if (crypto_aead_xchacha20poly1305_ietf_encrypt (box + NONCE_BYTES, &sealed,
                                                  (const guchar *) secret, length,
                                                  (const guchar *) purpose, strlen (purpose),
                                                  NULL, box, self->key) != 0)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "A secret could not be sealed");
      return NULL;
    }

  return g_base64_encode (box, NONCE_BYTES + sealed);
}

char *
parvis_seal_unwrap (ParvisSeal  *self,
                    const char  *purpose,
                    const char  *sealed,
                    GError     **error)
{
  gsize length = 0;
  g_autofree guchar *box = g_base64_decode (sealed, &length);
  g_autofree char *secret = NULL;
  unsigned long long opened = 0;

  if (!check_key (self, error))
    return NULL;

  if (length >= NONCE_BYTES + TAG_BYTES)
    {
      secret = g_malloc0 (length - NONCE_BYTES - TAG_BYTES + 1);
      if (crypto_aead_xchacha20poly1305_ietf_decrypt ((guchar *) secret, &opened, NULL,
                                                      box + NONCE_BYTES, length - NONCE_BYTES,
                                                      (const guchar *) purpose,
                                                      strlen (purpose), box, self->key) == 0)
        return g_steal_pointer (&secret);
    }

  g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_CORRUPT,
                       "A sealed secret cannot be opened with this master key");

  return NULL;
}

gboolean
parvis_seal_derive (ParvisSeal  *self,
                    const char  *purpose,
                    guint8      *key,
                    gsize        size,
                    GError     **error)
{
  if (!check_key (self, error))
    return FALSE;

  crypto_generichash (key, size, (const guchar *) purpose, strlen (purpose), self->key,
                      sizeof self->key);

  return TRUE;
}

/* --- signing --- */

#define SIGNING "parvis signature 1"

static gboolean
make_pair (ParvisSeal  *self,
           guchar       public[crypto_sign_PUBLICKEYBYTES],
           guchar       secret[crypto_sign_SECRETKEYBYTES],
           GError     **error)
{
  guchar seed[crypto_sign_SEEDBYTES];

  if (!parvis_seal_derive (self, SIGNING, seed, sizeof seed, error))
    return FALSE;

  crypto_sign_seed_keypair (public, secret, seed);
  sodium_memzero (seed, sizeof seed);

  return TRUE;
}

char *
parvis_seal_sign (ParvisSeal  *self,
                  const char  *text,
                  GError     **error)
{
  guchar public[crypto_sign_PUBLICKEYBYTES];
  guchar secret[crypto_sign_SECRETKEYBYTES];
  guchar signature[crypto_sign_BYTES];

  if (!make_pair (self, public, secret, error))
    return NULL;

  crypto_sign_detached (signature, NULL, (const guchar *) text, strlen (text), secret);
  sodium_memzero (secret, sizeof secret);

  return g_base64_encode (signature, sizeof signature);
}

char *
parvis_seal_dup_public_key (ParvisSeal  *self,
                            GError     **error)
{
  guchar public[crypto_sign_PUBLICKEYBYTES];
  guchar secret[crypto_sign_SECRETKEYBYTES];

  if (!make_pair (self, public, secret, error))
    return NULL;

  sodium_memzero (secret, sizeof secret);

  return g_base64_encode (public, sizeof public);
}
