/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-config"

#include "config.h"

#include "parvis-config.h"

#include "parvis-client.h"
#include "parvis-error.h"

#include <string.h>

#define GROUP "parvisd"

/* Of the browsers that there are: Chrome and its kin, Firefox, Safari, Edge. */
#define PUSH_SERVICES \
  "fcm.googleapis.com *.push.services.mozilla.com *.push.apple.com *.notify.windows.com"

/* Every setting once: its key, where it goes, its bounds and its default. */
typedef struct
{
  const char *key;
  gsize       offset;
  guint       min;
  guint       max;
  guint       fallback;
} Number;

#define NUMBER(key, field, min, max, fallback) \
  { key, G_STRUCT_OFFSET (ParvisConfig, field), min, max, fallback }

static const Number numbers[] = {
  NUMBER ("max-connections", max_connections, 8, 1000000, 12000),
  NUMBER ("max-per-address", max_per_address, 0, 1000000, 0),
  NUMBER ("max-streams", max_streams, 0, 1000000, 10000),
  NUMBER ("max-body", max_body, 1024, 256 << 20, 1 << 20),
  NUMBER ("connection-memory", connection_memory, 2048, 64 << 10, 4864),
  NUMBER ("receive-timeout", receive_timeout, 10, 3600000, 15000),
  NUMBER ("idle-timeout", idle_timeout, 10, 3600000, 75000),
  NUMBER ("send-timeout", send_timeout, 1, 3600, 30),
  NUMBER ("stream-max-events", stream_max_events, 1, 1000000, 1024),
  NUMBER ("stream-max-bytes", stream_max_bytes, 1024, 64 << 20, 1 << 20),
  NUMBER ("heartbeat", heartbeat, 10, 600000, 15000),
  NUMBER ("coalesce", coalesce, 0, 60000, 250),
  NUMBER ("batch-max", batch_max, 0, 100000, 0),
  NUMBER ("writers", writers, 0, 64, 0),
  NUMBER ("queue-max", queue_max, 0, 1000000, 0),
  NUMBER ("threads", threads, 1, 64, 2),
  NUMBER ("orders-kept-days", orders_kept_days, 1, 3650, 30),
  NUMBER ("orders-open", orders_open, 0, 1000, 5),
  NUMBER ("orders-hour", orders_hour, 0, 1000, 10),
  NUMBER ("orders-throttle", orders_throttle, 0, 1, 1),
  NUMBER ("dossiers-room", dossiers_room, 0, 16 << 20, 20 << 10),
};

/* @check names the setting in its error. */
typedef struct
{
  const char *key;
  gsize       offset;
  const char *fallback;
  gboolean  (*check) (const char *value, const char *key, GError **error);
} Text;

/* parvis_post_new() looks at these together. */
static gboolean
check_nothing (const char  *value,
               const char  *key,
               GError     **error)
{
  return TRUE;
}

static gboolean
check_not_empty (const char  *value,
                 const char  *key,
                 GError     **error)
{
  return value[0] != '\0' || parvis_set_invalid (error, key, "“%s” must not be empty", key);
}

static gboolean
check_anything (const char  *value,
                const char  *key,
                GError     **error)
{
  return TRUE;
}

static const struct
{
  const char      *word;
  ParvisReach      reach;
} reaches[] = {
  { "public", PARVIS_REACH_PUBLIC },
  { "private", PARVIS_REACH_PRIVATE },
  { "loopback", PARVIS_REACH_LOOPBACK },
};

static gboolean
check_reach (const char  *value,
             const char  *key,
             GError     **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (reaches); i++)
    {
      if (strcmp (reaches[i].word, value) == 0)
        return TRUE;
    }

  return parvis_set_invalid (error, key, "“%s” must be public, private or loopback", key);
}

/* An origin: links and redirects append their path to it. */
static gboolean
check_url (const char  *value,
           const char  *key,
           GError     **error)
{
  const char *host = g_str_has_prefix (value, "https://") ? value + 8
                     : g_str_has_prefix (value, "http://") ? value + 7 : NULL;

  if (value[0] == '\0' ||
      (host != NULL && host[0] != '\0' && strpbrk (host, "/?#@ \t\"'<>") == NULL))
    return TRUE;

  return parvis_set_invalid (error, key, "“%s” must be like https://parvis.example, without"
                             " anything after the name", key);
}

/* Push services write to whom it may concern; Apple's refuses whoever it could not write to. */
static gboolean
check_contact (const char  *value,
               const char  *key,
               GError     **error)
{
  if (value[0] == '\0' || (g_str_has_prefix (value, "mailto:") && strchr (value, '@') != NULL) ||
      g_str_has_prefix (value, "https://"))
    return TRUE;

  return parvis_set_invalid (error, key, "“%s” must be mailto:ADDRESS or https://NAME", key);
}

#define TEXT(key, field, fallback, check) \
  { key, G_STRUCT_OFFSET (ParvisConfig, field), fallback, check }

static const Text texts[] = {
  TEXT ("state-dir", state_dir, "/var/lib/parvis", check_not_empty),
  TEXT ("database", database, "sqlite:", check_not_empty),
  TEXT ("database-owner", database_owner, "", check_anything),
  TEXT ("listen", listen, "127.0.0.1:8080", check_not_empty),
  TEXT ("public-url", public_url, "", check_url),
  TEXT ("trusted-proxies", trusted_proxies, "", parvis_client_check_proxies),
  TEXT ("provider-addresses", provider_addresses, "public", check_reach),
  TEXT ("smtp-url", smtp_url, "", check_nothing),
  TEXT ("smtp-user", smtp_user, "", check_nothing),
  TEXT ("smtp-password-file", smtp_password_file, "", check_nothing),
  TEXT ("smtp-ca-file", smtp_ca_file, "", check_nothing),
  TEXT ("mail-from", mail_from, "", check_nothing),
  TEXT ("push-services", push_services, PUSH_SERVICES, check_anything),
  TEXT ("push-addresses", push_addresses, "public", check_reach),
  TEXT ("push-contact", push_contact, "", check_contact),
};

ParvisConfig *
parvis_config_new (void)
{
  ParvisConfig *self = g_new0 (ParvisConfig, 1);

  self->serves = TRUE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    G_STRUCT_MEMBER (guint, self, numbers[i].offset) = numbers[i].fallback;
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    G_STRUCT_MEMBER (char *, self, texts[i].offset) = g_strdup (texts[i].fallback);

  return self;
}

void
parvis_config_free (ParvisConfig *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_free (G_STRUCT_MEMBER (char *, self, texts[i].offset));
  g_free (self);
}

static gboolean
set_number (ParvisConfig  *self,
            const Number  *number,
            const char    *value,
            GError       **error)
{
  guint64 parsed = 0;

  if (!g_ascii_string_to_unsigned (value, 10, number->min, number->max, &parsed, NULL))
    return parvis_set_invalid (error, number->key, "“%s” must be a whole number from %u to %u",
                               number->key, number->min, number->max);

  G_STRUCT_MEMBER (guint, self, number->offset) = (guint) parsed;

  return TRUE;
}

static gboolean
set_switch (gboolean    *field,
            const char  *key,
            const char  *value,
            GError     **error)
{
  if (strcmp (value, "true") != 0 && strcmp (value, "false") != 0)
    return parvis_set_invalid (error, key, "“%s” must be true or false", key);

  *field = strcmp (value, "true") == 0;

  return TRUE;
}

gboolean
parvis_config_set (ParvisConfig  *self,
                   const char    *key,
                   const char    *value,
                   GError       **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      if (strcmp (numbers[i].key, key) == 0)
        return set_number (self, &numbers[i], value, error);
    }

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      char **field = &G_STRUCT_MEMBER (char *, self, texts[i].offset);

      if (strcmp (texts[i].key, key) != 0)
        continue;
      if (!texts[i].check (value, key, error))
        return FALSE;

      g_free (*field);
      *field = g_strdup (value);
      return TRUE;
    }

  if (strcmp (key, "log-requests") == 0)
    return set_switch (&self->log_requests, key, value, error);
  if (strcmp (key, "smtp-plain") == 0)
    return set_switch (&self->smtp_plain, key, value, error);

  return parvis_set_invalid (error, key, "There is no setting “%s”", key);
}

gboolean
parvis_config_load (ParvisConfig  *self,
                    const char    *path,
                    GError       **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autoptr (GError) inner = NULL;
  g_auto (GStrv) keys = NULL;

  if (!g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, &inner) ||
      (keys = g_key_file_get_keys (file, GROUP, NULL, &inner)) == NULL)
    {
      g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID, "%s: %s", path, inner->message);
      return FALSE;
    }

  for (guint i = 0; keys[i] != NULL; i++)
    {
      g_autofree char *value = g_key_file_get_string (file, GROUP, keys[i], &inner);

      if (value == NULL)
        {
          g_set_error (error, PARVIS_ERROR, PARVIS_ERROR_INVALID, "%s: %s", path, inner->message);
          return FALSE;
        }
      if (!parvis_config_set (self, keys[i], value, error))
        {
          g_prefix_error (error, "%s: ", path);
          return FALSE;
        }
    }

  return TRUE;
}

char *
parvis_config_dup_uri (const ParvisConfig *self)
{
  if (strcmp (self->database, "sqlite:") == 0)
    return g_strconcat ("sqlite:", self->state_dir, NULL);

  return g_strdup (self->database);
}

ParvisReach
parvis_config_read_reach (const char *word)
{
  for (guint i = 0; i < G_N_ELEMENTS (reaches); i++)
    {
      if (strcmp (reaches[i].word, word) == 0)
        return reaches[i].reach;
    }

  g_assert_not_reached ();
}
