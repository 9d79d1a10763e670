/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-config.h"
#include "parvis-letter.h"
#include "parvis-preference.h"
#include "parvis-seal.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisPost:
 *
 * The mailer and the pusher with the settings of this service. Without "smtp-url" there is
 * no mailer: nothing is queued and nothing sent, and the pages say so. Without anybody whom
 * push services could write to there is no pusher.
 */
typedef struct _ParvisPost ParvisPost;

/* Reads the password of the mail server from the file of "smtp-password-file", or
 * from "smtp-password" in $CREDENTIALS_DIRECTORY. All but @error is borrowed.
 */
ParvisPost *parvis_post_new     (const ParvisConfig  *config,
                                 ParvisStore         *store,
                                 const ParvisClock   *clock,
                                 ParvisSeal          *seal,
                                 GError             **error);
void        parvis_post_free    (ParvisPost          *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPost, parvis_post_free)

gboolean    parvis_post_can_send (ParvisPost         *self);
gboolean    parvis_post_can_push (ParvisPost         *self);
/* The key that a page gives to its browser. (transfer full) (nullable) */
char       *parvis_post_dup_push_key (ParvisPost     *self);

/* What a browser gave: "endpoint" and "keys" with "p256dh" and "auth". *@endpoint gets the
 * SHA-256 of where that is.
 *
 * Returns: (transfer full): it, sealed. INVALID for where this service does not push to
 */
char       *parvis_post_seal_subscription (ParvisPost    *self,
                                           const json_t  *subscription,
                                           char         **endpoint,
                                           GError       **error);

/**
 * ParvisPushing:
 * @values: as the letter's
 * @target: the address that the push opens
 * @subject: what it is about; what is pushed about the same later takes its place
 * @instead: (nullable): the letter that goes out if the push cannot arrive
 */
typedef struct
{
  ParvisLetterKind  kind;
  const char       *language;
  const json_t     *values;
  const char       *town;
  const char       *device;
  const char       *target;
  const char       *subject;
  json_t           *instead;
} ParvisPushing;

/* A push for parvis_push_queue_command(), sealed, that does not go out before @when
 * (PARVIS_NO_TIME for now); NULL where none can be sent.
 */
json_t *parvis_post_write_push (ParvisPost             *self,
                                const ParvisPreference *choice,
                                const ParvisPushing    *pushing,
                                gint64                  when);
/* A letter for the transaction of what it tells (parvis-mail.h), sealed; NULL where
 * none can be sent. @language: (nullable). @values: an object of strings. Takes
 * @values.
 */
json_t     *parvis_post_write   (ParvisPost          *self,
                                 ParvisLetterKind     kind,
                                 const char          *recipient,
                                 const char          *language,
                                 json_t              *values);
/* Queues one by itself, where what it tells is in another database. Takes @letter and
 * waits for the disk.
 */
gboolean    parvis_post_queue   (ParvisPost          *self,
                                 json_t              *letter,
                                 GError             **error);
/* From here on letters are sent, until the stop, which waits for the one under way. */
gboolean    parvis_post_start   (ParvisPost          *self,
                                 GError             **error);
void        parvis_post_stop    (ParvisPost          *self);
/* A letter was queued; from any thread, also after the stop. */
void        parvis_post_wake    (ParvisPost          *self);

G_END_DECLS
