/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "parvis-scan-place.h"
#include "parvis-scan.h"

G_BEGIN_DECLS

/**
 * ParvisScanView:
 *
 * One page of a file: dragged, zoomed where the pointer is, turned and made lighter for who
 * looks at it, and never changed. What is zoomed into is drawn anew at its own resolution;
 * until that is there the picture that there is is enlarged. Without a page it is grey paper.
 *
 * Signals: "changed" (): it is looked at in another way. "selected" (const ParvisScanRect
 * *share): a part of the upright page was drawn round with Shift held; valid for the call.
 */
#define PARVIS_TYPE_SCAN_VIEW (parvis_scan_view_get_type ())

G_DECLARE_FINAL_TYPE (ParvisScanView, parvis_scan_view, PARVIS, SCAN_VIEW, GtkWidget)

GtkWidget             *parvis_scan_view_new       (void);
/* @scan: (nullable). Another file is upright and as light as it is. */
void                   parvis_scan_view_set_page  (ParvisScanView        *self,
                                                   ParvisScan            *scan,
                                                   guint                  page);
/* Something of the scan is another. */
void                   parvis_scan_view_update    (ParvisScanView        *self);
/* Whether what is seen is the page, and not the paper in its place. */
gboolean               parvis_scan_view_has_page  (ParvisScanView        *self);
/* Whether no better picture of what is seen is to be had or on its way. */
gboolean               parvis_scan_view_is_sharp  (ParvisScanView        *self);
const ParvisScanPlace *parvis_scan_view_get_place (ParvisScanView        *self);
void                   parvis_scan_view_set_place (ParvisScanView        *self,
                                                   const ParvisScanPlace *place);
/* 1 for 100 % */
double                 parvis_scan_view_get_zoom  (ParvisScanView        *self);
/* By that many steps, about the middle. */
void                   parvis_scan_view_step_zoom (ParvisScanView        *self,
                                                   int                    steps);
/* The page fits; if it does already, its width. */
void                   parvis_scan_view_fit       (ParvisScanView        *self);
void                   parvis_scan_view_turn      (ParvisScanView        *self,
                                                   int                    quarters);
/* A little lighter, and after that as it is. TRUE if it is lighter now. */
gboolean               parvis_scan_view_lighten   (ParvisScanView        *self);
guint                  parvis_scan_view_get_turns (ParvisScanView        *self);
/* By shares of what is seen. FALSE if it is at its edge. */
gboolean               parvis_scan_view_scroll    (ParvisScanView        *self,
                                                   double                 dx,
                                                   double                 dy);
/* (element-type ParvisScanRect) (nullable) (transfer full): shares of the upright page that are
 * marked; @chosen is one of them and comes into view.
 */
void                   parvis_scan_view_set_marks (ParvisScanView        *self,
                                                   GArray                *marks,
                                                   guint                  chosen);

G_END_DECLS
