/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-post"

#include "config.h"

#include "parvis-post.h"

#include "parvis-error.h"
#include "parvis-log.h"
#include "parvis-mailer.h"
#include "parvis-phrases.h"

#include <fcntl.h>
#include <sodium.h>
#include <string.h>
#include <unistd.h>

#define CREDENTIAL   "smtp-password"
#define PASSWORD_MAX 1024

struct _ParvisPost
{
  ParvisMailer *mailer;       /* NULL without a server */
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

  g_clear_pointer (&self->mailer, parvis_mailer_free);
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
  return self->mailer == NULL || parvis_mailer_start (self->mailer, error);
}

void
parvis_post_stop (ParvisPost *self)
{
  if (self->mailer != NULL)
    parvis_mailer_stop (self->mailer);
}

void
parvis_post_wake (ParvisPost *self)
{
  if (self->mailer != NULL)
    parvis_mailer_wake (self->mailer);
}
