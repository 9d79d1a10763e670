/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier.h"
#include "parvis-procedures.h"

G_BEGIN_DECLS

#define PARVIS_DOSSIER_ID_SIZE 37

/**
 * ParvisDocumentRow:
 * @explanation: (nullable): why the family has none
 * @reason: (nullable): code of the reason of a rejection
 * @words: (nullable): what the family reads of it
 * @until: (nullable): by when another is asked for, a day
 * @checks: (nullable): ids of what was ticked one by one
 * @asked: how often the family was asked again
 * @pages: [{"id","media","length"}] of the files that are here
 * @arrived_at: when the oldest of them came
 * @erased_at: when those were erased that are not here any more
 */
typedef struct
{
  char                *requirement;
  ParvisDocumentState  state;
  char                *explanation;
  char                *acceptance;
  char                *rejection;
  char                *reason;
  char                *words;
  char                *until;
  char                *checks;
  gint64               verdict_at;
  char                *verdict_by;
  gint64               asked;
  json_t              *pages;
  gint64               arrived_at;
  gint64               erased_at;
} ParvisDocumentRow;

/**
 * ParvisDossierRow:
 * @device: SHA-256 of the token of who began it, in hexadecimal
 * @number: NULL until it was sent
 * @shown: {"state","reason","documents":{REQUIREMENT:{…}}} as its family was told last
 * @paused_at: since when the clock of the answer stands still, for something is missing
 * @alarm: (nullable): "soon" or "late"
 * @ended: (nullable): the day on which what was decided ended
 * @warned_at: when its family was told last that its files will be erased
 * @documents: (element-type ParvisDocumentRow): what is asked for, in its order
 */
typedef struct
{
  char                id[PARVIS_DOSSIER_ID_SIZE];
  char               *procedure_id;
  gint64              version;
  char               *device;
  char               *language;
  ParvisDossierState  state;
  char               *number;
  json_t             *answers;
  char               *subject;
  char               *applicant;
  gint64              started_at;
  gint64              changed_at;
  gint64              submitted_at;
  gint64              receipt_due;
  gint64              receipt_at;
  gint64              answer_due;
  gint64              paused_at;
  char               *alarm;
  gint64              decided_at;
  char               *reason;
  gboolean            correction;
  json_t             *shown;
  gint64              tell_at;
  char               *assigned;
  gint64              assigned_at;
  json_t             *labels;
  gboolean            unanswered;
  gint64              revision;
  gint64              events;
  char               *ended;
  gint64              warned_at;
  GPtrArray          *documents;
  ParvisProcedure    *procedure;
  GTimeZone          *zone;
} ParvisDossierRow;

void               parvis_dossier_row_free     (ParvisDossierRow         *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisDossierRow, parvis_dossier_row_free)

void               parvis_document_row_free    (ParvisDocumentRow        *row);
/* (transfer full): the town's */
GTimeZone         *parvis_dossiers_find_zone   (ParvisDb                 *db,
                                                GError                  **error);
/* With its procedure; NOT_FOUND if there is none. */
ParvisDossierRow  *parvis_dossier_row_load     (ParvisDb                 *db,
                                                const char               *id,
                                                GError                  **error);
/* CONFLICT, with the state in which this cannot be done. Returns: always FALSE */
gboolean           parvis_dossier_row_refuse   (const ParvisDossierRow   *row,
                                                GError                  **error);
gboolean           parvis_dossier_row_insert   (ParvisTx                 *tx,
                                                ParvisDossierRow         *row,
                                                GError                  **error);
/* Writes what can change of it and of its documents, and touches what shows it. */
gboolean           parvis_dossier_row_save     (ParvisTx                 *tx,
                                                ParvisDossierRow         *row,
                                                GError                  **error);
/* Everything that there is of it. */
gboolean           parvis_dossier_row_erase    (ParvisTx                 *tx,
                                                const char               *id,
                                                GError                  **error);
ParvisDocumentRow *parvis_dossier_row_find     (const ParvisDossierRow   *row,
                                                const char               *requirement);
/* The documents that are asked for by now, as its answers and its state say. */
void               parvis_dossier_row_ask      (ParvisDossierRow         *row);
/* Without those of a draft that its answers do not ask for any more. */
gboolean           parvis_dossier_row_prune    (ParvisTx                 *tx,
                                                ParvisDossierRow         *row,
                                                GError                  **error);
/* Whether something is missing: not there, or to be made again. */
gboolean           parvis_dossier_row_lacks    (const ParvisDossierRow   *row);
/* When something of it is due, PARVIS_NO_TIME if nothing is; of that only the next alarm. */
gint64 parvis_dossier_row_find_due   (const ParvisDossierRow *row);
gint64 parvis_dossier_row_find_alarm (const ParvisDossierRow *row);

/* parvis-dossier-log.c */

/* Appends to its history; takes @body (nullable). */
gboolean           parvis_dossier_log          (ParvisTx                 *tx,
                                                ParvisDossierRow         *row,
                                                const char               *actor,
                                                const char               *kind,
                                                json_t                   *body,
                                                GError                  **error);
/* [{"at","actor","kind",…}], oldest first; @kind (nullable): of one kind only */
json_t            *parvis_dossier_list_log     (ParvisDb                 *db,
                                                const char               *id,
                                                const char               *kind,
                                                GError                  **error);
gboolean           parvis_dossier_count        (ParvisTx                 *tx,
                                                const ParvisDossierRow   *row,
                                                const char               *what,
                                                int                       by,
                                                GError                  **error);
/* "CR-2026-0013": the next one of its procedure and year. (transfer full) */
char              *parvis_dossier_next_number  (ParvisTx                 *tx,
                                                const ParvisDossierRow   *row,
                                                GError                  **error);

/* parvis-dossier-receipt.c */

#define PARVIS_RECEIPT_REGISTERED "registered"  /* it has arrived (AEE) */
#define PARVIS_RECEIPT_RECEIVED   "received"    /* with all mentions (ARE) */

/* Writes the receipt, once, and says so in the history. */
gboolean           parvis_dossier_give_receipt (ParvisTx                 *tx,
                                                ParvisDossierRow         *row,
                                                const char               *kind,
                                                GError                  **error);
/* [{"kind","at","text"}] */
json_t            *parvis_dossier_list_receipts (ParvisDb                *db,
                                                 const char              *id,
                                                 GError                 **error);

/* parvis-dossier-keep.c */

typedef enum
{
  PARVIS_ERASED_RULE,         /* its retention */
  PARVIS_ERASED_ABANDONED,    /* its family did nothing */
  PARVIS_ERASED_LONGEST,      /* no file is kept longer */
  PARVIS_ERASED_DRAFT,        /* nobody sent it */
  PARVIS_ERASED_REQUEST,      /* somebody asked for it */
} ParvisErasedFor;

/* Until when the files of @document are kept, as far as that is known, or PARVIS_NO_TIME. */
gint64             parvis_document_kept_until  (const ParvisDossierRow   *row,
                                                const ParvisDocumentRow  *document,
                                                ParvisErasedFor          *why);
/* The same of the dossier itself. */
gint64             parvis_dossier_kept_until   (const ParvisDossierRow   *row);
/* "kept_until" and "kept_because", or "erased_at", of its files. */
void               parvis_dossier_describe_keeping (const ParvisDossierRow  *row,
                                                    const ParvisDocumentRow *document,
                                                    json_t                  *body);
/* When its family is told that what it sent will be erased undecided. */
gint64             parvis_dossier_find_warning (const ParvisDossierRow   *row);
/* Warns, and erases what is due. *@bytes grows by the size of the files, *@gone says that
 * nothing of it is left.
 */
gboolean           parvis_dossier_keep         (ParvisTx                 *tx,
                                                ParvisDossierRow         *row,
                                                const ParvisSigner       *signer,
                                                gint64                   *bytes,
                                                gboolean                 *gone,
                                                GError                  **error);
/* Erases all of it, recorded. */
gboolean           parvis_dossier_erase_all    (ParvisTx                 *tx,
                                                ParvisDossierRow         *row,
                                                const ParvisSigner       *signer,
                                                const char               *actor,
                                                ParvisErasedFor           why,
                                                GError                  **error);

/* parvis-erasure.c */

/* Appends a record of what was erased, signed; takes @what. */
gboolean           parvis_erasure_record       (ParvisTx                 *tx,
                                                const ParvisDossierRow   *row,
                                                const ParvisSigner       *signer,
                                                const char               *why,
                                                json_t                   *what,
                                                GError                  **error);

/* parvis-dossier-notice.c */

/* A letter to its family, if it left an e-mail address; takes @what (nullable), values. */
gboolean           parvis_dossier_owe_letter   (ParvisTx                 *tx,
                                                const ParvisDossierRow   *row,
                                                const char               *kind,
                                                json_t                   *what,
                                                GError                  **error);
/* (transfer full): a list of its lines */
json_t            *parvis_dossier_split_lines  (const char               *text);

/* parvis-dossier-review.c */

/* The dossier of a clerk's command, once it was sent; NOT_FOUND otherwise. */
ParvisDossierRow  *parvis_dossier_load_sent    (ParvisTx                 *tx,
                                                const ParvisCommand      *command,
                                                GError                  **error);
/* Saves it, and answers where it is now. */
gboolean           parvis_dossier_answer_step  (ParvisTx                 *tx,
                                                ParvisDossierRow         *row,
                                                ParvisAnswer             *answer,
                                                GError                  **error);

/* parvis-dossier-tell.c */

/* What its family sees of a document from now on. */
void               parvis_dossier_show_document (ParvisDossierRow        *row,
                                                 const ParvisDocumentRow *document);
/* The same of its state. */
void               parvis_dossier_show_state   (ParvisDossierRow         *row);
/* Whether its family knows the state and the reason, and whether it knows all there is. */
gboolean parvis_dossier_is_decision_told (const ParvisDossierRow *row);
gboolean parvis_dossier_is_told          (const ParvisDossierRow *row);
/* Tells what waited for it; the clock stands still or goes on. */
gboolean           parvis_dossier_tell         (ParvisTx                 *tx,
                                                ParvisDossierRow         *row,
                                                GError                  **error);
/* Something of it is here to be looked at: what was decided of that document is over. */
void               parvis_dossier_take_in      (ParvisDossierRow         *row,
                                                ParvisDocumentRow        *document,
                                                gint64                    now);
/* Lets the clock stand still while something is missing, or go on. */
void               parvis_dossier_keep_clock   (ParvisDossierRow         *row,
                                                gint64                    now);
/* For its family. */
json_t *parvis_dossier_describe_for_family (ParvisDb                *db,
                                            const ParvisDossierRow  *row,
                                            GError                 **error);

G_END_DECLS
