/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

G_BEGIN_DECLS

/* As much of a service as signing in asks for, in this process, on a port of its
 * own; and the browser of a person, who comes back to the program.
 */

#define SIGN_IN_CODE "ABCD-1234"
#define SIGN_IN_TOWN "00001"

typedef struct
{
  SoupServer *soup;
  char       *uri;

  /* How it behaves. */
  const char *issuer;         /* NULL: itself */
  guint       status;         /* of everything but openapi.json; 0: as a good service */
  const char *towns;          /* of the account, JSON; NULL: one */
  const char *email;          /* of the account; NULL: none */
  guint       pending;        /* polls that are told to wait */
  gboolean    denied;         /* the person says no on the other machine */

  /* What came. */
  char       *challenge;      /* of the browser's visit */
  char       *redirect;
  char       *label;
  char       *town;           /* that was asked for */
  guint       polls;
  guint       pairings;
} SignInServer;

void  sign_in_server_start   (SignInServer *self);
void  sign_in_server_stop    (SignInServer *self);

/* What a browser does that was given @uri, in a thread of its own: the person
 * says yes (or no, with @error), and it goes where it is sent. @state replaces
 * that of the request if it is not NULL.
 */
void  sign_in_server_visit   (SignInServer *self,
                              const char   *uri,
                              const char   *state,
                              const char   *error);
/* One request to the loopback, as it stands; what came back. (transfer full) */
char *sign_in_server_request (const char   *redirect,
                              const char   *text);

G_END_DECLS
