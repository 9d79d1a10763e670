/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-oidc"

#include "config.h"

#include "parvis-oidc.h"

#include "parvis-error.h"
#include "parvis-oidc-exchange.h"
#include "parvis-oidc-jwt.h"
#include "parvis-oidc-keys.h"
#include "parvis-oidc-metadata.h"

#include <pthread.h>
#include <sodium.h>
#include <string.h>

#define RANDOM_BYTES 32
#define MAX_CODE     4096

/* Each town has a few providers and most share theirs. */
#define MAX_ISSUERS 256

/* Whom we cannot ask is not asked at each click, and what we heard from him last
 * serves meanwhile, up to that age. Keys are never used beyond theirs.
 */
#define ASK_PAUSE (10 * PARVIS_SECOND)
#define TOO_OLD   (2 * PARVIS_OIDC_BELIEVED)

/* What is remembered of one issuer, and when it was asked for last. */
typedef struct
{
  ParvisOidcMetadata *metadata;
  gint64              metadata_at;
  gint64              metadata_asked_at;
  ParvisOidcKeys     *keys;
  gint64              keys_at;
  gint64              keys_asked_at;
  guint               n_asked;          /* sign-ins that wait for it at this moment */
} Issuer;

struct _ParvisOidc
{
  ParvisReach        reach;
  const ParvisClock *clock;

  pthread_mutex_t    lock;
  GHashTable        *issuers;
};

static void
issuer_free (gpointer data)
{
  Issuer *issuer = data;

  parvis_oidc_metadata_unref (issuer->metadata);
  parvis_oidc_keys_unref (issuer->keys);
  g_free (issuer);
}

void
parvis_oidc_start_clear (ParvisOidcStart *start)
{
  g_free (start->url);
  g_free (start->state);
  g_free (start->nonce);
  g_free (start->verifier);
  memset (start, 0, sizeof *start);
}

ParvisOidc *
parvis_oidc_new (ParvisReach        reach,
                 const ParvisClock *clock)
{
  ParvisOidc *self = g_new0 (ParvisOidc, 1);

  if (sodium_init () < 0)
    g_error ("libsodium cannot be used");

  self->reach = reach;
  self->clock = clock;
  self->issuers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, issuer_free);
  pthread_mutex_init (&self->lock, NULL);

  return self;
}

void
parvis_oidc_free (ParvisOidc *self)
{
  if (self == NULL)
    return;

  g_hash_table_unref (self->issuers);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

ParvisReach
parvis_oidc_get_reach (const ParvisOidc *self)
{
  return self->reach;
}

static gboolean
is_idle (gpointer name,
         gpointer issuer,
         gpointer user_data)
{
  return ((const Issuer *) issuer)->n_asked == 0;
}

/* With the lock held. Forgetting is no loss: it is asked for again; only who is being asked
 * is kept, and there are never more of those than threads.
 */
static Issuer *
get_issuer (ParvisOidc *self,
            const char *name)
{
  Issuer *issuer = g_hash_table_lookup (self->issuers, name);

  if (issuer != NULL)
    return issuer;

  if (g_hash_table_size (self->issuers) >= MAX_ISSUERS)
    g_hash_table_foreach_remove (self->issuers, is_idle, NULL);

  issuer = g_new0 (Issuer, 1);
  issuer->metadata_asked_at = PARVIS_NO_TIME;
  issuer->keys_asked_at = PARVIS_NO_TIME;
  g_hash_table_insert (self->issuers, g_strdup (name), issuer);

  return issuer;
}

/* A clock that was put back makes everything old. */
static gboolean
is_within (gint64 at,
           gint64 now,
           gint64 age)
{
  return at != PARVIS_NO_TIME && at <= now && now - at < age;
}

/* What is known and can be used; else NULL, with *@ask if it is our turn to ask. */
static ParvisOidcMetadata *
look_up_metadata (ParvisOidc *self,
                  const char *name,
                  gint64      now,
                  gboolean   *ask)
{
  ParvisOidcMetadata *metadata = NULL;
  Issuer *issuer;
  gboolean paused;

  pthread_mutex_lock (&self->lock);
  issuer = get_issuer (self, name);
  paused = is_within (issuer->metadata_asked_at, now, ASK_PAUSE);
  if (issuer->metadata != NULL &&
      is_within (issuer->metadata_at, now, paused ? TOO_OLD : PARVIS_OIDC_BELIEVED))
    metadata = parvis_oidc_metadata_ref (issuer->metadata);
  *ask = metadata == NULL && !paused;
  if (*ask)
    issuer->metadata_asked_at = now;
  pthread_mutex_unlock (&self->lock);

  return metadata;
}

static ParvisOidcMetadata *
get_metadata (ParvisOidc                *self,
              const ParvisOidcProvider  *provider,
              gint64                     now,
              GError                   **error)
{
  gboolean ask;
  ParvisOidcMetadata *metadata = look_up_metadata (self, provider->issuer, now, &ask);
  Issuer *issuer;

  if (metadata != NULL)
    return metadata;

  if (!ask)
    {
      parvis_oidc_refuse (error, "The provider did not answer a moment ago");
      return NULL;
    }

  metadata = parvis_oidc_metadata_fetch (provider->issuer, self->reach, error);
  if (metadata == NULL)
    return NULL;

  pthread_mutex_lock (&self->lock);
  issuer = get_issuer (self, provider->issuer);
  parvis_oidc_metadata_unref (issuer->metadata);
  issuer->metadata = parvis_oidc_metadata_ref (metadata);
  issuer->metadata_at = now;
  pthread_mutex_unlock (&self->lock);

  return metadata;
}

/* @again: those that are known lack one; newer ones are asked for, but not often. */
static ParvisOidcKeys *
look_up_keys (ParvisOidc *self,
              const char *name,
              gint64      now,
              gboolean    again)
{
  ParvisOidcKeys *keys = NULL;
  Issuer *issuer;

  pthread_mutex_lock (&self->lock);
  issuer = get_issuer (self, name);
  if (issuer->keys != NULL && is_within (issuer->keys_at, now, PARVIS_OIDC_BELIEVED) &&
      (!again || is_within (issuer->keys_asked_at, now, PARVIS_OIDC_ASK_AGAIN)))
    keys = parvis_oidc_keys_ref (issuer->keys);
  else
    issuer->keys_asked_at = now;
  pthread_mutex_unlock (&self->lock);

  return keys;
}

static ParvisOidcKeys *
get_keys (ParvisOidc                *self,
          const ParvisOidcProvider  *provider,
          const ParvisOidcMetadata  *metadata,
          gint64                     now,
          gboolean                   again,
          GError                   **error)
{
  ParvisOidcKeys *keys = look_up_keys (self, provider->issuer, now, again);
  Issuer *issuer;

  if (keys != NULL)
    return keys;

  if (metadata->jwks_uri == NULL)
    {
      parvis_oidc_refuse (error, "The provider's document lacks “jwks_uri”");
      return NULL;
    }

  keys = parvis_oidc_keys_fetch (metadata->jwks_uri, self->reach, error);
  if (keys == NULL)
    return NULL;

  pthread_mutex_lock (&self->lock);
  issuer = get_issuer (self, provider->issuer);
  parvis_oidc_keys_unref (issuer->keys);
  issuer->keys = parvis_oidc_keys_ref (keys);
  issuer->keys_at = now;
  pthread_mutex_unlock (&self->lock);

  return keys;
}

/* Checks a token's signature with the keys that we know, or with newer ones if its
 * key is not among them; a liar's tokens do not make us ask each time.
 */
static json_t *
verify (ParvisOidc                *self,
        const ParvisOidcProvider  *provider,
        const ParvisOidcMetadata  *metadata,
        const char                *token,
        gint64                     now,
        GError                   **error)
{
  g_autoptr(ParvisOidcKeys) keys = NULL;

  if (provider->algorithms == PARVIS_OIDC_HS256)
    return parvis_oidc_jwt_verify (token, provider, NULL, error);

  keys = get_keys (self, provider, metadata, now, FALSE, error);
  if (keys != NULL && parvis_oidc_jwt_lacks_key (token, provider, keys))
    {
      g_clear_pointer (&keys, parvis_oidc_keys_unref);
      keys = get_keys (self, provider, metadata, now, TRUE, error);
    }

  return keys == NULL ? NULL : parvis_oidc_jwt_verify (token, provider, keys, error);
}

static char *
make_random (void)
{
  guint8 bytes[RANDOM_BYTES];

  randombytes_buf (bytes, sizeof bytes);

  return parvis_oidc_encode (bytes, sizeof bytes);
}

/* S256 of RFC 7636. */
static char *
make_challenge (const char *verifier)
{
  guint8 hash[crypto_hash_sha256_BYTES];

  crypto_hash_sha256 (hash, (const guint8 *) verifier, strlen (verifier));

  return parvis_oidc_encode (hash, sizeof hash);
}

static char *
join_list (const json_t *list)
{
  GString *joined = g_string_new (NULL);
  size_t index;
  json_t *item;

  if (list == NULL)
    return g_string_free (joined, TRUE);

  json_array_foreach (list, index, item)
    g_string_append_printf (joined, "%s%s", index == 0 ? "" : " ", json_string_value (item));

  return g_string_free (joined, FALSE);
}

/* An endpoint may have a query of its own, which stays. */
static char *
join_url (const char    *endpoint,
          const GString *query)
{
  return g_strdup_printf ("%s%s%s", endpoint, strchr (endpoint, '?') == NULL ? "?" : "&",
                          query->str);
}

/* Only what the settings ask for: some providers refuse what they do not know. */
static void
add_question (GString                  *query,
              const ParvisOidcProvider *provider)
{
  g_autofree char *scopes = join_list (provider->scopes);
  g_autofree char *acr_values = join_list (provider->acr_values);
  g_autofree char *claims = provider->claims == NULL ? NULL : parvis_json_dump (provider->claims);
  g_autofree char *max_age = provider->max_age < 0 ? NULL
                             : g_strdup_printf ("%" G_GINT64_FORMAT, provider->max_age);

  parvis_oidc_form_add (query, "scope", scopes);
  parvis_oidc_form_add (query, "acr_values", acr_values);
  parvis_oidc_form_add (query, "claims", claims);
  parvis_oidc_form_add (query, "prompt", provider->prompt);
  parvis_oidc_form_add (query, "max_age", max_age);
}

gboolean
parvis_oidc_start (ParvisOidc                *self,
                   const ParvisOidcProvider  *provider,
                   const char                *redirect_uri,
                   ParvisOidcStart           *start,
                   GError                   **error)
{
  g_autoptr(ParvisOidcMetadata) metadata = NULL;
  g_autoptr(GString) query = g_string_new (NULL);

  parvis_oidc_start_clear (start);
  metadata = get_metadata (self, provider, parvis_clock_now (self->clock), error);
  if (metadata == NULL)
    return FALSE;

  start->state = make_random ();
  start->nonce = make_random ();
  parvis_oidc_form_add (query, "response_type", "code");
  parvis_oidc_form_add (query, "client_id", provider->client_id);
  parvis_oidc_form_add (query, "redirect_uri", redirect_uri);
  parvis_oidc_form_add (query, "state", start->state);
  parvis_oidc_form_add (query, "nonce", start->nonce);
  if (provider->pkce)
    {
      g_autofree char *challenge = NULL;

      start->verifier = make_random ();
      challenge = make_challenge (start->verifier);
      parvis_oidc_form_add (query, "code_challenge", challenge);
      parvis_oidc_form_add (query, "code_challenge_method", "S256");
    }
  add_question (query, provider);
  start->url = join_url (metadata->authorization_endpoint, query);

  return TRUE;
}

/* Before anything is sent: a code that another issuer gave must not reach this one,
 * nor the other way round (RFC 9207).
 */
static gboolean
check_return (const ParvisOidcProvider  *provider,
              const ParvisOidcMetadata  *metadata,
              const ParvisOidcReturn    *back,
              GError                   **error)
{
  if (back->iss != NULL ? strcmp (back->iss, provider->issuer) != 0 : metadata->iss_parameter)
    return parvis_oidc_refuse (error, "Another provider answered than the one asked");

  if (back->problem != NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, strcmp (back->problem, "access_denied") == 0
                           ? PARVIS_ERROR_UNAUTHORIZED : PARVIS_ERROR_UPSTREAM,
                           "The provider did not sign this person in");
      return FALSE;
    }

  if (back->code == NULL || back->code[0] == '\0' || strlen (back->code) > MAX_CODE)
    return parvis_oidc_refuse (error, "The provider gave no code");

  return TRUE;
}

static gboolean
read_userinfo (ParvisOidc                *self,
               const ParvisOidcProvider  *provider,
               const ParvisOidcMetadata  *metadata,
               const char                *access_token,
               const json_t              *claims,
               gint64                     now,
               json_t                   **userinfo,
               GError                   **error)
{
  g_auto(ParvisFetchAnswer) answer = { 0 };
  gboolean is_signed = provider->userinfo == PARVIS_OIDC_USERINFO_SIGNED;

  if (!parvis_oidc_ask_userinfo (provider, metadata, self->reach, access_token, &answer, error))
    return FALSE;

  if (is_signed)
    {
      if (strlen (answer.body->str) != answer.body->len)
        return parvis_oidc_refuse (error, "The token of the provider cannot be read");

      *userinfo = verify (self, provider, metadata, answer.body->str, now, error);
      if (*userinfo == NULL)
        return FALSE;
    }
  else
    {
      *userinfo = parvis_json_parse (answer.body->str, answer.body->len, NULL);
      if (!json_is_object (*userinfo))
        return parvis_oidc_refuse (error, "The provider told about the person in no JSON object");
    }

  return parvis_oidc_check_userinfo (provider, claims, *userinfo, is_signed, now, error);
}

/* All that waits for the provider. */
static gboolean
finish (ParvisOidc                *self,
        const ParvisOidcProvider  *provider,
        const ParvisOidcReturn    *back,
        ParvisOidcIdentity        *identity,
        GError                   **error)
{
  gint64 now = parvis_clock_now (self->clock);
  g_autoptr(ParvisOidcMetadata) metadata = get_metadata (self, provider, now, error);
  g_auto(ParvisOidcTokens) tokens = { 0 };
  g_autoptr(json_t) claims = NULL;
  g_autoptr(json_t) userinfo = NULL;

  if (metadata == NULL ||
      !check_return (provider, metadata, back, error) ||
      !parvis_oidc_exchange (provider, metadata, self->reach, back->code, back->redirect_uri,
                             back->verifier, now, &tokens, error))
    return FALSE;

  now = parvis_clock_now (self->clock);
  claims = verify (self, provider, metadata, tokens.id_token, now, error);
  if (claims == NULL ||
      !parvis_oidc_check_id_token (provider, claims, back->nonce, tokens.access_token, now, error))
    return FALSE;

  if (provider->userinfo != PARVIS_OIDC_USERINFO_NONE &&
      !read_userinfo (self, provider, metadata, tokens.access_token, claims, now, &userinfo, error))
    return FALSE;

  if (!parvis_oidc_read_identity (provider, claims, userinfo, identity, error))
    return FALSE;

  if (provider->logout)
    identity->id_token = g_steal_pointer (&tokens.id_token);

  return TRUE;
}

static gboolean
enter (ParvisOidc  *self,
       const char  *name,
       GError     **error)
{
  gboolean may;
  Issuer *issuer;

  pthread_mutex_lock (&self->lock);
  issuer = get_issuer (self, name);
  may = issuer->n_asked < PARVIS_OIDC_AT_ONCE;
  if (may)
    issuer->n_asked++;
  pthread_mutex_unlock (&self->lock);

  if (!may)
    g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_UNAVAILABLE,
                         "Too many sign-ins wait for this provider");

  return may;
}

static void
leave (ParvisOidc *self,
       const char *name)
{
  pthread_mutex_lock (&self->lock);
  get_issuer (self, name)->n_asked--;
  pthread_mutex_unlock (&self->lock);
}

gboolean
parvis_oidc_finish (ParvisOidc                *self,
                    const ParvisOidcProvider  *provider,
                    const ParvisOidcReturn    *back,
                    ParvisOidcIdentity        *identity,
                    GError                   **error)
{
  gboolean done;

  parvis_oidc_identity_clear (identity);
  if (!enter (self, provider->issuer, error))
    return FALSE;

  done = finish (self, provider, back, identity, error);
  leave (self, provider->issuer);

  return done;
}

char *
parvis_oidc_dup_logout (ParvisOidc                *self,
                        const ParvisOidcProvider  *provider,
                        const char                *id_token,
                        const char                *return_uri,
                        const char                *state,
                        GError                   **error)
{
  g_autoptr(ParvisOidcMetadata) metadata = NULL;
  g_autoptr(GString) query = g_string_new (NULL);

  if (!provider->logout || id_token == NULL)
    return NULL;

  metadata = get_metadata (self, provider, parvis_clock_now (self->clock), error);
  if (metadata == NULL || metadata->end_session_endpoint == NULL)
    return NULL;

  parvis_oidc_form_add (query, "id_token_hint", id_token);
  parvis_oidc_form_add (query, "post_logout_redirect_uri", return_uri);
  parvis_oidc_form_add (query, "state", state);

  return join_url (metadata->end_session_endpoint, query);
}
