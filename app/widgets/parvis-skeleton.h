/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * ParvisSkeleton:
 *
 * Stands where a list will be that has to be waited for (ux.md §0.8): nothing for
 * the first moment, then empty rows, and after two seconds a spinner with a
 * sentence. Invisible while nothing is loading.
 */
#define PARVIS_TYPE_SKELETON (parvis_skeleton_get_type ())

G_DECLARE_FINAL_TYPE (ParvisSkeleton, parvis_skeleton, PARVIS, SKELETON, GtkWidget)

typedef enum
{
  PARVIS_SKELETON_HIDDEN,
  PARVIS_SKELETON_PATIENT,       /* it may be there in a moment */
  PARVIS_SKELETON_ROWS,
  PARVIS_SKELETON_SPINNER,
} ParvisSkeletonStage;

#define PARVIS_SKELETON_N_ROWS 4

GtkWidget           *parvis_skeleton_new         (const char          *sentence);
void                 parvis_skeleton_set_loading (ParvisSkeleton      *self,
                                                  gboolean             loading);
ParvisSkeletonStage  parvis_skeleton_get_stage   (ParvisSkeleton      *self);
/* The next stage, now: what its own timer does. */
void                 parvis_skeleton_advance     (ParvisSkeleton      *self);

G_END_DECLS
