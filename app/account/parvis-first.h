/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-desk.h"
#include "parvis-first-draft.h"

G_BEGIN_DECLS

/**
 * ParvisFirst:
 *
 * What the steps of a first run share: the draft, which is kept at each key, and
 * what they say to the service, which goes through the queue.
 *
 * Signal "changed": the draft is another.
 */
#define PARVIS_TYPE_FIRST (parvis_first_get_type ())

G_DECLARE_FINAL_TYPE (ParvisFirst, parvis_first, PARVIS, FIRST, GObject)

ParvisFirst     *parvis_first_new         (ParvisDesk    *desk,
                                           GSettings     *settings);
ParvisDesk      *parvis_first_get_desk    (ParvisFirst   *self);
ParvisSession   *parvis_first_get_session (ParvisFirst   *self);
json_t          *parvis_first_get_draft   (ParvisFirst   *self);
/* Of the module that is chosen; one that was prepared already is filled in. */
json_t          *parvis_first_get_place   (ParvisFirst   *self);
/* After the draft was written to. */
void             parvis_first_keep        (ParvisFirst   *self);
void             parvis_first_forget      (ParvisFirst   *self);

/* (transfer full) (nullable) */
ParvisEntityRef *parvis_first_dup_entity  (ParvisFirst   *self,
                                           const char    *kind);
/* Whether the list @name of the town's set-up has this word. */
gboolean         parvis_first_setup_has   (ParvisFirst   *self,
                                           const char    *name,
                                           const char    *word);
/* Makes the place in the service, for the team alone or for everybody. @done
 * says whether it is durable in this computer's queue.
 */
typedef void   (*ParvisFirstDone)         (gboolean       kept,
                                           gpointer       user_data);
void parvis_first_send (ParvisFirst     *self,
                        gboolean         published,
                        ParvisFirstDone  done,
                        GObject         *object);

/* Whether there is a step left to prepare here, and whether it should come by
 * itself: nothing is there yet, or it was interrupted.
 */
gboolean         parvis_first_is_useful   (ParvisSession *session,
                                           GSettings     *settings,
                                           gboolean      *by_itself);

G_END_DECLS
