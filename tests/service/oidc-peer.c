/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "oidc-peer"

#include "config.h"

#include "oidc-peer.h"

#include "parvis-error.h"

#include <string.h>

#define SECRET "a secret that only two know, 32+"

gint64 oidc_clock_ahead;

static gint64
now_cb (gpointer data)
{
  return parvis_clock_now (&parvis_system_clock) + oidc_clock_ahead;
}

const ParvisClock oidc_clock = { now_cb, NULL };

OidcPeer *
oidc_peer_start (const char *script,
                 const char *argument)
{
  OidcPeer *self = g_new0 (OidcPeer, 1);
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "service", script, NULL);
  g_autoptr(GDataInputStream) output = NULL;
  g_autoptr(GError) error = NULL;

  self->process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDIN_PIPE | G_SUBPROCESS_FLAGS_STDOUT_PIPE,
                                    &error, "node", path, argument, NULL);
  g_assert_no_error (error);
  output = g_data_input_stream_new (g_subprocess_get_stdout_pipe (self->process));
  self->url = g_data_input_stream_read_line (output, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_nonnull (self->url);

  return self;
}

/* The program ends when its standard input does, so it cannot outlive a test that crashes. */
void
oidc_peer_stop (OidcPeer *self)
{
  g_autoptr(GError) error = NULL;

  g_output_stream_close (g_subprocess_get_stdin_pipe (self->process), NULL, &error);
  g_assert_no_error (error);
  g_subprocess_wait (self->process, NULL, &error);
  g_assert_no_error (error);
  g_object_unref (self->process);
  g_free (self->url);
  g_free (self);
}

ParvisOidcProvider *
oidc_make_provider (const char *issuer,
                    const char *overrides)
{
  g_autoptr(GError) error = NULL;
  g_autoptr(json_t) settings = NULL;
  g_autoptr(json_t) changes = NULL;
  g_autofree char *credential = NULL;
  ParvisOidcProvider *provider;

  settings = json_pack ("{s:s, s:{s:s, s:s}, s:s, s:s, s:s, s:[s,s], s:[s,s]}",
                        "id", "agents",
                        "label", "fr", "Fournisseur d’essai", "en", "Test provider",
                        "issuer", issuer,
                        "client_id", "parvis",
                        "client_secret", SECRET,
                        "scopes", "openid", "email",
                        "name_claims", "given_name", "usual_name");
  if (overrides != NULL)
    {
      changes = parvis_json_parse (overrides, strlen (overrides), &error);
      g_assert_no_error (error);
      json_object_update (settings, changes);
    }

  parvis_oidc_take_credential (settings, &credential, &error);
  g_assert_no_error (error);
  provider = parvis_oidc_provider_new (settings, credential, PARVIS_REACH_LOOPBACK, &error);
  g_assert_no_error (error);
  g_assert_nonnull (provider);

  return provider;
}
