/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-letter.h"
#include "parvis-store.h"

G_BEGIN_DECLS

/* What pushes are sealed for. */
#define PARVIS_PUSH_PURPOSE "push-notice"

/**
 * ParvisPush:
 * @place: the town's code
 * @device: whose it is
 * @topic: of the push service: what is about the same takes the place of what waits there
 * @data: sealed: "endpoint", "p256dh", "auth", "text", and "letter" where one goes out instead
 *   if the push cannot arrive
 *
 * A push that waits in the service's own database (cf. parvis-mail.h).
 */
typedef struct
{
  char             *id;
  ParvisLetterKind  kind;
  char             *place;
  char             *device;
  char             *topic;
  char             *data;
  gint64            created_at;
  gint64            next_at;
  gint64            attempts;
} ParvisPush;

void           parvis_push_free          (ParvisPush        *push);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisPush, parvis_push_free)

/* What is inserted; "id" is added by whoever queues it. @next_at: not before, PARVIS_NO_TIME
 * for now.
 *
 * Returns: (transfer full)
 */
json_t        *parvis_push_prepare       (ParvisLetterKind   kind,
                                          const char        *place,
                                          const char        *device,
                                          const char        *topic,
                                          const char        *data,
                                          gint64             next_at);
/* Command "notice.queue" of the service's own database: a letter (parvis_mail_prepare()), a
 * push, or both; queued again with the same "id" it is each once. Takes both.
 */
ParvisCommand *parvis_push_queue_command (json_t            *letter,
                                          json_t            *push);

/* As with letters. */
gboolean       parvis_push_find_due      (ParvisDb          *db,
                                          gint64             now,
                                          ParvisPush       **push,
                                          gint64            *next_at,
                                          GError           **error);
ParvisCommand *parvis_push_claim         (const ParvisPush  *push,
                                          gint64             now);
/* Not again for so long, as the push service wants it. */
ParvisCommand *parvis_push_put_off       (const ParvisPush  *push,
                                          gint64             now,
                                          gint64             wait);
/* @problem: (nullable). @letter: (nullable) (transfer full): goes out instead. */
ParvisCommand *parvis_push_settle        (const ParvisPush  *push,
                                          gint64             now,
                                          const char        *problem,
                                          json_t            *letter);
ParvisCommand *parvis_push_forget        (gint64             now);

/* The sealed key of the service: @sealed if it has none yet, so that the first node's stays.
 *
 * Returns: (transfer full)
 */
char          *parvis_push_keep_key      (ParvisStore       *store,
                                          const char        *sealed,
                                          GError           **error);

G_END_DECLS
