/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"

G_BEGIN_DECLS

/**
 * ParvisLinkFacts:
 * @pending: waiting actions
 * @refused: refused ones
 * @done, @total: how far the queue is since it was last empty
 * @next_try: by the same clock as @now
 * @skew: ms, the service's clock minus this machine's
 *
 * Everything that the words about the connection depend on.
 */
typedef struct
{
  ParvisLink  link;
  guint       pending;
  guint       refused;
  guint       done;
  guint       total;
  gint64      updated_at;
  gint64      offline_since;
  gint64      next_try;
  gint64      skew;
  gint64      now;
  GTimeZone  *zone;
} ParvisLinkFacts;

/* For the caller to free. */
char       *parvis_link_text_title      (const ParvisLinkFacts *facts);
char       *parvis_link_text_details    (const ParvisLinkFacts *facts);
char       *parvis_link_text_line       (const ParvisLinkFacts *facts);
char       *parvis_link_text_next       (const ParvisLinkFacts *facts);
char       *parvis_link_text_outage     (const ParvisLinkFacts *facts);
char       *parvis_link_text_dated      (const ParvisLinkFacts *facts);
char       *parvis_link_text_sent_later (guint                  count,
                                         gint64                 done_at,
                                         gint64                 now,
                                         GTimeZone             *zone);
const char *parvis_link_icon            (ParvisLink             link);
gboolean    parvis_link_is_up           (ParvisLink             link);

/* What a waiting action does, "+1, Piscine des Mariniers"; @place is nullable. */
char       *parvis_action_text       (const ParvisAction    *action,
                                      const char            *place);
/* Why it was refused; NULL if it was not. (transfer full) */
char       *parvis_action_refusal    (const ParvisAction    *action);
const char *parvis_action_icon       (const ParvisAction    *action);

G_END_DECLS
