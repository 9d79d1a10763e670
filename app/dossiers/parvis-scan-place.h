/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Where one looks at a page, and how large. Pure. */

#define PARVIS_SCAN_ZOOM_MAX 4.0
#define PARVIS_SCAN_MARGIN   18   /* around a page that fits */

typedef enum
{
  PARVIS_SCAN_FIT_PAGE,
  PARVIS_SCAN_FIT_WIDTH,
  PARVIS_SCAN_FIT_NOTHING,
} ParvisScanFit;

/**
 * ParvisScanPlace:
 * @zoom: where nothing is fitted, of the zoom at which the width fits
 * @x: what is in the middle of the view, as a share of the page as it is seen, turned
 *
 * What is remembered for a kind of document: it is of no size of its own.
 */
typedef struct
{
  ParvisScanFit fit;
  double        zoom;
  double        x;
  double        y;
} ParvisScanPlace;

/**
 * ParvisScanFrame:
 * @width: of the page upright, at its own size
 * @turns: quarters, clockwise
 */
typedef struct
{
  double width;
  double height;
  double view_width;
  double view_height;
  guint  turns;
} ParvisScanFrame;

typedef struct
{
  double x;
  double y;
  double width;
  double height;
} ParvisScanRect;

double         parvis_scan_place_get_zoom    (const ParvisScanPlace *self,
                                              const ParvisScanFrame *frame);
/* The smallest that makes sense: the page fits, or is as large as it is. */
double         parvis_scan_place_get_least   (const ParvisScanFrame *frame);
/* No more of the view is empty than has to be. */
void           parvis_scan_place_clamp       (ParvisScanPlace       *self,
                                              const ParvisScanFrame *frame);
/* What is at that point of the view stays there. */
void           parvis_scan_place_zoom_at     (ParvisScanPlace       *self,
                                              const ParvisScanFrame *frame,
                                              double                 zoom,
                                              double                 x,
                                              double                 y);
/* Moves what is looked at by pixels of the view. FALSE if it is at its edge. */
gboolean       parvis_scan_place_scroll      (ParvisScanPlace       *self,
                                              const ParvisScanFrame *frame,
                                              double                 dx,
                                              double                 dy);
/* The page turns on by so many quarters under the same point. */
void           parvis_scan_place_turn        (ParvisScanPlace       *self,
                                              int                    quarters);
/* The page as it is seen, in the view. */
ParvisScanRect parvis_scan_place_get_page    (const ParvisScanPlace *self,
                                              const ParvisScanFrame *frame);
/* What is seen of the page, as shares of it upright. */
ParvisScanRect parvis_scan_place_get_visible (const ParvisScanPlace *self,
                                              const ParvisScanFrame *frame);

G_END_DECLS
