/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-store.h"

G_BEGIN_DECLS

/**
 * ParvisAuditHead:
 * @seq: of the last row, 0 for a trail that has not begun
 * @hash: of the last row, "" likewise
 * @accepted: how far an operator accepted the trail although it was broken, 0 for nowhere
 * @accepted_sum: of all rows up to there, as they were then
 *
 * That of a town's trail is kept in the service's own database too, that of the
 * service's in a town's, so that rows which are taken off the end are missed.
 */
typedef struct
{
  gint64 seq;
  char   hash[65];
  gint64 accepted;
  char   accepted_sum[65];
} ParvisAuditHead;

/* Appends to the trail of the town (or of the service, town "") in @tx. Actor and
 * object are identifiers, never names; @object may be NULL.
 */
gboolean  parvis_audit_append    (ParvisTx               *tx,
                                  const char             *actor,
                                  const char             *action,
                                  const char             *object,
                                  GError                **error);
gboolean  parvis_audit_read_head (ParvisDb               *db,
                                  ParvisAuditHead        *head,
                                  GError                **error);
/* [{"at","actor","action"}], oldest first, of the last 1,000 rows that are about @object. */
json_t   *parvis_audit_list_about (ParvisDb              *db,
                                   const char            *object,
                                   GError               **error);
/* Walks the whole trail of @db and names the first link that does not hold. What @known
 * (nullable), which somebody else keeps, says was accepted only has to be what it was then.
 *
 * Errors: CORRUPT, with the number of the row as its field
 */
gboolean  parvis_audit_verify    (ParvisDb               *db,
                                  const ParvisAuditHead  *known,
                                  gint64                 *n_rows,
                                  GError                **error);
/* What there is to accept of the trail of @db: its end, and the sum of all that it is. */
gboolean  parvis_audit_read_all  (ParvisDb               *db,
                                  ParvisAuditHead        *head,
                                  GError                **error);
/* Goes on from the trail of @insee as it is (@head), although it is broken: @keeper gets to
 * know that, in an entry of its own trail with @reason. Waits.
 */
gboolean  parvis_audit_accept    (ParvisStore            *store,
                                  const char             *keeper,
                                  const char             *insee,
                                  const ParvisAuditHead  *head,
                                  const char             *actor,
                                  const char             *reason,
                                  GError                **error);
/* The same of what somebody else knows of its end. */
gboolean parvis_audit_check_head (ParvisDb               *db,
                                  const ParvisAuditHead  *head,
                                  GError                **error);
/* Whether the trail of @db goes through @head; every trail goes through one that has not
 * begun.
 */
gboolean  parvis_audit_has_head  (ParvisDb               *db,
                                  const ParvisAuditHead  *head,
                                  gboolean               *has_head,
                                  GError                **error);
/* A command that does nothing but be recorded. */
ParvisCommand *parvis_audit_command (const char          *town,
                                     const char          *actor,
                                     const char          *action,
                                     const char          *object);
/* The same, waited for: on threads that may. */
gboolean       parvis_audit_record  (ParvisStore         *store,
                                     const char          *town,
                                     const char          *actor,
                                     const char          *action,
                                     const char          *object,
                                     GError             **error);
/* What the database of another knows of the trail of @insee, "" being the service; and
 * the command that tells it to @keeper, which is "" or the code of a town. It takes the new
 * end only if the trail goes through the one that it has.
 */
gboolean       parvis_audit_read_known_head (ParvisDb               *db,
                                             const char             *insee,
                                             ParvisAuditHead        *head,
                                             GError                **error);
ParvisCommand *parvis_audit_know_head       (ParvisStore            *store,
                                             const char             *keeper,
                                             const char             *insee,
                                             gint64                  seq,
                                             const char             *hash);
/* For a town that comes or goes as a whole: records that in the service's trail, and begins
 * anew with what the service keeps of the town's, which has no more to do with what was there
 * before under this code. Waits.
 */
gboolean       parvis_audit_begin           (ParvisStore            *store,
                                             const char             *insee,
                                             const char             *actor,
                                             const char             *action,
                                             GError                **error);
/* Where a town or the service comes from a backup, the end of the service's trail that
 * @keeper has may be another service's. Waits.
 */
gboolean       parvis_audit_forget_service  (ParvisStore            *store,
                                             const char             *keeper,
                                             GError                **error);
/* Rows after @after, oldest first, at most @limit: [{"seq","at","actor","action",
 * "object","hash"}]
 */
json_t   *parvis_audit_list      (ParvisDb               *db,
                                  gint64                  after,
                                  guint                   limit,
                                  GError                **error);

G_END_DECLS
