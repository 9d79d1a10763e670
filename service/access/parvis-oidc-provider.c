/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-oidc-provider"

#include "config.h"

#include "parvis-oidc-provider.h"

#include "parvis-error.h"
#include "parvis-oidc-keys.h"

#include <string.h>

#define MAX_ID     32
#define MAX_LABEL  80
#define MAX_TEXT   255
#define MAX_SECRET 1024
#define MAX_LIST   16
#define MAX_AGE    (10 * 365 * 86400)

/* HS256 with less than its 256 bits could be guessed from one token. */
#define MIN_HMAC_SECRET 32

typedef struct
{
  const char *name;
  int         value;
} Word;

static const Word client_auths[] = {
  { "client_secret_basic", PARVIS_OIDC_SECRET_BASIC },
  { "client_secret_post", PARVIS_OIDC_SECRET_POST },
  { "private_key_jwt", PARVIS_OIDC_PRIVATE_KEY },
  { NULL, 0 },
};

static const Word userinfos[] = {
  { "json", PARVIS_OIDC_USERINFO_JSON },
  { "signed", PARVIS_OIDC_USERINFO_SIGNED },
  { "none", PARVIS_OIDC_USERINFO_NONE },
  { NULL, 0 },
};

static const Word algorithms[] = {
  { "RS256", PARVIS_OIDC_RS256 },
  { "ES256", PARVIS_OIDC_ES256 },
  { "PS256", PARVIS_OIDC_PS256 },
  { "HS256", PARVIS_OIDC_HS256 },
  { NULL, 0 },
};

static const char * const members[] = {
  "id", "label", "issuer", "client_id", "client_auth", "algorithms", "scopes", "pkce", "prompt",
  "max_age", "acr_values", "claims", "userinfo", "accept_acr", "require_amr", "require_claims",
  "name_claims", "email_claim", "email_verified", "logout", NULL,
};

static gboolean
refuse (GError     **error,
        const char  *name,
        const char  *format,
        ...) G_GNUC_PRINTF (3, 4);

/* The field of an error is a JSON Pointer. */
static gboolean
refuse (GError     **error,
        const char  *name,
        const char  *format,
        ...)
{
  g_autofree char *field = parvis_json_make_field (name);
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);

  return parvis_set_invalid (error, field, "%s", message);
}

gboolean
parvis_oidc_list_has (const json_t *list,
                      const char   *text)
{
  size_t index;
  json_t *item;

  json_array_foreach (list, index, item)
    {
      if (g_strcmp0 (json_string_value (item), text) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
read_word (const json_t  *settings,
           const char    *name,
           const Word    *words,
           int           *value,
           GError       **error)
{
  const char *text;

  if (!parvis_json_get_string_or (settings, name, MAX_TEXT, words[0].name, &text, error))
    return FALSE;

  for (const Word *word = words; word->name != NULL; word++)
    {
      if (strcmp (word->name, text) == 0)
        {
          *value = word->value;
          return TRUE;
        }
    }

  return refuse (error, name, "“%s” has no such value", name);
}

/* What goes into a list that is sent with spaces between its items, and is compared
 * byte by byte: printable ASCII without space, quote and backslash (RFC 6749).
 */
static gboolean
is_token (const char *text)
{
  if (text == NULL || text[0] == '\0' || strlen (text) > MAX_TEXT)
    return FALSE;

  for (const char *at = text; *at != '\0'; at++)
    {
      if (!g_ascii_isgraph (*at) || *at == '"' || *at == '\\')
        return FALSE;
    }

  return TRUE;
}

static gboolean
read_list (const json_t  *settings,
           const char    *name,
           const json_t **list,
           GError       **error)
{
  const json_t *value = json_object_get (settings, name);
  size_t index;
  json_t *item;

  *list = NULL;
  if (value == NULL || json_is_null (value))
    return TRUE;

  if (!json_is_array (value) || json_array_size (value) == 0 || json_array_size (value) > MAX_LIST)
    return refuse (error, name, "“%s” must be a list of 1 to %d words",
                               name, MAX_LIST);

  json_array_foreach (value, index, item)
    {
      if (!is_token (json_string_value (item)))
        return refuse (error, name, "“%s” has an item that is not one word", name);
    }

  *list = value;

  return TRUE;
}

static gboolean
read_algorithms (ParvisOidcProvider  *self,
                 GError             **error)
{
  const json_t *list;
  size_t index;
  json_t *item;

  self->algorithms = PARVIS_OIDC_RS256 | PARVIS_OIDC_ES256 | PARVIS_OIDC_PS256;
  if (!read_list (self->settings, "algorithms", &list, error))
    return FALSE;
  if (list == NULL)
    return TRUE;

  self->algorithms = 0;
  json_array_foreach (list, index, item)
    {
      const Word *word = algorithms;

      while (word->name != NULL && strcmp (word->name, json_string_value (item)) != 0)
        word++;
      if (word->name == NULL)
        return refuse (error, "algorithms",
                                   "“algorithms” knows RS256, ES256, PS256 and HS256");
      self->algorithms |= word->value;
    }

  /* With both kinds, a public key could be taken for the secret. */
  if ((self->algorithms & PARVIS_OIDC_HS256) != 0 &&
      (self->algorithms != PARVIS_OIDC_HS256 || self->client_auth == PARVIS_OIDC_PRIVATE_KEY))
    return refuse (error, "algorithms",
                               "HS256 stands alone, and goes with a client's secret");

  return TRUE;
}

static gboolean
read_id (ParvisOidcProvider  *self,
         GError             **error)
{
  const json_t *label;

  if (!parvis_json_get_string (self->settings, "id", MAX_ID, &self->id, error))
    return FALSE;

  for (const char *at = self->id; *at != '\0'; at++)
    {
      if (!g_ascii_islower (*at) && !g_ascii_isdigit (*at) && (*at != '-' || at == self->id))
        return refuse (error, "id", "“id” is made of a–z, 0–9 and -");
    }

  label = json_object_get (self->settings, "label");
  if (self->id[0] == '\0' || !json_is_object (label))
    return refuse (error, json_is_object (label) ? "id" : "label",
                               "A provider has an id and a label in each language");

  return parvis_json_get_string (label, "fr", MAX_LABEL, &self->label_fr, error) &&
         parvis_json_get_string (label, "en", MAX_LABEL, &self->label_en, error);
}

static gboolean
read_client (ParvisOidcProvider  *self,
             ParvisReach          reach,
             GError             **error)
{
  int client_auth;
  int userinfo;

  if (!parvis_json_get_string (self->settings, "issuer", MAX_TEXT, &self->issuer, error) ||
      !parvis_json_get_string (self->settings, "client_id", MAX_TEXT, &self->client_id, error) ||
      !read_word (self->settings, "client_auth", client_auths, &client_auth, error) ||
      !read_word (self->settings, "userinfo", userinfos, &userinfo, error))
    return FALSE;

  self->client_auth = (ParvisOidcClientAuth) client_auth;
  self->userinfo = (ParvisOidcUserinfo) userinfo;

  if (strchr (self->issuer, '?') != NULL || !parvis_oidc_check_url (self->issuer, reach, NULL))
    return refuse (error, "issuer", "“issuer” must be an https address");
  if (self->client_id[0] == '\0')
    return refuse (error, "client_id", "“client_id” must not be empty");

  return read_algorithms (self, error);
}

static gboolean
read_question (ParvisOidcProvider  *self,
               GError             **error)
{
  const json_t *settings = self->settings;

  if (!read_list (settings, "scopes", &self->scopes, error) ||
      !read_list (settings, "acr_values", &self->acr_values, error) ||
      !parvis_json_get_bool_or (settings, "pkce", TRUE, &self->pkce, error) ||
      !parvis_json_get_string_or (settings, "prompt", MAX_TEXT, NULL, &self->prompt, error) ||
      !parvis_json_get_int_or (settings, "max_age", 0, MAX_AGE, -1, &self->max_age, error) ||
      !parvis_json_get_bool_or (settings, "logout", FALSE, &self->logout, error))
    return FALSE;

  if (!parvis_oidc_list_has (self->scopes, "openid"))
    return refuse (error, "scopes", "“scopes” must have “openid”");
  if (self->prompt != NULL && !is_token (self->prompt))
    return refuse (error, "prompt", "“prompt” must be one word");

  self->claims = json_object_get (settings, "claims");
  if (self->claims != NULL && !json_is_object (self->claims))
    return refuse (error, "claims", "“claims” must be an object");

  return TRUE;
}

static gboolean
read_answer (ParvisOidcProvider  *self,
             GError             **error)
{
  const json_t *settings = self->settings;
  const char *name;
  json_t *value;

  if (!read_list (settings, "accept_acr", &self->accept_acr, error) ||
      !read_list (settings, "require_amr", &self->require_amr, error) ||
      !read_list (settings, "name_claims", &self->name_claims, error) ||
      !parvis_json_get_string_or (settings, "email_claim", MAX_TEXT, "email",
                                  &self->email_claim, error) ||
      !parvis_json_get_bool_or (settings, "email_verified", FALSE, &self->email_verified, error))
    return FALSE;

  self->require_claims = json_object_get (settings, "require_claims");
  if (self->require_claims == NULL)
    return TRUE;

  if (!json_is_object (self->require_claims) || json_object_size (self->require_claims) > MAX_LIST)
    return refuse (error, "require_claims", "“require_claims” must be an object");

  json_object_foreach ((json_t *) self->require_claims, name, value)
    {
      if (!json_is_string (value) || json_string_length (value) == 0)
        return refuse (error, "require_claims",
                                   "“require_claims” gives each claim one text");
    }

  return TRUE;
}

static gboolean
check_members (const json_t  *settings,
               GError       **error)
{
  const char *name;
  json_t *value;

  if (!json_is_object (settings))
    return parvis_set_invalid (error, NULL, "The settings of a provider are an object");

  json_object_foreach ((json_t *) settings, name, value)
    {
      if (!g_strv_contains (members, name))
        return refuse (error, name, "A provider has no setting “%s”", name);
    }

  return TRUE;
}

static gboolean
check_credential (const ParvisOidcProvider  *self,
                  GError                   **error)
{
  g_autoptr(json_t) key = NULL;
  g_autoptr(json_t) reduced = NULL;

  if (self->credential == NULL)
    return TRUE;

  if (self->client_auth == PARVIS_OIDC_PRIVATE_KEY)
    {
      key = parvis_json_parse (self->credential, strlen (self->credential), NULL);
      reduced = parvis_oidc_jwk_reduce (key, TRUE);
      if (reduced == NULL)
        return refuse (error, "client_key",
                                   "“client_key” must be a private RSA or EC key as a JWK");
    }
  else if (self->algorithms == PARVIS_OIDC_HS256 && strlen (self->credential) < MIN_HMAC_SECRET)
    {
      return refuse (error, "client_secret",
                                 "HS256 needs a secret of at least %d characters",
                                 MIN_HMAC_SECRET);
    }

  return TRUE;
}

ParvisOidcProvider *
parvis_oidc_provider_new (const json_t  *settings,
                          const char    *credential,
                          ParvisReach    reach,
                          GError       **error)
{
  g_autoptr(ParvisOidcProvider) self = NULL;

  if (!check_members (settings, error))
    return NULL;

  self = g_new0 (ParvisOidcProvider, 1);
  self->settings = json_deep_copy (settings);
  self->credential = g_strdup (credential);

  if (!read_id (self, error) ||
      !read_client (self, reach, error) ||
      !read_question (self, error) ||
      !read_answer (self, error) ||
      !check_credential (self, error))
    return NULL;

  return g_steal_pointer (&self);
}

void
parvis_oidc_provider_free (ParvisOidcProvider *self)
{
  if (self == NULL)
    return;

  if (self->credential != NULL)
    explicit_bzero (self->credential, strlen (self->credential));
  g_free (self->credential);
  json_decref (self->settings);
  g_free (self);
}

gboolean
parvis_oidc_take_credential (json_t  *settings,
                             char   **credential,
                             GError **error)
{
  const json_t *key = json_object_get (settings, "client_key");
  const char *secret;

  *credential = NULL;
  if (!parvis_json_get_string_or (settings, "client_secret", MAX_SECRET, NULL, &secret, error))
    return FALSE;

  if (key != NULL && (secret != NULL || !json_is_object (key)))
    return refuse (error, "client_key",
                               "“client_key” is a JWK, and takes the place of “client_secret”");

  if (key != NULL)
    *credential = parvis_json_dump (key);
  else if (secret != NULL && secret[0] != '\0')
    *credential = g_strdup (secret);

  json_object_del (settings, "client_key");
  json_object_del (settings, "client_secret");

  return TRUE;
}
