/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-dossier-review.h"
#include "parvis-dossier-stock.h"
#include "parvis-dossier-viewer.h"

#include <adwaita.h>

G_BEGIN_DECLS

struct _ParvisDossierReview
{
  GtkWidget           parent_instance;

  /* Children */
  GtkStack           *stack;
  AdwFlap            *flap;           /* the panel slides over the picture in a narrow window */
  AdwFlap            *past;           /* the history slides over all of it */
  GtkWidget          *history;
  GtkWidget          *details;
  GtkBox             *pieces;
  GtkStack           *place;          /* the picture, or why there is none */
  AdwBin             *picture;
  ParvisDossierViewer *viewer;
  AdwStatusPage      *nothing;
  GtkWidget          *answers;        /* to an explanation */
  GtkWidget          *bring;          /* what the family has not sent */
  GtkWidget          *papers;         /* on their way */
  GtkWidget          *panel;
  GtkStack           *bar;
  GtkWidget          *again;
  GtkWidget          *primary;
  GtkLabel           *primary_text;
  GtkLabel           *primary_key;
  GtkLabel           *locked;
  GtkLabel           *over;
  GtkWidget          *decide;

  /* Owned */
  ParvisDossierQueue *queue;
  ParvisDossierItem  *item;           /* (nullable) */
  json_t             *body;           /* (nullable): of its entity */
  char               *requirement;    /* (nullable): of the document that is shown */
  GPtrArray          *buttons;        /* borrowed: of the documents, in their order */
  GHashTable         *ticks;          /* "DOSSIER/REQUIREMENT/FILES" → bits, ticked one by one */
  json_t             *file;           /* (nullable): of the item, as the service gives it */
  char               *trouble;        /* (nullable): why there is none */
  GCancellable       *reading;
  ParvisDossierStock *stock;          /* what is here without the network */
  GHashTable         *steps;          /* step of the undo stack → "DOSSIER/REQUIREMENT" */

  json_t             *words;          /* "DOSSIER/REQUIREMENT" → verdict with words, of here */
  gint64              seq;            /* of its entity */
  gint64              read_seq;       /* the same, when the file was asked for */
  gboolean            refreshing;
  gboolean            held;           /* by who sits here, when it was looked at last */
  gboolean            warned;         /* of what is not here without the network */
  gboolean            reveal;         /* the telephone, once the file is here again */
};

/* parvis-dossier-review.c */

ParvisDesk              *parvis_dossier_review_get_desk        (ParvisDossierReview *self);
gint64                   parvis_dossier_review_now             (ParvisDossierReview *self);
const ParvisDossierFacts *
                         parvis_dossier_review_get_facts       (ParvisDossierReview *self);
/* (nullable) */
const ParvisRequirement *parvis_dossier_review_get_requirement (ParvisDossierReview *self);
/* (nullable): the document of the entity that is shown */
const json_t            *parvis_dossier_review_get_document    (ParvisDossierReview *self);
/* Whether its picture is before the clerk's eyes, where there is one. */
gboolean                 parvis_dossier_review_is_ready        (ParvisDossierReview *self);
/* The family explained why there is no picture, and that is not here. */
gboolean                 parvis_dossier_review_lacks_explanation
                                                               (ParvisDossierReview *self);
void                     parvis_dossier_review_show            (ParvisDossierReview *self,
                                                                const char          *requirement);
/* The next document to look at; FALSE if there is none. */
gboolean                 parvis_dossier_review_advance         (ParvisDossierReview *self);
guint                    parvis_dossier_review_count_left      (ParvisDossierReview *self);
guint                    parvis_dossier_review_get_ticks       (ParvisDossierReview *self);
void                     parvis_dossier_review_set_ticks       (ParvisDossierReview *self,
                                                                guint                ticks);
/* Reads its file, which is recorded. */
void                     parvis_dossier_review_read            (ParvisDossierReview *self);

/* parvis-dossier-review-act.c */

void                     parvis_dossier_review_install_actions (GtkWidgetClass      *klass);
/* A verdict on the document that is shown, and the next one. @body: (transfer full): "state"
 * and what belongs to it; @what: what was done; @drafts: (nullable): what was typed for it.
 */
void                     parvis_dossier_review_judge           (ParvisDossierReview *self,
                                                                json_t              *body,
                                                                const char          *what,
                                                                const char *const   *drafts);

/* parvis-dossier-review-keys.c */

void                     parvis_dossier_review_install_moves   (GtkWidgetClass      *klass);
/* What the file says, beside the picture. */
void                     parvis_dossier_review_show_panel      (ParvisDossierReview *self);

/* parvis-dossier-review-undo.c */

/* What a step was about; @requirement: (nullable): NULL of the whole dossier. */
void                     parvis_dossier_review_keep_step       (ParvisDossierReview *self,
                                                                guint                step,
                                                                const char          *dossier,
                                                                const char          *requirement);
/* The command that puts back what there was of the document that is shown before it is judged;
 * without a verdict, that there was none.
 */
json_t                  *parvis_dossier_review_describe_before (ParvisDossierReview *self,
                                                                const json_t        *document);
/* What a verdict of here says to the family, which the entity does not tell. */
void                     parvis_dossier_review_keep_words      (ParvisDossierReview *self,
                                                                const json_t        *verdict);
/* They cannot be taken back any more. */
void                     parvis_dossier_review_forget_steps    (ParvisDossierReview *self,
                                                                const char          *dossier,
                                                                const char          *requirement);
/* What is taken back is shown from now on. */
void                     parvis_dossier_review_follow_undo     (ParvisDossierReview *self);

/* parvis-dossier-review-conflict.c */

/* What the service did not take: what was typed is kept. */
void                     parvis_dossier_review_refused         (ParvisDossierReview *self,
                                                                ParvisAction        *action);
/* Notices that a colleague took over what was held here. */
void                     parvis_dossier_review_watch_hold      (ParvisDossierReview *self);

/* parvis-dossier-review-build.c */

void                     parvis_dossier_review_build           (ParvisDossierReview *self);

/* parvis-dossier-review-picture.c */

void                     parvis_dossier_review_add_picture     (ParvisDossierReview *self);
void                     parvis_dossier_review_refresh_picture (ParvisDossierReview *self);
gboolean                 parvis_dossier_review_sees_picture    (ParvisDossierReview *self);
/* The dossier that is open is another. */
void                     parvis_dossier_review_warn_away       (ParvisDossierReview *self);
/* Others came than those that are shown. */
gboolean                 parvis_dossier_review_has_newer       (ParvisDossierReview *self);
/* (transfer full): why nothing may be approved; what was not looked at is shown. */
char                    *parvis_dossier_review_explain_unseen  (ParvisDossierReview *self);

/* parvis-dossier-review-paper.c */

/* An action: a file becomes a page of the document that is shown. */
void                     parvis_dossier_review_choose_paper    (GtkWidget           *widget,
                                                                const char          *name,
                                                                GVariant            *parameter);
/* An action: what lies in a scanner becomes its pages. */
void                     parvis_dossier_review_scan_paper      (GtkWidget           *widget,
                                                                const char          *name,
                                                                GVariant            *parameter);
void                     parvis_dossier_review_take_drops      (ParvisDossierReview *self,
                                                                GtkWidget           *place);

/* parvis-dossier-review-label.c */

/* An action: asks for the labels of the dossier. */
void                     parvis_dossier_review_write_labels    (GtkWidget           *widget,
                                                                const char          *name,
                                                                GVariant            *parameter);

/* parvis-dossier-review-again.c */

void                     parvis_dossier_review_ask_again       (ParvisDossierReview *self);
/* The reason that is chosen when it is asked for again next. */
void                     parvis_dossier_review_suggest         (ParvisDossierReview *self,
                                                                ParvisRejection      rejection);

G_END_DECLS
