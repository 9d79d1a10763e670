/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-post"

#include "config.h"

#include "parvis-post.h"

#include "parvis-error.h"
#include "parvis-log.h"
#include "parvis-mailer.h"
#include "parvis-p256.h"
#include "parvis-phrases.h"
#include "parvis-push-cipher.h"
#include "parvis-push-text.h"
#include "parvis-pusher.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define CREDENTIAL   "smtp-password"
#define PASSWORD_MAX 1024

/* What the key of the service is sealed for. */
#define PUSH_KEY "push-key"

/* Of a topic, in bytes: 32 letters (RFC 8030 §5.4). */
#define TOPIC 24

struct _ParvisPost
{
  ParvisMailer *mailer;       /* NULL without a server */
  ParvisPusher *pusher;       /* NULL without a contact */
  char        **services;     /* that may be pushed to */
  ParvisReach   reach;
  ParvisSmtp    smtp;
  char         *password;
  ParvisSeal   *seal;
  ParvisStore  *store;
};

static const char *
or_null (const char *text)
{
  return text[0] == '\0' ? NULL : text;
}

/* At the start, before the loop runs. (transfer full) */
static char *
read_password (const char  *path,
               GError     **error)
{
  char text[PASSWORD_MAX + 1];
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  gssize length = fd < 0 ? -1 : read (fd, text, PASSWORD_MAX);
  char *password;

  if (fd >= 0)
    close (fd);
  if (length <= 0)
    {
      parvis_set_invalid (error, "smtp-password-file",
                          "“%s”: the password of the mail server cannot be read", path);
      return NULL;
    }

  text[length] = '\0';
  text[strcspn (text, "\r\n")] = '\0';
  password = g_strdup (text);
  sodium_memzero (text, sizeof text);

  return password;
}

static gboolean
find_password (ParvisPost          *self,
               const ParvisConfig  *config,
               GError             **error)
{
  const char *folder = g_getenv ("CREDENTIALS_DIRECTORY");
  g_autofree char *path = NULL;

  if (config->smtp_user[0] == '\0')
    return TRUE;

  if (config->smtp_password_file[0] != '\0')
    path = g_strdup (config->smtp_password_file);
  else if (folder != NULL)
    path = g_build_filename (folder, CREDENTIAL, NULL);
  else
    return parvis_set_invalid (error, "smtp-password-file",
                               "“smtp-user” needs a password: “smtp-password-file”, or the"
                               " credential “" CREDENTIAL "”");

  self->password = read_password (path, error);

  return self->password != NULL;
}

static char *
unseal_cb (const char  *sealed,
           gpointer     user_data,
           GError     **error)
{
  ParvisPost *self = user_data;

  return parvis_seal_unwrap (self->seal, PARVIS_MAIL_PURPOSE, sealed, error);
}

/* Neither the recipient nor a word of the letter. */
static void
report_cb (const ParvisMailItem *item,
           const char           *problem,
           gboolean              again,
           gpointer              user_data)
{
  const char *kind = item->kind < PARVIS_N_LETTERS ? parvis_letter_kind_get_token (item->kind)
                                                   : "unknown";

  if (problem == NULL)
    parvis_log (PARVIS_LOG_INFO, "mail-sent", "id", item->id, "kind", kind, NULL);
  else
    parvis_log (PARVIS_LOG_WARNING, again ? "mail-delayed" : "mail-failed", "id", item->id,
                "kind", kind, "problem", problem, NULL);
}

static char *
unseal_push_cb (const char  *sealed,
                gpointer     user_data,
                GError     **error)
{
  ParvisPost *self = user_data;

  return parvis_seal_unwrap (self->seal, PARVIS_PUSH_PURPOSE, sealed, error);
}

/* Neither the device nor a word of it. */
static void
report_push_cb (const ParvisPush *push,
                const char       *problem,
                gboolean          again,
                gpointer          user_data)
{
  ParvisPost *self = user_data;
  const char *kind = push->kind < PARVIS_N_LETTERS ? parvis_letter_kind_get_token (push->kind)
                                                   : "unknown";

  if (problem == NULL)
    parvis_log (PARVIS_LOG_INFO, "push-sent", "id", push->id, "kind", kind, NULL);
  else
    parvis_log (PARVIS_LOG_WARNING, again ? "push-delayed" : "push-failed", "id", push->id,
                "kind", kind, "problem", problem, NULL);
  /* A letter may have taken its place. */
  if (problem != NULL && !again && self->mailer != NULL)
    parvis_mailer_wake (self->mailer);
}

static char *
find_contact (const ParvisConfig *config)
{
  if (config->push_contact[0] != '\0')
    return g_strdup (config->push_contact);
  if (config->mail_from[0] != '\0')
    return g_strconcat ("mailto:", config->mail_from, NULL);

  return g_str_has_prefix (config->public_url, "https://") ? g_strdup (config->public_url) : NULL;
}

/* The pair of keys that push services know this service by: made once, and the same on all its
 * nodes. (transfer full)
 */
static char *
find_key (ParvisPost  *self,
          GError     **error)
{
  g_autoptr(ParvisP256) made = parvis_p256_generate (error);
  g_autofree char *sealed = NULL;
  g_autofree char *kept = NULL;
  char *text;

  if (made == NULL)
    return NULL;

  text = parvis_p256_write (made);
  sealed = parvis_seal_wrap (self->seal, PUSH_KEY, text, error);
  parvis_p256_free_text (text);
  kept = sealed == NULL ? NULL : parvis_push_keep_key (self->store, sealed, error);

  return kept == NULL ? NULL : parvis_seal_unwrap (self->seal, PUSH_KEY, kept, error);
}

static gboolean
make_pusher (ParvisPost          *self,
             const ParvisConfig  *config,
             const ParvisClock   *clock,
             GError             **error)
{
  g_autofree char *contact = find_contact (config);
  char *key;

  self->reach = parvis_config_read_reach (config->push_addresses);
  self->services = g_strsplit_set (config->push_services, " ,", -1);
  /* Whoever stands in for the service, parvisctl, pushes nothing. */
  if (contact == NULL || !config->serves)
    return TRUE;

  key = find_key (self, error);
  if (key == NULL)
    return FALSE;

  self->pusher = parvis_pusher_new (self->store, clock, unseal_push_cb, key, contact, self->reach,
                                    report_push_cb, self, error);
  parvis_p256_free_text (key);

  return self->pusher != NULL;
}

ParvisPost *
parvis_post_new (const ParvisConfig  *config,
                 ParvisStore         *store,
                 const ParvisClock   *clock,
                 ParvisSeal          *seal,
                 GError             **error)
{
  g_autoptr (ParvisPost) self = g_new0 (ParvisPost, 1);

  self->seal = seal;
  self->store = store;
  if (!make_pusher (self, config, clock, error))
    return NULL;
  if (config->smtp_url[0] == '\0')
    return g_steal_pointer (&self);

  if (!find_password (self, config, error))
    return NULL;

  self->smtp = (ParvisSmtp) {
    .url = config->smtp_url,
    .plain = config->smtp_plain,
    .user = or_null (config->smtp_user),
    .password = self->password,
    .ca_file = or_null (config->smtp_ca_file),
    .from = or_null (config->mail_from),
  };
  if (!parvis_smtp_check (&self->smtp, error))
    return NULL;

  self->mailer = parvis_mailer_new (store, clock, unseal_cb, &self->smtp, report_cb, self);

  return g_steal_pointer (&self);
}

void
parvis_post_free (ParvisPost *self)
{
  if (self == NULL)
    return;

  /* It wakes the mailer. */
  g_clear_pointer (&self->pusher, parvis_pusher_free);
  g_clear_pointer (&self->mailer, parvis_mailer_free);
  g_strfreev (self->services);
  if (self->password != NULL)
    sodium_memzero (self->password, strlen (self->password));
  g_free (self->password);
  g_free (self);
}

gboolean
parvis_post_can_send (ParvisPost *self)
{
  return self->mailer != NULL;
}

gboolean
parvis_post_can_push (ParvisPost *self)
{
  return self->pusher != NULL;
}

char *
parvis_post_dup_push_key (ParvisPost *self)
{
  return self->pusher == NULL ? NULL : parvis_pusher_dup_key (self->pusher);
}

/* Browsers are sent anywhere by whoever writes to their page; the service is not. */
static gboolean
is_push_service (ParvisPost *self,
                 const char *endpoint)
{
  g_autoptr(GUri) uri = g_uri_parse (endpoint, G_URI_FLAGS_NONE, NULL);
  const char *host = uri == NULL ? NULL : g_uri_get_host (uri);

  for (guint i = 0; host != NULL && self->services[i] != NULL; i++)
    {
      const char *name = self->services[i];

      if (name[0] != '\0' && (name[0] == '*' ? g_str_has_suffix (host, name + 1)
                                             : strcmp (host, name) == 0))
        return TRUE;
    }

  return FALSE;
}

char *
parvis_post_seal_subscription (ParvisPost    *self,
                               const json_t  *subscription,
                               char         **endpoint,
                               GError       **error)
{
  const json_t *keys = json_object_get (subscription, "keys");
  g_autoptr(json_t) kept = NULL;
  g_autofree char *text = NULL;
  const char *url;
  const char *p256dh;
  const char *auth;
  ParvisPushKeys read;
  char *sealed;

  if (self->pusher == NULL)
    {
      g_set_error_literal (error, PARVIS_ERROR, PARVIS_ERROR_NOT_FOUND,
                           "This service sends no pushes");
      return NULL;
    }
  if (!json_is_object (subscription) || !json_is_object (keys))
    {
      parvis_set_invalid (error, "/subscription", "This is not what a browser gives");
      return NULL;
    }
  if (!parvis_json_get_string (subscription, "endpoint", PARVIS_FETCH_MAX_URL, &url, error) ||
      !parvis_json_get_string (keys, "p256dh", 128, &p256dh, error) ||
      !parvis_json_get_string (keys, "auth", 64, &auth, error))
    return NULL;
  if (parvis_fetch_judge_url (url, self->reach) != NULL || !is_push_service (self, url))
    {
      parvis_set_invalid (error, "/subscription/endpoint",
                          "This is not the address of a push service that is known here");
      return NULL;
    }
  if (!parvis_push_keys_read (p256dh, auth, &read, error))
    return NULL;

  kept = json_pack ("{s:s, s:s, s:s}", "endpoint", url, "p256dh", p256dh, "auth", auth);
  text = parvis_json_dump (kept);
  sealed = parvis_seal_wrap (self->seal, PARVIS_PREFERENCE_PURPOSE, text, error);
  if (sealed != NULL)
    *endpoint = g_compute_checksum_for_string (G_CHECKSUM_SHA256, url, -1);

  return sealed;
}

/* Nothing of what it is about can be read from it. (transfer full) */
static char *
make_topic (const ParvisPushing *pushing)
{
  g_autofree char *text = g_strconcat (pushing->town, " ", pushing->subject, NULL);
  guint8 hash[crypto_generichash_BYTES];

  crypto_generichash (hash, sizeof hash, (const guint8 *) text, strlen (text), NULL, 0);

  return parvis_p256_encode (hash, TOPIC);
}

json_t *
parvis_post_write_push (ParvisPost             *self,
                        const ParvisPreference *choice,
                        const ParvisPushing    *pushing,
                        gint64                  when)
{
  g_autofree char *topic = make_topic (pushing);
  g_autofree char *shown = NULL;
  g_autofree char *opened = NULL;
  g_autofree char *text = NULL;
  g_autofree char *sealed = NULL;
  g_autoptr(json_t) data = NULL;

  if (self->pusher == NULL)
    return NULL;

  shown = parvis_push_text_write (pushing->kind, choice->language, pushing->values,
                                  pushing->target, topic);
  /* One that was sealed by another service is of no use: its browser knows another key. */
  opened = parvis_seal_unwrap (self->seal, PARVIS_PREFERENCE_PURPOSE, choice->sealed, NULL);
  data = opened == NULL ? NULL : parvis_json_parse (opened, strlen (opened), NULL);
  if (shown == NULL || data == NULL)
    return NULL;

  parvis_json_set_string (data, "text", shown);
  if (pushing->instead != NULL)
    {
      json_t *instead = json_deep_copy (pushing->instead);

      json_object_set_new (data, "letter", instead);
    }
  text = parvis_json_dump (data);
  sealed = parvis_seal_wrap (self->seal, PARVIS_PUSH_PURPOSE, text, NULL);

  return sealed == NULL ? NULL
         : parvis_push_prepare (pushing->kind, pushing->town, pushing->device, topic, sealed,
                                when);
}

json_t *
parvis_post_write (ParvisPost       *self,
                   ParvisLetterKind  kind,
                   const char       *recipient,
                   const char       *language,
                   json_t           *values)
{
  g_autoptr (json_t) kept = values;
  g_autofree char *text = NULL;
  g_autofree char *data = NULL;

  if (self->mailer == NULL || recipient == NULL)
    return NULL;

  text = parvis_json_dump (values);
  data = parvis_seal_wrap (self->seal, PARVIS_MAIL_PURPOSE, text, NULL);

  return data == NULL
         ? NULL
         : parvis_mail_prepare (kind, recipient, parvis_phrase_choose_language (language), data,
                                NULL);
}

gboolean
parvis_post_queue (ParvisPost  *self,
                   json_t      *letter,
                   GError     **error)
{
  if (!parvis_mail_queue (self->store, letter, error))
    return FALSE;

  parvis_post_wake (self);

  return TRUE;
}

gboolean
parvis_post_start (ParvisPost  *self,
                   GError     **error)
{
  return (self->mailer == NULL || parvis_mailer_start (self->mailer, error)) &&
         (self->pusher == NULL || parvis_pusher_start (self->pusher, error));
}

void
parvis_post_stop (ParvisPost *self)
{
  if (self->pusher != NULL)
    parvis_pusher_stop (self->pusher);
  if (self->mailer != NULL)
    parvis_mailer_stop (self->mailer);
}

void
parvis_post_wake (ParvisPost *self)
{
  if (self->pusher != NULL)
    parvis_pusher_wake (self->pusher);
  if (self->mailer != NULL)
    parvis_mailer_wake (self->mailer);
}
