/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "parvis-breakdown.h"
#include "parvis-facility.h"
#include "parvis-place-text.h"

G_BEGIN_DECLS

/* The words of the detail page (ux.md §5). All results are for the caller to
 * free; NULL where there is nothing to say.
 */
char     *parvis_detail_text_opening    (const ParvisFacility    *facility,
                                         const ParvisPlaceFacts  *facts);
char     *parvis_detail_text_figure     (const ParvisPlaceFacts  *facts);
char     *parvis_detail_text_unit       (const ParvisPlaceFacts  *facts);
char     *parvis_detail_text_limit      (const ParvisPlaceFacts  *facts);
char     *parvis_detail_text_lowered    (const ParvisPlaceFacts  *facts);
char     *parvis_detail_text_age        (const ParvisPlaceFacts  *facts,
                                         int                      waiting_delta);
char     *parvis_detail_text_level      (const ParvisPlaceFacts  *facts);
char     *parvis_detail_text_equation   (const ParvisBreakdown   *breakdown,
                                         int                      present);

/* What the one bar of the page says, and what its button does. */
typedef enum
{
  PARVIS_NOTICE_NONE,
  PARVIS_NOTICE_SILENT,       /* count by hand meanwhile */
  PARVIS_NOTICE_FAULT,
  PARVIS_NOTICE_MAXIMUM,
  PARVIS_NOTICE_DRIFT,        /* recount */
} ParvisNotice;

ParvisNotice parvis_detail_text_notice  (const ParvisPlaceFacts  *facts,
                                         const ParvisBreakdown   *breakdown,
                                         gint64                   maximum_since,
                                         char                   **sentence);

G_END_DECLS
