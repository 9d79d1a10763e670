/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-oidc-metadata"

#include "config.h"

#include "parvis-oidc-metadata.h"

#include "parvis-error.h"

#include <string.h>

#define WELL_KNOWN "/.well-known/openid-configuration"

static gboolean
read_endpoint (ParvisOidcMetadata  *self,
               const char          *name,
               gboolean             needed,
               ParvisReach          reach,
               const char         **url,
               GError             **error)
{
  const json_t *value = json_object_get (self->document, name);

  *url = json_string_value (value);
  if (*url == NULL && (needed || (value != NULL && !json_is_null (value))))
    return parvis_oidc_refuse (error, "The provider's document lacks “%s”", name);

  if (*url != NULL && !parvis_oidc_check_url (*url, reach, error))
    {
      g_prefix_error (error, "“%s”: ", name);
      return FALSE;
    }

  return TRUE;
}

static gboolean
read_document (ParvisOidcMetadata  *self,
               const char          *issuer,
               ParvisReach          reach,
               GError             **error)
{
  const char *name = json_string_value (json_object_get (self->document, "issuer"));

  if (g_strcmp0 (name, issuer) != 0)
    return parvis_oidc_refuse (error, "The provider's document is another issuer's");

  self->iss_parameter = json_is_true (json_object_get (
    self->document, "authorization_response_iss_parameter_supported"));

  return read_endpoint (self, "authorization_endpoint", TRUE, reach,
                        &self->authorization_endpoint, error) &&
         read_endpoint (self, "token_endpoint", TRUE, reach, &self->token_endpoint, error) &&
         read_endpoint (self, "userinfo_endpoint", FALSE, reach,
                        &self->userinfo_endpoint, error) &&
         read_endpoint (self, "jwks_uri", FALSE, reach, &self->jwks_uri, error) &&
         read_endpoint (self, "end_session_endpoint", FALSE, reach,
                        &self->end_session_endpoint, error);
}

ParvisOidcMetadata *
parvis_oidc_metadata_fetch (const char   *issuer,
                            ParvisReach   reach,
                            GError      **error)
{
  g_autoptr(ParvisOidcMetadata) self = g_new0 (ParvisOidcMetadata, 1);
  gsize length = strlen (issuer);
  g_autofree char *url = NULL;

  self->ref_count = 1;
  url = g_strdup_printf ("%.*s" WELL_KNOWN,
                         (int) (g_str_has_suffix (issuer, "/") ? length - 1 : length), issuer);
  self->document = parvis_oidc_fetch_json (&(ParvisOidcRequest) {
    .url = url, .accept = "application/json" }, reach, error);

  if (self->document == NULL || !read_document (self, issuer, reach, error))
    return NULL;

  return g_steal_pointer (&self);
}

ParvisOidcMetadata *
parvis_oidc_metadata_ref (ParvisOidcMetadata *self)
{
  __atomic_add_fetch (&self->ref_count, 1, __ATOMIC_RELAXED);

  return self;
}

void
parvis_oidc_metadata_unref (ParvisOidcMetadata *self)
{
  if (self == NULL || __atomic_sub_fetch (&self->ref_count, 1, __ATOMIC_ACQ_REL) > 0)
    return;

  json_decref (self->document);
  g_free (self);
}
