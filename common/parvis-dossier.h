/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-time.h"

G_BEGIN_DECLS

/* What the service and the desktop both have to know of dossiers: words, and which step may
 * follow which. Pure.
 */

/* How long what was decided waits before its family is told, so that it can be undone. */
#define PARVIS_DOSSIER_HOLD (10 * PARVIS_MINUTE)
/* So long after the last thing that a clerk did with it a dossier is still that clerk's. */
#define PARVIS_DOSSIER_HELD (10 * PARVIS_MINUTE)
/* Characters of what is written to a family or to colleagues. */
#define PARVIS_DOSSIER_TEXT_MAX 2000
/* Labels of a dossier, and the letters of one. */
#define PARVIS_DOSSIER_LABELS_MAX 8
#define PARVIS_DOSSIER_LABEL_MAX  40

typedef enum
{
  PARVIS_DOSSIER_DRAFT,         /* the family has not sent it yet */
  PARVIS_DOSSIER_SUBMITTED,
  PARVIS_DOSSIER_IN_REVIEW,     /* a clerk has begun */
  PARVIS_DOSSIER_ACCEPTED,
  PARVIS_DOSSIER_REFUSED,
  PARVIS_DOSSIER_CLOSED,        /* without action: withdrawn, or given up */
} ParvisDossierState;

#define PARVIS_N_DOSSIER_STATES (PARVIS_DOSSIER_CLOSED + 1)

typedef enum
{
  PARVIS_DOCUMENT_EXPECTED,
  PARVIS_DOCUMENT_RECEIVED,
  PARVIS_DOCUMENT_ACCEPTED,
  PARVIS_DOCUMENT_REJECTED,
} ParvisDocumentState;

#define PARVIS_N_DOCUMENT_STATES (PARVIS_DOCUMENT_REJECTED + 1)

/* What was accepted. Only the first needs a picture. */
typedef enum
{
  PARVIS_ACCEPTANCE_PICTURE,
  PARVIS_ACCEPTANCE_SEEN_AT_DESK,
  PARVIS_ACCEPTANCE_EXPLAINED,  /* the family said why it has none */
  PARVIS_ACCEPTANCE_NOT_NEEDED, /* here, although the procedure asks for it */
} ParvisAcceptance;

#define PARVIS_N_ACCEPTANCES (PARVIS_ACCEPTANCE_NOT_NEEDED + 1)

typedef enum
{
  PARVIS_REJECTION_ILLEGIBLE,
  PARVIS_REJECTION_WRONG_DOCUMENT,
  PARVIS_REJECTION_OUTDATED,
  PARVIS_REJECTION_INCOMPLETE,
  PARVIS_REJECTION_OTHER,
} ParvisRejection;

#define PARVIS_N_REJECTIONS (PARVIS_REJECTION_OTHER + 1)

const char *parvis_dossier_state_to_string    (ParvisDossierState    state);
gboolean    parvis_dossier_state_from_string  (const char           *text,
                                               ParvisDossierState   *state);
const char *parvis_document_state_to_string   (ParvisDocumentState   state);
gboolean    parvis_document_state_from_string (const char           *text,
                                               ParvisDocumentState  *state);
const char *parvis_acceptance_to_string       (ParvisAcceptance      acceptance);
gboolean    parvis_acceptance_from_string     (const char           *text,
                                               ParvisAcceptance     *acceptance);
const char *parvis_rejection_to_string        (ParvisRejection       rejection);
gboolean    parvis_rejection_from_string      (const char           *text,
                                               ParvisRejection      *rejection);

/* Decided: nothing more is expected of anybody. */
gboolean    parvis_dossier_state_is_final     (ParvisDossierState    state);
gboolean    parvis_dossier_may_go             (ParvisDossierState    from,
                                               ParvisDossierState    to);
gboolean    parvis_document_may_go            (ParvisDocumentState   from,
                                               ParvisDocumentState   to);

G_END_DECLS
