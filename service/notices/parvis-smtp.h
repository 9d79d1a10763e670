/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ParvisSmtp:
 * @url: "smtp://HOST[:PORT]", where the line is encrypted before anything is said
 *   on it (STARTTLS), or "smtps://HOST[:PORT]"
 * @plain: without encryption; to this machine only
 * @user, @password: (nullable)
 * @ca_file: (nullable): whom to trust instead of the system's authorities
 * @from: the address of the sender
 *
 * Whom the letters are given to.
 */
typedef struct
{
  const char *url;
  gboolean    plain;
  const char *user;
  const char *password;
  const char *ca_file;
  const char *from;
} ParvisSmtp;

/* An error that names the setting for what could never work, or not safely. */
gboolean parvis_smtp_check (const ParvisSmtp  *smtp,
                            GError           **error);

/* Gives one letter away and waits for the answer, a minute at most, or until
 * *@stop is set. INVALID says that it will never be taken, every other error that
 * it may be later; neither holds more than what kind of thing happened.
 */
gboolean parvis_smtp_send  (const ParvisSmtp  *smtp,
                            const char        *recipient,
                            GBytes            *letter,
                            const gint        *stop,
                            GError           **error);

G_END_DECLS
