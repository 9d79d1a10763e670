/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "parvis-dossier"

#include "config.h"

#include "parvis-dossier.h"

#include "parvis-word-table.h"

/* Stored and sent, so they never change. */
static const char * const dossier_states[] = {
  [PARVIS_DOSSIER_DRAFT] = "draft",
  [PARVIS_DOSSIER_SUBMITTED] = "submitted",
  [PARVIS_DOSSIER_IN_REVIEW] = "in_review",
  [PARVIS_DOSSIER_ACCEPTED] = "accepted",
  [PARVIS_DOSSIER_REFUSED] = "refused",
  [PARVIS_DOSSIER_CLOSED] = "closed_without_action",
};

static const char * const document_states[] = {
  [PARVIS_DOCUMENT_EXPECTED] = "expected",
  [PARVIS_DOCUMENT_RECEIVED] = "received",
  [PARVIS_DOCUMENT_ACCEPTED] = "accepted",
  [PARVIS_DOCUMENT_REJECTED] = "rejected",
};

static const char * const acceptances[] = {
  [PARVIS_ACCEPTANCE_PICTURE] = "picture",
  [PARVIS_ACCEPTANCE_SEEN_AT_DESK] = "seen_at_desk",
  [PARVIS_ACCEPTANCE_EXPLAINED] = "explained",
  [PARVIS_ACCEPTANCE_NOT_NEEDED] = "not_needed",
};

static const char * const rejections[] = {
  [PARVIS_REJECTION_ILLEGIBLE] = "illegible",
  [PARVIS_REJECTION_WRONG_DOCUMENT] = "wrong_document",
  [PARVIS_REJECTION_OUTDATED] = "outdated",
  [PARVIS_REJECTION_INCOMPLETE] = "incomplete",
  [PARVIS_REJECTION_OTHER] = "other",
};

PARVIS_DEFINE_WORD (ParvisDossierState, dossier_state, dossier_states)
PARVIS_DEFINE_WORD (ParvisDocumentState, document_state, document_states)
PARVIS_DEFINE_WORD (ParvisAcceptance, acceptance, acceptances)
PARVIS_DEFINE_WORD (ParvisRejection, rejection, rejections)

gboolean
parvis_dossier_state_is_final (ParvisDossierState state)
{
  return state >= PARVIS_DOSSIER_ACCEPTED;
}

/**
 * parvis_dossier_may_go:
 *
 * A dossier is decided only after a clerk took it up, may be put back among those that
 * wait, and a decision may be taken back: then it is under review again, and the family
 * is told. Once sent it never becomes a draft again, for the receipt was given.
 */
gboolean
parvis_dossier_may_go (ParvisDossierState from,
                       ParvisDossierState to)
{
  switch (from)
    {
    case PARVIS_DOSSIER_DRAFT:
      return to == PARVIS_DOSSIER_SUBMITTED;

    case PARVIS_DOSSIER_SUBMITTED:
      return to == PARVIS_DOSSIER_IN_REVIEW || to == PARVIS_DOSSIER_CLOSED;

    case PARVIS_DOSSIER_IN_REVIEW:
      return to == PARVIS_DOSSIER_SUBMITTED || parvis_dossier_state_is_final (to);

    case PARVIS_DOSSIER_ACCEPTED:
    case PARVIS_DOSSIER_REFUSED:
    case PARVIS_DOSSIER_CLOSED:
    default:
      return to == PARVIS_DOSSIER_IN_REVIEW;
    }
}

/**
 * parvis_document_may_go:
 *
 * What was seen at the desk is accepted without having been received. A verdict may be
 * changed or taken back; what the family withdraws before it is expected again.
 */
gboolean
parvis_document_may_go (ParvisDocumentState from,
                        ParvisDocumentState to)
{
  if (from == to)
    return FALSE;

  if (from == PARVIS_DOCUMENT_EXPECTED)
    return to != PARVIS_DOCUMENT_REJECTED;

  return from != PARVIS_DOCUMENT_REJECTED || to != PARVIS_DOCUMENT_EXPECTED;
}
