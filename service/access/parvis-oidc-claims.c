/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-oidc-claims"

#include "config.h"

#include "parvis-oidc-claims.h"

#include "parvis-contact.h"
#include "parvis-error.h"
#include "parvis-oidc-jwt.h"

#include <sodium.h>
#include <string.h>

/* OpenID Connect Core 1.0, section 2: "sub" has at most 255 ASCII characters. */
#define MAX_SUBJECT 255
#define MAX_NAME    80

/* Seconds until the year 9999; beyond it a time is none, and ours would overflow. */
#define MAX_SECONDS (PARVIS_TIME_MAX / PARVIS_SECOND)

void
parvis_oidc_identity_clear (ParvisOidcIdentity *identity)
{
  g_free (identity->issuer);
  g_free (identity->subject);
  g_free (identity->name);
  g_free (identity->email);
  g_free (identity->id_token);
  memset (identity, 0, sizeof *identity);
}

static const char *
get_text (const json_t *claims,
          const char   *name)
{
  return json_string_value (json_object_get (claims, name));
}

/* A NumericDate; some providers give a fraction. FALSE if it is there and is none. */
static gboolean
read_time (const json_t *claims,
           const char   *name,
           gint64       *instant)
{
  const json_t *value = json_object_get (claims, name);

  *instant = PARVIS_NO_TIME;
  if (value == NULL)
    return TRUE;

  if (!json_is_number (value) || !(json_number_value (value) >= 0) ||
      json_number_value (value) > (double) MAX_SECONDS)
    return FALSE;

  *instant = (gint64) (json_number_value (value) * (double) PARVIS_SECOND);

  return TRUE;
}

static gboolean
check_audience (const ParvisOidcProvider *provider,
                const json_t             *claims)
{
  const json_t *audience = json_object_get (claims, "aud");
  const json_t *party = json_object_get (claims, "azp");

  /* Others beside us are others whom we would have to trust. */
  if (json_is_array (audience))
    audience = json_array_size (audience) == 1 ? json_array_get (audience, 0) : NULL;

  return g_strcmp0 (json_string_value (audience), provider->client_id) == 0 &&
         (party == NULL || g_strcmp0 (json_string_value (party), provider->client_id) == 0);
}

/* What the ID token and signed userinfo have in common. */
static gboolean
check_origin (const ParvisOidcProvider  *provider,
              const json_t              *claims,
              gboolean                   times_needed,
              gint64                     now,
              GError                   **error)
{
  gint64 expires;
  gint64 issued;
  gint64 begins;

  if (g_strcmp0 (get_text (claims, "iss"), provider->issuer) != 0)
    return parvis_oidc_refuse (error, "The token is from another issuer");
  if (!check_audience (provider, claims))
    return parvis_oidc_refuse (error, "The token is not for this service");

  if (!read_time (claims, "exp", &expires) || !read_time (claims, "iat", &issued) ||
      !read_time (claims, "nbf", &begins) ||
      (times_needed && (expires == PARVIS_NO_TIME || issued == PARVIS_NO_TIME)))
    return parvis_oidc_refuse (error, "The token does not say when it was made and ends");

  if (expires != PARVIS_NO_TIME && now >= expires + PARVIS_OIDC_SKEW)
    return parvis_oidc_refuse (error, "The token has expired");
  if ((issued != PARVIS_NO_TIME && issued > now + PARVIS_OIDC_SKEW) ||
      (begins != PARVIS_NO_TIME && begins > now + PARVIS_OIDC_SKEW))
    return parvis_oidc_refuse (error, "The token is from the future; the clocks differ");
  if (issued != PARVIS_NO_TIME && now - issued > PARVIS_OIDC_FRESH + PARVIS_OIDC_SKEW)
    return parvis_oidc_refuse (error, "The token was made too long ago");

  return TRUE;
}

/* Half of the hash, base64url (Core 3.1.3.6); SHA-256 for all algorithms that we take. */
static gboolean
check_token_hash (const json_t *claims,
                  const char   *access_token)
{
  const json_t *value = json_object_get (claims, "at_hash");
  guint8 hash[crypto_hash_sha256_BYTES];
  g_autofree char *text = NULL;

  if (value == NULL)
    return TRUE;

  crypto_hash_sha256 (hash, (const guint8 *) access_token, strlen (access_token));
  text = parvis_oidc_encode (hash, sizeof hash / 2);

  return g_strcmp0 (json_string_value (value), text) == 0;
}

static gboolean
check_authentication (const ParvisOidcProvider  *provider,
                      const json_t              *claims,
                      gint64                     now,
                      GError                   **error)
{
  const json_t *methods = json_object_get (claims, "amr");
  gint64 proved;
  size_t index;
  json_t *item;

  if (provider->accept_acr != NULL &&
      !parvis_oidc_list_has (provider->accept_acr, get_text (claims, "acr")))
    return parvis_oidc_refuse (error, "The provider did not make as sure of the person as asked");

  json_array_foreach (provider->require_amr, index, item)
    {
      if (!parvis_oidc_list_has (methods, json_string_value (item)))
        return parvis_oidc_refuse (error, "The person did not prove who they are in the way asked");
    }

  if (!read_time (claims, "auth_time", &proved) ||
      (provider->max_age >= 0 &&
       (proved == PARVIS_NO_TIME ||
        now - proved > provider->max_age * PARVIS_SECOND + PARVIS_OIDC_SKEW)))
    return parvis_oidc_refuse (error, "The person proved who they are too long ago");

  return TRUE;
}

static gboolean
is_subject (const char *subject)
{
  if (subject == NULL || subject[0] == '\0' || strlen (subject) > MAX_SUBJECT)
    return FALSE;

  for (const char *at = subject; *at != '\0'; at++)
    {
      if (!g_ascii_isprint (*at))
        return FALSE;
    }

  return TRUE;
}

gboolean
parvis_oidc_check_id_token (const ParvisOidcProvider  *provider,
                            const json_t              *claims,
                            const char                *nonce,
                            const char                *access_token,
                            gint64                     now,
                            GError                   **error)
{
  if (!check_origin (provider, claims, TRUE, now, error))
    return FALSE;

  if (!is_subject (get_text (claims, "sub")))
    return parvis_oidc_refuse (error, "The token does not say who signed in");
  if (g_strcmp0 (get_text (claims, "nonce"), nonce) != 0)
    return parvis_oidc_refuse (error, "The token was made for another sign-in");
  if (!check_token_hash (claims, access_token))
    return parvis_oidc_refuse (error, "The two tokens do not belong together");

  return check_authentication (provider, claims, now, error);
}

gboolean
parvis_oidc_check_userinfo (const ParvisOidcProvider  *provider,
                            const json_t              *claims,
                            const json_t              *userinfo,
                            gboolean                   is_signed,
                            gint64                     now,
                            GError                   **error)
{
  if (is_signed && !check_origin (provider, userinfo, FALSE, now, error))
    return FALSE;

  if (g_strcmp0 (get_text (userinfo, "sub"), get_text (claims, "sub")) != 0)
    return parvis_oidc_refuse (error, "The provider told about somebody else");

  return TRUE;
}

static const json_t *
find_claim (const json_t *claims,
            const json_t *userinfo,
            const char   *name)
{
  const json_t *value = json_object_get (userinfo, name);

  return value != NULL ? value : json_object_get (claims, name);
}

/* A name goes onto screens and into mails: one line, no controls, not endless. */
static char *
tidy (const char *text)
{
  GString *tidied = g_string_new (NULL);

  for (const char *at = text; *at != '\0' && tidied->len < MAX_NAME; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (g_unichar_isspace (c) || !g_unichar_isprint (c))
        c = ' ';
      if (c != ' ' || (tidied->len > 0 && tidied->str[tidied->len - 1] != ' '))
        g_string_append_unichar (tidied, c);
    }

  return g_strchomp (g_string_free (tidied, FALSE));
}

static char *
dup_name (const ParvisOidcProvider *provider,
          const json_t             *claims,
          const json_t             *userinfo)
{
  g_autoptr(GString) whole = g_string_new (NULL);
  size_t n = MAX (json_array_size (provider->name_claims), 1);

  for (size_t i = 0; i < n; i++)
    {
      const char *name = json_string_value (json_array_get (provider->name_claims, i));
      const char *part = json_string_value (find_claim (claims, userinfo,
                                                        name != NULL ? name : "name"));

      if (part != NULL)
        g_string_append_printf (whole, " %s", part);
    }

  return tidy (whole->str);
}

static gboolean
check_required (const ParvisOidcProvider  *provider,
                const json_t              *claims,
                const json_t              *userinfo,
                GError                   **error)
{
  const char *name;
  json_t *value;

  json_object_foreach ((json_t *) provider->require_claims, name, value)
    {
      const json_t *given = find_claim (claims, userinfo, name);

      if (!json_is_string (given) || !json_equal (given, value))
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_FORBIDDEN,
                       "This person does not belong to the town hall (“%s”)", name);
          return FALSE;
        }
    }

  return TRUE;
}

gboolean
parvis_oidc_read_identity (const ParvisOidcProvider  *provider,
                           const json_t              *claims,
                           const json_t              *userinfo,
                           ParvisOidcIdentity        *identity,
                           GError                   **error)
{
  const json_t *verified = find_claim (claims, userinfo, "email_verified");
  const char *email;

  parvis_oidc_identity_clear (identity);
  if (!check_required (provider, claims, userinfo, error))
    return FALSE;

  identity->issuer = g_strdup (provider->issuer);
  identity->subject = g_strdup (get_text (claims, "sub"));

  email = json_string_value (find_claim (claims, userinfo, provider->email_claim));
  if (parvis_contact_is_email (email))
    {
      identity->email = g_strdup (email);
      identity->email_verified = provider->email_verified &&
                                 (verified == NULL || json_is_true (verified));
    }

  identity->name = dup_name (provider, claims, userinfo);
  if (identity->name[0] == '\0')
    {
      g_free (identity->name);
      identity->name = g_strdup (identity->email != NULL ? identity->email : identity->subject);
    }

  return TRUE;
}
