/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-outbox.h"

#include <stdio.h>

G_BEGIN_DECLS

/**
 * MailServer:
 *
 * A real mail server (smtp-server.py) on a port of its own.
 */
typedef struct
{
  char *folder;      /* of its certificate */
  char *ca_file;
  char *url;         /* "smtp://localhost:PORT" */
  GPid  process;
  int   input;
  FILE *output;
} MailServer;

typedef enum
{
  MAIL_SERVER_PLAIN,
  MAIL_SERVER_STARTTLS,     /* and a login, "parvis" with "geheim" */
  MAIL_SERVER_TLS,
} MailServerKind;

void   mail_server_start (MailServer      *server,
                          MailServerKind   kind);
void   mail_server_stop  (MailServer      *server);
/* Waits for the next thing that it tells. (transfer full) */
char  *mail_server_read  (MailServer      *server);
/* Waits for a letter; "FROM TO SECURITY USER" goes to @envelope (nullable).
 *
 * Returns: (transfer full): the letter
 */
char  *mail_server_take  (MailServer      *server,
                          char           **envelope);
/* What is due goes to the post; how many. */
guint  mail_post_all     (ParvisService       *service,
                          const ParvisOutbox  *outbox,
                          gint64               now);
/* Waits until the service has written down that all of them were sent: a test's clock that
 * jumps before takes what comes next along into the time before.
 */
void   mail_wait_sent    (ParvisService       *service);
/* What a letter says, decoded. (transfer full) */
char  *mail_text         (const char      *letter);
/* A header of it, decoded. (transfer full) */
char  *mail_header       (const char      *letter,
                          const char      *name);

G_END_DECLS
