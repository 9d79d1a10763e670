/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisSkeleton:
 *
 * Stands where something will be that has to be waited for (ux.md §0.8): nothing for
 * the first moment, then its empty shape, and after two seconds a spinner with a
 * sentence. Where there is no service to wait for and nothing was ever received it
 * says so, which is not the same as that there is nothing. Else it is invisible.
 */
#define PARVIS_TYPE_SKELETON (parvis_skeleton_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSkeleton, parvis_skeleton, PARVIS, SKELETON, GtkWidget)

typedef enum
{
  PARVIS_SKELETON_LIST,
  PARVIS_SKELETON_CURVE,         /* of a day */
  PARVIS_SKELETON_COUNTER,       /* a figure over two large buttons */
} ParvisSkeletonForm;

typedef enum
{
  PARVIS_SKELETON_HIDDEN,
  PARVIS_SKELETON_PATIENT,       /* it may be there in a moment */
  PARVIS_SKELETON_SHAPE,
  PARVIS_SKELETON_SPINNER,
  PARVIS_SKELETON_NEVER,         /* nothing has ever come */
} ParvisSkeletonStage;

#define PARVIS_SKELETON_N_ROWS 4

GtkWidget           *parvis_skeleton_new         (ParvisSkeletonForm   form,
                                                  const char          *sentence);
void                 parvis_skeleton_set_loading (ParvisSkeleton      *self,
                                                  gboolean             loading);
/* What is @empty is read from @session.
 *
 * Returns: whether this stands in its place
 */
gboolean             parvis_skeleton_follow      (ParvisSkeleton      *self,
                                                  ParvisSession       *session,
                                                  gboolean             empty);
ParvisSkeletonStage  parvis_skeleton_get_stage   (ParvisSkeleton      *self);
/* The next stage, now: what its own timer does. */
void                 parvis_skeleton_advance     (ParvisSkeleton      *self);

G_END_DECLS
