/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-account.h"
#include "parvis-letter.h"
#include "parvis-page.h"
#include "parvis-service.h"
#include "parvis-throttle.h"
#include "parvis-web-session.h"

G_BEGIN_DECLS

#define PARVIS_VISIT_COOKIE "__Host-parvis"

/* How long a browser stays signed in, and how long between password and code. */
#define PARVIS_VISIT_TIME   (8 * PARVIS_HOUR)
#define PARVIS_VISIT_CODE   (10 * PARVIS_MINUTE)


/**
 * ParvisVisit:
 * @language: of the page: the one that was asked for, the account's, the browser's
 * @cookie: the browser's; made anew if it had none
 * @session: (nullable): what is known of the browser
 * @account: (nullable): who signed in
 *
 * One request of a browser for one of the sign-in pages. Borrows everything of the
 * request.
 */
typedef struct
{
  ParvisService       *service;
  const ParvisRequest *request;
  ParvisReply         *reply;
  ParvisStore         *store;
  gint64               now;
  const char          *language;
  char                *cookie;
  ParvisWebSession    *session;
  ParvisAccount       *account;
} ParvisVisit;

/* Finds out who is there. A form (POST) must have come from a page that this
 * browser got: a page of somebody else can make a browser send a form with its
 * cookie, but cannot know the token that belongs to the cookie.
 *
 * Errors: FORBIDDEN
 */
gboolean    parvis_visit_begin       (ParvisVisit          *visit,
                                      ParvisService        *service,
                                      const ParvisRequest  *request,
                                      ParvisReply          *reply,
                                      GError              **error);
void        parvis_visit_clear       (ParvisVisit          *visit);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ParvisVisit, parvis_visit_clear)

/* The language that "?lang=" asks for, which the browser is told to remember; NULL for none. */
const char *parvis_visit_take_language   (const ParvisRequest *request,
                                          ParvisReply         *reply);
void        parvis_visit_forget_language (ParvisReply         *reply);
/* The one that the browser remembers, that of @locale (nullable), or one that it reads. */
const char *parvis_visit_find_language (const ParvisRequest *request,
                                        const char          *locale);

/* Borrowed; "" for a field that did not come. */
const char *parvis_visit_field       (ParvisVisit          *visit,
                                      const char           *name);
/* The address of this page, path and query, in the form that it is written in
 * everywhere; without the language. (transfer full)
 */
char       *parvis_visit_dup_target  (ParvisVisit          *visit);
/* Where to go on after signing in: @next if it is one of our pages, else NULL. */
const char *parvis_visit_check_next  (const char           *next);

ParvisPage *parvis_visit_page        (ParvisVisit          *visit,
                                      const char           *title);
void        parvis_visit_form        (ParvisVisit          *visit,
                                      ParvisPage           *page,
                                      const char           *action);
/* Takes @page. 0 keeps the status. */
gboolean    parvis_visit_show        (ParvisVisit          *visit,
                                      ParvisPage           *page,
                                      int                   status);
gboolean    parvis_visit_go          (ParvisVisit          *visit,
                                      const char           *address);

/* FALSE when it must not be tried now; then @reply is a page that says so, the same
 * for whoever is known and for whoever is not. @who: (nullable): the account that is
 * tried for, as it was typed; the address is asked for in any case.
 */
gboolean    parvis_visit_may_try     (ParvisVisit          *visit,
                                      ParvisThrottleKind    kind,
                                      const char           *who);
/* What became of it. @undecided: it was not, so nothing counts. */
void        parvis_visit_tried       (ParvisVisit          *visit,
                                      ParvisThrottleKind    kind,
                                      const char           *who,
                                      gboolean              undecided);

/* Puts the browser into a new session, with a new cookie: whoever knew the one
 * before is not in it. @account: (nullable): nobody yet. Takes @state.
 */
gboolean    parvis_visit_enter       (ParvisVisit          *visit,
                                      const char           *account,
                                      json_t               *state,
                                      gint64                time,
                                      GError              **error);
/* @account has proved who it is: signs it in, and goes on to @next (nullable). */
gboolean    parvis_visit_sign_in     (ParvisVisit          *visit,
                                      const ParvisAccount  *account,
                                      const char           *next,
                                      GError              **error);
/* TRUE if somebody is signed in; otherwise @reply leads to where one does. */
gboolean    parvis_visit_is_known    (ParvisVisit          *visit);

/* Borrowed from the state of the browser's session; NULL if it is not there. */
const char *parvis_visit_get_state   (ParvisVisit          *visit,
                                      const char           *name);
/* Forgets one thing that parvis_visit_get_state() found there. */
gboolean    parvis_visit_drop_state  (ParvisVisit          *visit,
                                      const char           *name,
                                      GError              **error);

/* A letter for the transaction of what it tells (parvis-mail.h), or NULL if the
 * account has no address or no mail is sent. @values: an object of strings; "name"
 * is added, and "link" unless it is there. Takes @values.
 */
json_t     *parvis_visit_letter      (ParvisVisit          *visit,
                                      const ParvisAccount  *account,
                                      ParvisLetterKind      kind,
                                      json_t               *values);
/* A command that writes the hash of a link down, good until @until, and queues @letter
 * (transfer full).
 */
typedef ParvisCommand *(*ParvisMakeLink) (const ParvisAccount *account,
                                          const char          *hash,
                                          gint64               until,
                                          json_t              *letter);

/* Sends @account a link below @path that is good for half an hour, if a letter can reach it:
 * both are written in one transaction. The page does not wait for it, so that it takes as
 * long as for an address to which nothing is sent.
 */
gboolean    parvis_visit_order_link  (ParvisVisit          *visit,
                                      const ParvisAccount  *account,
                                      const char           *path,
                                      ParvisLetterKind      kind,
                                      ParvisMakeLink        make,
                                      GError              **error);
/* A letter was written: it need not wait. */
void        parvis_visit_post        (ParvisVisit          *visit);

char       *parvis_visit_dup_town    (ParvisVisit          *visit,
                                      const char           *insee);
/* The logo of @insee (nullable), if it has one and shows something to everybody. */
void        parvis_visit_show_logo   (ParvisVisit          *visit,
                                      ParvisPage           *page,
                                      const char           *insee);

G_END_DECLS
