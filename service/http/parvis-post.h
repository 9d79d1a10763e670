/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-config.h"
#include "parvis-letter.h"
#include "parvis-seal.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisPost:
 *
 * The mailer with the settings of this service. Without "smtp-url" there is none:
 * nothing is queued and nothing sent, and the pages say so.
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
