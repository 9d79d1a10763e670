/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-vapid"

#include "config.h"

#include "parvis-vapid.h"

#include "parvis-error.h"
#include "parvis-json.h"

#include <string.h>

/* Push services refuse more than a day (RFC 8292 §2); half of it forgives clocks that differ. */
#define LIFE (12 * PARVIS_HOUR)

/* There are few push services; some have a name for each of their parts. */
#define MAX_KEPT 64

#define HEAD "{\"typ\":\"JWT\",\"alg\":\"ES256\"}"

typedef struct
{
  char   *header;
  gint64  until;
} Kept;

struct _ParvisVapid
{
  ParvisP256 *key;
  char       *contact;
  char       *head;         /* of every token, encoded */
  char       *public;
  GHashTable *kept;         /* by origin */
};

static void
free_kept (gpointer data)
{
  Kept *kept = data;

  g_free (kept->header);
  g_free (kept);
}

ParvisVapid *
parvis_vapid_new (ParvisP256 *key,
                  const char *contact)
{
  ParvisVapid *self = g_new0 (ParvisVapid, 1);

  self->key = key;
  self->contact = g_strdup (contact);
  self->head = parvis_p256_encode (HEAD, strlen (HEAD));
  self->public = parvis_p256_encode (parvis_p256_get_point (key), PARVIS_P256_POINT);
  self->kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_kept);

  return self;
}

void
parvis_vapid_free (ParvisVapid *self)
{
  if (self == NULL)
    return;

  parvis_p256_free (self->key);
  g_hash_table_unref (self->kept);
  g_free (self->contact);
  g_free (self->head);
  g_free (self->public);
  g_free (self);
}

char *
parvis_vapid_dup_key (const ParvisVapid *self)
{
  return g_strdup (self->public);
}

/* "https://push.example:8443" of an address. (transfer full) (nullable) */
static char *
dup_origin (const char *endpoint)
{
  const char *host = strstr (endpoint, "://");

  if (host == NULL)
    return NULL;

  host += strlen ("://");

  return g_strndup (endpoint, (gsize) (host - endpoint) + strcspn (host, "/?#"));
}

static char *
sign_for (const ParvisVapid  *self,
          const char         *origin,
          gint64              expires,
          GError            **error)
{
  g_autoptr(json_t) claims = json_pack ("{s:s, s:I, s:s}", "aud", origin, "exp",
                                        (json_int_t) (expires / PARVIS_SECOND), "sub",
                                        self->contact);
  g_autofree char *text = parvis_json_dump (claims);
  g_autofree char *body = parvis_p256_encode (text, strlen (text));
  g_autofree char *said = g_strconcat (self->head, ".", body, NULL);
  guint8 signature[PARVIS_P256_SIGNATURE];
  g_autofree char *signed_by = NULL;

  if (!parvis_p256_sign (self->key, said, signature))
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_INTERNAL,
                           "Nothing could be signed for a push service");
      return NULL;
    }

  signed_by = parvis_p256_encode (signature, sizeof signature);

  return g_strconcat ("vapid t=", said, ".", signed_by, ", k=", self->public, NULL);
}

char *
parvis_vapid_sign (const ParvisVapid  *self,
                   const char         *endpoint,
                   gint64              now,
                   GError            **error)
{
  g_autofree char *origin = dup_origin (endpoint);

  if (origin != NULL)
    return sign_for (self, origin, now + LIFE, error);

  parvis_set_invalid (error, "/endpoint", "This is no address of a push service");

  return NULL;
}

const char *
parvis_vapid_authorize (ParvisVapid  *self,
                        const char   *endpoint,
                        gint64        now,
                        GError      **error)
{
  g_autofree char *origin = dup_origin (endpoint);
  Kept *kept = origin == NULL ? NULL : g_hash_table_lookup (self->kept, origin);
  char *header;

  /* A clock that was set back must not make one that lives too long. */
  if (kept != NULL && kept->until - LIFE <= now && now < kept->until - LIFE / 2)
    return kept->header;

  header = parvis_vapid_sign (self, endpoint, now, error);
  if (header == NULL)
    return NULL;

  if (g_hash_table_size (self->kept) >= MAX_KEPT)
    g_hash_table_remove_all (self->kept);
  kept = g_new0 (Kept, 1);
  kept->header = header;
  kept->until = now + LIFE;
  g_hash_table_replace (self->kept, g_steal_pointer (&origin), kept);

  return header;
}
