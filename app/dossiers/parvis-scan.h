/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gdk/gdk.h>

#include "parvis-renderer.h"
#include "parvis-scan-stock.h"
#include "parvis-session.h"

G_BEGIN_DECLS

typedef enum
{
  PARVIS_SCAN_WAITING,     /* it was not asked for yet */
  PARVIS_SCAN_COMING,
  PARVIS_SCAN_OPENING,     /* in the sandbox */
  PARVIS_SCAN_OPEN,
  PARVIS_SCAN_FAILED,      /* parvis_scan_get_error () says how */
} ParvisScanState;

/**
 * ParvisScan:
 *
 * One file that a family sent, in memory: fetched, opened in a sandbox of its own, its pages as
 * pictures. Nothing of it is ever written to a disk, and what is let go of is overwritten.
 *
 * Errors are those of ParvisRenderer, %PARVIS_ERROR_UPSTREAM (the service cannot be reached),
 * _NOT_FOUND (it is erased), _UNAUTHORIZED, _REMOVED, _FORBIDDEN.
 *
 * Signal "changed" (): its state, its progress, a picture or a measure is another.
 */
#define PARVIS_TYPE_SCAN (parvis_scan_get_type ())

G_DECLARE_FINAL_TYPE (ParvisScan, parvis_scan, PARVIS, SCAN, GObject)

/* @id: of the upload. A page is drawn to fit a square of @side pixels. */
ParvisScan             *parvis_scan_new           (ParvisSession         *session,
                                                   const char            *id,
                                                   guint                  side);
/* Where the bytes may be already, and where those that are fetched are kept. */
void                    parvis_scan_set_stock     (ParvisScan            *self,
                                                   ParvisScanStock       *stock);
/* Fetches it, unless that was begun; and once more if it could not be reached. */
void                    parvis_scan_load          (ParvisScan            *self);
const char             *parvis_scan_get_id        (ParvisScan            *self);
ParvisScanState         parvis_scan_get_state     (ParvisScan            *self);
/* Whether nothing more comes by itself: its first page is drawn, or it failed. */
gboolean                parvis_scan_is_settled    (ParvisScan            *self);
/* Of the file that has come, 0 to 1. */
double                  parvis_scan_get_progress  (ParvisScan            *self);
/* Why @page is not shown, and will not be; NULL if it may. */
const GError           *parvis_scan_get_error     (ParvisScan            *self,
                                                   guint                  page);
/* NULL until it is open. */
const ParvisRenderInfo *parvis_scan_get_info      (ParvisScan            *self);
/* The whole page; NULL until it is drawn. */
GdkTexture             *parvis_scan_get_picture   (ParvisScan            *self,
                                                   guint                  page);
/* The file ends before its picture does. */
gboolean                parvis_scan_is_incomplete (ParvisScan            *self,
                                                   guint                  page);
/* Draws @page unless it is there, and lets go of pages far from it. */
void                    parvis_scan_want_page     (ParvisScan            *self,
                                                   guint                  page);
/* NULL until they are known. */
const ParvisRenderMeasures *parvis_scan_get_measures (ParvisScan         *self);
/* (element-type ParvisRenderWord): NULL until they are known; asks for them. */
const GArray           *parvis_scan_get_words     (ParvisScan            *self,
                                                   guint                  page);

/* Lets go of everything at once, whoever still holds a reference. */
void                    parvis_scan_drop          (ParvisScan            *self);

/* A part of a page at a size of its own. */
void        parvis_scan_draw_async  (ParvisScan             *self,
                                     const ParvisRenderAsk  *ask,
                                     GCancellable           *cancellable,
                                     GAsyncReadyCallback     callback,
                                     gpointer                user_data);
GdkTexture *parvis_scan_draw_finish (ParvisScan             *self,
                                     GAsyncResult           *result,
                                     GError                **error);

G_END_DECLS
