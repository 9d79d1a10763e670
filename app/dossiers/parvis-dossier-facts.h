/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier.h"
#include "parvis-entity.h"

G_BEGIN_DECLS

/* Which dossiers a clerk looks at. The first three leave none out and share none. */
typedef enum
{
  PARVIS_DOSSIERS_TO_REVIEW,    /* something is there to be looked at, or is to be finished */
  PARVIS_DOSSIERS_WAITING,      /* the family has to send something */
  PARVIS_DOSSIERS_COMPLETE,     /* all is approved: to be decided */
  PARVIS_DOSSIERS_MINE,
  PARVIS_DOSSIERS_ALL,
} ParvisDossierFilter;

#define PARVIS_N_DOSSIER_FILTERS (PARVIS_DOSSIERS_ALL + 1)

typedef enum
{
  PARVIS_DOSSIERS_OLDEST,
  PARVIS_DOSSIERS_DUE,
  PARVIS_DOSSIERS_BY_NAME,
} ParvisDossierOrder;

#define PARVIS_N_DOSSIER_ORDERS (PARVIS_DOSSIERS_BY_NAME + 1)

/* Instants that there are not are PARVIS_NO_TIME. */
typedef struct
{
  char                *id;
  char                *number;
  char                *procedure;
  char                *form;           /* of the entity of its version */
  char                *name;           /* whom it is about */
  char                *subject;        /* the same for screens: its number while names are hidden */
  char                *applicant;
  char                *labels;         /* with commas between, maybe empty */
  ParvisDossierState   state;
  gboolean             open;           /* something may still be done about it */
  gboolean             unanswered;     /* the family wrote */
  gboolean             urgent;         /* its answer is due soon, or was */
  gboolean             untold;         /* what was decided, nothing is under way to its family */
  gboolean             waiting;        /* something that was done here is not at the service */
  guint                n_documents;
  guint                n_approved;
  guint                n_received;
  gint64               submitted_at;
  gint64               receipt_at;
  gint64               answer_due;
  gint64               paused_at;
  gboolean             held;
  gboolean             mine;
  char                *holder;         /* (nullable): a colleague's name */
  gint64               held_at;
} ParvisDossierFacts;

/* @account: (nullable): of who sits here. NULL for what is no dossier. */
ParvisDossierFacts  *parvis_dossier_facts_new     (const ParvisEntityRef     *entity,
                                                   const char                *account);
/* What is shown of it has no name, or has it again; it is found and ordered by its name all the
 * same.
 */
void                 parvis_dossier_facts_hide    (ParvisDossierFacts        *self,
                                                   gboolean                   hidden);
void                 parvis_dossier_facts_free    (ParvisDossierFacts        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (ParvisDossierFacts, parvis_dossier_facts_free)

/* One of the first three. */
ParvisDossierFilter  parvis_dossier_facts_group   (const ParvisDossierFacts  *self);
/* Whether a colleague has it: what he took and left is nobody's after a while. */
gboolean parvis_dossier_facts_is_locked (const ParvisDossierFacts *self,
                                         gint64                    now);
gboolean parvis_dossier_facts_passes    (const ParvisDossierFacts *self,
                                         ParvisDossierFilter       filter);
/* Whether each word of @typed begins a word of a name, a label or of the number, whatever its
 * accents.
 */
gboolean             parvis_dossier_facts_matches (const ParvisDossierFacts  *self,
                                                   const char                *typed);
int                  parvis_dossier_facts_compare (const ParvisDossierFacts  *a,
                                                   const ParvisDossierFacts  *b,
                                                   ParvisDossierOrder         order);

/* As they stand in the settings. */
const char          *parvis_dossier_filter_to_string   (ParvisDossierFilter   filter);
ParvisDossierFilter  parvis_dossier_filter_from_string (const char           *text);
const char          *parvis_dossier_order_to_string    (ParvisDossierOrder    order);
ParvisDossierOrder   parvis_dossier_order_from_string  (const char           *text);

G_END_DECLS
